//! Commands that only look: list, show, actions, decisions, search.

use samskriv_shared::{
    documents::{ActionStatus, Directory, Due, Kind, MinutesDocument, Summary},
    ids::DocId,
};
use serde_json::Value;

use super::{
    arguments::ActionFilter,
    failure::Failure,
    json,
    output::Output,
    people::{People, fold, is_meant},
    plain::{self, Row},
    resolve::{Found, by_beginning},
    session::Session,
};
use crate::backend::WorkspaceInfo;

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

    /// The meetings, newest first; those without a date come first of all, since they are being written.
    pub fn meetings(&self) -> Vec<Summary> {
        let mut meetings: Vec<Summary> =
            self.summaries.iter().filter(|summary| summary.kind == Kind::Minutes).cloned().collect();
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
                people.municipality(row.action).is_some_and(|theirs| fold(&theirs) == fold(name))
            };
            (open || !filter.open)
                && filter.owner.as_ref().is_none_or(owner)
                && filter.municipality.as_ref().is_none_or(municipality)
        };
        let all = self.summaries.iter();
        let all =
            all.flat_map(|summary| summary.actions.iter().map(|action| Row { action, doc: summary.id }));
        let mut rows: Vec<Row<'_>> = all.filter(wanted).collect();
        rows.sort_by_key(|row| {
            let closed = matches!(row.action.status, ActionStatus::Done | ActionStatus::Dropped);
            let due = match row.action.due {
                Due::Date(date) => (0, Some(date)),
                Due::NextMeeting => (1, None),
                Due::None => (2, None),
            };
            (closed, due, row.doc, row.action.id)
        });
        rows
    }

    /// The meetings that hold every word, each with the first paragraph that holds the first of them.
    fn search(&self, words: &str) -> Vec<(Summary, String)> {
        let words = fold(words);
        let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
        let hit = |summary: Summary| {
            let all = format!("{}\n{}", summary.title, summary.text());
            let folded = fold(&all);
            let first = words.first()?;
            words.iter().all(|word| folded.contains(word)).then(|| {
                let line = all.lines().find(|line| fold(line).contains(first)).unwrap_or(&summary.title);
                let excerpt = line.trim().to_owned();
                (summary, excerpt)
            })
        };
        self.meetings().into_iter().filter_map(hit).collect()
    }
}

pub fn list(library: &Library, output: &mut Output) -> Result<(), Failure> {
    let meetings = library.meetings();
    output.answer(|| meetings.iter().map(json::meeting).collect(), |texts| plain::meetings(&meetings, texts))
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
