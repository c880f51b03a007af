//! Why the journal could not do what it was asked.

use std::{
    io,
    path::{Path, PathBuf},
};

use samskriv_shared::ids::{DocId, WorkspaceId};

/// Why the journal could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The operating system refused: the disk is full, the directory is gone or read-only, …
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What was to be appended is not a sequence of whole, uncompressed change chunks.
    #[error("not changes of {doc} in {workspace}")]
    NotChanges {
        /// The document's workspace.
        workspace: WorkspaceId,
        /// The document.
        doc: DocId,
    },
}

/// Makes the error of a path.
pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> JournalError {
    let path = path.to_owned();
    move |source| JournalError::Io { path, source }
}
