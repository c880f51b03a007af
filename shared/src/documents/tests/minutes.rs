//! Facts, attendance, actions, commits and loading.

use automerge::{ReadDoc, transaction::Transactable};
use jiff::civil::date;

use super::*;
use crate::{
    documents::changes::{ChunkKind, change_info, chunks},
    ids::{DeviceId, DocId},
    text::{Changing, Mark, MarkRange},
};

fn log() -> LogEntry {
    LogEntry { time_ms: 5, device: DeviceId([3; 32]), what: "done".to_owned() }
}

#[test]
fn new_minutes_are_an_empty_draft() {
    let (minutes, _) = created();
    let read = minutes.read();
    assert_eq!((read.state, read.title.as_str(), read.starts), (State::Draft, "", None));
    assert_eq!(read.body, [Block::new(BlockKind::Paragraph, "")]);
    assert!(read.attendance.is_empty() && read.actions.is_empty() && read.conflicts.is_empty());
    assert_eq!(minutes.body_display(), "");
}

#[test]
fn facts_are_set_read_and_cleared() {
    let (mut minutes, _) = created();
    minutes.set(MinutesField::Title, "Nätverksträff").unwrap();
    minutes.set(MinutesField::Starts, "2027-02-05 09:00").unwrap();
    minutes.set(MinutesField::Ends, "2027-02-05").unwrap();
    minutes.set(MinutesField::NextMeeting, "2027-03-05").unwrap();
    minutes.set_state(State::Review);
    let read = minutes.read();
    assert_eq!(read.title, "Nätverksträff");
    assert_eq!(read.starts, Some(date(2027, 2, 5).at(9, 0, 0, 0)));
    assert_eq!(read.ends, Some(date(2027, 2, 5).at(0, 0, 0, 0)));
    assert_eq!(read.next_meeting, Some(date(2027, 3, 5)));
    assert_eq!(read.state, State::Review);

    let wrong = minutes.set(MinutesField::Starts, "på fredag");
    assert!(matches!(wrong, Err(EditError::NotADate(text)) if text == "på fredag"));
    assert!(matches!(minutes.set(MinutesField::Place, &"å".repeat(9000)), Err(EditError::TooLong { .. })));
    minutes.set(MinutesField::Starts, "").unwrap();
    assert_eq!(minutes.read().starts, None);
}

#[test]
fn what_is_so_already_is_not_written() {
    let (mut minutes, _) = created();
    minutes.set(MinutesField::Place, "Stadshuset").unwrap();
    minutes.put_attendee(&attendee(1, "Ada Ek"));
    minutes.add_action(ACTION, "Ring", &[Owner::Person(PersonId([1; 16]))], Due::NextMeeting);
    assert!(minutes.document.commit(2).is_some());
    minutes.set(MinutesField::Place, "Stadshuset").unwrap();
    minutes.set(MinutesField::Secretary, "").unwrap();
    minutes.set_state(State::Draft);
    minutes.put_attendee(&attendee(1, "Ada Ek"));
    minutes.remove_attendee("nobody");
    minutes.set_action_text(&ACTION, "Ring");
    minutes.set_action_due(&ACTION, Due::NextMeeting);
    minutes.set_action_owners(&ACTION, &[Owner::Person(PersonId([1; 16]))]);
    minutes.set_block_kind(0, &BlockKind::Action(Some(ACTION)));
    assert_eq!(minutes.body_splice(2, 0, "").unwrap(), 0);
    assert_eq!(minutes.document.commit(3), None);
}

#[test]
fn attendance_is_in_order() {
    let (mut minutes, _) = created();
    for n in [3, 1, 2] {
        minutes.put_attendee(&attendee(n, "Bo Alm"));
    }
    let chair = Attendee { chair: true, note: "från 10".to_owned(), ..attendee(2, "Bo Alm") };
    minutes.put_attendee(&chair);
    minutes.remove_attendee(&attendee(1, "").id);
    assert_eq!(minutes.read().attendance, [chair, attendee(3, "Bo Alm")]);
}

#[test]
fn actions_live_in_paragraphs() {
    let mut minutes = with_body(&[(BlockKind::Paragraph, "Öppnande")]);
    let owners = [Owner::Person(PersonId([1; 16])), Owner::Named { id: "aa".into(), name: "Siv".into() }];
    minutes.add_action(ACTION, "Ring kommunen", &owners, Due::Date(date(2027, 3, 1)));
    minutes.set_action_text(&ACTION, "Ring alla kommuner");
    minutes.set_action_status(&ACTION, ActionStatus::Done, log());
    minutes.set_action_municipality(&ACTION, Some("Lund"));
    let expected = Action {
        id: ACTION,
        text: "Ring alla kommuner".to_owned(),
        owners: owners.to_vec(),
        municipality: Some("Lund".to_owned()),
        due: Due::Date(date(2027, 3, 1)),
        status: ActionStatus::Done,
    };
    assert_eq!(minutes.read().actions, std::slice::from_ref(&expected));
    assert_eq!(minutes.body_display(), "Öppnande\nRing alla kommuner");

    // The text that the paragraph has when it goes is what is left.
    minutes.body_splice(9, 4, "Mejla").unwrap();
    minutes.body_splice(4, 100, "").unwrap();
    assert_eq!(minutes.body_display(), "Öppn");
    assert_eq!(minutes.read().actions, [Action { text: "Mejla alla kommuner".to_owned(), ..expected }]);
    minutes.set_action_text(&ACTION, "Skriv");
    assert_eq!(minutes.read().actions[0].text, "Skriv");
}

#[test]
fn an_action_deleted_letter_by_letter_keeps_its_text() {
    let mut minutes = with_body(&[(BlockKind::Paragraph, "A")]);
    minutes.add_action(ACTION, "Ring", &[], Due::None);
    while !minutes.body_display().is_empty() {
        let end = minutes.body_display().chars().count();
        minutes.body_splice(end - 1, 1, "").unwrap();
    }
    assert_eq!(minutes.read().actions[0].text, "Ring");
}

#[test]
fn of_a_pasted_action_the_first_paragraph_counts() {
    let kind = BlockKind::Action(Some(ACTION));
    let mut minutes = with_body(&[(kind.clone(), "Den första"), (kind, "Kopian")]);
    minutes.set_action_text(&ACTION, "Den allra första");
    let read = minutes.read();
    assert_eq!(read.actions.len(), 1);
    assert_eq!(read.actions[0].text, "Den allra första");
    assert_eq!(minutes.body_display(), "Den allra första\nKopian");
    assert_eq!(read.actions[0].status, ActionStatus::Open);
}

#[test]
fn a_paragraph_that_stops_being_an_action_leaves_its_text() {
    let mut minutes = with_body(&[(BlockKind::Action(Some(ACTION)), "Ring")]);
    minutes.body_splice(4, 0, " i dag").unwrap();
    minutes.set_block_kind(0, &BlockKind::Heading(2));
    minutes.body_splice(0, 4, "Skriv").unwrap();
    assert_eq!(minutes.read().actions[0].text, "Ring i dag");
    assert_eq!(body(&minutes), [(BlockKind::Heading(2), "Skriv i dag".to_owned())]);
}

#[test]
fn commits_give_each_change_once() {
    let (mut minutes, first) = created();
    assert_eq!(minutes.document.commit(2), None);
    minutes.set(MinutesField::Title, "Ett").unwrap();
    minutes.document.set_time(3);
    // Looking at the heads ends the change, which is still to be given out.
    let heads = minutes.document.heads();
    minutes.set(MinutesField::Title, "Två").unwrap();
    let chunks = minutes.document.commit(4).unwrap();
    let infos: Vec<_> =
        crate::documents::changes::chunks(&chunks).map(|c| change_info(c.unwrap().bytes).unwrap()).collect();
    assert_eq!(infos.iter().map(|info| info.time_ms).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(infos.iter().map(|info| info.seq).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(infos[1].deps, [infos[0].hash]);
    assert_eq!(heads.iter().map(|head| head.0).collect::<Vec<_>>(), [infos[0].hash]);
    assert_eq!(infos[0].actor, actor(1).0);

    // Others' changes are not given out.
    let mut other = fork(&mut minutes, 2);
    other.set(MinutesField::Place, "Höör").unwrap();
    let theirs = other.document.commit(5).unwrap();
    assert_eq!(minutes.document.apply(&theirs).unwrap(), Applied::Changed);
    assert_eq!(minutes.document.commit(6), None);

    // Changes alone make the document, in any order.
    let mut all = [chunks, first].concat();
    all.extend(other.document.save());
    let loaded = MinutesDocument::open(Document::load(&all, actor(3)).unwrap()).unwrap();
    assert_eq!(loaded.read(), minutes.read());
}

#[test]
fn changes_stay_below_256_kib() {
    let (mut minutes, mut all) = created();
    let text = "Åååå öl \u{1f344} och ".repeat(8_000);
    minutes.body_splice(0, 0, &format!("{text}\n{text}")).unwrap();
    for n in 0..3000 {
        let mark = Mark::Link { href: format!("https://example.se/{n}") };
        let marks = vec![MarkRange { start: 0, end: 3, mark }];
        minutes
            .body_push(&Block { marks, ..Block::new(BlockKind::Action(Some(ActionId([9; 16]))), "Punkt") });
    }
    minutes.body_splice(1000, 120_000, "").unwrap();
    minutes.set(MinutesField::Title, &"x".repeat(16_000)).unwrap();
    all.extend(minutes.document.commit(2).unwrap());
    let sizes: Vec<usize> = chunks(&all).map(|chunk| chunk.unwrap().bytes.len()).collect();
    assert!(sizes.len() > 10, "{sizes:?}");
    assert!(sizes.iter().all(|size| *size <= 256 * 1024), "{sizes:?}");
    assert!(chunks(&all).all(|chunk| chunk.is_ok_and(|c| c.kind == ChunkKind::Change && c.checksum_ok)));
    let loaded = MinutesDocument::open(Document::load(&all, actor(2)).unwrap()).unwrap();
    assert_eq!(loaded.read(), minutes.read());
}

#[test]
fn a_newer_schema_is_read_only() {
    let mut minutes = with_body(&[(BlockKind::Paragraph, "Text")]);
    minutes.document.edit(0).unwrap().put(automerge::ROOT, "schema", 2).unwrap();
    minutes.document.edit(0).unwrap().put(automerge::ROOT, "budget", 12).unwrap();
    let mut newer = fork(&mut minutes, 2);
    assert!(newer.document.read_only());
    assert!(matches!(newer.set(MinutesField::Title, "x"), Err(EditError::ReadOnly)));
    assert!(matches!(newer.body_splice(0, 0, "x"), Err(EditError::ReadOnly)));
    newer.put_attendee(&attendee(1, "Ada Ek"));
    newer.remove_attendee("x");
    newer.body_push(&Block::new(BlockKind::Decision, "Beslut"));
    newer.set_block_kind(0, &BlockKind::Decision);
    newer.add_action(ACTION, "Ring", &[], Due::None);
    newer.set_action_text(&ACTION, "Ring");
    newer.set_action_status(&ACTION, ActionStatus::Done, log());
    assert_eq!(newer.document.commit(3), None);
    assert_eq!(newer.read(), minutes.read());
    // Unknown keys are kept.
    let value = newer.document.reading().get(automerge::ROOT, "budget").unwrap().unwrap();
    assert_eq!(value.0.to_i64(), Some(12));
}

#[test]
fn opening_needs_the_right_kind() {
    let actions = ActionListDocument::create(actor(1));
    let found = MinutesDocument::open(actions.document);
    assert!(matches!(found, Err(DocumentError::WrongKind { found: Kind::Actions, .. })));
    assert!(matches!(Document::load(&[], actor(1)), Err(DocumentError::NoKind)));
    // The first change is missing.
    let (mut minutes, _) = created();
    minutes.set(MinutesField::Title, "Ett").unwrap();
    let later = minutes.document.commit(2).unwrap();
    assert!(matches!(Document::load(&later, actor(2)), Err(DocumentError::NoKind)));
}

#[test]
fn summaries_tell_what_lists_show() {
    let mut minutes = with_body(&[(BlockKind::Heading(1), "Upphandling"), (BlockKind::Decision, "Vi byter")]);
    minutes.set(MinutesField::Title, "Träff").unwrap();
    minutes.set(MinutesField::Starts, "2027-02-05T09:00").unwrap();
    minutes.put_attendee(&attendee(1, "Ada Ek"));
    minutes.add_action(ACTION, "Ring", &[], Due::None);
    let summary = Summary::of(DocId([4; 16]), &minutes.document);
    assert_eq!(summary.decisions().map(|decision| decision.text).collect::<Vec<_>>(), ["Vi byter"]);
    assert_eq!(summary.actions, minutes.read().actions);
    assert_eq!(summary.text(), "Träff\nAda Ek\nLund\nUpphandling\nVi byter\nRing");
    assert!(!summary.shared);
    let json = serde_json::to_string(&summary).unwrap();
    assert_eq!(serde_json::from_str::<Summary>(&json).unwrap(), summary);
    minutes.set_state(State::Shared);
    assert!(Summary::of(DocId([4; 16]), &minutes.document).shared);
}
