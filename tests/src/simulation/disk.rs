//! What a computer keeps: a store whose writes are durable in their order once flushed, a journal that is
//! fsynced apart from it, and small files. A crash keeps some beginning of what was not flushed.

use std::collections::{BTreeMap, BTreeSet};

use samskriv_shared::{
    documents::changes::{change_info, chunks},
    ids::DocId,
    membership::Chain,
    protocol::Cursor,
    seal::EpochKeys,
    sync::{Batch, Progress},
};

use super::{dice::Dice, fault::Fault, fault::Totals};

/// A change's hash.
pub(super) type Hash = [u8; 32];

/// What the store holds.
#[derive(Clone, Default)]
pub(super) struct Store {
    pub(super) documents: BTreeMap<DocId, Vec<u8>>,
    pub(super) cursor: Option<Cursor>,
    /// How many entries of the chain lie at or before the cursor.
    pub(super) members: u64,
    pub(super) parked: BTreeMap<u64, Vec<u8>>,
}

impl Store {
    fn apply(&mut self, batch: &Batch) {
        for (doc, bytes) in &batch.appends {
            self.documents.entry(*doc).or_default().extend_from_slice(bytes);
        }
        self.parked.extend(batch.parked.iter().cloned());
        batch.unparked.iter().for_each(|seq| drop(self.parked.remove(seq)));
        if batch.cursor.is_some() || batch.forgets_cursor {
            (self.cursor, self.members) = (batch.cursor, batch.members);
        }
    }
}

/// A small file, replaced as a whole.
#[derive(Clone)]
pub(super) struct Identity {
    pub(super) chain: Chain,
    pub(super) keys: EpochKeys,
}

/// A computer's disk.
#[derive(Default)]
pub(super) struct Disk {
    pub(super) store: Store,
    /// Written, and not flushed.
    unflushed: Vec<Batch>,
    pub(super) journal: BTreeMap<DocId, Vec<u8>>,
    unsynced: Vec<(DocId, Vec<u8>)>,
    pub(super) identity: Option<Identity>,
    pub(super) progress: Progress,
}

impl Disk {
    pub(super) fn write(&mut self, batch: Batch) {
        self.unflushed.push(batch);
    }

    /// The newest cursor that has been written.
    pub(super) fn newest_cursor(&self) -> Option<Cursor> {
        self.unflushed.iter().rev().find_map(|batch| batch.cursor).or(self.store.cursor)
    }

    pub(super) fn is_flushed(&self) -> bool {
        self.unflushed.is_empty()
    }

    pub(super) fn flush(&mut self) {
        for batch in std::mem::take(&mut self.unflushed) {
            self.store.apply(&batch);
        }
    }

    /// A document with all that has been written.
    pub(super) fn read(&self, doc: &DocId) -> Option<Vec<u8>> {
        let unflushed = self.unflushed.iter().flat_map(|batch| &batch.appends);
        let unflushed = unflushed.filter(|(of, _)| of == doc).map(|(_, bytes)| bytes);
        let all: Vec<&Vec<u8>> = self.store.documents.get(doc).into_iter().chain(unflushed).collect();
        (!all.is_empty()).then(|| all.into_iter().flatten().copied().collect())
    }

    pub(super) fn journal_append(&mut self, doc: DocId, changes: Vec<u8>) {
        self.unsynced.push((doc, changes));
    }

    pub(super) fn journal_sync(&mut self) {
        for (doc, changes) in std::mem::take(&mut self.unsynced) {
            self.journal.entry(doc).or_default().extend_from_slice(&changes);
        }
    }

    /// Lets changes go from the journal.
    pub(super) fn journal_trim(&mut self, doc: &DocId, acknowledged: &BTreeSet<Hash>) {
        let Some(bytes) = self.journal.get_mut(doc) else { return };
        *bytes = changes_in(bytes)
            .into_iter()
            .filter(|(hash, _)| !acknowledged.contains(hash))
            .flat_map(|(_, bytes)| bytes)
            .collect();
        if bytes.is_empty() {
            self.journal.remove(doc);
        }
    }

    /// What a crash leaves: of the store's unflushed writes and of the journal's a beginning each, whose
    /// last one in the journal may be torn.
    pub(super) fn crash(&mut self, dice: &mut Dice, totals: &mut Totals) {
        let kept = dice.below(self.unflushed.len() + 1);
        if kept < self.unflushed.len() {
            totals.count(Fault::UnflushedLost);
        }
        self.unflushed.truncate(kept);
        self.flush();
        let kept = dice.below(self.unsynced.len() + 1);
        let torn = self.unsynced.get(kept).map(|(doc, bytes)| {
            let end = dice.below(bytes.len());
            (*doc, bytes[..end].to_vec())
        });
        self.unsynced.truncate(kept);
        if let Some((doc, part)) = torn.filter(|(_, part)| !part.is_empty()) {
            totals.count(Fault::TornJournal);
            self.unsynced.push((doc, part));
        }
        self.journal_sync();
    }

    /// At a start: cuts torn tails off the journal, and gives the store what only the journal has.
    pub(super) fn recover(&mut self) {
        for (doc, bytes) in &mut self.journal {
            *bytes = changes_in(bytes).into_iter().flat_map(|(_, bytes)| bytes).collect();
            let stored = self.store.documents.entry(*doc).or_default();
            let known: BTreeSet<Hash> = changes_in(stored).into_iter().map(|(hash, _)| hash).collect();
            for (hash, bytes) in changes_in(bytes) {
                if !known.contains(&hash) {
                    stored.extend_from_slice(&bytes);
                }
            }
        }
        self.journal.retain(|_, bytes| !bytes.is_empty());
        self.store.documents.retain(|_, bytes| !bytes.is_empty());
    }
}

/// The beginning of a change's hash, for traces.
pub(super) fn name_of(hash: &Hash) -> String {
    format!(" {:02x}{:02x}{:02x}", hash[0], hash[1], hash[2])
}

/// The same of all changes in a row of chunks.
pub(super) fn names_of(changes: &[u8]) -> String {
    changes_in(changes).iter().map(|(hash, _)| name_of(hash)).collect()
}

/// The uncompressed changes in a row of chunks, up to a torn tail.
pub(super) fn changes_in(bytes: &[u8]) -> Vec<(Hash, Vec<u8>)> {
    let infos = chunks(bytes).map_while(Result::ok).filter_map(|chunk| change_info(chunk.bytes).ok());
    infos.map(|info| (info.hash, info.bytes)).collect()
}
