//! A day by pointing at it: an almanac's leaf with numbered weeks that opens beside a field, which can be typed in as well.

use egui::{Align, Button, Grid, Id, Layout, Popup, PopupCloseBehavior, Response, RichText, Ui, vec2};
use jiff::{ToSpan as _, civil::Date};

use crate::{
    state::AppState,
    ui::{
        calendar::weeks,
        icons::{self, Icon},
        theme::{self, SMALL, UNIT},
        widgets::label_over,
    },
};

/// How wide the calendar's button is, in points.
pub const CALENDAR: f32 = 26.0;
/// How high the label of a day's field is, with the calendar in it, in points.
pub const DAY_LABEL: f32 = 18.0;

/// The button that opens the leaf of a field with this name, at its day or today. Says which day was chosen.
pub fn day_picker_ui(ui: &mut Ui, state: &AppState, name: &str, day: Option<Date>) -> Option<Date> {
    let texts = &state.texts;
    let sign = RichText::new(icons::sign(Icon::Calendar)).size(SMALL + 1.0);
    let label = texts.with("day-picker-open", &[("name", name.into())]);
    let button = ui.scope(|ui| {
        ui.spacing_mut().button_padding.x = UNIT;
        ui.add(Button::new(sign).frame_when_inactive(false).small().min_size(vec2(CALENDAR, 0.0)))
    });
    let button = button.inner;
    let button = button.on_hover_text(&label).accessible_name(label);
    let shown_id = button.id.with("month");
    if button.clicked() {
        // It opens where the day is, not where somebody looked last.
        ui.data_mut(|data| data.remove::<Date>(shown_id));
    }
    let popup = Popup::from_toggle_button_response(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| leaf_ui(ui, state, shown_id, day));
    let chosen = popup.and_then(|popup| popup.inner);
    if chosen.is_some() {
        Popup::close_all(ui.ctx());
    }
    chosen
}

/// The label of a day's field, with the calendar at its other end; and the day that was chosen in it.
pub fn day_label_ui(
    ui: &mut Ui,
    state: &AppState,
    name: &str,
    width: f32,
    day: Option<Date>,
) -> (Response, Option<Date>) {
    let row = vec2(width, DAY_LABEL);
    let shown = ui.allocate_ui_with_layout(row, Layout::left_to_right(Align::Center), |ui| {
        let label = label_over(ui, name);
        let right = Layout::right_to_left(Align::Center);
        (label, ui.with_layout(right, |ui| day_picker_ui(ui, state, name, day)).inner)
    });
    shown.inner
}

fn leaf_ui(ui: &mut Ui, state: &AppState, shown_id: Id, day: Option<Date>) -> Option<Date> {
    let texts = &state.texts;
    let today = state.now.today();
    let mut shown = ui.data(|data| data.get_temp(shown_id)).unwrap_or_else(|| day.unwrap_or(today));
    ui.horizontal(|ui| {
        for (sign, key, months) in [("‹", "day-picker-previous", -1), ("›", "day-picker-next", 1)] {
            if ui.button(sign).accessible_name(texts.get(key)).clicked() {
                shown = shown.first_of_month().saturating_add(months.months());
                ui.data_mut(|data| data.insert_temp(shown_id, shown));
            }
        }
        let month = format!("{} {}", texts.month_heading(shown.month()), shown.year());
        ui.label(RichText::new(month).text_style(theme::section_style()));
    });
    let mut chosen = None;
    let quiet = theme::palette(ui.visuals()).quiet;
    Grid::new("days").num_columns(8).spacing([UNIT, UNIT]).show(ui, |ui| {
        ui.label("");
        for letter in texts.get("plan-weekdays").split(' ') {
            ui.vertical_centered(|ui| ui.label(RichText::new(letter).size(SMALL).color(quiet)));
        }
        ui.end_row();
        for week in weeks(shown.year(), shown.month()) {
            let number = texts.with("day-picker-week", &[("n", week.number.into())]);
            ui.label(RichText::new(number).size(SMALL).color(quiet));
            for date in week.days {
                let number = RichText::new(date.day().to_string()).size(SMALL);
                let here = date.month() == shown.month();
                let number = if here { number } else { number.color(quiet) };
                let button = Button::selectable(day == Some(date), number)
                    .frame_when_inactive(date == today || day == Some(date));
                if ui.add(button).accessible_name(texts.date(date)).clicked() {
                    chosen = Some(date);
                }
            }
            ui.end_row();
        }
    });
    if ui.button(texts.get("day-picker-today")).clicked() {
        chosen = Some(today);
    }
    chosen
}
