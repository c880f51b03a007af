//! The keys of the store's one tree. A workspace's keys start with its id and a letter for what
//! they hold; within one letter an item's parts are told from one another by the key's length.
//!
//! ```text
//! "format"                                  the version of this layout
//! "sum"                                     the sum of all that lies under the workspaces
//! workspace c                               cursor
//! workspace d doc                           a document's head
//! workspace d doc record:u64                a snapshot or an increment, in this order
//! workspace p seq:u64                       a parked entry
//! workspace s doc                           a summary
//! ```
//!
//! A record's, cursor's, parked entry's or summary's chunks lie at its key followed by 1, 2, …
//! as u32. All numbers are big endian.

use samskriv_shared::ids::{DocId, WorkspaceId};

/// The version of the layout. Shorter than any workspace's key, so no scan meets it.
pub(super) const FORMAT: &[u8] = b"format";

/// The sum that tells whether something is missing, see [`Sum`](super::sum::Sum).
pub(super) const SUM: &[u8] = b"sum";

/// The length of what [`cursor`], [`documents`], [`parked_entries`] and [`summaries`] give.
pub(super) const PREFIX: usize = WorkspaceId::LEN + 1;

pub(super) fn cursor(workspace: &WorkspaceId) -> Vec<u8> {
    key(workspace, b'c', &[])
}

pub(super) fn documents(workspace: &WorkspaceId) -> Vec<u8> {
    key(workspace, b'd', &[])
}

pub(super) fn document(workspace: &WorkspaceId, doc: &DocId) -> Vec<u8> {
    key(workspace, b'd', &[&doc.0])
}

pub(super) fn record(workspace: &WorkspaceId, doc: &DocId, number: u64) -> Vec<u8> {
    key(workspace, b'd', &[&doc.0, &number.to_be_bytes()])
}

/// The number of the record that a key of `document` belongs to; `None` for the document's head.
pub(super) fn record_number(key: &[u8]) -> Option<u64> {
    let number = key.get(PREFIX + DocId::LEN..)?.first_chunk()?;
    Some(u64::from_be_bytes(*number))
}

pub(super) fn parked_entries(workspace: &WorkspaceId) -> Vec<u8> {
    key(workspace, b'p', &[])
}

pub(super) fn parked(workspace: &WorkspaceId, seq: u64) -> Vec<u8> {
    key(workspace, b'p', &[&seq.to_be_bytes()])
}

pub(super) fn summaries(workspace: &WorkspaceId) -> Vec<u8> {
    key(workspace, b's', &[])
}

pub(super) fn summary(workspace: &WorkspaceId, doc: &DocId) -> Vec<u8> {
    key(workspace, b's', &[&doc.0])
}

fn key(workspace: &WorkspaceId, letter: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut key = Vec::with_capacity(PREFIX + DocId::LEN + 12);
    key.extend_from_slice(&workspace.0);
    key.push(letter);
    for part in parts {
        key.extend_from_slice(part);
    }
    key
}
