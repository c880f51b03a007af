//! Starting, joining, choosing, connecting and leaving networks.

use samskriv_shared::{
    ids::{DocId, WorkspaceId},
    membership::Role,
};

use super::{
    Founded, Model, Purpose,
    open::{Awaited, OpenDocuments},
    status::sentence,
};
use crate::{
    backend::{BackendError, ErrorCode, Profile, Request, WorkspaceInfo},
    state::{Dialog, Me, Network, Page, Status},
};

impl Model {
    pub(super) fn start_writing(&mut self, me: Me) {
        let name = self.state.texts.get("window-own-network");
        let request = Request::NewWorkspace { name, relay: None, token: None, me: profile(me) };
        self.ask_once(Purpose::Created { begin: true, relay: None }, request);
    }

    pub(super) fn join(&mut self, link: String, me: Me) {
        self.ask_once(Purpose::Joined, Request::Join { link, me: profile(me) });
    }

    pub(super) fn recover(&mut self, code: String, relay: String, me: Me) {
        let relay = unless_empty(relay);
        self.ask_once(Purpose::Joined, Request::Recover { code, relay, me: profile(me) });
    }

    pub(super) fn create_network(&mut self, name: String, relay: String, token: String, me: Me) {
        let (relay, token) = (unless_empty(relay), unless_empty(token));
        let purpose = Purpose::Created { begin: false, relay: relay.clone() };
        self.ask_once(purpose, Request::NewWorkspace { name, relay, token, me: profile(me) });
    }

    /// A network is there: one with a relay once that has answered, since a mistyped address would be noticed only
    /// when nobody can be invited.
    pub(super) fn created(
        &mut self,
        (workspace, recovery): (WorkspaceId, String),
        begin: bool,
        relay: Option<String>,
    ) {
        match relay {
            None => self.go_to_new(workspace, recovery, begin),
            Some(relay) => {
                self.founding = Some(workspace);
                let founded = Founded { workspace, recovery, relay };
                self.ask_once(Purpose::Founded(founded), Request::CaughtUp { workspace });
            }
        }
    }

    pub(super) fn go_to_new(&mut self, workspace: WorkspaceId, recovery: String, begin: bool) {
        self.founding = None;
        self.show(Dialog::Recovery { code: recovery });
        self.go_to(workspace, begin);
    }

    /// As if it had never been.
    pub(super) fn taken_back(&mut self) {
        self.founding = None;
        self.ask(Purpose::Networks, Request::Workspaces);
    }

    /// The new network's relay says no, or nothing: there is to be no such network.
    pub(super) fn not_founded(&mut self, founded: Founded, error: &BackendError) {
        let workspace = founded.workspace;
        let relay = founded.relay.clone();
        self.ask_once(Purpose::TakenBack(founded), Request::TakeBack { workspace });
        self.state.problem = Some(self.unreached("window-not-founded", &relay, error));
    }

    /// A sentence about a relay that says no, or nothing.
    pub(super) fn unreached(&self, key: &str, relay: &str, error: &BackendError) -> String {
        let texts = &self.state.texts;
        let reason = match error.code {
            ErrorCode::Unreachable => texts.with("window-no-answer", &[("url", relay.into())]),
            _ => sentence(texts, error),
        };
        texts.with(key, &[("reason", reason.into())])
    }

    pub(super) fn choose(&mut self, choosing: bool) {
        self.state.choosing = choosing;
        if !choosing {
            self.state.link = None;
        }
        self.state.problem = None;
    }

    pub(super) fn connect(&mut self, relay: String, token: String) {
        let Some(workspace) = self.state.network else { return };
        let request = Request::Connect { workspace, relay: relay.clone(), token: unless_empty(token) };
        self.ask_once(Purpose::Connected(relay), request);
    }

    /// The address is kept: does a relay answer there?
    pub(super) fn connected(&mut self, relay: String) {
        self.ask(Purpose::Networks, Request::Workspaces);
        let Some(workspace) = self.state.network else { return };
        self.ask_once(Purpose::Reached(relay), Request::CaughtUp { workspace });
    }

    /// The list of networks is here. Shows the one that was made or joined last, or keeps the one that is shown.
    pub(super) fn set_networks(&mut self, workspaces: Vec<WorkspaceInfo>) {
        // One that is still being founded may yet be taken back.
        let founded = workspaces.into_iter().filter(|it| Some(it.id) != self.founding);
        let networks: Vec<Network> = founded.map(network).collect();
        let has = |id: WorkspaceId| networks.iter().any(|network| network.id == id);
        let next = self.next.filter(|(id, _)| has(*id));
        let first = networks.first().map(|network| network.id);
        let shown = self.state.network.filter(|id| has(*id));
        self.state.networks = Some(networks);
        self.show_my_name();
        if let Some((id, begin)) = next {
            self.next = None;
            self.choose(false);
            self.select_network(id);
            if begin {
                self.new_meeting();
            }
        } else if let (None, Some(first)) = (shown, first) {
            // What is to be told of the one that was shown before outlives it.
            let problem = self.state.problem.take();
            self.select_network(first);
            self.state.problem = problem;
        }
    }

    pub(super) fn leave(&mut self) {
        let Some(workspace) = self.state.network else { return };
        let today = self.state.now.today();
        self.ask_once(Purpose::Left(workspace), Request::Leave { workspace, today });
    }

    /// Whether the network that is shown is on its way out, or gone.
    pub(super) fn is_leaving(&self) -> bool {
        self.state.network.is_none() || self.state.dialog == Some(Dialog::Leave)
    }

    /// It is gone from here: the next one is shown, or the choices of the first start.
    pub(super) fn left(&mut self, workspace: WorkspaceId) {
        let name =
            self.state.networks.iter().flatten().find(|it| it.id == workspace).map(|it| it.name.clone());
        if self.state.network == Some(workspace) {
            self.forget_network();
        }
        self.state.dialog = None;
        let values = [("workspace", name.unwrap_or_default().into())];
        self.state.problem = Some(self.state.texts.with("leave-done", &values));
        self.ask(Purpose::Networks, Request::Workspaces);
    }

    /// It goes on as it was, but where only the removing from this computer was cut short.
    pub(super) fn not_left(&mut self, purpose: &Purpose, error: &BackendError) {
        match (purpose, &error.code) {
            (Purpose::Left(workspace), ErrorCode::NotErased) => {
                self.left(*workspace);
                self.fail(error);
            }
            // That what is written will be sent later is no answer to whoever wants to leave.
            (_, ErrorCode::Unreachable) => {
                self.state.problem = Some(self.state.texts.get("leave-unreachable"))
            }
            _ => self.fail(error),
        }
    }

    /// Nothing of the network that was shown is shown any more.
    fn forget_network(&mut self) {
        self.close_meeting();
        self.documents = OpenDocuments::default();
        self.state.network = None;
        self.forget_shown();
    }

    pub(super) fn select_network(&mut self, workspace: WorkspaceId) {
        self.close_open();
        self.state.network = Some(workspace);
        self.forget_shown();
        self.show_newest = true;
        self.state.problem = None;
        self.documents = OpenDocuments::of(&workspace);
        let doc = DocId::directory(&workspace);
        self.documents.awaited.push(Awaited { doc, changes: Vec::new() });
        self.ask(Purpose::Directory(workspace), Request::Open { workspace, doc });
        self.ask_for_summaries(workspace);
        self.ask_for_members(workspace);
        self.ask(Purpose::Status(workspace), Request::Status { workspace });
    }

    /// What belongs to one network only.
    fn forget_shown(&mut self) {
        self.state.meetings.clear();
        self.state.summaries.clear();
        self.state.page = Page::default();
        self.state.people.clear();
        self.state.devices.clear();
        self.state.invitations.clear();
        self.state.themes.clear();
        self.state.events.clear();
        self.state.municipalities.clear();
        self.state.directory_conflicts.clear();
        self.forget_search();
        self.state.status = Status::default();
        self.status_version = 0;
        self.count_unkept();
    }

    /// Lets go of what is open in the network that is shown.
    fn close_open(&mut self) {
        self.close_meeting();
        let Some(workspace) = self.state.network else { return };
        let doc = DocId::directory(&workspace);
        self.ask(Purpose::Nothing, Request::Close { workspace, doc });
    }
}

fn network(info: WorkspaceInfo) -> Network {
    Network {
        id: info.id,
        name: info.name,
        relay: info.relay,
        me: info.person,
        my_name: info.me.name,
        device: info.device,
        may_write: info.role.is_some_and(Role::writes),
        may_invite: info.role == Some(Role::Admin),
    }
}

fn profile(me: Me) -> Profile {
    Profile { name: me.name, municipality: me.municipality, title: me.title }
}

fn unless_empty(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}
