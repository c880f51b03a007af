//! One person at a computer without a network: from a key to the journal on the disk, and a start with a store that
//! holds years of meetings.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../../../shared/benches/measure/mod.rs"]
mod measure;

use std::{fs, path::Path};

use samskriv_client::backend::LinkTiming;
use samskriv_shared::{documents::Kind, ids::DocId};
use samskriv_tests::{Peer, Programs};

use measure::{BareFsync, Samples, asked, tell, wanted};

/// Of the text that is typed in.
const CHARACTERS: usize = 20_000;
const KEYS: usize = 1_000;
/// Eleven municipalities meet each week for some ten years.
const MEETINGS: usize = 500;
/// Of a meeting's text.
const MEETING: usize = 6_000;
const STARTS: usize = 15;

fn main() {
    if !wanted("alone") {
        return;
    }
    if asked("journal") {
        journal();
    }
    if asked("start") {
        start();
    }
}

fn journal() {
    let dir = tempfile::tempdir().unwrap();
    let (mut peer, doc) = person(dir.path());
    peer.write(doc, &text(CHARACTERS));
    let (mut keys, mut bare) = (Samples::default(), BareFsync::new(dir.path()));
    for _ in 0..KEYS {
        keys.time(|| {
            peer.edit(doc, |minutes| {
                minutes.body_splice(0, 0, "a").unwrap();
            })
        });
        bare.run(1);
        peer.pump();
    }
    peer.quit();
    tell(
        "a key in 20 KB: until it is in the journal, fsynced",
        &format!("{:.2} ms", keys.median()),
        "some fsyncs",
        &format!(
            "{:.1} x a bare 4 KiB fsync on the same disk ({:.2} ms); p99 {:.2} ms, bare {:.2} ms",
            keys.median() / bare.took.median(),
            bare.took.median(),
            keys.percentile(0.99),
            bare.took.percentile(0.99),
        ),
    );
}

fn start() {
    let dir = tempfile::tempdir().unwrap();
    let (mut peer, newest) = person(dir.path());
    let meeting = text(MEETING);
    for _ in 1..MEETINGS {
        let doc = peer.new_minutes();
        peer.write(doc, &meeting);
    }
    peer.write(newest, &meeting);
    peer.wait_until("all are summed up", |peer| meetings(peer) == MEETINGS);
    peer.quit();
    let (mut listed, mut editable, mut bare) = (Samples::default(), Samples::default(), Samples::default());
    for _ in 0..STARTS {
        bare.time(|| read_all(dir.path()));
        let mut started = None;
        editable.time(|| {
            let peer = listed.time(|| {
                let peer = Peer::start("Kim", dir.path(), LinkTiming::default());
                assert_eq!(meetings(&peer), MEETINGS);
                peer
            });
            started.insert(peer).open(newest);
        });
        started.unwrap().quit();
    }
    tell(
        "start with 500 meetings: until one can be written in",
        &format!("{:.0} ms", editable.median()),
        "under 1 s, with a window",
        &format!(
            "the list of all is there after {:.0} ms; {:.1} x reading all its files ({:.0} ms, {:.1} MB)",
            listed.median(),
            editable.median() / bare.median(),
            bare.median(),
            read_all(dir.path()) as f64 / 1e6,
        ),
    );
}

/// Somebody who is in a network that has seen no relay since, and new minutes.
fn person(dir: &Path) -> (Peer, DocId) {
    let relay = Programs::new(env!("CARGO_BIN_EXE_demo")).relay(&dir.join("relay"));
    let mut peer = Peer::start("Kim", dir, LinkTiming::default());
    peer.found("Nätverket", &relay.url(), "Bjuv");
    peer.set_offline(true);
    let doc = peer.new_minutes();
    (peer, doc)
}

/// How many meetings are in the list: there is the directory beside them, and the action list.
fn meetings(peer: &Peer) -> usize {
    peer.summaries().iter().filter(|summary| summary.kind == Kind::Minutes).count()
}

/// A text of so many characters, in lines of 80.
fn text(characters: usize) -> String {
    let line: String = "Nämnden går igenom läget. ".repeat(4).chars().take(79).collect();
    format!("{line}\n").repeat(characters / 80)
}

/// How many bytes the files below a directory have.
fn read_all(dir: &Path) -> u64 {
    let entries = fs::read_dir(dir).unwrap().map(Result::unwrap);
    let read = entries.map(|entry| {
        let path = entry.path();
        if path.is_dir() {
            read_all(&path)
        } else if path.is_file() {
            fs::read(path).unwrap().len() as u64
        } else {
            // The relay's socket.
            0
        }
    });
    read.sum()
}
