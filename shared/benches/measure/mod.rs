//! What every bench needs: samples and their percentiles, the cost of a process as Linux tells it, and
//! whether this is `cargo bench` at all. Times on shared machines wander: what counts are the ratios and
//! counts printed, taken in one run.
#![allow(dead_code, clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

use std::time::{Duration, Instant};

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

/// CPU time that a process has used, its own and the kernel's for it. Linux tells hundredths of a second.
pub fn cpu(pid: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("Linux");
    // The program's name, in parentheses, may hold anything.
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

/// The memory that a process has resident, in MB.
pub fn resident_mb(pid: u32) -> f64 {
    let statm = std::fs::read_to_string(format!("/proc/{pid}/statm")).expect("Linux");
    let pages: f64 = statm.split_whitespace().nth(1).unwrap().parse().unwrap();
    pages * 4096.0 / 1e6
}

/// One small write made durable, again and again, in the file system of `dir`: what a disk asks of
/// anything that promises to keep what it was given.
pub fn bare_fsync(dir: &std::path::Path, times: usize) -> Samples {
    use std::io::{Seek, SeekFrom, Write};
    let mut file = std::fs::File::create(dir.join("bare")).unwrap();
    file.write_all(&[0; 4096]).unwrap();
    file.sync_all().unwrap();
    let mut samples = Samples::default();
    for number in 0..times {
        samples.time(|| {
            file.seek(SeekFrom::Start(0)).unwrap();
            file.write_all(&[number as u8; 4096]).unwrap();
            file.sync_data().unwrap();
        });
    }
    samples
}
