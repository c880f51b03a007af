//! Summaries and the directory as plain values, made from stored bytes on a worker, never on the window's
//! thread and never from a second live document.

use std::time::Duration;

use samskriv_shared::{
    documents::{Directory, DirectoryDocument, DocumentError, Kind, Summary},
    ids::DocId,
};
use serde::{Deserialize, Serialize};

use super::{Internal, Ways, discarding::remove_stored, stored::load, workspace::Workspace};
use crate::backend::{
    Answer, Event, Outlet,
    storage::StoreJob,
    store::{Batch, Store},
};

/// The least pause after a summary: a document that is being typed in is behind again at once.
const PAUSE: Duration = Duration::from_millis(400);
/// The pause is this many times what the summary took, since loading a long history takes a processor
/// for a while, but
const SHARE: u32 = 10;
/// never longer than this.
const PAUSE_MAX: Duration = Duration::from_secs(5);

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
    let document = load(bytes)?;
    if document.kind() == Kind::Directory {
        let directory = DirectoryDocument::open(document)?.read();
        return Ok(Derived::Directory(Box::new(directory)));
    }
    Ok(Derived::Summary(Box::new(Summary::of(doc, &document))))
}

impl Workspace {
    /// Starts on the next document whose summary is behind, one at a time; `hurry` does not wait for a
    /// pause in the typing.
    pub(super) fn derive_next(&mut self, hurry: bool, elapsed: Duration, ways: &Ways) {
        let hurry = hurry || !self.waiting_summaries.is_empty();
        if self.deriving.is_some() || (!hurry && elapsed < self.derive_after) {
            return;
        }
        let Some(doc) = self.dirty.pop_first() else { return };
        self.deriving = Some(doc);
        self.derive_started = elapsed;
        let (ways_back, workspace) = (ways.clone(), self.id);
        let runtime = tokio::runtime::Handle::current();
        ways.store(StoreJob::Read(Box::new(move |store: &Store| {
            let bytes = store.document(&workspace, &doc);
            let increments = store.increments(&workspace, &doc).unwrap_or(0);
            runtime.spawn_blocking(move || {
                let derived = bytes.map_err(|error| error.to_string()).and_then(|bytes| {
                    derive(doc, &bytes.unwrap_or_default()).map_err(|error| error.to_string())
                });
                if let Err(error) = &derived {
                    tracing::warn!(?doc, error, "no summary");
                }
                let derived = derived.ok().map(Box::new);
                if let Some(Derived::Summary(summary)) = derived.as_deref() {
                    keep(workspace, doc, SummaryRecord { increments, summary: *summary.clone() }, &ways_back);
                }
                ways_back.tell(Internal::Derived { workspace, doc, derived });
            });
        })));
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
                self.summaries.insert(doc, *summary);
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

fn keep(workspace: samskriv_shared::ids::WorkspaceId, doc: DocId, record: SummaryRecord, ways: &Ways) {
    match serde_json::to_vec(&record) {
        Ok(bytes) => {
            let batch = Batch { summaries: vec![(doc, bytes)], ..Batch::new(workspace) };
            ways.store(StoreJob::Write { batch, done: None });
        }
        Err(error) => tracing::warn!(%error, "a summary cannot be written"),
    }
}
