//! What two people set apart for the same field: all values, until someone picks one.

use egui::{Button, RichText, Ui};
use samskriv_shared::documents::{ActionStatus, AttendanceStatus, Conflict, MinutesField};

use crate::{
    command::{Command, CommandQueue},
    state::{AppState, OpenMeeting},
    ui::{
        theme::{self, SMALL, UNIT},
        widgets::notice,
    },
};

/// One notice per conflict; nothing where there is none.
pub fn conflicts_ui(ui: &mut Ui, state: &AppState, open: &OpenMeeting, queue: &mut CommandQueue) {
    for conflict in &open.minutes.conflicts {
        ui.add_space(2.0 * UNIT);
        let field = field_name(state, open, &conflict.field);
        let words = |value: &str| value_words(state, &conflict.field, value);
        if let Some(value) = conflict_ui(ui, state, (&field, state.may_write()), conflict, words) {
            queue.push(Command::Pick { field: conflict.field.clone(), value: value.to_owned() });
        }
    }
}

/// A notice of one conflict in a field of this name, with its values as buttons and who wrote them. Says which was picked, by whoever `may`.
pub fn conflict_ui<'a>(
    ui: &mut Ui,
    state: &AppState,
    (field, may): (&str, bool),
    conflict: &'a Conflict,
    words: impl Fn(&str) -> String,
) -> Option<&'a str> {
    let sentence = state.texts.with("window-conflict", &[("field", field.into())]);
    let mut picked = None;
    notice(ui, &sentence, |ui| {
        for (nth, value) in conflict.values.iter().enumerate() {
            let words = words(value);
            let name = state.texts.with("window-conflict-pick", &[("value", words.as_str().into())]);
            let quiet = theme::palette(ui.visuals()).quiet;
            let (name, button) = match conflict.by.get(nth).and_then(|by| state.author(by)) {
                Some(author) => {
                    let name = format!("{name} ({author})");
                    (
                        name,
                        Button::new((words, RichText::new(format!("({author})")).size(SMALL).color(quiet))),
                    )
                }
                None => (name, Button::new(words)),
            };
            let button = ui.add_enabled(may, button);
            if button.accessible_name(name).clicked() {
                picked = Some(value.as_str());
            }
        }
    });
    picked
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
    let Some(of) = of else { return field.to_owned() };
    let part = match parts.next() {
        Some("due") => Some("actions-due"),
        Some("status") => Some("actions-column-status"),
        Some("municipality") => Some("actions-column-municipality"),
        _ => None,
    };
    match part {
        Some(part) => {
            texts.with("conflict-part", &[("part", texts.get(part).into()), ("of", of.as_str().into())])
        }
        None => format!("”{of}”"),
    }
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
    if let Ok(day) = value.parse::<jiff::civil::Date>()
        && (field.ends_with(".due") || field == "next_meeting")
    {
        return texts.date(day);
    }
    match value.parse::<jiff::civil::DateTime>() {
        Ok(at) if matches!(field, "starts" | "ends") => texts.meeting_time(at, None),
        _ => value.to_owned(),
    }
}
