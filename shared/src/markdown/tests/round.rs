//! Out and in again: random minutes by themselves, random and sample minutes in their documents.

use proptest::prelude::*;

use super::{super::written, random::told};
use crate::{
    documents::{
        Action, ActionStatus, Actor, Attendee, Due, LogEntry, Minutes, MinutesDocument, MinutesField, Owner,
    },
    ids::{ActionId, DeviceId},
    import::{Imported, decode, fill, import_text, samples},
    markdown::{self, Passage, Told, told::LISTS},
    text::{Block, BlockKind, normalised},
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn what_is_written_reads_back(told in told()) {
        let file = written(&told);
        let read = markdown::read(&decode(file.as_bytes()).unwrap()).map(|own| own.told);
        prop_assert_eq!(read.as_ref(), Some(&told), "{}", file);
    }

    #[test]
    fn minutes_come_back_and_their_actions_as_suggestions(told in told()) {
        let minutes = document(&told).read();
        let file = markdown::write(&minutes, owner);
        assert_same(&minutes, &import_text(file.as_bytes()).unwrap(), &file);
    }
}

#[test]
fn the_samples_come_back() {
    for (name, bytes) in samples() {
        let minutes = filled(&import_text(&bytes).unwrap()).read();
        let file = markdown::write(&minutes, owner);
        let imported = import_text(file.as_bytes()).unwrap();
        assert_same(&minutes, &imported, &file);
        let again = markdown::write(&filled(&imported).read(), owner);
        assert_eq!(file, again, "{name}");
    }
}

/// Somebody who changes a file makes it one of everybody's: no more is told of it than can be guessed.
#[test]
fn a_sample_changed_by_hand_is_read_as_any_other_minutes() {
    for (name, bytes) in samples() {
        let minutes = filled(&import_text(&bytes).unwrap()).read();
        let file = markdown::write(&minutes, owner);
        let changed = file.replace("\n- ", "\n* ") + "\n\\\n";
        assert!(markdown::read(&changed).is_none(), "{name}");
        let imported = import_text(changed.as_bytes()).unwrap();
        assert_eq!(imported.title, minutes.title, "{name}");
        assert_eq!((imported.starts, imported.ends), (minutes.starts, minutes.ends), "{name}");
        assert_eq!((&imported.place, &imported.secretary), (&minutes.place, &minutes.secretary), "{name}");
        let read: Vec<_> =
            imported.attendance.iter().map(|each| (&each.name, each.status, each.chair)).collect();
        let was: Vec<_> = in_lists(&minutes).map(|each| (&each.name, each.status, each.chair)).collect();
        assert_eq!(read, was, "{name}\n{file}");
    }
}

/// What came back is what was there, as far as `crate::markdown` says that it does.
#[track_caller]
fn assert_same(minutes: &Minutes, imported: &Imported, file: &str) {
    assert_eq!(imported.title, minutes.title, "{file}");
    assert_eq!((imported.starts, imported.ends), (minutes.starts, minutes.ends), "{file}");
    assert_eq!((&imported.place, &imported.secretary), (&minutes.place, &minutes.secretary), "{file}");
    assert_eq!(imported.signature, minutes.signature, "{file}");
    assert_eq!(imported.next_meeting, minutes.next_meeting, "{file}");
    assert_eq!(imported.attendance.len(), minutes.attendance.len());
    for (read, was) in imported.attendance.iter().zip(in_lists(minutes)) {
        assert_eq!((&read.name, &read.title, &read.municipality), (&was.name, &was.title, &was.municipality));
        assert_eq!((read.status, read.chair, &read.note), (was.status, was.chair, &was.note), "{file}");
    }
    let was: Vec<&Block> = minutes.body.iter().filter(|block| !is_empty_paragraph(block)).collect();
    assert_eq!(imported.body.len(), was.len(), "{file}");
    for (read, was) in imported.body.iter().zip(was) {
        if !matches!(was.kind, BlockKind::Action(_)) {
            assert_eq!((&read.kind, read.depth, &read.text), (&was.kind, was.depth, &was.text), "{file}");
            assert_eq!(read.marks, normalised(was.marks.clone()), "{file}");
        }
    }
    for action in minutes
        .actions
        .iter()
        .filter(|action| matches!(action.status, ActionStatus::Open | ActionStatus::Doing))
    {
        assert_suggested(action, minutes, imported, file);
    }
}

#[track_caller]
fn assert_suggested(action: &Action, minutes: &Minutes, imported: &Imported, file: &str) {
    let due = match action.due {
        Due::Date(date) => Some(date),
        Due::NextMeeting => minutes.next_meeting,
        Due::None => None,
    };
    let owners: Vec<String> = action.owners.iter().map(owner).collect();
    let suggested = |told: &crate::import::SuggestedAction| {
        (&told.text, &told.owners, told.due) == (&action.text, &owners, due)
    };
    assert!(imported.suggested_actions.iter().any(suggested), "{action:?}\n{imported:?}\n{file}");
}

fn in_lists(minutes: &Minutes) -> impl Iterator<Item = &Attendee> {
    let list = |status| minutes.attendance.iter().filter(move |each| each.status == status);
    LISTS.iter().flat_map(move |(status, _)| list(*status))
}

fn is_empty_paragraph(block: &Block) -> bool {
    block.kind == BlockKind::Paragraph && block.text.is_empty()
}

fn owner(owner: &Owner) -> String {
    match owner {
        Owner::Person(id) => id.to_string(),
        Owner::Named { name, .. } => name.clone(),
    }
}

fn filled(imported: &Imported) -> MinutesDocument {
    let mut minutes = MinutesDocument::create(Actor([1; 16]));
    fill(&mut minutes, imported, |_| None, (0..).map(|n| format!("{n:032x}"))).unwrap();
    minutes
}

/// A document that holds what is told, as far as documents do.
fn document(told: &Told) -> MinutesDocument {
    let nothing = import_text(b"x").unwrap();
    let mut minutes = filled(&Imported {
        attendance: told.attendance.clone(),
        title: told.title.clone(),
        place: told.place.clone(),
        secretary: told.secretary.clone(),
        signature: told.signature.clone(),
        body: Vec::new(),
        ..nothing
    });
    let time = |time: Option<jiff::civil::DateTime>| time.map(|time| time.to_string()).unwrap_or_default();
    // Years that documents do not take are left out.
    let _ = minutes.set(MinutesField::Starts, &time(told.starts));
    let _ = minutes.set(MinutesField::Ends, &time(told.ends));
    let next = told.next_meeting.map(|date| date.to_string()).unwrap_or_default();
    let _ = minutes.set(MinutesField::NextMeeting, &next);
    for (passage, n) in told.body.iter().zip(1..) {
        push(&mut minutes, passage, ActionId([n; 16]));
    }
    minutes
}

fn push(minutes: &mut MinutesDocument, passage: &Passage, id: ActionId) {
    let Some(task) = &passage.task else {
        return minutes.body_push(&passage.block);
    };
    minutes.body_push(&Block { kind: BlockKind::Action(Some(id)), ..passage.block.clone() });
    // Owners stand by their ids.
    let owners: Vec<Owner> = (0..)
        .zip(&task.owners)
        .map(|(n, name)| Owner::Named { id: format!("{n:032x}"), name: name.clone() })
        .collect();
    minutes.set_action_owners(&id, &owners);
    minutes.set_action_due(&id, task.due);
    let log = LogEntry { time_ms: 0, device: DeviceId([1; 32]), what: String::new() };
    minutes.set_action_status(&id, task.status, log);
    minutes.set_action_municipality(
        &id,
        Some(&task.municipality).filter(|name| !name.is_empty()).map(|s| s.as_str()),
    );
}
