//! The store against a model of itself, damaged values, and everything that a directory may hold at opening.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod compaction;
mod damage;
mod model;
mod opening;
mod salvage;

use super::*;

const WORKSPACE: WorkspaceId = WorkspaceId([1; 32]);
const OTHER: WorkspaceId = WorkspaceId([2; 32]);
const DOC: DocId = DocId([3; 16]);

fn noise(seed: u8, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new_keyed(&[seed; 32]).finalize_xof().fill(&mut bytes);
    bytes
}

fn opened() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    (dir, store)
}

/// A document of a snapshot of several chunks and two increments, with all that belongs to it.
fn full() -> Batch {
    Batch {
        appends: vec![(DOC, noise(2, 10)), (DOC, noise(3, 9_000))],
        snapshots: vec![(DOC, noise(1, 20_000))],
        cursor: Some(Some(noise(4, 100))),
        summaries: vec![(DOC, noise(5, 6_000))],
        parked: vec![(7, noise(6, 6_000))],
        ..Batch::new(WORKSPACE)
    }
}

/// Every key and value, in order.
fn entries(store: &Store) -> Vec<(Vec<u8>, Vec<u8>)> {
    store
        .engine
        .read(
            |tree| {
                Ok(tree
                    .iter()
                    .map(|entry| entry.map(|(key, value)| (key.to_vec(), value.to_vec())))
                    .collect::<sled::Result<_>>()?)
            },
            named(WORKSPACE),
        )
        .unwrap()
}

/// Every key and value of the workspaces, in order.
fn values(store: &Store) -> Vec<(Vec<u8>, Vec<u8>)> {
    entries(store).into_iter().filter(|(key, _)| key.len() >= keys::PREFIX).collect()
}

/// Writes past the checksums.
fn tamper(store: &Store, writes: impl FnOnce(&mut sled::Batch)) {
    let mut batch = sled::Batch::default();
    writes(&mut batch);
    store.engine.write(|_| Ok(batch), named(WORKSPACE)).unwrap();
}

/// The parts of the full batch that cannot be read, and that those that can are as written.
fn damaged_parts(store: &Store) -> Vec<Part> {
    let mut parts = Vec::new();
    let full = full();
    let mut note = |error: StoreError| match error {
        StoreError::Damaged { workspace, part } => {
            assert_eq!(workspace, Some(WORKSPACE));
            parts.push(part);
        }
        other => panic!("{other:?}"),
    };
    match store.document(&WORKSPACE, &DOC) {
        Ok(bytes) => assert_eq!(
            bytes,
            Some([&full.snapshots[0].1[..], &full.appends[0].1, &full.appends[1].1].concat())
        ),
        Err(error) => note(error),
    }
    match store.cursor(&WORKSPACE) {
        Ok(cursor) => assert_eq!(Some(cursor), full.cursor),
        Err(error) => note(error),
    }
    match store.summaries(&WORKSPACE) {
        Ok(summaries) => assert_eq!(summaries, full.summaries),
        Err(error) => note(error),
    }
    match store.parked(&WORKSPACE) {
        Ok(parked) => assert_eq!(parked, full.parked),
        Err(error) => note(error),
    }
    parts
}
