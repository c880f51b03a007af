//! Where the keyboard goes on.

use egui::{
    Id, Key, Popup, Response, Ui,
    text::{CCursor, CCursorRange},
    text_edit::TextEditState,
};

/// After Escape or a click beside everything Tab goes on from what had the keyboard last, and not from the window's first
/// widget. Before all widgets.
pub fn go_on(ui: &Ui) {
    let place = Id::unique("had the keyboard last");
    let (focused, modal) = ui.memory(|memory| (memory.focused(), memory.top_modal_layer()));
    let free = focused.is_none() && modal.is_none() && !Popup::is_any_open(ui.ctx());
    let was_free = ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default(free_place()), free));
    ui.data_mut(|data| data.insert_temp(escaped_place(), was_free));
    if let Some(focused) = focused {
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

/// Whether Escape was pressed where it closes what is open: the first one leaves the field that somebody was in.
pub fn escaped(ui: &Ui) -> bool {
    let free = ui.data(|data| data.get_temp(escaped_place())).unwrap_or(false);
    free && ui.input(|input| input.key_pressed(Key::Escape))
}

/// Whether nothing had the keyboard and nothing was open, in this pass and in the one before.
fn free_place() -> Id {
    Id::unique("keyboard is free")
}

fn escaped_place() -> Id {
    Id::unique("keyboard was free")
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
