//! Edits of an Automerge text: splices in display positions, paragraphs appended and changed.

use automerge::{AutoCommit, AutomergeError, ObjId, ReadDoc, marks::ExpandMark, transaction::Transactable};

use super::{Block, BlockKind, Mark, MarkRange, delta, read, schema};
use crate::ids::ActionId;

/// Something whose changes are cut into pieces of bounded size.
pub(crate) trait Changing {
    fn reading(&self) -> &AutoCommit;
    /// To make an edit that encodes to at most about `cost` bytes, in a change that has room for it.
    fn changing(&mut self, cost: usize) -> &mut AutoCommit;
}

/// What a splice did.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Spliced {
    /// Code points inserted, line breaks counted as one.
    pub inserted: usize,
    /// The actions whose paragraphs went, with the text that they had.
    pub removed: Vec<(ActionId, String)>,
}

/// Code points inserted or deleted in one piece.
const PIECE: usize = 8 * 1024;
// Upper estimates, in bytes of an uncompressed change.
const INSERT_COST: usize = 8;
const DELETE_COST: usize = 16;
pub(super) const BLOCK_COST: usize = 400;
pub(super) const MARK_COST: usize = 100;
/// A mark with a name and value longer than this is left out: no change may grow without bound.
const MARK_MAX: usize = 16 * 1024;

/// Replaces `delete` display positions at `at` by `insert`; both are clamped to what is there. Line breaks
/// (`\n`, `\r\n`, `\r`) split paragraphs.
pub(crate) fn splice(
    target: &mut impl Changing,
    text: &ObjId,
    at: usize,
    delete: usize,
    insert: &str,
) -> Result<Spliced, AutomergeError> {
    let length = read::display_length(target.reading(), text);
    let at = at.min(length);
    let delete = delete.min(length - at);
    let mut base = read::base(target.reading(), text);
    // Whatever marker comes first is hidden. Where text comes before it, it must stay so.
    if base == 0 && at == 0 && (delete > 0 || insert.starts_with(['\n', '\r'])) {
        new_block(target, text, 0, &BlockKind::Paragraph, &[])?;
        base = 1;
    }
    let start = at + base;
    let removed = removed_actions(target.reading(), text, start, delete);
    delete_positions(target, text, start, delete)?;
    let mut end = start;
    for (index, line) in lines(insert).enumerate() {
        if index > 0 {
            split(target, text, end)?;
            end += 1;
        }
        end += insert_text(target, text, end, line)?;
    }
    Ok(Spliced { inserted: end - start, removed })
}

/// The parts between line breaks.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\n', '\r']) else {
            rest = None;
            return Some(text);
        };
        let after = &text[end..];
        rest = Some(after.strip_prefix("\r\n").unwrap_or(&after[1..]));
        Some(&text[..end])
    })
}

pub(super) fn delete_positions(
    target: &mut impl Changing,
    text: &ObjId,
    at: usize,
    mut count: usize,
) -> Result<(), AutomergeError> {
    while count > 0 {
        let piece = count.min(PIECE);
        target.changing(piece * DELETE_COST).splice_text(text, at, piece as isize, "")?;
        count -= piece;
    }
    Ok(())
}

/// Inserts text without line breaks and returns its length in code points.
pub(super) fn insert_text(
    target: &mut impl Changing,
    text: &ObjId,
    at: usize,
    mut insert: &str,
) -> Result<usize, AutomergeError> {
    let mut end = at;
    while !insert.is_empty() {
        let cut = insert.char_indices().nth(PIECE).map_or(insert.len(), |(byte, _)| byte);
        let (piece, rest) = insert.split_at(cut);
        let chars = piece.chars().count();
        target.changing(chars * INSERT_COST).splice_text(text, end, 0, piece)?;
        end += chars;
        insert = rest;
    }
    Ok(end - at)
}

/// The actions whose markers lie in a range, with their paragraphs' text.
pub(crate) fn removed_actions(
    doc: &AutoCommit,
    text: &ObjId,
    start: usize,
    count: usize,
) -> Vec<(ActionId, String)> {
    // Reading the whole text would cost every Backspace milliseconds.
    const FEW: usize = 256;
    let is_action = |at: usize| {
        let marker = read::marker_at(doc, text, at).and_then(|marker| schema::hydrated(doc, &marker));
        marker.is_some_and(|map| matches!(schema::read_block(&map).0, BlockKind::Action(_)))
    };
    if count <= FEW && !(start..start + count).any(is_action) {
        return Vec::new();
    }
    let range = start..start + count;
    let removed = read::placed(doc, text).into_iter().filter_map(|placed| match placed.block.kind {
        BlockKind::Action(Some(id)) if placed.marker.is_some_and(|at| range.contains(&at)) => {
            Some((id, placed.block.text))
        }
        _ => None,
    });
    removed.collect()
}

pub(super) fn block_cost(parents: &[String]) -> usize {
    BLOCK_COST + parents.iter().map(|parent| parent.len() + 16).sum::<usize>()
}

/// Inserts a marker and fills it.
pub(super) fn new_block(
    target: &mut impl Changing,
    text: &ObjId,
    at: usize,
    kind: &BlockKind,
    parents: &[String],
) -> Result<ObjId, AutomergeError> {
    let doc = target.changing(block_cost(parents));
    let marker = doc.split_block(text, at)?;
    schema::write_new_block(doc, &marker, kind, parents)?;
    Ok(marker)
}

/// Splits the paragraph around a position, as Enter does.
fn split(target: &mut impl Changing, text: &ObjId, at: usize) -> Result<(), AutomergeError> {
    let doc = target.reading();
    let found = read::marker_before(doc, text, at);
    let at_end = at == doc.length(text) || read::marker_at(doc, text, at).is_some();
    let Some((marker_at, marker)) = found else {
        return new_block(target, text, at, &BlockKind::Paragraph, &[]).map(drop);
    };
    let parents = schema::parents(doc, &marker);
    let kind = schema::hydrated(doc, &marker).map_or(BlockKind::Paragraph, |map| schema::read_block(&map).0);
    let at_start = at == marker_at + 1;
    let (at, kind) = match kind {
        // Room above a heading: what was written, its role and its id stay together.
        BlockKind::Heading(_) | BlockKind::Decision | BlockKind::Action(_) if at_start && !at_end => {
            (marker_at, BlockKind::Paragraph)
        }
        BlockKind::Heading(_) if at_end => (at, BlockKind::Paragraph),
        BlockKind::Decision | BlockKind::Action(_) | BlockKind::Other(_) => (at, BlockKind::Paragraph),
        same => (at, same),
    };
    new_block(target, text, at, &kind, &parents).map(drop)
}

/// Appends a paragraph with its marks. An only paragraph that is empty and plain is replaced.
pub(crate) fn push(target: &mut impl Changing, text: &ObjId, block: &Block) -> Result<(), AutomergeError> {
    let length = target.reading().length(text);
    match plain_at(target.reading(), text, 0).filter(|_| length == 1) {
        Some(only) => put_block(target, text, block, Place::In(only)),
        None => put_block(target, text, block, Place::At(length)),
    }
}

/// The same, but in front of a last paragraph that is empty and plain: there somebody is about to write.
pub(crate) fn push_line(
    target: &mut impl Changing,
    text: &ObjId,
    block: &Block,
) -> Result<(), AutomergeError> {
    let length = target.reading().length(text);
    match plain_at(target.reading(), text, length.saturating_sub(1)) {
        Some(_) if length > 1 => put_block(target, text, block, Place::At(length - 1)),
        _ => push(target, text, block),
    }
}

/// The marker of a plain paragraph, where there is one.
fn plain_at(doc: &AutoCommit, text: &ObjId, at: usize) -> Option<ObjId> {
    let plain = |map| schema::read_block(&map) == (BlockKind::Paragraph, 0);
    read::marker_at(doc, text, at).filter(|marker| schema::hydrated(doc, marker).is_some_and(plain))
}

/// Appends a paragraph with its marks, also after an only one that is empty.
pub(crate) fn append(target: &mut impl Changing, text: &ObjId, block: &Block) -> Result<(), AutomergeError> {
    let length = target.reading().length(text);
    put_block(target, text, block, Place::At(length))
}

/// Where a paragraph is put: a new marker at a position, or one that is there and has no text after it.
enum Place {
    At(usize),
    In(ObjId),
}

fn put_block(
    target: &mut impl Changing,
    text: &ObjId,
    block: &Block,
    place: Place,
) -> Result<(), AutomergeError> {
    let parents = schema::parents_for(&block.kind, block.depth);
    let at = match place {
        Place::In(marker) => {
            let doc = target.changing(block_cost(&parents));
            schema::change_block(doc, &marker, &block.kind)?;
            schema::write_parents(doc, &marker, &parents)?;
            1
        }
        Place::At(at) => {
            new_block(target, text, at, &block.kind, &parents)?;
            at + 1
        }
    };
    let content = one_line(&block.text);
    let chars = insert_text(target, text, at, &content)?;
    if chars > 0 {
        clear_inherited_marks(target, text, at, chars)?;
    }
    for MarkRange { start, end, mark } in &block.marks {
        let (start, end) = ((*start).min(chars), (*end).min(chars));
        if start < end {
            put_mark(target, text, at + start, at + end, mark)?;
        }
    }
    Ok(())
}

/// Text appended after a mark that grows would carry it.
fn clear_inherited_marks(
    target: &mut impl Changing,
    text: &ObjId,
    at: usize,
    chars: usize,
) -> Result<(), AutomergeError> {
    let inherited = target.reading().get_marks(text, at, None)?;
    for (name, _) in inherited.iter() {
        let doc = target.changing(MARK_COST + name.len());
        doc.unmark(text, name, at, at + chars, ExpandMark::After)?;
    }
    Ok(())
}

/// False for a mark that is too large to be kept.
pub(super) fn put_mark(
    target: &mut impl Changing,
    text: &ObjId,
    start: usize,
    end: usize,
    mark: &Mark,
) -> Result<bool, AutomergeError> {
    let (mark, expand) = delta::stored(mark, start, end);
    let size = mark.name().len() + mark.value().to_str().map_or(0, str::len);
    if size > MARK_MAX {
        return Ok(false);
    }
    target.changing(MARK_COST + size).mark(text, mark, expand).map(|()| true)
}

/// Makes the paragraph with this index one of `kind`; out of range nothing happens. Returns the action, with
/// its text, that the paragraph stood for and no longer does.
pub(crate) fn set_kind(
    target: &mut impl Changing,
    text: &ObjId,
    index: usize,
    kind: &BlockKind,
) -> Result<Option<(ActionId, String)>, AutomergeError> {
    let Some(placed) = read::placed(target.reading(), text).into_iter().nth(index) else {
        return Ok(None);
    };
    let marker = placed.marker.and_then(|at| read::marker_at(target.reading(), text, at));
    match marker {
        Some(marker) => schema::change_block(target.changing(BLOCK_COST), &marker, kind)?,
        None => drop(new_block(target, text, 0, kind, &[])?),
    }
    Ok(match placed.block.kind {
        BlockKind::Action(Some(id)) if *kind != BlockKind::Action(Some(id)) => Some((id, placed.block.text)),
        _ => None,
    })
}

/// Replaces `start..start + chars` where it differs from `new`, between what is equal at both ends, so that
/// edits of others beside it keep their place.
pub(crate) fn replace(
    target: &mut impl Changing,
    text: &ObjId,
    start: usize,
    old: &str,
    new: &str,
) -> Result<(), AutomergeError> {
    replace_lines(target, text, start, old, &one_line(new))
}

/// The same in a text that has no paragraphs but line breaks of its own.
pub(crate) fn replace_lines(
    target: &mut impl Changing,
    text: &ObjId,
    start: usize,
    old: &str,
    new: &str,
) -> Result<(), AutomergeError> {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let prefix = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old[prefix..].iter().rev().zip(new[prefix..].iter().rev());
    let suffix = rest.take_while(|(a, b)| a == b).count();
    delete_positions(target, text, start + prefix, old.len() - prefix - suffix)?;
    let insert: String = new[prefix..new.len() - suffix].iter().collect();
    insert_text(target, text, start + prefix, &insert).map(drop)
}

/// Line breaks as spaces, one for one: within a paragraph there are none.
pub(crate) fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
