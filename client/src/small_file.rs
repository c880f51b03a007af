//! Small files of the data directory that are worth little: what cannot be read is as if it had never been written, and
//! what cannot be written holds until the window is closed.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::mpsc::{Sender, channel},
    thread::JoinHandle,
};

use serde::{Serialize, de::DeserializeOwned};

/// No such file is longer, in bytes.
const LONGEST: u64 = 1 << 20;

/// What is kept under a name; read once before the first frame.
pub fn read<T: DeserializeOwned>(data_dir: &Path, name: &str) -> Option<T> {
    let path = data_dir.join(name);
    let small = fs::metadata(&path).is_ok_and(|it| it.is_file() && it.len() <= LONGEST);
    let bytes = small.then(|| fs::read(&path).ok()).flatten()?;
    serde_json::from_slice(&bytes).ok()
}

/// Keeps it in place of what was there.
///
/// # Errors
/// The system refuses.
pub fn write(data_dir: &Path, name: &str, what: &impl Serialize) -> io::Result<()> {
    let (path, new) = (data_dir.join(name), data_dir.join(format!("{name}.new")));
    fs::write(&new, serde_json::to_vec(what)?)?;
    fs::rename(new, path)
}

/// Writes one such file over and over, on a thread of its own and in order: two that wrote at once could leave the older
/// behind.
pub struct Keeper<T> {
    data_dir: PathBuf,
    name: &'static str,
    /// Runs from the first time on.
    thread: Option<(Sender<T>, JoinHandle<()>)>,
}

impl<T: Serialize + Send + 'static> Keeper<T> {
    /// Writes under this name into the data directory.
    pub fn new(data_dir: PathBuf, name: &'static str) -> Keeper<T> {
        Keeper { data_dir, name, thread: None }
    }

    /// Keeps it soon.
    pub fn keep(&mut self, what: T) {
        let (sender, _) = self.thread.get_or_insert_with(|| {
            let (sender, given) = channel::<T>();
            let (data_dir, name) = (self.data_dir.clone(), self.name);
            let thread = std::thread::spawn(move || {
                while let Ok(first) = given.recv() {
                    // What is out of date already is not worth a write.
                    let last = given.try_iter().last().unwrap_or(first);
                    if let Err(error) = write(&data_dir, name, &last) {
                        tracing::warn!(%error, name, "not kept beyond this window");
                    }
                }
            });
            (sender, thread)
        });
        // It ends only with the sender; had it failed, what was given would hold until the window is closed.
        let _ = sender.send(what);
    }

    /// Waits until the last is written.
    pub fn close(&mut self) {
        if let Some((sender, thread)) = self.thread.take() {
            drop(sender);
            // It has nothing to tell.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn of_many_the_last_is_kept() {
        let directory = tempfile::tempdir().unwrap();
        let mut keeper = Keeper::new(directory.path().to_owned(), "number.json");
        (0..200).for_each(|nth: u32| keeper.keep(nth));
        keeper.close();
        assert_eq!(read(directory.path(), "number.json"), Some(199));
        assert_eq!(read::<u32>(directory.path(), "other.json"), None);
    }
}
