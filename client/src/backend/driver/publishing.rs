//! Whole documents for the relay, made from stored bytes on a worker: a draft that is shared, a checkpoint.

use samskriv_shared::ids::{DocId, WorkspaceId};

use super::{
    Internal, Ways,
    stored::{load, with_stored},
    workspace::Workspace,
};

impl Workspace {
    /// Makes a checkpoint's document, and tells the loop.
    pub(super) fn publish(&self, doc: DocId, request: u64, ways: &Ways) {
        let (workspace, back) = (self.id, ways.clone());
        with_whole(workspace, doc, ways, move |document| {
            back.tell(Internal::Whole { workspace, doc, request, document });
        });
    }
}

/// Loads a document with all that was handed to the store before, and gives it as a checkpoint holds it; none
/// when it is not there or cannot be read.
pub(super) fn with_whole(
    workspace: WorkspaceId,
    doc: DocId,
    ways: &Ways,
    done: impl FnOnce(Option<Vec<u8>>) + Send + 'static,
) {
    with_stored(workspace, doc, ways, move |stored| {
        done(stored.and_then(|bytes| Some(load(&bytes).ok()?.save())));
    });
}
