//! What is known from outside and must be so at the end: which changes were made, which of them a user was
//! told are saved or sent, and which documents may leave their device.

use std::collections::{BTreeMap, BTreeSet};

use samskriv_shared::ids::DocId;

use super::disk::{Hash, changes_in};

/// What must hold.
#[derive(Default)]
pub(super) struct Oracle {
    made: BTreeMap<Hash, DocId>,
    promised: BTreeSet<Hash>,
    orphaned: BTreeSet<Hash>,
    /// Documents that are no drafts.
    pub(super) may_leave: BTreeSet<DocId>,
    /// Every document there is.
    pub(super) documents: BTreeSet<DocId>,
}

impl Oracle {
    pub(super) fn made(&mut self, doc: DocId, changes: &[u8]) {
        self.documents.insert(doc);
        self.made.extend(changes_in(changes).into_iter().map(|(hash, _)| (hash, doc)));
    }

    /// Somebody was told that these are saved, or sent: from here on they must not be lost.
    pub(super) fn promised(&mut self, hashes: impl IntoIterator<Item = Hash>) {
        self.promised.extend(hashes);
    }

    /// A relay has lost what it had, and those who write keep only these: whatever was sent and acknowledged before its
    /// author's journal had it, and is gone with its crash, cannot come back. A reader may have received it, and
    /// brings nothing back.
    pub(super) fn release_but(&mut self, kept: &BTreeSet<Hash>) {
        self.promised.retain(|hash| kept.contains(hash));
        self.orphaned.extend(self.made.keys().filter(|hash| !kept.contains(*hash)));
    }

    /// What readers may have alone.
    pub(super) fn orphaned(&self) -> &BTreeSet<Hash> {
        &self.orphaned
    }

    /// All changes of a document that must be there.
    pub(super) fn owed(&self, doc: &DocId) -> Vec<Hash> {
        self.promised.iter().filter(|hash| self.made.get(*hash) == Some(doc)).copied().collect()
    }
}
