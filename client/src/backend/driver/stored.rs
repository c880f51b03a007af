//! Documents as they are stored, for work on them that takes a while: on a worker, never on the loop's thread
//! or the store's.

use samskriv_shared::{
    documents::{Actor, Document, DocumentError},
    ids::{DeviceId, DocId, WorkspaceId},
};

use super::Ways;
use crate::{
    backend::{storage::StoreJob, store::Store},
    heap,
};

/// Has a worker do something with a document's bytes, with all that was handed to the store before; with none when
/// it is not there or cannot be read.
pub(super) fn with_stored(
    workspace: WorkspaceId,
    doc: DocId,
    ways: &Ways,
    work: impl FnOnce(Option<Vec<u8>>) + Send + 'static,
) {
    with_read(ways, move |store| store.document(&workspace, &doc).ok().flatten(), work);
}

/// The same with whatever is read of the store. One at a time, read only when its turn comes: a document with a long
/// history takes many times its bytes, and a relay that has lost its log has all of them looked at at once.
pub(super) fn with_read<T: Send + 'static>(
    ways: &Ways,
    read: impl FnOnce(&Store) -> T + Send + 'static,
    work: impl FnOnce(T) + Send + 'static,
) {
    let ways = ways.clone();
    tokio::spawn(async move {
        // Nobody closes it.
        let Ok(turn) = ways.loads.clone().acquire_owned().await else { return };
        let runtime = tokio::runtime::Handle::current();
        ways.store(StoreJob::Read(Box::new(move |store| {
            let stored = read(store);
            runtime.spawn_blocking(move || {
                work(stored);
                heap::trim();
                drop(turn);
            });
        })));
    });
}

/// Loads bytes to be read only.
pub(in crate::backend) fn load(bytes: &[u8]) -> Result<Document, DocumentError> {
    // Nothing is written with this actor.
    Document::load(bytes, Actor::new(&DeviceId([0; 32]), [0; 8]))
}
