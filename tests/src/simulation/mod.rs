//! A seeded simulation of everything that syncs: engines of several members, their stores and journals, a
//! relay, the lines between them and a virtual clock, all in one thread and all chance from one seed. What
//! goes wrong is in [`Fault`]; what must hold nevertheless is checked along the way and, after all faults
//! have ceased and everything has come to rest, at the end (`checks`).
//!
//! The engine is the real one; around it are models: `disk` (store, journal, files), `relay`, `network`, and
//! in `clients` and `appends` what the client's backend does between them. A process dies between any two
//! effects; what its disk had not flushed is then gone but for some beginning of it.
//!
//! ```text
//! world     the clock, the queue of events, what happens next
//! computer  a computer, who sits at it, the program that runs on it
//! people    what users do: edit, share, join, go offline; `administering` what admins do
//! accidents what goes wrong, and when
//! paper     a live document and random edits
//! view      what a reader has before them
//! mutant    mistakes made on purpose, each of which a run must notice
//! ```

#![expect(clippy::expect_used, reason = "a harness, whose panics are failures with their seed")]

mod accidents;
mod administering;
mod appends;
mod bases;
mod checks;
mod clients;
mod computer;
mod contents;
mod dice;
mod disk;
mod disks;
mod fault;
mod joining;
mod mutant;
mod network;
mod oracle;
mod paper;
mod people;
mod relay;
mod relays;
mod view;
mod world;

pub use fault::{Fault, Totals};
pub use mutant::Mutant;

use std::panic::{AssertUnwindSafe, catch_unwind};

/// How to run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The mistake to make.
    pub mutant: Option<Mutant>,
    /// Whether to keep what happened, for a failure.
    pub trace: bool,
}

/// A seed whose run does not hold.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The seed.
    pub seed: u64,
    /// What does not hold.
    pub what: String,
    /// What happened before, one line each; empty unless asked for.
    pub trace: Vec<String>,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for line in &self.trace {
            writeln!(f, "{line}")?;
        }
        writeln!(f, "seed {}: {}", self.seed, self.what)?;
        let command = "cargo test -p samskriv-tests --test simulation by_hand -- --ignored --nocapture";
        write!(f, "again: SEEDS=1 SEED_FROM={} TRACE=1 {command}", self.seed)
    }
}

/// Runs one seed.
///
/// # Errors
/// [`Failure`] when something does not hold.
pub fn run(seed: u64, options: Options) -> Result<Totals, Box<Failure>> {
    let mut world = world::World::new(seed, options);
    let ended = catch_unwind(AssertUnwindSafe(|| world.run()));
    let what = match ended {
        Ok(()) => world.failure.take(),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Some(format!("panicked: {}", text.unwrap_or_default()))
        }
    };
    match what {
        None => Ok(world.totals),
        Some(what) => Err(Box::new(Failure { seed, what, trace: world.trace })),
    }
}

/// Runs `count` seeds from `from` on, on two threads, until one fails.
///
/// # Errors
/// The [`Failure`] of the lowest seed that failed.
pub fn run_many(from: u64, count: u64, options: Options) -> Result<Totals, Box<Failure>> {
    const THREADS: u64 = 2;
    let stop = std::sync::atomic::AtomicBool::new(false);
    let half = |offset: u64| {
        let mut totals = Totals::default();
        for seed in (from + offset..from + count).step_by(THREADS as usize) {
            if stop.load(std::sync::atomic::Ordering::Relaxed) {
                break;
            }
            match run(seed, options) {
                Ok(more) => totals.add(&more),
                Err(failure) => {
                    stop.store(true, std::sync::atomic::Ordering::Relaxed);
                    return Err(failure);
                }
            }
        }
        Ok(totals)
    };
    let halves: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|offset| scope.spawn(move || half(offset))).collect();
        threads.into_iter().map(|thread| thread.join().expect("panics are caught inside")).collect()
    });
    let mut totals = Totals::default();
    let mut failures = Vec::new();
    for half in halves {
        match half {
            Ok(more) => totals.add(&more),
            Err(failure) => failures.push(failure),
        }
    }
    failures.into_iter().min_by_key(|failure| failure.seed).map_or(Ok(totals), Err)
}
