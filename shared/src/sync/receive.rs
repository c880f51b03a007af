//! Receiving entries: each is verified against membership and epoch as they stand at its place in the
//! log, opened, and handed on; what cannot be used yet waits, what does not hold is set aside. Neither
//! ever stops the log.

use rand_core::CryptoRng;

use super::{
    Batch, Output, Problem,
    engine::{Engine, Link},
    judging::{Opened, Verdict},
    places::Parked,
};
use crate::{
    ids::DocId,
    protocol::{Cursor, Entry, EntryKind, LogItem, encode, entry_id, may_be_membership},
    seal::verify_entry,
};

impl<R: CryptoRng> Engine<R> {
    pub(super) fn entries(&mut self, now: u64, items: Vec<LogItem>, out: &mut Vec<Output>) {
        if let Some(cursor) = self.cursor
            && items.iter().zip(cursor.seq + 1..).any(|(item, seq)| item.seq != seq)
        {
            return self.give_up(now, Problem::Protocol("an entry out of its place"), out);
        }
        if let Link::CatchingUp { done, .. } = &mut self.link {
            *done += items.len() as u64;
        }
        let mut batch = Batch::default();
        for item in items {
            let id = match (&item.entry, item.own) {
                (Some(bytes), _) => entry_id(bytes),
                (None, Some(id)) => id,
                (None, None) => return self.give_up(now, Problem::Protocol("an empty log item"), out),
            };
            let own = self.own_membership.remove(&id);
            let length = self.places.length_at(item.seq);
            let bytes = item.entry.as_deref().or(own.as_deref());
            let verdict = match bytes {
                Some(bytes) => self.verdict(item.seq, bytes, length),
                None => Verdict::Known,
            };
            if let Some(index) = self.chain.index_of(&id) {
                self.places.put(index, item.seq);
            }
            if !matches!(verdict, Verdict::Waits) {
                self.unparked(item.seq, &mut batch);
            }
            self.head = self.head.max(Some(item.seq));
            match verdict {
                Verdict::Fork => return self.give_up(now, Problem::Forked, out),
                Verdict::Membership => self.chain_passed(item.seq, &mut batch),
                Verdict::Content(opened) => self.take(item.seq, opened, &mut batch, out),
                Verdict::Waits => {
                    let entry = item.entry.or(own).unwrap_or_default();
                    let membership = may_be_membership(&entry);
                    let waiting = Parked { members: length as u64, membership, entry };
                    batch.parked.push((item.seq, encode(&waiting)));
                    self.parked.insert(item.seq, waiting);
                }
                Verdict::SetAside => self.put_aside(item.seq, bytes.unwrap_or_default()),
                Verdict::Known => {}
            }
            if let Some(cursor) = &mut self.cursor {
                *cursor = Cursor { seq: item.seq, chain: cursor.chain.next(&id), ..*cursor };
                batch.cursor = Some(*cursor);
                self.stories.passed(*cursor);
            }
        }
        if self.chain.entries().len() > self.kept_chain {
            self.unpark(&mut batch, out);
        }
        self.keep(batch, out);
        self.finish_restoring(out);
        out.push(Output::StatusChanged);
    }

    /// Hands on what has been received: chain and keys first, so that a cursor never lies behind an entry of
    /// the chain that is not kept.
    fn keep(&mut self, batch: Batch, out: &mut Vec<Output>) {
        let length = self.chain.entries().len();
        let chain_grew = std::mem::replace(&mut self.kept_chain, length) < length;
        if chain_grew {
            out.push(Output::SaveMembership);
        }
        self.store(batch, out);
        if chain_grew {
            out.push(Output::MembersChanged);
            self.chain_grew(out);
        }
    }

    pub(super) fn caught_up(&mut self, now: u64, head: Cursor, out: &mut Vec<Output>) {
        if self.cursor.is_some_and(|cursor| cursor != head) {
            // Same place, another past: two stories. Once more, from the start.
            self.start_afresh(out);
            return self.give_up(now, Problem::Protocol("the log's hash does not fit"), out);
        }
        if self.cursor.is_none() {
            self.cursor = Some(head);
            self.stories.passed(head);
            self.store(Batch { cursor: Some(head), ..Batch::default() }, out);
        }
        self.head = Some(head.seq);
        self.live(now, out);
    }

    fn take(&mut self, seq: u64, opened: Opened, batch: &mut Batch, out: &mut Vec<Output>) {
        let Opened { doc, author, kind, covers, content: changes, hashes: placed } = opened;
        let covers = self.place_before(covers, seq);
        // What came over the log has left its author's device: it is no draft here.
        self.shared.insert(doc);
        self.note_received(&doc, &changes);
        if author != self.me || self.last_sent < Some(seq) {
            self.note_growth(doc, seq, kind, changes.len());
        }
        if kind == EntryKind::Checkpoint {
            self.note_checkpoint(&doc, covers);
            self.note_published(doc, author, covers, &changes);
        }
        self.examining.note_places(doc, seq, &placed);
        if author == self.me {
            self.last_sent = self.last_sent.max(Some(seq));
            let mut hashes = self.outbox.returned(&doc, &changes, seq);
            hashes.extend(self.checkpoint_returned(&doc, &changes, seq));
            self.examining.note_places(doc, seq, &hashes);
        }
        batch.appends.push((doc, changes.clone()));
        out.push(Output::Changed { doc, changes, author, checkpoint: kind == EntryKind::Checkpoint });
    }

    /// Counts an entry that does not hold. A checkpoint of a member's is looked into all the same: the relay, which
    /// cannot read it, may give it to whoever is fresh.
    fn put_aside(&mut self, seq: u64, bytes: &[u8]) {
        self.set_aside += 1;
        let Ok(entry) = Entry::from_bytes(bytes) else { return };
        if let Some(doc) = entry.doc.filter(|_| entry.kind == EntryKind::Checkpoint)
            && self.chain.has_known(&entry.author)
            && verify_entry(Some(&self.workspace), &entry).is_ok()
        {
            self.note_published(doc, entry.author, self.place_before(entry.covers, seq), &[]);
        }
    }

    /// What a checkpoint at this place covers: a place before it in this log, or nothing that counts, as the relay
    /// judges it too.
    pub(super) fn place_before(&self, covers: Option<Cursor>, seq: u64) -> Option<Cursor> {
        covers.filter(|covers| Some(covers.incarnation) == self.incarnation && covers.seq < seq)
    }

    /// Tries again what waits.
    pub(super) fn retry_parked(&mut self, out: &mut Vec<Output>) {
        let mut batch = Batch::default();
        self.unpark(&mut batch, out);
        self.keep(batch, out);
    }

    /// Tries again what waits, as long as the chain grows by it.
    fn unpark(&mut self, batch: &mut Batch, out: &mut Vec<Output>) {
        self.periodic.unblock();
        loop {
            let length = self.chain.entries().len();
            for seq in self.parked.keys().copied().collect::<Vec<_>>() {
                let Some(waiting) = self.parked.get(&seq).cloned() else { continue };
                let known = self.places.length_from(waiting.members as usize, seq);
                let verdict = self.verdict(seq, &waiting.entry, known);
                match verdict {
                    Verdict::Waits => continue,
                    Verdict::Content(opened) => self.take(seq, opened, batch, out),
                    // One that waited and extends nothing is no proof of another chain.
                    Verdict::SetAside | Verdict::Fork => self.put_aside(seq, &waiting.entry),
                    Verdict::Membership => self.chain_passed(seq, batch),
                    Verdict::Known => {}
                }
                self.unparked(seq, batch);
            }
            if self.chain.entries().len() == length {
                return;
            }
        }
    }

    /// The chain has gone on at this place: whatever waits before it is none of its entries.
    fn chain_passed(&mut self, seq: u64, batch: &mut Batch) {
        for (at, waiting) in self.parked.range_mut(..seq).filter(|(_, waiting)| waiting.membership) {
            waiting.membership = false;
            batch.parked.push((*at, encode(waiting)));
        }
    }

    /// The entry at this place waits no more.
    fn unparked(&mut self, seq: u64, batch: &mut Batch) {
        batch.parked.retain(|(parked, _)| *parked != seq);
        if self.parked.remove(&seq).is_some() {
            batch.unparked.push(seq);
        }
    }

    /// Whether an entry waits that is, or may be, one of this document's.
    pub(super) fn something_waits(&self, doc: &DocId) -> bool {
        let of_it = |waiting: &Parked| match Entry::from_bytes(&waiting.entry) {
            Ok(entry) => entry.doc.is_none_or(|of| of == *doc),
            Err(_) => true,
        };
        self.parked.values().any(of_it)
    }
}
