//! One workspace within the loop: its engine, its link, what lists show of it, and who waits for what.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use getrandom::{SysRng, rand_core::UnwrapErr};
use samskriv_shared::{
    documents::{Actor, Directory, DirectoryDocument, Document, DocumentError, Person, Summary},
    ids::{DocId, WorkspaceId},
    invite::InviteLink,
    protocol::{ClientFrame, RelayFrame, encode},
    seal::DeviceSecret,
    sync::{Batch, Engine, Input, Output, Progress},
};

use super::{Internal, Ways, founding::me, leaving::Leaving, presence::Presences};
use crate::backend::{
    Answer, BackendError, Config, ErrorCode, Event, LinkTiming, Outlet, Reply, Status,
    address::RelayAddress,
    identity::{self, Membership},
    link::{Link, LinkEvent},
    random_bytes,
    storage::{Done, JournalJob, StoreJob},
    store,
};

/// A workspace that is open.
pub(super) struct Workspace {
    pub(super) id: WorkspaceId,
    pub(super) membership: Membership,
    pub(super) engine: Engine<UnwrapErr<SysRng>>,
    pub(super) documents: BTreeSet<DocId>,
    pub(super) summaries: BTreeMap<DocId, Arc<Summary>>,
    pub(super) directory: Directory,
    pub(super) dirty: BTreeSet<DocId>,
    /// Documents whose stored bytes gave no summary: tried again when the store has recovered.
    pub(super) underived: BTreeSet<DocId>,
    pub(super) deriving: Option<DocId>,
    pub(super) derive_started: Duration,
    pub(super) derive_after: Duration,
    pub(super) waiting_summaries: Vec<Reply>,
    pub(super) waiting_caught_up: Vec<(Reply, u64)>,
    pub(super) waiting_joined: Option<(Reply, u64)>,
    /// Whoever waits to have joined waits to be an admin too.
    pub(super) until_admin: bool,
    pub(super) acts: BTreeMap<u64, (Reply, u64)>,
    /// Who waits to have left it.
    pub(super) leaving: Option<Leaving>,
    pub(super) next_act: u64,
    pub(super) online: bool,
    pub(super) offline_since: Option<i64>,
    pub(super) unsaved: usize,
    pub(super) status_changed: bool,
    pub(super) status_version: u64,
    pub(super) told: Option<Status>,
    /// What somebody has open, and when its summary is due, in time since the loop's start.
    pub(super) open: BTreeMap<DocId, Duration>,
    introducing: bool,
    pub(super) introduction_failed: bool,
    file: PathBuf,
    /// Says, where there is one, that all of it is to go from here.
    pub(super) left_file: PathBuf,
    progress_file: PathBuf,
    link: Option<Link>,
    generation: u64,
    timing: LinkTiming,
    pub(super) clock: fn() -> i64,
    kept_progress: Progress,
    pub(super) presences: Presences,
}

/// The documents that every workspace has, and that are no drafts.
pub(super) fn always_shared(id: &WorkspaceId) -> BTreeSet<DocId> {
    BTreeSet::from([DocId::directory(id), DocId::action_list(id)])
}

impl Workspace {
    pub(super) fn new(
        membership: Membership,
        config: &Config,
        engine: Engine<UnwrapErr<SysRng>>,
        online: bool,
    ) -> Self {
        let id = membership.chain.workspace();
        Workspace {
            id,
            file: identity::path(&config.data_dir, &id),
            left_file: identity::left_path(&config.data_dir, &id),
            progress_file: identity::progress_path(&config.data_dir, &id),
            membership,
            documents: BTreeSet::new(),
            summaries: BTreeMap::new(),
            directory: Directory::default(),
            dirty: BTreeSet::new(),
            underived: BTreeSet::new(),
            deriving: None,
            derive_started: Duration::ZERO,
            derive_after: Duration::ZERO,
            waiting_summaries: Vec::new(),
            waiting_caught_up: Vec::new(),
            waiting_joined: None,
            until_admin: false,
            acts: BTreeMap::new(),
            leaving: None,
            next_act: 0,
            online,
            offline_since: Some((config.clock)()),
            unsaved: 0,
            status_changed: true,
            status_version: 0,
            told: None,
            open: BTreeMap::new(),
            introducing: false,
            introduction_failed: false,
            link: None,
            generation: 0,
            timing: config.timing,
            clock: config.clock,
            kept_progress: engine.progress(),
            presences: Presences::new(),
            engine,
        }
    }

    /// Gives the engine an input and does what it says, and what follows from that.
    pub(super) fn handle(&mut self, now: u64, input: Input, ways: &Ways, outlet: &Outlet) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for output in self.engine.handle(now, input) {
                inputs.extend(self.perform(output, ways, outlet));
            }
        }
    }

    fn perform(&mut self, output: Output, ways: &Ways, outlet: &Outlet) -> Option<Input> {
        match output {
            Output::Connect => return self.dial(ways),
            Output::Disconnect => {
                self.hang_up();
                self.save_progress(ways);
            }
            Output::Send(frame) => self.send(frame),
            Output::SaveMembership => self.save_membership(ways),
            Output::Store(batch) => self.store(batch, ways),
            Output::Changed { doc, changes, author, checkpoint } => {
                self.dirty.insert(doc);
                self.documents.insert(doc);
                if self.open.contains_key(&doc) {
                    let (workspace, author) = (self.id, Some(author));
                    outlet.send(Event::Changed { workspace, doc, changes, author, checkpoint });
                }
            }
            Output::Passed { doc, hashes } => self.trim(doc, hashes, ways),
            Output::Compare { doc, holds } => self.compare(doc, holds, ways),
            Output::Whole { doc, request } => self.publish(doc, request, ways),
            Output::Examine { doc, request, checkpoint } => self.examine(doc, request, checkpoint, ways),
            Output::MembersChanged => outlet.send(Event::Members { workspace: self.id }),
            Output::Administered { request, result } => match self.acts.remove(&request) {
                Some((reply, _)) => {
                    let done = |link: Option<InviteLink>| {
                        link.map_or(Answer::Done, |link| Answer::Link(link.to_string()))
                    };
                    reply.send(result.map(done).map_err(|problem| super::status::problem_error(&problem)));
                }
                None => self.leaving_answered(request, result.map(drop), ways),
            },
            Output::StatusChanged => self.status_changed = true,
        }
        None
    }

    pub(super) fn send(&self, frame: ClientFrame) {
        if let Some(link) = &self.link {
            link.send(frame);
        }
    }

    fn dial(&mut self, ways: &Ways) -> Option<Input> {
        let address = self.membership.relay.as_deref().map(RelayAddress::parse);
        let Some(Ok(address)) = address else { return Some(Input::Disconnected) };
        self.generation += 1;
        let (workspace, generation, ways) = (self.id, self.generation, ways.clone());
        let mailbox = self.presences.mailbox();
        self.link = Some(Link::dial(address, self.timing, move |event| {
            let internal = match event {
                LinkEvent::Frame(RelayFrame::Ephemeral { body }) => match mailbox.put(body) {
                    true => Internal::Presence { workspace, generation },
                    false => return true,
                },
                event => Internal::Link { workspace, generation, event },
            };
            ways.internal.send(internal).is_ok()
        }));
        None
    }

    /// Drops the link; what it still tells is not heard.
    pub(super) fn hang_up(&mut self) {
        self.link = None;
        self.generation += 1;
        self.presences.disconnected();
    }

    /// Says what was put off, closes the link, and keeps how far everyone is.
    pub(super) async fn leave(&mut self, now: u64, device: &DeviceSecret, ways: &Ways, outlet: &Outlet) {
        self.tell_left(device);
        self.handle(now, Input::Leaving, ways, outlet);
        if let Some(link) = self.link.take() {
            link.close().await;
        }
        self.hang_up();
        self.save_progress(ways);
    }

    pub(super) fn presence_came(&mut self, now: u64, generation: u64) {
        if generation == self.generation {
            self.presences.came(now);
        }
    }

    pub(super) fn link_event(
        &mut self,
        now: u64,
        generation: u64,
        event: LinkEvent,
        ways: &Ways,
        outlet: &Outlet,
    ) {
        if generation != self.generation {
            return;
        }
        let input = match event {
            LinkEvent::Connected => {
                let address = self.membership.relay.as_deref().map(RelayAddress::parse);
                let Some(Ok(address)) = address else { return };
                Input::Connected { host: address.host }
            }
            LinkEvent::Frame(frame) => Input::Frame(frame),
            LinkEvent::Closed => {
                self.hang_up();
                self.save_progress(ways);
                Input::Disconnected
            }
        };
        self.handle(now, input, ways, outlet);
    }

    /// Changes asked for from outside: a reader's to what is shared are refused, for nobody would get them.
    pub(super) fn try_change(
        &mut self,
        now: u64,
        doc: DocId,
        changes: Vec<u8>,
        reply: Reply,
        ways: &Ways,
        outlet: &Outlet,
    ) {
        if self.engine.is_shared(&doc) && !self.may_write() {
            return reply.send(Err(self.not_allowed(doc)));
        }
        self.change(now, doc, changes, Some(reply), ways, outlet);
    }

    /// Changes made here: to the journal, to the store, and on their way to the others.
    pub(super) fn change(
        &mut self,
        now: u64,
        doc: DocId,
        changes: Vec<u8>,
        reply: Option<Reply>,
        ways: &Ways,
        outlet: &Outlet,
    ) {
        self.unsaved += 1;
        let workspace = self.id;
        let (back, mut reply) = (ways.clone(), reply);
        let append = JournalJob::Append {
            workspace,
            doc,
            changes: changes.clone(),
            done: Box::new(move |result| {
                back.tell(Internal::Journaled { workspace, reply: reply.take(), result });
            }),
        };
        // The thread ends only after this loop.
        let _ = ways.journal.send(append);
        self.adopt(now, doc, changes, ways, outlet);
    }

    /// Changes that the journal has: to the store, and on their way to the others.
    pub(super) fn adopt(&mut self, now: u64, doc: DocId, changes: Vec<u8>, ways: &Ways, outlet: &Outlet) {
        let workspace = self.id;
        let batch = store::Batch { appends: vec![(doc, changes.clone())], ..store::Batch::new(workspace) };
        ways.store(StoreJob::Write { batch, done: None });
        self.documents.insert(doc);
        self.dirty.insert(doc);
        self.handle(now, Input::Local { doc, changes }, ways, outlet);
    }

    fn store(&mut self, batch: Batch, ways: &Ways) {
        let Batch { number, appends, cursor, forgets_cursor, members, parked, unparked } = batch;
        let workspace = self.id;
        let cursor = match cursor {
            Some(cursor) => Some(Some(encode(&(cursor, members)))),
            None => forgets_cursor.then_some(None),
        };
        let batch = store::Batch { appends, cursor, parked, unparked, ..store::Batch::new(workspace) };
        let back = ways.clone();
        let done = Box::new(move |result| back.tell(Internal::Stored { workspace, number, result }));
        ways.store(StoreJob::Write { batch, done: Some(done) });
    }

    /// Lets acknowledged changes go from the journal, once the store has them for certain.
    fn trim(&mut self, doc: DocId, hashes: Vec<[u8; 32]>, ways: &Ways) {
        let (workspace, journal, back) = (self.id, ways.journal.clone(), ways.clone());
        let done = Box::new(move |flushed: Result<(), String>| {
            // Not flushed: the journal keeps them, which costs nothing but space.
            if flushed.is_err() {
                return;
            }
            let done = Box::new(move |result: Result<(), String>| {
                if let Err(error) = result {
                    back.tell(Internal::DiskFailed { workspace: Some(workspace), error });
                }
            });
            let hashes = hashes.into_iter().collect();
            let _ = journal.send(JournalJob::Trim { workspace, doc, hashes, done });
        });
        ways.store(StoreJob::Flush { done });
    }

    /// Keeps how far everyone is, if that has changed since the last time.
    pub(super) fn save_progress(&mut self, ways: &Ways) {
        let progress = self.engine.progress();
        if self.kept_progress != progress {
            let path = self.progress_file.clone();
            ways.save(path, zeroize::Zeroizing::new(encode(&progress)));
            self.kept_progress = progress;
        }
    }

    fn take_membership(&mut self) {
        self.membership.chain = self.engine.chain().clone();
        self.membership.keys = self.engine.keys().clone();
    }

    pub(super) fn save_membership(&mut self, ways: &Ways) {
        self.take_membership();
        ways.save(self.file.clone(), self.membership.to_bytes());
    }

    /// The same, for someone who waits for it.
    pub(super) fn save_membership_and(&mut self, ways: &Ways, done: Done) {
        self.take_membership();
        ways.store(StoreJob::File { path: self.file.clone(), body: self.membership.to_bytes(), done });
    }

    /// Somebody has a document open from here on: what comes from elsewhere is told.
    pub(super) fn follow(&mut self, doc: DocId, elapsed: Duration) {
        self.open.insert(doc, Duration::ZERO);
        self.put_off(doc, elapsed);
    }

    pub(super) fn unfollow(&mut self, doc: &DocId) {
        self.open.remove(doc);
    }

    pub(super) fn saved(&mut self) {
        self.unsaved = self.unsaved.saturating_sub(1);
        self.status_changed = true;
    }

    /// The journal refused: the change stays unsaved, and the status goes on saying so.
    pub(super) fn not_saved(&mut self) {
        self.status_changed = true;
    }

    /// Whether ending now would leave work undone.
    pub(super) fn is_busy(&mut self) -> bool {
        self.deriving.is_some() || !self.dirty.is_empty()
    }

    pub(super) fn ready_to_share(
        &mut self,
        now: u64,
        doc: DocId,
        document: Option<Vec<u8>>,
        reply: Reply,
        ways: &Ways,
        outlet: &Outlet,
    ) {
        match document {
            Some(document) => {
                self.handle(now, Input::Share { doc, document }, ways, outlet);
                reply.send(Ok(Answer::Done));
            }
            None => reply.send(Err(BackendError::new(ErrorCode::NoSuchDocument, doc))),
        }
    }

    /// This device has joined anew what it had been in: what is here stays, and what was not sent is sent.
    pub(super) fn joined_anew(&mut self, now: u64, membership: Membership, ways: &Ways, outlet: &Outlet) {
        let (chain, keys) = (membership.chain.clone(), membership.keys.clone());
        self.membership = membership;
        self.handle(now, Input::Joined { chain, keys }, ways, outlet);
        self.save_membership(ways);
        self.go_online(now, ways, outlet);
    }

    /// What is kept of it, with the chain and the keys as they are now.
    pub(super) fn membership_now(&self) -> Membership {
        let (chain, keys) = (self.engine.chain().clone(), self.engine.keys().clone());
        Membership { chain, keys, ..self.membership.clone() }
    }

    /// Whether this device belongs, by all that is known here: what it has goes on.
    pub(super) fn stays(&self) -> bool {
        self.is_member() && !self.is_removed()
    }

    /// Whether the directory has the user's name, or need not: a reader's stands in the chain.
    pub(super) fn is_introduced(&self) -> bool {
        self.membership.introduced || self.introduction_failed || !self.may_write()
    }

    /// Writes the user's name into the directory, once, as soon as the directory is here.
    pub(super) fn introduce(&mut self, ways: &Ways, device: &DeviceSecret) {
        let directory = DocId::directory(&self.id);
        if self.is_introduced()
            || self.introducing
            || !self.engine.settled()
            || !self.documents.contains(&directory)
        {
            return;
        }
        self.introducing = true;
        let (back, workspace, clock) = (ways.clone(), self.id, self.clock);
        let actor = Actor::new(&device.id(), random_bytes());
        let me = me(&self.membership, device);
        let municipality = self.membership.me.municipality.clone();
        ways.store(StoreJob::Read(Box::new(move |store| {
            let stored = store.document(&workspace, &directory).ok().flatten();
            let changes = add_person(&stored.unwrap_or_default(), actor, &me, &municipality, clock());
            back.tell(Internal::Introduced { workspace, changes });
        })));
    }

    pub(super) fn introduced(
        &mut self,
        now: u64,
        changes: Result<Option<Vec<u8>>, DocumentError>,
        ways: &Ways,
        outlet: &Outlet,
    ) {
        self.introducing = false;
        match changes {
            Ok(Some(changes)) => self.change_directory(now, changes, ways, outlet),
            // The name stands there already: a start before this one came so far.
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(%error, "the directory cannot be read");
                self.introduction_failed = true;
                return;
            }
        }
        self.membership.introduced = true;
        self.save_membership(ways);
    }

    /// Changes of the directory that were made here, in the backend: whoever has it open hears of them too.
    pub(super) fn change_directory(&mut self, now: u64, changes: Vec<u8>, ways: &Ways, outlet: &Outlet) {
        let (workspace, doc) = (self.id, DocId::directory(&self.id));
        if self.open.contains_key(&doc) {
            let (author, checkpoint, changes) = (None, false, changes.clone());
            outlet.send(Event::Changed { workspace, doc, changes, author, checkpoint });
        }
        self.change(now, doc, changes, None, ways, outlet);
    }
}

/// The changes that put a person into a stored directory; none when the person stands there.
pub(super) fn add_person(
    bytes: &[u8],
    actor: Actor,
    person: &Person,
    municipality: &str,
    now_ms: i64,
) -> Result<Option<Vec<u8>>, DocumentError> {
    let mut directory = DirectoryDocument::open(Document::load(bytes, actor)?)?;
    let known = directory.read().people.into_iter().find(|known| known.is(&person.id));
    let has_name = known.as_ref().is_some_and(|known| !known.name.is_empty());
    if has_name && known.is_some_and(|known| person.devices.iter().all(|new| !known.devices.contains(new))) {
        // A further device of somebody: who they are is as they have it.
        person.devices.iter().for_each(|device| directory.add_device(person.id, *device));
    } else {
        directory.put_municipality(&person.municipality, municipality);
        directory.put_person(person);
    }
    Ok(directory.document.commit(now_ms))
}
