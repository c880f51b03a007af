//! Whether a change fits the document that it is to be applied to. Automerge 0.6.1 takes any operation whose
//! columns decode; one that does not suit its object (a list's key in a map, a mark in a map) applies without
//! complaint and panics when somebody reads.

use std::collections::HashMap;

use automerge::{AutoCommit, Change, ObjType};

/// Whether all causes of a change are there.
pub(super) fn is_ready(auto: &mut AutoCommit, change: &Change) -> bool {
    change.deps().iter().all(|dep| auto.get_change_by_hash(dep).is_some())
}

/// Whether a change whose causes are there fits. May panic where Automerge does in decoding; run it guarded.
pub(super) fn fits(auto: &mut AutoCommit, change: &Change) -> bool {
    // Ids of operations grow along the history; otherwise two could have the same.
    let latest =
        change.deps().iter().filter_map(|dep| auto.get_change_by_hash(dep).map(Change::max_op)).max();
    if change.start_op().get() <= latest.unwrap_or(0) {
        return false;
    }
    let expanded = change.decode();
    // Automerge's names for ids are private; as text they can be held.
    let mut made: HashMap<String, ObjType> = HashMap::new();
    let mut last = None;
    for (index, op) in expanded.operations.iter().enumerate() {
        let ty = match &last {
            Some((obj, ty)) if *obj == &op.obj => Some(*ty),
            _ => {
                let id = op.obj.to_string();
                made.get(&id).copied().or_else(|| auto.import(&id).ok().map(|(_, ty)| ty))
            }
        };
        let Some(ty) = ty else { return false };
        last = Some((&op.obj, ty));
        let is_sequence = matches!(ty, ObjType::List | ObjType::Text);
        if op.key.is_map_key() == is_sequence || op.insert && !is_sequence {
            return false;
        }
        // Marks lie between the elements of a text; Automerge does not let their type be named.
        if !op.insert && format!("{:?}", op.action).starts_with("Mark") {
            return false;
        }
        if let Some(new) = op.obj_type() {
            let id = format!("{}@{}", change.start_op().get() + index as u64, change.actor_id());
            made.insert(id, new);
        }
    }
    true
}
