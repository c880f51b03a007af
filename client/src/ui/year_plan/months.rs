//! The months of a year as cards: an almanac's leaf with numbered weeks, and under it what there is, day by day.

use std::collections::BTreeSet;

use egui::{
    Align, Align2, FontId, Frame, Label, Layout, Margin, Rect, RichText, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};
use jiff::civil::Date;

use super::{
    Wish,
    entries::{Entry, What, themes},
};
use crate::{
    command::{Command, CommandQueue},
    state::{AppState, Spot},
    ui::{
        calendar::{Week, weeks},
        meeting::state_word,
        spot::spot_ui,
        theme::{self, RADIUS, SMALL, UNIT},
        widgets::{chip, list_row, quiet_label, section_label},
    },
};

/// The height of a week in a leaf, and the width of its number, in points.
const WEEK: f32 = 20.0;
const NUMBER: f32 = 40.0;
/// How far in a row its words begin, in points.
const EDGE: f32 = 10.0;

/// A month (1 to 12). Says what somebody wants to change.
pub fn month_ui(
    ui: &mut Ui,
    state: &AppState,
    (year, month): (i16, i8),
    entries: &[Entry],
    queue: &mut CommandQueue,
) -> Option<Wish> {
    let palette = theme::palette(ui.visuals());
    let card = Frame::new()
        .fill(palette.paper)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(RADIUS)
        .inner_margin(Margin::same(12));
    let shown = card.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let weeks = weeks(year, month);
        heading_ui(ui, state, year, month);
        let in_month = |date: Date| (date.year(), date.month()) == (year, month);
        let here: Vec<&Entry> = entries
            .iter()
            .filter(|it| weeks.iter().flat_map(|week| week.days).any(|day| in_month(day) && it.covers(day)))
            .collect();
        leaf_ui(ui, state, month, &weeks, &here);
        themes_ui(ui, state, year, month);
        let mut wish = None;
        for entry in here {
            wish = match entry.what {
                What::Event(id) => spot_ui(ui, state, (Spot::Event(id), &named(state, &entry.title)), |ui| {
                    entry_ui(ui, state, entry, queue)
                }),
                _ => entry_ui(ui, state, entry, queue),
            }
            .or(wish);
        }
        wish
    });
    shown.inner
}

impl Entry {
    fn covers(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// The month's name; in this month also what day it is, in words.
fn heading_ui(ui: &mut Ui, state: &AppState, year: i16, month: i8) {
    let today = state.now.today();
    ui.horizontal(|ui| {
        section_label(ui, &state.texts.month_heading(month));
        if (today.year(), today.month()) == (year, month) {
            let palette = theme::palette(ui.visuals());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let words = state.texts.with("plan-today", &[("day", day_words(state, today).into())]);
                chip(ui, &words, palette.ink, palette.accent_soft);
            });
        }
    });
}

/// The leaf. One picture with one name: its days are told again under it, each with what there is.
fn leaf_ui(ui: &mut Ui, state: &AppState, month: i8, weeks: &[Week], entries: &[&Entry]) {
    // As many rows for each month, so that the cards beside each other are equally high.
    let size = vec2(ui.available_width(), WEEK * 7.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let (first, last) = (weeks.first().map_or(0, |it| it.number), weeks.last().map_or(0, |it| it.number));
    let name = state.texts.with(
        "plan-leaf",
        &[("month", state.texts.month(month).into()), ("first", first.into()), ("last", last.into())],
    );
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &name));
    if !ui.is_rect_visible(rect) {
        return;
    }
    let palette = theme::palette(ui.visuals());
    let small = FontId::proportional(SMALL);
    let column = (rect.width() - NUMBER) / 7.0;
    let x = |nth: usize| rect.left() + NUMBER + column * (nth as f32 + 0.5);
    for (nth, letter) in state.texts.get("plan-weekdays").split(' ').enumerate().take(7) {
        let at = pos2(x(nth), rect.top() + WEEK / 2.0);
        ui.painter().text(at, Align2::CENTER_CENTER, letter, small.clone(), palette.quiet);
    }
    let marked: BTreeSet<Date> =
        weeks.iter().flat_map(|it| it.days).filter(|day| entries.iter().any(|it| it.covers(*day))).collect();
    for (row, week) in weeks.iter().enumerate() {
        let y = rect.top() + WEEK * (row as f32 + 1.5);
        let number = state.texts.with("plan-week", &[("week", week.number.into())]);
        ui.painter().text(pos2(rect.left(), y), Align2::LEFT_CENTER, number, small.clone(), palette.quiet);
        for (nth, day) in week.days.into_iter().enumerate().filter(|(_, day)| day.month() == month) {
            let at = Rect::from_center_size(pos2(x(nth), y), vec2(column.min(30.0), WEEK - 2.0));
            day_ui(ui, at, day, marked.contains(&day), day == state.now.today());
        }
    }
    ui.add_space(UNIT);
}

/// A day with something on it is bold and underlined; today has a frame.
fn day_ui(ui: &Ui, rect: Rect, day: Date, marked: bool, today: bool) {
    let palette = theme::palette(ui.visuals());
    let (font, color) = match marked {
        true => (FontId::new(SMALL, theme::bold()), palette.accent),
        false => (FontId::proportional(SMALL), palette.ink),
    };
    if today {
        let stroke = Stroke::new(2.0, palette.accent);
        ui.painter().rect_stroke(rect, f32::from(RADIUS), stroke, StrokeKind::Inside);
    }
    let center = rect.center();
    let drawn = ui.painter().text(center, Align2::CENTER_CENTER, day.day().to_string(), font, color);
    if marked {
        let line = [drawn.left_bottom(), drawn.right_bottom()].map(|at| at - vec2(0.0, 1.0));
        ui.painter().line_segment(line, Stroke::new(1.5, palette.accent));
    }
}

/// The themes whose period the month is in.
fn themes_ui(ui: &mut Ui, state: &AppState, year: i16, month: i8) {
    let of_month = themes(state, year).filter(|theme| {
        theme.period.is_some_and(|period| {
            // A theme of the whole year stands over the months.
            period.year() == year && period.months().contains(&month) && !period.is_whole_year()
        })
    });
    for theme in of_month {
        let title = named(state, &theme.title);
        let text = state.texts.with("plan-theme-line", &[("title", title.into())]);
        let palette = theme::palette(ui.visuals());
        Frame::new()
            .fill(palette.accent_soft)
            .corner_radius(RADIUS)
            .inner_margin(Margin::symmetric(8, 3))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.add(Label::new(RichText::new(&text).size(SMALL).color(palette.ink)).truncate())
                    .on_hover_text(&text);
            });
    }
}

fn entry_ui(ui: &mut Ui, state: &AppState, entry: &Entry, queue: &mut CommandQueue) -> Option<Wish> {
    let texts = &state.texts;
    let may_write = state.may_write();
    let kind = match entry.what {
        What::Meeting(_, draft) => {
            format!("{} · {}", texts.get("plan-meeting"), texts.get(state_word(draft)))
        }
        What::Planned(Some(_)) => texts.get("plan-announced"),
        What::Planned(None) => texts.get("plan-planned"),
        What::Event(_) => texts.get("plan-event"),
    };
    let parts = [days(state, entry), entry.about.clone(), kind];
    let about = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let title = named(state, &entry.title);
    let leads = match entry.what {
        What::Meeting(..) | What::Planned(Some(_)) => true,
        What::Planned(None) => false,
        What::Event(_) => may_write,
    };
    if !leads {
        // As far in as the rows that lead somewhere.
        Frame::new().inner_margin(Margin::symmetric(10, 4)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.add(Label::new(RichText::new(&title).size(14.5)).truncate());
            quiet_label(ui, about);
        });
        up_ui(ui, state, entry);
        return None;
    }
    let response = list_row(ui, false, &title, &about).on_hover_text(format!("{title}\n{about}"));
    up_ui(ui, state, entry);
    if !response.clicked() {
        return None;
    }
    match entry.what {
        What::Meeting(doc, _) | What::Planned(Some(doc)) => queue.push(Command::OpenMeeting(doc)),
        What::Planned(None) => {}
        What::Event(id) => return Some(Wish::Event(Some(id))),
    }
    None
}

/// The themes that are up then, each on a line.
fn up_ui(ui: &mut Ui, state: &AppState, entry: &Entry) {
    for title in &entry.themes {
        let text = state.texts.with("plan-theme-line", &[("title", named(state, title).into())]);
        ui.horizontal(|ui| {
            ui.add_space(EDGE);
            let quiet = theme::palette(ui.visuals()).quiet;
            ui.add(Label::new(RichText::new(&text).size(SMALL).color(quiet)).truncate()).on_hover_text(&text);
        });
    }
}

/// "fre 5/2, v. 5"; "fre 5/2 – mån 8/2, v. 5–6".
fn days(state: &AppState, entry: &Entry) -> String {
    let week = |date: Date| date.iso_week_date().week();
    let (first, last) = (week(entry.from), week(entry.to));
    let from = day_words(state, entry.from);
    let weeks = match first == last {
        true => first.to_string(),
        false => format!("{first}–{last}"),
    };
    let week = state.texts.with("plan-week", &[("week", weeks.into())]);
    match entry.from == entry.to {
        true => format!("{from}, {week}"),
        false => format!("{from} – {}, {week}", day_words(state, entry.to)),
    }
}

/// "fre 5/2".
fn day_words(state: &AppState, day: Date) -> String {
    let weekday = day.weekday().to_monday_one_offset();
    state.texts.with(
        "plan-day",
        &[("weekday", weekday.into()), ("day", day.day().into()), ("month", day.month().into())],
    )
}

/// A title, or what stands in for an empty one.
pub fn named(state: &AppState, title: &str) -> String {
    if title.trim().is_empty() { state.texts.get("plan-unnamed") } else { title.to_owned() }
}

/// How many cards there is room for beside each other.
pub fn columns(width: f32) -> usize {
    match width {
        _ if width >= 900.0 => 3,
        _ if width >= 560.0 => 2,
        _ => 1,
    }
}
