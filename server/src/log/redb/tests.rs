//! The log on disk: what was acknowledged is there after reopening, in order, and nothing else is.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use samskriv_shared::{
    ids::{DeviceId, DocId, EntryId, Incarnation},
    protocol::{Cursor, entry_id},
};

use super::*;
use crate::log::{EntryIndex, NewEntry};

mod damaged;
mod failing;

const CACHE: usize = 1 << 20;

fn workspace(n: u8) -> WorkspaceId {
    WorkspaceId([n; 32])
}

/// An entry with the hash up to it, and whether it is membership.
type ModelEntry = (ChainHash, bool, Vec<u8>);

/// What a log should hold, kept in memory.
#[derive(Default, Clone)]
struct Model {
    logs: BTreeMap<WorkspaceId, (LogState, Vec<ModelEntry>)>,
    seen: BTreeMap<(WorkspaceId, DeviceId), SeenRecord>,
}

impl Model {
    /// Stages an entry both here and in `batch`.
    fn append(&mut self, batch: &mut Batch, workspace: WorkspaceId, membership: bool, bytes: Vec<u8>) {
        let (state, entries) = self
            .logs
            .entry(workspace)
            .or_insert_with(|| (LogState::empty(Incarnation([workspace.0[0]; 8])), Vec::new()));
        state.seq += 1;
        state.bytes += bytes.len() as u64;
        state.chain = state.chain.next(&entry_id(&bytes));
        entries.push((state.chain, membership, bytes.clone()));
        let index = if membership { EntryIndex::Membership } else { EntryIndex::Document(DocId([0; 16])) };
        let entry = NewEntry { workspace, seq: state.seq, chain: state.chain, index, bytes: bytes.into() };
        batch.entries.push(entry);
        batch.states.retain(|(id, _)| *id != workspace);
        batch.states.push((workspace, *state));
    }

    fn check(&self, log: &RedbLog, seed: u64) {
        let found: BTreeMap<_, _> = log.workspaces().unwrap().into_iter().collect();
        let expected: BTreeMap<_, _> = self.logs.iter().map(|(id, (state, _))| (*id, *state)).collect();
        assert_eq!(found, expected, "seed {seed}");
        for (id, (state, entries)) in &self.logs {
            assert_eq!(log.state(id).unwrap(), Some(*state), "seed {seed}");
            assert_eq!(log.chain_at(id, state.seq + 1).unwrap(), None, "seed {seed}");
            for (index, (chain, _, _)) in entries.iter().enumerate() {
                assert_eq!(log.chain_at(id, index as u64 + 1).unwrap(), Some(*chain), "seed {seed}");
            }
            for max_bytes in [0, 100, 1 << 20] {
                let all = self.expected(id, false);
                assert_eq!(read_all(|after| log.read(id, after, max_bytes).unwrap()), all, "seed {seed}");
                let members = self.expected(id, true);
                let found = read_all(|after| log.read_membership(id, after, max_bytes).unwrap());
                assert_eq!(found, members, "seed {seed}");
            }
        }
        for n in 0..4 {
            let found = log.seen(&workspace(n)).unwrap();
            let range = (workspace(n), DeviceId([0; 32]))..=(workspace(n), DeviceId([0xff; 32]));
            let expected: Vec<_> = self.seen.range(range).map(|(_, record)| record.clone()).collect();
            assert_eq!(found, expected, "seed {seed}");
        }
    }

    /// All of it is there; beyond it, the log may hold what it refused.
    fn check_holds(&self, log: &RedbLog, seed: u64) {
        for (id, (state, entries)) in &self.logs {
            assert!(log.state(id).unwrap().unwrap().seq >= state.seq, "seed {seed}");
            let held = log.read(id, 0, usize::MAX).unwrap();
            for ((_, _, bytes), stored) in entries.iter().zip(&held) {
                assert!(stored.bytes == bytes, "seed {seed}: {}", stored.seq);
            }
            assert!(held.len() >= entries.len(), "seed {seed}");
        }
    }

    /// Takes what the log holds beyond the model, as a relay does.
    fn catch_up(&mut self, log: &RedbLog) {
        for (id, (state, entries)) in &mut self.logs {
            let membership = log.read_membership(id, state.seq, usize::MAX).unwrap();
            for stored in log.read(id, state.seq, usize::MAX).unwrap() {
                let chain = log.chain_at(id, stored.seq).unwrap().unwrap();
                entries.push((chain, membership.contains(&stored), stored.bytes.to_vec()));
            }
            *state = log.state(id).unwrap().unwrap();
        }
    }

    fn expected(&self, id: &WorkspaceId, membership_only: bool) -> Vec<StoredEntry> {
        let entries = self.logs[id].1.iter().enumerate();
        let kept = entries.filter(|(_, (_, membership, _))| *membership || !membership_only);
        kept.map(|(index, (_, _, bytes))| StoredEntry { seq: index as u64 + 1, bytes: bytes.clone().into() })
            .collect()
    }
}

fn read_all(read: impl Fn(u64) -> Vec<StoredEntry>) -> Vec<StoredEntry> {
    let mut all: Vec<StoredEntry> = Vec::new();
    loop {
        let portion = read(all.last().map_or(0, |entry| entry.seq));
        if portion.is_empty() {
            return all;
        }
        all.extend(portion);
    }
}

fn below(rng: &mut ChaCha20Rng, n: u32) -> u32 {
    rng.next_u32() % n
}

#[test]
fn holds_what_a_model_holds_over_reopening() {
    for seed in 0..6 {
        let dir = tempfile::tempdir().unwrap();
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut log = RedbLog::open(dir.path(), CACHE).unwrap();
        let mut model = Model::default();
        for _ in 0..12 {
            let mut batch = Batch::default();
            for _ in 0..below(&mut rng, 6) {
                let mut bytes = vec![0; 1 + below(&mut rng, 300) as usize];
                rng.fill_bytes(&mut bytes);
                let id = workspace(below(&mut rng, 4) as u8);
                model.append(&mut batch, id, below(&mut rng, 3) == 0, bytes);
            }
            let (id, device) =
                (workspace(below(&mut rng, 4) as u8), DeviceId([below(&mut rng, 3) as u8; 32]));
            let cursor =
                Cursor { incarnation: Incarnation([1; 8]), seq: rng.next_u64(), chain: ChainHash::START };
            let record = SeenRecord { device, cursor, sig: vec![3; 64] };
            model.seen.insert((id, device), record.clone());
            batch.seen.push((id, record));
            log.commit(&batch).unwrap();
            if below(&mut rng, 4) == 0 {
                drop(log);
                log = RedbLog::open(dir.path(), CACHE).unwrap();
            }
        }
        model.check(&log, seed);
    }
}

#[test]
fn a_read_gives_at_least_one_entry_and_then_what_fits() {
    let dir = tempfile::tempdir().unwrap();
    let log = RedbLog::open(dir.path(), CACHE).unwrap();
    let (mut model, mut batch) = (Model::default(), Batch::default());
    for length in [500, 100, 100, 100] {
        model.append(&mut batch, workspace(1), false, vec![1; length]);
    }
    log.commit(&batch).unwrap();
    let seqs = |after, max_bytes| -> Vec<u64> {
        log.read(&workspace(1), after, max_bytes).unwrap().iter().map(|entry| entry.seq).collect()
    };
    assert_eq!(seqs(0, 10), [1]);
    assert_eq!(seqs(0, 600), [1, 2]);
    assert_eq!(seqs(1, 299), [2, 3]);
    assert_eq!(seqs(4, 600), [0; 0]);
    assert_eq!(seqs(u64::MAX, 600), [0; 0]);
    assert!(log.read(&workspace(2), 0, 600).unwrap().is_empty(), "another workspace's are not seen");
}

#[test]
fn a_token_is_good_until_used() {
    let dir = tempfile::tempdir().unwrap();
    let log = RedbLog::open(dir.path(), CACHE).unwrap();
    let token = TokenHash::of("abc");
    assert!(!log.has_token(&token).unwrap());
    log.commit(&Batch { new_tokens: vec![token], ..Batch::default() }).unwrap();
    assert!(log.has_token(&TokenHash::of(" abc\n")).unwrap());
    log.commit(&Batch { used_tokens: vec![token], ..Batch::default() }).unwrap();
    assert!(!log.has_token(&token).unwrap());
}

#[test]
fn one_process_at_a_time_and_no_other_schema() {
    let dir = tempfile::tempdir().unwrap();
    let log = RedbLog::open(dir.path(), CACHE).unwrap();
    assert!(matches!(RedbLog::open(dir.path(), CACHE), Err(LogError::Held)));
    drop(log);
    let file = dir.path().join(FILE);
    let opened_with = |schema: u64| {
        let database = Database::create(&file).unwrap();
        let transaction = database.begin_write().unwrap();
        transaction.open_table(opening::META).unwrap().insert("schema", schema).unwrap();
        transaction.commit().unwrap();
        drop(database);
        let before = std::fs::read(&file).unwrap();
        let error = RedbLog::open(dir.path(), CACHE).err();
        assert!(error.is_none() || std::fs::read(&file).unwrap() == before, "schema {schema}");
        error
    };
    let newer = opened_with(SCHEMA + 1);
    assert!(
        matches!(newer, Some(LogError::NewerSchema { found, known }) if (found, known) == (SCHEMA + 1, SCHEMA))
    );
    let older = opened_with(1);
    assert!(matches!(older, Some(LogError::OlderSchema { found: 1, known: SCHEMA })));
    assert!(opened_with(SCHEMA).is_none(), "neither has changed anything");
}

#[test]
fn a_newer_log_that_was_not_closed_is_refused_and_stays_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    drop(RedbLog::open(dir.path(), CACHE).unwrap());
    let file = dir.path().join(FILE);
    let database = Database::create(&file).unwrap();
    let transaction = database.begin_write().unwrap();
    transaction.open_table(opening::META).unwrap().insert("schema", SCHEMA + 1).unwrap();
    transaction.commit().unwrap();
    let killed = std::fs::read(&file).unwrap();
    drop(database);
    std::fs::write(&file, &killed).unwrap();
    assert!(matches!(RedbLog::open(dir.path(), CACHE), Err(LogError::NewerSchema { .. })));
    assert!(std::fs::read(&file).unwrap() == killed);
}

#[test]
fn a_damaged_entry_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let log = RedbLog::open(dir.path(), CACHE).unwrap();
    {
        let opened = log.opened.read().unwrap();
        let transaction = opened.database().unwrap().begin_write().unwrap();
        transaction.open_table(ENTRIES).unwrap().insert((workspace(1).0, 1), [1, 2].as_slice()).unwrap();
        transaction.commit().unwrap();
    }
    assert!(matches!(log.read(&workspace(1), 0, 10), Err(LogError::Damaged(_))));
    assert!(matches!(log.chain_at(&workspace(1), 1), Err(LogError::Damaged(_))));
    assert_eq!(EntryId::LEN, CHAIN);
}
