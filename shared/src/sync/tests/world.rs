//! The model: a relay in memory, peers with a journal and a store as plain values, and a clock that
//! only moves when told.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};

use super::whole;
use crate::{
    documents::{
        Actor, Document, Minutes, MinutesDocument,
        changes::{change_info, chunks},
        lacking,
    },
    ids::{ChainHash, DeviceId, DocId, Incarnation, WorkspaceId},
    invite::Terms,
    membership::{Chain, Role, create},
    protocol::{
        ClientFrame, Code, Cursor, Entry, EntryKind, Limits, LogItem, RelayFrame, RelayRole, Start, entry_id,
    },
    seal::{DeviceSecret, EpochKeys, seen_payload},
    sync::{
        Act, Batch, CheckpointPace, Engine, Input, Join, JoinOutput, Output, Problem, Progress, Setup,
        SyncStatus,
    },
};

/// A relay that follows the protocol, holds everything in memory and checks nothing but membership.
pub(super) struct Relay {
    pub(super) log: Vec<Vec<u8>>,
    pub(super) incarnation: Incarnation,
    pub(super) swallow_acks: bool,
    pub(super) swallow_appends: bool,
    /// The next appends are refused with these.
    pub(super) refusals: VecDeque<Code>,
    pub(super) unreachable: bool,
    /// Followers get at most so many entries in a frame.
    pub(super) most_entries: usize,
    pub(super) bytes_received: usize,
    /// Entries that a maintenance dropped; only their place is left.
    pub(super) dropped: BTreeSet<u64>,
    /// How each connection was told to start.
    pub(super) starts: Vec<Start>,
    created: bool,
    connections: BTreeMap<usize, Connection>,
}

#[derive(Default)]
struct Connection {
    sent: usize,
    caught_up: bool,
    own: Vec<u64>,
    invite: bool,
    device: Option<crate::ids::DeviceId>,
    out: VecDeque<RelayFrame>,
}

impl Relay {
    pub(super) fn cursor(&self, seq: usize) -> Cursor {
        let chain =
            self.log[..seq].iter().fold(ChainHash::START, |chain, entry| chain.next(&entry_id(entry)));
        Cursor { incarnation: self.incarnation, seq: seq as u64, chain }
    }

    /// The membership chain in the log.
    pub(super) fn chain(&self) -> Chain {
        replay(&self.log)
    }

    /// Says something out of turn.
    pub(super) fn say(&mut self, peer: usize, frame: RelayFrame) {
        self.connections.get_mut(&peer).unwrap().out.push_back(frame);
    }

    pub(super) fn push_raw(&mut self, entry: Vec<u8>) {
        self.log.push(entry);
        self.expel();
    }

    /// After an entry of the chain: whoever is no member any more gets nothing that is new.
    fn expel(&mut self) {
        if self.log.last().is_none_or(|entry| crate::membership::parse(entry).is_err()) {
            return;
        }
        for connection in self.connections.values_mut() {
            let Some(code) = connection.device.and_then(|device| refusal(&self.log, &device)) else {
                continue;
            };
            connection.device = None;
            connection.out.push_back(RelayFrame::Refused { code, text: String::new() });
        }
    }

    /// Tells a peer that a device has signed this.
    pub(super) fn tell_seen(&mut self, peer: usize, device: &DeviceSecret, cursor: Cursor) {
        let workspace = replay(&self.log).workspace();
        let sig = device.sign(&seen_payload(&workspace, &device.id(), &cursor)).to_vec();
        let frame = RelayFrame::SeenBy { device: device.id(), cursor, sig };
        self.connections.get_mut(&peer).unwrap().out.push_back(frame);
    }

    /// The relay's disk is gone.
    pub(super) fn lose_everything(&mut self) {
        *self = Relay { incarnation: Incarnation([7; 8]), connections: BTreeMap::new(), ..Relay::new() };
    }

    /// The relay's disk is as it was before the newest entries; nothing says so but the log itself.
    pub(super) fn roll_back(&mut self, entries: usize) {
        self.log.truncate(self.log.len() - entries);
        self.connections.clear();
    }

    pub(super) fn new() -> Relay {
        Relay {
            log: vec![],
            incarnation: Incarnation([1; 8]),
            swallow_acks: false,
            swallow_appends: false,
            refusals: VecDeque::new(),
            unreachable: false,
            most_entries: usize::MAX,
            bytes_received: 0,
            dropped: BTreeSet::new(),
            starts: vec![],
            created: false,
            connections: BTreeMap::new(),
        }
    }

    /// The workspace becomes known by its chain.
    pub(super) fn create(&mut self, chain: Vec<Vec<u8>>) {
        self.created = true;
        self.log = chain;
    }

    fn connect(&mut self, peer: usize) {
        let mut connection = Connection::default();
        connection.out.push_back(RelayFrame::Challenge { nonce: [peer as u8; 32], relay: "model".into() });
        self.connections.insert(peer, connection);
    }

    fn receive(&mut self, peer: usize, frame: ClientFrame) {
        let head = self.cursor(self.log.len());
        let Some(connection) = self.connections.get_mut(&peer) else { return };
        match frame {
            ClientFrame::Create { genesis, .. } => {
                if !self.created {
                    self.create(vec![genesis]);
                }
            }
            ClientFrame::Restore { chain, .. } => {
                let chain: Vec<Vec<u8>> = chain.into_iter().map(Vec::from).collect();
                if !self.created {
                    self.create(chain);
                } else if let Some(more) = chain.strip_prefix(replay(&self.log).entries()) {
                    self.log.extend_from_slice(more);
                }
            }
            ClientFrame::Hello(hello) if self.created && refusal(&self.log, &hello.device).is_some() => {
                let (code, text) = (refusal(&self.log, &hello.device).unwrap(), String::new());
                connection.out.push_back(RelayFrame::Refused { code, text });
            }
            ClientFrame::Hello(_) if !self.created => {
                let text = String::new();
                connection.out.push_back(RelayFrame::Refused { code: Code::UnknownWorkspace, text });
            }
            ClientFrame::Hello(hello) => {
                connection.invite = replay(&self.log).role(&hello.device).is_none();
                connection.device = Some(hello.device);
                let fits = hello
                    .after
                    .filter(|at| at.seq <= head.seq)
                    .filter(|at| self.cursor(at.seq as usize) == *at);
                let start = match fits {
                    None => Start::Fresh,
                    Some(at) if self.dropped.iter().any(|seq| *seq > at.seq) => Start::Trimmed,
                    Some(_) => Start::Resumed,
                };
                self.starts.push(start);
                let fresh = if start == Start::Resumed { vec![] } else { self.fresh() };
                let connection = self.connections.get_mut(&peer).unwrap();
                connection.out.push_back(RelayFrame::Welcome {
                    role: RelayRole::Editor,
                    head,
                    floor: 1,
                    limits: Limits::default(),
                    start,
                });
                connection.sent = fits.map_or(0, |cursor| cursor.seq as usize);
                if start != Start::Resumed {
                    let whole = |seq: &u64| whole(*seq, self.log[*seq as usize - 1].clone());
                    let invite = connection.invite;
                    let items = fresh.iter().map(whole).filter(|item| !invite || is_membership(item));
                    let items: Vec<LogItem> = items.collect();
                    connection.out.extend(items.chunks(3).map(|items| RelayFrame::Entries(items.to_vec())));
                    connection.out.push_back(RelayFrame::CaughtUp { head });
                    (connection.sent, connection.caught_up) = (self.log.len(), true);
                }
            }
            ClientFrame::Append { reference, entry } => {
                self.bytes_received += entry.len();
                if self.swallow_appends {
                    return;
                }
                if let Some(code) = self.refusals.pop_front() {
                    connection.out.push_back(RelayFrame::Reject { reference, code, retry_after_ms: None });
                    return;
                }
                let Some(device) = connection.device else { return };
                if let Some(code) = rejection(&self.log, &device, &entry) {
                    connection.out.push_back(RelayFrame::Reject { reference, code, retry_after_ms: None });
                    return;
                }
                self.log.push(entry);
                let seq = self.log.len() as u64;
                connection.own.push(seq);
                if !self.swallow_acks {
                    connection.out.push_back(RelayFrame::Ack { reference, seq });
                }
                self.expel();
            }
            ClientFrame::Seen { cursor, sig } => {
                let Some(device) = connection.device else { return };
                for (other, connection) in &mut self.connections {
                    if *other != peer {
                        connection.out.push_back(RelayFrame::SeenBy { device, cursor, sig: sig.clone() });
                    }
                }
            }
            ClientFrame::Ephemeral { .. } => {}
        }
    }

    /// The next frame for a peer.
    fn next(&mut self, peer: usize) -> Option<RelayFrame> {
        let head = self.cursor(self.log.len());
        let connection = self.connections.get_mut(&peer)?;
        if let Some(frame) = connection.out.pop_front() {
            return Some(frame);
        }
        connection.device?;
        if connection.sent < self.log.len() {
            let to = self.log.len().min(connection.sent.saturating_add(self.most_entries));
            let from = std::mem::replace(&mut connection.sent, to);
            let items = (from..to).filter_map(|at| {
                let (seq, entry) = (at as u64 + 1, self.log[at].clone());
                if connection.invite && crate::membership::parse(&entry).is_err() {
                    return None;
                }
                Some(match connection.own.contains(&seq) {
                    true => LogItem { seq, entry: None, own: Some(entry_id(&entry)) },
                    false => whole(seq, entry),
                })
            });
            return Some(RelayFrame::Entries(items.collect()));
        }
        (!std::mem::replace(&mut connection.caught_up, true)).then_some(RelayFrame::CaughtUp { head })
    }
}

fn is_membership(item: &LogItem) -> bool {
    item.entry.as_deref().is_some_and(|entry| crate::membership::parse(entry).is_ok())
}

/// The membership chain in a log.
fn replay(log: &[Vec<u8>]) -> Chain {
    let mut chain = Chain::start(&log[0]).unwrap();
    log[1..].iter().for_each(|entry| drop(chain.extend(entry)));
    chain
}

/// Why a device may not connect, by the chain in a log.
fn refusal(log: &[Vec<u8>], device: &DeviceId) -> Option<Code> {
    let chain = replay(log);
    match chain.role(device).is_some() || chain.invite(device).is_some() {
        true => None,
        false if chain.is_ended_invite(device) => Some(Code::InviteEnded),
        false if chain.has_known(device) => Some(Code::Removed),
        false => Some(Code::NotAMember),
    }
}

/// Why a log does not take an entry.
fn rejection(log: &[Vec<u8>], device: &DeviceId, bytes: &[u8]) -> Option<Code> {
    let mut chain = replay(log);
    let entry = Entry::from_bytes(bytes).unwrap();
    match entry.kind {
        EntryKind::Membership => chain.extend(bytes).err().map(|_| Code::StaleChain),
        _ if !chain.role(device).is_some_and(Role::writes) => Some(Code::NotAllowed),
        _ => (entry.epoch != chain.epoch()).then_some(Code::StaleEpoch),
    }
}

/// A device with everything that it keeps.
pub(super) struct Peer {
    pace: CheckpointPace,
    pub(super) device: DeviceSecret,
    pub(super) engine: Engine<ChaCha20Rng>,
    store: BTreeMap<DocId, Vec<u8>>,
    journal: Vec<(DocId, Vec<u8>)>,
    pub(super) cursor: Option<Cursor>,
    pub(super) members: u64,
    pub(super) parked: BTreeMap<u64, Vec<u8>>,
    open: BTreeMap<DocId, MinutesDocument>,
    pub(super) inputs: VecDeque<Input>,
    openings: u8,
    /// Set by [`World`] to run inputs in the right order.
    sent: VecDeque<ClientFrame>,
    connect: bool,
    disconnect: bool,
    asked: u64,
    /// What came of what was asked.
    pub(super) answers: Vec<(u64, Result<(), Problem>)>,
    /// What the user was told of.
    pub(super) problems: Vec<Problem>,
    /// Writes are lost.
    pub(super) dead_disk: bool,
    /// Writes reach the disk, but are never flushed.
    pub(super) slow_disk: bool,
    /// Changes from elsewhere, handed out so far.
    pub(super) delivered: usize,
    pub(super) was_asked_for_whole: bool,
    /// The newest change that was made here.
    pub(super) last_local: Option<(DocId, Vec<u8>)>,
    /// Others' checkpoints that were examined.
    pub(super) examined: usize,
    shared: std::collections::BTreeSet<DocId>,
}

impl Peer {
    fn new(device: DeviceSecret, chain: Chain, keys: EpochKeys, seed: u64, pace: CheckpointPace) -> Self {
        let setup = Setup {
            device: device.clone(),
            chain,
            keys,
            cursor: None,
            shared: Default::default(),
            outbox: vec![],
            members: 0,
            parked: vec![],
            progress: Default::default(),
            token: None,
            checkpoints: pace,
            online: true,
        };
        Peer {
            pace,
            engine: Engine::new(setup, ChaCha20Rng::seed_from_u64(seed)),
            device,
            store: BTreeMap::new(),
            journal: vec![],
            cursor: None,
            members: 0,
            parked: BTreeMap::new(),
            open: BTreeMap::new(),
            inputs: VecDeque::from([Input::Tick]),
            openings: 0,
            sent: VecDeque::new(),
            connect: false,
            disconnect: false,
            asked: 0,
            answers: vec![],
            problems: vec![],
            dead_disk: false,
            slow_disk: false,
            delivered: 0,
            was_asked_for_whole: false,
            last_local: None,
            examined: 0,
            shared: Default::default(),
        }
    }

    pub(super) fn actor(&self) -> Actor {
        Actor::new(&self.device.id(), [200; 8])
    }

    pub(super) fn status(&self) -> SyncStatus {
        self.engine.status()
    }

    pub(super) fn progress(&self) -> Progress {
        self.engine.progress()
    }

    pub(super) fn settled(&self) -> bool {
        self.engine.settled()
    }

    pub(super) fn parked(&self) -> usize {
        self.parked.len()
    }

    pub(super) fn journal_len(&self) -> usize {
        self.journal.len()
    }

    /// Opens a document from what is stored.
    pub(super) fn load(&mut self, doc: DocId) {
        self.openings += 1;
        let actor = Actor::new(&self.device.id(), [self.openings; 8]);
        if let Some(bytes) = self.store.get(&doc) {
            let document = Document::load(bytes, actor).unwrap();
            self.open.insert(doc, MinutesDocument::open(document).unwrap());
        }
    }

    pub(super) fn edit(&mut self, doc: DocId, act: impl FnOnce(&mut MinutesDocument)) {
        if !self.open.contains_key(&doc) {
            self.load(doc);
        }
        let minutes = self.open.get_mut(&doc).unwrap();
        act(minutes);
        if let Some(changes) = minutes.document.commit(1) {
            self.local(doc, changes);
        }
    }

    fn local(&mut self, doc: DocId, changes: Vec<u8>) {
        self.last_local = Some((doc, changes.clone()));
        self.journal.push((doc, changes.clone()));
        self.store.entry(doc).or_default().extend_from_slice(&changes);
        self.inputs.push_back(Input::Local { doc, changes });
    }

    fn perform(&mut self, output: Output) {
        match output {
            Output::Connect => self.connect = true,
            Output::Disconnect => self.disconnect = true,
            Output::Send(frame) => self.sent.push_back(frame),
            Output::Store(batch) => self.stored(batch),
            Output::Changed { doc, changes, .. } => {
                self.shared.insert(doc);
                self.delivered += 1;
                if let Some(minutes) = self.open.get_mut(&doc) {
                    minutes.document.apply(&changes).unwrap();
                }
            }
            Output::Compare { doc, holds } => {
                let lacking = self.store.get(&doc).and_then(|stored| {
                    let mut here = Document::load(stored, self.actor()).unwrap();
                    let mut there = holds.changes;
                    for document in holds.documents {
                        there.extend(Document::load(&document, self.actor()).unwrap().change_hashes());
                    }
                    let lacks = !here.change_hashes().iter().all(|hash| there.contains(hash));
                    lacks.then(|| here.save())
                });
                self.inputs.push_back(Input::Compared { doc, lacking });
            }
            Output::Whole { doc, request } => {
                self.was_asked_for_whole = true;
                let load = |bytes: &Vec<u8>| Document::load(bytes, self.actor()).unwrap().save();
                let document = self.store.get(&doc).map(load);
                self.inputs.push_back(Input::Whole { doc, request, document });
            }
            Output::Examine { doc, request, checkpoint } => {
                let missing = lacking(&self.store[&doc], &checkpoint).unwrap();
                self.examined += 1;
                self.inputs.push_back(Input::Examined { request, missing });
            }
            Output::Passed { hashes, .. } => {
                let holds = |changes: &[u8]| {
                    chunks(changes).any(|chunk| {
                        let info = change_info(chunk.unwrap().bytes).unwrap();
                        !hashes.contains(&info.hash)
                    })
                };
                self.journal.retain(|(_, changes)| holds(changes));
            }
            _ => {}
        }
    }

    fn stored(&mut self, batch: Batch) {
        if self.dead_disk {
            return;
        }
        for (doc, bytes) in batch.appends {
            self.store.entry(doc).or_default().extend_from_slice(&bytes);
        }
        self.parked.extend(batch.parked);
        batch.unparked.iter().for_each(|seq| drop(self.parked.remove(seq)));
        if batch.cursor.is_some() || batch.forgets_cursor {
            (self.cursor, self.members) = (batch.cursor, batch.members);
        }
        if !self.slow_disk {
            self.inputs.push_back(Input::Stored(batch.number));
        }
    }
}

/// The text of a document's body as it is stored.
pub(super) fn text(peer: &Peer, doc: DocId) -> String {
    match peer.store.contains_key(&doc) {
        true => open(peer, doc).body_display(),
        false => "(not here)".into(),
    }
}

/// Everybody's text, which must be one.
pub(super) fn one_text(world: &World, doc: DocId) -> String {
    let texts: Vec<String> = world.peers.iter().map(|peer| text(peer, doc)).collect();
    assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
    texts[0].clone()
}

/// A document as it is stored.
pub(super) fn minutes(peer: &Peer, doc: DocId) -> Minutes {
    open(peer, doc).read()
}

fn open(peer: &Peer, doc: DocId) -> MinutesDocument {
    MinutesDocument::open(Document::load(&peer.store[&doc], peer.actor()).unwrap()).unwrap()
}

/// Peers and their relay.
pub(super) struct World {
    pub(super) relay: Relay,
    pub(super) peers: Vec<Peer>,
    pub(super) rng: ChaCha20Rng,
    /// Of those who join from now on.
    pub(super) pace: CheckpointPace,
    now: u64,
    docs: u8,
}

impl World {
    /// A founder and those who joined by invites.
    pub(super) fn with_peers(count: usize) -> World {
        World::with_pace(count, CheckpointPace::default())
    }

    /// The same, with checkpoints at this pace.
    pub(super) fn with_pace(count: usize, pace: CheckpointPace) -> World {
        let mut rng = ChaCha20Rng::seed_from_u64(5);
        let founder = DeviceSecret::generate(&mut rng);
        let recovery = DeviceSecret::generate(&mut rng);
        let (genesis, key) = create(&founder, &recovery, &mut rng).unwrap();
        let chain = Chain::start(&genesis.to_bytes()).unwrap();
        let relay = Relay::new();
        let peers = vec![Peer::new(founder, chain, [(0, key)].into(), 100, pace)];
        let mut world = World { relay, peers, rng, pace, now: 0, docs: 0 };
        world.run();
        for _ in 1..count {
            world.join(Role::Editor);
        }
        world.run();
        world
    }

    pub(super) fn workspace(&self) -> WorkspaceId {
        self.peers[0].engine.chain().workspace()
    }

    /// Lets the founder invite and a new device redeem.
    pub(super) fn join(&mut self, role: Role) -> usize {
        self.join_by(0, role)
    }

    /// The same with another admin.
    pub(super) fn join_by(&mut self, admin: usize, role: Role) -> usize {
        let terms = Terms { role, expires: u64::MAX, max_uses: 1 };
        let link = self.invite_by(admin, terms);
        self.joining(&link).unwrap_or_else(|problem| panic!("{problem}"))
    }

    /// Lets a new device redeem a link.
    pub(super) fn joining(&mut self, link: &crate::invite::InviteLink) -> Result<usize, Problem> {
        let device = DeviceSecret::generate(&mut self.rng);
        let (chain, keys) = self.redeem(link, &device)?;
        let at = self.peers.len();
        self.peers.push(Peer::new(device, chain, keys, 200 + at as u64, self.pace));
        Ok(at)
    }

    /// A peer that was removed joins anew.
    pub(super) fn join_anew(&mut self, peer: usize, link: &crate::invite::InviteLink) {
        let device = self.peers[peer].device.clone();
        let (chain, keys) = self.redeem(link, &device).unwrap_or_else(|problem| panic!("{problem}"));
        self.peers[peer].inputs.push_back(Input::Joined { chain, keys });
        self.go_online(peer);
    }

    fn redeem(
        &mut self,
        link: &crate::invite::InviteLink,
        device: &DeviceSecret,
    ) -> Result<(Chain, EpochKeys), Problem> {
        let rng = ChaCha20Rng::seed_from_u64(self.rng.next_u64());
        let mut join = Join::new(link.clone(), device.clone(), b"me".to_vec(), "model".into(), rng);
        // A connection of its own.
        let at = usize::MAX;
        self.relay.connect(at);
        let mut keys = None;
        let chain = 'joined: loop {
            let frame = self.relay.next(at).expect("the relay answers");
            for output in join.handle(frame) {
                match output {
                    JoinOutput::Send(frame) => self.relay.receive(at, frame),
                    JoinOutput::Keep { keys: given, .. } => keys = Some(given),
                    JoinOutput::Joined(chain) => break 'joined chain,
                    JoinOutput::Failed(problem) => {
                        self.relay.connections.remove(&at);
                        return Err(problem);
                    }
                }
            }
        };
        self.relay.connections.remove(&at);
        Ok((chain, keys.unwrap()))
    }

    pub(super) fn invite_by(&mut self, admin: usize, terms: Terms) -> crate::invite::InviteLink {
        self.ask(admin, Act::Invite { relay: "http://127.0.0.1".into(), terms });
        self.run().expect("a link")
    }

    /// An admin is asked to do something.
    pub(super) fn ask(&mut self, admin: usize, act: Act) {
        let peer = &mut self.peers[admin];
        peer.asked += 1;
        peer.inputs.push_back(Input::Administer { request: peer.asked, act });
    }

    /// A new draft of a peer's.
    pub(super) fn new_draft(&mut self, peer: usize) -> DocId {
        self.docs += 1;
        let doc = DocId([self.docs; 16]);
        let peer = &mut self.peers[peer];
        let mut minutes = MinutesDocument::create(Actor::new(&peer.device.id(), [100 + self.docs; 8]));
        let changes = minutes.document.commit(1).unwrap();
        peer.open.insert(doc, minutes);
        peer.local(doc, changes);
        doc
    }

    /// A document as a peer would publish it.
    pub(super) fn saved(&self, peer: usize, doc: DocId) -> Vec<u8> {
        open(&self.peers[peer], doc).document.save()
    }

    pub(super) fn share(&mut self, peer: usize, doc: DocId) {
        let document = self.saved(peer, doc);
        self.peers[peer].shared.insert(doc);
        self.peers[peer].inputs.push_back(Input::Share { doc, document });
    }

    pub(super) fn share_new(&mut self, peer: usize) -> DocId {
        let doc = self.new_draft(peer);
        self.share(peer, doc);
        doc
    }

    pub(super) fn go_offline(&mut self, peer: usize) {
        self.relay.connections.remove(&peer);
        self.peers[peer].inputs.push_back(Input::Online(false));
    }

    pub(super) fn go_online(&mut self, peer: usize) {
        self.peers[peer].inputs.push_back(Input::Online(true));
    }

    /// The line breaks.
    pub(super) fn cut(&mut self, peer: usize) {
        self.relay.connections.remove(&peer);
        self.peers[peer].inputs.push_back(Input::Disconnected);
    }

    /// The process dies; what was kept starts anew, online.
    pub(super) fn crash(&mut self, at: usize) {
        self.start_again(at, Progress::default());
    }

    /// The process ends properly and starts anew, online.
    pub(super) fn restart(&mut self, at: usize) {
        let progress = self.peers[at].engine.progress();
        self.start_again(at, progress);
    }

    /// A process starts on what was kept, and on this of how far everyone was.
    pub(super) fn start_again(&mut self, at: usize, progress: Progress) {
        self.relay.connections.remove(&at);
        let peer = &mut self.peers[at];
        let setup = Setup {
            device: peer.device.clone(),
            chain: peer.engine.chain().clone(),
            keys: peer.engine.keys().clone(),
            cursor: peer.cursor,
            shared: peer.shared.clone(),
            outbox: peer.journal.clone(),
            members: peer.members,
            parked: peer.parked.clone().into_iter().collect(),
            progress,
            token: None,
            checkpoints: peer.pace,
            online: true,
        };
        peer.engine = Engine::new(setup, ChaCha20Rng::seed_from_u64(999));
        peer.open.clear();
        peer.inputs = VecDeque::from([Input::Tick]);
    }

    /// The waits between a peer's attempts to connect, in milliseconds.
    pub(super) fn retry_waits(&mut self, peer: usize, count: usize) -> Vec<u64> {
        self.step_peer(peer);
        let mut waits = vec![];
        while waits.len() < count {
            let at = self.peers[peer].engine.wake_at().expect("it tries again");
            waits.push(at - self.now);
            self.now = at;
            self.peers[peer].inputs.push_back(Input::Tick);
            self.step_peer(peer);
        }
        waits
    }

    /// Runs until nothing happens any more; gives the last invite link made.
    pub(super) fn run(&mut self) -> Option<crate::invite::InviteLink> {
        let mut link = None;
        for _ in 0..10_000 {
            let mut busy = false;
            for at in 0..self.peers.len() {
                busy |= self.step_peer_with(at, &mut link);
            }
            if busy {
                continue;
            }
            // Nothing under way: let time pass to the next wake, unless all is said.
            match self.peers.iter().filter_map(|peer| peer.engine.wake_at()).min() {
                Some(at) if at <= self.now + 60_000 => self.now = at.max(self.now + 1),
                _ => return link,
            }
            self.peers.iter_mut().for_each(|peer| peer.inputs.push_back(Input::Tick));
        }
        let states: Vec<_> = self.peers.iter().map(Peer::status).collect();
        panic!("does not come to rest: {states:#?}");
    }

    /// Runs one peer, and time, until it is where it should be.
    pub(super) fn run_until(&mut self, at: usize, reached: impl Fn(&Peer) -> bool) {
        while !reached(&self.peers[at]) {
            if !self.step_peer_with(at, &mut None) {
                self.now = self.peers[at].engine.wake_at().expect("it goes on").max(self.now + 1);
                self.peers[at].inputs.push_back(Input::Tick);
            }
        }
    }

    /// Lets one peer take one input or frame.
    pub(super) fn step(&mut self, at: usize) {
        self.step_peer_with(at, &mut None);
    }

    fn step_peer(&mut self, at: usize) {
        while self.step_peer_with(at, &mut None) {}
    }

    fn step_peer_with(&mut self, at: usize, link: &mut Option<crate::invite::InviteLink>) -> bool {
        let peer = &mut self.peers[at];
        let input = match peer.inputs.pop_front() {
            Some(input) => input,
            None => match self.relay.next(at) {
                Some(frame) => Input::Frame(frame),
                None => return false,
            },
        };
        for output in peer.engine.handle(self.now, input) {
            if let Output::Administered { request, result } = &output {
                *link = result.clone().ok().flatten();
                peer.answers.push((*request, result.clone().map(drop)));
            }
            let problem = peer.engine.status().problem;
            if problem.is_some() && problem.as_ref() != peer.problems.last() {
                peer.problems.extend(problem);
            }
            peer.perform(output);
            if std::mem::take(&mut peer.disconnect) {
                self.relay.connections.remove(&at);
            }
            if std::mem::take(&mut peer.connect) {
                if self.relay.unreachable {
                    peer.inputs.push_back(Input::Disconnected);
                } else {
                    self.relay.connect(at);
                    peer.inputs.push_back(Input::Connected { host: "model".into() });
                }
            }
            while let Some(frame) = peer.sent.pop_front() {
                self.relay.receive(at, frame);
            }
        }
        true
    }
}
