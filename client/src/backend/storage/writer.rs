//! The journal's thread: appends what was changed here, tells when it is on the disk, and hands the store its jobs.
//! What the disk refuses the journal holds; it is tried again until there is room, and told then.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError, Sender},
    time::Duration,
};

use super::{JournalJob, Journaled, StoreJob, keeper::RETRY};
use crate::backend::journal::Journal;

/// The state of the journal's thread.
pub(super) struct Writer {
    journal: Journal,
    store: Sender<StoreJob>,
    /// Who has been told that the disk refused, and waits to hear that it did not in the end.
    held: Vec<Journaled>,
}

impl Writer {
    pub(super) fn new(journal: Journal, store: Sender<StoreJob>) -> Writer {
        Writer { journal, store, held: Vec::new() }
    }

    /// Does the jobs until the senders are gone.
    pub(super) fn run(mut self, jobs: &Receiver<JournalJob>) {
        loop {
            // Without anything held there is nothing to wake for.
            let wait = if self.held.is_empty() { Duration::MAX } else { RETRY };
            match jobs.recv_timeout(wait) {
                Ok(first) => self.jobs(std::iter::once(first).chain(jobs.try_iter())),
                Err(RecvTimeoutError::Timeout) => self.sync(Vec::new()),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        if !self.held.is_empty() {
            self.sync(Vec::new());
        }
    }

    fn jobs(&mut self, jobs: impl Iterator<Item = JournalJob>) {
        let mut waiting: Vec<Journaled> = Vec::new();
        let (mut trims, mut removals, mut stores) = (Vec::new(), Vec::new(), Vec::new());
        let (mut reads, mut erasures) = (Vec::new(), Vec::new());
        for job in jobs {
            match job {
                JournalJob::Append { workspace, doc, changes, mut done } => {
                    match self.journal.append(&workspace, &doc, &changes) {
                        Ok(()) => waiting.push(done),
                        // No changes at all: they are not held either.
                        Err(error) => done(Err(error.to_string())),
                    }
                }
                JournalJob::Trim { workspace, doc, hashes, done } => {
                    trims.push((workspace, doc, hashes, done))
                }
                JournalJob::Remove { workspace, doc, done } => removals.push((workspace, doc, done)),
                JournalJob::Erase { workspace, done } => erasures.push((workspace, done)),
                JournalJob::Read(read) => reads.push(read),
                JournalJob::Store(job) => stores.push(job),
            }
        }
        self.sync(waiting);
        // Before the trims, and before the store's jobs, one of which may wait for what is read.
        for read in reads {
            read(&self.journal);
        }
        // Also when the journal failed, which has been told: better in one place than in none.
        for job in stores {
            // The thread outlives every sender; were it gone, its panic has been told.
            let _ = self.store.send(job);
        }
        for (workspace, doc, hashes, done) in trims {
            done(self.journal.trim(&workspace, &doc, &hashes).map_err(|error| error.to_string()));
        }
        for (workspace, doc, done) in removals {
            done(self.journal.remove(&workspace, &doc).map_err(|error| error.to_string()));
        }
        for (workspace, done) in erasures {
            done(self.journal.erase(&workspace).map_err(|error| error.to_string()));
        }
    }

    /// Puts everything on the disk, and tells those who wait for it.
    fn sync(&mut self, waiting: Vec<Journaled>) {
        match self.journal.sync() {
            Ok(()) => self.held.drain(..).chain(waiting).for_each(|mut done| done(Ok(()))),
            Err(error) => {
                let error = error.to_string();
                for mut done in waiting {
                    done(Err(error.clone()));
                    self.held.push(done);
                }
            }
        }
    }
}
