//! Which changes stored bytes hold. A saved document tells only when it is loaded, which takes milliseconds,
//! and the same ones are looked at again and again: so that is remembered.

use std::collections::{BTreeMap, BTreeSet};

use samskriv_shared::documents::{
    Actor,
    changes::{ChunkKind, change_info, chunks},
};

use super::{disk::Hash, paper::Paper};

/// What saved documents hold, as far as one was looked at.
#[derive(Default)]
pub(super) struct Contents(BTreeMap<Vec<u8>, BTreeSet<Hash>>);

impl Contents {
    /// The changes in a row of chunks, those included that cannot be applied yet; of deflated ones, which wait in a
    /// checkpoint for others, those that can.
    pub(super) fn of(&mut self, bytes: &[u8]) -> BTreeSet<Hash> {
        let mut held = BTreeSet::new();
        let mut deflated = false;
        for chunk in chunks(bytes).map_while(Result::ok) {
            match chunk.kind {
                ChunkKind::Document => held.extend(self.of_document(chunk.bytes)),
                ChunkKind::Change => held.extend(change_info(chunk.bytes).map(|info| info.hash)),
                ChunkKind::CompressedChange => deflated = true,
            }
        }
        if deflated {
            held.extend(self.of_document(bytes));
        }
        held
    }

    fn of_document(&mut self, document: &[u8]) -> &BTreeSet<Hash> {
        if !self.0.contains_key(document) {
            let held = Paper::load(document, Actor([0; 16]))
                .map(|mut paper| paper.document().change_hashes().into_iter().collect());
            self.0.insert(document.to_vec(), held.unwrap_or_default());
        }
        &self.0[document]
    }
}
