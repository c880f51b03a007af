//! Two people in one text: typing at the same time, and coming back from an offline day.

use std::{
    path::Path,
    sync::{Barrier, Mutex},
    time::{Duration, Instant},
};

use getrandom::{SysRng, rand_core::UnwrapErr};
use samskriv_shared::{
    ids::{DocId, WorkspaceId},
    protocol::{Entry, EntryKind, VERSION},
    seal::{DeviceSecret, NONCE, sign_entry},
};
use samskriv_tests::{Peer, RelayProcess};
use tempfile::TempDir;

use crate::{
    measure::{Cpu, Samples, asked, bare::bare_relay, tell},
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
    let people = disks_of_their_own();
    let (mut one, mut other, doc) = two_people(people.path(), &relay);
    if asked("typing") {
        type_together(&mut one, &mut other, doc, &relay, dir.path());
    }
    if asked("offline") {
        come_back(&mut one, &mut other, doc);
    }
    one.quit();
    other.quit();
}

/// People's computers have disks of their own. On the relay's, each of their syncs would hold up its fsyncs;
/// so they are in memory, where the system has such a place.
fn disks_of_their_own() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// Two people who have the same minutes open, with a text in them.
fn two_people(dir: &Path, relay: &RelayProcess) -> (Peer, Peer, DocId) {
    let (mut one, mut other) = (peer(dir, "Åsa"), peer(dir, "Bo"));
    one.found("Nätverket", &relay.url(), "Bjuv");
    other.join(&one.invite(1), "Klippan");
    let doc = one.new_minutes();
    one.write(doc, &text(CHARACTERS));
    one.share(doc);
    other.wait_for(doc);
    other.open(doc);
    settle(&mut one);
    settle(&mut other);
    (one, other, doc)
}

/// When each key was typed, by the order of one person's keys.
type Typed = Mutex<Vec<Instant>>;

fn type_together(one: &mut Peer, other: &mut Peer, doc: DocId, relay: &RelayProcess, dir: &Path) {
    let (typed_one, typed_other) = (Typed::default(), Typed::default());
    let barrier = Barrier::new(2);
    let (fsyncs, before) = (metric(relay, "fsyncs_total"), Cpu::of(relay.pid()));
    let (mut samples, more, mut bare) = std::thread::scope(|scope| {
        let theirs = scope.spawn(|| typist(other, doc, CHARACTERS, &typed_other, &typed_one, &barrier));
        let bare = scope.spawn(|| bare_relay(dir, WorkspaceId([0; 32]), &signed_keys(), BETWEEN_KEYS / 2));
        let ours = typist(one, doc, 0, &typed_one, &typed_other, &barrier);
        (ours, theirs.join().unwrap(), bare.join().unwrap())
    });
    samples.extend(more);
    let changes = samples.len() as f64;
    let used = Cpu::of(relay.pid()).since(&before) / changes;
    let commits = (metric(relay, "fsyncs_total") - fsyncs) as f64 / changes;
    settle(one);
    settle(other);
    assert_eq!(one.text(doc), other.text(doc));
    tell(
        "two people, 20 keys/s, 20 KB: key to the other's document",
        &format!("{:.2} ms", samples.median()),
        "1.4-2.8 ms (Yjs)",
        &format!(
            "p99 {:.2} ms; {:.1} x through the least that any relay does ({:.2} ms, of it the fsync {:.2} ms)",
            samples.percentile(0.99),
            samples.median() / bare.delivery.median(),
            bare.delivery.median(),
            bare.fsync.median(),
        ),
    );
    bare.tell_beside("the same: relay's CPU per change", used, commits);
}

/// What goes through the bare relay at the same time.
fn signed_keys() -> Vec<Vec<u8>> {
    let device = DeviceSecret::generate(&mut UnwrapErr(SysRng));
    let mut entry = Entry {
        version: VERSION,
        kind: EntryKind::Change,
        doc: Some(DocId([1; 16])),
        epoch: 0,
        author: device.id(),
        covers: None,
        nonce: vec![0; NONCE],
        body: vec![7; 200],
        sig: Vec::new(),
    };
    sign_entry(Some(&WorkspaceId([0; 32])), &mut entry, &device);
    vec![entry.to_bytes(); 2 * KEYS]
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
    // Nobody writes that fast: what is put off while they do is over when they come back.
    peer.document(doc);
    peer.summaries();
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
