//! How somebody comes into the text. Where Tab brought the keyboard the next Tab takes it out again, and moves no item of a
//! list that the caret happens to be in. Where they click below a decision or an action something else begins.

use egui::{Event, Key, Response, Ui, text_edit::TextEditOutput};
use samskriv_shared::text::BlockKind;

use super::session::Session;

/// How somebody came into the text.
#[derive(Default)]
pub(super) struct Entering {
    by_tab: bool,
    /// It had the keyboard at the end of the last frame.
    had: bool,
}

impl Entering {
    /// Whether they came by Tab, and have done nothing yet. Before the field is drawn.
    pub(super) fn by_tab(&mut self, ui: &Ui, focused: bool) -> bool {
        // After Escape Tab goes on from here: it is on its way out, and not at work.
        let passes = focused && !self.had && ui.input(|input| input.key_pressed(Key::Tab));
        self.by_tab &= focused && !ui.input(|input| input.events.iter().any(is_doing));
        self.by_tab |= passes;
        self.by_tab
    }

    /// After the field was drawn.
    pub(super) fn follow(&mut self, ui: &Ui, field: &Response) {
        // Shift+Tab arrives a frame after it was pressed.
        let tab = ui.input(|input| input.key_pressed(Key::Tab) || input.key_down(Key::Tab));
        self.by_tab |= field.gained_focus() && tab;
        self.had = field.has_focus();
    }
}

/// A click below a last decision or action begins a paragraph there: what is typed then is no part of it.
pub(super) fn begin_below(ui: &Ui, output: &TextEditOutput, session: &mut Session<'_>) {
    let bottom = output.galley_pos.y + output.galley.rect.bottom();
    let below = ui.input(|input| input.pointer.interact_pos()).is_some_and(|at| at.y > bottom);
    if !below || !session.may_write || !output.response.response.clicked() {
        return;
    }
    let closed = session.editor.view().paragraphs().last().is_some_and(|last| {
        matches!(last.kind(), BlockKind::Decision | BlockKind::Action(_)) && !last.text().is_empty()
    });
    if closed {
        let end = session.editor.view().display_chars();
        session.insert(end..end, "\n");
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
