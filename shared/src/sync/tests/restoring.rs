//! Relays that lost their log, or its newest entries.

use super::{
    checkpoints::write,
    world::{World, one_text, text},
};
use crate::{
    ids::{DocId, Incarnation},
    membership::Role,
    protocol::{Code, Entry, EntryKind},
    sync::{Act, Phase, Problem},
};

#[test]
fn another_incarnation_is_received_from_its_start() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    world.relay.incarnation = Incarnation([9; 8]);
    world.cut(0);
    world.cut(1);
    write(&mut world, 0, doc, "efteråt");
    world.run();
    assert_eq!(text(&world.peers[1], doc), "efteråt");
    let status = world.peers[1].status();
    assert_eq!(status.cursor.map(|cursor| cursor.incarnation), Some(Incarnation([9; 8])));
}

#[test]
fn a_relay_that_lost_everything_is_rebuilt_by_any_one_who_writes() {
    let mut world = World::with_peers(2);
    world.join(Role::Admin);
    let doc = world.share_new(0);
    world.run();
    write(&mut world, 0, doc, "före ");
    world.run();
    world.relay.lose_everything();
    for peer in 0..3 {
        world.go_offline(peer);
    }
    // Not the founder, who alone would be known by the genesis entry.
    world.go_online(2);
    world.run();
    assert!(world.peers[2].settled(), "{:?}", world.peers[2].status());
    let late = world.join_by(2, Role::Editor);
    world.run();
    assert_eq!(text(&world.peers[late], doc), "före ", "whoever comes now gets it from the relay");
    write(&mut world, 1, doc, "borta ");
    for peer in [0, 1] {
        world.go_online(peer);
    }
    world.run();
    assert_eq!(one_text(&world, doc), "borta före ");
    assert!(world.peers.iter().all(|peer| peer.settled() && peer.status().unsent == 0));
}

/// The simulation (samskriv-tests) found one that waited for its entries of a log that was no more.
#[test]
fn what_was_known_of_a_log_that_is_lost_does_not_outlive_a_crash() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    for word in ["ett ", "två ", "tre "] {
        write(&mut world, 1, doc, word);
        world.run();
    }
    let kept = world.peers[1].progress();
    world.relay.lose_everything();
    for peer in 0..2 {
        world.go_offline(peer);
        world.go_online(peer);
    }
    world.run();
    world.start_again(1, kept);
    world.run();
    let status = world.peers[1].status();
    assert!(world.peers[1].settled(), "{status:?}");
    assert!(status.seen.values().all(|seq| Some(*seq) <= status.head), "{status:?}");
}

#[test]
fn a_relay_that_lost_its_newest_entries_gets_them_back() {
    let mut world = World::with_peers(3);
    let doc = world.share_new(0);
    world.run();
    for peer in [1, 2] {
        world.go_offline(peer);
    }
    world.run();
    for word in ["ett ", "två ", "tre "] {
        write(&mut world, 0, doc, word);
        world.run();
    }
    world.relay.roll_back(2);
    world.cut(0);
    world.go_online(1);
    write(&mut world, 1, doc, "annan ");
    world.go_online(2);
    world.run();
    let text = one_text(&world, doc);
    assert!(["ett ", "två ", "tre ", "annan "].iter().all(|word| text.contains(word)), "{text}");
    assert!(world.peers.iter().all(|peer| peer.settled() && peer.status().unsent == 0));
}

#[test]
fn a_crash_while_the_relay_is_rebuilt_starts_it_again() {
    let mut world = World::with_peers(1);
    world.join(Role::Admin);
    let doc = world.share_new(0);
    world.run();
    world.relay.lose_everything();
    world.go_offline(0);
    world.cut(1);
    // Caught up with the empty log, but nothing is brought back yet.
    world.run_until(1, |peer| peer.status().phase == Phase::Live);
    world.crash(1);
    world.run();
    let late = world.join_by(1, Role::Editor);
    world.run();
    assert_eq!(text(&world.peers[late], doc), "");
}

/// Two members and a document; the second is away.
fn one_alone() -> (World, DocId) {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    world.go_offline(1);
    world.run();
    (world, doc)
}

/// The same, who wrote "kvitterat ", which the relay has acknowledged and which has not come by yet.
fn one_acknowledged() -> (World, DocId) {
    let (mut world, doc) = one_alone();
    let cursor = world.peers[0].status().cursor.unwrap();
    write(&mut world, 0, doc, "kvitterat ");
    world.run_until(0, |peer| peer.status().last_sent > Some(cursor.seq));
    let status = world.peers[0].status();
    assert_eq!((status.unsent, status.cursor), (0, Some(cursor)), "acknowledged, and not come by");
    (world, doc)
}

/// The simulation found one that took itself for one who had never been there.
#[test]
fn a_relay_that_is_lost_again_before_the_disk_knows_of_the_new_log_is_rebuilt_again() {
    let (mut world, doc) = one_alone();
    write(&mut world, 0, doc, "ensam ");
    world.run();
    world.relay.lose_everything();
    world.cut(0);
    world.peers[0].slow_disk = true;
    world.run();
    assert!(text(&world.peers[0], doc).contains("ensam "));
    world.relay.lose_everything();
    world.relay.incarnation = Incarnation([8; 8]);
    world.peers[0].slow_disk = false;
    world.cut(0);
    world.go_online(1);
    world.run();
    assert_eq!(one_text(&world, doc), "ensam ");
    assert!(world.peers.iter().all(|peer| peer.settled()));
}

#[test]
fn what_was_acknowledged_and_has_not_come_by_is_sent_again_to_a_relay_that_lost_it() {
    let (mut world, doc) = one_acknowledged();
    world.relay.roll_back(1);
    world.cut(0);
    world.go_online(1);
    world.run();
    assert_eq!(one_text(&world, doc), "kvitterat ");
    assert!(world.peers[0].settled() && world.peers[0].journal_len() == 0);
}

/// As above, with a crash in between: the journal keeps what has not come by.
#[test]
fn what_was_acknowledged_and_has_not_come_by_outlives_a_crash() {
    let (mut world, doc) = one_alone();
    let before = world.peers[0].journal_len();
    write(&mut world, 0, doc, "kvitterat ");
    world.peers[0].dead_disk = true;
    world.run_until(0, |peer| peer.status().last_sent == Some(peer.status().head.unwrap()));
    world.run_until(0, |peer| peer.status().unsent == 0);
    assert_eq!(world.peers[0].journal_len(), before + 1);
    world.peers[0].dead_disk = false;
    world.relay.roll_back(1);
    world.crash(0);
    world.go_online(1);
    world.run();
    assert_eq!(one_text(&world, doc), "kvitterat ");
    assert!(world.peers[0].settled() && world.peers[0].journal_len() == 0);
}

#[test]
fn what_was_acknowledged_and_comes_by_after_a_broken_line_is_not_sent_again() {
    let (mut world, doc) = one_acknowledged();
    let entries = world.relay.log.len();
    world.cut(0);
    assert_eq!(world.peers[0].status().unsent, 0);
    world.go_online(1);
    world.run();
    assert_eq!(world.relay.log.len(), entries);
    assert_eq!(one_text(&world, doc), "kvitterat ");
    assert!(world.peers[0].settled() && world.peers[0].journal_len() == 0);
}

#[test]
fn what_was_brought_back_and_is_lost_again_before_it_came_by_is_brought_back_again() {
    let mut world = World::with_peers(2);
    let docs = [world.share_new(0), world.share_new(0)];
    world.run();
    world.go_offline(1);
    docs.iter().for_each(|doc| write(&mut world, 0, *doc, "ensam "));
    world.run();
    world.relay.lose_everything();
    world.relay.most_entries = 1;
    world.cut(0);
    world.run_until(0, |peer| peer.status().phase == Phase::Offline);
    world.run_until(0, |peer| peer.status().phase == Phase::Live);
    let chain = world.relay.log.len() as u64;
    world.run_until(0, |peer| peer.status().head == Some(chain + 2));
    assert_eq!(world.peers[0].status().last_sent, Some(chain + 2), "both are acknowledged");
    world.step(0);
    assert_eq!(world.peers[0].status().cursor, None, "the first came by");
    world.relay.roll_back(1);
    world.cut(0);
    world.go_online(1);
    world.run();
    assert!(docs.iter().all(|doc| one_text(&world, *doc) == "ensam "));
    assert!(world.peers.iter().all(|peer| peer.settled()));
}

#[test]
fn one_whose_joining_a_relay_lost_brings_it_back_itself() {
    let mut world = World::with_peers(1);
    let doc = world.share_new(0);
    world.run();
    let chain = world.peers[0].engine.chain().clone();
    let late = world.join(Role::Editor);
    world.run();
    write(&mut world, late, doc, "ny ");
    world.run();
    // The founder comes first, and from an older copy too: with nothing of the joining.
    world.relay.lose_everything();
    world.go_offline(late);
    world.relay.create(chain.entries().to_vec());
    assert_eq!(world.relay.log.len(), chain.entries().len());
    world.go_offline(0);
    world.go_online(late);
    world.run();
    assert!(world.peers[late].settled(), "{:?}", world.peers[late].status());
    world.go_online(0);
    world.run();
    assert_eq!(one_text(&world, doc), "ny ");
    assert!(world.peers[0].settled());
}

#[test]
fn one_who_was_removed_is_told_so_though_it_has_not_heard_of_it() {
    let mut world = World::with_peers(2);
    world.go_offline(1);
    let device = world.peers[1].device.id();
    world.ask(0, Act::Remove { device });
    world.run();
    let entries = world.relay.log.len();
    world.go_online(1);
    world.run_until(1, |peer| peer.problems.contains(&Problem::Refused(Code::Removed)));
    assert_eq!(world.relay.log.len(), entries);
}

/// The simulation found one: no cursor told that the beginning of a log was here, so what only that log had had
/// was not brought back, and a checkpoint that lacked it was blamed.
#[test]
fn what_was_received_before_the_first_cursor_is_brought_back_too() {
    let mut world = World::with_peers(1);
    let doc = world.share_new(0);
    world.run();
    let late = world.join(Role::Editor);
    world.go_offline(late);
    write(&mut world, 0, doc, "kort ");
    world.run();
    world.go_offline(0);
    world.run();
    world.relay.most_entries = 1;
    world.go_online(late);
    world.run_until(late, |peer| text(peer, doc).contains("kort "));
    assert_eq!(world.peers[late].status().cursor, None);
    world.relay.roll_back(1);
    world.relay.incarnation = Incarnation([8; 8]);
    world.cut(late);
    let before = world.relay.log.len();
    world.run();
    let brought = Entry::from_bytes(&world.relay.log[before]).unwrap();
    assert_eq!((brought.doc, brought.kind), (Some(doc), EntryKind::Checkpoint));
    assert!(world.peers[late].settled());
}
