//! Whose word a change is. A change chunk is its author's own: it came in an entry that only its author could
//! sign, or was made here. What came in a checkpoint, as a document chunk or deflated, is the word of whoever
//! published it. Of two changes with the same actor and sequence number the author's own stays; of two that are
//! equal in this, the first.

use std::collections::{BTreeMap, HashMap};

use automerge::{ActorId, Change};

/// A change that is to be applied.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub change: Change,
    /// Whether it is its author's own word.
    pub own: bool,
}

/// Leaves out what contradicts something better, and what is there twice. Returns how many contradicted.
pub(super) fn choose(candidates: &mut Vec<Candidate>) -> usize {
    let mut places: HashMap<(ActorId, u64), usize> = HashMap::new();
    let (mut chosen, mut refused) = (Vec::<Candidate>::with_capacity(candidates.len()), 0);
    for candidate in candidates.drain(..) {
        let number = (candidate.change.actor_id().clone(), candidate.change.seq());
        let place = *places.entry(number).or_insert(chosen.len());
        match chosen.get_mut(place) {
            None => chosen.push(candidate),
            Some(first) if first.change.hash() == candidate.change.hash() => first.own |= candidate.own,
            Some(first) => {
                refused += 1;
                if candidate.own && !first.own {
                    *first = candidate;
                }
            }
        }
    }
    *candidates = chosen;
    refused
}

/// Sequence numbers of actors, as ranges: an actor's numbers have no gaps but for what is missing.
#[derive(Debug, Default)]
pub(super) struct Numbers(HashMap<ActorId, BTreeMap<u64, u64>>);

impl Numbers {
    pub fn insert(&mut self, change: &Change) {
        let seq = change.seq();
        if self.contains(change) {
            return;
        }
        let ranges = self.0.entry(change.actor_id().clone()).or_default();
        let before = ranges.range(..seq).next_back().filter(|(_, end)| end.checked_add(1) == Some(seq));
        let start = before.map_or(seq, |(start, _)| *start);
        let after = seq.checked_add(1).and_then(|next| ranges.remove(&next));
        ranges.insert(start, after.unwrap_or(seq));
    }

    /// Whether a change with this one's actor and number is among them.
    pub fn contains(&self, change: &Change) -> bool {
        let range =
            self.0.get(change.actor_id()).and_then(|ranges| ranges.range(..=change.seq()).next_back());
        range.is_some_and(|(_, end)| *end >= change.seq())
    }
}
