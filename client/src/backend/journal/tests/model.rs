//! The journal against a list in memory, through appends, syncs, trims, restarts and power cuts.

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
enum Step {
    Append {
        doc: u8,
        letters: Vec<usize>,
    },
    Sync,
    /// Acknowledged is each change whose bit is set.
    Trim {
        doc: u8,
        mask: u64,
    },
    Reopen,
    /// Of what was not synced, this part of 255 is left; what follows is lost or noise.
    PowerCut {
        left: u8,
        noise: bool,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let doc = 0_u8..3;
    let letters = prop::collection::vec(prop_oneof![9 => 1_usize..20, 1 => 1_usize..9_000], 1..4);
    prop_oneof![
        8 => (doc.clone(), letters).prop_map(|(doc, letters)| Step::Append { doc, letters }),
        4 => Just(Step::Sync),
        3 => (doc, any::<u64>()).prop_map(|(doc, mask)| Step::Trim { doc, mask }),
        1 => Just(Step::Reopen),
        2 => (any::<u8>(), any::<bool>()).prop_map(|(left, noise)| Step::PowerCut { left, noise }),
    ]
}

/// One document's changes in the journal, of which the first `synced` must outlive a power cut.
#[derive(Debug, Default)]
struct Model {
    chunks: Vec<Vec<u8>>,
    synced: usize,
}

struct Run {
    dir: tempfile::TempDir,
    journal: Journal,
    writer: Writer,
    models: [Model; 3],
}

impl Run {
    fn path(&self, doc: usize) -> PathBuf {
        files::path(self.dir.path(), &WORKSPACE, &DocId([doc as u8; 16]))
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Append { doc, letters } => {
                let chunks: Vec<_> = letters.into_iter().map(|letters| self.writer.change(letters)).collect();
                self.journal.append(&WORKSPACE, &DocId([doc; 16]), &chunks.concat()).unwrap();
                self.models[usize::from(doc)].chunks.extend(chunks);
            }
            Step::Sync => {
                self.journal.sync().unwrap();
                self.models.iter_mut().for_each(|model| model.synced = model.chunks.len());
            }
            Step::Trim { doc, mask } => {
                let model = &mut self.models[usize::from(doc)];
                let all = model.chunks.len();
                let is_acknowledged = |index: usize| mask >> (index % 64) & 1 == 1;
                let acknowledged =
                    (0..all).filter(|index| is_acknowledged(*index)).map(|index| hash(&model.chunks[index]));
                self.journal.trim(&WORKSPACE, &DocId([doc; 16]), &acknowledged.collect()).unwrap();
                let mut index = 0..;
                model.chunks.retain(|_| !is_acknowledged(index.next().unwrap()));
                if model.chunks.len() < all {
                    model.synced = model.chunks.len();
                }
            }
            Step::Reopen => self.reopen([false; 3]),
            Step::PowerCut { left, noise } => {
                let torn = [0, 1, 2].map(|doc| self.cut(doc, left, noise));
                self.reopen(torn);
            }
        }
        for (doc, model) in self.models.iter().enumerate() {
            let content = files::read(&self.path(doc)).unwrap();
            assert!(content == model.chunks.concat());
        }
    }

    /// Does to the file what a power cut might, and to the model what it may. Whether something is
    /// torn then.
    fn cut(&mut self, doc: usize, left: u8, noise: bool) -> bool {
        let path = self.path(doc);
        let model = &mut self.models[doc];
        let synced = model.chunks[..model.synced].concat().len();
        let all = model.chunks.concat();
        let cut = synced + (all.len() - synced) * usize::from(left) / 255;
        if cut == all.len() {
            return false;
        }
        let mut content = all[..cut].to_vec();
        if noise {
            content.extend(all[cut..].iter().map(|byte| !byte));
        }
        fs::write(&path, &content).unwrap();
        let mut whole = 0;
        let mut end = 0;
        for chunk in &model.chunks {
            if end + chunk.len() > cut {
                break;
            }
            end += chunk.len();
            whole += 1;
        }
        assert!(whole >= model.synced);
        model.chunks.truncate(whole);
        content.len() > end
    }

    fn reopen(&mut self, torn: [bool; 3]) {
        let (journal, recovered) = Journal::open(self.dir.path()).unwrap();
        self.journal = journal;
        for (doc, model) in self.models.iter_mut().enumerate() {
            let id = DocId([doc as u8; 16]);
            match recovered.iter().find(|recovered| recovered.doc == id) {
                Some(recovered) => {
                    assert!(recovered.chunks == model.chunks.concat());
                    assert_eq!(recovered.torn.is_some(), torn[doc]);
                }
                None => assert!(model.chunks.is_empty() && !torn[doc]),
            }
            model.synced = model.chunks.len();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn equals_a_model_through_trims_and_power_cuts(steps in prop::collection::vec(step(), 1..40)) {
        let dir = tempfile::tempdir().unwrap();
        let (journal, _) = Journal::open(dir.path()).unwrap();
        let mut run = Run { dir, journal, writer: Writer::new(1), models: Default::default() };
        steps.into_iter().for_each(|step| run.take(step));
        run.take(Step::Reopen);
    }
}
