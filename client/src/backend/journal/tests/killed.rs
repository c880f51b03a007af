//! A process that is killed at any moment: what it said to be synced is there.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

use super::*;

const DIR: &str = "SAMSKRIV_TEST_JOURNAL_DIR";
const SEED: &str = "SAMSKRIV_TEST_JOURNAL_SEED";
const DOCS: u32 = 3;

/// The process that is killed: appends, syncs and trims for ever, and says what it has done.
#[test]
#[ignore = "runs until it is killed, by the test below in a process of its own"]
fn child() {
    let (Ok(dir), Ok(seed)) = (std::env::var(DIR), std::env::var(SEED)) else { return };
    let seed: u64 = seed.parse().unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut writer = Writer::new(seed);
    let mut journal = Journal::open(Path::new(&dir)).unwrap().0;
    let mut unsynced: Vec<(DocId, [u8; 32])> = Vec::new();
    let mut synced: Vec<(DocId, [u8; 32])> = Vec::new();
    loop {
        let doc = DocId([(random.next_u32() % DOCS) as u8; 16]);
        let letters = if random.next_u32().is_multiple_of(20) { 5_000 } else { 10 };
        let chunk = writer.change(letters);
        journal.append(&WORKSPACE, &doc, &chunk).unwrap();
        unsynced.push((doc, hash(&chunk)));
        if random.next_u32().is_multiple_of(3) {
            journal.sync().unwrap();
            unsynced.iter().for_each(|(_, hash)| say("synced", hash));
            synced.append(&mut unsynced);
        }
        if random.next_u32().is_multiple_of(8) {
            let (trimmed, left): (Vec<_>, _) = synced.iter().copied().partition(|(of, _)| *of == doc);
            trimmed.iter().for_each(|(_, hash)| say("trimming", hash));
            journal.trim(&WORKSPACE, &doc, &trimmed.iter().map(|(_, hash)| *hash).collect()).unwrap();
            trimmed.iter().for_each(|(_, hash)| say("trimmed", hash));
            synced = left;
        }
    }
}

/// One line in one write, past the test harness's capture.
fn say(what: &str, hash: &[u8; 32]) {
    let line = format!("{what} {}\n", data_encoding::HEXLOWER.encode(hash));
    let mut out = std::io::stdout().lock();
    out.write_all(line.as_bytes()).and_then(|()| out.flush()).unwrap();
}

/// Runs the child until the time is over after its first words, and gives its lines.
fn run_and_kill(dir: &Path, seed: u64, after: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "--quiet", "backend::journal::tests::killed::child"])
        .env(DIR, dir)
        .env(SEED, seed.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = Vec::new();
    while !said.last().is_some_and(|line: &String| line.starts_with("synced ")) {
        said.push(lines.next().expect("the child says something before it ends").unwrap());
    }
    // Its words must be read all the while, or it would wait for us with its pipe full.
    let reader = thread::spawn(move || lines.map_while(Result::ok).collect::<Vec<_>>());
    thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    said.extend(reader.join().unwrap());
    said
}

#[test]
fn what_was_said_to_be_synced_outlives_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(20_270_205);
    let (mut synced, mut trimming, mut trimmed) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for cycle in 0..10 {
        let after = Duration::from_micros(u64::from(random.next_u32() % 120_000));
        for line in run_and_kill(dir.path(), cycle, after) {
            let Some((what, hash)) = line.split_once(' ') else { continue };
            let Ok(hash) = data_encoding::HEXLOWER.decode(hash.as_bytes()) else { continue };
            match what {
                "synced" => synced.insert(hash),
                "trimming" => trimming.insert(hash),
                "trimmed" => trimmed.insert(hash),
                _ => continue,
            };
        }
        let (_, recovered) = Journal::open(dir.path()).unwrap();
        let found: BTreeSet<Vec<u8>> = recovered
            .iter()
            .flat_map(|recovered| changes::chunks(&recovered.chunks))
            .map(|chunk| hash(chunk.unwrap().bytes).to_vec())
            .collect();
        let lost: Vec<_> = synced.difference(&trimming).filter(|hash| !found.contains(*hash)).collect();
        assert!(lost.is_empty(), "cycle {cycle}, killed after {after:?}: lost {lost:?}");
        assert!(found.is_disjoint(&trimmed), "cycle {cycle}: what was trimmed came back");
    }
    assert!(synced.len() > 50 && !trimmed.is_empty(), "{} synced, {} trimmed", synced.len(), trimmed.len());
}
