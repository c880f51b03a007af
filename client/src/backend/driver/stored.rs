//! Documents as they are stored, for work on them that takes a while: on a worker, never on the loop's thread
//! or the store's.

use samskriv_shared::{
    documents::{Actor, Document, DocumentError},
    ids::{DeviceId, DocId, WorkspaceId},
};

use super::Ways;
use crate::backend::storage::StoreJob;

/// Has a worker do something with a document's bytes, with all that was handed to the store before; with none when
/// it is not there or cannot be read.
pub(super) fn with_stored(
    workspace: WorkspaceId,
    doc: DocId,
    ways: &Ways,
    work: impl FnOnce(Option<Vec<u8>>) + Send + 'static,
) {
    let runtime = tokio::runtime::Handle::current();
    ways.store(StoreJob::Read(Box::new(move |store| {
        let stored = store.document(&workspace, &doc).ok().flatten();
        runtime.spawn_blocking(move || work(stored));
    })));
}

/// Loads bytes to be read only.
pub(in crate::backend) fn load(bytes: &[u8]) -> Result<Document, DocumentError> {
    // Nothing is written with this actor.
    Document::load(bytes, Actor::new(&DeviceId([0; 32]), [0; 8]))
}
