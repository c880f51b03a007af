//! People on the loopback, each a backend with its store, and a relay process between them: from a key to
//! the other's document, from the network's return to two equal documents, and a device that has nothing yet.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod fresh;
#[path = "../../../shared/benches/measure/mod.rs"]
mod measure;
mod together;

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
};

use samskriv_client::backend::LinkTiming;
use samskriv_tests::{Peer, Programs, RelayProcess};

fn main() {
    if !measure::wanted("live") {
        return;
    }
    if measure::asked("typing") || measure::asked("offline") {
        together::together();
    }
    if measure::asked("fresh") {
        fresh::fresh();
    }
}

fn relay(dir: &Path) -> RelayProcess {
    Programs::new(env!("CARGO_BIN_EXE_demo")).relay(&dir.join("relay"))
}

fn peer(dir: &Path, name: &str) -> Peer {
    Peer::start(name, &dir.join(name), LinkTiming::default())
}

/// Waits until everything is saved and at the relay.
fn settle(peer: &mut Peer) {
    peer.wait_until("nothing waits", |it| {
        let status = it.status();
        status.unsent_changes == 0 && status.unsaved_changes == 0
    });
}

/// A text of so many characters, in lines of 80.
fn text(characters: usize) -> String {
    let line: String = "Nämnden går igenom läget. ".repeat(4).chars().take(79).collect();
    format!("{line}\n").repeat(characters / 80)
}

/// One of the relay's counters.
fn metric(relay: &RelayProcess, name: &str) -> u64 {
    let mut stream = TcpStream::connect(relay.address()).unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("samskriv_{name} ")));
    line.and_then(|line| line.parse().ok()).unwrap()
}
