//! What is the same of an action wherever it is shown: its tick, its owners and its day in words, its status, and the
//! fields of a new one.

use egui::{Button, Response, TextEdit, Ui};
use jiff::civil::Date;
use samskriv_shared::{
    documents::{Action, ActionStatus, Due, Owner},
    ids::PersonId,
};

use crate::{
    command::CommandQueue,
    i18n::{Texts, collation_key},
    input::{self, Around},
    state::AppState,
    ui::{
        day_note::{DayField, day_field_ui, refuse},
        day_picker::label_row_ui,
        fields::{Fields, Line, field_id},
        focus::select_on_tab,
        owner_offers::{keeping_focus, offers_ui},
        theme::UNIT,
        widgets::{entered, labelled, labelled_field},
    },
    unfinished::NewAction,
};

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

/// On whom an action lies and until when: "Bo Lind, Eva Ek · 2 december 2026". `next` is the day that "nästa möte" means,
/// where one is known. Empty where neither is said.
pub fn who_and_when(state: &AppState, action: &Action, next: Option<Date>) -> String {
    let texts = &state.texts;
    let due = match (action.due, next) {
        (Due::NextMeeting, Some(day)) => {
            texts.with("meeting-carried-next", &[("date", texts.date(day).into())])
        }
        (due, _) => due_text(texts, due),
    };
    let parts = [owner_names(state, action).join(", "), due];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The fields of a new action. Gives it once it is to be added, its day with the year, and begins the next one.
pub fn new_action_ui(
    ui: &mut Ui,
    state: &AppState,
    new: &mut NewAction,
    (around, start): (Around, bool),
) -> Option<NewAction> {
    let texts = &state.texts;
    let text = labelled_field(ui, &texts.get("window-action-new"), "", &mut new.text);
    let (owners, due) = ui
        .horizontal_top(|ui| {
            let room = ui.available_width() - 2.0 * UNIT;
            // What can be written as a day is told in full.
            let when = (0.55 * room).floor();
            let owners = ui.vertical(|ui| {
                ui.set_width(room - when);
                new_owners_ui(ui, state, &mut new.owners)
            });
            let due = ui.vertical(|ui| {
                ui.set_width(when);
                new_due_ui(ui, state, &mut new.due, around)
            });
            (owners.inner, due.inner)
        })
        .inner;
    let entered = [&text, &owners, &due].into_iter().any(|field| entered(ui, field));
    let has_text = !new.text.trim().is_empty();
    let read = input::due(&new.due, around);
    let ready = has_text && read.is_ok();
    let pressed = ui.add_enabled(ready, Button::new(texts.get("window-action-add"))).clicked();
    let added = read.ok().filter(|_| ready && (pressed || entered)).map(|due| {
        let NewAction { text, owners, .. } = std::mem::take(new);
        NewAction { text: text.trim().to_owned(), owners, due: input::due_text(due) }
    });
    match () {
        () if start || added.is_some() => text.request_focus(),
        // What is missing or wrong is where one goes on.
        () if entered && has_text => refuse(ui, &due),
        () if entered => text.request_focus(),
        () => {}
    }
    added
}

fn new_owners_ui(ui: &mut Ui, state: &AppState, owners: &mut String) -> Response {
    ui.spacing_mut().item_spacing.y = 0.5 * UNIT;
    // As high as the label of the day beside it.
    let label = label_row_ui(ui, &state.texts.get("actions-owners"), ui.available_width());
    let id = ui.make_persistent_id("owners");
    if let Some(with_chosen) = offers_ui(ui, state, id, owners) {
        *owners = with_chosen;
    }
    let edit = TextEdit::singleline(owners).id(id).desired_width(ui.available_width());
    let field = labelled(keeping_focus(ui, id, |ui| ui.add(edit)), &label);
    select_on_tab(ui, &field);
    field
}

fn new_due_ui(ui: &mut Ui, state: &AppState, due: &mut String, around: Around) -> Response {
    let (label, hint) = (state.texts.get("actions-due"), state.texts.get("date-due-hint"));
    let read = |text: &str| match input::due(text, around) {
        Ok(Due::Date(day)) => Ok(Some(day)),
        Ok(Due::None | Due::NextMeeting) => Ok(None),
        Err(misread) => Err(state.texts.misread(misread)),
    };
    day_field_ui(ui, state, DayField { label: &label, hint: &hint, text: due, timed: false, read: &read })
}

/// The owners' field of an action that is there; people are offered as one types.
pub fn owners_ui(
    ui: &mut Ui,
    state: &AppState,
    line: Line<'_>,
    fields: &mut Fields,
    queue: &mut CommandQueue,
) {
    let (id, target) = (field_id(&line.target), line.target.clone());
    let chosen = fields.typed(&target).and_then(|typed| offers_ui(ui, state, id, typed));
    if let Some(text) = chosen {
        fields.retype(&target, text);
    }
    keeping_focus(ui, id, |ui| fields.line_ui(ui, line, queue));
}
