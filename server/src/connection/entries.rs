//! The `Entries` frame, encoded straight from the log's bytes: an entry is copied once per
//! follower, into the frame.

use std::collections::BTreeMap;

use bytes::Bytes;
use minicbor::{
    Encoder,
    encode::{Error, Write},
};
use samskriv_shared::ids::EntryId;

use crate::log::StoredEntry;

/// Bytes around an entry in the frame, at most.
const AROUND: usize = 64;

/// Encodes [`samskriv_shared::protocol::RelayFrame::Entries`]; entries in `own` go as their ids.
pub fn encode(entries: &[StoredEntry], own: &BTreeMap<u64, EntryId>) -> Bytes {
    let whole = entries.iter().filter(|entry| !own.contains_key(&entry.seq));
    let size = whole.map(|entry| entry.bytes.len()).sum::<usize>() + (entries.len() + 1) * AROUND;
    let mut encoder = Encoder::new(Vec::with_capacity(size));
    // Writing to memory does not fail.
    let _ = write(&mut encoder, entries, own);
    encoder.into_writer().into()
}

fn write<W: Write>(
    encoder: &mut Encoder<W>,
    entries: &[StoredEntry],
    own: &BTreeMap<u64, EntryId>,
) -> Result<(), Error<W::Error>> {
    encoder.array(2)?.u8(3)?.array(1)?.array(entries.len() as u64)?;
    for entry in entries {
        encoder.map(2)?.u8(0)?.u64(entry.seq)?;
        match own.get(&entry.seq) {
            None => encoder.u8(1)?.bytes(&entry.bytes)?,
            Some(id) => encoder.u8(2)?.bytes(&id.0)?,
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use samskriv_shared::protocol::{LogItem, RelayFrame};

    use super::*;

    #[test]
    fn is_what_the_frame_itself_encodes_to() {
        let lengths = [0, 1, 23, 24, 300, 70_000];
        let seqs = [1, 23, 24, 256, 70_000, 5_000_000_000];
        let entries: Vec<StoredEntry> = std::iter::zip(seqs, lengths)
            .map(|(seq, length)| StoredEntry { seq, bytes: vec![7; length].into() })
            .collect();
        let own =
            BTreeMap::from([(24, EntryId([9; 32])), (70_000, EntryId([8; 32])), (71_000, EntryId([7; 32]))]);
        let items = entries.iter().map(|entry| LogItem {
            seq: entry.seq,
            entry: (!own.contains_key(&entry.seq)).then(|| entry.bytes.to_vec()),
            own: own.get(&entry.seq).copied(),
        });
        let frame = RelayFrame::Entries(items.collect());
        assert_eq!(encode(&entries, &own), samskriv_shared::protocol::encode(&frame));
    }
}
