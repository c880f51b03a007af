//! The least that any relay does with a change, on one thread and nothing else: read it, verify its
//! signature, make it durable, send it to two. What that takes here and now is what the relay's figures
//! are held against: on a processor and a disk that others use, and after a pause, everything takes a multiple.

use std::{
    fs::File,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{Arc, Mutex},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use samskriv_shared::{ids::WorkspaceId, protocol::Entry, seal::verify_entry};

use super::{Samples, tell, thread_cpu};

/// What the changes took.
pub struct BareCost {
    /// Processor time of one, in milliseconds.
    pub cpu: f64,
    /// Of it making the change durable.
    pub fsync_cpu: f64,
    /// Making each durable.
    pub fsync: Samples,
    /// From sending each to receiving it.
    pub delivery: Samples,
}

impl BareCost {
    /// Tells what a relay that took `used` milliseconds of CPU and `commits` fsyncs for each change costs beside
    /// this.
    pub fn tell_beside(&self, what: &str, used: f64, commits: f64) {
        let BareCost { cpu, fsync_cpu, .. } = self;
        tell(
            what,
            &format!("{used:.3} ms"),
            "under 0.2 ms",
            &format!(
                "{:.2} x the least that any relay does ({cpu:.3} ms); without the fsync {:.3} ms (bare: {fsync_cpu:.3} ms, {commits:.2} each)",
                used / cpu,
                used - commits * fsync_cpu,
            ),
        );
    }
}

/// When each change was sent.
type Sent = Arc<Mutex<Vec<Instant>>>;

/// Sends signed entries of one length, one after each pause, through a relay that does the least.
pub fn bare_relay(dir: &Path, workspace: WorkspaceId, entries: &[Vec<u8>], pause: Duration) -> BareCost {
    let length = entries[0].len();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let dial = || {
        let near = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let far = listener.accept().unwrap().0;
        for stream in [&near, &far] {
            stream.set_nodelay(true).unwrap();
        }
        (near, far)
    };
    let (mut writer, from) = dial();
    let (near, far): (Vec<_>, Vec<_>) = (0..2).map(|_| dial()).unzip();
    let sent = Sent::default();
    let readers = near.into_iter().map(|near| {
        let sent = sent.clone();
        std::thread::spawn(move || receive(near, length, &sent))
    });
    let readers: Vec<JoinHandle<Samples>> = readers.collect();
    let file = File::create(dir.join("bare-log")).unwrap();
    let serving = std::thread::spawn(move || serve(file, workspace, length, from, far));
    for entry in entries {
        std::thread::sleep(pause);
        sent.lock().unwrap().push(Instant::now());
        writer.write_all(entry).unwrap();
    }
    drop(writer);
    let mut cost = serving.join().unwrap();
    for reader in readers {
        cost.delivery.extend(reader.join().unwrap());
    }
    cost
}

fn serve(
    mut file: File,
    workspace: WorkspaceId,
    length: usize,
    mut from: TcpStream,
    mut to: Vec<TcpStream>,
) -> BareCost {
    let mut buffer = vec![0; length];
    let (mut fsync, mut fsync_cpu) = (Samples::default(), Duration::ZERO);
    let start = thread_cpu();
    while from.read_exact(&mut buffer).is_ok() {
        let entry = Entry::from_bytes(&buffer).unwrap();
        verify_entry(Some(&workspace), &entry).unwrap();
        let before = thread_cpu();
        fsync.time(|| {
            file.write_all(&buffer).unwrap();
            file.sync_data().unwrap();
        });
        fsync_cpu += thread_cpu() - before;
        for to in &mut to {
            to.write_all(&buffer).unwrap();
        }
    }
    let each = |all: Duration, count: usize| all.as_secs_f64() * 1e3 / count as f64;
    BareCost {
        cpu: each(thread_cpu() - start, fsync.len()),
        fsync_cpu: each(fsync_cpu, fsync.len()),
        fsync,
        delivery: Samples::default(),
    }
}

fn receive(mut from: TcpStream, length: usize, sent: &Sent) -> Samples {
    let mut buffer = vec![0; length];
    let mut late = Samples::default();
    while from.read_exact(&mut buffer).is_ok() {
        let sent = sent.lock().unwrap()[late.len()];
        late.push(sent.elapsed());
    }
    late
}
