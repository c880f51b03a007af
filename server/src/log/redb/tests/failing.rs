//! A disk that fails at any one of its operations, for good or until there is room again: what was
//! acknowledged is there and can be read meanwhile, what was refused leaves the log whole, and it goes on
//! without a restart.

use std::io::{self, ErrorKind};

use redb::{StorageBackend, backends::InMemoryBackend};

use super::*;

/// Operations that change the disk count down; at 0 they fail until there is room again.
#[derive(Debug)]
pub struct Failing {
    bytes: InMemoryBackend,
    countdown: Mutex<Option<u64>>,
    unreadable: AtomicBool,
    looks: AtomicBool,
}

impl Failing {
    pub fn holding(content: &[u8]) -> Arc<Failing> {
        let bytes = InMemoryBackend::new();
        bytes.set_len(content.len() as u64).unwrap();
        bytes.write(0, content).unwrap();
        let (unreadable, looks) = (AtomicBool::new(false), AtomicBool::new(false));
        Arc::new(Failing { bytes, countdown: Mutex::new(None), unreadable, looks })
    }

    pub fn content(&self) -> Vec<u8> {
        let mut content = vec![0; self.bytes.len().unwrap() as usize];
        self.bytes.read(0, &mut content).unwrap();
        content
    }

    fn fail_after(&self, operations: u64) {
        *self.countdown.lock().unwrap() = Some(operations);
    }

    fn has_failed(&self) -> bool {
        *self.countdown.lock().unwrap() == Some(0)
    }

    fn make_room(&self) {
        *self.countdown.lock().unwrap() = None;
    }

    fn change(&self) -> io::Result<()> {
        match &mut *self.countdown.lock().unwrap() {
            None => Ok(()),
            Some(0) => Err(ErrorKind::StorageFull.into()),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
        }
    }
}

/// One opening of it.
#[derive(Debug)]
struct Handle(Arc<Failing>);

impl StorageBackend for Handle {
    fn len(&self) -> io::Result<u64> {
        self.0.bytes.len()
    }
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        if self.0.unreadable.load(Ordering::SeqCst) {
            return Err(ErrorKind::Other.into());
        }
        self.0.bytes.read(offset, out)
    }
    fn set_len(&self, length: u64) -> io::Result<()> {
        self.0.change()?;
        self.0.bytes.set_len(length)
    }
    fn sync_data(&self) -> io::Result<()> {
        self.0.change()
    }
    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.change()?;
        self.0.bytes.write(offset, data)
    }
}

impl Disk for Arc<Failing> {
    fn open(&self, writing: bool) -> io::Result<Box<dyn StorageBackend>> {
        self.looks.store(!writing, Ordering::SeqCst);
        Ok(Box::new(Handle(self.clone())))
    }
    fn try_room(&self, _: u64) -> io::Result<()> {
        self.change()
    }
}

fn open(disk: &Arc<Failing>) -> RedbLog {
    RedbLog::open_disk(Arc::new(disk.clone()), CACHE).unwrap()
}

/// An empty log in memory.
pub fn empty() -> (Arc<Failing>, RedbLog) {
    let disk = Failing::holding(&[]);
    opening::make_on(&disk, CACHE, |_| Ok::<_, LogError>(())).unwrap();
    let log = open(&disk);
    (disk, log)
}

/// A log with a few entries, the model of it, and its disk.
fn started() -> (Arc<Failing>, RedbLog, Model) {
    let (disk, log) = empty();
    let mut model = Model::default();
    for length in [10, 5_000, 300] {
        append(&log, &mut model, length).unwrap();
    }
    (disk, log, model)
}

/// Appends to the model only what the log has taken.
fn append(log: &RedbLog, model: &mut Model, length: usize) -> Result<(), LogError> {
    let (mut next, mut batch) = (model.clone(), Batch::default());
    next.append(&mut batch, workspace(1), length.is_multiple_of(2), vec![7; length]);
    next.append(&mut batch, workspace(2), false, vec![8; length]);
    log.commit(&batch)?;
    *model = next;
    Ok(())
}

#[test]
fn a_disk_that_fails_at_any_operation_refuses_reads_on_and_takes_more_when_there_is_room() {
    let (mut failures, mut good_after_all, mut looked, mut moved) = (0, 0, 0, 0);
    for operations in 0.. {
        let (disk, log, mut model) = started();
        disk.fail_after(operations);
        let refused = append(&log, &mut model, 20_000);
        if !disk.has_failed() {
            refused.unwrap();
            assert!(operations > 4, "it failed {operations} times");
            break;
        }
        failures += 1;
        good_after_all += u64::from(refused.is_ok());
        looked += u64::from(disk.looks.load(Ordering::SeqCst));
        // Refused again, and each time all that was acknowledged can be read.
        for _ in 0..2 {
            model.check_holds(&log, operations);
            assert!(append(&log, &mut model, 20_000).is_err(), "after {operations} operations");
        }
        model.check_holds(&log, operations);

        disk.make_room();
        match append(&log, &mut model, 200) {
            Ok(()) => {}
            Err(LogError::Moved) => {
                moved += 1;
                model.catch_up(&log);
                append(&log, &mut model, 200).unwrap();
            }
            Err(error) => panic!("after {operations} operations: {error:?}"),
        }
        model.check(&log, operations);
        drop(log);
        model.check(&open(&disk), operations);
    }
    println!(
        "{failures} failures: {looked} left a log that could only be read, {good_after_all} were made good at \
         once, {moved} left what was refused"
    );
    assert!(looked > 0 && moved > 0, "every way was gone");
}

#[test]
fn a_disk_that_fails_once_goes_on_with_the_next_commit() {
    for operations in 0..4 {
        let (disk, log, mut model) = started();
        disk.fail_after(operations);
        assert!(append(&log, &mut model, 20_000).is_err());
        disk.make_room();
        while append(&log, &mut model, 300).is_err() {
            model.catch_up(&log);
        }
        model.check(&log, operations);
    }
}

#[test]
fn a_disk_that_cannot_be_read_for_a_while_is_read_again_after_the_next_commit() {
    let (disk, log, mut model) = started();
    drop(log);
    // Nothing is read from the cache.
    let log = RedbLog::open_disk(Arc::new(disk.clone()), 0).unwrap();
    disk.unreadable.store(true, Ordering::SeqCst);
    assert!(log.read(&workspace(1), 0, usize::MAX).is_err());
    // Even the database cannot be opened anew.
    assert!(append(&log, &mut model, 300).is_err());
    assert!(log.read(&workspace(1), 0, usize::MAX).is_err());
    disk.unreadable.store(false, Ordering::SeqCst);
    append(&log, &mut model, 300).unwrap();
    model.check(&log, 0);
}
