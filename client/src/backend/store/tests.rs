#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{collections::BTreeMap, fs};

use proptest::prelude::*;

use super::*;

const WORKSPACE: WorkspaceId = WorkspaceId([1; 32]);
const OTHER: WorkspaceId = WorkspaceId([2; 32]);
const DOC: DocId = DocId([3; 16]);

/// What the store should hold, kept in memory.
#[derive(Debug, Default)]
struct Model {
    documents: BTreeMap<(WorkspaceId, DocId), (Vec<u8>, usize)>,
    cursors: BTreeMap<WorkspaceId, Vec<u8>>,
    summaries: BTreeMap<(WorkspaceId, DocId), Vec<u8>>,
    parked: BTreeMap<(WorkspaceId, u64), Vec<u8>>,
}

impl Model {
    fn apply(&mut self, batch: &Batch) {
        let workspace = batch.workspace;
        for (doc, bytes) in &batch.snapshots {
            self.documents.insert((workspace, *doc), (bytes.clone(), 0));
        }
        for (doc, bytes) in batch.appends.iter().filter(|(_, bytes)| !bytes.is_empty()) {
            let (document, increments) = self.documents.entry((workspace, *doc)).or_default();
            document.extend_from_slice(bytes);
            *increments += 1;
        }
        match &batch.cursor {
            Some(Some(cursor)) => drop(self.cursors.insert(workspace, cursor.clone())),
            Some(None) => drop(self.cursors.remove(&workspace)),
            None => {}
        }
        for (doc, summary) in &batch.summaries {
            self.summaries.insert((workspace, *doc), summary.clone());
        }
        for seq in &batch.unparked {
            self.parked.remove(&(workspace, *seq));
        }
        for (seq, entry) in &batch.parked {
            self.parked.insert((workspace, *seq), entry.clone());
        }
    }

    fn check(&self, store: &Store) {
        for workspace in [WORKSPACE, OTHER] {
            fn of<K: Copy, V: Clone>(
                map: &BTreeMap<(WorkspaceId, K), V>,
                workspace: WorkspaceId,
            ) -> Vec<(K, V)> {
                map.iter()
                    .filter(|((of, _), _)| *of == workspace)
                    .map(|((_, key), value)| (*key, value.clone()))
                    .collect()
            }
            let documents = of(&self.documents, workspace);
            let ids: Vec<_> = documents.iter().map(|(doc, _)| *doc).collect();
            assert_eq!(store.documents(&workspace).unwrap(), ids);
            for (doc, (bytes, increments)) in documents {
                assert!(
                    store.document(&workspace, &doc).unwrap() == Some(bytes),
                    "{doc:?}"
                );
                assert_eq!(store.increments(&workspace, &doc).unwrap(), increments);
            }
            assert_eq!(
                store.cursor(&workspace).unwrap().as_ref(),
                self.cursors.get(&workspace)
            );
            assert_eq!(
                store.summaries(&workspace).unwrap(),
                of(&self.summaries, workspace)
            );
            assert_eq!(
                store.parked(&workspace).unwrap(),
                of(&self.parked, workspace)
            );
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Apply(Batch),
    Flush,
    Reopen,
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    // The lengths at which an item goes from one value to two, and from one chunk to two.
    let length = prop_oneof![
        0_usize..200,
        chunks::ROOM - 2..chunks::ROOM + 2,
        2 * chunks::ROOM - 1..2 * chunks::ROOM + 2,
        0_usize..40_000
    ];
    (any::<u8>(), length).prop_map(|(seed, length)| noise(seed, length))
}

fn noise(seed: u8, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new_keyed(&[seed; 32])
        .finalize_xof()
        .fill(&mut bytes);
    bytes
}

fn batch() -> impl Strategy<Value = Batch> {
    let doc = (0_u8..4).prop_map(|n| DocId([if n == 3 { 0xff } else { n }; 16]));
    let seq = prop_oneof![0_u64..5, Just(u64::MAX)];
    let documents = || prop::collection::vec((doc.clone(), bytes()), 0..3);
    (
        any::<bool>(),
        documents(),
        documents(),
        prop::option::of(prop::option::of(bytes())),
        documents(),
        prop::collection::vec((seq.clone(), bytes()), 0..3),
        prop::collection::vec(seq, 0..3),
    )
        .prop_map(
            |(other, appends, snapshots, cursor, summaries, parked, unparked)| Batch {
                workspace: if other { OTHER } else { WORKSPACE },
                appends,
                snapshots,
                cursor,
                summaries,
                parked,
                unparked,
            },
        )
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![8 => batch().prop_map(Step::Apply), 1 => Just(Step::Flush), 1 => Just(Step::Reopen)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn equals_a_model_through_batches_and_reopening(steps in prop::collection::vec(step(), 1..25)) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path()).unwrap();
        let mut model = Model::default();
        for step in steps {
            match step {
                Step::Apply(batch) => {
                    store.apply(&batch).unwrap();
                    model.apply(&batch);
                }
                Step::Flush => store.flush().unwrap(),
                Step::Reopen => {
                    drop(store);
                    store = Store::open(dir.path()).unwrap();
                }
            }
            model.check(&store);
        }
        drop(store);
        model.check(&Store::open(dir.path()).unwrap());
    }
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
    entries(store)
        .into_iter()
        .filter(|(key, _)| key != keys::FORMAT)
        .collect()
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
            Some(
                [
                    &full.snapshots[0].1[..],
                    &full.appends[0].1,
                    &full.appends[1].1
                ]
                .concat()
            )
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

fn part_of(key: &[u8]) -> Part {
    match key[32] {
        b'c' => Part::Cursor,
        b'd' => Part::Document(DOC),
        b'p' => Part::Parked(7),
        b's' => Part::Summary(DOC),
        other => panic!("{other}"),
    }
}

#[test]
fn no_value_is_over_4_kib() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    for (key, value) in entries(&store) {
        assert!(value.len() <= 4096, "{} bytes at {key:?}", value.len());
    }
}

#[test]
fn each_damaged_value_is_noticed_named_and_healed() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    let entries = values(&store);
    assert!(entries.len() > 10);
    for (key, value) in &entries {
        let (_dir, store) = opened();
        store.apply(&full()).unwrap();
        let mut damages: Vec<_> = [0, chunks::VALUE - chunks::ROOM, value.len() - 1]
            .map(|at| {
                let mut flipped = value.clone();
                flipped[at] ^= 1;
                flipped
            })
            .into();
        damages.push(Vec::new());
        for damage in damages {
            tamper(&store, |batch| batch.insert(&key[..], damage));
            assert_eq!(damaged_parts(&store), [part_of(key)], "at {key:?}");
        }
        // Writing it anew heals it, whatever is left of the old.
        store.apply(&full()).unwrap();
        assert_eq!(damaged_parts(&store), []);
        assert_eq!(values(&store).len(), entries.len());
    }
}

#[test]
fn each_missing_or_exchanged_chunk_is_noticed() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    let entries = values(&store);
    for (index, (key, value)) in entries.iter().enumerate() {
        // A whole item of one value that is gone is nothing at all, but for a document's record.
        let alone = entries
            .iter()
            .filter(|(other, _)| other.starts_with(key))
            .count()
            == 1;
        if !alone || key[32] == b'd' {
            tamper(&store, |batch| batch.remove(&key[..]));
            assert_eq!(damaged_parts(&store), [part_of(key)], "without {key:?}");
        }
        let (_, other) = &entries[(index + 1) % entries.len()];
        tamper(&store, |batch| batch.insert(&key[..], &other[..]));
        assert_eq!(damaged_parts(&store), [part_of(key)], "exchanged {key:?}");
        tamper(&store, |batch| batch.insert(&key[..], &value[..]));
        assert_eq!(damaged_parts(&store), []);
    }
}

#[test]
fn a_chunk_too_many_is_noticed() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    let extra = keys::record(&WORKSPACE, &DOC, 99);
    tamper(&store, |batch| chunks::put(batch, &extra, b"more"));
    assert_eq!(damaged_parts(&store), [Part::Document(DOC)]);
    assert_eq!(store.documents(&WORKSPACE).unwrap(), [DOC]);
}

#[test]
fn chunks_of_an_older_item_do_not_pass_for_the_newer() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    let old = entries(&store);
    let newer = Batch {
        cursor: full().cursor,
        summaries: vec![(DOC, noise(9, 6_000))],
        ..Batch::new(WORKSPACE)
    };
    store.apply(&newer).unwrap();
    let (key, chunk) = old
        .iter()
        .find(|(key, _)| key.len() == keys::PREFIX + 20 && key[32] == b's')
        .unwrap();
    tamper(&store, |batch| batch.insert(&key[..], &chunk[..]));
    assert_eq!(damaged_parts(&store), [Part::Summary(DOC)]);
}

#[test]
fn a_snapshot_takes_the_place_of_everything_before() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    assert_eq!(store.increments(&WORKSPACE, &DOC).unwrap(), 2);
    let before = entries(&store).len();
    store
        .apply(&Batch {
            snapshots: vec![(DOC, noise(8, 10))],
            ..Batch::new(WORKSPACE)
        })
        .unwrap();
    assert_eq!(
        store.document(&WORKSPACE, &DOC).unwrap(),
        Some(noise(8, 10))
    );
    assert_eq!(store.increments(&WORKSPACE, &DOC).unwrap(), 0);
    // Of the snapshot's five chunks, the increments and their chunks, head and snapshot are left.
    assert_eq!(entries(&store).len(), before - 5 - 1 - 4);
}

#[test]
fn an_increment_to_a_damaged_document_is_refused() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    tamper(&store, |batch| {
        batch.remove(keys::document(&WORKSPACE, &DOC))
    });
    let append = Batch {
        appends: vec![(DOC, vec![1])],
        cursor: Some(None),
        ..Batch::new(WORKSPACE)
    };
    assert!(matches!(
        store.apply(&append),
        Err(StoreError::Damaged {
            part: Part::Document(DOC),
            ..
        })
    ));
    // Nothing of the batch was written.
    assert_eq!(Some(store.cursor(&WORKSPACE).unwrap()), full().cursor);
}

#[test]
fn a_snapshot_of_16_mib_comes_back() {
    let (dir, store) = opened();
    let bytes = noise(1, 16 << 20);
    store
        .apply(&Batch {
            snapshots: vec![(DOC, bytes.clone())],
            ..Batch::new(WORKSPACE)
        })
        .unwrap();
    store.flush().unwrap();
    drop(store);
    let store = Store::open(dir.path()).unwrap();
    assert!(store.document(&WORKSPACE, &DOC).unwrap() == Some(bytes));
    assert!(store.bytes_on_disk() > 16 << 20);
    assert!(
        fs::read_dir(dir.path().join("blobs"))
            .unwrap()
            .next()
            .is_none(),
        "sled never syncs its blob files"
    );
}

#[test]
fn a_newer_format_is_refused_and_left_alone() {
    let (dir, store) = opened();
    store.apply(&full()).unwrap();
    tamper(&store, |batch| {
        batch.insert(
            keys::FORMAT,
            chunks::seal(keys::FORMAT, &2_u32.to_be_bytes()),
        )
    });
    let before = entries(&store);
    drop(store);
    for _ in 0..2 {
        assert!(matches!(
            Store::open(dir.path()),
            Err(StoreError::NewerFormat {
                found: 2,
                known: FORMAT
            })
        ));
    }
    let engine = Engine::open(dir.path()).unwrap();
    assert_eq!(entries(&Store { engine }), before);
}

#[test]
fn a_store_without_its_format_is_refused() {
    let (dir, store) = opened();
    store.apply(&full()).unwrap();
    tamper(&store, |batch| batch.remove(keys::FORMAT));
    drop(store);
    assert!(matches!(
        Store::open(dir.path()),
        Err(StoreError::Damaged {
            workspace: None,
            part: Part::Format
        })
    ));
}

#[test]
fn a_second_opening_is_refused() {
    let (dir, store) = opened();
    assert!(matches!(Store::open(dir.path()), Err(StoreError::Busy)));
    drop(store);
    Store::open(dir.path()).unwrap();
}

#[test]
fn damaged_files_give_an_error_and_no_panic() {
    for (what, at) in [("snap.", 0), ("conf", 3)] {
        let (dir, store) = opened();
        store.apply(&full()).unwrap();
        drop(store);
        drop(Store::open(dir.path()).unwrap());
        let file = fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let file = file
            .filter(|path| {
                path.file_name()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .starts_with(what)
            })
            .max()
            .unwrap();
        let mut bytes = fs::read(&file).unwrap();
        bytes[at] ^= 0xff;
        fs::write(&file, bytes).unwrap();
        match Store::open(dir.path()) {
            Err(StoreError::Corrupt(_) | StoreError::Engine(_)) => {}
            other => panic!("{what}: {:?}", other.map(drop)),
        }
    }
}

#[test]
fn a_panic_inside_sled_does_not_get_out() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    let panic: Result<(), _> = store
        .engine
        .read(|_| panic!("as sled might"), named(WORKSPACE));
    assert!(matches!(panic, Err(StoreError::Engine(message)) if message == "as sled might"));
    assert!(matches!(store.cursor(&WORKSPACE), Err(StoreError::Failed)));
}

#[cfg(unix)]
#[test]
fn a_directory_that_is_gone_is_an_error_until_opened_again() {
    let (dir, store) = opened();
    let away = dir.path().with_extension("away");
    fs::rename(dir.path(), &away).unwrap();
    assert!(matches!(store.apply(&full()), Err(StoreError::Io(_))));
    assert!(matches!(store.flush(), Err(StoreError::Failed)));
    drop(store);
    fs::rename(&away, dir.path()).unwrap();
    let store = Store::open(dir.path()).unwrap();
    store.apply(&full()).unwrap();
    assert_eq!(damaged_parts(&store), []);
}
