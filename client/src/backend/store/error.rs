//! Why the store could not do what it was asked.

use std::io;

use samskriv_shared::ids::{DocId, WorkspaceId};

/// What in the store is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The version of the layout.
    Format,
    /// The list of a workspace's documents.
    Documents,
    /// A document's snapshot or one of its increments.
    Document(DocId),
    /// A document's summary.
    Summary(DocId),
    /// The cursor.
    Cursor,
    /// The waiting entry with this sequence number.
    Parked(u64),
    /// The sum over everything: something is missing.
    Sum,
}

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A value is damaged or missing. The rest of the store is usable, and writing the part anew
    /// (a snapshot, a summary, a cursor) heals it.
    #[error("{part:?} is damaged in the store of {workspace:?}")]
    Damaged {
        /// The workspace; `None` where it is the store's own.
        workspace: Option<WorkspaceId>,
        /// What is damaged.
        part: Part,
    },
    /// A newer program made the store. It is left as it is.
    #[error("the store has format {found}, this program knows {known}")]
    NewerFormat {
        /// The store's version.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// The store's files are held open, by another process or by a store that was not dropped.
    #[error("the store is open elsewhere")]
    Busy,
    /// The operating system refused: the disk is full, the directory is gone or read-only, …
    #[error("the store's files: {0}")]
    Io(#[from] io::Error),
    /// The engine found its own files damaged.
    #[error("the store's files are damaged: {0}")]
    Corrupt(String),
    /// The engine panicked or broke one of its own rules.
    #[error("the store's engine: {0}")]
    Engine(String),
    /// The engine did not come back.
    #[error("the store does not answer")]
    Silent,
    /// The engine failed in an earlier call; the store must be opened again.
    #[error("the store has failed before and must be opened again")]
    Failed,
}

impl StoreError {
    /// Whether the store's own files are to blame, rather than the system, another process or a newer program.
    pub fn is_damage(&self) -> bool {
        use StoreError::{Corrupt, Damaged, Engine, Silent};
        matches!(self, Damaged { .. } | Corrupt(_) | Engine(_) | Silent)
    }
}

impl From<sled::Error> for StoreError {
    fn from(error: sled::Error) -> Self {
        match error {
            sled::Error::Io(source) => StoreError::Io(source),
            sled::Error::Corruption { at, .. } => StoreError::Corrupt(match at {
                Some(at) => format!("at {at:?}"),
                None => "no place given".to_owned(),
            }),
            other => StoreError::Engine(other.to_string()),
        }
    }
}
