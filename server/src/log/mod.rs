//! The relay's durable log: per workspace the sealed entries in their order, the hash over them,
//! which of them are membership and which belong to what document, what devices have seen, and the
//! operator's tokens.
//!
//! One thread commits (see [`crate::appender`]), any number read. Nothing here knows the rules of
//! membership or roles; what is committed has been judged already.

pub(crate) mod private;
pub mod redb;

use std::path::PathBuf;

use bytes::Bytes;
use minicbor::{Decode, Encode};
use samskriv_shared::{
    ids::{ChainHash, DeviceId, DocId, Incarnation, WorkspaceId},
    protocol::Cursor,
};

/// The log could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// Another process has it.
    #[error("another process holds the log")]
    Held,
    /// There is none.
    #[error("there is no log in {}", .0.display())]
    Missing(PathBuf),
    /// There is something where one was to be made.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// Written by a development version before the first release; nothing reads it any more.
    #[error("the log has schema {found}, from before the first release; this program knows {known}")]
    OlderSchema {
        /// What the file says.
        found: u64,
        /// What this program writes.
        known: u64,
    },
    /// Written by a newer program, which must not be touched.
    #[error("the log has schema {found}, this program knows {known}")]
    NewerSchema {
        /// What the file says.
        found: u64,
        /// What this program writes.
        known: u64,
    },
    /// What comes next was dropped, for a checkpoint stands for it.
    #[error("the next entry was dropped")]
    Dropped,
    /// The batch does not go on where the log stands: a commit before it, which was refused when its
    /// last sync failed, turned out to have come through.
    #[error("the log has moved on")]
    Moved,
    /// What the log holds is not what was written.
    #[error("the log is damaged: {0}")]
    Damaged(String),
    /// The system gave no randomness for a new log.
    #[error("no randomness")]
    Random,
    /// The disk, or the database beneath.
    #[error("the log's storage failed")]
    Storage(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Where a workspace's log stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LogState {
    /// Which life of the log this is.
    #[n(0)]
    pub incarnation: Incarnation,
    /// The newest entry's sequence number; 0 before the first.
    #[n(1)]
    pub seq: u64,
    /// The hash over the log up to `seq`.
    #[n(2)]
    pub chain: ChainHash,
    /// The encoded entries' length together, of those that were not dropped.
    #[n(3)]
    pub bytes: u64,
    /// From this sequence number on the log is whole: one above the last that was dropped, 1 where none was.
    #[n(4)]
    pub floor: u64,
}

impl LogState {
    /// A log without entries.
    pub fn empty(incarnation: Incarnation) -> LogState {
        LogState { incarnation, seq: 0, chain: ChainHash::START, bytes: 0, floor: 1 }
    }

    /// The place of the newest entry.
    pub fn head(&self) -> Cursor {
        Cursor { incarnation: self.incarnation, seq: self.seq, chain: self.chain }
    }
}

/// An entry with its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its place.
    pub seq: u64,
    /// As its author encoded it.
    pub bytes: Bytes,
}

/// What a device has signed that it holds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SeenRecord {
    /// Who.
    #[n(0)]
    pub device: DeviceId,
    /// Up to where.
    #[n(1)]
    pub cursor: Cursor,
    /// The device's signature, 64 bytes.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub sig: Vec<u8>,
}

/// BLAKE3 of an operator's token; the token itself is never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenHash(pub [u8; 32]);

impl TokenHash {
    /// The hash of a token as the operator handed it out.
    pub fn of(token: &str) -> TokenHash {
        TokenHash(*blake3::hash(token.trim().as_bytes()).as_bytes())
    }
}

/// An entry to be written.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// Whose log.
    pub workspace: WorkspaceId,
    /// Its place.
    pub seq: u64,
    /// The hash over the log up to it.
    pub chain: ChainHash,
    /// Where else it is found.
    pub index: EntryIndex,
    /// As its author encoded it.
    pub bytes: Bytes,
}

/// Where an entry is found besides its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryIndex {
    /// In the membership chain.
    Membership,
    /// Among a document's entries.
    Document(DocId),
    /// The same, as a checkpoint that stands for what came before.
    Base(DocId, Base),
}

impl EntryIndex {
    /// Whether the entry belongs to the membership chain.
    pub fn is_membership(&self) -> bool {
        *self == EntryIndex::Membership
    }
}

/// What a checkpoint stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Base {
    /// It holds every entry of its document up to this place in the log, which is below its own.
    pub covers: u64,
    /// When it was appended, in seconds of Unix time.
    pub at: u64,
}

/// An entry that a base stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoveredEntry {
    /// Its document.
    pub doc: DocId,
    /// Its place in the log.
    pub seq: u64,
    /// Its encoding's length.
    pub bytes: u64,
}

/// A place in the order in which a fresh device is given the documents: by document, then by sequence
/// number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentPlace {
    /// The document.
    pub doc: DocId,
    /// The newest of its entries that was given; 0 before the first.
    pub seq: u64,
}

impl DocumentPlace {
    /// Before every document.
    pub const START: DocumentPlace = DocumentPlace { doc: DocId([0; DocId::LEN]), seq: 0 };
}

/// Everything that one commit makes durable, whole or not at all.
#[derive(Debug, Default)]
pub struct Batch {
    /// New entries.
    pub entries: Vec<NewEntry>,
    /// Entries of which only the hash over the log up to them stays.
    pub dropped: Vec<(WorkspaceId, CoveredEntry)>,
    /// Where the logs stand afterwards.
    pub states: Vec<(WorkspaceId, LogState)>,
    /// What devices have seen; replaces what they had seen before.
    pub seen: Vec<(WorkspaceId, SeenRecord)>,
    /// Tokens handed out.
    pub new_tokens: Vec<TokenHash>,
    /// Tokens used up.
    pub used_tokens: Vec<TokenHash>,
}

/// A durable log of many workspaces. Every call blocks on the disk.
pub trait Log: Send + Sync + 'static {
    /// Every workspace with where its log stands.
    ///
    /// # Errors
    /// [`LogError`]
    fn workspaces(&self) -> Result<Vec<(WorkspaceId, LogState)>, LogError>;

    /// Where a workspace's log stands; none for an unknown one.
    ///
    /// # Errors
    /// [`LogError`]
    fn state(&self, workspace: &WorkspaceId) -> Result<Option<LogState>, LogError>;

    /// The entries after `after`, in order and without a gap: at least one if there is one, then as many as
    /// stay within `max_bytes`.
    ///
    /// # Errors
    /// [`LogError`]; [`LogError::Dropped`] when the first of them is not there any more.
    fn read(
        &self,
        workspace: &WorkspaceId,
        after: u64,
        max_bytes: usize,
    ) -> Result<Vec<StoredEntry>, LogError>;

    /// As [`Log::read`], but membership entries only.
    ///
    /// # Errors
    /// [`LogError`]
    fn read_membership(
        &self,
        workspace: &WorkspaceId,
        after: u64,
        max_bytes: usize,
    ) -> Result<Vec<StoredEntry>, LogError>;

    /// What a fresh device needs of the documents as they were when the log had reached `upto`: of each
    /// document every entry after what its base covers, the base among them. The base is the checkpoint
    /// with the highest `covers`, of several the newest. After `after`; at least one entry if there is one,
    /// then as many as stay within `max_bytes`; and the place of the last.
    ///
    /// # Errors
    /// [`LogError`]
    fn read_documents(
        &self,
        workspace: &WorkspaceId,
        after: DocumentPlace,
        upto: u64,
        max_bytes: usize,
    ) -> Result<(Vec<StoredEntry>, DocumentPlace), LogError>;

    /// The entries that a base stands for which was appended at `before` or earlier: of each document those
    /// up to what the highest of these bases covers. Membership and the base itself are never among them.
    /// After `after`, and no more than stay within both bounds, but at least one if there is one.
    ///
    /// # Errors
    /// [`LogError`]
    fn read_covered(
        &self,
        workspace: &WorkspaceId,
        after: DocumentPlace,
        before: u64,
        max_entries: usize,
        max_bytes: u64,
    ) -> Result<Vec<CoveredEntry>, LogError>;

    /// The hash over the log up to `seq`, also where the entry was dropped; none where it does not reach.
    ///
    /// # Errors
    /// [`LogError`]
    fn chain_at(&self, workspace: &WorkspaceId, seq: u64) -> Result<Option<ChainHash>, LogError>;

    /// What the workspace's devices have seen.
    ///
    /// # Errors
    /// [`LogError`]
    fn seen(&self, workspace: &WorkspaceId) -> Result<Vec<SeenRecord>, LogError>;

    /// Whether this token was handed out and has not been used.
    ///
    /// # Errors
    /// [`LogError`]
    fn has_token(&self, token: &TokenHash) -> Result<bool, LogError>;

    /// Makes a batch durable. When this returns, a power cut loses none of it.
    ///
    /// # Errors
    /// [`LogError`]; nothing of the batch is to be shown then. Where the disk failed in its last sync, the
    /// batch may nevertheless be in the log later on, and the next one that does not know of it is refused
    /// with [`LogError::Moved`].
    fn commit(&self, batch: &Batch) -> Result<(), LogError>;
}
