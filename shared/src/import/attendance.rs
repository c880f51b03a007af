//! The lists of who was there: from their label to the first line that is nobody. A list is only taken
//! when it holds people; else label and lines stay in the body.

mod beside;

pub(super) use beside::beside;

use std::{collections::HashSet, ops::Range};

use super::{
    labels::{self, Label},
    municipalities::municipality,
    people::{self, Entry},
    sentences::{labelled, sentences},
    source::{Shape, Source},
    wrap::{self, Wrap},
};
use crate::documents::AttendanceStatus;

/// A column of a table, by its head.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Column {
    Name,
    Fact,
    Presence,
}

/// A list as far as it has been read.
struct List {
    status: AttendanceStatus,
    people: Vec<Entry>,
    taken: Vec<usize>,
    /// The municipality that stands as a heading over names.
    group: Option<&'static str>,
    /// Its line, until a name has followed.
    group_line: Option<usize>,
    columns: Vec<Column>,
    /// Whether somebody stands there with no more than a name.
    bare: bool,
    /// Whether a box before somebody is checked.
    checked: bool,
    /// Those before whom a box is empty.
    unchecked: Vec<usize>,
}

/// What a list says that holds nobody.
const NOBODY: &[&str] =
    &["inga", "ingen", "-", "–", "—", "inget", "nej", "inga frånvarande", "inga övriga", "inga gäster"];

/// Whether a line is the head of a table of people: "Namn | Kommun | Titel".
pub(super) fn is_table_head(source: &Source<'_>, index: usize) -> bool {
    table_head(&source.lines[index].plain()).is_some()
}

/// Reads the list whose label is line `index`, with the `value` on that line. Returns the people and the
/// first line after the list; nobody if this is no list.
pub(super) fn read(
    source: &mut Source<'_>,
    wrap: &Wrap,
    index: usize,
    (status, value): (AttendanceStatus, &str),
) -> (Vec<Entry>, usize) {
    let mut list = List {
        status,
        people: Vec::new(),
        taken: vec![index],
        group: None,
        group_line: None,
        columns: table_head(&source.lines[index].plain()).unwrap_or_default(),
        bare: false,
        checked: false,
        unchecked: Vec::new(),
    };
    let mut next = index + 1;
    // The label's value comes without the comma that it breaks off behind.
    let comma = people::breaks_in_parenthesis(value) && source.lines[index].raw.ends_with(',');
    let with_comma = format!("{value},");
    let value = if comma { &with_comma } else { value };
    let (text, below) = running_text(source, wrap, next, value);
    if sentences(&text).len() > 1 {
        // Prose goes on behind the list: its lines stay, and its sentences are read one by one.
        return (Vec::new(), next);
    }
    if NOBODY.contains(&value.to_lowercase().trim_end_matches('.')) {
        source.take(index, "attendance");
        return (Vec::new(), next);
    }
    if !value.is_empty() {
        next = list.running(source, next..below, value, &text);
    }
    let inline = !list.people.is_empty();
    if !inline {
        next = list.lines(source, index + 1);
    }
    if list.people.is_empty() {
        return (Vec::new(), index + 1);
    }
    for line in &list.taken {
        source.take(*line, "attendance");
    }
    // Where nobody's box is checked the boxes say nothing.
    for index in list.unchecked.iter().filter(|_| list.checked) {
        list.people[*index].attendee.status = AttendanceStatus::Absent;
    }
    (list.people, next)
}

/// Whether the text that ends above line `next` goes on there.
pub(super) fn runs_on(source: &Source<'_>, wrapping: &Wrap, next: usize, text: &str) -> bool {
    let Some(line) = source.lines.get(next).filter(|_| !text.is_empty()) else { return false };
    let joins = line.shape == Shape::Text && !line.after_blank && !line.raw.contains("  ");
    let unfinished = || {
        text.ends_with([',', ';'])
            || text.ends_with(" och")
            || (wrapping.joins(&source.lines[next - 1], line) && !people::begins(&line.plain()))
            || people::breaks_in_name(text)
            || people::breaks_in_parenthesis(text)
            || line.content.starts_with('(')
    };
    joins && unfinished() && labels::read(line).is_empty()
}

/// The text on a label's line with the lines that it goes on over, and the first line after these.
fn running_text(source: &Source<'_>, wrapping: &Wrap, first: usize, value: &str) -> (String, usize) {
    let mut text = value.to_owned();
    let mut next = first;
    while runs_on(source, wrapping, next, &text) {
        wrap::append(&mut text, &source.lines[next].plain());
        next += 1;
    }
    (text, next)
}

impl List {
    /// A running text, which goes on over the lines `below`.
    fn running(&mut self, source: &Source<'_>, below: Range<usize>, value: &str, text: &str) -> usize {
        let Range { start: first, end: mut next } = below;
        if text.contains("<br") {
            // Several lines in a cell of Markdown.
            let lines = text.split("<br").map(|line| line.trim_start_matches([' ', '/', '>']));
            self.people = lines.flat_map(|line| people::of_line(line, self.status, false)).collect();
        } else {
            self.people = people::of_line(text, self.status, true);
        }
        if self.people.is_empty() && next > first {
            self.people = people::of_line(value, self.status, true);
            next = first;
        }
        self.taken.extend(first..next);
        if self.people.is_empty() { next } else { self.below(source, first - 1, next) }
    }

    /// More people on the lines right below the one with the label: in its column, or with facts.
    fn below(&mut self, source: &Source<'_>, label: usize, first: usize) -> usize {
        for index in first..source.lines.len() {
            let line = &source.lines[index];
            let hangs = line.hangs_below(&source.lines[label]);
            if line.after_blank || line.is_heading() || !labels::read(line).is_empty() {
                return index;
            }
            let found = people::of_line(&line.plain(), self.status, hangs);
            if found.is_empty() || (!hangs && found.iter().all(Entry::is_bare)) {
                return index;
            }
            self.taken.push(index);
            self.add(found);
        }
        source.lines.len()
    }

    /// One or more people on each line.
    fn lines(&mut self, source: &Source<'_>, first: usize) -> usize {
        for index in first..source.lines.len() {
            let line = &source.lines[index];
            let plain = line.plain();
            if line.shape == Shape::Rule {
                continue;
            }
            if let Some(name) = municipality(&plain) {
                self.group = Some(name);
                self.group_line = Some(index);
                continue;
            }
            if self.columns.is_empty()
                && let Some(columns) = table_head(&plain)
            {
                self.columns = columns;
                self.taken.push(index);
                continue;
            }
            if let Some(fact) = record_fact(&plain)
                && let Some(last) = self.people.last_mut()
            {
                last.fact(fact);
                self.taken.push(index);
                continue;
            }
            let plain = record_name(&plain).unwrap_or(&plain);
            let box_sign =
                ["[x]", "[X]", "☑", "☒", "✓", "✔"].iter().find_map(|sign| plain.strip_prefix(sign));
            let plain = box_sign.unwrap_or(plain).trim().to_owned();
            let found = match self.role(source, index) {
                Role::Is(found) => found,
                Role::End => return index,
                Role::None if line.is_heading() => return index,
                Role::None => self.people_of(&plain, line.shape == Shape::Bullet),
            };
            let alien = line.after_blank && self.is_alien(&found);
            if found.is_empty() && line.after_blank || alien {
                return index;
            }
            if !found.is_empty() {
                self.checked |= box_sign.is_some();
                if line.shape == Shape::CheckBox {
                    self.unchecked.extend(self.people.len()..self.people.len() + found.len());
                }
                self.taken.extend(self.group_line.take());
                self.taken.push(index);
                self.add(found);
            }
        }
        source.lines.len()
    }

    /// "Ordförande: Eva Ek" inside a list; any other label ends it.
    fn role(&self, source: &Source<'_>, index: usize) -> Role {
        let labelled = labels::read(&source.lines[index]);
        let [only] = labelled.as_slice() else {
            return if labelled.is_empty() { Role::None } else { Role::End };
        };
        let mut found = people::running(&only.value, self.status, true);
        match only.label {
            // Nobody who was away led or wrote.
            _ if self.status == AttendanceStatus::Absent => return Role::End,
            Label::Chair => found.iter_mut().for_each(|entry| entry.attendee.chair = true),
            Label::Secretary => found.iter_mut().for_each(|entry| entry.secretary = true),
            _ => return Role::End,
        }
        if found.is_empty() { Role::End } else { Role::Is(found) }
    }

    fn people_of(&self, plain: &str, bullet: bool) -> Vec<Entry> {
        if self.columns.is_empty() {
            return people::of_line(plain, self.status, bullet);
        }
        let cells: Vec<&str> = plain.split(['|', '\t']).map(str::trim).collect();
        let with_head = || self.columns.iter().zip(&cells);
        let name = with_head().find(|(column, _)| **column == Column::Name);
        let mut found = name.map_or_else(Vec::new, |(_, name)| people::running(name, self.status, true));
        for (column, cell) in with_head() {
            for entry in &mut found {
                match column {
                    Column::Name => {}
                    Column::Fact => entry.fact(cell),
                    Column::Presence => set_presence(entry, cell),
                }
            }
        }
        found
    }

    /// A lone name after a blank line, below people with more than names, begins something else.
    fn is_alien(&self, found: &[Entry]) -> bool {
        self.group.is_none() && !self.people.is_empty() && found.iter().all(Entry::is_bare) && !self.bare
    }

    fn add(&mut self, found: Vec<Entry>) {
        for mut entry in found {
            self.bare |= entry.is_bare();
            if let Some(group) = self.group
                && entry.attendee.municipality.is_empty()
            {
                group.clone_into(&mut entry.attendee.municipality);
            }
            self.people.push(entry);
        }
    }
}

/// The people with the chairs marked that a label of their own names; a chair on no list comes first,
/// then a member who only is named as secretary.
pub(super) fn settled(mut people: Vec<Entry>, mut chairs: Vec<Entry>, members: Vec<Entry>) -> Vec<Entry> {
    let name = |entry: &Entry| entry.attendee.name.clone();
    let named: HashSet<String> = chairs.iter().map(name).collect();
    let mut known: HashSet<String> = people.iter().map(name).collect();
    chairs.retain(|chair| known.insert(name(chair)));
    let at = chairs.len();
    people.splice(0..0, chairs);
    people.splice(at..at, members.into_iter().filter(|member| known.insert(name(member))));
    for entry in &mut people {
        entry.attendee.chair |= named.contains(&entry.attendee.name);
    }
    people
}

enum Role {
    Is(Vec<Entry>),
    End,
    None,
}

/// "Namn: Eva Ek"
fn record_name(plain: &str) -> Option<&str> {
    labelled(plain, &["namn", "name"])
}

/// "Kommun: Bjuv" or "Titel: socialchef" below a name
fn record_fact(plain: &str) -> Option<&str> {
    labelled(
        plain,
        &[
            "kommun",
            "titel",
            "befattning",
            "roll",
            "funktion",
            "organisation",
            "municipality",
            "title",
            "role",
        ],
    )
}

fn set_presence(entry: &mut Entry, cell: &str) {
    match cell.to_lowercase().as_str() {
        "" | "ja" | "x" | "närvarande" | "yes" | "✓" | "[x]" => {}
        "nej" | "-" | "–" | "frånvarande" | "no" | "ej" | "förhinder" | "ej närvarande" => {
            entry.attendee.status = AttendanceStatus::Absent;
        }
        _ => entry.fact(cell),
    }
}

fn table_head(plain: &str) -> Option<Vec<Column>> {
    if plain.len() > 120 || !plain.contains(['|', '\t']) {
        return None;
    }
    let columns: Option<Vec<Column>> = plain
        .split(['|', '\t'])
        .map(|cell| match cell.trim().to_lowercase().trim_end_matches(':') {
            "namn" | "name" | "deltagare" => Some(Column::Name),
            "kommun" | "titel" | "befattning" | "roll" | "funktion" | "organisation" | "municipality"
            | "title" | "role" | "kommentar" | "anmärkning" | "ort" | "arbetsplats" | "uppdrag" => {
                Some(Column::Fact)
            }
            "närvaro" | "närvarande" | "deltog" | "present" | "status" => Some(Column::Presence),
            _ => None,
        })
        .collect();
    columns.filter(|columns| columns.contains(&Column::Name))
}
