//! How the disk is: what the store's thread tells, and whether it tells anything at all.

use std::{
    collections::BTreeSet,
    thread::JoinHandle,
    time::{Duration, Instant},
};

use samskriv_shared::ids::DocId;

use super::{Driver, workspace::Workspace};
use crate::backend::{
    Outlet, StoreStatus,
    storage::{Pulse, StoreNews},
};

/// How often a store that does not answer is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// How the disk is, as far as is known.
#[derive(Debug, Default)]
pub(super) struct Health {
    /// Whether the store was damaged at the start, and made anew.
    rebuilt: bool,
    /// Whether changes made here cannot be put on the disk.
    pub(super) journal_refused: bool,
    /// Whether the store's thread cannot write.
    store_refused: bool,
    /// Whether something in the store cannot be read: the next start mends it.
    damaged: bool,
    /// Whether the store was silent when it was last looked at.
    silent: bool,
}

impl Health {
    pub(super) fn new(rebuilt: bool) -> Health {
        Health { rebuilt, ..Health::default() }
    }

    fn name(&self) -> &'static str {
        match self {
            Health { silent: true, .. } => "silent",
            Health { journal_refused: true, .. } | Health { store_refused: true, .. } => "storage",
            Health { damaged: true, .. } => "damaged",
            Health { rebuilt: true, .. } => "rebuilt",
            _ => "ok",
        }
    }
}

impl Driver {
    pub(super) fn health(&self) -> StoreStatus {
        StoreStatus { health: self.health.name().into(), bytes: self.store_bytes }
    }

    /// The same, after a look at whether the store gets on. What has changed is told with the status.
    pub(super) fn look_at_store(&mut self) -> StoreStatus {
        self.health.silent = self.store_is_silent(Instant::now());
        let health = self.health();
        for workspace in self.workspaces.values_mut() {
            workspace.status_changed |= workspace.told.as_ref().is_none_or(|told| told.store != health);
        }
        health
    }

    /// Whether the store has done nothing for too long, though there is something to do.
    pub(super) fn store_is_silent(&self, now: Instant) -> bool {
        is_silent(&self.ways.pulse, now, self.config.store_patience.working)
    }

    /// When to look at the store next; `None` while it has nothing to do.
    pub(super) fn store_look_at(&self) -> Option<Instant> {
        let since = self.ways.pulse.waits_since()?;
        let at = since + self.config.store_patience.working;
        Some(if self.health.silent { at.max(Instant::now() + LOOK) } else { at })
    }

    pub(super) fn store_news(&mut self, news: StoreNews, outlet: &Outlet) {
        match news {
            StoreNews::Refused(error) => {
                // The journal may have told it already.
                if !std::mem::replace(&mut self.health.store_refused, true) && !self.health.journal_refused {
                    self.disk_failed(None, error, outlet);
                }
            }
            StoreNews::Recovered => {
                self.health.store_refused = false;
                self.workspaces.values_mut().for_each(Workspace::store_recovered);
            }
            StoreNews::Damaged => self.health.damaged = true,
        }
    }
}

impl Workspace {
    /// What could not be read meanwhile is read now.
    fn store_recovered(&mut self) {
        let underived: BTreeSet<DocId> = std::mem::take(&mut self.underived);
        self.dirty.extend(underived.intersection(&self.documents));
        self.introduction_failed = false;
    }
}

fn is_silent(pulse: &Pulse, now: Instant, patience: Duration) -> bool {
    pulse.waits_since().is_some_and(|since| now.saturating_duration_since(since) >= patience)
}

/// Waits for a disk thread to end, unless the store is silent: then it ends with the process, and what it had not
/// done is done after the next start, from the journal and the relay.
pub(super) async fn ended(thread: JoinHandle<()>, pulse: &Pulse, patience: Duration) {
    while !thread.is_finished() {
        if is_silent(pulse, Instant::now(), patience) {
            tracing::error!("the store does not answer, and is left to itself");
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    // A panic over there has been told by its own message.
    let _ = thread.join();
}
