//! The backend's way to whoever listens: events in a row, and beside them the others' presence, of which only the
//! newest of each device waits: a window that does not look for an hour finds one caret each.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    time::{Duration, Instant},
};

use samskriv_shared::{
    ids::{DeviceId, WorkspaceId},
    presence::{CARET_FADES_MS, Presence},
};

use super::{Event, Wake};

/// Where the backend puts its events.
#[derive(Clone)]
pub(crate) struct Outlet {
    sender: mpsc::Sender<Event>,
    presence: Arc<Mutex<Newest>>,
    wake: Wake,
}

/// Where they are fetched.
pub(super) struct Events {
    receiver: Mutex<mpsc::Receiver<Event>>,
    presence: Arc<Mutex<Newest>>,
}

/// The newest presence of each device, and when it came.
type Newest = BTreeMap<(WorkspaceId, DeviceId), (Option<Presence>, Instant)>;

/// Both ends; `wake` is called when there is something to fetch.
pub(super) fn outlet(wake: Wake) -> (Outlet, Events) {
    let (sender, receiver) = mpsc::channel();
    let presence = Arc::<Mutex<Newest>>::default();
    let events = Events { receiver: Mutex::new(receiver), presence: presence.clone() };
    (Outlet { sender, presence, wake }, events)
}

impl Outlet {
    pub(crate) fn send(&self, event: Event) {
        match event {
            Event::Presence { workspace, device, presence } => {
                let came = (presence, Instant::now());
                // Whoever was woken for the one before has not looked yet.
                if lock(&self.presence).insert((workspace, device), came).is_some() {
                    return;
                }
            }
            // Nobody listens any more when the window is gone.
            event => drop(self.sender.send(event)),
        }
        (self.wake)();
    }
}

impl Events {
    /// The next one, if there is one.
    pub(super) fn next(&self) -> Option<Event> {
        self.next_at(Instant::now())
    }

    /// The next one that is no presence, for a test that waits for it.
    #[cfg(test)]
    pub(super) fn wait(&self, most: Duration) -> Option<Event> {
        lock(&self.receiver).recv_timeout(most).ok()
    }

    fn next_at(&self, now: Instant) -> Option<Event> {
        let event = lock(&self.receiver).try_recv().ok();
        event.or_else(|| self.next_presence(now))
    }

    /// What has faded while nobody looked is told as somebody who has left.
    fn next_presence(&self, now: Instant) -> Option<Event> {
        let ((workspace, device), (presence, came)) = lock(&self.presence).pop_first()?;
        let fades = Duration::from_millis(CARET_FADES_MS);
        let presence = presence.filter(|_| now.saturating_duration_since(came) < fades);
        Some(Event::Presence { workspace, device, presence })
    }
}

/// Nothing is left half done under these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
