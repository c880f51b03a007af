//! Undo and redo of one's own edits only. What others do meanwhile is kept beside the steps, and passed through them
//! when one is taken back: so neither a change from elsewhere nor a key costs more with a long history.

use super::steps::{Shift, Step, commute};

/// So long a pause ends what one undo takes back, in seconds.
const PAUSE: f64 = 1.0;
/// Older groups are forgotten.
const GROUPS_MAX: usize = 1000;

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
        match self.undo.last_mut() {
            Some(group) if group.goes_on(doing, time, cut) => {
                steps.append(&mut group.steps);
                *group = Group { steps, others: Vec::new(), doing, time };
            }
            _ => self.undo.push(Group { steps, others: Vec::new(), doing, time }),
        }
        if self.undo.len() > GROUPS_MAX {
            self.undo.remove(0);
        }
    }

    /// Others have changed the text.
    pub fn shifted(&mut self, shifts: &[Shift]) {
        for group in [self.undo.last_mut(), self.redo.last_mut()].into_iter().flatten() {
            group.others.extend(shifts);
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
        stack.push(Group { steps, others: Vec::new(), doing: Doing::Other, time: f64::NEG_INFINITY });
        self.cut = true;
    }
}

impl Group {
    fn goes_on(&self, doing: Doing, time: f64, cut: bool) -> bool {
        let at_once = self.time == time;
        let alike = doing != Doing::Other && self.doing == doing && !cut && time - self.time < PAUSE;
        // Typing over a selection deletes and inserts in the same frame.
        self.others.is_empty() && (alike || at_once)
    }
}
