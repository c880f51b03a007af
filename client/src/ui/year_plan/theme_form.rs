//! The dialog of a theme.

use egui::{Button, ComboBox, Context, DragValue, Ui};
use jiff::civil::Date;
use samskriv_shared::{
    documents::{Period, State, Theme, ThemeMeeting},
    ids::{PersonId, ThemeId},
};

use super::{
    entries::{What, entries},
    form::{Buttons, Leave, buttons_ui, dialog, lines_ui},
    themes::{how_many, meeting_words},
};
use crate::{
    command::{Command, CommandQueue, ThemeEdit, set},
    i18n::collation_key,
    input::Around,
    state::AppState,
    ui::{
        day_note::{DayField, day_field_ui, optional_day},
        theme::UNIT,
        widgets::{combo_ui, label_over, labelled_field, quiet_label, section_label},
    },
};

/// Of so many people on names are looked for.
const MANY: usize = 9;

/// What is chosen and typed in it.
pub struct ThemeForm {
    /// None for a new one.
    id: Option<ThemeId>,
    /// As it was when the dialog was opened: what differs from it then is written.
    before: Theme,
    after: Theme,
    when: When,
    year: i16,
    first: i8,
    last: i8,
    /// What is typed to find somebody.
    name: String,
    /// A day without minutes yet.
    day: String,
    asked: bool,
    opened: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Unplanned,
    Year,
    Months,
}

impl ThemeForm {
    /// Of a theme that is to be added to the plan of a year.
    pub fn new(year: i16) -> ThemeForm {
        let theme = Theme {
            id: ThemeId([0; ThemeId::LEN]),
            title: String::new(),
            about: String::new(),
            period: None,
            responsible: Vec::new(),
            meetings: Vec::new(),
        };
        ThemeForm { id: None, when: When::Year, ..ThemeForm::of(theme, year) }
    }

    /// Of one that is there. `year` is for one that has no period.
    pub fn of(theme: Theme, year: i16) -> ThemeForm {
        let when = match theme.period {
            None => When::Unplanned,
            Some(period) if period.is_whole_year() => When::Year,
            Some(_) => When::Months,
        };
        let months = theme.period.filter(|period| !period.is_whole_year()).map(|period| period.months());
        let (first, last) = months.map_or((1, 1), |months| (*months.start(), *months.end()));
        ThemeForm {
            id: Some(theme.id),
            before: theme.clone(),
            when,
            year: theme.period.map_or(year, |period| period.year()),
            first,
            last,
            after: theme,
            name: String::new(),
            day: String::new(),
            asked: false,
            opened: false,
        }
    }

    /// Shows it. Says whether it is done with.
    pub fn show(&mut self, ctx: &Context, state: &AppState, queue: &mut CommandQueue) -> bool {
        let edits = self.edits();
        let ready = !self.after.title.trim().is_empty();
        let remove = self.id.map(|_| state.texts.get("plan-theme-remove"));
        let mut asked = self.asked;
        let leave = dialog(
            ctx,
            "theme",
            !edits.is_empty(),
            |ui| self.fields_ui(ui, state),
            |ui| {
                let buttons = Buttons { ready, remove: remove.as_deref(), asked: &mut asked };
                buttons_ui(ui, state, buttons)
            },
        );
        self.asked = asked;
        match leave {
            Some(Leave::Save) if !edits.is_empty() => queue.push(Command::SaveTheme(self.id, edits)),
            Some(Leave::Remove) => queue.extend(self.id.map(Command::RemoveTheme)),
            _ => {}
        }
        leave.is_some()
    }

    fn edits(&self) -> Vec<ThemeEdit> {
        let after = Theme {
            title: self.after.title.trim().to_owned(),
            about: self.after.about.trim_end().to_owned(),
            period: self.period(),
            ..self.after.clone()
        };
        ThemeEdit::between(&self.before, &after)
    }

    fn period(&self) -> Option<Period> {
        match self.when {
            When::Unplanned => None,
            When::Year => Period::of_year(self.year),
            When::Months => Period::new(self.year, self.first..=self.last),
        }
    }

    fn fields_ui(&mut self, ui: &mut Ui, state: &AppState) {
        let texts = &state.texts;
        let heading = if self.id.is_some() { "plan-theme-change" } else { "plan-new-theme" };
        ui.heading(texts.get(heading));
        let title = labelled_field(ui, &texts.get("plan-theme-title"), "", &mut self.after.title);
        if !std::mem::replace(&mut self.opened, true) {
            title.request_focus();
        }
        lines_ui(ui, &texts.get("plan-theme-about"), &mut self.after.about);
        self.when_ui(ui, state);
        ui.add_space(UNIT);
        self.responsible_ui(ui, state);
        ui.add_space(UNIT);
        self.meetings_ui(ui, state);
    }

    fn when_ui(&mut self, ui: &mut Ui, state: &AppState) {
        let texts = &state.texts;
        ui.horizontal_wrapped(|ui| {
            for (when, key) in [
                (When::Year, "plan-when-year"),
                (When::Months, "plan-when-months"),
                (When::Unplanned, "plan-when-unplanned"),
            ] {
                ui.radio_value(&mut self.when, when, texts.get(key));
            }
        });
        if self.when == When::Unplanned {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            let label = label_over(ui, &texts.get("plan-when-of"));
            ui.add(DragValue::new(&mut self.year).range(1..=9999)).labelled_by(label.id);
            if self.when == When::Months {
                month_ui(ui, state, "plan-when-first", &mut self.first, 1);
                self.last = self.last.max(self.first);
                month_ui(ui, state, "plan-when-last", &mut self.last, self.first);
            }
        });
    }

    /// Boxes for those who are in the network, and for whoever answers for it already.
    fn responsible_ui(&mut self, ui: &mut Ui, state: &AppState) {
        let texts = &state.texts;
        let chosen = &mut self.after.responsible;
        section_label(ui, &texts.with("plan-responsible", &[("n", chosen.len().into())]));
        if let Some(hint) = how_many(state, chosen.len()) {
            quiet_label(ui, hint);
        }
        let today = state.now.today();
        let mut people: Vec<(PersonId, &str)> = state
            .people
            .iter()
            .filter(|person| !person.has_left(today) || chosen.contains(&person.id))
            .map(|person| (person.id, person.name.as_str()))
            .collect();
        people.sort_by_cached_key(|(_, name)| collation_key(name));
        if people.len() >= MANY {
            labelled_field(ui, &texts.get("plan-responsible-find"), "", &mut self.name);
            let typed = self.name.trim().to_lowercase();
            people.retain(|(id, name)| chosen.contains(id) || name.to_lowercase().contains(&typed));
        }
        for (id, name) in people {
            let mut is = chosen.contains(&id);
            if ui.checkbox(&mut is, name).changed() {
                set(chosen, id, is);
            }
        }
    }

    /// Boxes for the meetings of the year that the network sees and for days that are planned, and a field for another.
    fn meetings_ui(&mut self, ui: &mut Ui, state: &AppState) {
        let texts = &state.texts;
        section_label(ui, &texts.get("plan-theme-meetings"));
        let candidates = candidates(state, self.year, &self.after.meetings);
        let chosen = &mut self.after.meetings;
        for meeting in candidates {
            let words = match meeting {
                ThemeMeeting::Date(date) => {
                    texts.with("plan-planned-on", &[("date", texts.date(date).into())])
                }
                ThemeMeeting::Doc(doc) => {
                    meeting_words(state, &doc).unwrap_or_else(|| texts.get("plan-unknown-meeting"))
                }
            };
            let mut is = chosen.contains(&meeting);
            if ui.checkbox(&mut is, words).changed() {
                set(chosen, meeting, is);
            }
        }
        let (label, hint) = (texts.get("plan-planned-day"), texts.get("date-hint"));
        // Of the year that is planned, or the next such day.
        let from = Date::new(self.year, 1, 1).map_or(state.now.today(), |first| first.max(state.now.today()));
        let read = |text: &str| optional_day(state, text, Around::From(from));
        let field = DayField { label: &label, hint: &hint, text: &mut self.day, timed: false, read: &read };
        day_field_ui(ui, state, field);
        let day = read(&self.day).ok().flatten();
        let add = ui.add_enabled(day.is_some(), Button::new(texts.get("plan-planned-add")));
        if let Some(day) = day.filter(|_| add.clicked()) {
            set(&mut self.after.meetings, ThemeMeeting::Date(day), true);
            self.day.clear();
        }
    }
}

fn month_ui(ui: &mut Ui, state: &AppState, key: &str, month: &mut i8, from: i8) {
    let texts = &state.texts;
    let label = label_over(ui, &texts.get(key));
    let combo = ComboBox::from_id_salt(key).selected_text(texts.month(*month)).width(110.0);
    let response = combo_ui(ui, combo, |ui| {
        for it in from..=12 {
            ui.selectable_value(month, it, texts.month(it));
        }
    });
    response.labelled_by(label.id);
}

/// What a theme can be up at: meetings of the year that the network sees, days that are planned, and what is chosen
/// already. A draft is nobody's to know of.
fn candidates(state: &AppState, year: i16, chosen: &[ThemeMeeting]) -> Vec<ThemeMeeting> {
    let of_year = entries(state, year).into_iter().filter_map(|entry| match entry.what {
        What::Meeting(_, State::Draft) | What::Event(_) => None,
        What::Meeting(doc, _) => Some(ThemeMeeting::Doc(doc)),
        What::Planned(_) => Some(ThemeMeeting::Date(entry.from)),
    });
    // By day, and behind them what is of other years.
    let mut all: Vec<ThemeMeeting> = of_year.collect();
    let others: Vec<ThemeMeeting> = chosen.iter().filter(|it| !all.contains(it)).copied().collect();
    all.extend(others);
    all
}
