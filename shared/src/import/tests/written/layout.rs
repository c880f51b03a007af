//! The ways in which people write the same minutes.

use proptest::prelude::*;

use super::{Person, Piece, Written};

/// How it is written; each number chooses among as many ways as there are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    date: usize,
    hours: usize,
    header: usize,
    list: usize,
    heading: usize,
    bullet: usize,
    decision: usize,
    words: usize,
    closing: usize,
    wrapped: Option<usize>,
    crlf: bool,
}

pub(super) fn layout() -> impl Strategy<Value = Layout> {
    let ways = (
        0_usize..6,
        0_usize..5,
        0_usize..6,
        0_usize..9,
        0_usize..5,
        0_usize..5,
        0_usize..4,
        0_usize..4,
        0_usize..5,
    );
    (ways, prop::option::of(60_usize..90), any::<bool>()).prop_map(
        |((date, hours, header, list, heading, bullet, decision, words, closing), wrapped, crlf)| Layout {
            date,
            hours,
            header,
            list,
            heading,
            bullet,
            decision,
            words,
            closing,
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
        let facts = |person: &Person, municipality: &str| {
            [person.title, municipality]
                .into_iter()
                .filter(|fact| !fact.is_empty())
                .collect::<Vec<_>>()
                .join(", ")
        };
        let with_facts = |person: &Person| {
            format!("{}{}, {}", person.name, ordf(person), facts(person, person.municipality))
        };
        let running = |between: &str| {
            let each = people.iter().map(|person| {
                let chair = if person.chair { "ordf., " } else { "" };
                format!("{} ({chair}{})", person.name, facts(person, person.municipality))
            });
            each.collect::<Vec<_>>().join(between)
        };
        match self.list {
            0 => format!(
                "{label}:\n{}",
                lines(&|p| format!("{}{}\t{}", p.name, ordf(p), facts(p, p.municipality)))
            ),
            1 => format!("## {label}\n\n{}", lines(&|p| format!("- {}", with_facts(p)))),
            2 => format!("{label}: {}\n", running(", ")),
            3 => format!("**{label}**\n{}", lines(&with_facts)),
            4 => {
                let title =
                    |p: &Person| if p.title.is_empty() { String::new() } else { format!(", {}", p.title) };
                format!(
                    "{label}\n{}",
                    lines(&|p| format!("{}: {}{}{}", p.municipality, p.name, ordf(p), title(p)))
                )
            }
            5 => {
                let rows = lines(&|p| {
                    let role = if p.chair { "ordförande" } else { "" };
                    format!("| {} | {} | {} | {role} |", p.name, p.municipality, p.title)
                });
                format!("**{label}**\n\n| Namn | Kommun | Titel | Roll |\n|---|---|---|---|\n{rows}")
            }
            6 => {
                let column = people.iter().map(with_facts).collect::<Vec<_>>();
                let column = column.join(&format!("\n{}", " ".repeat(20)));
                format!("{:<20}{column}\n", format!("{label}:"))
            }
            7 => format!("**{label}:** {}\n", running("; ")),
            _ => {
                let title =
                    |p: &Person| if p.title.is_empty() { String::new() } else { format!(" ({})", p.title) };
                format!(
                    "{label}:\n{}",
                    lines(&|p| format!("* {}{}{} från {}", p.name, ordf(p), title(p), p.municipality))
                )
            }
        }
    }

    /// The line that signs, with the name of whoever wrote.
    pub(super) fn signature(self, name: &str) -> String {
        match self.closing {
            0 => format!("Vid tangenterna/{name}"),
            1 => format!("Vid anteckningarna, {name}"),
            2 => format!("Antecknat av: {name}"),
            3 => format!("Sekreterare: {name}"),
            _ => format!("Minnesanteckningar förda av {name}"),
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
            Piece::Paragraph(sentence) => (self.wrap(&sentence.written, ""), vec![sentence.read("p")]),
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
            Piece::Quote(sentence) => {
                (format!("> {}", self.wrap(&sentence.written, "> ")), vec![sentence.read(">")])
            }
            Piece::Decision(sentence) => {
                let label = ["Beslut: ", "**Beslut:** ", "BESLUT: ", "Beslut – "][self.decision];
                (self.wrap(&format!("{label}{}", sentence.written), ""), vec![sentence.read("beslut")])
            }
        }
    }

    /// The whole text, and the outline that it shall have.
    pub(super) fn write(self, minutes: &Written) -> (String, Vec<String>) {
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
        if let Some(next) = minutes.next {
            let line = format!("Nästa möte: {}", self.date(next));
            outline.push(format!("p {line}"));
            parts.push(line);
        }
        parts.extend(minutes.writer.as_ref().map(|writer| self.signature(&writer.name)));
        let text = parts.join("\n\n") + "\n";
        (if self.crlf { text.replace('\n', "\r\n") } else { text }, outline)
    }
}
