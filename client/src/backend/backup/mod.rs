//! A backup: one file with every network on this computer, its documents with all their history, its chain and
//! its content keys, sealed under a passphrase. The device's own secrets are not in it: who has the file and the
//! passphrase can read, and is still nobody who could write in somebody's name.

mod body;
mod error;
mod place;
mod restoring;
mod sealed;
#[cfg(test)]
mod tests;

use std::path::Path;

use samskriv_shared::ids::{DocId, WorkspaceId};

pub(super) use self::body::{Body, Document, Network};
pub use self::{
    error::BackupError,
    restoring::{Restored, RestoredNetwork, restore},
    sealed::{Cost, MIN_PASSPHRASE, Passphrase},
};
use super::identity::Membership;

/// What a backup holds, for whoever made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// The networks in it.
    pub networks: Vec<BackedUpNetwork>,
    /// The length of the file.
    pub bytes: u64,
}

/// A network in a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUpNetwork {
    /// Its id.
    pub id: WorkspaceId,
    /// Its name, as the directory last told it.
    pub name: String,
    /// How many meetings of it.
    pub meetings: usize,
}

/// Seals the body into a new file, reads that back and opens it; only then does it get its name.
pub(super) fn keep(
    body: &Body,
    networks: Vec<BackedUpNetwork>,
    to: &Path,
    passphrase: &Passphrase,
    cost: Cost,
) -> Result<BackedUp, BackupError> {
    let plain = body.to_bytes();
    let written = *blake3::hash(&plain).as_bytes();
    let file = sealed::seal(plain, passphrase, cost)?;
    let bytes = file.len() as u64;
    place::put(to, file, |back| {
        let plain = sealed::open(back, passphrase)?;
        match *blake3::hash(&plain).as_bytes() == written {
            true => Body::from_bytes(&plain).map(drop),
            false => Err(BackupError::Damaged),
        }
    })?;
    Ok(BackedUp { networks, bytes })
}

/// What the file holds, verified to the last byte.
pub(super) fn read(
    file: &Path,
    passphrase: &Passphrase,
) -> Result<Vec<(Membership, Vec<Document>)>, BackupError> {
    let plain = sealed::open(place::read(file)?, passphrase)?;
    Body::from_bytes(&plain)
}

/// Whether a document is a meeting, and not one of those that every network has.
pub(super) fn is_meeting(workspace: &WorkspaceId, doc: &DocId) -> bool {
    *doc != DocId::directory(workspace) && *doc != DocId::action_list(workspace)
}
