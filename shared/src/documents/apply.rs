//! From chunks to an Automerge document. What comes from a disk or a network is checked first, applied under
//! guard, and undone if it breaks: a document survives whatever it is fed.

use std::{
    collections::HashSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use automerge::{ActorId, AutoCommit, AutomergeError, Change, ChangeHash, LoadOptions, TextEncoding};

use super::{
    DocumentError,
    changes::{ChunkKind, chunks},
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
    pub waiting: Vec<Change>,
    /// How many changes were left out because they contradict others or make no sense.
    pub refused: usize,
}

impl Merged {
    pub fn new() -> Merged {
        Merged { auto: AutoCommit::new_with_encoding(ENCODING), waiting: Vec::new(), refused: 0 }
    }

    /// Loads chunks.
    pub fn load(bytes: &[u8]) -> Result<Merged, DocumentError> {
        let (documents, changes) = parse(bytes)?;
        let mut documents = documents.into_iter();
        let mut merged = Merged::new();
        // Without one, Automerge's own loading would fall back to the platform's text encoding.
        if let Some(first) = documents.next() {
            merged.auto = first;
        }
        merged.apply_changes(with_changes_of(documents.collect(), changes))?;
        Ok(merged)
    }

    /// Applies chunks.
    pub fn apply(&mut self, bytes: &[u8]) -> Result<(), DocumentError> {
        let (documents, changes) = parse(bytes)?;
        self.apply_changes(with_changes_of(documents, changes))
    }

    /// Applies changes in any order.
    fn apply_changes(&mut self, changes: Vec<Change>) -> Result<(), DocumentError> {
        let mut left = std::mem::take(&mut self.waiting);
        left.extend(changes);
        let mut seen = HashSet::new();
        left.retain(|change| seen.insert(change.hash()));
        // Causes before effects: one pass is enough, unless somebody lies.
        left.sort_by_key(Change::start_op);
        let mut broken = 0;
        loop {
            let before = left.len();
            for change in std::mem::take(&mut left) {
                if self.auto.get_change_by_hash(&change.hash()).is_some() {
                    continue;
                }
                if !validate::is_ready(&mut self.auto, &change) {
                    left.push(change);
                } else if broken >= BROKEN_MAX || !self.apply_one(change, &mut broken)? {
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
    fn apply_one(&mut self, change: Change, broken: &mut usize) -> Result<bool, DocumentError> {
        let hash = change.hash();
        if !guarded(|| validate::fits(&mut self.auto, &change)).unwrap_or(false) {
            return Ok(false);
        }
        match guarded(|| self.auto.apply_changes([change])) {
            Ok(Ok(())) => Ok(true),
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

fn with_changes_of(documents: Vec<AutoCommit>, mut changes: Vec<Change>) -> Vec<Change> {
    for mut document in documents {
        changes.extend(document.get_changes(&[]).into_iter().cloned());
    }
    changes
}

/// All chunks, read but not yet applied. The documents have none of the changes.
fn parse(bytes: &[u8]) -> Result<(Vec<AutoCommit>, Vec<Change>), DocumentError> {
    let (mut documents, mut changes) = (Vec::new(), Vec::new());
    for chunk in chunks(bytes) {
        let chunk = chunk?;
        let checked = chunk.checked()?;
        if chunk.kind == ChunkKind::Document {
            let options = LoadOptions::new().text_encoding(ENCODING);
            documents.push(guarded(|| AutoCommit::load_with_options(&checked, options))??);
        } else {
            let change = guarded(|| Change::try_from(&checked[..]))?;
            changes.push(change.map_err(|_| DocumentError::Malformed)?);
        }
    }
    Ok((documents, changes))
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
