//! The words that stand before a field: "Datum och tid:", "Närvarande socialchefer", "Plats". Found on
//! lines of their own (plain, bold or as a heading), before a colon, in a table's first cell.

pub(super) use super::vocabulary::Label;
use super::{
    people,
    said::sentence,
    source::{Line, Shape},
    vocabulary::{before_colon, exact, qualified},
};
use crate::documents::AttendanceStatus;

/// A label and what stands after it on the line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Labelled {
    pub label: Label,
    /// Without marks of formatting; empty if the value stands on the next lines.
    pub value: String,
}

/// The labels of a line, from left to right; empty if it begins with none.
pub(super) fn read(line: &Line<'_>) -> Vec<Labelled> {
    if matches!(line.shape, Shape::Rule | Shape::Quote) {
        return Vec::new();
    }
    let plain = line.plain();
    let plain = without_number(plain.trim());
    let several = before_colons(plain);
    if several.len() > 1 && line.shape != Shape::TableRow {
        // "Plats: Motala        Tid: 14-16"
        return several;
    }
    if let Some(cells) = in_cells(line, plain) {
        return cells;
    }
    if !several.is_empty() {
        return several;
    }
    if let Some(label) = whole_line(line, plain) {
        return one(label, "");
    }
    if let Some((status, rest)) = sentence(plain) {
        return one(Label::People(status), rest);
    }
    bold_start(line).or_else(|| question(plain)).or_else(|| value_after(plain)).unwrap_or_default()
}

/// Whether a line begins with a label of the header: time, place or people.
pub(super) fn is_header_label(line: &Line<'_>) -> bool {
    read(line).first().is_some_and(|labelled| {
        matches!(
            labelled.label,
            Label::Title
                | Label::When { .. }
                | Label::Ends
                | Label::Place
                | Label::People(_)
                | Label::Chair
                | Label::Adjuster
        )
    })
}

/// Without "§ 3" or "Punkt 3." before the words.
fn without_number(plain: &str) -> &str {
    let numbered = ["§", "Punkt ", "punkt "].iter().find_map(|sign| plain.strip_prefix(sign));
    let Some(rest) =
        numbered.map(str::trim_start).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    else {
        return plain;
    };
    rest.trim_start_matches(|c: char| c.is_ascii_digit())
        .trim_start_matches(|c: char| c.is_whitespace() || ".:)–-".contains(c))
}

/// Whose list a text is the label of.
pub(super) fn status(text: &str) -> Option<AttendanceStatus> {
    match exact(&folded(text)).or_else(|| qualified(&folded(text))) {
        Some(Label::People(status)) => Some(status),
        _ => None,
    }
}

fn one(label: Label, value: &str) -> Vec<Labelled> {
    vec![Labelled { label, value: value.trim().to_owned() }]
}

/// "| Datum | 2020-01-10 |", "Datum<tab>2020-01-10" and "Datum     2020-01-10"
fn in_cells(line: &Line<'_>, plain: &str) -> Option<Vec<Labelled>> {
    let separator = match line.shape {
        Shape::TableRow => "|",
        _ if plain.contains('\t') => "\t",
        _ => "  ",
    };
    let (first, rest) = plain.split_once(separator)?;
    let label = exact(&folded(first)).or_else(|| qualified(&folded(first)))?;
    // People keep their columns, which tell a name from what it is followed by.
    if matches!(label, Label::People(_)) {
        return Some(one(label, rest.trim_matches(|c: char| c.is_whitespace() || ":|".contains(c))));
    }
    let rest: Vec<&str> = rest.split(separator).map(str::trim).filter(|cell| !cell.is_empty()).collect();
    Some(one(label, rest.join(" ").trim_start_matches(':').trim()))
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
        found.push(Labelled { label, value: String::new() });
        from = colon + 1;
    }
    if let Some(last) = found.last_mut() {
        last.value = value(&plain[from..]);
    }
    found
}

fn value(text: &str) -> String {
    text.trim().trim_end_matches([',', ';', '|']).trim().to_owned()
}

/// The label that a text ends with; it must be the whole text if `whole`.
fn label_at_end(before: &str, whole: bool) -> Option<(usize, Label)> {
    if whole {
        if before.len() > 80 {
            return None;
        }
        let folded = folded(before);
        return before_colon(&folded).or_else(|| qualified(&folded)).map(|label| (0, label));
    }
    // The last three words, the longest label first; 60 bytes hold every label.
    let tail = before.len().saturating_sub(60);
    let tail = (tail..=before.len()).find(|at| before.is_char_boundary(*at))?;
    let starts = before[tail..].match_indices(char::is_whitespace).map(|(at, space)| tail + at + space.len());
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
    // A list is only taken where people follow; a whole sentence begins none.
    let short = folded.split(' ').count() <= 3 && !plain.ends_with(['.', ',']);
    let marked = line.is_heading() || line.is_bold() || short;
    exact(&folded)
        .or_else(|| marked.then(|| qualified(&folded)).flatten())
        // A line that says no more than "Möte" is a title itself.
        .filter(|label| *label != Label::Title)
}

/// "**Datum** 2020-01-10"
fn bold_start(line: &Line<'_>) -> Option<Vec<Labelled>> {
    let rest = line.content.strip_prefix("**")?;
    let (first, rest) = rest.split_once("**")?;
    let label = exact(&folded(first)).or_else(|| qualified(&folded(first)))?;
    Some(one(label, &super::inline::plain(rest)))
}

/// "När? Torsdagen den 7 oktober"
fn question(plain: &str) -> Option<Vec<Labelled>> {
    let (first, rest) = plain.split_once('?')?;
    Some(one(exact(&folded(first))?, rest))
}

/// "Datum 2020-01-10", "Plats Stadshuset", "Sekreterare Eva Ek": the value must look like one.
fn value_after(plain: &str) -> Option<Vec<Labelled>> {
    let (first, rest) = plain.split_once(' ')?;
    let label = exact(&folded(first))?;
    // "Justeras av Eva Ek"
    let rest = rest.strip_prefix("av ").filter(|_| label == Label::Adjuster).unwrap_or(rest);
    let capital = rest.starts_with(char::is_uppercase);
    let begins = match label {
        Label::When { .. } | Label::Ends => {
            let number = rest.starts_with(|c: char| c.is_ascii_digit());
            (number || rest.to_lowercase().starts_with("kl") || rest.starts_with("den ")) && rest.len() < 60
        }
        Label::Place => capital && rest.len() < 60 && first.len() > 3 && !rest.ends_with('.'),
        Label::Chair | Label::Secretary | Label::Adjuster => people::is_name(rest) && rest.contains(' '),
        Label::People(_) => capital && people::begins(rest),
        Label::Title | Label::NextMeeting => false,
    };
    begins.then(|| one(label, rest))
}

/// Lower case, one space between words, without the colon and signs around.
fn folded(text: &str) -> String {
    let text = text.trim_matches(|c: char| c.is_whitespace() || ":*_|#".contains(c));
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(&word.to_lowercase());
    }
    folded.truncate(folded.trim_end_matches([':', '.', '?']).trim_end().len());
    folded
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
            ("**Datum och tid:** 2020-01-10 kl. 9-12", when, "2020-01-10 kl. 9-12"),
            ("DATUM\t2020-01-10", when, "2020-01-10"),
            ("| Datum | 2020-01-10 |", when, "2020-01-10"),
            ("**Datum** 2020-01-10", when, "2020-01-10"),
            ("Datum 2020-01-10", when, "2020-01-10"),
            ("## Närvarande socialchefer:", present, ""),
            ("Närvarande var Eva Ek (Bjuv)", present, "Eva Ek (Bjuv)"),
            ("- Deltagare: Eva Ek", present, "Eva Ek"),
            ("## Ej närvarande", Label::People(AttendanceStatus::Absent), ""),
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
        for text in
            ["## Övrigt", "## Övriga frågor", "Datum som passar alla", "Deltagarna var nöjda: mycket bra"]
        {
            assert_eq!(labels(text), [], "{text}");
        }
    }
}
