//! The two steps, and everything that may come between them.

use super::*;

fn compaction(store: &Store) -> Compaction {
    let end = store.end_of(&WORKSPACE, &DOC).unwrap().unwrap();
    Compaction { workspace: WORKSPACE, doc: DOC, end, snapshot: noise(8, 9_000), summary: noise(9, 5_000) }
}

fn document(store: &Store) -> Vec<u8> {
    store.document(&WORKSPACE, &DOC).unwrap().unwrap()
}

#[test]
fn the_snapshot_takes_the_place_of_the_records_and_their_chunks() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    let compaction = compaction(&store);
    assert!(store.begin_compaction(&compaction).unwrap());
    store.flush().unwrap();
    store.end_compaction(&compaction).unwrap();
    assert_eq!(document(&store), compaction.snapshot);
    assert_eq!(store.increments(&WORKSPACE, &DOC).unwrap(), 0);
    assert_eq!(store.summaries(&WORKSPACE).unwrap(), [(DOC, compaction.summary.clone())]);
    assert_eq!(Some(store.cursor(&WORKSPACE).unwrap()), full().cursor);
    // Head, snapshot with three chunks; cursor; parked with two chunks; summary with two.
    assert_eq!(values(&store).len(), 1 + 4 + 1 + 3 + 3);
    let more = Batch { appends: vec![(DOC, vec![7])], ..Batch::new(WORKSPACE) };
    store.apply(&more).unwrap();
    assert_eq!(document(&store), [&compaction.snapshot[..], &[7]].concat());
}

#[test]
fn a_crash_between_the_steps_leaves_the_document_with_the_snapshot_behind_it() {
    let (dir, store) = opened();
    store.apply(&full()).unwrap();
    let (compaction, before) = (compaction(&store), document(&store));
    assert!(store.begin_compaction(&compaction).unwrap());
    store.flush().unwrap();
    drop(store);
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(document(&store), [before, compaction.snapshot].concat());
}

#[test]
fn a_document_that_has_gone_on_since_is_left_alone() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    let compaction = compaction(&store);
    store.apply(&Batch { appends: vec![(DOC, vec![7])], ..Batch::new(WORKSPACE) }).unwrap();
    let before = entries(&store);
    assert!(!store.begin_compaction(&compaction).unwrap());
    assert_eq!(entries(&store), before);
    let other = Compaction { doc: DocId([9; 16]), ..compaction };
    assert!(!store.begin_compaction(&other).unwrap(), "one that is not there has not gone on either");
}

#[test]
fn without_the_snapshot_as_it_was_given_nothing_goes() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    let compaction = compaction(&store);
    assert!(store.begin_compaction(&compaction).unwrap());
    let before = entries(&store);
    let other = Compaction { snapshot: noise(7, 9_000), ..compaction.clone() };
    assert!(matches!(store.end_compaction(&other), Err(StoreError::Damaged { .. })));
    let key = keys::record(&WORKSPACE, &DOC, compaction.end);
    let chunk = [&key[..], &1_u32.to_be_bytes()].concat();
    tamper(&store, |batch| batch.remove(chunk));
    assert!(matches!(store.end_compaction(&compaction), Err(StoreError::Damaged { .. })));
    assert_eq!(entries(&store).len(), before.len() - 1);
}
