//! Work on sled's files that may never come back: on a thread of its own, waited for as long as it goes forward.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{RecvTimeoutError, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use super::{engine::caught, error::StoreError};

/// Tells whoever waits that the work goes forward.
#[derive(Clone, Default)]
pub(super) struct Steps(Arc<AtomicU64>);

impl Steps {
    pub(super) fn step(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether steps were taken beyond those that were seen, which these are from now on.
    fn went_beyond(&self, seen: &mut u64) -> bool {
        let count = self.0.load(Ordering::Relaxed);
        std::mem::replace(seen, count) < count
    }
}

/// Does the work, which may panic, on a thread of its own. Where it takes no step for as long as `patience`, it is
/// left to itself, and what it may still make is never dropped: sled would write, where it must not any more.
pub(super) fn guarded<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce(&Steps) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let steps = Steps::default();
    // Without room: what nobody takes any more stays with the thread.
    let (sender, made) = sync_channel(0);
    let inside = steps.clone();
    thread::Builder::new()
        .name("store-opening".into())
        .spawn(move || hand_over(&sender, caught(|| work(&inside)).and_then(|made| made)))
        .map_err(StoreError::Io)?;
    let mut seen = 0;
    loop {
        match made.recv_timeout(patience) {
            Ok(made) => return made,
            Err(RecvTimeoutError::Timeout) if steps.went_beyond(&mut seen) => {}
            Err(RecvTimeoutError::Timeout) => return Err(StoreError::Silent),
            Err(RecvTimeoutError::Disconnected) => return Err(StoreError::Failed),
        }
    }
}

fn hand_over<T>(sender: &SyncSender<T>, made: T) {
    if let Err(late) = sender.send(made) {
        std::mem::forget(late);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::mpsc::channel;

    use super::*;

    const MOMENT: Duration = Duration::from_millis(5);

    /// What must not be dropped.
    struct Precious;

    impl Drop for Precious {
        fn drop(&mut self) {
            // The thread's own panic would be lost with the thread.
            std::process::abort();
        }
    }

    #[test]
    fn what_does_not_come_back_is_left_to_itself_and_what_it_makes_late_is_not_dropped() {
        let (go_on, wait) = channel::<()>();
        let (done, ended) = channel();
        let late = guarded(MOMENT, move |_| {
            wait.recv().unwrap();
            done.send(()).unwrap();
            Ok(Precious)
        });
        assert!(matches!(late, Err(StoreError::Silent)));
        std::mem::forget(late);
        go_on.send(()).unwrap();
        ended.recv().unwrap();
        // It ends: its side of the channel goes when the work has been handed over.
        assert!(ended.recv().is_err());
    }

    #[test]
    fn who_goes_forward_is_waited_for() {
        let (steps, mut seen) = (Steps::default(), 0);
        assert!(!steps.went_beyond(&mut seen));
        steps.step();
        steps.step();
        assert!(steps.went_beyond(&mut seen));
        assert!(!steps.went_beyond(&mut seen));
    }

    #[test]
    fn a_panic_is_an_error() {
        let failed: Result<(), _> = guarded(MOMENT * 1000, |_| panic!("as sled might"));
        assert!(matches!(failed, Err(StoreError::Engine(message)) if message == "as sled might"));
    }
}
