//! Turns requests and the engines' outputs into IO: one loop on the backend's thread over requests, what
//! the links and the disk threads tell, and the clock.

mod backing_up;
mod belonging;
mod comparing;
mod derive;
mod discarding;
mod founding;
mod health;
mod jobs;
mod joining;
mod leaving;
mod presence;
mod publishing;
mod recovering;
mod startup;
mod status;
mod stored;
#[cfg(test)]
mod tests;
mod workspace;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{Arc, mpsc::Sender},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use samskriv_shared::{
    documents::DocumentError,
    ids::{DocId, WorkspaceId},
    seal::DeviceSecret,
    sync::Input,
};
use tokio::sync::{Semaphore, mpsc};

use self::{derive::Derived, health::Health, joining::JoinEnd, workspace::Workspace};
pub(super) use self::{
    leaving::finish as finish_leaving,
    startup::{refused, restore as journal_to_store},
    stored::load as load_to_read,
};
use super::{
    Answer, BackendError, Config, Job, Outlet, Reply, StartError,
    files::Lock,
    identity::Membership,
    link::LinkEvent,
    storage::{JournalJob, Pulse, StoreJob, StoreNews},
};

/// Opens everything in the data directory and starts the thread.
pub(super) fn start(
    config: Config,
    jobs: mpsc::UnboundedReceiver<Job>,
    outlet: Outlet,
) -> Result<JoinHandle<()>, StartError> {
    let opened = startup::open(&config)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| StartError::Storage(error.to_string()))?;
    std::thread::Builder::new()
        .name("backend".into())
        .spawn(move || runtime.block_on(opened.run(jobs, outlet)))
        .map_err(|error| StartError::Storage(error.to_string()))
}

/// What the other tasks and threads tell the loop.
enum Internal {
    Compared {
        workspace: WorkspaceId,
        doc: DocId,
        lacking: Option<Vec<u8>>,
    },
    Examined {
        workspace: WorkspaceId,
        request: u64,
        missing: Vec<[u8; 32]>,
    },
    Link {
        workspace: WorkspaceId,
        generation: u64,
        event: LinkEvent,
    },
    /// Presence waits to be looked at.
    Presence {
        workspace: WorkspaceId,
        generation: u64,
    },
    Stored {
        workspace: WorkspaceId,
        number: u64,
        result: Result<(), String>,
    },
    Journaled {
        workspace: WorkspaceId,
        reply: Option<Reply>,
        result: Result<(), String>,
    },
    Derived {
        workspace: WorkspaceId,
        doc: DocId,
        derived: Option<Box<Derived>>,
    },
    Introduced {
        workspace: WorkspaceId,
        changes: Result<Option<Vec<u8>>, DocumentError>,
    },
    Founded {
        membership: Box<Membership>,
        changes: Vec<(DocId, Vec<u8>)>,
        result: Result<String, String>,
        reply: Reply,
    },
    ReadyToShare {
        workspace: WorkspaceId,
        doc: DocId,
        document: Option<Vec<u8>>,
        reply: Reply,
    },
    Whole {
        workspace: WorkspaceId,
        doc: DocId,
        request: u64,
        document: Option<Vec<u8>>,
    },
    LastDay {
        workspace: WorkspaceId,
        changes: Result<Option<Vec<u8>>, DocumentError>,
    },
    Left {
        workspace: WorkspaceId,
        result: Result<(), String>,
        reply: Reply,
    },
    Erased {
        workspace: WorkspaceId,
        result: Result<(), String>,
        reply: Reply,
    },
    JoinEnded {
        end: Box<JoinEnd>,
        reply: Reply,
    },
    RecoverEnded {
        end: Box<JoinEnd>,
        reply: Reply,
    },
    StoreSize(u64),
    Store(StoreNews),
    DiskFailed {
        workspace: Option<WorkspaceId>,
        error: String,
    },
}

/// The ways to the disk threads and back.
#[derive(Clone)]
struct Ways {
    journal: Sender<JournalJob>,
    internal: mpsc::UnboundedSender<Internal>,
    pulse: Pulse,
    /// Whose turn it is to load a whole document.
    loads: Arc<Semaphore>,
}

impl Ways {
    fn store(&self, job: StoreJob) {
        self.pulse.given(Instant::now());
        // The thread ends only after every way to it is gone.
        let _ = self.journal.send(JournalJob::Store(job));
    }

    fn tell(&self, internal: Internal) {
        // When the loop has ended nobody needs to hear.
        let _ = self.internal.send(internal);
    }

    /// Replaces an identity file, now or when there is room.
    fn save(&self, path: PathBuf, body: zeroize::Zeroizing<Vec<u8>>) {
        self.store(StoreJob::Save { path, body });
    }
}

/// The state of the loop.
struct Driver {
    config: Config,
    device: DeviceSecret,
    online: bool,
    workspaces: BTreeMap<WorkspaceId, Workspace>,
    /// What has been left and is not gone from the disk yet: nobody joins it meanwhile.
    erasing: BTreeSet<WorkspaceId>,
    store_bytes: u64,
    health: Health,
    started: Instant,
    ways: Ways,
    receiver: mpsc::UnboundedReceiver<Internal>,
    disk_threads: Vec<JoinHandle<()>>,
    /// Held for as long as the loop lives.
    _lock: Lock,
}

impl Driver {
    async fn run(mut self, mut jobs: mpsc::UnboundedReceiver<Job>, outlet: Outlet) {
        self.tick(&outlet);
        loop {
            let wake = self.wake_at();
            tokio::select! {
                job = jobs.recv() => match job {
                    Some(job) => self.job(job, &outlet),
                    None => break,
                },
                Some(internal) = self.receiver.recv() => self.internal(internal, &outlet),
                () = tokio::time::sleep_until(wake) => {}
            }
            self.tick(&outlet);
        }
        self.finish(&outlet).await;
    }

    /// Nobody asks any more: bring journal, store and summaries up to date, then end.
    async fn finish(mut self, outlet: &Outlet) {
        let now = self.now();
        for workspace in self.workspaces.values_mut() {
            workspace.leave(now, &self.device, &self.ways, outlet).await;
        }
        loop {
            // Before the wait: what is only put off until later would otherwise never be told of.
            for workspace in self.workspaces.values_mut() {
                workspace.derive_next(true, self.started.elapsed(), &self.ways);
            }
            if !self.workspaces.values_mut().any(|workspace| workspace.is_busy()) {
                break;
            }
            let wake = self.wake_at();
            tokio::select! {
                Some(internal) = self.receiver.recv() => self.internal(internal, outlet),
                () = tokio::time::sleep_until(wake) => {}
            }
            // Nothing that waits for the store would ever come.
            if self.store_is_silent(Instant::now()) {
                break;
            }
        }
        let patience = self.config.store_patience.working;
        let Driver { ways, disk_threads, receiver, workspaces, .. } = self;
        let pulse = ways.pulse.clone();
        // The threads end when the last way to them is gone.
        drop((ways, receiver, workspaces));
        for thread in disk_threads {
            health::ended(thread, &pulse, patience).await;
        }
    }

    fn now(&self) -> u64 {
        self.started.elapsed().as_millis() as u64
    }

    fn wake_at(&self) -> tokio::time::Instant {
        let next = self.workspaces.values().filter_map(Workspace::wake_at).min();
        // Nothing to wake for is looked at once a minute, which costs nothing.
        let at = next.map_or(self.started.elapsed() + Duration::from_secs(60), Duration::from_millis);
        let at = self.started + at;
        tokio::time::Instant::from_std(self.store_look_at().map_or(at, |look| look.min(at)))
    }

    /// After whatever happened: let time pass, work on summaries, tell what changed.
    fn tick(&mut self, outlet: &Outlet) {
        let (now, elapsed) = (self.now(), self.started.elapsed());
        let health = self.look_at_store();
        for workspace in self.workspaces.values_mut() {
            workspace.handle(now, Input::Tick, &self.ways, outlet);
            workspace.derive_next(false, elapsed, &self.ways);
            workspace.introduce(&self.ways, &self.device);
            workspace.pass_presence(now, &self.device, outlet);
            workspace.go_on_leaving(now, &self.ways, outlet);
            workspace.answer_waiting(now, &self.ways, outlet);
            workspace.tell_status(&health, outlet);
        }
    }

    fn internal(&mut self, internal: Internal, outlet: &Outlet) {
        let now = self.now();
        match internal {
            Internal::Link { workspace, generation, event } => {
                if let Some(workspace) = self.workspaces.get_mut(&workspace) {
                    workspace.link_event(now, generation, event, &self.ways, outlet);
                }
            }
            Internal::Presence { workspace, generation } => {
                self.with(workspace, |it, _| it.presence_came(now, generation));
            }
            Internal::Stored { workspace, number, result } => match result {
                Ok(()) => {
                    self.with(workspace, |it, ways| it.handle(now, Input::Stored(number), ways, outlet))
                }
                // What it was has been told; the cursor stays where it is until the next start.
                Err(error) => tracing::debug!(error, "not stored"),
            },
            Internal::Store(news) => self.store_news(news, outlet),
            Internal::Journaled { workspace, reply, result } => {
                self.journaled(workspace, reply, result, outlet)
            }
            Internal::Derived { workspace, doc, derived } => {
                let elapsed = self.started.elapsed();
                self.with(workspace, |it, ways| it.derived(doc, derived, elapsed, ways, outlet));
            }
            Internal::Introduced { workspace, changes } => {
                self.with(workspace, |it, ways| it.introduced(now, changes, ways, outlet));
            }
            Internal::Compared { workspace, doc, lacking } => {
                let input = Input::Compared { doc, lacking };
                self.with(workspace, |it, ways| it.handle(now, input, ways, outlet));
            }
            Internal::Examined { workspace, request, missing } => {
                let input = Input::Examined { request, missing };
                self.with(workspace, |it, ways| it.handle(now, input, ways, outlet));
            }
            Internal::Founded { membership, changes, result, reply } => {
                self.founded(*membership, changes, result, reply, outlet);
            }
            Internal::ReadyToShare { workspace, doc, document, reply } => {
                self.with(workspace, |it, ways| it.ready_to_share(now, doc, document, reply, ways, outlet));
            }
            Internal::Whole { workspace, doc, request, document } => {
                let input = Input::Whole { doc, request, document };
                self.with(workspace, |it, ways| it.handle(now, input, ways, outlet));
            }
            Internal::LastDay { workspace, changes } => {
                self.with(workspace, |it, ways| it.last_day_noted(now, changes, ways, outlet));
            }
            Internal::Left { workspace, result, reply } => self.left(workspace, result, reply),
            Internal::Erased { workspace, result, reply } => self.erased(workspace, result, reply),
            Internal::JoinEnded { end, reply } => self.join_ended(*end, reply, outlet),
            Internal::RecoverEnded { end, reply } => self.recover_ended(*end, reply, outlet),
            Internal::StoreSize(bytes) => self.store_bytes = bytes,
            Internal::DiskFailed { workspace, error } => self.disk_failed(workspace, error, outlet),
        }
    }

    fn with(&mut self, id: WorkspaceId, act: impl FnOnce(&mut Workspace, &Ways)) {
        if let Some(workspace) = self.workspaces.get_mut(&id) {
            act(workspace, &self.ways);
        }
    }

    fn journaled(
        &mut self,
        id: WorkspaceId,
        reply: Option<Reply>,
        result: Result<(), String>,
        outlet: &Outlet,
    ) {
        match result {
            Ok(()) => {
                self.with(id, |workspace, _| workspace.saved());
                self.health.journal_refused = false;
                if let Some(reply) = reply {
                    reply.send(Ok(Answer::Done));
                }
            }
            Err(error) => {
                if let Some(reply) = reply {
                    reply.send(Err(BackendError::new(super::ErrorCode::Storage, &error)));
                }
                self.with(id, |workspace, _| workspace.not_saved());
                // A change after the other fails while a disk is full: that is told once.
                if !std::mem::replace(&mut self.health.journal_refused, true) {
                    self.disk_failed(Some(id), error, outlet);
                }
            }
        }
    }

    fn disk_failed(&mut self, workspace: Option<WorkspaceId>, error: String, outlet: &Outlet) {
        tracing::error!(error, "the disk refused");
        let error = BackendError::new(super::ErrorCode::Storage, error);
        outlet.send(super::Event::Failed { workspace, error });
    }
}
