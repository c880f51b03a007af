//! Opening the store of a data directory whatever state it is in: on a thread that may hang, with panics caught.
//! One that was not closed is looked at whole. One that cannot be used is kept in `quarantine/<time>`; what can be
//! read of a copy without sled's `snap.*` files, which deleting does no harm, is put into a new one, and whoever
//! opened it adds what the journal has. One whose files have grown far beyond what is in them is made anew too.

use std::{fs, io, path::Path, time::Duration};

use super::{
    Store, StoreError,
    engine::open_sled,
    guard::guarded,
    place,
    salvage::{self, Walked},
    sum::Sum,
};

/// How many times what is in the store its files may take.
const GROWN: u64 = 4;
/// Below this many bytes nobody cares.
const SMALL: u64 = 4 << 20;
/// What is in a store that is made anew because it has grown is at most this long, in bytes: that takes a moment, and
/// somebody waits for the start.
const QUICK: u64 = 32 << 20;

/// How to open a store.
#[derive(Debug, Clone, Copy)]
pub struct Opening {
    /// How long sled may take without a step forward.
    pub patience: Duration,
    /// The time, in milliseconds since 1970, for the name in the quarantine.
    pub now_ms: i64,
}

/// A store that was opened.
pub struct Opened {
    /// The store.
    pub store: Store,
    /// Whether it was damaged, and is made of what could be read of it.
    pub rebuilt: bool,
}

impl Opening {
    /// Opens the newest store in the data directory, or makes the first.
    ///
    /// # Errors
    /// What the system refuses, a store of a newer program, one that is open elsewhere. Damage is none.
    pub fn open(&self, data_dir: &Path) -> Result<Opened, StoreError> {
        place::tidy(data_dir, self.now_ms)?;
        let number = place::newest(data_dir)?;
        let (dir, look) = (place::path(data_dir, number), place::was_open(data_dir));
        place::note_open(data_dir)?;
        let opened = guarded(self.patience, move |steps| {
            let store = Store::open(&dir)?;
            if look {
                salvage::verify(&store, steps)?;
            }
            Ok((store.has_grown()?, store))
        });
        match opened {
            Ok((true, store)) => {
                tracing::info!(bytes = store.bytes_on_disk(), "the store has grown and is written anew");
                drop(store);
                Ok(Opened { store: self.shrink(data_dir)?.0, rebuilt: false })
            }
            Ok((false, store)) => Ok(Opened { store, rebuilt: false }),
            Err(error) if error.is_damage() => {
                Ok(Opened { store: self.rebuild(data_dir, &error)?, rebuilt: true })
            }
            Err(error) => Err(error),
        }
    }

    /// Opens the store again whose engine has failed since. Where it is gone a new one is begun, and said so.
    ///
    /// # Errors
    /// What the system refuses still, or damage.
    pub fn reopen(&self, data_dir: &Path) -> Result<(Store, bool), StoreError> {
        self.check(data_dir)?;
        let number = place::newest(data_dir)?;
        let is_new = !place::path(data_dir, number).join("db").exists();
        let dir = place::path(data_dir, if is_new { number + 1 } else { number });
        let store = guarded(self.patience, move |_| Store::open(&dir))?;
        Ok((store, is_new))
    }

    /// Fails where the data directory is not what this process has locked: one that was unmounted, say. What lies at
    /// its place is not ours.
    ///
    /// # Errors
    /// As the system tells it.
    pub fn check(&self, data_dir: &Path) -> io::Result<()> {
        fs::metadata(data_dir.join("lock")).map(drop)
    }

    /// Makes the store anew of what can be read of it, which is closed. What was there is put aside.
    pub fn rebuild(&self, data_dir: &Path, cause: &StoreError) -> Result<Store, StoreError> {
        tracing::error!(%cause, "the store is rebuilt");
        let number = place::newest(data_dir)?;
        let [new, scratch] = place::unfinished(data_dir)?;
        copy_files(&place::path(data_dir, number), &scratch)?;
        match self.fill(&new, &scratch) {
            Ok(walked) => tracing::warn!(?walked, "salvaged"),
            Err(error) if error.is_damage() => {
                // What was half salvaged is not mended: rather nothing, and all of it from the relay.
                tracing::error!(%error, "nothing can be salvaged");
                place::remove(&new)?;
                drop(Store::open(&new)?);
            }
            Err(error) => return Err(error),
        }
        let store = self.put_in_place(data_dir, &new, number)?;
        // An opening that hangs holds its files, which Windows does not move: the next start does.
        if let Err(error) = place::put_aside(data_dir, number, self.now_ms) {
            tracing::warn!(%error, "the damaged store stays where it is");
        }
        place::remove(&scratch)?;
        Ok(store)
    }

    /// Makes a new store of what can be read of sled's files in `from`.
    fn fill(&self, new: &Path, from: &Path) -> Result<Walked, StoreError> {
        let (new, from) = (new.to_owned(), from.to_owned());
        guarded(self.patience, move |steps| {
            let into = Store::open(&new)?;
            salvage::copy(&open_sled(&from)?, &into, steps)
        })
    }

    /// Makes a closed store anew whose files hold more than is in it. What was there goes, since all of it is in the
    /// new one. Says whether that was done.
    pub(super) fn shrink(&self, data_dir: &Path) -> Result<(Store, bool), StoreError> {
        let number = place::newest(data_dir)?;
        let old = place::path(data_dir, number);
        let [new, _] = place::unfinished(data_dir)?;
        match self.fill(&new, &old) {
            Ok(walked) if walked.is_whole() => {
                let store = self.put_in_place(data_dir, &new, number)?;
                place::remove(&old)?;
                Ok((store, true))
            }
            // Too little room, say: it goes on as it is.
            result => {
                tracing::warn!(?result, "the store stays as it is");
                place::remove(&new)?;
                Ok((guarded(self.patience, move |_| Store::open(&old))?, false))
            }
        }
    }

    fn put_in_place(&self, data_dir: &Path, new: &Path, old: u32) -> Result<Store, StoreError> {
        let number = old.checked_add(1).ok_or(StoreError::Failed)?;
        let dir = place::finish(data_dir, new, number)?;
        guarded(self.patience, move |steps| {
            let store = Store::open(&dir)?;
            salvage::verify(&store, steps)?;
            Ok(store)
        })
    }
}

impl Store {
    /// Notes that the store of the data directory is closed in order: the next start need not look at all of it.
    pub fn note_closed(data_dir: &Path) -> io::Result<()> {
        place::note_closed(data_dir)
    }

    fn has_grown(&self) -> Result<bool, StoreError> {
        let files = self.bytes_on_disk();
        let grown = |data| files > SMALL && data <= QUICK && files / GROWN > data;
        Ok(self.data_bytes()?.is_some_and(grown))
    }

    /// The bytes of everything that is in the store, by the sum that is kept with it; none in a store that has none
    /// yet. Beside [`Store::bytes_on_disk`] it tells what the files' age has cost.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be read.
    pub fn data_bytes(&self) -> Result<Option<u64>, StoreError> {
        let damaged = |part| StoreError::Damaged { workspace: None, part };
        let read = |tree: &_| Sum::read(tree).map_err(|fault| fault.of(super::Part::Sum));
        Ok(self.engine.read(read, damaged)?.map(|sum| sum.bytes))
    }
}

/// Copies sled's files but for `snap.*`.
fn copy_files(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_snapshot = name.to_str().is_some_and(|name| name.starts_with("snap."));
        if entry.file_type()?.is_file() && !is_snapshot {
            fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}
