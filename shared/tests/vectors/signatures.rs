//! `signatures.json`: what each signature covers, byte for byte, for those that are in no entry's own.

use samskriv_shared::{
    ids::DeviceId,
    membership::{MembershipOp, parse},
    protocol::encode,
    seal::{DeviceSecret, SealedPresence, hello_payload, redeem_payload, seen_payload, verify},
};
use serde_json::{Value, json};

use super::{check, describe, frames::HOST, hex, unhex, with_a_byte_changed, world::World};

/// The challenge that `Hello` answers.
pub const NONCE: [u8; 32] = [0xc4; 32];

fn vector(name: &str, fields: Value, device: &DeviceSecret, payload: &[u8], sig: &[u8]) -> Value {
    json!({
        "name": name,
        "fields": fields,
        "device": hex(device.id().0),
        "payload": hex(payload),
        "sig": hex(sig),
    })
}

/// The domain's string, then what `write` encodes.
fn tuple(domain: &str, write: impl FnOnce(&mut minicbor::Encoder<Vec<u8>>)) -> Vec<u8> {
    let mut encoder = minicbor::Encoder::new(domain.as_bytes().to_vec());
    write(&mut encoder);
    encoder.into_writer()
}

fn made() -> Value {
    let mut world = World::new();
    let (workspace, cursor) = (world.workspace(), world.cursor());
    let device = world.joiner.secret.clone();
    let id = device.id();
    let keys = device.keys();
    let mut vectors = Vec::new();

    let cross = tuple("samskriv device keys v1", |it| {
        it.array(2).unwrap().encode(id).unwrap().bytes(&keys.receive).unwrap();
    });
    vectors.push(vector("device keys", describe::keys(&keys), &device, &cross, &keys.sig));

    for after in [None, Some(cursor)] {
        let payload = hello_payload(&workspace, &id, HOST, after.as_ref(), &NONCE);
        let fields = json!({
            "workspace": hex(workspace.0),
            "device": hex(id.0),
            "host": HOST,
            "after": after.as_ref().map(describe::cursor),
            "nonce": hex(NONCE),
        });
        vectors.push(vector("hello", fields, &device, &payload, &device.sign(&payload)));
    }

    let payload = seen_payload(&workspace, &id, &cursor);
    let fields =
        json!({ "workspace": hex(workspace.0), "device": hex(id.0), "cursor": describe::cursor(&cursor) });
    vectors.push(vector("seen", fields, &device, &payload, &device.sign(&payload)));

    let (_, redeemed) = parse(&world.log[2].1.to_bytes()).unwrap();
    let MembershipOp::Redeem { device: redeeming, profile, sig, .. } = &redeemed.op else { panic!() };
    let invite = world.link.device().id();
    let payload = redeem_payload(&workspace, &invite, redeeming, profile);
    let fields = json!({
        "workspace": hex(workspace.0),
        "invite": hex(invite.0),
        "device": describe::keys(redeeming),
        "profile": hex(profile),
    });
    vectors.push(vector("redeem", fields, &device, &payload, sig));

    let sealed = SealedPresence::seal(&workspace, 0, &world.key, &device, b"caret", &mut world.rng).unwrap();
    let payload = tuple("samskriv presence v1", |it| {
        it.array(5).unwrap().encode(workspace).unwrap().encode(id).unwrap().u32(0).unwrap();
        it.bytes(&sealed.nonce).unwrap().bytes(&sealed.body).unwrap();
    });
    let bound = tuple("samskriv presence v1", |it| {
        it.array(3).unwrap().encode(workspace).unwrap().encode(id).unwrap().u32(0).unwrap();
    });
    let mut fields = describe::presence(&sealed);
    fields["workspace"] = hex(workspace.0).into();
    let mut presence = vector("presence", fields, &device, &payload, &sealed.sig);
    presence["associated_data"] = hex(bound).into();
    presence["content_key"] = hex(world.key.0).into();
    presence["opens_to"] = hex(sealed.open(&workspace, &world.key).unwrap()).into();
    presence["bytes"] = hex(encode(&sealed)).into();
    vectors.push(presence);
    json!({ "signatures": vectors })
}

#[test]
fn signatures_hold_over_their_payloads_and_over_nothing_else() {
    let file = check("signatures.json", &made());
    for vector in file["signatures"].as_array().unwrap() {
        let device = DeviceId(unhex(&vector["device"]).try_into().unwrap());
        let (payload, sig) = (unhex(&vector["payload"]), unhex(&vector["sig"]));
        let name = &vector["name"];
        verify(&device, &payload, &sig).unwrap();
        for changed in with_a_byte_changed(&payload) {
            assert!(verify(&device, &changed, &sig).is_err(), "{name}");
        }
        for changed in with_a_byte_changed(&sig) {
            assert!(verify(&device, &payload, &changed).is_err(), "{name}");
        }
        for changed in with_a_byte_changed(&device.0) {
            assert!(verify(&DeviceId(changed.try_into().unwrap()), &payload, &sig).is_err(), "{name}");
        }
    }
}

#[test]
fn presence_with_any_byte_changed_is_refused() {
    let world = World::new();
    let file = check("signatures.json", &made());
    let vector = file["signatures"].as_array().unwrap().last().unwrap();
    let opens = |bytes: &[u8]| {
        let sealed: SealedPresence = samskriv_shared::protocol::decode(bytes).ok()?;
        assert_eq!(encode(&sealed), bytes);
        sealed.open(&world.workspace(), &world.key).ok()
    };
    let bytes = unhex(&vector["bytes"]);
    assert_eq!(opens(&bytes).map(hex).as_deref(), vector["opens_to"].as_str());
    for changed in with_a_byte_changed(&bytes) {
        assert_eq!(opens(&changed), None);
    }
}
