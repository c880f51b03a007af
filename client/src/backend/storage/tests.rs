//! The two threads, with disks that refuse and stores that do not come back.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::Path,
    sync::mpsc::{Receiver, TryRecvError},
    time::{Duration, Instant},
};

use samskriv_shared::documents::{ActionListDocument, Actor};

use super::*;
use crate::backend::store::Opening;

const WORKSPACE: WorkspaceId = WorkspaceId([1; 32]);
const DOC: DocId = DocId([2; 16]);

/// A data directory with both threads at work.
struct Works {
    jobs: Sender<JournalJob>,
    threads: [JoinHandle<()>; 2],
    pulse: Pulse,
    news: Receiver<StoreNews>,
}

impl Works {
    fn start(data_dir: &Path) -> Works {
        fs::create_dir_all(data_dir).unwrap();
        fs::write(data_dir.join("lock"), b"").unwrap();
        let opening = Opening { patience: Duration::from_secs(60), now_ms: 0 };
        let home = Home { data_dir: data_dir.to_owned(), opening };
        let (pulse, (tell, news)) = (Pulse::default(), channel());
        let tell = Box::new(move |told| tell.send(told).unwrap());
        let store = opening.open(data_dir).unwrap().store;
        let (store, store_thread) = start_store(store, home, pulse.clone(), tell).unwrap();
        let (journal, _) = Journal::open(&data_dir.join("unsynced")).unwrap();
        let (jobs, journal_thread) = start_journal(journal, store).unwrap();
        Works { jobs, threads: [journal_thread, store_thread], pulse, news }
    }

    fn store(&self, job: StoreJob) {
        self.pulse.given(Instant::now());
        self.jobs.send(JournalJob::Store(job)).unwrap();
    }

    /// Writes an increment of one byte, and a cursor; hears of it.
    fn write(&self, byte: u8) -> Receiver<Result<(), String>> {
        let (done, told) = channel();
        self.store(StoreJob::Write {
            batch: batch(byte),
            done: Some(Box::new(move |it| done.send(it).unwrap())),
        });
        told
    }

    fn append(&self, changes: &[u8]) -> Receiver<Result<(), String>> {
        let (done, told) = channel();
        let done = Box::new(move |it| done.send(it).unwrap());
        self.jobs
            .send(JournalJob::Append { workspace: WORKSPACE, doc: DOC, changes: changes.to_vec(), done })
            .unwrap();
        told
    }

    /// What the store has when everything before is done: the document and the cursor.
    fn stored(&self) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
        let (sender, seen) = channel();
        self.store(StoreJob::Read(Box::new(move |store| {
            let document = store.document(&WORKSPACE, &DOC).ok().flatten();
            sender.send((document, store.cursor(&WORKSPACE).ok().flatten())).unwrap();
        })));
        seen.recv().unwrap()
    }

    fn end(self) {
        drop(self.jobs);
        self.threads.into_iter().for_each(|thread| thread.join().unwrap());
    }
}

fn batch(byte: u8) -> Batch {
    Batch { appends: vec![(DOC, vec![byte])], cursor: Some(Some(vec![byte])), ..Batch::new(WORKSPACE) }
}

fn changes() -> Vec<u8> {
    ActionListDocument::create(Actor([3; 16])).document.commit(0).unwrap()
}

/// The simulation (samskriv-tests, seed 24) found what happens otherwise.
#[test]
fn a_change_is_in_the_journal_before_it_is_in_the_store() {
    let dir = tempfile::tempdir().unwrap();
    let works = Works::start(dir.path());
    let unsynced = dir.path().join("unsynced");
    let _told = works.append(&changes());
    let batch = Batch { appends: vec![(DOC, changes())], ..Batch::new(WORKSPACE) };
    works.store(StoreJob::Write { batch, done: None });
    let (sender, seen) = channel();
    works.store(StoreJob::Read(Box::new(move |store| {
        let stored = store.document(&WORKSPACE, &DOC).unwrap().is_some();
        let (_, recovered) = Journal::open(&unsynced).unwrap();
        sender.send((stored, recovered.iter().any(|it| !it.chunks.is_empty()))).unwrap();
    })));
    assert_eq!(seen.recv().unwrap(), (true, true), "in the store, and in the journal by then");
    works.end();
}

#[test]
fn who_waits_for_a_flush_hears_of_it_at_the_latest_when_the_thread_ends() {
    let dir = tempfile::tempdir().unwrap();
    let works = Works::start(dir.path());
    assert_eq!(works.write(1).recv().unwrap(), Ok(()));
    // Too early for another flush.
    let told = [works.write(2), works.write(3)];
    works.end();
    assert!(told.iter().all(|told| told.recv().unwrap() == Ok(())));
    let works = Works::start(dir.path());
    assert_eq!(works.stored(), (Some(vec![1, 2, 3]), Some(vec![3])));
    works.end();
}

#[test]
fn what_the_disk_refuses_is_written_in_its_order_once_there_is_room_and_not_told_of_before() {
    let dir = tempfile::tempdir().unwrap();
    let works = Works::start(dir.path());
    // A membership file with a new key, say, that cannot be written: what is sealed with it comes next.
    let obstacle = dir.path().join("workspaces");
    fs::write(&obstacle, []).unwrap();
    let path = obstacle.join("file");
    for body in [b"one", b"two"] {
        works.store(StoreJob::Save { path: path.clone(), body: body.to_vec().into() });
    }
    let told = works.write(1);
    assert!(matches!(works.news.recv().unwrap(), StoreNews::Refused(_)));
    let (done, asked) = channel();
    let ask = StoreJob::Ask { batch: batch(2), done: Box::new(move |it| done.send(it).unwrap()) };
    works.store(ask);
    assert!(asked.recv().unwrap().is_err(), "who asks hears of it");
    assert_eq!(works.stored(), (None, None), "no cursor stands for a key that is not here");
    assert_eq!(told.try_recv(), Err(TryRecvError::Empty));
    fs::remove_file(&obstacle).unwrap();
    assert_eq!(told.recv().unwrap(), Ok(()));
    assert_eq!(works.news.recv().unwrap(), StoreNews::Recovered);
    assert_eq!(crate::backend::files::read(&path).unwrap(), Some(b"two".to_vec()));
    assert_eq!(works.stored(), (Some(vec![1, 2]), Some(vec![2])));
    works.end();
    assert!(!dir.path().join("store.open").exists(), "all is in order");
}

#[test]
fn a_store_whose_directory_goes_and_comes_back_is_opened_again_and_gets_what_came_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    let (data, away) = (dir.path().join("data"), dir.path().join("away"));
    let works = Works::start(&data);
    assert_eq!(works.write(1).recv().unwrap(), Ok(()));
    fs::rename(&data, &away).unwrap();
    let told = [works.write(2), works.write(3)];
    assert!(matches!(works.news.recv().unwrap(), StoreNews::Refused(_)));
    assert!(told.iter().all(|told| told.try_recv() == Err(TryRecvError::Empty)));
    assert!(!data.exists(), "nothing is begun where it was");
    fs::rename(&away, &data).unwrap();
    assert!(told.iter().all(|told| told.recv().unwrap() == Ok(())));
    assert_eq!(works.news.recv().unwrap(), StoreNews::Recovered);
    works.end();
    let works = Works::start(&data);
    assert_eq!(works.stored(), (Some(vec![1, 2, 3]), Some(vec![3])));
    works.end();
}

#[test]
fn what_was_refused_is_tried_again_also_while_the_jobs_never_pause() {
    let dir = tempfile::tempdir().unwrap();
    let (data, away) = (dir.path().join("data"), dir.path().join("away"));
    let works = Works::start(&data);
    fs::rename(&data, &away).unwrap();
    let told = works.write(1);
    assert!(matches!(works.news.recv().unwrap(), StoreNews::Refused(_)));
    fs::rename(&away, &data).unwrap();
    let patience = Instant::now() + Duration::from_secs(60);
    while told.try_recv().is_err() {
        works.stored();
        assert!(Instant::now() < patience, "only a pause would have brought it");
    }
    works.end();
}

#[test]
fn a_store_that_is_removed_is_begun_anew_without_a_cursor() {
    let dir = tempfile::tempdir().unwrap();
    let works = Works::start(dir.path());
    assert_eq!(works.write(1).recv().unwrap(), Ok(()));
    fs::remove_dir_all(dir.path().join("store")).unwrap();
    works.store(StoreJob::Write { batch: Batch { cursor: None, ..batch(2) }, done: None });
    let told = works.write(3);
    assert!(matches!(works.news.recv().unwrap(), StoreNews::Refused(_)));
    assert_eq!(works.news.recv().unwrap(), StoreNews::Damaged);
    assert_eq!(works.news.recv().unwrap(), StoreNews::Recovered);
    assert!(told.recv().unwrap().is_err(), "its cursor would stand for what is gone");
    assert_eq!(works.stored(), (Some(vec![2, 3]), None));
    works.end();
    assert!(dir.path().join("store.open").exists(), "the next start looks at all of it");
}

#[test]
fn what_the_journal_could_not_write_is_told_at_once_and_again_when_it_is_on_the_disk() {
    let dir = tempfile::tempdir().unwrap();
    let (unsynced, away) = (dir.path().join("unsynced"), dir.path().join("away"));
    let works = Works::start(dir.path());
    fs::rename(&unsynced, &away).unwrap();
    let told = works.append(&changes());
    assert!(told.recv().unwrap().is_err());
    assert!(!unsynced.exists(), "nothing is begun where it was");
    fs::rename(&away, &unsynced).unwrap();
    assert_eq!(told.recv().unwrap(), Ok(()));
    works.end();
    let (_, recovered) = Journal::open(&unsynced).unwrap();
    assert_eq!(recovered[0].chunks, changes());
}

#[test]
fn a_store_that_does_not_come_back_delays_no_change() {
    let dir = tempfile::tempdir().unwrap();
    let works = Works::start(dir.path());
    let (open, gate) = channel::<()>();
    works.store(StoreJob::Read(Box::new(move |_| gate.recv().unwrap())));
    let stored = works.write(1);
    for _ in 0..3 {
        assert_eq!(works.append(&changes()).recv().unwrap(), Ok(()), "on the disk, while the store stands");
    }
    assert_eq!(stored.try_recv(), Err(TryRecvError::Empty));
    assert!(works.pulse.waits_since().is_some());
    open.send(()).unwrap();
    assert_eq!(stored.recv().unwrap(), Ok(()));
    works.end();
}

#[cfg(target_os = "linux")]
#[test]
fn a_store_on_a_full_disk_takes_everything_in_the_end_without_a_restart() {
    let Some(small) = crate::backend::tests::small::Small::mount() else { return };
    let data = small.path().join("data");
    let works = Works::start(&data);
    assert_eq!(works.write(1).recv().unwrap(), Ok(()));
    let filler = small.fill();
    // More than sled has claimed room for.
    let long = |byte: u8| Batch {
        snapshots: vec![(DocId([byte; 16]), vec![byte; 400_000])],
        cursor: Some(Some(vec![byte])),
        ..Batch::new(WORKSPACE)
    };
    let mut told = Vec::new();
    for byte in 12..15 {
        let (done, hears) = channel();
        let done = Box::new(move |it| done.send(it).unwrap());
        works.store(StoreJob::Write { batch: long(byte), done: Some(done) });
        told.push(hears);
    }
    assert!(matches!(works.news.recv().unwrap(), StoreNews::Refused(_)));
    assert!(told.last().unwrap().try_recv().is_err(), "not told of before it is on the disk");
    fs::remove_file(filler).unwrap();
    assert!(told.iter().all(|told| told.recv().unwrap() == Ok(())));
    assert_eq!(works.news.recv().unwrap(), StoreNews::Recovered);
    works.end();
    let works = Works::start(&data);
    assert_eq!(works.stored(), (Some(vec![1]), Some(vec![14])));
    works.end();
}
