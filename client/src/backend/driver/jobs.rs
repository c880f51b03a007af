//! One function per request.

use samskriv_shared::{
    ids::{DocId, WorkspaceId},
    invite::Terms,
    sync::{Act, Engine, Input, Progress, Setup},
};

use super::{Driver, Internal, publishing::with_whole, workspace::Workspace};
use crate::backend::{
    Answer, BackendError, ErrorCode, Job, Outlet, Reply, Request, WorkspaceInfo,
    address::RelayAddress,
    identity::{self, Membership},
    random,
    storage::StoreJob,
};

/// How long the relay may take to answer before a request that needs it fails, in milliseconds.
pub(super) const REACH: u64 = 10_000;

impl Driver {
    pub(super) fn job(&mut self, job: Job, outlet: &Outlet) {
        let Job { request, reply } = job;
        match request {
            Request::Workspaces => reply.send(Ok(Answer::Workspaces(self.infos()))),
            Request::NewWorkspace { name, relay, token, me } => {
                self.new_workspace(name, relay, token, me, reply)
            }
            Request::Leave { workspace, today } => self.leave(workspace, today, reply, outlet),
            Request::TakeBack { workspace } => self.take_back(workspace, reply),
            Request::Connect { workspace, relay, token } => {
                self.connect(workspace, relay, token, reply, outlet)
            }
            Request::Invite { workspace, role, expires_s, uses } => {
                let expires = ((self.config.clock)() / 1000) as u64 + expires_s;
                let terms = Terms { role, expires, max_uses: uses };
                self.administer(workspace, |relay| Act::Invite { relay, terms }, reply, outlet);
            }
            Request::Revoke { workspace, invite } => {
                self.administer(workspace, |_| Act::Revoke { invite }, reply, outlet);
            }
            Request::Rotate { workspace } => self.administer(workspace, |_| Act::Rotate, reply, outlet),
            Request::Remove { workspace, device } => {
                self.administer(workspace, |_| Act::Remove { device }, reply, outlet);
            }
            Request::SetRole { workspace, device, role } => {
                self.administer(workspace, |_| Act::SetRole { device, role }, reply, outlet);
            }
            Request::Join { link, me } => self.join(&link, me, reply),
            Request::Recover { code, relay, me } => self.recover(&code, relay, me, reply),
            Request::SetOffline { offline } => {
                self.set_online(!offline, outlet);
                reply.send(Ok(Answer::Done));
            }
            Request::Change { workspace, doc, changes } => {
                let now = self.now();
                match self.workspaces.get_mut(&workspace) {
                    Some(it) => it.try_change(now, doc, changes, reply, &self.ways, outlet),
                    None => reply.send(Err(no_workspace(&workspace))),
                }
            }
            Request::Summaries { workspace, current } => self.ask(workspace, reply, |it, reply| {
                if !current || (it.dirty.is_empty() && it.deriving.is_none()) {
                    reply.send(Ok(Answer::Summaries(it.summaries.values().cloned().collect())));
                } else {
                    it.waiting_summaries.push(reply);
                }
            }),
            Request::Open { workspace, doc } => self.open(workspace, doc, reply),
            Request::Close { workspace, doc } => self.ask(workspace, reply, |it, reply| {
                it.unfollow(&doc);
                reply.send(Ok(Answer::Done));
            }),
            Request::Present { workspace, presence, active } => self.ask(workspace, reply, |it, reply| {
                it.present(presence, active);
                reply.send(Ok(Answer::Done));
            }),
            Request::Share { workspace, doc } => self.share(workspace, doc, reply),
            Request::Discard { workspace, doc } => self.discard(workspace, doc, reply, outlet),
            Request::Members { workspace } => {
                self.ask(workspace, reply, |it, reply| reply.send(Ok(Answer::Members(it.members()))));
            }
            Request::Invites { workspace } => {
                self.ask(workspace, reply, |it, reply| reply.send(Ok(Answer::Invites(it.invites()))));
            }
            Request::Status { workspace } => self.status(workspace, reply),
            Request::CaughtUp { workspace } => self.caught_up(workspace, reply, outlet),
            Request::BackUp { to, passphrase } => self.back_up(to, passphrase, reply),
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
            workspace.is_shown().then(|| WorkspaceInfo {
                id: workspace.id,
                name: membership.name.clone(),
                relay: membership.relay.clone(),
                me: membership.me.clone(),
                person: membership.person,
                device,
                role: workspace.engine.chain().role(&device),
            })
        };
        self.workspaces.values().filter_map(info).collect()
    }

    /// Keeps a new workspace and starts its engine.
    pub(super) fn add(&mut self, membership: Membership, outlet: &Outlet) {
        let id = membership.chain.workspace();
        self.ways.save(identity::path(&self.config.data_dir, &id), membership.to_bytes());
        self.start(membership, outlet);
    }

    /// Starts the engine of a workspace that is kept.
    pub(super) fn start(&mut self, membership: Membership, outlet: &Outlet) {
        let id = membership.chain.workspace();
        let setup = Setup {
            device: self.device.clone(),
            chain: membership.chain.clone(),
            keys: membership.keys.clone(),
            cursor: None,
            members: 0,
            shared: super::workspace::always_shared(&id),
            outbox: vec![],
            parked: vec![],
            progress: Progress::default(),
            token: membership.token.clone(),
            checkpoints: self.config.checkpoints,
            online: self.online && membership.relay.is_some(),
        };
        let workspace = Workspace::new(membership, &self.config, Engine::new(setup, random()), self.online);
        self.workspaces.insert(id, workspace);
        let now = self.now();
        self.with(id, |it, ways| it.handle(now, Input::Tick, ways, outlet));
    }

    fn connect(
        &mut self,
        id: WorkspaceId,
        relay: String,
        token: Option<String>,
        reply: Reply,
        outlet: &Outlet,
    ) {
        if let Err(error) = check_address(&relay) {
            return reply.send(Err(error));
        }
        let (now, online) = (self.now(), self.online);
        let Some(workspace) = self.workspaces.get_mut(&id) else { return reply.send(Err(no_workspace(&id))) };
        workspace.membership.relay = Some(relay);
        workspace.membership.token = token.clone();
        workspace.save_membership_and(&self.ways, Box::new(move |saved| reply.send(done(saved))));
        workspace.handle(now, Input::Token(token), &self.ways, outlet);
        workspace.handle(now, Input::Online(false), &self.ways, outlet);
        let online = online && workspace.may_dial();
        workspace.handle(now, Input::Online(online), &self.ways, outlet);
    }

    /// What an admin does; `act` is given the relay's address.
    fn administer(
        &mut self,
        id: WorkspaceId,
        act: impl FnOnce(String) -> Act,
        reply: Reply,
        outlet: &Outlet,
    ) {
        let now = self.now();
        let Some(workspace) = self.workspaces.get_mut(&id) else { return reply.send(Err(no_workspace(&id))) };
        let Some(relay) = workspace.membership.relay.clone() else { return reply.send(Err(no_relay())) };
        if workspace.is_outside() {
            return reply.send(Err(BackendError::new(ErrorCode::NotMember, id)));
        }
        workspace.next_act += 1;
        let request = workspace.next_act;
        workspace.acts.insert(request, (reply, now + REACH));
        let input = Input::Administer { request, act: act(relay) };
        workspace.handle(now, input, &self.ways, outlet);
        workspace.go_online(now, &self.ways, outlet);
    }

    fn set_online(&mut self, online: bool, outlet: &Outlet) {
        self.online = online;
        let now = self.now();
        for workspace in self.workspaces.values_mut() {
            workspace.online = online;
            let online = online && workspace.may_dial();
            workspace.handle(now, Input::Online(online), &self.ways, outlet);
        }
    }

    fn open(&mut self, id: WorkspaceId, doc: DocId, reply: Reply) {
        let elapsed = self.started.elapsed();
        let Some(workspace) = self.workspaces.get_mut(&id) else { return reply.send(Err(no_workspace(&id))) };
        if !workspace.documents.contains(&doc) {
            return reply.send(Err(BackendError::new(ErrorCode::NoSuchDocument, doc)));
        }
        // From here on changes are told; those that are in the answer too do no harm.
        workspace.follow(doc, elapsed);
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
        if !workspace.may_write() {
            return reply.send(Err(workspace.not_allowed(doc)));
        }
        if workspace.engine.is_shared(&doc) {
            return reply.send(Ok(Answer::Done));
        }
        let ways = self.ways.clone();
        with_whole(id, doc, &self.ways, move |document| {
            ways.tell(Internal::ReadyToShare { workspace: id, doc, document, reply });
        });
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
        if workspace.is_outside() {
            return reply.send(Err(BackendError::new(ErrorCode::NotMember, id)));
        }
        if workspace.membership.relay.is_none() {
            return reply.send(Err(no_relay()));
        }
        workspace.waiting_caught_up.push((reply, now + REACH));
        workspace.go_online(now, &self.ways, outlet);
    }
}

impl Workspace {
    /// Dials now, if it is not connected: someone waits for the relay.
    pub(super) fn go_online(&mut self, now: u64, ways: &super::Ways, outlet: &Outlet) {
        if !matches!(self.engine.status().phase, samskriv_shared::sync::Phase::Live) {
            self.online = true;
            self.handle(now, Input::Online(true), ways, outlet);
        }
    }
}

/// The answer once something is on disk, or not.
pub(super) fn done(saved: Result<(), String>) -> Result<Answer, BackendError> {
    saved.map(|()| Answer::Done).map_err(|error| BackendError::new(ErrorCode::Storage, error))
}

pub(super) fn check_address(relay: &str) -> Result<(), BackendError> {
    RelayAddress::parse(relay).map(|_| ()).map_err(|error| BackendError::new(ErrorCode::BadAddress, error))
}

pub(super) fn no_workspace(id: &WorkspaceId) -> BackendError {
    BackendError::new(ErrorCode::NoSuchWorkspace, id)
}

fn no_relay() -> BackendError {
    BackendError::new(ErrorCode::NoRelay, "the workspace has no relay")
}
