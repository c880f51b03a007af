//! What can go wrong with a document.

use automerge::AutomergeError;

use super::{Kind, changes::TornTail};

/// Bytes are no document, or not the document that was wanted.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    #[error(transparent)]
    Torn(#[from] TornTail),
    #[error("a chunk's checksum is wrong")]
    Checksum,
    #[error("a chunk cannot be read")]
    Malformed,
    #[error("a chunk unfolds to more than is allowed")]
    TooLarge,
    #[error("not an uncompressed change")]
    NotAChange,
    #[error("no kind of document: its first change is missing")]
    NoKind,
    #[error("unknown kind of document: {0}")]
    UnknownKind(String),
    #[error("expected {expected}, found {found}")]
    WrongKind { expected: Kind, found: Kind },
    #[error("the document lacks {0}")]
    Incomplete(&'static str),
    #[error("Automerge: {0}")]
    Automerge(#[from] AutomergeError),
}

/// An edit was not made.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error("the document was written by a newer version")]
    ReadOnly,
    #[error("not a date: {0}")]
    NotADate(String),
    #[error("longer than {max} bytes")]
    TooLong { max: usize },
    #[error("Automerge: {0}")]
    Automerge(#[from] AutomergeError),
}
