//! Scrolling that follows the keyboard: what Tab comes to is brought into view.

use egui::{Id, ScrollArea, Ui};

/// A scroll area that brings what has come to have the focus into view.
pub fn scrolled<R>(ui: &mut Ui, area: ScrollArea, add: impl FnOnce(&mut Ui) -> R) -> R {
    let shown = area.show(ui, |ui| {
        let shown = add(ui);
        follow_focus(ui);
        shown
    });
    shown.inner
}

/// Brings what has the focus since this frame, or stands elsewhere since, into view, where it is something in this scroll area. After all of that.
pub fn follow_focus(ui: &Ui) {
    let focused = ui.memory(|memory| memory.focused());
    // Not as a response: to ask for one in the pass of a click takes the focus away again.
    let place = |id: Id| ui.ctx().viewport(|it| it.this_pass.widgets.get(id).copied());
    let widget = focused.and_then(place);
    // Where it stands in all that is scrolled: something that grows above it may push it away.
    let at = widget.map(|widget| (widget.rect.top() - ui.min_rect().top()).round() as i32);
    let place = ui.scope_id().with("followed");
    let before = ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default(place), (focused, at)));
    if before == (focused, at) {
        return;
    }
    let Some(widget) = widget else { return };
    // What stands over the area may be as high up on the screen as what is scrolled away in it; but it is seen.
    let elsewhere = widget.interact_rect.is_positive() && !ui.clip_rect().intersects(widget.interact_rect);
    let within = widget.layer_id == ui.layer_id() && ui.min_rect().contains(widget.rect.center());
    if within && !elsewhere && widget.rect.height() + BELOW <= ui.clip_rect().height() {
        ui.scroll_to_rect(widget.rect.with_max_y(widget.rect.bottom() + BELOW), None);
    }
}

/// What stands under a field, as why it is not understood, comes into view with it, in points.
const BELOW: f32 = 56.0;
/// What a dialog takes beside its body, and what is left free around it, in points.
const AROUND_BODY: f32 = 190.0;
/// No body is lower than this.
const LOWEST: f32 = 120.0;

/// What stands over a dialog's buttons: it scrolls where the window is low, and begins at its top each time.
pub fn dialog_body<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let height = (ui.ctx().content_rect().height() - AROUND_BODY).max(LOWEST);
    // As high as it needs to be at once: a dialog is offered no more room than it had in the frame before.
    let mut area = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
    if appears_at(ui, ui.scope_id()) {
        area = area.vertical_scroll_offset(0.0);
    }
    scrolled(ui, area, add)
}

/// Whether what is drawn now was not there in the pass before; `shown` keeps the last pass in which it was.
pub fn appears(ui: &Ui, shown: &mut Option<u64>) -> bool {
    let pass = ui.ctx().cumulative_pass_nr();
    shown.replace(pass).is_none_or(|before| before + 1 < pass)
}

/// The same of what keeps nothing itself, by its id.
pub fn appears_at(ui: &Ui, id: Id) -> bool {
    let place = id.with("shown in pass");
    let mut shown = ui.data(|data| data.get_temp::<u64>(place));
    let appears = appears(ui, &mut shown);
    ui.data_mut(|data| data.insert_temp(place, shown.unwrap_or_default()));
    appears
}
