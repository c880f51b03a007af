//! Lists that stand beside each other, each in a column of its own.

use crate::{
    documents::AttendanceStatus,
    import::{
        labels,
        people::{self, Entry},
        source::{Line, Shape, Source},
    },
};

/// The lists that stand beside each other below "Närvarande      Frånvarande", with the first line after
/// them; none if the line has no such heads.
pub(in crate::import) fn beside(
    source: &mut Source<'_>,
    index: usize,
) -> Option<(Vec<Entry>, Vec<AttendanceStatus>, usize)> {
    if !source.lines[index].raw.contains(['\t', '|']) && !source.lines[index].raw.contains("  ") {
        return None;
    }
    let heads = columns(&source.lines[index]);
    let statuses: Option<Vec<AttendanceStatus>> =
        heads.iter().map(|(_, head)| labels::status(head)).collect();
    let statuses = statuses.filter(|statuses| statuses.len() > 1)?;
    let mut people: Vec<Entry> = Vec::new();
    let mut taken = vec![index];
    let mut next = index + 1;
    while let Some(line) = source.lines.get(next) {
        if line.shape == Shape::Rule {
            next += 1;
            continue;
        }
        if line.after_blank && taken.len() > 1 || line.is_heading() {
            break;
        }
        let mut found = Vec::new();
        let mut told = false;
        for (at, cell) in columns(line) {
            // The column that begins nearest.
            let column = heads.iter().enumerate().min_by_key(|(_, (head, _))| head.abs_diff(at));
            let status = column.and_then(|(column, _)| statuses.get(column)).copied();
            let above = people.iter_mut().rev().take(10).find(|entry| Some(entry.attendee.status) == status);
            if let Some(facts) = cell.strip_prefix('(').and_then(|facts| facts.strip_suffix(')'))
                && let Some(above) = above
            {
                // "(Bjuv, ordf)" below the name
                facts.split(", ").for_each(|fact| above.fact(fact));
                told = true;
                continue;
            }
            found.extend(people::running(&cell, status?, false));
        }
        if found.is_empty() && !told {
            break;
        }
        people.extend(found);
        taken.push(next);
        next += 1;
    }
    if people.is_empty() {
        return None;
    }
    taken.iter().for_each(|line| source.take(*line, "attendance"));
    people.sort_by_key(|entry| statuses.iter().position(|status| *status == entry.attendee.status));
    Some((people, statuses, next))
}

/// The cells of a line with the place where each begins: its number between pipes or tabs, else its column
/// in characters.
fn columns(line: &Line<'_>) -> Vec<(usize, String)> {
    let plain = line.plain();
    let numbered = line.shape == Shape::TableRow || plain.contains('\t');
    let mut found = Vec::new();
    let mut at = line.indent;
    let cells: Vec<&str> =
        if numbered { plain.split(['|', '\t']).collect() } else { plain.split("  ").collect() };
    for (number, cell) in cells.into_iter().enumerate() {
        let space = cell.chars().take_while(|c| c.is_whitespace()).count();
        if cell.contains(char::is_alphanumeric) {
            found.push((if numbered { number } else { at + space }, cell.trim().to_owned()));
        }
        at += cell.chars().count() + 2;
    }
    found
}
