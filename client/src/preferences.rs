//! What somebody has chosen about the window, kept in a small file of the data directory. It is worth little: what cannot
//! be read is as it is for those who chose nothing.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::mpsc::{Sender, channel},
    thread::JoinHandle,
};

use serde::{Deserialize, Serialize};

use crate::i18n::Lang;

const FILE: &str = "preferences.json";
/// A file of preferences has some dozens of bytes.
const LONGEST: u64 = 1 << 16;
/// The text's size, in percent of the usual one: the least and the most.
const SIZES: (u16, u16) = (90, 200);
/// By how much a key makes the text larger or smaller.
const STEP: u16 = 10;

/// See the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Whether wrong words are marked.
    pub spelling: bool,
    /// None: the computer's.
    pub language: Option<Lang>,
    pub look: Look,
    /// How large everything is, in percent of the usual size.
    pub size: u16,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Look {
    /// As the computer has it.
    #[default]
    System,
    Light,
    Dark,
}

impl Default for Preferences {
    fn default() -> Preferences {
        Preferences { spelling: true, language: None, look: Look::System, size: 100 }
    }
}

impl Preferences {
    /// A step larger, as far as it goes.
    pub fn larger(self) -> Preferences {
        Preferences { size: (self.size + STEP).min(SIZES.1), ..self }
    }

    /// A step smaller, as far as it goes.
    pub fn smaller(self) -> Preferences {
        Preferences { size: self.size.saturating_sub(STEP).max(SIZES.0), ..self }
    }
}

/// Writes what was chosen, on a thread of its own and in the order in which it was chosen: two that wrote at once could
/// leave the older choice behind.
pub struct Keeper {
    data_dir: PathBuf,
    /// Runs from the first choice on.
    thread: Option<(Sender<Preferences>, JoinHandle<()>)>,
}

impl Keeper {
    /// Writes into the data directory.
    pub fn new(data_dir: PathBuf) -> Keeper {
        Keeper { data_dir, thread: None }
    }

    /// Keeps it soon.
    pub fn keep(&mut self, preferences: Preferences) {
        let (sender, _) = self.thread.get_or_insert_with(|| {
            let (sender, chosen) = channel::<Preferences>();
            let data_dir = self.data_dir.clone();
            let thread = std::thread::spawn(move || {
                while let Ok(first) = chosen.recv() {
                    // What has been chosen over is not worth a write.
                    let last = chosen.try_iter().last().unwrap_or(first);
                    if let Err(error) = last.write(&data_dir) {
                        tracing::warn!(%error, "what was chosen holds until the window is closed");
                    }
                }
            });
            (sender, thread)
        });
        // It ends only with the sender; had it failed, what was chosen would hold until the window is closed.
        let _ = sender.send(preferences);
    }

    /// Waits until the last choice is written.
    pub fn close(&mut self) {
        if let Some((sender, thread)) = self.thread.take() {
            drop(sender);
            // It has nothing to tell.
            let _ = thread.join();
        }
    }
}

impl Preferences {
    /// What was chosen; a small file, read once before the first frame.
    pub fn read(data_dir: &Path) -> Preferences {
        let path = data_dir.join(FILE);
        let small = fs::metadata(&path).is_ok_and(|it| it.is_file() && it.len() <= LONGEST);
        let bytes = small.then(|| fs::read(&path).ok()).flatten();
        let read: Option<Preferences> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        read.filter(|it| (SIZES.0..=SIZES.1).contains(&it.size)).unwrap_or_default()
    }

    /// Keeps it.
    ///
    /// # Errors
    /// The system refuses.
    pub fn write(self, data_dir: &Path) -> io::Result<()> {
        let (path, new) = (data_dir.join(FILE), data_dir.join(format!("{FILE}.new")));
        fs::write(&new, serde_json::to_vec(&self)?)?;
        fs::rename(new, path)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_was_chosen_is_there_the_next_time_and_nonsense_is_nothing_chosen() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(Preferences::read(directory.path()), Preferences::default());
        let chosen = Preferences { spelling: false, language: Some(Lang::En), look: Look::Dark, size: 150 };
        chosen.write(directory.path()).unwrap();
        assert_eq!(Preferences::read(directory.path()), chosen);
        for nonsense in
            ["", "[]", "{\"spelling\":7}", "{\"size\":1}", "{\"size\":60000}", "{\"look\":\"pink\"}"]
        {
            fs::write(directory.path().join(FILE), nonsense).unwrap();
            assert_eq!(Preferences::read(directory.path()), Preferences::default(), "{nonsense}");
        }
        fs::write(directory.path().join(FILE), "{\"other\":1}").unwrap();
        assert_eq!(Preferences::read(directory.path()), Preferences::default());
        // As written before there was more to choose.
        fs::write(directory.path().join(FILE), "{\"spelling\":false}").unwrap();
        assert_eq!(
            Preferences::read(directory.path()),
            Preferences { spelling: false, ..Preferences::default() }
        );
    }

    #[test]
    fn of_many_choices_the_last_is_kept() {
        let directory = tempfile::tempdir().unwrap();
        let mut keeper = Keeper::new(directory.path().to_owned());
        let mut last = Preferences::default();
        for nth in 0..200 {
            last = Preferences { spelling: nth % 2 == 0, size: 90 + nth % 111, ..last };
            keeper.keep(last);
        }
        keeper.close();
        assert_eq!(Preferences::read(directory.path()), last);
    }

    #[test]
    fn the_text_grows_and_shrinks_within_bounds() {
        let mut it = Preferences::default();
        (0..20).for_each(|_| it = it.larger());
        assert_eq!(it.size, 200);
        (0..20).for_each(|_| it = it.smaller());
        assert_eq!(it.size, 90);
    }
}
