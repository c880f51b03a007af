//! Everything that needs an operating system: a thread with a tokio runtime, the local store, the
//! journal and the connections to relays. The window and the commands ask it by [`Request`]s and hear
//! from it by [`Event`]s; it knows neither of them, only one `wake` to call when there is news.

mod address;
mod backup;
mod checking;
pub mod doorbell;
mod driver;
pub mod durable;
mod event;
pub mod files;
mod identity;
pub mod journal;
mod link;
mod outlet;
mod request;
mod storage;
pub mod store;
#[cfg(test)]
mod tests;

use std::{
    path::PathBuf,
    sync::Arc,
    thread::JoinHandle,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use samskriv_shared::{ids::WorkspaceId, presence::Presence};
use tokio::sync::{mpsc, oneshot};

pub use backup::{
    BackedUp, BackedUpNetwork, BackupError, Cost, MIN_PASSPHRASE, Passphrase, Restored, RestoredNetwork,
    restore,
};
pub use checking::{Checked, Wrong, WrongPart, check};
pub use event::Event;
pub use link::LinkTiming;
pub(crate) use outlet::Outlet;
pub use request::{
    Answer, BackendError, ErrorCode, Invite, Member, Profile, RelayState, RelayStatus, Request, SeenBy,
    Status, StoreStatus, Warning, WorkspaceInfo,
};
pub use samskriv_shared::sync::CheckpointPace;

/// How to start a backend.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where everything lies; made if it is not there.
    pub data_dir: PathBuf,
    /// Whether to connect to relays from the start.
    pub online: bool,
    /// How long links wait for what.
    pub timing: LinkTiming,
    /// When documents get checkpoints.
    pub checkpoints: CheckpointPace,
    /// How long the store may be silent.
    pub store_patience: StorePatience,
    /// Milliseconds since 1970. Nothing is ordered by it: a computer whose clock is wrong shows wrong times.
    pub clock: fn() -> i64,
    /// What one guess at a backup's passphrase costs.
    pub backup_cost: Cost,
}

/// How long the store may take without a sign of life.
#[derive(Debug, Clone, Copy)]
pub struct StorePatience {
    /// At its opening, before it is put aside. Sled reads a long log in one step.
    pub opening: Duration,
    /// Afterwards, over one job, before the user is told.
    pub working: Duration,
}

impl Default for StorePatience {
    fn default() -> Self {
        StorePatience { opening: Duration::from_secs(60), working: Duration::from_secs(5) }
    }
}

impl Config {
    /// As users have it.
    pub fn new(data_dir: PathBuf, online: bool) -> Config {
        Config {
            data_dir,
            online,
            timing: LinkTiming::default(),
            checkpoints: CheckpointPace::default(),
            store_patience: StorePatience::default(),
            clock: unix_ms,
            backup_cost: Cost::default(),
        }
    }
}

fn unix_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

/// Why a backend does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another Samskriv has the directory.
    #[error("in use by process {pid:?}")]
    InUse {
        /// Its process id, where it could be read.
        pid: Option<u32>,
    },
    /// The directory, the store or the identity cannot be read or written.
    #[error("{0}")]
    Storage(String),
    /// A newer program made what lies there. It is left as it is.
    #[error("{0}")]
    Newer(String),
}

/// A request with the place where its answer goes.
pub(crate) struct Job {
    pub(crate) request: Request,
    pub(crate) reply: Reply,
}

/// Where an answer goes; the window is woken when it is there.
pub(crate) struct Reply {
    sender: oneshot::Sender<Result<Answer, BackendError>>,
    wake: Wake,
}

impl Reply {
    pub(crate) fn send(self, answer: Result<Answer, BackendError>) {
        // Whoever asked may be gone; then nobody misses the answer.
        let _ = self.sender.send(answer);
        (self.wake)();
    }

    /// For what nobody waits for: no window is woken by its answer.
    fn to_nobody() -> Reply {
        Reply { sender: oneshot::channel().0, wake: Arc::new(|| ()) }
    }
}

/// Tells whoever listens that there is news.
pub(crate) type Wake = Arc<dyn Fn() + Send + Sync>;

/// The handle of a running backend. Dropping it without [`Backend::shutdown`] lets the thread finish
/// what it has and end by itself.
pub struct Backend {
    jobs: mpsc::UnboundedSender<Job>,
    events: outlet::Events,
    wake: Wake,
    thread: Option<JoinHandle<()>>,
}

impl Backend {
    /// Opens the store in `config.data_dir` and starts the thread. `wake` is called from it whenever
    /// an event or an answer is there to be fetched.
    ///
    /// # Errors
    /// [`StartError`] when another process has the directory or it cannot be read.
    pub fn start(config: Config, wake: impl Fn() + Send + Sync + 'static) -> Result<Backend, StartError> {
        let wake: Wake = Arc::new(wake);
        let (jobs, job_receiver) = mpsc::unbounded_channel();
        let (outlet, events) = outlet::outlet(wake.clone());
        let thread = driver::start(config, job_receiver, outlet)?;
        Ok(Backend { jobs, events, wake, thread: Some(thread) })
    }

    /// Asks for something. The answer comes later.
    pub fn request(&self, request: Request) -> Pending {
        let (sender, receiver) = oneshot::channel();
        // When the thread is gone the job is dropped, and `Pending` says so.
        let _ = self.jobs.send(Job { request, reply: Reply { sender, wake: self.wake.clone() } });
        Pending { receiver }
    }

    /// [`Request::Present`], without an answer: cheap enough for each key and each move of the caret.
    pub fn present(&self, workspace: WorkspaceId, presence: Option<Presence>, active: bool) {
        let request = Request::Present { workspace, presence, active };
        let _ = self.jobs.send(Job { request, reply: Reply::to_nobody() });
    }

    /// The next event, if there is one.
    pub fn poll_event(&self) -> Option<Event> {
        self.events.next()
    }

    /// Writes everything out and ends the thread.
    pub fn shutdown(mut self) {
        if let Some(thread) = self.thread.take() {
            drop(self.jobs);
            // A panic over there has been told by its own message.
            let _ = thread.join();
        }
    }
}

/// An answer that is on its way.
pub struct Pending {
    receiver: oneshot::Receiver<Result<Answer, BackendError>>,
}

impl Pending {
    /// Waits for the answer; for commands, never for the window.
    ///
    /// # Errors
    /// [`BackendError`] when the request failed or the backend stopped.
    pub fn wait(self) -> Result<Answer, BackendError> {
        self.receiver.blocking_recv().unwrap_or_else(|_| Err(stopped()))
    }

    /// The answer, once it is there; after that, nothing more comes.
    pub fn poll(&mut self) -> Option<Result<Answer, BackendError>> {
        match self.receiver.try_recv() {
            Ok(answer) => Some(answer),
            Err(oneshot::error::TryRecvError::Empty) => None,
            Err(oneshot::error::TryRecvError::Closed) => Some(Err(stopped())),
        }
    }
}

/// The operating system's randomness, which panics only where there is none at all.
pub(crate) fn random() -> getrandom::rand_core::UnwrapErr<getrandom::SysRng> {
    getrandom::rand_core::UnwrapErr(getrandom::SysRng)
}

/// `N` random bytes.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    use getrandom::rand_core::Rng;
    let mut bytes = [0; N];
    random().fill_bytes(&mut bytes);
    bytes
}

fn stopped() -> BackendError {
    BackendError::new(ErrorCode::Stopped, "the backend has stopped")
}
