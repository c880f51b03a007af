//! What lists, registers and search show of a document.

use jiff::civil::date;

use super::*;
use crate::ids::DocId;

const ID: DocId = DocId([9; 16]);

fn minutes() -> MinutesDocument {
    let mut minutes = with_body(&[
        (BlockKind::Heading(2), "Läget"),
        (BlockKind::Paragraph, ""),
        (BlockKind::Decision, "Vi byter"),
        (BlockKind::Paragraph, "Inget nytt"),
        (BlockKind::Decision, ""),
        (BlockKind::Decision, "Vi möts"),
    ]);
    minutes.set(MinutesField::Title, "Majmötet").unwrap();
    minutes.set(MinutesField::Place, "Lund").unwrap();
    minutes.set(MinutesField::Starts, "2027-05-07T09:00").unwrap();
    minutes.set(MinutesField::Ends, "2027-05-07T15:30").unwrap();
    minutes.set(MinutesField::NextMeeting, "2027-06-04").unwrap();
    minutes.put_attendee(&Attendee { note: "till 11".to_owned(), ..attendee(1, "Ada Ek") });
    minutes.add_action(ACTION, "Ring Eslöv", &[], Due::None);
    // The second paragraph of the same action is text like any other.
    minutes.body_push(&Block::new(BlockKind::Action(Some(ACTION)), "Ring igen"));
    minutes.body_push(&Block::new(BlockKind::Action(None), "Boka"));
    minutes.add_action(ActionId([8; 16]), "Skriv", &[], Due::None);
    minutes.add_action(ActionId([2; 16]), "Borttagen", &[], Due::None);
    minutes.set_block_kind(10, &BlockKind::Paragraph);
    minutes
}

#[test]
fn a_summary_has_every_text_once_in_its_place() {
    let summary = Summary::of(ID, &minutes().document);
    let lines: Vec<(LineKind, &str)> = summary.lines().map(|line| (line.kind, line.text)).collect();
    let expected = [
        (LineKind::Title, "Majmötet"),
        (LineKind::Place, "Lund"),
        (LineKind::Attendee(0), "Ada Ek"),
        (LineKind::Municipality(0), "Lund"),
        (LineKind::Note(0), "till 11"),
        (LineKind::Paragraph(0), "Läget"),
        (LineKind::Decision(2), "Vi byter"),
        (LineKind::Paragraph(3), "Inget nytt"),
        (LineKind::Decision(5), "Vi möts"),
        (LineKind::Action(ACTION), "Ring Eslöv"),
        (LineKind::Paragraph(7), "Ring igen"),
        (LineKind::Paragraph(8), "Boka"),
        (LineKind::Action(ActionId([8; 16])), "Skriv"),
        (LineKind::Paragraph(10), "Borttagen"),
        (LineKind::Action(ActionId([2; 16])), "Borttagen"),
    ];
    assert_eq!(lines, expected);
    assert_eq!(summary.text().lines().collect::<Vec<_>>(), expected.map(|(_, text)| text));
    let decisions: Vec<_> = summary.decisions().map(|it| (it.nth, it.block, it.text)).collect();
    assert_eq!(decisions, [(0, 2, "Vi byter"), (1, 4, ""), (2, 5, "Vi möts")]);
    let blocks = [ACTION, ActionId([8; 16]), ActionId([2; 16]), ActionId([1; 16])];
    assert_eq!(blocks.map(|id| summary.action_block(&id)), [Some(6), Some(9), None, None]);
    assert_eq!((summary.place.as_str(), summary.next_meeting), ("Lund", Some(date(2027, 6, 4))));
    assert_eq!(summary.ends, Some(date(2027, 5, 7).at(15, 30, 0, 0)));
    assert_eq!(summary.attendance.len(), 1);
}

#[test]
fn a_summary_is_kept_in_little_more_than_its_text() {
    let mut minutes = minutes();
    for n in 0..200 {
        let kind = if n % 20 == 0 { BlockKind::Decision } else { BlockKind::Paragraph };
        minutes.body_push(&Block::new(kind, "Nämnden går igenom läget i köken. ".repeat(3)));
    }
    let summary = Summary::of(ID, &minutes.document);
    let stored = serde_json::to_vec(&summary).unwrap();
    assert_eq!(serde_json::from_slice::<Summary>(&stored).unwrap(), summary);
    let text = summary.text().len();
    assert!(text > 20_000 && stored.len() < text * 3 / 2, "{} for {text}", stored.len());
}

/// As versions before this one kept it: it has to be made anew, not taken for one without a body.
#[test]
fn a_summary_of_an_older_program_is_not_read() {
    let old = serde_json::json!({
        "id": ID, "kind": "minutes", "state": "shared", "title": "Majmötet", "starts": "2027-05-07T09:00:00",
        "decisions": ["Vi byter"], "actions": [], "text": "Majmötet\nVi byter", "shared": true,
    });
    assert!(serde_json::from_value::<Summary>(old.clone()).is_err());
    let mut new = serde_json::to_value(Summary::of(ID, &minutes().document)).unwrap();
    new["actions"] = old["actions"].clone();
    let odd: Summary = serde_json::from_value(new).unwrap();
    assert!(odd.lines().all(|line| !matches!(line.kind, LineKind::Action(_))), "no index beyond the actions");
}

#[test]
fn summaries_of_directory_and_action_list() {
    let directory = DirectoryDocument::create(actor(1), "Nätverket");
    let summary = Summary::of(ID, &directory.document);
    assert_eq!((summary.title.as_str(), summary.lines().count()), ("Nätverket", 1));
    let mut list = ActionListDocument::create(actor(1));
    list.add_action(ACTION, "Ring", &[], Due::None);
    let summary = Summary::of(ID, &list.document);
    assert_eq!((summary.text().as_str(), summary.action_block(&ACTION)), ("Ring", None));
}
