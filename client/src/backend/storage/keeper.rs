//! The store's thread. What the disk refuses it keeps, in the order given, and tries again until it is taken: with
//! the store opened anew where sled has failed. Nobody hears that something is on the disk before it is.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use samskriv_shared::ids::WorkspaceId;
use zeroize::Zeroizing;

use super::{Done, Pulse, StoreJob, StoreNews, Tell};
use crate::backend::{
    files,
    store::{Batch, Compaction, Opening, Store, StoreError},
};

/// What nobody waits for is flushed at the latest after this.
const LAZY: Duration = Duration::from_secs(2);
/// The least time between two flushes that someone waits for; what comes meanwhile shares the next. A flush
/// syncs the whole file system: one for each key that comes or goes made every other fsync on the same disk
/// take 4 to 6 ms instead of 0.1 while two people typed.
const BETWEEN_FLUSHES: Duration = Duration::from_millis(100);
/// The pause after which what was refused is tried again.
pub(super) const RETRY: Duration = Duration::from_secs(1);

/// The state of the store's thread.
pub(super) struct Keeper {
    store: Store,
    home: Home,
    pulse: Pulse,
    tell: Tell,
    /// What was written since the last flush, which a store that fails may lose.
    unflushed: Vec<Batch>,
    /// Who waits for a flush.
    waiting: Vec<Waiter>,
    /// What could not be written, in its order.
    backlog: VecDeque<Kept>,
    flush_from: Instant,
    /// When to try again what was refused.
    retry_from: Instant,
    refused: bool,
    /// Whether no cursor moves any more until the next start: something that it would stand for is not here.
    lost: bool,
}

/// Where the store lies, and how to open it again.
pub(in crate::backend) struct Home {
    pub(in crate::backend) data_dir: PathBuf,
    pub(in crate::backend) opening: Opening,
}

impl Home {
    /// Replaces an identity file, unless the data directory has gone: nothing is begun where it was.
    fn write(&self, path: &Path, body: &[u8]) -> Result<(), String> {
        self.opening.check(&self.data_dir).map_err(|error| error.to_string())?;
        files::write(path, body).map_err(|error| error.to_string())
    }
}

struct Waiter {
    done: Done,
    /// Whether it wants to hear of a failure rather than wait until there is room.
    asks: bool,
}

enum Kept {
    Batch { batch: Batch, waiter: Option<Waiter> },
    File { path: PathBuf, body: Zeroizing<Vec<u8>> },
}

impl Keeper {
    pub(super) fn new(store: Store, home: Home, pulse: Pulse, tell: Tell) -> Keeper {
        Keeper {
            store,
            home,
            pulse,
            tell,
            unflushed: Vec::new(),
            waiting: Vec::new(),
            backlog: VecDeque::new(),
            flush_from: Instant::now(),
            retry_from: Instant::now(),
            refused: false,
            lost: false,
        }
    }

    /// Does the jobs until the senders are gone, and what is left then.
    pub(super) fn run(mut self, jobs: &Receiver<StoreJob>) {
        loop {
            let first = match jobs.recv_timeout(self.patience()) {
                Ok(job) => Some(job),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            let idle = first.is_none();
            for job in first.into_iter().chain(jobs.try_iter()) {
                self.job(job);
                self.pulse.done(Instant::now());
            }
            self.catch_up(idle);
        }
        self.finish();
    }

    fn patience(&self) -> Duration {
        if self.refused {
            self.retry_from.saturating_duration_since(Instant::now())
        } else if self.waiting.is_empty() {
            LAZY
        } else {
            self.flush_from.saturating_duration_since(Instant::now())
        }
    }

    /// What is due between jobs.
    fn catch_up(&mut self, idle: bool) {
        let now = Instant::now();
        if self.refused {
            // Also while somebody goes on typing without a pause.
            if now >= self.retry_from {
                self.recover();
            }
        } else if self.unflushed.is_empty() {
            self.flushed();
        } else if idle || (!self.waiting.is_empty() && now >= self.flush_from) {
            self.flush();
        }
    }

    fn job(&mut self, job: StoreJob) {
        match job {
            StoreJob::Write { batch, done } => {
                self.write(batch, done.map(|done| Waiter { done, asks: false }));
            }
            StoreJob::Ask { batch, done } => self.write(batch, Some(Waiter { done, asks: true })),
            StoreJob::Save { path, body } => self.save(path, body),
            StoreJob::File { path, body, done } => {
                // An older body that is still to be written must not come after this one.
                let written = match self.refused && !self.recover() {
                    true => Err("an earlier write was refused".to_owned()),
                    false => self.home.write(&path, &body),
                };
                done(written);
            }
            StoreJob::Forget { path, done } => {
                done(files::remove(&path).map_err(|error| error.to_string()));
            }
            StoreJob::Erase { workspace, done } => done(self.erase(&workspace)),
            StoreJob::Compact(compaction) => {
                if let Err(error) = self.compact(&compaction) {
                    tracing::warn!(%error, doc = ?compaction.doc, "not compacted");
                    self.look_after();
                }
            }
            StoreJob::Flush { done } => self.waiting.push(Waiter { done, asks: false }),
            StoreJob::Read(read) => {
                read(&self.store);
                self.look_after();
            }
        }
    }

    fn write(&mut self, batch: Batch, waiter: Option<Waiter>) {
        if self.refused {
            self.backlog.push_back(Kept::Batch { batch, waiter });
            self.refuse_those_who_ask();
        } else if let Err(refused) = self.try_write(batch, waiter) {
            let (kept, error) = *refused;
            self.backlog.push_back(kept);
            self.trouble(&error);
        }
    }

    /// Writes a batch, or gives it back where it may be written later, with the reason.
    fn try_write(&mut self, mut batch: Batch, waiter: Option<Waiter>) -> Result<(), Box<(Kept, String)>> {
        let withheld = self.lost && batch.cursor.take_if(|cursor| cursor.is_some()).is_some();
        match self.store.apply(&batch) {
            Ok(()) => {
                self.unflushed.push(batch);
                match waiter {
                    Some(waiter) if withheld => (waiter.done)(Err("something is missing here".into())),
                    waiter => self.waiting.extend(waiter),
                }
                Ok(())
            }
            Err(error @ StoreError::Damaged { .. }) => {
                self.damaged(&error);
                waiter.into_iter().for_each(|waiter| (waiter.done)(Err(error.to_string())));
                Ok(())
            }
            Err(error) => Err(Box::new((Kept::Batch { batch, waiter }, error.to_string()))),
        }
    }

    /// In two steps, and only what is durable in between.
    fn compact(&mut self, compaction: &Compaction) -> Result<(), StoreError> {
        // The snapshot may hold what waits to be written.
        if self.refused || self.lost {
            return Ok(());
        }
        let Some(number) = self.store.begin_compaction(compaction)? else { return Ok(()) };
        self.store.flush()?;
        self.flushed();
        self.store.end_compaction(compaction, number)
    }

    /// Nothing of it is kept back for later, and the files hold nothing of it then.
    fn erase(&mut self, workspace: &WorkspaceId) -> Result<(), String> {
        for kept in std::mem::take(&mut self.backlog) {
            match kept {
                Kept::Batch { batch, waiter } if batch.workspace == *workspace => {
                    waiter.into_iter().for_each(|waiter| (waiter.done)(Err("it was let go".into())));
                }
                kept => self.backlog.push_back(kept),
            }
        }
        if self.refused && !self.recover() {
            return Err("the disk refused".into());
        }
        self.store.erase(workspace).and_then(|()| self.store.flush()).map_err(|error| error.to_string())?;
        self.flushed();
        self.store.close();
        match self.home.opening.rewrite(&self.home.data_dir) {
            Ok((store, is_anew)) => {
                self.store = store;
                if is_anew { Ok(()) } else { Err("the store could not be written anew".into()) }
            }
            Err(error) => {
                self.trouble(&error.to_string());
                Err(error.to_string())
            }
        }
    }

    fn save(&mut self, path: PathBuf, body: Zeroizing<Vec<u8>>) {
        let written = if self.refused { Err(String::new()) } else { self.home.write(&path, &body) };
        if let Err(error) = written {
            self.backlog.push_back(Kept::File { path, body });
            self.trouble(&error);
        }
    }

    fn flush(&mut self) {
        match self.store.flush() {
            Ok(()) => self.flushed(),
            Err(error) => self.trouble(&error.to_string()),
        }
    }

    fn flushed(&mut self) {
        if !self.unflushed.is_empty() {
            self.unflushed.clear();
            self.flush_from = Instant::now() + BETWEEN_FLUSHES;
        }
        self.waiting.drain(..).for_each(|waiter| (waiter.done)(Ok(())));
    }

    /// The disk takes nothing: from now on everything is kept until it does.
    fn trouble(&mut self, error: &str) {
        if !std::mem::replace(&mut self.refused, true) {
            tracing::error!(error, "the disk refused");
            self.retry_from = Instant::now() + RETRY;
            (self.tell)(StoreNews::Refused(error.to_owned()));
        }
        self.refuse_those_who_ask();
    }

    fn refuse_those_who_ask(&mut self) {
        let of_backlog = self.backlog.iter_mut().filter_map(|kept| match kept {
            Kept::Batch { waiter, .. } => waiter.take_if(|waiter| waiter.asks),
            Kept::File { .. } => None,
        });
        let of_flush = self.waiting.extract_if(.., |waiter| waiter.asks);
        for waiter in of_flush.chain(of_backlog) {
            (waiter.done)(Err("the disk refused".into()));
        }
    }

    /// Part of it cannot be read: what it stands for comes again after the next start, which mends it.
    fn damaged(&mut self, error: &StoreError) {
        if !std::mem::replace(&mut self.lost, true) {
            tracing::error!(%error, "the store is damaged");
            (self.tell)(StoreNews::Damaged);
        }
    }

    /// What was just done may have shown damage, or made sled fail.
    fn look_after(&mut self) {
        if self.store.is_doubtful() && !self.lost {
            self.damaged(&StoreError::Failed);
        }
        if self.store.has_failed() && !self.refused {
            self.trouble("the engine failed");
        }
    }

    /// Tries everything again that was refused; whether all of it is on the disk.
    fn recover(&mut self) -> bool {
        let recovered = self.try_again();
        match &recovered {
            Ok(()) => {
                self.refused = false;
                (self.tell)(StoreNews::Recovered);
                tracing::info!("the disk takes everything again");
            }
            Err(error) => {
                tracing::debug!(error, "the disk still refuses");
                self.retry_from = Instant::now() + RETRY;
            }
        }
        recovered.is_ok()
    }

    fn try_again(&mut self) -> Result<(), String> {
        if self.store.has_failed() {
            self.reopen()?;
        }
        while let Some(kept) = self.backlog.pop_front() {
            let written = match kept {
                Kept::Batch { batch, waiter } => self.try_write(batch, waiter),
                Kept::File { path, body } => self
                    .home
                    .write(&path, &body)
                    .map_err(|error| Box::new((Kept::File { path, body }, error))),
            };
            if let Err(refused) = written {
                let (kept, error) = *refused;
                self.backlog.push_front(kept);
                return Err(error);
            }
        }
        self.store.flush().map_err(|error| error.to_string())?;
        self.flushed();
        Ok(())
    }

    /// Opens the store anew, and writes what it may have lost.
    fn reopen(&mut self) -> Result<(), String> {
        let (store, is_new) = match self.home.opening.reopen(&self.home.data_dir) {
            Ok(reopened) => reopened,
            Err(error) => {
                if error.is_damage() {
                    self.damaged(&error);
                }
                return Err(error.to_string());
            }
        };
        self.store = store;
        if is_new {
            // What lay behind the cursor went with the old one.
            self.damaged(&StoreError::Failed);
            self.unflushed.iter_mut().for_each(|batch| batch.cursor = None);
        }
        for batch in &self.unflushed {
            match self.store.apply(batch) {
                Err(StoreError::Damaged { .. }) | Ok(()) => {}
                Err(error) => return Err(error.to_string()),
            }
        }
        Ok(())
    }

    /// The last chance for what is not on the disk yet.
    fn finish(mut self) {
        if self.refused {
            self.recover();
        } else {
            self.flush();
        }
        if self.refused {
            tracing::error!("the store ends with something that is not on the disk");
        }
        let left = self.backlog.drain(..).filter_map(|kept| match kept {
            Kept::Batch { waiter, .. } => waiter,
            Kept::File { .. } => None,
        });
        for waiter in self.waiting.drain(..).chain(left) {
            (waiter.done)(Err("the disk refused".into()));
        }
        let in_order = !self.refused && !self.lost && !self.store.is_doubtful();
        drop(self.store);
        if in_order && let Err(error) = Store::note_closed(&self.home.data_dir) {
            tracing::warn!(%error, "the next start will look at the whole store");
        }
    }
}
