//! Whether the relay tells everyone the same: devices sign the hash over the log up to where they have
//! received it, and where two hashes of one place differ, the relay has told two stories.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ids::{ChainHash, DeviceId},
    protocol::Cursor,
};

/// So many of the newest places are remembered; others mostly sign what is new.
const KEPT: usize = 4_096;

/// What this device was told, and who was told otherwise.
#[derive(Debug, Default)]
pub(super) struct Stories {
    newest: Option<Cursor>,
    told: BTreeMap<u64, ChainHash>,
    /// What others have signed of places that are not reached here yet.
    ahead: BTreeMap<DeviceId, Cursor>,
    others: BTreeSet<DeviceId>,
}

impl Stories {
    /// The log up to here is known.
    pub(super) fn passed(&mut self, cursor: Cursor) {
        if self.newest.is_some_and(|newest| newest.incarnation != cursor.incarnation) {
            *self = Stories::default();
        }
        self.newest = Some(cursor);
        self.told.insert(cursor.seq, cursor.chain);
        if self.told.len() > KEPT {
            self.told.pop_first();
        }
        let reached = self.ahead.iter().filter(|(_, ahead)| ahead.seq <= cursor.seq);
        for (device, ahead) in reached.map(|(device, ahead)| (*device, *ahead)).collect::<Vec<_>>() {
            self.ahead.remove(&device);
            self.compare(device, ahead);
        }
    }

    /// A device has signed this.
    pub(super) fn heard(&mut self, device: DeviceId, cursor: Cursor) {
        match self.newest {
            Some(newest) if newest.incarnation == cursor.incarnation && cursor.seq <= newest.seq => {
                self.compare(device, cursor);
            }
            _ => drop(self.ahead.insert(device, cursor)),
        }
    }

    /// The line is gone: with the next one the relay says anew what others have signed, as far as it still
    /// has it. One that was restored from an older copy may have lost what they signed of.
    pub(super) fn disconnected(&mut self) {
        self.ahead.clear();
    }

    /// Those who were told otherwise, by their newest signature.
    pub(super) fn others(&self) -> &BTreeSet<DeviceId> {
        &self.others
    }

    fn compare(&mut self, device: DeviceId, cursor: Cursor) {
        let same_life = self.newest.is_some_and(|newest| newest.incarnation == cursor.incarnation);
        let Some(told) = self.told.get(&cursor.seq).filter(|_| same_life) else { return };
        // The hash is over all that came before: where it fits, every earlier difference is explained.
        if *told == cursor.chain {
            self.others.remove(&device);
        } else {
            self.others.insert(device);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Incarnation;

    const HER: DeviceId = DeviceId([1; 32]);

    fn place(life: u8, seq: u64, story: u8) -> Cursor {
        Cursor { incarnation: Incarnation([life; 8]), seq, chain: ChainHash([story ^ seq as u8; 32]) }
    }

    fn told(seqs: impl IntoIterator<Item = u64>) -> Stories {
        let mut stories = Stories::default();
        seqs.into_iter().for_each(|seq| stories.passed(place(1, seq, 0)));
        stories
    }

    #[test]
    fn one_story_is_no_news() {
        let mut stories = told(1..=9);
        stories.heard(HER, place(1, 4, 0));
        stories.heard(HER, place(1, 9, 0));
        stories.heard(HER, place(1, 12, 0));
        (10..=14).for_each(|seq| stories.passed(place(1, seq, 0)));
        assert!(stories.others().is_empty());
    }

    #[test]
    fn another_story_is_noticed_behind_and_ahead() {
        let mut stories = told(1..=9);
        stories.heard(HER, place(1, 4, 0xf0));
        assert_eq!(stories.others().len(), 1);
        stories.heard(HER, place(1, 9, 0));
        assert!(stories.others().is_empty(), "the hash of a later place fits");
        stories.heard(HER, place(1, 12, 0xf0));
        assert!(stories.others().is_empty());
        (10..=12).for_each(|seq| stories.passed(place(1, seq, 0)));
        assert_eq!(stories.others().iter().collect::<Vec<_>>(), [&HER]);
    }

    #[test]
    fn what_cannot_be_compared_accuses_nobody() {
        let mut stories = told([9]);
        stories.heard(HER, place(1, 4, 0xf0));
        stories.heard(HER, place(2, 9, 0xf0));
        stories.heard(HER, place(1, 12, 0xf0));
        stories.disconnected();
        (10..=12).for_each(|seq| stories.passed(place(1, seq, 0)));
        stories.passed(place(3, 1, 0));
        stories.heard(HER, place(1, 12, 0xf0));
        assert!(stories.others().is_empty());
    }

    #[test]
    fn a_long_log_costs_no_more() {
        let stories = told(1..=2 * KEPT as u64);
        assert_eq!(stories.told.len(), KEPT);
    }
}
