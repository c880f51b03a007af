//! Checkpoints on their way, and what comes between.

use super::world::{World, text};
use crate::{
    ids::DocId,
    membership::Role,
    protocol::{Code, Entry, EntryKind},
    sync::Phase,
};

/// What the relay's log holds of a document, in its order.
pub(super) fn kinds(world: &World, doc: DocId) -> Vec<EntryKind> {
    let entries = world.relay.log.iter().map(|bytes| Entry::from_bytes(bytes).unwrap());
    entries.filter(|entry| entry.doc == Some(doc)).map(|entry| entry.kind).collect()
}

pub(super) fn write(world: &mut World, peer: usize, doc: DocId, words: &str) {
    world.peers[peer].edit(doc, |minutes| {
        minutes.body_splice(0, 0, words).unwrap();
    });
}

#[test]
fn a_draft_whose_checkpoint_is_refused_is_sent_again_whole() {
    let mut world = World::with_peers(2);
    world.relay.refusals.extend([Code::RateLimited, Code::StorageFailed]);
    let doc = world.share_new(0);
    write(&mut world, 0, doc, "senare");
    world.run();
    assert_eq!(kinds(&world, doc), [EntryKind::Checkpoint, EntryKind::Change]);
    assert_eq!(text(&world.peers[1], doc), "senare");
    assert_eq!((world.peers[0].journal_len(), world.peers[0].settled()), (0, true));
}

#[test]
fn a_draft_whose_line_breaks_is_sent_again_whole() {
    let mut world = World::with_peers(2);
    world.relay.swallow_appends = true;
    let doc = world.share_new(0);
    world.run();
    assert_eq!(kinds(&world, doc), []);
    world.relay.swallow_appends = false;
    world.cut(0);
    world.run();
    assert_eq!(kinds(&world, doc), [EntryKind::Checkpoint]);
    assert_eq!(text(&world.peers[1], doc), "");
}

#[test]
fn a_checkpoint_that_was_acknowledged_unheard_is_not_sent_twice() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    while kinds(&world, doc).is_empty() {
        world.step(0);
    }
    world.cut(0);
    assert!(world.peers[0].journal_len() > 0);
    world.run();
    assert_eq!(kinds(&world, doc), [EntryKind::Checkpoint]);
    assert_eq!((world.peers[0].journal_len(), world.peers[0].settled()), (0, true));
}

#[test]
fn a_draft_too_large_for_the_relay_goes_as_changes() {
    let mut world = World::with_peers(2);
    world.relay.refusals.push_back(Code::TooLarge);
    let doc = world.share_new(0);
    world.run();
    assert_eq!(kinds(&world, doc), [EntryKind::Change]);
    assert_eq!(text(&world.peers[1], doc), "");
}

/// It is refused at first, and when it is sent again the log has gone on: that is not covered.
#[test]
fn a_checkpoint_covers_what_was_known_when_it_was_saved() {
    let mut world = World::with_peers(2);
    world.relay.refusals.push_back(Code::RateLimited);
    let known = world.peers[0].status().cursor;
    let doc = world.share_new(0);
    let other = world.share_new(1);
    write(&mut world, 1, other, "medan det väntar");
    world.run();
    assert_ne!(world.peers[0].status().cursor, known);
    let entries = world.relay.log.iter().map(|bytes| Entry::from_bytes(bytes).unwrap());
    let covers: Vec<_> =
        entries.filter(|entry| entry.doc == Some(doc)).map(|entry| (entry.kind, entry.covers)).collect();
    assert_eq!(covers, [(EntryKind::Checkpoint, known)]);
}

#[test]
fn a_relay_that_refuses_what_is_brought_back_gets_it_in_the_end() {
    let mut world = World::with_peers(1);
    world.join(Role::Admin);
    let docs = [world.share_new(0), world.share_new(0), world.share_new(0)];
    world.run();
    for doc in docs {
        write(&mut world, 0, doc, "före");
    }
    world.run();
    world.go_offline(1);
    world.run();
    world.relay.lose_everything();
    world.relay.refusals.extend([Code::RateLimited, Code::RateLimited]);
    world.cut(0);
    // Restored only when the last of them is acknowledged: a crash before that starts it again.
    let new = Some(world.relay.incarnation);
    world.run_until(0, |peer| peer.status().cursor.map(|cursor| cursor.incarnation) == new);
    assert!(world.relay.refusals.is_empty());
    for doc in docs {
        assert!(kinds(&world, doc).contains(&EntryKind::Checkpoint));
    }
    let late = world.join_by(0, Role::Editor);
    world.run();
    for doc in docs {
        assert_eq!(text(&world.peers[late], doc), "före");
    }
}

#[test]
fn a_line_that_breaks_while_a_relay_is_rebuilt_loses_nothing_of_it() {
    let mut world = World::with_peers(1);
    world.join(Role::Admin);
    let doc = world.share_new(0);
    write(&mut world, 0, doc, "före");
    world.run();
    world.go_offline(0);
    world.run();
    world.relay.lose_everything();
    world.cut(1);
    world.run_until(1, |peer| peer.status().phase == Phase::Live);
    world.relay.swallow_appends = true;
    world.run();
    assert!(kinds(&world, doc).is_empty() && !world.peers[1].settled());
    world.relay.swallow_appends = false;
    world.cut(1);
    world.run();
    assert!(world.peers[1].settled());
    let late = world.join_by(1, Role::Editor);
    world.run();
    assert_eq!(text(&world.peers[late], doc), "före");
}
