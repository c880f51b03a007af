//! Summaries and the directory as plain values, made from stored bytes on a worker, never on the window's
//! thread and never from a second live document.

use std::{sync::Arc, time::Duration};

use samskriv_shared::{
    documents::{
        Directory, DirectoryDocument, Document, DocumentError, Kind, Summary,
        changes::{ChunkKind, chunks},
    },
    ids::{DocId, WorkspaceId},
};
use serde::{Deserialize, Serialize};

use super::{
    Internal, Ways,
    discarding::remove_stored,
    stored::{load, with_read},
    workspace::Workspace,
};
use crate::backend::{
    Answer, Event, Outlet,
    storage::StoreJob,
    store::{Batch, Compaction, Store, StoreError},
};

/// The least pause after a summary: a document that is being typed in is behind again at once.
const PAUSE: Duration = Duration::from_millis(400);
/// The pause is this many times what the summary took, since loading a long history takes a processor
/// for a while, but
const SHARE: u32 = 10;
/// never longer than this.
const PAUSE_MAX: Duration = Duration::from_secs(5);
/// A document that somebody has open is summed up no more often than this: they see the document itself, and to load it
/// with all its history beside theirs, every few seconds for as long as it is written in, takes more memory than theirs.
const PAUSE_OPEN: Duration = Duration::from_secs(60);

/// A shared document's records are made one when there are this many increments: as many entries as make a checkpoint
/// due. A draft's are not: its journal holds all of them too, and is compared with them at each start.
const COMPACT_AFTER: usize = 500;

/// What is kept of a document beside it.
pub(super) enum Derived {
    Summary(Box<Summary>),
    Directory(Box<Directory>),
}

/// A summary as it is stored: with how far the document was, so that a start sees which are behind.
#[derive(Serialize, Deserialize)]
pub(super) struct SummaryRecord {
    pub(super) increments: usize,
    pub(super) summary: Summary,
}

/// Reads a document's bytes.
pub(super) fn derive(doc: DocId, bytes: &[u8]) -> Result<Derived, DocumentError> {
    derive_loaded(doc, load(bytes)?)
}

fn derive_loaded(doc: DocId, document: Document) -> Result<Derived, DocumentError> {
    if document.kind() == Kind::Directory {
        let directory = DirectoryDocument::open(document)?.read();
        return Ok(Derived::Directory(Box::new(directory)));
    }
    Ok(Derived::Summary(Box::new(Summary::of(doc, &document))))
}

impl Workspace {
    /// Starts on the next document whose summary is behind, one at a time; `hurry` does not wait for a
    /// pause in the typing, nor until it is closed.
    pub(super) fn derive_next(&mut self, hurry: bool, elapsed: Duration, ways: &Ways) {
        let hurry = hurry || !self.waiting_summaries.is_empty();
        let next = self.next_behind().filter(|(due, _)| hurry || *due <= elapsed);
        let Some((_, doc)) = next else { return };
        self.dirty.remove(&doc);
        self.put_off(doc, elapsed);
        self.deriving = Some(doc);
        self.derive_started = elapsed;
        let (back, workspace) = (ways.clone(), self.id);
        let compacts = self.engine.is_shared(&doc);
        let read = move |store: &Store| Stored::read(store, workspace, doc);
        with_read(ways, read, move |stored| {
            let derived = stored.and_then(|stored| stored.derive(compacts, &back));
            if let Err(error) = &derived {
                tracing::warn!(?doc, error, "no summary");
            }
            back.tell(Internal::Derived { workspace, doc, derived: derived.ok().map(Box::new) });
        });
    }

    /// The document whose summary is to be made next, and when, in time since the loop's start; none while one is made.
    pub(super) fn next_behind(&self) -> Option<(Duration, DocId)> {
        let due =
            |doc: &DocId| self.open.get(doc).map_or(self.derive_after, |due| self.derive_after.max(*due));
        let behind = self.dirty.iter().filter(|_| self.deriving.is_none());
        behind.map(|doc| (due(doc), *doc)).min()
    }

    /// A document that somebody has open waits from here on. The directory does not: who is who is read nowhere else.
    pub(super) fn put_off(&mut self, doc: DocId, elapsed: Duration) {
        if let Some(due) = self.open.get_mut(&doc).filter(|_| doc != DocId::directory(&self.id)) {
            *due = elapsed + PAUSE_OPEN;
        }
    }

    pub(super) fn derived(
        &mut self,
        doc: DocId,
        derived: Option<Box<Derived>>,
        elapsed: Duration,
        ways: &Ways,
        outlet: &Outlet,
    ) {
        self.deriving = None;
        let took = elapsed.saturating_sub(self.derive_started);
        self.derive_after = elapsed + (took * SHARE).clamp(PAUSE, PAUSE_MAX);
        match derived.map(|derived| *derived) {
            // Its draft was discarded meanwhile, and the summary was kept after that.
            Some(Derived::Summary(_)) if !self.documents.contains(&doc) => {
                remove_stored(self.id, doc, ways, |_| ());
            }
            Some(Derived::Summary(summary)) => {
                self.summaries.insert(doc, Arc::from(summary));
                outlet.send(Event::Summaries { workspace: self.id });
            }
            Some(Derived::Directory(directory)) => {
                self.directory = *directory;
                if !self.directory.name.is_empty() && self.directory.name != self.membership.name {
                    self.membership.name = self.directory.name.clone();
                    self.save_membership(ways);
                }
                outlet.send(Event::Members { workspace: self.id });
            }
            None => drop(self.underived.insert(doc)),
        }
        self.status_changed = true;
        if self.dirty.is_empty() {
            for reply in std::mem::take(&mut self.waiting_summaries) {
                reply.send(Ok(Answer::Summaries(self.summaries.values().cloned().collect())));
            }
        }
    }
}

/// A document as the store has it.
struct Stored {
    workspace: WorkspaceId,
    doc: DocId,
    bytes: Vec<u8>,
    increments: usize,
    end: u64,
}

impl Stored {
    fn read(store: &Store, workspace: WorkspaceId, doc: DocId) -> Result<Stored, String> {
        let read = || -> Result<Stored, StoreError> {
            let bytes = store.document(&workspace, &doc)?.unwrap_or_default();
            let increments = store.increments(&workspace, &doc)?;
            Ok(Stored {
                workspace,
                doc,
                bytes,
                increments,
                end: store.end_of(&workspace, &doc)?.unwrap_or(0),
            })
        };
        read().map_err(|error| error.to_string())
    }

    /// Reads it; keeps its summary, and makes its records one where they are many.
    fn derive(self, compacts: bool, ways: &Ways) -> Result<Derived, String> {
        let mut document = load(&self.bytes).map_err(|error| error.to_string())?;
        // Changes that contradict others are kept beside them, in case one of them has to go.
        let compacts = compacts && self.is_long() && document.refused() == 0;
        let saved = compacts.then(|| (document.save(), document.heads()));
        // The document goes here, before it is loaded a second time: with a long history each takes some megabytes.
        let derived = derive_loaded(self.doc, document).map_err(|error| error.to_string())?;
        let snapshot = saved.and_then(|(snapshot, heads)| {
            let mut again = load(&snapshot).ok()?;
            (again.heads() == heads && again.refused() == 0).then_some(snapshot)
        });
        let increments = if snapshot.is_some() { 0 } else { self.increments };
        let summary = match &derived {
            Derived::Summary(summary) => {
                serde_json::to_vec(&SummaryRecord { increments, summary: *summary.clone() })
                    .map_err(|error| error.to_string())?
            }
            // It is never kept.
            Derived::Directory(_) => Vec::new(),
        };
        let Stored { workspace, doc, bytes: replaced, end, .. } = self;
        match snapshot {
            Some(snapshot) => {
                let compaction = Compaction { workspace, doc, end, replaced, snapshot, summary };
                ways.store(StoreJob::Compact(Box::new(compaction)));
            }
            None if summary.is_empty() => {}
            None => {
                let batch = Batch { summaries: vec![(doc, summary)], ..Batch::new(workspace) };
                ways.store(StoreJob::Write { batch, done: None });
            }
        }
        Ok(derived)
    }

    /// Whether it has many increments, or a checkpoint among them that repeats what was there.
    fn is_long(&self) -> bool {
        let repeats = || {
            let documents = chunks(&self.bytes).map_while(Result::ok);
            documents.filter(|chunk| chunk.kind == ChunkKind::Document).nth(1).is_some()
        };
        self.increments >= COMPACT_AFTER || repeats()
    }
}
