//! Inviting and joining, in the middle of everything.

use samskriv_shared::{
    invite::{InviteLink, Terms},
    membership::Role,
    protocol::{Code, RelayFrame},
    sync::{Act, Engine, Input, Join, JoinOutput, Problem},
};

use super::{
    Fault,
    accidents::Accident,
    computer::{Computer, Process},
    disk::Identity,
    network::{End, Frame},
    world::{Event, Mortal, Place, World},
};

/// A joining may take this long, in milliseconds.
const PATIENCE: u64 = 30_000;
const RELAY: &str = "https://relay.example";

impl World {
    /// Somebody asks the founder for a link, again and again until there is one.
    pub(super) fn wish_to_join(&mut self, at: usize) {
        if self.computers[at].link.is_some() {
            return;
        }
        self.after(10_000, 20_000, Event::WishToJoin { computer: at });
        if !self.membership_may_change() {
            return;
        }
        let request = self.next_request();
        let reader = self.computers.len() == 5 && at == 4;
        let role =
            if reader { Role::Reader } else { self.dice.pick(&[Role::Editor, Role::Admin, Role::Admin]) };
        let admins = self.admins();
        if admins.is_empty() {
            return;
        }
        let admin = self.dice.pick(&admins);
        if let Some(process) = self.computers[admin].process.as_mut() {
            process.invites.insert(request, Some(at));
        }
        let terms = Terms { role, expires: u64::MAX, max_uses: 5 };
        let act = Act::Invite { relay: RELAY.into(), terms };
        // Others invite somebody at the same moment, who never comes; twice, so that they also wait for themselves.
        let others: Vec<usize> = admins.into_iter().filter(|other| *other != admin).collect();
        for other in others.iter().chain(&others).copied() {
            let request = self.next_request();
            if let Some(process) = self.computers[other].process.as_mut() {
                process.invites.insert(request, None);
            }
            self.handle(other, Input::Administer { request, act: act.clone() });
        }
        self.handle(admin, Input::Administer { request, act });
    }

    /// Whether nobody is about to append to the membership chain, nobody has more of it in memory than on the disk,
    /// and what the relay has of it is on somebody's. Some may have more than others: those whom a rebuilt relay
    /// does not know bring it the rest.
    pub(super) fn membership_rests(&self) -> bool {
        let acts = |computer: &Computer| {
            let process = computer.process.as_ref();
            let busy = |process: &Process| {
                process.join.is_some() || !process.invites.is_empty() || !process.acts.is_empty()
            };
            process.is_some_and(busy)
        };
        // What a program knows of the chain is on its disk, which knows at least that it belongs.
        let is_kept = |computer: &Computer| {
            let Some(Identity { chain, .. }) = &computer.disk.identity else { return false };
            chain.role(&computer.device.id()).is_some()
                && computer.engine().is_none_or(|engine| engine.chain().head() == chain.head())
        };
        let holds_all = |computer: &Computer| {
            let kept = computer.disk.identity.as_ref().map(|kept| &kept.chain);
            kept.is_some_and(|chain| self.relay.chain_head().is_none_or(|head| chain.contains(&head)))
        };
        self.relay.uncommitted() == 0
            && !self.relay.wants_new_key()
            && self.computers.iter().filter(|computer| computer.joined).all(is_kept)
            && self.computers.iter().filter(|computer| computer.joined).any(holds_all)
            && !self.computers.iter().any(acts)
    }

    /// Whether the membership chain may grow: not while some of it may be lost to the relay.
    pub(super) fn membership_may_change(&mut self) -> bool {
        let is_back = |computer: &Computer| {
            let fits = |engine: &Engine<_>| engine.status().cursor.is_some_and(|at| self.relay.fits(&at));
            computer
                .engine()
                .is_some_and(|engine| fits(engine) && Some(engine.chain().head()) == self.relay.chain_head())
        };
        let members = self.computers.iter().filter(|computer| computer.joined);
        self.recovering = self.recovering && !(self.relay_up && members.clone().all(is_back));
        !self.recovering
    }

    /// Those who run, and are admins as far as they know.
    pub(super) fn admins(&self) -> Vec<usize> {
        let is_admin = |at: &usize| {
            self.computers[*at].engine().is_some_and(|engine| engine.role() == Some(Role::Admin))
        };
        (0..self.computers.len()).filter(is_admin).collect()
    }

    pub(super) fn administered(
        &mut self,
        at: usize,
        request: u64,
        result: Result<Option<InviteLink>, Problem>,
    ) {
        let Some(process) = self.computers[at].process.as_mut() else { return };
        if let Some(done) = process.acts.remove(&request) {
            return match result {
                Ok(_) => self.count(done),
                Err(problem) => self.note(|| format!("not done: {problem}")),
            };
        }
        let Some(joiner) = process.invites.remove(&request) else { return };
        match (result, joiner) {
            (Ok(Some(link)), Some(joiner)) => {
                // One link for several people, who use it at the same time, or for one.
                let together = self.dice.percent(50);
                for at in 0..self.computers.len() {
                    let computer = &mut self.computers[at];
                    if computer.joined || computer.link.is_some() || !(together || at == joiner) {
                        continue;
                    }
                    computer.link = Some(link.clone());
                    self.after(100, 300, Event::Join { computer: at });
                }
                if self.dice.percent(30) {
                    self.after(0, 500, Event::Administer);
                }
            }
            (Ok(link), _) => {
                self.spare_invites.extend(link.map(|link| link.device().id()));
                if self.dice.percent(40) {
                    self.after(200, 5_000, Event::Administer);
                }
            }
            (Err(problem), _) => self.note(|| format!("no invite: {problem}")),
        }
    }

    pub(super) fn join(&mut self, at: usize) {
        let computer = &mut self.computers[at];
        let Some(link) = computer.link.clone().filter(|_| !computer.joined) else { return };
        if computer.process.is_none() {
            // A computer that is down joins when it starts.
            if computer.life == 0 {
                self.start(at);
            }
            return;
        }
        if computer.process.as_ref().is_some_and(|process| process.join.is_some()) {
            return;
        }
        if !self.membership_may_change() {
            return self.after(1_000, 3_000, Event::Join { computer: at });
        }
        self.note(|| format!("{} joins", World::name(at)));
        let rng = self.dice.stream();
        let computer = &mut self.computers[at];
        let join = Join::new(link, computer.device.clone(), b"profile".to_vec(), "model".into(), rng);
        let line = self.network.dial(at, computer.life);
        if let Some(process) = computer.process.as_mut() {
            process.join = Some((join, line));
        }
        self.after(PATIENCE, PATIENCE, Event::JoinTimeout { computer: at, line });
        if self.dice.percent(25) {
            self.after(0, 400, Event::Accident(Accident::CutLine(line)));
        }
        self.dialling(at, line);
    }

    pub(super) fn join_timeout(&mut self, at: usize, line: u64) {
        let process = self.computers[at].process.as_ref();
        if process.and_then(|process| process.join.as_ref()).is_none_or(|(_, of)| *of != line) {
            return;
        }
        if self.network.sound().contains(&line) {
            self.fail(format!("{}'s joining hangs on a line that works", World::name(at)));
        }
        self.let_go(line);
        self.join_broken(at);
    }

    /// Tries again with the same link.
    pub(super) fn join_broken(&mut self, at: usize) {
        self.count(Fault::JoinBroken);
        if let Some(process) = self.computers[at].process.as_mut() {
            process.join = None;
        }
        self.after(500, 4_000, Event::Join { computer: at });
    }

    /// The link is no good any more: somebody gives another.
    fn ask_anew(&mut self, at: usize) {
        let computer = &mut self.computers[at];
        computer.link = None;
        if let Some(process) = computer.process.as_mut() {
            process.join = None;
        }
        self.after(500, 4_000, Event::WishToJoin { computer: at });
    }

    pub(super) fn join_frame(&mut self, at: usize, frame: RelayFrame) {
        let Some(process) = self.computers[at].process.as_mut() else { return };
        let Some((join, line)) = process.join.as_mut() else { return };
        let line = *line;
        for output in join.handle(frame) {
            if self.dies(Mortal::Computer(at), Place::Doing) {
                return;
            }
            match output {
                JoinOutput::Send(frame) => self.put_on_line(line, End::Relay, Frame::Up(frame)),
                JoinOutput::Keep { chain, keys } => {
                    self.computers[at].disk.identity = Some(Identity { chain, keys });
                }
                JoinOutput::Joined(chain) => {
                    self.let_go(line);
                    self.joined(at, chain);
                }
                JoinOutput::Failed(Problem::Refused(Code::InviteEnded)) => {
                    self.count(Fault::InviteEnded);
                    self.let_go(line);
                    self.ask_anew(at);
                }
                JoinOutput::Failed(problem) => {
                    self.fail(format!("{} cannot join: {problem}", World::name(at)));
                    self.let_go(line);
                    self.join_broken(at);
                }
            }
        }
    }

    fn joined(&mut self, at: usize, chain: samskriv_shared::membership::Chain) {
        self.note(|| format!("{} has joined", World::name(at)));
        self.count(Fault::Joined);
        // What was kept is on the disk before the entry is sent; the chain follows with the engine's.
        let Some(identity) = self.computers[at].disk.identity.as_ref() else {
            return self.fail(format!("{} joins with no keys kept", World::name(at)));
        };
        let kept = identity.chain.clone();
        let keys = identity.keys.clone();
        self.computers[at].joined = true;
        self.computers[at].disk.identity = Some(Identity { chain, keys: keys.clone() });
        let engine = self.engine(at);
        // The file itself is written a moment later.
        self.computers[at].disk.identity = Some(Identity { chain: kept, keys });
        if let Some(process) = self.computers[at].process.as_mut() {
            process.join = None;
            process.engine = Some(engine);
        }
        self.save_membership(at);
        self.handle(at, Input::Tick);
        self.after(500, 3_000, Event::Act { computer: at });
    }
}
