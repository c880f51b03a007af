//! A backup of what is on this computer at one moment: what the journal has first, then what the store has, which
//! is no less; then, on a worker, the file.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::mpsc::{Receiver, channel},
};

use samskriv_shared::ids::{DocId, WorkspaceId};

use super::{Driver, workspace::Workspace};
use crate::backend::{
    Answer, BackendError, ErrorCode, Reply,
    backup::{self, BackedUpNetwork, BackupError, Body, Document, Network, Passphrase, is_meeting},
    identity::Membership,
    journal::JournalError,
    storage::{JournalJob, StoreJob},
    store::Store,
};

/// What the journal has of each document.
type Unsent = Result<BTreeMap<(WorkspaceId, DocId), Vec<u8>>, JournalError>;

impl Driver {
    pub(super) fn back_up(&mut self, to: PathBuf, passphrase: Passphrase, reply: Reply) {
        let shown = self.workspaces.values().filter(|it| it.is_shown());
        let memberships: Vec<Membership> = shown.map(Workspace::membership_now).collect();
        let (sender, unsent) = channel();
        let read = Box::new(move |journal: &crate::backend::journal::Journal| {
            // Whoever waits for it has gone.
            let _ = sender.send(journal.contents());
        });
        // The thread ends only after every way to it is gone.
        let _ = self.ways.journal.send(JournalJob::Read(read));
        let (runtime, cost) = (tokio::runtime::Handle::current(), self.config.backup_cost);
        self.ways.store(StoreJob::Read(Box::new(move |store| {
            let gathered = gather(store, &memberships, &unsent);
            runtime.spawn_blocking(move || {
                let kept = gathered.and_then(|(body, networks)| {
                    backup::keep(&body, networks, &to, &passphrase, cost).map_err(|error| problem(&error))
                });
                reply.send(kept.map(Answer::BackedUp));
            });
        })));
    }
}

fn gather(
    store: &Store,
    memberships: &[Membership],
    unsent: &Receiver<Unsent>,
) -> Result<(Body, Vec<BackedUpNetwork>), BackendError> {
    let storage = |error: &dyn std::fmt::Display| BackendError::new(ErrorCode::Storage, error);
    let unsent = unsent.recv().map_err(|error| storage(&error))?;
    let mut unsent = unsent.map_err(|error| storage(&error))?;
    let (mut networks, mut told) = (Vec::new(), Vec::new());
    for membership in memberships {
        let id = membership.chain.workspace();
        let mut documents = Vec::new();
        for doc in store.documents(&id).map_err(|error| storage(&error))? {
            let stored = store.document(&id, &doc).map_err(|error| storage(&error))?.unwrap_or_default();
            let unsent = unsent.remove(&(id, doc)).unwrap_or_default();
            documents.push(Document { id: doc, stored: stored.into(), unsent: unsent.into() });
        }
        let meetings = documents.iter().filter(|doc| is_meeting(&id, &doc.id)).count();
        told.push(BackedUpNetwork { id, name: membership.name.clone(), meetings });
        networks.push(Network::new(membership, documents));
    }
    Ok((Body { networks }, told))
}

fn problem(error: &BackupError) -> BackendError {
    let code = match error {
        BackupError::Exists(_) => ErrorCode::FileExists,
        BackupError::TooLarge => ErrorCode::BackupTooLarge,
        _ => ErrorCode::NotWritten,
    };
    BackendError::new(code, error)
}
