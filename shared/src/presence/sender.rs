//! When this device's presence is sent: soon after it changes, again from time to time, and once when it ends.

use super::{HEARTBEAT_MS, PRESENCE_EVERY_MS, Presence};

/// The presence of this device, and what of it has been sent. Times are milliseconds from any fixed start.
#[derive(Debug, Clone, Default)]
pub struct Sender {
    wanted: Option<Presence>,
    active: bool,
    /// What the others have been told; none when nothing, or that this device has left.
    told: Option<Presence>,
    /// When a frame last went out.
    sent_at: Option<u64>,
}

impl Sender {
    /// What the user does now; none when they look at no (shared) document. While the window is not active it is not
    /// said again, so that it fades.
    pub fn set(&mut self, presence: Option<Presence>, active: bool) {
        self.wanted = presence;
        self.active = active;
    }

    /// What the user does, as last set.
    pub fn wanted(&self) -> Option<&Presence> {
        self.wanted.as_ref()
    }

    /// When [`Sender::send`] has something to send, in a time that may have passed.
    pub fn wake_at(&self) -> Option<u64> {
        let since_sent = |wait| self.sent_at.map_or(0, |at| at + wait);
        if self.wanted != self.told {
            Some(since_sent(PRESENCE_EVERY_MS))
        } else {
            (self.active && self.wanted.is_some()).then(|| since_sent(HEARTBEAT_MS))
        }
    }

    /// What is to be sent now, if anything is; inside, none says that this device has left.
    pub fn send(&mut self, now: u64) -> Option<Option<Presence>> {
        self.wake_at().filter(|at| *at <= now)?;
        self.sent_at = Some(now);
        self.told.clone_from(&self.wanted);
        Some(self.told.clone())
    }

    /// The end: whether it is to be said, at once, that this device has left.
    pub fn leave(&mut self) -> bool {
        self.wanted = None;
        self.told.take().is_some()
    }

    /// The connection is gone: the others are to be told anew.
    pub fn disconnected(&mut self) {
        self.told = None;
    }
}
