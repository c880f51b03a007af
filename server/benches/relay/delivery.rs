//! What a change costs the relay until everyone has it, in processor time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::StreamExt;
use samskriv_shared::protocol::{RelayFrame, decode};
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_tungstenite::tungstenite::Message;

use crate::{
    common::Client,
    measure::{BareFsync, Samples, bare::bare_relay, tell},
    process::{KEY, PER_DEVICE, RelayProcess, entries},
};

/// Of each of two people, in a second.
const KEYS: u32 = 20;
/// Of one writer with many followers, in a second.
const CHANGES: u32 = 64;

/// Two people who type, each of whom gets what the other writes.
pub async fn pair() {
    const SECONDS: u32 = 15;
    let relay = RelayProcess::start();
    let (mut world, founder, devices) = relay.workspace(9, 2).await;
    let admin = world.admin.clone();
    let mut typists = Vec::new();
    for device in devices {
        let keys = entries(&mut world, &device, (KEYS * SECONDS) as usize, KEY);
        typists.push((relay.connect(&world, &device, founder.head).await, keys));
    }
    drop(founder);
    let (dir, workspace) = (relay.dir().to_owned(), world.id());
    let others = entries(&mut world, &admin, (2 * KEYS * SECONDS) as usize, KEY);
    let (fsyncs, before) = (relay.metric("fsyncs_total").await, relay.cpu());
    let mut typing = Vec::new();
    for (number, (client, keys)) in typists.into_iter().enumerate() {
        // Half a key apart: together they would share their fsyncs.
        tokio::time::sleep(Duration::from_secs(1) / KEYS / 2 * number as u32).await;
        typing.push(tokio::spawn(type_at(client, keys, KEYS)));
    }
    let bare = tokio::task::spawn_blocking(move || {
        bare_relay(&dir, workspace, &others, Duration::from_secs(1) / KEYS / 2)
    });
    for task in typing {
        task.await.unwrap();
    }
    let changes = f64::from(2 * KEYS * SECONDS);
    let used = relay.cpu().since(&before) / changes;
    let commits = (relay.metric("fsyncs_total").await - fsyncs) as f64 / changes;
    let bare = bare.await.unwrap();
    bare.tell_beside(&format!("two writers, {KEYS} changes/s each: relay's CPU per change"), used, commits);
}

async fn type_at(mut client: Client, keys: Vec<Vec<u8>>, per_second: u32) -> Client {
    let mut clock = interval(Duration::from_secs(1) / per_second);
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for key in keys {
        clock.tick().await;
        client.append_ok(&key).await;
        client.aside.clear();
    }
    client
}

/// One writes, everyone else follows.
pub async fn followers() {
    for (seed, followers, seconds) in [(10, 10_usize, 8), (11, 50, 8), (12, 100, 8), (13, 500, 8)] {
        row(seed, followers, seconds).await;
    }
}

async fn row(seed: u64, followers: usize, seconds: u32) {
    let relay = RelayProcess::start();
    let (mut world, writer, devices) = relay.workspace(seed, followers.div_ceil(PER_DEVICE)).await;
    let head = relay.head(&world).await;
    let changes = u64::from(CHANGES * seconds);
    let delivery = Arc::new(Delivery::new(head.seq + 1, changes));
    let mut tasks = Vec::new();
    for number in 0..followers {
        let client = relay.connect(&world, &devices[number % devices.len()], Some(head)).await;
        tasks.push(tokio::spawn(receive(client, delivery.clone())));
    }
    let admin = world.admin.clone();
    let entries = entries(&mut world, &admin, changes as usize, KEY);
    let mut bare = BareFsync::new(relay.dir());
    bare.run(300);
    let before = relay.cpu();
    let writing = tokio::spawn(write_at(writer, entries, delivery.clone()));
    let mut late = Samples::default();
    for task in tasks {
        late.extend(task.await.unwrap());
    }
    writing.await.unwrap();
    let used = relay.cpu().since(&before);
    bare.run(300);
    let delivered = changes * followers as u64;
    assert_eq!(late.len() as u64, delivered);
    tell(
        &format!("1 writer, {CHANGES}/s, {followers} followers: relay's CPU per delivery"),
        &format!("{:.4} ms", used / delivered as f64),
        "under 0.02 ms",
        &format!(
            "{:.3} ms per change, {:.3} of it a bare fsync; sent to received p50 {:.1} ms, p99 {:.1} ms",
            used / changes as f64,
            bare.cpu(),
            late.median(),
            late.percentile(0.99),
        ),
    );
}

/// When each entry was sent, in microseconds after the start.
struct Delivery {
    start: Instant,
    first: u64,
    sent: Vec<AtomicU64>,
}

impl Delivery {
    fn new(first: u64, changes: u64) -> Delivery {
        let sent = (0..changes).map(|_| AtomicU64::new(0)).collect();
        Delivery { start: Instant::now(), first, sent }
    }

    fn micros(&self) -> u64 {
        self.start.elapsed().as_micros() as u64
    }
}

/// By the clock, whether or not the acknowledgements keep up.
async fn write_at(mut writer: Client, entries: Vec<Vec<u8>>, delivery: Arc<Delivery>) -> Client {
    let mut clock = interval(Duration::from_secs(1) / CHANGES);
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for (entry, sent) in entries.iter().zip(&delivery.sent) {
        clock.tick().await;
        sent.store(delivery.micros(), Ordering::SeqCst);
        writer.append(entry).await;
    }
    writer
}

/// How late each entry came. They are not looked into: the processor is the relay's.
async fn receive(mut client: Client, delivery: Arc<Delivery>) -> Samples {
    let mut late = Samples::default();
    while late.len() < delivery.sent.len() {
        let Some(Ok(message)) = client.socket.next().await else { panic!("{} came", late.len()) };
        let Message::Binary(bytes) = message else { continue };
        let Ok(RelayFrame::Entries(items)) = decode(&bytes) else { continue };
        let now = delivery.micros();
        for item in items {
            let sent = delivery.sent[(item.seq - delivery.first) as usize].load(Ordering::SeqCst);
            late.push(Duration::from_micros(now - sent));
        }
    }
    late
}
