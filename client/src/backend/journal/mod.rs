//! The journal, which is the outbox: the local changes that no relay has acknowledged, in one
//! file for each document, `unsynced/<workspace>/<doc>.automerge`, as a sequence of Automerge's own
//! checksummed change chunks. A change is "on this computer" once [`Journal::sync`] has returned.
//!
//! Every call blocks on the disk; only the backend's journal thread makes them.

mod error;
mod files;
mod salvage;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fs::File,
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use samskriv_shared::{
    documents::changes::{self, ChunkKind},
    ids::{DocId, WorkspaceId},
};

pub use self::error::JournalError;
pub(super) use self::files::look_at;
use self::{error::at, salvage::Salvaged};
use super::durable::{self, Durable};

/// How many files may wait for a sync. Systems let a process have a few hundred open.
const OPEN_FILES: usize = 64;

/// What the journal had of a document when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// The document's workspace.
    pub workspace: WorkspaceId,
    /// The document.
    pub doc: DocId,
    /// Every whole chunk, in order. They are on disk.
    pub chunks: Vec<u8>,
    /// Where something was damaged: the file that keeps all from there on.
    pub torn: Option<PathBuf>,
}

/// The journal of one data directory.
#[derive(Debug)]
pub struct Journal {
    dir: PathBuf,
    pending: BTreeMap<(WorkspaceId, DocId), Pending>,
    /// Directories in which files came, went or were renamed since they were last synced.
    directories: BTreeSet<PathBuf>,
}

/// What was appended to a file since it was last synced. The bytes are held here as well, since
/// after a failed write or fsync nobody knows what of them is on disk, and trying the fsync again
/// would succeed without writing them.
#[derive(Debug, Default)]
struct Pending {
    /// `None`: the file must be written anew.
    file: Option<File>,
    /// The file's length when it was last synced; `None` if that is all of it.
    synced: Option<u64>,
    bytes: Vec<u8>,
}

impl Journal {
    /// Opens the journal in `dir` (the `unsynced` directory, made where it is missing) and reads
    /// all it holds. What is not a whole chunk is cut out of the files; a copy of the file from
    /// there on is kept beside it, as `<doc>.torn-<n>`.
    pub fn open(dir: &Path) -> Result<(Journal, Vec<Recovered>), JournalError> {
        super::files::create_private_dir(dir).map_err(at(dir))?;
        let mut recovered = Vec::new();
        for (workspace, directory) in files::workspaces(dir)? {
            for doc in files::documents(&directory)? {
                recovered.extend(recover(workspace, doc, &files::path(dir, &workspace, &doc))?);
            }
            super::files::sync_dir(&directory).map_err(at(&directory))?;
        }
        super::files::sync_dir(dir).map_err(at(dir))?;
        let journal = Journal { dir: dir.to_owned(), pending: BTreeMap::new(), directories: BTreeSet::new() };
        Ok((journal, recovered))
    }

    /// Adds change chunks to the document's. They are on disk after the next [`Journal::sync`]
    /// that succeeds; where the disk fails now they are held in memory until then. Refused is only
    /// what is not a sequence of whole, uncompressed changes.
    pub fn append(
        &mut self,
        workspace: &WorkspaceId,
        doc: &DocId,
        chunks: &[u8],
    ) -> Result<(), JournalError> {
        let whole = changes::chunks(chunks)
            .all(|chunk| chunk.is_ok_and(|chunk| chunk.kind == ChunkKind::Change && chunk.checksum_ok));
        if !whole {
            return Err(JournalError::NotChanges { workspace: *workspace, doc: *doc });
        }
        if chunks.is_empty() {
            return Ok(());
        }
        let key = (*workspace, *doc);
        if !self.pending.contains_key(&key) {
            let pending = self.start(&files::path(&self.dir, workspace, doc));
            self.pending.insert(key, pending);
        }
        if let Some(pending) = self.pending.get_mut(&key) {
            pending.append(chunks);
        }
        if self.pending.len() > OPEN_FILES
            && let Err(error) = self.sync()
        {
            tracing::warn!(%error, "the journal is not on disk");
        }
        Ok(())
    }

    /// Puts all that was appended on disk. After an error some of it may not be, and the next call
    /// tries again.
    pub fn sync(&mut self) -> Result<(), JournalError> {
        if !self.pending.is_empty() {
            // Gone, unmounted say: nothing is begun where it was, which would not be found again.
            std::fs::metadata(&self.dir).map_err(at(&self.dir))?;
        }
        let mut result = Ok(());
        for key in self.pending.keys().copied().collect::<Vec<_>>() {
            let synced = match self.pending.get_mut(&key) {
                Some(pending) => {
                    pending.sync(&files::path(&self.dir, &key.0, &key.1))
                        || self.rewrite(key).map_err(|error| result = Err(error)).is_ok()
                }
                None => true,
            };
            if synced {
                self.pending.remove(&key);
            }
        }
        self.sync_directories().and(result)
    }

    /// Removes the changes with these hashes, and the file where none is left. Where there was
    /// something to remove, all that stays is on disk then, whether it was synced before or not.
    pub fn trim(
        &mut self,
        workspace: &WorkspaceId,
        doc: &DocId,
        acknowledged: &HashSet<[u8; 32]>,
    ) -> Result<(), JournalError> {
        let key = (*workspace, *doc);
        let content = self.content(key)?;
        let salvaged = salvage::salvage(&content);
        let left: Vec<&[u8]> =
            salvaged.chunks.iter().copied().filter(|chunk| !is_one_of(chunk, acknowledged)).collect();
        if left.len() == salvaged.chunks.len() {
            return Ok(());
        }
        self.replace(key, &salvaged, &left)?;
        self.pending.remove(&key);
        self.sync_directories()
    }

    /// Removes all that it has of the document, whether it was synced before or not. Copies of what was torn stay.
    pub fn remove(&mut self, workspace: &WorkspaceId, doc: &DocId) -> Result<(), JournalError> {
        // Closed first: Windows removes no open file.
        self.pending.remove(&(*workspace, *doc));
        let path = files::path(&self.dir, workspace, doc);
        files::replace(&path, &[])?;
        let directory = super::files::parent(&path);
        if directory.is_dir() {
            self.directories.insert(directory.to_owned());
        }
        self.sync_directories()
    }

    /// Removes all that it has of a workspace, whether it was synced before or not, copies of what was torn too.
    pub fn erase(&mut self, workspace: &WorkspaceId) -> Result<(), JournalError> {
        // Closed first: Windows removes no open file.
        self.pending.retain(|(of, _), _| of != workspace);
        let directory = files::directory(&self.dir, workspace);
        self.directories.remove(&directory);
        match std::fs::remove_dir_all(&directory) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            removed => removed.map_err(at(&directory))?,
        }
        self.directories.insert(self.dir.clone());
        self.sync_directories()
    }

    /// All that it has of each document, whether it was synced before or not: whole changes.
    pub fn contents(&self) -> Result<BTreeMap<(WorkspaceId, DocId), Vec<u8>>, JournalError> {
        let mut keys: BTreeSet<(WorkspaceId, DocId)> = self.pending.keys().copied().collect();
        for (workspace, directory) in files::workspaces(&self.dir)? {
            keys.extend(files::documents(&directory)?.into_iter().map(|doc| (workspace, doc)));
        }
        let content = |key| Ok((key, salvage::salvage(&self.content(key)?).chunks.concat()));
        keys.into_iter().map(content).collect()
    }

    /// Opens the file to append to it.
    fn start(&mut self, path: &Path) -> Pending {
        match std::fs::metadata(&self.dir).and_then(|_| files::open(path)) {
            Ok((file, length)) => {
                if length == 0 {
                    self.directories.insert(super::files::parent(path).to_owned());
                }
                Pending { file: Some(file), synced: Some(length), bytes: Vec::new() }
            }
            Err(error) => {
                tracing::warn!(%error, path = %path.display(), "the journal's file cannot be opened");
                Pending::default()
            }
        }
    }

    /// Everything that the document's file should hold.
    fn content(&self, key: (WorkspaceId, DocId)) -> Result<Vec<u8>, JournalError> {
        let mut content = files::read(&files::path(&self.dir, &key.0, &key.1))?;
        if let Some(pending) = self.pending.get(&key) {
            if let Some(synced) = pending.synced {
                content.truncate(usize::try_from(synced).unwrap_or(usize::MAX));
            }
            content.extend_from_slice(&pending.bytes);
        }
        Ok(content)
    }

    fn rewrite(&mut self, key: (WorkspaceId, DocId)) -> Result<(), JournalError> {
        let content = self.content(key)?;
        let salvaged = salvage::salvage(&content);
        self.replace(key, &salvaged, &salvaged.chunks)
    }

    /// Makes the document's file consist of these chunks, once its directory is synced.
    fn replace(
        &mut self,
        key: (WorkspaceId, DocId),
        salvaged: &Salvaged<'_>,
        chunks: &[&[u8]],
    ) -> Result<(), JournalError> {
        let path = files::path(&self.dir, &key.0, &key.1);
        let directory = super::files::parent(&path).to_owned();
        if let Some(pending) = self.pending.get_mut(&key) {
            // Windows renames over no open file, and a file that was renamed over must not be appended to.
            pending.file = None;
        }
        super::files::create_private_dir(&directory).map_err(at(&directory))?;
        files::keep_torn(&path, salvaged.torn)?;
        files::replace(&path, chunks)?;
        self.directories.insert(directory);
        Ok(())
    }

    fn sync_directories(&mut self) -> Result<(), JournalError> {
        while let Some(directory) = self.directories.first() {
            super::files::sync_dir(directory).map_err(at(directory))?;
            self.directories.pop_first();
        }
        Ok(())
    }
}

impl Pending {
    fn append(&mut self, chunks: &[u8]) {
        let end = self.synced.unwrap_or(0) + self.bytes.len() as u64;
        self.bytes.extend_from_slice(chunks);
        if let Some(file) = &mut self.file {
            let written = file.seek(SeekFrom::Start(end)).and_then(|_| file.write_all(chunks));
            if let Err(error) = written {
                tracing::warn!(%error, "the journal's file cannot be written");
                self.file = None;
            }
        }
    }

    /// Whether all that was appended is in the file at `path`, and the file on disk.
    fn sync(&mut self, path: &Path) -> bool {
        let Some(file) = &self.file else { return false };
        // fdatasync, which brings the length along.
        if let Err(error) = durable::make(Durable::File(path), || file.sync_data()) {
            tracing::warn!(%error, "the journal's file cannot be synced");
            self.file = None;
            return false;
        }
        files::is_at(file, path)
    }
}

fn is_one_of(chunk: &[u8], acknowledged: &HashSet<[u8; 32]>) -> bool {
    let hash = changes::chunks(chunk).next().and_then(Result::ok).and_then(|chunk| chunk.change_hash());
    hash.is_some_and(|hash| acknowledged.contains(&hash))
}

/// Reads a document's file, cuts out what is damaged, and makes sure that the rest is on disk.
fn recover(workspace: WorkspaceId, doc: DocId, path: &Path) -> Result<Option<Recovered>, JournalError> {
    let content = files::read(path)?;
    let salvaged = salvage::salvage(&content);
    let torn = files::keep_torn(path, salvaged.torn)?;
    if torn.is_some() || content.is_empty() {
        files::replace(path, &salvaged.chunks)?;
    } else {
        // A process that was killed may have appended without a sync.
        let (file, _) = files::open(path).map_err(at(path))?;
        durable::make(Durable::File(path), || file.sync_all()).map_err(at(path))?;
    }
    let chunks = salvaged.chunks.concat();
    let nothing = chunks.is_empty() && torn.is_none();
    Ok((!nothing).then_some(Recovered { workspace, doc, chunks, torn }))
}
