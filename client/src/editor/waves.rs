//! The waves under wrong words: which there are in view, and how they look. They lie over the galley, so that an answer of
//! the spelling lays nothing out anew.

use std::ops::Range;

use egui::{Pos2, Shape, Stroke, Ui, epaint::text::PlacedRow, pos2, text::CharIndex};

use super::{
    core::Selection,
    paragraph::Paragraph,
    proofing::Proofing,
    session::Session,
    view::{Place, View},
    whole::Whole,
    widget::EditorView,
};
use crate::ui::theme;

/// So far below the baseline a wave begins, in points: clear of the line under a link.
const BELOW: f32 = 3.0;
/// How high it is, and how far it goes on until it turns.
const HEIGHT: f32 = 2.0;
const STEP: f32 = 2.0;
const STROKE: f32 = 1.2;

/// A wrong word in view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wave {
    /// The paragraph's index.
    pub paragraph: usize,
    /// In code points of the paragraph.
    pub range: Range<usize>,
}

/// What a frame shows of the text.
pub struct Seen<'a> {
    pub whole: &'a Whole,
    pub origin: Pos2,
    /// Something was typed or erased in it.
    pub edited: bool,
    pub focused: bool,
}

/// What is marked, and the word that is not yet because it is being typed.
#[derive(Default)]
pub struct Waves {
    marked: Vec<Wave>,
    /// The caret is in a word that was typed at since it came there.
    typing: bool,
    /// The caret's place, for a revision of the text and a caret.
    caret: Option<(u64, usize, Place)>,
}

impl EditorView {
    /// The wrong words that are marked.
    pub fn waves(&self) -> &Waves {
        &self.waves
    }
}

impl Waves {
    /// What is marked.
    pub fn marked(&self) -> &[Wave] {
        &self.marked
    }

    /// Marks the wrong words in view; none for those who could not mend them.
    pub fn show(&mut self, ui: &Ui, session: &Session<'_>, seen: &Seen<'_>, proofing: &mut Proofing) {
        self.marked.clear();
        let view = session.editor.view();
        if view.paragraphs().len() != seen.whole.paragraphs() {
            return;
        }
        self.follow(view, session.selection(), seen.edited);
        if session.may_write {
            self.look(ui, view, seen, proofing);
            self.paint(ui, seen);
        }
    }

    /// Follows the caret: whether the word that it is in is being typed.
    fn follow(&mut self, view: &View, selection: Selection, edited: bool) {
        let (revision, caret) = (view.revision(), selection.caret);
        let before = self.caret;
        if before.is_none_or(|(known, at, _)| (known, at) != (revision, caret)) {
            self.caret = Some((revision, caret, view.place(caret)));
        }
        match (before, self.caret) {
            _ if edited => self.typing = true,
            // The text moved under the caret, not the caret in the text.
            (Some((before, ..)), _) if before != revision => {}
            (Some((.., from)), Some((.., to))) => self.typing &= same_word(view, from, to),
            _ => {}
        }
    }

    /// Finds them.
    fn look(&mut self, ui: &Ui, view: &View, seen: &Seen<'_>, proofing: &mut Proofing) {
        let typed = self.caret.filter(|_| self.typing && seen.focused).map(|(.., place)| place);
        let clip = ui.clip_rect().translate(-seen.origin.to_vec2());
        for paragraph in seen.whole.in_view(clip) {
            let Some(it) = view.paragraphs().get(paragraph) else { break };
            let wrong = proofing.wrong(paragraph, it.text());
            let is_typed = |range: &Range<usize>| {
                typed.is_some_and(|at| {
                    at.paragraph == paragraph && range.start < at.offset && at.offset <= range.end
                })
            };
            let marked = wrong.iter().filter(|range| !is_typed(range)).cloned();
            self.marked.extend(marked.map(|range| Wave { paragraph, range }));
        }
    }

    /// Paints them.
    fn paint(&self, ui: &Ui, Seen { whole, origin, .. }: &Seen<'_>) {
        let stroke = Stroke::new(STROKE, theme::palette(ui.visuals()).wrong);
        for Wave { paragraph, range } in &self.marked {
            for (left, right, baseline) in lines(whole.rows_of(*paragraph), range) {
                let (left, right, y) = (left + origin.x, right + origin.x, baseline + origin.y + BELOW);
                ui.painter().add(Shape::line(wave(left, right, y), stroke));
            }
        }
    }
}

/// The wrong word that a display position stands in or at, where it begins in the display, and what it says.
pub fn word_at(view: &View, at: usize, proofing: &mut Proofing) -> Option<(usize, String)> {
    let Place { paragraph, offset } = view.place(at);
    let it = &view.paragraphs()[paragraph];
    let wrong = proofing.wrong(paragraph, it.text());
    let range = wrong.iter().find(|range| range.start <= offset && offset <= range.end)?;
    Some((at - offset + range.start, it.slice(range.clone()).to_owned()))
}

fn same_word(view: &View, a: Place, b: Place) -> bool {
    let within = |it: &Paragraph| {
        let (from, to) = (a.offset.min(b.offset), a.offset.max(b.offset));
        to <= it.chars() && !it.slice(from..to).contains(char::is_whitespace)
    };
    a.paragraph == b.paragraph && view.paragraphs().get(a.paragraph).is_some_and(within)
}

/// The parts of a paragraph's rows that a range of it covers: left, right and baseline.
fn lines(rows: &[PlacedRow], range: &Range<usize>) -> Vec<(f32, f32, f32)> {
    let mut lines = Vec::new();
    let mut start = 0;
    for row in rows {
        let end = start + row.char_count_excluding_newline().0;
        let (from, to) = (range.start.max(start), range.end.min(end));
        if from < to
            && let Some(glyph) = row.row.glyphs.get(from - start)
        {
            let x = |at: usize| row.pos.x + row.x_offset(CharIndex(at - start));
            lines.push((x(from), x(to), row.pos.y + glyph.pos.y));
        }
        start += row.char_count_including_newline().0;
        if start >= range.end {
            break;
        }
    }
    lines
}

fn wave(left: f32, right: f32, y: f32) -> Vec<Pos2> {
    let turns = ((right - left) / STEP).ceil().max(1.0) as usize;
    let point = |turn: usize| {
        let down = if turn.is_multiple_of(2) { 0.0 } else { HEIGHT };
        pos2((left + turn as f32 * STEP).min(right), y + down)
    };
    (0..=turns).map(point).collect()
}
