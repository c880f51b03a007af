//! What of mine is late or due today, told calmly: a number beside the page's name, and a sentence over the table.

use super::{
    basis::{Basis, sources},
    meeting_days::{Lateness, MeetingDays, Myself},
};
use crate::{i18n::Texts, state::AppState};

/// How much of mine there is to be reminded of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mine {
    pub overdue: usize,
    pub today: usize,
}

/// Counts it, anew only where something has changed.
#[derive(Default)]
pub struct Reminders {
    counted: Option<(Basis, Mine)>,
}

impl Reminders {
    /// As it is now.
    pub fn mine(&mut self, state: &AppState) -> Mine {
        match &self.counted {
            Some((basis, mine)) if basis.holds(state) => *mine,
            _ => {
                let mine = Mine::of(state);
                self.counted = Some((Basis::of(state), mine));
                mine
            }
        }
    }
}

impl Mine {
    /// Of the network that is shown.
    pub fn of(state: &AppState) -> Mine {
        let mut mine = Mine::default();
        let Some(myself) = Myself::of(state) else { return mine };
        let (days, today) = (MeetingDays::of(state), state.now.today());
        for source in sources(state) {
            for action in source.actions.iter().filter(|action| myself.owns(action)) {
                match Lateness::of(action, days.due(action.due, source.meeting, today), today) {
                    Lateness::None => {}
                    Lateness::Today => mine.today += 1,
                    Lateness::Overdue => mine.overdue += 1,
                }
            }
        }
        mine
    }

    pub fn count(self) -> usize {
        self.overdue + self.today
    }

    /// In a sentence, where there is anything.
    pub fn sentence(self, texts: &Texts) -> Option<String> {
        let values = [("overdue", self.overdue.into()), ("today", self.today.into())];
        let key = match (self.overdue, self.today) {
            (0, 0) => return None,
            (_, 0) => "actions-mine-overdue",
            (0, _) => "actions-mine-today",
            _ => "actions-mine-both",
        };
        Some(texts.with(key, &values))
    }
}
