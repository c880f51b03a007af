//! A person at a window, without the window: a backend and the live documents that are open.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

use samskriv_client::backend::{
    Answer, Backend, Config, ErrorCode, Event, LinkTiming, Member, Profile, Request, Status,
};
use samskriv_shared::{
    documents::{
        Actor, DirectoryDocument, Document, Kind, MinutesDocument, State, Summary,
        changes::{change_info, chunks},
    },
    ids::{DeviceId, DocId, WorkspaceId},
    membership::Role,
    presence::{Place, Presence},
};

use crate::PATIENCE_S;

/// A person at a computer.
pub struct Peer {
    /// The first name, for messages.
    pub name: String,
    backend: Option<Backend>,
    workspace: Option<WorkspaceId>,
    device: Option<DeviceId>,
    minutes: BTreeMap<DocId, MinutesDocument>,
    status: Option<Status>,
    received: BTreeSet<[u8; 32]>,
    checkpoints: usize,
    others: BTreeMap<DeviceId, Option<Presence>>,
    news: Arc<News>,
}

/// Set by the backend's wake, taken by whoever waits.
#[derive(Default)]
struct News {
    there: Mutex<bool>,
    changed: Condvar,
}

impl Peer {
    /// Starts the backend of a person whose data lies in `data`.
    pub fn start(name: &str, data: &Path, timing: LinkTiming) -> Peer {
        Peer::start_with(name, Config { timing, ..Config::new(data.to_owned(), true) })
    }

    /// The same with all there is to choose.
    pub fn start_with(name: &str, config: Config) -> Peer {
        let news = Arc::new(News::default());
        let waker = news.clone();
        let backend = Backend::start(config, move || {
            *waker.there.lock().unwrap_or_else(PoisonError::into_inner) = true;
            waker.changed.notify_all();
        });
        let backend = backend.unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut peer = Peer {
            name: name.into(),
            backend: Some(backend),
            workspace: None,
            device: None,
            minutes: BTreeMap::new(),
            status: None,
            received: BTreeSet::new(),
            checkpoints: 0,
            others: BTreeMap::new(),
            news,
        };
        peer.adopt_workspace();
        peer
    }

    fn backend(&self) -> &Backend {
        self.backend.as_ref().unwrap_or_else(|| panic!("{} has quit", self.name))
    }

    /// Asks, and waits for the answer.
    pub fn ask(&self, request: Request) -> Answer {
        let what = format!("{request:?}");
        self.backend()
            .request(request)
            .wait()
            .unwrap_or_else(|error| panic!("{}: {what}: {error}", self.name))
    }

    /// Asks for what is refused, and gives the code.
    pub fn backend_error(&self, request: Request) -> ErrorCode {
        match self.backend().request(request).wait() {
            Err(error) => error.code,
            Ok(answer) => panic!("{}: not refused: {answer:?}", self.name),
        }
    }

    fn adopt_workspace(&mut self) {
        if let Answer::Workspaces(infos) = self.ask(Request::Workspaces)
            && let Some(info) = infos.first()
        {
            self.workspace = Some(info.id);
            self.device = Some(info.device);
        }
    }

    /// The devices of the network, as this computer knows them.
    pub fn members(&self) -> Vec<Member> {
        match self.ask(Request::Members { workspace: self.workspace() }) {
            Answer::Members(members) => members,
            other => panic!("{other:?}"),
        }
    }

    /// Whose they are, in order.
    pub fn member_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.members().into_iter().map(|member| member.name).collect();
        names.sort();
        names
    }

    /// The workspace that this person is in.
    pub fn workspace(&self) -> WorkspaceId {
        self.workspace.unwrap_or_else(|| panic!("{} is in no workspace", self.name))
    }

    fn me(&self, municipality: &str) -> Profile {
        Profile { name: self.name.clone(), municipality: municipality.into(), title: "Socialchef".into() }
    }

    /// Founds a workspace at a relay; its recovery code.
    pub fn found(&mut self, workspace: &str, relay: &str, municipality: &str) -> String {
        let me = self.me(municipality);
        let request =
            Request::NewWorkspace { name: workspace.into(), relay: Some(relay.into()), token: None, me };
        let answer = self.ask(request);
        self.adopt_workspace();
        match answer {
            Answer::Created { recovery, .. } => recovery,
            other => panic!("{other:?}"),
        }
    }

    /// Becomes an admin by the recovery code.
    pub fn recover(&mut self, code: &str, municipality: &str) {
        let me = self.me(municipality);
        self.ask(Request::Recover { code: code.into(), relay: None, me });
        self.adopt_workspace();
    }

    /// Makes an invite link.
    pub fn invite(&self, uses: u32) -> String {
        let workspace = self.workspace();
        match self.ask(Request::Invite { workspace, role: Role::Editor, expires_s: 86_400, uses }) {
            Answer::Link(link) => link,
            other => panic!("{other:?}"),
        }
    }

    /// Joins by a link.
    pub fn join(&mut self, link: &str, municipality: &str) {
        let me = self.me(municipality);
        self.ask(Request::Join { link: link.into(), me });
        self.adopt_workspace();
    }

    /// Cuts the network off, or takes it up again.
    pub fn set_offline(&self, offline: bool) {
        self.ask(Request::SetOffline { offline });
    }

    fn actor(&self) -> Actor {
        let mut random = [0; 8];
        getrandom::fill(&mut random).unwrap_or_else(|error| panic!("{error}"));
        Actor::new(&self.device.unwrap_or_else(|| panic!("no device")), random)
    }

    /// New minutes, a draft.
    pub fn new_minutes(&mut self) -> DocId {
        let mut id = [0; 16];
        getrandom::fill(&mut id).unwrap_or_else(|error| panic!("{error}"));
        let doc = DocId(id);
        let mut minutes = MinutesDocument::create(self.actor());
        let changes = minutes.document.commit(0).unwrap_or_default();
        self.minutes.insert(doc, minutes);
        let workspace = self.workspace();
        self.ask(Request::Change { workspace, doc, changes });
        self.ask(Request::Open { workspace, doc });
        doc
    }

    /// Opens minutes that are here.
    pub fn open(&mut self, doc: DocId) {
        let bytes = self.document(doc);
        let document = Document::load(&bytes, self.actor()).unwrap_or_else(|error| panic!("{error}"));
        let minutes = MinutesDocument::open(document).unwrap_or_else(|error| panic!("{error}"));
        self.minutes.insert(doc, minutes);
    }

    /// A document as it is stored here; from now on its changes are told.
    pub fn document(&self, doc: DocId) -> Vec<u8> {
        match self.ask(Request::Open { workspace: self.workspace(), doc }) {
            Answer::Document(bytes) => bytes,
            other => panic!("{other:?}"),
        }
    }

    /// Lets the network see the minutes: state, directory, relay.
    pub fn share(&mut self, doc: DocId) {
        self.edit(doc, |minutes| minutes.set_state(State::Shared));
        let workspace = self.workspace();
        let directory = DocId::directory(&workspace);
        let bytes = self.document(directory);
        let document = Document::load(&bytes, self.actor()).unwrap_or_else(|error| panic!("{error}"));
        let mut document = DirectoryDocument::open(document).unwrap_or_else(|error| panic!("{error}"));
        document.add_document(doc, Kind::Minutes, 0);
        let changes = document.document.commit(0).unwrap_or_default();
        self.ask(Request::Change { workspace, doc: directory, changes });
        self.ask(Request::Share { workspace, doc });
    }

    /// Founds a network in Bjuv, takes somebody of Klippan in, and shares new minutes, which the other then knows of.
    pub fn share_with(&mut self, other: &mut Peer, relay: &str) -> DocId {
        self.found("Nätverket", relay, "Bjuv");
        other.join(&self.invite(1), "Klippan");
        let doc = self.new_minutes();
        self.share(doc);
        other.wait_for(doc);
        doc
    }

    /// Waits until a document is in the list.
    pub fn wait_for(&mut self, doc: DocId) {
        self.wait_until("the minutes arrive", |it| it.summaries().iter().any(|summary| summary.id == doc));
    }

    /// One edit, as one change; returns once it is saved.
    pub fn edit(&mut self, doc: DocId, act: impl FnOnce(&mut MinutesDocument)) {
        if let Some(request) = self.changed(doc, act) {
            self.ask(request);
        }
    }

    /// One edit as a window makes it, which does not wait until it is saved.
    pub fn edit_on(&mut self, doc: DocId, act: impl FnOnce(&mut MinutesDocument)) {
        if let Some(request) = self.changed(doc, act) {
            // The answer comes whether or not anybody waits for it.
            drop(self.backend().request(request));
        }
    }

    fn changed(&mut self, doc: DocId, act: impl FnOnce(&mut MinutesDocument)) -> Option<Request> {
        let workspace = self.workspace();
        let minutes = self.minutes.get_mut(&doc).unwrap_or_else(|| panic!("not open"));
        act(minutes);
        minutes.document.commit(0).map(|changes| Request::Change { workspace, doc, changes })
    }

    /// Types at the end of the body.
    pub fn write(&mut self, doc: DocId, text: &str) {
        self.edit(doc, |minutes| {
            let end = minutes.body_display().chars().count();
            minutes.body_splice(end, 0, text).unwrap_or_else(|error| panic!("{error}"));
        });
    }

    /// Tells the others where the caret stands, or that no document is looked at.
    pub fn look_at(&self, at: Option<(DocId, usize)>) {
        let presence = at.map(|(doc, at)| {
            let caret = self.minutes(doc).body_anchor(at);
            Presence { doc, place: Some(Place { other: caret.clone(), caret }), typing: true }
        });
        self.backend().present(self.workspace(), presence, true);
    }

    /// What a device was last told to do; none inside when it has left, none where nothing was told of it.
    pub fn seen(&self, device: &DeviceId) -> Option<Option<&Presence>> {
        self.others.get(device).map(Option::as_ref)
    }

    /// This person's device.
    pub fn device(&self) -> DeviceId {
        self.device.unwrap_or_else(|| panic!("{} is in no workspace", self.name))
    }

    /// The open minutes.
    pub fn minutes(&self, doc: DocId) -> &MinutesDocument {
        &self.minutes[&doc]
    }

    /// The body's text.
    pub fn text(&self, doc: DocId) -> String {
        self.minutes(doc).body_display()
    }

    /// What lists show.
    pub fn summaries(&self) -> Vec<Summary> {
        match self.ask(Request::Summaries { workspace: self.workspace(), current: true }) {
            Answer::Summaries(summaries) => summaries.into_iter().map(Arc::unwrap_or_clone).collect(),
            other => panic!("{other:?}"),
        }
    }

    /// Where things stand, as last told.
    pub fn status(&self) -> Status {
        self.status.clone().unwrap_or_else(|| {
            match self.ask(Request::Status { workspace: self.workspace() }) {
                Answer::Status(status) => *status,
                other => panic!("{other:?}"),
            }
        })
    }

    /// How many changes of others have come into the open minutes so far, each counted once.
    pub fn received(&self) -> usize {
        self.received.len()
    }

    /// How many of others' checkpoints have reached open minutes.
    pub fn checkpoints(&self) -> usize {
        self.checkpoints
    }

    /// Takes in what has come.
    pub fn pump(&mut self) {
        while let Some(event) = self.backend().poll_event() {
            match event {
                Event::Changed { doc, changes, checkpoint, .. } => {
                    self.checkpoints += usize::from(checkpoint);
                    if let Some(minutes) = self.minutes.get_mut(&doc) {
                        minutes.document.apply(&changes).unwrap_or_else(|error| panic!("{error}"));
                        // A checkpoint among them is no change that comes.
                        let infos = chunks(&changes).flatten().flat_map(|chunk| change_info(chunk.bytes));
                        self.received.extend(infos.map(|info| info.hash));
                    }
                }
                Event::Presence { device, presence, .. } => drop(self.others.insert(device, presence)),
                Event::Status { status, .. } => self.status = Some(*status),
                _ => {}
            }
        }
    }

    /// Takes in what comes until `reached` holds. Panics after [`PATIENCE_S`].
    pub fn wait_until(&mut self, what: &str, mut reached: impl FnMut(&Peer) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(PATIENCE_S);
        loop {
            self.pump();
            if reached(self) {
                return;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{}: not reached: {what}; {:?}", self.name, self.status);
            let there = self.news.there.lock().unwrap_or_else(PoisonError::into_inner);
            let (mut there, _) = self
                .news
                .changed
                .wait_timeout_while(there, left.min(Duration::from_millis(200)), |there| !*there)
                .unwrap_or_else(PoisonError::into_inner);
            *there = false;
        }
    }

    /// Quits properly.
    pub fn quit(mut self) {
        if let Some(backend) = self.backend.take() {
            backend.shutdown();
        }
    }
}

/// Lets everyone take in what comes until `reached` holds for all together.
pub fn wait_for_all(peers: &mut [Peer], what: &str, mut reached: impl FnMut(&[Peer]) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(PATIENCE_S);
    loop {
        peers.iter_mut().for_each(Peer::pump);
        if reached(peers) {
            return;
        }
        let states: Vec<_> = peers.iter().map(|peer| (&peer.name, &peer.status)).collect();
        assert!(Instant::now() < deadline, "not reached: {what}; {states:#?}");
        // Any one's news will do to look again; the first's are as good as another's.
        peers[0].wait_briefly();
    }
}

impl Peer {
    fn wait_briefly(&self) {
        self.wait_for_news(Duration::from_millis(50));
    }

    /// Waits until there is something to [`Peer::pump`], or for so long.
    pub fn wait_for_news(&self, most: Duration) {
        let there = self.news.there.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.news.changed.wait_timeout_while(there, most, |there| !*there);
        *waited.unwrap_or_else(PoisonError::into_inner).0 = false;
    }
}
