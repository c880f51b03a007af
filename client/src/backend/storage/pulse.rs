//! Whether the disk's threads get on with what they were given, for whoever must not wait for them to find out.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

/// How the store's thread gets on.
#[derive(Debug, Clone, Default)]
pub(in crate::backend) struct Pulse(Arc<Mutex<Beat>>);

#[derive(Debug, Default)]
struct Beat {
    /// Jobs that were handed over and are not done.
    jobs: usize,
    /// When the last one was done, or the first of these was handed over.
    since: Option<Instant>,
}

impl Pulse {
    /// A job is handed over.
    pub(in crate::backend) fn given(&self, now: Instant) {
        let mut beat = self.lock();
        if beat.jobs == 0 {
            beat.since = Some(now);
        }
        beat.jobs += 1;
    }

    /// A job is done.
    pub(super) fn done(&self, now: Instant) {
        let mut beat = self.lock();
        beat.jobs = beat.jobs.saturating_sub(1);
        beat.since = Some(now);
    }

    /// Since when nothing has been done, though there is something to do.
    pub(in crate::backend) fn waits_since(&self) -> Option<Instant> {
        let beat = self.lock();
        beat.since.filter(|_| beat.jobs > 0)
    }

    // Held for these few lines only, never over anything that may take its time.
    fn lock(&self) -> std::sync::MutexGuard<'_, Beat> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::time::Duration;

    use super::*;

    #[test]
    fn it_waits_from_the_first_job_given_or_the_last_one_done() {
        let (pulse, start) = (Pulse::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(pulse.waits_since(), None);
        pulse.given(at(1));
        pulse.given(at(2));
        assert_eq!(pulse.waits_since(), Some(at(1)));
        pulse.done(at(3));
        assert_eq!(pulse.waits_since(), Some(at(3)));
        pulse.done(at(4));
        assert_eq!(pulse.waits_since(), None);
        pulse.given(at(9));
        assert_eq!(pulse.waits_since(), Some(at(9)));
    }
}
