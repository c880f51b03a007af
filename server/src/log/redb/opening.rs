//! A log's file is opened only by a program that knows its schema: first looked at, without a byte being
//! written, and then opened for writing. A file that a newer program wrote, that is no log or that is
//! damaged stays as it is. A new log is made beside its place and takes it when it is whole, so that an
//! empty or half a file is always a damaged one.

use std::{
    io::{self, ErrorKind},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use redb::{
    Builder, Database, DatabaseError, ReadTransaction, ReadableDatabase, StorageError, TableDefinition,
};

use super::{
    documents,
    storage::{Disk, FileDisk, Storage},
    storage_failed,
    tables::{ENTRIES, MEMBERSHIP, SEEN, STATES, TOKENS},
};
use crate::log::{LogError, private};

/// The file within the relay's data directory.
pub const FILE: &str = "relay.redb";
/// What the name of a log in the making ends with.
const NEW: &str = ".new";
/// What this program writes; a file with another number is left alone. Schema 1 had no documents; it
/// was never released, and whoever has such a file can let the programs bring their networks back.
pub const SCHEMA: u64 = 2;

/// Holds the schema's number.
pub const META: TableDefinition<&str, u64> = TableDefinition::new("meta");

/// Makes a log at `path`, where there is none, with `fill` done to it before it takes its place. It is for its
/// owner alone.
///
/// # Errors
/// [`LogError::Exists`], the disk's, or those of `fill`; then nothing is left of it.
pub fn make<E: From<LogError>>(
    path: &Path,
    cache_bytes: usize,
    fill: impl FnOnce(&Database) -> Result<(), E>,
) -> Result<(), E> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(NEW);
    let new = path.with_file_name(name);
    refuse_what_is_there(path)?;
    // One that was not finished: it never was a log.
    match std::fs::remove_file(&new) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(storage_failed(error).into()),
        _ => {}
    }
    private::make_file(&new).map_err(storage_failed)?;
    let made = make_on(&FileDisk::new(&new), cache_bytes, fill).and_then(|()| Ok(take_place(&new, path)?));
    if made.is_err() {
        // It may have taken its place already.
        let _ = std::fs::remove_file(&new);
    }
    made
}

fn take_place(new: &Path, path: &Path) -> Result<(), LogError> {
    refuse_what_is_there(path)?;
    std::fs::rename(new, path).map_err(storage_failed)?;
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    sync_directory(dir).map_err(storage_failed)
}

fn refuse_what_is_there(path: &Path) -> Result<(), LogError> {
    if path.try_exists().map_err(storage_failed)? { Err(LogError::Exists(path.to_owned())) } else { Ok(()) }
}

/// Makes a log on a disk that is empty.
///
/// # Errors
/// As [`make`].
pub fn make_on<E: From<LogError>>(
    disk: &dyn Disk,
    cache_bytes: usize,
    fill: impl FnOnce(&Database) -> Result<(), E>,
) -> Result<(), E> {
    let database = write_to(disk, cache_bytes)?;
    create_tables(&database)?;
    fill(&database)?;
    // What it writes when it closes is synced by redb.
    Ok(database.close().map_err(opening_failed)?)
}

/// Opens a log that this program may write to. One that was not closed is read through twice: what its
/// schema is can be told only of a whole one.
///
/// # Errors
/// [`LogError::Held`], [`LogError::NewerSchema`], [`LogError::OlderSchema`], [`LogError::Damaged`], or the
/// disk's; in each case the file is as it was.
pub fn open(disk: &dyn Disk, cache_bytes: usize) -> Result<Database, LogError> {
    look(disk, cache_bytes)?;
    write_to(disk, cache_bytes)
}

/// Opens a log to read it as it is, also where its disk takes no writes.
///
/// # Errors
/// As [`open`].
pub fn look(disk: &dyn Disk, cache_bytes: usize) -> Result<Database, LogError> {
    look_with(disk, Builder::new().set_cache_size(cache_bytes))
}

/// As [`look`], with every page's checksum verified. `unclean` is told when the log was not closed, as
/// after a kill or a power cut; that is no damage.
///
/// # Errors
/// As [`open`].
pub fn look_thoroughly(
    disk: &dyn Disk,
    cache_bytes: usize,
    unclean: impl Fn() + 'static,
) -> Result<Database, LogError> {
    let mut builder = Builder::new();
    builder.set_cache_size(cache_bytes).set_repair_callback(move |repair| {
        if repair.progress() == 0.0 {
            unclean();
        }
    });
    let mut database = look_with(disk, &builder)?;
    guarded(|| match database.check_integrity().map_err(opening_failed)? {
        true => Ok(database),
        false => Err(LogError::Damaged("its pages do not agree with each other".into())),
    })
}

fn look_with(disk: &dyn Disk, builder: &Builder) -> Result<Database, LogError> {
    let storage = Storage::looking(disk).map_err(reading_failed)?;
    if redb::StorageBackend::len(&storage).map_err(storage_failed)? == 0 {
        return Err(LogError::Damaged("the file is empty".into()));
    }
    guarded(|| {
        let database = builder.create_with_backend(storage).map_err(opening_failed)?;
        match schema(&database)? {
            Some(SCHEMA) => Ok(database),
            Some(found) if found > SCHEMA => Err(LogError::NewerSchema { found, known: SCHEMA }),
            Some(found) => Err(LogError::OlderSchema { found, known: SCHEMA }),
            None => Err(LogError::Damaged("it is no relay's log".into())),
        }
    })
}

/// Opens a database whose schema is known, for writing.
///
/// # Errors
/// As [`open`].
pub fn write_to(disk: &dyn Disk, cache_bytes: usize) -> Result<Database, LogError> {
    let storage = Storage::writing(disk).map_err(reading_failed)?;
    guarded(|| {
        let mut builder = Builder::new();
        builder.set_cache_size(cache_bytes);
        builder.set_repair_callback(|repair| {
            if repair.progress() == 0.0 {
                tracing::warn!("the log was not closed properly; it is read through");
            }
        });
        builder.create_with_backend(storage).map_err(opening_failed)
    })
}

/// Runs something of redb, which panics over some files that were damaged from outside.
///
/// # Errors
/// [`LogError::Damaged`] in place of a panic, and those of `run`.
pub fn guarded<T>(run: impl FnOnce() -> Result<T, LogError>) -> Result<T, LogError> {
    catch_unwind(AssertUnwindSafe(run))
        .unwrap_or_else(|_| Err(LogError::Damaged("the database gave up on the file".into())))
}

fn schema(database: &Database) -> Result<Option<u64>, LogError> {
    let transaction: ReadTransaction = database.begin_read().map_err(storage_failed)?;
    let table = match transaction.open_table(META) {
        Ok(table) => table,
        Err(redb::TableError::Storage(error)) => return Err(storage_failed(error)),
        Err(_) => return Ok(None),
    };
    Ok(table.get("schema").map_err(storage_failed)?.map(|value| value.value()))
}

/// Makes every table at once, so that readers never miss one.
fn create_tables(database: &Database) -> Result<(), LogError> {
    let transaction = database.begin_write().map_err(storage_failed)?;
    transaction.open_table(META).map_err(storage_failed)?.insert("schema", SCHEMA).map_err(storage_failed)?;
    transaction.open_table(STATES).map_err(storage_failed)?;
    transaction.open_table(ENTRIES).map_err(storage_failed)?;
    transaction.open_table(MEMBERSHIP).map_err(storage_failed)?;
    documents::create_tables(&transaction)?;
    transaction.open_table(SEEN).map_err(storage_failed)?;
    transaction.open_table(TOKENS).map_err(storage_failed)?;
    transaction.commit().map_err(storage_failed)
}

fn opening_failed(error: DatabaseError) -> LogError {
    match error {
        DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => LogError::Held,
        DatabaseError::UpgradeRequired(_) => LogError::Damaged("it is in another format".into()),
        DatabaseError::Storage(StorageError::Io(error)) => reading_failed(error),
        DatabaseError::Storage(error) => storage_failed(error),
        other => storage_failed(other),
    }
}

/// What a file that cannot be what it should says by its length or its first bytes.
fn reading_failed(error: io::Error) -> LogError {
    match error.kind() {
        ErrorKind::InvalidData => LogError::Damaged("it is no database, or its beginning is gone".into()),
        ErrorKind::UnexpectedEof => LogError::Damaged("the file ends too early".into()),
        _ => storage_failed(error),
    }
}

#[cfg(unix)]
fn sync_directory(dir: &Path) -> io::Result<()> {
    std::fs::File::open(dir)?.sync_all()
}

/// Windows writes the change of a name itself, and opens no directory.
#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}
