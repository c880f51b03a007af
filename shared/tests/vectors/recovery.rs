//! `recovery.json`: a recovery code as text, with a relay and without, and the device that its secret derives.

use samskriv_shared::recovery::{self, CodeError, RecoveryCode};
use serde_json::{Value, json};

use super::{
    check, describe, hex,
    world::{Device, World},
};

const SECRET: [u8; recovery::SECRET] = *b"twenty bytes, secret";

fn code(relay: Option<&str>) -> RecoveryCode {
    RecoveryCode::new(relay.map(Into::into), World::new().workspace(), SECRET)
}

fn made() -> Value {
    let code = code(Some("https://relä.example:8443"));
    let device = Device::of(code.device());
    let text = code.to_string();
    let groups = text.split_once('#').unwrap().1;
    json!({
        "code": text,
        "relay": code.relay,
        "workspace": hex(World::new().workspace().0),
        "secret": hex(SECRET),
        "check_context": "samskriv 2026 recovery check",
        "without_relay": self::code(None).to_string(),
        "groups": groups[..groups.len() - "-ABCD".len()],
        "device": {
            "sign_context": "samskriv 2026 recovery signing key",
            "sign_seed": hex(device.sign),
            "receive_context": "samskriv 2026 recovery receiving key",
            "receive_seed": hex(device.receive),
            "keys": describe::keys(&device.secret.keys()),
        },
    })
}

#[test]
fn a_code_derives_its_device_however_it_is_written() {
    let file = check("recovery.json", &made());
    for name in ["code", "without_relay", "groups"] {
        let text = file[name].as_str().unwrap();
        let read = RecoveryCode::parse(text).unwrap();
        assert_eq!(read.to_string(), text);
        let device = Device::of(read.device());
        assert_eq!(hex(device.sign), file["device"]["sign_seed"], "{name}");
        assert_eq!(hex(device.receive), file["device"]["receive_seed"], "{name}");
    }
}

#[test]
fn a_changed_code_is_refused() {
    let file = check("recovery.json", &made());
    let text = file["without_relay"].as_str().unwrap();
    for at in text.find("workspace=").unwrap()..text.len() {
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] ^= 1;
        let Ok(changed) = std::str::from_utf8(&bytes) else { continue };
        assert_eq!(RecoveryCode::parse(changed), Err(CodeError::Mistyped), "{changed}");
    }
}
