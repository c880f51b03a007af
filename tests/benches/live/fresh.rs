//! A device that has nothing yet joins where there is one document with a long history.

use std::time::{Duration, Instant};

use samskriv_shared::{
    documents::{Actor, Document},
    ids::DocId,
};
use samskriv_tests::{Peer, RelayProcess};

use crate::{
    measure::{Samples, tell},
    metric, peer, relay, settle,
};

const EDITS: usize = 250_000;
/// They are waited for in portions: saving them is not what is measured.
const PORTION: usize = 5_000;
/// A checkpoint is begun at the latest after half a minute, and loading so long a history takes as long.
const QUIET: Duration = Duration::from_secs(60);
/// Characters between one edit's place and the next's beyond a word, as people jump about.
const JUMP: usize = 7_919;
const WORD: usize = 40;

pub fn fresh() {
    let dir = tempfile::tempdir().unwrap();
    let relay = relay(dir.path());
    let mut author = peer(dir.path(), "Åsa");
    author.found("Nätverket", &relay.url(), "Bjuv");
    let doc = author.new_minutes();
    author.share(doc);
    settle(&mut author);
    let link = author.invite(10);
    write(&mut author, doc);
    author.set_offline(false);
    settle(&mut author);
    wait_for_checkpoint(&relay);
    join(&relay, peer(dir.path(), "Bo"), &link, doc);
    author.quit();
}

/// Whoever wrote much publishes the document whole, after a while that is drawn and the time to make it.
/// One that was begun in the middle of the writing is followed by another.
fn wait_for_checkpoint(relay: &RelayProcess) {
    let (mut appends, mut since) = (0, Instant::now());
    while since.elapsed() < QUIET {
        std::thread::sleep(Duration::from_millis(500));
        let now = metric(relay, "appends_total");
        if std::mem::replace(&mut appends, now) != now {
            since = Instant::now();
        }
    }
}

/// Single keys, one change each, offline: how they come to the relay makes no difference to what they are.
fn write(author: &mut Peer, doc: DocId) {
    author.set_offline(true);
    let mut at = 0;
    for key in 0..EDITS {
        author.edit_on(doc, |minutes| {
            minutes.body_splice(at, 0, "å").unwrap();
        });
        at = if key % WORD == 0 { key * JUMP % (key + 1) } else { at + 1 };
        if key % PORTION == 0 {
            author.wait_until("it is saved", |it| it.status().unsaved_changes == 0);
        }
    }
    author.wait_until("it is saved", |it| it.status().unsaved_changes == 0);
}

fn join(relay: &RelayProcess, mut device: Peer, link: &str, doc: DocId) {
    let (sent, start) = (metric(relay, "sent_bytes_total"), Instant::now());
    device.join(link, "Klippan");
    let took = start.elapsed().as_secs_f64();
    let sent = metric(relay, "sent_bytes_total") - sent;
    let bytes = device.document(doc);
    let mut load = Samples::default();
    let document = load.time(|| Document::load(&bytes, Actor([9; 16])).unwrap());
    drop(document);
    tell(
        &format!("{EDITS} edits, fresh device: received, verified, stored"),
        &format!("{took:.2} s"),
        "0.2-0.4 s, 905 KB (Yjs)",
        &format!("{} KB sent; Automerge's load {:.2} s more", sent / 1_000, load.median() / 1e3),
    );
    device.quit();
}
