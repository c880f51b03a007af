//! Judging one entry by membership and epoch as they stood at its place in the log, which is all that a member
//! takes from a relay on trust: the place.

use rand_core::CryptoRng;

use super::engine::Engine;
use crate::{
    documents::changes::{ChunkKind, change_info, chunks, is_checkpoint},
    ids::{DeviceId, DocId},
    membership::{ChainError, Role},
    protocol::{Cursor, Entry, EntryKind, WireError, entry_id},
    seal::{open_entry, verify_entry},
};

/// Changes or a checkpoint of a document, verified and opened.
pub(super) struct Opened {
    pub(super) doc: DocId,
    pub(super) author: DeviceId,
    pub(super) kind: EntryKind,
    pub(super) covers: Option<Cursor>,
    /// Change chunks, or a whole saved document.
    pub(super) content: Vec<u8>,
    /// The hashes of the change chunks.
    pub(super) hashes: Vec<[u8; 32]>,
}

/// What became of an entry.
pub(super) enum Verdict {
    /// It is of use.
    Content(Opened),
    /// The chain grew.
    Membership,
    /// Nothing new.
    Known,
    /// For a newer program, or of an author or epoch that is not known here yet.
    Waits,
    /// Does not hold.
    SetAside,
    /// The relay shows another chain.
    Fork,
}

impl<R: CryptoRng> Engine<R> {
    /// Judges what stands at `seq`, where the chain was `length` entries long.
    pub(super) fn verdict(&mut self, seq: u64, bytes: &[u8], length: usize) -> Verdict {
        let entry = match Entry::from_bytes(bytes) {
            Ok(entry) => entry,
            Err(WireError::NewerVersion(_) | WireError::UnknownKind) => return Verdict::Waits,
            Err(_) => return Verdict::SetAside,
        };
        match entry.kind {
            EntryKind::Membership => self.membership_verdict(seq, &entry, bytes),
            EntryKind::Change | EntryKind::Checkpoint => self.content_verdict(seq, &entry, length),
        }
    }

    fn membership_verdict(&mut self, seq: u64, entry: &Entry, bytes: &[u8]) -> Verdict {
        if self.chain.contains(&entry_id(bytes)) {
            return Verdict::Known;
        }
        match self.chain.extend(bytes) {
            Ok(()) => {
                self.places.put(self.chain.entries().len() - 1, seq);
                self.take_keys();
                Verdict::Membership
            }
            Err(ChainError::Wire(WireError::UnknownKind)) if self.is_signed_by_one_of_us(entry) => {
                Verdict::Waits
            }
            // Behind an entry of the chain that waits there is nothing to extend.
            Err(ChainError::Stale) if self.chain_waits_before(seq) => Verdict::Waits,
            // A log may hold only one chain, which ours is a beginning of.
            Err(ChainError::Stale | ChainError::WrongGenesis) => Verdict::Fork,
            Err(_) => Verdict::SetAside,
        }
    }

    /// An operation that is not known here may be anyone's of the chain, but no stranger's.
    fn is_signed_by_one_of_us(&self, entry: &Entry) -> bool {
        let known = self.chain.has_known(&entry.author) || self.chain.invite(&entry.author).is_some();
        known && verify_entry(Some(&self.workspace), entry).is_ok()
    }

    /// Whether something waits before this place that may be the chain's next entry.
    fn chain_waits_before(&self, seq: u64) -> bool {
        self.parked.range(..seq).any(|(_, waiting)| waiting.membership)
    }

    /// Opens what the chain has sealed to this device. A key that does not open stays away; what is sealed with
    /// it waits.
    fn take_keys(&mut self) {
        for epoch in 0..=self.chain.epoch() {
            if !self.keys.contains_key(&epoch)
                && let Some(key) = self.chain.open_key(epoch, &self.device)
            {
                self.keys.insert(epoch, key);
            }
        }
    }

    fn content_verdict(&self, seq: u64, entry: &Entry, length: usize) -> Verdict {
        let Some(doc) = entry.doc else { return Verdict::SetAside };
        if verify_entry(Some(&self.workspace), entry).is_err() {
            return Verdict::SetAside;
        }
        let writes = self.chain.role_at(&entry.author, length).is_some_and(Role::writes);
        if !writes || self.chain.epoch_at(length) != Some(entry.epoch) {
            let unknown = !self.chain.has_known(&entry.author) || entry.epoch > self.chain.epoch();
            return if unknown || self.chain_waits_before(seq) { Verdict::Waits } else { Verdict::SetAside };
        }
        let Some(key) = self.keys.get(&entry.epoch) else { return Verdict::Waits };
        let Ok(changes) = open_entry(&self.workspace, entry, key) else { return Verdict::SetAside };
        let hashes = match entry.kind {
            EntryKind::Change => only_own_changes(&changes, &entry.author),
            _ => is_checkpoint(&changes).then(Vec::new),
        };
        let Some(hashes) = hashes else { return Verdict::SetAside };
        let (author, kind, covers) = (entry.author, entry.kind, entry.covers);
        Verdict::Content(Opened { doc, author, kind, covers, content: changes, hashes })
    }
}

/// The hashes of the changes, if these are whole, uncompressed change chunks, and every change is one of the
/// author's own actors'.
fn only_own_changes(changes: &[u8], author: &DeviceId) -> Option<Vec<[u8; 32]>> {
    let own = chunks(changes).map(|chunk| {
        let chunk = chunk.ok().filter(|it| it.checksum_ok && it.kind == ChunkKind::Change)?;
        let info = change_info(chunk.bytes).ok()?;
        info.actor.starts_with(&author.0[..8]).then_some(info.hash)
    });
    own.collect()
}
