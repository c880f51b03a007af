//! Where dictionaries are looked for, what is read, and what happens with files that are none.

use std::{ffi::OsString, fs, path::PathBuf, time::Instant};

use crate::spelling::{
    Dictionary, DictionaryError, Found,
    dictionaries::{find, places, places_on},
    fuel::Stopped,
    tests::small::{self, AFF, DIC, write},
};

fn languages(directories: &[PathBuf]) -> Vec<String> {
    find(directories).into_iter().map(|found| found.language).collect()
}

#[test]
fn one_dictionary_of_each_language_is_found_the_preferred_one_first() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let directories = [first.path().to_owned(), second.path().to_owned(), PathBuf::from("/no/such/place")];
    assert_eq!(languages(&directories), [""; 0]);
    // Half of a pair is none.
    fs::write(first.path().join("sv_SE.dic"), DIC).unwrap();
    write(first.path(), "sv_FI", AFF, DIC);
    write(second.path(), "en_US", AFF, DIC);
    assert_eq!(languages(&directories), ["sv_FI", "en_US"]);
    write(second.path(), "sv_SE", AFF, DIC);
    let office = first.path().join("dict-en");
    fs::create_dir(&office).unwrap();
    write(&office, "en_GB", AFF, DIC);
    assert_eq!(languages(&directories), ["sv_SE", "en_GB"]);
    assert_eq!(find(&directories)[1].dic, office.join("en_GB.dic"));
}

#[test]
fn each_system_has_its_places() {
    let variable = |name: &str| match name {
        "HOME" => Some(OsString::from("/home/kim")),
        "ProgramFiles" => Some(OsString::from("C:/Program Files")),
        _ => None,
    };
    let linux = places_on("linux", variable);
    assert_eq!(
        linux[..2],
        [PathBuf::from("/home/kim/.local/share/hunspell"), PathBuf::from("/usr/share/hunspell")]
    );
    assert_eq!(places_on("macos", variable)[0], PathBuf::from("/home/kim/Library/Spelling"));
    let windows = [PathBuf::from("C:/Program Files/LibreOffice/share/extensions")];
    assert_eq!(places_on("windows", variable), windows);
    assert!(places_on("windows", |_| None).is_empty());
}

#[test]
fn compounds_inflections_and_abbreviations_are_taken() {
    let dictionary = small::dictionary();
    for word in [
        "möte",
        "Möte",
        "MÖTE",
        "sommarmöte",
        "åtgärdslista",
        "åtgärdslistan",
        "socialtjänstförvaltning",
        "socialtjänstförvaltningen",
        "nämnder",
        "t.ex.",
        "osv.",
        "möte-lista",
    ] {
        assert_eq!(dictionary.takes(word), Ok(true), "{word}");
    }
    for word in ["möt", "åtgärdlista", "mötesommar", "t.ex", "listasommar"] {
        assert_eq!(dictionary.takes(word), Ok(false), "{word}");
    }
    assert_eq!(dictionary.suggestions("åtgärdslitsa", false).unwrap(), ["åtgärdslista"]);
    assert_eq!(dictionary.suggestions("Möet", true).unwrap(), ["Möte"]);
    assert_eq!(dictionary.suggestions(&"x".repeat(1_000), true).unwrap(), [""; 0]);
}

#[test]
fn old_encodings_are_read_with_their_flags() {
    let directory = tempfile::tempdir().unwrap();
    let bytes = |text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>();
    // Two flags whose UTF-8 begins with the same byte.
    let aff = "SET ISO8859-1\nSFX å Y 1\nSFX å 0 er .\nSFX ä Y 1\nSFX ä 0 en .\n";
    let found = write(directory.path(), "sv", bytes(aff), bytes("2\ngård/ä\nnämnd/å\n"));
    let dictionary = Dictionary::load(&found).unwrap();
    let takes = |word: &str| dictionary.takes(word).unwrap();
    assert!(takes("gården") && takes("nämnder"));
    assert!(!takes("gårder") && !takes("nämnden"));
}

#[test]
fn what_is_no_dictionary_is_told_and_does_no_harm() {
    let directory = tempfile::tempdir().unwrap();
    let load = |aff: &[u8], dic: &[u8]| {
        let error = Dictionary::load(&write(directory.path(), "sv", aff, dic)).err().expect("refused");
        assert!(error.to_string().contains("sv."), "{error}");
        error
    };
    let missing = Dictionary::load(&Found::beside(&directory.path().join("no.dic"))).err().unwrap();
    assert!(matches!(missing, DictionaryError::Io { .. }), "{missing}");
    let folder = directory.path().join("folder.aff");
    fs::create_dir(&folder).unwrap();
    assert!(matches!(Dictionary::load(&Found::beside(&folder)).err().unwrap(), DictionaryError::Io { .. }));
    assert!(matches!(load(b"SET KOI8-R", b"0\n"), DictionaryError::Encoding { .. }));
    assert!(matches!(load(b"SET UTF-8", b"1\nm\xf6te\n"), DictionaryError::NotText { .. }));
    assert!(matches!(load(AFF.as_bytes(), b"PK\x03\x04\n"), DictionaryError::Malformed { .. }));
    assert!(matches!(load(AFF.as_bytes(), b""), DictionaryError::Malformed { .. }));
    assert!(matches!(load(b"SFX A Y 99999999999\n", b"0\n"), DictionaryError::Malformed { .. }));
    assert!(matches!(load(b"SFX A Y 1\nSFX A 0 x [\n", b"0\n"), DictionaryError::Malformed { .. }));
    assert!(matches!(load(AFF.as_bytes(), &b"a\n".repeat(1_000)), DictionaryError::Excessive { .. }));
    assert!(matches!(load(AFF.as_bytes(), &b"\n".repeat(1_000_001)), DictionaryError::Excessive { .. }));
    let flags = format!("AF 1\nAF {}\n", "a".repeat(60_000));
    assert!(matches!(load(flags.as_bytes(), &b"\n".repeat(10_000)), DictionaryError::Excessive { .. }));
    assert!(matches!(load(AFF.as_bytes(), &vec![b'a'; (32 << 20) + 1]), DictionaryError::TooLarge { .. }));
}

#[cfg(unix)]
#[test]
fn what_would_never_end_is_not_opened() {
    let directory = tempfile::tempdir().unwrap();
    let found = write(directory.path(), "sv", AFF, DIC);
    fs::remove_file(&found.dic).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &found.dic).unwrap();
    assert!(matches!(Dictionary::load(&found).err().unwrap(), DictionaryError::Io { .. }));
}

#[test]
fn a_dictionary_whose_compounds_double_with_each_letter_runs_out_of_fuel() {
    let directory = tempfile::tempdir().unwrap();
    let aff = "SET UTF-8\nCOMPOUNDMIN 1\nCOMPOUNDBEGIN X\nCOMPOUNDMIDDLE U\n";
    let found = write(directory.path(), "sv", aff, "3\na/XU\naa/XU\naaa/XU\n");
    let dictionary = Dictionary::load(&found).unwrap();
    // 2 to the power of 60 ways to cut it.
    assert_eq!(dictionary.takes(&format!("{}q", "a".repeat(60))), Err(Stopped::Empty));
    assert_eq!(dictionary.suggestions(&format!("{}q", "a".repeat(60)), true), Ok(vec![]));
    assert_eq!(dictionary.takes("aa"), Ok(true));
}

#[test]
fn a_dictionary_cut_or_changed_anywhere_is_read_or_refused() {
    let directory = tempfile::tempdir().unwrap();
    let mut read = 0;
    for at in 0..AFF.len() {
        let mut changed = AFF.as_bytes().to_vec();
        changed[at] ^= 0x15;
        for aff in [&AFF.as_bytes()[..at], &changed] {
            let Ok(dictionary) = Dictionary::load(&write(directory.path(), "sv", aff, DIC)) else { continue };
            for word in ["åtgärdslistan", "socialtjänstförvaltningen", "t.ex.", "mötte"] {
                let _ = dictionary.takes(word);
            }
            read += 1;
        }
    }
    assert!(read > AFF.len() / 4, "{read}");
}

/// What the tests above hold in the small, by the system's dictionaries where there are some; prints what they take.
#[test]
fn the_systems_dictionaries_know_the_words_of_minutes() {
    let found = find(&places());
    let Some(swedish) = found.iter().find(|found| found.language == "sv_SE") else {
        eprintln!("skipped: this system has no Swedish dictionary (Debian: apt install hunspell-sv)");
        return;
    };
    let start = Instant::now();
    let dictionary = Dictionary::load(swedish).unwrap();
    eprintln!("{}: read in {:?}", dictionary.language(), start.elapsed());
    for word in [
        "socialtjänstförvaltningen",
        "barnkonventionen",
        "åtgärdslista",
        "EU:s",
        "t.ex.",
        "bl.a.",
        "e-post",
        "nätverksmöte",
        "minnesanteckningar",
        "orosanmälningar",
        "LSS-handläggare",
        "arbetsmarknads-",
        "skol-",
    ] {
        assert_eq!(dictionary.takes(word), Ok(true), "{word}");
    }
    for word in ["felstavatt", "åtgärdslisat", "nätverksmötte"] {
        assert_eq!(dictionary.takes(word), Ok(false), "{word}");
    }
    let suggestions = dictionary.suggestions("felstavatt", true).unwrap();
    assert_eq!(suggestions.first().map(String::as_str), Some("felstavat"), "{suggestions:?}");
}
