//! What lies over the window: sharing, inviting, a relay for the network, the recovery code.

use egui::{Context, Frame, Id, Margin, Modal, Response, RichText, Ui};

use samskriv_shared::ids::DocId;

use crate::{
    command::{Command, CommandQueue, PeopleCommand},
    state::{AppState, Dialog, OpenMeeting, Removal},
    ui::{
        import_dialog::{ImportView, import_ui},
        invite::{self, InviteView},
        leaving, shortcuts,
        theme::{self, UNIT},
        widgets::{
            copy_button, dialog_buttons, entered, focus_close, grave_button, labelled_field, primary_button,
            quiet_label,
        },
    },
};

const WIDTH: f32 = 460.0;
/// Of those with much in them.
const WIDE: f32 = 680.0;

/// What is typed into the dialogs.
#[derive(Default)]
pub struct DialogsView {
    invite: InviteView,
    relay: String,
    token: String,
    copied: bool,
    shown: Option<Dialog>,
    import: ImportView,
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
        view.invite.opened(state.dialog.as_ref());
    }
    let Some(dialog) = &state.dialog else { return };
    let frame = Frame::popup(&ctx.global_style()).inner_margin(Margin::same(24));
    let modal = Modal::new(Id::unique("dialog")).frame(frame).show(ctx, |ui| {
        let width = if is_wide(dialog) { WIDE } else { WIDTH };
        ui.set_width(width.min(ui.ctx().content_rect().width() - 80.0));
        match dialog {
            Dialog::Share => share_ui(ui, state, queue),
            Dialog::Invite { person, link: None } => {
                invite::terms_ui(ui, state, &mut view.invite, (*person, opened), queue);
            }
            Dialog::Invite { person, link: Some(link) } => {
                invite::link_ui(ui, state, &mut view.invite, (*person, link, opened), queue);
            }
            Dialog::Remove(removal) => remove_ui(ui, state, removal, queue),
            Dialog::Trash { doc, title } => trash_ui(ui, state, (*doc, title), queue),
            Dialog::Leave => leaving::leave_ui(ui, state, queue),
            Dialog::Shortcuts => shortcuts::list_ui(ui, state, queue),
            Dialog::Connect => connect_ui(ui, state, view, opened, queue),
            Dialog::Recovery { code } => recovery_ui(ui, state, view, (code, opened), queue),
            Dialog::Import(preview) => import_ui(ui, state, &mut view.import, (preview, opened), queue),
        }
    });
    // What nothing else wants to have the keyboard in begins at what takes nothing: Enter closes it.
    if opened && ctx.memory(|memory| memory.focused()).is_none() {
        focus_close(ctx);
    }
    // The recovery code is shown once: it goes away by its button only. What is being left is not gone back to.
    let stays = matches!(dialog, Dialog::Recovery { .. }) || (*dialog == Dialog::Leave && state.busy);
    if modal.should_close() && !stays {
        queue.push(Command::CloseDialog);
    }
}

fn is_wide(dialog: &Dialog) -> bool {
    matches!(dialog, Dialog::Invite { link: Some(_), .. } | Dialog::Shortcuts)
}

/// What happens to whom, before it does.
fn remove_ui(ui: &mut Ui, state: &AppState, removal: &Removal, queue: &mut CommandQueue) {
    let texts = &state.texts;
    let (heading, about, confirm, name) = match removal {
        Removal::Device { name, .. } => {
            ("members-remove-device-heading", "members-remove-device-about", "members-remove-device", name)
        }
        Removal::Person { name, .. } => {
            ("members-remove-person-heading", "members-remove-person-about", "members-remove-confirm", name)
        }
    };
    let values = [("name", name.as_str().into())];
    ui.heading(texts.with(heading, &values));
    ui.add_space(UNIT);
    ui.label(texts.with(about, &values));
    ui.add_space(UNIT);
    ui.label(texts.get("members-remove-keys"));
    problem_in_dialog(ui, state);
    dialog_buttons(ui, state, &texts.get("window-cancel"), queue, |ui, queue| {
        if grave_button(ui, &texts.get(confirm), !state.busy).clicked() {
            queue.push(Command::People(PeopleCommand::Remove(removal.clone())));
        }
    });
}

fn trash_ui(ui: &mut Ui, state: &AppState, (doc, title): (DocId, &str), queue: &mut CommandQueue) {
    let texts = &state.texts;
    ui.heading(texts.with("trash-heading", &[("title", title.into())]));
    ui.add_space(UNIT);
    ui.label(texts.get("trash-meaning"));
    problem_in_dialog(ui, state);
    dialog_buttons(ui, state, &texts.get("window-cancel"), queue, |ui, queue| {
        if grave_button(ui, &texts.get("meeting-to-trash"), !state.busy).clicked() {
            queue.push(Command::Trash(doc, true));
        }
    });
}

fn share_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    let texts = &state.texts;
    ui.heading(texts.get("window-share-heading"));
    ui.add_space(UNIT);
    ui.label(texts.get("window-share-meaning"));
    let empty = |open: &OpenMeeting| open.minutes.title.trim().is_empty() && open.body_is_empty;
    if state.open.as_ref().is_some_and(empty) {
        ui.add_space(UNIT);
        ui.label(texts.get("window-share-empty"));
    }
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

fn connect_ui(ui: &mut Ui, state: &AppState, view: &mut DialogsView, opened: bool, queue: &mut CommandQueue) {
    let texts = &state.texts;
    ui.heading(texts.get("window-connect-heading"));
    quiet_label(ui, texts.get("window-connect-about"));
    ui.add_space(UNIT);
    let relay = labelled_field(ui, &texts.get("window-relay"), "https://relä.example", &mut view.relay);
    if opened {
        view.relay = state.current().and_then(|current| current.relay.clone()).unwrap_or_default();
        view.token.clear();
        relay.request_focus();
    }
    let (label, hint) = (texts.get("window-relay-token"), texts.get("window-relay-token-hint"));
    let token = labelled_field(ui, &label, &hint, &mut view.token);
    let entered = entered(ui, &relay) || entered(ui, &token);
    problem_in_dialog(ui, state);
    dialog_buttons(ui, state, &texts.get("window-cancel"), queue, |ui, queue| {
        let ready = !view.relay.trim().is_empty() && !state.busy;
        let pressed = primary_button(ui, &texts.get("window-connect-now"), ready).clicked();
        if pressed || (entered && ready) {
            let (relay, token) = (view.relay.trim().to_owned(), view.token.trim().to_owned());
            queue.push(Command::Connect { relay, token });
        }
    });
}

fn recovery_ui(
    ui: &mut Ui,
    state: &AppState,
    view: &mut DialogsView,
    (code, opened): (&str, bool),
    queue: &mut CommandQueue,
) {
    let texts = &state.texts;
    ui.heading(texts.get("window-recovery-heading"));
    ui.label(texts.get("window-recovery-about"));
    ui.add_space(UNIT);
    secret_ui(ui, &texts.get("window-recovery-code"), code);
    dialog_buttons(ui, state, &texts.get("window-recovery-kept"), queue, |ui, _| {
        let copy = copy_code_ui(ui, state, view, code);
        if opened {
            copy.request_focus();
        }
    });
}

/// A long text to be copied: it can be selected, and screen readers read it as a field.
pub fn secret_ui(ui: &mut Ui, name: &str, text: &str) {
    let mut shown = text;
    let edit = egui::TextEdit::multiline(&mut shown).desired_rows(2).desired_width(f32::INFINITY);
    ui.add(edit.font(egui::TextStyle::Monospace)).accessible_name(name);
}

fn copy_code_ui(ui: &mut Ui, state: &AppState, view: &mut DialogsView, text: &str) -> Response {
    let (copy, done) = (state.texts.get("window-copy"), state.texts.get("window-copied"));
    let button = copy_button(ui, [&copy, &done], (view.copied, true));
    if button.clicked() {
        ui.copy_text(text.to_owned());
        view.copied = true;
    }
    button
}

pub fn problem_in_dialog(ui: &mut Ui, state: &AppState) {
    if let Some(problem) = &state.problem {
        ui.add_space(UNIT);
        ui.label(RichText::new(problem).color(theme::palette(ui.visuals()).wrong));
    }
}
