//! This meeting's actions: what, who, by when, done or not; and one more.

use egui::{Button, Frame, Key, Margin, RichText, Stroke, TextEdit, TextStyle, Ui};
use samskriv_shared::{
    documents::{Action, ActionStatus, Due, Owner},
    ids::ActionId,
};

use crate::{
    command::{Command, CommandQueue, Target},
    i18n::collation_key,
    state::{AppState, OpenMeeting},
    ui::{
        theme::{self, SMALL, UNIT},
        widgets::{Fields, Line, field_id, label_over, labelled_field, quiet_label, section_label},
    },
};

/// The action that is being typed.
#[derive(Default)]
pub struct ActionsView {
    text: String,
    owners: String,
    due: String,
}

/// The table.
pub fn actions_ui(
    ui: &mut Ui,
    state: &AppState,
    open: &OpenMeeting,
    view: &mut ActionsView,
    fields: &mut Fields,
    queue: &mut CommandQueue,
) {
    let texts = &state.texts;
    let waiting = open.minutes.actions.iter().filter(|action| is_waiting(action)).count();
    let heading = match open.minutes.actions.len() {
        0 => texts.get("window-actions"),
        all => texts.with("window-actions-count", &[("waiting", waiting.into()), ("all", all.into())]),
    };
    section_label(ui, &heading);
    if open.minutes.actions.is_empty() {
        quiet_label(ui, texts.get("window-actions-none"));
    }
    for action in &open.minutes.actions {
        ui.push_id(action.id, |ui| action_ui(ui, state, action, fields, queue));
    }
    ui.add_space(UNIT);
    add_ui(ui, state, view, queue);
}

/// Whether something is still to be done.
pub fn is_waiting(action: &Action) -> bool {
    matches!(action.status, ActionStatus::Open | ActionStatus::Doing)
}

fn action_ui(ui: &mut Ui, state: &AppState, action: &Action, fields: &mut Fields, queue: &mut CommandQueue) {
    let palette = theme::palette(ui.visuals());
    let card = Frame::new()
        .fill(palette.paper)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(6)
        .inner_margin(Margin { left: 10, right: 8, top: 6, bottom: 6 });
    card.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = egui::vec2(UNIT, 0.5 * UNIT);
        let left = ui.horizontal_top(|ui| {
            let left = done_ui(ui, state, action, queue);
            text_ui(ui, state, action, fields, queue);
            left
        });
        ui.horizontal_top(|ui| {
            // The gap too: added space brings none.
            ui.add_space(left.inner + UNIT);
            owners_and_due_ui(ui, state, action, fields, queue);
        });
    });
}

/// The tick. Returns its width.
fn done_ui(ui: &mut Ui, state: &AppState, action: &Action, queue: &mut CommandQueue) -> f32 {
    let name = state.texts.with("window-action-tick", &[("text", action.text.as_str().into())]);
    let mut done = !is_waiting(action);
    let checkbox = ui.scope(|ui| {
        ui.spacing_mut().interact_size.x = ui.spacing().icon_width;
        ui.checkbox(&mut done, "")
    });
    if checkbox.inner.accessible_name(name).changed() {
        queue.push(Command::SetActionDone(action.id, done));
    }
    checkbox.response.rect.width()
}

fn text_ui(ui: &mut Ui, state: &AppState, action: &Action, fields: &mut Fields, queue: &mut CommandQueue) {
    let name = state.texts.with("window-action-text", &[("text", action.text.as_str().into())]);
    if !is_waiting(action) {
        ui.visuals_mut().override_text_color = Some(theme::palette(ui.visuals()).quiet);
    }
    let width = ui.available_width();
    let line = Line {
        quiet: true,
        wraps: true,
        tight: true,
        ..Line::new(Target::ActionText(action.id), &name, &action.text, width)
    };
    fields.line_ui(ui, line, queue);
}

fn owners_and_due_ui(
    ui: &mut Ui,
    state: &AppState,
    action: &Action,
    fields: &mut Fields,
    queue: &mut CommandQueue,
) {
    let texts = &state.texts;
    let of = |key: &str| texts.with(key, &[("text", action.text.as_str().into())]);
    let small = |line| Line { style: TextStyle::Small, quiet: true, tight: true, ..line };
    let (owners, owners_name, owners_hint) =
        (owner_names(state, action), of("window-action-owners-of"), texts.get("window-action-owners"));
    let width = ui.available_width() - 132.0;
    let line = Line::new(Target::ActionOwners(action.id), &owners_name, &owners, width);
    fields.line_ui(ui, small(Line { hint: &owners_hint, wraps: true, ..line }), queue);
    let target = Target::ActionDue(action.id);
    let (due, due_name, due_hint) = (
        due_words(ui, state, action.id, action.due),
        of("window-action-due-of"),
        texts.get("window-action-due"),
    );
    let wrong = fields.is_wrong(ui, &target);
    if wrong {
        ui.visuals_mut().override_text_color = Some(theme::palette(ui.visuals()).wrong);
    }
    let line = Line::new(target, &due_name, &due, 120.0);
    let response = fields.line_ui(ui, small(Line { hint: &due_hint, ..line }), queue);
    if wrong {
        response.on_hover_text(texts.get("window-due-help"));
    }
}

/// Who an action lies on, in the alphabet's order: the document keeps none.
pub fn owner_names(state: &AppState, action: &Action) -> String {
    let names = action.owners.iter().map(|owner| match owner {
        Owner::Person(id) => {
            state.person_name(id).map_or_else(|| state.texts.get("window-unknown-person"), str::to_owned)
        }
        Owner::Named { name, .. } => name.clone(),
    });
    let mut names: Vec<String> = names.collect();
    names.sort_by_cached_key(|name| collation_key(name));
    names.join(", ")
}

fn due_words(ui: &Ui, state: &AppState, id: ActionId, due: Due) -> String {
    let typing = ui.memory(|memory| memory.has_focus(field_id(&Target::ActionDue(id))));
    match due {
        Due::None => String::new(),
        Due::NextMeeting => state.texts.get("window-next-meeting-due"),
        Due::Date(date) if typing => date.to_string(),
        Due::Date(date) => state.texts.date(date),
    }
}

fn add_ui(ui: &mut Ui, state: &AppState, view: &mut ActionsView, queue: &mut CommandQueue) {
    let texts = &state.texts;
    let text = labelled_field(ui, &texts.get("window-action-new"), "", &mut view.text);
    let (mut owners, mut due) = (None, None);
    ui.horizontal(|ui| {
        let room = ui.available_width() - 2.0 * UNIT;
        // What can be written as a day is told in full.
        let when = (0.55 * room).floor();
        ui.vertical(|ui| {
            ui.set_width(room - when);
            owners = Some(labelled_field(ui, &texts.get("window-action-new-owners"), "", &mut view.owners));
        });
        ui.vertical(|ui| {
            ui.set_width(when);
            ui.spacing_mut().item_spacing.y = 0.5 * UNIT;
            let label = label_over(ui, &texts.get("window-action-new-due"));
            if crate::input::due(&view.due).is_none() {
                ui.visuals_mut().override_text_color = Some(theme::palette(ui.visuals()).wrong);
            }
            let hint = texts.get("window-due-hint");
            let edit = TextEdit::singleline(&mut view.due)
                .hint_text(RichText::new(hint).size(SMALL))
                .desired_width(f32::INFINITY);
            due = Some(ui.add(edit).labelled_by(label.id));
        });
    });
    let left =
        [Some(&text), owners.as_ref(), due.as_ref()].into_iter().flatten().any(|field| field.lost_focus());
    let entered = left && ui.input(|input| input.key_pressed(Key::Enter));
    let ready = !view.text.trim().is_empty() && crate::input::due(&view.due).is_some();
    let pressed = ui.add_enabled(ready, Button::new(texts.get("window-action-add"))).clicked();
    if ready && (pressed || entered) {
        let ActionsView { text: what, owners, due } = std::mem::take(view);
        queue.push(Command::AddAction { text: what.trim().to_owned(), owners, due });
        text.request_focus();
    }
}
