//! `entries.json`: a whole small log, every kind of entry, with what each is sealed and signed over.

use samskriv_shared::{
    ids::{ChainHash, DeviceId, DocId, EntryId, Incarnation, WorkspaceId},
    membership::{self, Chain},
    protocol::{Cursor, Entry, EntryKind, decode, encode, entry_id},
    seal::{ContentKey, open_entry, verify, verify_entry},
};
use serde_json::{Value, json};

use super::{
    check, describe, hex, unhex, with_a_byte_changed,
    world::{CHANGES, DOCUMENT, Device, World, plain},
};

/// What a body is bound to: the workspace, and every field but nonce, body and signature.
type Bound = (Option<WorkspaceId>, u8, EntryKind, Option<DocId>, u32, DeviceId, Option<Cursor>);

fn bound(workspace: Option<WorkspaceId>, entry: &Entry) -> Bound {
    (workspace, entry.version, entry.kind, entry.doc, entry.epoch, entry.author, entry.covers)
}

/// What is signed. Put together here once more, apart from the program's own way.
fn signed(workspace: Option<WorkspaceId>, entry: &Entry) -> Vec<u8> {
    let mut encoder = minicbor::Encoder::new(b"samskriv entry v1".to_vec());
    encoder.array(2).unwrap().encode(bound(workspace, entry)).unwrap();
    encoder.array(2).unwrap().bytes(&entry.nonce).unwrap().bytes(&entry.body).unwrap();
    encoder.into_writer()
}

fn made() -> Value {
    let world = World::new();
    let mut chain = ChainHash::START;
    let mut log = Vec::new();
    for (seq, (name, entry)) in (1u64..).zip(&world.log) {
        let bytes = entry.to_bytes();
        let id = entry_id(&bytes);
        chain = chain.next(&id);
        // The genesis makes the workspace's id and cannot hold it.
        let workspace = (seq > 1).then(|| world.workspace());
        let mut vector = json!({
            "name": name,
            "seq": seq,
            "fields": describe::entry(entry),
            "signed": hex(signed(workspace, entry)),
            "bytes": hex(&bytes),
            "id": hex(id.0),
            "chain": hex(chain.0),
        });
        if entry.kind == EntryKind::Membership {
            let (_, membership) = membership::parse(&bytes).unwrap();
            vector["membership"] = describe::membership(&membership);
        } else {
            let workspace = world.workspace();
            vector["associated_data"] = hex(encode(&bound(Some(workspace), entry))).into();
            vector["plaintext"] =
                hex(open_entry(&workspace, entry, world.key_of(entry.epoch)).unwrap()).into();
        }
        log.push(vector);
    }
    let device = |device: &Device| {
        json!({
            "sign_seed": hex(device.sign),
            "receive_seed": hex(device.receive),
            "keys": describe::keys(&device.secret.keys()),
        })
    };
    let content_keys: Vec<Value> = (0..=world.chain.epoch())
        .map(|epoch| (epoch, world.key_of(epoch)))
        .map(|(epoch, key)| json!({ "epoch": epoch, "key": hex(key.0), "hash": hex(key.hash()) }))
        .collect();
    json!({
        "workspace": hex(world.workspace().0),
        "devices": {
            "founder": device(&world.founder),
            "recovery": device(&world.recovery),
            "joiner": device(&world.joiner),
        },
        "content_keys": content_keys,
        "chain_start": hex(ChainHash::START.0),
        "log": log,
    })
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    unhex(value).try_into().unwrap()
}

fn content_keys(file: &Value) -> Vec<ContentKey> {
    file["content_keys"].as_array().unwrap().iter().map(|key| ContentKey(array(&key["key"]))).collect()
}

#[test]
fn the_log_is_what_this_program_writes() {
    check("entries.json", &made());
}

#[test]
fn the_log_reads_verifies_and_opens_from_the_file_alone() {
    let file = check("entries.json", &made());
    let workspace = WorkspaceId(array(&file["workspace"]));
    let keys = content_keys(&file);
    let (mut chain, mut members) = (ChainHash::START, None::<Chain>);
    for vector in file["log"].as_array().unwrap() {
        let bytes = unhex(&vector["bytes"]);
        let entry = Entry::from_bytes(&bytes).unwrap();
        assert_eq!(describe::entry(&entry), vector["fields"]);
        assert_eq!(entry.to_bytes(), bytes);
        let id = entry_id(&bytes);
        chain = chain.next(&id);
        assert_eq!((id, chain), (EntryId(array(&vector["id"])), ChainHash(array(&vector["chain"]))));
        verify(&entry.author, &unhex(&vector["signed"]), &entry.sig).unwrap();
        match &mut members {
            None => members = Some(Chain::start(&bytes).unwrap()),
            Some(members) if entry.kind == EntryKind::Membership => members.extend(&bytes).unwrap(),
            Some(_) => {
                verify_entry(Some(&workspace), &entry).unwrap();
                let plaintext = open_entry(&workspace, &entry, &keys[entry.epoch as usize]).unwrap();
                assert_eq!(hex(plaintext), vector["plaintext"].as_str().unwrap());
            }
        }
        if entry.kind == EntryKind::Membership {
            let membership: membership::Membership = decode(&entry.body).unwrap();
            assert_eq!(describe::membership(&membership), vector["membership"]);
            assert_eq!(encode(&membership), entry.body);
        }
    }
    assert_eq!(members.as_ref().unwrap().workspace(), workspace);
    for (epoch, key) in (0u32..).zip(&keys) {
        assert_eq!(members.as_ref().unwrap().key_hash(epoch), Some(&key.hash()));
    }
}

#[test]
fn an_entry_with_any_byte_changed_is_refused() {
    let file = check("entries.json", &made());
    let workspace = WorkspaceId(array(&file["workspace"]));
    let keys = content_keys(&file);
    for (index, vector) in file["log"].as_array().unwrap().iter().enumerate() {
        let signed_in = (index > 0).then_some(&workspace);
        for (number, bytes) in with_a_byte_changed(&unhex(&vector["bytes"])).enumerate() {
            let Ok(entry) = Entry::from_bytes(&bytes) else { continue };
            let name = &vector["name"];
            assert!(verify_entry(signed_in, &entry).is_err(), "{name}: change {number}");
            // The signature is the one field that the seal does not cover.
            if entry.kind != EntryKind::Membership && hex(&entry.sig) == vector["fields"]["sig"] {
                let key = keys.get(entry.epoch as usize).unwrap_or(&keys[0]);
                assert!(open_entry(&workspace, &entry, key).is_err(), "{name}: change {number}");
            }
        }
    }
}

#[test]
fn the_plaintexts_are_a_document() {
    use samskriv_shared::documents::{
        Actor, Document, MinutesDocument,
        changes::{change_info, chunks},
    };
    let founder = World::new().founder.secret.id();
    for chunk in chunks(&plain(CHANGES)) {
        assert!(change_info(chunk.unwrap().bytes).unwrap().actor.starts_with(&founder.0[..8]));
    }
    for hex in [CHANGES, DOCUMENT] {
        assert!(chunks(&plain(hex)).all(|chunk| chunk.unwrap().checksum_ok));
        let document = Document::load(&plain(hex), Actor([1; 16])).unwrap();
        assert_eq!(MinutesDocument::open(document).unwrap().read().title, "Nätverksmöte");
    }
}

/// The encoding of ids, cursors and absent values within a tuple, in one example that a reader can
/// check by eye.
#[test]
fn a_cursor_is_a_map_with_integer_keys() {
    let cursor = Cursor { incarnation: Incarnation([1; 8]), seq: 24, chain: ChainHash([2; 32]) };
    let bytes = hex(encode(&(None::<Cursor>, cursor)));
    assert_eq!(
        bytes,
        format!("82f6a30048{}0118180258 20{}", "01".repeat(8), "02".repeat(32)).replace(' ', "")
    );
}
