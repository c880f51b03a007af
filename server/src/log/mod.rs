//! The relay's durable log: per workspace the sealed entries in their order, the hash over them,
//! which of them are membership, what devices have seen, and the operator's tokens.
//!
//! One thread commits (see [`crate::appender`]), any number read. Nothing here knows the rules of
//! membership or roles; what is committed has been judged already.

mod private;
pub mod redb;

use std::path::PathBuf;

use bytes::Bytes;
use minicbor::{Decode, Encode};
use samskriv_shared::{
    ids::{ChainHash, DeviceId, Incarnation, WorkspaceId},
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
    /// Written by a newer program, which must not be touched.
    #[error("the log has schema {found}, this program knows {known}")]
    NewerSchema {
        /// What the file says.
        found: u64,
        /// What this program writes.
        known: u64,
    },
    /// What the log holds is not what was written.
    #[error("the log is damaged: {0}")]
    Damaged(String),
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
    /// The encoded entries' length together.
    #[n(3)]
    pub bytes: u64,
    /// From this sequence number on the log is whole.
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
    /// Whether it belongs to the membership chain.
    pub membership: bool,
    /// As its author encoded it.
    pub bytes: Bytes,
}

/// Everything that one commit makes durable, whole or not at all.
#[derive(Debug, Default)]
pub struct Batch {
    /// New entries.
    pub entries: Vec<NewEntry>,
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

    /// The entries after `after`, in order: at least one if there is one, then as many as stay
    /// within `max_bytes`.
    ///
    /// # Errors
    /// [`LogError`]
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

    /// The hash over the log up to `seq`; none where it does not reach.
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
    /// [`LogError`]; nothing of the batch is in the log then.
    fn commit(&self, batch: &Batch) -> Result<(), LogError>;
}
