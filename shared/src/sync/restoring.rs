//! When a relay's log is not the one of the cursor (it was lost, or restored from an older copy): everything
//! is received again, and what the relay lacks is brought back. Any one client that may write can rebuild an
//! empty relay.

use std::collections::{BTreeMap, BTreeSet};

use rand_core::CryptoRng;

use super::{
    Batch, Output,
    checkpoints::{Checkpoint, Purpose},
    engine::{Engine, Link},
    places::Places,
    sending::Carried,
    stories::Stories,
};
use crate::{
    documents::changes::{ChunkKind, change_info, chunks},
    ids::DocId,
    protocol::{ClientFrame, MAX_HANDSHAKE, MAX_RESTORED, entry_id},
};

/// Comparing waits a random time below this, in milliseconds: what another client brings meanwhile need not
/// be brought twice.
const SPREAD: u64 = 2_000;

/// How far the rebuilding has come.
#[derive(Debug, Default)]
pub(super) struct Restoring {
    /// What the relay has sent of its log.
    received: BTreeMap<DocId, RelayHolds>,
    /// When to compare; none before it is caught up, and after.
    pub(super) compare_at: Option<u64>,
    /// Documents that the shell compares.
    comparing: BTreeSet<DocId>,
    compared: bool,
    /// What was brought back stands no later than this.
    brought: u64,
}

/// What a relay holds of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelayHolds {
    /// Changes, by hash.
    pub changes: BTreeSet<[u8; 32]>,
    /// Whole documents, saved.
    pub documents: Vec<Vec<u8>>,
}

/// Room in a frame before `Hello` for all but the chain's entries, and for each entry all but its bytes.
const AROUND: usize = 1 << 10;
const AROUND_EACH: usize = 8;

/// Makes a workspace known to a relay that does not know it. Of a chain that is too long for it only the beginning:
/// who is a member by that brings the rest once connected.
pub(super) fn introduction(chain: &[Vec<u8>], token: Option<String>) -> ClientFrame {
    let mut room = MAX_HANDSHAKE - AROUND - token.as_ref().map_or(0, String::len).min(AROUND);
    let fits = |entry: &&Vec<u8>| {
        let left = room.checked_sub(entry.len() + AROUND_EACH);
        room = left.unwrap_or(0);
        left.is_some()
    };
    let beginning: Vec<Vec<u8>> = chain.iter().take(MAX_RESTORED).take_while(fits).cloned().collect();
    match &beginning[..] {
        [genesis] => ClientFrame::Create { genesis: genesis.clone(), token },
        _ => ClientFrame::Restore { chain: beginning.into_iter().map(Into::into).collect(), token },
    }
}

impl<R: CryptoRng> Engine<R> {
    /// The relay's log is another than the cursor's, or there is no cursor: everything is received again.
    pub(super) fn start_afresh(&mut self, out: &mut Vec<Output>) {
        // Whoever never received anything has nothing that this relay could have lost.
        if self.cursor.is_some() || self.restoring.is_some() || self.beyond_cursor {
            self.restoring = Some(Restoring::default());
        }
        self.cursor = None;
        self.durable = None;
        self.outbox.resume(0);
        self.stories = Stories::default();
        self.places = Places::default();
        // What waited is received again where the log has it still.
        let unparked = std::mem::take(&mut self.parked).into_keys().collect();
        self.store(Batch { unparked, ..Batch::default() }, out);
        self.batches.clear();
        self.uncover_checkpoints();
        self.periodic.start_afresh();
    }

    /// Notes what the relay holds.
    pub(super) fn note_received(&mut self, doc: &DocId, content: &[u8]) {
        let Some(restoring) = &mut self.restoring else { return };
        let holds = restoring.received.entry(*doc).or_default();
        for chunk in chunks(content).map_while(Result::ok) {
            match chunk.kind {
                ChunkKind::Document => holds.documents.push(chunk.bytes.to_vec()),
                _ => holds.changes.extend(change_info(chunk.bytes).ok().map(|info| info.hash)),
            }
        }
    }

    /// The chain's entries that the relay lacks.
    fn lacking_chain(&self) -> &[Vec<u8>] {
        let held = self.places.length_at(u64::MAX);
        self.chain.entries().get(held..).unwrap_or_default()
    }

    /// Whether the relay's chain is only a beginning of ours, and so is its epoch perhaps.
    pub(super) fn relay_lacks_chain(&self) -> bool {
        !self.lacking_chain().is_empty()
    }

    /// What the relay lacks of the chain goes to it, before anything that is sealed or built on it.
    pub(super) fn bring_chain(&mut self, out: &mut Vec<Output>) {
        let under_way = self.appends.values().any(|carried| matches!(carried, Carried::Membership));
        if !matches!(self.link, Link::Live) || under_way {
            return;
        }
        for entry in self.lacking_chain().to_vec() {
            let reference = self.reference(Carried::Membership);
            self.own_membership.insert(entry_id(&entry), entry.clone());
            out.push(Output::Send(ClientFrame::Append { reference, entry }));
        }
    }

    /// Caught up with another log than before: documents are compared a little later.
    pub(super) fn restore_when_live(&mut self, now: u64) {
        let Some(restoring) = &mut self.restoring else { return };
        let wait = u64::from(self.rng.next_u32()) % SPREAD;
        restoring.compare_at = Some(now + wait);
    }

    /// Asks the shell to compare, when it is time.
    pub(super) fn compare_when_due(&mut self, now: u64, out: &mut Vec<Output>) {
        let live = matches!(self.link, Link::Live);
        let may_write = self.may_write();
        let Some(restoring) = &mut self.restoring else { return };
        if !live || restoring.compare_at.is_none_or(|at| at > now) {
            return;
        }
        restoring.compare_at = None;
        restoring.compared = true;
        // A reader may not bring anything; someone else will.
        for doc in self.shared.iter().filter(|_| may_write) {
            restoring.comparing.insert(*doc);
            let holds = restoring.received.remove(doc).unwrap_or_default();
            out.push(Output::Compare { doc: *doc, holds });
        }
        self.finish_restoring(out);
    }

    /// The shell has compared: the whole document where the relay lacks something of it.
    pub(super) fn compared(&mut self, doc: DocId, lacking: Option<Vec<u8>>, out: &mut Vec<Output>) {
        let Some(restoring) = &mut self.restoring else { return };
        // The answer to a question from before the line broke is asked for again.
        if !restoring.comparing.remove(&doc) {
            return;
        }
        if let Some(document) = lacking {
            // The new log is received, but not to its end stored: what this covers is not known.
            self.checkpoints.insert(doc, Checkpoint { document, covers: None, purpose: Purpose::Restore });
            self.send_checkpoints(out);
        }
        self.finish_restoring(out);
    }

    /// Something that the relay lacked stands in its log, at this place.
    pub(super) fn brought_back(&mut self, seq: u64) {
        if let Some(restoring) = &mut self.restoring {
            restoring.brought = restoring.brought.max(seq);
        }
    }

    /// When all is brought back and has come by, the cursor of the new log is kept: not before, so that a crash on
    /// the way, or another loss, starts it again.
    pub(super) fn finish_restoring(&mut self, out: &mut Vec<Output>) {
        let reached = self.cursor.map_or(0, |cursor| cursor.seq);
        let done = |it: &Restoring| it.compared && it.comparing.is_empty() && it.brought <= reached;
        if !self.restoring.as_ref().is_some_and(done) || self.brings_back() {
            return;
        }
        self.restoring = None;
        // What a reader could not bring back need not be in anybody's checkpoint.
        self.examining.start_over(if self.may_write() { self.head.unwrap_or(0) } else { u64::MAX });
        self.store(Batch { cursor: self.cursor, ..Batch::default() }, out);
        out.push(Output::StatusChanged);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::encode;

    #[test]
    fn a_chain_too_long_for_one_frame_is_begun_with_what_fits() {
        for (length, entries, restored) in [(1_000, 3, 3), (1_000, 600, 259), (1, 2_000, MAX_RESTORED)] {
            let chain = vec![vec![7; length]; entries];
            let frame = introduction(&chain, Some("token".into()));
            let ClientFrame::Restore { chain: sent, .. } = &frame else { panic!("{frame:?}") };
            assert_eq!(sent.len(), restored);
            assert!(encode(&frame).len() <= MAX_HANDSHAKE);
            assert!(
                entries == restored
                    || restored == MAX_RESTORED
                    || encode(&frame).len() > MAX_HANDSHAKE - 10_000
            );
        }
        let only = introduction(&[vec![7; 9]], None);
        assert_eq!(only, ClientFrame::Create { genesis: vec![7; 9], token: None });
    }
}
