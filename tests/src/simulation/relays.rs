//! The relay within the world: its effects one by one, its crashes, and what its frames meet on the way.

use samskriv_shared::protocol::ClientFrame;

use super::{
    Fault,
    network::{End, Frame, LineId},
    relay::Effect,
    world::{Event, Mortal, Place, World},
};

impl World {
    /// Puts a frame on a line, if that is there; it arrives after a while.
    pub(super) fn put_on_line(&mut self, line: LineId, to: End, frame: Frame) {
        let breaks = self.cut_at_append && matches!(frame, Frame::Up(ClientFrame::Append { .. }));
        let slow = self.dice.percent(3) && !self.calm;
        let delay = self.dice.between(1, if slow { 2_000 } else { 40 });
        if let Some(at) = self.network.send(line, to, frame, self.now + delay) {
            self.at(at, Event::Arrive { line, end: to });
            if breaks {
                self.cut_at_append = false;
                self.cut_line(line, true);
            }
        } else if self.network.swallows(line) {
            self.count(Fault::FrameLost);
        }
    }

    pub(super) fn relay_receive(&mut self, line: LineId, frame: ClientFrame) {
        if !self.relay_up {
            return;
        }
        let fresh = samskriv_shared::ids::Incarnation(self.dice.bytes());
        let effects = self.relay.receive(line, frame, fresh);
        self.relay_effects(effects);
    }

    pub(super) fn relay_effects(&mut self, effects: Vec<Effect>) {
        let life = self.relay_life;
        for effect in effects {
            if self.dies(Mortal::Relay, Place::Doing) {
                return;
            }
            match effect {
                Effect::Persist => {
                    if self.relay.uncommitted() > 0 && self.dies(Mortal::Relay, Place::Store) {
                        return;
                    }
                    self.note(|| "the relay commits".into());
                    self.relay.persist();
                }
                Effect::Show => self.relay.show(),
                Effect::Send(line, frame) => self.put_on_line(line, End::Computer, Frame::Down(frame)),
                Effect::HangUp(line) => {
                    let last = self.network.last_arrival(line, End::Computer);
                    self.network.close(line, End::Relay);
                    self.relay.gone(line);
                    self.at(last + 1, Event::Closed { line, end: End::Computer });
                }
                Effect::Commit => self.after(1, 30, Event::RelayCommit { life }),
                Effect::Follow(line) => self.after(0, 20, Event::RelayFollow { life, line }),
                Effect::Unfit(device, cursor) => {
                    self.fail(format!("{}'s cursor at {} does not fit", device.short(), cursor.seq));
                }
                Effect::StaleChain => self.count(Fault::StaleChain),
                Effect::StaleEpoch => self.count(Fault::StaleEpoch),
                Effect::FromCheckpoints => self.count(Fault::FromCheckpoints),
                Effect::ToldTrimmed => self.count(Fault::ToldTrimmed),
            }
        }
    }

    pub(super) fn relay_commit(&mut self, life: u64) {
        if self.relay_up && life == self.relay_life {
            let effects = self.relay.commit();
            self.relay_effects(effects);
        }
    }

    pub(super) fn relay_follow(&mut self, life: u64, line: LineId) {
        if self.relay_up && life == self.relay_life && self.network.is_open(line, End::Relay) {
            let most = self.dice.between(1, 12) as usize;
            let effects = self.relay.follow(line, most);
            self.relay_effects(effects);
        }
    }

    pub(super) fn relay_start(&mut self) {
        if !self.relay_up {
            self.note(|| "the relay starts".into());
            self.relay_up = true;
            self.relay.restart();
        }
    }
}
