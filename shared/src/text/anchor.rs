//! Places in a text that move along with it: a caret stays just after its left neighbour. They travel in a form
//! of their own (see [`Anchor::to_bytes`]), for Automerge's allows what Automerge then panics at.

use automerge::{AutoCommit, Cursor, MoveCursor, ObjId, ReadDoc};

use super::read;

/// A place in a text: after its left neighbour, or at the very start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Anchor(Option<Box<Neighbour>>);

/// The left neighbour. Never `Cursor::End`, which follows what others append.
#[derive(Clone, Debug, PartialEq)]
struct Neighbour {
    before: Cursor,
    /// `before` alone resolves to 0 both for "the first element" and for "nothing is left before".
    after: Cursor,
}

/// The version of the written form, its first byte.
const VERSION: u8 = 1;
/// An actor that is written at most, in bytes. This program's have 16.
const ACTOR_MAX: usize = 64;

/// The bytes are no anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnchorError {
    /// Not of this form.
    #[error("malformed anchor")]
    Malformed,
    /// Of a form that a newer program writes.
    #[error("anchor of version {0}, newer than this program's")]
    NewerVersion(u8),
}

impl Anchor {
    /// A written anchor at most, in bytes.
    pub const MAX_BYTES: usize = 1 + 4 + ACTOR_MAX;

    /// To be sent: the version, and unless it is the text's start the left neighbour's operation, its counter in four
    /// bytes (big-endian) and its actor. None next to what another program wrote under a very long actor.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let mut bytes = vec![VERSION];
        if let Some(neighbour) = &self.0 {
            // Automerge shows an operation only as text: `-counter@actor`, the sign for "before".
            let text = neighbour.before.to_string();
            let (counter, actor) = text.strip_prefix('-')?.split_once('@')?;
            bytes.extend(counter.parse::<u32>().ok()?.to_be_bytes());
            bytes.extend(data_encoding::HEXLOWER.decode(actor.as_bytes()).ok()?);
        }
        (bytes.len() <= Anchor::MAX_BYTES).then_some(bytes)
    }

    /// Reads what [`Anchor::to_bytes`] wrote. Whether there is such a place only a document tells.
    ///
    /// # Errors
    /// [`AnchorError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Anchor, AnchorError> {
        let (version, place) = bytes.split_first().ok_or(AnchorError::Malformed)?;
        match (*version, place.split_first_chunk()) {
            (VERSION, None) if place.is_empty() => Ok(Anchor(None)),
            // Four bytes of counter: Automerge panics at one that needs more.
            (VERSION, Some((counter, actor))) if (1..=ACTOR_MAX).contains(&actor.len()) => {
                let counter = u32::from_be_bytes(*counter);
                let actor = data_encoding::HEXLOWER.encode(actor);
                let cursor = |sign: &str| Cursor::try_from(format!("{sign}{counter}@{actor}"));
                match (counter > 0, cursor("-"), cursor("")) {
                    (true, Ok(before), Ok(after)) => Ok(Anchor(Some(Box::new(Neighbour { before, after })))),
                    _ => Err(AnchorError::Malformed),
                }
            }
            (version, _) if version > VERSION => Err(AnchorError::NewerVersion(version)),
            _ => Err(AnchorError::Malformed),
        }
    }
}

/// The anchor of a display position.
pub(crate) fn anchor(doc: &AutoCommit, text: &ObjId, at: usize) -> Anchor {
    let at = (at + read::base(doc, text)).min(doc.length(text));
    let cursor = |direction| doc.get_cursor_moving(text, at.checked_sub(1)?, None, direction).ok();
    Anchor(
        cursor(MoveCursor::Before)
            .zip(cursor(MoveCursor::After))
            .map(|(before, after)| Box::new(Neighbour { before, after })),
    )
}

/// The display position of an anchor now; none while what it stands after has not come.
pub(crate) fn position(doc: &AutoCommit, text: &ObjId, anchor: &Anchor) -> Option<usize> {
    let Some(Neighbour { before, after }) = anchor.0.as_deref() else {
        return Some(0);
    };
    let found = doc.get_cursor_position(text, before, None).ok()?;
    let is_first =
        || doc.get_cursor_moving(text, 0, None, MoveCursor::Before).is_ok_and(|first| first == *before);
    let at = if found > 0 || is_first() {
        found + 1
    } else {
        doc.get_cursor_position(text, after, None).unwrap_or(0).min(1)
    };
    Some(at.min(doc.length(text)).saturating_sub(read::base(doc, text)))
}
