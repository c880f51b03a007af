//! A member's row, unfolded: what the directory says of them, their periods as chair, and their computers.

use egui::{ComboBox, Ui, vec2};
use jiff::civil::Date;
use samskriv_shared::{
    documents::{Person, Term},
    ids::PersonId,
    membership::Role,
};

use super::{
    entry::{Entry, Key},
    role_word, term_words,
};
use crate::{
    command::{Command, CommandQueue, PeopleCommand, PersonEdit},
    input::{self, Around},
    state::{AppState, Device, Removal},
    ui::{
        day_note::{DayField, day_field_ui, optional_day},
        day_picker::DAY_LABEL,
        flow::flow_ui,
        focus::escaped,
        leaving,
        theme::UNIT,
        widgets::{
            combo_ui, grave_link, labelled_field, link_button, primary_button, quiet_label, section_label,
        },
    },
};

/// What is typed of somebody.
pub struct Form {
    pub of: Key,
    name: String,
    title: String,
    municipality: String,
    last_day: String,
    from: String,
    to: String,
    /// The first field takes the focus.
    just_opened: bool,
}

impl Form {
    /// As things are.
    pub fn of(state: &AppState, entry: &Entry<'_>) -> Form {
        let person = entry.person;
        let last_day = person.and_then(|person| person.left_on);
        Form {
            of: entry.key.clone(),
            name: person.map(|person| person.name.clone()).unwrap_or_default(),
            title: entry.title.clone(),
            municipality: entry.municipality.clone(),
            last_day: last_day.map(|day| state.texts.date(day)).unwrap_or_default(),
            from: String::new(),
            to: String::new(),
            just_opened: true,
        }
    }

    /// What differs from what the directory says.
    fn edits(
        &self,
        entry: &Entry<'_>,
        person: &Person,
        (is_admin, around): (bool, Around),
    ) -> Vec<PersonEdit> {
        let mut edits = Vec::new();
        let [name, title, municipality] =
            [&self.name, &self.title, &self.municipality].map(|text| text.trim().to_owned());
        if name != person.name {
            edits.push(PersonEdit::Name(name));
        }
        if title != person.title {
            edits.push(PersonEdit::Title(title));
        }
        if is_admin && municipality != entry.municipality {
            edits.push(PersonEdit::Municipality(municipality));
        }
        match optional_date(&self.last_day, around) {
            Some(last) if is_admin && last != person.left_on => edits.push(PersonEdit::LastDay(last)),
            _ => {}
        }
        edits
    }

    /// The period that is typed, if it is one.
    fn term(&self, around: Around) -> Option<Term> {
        let from = input::date(&self.from, around).ok()?;
        let to = optional_date(&self.to, Around::From(from))?;
        to.is_none_or(|to| from <= to).then_some(Term { from, to })
    }
}

/// Nothing, or a date; none for what is neither.
fn optional_date(text: &str, around: Around) -> Option<Option<Date>> {
    if text.trim().is_empty() { Some(None) } else { input::date(text, around).ok().map(Some) }
}

/// Whether whoever sits here may change something of somebody.
pub fn may_change(state: &AppState, entry: &Entry<'_>) -> bool {
    let Some(current) = state.current() else { return false };
    current.may_invite || (current.may_write && entry.is_me && entry.person.is_some())
}

/// The form; false once it is done with.
pub fn form_ui(
    ui: &mut Ui,
    state: &AppState,
    entry: &Entry<'_>,
    form: &mut Option<Form>,
    queue: &mut CommandQueue,
) -> bool {
    let Some(form) = form else { return false };
    let is_admin = state.current().is_some_and(|network| network.may_invite);
    let texts = &state.texts;
    if let Some(person) = entry.person {
        facts_ui(ui, state, form, is_admin);
        if is_admin {
            chair_ui(ui, state, person, form, queue);
        }
    } else {
        quiet_label(ui, texts.get("members-not-in-directory"));
    }
    if is_admin {
        devices_ui(ui, state, entry, queue);
    }
    ui.add_space(UNIT);
    let mut open = true;
    ui.horizontal_wrapped(|ui| {
        if let Some(person) = entry.person {
            let around = around(state);
            let ready = !form.name.trim().is_empty() && optional_date(&form.last_day, around).is_some();
            if primary_button(ui, &texts.get("members-save"), ready).clicked() {
                for edit in form.edits(entry, person, (is_admin, around)) {
                    queue.push(edited(person.id, edit));
                }
                open = false;
            }
        }
        if ui
            .button(texts.get(if entry.person.is_some() { "window-cancel" } else { "window-close" }))
            .clicked()
            || escaped(ui)
        {
            open = false;
        }
        if let Some(person) = entry.person.filter(|person| is_admin && !person.also.is_empty())
            && link_button(ui, &texts.get("members-split")).clicked()
        {
            queue.push(Command::People(PeopleCommand::Split(person.id)));
            open = false;
        }
        let goes = if entry.is_me {
            leaving::ask_button(ui, state, queue)
        } else {
            is_admin && remove_person_ui(ui, state, entry, queue)
        };
        open &= !goes;
    });
    open
}

fn edited(person: PersonId, edit: PersonEdit) -> Command {
    Command::People(PeopleCommand::Edit(person, edit))
}

fn facts_ui(ui: &mut Ui, state: &AppState, form: &mut Form, is_admin: bool) {
    let texts = &state.texts;
    let half = (ui.available_width() - ui.spacing().item_spacing.x) / 2.0;
    let field = |ui: &mut Ui, key: &str, hint: &str, text: &mut String| {
        ui.allocate_ui(vec2(half, 0.0), |ui| labelled_field(ui, &texts.get(key), hint, text)).inner
    };
    ui.spacing_mut().item_spacing.y = 2.0 * UNIT;
    ui.horizontal_top(|ui| {
        let name = field(ui, "members-name", "", &mut form.name);
        if std::mem::take(&mut form.just_opened) {
            name.request_focus();
        }
        field(ui, "members-title", "", &mut form.title);
    });
    if is_admin {
        ui.horizontal_top(|ui| {
            field(ui, "members-municipality", "", &mut form.municipality);
            ui.allocate_ui(vec2(half, 0.0), |ui| {
                let hints = (&*texts.get("members-last-day"), &*texts.get("date-hint"));
                day_ui(ui, state, hints, &mut form.last_day, around(state));
            });
        });
    }
}

/// A period or a last day may lie behind as well as ahead.
fn around(state: &AppState) -> Around {
    Around::Nearest(state.now.today())
}

fn day_ui(ui: &mut Ui, state: &AppState, (label, hint): (&str, &str), text: &mut String, around: Around) {
    let read = |text: &str| optional_day(state, text, around);
    day_field_ui(ui, state, DayField { label, hint, text, timed: false, read: &read });
}

fn chair_ui(ui: &mut Ui, state: &AppState, person: &Person, form: &mut Form, queue: &mut CommandQueue) {
    let texts = &state.texts;
    ui.add_space(3.0 * UNIT);
    section_label(ui, &texts.get("members-chair-periods"));
    for term in &person.chair {
        let words = term_words(texts, term);
        ui.horizontal_wrapped(|ui| {
            ui.label(&words);
            let name = texts.with("members-remove-period", &[("period", words.into())]);
            if link_button(ui, &texts.get("members-remove-short")).accessible_name(name).clicked() {
                queue.push(edited(person.id, PersonEdit::RemoveTerm(term.from)));
            }
        });
    }
    let around = around(state);
    let (from, to) = (texts.get("members-period-from"), texts.get("members-period-to"));
    flow_ui(ui, 2.0 * UNIT, &[190.0, 190.0, 160.0], |ui, nth| match nth {
        0 => day_ui(ui, state, (&from, &texts.get("date-hint")), &mut form.from, around),
        1 => {
            let around = input::date(&form.from, around).map_or(around, Around::From);
            day_ui(ui, state, (&to, &texts.get("members-period-open")), &mut form.to, around);
        }
        _ => {
            // Beside the fields, not beside their labels.
            ui.add_space(DAY_LABEL + 0.5 * UNIT);
            let term = form.term(around);
            let add = ui.add_enabled(term.is_some(), egui::Button::new(texts.get("members-period-add")));
            if let Some(term) = term.filter(|_| add.clicked()) {
                queue.push(edited(person.id, PersonEdit::PutTerm(term)));
                (form.from, form.to) = (String::new(), String::new());
            }
        }
    });
}

fn devices_ui(ui: &mut Ui, state: &AppState, entry: &Entry<'_>, queue: &mut CommandQueue) {
    let texts = &state.texts;
    ui.add_space(3.0 * UNIT);
    section_label(ui, &texts.get("members-computers"));
    if entry.devices.is_empty() {
        quiet_label(ui, texts.get("members-no-device"));
    }
    for (nth, device) in entry.devices.iter().enumerate() {
        device_ui(ui, state, entry, (nth + 1, device), queue);
    }
    let has_relay = state.current().is_some_and(|network| network.relay.is_some());
    if let Some(person) = entry.person.filter(|_| has_relay) {
        let key = if entry.devices.is_empty() { "members-invite-person" } else { "members-add-device" };
        let words = texts.with(key, &[("name", entry.name.as_str().into())]);
        if link_button(ui, &words).clicked() {
            queue.push(Command::People(PeopleCommand::AskToInvite(Some(person.id))));
        }
    }
}

fn device_ui(
    ui: &mut Ui,
    state: &AppState,
    entry: &Entry<'_>,
    (nth, device): (usize, &Device),
    queue: &mut CommandQueue,
) {
    let texts = &state.texts;
    let here = state.current().is_some_and(|network| network.device == device.id);
    let key = if here { "members-computer-here" } else { "members-computer" };
    let words = texts.with(key, &[("n", nth.into())]);
    let of = [("name", entry.name.as_str().into()), ("computer", words.as_str().into())];
    ui.horizontal(|ui| {
        let mut role = device.role;
        let combo = ComboBox::from_id_salt(device.id).selected_text(texts.get(role_word(role))).width(150.0);
        ui.add_enabled_ui(!state.busy, |ui| {
            let shown = combo_ui(ui, combo, |ui| {
                for other in [Role::Admin, Role::Editor, Role::Reader] {
                    ui.selectable_value(&mut role, other, texts.get(role_word(other)));
                }
            });
            shown.accessible_name(texts.with("members-role-of", &of));
        });
        if role != device.role {
            queue.push(Command::People(PeopleCommand::SetRole(device.id, role)));
        }
        ui.label(&words);
        if !here {
            let button = grave_link(ui, &texts.get("members-remove-device"));
            if button.accessible_name(texts.with("members-remove-device-name", &of)).clicked() {
                let removal = Removal::Device { device: device.id, name: entry.name.clone() };
                queue.push(Command::People(PeopleCommand::AskToRemove(removal)));
            }
        }
    });
}

/// Says whether it was asked for.
fn remove_person_ui(ui: &mut Ui, state: &AppState, entry: &Entry<'_>, queue: &mut CommandQueue) -> bool {
    let gone = entry.person.is_some_and(|person| person.left);
    if gone && entry.devices.is_empty() {
        return false;
    }
    let words = state.texts.with("members-remove-person", &[("name", entry.name.as_str().into())]);
    let asked = grave_link(ui, &words).clicked();
    if asked {
        let removal = Removal::Person {
            person: entry.person.map(|person| person.id),
            name: entry.name.clone(),
            devices: entry.devices.iter().map(|device| device.id).collect(),
        };
        queue.push(Command::People(PeopleCommand::AskToRemove(removal)));
    }
    asked
}
