//! Engines against a model of the relay, with a virtual clock: no sockets, no threads.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod administering;
mod checkpoints;
mod examining;
mod fresh;
mod joining;
mod periodic;
mod places;
mod recovering;
mod restoring;
mod world;

use world::{Peer, World, minutes, one_text, text};

use super::*;
use crate::{
    documents::MinutesDocument,
    membership::Role,
    protocol::{Entry, LogItem},
    seal::seal_entry,
};

#[test]
fn a_character_typed_on_one_side_is_shown_on_the_other() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    world.peers[0].edit(doc, |minutes| {
        minutes.body_splice(0, 0, "å").unwrap();
    });
    world.run();
    assert_eq!(text(&world.peers[1], doc), "å");
    assert!(world.peers.iter().all(Peer::settled));
    assert_eq!(world.peers[0].journal_len(), 0, "acknowledged changes leave the journal");
}

#[test]
fn two_who_wrote_apart_read_the_same_after_reconnect() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    for (peer, word) in [(0, "Klippan "), (1, "Bjuv ")] {
        world.go_offline(peer);
        world.peers[peer].edit(doc, |minutes| {
            minutes.body_splice(0, 0, word).unwrap();
        });
    }
    world.run();
    assert_eq!(text(&world.peers[0], doc), "Klippan ");
    assert_eq!(world.peers[0].status().unsent, 1);
    world.go_online(0);
    world.go_online(1);
    world.run();
    assert_eq!(text(&world.peers[0], doc), text(&world.peers[1], doc));
    assert_eq!(text(&world.peers[0], doc).len(), "Klippan Bjuv ".len());
    assert!(world.peers.iter().all(|peer| peer.status().unsent == 0));
}

#[test]
fn an_acknowledgement_that_is_lost_is_made_up_for_by_the_entry_itself() {
    let mut world = World::with_peers(1);
    let doc = world.share_new(0);
    world.run();
    world.relay.swallow_acks = true;
    world.peers[0].edit(doc, |minutes| {
        minutes.body_splice(0, 0, "x").unwrap();
    });
    world.run();
    assert_eq!(world.peers[0].status().unsent, 1);
    world.relay.swallow_acks = false;
    let before = world.relay.log.len();
    world.cut(0);
    world.run();
    assert_eq!(world.peers[0].status().unsent, 0);
    assert!(world.relay.log.len() <= before + 1, "at most once more");
}

#[test]
fn a_crash_before_the_acknowledgement_loses_nothing() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    world.go_offline(0);
    world.peers[0].edit(doc, |minutes| {
        minutes.body_splice(0, 0, "sparat").unwrap();
    });
    world.crash(0);
    world.run();
    assert_eq!(text(&world.peers[1], doc), "sparat");
}

#[test]
fn a_relay_that_tells_two_stories_is_noticed() {
    let mut world = World::with_peers(2);
    world.share_new(0);
    world.run();
    let her = world.peers[0].device.clone();
    let head = world.relay.cursor(world.relay.log.len());
    world.relay.tell_seen(1, &her, head);
    world.run();
    assert!(world.peers[1].status().told_otherwise.is_empty());
    let otherwise = Cursor { chain: head.chain.next(&crate::ids::EntryId([1; 32])), ..head };
    world.relay.tell_seen(1, &her, otherwise);
    world.run();
    assert_eq!(world.peers[1].status().told_otherwise, BTreeSet::from([her.id()]));
    assert_eq!(world.peers[1].status().phase, Phase::Live, "it is told, and goes on");
}

#[test]
fn what_is_on_its_way_to_the_disk_is_not_asked_for_again() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    world.peers[1].slow_disk = true;
    let before = world.peers[1].delivered;
    world.peers[0].edit(doc, |minutes| {
        minutes.body_splice(0, 0, "x").unwrap();
    });
    world.run();
    world.cut(1);
    world.run();
    // Received again in smaller portions, it would have moved the stored cursor back.
    assert_eq!(world.peers[1].delivered, before + 1);
}

#[test]
fn a_draft_leaves_no_trace_on_the_wire_until_it_is_shared() {
    let mut world = World::with_peers(2);
    world.run();
    let before = world.relay.bytes_received;
    let doc = world.new_draft(0);
    world.peers[0].edit(doc, |minutes| {
        minutes.body_splice(0, 0, "hemligt utkast").unwrap();
    });
    world.run();
    assert_eq!(world.relay.bytes_received, before);
    assert_eq!(world.peers[0].status().unsent, 0);
    world.share(0, doc);
    world.run();
    assert_eq!(text(&world.peers[1], doc), "hemligt utkast");
    let kinds: Vec<_> = world.relay.log.iter().map(|bytes| Entry::from_bytes(bytes).unwrap().kind).collect();
    assert_eq!(kinds.last(), Some(&crate::protocol::EntryKind::Checkpoint));
    let wire = world.relay.log.concat();
    assert!(!wire.windows(7).any(|window| window == b"hemligt"));
}

#[test]
fn a_draft_that_was_discarded_is_never_sent() {
    let mut world = World::with_peers(2);
    world.run();
    let (gone, shared) = (world.new_draft(0), world.new_draft(0));
    world.peers[0].edit(gone, |minutes| {
        minutes.body_splice(0, 0, "hemligt utkast").unwrap();
    });
    let document = world.saved(0, shared);
    // Another document under the same id may leave, as where somebody else had the draft too.
    world.peers[0].inputs.extend([Input::Discard { doc: gone }, Input::Share { doc: gone, document }]);
    world.run();
    let of_it = world.relay.log.iter().map(|bytes| Entry::from_bytes(bytes).unwrap());
    let kinds: Vec<_> = of_it.filter(|entry| entry.doc == Some(gone)).map(|entry| entry.kind).collect();
    assert_eq!(kinds, [crate::protocol::EntryKind::Checkpoint]);
    assert!(world.peers[0].settled());
}

#[test]
fn what_is_written_after_a_draft_was_saved_to_be_shared_is_sent_too() {
    let mut world = World::with_peers(2);
    world.run();
    let doc = world.new_draft(0);
    world.go_offline(0);
    // Saved for its checkpoint here, which is sent when the line is back.
    world.share(0, doc);
    world.run();
    world.peers[0].edit(doc, |minutes| {
        minutes.body_splice(0, 0, "tillägg").unwrap();
    });
    world.go_online(0);
    world.run();
    assert_eq!(text(&world.peers[1], doc), "tillägg");
    let changes =
        |bytes: &Vec<u8>| Entry::from_bytes(bytes).unwrap().kind == crate::protocol::EntryKind::Change;
    assert_eq!(world.relay.log.iter().filter(|bytes| changes(bytes)).count(), 1, "only what came after");
    assert_eq!(world.peers[0].journal_len(), 0);
}

#[test]
fn what_does_not_hold_is_set_aside_and_the_log_goes_on() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    let forged = {
        let (one, other) = (&world.peers[0], &world.peers[1]);
        let mut document = MinutesDocument::create(one.actor());
        let changes = document.document.commit(0).unwrap();
        // Signed by one member, carrying changes of another's actor.
        let key = &other.engine.keys()[&0];
        let content = crate::seal::Content::Changes(&changes);
        let workspace = world.workspace();
        seal_entry(&workspace, doc, content, 0, key, &other.device, &mut world.rng).unwrap()
    };
    world.relay.push_raw(forged.to_bytes());
    world.relay.push_raw(b"no entry at all".to_vec());
    let mut newer = forged.clone();
    newer.version = 9;
    world.relay.push_raw(newer.to_bytes());
    world.peers[0].edit(doc, |minutes| {
        minutes.body_splice(0, 0, "vidare").unwrap();
    });
    world.cut(0);
    world.cut(1);
    world.run();
    assert_eq!(text(&world.peers[1], doc), "vidare");
    assert_eq!(world.peers[1].status().set_aside, 2);
    assert_eq!(world.peers[1].parked(), 1, "a newer program's entry waits");
}

#[test]
fn retries_wait_longer_and_longer_but_never_over_half_a_minute() {
    let mut world = World::with_peers(1);
    world.relay.unreachable = true;
    world.cut(0);
    let waits = world.retry_waits(0, 12);
    assert!(waits[0] <= 500, "{waits:?}");
    assert!(waits.iter().all(|wait| *wait <= 30_000), "{waits:?}");
    assert!(waits[11] >= 15_000, "{waits:?}");
    assert_eq!(world.peers[0].status().problem, Some(Problem::Unreachable));
}

#[test]
fn seen_tells_the_others_what_is_stored() {
    let mut world = World::with_peers(3);
    let doc = world.share_new(0);
    world.run();
    world.peers[0].edit(doc, |minutes| {
        minutes.body_splice(0, 0, "x").unwrap();
    });
    world.run();
    let status = world.peers[0].status();
    let last = status.last_sent.unwrap();
    let others: Vec<u64> = status.seen.values().copied().collect();
    assert_eq!(others.len(), 2);
    assert!(others.iter().all(|seq| *seq >= last), "{status:?}");
}

#[test]
fn a_reader_invited_cannot_write() {
    let mut world = World::with_peers(1);
    let doc = world.share_new(0);
    world.run();
    let reader = world.join(Role::Reader);
    world.run();
    world.peers[reader].load(doc);
    world.peers[reader].edit(doc, |minutes| {
        minutes.body_splice(0, 0, "nej").unwrap();
    });
    let before = world.relay.log.len();
    world.run();
    assert_eq!(world.relay.log.len(), before);
    assert_eq!(text(&world.peers[0], doc), "");
}

#[test]
fn documents_of_the_model_are_real() {
    let mut world = World::with_peers(1);
    let doc = world.share_new(0);
    assert_eq!(minutes(&world.peers[0], doc).body.len(), 1);
}

/// An item of the log as another connection gets it.
fn whole(seq: u64, entry: Vec<u8>) -> LogItem {
    LogItem { seq, entry: Some(entry), own: None }
}
