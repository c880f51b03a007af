//! Clients and relay killed at any moment, with SIGKILL: nothing that was reported as saved is lost, and
//! everyone ends equal.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use samskriv_client::backend::LinkTiming;
use samskriv_shared::ids::DocId;
use samskriv_tests::{Peer, Programs, TypistProcess, wait_for_all};

const DEMO: &str = env!("CARGO_BIN_EXE_demo");
const CYCLES: u64 = 8;

/// A small generator, so that a failure can be run again from its seed.
fn draw(state: &mut u64, below: u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % below
}

#[test]
fn killed_at_any_moment_nothing_saved_is_lost() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_121);
    println!("SEED={seed}");
    let mut state = seed;
    let dir = tempfile::tempdir().unwrap();
    let programs = Programs::new(DEMO);
    let (relay_data, data) = (dir.path().join("relay"), [dir.path().join("a"), dir.path().join("b")]);
    let mut relay = programs.relay(&relay_data);
    let address = relay.address().to_owned();
    let doc = prepare(&data, &relay.url());

    let mut saved: Vec<String> = Vec::new();
    for cycle in 0..CYCLES {
        let words = [format!("a{cycle}"), format!("b{cycle}")];
        let mut typists = [0, 1].map(|who| TypistProcess::start(DEMO, &data[who], &[doc], &words[who], None));
        let mut last = [0, 1].map(|who| typists[who].reports(1 + draw(&mut state, 6)));
        if draw(&mut state, 2) == 0 {
            relay.kill();
            last = [0, 1].map(|who| typists[who].reports(1 + draw(&mut state, 6)));
            relay = programs.relay_at(&relay_data, &address);
            last = [0, 1].map(|who| typists[who].reports(1 + draw(&mut state, 20)).max(last[who]));
        }
        for (who, typist) in typists.into_iter().enumerate() {
            let last = typist.kill().unwrap_or(0).max(last[who]);
            saved.extend((1..=last).map(|line| format!("{}-{line};", words[who])));
        }
    }
    let mut peers = data.each_ref().map(|data| Peer::start("efteråt", data, LinkTiming::default()));
    peers.iter_mut().for_each(|peer| peer.open(doc));
    wait_for_all(&mut peers, "both read the same", |peers| {
        peers[0].text(doc) == peers[1].text(doc) && peers.iter().all(|it| it.status().unsent_changes == 0)
    });
    let text = peers[0].text(doc);
    let lost: Vec<&String> = saved.iter().filter(|line| !text.contains(line.as_str())).collect();
    assert!(lost.is_empty(), "lost {lost:?} of {} lines", saved.len());
    assert!(saved.len() as u64 >= CYCLES * 2, "something was typed");
}

/// Two people in a workspace with shared minutes, who have quit.
fn prepare(data: &[std::path::PathBuf; 2], relay: &str) -> DocId {
    let [mut one, mut other] = data.each_ref().map(|data| Peer::start("Kim", data, LinkTiming::default()));
    let doc = one.share_with(&mut other, relay);
    one.quit();
    other.quit();
    doc
}
