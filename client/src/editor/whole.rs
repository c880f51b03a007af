//! All paragraphs in one galley, as egui's caret and selection want it. A key changes one paragraph: only its rows are
//! put in anew, and those below it are moved where its height is another.

use std::{ops::Range, sync::Arc};

use egui::{
    Color32, FontId, Galley, Rect, emath::GuiRounding as _, epaint::text::PlacedRow, pos2, text::LayoutJob,
    vec2,
};

use super::{
    layout::{indent, space_above},
    paragraph::Paragraph,
};
use crate::ui::theme::BODY;

/// A paragraph's galley, under the key of what the paragraph said then.
#[derive(Clone, Debug)]
pub struct Part {
    pub key: u64,
    pub galley: Arc<Galley>,
    /// What is left free under it, in points.
    pub below: f32,
}

impl Part {
    fn is(&self, other: &Part) -> bool {
        self.key == other.key && self.below == other.below && Arc::ptr_eq(&self.galley, &other.galley)
    }
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Whole {
    pub galley: Arc<Galley>,
    /// The rows of each paragraph.
    rows: Arc<Vec<Range<usize>>>,
    parts: Arc<Vec<Part>>,
}

impl Whole {
    /// Without a paragraph.
    pub fn new(pixels_per_point: f32) -> Whole {
        // A galley cannot be made otherwise.
        let none = Galley::concat(Arc::new(LayoutJob::default()), &[], pixels_per_point);
        Whole { galley: Arc::new(none), rows: Arc::default(), parts: Arc::default() }
    }

    /// Joins paragraphs, a galley for each: what is equal at the beginning and at the end since the last time stays.
    pub fn update(&mut self, paragraphs: &[&Paragraph], parts: Vec<Part>) {
        let (old, new) = (self.parts.len(), parts.len());
        let pairs = self.parts.iter().zip(&parts);
        let first = pairs.take_while(|(before, part)| before.is(part)).count();
        let pairs = self.parts[first..].iter().rev().zip(parts[first..].iter().rev());
        // The first paragraph has nothing above it: another that comes to be it is placed anew.
        let most = old.min(new).saturating_sub(first.max(1));
        let same = pairs.take_while(|(before, part)| before.is(part)).count().min(most);
        let mut placing = Placing {
            galley: Arc::make_mut(&mut self.galley),
            rows: Arc::make_mut(&mut self.rows),
            paragraphs,
            parts: &parts,
        };
        placing.replace(first..old - same, first..new - same);
        placing.move_down(new - same);
        placing.end_lines(first.saturating_sub(1)..new - same);
        placing.measure();
        self.parts = Arc::new(parts);
    }

    /// How many paragraphs there are.
    pub fn paragraphs(&self) -> usize {
        self.rows.len()
    }

    /// The rows of a paragraph.
    pub fn rows_of(&self, paragraph: usize) -> &[PlacedRow] {
        let rows = self.rows.get(paragraph).cloned().unwrap_or_default();
        self.galley.rows.get(rows).unwrap_or_default()
    }

    /// Where a paragraph stands in the galley.
    pub fn rect(&self, paragraph: usize) -> Option<Rect> {
        let rows = self.rows_of(paragraph);
        Some(rows.first()?.rect().union(rows.last()?.rect()))
    }

    /// The paragraphs of which something is within a part of the galley: looked for by halves, since a text may have
    /// thousands.
    pub fn in_view(&self, clip: Rect) -> Range<usize> {
        let row = |at: Option<usize>| at.and_then(|at| self.galley.rows.get(at)).map(PlacedRow::rect);
        let above =
            |rows: &Range<usize>| row(rows.end.checked_sub(1)).is_none_or(|rect| rect.bottom() < clip.top());
        let begun =
            |rows: &Range<usize>| row(Some(rows.start)).is_none_or(|rect| rect.top() <= clip.bottom());
        self.rows.partition_point(above)..self.rows.partition_point(begun)
    }
}

/// A galley that is being changed.
struct Placing<'a> {
    galley: &'a mut Galley,
    rows: &'a mut Vec<Range<usize>>,
    paragraphs: &'a [&'a Paragraph],
    parts: &'a [Part],
}

impl Placing<'_> {
    /// Where a paragraph's rows stand, seen from where they stand in its own galley: a `LayoutJob` has neither hanging
    /// indents nor room between paragraphs.
    fn offset(&self, paragraph: usize) -> egui::Vec2 {
        let pixels = self.galley.pixels_per_point;
        let it = self.paragraphs[paragraph];
        let right = indent(it.kind(), it.depth()).round_to_pixels(pixels);
        let above = paragraph.checked_sub(1).and_then(|above| self.rows.get(above));
        let above = above.and_then(|rows| self.galley.rows.get(rows.clone())).unwrap_or_default();
        let bottom = above.iter().map(|row| row.rect().bottom()).fold(0.0, f32::max);
        let free = paragraph.checked_sub(1).map_or(0.0, |above| self.parts[above].below);
        let space = if paragraph == 0 { 0.0 } else { free + space_above(it.kind()) };
        vec2(right, (bottom + space).round_to_pixels(pixels))
    }

    /// Puts rows of paragraphs that are there now in the place of others'.
    fn replace(&mut self, gone: Range<usize>, come: Range<usize>) {
        let begin = gone.start.checked_sub(1).map_or(0, |above| self.rows[above].end);
        let end = gone.end.checked_sub(1).map_or(0, |last| self.rows[last].end).max(begin);
        let rows = come.clone().flat_map(|nth| self.parts[nth].galley.rows.iter().cloned());
        let rows: Vec<PlacedRow> = rows.collect();
        let now = begin + rows.len();
        self.galley.rows.splice(begin..end, rows);
        let mut at = begin;
        let ranges: Vec<Range<usize>> = come
            .clone()
            .map(|nth| {
                let from = at;
                at += self.parts[nth].galley.rows.len();
                from..at
            })
            .collect();
        self.rows.splice(gone, ranges);
        for rows in &mut self.rows[come.end..] {
            *rows = rows.start - end + now..rows.end - end + now;
        }
        for paragraph in come {
            self.place(paragraph);
        }
    }

    /// Says whether it stood there already.
    fn place(&mut self, paragraph: usize) -> bool {
        let (offset, range) = (self.offset(paragraph), self.rows[paragraph].clone());
        let pixels = self.galley.pixels_per_point;
        let mut stood = true;
        for (row, own) in self.galley.rows[range].iter_mut().zip(&self.parts[paragraph].galley.rows) {
            let at = pos2(own.pos.x + offset.x, (own.pos.y + offset.y).round_to_pixels(pixels));
            stood &= row.pos == at;
            row.pos = at;
        }
        stood
    }

    /// Moves what stands below what was put in, down to where nothing moves.
    fn move_down(&mut self, from: usize) {
        for paragraph in from..self.parts.len() {
            if self.place(paragraph) {
                return;
            }
        }
    }

    /// Each paragraph but the last ends with a line break.
    fn end_lines(&mut self, paragraphs: Range<usize>) {
        let last = self.parts.len().saturating_sub(1);
        for paragraph in paragraphs {
            let rows = &mut self.galley.rows[self.rows[paragraph].clone()];
            if let (Some(row), Some(own)) = (rows.last_mut(), self.parts[paragraph].galley.rows.last()) {
                row.ends_with_newline = own.ends_with_newline || paragraph < last;
            }
        }
    }

    /// What egui wants to know of all of it.
    fn measure(&mut self) {
        let texts: Vec<&str> = self.paragraphs.iter().map(|it| it.text()).collect();
        // A job without a section counts as empty, and then nothing is painted.
        let font = FontId::proportional(BODY);
        let job = LayoutJob::simple(texts.join("\n"), font, Color32::PLACEHOLDER, f32::INFINITY);
        let galley = &mut *self.galley;
        galley.job = Arc::new(job);
        let (mut rect, mut mesh) = (Rect::NOTHING, Rect::NOTHING);
        for placed in &galley.rows {
            rect |= placed.rect();
            mesh |= placed.row.visuals.mesh_bounds.translate(placed.pos.to_vec2());
        }
        (galley.num_vertices, galley.num_indices) = (0, 0);
        for part in self.parts {
            galley.num_vertices += part.galley.num_vertices;
            galley.num_indices += part.galley.num_indices;
        }
        if rect.is_finite() {
            rect.min = egui::Pos2::ZERO;
            rect.max.y += self.parts.last().map_or(0.0, |last| last.below);
            (galley.rect, galley.mesh_bounds) = (rect, mesh);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::print_stdout, clippy::unwrap_used)]

    use egui::{Context, RawInput};
    use rand_chacha::{
        ChaCha8Rng,
        rand_core::{Rng as _, SeedableRng as _},
    };
    use samskriv_shared::{
        documents::{Actor, MinutesDocument},
        ids::ActionId,
        text::{Block, BlockKind},
    };

    use super::*;
    use crate::{
        editor::{
            Editor,
            layout::{Closed, Layout, Notes},
        },
        ui::theme,
    };

    const ACTION: ActionId = ActionId([9; 16]);
    const KINDS: [BlockKind; 7] = [
        BlockKind::Paragraph,
        BlockKind::Heading(2),
        BlockKind::UnorderedListItem,
        BlockKind::Blockquote,
        BlockKind::Decision,
        BlockKind::OrderedListItem,
        BlockKind::Action(Some(ACTION)),
    ];

    /// Rows with their places, and what egui is told of all of them.
    fn told(whole: &Whole) -> impl PartialEq + std::fmt::Debug + use<> {
        let galley = &whole.galley;
        let rows: Vec<_> =
            galley.rows.iter().map(|row| (row.pos, row.rect(), row.ends_with_newline)).collect();
        let of_all = (galley.rect, galley.mesh_bounds, galley.num_vertices, galley.num_indices);
        (rows, of_all, galley.job.text.clone(), whole.rows.clone())
    }

    fn edit(minutes: &mut MinutesDocument, random: &mut ChaCha8Rng) {
        let mut below = |end: usize| random.next_u32() as usize % end.max(1);
        let length = minutes.body_display().chars().count();
        let at = below(length + 1);
        match below(8) {
            0 => _ = minutes.body_splice(at, below(40).min(length - at), ""),
            1 => _ = minutes.body_splice(at, 0, "\n"),
            2 => minutes.set_block_kind(below(6), &KINDS[below(7)]),
            3 => _ = minutes.body_splice(0, below(30).min(length), ""),
            4 => minutes.body_push(&Block::new(KINDS[below(7)].clone(), "Sist i anteckningarna.")),
            _ => _ = minutes.body_splice(at, 0, ["a", "och så vidare ", "Wij"][below(3)]),
        }
    }

    #[test]
    fn what_is_put_in_anew_stands_as_if_all_of_it_were_joined() {
        let seed = std::env::var("SAMSKRIV_FUZZ_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed: u64 = seed.unwrap_or_else(|| getrandom::u64().unwrap());
        println!("SAMSKRIV_FUZZ_SEED={seed}");
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        for pixels_per_point in [1.0, 1.25, 2.0] {
            let ctx = Context::default();
            theme::install(&ctx);
            ctx.set_pixels_per_point(pixels_per_point);
            let mut minutes = MinutesDocument::create(Actor([1; 16]));
            for kind in &KINDS {
                minutes
                    .body_push(&Block::new(kind.clone(), "Rådet gick igenom läget och enades. ".repeat(4)));
            }
            let mut editor = Editor::new(&mut minutes);
            let (mut layout, closed) = (Layout::default(), Closed::new());
            // Of some actions something is told, of others nothing.
            let notes = ["Bo Lind", "Bo Lind, Eva Ek, Kim Falk, Siv Alm · 30 september 2026"].map(Some);
            let notes = [notes[0], notes[1], None];
            for step in 0..150 {
                edit(&mut minutes, &mut random);
                editor.follow(&mut minutes);
                ctx.run_ui(RawInput::default(), |ui| {
                    let paragraphs: Vec<&Paragraph> = editor.view().paragraphs().iter().collect();
                    let revision = editor.view().revision();
                    let note = notes[(random.next_u32() as usize / 7) % 3];
                    let notes: Notes = note.map(|note| (ACTION, note.to_owned())).into_iter().collect();
                    let patched = layout.whole(ui, &paragraphs, (revision, &closed, &notes), 500.0);
                    let fresh = Layout::default().whole(ui, &paragraphs, (revision, &closed, &notes), 500.0);
                    assert_eq!(told(&patched), told(&fresh), "step {step} at {pixels_per_point}");
                })
                .textures_delta
                .clear();
            }
        }
    }
}
