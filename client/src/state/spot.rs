//! What something else points at on a page of the network.

use samskriv_shared::ids::{EventId, PersonId, ThemeId};

use super::{AppState, Page};

/// Something on a page of the network that something else points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Spot {
    Person(PersonId),
    Theme(ThemeId),
    Event(EventId),
}

/// What is pointed at, until another page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointed {
    pub spot: Spot,
    /// How many times something was pointed at before: each time it is scrolled to.
    pub nth: u64,
}

impl Spot {
    /// The page that it is on.
    pub fn page(self) -> Page {
        match self {
            Spot::Person(_) => Page::Members,
            Spot::Theme(_) | Spot::Event(_) => Page::YearPlan,
        }
    }
}

impl AppState {
    /// The year in whose plan something stands; none of what is in no plan, or not planned yet.
    pub fn year_of(&self, spot: Spot) -> Option<i16> {
        match spot {
            Spot::Person(_) => None,
            Spot::Theme(id) => {
                let theme = self.themes.iter().find(|theme| theme.id == id)?;
                let starts = |doc: &_| self.meeting_summary(doc)?.starts.map(|starts| starts.date());
                theme.years(starts).into_iter().next()
            }
            Spot::Event(id) => {
                let event = self.events.iter().find(|event| event.id == id)?;
                event.from.map(|from| from.date().year())
            }
        }
    }
}
