//! Lays the text out paragraph by paragraph: headings large and bold, hanging indents for lists, room for
//! the marks "Beslut" and "Åtgärd", which are painted beside their paragraphs. egui caches each
//! paragraph's galley by its content, so a key lays out one of them anew.

use std::sync::Arc;

use egui::{
    Align2, Color32, FontFamily, FontId, Galley, Pos2, Rect, Ui,
    emath::GuiRounding as _,
    pos2,
    text::{LayoutJob, TextFormat, TextWrapping},
    vec2,
};
use samskriv_shared::text::BlockKind;

use crate::{
    state::Line,
    ui::theme::{self, BODY, UNIT},
};

const LIST_INDENT: f32 = 24.0;
const MARK_INDENT: f32 = 72.0;
/// Deeper than this nothing moves further to the right.
const DEEPEST: u8 = 6;

/// The galley of the whole text, `width` points wide.
pub fn layout(ui: &Ui, text: &str, lines: &[Line], width: f32) -> Arc<Galley> {
    let pixels_per_point = ui.ctx().pixels_per_point();
    let paragraphs: Vec<Arc<Galley>> = text
        .split('\n')
        .enumerate()
        .map(|(n, text)| {
            let line = lines.get(n);
            let job = paragraph(ui, text, line, width);
            let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
            without_surplus_glyphs(galley, text.chars().count())
        })
        .collect();
    // A job without a section counts as empty, and then nothing is painted.
    let whole =
        LayoutJob::simple(text.to_owned(), FontId::proportional(BODY), Color32::PLACEHOLDER, f32::INFINITY);
    let mut galley = Galley::concat(Arc::new(whole), &paragraphs, pixels_per_point);
    place(&mut galley, &paragraphs, lines);
    Arc::new(galley)
}

/// Paints what stands beside the paragraphs: bullets, numbers, marks.
pub fn decorate(ui: &Ui, galley: &Galley, origin: Pos2, lines: &[Line], marks: &Marks) {
    let clip = ui.clip_rect();
    let mut number = 0;
    for (row, line) in first_rows(galley).zip(lines) {
        number = if line.kind == BlockKind::OrderedListItem { number + 1 } else { 0 };
        let rect = row.translate(origin.to_vec2());
        if rect.bottom() >= clip.top() && rect.top() <= clip.bottom() {
            mark_ui(ui, line, pos2(origin.x, rect.center().y), number, marks);
        }
    }
}

/// The words painted beside decisions and actions.
pub struct Marks {
    pub decision: String,
    pub action: String,
}

fn mark_ui(ui: &Ui, line: &Line, left: Pos2, number: usize, marks: &Marks) {
    let palette = theme::palette(ui.visuals());
    let text_left = left.x + indent(line);
    let painter = ui.painter();
    match &line.kind {
        BlockKind::UnorderedListItem => {
            painter.circle_filled(pos2(text_left - 12.0, left.y), 2.5, palette.quiet);
        }
        BlockKind::OrderedListItem => {
            let at = pos2(text_left - 7.0, left.y);
            painter.text(
                at,
                Align2::RIGHT_CENTER,
                format!("{number}."),
                FontId::proportional(BODY),
                palette.quiet,
            );
        }
        BlockKind::Blockquote => {
            let rect = Rect::from_center_size(pos2(text_left - 10.0, left.y), vec2(2.0, BODY + 2.0 * UNIT));
            painter.rect_filled(rect, 1.0, palette.line);
        }
        BlockKind::Decision | BlockKind::Action(_) => {
            let (word, ink, fill) = match line.kind {
                BlockKind::Decision => (&marks.decision, palette.good, palette.desk),
                _ => (&marks.action, palette.accent, palette.accent_soft),
            };
            let font = FontId::new(12.0, theme::bold());
            let galley = painter.layout_no_wrap(word.clone(), font, ink);
            let chip = Rect::from_min_size(
                pos2(text_left - MARK_INDENT, left.y - galley.size().y / 2.0 - 1.0),
                galley.size() + vec2(10.0, 2.0),
            );
            painter.rect_filled(chip, 4.0, fill);
            painter.galley(chip.min + vec2(5.0, 1.0), galley, ink);
        }
        BlockKind::Paragraph | BlockKind::Heading(_) | BlockKind::Other(_) => {}
    }
}

fn indent(line: &Line) -> f32 {
    let depth = f32::from(line.depth.min(DEEPEST));
    match line.kind {
        BlockKind::UnorderedListItem | BlockKind::OrderedListItem => LIST_INDENT * (1.0 + depth),
        BlockKind::Blockquote => LIST_INDENT * (1.0 + depth),
        BlockKind::Decision | BlockKind::Action(_) => MARK_INDENT + LIST_INDENT * depth,
        BlockKind::Paragraph | BlockKind::Heading(_) | BlockKind::Other(_) => LIST_INDENT * depth,
    }
}

fn space_above(line: Option<&Line>) -> f32 {
    match line.map(|line| &line.kind) {
        Some(BlockKind::Heading(1)) => 4.0 * UNIT,
        Some(BlockKind::Heading(_)) => 3.0 * UNIT,
        Some(BlockKind::UnorderedListItem | BlockKind::OrderedListItem) => 0.5 * UNIT,
        _ => 1.5 * UNIT,
    }
}

fn paragraph(ui: &Ui, text: &str, line: Option<&Line>, width: f32) -> LayoutJob {
    let palette = theme::palette(ui.visuals());
    let (size, family) = match line.map(|line| &line.kind) {
        Some(BlockKind::Heading(1)) => (20.0, theme::bold()),
        Some(BlockKind::Heading(2)) => (17.0, theme::bold()),
        Some(BlockKind::Heading(_)) => (BODY, theme::bold()),
        _ => (BODY, FontFamily::Proportional),
    };
    let format = TextFormat {
        font_id: FontId::new(size, family),
        color: palette.ink,
        line_height: Some((size * 1.45).round()),
        ..TextFormat::default()
    };
    let max_width = (width - line.map_or(0.0, indent)).max(60.0);
    let mut job = LayoutJob {
        wrap: TextWrapping { max_width, ..TextWrapping::default() },
        keep_trailing_whitespace: true,
        ..LayoutJob::default()
    };
    job.append(text, 0.0, format);
    job
}

/// Moves the rows to their indents and apart from each other, which a `LayoutJob` cannot say (its leading
/// space moves the first row only).
fn place(galley: &mut Galley, paragraphs: &[Arc<Galley>], lines: &[Line]) {
    let (mut rect, mut mesh) = (Rect::NOTHING, Rect::NOTHING);
    let (mut row, mut down) = (0, 0.0);
    for (n, paragraph) in paragraphs.iter().enumerate() {
        let line = lines.get(n);
        if n > 0 {
            down += space_above(line).round_to_pixels(galley.pixels_per_point);
        }
        let right = line.map_or(0.0, indent).round_to_pixels(galley.pixels_per_point);
        for placed in galley.rows.iter_mut().skip(row).take(paragraph.rows.len()) {
            placed.pos += vec2(right, down);
            rect |= placed.rect();
            mesh |= placed.row.visuals.mesh_bounds.translate(placed.pos.to_vec2());
        }
        row += paragraph.rows.len();
    }
    if rect.is_finite() {
        rect.min = Pos2::ZERO;
        galley.rect = rect;
        galley.mesh_bounds = mesh;
    }
}

fn first_rows(galley: &Galley) -> impl Iterator<Item = Rect> {
    let mut first = true;
    galley.rows.iter().filter_map(move |row| {
        let is_first = std::mem::replace(&mut first, row.ends_with_newline);
        is_first.then(|| row.rect())
    })
}

/// epaint 0.37 lays out more glyphs than right-to-left text has code points, which moves every caret below.
fn without_surplus_glyphs(galley: Arc<Galley>, code_points: usize) -> Arc<Galley> {
    let glyphs: usize = galley.rows.iter().map(|row| row.char_count_including_newline().0).sum();
    let Some(mut surplus) = glyphs.checked_sub(code_points).filter(|surplus| *surplus > 0) else {
        return galley;
    };
    let mut galley = Arc::unwrap_or_clone(galley);
    for placed in galley.rows.iter_mut().rev() {
        let row = Arc::make_mut(&mut placed.row);
        row.glyphs.reverse();
        row.glyphs.retain(|glyph| {
            let keep = surplus == 0 || glyph.advance_width != 0.0;
            surplus -= usize::from(!keep);
            keep
        });
        row.glyphs.reverse();
    }
    Arc::new(galley)
}
