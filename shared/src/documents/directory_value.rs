//! The directory as a plain value: the workspace's name, people, municipalities and documents,
//! yearly plan and events.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Conflict, Event, Kind, Theme, folded};
use crate::ids::{DeviceId, DocId, PersonId};

/// A workspace's directory as it reads.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Directory {
    pub name: String,
    /// The municipalities' names by id (see [`super::municipality_id`]).
    pub municipalities: BTreeMap<String, String>,
    /// By name, then by id.
    pub people: Vec<Person>,
    /// By time of creation, then by id.
    pub documents: Vec<DirectoryEntry>,
    /// The yearly plan: by period (those without last), then by title and id.
    pub themes: Vec<Theme>,
    /// By their beginning (those without last), then by title and id.
    pub events: Vec<Event>,
    /// What two people set apart, as in `people.<id>.title`, `people.<id>.chair.<from>`, `municipalities.<id>.name`,
    /// `themes.<id>.period` and `events.<id>.place`.
    pub conflicts: Vec<Conflict>,
}

/// Somebody in the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub id: PersonId,
    /// Other ids that stand for them, in minutes, actions and themes: of entries that were joined with theirs. Sorted.
    pub also: Vec<PersonId>,
    pub name: String,
    pub title: String,
    /// An id in [`Directory::municipalities`]; empty if unknown.
    pub municipality: String,
    /// Sorted.
    pub devices: Vec<DeviceId>,
    pub left: bool,
    /// The last day; it may lie ahead.
    pub left_on: Option<Date>,
    /// The periods as chair, by their beginning.
    pub chair: Vec<Term>,
    /// Of those who look like them, whom somebody has said to be others. Sorted.
    pub not_same: Vec<PersonId>,
}

/// A period as chair, both days within.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Term {
    pub from: Date,
    /// None for one that has no end yet.
    pub to: Option<Date>,
}

impl Directory {
    /// Whom an id stands for.
    pub fn person(&self, id: &PersonId) -> Option<&Person> {
        self.people.iter().find(|person| person.is(id))
    }
}

impl Person {
    /// Somebody of whom the name alone is known.
    pub fn named(id: PersonId, name: &str) -> Person {
        Person {
            id,
            also: Vec::new(),
            name: name.to_owned(),
            title: String::new(),
            municipality: String::new(),
            devices: Vec::new(),
            left: false,
            left_on: None,
            chair: Vec::new(),
            not_same: Vec::new(),
        }
    }

    /// Whether an id stands for them.
    pub fn is(&self, id: &PersonId) -> bool {
        self.id == *id || self.also.contains(id)
    }

    /// Whether two look like one human: the same name, the same municipality where both are known, and nobody has said
    /// otherwise.
    pub fn looks_like(&self, other: &Person) -> bool {
        let apart = |a: &Person, b: &Person| a.not_same.iter().any(|id| b.is(id));
        let unknown = self.municipality.is_empty() || other.municipality.is_empty();
        self.id != other.id
            && (unknown || self.municipality == other.municipality)
            && !self.name.trim().is_empty()
            && folded(&self.name) == folded(&other.name)
            && !apart(self, other)
            && !apart(other, self)
    }

    /// Whether somebody is gone on a day.
    pub fn has_left(&self, today: Date) -> bool {
        self.left || self.left_on.is_some_and(|last| last < today)
    }

    /// Whether somebody is chair on a day.
    pub fn is_chair(&self, on: Date) -> bool {
        self.chair.iter().any(|term| term.from <= on && term.to.is_none_or(|to| on <= to))
    }
}

/// A shared document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DirectoryEntry {
    pub id: DocId,
    pub kind: Kind,
    /// Milliseconds since 1970.
    pub created_ms: i64,
}
