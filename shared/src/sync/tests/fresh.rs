//! How a relay serves a device that is fresh, or whose cursor lies before what was dropped.

use std::collections::BTreeMap;

use super::{
    checkpoints::write,
    world::{Relay, World, text},
};
use crate::{
    ids::DocId,
    membership::Role,
    protocol::{Entry, EntryKind, RelayFrame, Start},
    seal::{Content, seal_entry},
    sync::{Phase, Problem},
};

impl Relay {
    /// The places of what a fresh device gets: membership, then per document the best checkpoint and what comes
    /// after its `covers`.
    pub(super) fn fresh(&self) -> Vec<u64> {
        let (mut members, mut docs) = (vec![], BTreeMap::<DocId, Vec<(u64, Entry)>>::new());
        for (entry, seq) in self.log.iter().zip(1..).filter(|(_, seq)| !self.dropped.contains(seq)) {
            match Entry::from_bytes(entry) {
                Ok(entry) if entry.doc.is_some() => {
                    docs.entry(entry.doc.unwrap()).or_default().push((seq, entry));
                }
                _ => members.push(seq),
            }
        }
        for entries in docs.values() {
            let base = entries.iter().filter_map(|(seq, entry)| Some((self.covered(entry)?, *seq))).max();
            let serves = |seq: u64| base.is_none_or(|(covers, at)| seq > covers || seq == at);
            members.extend(entries.iter().map(|(seq, _)| *seq).filter(|seq| serves(*seq)));
        }
        members
    }

    /// Up to where a checkpoint covers its document in this log.
    fn covered(&self, entry: &Entry) -> Option<u64> {
        let covers = entry.covers.filter(|_| entry.kind == EntryKind::Checkpoint)?;
        let fits = covers.seq <= self.log.len() as u64 && self.cursor(covers.seq as usize) == covers;
        fits.then_some(covers.seq)
    }

    /// Drops what checkpoints cover.
    pub(super) fn drop_covered(&mut self) {
        let mut covered = BTreeMap::new();
        let entries: Vec<_> = self.log.iter().map(|bytes| Entry::from_bytes(bytes).unwrap()).collect();
        for entry in &entries {
            let best = covered.entry(entry.doc).or_insert(0);
            *best = self.covered(entry).unwrap_or(0).max(*best);
        }
        let gone = |entry: &Entry, seq: u64| entry.doc.is_some() && seq <= covered[&entry.doc];
        self.dropped.extend(entries.iter().zip(1..).filter(|(it, seq)| gone(it, *seq)).map(|(_, seq)| seq));
    }
}

/// A document that peer 0 has written in while peer 1 was away, in a log that has been trimmed.
fn trimmed() -> (World, DocId) {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    let other = world.share_new(1);
    world.run();
    world.go_offline(1);
    for word in ["ett ", "två ", "tre ", "fyra "] {
        for doc in [doc, other] {
            world.peers[0].edit(doc, |minutes| {
                minutes.body_splice(0, 0, word).unwrap();
            });
        }
        world.run();
    }
    publish(&mut world, 0, doc);
    world.relay.drop_covered();
    assert!(world.relay.dropped.len() >= 4);
    (world, doc)
}

/// Peer `peer` publishes a checkpoint of everything up to the log's end.
fn publish(world: &mut World, peer: usize, doc: DocId) {
    let document = world.saved(peer, doc);
    let covers = Some(world.relay.cursor(world.relay.log.len()));
    let content = Content::Document { plain: &document, covers };
    let (key, device) = (world.peers[peer].engine.keys()[&0].clone(), world.peers[peer].device.clone());
    let entry = seal_entry(&world.workspace(), doc, content, 0, &key, &device, &mut world.rng).unwrap();
    world.relay.push_raw(entry.to_bytes());
    world.run();
}

#[test]
fn one_who_joins_gets_checkpoints_and_what_comes_after() {
    let (mut world, doc) = trimmed();
    let late = world.join(Role::Editor);
    world.run();
    assert_eq!(text(&world.peers[late], doc), "fyra tre två ett ");
    assert!(world.peers[late].settled());
    let entries = world.relay.log.len();
    assert!(world.peers[late].delivered < entries / 2, "{} of {entries}", world.peers[late].delivered);
}

#[test]
fn a_log_that_was_trimmed_is_received_anew_and_nothing_is_brought_back() {
    let (mut world, doc) = trimmed();
    let entries = world.relay.log.len();
    world.go_online(1);
    world.run();
    assert_eq!(world.relay.starts.last(), Some(&Start::Trimmed));
    assert_eq!(text(&world.peers[1], doc), "fyra tre två ett ");
    assert_eq!(world.relay.log.len(), entries, "the relay lost nothing");
    let status = world.peers[1].status();
    assert!(world.peers[1].settled());
    assert_eq!((status.cursor.unwrap().seq, status.unsent), (entries as u64, 0));
    assert_eq!(status.seen.len(), 1, "the log is the same: who has seen what still holds");
}

#[test]
fn a_crash_in_a_trimmed_log_receives_it_anew() {
    let (mut world, doc) = trimmed();
    world.go_online(1);
    let delivered = world.peers[1].delivered;
    world.run_until(1, |peer| peer.delivered > delivered);
    assert!(matches!(world.peers[1].status().phase, Phase::CatchingUp { done: 1.., .. }));
    world.crash(1);
    assert_eq!(world.peers[1].status().cursor, None, "what is here goes beyond the old one");
    let entries = world.relay.log.len();
    world.run();
    assert_eq!(world.relay.starts[world.relay.starts.len() - 2..], [Start::Trimmed, Start::Fresh]);
    assert_eq!(text(&world.peers[1], doc), "fyra tre två ett ");
    assert_eq!(world.relay.log.len(), entries);
    assert!(world.peers[1].settled());
}

#[test]
fn a_line_that_breaks_in_a_trimmed_log_receives_it_anew() {
    let (mut world, doc) = trimmed();
    world.go_online(1);
    let delivered = world.peers[1].delivered;
    world.run_until(1, |peer| peer.delivered > delivered);
    world.cut(1);
    world.run();
    assert_eq!(world.relay.starts[world.relay.starts.len() - 2..], [Start::Trimmed, Start::Fresh]);
    assert_eq!(text(&world.peers[1], doc), "fyra tre två ett ");
    assert!(world.peers[1].settled());
}

/// The simulation found one that judged everything after its cursor by a chain of no entries.
#[test]
fn a_relay_that_has_again_what_it_had_dropped_is_received_from_its_start() {
    let (mut world, doc) = trimmed();
    world.go_online(1);
    world.run_until(1, |peer| matches!(peer.status().phase, Phase::CatchingUp { .. }));
    world.cut(1);
    // From a copy of before the trimming.
    world.relay.dropped.clear();
    world.run();
    assert_eq!(world.relay.starts[world.relay.starts.len() - 2..], [Start::Trimmed, Start::Fresh]);
    assert_eq!(text(&world.peers[1], doc), "fyra tre två ett ");
    assert_eq!(world.peers[1].status().set_aside, 0);
    world.crash(1);
    write(&mut world, 0, doc, "fem ");
    world.run();
    assert_eq!(text(&world.peers[1], doc), "fem fyra tre två ett ");
    assert!(world.peers[1].settled());
}

/// The simulation found one: the old cursor still fitted what the relay had left, and nobody knew that a word of what
/// it had lost was here. Whoever wrote on top of it would not have been understood by the others.
#[test]
fn what_was_received_beyond_the_cursor_of_a_trimmed_log_is_brought_back_should_the_relay_lose_it() {
    let (mut world, doc) = trimmed();
    write(&mut world, 0, doc, "fem ");
    world.run();
    world.go_offline(0);
    world.relay.most_entries = 1;
    world.go_online(1);
    world.run_until(1, |peer| text(peer, doc).contains("fem "));
    assert!(matches!(world.peers[1].status().phase, Phase::CatchingUp { .. }));
    world.crash(1);
    world.relay.roll_back(1);
    let before = world.relay.log.len();
    world.run();
    let brought = Entry::from_bytes(&world.relay.log[before]).unwrap();
    assert_eq!((brought.doc, brought.kind), (Some(doc), EntryKind::Checkpoint));
    assert!(world.peers[1].settled());
}

/// Between the welcome and the first entry there is no cursor either.
#[test]
fn a_relay_that_is_lost_right_after_it_told_of_a_trimmed_log_is_rebuilt() {
    let (mut world, doc) = trimmed();
    world.go_offline(0);
    world.go_online(1);
    world.run_until(1, |peer| matches!(peer.status().phase, Phase::CatchingUp { .. }));
    world.relay.lose_everything();
    world.cut(1);
    world.run();
    let brought = world.relay.log.iter().map(|entry| Entry::from_bytes(entry).unwrap());
    assert!(brought.filter(|entry| entry.doc == Some(doc)).any(|entry| entry.kind == EntryKind::Checkpoint));
    assert!(world.peers[1].settled());
}

#[test]
fn an_entry_out_of_its_place_ends_the_connection_and_changes_nothing() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    let before = world.peers[1].status().cursor;
    let last = world.relay.log.last().unwrap().clone();
    let item = super::whole(before.unwrap().seq + 2, last);
    world.relay.say(1, RelayFrame::Entries(vec![item]));
    world.run_until(1, |peer| peer.status().phase == Phase::Offline);
    let status = world.peers[1].status();
    assert!(matches!(status.problem, Some(Problem::Protocol(_))), "{status:?}");
    assert_eq!(status.cursor, before);
    world.run();
    assert_eq!(world.relay.starts.last(), Some(&Start::Resumed), "another try goes on from where it was");
    assert_eq!(text(&world.peers[1], doc), "");
}
