//! The shapes that `--json` prints: scripts rely on every name and type here (design/CLI.md). Pure functions
//! from plain values.

use jiff::civil::DateTime;
use samskriv_shared::{
    documents::{Action, Attendee, Due, Minutes, Summary},
    ids::DocId,
    import::{Imported, Recognised, SuggestedAction},
    membership::Role,
    text::{Block, BlockKind, Mark, MarkRange},
};
use serde_json::{Map, Value, json};

use super::people::People;
use crate::backend::{BackedUp, Checked, Member, Restored, RestoredNetwork, Status, Warning, WorkspaceInfo};

/// `show`.
pub fn minutes(id: &DocId, minutes: &Minutes, people: &People) -> Value {
    let decisions: Vec<&str> = decisions(minutes).collect();
    json!({
        "id": id,
        "state": minutes.state.name(),
        "title": minutes.title,
        "starts": minutes.starts.map(date_time),
        "ends": minutes.ends.map(date_time),
        "place": minutes.place,
        "secretary": minutes.secretary,
        "signature": minutes.signature,
        "next_meeting": minutes.next_meeting.map(|date| date.to_string()),
        "attendance": minutes.attendance.iter().map(attendee).collect::<Vec<_>>(),
        "body": minutes.body.iter().map(block).collect::<Vec<_>>(),
        "decisions": decisions,
        "actions": minutes.actions.iter().map(|each| action(each, id, people)).collect::<Vec<_>>(),
        "conflicts": conflicts(minutes),
    })
}

/// What two people set apart, in `show` and `export`.
pub fn conflicts(minutes: &Minutes) -> Vec<Value> {
    let conflicts = minutes.conflicts.iter();
    conflicts.map(|conflict| json!({ "field": conflict.field, "values": conflict.values })).collect()
}

fn decisions(minutes: &Minutes) -> impl Iterator<Item = &str> {
    let decisions = minutes.body.iter().filter(|block| block.kind == BlockKind::Decision);
    decisions.map(|block| block.text.as_str())
}

fn attendee(attendee: &Attendee) -> Value {
    json!({
        "name": attendee.name,
        "municipality": unless_empty(&attendee.municipality),
        "title": unless_empty(&attendee.title),
        "status": attendee.status.name(),
        "chair": attendee.chair,
        "note": unless_empty(&attendee.note),
    })
}

fn block(block: &Block) -> Value {
    let mut value = Map::new();
    value.insert("type".into(), block.kind.name().into());
    value.insert("text".into(), block.text.as_str().into());
    value.insert("marks".into(), block.marks.iter().map(mark).collect());
    match &block.kind {
        BlockKind::Heading(level) => value.insert("level".into(), (*level).into()),
        BlockKind::Action(Some(id)) => value.insert("action".into(), json!(id)),
        _ => None,
    };
    if block.depth > 0 {
        value.insert("depth".into(), block.depth.into());
    }
    Value::Object(value)
}

fn mark(range: &MarkRange) -> Value {
    let (start, end) = (range.start, range.end);
    match &range.mark {
        Mark::Strong => json!({ "type": "strong", "start": start, "end": end }),
        Mark::Em => json!({ "type": "em", "start": start, "end": end }),
        Mark::Link { href } => json!({ "type": "link", "start": start, "end": end, "href": href }),
        Mark::Other { name, value } => json!({ "type": name, "start": start, "end": end, "value": value }),
    }
}

/// One of `actions`.
pub fn action(action: &Action, doc: &DocId, people: &People) -> Value {
    let owners: Vec<String> = people.owners(&action.owners);
    json!({
        "id": action.id,
        "text": action.text,
        "doc": doc,
        "owners": owners,
        "municipality": people.municipality(action),
        "due": due(action.due),
        "status": action.status.name(),
    })
}

fn due(due: Due) -> Value {
    match due {
        Due::None => Value::Null,
        Due::NextMeeting => "next-meeting".into(),
        Due::Date(date) => date.to_string().into(),
    }
}

/// One of `list`.
pub fn meeting(summary: &Summary) -> Value {
    json!({
        "id": summary.id,
        "starts": summary.starts.map(date_time),
        "title": summary.title,
        "state": summary.state.name(),
    })
}

/// One of `search`: as in `list`, with the paragraph where the words were found.
pub fn hit(summary: &Summary, excerpt: &str) -> Value {
    let mut value = meeting(summary);
    value["excerpt"] = excerpt.into();
    value
}

/// One of `decisions`.
pub fn decision(summary: &Summary, text: &str) -> Value {
    json!({ "doc": summary.id, "date": summary.starts.map(|starts| starts.date().to_string()), "text": text })
}

/// One of `import`'s documents.
pub fn imported(id: &DocId, file: &str, imported: &Imported) -> Value {
    json!({
        "id": id,
        "file": file,
        "recognised": recognised(imported),
        "suggested_actions": imported.suggested_actions.iter().map(suggested).collect::<Vec<_>>(),
    })
}

/// By field: the value that was read, and from which lines.
fn recognised(imported: &Imported) -> Value {
    let mut fields = Map::new();
    for Recognised { field, line, text } in &imported.recognised {
        let sources = fields.entry(field.clone()).or_insert_with(|| json!([]));
        if let Value::Array(sources) = sources {
            sources.push(json!({ "line": line, "text": text }));
        }
    }
    Value::Object(fields)
}

fn suggested(action: &SuggestedAction) -> Value {
    json!({
        "text": action.text,
        "owners": action.owners,
        "due": action.due.map(|date| date.to_string()),
        "line": action.line,
    })
}

/// One of `members`.
pub fn member(member: &Member) -> Value {
    json!({
        "device": member.device,
        "name": member.name,
        "municipality": member.municipality,
        "title": member.title,
        "role": member.role.name(),
    })
}

/// One of `workspace list`.
pub fn workspace(workspace: &WorkspaceInfo) -> Value {
    json!({
        "id": workspace.id,
        "name": workspace.name,
        "relay": workspace.relay,
        "me": workspace.me.name,
        "device": workspace.device,
        "role": workspace.role.map(Role::name),
    })
}

/// `backup`.
pub fn backed_up(told: &BackedUp, file: &str) -> Value {
    let networks = told.networks.iter();
    let networks =
        networks.map(|each| json!({ "id": each.id, "name": each.name, "meetings": each.meetings }));
    json!({ "file": file, "bytes": told.bytes, "networks": networks.collect::<Value>() })
}

/// `restore`.
pub fn restored(told: &Restored, file: &str) -> Value {
    let network = |each: &RestoredNetwork| {
        json!({
            "id": each.id,
            "name": each.name,
            "added": each.added,
            "meetings": each.meetings,
            "changed": each.changed,
            "member": each.member,
        })
    };
    json!({ "file": file, "networks": told.networks.iter().map(network).collect::<Value>() })
}

/// `store check`.
pub fn checked(checked: &Checked) -> Value {
    let wrong = checked.wrong.iter().map(|wrong| json!({ "part": wrong.part.name(), "what": wrong.what }));
    json!({
        "networks": checked.networks,
        "documents": checked.documents,
        "unsent_changes": checked.unsent_changes,
        "store": { "bytes": checked.store_bytes },
        "journal": { "bytes": checked.journal_bytes },
        "wrong": wrong.collect::<Value>(),
    })
}

/// `status`, and what `sync` ends with.
pub fn status(status: &Status) -> Value {
    let seen_by: Vec<Value> =
        status.seen_by.iter().map(|seen| json!({ "name": seen.name, "seq": seen.seq })).collect();
    json!({
        "documents": status.documents,
        "unsaved_changes": status.unsaved_changes,
        "unsent_changes": status.unsent_changes,
        "relay": {
            "state": status.relay.state.name(),
            "url": status.relay.url,
            "error": status.relay.error.as_ref().map(|code| code.name()),
        },
        "cursor": status.cursor,
        "head": status.head,
        "seen_by": seen_by,
        "colleagues": status.colleagues,
        "seen": status.seen,
        "last_sent": status.last_sent,
        "store": { "health": status.store.health, "bytes": status.store.bytes },
        "warnings": status.warnings.iter().map(Warning::name).collect::<Vec<_>>(),
    })
}

fn date_time(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M").to_string()
}

fn unless_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
