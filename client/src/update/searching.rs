//! The search over everything. Its index is made when somebody first looks for something, and follows what there is
//! to be found from then on: on another thread, for the first time may take a while where there are many meetings.
//! A query then takes a few milliseconds (shared/benches/search.rs), and is answered within the frame.

use std::{collections::BTreeMap, sync::Arc};

use samskriv_shared::{
    documents::{Directory, Kind, Summary},
    ids::{DocId, PersonId, WorkspaceId},
    search::{Index, Limits, Query},
};

use super::{Model, Outgoing};
use crate::state::{Page, Search};

/// Of the meetings that have what is looked for.
const MEETINGS: Limits = Limits { documents: 50, lines: 4 };
/// Of the rest: people, themes and events are one document, and actions of no meeting another.
const OTHERS: Limits = Limits { documents: 2, lines: 8 };

/// What members are called.
type Names = Arc<BTreeMap<PersonId, String>>;

/// What is looked through, and what it holds for.
#[derive(Default)]
pub(super) struct Searching {
    /// None while it is made or brought up to date elsewhere.
    indexes: Option<Indexes>,
    /// The summaries that it has taken in.
    taken: BTreeMap<DocId, Arc<Summary>>,
    /// With these names.
    names: Names,
    away: bool,
    /// How many times they went away.
    asked: u64,
    /// People, themes or events are others than it has.
    pub directory_stale: bool,
    /// What was found holds no longer: something else is looked for, or in something else.
    stale: bool,
}

/// Meetings apart from the rest: a person who is looked for does not disappear behind fifty of them.
#[derive(Debug, Default)]
struct Indexes {
    meetings: Index,
    others: Index,
}

/// What the indexes are to take in. [`Indexing::run`] is work for another thread; what comes of it goes to
/// [`Model::on_indexed`].
#[derive(Debug)]
pub struct Indexing {
    workspace: WorkspaceId,
    nth: u64,
    indexes: Indexes,
    changed: Vec<Arc<Summary>>,
    gone: Vec<DocId>,
    /// Of those whom actions lie on.
    names: Names,
    directory: Option<Directory>,
}

/// See [`Indexing`].
pub struct Indexed {
    /// Which time.
    nth: u64,
    indexes: Indexes,
}

impl Indexing {
    /// Takes it in.
    pub fn run(self) -> Indexed {
        let Indexing { workspace, nth, mut indexes, changed, gone, names, directory } = self;
        let name = |id: &PersonId| names.get(id).map(String::as_str);
        for summary in &changed {
            match summary.kind {
                Kind::Minutes => indexes.meetings.put(summary, name),
                Kind::Actions => indexes.others.put(summary, name),
                // Its summary has the network's name only.
                Kind::Directory => {}
            }
        }
        for doc in gone {
            indexes.meetings.remove(&doc);
            indexes.others.remove(&doc);
        }
        if let Some(directory) = directory {
            indexes.others.put_directory(DocId::directory(&workspace), &directory);
        }
        Indexed { nth, indexes }
    }
}

impl Searching {
    /// Nothing is looked through in a network that was just chosen.
    fn begin_anew(&mut self) {
        *self = Searching { directory_stale: true, asked: self.asked + 1, ..Searching::default() };
    }

    /// Says whether somebody is called otherwise than before: then everything is to be taken in anew, for whom actions lie
    /// on is found with them.
    fn call(&mut self, directory: &Directory) -> bool {
        let names: BTreeMap<PersonId, String> =
            directory.people.iter().map(|person| (person.id, person.name.clone())).collect();
        let renamed = *self.names != names;
        if renamed {
            self.names = Arc::new(names);
        }
        renamed
    }

    /// Summaries that are not taken in as they are, and documents that are no more.
    fn differences(&self, summaries: &BTreeMap<DocId, Arc<Summary>>) -> (Vec<Arc<Summary>>, Vec<DocId>) {
        let is_taken =
            |it: &&Arc<Summary>| self.taken.get(&it.id).is_some_and(|taken| Arc::ptr_eq(taken, it));
        let changed = summaries.values().filter(|it| !is_taken(it)).cloned().collect();
        let gone = self.taken.keys().filter(|doc| !summaries.contains_key(doc)).copied().collect();
        (changed, gone)
    }
}

impl Model {
    /// Looks for something else. What was found stays until there is something newer.
    pub(super) fn search(&mut self, typed: String) {
        if Query::new(&typed).is_empty() {
            self.state.search = Search { typed, ..Search::default() };
        } else {
            self.state.search.typed = typed;
        }
        self.searching.stale = true;
    }

    /// Nothing is looked for in a network that was just chosen.
    pub(super) fn forget_search(&mut self) {
        self.searching.begin_anew();
        self.state.search = Search::default();
    }

    /// Answers what is looked for, while somebody looks at it.
    pub(super) fn follow_search(&mut self) {
        let query = Query::new(&self.state.search.typed);
        if self.state.page != Page::Search || query.is_empty() {
            return;
        }
        self.follow_summaries();
        let Some(indexes) = &self.searching.indexes else { return };
        if !std::mem::take(&mut self.searching.stale) {
            return;
        }
        let search = &mut self.state.search;
        search.found = indexes.meetings.search(&query, MEETINGS);
        search.others = indexes.others.search(&query, OTHERS).hits;
        search.answered = true;
    }

    /// Has the indexes follow what there is. While they are away, what comes meanwhile waits.
    fn follow_summaries(&mut self) {
        let Some(workspace) = self.state.network else { return };
        if self.searching.away {
            return;
        }
        let directory = std::mem::take(&mut self.searching.directory_stale).then(|| self.directory());
        let renamed = directory.as_ref().is_some_and(|directory| self.searching.call(directory));
        let (mut changed, gone) = self.searching.differences(&self.state.summaries);
        if renamed {
            changed = self.state.summaries.values().cloned().collect();
        }
        if changed.is_empty() && gone.is_empty() && directory.is_none() {
            return;
        }
        self.searching.taken.clone_from(&self.state.summaries);
        self.searching.away = true;
        self.searching.asked += 1;
        let (nth, indexes) = (self.searching.asked, self.searching.indexes.take().unwrap_or_default());
        let names = Arc::clone(&self.searching.names);
        let indexing = Indexing { workspace, nth, indexes, changed, gone, names, directory };
        self.outgoing.push(Outgoing::Index(indexing));
    }

    /// What is found of the directory.
    fn directory(&self) -> Directory {
        let state = &self.state;
        let (people, themes, events) = (state.people.clone(), state.themes.clone(), state.events.clone());
        Directory { people, themes, events, ..Directory::default() }
    }

    /// The indexes are here again. Those of a network that was left meanwhile are let go.
    pub fn on_indexed(&mut self, indexed: Indexed) {
        if self.searching.asked != indexed.nth {
            return;
        }
        self.searching.away = false;
        self.searching.indexes = Some(indexed.indexes);
        self.searching.stale = true;
        self.follow_search();
    }
}

#[cfg(test)]
mod tests;
