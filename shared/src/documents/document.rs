//! One Automerge document: loaded from chunks, changed in bounded changes, merged with others'.

use std::collections::BTreeSet;

use automerge::{
    ActorId, AutoCommit, ChangeHash, Patch, ROOT, ReadDoc,
    transaction::{CommitOptions, Transactable},
};

use super::{
    DocumentError, EditError, Kind, Summary,
    apply::{self, Merged},
    changes::deflated,
    done, fields,
};
use crate::{
    ids::{DeviceId, DocId},
    text::Changing,
};

/// The newest schema that this program knows.
pub const SCHEMA: i64 = 1;
/// An open change is cut before it would grow beyond this many (estimated) bytes; one edit costs at most
/// half of that, so that no change exceeds 256 KiB.
const CHANGE_COST_MAX: usize = 160 * 1024;

/// Who makes changes: the first 8 bytes of the DeviceId, then 8 random ones drawn at each opening, so that an
/// actor never repeats a sequence number after a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Actor(pub [u8; 16]);

impl Actor {
    /// The actor of an opening; `random` must be new each time.
    pub fn new(device: &DeviceId, random: [u8; 8]) -> Actor {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&device.0[..8]);
        bytes[8..].copy_from_slice(&random);
        Actor(bytes)
    }

    /// The part that follows from the device.
    pub fn device_prefix(&self) -> [u8; 8] {
        let mut prefix = [0; 8];
        prefix.copy_from_slice(&self.0[..8]);
        prefix
    }
}

/// What became of chunks that were applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// Nothing is new: all was here, or waits for others, or does not hold.
    Nothing,
    /// The document has changed.
    Changed,
    /// An author's own change contradicts one that is here only because a checkpoint had it. That one has to go,
    /// with what is built on it: load the document anew from all its chunks, these among them.
    Superseded,
}

/// What has become of a document.
pub(super) struct Patches {
    pub patches: Vec<Patch>,
    /// Some of it was made here.
    pub edited: bool,
    /// There are other changes than before.
    pub any: bool,
}

/// A document of any kind.
#[derive(Debug)]
pub struct Document {
    merged: Merged,
    kind: Kind,
    read_only: bool,
    /// The estimated size of the open change.
    open_cost: usize,
    /// The time given to changes that are cut before `commit`.
    time_ms: i64,
    /// The changes made here since the last `commit`.
    made: Vec<ChangeHash>,
    /// Whether something was edited here since the patches were taken.
    edited: bool,
}

impl Document {
    /// Loads a saved document, change chunks, or both in a row, in any causal order. Errors: bytes that are no
    /// whole chunks, damage, no known `kind`. Of changes that contradict each other (an actor's sequence number
    /// twice) one is taken, see `provenance`, and the others are left out, see [`Document::refused`]: one bad
    /// change must not lock everybody out.
    pub fn load(bytes: &[u8], actor: Actor) -> Result<Document, DocumentError> {
        let mut merged = Merged::load(bytes)?;
        merged.auto.set_actor(ActorId::from(actor.0));
        let auto = &merged.auto;
        let name = apply::guarded(|| fields::string(auto, &[ROOT], "kind"))?;
        let kind = match name.parse() {
            Ok(kind) => kind,
            Err(_) if name.is_empty() => return Err(DocumentError::NoKind),
            Err(_) => return Err(DocumentError::UnknownKind(name)),
        };
        let schema = fields::integer(auto, &[ROOT], "schema").unwrap_or(0);
        let document = Document::new(merged, kind, schema > SCHEMA);
        // Changes are validated one by one, a saved document is not: better to find out here.
        apply::guarded(|| Summary::of(DocId([0; DocId::LEN]), &document))?;
        Ok(document)
    }

    fn new(merged: Merged, kind: Kind, read_only: bool) -> Document {
        Document { merged, kind, read_only, open_cost: 0, time_ms: 0, made: Vec::new(), edited: false }
    }

    /// An empty document; the kind's module puts in the containers.
    pub(super) fn create(kind: Kind, actor: Actor) -> Document {
        let mut merged = Merged::new();
        merged.auto.set_actor(ActorId::from(actor.0));
        let mut document = Document::new(merged, kind, false);
        done(fields::put(&mut document, &[ROOT], "kind", kind.name()));
        done(fields::put(&mut document, &[ROOT], "schema", SCHEMA));
        document
    }

    /// An error if it is of another kind.
    pub(super) fn expect_kind(&self, expected: Kind) -> Result<(), DocumentError> {
        let found = self.kind;
        if found == expected { Ok(()) } else { Err(DocumentError::WrongKind { expected, found }) }
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether it was written by a newer program: it can be read as far as it is known, but not edited.
    pub fn read_only(&self) -> bool {
        self.read_only
    }

    /// How many changes were left out, at loading and since: they contradict others or make no sense.
    pub fn refused(&self) -> usize {
        self.merged.refused
    }

    /// Merges chunks from elsewhere, or from here again: what is there already is skipped, and changes that
    /// wait for others are kept until those come. On an error nothing has changed.
    pub fn apply(&mut self, chunks: &[u8]) -> Result<Applied, DocumentError> {
        self.close();
        let before = self.merged.auto.get_heads();
        let superseded = self.merged.apply(chunks)?;
        Ok(match superseded {
            true => Applied::Superseded,
            false if self.merged.auto.get_heads() == before => Applied::Nothing,
            false => Applied::Changed,
        })
    }

    /// The time, in milliseconds since 1970, of changes that are cut off before the next [`Document::commit`]:
    /// by their size, or by `apply`, `save` and `heads`. To begin with it is that of the last commit.
    pub fn set_time(&mut self, time_ms: i64) {
        self.time_ms = time_ms;
    }

    /// Ends the open change at `time_ms` (milliseconds since 1970). Returns what was changed here since the
    /// last commit as uncompressed change chunks in a row, each at most 256 KiB; `None` if nothing was.
    pub fn commit(&mut self, time_ms: i64) -> Option<Vec<u8>> {
        self.time_ms = time_ms;
        self.close();
        let made = std::mem::take(&mut self.made);
        let mut chunks = Vec::new();
        for hash in &made {
            if let Some(change) = self.merged.auto.get_change_by_hash(hash) {
                chunks.extend_from_slice(change.raw_bytes());
            }
        }
        (!chunks.is_empty()).then_some(chunks)
    }

    /// The whole document, compressed, with the changes that still wait for others: what a checkpoint holds.
    pub fn save(&mut self) -> Vec<u8> {
        self.close();
        let mut saved = self.merged.auto.save();
        for candidate in &self.merged.waiting {
            // A change's own bytes are a whole chunk.
            saved.extend(deflated(candidate.change.raw_bytes()).unwrap_or_default());
        }
        saved
    }

    /// How many operations its history has: the memory that it takes goes by them.
    pub fn operations(&self) -> u64 {
        self.merged.auto.stats().num_ops
    }

    /// The hashes of the newest changes. Ends the open change.
    pub fn heads(&mut self) -> Vec<ChangeHash> {
        self.close();
        self.merged.auto.get_heads()
    }

    /// The hashes of all changes that it holds.
    pub fn change_hashes(&mut self) -> Vec<[u8; 32]> {
        self.close();
        self.merged.auto.get_changes(&[]).iter().map(|change| change.hash().0).collect()
    }

    /// The changes that are not among `known` (by their hashes), made here or elsewhere, as uncompressed change
    /// chunks in an order in which each follows what it builds on.
    pub fn changes_beyond(&mut self, known: &[[u8; 32]]) -> Vec<u8> {
        self.close();
        let known: BTreeSet<&[u8; 32]> = known.iter().collect();
        let changes = self.merged.auto.get_changes(&[]);
        let beyond = changes.iter().filter(|change| !known.contains(&change.hash().0));
        beyond.flat_map(|change| change.raw_bytes().to_vec()).collect()
    }

    /// To make an edit of this (estimated) size, unless the document is read-only.
    pub(super) fn edit(&mut self, cost: usize) -> Result<&mut AutoCommit, EditError> {
        self.writable()?;
        Ok(self.changing(cost))
    }

    /// An error if it is read-only.
    pub(super) fn writable(&self) -> Result<(), EditError> {
        if self.read_only { Err(EditError::ReadOnly) } else { Ok(()) }
    }

    /// From here on [`Document::patches`] tells what becomes of it.
    pub(super) fn follow(&mut self) {
        self.close();
        self.edited = false;
        self.merged.auto.update_diff_cursor();
    }

    /// What has become of it since the last time; none if nobody has followed it until now, or if it was built anew
    /// meanwhile.
    pub(super) fn patches(&mut self) -> Option<Patches> {
        self.close();
        let edited = std::mem::take(&mut self.edited);
        let before = self.merged.auto.diff_cursor();
        if before.is_empty() {
            self.merged.auto.update_diff_cursor();
            return None;
        }
        let any = before != self.merged.auto.get_heads();
        let patches = if any { self.merged.auto.diff_incremental() } else { Vec::new() };
        Some(Patches { patches, edited, any })
    }

    fn close(&mut self) {
        self.open_cost = 0;
        // Automerge would end the change by itself, but without a time.
        if self.merged.auto.pending_ops() > 0 {
            let options = CommitOptions::default().with_time(self.time_ms);
            if let Some(hash) = self.merged.auto.commit_with(options) {
                self.merged.note_made(&hash);
                self.made.push(hash);
            }
        }
    }
}

impl Changing for Document {
    fn reading(&self) -> &AutoCommit {
        &self.merged.auto
    }

    fn changing(&mut self, cost: usize) -> &mut AutoCommit {
        if self.open_cost + cost > CHANGE_COST_MAX {
            self.close();
        }
        self.open_cost += cost;
        self.edited = true;
        &mut self.merged.auto
    }
}
