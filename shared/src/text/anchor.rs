//! Places in a text that move along with it: a caret stays just after its left neighbour.

use automerge::{AutoCommit, Cursor, MoveCursor, ObjId, ReadDoc};

use super::read;

/// A place in a text: after its left neighbour, or at the very start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Anchor(Option<Neighbour>);

/// The left neighbour. Never `Cursor::End`, which follows what others append.
#[derive(Clone, Debug, PartialEq)]
struct Neighbour {
    before: Cursor,
    /// `before` alone resolves to 0 both for "the first element" and for "nothing is left before".
    after: Cursor,
}

/// The anchor of a display position.
pub(crate) fn anchor(doc: &AutoCommit, text: &ObjId, at: usize) -> Anchor {
    let at = (at + read::base(doc, text)).min(doc.length(text));
    let cursor = |direction| doc.get_cursor_moving(text, at.checked_sub(1)?, None, direction).ok();
    Anchor(
        cursor(MoveCursor::Before)
            .zip(cursor(MoveCursor::After))
            .map(|(before, after)| Neighbour { before, after }),
    )
}

/// The display position of an anchor now.
pub(crate) fn position(doc: &AutoCommit, text: &ObjId, anchor: &Anchor) -> usize {
    let Some(Neighbour { before, after }) = &anchor.0 else {
        return 0;
    };
    let found = doc.get_cursor_position(text, before, None).unwrap_or(0);
    let is_first =
        || doc.get_cursor_moving(text, 0, None, MoveCursor::Before).is_ok_and(|first| first == *before);
    let at = if found > 0 || is_first() {
        found + 1
    } else {
        doc.get_cursor_position(text, after, None).unwrap_or(0).min(1)
    };
    at.min(doc.length(text)).saturating_sub(read::base(doc, text))
}
