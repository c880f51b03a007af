//! The checker as its user sees it: paragraphs and words go in, answers come out, nothing waits. All work, also on the
//! disk, is done by the thread it starts.

use std::{io, ops::Range, path::PathBuf, sync::Arc, thread};

use super::{
    dictionary::DictionaryError,
    personal::PersonalError,
    queue::{Job, Shared},
    worker,
};

/// What a checker reads when it starts.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Where dictionaries are looked for, the preferred places first: [`places`](super::places).
    pub directories: Vec<PathBuf>,
    /// Dictionaries that the person has named, by either of their two files. Read beside those found; one of the same name
    /// takes its place.
    pub files: Vec<PathBuf>,
    /// The person's own list; without one, what is added is right until the program ends.
    pub personal: Option<PathBuf>,
    /// Names of people and places that the program knows.
    pub names: Vec<String>,
}

/// Where a checker stands.
#[derive(Debug, Clone)]
pub enum State {
    /// It reads its dictionaries. What is asked meanwhile is answered afterwards.
    Loading,
    /// It answers.
    Ready {
        /// The dictionaries' names: "sv_SE".
        languages: Vec<String>,
        /// What could not be read beside them.
        refused: Vec<Arc<SpellingError>>,
    },
    /// There is no dictionary in any of the places.
    Missing,
    /// It does not check, and will not.
    Failed(Arc<SpellingError>),
}

/// Why a checker does not do all or any of its work.
#[derive(Debug, thiserror::Error)]
pub enum SpellingError {
    /// A dictionary cannot be read.
    #[error(transparent)]
    Dictionary(#[from] DictionaryError),
    /// The person's own list cannot be read.
    #[error(transparent)]
    Personal(#[from] PersonalError),
    /// A dictionary's code panicked.
    #[error("the spelling stopped: {0}")]
    Panicked(String),
    /// The system gives no more threads.
    #[error("no thread for the spelling: {0}")]
    Thread(#[source] io::Error),
}

/// What a checker has to tell.
#[derive(Debug)]
pub enum Answer {
    /// A paragraph's wrong words.
    Checked {
        /// The paragraph's key.
        key: u64,
        /// The text that was looked at; another one may have taken its place since.
        text: Arc<str>,
        /// In code points, in their order.
        wrong: Vec<Range<usize>>,
    },
    /// Words that may have been meant.
    Suggested {
        /// The wrong word.
        word: String,
        /// At most five, the likelier ones first.
        suggestions: Vec<String>,
    },
    /// A word is right from now on; what was checked before should be asked again.
    Added {
        /// The word.
        word: String,
        /// Whether it is on the disk; if not, it is right until the program ends.
        kept: Result<(), PersonalError>,
    },
}

/// A thread that checks. Dropping the value ends the thread, after the word it is at.
#[derive(Debug)]
pub struct Checker {
    shared: Arc<Shared>,
}

impl Checker {
    /// Starts to read the dictionaries. `wake` is called on the checker's thread whenever there is an answer to poll or
    /// the state is another one.
    pub fn start(sources: Sources, wake: impl Fn() + Send + 'static) -> Checker {
        let shared = Arc::new(Shared::default());
        let worker = Arc::clone(&shared);
        let thread = thread::Builder::new().name("spelling".into());
        if let Err(error) = thread.spawn(move || worker::run(&worker, sources, wake)) {
            shared.set_state(State::Failed(Arc::new(SpellingError::Thread(error))));
        }
        Checker { shared }
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.shared.state()
    }

    /// Has a paragraph looked at; a newer text under the same key takes the place of one that still waits. Whether it
    /// was taken: not where so much waits that it is better asked later, nor by a checker that does not check.
    pub fn check(&self, key: u64, text: Arc<str>) -> bool {
        self.shared.ask(Job::Check(key, text))
    }

    /// Asks what may have been meant by a wrong word, before the paragraphs that wait. Takes up to some seconds for long
    /// compounds. Whether it was taken.
    pub fn suggest(&self, word: &str) -> bool {
        self.shared.ask(Job::Suggest(word.to_owned()))
    }

    /// Takes a word into the person's own list. Whether it was taken; whether it was kept is answered.
    pub fn add(&self, word: &str) -> bool {
        self.shared.ask(Job::Add(word.to_owned()))
    }

    /// Takes these names for right from now on, in place of those before. What was checked should be asked again.
    pub fn set_names(&self, names: Vec<String>) -> bool {
        self.shared.ask(Job::Names(names))
    }

    /// The next answer, if there is one.
    pub fn poll(&self) -> Option<Answer> {
        self.shared.poll()
    }
}

impl Drop for Checker {
    fn drop(&mut self) {
        // The thread is not waited for: it may be in the middle of a suggestion.
        self.shared.close();
    }
}
