//! The store against a map in memory.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

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
        for doc in &batch.removed {
            self.documents.remove(&(workspace, *doc));
            self.summaries.remove(&(workspace, *doc));
        }
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
                assert!(store.document(&workspace, &doc).unwrap() == Some(bytes), "{doc:?}");
                assert_eq!(store.increments(&workspace, &doc).unwrap(), increments);
            }
            assert_eq!(store.cursor(&workspace).unwrap().as_ref(), self.cursors.get(&workspace));
            assert_eq!(store.summaries(&workspace).unwrap(), of(&self.summaries, workspace));
            assert_eq!(store.parked(&workspace).unwrap(), of(&self.parked, workspace));
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Apply(Batch),
    /// With a snapshot, and what comes while it is made.
    Compact(WorkspaceId, DocId, Vec<u8>, Vec<u8>),
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

fn doc() -> impl Strategy<Value = DocId> + Clone {
    (0_u8..4).prop_map(|n| DocId([if n == 3 { 0xff } else { n }; 16]))
}

fn workspace() -> impl Strategy<Value = WorkspaceId> {
    prop_oneof![Just(WORKSPACE), Just(OTHER)]
}

fn removal() -> impl Strategy<Value = Batch> {
    let removed = prop::collection::vec(doc(), 1..3);
    (workspace(), removed).prop_map(|(workspace, removed)| Batch { removed, ..Batch::new(workspace) })
}

fn batch() -> impl Strategy<Value = Batch> {
    let doc = doc();
    let seq = prop_oneof![0_u64..5, Just(u64::MAX)];
    let documents = || prop::collection::vec((doc.clone(), bytes()), 0..3);
    (
        workspace(),
        documents(),
        documents(),
        prop::option::of(prop::option::of(bytes())),
        documents(),
        prop::collection::vec((seq.clone(), bytes()), 0..3),
        prop::collection::vec(seq, 0..3),
    )
        .prop_map(|(workspace, appends, snapshots, cursor, summaries, parked, unparked)| Batch {
            workspace,
            removed: Vec::new(),
            appends,
            snapshots,
            cursor,
            summaries,
            parked,
            unparked,
        })
}

fn step() -> impl Strategy<Value = Step> {
    let applied = prop_oneof![4 => batch(), 1 => removal()].prop_map(Step::Apply);
    let later = prop_oneof![1 => Just(Vec::new()), 1 => bytes()];
    let compact = (workspace(), doc(), bytes(), later)
        .prop_filter("a snapshot has bytes", |(_, _, bytes, _)| !bytes.is_empty())
        .prop_map(|(workspace, doc, bytes, later)| Step::Compact(workspace, doc, bytes, later));
    prop_oneof![10 => applied, 2 => compact, 1 => Just(Step::Flush), 1 => Just(Step::Reopen)]
}

/// Both steps, where there is something to compact.
fn compact(
    store: &Store,
    model: &mut Model,
    (workspace, doc): (WorkspaceId, DocId),
    made: (Vec<u8>, Vec<u8>),
) {
    let Some(end) = store.end_of(&workspace, &doc).unwrap() else { return };
    let replaced = store.document(&workspace, &doc).unwrap().unwrap();
    let (snapshot, later) = made;
    store.apply(&Batch { appends: vec![(doc, later.clone())], ..Batch::new(workspace) }).unwrap();
    let compaction = Compaction { workspace, doc, end, replaced, snapshot, summary: noise(7, 500) };
    let number = store.begin_compaction(&compaction).unwrap().unwrap();
    store.flush().unwrap();
    store.end_compaction(&compaction, number).unwrap();
    let increments = if later.is_empty() { 0 } else { 2 };
    let left = [later, compaction.snapshot].concat();
    model.documents.insert((workspace, doc), (left, increments));
    model.summaries.insert((workspace, doc), compaction.summary);
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
                Step::Compact(workspace, doc, snapshot, later) => {
                    compact(&store, &mut model, (workspace, doc), (snapshot, later));
                }
                Step::Flush => store.flush().unwrap(),
                Step::Reopen => {
                    drop(store);
                    store = Store::open(dir.path()).unwrap();
                }
            }
            model.check(&store);
            crate::backend::store::salvage::verify(&store, &guard::Steps::default()).unwrap();
        }
        drop(store);
        model.check(&Store::open(dir.path()).unwrap());
    }
}
