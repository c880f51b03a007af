//! What two people set apart of somebody, or of a municipality's name: both values under the row, until one is picked.

use egui::Ui;
use samskriv_shared::documents::{Conflict, Person};

use crate::{
    command::{Command, CommandQueue, PeopleCommand},
    state::AppState,
    ui::{conflicts::conflict_ui, theme::UNIT},
};

/// Those of somebody.
pub fn of_person_ui(ui: &mut Ui, state: &AppState, person: &Person, may: bool, queue: &mut CommandQueue) {
    if state.directory_conflicts.is_empty() {
        return;
    }
    let of = format!("people.{}.", person.id);
    let has_day = state.directory_conflicts.iter().any(|it| it.field == format!("{of}left_on"));
    for conflict in &state.directory_conflicts {
        let Some(key) = conflict.field.strip_prefix(&of) else { continue };
        // Whoever picks the last day picks whether it is behind us.
        if key == "left" && has_day {
            continue;
        }
        let field = field_name(state, key, &person.name);
        pick_ui(ui, state, (&field, conflict, may), |value| value_words(state, key, value), queue);
    }
}

/// Those of a municipality's name, by which its members stand.
pub fn of_municipality_ui(ui: &mut Ui, state: &AppState, name: &str, queue: &mut CommandQueue) {
    let may = state.current().is_some_and(|network| network.may_invite);
    for conflict in &state.directory_conflicts {
        let id = conflict.field.strip_prefix("municipalities.").and_then(|rest| rest.strip_suffix(".name"));
        if id.and_then(|id| state.municipalities.get(id)).is_some_and(|shown| shown == name) {
            let field = state.texts.get("members-conflict-municipality-name");
            pick_ui(ui, state, (&field, conflict, may), str::to_owned, queue);
        }
    }
}

fn pick_ui(
    ui: &mut Ui,
    state: &AppState,
    (field, conflict, may): (&str, &Conflict, bool),
    words: impl Fn(&str) -> String,
    queue: &mut CommandQueue,
) {
    ui.add_space(UNIT);
    if let Some(value) = conflict_ui(ui, state, (field, may), conflict, words) {
        let (field, value) = (conflict.field.clone(), value.to_owned());
        queue.push(Command::People(PeopleCommand::Pick { field, value }));
    }
}

/// "titeln för Bo Lind".
fn field_name(state: &AppState, key: &str, name: &str) -> String {
    let texts = &state.texts;
    let word = match key {
        "name" => "members-conflict-name",
        "title" => "members-conflict-title",
        "municipality" => "members-conflict-municipality",
        "left" => "members-conflict-left",
        "left_on" => "members-conflict-last-day",
        _ => {
            let from = key.rsplit('.').next().and_then(|day| day.parse().ok());
            let from = from.map(|from| texts.date(from)).unwrap_or_default();
            return texts.with("members-conflict-chair", &[("name", name.into()), ("from", from.into())]);
        }
    };
    texts.with(word, &[("name", name.into())])
}

fn value_words(state: &AppState, key: &str, value: &str) -> String {
    let texts = &state.texts;
    match key {
        "left" if value == "true" => texts.get("members-has-left"),
        "left" => texts.get("members-is-here"),
        "left_on" if value.is_empty() => texts.get("members-no-last-day"),
        "name" | "title" => some(state, value),
        "municipality" => some(state, state.municipalities.get(value).map_or(value, String::as_str)),
        _ => match value.parse().ok() {
            Some(day) => texts.date(day),
            None => texts.get("members-until-further"),
        },
    }
}

fn some(state: &AppState, value: &str) -> String {
    if value.is_empty() { state.texts.get("window-empty") } else { value.to_owned() }
}
