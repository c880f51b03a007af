//! What the user does in a document goes to the others, and theirs to the window, beside the engine: presence is never
//! stored, and may be lost. Of a draft nothing is said, whatever is asked for.

use std::sync::{Arc, Mutex, PoisonError};

use samskriv_shared::{
    presence::{self, Inbox, Presence, Sender, Stamp, Stamps},
    protocol::ClientFrame,
    seal::DeviceSecret,
};

use super::workspace::Workspace;
use crate::backend::{Event, Outlet, random, random_bytes};

/// What came is looked at this often at most, in milliseconds. In between the newest of each device waits, so that a
/// flood costs a signature a device each time, and no memory.
const OPEN_EVERY: u64 = 50;

/// One workspace's presence, of this device and of others.
pub(super) struct Presences {
    looking: Option<Presence>,
    active: bool,
    sender: Sender,
    next: Stamp,
    stamps: Stamps,
    inbox: Arc<Mutex<Inbox>>,
    open_at: Option<u64>,
    opened_at: Option<u64>,
}

/// Where a link puts what it receives.
pub(super) struct Mailbox(Arc<Mutex<Inbox>>);

impl Mailbox {
    /// Whether somebody is to be told.
    pub(super) fn put(&self, body: Vec<u8>) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(body)
    }
}

impl Presences {
    pub(super) fn new() -> Presences {
        Presences {
            looking: None,
            active: false,
            sender: Sender::default(),
            next: Stamp { run: u64::from_le_bytes(random_bytes()), count: 0 },
            stamps: Stamps::default(),
            inbox: Arc::default(),
            open_at: None,
            opened_at: None,
        }
    }

    /// For the next link.
    pub(super) fn mailbox(&self) -> Mailbox {
        Mailbox(self.inbox.clone())
    }

    /// The link is gone, with what it brought and nobody has looked at.
    pub(super) fn disconnected(&mut self) {
        self.sender.disconnected();
        self.inbox = Arc::default();
        self.open_at = None;
    }

    /// Something waits in the mailbox.
    pub(super) fn came(&mut self, now: u64) {
        self.open_at = Some(self.opened_at.map_or(now, |at| now.max(at + OPEN_EVERY)));
    }

    pub(super) fn wake_at(&self, live: bool) -> Option<u64> {
        let send = self.sender.wake_at().filter(|_| live);
        [send, self.open_at].into_iter().flatten().min()
    }
}

impl Workspace {
    /// What the user does now, until the next time.
    pub(super) fn present(&mut self, presence: Option<Presence>, active: bool) {
        self.presences.looking = presence;
        self.presences.active = active;
    }

    /// Sends and opens what is due.
    pub(super) fn pass_presence(&mut self, now: u64, device: &DeviceSecret, outlet: &Outlet) {
        // Asked each time: a draft that is shared meanwhile is looked at from then on.
        let looking = self.presences.looking.as_ref().filter(|it| self.engine.is_shared(&it.doc));
        self.presences.sender.set(looking.cloned(), self.presences.active);
        if self.engine.is_live()
            && let Some(told) = self.presences.sender.send(now)
        {
            self.tell_presence(told.as_ref(), device);
        }
        if self.presences.open_at.is_some_and(|at| at <= now) {
            self.open_presence(now, outlet);
        }
    }

    /// The last word before the link is closed.
    pub(super) fn tell_left(&mut self, device: &DeviceSecret) {
        self.presences.looking = None;
        if self.presences.sender.leave() && self.engine.is_live() {
            self.tell_presence(None, device);
        }
    }

    fn tell_presence(&mut self, presence: Option<&Presence>, device: &DeviceSecret) {
        let stamp = self.presences.next;
        self.presences.next.count += 1;
        let (chain, keys) = (self.engine.chain(), self.engine.keys());
        match presence::seal(presence, stamp, chain, keys, device, &mut random()) {
            Ok(body) => self.send(ClientFrame::Ephemeral { body }),
            Err(error) => tracing::debug!(%error, "presence not sent"),
        }
    }

    fn open_presence(&mut self, now: u64, outlet: &Outlet) {
        self.presences.open_at = None;
        self.presences.opened_at = Some(now);
        let came = self.presences.inbox.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (workspace, chain, keys) = (self.id, self.engine.chain(), self.engine.keys());
        self.presences.stamps.keep_members(chain);
        for body in came {
            match presence::open(&body, chain, keys) {
                // A relay may send back what came from here.
                Ok(received) if received.device == self.engine.device() => {}
                Ok(received) if self.presences.stamps.take(&received) => {
                    let (device, presence) = (received.device, received.presence);
                    outlet.send(Event::Presence { workspace, device, presence });
                }
                Ok(_) => tracing::debug!("an old presence came again"),
                Err(error) => tracing::debug!(%error, "presence not used"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_is_opened_at_once_and_then_twenty_times_a_second_at_most() {
        let mut presences = Presences::new();
        presences.came(1_000);
        assert_eq!(presences.wake_at(false), Some(1_000));
        (presences.open_at, presences.opened_at) = (None, Some(1_000));
        presences.came(1_010);
        assert_eq!(presences.wake_at(false), Some(1_000 + OPEN_EVERY));
        presences.came(1_200);
        assert_eq!(presences.wake_at(false), Some(1_200));
        presences.disconnected();
        assert_eq!(presences.wake_at(true), None);
    }
}
