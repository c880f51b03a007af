//! Paints the hits under the text, those that are in view, and brings the current one into view.

use std::ops::Range;

use egui::{
    Align, Galley, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, layers::ShapeIdx, style::ScrollAnimation, vec2,
};

use super::{
    core::{Pointed, Selection},
    decorations::rects,
    find_bar::FindBar,
    session::Session,
    view::View,
};
use crate::ui::theme;

/// How far the current hit's frame goes around it, in points.
const AROUND: f32 = 1.5;
/// So much is to be seen above and below the current hit, in points.
const ROOM: f32 = 12.0;

/// Paints the hits of an open bar into `under`. `settled` says that no height in the galley is only guessed.
pub fn hits_ui(
    ui: &Ui,
    bar: &mut FindBar,
    view: &View,
    selection: Selection,
    (galley, origin, settled): (&Galley, Pos2, bool),
    under: ShapeIdx,
) {
    if !bar.is_open() {
        return;
    }
    if bar.find.follow(view) {
        // The bar above has counted others.
        ui.ctx().request_repaint();
    }
    let hits = bar.find.hits();
    let current = bar.find.current(selection);
    let palette = theme::palette(ui.visuals());
    let clip = ui.clip_rect().translate(-origin.to_vec2());
    let mut shapes = Vec::new();
    for (index, rect) in rects(galley, hits, clip) {
        let rect = rect.translate(origin.to_vec2());
        shapes.push(Shape::rect_filled(rect, 2.0, palette.attention_soft));
        // The current one has a frame and the others a line: not colour alone tells them from the text.
        shapes.push(match current == Some(index) {
            true => {
                let stroke = Stroke::new(2.0, palette.attention);
                Shape::rect_stroke(rect.expand(AROUND), 2.0, stroke, StrokeKind::Middle)
            }
            false => {
                let line = [rect.left_bottom(), rect.right_bottom()];
                Shape::line_segment(line, Stroke::new(1.0, palette.attention))
            }
        });
    }
    ui.painter().set(under, Shape::Vec(shapes));
    if bar.reveals {
        // Where it is may be known better in the next frames.
        bar.reveals = !settled;
        if let Some(hit) = current.and_then(|current| hits.get(current)) {
            reveal(ui, galley, origin, hit);
        }
    }
}

/// Paints the paragraph that something points at into `under`, and brings it into view.
pub fn pointed_ui(
    ui: &Ui,
    session: &mut Session<'_>,
    (galley, origin, settled): (&Galley, Pos2, bool),
    under: ShapeIdx,
) {
    let selection = session.selection();
    let editor = &mut *session.editor;
    let Some(pointed) = editor.pointed.take_if(|it| selection == Selection::at(it.range.end)) else {
        editor.pointed = None;
        return;
    };
    let clip = ui.clip_rect().translate(-origin.to_vec2());
    let fill = theme::palette(ui.visuals()).accent_soft;
    let lines = rects(galley, std::slice::from_ref(&pointed.range), clip);
    let lines = lines.into_iter().map(|(_, rect)| rect.translate(origin.to_vec2()).expand(AROUND));
    ui.painter().set(under, Shape::Vec(lines.map(|rect| Shape::rect_filled(rect, 2.0, fill)).collect()));
    if pointed.reveals {
        reveal(ui, galley, origin, &pointed.range);
    }
    editor.pointed = Some(Pointed { reveals: pointed.reveals && !settled, ..pointed });
}

fn reveal(ui: &Ui, galley: &Galley, origin: Pos2, hit: &Range<usize>) {
    let found = rects(galley, std::slice::from_ref(hit), Rect::EVERYTHING);
    let Some(rect) = found.into_iter().map(|(_, rect)| rect).reduce(Rect::union) else { return };
    let rect = rect.translate(origin.to_vec2());
    let seen = ui.clip_rect().shrink2(vec2(0.0, ROOM)).y_range();
    if !(seen.contains(rect.top()) && seen.contains(rect.bottom())) {
        ui.scroll_to_rect_animation(rect, Some(Align::Center), ScrollAnimation::none());
    }
}
