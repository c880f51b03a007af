//! What stands above and below the body: the title, a line for each fact, the lists of the attendance; the
//! next meeting and the signature.

use super::{Told, inline, person, reader::Lines, told::LISTS, when};
use crate::documents::AttendanceStatus;

const WHEN: &str = "Datum och tid";
const ENDS: &str = "Slut";
const PLACE: &str = "Plats";
const SECRETARY: &str = "Sekreterare";
const NEXT_MEETING: &str = "Nästa möte";
/// No next meeting, whatever the body says.
const NONE: &str = "–";

/// The parts of the header, to stand with an empty line between them.
pub(super) fn write(told: &Told) -> Vec<String> {
    let mut parts = Vec::new();
    if !told.title.is_empty() {
        parts.push(format!("# {}", inline::write_plain(&told.title)));
    }
    let facts = facts(told);
    if !facts.is_empty() {
        // Two spaces at a line's end keep it a line of its own, and nobody sees them.
        parts.push(facts.join("  \n"));
    }
    for (status, heading) in LISTS {
        let there = told.attendance.iter().filter(|person| person.status == status);
        let list: Vec<String> =
            there.map(|person| item(&inline::write_plain(&person::write(person)))).collect();
        if !list.is_empty() {
            parts.push(format!("**{heading}:**\n\n{}", list.join("\n")));
        }
    }
    parts
}

/// The parts of the closing.
pub(super) fn write_closing(told: &Told) -> Vec<String> {
    // Said once is enough; where the body says another date, this is the one that holds.
    let said = told.next_meeting_in_body().map(|(date, _)| date);
    let next = (told.next_meeting != said).then(|| {
        let date = told.next_meeting.map_or_else(|| NONE.to_owned(), when::day);
        labelled(NEXT_MEETING, &date)
    });
    let signature = (!told.signature.is_empty()).then(|| inline::write_plain(&told.signature));
    next.into_iter().chain(signature).collect()
}

fn facts(told: &Told) -> Vec<String> {
    let text = |label, text: &str| (!text.is_empty()).then(|| labelled(label, &inline::write_plain(text)));
    let starts = told.starts.map(|starts| labelled(WHEN, &when::span(starts, told.ends)));
    let apart = told.ends.filter(|ends| told.starts.is_none_or(|starts| starts.date() != ends.date()));
    let ends = apart.map(|ends| labelled(ENDS, &when::moment(ends)));
    let place = text(PLACE, &told.place);
    let secretary = text(SECRETARY, &told.secretary);
    [starts, ends, place, secretary].into_iter().flatten().collect()
}

fn labelled(label: &str, value: &str) -> String {
    format!("**{label}:** {value}")
}

fn item(text: &str) -> String {
    format!("- {text}")
}

/// Reads the header up to the rule below it.
pub(super) fn read(lines: &mut Lines<'_>, told: &mut Told) -> Option<()> {
    if let Some(title) = lines.peek()?.strip_prefix("# ") {
        told.title = inline::read_plain(title)?;
        lines.take(&["title"])?;
    }
    let mut list: Option<AttendanceStatus> = None;
    while let Some(line) = lines.before_rule() {
        if let Some(person) = line.strip_prefix("- ") {
            told.attendance.push(person::read(&inline::read_plain(person)?, list?));
            lines.take(&["attendance"])?;
            continue;
        }
        let (label, value) = line.strip_prefix("**")?.split_once(":**")?;
        let fields = match LISTS.iter().find(|(_, heading)| *heading == label) {
            Some((status, _)) => {
                list = Some(*status);
                vec!["attendance"]
            }
            None => fact(label, value.trim_start(), told)?,
        };
        lines.take(&fields)?;
    }
    Some(())
}

/// Reads one fact; the fields that it tells.
fn fact(label: &str, value: &str, told: &mut Told) -> Option<Vec<&'static str>> {
    Some(match label {
        WHEN => {
            let (starts, ends) = when::read_span(value)?;
            told.starts = Some(starts);
            told.ends = ends;
            if ends.is_some() { vec!["starts", "ends"] } else { vec!["starts"] }
        }
        ENDS => {
            told.ends = Some(when::read_moment(value)?);
            vec!["ends"]
        }
        PLACE => {
            told.place = inline::read_plain(value)?;
            vec!["place"]
        }
        SECRETARY => {
            told.secretary = inline::read_plain(value)?;
            vec!["secretary"]
        }
        _ => return None,
    })
}

/// Reads the closing, to the end of the file.
pub(super) fn read_closing(lines: &mut Lines<'_>, told: &mut Told) -> Option<()> {
    told.next_meeting = told.next_meeting_in_body().map(|(date, _)| date);
    while let Some(line) = lines.peek() {
        let next = line.strip_prefix("**").and_then(|line| line.strip_prefix(NEXT_MEETING));
        if let Some(date) = next.and_then(|next| next.strip_prefix(":** ")) {
            told.next_meeting = if date == NONE { None } else { Some(when::read_day(date)?) };
            lines.take(&["next_meeting"])?;
        } else {
            told.signature = inline::read_plain(line)?;
            lines.take(&["signature"])?;
        }
    }
    Some(())
}
