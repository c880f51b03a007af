//! The only place that changes [`AppState`]: commands from the views, events and answers from the backend
//! come in; what the backend is to do goes out as [`Outgoing`]. No IO, no clock, no randomness of its
//! own: so the whole window is driven in tests as it is driven by `shell`.

mod answers;
mod edits;
mod elsewhere;
mod import;
mod loading;
mod making;
mod meetings;
mod networks;
mod open;
mod owners;
mod people;
mod plan;
mod presence;
mod searching;
mod settings;
mod status;
#[cfg(test)]
pub mod tests;
mod trash;

use std::{collections::BTreeMap, path::PathBuf};

use samskriv_shared::{
    documents::Actor,
    ids::{DocId, PersonId, WorkspaceId},
    import::Imported,
    presence::Presence,
};

use self::{
    elsewhere::Elsewhere, making::Making, open::OpenDocuments, presence::PresenceModel, searching::Searching,
};
pub use self::{
    elsewhere::{Changed, Changing},
    loading::{Loaded, Loading},
    searching::{Indexed, Indexing},
};
use crate::{
    backend::{BackendError, Event, Request},
    command::Command,
    editor::Session,
    i18n::Texts,
    preferences::Preferences,
    state::{AppState, Dialog, Now, Removal},
    unfinished::Unfinished,
};

/// Fills bytes at random.
type Entropy = Box<dyn FnMut(&mut [u8])>;

/// The state, the open documents, and what is to be asked of the backend.
pub struct Model {
    pub state: AppState,
    documents: OpenDocuments,
    elsewhere: Elsewhere,
    searching: Searching,
    outgoing: Vec<Outgoing>,
    random: Entropy,
    /// A network that waits for its relay's first answer: nobody sees it yet.
    founding: Option<WorkspaceId>,
    /// The network to show once it is in the list, and whether to begin a meeting in it.
    next: Option<(WorkspaceId, bool)>,
    /// How many times something on a page was pointed at.
    pointed: u64,
    /// Whether the newest meeting is to be opened once the list is here: a network was just chosen.
    show_newest: bool,
    /// Of the status that is shown.
    status_version: u64,
    /// Changes handed over to be kept and not answered yet, per network.
    unkept: BTreeMap<WorkspaceId, usize>,
    presence: PresenceModel,
    /// A file that was read and waits for somebody's word.
    importing: Option<Imported>,
}

/// Something that `shell` does outside.
#[derive(Debug)]
pub enum Outgoing {
    /// Ask the backend; the answer comes back with the purpose to [`Model::on_answer`].
    Ask(Purpose, Request),
    /// Let somebody choose a file; then as [`Outgoing::ReadFile`].
    ChooseFile,
    /// Read a file; its bytes come back to [`Model::on_file`].
    ReadFile(PathBuf),
    /// Load minutes on another thread; what comes of it goes to [`Model::on_loaded`].
    Load(Loading),
    /// Change a document on another thread; what comes of it goes to [`Model::on_changed`].
    Change(Changing),
    /// Bring the search up to date on another thread; what comes of it goes to [`Model::on_indexed`].
    Index(Indexing),
    /// Keep what somebody prefers.
    Keep(Preferences),
    /// Keep what is half-written.
    KeepUnfinished(Unfinished),
    /// Show what lies in a directory.
    OpenFolder(PathBuf),
    /// Let the desktop open invitation links with this program; what comes of it goes to [`Model::on_links`].
    OpenLinks,
    /// Tell colleagues what is done here; none when nothing is.
    Present { workspace: WorkspaceId, presence: Option<Presence>, active: bool },
}

/// What an answer is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    Networks,
    /// A network was made; with `begin`, to write in at once; with its relay's address, if that is still to be tried.
    Created {
        begin: bool,
        relay: Option<String>,
    },
    /// A network that was just made waits for its relay's first answer.
    Founded(Founded),
    /// One whose relay did not answer is taken back.
    TakenBack(Founded),
    Joined,
    /// With how many times those that are not behind had been asked for; 0 for what may be.
    Summaries(WorkspaceId, u64),
    Status(WorkspaceId),
    Directory(WorkspaceId),
    Meeting(WorkspaceId, DocId),
    /// To change a document that nobody looks at.
    Elsewhere(WorkspaceId, DocId),
    /// To make other minutes of it.
    Source(WorkspaceId, DocId, Making),
    /// A change was kept, on the disk: only a failure is news.
    Kept(WorkspaceId),
    Shared,
    /// For whose further computer, where it is for one.
    Link(Option<PersonId>),
    Members(WorkspaceId),
    Invitations(WorkspaceId),
    /// A role was changed or an invitation taken back.
    Administered,
    /// A computer was removed; what is to go after it.
    Removed(Removal),
    /// The address is kept, of the network that is shown.
    Connected(String),
    /// And the relay there has answered.
    Reached(String),
    /// A network was left, and is gone from here.
    Left(WorkspaceId),
    /// The file.
    BackedUp(PathBuf),
    /// Nothing to do, whatever the answer.
    Nothing,
}

/// A network that was just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founded {
    pub workspace: WorkspaceId,
    pub recovery: String,
    pub relay: String,
}

impl Model {
    /// A window that knows nothing yet, and asks which networks there are.
    pub fn new(texts: Texts, now: Now, random: impl FnMut(&mut [u8]) + 'static) -> Model {
        let mut model = Model {
            state: AppState::new(texts, now),
            documents: OpenDocuments::default(),
            elsewhere: Elsewhere::default(),
            searching: Searching::default(),
            outgoing: Vec::new(),
            random: Box::new(random),
            founding: None,
            next: None,
            pointed: 0,
            show_newest: false,
            status_version: 0,
            unkept: BTreeMap::new(),
            presence: PresenceModel::default(),
            importing: None,
        };
        model.ask(Purpose::Networks, Request::Workspaces);
        model
    }

    /// Carries out what a view asked for.
    pub fn on_command(&mut self, command: Command) {
        match command {
            Command::StartWriting(me) => self.start_writing(me),
            Command::Join { link, me } => self.join(link, me),
            Command::Recover { code, relay, me } => self.recover(code, relay, me),
            Command::CreateNetwork { name, relay, token, me } => self.create_network(name, relay, token, me),
            Command::Choose(choosing) => self.choose(choosing),
            Command::SelectNetwork(id) => self.select_network(id),
            Command::Go(page) => self.go(page),
            Command::Point(spot) => self.point(spot),
            Command::NewMeeting => self.new_meeting(),
            Command::NextMeeting(doc) => self.make_of(doc, Making::Next),
            Command::DuplicateMeeting(doc) => self.make_of(doc, Making::Copy),
            Command::InsertRound => self.insert_round(),
            Command::Trash(doc, away) => self.trash(doc, away),
            Command::OpenMeeting(doc) => self.open_meeting(doc),
            Command::OpenAt(doc, place) => self.open_at(doc, place),
            Command::ChooseFile => self.outgoing.push(Outgoing::ChooseFile),
            Command::Import(path) => self.outgoing.push(Outgoing::ReadFile(path)),
            Command::ConfirmImport { actions } => self.confirm_import(&actions),
            Command::Write(target, text) => self.write(&target, &text),
            Command::Pick { field, value } => self.pick(&field, &value),
            Command::AddAttendee { name, municipality, status } => {
                self.add_attendee(name, municipality, status)
            }
            Command::AddMembers => self.add_members(),
            Command::AddMember(person, status) => self.add_member(person, status),
            Command::ChangeAttendee(attendee) => self.edit(|document| document.put_attendee(&attendee)),
            Command::RemoveAttendee(id) => self.edit(|document| document.remove_attendee(&id)),
            Command::AddAction { text, owners, due } => self.add_action(&text, &owners, &due),
            Command::EditAction { doc, action, edit } => self.edit_action(doc, action, edit),
            Command::AddActionToList { text, owners, due } => self.add_action_to_list(text, &owners, &due),
            Command::Search(typed) => self.search(typed),
            Command::ShowYear(year) => self.state.plan_year = Some(year),
            Command::SaveTheme(id, edits) => self.save_theme(id, &edits),
            Command::RemoveTheme(id) => self.edit_directory(|directory| directory.remove_theme(id)),
            Command::SaveEvent(id, edits) => self.save_event(id, &edits),
            Command::RemoveEvent(id) => self.edit_directory(|directory| directory.remove_event(id)),
            Command::PickInPlan { field, value } => self.pick_in_plan(&field, &value),
            Command::AskToShare => self.show(Dialog::Share),
            Command::AskToTrash(doc) => self.ask_to_trash(doc),
            Command::Share => self.share(),
            Command::People(command) => self.on_people_command(command),
            Command::ShowShortcuts => self.show(Dialog::Shortcuts),
            Command::AskToConnect => self.show(Dialog::Connect),
            Command::Connect { relay, token } => self.connect(relay, token),
            Command::AskToLeave => self.show(Dialog::Leave),
            Command::Leave => self.leave(),
            Command::SetOffline(offline) => self.ask(Purpose::Nothing, Request::SetOffline { offline }),
            Command::Reconnect => {
                // Whoever comes online dials at once, however long the next try would have waited.
                self.ask(Purpose::Nothing, Request::SetOffline { offline: true });
                self.ask(Purpose::Nothing, Request::SetOffline { offline: false });
            }
            Command::CloseDialog => self.close_dialog(),
            Command::CheckSpelling(on) => {
                self.prefer(Preferences { spelling: on, ..self.state.preferences });
            }
            Command::Prefer(preferences) => self.prefer(preferences),
            Command::Speak(lang) => self.choose_language(lang),
            Command::BackUp { to, passphrase } => self.back_up(&to, passphrase),
            Command::OpenLinks => self.open_links(),
            Command::OpenDataFolder => {
                let folder = PathBuf::from(&self.state.places.data);
                self.outgoing.push(Outgoing::OpenFolder(folder));
            }
            Command::DismissProblem => self.state.problem = None,
            Command::KeepUnfinished(it) => self.outgoing.push(Outgoing::KeepUnfinished(it)),
        }
    }

    /// Takes in what the backend tells.
    pub fn on_event(&mut self, event: Event) {
        let here = |workspace: WorkspaceId| self.state.network == Some(workspace);
        match event {
            Event::Changed { workspace, doc, changes, .. } if here(workspace) => self.changed(doc, &changes),
            Event::Summaries { workspace } if here(workspace) => {
                // To wait for those that are behind would have them made over and over while somebody types. But the newest
                // meeting is known only among all.
                match self.show_newest {
                    true => self.ask_for_summaries(workspace),
                    false => {
                        let (purpose, current) = (Purpose::Summaries(workspace, 0), false);
                        self.ask(purpose, Request::Summaries { workspace, current });
                    }
                }
            }
            Event::Status { workspace, status } if here(workspace) => self.set_status(*status),
            Event::Presence { workspace, device, presence } if here(workspace) => {
                self.heard(device, presence)
            }
            Event::Members { workspace } => {
                let is_shown = here(workspace);
                self.ask(Purpose::Networks, Request::Workspaces);
                if is_shown {
                    self.ask_for_members(workspace);
                }
            }
            Event::Failed { workspace, error } if workspace.is_none_or(here) => self.fail(&error),
            _ => {}
        }
    }

    /// Ends a frame: what was edited in it becomes one change per document, and is shown.
    pub fn end_frame(&mut self) {
        let Some(workspace) = self.state.network else { return };
        for (doc, changes) in self.documents.commit(self.state.now.ms) {
            *self.unkept.entry(workspace).or_default() += 1;
            self.documents.keep_for_later(doc, &changes);
            self.presence.wrote(self.state.now.ms);
            self.ask(Purpose::Kept(workspace), Request::Change { workspace, doc, changes });
        }
        self.count_unkept();
        self.refresh();
        self.follow_search();
    }

    /// What the views show, and what they edit the open meeting's text through, at `time` (seconds from any start).
    pub fn shown(&mut self, time: f64) -> (&AppState, Option<Session<'_>>) {
        let may_write = self.state.may_write();
        let open = self.state.open.as_ref().filter(|open| !open.read_only).map(|open| open.doc);
        let documents = &mut self.documents;
        let session = documents.meeting.as_mut().map(|(doc, document)| Session {
            editor: &mut documents.editor,
            document,
            random: &mut *self.random,
            may_write: may_write && open == Some(*doc),
            time,
        });
        (&self.state, session)
    }

    /// What is to be done outside.
    pub fn take_outgoing(&mut self) -> Vec<Outgoing> {
        std::mem::take(&mut self.outgoing)
    }

    /// The program cannot work, for a reason that is a sentence.
    pub fn close(&mut self, reason: String) {
        self.state.closed = Some(reason);
    }

    fn ask(&mut self, purpose: Purpose, request: Request) {
        self.outgoing.push(Outgoing::Ask(purpose, request));
    }

    /// Asks for something that a button must not ask for twice.
    fn ask_once(&mut self, purpose: Purpose, request: Request) {
        self.state.busy = true;
        self.state.problem = None;
        self.ask(purpose, request);
    }

    /// What went wrong in it is over with it. Whoever has kept the code of a network of their own goes on with inviting.
    fn close_dialog(&mut self) {
        let closed = self.state.dialog.take();
        self.importing = None;
        self.state.problem = None;
        let alone = self.state.current().is_some_and(|network| network.relay.is_some() && network.may_invite)
            && self.state.devices.len() <= 1;
        if alone && matches!(closed, Some(Dialog::Recovery { .. })) {
            self.show(Dialog::Invite { person: None, link: None });
        }
    }

    fn show(&mut self, dialog: Dialog) {
        self.state.problem = None;
        self.state.dialog = Some(dialog);
    }

    fn fail(&mut self, error: &BackendError) {
        self.state.problem = Some(status::sentence(&self.state.texts, error));
    }

    fn random<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.random)(&mut bytes);
        bytes
    }

    /// A fresh actor: each opening has its own.
    fn actor(&mut self) -> Option<Actor> {
        let random = self.random();
        self.state.current().map(|network| Actor::new(&network.device, random))
    }
}
