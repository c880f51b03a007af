//! Steps that take something back, and how they pass by what others do meanwhile: all in positions, as
//! prosemirror-history does it. Restoring through cursors into old states fails: text that an undo brings back has
//! new ids, so older steps would point at what is dead.

use std::ops::Range;

use samskriv_shared::text::{Change, Edit, Mark, Marker};

/// What was deleted, to bring it back.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Text(String, Vec<Mark>),
    Marker(Marker),
}

impl Piece {
    fn length(&self) -> usize {
        match self {
            Piece::Text(text, _) => text.chars().count(),
            Piece::Marker(_) => 1,
        }
    }

    fn bytes(&self) -> usize {
        size_of::<Piece>()
            + match self {
                Piece::Text(text, marks) => text.len() + marks.iter().map(mark_bytes).sum::<usize>(),
                Piece::Marker(marker) => marker.bytes(),
            }
    }
}

fn mark_bytes(mark: &Mark) -> usize {
    size_of::<Mark>()
        + match mark {
            Mark::Strong | Mark::Em => 0,
            Mark::Link { href } => href.len(),
            Mark::Other { name, value } => name.len() + value.len(),
        }
}

/// Takes one change back.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// In several parts where others have written in between.
    Delete(Vec<Range<usize>>),
    Insert(usize, Vec<Piece>),
    Mark(Vec<(Range<usize>, String, Option<Mark>)>),
    SetMarker(usize, Marker),
}

/// How a change moves positions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shift {
    Insert { at: usize, count: usize },
    Delete { at: usize, count: usize },
}

impl Shift {
    /// None for a change that moves nothing.
    pub fn of(change: &Change) -> Option<Shift> {
        match change {
            Change::Insert { at, text, .. } => Some(Shift::Insert { at: *at, count: text.chars().count() }),
            Change::InsertMarker { at, .. } => Some(Shift::Insert { at: *at, count: 1 }),
            Change::Delete { at, count } => Some(Shift::Delete { at: *at, count: *count }),
            Change::SetMark { .. } | Change::SetMarker { .. } => None,
        }
    }

    /// Where a place is afterwards that stays just behind its left neighbour.
    pub fn after_left(self, place: usize) -> usize {
        match self {
            Shift::Insert { at, count } if place > at => place + count,
            Shift::Insert { .. } => place,
            Shift::Delete { at, count } => place.min(at).max(place.saturating_sub(count)),
        }
    }

    /// Where a place is afterwards that stays just before its right neighbour.
    pub fn before_right(self, place: usize) -> usize {
        match self {
            Shift::Insert { at, count } if place >= at => place + count,
            other => other.after_left(place),
        }
    }

    /// What is left of a range, without what came in between.
    pub fn range(self, range: &Range<usize>) -> Vec<Range<usize>> {
        let (first, second) = match self {
            Shift::Insert { at, count } if at <= range.start => {
                (range.start + count..range.end + count, None)
            }
            Shift::Insert { at, .. } if at >= range.end => (range.clone(), None),
            Shift::Insert { at, count } => (range.start..at, Some(at + count..range.end + count)),
            Shift::Delete { .. } => (self.after_left(range.start)..self.after_left(range.end), None),
        };
        std::iter::once(first).chain(second).filter(|part| !part.is_empty()).collect()
    }

    fn ranges(self, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
        ranges.iter().flat_map(|range| self.range(range)).collect()
    }

    /// What this does where `first` has happened before it.
    fn past(self, first: Shift) -> Vec<Shift> {
        match self {
            // Where both insert, what is brought back stands before what came meanwhile.
            Shift::Insert { at, count } => vec![Shift::Insert { at: first.before_right(at), count }],
            Shift::Delete { at, count } => {
                let parts = first.range(&(at..at + count)).into_iter().rev();
                parts.map(|part| Shift::Delete { at: part.start, count: part.len() }).collect()
            }
        }
    }
}

impl Step {
    /// What it takes in memory, in bytes, roughly.
    pub fn bytes(&self) -> usize {
        size_of::<Step>()
            + match self {
                Step::Delete(ranges) => size_of_val(&ranges[..]),
                Step::Insert(_, pieces) => pieces.iter().map(Piece::bytes).sum(),
                Step::Mark(marks) => {
                    let named = |(_, name, mark): &(_, String, Option<Mark>)| {
                        name.len() + mark.as_ref().map_or(0, mark_bytes)
                    };
                    size_of_val(&marks[..]) + marks.iter().map(named).sum::<usize>()
                }
                Step::SetMarker(_, marker) => marker.bytes(),
            }
    }

    /// How it moves positions, in order.
    fn shifts(&self) -> Vec<Shift> {
        match self {
            Step::Delete(ranges) => {
                let backwards = ranges.iter().rev();
                backwards.map(|range| Shift::Delete { at: range.start, count: range.len() }).collect()
            }
            Step::Insert(at, pieces) => {
                vec![Shift::Insert { at: *at, count: pieces.iter().map(Piece::length).sum() }]
            }
            Step::Mark(_) | Step::SetMarker(..) => Vec::new(),
        }
    }

    fn past(&self, shift: Shift) -> Step {
        match self {
            Step::Delete(ranges) => Step::Delete(shift.ranges(ranges)),
            Step::Insert(at, pieces) => Step::Insert(shift.after_left(*at), pieces.clone()),
            Step::Mark(marks) => {
                let parts = marks.iter().flat_map(|(range, name, mark)| {
                    shift.range(range).into_iter().map(|part| (part, name.clone(), mark.clone()))
                });
                Step::Mark(parts.collect())
            }
            Step::SetMarker(at, marker) => match shift.range(&(*at..*at + 1)).first() {
                Some(range) => Step::SetMarker(range.start, marker.clone()),
                None => Step::Mark(Vec::new()),
            },
        }
    }

    /// The edits that carry it out, and where it ends.
    fn edits(&self) -> (Vec<Edit>, Option<usize>) {
        match self {
            Step::Delete(ranges) => {
                let edits = ranges.iter().rev();
                let edits = edits.map(|range| Edit::Delete { at: range.start, count: range.len() });
                (edits.collect(), ranges.first().map(|range| range.start))
            }
            Step::Insert(at, pieces) => {
                let mut end = *at;
                let edits = pieces.iter().map(|piece| {
                    let at = end;
                    end += piece.length();
                    match piece {
                        Piece::Text(text, marks) => {
                            Edit::Insert { at, text: text.clone(), marks: Some(marks.clone()) }
                        }
                        Piece::Marker(marker) => Edit::InsertMarker { at, marker: marker.clone() },
                    }
                });
                let edits = edits.collect();
                (edits, Some(end))
            }
            Step::Mark(marks) => {
                let edits = marks.iter().map(|(range, name, mark)| Edit::SetMark {
                    start: range.start,
                    end: range.end,
                    name: name.clone(),
                    mark: mark.clone(),
                });
                (edits.collect(), marks.iter().map(|(range, ..)| range.end).max())
            }
            Step::SetMarker(at, marker) => {
                (vec![Edit::SetMarker { at: *at, marker: marker.clone() }], Some(at + 1))
            }
        }
    }
}

/// The edits of steps in a row, and the position where the last of them ends.
pub fn edits(steps: &[Step]) -> (Vec<Edit>, Option<usize>) {
    let mut all = Vec::new();
    let mut end = None;
    for step in steps {
        let (edits, at) = step.edits();
        all.extend(edits);
        end = at.or(end);
    }
    (all, end)
}

/// `shifts` happened before `steps` could: makes the steps right behind them, and returns the shifts as they are
/// behind the steps.
pub fn commute(steps: &mut [Step], mut shifts: Vec<Shift>) -> Vec<Shift> {
    for step in steps {
        let mut behind = Vec::new();
        for shift in shifts {
            let mut moved = vec![shift];
            for own in step.shifts() {
                moved = moved.into_iter().flat_map(|shift| shift.past(own)).collect();
            }
            *step = step.past(shift);
            behind.extend(moved);
        }
        shifts = behind;
    }
    shifts
}
