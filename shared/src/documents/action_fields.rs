//! How an action's facts lie in a document, under `actions: { ActionId: { … } }`.

use automerge::{AutoCommit, ObjId, ObjType, ScalarValue};

use super::{Action, ActionStatus, Conflict, Document, Due, EditError, LogEntry, Owner, fields};
use crate::{
    ids::ActionId,
    text::{Changing, one_line},
};

pub(super) const ACTIONS: &str = "actions";
const NEXT_MEETING: &str = "next-meeting";

/// The ids of all actions that have facts in the document.
pub(super) fn ids(doc: &AutoCommit) -> Vec<ActionId> {
    fields::keys(doc, &fields::root_maps(doc, ACTIONS)).iter().filter_map(|key| key.parse().ok()).collect()
}

/// The maps with an action's facts; none if it has none.
pub(super) fn maps(doc: &AutoCommit, id: &ActionId) -> Vec<ObjId> {
    fields::objects(doc, &fields::root_maps(doc, ACTIONS), &id.to_string(), ObjType::Map)
}

/// The maps with an action's facts, created if there are none. A paragraph may name an action that has no
/// facts yet; two people who then set some create the map apart, and both are read.
pub(super) fn ensure(target: &mut Document, id: &ActionId) -> Result<Vec<ObjId>, EditError> {
    let actions = fields::root_maps(target.reading(), ACTIONS);
    fields::ensure(target, &actions, &id.to_string(), ObjType::Map)
}

/// An action with this text.
pub(super) fn read(doc: &AutoCommit, id: ActionId, text: String) -> Action {
    let maps = maps(doc, &id);
    let municipality = fields::string(doc, &maps, "municipality");
    Action {
        id,
        text,
        owners: read_owners(doc, &maps),
        municipality: (!municipality.is_empty()).then_some(municipality),
        due: read_due(&fields::string(doc, &maps, "due")),
        status: fields::string(doc, &maps, "status").parse().unwrap_or(ActionStatus::Open),
    }
}

/// What was set apart for an action.
pub(super) fn conflicts(doc: &AutoCommit, id: &ActionId) -> impl Iterator<Item = Conflict> {
    let maps = maps(doc, id);
    ["due", "municipality", "status"]
        .into_iter()
        .filter_map(move |key| fields::conflict(doc, &maps, key, format!("actions.{id}.{key}")))
}

/// The first time that something is logged of an action, in milliseconds since 1970.
pub(super) fn first_logged(doc: &AutoCommit, id: &ActionId) -> Option<i64> {
    let logs = fields::objects(doc, &maps(doc, id), "log", ObjType::List);
    let entries = logs.iter().flat_map(|log| fields::items(doc, log));
    entries.filter_map(|entry| fields::integer(doc, &[entry], "time")).min()
}

/// The text that an action had when its paragraph went.
pub(super) fn last_text(doc: &AutoCommit, id: &ActionId) -> String {
    fields::string(doc, &maps(doc, id), "last_text")
}

fn read_owners(doc: &AutoCommit, maps: &[ObjId]) -> Vec<Owner> {
    let containers = fields::objects(doc, maps, "owners", ObjType::Map);
    let owner = |id: String| match id.parse() {
        Ok(person) if fields::is_true(doc, &containers, &id) => Owner::Person(person),
        _ => Owner::Named { name: fields::string(doc, &containers, &id), id },
    };
    let mut owners: Vec<Owner> = fields::keys(doc, &containers).into_iter().map(owner).collect();
    owners.sort();
    owners
}

fn read_due(text: &str) -> Due {
    match text {
        NEXT_MEETING => Due::NextMeeting,
        date => date.parse().map_or(Due::None, Due::Date),
    }
}

/// Puts in what every action has, if the document has none of it.
pub(super) fn add_missing(target: &mut Document, id: &ActionId) -> Result<(), EditError> {
    if !maps(target.reading(), id).is_empty() {
        return Ok(());
    }
    let maps = ensure(target, id)?;
    fields::put(target, &maps, "status", ActionStatus::Open.name())?;
    fields::ensure(target, &maps, "owners", ObjType::Map)?;
    fields::ensure(target, &maps, "log", ObjType::List).map(drop)
}

/// Puts in an action's facts.
pub(super) fn add(target: &mut Document, id: &ActionId, owners: &[Owner], due: Due) -> Result<(), EditError> {
    add_missing(target, id)?;
    set_owners(target, id, owners)?;
    set_due(target, id, due)
}

/// Puts in an action as it was somewhere else, but for what was done to it there.
pub(super) fn copy(target: &mut Document, id: &ActionId, of: &Action) -> Result<(), EditError> {
    add(target, id, &of.owners, of.due)?;
    set_municipality(target, id, of.municipality.as_deref())?;
    set_last_text(target, id, &of.text)?;
    let maps = maps(target.reading(), id);
    fields::put(target, &maps, "status", of.status.name())
}

pub(super) fn set_last_text(target: &mut Document, id: &ActionId, text: &str) -> Result<(), EditError> {
    let maps = ensure(target, id)?;
    fields::put(target, &maps, "last_text", one_line(text))
}

pub(super) fn set_status(
    target: &mut Document,
    id: &ActionId,
    status: ActionStatus,
    log: &LogEntry,
) -> Result<(), EditError> {
    let maps = ensure(target, id)?;
    fields::put(target, &maps, "status", status.name())?;
    if let Some(list) = fields::ensure(target, &maps, "log", ObjType::List)?.first() {
        let entry = [
            ("time", ScalarValue::Timestamp(log.time_ms)),
            ("device", log.device.to_string().into()),
            ("what", log.what.as_str().into()),
        ];
        fields::append(target, list, &entry)?;
    }
    Ok(())
}

pub(super) fn set_owners(target: &mut Document, id: &ActionId, owners: &[Owner]) -> Result<(), EditError> {
    let maps = ensure(target, id)?;
    let containers = fields::ensure(target, &maps, "owners", ObjType::Map)?;
    let wanted: Vec<(String, ScalarValue)> = owners
        .iter()
        .map(|owner| match owner {
            Owner::Person(person) => (person.to_string(), true.into()),
            Owner::Named { id, name } => (id.clone(), name.as_str().into()),
        })
        .collect();
    for key in fields::keys(target.reading(), &containers) {
        if !wanted.iter().any(|(wanted, _)| *wanted == key) {
            fields::remove(target, &containers, &key)?;
        }
    }
    for (key, value) in wanted {
        fields::put(target, &containers, &key, value)?;
    }
    Ok(())
}

pub(super) fn set_due(target: &mut Document, id: &ActionId, due: Due) -> Result<(), EditError> {
    let maps = ensure(target, id)?;
    let text = match due {
        Due::None => "none".to_owned(),
        Due::NextMeeting => NEXT_MEETING.to_owned(),
        Due::Date(date) => date.to_string(),
    };
    fields::put(target, &maps, "due", text)
}

pub(super) fn set_municipality(
    target: &mut Document,
    id: &ActionId,
    municipality: Option<&str>,
) -> Result<(), EditError> {
    let maps = ensure(target, id)?;
    fields::put(target, &maps, "municipality", municipality.unwrap_or_default())
}
