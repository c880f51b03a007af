//! What happens to a text, as plain values: the changes that came about, read from Automerge's patches, and the edits
//! that somebody makes. Both count in *positions*: code points and block markers, from the text's beginning. (Display
//! positions leave out the first marker.)

use std::collections::BTreeSet;

use automerge::{
    AutoCommit, AutomergeError, ObjId, ObjType, Patch, PatchAction, ReadDoc, Value,
    marks::{ExpandMark, Mark as StoredMark},
    transaction::Transactable,
};

use super::{
    BlockKind, Changing, Mark, Marker,
    edit::{self, MARK_COST},
    read, schema,
};

/// Something that has happened to a text. Several happened one after the other: each counts in the text as those
/// before it left it.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    Insert {
        at: usize,
        text: String,
        /// All that the text carries.
        marks: Vec<Mark>,
    },
    InsertMarker {
        at: usize,
        marker: Marker,
    },
    /// Code points and markers went.
    Delete {
        at: usize,
        count: usize,
    },
    /// A stretch of text carries a mark of this name now, or none of this name.
    SetMark {
        start: usize,
        end: usize,
        name: String,
        mark: Option<Mark>,
    },
    /// A marker, which is the one that [`Marker::is`] this one, says this now.
    SetMarker {
        marker: Marker,
    },
}

/// What happened to a text since it was asked last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// None where the text has to be read anew: too much is different.
    pub steps: Option<Vec<Change>>,
    /// Whether something beside the text is different, too.
    pub elsewhere: bool,
    /// Whether the marks of inserted text are only nearly certain: Automerge 0.6.1 gets them wrong in patches of
    /// edits that were made here. Hold them against the text itself.
    pub doubtful: bool,
    /// Whether anything has happened at all, told in steps or not (see [`Marker::is_contested`]).
    pub any: bool,
}

/// Something to be done to a text. Positions are clamped to what is there.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    Insert {
        at: usize,
        /// A line break in it is one within the paragraph.
        text: String,
        /// What it is to carry; none where it takes on what stands before it.
        marks: Option<Vec<Mark>>,
    },
    InsertMarker {
        at: usize,
        marker: Marker,
    },
    Delete {
        at: usize,
        count: usize,
    },
    SetMark {
        start: usize,
        end: usize,
        name: String,
        mark: Option<Mark>,
    },
    /// Makes a paragraph something else. What the marker holds beside that stays.
    SetKind {
        at: usize,
        kind: BlockKind,
        depth: u8,
    },
    /// Makes a marker what it was once.
    SetMarker {
        at: usize,
        marker: Marker,
    },
}

impl Mark {
    /// The name under which it is stored.
    pub fn name(&self) -> &str {
        read::mark_name(self)
    }
}

/// Reads patches.
pub(crate) fn changes(doc: &AutoCommit, text: &ObjId, patches: &[Patch]) -> Changes {
    let mut steps = Some(Vec::new());
    let mut fresh = BTreeSet::new();
    let mut touched = BTreeSet::new();
    let mut elsewhere = false;
    for patch in patches {
        if patch.obj == *text {
            let read = steps.as_mut().map(|steps| read_patch(doc, &patch.action, &mut fresh, steps));
            if read == Some(false) {
                steps = None;
            }
        } else if let Some(inside) = patch.path.iter().position(|(parent, _)| parent == text) {
            let marker = patch.path.get(inside + 1).map_or(&patch.obj, |(child, _)| child);
            if !fresh.contains(marker) {
                touched.insert(marker.clone());
            }
        } else {
            elsewhere = true;
        }
    }
    if let Some(steps) = &mut steps {
        // Where it is the reader knows: the position in the path is not to be trusted.
        let touched = touched.iter().filter_map(|id| Marker::read(doc, id));
        steps.extend(touched.map(|marker| Change::SetMarker { marker }));
    }
    Changes { steps, elsewhere, doubtful: false, any: true }
}

/// False for what no text of ours has in it.
fn read_patch(
    doc: &AutoCommit,
    action: &PatchAction,
    fresh: &mut BTreeSet<ObjId>,
    steps: &mut Vec<Change>,
) -> bool {
    match action {
        PatchAction::SpliceText { index, value, marks } => {
            let marks = read::read_marks(marks.as_ref());
            steps.push(Change::Insert { at: *index, text: value.make_string(), marks });
        }
        PatchAction::Insert { index, values } => {
            for (nth, (value, id, _)) in values.iter().enumerate() {
                if !matches!(value, Value::Object(ObjType::Map)) {
                    return false;
                }
                fresh.insert(id.clone());
                let marker = Marker::read(doc, id).unwrap_or(Marker::new(BlockKind::Paragraph, 0));
                steps.push(Change::InsertMarker { at: index + nth, marker });
            }
        }
        PatchAction::DeleteSeq { index, length } => {
            steps.push(Change::Delete { at: *index, count: *length });
        }
        PatchAction::Mark { marks } => steps.extend(marks.iter().map(|mark| Change::SetMark {
            start: mark.start,
            end: mark.end,
            name: mark.name().to_owned(),
            mark: schema::read_mark(mark.name(), mark.value()),
        })),
        PatchAction::Conflict { .. } => {}
        _ => return false,
    }
    true
}

/// Carries out an edit. Returns what has come of it, read from the document where Automerge decides; not from its
/// patches (see [`Changes::doubtful`]).
pub(crate) fn apply(
    target: &mut impl Changing,
    text: &ObjId,
    step: &Edit,
) -> Result<Option<Change>, AutomergeError> {
    let length = target.reading().length(text);
    Ok(match step {
        Edit::Insert { at, text: insert, marks } => {
            insert_text(target, text, (*at).min(length), insert, marks.as_deref())?
        }
        Edit::InsertMarker { at, marker } => {
            let at = (*at).min(length);
            insert_marker(target, text, at, marker)?;
            marker_now(target, text, at).map(|marker| Change::InsertMarker { at, marker })
        }
        Edit::Delete { at, count } => {
            let at = (*at).min(length);
            let count = (*count).min(length - at);
            edit::delete_positions(target, text, at, count)?;
            (count > 0).then_some(Change::Delete { at, count })
        }
        Edit::SetMark { start, end, name, mark } => {
            let (start, end) = ((*start).min(length), (*end).min(length));
            if start >= end || !set_mark(target, text, start, end, name, mark.as_ref())? {
                return Ok(None);
            }
            Some(Change::SetMark { start, end, name: name.clone(), mark: mark.clone() })
        }
        Edit::SetKind { at, kind, depth } => {
            set_kind(target, text, *at, kind, *depth)?;
            marker_now(target, text, *at).map(|marker| Change::SetMarker { marker })
        }
        Edit::SetMarker { at, marker } => {
            if let Some(found) = read::marker_at(target.reading(), text, *at) {
                write_marker(target, &found, marker)?;
            }
            marker_now(target, text, *at).map(|marker| Change::SetMarker { marker })
        }
    })
}

fn marker_now(target: &impl Changing, text: &ObjId, at: usize) -> Option<Marker> {
    let doc = target.reading();
    Marker::read(doc, &read::marker_at(doc, text, at)?)
}

fn insert_text(
    target: &mut impl Changing,
    text: &ObjId,
    at: usize,
    insert: &str,
    marks: Option<&[Mark]>,
) -> Result<Option<Change>, AutomergeError> {
    let chars = edit::insert_text(target, text, at, insert)?;
    if chars == 0 {
        return Ok(None);
    }
    if let Some(marks) = marks {
        carry(target, text, at, at + chars, marks)?;
    }
    let marks = read::read_marks(Some(&target.reading().get_marks(text, at, None)?));
    Ok(Some(Change::Insert { at, text: insert.to_owned(), marks }))
}

/// False for a mark that is too large to be kept.
fn set_mark(
    target: &mut impl Changing,
    text: &ObjId,
    start: usize,
    end: usize,
    name: &str,
    mark: Option<&Mark>,
) -> Result<bool, AutomergeError> {
    match mark {
        Some(mark) => edit::put_mark(target, text, start, end, mark),
        None => {
            let doc = target.changing(MARK_COST + name.len());
            doc.unmark(text, name, start, end, ExpandMark::After).map(|()| true)
        }
    }
}

fn insert_marker(
    target: &mut impl Changing,
    text: &ObjId,
    at: usize,
    marker: &Marker,
) -> Result<(), AutomergeError> {
    if marker.writable().is_none() {
        let parents = schema::parents_for(&marker.kind, marker.depth);
        return edit::new_block(target, text, at, &marker.kind, &parents).map(drop);
    }
    let new = target.changing(edit::BLOCK_COST).split_block(text, at)?;
    write_marker(target, &new, marker)
}

fn write_marker(target: &mut impl Changing, at: &ObjId, marker: &Marker) -> Result<(), AutomergeError> {
    let Some(raw) = marker.writable() else {
        let parents = schema::parents_for(&marker.kind, marker.depth);
        let doc = target.changing(edit::block_cost(&parents));
        schema::change_block(doc, at, &marker.kind)?;
        return schema::write_parents(doc, at, &parents);
    };
    let doc = target.changing(edit::BLOCK_COST + super::marker::RAW_MAX);
    let raw = automerge::hydrate::Value::Map(raw.clone());
    // Only another object than a map could make it fail.
    doc.update_object(at, &raw).map_err(|_| AutomergeError::NotAnObject)
}

fn set_kind(
    target: &mut impl Changing,
    text: &ObjId,
    at: usize,
    kind: &BlockKind,
    depth: u8,
) -> Result<(), AutomergeError> {
    let Some(marker) = read::marker_at(target.reading(), text, at) else { return Ok(()) };
    let parents = schema::parents(target.reading(), &marker);
    let wanted = schema::parents_for(kind, depth);
    let doc = target.changing(edit::block_cost(&wanted));
    schema::change_block(doc, &marker, kind)?;
    if parents.len() != wanted.len() {
        schema::write_parents(doc, &marker, &wanted)?;
    }
    Ok(())
}

/// Makes a stretch of new text carry exactly these marks, whatever it has taken on.
fn carry(
    target: &mut impl Changing,
    text: &ObjId,
    start: usize,
    end: usize,
    marks: &[Mark],
) -> Result<(), AutomergeError> {
    let inherited = target.reading().get_marks(text, start, None)?;
    let inherited = read::read_marks(Some(&inherited));
    for mark in inherited.iter().filter(|mark| marks.iter().all(|wanted| wanted.name() != mark.name())) {
        set_mark(target, text, start, end, mark.name(), None)?;
    }
    for mark in marks.iter().filter(|mark| !inherited.contains(mark)) {
        edit::put_mark(target, text, start, end, mark)?;
    }
    Ok(())
}

/// What a stored mark and its expansion are: a link does not grow with what is typed behind it.
pub(super) fn stored(mark: &Mark, start: usize, end: usize) -> (StoredMark<'static>, ExpandMark) {
    let (name, value) = schema::write_mark(mark);
    let expand = if matches!(mark, Mark::Link { .. }) { ExpandMark::None } else { ExpandMark::After };
    (StoredMark::new(name.to_owned(), value, start, end), expand)
}
