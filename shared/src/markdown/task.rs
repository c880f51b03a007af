//! An action on one line: its text and, in parentheses, whose it is and by when: "Boka lokal (ansvarig: Eva
//! Ek, Per Palm; senast 9 april 2027)". A ticked box says that there is nothing left to do.

use super::{
    Task,
    guard::{guarded, parts, unguarded, unguarded_at},
    when,
};
use crate::documents::{ActionStatus, Due};

const OWNERS: &str = "ansvarig: ";
const NOBODY: &str = "–";
const DUE: &str = "senast ";
const NEXT_MEETING: &str = "till nästa möte";
const MUNICIPALITY: &str = "kommun: ";
const DOING: &str = "pågår";
const DROPPED: &str = "struken";
/// Guarded within a value.
const SIGNS: [char; 5] = [',', ';', '(', ')', '–'];

/// The action's text with its facts behind it.
pub(super) fn write(text: &str, task: &Task) -> String {
    let facts = facts(task);
    if !facts.is_empty() {
        return with_facts(text, &facts);
    }
    let (length, _) = read(text, is_ticked(task));
    if length == text.chars().count() {
        return text.to_owned();
    }
    // The text's own last words would read as facts.
    with_facts(text, &format!("{OWNERS}{NOBODY}"))
}

/// Whether its box is ticked.
pub(super) fn is_ticked(task: &Task) -> bool {
    !task.is_open()
}

/// The length of the text in code points, and the facts.
pub(super) fn read(line: &str, ticked: bool) -> (usize, Task) {
    let status = if ticked { ActionStatus::Done } else { ActionStatus::Open };
    let bare = || (line.chars().count(), Task { status, ..Task::default() });
    let Some(open) = unguarded_at(line, '(').pop() else {
        return bare();
    };
    let facts = line[open + 1..].strip_suffix(')').and_then(|facts| read_facts(facts, status));
    let text = match &line[..open] {
        "" => Some(""),
        text => text.strip_suffix(' '),
    };
    match (text, facts) {
        (Some(text), Some(task)) => (text.chars().count(), task),
        _ => bare(),
    }
}

fn with_facts(text: &str, facts: &str) -> String {
    let space = if text.is_empty() { "" } else { " " };
    format!("{text}{space}({facts})")
}

fn facts(task: &Task) -> String {
    let mut facts = Vec::new();
    if !task.owners.is_empty() {
        let owners: Vec<String> = task.owners.iter().map(|owner| guarded(owner, &SIGNS)).collect();
        facts.push(format!("{OWNERS}{}", owners.join(", ")));
    }
    match task.due {
        Due::Date(date) => facts.push(format!("{DUE}{}", when::day(date))),
        Due::NextMeeting => facts.push(NEXT_MEETING.to_owned()),
        Due::None => {}
    }
    if !task.municipality.is_empty() {
        facts.push(format!("{MUNICIPALITY}{}", guarded(&task.municipality, &SIGNS)));
    }
    match task.status {
        ActionStatus::Doing => facts.push(DOING.to_owned()),
        ActionStatus::Dropped => facts.push(DROPPED.to_owned()),
        ActionStatus::Open | ActionStatus::Done => {}
    }
    facts.join("; ")
}

fn read_facts(facts: &str, status: ActionStatus) -> Option<Task> {
    let mut task = Task { status, ..Task::default() };
    for fact in parts(facts, ';') {
        if let Some(owners) = fact.strip_prefix(OWNERS) {
            task.owners =
                parts(owners, ',').into_iter().filter(|owner| *owner != NOBODY).map(unguarded).collect();
        } else if let Some(due) = fact.strip_prefix(DUE) {
            task.due = Due::Date(when::read_day(due)?);
        } else if let Some(municipality) = fact.strip_prefix(MUNICIPALITY) {
            task.municipality = unguarded(municipality);
        } else {
            match fact {
                NEXT_MEETING => task.due = Due::NextMeeting,
                DOING => task.status = ActionStatus::Doing,
                DROPPED => task.status = ActionStatus::Dropped,
                _ => return None,
            }
        }
    }
    Some(task)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn task(owners: &[&str], due: Due, municipality: &str, status: ActionStatus) -> Task {
        let owners = owners.iter().map(|owner| (*owner).to_owned()).collect();
        Task { owners, municipality: municipality.to_owned(), due, status }
    }

    #[test]
    fn facts_stand_behind_the_text_and_are_told_from_its_own_words() {
        let due = Due::Date(date(2027, 4, 9));
        for (text, task, line) in [
            (
                "Boka lokal",
                task(&["Eva Ek", "Per"], due, "", ActionStatus::Open),
                "Boka lokal (ansvarig: Eva Ek, Per; senast 9 april 2027)",
            ),
            (
                "Boka",
                task(&[], Due::NextMeeting, "Bjuv", ActionStatus::Doing),
                "Boka (till nästa möte; kommun: Bjuv; pågår)",
            ),
            ("Boka", task(&[], Due::None, "", ActionStatus::Dropped), "Boka (struken)"),
            ("Boka (sal B)", Task::default(), "Boka (sal B)"),
            ("Boka (pågår)", Task::default(), "Boka (pågår) (ansvarig: –)"),
            (
                "",
                task(&["–", "Ek; (Per), S"], Due::None, "", ActionStatus::Open),
                r"(ansvarig: \–, Ek\; \(Per\)\, S)",
            ),
        ] {
            assert_eq!(write(text, &task), line);
            assert_eq!(read(line, is_ticked(&task)), (text.chars().count(), task));
        }
    }
}
