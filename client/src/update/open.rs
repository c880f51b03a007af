//! The live documents: the window owns the one `Automerge` of each document that it shows.

use samskriv_shared::{
    documents::{Applied, DirectoryDocument, MinutesDocument},
    ids::{DocId, WorkspaceId},
    text::Anchor,
};

use super::{Model, Purpose};
use crate::{
    backend::Request,
    state::{Body, Line, OpenMeeting},
};

/// What is open in the network that is shown.
#[derive(Default)]
pub struct OpenDocuments {
    pub directory: Option<DirectoryDocument>,
    pub meeting: Option<(DocId, MinutesDocument)>,
    /// Asked for and not here yet, with the changes that came before the document itself, or were made since it
    /// was asked for.
    pub awaited: Vec<Awaited>,
    /// The directory's id.
    pub directory_id: Option<DocId>,
    /// Which of them differ from what is shown.
    pub directory_stale: bool,
    pub meeting_stale: bool,
}

/// A document that is on its way.
pub struct Awaited {
    pub doc: DocId,
    pub changes: Vec<u8>,
}

impl OpenDocuments {
    /// Nothing is open in a network that was just chosen.
    pub fn of(workspace: &WorkspaceId) -> OpenDocuments {
        OpenDocuments { directory_id: Some(DocId::directory(workspace)), ..OpenDocuments::default() }
    }

    /// What was edited since the last time, one change per document.
    pub fn commit(&mut self, now_ms: i64) -> Vec<(DocId, Vec<u8>)> {
        let meeting = self.meeting.as_mut().map(|(doc, minutes)| (*doc, &mut minutes.document));
        let directory =
            self.directory_id.zip(self.directory.as_mut().map(|directory| &mut directory.document));
        let documents = meeting.into_iter().chain(directory);
        documents.filter_map(|(doc, document)| Some((doc, document.commit(now_ms)?))).collect()
    }

    /// Changes of a document that is awaited are kept until it is here. Says whether it is.
    pub fn keep_for_later(&mut self, doc: DocId, changes: &[u8]) -> bool {
        let awaited = self.awaited.iter_mut().find(|awaited| awaited.doc == doc);
        awaited.map(|awaited| awaited.changes.extend_from_slice(changes)).is_some()
    }

    /// The document is here: what came before it.
    pub fn arrived(&mut self, doc: DocId) -> Option<Vec<u8>> {
        let index = self.awaited.iter().position(|awaited| awaited.doc == doc)?;
        Some(self.awaited.swap_remove(index).changes)
    }
}

/// A caret or a selection, held while others' changes come in.
struct Held {
    caret: Anchor,
    other: Anchor,
    /// The selection's beginning is held before its first character as well: what others write there is not
    /// selected, or the next key would delete it.
    first: Option<Anchor>,
    caret_is_first: bool,
}

impl Held {
    fn at(minutes: &MinutesDocument, (caret, other): (usize, usize)) -> Held {
        Held {
            caret: minutes.body_anchor(caret),
            other: minutes.body_anchor(other),
            first: (caret != other).then(|| minutes.body_anchor(caret.min(other) + 1)),
            caret_is_first: caret < other,
        }
    }

    fn now(&self, minutes: &MinutesDocument) -> (usize, usize) {
        let position = |anchor: &Anchor| minutes.body_position(anchor);
        let (mut caret, mut other) = (position(&self.caret), position(&self.other));
        if let Some(after_first) = self.first.as_ref().map(position) {
            let first = if self.caret_is_first { &mut caret } else { &mut other };
            *first = after_first.saturating_sub(1).max(*first);
        }
        (caret, other)
    }
}

impl Model {
    /// Changes from elsewhere. The caret stays beside the text it stood beside.
    pub(super) fn changed(&mut self, doc: DocId, changes: &[u8]) {
        if self.documents.keep_for_later(doc, changes) {
            return;
        }
        let result = match (&mut self.documents.meeting, &mut self.documents.directory) {
            (Some((open, minutes)), _) if *open == doc => {
                let selection = self.state.open.as_ref().and_then(|open| open.body.selection);
                let held = selection.map(|selection| Held::at(minutes, selection));
                let result = minutes.document.apply(changes);
                if let (Some(held), Some(open)) = (held, &mut self.state.open) {
                    open.body.selection = Some(held.now(minutes));
                }
                self.documents.meeting_stale = true;
                result
            }
            (_, Some(directory)) if self.documents.directory_id == Some(doc) => {
                self.documents.directory_stale = true;
                directory.document.apply(changes)
            }
            _ => return,
        };
        match result {
            Ok(Applied::Superseded) => self.load_anew(doc),
            Ok(Applied::Changed | Applied::Nothing) => {}
            Err(_) => self.state.problem = Some(self.state.texts.get("window-cannot-read-change")),
        }
        self.refresh();
    }

    /// Something has to go from an open document, and with it what was written upon it: that is said. The
    /// document stays as it is until it is here again; what comes meanwhile is kept for the new one.
    fn load_anew(&mut self, doc: DocId) {
        let Some(workspace) = self.state.network else { return };
        self.state.problem = Some(self.state.texts.get("window-change-withdrawn"));
        self.documents.awaited.push(Awaited { doc, changes: Vec::new() });
        let purpose = match self.documents.directory_id == Some(doc) {
            true => Purpose::Directory(workspace),
            false => Purpose::Meeting(workspace, doc),
        };
        self.ask(purpose, Request::Open { workspace, doc });
    }

    /// Shows what the documents say now.
    pub(super) fn refresh(&mut self) {
        if std::mem::take(&mut self.documents.directory_stale) {
            self.refresh_directory();
        }
        if std::mem::take(&mut self.documents.meeting_stale) {
            self.refresh_meeting();
        }
    }

    fn refresh_directory(&mut self) {
        let Some(directory) = &self.documents.directory else { return };
        let directory = directory.read();
        let network = self.state.network;
        let networks = self.state.networks.iter_mut().flatten();
        if let Some(network) = networks.into_iter().find(|candidate| Some(candidate.id) == network)
            && !directory.name.is_empty()
        {
            network.name = directory.name;
        }
        self.state.people = directory.people;
        self.state.municipalities = directory.municipalities;
    }

    fn refresh_meeting(&mut self) {
        let Some((doc, document)) = &self.documents.meeting else { return };
        let minutes = document.read();
        let text = document.body_display();
        let lines =
            minutes.body.iter().map(|block| Line { kind: block.kind.clone(), depth: block.depth }).collect();
        let before = self.state.open.take().filter(|open| open.doc == *doc).map(|open| open.body);
        let before = before.unwrap_or_default();
        let end = text.chars().count();
        let selection = before.selection.map(|(caret, other)| (caret.min(end), other.min(end)));
        let body = Body { revision: before.revision + 1, text, lines, selection };
        self.state.open =
            Some(OpenMeeting { doc: *doc, read_only: document.document.read_only(), minutes, body });
        self.show_row_of_open();
    }
}
