//! A new key after somebody has left: each admin's engine offers one by itself, a moment after it has seen that the
//! chain wants it, and the first that comes stands for all. Who was away when it happened waits longer: a relay that was
//! put back to an older copy may have lost the key, and others bring it back; another in its place would be a fork.

use rand_core::CryptoRng;

use super::{
    Act, Output,
    administering::Pending,
    engine::{Engine, Link},
};
use crate::membership::Role;

/// It waits a random time below this, in milliseconds: of several admins most then see that one was first.
const SPREAD: u64 = 2_000;
/// What is added to it for whoever did not see somebody leave: as long as it takes for others to bring back a key that
/// the relay has lost.
const AWAY: u64 = 120_000;

/// When a new key is offered.
#[derive(Debug, Default)]
pub(super) struct Renewing {
    /// Whether there was no need of it while this line was live.
    was_there: bool,
    /// None while there is no need.
    at: Option<u64>,
    pub(super) is_due: bool,
}

impl Renewing {
    pub(super) fn wake_at(&self) -> Option<u64> {
        self.at.filter(|_| !self.is_due)
    }

    /// Another try, later.
    pub(super) fn put_off(&mut self, until: u64) {
        (self.at, self.is_due) = (Some(until), false);
    }
}

impl<R: CryptoRng> Engine<R> {
    /// Whether somebody has left with the newest key, and this is an admin's device: it is one of those who begin an
    /// epoch.
    pub(super) fn renews_key(&self) -> bool {
        self.chain.role(&self.me) == Some(Role::Admin) && self.chain.wants_new_key()
    }

    pub(super) fn renew_key_when_due(&mut self, now: u64, out: &mut Vec<Output>) {
        let is_live = matches!(self.link, Link::Live);
        if !is_live || !self.renews_key() {
            self.renewing = Renewing { was_there: is_live, ..Renewing::default() };
            return;
        }
        let at = match self.renewing.at {
            Some(at) => at,
            None => {
                let away = if self.renewing.was_there { 0 } else { AWAY };
                *self.renewing.at.insert(now + away + u64::from(self.rng.next_u32()) % SPREAD)
            }
        };
        if at <= now && !std::mem::replace(&mut self.renewing.is_due, true) {
            if self.acts.iter().all(Pending::is_asked_for) {
                self.acts.push_back(Pending::unasked(Act::Rotate));
            }
            self.send_acts(out);
        }
    }
}
