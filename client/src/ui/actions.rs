//! This meeting's actions: what, who, by when, done or not; and one more.

use egui::{Frame, Id, Margin, Rangef, Stroke, TextStyle, Ui, UiBuilder};
use samskriv_shared::{
    documents::{Action, Due},
    ids::DocId,
};

use crate::{
    command::{ActionEdit, Command, CommandQueue, Target},
    input::Around,
    state::{AppState, OpenMeeting},
    ui::{
        action_parts::{due_text, is_waiting, new_action_ui, owner_names, owners_ui, tick_ui},
        day_note::note_ui,
        day_picker::{CALENDAR, day_picker_ui},
        fields::{Fields, Line, field_id},
        theme::{self, UNIT},
        widgets::{quiet_label, section_label, text_width},
    },
    unfinished::NewAction,
};

/// Between these the field of a day is as wide as what stands in it, in points: names get the rest. "30 september 2026"
/// fits.
const DUE: Rangef = Rangef { min: 96.0, max: 138.0 };

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
        ui.push_id(action.id, |ui| action_ui(ui, state, (open, action), fields, queue));
    }
    ui.add_space(UNIT);
    let around = Around::From(state.day_of(open));
    // Its ids do not hang on how many actions stand over it: the focus stays in it when there is one more.
    let apart = UiBuilder::new().scope_id(Id::unique("new action of a meeting"));
    let added = ui.scope_builder(apart, |ui| new_action_ui(ui, state, new, (around, false)));
    if let Some(NewAction { text, owners, due }) = added.inner {
        queue.push(Command::AddAction { text, owners, due });
    }
}

fn action_ui(
    ui: &mut Ui,
    state: &AppState,
    (open, action): (&OpenMeeting, &Action),
    fields: &mut Fields,
    queue: &mut CommandQueue,
) {
    let (doc, palette) = (open.doc, theme::palette(ui.visuals()));
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
            owners_and_due_ui(ui, state, (open, action), fields, queue);
        });
        let reading = fields.reading(ui, &Target::ActionDue(doc, action.id));
        if reading.is_some() {
            ui.horizontal_top(|ui| {
                ui.add_space(left.inner + UNIT);
                ui.vertical(|ui| note_ui(ui, state, reading));
            });
        }
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

fn due_width(ui: &Ui, words: &str) -> f32 {
    DUE.clamp((text_width(ui, TextStyle::Small, words) + 4.0 * UNIT).ceil())
}

fn owners_and_due_ui(
    ui: &mut Ui,
    state: &AppState,
    (open, action): (&OpenMeeting, &Action),
    fields: &mut Fields,
    queue: &mut CommandQueue,
) {
    let (texts, doc) = (&state.texts, open.doc);
    let of = |key: &str| texts.with(key, &[("text", action.text.as_str().into())]);
    let small = |line| Line { style: TextStyle::Small, quiet: true, tight: true, ..line };
    let (owners, name, hint) =
        (owner_names(state, action).join(", "), of("actions-owners-of"), texts.get("actions-owners"));
    let target = Target::ActionDue(doc, action.id);
    let due = due_text(texts, action.due);
    let due_width = due_width(ui, fields.typed(&target).unwrap_or(&due));
    let width = ui.available_width() - due_width - CALENDAR - 3.0 * UNIT;
    let line = Line::new(Target::ActionOwners(doc, action.id), &name, &owners, width);
    owners_ui(ui, state, small(Line { hint: &hint, wraps: true, ..line }), fields, queue);
    let (name, hint) = (of("actions-due-of"), texts.get("actions-due"));
    ui.scope(|ui| {
        if matches!(fields.reading(ui, &target), Some(Err(_))) {
            ui.visuals_mut().override_text_color = Some(theme::palette(ui.visuals()).wrong);
        }
        let around = Around::From(state.day_of(open));
        let line = Line { hint: &hint, around, ..Line::new(target.clone(), &name, &due, due_width) };
        fields.line_ui(ui, small(line), queue);
    });
    let day = match action.due {
        Due::Date(day) => Some(day),
        Due::None | Due::NextMeeting => None,
    };
    let from = state.day_of(open).max(state.now.today());
    if let Some(chosen) = day_picker_ui(ui, state, (&name, field_id(&target)), (day, from)) {
        fields.forget(&target);
        queue.push(Command::Write(target, chosen.to_string()));
    }
}
