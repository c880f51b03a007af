//! The relay as a process, its clients here, on the loopback: appends with their fsync, processor time per
//! delivered change, and memory when nobody reads or when there are many documents.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "../../shared/benches/measure/mod.rs"]
mod measure;

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use common::{Client, Founded, found};
use futures_util::StreamExt;
use measure::{Samples, bare_fsync, cpu, resident_mb};
use samskriv_shared::{
    ids::DocId,
    membership::Role,
    protocol::{ClientFrame, Cursor, Entry, RelayFrame, decode},
    seal::{DeviceSecret, sign_entry},
};
use tempfile::TempDir;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_tungstenite::tungstenite::Message;

/// As a sealed key stroke: its Automerge change, seal and signature.
const KEY: usize = 200;
/// How long each row of a table is measured.
const ROW: Duration = Duration::from_secs(3);
/// Connections of one device; a relay takes eight.
const PER_DEVICE: usize = 8;

#[tokio::main(worker_threads = 2)]
async fn main() {
    if !measure::wanted("relay") {
        return;
    }
    if measure::asked("appends") {
        appends().await;
    }
    if measure::asked("followers") {
        followers().await;
    }
    if measure::asked("silent") {
        silent_readers().await;
    }
    if measure::asked("documents") {
        documents().await;
    }
}

/// A relay process in a directory of its own; killed when dropped.
struct RelayProcess {
    child: Child,
    address: SocketAddr,
    dir: TempDir,
}

impl RelayProcess {
    fn start() -> RelayProcess {
        let dir = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_samskriv-relay"))
            .args(["--listen", "127.0.0.1:0", "--open", "--data"])
            .arg(dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").unwrap().parse().unwrap();
        RelayProcess { child, address, dir }
    }

    fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A connection that has been welcomed.
    async fn connect(&self, world: &Founded, device: &DeviceSecret, after: Option<Cursor>) -> Client {
        let mut client = Client::dial(self.address).await;
        client.hello(world.id(), device, after).await;
        client.welcomed().await;
        client
    }

    /// A new workspace, its founder's connection, and so many devices that may write.
    async fn workspace(&self, seed: u64, devices: usize) -> (Founded, Client, Vec<DeviceSecret>) {
        let mut world = found(seed);
        let mut founder = Client::dial(self.address).await;
        founder.send(&ClientFrame::Create { genesis: world.genesis.clone(), token: None }).await;
        founder.hello(world.id(), &world.admin, None).await;
        founder.welcomed().await;
        let mut members = Vec::new();
        for _ in 0..devices {
            members.push(world.join(&mut founder, Role::Editor).await);
        }
        (world, founder, members)
    }
}

impl Drop for RelayProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Entries made beforehand: what the writer does is not what is measured.
fn entries(world: &mut Founded, device: &DeviceSecret, count: usize, length: usize) -> Vec<Vec<u8>> {
    (0..count).map(|_| world.change_by(device, length).to_bytes()).collect()
}

/// Each writer waits for its acknowledgement before it writes again, and is told what the others write.
async fn appends() {
    println!("\nappend with fsync, each writer waits for its acknowledgement");
    println!(
        "{:>8} {:>10} {:>10} {:>10} {:>12} {:>12} {:>10} {:>14}",
        "writers", "per s", "p50 ms", "p99 ms", "fsync bare", "p50 / bare", "per fsync", "cpu ms/append"
    );
    let relay = RelayProcess::start();
    for (seed, writers) in [(1, 1), (2, 8), (3, 64)] {
        let (mut world, founder, devices) = relay.workspace(seed, writers).await;
        let mut ready = Vec::new();
        for device in devices {
            // More than any disk here takes of one writer in the time.
            let entries = entries(&mut world, &device, (40_000 / writers).min(9_000), KEY);
            ready.push((relay.connect(&world, &device, founder.head).await, entries));
        }
        let mut bare = bare_fsync(relay.dir.path(), 200);
        let (fsyncs, used, begin) = (metric(&relay, "fsyncs_total").await, cpu(relay.pid()), Instant::now());
        let tasks: Vec<_> =
            ready.into_iter().map(|ready| tokio::spawn(append_for(ready, begin + ROW))).collect();
        let mut samples = Samples::default();
        for task in tasks {
            samples.extend(task.await.unwrap());
        }
        let (took, used) = (begin.elapsed(), cpu(relay.pid()) - used);
        let fsyncs = metric(&relay, "fsyncs_total").await - fsyncs;
        bare.extend(bare_fsync(relay.dir.path(), 200));
        let (count, median, bare) = (samples.len() as f64, samples.median(), bare.median());
        println!(
            "{writers:>8} {:>10.0} {median:>10.2} {:>10.2} {bare:>12.2} {:>12.1} {:>10.1} {:>14.3}",
            count / took.as_secs_f64(),
            samples.percentile(0.99),
            median / bare,
            count / fsyncs as f64,
            used.as_secs_f64() * 1e3 / count,
        );
    }
}

async fn append_for((mut client, entries): (Client, Vec<Vec<u8>>), end: Instant) -> Samples {
    let mut samples = Samples::default();
    for entry in entries.iter().take_while(|_| Instant::now() < end) {
        let start = std::time::Instant::now();
        client.append_ok(entry).await;
        client.aside.clear();
        samples.push(start.elapsed());
    }
    samples
}

/// One writer at 64 changes a second, everyone else follows.
async fn followers() {
    println!("\none writer, 64 changes/s: relay's processor time; goal under 0.02 ms per delivered change");
    println!(
        "{:>10} {:>10} {:>12} {:>16} {:>14}",
        "followers", "changes", "delivered", "ms per delivered", "ms per change"
    );
    for (seed, followers) in [(10, 10_usize), (11, 50), (12, 100), (13, 500)] {
        let relay = RelayProcess::start();
        let (mut world, mut writer, devices) = relay.workspace(seed, followers.div_ceil(PER_DEVICE)).await;
        let head = catch_up(&relay, &world).await;
        let received = Arc::new(AtomicU64::new(0));
        for number in 0..followers {
            let client = relay.connect(&world, &devices[number % devices.len()], Some(head)).await;
            tokio::spawn(count(client, received.clone()));
        }
        let changes = 64 * ROW.as_secs();
        let admin = world.admin.clone();
        let entries = entries(&mut world, &admin, changes as usize, KEY);
        let before = cpu(relay.pid());
        let mut clock = interval(Duration::from_secs(1) / 64);
        clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
        for entry in entries {
            clock.tick().await;
            writer.append_ok(&entry).await;
            writer.aside.clear();
        }
        let all = changes * followers as u64;
        wait_for(&received, all).await;
        let used = (cpu(relay.pid()) - before).as_secs_f64() * 1e3;
        println!(
            "{followers:>10} {changes:>10} {all:>12} {:>16.4} {:>14.3}",
            used / all as f64,
            used / changes as f64
        );
    }
}

async fn wait_for(received: &AtomicU64, all: u64) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while received.load(Ordering::SeqCst) < all {
        assert!(Instant::now() < deadline, "{} of {all} came", received.load(Ordering::SeqCst));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The log's newest place.
async fn catch_up(relay: &RelayProcess, world: &Founded) -> Cursor {
    let mut client = relay.connect(world, &world.admin, None).await;
    let (_, _, head) = client.catch_up_seeing().await;
    head
}

/// Counts the entries that come. They are not looked into: the processor is the relay's.
async fn count(mut client: Client, received: Arc<AtomicU64>) {
    while let Some(Ok(message)) = client.socket.next().await {
        let Message::Binary(bytes) = message else { continue };
        if let Ok(RelayFrame::Entries(items)) = decode(&bytes) {
            received.fetch_add(items.len() as u64, Ordering::SeqCst);
        }
    }
}

/// 50 followers stop reading while 200 MB pass by; one of them reads again.
async fn silent_readers() {
    const READERS: usize = 50;
    const ENTRY: usize = 64 << 10;
    const BEFORE: usize = 600;
    const PASSING: usize = 3_200;
    let relay = RelayProcess::start();
    let (mut world, mut writer, devices) = relay.workspace(20, READERS.div_ceil(PER_DEVICE)).await;
    let admin = world.admin.clone();
    // Caches fill with the first, whoever reads.
    write(&mut world, &mut writer, &admin, BEFORE, ENTRY).await;
    let head = catch_up(&relay, &world).await;
    let warm = resident_mb(relay.pid());
    let mut readers = Vec::new();
    for number in 0..READERS {
        readers.push(relay.connect(&world, &devices[number % devices.len()], Some(head)).await);
    }
    let connected = resident_mb(relay.pid());
    // Each follower costs the batch that it does not take; after the first, no more may come to it.
    let mut grown = Vec::new();
    for _ in 0..4 {
        write(&mut world, &mut writer, &admin, PASSING / 4, ENTRY).await;
        grown.push(format!("{:.1}", resident_mb(relay.pid())));
    }
    let mut again = readers.swap_remove(7);
    let (items, _) = again.items_to(head.seq + PASSING as u64).await;
    assert!(items.iter().map(|item| item.seq).eq(head.seq + 1..=head.seq + PASSING as u64));
    println!(
        "\n{READERS} followers stop reading while {} MB pass; goal: no growth, nothing lost",
        PASSING * ENTRY / 1_000_000
    );
    println!(
        "relay's memory: {warm:.1} MB before, {connected:.1} with the followers, {} after each quarter; \
         one read again and has all {}",
        grown.join(", "),
        items.len()
    );
}

async fn write(world: &mut Founded, writer: &mut Client, device: &DeviceSecret, count: usize, length: usize) {
    let mut waiting = 0;
    for _ in 0..count {
        writer.append(&world.change_by(device, length).to_bytes()).await;
        waiting += 1;
        if waiting == 32 {
            acknowledged(writer, waiting).await;
            waiting = 0;
        }
    }
    acknowledged(writer, waiting).await;
}

async fn acknowledged(writer: &mut Client, count: usize) {
    let mut left = count;
    while left > 0 {
        match writer.receive().await {
            RelayFrame::Ack { .. } => left -= 1,
            RelayFrame::Reject { code, .. } => panic!("{code:?}"),
            _ => {}
        }
    }
}

/// What a relay holds in memory of 1,000 documents that nobody works on.
async fn documents() {
    const DOCUMENTS: usize = 1_000;
    let relay = RelayProcess::start();
    let (mut world, mut writer, _) = relay.workspace(30, 0).await;
    let admin = world.admin.clone();
    let start = resident_mb(relay.pid());
    for number in 0..DOCUMENTS {
        let change = world.change_by(&admin, 20_000);
        let doc = DocId((number as u128).to_be_bytes());
        let mut entry = Entry { doc: Some(doc), ..change };
        sign_entry(Some(&world.id()), &mut entry, &admin);
        writer.append_ok(&entry.to_bytes()).await;
        writer.aside.clear();
    }
    writer.close().await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    println!("\n{DOCUMENTS} documents of 20 KB, idle; goal under 30 MB");
    println!("relay's memory: {start:.1} MB before, {:.1} after", resident_mb(relay.pid()));
}

async fn metric(relay: &RelayProcess, name: &str) -> u64 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(relay.address).await.unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("samskriv_{name} ")));
    line.and_then(|line| line.parse().ok()).unwrap()
}
