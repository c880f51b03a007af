//! Two people in one text: typing at the same time, and coming back from an offline day.

use std::{
    path::Path,
    sync::{Barrier, Mutex},
    time::{Duration, Instant},
};

use samskriv_shared::ids::DocId;
use samskriv_tests::{Peer, RelayProcess};

use crate::{
    measure::{BareFsync, Cpu, Samples, asked, tell},
    metric, peer, relay, settle, text,
};

/// Of the text that they type in.
const CHARACTERS: usize = 20_000;
const KEYS: usize = 300;
const BETWEEN_KEYS: Duration = Duration::from_millis(50);
/// Edits of each while the network is gone.
const OFFLINE: usize = 5_000;
/// How often they go offline and come back.
const RETURNS: usize = 3;

pub fn together() {
    let dir = tempfile::tempdir().unwrap();
    let relay = relay(dir.path());
    let (mut one, mut other, doc) = two_people(dir.path(), &relay);
    if asked("typing") {
        type_together(&mut one, &mut other, doc, &relay, dir.path());
    }
    if asked("offline") {
        come_back(&mut one, &mut other, doc);
    }
    one.quit();
    other.quit();
}

/// Two people who have the same minutes open, with a text in them.
fn two_people(dir: &Path, relay: &RelayProcess) -> (Peer, Peer, DocId) {
    let (mut one, mut other) = (peer(dir, "Åsa"), peer(dir, "Bo"));
    one.found("Nätverket", &relay.url(), "Bjuv");
    other.join(&one.invite(1), "Klippan");
    let doc = one.new_minutes();
    one.write(doc, &text(CHARACTERS));
    one.share(doc);
    other.wait_until("the minutes arrive", |it| it.summaries().iter().any(|summary| summary.id == doc));
    other.open(doc);
    settle(&mut one);
    settle(&mut other);
    (one, other, doc)
}

/// When each key was typed, by the order of one person's keys.
type Typed = Mutex<Vec<Instant>>;

fn type_together(one: &mut Peer, other: &mut Peer, doc: DocId, relay: &RelayProcess, dir: &Path) {
    let mut bare = BareFsync::new(dir);
    bare.run(300);
    let (typed_one, typed_other) = (Typed::default(), Typed::default());
    let barrier = Barrier::new(2);
    let (fsyncs, before) = (metric(relay, "fsyncs_total"), Cpu::of(relay.pid()));
    let (mut samples, more) = std::thread::scope(|scope| {
        let theirs = scope.spawn(|| typist(other, doc, CHARACTERS, &typed_other, &typed_one, &barrier));
        let ours = typist(one, doc, 0, &typed_one, &typed_other, &barrier);
        (ours, theirs.join().unwrap())
    });
    samples.extend(more);
    let changes = samples.len() as f64;
    let used = Cpu::of(relay.pid()).since(&before) / changes;
    let commits = (metric(relay, "fsyncs_total") - fsyncs) as f64 / changes;
    bare.run(300);
    settle(one);
    settle(other);
    assert_eq!(one.text(doc), other.text(doc));
    tell(
        "two people, 20 keys/s, 20 KB: key to the other's document",
        &format!("{:.2} ms", samples.median()),
        "1.4-2.8 ms (Yjs)",
        &format!(
            "p99 {:.2} ms; {:.1} x one bare fsync ({:.2} ms)",
            samples.percentile(0.99),
            samples.median() / bare.took.median(),
            bare.took.median()
        ),
    );
    tell(
        "the same: relay's CPU per change",
        &format!("{used:.3} ms"),
        "under 0.2 ms",
        &format!(
            "{:.3} ms without the kernel's share of the fsync (bare: {:.3} ms), {commits:.2} commits each",
            used - commits * bare.cpu(),
            bare.cpu()
        ),
    );
}

/// Types, and takes in what the other types; tells how long each of the other's keys took to come.
fn typist(
    peer: &mut Peer,
    doc: DocId,
    at: usize,
    mine: &Typed,
    theirs: &Typed,
    barrier: &Barrier,
) -> Samples {
    let mut samples = Samples::default();
    barrier.wait();
    let (start, first) = (Instant::now(), peer.received());
    let mut typed = 0;
    while typed < KEYS || samples.len() < KEYS {
        assert!(start.elapsed() < Duration::from_secs(60), "{} of {KEYS} keys came", samples.len());
        let due = start + BETWEEN_KEYS * typed as u32;
        if typed < KEYS && due <= Instant::now() {
            mine.lock().unwrap().push(Instant::now());
            peer.edit_on(doc, |minutes| {
                minutes.body_splice(at + typed, 0, "å").unwrap();
            });
            typed += 1;
        }
        peer.pump();
        let now = Instant::now();
        let theirs = theirs.lock().unwrap();
        for key in samples.len()..peer.received() - first {
            samples.push(now - theirs[key]);
        }
        drop(theirs);
        let next = if typed < KEYS { start + BETWEEN_KEYS * typed as u32 } else { now + BETWEEN_KEYS };
        peer.wait_for_news(next.saturating_duration_since(now));
    }
    samples
}

fn come_back(one: &mut Peer, other: &mut Peer, doc: DocId) {
    let (mut converged, mut settled) = (Samples::default(), Samples::default());
    for _ in 0..RETURNS {
        edit_offline(one, doc, 0);
        edit_offline(other, doc, CHARACTERS);
        let start = Instant::now();
        one.set_offline(false);
        other.set_offline(false);
        converged.push(meet(one, other, start));
        settle(one);
        settle(other);
        settled.push(start.elapsed());
        assert_eq!(one.text(doc), other.text(doc));
    }
    tell(
        &format!("{OFFLINE} + {OFFLINE} offline edits: reconnect to converged"),
        &format!("{:.3} s", converged.median() / 1e3),
        "under 0.3 s",
        &format!(
            "of {RETURNS} the slowest {:.3} s; acknowledged and stored after {:.3} s",
            converged.percentile(1.0) / 1e3,
            settled.median() / 1e3
        ),
    );
}

fn edit_offline(peer: &mut Peer, doc: DocId, at: usize) {
    peer.set_offline(true);
    for key in 0..OFFLINE {
        peer.edit_on(doc, |minutes| {
            minutes.body_splice(at + key, 0, "ö").unwrap();
        });
    }
    peer.wait_until("everything is saved", |it| it.status().unsaved_changes == 0);
}

/// Until both have all of the other's edits in their documents.
fn meet(one: &mut Peer, other: &mut Peer, start: Instant) -> Duration {
    let times = std::thread::scope(|scope| {
        let waiting = [one, other].map(|peer| {
            scope.spawn(move || {
                let first = peer.received();
                peer.wait_until("the other's edits", |it| it.received() - first >= OFFLINE);
                start.elapsed()
            })
        });
        waiting.map(|waiting| waiting.join().unwrap())
    });
    times.into_iter().max().unwrap_or_default()
}
