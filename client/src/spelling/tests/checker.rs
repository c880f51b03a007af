//! A checker on its thread, from its start to its end. Nobody sleeps: each step waits until the checker wakes.

use std::{
    fs,
    ops::Range,
    path::Path,
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    time::Duration,
};

use crate::spelling::{
    Answer, Checker, Sources, SpellingError, State,
    tests::small::{AFF, DIC, write},
};

/// Far longer than anything here takes; a test that hangs ends all the same.
const LONG: Duration = Duration::from_secs(120);

struct Tried {
    checker: Checker,
    woken: Receiver<()>,
    directory: tempfile::TempDir,
}

fn start(sources: Sources) -> (Checker, Receiver<()>) {
    let (wake, woken) = channel();
    (Checker::start(sources, move || wake.send(()).unwrap_or_default()), woken)
}

/// A checker with the small dictionary, and a list of its own that is not there yet.
fn tried() -> Tried {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "sv_SE", AFF, DIC);
    let (checker, woken) = start(sources(directory.path()));
    Tried { checker, woken, directory }
}

fn sources(directory: &Path) -> Sources {
    Sources {
        directories: vec![directory.to_owned()],
        personal: Some(directory.join("ordlista.txt")),
        names: vec!["Kim Ekbacken".to_owned()],
        ..Sources::default()
    }
}

fn answer(checker: &Checker, woken: &Receiver<()>) -> Answer {
    loop {
        if let Some(answer) = checker.poll() {
            return answer;
        }
        woken.recv_timeout(LONG).expect("an answer");
    }
}

fn settled(checker: &Checker, woken: &Receiver<()>) -> State {
    loop {
        match checker.state() {
            State::Loading => woken.recv_timeout(LONG).expect("a state"),
            state => return state,
        }
    }
}

impl Tried {
    fn wrong(&self, text: &str) -> Vec<String> {
        assert!(self.checker.check(7, text.into()));
        let Answer::Checked { key: 7, text: checked, wrong } = answer(&self.checker, &self.woken) else {
            panic!()
        };
        assert_eq!(&*checked, text);
        let chars: Vec<char> = text.chars().collect();
        wrong.into_iter().map(|range: Range<usize>| chars[range].iter().collect()).collect()
    }

    fn add(&self, word: &str) -> Result<(), String> {
        assert!(self.checker.add(word));
        let Answer::Added { word: added, kept } = answer(&self.checker, &self.woken) else { panic!() };
        assert_eq!(added, word);
        kept.map_err(|error| error.to_string())
    }
}

#[test]
fn wrong_words_are_told_with_their_places() {
    let tried = tried();
    // Asked at once: the answer comes when the dictionary has been read.
    assert_eq!(tried.wrong("Vi skrivver 🙂 en åtgärdslista, osv."), ["skrivver", "en"]);
    assert_eq!(tried.wrong(""), [""; 0]);
    assert_eq!(tried.wrong("åtgärds- och tjänstnämnd"), [""; 0]);
    assert_eq!(tried.wrong("möte-nämnd möte-nmnd IVO-möte nämnden:s nämnder:s"), ["möte-nmnd", "nämnden:s"]);
    assert_eq!(tried.wrong("Kim skriver. Kims möte med Ekbacken. Ekbacka"), ["med", "Ekbacka"]);
    let State::Ready { languages, refused } = tried.checker.state() else { panic!() };
    assert_eq!(languages, ["sv_SE"]);
    assert!(refused.is_empty());
}

#[test]
fn a_word_that_is_added_is_right_from_then_on_and_after_a_restart() {
    let tried = tried();
    assert_eq!(tried.wrong("Lotsteam, lotsteam-möte"), ["Lotsteam", "lotsteam-möte"]);
    assert_eq!(tried.add("lotsteam"), Ok(()));
    assert_eq!(tried.wrong("Lotsteam, lotsteam-möte"), [""; 0]);
    assert!(tried.add("två ord").is_err());
    let (checker, woken) = start(sources(tried.directory.path()));
    let again = Tried { checker, woken, directory: tried.directory };
    assert_eq!(again.wrong("lotsteam"), [""; 0]);
}

#[test]
fn names_can_be_given_anew() {
    let tried = tried();
    assert_eq!(tried.wrong("Kim Lindgården"), ["Lindgården"]);
    assert!(tried.checker.set_names(vec!["Bo Lindgården".to_owned()]));
    assert_eq!(tried.wrong("Kim Lindgårdens"), ["Kim"]);
}

#[test]
fn what_may_have_been_meant_is_at_most_five_words() {
    let tried = tried();
    for (word, meant) in [("åtgärdslitsa", Some("åtgärdslista")), ("qqqqqqqqqqqq", None)] {
        assert!(tried.checker.suggest(word));
        let Answer::Suggested { word: asked, suggestions } = answer(&tried.checker, &tried.woken) else {
            panic!()
        };
        assert_eq!(asked, word);
        assert_eq!(suggestions.first().map(String::as_str), meant);
        assert!(suggestions.len() <= 5);
    }
}

#[test]
fn a_word_of_either_language_is_right() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "sv_SE", AFF, DIC);
    let office = directory.path().join("dict-en");
    fs::create_dir(&office).unwrap();
    write(&office, "en_GB", "SET UTF-8\n", "1\nmeeting\n");
    // A dictionary that the person has named, which is none.
    let named = directory.path().join("egen.dic");
    let (checker, woken) = start(Sources { files: vec![named], ..sources(directory.path()) });
    let tried = Tried { checker, woken, directory };
    assert_eq!(tried.wrong("möte meeting mote"), ["mote"]);
    let State::Ready { languages, refused } = tried.checker.state() else { panic!() };
    assert_eq!(languages, ["sv_SE", "en_GB"]);
    assert!(refused[0].to_string().contains("egen"), "{refused:?}");
}

#[test]
fn without_dictionaries_it_says_so_and_takes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let (checker, woken) = start(sources(directory.path()));
    assert!(matches!(settled(&checker, &woken), State::Missing));
    assert!(!checker.check(1, "möte".into()) && !checker.suggest("möte") && !checker.add("möte"));
    write(directory.path(), "sv_SE", AFF, "no number\n");
    let (checker, woken) = start(sources(directory.path()));
    let State::Failed(error) = settled(&checker, &woken) else { panic!() };
    assert!(matches!(*error, SpellingError::Dictionary(_)));
    assert!(error.to_string().contains("sv_SE.dic"), "{error}");
    assert!(!checker.check(1, "möte".into()));
}

#[test]
fn dropping_it_ends_the_thread_and_keeps_what_was_added() {
    let tried = tried();
    for key in 0..100 {
        assert!(tried.checker.check(key, "möte skrivver ".repeat(1_000).into()));
    }
    assert!(tried.checker.add("lotsteam"));
    settled(&tried.checker, &tried.woken);
    drop(tried.checker);
    // The thread's end drops what it wakes with.
    while tried.woken.recv_timeout(LONG).is_ok() {}
    assert_eq!(tried.woken.recv_timeout(LONG), Err(RecvTimeoutError::Disconnected));
    assert_eq!(fs::read_to_string(tried.directory.path().join("ordlista.txt")).unwrap(), "lotsteam\n");
}
