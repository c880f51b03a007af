//! What goes wrong, and when: planned at the start from the seed, done when its time comes.

use std::collections::BTreeSet;

use samskriv_shared::{ids::Incarnation, sync::Input};

use super::{
    Fault,
    network::{End, LineId},
    world::{BUSY, Event, Mortal, Place, World},
};

/// A line is called dead after so long a silence, in milliseconds.
const SILENCE: u64 = 40_000;

/// Something that goes wrong.
#[derive(Debug, Clone, Copy)]
pub(super) enum Accident {
    /// Dies within the next few effects.
    Crash(Mortal),
    /// Dies now, if it has not yet.
    Kill(Mortal),
    Cut,
    CutLine(LineId),
    Swallow,
    GoOffline(usize),
    GoOnline(usize),
    Quit(usize),
    Lose,
    Trim,
}

impl World {
    /// Plans when everybody acts, who joins when, and what goes wrong when.
    pub(super) fn plan(&mut self) {
        self.after(0, 500, Event::Act { computer: 0 });
        let computers = self.computers.len();
        self.after(100, 1_000, Event::WishToJoin { computer: 1 });
        for computer in 2..computers {
            self.after(500, BUSY * 2 / 3, Event::WishToJoin { computer });
        }
        for _ in 0..self.dice.between(2, 4) {
            self.after(5_000, BUSY, Event::Administer);
        }
        self.after(15_000, BUSY * 2 / 3, Event::WishToLeave);
        for _ in 0..self.dice.between(3, 5) {
            let computer = self.dice.below(computers);
            self.after(3_000, BUSY, Event::Accident(Accident::Crash(Mortal::Computer(computer))));
        }
        for _ in 0..self.dice.between(1, 2) {
            self.after(3_000, BUSY, Event::Accident(Accident::Crash(Mortal::Relay)));
        }
        for _ in 0..self.dice.between(2, 6) {
            self.after(2_000, BUSY, Event::Accident(Accident::Cut));
        }
        for _ in 0..self.dice.between(1, 3) {
            self.after(2_000, BUSY, Event::Accident(Accident::Swallow));
        }
        for _ in 0..self.dice.between(2, 4) {
            let computer = self.dice.below(computers);
            self.after(2_000, BUSY, Event::Accident(Accident::GoOffline(computer)));
        }
        for _ in 0..self.dice.between(0, 2) {
            let computer = self.dice.below(computers);
            self.after(2_000, BUSY, Event::Accident(Accident::Quit(computer)));
        }
        for _ in 0..self.dice.between(1, 4) {
            self.after(15_000, BUSY, Event::Accident(Accident::Trim));
        }
        if self.dice.percent(60) {
            for _ in 0..self.dice.between(2, 4) {
                self.after(10_000, BUSY, Event::Accident(Accident::Lose));
            }
        }
    }

    pub(super) fn accident(&mut self, accident: Accident) {
        if self.calm {
            return;
        }
        match accident {
            Accident::Crash(who) => {
                let place = match who {
                    Mortal::Computer(_) => {
                        use Place::{Doing, Journal, Store};
                        self.dice.pick(&[Doing, Store, Store, Journal, Journal, Journal])
                    }
                    Mortal::Relay => self.dice.pick(&[Place::Doing, Place::Store]),
                };
                let effects = self.dice.below(if place == Place::Doing { 12 } else { 2 }) as u32;
                self.dying.insert(who, (place, effects));
                self.after(10_000, 20_000, Event::Accident(Accident::Kill(who)));
            }
            Accident::Kill(who) => {
                if self.dying.remove(&who).is_some() {
                    self.die(who);
                }
            }
            Accident::Cut if self.dice.percent(40) => self.cut_at_append = true,
            Accident::Cut => self.cut(),
            Accident::CutLine(line) => {
                if self.network.sound().contains(&line) {
                    self.cut_line(line, false);
                }
            }
            Accident::Swallow => self.swallow(),
            Accident::GoOffline(at) => {
                self.count(Fault::UserOffline);
                self.computers[at].online = false;
                self.handle(at, Input::Online(false));
                self.after(1_000, 30_000, Event::Accident(Accident::GoOnline(at)));
            }
            Accident::GoOnline(at) => {
                if self.dice.percent(80) {
                    self.trim();
                }
                self.go_online(at);
            }
            Accident::Quit(at) => self.quit(at),
            Accident::Lose => self.lose(),
            Accident::Trim => self.trim(),
        }
    }

    /// The relay drops what checkpoints cover.
    fn trim(&mut self) {
        if self.relay_up && self.relay.trim() {
            self.count(Fault::Trimmed);
        }
    }

    fn go_online(&mut self, at: usize) {
        self.computers[at].online = true;
        self.handle(at, Input::Online(true));
    }

    /// Nothing goes wrong any more, nobody writes, and everybody is online.
    pub(super) fn calm_down(&mut self) {
        self.note(|| "calm".into());
        self.calm = true;
        self.dying.clear();
        self.cut_at_append = false;
        for at in 0..self.computers.len() {
            if !self.computers[at].online {
                self.go_online(at);
            }
        }
    }

    /// The process is gone at once, with what only its memory had.
    pub(super) fn die(&mut self, who: Mortal) {
        self.dying.remove(&who);
        match who {
            Mortal::Computer(at) => self.crash(at),
            Mortal::Relay => self.crash_relay(),
        }
    }

    fn crash(&mut self, at: usize) {
        let Some(process) = self.computers[at].process.take() else { return };
        self.note(|| format!("{} crashes", World::name(at)));
        self.count(Fault::ClientCrash);
        self.computers[at].life += 1;
        for line in process.line.into_iter().chain(process.join.map(|(_, line)| line)) {
            self.lose_tail(line, End::Relay);
            self.let_go(line);
        }
        self.computers[at].disk.crash(&mut self.dice, &mut self.totals);
        self.after(100, 8_000, Event::Start { computer: at });
    }

    /// Of what is on its way to this end, only a beginning arrives.
    fn lose_tail(&mut self, line: LineId, to: End) {
        let under_way = self.network.under_way(line, to);
        let keep = self.dice.below(under_way + 1);
        let lost = self.network.drop_tail(line, to, keep);
        (0..lost).for_each(|_| self.count(Fault::FrameLost));
    }

    fn crash_relay(&mut self) {
        if !self.relay_up {
            return;
        }
        self.note(|| "the relay crashes".into());
        self.count(Fault::RelayCrash);
        if self.relay.uncommitted() > 0 {
            self.count(Fault::UncommittedLost);
        }
        self.stop_relay();
    }

    fn stop_relay(&mut self) {
        self.relay_up = false;
        self.relay_life += 1;
        for line in self.network.open_at_relay() {
            self.lose_tail(line, End::Computer);
            let last = self.network.last_arrival(line, End::Computer).max(self.now);
            self.network.close(line, End::Relay);
            let at = last + self.dice.between(0, 300);
            self.at(at, Event::Closed { line, end: End::Computer });
        }
        self.relay.restart();
        self.after(100, 5_000, Event::RelayStart);
    }

    fn cut(&mut self) {
        let sound = self.network.sound();
        if sound.is_empty() {
            return self.after(500, 2_000, Event::Accident(Accident::Cut));
        }
        let line = self.dice.pick(&sound);
        let late = self.dice.percent(40);
        self.cut_line(line, late);
    }

    /// What the relay has received and reads `late` outlives the line by seconds.
    pub(super) fn cut_line(&mut self, line: LineId, late: bool) {
        self.note(|| format!("line {line} is cut"));
        self.count(Fault::Cut);
        for end in [End::Computer, End::Relay] {
            if late && end == End::Relay {
                self.count(Fault::ReadLate);
                let until = self.now + self.dice.between(1_000, 6_000);
                self.network.hold(line, until);
            } else {
                self.lose_tail(line, end);
            }
            let last = self.network.last_arrival(line, end).max(self.now);
            let at = last + self.dice.between(0, 500);
            self.network.cut(line, end);
            self.at(at, Event::Closed { line, end });
        }
    }

    fn swallow(&mut self) {
        let sound = self.network.sound();
        if sound.is_empty() {
            return self.after(500, 2_000, Event::Accident(Accident::Swallow));
        }
        let line = self.dice.pick(&sound);
        let ends: &[End] = match self.dice.below(3) {
            0 => &[End::Computer],
            1 => &[End::Relay],
            _ => &[End::Computer, End::Relay],
        };
        self.note(|| format!("line {line} swallows {ends:?}"));
        self.count(Fault::Swallowed);
        let lost = self.network.swallow(line, ends);
        (0..lost).for_each(|_| self.count(Fault::FrameLost));
        for end in [End::Computer, End::Relay] {
            self.after(SILENCE, SILENCE + 2_000, Event::Closed { line, end });
        }
    }

    /// The user ends the program: it says goodbye, brings the disk up to date, and is started again later.
    fn quit(&mut self, at: usize) {
        if self.computers[at].process.as_ref().is_none_or(|process| process.engine.is_none()) {
            return;
        }
        self.note(|| format!("{} quits", World::name(at)));
        self.count(Fault::Quit);
        self.end_program(at);
    }

    /// In order, and it is started again later.
    pub(super) fn end_program(&mut self, at: usize) {
        self.handle(at, Input::Leaving);
        self.hang_up(at);
        let life = self.computers[at].life;
        // Each turn may queue jobs of the other.
        for _ in 0..3 {
            self.journal_turn(at, life);
            self.store_turn(at, life);
        }
        if self.computers[at].process.take().is_none() {
            return;
        }
        self.computers[at].life += 1;
        self.computers[at].disk.flush();
        self.dying.remove(&Mortal::Computer(at));
        self.after(100, 15_000, Event::Start { computer: at });
    }

    /// How often the relay has lost something.
    pub(super) fn losses(&self) -> u64 {
        self.totals.of(Fault::RolledBack) + self.totals.of(Fault::RelayLost)
    }

    /// The relay's log is an older one, or gone. Whoever then extends the chain before all that was lost of it
    /// is back makes a fork, which ends the sync by design: so nobody is about to, and nobody does (see
    /// [`World::membership_may_change`]).
    fn lose(&mut self) {
        if !self.relay_up || !self.membership_rests() {
            return self.after(1_000, 3_000, Event::Accident(Accident::Lose));
        }
        let length = self.relay.log().len();
        let all = self.dice.percent(40);
        let kept = if all { 0 } else { self.dice.below(length) };
        self.count(if kept == 0 { Fault::RelayLost } else { Fault::RolledBack });
        self.note(|| format!("the relay has {kept} of {length} entries left"));
        self.recovering = true;
        // A restore by the operator begins a new life of the log; a machine rolled back does not.
        let incarnation = self.dice.percent(50).then(|| Incarnation(self.dice.bytes()));
        self.rolled_back |= incarnation.is_none();
        self.relay.roll_back(kept, incarnation);
        let mut on_disks = BTreeSet::new();
        for computer in self.computers.iter().filter(|computer| computer.writes()) {
            for bytes in computer.disk.journal.values().chain(computer.disk.store.documents.values()) {
                on_disks.extend(self.contents.of(bytes));
            }
        }
        self.oracle.release_but(&on_disks);
        self.stop_relay();
    }
}
