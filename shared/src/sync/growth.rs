//! How much documents have grown in the relay's log since the newest place that a checkpoint covers.

use std::collections::{BTreeMap, VecDeque};

use minicbor::{Decode, Encode};

use crate::ids::DocId;

/// A document's growth is remembered in at most this many steps; the oldest are coarser then.
const STEPS_MAX: usize = 256;

/// Change entries of one document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Grown {
    /// The place of the newest.
    #[n(0)]
    pub up_to: u64,
    /// How many.
    #[n(1)]
    pub entries: u64,
    /// How large they are together, unsealed.
    #[n(2)]
    pub bytes: u64,
}

impl Grown {
    fn and(self, later: Grown) -> Grown {
        Grown {
            up_to: self.up_to.max(later.up_to),
            entries: self.entries + later.entries,
            bytes: self.bytes + later.bytes,
        }
    }
}

/// The growth of every document. A checkpoint comes a while after the place that it covers, so what came in
/// between is not forgotten with it.
#[derive(Debug, Default)]
pub(super) struct Growth {
    steps: BTreeMap<DocId, VecDeque<Grown>>,
    totals: BTreeMap<DocId, Grown>,
}

impl Growth {
    /// Growth as it was kept.
    pub fn new(totals: BTreeMap<DocId, Grown>) -> Growth {
        let steps = totals.iter().map(|(doc, grown)| (*doc, VecDeque::from([*grown]))).collect();
        Growth { steps, totals }
    }

    /// All of it, to be kept.
    pub fn totals(&self) -> &BTreeMap<DocId, Grown> {
        &self.totals
    }

    /// An entry of `doc` stands in the log.
    pub fn add(&mut self, doc: DocId, seq: u64, bytes: usize) {
        let grown = Grown { up_to: seq, entries: 1, bytes: bytes as u64 };
        let total = self.totals.entry(doc).or_default();
        *total = total.and(grown);
        let steps = self.steps.entry(doc).or_default();
        steps.push_back(grown);
        if steps.len() > STEPS_MAX {
            let pairs = steps.make_contiguous().chunks(2);
            *steps =
                pairs.map(|pair| pair.iter().fold(Grown::default(), |sum, step| sum.and(*step))).collect();
        }
    }

    /// A checkpoint covers `doc` up to this place.
    pub fn covered(&mut self, doc: &DocId, seq: u64) {
        let Some(steps) = self.steps.get_mut(doc) else { return };
        steps.retain(|step| step.up_to > seq);
        if steps.is_empty() {
            self.steps.remove(doc);
            self.totals.remove(doc);
        } else {
            let total = steps.iter().fold(Grown::default(), |sum, step| sum.and(*step));
            self.totals.insert(*doc, total);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOC: DocId = DocId([1; 16]);

    #[test]
    fn what_came_after_the_place_that_is_covered_still_counts() {
        let mut growth = Growth::default();
        (1..=10).for_each(|seq| growth.add(DOC, seq, 100));
        growth.covered(&DOC, 7);
        assert_eq!(growth.totals()[&DOC], Grown { up_to: 10, entries: 3, bytes: 300 });
        growth.covered(&DOC, 6);
        assert_eq!(growth.totals()[&DOC].entries, 3, "an older checkpoint changes nothing");
        growth.covered(&DOC, 10);
        assert!(growth.totals().is_empty());
    }

    #[test]
    fn a_document_without_checkpoints_is_counted_in_bounded_memory() {
        let mut growth = Growth::default();
        (1..=100_000).for_each(|seq| growth.add(DOC, seq, 10));
        assert_eq!(growth.totals()[&DOC], Grown { up_to: 100_000, entries: 100_000, bytes: 1_000_000 });
        assert!(growth.steps[&DOC].len() <= STEPS_MAX);
        growth.covered(&DOC, 99_999);
        assert_eq!(growth.totals()[&DOC].entries, 1, "the newest are counted one by one");
    }

    #[test]
    fn a_restart_knows_how_much_it_was() {
        let mut growth = Growth::default();
        (1..=10).for_each(|seq| growth.add(DOC, seq, 100));
        let mut again = Growth::new(growth.totals().clone());
        again.add(DOC, 11, 100);
        assert_eq!(again.totals()[&DOC], Grown { up_to: 11, entries: 11, bytes: 1_100 });
        again.covered(&DOC, 10);
        assert_eq!(again.totals()[&DOC].entries, 1);
    }
}
