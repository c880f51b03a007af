//! Leaving a workspace. What is shared reaches the relay first, with the day noted beside the person's name; then this
//! device takes itself out of the chain; and only once the relay has that is everything removed from this computer,
//! beginning with a file that says so: a crash on the way is gone on from at the next start. Where there is nobody to
//! leave (no relay, alone, removed before) only the last part is done.

use std::path::Path;

use jiff::civil::Date;
use samskriv_shared::{
    documents::{Actor, DirectoryDocument, Document, DocumentError},
    ids::{DocId, PersonId, WorkspaceId},
    membership::ChainError,
    sync::{Act, Input, Problem},
};

use super::{
    Driver, Internal, Ways,
    jobs::{REACH, no_workspace},
    status::problem_error,
    workspace::Workspace,
};
use crate::backend::{
    Answer, BackendError, ErrorCode, Outlet, Reply, StartError, files, identity,
    journal::{Journal, Recovered},
    random_bytes,
    storage::{Done, JournalJob, StoreJob},
    store::{Opening, Store},
};

/// Somebody waits to have left.
pub(super) struct Leaving {
    reply: Reply,
    today: Date,
    /// When it is given up while there is no connection.
    deadline: u64,
    step: Step,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// What is shared goes to the relay.
    Sending,
    /// The day is being noted in the directory.
    Noting,
    /// That goes to the relay too.
    SendingNote,
    /// The relay is asked to take this device out, by the act with this number.
    Asked(u64),
}

impl Driver {
    pub(super) fn leave(&mut self, id: WorkspaceId, today: Date, reply: Reply, outlet: &Outlet) {
        let now = self.now();
        let Some(workspace) = self.workspaces.get_mut(&id) else { return reply.send(Err(no_workspace(&id))) };
        if workspace.leaving.is_some() {
            return reply.send(Err(BackendError::new(ErrorCode::Unsent, "it is being left already")));
        }
        if workspace.is_nobody_elses() {
            return workspace.give_up_here(reply, &self.ways);
        }
        match workspace.engine.chain().check_leaving(&workspace.engine.device()) {
            // Nobody else is known here, but somebody may have used an invitation meanwhile.
            Err(ChainError::LastAdmin) if workspace.is_alone() && workspace.engine.is_live() => {
                return workspace.give_up_here(reply, &self.ways);
            }
            Err(ChainError::LastAdmin) if workspace.is_alone() => {}
            Err(error) => return reply.send(Err(problem_error(&Problem::Membership(error)))),
            Ok(()) => {}
        }
        workspace.leaving = Some(Leaving { reply, today, deadline: now + REACH, step: Step::Sending });
        workspace.go_online(now, &self.ways, outlet);
    }

    /// The relay has let this device go, or nobody needed to: what is here goes too.
    pub(super) fn left(&mut self, id: WorkspaceId, result: Result<(), String>, reply: Reply) {
        if let Err(error) = result {
            return reply.send(Err(BackendError::new(ErrorCode::Storage, error)));
        }
        // Its link goes with it, and whatever still comes for it is nobody's.
        self.workspaces.remove(&id);
        self.erasing.insert(id);
        let ways = self.ways.clone();
        erase(id, &self.config.data_dir, &self.ways, move |gone| {
            ways.tell(Internal::Erased { workspace: id, result: gone, reply });
        });
    }

    /// Fails while something is still here of a workspace that was left: what came anew would go with it.
    pub(super) fn check_gone(&self, id: &WorkspaceId) -> Result<(), BackendError> {
        match self.erasing.contains(id) {
            true => Err(BackendError::new(ErrorCode::NotErased, id)),
            false => Ok(()),
        }
    }

    pub(super) fn erased(&mut self, id: WorkspaceId, result: Result<(), String>, reply: Reply) {
        match result {
            Ok(()) => {
                self.erasing.remove(&id);
                reply.send(Ok(Answer::Done));
            }
            Err(error) => reply.send(Err(BackendError::new(ErrorCode::NotErased, error))),
        }
    }
}

impl Workspace {
    /// Whether this device's going concerns nobody but this computer.
    fn is_nobody_elses(&self) -> bool {
        let here_alone = self.is_alone() && self.invites().is_empty();
        self.membership.relay.is_none() || !self.is_member() || self.is_removed() || here_alone
    }

    /// Whether the chain, as it is known here, holds no other device but the recovery code's.
    fn is_alone(&self) -> bool {
        let me = self.engine.device();
        self.engine.chain().devices().iter().all(|(device, member)| member.recovery || *device == me)
    }

    /// Whether the user has another device in it, which stays.
    fn has_another_device(&self) -> bool {
        let (person, me) = (Some(self.membership.person), self.engine.device());
        self.members().iter().any(|member| member.person == person && member.device != me)
    }

    /// Says on disk that it is to go from here; then it goes.
    fn give_up_here(&self, reply: Reply, ways: &Ways) {
        let (id, back) = (self.id, ways.clone());
        let noted: Done = Box::new(move |result| {
            back.tell(Internal::Left { workspace: id, result, reply });
        });
        let (path, body) = (self.left_file.clone(), zeroize::Zeroizing::new(Vec::new()));
        ways.store(StoreJob::File { path, body, done: noted });
    }

    /// Goes on as far as it can be gone.
    pub(super) fn go_on_leaving(&mut self, now: u64, ways: &Ways, outlet: &Outlet) {
        let Some(Leaving { step, today, .. }) = &self.leaving else { return };
        let (step, today) = (*step, *today);
        let sent = self.engine.settled() && self.unsaved == 0 && self.is_introduced();
        match step {
            Step::Sending | Step::SendingNote if !sent => {}
            Step::Sending if self.is_alone() => {
                if let Some(Leaving { reply, .. }) = self.leaving.take() {
                    self.give_up_here(reply, ways);
                }
            }
            Step::Sending if self.may_write() && !self.has_another_device() => {
                self.set_step(Step::Noting);
                self.note_last_day(today, ways);
            }
            Step::Sending | Step::SendingNote => {
                self.next_act += 1;
                let request = self.next_act;
                self.set_step(Step::Asked(request));
                self.handle(now, Input::Administer { request, act: Act::Leave }, ways, outlet);
            }
            Step::Noting | Step::Asked(_) => {}
        }
    }

    fn set_step(&mut self, to: Step) {
        if let Some(leaving) = &mut self.leaving {
            leaving.step = to;
        }
    }

    /// So that the others see who has left, and when.
    fn note_last_day(&self, today: Date, ways: &Ways) {
        let (back, workspace, clock) = (ways.clone(), self.id, self.clock);
        let (person, directory) = (self.membership.person, DocId::directory(&self.id));
        let actor = Actor::new(&self.engine.device(), random_bytes());
        ways.store(StoreJob::Read(Box::new(move |store| {
            let stored = store.document(&workspace, &directory).ok().flatten();
            let changes = last_day(&stored.unwrap_or_default(), actor, person, today, clock());
            back.tell(Internal::LastDay { workspace, changes });
        })));
    }

    pub(super) fn last_day_noted(
        &mut self,
        now: u64,
        changes: Result<Option<Vec<u8>>, DocumentError>,
        ways: &Ways,
        outlet: &Outlet,
    ) {
        if self.leaving.is_none() {
            return;
        }
        match changes {
            Ok(Some(changes)) => self.change_directory(now, changes, ways, outlet),
            Ok(None) => {}
            // The chain tells that the device has gone, whatever stands beside the name.
            Err(error) => tracing::warn!(%error, "the directory cannot be read"),
        }
        self.set_step(Step::SendingNote);
    }

    /// What came of an act that nobody else asked for.
    pub(super) fn leaving_answered(&mut self, request: u64, result: Result<(), Problem>, ways: &Ways) {
        let of_it = |leaving: &mut Leaving| leaving.step == Step::Asked(request);
        let Some(Leaving { reply, .. }) = self.leaving.take_if(of_it) else { return };
        match result {
            Ok(()) => self.give_up_here(reply, ways),
            Err(problem) => reply.send(Err(problem_error(&problem))),
        }
    }

    pub(super) fn leaving_deadline(&self) -> Option<u64> {
        self.leaving.as_ref().map(|leaving| leaving.deadline)
    }

    /// Gives it up where the relay refuses, or has not been there in time; whoever is connected goes on.
    pub(super) fn give_up_leaving(
        &mut self,
        (now, connected, refused): (u64, bool, bool),
        error: impl FnOnce() -> BackendError,
        (ways, outlet): (&Ways, &Outlet),
    ) {
        let Some(leaving) = &mut self.leaving else { return };
        if connected {
            leaving.deadline = leaving.deadline.max(now + 1_000);
        }
        if !refused && now < leaving.deadline {
            return;
        }
        let Some(Leaving { reply, step, .. }) = self.leaving.take() else { return };
        if let Step::Asked(request) = step {
            self.handle(now, Input::Withdraw { request }, ways, outlet);
        }
        let unsent = self.unsaved.max(self.engine.status().unsent);
        reply.send(Err(match unsent {
            0 => error(),
            unsent => BackendError::new(ErrorCode::Unsent, unsent),
        }));
    }
}

/// The changes that say in a stored directory that somebody has left; none where it says so, or does not know them.
/// A last day that was noted before and is over stays.
fn last_day(
    bytes: &[u8],
    actor: Actor,
    person: PersonId,
    today: Date,
    now_ms: i64,
) -> Result<Option<Vec<u8>>, DocumentError> {
    let mut directory = DirectoryDocument::open(Document::load(bytes, actor)?)?;
    let known = directory.read().people.into_iter().find(|known| known.id == person);
    let last = known.and_then(|known| known.left_on).filter(|last| *last < today).unwrap_or(today);
    directory.set_person_left(person, true, Some(last));
    Ok(directory.document.commit(now_ms))
}

/// Removes everything of a workspace that has been left: first the keys, so that no start takes it for one of the
/// user's, and last the file that says that there is something to remove.
fn erase(
    id: WorkspaceId,
    data_dir: &Path,
    ways: &Ways,
    done: impl FnOnce(Result<(), String>) + Send + 'static,
) {
    let [keys, progress, left] =
        [identity::path, identity::progress_path, identity::left_path].map(|path| path(data_dir, &id));
    let [for_journal, for_store] = [ways.clone(), ways.clone()];
    let last: Done = Box::new(move |gone| match gone {
        Ok(()) => for_store.store(StoreJob::Forget { path: left, done: Box::new(done) }),
        Err(error) => done(Err(error)),
    });
    let stored: Done = Box::new(move |gone| match gone {
        // The thread ends only after every way to it is gone.
        Ok(()) => drop(for_journal.journal.send(JournalJob::Erase { workspace: id, done: last })),
        Err(error) => last(Err(error)),
    });
    let ways_on = ways.clone();
    let forgotten: Done = Box::new(move |gone| match gone {
        Ok(()) => ways_on.store(StoreJob::Erase { workspace: id, done: stored }),
        Err(error) => stored(Err(error)),
    });
    // How far the others were is of no use to anybody, and is made anew where it is lacking.
    ways.store(StoreJob::Forget { path: progress, done: Box::new(|_| ()) });
    ways.store(StoreJob::Forget { path: keys, done: forgotten });
}

/// Goes on where a crash cut it short, before anything is read of what is here. Gives the store, which is another
/// where something was removed.
///
/// # Errors
/// [`StartError`] where the disk refuses: what has been left is not shown again.
pub(in crate::backend) fn finish(
    data_dir: &Path,
    opening: &Opening,
    (journal, recovered): (&mut Journal, &mut Vec<Recovered>),
    mut store: Store,
) -> Result<Store, StartError> {
    let storage = |error: &dyn std::fmt::Display| StartError::Storage(error.to_string());
    for id in identity::left(data_dir)? {
        tracing::info!(workspace = %id.short(), "what has been left goes from here");
        for path in [identity::path(data_dir, &id), identity::progress_path(data_dir, &id)] {
            files::remove(&path).map_err(|error| storage(&error))?;
        }
        store.erase(&id).and_then(|()| store.flush()).map_err(|error| storage(&error))?;
        store.close();
        let (anew, is_anew) = opening.rewrite(data_dir).map_err(super::refused)?;
        store = anew;
        journal.erase(&id).map_err(|error| storage(&error))?;
        recovered.retain(|it| it.workspace != id);
        // Where there was no room to write the store anew, the next start tries again.
        if is_anew {
            files::remove(&identity::left_path(data_dir, &id)).map_err(|error| storage(&error))?;
        }
    }
    Ok(store)
}
