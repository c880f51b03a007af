//! This meeting's actions: what, who, by when, done or not; and one more.

use egui::{Frame, Margin, Stroke, TextStyle, Ui};
use samskriv_shared::{documents::Action, ids::DocId};

use crate::{
    command::{ActionEdit, Command, CommandQueue, Target},
    state::{AppState, OpenMeeting},
    ui::{
        action_parts::{NewAction, due_words, is_waiting, new_action_ui, owner_names, tick_ui},
        theme::{self, UNIT},
        widgets::{Fields, Line, quiet_label, section_label},
    },
};

/// The table.
pub fn actions_ui(
    ui: &mut Ui,
    state: &AppState,
    open: &OpenMeeting,
    new: &mut NewAction,
    fields: &mut Fields,
    queue: &mut CommandQueue,
) {
    let texts = &state.texts;
    let waiting = open.minutes.actions.iter().filter(|action| is_waiting(action.status)).count();
    let heading = match open.minutes.actions.len() {
        0 => texts.get("window-actions"),
        all => texts.with("window-actions-count", &[("waiting", waiting.into()), ("all", all.into())]),
    };
    section_label(ui, &heading);
    if open.minutes.actions.is_empty() {
        quiet_label(ui, texts.get("window-actions-none"));
    }
    for action in &open.minutes.actions {
        ui.push_id(action.id, |ui| action_ui(ui, state, (open.doc, action), fields, queue));
    }
    ui.add_space(UNIT);
    if let Some(NewAction { text, owners, due }) = new_action_ui(ui, state, new, false) {
        queue.push(Command::AddAction { text, owners, due });
    }
}

fn action_ui(
    ui: &mut Ui,
    state: &AppState,
    (doc, action): (DocId, &Action),
    fields: &mut Fields,
    queue: &mut CommandQueue,
) {
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
            let (left, ticked) = tick_ui(ui, state, action);
            if let Some(status) = ticked {
                let edit = ActionEdit::Status(status);
                queue.push(Command::EditAction { doc, action: action.id, edit });
            }
            text_ui(ui, state, (doc, action), fields, queue);
            left
        });
        ui.horizontal_top(|ui| {
            // The gap too: added space brings none.
            ui.add_space(left.inner + UNIT);
            owners_and_due_ui(ui, state, (doc, action), fields, queue);
        });
    });
}

fn text_ui(
    ui: &mut Ui,
    state: &AppState,
    (doc, action): (DocId, &Action),
    fields: &mut Fields,
    queue: &mut CommandQueue,
) {
    let name = state.texts.with("window-action-text", &[("text", action.text.as_str().into())]);
    if !is_waiting(action.status) {
        ui.visuals_mut().override_text_color = Some(theme::palette(ui.visuals()).quiet);
    }
    let width = ui.available_width();
    let line = Line {
        quiet: true,
        wraps: true,
        tight: true,
        ..Line::new(Target::ActionText(doc, action.id), &name, &action.text, width)
    };
    fields.line_ui(ui, line, queue);
}

fn owners_and_due_ui(
    ui: &mut Ui,
    state: &AppState,
    (doc, action): (DocId, &Action),
    fields: &mut Fields,
    queue: &mut CommandQueue,
) {
    let texts = &state.texts;
    let of = |key: &str| texts.with(key, &[("text", action.text.as_str().into())]);
    let small = |line| Line { style: TextStyle::Small, quiet: true, tight: true, ..line };
    let (owners, owners_name, owners_hint) = (
        owner_names(state, action).join(", "),
        of("window-action-owners-of"),
        texts.get("window-action-owners"),
    );
    let width = ui.available_width() - 132.0;
    let line = Line::new(Target::ActionOwners(doc, action.id), &owners_name, &owners, width);
    fields.line_ui(ui, small(Line { hint: &owners_hint, wraps: true, ..line }), queue);
    let target = Target::ActionDue(doc, action.id);
    let (due, due_name, due_hint) =
        (due_words(ui, state, doc, action), of("window-action-due-of"), texts.get("window-action-due"));
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
