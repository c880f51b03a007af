//! Where the keyboard goes on.

use egui::{
    Id, Key, Response, Ui,
    text::{CCursor, CCursorRange},
    text_edit::TextEditState,
};

/// After Escape or a click beside everything Tab goes on from what had the keyboard last, and not from the window's first
/// widget. Before all widgets.
pub fn go_on(ui: &Ui) {
    let place = Id::unique("had the keyboard last");
    if let Some(focused) = ui.memory(|memory| memory.focused()) {
        ui.data_mut(|data| data.insert_temp(place, focused));
        return;
    }
    if !ui.input(|input| input.key_pressed(Key::Tab)) {
        return;
    }
    let Some(last) = ui.data(|data| data.get_temp::<Id>(place)) else { return };
    // Only where it is still there, and not under a dialog.
    let shown = ui.ctx().viewport(|it| it.prev_pass.widgets.get(last).map(|widget| widget.layer_id));
    ui.memory_mut(|memory| {
        if shown.is_some_and(|layer| memory.allows_interaction(layer)) {
            memory.request_focus(last);
        }
    });
}

/// What Tab comes to in a field of one line is selected: what is typed takes its place, as in every other program.
pub fn select_on_tab(ui: &Ui, field: &Response) {
    let by_pointer = ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
    if field.gained_focus() && !by_pointer {
        let mut state = TextEditState::load(ui.ctx(), field.id).unwrap_or_default();
        // egui clamps it to the text.
        let all = CCursorRange::two(CCursor::default(), CCursor::new(usize::MAX));
        state.cursor.set_char_range(Some(all));
        state.store(ui.ctx(), field.id);
    }
}
