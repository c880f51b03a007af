//! What a line without a label is, by how it looks and where it stands: a place below the date, one of several lines
//! of prose, a better title than a mail's subject.

use super::{Reader, all_taken};
use crate::import::{
    labels,
    source::{Shape, Source},
    title,
};

/// A place without a label is not longer than this.
const MAX_BARE_PLACE: usize = 60;
/// So many lines below tell whether a line begins a paragraph of sentences.
const MAX_PROSE: usize = 4;

impl Reader<'_> {
    /// "Minnesanteckningar för rådet" below a mail whose subject was all there was.
    pub(super) fn is_better_title(&self, source: &Source<'_>, index: usize, plain: &str) -> bool {
        let subject = self.title_line.is_some_and(|line| title::is_subject(&source.lines[line]));
        let lone = source.lines.get(index + 1).is_none_or(|below| below.after_blank);
        let line = &source.lines[index];
        subject
            && self.people.is_empty()
            && title::is_sure(plain)
            && line.after_blank
            && (lone || line.is_heading())
    }

    /// "Digitalt möte (Teams)" below the date, or anything short that stands right below it and alone.
    pub(super) fn is_place_below(&self, source: &Source<'_>, index: usize, plain: &str) -> bool {
        let Some(when) = self.when_line.filter(|when| all_taken(source, *when, index)) else { return false };
        let line = &source.lines[index];
        let short = plain.chars().count() <= MAX_BARE_PLACE && !plain.ends_with(['.', ':', ',']);
        let last = source
            .lines
            .get(index + 1)
            .is_some_and(|below| below.after_blank || labels::is_header_label(below));
        let alone = index == when + 1 && !line.after_blank && last && !line.is_bold();
        let titled = !self.header.title.is_empty() && !self.generic_title;
        self.header.place.is_empty()
            && line.shape == Shape::Text
            && short
            && (title::is_place(plain) || (alone && titled && title::may_be_place(plain)))
    }

    /// "deltagare var Eva Ek" below "… Övriga": a word in the middle of a sentence is no label.
    pub(super) fn goes_on_in_prose(&self, source: &Source<'_>, index: usize) -> bool {
        let line = &source.lines[index];
        let above = index.checked_sub(1).map(|above| &source.lines[above]);
        let inside = line.content.starts_with(char::is_lowercase) && !line.content.contains(':');
        inside && above.is_some_and(|above| self.wrap.joins(above, line))
    }

    /// Whether a line is one of a wrapped paragraph of sentences.
    pub(super) fn is_prose(&self, source: &Source<'_>, index: usize) -> bool {
        let lines = &source.lines;
        let goes_on = |at: usize| lines.get(at + 1).is_some_and(|below| self.wrap.joins(&lines[at], below));
        let below = (index..index + MAX_PROSE).take_while(|at| goes_on(*at)).map(|at| lines[at + 1].plain());
        let ends = below.into_iter().any(|text| text.contains(". ") || text.ends_with('.'));
        ends || index.checked_sub(1).is_some_and(goes_on)
    }
}
