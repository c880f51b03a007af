//! From a [`Batch`] to the values that sled writes for it.

use std::collections::{BTreeMap, BTreeSet};

use samskriv_shared::ids::DocId;
use sled::IVec;

use super::{
    Batch,
    chunks::{self, Fault},
    engine::Failure,
    error::Part,
    keys,
    sum::Writes,
};

/// What is stored of a document: the records from `first` up to before `next`. Numbers are never
/// used twice, so that a chunk of a replaced snapshot cannot pass for one of the new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// Whether the record `first` is a snapshot; the others are increments.
    pub(super) snapshot: bool,
    pub(super) first: u64,
    pub(super) next: u64,
}

impl Head {
    const EMPTY: Head = Head { snapshot: false, first: 0, next: 0 };

    /// The head of the document at `key`; `None` if nothing is stored of it.
    pub(super) fn read(tree: &sled::Tree, key: &[u8]) -> Result<Option<Head>, Fault> {
        let mut entries = tree.scan_prefix(key).peekable();
        if entries.peek().is_none() {
            return Ok(None);
        }
        let head = chunks::take(&mut entries, key)?;
        Head::decode(&head).map(Some).ok_or(Fault::Damaged)
    }

    pub(super) fn increments(&self) -> usize {
        let records = self.next - self.first - u64::from(self.snapshot);
        usize::try_from(records).unwrap_or(usize::MAX)
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Head> {
        let (&[snapshot], rest) = bytes.split_first_chunk()?;
        let (first, next) = rest.split_first_chunk()?;
        let (first, next) = (u64::from_be_bytes(*first), u64::from_be_bytes(next.try_into().ok()?));
        let records = next.checked_sub(first)?;
        (snapshot <= 1 && records >= u64::from(snapshot)).then_some(Head {
            snapshot: snapshot == 1,
            first,
            next,
        })
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        [&[u8::from(self.snapshot)][..], &self.first.to_be_bytes(), &self.next.to_be_bytes()].concat()
    }
}

/// A batch on its way to sled.
pub(super) struct Stage<'a> {
    tree: &'a sled::Tree,
    batch: &'a Batch,
    writes: Writes,
}

impl<'a> Stage<'a> {
    pub(super) fn new(tree: &'a sled::Tree, batch: &'a Batch) -> Stage<'a> {
        Stage { tree, batch, writes: Writes::default() }
    }

    /// All that sled must write for the batch. Every page that will change has been read then, so
    /// that one that cannot be read fails the batch before its first write.
    pub(super) fn run(mut self) -> Result<sled::Batch, Failure> {
        let workspace = &self.batch.workspace;
        for doc in &self.batch.removed {
            for key in [keys::document(workspace, doc), keys::summary(workspace, doc)] {
                self.remove(&key).map_err(|fault| fault.of(Part::Document(*doc)))?;
            }
        }
        self.documents()?;
        let summaries: BTreeMap<_, _> = self.batch.summaries.iter().map(|(doc, item)| (doc, item)).collect();
        for (doc, summary) in summaries {
            let replaced = self.replace(&keys::summary(workspace, doc), Some(summary));
            replaced.map_err(|fault| fault.of(Part::Summary(*doc)))?;
        }
        let parked: BTreeMap<_, _> = self.batch.parked.iter().map(|(seq, item)| (*seq, item)).collect();
        let seqs: BTreeSet<_> = parked.keys().chain(&self.batch.unparked).copied().collect();
        for seq in seqs {
            let replaced = self.replace(&keys::parked(workspace, seq), parked.get(&seq).copied());
            replaced.map_err(|fault| fault.of(Part::Parked(seq)))?;
        }
        if let Some(cursor) = &self.batch.cursor {
            let replaced = self.replace(&keys::cursor(workspace), cursor.as_ref());
            replaced.map_err(|fault| fault.of(Part::Cursor))?;
        }
        self.writes.summed(self.tree)
    }

    fn documents(&mut self) -> Result<(), Failure> {
        let mut heads = BTreeMap::new();
        let snapshots: BTreeMap<_, _> =
            self.batch.snapshots.iter().map(|(doc, bytes)| (doc, bytes)).collect();
        for (doc, bytes) in snapshots {
            let head = self.snapshot(doc, bytes).map_err(|fault| fault.of(Part::Document(*doc)))?;
            heads.insert(*doc, head);
        }
        for (doc, bytes) in &self.batch.appends {
            if bytes.is_empty() {
                continue;
            }
            let key = keys::document(&self.batch.workspace, doc);
            let mut head = match heads.get(doc) {
                Some(head) => *head,
                None => {
                    let head = Head::read(self.tree, &key).map_err(|fault| fault.of(Part::Document(*doc)))?;
                    head.unwrap_or(Head::EMPTY)
                }
            };
            self.record(doc, &mut head, bytes).map_err(|fault| fault.of(Part::Document(*doc)))?;
            heads.insert(*doc, head);
        }
        for (doc, head) in heads {
            chunks::put(&mut self.writes, &keys::document(&self.batch.workspace, &doc), &head.encode());
        }
        Ok(())
    }

    /// Removes all that is stored of the document, damaged or not, and writes the snapshot.
    fn snapshot(&mut self, doc: &DocId, bytes: &[u8]) -> Result<Head, Fault> {
        let key = keys::document(&self.batch.workspace, doc);
        let mut first = match Head::read(self.tree, &key) {
            Ok(head) => head.map_or(0, |head| head.next),
            Err(Fault::Damaged) => 0,
            Err(fault) => return Err(fault),
        };
        for key in self.remove(&key)? {
            first = first.max(keys::record_number(&key).map_or(0, |number| number.saturating_add(1)));
        }
        let mut head = Head { snapshot: true, first, next: first };
        self.record(doc, &mut head, bytes)?;
        Ok(head)
    }

    fn record(&mut self, doc: &DocId, head: &mut Head, bytes: &[u8]) -> Result<(), Fault> {
        let key = keys::record(&self.batch.workspace, doc, head.next);
        self.tree.get(&key)?;
        chunks::put(&mut self.writes, &key, bytes);
        head.next = head.next.checked_add(1).ok_or(Fault::Damaged)?;
        Ok(())
    }

    fn replace(&mut self, key: &[u8], item: Option<&Vec<u8>>) -> Result<(), Fault> {
        self.remove(key)?;
        if let Some(item) = item {
            chunks::put(&mut self.writes, key, item);
        }
        Ok(())
    }

    /// Removes every value whose key starts with `key`. What the batch puts there later stays.
    fn remove(&mut self, key: &[u8]) -> Result<Vec<IVec>, Fault> {
        let keys: Vec<IVec> = self.tree.scan_prefix(key).keys().collect::<sled::Result<_>>()?;
        for key in &keys {
            self.writes.remove(key);
        }
        Ok(keys)
    }
}
