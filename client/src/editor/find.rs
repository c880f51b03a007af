//! Where in the text a phrase stands, and which of the places is the current one. Nothing of egui: the bar asks, the
//! field paints.
//!
//! The current hit is the one that is selected, so it stays where it is while others write, as a selection does.

use std::ops::Range;

use samskriv_shared::text::{Matching, Phrase};

use super::{core::Selection, view::View};

/// What is looked for, and where it is.
#[derive(Default)]
pub struct Find {
    /// What is looked for.
    pub text: String,
    /// How it is looked for.
    pub matching: Matching,
    /// In display positions, in order.
    hits: Vec<Range<usize>>,
    /// What the hits are of.
    of: Option<Searched>,
}

/// What hits hold for.
#[derive(PartialEq)]
struct Searched {
    text: String,
    matching: Matching,
    revision: u64,
}

impl Find {
    /// Looks again, if the text or what is looked for is another. Says whether it did.
    pub fn follow(&mut self, view: &View) -> bool {
        let revision = view.revision();
        let same = self.of.as_ref().is_some_and(|of| {
            (of.revision, of.matching) == (revision, self.matching) && of.text == self.text
        });
        if !same {
            self.hits = hits(view, &self.text, self.matching);
            self.of = Some(Searched { text: self.text.clone(), matching: self.matching, revision });
        }
        !same
    }

    /// All hits, in display positions and in order.
    pub fn hits(&self) -> &[Range<usize>] {
        &self.hits
    }

    /// The hit that is selected.
    pub fn current(&self, selection: Selection) -> Option<usize> {
        let range = selection.range();
        let at = self.hits.partition_point(|hit| hit.start < range.start);
        self.hits.get(at).filter(|hit| **hit == range).map(|_| at)
    }

    /// The first hit that begins at a place or behind it, else the text's first.
    pub fn from(&self, at: usize) -> Option<usize> {
        let next = self.hits.partition_point(|hit| hit.start < at);
        (!self.hits.is_empty()).then_some(if next < self.hits.len() { next } else { 0 })
    }

    /// The hit behind the current one, or behind the caret; behind the last comes the first.
    pub fn next(&self, selection: Selection) -> Option<usize> {
        match self.current(selection) {
            Some(current) => Some((current + 1) % self.hits.len()),
            None => self.from(selection.range().start),
        }
    }

    /// The hit in front of the current one, or of the caret; in front of the first comes the last.
    pub fn previous(&self, selection: Selection) -> Option<usize> {
        let last = self.hits.len().checked_sub(1)?;
        let before = self.hits.partition_point(|hit| hit.end <= selection.range().start);
        Some(before.checked_sub(1).unwrap_or(last))
    }
}

/// Paragraph by paragraph: no hit goes across.
fn hits(view: &View, text: &str, matching: Matching) -> Vec<Range<usize>> {
    let Some(phrase) = Phrase::new(text, matching) else { return Vec::new() };
    let mut hits = Vec::new();
    let mut start = 0;
    for it in view.paragraphs() {
        hits.extend(phrase.hits(it.text()).into_iter().map(|hit| hit.start + start..hit.end + start));
        start += it.chars() + 1;
    }
    hits
}

/// What a selection says as something to look for: none where it is empty or goes across paragraphs.
pub fn phrase_of(view: &View, selection: Selection) -> Option<String> {
    let range = selection.range();
    let (first, last) = (view.place(range.start), view.place(range.end));
    let within = !range.is_empty() && first.paragraph == last.paragraph;
    // A field of one line has no line breaks, and the search takes them for spaces.
    within.then(|| {
        view.paragraphs()[first.paragraph].slice(first.offset..last.offset).replace(['\n', '\t'], " ")
    })
}
