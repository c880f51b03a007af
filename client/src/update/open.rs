//! The live documents: the window owns the one `Automerge` of each document that it shows.

use std::sync::Arc;

use samskriv_shared::{
    documents::{Applied, DirectoryDocument, Minutes, MinutesDocument},
    ids::{ActionId, DocId, WorkspaceId},
    text::BlockKind,
};

use super::{Model, Purpose};
use crate::{
    backend::Request,
    editor::{Editor, Paragraph},
    state::{OpenMeeting, Place},
};

/// What is open in the network that is shown.
#[derive(Default)]
pub struct OpenDocuments {
    pub directory: Option<DirectoryDocument>,
    pub meeting: Option<(DocId, MinutesDocument)>,
    /// Of the meeting's body.
    pub editor: Editor,
    /// The actions that the body has paragraphs of, as they are shown.
    actions: Vec<ActionId>,
    /// Asked for and not here yet, with the changes that came before the document itself, or were made since it
    /// was asked for.
    pub awaited: Vec<Awaited>,
    /// Where in a meeting the caret is to go once it is here.
    pub place: Option<(DocId, Place)>,
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

    /// Opens minutes, or the same minutes loaded anew: then the caret stays where its text is.
    pub fn open_meeting(&mut self, doc: DocId, document: MinutesDocument, editor: Editor) {
        match self.is_open(doc) {
            true => self.editor.replace_by(editor),
            false => self.editor = editor,
        }
        self.meeting = Some((doc, document));
        self.meeting_stale = true;
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

    /// Whether these are the open minutes.
    pub fn is_open(&self, doc: DocId) -> bool {
        self.meeting.as_ref().is_some_and(|(open, _)| *open == doc)
    }

    pub fn is_awaited(&self, doc: DocId) -> bool {
        self.awaited.iter().any(|awaited| awaited.doc == doc)
    }

    /// The document is here: what came before it.
    pub fn arrived(&mut self, doc: DocId) -> Option<Vec<u8>> {
        let index = self.awaited.iter().position(|awaited| awaited.doc == doc)?;
        Some(self.awaited.swap_remove(index).changes)
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
                let result = minutes.document.apply(changes);
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
        let stale = std::mem::take(&mut self.documents.meeting_stale);
        self.refresh_meeting(stale);
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
        self.state.themes = directory.themes;
        self.state.events = directory.events;
        self.state.municipalities = directory.municipalities;
        self.show_my_name();
        self.state.directory_conflicts = directory.conflicts;
        self.searching.directory_stale = true;
    }

    /// Takes the caret to the place that something pointed at, if its meeting is here.
    pub(super) fn show_place(&mut self) {
        let documents = &mut self.documents;
        let Some((doc, _)) = &documents.meeting else { return };
        let Some((_, place)) = documents.place.take_if(|(of, _)| of == doc) else { return };
        let paragraphs = documents.editor.view().paragraphs();
        let is = |paragraph: &&Paragraph, kind: &BlockKind| paragraph.kind() == kind;
        let nth = match &place {
            Place::Block(nth) | Place::Phrase { block: nth, .. } => Some(*nth),
            Place::Action(id) => paragraphs.iter().position(|it| is(&it, &BlockKind::Action(Some(*id)))),
            Place::Decision(nth) => {
                let decisions = paragraphs.iter().enumerate().filter(|(_, it)| is(it, &BlockKind::Decision));
                decisions.map(|(at, _)| at).nth(*nth)
            }
        };
        let last = paragraphs.len().saturating_sub(1);
        match (nth, place) {
            // Written anew since, the paragraph may stand elsewhere; the words are looked for from there on.
            (Some(nth), Place::Phrase { phrase, .. }) => {
                documents.editor.point_at_phrase(nth.min(last), phrase)
            }
            (Some(nth), _) if nth <= last => documents.editor.point_at(nth),
            _ => {}
        }
    }

    /// A key changes the text alone: then nothing is read from the document.
    fn refresh_meeting(&mut self, stale: bool) {
        let documents = &mut self.documents;
        let Some((doc, document)) = &mut documents.meeting else { return };
        let editor = &mut documents.editor;
        if stale {
            editor.follow(document);
        }
        if let Some(error) = editor.refused.take() {
            self.refuse(&error);
            return self.refresh_meeting(true);
        }
        let (changed, elsewhere) = (editor.take_changed(), editor.take_elsewhere());
        let open = self.state.open.as_mut().filter(|open| open.doc == *doc && !elsewhere);
        if open.is_some() && !changed {
            // Most frames.
            return self.show_others(false);
        }
        let actions = action_lines(editor);
        let ids = || actions.iter().map(|(id, _)| *id);
        if let Some(open) = open.filter(|_| ids().eq(documents.actions.iter().copied())) {
            open.body_is_empty = editor.view().is_empty();
            set_action_texts(&mut open.minutes, actions);
            return self.show_others(true);
        }
        documents.actions = ids().collect();
        let mut minutes = document.read_with_body(editor.view().blocks());
        minutes.body.clear();
        let (read_only, body_is_empty) = (document.document.read_only(), editor.view().is_empty());
        let others = Vec::new();
        let (doc, trashed) = (*doc, minutes.trashed);
        self.state.open = Some(OpenMeeting { doc, read_only, minutes, body_is_empty, others });
        // A colleague may have thrown it away or taken it back.
        let listed = self.state.summaries.get_mut(&doc).filter(|summary| summary.trashed != trashed);
        if let Some(summary) = listed {
            Arc::make_mut(summary).trashed = trashed;
            self.list_meetings();
        }
        self.show_place();
        self.show_row_of_open();
        self.show_others(true);
    }
}

/// The actions that the body has paragraphs of, in order, with their texts; the first of each counts.
fn action_lines(editor: &Editor) -> Vec<(ActionId, &str)> {
    let mut lines: Vec<(ActionId, &str)> = Vec::new();
    for it in editor.view().paragraphs() {
        if let BlockKind::Action(Some(id)) = it.kind()
            && lines.iter().all(|(other, _)| other != id)
        {
            lines.push((*id, it.text()));
        }
    }
    lines
}

fn set_action_texts(minutes: &mut Minutes, lines: Vec<(ActionId, &str)>) {
    // They come first, in the same order.
    for (action, (id, text)) in minutes.actions.iter_mut().zip(lines) {
        if action.id == id && action.text != text {
            text.clone_into(&mut action.text);
        }
    }
}
