//! The text as the editor shows it: paragraphs kept in step with the document by its changes. Reading everything
//! anew (33 ms for 200 KB) is only the way in, and what the tests hold this against.
//!
//! Two ways of counting: *positions* as the document has them, and *display* positions, which leave out the first
//! marker. Every other marker shows as a line break.

use std::ops::Range;

use samskriv_shared::text::{self, Block, BlockKind, Change, Mark, Marker};

use super::{
    paragraph::{Keys, Paragraph},
    steps::{Piece, Step},
};

/// The paragraphs, never none, and the text as egui edits it.
#[derive(Clone, Debug)]
pub struct View {
    paragraphs: Vec<Paragraph>,
    display: String,
    /// Another after each change, and than any other view's.
    revision: u64,
    keys: Keys,
}

/// A place in a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The paragraph's index.
    pub paragraph: usize,
    /// Code points from its beginning.
    pub offset: usize,
}

impl Default for View {
    fn default() -> View {
        View::new(Vec::new())
    }
}

impl View {
    pub fn new(read: Vec<text::Paragraph>) -> View {
        let mut keys = Keys::of_a_new_view();
        let mut paragraphs: Vec<Paragraph> =
            read.into_iter().map(|read| Paragraph::of(read, keys.next())).collect();
        if paragraphs.is_empty() {
            paragraphs.push(Paragraph::new(None, keys.next()));
        }
        let mut view = View { paragraphs, display: String::new(), revision: 0, keys };
        view.show();
        view
    }

    pub fn paragraphs(&self) -> &[Paragraph] {
        &self.paragraphs
    }

    pub fn display(&self) -> &str {
        &self.display
    }

    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Code points of the display.
    pub fn display_chars(&self) -> usize {
        self.length() - self.base()
    }

    pub fn is_empty(&self) -> bool {
        self.display.is_empty()
    }

    /// All positions.
    pub fn length(&self) -> usize {
        self.paragraphs.iter().map(Paragraph::width).sum()
    }

    /// What a display position lacks to be a position: 1 where the first marker is hidden.
    pub fn base(&self) -> usize {
        self.paragraphs[0].head()
    }

    /// The place of a display position, clamped.
    pub fn place(&self, display: usize) -> Place {
        let mut left = display;
        for (paragraph, it) in self.paragraphs.iter().enumerate() {
            if left <= it.chars() {
                return Place { paragraph, offset: left };
            }
            left -= it.chars() + 1;
        }
        let last = self.paragraphs.len() - 1;
        Place { paragraph: last, offset: self.paragraphs[last].chars() }
    }

    /// The display position at which a paragraph begins.
    pub fn start(&self, paragraph: usize) -> usize {
        self.paragraphs[..paragraph].iter().map(|it| it.chars() + 1).sum()
    }

    /// The position of a paragraph's marker, or of its text where it has none.
    pub fn position(&self, paragraph: usize) -> usize {
        self.paragraphs[..paragraph].iter().map(Paragraph::width).sum()
    }

    /// The paragraphs that a display range touches.
    pub fn touched(&self, range: &Range<usize>) -> Range<usize> {
        self.place(range.start).paragraph..self.place(range.end).paragraph + 1
    }

    /// Markers that two people have set apart.
    pub fn contested(&self) -> impl Iterator<Item = &Marker> {
        self.paragraphs.iter().filter_map(|it| it.marker.as_ref()).filter(|marker| marker.is_contested())
    }

    /// As everybody else has it.
    pub fn blocks(&self) -> Vec<Block> {
        self.paragraphs.iter().map(Paragraph::block).collect()
    }

    /// What a display range holds. A part of one paragraph is nothing but text.
    pub fn blocks_in(&self, range: &Range<usize>) -> Vec<Block> {
        let (first, last) = (self.place(range.start), self.place(range.end));
        let mut keys = Keys::apart();
        let touched = first.paragraph..last.paragraph + 1;
        let mut blocks: Vec<Block> = touched
            .map(|index| {
                let mut it = self.paragraphs[index].clone();
                if index == last.paragraph {
                    it.delete(last.offset..it.chars(), &mut keys);
                }
                if index == first.paragraph {
                    it.delete(0..first.offset, &mut keys);
                }
                it.block()
            })
            .collect();
        if let [only] = &mut blocks[..] {
            (only.kind, only.depth) = (BlockKind::Paragraph, 0);
        }
        blocks
    }

    /// Whether all text of a display range carries marks that hold; false where there is no text.
    pub fn all_marked(&self, range: &Range<usize>, holds: impl Fn(&Mark) -> bool) -> bool {
        let mut any = false;
        let mut start = 0;
        for it in &self.paragraphs {
            let within = range.start.saturating_sub(start)..range.end.saturating_sub(start).min(it.chars());
            for (_, run) in it.runs_in(within) {
                any = true;
                if !run.marks.iter().any(&holds) {
                    return false;
                }
            }
            start += it.chars() + 1;
            if start >= range.end {
                break;
            }
        }
        any
    }

    /// Takes changes in. Returns what would take each back, the last first.
    pub fn apply(&mut self, changes: Vec<Change>) -> Vec<Step> {
        let mut inverse: Vec<Step> =
            changes.into_iter().filter_map(|change| self.apply_one(change)).collect();
        inverse.reverse();
        self.show();
        inverse
    }

    /// The marks of the code point at a position; none for a marker or beyond the end.
    pub fn marks_at(&self, at: usize) -> Option<&[Mark]> {
        let (index, offset) = self.element(at)?;
        let offset = offset?;
        self.paragraphs[index].runs_in(offset..offset + 1).next().map(|(_, run)| run.marks.as_slice())
    }

    /// Holds the paragraphs against the text read whole, and takes over those that differ.
    pub fn correct(&mut self, read: Vec<text::Paragraph>) {
        let mut keys = std::mem::take(&mut self.keys);
        let read: Vec<Paragraph> = read.into_iter().map(|read| Paragraph::of(read, keys.next())).collect();
        self.keys = keys;
        let mut before = std::mem::take(&mut self.paragraphs).into_iter();
        let kept =
            read.into_iter().map(|read| before.next().filter(|before| *before == read).unwrap_or(read));
        self.paragraphs = kept.collect();
        self.show();
    }

    fn apply_one(&mut self, change: Change) -> Option<Step> {
        let keys = &mut std::mem::take(&mut self.keys);
        let inverse = match change {
            Change::Insert { at, text, marks } => {
                let chars = text.chars().count();
                match self.gap(at) {
                    Some((it, offset)) => self.paragraphs[it].insert(offset, &text, marks, keys),
                    None => {
                        let mut first = Paragraph::new(None, keys.next());
                        first.insert(0, &text, marks, keys);
                        self.paragraphs.insert(0, first);
                    }
                }
                Some(Step::Delete(std::iter::once(at..at + chars).collect()))
            }
            Change::InsertMarker { at, marker } => {
                match self.gap(at) {
                    None => self.paragraphs.insert(0, Paragraph::new(Some(marker), keys.next())),
                    Some((0, 0)) if self.paragraphs[0].marker.is_none() => {
                        self.paragraphs[0].set_marker(Some(marker), keys);
                    }
                    Some((it, offset)) => {
                        let rest = self.paragraphs[it].split_off(offset, marker, keys);
                        self.paragraphs.insert(it + 1, rest);
                    }
                }
                Some(Step::Delete(std::iter::once(at..at + 1).collect()))
            }
            Change::Delete { at, count } => {
                let gone = self.slice(at..at + count);
                self.delete(at, count, keys);
                Some(Step::Insert(at, gone))
            }
            Change::SetMark { start, end, name, mark } => {
                let before = self.marks_in(start..end, &name);
                self.set_mark(start..end, &name, mark.as_ref(), keys);
                Some(Step::Mark(before))
            }
            Change::SetMarker { marker } => self.set_marker(marker, keys),
        };
        self.keys = std::mem::take(keys);
        inverse
    }

    fn set_marker(&mut self, marker: Marker, keys: &mut Keys) -> Option<Step> {
        let is = |it: &Paragraph| it.marker.as_ref().is_some_and(|known| known.is(&marker));
        let index = self.paragraphs.iter().position(is)?;
        let before = self.paragraphs[index].marker.clone()?;
        let same = before == marker;
        self.paragraphs[index].set_marker(Some(marker), keys);
        if same {
            return None;
        }
        Some(Step::SetMarker(self.position(index), before))
    }

    /// The paragraph and the offset that something inserted at a position goes to; none before the first marker.
    fn gap(&self, at: usize) -> Option<(usize, usize)> {
        let mut start = 0;
        for (index, it) in self.paragraphs.iter().enumerate() {
            if at <= start + it.width() {
                return (at - start).checked_sub(it.head()).map(|offset| (index, offset));
            }
            start += it.width();
        }
        let last = self.paragraphs.len() - 1;
        Some((last, self.paragraphs[last].chars()))
    }

    /// The paragraph of the element at a position, and its offset where it is no marker.
    fn element(&self, at: usize) -> Option<(usize, Option<usize>)> {
        let mut start = 0;
        for (index, it) in self.paragraphs.iter().enumerate() {
            if at < start + it.width() {
                return Some((index, (at - start).checked_sub(it.head())));
            }
            start += it.width();
        }
        None
    }

    fn delete(&mut self, at: usize, count: usize, keys: &mut Keys) {
        let mut left = count;
        while left > 0 {
            let Some((index, offset)) = self.element(at) else { return };
            match offset {
                None => {
                    self.delete_marker(index, keys);
                    left -= 1;
                }
                Some(offset) => {
                    let it = &mut self.paragraphs[index];
                    let chars = left.min(it.chars() - offset);
                    it.delete(offset..offset + chars, keys);
                    left -= chars;
                }
            }
            self.drop_empty_first();
        }
    }

    fn delete_marker(&mut self, index: usize, keys: &mut Keys) {
        if index == 0 {
            self.paragraphs[0].set_marker(None, keys);
        } else {
            let gone = self.paragraphs.remove(index);
            self.paragraphs[index - 1].append(gone, keys);
        }
    }

    /// No text before the first marker is no paragraph, unless there is nothing else.
    fn drop_empty_first(&mut self) {
        if self.paragraphs.len() > 1 && self.paragraphs[0].width() == 0 {
            self.paragraphs.remove(0);
        }
    }

    fn set_mark(&mut self, range: Range<usize>, name: &str, mark: Option<&Mark>, keys: &mut Keys) {
        for (index, within) in self.text_in(range) {
            self.paragraphs[index].set_mark(within, name, mark, keys);
        }
    }

    /// The parts of paragraphs' texts that lie in a range of positions.
    fn text_in(&self, range: Range<usize>) -> Vec<(usize, Range<usize>)> {
        let mut parts = Vec::new();
        let mut start = 0;
        for (index, it) in self.paragraphs.iter().enumerate() {
            let first = start + it.head();
            let (from, to) = (range.start.max(first), range.end.min(first + it.chars()));
            if from < to {
                parts.push((index, from - first..to - first));
            }
            start += it.width();
            if start >= range.end {
                break;
            }
        }
        parts
    }

    /// Which marks of a name there are in a range of positions.
    fn marks_in(&self, range: Range<usize>, name: &str) -> Vec<(Range<usize>, String, Option<Mark>)> {
        let mut found = Vec::new();
        for (index, within) in self.text_in(range) {
            let first = self.position(index) + self.paragraphs[index].head();
            found.extend(self.paragraphs[index].runs_in(within).map(|(part, run)| {
                let mark = run.marks.iter().find(|mark| mark.name() == name).cloned();
                (first + part.start..first + part.end, name.to_owned(), mark)
            }));
        }
        found
    }

    /// What stands in a range of positions.
    pub fn slice(&self, range: Range<usize>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut start = 0;
        for it in &self.paragraphs {
            if let Some(marker) = it.marker.as_ref().filter(|_| range.contains(&start)) {
                pieces.push(Piece::Marker(marker.clone()));
            }
            let first = start + it.head();
            let (from, to) = (range.start.max(first), range.end.min(first + it.chars()));
            if from < to {
                let runs = it.runs_in(from - first..to - first);
                pieces.extend(
                    runs.map(|(part, run)| Piece::Text(it.slice(part).to_owned(), run.marks.clone())),
                );
            }
            start += it.width();
            if start >= range.end {
                break;
            }
        }
        // One's own history keeps a thousand of them, and most are one long.
        pieces.shrink_to_fit();
        pieces
    }

    fn show(&mut self) {
        self.display.clear();
        for (index, it) in self.paragraphs.iter().enumerate() {
            if index > 0 {
                self.display.push('\n');
            }
            self.display.push_str(it.text());
        }
        self.revision = self.keys.next();
    }
}
