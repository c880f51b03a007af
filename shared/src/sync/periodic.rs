//! Periodic checkpoints: a document that has grown in the log is published whole, so that a fresh device need
//! not receive every entry. Whoever caught up and may write does so, after a random wait; another's that comes
//! meanwhile saves the work.

use std::collections::{BTreeMap, BTreeSet};

use rand_core::CryptoRng;

use super::{
    Output,
    checkpoints::{Checkpoint, Purpose, ROOM},
    engine::{Engine, Link},
    growth::Growth,
    sending::Carried,
};
use crate::{
    ids::DocId,
    protocol::{Cursor, EntryKind},
};

/// When a document gets a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckpointPace {
    /// After so many change entries since the last one,
    pub entries: u64,
    /// or after so many bytes of them, unsealed.
    pub bytes: u64,
    /// The wait is drawn below this, in milliseconds.
    pub wait: u64,
}

impl Default for CheckpointPace {
    fn default() -> Self {
        CheckpointPace { entries: 500, bytes: 256 << 10, wait: 30_000 }
    }
}

/// How far each document is from its next checkpoint.
#[derive(Debug)]
pub(super) struct Periodic {
    pub growth: Growth,
    pace: CheckpointPace,
    /// When to ask for the document.
    due: BTreeMap<DocId, u64>,
    asked: BTreeMap<DocId, Asked>,
    next_request: u64,
    /// Too large for a checkpoint, or not readable here; documents do not shrink.
    impossible: BTreeSet<DocId>,
    /// Entries of theirs, or of nobody knows which, wait.
    blocked: BTreeSet<DocId>,
}

/// A document that the shell saves.
#[derive(Debug)]
struct Asked {
    request: u64,
    covers: Cursor,
    purpose: Purpose,
}

impl Periodic {
    pub fn new(pace: CheckpointPace, growth: Growth) -> Periodic {
        Periodic {
            growth,
            pace,
            due: BTreeMap::new(),
            asked: BTreeMap::new(),
            next_request: 1,
            impossible: BTreeSet::new(),
            blocked: BTreeSet::new(),
        }
    }

    /// Nothing is known of this log.
    pub fn start_afresh(&mut self) {
        self.growth = Growth::default();
        self.due.clear();
        self.asked.clear();
        self.blocked.clear();
    }

    /// What waited may have been used.
    pub fn unblock(&mut self) {
        self.blocked.clear();
    }

    /// When a document is due next.
    pub fn wake_at(&self) -> Option<u64> {
        self.due.values().copied().min()
    }

    /// How long to wait, so that not everyone does the same work, in milliseconds.
    pub fn draw_wait(&self, rng: &mut impl CryptoRng) -> u64 {
        u64::from(rng.next_u32()) % (self.pace.wait + 1)
    }

    fn has_grown(&self, doc: &DocId) -> bool {
        let grown = self.growth.totals().get(doc).copied().unwrap_or_default();
        grown.entries >= self.pace.entries || grown.bytes >= self.pace.bytes
    }
}

impl<R: CryptoRng> Engine<R> {
    /// An entry of a document stands in the log.
    pub(super) fn note_growth(&mut self, doc: DocId, seq: u64, kind: EntryKind, bytes: usize) {
        // A checkpoint is no growth: a large one would ask for the next.
        if kind == EntryKind::Change {
            self.periodic.growth.add(doc, seq, bytes);
        }
    }

    /// A checkpoint stands in the log, behind the place that it covers.
    pub(super) fn note_checkpoint(&mut self, doc: &DocId, covers: Option<Cursor>) {
        let Some(covers) = covers else { return };
        self.periodic.growth.covered(doc, covers.seq);
        let superseded = |waiting: &Checkpoint| {
            waiting.purpose == Purpose::Periodic && waiting.covers.is_none_or(|mine| mine.seq <= covers.seq)
        };
        if self.checkpoints.get(doc).is_some_and(superseded) {
            self.checkpoints.remove(doc);
        }
    }

    /// Draws a time for each document that has grown, and asks the shell for those whose time has come.
    pub(super) fn pace_checkpoints(&mut self, now: u64, out: &mut Vec<Output>) {
        if !matches!(self.link, Link::Live) || !self.may_write() || self.restoring.is_some() {
            // Those who come back at once do not publish at once.
            self.periodic.due.clear();
            return;
        }
        let docs = self.periodic.growth.totals().keys();
        let ripe: BTreeSet<DocId> = docs.filter(|doc| self.wants_checkpoint(doc)).copied().collect();
        self.periodic.due.retain(|doc, _| ripe.contains(doc));
        for doc in ripe {
            match self.periodic.due.get(&doc) {
                Some(at) if *at <= now => self.ask_for_checkpoint(doc, Purpose::Periodic, out),
                Some(_) => {}
                None => {
                    let wait = self.periodic.draw_wait(&mut self.rng);
                    self.periodic.due.insert(doc, now + wait);
                }
            }
        }
    }

    fn wants_checkpoint(&self, doc: &DocId) -> bool {
        let under_way = |carried: &Carried| matches!(carried, Carried::Checkpoint(it, _) if it == doc);
        self.periodic.has_grown(doc)
            && !self.periodic.impossible.contains(doc)
            && !self.periodic.blocked.contains(doc)
            && !self.periodic.asked.contains_key(doc)
            && !self.checkpoints.contains_key(doc)
            && !self.appends.values().any(under_way)
    }

    pub(super) fn ask_for_checkpoint(&mut self, doc: DocId, purpose: Purpose, out: &mut Vec<Output>) {
        self.periodic.due.remove(&doc);
        // A checkpoint covers nothing from the first entry on that still waits here. Rather than to remember what
        // the log's hash was there, none is made meanwhile: whoever can use the entry makes it.
        if self.something_waits(&doc) {
            self.periodic.blocked.insert(doc);
            return;
        }
        let Some(covers) = self.durable else { return };
        let request = self.periodic.next_request;
        self.periodic.next_request += 1;
        self.periodic.asked.insert(doc, Asked { request, covers, purpose });
        out.push(Output::Whole { doc, request });
    }

    /// The shell has saved a document: what it asks the store for after the durable cursor holds at least that.
    pub(super) fn whole(
        &mut self,
        doc: DocId,
        request: u64,
        document: Option<Vec<u8>>,
        out: &mut Vec<Output>,
    ) {
        if self.periodic.asked.get(&doc).is_none_or(|asked| asked.request != request) {
            return;
        }
        let Some(Asked { covers, purpose, .. }) = self.periodic.asked.remove(&doc) else { return };
        let Some(document) = document.filter(|document| document.len() <= ROOM) else {
            self.periodic.impossible.insert(doc);
            return;
        };
        // Another's may have come meanwhile.
        if purpose == Purpose::Replace || self.wants_checkpoint(&doc) {
            let covers = Some(covers);
            self.checkpoints.insert(doc, Checkpoint { document, covers, purpose });
            self.send_checkpoints(out);
        }
    }

    /// The relay does not take a checkpoint that is only to help those who come later. Unless it says when it
    /// will, the document is asked for again after another wait.
    pub(super) fn periodic_refused(&mut self, doc: DocId, too_large: bool) {
        if too_large {
            self.periodic.impossible.insert(doc);
        }
    }
}
