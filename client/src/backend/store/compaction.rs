//! A document's records made into one, in two steps: the snapshot is put behind them, as one more, and made
//! durable; only when it has been read back do the others go. At each moment between, all of them are a whole
//! document, in which the same changes stand twice.

use samskriv_shared::ids::{DocId, WorkspaceId};

use super::{
    Batch, Store, StoreError, chunks, engine::Failure, error::Part, keys, named, stage::Head, sum::Writes,
};

/// What takes the place of all that is stored of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Compaction {
    /// The document's workspace.
    pub workspace: WorkspaceId,
    /// The document.
    pub doc: DocId,
    /// How far the document was when the snapshot was made of it, see [`Store::end_of`].
    pub end: u64,
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

    /// The first step: puts the snapshot behind what there is, unless the document has gone on since. The second
    /// step comes after a flush.
    ///
    /// # Errors
    /// As every other writing.
    pub fn begin_compaction(&self, compaction: &Compaction) -> Result<bool, StoreError> {
        let Compaction { workspace, doc, end, snapshot, .. } = compaction;
        if self.end_of(workspace, doc)? != Some(*end) {
            return Ok(false);
        }
        self.apply(&Batch { appends: vec![(*doc, snapshot.clone())], ..Batch::new(*workspace) })?;
        Ok(true)
    }

    /// The second step: where the snapshot can be read back as it was given, everything before it goes.
    ///
    /// # Errors
    /// As every other writing; nothing has changed then.
    pub fn end_compaction(&self, compaction: &Compaction) -> Result<(), StoreError> {
        let Compaction { workspace, doc, end, snapshot, summary } = compaction;
        let part = Part::Document(*doc);
        let key = keys::document(workspace, doc);
        let stage = |tree: &sled::Tree| {
            let head =
                Head::read(tree, &key).map_err(|fault| fault.of(part))?.ok_or(Failure::Damaged(part))?;
            let record = keys::record(workspace, doc, *end);
            let found =
                chunks::take(&mut tree.scan_prefix(&record), &record).map_err(|fault| fault.of(part))?;
            if found != *snapshot {
                return Err(Failure::Damaged(part));
            }
            let mut writes = Writes::default();
            for old in tree.range(keys::record(workspace, doc, head.first)..record).keys() {
                writes.remove(&old?);
            }
            let head = Head { snapshot: true, first: *end, ..head };
            chunks::put(&mut writes, &key, &head.encode());
            let summarized = keys::summary(workspace, doc);
            for old in tree.scan_prefix(&summarized).keys() {
                writes.remove(&old?);
            }
            if !summary.is_empty() {
                chunks::put(&mut writes, &summarized, summary);
            }
            writes.summed(tree)
        };
        self.engine.write(stage, named(*workspace))
    }
}
