//! What was recognised in a file, to be confirmed: facts, and lines that read like tasks, each to be accepted.

use egui::{Grid, Label, RichText, Ui};

use crate::{
    command::{Command, CommandQueue},
    state::{AppState, ImportPreview},
    ui::{
        scrolled::dialog_body,
        theme::{self, SMALL, UNIT},
        widgets::{dialog_buttons, link_button, primary_button, quiet_label},
    },
};

/// Which tasks are accepted.
#[derive(Default)]
pub struct ImportView {
    accepted: Vec<bool>,
}

impl ImportView {
    /// Begins with another file: nothing is accepted yet.
    pub fn follow(&mut self, preview: &ImportPreview) {
        self.accepted = vec![false; preview.actions.len()];
    }
}

/// The dialog's content.
pub fn import_ui(
    ui: &mut Ui,
    state: &AppState,
    view: &mut ImportView,
    (preview, opened): (&ImportPreview, bool),
    queue: &mut CommandQueue,
) {
    let texts = &state.texts;
    view.accepted.resize(preview.actions.len(), false);
    dialog_body(ui, |ui| {
        ui.heading(texts.with("import-title", &[("file", preview.file.as_str().into())]));
        let about = if preview.facts.is_empty() { "import-unknown" } else { "import-known" };
        quiet_label(ui, texts.get(about));
        ui.add_space(UNIT);
        facts_ui(ui, preview);
        if !preview.actions.is_empty() {
            ui.add_space(2.0 * UNIT);
            actions_ui(ui, state, view, preview);
        }
    });
    dialog_buttons(ui, state, &texts.get("window-cancel"), queue, |ui, queue| {
        let confirm = primary_button(ui, &texts.get("import-confirm"), true);
        if opened {
            confirm.request_focus();
        }
        if confirm.clicked() {
            let accepted = view.accepted.iter().enumerate().filter(|(_, accepted)| **accepted);
            queue.push(Command::ConfirmImport { actions: accepted.map(|(nth, _)| nth).collect() });
        }
    });
}

/// The lines that read like tasks: boxes to be ticked.
fn actions_ui(ui: &mut Ui, state: &AppState, view: &mut ImportView, preview: &ImportPreview) {
    ui.label(state.texts.get("import-actions"));
    if link_button(ui, &state.texts.get("import-actions-all")).clicked() {
        view.accepted.fill(true);
    }
    for (action, accepted) in preview.actions.iter().zip(&mut view.accepted) {
        ui.horizontal_wrapped(|ui| ui.checkbox(accepted, action.as_str()));
    }
}

fn facts_ui(ui: &mut Ui, preview: &ImportPreview) {
    let quiet = theme::palette(ui.visuals()).quiet;
    Grid::new("recognised").num_columns(2).spacing([4.0 * UNIT, UNIT]).show(ui, |ui| {
        for (name, value) in &preview.facts {
            ui.label(RichText::new(name).size(SMALL).color(quiet));
            ui.add(Label::new(value).wrap());
            ui.end_row();
        }
    });
}
