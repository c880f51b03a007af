//! Loading minutes, which takes a processor for a while where they are long: on a thread of its own, never on the
//! window's.

use samskriv_shared::{
    documents::{Actor, Document, DocumentError, MinutesDocument},
    ids::{DocId, WorkspaceId},
};

use super::{Model, Outgoing, Purpose, making::Making};
use crate::{backend::Request, editor::Editor};

/// Minutes as the backend has them. [`Loading::run`] is work for another thread; what comes of it goes to
/// [`Model::on_loaded`].
#[derive(Debug)]
pub struct Loading {
    workspace: WorkspaceId,
    doc: DocId,
    bytes: Vec<u8>,
    actor: Actor,
    making: Option<Making>,
}

/// See [`Loading`].
pub struct Loaded {
    workspace: WorkspaceId,
    doc: DocId,
    bytes: Vec<u8>,
    /// It is not to be shown, but other minutes to be made of it.
    making: Option<Making>,
    opened: Result<(MinutesDocument, Editor), DocumentError>,
}

impl Loading {
    /// Reads the document, and its text for the editor.
    pub fn run(self) -> Loaded {
        let Loading { workspace, doc, bytes, actor, making } = self;
        let opened = Document::load(&bytes, actor).and_then(MinutesDocument::open).map(|mut minutes| {
            let editor = Editor::new(&mut minutes);
            (minutes, editor)
        });
        Loaded { workspace, doc, bytes, making, opened }
    }
}

impl Model {
    pub(super) fn meeting_arrived(&mut self, workspace: WorkspaceId, doc: DocId, bytes: Vec<u8>) {
        self.end_frame();
        if !self.documents.is_awaited(doc) {
            // A meeting that was begun here is open already: then this is what the backend has of it.
            return self.changed(doc, &bytes);
        }
        let Some(actor) = self.actor() else { return };
        self.outgoing.push(Outgoing::Load(Loading { workspace, doc, bytes, actor, making: None }));
    }

    /// Minutes of which others are to be made.
    pub(super) fn source_arrived(
        &mut self,
        workspace: WorkspaceId,
        doc: DocId,
        making: Making,
        bytes: Vec<u8>,
    ) {
        let shown = self.documents.is_open(doc);
        if self.state.network != Some(workspace) || !(shown || self.documents.is_awaited(doc)) {
            self.ask(Purpose::Nothing, Request::Close { workspace, doc });
        }
        let Some(actor) = self.actor().filter(|_| self.state.network == Some(workspace)) else { return };
        let making = Some(making);
        self.outgoing.push(Outgoing::Load(Loading { workspace, doc, bytes, actor, making }));
    }

    /// Minutes are loaded; whoever asked for them may look at others by now.
    pub fn on_loaded(&mut self, loaded: Loaded) {
        let Loaded { workspace, doc, bytes, making, opened } = loaded;
        if self.state.network != Some(workspace) {
            return;
        }
        if let Some(making) = making {
            return match opened {
                Ok((minutes, _)) => self.make(&minutes.read(), making),
                Err(error) => self.cannot_open(&error),
            };
        }
        // What is written in one that is loaded anew goes into the new one.
        self.end_frame();
        let Some(early) = self.documents.arrived(doc) else {
            // It was asked for twice.
            return self.changed(doc, &bytes);
        };
        match opened {
            Ok((minutes, editor)) => {
                self.documents.open_meeting(doc, minutes, editor);
                self.changed(doc, &early);
            }
            Err(error) => self.cannot_open(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::{
        backend::Event,
        command::Command,
        update::tests::{Bench, OTHER},
    };

    /// Asks for a meeting that was written before, up to where it is to be loaded.
    fn asked_for(bench: &mut Bench) -> (DocId, Loading) {
        bench.type_in(0, "först");
        let doc = bench.doc();
        bench.run(Command::NewMeeting);
        bench.model.on_command(Command::OpenMeeting(doc));
        (doc, loading(bench))
    }

    /// Answers until something is to be loaded.
    fn loading(bench: &mut Bench) -> Loading {
        loop {
            let mut loadings = Vec::new();
            for outgoing in bench.model.take_outgoing() {
                match outgoing {
                    Outgoing::Ask(purpose, request) => {
                        let answer = bench.answer(request);
                        bench.model.on_answer(purpose, answer);
                    }
                    Outgoing::Load(loading) => loadings.push(loading),
                    _ => {}
                }
            }
            if let Some(loading) = loadings.pop() {
                return loading;
            }
        }
    }

    #[test]
    fn what_comes_in_while_minutes_are_loaded_is_in_them() {
        let mut bench = Bench::with_meeting();
        let (doc, loading) = asked_for(&mut bench);
        let loaded = loading.run();
        let stored = bench.documents[&doc].clone();
        let theirs = Document::load(&stored, Actor::new(&OTHER, [6; 8])).and_then(MinutesDocument::open);
        let mut theirs = theirs.unwrap();
        theirs.body_splice(5, 0, " sedan").unwrap();
        let changes = theirs.document.commit(0).unwrap();
        let workspace = loaded.workspace;
        bench.model.on_event(Event::Changed { workspace, doc, changes, author: None, checkpoint: false });
        assert!(bench.model.state.open.is_none(), "not here yet");
        bench.model.on_loaded(loaded);
        bench.settle();
        assert_eq!(bench.body().text, "först sedan");
    }

    #[test]
    fn minutes_that_are_no_longer_asked_for_are_let_go() {
        let mut bench = Bench::with_meeting();
        let (doc, loading) = asked_for(&mut bench);
        bench.run(Command::NewMeeting);
        bench.type_in(0, "annat");
        bench.model.on_loaded(loading.run());
        bench.settle();
        assert_ne!(bench.doc(), doc);
        assert_eq!(bench.body().text, "annat");
    }

    #[test]
    fn minutes_that_are_asked_for_twice_are_opened_once() {
        let mut bench = Bench::with_meeting();
        let (doc, first) = asked_for(&mut bench);
        bench.model.on_command(Command::OpenMeeting(doc));
        let second = loading(&mut bench);
        bench.model.on_loaded(first.run());
        bench.type_in(5, "!");
        bench.model.on_loaded(second.run());
        bench.settle();
        assert_eq!((bench.doc(), bench.body().text.as_str()), (doc, "först!"));
    }

    #[test]
    fn minutes_that_cannot_be_read_are_told() {
        let mut bench = Bench::with_meeting();
        let (doc, _) = asked_for(&mut bench);
        bench.documents.insert(doc, b"no document".to_vec());
        bench.run(Command::OpenMeeting(doc));
        assert!(bench.model.state.open.is_none());
        assert!(bench.model.state.problem.is_some());
    }
}
