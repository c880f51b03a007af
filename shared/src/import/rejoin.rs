//! A paragraph of sentences that tell who was there, hard-wrapped: "Närvarande var Eva Ek (Bjuv), Per⏎Palm och
//! Siv Sand. Anmält⏎förhinder hade …". Fields are read line by line, and there a line is no unit: such a paragraph
//! is put on one line, and the lines below keep their numbers.

use std::{collections::BTreeSet, ops::Range};

use super::{
    attendance,
    labels::{self, Label, Labelled},
    sentences::sentences,
    source::{Line, Shape, Source, numbered_lines},
    wrap::{self, Wrap},
};

/// How many lines from the beginning are looked at.
const FIRST_LINES: usize = 400;

/// The text with each such paragraph on one line; none if there is none.
pub(super) fn rejoined(text: &str, source: &Source<'_>, wrap: &Wrap) -> Option<String> {
    let mut going_on: BTreeSet<usize> = BTreeSet::new();
    let mut index = 0;
    while index < source.lines.len().min(FIRST_LINES) {
        let lines = paragraph(source, wrap, index);
        index = lines.as_ref().map_or(index + 1, |lines| lines.end);
        going_on.extend(lines.into_iter().flatten().skip(1).map(|line| source.lines[line].number));
    }
    if going_on.is_empty() {
        return None;
    }
    let mut joined = String::with_capacity(text.len());
    let mut last = 1;
    for (number, line) in numbered_lines(text) {
        if going_on.contains(&number) {
            wrap::append(&mut joined, line.trim());
            continue;
        }
        // A line in parts was broken by something else than its end.
        joined.push_str(&if number > last { "\n".repeat(number - last) } else { "\u{0B}".to_owned() });
        joined.push_str(line);
        last = number;
    }
    Some(joined)
}

/// The lines of such a paragraph if it begins here: up to a blank line, with a sentence that ends within a line.
fn paragraph(source: &Source<'_>, wrap: &Wrap, index: usize) -> Option<Range<usize>> {
    let first = &source.lines[index];
    let labelled = labels::read(first);
    let [Labelled { label: Label::People(_), value }] = labelled.as_slice() else { return None };
    if first.shape != Shape::Text || !attendance::runs_on(source, wrap, index + 1, value) {
        return None;
    }
    let below = &source.lines[index + 1..];
    let end = below.iter().position(|line| line.after_blank || !goes_on(line)).unwrap_or(below.len());
    if below.get(end).is_some_and(|line| !line.after_blank) {
        return None;
    }
    let lines = index..index + 1 + end;
    let within = source.lines[lines.clone()].iter().any(|line| sentences(&line.plain()).len() > 1);
    within.then_some(lines)
}

/// Whether a line may be one of a paragraph. A label at its beginning is the writer's own break, but for one that a
/// program broke a sentence before: "Anmält⏎förhinder hade".
fn goes_on(line: &Line<'_>) -> bool {
    let columns = line.raw.contains('\t') || line.raw.contains("  ");
    let begins = !line.content.starts_with(char::is_lowercase) && !labels::read(line).is_empty();
    line.shape == Shape::Text && !columns && !begins
}
