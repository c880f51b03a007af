//! A sum over every key and value, moved by each batch along with what it writes. A checksum tells that a value
//! is damaged; only the sum tells that one is missing with its key: that what lies here is all that was written.
//! Beside it is counted how many bytes they are, to tell how much of sled's files is nothing any more.

use std::collections::BTreeMap;

use super::{chunks, chunks::Fault, engine::Failure, error::Part, keys};

/// What lies under the workspaces.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    /// The sum, modulo 2^128, of 16 bytes of BLAKE3 over each key and its whole value.
    digest: u128,
    /// The length of all keys and values together.
    pub(super) bytes: u64,
}

/// What a batch writes: a value at a key, or nothing any more.
#[derive(Debug, Default)]
pub(super) struct Writes(BTreeMap<Vec<u8>, Option<Vec<u8>>>);

impl Sum {
    /// The sum as it is kept; `None` in a store whose sum nobody has kept.
    pub(super) fn read(tree: &sled::Tree) -> Result<Option<Sum>, Fault> {
        let Some(value) = tree.get(keys::SUM)? else { return Ok(None) };
        let (digest, bytes) =
            chunks::open(keys::SUM, &value).and_then(<[u8]>::split_first_chunk).ok_or(Fault::Damaged)?;
        let bytes = u64::from_be_bytes(bytes.try_into().map_err(|_| Fault::Damaged)?);
        Ok(Some(Sum { digest: u128::from_be_bytes(*digest), bytes }))
    }

    /// The value that keeps it.
    pub(super) fn seal(self) -> Vec<u8> {
        chunks::seal(keys::SUM, &[&self.digest.to_be_bytes()[..], &self.bytes.to_be_bytes()].concat())
    }

    pub(super) fn add(&mut self, key: &[u8], value: &[u8]) {
        self.digest = self.digest.wrapping_add(term(key, value));
        self.bytes = self.bytes.wrapping_add((key.len() + value.len()) as u64);
    }

    fn subtract(&mut self, key: &[u8], value: &[u8]) {
        self.digest = self.digest.wrapping_sub(term(key, value));
        self.bytes = self.bytes.wrapping_sub((key.len() + value.len()) as u64);
    }
}

impl Writes {
    pub(super) fn insert(&mut self, key: &[u8], value: Vec<u8>) {
        self.0.insert(key.to_vec(), Some(value));
    }

    pub(super) fn remove(&mut self, key: &[u8]) {
        self.0.insert(key.to_vec(), None);
    }

    /// The writes for sled, with the sum that is true after them.
    pub(super) fn summed(self, tree: &sled::Tree) -> Result<sled::Batch, Failure> {
        let mut batch = sled::Batch::default();
        let mut sum = Sum::read(tree).map_err(|fault| fault.of(Part::Sum))?;
        for (key, value) in self.0 {
            if let Some(sum) = &mut sum {
                tree.get(&key)?.into_iter().for_each(|old| sum.subtract(&key, &old));
                value.iter().for_each(|value| sum.add(&key, value));
            }
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        if let Some(sum) = sum {
            batch.insert(keys::SUM, sum.seal());
        }
        Ok(batch)
    }
}

fn term(key: &[u8], value: &[u8]) -> u128 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(key.len() as u64).to_be_bytes());
    hasher.update(key);
    hasher.update(value);
    let mut term = [0; 16];
    hasher.finalize_xof().fill(&mut term);
    u128::from_be_bytes(term)
}
