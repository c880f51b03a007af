//! `share --to` killed at any moment, with SIGKILL: the draft is in one network or the other, whole, and the same
//! command brings it to its end.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use samskriv_tests::{Client, Programs, sample};
use serde_json::Value;

const DEMO: &str = env!("CARGO_BIN_EXE_demo");
const CYCLES: u64 = 12;
/// How long a process is let go on after it was seen to have begun, in turns of other threads.
const TURNS: u64 = 3_000;

/// A small generator, so that a failure can be run again from its seed.
fn draw(state: &mut u64, below: u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % below
}

/// A computer with the networks "Eget" and "Chefer".
struct Computer {
    data: PathBuf,
    client: Client,
    own: String,
    chefer: String,
}

impl Computer {
    fn new(dir: &Path) -> Computer {
        let data = dir.join("one");
        let client = Programs::new(DEMO).client(&data);
        let [own, chefer] = ["Eget", "Chefer"].map(|name| {
            let line = ["workspace", "new", name, "--me", "Kim Ek", "--municipality", "Bjuv"];
            client.json(&line)["id"].as_str().unwrap().to_owned()
        });
        Computer { data, client, own, chefer }
    }

    fn import(&self, dir: &Path) -> String {
        let file = sample::write(dir).unwrap();
        let imported = self.client.json(&["import", file.to_str().unwrap(), "--workspace", "Eget"]);
        imported["documents"][0]["id"].as_str().unwrap().to_owned()
    }

    /// The meeting as it reads in a network, but for its state; none where it is not in it.
    fn read(&self, doc: &str, network: &str) -> Option<Value> {
        let outcome = self.client.run(&["--json", "show", doc, "--workspace", network]);
        assert!([Some(0), Some(3)].contains(&outcome.status), "{outcome:?}");
        let mut shown: Value = serde_json::from_str(&outcome.stdout).ok()?;
        shown["state"].take();
        Some(shown)
    }

    /// What the journal has of the meeting in a network.
    fn journal(&self, doc: &str, network: &str) -> PathBuf {
        self.data.join("unsynced").join(network).join(format!("{doc}.automerge"))
    }

    /// Begins to move the meeting, and kills the program some time after `begun`.
    fn move_and_kill(&self, doc: &str, begun: impl Fn() -> bool, turns: u64) {
        let mut moving = self.client.command(&["share", doc, "--to", "Chefer"]);
        let mut moving = moving.stdout(Stdio::null()).spawn().unwrap();
        while !begun() && moving.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        (0..turns).for_each(|_| std::thread::yield_now());
        moving.kill().unwrap();
        moving.wait().unwrap();
    }
}

#[test]
fn a_moving_that_is_killed_at_any_moment_loses_nothing_and_can_be_done_again() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_122);
    println!("SEED={seed}");
    let mut state = seed;
    let dir = tempfile::tempdir().unwrap();
    let computer = Computer::new(dir.path());
    let mut found = [0; 3];
    for cycle in 0..CYCLES {
        let doc = computer.import(dir.path());
        let was = computer.read(&doc, "Eget").unwrap();
        let (here, there) = (computer.journal(&doc, &computer.own), computer.journal(&doc, &computer.chefer));
        let turns = draw(&mut state, TURNS);
        match cycle % 2 {
            0 => computer.move_and_kill(&doc, || there.exists(), turns),
            _ => computer.move_and_kill(&doc, || !here.exists(), turns),
        }
        let left = [computer.read(&doc, "Eget"), computer.read(&doc, "Chefer")];
        found[match &left {
            [Some(_), None] => 0,
            [Some(_), Some(_)] => 1,
            [None, _] => 2,
        }] += 1;
        assert!(left.iter().flatten().count() > 0, "cycle {cycle}: it is in neither");
        assert!(left.iter().flatten().all(|read| *read == was), "cycle {cycle}: {left:?}");
        computer.client.ok(&["share", &doc, "--to", "Chefer"]);
        assert_eq!(computer.read(&doc, "Eget"), None, "cycle {cycle}");
        assert_eq!(computer.read(&doc, "Chefer"), Some(was), "cycle {cycle}");
    }
    println!("killed before it was there, while it was in both, and after it had gone: {found:?} times");
}
