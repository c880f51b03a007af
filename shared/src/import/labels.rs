//! The words that stand before a field: "Datum och tid:", "Närvarande socialchefer", "Plats". Found on
//! lines of their own (plain, bold or as a heading), before a colon, in a table's first cell.

use super::source::{Line, Shape};
use crate::documents::AttendanceStatus;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Label {
    Title,
    /// Date, time or both; with `place` also where.
    When {
        place: bool,
    },
    Place,
    People(AttendanceStatus),
    Chair,
    Secretary,
    NextMeeting,
}

/// A label and what stands after it on the line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Labelled {
    pub label: Label,
    /// Without marks of formatting; empty if the value stands on the next lines.
    pub value: String,
}

const WHEN: &[&str] = &[
    "datum och tid",
    "datum",
    "tid",
    "tidpunkt",
    "dag",
    "mötesdatum",
    "mötestid",
    "när",
    "datum/tid",
    "tid/datum",
    "dag och tid",
    "tid och datum",
    "datum & tid",
    "datum, tid",
    "klockslag",
    "sammanträdesdatum",
    "mötesdag",
    "date",
    "time",
    "date and time",
    "when",
    "datum för möte",
    "datum för mötet",
    "tid för mötet",
];
const WHEN_AND_WHERE: &[&str] = &[
    "tid och plats",
    "datum och plats",
    "plats och tid",
    "tid/plats",
    "datum, tid och plats",
    "plats och datum",
    "datum/plats",
    "tid & plats",
    "date and place",
    "time and place",
    "plats/tid",
    "datum, tid, plats",
];
const PLACE: &[&str] = &[
    "plats",
    "plats och lokal",
    "lokal",
    "var",
    "mötesplats",
    "plats/lokal",
    "mötesform",
    "möteslänk",
    "länk",
    "rum",
    "sammanträdesplats",
    "möteslokal",
    "place",
    "location",
    "where",
    "venue",
    "plats eller länk",
    "adress",
];
const TITLE: &[&str] = &[
    "titel",
    "rubrik",
    "möte",
    "nätverk",
    "title",
    "meeting",
    "mötets namn",
    "forum",
    "grupp",
];
const CHAIR: &[&str] = &[
    "ordförande",
    "ordf",
    "mötesordförande",
    "chair",
    "mötesledare",
    "chairs",
];
const SECRETARY: &[&str] = &[
    "sekreterare",
    "sekr",
    "antecknare",
    "protokollförare",
    "mötessekreterare",
    "minutes by",
    "secretary",
    "anteckningar av",
    "antecknat av",
    "anteckningar förda av",
    "vid anteckningarna",
    "note taker",
    "vid protokollet",
    "vid pennan",
    "vid tangenterna",
];
const NEXT: &[&str] = &[
    "nästa möte",
    "nästa träff",
    "nästa sammanträde",
    "nästkommande möte",
    "next meeting",
    "nästa nätverksträff",
    "nästa nätverksmöte",
    "kommande möte",
    "nästa tillfälle",
];
const PRESENT: &[&str] = &[
    "närvarande",
    "deltagare",
    "deltog",
    "medverkande",
    "närvaro",
    "present",
    "attendees",
    "participants",
    "deltagande",
    "på plats",
    "mötesdeltagare",
    "deltagit",
    "ledamöter",
    "närvarolista",
    "deltagarlista",
    "deltog i mötet",
];
const OTHERS: &[&str] = &[
    "övriga",
    "övriga närvarande",
    "övriga deltagare",
    "övriga medverkande",
    "övriga deltagande",
    "gäster",
    "gäst",
    "inbjudna",
    "inbjudna gäster",
    "adjungerade",
    "adjungerad",
    "föredragande",
    "others",
    "guests",
    "also present",
    "in attendance",
    "dessutom deltog",
    "därutöver deltog",
    "närvarande övriga",
    "dessutom närvarande",
    "inbjuden",
    "särskilt inbjudna",
    "övrig närvarande",
    "övriga inbjudna",
];
const ABSENT: &[&str] = &[
    "ej närvarande",
    "frånvarande",
    "frånvaro",
    "förhinder",
    "anmält förhinder",
    "anmälda förhinder",
    "ej deltagande",
    "icke närvarande",
    "inte närvarande",
    "meddelat förhinder",
    "återbud",
    "lämnat återbud",
    "förhindrade",
    "saknades",
    "absent",
    "apologies",
    "ej på plats",
    "anmäld frånvaro",
    "not present",
    "regrets",
    "deltog ej",
    "hade förhinder",
    "deltog inte",
    "anmält frånvaro",
];
/// Nouns that may follow a word for attendance: "närvarande socialchefer", "frånvarande ledamöter".
const MAX_QUALIFIERS: usize = 3;

/// Beginnings of a running sentence; the longer first.
const SENTENCES: &[(&str, AttendanceStatus)] = &[
    ("närvarande var", AttendanceStatus::Present),
    ("närvarande är", AttendanceStatus::Present),
    ("närvarade gjorde", AttendanceStatus::Present),
    ("vid mötet deltog", AttendanceStatus::Present),
    ("på mötet deltog", AttendanceStatus::Present),
    ("i mötet deltog", AttendanceStatus::Present),
    ("i mötet deltar", AttendanceStatus::Present),
    ("deltagare var", AttendanceStatus::Present),
    ("deltog gjorde", AttendanceStatus::Present),
    ("vid mötet närvarade", AttendanceStatus::Present),
    ("present were", AttendanceStatus::Present),
    ("dessutom deltog", AttendanceStatus::Other),
    ("dessutom medverkade", AttendanceStatus::Other),
    ("som gäst deltog", AttendanceStatus::Other),
    ("som gäster deltog", AttendanceStatus::Other),
    ("övriga närvarande var", AttendanceStatus::Other),
    ("övriga deltagare var", AttendanceStatus::Other),
    ("frånvarande var", AttendanceStatus::Absent),
    ("ej närvarande var", AttendanceStatus::Absent),
    ("förhinder hade", AttendanceStatus::Absent),
    ("förhinder anmälde", AttendanceStatus::Absent),
    ("förhinder hade anmälts av", AttendanceStatus::Absent),
    ("återbud hade lämnats av", AttendanceStatus::Absent),
    ("återbud lämnade", AttendanceStatus::Absent),
];

/// The labels of a line, from left to right; empty if it begins with none.
pub(super) fn read(line: &Line<'_>) -> Vec<Labelled> {
    if matches!(line.shape, Shape::Rule | Shape::Quote) {
        return Vec::new();
    }
    let plain = line.plain();
    let plain = plain.trim();
    if let Some(cells) = in_cells(line, plain) {
        return cells;
    }
    let labelled = before_colons(plain);
    if !labelled.is_empty() {
        return labelled;
    }
    if let Some(label) = whole_line(line, plain) {
        return one(label, "");
    }
    if let Some((status, rest)) = sentence(plain) {
        return one(Label::People(status), rest);
    }
    bold_start(line)
        .or_else(|| date_after(plain))
        .unwrap_or_default()
}

/// Whether a line begins with a label of the header: time, place or people.
pub(super) fn is_header_label(line: &Line<'_>) -> bool {
    read(line).first().is_some_and(|labelled| {
        matches!(
            labelled.label,
            Label::When { .. } | Label::Place | Label::People(_) | Label::Chair
        )
    })
}

fn one(label: Label, value: &str) -> Vec<Labelled> {
    vec![Labelled {
        label,
        value: value.trim().to_owned(),
    }]
}

/// "| Datum | 2020-01-10 |" and "Datum<tab>2020-01-10"
fn in_cells(line: &Line<'_>, plain: &str) -> Option<Vec<Labelled>> {
    let separator = if line.shape == Shape::TableRow {
        '|'
    } else {
        '\t'
    };
    let (first, rest) = plain.split_once(separator)?;
    let label = exact(&folded(first))?;
    let rest: Vec<&str> = rest.split(separator).map(str::trim).collect();
    Some(one(label, rest.join(" ").trim()))
}

/// "Datum: 2020-01-10 Tid: 9-12": the first label must begin the line.
fn before_colons(plain: &str) -> Vec<Labelled> {
    let mut found: Vec<Labelled> = Vec::new();
    // Where the value of the last label found begins.
    let mut from = 0;
    for (colon, _) in plain.match_indices(':') {
        let before = &plain[from..colon];
        let Some((start, label)) = label_at_end(before, found.is_empty()) else {
            if found.is_empty() {
                return found;
            }
            continue;
        };
        if let Some(last) = found.last_mut() {
            last.value = value(&before[..start]);
        }
        found.push(Labelled {
            label,
            value: String::new(),
        });
        from = colon + 1;
    }
    if let Some(last) = found.last_mut() {
        last.value = value(&plain[from..]);
    }
    found
}

fn value(text: &str) -> String {
    text.trim()
        .trim_end_matches([',', ';', '|'])
        .trim()
        .to_owned()
}

/// The label that a text ends with; it must be the whole text if `whole`.
fn label_at_end(before: &str, whole: bool) -> Option<(usize, Label)> {
    if whole {
        if before.len() > 80 {
            return None;
        }
        let folded = folded(before);
        return exact(&folded)
            .or_else(|| qualified(&folded))
            .map(|label| (0, label));
    }
    // The last three words, the longest label first; 60 bytes hold every label.
    let tail = before.len().saturating_sub(60);
    let tail = (tail..=before.len()).find(|at| before.is_char_boundary(*at))?;
    let starts = before[tail..]
        .match_indices(char::is_whitespace)
        .map(|(at, space)| tail + at + space.len());
    let mut starts: Vec<usize> = std::iter::once(tail).chain(starts).collect();
    let first = starts.len().saturating_sub(4);
    starts.drain(..first);
    starts
        .into_iter()
        .filter(|start| *start == 0 || before[..*start].ends_with(|c: char| c.is_whitespace()))
        .find_map(|start| Some((start, exact(&folded(&before[start..]))?)))
}

fn whole_line(line: &Line<'_>, plain: &str) -> Option<Label> {
    if plain.len() > 80 || matches!(line.shape, Shape::Bullet | Shape::CheckBox) {
        return None;
    }
    let folded = folded(plain);
    let marked = line.is_heading() || line.is_bold();
    exact(&folded)
        .or_else(|| marked.then(|| qualified(&folded)).flatten())
        // A line that says no more than "Möte" is a title itself.
        .filter(|label| *label != Label::Title)
}

fn sentence(plain: &str) -> Option<(AttendanceStatus, &str)> {
    let head: String = plain.chars().take(32).collect();
    let head = head.to_lowercase();
    let (beginning, status) = SENTENCES
        .iter()
        .filter(|(beginning, _)| head.starts_with(beginning))
        .max_by_key(|(beginning, _)| beginning.len())?;
    let at = plain.char_indices().nth(beginning.chars().count());
    let rest = &plain[at.map_or(plain.len(), |(at, _)| at)..];
    rest.starts_with([' ', ':'])
        .then(|| (*status, rest.trim_start_matches([' ', ':'])))
}

/// "**Datum** 2020-01-10"
fn bold_start(line: &Line<'_>) -> Option<Vec<Labelled>> {
    let rest = line.content.strip_prefix("**")?;
    let (first, rest) = rest.split_once("**")?;
    let label = exact(&folded(first)).or_else(|| qualified(&folded(first)))?;
    Some(one(label, &super::inline::plain(rest)))
}

/// "Datum 2020-01-10", "Tid kl. 9-12"
fn date_after(plain: &str) -> Option<Vec<Labelled>> {
    let (first, rest) = plain.split_once(' ')?;
    let label = exact(&folded(first)).filter(|label| matches!(label, Label::When { .. }))?;
    let begins = rest.starts_with(|c: char| c.is_ascii_digit())
        || rest.to_lowercase().starts_with("kl")
        || rest.starts_with("den ");
    (begins && rest.len() < 60).then(|| one(label, rest))
}

/// Lower case, one space between words, without the colon and signs around.
fn folded(text: &str) -> String {
    let words: Vec<String> = text
        .trim_matches(|c: char| c.is_whitespace() || ":*_|#".contains(c))
        .split_whitespace()
        .map(str::to_lowercase)
        .collect();
    words
        .join(" ")
        .trim_end_matches([':', '.'])
        .trim_end()
        .to_owned()
}

fn exact(folded: &str) -> Option<Label> {
    let lists: [(&[&str], Label); 10] = [
        (WHEN, Label::When { place: false }),
        (WHEN_AND_WHERE, Label::When { place: true }),
        (PLACE, Label::Place),
        (TITLE, Label::Title),
        (CHAIR, Label::Chair),
        (SECRETARY, Label::Secretary),
        (NEXT, Label::NextMeeting),
        (PRESENT, Label::People(AttendanceStatus::Present)),
        (OTHERS, Label::People(AttendanceStatus::Other)),
        (ABSENT, Label::People(AttendanceStatus::Absent)),
    ];
    lists
        .into_iter()
        .find(|(words, _)| words.contains(&folded))
        .map(|(_, label)| label)
}

/// "närvarande socialchefer", "ej närvarande (anmält förhinder)"
fn qualified(folded: &str) -> Option<Label> {
    let lists = [
        (ABSENT, AttendanceStatus::Absent),
        (OTHERS, AttendanceStatus::Other),
        (PRESENT, AttendanceStatus::Present),
    ];
    lists.into_iter().find_map(|(words, status)| {
        words
            .iter()
            // "Övriga frågor" is a point of the agenda.
            .filter(|word| **word != "övriga")
            .filter_map(|word| folded.strip_prefix(word))
            .filter_map(|rest| rest.strip_prefix(' '))
            .any(|rest| rest.split(' ').count() <= MAX_QUALIFIERS && !rest.contains(['.', ',']))
            .then_some(Label::People(status))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::source::Source;

    fn labels(text: &str) -> Vec<(Label, String)> {
        Source::new(text)
            .lines
            .iter()
            .flat_map(read)
            .map(|labelled| (labelled.label, labelled.value))
            .collect()
    }

    #[test]
    fn finds_labels_in_every_dress() {
        let when = Label::When { place: false };
        let present = Label::People(AttendanceStatus::Present);
        for (text, label, value) in [
            (
                "**Datum och tid:** 2020-01-10 kl. 9-12",
                when,
                "2020-01-10 kl. 9-12",
            ),
            ("DATUM\t2020-01-10", when, "2020-01-10"),
            ("| Datum | 2020-01-10 |", when, "2020-01-10"),
            ("**Datum** 2020-01-10", when, "2020-01-10"),
            ("Datum 2020-01-10", when, "2020-01-10"),
            ("## Närvarande socialchefer:", present, ""),
            ("Närvarande var Eva Ek (Bjuv)", present, "Eva Ek (Bjuv)"),
            ("- Deltagare: Eva Ek", present, "Eva Ek"),
            (
                "## Ej närvarande",
                Label::People(AttendanceStatus::Absent),
                "",
            ),
            ("## Övriga:", Label::People(AttendanceStatus::Other), ""),
        ] {
            assert_eq!(labels(text), [(label, value.to_owned())], "{text}");
        }
    }

    #[test]
    fn finds_several_on_a_line() {
        assert_eq!(
            labels("Datum: 2020-01-10  Tid: 09:00-12:00, Plats: Bjuv"),
            [
                (Label::When { place: false }, "2020-01-10".to_owned()),
                (Label::When { place: false }, "09:00-12:00".to_owned()),
                (Label::Place, "Bjuv".to_owned()),
            ]
        );
    }

    #[test]
    fn a_point_of_the_agenda_is_no_label() {
        for text in [
            "## Övrigt",
            "## Övriga frågor",
            "Datum som passar alla",
            "Deltagarna var nöjda: mycket bra",
        ] {
            assert_eq!(labels(text), [], "{text}");
        }
    }
}
