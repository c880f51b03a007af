//! A row of the table: every part of the action, each changed where it stands.

use egui::{Button, ComboBox, RichText, Stroke, TextStyle, Ui, vec2};
use samskriv_shared::documents::{ActionStatus, Due};

use super::{columns::Columns, rows::Entry};
use crate::{
    command::{ActionEdit, Command, CommandQueue, Target},
    input::Around,
    state::{AppState, Place as PlaceInMeeting},
    ui::{
        action_parts::{due_text, is_waiting, owners_ui, status_word, tick_ui},
        day_note::note_ui,
        fields::{Fields, Line},
        flow::{cell_ui, flow_ui},
        icons::{self, Icon},
        meeting_days::Lateness,
        theme::{self, SMALL, UNIT},
        widgets::{combo_ui, quiet_label},
    },
};

/// The width of an average letter of the body's size, in points, and the height of its line. They only guess.
const LETTER: f32 = 7.6;
const LINE: f32 = 21.0;

const STATUSES: [ActionStatus; 4] =
    [ActionStatus::Open, ActionStatus::Doing, ActionStatus::Done, ActionStatus::Dropped];

/// Where a row is drawn.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub columns: Columns,
    /// Those that can be chosen, in the alphabet's order.
    pub municipalities: &'a [String],
    pub may_write: bool,
}

/// How high a row will about be, in points.
pub fn likely_height(entry: &Entry, columns: Columns) -> f32 {
    let lines = |letters: usize, width: f32| (letters as f32 * LETTER / width).ceil().max(1.0);
    let text = lines(entry.action.text.chars().count(), columns.text - 12.0);
    if columns.narrow {
        return (text + 2.0) * LINE + 36.0;
    }
    let meeting = entry.meeting.as_ref().map_or(1.0, |it| 1.0 + lines(it.title.chars().count(), 170.0));
    text.max(meeting) * LINE + 16.0
}

/// The row.
pub fn row_ui(
    ui: &mut Ui,
    state: &AppState,
    entry: &Entry,
    place: Place<'_>,
    fields: &mut Fields,
    queue: &mut CommandQueue,
) {
    let columns = place.columns;
    ui.spacing_mut().item_spacing = vec2(columns.gap, 0.5 * UNIT);
    ui.spacing_mut().interact_size.y = 24.0;
    ui.add_space(UNIT);
    let mut row = Row { state, entry, place, fields, queue };
    if columns.narrow {
        ui.horizontal_top(|ui| {
            cell_ui(ui, columns.tick, |ui| row.tick_ui(ui));
            cell_ui(ui, columns.text, |ui| row.text_ui(ui));
        });
        let widths = [columns.owners, columns.due, columns.status, columns.municipality, columns.meeting];
        ui.horizontal_top(|ui| {
            ui.add_space(columns.tick + columns.gap);
            ui.vertical(|ui| {
                flow_ui(ui, columns.gap, &widths, |ui, nth| match nth {
                    0 => row.owners_ui(ui),
                    1 => row.due_ui(ui),
                    2 => row.status_ui(ui),
                    3 => row.municipality_ui(ui),
                    _ => row.meeting_ui(ui),
                });
            });
        });
    } else {
        ui.horizontal_top(|ui| {
            cell_ui(ui, columns.tick, |ui| row.tick_ui(ui));
            cell_ui(ui, columns.text, |ui| row.text_ui(ui));
            cell_ui(ui, columns.owners, |ui| row.owners_ui(ui));
            cell_ui(ui, columns.municipality, |ui| row.municipality_ui(ui));
            cell_ui(ui, columns.due, |ui| row.due_ui(ui));
            cell_ui(ui, columns.status, |ui| row.status_ui(ui));
            cell_ui(ui, columns.meeting, |ui| row.meeting_ui(ui));
        });
    }
    ui.add_space(UNIT);
    let line = theme::palette(ui.visuals()).line;
    let bottom = ui.min_rect().bottom() - 0.5;
    ui.painter().hline(ui.max_rect().x_range(), bottom, Stroke::new(1.0, line));
}

struct Row<'a> {
    state: &'a AppState,
    entry: &'a Entry,
    place: Place<'a>,
    fields: &'a mut Fields,
    queue: &'a mut CommandQueue,
}

impl Row<'_> {
    /// The name of a part, for those who hear it.
    fn of(&self, key: &str) -> String {
        self.state.texts.with(key, &[("text", self.entry.action.text.as_str().into())])
    }

    /// The same with what it says.
    fn with_value(&self, key: &str, value: &str) -> String {
        let text = self.entry.action.text.as_str();
        self.state.texts.with(key, &[("text", text.into()), ("value", value.into())])
    }

    fn edit(&mut self, edit: ActionEdit) {
        let (doc, action) = self.entry.key();
        self.queue.push(Command::EditAction { doc, action, edit });
    }

    fn tick_ui(&mut self, ui: &mut Ui) {
        let tick = ui.add_enabled_ui(self.place.may_write, |ui| {
            ui.add_space(0.5 * UNIT);
            tick_ui(ui, self.state, &self.entry.action).1
        });
        if let Some(status) = tick.inner {
            self.edit(ActionEdit::Status(status));
        }
    }

    fn field_ui(&mut self, ui: &mut Ui, line: Line<'_>) {
        let line = Line { quiet: true, tight: true, ..line };
        let may_write = self.place.may_write;
        ui.add_enabled_ui(may_write, |ui| self.fields.line_ui(ui, line, self.queue));
    }

    fn text_ui(&mut self, ui: &mut Ui) {
        let (doc, action) = (self.entry.doc, &self.entry.action);
        if !is_waiting(action.status) {
            ui.visuals_mut().override_text_color = Some(theme::palette(ui.visuals()).quiet);
        }
        let name = self.of("window-action-text");
        let line = Line::new(Target::ActionText(doc, action.id), &name, &action.text, ui.available_width());
        self.field_ui(ui, Line { wraps: true, ..line });
    }

    fn owners_ui(&mut self, ui: &mut Ui) {
        let (name, owners) = (self.of("actions-owners-of"), self.entry.owners.join(", "));
        let hint = self.state.texts.get("actions-owners");
        let target = Target::ActionOwners(self.entry.doc, self.entry.action.id);
        let line = Line::new(target, &name, &owners, ui.available_width());
        let (quiet, tight, wraps) = (true, true, true);
        let line = Line { hint: &hint, quiet, tight, wraps, style: TextStyle::Small, ..line };
        let may_write = self.place.may_write;
        ui.add_enabled_ui(may_write, |ui| owners_ui(ui, self.state, line, self.fields, self.queue));
    }

    fn due_ui(&mut self, ui: &mut Ui) {
        let (doc, action) = (self.entry.doc, &self.entry.action);
        let target = Target::ActionDue(doc, action.id);
        let (name, due) = (self.of("actions-due-of"), due_text(&self.state.texts, action.due));
        let hint = self.state.texts.get("actions-due");
        let reading = self.fields.reading(ui, &target);
        ui.scope(|ui| {
            if matches!(reading, Some(Err(_))) {
                ui.visuals_mut().override_text_color = Some(theme::palette(ui.visuals()).wrong);
            }
            let around = Around::From(self.state.now.today());
            let line = Line::new(target.clone(), &name, &due, ui.available_width());
            self.field_ui(ui, Line { hint: &hint, around, style: TextStyle::Small, ..line });
        });
        note_ui(ui, self.state, self.fields.reading(ui, &target));
        ui.spacing_mut().item_spacing.y = 0.0;
        if action.due == Due::NextMeeting && is_waiting(action.status) {
            let day = self.entry.due.map(|day| self.state.texts.date(day));
            under_ui(ui, day.unwrap_or_else(|| self.state.texts.get("actions-next-meeting-unknown")));
        }
        self.lateness_ui(ui);
    }

    /// Told by a word and a sign, and only then by a colour.
    fn lateness_ui(&mut self, ui: &mut Ui) {
        let palette = theme::palette(ui.visuals());
        let (key, ink) = match self.entry.lateness {
            Lateness::None => return,
            Lateness::Today => ("actions-today", palette.attention),
            Lateness::Overdue => ("actions-overdue", palette.wrong),
        };
        let words = self.state.texts.get(key);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = UNIT;
            ui.add_space(1.5 * UNIT);
            let sign = RichText::new(icons::sign(Icon::CircleAlert)).size(SMALL).color(ink);
            ui.label(sign);
            ui.label(RichText::new(words).size(SMALL).color(ink));
        });
    }

    fn status_ui(&mut self, ui: &mut Ui) {
        let now = self.entry.action.status;
        let words = |status: ActionStatus| self.state.texts.get(status_word(status));
        let name = self.with_value("actions-status-of", &words(now));
        if let Some(status) = self.choice_ui(ui, "status", &name, now, &STATUSES, words) {
            self.edit(ActionEdit::Status(status));
        }
    }

    fn municipality_ui(&mut self, ui: &mut Ui) {
        let now = self.entry.action.municipality.as_deref().unwrap_or_default();
        // Where none is set it is that of those whom the action lies on.
        let of_owners =
            Some(self.entry.municipalities.join(", ")).filter(|of| now.is_empty() && !of.is_empty());
        let none = of_owners.clone().unwrap_or_else(|| self.state.texts.get("actions-municipality-none"));
        let name = self.with_value("actions-municipality-of", if now.is_empty() { &none } else { now });
        let known = self.place.municipalities.iter().map(String::as_str);
        let known = known.filter(|it| of_owners.as_deref() != Some(*it));
        let mut choices: Vec<&str> = std::iter::once("").chain(known).collect();
        if !choices.contains(&now) {
            choices.push(now);
        }
        let words = |choice: &str| if choice.is_empty() { none.clone() } else { choice.to_owned() };
        let chosen = self.choice_ui(ui, "municipality", &name, now, &choices, words).map(str::to_owned);
        if let Some(municipality) = chosen {
            self.edit(ActionEdit::Municipality(municipality));
        }
    }

    /// One of a few, as a button that is text until one points at it. Gives another than `now`.
    fn choice_ui<T: Copy + PartialEq>(
        &self,
        ui: &mut Ui,
        salt: &str,
        name: &str,
        now: T,
        choices: &[T],
        words: impl Fn(T) -> String,
    ) -> Option<T> {
        let mut chosen = now;
        ui.add_enabled_ui(self.place.may_write, |ui| {
            ui.spacing_mut().button_padding = vec2(1.5 * UNIT, 0.75 * UNIT);
            ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::NONE;
            let selected = RichText::new(words(now)).size(SMALL);
            let combo =
                ComboBox::from_id_salt(salt).selected_text(selected).width(ui.available_width()).truncate();
            let response = combo_ui(ui, combo, |ui| {
                for choice in choices {
                    ui.selectable_value(&mut chosen, *choice, words(*choice));
                }
            });
            response.accessible_name(name);
        });
        (chosen != now).then_some(chosen)
    }

    fn meeting_ui(&mut self, ui: &mut Ui) {
        let texts = &self.state.texts;
        let Some(meeting) = &self.entry.meeting else {
            ui.add_space(0.75 * UNIT);
            under_ui(ui, texts.get("actions-no-meeting"));
            return;
        };
        let accent = theme::palette(ui.visuals()).accent;
        let title = RichText::new(&meeting.title).size(SMALL).color(accent);
        ui.spacing_mut().item_spacing.y = 0.0;
        let button = ui
            .scope(|ui| {
                ui.spacing_mut().button_padding = vec2(1.5 * UNIT, 0.75 * UNIT);
                ui.add(Button::new(title).wrap().frame_when_inactive(false))
            })
            .inner;
        let (text, of) = (self.entry.action.text.as_str(), meeting.title.as_str());
        let name = texts.with("actions-open-at", &[("meeting", of.into()), ("text", text.into())]);
        if button.accessible_name(name).clicked() {
            let (doc, action) = self.entry.key();
            self.queue.push(Command::OpenAt(doc, PlaceInMeeting::Action(action)));
        }
        if let Some(date) = meeting.date {
            under_ui(ui, texts.date(date));
        }
    }
}

/// A quiet line under a field, in line with the field's text.
fn under_ui(ui: &mut Ui, text: String) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.spacing_mut().interact_size.y = 0.0;
        ui.add_space(1.5 * UNIT);
        quiet_label(ui, text);
    });
}
