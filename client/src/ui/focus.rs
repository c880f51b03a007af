//! Where the keyboard goes on.

use std::collections::VecDeque;

use egui::{
    Id, Key, Popup, Response, Sense, Ui,
    text::{CCursor, CCursorRange},
    text_edit::TextEditState,
};

use crate::ui::scrolled::appears_at;

/// So many places are remembered.
const MOST: usize = 16;

/// What had the keyboard or was clicked, the last one first.
#[derive(Clone, Default)]
struct Before {
    places: VecDeque<Id>,
    /// Nothing had the keyboard and nothing was open in the last pass.
    free: bool,
    /// The same of the pass before.
    was_free: bool,
}

fn before_id() -> Id {
    Id::unique("had the keyboard before")
}

/// After Escape, a click or a dialog Tab goes on from where somebody was, and not from the window's first widget. Before
/// all widgets.
pub fn go_on(ui: &Ui) {
    let (focused, modal) = ui.memory(|memory| (memory.focused(), memory.top_modal_layer()));
    let clicked = ui.ctx().viewport(|it| it.interact_widgets.clicked);
    let mut before: Before = ui.data(|data| data.get_temp(before_id())).unwrap_or_default();
    before.was_free = before.free;
    before.free = focused.is_none() && modal.is_none() && !Popup::is_any_open(ui.ctx());
    for place in focused.into_iter().chain(clicked) {
        before.places.retain(|other| *other != place);
        before.places.push_front(place);
    }
    before.places.truncate(MOST);
    if focused.is_none() && ui.input(|input| input.key_pressed(Key::Tab)) {
        // Only what is still there, and not under a dialog.
        let layer = |id: Id| ui.ctx().viewport(|it| Some(it.prev_pass.widgets.get(id)?.layer_id));
        let allowed =
            |id: &Id| layer(*id).is_some_and(|it| ui.memory(|memory| memory.allows_interaction(it)));
        if let Some(place) = before.places.iter().copied().find(allowed) {
            ui.memory_mut(|memory| memory.request_focus(place));
        }
    }
    ui.data_mut(|data| data.insert_temp(before_id(), before));
}

/// Whether Escape was pressed where it closes what is open: the first one leaves the field that somebody was in.
pub fn escaped(ui: &Ui) -> bool {
    let before: Before = ui.data(|data| data.get_temp(before_id())).unwrap_or_default();
    before.was_free && ui.input(|input| input.key_pressed(Key::Escape))
}

/// The heading of a page that has just come has the keyboard: Tab goes on in the page, and screen readers read it. Before
/// what is in the page, which may want it itself.
pub fn begin_at(ui: &Ui, page: &str, heading: &Response) {
    let id = Id::unique(("begins", page));
    let modal = ui.memory(|memory| memory.top_modal_layer()).is_some();
    if appears_at(ui, id) && !modal {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    // Otherwise it is no stop on the way.
    if ui.memory(|memory| memory.has_focus(id)) {
        ui.interact(heading.rect, id, Sense::focusable_noninteractive());
    }
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
