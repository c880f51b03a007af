//! Invented minutes, people and statuses for the tests.

use jiff::civil::{date, datetime};
use samskriv_shared::{
    documents::{
        Action, ActionStatus, AttendanceStatus, Attendee, Conflict, Directory, Due, Kind, Minutes, Owner,
        ParagraphText, Person, State, Summary, SummaryParagraph,
    },
    ids::{ActionId, DeviceId, DocId, PersonId},
    text::{Block, BlockKind, Mark, MarkRange},
};

pub const DOC: DocId = DocId([0xd0; 16]);
pub const RING: ActionId = ActionId([0xa1; 16]);
pub const BOOK: ActionId = ActionId([0xa2; 16]);
pub const KARIN: PersonId = PersonId([1; 16]);

pub fn directory() -> Directory {
    Directory {
        name: "Chefer".into(),
        municipalities: [("1260".to_owned(), "Bjuv".to_owned())].into(),
        people: vec![Person {
            title: "Socialchef".into(),
            municipality: "1260".into(),
            devices: vec![DeviceId([7; 32])],
            ..Person::named(KARIN, "Karin Östlund")
        }],
        ..Directory::default()
    }
}

pub fn minutes() -> Minutes {
    Minutes {
        state: State::Draft,
        title: "Januarimötet".into(),
        starts: Some(datetime(2027, 1, 8, 9, 0, 0, 0)),
        ends: Some(datetime(2027, 1, 8, 10, 30, 0, 0)),
        place: "Medborgarhuset".into(),
        secretary: String::new(),
        signature: "Vid tangenterna, Siv Alm".into(),
        next_meeting: Some(date(2027, 2, 5)),
        trashed: None,
        attendance: vec![
            attendee("Karin Östlund", "Bjuv", "", AttendanceStatus::Present, true),
            attendee("Siv Alm", "", "Planeringsledare", AttendanceStatus::Other, false),
            attendee("Bo Falk", "Klippan", "", AttendanceStatus::Absent, false),
        ],
        body: body(),
        actions: actions(),
        conflicts: vec![Conflict {
            field: "place".into(),
            values: vec!["Biblioteket".into(), "Medborgarhuset".into()],
            by: vec![[1; 8], [2; 8]],
        }],
    }
}

fn attendee(name: &str, municipality: &str, title: &str, status: AttendanceStatus, chair: bool) -> Attendee {
    Attendee {
        id: name.into(),
        person: None,
        name: name.into(),
        title: title.into(),
        municipality: municipality.into(),
        status,
        chair,
        note: String::new(),
        order: 0,
    }
}

fn body() -> Vec<Block> {
    let marked = Block {
        marks: vec![
            MarkRange { start: 0, end: 3, mark: Mark::Strong },
            MarkRange { start: 4, end: 7, mark: Mark::Link { href: "https://example.org/".into() } },
        ],
        ..Block::new(BlockKind::Paragraph, "Åke och Eva hälsade.")
    };
    vec![
        Block::new(BlockKind::Heading(2), "Anteckningar"),
        marked,
        Block::new(BlockKind::UnorderedListItem, "Läget"),
        Block { depth: 1, ..Block::new(BlockKind::UnorderedListItem, "Budget") },
        Block::new(BlockKind::OrderedListItem, "Först"),
        Block::new(BlockKind::OrderedListItem, "Sedan"),
        Block::new(BlockKind::Decision, "Beslut: Vi ses i mars."),
        Block::new(BlockKind::Action(Some(RING)), "Ring Eva"),
    ]
}

pub fn actions() -> Vec<Action> {
    vec![
        Action {
            id: RING,
            text: "Ring Eva".into(),
            owners: vec![Owner::Person(KARIN), Owner::Named { id: "f".into(), name: "Bo Falk".into() }],
            municipality: None,
            due: Due::Date(date(2027, 2, 1)),
            status: ActionStatus::Open,
        },
        Action {
            id: BOOK,
            text: "Boka lokal".into(),
            owners: vec![Owner::Person(KARIN)],
            municipality: None,
            due: Due::NextMeeting,
            status: ActionStatus::Done,
        },
    ]
}

pub fn summary() -> Summary {
    Summary {
        id: DOC,
        kind: Kind::Minutes,
        state: State::Shared,
        title: "Januarimötet".into(),
        starts: Some(datetime(2027, 1, 8, 9, 0, 0, 0)),
        ends: None,
        place: String::new(),
        secretary: String::new(),
        signature: String::new(),
        next_meeting: None,
        trashed: None,
        attendance: Vec::new(),
        body: [
            ParagraphText::Text("Anteckningar".into()),
            ParagraphText::Text("Åke och Eva hälsade.".into()),
            ParagraphText::Decision("Vi ses i mars.".into()),
        ]
        .into_iter()
        .enumerate()
        .map(|(block, text)| SummaryParagraph { block, text })
        .collect(),
        actions: actions(),
        made: Default::default(),
        shared: true,
    }
}
