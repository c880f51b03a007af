//! Reads a whole log and says what does not hold in it: that every entry is there, decodes and fits the
//! hash over the log, that the membership chain holds, and that the tables agree with each other. Nothing
//! is put right here: a backup, or the programs of those who write, know better.

use std::{
    collections::BTreeMap,
    fmt::{self, Display},
};

use redb::{
    Key, ReadOnlyTable, ReadTransaction, ReadableTable, ReadableTableMetadata, TableDefinition, Value,
};
use samskriv_shared::{
    ids::{ChainHash, WorkspaceId},
    membership::Chain,
    protocol::{Cursor, Entry, EntryKind, decode, entry_id},
};

use super::{
    CHAIN, decode_state,
    documents::{BASES, DOCUMENTS},
    split, storage_failed,
    tables::{ENTRIES, MEMBERSHIP, SEEN, STATES},
};
use crate::log::{LogError, LogState, SeenRecord};

/// Faults of one workspace that are kept; of more, there is only the number.
const FAULTS_KEPT: usize = 20;

/// What a check found.
#[derive(Debug, Default)]
pub struct Report {
    /// By workspace.
    pub workspaces: Vec<CheckedWorkspace>,
    /// Rows of tables that belong to no workspace, by table.
    pub strays: BTreeMap<&'static str, u64>,
    /// Whether the log was not closed, as after a kill or a power cut; that is no fault.
    pub unclean: bool,
}

/// What a check found of one workspace.
#[derive(Debug)]
pub struct CheckedWorkspace {
    /// Which.
    pub id: WorkspaceId,
    /// Where its log says it stands.
    pub state: LogState,
    /// Entries that are there, the dropped ones left out.
    pub entries: u64,
    /// The first faults.
    pub faults: Vec<Fault>,
    /// How many there are.
    pub faulty: u64,
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No row where one should be.
    #[error("entry {0} is missing")]
    Missing(u64),
    /// Not what an author encoded.
    #[error("entry {0} does not decode")]
    Undecodable(u64),
    /// Not what was appended there.
    #[error("entry {0} does not fit the hash over the log")]
    Hash(u64),
    /// The entries end elsewhere than the state says.
    #[error("the log does not end where it says")]
    Head,
    /// The entries are longer or shorter together than the state says.
    #[error("its entries have {0} bytes together and not as many as it says")]
    Bytes(u64),
    /// Dropped entries lie above the floor, or none right below it.
    #[error("it is whole from {0} on and not from where it says")]
    Floor(u64),
    /// The chain of who belongs.
    #[error("the membership chain does not hold: {0}")]
    Membership(String),
    /// A table that says where entries are found.
    #[error("the index of {index} does not agree with entry {seq}")]
    Index {
        /// Of what.
        index: &'static str,
        /// With which entry.
        seq: u64,
    },
    /// Rows of an index that lead to no entry.
    #[error("the index of {index} has {rows} entries and not {entries}")]
    IndexSize {
        /// Of what.
        index: &'static str,
        /// As many as there are.
        rows: u64,
        /// As many as there should be.
        entries: u64,
    },
    /// What a device has seen.
    #[error("what a device has seen does not decode")]
    Seen,
}

impl Report {
    /// Whether everything holds.
    pub fn is_whole(&self) -> bool {
        self.strays.is_empty() && self.workspaces.iter().all(|workspace| workspace.faulty == 0)
    }
}

impl Display for Report {
    /// Lines for an operator, the last of which says how it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.unclean {
            writeln!(f, "the relay was not stopped in order; its next start makes that good")?;
        }
        for CheckedWorkspace { id, state, faults, faulty, .. } in &self.workspaces {
            writeln!(f, "{id} {} entries {} bytes", state.seq, state.bytes)?;
            for fault in faults {
                writeln!(f, "{id} {fault}")?;
            }
            if *faulty > faults.len() as u64 {
                writeln!(f, "{id} and {} more", faulty - faults.len() as u64)?;
            }
        }
        for (table, rows) in &self.strays {
            writeln!(f, "{rows} rows of {table} belong to no workspace")?;
        }
        let (workspaces, entries) =
            (self.workspaces.len(), self.workspaces.iter().map(|workspace| workspace.entries).sum::<u64>());
        if self.is_whole() {
            writeln!(f, "the log is whole (workspaces: {workspaces}, entries: {entries})")
        } else {
            writeln!(f, "the log is damaged")
        }
    }
}

/// Reads everything that a transaction sees.
///
/// # Errors
/// The disk's, or [`LogError::Damaged`] where the tables themselves cannot be read.
pub fn check(transaction: &ReadTransaction) -> Result<Report, LogError> {
    let mut report = Report::default();
    let mut rows = [0; 5];
    for item in transaction.open_table(STATES).map_err(storage_failed)?.iter().map_err(storage_failed)? {
        let (id, state) = item.map_err(storage_failed)?;
        let (id, state) = (WorkspaceId(id.value()), decode_state(state.value())?);
        let mut reading = Reading::of(transaction, id, state)?;
        reading.entries()?;
        reading.bases()?;
        reading.seen()?;
        for (sum, rows) in rows.iter_mut().zip(reading.rows) {
            *sum += rows;
        }
        report.workspaces.push(reading.checked);
    }
    let held = [
        length(transaction, ENTRIES)?,
        length(transaction, MEMBERSHIP)?,
        length(transaction, DOCUMENTS)?,
        length(transaction, BASES)?,
        length(transaction, SEEN)?,
    ];
    let names = ["entries", "membership", "documents", "bases", "seen"];
    for ((name, held), rows) in names.into_iter().zip(held).zip(rows) {
        if held > rows {
            report.strays.insert(name, held - rows);
        }
    }
    Ok(report)
}

fn length<K: Key, V: Value>(
    transaction: &ReadTransaction,
    table: TableDefinition<K, V>,
) -> Result<u64, LogError> {
    transaction.open_table(table).map_err(storage_failed)?.len().map_err(storage_failed)
}

/// One workspace being read.
struct Reading {
    entries: ReadOnlyTable<([u8; 32], u64), &'static [u8]>,
    membership: ReadOnlyTable<([u8; 32], u64), ()>,
    documents: ReadOnlyTable<([u8; 32], [u8; 16], u64), ()>,
    bases: ReadOnlyTable<([u8; 32], [u8; 16], u64, u64), u64>,
    seen: ReadOnlyTable<([u8; 32], [u8; 32]), &'static [u8]>,
    checked: CheckedWorkspace,
    /// Rows read of each of the above.
    rows: [u64; 5],
    /// The membership entries.
    chain: Vec<Vec<u8>>,
    /// Content entries that are there.
    content: u64,
}

impl Reading {
    fn of(transaction: &ReadTransaction, id: WorkspaceId, state: LogState) -> Result<Reading, LogError> {
        Ok(Reading {
            entries: transaction.open_table(ENTRIES).map_err(storage_failed)?,
            membership: transaction.open_table(MEMBERSHIP).map_err(storage_failed)?,
            documents: transaction.open_table(DOCUMENTS).map_err(storage_failed)?,
            bases: transaction.open_table(BASES).map_err(storage_failed)?,
            seen: transaction.open_table(SEEN).map_err(storage_failed)?,
            checked: CheckedWorkspace { id, state, entries: 0, faults: Vec::new(), faulty: 0 },
            rows: [0; 5],
            chain: Vec::new(),
            content: 0,
        })
    }

    fn fault(&mut self, fault: Fault) {
        self.checked.faulty += 1;
        if self.checked.faults.len() < FAULTS_KEPT {
            self.checked.faults.push(fault);
        }
    }

    /// The log itself, from its first entry to where it says it ends.
    fn entries(&mut self) -> Result<(), LogError> {
        let (id, state) = (self.checked.id, self.checked.state);
        let (mut next, mut chain, mut bytes, mut floor) = (1, ChainHash::START, 0, 1);
        let range = self.entries.range((id.0, 0)..=(id.0, u64::MAX)).map_err(storage_failed)?;
        for item in range {
            let (key, value) = item.map_err(storage_failed)?;
            let seq = key.value().1;
            self.rows[0] += 1;
            if seq != next {
                self.fault(Fault::Missing(next));
            }
            next = seq.saturating_add(1);
            if value.value().len() < CHAIN {
                self.fault(Fault::Undecodable(seq));
                continue;
            }
            let (held, entry) = split(value.value())?;
            if entry.is_empty() {
                floor = next;
            } else {
                self.checked.entries += 1;
                bytes += entry.len() as u64;
                if held != chain.next(&entry_id(entry)) {
                    self.fault(Fault::Hash(seq));
                }
                self.entry(seq, entry)?;
            }
            chain = held;
        }
        if (next, chain) != (state.seq.saturating_add(1), state.chain) {
            self.fault(Fault::Head);
        }
        if bytes != state.bytes {
            self.fault(Fault::Bytes(bytes));
        }
        if floor != state.floor {
            self.fault(Fault::Floor(floor));
        }
        self.membership();
        self.index_sizes()
    }

    /// One entry, and whether it is found where it is looked for.
    fn entry(&mut self, seq: u64, bytes: &[u8]) -> Result<(), LogError> {
        let id = self.checked.id.0;
        let Ok(entry) = Entry::from_bytes(bytes) else {
            self.fault(Fault::Undecodable(seq));
            return Ok(());
        };
        let Some(doc) = entry.doc else {
            self.chain.push(bytes.to_vec());
            if self.membership.get((id, seq)).map_err(storage_failed)?.is_none() {
                self.fault(Fault::Index { index: "membership", seq });
            }
            return Ok(());
        };
        self.content += 1;
        if self.documents.get((id, doc.0, seq)).map_err(storage_failed)?.is_none() {
            self.fault(Fault::Index { index: "documents", seq });
        }
        if let Some(covers) = entry.covers
            && self.holds(&covers, seq)?
            && self.bases.get((id, doc.0, covers.seq, seq)).map_err(storage_failed)?.is_none()
        {
            self.fault(Fault::Index { index: "checkpoints", seq });
        }
        Ok(())
    }

    /// Whether a cursor is a place in this log before an entry.
    fn holds(&self, cursor: &Cursor, seq: u64) -> Result<bool, LogError> {
        if cursor.incarnation != self.checked.state.incarnation || cursor.seq == 0 || cursor.seq >= seq {
            return Ok(false);
        }
        let value = self.entries.get((self.checked.id.0, cursor.seq)).map_err(storage_failed)?;
        Ok(value.is_some_and(|value| value.value().starts_with(&cursor.chain.0)))
    }

    fn membership(&mut self) {
        match Chain::replay(self.chain.iter().map(Vec::as_slice)) {
            Err(error) => self.fault(Fault::Membership(error.to_string())),
            Ok(chain) if chain.workspace() != self.checked.id => {
                self.fault(Fault::Membership("it is another workspace's".into()));
            }
            Ok(_) => {}
        }
    }

    fn index_sizes(&mut self) -> Result<(), LogError> {
        let id = self.checked.id.0;
        let membership = self.membership.range((id, 0)..=(id, u64::MAX)).map_err(storage_failed)?;
        self.rows[1] = membership.count() as u64;
        let documents = self.documents.range((id, [0; 16], 0)..=(id, [0xff; 16], u64::MAX));
        self.rows[2] = documents.map_err(storage_failed)?.count() as u64;
        let sizes = [
            ("membership", self.rows[1], self.chain.len() as u64),
            ("documents", self.rows[2], self.content),
        ];
        for (index, rows, entries) in sizes {
            if rows != entries {
                self.fault(Fault::IndexSize { index, rows, entries });
            }
        }
        Ok(())
    }

    /// Each base is a checkpoint of its document that says itself what it covers.
    fn bases(&mut self) -> Result<(), LogError> {
        let id = self.checked.id.0;
        let last = (id, [0xff; 16], u64::MAX, u64::MAX);
        for item in self.bases.range((id, [0; 16], 0, 0)..=last).map_err(storage_failed)? {
            let (_, doc, covers, seq) = item.map_err(storage_failed)?.0.value();
            self.rows[3] += 1;
            let value = self.entries.get((id, seq)).map_err(storage_failed)?;
            let entry = value.and_then(|value| Entry::from_bytes(value.value().get(CHAIN..)?).ok());
            let is_base = entry.is_some_and(|entry| {
                let says = entry.covers.map(|covers| covers.seq);
                entry.kind == EntryKind::Checkpoint
                    && (entry.doc.map(|doc| doc.0), says) == (Some(doc), Some(covers))
                    && covers < seq
            });
            if !is_base {
                self.fault(Fault::Index { index: "checkpoints", seq });
            }
        }
        Ok(())
    }

    fn seen(&mut self) -> Result<(), LogError> {
        let id = self.checked.id.0;
        for item in self.seen.range((id, [0; 32])..=(id, [0xff; 32])).map_err(storage_failed)? {
            let (key, value) = item.map_err(storage_failed)?;
            self.rows[4] += 1;
            let record = decode::<SeenRecord>(value.value());
            if !record.is_ok_and(|record| record.device.0 == key.value().1) {
                self.fault(Fault::Seen);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
