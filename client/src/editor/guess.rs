//! What stands for a paragraph that is not laid out yet.

use std::sync::Arc;

use egui::{
    Galley, Pos2, Rect, Ui,
    epaint::text::{PlacedRow, Row, RowVisuals},
    text::LayoutJob,
    vec2,
};
use samskriv_shared::text::BlockKind;

use super::layout::format;
use crate::ui::theme;

/// So many code points a row of the guess has that stands for what is not laid out yet.
const GUESSED_ROW: usize = 90;

/// Rows that stand for text.
pub struct Template {
    galley: Galley,
    height: f32,
    /// By the number of their signs.
    rows: Vec<Arc<Row>>,
}

impl Template {
    pub fn new(ui: &Ui) -> Template {
        let text = "n".repeat(GUESSED_ROW);
        let format = format(theme::palette(ui.visuals()), &BlockKind::Paragraph, false, &[]);
        let mut job = LayoutJob::default();
        job.append(&text, 0.0, format);
        job.wrap.max_width = f32::INFINITY;
        let mut galley = (*ui.fonts_mut(|fonts| fonts.layout_job(job))).clone();
        let model = std::mem::take(&mut galley.rows).swap_remove(0).row;
        let height = model.size.y;
        let mut empty: Row = (*model).clone();
        empty.glyphs.clear();
        empty.visuals = RowVisuals::default();
        let row = |signs: usize| {
            let mut row = empty.clone();
            row.glyphs.extend(model.glyphs.iter().take(signs).cloned());
            Arc::new(row)
        };
        galley.rect = Rect::from_min_size(Pos2::ZERO, vec2(model.size.x, height));
        galley.mesh_bounds = Rect::NOTHING;
        (galley.num_vertices, galley.num_indices) = (0, 0);
        Template { rows: (0..=GUESSED_ROW).map(row).collect(), height, galley }
    }

    pub fn guess(&self, text: &str) -> Galley {
        let mut galley = self.galley.clone();
        let mut lines = text.split('\n').peekable();
        let mut y = 0.0;
        while let Some(line) = lines.next() {
            let mut left = line.chars().count();
            loop {
                let here = left.min(GUESSED_ROW);
                left -= here;
                let ends_with_newline = left == 0 && lines.peek().is_some();
                let row = Arc::clone(&self.rows[here]);
                galley.rows.push(PlacedRow { pos: Pos2::new(0.0, y), row, ends_with_newline });
                y += self.height;
                if left == 0 {
                    break;
                }
            }
        }
        galley.rect.max.y = y;
        galley
    }
}
