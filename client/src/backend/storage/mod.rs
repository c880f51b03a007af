//! The two threads that touch the disk: one for the journal, so that "on this computer" never waits for
//! the store, and one for the store and the identity files, which does its jobs in the order given. The
//! store's jobs come through the journal's thread: what this device changed is in the journal before it is in
//! the store. Were it in the store alone after a crash, it would be shown and built upon here and never sent.

mod keeper;
mod pulse;
#[cfg(test)]
mod tests;
mod writer;

use std::{
    collections::HashSet,
    path::PathBuf,
    sync::mpsc::{Sender, channel},
    thread::JoinHandle,
};

use samskriv_shared::ids::{DocId, WorkspaceId};
use zeroize::Zeroizing;

pub(super) use self::{keeper::Home, pulse::Pulse};
use self::{keeper::Keeper, writer::Writer};
use super::{
    journal::Journal,
    store::{Batch, Compaction, Store},
};

/// Told when a job is done, or why not.
pub(super) type Done = Box<dyn FnOnce(Result<(), String>) + Send>;

/// Told at once when the disk refuses a change, and when it is on the disk, then or later.
pub(super) type Journaled = Box<dyn FnMut(Result<(), String>) + Send>;

/// What the store's thread tells without being asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StoreNews {
    /// The disk refuses; everything is kept, and written when there is room.
    Refused(String),
    /// Everything that was refused is on the disk.
    Recovered,
    /// Something in the store cannot be read, or is gone: the next start brings it back.
    Damaged,
}

/// Hears the news.
pub(super) type Tell = Box<dyn Fn(StoreNews) + Send>;

/// A job of the store's thread.
pub(super) enum StoreJob {
    /// Put it in the store. With `done` it is flushed soon, and told once it is on the disk; without, when it suits.
    Write { batch: Batch, done: Option<Done> },
    /// The same for someone who wants to hear of it when the disk refuses. It may be written later nevertheless.
    Ask { batch: Batch, done: Done },
    /// Replace an identity file, now or when there is room.
    Save { path: PathBuf, body: Zeroizing<Vec<u8>> },
    /// Replace an identity file now or not at all.
    File { path: PathBuf, body: Zeroizing<Vec<u8>>, done: Done },
    /// Remove an identity file, with its previous version.
    Forget { path: PathBuf, done: Done },
    /// Let all of a workspace go, also out of the files.
    Erase { workspace: WorkspaceId, done: Done },
    /// Make a document's records one, unless it has gone on since.
    Compact(Box<Compaction>),
    /// Everything put in before is durable when `done` hears of it.
    Flush { done: Done },
    /// Read something; sees all that was put in before.
    Read(Box<dyn FnOnce(&Store) + Send>),
}

/// A job of the journal's thread.
pub(super) enum JournalJob {
    /// Append, and tell when it is on the disk. What the disk refuses is held until there is room.
    Append { workspace: WorkspaceId, doc: DocId, changes: Vec<u8>, done: Journaled },
    /// Let acknowledged changes go.
    Trim { workspace: WorkspaceId, doc: DocId, hashes: HashSet<[u8; 32]>, done: Done },
    /// Let all of a document go.
    Remove { workspace: WorkspaceId, doc: DocId, done: Done },
    /// Let all of a workspace go, with the copies of what was torn.
    Erase { workspace: WorkspaceId, done: Done },
    /// Read what it holds, with all that was appended before.
    Read(Box<dyn FnOnce(&Journal) + Send>),
    /// Hand it to the store's thread when all before is on the disk.
    Store(StoreJob),
}

/// Starts the store's thread; it ends when the sender is dropped, with everything flushed, and noted as such in
/// the data directory.
pub(super) fn start_store(
    store: Store,
    home: Home,
    pulse: Pulse,
    tell: Tell,
) -> std::io::Result<(Sender<StoreJob>, JoinHandle<()>)> {
    let (sender, jobs) = channel();
    let keeper = Keeper::new(store, home, pulse, tell);
    let thread = std::thread::Builder::new().name("store".into()).spawn(move || keeper.run(&jobs))?;
    Ok((sender, thread))
}

/// Starts the journal's thread, which hands jobs on to `store`; it ends when the sender is dropped.
pub(super) fn start_journal(
    journal: Journal,
    store: Sender<StoreJob>,
) -> std::io::Result<(Sender<JournalJob>, JoinHandle<()>)> {
    let (sender, jobs) = channel();
    let writer = Writer::new(journal, store);
    let thread = std::thread::Builder::new().name("journal".into()).spawn(move || writer.run(&jobs))?;
    Ok((sender, thread))
}
