//! The person's own words ("lägg till i ordlistan"): a text file in UTF-8 with a word on each line, which people may edit by
//! hand. It is written beside its place first and moved there once it is on the disk; what cannot be read in it is kept
//! aside, not lost.

use std::{
    collections::HashSet,
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use super::words::MAX_WORD;

/// The largest file that is read. 20,000 Swedish words have a fifth of it.
const MAX_FILE: usize = 1 << 20;
/// So many words at most; nobody adds as many by hand.
const MAX_WORDS: usize = 20_000;

/// Why the list could not be read, or a word not kept.
#[derive(Debug, thiserror::Error)]
pub enum PersonalError {
    /// The system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The list, or the new one beside it.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The list is longer than a person's list can be, so it is somebody else's file or full.
    #[error("{} has more than {MAX_WORDS} words or {MAX_FILE} bytes", path.display())]
    TooLong {
        /// The list.
        path: PathBuf,
    },
    /// Nothing, or nothing that is one word.
    #[error("{word:?} is not a word")]
    NotAWord {
        /// What was to be added, cut to a word's length.
        word: String,
    },
}

/// A person's own words.
#[derive(Debug, Default)]
pub struct Personal {
    path: Option<PathBuf>,
    words: HashSet<String>,
}

/// What stands in the file, in its order.
#[derive(Default)]
struct List {
    words: Vec<String>,
    damaged: bool,
}

impl Personal {
    /// Reads the list. With a reason where it cannot be read; then no word is known, and adding one tries again. That
    /// there is no file yet is fine, and a line that is not one word is passed over.
    pub fn read(path: &Path) -> (Personal, Option<PersonalError>) {
        let personal = |words| Personal { path: Some(path.to_owned()), words };
        match read(path) {
            Ok(list) => (personal(list.words.into_iter().collect()), None),
            Err(error) => (personal(HashSet::new()), Some(error)),
        }
    }

    /// Whether the word stands in the list, as it is written or in small letters: what was added in small letters may
    /// begin a sentence.
    pub fn has(&self, word: &str) -> bool {
        self.words.contains(word) || self.words.contains(&word.to_lowercase())
    }

    /// Takes the word for right from now on, and keeps it in the file, which is read anew: what was written into it by
    /// hand meanwhile stays. When this returns, the word is on the disk.
    ///
    /// # Errors
    /// It is no word, or the list could not be read or written; then the word is right until the program ends.
    pub fn add(&mut self, word: &str) -> Result<(), PersonalError> {
        let word = word.trim();
        if !is_word(word) {
            return Err(PersonalError::NotAWord { word: word.chars().take(MAX_WORD).collect() });
        }
        if self.words.len() < MAX_WORDS {
            self.words.insert(word.to_owned());
        }
        let Some(path) = &self.path else { return Ok(()) };
        let mut list = read(path)?;
        if list.words.iter().any(|other| other == word) {
            return Ok(());
        }
        list.words.push(word.to_owned());
        let bytes = list.words.iter().map(|word| word.len() + 1).sum::<usize>();
        if list.words.len() > MAX_WORDS || bytes > MAX_FILE {
            return Err(PersonalError::TooLong { path: path.clone() });
        }
        if list.damaged {
            let aside = beside(path, "damaged");
            fs::copy(path, &aside).map_err(|source| PersonalError::Io { path: aside, source })?;
        }
        write(path, &list.words)
    }
}

fn is_word(word: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != char::REPLACEMENT_CHARACTER;
    !word.is_empty() && word.chars().count() <= MAX_WORD && word.chars().all(plain)
}

fn read(path: &Path) -> Result<List, PersonalError> {
    let io = |source| PersonalError::Io { path: path.to_owned(), source };
    match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => return Err(io(io::Error::other("not a file"))),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(List::default()),
        Err(error) => return Err(io(error)),
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(io)?.take(MAX_FILE as u64 + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() > MAX_FILE {
        return Err(PersonalError::TooLong { path: path.to_owned() });
    }
    let mut list = List::default();
    let mut seen = HashSet::new();
    for line in String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').lines().map(str::trim) {
        if is_word(line) {
            if seen.insert(line.to_owned()) {
                list.words.push(line.to_owned());
            }
        } else {
            list.damaged |= !line.is_empty();
        }
    }
    if list.words.len() > MAX_WORDS {
        return Err(PersonalError::TooLong { path: path.to_owned() });
    }
    Ok(list)
}

fn write(path: &Path, words: &[String]) -> Result<(), PersonalError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| PersonalError::Io { path, source }
    };
    let directory = match path.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => directory,
        _ => Path::new("."),
    };
    fs::create_dir_all(directory).map_err(at(directory))?;
    let fresh = beside(path, "new");
    write_fresh(&fresh, words).map_err(at(&fresh))?;
    fs::rename(&fresh, path).map_err(at(path))?;
    // Windows has no such call, and orders a directory's changes in its own journal.
    #[cfg(unix)]
    File::open(directory).and_then(|directory| directory.sync_all()).map_err(at(directory))?;
    Ok(())
}

fn write_fresh(path: &Path, words: &[String]) -> io::Result<()> {
    // What a crash left behind must not pass its mode on.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // The words that somebody writes are nobody else's business.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let mut text = words.join("\n");
    text.push('\n');
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}
