//! Founding a workspace: its documents go to the journal first, then its own file, which makes it exist; only
//! then is it answered. A crash before leaves nothing that anyone would see. One that its relay refuses is taken
//! back in the other order.

use samskriv_shared::{
    documents::{ActionListDocument, Actor, DirectoryDocument, Person, municipality_id},
    ids::{DocId, PersonId, WorkspaceId},
    membership::{Chain, create},
    recovery::{self, RecoveryCode},
    seal::{DeviceSecret, SealError},
};

use super::{
    Driver, Internal, Ways,
    discarding::remove_stored,
    jobs::{check_address, done, no_workspace},
    workspace::always_shared,
};
use crate::backend::{
    Answer, BackendError, ErrorCode, Outlet, Profile, Reply,
    identity::{self, Membership},
    random, random_bytes,
    storage::{Done, JournalJob, Journaled, StoreJob},
};

impl Driver {
    pub(super) fn new_workspace(
        &mut self,
        name: String,
        relay: Option<String>,
        token: Option<String>,
        me: Profile,
        reply: Reply,
    ) {
        if let Err(error) = relay.as_deref().map_or(Ok(()), check_address) {
            return reply.send(Err(error));
        }
        let secret: [u8; recovery::SECRET] = random_bytes();
        let (chain, key) = match genesis(&self.device, &recovery::device(&secret)) {
            Ok(made) => made,
            Err(error) => return reply.send(Err(BackendError::new(ErrorCode::Storage, error))),
        };
        let id = chain.workspace();
        let person = PersonId(random_bytes());
        // With all that an empty computer needs.
        let code = RecoveryCode::new(relay.clone(), id, secret).to_string();
        let membership =
            Membership { name, relay, token, me, person, introduced: true, keys: [(0, key)].into(), chain };
        let changes = documents(&id, &membership, &self.device, (self.config.clock)());
        let path = identity::path(&self.config.data_dir, &id);
        let (file, ways, kept) = (membership.to_bytes(), self.ways.clone(), changes.clone());
        let founded = move |result: Result<(), String>| {
            let result = result.map(|()| code);
            ways.tell(Internal::Founded { membership: Box::new(membership), changes, result, reply });
        };
        let ways = self.ways.clone();
        let exists: Done = Box::new(move |journaled| match journaled {
            Ok(()) => ways.store(StoreJob::File { path, body: file, done: Box::new(founded) }),
            Err(error) => founded(Err(error)),
        });
        journal_all(id, kept, exists, &self.ways);
    }

    pub(super) fn founded(
        &mut self,
        membership: Membership,
        changes: Vec<(DocId, Vec<u8>)>,
        result: Result<String, String>,
        reply: Reply,
        outlet: &Outlet,
    ) {
        let recovery = match result {
            Ok(recovery) => recovery,
            Err(error) => return reply.send(Err(BackendError::new(ErrorCode::Storage, error))),
        };
        let (id, now) = (membership.chain.workspace(), self.now());
        self.start(membership, outlet);
        self.with(id, |it, ways| {
            for (doc, changes) in changes {
                it.adopt(now, doc, changes, ways, outlet);
            }
        });
        reply.send(Ok(Answer::Created { id, recovery }));
    }
}

impl Driver {
    pub(super) fn take_back(&mut self, id: WorkspaceId, reply: Reply) {
        let Some(workspace) = self.workspaces.get(&id) else { return reply.send(Err(no_workspace(&id))) };
        let sync = workspace.engine.status();
        if sync.head.is_some() || sync.cursor.is_some() || workspace.documents != always_shared(&id) {
            return reply.send(Err(BackendError::new(ErrorCode::AlreadyShared, id)));
        }
        self.workspaces.remove(&id);
        let ways = self.ways.clone();
        let gone: Done = Box::new(move |gone| {
            // Without its file it is nobody's; left behind, these would cost space only.
            for doc in always_shared(&id) {
                remove_stored(id, doc, &ways, |_| ());
                let nobody = Box::new(|_| ());
                drop(ways.journal.send(JournalJob::Remove { workspace: id, doc, done: nobody }));
            }
            reply.send(done(gone));
        });
        let path = identity::path(&self.config.data_dir, &id);
        self.ways.store(StoreJob::Forget { path, done: gone });
    }
}

fn genesis(
    admin: &DeviceSecret,
    recovery: &DeviceSecret,
) -> Result<(Chain, samskriv_shared::seal::ContentKey), String> {
    let (entry, key) =
        create(admin, recovery, &mut random()).map_err(|error: SealError| error.to_string())?;
    Ok((Chain::start(&entry.to_bytes()).map_err(|error| error.to_string())?, key))
}

/// The directory with the founder in it, and the action list.
fn documents(
    id: &WorkspaceId,
    membership: &Membership,
    device: &DeviceSecret,
    now_ms: i64,
) -> Vec<(DocId, Vec<u8>)> {
    let me = me(membership, device);
    let mut directory = DirectoryDocument::create(Actor::new(&device.id(), random_bytes()), &membership.name);
    directory.put_municipality(&me.municipality, &membership.me.municipality);
    directory.put_person(&me);
    let mut actions = ActionListDocument::create(Actor::new(&device.id(), random_bytes()));
    let both =
        [(DocId::directory(id), &mut directory.document), (DocId::action_list(id), &mut actions.document)];
    both.into_iter().filter_map(|(doc, document)| Some((doc, document.commit(now_ms)?))).collect()
}

/// The user as the directory has them.
pub(super) fn me(membership: &Membership, device: &DeviceSecret) -> Person {
    let me = &membership.me;
    Person {
        title: me.title.clone(),
        municipality: municipality_id(&me.municipality),
        devices: vec![device.id()],
        ..Person::named(membership.person, &me.name)
    }
}

/// Journals one document after the other; `done` hears of the first failure, or of the last success.
fn journal_all(workspace: WorkspaceId, mut changes: Vec<(DocId, Vec<u8>)>, done: Done, ways: &Ways) {
    let Some((doc, first)) = changes.pop() else { return done(Ok(())) };
    let next = ways.clone();
    let mut rest = Some((changes, done));
    let after: Journaled = Box::new(move |result| match (rest.take(), result) {
        (Some((changes, done)), Ok(())) => journal_all(workspace, changes, done, &next),
        (Some((_, done)), Err(error)) => done(Err(error)),
        // There was no room; that there is now is too late for it.
        (None, _) => {}
    });
    // The thread ends only after every way to it is gone.
    let _ = ways.journal.send(JournalJob::Append { workspace, doc, changes: first, done: after });
}
