//! What stands in the plan of a month: meetings, those that are announced or planned, and events, by day.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use samskriv_shared::{
    documents::{Event, State, Theme, ThemeMeeting},
    ids::{DocId, EventId},
};

use crate::state::{AppState, MeetingRow};

/// One line of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub from: Date,
    /// The last day, the same where there is one only.
    pub to: Date,
    pub what: What,
    pub title: String,
    /// Time and place, as far as they are known.
    pub about: String,
    /// Titles of the themes that are up then.
    pub themes: Vec<String>,
}

/// What an entry is of, and leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Meeting(DocId, State),
    /// There are no minutes of it yet; it may be announced in those of an earlier one.
    Planned(Option<DocId>),
    Event(EventId),
}

/// The entries of a year, by day.
pub fn entries(state: &AppState, year: i16) -> Vec<Entry> {
    let mut entries = meetings(state, year);
    let taken: BTreeSet<Date> = entries.iter().map(|entry| entry.from).collect();
    entries.extend(planned(state).into_iter().filter(|entry| !taken.contains(&entry.from)));
    entries.extend(events(state));
    entries.retain(|entry| entry.from.year() <= year && year <= entry.to.year());
    entries.sort_by(|a, b| (a.from, a.to, &a.title).cmp(&(b.from, b.to, &b.title)));
    entries
}

/// The themes that are planned for a year, and those that are not planned yet.
pub fn themes(state: &AppState, year: i16) -> impl Iterator<Item = &Theme> {
    state.themes.iter().filter(move |theme| {
        let years = theme.years(|doc| starts(state, doc));
        years.is_empty() || years.contains(&year)
    })
}

/// The day of minutes that are not in the trash.
pub fn starts(state: &AppState, doc: &DocId) -> Option<Date> {
    day_of(state, state.meetings.iter().find(|row| row.id == *doc)?)
}

fn day_of(state: &AppState, row: &MeetingRow) -> Option<Date> {
    row.starts.filter(|_| !is_trashed(state, row)).map(|starts| starts.date())
}

fn is_trashed(state: &AppState, row: &MeetingRow) -> bool {
    state.meeting_summary(&row.id).is_some_and(|summary| summary.trashed.is_some())
}

fn meetings(state: &AppState, year: i16) -> Vec<Entry> {
    let rows = state.meetings.iter().filter_map(|row| {
        let day = day_of(state, row).filter(|day| day.year() == year)?;
        let time = row.starts.map(|starts| starts.time()).filter(|time| *time != Time::midnight());
        let themes = state.themes.iter().filter(|theme| {
            theme.meetings.iter().any(|meeting| match meeting {
                ThemeMeeting::Doc(doc) => *doc == row.id,
                ThemeMeeting::Date(date) => *date == day,
            })
        });
        Some(Entry {
            from: day,
            to: day,
            what: What::Meeting(row.id, row.state),
            title: state.title_or_unnamed(&row.title),
            about: time.map(|time| clock(state, time)).unwrap_or_default(),
            themes: themes.map(|theme| theme.title.clone()).collect(),
        })
    });
    rows.collect()
}

/// Days that meetings announce as the next one's, and those that themes name; each once.
fn planned(state: &AppState) -> Vec<Entry> {
    let alive = state.meetings.iter().filter(|row| !is_trashed(state, row));
    let announced = alive.filter_map(|row| Some((next_meeting(state, &row.id)?, Some(row.id))));
    let of_themes =
        state.themes.iter().flat_map(|theme| &theme.meetings).filter_map(|meeting| match meeting {
            ThemeMeeting::Date(date) => Some((*date, None)),
            ThemeMeeting::Doc(_) => None,
        });
    let mut days: Vec<(Date, Option<DocId>)> = announced.chain(of_themes).collect();
    // What announces a day comes before what only names it.
    days.sort_by_key(|(date, by)| (*date, by.is_none(), *by));
    days.dedup_by_key(|(date, _)| *date);
    let entry = |(date, by): (Date, Option<DocId>)| {
        let up = state.themes.iter().filter(|theme| theme.meetings.contains(&ThemeMeeting::Date(date)));
        Entry {
            from: date,
            to: date,
            what: What::Planned(by),
            title: state.texts.get("plan-planned-meeting"),
            about: String::new(),
            themes: up.map(|theme| theme.title.clone()).collect(),
        }
    };
    days.into_iter().map(entry).collect()
}

/// The open meeting's as it is now.
fn next_meeting(state: &AppState, doc: &DocId) -> Option<Date> {
    match state.open.as_ref().filter(|open| open.doc == *doc) {
        Some(open) => open.minutes.next_meeting,
        None => state.meeting_summary(doc)?.next_meeting,
    }
}

fn events(state: &AppState) -> Vec<Entry> {
    let entry = |event: &Event| {
        let from = event.from?;
        let to = event.to.map_or(from.date(), |to| to.date()).max(from.date());
        let place = Some(event.place.clone()).filter(|place| !place.is_empty());
        let about = from.time().map(|time| clock(state, time)).into_iter().chain(place);
        Some(Entry {
            from: from.date(),
            to,
            what: What::Event(event.id),
            title: event.title.clone(),
            about: about.collect::<Vec<_>>().join(" · "),
            themes: Vec::new(),
        })
    };
    state.events.iter().filter_map(entry).collect()
}

fn clock(state: &AppState, time: Time) -> String {
    state.texts.with("plan-clock", &[("time", state.texts.time(time).into())])
}
