//! The yearly plan: themes with those who answer for them, and month by month the meetings, those that are planned,
//! and events. Themes and events are changed in a dialog; what is written is what was changed in it, no more.

mod entries;
mod event_form;
mod form;
mod months;
mod theme_form;
mod themes;

use egui::{Align, Layout, RichText, ScrollArea, Ui, vec2};
use samskriv_shared::{
    documents::{Conflict, Period, Theme},
    ids::{EventId, ThemeId, WorkspaceId},
};

use self::{
    entries::Entry,
    event_form::EventForm,
    months::{columns, month_ui, named},
    theme_form::ThemeForm,
    themes::theme_ui,
};
use crate::{
    command::{Command, CommandQueue},
    state::{AppState, Spot},
    ui::{
        conflicts::conflict_ui,
        scrolled::{appears, scrolled},
        spot::spot_ui,
        theme::{self, UNIT},
        widgets::{quiet_label, section_label},
    },
};

/// From this width on the years and what can be added stand in one row, in points.
const ONE_ROW: f32 = 620.0;

/// What it keeps between frames.
#[derive(Default)]
pub struct YearPlanView {
    network: Option<WorkspaceId>,
    form: Option<Form>,
    /// The pass in which it was there last.
    shown: Option<u64>,
}

/// What is being changed.
enum Form {
    Theme(Box<ThemeForm>),
    Event(Box<EventForm>),
}

/// What somebody wants to change; none for a new one.
#[derive(Clone, Copy, Debug)]
pub enum Wish {
    Theme(Option<ThemeId>),
    Event(Option<EventId>),
}

/// The page.
pub fn year_plan_ui(ui: &mut Ui, state: &AppState, view: &mut YearPlanView, queue: &mut CommandQueue) {
    if view.network != state.network {
        // What is half-changed in one network is not another's.
        *view = YearPlanView { network: state.network, ..YearPlanView::default() };
    }
    // The year opens with today in view, where nothing above it waits for an answer. What was looked for elsewhere is
    // scrolled to by itself.
    let waits = state.pointed.is_some() || !state.directory_conflicts.is_empty();
    let opens = appears(ui, &mut view.shown) && !waits;
    let year = state.plan_year.unwrap_or(state.now.today().year());
    let mut wish = bar_ui(ui, state, year, queue);
    let area = ScrollArea::vertical().id_salt(("plan", year)).auto_shrink(false);
    scrolled(ui, area, |ui| {
        conflicts_ui(ui, state, queue);
        let entries = entries::entries(state, year);
        wish = wish.or(themes_ui(ui, state, year, entries.is_empty(), queue));
        ui.add_space(2.0 * UNIT);
        wish = wish.or(months_ui(ui, state, (year, opens), &entries, queue));
    });
    if let Some(wish) = wish {
        view.form = Form::of(state, year, wish);
    }
    view.form_ui(ui, state, queue);
}

/// The year, and what can be added: beside it, or under it where the window is narrow.
fn bar_ui(ui: &mut Ui, state: &AppState, year: i16, queue: &mut CommandQueue) -> Option<Wish> {
    let texts = &state.texts;
    let may_write = state.may_write();
    let wide = ui.available_width() >= ONE_ROW;
    let mut wish = None;
    let mut adds_ui = |ui: &mut Ui| {
        let layout = match wide {
            true => Layout::right_to_left(Align::Center),
            false => Layout::left_to_right(Align::Center),
        };
        ui.with_layout(layout, |ui| {
            let mut adds = [("plan-new-theme", Wish::Theme(None)), ("plan-new-event", Wish::Event(None))];
            if wide {
                adds.reverse();
            }
            for (key, add) in adds {
                if ui.button(texts.get(key)).clicked() {
                    wish = Some(add);
                }
            }
        });
    };
    ui.horizontal_wrapped(|ui| {
        years_ui(ui, state, year, queue);
        if may_write && wide {
            adds_ui(ui);
        }
    });
    if may_write && !wide {
        ui.horizontal(adds_ui);
    }
    ui.add_space(2.0 * UNIT);
    wish
}

/// The year that is shown, and the ways to others.
fn years_ui(ui: &mut Ui, state: &AppState, year: i16, queue: &mut CommandQueue) {
    let texts = &state.texts;
    let mut step = |ui: &mut Ui, to: i16, text: String| {
        let name = texts.with("plan-show-year", &[("year", to.into())]);
        let response = ui.add_enabled((1..=9999).contains(&to), egui::Button::new(text));
        if response.accessible_name(name).clicked() {
            queue.push(Command::ShowYear(to));
        }
    };
    step(ui, year - 1, format!("‹ {}", year - 1));
    ui.label(RichText::new(year.to_string()).text_style(egui::TextStyle::Heading));
    step(ui, year + 1, format!("{} ›", year + 1));
    let now = state.now.today().year();
    if year != now && ui.button(texts.get("plan-this-year")).clicked() {
        queue.push(Command::ShowYear(now));
    }
}

/// Themes, those of the year and those that are not planned yet; or how to begin.
fn themes_ui(
    ui: &mut Ui,
    state: &AppState,
    year: i16,
    nothing_else: bool,
    queue: &mut CommandQueue,
) -> Option<Wish> {
    let texts = &state.texts;
    section_label(ui, &texts.with("plan-themes", &[("year", year.into())]));
    let themes: Vec<&Theme> = entries::themes(state, year).collect();
    if themes.is_empty() {
        let may_write = state.may_write();
        let key = match (may_write, nothing_else) {
            (true, true) => "plan-nothing-yet",
            (true, false) => "plan-no-themes-yet",
            (false, _) => "plan-no-themes",
        };
        ui.scope(|ui| {
            ui.set_max_width(theme::MEASURE.min(ui.available_width()));
            quiet_label(ui, texts.with(key, &[("year", year.into())]));
        });
        return None;
    }
    cards_ui(ui, &themes, |ui, theme| {
        spot_ui(ui, state, (Spot::Theme(theme.id), &named(state, &theme.title)), |ui| {
            ui.push_id(theme.id, |ui| theme_ui(ui, state, theme, queue)).inner
        })
    })
}

fn months_ui(
    ui: &mut Ui,
    state: &AppState,
    (year, opens): (i16, bool),
    entries: &[Entry],
    queue: &mut CommandQueue,
) -> Option<Wish> {
    let months: Vec<i8> = (1..=12).collect();
    let (today, in_row) = (state.now.today(), columns(ui.available_width()));
    cards_ui(ui, &months, |ui, month| {
        let shown = ui.push_id(*month, |ui| month_ui(ui, state, (year, *month), entries, queue));
        let first = usize::try_from(*month).is_ok_and(|month| month <= in_row);
        if opens && !first && (today.year(), today.month()) == (year, *month) {
            ui.scroll_to_rect(shown.response.rect, Some(Align::Min));
        }
        shown.inner
    })
}

/// Cards beside each other, as many as there is room for, row by row: so they are read in their order.
fn cards_ui<T>(
    ui: &mut Ui,
    cards: &[T],
    mut card_ui: impl FnMut(&mut Ui, &T) -> Option<Wish>,
) -> Option<Wish> {
    let count = columns(ui.available_width());
    let mut wish = None;
    for row in cards.chunks(count) {
        ui.spacing_mut().item_spacing = vec2(3.0 * UNIT, 3.0 * UNIT);
        ui.columns(count, |columns| {
            for (ui, card) in columns.iter_mut().zip(row) {
                ui.spacing_mut().item_spacing = vec2(2.0 * UNIT, UNIT);
                // A column's own layout would stretch lines of text to its width.
                wish = ui.vertical(|ui| card_ui(ui, card)).inner.or(wish);
            }
        });
    }
    wish
}

/// What two people set apart of themes and events, until somebody picks one.
fn conflicts_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    for conflict in &state.directory_conflicts {
        let Some(field) = field_name(state, conflict) else { continue };
        let words = |value: &str| value_words(state, &conflict.field, value);
        if let Some(value) = conflict_ui(ui, state, (&field, state.may_write()), conflict, words) {
            queue.push(Command::PickInPlan { field: conflict.field.clone(), value: value.to_owned() });
        }
        ui.add_space(2.0 * UNIT);
    }
}

/// "tid för ”Matsvinn”"; none for what is not the plan's.
fn field_name(state: &AppState, conflict: &Conflict) -> Option<String> {
    let parts: Vec<&str> = conflict.field.splitn(3, '.').collect();
    let (title, key) = match parts[..] {
        ["themes", id, "period"] => {
            let theme = state.themes.iter().find(|theme| theme.id.to_string() == id)?;
            (&theme.title, "plan-conflict-period")
        }
        ["events", id, field] => {
            let event = state.events.iter().find(|event| event.id.to_string() == id)?;
            let key = match field {
                "from" => "plan-conflict-from",
                "to" => "plan-conflict-to",
                _ => "plan-conflict-place",
            };
            (&event.title, key)
        }
        _ => return None,
    };
    Some(state.texts.with(key, &[("title", named(state, title).into())]))
}

fn value_words(state: &AppState, field: &str, value: &str) -> String {
    let texts = &state.texts;
    if value.is_empty() {
        return texts.get("window-empty");
    }
    if let Ok(period) = value.parse::<Period>() {
        return texts.period(period);
    }
    match crate::input::moment(value, crate::input::Around::Told) {
        Ok(moment) if !field.ends_with(".place") => texts.moment(moment),
        _ => value.to_owned(),
    }
}

impl Form {
    fn of(state: &AppState, year: i16, wish: Wish) -> Option<Form> {
        Some(match wish {
            Wish::Theme(None) => Form::Theme(Box::new(ThemeForm::new(year))),
            Wish::Theme(Some(id)) => {
                let theme = state.themes.iter().find(|theme| theme.id == id)?;
                Form::Theme(Box::new(ThemeForm::of(theme.clone(), year)))
            }
            Wish::Event(None) => Form::Event(Box::new(EventForm::new())),
            Wish::Event(Some(id)) => {
                let event = state.events.iter().find(|event| event.id == id)?;
                Form::Event(Box::new(EventForm::of(event.clone(), state)))
            }
        })
    }
}

impl YearPlanView {
    /// The dialog, if something is being changed.
    fn form_ui(&mut self, ui: &Ui, state: &AppState, queue: &mut CommandQueue) {
        let closed = match &mut self.form {
            Some(Form::Theme(form)) => form.show(ui.ctx(), state, queue),
            Some(Form::Event(form)) => form.show(ui.ctx(), state, queue),
            None => return,
        };
        if closed {
            self.form = None;
        }
    }
}
