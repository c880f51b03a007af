//! The two steps, and everything that may come between them.

use super::*;

fn compaction(store: &Store) -> Compaction {
    let end = store.end_of(&WORKSPACE, &DOC).unwrap().unwrap();
    let (replaced, snapshot, summary) = (document(store), noise(8, 9_000), noise(9, 5_000));
    Compaction { workspace: WORKSPACE, doc: DOC, end, replaced, snapshot, summary }
}

fn document(store: &Store) -> Vec<u8> {
    store.document(&WORKSPACE, &DOC).unwrap().unwrap()
}

fn run(store: &Store, compaction: &Compaction) {
    let number = store.begin_compaction(compaction).unwrap().unwrap();
    store.flush().unwrap();
    store.end_compaction(compaction, number).unwrap();
}

fn append(store: &Store, bytes: &[u8]) {
    store.apply(&Batch { appends: vec![(DOC, bytes.to_vec())], ..Batch::new(WORKSPACE) }).unwrap();
}

#[test]
fn the_snapshot_takes_the_place_of_the_records_and_their_chunks() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    let compaction = compaction(&store);
    run(&store, &compaction);
    assert_eq!(document(&store), compaction.snapshot);
    assert_eq!(store.increments(&WORKSPACE, &DOC).unwrap(), 0);
    assert_eq!(store.summaries(&WORKSPACE).unwrap(), [(DOC, compaction.summary.clone())]);
    assert_eq!(Some(store.cursor(&WORKSPACE).unwrap()), full().cursor);
    // Head, snapshot with three chunks; cursor; parked with two chunks; summary with two.
    assert_eq!(values(&store).len(), 1 + 4 + 1 + 3 + 3);
    append(&store, &[7]);
    assert_eq!(document(&store), [&compaction.snapshot[..], &[7]].concat());
}

#[test]
fn a_crash_between_the_steps_leaves_the_document_with_the_snapshot_behind_it() {
    let (dir, store) = opened();
    store.apply(&full()).unwrap();
    let (compaction, before) = (compaction(&store), document(&store));
    store.begin_compaction(&compaction).unwrap().unwrap();
    store.flush().unwrap();
    drop(store);
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(document(&store), [before, compaction.snapshot].concat());
}

#[test]
fn what_came_since_the_snapshot_was_made_stays() {
    let (dir, store) = opened();
    store.apply(&full()).unwrap();
    let first = compaction(&store);
    append(&store, &[7]);
    append(&store, &noise(6, 5_000));
    run(&store, &first);
    let expected = [&[7][..], &noise(6, 5_000), &first.snapshot].concat();
    assert_eq!(document(&store), expected);
    assert_eq!(store.increments(&WORKSPACE, &DOC).unwrap(), 3);
    // Head, three records, two of them with chunks; cursor; parked with two chunks; summary with two.
    assert_eq!(values(&store).len(), 1 + 1 + 3 + 4 + 1 + 3 + 3);
    drop(store);
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(document(&store), expected);
    append(&store, &[8]);
    let second = Compaction { snapshot: noise(5, 9_000), ..compaction(&store) };
    run(&store, &second);
    assert_eq!(document(&store), second.snapshot);
    assert_eq!(store.increments(&WORKSPACE, &DOC).unwrap(), 0);
}

#[test]
fn a_document_that_is_not_the_one_it_was_made_of_is_left_alone() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    let old = compaction(&store);
    let refused = |compaction: &Compaction, why: &str| {
        let before = entries(&store);
        assert_eq!(store.begin_compaction(compaction).unwrap(), None, "{why}");
        assert_eq!(entries(&store), before, "{why}");
    };
    refused(&Compaction { doc: DocId([9; 16]), ..old.clone() }, "nothing is there");
    refused(&Compaction { end: old.end + 1, ..old.clone() }, "it was never as far");
    store.apply(&Batch { snapshots: vec![(DOC, noise(4, 10))], ..Batch::new(WORKSPACE) }).unwrap();
    refused(&old, "another snapshot is there");
    store.apply(&Batch { removed: vec![DOC], ..Batch::new(WORKSPACE) }).unwrap();
    (0..=old.end).for_each(|_| append(&store, &[7]));
    refused(&old, "it was removed, and came anew with the same numbers");
}

#[test]
fn without_the_snapshot_as_it_was_given_nothing_goes() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    let compaction = compaction(&store);
    let number = store.begin_compaction(&compaction).unwrap().unwrap();
    let before = entries(&store);
    let other = Compaction { snapshot: noise(7, 9_000), ..compaction.clone() };
    assert!(matches!(store.end_compaction(&other, number), Err(StoreError::Damaged { .. })));
    let key = keys::record(&WORKSPACE, &DOC, number);
    let chunk = [&key[..], &1_u32.to_be_bytes()].concat();
    tamper(&store, |batch| batch.remove(chunk));
    assert!(matches!(store.end_compaction(&compaction, number), Err(StoreError::Damaged { .. })));
    assert_eq!(entries(&store).len(), before.len() - 1);
}
