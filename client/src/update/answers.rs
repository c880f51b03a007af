//! What the backend answers.

use samskriv_shared::{
    documents::{DirectoryDocument, Document, DocumentError},
    ids::{DocId, WorkspaceId},
};

use super::{Model, Purpose};
use crate::{
    backend::{Answer, BackendError, ErrorCode, Request},
    state::Dialog,
};

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
                | Purpose::Connected
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
            Err(error) if matches!(purpose, Purpose::Left(_)) => self.not_left(&purpose, &error),
            Err(error) if matches!(purpose, Purpose::BackedUp(_)) => self.not_backed_up(&error),
            Err(error) => {
                self.go_on_without(&purpose);
                self.fail(&error);
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
            (Purpose::Created { begin }, Answer::Created { id, recovery }) => {
                self.show(Dialog::Recovery { code: recovery });
                self.go_to(id, begin);
            }
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
            (Purpose::Shared, _) => self.state.dialog = None,
            (Purpose::Connected, _) => {
                self.state.dialog = None;
                self.ask(Purpose::Networks, Request::Workspaces);
            }
            _ => {}
        }
    }

    /// Shows a network that is new in the list.
    fn go_to(&mut self, id: WorkspaceId, begin: bool) {
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
