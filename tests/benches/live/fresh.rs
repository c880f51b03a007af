//! A device that has nothing yet joins where there is one document with a long history.

use std::time::Instant;

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
/// What came after the document was published whole; at 500 it is published again.
const AFTER: usize = 400;
/// Characters between one edit's place and the next's beyond a word, as people jump about.
const JUMP: usize = 7_919;
const WORD: usize = 40;
const LETTERS: &str = "eantrslidomgkvhfupbcjy  ";

pub fn fresh() {
    let dir = tempfile::tempdir().unwrap();
    let relay = relay(dir.path());
    let mut author = peer(dir.path(), "Åsa");
    author.found("Nätverket", &relay.url(), "Bjuv");
    let doc = author.new_minutes();
    write(&mut author, doc, EDITS);
    // A draft that is shared goes as a checkpoint.
    author.share(doc);
    settle(&mut author);
    for _ in 0..AFTER {
        write(&mut author, doc, 1);
        settle(&mut author);
    }
    let link = author.invite(1);
    join(&relay, peer(dir.path(), "Bo"), &link, doc);
    author.quit();
}

/// Single keys, one change each.
fn write(author: &mut Peer, doc: DocId, keys: usize) {
    let mut at = 0;
    for key in 0..keys {
        author.edit_on(doc, |minutes| {
            // Not one letter all the time: that would pack into nothing.
            let letter = LETTERS.chars().nth(key * JUMP / WORD % LETTERS.len()).unwrap_or('x');
            minutes.body_splice(at, 0, &letter.to_string()).unwrap();
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
        &format!("{EDITS} edits + {AFTER} after, fresh device: stored"),
        &format!("{took:.2} s"),
        "0.2-0.4 s, 905 KB (Yjs)",
        &format!("{} KB sent; Automerge's load {:.2} s more", sent / 1_000, load.median() / 1e3),
    );
    device.quit();
}
