//! Undo and redo of one's own edits only. What others do meanwhile is kept beside the steps, and passed through them
//! when one is taken back: so neither a change from elsewhere nor a key costs more with a long history.

use super::steps::{Shift, Step, commute};

/// So long a pause ends what one undo takes back, in seconds.
const PAUSE: f64 = 1.0;
/// Older groups are forgotten.
const GROUPS_MAX: usize = 1000;
/// So many steps one undo takes back: who writes for minutes without a pause does not lose all of it at once, and nothing
/// here grows without end.
const STEPS_MAX: usize = 100;
/// So many bytes the steps of either way may take, or one group alone: whoever deletes long texts has each of them in a
/// step. A key that was typed takes some eighty.
const BYTES_MAX: usize = 8 << 20;
/// So many changes of others are kept beside the groups. Beyond that the oldest groups are forgotten, until half are left:
/// also a window that is only looked at for days hears of every key.
const OTHERS_MAX: usize = 50_000;

/// What somebody was doing: keys of one sort are taken back together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    Typing,
    Erasing,
    Other,
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Undo,
    Redo,
}

/// What one undo takes back.
#[derive(Clone, Debug)]
struct Group {
    /// The last first.
    steps: Vec<Step>,
    /// What the steps take, see [`Step::bytes`].
    bytes: usize,
    /// What others have done since.
    others: Vec<Shift>,
    doing: Doing,
    time: f64,
}

/// One's own edits.
#[derive(Clone, Debug, Default)]
pub struct History {
    undo: Vec<Group>,
    redo: Vec<Group>,
    /// How many changes of others the groups have beside them, at most.
    others: usize,
    /// The next edit begins a group: the caret was moved meanwhile.
    cut: bool,
}

impl History {
    /// An edit was made at `time` (seconds from any start), and `steps` take it back.
    pub fn edited(&mut self, mut steps: Vec<Step>, doing: Doing, time: f64) {
        if steps.is_empty() {
            return;
        }
        self.redo.clear();
        let cut = std::mem::take(&mut self.cut);
        if let Some(mut group) = self.undo.pop_if(|group| group.goes_on(doing, time, cut)) {
            steps.append(&mut group.steps);
        }
        self.undo.push(Group::new(steps, doing, time));
        keep_within_bounds(&mut self.undo);
    }

    /// Others have changed the text.
    pub fn shifted(&mut self, shifts: &[Shift]) {
        for group in [self.undo.last_mut(), self.redo.last_mut()].into_iter().flatten() {
            group.others.extend(shifts);
            self.others += shifts.len();
        }
        if self.others > OTHERS_MAX {
            self.others = [&mut self.undo, &mut self.redo].map(forget_oldest).iter().sum();
        }
    }

    /// The next edit is one of its own.
    pub fn cut(&mut self) {
        self.cut = true;
    }

    pub fn can(&self, way: Way) -> bool {
        match way {
            Way::Undo => !self.undo.is_empty(),
            Way::Redo => !self.redo.is_empty(),
        }
    }

    /// The steps that take the newest group back, as the text is now. Tell [`History::taken_back`] what would undo them.
    pub fn take_back(&mut self, way: Way) -> Option<Vec<Step>> {
        let stack = match way {
            Way::Undo => &mut self.undo,
            Way::Redo => &mut self.redo,
        };
        let mut group = stack.pop()?;
        let others = commute(&mut group.steps, group.others);
        if let Some(below) = stack.last_mut() {
            below.others.extend(others);
        }
        Some(group.steps)
    }

    /// Steps were carried out, and `steps` take that back.
    pub fn taken_back(&mut self, way: Way, steps: Vec<Step>) {
        let stack = match way {
            Way::Undo => &mut self.redo,
            Way::Redo => &mut self.undo,
        };
        // Also where nothing was left to take back: so that redo stays in step with undo.
        stack.push(Group::new(steps, Doing::Other, f64::NEG_INFINITY));
        keep_within_bounds(stack);
        self.cut = true;
    }
}

/// Forgets the oldest groups where there are too many, or too large ones. The newest stays.
fn keep_within_bounds(groups: &mut Vec<Group>) {
    let mut bytes = 0;
    let newest = groups.iter().rev().take(GROUPS_MAX).take_while(|group| {
        bytes += group.bytes;
        bytes <= BYTES_MAX
    });
    let kept = newest.count().max(1);
    // Dropped, they are gone with what others have done since: `History::others` counts that on.
    groups.drain(..groups.len().saturating_sub(kept));
}

/// Forgets the groups below those that have no more than half of what may be beside all of them. How much is left.
fn forget_oldest(groups: &mut Vec<Group>) -> usize {
    let mut left = 0;
    let newest = groups.iter().rev().take_while(|group| {
        let fits = left + group.others.len() <= OTHERS_MAX / 2;
        left += if fits { group.others.len() } else { 0 };
        fits
    });
    let kept = newest.count();
    groups.drain(..groups.len() - kept);
    left
}

impl Group {
    fn new(mut steps: Vec<Step>, doing: Doing, time: f64) -> Group {
        // They come in lists with room for more, and there may be a thousand.
        steps.shrink_to_fit();
        let bytes = steps.iter().map(Step::bytes).sum();
        Group { steps, bytes, others: Vec::new(), doing, time }
    }

    fn goes_on(&self, doing: Doing, time: f64, cut: bool) -> bool {
        let at_once = self.time == time;
        let alike = doing != Doing::Other
            && self.doing == doing
            && !cut
            && time - self.time < PAUSE
            && self.steps.len() < STEPS_MAX;
        // Typing over a selection deletes and inserts in the same frame.
        self.others.is_empty() && (alike || at_once)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::single_range_in_vec_init)]

    use super::{super::steps::Piece, *};

    fn typed(history: &mut History, nth: usize, time: f64) {
        history.edited(vec![Step::Delete(vec![nth..nth + 1])], Doing::Typing, time);
    }

    #[test]
    fn who_writes_without_a_pause_takes_it_back_in_portions() {
        let mut history = History::default();
        for nth in 0..STEPS_MAX + 1 {
            typed(&mut history, nth, nth as f64 / 10.0);
        }
        assert_eq!(history.take_back(Way::Undo).unwrap().len(), 1);
        assert_eq!(history.take_back(Way::Undo).unwrap().len(), STEPS_MAX);
        assert!(!history.can(Way::Undo));
    }

    fn deleted(bytes: usize) -> Vec<Step> {
        vec![Step::Insert(0, vec![Piece::Text("x".repeat(bytes), vec![])])]
    }

    #[test]
    fn of_long_texts_that_were_deleted_the_newest_are_kept_up_to_a_bound_in_bytes() {
        let mut history = History::default();
        for nth in 0..40 {
            history.edited(deleted(BYTES_MAX / 10), Doing::Other, f64::from(nth));
        }
        let bytes = |groups: &[Group]| groups.iter().map(|group| group.bytes).sum::<usize>();
        assert!(bytes(&history.undo) <= BYTES_MAX);
        assert_eq!(history.undo.len(), 9);
        history.edited(deleted(2 * BYTES_MAX), Doing::Other, 100.0);
        assert_eq!(history.undo.len(), 1, "the newest can be taken back, however long it is");
        typed(&mut history, 0, 200.0);
        assert_eq!(history.undo.len(), 1, "and goes with the next");
    }

    #[test]
    fn what_is_to_be_made_again_is_kept_up_to_the_same_bound() {
        let mut history = History::default();
        for nth in 0..40 {
            typed(&mut history, nth, 10.0 * nth as f64);
        }
        while history.take_back(Way::Undo).is_some() {
            history.taken_back(Way::Undo, deleted(BYTES_MAX / 10));
        }
        assert_eq!(history.redo.len(), 9);
    }

    #[test]
    fn a_thousand_keys_each_by_itself_are_taken_back_and_no_more() {
        let mut history = History::default();
        for nth in 0..GROUPS_MAX + 10 {
            typed(&mut history, nth, 10.0 * nth as f64);
        }
        assert_eq!(history.undo.len(), GROUPS_MAX);
        assert_eq!(history.take_back(Way::Undo).unwrap(), [Step::Delete(vec![1009..1010])]);
    }

    #[test]
    fn of_what_others_write_for_days_a_bounded_part_is_kept_and_what_is_newer_is_still_taken_back() {
        let mut history = History::default();
        typed(&mut history, 0, 0.0);
        for _ in 0..OTHERS_MAX {
            history.shifted(&[Shift::Insert { at: 0, count: 1 }]);
        }
        typed(&mut history, 7, 10.0);
        history.shifted(&[Shift::Insert { at: 0, count: 1 }]);
        assert_eq!(history.others, 1);
        assert_eq!(history.take_back(Way::Undo).unwrap(), [Step::Delete(vec![8..9])]);
        assert!(!history.can(Way::Undo), "the older one is forgotten");
    }
}
