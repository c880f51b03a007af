//! Whole documents for the relay, made from stored bytes on a worker: a draft that is shared, a checkpoint.

use samskriv_shared::{
    documents::{Actor, Document},
    ids::{DeviceId, DocId, WorkspaceId},
};

use super::{Internal, Ways, workspace::Workspace};
use crate::backend::storage::StoreJob;

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
    let runtime = tokio::runtime::Handle::current();
    ways.store(StoreJob::Read(Box::new(move |store| {
        let stored = store.document(&workspace, &doc).ok().flatten();
        runtime.spawn_blocking(move || done(stored.and_then(|bytes| whole(&bytes))));
    })));
}

fn whole(bytes: &[u8]) -> Option<Vec<u8>> {
    // Nothing is written with this actor.
    let actor = Actor::new(&DeviceId([0; 32]), [0; 8]);
    Some(Document::load(bytes, actor).ok()?.save())
}
