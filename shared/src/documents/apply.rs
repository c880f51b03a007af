//! From chunks to an Automerge document. What comes from a disk or a network is checked first, applied under
//! guard, and undone if it breaks: a document survives whatever it is fed.

use std::{
    collections::HashSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use automerge::{
    ActorId, AutoCommit, AutomergeError, Change, ChangeHash, LoadOptions, TextEncoding,
};

use super::{
    DocumentError,
    changes::{ChunkKind, chunks},
};

const ENCODING: TextEncoding = TextEncoding::UnicodeCodePoint;
/// After so many changes that break the document, the rest of a batch is left out unseen: each costs a reload.
const BROKEN_MAX: usize = 8;

/// Runs Automerge on bytes of others. It panics on some (columns that decode to nonsense), and there is
/// nothing to fall back to; the checksum only shows that the nonsense was meant.
fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, DocumentError> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| DocumentError::Malformed)
}

/// Whether Automerge, too, takes this for a change: what passes here never makes a document unreadable.
pub(super) fn is_readable(chunk: &[u8]) -> bool {
    matches!(guarded(|| Change::try_from(chunk)), Ok(Ok(_)))
}

/// Loads chunks. Returns the document and how many changes were left out.
pub(super) fn load(bytes: &[u8]) -> Result<(AutoCommit, usize), DocumentError> {
    let (documents, changes) = parse(bytes)?;
    let mut documents = documents.into_iter();
    let mut auto = match documents.next() {
        Some(first) => first,
        // Automerge's own loading of change chunks would fall back to the platform's text encoding.
        None => AutoCommit::new_with_encoding(ENCODING),
    };
    let changes = with_changes_of(documents.collect(), changes);
    let refused = apply_changes(&mut auto, changes)?;
    Ok((auto, refused))
}

/// Applies chunks. Returns how many changes were left out.
pub(super) fn apply(auto: &mut AutoCommit, bytes: &[u8]) -> Result<usize, DocumentError> {
    let (documents, changes) = parse(bytes)?;
    apply_changes(auto, with_changes_of(documents, changes))
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
            documents.push(guarded(|| {
                AutoCommit::load_with_options(&checked, options)
            })??);
        } else {
            let change = guarded(|| Change::try_from(&checked[..]))?;
            changes.push(change.map_err(|_| DocumentError::Malformed)?);
        }
    }
    Ok((documents, changes))
}

/// Applies changes in any order. Returns how many were left out.
fn apply_changes(auto: &mut AutoCommit, mut changes: Vec<Change>) -> Result<usize, DocumentError> {
    let mut seen = HashSet::new();
    changes.retain(|change| {
        seen.insert(change.hash()) && auto.get_change_by_hash(&change.hash()).is_none()
    });
    if changes.is_empty() {
        return Ok(0);
    }
    // Causes before effects: Automerge's queue of waiting changes takes quadratic time.
    changes.sort_by_key(|change| change.start_op());
    match guarded(|| auto.apply_changes(changes.clone())) {
        Ok(Ok(())) => Ok(0),
        _ => apply_one_by_one(auto, changes),
    }
}

/// What stays when applying all at once failed: every change that can be applied.
fn apply_one_by_one(auto: &mut AutoCommit, changes: Vec<Change>) -> Result<usize, DocumentError> {
    let mut bad: HashSet<ChangeHash> = changes.iter().map(Change::hash).collect();
    *auto = without(auto, &bad)?;
    let (mut refused, mut broken) = (0, 0);
    for change in changes {
        let hash = change.hash();
        if broken >= BROKEN_MAX {
            refused += 1;
            continue;
        }
        match guarded(|| auto.apply_changes([change])) {
            Ok(Ok(())) => {
                bad.remove(&hash);
            }
            Ok(Err(AutomergeError::DuplicateSeqNumber(..))) => refused += 1,
            _ => {
                refused += 1;
                broken += 1;
                *auto = without(auto, &bad)?;
            }
        }
    }
    Ok(refused)
}

/// The document anew, without some of its changes.
fn without(auto: &mut AutoCommit, bad: &HashSet<ChangeHash>) -> Result<AutoCommit, DocumentError> {
    let actor: ActorId = auto.get_actor().clone();
    guarded(|| {
        let kept: Vec<Change> = auto
            .get_changes(&[])
            .into_iter()
            .filter(|change| !bad.contains(&change.hash()))
            .cloned()
            .collect();
        let mut fresh = AutoCommit::new_with_encoding(ENCODING).with_actor(actor);
        fresh.apply_changes(kept)?;
        Ok(fresh)
    })?
    .map_err(DocumentError::Automerge)
}
