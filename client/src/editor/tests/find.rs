//! Finding and replacing without a window.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng as _, SeedableRng as _},
};
use samskriv_shared::text::{BlockKind, Case, Mark, Matching, Phrase};

use super::{Selection, Writer};
use crate::editor::{
    commands,
    find::{Find, phrase_of},
};

fn writer(text: &str) -> Writer {
    let mut writer = Writer::new();
    writer.write(0, text);
    writer
}

fn find(writer: &Writer, text: &str) -> Find {
    let mut find = Find::default();
    find.text = text.into();
    find.follow(writer.editor.view());
    find
}

fn replace_all(writer: &mut Writer, text: &str, with: &str) {
    let found = find(writer, text);
    writer.plan(|view| commands::replace(view, found.hits(), with, 0));
}

#[test]
fn hits_lie_within_paragraphs_and_are_counted_around() {
    let writer = writer("råd rad\nRÅD\nett råd");
    let found = find(&writer, "råd");
    assert_eq!(found.hits(), [0..3, 8..11, 16..19]);
    let at = Selection::at;
    let hit = |range: std::ops::Range<usize>| Selection { caret: range.end, other: range.start };
    assert_eq!(found.current(at(8)), None);
    assert_eq!(found.current(hit(8..11)), Some(1));
    assert_eq!(found.current(Selection { caret: 8, other: 11 }), Some(1), "selected backwards");
    assert_eq!((found.next(at(0)), found.next(at(1)), found.next(at(17))), (Some(0), Some(1), Some(0)));
    assert_eq!((found.next(hit(8..11)), found.next(hit(16..19))), (Some(2), Some(0)));
    assert_eq!(
        (found.previous(at(0)), found.previous(at(4)), found.previous(hit(8..11))),
        (Some(2), Some(0), Some(0))
    );
    let none = find(&writer, "d\nrå");
    assert_eq!((none.hits(), none.next(at(0)), none.previous(at(0))), (&[][..], None, None));
    assert!(find(&writer, "").hits().is_empty());
}

#[test]
fn hits_are_looked_for_again_only_when_something_is_another() {
    let mut writer = writer("ett");
    let mut find = find(&writer, "e");
    assert!(!find.follow(writer.editor.view()));
    find.matching = Matching { case: Case::Kept, whole_words: true };
    assert!(find.follow(writer.editor.view()));
    assert!(find.hits().is_empty());
    writer.write(0, "e e ");
    assert!(find.follow(writer.editor.view()));
    assert_eq!(find.hits(), [0..1, 2..3]);
}

#[test]
fn a_selection_is_looked_for_within_a_paragraph_only() {
    let writer = writer("ett två\ntre");
    let phrase = |caret, other| phrase_of(writer.editor.view(), Selection { caret, other });
    assert_eq!(phrase(4, 7).as_deref(), Some("två"));
    assert_eq!(phrase(11, 8).as_deref(), Some("tre"));
    assert_eq!((phrase(4, 9), phrase(4, 4)), (None, None));
}

#[test]
fn what_replaces_has_the_marks_of_the_first_letter_and_no_marker_is_touched() {
    let mut writer = writer("ett två\ntvå");
    writer.plan(|view| commands::set_mark(view, 4..6, "strong", Some(&Mark::Strong)));
    writer.plan(|view| commands::set_kind(view, 8..8, &BlockKind::Decision, || BlockKind::Action(None)));
    let before = writer.shown();
    replace_all(&mut writer, "TVÅ", "tvåtvå");
    assert_eq!(writer.text(), "ett tvåtvå\ntvåtvå");
    let marks = writer.editor.view().blocks()[0].marks.clone();
    assert_eq!((marks.len(), marks[0].start, marks[0].end), (1, 4, 10));
    assert_eq!(writer.editor.view().blocks()[1].kind, BlockKind::Decision);
    writer.undo();
    assert_eq!(writer.shown(), before, "one undo takes all of it back");
    writer.redo();
    replace_all(&mut writer, "två", "");
    assert_eq!(writer.text(), "ett \n");
    assert_eq!(writer.editor.view().blocks()[1].kind, BlockKind::Decision);
}

#[test]
fn the_caret_goes_where_its_place_has_gone() {
    let writer = writer("aa b aa b");
    let hits = find(&writer, "aa");
    let caret = |at| commands::replace(writer.editor.view(), hits.hits(), "xyz", at).caret;
    assert_eq!([0, 1, 2, 3, 6, 7, 9].map(caret), [0, 0, 3, 4, 6, 9, 11]);
}

#[test]
fn what_others_write_meanwhile_stays() {
    let mut mine = writer("råd om råd\nråd");
    let mut theirs = mine.another(2);
    replace_all(&mut mine, "råd", "nämnd");
    theirs.write(6, "ett ");
    theirs.write(0, "Nytt ");
    let (sent, received) = (mine.sent().unwrap(), theirs.sent().unwrap());
    mine.receive(&received);
    theirs.receive(&sent);
    assert_eq!(mine.text(), theirs.text());
    assert!(mine.text().contains("Nytt ") && mine.text().contains("ett "), "{}", mine.text());
    assert_eq!(mine.text().matches("nämnd").count(), 3);
    mine.undo();
    assert_eq!(mine.text().matches("råd").count(), 3, "{}", mine.text());
    assert!(mine.text().contains("Nytt ") && mine.text().contains("ett "), "{}", mine.text());
}

/// Every text is replaced paragraph by paragraph as strings, too.
#[test]
fn replacing_all_is_what_replacing_in_strings_is() {
    const PARTS: &[&str] = &["a", "å", "a\u{30a}", "A", "b", " ", "😀", "\n", "é", "ß"];
    for seed in 0..60 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut text = |most: u32, parts: &[&str]| -> String {
            let count = random.next_u32() % (most + 1);
            (0..count).map(|_| parts[random.next_u32() as usize % parts.len()]).collect()
        };
        let whole = text(30, PARTS);
        let phrase = text(2, &["a", "å", "b", "e", " ", "😀"]);
        let with = text(3, &["a", "å", "x", "😀"]);
        let mut writer = writer(&whole);
        let before = writer.text().to_owned();
        let expected: Vec<String> =
            before.split('\n').map(|paragraph| replaced(paragraph, &phrase, &with)).collect();
        replace_all(&mut writer, &phrase, &with);
        assert_eq!(writer.text(), expected.join("\n"), "seed {seed}: {phrase:?} by {with:?} in {before:?}");
        if writer.text() != before {
            writer.undo();
            assert_eq!(writer.text(), before, "seed {seed}");
        }
    }
}

fn replaced(text: &str, phrase: &str, with: &str) -> String {
    let Some(phrase) = Phrase::new(phrase, Matching::default()) else { return text.to_owned() };
    let chars: Vec<char> = text.chars().collect();
    let (mut replaced, mut at) = (String::new(), 0);
    for hit in phrase.hits(text) {
        replaced.extend(&chars[at..hit.start]);
        replaced.push_str(with);
        at = hit.end;
    }
    replaced.extend(&chars[at..]);
    replaced
}
