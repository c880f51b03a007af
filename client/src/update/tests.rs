//! The model driven without a window, and the bench that the views' tests use too: a backend that answers
//! at once, from memory.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{collections::BTreeMap, path::Path, sync::Arc};

use samskriv_shared::{
    documents::{
        ActionListDocument, ActionStatus, Actor, DirectoryDocument, Document, Due, Kind, Minutes,
        MinutesDocument, MinutesField, Owner, Person, State, Summary,
    },
    ids::{DeviceId, DocId, PersonId, WorkspaceId},
    membership::Role,
    presence::{Place, Presence},
    text::Block,
};

use super::*;
use crate::{
    backend::{
        Answer, BackedUp, BackedUpNetwork, Event, Invite, Member, Profile, RelayState, RelayStatus, SeenBy,
        Status, StoreStatus, Warning, WorkspaceInfo,
    },
    command::{ActionEdit, PeopleCommand, Target},
    editor::Selection,
    i18n::Lang,
    state::{Me, Relay},
};

pub const ME: DeviceId = DeviceId([1; 32]);
pub const OTHER: DeviceId = DeviceId([2; 32]);
/// An invitation, as the backend makes one.
pub const LINK: &str = "samskriv:join?relay=https://rela.example&workspace=\
    0707070707070707070707070707070707070707070707070707070707070707&chain=\
    0909090909090909090909090909090909090909090909090909090909090909#\
    AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM";
pub const NETWORK: WorkspaceId = WorkspaceId([7; 32]);

/// A model and its backend.
pub struct Bench {
    pub model: Model,
    pub documents: BTreeMap<DocId, Vec<u8>>,
    pub summaries: Vec<Summary>,
    pub workspaces: Vec<WorkspaceInfo>,
    /// Whose computers belong to the network.
    pub members: Vec<Member>,
    pub invites: Vec<Invite>,
    /// Everything asked of the backend, without the documents' bytes.
    pub asked: Vec<String>,
    /// What colleagues were told of what is done here.
    pub presented: Vec<Option<Presence>>,
    pub refuses: Option<crate::backend::ErrorCode>,
    /// No relay answers.
    pub unreached: bool,
    /// The words that were to be kept last.
    pub unfinished: Option<Unfinished>,
}

impl Bench {
    /// Nothing is on this computer.
    pub fn empty() -> Bench {
        let mut next = 0u8;
        let random = move |bytes: &mut [u8]| {
            next = next.wrapping_add(1);
            bytes.fill(next);
        };
        let now = Now { ms: 1_800_000_000_000, local: jiff::civil::datetime(2027, 1, 15, 9, 0, 0, 0) };
        let model = Model::new(Texts::new(Lang::Sv), now, random);
        let mut bench = Bench {
            model,
            documents: BTreeMap::new(),
            summaries: Vec::new(),
            workspaces: Vec::new(),
            members: Vec::new(),
            invites: Vec::new(),
            asked: Vec::new(),
            presented: Vec::new(),
            refuses: None,
            unreached: false,
            unfinished: None,
        };
        bench.settle();
        bench
    }

    /// A network with Eva Lind in it, and no meeting.
    pub fn with_network() -> Bench {
        let mut bench = Bench::empty();
        bench.found(Some("wss://relä.example".into()));
        bench.model.ask(Purpose::Networks, Request::Workspaces);
        bench.settle();
        bench
    }

    /// With a new meeting open.
    pub fn with_meeting() -> Bench {
        let mut bench = Bench::with_network();
        bench.run(Command::NewMeeting);
        bench
    }

    /// With a network in which no meeting is opened by itself.
    pub fn with_nothing_open() -> Bench {
        let mut bench = Bench::with_network();
        bench.model.show_newest = false;
        bench
    }

    /// Whoever sits here may only read from now on.
    pub fn read_only(&mut self) {
        self.workspaces.iter_mut().for_each(|it| it.role = Some(Role::Reader));
        self.model.ask(Purpose::Networks, Request::Workspaces);
        self.settle();
    }

    fn found(&mut self, relay: Option<String>) {
        let me = Profile { name: "Anna Ek".into(), municipality: "Bjuv".into(), title: String::new() };
        self.workspaces.push(WorkspaceInfo {
            id: NETWORK,
            name: "Provnätverket".into(),
            relay,
            me,
            person: PersonId([1; 16]),
            device: ME,
            role: Some(Role::Admin),
        });
        let mut directory = DirectoryDocument::create(Actor::new(&ME, [9; 8]), "Provnätverket");
        for (n, name) in [(1, "Anna Ek"), (2, "Eva Lind")] {
            directory.put_person(&Person::named(PersonId([n; 16]), name));
        }
        self.documents.insert(DocId::directory(&NETWORK), directory.document.commit(0).unwrap());
        let mut list = ActionListDocument::create(Actor::new(&ME, [8; 8]));
        self.documents.insert(DocId::action_list(&NETWORK), list.document.commit(0).unwrap());
    }

    pub fn run(&mut self, command: Command) {
        self.model.on_command(command);
        self.settle();
    }

    /// Changes the directory, as if it were done here.
    pub fn change_directory(&mut self, change: impl FnOnce(&mut DirectoryDocument)) {
        self.model.edit_directory(change);
        self.settle();
    }

    /// Answers until nothing more is asked.
    pub fn settle(&mut self) {
        loop {
            self.model.end_frame();
            let outgoing = self.model.take_outgoing();
            if outgoing.is_empty() {
                return;
            }
            for outgoing in outgoing {
                match outgoing {
                    Outgoing::Ask(purpose, request) => {
                        let answer = self.answer(request);
                        self.model.on_answer(purpose, answer);
                    }
                    Outgoing::Load(loading) => self.model.on_loaded(loading.run()),
                    Outgoing::Index(indexing) => self.model.on_indexed(indexing.run()),
                    Outgoing::Change(changing) => self.model.on_changed(changing.run()),
                    Outgoing::Present { presence, .. } => self.presented.push(presence),
                    Outgoing::Keep(preferences) => self.asked.push(format!("{preferences:?}")),
                    Outgoing::KeepUnfinished(it) => self.unfinished = Some(it),
                    Outgoing::ChooseFile => self.asked.push("choose a file".into()),
                    Outgoing::OpenFolder(path) => self.asked.push(format!("show {}", path.display())),
                    Outgoing::OpenLinks => {
                        self.asked.push("open links".into());
                        self.model.on_links(Ok(()));
                    }
                    Outgoing::ReadFile(path) => self.asked.push(format!("read {}", path.display())),
                }
            }
        }
    }

    /// Those that a test has set, and those of the documents that are here.
    fn all_summaries(&self) -> Vec<Arc<Summary>> {
        let set = self.summaries.iter().cloned().map(Arc::new);
        let others = self.documents.iter().filter(|(doc, _)| self.summaries.iter().all(|it| it.id != **doc));
        let made = others.filter_map(|(doc, bytes)| {
            let document = Document::load(bytes, Actor::new(&OTHER, [8; 8])).ok()?;
            Some(Arc::new(Summary::of(*doc, &document)))
        });
        set.chain(made).collect()
    }

    /// The backend tells that it knows something else.
    pub fn refresh_summaries(&mut self) {
        self.model.on_event(Event::Summaries { workspace: NETWORK });
        self.settle();
    }

    /// Puts the document of a meeting there as if it had been written before.
    pub fn earlier(&mut self, nth: u8, write: impl FnOnce(&mut MinutesDocument)) -> DocId {
        let doc = DocId([nth; 16]);
        let mut minutes = MinutesDocument::create(Actor::new(&OTHER, [nth; 8]));
        write(&mut minutes);
        self.documents.insert(doc, minutes.document.commit(0).expect("something"));
        self.model.show_newest = false;
        self.refresh_summaries();
        doc
    }

    pub fn answer(&mut self, request: Request) -> Result<Answer, BackendError> {
        let (name, answer) = match request {
            Request::Workspaces => ("workspaces", Answer::Workspaces(self.workspaces.clone())),
            Request::Summaries { .. } => ("summaries", Answer::Summaries(self.all_summaries())),
            Request::Status { .. } => ("status", Answer::Status(Box::default())),
            Request::Open { doc, .. } => ("open", Answer::Document(self.documents[&doc].clone())),
            Request::Change { doc, changes, .. } => {
                self.documents.entry(doc).or_default().extend(changes);
                ("change", Answer::Done)
            }
            Request::NewWorkspace { relay, .. } => {
                self.found(relay);
                ("new workspace", Answer::Created { id: NETWORK, recovery: "kod-för-räddning".into() })
            }
            Request::Join { link, .. } => {
                self.found(Some(link));
                ("join", Answer::Joined(NETWORK))
            }
            Request::Recover { relay, .. } => {
                self.found(relay);
                ("recover", Answer::Joined(NETWORK))
            }
            Request::Discard { doc, .. } => {
                self.documents.remove(&doc);
                ("discard", Answer::Done)
            }
            Request::Share { .. } => ("share", Answer::Done),
            Request::CaughtUp { .. } if self.unreached => {
                // What is in the list is told again and again.
                self.model.ask(Purpose::Networks, Request::Workspaces);
                return Err(BackendError::new(crate::backend::ErrorCode::Unreachable, ""));
            }
            Request::TakeBack { .. } => {
                self.workspaces.clear();
                ("take back", Answer::Done)
            }
            Request::Connect { relay, .. } => {
                self.workspaces.iter_mut().for_each(|it| it.relay = Some(relay.clone()));
                ("connect", Answer::Done)
            }
            Request::Invite { .. } => ("invite", Answer::Link(LINK.into())),
            Request::Members { .. } => ("members", Answer::Members(self.members.clone())),
            Request::Invites { .. } => ("invites", Answer::Invites(self.invites.clone())),
            Request::SetRole { device, role, .. } => {
                let member = self.members.iter_mut().find(|member| member.device == device);
                member.expect("a member").role = role;
                ("role", Answer::Done)
            }
            Request::Remove { device, .. } => {
                self.members.retain(|member| member.device != device);
                ("remove", Answer::Done)
            }
            Request::Leave { workspace, .. } => {
                self.workspaces.retain(|it| it.id != workspace);
                ("leave", Answer::Done)
            }
            Request::Revoke { invite, .. } => {
                self.invites.retain(|it| it.device != invite);
                ("revoke", Answer::Done)
            }
            Request::BackUp { .. } => {
                let networks =
                    vec![BackedUpNetwork { id: NETWORK, name: "Provnätverket".into(), meetings: 3 }];
                ("back up", Answer::BackedUp(BackedUp { networks, bytes: 1 }))
            }
            Request::SetOffline { offline: true } => ("offline", Answer::Done),
            Request::SetOffline { offline: false } => ("online", Answer::Done),
            _ => ("other", Answer::Done),
        };
        self.asked.push(name.to_owned());
        match &self.refuses {
            Some(code) if !matches!(answer, Answer::Workspaces(_)) => {
                Err(BackendError::new(code.clone(), ""))
            }
            _ => Ok(answer),
        }
    }

    pub fn doc(&self) -> DocId {
        self.model.state.open.as_ref().expect("an open meeting").doc
    }

    pub fn minutes(&self) -> &Minutes {
        &self.model.state.open.as_ref().expect("an open meeting").minutes
    }

    /// The body as the editor has it.
    pub fn body(&self) -> Body {
        let editor = &self.model.documents.editor;
        Body {
            text: editor.view().display().to_owned(),
            blocks: editor.view().blocks(),
            selection: editor.selection.map(|it| (it.caret, it.other)),
        }
    }

    /// What the editor does, at once.
    pub fn edit(&mut self, edit: impl FnOnce(&mut Session<'_>)) {
        let (_, session) = self.model.shown(0.0);
        edit(&mut session.expect("an open meeting"));
    }

    pub fn select(&mut self, caret: usize, other: usize) {
        self.edit(|session| session.editor.selection = Some(Selection { caret, other }));
    }

    /// What the backend holds of the open meeting.
    pub fn kept(&self) -> MinutesDocument {
        let bytes = &self.documents[&self.doc()];
        MinutesDocument::open(Document::load(bytes, Actor::new(&OTHER, [5; 8])).unwrap()).unwrap()
    }

    /// Somebody else changes the open meeting.
    pub fn elsewhere(&mut self, change: impl FnOnce(&mut MinutesDocument)) {
        let mut theirs = self.kept();
        change(&mut theirs);
        let changes = theirs.document.commit(0).expect("a change");
        self.receive(changes);
    }

    pub fn receive(&mut self, changes: Vec<u8>) {
        let doc = self.doc();
        self.documents.get_mut(&doc).unwrap().extend(&changes);
        self.model.on_event(Event::Changed {
            workspace: NETWORK,
            doc,
            changes,
            author: Some(OTHER),
            checkpoint: false,
        });
    }

    /// What the backend holds of the directory.
    pub fn directory(&self) -> DirectoryDocument {
        let bytes = &self.documents[&DocId::directory(&NETWORK)];
        DirectoryDocument::open(Document::load(bytes, Actor::new(&OTHER, [5; 8])).unwrap()).unwrap()
    }

    /// Somebody else changes the directory, apart from what is done here meanwhile.
    pub fn directory_apart(
        &mut self,
        change: impl FnOnce(&mut DirectoryDocument),
        meanwhile: impl IntoIterator<Item = Command>,
    ) {
        let mut theirs = self.directory();
        change(&mut theirs);
        let changes = theirs.document.commit(0).expect("a change");
        meanwhile.into_iter().for_each(|command| self.run(command));
        let doc = DocId::directory(&NETWORK);
        self.documents.get_mut(&doc).unwrap().extend(&changes);
        let (workspace, author, checkpoint) = (NETWORK, Some(OTHER), false);
        self.model.on_event(Event::Changed { workspace, doc, changes, author, checkpoint });
        self.settle();
    }

    pub fn status(&mut self, status: Status) {
        self.model.on_event(Event::Status { workspace: NETWORK, status: Box::new(status) });
    }

    pub fn type_in(&mut self, at: usize, text: &str) {
        self.edit(|session| _ = session.insert(at..at, text));
        self.settle();
    }
}

/// What the editor shows.
pub struct Body {
    pub text: String,
    pub blocks: Vec<Block>,
    pub selection: Option<(usize, usize)>,
}

fn me() -> Me {
    Me { name: "Anna Ek".into(), municipality: "Bjuv".into(), title: String::new() }
}

#[test]
fn the_first_start_leads_to_an_open_meeting() {
    let mut bench = Bench::empty();
    assert_eq!(bench.model.state.networks.as_deref(), Some(&[][..]));
    bench.run(Command::StartWriting(me()));
    assert_eq!(bench.minutes().state, State::Draft);
    assert_eq!(bench.minutes().secretary, "Anna Ek");
    assert_eq!(bench.minutes().starts, Some(jiff::civil::datetime(2027, 1, 15, 0, 0, 0, 0)));
    assert_eq!(bench.model.state.dialog, Some(Dialog::Recovery { code: "kod-för-räddning".into() }));
    assert!(!bench.model.state.busy);
    assert_eq!(bench.model.state.window_title(), "Namnlöst möte – Provnätverket – Samskriv");
}

#[test]
fn a_refused_invitation_is_told_in_a_sentence() {
    let mut bench = Bench::empty();
    bench.refuses = Some(crate::backend::ErrorCode::BadLink);
    bench.run(Command::Join { link: "x".into(), me: me() });
    let problem = bench.model.state.problem.clone().unwrap();
    assert!(problem.ends_with('.') && !problem.contains("bad-link"), "{problem}");
    assert!(!bench.model.state.busy);
}

#[test]
fn what_is_typed_in_a_frame_is_one_change() {
    let mut bench = Bench::with_meeting();
    bench.asked.clear();
    for (at, text) in [(0, "a"), (1, "b"), (2, "\n"), (3, "c")] {
        bench.edit(|session| _ = session.insert(at..at, text));
    }
    bench.settle();
    assert_eq!(bench.asked, ["change"]);
    assert_eq!(bench.kept().body_display(), "ab\nc");
    assert_eq!(bench.body().text, "ab\nc");
    assert_eq!(bench.body().blocks.len(), 2);
    bench.settle();
    assert_eq!(bench.asked, ["change"], "nothing is sent where nothing was edited");
}

#[test]
fn anothers_change_moves_the_caret_with_its_text() {
    let mut bench = Bench::with_meeting();
    bench.type_in(0, "alfa beta");
    bench.select(9, 4);
    bench.elsewhere(|theirs| _ = theirs.body_splice(0, 0, "Nytt\n").unwrap());
    assert_eq!(bench.body().text, "Nytt\nalfa beta");
    assert_eq!(bench.body().selection, Some((14, 9)));
    bench.elsewhere(|theirs| _ = theirs.body_splice(0, 14, "").unwrap());
    assert_eq!(bench.body().selection, Some((0, 0)));
}

#[test]
fn changes_that_overtake_their_document_are_not_lost() {
    let mut bench = Bench::with_meeting();
    bench.type_in(0, "först");
    let doc = bench.doc();
    bench.run(Command::NewMeeting);
    bench.model.on_command(Command::OpenMeeting(doc));
    // The backend read the document, then something came in, and that is told before the answer is fetched.
    let before = bench.documents[&doc].clone();
    let mut theirs =
        MinutesDocument::open(Document::load(&before, Actor::new(&OTHER, [6; 8])).unwrap()).unwrap();
    theirs.body_splice(5, 0, " sedan").unwrap();
    let changes = theirs.document.commit(0).unwrap();
    bench.model.on_event(Event::Changed {
        workspace: NETWORK,
        doc,
        changes,
        author: None,
        checkpoint: false,
    });
    bench.settle();
    assert_eq!(bench.body().text, "först sedan");
}

#[test]
fn what_somebody_forged_goes_when_its_author_says_otherwise() {
    let mut bench = Bench::with_meeting();
    bench.type_in(0, "början");
    let doc = bench.doc();
    let author = Actor::new(&OTHER, [6; 8]);
    let [mut own, mut forged] = [(); 2]
        .map(|()| MinutesDocument::open(Document::load(&bench.documents[&doc], author).unwrap()).unwrap());
    forged.body_splice(0, 0, "falskt ").unwrap();
    own.body_splice(0, 0, "äkta ").unwrap();
    bench.receive(forged.document.save());
    assert_eq!(bench.body().text, "falskt början");
    bench.select(13, 13);

    bench.receive(own.document.commit(0).unwrap());
    let outgoing = bench.model.take_outgoing();
    let [Outgoing::Ask(purpose, Request::Open { doc: asked, .. })] = &outgoing[..] else {
        panic!("{outgoing:?}")
    };
    assert_eq!(*asked, doc);
    let read = bench.documents[&doc].clone();
    // Comes after the store was read, before the answer is here.
    own.set(MinutesField::Place, "Lund").unwrap();
    bench.receive(own.document.commit(0).unwrap());
    assert_eq!(bench.body().text, "falskt början", "what is shown stays until the other is here");
    let said = bench.model.state.texts.get("window-change-withdrawn");
    assert_eq!(bench.model.state.problem, Some(said));
    bench.model.on_answer(purpose.clone(), Ok(Answer::Document(read)));
    bench.settle();
    assert_eq!((bench.body().text.as_str(), bench.minutes().place.as_str()), ("äkta början", "Lund"));
    assert_eq!(bench.body().selection, Some((11, 11)), "at the text's end, as before");
    bench.type_in(11, " och slut");
    assert_eq!(bench.kept().body_display(), "äkta början och slut");
}

#[test]
fn a_network_shows_its_newest_meeting_first() {
    let mut bench = Bench::with_meeting();
    let (id, bytes) = (bench.doc(), bench.documents[&bench.doc()].clone());
    let document = Document::load(&bytes, Actor::new(&OTHER, [6; 8])).unwrap();
    bench.summaries = vec![samskriv_shared::documents::Summary::of(id, &document)];
    bench.run(Command::SelectNetwork(NETWORK));
    assert_eq!(bench.doc(), id);
}

#[test]
fn dates_and_times_are_written_together() {
    let mut bench = Bench::with_meeting();
    for (target, text) in
        [(Target::StartTime, "9.00"), (Target::EndTime, "10:30"), (Target::Date, "7 februari 2027")]
    {
        bench.model.on_command(Command::Write(target, text.into()));
    }
    bench.settle();
    assert_eq!(bench.minutes().starts, Some(jiff::civil::datetime(2027, 2, 7, 9, 0, 0, 0)));
    assert_eq!(bench.minutes().ends, Some(jiff::civil::datetime(2027, 2, 7, 10, 30, 0, 0)));
    bench.run(Command::Write(Target::Date, String::new()));
    assert_eq!((bench.minutes().starts, bench.minutes().ends), (None, None));
}

#[test]
fn actions_find_their_people() {
    let mut bench = Bench::with_meeting();
    let (text, due) = ("Bjuda in talare".to_owned(), "nästa möte".to_owned());
    bench.run(Command::AddAction { text, owners: "eva lind, Okänd Person".into(), due });
    let action = bench.minutes().actions[0].clone();
    assert_eq!(action.due, Due::NextMeeting);
    assert!(action.owners.contains(&Owner::Person(PersonId([2; 16]))));
    assert!(
        action
            .owners
            .iter()
            .any(|owner| matches!(owner, Owner::Named { name, .. } if name == "Okänd Person"))
    );
    // Writing the same names again changes nothing.
    bench.asked.clear();
    bench.run(Command::Write(Target::ActionOwners(bench.doc(), action.id), "Eva Lind, Okänd Person".into()));
    assert_eq!(bench.asked, Vec::<String>::new());
    let edit = ActionEdit::Status(ActionStatus::Done);
    bench.run(Command::EditAction { doc: bench.doc(), action: action.id, edit });
    assert_eq!(bench.kept().read().actions[0].status, ActionStatus::Done);
}

#[test]
fn sharing_tells_the_directory_before_it_leaves() {
    let mut bench = Bench::with_meeting();
    bench.run(Command::AskToShare);
    bench.asked.clear();
    bench.run(Command::Share);
    assert_eq!(bench.asked, ["change", "change", "share"]);
    assert_eq!(bench.kept().read().state, State::Shared);
    let bytes = &bench.documents[&DocId::directory(&NETWORK)];
    let directory =
        DirectoryDocument::open(Document::load(bytes, Actor::new(&OTHER, [4; 8])).unwrap()).unwrap();
    assert!(
        directory.read().documents.iter().any(|entry| entry.id == bench.doc() && entry.kind == Kind::Minutes)
    );
    assert_eq!(bench.model.state.dialog, None);
}

#[test]
fn two_titles_are_both_kept_until_one_is_picked() {
    let mut bench = Bench::with_meeting();
    bench.run(Command::Write(Target::Field(MinutesField::Title), "Vår".into()));
    let mut theirs = bench.kept();
    bench.run(Command::Write(Target::Field(MinutesField::Title), "Vårmöte".into()));
    theirs.set(MinutesField::Title, "Vårens möte").unwrap();
    let changes = theirs.document.commit(0).unwrap();
    bench.receive(changes);
    assert_eq!(bench.minutes().conflicts[0].values, ["Vårens möte", "Vårmöte"]);
    bench.run(Command::Pick { field: "title".into(), value: "Vårens möte".into() });
    assert!(bench.minutes().conflicts.is_empty());
    assert_eq!(bench.kept().read().title, "Vårens möte");
}

#[test]
fn an_invitation_and_the_network_cut_off() {
    let mut bench = Bench::with_network();
    bench.run(Command::People(PeopleCommand::AskToInvite(None)));
    let invite = PeopleCommand::Invite { role: Role::Reader, uses: 3, person: None };
    bench.run(Command::People(invite));
    let link = Some(LINK.to_owned());
    assert_eq!(bench.model.state.dialog, Some(Dialog::Invite { person: None, link }));
    bench.run(Command::SetOffline(true));
    assert_eq!(bench.asked.last().unwrap(), "offline");
}

#[test]
fn the_status_is_the_backends() {
    let mut bench = Bench::with_network();
    let since = bench.model.state.now.ms - 19 * 60 * 1000;
    bench.status(Status {
        unsaved_changes: 1,
        unsent_changes: 2,
        relay: RelayStatus {
            state: RelayState::Offline,
            offline_since_ms: Some(since),
            on_purpose: true,
            ..RelayStatus::default()
        },
        seen_by: vec![SeenBy { name: "Eva Lind".into(), seq: 4 }, SeenBy { name: "Per Holm".into(), seq: 9 }],
        last_sent: Some(5),
        colleagues: 2,
        seen: 1,
        warnings: vec![Warning::ToldOtherwise("Eva Lind".into())],
        store: StoreStatus { health: "storage".into(), bytes: 0 },
        ..Status::default()
    });
    let status = &bench.model.state.status;
    let at = jiff::civil::datetime(2027, 1, 15, 8, 41, 0, 0);
    assert_eq!(status.relay, Relay::Offline { since: Some(at), reason: None });
    assert!(status.chose_offline);
    assert_eq!(status.names, [("Eva Lind".to_owned(), false), ("Per Holm".to_owned(), true)]);
    assert_eq!((status.unsaved, status.unsent, status.seen, status.colleagues), (1, 2, 1, 2));
    assert!(status.warnings[0].contains("Eva Lind"), "{:?}", status.warnings);
    assert!(status.warnings[1].contains("gör plats på disken"), "{:?}", status.warnings);
    assert!(status.refused);
}

#[test]
fn a_disk_that_refuses_is_told_of_with_what_to_do_and_without_the_systems_words() {
    let mut bench = Bench::with_meeting();
    let error = BackendError::new(
        crate::backend::ErrorCode::Storage,
        "/home/kim/x.automerge: No space left on device (os error 28)",
    );
    bench.model.on_event(Event::Failed { workspace: None, error });
    let told = bench.model.state.problem.as_deref().unwrap_or_default();
    assert!(told.contains("gör plats på disken") && !told.contains("os error"), "{told}");
    // Once it takes everything again, that is over.
    let store = |health: &str| StoreStatus { health: health.into(), bytes: 0 };
    bench.status(Status { version: 1, store: store("storage"), ..Status::default() });
    assert!(bench.model.state.problem.is_some());
    bench.status(Status { version: 2, store: store("ok"), ..Status::default() });
    assert_eq!(bench.model.state.problem, None);
}

#[test]
fn a_new_try_on_a_lost_connection_is_still_offline() {
    let mut bench = Bench::with_meeting();
    let connecting = RelayStatus { state: RelayState::Connecting, ..RelayStatus::default() };
    bench.status(Status { relay: connecting.clone(), ..Status::default() });
    assert_eq!(bench.model.state.status.relay, Relay::Connecting);
    let error = Some(crate::backend::ErrorCode::Unreachable);
    bench.status(Status { relay: RelayStatus { error, ..connecting }, ..Status::default() });
    assert!(matches!(bench.model.state.status.relay, Relay::Offline { .. }));
}

#[test]
fn whoever_was_removed_is_told_so_in_a_sentence() {
    let mut bench = Bench::with_meeting();
    for state in [RelayState::Offline, RelayState::Connecting] {
        let error = Some(crate::backend::ErrorCode::Relay(samskriv_shared::protocol::Code::Removed));
        bench.status(Status {
            relay: RelayStatus { state, error, ..Default::default() },
            ..Status::default()
        });
        let Relay::Removed(sentence) = &bench.model.state.status.relay else { panic!("{state:?}") };
        assert!(sentence.starts_with("En administratör har tagit bort den här datorn"), "{sentence}");
    }
}

#[test]
fn an_answer_that_an_event_overtook_does_not_bring_the_old_status_back() {
    let mut bench = Bench::with_network();
    bench.status(Status { version: 8, seen: 1, colleagues: 1, ..Status::default() });
    let old = Answer::Status(Box::new(Status { version: 7, colleagues: 1, ..Status::default() }));
    bench.model.on_answer(Purpose::Status(NETWORK), Ok(old));
    assert_eq!(bench.model.state.status.seen, 1);
}

#[test]
fn a_dropped_text_becomes_a_draft() {
    let mut bench = Bench::with_network();
    let text =
        "# Provmöte\n\nDatum: 2027-03-05 kl. 9.00-12.00\nPlats: Rådhuset\n\n## Anteckningar\n\n- En punkt\n";
    bench.model.on_file(Path::new("/tmp/prov.md"), Ok(text.as_bytes().to_vec()));
    assert!(bench.model.state.open.is_none(), "nobody has said yes to it");
    bench.run(Command::ConfirmImport { actions: vec![] });
    assert!(bench.body().text.contains("En punkt"), "{}", bench.body().text);
    assert_eq!(bench.minutes().state, State::Draft);
    bench.model.on_file(Path::new("/tmp/bild.png"), Ok(vec![0; 64]));
    assert!(bench.model.state.problem.as_ref().unwrap().starts_with("bild.png"));
}

#[test]
fn the_list_is_sorted_and_shows_the_open_meeting_as_it_is() {
    let mut bench = Bench::with_meeting();
    bench.run(Command::Write(Target::Field(MinutesField::Title), "Öppet".into()));
    let mut other = bench.kept();
    other.set(MinutesField::Title, "Senare").unwrap();
    other.set(MinutesField::Starts, "2027-03-01").unwrap();
    bench.summaries = vec![Summary::of(DocId([99; 16]), &other.document)];
    bench.model.on_event(Event::Summaries { workspace: NETWORK });
    bench.settle();
    let titles: Vec<&str> = bench.model.state.meetings.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(titles, ["Senare", "Öppet"]);
}

#[test]
fn nothing_is_called_saved_or_sent_before_it_is_answered() {
    use crate::ui::status_line::{Standing, at_the_relay, on_this_computer, with_colleagues};

    let mut bench = Bench::with_meeting();
    bench.run(Command::Share);
    let relay = RelayStatus { state: RelayState::Live, ..RelayStatus::default() };
    let told = |unsent_changes, version| Status {
        version,
        unsent_changes,
        relay: relay.clone(),
        colleagues: 1,
        seen: 1,
        ..Status::default()
    };
    let standings = |bench: &Bench| {
        let state = &bench.model.state;
        let colleagues = with_colleagues(state).unwrap();
        [on_this_computer(state).standing, at_the_relay(state).standing, colleagues.standing]
    };
    bench.status(told(0, 1));
    assert_eq!(standings(&bench), [Standing::Reached; 3]);
    bench.edit(|session| _ = session.insert(0..0, "a"));
    bench.model.end_frame();
    assert_eq!(standings(&bench), [Standing::Waiting; 3], "the backend has told nothing yet");
    assert_eq!(at_the_relay(&bench.model.state).words, "Ändringar väntar på att skickas");
    bench.status(told(1, 2));
    assert_eq!(at_the_relay(&bench.model.state).words, "Ändringar väntar på att skickas");
    // Another network's line says nothing of it, and coming back it is still waited for.
    let network = bench.model.state.network.replace(WorkspaceId([8; 32]));
    bench.model.count_unkept();
    assert_eq!(on_this_computer(&bench.model.state).standing, Standing::Reached);
    bench.model.state.network = network;
    bench.model.count_unkept();
    assert_eq!(on_this_computer(&bench.model.state).standing, Standing::Waiting);
    bench.settle();
    assert_eq!(standings(&bench), [Standing::Reached, Standing::Waiting, Standing::Waiting]);
    bench.status(told(0, 3));
    assert_eq!(standings(&bench), [Standing::Reached; 3]);
}

#[test]
fn a_draft_tells_nobody_where_the_caret_is_and_a_shared_meeting_does() {
    let mut bench = Bench::with_meeting();
    bench.type_in(0, "alfa beta");
    bench.model.tell_presence(true);
    bench.settle();
    assert_eq!(bench.presented, [None], "it is a draft");
    bench.edit(|session| session.document.set_state(State::Shared));
    bench.model.on_command(Command::Write(Target::Field(MinutesField::Place), "Lund".into()));
    bench.settle();
    bench.select(4, 0);
    bench.model.tell_presence(true);
    bench.settle();
    let told = bench.presented.last().cloned().flatten().expect("a place");
    assert_eq!(told.doc, bench.doc());
    let place = told.place.expect("a place");
    let kept = bench.kept();
    assert_eq!((kept.body_position(&place.caret), kept.body_position(&place.other)), (4, 0));
    let times = bench.presented.len();
    bench.model.tell_presence(true);
    bench.settle();
    assert_eq!(bench.presented.len(), times, "nothing is told twice");
}

#[test]
fn others_are_shown_where_their_text_is_until_they_fade() {
    let mut bench = Bench::with_meeting();
    bench.type_in(0, "alfa beta");
    let theirs = bench.kept();
    let place = Place { caret: theirs.body_anchor(5), other: theirs.body_anchor(5) };
    let presence = Presence { doc: bench.doc(), place: Some(place), typing: true };
    bench.model.on_event(Event::Presence { workspace: NETWORK, device: OTHER, presence: Some(presence) });
    let others = |bench: &Bench| bench.model.state.open.as_ref().unwrap().others.clone();
    assert_eq!(others(&bench)[0].selection, Selection { caret: 5, other: 5 });
    assert!(others(&bench)[0].typing.as_deref().is_some_and(|words| words.ends_with("skriver")));
    bench.type_in(0, "xx ");
    assert_eq!(others(&bench)[0].selection.caret, 8);
    let wakes = bench.model.wakes_in_ms().expect("somebody fades");
    bench.model.state.now.ms += i64::try_from(wakes).unwrap().max(15_001);
    bench.settle();
    assert_eq!(others(&bench), []);
}
