//! Changes made here that the relay has not acknowledged: the journal's picture in memory.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    documents::changes::{change_info, chunks, document_heads},
    ids::DocId,
};

/// An entry carries at most this many bytes of changes, unsealed.
const ENTRY: usize = 256 << 10;

/// One change, and the append that carries it, if one is under way.
#[derive(Debug)]
struct Item {
    hash: [u8; 32],
    bytes: Vec<u8>,
    reference: Option<u64>,
}

/// The changes per document, oldest first.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    items: BTreeMap<DocId, Vec<Item>>,
    known: BTreeMap<DocId, BTreeSet<[u8; 32]>>,
}

impl Outbox {
    /// Takes change chunks that were made here. What is no uncompressed change is none of ours.
    pub(super) fn push(&mut self, doc: DocId, changes: &[u8]) {
        for chunk in chunks(changes).map_while(Result::ok) {
            let Ok(info) = change_info(chunk.bytes) else { continue };
            if self.known.entry(doc).or_default().insert(info.hash) {
                let item = Item { hash: info.hash, bytes: chunk.bytes.to_vec(), reference: None };
                self.items.entry(doc).or_default().push(item);
            }
        }
    }

    /// The documents that have changes which no append carries.
    pub(super) fn waiting(&self) -> Vec<DocId> {
        let waits = |items: &Vec<Item>| items.iter().any(|item| item.reference.is_none());
        self.items.iter().filter(|(_, items)| waits(items)).map(|(doc, _)| *doc).collect()
    }

    /// The next changes of `doc` that no append carries, as many as one entry takes; from now on
    /// `reference` carries them. None when there are none.
    pub(super) fn take(&mut self, doc: &DocId, reference: u64) -> Option<Vec<u8>> {
        let mut taken = Vec::new();
        for item in self.items.get_mut(doc)?.iter_mut().filter(|item| item.reference.is_none()) {
            if !taken.is_empty() && taken.len() + item.bytes.len() > ENTRY {
                break;
            }
            taken.extend_from_slice(&item.bytes);
            item.reference = Some(reference);
        }
        (!taken.is_empty()).then_some(taken)
    }

    /// Says that `reference` carries those changes of `doc` that a saved document holds. Changes made after
    /// it was saved are not among them, and neither is what only others' changes lead to.
    pub(super) fn take_held(&mut self, doc: &DocId, document: &[u8], reference: u64) {
        let Some(items) = self.items.get_mut(doc) else { return };
        let mut held = BTreeSet::new();
        for chunk in chunks(document).map_while(Result::ok) {
            match document_heads(&chunk) {
                Some(heads) => held.extend(heads),
                None => held.extend(change_info(chunk.bytes).ok().map(|info| info.hash)),
            }
        }
        // What a change builds on stands before it.
        for item in items.iter_mut().rev() {
            if held.contains(&item.hash) {
                item.reference = Some(reference);
                held.extend(change_info(&item.bytes).into_iter().flat_map(|info| info.deps));
            }
        }
    }

    /// Whether this change waits for its acknowledgement.
    pub(super) fn holds(&self, doc: &DocId, hash: &[u8; 32]) -> bool {
        self.known.get(doc).is_some_and(|known| known.contains(hash))
    }

    /// The append is durable: what it carried leaves the outbox.
    pub(super) fn acknowledged(&mut self, doc: &DocId, reference: u64) -> Vec<[u8; 32]> {
        self.remove(doc, |item| item.reference == Some(reference))
    }

    /// These changes came back from the relay, whole: it holds them, whether or not it said so.
    pub(super) fn returned(&mut self, doc: &DocId, changes: &[u8]) -> Vec<[u8; 32]> {
        if !self.items.contains_key(doc) {
            return Vec::new();
        }
        let infos = chunks(changes).map_while(Result::ok).filter_map(|chunk| change_info(chunk.bytes).ok());
        let hashes: BTreeSet<[u8; 32]> = infos.map(|info| info.hash).collect();
        self.remove(doc, |item| hashes.contains(&item.hash))
    }

    fn remove(&mut self, doc: &DocId, gone: impl Fn(&Item) -> bool) -> Vec<[u8; 32]> {
        let Some(items) = self.items.get_mut(doc) else { return Vec::new() };
        let hashes: Vec<[u8; 32]> = items.iter().filter(|item| gone(item)).map(|item| item.hash).collect();
        items.retain(|item| !gone(item));
        if items.is_empty() {
            self.items.remove(doc);
        }
        if let Some(known) = self.known.get_mut(doc) {
            for hash in &hashes {
                known.remove(hash);
            }
        }
        hashes
    }

    /// Nothing is under way any more: the connection is gone, or the relay refused `reference`.
    pub(super) fn put_back(&mut self, reference: Option<u64>) {
        for item in self.items.values_mut().flatten() {
            if reference.is_none() || item.reference == reference {
                item.reference = None;
            }
        }
    }

    /// How many changes of these documents wait for an acknowledgement.
    pub(super) fn len(&self, docs: &BTreeSet<DocId>) -> usize {
        self.items.iter().filter(|(doc, _)| docs.contains(doc)).map(|(_, items)| items.len()).sum()
    }
}
