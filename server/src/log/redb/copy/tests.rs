//! A copy is the log at one moment, and a log of another life where it is restored.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use samskriv_shared::{
    ids::{DeviceId, DocId, Incarnation, WorkspaceId},
    protocol::entry_id,
};

use super::*;
use crate::log::{
    Base, Batch, EntryIndex, Log, NewEntry, SeenRecord, TokenHash,
    redb::{FILE, RedbLog},
};

const CACHE: usize = 1 << 20;
const ID: WorkspaceId = WorkspaceId([7; 32]);

fn append(log: &RedbLog, state: &mut LogState, index: EntryIndex) {
    let bytes = vec![state.seq as u8; 300];
    state.seq += 1;
    state.bytes += 300;
    state.chain = state.chain.next(&entry_id(&bytes));
    let entry = NewEntry { workspace: ID, seq: state.seq, chain: state.chain, index, bytes: bytes.into() };
    log.commit(&Batch { entries: vec![entry], states: vec![(ID, *state)], ..Batch::default() }).unwrap();
}

/// A log with something in every table.
fn written(dir: &std::path::Path) -> (RedbLog, LogState) {
    let log = RedbLog::open(dir, CACHE).unwrap();
    let mut state = LogState::empty(Incarnation([1; 8]));
    append(&log, &mut state, EntryIndex::Membership);
    append(&log, &mut state, EntryIndex::Document(DocId([1; 16])));
    append(&log, &mut state, EntryIndex::Base(DocId([1; 16]), Base { covers: 2, at: 5 }));
    let record = SeenRecord { device: DeviceId([3; 32]), cursor: state.head(), sig: vec![1; 64] };
    let new_tokens = vec![TokenHash::of("token")];
    log.commit(&Batch { seen: vec![(ID, record)], new_tokens, ..Batch::default() }).unwrap();
    (log, state)
}

type Owned = (u8, Vec<u8>, Vec<u8>);

fn owned(log: &RedbLog) -> Vec<Owned> {
    let mut found = Vec::new();
    log.rows::<LogError>(|row| {
        found.push((row.table, row.key.to_vec(), row.value.to_vec()));
        Ok(())
    })
    .unwrap();
    found
}

/// A log of these rows, without the verification, which wants real entries.
fn filled(path: PathBuf, rows: &[Owned]) -> Result<RedbLog, LogError> {
    let dir = path.parent().unwrap().to_owned();
    super::super::opening::make(&path, CACHE, |database| {
        fill(database, |put| {
            rows.iter().try_for_each(|(table, key, value)| put(Row { table: *table, key, value }))
        })
    })?;
    RedbLog::open_existing(&dir, CACHE)
}

#[test]
fn a_copy_holds_every_row() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (log, state) = written(first.path());
    let rows = owned(&log);
    let mut tables: Vec<u8> = rows.iter().map(|row| row.0).collect();
    tables.dedup();
    assert_eq!(tables, [1, 2, 3, 4, 5, 6, 7], "something of every table");
    let copy = filled(second.path().join(FILE), &rows).unwrap();
    assert_eq!(owned(&copy), rows);
    assert_eq!(copy.state(&ID).unwrap(), Some(state));
    assert_eq!(copy.read(&ID, 0, CACHE).unwrap(), log.read(&ID, 0, CACHE).unwrap());
    assert!(copy.has_token(&TokenHash::of("token")).unwrap());
}

#[test]
fn a_copy_is_the_log_at_one_moment_while_more_is_appended() {
    let dir = tempfile::tempdir().unwrap();
    let (log, mut state) = written(dir.path());
    let before = owned(&log);
    let mut found = Vec::new();
    log.rows::<LogError>(|row| {
        append(&log, &mut state, EntryIndex::Document(DocId([1; 16])));
        found.push((row.table, row.key.to_vec(), row.value.to_vec()));
        Ok(())
    })
    .unwrap();
    assert_eq!(found, before);
    assert_eq!(log.state(&ID).unwrap(), Some(state));
    assert!(owned(&log).len() > before.len());
}

#[test]
fn what_is_restored_has_another_life_and_nobody_has_seen_it() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (log, state) = written(first.path());
    drop(log);
    let source = Database::open(first.path().join(FILE)).unwrap();
    super::super::opening::make(&second.path().join(FILE), CACHE, |database| {
        fill_anew(database, &source, |state| Ok(LogState { incarnation: Incarnation([9; 8]), ..state }))
    })
    .unwrap();
    let log = RedbLog::open_existing(second.path(), CACHE).unwrap();
    assert_eq!(log.state(&ID).unwrap(), Some(LogState { incarnation: Incarnation([9; 8]), ..state }));
    assert_eq!(log.seen(&ID).unwrap(), []);
    assert_eq!(log.read(&ID, 0, CACHE).unwrap().len(), 3);
}

#[test]
fn rows_of_no_table_and_a_copy_that_breaks_off_leave_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    for row in
        [(0, vec![], vec![]), (8, vec![], vec![]), (3, vec![0; 39], vec![]), (5, vec![0; 64], vec![0; 7])]
    {
        assert!(matches!(filled(path.clone(), &[row]), Err(LogError::Damaged(_))));
    }
    let broken = RedbLog::make_of(&path, CACHE, |put| {
        put(Row { table: TOKEN, key: &[1; 32], value: &[] })?;
        Err(LogError::Moved)
    });
    assert!(matches!(broken, Err(LogError::Moved)));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    // What does not hold takes no place either: an entry of no workspace.
    let stray = RedbLog::make_of::<LogError>(&path, CACHE, |put| {
        put(Row { table: MEMBER, key: &[0; 40], value: &[] })
    });
    assert!(matches!(stray, Err(LogError::Damaged(_))));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    std::fs::write(&path, "kept").unwrap();
    assert!(matches!(RedbLog::make_of::<LogError>(&path, CACHE, |_| Ok(())), Err(LogError::Exists(_))));
    assert_eq!(std::fs::read(&path).unwrap(), b"kept");
}
