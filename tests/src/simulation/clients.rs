//! What a client's backend does around the engine: it starts from the disk, does what the engine says, and
//! gives it what comes from threads and lines.

use std::collections::{BTreeSet, VecDeque};

use samskriv_shared::{
    documents::Actor,
    ids::{DeviceId, DocId},
    protocol::{Code, RelayFrame},
    sync::{Engine, Input, Output, Setup},
};

use super::{
    Fault,
    computer::Process,
    disk::{Identity, names_of},
    disks::{JournalJob, StoreJob},
    network::{End, Frame, LineId},
    paper::Paper,
    view::{OpenView, View},
    world::{Event, Mortal, Place, Told, World},
};

impl World {
    /// A program is started on what the disk has.
    pub(super) fn start(&mut self, at: usize) {
        if self.computers[at].process.is_some() {
            return;
        }
        self.note(|| format!("{} starts", World::name(at)));
        self.computers[at].life += 1;
        self.computers[at].disk.recover();
        let engine = self.computers[at].joined.then(|| self.engine(at));
        let documents = self.computers[at].disk.store.documents.keys().copied().collect();
        let joins = engine.is_none() && self.computers[at].link.is_some();
        self.computers[at].process = Some(Process { documents, ..Process::new(engine) });
        if joins {
            self.after(100, 2_000, Event::Join { computer: at });
        }
        self.handle(at, Input::Tick);
    }

    /// An engine on what the disk has.
    pub(super) fn engine(&mut self, at: usize) -> Engine<rand_chacha::ChaCha20Rng> {
        let mut shared = self.always_shared();
        let computer = &self.computers[at];
        let Identity { chain, keys } = computer.disk.identity.clone().expect("members have one");
        for (doc, bytes) in &computer.disk.store.documents {
            // One whose beginning is still to come cannot be read yet.
            if Paper::load(bytes, Actor([0; 16])).is_ok_and(|paper| paper.is_shared()) {
                shared.insert(*doc);
            }
        }
        let setup = Setup {
            device: computer.device.clone(),
            chain,
            keys,
            cursor: computer.disk.store.cursor,
            members: computer.disk.store.members,
            shared,
            outbox: computer.disk.journal.clone().into_iter().collect(),
            parked: computer.disk.store.parked.clone().into_iter().collect(),
            progress: computer.disk.progress.clone(),
            token: None,
            checkpoints: self.pace,
            online: computer.online,
        };
        Engine::new(setup, self.dice.stream())
    }

    pub(super) fn always_shared(&self) -> BTreeSet<DocId> {
        BTreeSet::from([DocId::directory(&self.workspace), DocId::action_list(&self.workspace)])
    }

    /// Gives the engine an input and does what it says, one effect after the other.
    pub(super) fn handle(&mut self, at: usize, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let now = self.now;
            let process = self.computers[at].process.as_mut();
            let Some(engine) = process.and_then(|process| process.engine.as_mut()) else { return };
            for output in engine.handle(now, input) {
                if self.dies(Mortal::Computer(at), Place::Doing) {
                    return;
                }
                inputs.extend(self.perform(at, output));
            }
        }
        self.set_alarm(at);
    }

    fn set_alarm(&mut self, at: usize) {
        let life = self.computers[at].life;
        let Some(process) = self.computers[at].process.as_mut() else { return };
        let Some(wake) = process.engine.as_ref().and_then(Engine::wake_at) else { return };
        if process.wake.is_none_or(|earlier| wake < earlier) {
            process.wake = Some(wake);
            self.at(wake, Event::Wake { computer: at, life });
        }
    }

    pub(super) fn wake(&mut self, at: usize, life: u64) {
        let now = self.now;
        let Some(process) = self.process(at, life) else { return };
        if process.wake.is_none_or(|wake| wake > now) {
            return;
        }
        process.wake = None;
        self.handle(at, Input::Tick);
        let next = self.computers[at].engine().and_then(Engine::wake_at);
        if next.is_some_and(|next| next <= now) {
            self.fail(format!("{}'s engine wants to be woken without end", World::name(at)));
        }
    }

    fn perform(&mut self, at: usize, output: Output) -> Option<Input> {
        match output {
            Output::Connect => self.dial(at),
            Output::Disconnect => self.hang_up(at),
            Output::Send(frame) => self.send(at, frame),
            Output::SaveMembership => self.save_membership(at),
            Output::Store(batch) => {
                let done = Some(batch.number);
                self.store_job(at, StoreJob::Write { batch, done });
            }
            Output::Changed { doc, changes, author, .. } => self.deliver(at, doc, changes, author),
            Output::Passed { doc, hashes } => {
                self.store_job(at, StoreJob::Flush { trim: (doc, hashes) });
            }
            Output::Whole { doc, request } => self.store_job(at, StoreJob::Whole { doc, request }),
            Output::Examine { doc, request, checkpoint } => {
                self.store_job(at, StoreJob::Examine { doc, request, checkpoint });
            }
            Output::Compare { doc, holds } => self.store_job(at, StoreJob::Compare(doc, holds)),
            Output::Administered { request, result } => self.administered(at, request, result),
            Output::MembersChanged | Output::StatusChanged => {}
        }
        None
    }

    pub(super) fn save_membership(&mut self, at: usize) {
        let Some(engine) = self.computers[at].engine() else { return };
        let identity = Identity { chain: engine.chain().clone(), keys: engine.keys().clone() };
        self.store_job(at, StoreJob::File(Box::new(identity)));
    }

    fn dial(&mut self, at: usize) {
        let life = self.computers[at].life;
        let line = self.network.dial(at, life);
        let losses = self.losses();
        if let Some(process) = self.computers[at].process.as_mut() {
            process.line = Some(line);
            process.losses = losses;
        }
        self.dialling(at, line);
    }

    pub(super) fn dialling(&mut self, at: usize, line: LineId) {
        let life = self.computers[at].life;
        let worked = self.calm || !self.dice.percent(8);
        let most = if worked { 60 } else { 3_000 };
        self.after(1, most, Event::Dialled { computer: at, life, line, worked });
    }

    pub(super) fn dialled(&mut self, at: usize, life: u64, line: LineId, worked: bool) {
        let Some(process) = self.process(at, life) else { return };
        let joining = process.join.as_ref().is_some_and(|(_, of)| *of == line);
        if process.line != Some(line) && !joining {
            return;
        }
        if !worked || !self.relay_up {
            self.count(Fault::DialFailed);
            self.network.close(line, End::Relay);
            return self.closed(line, End::Computer);
        }
        let nonce = self.dice.bytes();
        let effects = self.relay.connected(line, nonce);
        self.relay_effects(effects);
        if !joining {
            self.handle(at, Input::Connected { host: "model".into() });
        }
    }

    /// Drops the line; what it still brings is not heard.
    pub(super) fn hang_up(&mut self, at: usize) {
        let line = self.computers[at].process.as_mut().and_then(|process| process.line.take());
        if let Some(line) = line {
            self.let_go(line);
        }
        self.save_progress(at);
    }

    /// The computer's end is closed; the relay hears of it after what was sent before.
    pub(super) fn let_go(&mut self, line: LineId) {
        let last = self.network.last_arrival(line, End::Relay).max(self.now);
        self.network.close(line, End::Computer);
        let at = last + self.dice.between(0, 50);
        self.at(at, Event::Closed { line, end: End::Relay });
    }

    fn save_progress(&mut self, at: usize) {
        if let Some(engine) = self.computers[at].engine() {
            let progress = engine.progress();
            self.store_job(at, StoreJob::Progress(progress));
        }
    }

    /// Changes from elsewhere, for whoever has the document open.
    fn deliver(&mut self, at: usize, doc: DocId, changes: Vec<u8>, author: DeviceId) {
        let mutant = self.options.mutant;
        self.note(|| {
            format!("{} gets {doc:?}{} from {}", World::name(at), names_of(&changes), author.short())
        });
        let Some(process) = self.computers[at].process.as_mut() else { return };
        process.documents.insert(doc);
        match process.views.get_mut(&doc) {
            Some(View::Opening(waiting)) => waiting.push(changes),
            Some(View::Open(view)) => match view.deliver(&changes, mutant) {
                Ok(true) => self.count(Fault::DuplicateDelivery),
                Ok(false) => {}
                Err(error) => self.fail(format!("{}, {doc:?}: {error}", World::name(at))),
            },
            None => {}
        }
    }

    /// Changes made here: to the journal, to the store, and on their way to the others.
    pub(super) fn change(&mut self, at: usize, doc: DocId, changes: Vec<u8>) {
        self.oracle.made(doc, &changes);
        let Some(process) = self.computers[at].process.as_mut() else { return };
        process.unsaved += 1;
        process.documents.insert(doc);
        self.journal_job(at, JournalJob::Append { doc, changes: changes.clone() });
        let batch =
            samskriv_shared::sync::Batch { appends: vec![(doc, changes.clone())], ..Default::default() };
        self.store_job(at, StoreJob::Write { batch, done: None });
        self.handle(at, Input::Local { doc, changes });
    }

    pub(super) fn told(&mut self, at: usize, life: u64, what: Told) {
        let Some(process) = self.process(at, life) else { return };
        match what {
            Told::Stored(number) => self.handle(at, Input::Stored(number)),
            Told::Journaled(hashes) => {
                process.unsaved -= 1;
                self.oracle.promised(hashes);
            }
            Told::ReadyToShare { doc, document } => {
                process.sharing -= 1;
                if let Some(document) = document {
                    self.note(|| format!("{} shares {doc:?}", World::name(at)));
                    self.handle(at, Input::Share { doc, document });
                }
            }
            Told::Whole { doc, request, document } => {
                self.count(Fault::Checkpoint);
                self.handle(at, Input::Whole { doc, request, document });
            }
            Told::Examined { request, missing } => {
                self.count(Fault::Examined);
                self.handle(at, Input::Examined { request, missing });
            }
            Told::Compared { doc, lacking } => self.handle(at, Input::Compared { doc, lacking }),
            Told::Opened { doc, bytes } => self.opened(at, doc, bytes),
        }
    }

    fn opened(&mut self, at: usize, doc: DocId, bytes: Option<Vec<u8>>) {
        let (mutant, random) = (self.options.mutant, self.dice.bytes());
        let computer = &mut self.computers[at];
        let actor = Actor::new(&computer.device.id(), random);
        let Some(process) = computer.process.as_mut() else { return };
        let Some(View::Opening(waiting)) = process.views.remove(&doc) else { return };
        let Some(bytes) = bytes else { return };
        // One whose beginning is still to come cannot be read yet.
        let Ok(paper) = Paper::load(&bytes, actor) else { return };
        let mut view = OpenView::new(paper);
        for changes in waiting {
            if let Err(error) = view.deliver(&changes, mutant) {
                self.fail(format!("{}, {doc:?}: {error}", World::name(at)));
            }
        }
        if let Some(process) = self.computers[at].process.as_mut() {
            process.views.insert(doc, View::Open(Box::new(view)));
        }
    }

    pub(super) fn arrive(&mut self, line: LineId, end: End) {
        let held = self.network.held(line, end);
        if held > self.now {
            return self.at(held, Event::Arrive { line, end });
        }
        let Some((frame, overtaken)) = self.network.arrive(line, end) else { return };
        if overtaken {
            self.count(Fault::Reordered);
        }
        let Some((at, life)) = self.network.line(line).map(|line| (line.computer, line.life)) else { return };
        match frame {
            Frame::Up(frame) => self.relay_receive(line, frame),
            Frame::Down(frame) => {
                let Some(process) = self.process(at, life) else { return };
                if process.line == Some(line) {
                    if let RelayFrame::Ack { reference, seq } = frame {
                        self.acknowledged(at, reference, seq);
                    }
                    if matches!(frame, RelayFrame::Refused { code: Code::Removed, .. }) {
                        self.after(0, 200, Event::Left { computer: at, life });
                    }
                    self.handle(at, Input::Frame(frame));
                } else if process.join.as_ref().is_some_and(|(_, of)| *of == line) {
                    self.join_frame(at, frame);
                }
            }
        }
    }

    pub(super) fn closed(&mut self, line: LineId, end: End) {
        if !self.network.is_open(line, end) {
            return;
        }
        let Some((at, life)) = self.network.line(line).map(|line| (line.computer, line.life)) else { return };
        self.network.close(line, end);
        if end == End::Relay {
            return self.relay.gone(line);
        }
        let Some(process) = self.process(at, life) else { return };
        if process.line == Some(line) {
            process.line = None;
            self.save_progress(at);
            self.handle(at, Input::Disconnected);
        } else if process.join.as_ref().is_some_and(|(_, of)| *of == line) {
            self.join_broken(at);
        }
    }
}
