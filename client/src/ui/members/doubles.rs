//! People who stand in the network twice: of old minutes without a computer, and again since they joined, or once for
//! each computer. Whoever sits here is asked about themselves; administrators see it of everybody.

use std::collections::BTreeMap;

use egui::Ui;
use samskriv_shared::documents::{Person, folded};

use crate::{
    command::{Command, CommandQueue, PeopleCommand},
    state::AppState,
    ui::{
        theme::UNIT,
        widgets::{notice, quiet_label},
    },
};

/// Two who look like one.
pub struct Double<'a> {
    /// By whom they would be known if they were: whoever has no computer was here first.
    pub stays: &'a Person,
    pub other: &'a Person,
}

/// Those that concern whoever sits here.
pub struct Doubles<'a> {
    /// Somebody without a computer whom they may be.
    asked: Vec<Double<'a>>,
    /// The others.
    told: Vec<Double<'a>>,
}

impl<'a> Doubles<'a> {
    /// Those of the network that is shown; none for who may change nothing.
    pub fn of(state: &'a AppState) -> Doubles<'a> {
        let administers = state.current().is_some_and(|network| network.may_invite);
        let mut doubles = Doubles { asked: Vec::new(), told: Vec::new() };
        if !state.may_write() {
            return doubles;
        }
        for double in all(state) {
            let of_me = [double.stays, double.other].iter().any(|person| state.is_me(&person.id));
            if state.is_me(&double.other.id) && !state.has_computer(double.stays) {
                doubles.asked.push(double);
            } else if of_me || administers {
                doubles.told.push(double);
            }
        }
        doubles
    }

    /// "Är du samma person som Bo Lind, Klippan?"
    pub fn asked_ui(&self, ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
        for double in &self.asked {
            let who = described(state, double.stays);
            let sentence = state.texts.with("members-same-ask", &[("who", who.into())]);
            notice(ui, &sentence, |ui| {
                if ui.button(state.texts.get("members-same-yes")).clicked() {
                    queue.push(join(double));
                }
                if ui.button(state.texts.get("members-same-no")).clicked() {
                    queue.push(part(double));
                }
            });
            quiet_label(ui, state.texts.get("members-same-about"));
            ui.add_space(2.0 * UNIT);
        }
    }

    /// What stands under somebody's row: that they stand there twice.
    pub fn told_ui(&self, ui: &mut Ui, state: &AppState, person: &Person, queue: &mut CommandQueue) {
        let today = state.now.today();
        let texts = &state.texts;
        for double in &self.told {
            // Under the one that is not folded away.
            let shown = if double.stays.has_left(today) { double.other } else { double.stays };
            if shown.id != person.id {
                continue;
            }
            let who = described(state, shown);
            let name = |key: &str| texts.with(key, &[("who", who.as_str().into())]);
            ui.add_space(UNIT);
            notice(ui, &name("members-twice"), |ui| {
                let joins =
                    ui.button(texts.get("members-join")).on_hover_text(texts.get("members-join-about"));
                if joins.accessible_name(name("members-join-name")).clicked() {
                    queue.push(join(double));
                }
                let parts = ui.button(texts.get("members-part"));
                if parts.accessible_name(name("members-part-name")).clicked() {
                    queue.push(part(double));
                }
            });
        }
    }
}

fn join(double: &Double<'_>) -> Command {
    Command::People(PeopleCommand::Join(double.stays.id, double.other.id))
}

fn part(double: &Double<'_>) -> Command {
    Command::People(PeopleCommand::Part(double.stays.id, double.other.id))
}

/// "Bo Lind, Klippan".
fn described(state: &AppState, person: &Person) -> String {
    match state.municipalities.get(&person.municipality) {
        Some(municipality) if !municipality.is_empty() => format!("{}, {municipality}", person.name),
        _ => person.name.clone(),
    }
}

/// All of the network, each beside the first whom they look like.
fn all(state: &AppState) -> Vec<Double<'_>> {
    let mut by_name: BTreeMap<String, Vec<&Person>> = BTreeMap::new();
    for person in &state.people {
        by_name.entry(folded(&person.name)).or_default().push(person);
    }
    let today = state.now.today();
    let mut doubles = Vec::new();
    for mut same in by_name.into_values().filter(|same| same.len() > 1) {
        same.sort_by_cached_key(|person| (state.has_computer(person), state.is_me(&person.id), person.id));
        for (nth, other) in same.iter().enumerate() {
            let first = same[..nth].iter().find(|stays| stays.looks_like(other));
            let gone = |stays: &Person| stays.has_left(today) && other.has_left(today);
            if let Some(stays) = first.filter(|stays| !gone(stays)) {
                doubles.push(Double { stays, other });
            }
        }
    }
    doubles
}
