//! What somebody's checkpoint lacks.

use std::collections::HashSet;

use automerge::{Change, ChangeHash};

use super::{DocumentError, apply::Merged};

/// The hashes of those changes in `stored` that are their authors' own word and that a checkpoint lacks; all of
/// them when it cannot be read. Errors: `stored` cannot be read.
pub fn lacking(stored: &[u8], checkpoint: &[u8]) -> Result<Vec<[u8; 32]>, DocumentError> {
    let mut here = Merged::load(stored)?;
    let there: HashSet<ChangeHash> = match Merged::load(checkpoint) {
        Ok(mut there) => {
            let waiting = there.waiting.iter().map(|candidate| candidate.change.hash()).collect::<Vec<_>>();
            let applied = there.auto.get_changes(&[]).into_iter().map(Change::hash);
            applied.chain(waiting).collect()
        }
        Err(_) => HashSet::new(),
    };
    Ok(here.own_changes().into_iter().filter(|hash| !there.contains(hash)).map(|hash| hash.0).collect())
}
