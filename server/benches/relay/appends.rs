//! Appends: each writer waits for its acknowledgement, and with it for the fsync, before it writes again.

use std::time::Duration;

use tokio::time::Instant;

use crate::{
    common::Client,
    measure::{BareFsync, Samples, tell},
    process::{KEY, RelayProcess, entries},
};

const ROW: Duration = Duration::from_secs(3);

pub async fn appends() {
    let relay = RelayProcess::start();
    for (seed, writers) in [(1, 1), (2, 8), (3, 64)] {
        row(&relay, seed, writers).await;
    }
}

async fn row(relay: &RelayProcess, seed: u64, writers: usize) {
    let (mut world, founder, devices) = relay.workspace(seed, writers).await;
    let mut ready = Vec::new();
    for device in devices {
        // More than any disk here takes of one writer in the time.
        let entries = entries(&mut world, &device, (60_000 / writers).min(20_000), KEY);
        ready.push((relay.connect(&world, &device, founder.head).await, entries));
    }
    let mut bare = BareFsync::new(relay.dir());
    bare.run(300);
    let (fsyncs, before, begin) = (relay.metric("fsyncs_total").await, relay.cpu(), Instant::now());
    let tasks: Vec<_> = ready.into_iter().map(|ready| tokio::spawn(append_for(ready, begin + ROW))).collect();
    let mut samples = Samples::default();
    for task in tasks {
        samples.extend(task.await.unwrap());
    }
    let (took, used) = (begin.elapsed().as_secs_f64(), relay.cpu().since(&before));
    let fsyncs = relay.metric("fsyncs_total").await - fsyncs;
    bare.run(300);
    let count = samples.len() as f64;
    tell(
        &format!("append with fsync, {writers} writers: p50"),
        &format!("{:.2} ms", samples.median()),
        "-",
        &format!(
            "p99 {:.2} ms; {:.1} x a bare fsync ({:.2} ms); {:.0}/s, {:.1} per fsync; relay's CPU {:.3} ms each",
            samples.percentile(0.99),
            samples.median() / bare.took.median(),
            bare.took.median(),
            count / took,
            count / fsyncs as f64,
            used / count,
        ),
    );
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
