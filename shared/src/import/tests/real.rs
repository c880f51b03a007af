//! The minutes of a real network, which lie beside the repository and not in it. The expectation is
//! counted and hashed, so that no name or sentence of theirs is copied here.
#![allow(clippy::print_stderr)]

use super::{import, outline, people, time};
use crate::{documents::AttendanceStatus, import::Imported};

fn minutes() -> Option<Imported> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/socialchefsnatverket-2020-01-10.txt");
    match std::fs::read_to_string(path) {
        Ok(text) => Some(import(&text)),
        Err(_) => {
            eprintln!("skipped: the real minutes are not at {path}");
            None
        }
    }
}

fn hash(lines: &[String]) -> String {
    blake3::hash(lines.join("\n").as_bytes()).to_hex()[..16].to_owned()
}

#[test]
fn the_header_is_right() {
    let Some(minutes) = minutes() else { return };
    assert_eq!(hash(&[minutes.title]), "ad55c936f9a8caf4");
    assert_eq!(time(minutes.starts), "2020-01-10 09:00");
    assert_eq!(time(minutes.ends), "2020-01-10 12:00");
    assert_eq!(minutes.place.split(", ").count(), 2);
    assert_eq!(minutes.next_meeting.unwrap().to_string(), "2020-02-07");
    assert_eq!(minutes.signature, format!("Vid tangenterna/{}", minutes.secretary));
    assert_eq!(minutes.recognised.last().map(|last| last.line), Some(55));
}

#[test]
fn everybody_is_there_and_nobody_else() {
    let Some(minutes) = minutes() else { return };
    let with = |status| minutes.attendance.iter().filter(move |person| person.status == status);
    assert_eq!(with(AttendanceStatus::Present).count(), 10);
    assert_eq!(with(AttendanceStatus::Present).filter(|person| person.chair).count(), 2);
    assert_eq!(with(AttendanceStatus::Absent).count(), 4);
    let [guest] = with(AttendanceStatus::Other).collect::<Vec<_>>()[..] else {
        panic!("one guest");
    };
    assert_eq!((guest.title.split(' ').count(), guest.municipality.as_str()), (3, ""));
    assert_eq!(guest.name, minutes.secretary);
    assert_eq!(hash(&people(&minutes)), "e8380f056ee8d542");
}

#[test]
fn every_block_stands_in_its_place() {
    let Some(minutes) = minutes() else { return };
    let lines = outline(&minutes.body);
    let signs: Vec<&str> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(signs, ["h2", "h3", "p", "p", "p", "p", "p", "h2", "-", "-"]);
    assert_eq!(lines[0], "h2 Anteckningar");
    assert_eq!(hash(&lines), "cb082d0b253f95d8");
}

#[test]
fn the_tasks_are_suggested() {
    let Some(minutes) = minutes() else { return };
    let tasks: Vec<(usize, usize, String)> = minutes
        .suggested_actions
        .iter()
        .map(|action| (action.line, action.owners.len(), action.due.unwrap().to_string()))
        .collect();
    assert_eq!(tasks, [(46, 2, "2020-02-07".into()), (48, 1, "2020-02-07".into())]);
    assert_eq!(minutes.suggested_actions[1].owners, [minutes.secretary]);
}
