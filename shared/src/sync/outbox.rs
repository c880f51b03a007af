//! Changes made here whose entries have not come by in the log: the journal's picture in memory. An
//! acknowledgement alone lets none go: a relay that is restored from an older copy right after it has lost
//! what it acknowledged, and who follows from before that place would never miss it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    documents::changes::{change_info, chunks, document_heads},
    ids::DocId,
};

/// An entry carries at most this many bytes of changes, unsealed.
const ENTRY: usize = 256 << 10;

/// One change, and how far it is.
#[derive(Debug)]
struct Item {
    hash: [u8; 32],
    bytes: Vec<u8>,
    way: Way,
}

/// How far a change is on its way into the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// No append carries it.
    Waits,
    /// The append of this reference does.
    Sent(u64),
    /// It stands in the log at this place, which receiving has yet to pass.
    Placed(u64),
}

/// The changes per document, oldest first.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    items: BTreeMap<DocId, Vec<Item>>,
    known: BTreeMap<DocId, BTreeSet<[u8; 32]>>,
}

impl Outbox {
    /// Takes change chunks that were made here, so what they hold needs no look. What is no uncompressed change is
    /// none of ours.
    pub(super) fn push(&mut self, doc: DocId, changes: &[u8]) {
        for chunk in chunks(changes).map_while(Result::ok) {
            let Some(hash) = chunk.change_hash() else { continue };
            if self.known.entry(doc).or_default().insert(hash) {
                let item = Item { hash, bytes: chunk.bytes.to_vec(), way: Way::Waits };
                self.items.entry(doc).or_default().push(item);
            }
        }
    }

    /// The documents that have changes which no append carries.
    pub(super) fn waiting(&self) -> Vec<DocId> {
        let waits = |items: &Vec<Item>| items.iter().any(|item| item.way == Way::Waits);
        self.items.iter().filter(|(_, items)| waits(items)).map(|(doc, _)| *doc).collect()
    }

    /// The next changes of `doc` that no append carries, as many as one entry takes; from now on
    /// `reference` carries them. None when there are none.
    pub(super) fn take(&mut self, doc: &DocId, reference: u64) -> Option<Vec<u8>> {
        let mut taken = Vec::new();
        for item in self.items.get_mut(doc)?.iter_mut().filter(|item| item.way == Way::Waits) {
            if !taken.is_empty() && taken.len() + item.bytes.len() > ENTRY {
                break;
            }
            taken.extend_from_slice(&item.bytes);
            item.way = Way::Sent(reference);
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
                None => held.extend(chunk.change_hash()),
            }
        }
        // What a change builds on stands before it.
        for item in items.iter_mut().rev() {
            if held.contains(&item.hash) {
                if item.is_unsent() {
                    item.way = Way::Sent(reference);
                }
                held.extend(change_info(&item.bytes).into_iter().flat_map(|info| info.deps));
            }
        }
    }

    /// Whether this change waits for its acknowledgement.
    pub(super) fn holds(&self, doc: &DocId, hash: &[u8; 32]) -> bool {
        let known = self.known.get(doc).is_some_and(|known| known.contains(hash));
        known && self.items.get(doc).into_iter().flatten().any(|item| item.hash == *hash && item.is_unsent())
    }

    /// The append is durable at this place in the log. Gives the hashes of what it carried.
    pub(super) fn acknowledged(&mut self, doc: &DocId, reference: u64, seq: u64) -> Vec<[u8; 32]> {
        self.place(doc, seq, |item| item.way == Way::Sent(reference))
    }

    /// These changes came back from the relay, whole: it holds them, whether or not it said so.
    pub(super) fn returned(&mut self, doc: &DocId, changes: &[u8], seq: u64) -> Vec<[u8; 32]> {
        if !self.items.contains_key(doc) {
            return Vec::new();
        }
        let chunks = chunks(changes).map_while(Result::ok);
        let hashes: BTreeSet<[u8; 32]> = chunks.filter_map(|chunk| chunk.change_hash()).collect();
        self.place(doc, seq, |item| hashes.contains(&item.hash))
    }

    fn place(&mut self, doc: &DocId, seq: u64, placed: impl Fn(&Item) -> bool) -> Vec<[u8; 32]> {
        let items = self.items.get_mut(doc).into_iter().flatten().filter(|item| placed(item));
        items
            .map(|item| {
                item.way = Way::Placed(seq);
                item.hash
            })
            .collect()
    }

    /// Everything up to this place in the log has come by and is durable here: what stands there leaves the
    /// outbox. Gives the hashes per document.
    pub(super) fn passed(&mut self, seq: u64) -> Vec<(DocId, Vec<[u8; 32]>)> {
        let mut gone = Vec::new();
        for (doc, items) in &mut self.items {
            let hashes: Vec<[u8; 32]> =
                items.extract_if(.., |item| item.is_placed_at_most(seq)).map(|item| item.hash).collect();
            if hashes.is_empty() {
                continue;
            }
            if let Some(known) = self.known.get_mut(doc) {
                for hash in &hashes {
                    known.remove(hash);
                }
            }
            gone.push((*doc, hashes));
        }
        self.items.retain(|_, items| !items.is_empty());
        gone
    }

    /// A document's changes are to go nowhere.
    pub(super) fn forget(&mut self, doc: &DocId) {
        self.items.remove(doc);
        self.known.remove(doc);
    }

    /// Nothing is under way any more: the connection is gone, or the relay refused `reference`.
    pub(super) fn put_back(&mut self, reference: Option<u64>) {
        for item in self.items.values_mut().flatten() {
            if matches!(item.way, Way::Sent(of) if reference.is_none_or(|reference| reference == of)) {
                item.way = Way::Waits;
            }
        }
    }

    /// Receiving goes on behind this place of the log: what was acknowledged beyond it waits again, until it
    /// comes by.
    pub(super) fn resume(&mut self, seq: u64) {
        for item in self.items.values_mut().flatten() {
            if matches!(item.way, Way::Placed(at) if at > seq) {
                item.way = Way::Waits;
            }
        }
    }

    /// Whether anything of these documents has not come by in the log.
    pub(super) fn is_empty(&self, docs: &BTreeSet<DocId>) -> bool {
        !self.items.keys().any(|doc| docs.contains(doc))
    }

    /// How many changes of these documents wait for an acknowledgement.
    pub(super) fn unsent(&self, docs: &BTreeSet<DocId>) -> usize {
        let of_them = self.items.iter().filter(|(doc, _)| docs.contains(doc));
        of_them.flat_map(|(_, items)| items).filter(|item| item.is_unsent()).count()
    }
}

impl Item {
    fn is_unsent(&self) -> bool {
        !matches!(self.way, Way::Placed(_))
    }

    fn is_placed_at_most(&self, seq: u64) -> bool {
        matches!(self.way, Way::Placed(at) if at <= seq)
    }
}
