//! `invite.json`: a link as text, the device that its secret derives, the content key that this device
//! opens, and the profile that the one who redeems it leaves.

use samskriv_shared::{
    ids::WorkspaceId,
    invite::InviteLink,
    membership::{MembershipOp, parse},
    protocol::encode,
    seal::{SealedKey, open_profile},
};
use serde_json::{Value, json};

use super::{
    check, describe, hex, unhex,
    world::{Device, PROFILE, World},
};

fn made() -> Value {
    let world = World::new();
    let device = Device::of(world.link.device());
    let workspace = world.workspace();
    let (_, opened) = parse(&world.log[1].1.to_bytes()).unwrap();
    let (_, redeemed) = parse(&world.log[2].1.to_bytes()).unwrap();
    let (MembershipOp::Invite { sealed_keys, .. }, MembershipOp::Redeem { profile, .. }) =
        (&opened.op, &redeemed.op)
    else {
        panic!("another log")
    };
    let joiner = world.joiner.secret.id();
    let mut bound = b"samskriv profile v1".to_vec();
    bound.extend(encode(&(workspace, joiner)));
    let text = world.link.to_string();
    let secret = text.split_once('#').unwrap().1;
    json!({
        "link": text,
        "relay": world.link.relay,
        "workspace": hex(workspace.0),
        "chain": hex(world.link.head.0),
        "secret": hex(data_encoding::BASE64URL_NOPAD.decode(secret.as_bytes()).unwrap()),
        "device": {
            "sign_context": "samskriv 2026 invite signing key",
            "sign_seed": hex(device.sign),
            "receive_context": "samskriv 2026 invite receiving key",
            "receive_seed": hex(device.receive),
            "keys": describe::keys(&device.secret.keys()),
        },
        "sealed_key": {
            "fields": describe::sealed_key(&sealed_keys[0]),
            "hpke": "base mode, DHKEM(X25519, HKDF-SHA256) 0x0020, HKDF-SHA256 0x0001, ChaCha20-Poly1305 0x0003",
            "info": "samskriv epoch key v1",
            "associated_data": hex(encode(&(Some(workspace), 0u32))),
            "opens_to": hex(world.key.0),
        },
        "profile": {
            "device": hex(joiner.0),
            "sealed": hex(profile),
            "associated_data": hex(bound),
            "opens_to": hex(PROFILE),
        },
    })
}

#[test]
fn a_link_derives_its_device_which_opens_the_key() {
    let file = check("invite.json", &made());
    let link = InviteLink::parse(file["link"].as_str().unwrap()).unwrap();
    assert_eq!(link.to_string(), file["link"]);
    assert_eq!(link.relay, file["relay"]);
    assert_eq!((hex(link.workspace.0), hex(link.head.0)), (text(&file["workspace"]), text(&file["chain"])));
    let device = Device::of(link.device());
    assert_eq!(hex(device.sign), file["device"]["sign_seed"]);
    assert_eq!(hex(device.receive), file["device"]["receive_seed"]);
    let sealed = &file["sealed_key"];
    let sealed_key = sealed_key(&sealed["fields"]);
    let key = device.secret.open_key(Some(&link.workspace), &sealed_key).unwrap();
    assert_eq!(hex(key.0), sealed["opens_to"]);
    let joiner = text(&file["profile"]["device"]).parse().unwrap();
    let profile = open_profile(&link.workspace, &joiner, &key, &unhex(&file["profile"]["sealed"])).unwrap();
    assert_eq!(hex(profile), file["profile"]["opens_to"]);
}

#[test]
fn a_changed_link_is_refused_or_opens_nothing() {
    let file = check("invite.json", &made());
    let text = file["link"].as_str().unwrap();
    let original = InviteLink::parse(text).unwrap();
    let sealed = sealed_key(&file["sealed_key"]["fields"]);
    for at in 0..text.len() {
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] ^= 1;
        let Ok(link) =
            std::str::from_utf8(&bytes).map_or(Err(()), |text| InviteLink::parse(text).map_err(drop))
        else {
            continue;
        };
        assert_ne!(link, original, "{at}");
        if link.workspace != original.workspace || at > text.find('#').unwrap() {
            assert!(link.device().open_key(Some(&link.workspace), &sealed).is_err(), "{at}");
        }
    }
}

#[test]
fn a_sealed_key_with_any_byte_changed_stays_shut() {
    let file = check("invite.json", &made());
    let link = InviteLink::parse(file["link"].as_str().unwrap()).unwrap();
    let sealed = sealed_key(&file["sealed_key"]["fields"]);
    let (device, workspace) = (link.device(), link.workspace);
    let opens = |workspace: &WorkspaceId, key: &SealedKey| device.open_key(Some(workspace), key).is_ok();
    assert!(opens(&workspace, &sealed));
    for body in super::with_a_byte_changed(&sealed.body) {
        assert!(!opens(&workspace, &SealedKey { body, ..sealed.clone() }));
    }
    for (at, encapsulated) in super::with_a_byte_changed(&sealed.encapsulated).enumerate() {
        assert!(!opens(&workspace, &SealedKey { encapsulated, ..sealed.clone() }), "{at}");
    }
    assert!(!opens(&workspace, &SealedKey { epoch: 1, ..sealed }));
}

fn sealed_key(value: &Value) -> SealedKey {
    SealedKey {
        epoch: value["epoch"].as_u64().unwrap() as u32,
        encapsulated: unhex(&value["encapsulated"]),
        body: unhex(&value["body"]),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
