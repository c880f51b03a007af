//! The client's side of the sealed log, without IO: inputs in, outputs out. No sockets, clock,
//! threads or randomness of its own; time is milliseconds from any start, and randomness is given at
//! the start, so a simulation replays from a seed.
//!
//! [`Engine`] speaks for a member; [`Join`] redeems an invite before there is one; [`Recover`] brings an admin back.

mod administering;
mod checkpoints;
mod engine;
mod examining;
mod greeting;
mod growth;
mod join;
mod judging;
mod newcomer;
mod outbox;
mod periodic;
mod places;
mod receive;
mod recover;
mod renewing;
mod restoring;
mod sending;
mod standing;
mod stories;

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

pub use engine::Engine;
pub use growth::Grown;
pub use join::{Join, JoinOutput};
pub use periodic::CheckpointPace;
pub use recover::{Recover, Recovering};
pub use restoring::RelayHolds;

use crate::{
    ids::{DeviceId, DocId},
    invite::{InviteLink, Terms},
    membership::{Chain, ChainError, Role},
    protocol::{ClientFrame, Code, Cursor, RelayFrame},
    seal::{DeviceSecret, EpochKeys},
};

/// What an engine starts from: all that was kept durably.
pub struct Setup {
    /// This device.
    pub device: DeviceSecret,
    /// The membership chain as last saved.
    pub chain: Chain,
    /// The content keys.
    pub keys: EpochKeys,
    /// The place in the relay's log up to which everything is stored.
    pub cursor: Option<Cursor>,
    /// The documents that may leave this device.
    pub shared: BTreeSet<DocId>,
    /// The journal: change chunks that no relay has acknowledged, drafts' too.
    pub outbox: Vec<(DocId, Vec<u8>)>,
    /// How many entries of the chain lie at or before the cursor; kept with it.
    pub members: u64,
    /// Entries that could not be used yet, by place in the log.
    pub parked: Vec<(u64, Vec<u8>)>,
    /// What is known of how far the others are, and this device's own newest entry; of no use with
    /// another log than the cursor's.
    pub progress: Progress,
    /// The relay operator's token, for a relay that does not know the workspace yet.
    pub token: Option<String>,
    /// When documents get checkpoints.
    pub checkpoints: CheckpointPace,
    /// Whether to connect; false as long as the workspace has no relay or the user is offline.
    pub online: bool,
}

/// How far everyone is in the relay's log, as last told, and how far documents are from their next checkpoint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Progress {
    /// Up to where each other device has stored and verified.
    #[n(0)]
    pub seen: BTreeMap<DeviceId, Cursor>,
    /// The newest entry of this device's own.
    #[n(1)]
    pub last_sent: Option<u64>,
    /// Entries that failed verification and were not used.
    #[n(2)]
    pub set_aside: Option<u64>,
    /// How much documents have grown since their last checkpoints.
    #[cbor(n(3), default)]
    pub growth: BTreeMap<DocId, Grown>,
}

/// What happened.
#[derive(Debug)]
pub enum Input {
    /// Changes were made here. The shell has put them on their way to journal and store before.
    Local {
        /// The document.
        doc: DocId,
        /// Uncompressed change chunks.
        changes: Vec<u8>,
    },
    /// A draft may leave the device.
    Share {
        /// The document.
        doc: DocId,
        /// All of it, saved.
        document: Vec<u8>,
    },
    /// A draft is gone from this device; nothing of it was shared.
    Discard {
        /// The document.
        doc: DocId,
    },
    /// This device has joined anew (see [`Join`]): it had been removed, or its joining was cut off. What it has
    /// stays.
    Joined {
        /// The chain, with this device in it again.
        chain: Chain,
        /// The content keys that the invite gave.
        keys: EpochKeys,
    },
    /// Change who belongs, or the keys. Answered by [`Output::Administered`] with the same number.
    Administer {
        /// Comes back in the answer.
        request: u64,
        /// What to do.
        act: Act,
    },
    /// What was asked for is not to be done any more, if nothing of it is in the log yet; nothing is answered.
    Withdraw {
        /// The number that came with [`Input::Administer`].
        request: u64,
    },
    /// The answer to [`Output::Compare`].
    Compared {
        /// The document.
        doc: DocId,
        /// All of it, saved, where the relay lacks something of it.
        lacking: Option<Vec<u8>>,
    },
    /// The answer to [`Output::Whole`].
    Whole {
        /// The document.
        doc: DocId,
        /// The number that came with the question.
        request: u64,
        /// All of it, saved; none when it cannot be read.
        document: Option<Vec<u8>>,
    },
    /// The answer to [`Output::Examine`].
    Examined {
        /// The number that came with the question.
        request: u64,
        /// What `documents::lacking` says; nothing where the stored document cannot be read.
        missing: Vec<[u8; 32]>,
    },
    /// What [`Output::Connect`] asked for worked.
    Connected {
        /// The name that was dialled, with the port where one was given.
        host: String,
    },
    /// The connection ended, or could not be made.
    Disconnected,
    /// The relay sent a frame.
    Frame(RelayFrame),
    /// The batch with this number, and all before it, are durable.
    Stored(u64),
    /// The user goes offline or online, or the network changed: with `true` it is tried at once.
    Online(bool),
    /// The program is about to end: what is put off is said now.
    Leaving,
    /// The operator's token, for the next relay that does not know the workspace.
    Token(Option<String>),
    /// This and nothing else: time has passed (see [`Engine::wake_at`]).
    Tick,
}

/// What is done to the chain: all of it by admins, but for leaving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Open an invite.
    Invite {
        /// The relay's address for the link.
        relay: String,
        /// On which terms.
        terms: Terms,
    },
    /// End an open invite.
    Revoke {
        /// The invite's device.
        invite: DeviceId,
    },
    /// Begin a new epoch, which ends every open invite.
    Rotate,
    /// Remove a device, and begin an epoch that it cannot read.
    Remove {
        /// Whose.
        device: DeviceId,
    },
    /// Let a device do more or less.
    SetRole {
        /// Whose role.
        device: DeviceId,
        /// The new one.
        role: Role,
    },
    /// Take this device out, whatever its role; for good, once it is answered.
    Leave,
}

/// What the shell is to do, in this order.
#[derive(Debug)]
pub enum Output {
    /// Dial the relay.
    Connect,
    /// Close the connection, or stop dialling. No [`Input::Disconnected`] is expected for it.
    Disconnect,
    /// Send a frame on the open connection.
    Send(ClientFrame),
    /// Keep the membership chain durably, before the batch that follows.
    SaveMembership,
    /// Store, in one step; answer with [`Input::Stored`] when it is durable.
    Store(Batch),
    /// Changes from elsewhere, verified: to whoever has the document open.
    Changed {
        /// The document.
        doc: DocId,
        /// Change chunks, or a whole saved document.
        changes: Vec<u8>,
        /// Who sent them.
        author: DeviceId,
        /// Whether they came in a checkpoint: what only it holds is so according to whoever sent it.
        checkpoint: bool,
    },
    /// The relay holds these changes, and the store knows that it does: the journal need not, once the store has
    /// them too.
    Passed {
        /// The document.
        doc: DocId,
        /// The changes' hashes.
        hashes: Vec<[u8; 32]>,
    },
    /// Find out whether this document has changes that the relay lacks; answer with [`Input::Compared`].
    Compare {
        /// The document.
        doc: DocId,
        /// What the relay holds of it.
        holds: RelayHolds,
    },
    /// Load a document from the store, with all that was handed to it before, and save it whole; answer with
    /// [`Input::Whole`].
    Whole {
        /// The document.
        doc: DocId,
        /// Comes back in the answer.
        request: u64,
    },
    /// Find out what of a document somebody's checkpoint lacks, with `documents::lacking`; answer with
    /// [`Input::Examined`]. There is time.
    Examine {
        /// The document.
        doc: DocId,
        /// Comes back in the answer.
        request: u64,
        /// All of it, as somebody published it.
        checkpoint: Vec<u8>,
    },
    /// Someone joined or was removed, or may do more or less.
    MembersChanged,
    /// The answer to [`Input::Administer`].
    Administered {
        /// The number that came with it.
        request: u64,
        /// It is in the chain, with an invite's link; or why it is not.
        result: Result<Option<InviteLink>, Problem>,
    },
    /// [`Engine::status`] has changed.
    StatusChanged,
}

/// What is stored in one step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// Ascending, one more each.
    pub number: u64,
    /// Change chunks or whole saved documents, to be kept behind what a document has.
    pub appends: Vec<(DocId, Vec<u8>)>,
    /// The new place in the log; none leaves it.
    pub cursor: Option<Cursor>,
    /// Whether the place kept before is no more: this goes beyond it, and no other is known yet.
    pub forgets_cursor: bool,
    /// To be kept with the cursor: how many entries of the chain lie at or before it.
    pub members: u64,
    /// Entries that cannot be used yet, with what it takes to judge them later, by place in the log.
    pub parked: Vec<(u64, Vec<u8>)>,
    /// Parked entries that have been used now.
    pub unparked: Vec<u64>,
}

impl Batch {
    fn is_empty(&self) -> bool {
        self.appends.is_empty() && self.cursor.is_none() && self.parked.is_empty() && self.unparked.is_empty()
    }
}

/// Why there is no connection, or something did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nobody answered, or the line broke.
    #[error("the relay cannot be reached")]
    Unreachable,
    /// The relay refused.
    #[error("the relay refuses: {}", .0.name())]
    Refused(Code),
    /// The relay sent what the protocol does not know, or what contradicts itself.
    #[error("the relay does not keep to the protocol: {0}")]
    Protocol(&'static str),
    /// The relay's membership chain is not the one that is known here.
    #[error("the membership chain forked")]
    Forked,
    /// The role does not allow it.
    #[error("the role does not allow this")]
    NotAllowed,
    /// The chain's rules forbid it.
    #[error("the membership chain does not take it: {0}")]
    Membership(ChainError),
    /// The newest epoch's key was not sealed to this device as it should have been.
    #[error("the newest content key is not here")]
    NoKey,
    /// A key that cannot be sealed to its device.
    #[error("a key could not be sealed")]
    Seal,
}

/// How the connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Not connected.
    Offline,
    /// Dialling or greeting.
    Connecting,
    /// Receiving what was missed.
    CatchingUp {
        /// Entries received of them.
        done: u64,
        /// Entries missed; for a fresh device at most, since checkpoints stand for many.
        total: u64,
    },
    /// Everything goes both ways at once.
    Live,
}

/// Where the sync stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncStatus {
    /// How the connection is.
    pub phase: Phase,
    /// Changes of shared documents that the relay has not acknowledged.
    pub unsent: usize,
    /// Up to where everything is received and stored.
    pub cursor: Option<Cursor>,
    /// The newest entry that the relay has told of.
    pub head: Option<u64>,
    /// The newest entry of this device's own.
    pub last_sent: Option<u64>,
    /// Up to where each other device has stored and verified.
    pub seen: BTreeMap<DeviceId, u64>,
    /// Why it is not live, where known.
    pub problem: Option<Problem>,
    /// Entries that failed verification and were not used.
    pub set_aside: u64,
    /// Entries that cannot be used yet.
    pub parked: usize,
    /// Members' devices to which the relay has told another story of the same log.
    pub told_otherwise: BTreeSet<DeviceId>,
    /// Documents of which a checkpoint lacked something that it covers, and whose it was. A fuller one is
    /// published from here, where this device may write.
    pub lacking: BTreeMap<DocId, DeviceId>,
}

#[cfg(test)]
mod tests;
