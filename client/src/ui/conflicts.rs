//! What two people set apart for the same field: all values, until someone picks one.

use egui::Ui;
use samskriv_shared::documents::{ActionStatus, AttendanceStatus, Conflict, MinutesField};

use crate::{
    command::{Command, CommandQueue},
    state::{AppState, OpenMeeting},
    ui::{theme::UNIT, widgets::notice},
};

/// One notice per conflict; nothing where there is none.
pub fn conflicts_ui(ui: &mut Ui, state: &AppState, open: &OpenMeeting, queue: &mut CommandQueue) {
    for conflict in &open.minutes.conflicts {
        ui.add_space(2.0 * UNIT);
        let field = field_name(state, open, &conflict.field);
        let sentence = state.texts.with("window-conflict", &[("field", field.as_str().into())]);
        notice(ui, &sentence, |ui| values_ui(ui, state, conflict, queue));
    }
}

fn values_ui(ui: &mut Ui, state: &AppState, conflict: &Conflict, queue: &mut CommandQueue) {
    for value in &conflict.values {
        let words = value_words(state, &conflict.field, value);
        let name = state.texts.with("window-conflict-pick", &[("value", words.as_str().into())]);
        if ui.button(&words).accessible_name(name).clicked() {
            queue.push(Command::Pick { field: conflict.field.clone(), value: value.clone() });
        }
    }
}

fn field_name(state: &AppState, open: &OpenMeeting, field: &str) -> String {
    let texts = &state.texts;
    if let Ok(field) = field.parse::<MinutesField>() {
        return texts.get(match field {
            MinutesField::Title => "window-title",
            MinutesField::Starts => "window-starts",
            MinutesField::Ends => "window-ends",
            MinutesField::Place => "window-place",
            MinutesField::Secretary => "window-secretary",
            MinutesField::Signature => "window-signature",
            MinutesField::NextMeeting => "window-next-meeting",
        });
    }
    if field == "state" {
        return texts.get("window-state");
    }
    let mut parts = field.splitn(3, '.');
    let (group, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let of = match group {
        "actions" => {
            open.minutes.actions.iter().find(|action| action.id.to_string() == id).map(|action| &action.text)
        }
        "attendance" => {
            open.minutes.attendance.iter().find(|person| person.id == id).map(|person| &person.name)
        }
        _ => None,
    };
    of.map_or_else(|| field.to_owned(), |text| format!("”{text}”"))
}

fn value_words(state: &AppState, field: &str, value: &str) -> String {
    let texts = &state.texts;
    if value.is_empty() {
        return texts.get("window-empty");
    }
    let status = field.ends_with(".status");
    if status && let Ok(status) = value.parse::<ActionStatus>() {
        return texts.get(super::action_parts::status_word(status));
    }
    if status && let Ok(status) = value.parse::<AttendanceStatus>() {
        return texts.get(super::attendance::status_word(status));
    }
    if field == "state"
        && let Ok(state) = value.parse()
    {
        return texts.get(super::meeting::state_word(state));
    }
    if field.ends_with(".due") && value == "next-meeting" {
        return texts.get("window-next-meeting-due");
    }
    match value.parse::<jiff::civil::DateTime>() {
        Ok(at) if matches!(field, "starts" | "ends") => texts.meeting_time(at, None),
        _ => value.to_owned(),
    }
}
