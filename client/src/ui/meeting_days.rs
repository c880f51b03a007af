//! When the network meets: what makes a day of "nästa möte", and tells what is late.

use std::{
    collections::BTreeSet,
    ops::Bound::{Excluded, Unbounded},
};

use jiff::civil::Date;
use samskriv_shared::{
    documents::{Action, Due, Owner, Person, folded},
    ids::PersonId,
};

use super::{
    action_parts::is_waiting,
    basis::{MeetingFacts, sources},
};
use crate::state::AppState;

/// The days on which meetings are held, or were said to be.
pub struct MeetingDays(BTreeSet<Date>);

impl MeetingDays {
    /// Those of all meetings that are not in the trash.
    pub fn of(state: &AppState) -> MeetingDays {
        let meetings = sources(state).filter_map(|source| source.meeting);
        let days = meetings.flat_map(|meeting| [meeting.starts.map(|it| it.date()), meeting.next_meeting]);
        MeetingDays(days.flatten().collect())
    }

    /// The day by which something is due that was written at a meeting, or at none. "Nästa möte" is the day that those
    /// minutes name, else the first day after theirs on which the network meets; from today on where they have no day.
    pub fn due(&self, due: Due, meeting: Option<MeetingFacts<'_>>, today: Date) -> Option<Date> {
        match due {
            Due::None => None,
            Due::Date(date) => Some(date),
            Due::NextMeeting => {
                let written = meeting.and_then(|meeting| meeting.starts).map(|starts| starts.date());
                let named = meeting.and_then(|meeting| meeting.next_meeting);
                named.or_else(|| match written {
                    Some(day) => self.0.range((Excluded(day), Unbounded)).next().copied(),
                    None => self.0.range(today..).next().copied(),
                })
            }
        }
    }
}

/// Whoever sits here, as actions name their owners.
pub struct Myself<'a> {
    id: PersonId,
    /// As the directory has them.
    person: Option<&'a Person>,
    name: String,
    /// The first name, where nobody else in the network has it.
    first: Option<String>,
}

impl Myself<'_> {
    /// In the network that is shown.
    pub fn of(state: &AppState) -> Option<Myself<'_>> {
        let network = state.current()?;
        let first_of = |name: &str| folded(name.split_whitespace().next().unwrap_or_default());
        let first = first_of(&network.my_name);
        let alike = |person: &&Person| !state.is_me(&person.id) && first_of(&person.name) == first;
        let only = !first.is_empty() && !state.people.iter().any(|person| alike(&person));
        let name = folded(&network.my_name);
        Some(Myself { id: network.me, person: state.me(), name, first: only.then_some(first) })
    }

    /// Whether an action lies on them: as a person of the directory, or by name.
    pub fn owns(&self, action: &Action) -> bool {
        action.owners.iter().any(|owner| match owner {
            Owner::Person(id) => *id == self.id || self.person.is_some_and(|person| person.is(id)),
            Owner::Named { name, .. } => {
                let name = folded(name);
                name == self.name || self.first.as_ref() == Some(&name)
            }
        })
    }
}

/// How a day stands against today, for something that is still to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lateness {
    /// Later, or at no time, or it is done.
    None,
    Today,
    Overdue,
}

impl Lateness {
    /// Of an action that is due on this day.
    pub fn of(action: &Action, due: Option<Date>, today: Date) -> Lateness {
        match due {
            Some(due) if !is_waiting(action.status) || due > today => Lateness::None,
            Some(due) if due == today => Lateness::Today,
            Some(_) => Lateness::Overdue,
            None => Lateness::None,
        }
    }
}
