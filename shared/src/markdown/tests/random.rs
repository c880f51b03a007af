//! Random minutes, as nasty as their fields allow: texts that look like Markdown, like labels, like other
//! people; marks over any stretches.

use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;

use super::super::{Passage, Task, Told, told::LISTS};
use crate::{
    documents::{ActionStatus, AttendanceStatus, Due},
    import::ImportedAttendee,
    text::{Block, BlockKind, Mark, MarkRange, normalised},
};

/// What Markdown, the importer or this format would read as something else.
const NASTY: &[&str] = &[
    "Beslut:",
    "**Beslut:**",
    "Närvarande:",
    "**Närvarande:**",
    "Datum: 2027-03-12",
    "Plats:",
    "§ 3",
    "- x",
    "- ",
    "-",
    "--",
    "---",
    "1.",
    "1. ",
    "12) x",
    "#",
    "## ",
    "# Titel",
    "> ",
    ">",
    "*",
    "**",
    "***",
    "_",
    "__",
    "fil_med_streck",
    "[",
    "]",
    "](",
    "[ ]",
    "[x] ",
    "[a](b)",
    "![",
    "!",
    "(",
    ")",
    "|",
    "| a | b |",
    "\\",
    "\\\\",
    "\\*",
    "`",
    "```",
    "~~",
    "~",
    "+ ",
    "+",
    "<",
    "<br>",
    "<strong>",
    "</em>",
    "<!-- x -->",
    "<https://a.se>",
    "&",
    "&amp;",
    "&#32;",
    "R&D;",
    "=",
    "===",
    " ",
    "  ",
    "\t",
    "\n",
    "\r",
    "\u{AD}",
    "\u{200B}",
    "\u{FEFF}",
    "\u{FFFC}",
    "\u{2011}",
    "\u{85}",
    "\u{2028}",
    "\u{A0}",
    "o\u{308}",
    "\u{308}",
    "😀",
    "👩‍👧",
    "Nästa möte: 7/2",
    "Vid tangenterna/Eva Ek",
    "Eva ska boka lokal senast 1/12.",
    "(pågår)",
    "(ansvarig: –)",
    "(senast 9 april 2027)",
    "ordf.",
    " (ordf.)",
    ", ",
    "; ",
    "titel: x",
    "Namn: ",
    "–",
    " – ",
    "kl. 9-12",
    "…",
    "”",
    "https://exempel.se/a_b",
    "Eva Ek",
    "Bjuv",
    "åäö ÅÄÖ",
    "%PDF",
    "{\\rtf",
];

pub(super) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(NASTY).prop_map(str::to_owned),
        2 => "[a-zåäöA-ZÅÄÖ0-9]{1,6}",
        1 => Just(" ".to_owned()),
        1 => any::<char>().prop_map(|c| c.to_string()),
    ];
    prop::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat().replace('\0', ""))
}

fn some_text() -> impl Strategy<Value = String> {
    text().prop_map(|text| if text.is_empty() { "x".to_owned() } else { text })
}

/// Empty, calm or nasty.
fn fact() -> impl Strategy<Value = String> {
    let calm =
        prop::sample::select(vec!["Eva Ek", "socialchef", "Bjuv", "Stadshuset, sal Kullen", "tf chef, Lund"]);
    prop_oneof![Just(String::new()), calm.prop_map(str::to_owned), some_text()]
}

fn any_date() -> impl Strategy<Value = Date> {
    (-200_i16..3000, 1_i8..13, 1_i8..29).prop_map(|(year, month, day)| date(year, month, day))
}

fn time() -> impl Strategy<Value = DateTime> {
    let clock = prop_oneof![Just((0, 0, 0)), (0_i8..24, 0_i8..60, prop_oneof![Just(0_i8), 0_i8..60])];
    (any_date(), clock).prop_map(|(date, (hour, minute, second))| date.at(hour, minute, second, 0))
}

fn times() -> impl Strategy<Value = (Option<DateTime>, Option<DateTime>)> {
    (prop::option::of(time()), prop::option::of(time()), any::<bool>()).prop_map(
        |(starts, ends, same_day)| {
            let ends = match (starts, ends) {
                (Some(starts), Some(ends)) if same_day => Some(starts.date().to_datetime(ends.time())),
                (_, ends) => ends,
            };
            (starts, ends)
        },
    )
}

fn person() -> impl Strategy<Value = ImportedAttendee> {
    let status = prop::sample::select(vec![
        AttendanceStatus::Present,
        AttendanceStatus::Other,
        AttendanceStatus::Absent,
    ]);
    (fact(), fact(), fact(), fact(), status, any::<bool>()).prop_map(
        |(name, title, municipality, note, status, chair)| ImportedAttendee {
            name,
            title,
            municipality,
            status,
            chair,
            note,
        },
    )
}

fn attendance() -> impl Strategy<Value = Vec<ImportedAttendee>> {
    prop::collection::vec(person(), 0..6).prop_map(|people| {
        let list = |status| people.iter().filter(move |person| person.status == status).cloned();
        LISTS.iter().flat_map(|(status, _)| list(*status)).collect()
    })
}

/// Ranges of each mark; links of different addresses may touch, and none overlap, as Automerge has them.
fn marks(length: usize) -> impl Strategy<Value = Vec<MarkRange>> {
    let ends = || (0..=length, 0..=length).prop_map(|(a, b)| (a.min(b), a.max(b)));
    let kind = prop::sample::select(vec![Mark::Strong, Mark::Em]);
    let signs = prop::collection::vec((ends(), kind), 0..4);
    let cuts = prop::collection::vec((0..=length, prop::option::of(href())), 0..3);
    (signs, cuts).prop_map(move |(signs, mut cuts)| {
        let mut marks: Vec<MarkRange> =
            signs.into_iter().map(|((start, end), mark)| MarkRange { start, end, mark }).collect();
        cuts.sort_by_key(|(at, _)| *at);
        let ends: Vec<usize> = cuts.iter().skip(1).map(|(at, _)| *at).chain([length]).collect();
        for ((start, href), end) in cuts.into_iter().zip(ends) {
            marks.extend(href.map(|href| MarkRange { start, end, mark: Mark::Link { href } }));
        }
        normalised(marks)
    })
}

fn href() -> impl Strategy<Value = String> {
    let calm =
        vec!["https://exempel.se/a_b_(c)", "mailto:eva@exempel.se", "https://a.se/?a=1&b=2", "#avsnitt", ""];
    prop_oneof![3 => prop::sample::select(calm).prop_map(str::to_owned), 1 => text()]
}

fn kind() -> impl Strategy<Value = BlockKind> {
    prop_oneof![
        3 => Just(BlockKind::Paragraph),
        2 => (1_u8..7).prop_map(BlockKind::Heading),
        3 => Just(BlockKind::UnorderedListItem),
        3 => Just(BlockKind::OrderedListItem),
        1 => Just(BlockKind::Blockquote),
        2 => Just(BlockKind::Decision),
        3 => Just(BlockKind::Action(None)),
        1 => prop_oneof![Just("code-block".to_owned()), text()].prop_map(BlockKind::Other),
    ]
}

fn task() -> impl Strategy<Value = Task> {
    let due = prop_oneof![Just(Due::None), Just(Due::NextMeeting), any_date().prop_map(Due::Date)];
    let status = prop::sample::select(ActionStatus::ALL.to_vec());
    (prop::collection::vec(some_text(), 0..3), fact(), due, status)
        .prop_map(|(owners, municipality, due, status)| Task { owners, municipality, due, status })
}

pub(super) fn passage() -> impl Strategy<Value = Passage> {
    // Beside random text an address, which may be a link to itself.
    let text = prop_oneof![6 => text(), 1 => Just("https://exempel.se/x".to_owned())];
    let marked = text.prop_flat_map(|text| {
        let length = text.chars().count();
        (Just(text), marks(length))
    });
    let depth = prop_oneof![3 => Just(0_u8), 1 => 1_u8..4];
    (kind(), depth, marked, task(), any::<bool>()).prop_map(|(kind, depth, (text, mut marks), task, lone)| {
        if lone && text.starts_with("https") {
            let mark = Mark::Link { href: text.clone() };
            marks = vec![MarkRange { start: 0, end: text.chars().count(), mark }];
        }
        let task = (kind == BlockKind::Action(None)).then_some(task);
        Passage { block: Block { depth, marks, ..Block::new(kind, text) }, task }
    })
}

pub(super) fn told() -> impl Strategy<Value = Told> {
    // Markdown has no empty paragraph.
    let body = prop::collection::vec(passage(), 0..8).prop_map(|mut body| {
        body.retain(|passage| passage.block.kind != BlockKind::Paragraph || !passage.block.text.is_empty());
        body
    });
    let facts = (fact(), fact(), fact(), fact());
    (facts, times(), attendance(), body, prop::option::of(any_date())).prop_map(
        |((title, place, secretary, signature), (starts, ends), attendance, body, next_meeting)| Told {
            title,
            starts,
            ends,
            place,
            secretary,
            attendance,
            body,
            next_meeting,
            signature,
        },
    )
}
