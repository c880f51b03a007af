//! The log by documents: which entries are whose, and the checkpoints that stand for what came before
//! them. Beside the log and not in it, so that a fresh device costs as much as there are documents and
//! news since their checkpoints, and not the whole history.

use std::collections::BTreeMap;

use redb::{ReadOnlyTable, ReadTransaction, ReadableTable, TableDefinition, WriteTransaction};
use samskriv_shared::ids::{DocId, WorkspaceId};

use super::{CHAIN, Found, split, storage_failed, tables::ENTRIES};
use crate::log::{Base, CoveredEntry, DocumentPlace, EntryIndex, LogError, NewEntry, StoredEntry};

/// Workspace, document, sequence number.
pub const DOCUMENTS: TableDefinition<([u8; 32], [u8; 16], u64), ()> = TableDefinition::new("documents");
/// Workspace, document, what the checkpoint covers, its sequence number: the last of a document is its
/// base. The value is when it was appended.
pub const BASES: TableDefinition<([u8; 32], [u8; 16], u64, u64), u64> = TableDefinition::new("bases");

/// Makes the tables.
pub fn create_tables(transaction: &WriteTransaction) -> Result<(), LogError> {
    transaction.open_table(DOCUMENTS).map_err(storage_failed)?;
    transaction.open_table(BASES).map_err(storage_failed)?;
    Ok(())
}

/// Enters new entries.
pub fn index(transaction: &WriteTransaction, new: &[NewEntry]) -> Result<(), LogError> {
    if new.iter().all(|entry| entry.index.is_membership()) {
        return Ok(());
    }
    let mut documents = transaction.open_table(DOCUMENTS).map_err(storage_failed)?;
    let mut bases = None;
    for entry in new {
        let (EntryIndex::Document(doc) | EntryIndex::Base(doc, _)) = entry.index else { continue };
        documents.insert((entry.workspace.0, doc.0, entry.seq), ()).map_err(storage_failed)?;
        if let EntryIndex::Base(_, Base { covers, at }) = entry.index {
            // A table that is opened for writing costs the commit pages, and few commits bring one.
            let bases = match &mut bases {
                Some(bases) => bases,
                none => none.insert(transaction.open_table(BASES).map_err(storage_failed)?),
            };
            bases.insert((entry.workspace.0, doc.0, covers, entry.seq), at).map_err(storage_failed)?;
        }
    }
    Ok(())
}

/// Drops entries, all but the hash over the log up to them.
pub fn drop_entries(
    transaction: &WriteTransaction,
    dropped: &[(WorkspaceId, CoveredEntry)],
) -> Result<(), LogError> {
    let mut entries = transaction.open_table(ENTRIES).map_err(storage_failed)?;
    let mut documents = transaction.open_table(DOCUMENTS).map_err(storage_failed)?;
    let mut bases = transaction.open_table(BASES).map_err(storage_failed)?;
    let mut by_document = BTreeMap::<_, Vec<u64>>::new();
    for (workspace, CoveredEntry { doc, seq, .. }) in dropped {
        let key = (workspace.0, *seq);
        let value = entries.get(key).map_err(storage_failed)?.ok_or_else(missing)?;
        let (chain, _) = split(value.value())?;
        drop(value);
        entries.insert(key, chain.0.as_slice()).map_err(storage_failed)?;
        documents.remove((workspace.0, doc.0, *seq)).map_err(storage_failed)?;
        by_document.entry((workspace.0, doc.0)).or_default().push(*seq);
    }
    for ((workspace, doc), seqs) in by_document {
        // A base covers less than its own place.
        let most = seqs.iter().max().copied().unwrap_or_default();
        let range = (workspace, doc, 0, 0)..(workspace, doc, most, 0);
        bases.retain_in(range, |(_, _, _, seq), _| !seqs.contains(&seq)).map_err(storage_failed)?;
    }
    Ok(())
}

/// One workspace's documents, at one moment.
pub struct Documents {
    workspace: [u8; 32],
    entries: ReadOnlyTable<([u8; 32], u64), &'static [u8]>,
    documents: ReadOnlyTable<([u8; 32], [u8; 16], u64), ()>,
    bases: ReadOnlyTable<([u8; 32], [u8; 16], u64, u64), u64>,
}

impl Documents {
    /// A workspace's.
    pub fn of(transaction: &ReadTransaction, workspace: &WorkspaceId) -> Result<Documents, LogError> {
        Ok(Documents {
            workspace: workspace.0,
            entries: transaction.open_table(ENTRIES).map_err(storage_failed)?,
            documents: transaction.open_table(DOCUMENTS).map_err(storage_failed)?,
            bases: transaction.open_table(BASES).map_err(storage_failed)?,
        })
    }

    /// See [`crate::log::Log::read_documents`].
    pub fn read(
        &self,
        mut place: DocumentPlace,
        upto: u64,
        max_bytes: usize,
    ) -> Result<(Vec<StoredEntry>, DocumentPlace), LogError> {
        let mut found = Found::new(max_bytes);
        let mut next = Some(place);
        while let Some(DocumentPlace { doc, seq }) = next {
            let after = seq.max(self.base(doc, |seq, _| seq <= upto)?);
            let range = (self.workspace, doc.0, after.saturating_add(1))..=(self.workspace, doc.0, upto);
            for item in self.documents.range(range).map_err(storage_failed)? {
                let (_, _, seq) = item.map_err(storage_failed)?.0.value();
                let value = self.entries.get((self.workspace, seq)).map_err(storage_failed)?;
                let value = value.ok_or_else(missing)?;
                if !found.take(seq, value.value())? {
                    return Ok((found.entries, place));
                }
                place = DocumentPlace { doc, seq };
            }
            next = self.document_after(doc)?;
        }
        Ok((found.entries, place))
    }

    /// See [`crate::log::Log::read_covered`].
    pub fn covered(
        &self,
        place: DocumentPlace,
        before: u64,
        max_entries: usize,
        max_bytes: u64,
    ) -> Result<Vec<CoveredEntry>, LogError> {
        let (mut found, mut room) = (Vec::new(), max_bytes);
        let mut next = Some(place);
        while let Some(DocumentPlace { doc, seq }) = next {
            let covers = self.base(doc, |_, at| at <= before)?;
            let range = (self.workspace, doc.0, seq.saturating_add(1))..=(self.workspace, doc.0, covers);
            for item in self.documents.range(range).map_err(storage_failed)? {
                let (_, _, seq) = item.map_err(storage_failed)?.0.value();
                let value = self.entries.get((self.workspace, seq)).map_err(storage_failed)?;
                let bytes = value.ok_or_else(missing)?.value().len().saturating_sub(CHAIN) as u64;
                if !found.is_empty() && (found.len() >= max_entries || bytes > room) {
                    return Ok(found);
                }
                room = room.saturating_sub(bytes);
                found.push(CoveredEntry { doc, seq, bytes });
            }
            next = self.document_after(doc)?;
        }
        Ok(found)
    }

    /// What a document's base covers, of those that count by their place and time; 0 without one.
    fn base(&self, doc: DocId, counts: impl Fn(u64, u64) -> bool) -> Result<u64, LogError> {
        let range = (self.workspace, doc.0, 0, 0)..=(self.workspace, doc.0, u64::MAX, u64::MAX);
        for item in self.bases.range(range).map_err(storage_failed)?.rev() {
            let (key, at) = item.map_err(storage_failed)?;
            let (_, _, covers, seq) = key.value();
            if counts(seq, at.value()) {
                return Ok(covers);
            }
        }
        Ok(0)
    }

    /// Before the first entry of the next document.
    fn document_after(&self, doc: DocId) -> Result<Option<DocumentPlace>, LogError> {
        let range = (self.workspace, doc.0, u64::MAX)..=(self.workspace, [u8::MAX; DocId::LEN], u64::MAX);
        let Some(item) = self.documents.range(range).map_err(storage_failed)?.next() else { return Ok(None) };
        let (_, doc, _) = item.map_err(storage_failed)?.0.value();
        Ok(Some(DocumentPlace { doc: DocId(doc), seq: 0 }))
    }
}

fn missing() -> LogError {
    LogError::Damaged("a document's entry is missing".into())
}

#[cfg(test)]
mod tests;
