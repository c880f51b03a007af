//! Random minutes, written as text in a random layout and encoding, read back the same.

mod layout;

use proptest::prelude::*;

use self::layout::layout;
use super::{import, outline, people, samples::marks, time};
use crate::import::import_text;

#[derive(Clone, Debug)]
struct Person {
    name: String,
    municipality: &'static str,
    /// Often none.
    title: &'static str,
    chair: bool,
}

#[derive(Clone, Debug)]
enum Piece {
    Paragraph(Sentence),
    Bullets(Vec<String>),
    Numbers(Vec<String>),
    Quote(Sentence),
    Decision(Sentence),
}

/// A sentence with marks, as it is written and as it reads.
#[derive(Clone, Debug)]
struct Sentence {
    written: String,
    text: String,
    /// As `samples::marks` has them.
    marks: String,
}

impl Sentence {
    fn read(&self, sign: &str) -> String {
        format!("{sign} {}{}", self.text, self.marks)
    }
}

#[derive(Clone, Debug)]
struct Written {
    title: String,
    day: (i16, i8, i8),
    hours: (i8, i8),
    place: &'static str,
    present: Vec<Person>,
    others: Vec<Person>,
    absent: Vec<Person>,
    points: Vec<(String, Vec<Piece>)>,
    next: Option<(i16, i8, i8)>,
    writer: Option<Person>,
}

fn chosen(words: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(words)
}

fn sentence() -> impl Strategy<Value = Sentence> {
    let words = chosen(&[
        "arbetet",
        "fortsatt",
        "gemensamt",
        "underlag",
        "frågan",
        "verksamheten",
        "stöd",
        "familjer",
        "läget",
        "ansökan",
        "utökat",
        "behovet",
        "tydligt",
        "vidare",
        "rutin",
        "ökat",
        "åtgärd",
        "ärende",
        "översyn",
        "fyra",
    ]);
    prop::collection::vec((words, 0_usize..24), 12..30).prop_map(|words| {
        let mut sentence = Sentence { written: "Här".into(), text: "Här".into(), marks: String::new() };
        for (word, style) in words {
            let (signs, mark) = match style {
                0 => (("**", "**"), Some("strong")),
                1 => (("*", "*"), Some("em")),
                2 => (("__", "__"), Some("strong")),
                3 => (("[", "](http://a_b.se)"), Some("link http://a_b.se")),
                _ => (("", ""), None),
            };
            sentence.written += &format!(" {}{word}{}", signs.0, signs.1);
            sentence.text += &format!(" {word}");
            sentence.marks.extend(mark.map(|mark| format!("  [{mark}: {word}]")));
        }
        sentence.written.push('.');
        sentence.text.push('.');
        sentence
    })
}

fn phrase() -> impl Strategy<Value = String> {
    let first = chosen(&["Ökat", "Tydligt", "Gemensamt", "Översyn av", "Fortsatt"]);
    let second = chosen(&["stöd", "underlag", "behov", "arbete", "ansvarstagande"]);
    (first, second).prop_map(|(first, second)| format!("{first} {second}"))
}

fn person(names: &'static [&'static str]) -> impl Strategy<Value = Person> {
    let last = chosen(&["Ekman", "Öhrn", "von Sydow", "Åkesson Lind", "Nouri", "Dahlgren"]);
    let municipality = chosen(&["Bjuv", "Klippan", "Östra Göinge", "Åstorp", "Helsingborg"]);
    let title = chosen(&["", "", "socialchef", "tf enhetschef", "utredare"]);
    (chosen(names), last, municipality, title).prop_map(|(first, last, municipality, title)| Person {
        name: format!("{first} {last}"),
        municipality,
        title,
        chair: false,
    })
}

fn piece() -> impl Strategy<Value = Piece> {
    let items = || prop::collection::vec(phrase(), 2..5);
    prop_oneof![
        3 => sentence().prop_map(Piece::Paragraph),
        1 => items().prop_map(Piece::Bullets),
        1 => items().prop_map(Piece::Numbers),
        1 => sentence().prop_map(Piece::Quote),
        1 => sentence().prop_map(Piece::Decision),
    ]
}

fn written() -> impl Strategy<Value = Written> {
    let point = (
        chosen(&["Inledning", "Bemanning i sommar", "Övriga frågor", "Årsplan", "Ny lag"]),
        sentence().prop_map(Piece::Paragraph),
        prop::collection::vec(piece(), 0..4),
    )
        .prop_map(|(heading, first, more)| (heading.to_owned(), [vec![first], more].concat()));
    // No first name in two lists: nobody stands there twice.
    let lists = (
        prop::collection::vec(person(&["Eva", "Per-Olof", "Åsa"]), 1..5),
        prop::collection::vec(person(&["Siv", "Örjan"]), 0..3),
        prop::collection::vec(person(&["Noor", "Ludvig"]), 0..3),
    );
    (
        chosen(&["Nätverket för hemtjänst", "Socialchefsnätverket", "Samverkan barn och unga"]),
        (2019_i16..2032, 1_i8..13, 1_i8..29),
        (7_i8..12, 12_i8..18),
        chosen(&["Stadshuset, sal Kullen", "Teams", "Kommunhuset i Lomma"]),
        lists,
        prop::collection::vec(point, 2..5),
        (prop::option::of((1_i8..13, 1_i8..29)), any::<bool>()),
    )
        .prop_map(|(title, day, hours, place, (mut present, others, absent), points, (next, signed))| {
            present[0].chair = true;
            Written {
                title: title.to_owned(),
                day,
                hours,
                place,
                writer: signed.then(|| present[0].clone()),
                present,
                others,
                absent,
                points,
                // In the year after, so that it comes after the meeting.
                next: next.map(|(month, date)| (day.0 + 1, month, date)),
            }
        })
}

fn expected_people(minutes: &Written) -> Vec<String> {
    let lists = [("present", &minutes.present), ("other", &minutes.others), ("absent", &minutes.absent)];
    let lines = lists.iter().flat_map(|(status, people)| {
        people.iter().map(move |person| {
            let chair = if person.chair { "*" } else { "" };
            let title = if person.title.is_empty() { String::new() } else { format!(" | {}", person.title) };
            format!("{status} {}{chair}{title} | {}", person.name, person.municipality)
        })
    });
    lines.collect()
}

/// The text in each encoding that can hold it.
pub(super) fn encodings(text: &str) -> Vec<Vec<u8>> {
    let sixteen =
        |unit: fn(u16) -> [u8; 2]| [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(unit).collect();
    let mut all = vec![
        text.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        sixteen(u16::to_le_bytes),
        sixteen(u16::to_be_bytes),
    ];
    let windows = |c: char| match c {
        '–' => Some(0x96),
        '—' => Some(0x97),
        '•' => Some(0x95),
        c => u8::try_from(u32::from(c)).ok().filter(|byte| !(0x80..0xA0).contains(byte)),
    };
    all.extend(text.chars().map(windows).collect::<Option<Vec<u8>>>());
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_written_in_any_layout_reads_back(minutes in written(), layout in layout()) {
        let (text, blocks) = layout.write(&minutes);
        let read = import(&text);
        let (year, month, day) = minutes.day;
        let (from, to) = minutes.hours;
        prop_assert_eq!(&read.title, &minutes.title, "{}", text);
        prop_assert_eq!(time(read.starts), format!("{year}-{month:02}-{day:02} {from:02}:00"), "{}", text);
        prop_assert_eq!(time(read.ends), format!("{year}-{month:02}-{day:02} {to:02}:00"), "{}", text);
        prop_assert_eq!(&read.place, minutes.place, "{}", text);
        prop_assert_eq!(people(&read), expected_people(&minutes), "{}", text);
        let body = outline(&read.body).into_iter().zip(&read.body);
        let body: Vec<String> = body.map(|(line, block)| line + &marks(block)).collect();
        prop_assert_eq!(body, blocks, "{}", text);
        let next = minutes.next.map(|(year, month, day)| jiff::civil::date(year, month, day));
        prop_assert_eq!(read.next_meeting, next, "{}", text);
        let writer = minutes.writer.as_ref().map(|writer| writer.name.clone()).unwrap_or_default();
        prop_assert_eq!(&read.secretary, &writer, "{}", text);
        let signature = if writer.is_empty() { writer } else { layout.signature(&writer) };
        prop_assert_eq!(&read.signature, &signature, "{}", text);
        for bytes in encodings(&text) {
            prop_assert_eq!(import_text(&bytes).unwrap(), read.clone(), "{:?}", bytes);
        }
    }
}
