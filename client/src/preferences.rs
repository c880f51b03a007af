//! What somebody has chosen about the window, kept in a small file of the data directory. It is worth little: what cannot
//! be read is as it is for those who chose nothing.

use std::{io, path::Path};

use serde::{Deserialize, Serialize};

use crate::{i18n::Lang, small_file};

/// What it is kept in; see [`small_file`].
pub const FILE: &str = "preferences.json";
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

impl Preferences {
    /// What was chosen; a small file, read once before the first frame.
    pub fn read(data_dir: &Path) -> Preferences {
        let read: Option<Preferences> = small_file::read(data_dir, FILE);
        read.filter(|it| (SIZES.0..=SIZES.1).contains(&it.size)).unwrap_or_default()
    }

    /// Keeps it.
    ///
    /// # Errors
    /// The system refuses.
    pub fn write(self, data_dir: &Path) -> io::Result<()> {
        small_file::write(data_dir, FILE, &self)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;

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
    fn the_text_grows_and_shrinks_within_bounds() {
        let mut it = Preferences::default();
        (0..20).for_each(|_| it = it.larger());
        assert_eq!(it.size, 200);
        (0..20).for_each(|_| it = it.smaller());
        assert_eq!(it.size, 90);
    }
}
