//! Where Automerge 0.6.1's patches may be wrong about the marks of a text: where something was inserted, and at the ends
//! of what was marked. Found by the fuzz: text that comes in under a mark of somebody else's sometimes is said not to
//! carry it. Asking the document is cheap for a few places, and reading all of it is right for many.

use std::ops::Range;

use samskriv_shared::text::Change;

use super::steps::Shift;

/// So many changes at once are not looked at one by one.
const CHANGES_MAX: usize = 64;
/// So many code points of each end of an inserted text are looked at.
const ENDS: usize = 16;

/// The positions, after all changes, whose marks are to be compared; none where everything is.
pub fn places(changes: &[Change]) -> Option<Vec<usize>> {
    if changes.len() > CHANGES_MAX {
        return None;
    }
    let mut places = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        let (inserted, range) = match change {
            Change::Insert { at, text, .. } => (true, *at..*at + text.chars().count()),
            Change::SetMark { start, end, .. } => (false, *start..*end),
            _ => continue,
        };
        let mut parts: Vec<Range<usize>> = vec![range];
        for shift in changes[index + 1..].iter().filter_map(Shift::of) {
            parts = parts.iter().flat_map(|part| shift.range(part)).collect();
        }
        for part in parts {
            match inserted {
                true => {
                    places.extend(part.clone().take(ENDS));
                    places.extend(part.rev().take(ENDS));
                }
                false => places.extend([part.start.saturating_sub(1), part.start, part.end - 1, part.end]),
            }
        }
    }
    places.sort_unstable();
    places.dedup();
    Some(places)
}
