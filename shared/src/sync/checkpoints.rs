//! Checkpoints on their way to the relay. Each keeps its document until the relay has it: one that is refused,
//! or whose line breaks, goes out again.

use rand_core::CryptoRng;

use super::{Output, engine::Engine, sending::Carried};
use crate::{
    ids::DocId,
    protocol::{Cursor, MAX_CHECKPOINT},
    seal::Content,
};

/// What is left of a checkpoint entry for the document itself, in bytes.
pub(super) const ROOM: usize = MAX_CHECKPOINT - 4096;

/// A whole document that is to be published.
#[derive(Debug)]
pub(super) struct Checkpoint {
    pub document: Vec<u8>,
    /// Up to where it holds every entry of the document, known when it was saved: later it would be too high.
    pub covers: Option<Cursor>,
    pub purpose: Purpose,
}

/// What a checkpoint is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A draft may leave the device.
    Share,
    /// The relay lacks something of the document.
    Restore,
    /// The document has grown in the log.
    Periodic,
    /// Somebody's checkpoint lacks something of it.
    Replace,
}

impl Purpose {
    /// Whether somebody waits for it: without it, something is missing at the relay.
    pub fn is_awaited(self) -> bool {
        matches!(self, Purpose::Share | Purpose::Restore)
    }
}

impl<R: CryptoRng> Engine<R> {
    pub(super) fn share(&mut self, doc: DocId, document: Vec<u8>, out: &mut Vec<Output>) {
        self.shared.insert(doc);
        if document.len() <= ROOM {
            let covers = self.durable;
            self.checkpoints.insert(doc, Checkpoint { document, covers, purpose: Purpose::Share });
            self.send_checkpoints(out);
        }
        // What was written after the document was saved, or all of it.
        self.send_outbox(out);
        out.push(Output::StatusChanged);
    }

    pub(super) fn send_checkpoints(&mut self, out: &mut Vec<Output>) {
        if !self.may_send() {
            return;
        }
        for (doc, checkpoint) in std::mem::take(&mut self.checkpoints) {
            let reference = self.next_reference;
            // What others may have goes as changes, which are their author's own word.
            if checkpoint.purpose == Purpose::Share {
                self.outbox.take_held(&doc, &checkpoint.document, reference);
            }
            let content = Content::Document { plain: &checkpoint.document, covers: checkpoint.covers };
            self.append(reference, doc, content, out);
            self.reference(Carried::Checkpoint(doc, checkpoint));
        }
    }

    /// An append is not under way any more and the relay may not have it. A document that was saved later
    /// holds all of this one.
    pub(super) fn put_back_checkpoint(&mut self, carried: Carried) {
        if let Carried::Checkpoint(doc, checkpoint) = carried {
            self.checkpoints.entry(doc).or_insert(checkpoint);
        }
    }

    /// A checkpoint of ours came from the relay, whole: if it is the one that waits, it was acknowledged unheard.
    /// Gives the hashes of what it held of the outbox.
    pub(super) fn checkpoint_returned(&mut self, doc: &DocId, document: &[u8], seq: u64) -> Vec<[u8; 32]> {
        if self.checkpoints.get(doc).is_none_or(|waiting| waiting.document != document) {
            return Vec::new();
        }
        if self.checkpoints.remove(doc).is_none_or(|waiting| waiting.purpose != Purpose::Share) {
            return Vec::new();
        }
        let reference = self.next_reference;
        self.next_reference += 1;
        self.outbox.take_held(doc, document, reference);
        self.outbox.acknowledged(doc, reference, seq)
    }

    /// Another log: no place of the old one is covered in it, and what it lacks is asked for anew.
    pub(super) fn uncover_checkpoints(&mut self) {
        self.checkpoints.retain(|_, checkpoint| checkpoint.purpose == Purpose::Share);
        self.checkpoints.values_mut().for_each(|checkpoint| checkpoint.covers = None);
    }

    /// Whether something that the relay lost is still on its way back to it.
    pub(super) fn brings_back(&self) -> bool {
        let under_way = self.appends.values().filter_map(|carried| match carried {
            Carried::Checkpoint(_, checkpoint) => Some(checkpoint),
            _ => None,
        });
        self.checkpoints.values().chain(under_way).any(|it| it.purpose == Purpose::Restore)
    }
}
