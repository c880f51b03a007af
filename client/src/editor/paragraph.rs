//! One paragraph of the view: its marker, its text, and the marks as runs.

use std::ops::Range;

use samskriv_shared::text::{self, Block, BlockKind, Mark, MarkRange, Marker};

/// A stretch of text that carries the same marks.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Code points.
    pub chars: usize,
    /// In the order of their names.
    pub marks: Vec<Mark>,
}

/// A paragraph. It is changed in its entirety through the methods here, which keep text and runs in step.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// None for text before the first marker; only the first paragraph can be so.
    pub marker: Option<Marker>,
    text: String,
    /// Code points.
    chars: usize,
    runs: Vec<Run>,
    /// Another after each change: what is laid out under it is still right while it is the same.
    key: u64,
}

/// What they say; the key is none of it.
impl PartialEq for Paragraph {
    fn eq(&self, other: &Paragraph) -> bool {
        (&self.marker, &self.text, &self.runs) == (&other.marker, &other.text, &other.runs)
    }
}

/// Keys that no paragraph of this view has had.
#[derive(Clone, Debug, Default)]
pub struct Keys(u64);

impl Keys {
    /// Keys that no other view gives: what is kept between frames may be of the view before this one.
    pub fn of_a_new_view() -> Keys {
        use std::sync::atomic::{AtomicU64, Ordering};

        static VIEWS: AtomicU64 = AtomicU64::new(0);
        Keys((VIEWS.fetch_add(1, Ordering::Relaxed) % (1 << 20)) << 40)
    }

    /// Keys that no view gives: for what is shown while an input method composes.
    pub fn apart() -> Keys {
        Keys(1 << 60)
    }

    /// A key for what is composed just now.
    pub fn of(composed: &str) -> u64 {
        use std::hash::{DefaultHasher, Hash as _, Hasher as _};

        let mut hasher = DefaultHasher::new();
        composed.hash(&mut hasher);
        hasher.finish() | 1 << 63
    }

    pub fn next(&mut self) -> u64 {
        self.0 += 1;
        self.0
    }
}

impl Paragraph {
    pub fn new(marker: Option<Marker>, key: u64) -> Paragraph {
        Paragraph { marker, text: String::new(), chars: 0, runs: Vec::new(), key }
    }

    pub fn of(read: text::Paragraph, key: u64) -> Paragraph {
        let mut paragraph = Paragraph::new(read.marker, key);
        for (text, marks) in read.runs {
            let chars = text.chars().count();
            paragraph.text.push_str(&text);
            paragraph.chars += chars;
            paragraph.runs.push(Run { chars, marks });
        }
        paragraph.join_runs();
        paragraph
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn chars(&self) -> usize {
        self.chars
    }

    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    pub fn key(&self) -> u64 {
        self.key
    }

    pub fn set_key(&mut self, key: u64) {
        self.key = key;
    }

    pub fn kind(&self) -> &BlockKind {
        self.marker.as_ref().map_or(&BlockKind::Paragraph, |marker| &marker.kind)
    }

    pub fn depth(&self) -> u8 {
        self.marker.as_ref().map_or(0, |marker| marker.depth)
    }

    /// Positions that the marker takes.
    pub fn head(&self) -> usize {
        usize::from(self.marker.is_some())
    }

    /// Positions that it takes in all.
    pub fn width(&self) -> usize {
        self.head() + self.chars
    }

    /// The byte at which the code point `at` begins.
    pub fn byte(&self, at: usize) -> usize {
        if self.text.len() == self.chars {
            return at.min(self.chars);
        }
        self.text.char_indices().nth(at).map_or(self.text.len(), |(byte, _)| byte)
    }

    /// The text of some code points.
    pub fn slice(&self, range: Range<usize>) -> &str {
        &self.text[self.byte(range.start)..self.byte(range.end)]
    }

    /// The runs that a range touches, with the part of each that lies within it.
    pub fn runs_in(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, &Run)> {
        let mut start = 0;
        self.runs.iter().filter_map(move |run| {
            let (from, to) = (start.max(range.start), (start + run.chars).min(range.end));
            start += run.chars;
            (from < to).then_some((from..to, run))
        })
    }

    /// What text that is typed at a place takes on: the marks of the code point before it, or in front of all of
    /// that behind it. A link ends where it ends.
    pub fn marks_at(&self, at: usize) -> &[Mark] {
        let at = at.saturating_sub(1);
        let run = self.runs_in(at..at + 1).next();
        run.map_or(&[], |(_, run)| run.marks.as_slice())
    }

    /// As everybody else has it.
    pub fn block(&self) -> Block {
        let mut marks: Vec<MarkRange> = Vec::new();
        let mut start = 0;
        for run in &self.runs {
            let end = start + run.chars;
            for mark in &run.marks {
                match marks.iter_mut().rev().find(|range| range.end == start && range.mark == *mark) {
                    Some(range) => range.end = end,
                    None => marks.push(MarkRange { start, end, mark: mark.clone() }),
                }
            }
            start = end;
        }
        marks.sort_by(|a, b| (a.start, a.mark.name()).cmp(&(b.start, b.mark.name())));
        Block { kind: self.kind().clone(), depth: self.depth(), text: self.text.clone(), marks }
    }

    pub fn insert(&mut self, at: usize, text: &str, marks: Vec<Mark>, keys: &mut Keys) {
        let chars = text.chars().count();
        let (byte, index) = (self.byte(at), self.cut(at));
        self.text.insert_str(byte, text);
        self.runs.insert(index, Run { chars, marks });
        self.chars += chars;
        self.changed(keys);
    }

    pub fn delete(&mut self, range: Range<usize>, keys: &mut Keys) {
        let (from, to) = (self.byte(range.start), self.byte(range.end));
        self.text.drain(from..to);
        let (first, last) = (self.cut(range.start), self.cut(range.end));
        self.runs.drain(first..last);
        self.chars -= range.len();
        self.changed(keys);
    }

    /// Takes off what is behind a place, as a paragraph with this marker.
    pub fn split_off(&mut self, at: usize, marker: Marker, keys: &mut Keys) -> Paragraph {
        let (byte, index) = (self.byte(at), self.cut(at));
        let mut rest = Paragraph {
            marker: Some(marker),
            text: self.text.split_off(byte),
            chars: self.chars - at,
            runs: self.runs.split_off(index),
            key: 0,
        };
        self.chars = at;
        self.changed(keys);
        rest.changed(keys);
        rest
    }

    /// Puts another's text behind this one's; the other's marker is gone.
    pub fn append(&mut self, other: Paragraph, keys: &mut Keys) {
        self.text.push_str(&other.text);
        self.chars += other.chars;
        self.runs.extend(other.runs);
        self.changed(keys);
    }

    /// Makes a stretch carry a mark of this name, or none.
    pub fn set_mark(&mut self, range: Range<usize>, name: &str, mark: Option<&Mark>, keys: &mut Keys) {
        let (first, last) = (self.cut(range.start), self.cut(range.end));
        for run in &mut self.runs[first..last] {
            run.marks.retain(|mark| mark.name() != name);
            if let Some(mark) = mark {
                let at = run.marks.partition_point(|other| other.name() < name);
                run.marks.insert(at, mark.clone());
            }
        }
        self.changed(keys);
    }

    pub fn set_marker(&mut self, marker: Option<Marker>, keys: &mut Keys) {
        self.marker = marker;
        self.key = keys.next();
    }

    /// The index of the run that begins exactly at `at`, cut where none does.
    fn cut(&mut self, at: usize) -> usize {
        let mut start = 0;
        for index in 0..self.runs.len() {
            let chars = self.runs[index].chars;
            if start >= at {
                return index;
            }
            if at < start + chars {
                let marks = self.runs[index].marks.clone();
                self.runs[index].chars = at - start;
                self.runs.insert(index + 1, Run { chars: start + chars - at, marks });
                return index + 1;
            }
            start += chars;
        }
        self.runs.len()
    }

    fn changed(&mut self, keys: &mut Keys) {
        self.join_runs();
        self.key = keys.next();
    }

    fn join_runs(&mut self) {
        let mut joined: Vec<Run> = Vec::with_capacity(self.runs.len());
        for run in self.runs.drain(..).filter(|run| run.chars > 0) {
            match joined.last_mut() {
                Some(last) if last.marks == run.marks => last.chars += run.chars,
                _ => joined.push(run),
            }
        }
        self.runs = joined;
    }
}
