//! What one look drops, and what it costs in commits, with the clock in hand.
#![allow(clippy::unwrap_used)]

use std::{
    sync::atomic::{AtomicU64, Ordering},
    thread::JoinHandle,
};

use bytes::Bytes;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use samskriv_shared::{
    ids::{DocId, Incarnation},
    membership::create,
    protocol::entry_id,
    seal::DeviceSecret,
};
use tempfile::TempDir;

use super::*;
use crate::{
    appender::{Appender, Setting},
    config::{Config, DAY},
    log::{Base, Batch, EntryIndex, Log, LogState, NewEntry, redb::RedbLog},
    metrics::Metrics,
};

const DOC: DocId = DocId([1; 16]);
/// When the base is appended.
const THEN: u64 = 1_800_000_000;

struct World {
    relay: Arc<Relay>,
    now: Arc<AtomicU64>,
    appender: JoinHandle<()>,
    id: WorkspaceId,
    _dir: TempDir,
}

/// A log of a genesis entry, 1,000 changes of 100 bytes, the base that covers them, and a change after it.
fn world() -> World {
    let dir = tempfile::tempdir().unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let (device, recovery) = (DeviceSecret::generate(&mut rng), DeviceSecret::generate(&mut rng));
    let genesis = create(&device, &recovery, &mut rng).unwrap().0.to_bytes();
    let id = WorkspaceId(entry_id(&genesis).0);
    let (mut state, mut batch) = (LogState::empty(Incarnation([1; 8])), Batch::default());
    let mut append = |index: EntryIndex, bytes: Bytes| {
        state.seq += 1;
        state.bytes += bytes.len() as u64;
        state.chain = state.chain.next(&entry_id(&bytes));
        batch.entries.push(NewEntry { workspace: id, seq: state.seq, chain: state.chain, index, bytes });
    };
    append(EntryIndex::Membership, genesis.into());
    for _ in 0..1_000 {
        append(EntryIndex::Document(DOC), vec![1; 100].into());
    }
    append(EntryIndex::Base(DOC, Base { covers: 1_001, at: THEN }), vec![2; 500].into());
    append(EntryIndex::Document(DOC), vec![3; 100].into());
    batch.states.push((id, state));
    let log = Arc::new(RedbLog::open(dir.path(), 1 << 20).unwrap());
    log.commit(&batch).unwrap();

    let (now, metrics) = (Arc::new(AtomicU64::new(THEN)), Arc::new(Metrics::default()));
    let clock = now.clone();
    let mut config = Config::new(dir.path());
    config.clock = Arc::new(move || clock.load(Ordering::SeqCst));
    let (appender, thread) = Appender::start(Setting {
        log: log.clone(),
        metrics: metrics.clone(),
        clock: config.clock.clone(),
        workspace_bytes: 1 << 30,
        seen_stored_after: DAY,
    })
    .unwrap();
    let relay = Arc::new(Relay::new(config, log, appender, metrics));
    World { relay, now, appender: thread, id, _dir: dir }
}

#[tokio::test]
async fn covered_entries_go_after_thirty_days_and_a_few_in_each_commit() {
    let world = world();
    let (relay, metrics) = (&world.relay, &world.relay.metrics);
    let workspace = relay.workspace(world.id).await.unwrap();
    let before = workspace.tail().state;
    world.now.store(THEN + 30 * DAY.as_secs() - 1, Ordering::SeqCst);
    trim(relay).await.unwrap();
    assert_eq!((metrics.dropped.get(), metrics.fsyncs.get()), (0, 0), "a second too early");
    assert_eq!(workspace.tail().state, before);

    world.now.store(THEN + 30 * DAY.as_secs(), Ordering::SeqCst);
    trim(relay).await.unwrap();
    assert_eq!((metrics.dropped.get(), metrics.fsyncs.get()), (1_000, 1_000_u64.div_ceil(PORTION as u64)));
    let after = workspace.tail().state;
    assert_eq!(after, LogState { bytes: before.bytes - 100_000, floor: 1_002, ..before });
    assert_eq!(relay.log.state(&world.id).unwrap(), Some(after), "in memory as on the disk");
    trim(relay).await.unwrap();
    assert_eq!(metrics.fsyncs.get(), 4, "nothing is left to be dropped");
    drop(workspace);
    assert_eq!(relay.workspace(world.id).await.unwrap().tail().state, after);
}

#[tokio::test]
async fn a_clock_set_back_a_year_drops_nothing_early_and_what_is_due_once_it_is_right_again() {
    let world = world();
    let metrics = &world.relay.metrics;
    // 1970 as well, as a computer without a battery believes.
    for wrong in [0, THEN - 365 * DAY.as_secs(), THEN + 30 * DAY.as_secs() - 1] {
        world.now.store(wrong, Ordering::SeqCst);
        trim(&world.relay).await.unwrap();
        assert_eq!(metrics.dropped.get(), 0, "{wrong}");
    }
    world.now.store(THEN + 31 * DAY.as_secs(), Ordering::SeqCst);
    trim(&world.relay).await.unwrap();
    assert_eq!(metrics.dropped.get(), 1_000);
}

#[tokio::test]
async fn a_relay_that_stops_drops_nothing_more() {
    let world = world();
    world.now.store(THEN + 31 * DAY.as_secs(), Ordering::SeqCst);
    world.relay.stop();
    run(world.relay.clone()).await;
    world.relay.appender.queue(Job::Stop);
    world.appender.join().unwrap();
    assert_eq!(trim(&world.relay).await, Ok(()));
    assert_eq!(world.relay.metrics.dropped.get(), 0);
}
