//! Values of the protocol in JSON: field names as in the Rust types, byte strings in hexadecimal. A
//! kind that is new has to be described here, or this does not compile, and then needs a vector.

use samskriv_shared::{
    membership::{Membership, MembershipOp, NewEpoch},
    protocol::{ClientFrame, Cursor, Entry, EntryKind, Limits, LogItem, RelayFrame, RelayRole},
    seal::{DeviceKeys, SealedKey, SealedPresence},
};
use serde_json::{Value, json};

use super::hex;

pub fn cursor(cursor: &Cursor) -> Value {
    json!({ "incarnation": hex(cursor.incarnation.0), "seq": cursor.seq, "chain": hex(cursor.chain.0) })
}

pub fn entry(entry: &Entry) -> Value {
    let kind = match entry.kind {
        EntryKind::Change => "change",
        EntryKind::Checkpoint => "checkpoint",
        EntryKind::Membership => "membership",
    };
    json!({
        "version": entry.version,
        "kind": kind,
        "doc": entry.doc.map(|doc| hex(doc.0)),
        "epoch": entry.epoch,
        "author": hex(entry.author.0),
        "covers": entry.covers.as_ref().map(cursor),
        "nonce": hex(&entry.nonce),
        "body": hex(&entry.body),
        "sig": hex(&entry.sig),
    })
}

pub fn keys(keys: &DeviceKeys) -> Value {
    json!({ "device": hex(keys.device.0), "receive": hex(keys.receive), "sig": hex(&keys.sig) })
}

pub fn sealed_key(key: &SealedKey) -> Value {
    json!({ "epoch": key.epoch, "encapsulated": hex(&key.encapsulated), "body": hex(&key.body) })
}

fn new_epoch(next: &NewEpoch) -> Value {
    let sealed_keys: Vec<Value> = next
        .sealed_keys
        .iter()
        .map(|sealed| json!({ "device": hex(sealed.device.0), "key": sealed_key(&sealed.key) }))
        .collect();
    json!({ "epoch": next.epoch, "key_hash": hex(next.key_hash), "sealed_keys": sealed_keys })
}

pub fn membership(membership: &Membership) -> Value {
    let sealed = |keys: &[SealedKey]| keys.iter().map(sealed_key).collect::<Vec<_>>();
    let (op, fields) = match &membership.op {
        MembershipOp::Create { admin, recovery, key_hash, sealed_keys, salt } => (
            "Create",
            json!({
                "admin": keys(admin),
                "recovery": keys(recovery),
                "key_hash": hex(key_hash),
                "sealed_keys": sealed(sealed_keys),
                "salt": hex(salt),
            }),
        ),
        MembershipOp::Invite { device, role, expires, max_uses, sealed_keys } => (
            "Invite",
            json!({
                "device": keys(device),
                "role": role.name(),
                "expires": expires,
                "max_uses": max_uses,
                "sealed_keys": sealed(sealed_keys),
            }),
        ),
        MembershipOp::Redeem { device, sealed_keys, profile, sig } => (
            "Redeem",
            json!({
                "device": keys(device),
                "sealed_keys": sealed(sealed_keys),
                "profile": hex(profile),
                "sig": hex(sig),
            }),
        ),
        MembershipOp::Rotate { next } => ("Rotate", json!({ "next": new_epoch(next) })),
        MembershipOp::Revoke { invite } => ("Revoke", json!({ "invite": hex(invite.0) })),
        MembershipOp::Remove { device, next } => {
            ("Remove", json!({ "device": hex(device.0), "next": new_epoch(next) }))
        }
        MembershipOp::SetRole { device, role } => {
            ("SetRole", json!({ "device": hex(device.0), "role": role.name() }))
        }
        MembershipOp::Leave => ("Leave", json!({})),
    };
    let prev = membership.prev.map(|prev| hex(prev.0));
    json!({ "index": membership.index, "prev": prev, "op": op, "fields": fields })
}

pub fn presence(presence: &SealedPresence) -> Value {
    json!({
        "device": hex(presence.device.0),
        "epoch": presence.epoch,
        "nonce": hex(&presence.nonce),
        "body": hex(&presence.body),
        "sig": hex(&presence.sig),
    })
}

pub fn client_frame(frame: &ClientFrame) -> (&'static str, Value) {
    match frame {
        ClientFrame::Create { genesis, token } => {
            ("Create", json!({ "genesis": hex(genesis), "token": token }))
        }
        ClientFrame::Hello(hello) => (
            "Hello",
            json!({
                "workspace": hex(hello.workspace.0),
                "device": hex(hello.device.0),
                "host": hello.host,
                "after": hello.after.as_ref().map(cursor),
                "sig": hex(&hello.sig),
            }),
        ),
        ClientFrame::Append { reference, entry } => {
            ("Append", json!({ "reference": reference, "entry": hex(entry) }))
        }
        ClientFrame::Ephemeral { body } => ("Ephemeral", json!({ "body": hex(body) })),
        ClientFrame::Seen { cursor: at, sig } => ("Seen", json!({ "cursor": cursor(at), "sig": hex(sig) })),
        ClientFrame::Restore { chain, token } => {
            let chain: Vec<String> = chain.iter().map(|entry| hex(&**entry)).collect();
            ("Restore", json!({ "chain": chain, "token": token }))
        }
    }
}

pub fn relay_frame(frame: &RelayFrame) -> (&'static str, Value) {
    match frame {
        RelayFrame::Challenge { nonce, relay } => {
            ("Challenge", json!({ "nonce": hex(nonce), "relay": relay }))
        }
        RelayFrame::Welcome { role, head, floor, limits: most, start } => (
            "Welcome",
            json!({
                "role": role_name(*role), "head": cursor(head), "floor": floor, "limits": limits(most),
                "start": format!("{start:?}").to_lowercase(),
            }),
        ),
        RelayFrame::Refused { code, text } => ("Refused", json!({ "code": code.name(), "text": text })),
        RelayFrame::Entries(items) => {
            ("Entries", json!({ "items": items.iter().map(item).collect::<Vec<_>>() }))
        }
        RelayFrame::CaughtUp { head } => ("CaughtUp", json!({ "head": cursor(head) })),
        RelayFrame::Ack { reference, seq } => ("Ack", json!({ "reference": reference, "seq": seq })),
        RelayFrame::Reject { reference, code, retry_after_ms } => (
            "Reject",
            json!({ "reference": reference, "code": code.name(), "retry_after_ms": retry_after_ms }),
        ),
        RelayFrame::Ephemeral { body } => ("Ephemeral", json!({ "body": hex(body) })),
        RelayFrame::SeenBy { device, cursor: at, sig } => {
            ("SeenBy", json!({ "device": hex(device.0), "cursor": cursor(at), "sig": hex(sig) }))
        }
    }
}

fn role_name(role: RelayRole) -> &'static str {
    match role {
        RelayRole::Admin => "admin",
        RelayRole::Editor => "editor",
        RelayRole::Reader => "reader",
        RelayRole::Invite => "invite",
    }
}

fn limits(limits: &Limits) -> Value {
    json!({
        "change": limits.change,
        "checkpoint": limits.checkpoint,
        "frame": limits.frame,
        "ephemeral": limits.ephemeral,
    })
}

fn item(item: &LogItem) -> Value {
    json!({
        "seq": item.seq,
        "entry": item.entry.as_ref().map(hex),
        "own": item.own.map(|id| hex(id.0)),
    })
}
