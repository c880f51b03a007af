//! What is changed in a theme or an event of the yearly plan. Only what somebody changed goes into the document, so that
//! what a colleague changes meanwhile stays.

use samskriv_shared::{
    documents::{Event, Moment, Period, Theme, ThemeMeeting},
    ids::PersonId,
};

/// One field of a theme.
#[derive(Clone, Debug, PartialEq)]
pub enum ThemeEdit {
    Title(String),
    About(String),
    Period(Option<Period>),
    /// Whether somebody answers for it.
    Responsible(PersonId, bool),
    /// Whether it is up at a meeting.
    Meeting(ThemeMeeting, bool),
}

/// One field of an event.
#[derive(Clone, Debug, PartialEq)]
pub enum EventEdit {
    Title(String),
    From(Option<Moment>),
    To(Option<Moment>),
    Place(String),
}

impl ThemeEdit {
    /// The edits that make one theme another.
    pub fn between(before: &Theme, after: &Theme) -> Vec<ThemeEdit> {
        let mut edits = Vec::new();
        if before.title != after.title {
            edits.push(ThemeEdit::Title(after.title.clone()));
        }
        if before.about != after.about {
            edits.push(ThemeEdit::About(after.about.clone()));
        }
        if before.period != after.period {
            edits.push(ThemeEdit::Period(after.period));
        }
        let people = differences(&before.responsible, &after.responsible);
        edits.extend(people.map(|(person, is)| ThemeEdit::Responsible(person, is)));
        let meetings = differences(&before.meetings, &after.meetings);
        edits.extend(meetings.map(|(meeting, is)| ThemeEdit::Meeting(meeting, is)));
        edits
    }

    /// Makes a plain value so.
    pub fn apply(&self, theme: &mut Theme) {
        match self {
            ThemeEdit::Title(title) => theme.title.clone_from(title),
            ThemeEdit::About(about) => theme.about.clone_from(about),
            ThemeEdit::Period(period) => theme.period = *period,
            ThemeEdit::Responsible(person, is) => set(&mut theme.responsible, *person, *is),
            ThemeEdit::Meeting(meeting, is) => set(&mut theme.meetings, *meeting, *is),
        }
    }
}

impl EventEdit {
    /// The edits that make one event another.
    pub fn between(before: &Event, after: &Event) -> Vec<EventEdit> {
        let title = (before.title != after.title).then(|| EventEdit::Title(after.title.clone()));
        let from = (before.from != after.from).then_some(EventEdit::From(after.from));
        let to = (before.to != after.to).then_some(EventEdit::To(after.to));
        let place = (before.place != after.place).then(|| EventEdit::Place(after.place.clone()));
        [title, from, to, place].into_iter().flatten().collect()
    }

    /// Makes a plain value so.
    pub fn apply(&self, event: &mut Event) {
        match self {
            EventEdit::Title(title) => event.title.clone_from(title),
            EventEdit::From(from) => event.from = *from,
            EventEdit::To(to) => event.to = *to,
            EventEdit::Place(place) => event.place.clone_from(place),
        }
    }
}

/// What is in one and not in the other: with true what came, with false what went.
fn differences<T: Copy + PartialEq>(before: &[T], after: &[T]) -> impl Iterator<Item = (T, bool)> {
    let came = after.iter().filter(|it| !before.contains(it)).map(|it| (*it, true));
    let went = before.iter().filter(|it| !after.contains(it)).map(|it| (*it, false));
    came.chain(went)
}

/// Puts something into a sorted set, or takes it out.
pub fn set<T: Ord>(all: &mut Vec<T>, it: T, is: bool) {
    match (all.binary_search(&it), is) {
        (Err(at), true) => all.insert(at, it),
        (Ok(at), false) => _ = all.remove(at),
        _ => {}
    }
}
