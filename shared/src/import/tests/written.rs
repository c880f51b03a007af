//! Random minutes, written as text in a random layout and encoding, read back the same.

use proptest::prelude::*;

use super::{import, outline, people, time};
use crate::import::import_text;

#[derive(Clone, Debug)]
struct Person {
    name: String,
    municipality: &'static str,
    chair: bool,
}

#[derive(Clone, Debug)]
enum Piece {
    Paragraph(String),
    Bullets(Vec<String>),
    Numbers(Vec<String>),
    Quote(String),
    Decision(String),
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
}

/// How it is written; each number chooses among as many ways as there are.
#[derive(Clone, Copy, Debug)]
struct Layout {
    date: usize,
    hours: usize,
    header: usize,
    list: usize,
    heading: usize,
    bullet: usize,
    decision: usize,
    words: usize,
    wrapped: Option<usize>,
    crlf: bool,
}

fn chosen(words: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(words)
}

fn sentence() -> impl Strategy<Value = String> {
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
    prop::collection::vec(words, 12..30).prop_map(|words| {
        let text = words.join(" ");
        format!("Här {text}.")
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
    (chosen(names), last, municipality).prop_map(|(first, last, municipality)| Person {
        name: format!("{first} {last}"),
        municipality,
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
    )
        .prop_map(|(title, day, hours, place, (mut present, others, absent), points)| {
            present[0].chair = true;
            let title = title.to_owned();
            Written { title, day, hours, place, present, others, absent, points }
        })
}

fn layout() -> impl Strategy<Value = Layout> {
    let ways =
        (0_usize..6, 0_usize..5, 0_usize..6, 0_usize..9, 0_usize..5, 0_usize..5, 0_usize..4, 0_usize..4);
    (ways, prop::option::of(60_usize..90), any::<bool>()).prop_map(
        |((date, hours, header, list, heading, bullet, decision, words), wrapped, crlf)| Layout {
            date,
            hours,
            header,
            list,
            heading,
            bullet,
            decision,
            words,
            wrapped,
            crlf,
        },
    )
}

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];

impl Layout {
    fn date(self, (year, month, day): (i16, i8, i8)) -> String {
        let name = MONTHS[usize::try_from(month - 1).unwrap()];
        match self.date {
            0 => format!("{year}-{month:02}-{day:02}"),
            1 => format!("{day} {name} {year}"),
            2 => format!("den {day} {name} {year}"),
            3 => format!("{day}/{month} {year}"),
            4 => format!("{year}{month:02}{day:02}"),
            _ => format!("den {day}:e {name}, {year}"),
        }
    }

    fn hours(self, (from, to): (i8, i8)) -> String {
        match self.hours {
            0 => format!("kl. {from}-{to}"),
            1 => format!("kl {from}.00 – {to}.00"),
            2 => format!("{from:02}:00–{to:02}:00"),
            3 => format!("klockan {from} till {to}"),
            _ => format!("Kl. {from}.00—{to}.00"),
        }
    }

    fn header(self, minutes: &Written) -> String {
        let (date, hours, place) = (self.date(minutes.day), self.hours(minutes.hours), minutes.place);
        match self.header {
            0 => format!("Datum: {date}\nTid: {hours}\nPlats: {place}\n"),
            1 => format!("**Datum och tid:** {date} {hours}\n\n**Plats:** {place}\n"),
            2 => format!("| Datum | {date} |\n|---|---|\n| Tid | {hours} |\n| Plats | {place} |\n"),
            3 => format!("Datum\t{date}\nTid\t{hours}\nPlats\t{place}\n"),
            4 => format!("Tid:            {date}\n                {hours}\nPlats:          {place}\n"),
            _ => format!("Datum och tid\n{date} {hours}\n\nPlats\n{place}\n"),
        }
    }

    fn list(self, label: &str, people: &[Person]) -> String {
        if people.is_empty() {
            return String::new();
        }
        let lines = |write: &dyn Fn(&Person) -> String| -> String {
            people.iter().map(|person| write(person) + "\n").collect()
        };
        let ordf = |person: &Person| if person.chair { " (ordf.)" } else { "" };
        let running = |between: &str| {
            let each = people.iter().map(|person| {
                let chair = if person.chair { "ordf., " } else { "" };
                format!("{} ({chair}{})", person.name, person.municipality)
            });
            each.collect::<Vec<_>>().join(between)
        };
        match self.list {
            0 => format!("{label}:\n{}", lines(&|p| format!("{}{}\t{}", p.name, ordf(p), p.municipality))),
            1 => format!(
                "## {label}\n\n{}",
                lines(&|p| format!("- {}{}, {}", p.name, ordf(p), p.municipality))
            ),
            2 => format!("{label}: {}\n", running(", ")),
            3 => format!("**{label}**\n{}", lines(&|p| format!("{}, {}{}", p.name, p.municipality, ordf(p)))),
            4 => format!("{label}\n{}", lines(&|p| format!("{}: {}{}", p.municipality, p.name, ordf(p)))),
            5 => {
                let rows = lines(&|p| {
                    let role = if p.chair { "ordförande" } else { "" };
                    format!("| {} | {} | {role} |", p.name, p.municipality)
                });
                format!("**{label}**\n\n| Namn | Kommun | Roll |\n|---|---|---|\n{rows}")
            }
            6 => {
                let column = people.iter().map(|p| format!("{}, {}{}", p.name, p.municipality, ordf(p)));
                let column = column.collect::<Vec<_>>().join(&format!("\n{}", " ".repeat(20)));
                format!("{:<20}{column}\n", format!("{label}:"))
            }
            7 => format!("**{label}:** {}\n", running("; ")),
            _ => format!(
                "{label}:\n{}",
                lines(&|p| format!("* {} från {}{}", p.name, p.municipality, ordf(p)))
            ),
        }
    }

    fn labels(self) -> [&'static str; 3] {
        match self.words {
            0 => ["Närvarande", "Övriga", "Frånvarande"],
            1 => ["Deltagare", "Gäster", "Förhinder"],
            2 => ["Närvarande chefer", "Övriga närvarande", "Ej närvarande"],
            _ => ["Med på mötet", "Inbjudna", "Återbud"],
        }
    }

    /// The heading as it is written, and as it reads.
    fn heading(self, number: usize, text: &str) -> (String, String) {
        let numbered = format!("{number}. {text}");
        match self.heading {
            0 => (format!("## {text}"), text.to_owned()),
            1 => (numbered.clone(), numbered),
            2 => (format!("§ {number} {text}"), format!("§ {number} {text}")),
            3 => (format!("**{text}**"), text.to_owned()),
            _ => (format!("{text}\n{}", "-".repeat(text.chars().count())), text.to_owned()),
        }
    }

    fn wrap(self, text: &str, indent: &str) -> String {
        let Some(width) = self.wrapped else {
            return text.to_owned();
        };
        let mut lines = vec![String::new()];
        for word in text.split(' ') {
            let last = lines.last_mut().unwrap();
            if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > width {
                lines.push(word.to_owned());
            } else {
                *last = if last.is_empty() { word.to_owned() } else { format!("{last} {word}") };
            }
        }
        lines.join(&format!("\n{indent}"))
    }

    /// A piece as it is written, with its lines in the outline.
    fn piece(self, piece: &Piece) -> (String, Vec<String>) {
        let bullet = ["- ", "* ", "• ", "– ", "\u{F0B7}\t"][self.bullet];
        match piece {
            Piece::Paragraph(text) => (self.wrap(text, ""), vec![format!("p {text}")]),
            // A list of numbers among numbered points would be points to anybody.
            Piece::Numbers(items) if self.heading != 1 => {
                let lines = items.iter().zip(1..).map(|(item, number)| format!("{number}. {item}"));
                (
                    lines.collect::<Vec<_>>().join("\n"),
                    items.iter().map(|item| format!("1. {item}")).collect(),
                )
            }
            Piece::Bullets(items) | Piece::Numbers(items) => {
                let lines = items.iter().map(|item| format!("{bullet}{item}"));
                (lines.collect::<Vec<_>>().join("\n"), items.iter().map(|item| format!("- {item}")).collect())
            }
            Piece::Quote(text) => (format!("> {}", self.wrap(text, "> ")), vec![format!("> {text}")]),
            Piece::Decision(text) => {
                let label = ["Beslut: ", "**Beslut:** ", "BESLUT: ", "Beslut – "][self.decision];
                (self.wrap(&format!("{label}{text}"), ""), vec![format!("beslut {text}")])
            }
        }
    }

    /// The whole text, and the outline that it shall have.
    fn write(self, minutes: &Written) -> (String, Vec<String>) {
        let [present, others, absent] = self.labels();
        let lists = [(present, &minutes.present), (others, &minutes.others), (absent, &minutes.absent)];
        let mut parts = vec![format!("# {}", minutes.title), self.header(minutes)];
        if self.heading == 3 || self.heading == 4 {
            // Among signs a bold line is none.
            parts[0].clone_from(&minutes.title);
        }
        parts.extend(
            lists.iter().map(|(label, people)| self.list(label, people)).filter(|list| !list.is_empty()),
        );
        let mut outline = Vec::new();
        for ((heading, pieces), number) in minutes.points.iter().zip(1..) {
            let (line, text) = self.heading(number, heading);
            parts.push(line);
            outline.push(format!("h2 {text}"));
            for piece in pieces {
                let (text, lines) = self.piece(piece);
                parts.push(text);
                outline.extend(lines);
            }
        }
        let text = parts.join("\n\n") + "\n";
        (if self.crlf { text.replace('\n', "\r\n") } else { text }, outline)
    }
}

fn expected_people(minutes: &Written) -> Vec<String> {
    let lists = [("present", &minutes.present), ("other", &minutes.others), ("absent", &minutes.absent)];
    let lines = lists.iter().flat_map(|(status, people)| {
        people.iter().map(move |person| {
            let chair = if person.chair { "*" } else { "" };
            format!("{status} {}{chair} | {}", person.name, person.municipality)
        })
    });
    lines.collect()
}

/// The text in each encoding that can hold it.
fn encodings(text: &str) -> Vec<Vec<u8>> {
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
    #![proptest_config(ProptestConfig::with_cases(128))]

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
        prop_assert_eq!(outline(&read.body), blocks, "{}", text);
        for bytes in encodings(&text) {
            prop_assert_eq!(import_text(&bytes).unwrap(), read.clone(), "{:?}", bytes);
        }
    }
}
