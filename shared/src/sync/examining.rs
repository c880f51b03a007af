//! Others' checkpoints are examined when there is time: whoever is fresh gets nothing else of what they cover, so
//! a checkpoint that covers more than it holds would lose that for them. Where one does, a fuller one is
//! published, and whose it was is told.
//!
//! There is no false alarm. Only what an author's own entry brought must be in a checkpoint, since what came in
//! another checkpoint may not have been in the log by then; and only of entries that were received since this
//! program started the place is known, so only checkpoints that cover all before are examined.

use std::collections::{BTreeMap, BTreeSet};

use rand_core::CryptoRng;

use super::{
    Output,
    checkpoints::Purpose,
    engine::{Engine, Link},
};
use crate::{
    ids::{DeviceId, DocId},
    protocol::Cursor,
};

/// Of so many changes per document the place is remembered.
const PLACES_MAX: usize = 4096;

/// What is known of others' checkpoints.
#[derive(Debug, Default)]
pub(super) struct Examining {
    /// Everything that was here when this began stands in the log up to this place.
    since: u64,
    places: BTreeMap<DocId, ChangePlaces>,
    /// The checkpoint of each document that is to be examined, by the place it covers the newest.
    waiting: BTreeMap<DocId, Published>,
    /// Under way, one at a time.
    asked: Option<(u64, DocId, Published)>,
    next_request: u64,
    /// Whose checkpoint lacked something.
    lacking: BTreeMap<DocId, DeviceId>,
    /// Mended from here, and not changed since: two who each find the other's wanting do not go on for ever.
    mended: BTreeSet<DocId>,
}

/// Where changes of one document stand in the log.
#[derive(Debug, Default)]
struct ChangePlaces {
    /// What is not in `by_hash` stands no later than this.
    since: u64,
    by_hash: BTreeMap<[u8; 32], u64>,
}

/// Somebody's checkpoint.
#[derive(Debug)]
struct Published {
    author: DeviceId,
    covers: Cursor,
    document: Vec<u8>,
    /// When to examine it; drawn at the first look.
    due: Option<u64>,
}

impl Examining {
    /// Everything that is here stands in the log up to this place, or is in the outbox.
    pub fn since(seq: u64) -> Examining {
        Examining { since: seq, ..Examining::default() }
    }

    /// The same from another place, or in another log.
    pub fn start_over(&mut self, seq: u64) {
        self.since = seq;
        self.places.clear();
        self.waiting.clear();
        self.asked = None;
        self.mended.clear();
    }

    /// Changes stand in the log at this place.
    pub fn note_places(&mut self, doc: DocId, seq: u64, hashes: &[[u8; 32]]) {
        if hashes.is_empty() {
            return;
        }
        self.mended.remove(&doc);
        if seq <= self.since {
            return;
        }
        let places = self.places.entry(doc).or_default();
        places.by_hash.extend(hashes.iter().map(|hash| (*hash, seq)));
        if places.by_hash.len() > PLACES_MAX {
            let mut seqs: Vec<u64> = places.by_hash.values().copied().collect();
            seqs.sort_unstable();
            places.since = seqs[seqs.len() / 2];
            places.by_hash.retain(|_, seq| *seq > places.since);
        }
    }

    /// Whose checkpoints lacked something of which document.
    pub fn lacking(&self) -> &BTreeMap<DocId, DeviceId> {
        &self.lacking
    }

    /// When something is due next.
    pub fn wake_at(&self) -> Option<u64> {
        self.waiting.values().filter_map(|published| published.due).min().filter(|_| self.asked.is_none())
    }

    fn is_knowable(&self, doc: &DocId, covers: u64) -> bool {
        let since = self.places.get(doc).map_or(0, |places| places.since);
        covers >= self.since.max(since)
    }

    /// Where a change that is here stands; `None` for one whose place is no longer known.
    fn place(&self, doc: &DocId, hash: &[u8; 32]) -> Option<u64> {
        self.places.get(doc)?.by_hash.get(hash).copied()
    }
}

impl<R: CryptoRng> Engine<R> {
    /// A checkpoint stands in the log, behind the place that it covers.
    pub(super) fn note_published(
        &mut self,
        doc: DocId,
        author: DeviceId,
        covers: Option<Cursor>,
        document: &[u8],
    ) {
        let Some(covers) = covers.filter(|_| author != self.me) else { return };
        let newer = self.examining.waiting.get(&doc).is_none_or(|other| other.covers.seq <= covers.seq);
        if newer && self.examining.is_knowable(&doc, covers.seq) {
            let published = Published { author, covers, document: document.to_vec(), due: None };
            self.examining.waiting.insert(doc, published);
        }
    }

    /// Whether there is time, and all that came is on the disk.
    pub(super) fn is_idle(&self) -> bool {
        matches!(self.link, Link::Live) && self.restoring.is_none() && self.batches.is_empty()
    }

    /// Has the shell examine one whose time has come.
    pub(super) fn examine_when_due(&mut self, now: u64, out: &mut Vec<Output>) {
        if !self.is_idle() || self.examining.asked.is_some() {
            return;
        }
        for published in self.examining.waiting.values_mut().filter(|published| published.due.is_none()) {
            // Others look at it too: the first who finds it wanting saves the rest the work.
            published.due = Some(now + self.periodic.draw_wait(&mut self.rng));
        }
        let due = self.examining.waiting.iter().find(|(_, published)| published.due <= Some(now));
        let Some(doc) = due.map(|(doc, _)| *doc) else { return };
        let Some(published) = self.examining.waiting.remove(&doc) else { return };
        let request = self.examining.next_request;
        self.examining.next_request += 1;
        out.push(Output::Examine { doc, request, checkpoint: published.document.clone() });
        self.examining.asked = Some((request, doc, published));
    }

    /// The shell has examined a checkpoint: what is here of authors' own changes and not in it. What came since
    /// the question is told by its place.
    pub(super) fn examined(&mut self, request: u64, missing: &[[u8; 32]], out: &mut Vec<Output>) {
        let Some((_, doc, published)) = self.examining.asked.take_if(|asked| asked.0 == request) else {
            return;
        };
        let covers = published.covers.seq;
        if !self.examining.is_knowable(&doc, covers) {
            return;
        }
        let stands_there = |hash: &[u8; 32]| match self.examining.place(&doc, hash) {
            Some(seq) => seq <= covers,
            // What a relay lost, a reader may have and nobody brought back yet: it is not in the log then.
            None => self.may_write(),
        };
        // What is unsent may have had a place in a log that the relay has no more.
        if !missing.iter().any(|hash| !self.outbox.holds(&doc, hash) && stands_there(hash)) {
            return;
        }
        self.examining.lacking.insert(doc, published.author);
        if self.may_write() && !self.something_waits(&doc) && self.examining.mended.insert(doc) {
            self.ask_for_checkpoint(doc, Purpose::Replace, out);
        }
        out.push(Output::StatusChanged);
    }
}
