//! `presence.json`: what somebody does in a document, sealed as the body of an `Ephemeral` frame.

use samskriv_shared::{
    presence::{self, Place, Presence, Stamp},
    protocol::decode,
    seal::{EpochKeys, SealedPresence},
    text::Anchor,
};
use serde_json::{Value, json};

use super::{
    check, describe, hex, unhex, with_a_byte_changed,
    world::{World, plain},
};

/// After the 258th operation of the founder's actor, and at the text's start.
const CARET: &str = "0100000102f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";
const START: &str = "01";

fn keys(world: &World) -> EpochKeys {
    let mut keys = world.later_keys.clone();
    keys.insert(0, world.key.clone());
    keys
}

fn anchor(written: &str) -> Anchor {
    Anchor::from_bytes(&plain(written)).unwrap()
}

fn fields(stamp: Stamp, presence: Option<&Presence>) -> Value {
    let place = presence.and_then(|presence| presence.place.as_ref());
    let written = |anchor: &Anchor| hex(anchor.to_bytes().unwrap());
    json!({
        "run": stamp.run,
        "count": stamp.count,
        "doc": presence.map(|presence| hex(presence.doc.0)),
        "caret": place.map(|place| written(&place.caret)),
        "other": place.map(|place| written(&place.other)),
        "typing": presence.is_some_and(|presence| presence.typing),
    })
}

fn made() -> Value {
    let mut world = World::new();
    let (keys, doc) = (keys(&world), world.doc);
    let typing = Place { caret: anchor(CARET), other: anchor(CARET) };
    let selected = Place { caret: anchor(CARET), other: anchor(START) };
    let all = [
        ("a caret that types", Some(Presence { doc, place: Some(typing), typing: true })),
        ("a selection from the text's start", Some(Presence { doc, place: Some(selected), typing: false })),
        ("in another field", Some(Presence { doc, place: None, typing: false })),
        ("left", None),
    ];
    let mut vectors = Vec::new();
    for (count, (name, presence)) in all.into_iter().enumerate() {
        let stamp = Stamp { run: 1 << 40, count: count as u64 };
        let (device, presence) = (&world.founder.secret, presence.as_ref());
        let bytes = presence::seal(presence, stamp, &world.chain, &keys, device, &mut world.rng).unwrap();
        let sealed: SealedPresence = decode(&bytes).unwrap();
        let key = &keys[&sealed.epoch];
        vectors.push(json!({
            "name": name,
            "bytes": hex(&bytes),
            "sealed": describe::presence(&sealed),
            "content_key": hex(key.0),
            "plaintext": hex(sealed.open(&world.workspace(), key).unwrap()),
            "fields": fields(stamp, presence),
        }));
    }
    json!({ "workspace": hex(world.workspace().0), "presences": vectors })
}

#[test]
fn a_presence_opens_to_its_fields_and_with_any_byte_changed_to_nothing() {
    let world = World::new();
    let file = check("presence.json", &made());
    for vector in file["presences"].as_array().unwrap() {
        let bytes = unhex(&vector["bytes"]);
        let opened = presence::open(&bytes, &world.chain, &keys(&world)).unwrap();
        assert_eq!(fields(opened.stamp, opened.presence.as_ref()), vector["fields"]);
        for changed in with_a_byte_changed(&bytes) {
            assert!(presence::open(&changed, &world.chain, &keys(&world)).is_err());
        }
    }
}

#[test]
fn the_plaintext_is_a_map_of_what_is_there() {
    let file = check("presence.json", &made());
    let typing = &file["presences"][0];
    let mut encoder = minicbor::Encoder::new(Vec::new());
    encoder.map(5).unwrap().u8(0).unwrap().u64(1 << 40).unwrap().u8(1).unwrap().u8(0).unwrap();
    encoder.u8(2).unwrap().bytes(&World::new().doc.0).unwrap();
    encoder.u8(3).unwrap().bytes(&plain(CARET)).unwrap().u8(5).unwrap().bool(true).unwrap();
    assert_eq!(unhex(&typing["plaintext"]), encoder.into_writer());
}
