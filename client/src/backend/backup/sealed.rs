//! The file's bytes: a header in clear, and the body sealed under a key that Argon2id makes of the passphrase.
//!
//! ```text
//! 16  magic
//!  4  version                  big endian, as all numbers
//! 32  BLAKE3 of all other bytes of the file: tells damage from a wrong passphrase, and before any key is made
//! 12  memory in KiB, passes, lanes
//! 16  salt
//! 24  nonce
//!  …  XChaCha20-Poly1305 over the body; magic, version, costs, salt and nonce are its associated data
//! ```

use argon2::{Algorithm, Argon2, Block, Params, Version};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce, aead::AeadInOut};
use zeroize::Zeroizing;

use super::BackupError;
use crate::backend::random_bytes;

/// The largest file that is written or read: 1 GiB. It is held in memory twice.
pub(super) const MAX_FILE: u64 = 1 << 30;
/// The fewest characters that a passphrase has.
pub const MIN_PASSPHRASE: usize = 8;

const MAGIC: &[u8; 16] = b"samskriv backup\n";
const VERSION: u32 = 1;
const SALT: usize = 16;
const NONCE: usize = 24;
const TAG: usize = 16;
/// Magic and version, which all versions have in the same place.
const FRONT: usize = 16 + 4;
const CHECKED: usize = FRONT + 32;
const HEADER: usize = CHECKED + 12 + SALT + NONCE;

/// What a file may ask of this computer at most: 1 GiB, 16 passes, 8 lanes.
const MAX_COST: Cost = Cost { memory_kib: 1 << 20, passes: 16, lanes: 8 };

/// What one guess at the passphrase costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// How often it is gone through.
    pub passes: u32,
    /// In how many lanes.
    pub lanes: u32,
}

impl Default for Cost {
    /// RFC 9106's choice for computers that cannot spare 2 GiB.
    fn default() -> Self {
        Cost { memory_kib: 64 << 10, passes: 3, lanes: 4 }
    }
}

/// What opens a backup. It is nowhere kept and nowhere shown.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// One that is long enough.
    pub fn new(text: String) -> Option<Passphrase> {
        let text = Zeroizing::new(text);
        (text.chars().count() >= MIN_PASSPHRASE && !text.trim().is_empty()).then_some(Passphrase(text))
    }
}

impl PartialEq for Passphrase {
    fn eq(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

/// The file's bytes.
pub(super) fn seal(
    mut body: Zeroizing<Vec<u8>>,
    passphrase: &Passphrase,
    cost: Cost,
) -> Result<Vec<u8>, BackupError> {
    if (HEADER + body.len() + TAG) as u64 > MAX_FILE {
        return Err(BackupError::TooLarge);
    }
    let (salt, nonce): ([u8; SALT], [u8; NONCE]) = (random_bytes(), random_bytes());
    let costs = [cost.memory_kib, cost.passes, cost.lanes].map(u32::to_be_bytes).concat();
    let front = [&MAGIC[..], &VERSION.to_be_bytes()].concat();
    let rest = [&costs[..], &salt, &nonce].concat();
    let key = key(passphrase, &salt, cost)?;
    // Room for the tag first, so that growing leaves no copy of the plain bytes behind.
    body.try_reserve_exact(TAG).map_err(|_| BackupError::NoMemory)?;
    XChaCha20Poly1305::new((&*key).into())
        .encrypt_in_place(&XNonce::from(nonce), &[&front[..], &rest].concat(), &mut *body)
        .map_err(|_| BackupError::TooLarge)?;
    let checksum = checksum(&front, &[&rest, &body]);
    Ok([&front[..], &checksum, &rest, &body].concat())
}

/// The body of a file with these bytes.
pub(super) fn open(file: Vec<u8>, passphrase: &Passphrase) -> Result<Zeroizing<Vec<u8>>, BackupError> {
    let mut file = Zeroizing::new(file);
    let (front, rest) = checked(&file)?;
    let header = rest.get(..HEADER - CHECKED).ok_or(BackupError::Damaged)?;
    let (costs, header) = header.split_at(12);
    let (salt, nonce) = header.split_at(SALT);
    let number =
        |at: usize| costs.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
    let (Some(memory_kib), Some(passes), Some(lanes)) = (number(0), number(4), number(8)) else {
        return Err(BackupError::Damaged);
    };
    let cost = Cost { memory_kib, passes, lanes };
    let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| BackupError::Damaged)?;
    let key = key(passphrase, salt, cost)?;
    let associated = [front, &rest[..HEADER - CHECKED]].concat();
    file.drain(..HEADER);
    XChaCha20Poly1305::new((&*key).into())
        .decrypt_in_place(&XNonce::from(nonce), &associated, &mut *file)
        .map_err(|_| BackupError::WrongPassphrase)?;
    Ok(file)
}

/// Magic and version, and what follows the checksum, of a file that is as it was written.
fn checked(file: &[u8]) -> Result<(&[u8], &[u8]), BackupError> {
    let front = file.get(..FRONT).ok_or(BackupError::NotABackup)?;
    let (magic, version) = front.split_at(MAGIC.len());
    if magic != MAGIC {
        return Err(BackupError::NotABackup);
    }
    let sum = file.get(FRONT..CHECKED).ok_or(BackupError::Damaged)?;
    let rest = file.get(CHECKED..).ok_or(BackupError::Damaged)?;
    // Looked at first: a damaged number is not taken for a newer version.
    if sum != checksum(front, &[rest]) {
        return Err(BackupError::Damaged);
    }
    let found = version.try_into().map(u32::from_be_bytes).map_err(|_| BackupError::Damaged)?;
    match found {
        VERSION => Ok((front, rest)),
        _ => Err(BackupError::Newer { found, known: VERSION }),
    }
}

fn checksum(front: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(front);
    for part in parts {
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

fn key(passphrase: &Passphrase, salt: &[u8], cost: Cost) -> Result<Zeroizing<[u8; 32]>, BackupError> {
    let Cost { memory_kib, passes, lanes } = cost;
    if memory_kib > MAX_COST.memory_kib || passes > MAX_COST.passes || lanes > MAX_COST.lanes {
        return Err(BackupError::Damaged);
    }
    let mut key = Zeroizing::new([0; 32]);
    let params = Params::new(memory_kib, passes, lanes, Some(key.len())).map_err(|_| BackupError::Damaged)?;
    // Asked for, so that too little memory is an answer and not the end of the program.
    let mut memory: Vec<Block> = Vec::new();
    memory.try_reserve_exact(params.block_count()).map_err(|_| BackupError::NoMemory)?;
    memory.resize(params.block_count(), Block::new());
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(passphrase.0.as_bytes(), salt, &mut *key, &mut memory[..])
        .map_err(|_| BackupError::Damaged)?;
    Ok(key)
}

#[cfg(test)]
pub(super) mod testing {
    //! A file's parts, for tests that change them and make the checksum true again.

    use super::*;

    pub(in crate::backend::backup) const COSTS: usize = CHECKED;
    pub(in crate::backend::backup) const VERSION_AT: usize = MAGIC.len();

    pub(in crate::backend::backup) fn make_true(file: &mut [u8]) {
        let (front, rest) = file.split_at_mut(FRONT);
        let (sum, rest) = rest.split_at_mut(32);
        sum.copy_from_slice(&checksum(front, &[rest]));
    }
}
