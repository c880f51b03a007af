//! The state machine of a member's connection to one workspace's log: greeting, catching up, sending
//! the outbox, inviting. Receiving entries is in [`super::receive`].

use std::collections::{BTreeMap, BTreeSet};

use rand_core::CryptoRng;

use super::{Batch, Input, Output, Phase, Problem, Setup, SyncStatus, outbox::Outbox};
use crate::{
    ids::{DeviceId, DocId, EntryId, WorkspaceId},
    invite::{InviteLink, Terms, invite},
    membership::{Chain, Role},
    protocol::{ClientFrame, Code, Cursor, Hello, MAX_CHECKPOINT, RelayFrame, entry_id},
    seal::{Content, ContentKey, DeviceSecret, hello_payload, seal_entry, seen_payload, verify},
};

/// The first wait after a lost connection, in milliseconds; it doubles up to [`RETRY_MAX`].
const RETRY_MIN: u64 = 500;
const RETRY_MAX: u64 = 30_000;
/// `Seen` is sent at most this often, in milliseconds.
const SEEN_EVERY: u64 = 1_000;
/// After a rejected append without a time to try again, in milliseconds.
const RESEND: u64 = 5_000;
/// An invite is rebased on a chain that others extended this often.
const INVITE_TRIES: u32 = 8;
/// What is left of a checkpoint entry for the document itself, in bytes.
const CHECKPOINT_ROOM: usize = MAX_CHECKPOINT - 4096;

/// The sync of one workspace on one device.
pub struct Engine<R> {
    pub(super) workspace: WorkspaceId,
    pub(super) device: DeviceSecret,
    pub(super) me: DeviceId,
    pub(super) chain: Chain,
    pub(super) keys: Vec<ContentKey>,
    pub(super) outbox: Outbox,
    pub(super) shared: BTreeSet<DocId>,
    /// The place in the log up to which entries have been handed to the store; none while fresh.
    pub(super) cursor: Option<Cursor>,
    /// The same, once the store said that it is durable.
    pub(super) durable: Option<Cursor>,
    pub(super) batches: BTreeMap<u64, Cursor>,
    pub(super) next_batch: u64,
    pub(super) parked: BTreeMap<u64, Vec<u8>>,
    pub(super) set_aside: u64,
    pub(super) head: Option<u64>,
    pub(super) last_sent: Option<u64>,
    pub(super) seen: BTreeMap<DeviceId, Cursor>,
    pub(super) problem: Option<Problem>,
    pub(super) link: Link,
    online: bool,
    attempts: u32,
    create: bool,
    token: Option<String>,
    next_reference: u64,
    appends: BTreeMap<u64, Carried>,
    checkpoints: BTreeMap<DocId, Vec<u8>>,
    pub(super) own_membership: BTreeMap<EntryId, Vec<u8>>,
    invites: Vec<PendingInvite>,
    seen_sent: Option<(u64, Cursor)>,
    resend_at: Option<u64>,
    rng: R,
}

/// Where the connection is.
#[derive(Debug)]
pub(super) enum Link {
    Offline { retry_at: u64 },
    Dialling,
    Greeting { host: String },
    CatchingUp { from: u64, total: u64 },
    Live,
}

/// What an append under way carries.
#[derive(Debug)]
enum Carried {
    Document(DocId),
    Invite(u64),
}

struct PendingInvite {
    request: u64,
    relay: String,
    terms: Terms,
    link: Option<(EntryId, InviteLink)>,
    /// The chain's newest entry when it was last sent.
    built_on: Option<EntryId>,
    tries: u32,
}

impl<R: CryptoRng> Engine<R> {
    /// An engine that is offline; the first [`Input::Tick`] dials, when `setup.online` says so.
    pub fn new(setup: Setup, rng: R) -> Self {
        let mut outbox = Outbox::default();
        for (doc, changes) in &setup.outbox {
            outbox.push(*doc, changes);
        }
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
            batches: BTreeMap::new(),
            next_batch: 1,
            parked: setup.parked.into_iter().collect(),
            set_aside: 0,
            head: setup.cursor.map(|cursor| cursor.seq),
            last_sent: None,
            seen: BTreeMap::new(),
            problem: None,
            link: Link::Offline { retry_at: 0 },
            online: setup.online,
            attempts: 0,
            create: false,
            token: setup.token,
            next_reference: 1,
            appends: BTreeMap::new(),
            checkpoints: BTreeMap::new(),
            own_membership: BTreeMap::new(),
            invites: Vec::new(),
            seen_sent: None,
            resend_at: None,
            rng,
        }
    }

    /// Takes one input at a time, in milliseconds from any fixed start.
    pub fn handle(&mut self, now: u64, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        match input {
            Input::Local { doc, changes } => {
                self.outbox.push(doc, &changes);
                self.send_outbox(&mut out);
                out.push(Output::StatusChanged);
            }
            Input::Share { doc, document } => self.share(doc, document, &mut out),
            Input::Invite { request, relay, terms } => self.invite(request, relay, terms, &mut out),
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
        [retry, seen, self.resend_at].into_iter().flatten().min()
    }

    /// Where the sync stands.
    pub fn status(&self) -> SyncStatus {
        let phase = match self.link {
            Link::Offline { .. } => Phase::Offline,
            Link::Dialling | Link::Greeting { .. } => Phase::Connecting,
            Link::CatchingUp { from, total } => {
                Phase::CatchingUp { done: self.head_received().saturating_sub(from).min(total), total }
            }
            Link::Live => Phase::Live,
        };
        SyncStatus {
            phase,
            unsent: self.outbox.len(&self.shared),
            cursor: self.durable,
            head: self.head,
            last_sent: self.last_sent,
            seen: self.seen.iter().map(|(device, cursor)| (*device, cursor.seq)).collect(),
            problem: self.problem.clone(),
            set_aside: self.set_aside,
        }
    }

    /// The membership chain as it is now.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// The content key of each epoch.
    pub fn keys(&self) -> &[ContentKey] {
        &self.keys
    }

    /// Whether everything is sent and acknowledged, and all that came is durable.
    pub fn settled(&self) -> bool {
        let live = matches!(self.link, Link::Live);
        live && self.batches.is_empty() && self.outbox.len(&self.shared) == 0 && self.checkpoints.is_empty()
    }

    /// Whether a document may leave the device.
    pub fn is_shared(&self, doc: &DocId) -> bool {
        self.shared.contains(doc)
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
            self.send_outbox(out);
        }
        if let Some(cursor) = self.seen_due()
            && self.seen_sent.is_none_or(|(at, _)| at + SEEN_EVERY <= now)
        {
            self.seen_sent = Some((now, cursor));
            let sig = self.device.sign(&seen_payload(&self.workspace, &self.me, &cursor)).to_vec();
            out.push(Output::Send(ClientFrame::Seen { cursor, sig }));
        }
    }

    fn seen_due(&self) -> Option<Cursor> {
        let told = self.seen_sent.map(|(_, cursor)| cursor);
        self.durable.filter(|cursor| matches!(self.link, Link::Live) && told != Some(*cursor))
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

    /// The line is gone: everything under way goes back to the outbox, and dialling waits a while.
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
        self.fail_invites(&problem, out);
        out.push(Output::Disconnect);
        self.disconnected(now, problem, out);
    }

    fn close(&mut self, now: u64) {
        let wait = (RETRY_MIN << self.attempts.min(10)).min(RETRY_MAX);
        // Half of the wait is drawn, so that many clients of a restarted relay do not come at once.
        let wait = wait / 2 + u64::from(self.rng.next_u32()) % (wait / 2 + 1);
        self.attempts += 1;
        self.link = Link::Offline { retry_at: now + wait };
        self.outbox.put_back(None);
        self.appends.clear();
        self.own_membership.clear();
        self.seen_sent = None;
        self.resend_at = None;
    }

    fn frame(&mut self, now: u64, frame: RelayFrame, out: &mut Vec<Output>) {
        match (frame, &self.link) {
            (_, Link::Offline { .. } | Link::Dialling) => {}
            (RelayFrame::Challenge { nonce, .. }, Link::Greeting { host }) => {
                let host = host.clone();
                self.greet(nonce, host, out);
            }
            (RelayFrame::Welcome { head, .. }, Link::Greeting { .. }) => self.welcomed(head, out),
            (RelayFrame::Refused { code, .. }, _) => self.refused(now, code, out),
            (RelayFrame::Entries(items), Link::CatchingUp { .. } | Link::Live) => self.entries(now, items, out),
            (RelayFrame::CaughtUp { head }, Link::CatchingUp { .. }) => {
                self.caught_up(now, head, out);
            }
            (RelayFrame::Ack { reference, seq }, Link::Live) => self.acked(reference, seq, out),
            (RelayFrame::Reject { reference, code, retry_after_ms }, Link::Live) => {
                self.rejected(now, reference, code, retry_after_ms, out);
            }
            (RelayFrame::SeenBy { device, cursor, sig }, _) => self.seen_by(device, cursor, &sig, out),
            // Presence is not shown yet.
            (RelayFrame::Ephemeral { .. }, _) => {}
            _ => self.give_up(now, Problem::Protocol("a frame out of turn"), out),
        }
    }

    fn greet(&mut self, nonce: [u8; 32], host: String, out: &mut Vec<Output>) {
        if self.create
            && let Some(genesis) = self.chain.entries().first()
        {
            out.push(Output::Send(ClientFrame::Create { genesis: genesis.clone(), token: self.token.clone() }));
        }
        let after = self.durable;
        let payload = hello_payload(&self.workspace, &self.me, &host, after.as_ref(), &nonce);
        let sig = self.device.sign(&payload).to_vec();
        self.cursor = after;
        out.push(Output::Send(ClientFrame::Hello(Hello {
            workspace: self.workspace,
            device: self.me,
            host,
            after,
            sig,
        })));
    }

    fn welcomed(&mut self, head: Cursor, out: &mut Vec<Output>) {
        self.create = false;
        let fits = self.cursor.filter(|at| at.incarnation == head.incarnation && at.seq <= head.seq);
        let from = fits.map_or(0, |cursor| cursor.seq);
        if fits.is_none() {
            self.start_afresh();
            self.seen.clear();
            self.last_sent = None;
        }
        self.head = Some(head.seq);
        self.link = Link::CatchingUp { from, total: head.seq - from };
        out.push(Output::StatusChanged);
    }

    /// The relay's log is another than the cursor's: everything is received again.
    pub(super) fn start_afresh(&mut self) {
        self.cursor = None;
        self.durable = None;
        self.batches.clear();
    }

    pub(super) fn live(&mut self, out: &mut Vec<Output>) {
        self.link = Link::Live;
        self.attempts = 0;
        self.problem = None;
        self.send_checkpoints(out);
        self.send_outbox(out);
        self.send_invites(out);
        out.push(Output::StatusChanged);
    }

    fn refused(&mut self, now: u64, code: Code, out: &mut Vec<Output>) {
        if code == Code::UnknownWorkspace && !self.create {
            // The relay has never heard of it: make it known, at once.
            self.create = true;
            out.push(Output::Disconnect);
            self.close(now);
            self.link = Link::Offline { retry_at: now };
            return;
        }
        self.create = false;
        self.give_up(now, Problem::Refused(code), out);
    }

    fn share(&mut self, doc: DocId, document: Vec<u8>, out: &mut Vec<Output>) {
        self.shared.insert(doc);
        if document.len() <= CHECKPOINT_ROOM {
            self.checkpoints.insert(doc, document);
            self.send_checkpoints(out);
        } else {
            self.send_outbox(out);
        }
        out.push(Output::StatusChanged);
    }

    fn may_write(&self) -> bool {
        self.chain.role(&self.me).is_some_and(Role::writes)
    }

    fn send_checkpoints(&mut self, out: &mut Vec<Output>) {
        if !matches!(self.link, Link::Live) || !self.may_write() {
            return;
        }
        for (doc, document) in std::mem::take(&mut self.checkpoints) {
            let reference = self.reference(Carried::Document(doc));
            self.outbox.take_all(&doc, reference);
            let content = Content::Document { plain: &document, covers: self.durable };
            self.append(reference, doc, content, out);
        }
    }

    fn send_outbox(&mut self, out: &mut Vec<Output>) {
        if !matches!(self.link, Link::Live) || !self.may_write() {
            return;
        }
        for doc in self.outbox.waiting() {
            // What waits for its checkpoint goes with it.
            if !self.shared.contains(&doc) || self.checkpoints.contains_key(&doc) {
                continue;
            }
            while let Some(changes) = self.outbox.take(&doc, self.next_reference) {
                let reference = self.reference(Carried::Document(doc));
                self.append(reference, doc, Content::Changes(&changes), out);
            }
        }
    }

    fn append(&mut self, reference: u64, doc: DocId, content: Content<'_>, out: &mut Vec<Output>) {
        let epoch = self.chain.epoch();
        let Some(key) = self.keys.get(epoch as usize) else { return };
        match seal_entry(&self.workspace, doc, content, epoch, key, &self.device, &mut self.rng) {
            Ok(entry) => out.push(Output::Send(ClientFrame::Append { reference, entry: entry.to_bytes() })),
            Err(_) => self.problem = Some(Problem::Seal),
        }
    }

    fn reference(&mut self, carried: Carried) -> u64 {
        let reference = self.next_reference;
        self.next_reference += 1;
        self.appends.insert(reference, carried);
        reference
    }

    fn acked(&mut self, reference: u64, seq: u64, out: &mut Vec<Output>) {
        self.last_sent = self.last_sent.max(Some(seq));
        self.head = self.head.max(Some(seq));
        // An invite is done when its entry comes back, in its place in the chain.
        if let Some(Carried::Document(doc)) = self.appends.get(&reference) {
            let doc = *doc;
            self.appends.remove(&reference);
            let hashes = self.outbox.acknowledged(&doc, reference);
            out.push(Output::Acknowledged { doc, hashes });
        }
        out.push(Output::StatusChanged);
    }

    fn rejected(&mut self, now: u64, reference: u64, code: Code, retry: Option<u64>, out: &mut Vec<Output>) {
        match self.appends.remove(&reference) {
            Some(Carried::Invite(request)) => self.invite_rejected(request, code, out),
            Some(Carried::Document(_)) => {
                self.outbox.put_back(Some(reference));
                self.problem = Some(Problem::Refused(code));
                self.resend_at = Some(now + retry.unwrap_or(RESEND));
            }
            None => {}
        }
        out.push(Output::StatusChanged);
    }

    fn seen_by(&mut self, device: DeviceId, cursor: Cursor, sig: &[u8], out: &mut Vec<Output>) {
        let member = self.chain.devices().contains_key(&device);
        if member && verify(&device, &seen_payload(&self.workspace, &device, &cursor), sig).is_ok() {
            self.seen.insert(device, cursor);
            out.push(Output::StatusChanged);
        }
    }

    fn stored(&mut self, number: u64, out: &mut Vec<Output>) {
        let later = self.batches.split_off(&(number + 1));
        if let Some((_, cursor)) = std::mem::replace(&mut self.batches, later).pop_last() {
            self.durable = Some(cursor);
            out.push(Output::StatusChanged);
        }
    }

    /// Hands a batch to the store, numbered.
    pub(super) fn store(&mut self, mut batch: Batch, out: &mut Vec<Output>) {
        if batch.is_empty() {
            return;
        }
        batch.number = self.next_batch;
        self.next_batch += 1;
        if let Some(cursor) = batch.cursor {
            self.batches.insert(batch.number, cursor);
        }
        out.push(Output::Store(batch));
    }
}

/// Inviting: one entry on the chain's newest, made anew when someone else was first.
impl<R: CryptoRng> Engine<R> {
    fn invite(&mut self, request: u64, relay: String, terms: Terms, out: &mut Vec<Output>) {
        if self.chain.role(&self.me) != Some(Role::Admin) {
            out.push(Output::Invited { request, result: Err(Problem::NotAllowed) });
            return;
        }
        self.invites.push(PendingInvite { request, relay, terms, link: None, built_on: None, tries: 0 });
        self.send_invites(out);
    }

    fn send_invites(&mut self, out: &mut Vec<Output>) {
        if !matches!(self.link, Link::Live) {
            return;
        }
        // One at a time: the next extends what this one becomes.
        let Some(mut pending) = self.invites.pop() else { return };
        let under_way = self.appends.values().any(|carried| matches!(carried, Carried::Invite(_)));
        if !under_way {
            match invite(&self.chain, &self.keys, &self.device, &pending.relay, pending.terms, &mut self.rng) {
                Ok((entry, link)) => {
                    let bytes = entry.to_bytes();
                    let id = entry_id(&bytes);
                    self.own_membership.insert(id, bytes.clone());
                    pending.link = Some((id, link));
                    pending.built_on = Some(self.chain.head());
                    pending.tries += 1;
                    let reference = self.reference(Carried::Invite(pending.request));
                    out.push(Output::Send(ClientFrame::Append { reference, entry: bytes }));
                }
                Err(_) => {
                    out.push(Output::Invited { request: pending.request, result: Err(Problem::Seal) });
                    return;
                }
            }
        }
        self.invites.push(pending);
    }

    fn invite_rejected(&mut self, request: u64, code: Code, out: &mut Vec<Output>) {
        let Some(at) = self.invites.iter().position(|pending| pending.request == request) else { return };
        if let Some((id, _)) = self.invites[at].link.take() {
            self.own_membership.remove(&id);
        }
        if code == Code::StaleChain && self.invites[at].tries < INVITE_TRIES {
            // The entry that was first sets off the next try when it comes; it may be here already.
            if self.invites[at].built_on != Some(self.chain.head()) {
                self.send_invites(out);
            }
            return;
        }
        self.invites.remove(at);
        out.push(Output::Invited { request, result: Err(Problem::Refused(code)) });
    }

    /// The chain has grown: an own invite may be in it, or may be tried again.
    pub(super) fn chain_grew(&mut self, out: &mut Vec<Output>) {
        let in_chain = |pending: &PendingInvite| pending.link.as_ref().is_some_and(|(id, _)| self.chain.contains(id));
        let (done, rest) = std::mem::take(&mut self.invites).into_iter().partition(in_chain);
        self.invites = rest;
        let done: Vec<PendingInvite> = done;
        for PendingInvite { request, link, .. } in done {
            self.appends.retain(|_, carried| !matches!(carried, Carried::Invite(r) if *r == request));
            if let Some((_, link)) = link {
                out.push(Output::Invited { request, result: Ok(link) });
            }
        }
        self.send_invites(out);
    }

    fn fail_invites(&mut self, problem: &Problem, out: &mut Vec<Output>) {
        for pending in std::mem::take(&mut self.invites) {
            out.push(Output::Invited { request: pending.request, result: Err(problem.clone()) });
        }
    }
}
