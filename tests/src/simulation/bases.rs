//! Checkpoints at the relay: what they stand for is not sent to fresh devices, and is dropped in time.

use std::collections::{BTreeMap, VecDeque};

use samskriv_shared::ids::DocId;

use super::relay::Relay;

/// A checkpoint that stands for what came before it.
struct Base {
    /// Its place.
    at: usize,
    /// How many entries of the log it covers.
    covers: usize,
}

impl Relay {
    /// What a fresh device gets, by place: the membership chain, then each document from its base on.
    pub(super) fn fresh(&self) -> VecDeque<usize> {
        let bases = self.bases();
        let mut places: Vec<(Option<DocId>, usize)> = Vec::new();
        for (at, stored) in self.memory[..self.shown].iter().enumerate() {
            let doc = stored.entry.doc;
            if doc.and_then(|doc| bases.get(&doc)).is_none_or(|base| at >= base.covers) {
                places.push((doc, at));
            }
        }
        places.sort_unstable();
        places.into_iter().map(|(_, at)| at).collect()
    }

    /// Of each document the checkpoint that covers most, the newest of those; only what this log has counts.
    fn bases(&self) -> BTreeMap<DocId, Base> {
        let mut bases = BTreeMap::new();
        for (at, stored) in self.memory[..self.shown].iter().enumerate() {
            let (Some(doc), Some(covers)) = (stored.entry.doc, stored.entry.covers) else { continue };
            if covers.seq == 0 || covers.seq > at as u64 || !self.fits(&covers) {
                continue;
            }
            let covers = covers.seq as usize;
            if bases.get(&doc).is_none_or(|best: &Base| covers >= best.covers) {
                bases.insert(doc, Base { at, covers });
            }
        }
        bases
    }

    /// Drops what checkpoints cover. Gives whether there was something.
    pub(super) fn trim(&mut self) -> bool {
        let before = self.dropped.len();
        let bases = self.bases();
        for (at, stored) in self.durable.iter().enumerate() {
            let base = stored.entry.doc.and_then(|doc| bases.get(&doc));
            if let Some(base) = base.filter(|base| at < base.covers && base.at < self.durable.len()) {
                self.dropped.entry(at).or_insert(base.at);
            }
        }
        self.dropped.len() > before
    }
}
