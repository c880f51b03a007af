//! What the backend answers.

use samskriv_shared::{
    documents::{DirectoryDocument, Document, DocumentError},
    ids::{DocId, WorkspaceId},
};

use super::{Model, Purpose};
use crate::backend::{Answer, BackendError, ErrorCode, Request};

impl Model {
    /// Takes in an answer. What it was asked for may be over by now: then it is let go.
    pub fn on_answer(&mut self, purpose: Purpose, answer: Result<Answer, BackendError>) {
        if matches!(
            purpose,
            Purpose::Created { .. }
                | Purpose::Joined
                | Purpose::Shared
                | Purpose::Link(_)
                | Purpose::Administered
                | Purpose::Removed(_)
                | Purpose::Founded(_)
                | Purpose::TakenBack(_)
                | Purpose::Connected(_)
                | Purpose::Reached(_)
                | Purpose::Left(_)
        ) {
            self.state.busy = false;
        }
        if let Purpose::Kept(workspace) = purpose {
            self.kept(workspace);
        }
        match answer {
            Ok(answer) => self.answered(purpose, answer),
            Err(_) if purpose == Purpose::Nothing => {}
            // Asked for just before it went.
            Err(error) if error.code == ErrorCode::NoSuchWorkspace && self.is_leaving() => {}
            Err(error) => self.failed(purpose, &error),
        }
    }

    fn failed(&mut self, purpose: Purpose, error: &BackendError) {
        match purpose {
            Purpose::Left(_) => self.not_left(&purpose, error),
            Purpose::BackedUp(_) => self.not_backed_up(error),
            Purpose::Founded(founded) => self.not_founded(founded, error),
            // The relay has it after all.
            Purpose::TakenBack(founded) => self.go_to_new(founded.workspace, founded.recovery, false),
            Purpose::Reached(relay) => {
                self.state.problem = Some(self.unreached("window-not-reached", &relay, error));
            }
            purpose => {
                self.go_on_without(&purpose);
                self.fail(error);
            }
        }
    }

    /// A document does not come. One that is open, and was to be loaded anew, goes on with what came meanwhile.
    fn go_on_without(&mut self, purpose: &Purpose) {
        let doc = match purpose {
            Purpose::Meeting(_, doc) => *doc,
            Purpose::Directory(workspace) => DocId::directory(workspace),
            Purpose::Elsewhere(workspace, doc) => return self.elsewhere_failed(*workspace, *doc),
            // Some of it may have been done.
            Purpose::Removed(_) | Purpose::Administered => return self.members_changed(),
            _ => return,
        };
        if let Some(early) = self.documents.arrived(doc) {
            self.changed(doc, &early);
        }
    }

    fn answered(&mut self, purpose: Purpose, answer: Answer) {
        let here = |workspace: WorkspaceId| self.state.network == Some(workspace);
        match (purpose, answer) {
            (Purpose::Networks, Answer::Workspaces(workspaces)) => self.set_networks(workspaces),
            (Purpose::Created { begin, relay }, Answer::Created { id, recovery }) => {
                self.created((id, recovery), begin, relay);
            }
            (Purpose::TakenBack(_), _) => self.taken_back(),
            (Purpose::Founded(it), _) => self.go_to_new(it.workspace, it.recovery, false),
            (Purpose::Joined, Answer::Joined(id)) => self.go_to(id, false),
            (Purpose::Summaries(workspace, nth), Answer::Summaries(summaries)) if here(workspace) => {
                self.set_summaries(workspace, summaries, nth);
            }
            (Purpose::Status(workspace), Answer::Status(status)) if here(workspace) => {
                self.set_status(*status)
            }
            (Purpose::Directory(workspace), Answer::Document(bytes)) if here(workspace) => {
                self.directory_arrived(workspace, &bytes);
            }
            (Purpose::Meeting(workspace, doc), Answer::Document(bytes)) if here(workspace) => {
                self.meeting_arrived(workspace, doc, bytes);
            }
            (Purpose::Source(workspace, doc, making), Answer::Document(bytes)) => {
                self.source_arrived(workspace, doc, making, bytes);
            }
            (Purpose::Elsewhere(workspace, doc), Answer::Document(bytes)) => {
                self.elsewhere_arrived(workspace, doc, bytes);
            }
            (Purpose::Link(person), Answer::Link(link)) => self.link_made(person, link),
            (Purpose::Members(workspace), Answer::Members(members)) if here(workspace) => {
                self.set_members(members);
            }
            (Purpose::Invitations(workspace), Answer::Invites(invites)) if here(workspace) => {
                self.set_invitations(&invites);
            }
            (Purpose::BackedUp(file), Answer::BackedUp(backup)) => self.backed_up(&file, &backup),
            (Purpose::Administered, _) => self.members_changed(),
            (Purpose::Removed(rest), _) => self.removed(rest),
            (Purpose::Left(workspace), _) => self.left(workspace),
            (Purpose::Shared | Purpose::Reached(_), _) => self.state.dialog = None,
            (Purpose::Connected(relay), _) => self.connected(relay),
            _ => {}
        }
    }

    /// Shows a network that is new in the list.
    pub(super) fn go_to(&mut self, id: WorkspaceId, begin: bool) {
        self.next = Some((id, begin));
        self.ask(Purpose::Networks, Request::Workspaces);
    }

    fn directory_arrived(&mut self, workspace: WorkspaceId, bytes: &[u8]) {
        self.end_frame();
        let Some(early) = self.documents.arrived(DocId::directory(&workspace)) else { return };
        let Some(actor) = self.actor() else { return };
        match Document::load(&[bytes, &early].concat(), actor).and_then(DirectoryDocument::open) {
            Ok(directory) => {
                self.documents.directory = Some(directory);
                self.documents.directory_stale = true;
                self.refresh();
            }
            Err(error) => self.cannot_open(&error),
        }
    }

    pub(super) fn cannot_open(&mut self, error: &DocumentError) {
        let detail = error.to_string();
        self.state.problem = Some(self.state.texts.with("window-cannot-open", &[("detail", detail.into())]));
    }
}
