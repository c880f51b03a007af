//! `frames.json`: every kind of frame in both directions, with and without what may be absent.

use samskriv_shared::{
    ids::Incarnation,
    protocol::{
        ClientFrame, Code, Cursor, Hello, Limits, LogItem, RelayFrame, RelayRole, Start, decode, encode,
        entry_id,
    },
    seal::{SealedPresence, hello_payload, seen_payload},
};
use serde_json::{Value, json};

use super::{check, describe, hex, signatures::NONCE, unhex, with_a_byte_changed, world::World};

pub const HOST: &str = "relay.example:8443";

fn client_frames(world: &mut World) -> Vec<ClientFrame> {
    let (workspace, cursor) = (world.workspace(), world.cursor());
    let device = world.joiner.secret.clone();
    let hello = |after: Option<Cursor>| {
        let payload = hello_payload(&workspace, &device.id(), HOST, after.as_ref(), &NONCE);
        let sig = device.sign(&payload).to_vec();
        ClientFrame::Hello(Hello { workspace, device: device.id(), host: HOST.into(), after, sig })
    };
    let seen = device.sign(&seen_payload(&workspace, &device.id(), &cursor)).to_vec();
    let presence = SealedPresence::seal(&workspace, 0, &world.key, &device, b"caret", &mut world.rng);
    let (genesis, entry) = (world.log[0].1.to_bytes(), world.log[4].1.to_bytes());
    let chain: Vec<_> = world.chain.entries().iter().map(|entry| entry.clone().into()).collect();
    vec![
        ClientFrame::Create { genesis: genesis.clone(), token: None },
        ClientFrame::Create { genesis, token: Some("token".into()) },
        hello(None),
        hello(Some(cursor)),
        ClientFrame::Append { reference: 1, entry },
        ClientFrame::Ephemeral { body: encode(&presence.unwrap()) },
        ClientFrame::Seen { cursor, sig: seen },
        ClientFrame::Restore { chain: chain.clone(), token: None },
        ClientFrame::Restore { chain, token: Some("token".into()) },
    ]
}

fn relay_frames(world: &mut World) -> Vec<RelayFrame> {
    let (cursor, device) = (world.cursor(), world.joiner.secret.clone());
    let sig = device.sign(&seen_payload(&world.workspace(), &device.id(), &cursor)).to_vec();
    let bytes = world.log[4].1.to_bytes();
    let own = entry_id(&bytes);
    let empty = Cursor { incarnation: Incarnation([0; 8]), seq: 1, ..cursor };
    let welcome = |role, head, start| {
        let limits = Limits::default();
        RelayFrame::Welcome { role, head, floor: 1, limits, start }
    };
    let presence = SealedPresence::seal(&world.workspace(), 0, &world.key, &device, b"caret", &mut world.rng);
    vec![
        RelayFrame::Challenge { nonce: NONCE, relay: "samskriv-relay 0.1.0".into() },
        welcome(RelayRole::Admin, cursor, Start::Resumed),
        welcome(RelayRole::Editor, cursor, Start::Trimmed),
        welcome(RelayRole::Reader, empty, Start::Fresh),
        welcome(RelayRole::Invite, empty, Start::Fresh),
        RelayFrame::Refused { code: Code::NotAMember, text: "not a member".into() },
        RelayFrame::Entries(vec![]),
        RelayFrame::Entries(vec![
            LogItem { seq: 5, entry: Some(bytes), own: None },
            LogItem { seq: 300, entry: None, own: Some(own) },
        ]),
        RelayFrame::CaughtUp { head: cursor },
        RelayFrame::Ack { reference: 1, seq: 70_000 },
        RelayFrame::Reject { reference: 2, code: Code::RateLimited, retry_after_ms: Some(1_500) },
        RelayFrame::Reject { reference: 3, code: Code::StaleEpoch, retry_after_ms: None },
        RelayFrame::Ephemeral { body: encode(&presence.unwrap()) },
        RelayFrame::SeenBy { device: device.id(), cursor, sig },
    ]
}

fn made() -> Value {
    let world = &mut World::new();
    let vector = |(kind, fields): (&str, Value), bytes: Vec<u8>| json!({ "kind": kind, "fields": fields, "bytes": hex(bytes) });
    let client = client_frames(world);
    let relay = relay_frames(world);
    json!({
        "client": client.iter().map(|it| vector(describe::client_frame(it), encode(it))).collect::<Vec<_>>(),
        "relay": relay.iter().map(|it| vector(describe::relay_frame(it), encode(it))).collect::<Vec<_>>(),
        "codes": all_codes().iter().map(Code::name).collect::<Vec<_>>(),
    })
}

/// Every code has a name of its own, which is what travels.
fn all_codes() -> Vec<Code> {
    vec![
        Code::UnknownWorkspace,
        Code::NotAMember,
        Code::BadSignature,
        Code::BadHost,
        Code::BadFrame,
        Code::UnsupportedVersion,
        Code::TooLarge,
        Code::NotAllowed,
        Code::StaleEpoch,
        Code::StaleChain,
        Code::BadMembership,
        Code::InviteExpired,
        Code::InviteUsed,
        Code::TokenRequired,
        Code::RateLimited,
        Code::QuotaExceeded,
        Code::TooManyConnections,
        Code::StorageFailed,
        Code::ShuttingDown,
    ]
}

/// The kind, the fields and the re-encoded bytes of a frame.
type Read = Option<(&'static str, Value, Vec<u8>)>;

fn read_client(bytes: &[u8]) -> Read {
    let frame: ClientFrame = decode(bytes).ok()?;
    let (kind, fields) = describe::client_frame(&frame);
    Some((kind, fields, encode(&frame)))
}

fn read_relay(bytes: &[u8]) -> Read {
    let frame: RelayFrame = decode(bytes).ok()?;
    let (kind, fields) = describe::relay_frame(&frame);
    Some((kind, fields, encode(&frame)))
}

#[test]
fn frames_are_what_this_program_writes_and_reads() {
    let file = check("frames.json", &made());
    for (direction, read) in [("client", read_client as fn(&[u8]) -> Read), ("relay", read_relay)] {
        for vector in file[direction].as_array().unwrap() {
            let bytes = unhex(&vector["bytes"]);
            let (kind, fields, again) = read(&bytes).unwrap();
            assert_eq!((kind, &fields, again), (vector["kind"].as_str().unwrap(), &vector["fields"], bytes));
        }
    }
    for code in file["codes"].as_array().unwrap() {
        assert!(!matches!(Code::from_name(code.as_str().unwrap()), Code::Other(_)));
    }
}

/// Frames carry no signature as a whole; what is to be trusted in them is signed or sealed by itself.
/// But no two byte strings are the same frame.
#[test]
fn a_frame_with_any_byte_changed_is_refused_or_another_frame() {
    let file = check("frames.json", &made());
    for (direction, read) in [("client", read_client as fn(&[u8]) -> Read), ("relay", read_relay)] {
        for vector in file[direction].as_array().unwrap() {
            for (number, bytes) in with_a_byte_changed(&unhex(&vector["bytes"])).enumerate() {
                let Some((kind, fields, _)) = read(&bytes) else { continue };
                let same = kind == vector["kind"] && fields == vector["fields"];
                assert!(!same, "{direction} {kind}: change {number}");
            }
        }
    }
}
