//! The meeting's facts: title, state, day, times, place, secretary, next meeting, signature; and how to
//! share it.

use egui::{Align, Layout, Rect, TextWrapMode, Ui, UiBuilder, vec2};
use jiff::civil::{Date, DateTime, Time};
use samskriv_shared::documents::MinutesField;

use crate::{
    command::{Command, CommandQueue, Target},
    input::Around,
    state::{AppState, OpenMeeting},
    ui::{
        day_note::note_ui,
        day_picker::{day_label_ui, label_row_ui},
        fields::{Fields, Line, field_id},
        flow::flow_ui,
        meeting::state_word,
        meeting_menu::meeting_menu_ui,
        theme::{self, UNIT},
        widgets::{chip, labelled, primary_button},
    },
};

/// Between a field's border and its text.
const FIELD_MARGIN: f32 = 12.0;
/// Between two fields.
const GAP: f32 = 3.0 * UNIT;
const DATE_WIDTH: f32 = 166.0;
/// "t.ex. 12.00" fits.
const TIME_WIDTH: f32 = 98.0;
/// Day and times, with the gaps after them.
const DAY_WIDTH: f32 = DATE_WIDTH + 2.0 * TIME_WIDTH + 3.0 * GAP;
/// With less room than this, place and secretary go under day and times.
const PLACE_LEAST: f32 = 352.0;

/// The header.
pub fn header_ui(
    ui: &mut Ui,
    state: &AppState,
    open: &OpenMeeting,
    fields: &mut Fields,
    queue: &mut CommandQueue,
) {
    let below_title = title_ui(ui, state, open, fields, queue);
    ui.add_space(UNIT);
    let room = ui.available_width() - DAY_WIDTH;
    if room >= PLACE_LEAST {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            day_ui(ui, state, open, fields, queue);
            place_ui(ui, state, open, fields, queue);
        });
    } else {
        day_ui(ui, state, open, fields, queue);
        ui.add_space(UNIT);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            place_ui(ui, state, open, fields, queue);
        });
    }
    ui.add_space(UNIT);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        next_meeting_ui(ui, state, open, fields, queue);
        let name = state.texts.get("window-signature");
        let (target, width) = (Target::Field(MinutesField::Signature), ui.available_width());
        let line = Line::new(target, &name, &open.minutes.signature, width);
        labelled_line(ui, state, fields, (line, None), queue);
    });
    // After the fields: from the title Tab goes to the day, and not to what cannot be taken back.
    let layout = Layout::left_to_right(Align::Center);
    let mut row = ui.new_child(UiBuilder::new().id_salt("state").max_rect(below_title).layout(layout));
    state_ui(&mut row, state, open, queue);
}

fn next_meeting_ui(
    ui: &mut Ui,
    state: &AppState,
    open: &OpenMeeting,
    fields: &mut Fields,
    queue: &mut CommandQueue,
) {
    let texts = &state.texts;
    let target = Target::Field(MinutesField::NextMeeting);
    let value = date_words(state, open.minutes.next_meeting);
    let (name, hint) = (texts.get("window-next-meeting"), texts.get("date-hint"));
    let around = Around::From(state.day_of(open));
    let line = Line { hint: &hint, around, ..Line::new(target, &name, &value, DATE_WIDTH) };
    let day = open.minutes.next_meeting;
    labelled_line(ui, state, fields, (line, Some(day)), queue);
}

fn date_words(state: &AppState, date: Option<Date>) -> String {
    date.map_or_else(String::new, |date| state.texts.date(date))
}

/// Place and secretary share what room there is.
fn place_ui(
    ui: &mut Ui,
    state: &AppState,
    open: &OpenMeeting,
    fields: &mut Fields,
    queue: &mut CommandQueue,
) {
    let minutes = &open.minutes;
    let room = ui.available_width() - GAP;
    for (field, key, value, share) in [
        (MinutesField::Place, "window-place", &minutes.place, 0.55),
        (MinutesField::Secretary, "window-secretary", &minutes.secretary, 0.45),
    ] {
        let name = state.texts.get(key);
        let line = Line::new(Target::Field(field), &name, value, (room * share).floor());
        labelled_line(ui, state, fields, (line, None), queue);
    }
}

/// The title. Gives the row under it.
fn title_ui(
    ui: &mut Ui,
    state: &AppState,
    open: &OpenMeeting,
    fields: &mut Fields,
    queue: &mut CommandQueue,
) -> Rect {
    // The title's text stands over the other fields' borders: its own is seen only while someone writes in it.
    let (name, hint) = (state.texts.get("window-title"), state.texts.get("window-title-hint"));
    let room = ui.available_rect_before_wrap();
    let row = room.with_min_x(room.left() - FIELD_MARGIN);
    // It has the row for itself, and a long one has several: a title that is cut off names nothing.
    let mut child = ui.new_child(UiBuilder::new().max_rect(row));
    let line = Line {
        hint: &hint,
        style: theme::title_style(),
        quiet: true,
        wraps: true,
        ..Line::new(Target::Field(MinutesField::Title), &name, &open.minutes.title, row.width())
    };
    fields.line_ui(&mut child, line, queue);
    ui.advance_cursor_after_rect(child.min_rect().with_min_x(room.left()));
    ui.allocate_space(vec2(ui.available_width(), 34.0)).1
}

/// How far the minutes have come, how to share them, and what else can be done with them.
fn state_ui(ui: &mut Ui, state: &AppState, open: &OpenMeeting, queue: &mut CommandQueue) {
    let texts = &state.texts;
    let palette = theme::palette(ui.visuals());
    let may_write = state.may_write();
    if open.is_draft() {
        chip(ui, &texts.get("window-draft-chip"), palette.attention, palette.attention_soft);
        if primary_button(ui, &texts.get("window-share"), may_write && !open.read_only).clicked() {
            queue.push(Command::AskToShare);
        }
    } else {
        let word = capital(&texts.get(state_word(open.minutes.state)));
        chip(ui, &word, palette.accent, palette.accent_soft);
    }
    meeting_menu_ui(ui, state, open, queue);
}

fn day_ui(ui: &mut Ui, state: &AppState, open: &OpenMeeting, fields: &mut Fields, queue: &mut CommandQueue) {
    let texts = &state.texts;
    let minutes = &open.minutes;
    let date = date_words(state, minutes.starts.map(|starts| starts.date()));
    let time = |at: Option<DateTime>| {
        let time = at.map(|at| at.time()).filter(|time| *time != Time::midnight());
        time.map_or_else(String::new, |time| texts.time(time))
    };
    let (starts, ends) = (time(minutes.starts), time(minutes.ends));
    flow_ui(ui, GAP, &[DATE_WIDTH, TIME_WIDTH, TIME_WIDTH], |ui, nth| {
        let (target, key, value, hint) = match nth {
            0 => (Target::Date, "window-date", &date, "date-hint"),
            1 => (Target::StartTime, "window-starts", &starts, "window-starts-hint"),
            _ => (Target::EndTime, "window-ends", &ends, "window-ends-hint"),
        };
        let (name, hint) = (texts.get(key), texts.get(hint));
        let is_day = target == Target::Date;
        let around = Around::Nearest(state.now.today());
        let line = Line { hint: &hint, around, ..Line::new(target, &name, value, ui.available_width()) };
        let day = is_day.then(|| minutes.starts.map(|starts| starts.date()));
        labelled_line(ui, state, fields, (line, day), queue);
    });
}

fn labelled_line(
    ui: &mut Ui,
    state: &AppState,
    fields: &mut Fields,
    (line, day): (Line<'_>, Option<Option<Date>>),
    queue: &mut CommandQueue,
) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.5 * UNIT;
        ui.set_width(line.width);
        let (label, chosen) = match day {
            Some(day) => {
                let from = match line.around {
                    Around::From(from) => from.max(state.now.today()),
                    Around::Told | Around::Nearest(_) => state.now.today(),
                };
                day_label_ui(ui, state, (line.name, field_id(&line.target)), line.width, (day, from))
            }
            None => (label_row_ui(ui, line.name, line.width), None),
        };
        let target = line.target.clone();
        if let Some(chosen) = chosen {
            fields.forget(&target);
            queue.push(Command::Write(target.clone(), chosen.to_string()));
        }
        labelled(fields.line_ui(ui, line, queue), &label);
        // Nothing stands at the right of what is said under a field: a narrow one is no reason to stack words.
        ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
        note_ui(ui, state, fields.reading(ui, &target));
    });
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
