//! Where in this log the membership chain's entries stand, so that every other entry is judged by membership as
//! it stood at the entry's own place, in whatever order they come.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

/// The places of the chain's entries in one log.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// So many of the chain's entries lie before everything that is received.
    before: usize,
    /// The sequence number of each later one that has been received, by its index in the chain.
    seqs: BTreeMap<usize, u64>,
}

impl Places {
    /// Receiving goes on behind a cursor that has so many of the chain's entries before it.
    pub(super) fn behind(before: usize) -> Places {
        Places { before, seqs: BTreeMap::new() }
    }

    /// The chain's entry of this index has been received from here.
    pub(super) fn put(&mut self, index: usize, seq: u64) {
        self.seqs.insert(index, seq);
    }

    /// How long the chain was where `seq` stands.
    pub(super) fn length_at(&self, seq: u64) -> usize {
        self.length_from(self.before, seq)
    }

    /// The same for an entry that came when the chain was `known` long: an entry of the chain that waited then,
    /// and stood before it, counts now.
    pub(super) fn length_from(&self, known: usize, seq: u64) -> usize {
        let stands_before = |index: &usize| self.seqs.get(index).is_some_and(|at| *at < seq);
        known + (known..).take_while(stands_before).count()
    }
}

/// An entry that cannot be used yet, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Parked {
    /// How long the chain was at its place, as far as it was known.
    #[n(0)]
    pub(super) members: u64,
    /// Whether it may be one of the chain's own entries.
    #[n(1)]
    pub(super) membership: bool,
    /// As its author encoded it.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub(super) entry: Vec<u8>,
}
