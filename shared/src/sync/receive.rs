//! Receiving entries: each is verified against membership and epoch as they stand at its place in the
//! log, opened, and handed on; what cannot be used yet waits, what does not hold is set aside. Neither
//! ever stops the log.

use rand_core::CryptoRng;

use super::{
    Batch, Output, Problem,
    engine::{Engine, Link},
};
use crate::{
    documents::changes::{ChunkKind, change_info, chunks},
    ids::{DeviceId, DocId},
    membership::{ChainError, Role},
    protocol::{Cursor, Entry, EntryKind, LogItem, WireError, entry_id},
    seal::{open_entry, verify_entry},
};

/// Changes or a checkpoint of a document, verified and opened.
struct Opened {
    doc: DocId,
    author: DeviceId,
    kind: EntryKind,
    covers: Option<Cursor>,
    /// Change chunks, or a whole saved document.
    content: Vec<u8>,
}

/// What became of an entry.
enum Verdict {
    /// It is of use.
    Content(Opened),
    /// The chain grew.
    Membership,
    /// Nothing new.
    Known,
    /// For a newer program, or a key that is not here yet.
    Waits,
    /// Does not hold.
    SetAside,
    /// The relay shows another chain.
    Fork,
}

impl<R: CryptoRng> Engine<R> {
    pub(super) fn entries(&mut self, now: u64, items: Vec<LogItem>, out: &mut Vec<Output>) {
        if let Some(cursor) = self.cursor
            && items.iter().zip(cursor.seq + 1..).any(|(item, seq)| item.seq != seq)
        {
            return self.give_up(now, Problem::Protocol("an entry out of its place"), out);
        }
        let mut batch = Batch::default();
        let mut grew = false;
        for item in items {
            let id = match (&item.entry, item.own) {
                (Some(bytes), _) => entry_id(bytes),
                (None, Some(id)) => id,
                (None, None) => return self.give_up(now, Problem::Protocol("an empty log item"), out),
            };
            let own = self.own_membership.remove(&id);
            let verdict = match item.entry.as_deref().or(own.as_deref()) {
                Some(bytes) => self.verdict(bytes),
                None => Verdict::Known,
            };
            if self.chain.contains(&id) {
                self.note_member_entry();
            }
            self.head = self.head.max(Some(item.seq));
            match verdict {
                Verdict::Fork => return self.give_up(now, Problem::Forked, out),
                Verdict::Membership => grew = true,
                Verdict::Content(opened) => self.take(item.seq, opened, &mut batch, out),
                Verdict::Waits => {
                    let bytes = item.entry.unwrap_or_default();
                    self.parked.insert(item.seq, bytes.clone());
                    batch.parked.push((item.seq, bytes));
                }
                Verdict::SetAside => self.set_aside += 1,
                Verdict::Known => {}
            }
            if let Some(cursor) = &mut self.cursor {
                *cursor = Cursor { seq: item.seq, chain: cursor.chain.next(&id), ..*cursor };
                batch.cursor = Some(*cursor);
                self.stories.passed(*cursor);
            }
        }
        if grew {
            self.unpark(&mut batch, out);
            out.push(Output::SaveMembership);
        }
        self.store(batch, out);
        if grew {
            out.push(Output::MembersChanged);
            self.chain_grew(out);
        }
        out.push(Output::StatusChanged);
    }

    pub(super) fn caught_up(&mut self, now: u64, head: Cursor, out: &mut Vec<Output>) {
        if self.cursor.is_some_and(|cursor| cursor != head) {
            // Same place, another past: two stories. Once more, from the start.
            self.start_afresh();
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
        let Opened { doc, author, kind, covers, content: changes } = opened;
        // What came over the log has left its author's device: it is no draft here.
        self.shared.insert(doc);
        self.note_received(&doc, &changes);
        if author != self.me || self.last_sent < Some(seq) {
            self.note_growth(doc, seq, kind, changes.len());
        }
        if kind == EntryKind::Checkpoint {
            self.note_checkpoint(&doc, covers);
        }
        if author == self.me {
            self.last_sent = self.last_sent.max(Some(seq));
            let mut hashes = self.outbox.returned(&doc, &changes);
            hashes.extend(self.checkpoint_returned(&doc, &changes));
            if !hashes.is_empty() {
                out.push(Output::Acknowledged { doc, hashes });
            }
        }
        batch.appends.push((doc, changes.clone()));
        out.push(Output::Changed { doc, changes, author });
    }

    /// Membership has grown: what waited may be of use now.
    fn unpark(&mut self, batch: &mut Batch, out: &mut Vec<Output>) {
        self.periodic.unblock();
        for (seq, bytes) in std::mem::take(&mut self.parked) {
            match self.verdict(&bytes) {
                Verdict::Content(opened) => self.take(seq, opened, batch, out),
                Verdict::SetAside => self.set_aside += 1,
                _ => {
                    self.parked.insert(seq, bytes);
                    continue;
                }
            }
            batch.parked.retain(|(parked, _)| *parked != seq);
            batch.unparked.push(seq);
        }
    }

    fn verdict(&mut self, bytes: &[u8]) -> Verdict {
        let entry = match Entry::from_bytes(bytes) {
            Ok(entry) => entry,
            Err(WireError::NewerVersion(_)) => return Verdict::Waits,
            Err(_) => return Verdict::SetAside,
        };
        match entry.kind {
            EntryKind::Membership => self.membership_verdict(bytes),
            EntryKind::Change | EntryKind::Checkpoint => self.content_verdict(&entry),
        }
    }

    fn membership_verdict(&mut self, bytes: &[u8]) -> Verdict {
        if self.chain.contains(&entry_id(bytes)) {
            return Verdict::Known;
        }
        match self.chain.extend(bytes) {
            Ok(()) => Verdict::Membership,
            // A log may hold only one chain, which ours is a beginning of.
            Err(ChainError::Stale | ChainError::WrongGenesis) => Verdict::Fork,
            Err(_) => Verdict::SetAside,
        }
    }

    fn content_verdict(&self, entry: &Entry) -> Verdict {
        let Some(doc) = entry.doc else { return Verdict::SetAside };
        let Some(key) = self.keys.get(&entry.epoch) else { return Verdict::Waits };
        let writes = self.chain.role(&entry.author).is_some_and(Role::writes);
        if !writes || verify_entry(Some(&self.workspace), entry).is_err() {
            return Verdict::SetAside;
        }
        let Ok(changes) = open_entry(&self.workspace, entry, key) else { return Verdict::SetAside };
        let holds = match entry.kind {
            EntryKind::Change => only_own_changes(&changes, &entry.author),
            _ => chunks(&changes).all(|chunk| chunk.is_ok_and(|chunk| chunk.checksum_ok)),
        };
        if !holds {
            return Verdict::SetAside;
        }
        let (author, kind, covers) = (entry.author, entry.kind, entry.covers);
        Verdict::Content(Opened { doc, author, kind, covers, content: changes })
    }

    /// Whether an entry waits that is, or may be, one of this document's.
    pub(super) fn something_waits(&self, doc: &DocId) -> bool {
        let of_it = |bytes: &Vec<u8>| match Entry::from_bytes(bytes) {
            Ok(entry) => entry.doc.is_none_or(|of| of == *doc),
            Err(_) => true,
        };
        self.parked.values().any(of_it)
    }

    /// How far the receiving has come, stored or not.
    pub(super) fn head_received(&self) -> u64 {
        match (&self.link, self.cursor) {
            (_, Some(cursor)) => cursor.seq,
            (Link::CatchingUp { .. }, None) => 0,
            _ => self.head.unwrap_or(0),
        }
    }
}

/// Whether these are whole, uncompressed change chunks, and every change is one of the author's own
/// actors'.
fn only_own_changes(changes: &[u8], author: &DeviceId) -> bool {
    chunks(changes).all(|chunk| {
        let Ok(chunk) = chunk else { return false };
        chunk.checksum_ok
            && chunk.kind == ChunkKind::Change
            && change_info(chunk.bytes).is_ok_and(|info| info.actor.starts_with(&author.0[..8]))
    })
}
