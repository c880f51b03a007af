//! A theme of the yearly plan as a plain value.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Period;
use crate::ids::{DocId, PersonId, ThemeId};

/// What the network works with, when, and who answers for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Theme {
    pub id: ThemeId,
    /// One line.
    pub title: String,
    /// Any number of lines.
    pub about: String,
    /// None where only its meetings say when.
    pub period: Option<Period>,
    /// Sorted, each once.
    pub responsible: Vec<PersonId>,
    /// Sorted, each once.
    pub meetings: Vec<ThemeMeeting>,
}

/// When a theme is up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ThemeMeeting {
    /// A meeting that has no minutes yet.
    Date(Date),
    /// Minutes that the network sees: the directory is shared, and tells of no draft.
    Doc(DocId),
}

impl Theme {
    /// The days on which it is up, as far as `starts` knows the day of the minutes.
    pub fn dates(&self, starts: impl Fn(&DocId) -> Option<Date>) -> BTreeSet<Date> {
        let date = |meeting: &ThemeMeeting| match meeting {
            ThemeMeeting::Date(date) => Some(*date),
            ThemeMeeting::Doc(doc) => starts(doc),
        };
        self.meetings.iter().filter_map(date).collect()
    }

    /// The years in whose plan it stands: its period's, and those of its meetings. A theme with neither is not
    /// planned yet, and in none.
    pub fn years(&self, starts: impl Fn(&DocId) -> Option<Date>) -> BTreeSet<i16> {
        let period = self.period.iter().map(Period::year);
        self.dates(starts).iter().map(|date| date.year()).chain(period).collect()
    }
}
