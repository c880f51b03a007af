//! A day by pointing at it: an almanac's leaf with numbered weeks that opens beside a field, which can be typed in as well.

use egui::{
    Align, Button, EventFilter, Grid, Id, InputState, Key, KeyboardShortcut as Shortcut, Layout, Modifiers,
    Popup, PopupCloseBehavior, RectAlign, Response, RichText, Sense, SetOpenCommand, Ui, UiBuilder, Vec2,
    vec2,
};
use jiff::{Span, ToSpan as _, civil::Date};

use crate::{
    state::AppState,
    ui::{
        calendar::weeks,
        icons::{self, Icon},
        shortcuts,
        theme::{self, SMALL, UNIT},
        widgets::label_over,
    },
};

/// How wide the calendar's button is, in points.
pub const CALENDAR: f32 = 26.0;
/// How high the label of a day's field is, with the calendar in it, in points.
pub const DAY_LABEL: f32 = 20.0;

/// No month touches more weeks.
const MOST_WEEKS: usize = 6;
/// The size of a day in the leaf, in points.
const DAY: Vec2 = vec2(34.0, 26.0);

/// The button that opens the leaf of a field of this name, at its day, or where it has none at the day that is counted
/// from. Says which day was chosen.
///
/// Tab does not stop at the button, which stands before its field: somebody who types would lose what they type there.
/// In the field the down arrow opens the leaf; the keyboard is then in it until a day is chosen or Escape pressed, and
/// goes back to the field.
pub fn day_picker_ui(
    ui: &mut Ui,
    state: &AppState,
    (name, field): (&str, Id),
    (day, from): (Option<Date>, Date),
) -> Option<Date> {
    let texts = &state.texts;
    let sign = RichText::new(icons::sign(Icon::Calendar)).size(SMALL + 1.0);
    let label = texts.with("day-picker-open", &[("name", name.into())]);
    let button = ui.scope(|ui| {
        ui.spacing_mut().button_padding.x = UNIT;
        let button = Button::new(sign).frame_when_inactive(false).small().min_size(vec2(CALENDAR, 0.0));
        ui.add(button.sense(Sense::CLICK))
    });
    let keys = shortcuts::text(shortcuts::CALENDAR);
    let hint = texts.with("day-picker-hint", &[("name", name.into()), ("keys", keys.into())]);
    let button = button.inner.on_hover_text(hint).accessible_name(label);
    // In the pass of a click the field lets go of the keyboard: it comes back in the next.
    let back_id = field.with("comes back");
    if ui.data_mut(|data| data.remove_temp::<bool>(back_id)).is_some() {
        ui.memory_mut(|memory| memory.request_focus(field));
    }
    let typing = ui.memory(|memory| memory.has_focus(field));
    let asked = button.clicked() || (typing && ui.is_enabled() && opens(ui));
    let (popup_id, at_id) = (field.with("leaf"), field.with("at"));
    let was_open = Popup::is_id_open(ui.ctx(), popup_id);
    if asked && !was_open {
        // It opens where the day is, not where somebody looked last.
        ui.data_mut(|data| data.insert_temp(at_id, At::opened(day, from)));
    }
    // Beside the field and not over it.
    let place = ui.ctx().viewport(|it| it.prev_pass.widgets.get(field).map(|widget| widget.rect));
    let place = place.map_or(button.rect, |field| field.union(button.rect));
    let popup = Popup::from_response(&button)
        .id(popup_id)
        .anchor(place)
        .open_memory(asked.then_some(SetOpenCommand::Toggle))
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .align(RectAlign::BOTTOM_START)
        .align_alternatives(&[RectAlign::BOTTOM_END, RectAlign::TOP_START, RectAlign::TOP_END])
        .show(|ui| leaf_ui(ui, state, at_id, day));
    let chosen = popup.and_then(|popup| popup.inner);
    let escaped = was_open && ui.input(|input| input.key_pressed(Key::Escape));
    if chosen.is_some() {
        Popup::close_id(ui.ctx(), popup_id);
    }
    if chosen.is_some() || escaped {
        ui.data_mut(|data| data.insert_temp(back_id, true));
        ui.ctx().request_repaint();
    }
    chosen
}

/// The label of a field that stands beside one of a day: as high as that one's.
pub fn label_row_ui(ui: &mut Ui, name: &str, width: f32) -> Response {
    row_ui(ui, width, |ui| label_over(ui, name))
}

/// The label of a day's field, with the calendar at its other end; and the day that was chosen in it.
pub fn day_label_ui(
    ui: &mut Ui,
    state: &AppState,
    (name, field): (&str, Id),
    width: f32,
    days: (Option<Date>, Date),
) -> (Response, Option<Date>) {
    row_ui(ui, width, |ui| {
        let label = label_over(ui, name);
        let right = Layout::right_to_left(Align::Center);
        (label, ui.with_layout(right, |ui| day_picker_ui(ui, state, (name, field), days)).inner)
    })
}

fn row_ui<R>(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let row = vec2(width, DAY_LABEL);
    ui.allocate_ui_with_layout(row, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(row);
        add(ui)
    })
    .inner
}

/// Where somebody is in the leaf.
#[derive(Clone, Copy)]
struct At {
    date: Date,
    /// The keyboard comes to this day.
    comes: bool,
    /// The day's button.
    day: Option<Id>,
}

impl At {
    fn opened(day: Option<Date>, from: Date) -> At {
        At { date: day.unwrap_or(from), comes: true, day: None }
    }
}

/// The arrows go through the month, and Escape closes the leaf.
const ALL_BUT_TAB: EventFilter =
    EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };

fn leaf_ui(ui: &mut Ui, state: &AppState, at_id: Id, day: Option<Date>) -> Option<Date> {
    let texts = &state.texts;
    let today = state.now.today();
    let mut at = ui.data(|data| data.get_temp(at_id)).unwrap_or(At::opened(day, today));
    let typing = at.day.is_some_and(|id| ui.memory(|memory| memory.has_focus(id)));
    if let Some(step) = typing.then(|| ui.input_mut(step_of)).flatten() {
        (at.date, at.comes) = (at.date.saturating_add(step), true);
    }
    month_ui(ui, state, &mut at.date);
    let mut chosen = None;
    let quiet = theme::palette(ui.visuals()).quiet;
    Grid::new("days").num_columns(8).spacing([UNIT, UNIT]).show(ui, |ui| {
        ui.label("");
        for letter in texts.get("plan-weekdays").split(' ') {
            ui.vertical_centered(|ui| ui.label(RichText::new(letter).size(SMALL).color(quiet)));
        }
        ui.end_row();
        let weeks = weeks(at.date.year(), at.date.month());
        let lacking = MOST_WEEKS.saturating_sub(weeks.len());
        for week in weeks {
            let number = texts.with("day-picker-week", &[("n", week.number.into())]);
            ui.label(RichText::new(number).size(SMALL).color(quiet));
            for date in week.days {
                if day_ui(ui, state, (at_id, &mut at), date, day == Some(date)) {
                    chosen = Some(date);
                }
            }
            ui.end_row();
        }
        // Every month is as high, so that the leaf stays where it is.
        for _ in 0..lacking {
            ui.allocate_space(vec2(0.0, DAY.y));
            ui.end_row();
        }
    });
    ui.data_mut(|data| data.insert_temp(at_id, At { comes: false, ..at }));
    if ui.button(texts.get("day-picker-today")).clicked() {
        chosen = Some(today);
    }
    if chosen.is_some() {
        // What pressed it means nothing more to the field, which has the keyboard again.
        ui.input_mut(|input| {
            input.consume_key(Modifiers::NONE, Key::Enter) || input.consume_key(Modifiers::NONE, Key::Space)
        });
    }
    chosen
}

/// The month's name, and the ways to others.
fn month_ui(ui: &mut Ui, state: &AppState, at: &mut Date) {
    let texts = &state.texts;
    ui.horizontal(|ui| {
        for (sign, key, months) in [("‹", "day-picker-previous", -1), ("›", "day-picker-next", 1)] {
            if ui.button(sign).accessible_name(texts.get(key)).clicked() {
                *at = at.saturating_add(months.months());
            }
        }
        let month = format!("{} {}", texts.month_heading(at.month()), at.year());
        ui.label(RichText::new(month).text_style(theme::section_style()));
    });
}

/// A day. Says whether it was chosen.
fn day_ui(ui: &mut Ui, state: &AppState, (at_id, at): (Id, &mut At), date: Date, selected: bool) -> bool {
    let number = RichText::new(date.day().to_string()).size(SMALL);
    let quiet = theme::palette(ui.visuals()).quiet;
    let number = if date.month() == at.date.month() { number } else { number.color(quiet) };
    // Tab stops at one of the days.
    let is_at = date == at.date;
    let button = Button::selectable(selected, number)
        .min_size(DAY)
        .frame_when_inactive(date == state.now.today() || selected)
        .sense(if is_at { Sense::click() } else { Sense::CLICK });
    let scope = UiBuilder::new().scope_id(at_id.with(date));
    let response = ui.scope_builder(scope, |ui| ui.add(button)).inner;
    if is_at {
        at.day = Some(response.id);
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, ALL_BUT_TAB));
        if at.comes {
            response.request_focus();
        }
    }
    response.accessible_name(state.texts.date(date)).clicked()
}

/// Also with Alt, as in the lists of other programs.
fn opens(ui: &Ui) -> bool {
    let with_alt = Shortcut::new(Modifiers::ALT, shortcuts::CALENDAR.logical_key);
    shortcuts::pressed(ui, shortcuts::CALENDAR) || shortcuts::pressed(ui, with_alt)
}

/// How far a key goes in an almanac's leaf.
fn step_of(input: &mut InputState) -> Option<Span> {
    let steps = [
        (Key::ArrowLeft, (-1).days()),
        (Key::ArrowRight, 1.days()),
        (Key::ArrowUp, (-1).weeks()),
        (Key::ArrowDown, 1.weeks()),
        (Key::PageUp, (-1).months()),
        (Key::PageDown, 1.months()),
    ];
    steps.into_iter().find(|(key, _)| input.consume_key(Modifiers::NONE, *key)).map(|(_, step)| step)
}
