//! `share --to`: a draft moves into another workspace on sharing. It is whole and durable there before it is gone
//! here, and each step is done only where it is missing: what was cut short can be done again.

use std::collections::BTreeSet;

use samskriv_shared::{
    documents::{Attendee, Directory, Minutes, MinutesDocument, Owner, State},
    ids::{DocId, PersonId},
};
use serde_json::json;

use super::{
    failure::Failure,
    output::Output,
    people::People,
    plain,
    read::Library,
    session::{Session, now_ms, random},
    write::{Desk, let_out},
};
use crate::backend::{BackendError, ErrorCode, Request, WorkspaceInfo};

/// `from` is where the draft stands, where that is said.
pub fn share_to(
    session: &Session,
    from: Option<&str>,
    doc: &str,
    to: &str,
    output: &mut Output,
) -> Result<(), Failure> {
    let to = session.workspace(Some(to))?;
    let (from, doc) = find(session, from, doc, &to)?;
    let (here, there) = (Desk { session, workspace: &from }, Desk { session, workspace: &to });
    let moves = from.id != to.id;
    if moves {
        bring(&here, &there, doc)?;
    }
    let_out(&there, doc)?;
    if moves {
        session.ask(Request::Discard { workspace: from.id, doc })?;
    }
    output.answer(
        || json!({ "id": doc, "state": State::Shared.name(), "workspace": to.id }),
        |texts| {
            let key = if moves { "share-moved" } else { "share-done" };
            let (from, name) = (from.name.clone(), to.name.clone());
            let done = texts
                .with(key, &[("id", doc.short().into()), ("workspace", name.into()), ("from", from.into())]);
            [done, plain::what_sharing_means(&to, texts)].join(" ")
        },
    )
}

/// The workspace that the meeting stands in, and the meeting. Where it moves to is looked in last: there it is
/// when the moving was done before.
fn find(
    session: &Session,
    from: Option<&str>,
    beginning: &str,
    to: &WorkspaceInfo,
) -> Result<(WorkspaceInfo, DocId), Failure> {
    let mut elsewhere = match from {
        Some(_) => vec![session.workspace(from)?],
        None => session.workspaces()?,
    };
    elsewhere.retain(|each| each.id != to.id);
    for workspaces in [elsewhere, vec![to.clone()]] {
        let mut found = Vec::new();
        for workspace in workspaces {
            match Library::load(session, Some(&workspace))?.meeting(beginning) {
                Ok(doc) => found.push((workspace, doc)),
                Err(Failure::NoSuchDocument(_)) => {}
                Err(other) => return Err(other),
            }
        }
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => return Ok(only),
            (Some(_), false) => return Err(Failure::AmbiguousDocument(beginning.to_owned())),
            (None, _) => {}
        }
    }
    Err(Failure::NoSuchDocument(beginning.to_owned()))
}

/// Makes the draft one of the other workspace too. Nothing is written where it cannot be shared there.
pub fn bring(here: &Desk, there: &Desk, doc: DocId) -> Result<(), Failure> {
    let mut draft = MinutesDocument::open(here.open(doc)?)?;
    if draft.read().state != State::Draft {
        return Err(BackendError::new(ErrorCode::AlreadyShared, doc).into());
    }
    there.check_role(doc)?;
    let directory = there.session.directory_document(there.workspace)?.read();
    let mut known = Vec::new();
    match there.open(doc) {
        // A moving that was cut short; the draft may have been written in since.
        Ok(mut brought) => {
            known = brought.change_hashes();
            brought.apply(&draft.document.changes_beyond(&[]))?;
            draft = MinutesDocument::open(brought)?;
        }
        Err(Failure::Backend(BackendError { code: ErrorCode::NoSuchDocument, .. })) => {}
        Err(other) => return Err(other),
    }
    settle(&mut draft, &here.session.directory(here.workspace)?, &directory)?;
    // Who settled the people, and when; what is new is taken from the whole below.
    drop(draft.document.commit(now_ms()));
    let changes = draft.document.changes_beyond(&known);
    if !changes.is_empty() {
        there.session.ask(Request::Change { workspace: there.workspace.id, doc, changes })?;
    }
    Ok(())
}

/// Makes the people of the minutes those of the workspace that they move to: the same name in the same
/// municipality, else the name alone. Doing it again changes nothing.
fn settle(minutes: &mut MinutesDocument, from: &Directory, to: &Directory) -> Result<(), Failure> {
    let read = minutes.read();
    for (attendee, person) in settled_attendance(&read, to) {
        let id = match person {
            Some(person) => person.to_string(),
            None => PersonId(random()?).to_string(),
        };
        minutes.remove_attendee(&attendee.id);
        minutes.put_attendee(&Attendee { id, person, ..attendee.clone() });
    }
    let names = People::of_document(from, &read.attendance);
    for action in &read.actions {
        let mut owners = Vec::new();
        for owner in &action.owners {
            owners.push(settled_owner(owner, &names, from, to)?);
        }
        if owners != action.owners {
            minutes.set_action_owners(&action.id, &owners);
        }
    }
    Ok(())
}

/// The attendees that change, with whom they are there.
fn settled_attendance<'a>(read: &'a Minutes, to: &Directory) -> Vec<(&'a Attendee, Option<PersonId>)> {
    let (settled, others): (Vec<_>, Vec<_>) =
        read.attendance.iter().partition(|each| each.person.is_some_and(|person| is_in(to, &person)));
    // Attendance is kept by person: somebody who stands there twice keeps both lines.
    let mut taken: BTreeSet<PersonId> = settled.iter().filter_map(|each| each.person).collect();
    let people = People::new(to);
    let person = |each: &Attendee| people.attendee(&each.name, &each.municipality).map(|person| person.id);
    others
        .into_iter()
        .map(|each| (each, person(each).filter(|person| taken.insert(*person))))
        .filter(|(each, person)| each.person != *person)
        .collect()
}

fn settled_owner(owner: &Owner, names: &People, from: &Directory, to: &Directory) -> Result<Owner, Failure> {
    let municipality = match owner {
        Owner::Person(person) if is_in(to, person) => return Ok(owner.clone()),
        Owner::Person(person) => {
            let known = from.person(person);
            known.and_then(|each| from.municipalities.get(&each.municipality)).cloned().unwrap_or_default()
        }
        Owner::Named { .. } => String::new(),
    };
    let name = names.owner(owner);
    Ok(match (People::new(to).attendee(&name, &municipality), owner) {
        (Some(person), _) => Owner::Person(person.id),
        (None, Owner::Named { .. }) => owner.clone(),
        (None, Owner::Person(_)) => Owner::Named { id: PersonId(random()?).to_string(), name },
    })
}

fn is_in(directory: &Directory, person: &PersonId) -> bool {
    directory.person(person).is_some()
}
