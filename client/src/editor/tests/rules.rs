//! Each rule by itself.

use samskriv_shared::{
    ids::DeviceId,
    text::{Block, BlockKind, Mark},
};

use super::{Doing, Selection, Writer, ids, selection, strong};
use crate::editor::{commands, shortcuts};

fn of(text: &str) -> Writer {
    let mut writer = Writer::new();
    writer.write(0, text);
    writer
}

fn kind(writer: &mut Writer, at: usize, kind: &BlockKind) {
    let mut seed = 0;
    writer.plan(|view| commands::set_kind(view, at..at, kind, || ids(&mut seed)));
}

fn enter(writer: &mut Writer, at: usize) -> usize {
    writer.plan(|view| commands::enter(view, at..at));
    writer.check();
    writer.editor.selection.map_or(0, |selection| selection.caret)
}

#[test]
fn enter_does_what_word_processors_do() {
    let mut writer = of("Rubrik\nPunkt\nSlut");
    kind(&mut writer, 0, &BlockKind::Heading(1));
    kind(&mut writer, 7, &BlockKind::UnorderedListItem);
    assert_eq!(enter(&mut writer, 6), 7, "behind a heading comes text");
    assert_eq!(writer.shown(), "[heading1]Rubrik[paragraph][unordered-list-item]Punkt[paragraph]Slut");
    assert_eq!(enter(&mut writer, 13), 14, "behind an item comes an item");
    assert_eq!(enter(&mut writer, 14), 14, "an empty item ends the list");
    assert_eq!(
        writer.shown(),
        "[heading1]Rubrik[paragraph][unordered-list-item]Punkt[paragraph][paragraph]Slut"
    );
    assert_eq!(enter(&mut writer, 0), 1, "room above a heading");
    assert!(writer.shown().starts_with("[paragraph][heading1]Rubrik[paragraph]"), "{}", writer.shown());
    assert_eq!(enter(&mut writer, 4), 5, "a heading cut in two is two");
    assert!(writer.shown().starts_with("[paragraph][heading1]Rub[heading1]rik"), "{}", writer.shown());
}

#[test]
fn a_decision_keeps_its_first_part() {
    let mut writer = of("Vi gör så här. Och så.");
    kind(&mut writer, 0, &BlockKind::Decision);
    enter(&mut writer, 14);
    assert_eq!(writer.shown(), "[decision]Vi gör så här.[paragraph] Och så.");
}

#[test]
fn backspace_makes_plain_before_it_joins() {
    let mut writer = of("a\nb");
    kind(&mut writer, 2, &BlockKind::UnorderedListItem);
    writer.plan(|view| commands::indent(view, 2..2, true).unwrap());
    assert_eq!(
        writer.shown(),
        "[paragraph]a[unordered-list-item]b",
        "the first item has nothing to lie under"
    );
    let back = |writer: &mut Writer| {
        let plan = commands::backspace(writer.editor.view(), 2);
        let plan = plan.unwrap_or_else(|| commands::delete(writer.editor.view(), 1..2));
        writer.run(&plan, Doing::Other);
        writer.check();
    };
    back(&mut writer);
    assert_eq!(writer.shown(), "[paragraph]a[paragraph]b");
    back(&mut writer);
    assert_eq!(writer.shown(), "[paragraph]ab");
}

#[test]
fn tab_moves_items_at_most_one_level_below_the_one_above() {
    let mut writer = of("a\nb\nc");
    for at in [0, 2, 4] {
        kind(&mut writer, at, &BlockKind::OrderedListItem);
    }
    writer.plan(|view| commands::indent(view, 2..5, true).unwrap());
    writer.plan(|view| commands::indent(view, 2..5, true).unwrap());
    assert_eq!(writer.shown(), "[ordered-list-item]a[ordered-list-item>]b[ordered-list-item>>]c");
    writer.plan(|view| commands::indent(view, 4..4, false).unwrap());
    assert_eq!(writer.shown(), "[ordered-list-item]a[ordered-list-item>]b[ordered-list-item>]c");
    assert_eq!(enter(&mut writer, 5), 6);
    assert_eq!(enter(&mut writer, 6), 6, "an empty item comes out one level at a time");
    assert!(writer.shown().ends_with("[ordered-list-item>]c[ordered-list-item]"), "{}", writer.shown());
    assert!(commands::indent(of("a").editor.view(), 0..0, true).is_none());
    writer.check();
}

#[test]
fn signs_at_the_beginning_make_something_of_a_paragraph() {
    for (typed, expected) in [
        ("# ", "[heading1]x"),
        ("### ", "[heading3]x"),
        ("- ", "[unordered-list-item]x"),
        ("1. ", "[ordered-list-item]x"),
        ("> ", "[blockquote]x"),
        ("Beslut: ", "[decision]x"),
        ("Åtgärd: ", "[action]x"),
        ("#a ", "[paragraph]#a x"),
    ] {
        let mut writer = of(&format!("{typed}x"));
        let mut seed = 0;
        let at = typed.chars().count();
        if let Some(plan) = shortcuts::plan(writer.editor.view(), at, || ids(&mut seed)) {
            writer.run(&plan, Doing::Other);
            assert_eq!(writer.editor.selection, Some(Selection::at(0)));
        }
        writer.check();
        assert_eq!(writer.shown(), expected);
        if expected != "[paragraph]#a x" {
            writer.undo();
            assert_eq!(writer.shown(), format!("[paragraph]{typed}x"), "one undo brings the signs back");
        }
    }
}

#[test]
fn signs_change_the_level_of_a_heading_and_make_no_item_of_it() {
    for (typed, expected) in [("### ", "[heading3]x"), ("- ", "[heading1]- x")] {
        let mut writer = of(&format!("{typed}x"));
        kind(&mut writer, 0, &BlockKind::Heading(1));
        let (at, mut seed) = (typed.chars().count(), 0);
        if let Some(plan) = shortcuts::plan(writer.editor.view(), at, || ids(&mut seed)) {
            writer.run(&plan, Doing::Other);
        }
        assert_eq!(writer.shown(), expected);
    }
}

#[test]
fn undo_takes_back_marks_kinds_and_links() {
    let mut writer = of("ett två tre");
    let link = Mark::Link { href: "https://exempel.se".into() };
    writer.plan(|view| commands::set_mark(view, 4..7, "link", Some(&link)));
    writer.plan(|view| commands::set_mark(view, 0..11, "strong", Some(&strong())));
    kind(&mut writer, 0, &BlockKind::Heading(2));
    let all = writer.shown();
    assert_eq!(all, "[heading2]<strong:ett <link:två> tre>");
    writer.plan(|view| commands::delete(view, 2..9));
    assert_eq!(writer.shown(), "[heading2]<strong:etre>");
    writer.undo();
    assert_eq!(writer.shown(), all, "a link that was deleted comes back as a link");
    writer.undo();
    writer.undo();
    assert_eq!(writer.shown(), "[paragraph]ett <link:två> tre");
    writer.undo();
    assert_eq!(writer.shown(), "[paragraph]ett två tre");
    (0..4).for_each(|_| writer.redo());
    assert_eq!(writer.shown(), "[heading2]<strong:etre>");
    writer.check();
}

#[test]
fn undo_leaves_what_others_wrote_in_between() {
    let mut writer = of("hej värld");
    let mut other = writer.another(2);
    writer.editor.moved(Selection::at(3));
    for (at, letter) in ["X", "Y", "Z"].iter().enumerate() {
        let plan = commands::insert(writer.editor.view(), 3 + at..3 + at, letter, None);
        writer.run(&plan, Doing::Typing);
    }
    other.receive(&writer.sent().unwrap());
    other.write(4, "-deras-");
    writer.receive(&other.sent().unwrap());
    assert_eq!(writer.text(), "hejX-deras-YZ värld");
    writer.undo();
    assert_eq!(writer.text(), "hej-deras- värld");
    writer.redo();
    assert_eq!(writer.text().replace(['X', 'Y', 'Z'], ""), "hej-deras- värld");
    writer.check();
}

#[test]
fn carets_stay_beside_their_text() {
    let mut writer = of("abc");
    let mut other = writer.another(2);
    writer.editor.selection = Some(selection(3, 1));
    let [one, two] = [DeviceId([7; 32]), DeviceId([8; 32])];
    writer.editor.others = vec![(one, Selection::at(3)), (two, Selection::at(0))];
    other.write(3, "END");
    other.write(1, "xx");
    other.write(0, "\n");
    writer.receive(&other.sent().unwrap());
    assert_eq!(writer.text(), "\naxxbcEND");
    assert_eq!(
        writer.editor.selection,
        Some(selection(6, 4)),
        "what came at the selection's edges is not in it"
    );
    assert_eq!(writer.editor.others, [(one, Selection::at(6)), (two, Selection::at(0))]);
}

#[test]
fn pasted_paragraphs_keep_what_they_are() {
    let mut writer = of("före efter");
    let mut seed = 0;
    let blocks = [
        Block::new(BlockKind::Heading(2), "Rubrik"),
        Block { depth: 1, ..Block::new(BlockKind::UnorderedListItem, "punkt") },
        Block::new(BlockKind::Action(None), "gör"),
    ];
    writer.plan(|view| commands::paste(view, 5..5, &blocks, || ids(&mut seed)));
    writer.check();
    assert_eq!(writer.shown(), "[paragraph]före Rubrik[unordered-list-item>]punkt[action]görefter");
    let mut empty = Writer::new();
    empty.plan(|view| commands::paste(view, 0..0, &blocks[..1], || ids(&mut seed)));
    assert_eq!(empty.shown(), "[heading2]Rubrik", "in an empty paragraph the first says what it is");
}

#[test]
fn a_line_break_is_within_its_paragraph() {
    let mut writer = of("ab");
    writer.plan(|view| commands::line_break(view, 1..1));
    assert_eq!(writer.text(), "a\nb");
    assert_eq!(writer.shown(), "[paragraph]a\nb");
    writer.check();
}

#[test]
fn typed_text_carries_what_was_chosen_and_a_link_ends() {
    let mut writer = of("se här");
    let link = Mark::Link { href: "https://exempel.se".into() };
    writer.plan(|view| commands::set_mark(view, 3..6, "link", Some(&link)));
    writer.write(6, "!");
    assert_eq!(writer.shown(), "[paragraph]se <link:här>!");
    writer.plan(|view| commands::insert(view, 0..0, "nu ", Some(&[Mark::Em])));
    assert_eq!(writer.shown(), "[paragraph]<em:nu >se <link:här>!");
    writer.check();
}
