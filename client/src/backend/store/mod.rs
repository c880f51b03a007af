//! The local store: what a device knows of its workspaces, in sled, which is named nowhere but in
//! this module. Documents are snapshots and increments of Automerge's bytes, never interpreted
//! here; they, the cursor, the summaries and the parked entries share one tree, so that one batch
//! moves them together.
//!
//! Every call blocks; only the backend's store thread makes them. What is damaged is an error
//! that names it, never other bytes; writing it anew heals it. After the engine itself has failed
//! (disk full, directory gone, a panic inside sled) every call answers [`StoreError::Failed`]
//! until the store is dropped and opened again.

mod chunks;
mod compaction;
mod disk;
mod engine;
mod erasing;
mod error;
mod guard;
mod keys;
mod looking;
mod opening;
mod place;
mod salvage;
mod stage;
mod sum;
#[cfg(test)]
mod tests;

use std::path::Path;

use samskriv_shared::ids::{DocId, WorkspaceId};

use self::{
    chunks::Fault,
    engine::{Engine, Failure},
    stage::{Head, Stage},
    sum::Sum,
};
pub use self::{
    compaction::Compaction,
    error::{Part, StoreError},
    looking::{Look, look_at},
    opening::{Opened, Opening},
};

/// The version of the layout that this program writes, see [`StoreError::NewerFormat`].
pub const FORMAT: u32 = 1;

/// What is written in one step: all of it or, after a crash, nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// The workspace that all of it belongs to.
    pub workspace: WorkspaceId,
    /// Documents of which nothing is to stay, their summaries neither. Nothing else in the batch is theirs.
    pub removed: Vec<DocId>,
    /// Increments: chunk bytes to follow what the document has. They come after a snapshot of the
    /// same batch.
    pub appends: Vec<(DocId, Vec<u8>)>,
    /// Whole documents, in place of everything that is stored of them.
    pub snapshots: Vec<(DocId, Vec<u8>)>,
    /// The new cursor; `Some(None)` clears it.
    pub cursor: Option<Option<Vec<u8>>>,
    /// What lists show of a document, in place of what was there.
    pub summaries: Vec<(DocId, Vec<u8>)>,
    /// Entries that wait, by their sequence number.
    pub parked: Vec<(u64, Vec<u8>)>,
    /// Entries that wait no longer. What the same batch parks stays.
    pub unparked: Vec<u64>,
}

impl Batch {
    /// A batch that writes nothing yet.
    pub fn new(workspace: WorkspaceId) -> Batch {
        Batch {
            workspace,
            removed: Vec::new(),
            appends: Vec::new(),
            snapshots: Vec::new(),
            cursor: None,
            summaries: Vec::new(),
            parked: Vec::new(),
            unparked: Vec::new(),
        }
    }
}

/// What lies in the store under ids, in their order.
type Items<Id> = Vec<(Id, Vec<u8>)>;

/// The store of one data directory.
pub struct Store {
    engine: Engine,
}

impl Store {
    /// Opens the store in the directory, or makes a new one there. Only one process may, see
    /// [`lock`](super::files::lock).
    pub fn open(dir: &Path) -> Result<Store, StoreError> {
        let store = Store { engine: Engine::open(dir)? };
        store.check_format()?;
        Ok(store)
    }

    /// Writes the batch. It is seen by every later call, and is durable after the next
    /// [`flush`](Store::flush).
    pub fn apply(&self, batch: &Batch) -> Result<(), StoreError> {
        self.engine.write(|tree| Stage::new(tree, batch).run(), named(batch.workspace))
    }

    /// Makes every batch so far durable.
    pub fn flush(&self) -> Result<(), StoreError> {
        self.engine.flush()
    }

    /// The document's snapshot followed by its increments; `None` if nothing is stored of it.
    pub fn document(&self, workspace: &WorkspaceId, doc: &DocId) -> Result<Option<Vec<u8>>, StoreError> {
        let key = keys::document(workspace, doc);
        let read = |tree: &sled::Tree| {
            let mut entries = tree.scan_prefix(&key).peekable();
            if entries.peek().is_none() {
                return Ok(None);
            }
            let head = chunks::take(&mut entries, &key)?;
            let head = Head::decode(&head).ok_or(Fault::Damaged)?;
            let mut bytes = Vec::new();
            for number in head.first..head.next {
                bytes.append(&mut chunks::take(&mut entries, &keys::record(workspace, doc, number))?);
            }
            match entries.next().transpose()? {
                None => Ok(Some(bytes)),
                Some(_) => Err(Fault::Damaged),
            }
        };
        self.engine.read(|tree| read(tree).map_err(|fault| fault.of(Part::Document(*doc))), named(*workspace))
    }

    /// How many increments the document has since its snapshot.
    pub fn increments(&self, workspace: &WorkspaceId, doc: &DocId) -> Result<usize, StoreError> {
        let part = Part::Document(*doc);
        let head = self.engine.read(
            |tree| Head::read(tree, &keys::document(workspace, doc)).map_err(|fault| fault.of(part)),
            named(*workspace),
        )?;
        Ok(head.map_or(0, |head| head.increments()))
    }

    /// The documents that something is stored of, damaged ones among them, in order.
    pub fn documents(&self, workspace: &WorkspaceId) -> Result<Vec<DocId>, StoreError> {
        let prefix = keys::documents(workspace);
        let read = |tree: &sled::Tree| {
            let mut documents = Vec::new();
            let mut from = prefix.clone();
            while let Some(entry) = tree.range(from..).next() {
                let (key, _) = entry?;
                let Some(id) = key.strip_prefix(&prefix[..]) else {
                    break;
                };
                let id = id.first_chunk().ok_or(Failure::Damaged(Part::Documents))?;
                documents.push(DocId(*id));
                // The next document's first key; none extends 0xff as far as this.
                from = [&prefix[..], id, &[0xff; 16]].concat();
            }
            Ok(documents)
        };
        self.engine.read(read, named(*workspace))
    }

    /// The workspace's cursor as it was given.
    pub fn cursor(&self, workspace: &WorkspaceId) -> Result<Option<Vec<u8>>, StoreError> {
        let key = keys::cursor(workspace);
        let read = |tree: &sled::Tree| {
            let mut entries = tree.scan_prefix(&key).peekable();
            if entries.peek().is_none() {
                return Ok(None);
            }
            let cursor = chunks::take(&mut entries, &key)?;
            if entries.next().is_some() { Err(Fault::Damaged) } else { Ok(Some(cursor)) }
        };
        self.engine.read(|tree| read(tree).map_err(|fault| fault.of(Part::Cursor)), named(*workspace))
    }

    /// All summaries, in the order of their documents.
    pub fn summaries(&self, workspace: &WorkspaceId) -> Result<Vec<(DocId, Vec<u8>)>, StoreError> {
        let items = self.items(workspace, &keys::summaries(workspace), |id| Part::Summary(DocId(id)))?;
        Ok(items.into_iter().map(|(id, item)| (DocId(id), item)).collect())
    }

    /// All entries that wait, in the order of their sequence numbers.
    pub fn parked(&self, workspace: &WorkspaceId) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        let items = self.items(workspace, &keys::parked_entries(workspace), |seq| {
            Part::Parked(u64::from_be_bytes(seq))
        })?;
        Ok(items.into_iter().map(|(seq, item)| (u64::from_be_bytes(seq), item)).collect())
    }

    /// The length of the store's files together, in bytes.
    pub fn bytes_on_disk(&self) -> u64 {
        self.engine.bytes_on_disk()
    }

    /// Whether the engine has failed: nothing can be done with it any more.
    pub fn has_failed(&self) -> bool {
        self.engine.has_failed()
    }

    /// Whether something was found damaged since it was opened: the next opening should look at everything.
    pub fn is_doubtful(&self) -> bool {
        self.engine.is_doubtful()
    }

    /// All items whose keys are the prefix followed by an id of `N` bytes.
    fn items<const N: usize>(
        &self,
        workspace: &WorkspaceId,
        prefix: &[u8],
        part: impl Fn([u8; N]) -> Part,
    ) -> Result<Items<[u8; N]>, StoreError> {
        let read = |tree: &sled::Tree| {
            let mut items = Vec::new();
            let mut entries = tree.scan_prefix(prefix).peekable();
            loop {
                let id = match entries.peek() {
                    None => return Ok(items),
                    Some(Ok((key, _))) => key.get(keys::PREFIX..).and_then(<[u8]>::first_chunk::<N>).copied(),
                    Some(Err(error)) => return Err(Failure::Engine(error.clone())),
                };
                // No key is that short; if one were, nothing would tell whose it is.
                let Some(id) = id else {
                    return Err(Failure::Damaged(Part::Documents));
                };
                let item = chunks::take(&mut entries, &[prefix, &id].concat())
                    .map_err(|fault| fault.of(part(id)))?;
                items.push((id, item));
            }
        };
        self.engine.read(read, named(*workspace))
    }

    fn check_format(&self) -> Result<(), StoreError> {
        let damaged = |part| StoreError::Damaged { workspace: None, part };
        let read = |tree: &sled::Tree| {
            let Some(value) = tree.get(keys::FORMAT)? else {
                return if tree.is_empty() { Ok(None) } else { Err(Failure::Damaged(Part::Format)) };
            };
            format(&value).map(Some).ok_or(Failure::Damaged(Part::Format))
        };
        let found = self.engine.read(read, damaged)?;
        match found {
            Some(FORMAT) => Ok(()),
            Some(found) => Err(StoreError::NewerFormat { found, known: FORMAT }),
            None => {
                let mut writes = sled::Batch::default();
                writes.insert(keys::FORMAT, chunks::seal(keys::FORMAT, &FORMAT.to_be_bytes()));
                writes.insert(keys::SUM, Sum::default().seal());
                self.engine.write(|_| Ok(writes), damaged)?;
                self.engine.flush()
            }
        }
    }
}

/// The version that the format's value tells.
fn format(value: &[u8]) -> Option<u32> {
    let version = chunks::open(keys::FORMAT, value)?;
    Some(u32::from_be_bytes(version.try_into().ok()?))
}

fn named(workspace: WorkspaceId) -> impl Fn(Part) -> StoreError {
    move |part| StoreError::Damaged { workspace: Some(workspace), part }
}
