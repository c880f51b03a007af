//! Values cut in chunks of at most 4 KiB, each with a checksum bound to its key, so that a chunk
//! that is damaged, missing or in another's place is noticed and never read as something else.

use sled::IVec;

use super::sum::Writes;

/// The largest value that sled is given, in bytes: what is over about 128 KiB in one page goes to
/// blob files, which sled never syncs (design/ARCHITECTURE.md, "The local store"), and a page
/// holds up to 17 values.
pub(super) const VALUE: usize = 4096;
const CHECKSUM: usize = 16;
/// The bytes of a value beside its checksum.
pub(super) const ROOM: usize = VALUE - CHECKSUM;

/// First byte of an item's first value: the item follows.
const INLINE: u8 = 0;
/// First byte of an item's first value: length (u64, big endian) and checksum of the item follow,
/// which itself lies in the chunks.
const CHUNKED: u8 = 1;

/// Why an item could not be read.
pub(super) enum Fault {
    /// A value is damaged or missing, or there is one too many.
    Damaged,
    /// The engine failed.
    Engine(sled::Error),
}

impl From<sled::Error> for Fault {
    fn from(error: sled::Error) -> Self {
        Fault::Engine(error)
    }
}

/// The value that holds `payload` (at most [`ROOM`] bytes) at `key`.
pub(super) fn seal(key: &[u8], payload: &[u8]) -> Vec<u8> {
    [&checksum(key, payload)[..], payload].concat()
}

/// The payload of a value at `key`, if it is whole.
pub(super) fn open<'v>(key: &[u8], value: &'v [u8]) -> Option<&'v [u8]> {
    let (found, payload) = value.split_first_chunk::<CHECKSUM>()?;
    (*found == checksum(key, payload)).then_some(payload)
}

/// Adds the item to the writes, at `key` and, where it is long, the keys that extend it. The
/// caller has removed what lay there.
pub(super) fn put(writes: &mut Writes, key: &[u8], item: &[u8]) {
    if item.len() < ROOM {
        writes.insert(key, seal(key, &[&[INLINE], item].concat()));
        return;
    }
    let length = (item.len() as u64).to_be_bytes();
    writes.insert(key, seal(key, &[&[CHUNKED], &length[..], &checksum(key, item)].concat()));
    for (chunk, number) in item.chunks(ROOM).zip(1..) {
        let key = chunk_key(key, number);
        writes.insert(&key[..], seal(&key, chunk));
    }
}

/// Reads the item at `key` from entries in the order of their keys, whose next must be `key`.
pub(super) fn take(
    entries: &mut impl Iterator<Item = sled::Result<(IVec, IVec)>>,
    key: &[u8],
) -> Result<Vec<u8>, Fault> {
    let first = next(entries, key)?;
    let payload = open(key, &first).ok_or(Fault::Damaged)?;
    match payload.split_first() {
        Some((&INLINE, item)) => Ok(item.to_vec()),
        Some((&CHUNKED, head)) => take_chunks(entries, key, head),
        _ => Err(Fault::Damaged),
    }
}

fn take_chunks(
    entries: &mut impl Iterator<Item = sled::Result<(IVec, IVec)>>,
    key: &[u8],
    head: &[u8],
) -> Result<Vec<u8>, Fault> {
    let (length, digest) = head.split_first_chunk::<8>().ok_or(Fault::Damaged)?;
    let length = usize::try_from(u64::from_be_bytes(*length)).map_err(|_| Fault::Damaged)?;
    let mut item = Vec::new();
    let mut number = 0;
    while item.len() < length {
        number += 1;
        let key = chunk_key(key, number);
        let value = next(entries, &key)?;
        let chunk = open(&key, &value).ok_or(Fault::Damaged)?;
        if chunk.len() != ROOM.min(length - item.len()) {
            return Err(Fault::Damaged);
        }
        item.extend_from_slice(chunk);
    }
    // Chunks of an older item at the same key are whole, each for itself.
    if digest == checksum(key, &item) { Ok(item) } else { Err(Fault::Damaged) }
}

fn next(entries: &mut impl Iterator<Item = sled::Result<(IVec, IVec)>>, key: &[u8]) -> Result<IVec, Fault> {
    match entries.next().transpose()? {
        Some((found, value)) if found == key => Ok(value),
        _ => Err(Fault::Damaged),
    }
}

fn chunk_key(key: &[u8], number: u32) -> Vec<u8> {
    [key, &number.to_be_bytes()].concat()
}

fn checksum(key: &[u8], payload: &[u8]) -> [u8; CHECKSUM] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(key.len() as u64).to_be_bytes());
    hasher.update(key);
    hasher.update(payload);
    let mut checksum = [0; CHECKSUM];
    hasher.finalize_xof().fill(&mut checksum);
    checksum
}
