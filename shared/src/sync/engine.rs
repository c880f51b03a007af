//! The state machine of a member's connection to one workspace's log: dialling, catching up and staying so.
//! What it says at the door is in [`super::greeting`], receiving entries in [`super::receive`], sending in
//! [`super::sending`].

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rand_core::CryptoRng;

use super::{
    Batch, Input, Output, Problem, Setup,
    administering::Pending,
    checkpoints::Checkpoint,
    examining::Examining,
    growth::Growth,
    outbox::Outbox,
    periodic::Periodic,
    places::{Parked, Places},
    renewing::Renewing,
    restoring::Restoring,
    sending::{Carried, Sealing},
    stories::Stories,
};
use crate::{
    ids::{DeviceId, DocId, EntryId, Incarnation, WorkspaceId},
    membership::Chain,
    protocol::{ClientFrame, Cursor, RelayFrame, decode},
    seal::{DeviceSecret, EpochKeys, seen_payload, verify},
};

/// The first wait after a lost connection, in milliseconds; it doubles up to [`RETRY_MAX`].
const RETRY_MIN: u64 = 500;
const RETRY_MAX: u64 = 30_000;
/// `Seen` is sent at most this often, in milliseconds.
const SEEN_EVERY: u64 = 1_000;

/// The sync of one workspace on one device.
pub struct Engine<R> {
    pub(super) workspace: WorkspaceId,
    pub(super) device: DeviceSecret,
    pub(super) me: DeviceId,
    pub(super) chain: Chain,
    pub(super) keys: EpochKeys,
    pub(super) outbox: Outbox,
    pub(super) shared: BTreeSet<DocId>,
    /// The place in the log up to which entries have been handed to the store; none while fresh.
    pub(super) cursor: Option<Cursor>,
    /// The same, once the store said that it is durable.
    pub(super) durable: Option<Cursor>,
    /// Which log the relay has, as last welcomed.
    pub(super) incarnation: Option<Incarnation>,
    /// Whether something was handed to the store that no cursor tells of: a beginning of a log, or what is left of a
    /// trimmed one.
    pub(super) beyond_cursor: bool,
    /// Whether the cursor that is kept ends with the next batch, which goes beyond it.
    pub(super) forgets_cursor: bool,
    pub(super) batches: BTreeMap<u64, Cursor>,
    pub(super) next_batch: u64,
    /// How long the chain was when it was last handed out to be kept.
    pub(super) kept_chain: usize,
    /// Where the chain's entries stand in this log.
    pub(super) places: Places,
    pub(super) parked: BTreeMap<u64, Parked>,
    /// Whether what waited at the start has been tried again: the program may be newer than the one that
    /// put it aside.
    retried: bool,
    pub(super) set_aside: u64,
    pub(super) head: Option<u64>,
    pub(super) last_sent: Option<u64>,
    pub(super) seen: BTreeMap<DeviceId, Cursor>,
    pub(super) stories: Stories,
    pub(super) problem: Option<Problem>,
    pub(super) link: Link,
    online: bool,
    pub(super) attempts: u32,
    pub(super) introduce: bool,
    pub(super) token: Option<String>,
    pub(super) next_reference: u64,
    pub(super) appends: BTreeMap<u64, Carried>,
    pub(super) checkpoints: BTreeMap<DocId, Checkpoint>,
    pub(super) periodic: Periodic,
    pub(super) examining: Examining,
    pub(super) own_membership: BTreeMap<EntryId, Vec<u8>>,
    pub(super) acts: VecDeque<Pending>,
    pub(super) sealing: Sealing,
    pub(super) renewing: Renewing,
    pub(super) restoring: Option<Restoring>,
    seen_sent: Option<(u64, Cursor)>,
    pub(super) resend_at: Option<u64>,
    pub(super) rng: R,
}

/// Where the connection is.
#[derive(Debug)]
pub(super) enum Link {
    Offline { retry_at: u64 },
    Dialling,
    Greeting { host: String },
    CatchingUp { done: u64, total: u64 },
    Live,
}

impl<R: CryptoRng> Engine<R> {
    /// An engine that is offline; the first [`Input::Tick`] dials, when `setup.online` says so.
    pub fn new(setup: Setup, rng: R) -> Self {
        let mut outbox = Outbox::default();
        for (doc, changes) in &setup.outbox {
            outbox.push(*doc, changes);
        }
        let parked = setup.parked.iter().filter_map(|(seq, bytes)| Some((*seq, decode(bytes).ok()?)));
        let sealing = Sealing::under(setup.chain.epoch());
        let kept_chain = setup.chain.entries().len();
        // What is shared and not in the journal came from a log.
        let of_a_log = |doc: &DocId| setup.outbox.iter().all(|(own, _)| own != doc);
        let beyond_cursor = setup.cursor.is_none() && setup.shared.iter().any(of_a_log);
        let known = setup.cursor.map(|cursor| cursor.seq).max(setup.progress.last_sent).unwrap_or(0);
        let mut stories = Stories::default();
        setup.cursor.into_iter().for_each(|cursor| stories.passed(cursor));
        Engine {
            workspace: setup.chain.workspace(),
            me: setup.device.id(),
            device: setup.device,
            chain: setup.chain,
            keys: setup.keys,
            outbox,
            shared: setup.shared,
            cursor: setup.cursor,
            durable: setup.cursor,
            incarnation: setup.cursor.map(|cursor| cursor.incarnation),
            beyond_cursor,
            forgets_cursor: false,
            batches: BTreeMap::new(),
            next_batch: 1,
            kept_chain,
            places: Places::behind(setup.members as usize),
            parked: parked.collect(),
            retried: false,
            set_aside: setup.progress.set_aside.unwrap_or(0),
            head: setup.cursor.map(|cursor| cursor.seq),
            last_sent: setup.progress.last_sent,
            seen: setup.progress.seen,
            stories,
            problem: None,
            link: Link::Offline { retry_at: 0 },
            online: setup.online,
            attempts: 0,
            introduce: false,
            token: setup.token,
            next_reference: 1,
            appends: BTreeMap::new(),
            checkpoints: BTreeMap::new(),
            periodic: Periodic::new(setup.checkpoints, Growth::new(setup.progress.growth)),
            examining: Examining::since(known),
            own_membership: BTreeMap::new(),
            acts: VecDeque::new(),
            sealing,
            renewing: Renewing::default(),
            restoring: None,
            seen_sent: None,
            resend_at: None,
            rng,
        }
    }

    /// Takes one input at a time, in milliseconds from any fixed start.
    pub fn handle(&mut self, now: u64, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        if !std::mem::replace(&mut self.retried, true) {
            self.retry_parked(&mut out);
        }
        match input {
            Input::Local { doc, changes } => {
                self.outbox.push(doc, &changes);
                self.send_outbox(&mut out);
                out.push(Output::StatusChanged);
            }
            Input::Share { doc, document } => self.share(doc, document, &mut out),
            Input::Discard { doc } => {
                if !self.shared.contains(&doc) {
                    self.outbox.forget(&doc);
                }
            }
            Input::Joined { chain, keys } => self.joined(now, chain, keys, &mut out),
            Input::Administer { request, act } => self.administer(request, act, &mut out),
            Input::Withdraw { request } => self.acts.retain(|pending| !pending.is_of(request)),
            Input::Compared { doc, lacking } => self.compared(doc, lacking, &mut out),
            Input::Whole { doc, request, document } => self.whole(doc, request, document, &mut out),
            Input::Examined { request, missing } => self.examined(request, &missing, &mut out),
            Input::Connected { host } => {
                if matches!(self.link, Link::Dialling) {
                    self.link = Link::Greeting { host };
                }
            }
            Input::Disconnected => self.disconnected(now, Problem::Unreachable, &mut out),
            Input::Frame(frame) => self.frame(now, frame, &mut out),
            Input::Stored(number) => self.stored(number, &mut out),
            Input::Online(online) => self.set_online(now, online, &mut out),
            Input::Token(token) => self.token = token,
            Input::Leaving => self.tell_seen(now, &mut out),
            Input::Tick => {}
        }
        self.tick(now, &mut out);
        out
    }

    /// When to call with [`Input::Tick`] at the latest.
    pub fn wake_at(&self) -> Option<u64> {
        let retry = match self.link {
            Link::Offline { retry_at } if self.online => Some(retry_at),
            _ => None,
        };
        let seen = self.seen_due().map(|_| self.seen_sent.map_or(0, |(at, _)| at + SEEN_EVERY));
        let compare = self.restoring.as_ref().and_then(|restoring| restoring.compare_at);
        let compare = compare.filter(|_| matches!(self.link, Link::Live));
        let (checkpoint, examine) = (self.periodic.wake_at(), self.examining.wake_at());
        let examine = examine.filter(|_| self.is_idle());
        let renew = self.renewing.wake_at();
        [retry, seen, compare, checkpoint, examine, renew, self.resend_at].into_iter().flatten().min()
    }

    fn tick(&mut self, now: u64, out: &mut Vec<Output>) {
        if let Link::Offline { retry_at } = self.link
            && self.online
            && retry_at <= now
        {
            self.link = Link::Dialling;
            out.extend([Output::Connect, Output::StatusChanged]);
        }
        if self.resend_at.is_some_and(|at| at <= now) {
            self.resend_at = None;
            self.bring_chain(out);
            self.send_checkpoints(out);
            self.send_outbox(out);
        }
        self.renew_key_when_due(now, out);
        self.compare_when_due(now, out);
        self.pace_checkpoints(now, out);
        self.examine_when_due(now, out);
        if self.seen_sent.is_none_or(|(at, _)| at + SEEN_EVERY <= now) {
            self.tell_seen(now, out);
        }
    }

    fn tell_seen(&mut self, now: u64, out: &mut Vec<Output>) {
        if let Some(cursor) = self.seen_due() {
            self.seen_sent = Some((now, cursor));
            let sig = self.device.sign(&seen_payload(&self.workspace, &self.me, &cursor)).to_vec();
            out.push(Output::Send(ClientFrame::Seen { cursor, sig }));
        }
    }

    fn seen_due(&self) -> Option<Cursor> {
        let told = self.seen_sent.map(|(_, cursor)| cursor);
        // What is on its way to the disk will be worth more than what is there now.
        let worth_telling = matches!(self.link, Link::Live) && self.batches.is_empty();
        self.durable.filter(|cursor| worth_telling && told != Some(*cursor))
    }

    fn set_online(&mut self, now: u64, online: bool, out: &mut Vec<Output>) {
        self.online = online;
        self.attempts = 0;
        match self.link {
            Link::Offline { .. } => self.link = Link::Offline { retry_at: now },
            _ if !online => {
                self.close(now);
                self.problem = None;
                out.push(Output::Disconnect);
            }
            _ => {}
        }
        out.push(Output::StatusChanged);
    }

    /// The line is gone: everything under way goes back to where it waited, and dialling waits a while.
    pub(super) fn disconnected(&mut self, now: u64, problem: Problem, out: &mut Vec<Output>) {
        if matches!(self.link, Link::Offline { .. }) {
            return;
        }
        self.close(now);
        self.problem.get_or_insert(problem);
        out.push(Output::StatusChanged);
    }

    /// Ends the connection from this side.
    pub(super) fn give_up(&mut self, now: u64, problem: Problem, out: &mut Vec<Output>) {
        self.problem = Some(problem.clone());
        self.fail_acts(&problem, out);
        out.push(Output::Disconnect);
        self.disconnected(now, problem, out);
    }

    pub(super) fn close(&mut self, now: u64) {
        let wait = (RETRY_MIN << self.attempts.min(10)).min(RETRY_MAX);
        // Half of the wait is drawn, so that many clients of a restarted relay do not come at once.
        let wait = wait / 2 + u64::from(self.rng.next_u32()) % (wait / 2 + 1);
        self.attempts += 1;
        self.link = Link::Offline { retry_at: now + wait };
        self.outbox.put_back(None);
        for carried in std::mem::take(&mut self.appends).into_values() {
            self.put_back_checkpoint(carried);
        }
        self.own_membership.clear();
        self.sealing.catch_up();
        self.seen_sent = None;
        self.resend_at = None;
        self.renewing = Renewing::default();
        self.stories.disconnected();
    }

    fn frame(&mut self, now: u64, frame: RelayFrame, out: &mut Vec<Output>) {
        match (frame, &self.link) {
            (_, Link::Offline { .. } | Link::Dialling) => {}
            (RelayFrame::Challenge { nonce, .. }, Link::Greeting { host }) => {
                let host = host.clone();
                self.greet(nonce, host, out);
            }
            (RelayFrame::Welcome { head, start, .. }, Link::Greeting { .. }) => {
                self.welcomed(now, head, start, out);
            }
            (RelayFrame::Refused { code, .. }, _) => self.refused(now, code, out),
            (RelayFrame::Entries(items), Link::CatchingUp { .. } | Link::Live) => {
                self.entries(now, items, out)
            }
            (RelayFrame::CaughtUp { head }, Link::CatchingUp { .. }) => {
                self.caught_up(now, head, out);
            }
            (RelayFrame::Ack { reference, seq }, Link::Live) => self.acked(reference, seq, out),
            (RelayFrame::Reject { reference, code, retry_after_ms }, Link::Live) => {
                self.rejected(now, reference, code, retry_after_ms, out);
            }
            (RelayFrame::SeenBy { device, cursor, sig }, _) => self.seen_by(device, cursor, &sig, out),
            // Presence goes past the engine (see `crate::presence`): it is no part of the log.
            (RelayFrame::Ephemeral { .. }, _) => {}
            _ => self.give_up(now, Problem::Protocol("a frame out of turn"), out),
        }
    }

    fn seen_by(&mut self, device: DeviceId, cursor: Cursor, sig: &[u8], out: &mut Vec<Output>) {
        let member = self.chain.devices().contains_key(&device);
        if member && verify(&device, &seen_payload(&self.workspace, &device, &cursor), sig).is_ok() {
            self.seen.insert(device, cursor);
            self.stories.heard(device, cursor);
            out.push(Output::StatusChanged);
        }
    }

    fn stored(&mut self, number: u64, out: &mut Vec<Output>) {
        let later = self.batches.split_off(&(number + 1));
        if let Some((_, cursor)) = std::mem::replace(&mut self.batches, later).pop_last() {
            self.durable = Some(cursor);
            self.let_go(out);
            out.push(Output::StatusChanged);
        }
    }

    /// Hands a batch to the store, numbered.
    pub(super) fn store(&mut self, mut batch: Batch, out: &mut Vec<Output>) {
        if self.restoring.is_some() {
            batch.cursor = None;
        }
        if batch.is_empty() {
            return;
        }
        batch.forgets_cursor = std::mem::take(&mut self.forgets_cursor) && batch.cursor.is_none();
        self.beyond_cursor = batch.cursor.is_none() && (self.beyond_cursor || !batch.appends.is_empty());
        batch.number = self.next_batch;
        self.next_batch += 1;
        if let Some(cursor) = batch.cursor {
            batch.members = self.places.length_at(cursor.seq + 1) as u64;
            self.batches.insert(batch.number, cursor);
        }
        out.push(Output::Store(batch));
    }
}
