//! A model of the relay: a durable log; memory that a crash takes; connections that follow. What it does
//! comes out as effects, in order, so that it can die between any two.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use samskriv_shared::{
    ids::{ChainHash, DeviceId, EntryId, Incarnation},
    membership::{Chain, ChainError, Role},
    protocol::{
        ClientFrame, Code, Cursor, Entry, EntryKind, Hello, Limits, LogItem, RelayFrame, RelayRole, Start,
        entry_id,
    },
};

use super::{mutant::Mutant, network::LineId};

/// An entry with its place in the hash over the log.
#[derive(Clone)]
pub(super) struct Stored {
    pub(super) bytes: Arc<Vec<u8>>,
    pub(super) entry: Arc<Entry>,
    id: EntryId,
    chain: ChainHash,
}

/// What the relay does, one after the other.
pub(super) enum Effect {
    /// The fsync: all that memory has is durable from here on.
    Persist,
    /// Followers may see all that memory has.
    Show,
    Send(LineId, RelayFrame),
    /// Close, after what was sent.
    HangUp(LineId),
    /// Call [`Relay::commit`] soon.
    Commit,
    /// Call [`Relay::follow`] soon.
    Follow(LineId),
    /// A device that says how far it is, and no log of this relay ever had that place.
    Unfit(DeviceId, Cursor),
    /// A membership entry came second.
    StaleChain,
    /// Something was sealed under an epoch that is not the newest.
    StaleEpoch,
    /// A device is served from checkpoints that cover something.
    FromCheckpoints,
    /// A device lacks entries that were dropped.
    ToldTrimmed,
}

/// A connection that has said hello, or not yet.
#[derive(Default)]
struct Session {
    device: Option<DeviceId>,
    role: Option<RelayRole>,
    fresh: bool,
    /// Places that a fresh device gets first, in this order.
    first: VecDeque<usize>,
    /// From where on it follows then.
    position: usize,
    own: BTreeSet<usize>,
    caught_up: bool,
}

/// The relay.
pub(super) struct Relay {
    pub(super) durable: Vec<Stored>,
    incarnation: Incarnation,
    /// The log as the next entry finds it.
    pub(super) memory: Vec<Stored>,
    /// How much of it followers see.
    pub(super) shown: usize,
    chain: Option<Chain>,
    members: Option<Chain>,
    sessions: BTreeMap<LineId, Session>,
    answers: Vec<(LineId, u64, usize)>,
    seen: BTreeMap<DeviceId, (Cursor, Vec<u8>)>,
    commit_due: bool,
    /// Places that this log had before it was rolled back or lost.
    lost: Vec<Cursor>,
    /// Entries that were dropped, and the checkpoint that covers each.
    pub(super) dropped: BTreeMap<usize, usize>,
    mutant: Option<Mutant>,
}

impl Relay {
    pub(super) fn new(mutant: Option<Mutant>) -> Relay {
        Relay {
            durable: Vec::new(),
            incarnation: Incarnation([0; 8]),
            memory: Vec::new(),
            shown: 0,
            chain: None,
            members: None,
            sessions: BTreeMap::new(),
            answers: Vec::new(),
            seen: BTreeMap::new(),
            commit_due: false,
            lost: Vec::new(),
            dropped: BTreeMap::new(),
            mutant,
        }
    }

    /// The log that survives a crash.
    pub(super) fn log(&self) -> &[Stored] {
        &self.durable
    }

    /// Whether this entry is durable at that place.
    pub(super) fn keeps(&self, seq: u64, id: &EntryId) -> bool {
        let at = (seq as usize).checked_sub(1).and_then(|at| self.durable.get(at));
        at.is_some_and(|stored| stored.id == *id)
    }

    pub(super) fn uncommitted(&self) -> usize {
        self.memory.len() - self.durable.len()
    }

    pub(super) fn head(&self) -> Cursor {
        self.cursor(self.shown)
    }

    /// Whether somebody who has this chain and this device is out of the newest: the whole of it says so.
    pub(super) fn has_let_go(&self, device: &DeviceId, chain: &Chain) -> bool {
        let out = |members: &&Chain| members.has_known(device) && members.role(device).is_none();
        self.members.as_ref().filter(out).is_some_and(|members| members.contains(&chain.head()))
    }

    /// Whether an admin is about to renew the keys.
    pub(super) fn wants_new_key(&self) -> bool {
        self.chain.as_ref().is_some_and(Chain::wants_new_key)
    }

    /// The newest entry of the membership chain.
    pub(super) fn chain_head(&self) -> Option<EntryId> {
        self.members.as_ref().map(Chain::head)
    }

    fn cursor(&self, seq: usize) -> Cursor {
        let chain = seq.checked_sub(1).map_or(ChainHash::START, |at| self.memory[at].chain);
        Cursor { incarnation: self.incarnation, seq: seq as u64, chain }
    }

    /// Whether this log has that place.
    pub(super) fn fits(&self, at: &Cursor) -> bool {
        at.seq <= self.shown as u64 && self.cursor(at.seq as usize) == *at
    }

    /// Whether an earlier log had that place, durably, before it was rolled back or lost.
    pub(super) fn has_lost(&self, at: &Cursor) -> bool {
        self.lost.contains(at)
    }

    /// The fsync.
    pub(super) fn persist(&mut self) {
        self.durable.extend_from_slice(&self.memory[self.durable.len()..]);
    }

    /// Followers may see what is durable.
    pub(super) fn show(&mut self) {
        self.shown = self.memory.len();
        self.members.clone_from(&self.chain);
    }

    /// The process dies and starts anew, on what is durable.
    pub(super) fn restart(&mut self) {
        self.memory = self.durable.clone();
        self.shown = self.memory.len();
        let membership = self.memory.iter().filter(|stored| stored.entry.kind == EntryKind::Membership);
        let entries: Vec<&[u8]> = membership.map(|stored| stored.bytes.as_slice()).collect();
        // What has been verified is not verified again, unless some of it is gone.
        if self.chain.as_ref().is_none_or(|chain| chain.entries() != entries) {
            self.chain =
                (!entries.is_empty()).then(|| Chain::replay(entries).expect("the log's chain holds"));
        }
        self.members.clone_from(&self.chain);
        self.sessions.clear();
        self.answers.clear();
        self.commit_due = false;
    }

    /// An older state of the log is all that is left of it; 0 for nothing. Call [`Relay::restart`] next.
    pub(super) fn roll_back(&mut self, length: usize, incarnation: Option<Incarnation>) {
        let same = incarnation.map_or(length, |_| 0);
        let lost: Vec<Cursor> = (same + 1..=self.durable.len()).map(|seq| self.cursor(seq)).collect();
        self.lost.extend(lost);
        self.durable.truncate(length);
        self.dropped.retain(|_, base| *base < length);
        self.incarnation = incarnation.unwrap_or(self.incarnation);
        self.seen.clear();
    }

    pub(super) fn connected(&mut self, line: LineId, nonce: [u8; 32]) -> Vec<Effect> {
        self.sessions.insert(line, Session::default());
        vec![Effect::Send(line, RelayFrame::Challenge { nonce, relay: "model".into() })]
    }

    pub(super) fn gone(&mut self, line: LineId) {
        self.sessions.remove(&line);
        self.answers.retain(|(to, ..)| *to != line);
    }

    pub(super) fn receive(&mut self, line: LineId, frame: ClientFrame, fresh: Incarnation) -> Vec<Effect> {
        if !self.sessions.contains_key(&line) {
            return Vec::new();
        }
        match frame {
            ClientFrame::Create { genesis, .. } => self.create(vec![genesis], fresh),
            ClientFrame::Restore { chain, .. } => {
                self.create(chain.into_iter().map(Vec::from).collect(), fresh)
            }
            ClientFrame::Hello(hello) => self.hello(line, &hello),
            ClientFrame::Append { reference, entry } => self.append(line, reference, entry),
            ClientFrame::Seen { cursor, sig } => self.seen(line, cursor, sig),
            ClientFrame::Ephemeral { .. } => Vec::new(),
        }
    }

    fn create(&mut self, entries: Vec<Vec<u8>>, fresh: Incarnation) -> Vec<Effect> {
        if !self.memory.is_empty() {
            return self.extend(&entries);
        }
        self.incarnation = fresh;
        let chain = Chain::replay(entries.iter().map(Vec::as_slice));
        self.chain = Some(chain.expect("clients send whole chains"));
        entries.into_iter().for_each(|entry| self.push(entry));
        vec![Effect::Persist, Effect::Show]
    }

    /// Takes what goes on from the chain that is known.
    fn extend(&mut self, entries: &[Vec<u8>]) -> Vec<Effect> {
        let Some(chain) = &mut self.chain else { return Vec::new() };
        let Some(more) = entries.strip_prefix(chain.entries()) else { return Vec::new() };
        let held = more.iter().take_while(|entry| chain.extend(entry).is_ok()).count();
        more[..held].iter().for_each(|entry| self.push(entry.clone()));
        if held == 0 { Vec::new() } else { self.commit() }
    }

    fn push(&mut self, bytes: Vec<u8>) {
        let entry = Arc::new(Entry::from_bytes(&bytes).expect("judged before"));
        let id = entry_id(&bytes);
        let chain = self.cursor(self.memory.len()).chain.next(&id);
        self.memory.push(Stored { bytes: Arc::new(bytes), entry, id, chain });
    }

    fn hello(&mut self, line: LineId, hello: &Hello) -> Vec<Effect> {
        let refused = |code| {
            vec![Effect::Send(line, RelayFrame::Refused { code, text: String::new() }), Effect::HangUp(line)]
        };
        let Some(members) = &self.members else { return refused(Code::UnknownWorkspace) };
        let member = members.role(&hello.device).map(RelayRole::from);
        let invited = || members.invite(&hello.device).map(|_| RelayRole::Invite);
        let Some(role) = member.or_else(invited) else { return refused(refusal(members, &hello.device)) };
        let head = self.head();
        let fits = hello.after.filter(|after| self.fits(after)).map(|after| after.seq as usize);
        let mut effects = Vec::new();
        if let Some(after) = hello.after.filter(|after| fits.is_none() && !self.has_lost(after)) {
            effects.push(Effect::Unfit(hello.device, after));
        }
        let start = match fits {
            Some(at) if self.dropped.range(at..).next().is_some() => Start::Trimmed,
            Some(_) => Start::Resumed,
            None => Start::Fresh,
        };
        effects.extend((start == Start::Trimmed).then_some(Effect::ToldTrimmed));
        let welcome = RelayFrame::Welcome { role, head, floor: 1, limits: Limits::default(), start };
        effects.extend([Effect::Send(line, welcome), Effect::Follow(line)]);
        let (fresh, first, position) = match fits.filter(|_| start == Start::Resumed) {
            Some(at) => (false, VecDeque::new(), at),
            None if role == RelayRole::Invite => (false, VecDeque::new(), 0),
            None => (true, self.fresh(), self.shown),
        };
        if !first.is_empty() && first.len() < self.shown {
            effects.push(Effect::FromCheckpoints);
        }
        let session = self.sessions.entry(line).or_default();
        session.device = Some(hello.device);
        session.role = Some(role);
        session.position = position;
        session.fresh = fresh;
        session.first = first;
        effects
    }

    fn append(&mut self, line: LineId, reference: u64, bytes: Vec<u8>) -> Vec<Effect> {
        let place = match self.judge(line, &bytes) {
            Ok(Some(held)) => held,
            Ok(None) => {
                self.push(bytes);
                self.memory.len()
            }
            Err(code) => {
                let stale = match code {
                    Code::StaleChain => Some(Effect::StaleChain),
                    Code::StaleEpoch => Some(Effect::StaleEpoch),
                    _ => None,
                };
                let reject = RelayFrame::Reject { reference, code, retry_after_ms: None };
                let mut effects = vec![Effect::Send(line, reject)];
                effects.extend(stale);
                return effects;
            }
        };
        let mut effects = Vec::new();
        if self.mutant == Some(Mutant::AcknowledgeBeforePersist) {
            effects.push(self.answer(line, reference, place));
        } else {
            self.answers.push((line, reference, place));
        }
        if self.mutant == Some(Mutant::ShowBeforePersist) {
            effects.push(Effect::Show);
            effects.extend(self.sessions.keys().map(|line| Effect::Follow(*line)));
        }
        if !std::mem::replace(&mut self.commit_due, true) {
            effects.push(Effect::Commit);
        }
        effects
    }

    /// The place of an entry that the log has already, if it may be appended at all.
    fn judge(&mut self, line: LineId, bytes: &[u8]) -> Result<Option<usize>, Code> {
        let chain = self.chain.as_mut().ok_or(Code::UnknownWorkspace)?;
        let session =
            self.sessions.get(&line).filter(|session| session.role.is_some()).ok_or(Code::BadFrame)?;
        let entry = Entry::from_bytes(bytes).map_err(|_| Code::BadFrame)?;
        if entry.kind != EntryKind::Membership {
            let writes = chain.role(&entry.author).is_some_and(Role::writes);
            return match writes && session.device == Some(entry.author) {
                true if entry.epoch != chain.epoch() => Err(Code::StaleEpoch),
                true => Ok(None),
                false => Err(Code::NotAllowed),
            };
        }
        let id = entry_id(bytes);
        if let Some(at) = self.memory.iter().position(|stored| stored.id == id) {
            return Ok(Some(at + 1));
        }
        match chain.extend(bytes) {
            Ok(()) => Ok(None),
            Err(ChainError::Stale) => Err(Code::StaleChain),
            Err(ChainError::InviteUsed) => Err(Code::InviteUsed),
            Err(ChainError::InviteEnded) => Err(Code::InviteEnded),
            Err(_) => Err(Code::BadMembership),
        }
    }

    fn answer(&mut self, line: LineId, reference: u64, place: usize) -> Effect {
        if let Some(session) = self.sessions.get_mut(&line)
            && place > session.position
        {
            session.own.insert(place);
        }
        Effect::Send(line, RelayFrame::Ack { reference, seq: place as u64 })
    }

    /// Writes what has come: one fsync, then the answers, then the followers.
    pub(super) fn commit(&mut self) -> Vec<Effect> {
        self.commit_due = false;
        let mut effects = vec![Effect::Persist];
        for (line, reference, place) in std::mem::take(&mut self.answers) {
            effects.push(self.answer(line, reference, place));
        }
        effects.push(Effect::Show);
        effects.extend(self.sessions.keys().map(|line| Effect::Follow(*line)));
        effects
    }

    fn seen(&mut self, line: LineId, cursor: Cursor, sig: Vec<u8>) -> Vec<Effect> {
        let Some(device) = self.sessions.get(&line).and_then(|session| session.device) else { return vec![] };
        self.seen.insert(device, (cursor, sig.clone()));
        let others = self.sessions.iter().filter(|(other, session)| **other != line && session.caught_up);
        let told = |(line, _): (&LineId, _)| {
            Effect::Send(*line, RelayFrame::SeenBy { device, cursor, sig: sig.clone() })
        };
        others.map(told).collect()
    }

    /// Hands a follower the next entries, at most so many.
    pub(super) fn follow(&mut self, line: LineId, most: usize) -> Vec<Effect> {
        let Some(session) = self.sessions.get_mut(&line).filter(|session| session.role.is_some()) else {
            return Vec::new();
        };
        let invite = session.role == Some(RelayRole::Invite);
        if let (false, Some(device), Some(members)) = (invite, session.device, &self.members)
            && members.role(&device).is_none()
        {
            // Nothing more of it is read either.
            session.role = None;
            let (code, text) = (refusal(members, &device), String::new());
            return vec![Effect::Send(line, RelayFrame::Refused { code, text }), Effect::HangUp(line)];
        }
        let mut items = Vec::new();
        while items.len() < most {
            let Some(at) = session.next(self.shown) else { break };
            let stored = &self.memory[at];
            if invite && stored.entry.kind != EntryKind::Membership {
                continue;
            }
            let own = session.own.remove(&(at + 1));
            items.push(LogItem {
                seq: at as u64 + 1,
                entry: (!own).then(|| stored.bytes.to_vec()),
                own: own.then_some(stored.id),
            });
        }
        let mut effects = Vec::new();
        if !items.is_empty() {
            effects.push(Effect::Send(line, RelayFrame::Entries(items)));
        }
        if session.catches_up(self.shown) {
            session.caught_up = true;
            let (device, position) = (session.device, session.position);
            let others = self.seen.iter().filter(|(other, _)| !invite && Some(**other) != device);
            effects.extend(others.map(|(device, (cursor, sig))| {
                Effect::Send(line, RelayFrame::SeenBy { device: *device, cursor: *cursor, sig: sig.clone() })
            }));
            effects.push(Effect::Send(line, RelayFrame::CaughtUp { head: self.cursor(position) }));
        }
        if self.sessions.get(&line).is_some_and(|session| session.has_more(self.shown)) {
            effects.push(Effect::Follow(line));
        }
        effects
    }
}

/// Why a device that is no member is refused.
fn refusal(members: &Chain, device: &DeviceId) -> Code {
    if members.is_ended_invite(device) {
        Code::InviteEnded
    } else if members.has_known(device) {
        Code::Removed
    } else {
        Code::NotAMember
    }
}

impl Session {
    /// The place of the next entry, which has then been given.
    fn next(&mut self, shown: usize) -> Option<usize> {
        if let Some(at) = self.first.pop_front() {
            return Some(at);
        }
        // What has come since a fresh device's welcome waits until it has caught up with that.
        let follows = self.caught_up || !self.fresh;
        (follows && self.position < shown).then(|| {
            self.position += 1;
            self.position - 1
        })
    }

    fn catches_up(&self, shown: usize) -> bool {
        !self.caught_up && self.first.is_empty() && (self.fresh || self.position == shown)
    }

    fn has_more(&self, shown: usize) -> bool {
        !self.first.is_empty() || self.position < shown
    }
}
