//! The spelling as the editor has it: asks the checker for the texts that are in view and keeps what it answered by the
//! text itself, so that a paragraph is asked for again only when it says something else. Nothing here waits for an answer.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    ops::Range,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::spelling::{Answer, Checker, PersonalError, Sources, State, Word, words};

/// So many texts are kept in each of two halves: far more than are in view, and a few minutes of keys.
const HALF: usize = 1_000;
/// So many wrong words are remembered for the moment between a key and its answer.
const MAX_WRONG: usize = 10_000;

type Ranges = Arc<[Range<usize>]>;

/// See the module. The default has no dictionaries and looks for none.
#[derive(Default)]
pub struct Proofing {
    setup: Option<Setup>,
    checker: Option<Checker>,
    state: Option<State>,
    /// The checker has something to tell.
    rung: Arc<AtomicBool>,
    on: bool,
    /// Somebody wants it on, or off.
    wish: Option<bool>,
    /// What a language's dictionary begins with that there has to be one of: English words alone would call every Swedish
    /// one wrong.
    needs: &'static str,
    names: Vec<String>,
    names_hash: u64,
    /// What was asked before the words changed that are right is not listened to any more.
    generation: u32,
    known: Known,
    /// What is asked and not answered, by the paragraph's index.
    asked: HashMap<u64, Arc<str>>,
    /// Words that were wrong, wherever they stood.
    wrong_words: HashSet<String>,
    suggestions: Option<(String, Option<Vec<String>>)>,
    not_kept: Option<PersonalError>,
}

struct Setup {
    sources: Sources,
    wake: Arc<dyn Fn() + Send + Sync>,
}

/// Where the spelling stands, for those who wonder why nothing is marked.
pub enum Standing<'a> {
    /// There is nothing to tell.
    Fine,
    /// No dictionary of the language needed.
    Missing,
    /// It does not check any more, or not with everything; why.
    Failed(String),
    /// A word could not be written into the person's list.
    NotKept(&'a PersonalError),
}

impl Proofing {
    /// Looks for dictionaries when it is first needed. `wake` is called on another thread when there is something new to
    /// show.
    pub fn new(sources: Sources, wake: impl Fn() + Send + Sync + 'static) -> Proofing {
        let setup = Setup { sources, wake: Arc::new(wake) };
        Proofing { setup: Some(setup), needs: "sv", ..Proofing::default() }
    }

    /// Whether there can be any spelling here at all.
    pub fn is_there(&self) -> bool {
        self.setup.is_some()
    }

    /// Where somebody can put dictionaries of their own.
    pub fn folder(&self) -> Option<&Path> {
        self.setup.as_ref()?.sources.directories.first().map(PathBuf::as_path)
    }

    pub fn is_on(&self) -> bool {
        self.on
    }

    /// Wants it on, or off; [`Proofing::follow`] makes it so.
    pub fn wish(&mut self, on: bool) {
        self.wish = Some(on);
    }

    /// What was wished for since this was asked last.
    pub fn take_wish(&mut self) -> Option<bool> {
        self.wish.take()
    }

    /// What holds in this frame: whether it is on, the language that texts are most likely in ("sv"), and the names that are
    /// right. Switched on anew it reads the dictionaries anew.
    pub fn follow<'a>(
        &mut self,
        on: bool,
        needs: &'static str,
        names: impl Iterator<Item = &'a str> + Clone,
    ) {
        let mut hasher = DefaultHasher::new();
        names.clone().for_each(|name| name.hash(&mut hasher));
        let hash = hasher.finish();
        if hash != self.names_hash {
            self.names_hash = hash;
            self.names = names.map(str::to_owned).collect();
            if let Some(checker) = &self.checker {
                checker.set_names(self.names.clone());
            }
            self.ask_again();
        }
        self.needs = needs;
        if on != self.on {
            self.on = on;
            self.checker = None;
            self.state = None;
            self.suggestions = None;
            self.not_kept = None;
            self.ask_again();
        }
    }

    /// Takes in what the checker has told, and starts it where there is none yet. Once a frame.
    pub fn begin(&mut self) {
        let Some(setup) = self.setup.as_ref().filter(|_| self.on) else { return };
        if self.checker.is_none() {
            let sources = Sources { names: self.names.clone(), ..setup.sources.clone() };
            let (wake, rung) = (Arc::clone(&setup.wake), Arc::clone(&self.rung));
            let wake = move || {
                rung.store(true, Ordering::Release);
                wake();
            };
            self.checker = Some(Checker::start(sources, wake));
            self.rung.store(true, Ordering::Release);
        }
        if !self.rung.swap(false, Ordering::AcqRel) {
            return;
        }
        self.state = self.checker.as_ref().map(Checker::state);
        while let Some(answer) = self.checker.as_ref().and_then(Checker::poll) {
            self.take_in(answer);
        }
        if matches!(self.state, Some(State::Missing | State::Failed(_))) {
            // Nobody answers what was asked while it still read.
            self.asked.clear();
            if let Some((_, found)) = &mut self.suggestions {
                found.get_or_insert_default();
            }
        }
    }

    /// The wrong words of a paragraph as far as they are known, in code points; asks for what is not. Until the answer is
    /// there, words that were wrong before are still wrong: nothing flickers under a key.
    pub fn wrong(&mut self, paragraph: usize, text: &str) -> Ranges {
        if !self.checks() || text.is_empty() {
            return Ranges::default();
        }
        if let Some(known) = self.known.get(text) {
            return known;
        }
        let slot = paragraph as u64 & u64::from(u32::MAX);
        if self.asked.get(&slot).is_none_or(|asked| &**asked != text) {
            let text: Arc<str> = text.into();
            let key = u64::from(self.generation) << 32 | slot;
            if self.checker.as_ref().is_some_and(|checker| checker.check(key, Arc::clone(&text))) {
                self.asked.insert(slot, text);
            }
        }
        if self.wrong_words.is_empty() {
            return Ranges::default();
        }
        words(text).into_iter().filter(|it| self.wrong_words.contains(&it.text)).map(|it| it.range).collect()
    }

    /// What may have been meant by a wrong word; `None` while that is looked for.
    pub fn suggestions(&mut self, word: &str) -> Option<Vec<String>> {
        if self.suggestions.as_ref().is_none_or(|(asked, _)| asked != word) {
            let taken = self.checker.as_ref().is_some_and(|checker| checker.suggest(word));
            self.suggestions = Some((word.to_owned(), (!taken).then(Vec::new)));
        }
        self.suggestions.as_ref().and_then(|(_, found)| found.clone())
    }

    /// Takes a word into the person's own list.
    pub fn add(&mut self, word: &str) {
        if !self.checker.as_ref().is_some_and(|checker| checker.add(word)) {
            return;
        }
        // As the list has it: what was added in small letters may begin a sentence.
        self.wrong_words.retain(|wrong| wrong != word && wrong.to_lowercase() != word);
        self.ask_again();
    }

    /// Where it stands.
    pub fn standing(&self) -> Standing<'_> {
        if !self.on {
            return Standing::Fine;
        }
        if let Some(error) = &self.not_kept {
            return Standing::NotKept(error);
        }
        match &self.state {
            Some(State::Missing) => Standing::Missing,
            Some(State::Failed(error)) => Standing::Failed(error.to_string()),
            Some(State::Ready { refused, .. }) => match refused.first() {
                Some(error) => Standing::Failed(error.to_string()),
                None if !self.checks() => Standing::Missing,
                None => Standing::Fine,
            },
            _ => Standing::Fine,
        }
    }

    /// Whether an answer is still to come.
    #[cfg(test)]
    pub fn is_waiting(&self) -> bool {
        let loading = self.on && self.is_there() && matches!(self.state, None | Some(State::Loading));
        let suggesting = matches!(self.suggestions, Some((_, None)));
        loading || suggesting || !self.asked.is_empty() || self.rung.load(Ordering::Acquire)
    }

    /// How many texts are known.
    #[cfg(test)]
    pub fn known(&self) -> usize {
        self.known.newer.len() + self.known.older.len()
    }

    fn checks(&self) -> bool {
        match &self.state {
            Some(State::Loading) => true,
            Some(State::Ready { languages, .. }) => languages.iter().any(|it| it.starts_with(self.needs)),
            _ => false,
        }
    }

    fn take_in(&mut self, answer: Answer) {
        match answer {
            Answer::Checked { key, text, wrong } => {
                if key >> 32 != u64::from(self.generation) {
                    return;
                }
                let slot = key & u64::from(u32::MAX);
                if self.asked.get(&slot).is_some_and(|asked| *asked == text) {
                    self.asked.remove(&slot);
                }
                self.remember_words(&text, &wrong);
                self.known.put(text, wrong.into());
            }
            Answer::Suggested { word, suggestions } => {
                if let Some((asked, found)) = &mut self.suggestions
                    && *asked == word
                {
                    *found = Some(suggestions);
                }
            }
            // It is right since it was given, and what was asked since then is answered so.
            Answer::Added { kept, .. } => self.not_kept = kept.err(),
        }
    }

    fn remember_words(&mut self, text: &str, wrong: &[Range<usize>]) {
        if self.wrong_words.len() > MAX_WRONG {
            self.wrong_words.clear();
        }
        for Word { range, text, .. } in words(text) {
            if wrong.contains(&range) {
                self.wrong_words.insert(text);
            } else {
                self.wrong_words.remove(&text);
            }
        }
    }

    fn ask_again(&mut self) {
        self.generation = self.generation.wrapping_add(1);
        self.known = Known::default();
        self.asked.clear();
    }
}

/// The wrong words by the text they stand in. The older half goes when the newer one is full.
#[derive(Default)]
struct Known {
    newer: HashMap<Arc<str>, Ranges>,
    older: HashMap<Arc<str>, Ranges>,
}

impl Known {
    fn get(&mut self, text: &str) -> Option<Ranges> {
        if let Some(wrong) = self.newer.get(text) {
            return Some(Arc::clone(wrong));
        }
        let (text, wrong) = self.older.remove_entry(text)?;
        self.put(text, Arc::clone(&wrong));
        Some(wrong)
    }

    fn put(&mut self, text: Arc<str>, wrong: Ranges) {
        if self.newer.len() >= HALF {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(text, wrong);
    }
}
