//! A column at the side of the window, as wide as somebody pulls it.
//!
//! egui's own panels are pulled as well, but their edge is a stop of the Tab key that nobody sees and that has an English
//! name; they are as wide as what is in them wants to be; and one at the right comes before what it stands beside.

use egui::{CursorIcon, Frame, Id, Panel, Rangef, Rect, Sense, Stroke, Ui, UiBuilder, vec2};

use crate::ui::theme;

/// How far from the edge it can be taken hold of, in points.
const GRAB: f32 = 5.0;

/// The column: its name, how wide it is at first, and between what widths, in points.
pub struct Column {
    pub name: &'static str,
    pub width: f32,
    pub widths: Rangef,
}

impl Column {
    fn id(&self) -> Id {
        Id::unique(("width of", self.name))
    }

    fn width(&self, ui: &Ui) -> f32 {
        self.widths.clamp(ui.data(|data| data.get_temp(self.id())).unwrap_or(self.width))
    }
}

/// Shows one at the left.
pub fn left_ui(ui: &mut Ui, column: &Column, frame: Frame, add: impl FnOnce(&mut Ui)) {
    let width = column.width(ui);
    let whole = ui.available_rect_before_wrap();
    Panel::left(column.name).frame(frame).resizable(false).exact_size(width).show(ui, add);
    edge_ui(ui, column, whole.with_max_x(whole.left() + width), 1.0);
}

/// Cuts one off at the right. Gives what is beside it, which comes first, and it.
pub fn at_right(ui: &mut Ui, column: &Column) -> (Ui, Ui) {
    let whole = ui.available_rect_before_wrap();
    let (left, right) = whole.split_left_right_at_x(whole.right() - column.width(ui));
    edge_ui(ui, column, right, -1.0);
    let mut part = |name: &str, rect: Rect| {
        let mut part = ui.new_child(UiBuilder::new().id_salt(name).max_rect(rect));
        part.shrink_clip_rect(rect);
        part
    };
    (part("beside", left), part(column.name, right))
}

/// The edge towards the middle, `outwards` being the sign of that direction.
fn edge_ui(ui: &Ui, column: &Column, rect: Rect, outwards: f32) {
    let edge = if outwards > 0.0 { rect.right() } else { rect.left() };
    let grab = Rect::from_x_y_ranges(edge..=edge, rect.y_range()).expand2(vec2(GRAB, 0.0));
    let handle = ui.interact(grab, column.id(), Sense::DRAG);
    let palette = theme::palette(ui.visuals());
    let held = handle.hovered() || handle.dragged();
    let line = if held { Stroke::new(2.0, palette.accent) } else { Stroke::new(1.0, palette.line) };
    ui.painter().vline(edge, rect.y_range(), line);
    if held {
        ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
    }
    if handle.dragged()
        && let Some(pointer) = handle.interact_pointer_pos()
    {
        let wished = rect.width() + outwards * (pointer.x - edge);
        ui.data_mut(|data| data.insert_temp(column.id(), column.widths.clamp(wished)));
    }
}
