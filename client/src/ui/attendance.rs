//! Who was there: read as three lines of names; unfolded, each person can be moved between them, made
//! chair or removed, and others added.

use egui::{Align, Button, ComboBox, Label, Layout, RichText, TextEdit, TextStyle, Ui, UiBuilder, vec2};
use samskriv_shared::documents::{AttendanceStatus, Attendee, Person};

use crate::{
    command::{Command, CommandQueue, Target},
    i18n::collation_key,
    state::{AppState, OpenMeeting},
    ui::{
        fields::{Fields, Line},
        focus::escaped,
        theme::{SMALL, UNIT},
        widgets::{combo_ui, entered, labelled, labelled_field, link_button, quiet_label, section_label},
    },
    unfinished::NewAttendee,
};

/// The width of an attendee's status, of every one the same, in points.
const STATUS: f32 = 122.0;

/// The width of what takes somebody out, in points.
const REMOVE: f32 = 26.0;

/// What is typed and unfolded.
#[derive(Default)]
pub struct AttendanceView {
    editing: bool,
    pub new: NewAttendee,
}

impl AttendanceView {
    /// With somebody who was left half-typed.
    pub fn of(new: NewAttendee) -> AttendanceView {
        AttendanceView { editing: new != NewAttendee::default(), new }
    }
}

/// The section.
pub fn attendance_ui(
    ui: &mut Ui,
    state: &AppState,
    open: &OpenMeeting,
    view: &mut AttendanceView,
    fields: &mut Fields,
    queue: &mut CommandQueue,
) {
    let texts = &state.texts;
    let row = vec2(ui.available_width(), 28.0);
    ui.allocate_ui_with_layout(row, Layout::left_to_right(Align::Center), |ui| {
        section_label(ui, &texts.get("window-attendance"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let (key, name) = match view.editing {
                true => ("window-attendance-done", "window-attendance-done-name"),
                false => ("window-attendance-edit", "window-attendance-edit-name"),
            };
            if link_button(ui, &texts.get(key)).accessible_name(texts.get(name)).clicked() {
                view.editing = !view.editing;
            }
        });
    });
    if view.editing && escaped(ui) {
        view.editing = false;
    }
    if view.editing {
        for attendee in &open.minutes.attendance {
            attendee_ui(ui, state, attendee, fields, queue);
        }
        members_ui(ui, state, open, queue);
        add_ui(ui, state, view, queue);
    } else {
        summary_ui(ui, state, open, queue);
    }
}

/// Members who have not been added: each with one click, by municipality.
fn members_ui(ui: &mut Ui, state: &AppState, open: &OpenMeeting, queue: &mut CommandQueue) {
    let texts = &state.texts;
    let missing: Vec<&Person> = state.missing_members(open).collect();
    if missing.is_empty() {
        return;
    }
    ui.add_space(UNIT);
    quiet_label(ui, texts.get("meeting-members-missing"));
    all_members_ui(ui, state, missing.len(), queue);
    for person in missing {
        let named = |key: &str| texts.with(key, &[("name", person.name.as_str().into())]);
        let row = vec2(ui.available_width(), 26.0);
        ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
            for (status, word, name) in [
                (AttendanceStatus::Absent, "meeting-absent-short", "meeting-member-absent"),
                (AttendanceStatus::Present, "meeting-present-short", "meeting-member-present"),
            ] {
                let button = ui.button(RichText::new(texts.get(word)).size(SMALL));
                if button.accessible_name(named(name)).clicked() {
                    queue.push(Command::AddMember(person.id, status));
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let municipality = state.municipalities.get(&person.municipality);
                let about = municipality.filter(|name| !name.is_empty());
                let about = about.map_or_else(|| person.name.clone(), |of| format!("{}, {of}", person.name));
                ui.add(Label::new(RichText::new(about).size(14.0)).truncate());
            });
        });
    }
}

fn all_members_ui(ui: &mut Ui, state: &AppState, missing: usize, queue: &mut CommandQueue) {
    let all = state.texts.with("meeting-members-all", &[("n", missing.into())]);
    let button = ui.button(RichText::new(all).size(SMALL));
    if button.on_hover_text(state.texts.get("meeting-members-about")).clicked() {
        queue.push(Command::AddMembers);
    }
}

/// The key of a status' word.
pub fn status_word(status: AttendanceStatus) -> &'static str {
    match status {
        AttendanceStatus::Present => "window-present",
        AttendanceStatus::Absent => "window-absent",
        AttendanceStatus::Other => "window-other",
    }
}

fn summary_ui(ui: &mut Ui, state: &AppState, open: &OpenMeeting, queue: &mut CommandQueue) {
    if open.minutes.attendance.is_empty() {
        quiet_label(ui, state.texts.get("window-attendance-none"));
        let missing = state.missing_members(open).count();
        if missing > 0 {
            all_members_ui(ui, state, missing, queue);
        }
        return;
    }
    for status in [AttendanceStatus::Present, AttendanceStatus::Other, AttendanceStatus::Absent] {
        let of_status = open.minutes.attendance.iter().filter(|attendee| attendee.status == status);
        let mut people: Vec<&Attendee> = of_status.collect();
        if people.is_empty() {
            continue;
        }
        let heading = format!("{} ({})", state.texts.get(status_word(status)), people.len());
        quiet_label(ui, heading);
        // Stable: within a municipality as they are written in.
        people.sort_by_cached_key(|attendee| collation_key(&attendee.municipality));
        for of_one in people.chunk_by(|a, b| a.municipality == b.municipality) {
            municipality_ui(ui, state, of_one);
        }
        ui.add_space(UNIT);
    }
}

/// "Bjuv: Anna Ek (ordf.), Bo Lind".
fn municipality_ui(ui: &mut Ui, state: &AppState, people: &[&Attendee]) {
    let names: Vec<String> = people.iter().map(|attendee| described(state, attendee)).collect();
    let names = names.join(", ");
    let line = match people.first().map(|first| first.municipality.as_str()) {
        Some(municipality) if !municipality.is_empty() => format!("{municipality}: {names}"),
        _ => names,
    };
    ui.label(RichText::new(line).size(14.0));
}

/// "Anna Ek (ordf., kom 9.30)".
fn described(state: &AppState, attendee: &Attendee) -> String {
    let chair = attendee.chair.then(|| state.texts.get("window-chair-short"));
    let about = [Some(attendee.title.as_str()), chair.as_deref(), Some(attendee.note.as_str())];
    let about: Vec<&str> = about.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    if about.is_empty() { attendee.name.clone() } else { format!("{} ({})", attendee.name, about.join(", ")) }
}

fn attendee_ui(
    ui: &mut Ui,
    state: &AppState,
    attendee: &Attendee,
    fields: &mut Fields,
    queue: &mut CommandQueue,
) {
    let texts = &state.texts;
    let named = |key: &str| texts.with(key, &[("name", attendee.name.as_str().into())]);
    let about = [&attendee.name, &attendee.municipality, &attendee.title];
    let about: Vec<&str> = about.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), 22.0));
    let (name, remove) = row.split_left_right_at_x(row.right() - REMOVE);
    let left = Layout::left_to_right(Align::Center);
    let about = about.join(", ");
    ui.new_child(UiBuilder::new().max_rect(name).layout(left))
        .add(Label::new(RichText::new(&about).size(14.0)).truncate())
        .on_hover_text(about);
    let mut changed = attendee.clone();
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 26.0;
        status_ui(ui, state, &mut changed);
        let label = RichText::new(texts.get("window-chair-short")).size(SMALL);
        ui.checkbox(&mut changed.chair, label).accessible_name(named("window-attendee-chair"));
        let (name, hint) = (named("meeting-note-of"), texts.get("meeting-note-hint"));
        let target = Target::AttendeeNote(attendee.id.clone());
        let line = Line::new(target, &name, &attendee.note, ui.available_width());
        let line = Line { hint: &hint, style: TextStyle::Small, tight: true, ..line };
        fields.line_ui(ui, line, queue);
    });
    // The last one that Tab comes to.
    let right = Layout::right_to_left(Align::Center);
    let label = named("window-attendee-remove");
    let button = Button::new(RichText::new("×").size(16.0)).frame_when_inactive(false).small();
    let removed = ui.new_child(UiBuilder::new().max_rect(remove).layout(right)).add(button);
    if removed.on_hover_text(&label).accessible_name(label).clicked() {
        queue.push(Command::RemoveAttendee(attendee.id.clone()));
    }
    ui.add_space(UNIT);
    if changed != *attendee {
        queue.push(Command::ChangeAttendee(changed));
    }
}

fn status_ui(ui: &mut Ui, state: &AppState, attendee: &mut Attendee) {
    let texts = &state.texts;
    let word = |status| texts.get(status_word(status));
    let selected = RichText::new(word(attendee.status)).size(SMALL);
    let combo = ComboBox::from_id_salt(("attendance", &attendee.id)).selected_text(selected).width(STATUS);
    let response = combo_ui(ui, combo, |ui| {
        for status in [AttendanceStatus::Present, AttendanceStatus::Absent, AttendanceStatus::Other] {
            ui.selectable_value(&mut attendee.status, status, word(status));
        }
    });
    response.accessible_name(format!("{}: {}", attendee.name, word(attendee.status)));
}

fn add_ui(ui: &mut Ui, state: &AppState, view: &mut AttendanceView, queue: &mut CommandQueue) {
    let texts = &state.texts;
    ui.add_space(UNIT);
    let field = labelled_field(ui, &texts.get("window-attendee-name"), "", &mut view.new.name);
    people_ui(ui, state, view);
    ui.horizontal(|ui| {
        let label = super::widgets::label_over(ui, &texts.get("window-attendee-municipality"));
        let edit = TextEdit::singleline(&mut view.new.municipality).desired_width(120.0);
        let municipality = labelled(ui.add(edit), &label);
        let entered = entered(ui, &field) || entered(ui, &municipality);
        let named = !view.new.name.trim().is_empty();
        let pressed = ui.add_enabled(named, Button::new(texts.get("window-attendee-add"))).clicked();
        if named && (pressed || entered) {
            queue.push(Command::AddAttendee {
                name: std::mem::take(&mut view.new.name).trim().to_owned(),
                municipality: std::mem::take(&mut view.new.municipality).trim().to_owned(),
                status: AttendanceStatus::Present,
            });
            field.request_focus();
        }
    });
}

/// Up to three people of the directory with a name that begins as what is typed.
fn people_ui(ui: &mut Ui, state: &AppState, view: &mut AttendanceView) {
    let typed = view.new.name.trim().to_lowercase();
    if typed.is_empty() {
        return;
    }
    let matching = state.people.iter().filter(|person| {
        let name = person.name.to_lowercase();
        name != typed && (name.starts_with(&typed) || name.split(' ').any(|part| part.starts_with(&typed)))
    });
    ui.horizontal_wrapped(|ui| {
        for person in matching.take(3) {
            if ui.button(RichText::new(&person.name).size(SMALL)).clicked() {
                view.new.name = person.name.clone();
                view.new.municipality =
                    state.municipalities.get(&person.municipality).cloned().unwrap_or_default();
            }
        }
    });
}
