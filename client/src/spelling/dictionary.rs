//! One Hunspell dictionary in memory. Its files are measured before they are parsed, since what they may ask of the
//! parser grows faster than they do; its judgements have [`Fuel`].

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::{
    decoding::{decode, named_in},
    dictionaries::Found,
    fuel::{Fuel, Stopped, caught},
    words::MAX_WORD,
};

/// The largest dictionary of LibreOffice's has a tenth of this; the Swedish one has 2.3 MB.
const MAX_DIC: u64 = 32 << 20;
/// The Swedish rules have 19 kB, the English ones 33.
const MAX_AFF: u64 = 4 << 20;
/// The Swedish dictionary has 152,176 lines.
const MAX_LINES: usize = 1_000_000;
/// A stem stands once for each of its meanings. The parser's table takes time with the square of this.
const MAX_MEANINGS: u32 = 500;
/// Flags named by a number (`AF`) are copied to each line that has the number: so many bytes of them at most.
const MAX_ALIASED: usize = 128 << 20;
/// Lookups that one judgement may take. The worst word found for the Swedish dictionary, a compound of short stems with a
/// slip at its end, takes 16 ms; this is meant to be far beyond that, and still no wait that anybody notices.
const CHECK: u64 = 1_000_000;
/// Lookups that one word's suggestions may take. The slowest compound that was tried took 3.6 s on a busy machine.
const SUGGEST: u64 = 10_000_000;

/// Why a dictionary could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DictionaryError {
    /// There is no such file, it is none, or the system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is larger than any dictionary of words.
    #[error("{} has more than {most} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The bound.
        most: u64,
    },
    /// It is in an encoding that is not known here.
    #[error("{} is in {name:?}, which is not known", path.display())]
    Encoding {
        /// The rules, which say so.
        path: PathBuf,
        /// What they say.
        name: String,
    },
    /// Its bytes are not in the encoding that its rules name.
    #[error("{} is not in the encoding that its rules name", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// It would take more memory or time than a dictionary may: too many lines, or the same one too often.
    #[error("{} asks for too much: {what}", path.display())]
    Excessive {
        /// The file.
        path: PathBuf,
        /// What there is too much of.
        what: &'static str,
    },
    /// It is not a dictionary, or a damaged one.
    #[error("{} is not a dictionary: {reason}", path.display())]
    Malformed {
        /// The words.
        path: PathBuf,
        /// What the parser says, with the line.
        reason: String,
    },
}

/// A dictionary, which stays on the thread that read it.
pub struct Dictionary {
    language: String,
    inner: spellbook::Dictionary<Fuel>,
    fuel: Fuel,
    /// What an own rule makes each lookup cost, so that thousands of rules do not multiply what a judgement may take.
    share: u64,
}

impl Dictionary {
    /// Reads both files. Takes 0.2 s for the Swedish ones.
    ///
    /// # Errors
    /// A file is missing or unreadable, too large, or not a dictionary.
    pub fn load(found: &Found) -> Result<Dictionary, DictionaryError> {
        let aff = read(&found.aff, MAX_AFF)?;
        let encoding =
            named_in(&aff).map_err(|name| DictionaryError::Encoding { path: found.aff.clone(), name })?;
        let text = |bytes, path: &Path| {
            decode(bytes, encoding).ok_or_else(|| DictionaryError::NotText { path: path.to_owned() })
        };
        let rules = text(&aff, &found.aff)?;
        let dic = read(&found.dic, MAX_DIC)?;
        let words = text(&dic, &found.dic)?;
        measure(&rules, &words)
            .map_err(|what| DictionaryError::Excessive { path: found.dic.clone(), what })?;
        // Where a flag is one byte, a letter beyond ASCII has become two by decoding.
        let rules = if rules.lines().any(|line| line.trim_start().starts_with("FLAG")) || rules.is_ascii() {
            rules
        } else {
            format!("FLAG UTF-8\n{}", rules.trim_start_matches('\u{feff}')).into()
        };
        let fuel = Fuel::default();
        let parsed = caught(|| spellbook::Dictionary::new_with_hasher(&rules, &words, fuel.clone()));
        let malformed = |reason| DictionaryError::Malformed { path: found.dic.clone(), reason };
        let inner = match parsed {
            Ok(parsed) => parsed.map_err(|error| malformed(error.to_string()))?,
            Err(Stopped::Panicked(reason)) => return Err(malformed(reason)),
            Err(Stopped::Empty) => return Err(malformed("stopped".to_owned())),
        };
        let share = 1 + rules.lines().count() as u64 / 2_000;
        Ok(Dictionary { language: found.language.clone(), inner, fuel, share })
    }

    /// Its name: "sv_SE".
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Whether it takes the word; `Stopped::Empty` where that would take too long to say.
    pub(super) fn takes(&self, word: &str) -> Result<bool, Stopped> {
        self.fuel.spend(CHECK / self.share, || self.inner.check(word))
    }

    /// Words that may have been meant, the likelier ones first: those a slip away, and if asked for similar ones too.
    /// What is not found in time is left out.
    pub(super) fn suggestions(&self, word: &str, similar: bool) -> Result<Vec<String>, Stopped> {
        if word.chars().count() > MAX_WORD {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        let suggester = self.inner.suggester().with_ngram_suggestions(similar);
        match self.fuel.spend(SUGGEST / self.share, || suggester.suggest(word, &mut found)) {
            Ok(()) => {}
            // What was found by then has not been through what sorts it out at the end.
            Err(Stopped::Empty) => found = self.sorted_out(word, found)?,
            Err(panicked) => return Err(panicked),
        }
        // Two words of which one is a letter: the Swedish dictionary asks for no splitting, and gets some.
        found.retain(|one| one != word && one.split(' ').all(|part| part.chars().nth(1).is_some()));
        Ok(found)
    }

    /// Each once, as the word is written (with a capital or not), and taken like that.
    fn sorted_out(&self, word: &str, found: Vec<String>) -> Result<Vec<String>, Stopped> {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let mut sorted = Vec::new();
        for one in found.into_iter().take(50) {
            let mut letters = one.chars();
            let one = match letters.next() {
                Some(first) if capital => first.to_uppercase().chain(letters).collect(),
                _ => one,
            };
            let taken = match self.takes(&one) {
                Err(Stopped::Empty) => false,
                taken => taken?,
            };
            if taken && !sorted.contains(&one) {
                sorted.push(one);
            }
        }
        Ok(sorted)
    }
}

/// The file's bytes. A pipe or a device is no file: opening it could wait for ever.
fn read(path: &Path, most: u64) -> Result<Vec<u8>, DictionaryError> {
    let io = |source| DictionaryError::Io { path: path.to_owned(), source };
    if !fs::metadata(path).map_err(io)?.is_file() {
        return Err(io(io::Error::other("not a file")));
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(io)?.take(most + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > most {
        return Err(DictionaryError::TooLarge { path: path.to_owned(), most });
    }
    Ok(bytes)
}

/// What grows in the parser faster than the files.
fn measure(rules: &str, words: &str) -> Result<(), &'static str> {
    let lines = words.lines().count();
    let rule_lines = rules.lines().count();
    if lines > MAX_LINES || rule_lines > MAX_LINES / 20 {
        return Err("lines");
    }
    let aliases = rules.lines().map(str::trim_start).filter(|line| line.starts_with("AF"));
    let longest = aliases.map(str::len).max().unwrap_or(0);
    if longest.saturating_mul(lines + rule_lines) > MAX_ALIASED {
        return Err("flags");
    }
    let mut meanings: HashMap<&str, u32> = HashMap::with_capacity(lines);
    for line in words.lines() {
        let stem = line.trim().split(['/', '\t', ' ']).next().unwrap_or_default();
        let count = meanings.entry(stem).or_default();
        *count += 1;
        if *count > MAX_MEANINGS && !stem.is_empty() {
            return Err("lines of one word");
        }
    }
    Ok(())
}
