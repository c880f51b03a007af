//! Why a backup could not be made or restored.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::backend::StartError;

/// Why a backup could not be made or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something lies where the backup was to be; it is left as it is.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// The file is no backup of this program's.
    #[error("not a backup")]
    NotABackup,
    /// The file is a backup, and not as it was written.
    #[error("the backup is damaged")]
    Damaged,
    /// A newer program made the backup.
    #[error("the backup has format {found}, this program knows {known}")]
    Newer {
        /// The backup's version.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// The passphrase does not open it.
    #[error("another passphrase")]
    WrongPassphrase,
    /// There would be more in the file than a computer can be asked to hold in memory.
    #[error("larger than {} bytes", super::sealed::MAX_FILE)]
    TooLarge,
    /// There is no memory for the passphrase's key.
    #[error("not enough memory")]
    NoMemory,
    /// What is on this computer cannot be opened.
    #[error(transparent)]
    Start(#[from] StartError),
    /// What is on this computer cannot be read or written.
    #[error("{0}")]
    Storage(String),
}

impl BackupError {
    pub(super) fn storage(error: impl std::fmt::Display) -> BackupError {
        BackupError::Storage(error.to_string())
    }
}

/// Makes the error of a path.
pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::Io { path, source }
}
