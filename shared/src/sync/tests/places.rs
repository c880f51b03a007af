//! Each entry is judged by membership and epoch as they stood at its own place in the log.

use super::world::{World, text};
use crate::{
    documents::{Actor, MinutesDocument},
    ids::{DeviceId, DocId},
    membership::{Chain, Membership, MembershipOp, Role},
    protocol::{Entry, EntryKind, VERSION, encode, entry_id},
    seal::{Content, ContentKey, DeviceSecret, seal_entry, sign_entry},
    sync::{Phase, Problem, places::Parked},
};

impl World {
    /// The founder's entry that extends the chain comes into the log.
    fn amend(&mut self, make: impl FnOnce(&Chain, &DeviceSecret, &mut World) -> Entry) {
        let (chain, founder) = (self.peers[0].engine.chain().clone(), self.peers[0].device.clone());
        let entry = make(&chain, &founder, self);
        self.relay.push_raw(entry.to_bytes());
    }

    fn rotate(&mut self) {
        self.amend(|chain, founder, world| chain.rotate(founder, &mut world.rng).unwrap());
    }

    fn remove(&mut self, device: DeviceId) {
        self.amend(|chain, founder, world| chain.remove(device, founder, &mut world.rng).unwrap());
    }

    fn write(&mut self, peer: usize, doc: DocId, word: &str) {
        self.peers[peer].edit(doc, |minutes| {
            minutes.body_splice(0, 0, word).unwrap();
        });
    }

    /// What a device has just written in a document, sealed by itself and past any engine.
    fn sealed_by(&mut self, device: &DeviceSecret, doc: DocId, key: &ContentKey) -> Vec<u8> {
        let workspace = self.workspace();
        let mut minutes = MinutesDocument::create(Actor::new(&device.id(), [200; 8]));
        let changes = minutes.document.commit(0).unwrap();
        let content = Content::Changes(&changes);
        seal_entry(&workspace, doc, content, 0, key, device, &mut self.rng).unwrap().to_bytes()
    }
}

#[test]
fn what_was_written_before_and_after_a_rotation_is_read_by_all_and_by_one_who_joins_later() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    world.write(1, doc, "före ");
    world.run();
    world.rotate();
    world.run();
    assert!(world.peers.iter().all(|peer| peer.engine.keys().len() == 2));
    assert_eq!(world.peers[0].engine.keys()[&1], world.peers[1].engine.keys()[&1]);
    world.write(1, doc, "efter ");
    world.run();
    let late = world.join(Role::Editor);
    world.run();
    for peer in &world.peers {
        assert_eq!((text(peer, doc).as_str(), peer.status().set_aside), ("efter före ", 0));
    }
    assert_eq!(world.peers[late].engine.keys().len(), 2);
    let epochs: Vec<u32> =
        world.relay.log.iter().map(|bytes| Entry::from_bytes(bytes).unwrap().epoch).collect();
    assert!(epochs.contains(&1), "{epochs:?}");
}

#[test]
fn what_a_removed_device_wrote_while_it_was_a_member_stays_and_what_comes_after_is_set_aside() {
    let mut world = World::with_peers(3);
    let doc = world.share_new(0);
    world.run();
    world.write(1, doc, "medan ");
    world.run();
    world.go_offline(1);
    let device = world.peers[1].device.clone();
    let removed = device.id();
    let old_key = world.peers[1].engine.keys()[&0].clone();
    world.remove(removed);
    let late_words = world.sealed_by(&device, doc, &old_key);
    world.relay.push_raw(late_words);
    world.run();
    // One who gets the whole chain first, another who was there all along.
    let late = world.join(Role::Editor);
    world.run();
    for peer in [0, 2, late] {
        let peer = &world.peers[peer];
        assert_eq!((text(peer, doc).as_str(), peer.status().set_aside), ("medan ", 1));
        assert_eq!((peer.parked(), peer.engine.chain().role(&removed)), (0, None));
    }
    assert!(!world.peers[1].engine.keys().contains_key(&1));
}

#[test]
fn an_entry_of_the_old_epoch_is_set_aside_where_a_new_one_has_begun() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    world.go_offline(1);
    let key = world.peers[1].engine.keys()[&0].clone();
    world.rotate();
    let device = world.peers[1].device.clone();
    let stale = world.sealed_by(&device, doc, &key);
    world.relay.push_raw(stale);
    world.run();
    assert_eq!(world.peers[0].status().set_aside, 1);
}

#[test]
fn a_crash_between_the_chain_and_the_entries_before_it_loses_none() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    world.go_offline(1);
    world.run();
    world.write(0, doc, "strax före ");
    world.run();
    world.rotate();
    world.run();
    // The chain is kept with its new epoch, and then the process dies.
    world.peers[1].dead_disk = true;
    world.go_online(1);
    world.run_until(1, |peer| peer.engine.chain().epoch() == 1);
    world.crash(1);
    world.peers[1].dead_disk = false;
    world.run();
    assert_eq!(text(&world.peers[1], doc), "strax före ");
    assert_eq!(world.peers[1].status().set_aside, 0);
}

#[test]
fn what_an_older_program_put_aside_is_of_use_to_a_newer_one() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    world.go_offline(1);
    world.run();
    world.rotate();
    world.run();
    world.write(0, doc, "nytt ");
    world.run();
    // As it lies on the disk of a program that knew of no rotation.
    let log = world.relay.log.clone();
    let head = world.relay.cursor(log.len());
    let from = world.peers[1].cursor.unwrap().seq as usize;
    let peer = &mut world.peers[1];
    let members = peer.engine.chain().entries().len() as u64;
    for (entry, seq) in log[from..].iter().zip(from as u64 + 1..) {
        let membership = Entry::from_bytes(entry).unwrap().kind == EntryKind::Membership;
        peer.parked.insert(seq, encode(&Parked { members, membership, entry: entry.clone() }));
    }
    assert!(peer.parked.len() >= 2);
    (peer.cursor, peer.members) = (Some(head), members);
    world.crash(1);
    world.run();
    let peer = &world.peers[1];
    assert_eq!((text(peer, doc).as_str(), peer.parked(), peer.status().parked), ("nytt ", 0, 0));
    assert_eq!(peer.engine.keys().len(), 2);
}

/// A membership entry, by hand.
fn membership(world: &World, author: &DeviceSecret, index: u64, prev: [u8; 32], op: MembershipOp) -> Entry {
    let body = encode(&Membership { index, prev: Some(crate::ids::EntryId(prev)), op });
    let (kind, author_id) = (EntryKind::Membership, author.id());
    let mut entry = Entry {
        version: VERSION,
        kind,
        doc: None,
        epoch: 0,
        author: author_id,
        covers: None,
        nonce: vec![],
        body,
        sig: vec![],
    };
    sign_entry(Some(&world.workspace()), &mut entry, author);
    entry
}

#[test]
fn an_operation_of_a_newer_program_waits_and_what_follows_it_in_the_chain_waits_too() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    let founder = world.peers[0].device.clone();
    let chain = world.peers[0].engine.chain().clone();
    let length = chain.entries().len() as u64;
    let op = || MembershipOp::Revoke { invite: founder.id() };
    let known = membership(&world, &founder, length, chain.head().0, op());
    // The same with an operation of number 9, signed anew, then one of a later version.
    let mut unknown = known.clone();
    let at = unknown.body.windows(2).rposition(|pair| pair == [0x82, 4]).unwrap();
    unknown.body[at + 1] = 9;
    sign_entry(Some(&world.workspace()), &mut unknown, &founder);
    let unknown = unknown.to_bytes();
    let mut newer = membership(&world, &founder, length + 1, entry_id(&unknown).0, op());
    newer.version = 9;
    let newer = newer.to_bytes();
    let behind = membership(&world, &founder, length + 2, entry_id(&newer).0, op()).to_bytes();
    for entry in [unknown, newer, behind] {
        world.relay.push_raw(entry);
    }
    // Somebody who joined by what waits, and what was there before goes on.
    let stranger = DeviceSecret::generate(&mut world.rng);
    let key = world.peers[0].engine.keys()[&0].clone();
    let theirs = world.sealed_by(&stranger, doc, &key);
    world.relay.push_raw(theirs);
    world.write(0, doc, "vidare ");
    world.run();
    world.crash(1);
    world.run();
    for peer in [0, 1] {
        let peer = &world.peers[peer];
        assert_eq!((text(peer, doc).as_str(), peer.parked(), peer.status().set_aside), ("vidare ", 4, 0));
        assert_eq!((peer.status().phase, peer.status().problem), (Phase::Live, None));
    }
}

#[test]
fn a_stranger_cannot_make_the_chain_wait_and_a_fork_behind_what_was_passed_is_one() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    // A newer version of nobody knows what; the chain goes on past it.
    let mut newer = Entry::from_bytes(&world.relay.log[0]).unwrap();
    newer.version = 9;
    world.relay.push_raw(newer.to_bytes());
    world.rotate();
    world.run();
    assert!(world.peers.iter().all(|peer| peer.engine.chain().epoch() == 1 && peer.parked() == 1));
    world.crash(1);
    world.run();
    let founder = world.peers[0].device.clone();
    let head = world.peers[0].engine.chain().entries()[0].clone();
    let fork = MembershipOp::Revoke { invite: founder.id() };
    let fork = membership(&world, &founder, 1, entry_id(&head).0, fork);
    world.relay.push_raw(fork.to_bytes());
    world.run_until(1, |peer| peer.status().problem.is_some());
    assert_eq!(world.peers[1].status().problem, Some(Problem::Forked));
    assert_eq!(text(&world.peers[1], doc), "");
}
