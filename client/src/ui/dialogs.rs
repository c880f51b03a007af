//! What lies over the window: sharing, inviting, a relay for the network, the recovery code.

use egui::{Context, DragValue, Frame, Id, Margin, Modal, RichText, Ui};

use crate::{
    command::{Command, CommandQueue, InviteRole},
    state::{AppState, Dialog},
    ui::{
        import_dialog::{ImportView, import_ui},
        theme::{self, UNIT},
        widgets::{dialog_buttons, label_over, labelled_field, primary_button, quiet_label},
    },
};

const WIDTH: f32 = 460.0;
/// The most uses that one link can have here: every colleague of a large network.
const MOST_USES: u32 = 100;

/// What is typed into the dialogs.
pub struct DialogsView {
    role: InviteRole,
    uses: u32,
    relay: String,
    token: String,
    copied: bool,
    shown: Option<Dialog>,
    import: ImportView,
}

impl Default for DialogsView {
    fn default() -> Self {
        DialogsView {
            role: InviteRole::Editor,
            uses: 1,
            relay: String::new(),
            token: String::new(),
            copied: false,
            shown: None,
            import: ImportView::default(),
        }
    }
}

/// The dialog of the state, if there is one.
pub fn dialogs_ui(ctx: &Context, state: &AppState, view: &mut DialogsView, queue: &mut CommandQueue) {
    let opened = view.shown != state.dialog;
    if opened {
        view.shown = state.dialog.clone();
        view.copied = false;
        if let Some(Dialog::Import(preview)) = &state.dialog {
            view.import.follow(preview);
        }
    }
    let Some(dialog) = &state.dialog else { return };
    let frame = Frame::popup(&ctx.global_style()).inner_margin(Margin::same(24));
    let modal = Modal::new(Id::unique("dialog")).frame(frame).show(ctx, |ui| {
        ui.set_width(WIDTH);
        match dialog {
            Dialog::Share => share_ui(ui, state, queue),
            Dialog::Invite { link: None } => invite_ui(ui, state, view, queue),
            Dialog::Invite { link: Some(link) } => link_ui(ui, state, view, link, queue),
            Dialog::Connect => connect_ui(ui, state, view, opened, queue),
            Dialog::Recovery { code } => recovery_ui(ui, state, view, code, queue),
            Dialog::Import(preview) => import_ui(ui, state, &mut view.import, preview, queue),
        }
    });
    // The recovery code is shown once: it goes away by its button only.
    if modal.should_close() && !matches!(dialog, Dialog::Recovery { .. }) {
        queue.push(Command::CloseDialog);
    }
}

fn share_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    let texts = &state.texts;
    ui.heading(texts.get("window-share-heading"));
    ui.add_space(UNIT);
    ui.label(texts.get("window-share-meaning"));
    if state.current().is_some_and(|network| network.relay.is_none()) {
        quiet_label(ui, texts.get("window-share-no-relay"));
    }
    problem_in_dialog(ui, state);
    dialog_buttons(ui, state, &texts.get("window-share-not-yet"), queue, |ui, queue| {
        if primary_button(ui, &texts.get("window-share-confirm"), !state.busy).clicked() {
            queue.push(Command::Share);
        }
    });
}

fn invite_ui(ui: &mut Ui, state: &AppState, view: &mut DialogsView, queue: &mut CommandQueue) {
    let texts = &state.texts;
    ui.heading(texts.get("window-invite-heading"));
    quiet_label(ui, texts.get("window-invite-about"));
    ui.add_space(UNIT);
    label_over(ui, &texts.get("window-invite-role"));
    for (role, key) in [
        (InviteRole::Editor, "window-role-editor"),
        (InviteRole::Reader, "window-role-reader"),
        (InviteRole::Admin, "window-role-admin"),
    ] {
        ui.radio_value(&mut view.role, role, texts.get(key));
    }
    ui.add_space(UNIT);
    ui.horizontal(|ui| {
        let label = label_over(ui, &texts.get("window-invite-uses"));
        ui.add(DragValue::new(&mut view.uses).range(1..=MOST_USES)).labelled_by(label.id);
    });
    problem_in_dialog(ui, state);
    dialog_buttons(ui, state, &texts.get("window-cancel"), queue, |ui, queue| {
        if primary_button(ui, &texts.get("window-invite-make"), !state.busy).clicked() {
            queue.push(Command::Invite { role: view.role, uses: view.uses });
        }
    });
}

fn link_ui(ui: &mut Ui, state: &AppState, view: &mut DialogsView, link: &str, queue: &mut CommandQueue) {
    let texts = &state.texts;
    ui.heading(texts.get("window-invite-heading"));
    ui.label(texts.get("window-invite-link-about"));
    ui.add_space(UNIT);
    secret_ui(ui, &texts.get("window-invitation-link"), link);
    dialog_buttons(ui, state, &texts.get("window-close"), queue, |ui, _| {
        copy_button(ui, state, view, link);
    });
}

fn connect_ui(ui: &mut Ui, state: &AppState, view: &mut DialogsView, opened: bool, queue: &mut CommandQueue) {
    let texts = &state.texts;
    ui.heading(texts.get("window-connect-heading"));
    quiet_label(ui, texts.get("window-connect-about"));
    ui.add_space(UNIT);
    let relay = labelled_field(ui, &texts.get("window-relay"), "https://relä.example", &mut view.relay);
    if opened {
        relay.request_focus();
    }
    labelled_field(
        ui,
        &texts.get("window-relay-token"),
        &texts.get("window-relay-token-hint"),
        &mut view.token,
    );
    problem_in_dialog(ui, state);
    dialog_buttons(ui, state, &texts.get("window-cancel"), queue, |ui, queue| {
        let ready = !view.relay.trim().is_empty() && !state.busy;
        if primary_button(ui, &texts.get("window-connect-now"), ready).clicked() {
            let (relay, token) = (view.relay.trim().to_owned(), view.token.trim().to_owned());
            queue.push(Command::Connect { relay, token });
        }
    });
}

fn recovery_ui(ui: &mut Ui, state: &AppState, view: &mut DialogsView, code: &str, queue: &mut CommandQueue) {
    let texts = &state.texts;
    ui.heading(texts.get("window-recovery-heading"));
    ui.label(texts.get("window-recovery-about"));
    ui.add_space(UNIT);
    secret_ui(ui, &texts.get("window-recovery-code"), code);
    dialog_buttons(ui, state, &texts.get("window-recovery-kept"), queue, |ui, _| {
        copy_button(ui, state, view, code);
    });
}

/// A long text to be copied: it can be selected, and screen readers read it as a field.
fn secret_ui(ui: &mut Ui, name: &str, text: &str) {
    let mut shown = text;
    let edit = egui::TextEdit::multiline(&mut shown).desired_rows(2).desired_width(f32::INFINITY);
    ui.add(edit.font(egui::TextStyle::Monospace)).accessible_name(name);
}

fn copy_button(ui: &mut Ui, state: &AppState, view: &mut DialogsView, text: &str) {
    let key = if view.copied { "window-copied" } else { "window-copy" };
    if primary_button(ui, &state.texts.get(key), true).clicked() {
        ui.copy_text(text.to_owned());
        view.copied = true;
    }
}

fn problem_in_dialog(ui: &mut Ui, state: &AppState) {
    if let Some(problem) = &state.problem {
        ui.add_space(UNIT);
        ui.label(RichText::new(problem).color(theme::palette(ui.visuals()).wrong));
    }
}
