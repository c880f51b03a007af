//! What else can be done with a meeting: beside how far it has come.

use egui::{Button, RichText, Ui};

use crate::{
    command::{Command, CommandQueue},
    state::{AppState, OpenMeeting},
    ui::theme::SMALL,
};

/// The button and what it opens.
pub fn meeting_menu_ui(ui: &mut Ui, state: &AppState, open: &OpenMeeting, queue: &mut CommandQueue) {
    let texts = &state.texts;
    let may_write = state.may_write();
    if !may_write {
        return;
    }
    let title = RichText::new(texts.get("meeting-more")).size(SMALL);
    let menu = ui.menu_button(title, |ui| {
        for (key, command) in [
            ("meeting-next-from-this", Command::NextMeeting(open.doc)),
            ("meeting-duplicate", Command::DuplicateMeeting(open.doc)),
            ("meeting-round-insert", Command::InsertRound),
            ("meeting-to-trash", Command::AskToTrash(open.doc)),
        ] {
            if ui.add(Button::new(texts.get(key))).clicked() {
                queue.push(command);
                ui.close();
            }
        }
    });
    menu.response.accessible_name(texts.get("meeting-more-name"));
}
