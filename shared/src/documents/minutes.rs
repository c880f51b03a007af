//! Minutes in a document: short facts as scalars, the attendance as a map, the body as rich text, and the
//! actions that were given.

use std::collections::HashSet;

use automerge::{AutoCommit, ObjId, ObjType, ROOT};

use super::{
    Action, AttendanceStatus, Attendee, Conflict, Document, DocumentError, Minutes, MinutesField, State,
    action_fields, dates, fields,
};
use crate::{
    ids::ActionId,
    text::{self, Block, BlockKind, Changing},
};

pub(super) const ATTENDANCE: &str = "attendance";
pub(super) const BODY: &str = "body";
pub(super) const STATE: &str = "state";
pub(super) const TRASHED: &str = "trashed";
/// The containers, which only `create` makes. `approvals` and `comments` are not used yet, but must be there
/// for two people not to make them apart.
pub(super) const CONTAINERS: [(&str, ObjType); 5] = [
    (ATTENDANCE, ObjType::Map),
    (BODY, ObjType::Text),
    ("actions", ObjType::Map),
    ("approvals", ObjType::Map),
    ("comments", ObjType::Map),
];

/// Reads minutes. What is missing or makes no sense comes out empty; nothing is an error.
pub(super) fn read(document: &Document) -> Minutes {
    read_with(document, read_body(document.reading()))
}

/// Reads all but the body.
pub(super) fn read_with(document: &Document, body: Vec<Block>) -> Minutes {
    let doc = document.reading();
    let root = [ROOT];
    let text = |field: MinutesField| fields::string(doc, &root, field.name());
    let actions = read_actions(doc, &body);
    Minutes {
        state: fields::string(doc, &root, STATE).parse().unwrap_or(State::Draft),
        title: text(MinutesField::Title),
        starts: dates::read_date_time(&text(MinutesField::Starts)),
        ends: dates::read_date_time(&text(MinutesField::Ends)),
        place: text(MinutesField::Place),
        secretary: text(MinutesField::Secretary),
        signature: text(MinutesField::Signature),
        next_meeting: dates::read_date(&text(MinutesField::NextMeeting)),
        trashed: fields::integer(doc, &root, TRASHED),
        attendance: read_attendance(doc),
        conflicts: read_conflicts(doc, &actions),
        body,
        actions,
    }
}

/// An error if a container is missing that edits need.
pub(super) fn check_containers(doc: &AutoCommit) -> Result<(), DocumentError> {
    // Later containers may be missing in documents of earlier versions; these three are what minutes are.
    match CONTAINERS[..3].iter().find(|(key, ty)| fields::objects(doc, &[ROOT], key, *ty).is_empty()) {
        Some((missing, _)) => Err(DocumentError::Incomplete(missing)),
        None => Ok(()),
    }
}

/// The body's text; several if it was created apart, and the first is the one that is edited.
pub(super) fn bodies(doc: &AutoCommit) -> Vec<ObjId> {
    fields::objects(doc, &[ROOT], BODY, ObjType::Text)
}

fn read_body(doc: &AutoCommit) -> Vec<Block> {
    bodies(doc).iter().flat_map(|body| text::blocks(doc, body)).collect()
}

/// In the order of their paragraphs, the first of each counting; then those without one.
fn read_actions(doc: &AutoCommit, body: &[Block]) -> Vec<Action> {
    let mut seen = HashSet::new();
    let mut actions = Vec::new();
    for block in body {
        if let BlockKind::Action(Some(id)) = block.kind
            && seen.insert(id)
        {
            actions.push(action_fields::read(doc, id, block.text.clone()));
        }
    }
    for id in action_fields::ids(doc) {
        if !seen.contains(&id) {
            actions.push(action_fields::read(doc, id, action_fields::last_text(doc, &id)));
        }
    }
    actions
}

/// The maps with an attendee's facts.
pub(super) fn attendee_maps(doc: &AutoCommit, id: &str) -> Vec<ObjId> {
    fields::objects(doc, &fields::root_maps(doc, ATTENDANCE), id, ObjType::Map)
}

fn read_attendance(doc: &AutoCommit) -> Vec<Attendee> {
    let ids = fields::keys(doc, &fields::root_maps(doc, ATTENDANCE));
    let mut attendance: Vec<Attendee> = ids.into_iter().map(|id| read_attendee(doc, id)).collect();
    attendance.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
    attendance
}

fn read_attendee(doc: &AutoCommit, id: String) -> Attendee {
    let maps = attendee_maps(doc, &id);
    let text = |key: &str| fields::string(doc, &maps, key);
    Attendee {
        person: text("person").parse().ok(),
        name: text("name"),
        title: text("title"),
        municipality: text("municipality"),
        status: text("status").parse().unwrap_or(AttendanceStatus::Other),
        chair: fields::is_true(doc, &maps, "chair"),
        note: text("note"),
        order: fields::integer(doc, &maps, "order").unwrap_or(0),
        id,
    }
}

fn read_conflicts(doc: &AutoCommit, actions: &[Action]) -> Vec<Conflict> {
    let names = MinutesField::ALL.iter().map(|field| field.name()).chain([STATE]);
    let mut conflicts: Vec<Conflict> =
        names.filter_map(|name| fields::conflict(doc, &[ROOT], name, name.to_owned())).collect();
    for id in fields::keys(doc, &fields::root_maps(doc, ATTENDANCE)) {
        let maps = attendee_maps(doc, &id);
        let keys = ["name", "title", "municipality", "status", "chair", "note"].into_iter();
        let of = |key| fields::conflict(doc, &maps, key, format!("{ATTENDANCE}.{id}.{key}"));
        conflicts.extend(keys.filter_map(of));
    }
    let ids: Vec<ActionId> = actions.iter().map(|action| action.id).collect();
    conflicts.extend(ids.iter().flat_map(|id| action_fields::conflicts(doc, id)));
    conflicts
}
