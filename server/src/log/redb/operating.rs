//! What an operator does with a log besides serving it: has it checked, copied and restored.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use redb::{Database, ReadableDatabase};
use samskriv_shared::ids::Incarnation;

use super::{FILE, RedbLog, Report, Row, check, copy, existing, opening, storage::FileDisk, storage_failed};
use crate::log::{LogError, LogState, private};

impl RedbLog {
    /// Reads the whole log in `dir`, which no relay may have open, and says what does not hold in it.
    /// Nothing is written.
    ///
    /// # Errors
    /// Those of [`RedbLog::open_existing`].
    pub fn check(dir: &Path, cache_bytes: usize) -> Result<Report, LogError> {
        Self::check_file(&existing(dir)?, cache_bytes)
    }

    /// As [`RedbLog::check`], of a file by any name.
    ///
    /// # Errors
    /// Those of [`RedbLog::open_existing`].
    pub fn check_file(path: &Path, cache_bytes: usize) -> Result<Report, LogError> {
        let unclean = Arc::new(AtomicBool::new(false));
        let note = unclean.clone();
        let noted = move || note.store(true, Ordering::Relaxed);
        let database = opening::look_thoroughly(&FileDisk::new(path), cache_bytes, noted)?;
        opening::guarded(|| {
            let report = check::check(&database.begin_read().map_err(storage_failed)?)?;
            Ok(Report { unclean: unclean.load(Ordering::Relaxed), ..report })
        })
    }

    /// As [`RedbLog::check`], of this log, whatever is appended meanwhile.
    ///
    /// # Errors
    /// [`LogError`]
    pub fn check_open(&self) -> Result<Report, LogError> {
        self.read_with(check::check)
    }

    /// Gives each row of the log as it is at this moment, whatever is appended meanwhile.
    ///
    /// # Errors
    /// Those of reading, or of `take`, which end it.
    pub fn rows<E: From<LogError>>(&self, take: impl FnMut(Row<'_>) -> Result<(), E>) -> Result<(), E> {
        self.try_read_with(|transaction| Ok(copy::rows(transaction, take)))?
    }

    /// As [`RedbLog::rows`], of a log in `dir` that no relay has open. Nothing is written.
    ///
    /// # Errors
    /// Those of [`RedbLog::open_existing`], or of `take`.
    pub fn rows_of<E: From<LogError>>(
        dir: &Path,
        cache_bytes: usize,
        take: impl FnMut(Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let database = opening::look(&FileDisk::new(existing(dir)?), cache_bytes)?;
        let transaction = database.begin_read().map_err(storage_failed)?;
        opening::guarded(|| Ok(copy::rows(&transaction, take)))?
    }

    /// Makes a log of the rows that `give` gives, at `path`, where there is none. It is verified before it
    /// takes its place.
    ///
    /// # Errors
    /// Those of `give`, the disk's, [`LogError::Exists`], or [`LogError::Damaged`] for what does not hold.
    pub fn make_of<E: From<LogError>>(
        path: &Path,
        cache_bytes: usize,
        give: impl FnOnce(&mut dyn FnMut(Row<'_>) -> Result<(), E>) -> Result<(), E>,
    ) -> Result<(), E> {
        opening::make(path, cache_bytes, |database| {
            copy::fill(database, give)?;
            Ok(holds(database)?)
        })
    }

    /// Makes a log in `dir`, where there is none, of the one in the file `backup`, as a log of another life.
    /// The backup is verified first.
    ///
    /// # Errors
    /// [`LogError::Exists`], those of [`RedbLog::check_file`], or [`LogError::Damaged`].
    pub fn restore(backup: &Path, dir: &Path, cache_bytes: usize) -> Result<(), LogError> {
        let source = opening::look_thoroughly(&FileDisk::new(backup), cache_bytes, || {})?;
        opening::guarded(|| holds(&source))?;
        private::make_directory(dir).map_err(storage_failed)?;
        opening::make(&dir.join(FILE), cache_bytes, |database| {
            copy::fill_anew(database, &source, |state| {
                Ok(LogState { incarnation: incarnation()?, ..state })
            })?;
            holds(database)
        })
    }
}

fn holds(database: &Database) -> Result<(), LogError> {
    let report = check::check(&database.begin_read().map_err(storage_failed)?)?;
    if report.is_whole() {
        Ok(())
    } else {
        Err(LogError::Damaged("not all of it holds, as check says".into()))
    }
}

fn incarnation() -> Result<Incarnation, LogError> {
    let mut incarnation = [0; Incarnation::LEN];
    getrandom::fill(&mut incarnation).map_err(|_| LogError::Random)?;
    Ok(Incarnation(incarnation))
}
