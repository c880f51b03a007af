//! Every command in everything that can go wrong without a relay's word, as a table in each language: what it
//! exits with, the code for scripts, and the sentence for people. What only a relay can refuse is told in
//! samskriv-tests, `tests/refusals.rs`.

mod situations;

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{Mutex, PoisonError},
};

use serde_json::Value;

use super::program::in_language;
use crate::{
    cli::{arguments::definition, failure::exit},
    i18n::{Lang, Texts},
};
use situations::{Situation, situations};

/// Each command as somebody who knows it writes it. A word in capitals stands for what the situation puts there.
const COMMANDS: [&[&str]; 29] = [
    &["list"],
    &["show", "DOC"],
    &["actions"],
    &["decisions"],
    &["search", "läget"],
    &["status"],
    &["import", "FILE"],
    &["edit", "DOC", "--append", "Ett stycke."],
    &["action", "add", "DOC", "Boka lokal"],
    &["action", "done", "ACTION"],
    &["action", "reopen", "ACTION"],
    &["share", "DOC"],
    &["share", "DOC", "--to", "TARGET"],
    &["export", "DOC", "--to", "OUT"],
    &["workspace", "new", "Nytt", "--me", "Siv Alm", "--municipality", "Bjuv"],
    &["workspace", "connect", "URL"],
    &["workspace", "list"],
    &["workspace", "leave"],
    &["workspace", "recover", "CODE", "--me", "Siv Alm", "--municipality", "Bjuv"],
    &["invite"],
    &["join", "LINK", "--me", "Siv Alm", "--municipality", "Bjuv"],
    &["members"],
    &["role", "DEVICE", "reader"],
    &["remove", "DEVICE"],
    &["sync", "--until-caught-up"],
    &["backup", "OUT"],
    &["restore", "BACKUP"],
    &["store", "check"],
    &["completions", "fish"],
];

/// How many commands run at a time: nearly all of them wait for a disk, or for a relay that is not there.
const AT_A_TIME: usize = 16;

#[test]
fn no_command_is_left_out() {
    fn leaves(command: &clap::Command, words: &[&str], all: &mut BTreeSet<String>) {
        let mut subs = command.get_subcommands().peekable();
        if subs.peek().is_none() {
            all.insert(words.join(" "));
        }
        for sub in subs {
            leaves(sub, &[words, &[sub.get_name()]].concat(), all);
        }
    }
    let mut known = BTreeSet::new();
    leaves(&definition(&Texts::new(Lang::Sv)), &[], &mut known);
    let begins = |line: &&[&str], words: &String| line.join(" ").starts_with(words.as_str());
    let here: BTreeSet<String> =
        known.iter().filter(|words| COMMANDS.iter().any(|line| begins(line, words))).cloned().collect();
    assert_eq!(here, known);
}

#[test]
fn every_command_tells_what_is_wrong() {
    let situations = situations();
    let lines = |at: usize| (0..situations[at].lines.len()).map(move |line| (at, line));
    let jobs: Vec<(usize, usize)> = (0..situations.len()).flat_map(lines).collect();
    let jobs: Vec<(Lang, (usize, usize))> =
        [Lang::Sv, Lang::En].iter().flat_map(|lang| jobs.iter().map(|job| (*lang, *job))).collect();
    // From the end, where they wait longest.
    let (left, told) = (Mutex::new(jobs.iter().rev()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                loop {
                    let next = left.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some((lang, (at, line))) = next else { break };
                    let row = situations[*at].run(&situations[*at].lines[*line], *lang);
                    told.lock().unwrap_or_else(PoisonError::into_inner).push((*lang, (*at, *line), row));
                }
            });
        }
    });
    let mut told = told.into_inner().unwrap_or_else(PoisonError::into_inner);
    assert_eq!(told.len(), jobs.len(), "each has run to its end");
    told.sort_by_key(|(_, job, _)| *job);
    for (name, lang) in [("sv", Lang::Sv), ("en", Lang::En)] {
        let of_it = told.iter().filter(|(of, ..)| *of == lang);
        let rows: Vec<(usize, &Row)> = of_it.map(|(_, (at, _), row)| (*at, row)).collect();
        insta::assert_snapshot!(format!("failures.{name}"), table(&situations, &rows));
    }
}

/// A command's line and what became of it.
struct Row {
    line: String,
    /// The status, the code and the sentence; none where nothing is wrong.
    failed: Option<(u8, String, String)>,
}

impl Situation {
    /// Runs a line on a data directory of its own.
    fn run(&self, line: &[String], lang: Lang) -> Row {
        let place = (self.place)();
        let words: Vec<String> = line.iter().map(|word| place.word(word)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).chain(["--json"]).collect();
        let outcome = in_language(&place.data, lang, &words);
        let failed = (outcome.status != exit::DONE).then(|| {
            assert_eq!(outcome.out, "", "{line:?}");
            let error: Value = serde_json::from_str(&outcome.err).unwrap();
            let text = |key: &str| error[key].as_str().unwrap().to_owned();
            (outcome.status, text("error"), place.without_chance(&text("text")))
        });
        Row { line: line.join(" "), failed }
    }
}

/// The rows under their situations; what works there is named at the end.
fn table(situations: &[Situation], rows: &[(usize, &Row)]) -> String {
    let mut text = String::new();
    for (at, situation) in situations.iter().enumerate() {
        text += &format!("## {}\n\n", situation.name);
        let rows: Vec<&Row> = rows.iter().filter(|(of, _)| *of == at).map(|(_, row)| *row).collect();
        for row in &rows {
            if let Some((status, code, sentence)) = &row.failed {
                text += &format!("{}\n    {status} {code}: {sentence}\n", row.line);
            }
        }
        let works: Vec<&str> =
            rows.iter().filter(|row| row.failed.is_none()).map(|row| row.line.as_str()).collect();
        if !works.is_empty() {
            text += &format!("works: {}\n", works.join(" | "));
        }
        text.push('\n');
    }
    text
}

/// A copy of all files in a directory, at any depth.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), &to).unwrap();
        }
    }
}
