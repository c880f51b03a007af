//! A log as a relay writes it is whole, and each kind of fault that is put into it is named.
#![allow(clippy::unwrap_used)]

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use redb::{Database, ReadableDatabase, WriteTransaction};
use samskriv_shared::{
    ids::{DocId, Incarnation},
    membership::create,
    seal::{Content, ContentKey, DeviceSecret, seal_entry},
};
use tempfile::TempDir;

use super::*;
use crate::log::{
    Base, Batch, CoveredEntry, EntryIndex, Log, NewEntry, TokenHash,
    redb::{FILE, RedbLog, tables::TOKENS},
};

const CACHE: usize = 1 << 20;
const DOC: DocId = DocId([3; 16]);

/// A workspace whose log is written as an appender writes it.
struct World {
    rng: ChaCha20Rng,
    admin: DeviceSecret,
    key: ContentKey,
    id: WorkspaceId,
    state: LogState,
    batch: Batch,
}

fn world(seed: u64) -> World {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let (admin, recovery) = (DeviceSecret::generate(&mut rng), DeviceSecret::generate(&mut rng));
    let (genesis, key) = create(&admin, &recovery, &mut rng).unwrap();
    let (genesis, state) = (genesis.to_bytes(), LogState::empty(Incarnation([seed as u8; 8])));
    let id = WorkspaceId(entry_id(&genesis).0);
    let mut world = World { rng, admin, key, id, state, batch: Batch::default() };
    world.push(EntryIndex::Membership, genesis);
    world
}

impl World {
    fn push(&mut self, index: EntryIndex, bytes: Vec<u8>) {
        self.state.seq += 1;
        self.state.bytes += bytes.len() as u64;
        self.state.chain = self.state.chain.next(&entry_id(&bytes));
        let (workspace, seq, chain) = (self.id, self.state.seq, self.state.chain);
        self.batch.entries.push(NewEntry { workspace, seq, chain, index, bytes: bytes.into() });
    }

    fn seal(&mut self, content: Content<'_>) -> Vec<u8> {
        seal_entry(&self.id, DOC, content, 0, &self.key, &self.admin, &mut self.rng).unwrap().to_bytes()
    }

    fn change(&mut self) {
        let bytes = self.seal(Content::Changes(&[1; 50]));
        self.push(EntryIndex::Document(DOC), bytes);
    }

    fn checkpoint(&mut self) {
        let covers = self.state.head();
        let bytes = self.seal(Content::Document { plain: &[2; 50], covers: Some(covers) });
        self.push(EntryIndex::Base(DOC, Base { covers: covers.seq, at: 0 }), bytes);
    }

    fn commit(&mut self, log: &RedbLog) {
        self.batch.states.push((self.id, self.state));
        log.commit(&std::mem::take(&mut self.batch)).unwrap();
    }

    fn drop_entry(&mut self, seq: u64, bytes: u64) {
        self.batch.dropped.push((self.id, CoveredEntry { doc: DOC, seq, bytes }));
        self.state.bytes -= bytes;
        self.state.floor = seq + 1;
    }
}

/// Two workspaces; in the first the entries 2 to 4 are changes, of which 2 was dropped, 5 a checkpoint that
/// stands for them, and 6 a change.
fn written(dir: &TempDir) -> WorkspaceId {
    let log = RedbLog::open(dir.path(), CACHE).unwrap();
    let (mut first, mut second) = (world(1), world(2));
    for _ in 0..3 {
        first.change();
    }
    let bytes = first.batch.entries[1].bytes.len() as u64;
    first.checkpoint();
    first.change();
    first.batch.new_tokens.push(TokenHash::of("token"));
    first.commit(&log);
    first.drop_entry(2, bytes);
    let record = SeenRecord { device: first.admin.id(), cursor: first.state.head(), sig: vec![1; 64] };
    first.batch.seen.push((first.id, record));
    first.commit(&log);
    second.change();
    second.commit(&log);
    first.id
}

fn tampered(tamper: impl FnOnce(&WriteTransaction, [u8; 32])) -> Vec<Fault> {
    let dir = tempfile::tempdir().unwrap();
    let id = written(&dir);
    let file = dir.path().join(FILE);
    let database = Database::create(&file).unwrap();
    let transaction = database.begin_write().unwrap();
    tamper(&transaction, id.0);
    transaction.commit().unwrap();
    drop(database);
    let before = std::fs::read(&file).unwrap();
    let report = RedbLog::check(dir.path(), CACHE).unwrap();
    assert!(!report.is_whole() && report.to_string().ends_with("\nthe log is damaged\n"), "{report}");
    assert!(std::fs::read(&file).unwrap() == before);
    let (hit, other): (Vec<_>, Vec<_>) = report.workspaces.into_iter().partition(|it| it.id == id);
    assert_eq!(other.iter().map(|workspace| workspace.faulty).sum::<u64>(), 0, "the other one is whole");
    hit.into_iter().flat_map(|workspace| workspace.faults).collect()
}

fn entry(transaction: &WriteTransaction, id: [u8; 32], seq: u64) -> Vec<u8> {
    transaction.open_table(ENTRIES).unwrap().get((id, seq)).unwrap().unwrap().value().to_vec()
}

fn put(transaction: &WriteTransaction, id: [u8; 32], seq: u64, value: &[u8]) {
    transaction.open_table(ENTRIES).unwrap().insert((id, seq), value).unwrap();
}

#[test]
fn a_log_as_it_was_written_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let id = written(&dir);
    let file = dir.path().join(FILE);
    let before = std::fs::read(&file).unwrap();
    let report = RedbLog::check(dir.path(), CACHE).unwrap();
    assert!(report.is_whole() && !report.unclean, "{report}");
    assert!(report.to_string().ends_with("the log is whole (workspaces: 2, entries: 7)\n"), "{report}");
    assert!(report.to_string().contains(&format!("{id} 6 entries ")), "{report}");
    assert!(std::fs::read(&file).unwrap() == before);
}

#[test]
fn a_log_that_was_killed_is_whole_and_stays_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let id = written(&dir);
    let file = dir.path().join(FILE);
    let log = RedbLog::open(dir.path(), CACHE).unwrap();
    log.commit(&Batch { new_tokens: vec![TokenHash::of("other")], ..Batch::default() }).unwrap();
    let killed = std::fs::read(&file).unwrap();
    assert!(matches!(RedbLog::check(dir.path(), CACHE), Err(LogError::Held)));
    drop(log);
    std::fs::write(&file, &killed).unwrap();
    let report = RedbLog::check(dir.path(), CACHE).unwrap();
    assert!(report.is_whole() && report.unclean, "{report}");
    assert_eq!(report.workspaces.iter().filter(|workspace| workspace.id == id).count(), 1);
    assert!(std::fs::read(&file).unwrap() == killed);
}

#[test]
fn what_happened_to_an_entry_is_named() {
    let missing = tampered(|transaction, id| {
        transaction.open_table(ENTRIES).unwrap().remove((id, 3)).unwrap();
    });
    assert_eq!(missing[..2], [Fault::Missing(3), Fault::Hash(4)]);
    let flipped = tampered(|transaction, id| {
        let mut value = entry(transaction, id, 4);
        *value.last_mut().unwrap() ^= 1;
        put(transaction, id, 4, &value);
    });
    assert_eq!(flipped, [Fault::Hash(4)]);
    let garbled = tampered(|transaction, id| {
        let value = entry(transaction, id, 4);
        put(transaction, id, 4, &[&value[..CHAIN], &[0xff; 9]].concat());
    });
    assert_eq!(garbled[..2], [Fault::Hash(4), Fault::Undecodable(4)]);
    let short = tampered(|transaction, id| put(transaction, id, 4, &[0; 3]));
    assert_eq!(short[0], Fault::Undecodable(4));
    let cut = tampered(|transaction, id| {
        transaction.open_table(ENTRIES).unwrap().remove((id, 6)).unwrap();
    });
    assert_eq!(cut[0], Fault::Head);
    let swapped = tampered(|transaction, id| {
        let (third, fourth) = (entry(transaction, id, 3), entry(transaction, id, 4));
        put(transaction, id, 3, &fourth);
        put(transaction, id, 4, &third);
    });
    assert_eq!(swapped[..2], [Fault::Hash(3), Fault::Hash(4)]);
    let chain = tampered(|transaction, id| {
        let value = entry(transaction, id, 1);
        put(transaction, id, 1, &value[..CHAIN]);
    });
    assert!(chain.iter().any(|fault| matches!(fault, Fault::Membership(_))), "{chain:?}");
}

#[test]
fn indices_that_disagree_are_named() {
    let document = tampered(|transaction, id| {
        transaction.open_table(DOCUMENTS).unwrap().remove((id, DOC.0, 3)).unwrap();
    });
    let size = Fault::IndexSize { index: "documents", rows: 3, entries: 4 };
    assert_eq!(document, [Fault::Index { index: "documents", seq: 3 }, size]);
    let left_behind = tampered(|transaction, id| {
        transaction.open_table(DOCUMENTS).unwrap().insert((id, DOC.0, 2), ()).unwrap();
    });
    assert_eq!(left_behind, [Fault::IndexSize { index: "documents", rows: 5, entries: 4 }]);
    let membership = tampered(|transaction, id| {
        transaction.open_table(MEMBERSHIP).unwrap().remove((id, 1)).unwrap();
    });
    assert_eq!(membership[0], Fault::Index { index: "membership", seq: 1 });
    let base = tampered(|transaction, id| {
        transaction.open_table(BASES).unwrap().remove((id, DOC.0, 4, 5)).unwrap();
    });
    assert_eq!(base, [Fault::Index { index: "checkpoints", seq: 5 }]);
    let no_base = tampered(|transaction, id| {
        transaction.open_table(BASES).unwrap().insert((id, DOC.0, 5, 6), 0).unwrap();
    });
    assert_eq!(no_base, [Fault::Index { index: "checkpoints", seq: 6 }]);
    let seen = tampered(|transaction, id| {
        transaction.open_table(SEEN).unwrap().insert((id, [9; 32]), [0xff].as_slice()).unwrap();
    });
    assert_eq!(seen, [Fault::Seen]);
}

#[test]
fn a_state_that_is_not_the_entries_is_named() {
    let changed = |change: fn(&mut LogState)| {
        tampered(|transaction, id| {
            let mut states = transaction.open_table(STATES).unwrap();
            let mut state = decode_state(states.get(id).unwrap().unwrap().value()).unwrap();
            change(&mut state);
            states.insert(id, samskriv_shared::protocol::encode(&state).as_slice()).unwrap();
        })
    };
    assert_eq!(changed(|state| state.seq += 1), [Fault::Head]);
    assert_eq!(changed(|state| state.chain = ChainHash::START), [Fault::Head]);
    assert!(matches!(changed(|state| state.bytes += 1)[..], [Fault::Bytes(_)]));
    assert_eq!(changed(|state| state.floor = 2), [Fault::Floor(3)]);
}

#[test]
fn rows_of_no_workspace_are_counted_and_faults_beyond_the_first_too() {
    let dir = tempfile::tempdir().unwrap();
    let id = written(&dir);
    let database = Database::create(dir.path().join(FILE)).unwrap();
    let transaction = database.begin_write().unwrap();
    transaction.open_table(STATES).unwrap().remove(id.0).unwrap();
    assert_eq!(transaction.open_table(TOKENS).unwrap().len().unwrap(), 1);
    transaction.commit().unwrap();
    let report = check(&database.begin_read().unwrap()).unwrap();
    let strays = [("bases", 1), ("documents", 4), ("entries", 6), ("membership", 1), ("seen", 1)];
    assert_eq!(report.strays, BTreeMap::from(strays));
    assert!(report.to_string().contains("6 rows of entries belong to no workspace\n"));

    let transaction = database.begin_write().unwrap();
    let mut state = LogState::empty(Incarnation([1; 8]));
    state.seq = 40;
    let encoded = samskriv_shared::protocol::encode(&state);
    transaction.open_table(STATES).unwrap().insert([8; 32], encoded.as_slice()).unwrap();
    for seq in 1..=40 {
        put(&transaction, [8; 32], seq, &[1; 50]);
    }
    transaction.commit().unwrap();
    let report = check(&database.begin_read().unwrap()).unwrap();
    let checked = report.workspaces.iter().find(|workspace| workspace.id.0 == [8; 32]).unwrap();
    assert_eq!((checked.faults.len(), checked.faulty > 80), (FAULTS_KEPT, true));
    assert!(report.to_string().contains(&format!(" and {} more\n", checked.faulty - 20)));
}
