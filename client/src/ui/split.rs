//! A column at the side of the window, as wide as somebody pulls it.
//!
//! egui's own panels are pulled as well, but their edge is a stop of the Tab key that nobody sees and that has an English
//! name.

use egui::{CursorIcon, Frame, Id, Panel, Rangef, Rect, Sense, Stroke, Ui, vec2};

use crate::ui::theme;

/// How far from the edge it can be taken hold of, in points.
const GRAB: f32 = 5.0;

/// On which side of what it stands beside.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

/// The column: its name, how wide it is at first, and between what widths, in points.
pub struct Column {
    pub side: Side,
    pub name: &'static str,
    pub width: f32,
    pub widths: Rangef,
}

/// Shows it.
pub fn column_ui(ui: &mut Ui, column: Column, frame: Frame, add: impl FnOnce(&mut Ui)) {
    let Column { side, name, width, widths } = column;
    let id = Id::unique(("width of", name));
    let width = widths.clamp(ui.data(|data| data.get_temp(id)).unwrap_or(width));
    let panel = match side {
        Side::Left => Panel::left(name),
        Side::Right => Panel::right(name),
    };
    let rect = panel.frame(frame).resizable(false).exact_size(width).show(ui, add).response.rect;
    let (edge, outwards) = match side {
        Side::Left => (rect.right(), 1.0),
        Side::Right => (rect.left(), -1.0),
    };
    let grab = Rect::from_x_y_ranges(edge..=edge, rect.y_range()).expand2(vec2(GRAB, 0.0));
    let handle = ui.interact(grab, id, Sense::DRAG);
    if handle.dragged()
        && let Some(pointer) = handle.interact_pointer_pos()
    {
        let wished = outwards * (pointer.x - edge) + width;
        ui.data_mut(|data| data.insert_temp(id, widths.clamp(wished)));
    }
    if handle.hovered() || handle.dragged() {
        ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
        let palette = theme::palette(ui.visuals());
        ui.painter().vline(edge, rect.y_range(), Stroke::new(2.0, palette.accent));
    }
}
