//! What a relay that lost its log, or somebody's checkpoint, lacks of a document; found on a worker.

use std::collections::BTreeSet;

use samskriv_shared::{
    documents::{self, DocumentError},
    ids::DocId,
    sync::RelayHolds,
};

use super::{
    Internal, Ways,
    stored::{load, with_stored},
    workspace::Workspace,
};

impl Workspace {
    /// Compares what is stored with what the relay holds, and tells the loop.
    pub(super) fn compare(&mut self, doc: DocId, holds: RelayHolds, ways: &Ways) {
        let (back, workspace) = (ways.clone(), self.id);
        with_stored(workspace, doc, ways, move |stored| {
            // What cannot be read cannot be brought back from here; another client may.
            let lacking = stored.and_then(|bytes| lacking(&bytes, &holds).ok().flatten());
            back.tell(Internal::Compared { workspace, doc, lacking });
        });
    }

    /// Examines somebody's checkpoint, and tells the loop.
    pub(super) fn examine(&self, doc: DocId, request: u64, checkpoint: Vec<u8>, ways: &Ways) {
        let (back, workspace) = (ways.clone(), self.id);
        with_stored(workspace, doc, ways, move |stored| {
            // What cannot be read here says nothing about anybody else's.
            let missing = documents::lacking(&stored.unwrap_or_default(), &checkpoint).unwrap_or_default();
            back.tell(Internal::Examined { workspace, request, missing });
        });
    }
}

/// The whole document, saved, if the relay lacks a change of it.
fn lacking(stored: &[u8], holds: &RelayHolds) -> Result<Option<Vec<u8>>, DocumentError> {
    let mut here = load(stored)?;
    let mut there: BTreeSet<[u8; 32]> = holds.changes.clone();
    for document in &holds.documents {
        // One that does not load is no help to anyone who is fresh.
        there.extend(load(document).map(|mut document| document.change_hashes()).unwrap_or_default());
    }
    let all_there = here.change_hashes().iter().all(|hash| there.contains(hash));
    Ok((!all_there).then(|| here.save()))
}
