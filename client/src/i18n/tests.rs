//! What must hold for every text: both languages have it with the same variables, and someone uses it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;

#[test]
fn languages_by_name_and_environment() {
    assert_eq!(Lang::parse("en_US.UTF-8"), Some(Lang::En));
    assert_eq!(Lang::parse("SV-se"), Some(Lang::Sv));
    assert_eq!(Lang::parse("de"), None);
    let lang = |variables: &[(&str, &str)]| {
        let variables: BTreeMap<_, _> = variables.iter().copied().collect();
        Lang::from_variables(|name| variables.get(name).map(|value| (*value).to_owned()))
    };
    assert_eq!(lang(&[]), Lang::Sv);
    assert_eq!(lang(&[("LANG", "C.UTF-8")]), Lang::Sv);
    assert_eq!(lang(&[("LANG", "en_GB.UTF-8")]), Lang::En);
    assert_eq!(lang(&[("LC_ALL", "sv_SE"), ("LANG", "en_GB.UTF-8")]), Lang::Sv);
    assert_eq!(lang(&[("LC_ALL", ""), ("LANG", "en")]), Lang::En);
}

#[test]
fn a_missing_key_is_shown_as_it_is() {
    assert_eq!(Texts::new(Lang::Sv).get("no-such-key"), "no-such-key");
}

#[test]
fn every_file_is_read_whole_and_no_key_stands_twice() {
    for lang in [Lang::Sv, Lang::En] {
        let mut bundle: FluentBundle<FluentResource> = FluentBundle::new(vec![lang.id()]);
        for source in lang.sources() {
            let resource = FluentResource::try_new(source.to_owned());
            let resource = resource.map_err(|(_, errors)| errors).expect("readable Fluent");
            bundle.add_resource(resource).expect("no key twice");
        }
    }
}

#[test]
fn both_languages_have_the_same_keys_and_variables() {
    let (sv, en) = (messages(Lang::Sv), messages(Lang::En));
    for (key, variables) in &sv {
        assert_eq!(Some(variables), en.get(key), "{key} in English");
    }
    for key in en.keys() {
        assert!(sv.contains_key(key), "{key} in Swedish");
    }
}

#[test]
fn every_key_is_used() {
    let mut source = String::new();
    read_source(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut source);
    let unused: Vec<String> =
        messages(Lang::Sv).into_keys().filter(|key| !source.contains(&format!("\"{key}\""))).collect();
    assert!(unused.is_empty(), "in no source file: {unused:?}");
}

/// The keys of a language with the variables of each. Fluent's grammar has keys at the beginning of a line only.
fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::<String, BTreeSet<String>>::new();
    let mut key = String::new();
    for line in lang.sources().iter().flat_map(|source| source.lines()) {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            key = line.split('=').next().unwrap().trim().to_owned();
        }
        if line.starts_with('#') || key.is_empty() {
            continue;
        }
        let variables = line.split('$').skip(1).map(|rest| {
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').collect()
        });
        messages.entry(key.clone()).or_default().extend(variables);
    }
    messages
}

fn read_source(dir: &Path, source: &mut String) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_source(&path, source);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            source.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}
