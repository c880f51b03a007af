//! What of a journal's file can be used: every whole chunk, those behind a damaged one too. Each
//! change stands for itself, and Automerge lets one wait whose predecessor is missing.

use samskriv_shared::documents::changes::{self, ChunkKind};

/// How every chunk begins.
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

/// How many bytes may be hashed, beyond those of the file, in search of chunks behind a damaged
/// one: what looks like beginnings of chunks could otherwise take a time that grows with the square.
const SEARCH: usize = 64 << 20;

/// The sound and the damaged of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Salvaged<'a> {
    /// Every whole chunk, in order.
    pub(super) chunks: Vec<&'a [u8]>,
    /// Everything from the first damaged byte on; empty if there is none.
    pub(super) torn: &'a [u8],
}

pub(super) fn salvage(content: &[u8]) -> Salvaged<'_> {
    let mut chunks = Vec::new();
    let mut torn = content.len();
    let mut search = SEARCH;
    let mut at = 0;
    while at < content.len() {
        match changes::chunks(&content[at..]).next() {
            Some(Ok(chunk)) if chunk.checksum_ok => {
                chunks.push(chunk.bytes);
                at += chunk.bytes.len();
            }
            damaged => {
                torn = torn.min(at);
                let hashed = damaged.and_then(Result::ok).map_or(0, |chunk| chunk.bytes.len());
                let next = search.checked_sub(hashed).and_then(|left| next_chunk(content, at + 1, left));
                match next {
                    Some((next, left)) => (at, search) = (next, left),
                    None => break,
                }
            }
        }
    }
    Salvaged { chunks, torn: &content[torn..] }
}

/// Where the next whole change begins, and how many bytes may be hashed after it was found.
fn next_chunk(content: &[u8], mut at: usize, mut search: usize) -> Option<(usize, usize)> {
    loop {
        at += content.get(at..)?.windows(MAGIC.len()).position(|bytes| bytes == MAGIC)?;
        // The kind is looked at first: a compressed change would be inflated to check it.
        if content.get(at + 8) == Some(&1)
            && let Some(Ok(chunk)) = changes::chunks(&content[at..]).next()
        {
            search = search.checked_sub(chunk.bytes.len())?;
            if chunk.checksum_ok && chunk.kind == ChunkKind::Change {
                return Some((at, search));
            }
        }
        at += 1;
    }
}
