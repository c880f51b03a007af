//! Checkpoints of others that hold less than they cover, and those that do not.
#![allow(clippy::print_stdout)]

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};

use super::{
    checkpoints::{kinds, write},
    world::{World, text},
};
use crate::{
    ids::DocId,
    membership::Role,
    protocol::{Cursor, EntryKind},
    seal::{Content, seal_entry},
    sync::CheckpointPace,
};

const PACE: CheckpointPace = CheckpointPace { entries: 6, bytes: 1 << 20, wait: 2_000 };

/// Everybody but `author` gets a checkpoint of `author`'s which says that it covers everything.
fn publish(world: &mut World, author: usize, doc: DocId, document: &[u8]) {
    let covers = world.relay.cursor(world.relay.log.len());
    publish_as_covering(world, author, doc, document, Some(covers));
}

fn publish_as_covering(
    world: &mut World,
    author: usize,
    doc: DocId,
    document: &[u8],
    covers: Option<Cursor>,
) {
    let content = Content::Document { plain: document, covers };
    let (key, device) = (world.peers[author].engine.keys()[&0].clone(), world.peers[author].device.clone());
    let entry = seal_entry(&world.workspace(), doc, content, 0, &key, &device, &mut world.rng).unwrap();
    world.relay.push_raw(entry.to_bytes());
    world.run();
}

fn told(world: &World, peer: usize) -> Vec<(DocId, crate::ids::DeviceId)> {
    world.peers[peer].status().lacking.into_iter().collect()
}

#[test]
fn a_checkpoint_that_lacks_something_is_replaced_and_its_author_told_of() {
    let mut world = World::with_peers(3);
    let doc = world.share_new(0);
    write(&mut world, 0, doc, "ett ");
    world.run();
    let old = world.saved(1, doc);
    write(&mut world, 0, doc, "två ");
    world.run();
    publish(&mut world, 1, doc, &old);
    let author = world.peers[1].engine.device();
    assert!([0, 2].iter().any(|peer| told(&world, *peer) == [(doc, author)]));
    assert_eq!(told(&world, 1), []);
    // One after the other they look, and the first who finds it wanting saves the other the work.
    let checkpoints = kinds(&world, doc).iter().filter(|kind| **kind == EntryKind::Checkpoint).count();
    assert_eq!(checkpoints, 3, "the draft, the one that lacks something, a fuller one");
    let late = world.join(Role::Editor);
    world.run();
    assert_eq!(text(&world.peers[late], doc), "två ett ");
    let entries = world.relay.log.len();
    world.run();
    assert_eq!(world.relay.log.len(), entries);
}

#[test]
fn one_that_cannot_be_read_is_replaced() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    write(&mut world, 0, doc, "ord");
    world.run();
    publish(&mut world, 1, doc, b"");
    assert_eq!(told(&world, 0), [(doc, world.peers[1].engine.device())]);
    let late = world.join(Role::Editor);
    world.run();
    assert_eq!(text(&world.peers[late], doc), "ord");
}

/// Sealed and signed as it should be, but it passes others' changes for their authors' own word.
#[test]
fn one_that_does_not_hold_is_replaced() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    write(&mut world, 0, doc, "ord");
    world.run();
    let (_, changes) = world.peers[0].last_local.clone().unwrap();
    publish(&mut world, 1, doc, &changes);
    assert_eq!(world.peers[0].status().set_aside, 1);
    assert_eq!(told(&world, 0), [(doc, world.peers[1].engine.device())]);
    let late = world.join(Role::Editor);
    world.run();
    assert_eq!(text(&world.peers[late], doc), "ord");
}

#[test]
fn two_who_find_each_others_wanting_come_to_rest() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    write(&mut world, 0, doc, "ett ");
    world.run();
    let old = world.saved(1, doc);
    write(&mut world, 0, doc, "två ");
    world.run();
    // Again and again, and nobody has written anything.
    for _ in 0..4 {
        publish(&mut world, 1, doc, &old);
    }
    let checkpoints =
        |world: &World| kinds(world, doc).iter().filter(|kind| **kind == EntryKind::Checkpoint).count();
    assert_eq!(checkpoints(&world), 1 + 4 + 1);
    write(&mut world, 0, doc, "tre ");
    world.run();
    publish(&mut world, 1, doc, &old);
    assert_eq!(checkpoints(&world), 1 + 5 + 2, "what has changed is worth another");
}

#[test]
fn a_reader_tells_but_publishes_nothing() {
    let mut world = World::with_peers(1);
    let reader = world.join(Role::Reader);
    let doc = world.share_new(0);
    write(&mut world, 0, doc, "ett ");
    world.run();
    let old = world.saved(0, doc);
    write(&mut world, 0, doc, "två ");
    world.run();
    publish(&mut world, 0, doc, &old);
    assert_eq!(told(&world, reader), [(doc, world.peers[0].engine.device())]);
    assert_eq!(kinds(&world, doc).last(), Some(&EntryKind::Checkpoint));
}

#[test]
fn what_is_not_in_the_log_yet_or_came_later_need_not_be_there() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    write(&mut world, 0, doc, "ett ");
    world.run();
    let (document, covers) = (world.saved(1, doc), world.relay.cursor(world.relay.log.len()));
    write(&mut world, 0, doc, "två ");
    world.run();
    world.relay.swallow_appends = true;
    write(&mut world, 0, doc, "tre ");
    world.run();
    publish_as_covering(&mut world, 1, doc, &document, Some(covers));
    assert_eq!((world.peers[0].examined, told(&world, 0)), (1, vec![]));
    // A place behind its own is none that anybody goes by.
    let ahead = Cursor { seq: world.relay.log.len() as u64 + 9, ..covers };
    publish_as_covering(&mut world, 1, doc, &document, Some(ahead));
    assert_eq!((world.peers[0].examined, told(&world, 0)), (1, vec![]));
}

#[test]
fn what_was_here_before_the_start_is_known_to_stand_before_the_cursor_only() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    write(&mut world, 0, doc, "ett ");
    world.run();
    let (document, covers) = (world.saved(1, doc), world.relay.cursor(world.relay.log.len()));
    write(&mut world, 0, doc, "två ");
    world.run();
    world.restart(0);
    world.run();
    publish_as_covering(&mut world, 1, doc, &document, Some(covers));
    publish_as_covering(&mut world, 1, doc, &document, None);
    assert_eq!((world.peers[0].examined, told(&world, 0)), (0, vec![]));
    // Who covers all that was here by then must hold it.
    publish(&mut world, 1, doc, &document);
    assert_eq!((world.peers[0].examined, told(&world, 0).len()), (1, 1));
}

/// People come and go, lose their lines and crash, and write all the time: nobody's checkpoint is called wanting.
#[test]
fn there_is_no_false_alarm() {
    let mut examined = 0;
    for seed in 0..24 {
        println!("seed {seed}");
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut below = |end: usize| (rng.next_u64() % end as u64) as usize;
        let mut world = World::with_pace(3, PACE);
        let docs = [world.share_new(0), world.share_new(1)];
        world.run();
        let mut lost = false;
        for step in 0..60 {
            let peer = below(3);
            match below(12) {
                0 => world.go_offline(peer),
                1 => world.go_online(peer),
                2 => world.cut(peer),
                3 => world.crash(peer),
                4 => world.restart(peer),
                5 if step >= 30 && !lost => {
                    lost = true;
                    world.relay.lose_everything();
                    (0..3).for_each(|peer| world.cut(peer));
                }
                5 => world.relay.drop_covered(),
                _ => write(&mut world, peer, docs[below(2)], "x"),
            }
            if below(3) == 0 {
                world.run();
            }
        }
        (0..3).for_each(|peer| world.go_online(peer));
        world.run();
        for peer in &world.peers {
            assert!(peer.status().lacking.is_empty(), "{:?}", peer.status());
            assert_eq!(docs.map(|doc| text(peer, doc)), docs.map(|doc| text(&world.peers[0], doc)));
            examined += peer.examined;
        }
    }
    assert!(examined > 100, "{examined}");
}
