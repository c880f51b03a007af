//! The person's own list and its file.

use std::fs;

use crate::spelling::{Personal, PersonalError};

#[test]
fn a_word_that_was_added_is_there_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("kim/ordlista.txt");
    let (mut personal, none) = Personal::read(&path);
    assert!(none.is_none() && !personal.has("samverkansråd"));
    personal.add(" samverkansråd ").unwrap();
    personal.add("Ekholma").unwrap();
    personal.add("samverkansråd").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "samverkansråd\nEkholma\n");
    let (personal, _) = Personal::read(&path);
    assert!(personal.has("samverkansråd") && personal.has("Samverkansråd") && personal.has("Ekholma"));
    assert!(!personal.has("ekholma"));
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn what_was_written_by_hand_meanwhile_stays() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ordlista.txt");
    let (mut personal, _) = Personal::read(&path);
    fs::write(&path, "\u{feff}brukarråd\r\n\r\n").unwrap();
    personal.add("lotsteam").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "brukarråd\nlotsteam\n");
}

#[test]
fn damaged_bytes_cost_their_own_line_and_are_kept_aside() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ordlista.txt");
    let damaged = b"lotsteam\nbr\xff\xfekar\n\x00\x00\ntv\xc3\xa5 ord\nbarnahusr\xc3\xa5d";
    fs::write(&path, damaged).unwrap();
    let (mut personal, none) = Personal::read(&path);
    assert!(none.is_none());
    assert!(personal.has("lotsteam") && personal.has("barnahusråd") && !personal.has("ord"));
    personal.add("brukarråd").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "lotsteam\nbarnahusråd\nbrukarråd\n");
    assert_eq!(fs::read(directory.path().join("ordlista.txt.damaged")).unwrap(), damaged);
}

#[test]
fn what_cannot_be_read_is_told_and_not_written_over() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ordlista.txt");
    for bytes in
        [vec![b'a'; (1 << 20) + 1], (0..20_001).flat_map(|n| format!("o{n}\n").into_bytes()).collect()]
    {
        fs::write(&path, &bytes).unwrap();
        let (mut personal, error) = Personal::read(&path);
        assert!(matches!(error, Some(PersonalError::TooLong { .. })));
        assert!(matches!(personal.add("lotsteam"), Err(PersonalError::TooLong { .. })));
        assert!(personal.has("lotsteam"), "for this time");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
    let (mut personal, error) = Personal::read(directory.path());
    assert!(matches!(error, Some(PersonalError::Io { .. })));
    assert!(matches!(personal.add("lotsteam"), Err(PersonalError::Io { .. })));
}

#[test]
fn only_a_word_can_be_added() {
    let mut personal = Personal::default();
    for text in ["", "  ", "två ord", "rad\nbrott", "\u{0}", &"x".repeat(65)] {
        assert!(matches!(personal.add(text), Err(PersonalError::NotAWord { .. })), "{text:?}");
    }
    personal.add("lotsteam").unwrap();
    assert!(personal.has("lotsteam"), "without a file too");
}
