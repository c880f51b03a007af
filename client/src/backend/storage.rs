//! The two threads that touch the disk: one for the journal, so that "on this computer" never waits for
//! the store, and one for the store and the identity files, which does its jobs in the order given. The
//! store's jobs come through the journal's thread: what this device changed is in the journal before it is in
//! the store. Were it in the store alone after a crash, it would be shown and built upon here and never sent.

use std::{
    collections::HashSet,
    path::PathBuf,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use samskriv_shared::ids::{DocId, WorkspaceId};
use zeroize::Zeroizing;

use super::{
    files,
    journal::Journal,
    store::{Batch, Store},
};

/// What nobody waits for is flushed at the latest after this.
const LAZY: Duration = Duration::from_secs(2);
/// The least time between two flushes that someone waits for; what comes meanwhile shares the next. A flush
/// syncs the whole file system: one for each key that comes or goes made every other fsync on the same disk
/// take 4 to 6 ms instead of 0.1 while two people typed.
const BETWEEN_FLUSHES: Duration = Duration::from_millis(100);

/// Told when a job is done, or why not.
pub(super) type Done = Box<dyn FnOnce(Result<(), String>) + Send>;

/// A job of the store's thread.
pub(super) enum StoreJob {
    /// Put it in the store. With `done` it is flushed soon, and told; without, when it suits.
    Write { batch: Batch, done: Option<Done> },
    /// Replace an identity file.
    File { path: PathBuf, body: Zeroizing<Vec<u8>>, done: Done },
    /// Remove an identity file, with its previous version.
    Forget { path: PathBuf, done: Done },
    /// Everything put in before is durable when `done` hears of it.
    Flush { done: Done },
    /// Read something; sees all that was put in before.
    Read(Box<dyn FnOnce(&Store) + Send>),
}

/// A job of the journal's thread.
pub(super) enum JournalJob {
    /// Append, and tell when it is on the disk.
    Append { workspace: WorkspaceId, doc: DocId, changes: Vec<u8>, done: Done },
    /// Let acknowledged changes go.
    Trim { workspace: WorkspaceId, doc: DocId, hashes: HashSet<[u8; 32]>, done: Done },
    /// Let all of a document go.
    Remove { workspace: WorkspaceId, doc: DocId, done: Done },
    /// Hand it to the store's thread when all before is on the disk.
    Store(StoreJob),
}

/// Starts the store's thread; it ends when the sender is dropped, with everything flushed, and noted as such in
/// the data directory.
pub(super) fn start_store(
    store: Store,
    data_dir: PathBuf,
) -> std::io::Result<(Sender<StoreJob>, JoinHandle<()>)> {
    let (sender, jobs) = channel();
    let work = move || {
        let flushed = store_loop(&store, &jobs);
        if flushed && !store.is_doubtful() {
            drop(store);
            if let Err(error) = Store::note_closed(&data_dir) {
                tracing::warn!(%error, "the next start will look at the whole store");
            }
        }
    };
    let thread = std::thread::Builder::new().name("store".into()).spawn(work)?;
    Ok((sender, thread))
}

/// Starts the journal's thread, which hands jobs on to `store`; it ends when the sender is dropped.
pub(super) fn start_journal(
    journal: Journal,
    store: Sender<StoreJob>,
) -> std::io::Result<(Sender<JournalJob>, JoinHandle<()>)> {
    let (sender, jobs) = channel();
    let thread = std::thread::Builder::new()
        .name("journal".into())
        .spawn(move || journal_loop(journal, &store, &jobs))?;
    Ok((sender, thread))
}

/// Does the jobs until the senders are gone; says whether everything is on the disk then.
fn store_loop(store: &Store, jobs: &Receiver<StoreJob>) -> bool {
    let mut unflushed = false;
    let mut waiting: Vec<Done> = Vec::new();
    let mut flush_from = Instant::now();
    let mut refused = false;
    loop {
        let wait =
            if waiting.is_empty() { LAZY } else { flush_from.saturating_duration_since(Instant::now()) };
        let first = match jobs.recv_timeout(wait) {
            Ok(job) => Some(job),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => break,
        };
        let idle = first.is_none();
        for job in first.into_iter().chain(jobs.try_iter()) {
            unflushed |= run_store_job(store, job, &mut refused, &mut waiting);
        }
        if !unflushed {
            tell(&mut waiting, Ok(()));
        } else if idle || (!waiting.is_empty() && Instant::now() >= flush_from) {
            let result = store.flush().map_err(|error| error.to_string());
            unflushed = result.is_err();
            flush_from = Instant::now() + BETWEEN_FLUSHES;
            tell(&mut waiting, result);
        }
    }
    let result = store.flush().map_err(|error| error.to_string());
    if let Err(error) = &result {
        tracing::error!(error, "the last flush of the store failed");
    }
    let flushed = result.is_ok();
    tell(&mut waiting, result);
    flushed
}

fn tell(waiting: &mut Vec<Done>, result: Result<(), String>) {
    waiting.drain(..).for_each(|done| done(result.clone()));
}

/// Does a job; says whether there is something to flush now. Once the disk has `refused` a batch or a file, no
/// cursor moves until the next start: it would lie behind what is not there, and nobody would send that again.
fn run_store_job(store: &Store, job: StoreJob, refused: &mut bool, waiting: &mut Vec<Done>) -> bool {
    match job {
        StoreJob::Write { mut batch, done } => {
            let withheld = *refused && batch.cursor.take().is_some();
            match store.apply(&batch) {
                Ok(()) if withheld => {
                    done.into_iter().for_each(|done| done(Err("an earlier write was refused".into())));
                    true
                }
                Ok(()) => {
                    waiting.extend(done);
                    true
                }
                Err(error) => {
                    tracing::error!(%error, "the store refused");
                    *refused = true;
                    done.into_iter().for_each(|done| done(Err(error.to_string())));
                    false
                }
            }
        }
        StoreJob::File { path, body, done } => {
            let written = files::write(&path, &body);
            *refused |= written.is_err();
            done(written.map_err(|error| error.to_string()));
            false
        }
        StoreJob::Forget { path, done } => {
            done(files::remove(&path).map_err(|error| error.to_string()));
            false
        }
        StoreJob::Flush { done } => {
            waiting.push(done);
            false
        }
        StoreJob::Read(read) => {
            read(store);
            false
        }
    }
}

fn journal_loop(mut journal: Journal, store: &Sender<StoreJob>, jobs: &Receiver<JournalJob>) {
    while let Ok(first) = jobs.recv() {
        let mut waiting: Vec<(Done, Result<(), String>)> = Vec::new();
        let (mut trims, mut removals) = (Vec::new(), Vec::new());
        let mut stores = Vec::new();
        for job in std::iter::once(first).chain(jobs.try_iter()) {
            match job {
                JournalJob::Append { workspace, doc, changes, done } => {
                    let result =
                        journal.append(&workspace, &doc, &changes).map_err(|error| error.to_string());
                    waiting.push((done, result));
                }
                JournalJob::Trim { workspace, doc, hashes, done } => {
                    trims.push((workspace, doc, hashes, done))
                }
                JournalJob::Remove { workspace, doc, done } => removals.push((workspace, doc, done)),
                JournalJob::Store(job) => stores.push(job),
            }
        }
        let synced = journal.sync().map_err(|error| error.to_string());
        for (done, appended) in waiting {
            done(appended.and_then(|()| synced.clone()));
        }
        // Also when the journal failed, which has been told: better in one place than in none.
        for job in stores {
            // The thread outlives every sender; were it gone, its panic has been told.
            let _ = store.send(job);
        }
        for (workspace, doc, hashes, done) in trims {
            done(journal.trim(&workspace, &doc, &hashes).map_err(|error| error.to_string()));
        }
        for (workspace, doc, done) in removals {
            done(journal.remove(&workspace, &doc).map_err(|error| error.to_string()));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use samskriv_shared::documents::{ActionListDocument, Actor};

    use super::*;

    /// The simulation (samskriv-tests, seed 24) found what happens otherwise.
    #[test]
    fn a_change_is_in_the_journal_before_it_is_in_the_store() {
        let dir = tempfile::tempdir().unwrap();
        let (workspace, doc) = (WorkspaceId([1; 32]), DocId([2; 16]));
        let changes = ActionListDocument::create(Actor([3; 16])).document.commit(0).unwrap();
        let (journal, _) = Journal::open(&dir.path().join("unsynced")).unwrap();
        let file = journal_file(&dir.path().join("unsynced"));
        let (store, store_thread) =
            start_store(Store::open(&dir.path().join("store")).unwrap(), dir.path().into()).unwrap();
        let (jobs, journal_thread) = start_journal(journal, store).unwrap();
        let append = JournalJob::Append { workspace, doc, changes: changes.clone(), done: Box::new(|_| ()) };
        let batch = Batch { appends: vec![(doc, changes)], ..Batch::new(workspace) };
        let (sender, seen) = channel();
        let look = move |store: &Store| {
            let stored = store.document(&workspace, &doc).unwrap().is_some();
            sender.send((stored, file())).unwrap();
        };
        jobs.send(append).unwrap();
        jobs.send(JournalJob::Store(StoreJob::Write { batch, done: None })).unwrap();
        jobs.send(JournalJob::Store(StoreJob::Read(Box::new(look)))).unwrap();
        assert_eq!(seen.recv().unwrap(), (true, true), "in the store, and in the journal by then");
        drop(jobs);
        journal_thread.join().unwrap();
        store_thread.join().unwrap();
    }

    #[test]
    fn who_waits_for_a_flush_hears_of_it_at_the_latest_when_the_thread_ends() {
        let dir = tempfile::tempdir().unwrap();
        let (workspace, doc) = (WorkspaceId([1; 32]), DocId([2; 16]));
        let (jobs, thread) = start_store(Store::open(dir.path()).unwrap(), dir.path().into()).unwrap();
        let (sender, told) = channel();
        let write = |number: u8| {
            let batch = Batch { appends: vec![(doc, vec![number])], ..Batch::new(workspace) };
            let sender = sender.clone();
            let done = Box::new(move |result: Result<(), String>| sender.send((number, result)).unwrap());
            jobs.send(StoreJob::Write { batch, done: Some(done) }).unwrap();
        };
        write(1);
        assert_eq!(told.recv().unwrap(), (1, Ok(())));
        // Too early for another flush.
        write(2);
        write(3);
        drop(jobs);
        thread.join().unwrap();
        assert_eq!((told.recv().unwrap(), told.recv().unwrap()), ((2, Ok(())), (3, Ok(()))));
        let store = Store::open(dir.path()).unwrap();
        assert_eq!(store.document(&workspace, &doc).unwrap(), Some(vec![1, 2, 3]));
    }

    /// Whether the journal has any file with something in it.
    fn journal_file(dir: &std::path::Path) -> impl Fn() -> bool + Send + 'static {
        let dir = dir.to_owned();
        move || {
            let (_, recovered) = Journal::open(&dir).unwrap();
            recovered.iter().any(|it| !it.chunks.is_empty())
        }
    }

    fn done(answers: &Sender<Result<(), String>>) -> Done {
        let answers = answers.clone();
        Box::new(move |result| answers.send(result).unwrap())
    }

    #[test]
    fn no_cursor_passes_what_the_disk_refused() {
        let dir = tempfile::tempdir().unwrap();
        let (workspace, doc) = (WorkspaceId([1; 32]), DocId([2; 16]));
        let batch = |bytes: u8| Batch {
            appends: vec![(doc, vec![bytes])],
            cursor: Some(Some(vec![bytes])),
            ..Batch::new(workspace)
        };
        let (jobs, thread) =
            start_store(Store::open(&dir.path().join("store")).unwrap(), dir.path().into()).unwrap();
        let (answers, answered) = channel();
        let write = |bytes| StoreJob::Write { batch: batch(bytes), done: Some(done(&answers)) };
        jobs.send(write(1)).unwrap();
        assert_eq!(answered.recv().unwrap(), Ok(()));
        // A membership file with a new key, say, that cannot be written: what is sealed with it comes next.
        std::fs::write(dir.path().join("file"), []).unwrap();
        let path = dir.path().join("file").join("no directory");
        jobs.send(StoreJob::File { path, body: vec![1].into(), done: done(&answers) }).unwrap();
        assert!(answered.recv().unwrap().is_err());
        jobs.send(write(2)).unwrap();
        assert!(answered.recv().unwrap().is_err());
        drop(jobs);
        thread.join().unwrap();
        let store = Store::open(&dir.path().join("store")).unwrap();
        assert_eq!(store.cursor(&workspace).unwrap(), Some(vec![1]));
        assert_eq!(store.document(&workspace, &doc).unwrap(), Some(vec![1, 2]), "what could be kept is");
    }
}
