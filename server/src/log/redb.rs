//! The embedded log, on redb: one file, one write transaction and one fsync per commit, readers on
//! snapshots that never wait for the writer.
//!
//! After an IO error redb answers nothing until it is opened anew, so a failed commit is followed
//! by that: a full disk refuses appends and is over as soon as there is room.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::Bytes;
use redb::{Database, ReadTransaction, ReadableDatabase, ReadableTable, StorageError};
use samskriv_shared::{
    ids::{ChainHash, WorkspaceId},
    protocol::decode,
};

use documents::Documents;
use storage::{Disk, FileDisk};
use tables::{ENTRIES, MEMBERSHIP, SEEN, STATES, TOKENS};

use super::{
    Batch, CoveredEntry, DocumentPlace, Log, LogError, LogState, SeenRecord, StoredEntry, TokenHash, private,
};

mod check;
mod copy;
mod documents;
mod opening;
mod operating;
mod storage;
mod tables;

pub use check::{CheckedWorkspace, Fault, Report};
pub use copy::Row;
pub use opening::{FILE, SCHEMA};

const CHAIN: usize = ChainHash::LEN;
/// Bytes of room without which a disk that has failed is not tried again: a commit's pages, and more than
/// a few, so that it does not fail at once again.
const ROOM: u64 = 1 << 20;

/// The log in one redb file.
pub struct RedbLog {
    disk: Arc<dyn Disk>,
    cache_bytes: usize,
    opened: RwLock<Opened>,
    /// Whether the last commit failed.
    failed: AtomicBool,
    /// Held by a commit until it is over, with all that its failure brings.
    committing: Mutex<()>,
}

enum Opened {
    ToWrite(Database),
    /// As it was found after a failure; the disk takes no writes.
    ToRead(Database),
    /// It could not even be read.
    Not,
}

impl Opened {
    fn database(&self) -> Result<&Database, LogError> {
        match self {
            Opened::ToWrite(database) | Opened::ToRead(database) => Ok(database),
            Opened::Not => Err(storage_failed(StorageError::DatabaseClosed)),
        }
    }
}

impl RedbLog {
    /// Opens the log in `dir`; both are made if needed, for their owner alone. `cache_bytes` bounds
    /// redb's page cache.
    ///
    /// # Errors
    /// [`LogError::Held`], [`LogError::NewerSchema`], [`LogError::OlderSchema`], [`LogError::Damaged`], or
    /// the disk's. A log that was there is as it was then.
    pub fn open(dir: &Path, cache_bytes: usize) -> Result<RedbLog, LogError> {
        private::make_directory(dir).map_err(storage_failed)?;
        match opening::make(&dir.join(FILE), cache_bytes, |_| Ok(())) {
            Ok(()) | Err(LogError::Exists(_)) => {}
            Err(error) => return Err(error),
        }
        Self::open_existing(dir, cache_bytes)
    }

    /// Opens the log that is in `dir`.
    ///
    /// # Errors
    /// [`LogError::Missing`], and those of [`RedbLog::open`].
    pub fn open_existing(dir: &Path, cache_bytes: usize) -> Result<RedbLog, LogError> {
        let path = existing(dir)?;
        private::close_to_others(&path).map_err(storage_failed)?;
        Self::open_disk(Arc::new(FileDisk::new(path)), cache_bytes)
    }

    fn open_disk(disk: Arc<dyn Disk>, cache_bytes: usize) -> Result<RedbLog, LogError> {
        let database = opening::open(&*disk, cache_bytes)?;
        Ok(RedbLog {
            disk,
            cache_bytes,
            opened: RwLock::new(Opened::ToWrite(database)),
            failed: AtomicBool::new(false),
            committing: Mutex::default(),
        })
    }

    /// Reads at one moment. A commit that fails closes the database under its readers, so what failed is
    /// tried again when the commit is over.
    fn read_with<T>(&self, read: impl Fn(&ReadTransaction) -> Result<T, LogError>) -> Result<T, LogError> {
        match self.try_read_with(&read) {
            Err(LogError::Storage(_)) => {
                drop(self.committing());
                self.try_read_with(&read)
            }
            found => found,
        }
    }

    fn try_read_with<T>(
        &self,
        read: impl FnOnce(&ReadTransaction) -> Result<T, LogError>,
    ) -> Result<T, LogError> {
        opening::guarded(|| {
            let opened = self.opened.read().unwrap_or_else(PoisonError::into_inner);
            let transaction = opened.database()?.begin_read().map_err(storage_failed)?;
            drop(opened);
            read(&transaction)
        })
    }

    fn committing(&self) -> MutexGuard<'_, ()> {
        self.committing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, batch: &Batch) -> Result<(), LogError> {
        let opened = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        opening::guarded(|| {
            let transaction = opened.database()?.begin_write().map_err(storage_failed)?;
            tables::write_batch(&transaction, batch)?;
            transaction.commit().map_err(storage_failed)
        })
    }

    /// Before a disk that failed is tried again: without room it would fail again, and each time the
    /// database is opened anew the whole log is read through and its readers wait.
    fn recover(&self, batch: &Batch) -> Result<(), LogError> {
        let entries: u64 = batch.entries.iter().map(|entry| entry.bytes.len() as u64).sum();
        self.disk.try_room(2 * entries + ROOM).map_err(storage_failed)?;
        let opened = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        if matches!(*opened, Opened::ToWrite(_)) {
            return Ok(());
        }
        drop(opened);
        self.reopen()
    }

    /// Opens the database anew after a failed commit; for reading only where its disk takes no writes.
    fn reopen(&self) -> Result<(), LogError> {
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        // The old one first: it holds the file's lock.
        *opened = Opened::Not;
        match opening::write_to(&*self.disk, self.cache_bytes) {
            Ok(database) => {
                *opened = Opened::ToWrite(database);
                Ok(())
            }
            Err(failed) => {
                match opening::look(&*self.disk, self.cache_bytes) {
                    Ok(database) => *opened = Opened::ToRead(database),
                    Err(error) => tracing::error!(%error, "the log cannot be read"),
                }
                Err(failed)
            }
        }
    }

    /// Whether the log stands where a batch leaves it.
    fn stands_after(&self, batch: &Batch) -> bool {
        let stands = |transaction: &ReadTransaction| {
            for (id, state) in &batch.states {
                if tables::state(transaction, id)? != Some(*state) {
                    return Ok(false);
                }
            }
            Ok(!batch.states.is_empty())
        };
        self.try_read_with(stands).unwrap_or(false)
    }
}

impl Log for RedbLog {
    fn workspaces(&self) -> Result<Vec<(WorkspaceId, LogState)>, LogError> {
        self.read_with(|transaction| {
            let table = transaction.open_table(STATES).map_err(storage_failed)?;
            let mut found = Vec::new();
            for item in table.iter().map_err(storage_failed)? {
                let (key, value) = item.map_err(storage_failed)?;
                found.push((WorkspaceId(key.value()), decode_state(value.value())?));
            }
            Ok(found)
        })
    }

    fn state(&self, workspace: &WorkspaceId) -> Result<Option<LogState>, LogError> {
        self.read_with(|transaction| tables::state(transaction, workspace))
    }

    fn read(
        &self,
        workspace: &WorkspaceId,
        after: u64,
        max_bytes: usize,
    ) -> Result<Vec<StoredEntry>, LogError> {
        self.read_with(|transaction| {
            let table = transaction.open_table(ENTRIES).map_err(storage_failed)?;
            let range = (workspace.0, after.saturating_add(1))..=(workspace.0, u64::MAX);
            let mut found = Found::new(max_bytes);
            for item in table.range(range).map_err(storage_failed)? {
                let (key, value) = item.map_err(storage_failed)?;
                let dropped = value.value().len() == CHAIN;
                if dropped && found.entries.is_empty() {
                    return Err(LogError::Dropped);
                }
                if dropped || !found.take(key.value().1, value.value())? {
                    break;
                }
            }
            Ok(found.entries)
        })
    }

    fn read_membership(
        &self,
        workspace: &WorkspaceId,
        after: u64,
        max_bytes: usize,
    ) -> Result<Vec<StoredEntry>, LogError> {
        self.read_with(|transaction| {
            let entries = transaction.open_table(ENTRIES).map_err(storage_failed)?;
            let membership = transaction.open_table(MEMBERSHIP).map_err(storage_failed)?;
            let range = (workspace.0, after.saturating_add(1))..=(workspace.0, u64::MAX);
            let mut found = Found::new(max_bytes);
            for item in membership.range(range).map_err(storage_failed)? {
                let key = item.map_err(storage_failed)?.0.value();
                let value = entries.get(key).map_err(storage_failed)?;
                let value = value.ok_or_else(|| LogError::Damaged("a membership entry is missing".into()))?;
                if !found.take(key.1, value.value())? {
                    break;
                }
            }
            Ok(found.entries)
        })
    }

    fn read_documents(
        &self,
        workspace: &WorkspaceId,
        after: DocumentPlace,
        upto: u64,
        max_bytes: usize,
    ) -> Result<(Vec<StoredEntry>, DocumentPlace), LogError> {
        self.read_with(|transaction| Documents::of(transaction, workspace)?.read(after, upto, max_bytes))
    }

    fn read_covered(
        &self,
        workspace: &WorkspaceId,
        after: DocumentPlace,
        before: u64,
        max_entries: usize,
        max_bytes: u64,
    ) -> Result<Vec<CoveredEntry>, LogError> {
        self.read_with(|transaction| {
            Documents::of(transaction, workspace)?.covered(after, before, max_entries, max_bytes)
        })
    }

    fn chain_at(&self, workspace: &WorkspaceId, seq: u64) -> Result<Option<ChainHash>, LogError> {
        self.read_with(|transaction| {
            let table = transaction.open_table(ENTRIES).map_err(storage_failed)?;
            let value = table.get((workspace.0, seq)).map_err(storage_failed)?;
            value.map(|value| split(value.value()).map(|(chain, _)| chain)).transpose()
        })
    }

    fn seen(&self, workspace: &WorkspaceId) -> Result<Vec<SeenRecord>, LogError> {
        self.read_with(|transaction| {
            let table = transaction.open_table(SEEN).map_err(storage_failed)?;
            let range = (workspace.0, [0; 32])..=(workspace.0, [0xff; 32]);
            let mut found = Vec::new();
            for item in table.range(range).map_err(storage_failed)? {
                let value = item.map_err(storage_failed)?.1;
                found.push(decode(value.value()).map_err(damaged)?);
            }
            Ok(found)
        })
    }

    fn has_token(&self, token: &TokenHash) -> Result<bool, LogError> {
        self.read_with(|transaction| {
            let table = transaction.open_table(TOKENS).map_err(storage_failed)?;
            Ok(table.get(token.0).map_err(storage_failed)?.is_some())
        })
    }

    fn commit(&self, batch: &Batch) -> Result<(), LogError> {
        let _over = self.committing();
        if self.failed.load(Ordering::Relaxed) {
            self.recover(batch)?;
        }
        let failed = match self.write(batch) {
            Ok(()) => {
                self.failed.store(false, Ordering::Relaxed);
                return Ok(());
            }
            Err(LogError::Moved) => return Err(LogError::Moved),
            Err(failed) => failed,
        };
        self.failed.store(true, Ordering::Relaxed);
        match self.reopen() {
            // Only its last sync failed, and opening it has made that good.
            Ok(()) if self.stands_after(batch) => Ok(()),
            Ok(()) => Err(failed),
            Err(error) => {
                tracing::error!(%error, "the log can only be read");
                Err(failed)
            }
        }
    }
}

fn existing(dir: &Path) -> Result<PathBuf, LogError> {
    let path = dir.join(FILE);
    if path.try_exists().map_err(storage_failed)? { Ok(path) } else { Err(LogError::Missing(dir.to_owned())) }
}

/// Entries read so far, within a number of bytes.
struct Found {
    entries: Vec<StoredEntry>,
    room: usize,
}

impl Found {
    fn new(room: usize) -> Found {
        Found { entries: Vec::new(), room }
    }

    /// False when the entry does not fit any more, and was not taken.
    fn take(&mut self, seq: u64, value: &[u8]) -> Result<bool, LogError> {
        let (_, bytes) = split(value)?;
        if !self.entries.is_empty() && bytes.len() > self.room {
            return Ok(false);
        }
        self.room = self.room.saturating_sub(bytes.len());
        self.entries.push(StoredEntry { seq, bytes: Bytes::copy_from_slice(bytes) });
        Ok(true)
    }
}

fn split(value: &[u8]) -> Result<(ChainHash, &[u8]), LogError> {
    let (chain, bytes) = value
        .split_first_chunk::<CHAIN>()
        .ok_or_else(|| LogError::Damaged("an entry is too short".into()))?;
    Ok((ChainHash(*chain), bytes))
}

fn decode_state(value: &[u8]) -> Result<LogState, LogError> {
    decode(value).map_err(damaged)
}

fn damaged(error: samskriv_shared::protocol::WireError) -> LogError {
    LogError::Damaged(error.to_string())
}

fn storage_failed(error: impl Into<redb::Error>) -> LogError {
    match error.into() {
        redb::Error::Corrupted(text) => LogError::Damaged(text),
        error => LogError::Storage(Box::new(error)),
    }
}

#[cfg(test)]
mod tests;
