//! What is in which table, and how a batch gets into them.

use std::collections::BTreeMap;

use redb::{ReadTransaction, TableDefinition, WriteTransaction};
use samskriv_shared::{ids::WorkspaceId, protocol::encode};

use super::{CHAIN, decode_state, documents, storage_failed};
use crate::log::{Batch, LogError, LogState, NewEntry};

/// Where each workspace's log stands.
pub const STATES: TableDefinition<[u8; 32], &[u8]> = TableDefinition::new("states");
/// The value is the 32 bytes of the chain's hash up to the entry, then the entry, or nothing where it was
/// dropped: one table, since every further one costs each commit a few more pages.
pub const ENTRIES: TableDefinition<([u8; 32], u64), &[u8]> = TableDefinition::new("entries");
/// The places of membership entries.
pub const MEMBERSHIP: TableDefinition<([u8; 32], u64), ()> = TableDefinition::new("membership");
/// What each device has seen.
pub const SEEN: TableDefinition<([u8; 32], [u8; 32]), &[u8]> = TableDefinition::new("seen");
/// Hashes of tokens that were handed out and not used.
pub const TOKENS: TableDefinition<[u8; 32], ()> = TableDefinition::new("tokens");

/// Where a workspace's log stands.
///
/// # Errors
/// The disk's, or what is damaged.
pub fn state(transaction: &ReadTransaction, workspace: &WorkspaceId) -> Result<Option<LogState>, LogError> {
    let table = transaction.open_table(STATES).map_err(storage_failed)?;
    let value = table.get(workspace.0).map_err(storage_failed)?;
    value.map(|value| decode_state(value.value())).transpose()
}

/// Writes a batch that goes on where the log stands.
///
/// # Errors
/// [`LogError::Moved`] when it does not, or the disk's.
pub fn write_batch(transaction: &WriteTransaction, batch: &Batch) -> Result<(), LogError> {
    if !batch.entries.is_empty() {
        write_entries(transaction, &batch.entries)?;
    }
    if !batch.dropped.is_empty() {
        documents::drop_entries(transaction, &batch.dropped)?;
    }
    if !batch.states.is_empty() {
        write_states(transaction, batch)?;
    }
    if !batch.seen.is_empty() {
        let mut seen = transaction.open_table(SEEN).map_err(storage_failed)?;
        for (workspace, record) in &batch.seen {
            seen.insert((workspace.0, record.device.0), encode(record).as_slice()).map_err(storage_failed)?;
        }
    }
    if !batch.new_tokens.is_empty() || !batch.used_tokens.is_empty() {
        let mut tokens = transaction.open_table(TOKENS).map_err(storage_failed)?;
        for token in &batch.new_tokens {
            tokens.insert(token.0, ()).map_err(storage_failed)?;
        }
        for token in &batch.used_tokens {
            tokens.remove(token.0).map_err(storage_failed)?;
        }
    }
    Ok(())
}

/// A commit whose last fsync failed may be in the log that was opened anew, though it was refused: what
/// was made without it must not be written over it.
fn write_states(transaction: &WriteTransaction, batch: &Batch) -> Result<(), LogError> {
    let mut new = BTreeMap::<_, u64>::new();
    for entry in &batch.entries {
        *new.entry(entry.workspace).or_default() += 1;
    }
    let mut states = transaction.open_table(STATES).map_err(storage_failed)?;
    for (workspace, state) in &batch.states {
        let old = states.insert(workspace.0, encode(state).as_slice()).map_err(storage_failed)?;
        let old = old.map(|old| decode_state(old.value())).transpose()?;
        let (seq, incarnation) = old.map_or((0, state.incarnation), |old| (old.seq, old.incarnation));
        if state.seq != seq + new.get(workspace).copied().unwrap_or_default()
            || state.incarnation != incarnation
        {
            return Err(LogError::Moved);
        }
    }
    Ok(())
}

fn write_entries(transaction: &WriteTransaction, new: &[NewEntry]) -> Result<(), LogError> {
    let mut entries = transaction.open_table(ENTRIES).map_err(storage_failed)?;
    for entry in new {
        let key = (entry.workspace.0, entry.seq);
        let mut value = entries.insert_reserve(key, CHAIN + entry.bytes.len()).map_err(storage_failed)?;
        let (chain, bytes) = value.as_mut().split_at_mut(CHAIN);
        chain.copy_from_slice(&entry.chain.0);
        bytes.copy_from_slice(&entry.bytes);
    }
    if new.iter().any(|entry| entry.index.is_membership()) {
        let mut membership = transaction.open_table(MEMBERSHIP).map_err(storage_failed)?;
        for entry in new.iter().filter(|entry| entry.index.is_membership()) {
            membership.insert((entry.workspace.0, entry.seq), ()).map_err(storage_failed)?;
        }
    }
    documents::index(transaction, new)
}
