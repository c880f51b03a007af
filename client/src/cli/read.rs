//! Commands that only look: list, show, actions, decisions, search.

use samskriv_shared::{
    documents::{ActionStatus, Directory, Kind, MinutesDocument, Summary, folded},
    ids::DocId,
};
use serde_json::Value;

use super::{
    arguments::ActionFilter,
    failure::Failure,
    json,
    output::Output,
    people::{People, is_meant},
    plain::{self, Row},
    resolve::{Found, by_beginning},
    session::{Session, now_ms},
};
use crate::{backend::WorkspaceInfo, state::lies_in_trash};

/// A workspace to look in, with everything that lists are made of. Without a workspace all of it is empty.
pub struct Library {
    pub summaries: Vec<Summary>,
    pub directory: Directory,
}

impl Library {
    pub fn load(session: &Session, workspace: Option<&WorkspaceInfo>) -> Result<Library, Failure> {
        let Some(workspace) = workspace else {
            return Ok(Library { summaries: Vec::new(), directory: Directory::default() });
        };
        Ok(Library { summaries: session.summaries(workspace)?, directory: session.directory(workspace)? })
    }

    /// The meetings, newest first; those without a date come first of all, since they are being written. What lies in
    /// the trash is left out, as in the window.
    pub fn meetings(&self) -> Vec<Summary> {
        self.meetings_that(|summary| summary.trashed.is_none())
    }

    /// What lies in the trash at this time (milliseconds since 1970), in the same order.
    pub fn trash(&self, now_ms: i64) -> Vec<Summary> {
        self.meetings_that(|summary| lies_in_trash(summary, now_ms))
    }

    fn meetings_that(&self, is_wanted: impl Fn(&Summary) -> bool) -> Vec<Summary> {
        let meetings = self.summaries.iter().filter(|summary| summary.kind == Kind::Minutes);
        let mut meetings: Vec<Summary> = meetings.filter(|summary| is_wanted(summary)).cloned().collect();
        meetings.sort_by(|a, b| match (a.starts, b.starts) {
            (Some(a_starts), Some(b_starts)) => b_starts.cmp(&a_starts).then(a.id.cmp(&b.id)),
            (a_starts, b_starts) => a_starts.is_some().cmp(&b_starts.is_some()).then(a.id.cmp(&b.id)),
        });
        meetings
    }

    /// The meeting whose id begins so.
    pub fn meeting(&self, beginning: &str) -> Result<DocId, Failure> {
        let ids =
            self.summaries.iter().filter(|summary| summary.kind == Kind::Minutes).map(|summary| summary.id);
        match by_beginning(ids, beginning) {
            Found::One(id) => Ok(id),
            Found::None => Err(Failure::NoSuchDocument(beginning.to_owned())),
            Found::Several => Err(Failure::AmbiguousDocument(beginning.to_owned())),
        }
    }

    /// All actions that the filter lets through: what is open first, the earliest due date first.
    fn actions(&self, filter: &ActionFilter) -> Vec<Row<'_>> {
        let people = People::new(&self.directory);
        let wanted = |row: &Row<'_>| {
            let open = matches!(row.action.status, ActionStatus::Open | ActionStatus::Doing);
            let owner =
                |name: &String| row.action.owners.iter().any(|owner| is_meant(&people.owner(owner), name));
            let municipality = |name: &String| {
                people.municipality(row.action).is_some_and(|theirs| folded(&theirs) == folded(name))
            };
            (open || !filter.open)
                && filter.owner.as_ref().is_none_or(owner)
                && filter.municipality.as_ref().is_none_or(municipality)
        };
        let all = self.summaries.iter().filter(|summary| summary.trashed.is_none());
        let all =
            all.flat_map(|summary| summary.actions.iter().map(|action| Row { action, doc: summary.id }));
        let mut rows: Vec<Row<'_>> = all.filter(wanted).collect();
        rows.sort_by_key(|row| {
            let closed = matches!(row.action.status, ActionStatus::Done | ActionStatus::Dropped);
            (closed, row.action.due.rank(), row.doc, row.action.id)
        });
        rows
    }

    /// The meetings that hold every word, each with the first paragraph that holds the first of them.
    fn search(&self, words: &str) -> Vec<(Summary, String)> {
        let words = folded(words);
        let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
        let hit = |summary: Summary| {
            let all = format!("{}\n{}", summary.title, summary.text());
            let text = folded(&all);
            let first = words.first()?;
            words.iter().all(|word| text.contains(word)).then(|| {
                let line = all.lines().find(|line| folded(line).contains(first)).unwrap_or(&summary.title);
                let excerpt = line.trim().to_owned();
                (summary, excerpt)
            })
        };
        self.meetings().into_iter().filter_map(hit).collect()
    }
}

/// The meetings; with `trash`, what lies in the trash.
pub fn list(library: &Library, trash: bool, output: &mut Output) -> Result<(), Failure> {
    let meetings = if trash { library.trash(now_ms()) } else { library.meetings() };
    output.answer(
        || meetings.iter().map(json::meeting).collect(),
        |texts| match trash && meetings.is_empty() {
            true => texts.get("list-trash-empty"),
            false => plain::meetings(&meetings, texts),
        },
    )
}

pub fn show(
    session: &Session,
    workspace: Option<&WorkspaceInfo>,
    doc: &str,
    output: &mut Output,
) -> Result<(), Failure> {
    let Some(workspace) = workspace else { return Err(Failure::NoSuchDocument(doc.to_owned())) };
    let library = Library::load(session, Some(workspace))?;
    let id = library.meeting(doc)?;
    let minutes = MinutesDocument::open(session.open(workspace, id)?)?.read();
    let people = People::of_document(&library.directory, &minutes.attendance);
    output.answer(
        || json::minutes(&id, &minutes, &people),
        |texts| plain::minutes(&id, &minutes, &people, texts),
    )
}

pub fn actions(library: &Library, filter: &ActionFilter, output: &mut Output) -> Result<(), Failure> {
    let rows = library.actions(filter);
    let people = People::new(&library.directory);
    output.answer(
        || rows.iter().map(|row| json::action(row.action, &row.doc, &people)).collect(),
        |texts| plain::actions(&rows, &people, texts),
    )
}

pub fn decisions(library: &Library, output: &mut Output) -> Result<(), Failure> {
    let meetings = library.meetings();
    let decisions: Vec<(&Summary, &str)> = meetings
        .iter()
        .flat_map(|summary| summary.decisions().map(move |decision| (summary, decision.text)))
        .collect();
    output.answer(
        || decisions.iter().map(|(summary, text)| json::decision(summary, text)).collect(),
        |texts| plain::decisions(&decisions, texts),
    )
}

pub fn search(library: &Library, words: &str, output: &mut Output) -> Result<(), Failure> {
    let hits = library.search(words);
    let hits: Vec<(&Summary, String)> =
        hits.iter().map(|(summary, excerpt)| (summary, excerpt.clone())).collect();
    output.answer(
        || hits.iter().map(|(summary, excerpt)| json::hit(summary, excerpt)).collect::<Value>(),
        |texts| plain::hits(&hits, texts),
    )
}
