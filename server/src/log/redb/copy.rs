//! A log row by row, as it goes from one file into another: out of one read transaction, so that a copy is
//! the log at one moment while others append to it, and into a log in the making.

use redb::{
    Database, Key, ReadTransaction, ReadableDatabase, ReadableTable, Table, TableDefinition, Value,
    WriteTransaction,
};

use super::{
    documents::{BASES, DOCUMENTS},
    storage_failed,
    tables::{ENTRIES, MEMBERSHIP, SEEN, STATES, TOKENS},
};
use crate::log::{LogError, LogState};

/// A row of a log. The numbers of the tables are part of what a running relay says to the command that
/// copies it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// Which table.
    pub table: u8,
    /// As the table stores it.
    pub key: &'a [u8],
    /// As the table stores it.
    pub value: &'a [u8],
}

const STATE: u8 = 1;
const ENTRY: u8 = 2;
const MEMBER: u8 = 3;
const DOCUMENT: u8 = 4;
const BASE: u8 = 5;
const SEEN_BY: u8 = 6;
const TOKEN: u8 = 7;

/// Gives each row that a transaction sees.
///
/// # Errors
/// The disk's, or those of `take`, which end it.
pub fn rows<E: From<LogError>>(
    transaction: &ReadTransaction,
    mut take: impl FnMut(Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    each(transaction, STATES, STATE, &mut take)?;
    each(transaction, ENTRIES, ENTRY, &mut take)?;
    each(transaction, MEMBERSHIP, MEMBER, &mut take)?;
    each(transaction, DOCUMENTS, DOCUMENT, &mut take)?;
    each(transaction, BASES, BASE, &mut take)?;
    each(transaction, SEEN, SEEN_BY, &mut take)?;
    each(transaction, TOKENS, TOKEN, &mut take)
}

fn each<K: Key, V: Value, E: From<LogError>>(
    transaction: &ReadTransaction,
    definition: TableDefinition<K, V>,
    table: u8,
    take: &mut impl FnMut(Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let rows = transaction.open_table(definition).map_err(storage_failed)?;
    for item in rows.iter().map_err(storage_failed)? {
        let (key, value) = item.map_err(storage_failed)?;
        let (key, value) = (key.value(), value.value());
        take(Row { table, key: K::as_bytes(&key).as_ref(), value: V::as_bytes(&value).as_ref() })?;
    }
    Ok(())
}

/// Makes a copy into an empty log: `give` gives the rows, and none of them counts unless it ends well.
///
/// # Errors
/// The disk's, [`LogError::Damaged`] for a row of no table, or those of `give`.
pub fn fill<E: From<LogError>>(
    database: &Database,
    give: impl FnOnce(&mut dyn FnMut(Row<'_>) -> Result<(), E>) -> Result<(), E>,
) -> Result<(), E> {
    let transaction = database.begin_write().map_err(storage_failed)?;
    let mut filling = Filling::of(&transaction)?;
    give(&mut |row| Ok(filling.put(row)?))?;
    drop(filling);
    Ok(transaction.commit().map_err(storage_failed)?)
}

/// Fills an empty log with what another held at some time, as a log of another life: programs whose cursor
/// is the other's are served afresh and bring back what is missing. What devices had seen was of the other.
///
/// # Errors
/// The disk's, those of `incarnation`, or [`LogError::Damaged`].
pub fn fill_anew(
    database: &Database,
    source: &Database,
    mut incarnation: impl FnMut(LogState) -> Result<LogState, LogError>,
) -> Result<(), LogError> {
    let transaction = source.begin_read().map_err(storage_failed)?;
    fill(database, |put| {
        rows(&transaction, |row| match row.table {
            STATE => {
                let state = incarnation(super::decode_state(row.value)?)?;
                put(Row { value: &samskriv_shared::protocol::encode(&state), ..row })
            }
            SEEN_BY => Ok(()),
            _ => put(row),
        })
    })
}

/// The tables of a log in the making.
struct Filling<'t> {
    states: Table<'t, [u8; 32], &'static [u8]>,
    entries: Table<'t, ([u8; 32], u64), &'static [u8]>,
    membership: Table<'t, ([u8; 32], u64), ()>,
    documents: Table<'t, ([u8; 32], [u8; 16], u64), ()>,
    bases: Table<'t, ([u8; 32], [u8; 16], u64, u64), u64>,
    seen: Table<'t, ([u8; 32], [u8; 32]), &'static [u8]>,
    tokens: Table<'t, [u8; 32], ()>,
}

impl<'t> Filling<'t> {
    fn of(transaction: &'t WriteTransaction) -> Result<Filling<'t>, LogError> {
        Ok(Filling {
            states: transaction.open_table(STATES).map_err(storage_failed)?,
            entries: transaction.open_table(ENTRIES).map_err(storage_failed)?,
            membership: transaction.open_table(MEMBERSHIP).map_err(storage_failed)?,
            documents: transaction.open_table(DOCUMENTS).map_err(storage_failed)?,
            bases: transaction.open_table(BASES).map_err(storage_failed)?,
            seen: transaction.open_table(SEEN).map_err(storage_failed)?,
            tokens: transaction.open_table(TOKENS).map_err(storage_failed)?,
        })
    }

    fn put(&mut self, row: Row<'_>) -> Result<(), LogError> {
        match row.table {
            STATE => put(&mut self.states, row),
            ENTRY => put(&mut self.entries, row),
            MEMBER => put(&mut self.membership, row),
            DOCUMENT => put(&mut self.documents, row),
            BASE => put(&mut self.bases, row),
            SEEN_BY => put(&mut self.seen, row),
            TOKEN => put(&mut self.tokens, row),
            _ => Err(LogError::Damaged("a row of no table".into())),
        }
    }
}

fn put<K: Key, V: Value>(table: &mut Table<'_, K, V>, row: Row<'_>) -> Result<(), LogError> {
    // redb takes for granted that bytes are as long as their type.
    let fits = |width: Option<usize>, bytes: &[u8]| width.is_none_or(|width| width == bytes.len());
    if !fits(K::fixed_width(), row.key) || !fits(V::fixed_width(), row.value) {
        return Err(LogError::Damaged("a row of no table".into()));
    }
    table.insert(K::from_bytes(row.key), V::from_bytes(row.value)).map_err(storage_failed)?;
    Ok(())
}

#[cfg(test)]
mod tests;
