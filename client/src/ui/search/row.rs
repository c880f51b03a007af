//! A row of what was found, with the words that were looked for marked.

use std::ops::Range;

use egui::{
    Align, Color32, FontId, Id, Response, Sense, Stroke, StrokeKind, TextFormat, Ui, WidgetInfo, pos2,
    text::{LayoutJob, TextWrapping},
    vec2,
};

use crate::ui::theme::{self, BODY, RADIUS, SMALL};

/// The height of a row, and the width of the word that stands before it, in points.
const HEIGHT: f32 = 26.0;
const KIND: f32 = 108.0;
const EDGE: f32 = 8.0;

/// What of a row's width is not for its text, in points.
pub const ROOM: f32 = KIND + 2.0 * EDGE;

/// The rows of a frame, in order.
pub struct Rows {
    count: usize,
    chosen: Option<usize>,
    chosen_id: Option<Id>,
    /// Enter was pressed in the field: the chosen row is opened, or the first.
    entered: bool,
}

/// What a row shows.
pub struct Row<'a> {
    /// The word before it.
    pub kind: &'a str,
    pub text: &'a str,
    /// In bytes of `text`.
    pub marked: &'a [Range<usize>],
    /// What is told beside it.
    pub about: &'a str,
    /// Stands over others.
    pub heads: bool,
    /// What screen readers say.
    pub name: String,
}

impl Rows {
    pub fn new(chosen: Option<usize>, entered: bool) -> Rows {
        Rows { count: 0, chosen, chosen_id: None, entered }
    }

    pub fn count(&self) -> usize {
        self.count
    }

    /// The row that the arrows have come to.
    pub fn chosen_id(&self) -> Option<Id> {
        self.chosen_id
    }

    /// Shows one, and says whether somebody wants it opened.
    pub fn row_ui(&mut self, ui: &mut Ui, row: &Row<'_>) -> bool {
        let chosen = self.chosen == Some(self.count);
        let entered = self.entered && self.chosen.unwrap_or(0) == self.count;
        self.count += 1;
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click());
        let enabled = ui.is_enabled();
        response.widget_info(|| WidgetInfo::selected(egui::Role::Button, enabled, chosen, &row.name));
        if chosen {
            self.chosen_id = Some(response.id);
        }
        if (chosen && !ui.clip_rect().contains_rect(rect)) || response.gained_focus() {
            response.scroll_to_me(None);
        }
        if ui.is_rect_visible(rect) {
            paint(ui, row, &response, chosen);
        }
        response.clicked() || entered
    }
}

fn paint(ui: &Ui, row: &Row<'_>, response: &Response, chosen: bool) {
    let palette = theme::palette(ui.visuals());
    let rect = response.rect;
    if chosen || response.hovered() {
        ui.painter().rect_filled(rect, f32::from(RADIUS), palette.accent_soft);
    }
    if chosen || response.has_focus() {
        let stroke = Stroke::new(2.0, palette.accent);
        ui.painter().rect_stroke(rect, f32::from(RADIUS), stroke, StrokeKind::Inside);
    }
    let left = rect.left() + EDGE;
    let text_left = if row.heads { left } else { left + KIND };
    let mut job = job(row, palette);
    job.wrap = TextWrapping::truncate_at_width(rect.right() - EDGE - text_left);
    let text = ui.painter().layout_job(job);
    let top = rect.center().y - text.size().y / 2.0;
    ui.painter().galley(pos2(text_left, top), text, palette.ink);
    if !row.heads {
        let kind =
            ui.painter().layout_no_wrap(row.kind.to_owned(), FontId::proportional(SMALL), palette.quiet);
        let top = rect.center().y - kind.size().y / 2.0;
        ui.painter().galley(pos2(left, top), kind, palette.quiet);
    }
}

/// What was found is bold as well as on another ground: not colour alone tells it from the rest.
fn job(row: &Row<'_>, palette: &theme::Palette) -> LayoutJob {
    let bold = FontId::new(BODY, theme::bold());
    let plain = if row.heads { bold.clone() } else { FontId::proportional(BODY) };
    let of = |font_id: FontId, color: Color32, background: Color32| TextFormat {
        font_id,
        color,
        background,
        valign: Align::Center,
        ..TextFormat::default()
    };
    let mut job = LayoutJob::default();
    let mut at = 0;
    for range in row.marked {
        job.append(&row.text[at..range.start], 0.0, of(plain.clone(), palette.ink, Color32::TRANSPARENT));
        let marked = of(bold.clone(), palette.ink, palette.attention_soft);
        let underline = Stroke::new(1.0, palette.attention);
        job.append(&row.text[range.clone()], 0.0, TextFormat { underline, ..marked });
        at = range.end;
    }
    job.append(&row.text[at..], 0.0, of(plain, palette.ink, Color32::TRANSPARENT));
    if !row.about.is_empty() {
        let quiet = of(FontId::proportional(SMALL), palette.quiet, Color32::TRANSPARENT);
        job.append(row.about, 3.0 * theme::UNIT, quiet);
    }
    job
}
