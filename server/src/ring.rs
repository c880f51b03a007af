//! A workspace's newest entries in memory, so that followers at the head read nothing from the disk.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::log::StoredEntry;

/// The newest entries without a gap, within a number of bytes.
#[derive(Debug)]
pub struct Ring {
    items: VecDeque<RingItem>,
    /// The sequence number of the first item.
    first: u64,
    bytes: usize,
    max_bytes: usize,
}

#[derive(Debug)]
struct RingItem {
    membership: bool,
    bytes: Bytes,
}

/// What a follower gets next.
#[derive(Debug, PartialEq, Eq)]
pub struct Portion {
    /// In order.
    pub entries: Vec<StoredEntry>,
    /// Where the follower stands afterwards; above the last entry when others were left out.
    pub through: u64,
}

impl Ring {
    /// An empty ring after the log's newest entry.
    pub fn new(head: u64, max_bytes: usize) -> Ring {
        Ring { items: VecDeque::new(), first: head + 1, bytes: 0, max_bytes }
    }

    /// Goes on after the log's newest entry, which it was not given.
    pub fn skip_to(&mut self, head: u64) {
        *self = Ring::new(head, self.max_bytes);
    }

    /// Takes the next entry and lets the oldest go.
    pub fn push(&mut self, membership: bool, bytes: Bytes) {
        self.bytes += bytes.len();
        self.items.push_back(RingItem { membership, bytes });
        while self.bytes > self.max_bytes {
            let Some(oldest) = self.items.pop_front() else { break };
            self.bytes -= oldest.bytes.len();
            self.first += 1;
        }
    }

    /// What comes after `after`, up to `upto`: at least one entry, then as many as stay within
    /// `max_bytes`. None when the ring does not go back that far.
    pub fn read(&self, after: u64, upto: u64, max_bytes: usize, membership_only: bool) -> Option<Portion> {
        let skip = usize::try_from((after + 1).checked_sub(self.first)?).ok()?;
        let mut portion = Portion { entries: Vec::new(), through: after };
        let mut room = max_bytes;
        for (seq, item) in (after + 1..=upto).zip(self.items.range(skip.min(self.items.len())..)) {
            if item.membership || !membership_only {
                if !portion.entries.is_empty() && item.bytes.len() > room {
                    break;
                }
                room = room.saturating_sub(item.bytes.len());
                portion.entries.push(StoredEntry { seq, bytes: item.bytes.clone() });
            }
            portion.through = seq;
        }
        (portion.through > after).then_some(portion)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn entry(seq: u64) -> Bytes {
        Bytes::from(vec![seq as u8; 10])
    }

    fn seqs(portion: Option<Portion>) -> (Vec<u64>, u64) {
        let portion = portion.unwrap();
        for entry in &portion.entries {
            assert_eq!(entry.bytes, self::entry(entry.seq));
        }
        (portion.entries.iter().map(|entry| entry.seq).collect(), portion.through)
    }

    #[test]
    fn reads_what_it_holds_and_says_when_it_does_not() {
        let mut ring = Ring::new(4, 30);
        assert_eq!(ring.read(4, 4, 100, false), None);
        for seq in 5..=9 {
            ring.push(seq % 2 == 1, entry(seq));
        }
        assert_eq!(ring.read(5, 9, 100, false), None, "6 has gone");
        assert_eq!(seqs(ring.read(6, 9, 100, false)), (vec![7, 8, 9], 9));
        assert_eq!(seqs(ring.read(6, 8, 100, false)), (vec![7, 8], 8), "not above what is durable");
        assert_eq!(seqs(ring.read(7, 9, 100, false)), (vec![8, 9], 9));
        assert_eq!(seqs(ring.read(6, 9, 15, false)), (vec![7], 7));
        assert_eq!(seqs(ring.read(6, 9, 0, false)), (vec![7], 7), "always one");
        assert_eq!(ring.read(9, 9, 100, false), None);
        assert_eq!(seqs(ring.read(7, 8, 100, true)), (vec![], 8));
        assert_eq!(seqs(ring.read(6, 9, 100, true)), (vec![7, 9], 9));
    }

    #[test]
    fn an_entry_above_the_bound_is_not_kept() {
        let mut ring = Ring::new(0, 30);
        ring.push(false, entry(1));
        ring.push(false, Bytes::from(vec![0; 31]));
        assert_eq!(ring.read(0, 2, 100, false), None);
        assert_eq!(ring.read(1, 2, 100, false), None);
        ring.push(false, entry(3));
        assert_eq!(seqs(ring.read(2, 3, 100, false)), (vec![3], 3));
    }
}
