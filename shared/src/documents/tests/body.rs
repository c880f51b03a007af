//! The body: splices, paragraphs, marks, carets, and what other programs write.

use automerge::{
    ObjType, ROOT, ReadDoc,
    marks::{ExpandMark, Mark as StoredMark},
    transaction::Transactable,
};

use super::*;
use crate::text::{Changing, Mark, MarkRange};
use BlockKind::{Blockquote, Decision, Heading, OrderedListItem, Other, Paragraph, UnorderedListItem};

fn kinds(minutes: &MinutesDocument) -> Vec<BlockKind> {
    body(minutes).into_iter().map(|(kind, _)| kind).collect()
}

/// What Enter gives in the middle of a paragraph of this kind, and at its end.
fn split(kind: BlockKind) -> [Vec<BlockKind>; 2] {
    [2, 4].map(|at| {
        let mut minutes = with_body(&[(kind.clone(), "abcd"), (Paragraph, "e")]);
        assert_eq!(minutes.body_splice(at, 0, "\r\n").unwrap(), 1);
        let mut kinds = kinds(&minutes);
        assert_eq!(kinds.pop(), Some(Paragraph));
        kinds
    })
}

#[test]
fn enter_splits_by_kind() {
    let action = BlockKind::Action(Some(ACTION));
    for (kind, middle, end) in [
        (Paragraph, Paragraph, Paragraph),
        (UnorderedListItem, UnorderedListItem, UnorderedListItem),
        (OrderedListItem, OrderedListItem, OrderedListItem),
        (Blockquote, Blockquote, Blockquote),
        (Heading(3), Heading(3), Paragraph),
        (Decision, Paragraph, Paragraph),
        (action, Paragraph, Paragraph),
        (Other("code-block".to_owned()), Paragraph, Paragraph),
    ] {
        assert_eq!(split(kind.clone()), [[kind.clone(), middle], [kind, end]]);
    }
}

#[test]
fn enter_before_a_decision_makes_room_above() {
    for first in [true, false] {
        let mut minutes = with_body(if first { &[] } else { &[(Paragraph, "x")] });
        minutes.body_push(&Block::new(Decision, "Vi byter"));
        let at = if first { 0 } else { 2 };
        minutes.body_splice(at, 0, "\nHej").unwrap();
        let lines = body(&minutes);
        assert_eq!(lines[lines.len() - 2], (Paragraph, String::new()));
        assert_eq!(lines[lines.len() - 1], (Decision, "HejVi byter".to_owned()));
    }
}

#[test]
fn list_items_continue_at_their_depth() {
    let (mut minutes, _) = created();
    minutes.body_push(&Block { depth: 2, ..Block::new(UnorderedListItem, "ab") });
    minutes.body_splice(1, 0, "\n").unwrap();
    assert_eq!(minutes.read().body.iter().map(|block| block.depth).collect::<Vec<_>>(), [2, 2]);
}

#[test]
fn splices_are_clamped_and_counted() {
    let mut minutes = with_body(&[(Paragraph, "åäö")]);
    assert_eq!(minutes.body_splice(99, 99, "\u{1f344}\r\nb\rc\n").unwrap(), 6);
    assert_eq!(minutes.body_display(), "åäö\u{1f344}\nb\nc\n");
    assert_eq!(minutes.body_splice(2, usize::MAX, "x").unwrap(), 1);
    assert_eq!(minutes.body_display(), "åäx");
}

#[test]
fn pushed_paragraphs_keep_their_marks() {
    let (mut minutes, _) = created();
    let mark = |start, end, mark| MarkRange { start, end, mark };
    let link = Mark::Link { href: "https://example.se/?q=\"å\"".to_owned() };
    let colour = Mark::Other { name: "colour".to_owned(), value: "röd".to_owned() };
    let first = Block {
        marks: vec![mark(0, 3, Mark::Strong), mark(2, 6, colour), mark(3, 6, link)],
        ..Block::new(Heading(2), "Fet rad")
    };
    let bold = Block { marks: vec![mark(4, 7, Mark::Strong)], ..Block::new(Paragraph, "Mer fet") };
    // Nothing of the bold end before it reaches this one.
    let plain = Block { marks: vec![mark(0, 1, Mark::Em)], ..Block::new(UnorderedListItem, "Vanlig") };
    for block in [&first, &bold, &plain] {
        minutes.body_push(block);
    }
    assert_eq!(minutes.read().body, [first, bold, plain.clone()]);
    // What is typed at the end of the plain one stays plain.
    let end = minutes.body_display().chars().count();
    minutes.body_splice(end, 0, "!").unwrap();
    let last = minutes.read().body.pop().unwrap();
    assert_eq!((last.text.as_str(), last.marks), ("Vanlig!", plain.marks));
}

#[test]
fn a_new_action_leaves_the_line_that_somebody_is_about_to_write() {
    let mut minutes = with_body(&[(Decision, "Budgeten antas.")]);
    minutes.body_push(&Block::new(Paragraph, ""));
    for (n, text) in [(1, "Ring"), (2, "Skriv")] {
        minutes.add_action(ActionId([n; 16]), text, &[], Due::None);
    }
    let texts: Vec<String> = minutes.read().body.into_iter().map(|block| block.text).collect();
    assert_eq!(texts, ["Budgeten antas.", "Ring", "Skriv", ""]);
    assert_eq!(
        minutes.read().actions.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(),
        ["Ring", "Skriv"]
    );
    // An empty decision is no such line.
    let mut minutes = with_body(&[(Paragraph, "Mötet öppnas."), (Decision, "")]);
    minutes.add_action(ACTION, "Ring", &[], Due::None);
    assert_eq!(minutes.body_display(), "Mötet öppnas.\n\nRing");
}

#[test]
fn marks_out_of_range_and_line_breaks_are_tamed() {
    let (mut minutes, _) = created();
    let marks = vec![
        MarkRange { start: 1, end: 99, mark: Mark::Em },
        MarkRange { start: 5, end: 2, mark: Mark::Strong },
        MarkRange { start: 0, end: 2, mark: Mark::Link { href: "x".repeat(1 << 20) } },
    ];
    minutes.body_push(&Block { marks, ..Block::new(Heading(9), "a\nb") });
    let read = minutes.read().body;
    let em = MarkRange { start: 1, end: 3, mark: Mark::Em };
    assert_eq!(read, [Block { marks: vec![em], ..Block::new(Heading(6), "a b") }]);
}

#[test]
fn removed_marks_join_their_neighbours() {
    let mut minutes = with_body(&[(Paragraph, "abcdef")]);
    let text = minutes.document.reading().get(ROOT, "body").unwrap().unwrap().1;
    let auto = minutes.document.edit(0).unwrap();
    for name in ["strong", "em"] {
        auto.mark(&text, StoredMark::new(name.to_owned(), true, 1, 7), ExpandMark::After).unwrap();
    }
    auto.unmark(&text, "em", 3, 5, ExpandMark::After).unwrap();
    let mark = |start, end, mark| MarkRange { start, end, mark };
    let expected = [mark(0, 2, Mark::Em), mark(0, 6, Mark::Strong), mark(4, 6, Mark::Em)];
    assert_eq!(minutes.read().body[0].marks, expected);
}

#[test]
fn texts_of_other_programs_are_read_and_kept() {
    let (mut minutes, _) = created();
    let text = minutes.document.reading().get(ROOT, "body").unwrap().unwrap().1;
    let auto = minutes.document.edit(0).unwrap();
    auto.splice_text(&text, 0, 1, "rad\net\u{fffc}t").unwrap();
    let marker = auto.split_block(&text, 8).unwrap();
    auto.put(&marker, "type", "code-block").unwrap();
    let attrs = auto.put_object(&marker, "attrs", ObjType::Map).unwrap();
    auto.put(&attrs, "language", "rust").unwrap();
    auto.split_block(&text, 9).unwrap();
    auto.insert(&text, 10, 12).unwrap();

    let lines = [(Paragraph, "rad\net\u{fffc}t"), (Other("code-block".into()), ""), (Paragraph, "\u{fffc}")];
    assert_eq!(body(&minutes), lines.map(|(kind, text)| (kind, text.to_owned())));
    assert_eq!(minutes.body_display(), "rad et\u{fffc}t\n\n\u{fffc}");
    assert_eq!(minutes.body_splice(9, 0, "fn").unwrap(), 2);
    assert_eq!(minutes.body_display(), "rad et\u{fffc}t\nfn\n\u{fffc}");
    minutes.set_block_kind(1, &Heading(2));
    minutes.set_block_kind(1, &Paragraph);
    let language = minutes.document.reading().get(&attrs, "language").unwrap().unwrap();
    assert_eq!(language.0.to_str(), Some("rust"));
    // The paragraph before the first marker gets one when it becomes something.
    minutes.set_block_kind(0, &Heading(1));
    assert_eq!(kinds(&minutes), [Heading(1), Paragraph, Paragraph]);
    assert_eq!(minutes.body_display(), "rad et\u{fffc}t\nfn\n\u{fffc}");
}

#[test]
fn a_body_without_a_first_marker_is_spliced_as_it_shows() {
    let start = |minutes: &mut MinutesDocument| {
        let text = minutes.document.reading().get(ROOT, "body").unwrap().unwrap().1;
        let auto = minutes.document.edit(0).unwrap();
        auto.splice_text(&text, 0, 1, "ab").unwrap();
        auto.split_block(&text, 2).unwrap();
        assert_eq!(minutes.body_display(), "ab\n");
    };
    for (at, delete, insert, expected) in [
        (0, 2, "", "\n"),
        (0, 1, "", "b\n"),
        (0, 3, "", ""),
        (0, 0, "\n", "\nab\n"),
        (0, 2, "\nx", "\nx\n"),
        (1, 1, "\n", "a\n\n"),
        (3, 0, "c\n", "ab\nc\n"),
    ] {
        let (mut minutes, _) = created();
        start(&mut minutes);
        minutes.body_splice(at, delete, insert).unwrap();
        assert_eq!(minutes.body_display(), expected, "{at} {delete} {insert:?}");
    }
}

#[test]
fn carets_stay_after_their_left_neighbour() {
    let mut mine = with_body(&[(Paragraph, "abc"), (Paragraph, "def")]);
    let mut yours = fork(&mut mine, 2);
    let carets: Vec<_> = (0..=7).map(|at| mine.body_anchor(at)).collect();
    assert!(carets.iter().enumerate().all(|(at, caret)| mine.body_position(caret) == at));
    yours.body_splice(7, 0, "!").unwrap();
    yours.body_splice(4, 0, "X").unwrap();
    yours.body_splice(1, 1, "").unwrap();
    yours.body_splice(0, 0, "å").unwrap();
    exchange(&mut mine, &mut yours);
    assert_eq!(mine.body_display(), "åac\nXdef!");
    let now: Vec<usize> = carets.iter().map(|caret| mine.body_position(caret)).collect();
    assert_eq!(now, [0, 2, 2, 3, 4, 6, 7, 8]);
    // Beyond the end, and when everything went.
    assert_eq!(mine.body_position(&mine.body_anchor(99)), 9);
    yours.body_splice(0, 99, "").unwrap();
    exchange(&mut mine, &mut yours);
    assert!(carets.iter().all(|caret| mine.body_position(caret) == 0));
}
