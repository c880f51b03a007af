//! Marks in their one form, whoever made them.

use super::{Mark, MarkRange};

/// Sorted by start; ranges of one mark that touch or overlap joined; empty ones dropped.
pub(crate) fn normalised(marks: Vec<MarkRange>) -> Vec<MarkRange> {
    let rank = |mark: &Mark| match mark {
        Mark::Strong => 0,
        Mark::Em => 1,
        Mark::Link { .. } | Mark::Other { .. } => 2,
    };
    let mut marks: Vec<MarkRange> = marks.into_iter().filter(|m| m.start < m.end).collect();
    marks.sort_by_key(|range| (rank(&range.mark), range.start));
    let mut joined: Vec<MarkRange> = Vec::new();
    for range in marks {
        match joined.last_mut() {
            Some(last) if last.mark == range.mark && range.start <= last.end => {
                last.end = last.end.max(range.end);
            }
            _ => joined.push(range),
        }
    }
    joined.sort_by_key(|range| (range.start, rank(&range.mark)));
    joined
}
