//! What every bench needs: samples and their percentiles, the cost of a process as Linux tells it, how a
//! figure is told, and whether this is `cargo bench` at all. Times on shared machines wander: what counts
//! are the ratios and counts beside them, taken in the same run.
#![allow(dead_code, clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

pub mod bare;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{Seek, SeekFrom, Write},
    path::Path,
    time::{Duration, Instant},
};

/// False when `cargo test --all-targets` runs the bench to see that it starts.
pub fn wanted(name: &str) -> bool {
    let wanted = std::env::args().any(|arg| arg == "--bench");
    if !wanted {
        println!("{name}: only with cargo bench");
    }
    wanted
}

/// Whether this part is to be measured: all are, unless some are named, as in
/// `cargo bench --bench relay -- followers`.
pub fn asked(part: &str) -> bool {
    let mut named = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).peekable();
    named.peek().is_none() || named.any(|arg| arg == part)
}

/// Tells one figure with its unit, the goal (PERFORMANCE.md), and what was measured beside it in the same run.
pub fn tell(what: &str, figure: &str, goal: &str, beside: &str) {
    println!("{what:<58} {figure:>16}   goal {goal:<22} {beside}");
}

/// Durations of one kind of thing.
#[derive(Default)]
pub struct Samples(Vec<Duration>);

impl Samples {
    pub fn push(&mut self, duration: Duration) {
        self.0.push(duration);
    }

    pub fn extend(&mut self, other: Samples) {
        self.0.extend(other.0);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// How long `run` takes.
    pub fn time<T>(&mut self, run: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = std::hint::black_box(run());
        self.push(start.elapsed());
        result
    }

    /// In milliseconds; `part` 0.5 is the median.
    pub fn percentile(&mut self, part: f64) -> f64 {
        self.0.sort_unstable();
        let at = ((self.0.len() as f64 * part) as usize).min(self.0.len().saturating_sub(1));
        self.0.get(at).map_or(f64::NAN, |duration| duration.as_secs_f64() * 1e3)
    }

    pub fn median(&mut self) -> f64 {
        self.percentile(0.5)
    }
}

/// The processor time that each thread of a process has used so far, its own and the kernel's for it.
pub struct Cpu(BTreeMap<String, Duration>);

impl Cpu {
    pub fn of(pid: u32) -> Cpu {
        let tasks = fs::read_dir(format!("/proc/{pid}/task")).expect("Linux");
        let threads = tasks.filter_map(|task| {
            let path = task.ok()?.path();
            Some((path.to_str()?.to_owned(), on_processor(&path)?))
        });
        Cpu(threads.collect())
    }

    /// In milliseconds. What a thread used that has ended since is not in it.
    pub fn since(&self, earlier: &Cpu) -> f64 {
        let used = self
            .0
            .iter()
            .map(|(thread, now)| now.saturating_sub(earlier.0.get(thread).copied().unwrap_or_default()));
        used.sum::<Duration>().as_secs_f64() * 1e3
    }
}

/// The processor time that the calling thread has used so far. Of a thread that runs the kernel may know it only up to
/// its last tick, milliseconds ago: right for sums, too coarse for one short thing.
pub fn thread_cpu() -> Duration {
    on_processor(Path::new("/proc/thread-self")).expect("Linux")
}

/// In nanoseconds; `stat`, which most look at, has only hundredths of a second.
fn on_processor(task: &Path) -> Option<Duration> {
    let line = fs::read_to_string(task.join("schedstat")).ok()?;
    Some(Duration::from_nanos(line.split_whitespace().next()?.parse().ok()?))
}

/// The memory that a process has resident, in MB.
pub fn resident_mb(pid: u32) -> f64 {
    let statm = fs::read_to_string(format!("/proc/{pid}/statm")).expect("Linux");
    let pages: f64 = statm.split_whitespace().nth(1).unwrap().parse().unwrap();
    pages * 4096.0 / 1e6
}

/// One small write made durable, again and again: what a disk asks of anything that promises to keep
/// what it was given.
pub struct BareFsync {
    file: File,
    pub took: Samples,
    used: Duration,
}

impl BareFsync {
    pub fn new(dir: &Path) -> BareFsync {
        let mut file = File::create(dir.join("bare")).unwrap();
        file.write_all(&[0; 4096]).unwrap();
        file.sync_all().unwrap();
        BareFsync { file, took: Samples::default(), used: Duration::ZERO }
    }

    pub fn run(&mut self, times: usize) {
        let before = thread_cpu();
        for number in 0..times {
            let file = &mut self.file;
            self.took.time(|| {
                file.seek(SeekFrom::Start(0)).unwrap();
                file.write_all(&[number as u8; 4096]).unwrap();
                file.sync_data().unwrap();
            });
        }
        self.used += thread_cpu() - before;
    }

    /// Processor time of one, in milliseconds.
    pub fn cpu(&self) -> f64 {
        self.used.as_secs_f64() * 1e3 / self.took.len() as f64
    }
}
