//! What is the same of an action wherever it is shown: its tick, its owners and its day in words, its status, and the
//! fields of a new one.

use egui::{Button, Key, RichText, TextEdit, Ui};
use samskriv_shared::{
    documents::{Action, ActionStatus, Due, Owner},
    ids::{DocId, PersonId},
};

use crate::{
    command::Target,
    i18n::{Texts, collation_key},
    state::AppState,
    ui::{
        theme::{self, SMALL, UNIT},
        widgets::{field_id, label_over, labelled_field},
    },
};

/// The action that is being typed.
#[derive(Default)]
pub struct NewAction {
    pub text: String,
    pub owners: String,
    pub due: String,
}

/// Whether it is still to be done.
pub fn is_waiting(status: ActionStatus) -> bool {
    matches!(status, ActionStatus::Open | ActionStatus::Doing)
}

/// The key of a status's word.
pub fn status_word(status: ActionStatus) -> &'static str {
    match status {
        ActionStatus::Open => "actions-status-open",
        ActionStatus::Doing => "actions-status-doing",
        ActionStatus::Done => "actions-status-done",
        ActionStatus::Dropped => "actions-status-dropped",
    }
}

/// The tick: its width, and what somebody has made of it.
pub fn tick_ui(ui: &mut Ui, state: &AppState, action: &Action) -> (f32, Option<ActionStatus>) {
    let name = state.texts.with("window-action-tick", &[("text", action.text.as_str().into())]);
    let mut done = !is_waiting(action.status);
    let checkbox = ui.scope(|ui| {
        ui.spacing_mut().interact_size.x = ui.spacing().icon_width;
        ui.checkbox(&mut done, "")
    });
    let changed = checkbox.inner.accessible_name(name).changed();
    let status = if done { ActionStatus::Done } else { ActionStatus::Open };
    (checkbox.response.rect.width(), changed.then_some(status))
}

/// The owners' names in the alphabet's order: the document keeps none.
pub fn owner_names(state: &AppState, action: &Action) -> Vec<String> {
    let mut known: Vec<PersonId> = Vec::new();
    let names = action.owners.iter().filter_map(|owner| match owner {
        Owner::Person(id) => match state.person(id) {
            // Who is named by two of their ids is one owner.
            Some(person) if known.contains(&person.id) => None,
            Some(person) => {
                known.push(person.id);
                Some(person.name.clone())
            }
            None => Some(state.texts.get("window-unknown-person")),
        },
        Owner::Named { name, .. } => Some(name.clone()),
    });
    let mut names: Vec<String> = names.collect();
    names.sort_by_cached_key(|name| collation_key(name));
    names
}

/// By when, in words; empty where no day is said.
pub fn due_text(texts: &Texts, due: Due) -> String {
    match due {
        Due::None => String::new(),
        Due::NextMeeting => texts.get("window-next-meeting-due"),
        Due::Date(date) => texts.date(date),
    }
}

/// By when, as its field shows it: as it can be typed while somebody types.
pub fn due_words(ui: &Ui, state: &AppState, doc: DocId, action: &Action) -> String {
    let field = field_id(&Target::ActionDue(doc, action.id));
    match action.due {
        Due::Date(date) if ui.memory(|memory| memory.has_focus(field)) => date.to_string(),
        due => due_text(&state.texts, due),
    }
}

/// The fields of a new action. Gives it once it is to be added, and begins the next one.
pub fn new_action_ui(ui: &mut Ui, state: &AppState, new: &mut NewAction, start: bool) -> Option<NewAction> {
    let texts = &state.texts;
    let text = labelled_field(ui, &texts.get("window-action-new"), "", &mut new.text);
    let (mut owners, mut due) = (None, None);
    ui.horizontal(|ui| {
        let room = ui.available_width() - 2.0 * UNIT;
        // What can be written as a day is told in full.
        let when = (0.55 * room).floor();
        ui.vertical(|ui| {
            ui.set_width(room - when);
            owners = Some(labelled_field(ui, &texts.get("window-action-new-owners"), "", &mut new.owners));
        });
        ui.vertical(|ui| {
            ui.set_width(when);
            ui.spacing_mut().item_spacing.y = 0.5 * UNIT;
            let label = label_over(ui, &texts.get("window-action-new-due"));
            if crate::input::due(&new.due).is_none() {
                ui.visuals_mut().override_text_color = Some(theme::palette(ui.visuals()).wrong);
            }
            let hint = texts.get("window-due-hint");
            let edit = TextEdit::singleline(&mut new.due)
                .hint_text(RichText::new(hint).size(SMALL))
                .desired_width(f32::INFINITY);
            due = Some(ui.add(edit).labelled_by(label.id));
        });
    });
    let left =
        [Some(&text), owners.as_ref(), due.as_ref()].into_iter().flatten().any(|field| field.lost_focus());
    let entered = left && ui.input(|input| input.key_pressed(Key::Enter));
    let ready = !new.text.trim().is_empty() && crate::input::due(&new.due).is_some();
    let pressed = ui.add_enabled(ready, Button::new(texts.get("window-action-add"))).clicked();
    let added = (ready && (pressed || entered)).then(|| std::mem::take(new));
    if start || added.is_some() {
        text.request_focus();
    }
    added.map(|new| NewAction { text: new.text.trim().to_owned(), ..new })
}
