//! Inviting: on which terms, and then the link in every form in which it can be passed on.

use egui::{DragValue, Response, TextEdit, Ui};
use samskriv_shared::{ids::PersonId, membership::Role};

use crate::{
    command::{Command, CommandQueue, PeopleCommand},
    state::{AppState, Device, Dialog},
    ui::{
        dialogs::{problem_in_dialog, secret_ui},
        mail, qr,
        scrolled::dialog_body,
        theme::UNIT,
        widgets::{copy_button, dialog_buttons, label_over, primary_button, quiet_label},
    },
};

/// The most uses that one link can have here: every colleague of a large network.
const MOST_USES: u32 = 100;
/// How large the code is, in points: enough for a telephone at arm's length.
const CODE: f32 = 216.0;

/// What is chosen, and what was copied last.
pub struct InviteView {
    role: Role,
    uses: u32,
    copied: Option<Copied>,
}

#[derive(Clone, Copy, PartialEq)]
enum Copied {
    Link,
    Mail,
}

impl Default for InviteView {
    fn default() -> Self {
        InviteView { role: Role::Editor, uses: 1, copied: None }
    }
}

impl InviteView {
    /// Another dialog is here.
    pub fn opened(&mut self, dialog: Option<&Dialog>) {
        self.copied = None;
        if let Some(Dialog::Invite { link: None, .. }) = dialog {
            (self.role, self.uses) = (Role::Editor, 1);
        }
    }
}

/// On which terms.
pub fn terms_ui(
    ui: &mut Ui,
    state: &AppState,
    view: &mut InviteView,
    (person, opened): (Option<PersonId>, bool),
    queue: &mut CommandQueue,
) {
    let texts = &state.texts;
    ui.heading(heading(state, person));
    match person {
        Some(person) => {
            view.role = role_of(state, person);
            view.uses = 1;
            ui.label(texts.get("invite-device-about"));
            let role = texts.get(super::members::role_word(view.role));
            quiet_label(ui, texts.with("invite-device-role", &[("role", role.into())]));
        }
        None => new_person_ui(ui, state, view),
    }
    problem_in_dialog(ui, state);
    dialog_buttons(ui, state, &texts.get("window-cancel"), queue, |ui, queue| {
        let make = primary_button(ui, &texts.get("window-invite-make"), !state.busy);
        if opened {
            make.request_focus();
        }
        if make.clicked() {
            let InviteView { role, uses, .. } = *view;
            queue.push(Command::People(PeopleCommand::Invite { role, uses, person }));
        }
    });
}

fn new_person_ui(ui: &mut Ui, state: &AppState, view: &mut InviteView) {
    let texts = &state.texts;
    quiet_label(ui, texts.get("window-invite-about"));
    ui.add_space(UNIT);
    label_over(ui, &texts.get("window-invite-role"));
    for (role, key) in [
        (Role::Editor, "window-role-editor"),
        (Role::Reader, "window-role-reader"),
        (Role::Admin, "window-role-admin"),
    ] {
        ui.radio_value(&mut view.role, role, texts.get(key));
    }
    ui.add_space(UNIT);
    ui.horizontal(|ui| {
        let label = label_over(ui, &texts.get("window-invite-uses"));
        ui.add(DragValue::new(&mut view.uses).range(1..=MOST_USES)).labelled_by(label.id);
    });
}

/// A further computer may do what the others of the same person may.
fn role_of(state: &AppState, person: PersonId) -> Role {
    let known = state.person(&person);
    let is_theirs = |device: &&Device| match known {
        Some(known) => device.is_of(known),
        None => device.person == Some(person),
    };
    let theirs = || state.devices.iter().filter(is_theirs);
    let has = |role: Role| theirs().any(|device| device.role == role);
    match (has(Role::Admin), has(Role::Reader) && !has(Role::Editor)) {
        (true, _) => Role::Admin,
        (false, true) => Role::Reader,
        (false, false) => Role::Editor,
    }
}

fn heading(state: &AppState, person: Option<PersonId>) -> String {
    let texts = &state.texts;
    match person {
        None => texts.get("window-invite-heading"),
        Some(person) if state.is_me(&person) => texts.get("invite-my-device-heading"),
        Some(person) => {
            let name = state.person_name(&person).unwrap_or_default();
            texts.with("invite-device-heading", &[("name", name.into())])
        }
    }
}

/// The link: to be copied, photographed or mailed.
pub fn link_ui(
    ui: &mut Ui,
    state: &AppState,
    view: &mut InviteView,
    (person, link, opened): (Option<PersonId>, &str, bool),
    queue: &mut CommandQueue,
) {
    let texts = &state.texts;
    let mail = mail::invitation(state, person, link);
    dialog_body(ui, |ui| {
        ui.heading(heading(state, person));
        let mine = person.is_some_and(|person| state.is_me(&person));
        ui.label(texts.get(if mine { "invite-my-link-about" } else { "window-invite-link-about" }));
        ui.add_space(UNIT);
        ui.horizontal_top(|ui| {
            qr::code_ui(ui, link, CODE, &texts.get("invite-code-name"));
            ui.add_space(2.0 * UNIT);
            ui.vertical(|ui| {
                label_over(ui, &texts.get("window-invitation-link"));
                secret_ui(ui, &texts.get("window-invitation-link"), link);
                ui.add_space(UNIT);
                quiet_label(ui, texts.get("invite-code-about"));
            });
        });
        ui.add_space(2.0 * UNIT);
        mail_ui(ui, state, &mail);
    });
    problem_in_dialog(ui, state);
    dialog_buttons(ui, state, &texts.get("window-close"), queue, |ui, _| {
        let copy = copy_ui(ui, state, view, (Copied::Link, "invite-copy-link"), link);
        if opened {
            copy.request_focus();
        }
        copy_ui(ui, state, view, (Copied::Mail, "invite-copy-mail"), &mail.body);
        if ui.button(texts.get("invite-open-mail")).clicked() {
            ui.ctx().open_url(egui::OpenUrl::new_tab(mail.address()));
        }
    });
}

fn mail_ui(ui: &mut Ui, state: &AppState, mail: &mail::Mail) {
    let label = label_over(ui, &state.texts.get("invite-subject"));
    let mut subject = mail.subject.as_str();
    let edit = TextEdit::singleline(&mut subject).desired_width(f32::INFINITY);
    ui.add(edit).labelled_by(label.id);
    ui.add_space(UNIT);
    let label = label_over(ui, &state.texts.get("invite-mail"));
    let mut body = mail.body.as_str();
    let edit = TextEdit::multiline(&mut body).desired_rows(8).desired_width(f32::INFINITY);
    ui.add(edit).labelled_by(label.id);
}

fn copy_ui(
    ui: &mut Ui,
    state: &AppState,
    view: &mut InviteView,
    (what, key): (Copied, &str),
    text: &str,
) -> Response {
    let (copy, done) = (state.texts.get(key), state.texts.get("window-copied"));
    let look = (view.copied == Some(what), what == Copied::Link);
    let button = copy_button(ui, [&copy, &done], look);
    if button.clicked() {
        ui.copy_text(text.to_owned());
        view.copied = Some(what);
    }
    button
}
