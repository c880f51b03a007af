//! Block markers and marks as the JavaScript ecosystem's rich-text schema writes them: a marker is a map
//! `{ type, parents, attrs, isEmbed }`; a mark has a name and a scalar value.

use automerge::{
    AutoCommit, AutomergeError, ObjId, ObjType, ReadDoc, ScalarValue, Value, hydrate,
    transaction::Transactable,
};

use super::{BlockKind, Mark};

/// The type that a kind is stored under, and its role.
fn type_and_role(kind: &BlockKind) -> (&str, Option<&'static str>) {
    match kind {
        // Roles, not types: other programs show an unknown role as the paragraph that it is.
        BlockKind::Decision => ("paragraph", Some("decision")),
        BlockKind::Action(_) => ("paragraph", Some("action")),
        other => (other.name(), None),
    }
}

/// The kind and depth of a block marker. Unknown types come back as `Other`, missing parts as a paragraph.
pub(super) fn read_block(marker: &hydrate::Map) -> (BlockKind, u8) {
    let attrs = match marker.get("attrs") {
        Some(hydrate::Value::Map(attrs)) => Some(attrs),
        _ => None,
    };
    let attr = |key: &str| attrs.and_then(|attrs| attrs.get(key));
    let depth = match marker.get("parents") {
        Some(hydrate::Value::List(parents)) => u8::try_from(parents.len()).unwrap_or(u8::MAX),
        _ => 0,
    };
    let kind = match string(marker.get("type")).as_deref() {
        Some("heading") => BlockKind::Heading(level(attr("level"))),
        Some("unordered-list-item") => BlockKind::UnorderedListItem,
        Some("ordered-list-item") => BlockKind::OrderedListItem,
        Some("blockquote") => BlockKind::Blockquote,
        Some("paragraph") | None => match string(attr("role")).as_deref() {
            Some("decision") => BlockKind::Decision,
            Some("action") => BlockKind::Action(string(attr("action")).and_then(|id| id.parse().ok())),
            _ => BlockKind::Paragraph,
        },
        Some(other) => BlockKind::Other(other.to_owned()),
    };
    (kind, depth)
}

/// A heading's level; JavaScript may have written it as a float.
fn level(value: Option<&hydrate::Value>) -> u8 {
    let level = match value {
        Some(hydrate::Value::Scalar(ScalarValue::Int(n))) => (*n).clamp(1, 6) as u8,
        Some(hydrate::Value::Scalar(ScalarValue::Uint(n))) => (*n).clamp(1, 6) as u8,
        Some(hydrate::Value::Scalar(ScalarValue::F64(n))) => *n as u8,
        _ => 1,
    };
    level.clamp(1, 6)
}

fn string(value: Option<&hydrate::Value>) -> Option<String> {
    match value {
        Some(hydrate::Value::Scalar(ScalarValue::Str(text))) => Some(text.to_string()),
        // What JavaScript's `splitBlock` makes of a plain string, unless it is wrapped as immutable.
        Some(hydrate::Value::Text(text)) => Some(text.to_string()),
        _ => None,
    }
}

/// Fills a marker that was just inserted. `parents` are the types of the blocks around it.
pub(super) fn write_new_block(
    doc: &mut AutoCommit,
    marker: &ObjId,
    kind: &BlockKind,
    parents: &[String],
) -> Result<(), AutomergeError> {
    let (ty, _) = type_and_role(kind);
    doc.put(marker, "type", ty)?;
    write_parents(doc, marker, parents)?;
    let attrs = doc.put_object(marker, "attrs", ObjType::Map)?;
    write_attrs(doc, &attrs, kind)?;
    doc.put(marker, "isEmbed", false)
}

/// Sets a marker's parents.
pub(super) fn write_parents(
    doc: &mut AutoCommit,
    marker: &ObjId,
    parents: &[String],
) -> Result<(), AutomergeError> {
    let list = doc.put_object(marker, "parents", ObjType::List)?;
    for (index, parent) in parents.iter().enumerate() {
        doc.insert(&list, index, parent.as_str())?;
    }
    Ok(())
}

/// Makes an existing marker one of `kind`; its parents and the attributes that we do not know stay.
pub(super) fn change_block(
    doc: &mut AutoCommit,
    marker: &ObjId,
    kind: &BlockKind,
) -> Result<(), AutomergeError> {
    let (ty, _) = type_and_role(kind);
    doc.put(marker, "type", ty)?;
    let attrs = match doc.get(marker, "attrs")? {
        Some((Value::Object(ObjType::Map), attrs)) => attrs,
        _ => doc.put_object(marker, "attrs", ObjType::Map)?,
    };
    write_attrs(doc, &attrs, kind)
}

fn write_attrs(doc: &mut AutoCommit, attrs: &ObjId, kind: &BlockKind) -> Result<(), AutomergeError> {
    let (_, role) = type_and_role(kind);
    let level = match kind {
        BlockKind::Heading(level) => Some(i64::from((*level).clamp(1, 6))),
        _ => None,
    };
    let action = match kind {
        BlockKind::Action(Some(id)) => Some(id.to_string()),
        _ => None,
    };
    put_or_delete(doc, attrs, "level", level.map(ScalarValue::Int))?;
    put_or_delete(doc, attrs, "role", role.map(ScalarValue::from))?;
    put_or_delete(doc, attrs, "action", action.map(ScalarValue::from))
}

fn put_or_delete(
    doc: &mut AutoCommit,
    obj: &ObjId,
    key: &str,
    value: Option<ScalarValue>,
) -> Result<(), AutomergeError> {
    match value {
        Some(value) => doc.put(obj, key, value),
        None => doc.delete(obj, key),
    }
}

/// The types of a marker's parents.
pub(super) fn parents(doc: &AutoCommit, marker: &ObjId) -> Vec<String> {
    match doc.get(marker, "parents") {
        Ok(Some((Value::Object(ObjType::List), list))) => {
            let name = |(value, id): (Value<'_>, ObjId)| match value {
                Value::Object(ObjType::Text) => doc.text(&id).ok(),
                value => value.to_str().map(str::to_owned),
            };
            doc.values(&list).filter_map(name).collect()
        }
        _ => Vec::new(),
    }
}

/// Parents for a new block of `kind` at `depth`.
pub(super) fn parents_for(kind: &BlockKind, depth: u8) -> Vec<String> {
    let parent = match kind {
        BlockKind::UnorderedListItem | BlockKind::OrderedListItem => kind.name(),
        _ => "blockquote",
    };
    vec![parent.to_owned(); depth.into()]
}

/// The mark that a name and a value stand for; `None` if the value says that it was removed.
pub(super) fn read_mark(name: &str, value: &ScalarValue) -> Option<Mark> {
    match (name, value) {
        (_, ScalarValue::Null) => None,
        ("strong" | "em", ScalarValue::Boolean(false)) => None,
        ("strong", _) => Some(Mark::Strong),
        ("em", _) => Some(Mark::Em),
        ("link", ScalarValue::Str(value)) => Some(Mark::Link { href: href(value) }),
        (name, ScalarValue::Str(value)) => {
            Some(Mark::Other { name: name.to_owned(), value: value.to_string() })
        }
        (name, value) => Some(Mark::Other { name: name.to_owned(), value: value.to_string() }),
    }
}

/// A link's value is JSON text with `href` in it; a plain address is taken as it is.
fn href(value: &str) -> String {
    match serde_json::from_str::<serde_json::Value>(value) {
        Ok(serde_json::Value::Object(map)) => match map.get("href") {
            Some(serde_json::Value::String(href)) => href.clone(),
            _ => String::new(),
        },
        _ => value.to_owned(),
    }
}

/// The name and value that a mark is stored as.
pub(super) fn write_mark(mark: &Mark) -> (&str, ScalarValue) {
    match mark {
        Mark::Strong => ("strong", true.into()),
        Mark::Em => ("em", true.into()),
        Mark::Link { href } => ("link", serde_json::json!({ "href": href, "title": "" }).to_string().into()),
        // `read_mark` shows a boolean by its name, so that is what the name means here.
        Mark::Other { name, value } if value == "true" => (name, true.into()),
        Mark::Other { name, value } => (name, value.as_str().into()),
    }
}

/// A marker's content.
pub(super) fn hydrated(doc: &AutoCommit, marker: &ObjId) -> Option<hydrate::Map> {
    match doc.hydrate(marker, None) {
        Ok(hydrate::Value::Map(map)) => Some(map),
        _ => None,
    }
}
