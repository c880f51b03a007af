//! A workspace in memory while someone is connected to it: where its log stands, who belongs to it,
//! its newest entries, what devices have seen. [`crate::appender`] alone moves it forward.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use samskriv_shared::{
    ids::{DeviceId, EntryId, WorkspaceId},
    membership::Chain,
    protocol::{Code, RelayRole},
};
use tokio::sync::{Notify, broadcast, watch};

use crate::{
    config::RelayLimits,
    log::{Log, LogError, LogState, SeenRecord},
    ring::{Portion, Ring},
};

/// How many presence frames wait for a slow follower before it misses the oldest.
const PRESENCE_KEPT: usize = 64;
/// Bytes of membership entries read at once when a workspace is loaded.
const LOAD_BYTES: usize = 1 << 20;

/// A durable state of the log, and who belonged to the workspace then.
#[derive(Debug)]
pub struct Tail {
    /// Where the log stands.
    pub state: LogState,
    /// Who belongs to it.
    pub members: Arc<Members>,
}

/// The membership chain with its entries' places in the log.
#[derive(Debug, Clone)]
pub struct Members {
    /// The verified chain.
    pub chain: Chain,
    /// The sequence number of each of its entries.
    pub seqs: Vec<u64>,
}

impl Members {
    /// The place of an entry that the chain holds.
    pub fn seq_of(&self, id: &EntryId) -> Option<u64> {
        self.seqs.get(self.chain.index_of(id)?).copied()
    }

    /// Why a device that is no member and no open invite's is refused.
    pub fn refusal(&self, device: &DeviceId) -> Code {
        if self.chain.is_ended_invite(device) {
            Code::InviteEnded
        } else if self.chain.has_known(device) {
            Code::Removed
        } else {
            Code::NotAMember
        }
    }
}

/// One device's presence, on its way to the others.
#[derive(Debug, Clone)]
pub struct Presence {
    /// The connection that sent it.
    pub from: u64,
    /// The encoded frame.
    pub frame: Bytes,
}

/// A workspace in memory.
#[derive(Debug)]
pub struct Workspace {
    /// Its id.
    pub id: WorkspaceId,
    /// Presence on its way to the others.
    pub presence: broadcast::Sender<Presence>,
    /// What has been shown to followers; behind `newest` while answers are given.
    shown: watch::Sender<Arc<Tail>>,
    newest: Mutex<Arc<Tail>>,
    ring: Mutex<Ring>,
    seen: Mutex<SeenTable>,
    seen_version: watch::Sender<u64>,
    connections: Mutex<Connections>,
}

impl Workspace {
    /// Reads a workspace from the log and verifies its membership chain; none for an unknown one.
    /// Blocks on the disk.
    ///
    /// # Errors
    /// [`LogError`], also when the chain does not hold.
    pub fn load(log: &dyn Log, id: WorkspaceId, limits: &RelayLimits) -> Result<Option<Workspace>, LogError> {
        let Some(state) = log.state(&id)? else { return Ok(None) };
        let members = load_members(log, id)?;
        let mut seen = SeenTable::default();
        for record in log.seen(&id)? {
            seen.put(record);
        }
        let version = seen.version;
        let tail = Arc::new(Tail { state, members: Arc::new(members) });
        Ok(Some(Workspace {
            id,
            presence: broadcast::Sender::new(PRESENCE_KEPT),
            shown: watch::Sender::new(tail.clone()),
            newest: Mutex::new(tail),
            ring: Mutex::new(Ring::new(state.seq, limits.ring_bytes)),
            seen: Mutex::new(seen),
            seen_version: watch::Sender::new(version),
            connections: Mutex::default(),
        }))
    }

    /// The newest durable state: whoever has an answer finds here what it speaks of.
    pub fn tail(&self) -> Arc<Tail> {
        lock(&self.newest).clone()
    }

    /// The state that followers are to go to, and when there is a newer one.
    pub fn follow(&self) -> watch::Receiver<Arc<Tail>> {
        self.shown.subscribe()
    }

    /// Takes what has become durable. For [`crate::appender`] only, as is [`Workspace::show`].
    pub fn advance(&self, tail: Tail, entries: impl IntoIterator<Item = (bool, Bytes)>) {
        let mut ring = lock(&self.ring);
        for (membership, bytes) in entries {
            ring.push(membership, bytes);
        }
        drop(ring);
        *lock(&self.newest) = Arc::new(tail);
    }

    /// Takes what the log holds beyond what was advanced. For [`crate::appender`] only. Blocks on the disk.
    ///
    /// # Errors
    /// [`LogError`], also when the chain does not hold.
    pub fn reload(&self, log: &dyn Log) -> Result<(), LogError> {
        let Some(state) = log.state(&self.id)? else { return Ok(()) };
        let members = Arc::new(load_members(log, self.id)?);
        lock(&self.ring).skip_to(state.seq);
        *lock(&self.newest) = Arc::new(Tail { state, members });
        Ok(())
    }

    /// Wakes the followers. After the answers, so that a connection which reaches its own entry
    /// knows that it is its own.
    pub fn show(&self) {
        self.shown.send_if_modified(|shown| {
            // Never backwards: two that show may overtake each other.
            let newest = self.tail();
            let news = newest.state.seq > shown.state.seq;
            if news {
                *shown = newest;
            }
            news
        });
    }

    /// From memory, what comes after `after`; see [`Ring::read`].
    pub fn recent(&self, after: u64, upto: u64, max_bytes: usize, membership_only: bool) -> Option<Portion> {
        lock(&self.ring).read(after, upto, max_bytes, membership_only)
    }

    /// A device has signed what it holds. False when it is what it had signed before.
    pub fn put_seen(&self, record: SeenRecord) -> bool {
        let mut seen = lock(&self.seen);
        let news = seen.put(record);
        let version = seen.version;
        drop(seen);
        if news {
            self.seen_version.send_replace(version);
        }
        news
    }

    /// The newest version of what devices have seen, and when there is a newer one.
    pub fn follow_seen(&self) -> watch::Receiver<u64> {
        self.seen_version.subscribe()
    }

    /// What devices have signed since `version`, and the version now.
    pub fn seen_since(&self, version: u64) -> (Vec<SeenRecord>, u64) {
        let seen = lock(&self.seen);
        let news = seen.by_version.range(version + 1..).filter_map(|(_, device)| seen.records.get(device));
        (news.map(|(_, record)| record.clone()).collect(), seen.version)
    }

    /// Enters a connection. When the device has too many, its oldest is told to go.
    /// None when the workspace has too many.
    pub fn enter(
        self: &Arc<Self>,
        device: DeviceId,
        role: RelayRole,
        connection: u64,
        limits: &RelayLimits,
    ) -> Option<Presenter> {
        let most = match role {
            RelayRole::Invite => limits.connections_per_invite,
            _ => limits.connections_per_device,
        };
        let mut connections = lock(&self.connections);
        let mine = connections.by_device.range((device, 0)..=(device, u64::MAX));
        let mine: Vec<Arc<Notify>> = mine.map(|(_, evicted)| evicted.clone()).collect();
        let over = (mine.len() + 1).saturating_sub(most.max(1));
        if over == 0 && connections.by_device.len() >= limits.connections_per_workspace {
            return None;
        }
        for oldest in &mine[..over] {
            oldest.notify_one();
        }
        let evicted = Arc::new(Notify::new());
        connections.by_device.insert((device, connection), evicted.clone());
        drop(connections);
        Some(Presenter { workspace: self.clone(), device, connection, evicted })
    }
}

/// A connection's entry in its workspace; dropping it leaves.
#[derive(Debug)]
pub struct Presenter {
    workspace: Arc<Workspace>,
    device: DeviceId,
    connection: u64,
    evicted: Arc<Notify>,
}

impl Presenter {
    /// Ends when the device has opened too many newer connections.
    pub async fn evicted(&self) {
        self.evicted.notified().await;
    }
}

impl Drop for Presenter {
    fn drop(&mut self) {
        lock(&self.workspace.connections).by_device.remove(&(self.device, self.connection));
    }
}

/// Connections are numbered as they come, so a device's first is its oldest.
#[derive(Debug, Default)]
struct Connections {
    by_device: BTreeMap<(DeviceId, u64), Arc<Notify>>,
}

/// What each device has seen. A follower remembers the version up to which it has told its device,
/// so that a slow one costs no memory.
#[derive(Debug, Default)]
struct SeenTable {
    version: u64,
    records: BTreeMap<DeviceId, (u64, SeenRecord)>,
    by_version: BTreeMap<u64, DeviceId>,
}

impl SeenTable {
    fn put(&mut self, record: SeenRecord) -> bool {
        let device = record.device;
        if let Some((version, known)) = self.records.get(&device) {
            if known.cursor == record.cursor {
                return false;
            }
            self.by_version.remove(version);
        }
        self.version += 1;
        self.by_version.insert(self.version, device);
        self.records.insert(device, (self.version, record));
        true
    }
}

fn load_members(log: &dyn Log, id: WorkspaceId) -> Result<Members, LogError> {
    let mut entries = Vec::new();
    let mut seqs = Vec::new();
    loop {
        let portion = log.read_membership(&id, seqs.last().copied().unwrap_or(0), LOAD_BYTES)?;
        if portion.is_empty() {
            break;
        }
        for entry in portion {
            seqs.push(entry.seq);
            entries.push(entry.bytes);
        }
    }
    let chain = Chain::replay(entries.iter().map(AsRef::as_ref))
        .map_err(|error| LogError::Damaged(format!("membership chain: {error}")))?;
    if chain.workspace() != id || chain.entries().len() != seqs.len() {
        return Err(LogError::Damaged("the membership chain is another's".into()));
    }
    Ok(Members { chain, seqs })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
