//! What a file looks like to the people who read it, as snapshots.

use jiff::civil::date;

use super::super::{Passage, Task, Told, written};
use crate::{
    documents::{ActionStatus, AttendanceStatus, Due},
    import::ImportedAttendee,
    text::{Block, BlockKind, Mark, MarkRange},
};

fn person(name: &str, title: &str, municipality: &str, status: AttendanceStatus) -> ImportedAttendee {
    ImportedAttendee {
        name: name.into(),
        title: title.into(),
        municipality: municipality.into(),
        status,
        chair: name.starts_with("Kerstin"),
        note: if name.starts_with("Åsa") { "till kl. 10.30".into() } else { String::new() },
    }
}

fn passage(kind: BlockKind, text: &str) -> Passage {
    Passage { block: Block::new(kind, text), task: None }
}

fn marked(text: &str, marks: &[(usize, usize, Mark)]) -> Passage {
    let marks =
        marks.iter().map(|(start, end, mark)| MarkRange { start: *start, end: *end, mark: mark.clone() });
    let block = Block { marks: marks.collect(), ..Block::new(BlockKind::Paragraph, text) };
    Passage { block, task: None }
}

fn item(depth: u8, kind: BlockKind, text: &str) -> Passage {
    Passage { block: Block { depth, ..Block::new(kind, text) }, task: None }
}

fn action(text: &str, owners: &[&str], due: Due, status: ActionStatus) -> Passage {
    let owners = owners.iter().map(|name| (*name).to_owned()).collect();
    let task = Task { owners, municipality: String::new(), due, status };
    Passage { block: Block::new(BlockKind::Action(None), text), task: Some(task) }
}

fn minutes() -> Told {
    let link = Mark::Link { href: "https://exempel.se/bemanning".into() };
    Told {
        title: "Nätverket för hemtjänst".into(),
        starts: Some(date(2027, 3, 12).at(9, 0, 0, 0)),
        ends: Some(date(2027, 3, 12).at(12, 0, 0, 0)),
        place: "Ängelholm, Stadshuset".into(),
        secretary: "Ylva Sandström".into(),
        attendance: vec![
            person("Kerstin Almgren", "", "Ängelholm", AttendanceStatus::Present),
            person("Åsa Björkegren", "tf enhetschef", "Bjuv", AttendanceStatus::Present),
            person("Ylva Sandström", "planeringsledare", "", AttendanceStatus::Other),
            person("Noor Amiri", "", "Region Skåne", AttendanceStatus::Absent),
        ],
        body: vec![
            passage(BlockKind::Heading(2), "§ 1 Bemanning"),
            marked(
                "Tre av sju har fyllt sina vikariat. Underlaget finns på nätverkets sida; halvmesyr.",
                &[(0, 10, Mark::Strong), (56, 71, link), (56, 71, Mark::Em), (73, 77, Mark::Strong)],
            ),
            passage(BlockKind::Decision, "Introduktionen görs gemensamt."),
            action(
                "Ta fram en mall",
                &["Kerstin Almgren", "Noor Amiri"],
                Due::Date(date(2027, 4, 9)),
                ActionStatus::Open,
            ),
            action("Boka lokal", &[], Due::NextMeeting, ActionStatus::Doing),
            action("Skicka ut enkäten", &["Åsa Björkegren"], Due::None, ActionStatus::Done),
            passage(BlockKind::Heading(2), "Övrigt"),
            item(0, BlockKind::OrderedListItem, "Budget"),
            item(1, BlockKind::UnorderedListItem, "licenser +40 tkr"),
            item(1, BlockKind::UnorderedListItem, "utbildning"),
            item(0, BlockKind::OrderedListItem, "Boka dagen"),
            passage(BlockKind::Blockquote, "Frånvaron ökar mest i årskurs 8."),
            passage(BlockKind::Other("code-block".into()), "a < b && b > c"),
            passage(BlockKind::Paragraph, "1. Beslut: 5 * 3 *är* C:\\mapp, fil_med_streck [sic] & <b>."),
        ],
        next_meeting: Some(date(2027, 4, 16)),
        signature: "Vid tangenterna/Ylva Sandström".into(),
    }
}

#[test]
fn a_file_looks_as_minutes_do() {
    insta::assert_snapshot!(written(&minutes()));
}

#[test]
fn the_next_meeting_is_said_once_and_what_the_body_says_is_no_other() {
    let body = vec![
        passage(BlockKind::Heading(2), "Nästa möte"),
        passage(BlockKind::Paragraph, "Fredag 16 april kl. 9 i Bjuv."),
    ];
    for (next, said) in [
        (Some(date(2027, 4, 16)), None),
        (Some(date(2027, 5, 7)), Some("**Nästa möte:** 7 maj 2027\n")),
        (None, Some("**Nästa möte:** –\n")),
    ] {
        let told = Told { next_meeting: next, body: body.clone(), signature: String::new(), ..minutes() };
        let file = written(&told);
        assert_eq!(
            file.rsplit_once("---\n\n").filter(|_| said.is_some()).map(|(_, end)| end),
            said,
            "{file}"
        );
        assert_eq!(crate::import::import_text(file.as_bytes()).unwrap().next_meeting, next, "{file}");
        assert_eq!(file.matches("Nästa möte").count(), 1 + usize::from(said.is_some()), "{file}");
    }
}
