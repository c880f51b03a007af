//! Sled, guarded: nothing it does unwinds out of this module, and once it has failed it is not
//! asked again.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use super::{
    chunks::Fault,
    disk::Disk,
    error::{Part, StoreError},
};
use crate::backend::files::create_private_dir;

/// Sled's page cache, in bytes. Documents are read whole and rarely; sled's default is 1 GiB.
const CACHE: u64 = 32 << 20;

/// How often, and after what pause, a lock on sled's file is tried again: a store that was just
/// dropped holds it until sled's own threads have let go.
const LOCK_TRIES: u32 = 20;
const LOCK_PAUSE: Duration = Duration::from_millis(50);

/// Why a look into sled did not give what was asked.
pub(super) enum Failure {
    /// This part is damaged; sled is sound.
    Damaged(Part),
    /// Sled failed.
    Engine(sled::Error),
}

impl Fault {
    /// The fault as one of this part.
    pub(super) fn of(self, part: Part) -> Failure {
        match self {
            Fault::Damaged => Failure::Damaged(part),
            Fault::Engine(error) => Failure::Engine(error),
        }
    }
}

impl From<sled::Error> for Failure {
    fn from(error: sled::Error) -> Self {
        Failure::Engine(error)
    }
}

/// Sled with its files. One call at a time.
pub(super) struct Engine {
    /// `None` once sled has failed.
    sled: Mutex<Option<sled::Db>>,
    disk: Disk,
    /// Whether something was found damaged.
    doubtful: AtomicBool,
}

impl Engine {
    /// Opens sled in the directory, which is created where it is missing.
    pub(super) fn open(dir: &Path) -> Result<Engine, StoreError> {
        create_private_dir(dir).map_err(StoreError::Io)?;
        let disk = Disk::open(dir).map_err(StoreError::Io)?;
        let db = open_sled(dir)?;
        let engine = Engine { sled: Mutex::new(Some(db)), disk, doubtful: AtomicBool::new(false) };
        // Opening repairs and renames files.
        engine.disk.sync().map_err(StoreError::Io)?;
        Ok(engine)
    }

    /// Runs what only reads; `damaged` makes the error of a damaged part.
    pub(super) fn read<T>(
        &self,
        read: impl FnOnce(&sled::Tree) -> Result<T, Failure>,
        damaged: impl FnOnce(Part) -> StoreError,
    ) -> Result<T, StoreError> {
        look(&mut self.lock(), read, damaged).inspect_err(|error| self.note(error))
    }

    /// Writes what `stage` makes of what is there, whole or not at all.
    pub(super) fn write(
        &self,
        stage: impl FnOnce(&sled::Tree) -> Result<sled::Batch, Failure>,
        damaged: impl FnOnce(Part) -> StoreError,
    ) -> Result<(), StoreError> {
        self.try_write(stage, damaged).inspect_err(|error| self.note(error))
    }

    fn try_write(
        &self,
        stage: impl FnOnce(&sled::Tree) -> Result<sled::Batch, Failure>,
        damaged: impl FnOnce(Part) -> StoreError,
    ) -> Result<(), StoreError> {
        let mut sled = self.lock();
        let writes = look(&mut sled, stage, damaged)?;
        let db = sled.as_ref().ok_or(StoreError::Failed)?;
        if let Err(error) = self.disk.check() {
            close(&mut sled);
            return Err(StoreError::Io(error));
        }
        let error = match caught(|| db.apply_batch(writes)) {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => StoreError::from(error),
            Err(panic) => panic,
        };
        match error {
            // Sled has noted it and writes nothing more.
            StoreError::Io(_) => close(&mut sled),
            // Sled may be in the middle of the batch, and would write the half of it when it is dropped.
            _ => std::mem::forget(sled.take()),
        }
        Err(error)
    }

    /// Makes all that was written durable.
    pub(super) fn flush(&self) -> Result<(), StoreError> {
        let mut sled = self.lock();
        let db = sled.as_ref().ok_or(StoreError::Failed)?;
        let flush = || -> Result<(), StoreError> {
            self.disk.check().map_err(StoreError::Io)?;
            db.flush()?;
            self.disk.sync().map_err(StoreError::Io)
        };
        let result = caught(flush).and_then(|result| result);
        if let Err(error) = &result {
            self.note(error);
            close(&mut sled);
        }
        result
    }

    /// Lets go of sled, as if it had failed.
    pub(super) fn close(&self) {
        close(&mut self.lock());
    }

    /// Whether it has failed, and is not asked again.
    pub(super) fn has_failed(&self) -> bool {
        self.lock().is_none()
    }

    /// Whether something was found damaged since it was opened.
    pub(super) fn is_doubtful(&self) -> bool {
        self.doubtful.load(Ordering::Relaxed)
    }

    fn note(&self, error: &StoreError) {
        if error.is_damage() {
            self.doubtful.store(true, Ordering::Relaxed);
        }
    }

    /// The length of sled's files together, in bytes.
    pub(super) fn bytes_on_disk(&self) -> u64 {
        self.disk.bytes()
    }

    fn lock(&self) -> MutexGuard<'_, Option<sled::Db>> {
        // Nothing unwinds while it is held, and `None` says what a poisoned lock would.
        self.sled.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        close(&mut self.lock());
    }
}

/// Opens sled and nothing else.
pub(super) fn open_sled(dir: &Path) -> Result<sled::Db, StoreError> {
    let config = sled::Config::new()
        .path(dir)
        .cache_capacity(CACHE)
        .flush_every_ms(None)
        .use_compression(false)
        .mode(sled::Mode::LowSpace);
    let mut tries = 0;
    loop {
        match caught(|| config.open())? {
            Err(error) if is_lock(&error) && tries < LOCK_TRIES => {
                tries += 1;
                thread::sleep(LOCK_PAUSE);
            }
            Err(error) if is_lock(&error) => return Err(StoreError::Busy),
            result => return Ok(result?),
        }
    }
}

fn look<T>(
    sled: &mut Option<sled::Db>,
    read: impl FnOnce(&sled::Tree) -> Result<T, Failure>,
    damaged: impl FnOnce(Part) -> StoreError,
) -> Result<T, StoreError> {
    let db = sled.as_ref().ok_or(StoreError::Failed)?;
    let error = match caught(|| read(db)) {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(Failure::Damaged(part))) => return Err(damaged(part)),
        Ok(Err(Failure::Engine(error))) => error.into(),
        Err(panic) => panic,
    };
    close(sled);
    Err(error)
}

/// Drops sled, which flushes it where it has not failed, and can panic.
fn close(sled: &mut Option<sled::Db>) {
    let db = sled.take();
    if let Err(error) = caught(|| drop(db)) {
        tracing::error!(%error, "closing the store");
    }
}

pub(super) fn caught<T>(call: impl FnOnce() -> T) -> Result<T, StoreError> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|panic| StoreError::Engine(message(&*panic)))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("panicked").to_owned()
}

fn is_lock(error: &sled::Error) -> bool {
    matches!(error, sled::Error::Io(error) if error.to_string().starts_with("could not acquire lock"))
}
