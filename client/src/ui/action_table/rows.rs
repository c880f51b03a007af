//! Which actions the table shows, and in what order: plain values and functions over them.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BTreeSet, HashMap},
};

use jiff::{ToSpan as _, civil::Date};
use samskriv_shared::{
    documents::{Action, ActionStatus, Owner},
    ids::{ActionId, DocId},
};

use crate::{
    i18n::{CollationKey, collation_key},
    state::AppState,
    ui::{
        action_parts::{is_waiting, owner_names},
        basis::{MeetingFacts, sources},
        meeting_days::{Lateness, MeetingDays, Myself},
        words::{Words, folded},
    },
};

/// How far ahead "soon" looks.
const SOON_DAYS: i32 = 30;

/// What tells rows apart.
pub type Key = (DocId, ActionId);

/// A row.
#[derive(Clone, Debug)]
pub struct Entry {
    pub doc: DocId,
    pub action: Action,
    /// In the alphabet's order.
    pub owners: Vec<String>,
    /// The one that is set, else those that its owners who are members come from, in the alphabet's order.
    pub municipalities: Vec<String>,
    pub mine: bool,
    /// The day, also where it is written as "nästa möte".
    pub due: Option<Date>,
    pub lateness: Lateness,
    /// None of one that belongs to no meeting.
    pub meeting: Option<MeetingName>,
    /// All its words, folded as every search folds.
    folded: String,
}

/// The meeting that a row comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingName {
    pub title: String,
    pub date: Option<Date>,
}

/// A column that rows can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Text,
    Owners,
    Municipality,
    Due,
    Status,
    Meeting,
}

/// By what the rows are sorted. First what is open, by its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    pub column: Column,
    pub descending: bool,
}

/// Which rows are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pub mine: bool,
    pub owner: Option<String>,
    pub municipality: Option<String>,
    pub status: StatusFilter,
    pub due: DueFilter,
    /// Words that are looked for.
    pub text: String,
}

/// See [`Filter::status`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusFilter {
    All,
    /// Open or begun.
    Waiting,
    Only(ActionStatus),
}

/// See [`Filter::due`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueFilter {
    All,
    Overdue,
    /// From today on, within thirty days.
    Soon,
}

impl Default for Sort {
    fn default() -> Sort {
        Sort { column: Column::Due, descending: false }
    }
}

impl Default for Filter {
    fn default() -> Filter {
        Filter { status: StatusFilter::Waiting, ..Filter::all() }
    }
}

impl Filter {
    /// Hides nothing.
    pub fn all() -> Filter {
        Filter {
            mine: false,
            owner: None,
            municipality: None,
            status: StatusFilter::All,
            due: DueFilter::All,
            text: String::new(),
        }
    }

    fn lets(&self, entry: &Entry, words: &Words, today: Date) -> bool {
        let status = match self.status {
            StatusFilter::All => true,
            StatusFilter::Waiting => is_waiting(entry.action.status),
            StatusFilter::Only(status) => entry.action.status == status,
        };
        let soon = today.saturating_add(SOON_DAYS.days());
        let due = match self.due {
            DueFilter::All => true,
            DueFilter::Overdue => entry.lateness == Lateness::Overdue,
            DueFilter::Soon => entry.due.is_some_and(|due| (today..=soon).contains(&due)),
        };
        status
            && due
            && (!self.mine || entry.mine)
            && self.owner.as_ref().is_none_or(|owner| entry.owners.contains(owner))
            && self.municipality.as_ref().is_none_or(|it| entry.municipalities.contains(it))
            && words.are_in(&entry.folded)
    }
}

impl Entry {
    pub fn key(&self) -> Key {
        (self.doc, self.action.id)
    }
}

/// Every action of the network.
pub fn entries(state: &AppState) -> Vec<Entry> {
    let (days, myself) = (MeetingDays::of(state), Myself::of(state));
    let of_source = |source: crate::ui::basis::Source<'_>| {
        let entry = |action: &Action| {
            let mine = myself.as_ref().is_some_and(|myself| myself.owns(action));
            entry(state, (source.doc, source.meeting), (action, mine), &days)
        };
        source.actions.iter().map(entry).collect::<Vec<_>>()
    };
    sources(state).flat_map(of_source).collect()
}

fn entry(
    state: &AppState,
    (doc, facts): (DocId, Option<MeetingFacts<'_>>),
    (action, mine): (&Action, bool),
    days: &MeetingDays,
) -> Entry {
    let today = state.now.today();
    let meeting = facts.map(|facts| MeetingName {
        title: state.title_or_unnamed(facts.title),
        date: facts.starts.map(|starts| starts.date()),
    });
    let owners = owner_names(state, action);
    let title = meeting.as_ref().map_or("", |meeting| meeting.title.as_str());
    let municipalities = match &action.municipality {
        Some(municipality) => vec![municipality.clone()],
        None => municipalities_of_owners(state, action),
    };
    let text = [action.text.as_str(), &owners.join("\n"), &municipalities.join("\n"), title].join("\n");
    let due = days.due(action.due, facts, today);
    Entry {
        doc,
        mine,
        due,
        lateness: Lateness::of(action, due, today),
        folded: folded(&text),
        owners,
        municipalities,
        meeting,
        action: action.clone(),
    }
}

fn municipalities_of_owners(state: &AppState, action: &Action) -> Vec<String> {
    let person = |owner: &Owner| match owner {
        Owner::Person(id) => state.person(id),
        Owner::Named { .. } => None,
    };
    let people = action.owners.iter().filter_map(person);
    let of = people.filter_map(|person| state.municipalities.get(&person.municipality));
    sorted(of.filter(|name| !name.is_empty()))
}

/// The rows to be shown, as indices into the entries. `held` are rows that were changed in the table itself, as they were
/// before: they stay where they stand until the table is sorted or filtered anew.
pub fn order(
    entries: &[Entry],
    held: &HashMap<Key, Entry>,
    filter: &Filter,
    sort: Sort,
    today: Date,
) -> Vec<usize> {
    let as_it_stands = |nth: usize| held.get(&entries[nth].key()).unwrap_or(&entries[nth]);
    let words = Words::new(&filter.text);
    let shown = (0..entries.len()).filter(|nth| filter.lets(as_it_stands(*nth), &words, today));
    let mut ranked: Vec<(Rank, usize)> =
        shown.map(|nth| (Rank::of(as_it_stands(nth), sort.column), nth)).collect();
    ranked.sort_by(|(a, _), (b, _)| a.compare(b, sort.descending));
    ranked.into_iter().map(|(_, nth)| nth).collect()
}

/// What a row is sorted by.
struct Rank {
    /// What has nothing to be sorted by comes last in both directions.
    group: u8,
    by: By,
    /// What is to be done soonest comes first among equals.
    then: (bool, Date, CollationKey, Key),
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Nothing,
    Name(CollationKey),
    Day(Date),
    Step(u8),
    Meeting(Date, CollationKey),
}

impl Rank {
    fn of(entry: &Entry, column: Column) -> Rank {
        let action = &entry.action;
        let closed = !is_waiting(action.status);
        let name = |text: &str| (u8::from(text.is_empty()), By::Name(collation_key(text)));
        let (group, by) = match column {
            Column::Text => name(&action.text),
            Column::Owners => name(&entry.owners.join(", ")),
            Column::Municipality => name(&entry.municipalities.join(", ")),
            Column::Due => {
                let by = entry.due.map_or(By::Nothing, By::Day);
                (2 * u8::from(closed) + u8::from(entry.due.is_none()), by)
            }
            Column::Status => (0, By::Step(step(action.status))),
            Column::Meeting => match &entry.meeting {
                Some(MeetingName { title, date: Some(date) }) => {
                    (0, By::Meeting(*date, collation_key(title)))
                }
                Some(meeting) => (1, By::Name(collation_key(&meeting.title))),
                None => (2, By::Nothing),
            },
        };
        let due = entry.due.unwrap_or(Date::MAX);
        Rank { group, by, then: (closed, due, collation_key(&action.text), entry.key()) }
    }

    fn compare(&self, other: &Rank, descending: bool) -> Ordering {
        let by = match descending {
            false => self.by.cmp(&other.by),
            true => Reverse(&self.by).cmp(&Reverse(&other.by)),
        };
        self.group.cmp(&other.group).then(by).then_with(|| self.then.cmp(&other.then))
    }
}

/// As far as it has come.
fn step(status: ActionStatus) -> u8 {
    match status {
        ActionStatus::Open => 0,
        ActionStatus::Doing => 1,
        ActionStatus::Done => 2,
        ActionStatus::Dropped => 3,
    }
}

/// What can be chosen among owners and among municipalities: those that occur, in the alphabet's order.
pub fn choices(entries: &[Entry]) -> (Vec<String>, Vec<String>) {
    let owners = entries.iter().flat_map(|entry| entry.owners.iter());
    let municipalities = entries.iter().flat_map(|entry| entry.municipalities.iter());
    (sorted(owners), sorted(municipalities))
}

/// Names in the alphabet's order, each once.
pub fn sorted<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect::<BTreeSet<_>>().into_iter().cloned().collect();
    names.sort_by_cached_key(|name| collation_key(name));
    names
}

#[cfg(test)]
mod tests;
