//! A document's records made into one, in two steps: the snapshot is put behind them, as one more, and made
//! durable; only when it has been read back do those go that it was made of. At each moment between, all of them are a
//! whole document, in which the same changes stand twice. What came since it was made stays: while several people write,
//! there is always something.

use samskriv_shared::ids::{DocId, WorkspaceId};

use super::{
    Batch, Store, StoreError,
    chunks::{self, Fault},
    engine::Failure,
    error::Part,
    keys, named,
    stage::Head,
    sum::Writes,
};

/// What takes the place of what is stored of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Compaction {
    /// The document's workspace.
    pub workspace: WorkspaceId,
    /// The document.
    pub doc: DocId,
    /// How far the document was when the snapshot was made of it, see [`Store::end_of`].
    pub end: u64,
    /// What it was then: only that goes.
    pub replaced: Vec<u8>,
    /// All of it.
    pub snapshot: Vec<u8>,
    /// Its summary, as it is kept beside a document without increments; empty for none.
    pub summary: Vec<u8>,
}

impl Store {
    /// How far a document is: a number that grows with every record and never comes again.
    ///
    /// # Errors
    /// As every other reading.
    pub fn end_of(&self, workspace: &WorkspaceId, doc: &DocId) -> Result<Option<u64>, StoreError> {
        let head = self.engine.read(
            |tree| {
                Head::read(tree, &keys::document(workspace, doc)).map_err(|it| it.of(Part::Document(*doc)))
            },
            named(*workspace),
        )?;
        Ok(head.map(|head| head.next))
    }

    /// The first step: puts the snapshot behind what there is, unless the document is not the one that it was made of.
    /// The second step comes after a flush, and takes the number that this gives.
    ///
    /// # Errors
    /// As every other writing.
    pub fn begin_compaction(&self, compaction: &Compaction) -> Result<Option<u64>, StoreError> {
        let Compaction { workspace, doc, replaced, snapshot, .. } = compaction;
        let part = Part::Document(*doc);
        let found = |tree: &sled::Tree| compaction.found(tree).map_err(|fault| fault.of(part));
        let Some((found, next)) = self.engine.read(found, named(*workspace))? else { return Ok(None) };
        if found != *replaced {
            return Ok(None);
        }
        self.apply(&Batch { appends: vec![(*doc, snapshot.clone())], ..Batch::new(*workspace) })?;
        Ok(Some(next))
    }

    /// The second step: where the snapshot can be read back as it was given, what it was made of goes.
    ///
    /// # Errors
    /// As every other writing; nothing has changed then.
    pub fn end_compaction(&self, compaction: &Compaction, number: u64) -> Result<(), StoreError> {
        let stage = |tree: &sled::Tree| compaction.stage(tree, number);
        self.engine.write(stage, named(compaction.workspace))
    }
}

impl Compaction {
    fn record(&self, number: u64) -> Vec<u8> {
        keys::record(&self.workspace, &self.doc, number)
    }

    fn head(&self, tree: &sled::Tree) -> Result<Option<Head>, Fault> {
        Head::read(tree, &keys::document(&self.workspace, &self.doc))
    }

    /// The records up to [`Compaction::end`] as they are now, and the number of the next one; none where there are no
    /// such records.
    fn found(&self, tree: &sled::Tree) -> Result<Option<(Vec<u8>, u64)>, Fault> {
        let Some(head) = self.head(tree)?.filter(|head| head.first < self.end && self.end <= head.next)
        else {
            return Ok(None);
        };
        let mut entries = tree.range(self.record(head.first)..self.record(self.end));
        let mut bytes = Vec::new();
        for number in head.first..self.end {
            bytes.append(&mut chunks::take(&mut entries, &self.record(number))?);
        }
        Ok(Some((bytes, head.next)))
    }

    /// All that sled must write for the second step.
    fn stage(&self, tree: &sled::Tree, number: u64) -> Result<sled::Batch, Failure> {
        let part = Part::Document(self.doc);
        let head = self.head(tree).map_err(|fault| fault.of(part))?.ok_or(Failure::Damaged(part))?;
        let record = self.record(number);
        let found = chunks::take(&mut tree.scan_prefix(&record), &record).map_err(|fault| fault.of(part))?;
        if found != self.snapshot {
            return Err(Failure::Damaged(part));
        }
        let mut writes = Writes::default();
        for old in tree.range(self.record(head.first)..self.record(self.end)).keys() {
            writes.remove(&old?);
        }
        // Behind what came meanwhile it is one record among others.
        let head = Head { snapshot: number == self.end, first: self.end, ..head };
        chunks::put(&mut writes, &keys::document(&self.workspace, &self.doc), &head.encode());
        let summarized = keys::summary(&self.workspace, &self.doc);
        for old in tree.scan_prefix(&summarized).keys() {
            writes.remove(&old?);
        }
        if !self.summary.is_empty() {
            chunks::put(&mut writes, &summarized, &self.summary);
        }
        writes.summed(tree)
    }
}
