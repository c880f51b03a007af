//! What a hit of the search points at on a page: scrolled to once, and framed until another page is shown. It takes the
//! focus, so that whoever listens is there too.

use egui::{Align, Frame, Id, Margin, Sense, Stroke, Ui, WidgetInfo};

use crate::{
    state::{AppState, Spot},
    ui::theme::{self, RADIUS},
};

/// Draws what may be pointed at; `name` is what is heard of it.
pub fn spot_ui<R>(
    ui: &mut Ui,
    state: &AppState,
    (spot, name): (Spot, &str),
    add: impl FnOnce(&mut Ui) -> R,
) -> R {
    let Some(pointed) = state.pointed.filter(|pointed| pointed.spot == spot) else { return add(ui) };
    let palette = theme::palette(ui.visuals());
    let frame = Frame::new()
        .fill(palette.accent_soft)
        .stroke(Stroke::new(2.0, palette.accent))
        .corner_radius(RADIUS)
        .inner_margin(Margin::symmetric(8, 4));
    let shown = frame.show(ui, add);
    let rect = shown.response.rect;
    let id = Id::unique("what is pointed at");
    let pass = ui.ctx().cumulative_pass_nr();
    let before = ui.data(|data| data.get_temp::<(u64, u64)>(id));
    if before.is_some_and(|(_, shown)| shown == pass) {
        // An event stands in each of its months: the first is the one.
        return shown.inner;
    }
    ui.data_mut(|data| data.insert_temp(id, (pointed.nth, pass)));
    let response = ui.interact(rect, id, Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, name));
    if before.is_none_or(|(nth, _)| nth != pointed.nth) {
        ui.scroll_to_rect(rect, Some(Align::Center));
        response.request_focus();
    }
    shown.inner
}
