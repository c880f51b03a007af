//! The program as the tests run it: in their own process, on a data directory of their own.

use std::{ffi::OsString, path::Path};

use serde_json::Value;
use tempfile::TempDir;

use crate::{
    backend::Cost,
    cli::{Next, passphrase::Surroundings, run_in},
    i18n::Lang,
};

/// What a command did.
#[derive(Debug)]
pub struct Outcome {
    pub status: u8,
    pub out: String,
    pub err: String,
}

/// What the tests' passphrase is where no file has another.
pub const PASSPHRASE: &str = "fyra gröna båtar";

/// The least that Argon2 takes, and nobody at a terminal.
const AROUND: Surroundings = Surroundings {
    cost: Cost { memory_kib: 8, passes: 1, lanes: 1 },
    variable: |_| Some(PASSPHRASE.into()),
    ask: |_| None,
};

pub fn command(data: &Path, line: &[&str]) -> Outcome {
    in_language(data, Lang::Sv, line)
}

pub fn in_language(data: &Path, lang: Lang, line: &[&str]) -> Outcome {
    let lang = if lang == Lang::Sv { "sv" } else { "en" };
    let global = ["samskriv", "--lang", lang, "--data", data.to_str().unwrap()];
    let args: Vec<OsString> = global.iter().chain(line).map(OsString::from).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let next = run_in(&AROUND, &args, &mut out, &mut err, true);
    let Next::Exit(status) = next else { panic!("{next:?}") };
    Outcome { status, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

#[track_caller]
pub fn value(data: &Path, line: &[&str]) -> Value {
    let outcome = command(data, &[line, &["--json"]].concat());
    assert_eq!((outcome.status, outcome.err.as_str()), (0, ""), "{line:?}");
    serde_json::from_str(&outcome.out).unwrap()
}

#[track_caller]
pub fn refused(data: &Path, line: &[&str]) -> (u8, String) {
    let outcome = command(data, &[line, &["--json"]].concat());
    assert_eq!(outcome.out, "", "{line:?}");
    let error: Value = serde_json::from_str(&outcome.err).unwrap();
    assert!(error["text"].is_string(), "{error}");
    (outcome.status, error["error"].as_str().unwrap().to_owned())
}

pub const TEXT: &str = "\
# Skolnätverket

**Datum och tid:** 2027-01-08 kl. 9-12

**Plats:** Biblioteket

## Närvarande:

Siv Alm (ordf.)\tBjuv
Bo Falk\tKlippan

## Anteckningar

Vi talade om läget.

Vid tangenterna/Siv Alm
";

/// A data directory with the draft of `TEXT`, and its id.
pub fn imported() -> (TempDir, String) {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("januari.md");
    std::fs::write(&file, TEXT).unwrap();
    let answer = value(dir.path(), &["import", file.to_str().unwrap(), "--me", "Siv Alm"]);
    assert_eq!(answer["workspace"]["name"], "Mitt nätverk");
    assert!(answer["workspace"]["recovery"].is_string());
    let id = answer["documents"][0]["id"].as_str().unwrap().to_owned();
    (dir, id)
}
