//! One function per request.

use samskriv_shared::{
    documents::{ActionListDocument, Actor, DirectoryDocument, Document, MinutesDocument},
    ids::{DocId, PersonId, WorkspaceId},
    invite::Terms,
    membership::{Chain, create},
    seal::DeviceSecret,
    sync::{Engine, Input, Progress, Setup},
};

use super::{Driver, Internal, unix_ms, workspace::Workspace};
use crate::backend::{
    Answer, BackendError, ErrorCode, Job, Outlet, Profile, Reply, Request, WorkspaceInfo,
    address::RelayAddress,
    identity::{self, Membership},
    random, random_bytes,
    storage::StoreJob,
};

/// How long the relay may take to answer before a request that needs it fails, in milliseconds.
const REACH: u64 = 10_000;
/// The length of a recovery code's secret, in bytes.
const RECOVERY: usize = 20;

impl Driver {
    pub(super) fn job(&mut self, job: Job, outlet: &Outlet) {
        let Job { request, reply } = job;
        match request {
            Request::Workspaces => reply.send(Ok(Answer::Workspaces(self.infos()))),
            Request::NewWorkspace { name, relay, token, me } => {
                self.new_workspace(name, relay, token, me, reply, outlet)
            }
            Request::Connect { workspace, relay, token } => {
                let result = self.connect(workspace, relay, token, outlet);
                reply.send(result);
            }
            Request::Invite { workspace, role, expires_s, uses } => {
                let expires = (unix_ms() / 1000) as u64 + expires_s;
                self.invite(workspace, Terms { role, expires, max_uses: uses }, reply, outlet);
            }
            Request::Join { link, me } => self.join(&link, me, reply),
            Request::SetOffline { offline } => {
                self.set_online(!offline, outlet);
                reply.send(Ok(Answer::Done));
            }
            Request::Change { workspace, doc, changes } => {
                let now = self.now();
                match self.workspaces.get_mut(&workspace) {
                    Some(it) => it.change(now, doc, changes, Some(reply), &self.ways, outlet),
                    None => reply.send(Err(no_workspace(&workspace))),
                }
            }
            Request::Summaries { workspace } => self.ask(workspace, reply, |it, reply| {
                if it.dirty.is_empty() && it.deriving.is_none() {
                    reply.send(Ok(Answer::Summaries(it.summaries.values().cloned().collect())));
                } else {
                    it.waiting_summaries.push(reply);
                }
            }),
            Request::Open { workspace, doc } => self.open(workspace, doc, reply),
            Request::Close { workspace, doc } => self.ask(workspace, reply, |it, reply| {
                it.follow(doc, false);
                reply.send(Ok(Answer::Done));
            }),
            Request::Share { workspace, doc } => self.share(workspace, doc, reply),
            Request::Members { workspace } => {
                self.ask(workspace, reply, |it, reply| reply.send(Ok(Answer::Members(it.members()))));
            }
            Request::Status { workspace } => self.status(workspace, reply),
            Request::CaughtUp { workspace } => self.caught_up(workspace, reply, outlet),
        }
    }

    fn ask(&mut self, id: WorkspaceId, reply: Reply, act: impl FnOnce(&mut Workspace, Reply)) {
        match self.workspaces.get_mut(&id) {
            Some(workspace) => act(workspace, reply),
            None => reply.send(Err(no_workspace(&id))),
        }
    }

    fn infos(&self) -> Vec<WorkspaceInfo> {
        let device = self.device.id();
        let info = |workspace: &Workspace| {
            let membership = &workspace.membership;
            let role = workspace.engine.chain().role(&device)?;
            Some(WorkspaceInfo {
                id: workspace.id,
                name: membership.name.clone(),
                relay: membership.relay.clone(),
                me: membership.me.clone(),
                person: membership.person,
                device,
                role,
            })
        };
        self.workspaces.values().filter_map(info).collect()
    }

    fn new_workspace(
        &mut self,
        name: String,
        relay: Option<String>,
        token: Option<String>,
        me: Profile,
        reply: Reply,
        outlet: &Outlet,
    ) {
        match self.try_new_workspace(name, relay, token, me, outlet) {
            Ok((id, recovery)) => reply.send(Ok(Answer::Created { id, recovery })),
            Err(error) => reply.send(Err(error)),
        }
    }

    fn try_new_workspace(
        &mut self,
        name: String,
        relay: Option<String>,
        token: Option<String>,
        me: Profile,
        outlet: &Outlet,
    ) -> Result<(WorkspaceId, String), BackendError> {
        if let Some(relay) = &relay {
            check_address(relay)?;
        }
        let code: [u8; RECOVERY] = random_bytes();
        let recovery = DeviceSecret::derive("recovery", &code);
        let (genesis, key) = create(&self.device, &recovery, &mut random())
            .map_err(|e| BackendError::new(ErrorCode::Storage, e))?;
        let chain = Chain::start(&genesis.to_bytes())
            .map_err(|error| BackendError::new(ErrorCode::Storage, error))?;
        let id = chain.workspace();
        let person = PersonId(random_bytes());
        let membership = Membership {
            name: name.clone(),
            relay,
            token,
            me,
            person,
            introduced: true,
            keys: vec![key],
            chain,
        };
        self.add(membership, outlet);
        self.found(id, &name, outlet);
        Ok((id, in_groups(&data_encoding::BASE32_NOPAD.encode(&code))))
    }

    /// Keeps a new workspace and starts its engine.
    pub(super) fn add(&mut self, membership: Membership, outlet: &Outlet) {
        let id = membership.chain.workspace();
        self.ways.save(identity::path(&self.config.data_dir, &id), membership.to_bytes(), id);
        let setup = Setup {
            device: self.device.clone(),
            chain: membership.chain.clone(),
            keys: membership.keys.clone(),
            cursor: None,
            shared: super::workspace::always_shared(&id),
            outbox: vec![],
            parked: vec![],
            progress: Progress::default(),
            token: membership.token.clone(),
            online: self.online && membership.relay.is_some(),
        };
        let workspace = Workspace::new(membership, &self.config, Engine::new(setup, random()), self.online);
        self.workspaces.insert(id, workspace);
        let now = self.now();
        self.with(id, |it, ways| it.handle(now, Input::Tick, ways, outlet));
    }

    /// The founder's documents: the directory with the founder in it, and the action list.
    fn found(&mut self, id: WorkspaceId, name: &str, outlet: &Outlet) {
        let now = self.now();
        let device = self.device.clone();
        self.with(id, |it, ways| {
            let me = it.me(&device);
            let mut directory = DirectoryDocument::create(Actor::new(&device.id(), random_bytes()), name);
            directory.put_municipality(&me.municipality, &it.membership.me.municipality);
            directory.put_person(&me);
            it.directory = directory.read();
            let mut actions = ActionListDocument::create(Actor::new(&device.id(), random_bytes()));
            for (doc, document) in [
                (DocId::directory(&id), &mut directory.document),
                (DocId::action_list(&id), &mut actions.document),
            ] {
                if let Some(changes) = document.commit(unix_ms()) {
                    it.change(now, doc, changes, None, ways, outlet);
                }
            }
        });
    }

    fn connect(
        &mut self,
        id: WorkspaceId,
        relay: String,
        token: Option<String>,
        outlet: &Outlet,
    ) -> Result<Answer, BackendError> {
        check_address(&relay)?;
        let (now, online) = (self.now(), self.online);
        let workspace = self.workspaces.get_mut(&id).ok_or_else(|| no_workspace(&id))?;
        workspace.membership.relay = Some(relay);
        workspace.membership.token = token.clone();
        workspace.save_membership(&self.ways);
        workspace.handle(now, Input::Token(token), &self.ways, outlet);
        workspace.handle(now, Input::Online(false), &self.ways, outlet);
        workspace.handle(now, Input::Online(online), &self.ways, outlet);
        Ok(Answer::Done)
    }

    fn invite(&mut self, id: WorkspaceId, terms: Terms, reply: Reply, outlet: &Outlet) {
        let now = self.now();
        let Some(workspace) = self.workspaces.get_mut(&id) else { return reply.send(Err(no_workspace(&id))) };
        let Some(relay) = workspace.membership.relay.clone() else { return reply.send(Err(no_relay())) };
        workspace.next_invite += 1;
        let request = workspace.next_invite;
        workspace.invites.insert(request, (reply, now + REACH));
        workspace.handle(now, Input::Invite { request, relay, terms }, &self.ways, outlet);
        workspace.go_online(now, &self.ways, outlet);
    }

    fn set_online(&mut self, online: bool, outlet: &Outlet) {
        self.online = online;
        let now = self.now();
        for workspace in self.workspaces.values_mut() {
            workspace.online = online;
            let online = online && workspace.membership.relay.is_some();
            workspace.handle(now, Input::Online(online), &self.ways, outlet);
        }
    }

    fn open(&mut self, id: WorkspaceId, doc: DocId, reply: Reply) {
        let Some(workspace) = self.workspaces.get_mut(&id) else { return reply.send(Err(no_workspace(&id))) };
        if !workspace.documents.contains(&doc) {
            return reply.send(Err(BackendError::new(ErrorCode::NoSuchDocument, doc)));
        }
        // From here on changes are told; those that are in the answer too do no harm.
        workspace.follow(doc, true);
        self.ways.store(StoreJob::Read(Box::new(move |store| {
            reply.send(match store.document(&id, &doc) {
                Ok(Some(bytes)) => Ok(Answer::Document(bytes)),
                Ok(None) => Err(BackendError::new(ErrorCode::NoSuchDocument, doc)),
                Err(error) => Err(BackendError::new(ErrorCode::Storage, error)),
            });
        })));
    }

    fn share(&mut self, id: WorkspaceId, doc: DocId, reply: Reply) {
        let Some(workspace) = self.workspaces.get_mut(&id) else { return reply.send(Err(no_workspace(&id))) };
        if workspace.engine.is_shared(&doc) {
            return reply.send(Ok(Answer::Done));
        }
        let (ways, runtime) = (self.ways.clone(), tokio::runtime::Handle::current());
        self.ways.store(StoreJob::Read(Box::new(move |store| {
            let stored = store.document(&id, &doc).ok().flatten();
            runtime.spawn_blocking(move || {
                let document = stored.and_then(|bytes| whole(&bytes));
                ways.tell(Internal::ReadyToShare { workspace: id, doc, document, reply });
            });
        })));
    }

    fn status(&mut self, id: WorkspaceId, reply: Reply) {
        let health = self.health();
        let Some(workspace) = self.workspaces.get_mut(&id) else { return reply.send(Err(no_workspace(&id))) };
        let mut status = workspace.status(&health);
        let ways = self.ways.clone();
        self.ways.store(StoreJob::Read(Box::new(move |store| {
            status.store.bytes = store.bytes_on_disk();
            ways.tell(Internal::StoreSize(status.store.bytes));
            reply.send(Ok(Answer::Status(Box::new(status))));
        })));
    }

    fn caught_up(&mut self, id: WorkspaceId, reply: Reply, outlet: &Outlet) {
        let now = self.now();
        let Some(workspace) = self.workspaces.get_mut(&id) else { return reply.send(Err(no_workspace(&id))) };
        if workspace.membership.relay.is_none() {
            return reply.send(Err(no_relay()));
        }
        workspace.waiting_caught_up.push((reply, now + REACH));
        workspace.go_online(now, &self.ways, outlet);
    }
}

impl Workspace {
    /// Dials now, if it is not connected: someone waits for the relay.
    fn go_online(&mut self, now: u64, ways: &super::Ways, outlet: &Outlet) {
        if !matches!(self.engine.status().phase, samskriv_shared::sync::Phase::Live) {
            self.online = true;
            self.handle(now, Input::Online(true), ways, outlet);
        }
    }
}

/// A stored document as one chunk, which is what a checkpoint holds.
fn whole(bytes: &[u8]) -> Option<Vec<u8>> {
    // Nothing is written with this actor.
    let actor = Actor::new(&samskriv_shared::ids::DeviceId([0; 32]), [0; 8]);
    let mut minutes = MinutesDocument::open(Document::load(bytes, actor).ok()?).ok()?;
    Some(minutes.document.save())
}

fn check_address(relay: &str) -> Result<(), BackendError> {
    RelayAddress::parse(relay).map(|_| ()).map_err(|error| BackendError::new(ErrorCode::BadAddress, error))
}

fn no_workspace(id: &WorkspaceId) -> BackendError {
    BackendError::new(ErrorCode::NoSuchWorkspace, id)
}

fn no_relay() -> BackendError {
    BackendError::new(ErrorCode::NoRelay, "the workspace has no relay")
}

/// `ABCD-EFGH-...`, which is easier to write down.
fn in_groups(code: &str) -> String {
    let groups: Vec<&str> = (0..code.len()).step_by(4).map(|at| &code[at..code.len().min(at + 4)]).collect();
    groups.join("-")
}
