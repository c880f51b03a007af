//! Whether Tab brought the keyboard into the text: then the next Tab takes it out again, and moves no item of a list that
//! the caret happens to be in.

use egui::{Event, Key, Response, Ui};

/// How somebody came into the text.
#[derive(Default)]
pub(super) struct Entering {
    by_tab: bool,
}

impl Entering {
    /// Whether they came by Tab, and have done nothing yet. Before the field is drawn.
    pub(super) fn by_tab(&mut self, ui: &Ui, focused: bool) -> bool {
        self.by_tab &= focused && !ui.input(|input| input.events.iter().any(is_doing));
        self.by_tab
    }

    /// After the field was drawn.
    pub(super) fn follow(&mut self, ui: &Ui, field: &Response) {
        // Shift+Tab arrives a frame after it was pressed.
        let tab = ui.input(|input| input.key_pressed(Key::Tab) || input.key_down(Key::Tab));
        self.by_tab |= field.gained_focus() && tab;
    }
}

fn is_doing(event: &Event) -> bool {
    match event {
        Event::Key { key, pressed, .. } => *pressed && *key != Key::Tab,
        Event::PointerButton { pressed, .. } => *pressed,
        Event::Text(_) | Event::Paste(_) | Event::Cut | Event::Ime(_) => true,
        _ => false,
    }
}
