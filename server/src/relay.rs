//! What every connection shares: the log, the appender, limits, counters, and the workspaces that
//! someone is connected to.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use samskriv_shared::{
    ids::WorkspaceId,
    membership::Chain,
    protocol::{Code, Cursor},
};
use tokio::sync::{Semaphore, oneshot, watch};

use crate::{
    appender::{Appender, Job},
    config::Config,
    limits::Limiter,
    log::{Log, LogState, TokenHash},
    metrics::Metrics,
    workspace::Workspace,
};

/// Workspaces remembered before those that nobody is connected to are dropped from the table.
const SLOTS: usize = 1024;

/// A relay.
pub struct Relay {
    /// As it was started.
    pub config: Config,
    /// What is durable.
    pub log: Arc<dyn Log>,
    /// The one who writes it.
    pub appender: Appender,
    /// Counters.
    pub metrics: Arc<Metrics>,
    /// Token buckets.
    pub limiter: Limiter,
    /// KiB of entries that may be on their way to the disk.
    pub pending: Arc<Semaphore>,
    slots: Mutex<HashMap<WorkspaceId, Arc<Slot>>>,
    connections: AtomicU64,
    stopping: watch::Sender<bool>,
    tasks: watch::Sender<()>,
}

/// One workspace is loaded once, however many ask; while anyone holds it, nobody loads another
/// copy, which would miss what the appender publishes.
#[derive(Default)]
struct Slot {
    loaded: tokio::sync::Mutex<Weak<Workspace>>,
}

/// Held by a task that a shutdown waits for.
pub struct Tracked {
    _task: watch::Receiver<()>,
}

impl Relay {
    /// A relay over an open log.
    pub fn new(config: Config, log: Arc<dyn Log>, appender: Appender, metrics: Arc<Metrics>) -> Relay {
        Relay {
            limiter: Limiter::new(&config.limits),
            pending: Arc::new(Semaphore::new(config.limits.pending >> 10)),
            config,
            log,
            appender,
            metrics,
            slots: Mutex::default(),
            connections: AtomicU64::new(0),
            stopping: watch::Sender::new(false),
            tasks: watch::Sender::new(()),
        }
    }

    /// A number for a new connection, above every earlier one's.
    pub fn connection_number(&self) -> u64 {
        self.connections.fetch_add(1, Ordering::Relaxed)
    }

    /// Whether the disk takes writes.
    pub async fn is_writable(&self) -> bool {
        self.appender.is_writable().await
    }

    /// Marks the caller as one that a shutdown waits for.
    pub fn track(&self) -> Tracked {
        Tracked { _task: self.tasks.subscribe() }
    }

    /// Tells every connection to come to an end.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Whether the relay was told to stop.
    pub fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Ends when the relay is told to stop.
    pub async fn stopped(&self) {
        let mut stopping = self.stopping.subscribe();
        // The sender is in `self`.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }

    /// Ends when every tracked task has.
    pub async fn tasks_ended(&self) {
        self.tasks.closed().await;
    }

    /// The workspace, from memory or loaded.
    ///
    /// # Errors
    /// [`Code::UnknownWorkspace`], or [`Code::StorageFailed`].
    pub async fn workspace(&self, id: WorkspaceId) -> Result<Arc<Workspace>, Code> {
        let slot = self.slot(id);
        let mut loaded = slot.loaded.lock().await;
        if let Some(workspace) = loaded.upgrade() {
            return Ok(workspace);
        }
        let (log, limits) = (self.log.clone(), self.config.limits.clone());
        let found = tokio::task::spawn_blocking(move || Workspace::load(&*log, id, &limits)).await;
        match found {
            Ok(Ok(Some(workspace))) => {
                let workspace = Arc::new(workspace);
                *loaded = Arc::downgrade(&workspace);
                Ok(workspace)
            }
            Ok(Ok(None)) => Err(Code::UnknownWorkspace),
            Ok(Err(error)) => {
                tracing::error!(%error, "a workspace cannot be loaded");
                Err(Code::StorageFailed)
            }
            Err(_) => Err(Code::StorageFailed),
        }
    }

    /// Whether a workspace's log, which stands at `state`, has the cursor's hash at the cursor's place.
    ///
    /// # Errors
    /// [`Code::StorageFailed`]
    pub async fn holds(&self, id: WorkspaceId, state: &LogState, cursor: &Cursor) -> Result<bool, Code> {
        let head = state.head();
        if *cursor == head {
            return Ok(true);
        }
        if cursor.incarnation != head.incarnation || cursor.seq == 0 || cursor.seq >= head.seq {
            return Ok(false);
        }
        let (log, seq) = (self.log.clone(), cursor.seq);
        let found = tokio::task::spawn_blocking(move || log.chain_at(&id, seq)).await;
        match found {
            Ok(Ok(chain)) => Ok(chain == Some(cursor.chain)),
            _ => Err(Code::StorageFailed),
        }
    }

    fn slot(&self, id: WorkspaceId) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= SLOTS && !slots.contains_key(&id) {
            // A slot that someone waits for or loads into stays; so does one whose workspace lives.
            slots.retain(|_, slot| {
                Arc::strong_count(slot) > 1
                    || slot.loaded.try_lock().is_ok_and(|loaded| loaded.strong_count() > 0)
            });
        }
        slots.entry(id).or_default().clone()
    }

    /// Whether someone with this operator's token may make a workspace known, before anything is
    /// spent on it; the token to use up.
    ///
    /// # Errors
    /// [`Code::TokenRequired`] or [`Code::StorageFailed`].
    pub async fn may_create(&self, token: Option<&str>) -> Result<Option<TokenHash>, Code> {
        if self.config.open {
            return Ok(None);
        }
        let token = TokenHash::of(token.ok_or(Code::TokenRequired)?);
        let log = self.log.clone();
        match tokio::task::spawn_blocking(move || log.has_token(&token)).await {
            Ok(Ok(true)) => Ok(Some(token)),
            Ok(Ok(false)) => Err(Code::TokenRequired),
            _ => Err(Code::StorageFailed),
        }
    }

    /// Makes a workspace known by its membership chain, durably. `token` is used up.
    ///
    /// # Errors
    /// [`Code::TokenRequired`] when another used the token first, or [`Code::StorageFailed`].
    pub async fn create(&self, chain: &Chain, token: Option<TokenHash>) -> Result<(), Code> {
        let workspace = chain.workspace();
        let chain = chain.entries().iter().map(|entry| Bytes::copy_from_slice(entry)).collect();
        let (done, created) = oneshot::channel();
        self.appender.queue(Job::Create { workspace, chain, token, done });
        created.await.unwrap_or(Err(Code::StorageFailed))
    }
}
