//! What lies beneath redb: the log's file as it is, or a look at it. Opening a database writes to it, also
//! where nobody asked for a change; a look keeps all that redb would write in memory, so that a file of a
//! newer program or a damaged one is told apart and stays as it was to the byte, and so that a log is read
//! on while its disk takes no writes.

use std::{
    collections::BTreeMap,
    fmt,
    fs::{File, OpenOptions},
    io::{self, ErrorKind, Write},
    ops::Bound,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use redb::{BackendError, StorageBackend, backends::FileBackend};

/// Bytes of one kept block.
const BLOCK: usize = 4096;
/// What the name of a file ends with that is written to see whether a disk has room, beside the log.
const ROOM: &str = ".room";

/// Where a log's bytes are.
pub trait Disk: Send + Sync + 'static {
    /// The bytes, opened for reading only or for writing as well.
    ///
    /// # Errors
    /// The disk's.
    fn open(&self, writing: bool) -> io::Result<Box<dyn StorageBackend>>;

    /// Writes so many bytes beside the log and removes them.
    ///
    /// # Errors
    /// The disk's, when it has no room for them.
    fn try_room(&self, bytes: u64) -> io::Result<()>;
}

/// A file.
pub struct FileDisk {
    path: PathBuf,
}

impl FileDisk {
    /// The file at `path`.
    pub fn new(path: impl Into<PathBuf>) -> FileDisk {
        FileDisk { path: path.into() }
    }

    fn room(&self) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(ROOM);
        self.path.with_file_name(name)
    }
}

impl Disk for FileDisk {
    fn open(&self, writing: bool) -> io::Result<Box<dyn StorageBackend>> {
        if writing {
            // What a kill left of a try for room takes room. It is not there as a rule.
            let _ = std::fs::remove_file(self.room());
        }
        let file = OpenOptions::new().read(true).write(writing).open(&self.path)?;
        Ok(Box::new(FileBackend::new(file).map_err(io::Error::other)?))
    }

    fn try_room(&self, bytes: u64) -> io::Result<()> {
        let beside = self.room();
        let written = fill(&beside, bytes);
        let removed = std::fs::remove_file(&beside);
        written.and(removed)
    }
}

fn fill(path: &Path, bytes: u64) -> io::Result<()> {
    // Not zeros, which some file systems store as nothing.
    let block = [0x5a; 64 << 10];
    let mut file = File::create(path)?;
    for _ in 0..bytes.div_ceil(block.len() as u64) {
        file.write_all(&block)?;
    }
    file.sync_all()
}

/// The bytes of a disk, as redb wants them.
pub struct Storage {
    beneath: Box<dyn StorageBackend>,
    /// None where writes go through.
    kept: Option<Mutex<Kept>>,
}

impl Storage {
    /// The bytes themselves.
    ///
    /// # Errors
    /// The disk's.
    pub fn writing(disk: &dyn Disk) -> io::Result<Storage> {
        Ok(Storage { beneath: disk.open(true)?, kept: None })
    }

    /// A look at them.
    ///
    /// # Errors
    /// The disk's.
    pub fn looking(disk: &dyn Disk) -> io::Result<Storage> {
        let beneath = disk.open(false)?;
        let length = beneath.len()?;
        let kept = Kept { length, beneath: length, blocks: BTreeMap::new() };
        Ok(Storage { beneath, kept: Some(Mutex::new(kept)) })
    }

    fn kept(&self) -> Option<MutexGuard<'_, Kept>> {
        Some(self.kept.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What redb has written during a look.
struct Kept {
    /// As redb has set it.
    length: u64,
    /// How much of what lies beneath still counts; behind it are zeros.
    beneath: u64,
    /// By number.
    blocks: BTreeMap<u64, Box<[u8; BLOCK]>>,
}

impl Kept {
    fn read(&self, storage: &dyn StorageBackend, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let end = offset + out.len() as u64;
        if end > self.length {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let there = usize::try_from(self.beneath.saturating_sub(offset)).unwrap_or(usize::MAX).min(out.len());
        storage.read(offset, &mut out[..there])?;
        out[there..].fill(0);
        let size = BLOCK as u64;
        for (number, block) in self.blocks.range(offset / size..end.div_ceil(size)) {
            let start = number * size;
            let (from, to) = (start.max(offset), (start + size).min(end));
            let source = &block[(from - start) as usize..(to - start) as usize];
            out[(from - offset) as usize..(to - offset) as usize].copy_from_slice(source);
        }
        Ok(())
    }

    fn write(&mut self, storage: &dyn StorageBackend, mut offset: u64, mut data: &[u8]) -> io::Result<()> {
        if offset + data.len() as u64 > self.length {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        while !data.is_empty() {
            let within = (offset % BLOCK as u64) as usize;
            let (now, rest) = data.split_at(data.len().min(BLOCK - within));
            self.block(storage, offset / BLOCK as u64)?[within..within + now.len()].copy_from_slice(now);
            (offset, data) = (offset + now.len() as u64, rest);
        }
        Ok(())
    }

    fn block(&mut self, storage: &dyn StorageBackend, number: u64) -> io::Result<&mut [u8; BLOCK]> {
        if !self.blocks.contains_key(&number) {
            let start = number * BLOCK as u64;
            let mut block = Box::new([0; BLOCK]);
            let there = self.length.saturating_sub(start).min(BLOCK as u64) as usize;
            self.read(storage, start, &mut block[..there])?;
            self.blocks.insert(number, block);
        }
        self.blocks.get_mut(&number).map(|block| &mut **block).ok_or_else(|| ErrorKind::NotFound.into())
    }

    fn set_length(&mut self, length: u64) {
        let size = BLOCK as u64;
        self.blocks.split_off(&length.div_ceil(size));
        if let Some(block) = self.blocks.get_mut(&(length / size)) {
            block[(length % size) as usize..].fill(0);
        }
        self.beneath = self.beneath.min(length);
        self.length = length;
    }
}

impl StorageBackend for Storage {
    fn len(&self) -> io::Result<u64> {
        self.kept().map_or_else(|| self.beneath.len(), |kept| Ok(kept.length))
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        match self.kept() {
            None => self.beneath.read(offset, out),
            Some(kept) => kept.read(&*self.beneath, offset, out),
        }
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        let Some(mut kept) = self.kept() else { return self.beneath.set_len(length) };
        kept.set_length(length);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        if self.kept.is_none() { self.beneath.sync_data() } else { Ok(()) }
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        match self.kept() {
            None => self.beneath.write(offset, data),
            Some(mut kept) => kept.write(&*self.beneath, offset, data),
        }
    }

    fn close(&self) -> io::Result<()> {
        self.beneath.close()
    }

    // Who only looks does not exclude others who look.
    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        match self.kept {
            None => self.beneath.try_lock_range(start, end),
            Some(_) => self.beneath.try_lock_shared_range(start, end),
        }
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.beneath.try_lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.beneath.unlock_range(start, end)
    }
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Storage").field("looking", &self.kept.is_some()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
