//! What somebody has chosen about the window, kept in a small file of the data directory. It is worth little: what cannot
//! be read is as it is for those who chose nothing.

use std::{fs, io, path::Path};

use serde::{Deserialize, Serialize};

const FILE: &str = "preferences.json";
/// A file of preferences has some dozens of bytes.
const LONGEST: u64 = 1 << 16;

/// See the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Whether wrong words are marked.
    pub spelling: bool,
}

impl Default for Preferences {
    fn default() -> Preferences {
        Preferences { spelling: true }
    }
}

impl Preferences {
    /// What was chosen; a small file, read once before the first frame.
    pub fn read(data_dir: &Path) -> Preferences {
        let path = data_dir.join(FILE);
        let small = fs::metadata(&path).is_ok_and(|it| it.is_file() && it.len() <= LONGEST);
        let bytes = small.then(|| fs::read(&path).ok()).flatten();
        bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
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
        assert_eq!(Preferences::read(directory.path()), Preferences { spelling: true });
        Preferences { spelling: false }.write(directory.path()).unwrap();
        assert_eq!(Preferences::read(directory.path()), Preferences { spelling: false });
        for nonsense in ["", "[]", "{\"spelling\":7}"] {
            fs::write(directory.path().join(FILE), nonsense).unwrap();
            assert_eq!(Preferences::read(directory.path()), Preferences::default(), "{nonsense}");
        }
        fs::write(directory.path().join(FILE), "{\"other\":1}").unwrap();
        assert_eq!(Preferences::read(directory.path()), Preferences::default());
    }
}
