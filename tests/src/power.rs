//! Power cuts: what a disk may hold of a program's files at the moment when the power goes. While the program runs,
//! everything that it made durable is copied as it was then into a shadow directory. After its end its files are
//! copied once more, and in the copy whatever was not durable is left as it was before, cut, zeroed or noise.
//!
//! A file is known by its inode and the time it was made: names move between files, and a rename is durable only
//! with its directory. The names in a directory are as they were last made durable, or as they are.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::UNIX_EPOCH,
};

use rand_core::Rng;
use samskriv_client::backend::durable::{self, Durable};

/// What a disk writes at once.
const SECTOR: usize = 512;

/// What stands where something was not durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// The file ends there.
    Nothing,
    Zeros,
    Noise,
}

/// The three ways.
pub const LEFT: [Left; 3] = [Left::Nothing, Left::Zeros, Left::Noise];

/// Notes in `shadow` what this process makes durable below `data`.
pub fn record(data: &Path, shadow: &Path) {
    let (data, shadow) = (data.to_owned(), shadow.to_owned());
    durable::record(Box::new(move |what| {
        let noted = match what {
            Durable::File(path) if path.starts_with(&data) => note_file(path, &shadow).map(|it| vec![it]),
            Durable::Names(path) if path.starts_with(&data) => {
                note_names(path, &data, &shadow).map(|it| vec![it])
            }
            Durable::All(path) if path.starts_with(&data) => note_all(path, &data, &shadow),
            Durable::File(_) | Durable::Names(_) | Durable::All(_) => return Box::new(|| {}),
        };
        let noted = noted.unwrap_or_else(|error| panic!("{what:?}: {error}"));
        Box::new(move || noted.into_iter().for_each(Noted::keep))
    }));
}

/// Takes everything below `data` for durable, as after a clean shutdown a while ago.
pub fn all_is_durable(data: &Path, shadow: &Path) -> io::Result<()> {
    match fs::remove_dir_all(shadow) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    note_all(data, data, shadow)?.into_iter().for_each(Noted::keep);
    Ok(())
}

/// A copy of what is durable, before it is known whether it became so.
struct Noted {
    fresh: PathBuf,
    path: PathBuf,
}

impl Noted {
    fn write(path: PathBuf, bytes: &[u8]) -> io::Result<Noted> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let parent = path.parent().unwrap_or(&path);
        fs::create_dir_all(parent)?;
        let fresh = parent.join(format!("fresh-{}", NEXT.fetch_add(1, Ordering::Relaxed)));
        fs::write(&fresh, bytes)?;
        Ok(Noted { fresh, path })
    }

    fn keep(self) {
        fs::rename(&self.fresh, &self.path)
            .unwrap_or_else(|error| panic!("{}: {error}", self.path.display()));
    }
}

/// Which file it is, whatever its name.
fn key(path: &Path) -> io::Result<String> {
    let metadata = fs::metadata(path)?;
    let made = metadata.created()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(format!("{}-{}", metadata.ino(), made.as_nanos()))
}

fn note_file(path: &Path, shadow: &Path) -> io::Result<Noted> {
    Noted::write(shadow.join("files").join(key(path)?), &fs::read(path)?)
}

fn note_names(dir: &Path, data: &Path, shadow: &Path) -> io::Result<Noted> {
    let names: Vec<String> = names(dir)?.into_iter().map(|(name, key)| format!("{name}\t{key}\n")).collect();
    Noted::write(shadow.join("names").join(flat(dir, data)), names.concat().as_bytes())
}

fn note_all(dir: &Path, data: &Path, shadow: &Path) -> io::Result<Vec<Noted>> {
    let mut noted = vec![note_names(dir, data, shadow)?];
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            noted.extend(note_all(&path, data, shadow)?);
        } else {
            match note_file(&path, shadow) {
                // Sled removes old snapshots in the background.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                file => noted.push(file?),
            }
        }
    }
    Ok(noted)
}

/// The files in a directory, by name.
fn names(dir: &Path) -> io::Result<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        match key(&path) {
            _ if path.is_dir() => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            key => drop(names.insert(name, key?)),
        }
    }
    Ok(names)
}

/// A directory's path below `data` as one name.
fn flat(dir: &Path, data: &Path) -> String {
    let below = dir.strip_prefix(data).unwrap_or(dir).to_string_lossy().replace('/', "+");
    if below.is_empty() { "+".to_owned() } else { below }
}

/// What a cut did.
#[derive(Debug, Default, Clone, Copy)]
pub struct Harm {
    /// Files that hold something else than the program had written last.
    pub files: u64,
    /// Directories whose names are older ones.
    pub directories: u64,
}

/// Makes in `to` what the disk may hold of `data` when the power goes: in one file that has something that is not
/// durable, or in all, and with `left` in its place.
pub fn cut(
    data: &Path,
    shadow: &Path,
    to: &Path,
    left: Left,
    all: bool,
    rng: &mut impl Rng,
) -> io::Result<Harm> {
    let mut cut = Cut { data, shadow, left, rng, harm: Harm::default(), only: None };
    if !all {
        let mut torn = BTreeSet::new();
        cut.undurable(data, &mut torn)?;
        let pick = cut.below(torn.len().max(1));
        cut.only = Some(torn.into_iter().nth(pick));
    }
    cut.directory(data, to)?;
    Ok(cut.harm)
}

struct Cut<'a, R> {
    data: &'a Path,
    shadow: &'a Path,
    left: Left,
    rng: &'a mut R,
    harm: Harm,
    /// The one file that is harmed; none for all.
    only: Option<Option<String>>,
}

impl<R: Rng> Cut<'_, R> {
    fn below(&mut self, bound: usize) -> usize {
        (self.rng.next_u64() % bound.max(1) as u64) as usize
    }

    fn durable(&self, key: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.shadow.join("files").join(key)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            bytes => bytes.map(Some),
        }
    }

    /// The files below a directory that have something that is not durable.
    fn undurable(&self, dir: &Path, found: &mut BTreeSet<String>) -> io::Result<()> {
        for entry in fs::read_dir(dir)? {
            let path = entry?.path();
            if path.is_dir() {
                self.undurable(&path, found)?;
            } else if self.durable(&key(&path)?)?.as_ref() != Some(&fs::read(&path)?) {
                found.insert(key(&path)?);
            }
        }
        Ok(())
    }

    fn directory(&mut self, dir: &Path, to: &Path) -> io::Result<()> {
        fs::create_dir_all(to)?;
        let now = names(dir)?;
        let files: BTreeMap<String, PathBuf> =
            now.iter().map(|(name, key)| (key.clone(), dir.join(name))).collect();
        let noted =
            fs::read_to_string(self.shadow.join("names").join(flat(dir, self.data))).unwrap_or_default();
        let durable: BTreeMap<String, String> = noted
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .map(|(name, key)| (name.to_owned(), key.to_owned()))
            .collect();
        let older = self.only.is_none() && self.below(2) == 0 && durable != now;
        self.harm.directories += u64::from(older);
        for (name, key) in if older { &durable } else { &now } {
            let live = files.get(key).map(fs::read).transpose()?;
            if let Some(bytes) = self.file(key, live)? {
                fs::write(to.join(name), bytes)?;
            }
        }
        for entry in fs::read_dir(dir)? {
            let path = entry?.path();
            if path.is_dir() {
                self.directory(&path, &to.join(path.file_name().unwrap_or_default()))?;
            }
        }
        Ok(())
    }

    /// What a file holds; nothing if it never was on the disk.
    fn file(&mut self, key: &str, live: Option<Vec<u8>>) -> io::Result<Option<Vec<u8>>> {
        let durable = self.durable(key)?;
        let spared = self.only.as_ref().is_some_and(|only| only.as_deref() != Some(key));
        let live = match (live, &durable) {
            (Some(live), Some(durable)) if spared || live == *durable => return Ok(Some(live)),
            (Some(live), None) if spared => return Ok(Some(live)),
            // Removed, and the removal is not durable.
            (None, _) => return Ok(durable),
            (Some(live), _) => live,
        };
        self.harm.files += 1;
        let durable = durable.unwrap_or_default();
        // So far the disk had got.
        let reached = self.below(live.len() / SECTOR + 2) * SECTOR;
        let mut held = live.clone();
        if durable.len() > live.len() {
            held.extend_from_slice(&durable[live.len()..]);
        }
        if self.left == Left::Nothing {
            held.truncate(durable.len().max(reached));
        }
        for at in (0..held.len()).step_by(SECTOR) {
            let end = held.len().min(at + SECTOR);
            let new = live.get(at..end.min(live.len())).unwrap_or_default();
            let old = durable.get(at..end.min(durable.len())).unwrap_or_default();
            if old == new || at < reached {
                continue;
            }
            // Written over in place, or longer now: what was durable stays.
            held[at..at + old.len()].copy_from_slice(old);
            let rest = &mut held[at + old.len()..end];
            match self.left {
                Left::Noise => self.rng.fill_bytes(rest),
                Left::Zeros | Left::Nothing => rest.fill(0),
            }
        }
        Ok(Some(held))
    }
}
