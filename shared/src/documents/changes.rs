//! Automerge's own chunks, parsed one by one without applying them: for the journal, the outbox and the
//! verifier. The framing is `85 6f 4a 83`, the first 4 bytes of a SHA-256, a type, a LEB128 length, a body;
//! see <https://automerge.org/automerge-binary-format-spec/>.

use std::io::{Read, Write};

use sha2::{Digest, Sha256};

use super::{DocumentError, apply, columns};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// Magic, checksum and type.
const FIXED: usize = 9;
/// How large a compressed change may become.
const INFLATED_MAX: u64 = 16 << 20;

/// What a chunk holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChunkKind {
    /// A whole document.
    Document,
    /// One change.
    Change,
    /// One change, deflated.
    CompressedChange,
}

/// One chunk in a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk<'a> {
    /// All of it, from the magic on.
    pub bytes: &'a [u8],
    pub kind: ChunkKind,
    pub checksum_ok: bool,
    /// Where the body begins in `bytes`.
    body: usize,
    /// What the checksum is to begin; none where it cannot be inflated.
    hash: Option<[u8; 32]>,
}

/// From `offset` on the bytes are no whole chunk: a torn write, or something else altogether.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no whole chunk at byte {offset}")]
pub struct TornTail {
    pub offset: usize,
}

/// What a change says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeInfo {
    pub hash: [u8; 32],
    pub actor: Vec<u8>,
    pub seq: u64,
    pub deps: Vec<[u8; 32]>,
    /// Milliseconds since 1970.
    pub time_ms: i64,
    /// The whole chunk.
    pub bytes: Vec<u8>,
}

/// The chunks in a sequence, up to and with the first error. A chunk whose checksum does not fit is given,
/// and said to be so: its frame may still lead to the next.
pub fn chunks(bytes: &[u8]) -> impl Iterator<Item = Result<Chunk<'_>, TornTail>> {
    let mut offset = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(offset..).filter(|rest| !rest.is_empty())?;
        match frame(rest) {
            Some(chunk) => {
                offset += chunk.bytes.len();
                Some(Ok(chunk))
            }
            None => {
                let torn = TornTail { offset };
                offset = bytes.len();
                Some(Err(torn))
            }
        }
    })
}

fn frame(bytes: &[u8]) -> Option<Chunk<'_>> {
    let head = bytes.get(..FIXED)?;
    if head[..4] != MAGIC {
        return None;
    }
    let kind = match head[8] {
        0 => ChunkKind::Document,
        1 => ChunkKind::Change,
        2 => ChunkKind::CompressedChange,
        _ => return None,
    };
    let mut rest = Input(&bytes[FIXED..]);
    let length = usize::try_from(rest.unsigned()?).ok()?;
    let body = bytes.len() - rest.0.len();
    let end = body.checked_add(length)?;
    let mut chunk = Chunk { bytes: bytes.get(..end)?, kind, checksum_ok: false, body, hash: None };
    chunk.hash = chunk.hashed();
    chunk.checksum_ok = chunk.hash.is_some_and(|hash| hash[..4] == chunk.bytes[4..8]);
    Some(chunk)
}

impl<'a> Chunk<'a> {
    fn body(&self) -> &'a [u8] {
        &self.bytes[self.body..]
    }

    /// The hash of a change that is not deflated, when its checksum fits. What it holds is not looked at, as
    /// [`change_info`] does at several times the cost: for what was looked at when it came.
    pub fn change_hash(&self) -> Option<[u8; 32]> {
        self.hash.filter(|_| self.kind == ChunkKind::Change && self.checksum_ok)
    }

    /// The hash that the checksum begins; for a compressed change that of the change within.
    fn hashed(&self) -> Option<[u8; 32]> {
        match self.kind {
            ChunkKind::Document => Some(hash(0, self.body())),
            ChunkKind::Change => Some(hash(1, self.body())),
            ChunkKind::CompressedChange => Some(hash(1, &inflate(self.body(), INFLATED_MAX)?)),
        }
    }

    /// The chunk with nothing deflated outside of columns, checked for sizes that would hurt: what may be
    /// handed to Automerge.
    pub(super) fn checked(&self) -> Result<Vec<u8>, DocumentError> {
        if !self.checksum_ok {
            return Err(DocumentError::Checksum);
        }
        match self.kind {
            ChunkKind::Document => columns::check_document(self.body())?,
            ChunkKind::Change => columns::check_change(self.body())?,
            ChunkKind::CompressedChange => {
                let body = inflate(self.body(), INFLATED_MAX).ok_or(DocumentError::Malformed)?;
                columns::check_change(&body)?;
                return Ok(change_chunk(&body));
            }
        }
        Ok(self.bytes.to_vec())
    }
}

/// Frames the body of an uncompressed change.
pub(super) fn change_chunk(body: &[u8]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&hash(1, body)[..4]);
    bytes.push(1);
    write_unsigned(&mut bytes, body.len() as u64);
    bytes.extend_from_slice(body);
    bytes
}

/// Frames the body of a document.
#[cfg(test)]
pub(super) fn document_chunk(body: &[u8]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&hash(0, body)[..4]);
    bytes.push(0);
    write_unsigned(&mut bytes, body.len() as u64);
    bytes.extend_from_slice(body);
    bytes
}

/// An uncompressed change chunk, deflated.
pub(super) fn deflated(chunk: &[u8]) -> Option<Vec<u8>> {
    let frame = frame(chunk)?;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    // Writing to memory does not fail.
    encoder.write_all(frame.body()).ok()?;
    let body = encoder.finish().ok()?;
    let mut bytes = frame.bytes[..8].to_vec();
    bytes.push(2);
    write_unsigned(&mut bytes, body.len() as u64);
    bytes.extend_from_slice(&body);
    Some(bytes)
}

/// Whether these chunks are what a checkpoint may hold: a saved document, and deflated the changes that still
/// wait for others. A change that is not deflated is its author's own word, and nobody else's to give.
pub fn is_checkpoint(content: &[u8]) -> bool {
    chunks(content).all(|chunk| chunk.is_ok_and(|chunk| chunk.checksum_ok && chunk.kind != ChunkKind::Change))
}

fn hash(kind: u8, body: &[u8]) -> [u8; 32] {
    let mut head = vec![kind];
    write_unsigned(&mut head, body.len() as u64);
    Sha256::new().chain_update(head).chain_update(body).finalize().into()
}

/// Inflates raw deflate data that becomes at most `max` bytes.
pub(super) fn inflate(bytes: &[u8], max: u64) -> Option<Vec<u8>> {
    let mut inflated = Vec::new();
    let decoder = flate2::bufread::DeflateDecoder::new(bytes);
    decoder.take(max + 1).read_to_end(&mut inflated).ok()?;
    (inflated.len() as u64 <= max).then_some(inflated)
}

/// Reads one *uncompressed* change chunk, exactly. Refused: another kind of chunk, a wrong checksum, bytes
/// left over, more operations than [`columns::OPS_MAX`].
pub fn change_info(chunk: &[u8]) -> Result<ChangeInfo, DocumentError> {
    let frame =
        frame(chunk).filter(|frame| frame.bytes.len() == chunk.len()).ok_or(DocumentError::Malformed)?;
    if frame.kind != ChunkKind::Change {
        return Err(DocumentError::NotAChange);
    }
    let hash = frame.change_hash().ok_or(DocumentError::Checksum)?;
    columns::check_change(frame.body())?;
    let mut body = Input(frame.body());
    let head = read_head(&mut body).filter(|_| apply::is_readable(chunk)).ok_or(DocumentError::Malformed)?;
    Ok(ChangeInfo {
        hash,
        actor: head.actor.to_vec(),
        seq: head.seq,
        deps: head.deps,
        time_ms: head.time_ms,
        bytes: chunk.to_vec(),
    })
}

/// The hashes of the changes that a saved document ends in, read from its chunk's beginning; none when the
/// chunk is no document.
pub fn document_heads(chunk: &Chunk<'_>) -> Option<Vec<[u8; 32]>> {
    let mut input = Input(chunk.body());
    if chunk.kind != ChunkKind::Document {
        return None;
    }
    for _ in 0..input.unsigned()? {
        input.prefixed()?;
    }
    let count = usize::try_from(input.unsigned()?).ok()?;
    let heads = input.take(count.checked_mul(32)?)?;
    Some(heads.chunks_exact(32).filter_map(|head| head.try_into().ok()).collect())
}

/// What comes before a change's columns.
pub(super) struct ChangeHead<'a> {
    pub deps: Vec<[u8; 32]>,
    pub actor: &'a [u8],
    pub seq: u64,
    pub time_ms: i64,
}

pub(super) fn read_head<'a>(input: &mut Input<'a>) -> Option<ChangeHead<'a>> {
    let count = input.unsigned()?;
    let mut deps = Vec::new();
    for _ in 0..count {
        deps.push(input.take(32)?.try_into().ok()?);
    }
    let actor = input.prefixed()?;
    let seq = input.unsigned()?;
    let _start_op = input.unsigned()?;
    let time_ms = input.signed()?;
    let _message = input.prefixed()?;
    for _ in 0..input.unsigned()? {
        input.prefixed()?;
    }
    Some(ChangeHead { deps, actor, seq, time_ms })
}

/// Bytes yet to be read.
pub(super) struct Input<'a>(pub &'a [u8]);

impl<'a> Input<'a> {
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// Bytes with their length before them.
    pub fn prefixed(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.unsigned()?).ok()?;
        self.take(length)
    }

    /// LEB128.
    pub fn unsigned(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            let bits = u64::from(byte & 0x7f);
            value |= bits.checked_shl(shift).filter(|shifted| shifted >> shift == bits)?;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// Signed LEB128.
    pub fn signed(&mut self) -> Option<i64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let used = shift + 7;
                return Some(if used < 64 { value << (64 - used) >> (64 - used) } else { value });
            }
        }
        None
    }
}

fn write_unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
