//! Trash, duplicates and the next meeting's minutes.

use automerge::{ROOT, transaction::Transactable};
use jiff::civil::date;

use super::*;
use crate::{
    ids::DocId,
    text::{Changing, Mark, MarkRange},
};

#[test]
fn minutes_go_to_the_trash_and_back_and_what_others_write_meanwhile_stays() {
    let (mut mine, _) = created();
    let mut yours = fork(&mut mine, 2);
    mine.set_trashed(Some(5_000));
    yours.body_splice(0, 0, "Skrivet ändå").unwrap();
    exchange(&mut mine, &mut yours);
    assert_eq!((yours.read().trashed, yours.body_display().as_str()), (Some(5_000), "Skrivet ändå"));
    assert_eq!(Summary::of(DocId([1; 16]), &yours.document).trashed, Some(5_000));
    mine.document.commit(1);
    mine.set_trashed(Some(5_000));
    assert_eq!(mine.document.commit(2), None);

    // Taken back here, thrown away there: it is in the trash, where nothing is lost.
    mine.set_trashed(None);
    yours.set_trashed(Some(9_000));
    exchange(&mut mine, &mut yours);
    assert_eq!(mine.read().trashed, Some(9_000));
    assert!(mine.read().conflicts.is_empty());
    yours.set_trashed(None);
    exchange(&mut mine, &mut yours);
    assert_eq!(mine.read().trashed, None);
    mine.document.commit(3);
    mine.set_trashed(None);
    assert_eq!(mine.document.commit(4), None);

    for odd in [automerge::ScalarValue::from("i går"), true.into(), automerge::ScalarValue::Null] {
        mine.document.changing(100).put(ROOT, "trashed", odd).unwrap();
        assert_eq!(mine.read().trashed, None);
    }
}

/// A meeting as people keep it.
fn last() -> MinutesDocument {
    let mut last = with_body(&[
        (BlockKind::Heading(2), "1. Föregående minnesanteckningar"),
        (BlockKind::Paragraph, "Godkändes."),
        (BlockKind::Heading(2), "  "),
        (BlockKind::Heading(2), "Lägesrapport:"),
        (BlockKind::UnorderedListItem, "Bjuv: lugnt"),
        (BlockKind::Heading(4), "En fråga för sig"),
        (BlockKind::Heading(3), "Övrigt"),
        (BlockKind::Decision, "Vi möts igen"),
    ]);
    last.set(MinutesField::Title, "Majmötet").unwrap();
    last.set(MinutesField::Place, "Stadshuset").unwrap();
    last.set(MinutesField::Secretary, "Ada").unwrap();
    last.set(MinutesField::Starts, "2027-05-07T09:00").unwrap();
    last.set(MinutesField::Ends, "2027-05-07T15:30").unwrap();
    last.set(MinutesField::NextMeeting, "2027-06-04").unwrap();
    last.put_attendee(&Attendee { chair: true, note: "till 11".to_owned(), ..attendee(1, "Ada Ek") });
    last.put_attendee(&Attendee { status: AttendanceStatus::Absent, ..attendee(2, "Bo Alm") });
    last.put_attendee(&Attendee { status: AttendanceStatus::Other, ..attendee(3, "En gäst") });
    last.add_action(ACTION, "Ring", &[Owner::Person(PersonId([1; 16]))], Due::NextMeeting);
    last.set_trashed(Some(1));
    last.set_state(State::Shared);
    last
}

#[test]
fn the_next_minutes_begin_where_the_last_ended() {
    let sections = [
        Section::previous_notes("Föregående minnesanteckningar", "Gicks igenom."),
        Section::status_round("LÄGESRAPPORT", ["Bjuv", "Åstorp"]),
        Section::previous_notes("Dagordning", "Godkändes."),
    ];
    let next = Next { title: "Junimötet", starts: None, sections: &sections };
    let read = MinutesDocument::next_from(&last().read(), actor(2), &next).read();
    assert_eq!((read.state, read.trashed, read.title.as_str()), (State::Draft, None, "Junimötet"));
    assert_eq!((read.place.as_str(), read.secretary.as_str(), read.next_meeting), ("Stadshuset", "", None));
    assert_eq!(read.starts, Some(date(2027, 6, 4).at(9, 0, 0, 0)));
    assert_eq!(read.ends, Some(date(2027, 6, 4).at(15, 30, 0, 0)));
    let expected = [Attendee { chair: true, ..attendee(1, "Ada Ek") }, attendee(2, "Bo Alm")];
    assert_eq!(read.attendance, expected);
    assert!(read.actions.is_empty(), "one action is one thing");
    let body: Vec<_> = read.body.iter().map(|block| (block.kind.clone(), block.text.as_str())).collect();
    let expected = [
        (BlockKind::Heading(2), "Dagordning"),
        (BlockKind::Paragraph, "Godkändes."),
        (BlockKind::Heading(2), "1. Föregående minnesanteckningar"),
        (BlockKind::Paragraph, "Gicks igenom."),
        (BlockKind::Heading(2), "Lägesrapport:"),
        (BlockKind::UnorderedListItem, "Bjuv: "),
        (BlockKind::UnorderedListItem, "Åstorp: "),
        (BlockKind::Heading(3), "Övrigt"),
        (BlockKind::Paragraph, ""),
    ];
    assert_eq!(body, expected);
}

#[test]
fn the_next_minutes_make_do_with_what_the_last_tell() {
    let empty = created().0.read();
    let read = MinutesDocument::next_from(&empty, actor(2), &Next::default()).read();
    assert_eq!(read, empty);
    // A date without a time, and another day than the last minutes say.
    let (mut dated, _) = created();
    dated.set(MinutesField::Starts, "2027-05-07").unwrap();
    dated.set(MinutesField::Ends, "2027-05-06").unwrap();
    let starts = Some(date(2027, 9, 3).at(13, 0, 0, 0));
    let sections = [Section { heading: "Övrigt".to_owned(), blocks: vec![] }];
    let next = Next { starts, sections: &sections, ..Next::default() };
    let read = MinutesDocument::next_from(&dated.read(), actor(2), &next).read();
    assert_eq!((read.starts, read.ends), (starts, None));
    let expected = [(BlockKind::Heading(2), "Övrigt"), (BlockKind::Paragraph, "")];
    assert_eq!(read.body, expected.map(|(kind, text)| Block::new(kind, text)));
    dated.set(MinutesField::NextMeeting, "2027-06-04").unwrap();
    assert_eq!(Next::starts_after(&dated.read()), Some(date(2027, 6, 4).at(0, 0, 0, 0)));
    // What no meeting can be reads as none, and does no harm.
    let far =
        Minutes { ends: Some(jiff::civil::DateTime::MAX), starts: Some(jiff::civil::DateTime::MIN), ..empty };
    let next = Next { starts, ..Next::default() };
    assert_eq!(MinutesDocument::next_from(&far, actor(2), &next).read().ends, None);
}

#[test]
fn a_duplicate_is_the_same_in_a_document_of_its_own() {
    let mut of = last();
    of.document.set_time(1);
    // An empty paragraph first, marks, depth, an action twice, one without a paragraph, and one that is none.
    let mut blocks = vec![Block::new(BlockKind::Paragraph, ""), Block::new(BlockKind::Paragraph, "")];
    let strong = MarkRange { start: 1, end: 3, mark: Mark::Strong };
    let em = MarkRange { start: 0, end: 4, mark: Mark::Em };
    blocks.push(Block {
        depth: 1,
        marks: vec![em, strong],
        ..Block::new(BlockKind::OrderedListItem, "Märkt")
    });
    blocks.extend([Some(ACTION), None, Some(ACTION)].map(|id| Block::new(BlockKind::Action(id), "Ring")));
    blocks.push(Block::new(BlockKind::Other("table".to_owned()), "ett"));
    let mut of = Minutes { body: blocks, ..of.read() };
    let gone = Action { id: ActionId([3; 16]), text: "Borta".to_owned(), ..of.actions[0].clone() };
    let named = Owner::Named { id: "ab12".to_owned(), name: "Gästen".to_owned() };
    of.actions[0].owners.push(named);
    of.actions[0].municipality = Some("Bjuv".to_owned());
    of.actions[0].status = ActionStatus::Done;
    of.actions.push(gone);

    let mut fresh = 20;
    let copy = MinutesDocument::duplicate(&of, actor(3), || {
        fresh += 1;
        ActionId([fresh; 16])
    });
    let [ring, borta] = [21, 22].map(|n| ActionId([n; 16]));
    let mut expected = Minutes { state: State::Draft, trashed: None, conflicts: vec![], ..of };
    for block in &mut expected.body {
        if block.kind == BlockKind::Action(Some(ACTION)) {
            block.kind = BlockKind::Action(Some(ring));
        }
    }
    (expected.actions[0].id, expected.actions[1].id) = (ring, borta);
    assert_eq!(copy.read(), expected);
    let empty = created().0.read();
    assert_eq!(MinutesDocument::duplicate(&empty, actor(3), || ACTION).read(), empty);
}
