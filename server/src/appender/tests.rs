//! Commits that fail and commits that share an fsync: what is answered, and what followers see.
#![allow(clippy::unwrap_used)]

use std::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use samskriv_shared::{
    ids::{ChainHash, DocId},
    membership::{self, create},
    protocol::{Entry, entry_id},
    seal::{Content, ContentKey, DeviceSecret, seal_entry},
};
use tempfile::TempDir;
use tokio::sync::{Semaphore, mpsc};

use super::*;
use crate::{
    config::RelayLimits,
    log::{
        CoveredEntry, DocumentPlace, EntryIndex, LogError, LogState, NewEntry, StoredEntry, redb::RedbLog,
    },
};

/// A disk that can be full, or slow: each commit waits for a permission.
struct Disk {
    log: RedbLog,
    full: AtomicBool,
    permissions: Mutex<Option<Receiver<()>>>,
}

impl Log for Disk {
    fn workspaces(&self) -> Result<Vec<(WorkspaceId, LogState)>, LogError> {
        self.log.workspaces()
    }
    fn state(&self, workspace: &WorkspaceId) -> Result<Option<LogState>, LogError> {
        self.log.state(workspace)
    }
    fn read(&self, workspace: &WorkspaceId, after: u64, max: usize) -> Result<Vec<StoredEntry>, LogError> {
        self.log.read(workspace, after, max)
    }
    fn read_membership(
        &self,
        workspace: &WorkspaceId,
        after: u64,
        max: usize,
    ) -> Result<Vec<StoredEntry>, LogError> {
        self.log.read_membership(workspace, after, max)
    }
    fn read_documents(
        &self,
        workspace: &WorkspaceId,
        after: DocumentPlace,
        upto: u64,
        max: usize,
    ) -> Result<(Vec<StoredEntry>, DocumentPlace), LogError> {
        self.log.read_documents(workspace, after, upto, max)
    }
    fn read_covered(
        &self,
        workspace: &WorkspaceId,
        after: DocumentPlace,
        before: u64,
        max_entries: usize,
        max_bytes: u64,
    ) -> Result<Vec<CoveredEntry>, LogError> {
        self.log.read_covered(workspace, after, before, max_entries, max_bytes)
    }
    fn chain_at(&self, workspace: &WorkspaceId, seq: u64) -> Result<Option<ChainHash>, LogError> {
        self.log.chain_at(workspace, seq)
    }
    fn seen(&self, workspace: &WorkspaceId) -> Result<Vec<SeenRecord>, LogError> {
        self.log.seen(workspace)
    }
    fn has_token(&self, token: &TokenHash) -> Result<bool, LogError> {
        self.log.has_token(token)
    }
    fn commit(&self, batch: &Batch) -> Result<(), LogError> {
        if let Some(permissions) = &*self.permissions.lock().unwrap() {
            permissions.recv().unwrap();
        }
        if self.full.load(Ordering::SeqCst) {
            return Err(LogError::Storage("no space left".into()));
        }
        self.log.commit(batch)
    }
}

struct World {
    rng: ChaCha20Rng,
    device: DeviceSecret,
    key: ContentKey,
    disk: Arc<Disk>,
    appender: Appender,
    thread: JoinHandle<()>,
    workspace: Arc<Workspace>,
    metrics: Arc<Metrics>,
    answers: (UnboundedSender<Appended>, mpsc::UnboundedReceiver<Appended>),
    memory: Arc<Semaphore>,
    _dir: TempDir,
}

fn world(workspace_bytes: u64) -> World {
    let dir = tempfile::tempdir().unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let (device, recovery) = (DeviceSecret::generate(&mut rng), DeviceSecret::generate(&mut rng));
    let (genesis, key) = create(&device, &recovery, &mut rng).unwrap();
    let genesis = genesis.to_bytes();
    let log = RedbLog::open(dir.path(), 1 << 20).unwrap();
    let disk = Arc::new(Disk { log, full: AtomicBool::new(false), permissions: Mutex::new(None) });
    let metrics = Arc::new(Metrics::default());
    let (appender, thread) = Appender::start(Setting {
        log: disk.clone(),
        metrics: metrics.clone(),
        clock: Arc::new(|| 0),
        workspace_bytes,
        seen_stored_after: Duration::from_secs(3600),
    })
    .unwrap();
    let id = WorkspaceId(entry_id(&genesis).0);
    let (done, created) = oneshot::channel();
    appender.queue(Job::Create { workspace: id, chain: vec![genesis.into()], token: None, done });
    created.blocking_recv().unwrap().unwrap();
    let workspace = Workspace::load(&*disk, id, &RelayLimits::default()).unwrap().unwrap();
    World {
        rng,
        device,
        key,
        disk,
        appender,
        thread,
        workspace: Arc::new(workspace),
        metrics,
        answers: mpsc::unbounded_channel(),
        memory: Arc::new(Semaphore::new(1000)),
        _dir: dir,
    }
}

impl World {
    fn append(&mut self, reference: u64) {
        let entry = self.sealed();
        self.queue(reference, &entry);
    }

    fn sealed(&mut self) -> Entry {
        let (content, id) = (Content::Changes(&[1; 100]), self.workspace.id);
        seal_entry(&id, DocId([1; 16]), content, 0, &self.key, &self.device, &mut self.rng).unwrap()
    }

    fn queue(&mut self, reference: u64, entry: &Entry) {
        let bytes = entry.to_bytes();
        let membership = membership::parse(&bytes).ok();
        let permit = || self.memory.clone().try_acquire_owned().unwrap();
        self.appender.queue(Job::Append(Box::new(AppendJob {
            workspace: self.workspace.clone(),
            device: self.device.id(),
            entry: CheckedEntry {
                id: entry_id(&bytes),
                bytes: bytes.into(),
                doc: entry.doc,
                covers: None,
                epoch: entry.epoch,
                author: entry.author,
                membership: membership.map(|(_, it)| CheckedMembership { prev: it.prev, op: it.op }),
            },
            reference,
            answer: self.answers.0.clone(),
            permit: permit(),
            memory: permit(),
        })));
    }

    fn answer(&mut self) -> (u64, Result<u64, Code>) {
        let answer = self.answers.1.blocking_recv().unwrap();
        (answer.reference, answer.outcome.map(|place| place.seq).map_err(|rejection| rejection.code))
    }

    /// Ends the thread, after everything that was queued.
    fn end(self) -> (RedbLog, WorkspaceId) {
        self.appender.queue(Job::Stop);
        self.thread.join().unwrap();
        let id = self.workspace.id;
        (Arc::into_inner(self.disk).unwrap().log, id)
    }
}

#[test]
fn a_full_disk_refuses_leaves_no_trace_and_is_over_when_there_is_room() {
    let mut world = world(1 << 20);
    world.append(1);
    assert_eq!(world.answer(), (1, Ok(2)));
    let before = world.workspace.tail();
    world.disk.full.store(true, Ordering::SeqCst);
    world.append(2);
    assert_eq!(world.answer(), (2, Err(Code::StorageFailed)));
    assert!(Arc::ptr_eq(&before, &world.workspace.tail()));
    world.disk.full.store(false, Ordering::SeqCst);
    world.append(3);
    assert_eq!(world.answer(), (3, Ok(3)));
    let head = world.workspace.tail().state.head();
    assert_eq!(world.metrics.appends.get(), 2);
    let (log, id) = world.end();
    assert_eq!(log.state(&id).unwrap().unwrap().head(), head);
    assert_eq!(log.read(&id, 0, 1 << 20).unwrap().len(), 3);
}

#[test]
fn what_was_refused_and_is_in_the_log_all_the_same_is_neither_overwritten_nor_left_out() {
    let mut world = world(1 << 20);
    let followed = world.workspace.follow();
    // As a commit whose last sync failed leaves it, behind the appender's back.
    let mut state = world.workspace.tail().state;
    let bytes = world.sealed().to_bytes();
    state.seq += 1;
    state.chain = state.chain.next(&entry_id(&bytes));
    state.bytes += bytes.len() as u64;
    let (workspace, index) = (world.workspace.id, EntryIndex::Document(DocId([1; 16])));
    let entry =
        NewEntry { workspace, seq: state.seq, chain: state.chain, index, bytes: bytes.clone().into() };
    let batch = Batch { entries: vec![entry], states: vec![(workspace, state)], ..Batch::default() };
    world.disk.log.commit(&batch).unwrap();

    world.append(1);
    assert_eq!(world.answer(), (1, Err(Code::StorageFailed)));
    assert_eq!(world.workspace.tail().state, state);
    let (probe, probed) = oneshot::channel();
    world.appender.queue(Job::Probe(probe));
    probed.blocking_recv().unwrap();
    assert_eq!(followed.borrow().state.seq, 2, "the followers are told");
    assert_eq!(world.workspace.recent(1, 2, 1 << 20, false), None, "they read it from the log");
    world.append(2);
    assert_eq!(world.answer(), (2, Ok(3)));
    let (log, id) = world.end();
    let held = log.read(&id, 1, 1 << 20).unwrap();
    assert_eq!((held.len(), held[0].bytes.as_ref()), (2, bytes.as_slice()));
}

#[test]
fn nothing_is_answered_or_shown_before_it_is_durable_and_what_waits_shares_one_commit() {
    let mut world = world(1 << 20);
    let (permit, permissions) = channel();
    *world.disk.permissions.lock().unwrap() = Some(permissions);
    let followed = world.workspace.follow();
    let fsyncs = world.metrics.fsyncs.get();
    world.append(1);
    permit.send(()).unwrap();
    assert_eq!(world.answer(), (1, Ok(2)));
    // Some go into one commit, which waits, and the others meanwhile into the next.
    for reference in 2..=100 {
        world.append(reference);
    }
    assert!(world.answers.1.try_recv().is_err());
    assert_eq!(world.workspace.tail().state.seq, 2);
    // The first one is shown after its answer, perhaps not yet.
    assert!(followed.borrow().state.seq <= 2);
    assert_eq!(world.workspace.recent(2, 100, 1000, false), None);
    permit.send(()).unwrap();
    permit.send(()).unwrap();
    for reference in 2..=100 {
        assert_eq!(world.answer(), (reference, Ok(reference + 1)));
    }
    drop(permit);
    *world.disk.permissions.lock().unwrap() = None;
    let fsyncs = world.metrics.fsyncs.get() - fsyncs;
    assert!(fsyncs <= 3, "{fsyncs} commits for a hundred entries");
    assert_eq!(world.end().0.workspaces().unwrap()[0].1.seq, 101);
}

#[test]
fn what_is_queued_behind_a_new_epoch_is_judged_by_it() {
    let mut world = world(1 << 20);
    let (permit, permissions) = channel();
    *world.disk.permissions.lock().unwrap() = Some(permissions);
    world.append(1);
    // These go into one commit, the next.
    let chain = world.workspace.tail().members.chain.clone();
    let rotated = chain.rotate(&world.device, &mut world.rng).unwrap();
    world.append(2);
    world.queue(3, &rotated);
    world.append(4);
    let again = chain.rotate(&world.device, &mut world.rng).unwrap();
    world.queue(5, &again);
    permit.send(()).unwrap();
    permit.send(()).unwrap();
    assert_eq!((world.answer(), world.answer(), world.answer()), ((1, Ok(2)), (2, Ok(3)), (3, Ok(4))));
    let refused = [world.answer(), world.answer()];
    assert_eq!(refused, [(4, Err(Code::StaleEpoch)), (5, Err(Code::StaleChain))]);
    assert_eq!(world.workspace.tail().members.chain.epoch(), 1);
}

#[test]
fn what_is_dropped_shares_a_commit_with_appends_and_stays_when_the_disk_is_full() {
    let mut world = world(1 << 20);
    world.append(1);
    assert_eq!(world.answer(), (1, Ok(2)));
    let before = world.workspace.tail();
    let bytes = world.disk.read(&world.workspace.id, 1, 0).unwrap()[0].bytes.len() as u64;
    let trim = |world: &World| {
        let (done, dropped) = oneshot::channel();
        let covered = vec![CoveredEntry { doc: DocId([1; 16]), seq: 2, bytes }];
        world.appender.queue(Job::Trim { workspace: world.workspace.clone(), covered, done });
        dropped
    };
    world.disk.full.store(true, Ordering::SeqCst);
    assert_eq!(trim(&world).blocking_recv(), Ok(false));
    assert!(Arc::ptr_eq(&before, &world.workspace.tail()));
    assert_eq!(world.disk.read(&world.workspace.id, 1, 0).unwrap().len(), 1);
    world.disk.full.store(false, Ordering::SeqCst);

    let (permit, permissions) = channel();
    *world.disk.permissions.lock().unwrap() = Some(permissions);
    let fsyncs = world.metrics.fsyncs.get();
    world.append(2);
    let dropped = trim(&world);
    world.append(3);
    permit.send(()).unwrap();
    permit.send(()).unwrap();
    drop(permit);
    assert_eq!((world.answer(), world.answer()), ((2, Ok(3)), (3, Ok(4))));
    assert_eq!(dropped.blocking_recv(), Ok(true));
    assert!(world.metrics.fsyncs.get() - fsyncs <= 2);
    let after = world.workspace.tail().state;
    assert_eq!((after.seq, after.floor, after.bytes), (4, 3, before.state.bytes + bytes));
    *world.disk.permissions.lock().unwrap() = None;
    let (log, id) = world.end();
    assert_eq!(log.state(&id).unwrap(), Some(after));
    assert!(matches!(log.read(&id, 1, 0), Err(LogError::Dropped)));
}

#[test]
fn a_full_workspace_takes_no_content() {
    let mut world = world(2_000);
    let mut taken = 0;
    let refused = loop {
        world.append(0);
        match world.answer().1 {
            Ok(_) => taken += 1,
            Err(code) => break code,
        }
    };
    assert_eq!(refused, Code::QuotaExceeded);
    assert!(taken > 0);
    assert!(world.workspace.tail().state.bytes <= 2_000);
}

#[test]
fn what_devices_have_seen_is_written_at_the_end_at_the_latest() {
    let world = world(1 << 20);
    let cursor = world.workspace.tail().state.head();
    let record = SeenRecord { device: world.device.id(), cursor, sig: vec![1; 64] };
    world.appender.queue(Job::Seen(world.workspace.clone(), record.clone()));
    let (log, id) = world.end();
    assert_eq!(log.seen(&id).unwrap(), [record]);
}
