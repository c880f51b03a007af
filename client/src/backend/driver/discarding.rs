//! A draft that is let go: first from the store, then from the journal. A crash in between brings it back whole,
//! since a draft's journal holds all of it.

use samskriv_shared::{
    ids::{DocId, WorkspaceId},
    sync::Input,
};

use super::{
    Driver, Ways,
    jobs::{done, no_workspace},
    workspace::Workspace,
};
use crate::backend::{
    BackendError, ErrorCode, Event, Outlet, Reply,
    storage::{Done, JournalJob, StoreJob},
    store::Batch,
};

impl Driver {
    pub(super) fn discard(&mut self, id: WorkspaceId, doc: DocId, reply: Reply, outlet: &Outlet) {
        let now = self.now();
        let Some(workspace) = self.workspaces.get_mut(&id) else { return reply.send(Err(no_workspace(&id))) };
        if !workspace.documents.contains(&doc) {
            return reply.send(Err(BackendError::new(ErrorCode::NoSuchDocument, doc)));
        }
        if workspace.engine.is_shared(&doc) {
            return reply.send(Err(BackendError::new(ErrorCode::AlreadyShared, doc)));
        }
        workspace.forget(doc);
        workspace.handle(now, Input::Discard { doc }, &self.ways, outlet);
        outlet.send(Event::Summaries { workspace: id });
        let journal = self.ways.journal.clone();
        let answer: Done = Box::new(move |removed| reply.send(done(removed)));
        remove_stored(id, doc, &self.ways, move |removed| match removed {
            // The thread ends only after every way to it is gone.
            Ok(()) => drop(journal.send(JournalJob::Remove { workspace: id, doc, done: answer })),
            Err(error) => answer(Err(error)),
        });
    }
}

impl Workspace {
    fn forget(&mut self, doc: DocId) {
        self.documents.remove(&doc);
        self.summaries.remove(&doc);
        self.dirty.remove(&doc);
        self.unfollow(&doc);
        self.status_changed = true;
    }
}

/// Removes a document from the store with its summary; `removed` hears when that is on disk.
pub(super) fn remove_stored(
    workspace: WorkspaceId,
    doc: DocId,
    ways: &Ways,
    removed: impl FnOnce(Result<(), String>) + Send + 'static,
) {
    let batch = Batch { removed: vec![doc], ..Batch::new(workspace) };
    ways.store(StoreJob::Ask { batch, done: Box::new(removed) });
}
