//! Maps and scalars in an Automerge document. Where two people created a container apart, all of them are
//! read as one (`objects`), and a scalar is set in each of them. The first of several is the one that
//! Automerge shows.

use std::collections::BTreeSet;

use automerge::{AutoCommit, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value, transaction::Transactable};

use super::{Conflict, Document, EditError};
use crate::text::Changing;

/// The longest text of a scalar, in bytes: a change cannot be cut within one.
pub const SCALAR_MAX: usize = 16 * 1024;
/// Upper estimate of a scalar's size in a change, beside its key and text.
const COST: usize = 100;

/// All values of a key that are objects of a type.
pub(super) fn objects(doc: &AutoCommit, parents: &[ObjId], key: &str, ty: ObjType) -> Vec<ObjId> {
    let mut found = Vec::new();
    for parent in parents {
        // The last is the one that Automerge shows.
        for (value, id) in doc.get_all(parent, key).unwrap_or_default().into_iter().rev() {
            if value == Value::Object(ty) {
                found.push(id);
            }
        }
    }
    found
}

/// The maps under a key of the root.
pub(super) fn root_maps(doc: &AutoCommit, key: &str) -> Vec<ObjId> {
    objects(doc, &[ROOT], key, ObjType::Map)
}

/// The maps in a list.
pub(super) fn items(doc: &AutoCommit, list: &ObjId) -> Vec<ObjId> {
    let item = |at| match doc.get(list, at) {
        Ok(Some((Value::Object(ObjType::Map), id))) => Some(id),
        _ => None,
    };
    (0..doc.length(list)).filter_map(item).collect()
}

/// All keys, sorted.
pub(super) fn keys(doc: &AutoCommit, maps: &[ObjId]) -> BTreeSet<String> {
    maps.iter().flat_map(|map| doc.keys(map)).collect()
}

/// All scalar values of a key, each once.
fn values(doc: &AutoCommit, maps: &[ObjId], key: &str) -> Vec<ScalarValue> {
    let mut found = Vec::new();
    for (value, _) in set_values(doc, maps, key) {
        if !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

/// All scalar values of a key, with the ids of what set them.
fn set_values<'a>(
    doc: &'a AutoCommit,
    maps: &'a [ObjId],
    key: &'a str,
) -> impl Iterator<Item = (ScalarValue, ObjId)> + 'a {
    let all = move |map: &ObjId| doc.get_all(map, key).unwrap_or_default().into_iter().rev();
    maps.iter().flat_map(all).filter_map(|(value, id)| match value {
        Value::Scalar(value) => Some((value.into_owned(), id)),
        _ => None,
    })
}

/// The scalar under a key.
fn value(doc: &AutoCommit, maps: &[ObjId], key: &str) -> Option<ScalarValue> {
    maps.iter().find_map(|map| match doc.get(map, key) {
        Ok(Some((Value::Scalar(value), _))) => Some(value.into_owned()),
        _ => None,
    })
}

/// The string under a key, or "".
pub(super) fn string(doc: &AutoCommit, maps: &[ObjId], key: &str) -> String {
    match value(doc, maps, key) {
        Some(ScalarValue::Str(text)) => text.to_string(),
        _ => String::new(),
    }
}

/// The integer under a key; JavaScript may have written it as a float.
pub(super) fn integer(doc: &AutoCommit, maps: &[ObjId], key: &str) -> Option<i64> {
    match value(doc, maps, key)? {
        ScalarValue::F64(number) => Some(number as i64),
        ScalarValue::Timestamp(time) => Some(time),
        other => other.to_i64(),
    }
}

/// Whether the value under a key is true.
pub(super) fn is_true(doc: &AutoCommit, maps: &[ObjId], key: &str) -> bool {
    value(doc, maps, key) == Some(ScalarValue::Boolean(true))
}

/// The conflict under a key, if values were set apart.
pub(super) fn conflict(doc: &AutoCommit, maps: &[ObjId], key: &str, field: String) -> Option<Conflict> {
    let mut found: Vec<(String, [u8; 8])> =
        set_values(doc, maps, key).map(|(value, id)| (shown(&value), set_by(&id))).collect();
    found.sort();
    found.dedup_by(|later, first| later.0 == first.0);
    let (values, by): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    (values.len() > 1).then_some(Conflict { field, values, by })
}

/// Whose device set a value, by the actor in its id.
fn set_by(id: &ObjId) -> [u8; 8] {
    match id {
        ObjId::Id(_, actor, _) => actor.to_bytes().first_chunk().copied().unwrap_or_default(),
        ObjId::Root => [0; 8],
    }
}

fn shown(value: &ScalarValue) -> String {
    match value {
        ScalarValue::Str(text) => text.to_string(),
        other => other.to_string(),
    }
}

/// Sets a scalar; this settles a conflict. What is so already is not written again, nor is an empty string
/// over nothing.
pub(super) fn put(
    target: &mut Document,
    maps: &[ObjId],
    key: &str,
    new: impl Into<ScalarValue>,
) -> Result<(), EditError> {
    let new = bounded(new.into());
    let present = values(target.reading(), maps, key);
    if present.as_slice() == [new.clone()] || present.is_empty() && new == ScalarValue::from("") {
        return Ok(());
    }
    for map in maps {
        let size = new.to_str().map_or(0, str::len);
        target.edit(COST + key.len() + size)?.put(map, key, new.clone())?;
    }
    Ok(())
}

fn bounded(value: ScalarValue) -> ScalarValue {
    match value {
        ScalarValue::Str(text) if text.len() > SCALAR_MAX => {
            let end = (0..=SCALAR_MAX).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
            text[..end].into()
        }
        other => other,
    }
}

/// Removes a key; nothing happens if it is not there.
pub(super) fn remove(target: &mut Document, maps: &[ObjId], key: &str) -> Result<(), EditError> {
    for map in maps {
        if target.reading().get(map, key)?.is_some() {
            target.edit(COST + key.len())?.delete(map, key)?;
        }
    }
    Ok(())
}

/// Makes these all that is true in a map. What somebody else adds meanwhile stays.
pub(super) fn put_set(target: &mut Document, maps: &[ObjId], wanted: &[String]) -> Result<(), EditError> {
    for key in keys(target.reading(), maps) {
        if !wanted.contains(&key) {
            remove(target, maps, &key)?;
        }
    }
    wanted.iter().try_for_each(|key| put(target, maps, key, true))
}

/// The objects under a key, created if there is none.
pub(super) fn ensure(
    target: &mut Document,
    parents: &[ObjId],
    key: &str,
    ty: ObjType,
) -> Result<Vec<ObjId>, EditError> {
    let found = objects(target.reading(), parents, key, ty);
    match parents.first() {
        Some(parent) if found.is_empty() => create(target, parent, key, ty).map(|created| vec![created]),
        _ => Ok(found),
    }
}

/// Creates an object under a key.
pub(super) fn create(
    target: &mut Document,
    parent: &ObjId,
    key: &str,
    ty: ObjType,
) -> Result<ObjId, EditError> {
    Ok(target.edit(COST + key.len())?.put_object(parent, key, ty)?)
}

/// Appends a map with these scalars to a list.
pub(super) fn append(
    target: &mut Document,
    list: &ObjId,
    entries: &[(&str, ScalarValue)],
) -> Result<(), EditError> {
    let index = target.reading().length(list);
    let map = target.edit(COST)?.insert_object(list, index, ObjType::Map)?;
    for (key, value) in entries {
        put(target, std::slice::from_ref(&map), key, value.clone())?;
    }
    Ok(())
}
