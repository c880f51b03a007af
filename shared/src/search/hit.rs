//! What was found.

use std::ops::Range;

use crate::{
    documents::{Kind, LineKind},
    ids::DocId,
};

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The best first, as many as were asked for.
    pub hits: Vec<Hit>,
    /// How many documents there are in all.
    pub total: usize,
}

/// A document that has all that was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub doc: DocId,
    pub kind: Kind,
    /// Lines that have some of it, in their order: those with most of it, as many as were asked for.
    pub lines: Vec<HitLine>,
    /// How many others there are.
    pub more: usize,
}

/// A line in which something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HitLine {
    pub kind: LineKind,
    pub text: String,
    /// What to highlight, in bytes of `text`, at the boundaries of characters: sorted, apart, none empty.
    pub ranges: Vec<Range<usize>>,
}

/// Stands for what was left out.
const ELLIPSIS: char = '…';

impl HitLine {
    /// The line with what was found from its code points.
    pub(super) fn new(kind: LineKind, text: &str, mut found: Vec<Range<usize>>) -> HitLine {
        let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        found.sort_by_key(|range| range.start);
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for range in found {
            let (Some(start), Some(end)) = (bytes.get(range.start), bytes.get(range.end)) else { continue };
            match ranges.last_mut() {
                Some(last) if *start <= last.end => last.end = last.end.max(*end),
                _ => ranges.push(*start..*end),
            }
        }
        HitLine { kind, text: text.to_owned(), ranges }
    }

    /// The line cut to about `most` characters around what was found first, with "…" for what was left out. A line
    /// that is no longer than that stays as it is.
    pub fn around(&self, most: usize) -> HitLine {
        let count = self.text.chars().count();
        if count <= most {
            return self.clone();
        }
        let first = self.ranges.first().map_or(0, |range| self.text[..range.start].chars().count());
        // A third of the room is for what comes before; at the end of the line more.
        let from = first.saturating_sub(most / 3).min(count - most);
        let byte = |at: usize| self.text.char_indices().nth(at).map_or(self.text.len(), |(byte, _)| byte);
        let (start, end) = (self.word_at(byte(from)), byte(from + most));
        let (before, behind) = (start > 0, end < self.text.len());
        let mut text: String = before.then_some(ELLIPSIS).into_iter().collect();
        let shift = text.len();
        text.push_str(&self.text[start..end]);
        text.extend(behind.then_some(ELLIPSIS));
        let within = |range: &Range<usize>| {
            let (from, to) = (range.start.max(start), range.end.min(end));
            (from < to).then(|| from - start + shift..to - start + shift)
        };
        HitLine { kind: self.kind, text, ranges: self.ranges.iter().filter_map(within).collect() }
    }

    /// Where a word begins from here on, unless what was found comes before that.
    fn word_at(&self, at: usize) -> usize {
        let found = self.ranges.first().map_or(self.text.len(), |range| range.start);
        if at == 0 || found <= at || self.text[..at].ends_with(' ') {
            return at;
        }
        let space = self.text[at..found].find(' ');
        space.map_or(at, |space| at + space + 1)
    }
}
