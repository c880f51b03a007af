//! What lists, registers and search show of a document without opening it.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::{Action, Directory, Document, Kind, Minutes, State, actions, directory_read, minutes};
use crate::{ids::DocId, text::BlockKind};

/// A summary, kept in the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    pub id: DocId,
    pub kind: Kind,
    /// Of minutes; directory and action list are always `Shared`.
    pub state: State,
    /// The minutes' title or the workspace's name.
    pub title: String,
    pub starts: Option<DateTime>,
    /// The texts of the paragraphs that are decisions.
    pub decisions: Vec<String>,
    pub actions: Vec<Action>,
    /// Plain text for search, a line for each paragraph and person.
    pub text: String,
    /// Whether others see it.
    pub shared: bool,
}

impl Summary {
    /// The summary of a document of any kind.
    pub fn of(id: DocId, document: &Document) -> Summary {
        match document.kind() {
            Kind::Minutes => of_minutes(id, minutes::read(document)),
            Kind::Actions => {
                let actions = actions::read(document);
                let lines: Vec<&str> = actions.iter().map(|action| action.text.as_str()).collect();
                let text = lines.join("\n");
                Summary { actions, text, ..shared(id, Kind::Actions) }
            }
            Kind::Directory => {
                let directory = directory_read::read(document);
                let text = directory_text(&directory);
                Summary { title: directory.name, text, ..shared(id, Kind::Directory) }
            }
        }
    }
}

fn shared(id: DocId, kind: Kind) -> Summary {
    Summary {
        id,
        kind,
        state: State::Shared,
        title: String::new(),
        starts: None,
        decisions: Vec::new(),
        actions: Vec::new(),
        text: String::new(),
        shared: true,
    }
}

fn of_minutes(id: DocId, minutes: Minutes) -> Summary {
    let decisions = minutes.body.iter().filter(|block| block.kind == BlockKind::Decision);
    Summary {
        state: minutes.state,
        starts: minutes.starts,
        decisions: decisions.map(|block| block.text.clone()).collect(),
        text: minutes_text(&minutes),
        title: minutes.title,
        actions: minutes.actions,
        shared: minutes.state != State::Draft,
        ..shared(id, Kind::Minutes)
    }
}

fn minutes_text(minutes: &Minutes) -> String {
    let facts = [&minutes.title, &minutes.place, &minutes.secretary, &minutes.signature];
    let people = minutes.attendance.iter().flat_map(|a| [&a.name, &a.municipality, &a.note]);
    let body = minutes.body.iter().map(|block| &block.text);
    join(facts.into_iter().chain(people).chain(body))
}

fn directory_text(directory: &Directory) -> String {
    join(directory.people.iter().flat_map(|person| [&person.name, &person.title]))
}

fn join<'a>(lines: impl Iterator<Item = &'a String>) -> String {
    lines.filter(|line| !line.is_empty()).map(String::as_str).collect::<Vec<_>>().join("\n")
}
