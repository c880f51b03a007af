//! The world of one run: its clock, its queue of events, and who is in it.

use std::collections::BTreeMap;

use samskriv_shared::{
    ids::{DeviceId, DocId, WorkspaceId},
    membership::{Chain, create},
    seal::DeviceSecret,
    sync::CheckpointPace,
};

use super::{
    Fault, Options, Totals,
    accidents::Accident,
    computer::{Computer, Process},
    contents::Contents,
    dice::Dice,
    disk::{Hash, Identity},
    network::{End, LineId, Network},
    oracle::Oracle,
    relay::Relay,
};

/// Milliseconds in which people work and things go wrong.
pub(super) const BUSY: u64 = 90_000;
/// Everything comes to rest within this long after it, in milliseconds.
const REST: u64 = 600_000;
/// Events in a run, at the most: ten times what one takes.
const STEPS: u64 = 200_000;
/// Edits in a run, at the least.
const EDITS: u64 = 60;

/// Something that happens at its time.
pub(super) enum Event {
    /// The clock that the engine asked for.
    Wake {
        computer: usize,
        life: u64,
    },
    /// Dialling worked, or not.
    Dialled {
        computer: usize,
        life: u64,
        line: LineId,
        worked: bool,
    },
    /// Somebody is to leave the network.
    WishToLeave,
    /// The relay has said that a computer is out of it.
    Left {
        computer: usize,
        life: u64,
    },
    /// The next frame of a line is there.
    Arrive {
        line: LineId,
        end: End,
    },
    /// This end notices that the line is gone.
    Closed {
        line: LineId,
        end: End,
    },
    /// The store's thread looks at its jobs.
    StoreTurn {
        computer: usize,
        life: u64,
    },
    /// The store's thread flushes what nobody waits for.
    LazyFlush {
        computer: usize,
        life: u64,
    },
    /// The journal's thread looks at its jobs.
    JournalTurn {
        computer: usize,
        life: u64,
    },
    /// A thread tells the main loop something.
    Told {
        computer: usize,
        life: u64,
        what: Told,
    },
    /// Someone at their computer does something.
    Act {
        computer: usize,
    },
    /// Somebody wants in.
    WishToJoin {
        computer: usize,
    },
    /// An admin does something to the chain.
    Administer,
    /// They have got a link.
    Join {
        computer: usize,
    },
    /// The joining takes too long.
    JoinTimeout {
        computer: usize,
        line: LineId,
    },
    /// A program is started.
    Start {
        computer: usize,
    },
    RelayStart,
    RelayCommit {
        life: u64,
    },
    RelayFollow {
        life: u64,
        line: LineId,
    },
    Accident(Accident),
}

/// What a thread tells the main loop.
pub(super) enum Told {
    Stored(u64),
    Journaled(Vec<Hash>),
    ReadyToShare { doc: DocId, document: Option<Vec<u8>> },
    Whole { doc: DocId, request: u64, document: Option<Vec<u8>> },
    Examined { request: u64, missing: Vec<Hash> },
    Compared { doc: DocId, lacking: Option<Vec<u8>> },
    Opened { doc: DocId, bytes: Option<Vec<u8>> },
}

/// Who may die between two effects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mortal {
    Computer(usize),
    Relay,
}

/// Among which effects one dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// What the engine, or the relay, says.
    Doing,
    /// The store's thread, or the relay's log, while something is written and not durable.
    Store,
    /// The journal's thread, while something is written and not durable.
    Journal,
}

/// All of it.
pub(super) struct World {
    pub(super) now: u64,
    order: u64,
    steps: u64,
    queue: BTreeMap<(u64, u64), Event>,
    pub(super) dice: Dice,
    pub(super) options: Options,
    pub(super) totals: Totals,
    pub(super) trace: Vec<String>,
    pub(super) failure: Option<String>,
    pub(super) computers: Vec<Computer>,
    pub(super) relay: Relay,
    pub(super) relay_up: bool,
    pub(super) relay_life: u64,
    pub(super) network: Network,
    pub(super) oracle: Oracle,
    pub(super) contents: Contents,
    pub(super) workspace: WorkspaceId,
    pub(super) pace: CheckpointPace,
    /// Nothing goes wrong any more, and nobody does anything.
    pub(super) calm: bool,
    /// How many effects are left, and of which kind, to those who are about to die.
    pub(super) dying: BTreeMap<Mortal, (Place, u32)>,
    next_request: u64,
    /// Invites that nobody has the link of.
    pub(super) spare_invites: Vec<DeviceId>,
    /// The relay has told two stories of one life of its log.
    pub(super) rolled_back: bool,
    /// A line breaks with the next entry that is appended on one.
    pub(super) cut_at_append: bool,
    /// The relay has lost something, and not everyone has been seen on its new log.
    pub(super) recovering: bool,
}

impl World {
    pub(super) fn new(seed: u64, options: Options) -> World {
        let mut dice = Dice::new(seed);
        let devices: Vec<DeviceSecret> =
            (0..dice.pick(&[3, 3, 3, 4, 4, 5])).map(|_| DeviceSecret::generate(dice.rng())).collect();
        let recovery = DeviceSecret::generate(dice.rng());
        let (genesis, key) = create(&devices[0], &recovery, dice.rng()).expect("keys seal");
        let chain = Chain::start(&genesis.to_bytes()).expect("a genesis of our own");
        let workspace = chain.workspace();
        let mut computers: Vec<Computer> = devices.into_iter().map(Computer::new).collect();
        computers[0].disk.identity = Some(Identity { chain, keys: BTreeMap::from([(0, key)]) });
        computers[0].joined = true;
        let relay = Relay::new(options.mutant);
        let pace = CheckpointPace { entries: dice.pick(&[3, 4, 6, 12, 500]), bytes: 64 << 10, wait: 4_000 };
        World {
            now: 0,
            order: 0,
            steps: 0,
            queue: BTreeMap::new(),
            dice,
            options,
            totals: Totals::one(),
            trace: Vec::new(),
            failure: None,
            computers,
            relay,
            relay_up: true,
            relay_life: 0,
            network: Network::default(),
            oracle: Oracle::default(),
            contents: Contents::default(),
            workspace,
            pace,
            calm: false,
            dying: BTreeMap::new(),
            next_request: 0,
            spare_invites: Vec::new(),
            rolled_back: false,
            cut_at_append: false,
            recovering: false,
        }
    }

    pub(super) fn at(&mut self, at: u64, event: Event) {
        self.order += 1;
        self.queue.insert((at.max(self.now), self.order), event);
    }

    /// In so many milliseconds, drawn between the two.
    pub(super) fn after(&mut self, least: u64, most: u64, event: Event) {
        let at = self.now + self.dice.between(least, most);
        self.at(at, event);
    }

    pub(super) fn note(&mut self, text: impl FnOnce() -> String) {
        if self.options.trace {
            let line = format!("{:>7} {}", self.now, text());
            self.trace.push(line);
        }
    }

    pub(super) fn fail(&mut self, what: impl Into<String>) {
        let what = what.into();
        self.note(|| format!("FAILED: {what}"));
        self.failure.get_or_insert(what);
    }

    pub(super) fn count(&mut self, fault: Fault) {
        self.totals.count(fault);
    }

    /// Runs to the end: work and accidents, then calm until everything rests, then the checks.
    pub(super) fn run(&mut self) {
        self.found();
        self.plan();
        self.run_until(BUSY, World::has_worked);
        while self.failure.is_none() && !self.has_worked() {
            // Whom a crash was meant for may not have been running.
            let again = Accident::Crash(Mortal::Computer(self.dice.below(self.computers.len())));
            self.after(0, BUSY / 8, Event::Accident(again));
            let until = self.now + BUSY / 4;
            self.run_until(until, World::has_worked);
        }
        self.calm_down();
        let deadline = self.now + REST;
        let mut next_look = 0;
        while self.failure.is_none() {
            if self.now >= next_look {
                next_look = self.now + 500;
                if self.rests() {
                    break;
                }
            }
            let more = self.step();
            if self.now > deadline || !(more || self.rests()) {
                let state = self.unrest();
                self.fail(format!("does not come to rest: {state}"));
            } else if !more {
                break;
            }
        }
        if self.failure.is_none() {
            self.check_end();
        }
    }

    fn has_worked(&self) -> bool {
        self.now >= BUSY
            && self.totals.edits.iter().sum::<u64>() >= EDITS
            && self.totals.edits.iter().all(|edits| *edits > 0)
            && self.totals.of(Fault::ClientCrash) + self.totals.of(Fault::RelayCrash) >= 2
    }

    fn run_until(&mut self, until: u64, done: fn(&World) -> bool) {
        while self.failure.is_none() && self.now < until && !done(self) && self.step() {}
    }

    fn step(&mut self) -> bool {
        let Some(((at, _), event)) = self.queue.pop_first() else { return false };
        self.now = at;
        self.steps += 1;
        if self.steps == STEPS {
            let state = self.unrest();
            self.fail(format!("does not come to an end: {state}"));
        }
        self.happen(event);
        true
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Wake { computer, life } => self.wake(computer, life),
            Event::Dialled { computer, life, line, worked } => self.dialled(computer, life, line, worked),
            Event::Arrive { line, end } => self.arrive(line, end),
            Event::Closed { line, end } => self.closed(line, end),
            Event::StoreTurn { computer, life } => self.store_turn(computer, life),
            Event::LazyFlush { computer, life } => self.lazy_flush(computer, life),
            Event::JournalTurn { computer, life } => self.journal_turn(computer, life),
            Event::Told { computer, life, what } => self.told(computer, life, what),
            Event::Act { computer } => self.act(computer),
            Event::WishToJoin { computer } => self.wish_to_join(computer),
            Event::Administer => self.administer(),
            Event::WishToLeave => self.wish_to_leave(),
            Event::Left { computer, life } => self.left(computer, life),
            Event::Join { computer } => self.join(computer),
            Event::JoinTimeout { computer, line } => self.join_timeout(computer, line),
            Event::Start { computer } => self.start(computer),
            Event::RelayStart => self.relay_start(),
            Event::RelayCommit { life } => self.relay_commit(life),
            Event::RelayFollow { life, line } => self.relay_follow(life, line),
            Event::Accident(accident) => self.accident(accident),
        }
    }

    /// Between two effects: true when this is where they die.
    pub(super) fn dies(&mut self, who: Mortal, at: Place) -> bool {
        let Some((place, left)) = self.dying.get_mut(&who) else { return false };
        if *place != at {
            return false;
        }
        if *left > 0 {
            *left -= 1;
            return false;
        }
        self.die(who);
        true
    }

    /// The computer's process in this life of its.
    pub(super) fn process(&mut self, computer: usize, life: u64) -> Option<&mut Process> {
        let computer = &mut self.computers[computer];
        computer.process.as_mut().filter(|_| computer.life == life)
    }

    /// A number for something that an admin asks for, which no other has.
    pub(super) fn next_request(&mut self) -> u64 {
        self.next_request += 1;
        self.next_request
    }

    /// The computer's name in traces.
    pub(super) fn name(computer: usize) -> char {
        (b'A' + computer as u8) as char
    }
}
