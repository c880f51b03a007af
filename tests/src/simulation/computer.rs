//! A computer, who sits at it, and the program that runs on it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rand_chacha::ChaCha20Rng;
use samskriv_shared::{
    ids::{DocId, EntryId},
    invite::InviteLink,
    membership::Role,
    seal::DeviceSecret,
    sync::{Engine, Join},
};

use super::{
    Fault,
    disk::{Disk, Hash},
    disks::{JournalJob, StoreJob},
    network::LineId,
    view::View,
};

/// A computer and who sits at it.
pub(super) struct Computer {
    pub(super) device: DeviceSecret,
    pub(super) disk: Disk,
    /// How often it was started; what is meant for an earlier life is not heard.
    pub(super) life: u64,
    pub(super) process: Option<Process>,
    pub(super) online: bool,
    /// The link that was given, for one who is no member yet.
    pub(super) link: Option<InviteLink>,
    pub(super) joined: bool,
    /// Drafts made here.
    pub(super) drafts: Vec<DocId>,
}

/// A running program.
pub(super) struct Process {
    pub(super) engine: Option<Engine<ChaCha20Rng>>,
    pub(super) join: Option<(Join<ChaCha20Rng>, LineId)>,
    pub(super) line: Option<LineId>,
    pub(super) documents: BTreeSet<DocId>,
    pub(super) views: BTreeMap<DocId, View>,
    pub(super) wake: Option<u64>,
    pub(super) store_jobs: VecDeque<StoreJob>,
    pub(super) store_busy: bool,
    pub(super) journal_jobs: VecDeque<JournalJob>,
    pub(super) journal_busy: bool,
    pub(super) last_told: u64,
    pub(super) unsaved: usize,
    pub(super) sharing: usize,
    /// What is on its way to the relay, until that says that it has it.
    pub(super) appended: BTreeMap<u64, Appended>,
    /// How often the relay had lost something when the line was dialled.
    pub(super) losses: u64,
    /// The invites asked for, and who each is for.
    pub(super) invites: BTreeMap<u64, Option<usize>>,
    /// What else an admin asked for.
    pub(super) acts: BTreeMap<u64, Fault>,
}

/// An append under way.
pub(super) struct Appended {
    pub(super) id: EntryId,
    /// The changes that it carries.
    pub(super) hashes: Vec<Hash>,
}

impl Computer {
    /// The engine that runs, if any does.
    pub(super) fn engine(&self) -> Option<&Engine<ChaCha20Rng>> {
        self.process.as_ref()?.engine.as_ref()
    }

    /// Whether they are a member who may write, by what is on the disk.
    pub(super) fn writes(&self) -> bool {
        let chain = self.disk.identity.as_ref().map(|identity| &identity.chain);
        chain.and_then(|chain| chain.role(&self.device.id())).is_some_and(Role::writes)
    }

    pub(super) fn new(device: DeviceSecret) -> Computer {
        Computer {
            device,
            disk: Disk::default(),
            life: 0,
            process: None,
            online: true,
            link: None,
            joined: false,
            drafts: Vec::new(),
        }
    }
}

impl Process {
    pub(super) fn new(engine: Option<Engine<ChaCha20Rng>>) -> Process {
        Process {
            engine,
            join: None,
            line: None,
            documents: Default::default(),
            views: Default::default(),
            wake: None,
            store_jobs: Default::default(),
            store_busy: false,
            journal_jobs: Default::default(),
            journal_busy: false,
            last_told: 0,
            unsaved: 0,
            sharing: 0,
            appended: Default::default(),
            losses: 0,
            invites: Default::default(),
            acts: Default::default(),
        }
    }
}
