//! The embedded log, on redb: one file, one write transaction and one fsync per commit, readers on
//! snapshots that never wait for the writer.
//!
//! After an IO error redb answers nothing until it is opened anew, so a failed commit is followed
//! by that: a full disk refuses appends and is over as soon as there is room.

use std::{
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock, RwLockReadGuard},
};

use bytes::Bytes;
use redb::{
    Builder, Database, DatabaseError, ReadTransaction, ReadableDatabase, ReadableTable, StorageError,
    TableDefinition, WriteTransaction,
};
use samskriv_shared::{
    ids::{ChainHash, WorkspaceId},
    protocol::{decode, encode},
};

use documents::Documents;

use super::{
    Batch, CoveredEntry, DocumentPlace, Log, LogError, LogState, NewEntry, SeenRecord, StoredEntry,
    TokenHash, private,
};

mod documents;

/// The file within the relay's data directory.
pub const FILE: &str = "relay.redb";
/// What this program writes; a file with another number is left alone. Schema 1 had no documents; it
/// was never released, and whoever has such a file can let the programs bring their networks back.
pub const SCHEMA: u64 = 2;

const META: TableDefinition<&str, u64> = TableDefinition::new("meta");
const STATES: TableDefinition<[u8; 32], &[u8]> = TableDefinition::new("states");
/// The value is the 32 bytes of the chain's hash up to the entry, then the entry, or nothing where it was
/// dropped: one table, since every further one costs each commit a few more pages.
const ENTRIES: TableDefinition<([u8; 32], u64), &[u8]> = TableDefinition::new("entries");
const MEMBERSHIP: TableDefinition<([u8; 32], u64), ()> = TableDefinition::new("membership");
const SEEN: TableDefinition<([u8; 32], [u8; 32]), &[u8]> = TableDefinition::new("seen");
const TOKENS: TableDefinition<[u8; 32], ()> = TableDefinition::new("tokens");

const CHAIN: usize = ChainHash::LEN;

/// The log in one redb file.
pub struct RedbLog {
    path: PathBuf,
    cache_bytes: usize,
    /// None while it could not be opened anew after a failure.
    database: RwLock<Option<Database>>,
}

impl RedbLog {
    /// Opens the log in `dir`; both are made if needed, for their owner alone. `cache_bytes` bounds
    /// redb's page cache.
    ///
    /// # Errors
    /// [`LogError::Held`], [`LogError::NewerSchema`], or the disk's.
    pub fn open(dir: &Path, cache_bytes: usize) -> Result<RedbLog, LogError> {
        private::make(dir, FILE).map_err(storage)?;
        Self::open_file(dir.join(FILE), cache_bytes)
    }

    /// Opens the log that is in `dir`.
    ///
    /// # Errors
    /// [`LogError::Missing`], and those of [`RedbLog::open`].
    pub fn open_existing(dir: &Path, cache_bytes: usize) -> Result<RedbLog, LogError> {
        let path = dir.join(FILE);
        if !path.try_exists().map_err(storage)? {
            return Err(LogError::Missing(dir.to_owned()));
        }
        Self::open_file(path, cache_bytes)
    }

    fn open_file(path: PathBuf, cache_bytes: usize) -> Result<RedbLog, LogError> {
        let database = open(&path, cache_bytes)?;
        Ok(RedbLog { path, cache_bytes, database: RwLock::new(Some(database)) })
    }

    fn read_transaction(&self) -> Result<ReadTransaction, LogError> {
        let database = self.database();
        let database = database.as_ref().ok_or_else(closed)?;
        database.begin_read().map_err(storage)
    }

    fn database(&self) -> RwLockReadGuard<'_, Option<Database>> {
        self.database.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, batch: &Batch) -> Result<(), LogError> {
        let database = self.database();
        let database = database.as_ref().ok_or_else(closed)?;
        let transaction = database.begin_write().map_err(storage)?;
        write_batch(&transaction, batch)?;
        transaction.commit().map_err(storage)
    }

    fn reopen(&self) -> Result<(), LogError> {
        let mut database = self.database.write().unwrap_or_else(PoisonError::into_inner);
        // The old one first: it holds the file's lock.
        *database = None;
        *database = Some(open(&self.path, self.cache_bytes)?);
        Ok(())
    }
}

impl Log for RedbLog {
    fn workspaces(&self) -> Result<Vec<(WorkspaceId, LogState)>, LogError> {
        let table = self.read_transaction()?.open_table(STATES).map_err(storage)?;
        let mut found = Vec::new();
        for item in table.iter().map_err(storage)? {
            let (key, value) = item.map_err(storage)?;
            found.push((WorkspaceId(key.value()), decode_state(value.value())?));
        }
        Ok(found)
    }

    fn state(&self, workspace: &WorkspaceId) -> Result<Option<LogState>, LogError> {
        let table = self.read_transaction()?.open_table(STATES).map_err(storage)?;
        let value = table.get(workspace.0).map_err(storage)?;
        value.map(|value| decode_state(value.value())).transpose()
    }

    fn read(
        &self,
        workspace: &WorkspaceId,
        after: u64,
        max_bytes: usize,
    ) -> Result<Vec<StoredEntry>, LogError> {
        let table = self.read_transaction()?.open_table(ENTRIES).map_err(storage)?;
        let range = (workspace.0, after.saturating_add(1))..=(workspace.0, u64::MAX);
        let mut found = Found::new(max_bytes);
        for item in table.range(range).map_err(storage)? {
            let (key, value) = item.map_err(storage)?;
            let dropped = value.value().len() == CHAIN;
            if dropped && found.entries.is_empty() {
                return Err(LogError::Dropped);
            }
            if dropped || !found.take(key.value().1, value.value())? {
                break;
            }
        }
        Ok(found.entries)
    }

    fn read_membership(
        &self,
        workspace: &WorkspaceId,
        after: u64,
        max_bytes: usize,
    ) -> Result<Vec<StoredEntry>, LogError> {
        let transaction = self.read_transaction()?;
        let entries = transaction.open_table(ENTRIES).map_err(storage)?;
        let membership = transaction.open_table(MEMBERSHIP).map_err(storage)?;
        let range = (workspace.0, after.saturating_add(1))..=(workspace.0, u64::MAX);
        let mut found = Found::new(max_bytes);
        for item in membership.range(range).map_err(storage)? {
            let key = item.map_err(storage)?.0.value();
            let value = entries.get(key).map_err(storage)?;
            let value = value.ok_or_else(|| LogError::Damaged("a membership entry is missing".into()))?;
            if !found.take(key.1, value.value())? {
                break;
            }
        }
        Ok(found.entries)
    }

    fn read_documents(
        &self,
        workspace: &WorkspaceId,
        after: DocumentPlace,
        upto: u64,
        max_bytes: usize,
    ) -> Result<(Vec<StoredEntry>, DocumentPlace), LogError> {
        let transaction = self.read_transaction()?;
        Documents::of(&transaction, workspace)?.read(after, upto, max_bytes)
    }

    fn read_covered(
        &self,
        workspace: &WorkspaceId,
        after: DocumentPlace,
        before: u64,
        max_entries: usize,
        max_bytes: u64,
    ) -> Result<Vec<CoveredEntry>, LogError> {
        let transaction = self.read_transaction()?;
        Documents::of(&transaction, workspace)?.covered(after, before, max_entries, max_bytes)
    }

    fn chain_at(&self, workspace: &WorkspaceId, seq: u64) -> Result<Option<ChainHash>, LogError> {
        let table = self.read_transaction()?.open_table(ENTRIES).map_err(storage)?;
        let value = table.get((workspace.0, seq)).map_err(storage)?;
        value.map(|value| split(value.value()).map(|(chain, _)| chain)).transpose()
    }

    fn seen(&self, workspace: &WorkspaceId) -> Result<Vec<SeenRecord>, LogError> {
        let table = self.read_transaction()?.open_table(SEEN).map_err(storage)?;
        let range = (workspace.0, [0; 32])..=(workspace.0, [0xff; 32]);
        let mut found = Vec::new();
        for item in table.range(range).map_err(storage)? {
            let value = item.map_err(storage)?.1;
            found.push(decode(value.value()).map_err(damaged)?);
        }
        Ok(found)
    }

    fn has_token(&self, token: &TokenHash) -> Result<bool, LogError> {
        let table = self.read_transaction()?.open_table(TOKENS).map_err(storage)?;
        Ok(table.get(token.0).map_err(storage)?.is_some())
    }

    fn commit(&self, batch: &Batch) -> Result<(), LogError> {
        let result = self.write(batch);
        if result.is_err()
            && let Err(error) = self.reopen()
        {
            tracing::error!(%error, "the log cannot be opened anew");
        }
        result
    }
}

fn open(path: &Path, cache_bytes: usize) -> Result<Database, LogError> {
    let database = Builder::new().set_cache_size(cache_bytes).create(path).map_err(|error| match error {
        DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => LogError::Held,
        other => storage(other),
    })?;
    match schema(&database)? {
        Some(found) if found > SCHEMA => return Err(LogError::NewerSchema { found, known: SCHEMA }),
        Some(found) if found < SCHEMA => return Err(LogError::OlderSchema { found, known: SCHEMA }),
        Some(_) => {}
        None => create_tables(&database)?,
    }
    Ok(database)
}

fn schema(database: &Database) -> Result<Option<u64>, LogError> {
    let transaction = database.begin_read().map_err(storage)?;
    let table = match transaction.open_table(META) {
        Ok(table) => table,
        Err(redb::TableError::TableDoesNotExist(_)) => return Ok(None),
        Err(error) => return Err(storage(error)),
    };
    Ok(table.get("schema").map_err(storage)?.map(|value| value.value()))
}

/// Makes every table at once, so that readers never miss one.
fn create_tables(database: &Database) -> Result<(), LogError> {
    let transaction = database.begin_write().map_err(storage)?;
    transaction.open_table(META).map_err(storage)?.insert("schema", SCHEMA).map_err(storage)?;
    transaction.open_table(STATES).map_err(storage)?;
    transaction.open_table(ENTRIES).map_err(storage)?;
    transaction.open_table(MEMBERSHIP).map_err(storage)?;
    documents::create_tables(&transaction)?;
    transaction.open_table(SEEN).map_err(storage)?;
    transaction.open_table(TOKENS).map_err(storage)?;
    transaction.commit().map_err(storage)
}

fn write_batch(transaction: &WriteTransaction, batch: &Batch) -> Result<(), LogError> {
    if !batch.entries.is_empty() {
        write_entries(transaction, &batch.entries)?;
    }
    if !batch.dropped.is_empty() {
        documents::drop_entries(transaction, &batch.dropped)?;
    }
    if !batch.states.is_empty() {
        let mut states = transaction.open_table(STATES).map_err(storage)?;
        for (workspace, state) in &batch.states {
            states.insert(workspace.0, encode(state).as_slice()).map_err(storage)?;
        }
    }
    if !batch.seen.is_empty() {
        let mut seen = transaction.open_table(SEEN).map_err(storage)?;
        for (workspace, record) in &batch.seen {
            seen.insert((workspace.0, record.device.0), encode(record).as_slice()).map_err(storage)?;
        }
    }
    if !batch.new_tokens.is_empty() || !batch.used_tokens.is_empty() {
        let mut tokens = transaction.open_table(TOKENS).map_err(storage)?;
        for token in &batch.new_tokens {
            tokens.insert(token.0, ()).map_err(storage)?;
        }
        for token in &batch.used_tokens {
            tokens.remove(token.0).map_err(storage)?;
        }
    }
    Ok(())
}

fn write_entries(transaction: &WriteTransaction, new: &[NewEntry]) -> Result<(), LogError> {
    let mut entries = transaction.open_table(ENTRIES).map_err(storage)?;
    for entry in new {
        let key = (entry.workspace.0, entry.seq);
        let mut value = entries.insert_reserve(key, CHAIN + entry.bytes.len()).map_err(storage)?;
        let (chain, bytes) = value.as_mut().split_at_mut(CHAIN);
        chain.copy_from_slice(&entry.chain.0);
        bytes.copy_from_slice(&entry.bytes);
    }
    if new.iter().any(|entry| entry.index.is_membership()) {
        let mut membership = transaction.open_table(MEMBERSHIP).map_err(storage)?;
        for entry in new.iter().filter(|entry| entry.index.is_membership()) {
            membership.insert((entry.workspace.0, entry.seq), ()).map_err(storage)?;
        }
    }
    documents::index(transaction, new)
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

fn closed() -> LogError {
    storage(StorageError::DatabaseClosed)
}

fn storage(error: impl std::error::Error + Send + Sync + 'static) -> LogError {
    LogError::Storage(Box::new(error))
}

#[cfg(test)]
mod tests;
