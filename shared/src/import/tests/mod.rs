//! The importer as a whole: the real minutes, the samples, layouts, and what holds for any input.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod dates;
mod layouts;
mod properties;
mod prose;
mod real;
mod samples;
mod written;

pub(crate) use samples::samples;

use std::fmt::Write;

use super::{Imported, import_text};
use crate::text::{Block, BlockKind};

fn import(text: &str) -> Imported {
    import_text(text.as_bytes()).unwrap()
}

/// "h2 Rubrik", "p Text", "- punkt": a block on a line, two spaces for each depth.
fn outline(body: &[Block]) -> Vec<String> {
    body.iter()
        .map(|block| {
            let sign = match &block.kind {
                BlockKind::Paragraph => "p".to_owned(),
                BlockKind::Heading(level) => format!("h{level}"),
                BlockKind::UnorderedListItem => "-".to_owned(),
                BlockKind::OrderedListItem => "1.".to_owned(),
                BlockKind::Blockquote => ">".to_owned(),
                BlockKind::Decision => "beslut".to_owned(),
                other => other.name().to_owned(),
            };
            format!("{}{sign} {}", "  ".repeat(block.depth.into()), block.text)
        })
        .collect()
}

/// "present Eva Ek* | titel | Bjuv": a person on a line, `*` for a chair.
fn people(imported: &Imported) -> Vec<String> {
    imported
        .attendance
        .iter()
        .map(|person| {
            let chair = if person.chair { "*" } else { "" };
            let mut line = format!("{} {}{chair}", person.status.name(), person.name);
            for fact in [&person.title, &person.municipality, &person.note] {
                if !fact.is_empty() {
                    write!(line, " | {fact}").unwrap();
                }
            }
            line
        })
        .collect()
}

fn time(value: Option<jiff::civil::DateTime>) -> String {
    value.map_or_else(String::new, |value| value.strftime("%Y-%m-%d %H:%M").to_string())
}
