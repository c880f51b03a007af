//! From chunks to an Automerge document. What comes from a disk or a network is checked first, applied under
//! guard, and undone if it breaks: a document survives whatever it is fed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{ActorId, AutoCommit, AutomergeError, Change, ChangeHash, LoadOptions, TextEncoding};

use super::{
    DocumentError,
    changes::{Chunk, ChunkKind, chunks, document_heads},
    provenance::{Candidate, Numbers, choose},
    validate,
};

const ENCODING: TextEncoding = TextEncoding::UnicodeCodePoint;
/// After so many changes that break the document, the rest of a batch is left out unseen: each costs a reload.
const BROKEN_MAX: usize = 8;

/// Runs Automerge on bytes of others. It panics on some (columns that decode to nonsense), and there is
/// nothing to fall back to; the checksum only shows that the nonsense was meant.
pub(super) fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, DocumentError> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| DocumentError::Malformed)
}

/// Whether Automerge, too, takes this for a change: what passes here never makes a document unreadable.
pub(super) fn is_readable(chunk: &[u8]) -> bool {
    matches!(guarded(|| Change::try_from(chunk)), Ok(Ok(_)))
}

/// A document, and the changes that wait for others. Automerge has a queue for these, but takes from it
/// unseen.
#[derive(Debug)]
pub(super) struct Merged {
    pub auto: AutoCommit,
    pub waiting: Vec<Candidate>,
    /// How many changes were left out because they contradict others or make no sense.
    pub refused: usize,
    /// The numbers of all changes in `auto`,
    numbers: Numbers,
    /// and of those that are their authors' own word.
    own: Numbers,
}

/// One chunk, in the order in which they came.
#[expect(clippy::large_enum_variant, reason = "nearly all are changes")]
enum Part<'a> {
    Document(Chunk<'a>),
    Change(Candidate),
}

impl Merged {
    pub fn new() -> Merged {
        Merged {
            auto: AutoCommit::new_with_encoding(ENCODING),
            waiting: Vec::new(),
            refused: 0,
            numbers: Numbers::default(),
            own: Numbers::default(),
        }
    }

    /// Loads chunks.
    pub fn load(bytes: &[u8]) -> Result<Merged, DocumentError> {
        match Merged::load_upon_newest(parse(bytes)?)? {
            Some(merged) => Ok(merged),
            None => Merged::load_one_by_one(parse(bytes)?),
        }
    }

    /// Loads the newest document, which most likely holds what is in the others, and what it lacks. `None` when
    /// something in it has to go: nothing can be taken out of a document.
    fn load_upon_newest(parts: Vec<Part<'_>>) -> Result<Option<Merged>, DocumentError> {
        let mut merged = Merged::new();
        let (mut documents, mut changes) = (Vec::new(), Vec::new());
        for part in parts {
            match part {
                Part::Document(chunk) => documents.push(chunk),
                Part::Change(candidate) => changes.push(candidate),
            }
        }
        let mut unreadable = None;
        while let Some(newest) = documents.pop() {
            match open(&newest) {
                Ok(document) => {
                    merged.adopt(document);
                    break;
                }
                // Somebody's bad checkpoint must not lock everybody out.
                Err(error) => {
                    merged.refused += 1;
                    unreadable = Some(error);
                }
            }
        }
        if let Some(error) = unreadable.filter(|_| changes.is_empty() && merged.auto.get_heads().is_empty()) {
            return Err(error);
        }
        if changes.iter().any(|candidate| merged.is_contradicted_by(candidate)) {
            return Ok(None);
        }
        merged.apply_changes(changes)?;
        for chunk in documents {
            let changes = merged.changes_of(&chunk);
            if changes.iter().any(|candidate| merged.is_contradicted_by(candidate)) {
                return Ok(None);
            }
            merged.apply_changes(changes)?;
        }
        Ok(Some(merged))
    }

    /// Chooses from all changes, whatever they came in.
    fn load_one_by_one(parts: Vec<Part<'_>>) -> Result<Merged, DocumentError> {
        let mut merged = Merged::new();
        let mut candidates = Vec::new();
        for part in parts {
            match part {
                Part::Document(chunk) => candidates.extend(merged.changes_of(&chunk)),
                Part::Change(candidate) => candidates.push(candidate),
            }
        }
        merged.apply_changes(candidates)?;
        Ok(merged)
    }

    /// Applies chunks. Returns whether something that is here has to go.
    pub fn apply(&mut self, bytes: &[u8]) -> Result<bool, DocumentError> {
        let mut candidates = Vec::new();
        for part in parse(bytes)? {
            match part {
                Part::Document(chunk) if self.holds(&chunk) => {}
                Part::Document(chunk) => candidates.extend(all_changes(&mut open(&chunk)?)),
                Part::Change(candidate) => candidates.push(candidate),
            }
        }
        let superseded = candidates.iter().any(|it| it.own && self.is_contradicted_by(it));
        self.apply_changes(candidates)?;
        Ok(superseded)
    }

    /// The changes of a saved document, unless all of them are here. One that does not load has none.
    fn changes_of(&mut self, chunk: &Chunk<'_>) -> Vec<Candidate> {
        if self.holds(chunk) {
            return Vec::new();
        }
        match open(chunk) {
            Ok(mut document) => all_changes(&mut document),
            Err(_) => {
                self.refused += 1;
                Vec::new()
            }
        }
    }

    /// Whether all changes of a saved document are here: its heads are, and what they lead to.
    fn holds(&mut self, chunk: &Chunk<'_>) -> bool {
        let heads = document_heads(chunk).unwrap_or_default();
        !heads.is_empty()
            && heads.into_iter().all(|head| self.auto.get_change_by_hash(&ChangeHash(head)).is_some())
    }

    /// A change was made here.
    pub fn note_made(&mut self, hash: &ChangeHash) {
        if let Some(change) = self.auto.get_change_by_hash(hash) {
            self.numbers.insert(change);
            self.own.insert(change);
        }
    }

    /// The changes that are their authors' own word.
    pub fn own_changes(&mut self) -> Vec<ChangeHash> {
        let own = &self.own;
        self.auto.get_changes(&[]).into_iter().filter(|it| own.contains(it)).map(Change::hash).collect()
    }

    fn adopt(&mut self, mut document: AutoCommit) {
        document.get_changes(&[]).into_iter().for_each(|change| self.numbers.insert(change));
        self.auto = document;
    }

    /// Whether another change with this one's number is here, and is not its author's own.
    fn is_contradicted_by(&mut self, candidate: &Candidate) -> bool {
        let change = &candidate.change;
        self.numbers.contains(change)
            && !self.own.contains(change)
            && self.auto.get_change_by_hash(&change.hash()).is_none()
    }

    /// Applies changes in any order.
    fn apply_changes(&mut self, changes: Vec<Candidate>) -> Result<(), DocumentError> {
        let mut left = std::mem::take(&mut self.waiting);
        left.extend(changes);
        self.refused += choose(&mut left);
        // Causes before effects: one pass is enough, unless somebody lies.
        left.sort_by_key(|candidate| candidate.change.start_op());
        let mut broken = 0;
        loop {
            let before = left.len();
            for candidate in std::mem::take(&mut left) {
                let Candidate { change, own } = &candidate;
                if self.auto.get_change_by_hash(&change.hash()).is_some() {
                    if *own {
                        self.own.insert(change);
                    }
                } else if self.numbers.contains(change) {
                    self.refused += 1;
                } else if !validate::is_ready(&mut self.auto, change) {
                    left.push(candidate);
                } else if broken >= BROKEN_MAX || !self.apply_one(candidate, &mut broken)? {
                    self.refused += 1;
                }
            }
            if left.is_empty() || left.len() == before {
                self.waiting = left;
                return Ok(());
            }
        }
    }

    /// Applies a change whose causes are there. Returns whether that went well; if not, all is as before.
    fn apply_one(&mut self, candidate: Candidate, broken: &mut usize) -> Result<bool, DocumentError> {
        let Candidate { change, own } = candidate;
        let hash = change.hash();
        if !guarded(|| validate::fits(&mut self.auto, &change)).unwrap_or(false) {
            return Ok(false);
        }
        match guarded(|| self.auto.apply_changes([change])) {
            Ok(Ok(())) => {
                if let Some(change) = self.auto.get_change_by_hash(&hash) {
                    self.numbers.insert(change);
                    if own {
                        self.own.insert(change);
                    }
                }
                Ok(true)
            }
            // Found before anything is applied.
            Ok(Err(AutomergeError::DuplicateSeqNumber(..))) => Ok(false),
            _ => {
                *broken += 1;
                self.auto = without(&mut self.auto, hash)?;
                Ok(false)
            }
        }
    }
}

fn open(chunk: &Chunk<'_>) -> Result<AutoCommit, DocumentError> {
    let checked = chunk.checked()?;
    let options = LoadOptions::new().text_encoding(ENCODING);
    Ok(guarded(|| AutoCommit::load_with_options(&checked, options))??)
}

fn all_changes(document: &mut AutoCommit) -> Vec<Candidate> {
    let changes = document.get_changes(&[]).into_iter().cloned();
    changes.map(|change| Candidate { change, own: false }).collect()
}

/// All chunks; the documents are not read yet.
fn parse(bytes: &[u8]) -> Result<Vec<Part<'_>>, DocumentError> {
    let mut parts = Vec::new();
    for chunk in chunks(bytes) {
        let chunk = chunk?;
        if chunk.kind == ChunkKind::Document {
            if !chunk.checksum_ok {
                return Err(DocumentError::Checksum);
            }
            parts.push(Part::Document(chunk));
        } else {
            let checked = chunk.checked()?;
            let change = guarded(|| Change::try_from(&checked[..]))?;
            let change = change.map_err(|_| DocumentError::Malformed)?;
            parts.push(Part::Change(Candidate { change, own: chunk.kind == ChunkKind::Change }));
        }
    }
    Ok(parts)
}

/// The document anew, without one of its changes.
fn without(auto: &mut AutoCommit, bad: ChangeHash) -> Result<AutoCommit, DocumentError> {
    let actor: ActorId = auto.get_actor().clone();
    guarded(|| {
        let kept: Vec<Change> =
            auto.get_changes(&[]).into_iter().filter(|change| change.hash() != bad).cloned().collect();
        let mut fresh = AutoCommit::new_with_encoding(ENCODING).with_actor(actor);
        fresh.apply_changes(kept)?;
        Ok(fresh)
    })?
    .map_err(DocumentError::Automerge)
}
