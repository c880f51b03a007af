//! What is told of an engine: where the sync stands, and what is to be kept of that.

use rand_core::CryptoRng;

use super::{
    Phase, Progress, SyncStatus,
    engine::{Engine, Link},
};
use crate::{
    ids::{DeviceId, DocId},
    membership::{Chain, Role},
    seal::EpochKeys,
};

impl<R: CryptoRng> Engine<R> {
    /// Where the sync stands.
    pub fn status(&self) -> SyncStatus {
        let phase = match self.link {
            Link::Offline { .. } => Phase::Offline,
            Link::Dialling | Link::Greeting { .. } => Phase::Connecting,
            Link::CatchingUp { done, total } => Phase::CatchingUp { done: done.min(total), total },
            Link::Live => Phase::Live,
        };
        SyncStatus {
            phase,
            // While it is not known what the relay lacks, at least something may wait.
            unsent: self.outbox.unsent(&self.shared).max(usize::from(self.restoring.is_some())),
            cursor: self.durable,
            head: self.head,
            last_sent: self.last_sent,
            seen: self.seen.iter().map(|(device, cursor)| (*device, cursor.seq)).collect(),
            problem: self.problem.clone(),
            set_aside: self.set_aside,
            parked: self.parked.len(),
            told_otherwise: self.stories.others().clone(),
            lacking: self.examining.lacking().clone(),
        }
    }

    /// This device.
    pub fn device(&self) -> DeviceId {
        self.me
    }

    /// What this device may do, as the chain is known here; none for one that it does not hold.
    pub fn role(&self) -> Option<Role> {
        self.chain.role(&self.me)
    }

    /// How far everyone is, to be kept for the next start.
    pub fn progress(&self) -> Progress {
        let set_aside = Some(self.set_aside).filter(|count| *count > 0);
        let growth = self.periodic.growth.totals().clone();
        Progress { seen: self.seen.clone(), last_sent: self.last_sent, set_aside, growth }
    }

    /// The membership chain as it is now.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// The content keys.
    pub fn keys(&self) -> &EpochKeys {
        &self.keys
    }

    /// Whether everything is sent and acknowledged, and all that came is durable.
    pub fn settled(&self) -> bool {
        let live = matches!(self.link, Link::Live);
        let own_came_back = self.durable.map(|cursor| cursor.seq) >= self.last_sent;
        live && self.restoring.is_none()
            && own_came_back
            && self.batches.is_empty()
            && self.outbox.is_empty(&self.shared)
            && !self.checkpoints.values().any(|checkpoint| checkpoint.purpose.is_awaited())
    }

    /// Whether everything goes both ways at once.
    pub fn is_live(&self) -> bool {
        matches!(self.link, Link::Live)
    }

    /// Whether a document may leave the device.
    pub fn is_shared(&self, doc: &DocId) -> bool {
        self.shared.contains(doc)
    }
}
