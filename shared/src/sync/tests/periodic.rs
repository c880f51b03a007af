//! Periodic checkpoints, at a pace that tests can follow.

use super::{
    checkpoints::{kinds, write},
    world::{World, text},
};
use crate::{
    ids::DocId,
    membership::Role,
    protocol::{Code, Cursor, Entry, EntryKind},
    sync::{Act, CheckpointPace},
};

const PACE: CheckpointPace = CheckpointPace { entries: 8, bytes: 1 << 20, wait: 30_000 };

/// The places that checkpoints of a document cover, with the places where they stand.
fn covered(world: &World, doc: DocId) -> Vec<(u64, Cursor)> {
    let entries = world.relay.log.iter().zip(1..).map(|(bytes, seq)| (seq, Entry::from_bytes(bytes)));
    let entries = entries.filter_map(|(seq, entry)| Some((seq, entry.ok()?)));
    let of_it = entries.filter(|(_, it)| it.doc == Some(doc) && it.kind == EntryKind::Checkpoint);
    of_it.filter_map(|(seq, entry)| Some((seq, entry.covers?))).collect()
}

fn write_times(world: &mut World, peer: usize, doc: DocId, times: usize) {
    for _ in 0..times {
        write(world, peer, doc, "x");
        world.run();
    }
}

/// A world, and a document in it that one of `count` has shared and all have opened.
fn world_with(count: usize, pace: CheckpointPace) -> (World, DocId) {
    let mut world = World::with_pace(count, pace);
    let doc = world.share_new(0);
    world.run();
    (world, doc)
}

#[test]
fn one_of_those_who_are_there_publishes_a_document_that_has_grown() {
    let (mut world, doc) = world_with(3, PACE);
    let shared = covered(&world, doc).len();
    write_times(&mut world, 0, doc, 7);
    assert_eq!(covered(&world, doc).len(), shared, "not yet");
    for round in 1..=3 {
        write_times(&mut world, round % 3, doc, 8);
        let covered = covered(&world, doc);
        assert_eq!(covered.len(), shared + round, "one each time, though three could");
        let (seq, covers) = covered[covered.len() - 1];
        assert_eq!(world.relay.cursor(covers.seq as usize), covers, "a place in this log");
        assert_eq!(covers.seq, seq - 1);
    }
    assert!(world.peers.iter().all(|peer| peer.settled()));
    let late = world.join(Role::Editor);
    world.run();
    assert_eq!(text(&world.peers[late], doc), text(&world.peers[0], doc));
    assert!(world.peers[late].delivered <= 10, "{} entries", world.peers[late].delivered);
}

#[test]
fn large_entries_are_published_sooner() {
    let (mut world, doc) = world_with(1, CheckpointPace { bytes: 20_000, ..PACE });
    let shared = covered(&world, doc).len();
    write(&mut world, 0, doc, &"Nätverket träffas. ".repeat(600));
    world.run();
    assert_eq!(covered(&world, doc).len(), shared);
    write(&mut world, 0, doc, &"Nätverket träffas. ".repeat(600));
    world.run();
    assert_eq!(covered(&world, doc).len(), shared + 1);
}

#[test]
fn a_reader_publishes_nothing() {
    let (mut world, doc) = world_with(1, PACE);
    let reader = world.join(Role::Reader);
    let shared = covered(&world, doc).len();
    world.run();
    write_times(&mut world, 0, doc, 7);
    // The eighth, from one whose line breaks at once: only the reader is there.
    write(&mut world, 0, doc, "x");
    world.run_until(0, |peer| peer.journal_len() == 0);
    world.go_offline(0);
    world.run();
    assert_eq!(text(&world.peers[reader], doc).len(), 8);
    assert_eq!(covered(&world, doc).len(), shared);
    world.go_online(0);
    world.run();
    assert_eq!(covered(&world, doc).len(), shared + 1, "the writer does, when it is there");
}

#[test]
fn nothing_is_published_while_an_entry_waits_that_may_be_the_documents() {
    let (mut world, doc) = world_with(2, PACE);
    let shared = covered(&world, doc).len();
    write(&mut world, 0, doc, "x");
    world.run();
    let last = Entry::from_bytes(world.relay.log.last().unwrap()).unwrap();
    world.relay.push_raw(Entry { version: 9, ..last }.to_bytes());
    write_times(&mut world, 0, doc, 20);
    assert!(world.peers.iter().all(|peer| peer.parked() == 1));
    assert_eq!(covered(&world, doc).len(), shared);
}

#[test]
fn what_is_not_on_the_disk_is_not_covered() {
    let (mut world, doc) = world_with(2, PACE);
    world.go_offline(1);
    world.run();
    write_times(&mut world, 0, doc, 4);
    world.peers[0].slow_disk = true;
    let durable = world.peers[0].status().cursor.unwrap();
    write_times(&mut world, 0, doc, 4);
    let (_, covers) = *covered(&world, doc).last().unwrap();
    assert_eq!(covers, durable);
    world.peers[0].slow_disk = false;
    write_times(&mut world, 0, doc, 4);
    let (_, covers) = *covered(&world, doc).last().unwrap();
    assert!(covers.seq >= durable.seq + 8, "the four that were not covered count for the next");
}

#[test]
fn one_that_is_refused_is_made_anew_later_but_not_when_it_is_too_large() {
    let (mut world, doc) = world_with(1, PACE);
    let shared = covered(&world, doc).len();
    write_times(&mut world, 0, doc, 7);
    write(&mut world, 0, doc, "x");
    world.run_until(0, |peer| peer.journal_len() == 0);
    world.relay.refusals.push_back(Code::QuotaExceeded);
    world.run();
    assert!(world.relay.refusals.is_empty());
    assert_eq!(covered(&world, doc).len(), shared + 1);
    assert_eq!(world.peers[0].status().problem, None, "nobody misses anything");

    write_times(&mut world, 0, doc, 7);
    write(&mut world, 0, doc, "x");
    world.run_until(0, |peer| peer.journal_len() == 0);
    world.relay.refusals.push_back(Code::TooLarge);
    world.run();
    assert!(world.relay.refusals.is_empty());
    write_times(&mut world, 0, doc, 20);
    assert_eq!(covered(&world, doc).len(), shared + 1);
}

#[test]
fn one_that_a_new_epoch_overtakes_is_sealed_anew() {
    let mut world = World::with_pace(1, CheckpointPace::default());
    world.pace = CheckpointPace { wait: 0, ..PACE };
    let member = world.join(Role::Editor);
    let doc = world.share_new(0);
    world.run();
    write_times(&mut world, member, doc, 7);
    write(&mut world, member, doc, "x");
    // The member has the document from its store, and the relay has the new epoch that it has not heard of.
    world.run_until(member, |peer| peer.was_asked_for_whole);
    world.ask(0, Act::Rotate);
    world.run_until(0, |peer| peer.engine.chain().epoch() == 1);
    assert_eq!(world.peers[member].engine.chain().epoch(), 0);
    world.run();
    let sealed =
        |(seq, _): (u64, Cursor)| Entry::from_bytes(&world.relay.log[seq as usize - 1]).unwrap().epoch;
    let shared_and_grown: Vec<u32> = covered(&world, doc).into_iter().map(sealed).collect();
    assert_eq!(shared_and_grown, [0, 1]);
    assert!(world.peers[member].problems.is_empty() && world.peers[member].settled());
}

#[test]
fn one_whose_line_breaks_arrives_once() {
    let (mut world, doc) = world_with(1, PACE);
    let shared = covered(&world, doc).len();
    write_times(&mut world, 0, doc, 7);
    write(&mut world, 0, doc, "x");
    world.run_until(0, |peer| peer.journal_len() == 0);
    world.relay.swallow_appends = true;
    world.run();
    assert_eq!(covered(&world, doc).len(), shared);
    world.relay.swallow_appends = false;
    world.cut(0);
    world.run();
    assert_eq!(covered(&world, doc).len(), shared + 1);
    assert_eq!(kinds(&world, doc).len(), 8 + 2, "no change is sent twice");
}

#[test]
fn a_restart_goes_on_counting() {
    let (mut world, doc) = world_with(1, PACE);
    let shared = covered(&world, doc).len();
    for _ in 0..4 {
        write_times(&mut world, 0, doc, 2);
        world.restart(0);
    }
    world.run();
    assert_eq!(covered(&world, doc).len(), shared + 1);
}

#[test]
fn another_log_is_counted_anew() {
    let (mut world, doc) = world_with(1, PACE);
    write_times(&mut world, 0, doc, 7);
    world.relay.lose_everything();
    world.cut(0);
    world.run();
    // Brought back whole; only what comes now counts.
    write_times(&mut world, 0, doc, 7);
    assert_eq!(covered(&world, doc), []);
    write_times(&mut world, 0, doc, 1);
    assert_eq!(covered(&world, doc).len(), 1);
}
