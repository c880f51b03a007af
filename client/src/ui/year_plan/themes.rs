//! The themes of a year as cards: what, when, who answers for it, and the meetings where it is up.

use egui::{Frame, Label, Margin, RichText, Stroke, Ui, vec2};
use samskriv_shared::documents::{Theme, ThemeMeeting};

use super::{Wish, entries, months::named};
use crate::{
    command::{Command, CommandQueue},
    i18n::collation_key,
    state::AppState,
    ui::{
        theme::{self, RADIUS, UNIT},
        widgets::{link_button, quiet_label},
    },
};

/// How many usually answer for a theme.
pub const USUAL: std::ops::RangeInclusive<usize> = 2..=4;

/// A theme. Says what somebody wants to change.
pub fn theme_ui(ui: &mut Ui, state: &AppState, theme: &Theme, queue: &mut CommandQueue) -> Option<Wish> {
    let (texts, palette) = (&state.texts, theme::palette(ui.visuals()));
    let card = Frame::new()
        .fill(palette.desk)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(RADIUS)
        .inner_margin(Margin::same(12));
    let shown = card.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.5 * UNIT;
        // Links stand under the words above them.
        ui.spacing_mut().button_padding = vec2(0.0, 0.5 * UNIT);
        let title = named(state, &theme.title);
        let heading = RichText::new(&title).text_style(theme::section_style());
        ui.add(Label::new(heading).wrap());
        let period = theme.period.map_or_else(|| texts.get("plan-no-period"), |period| texts.period(period));
        quiet_label(ui, period);
        if !theme.about.is_empty() {
            ui.add(Label::new(&theme.about).wrap());
        }
        responsible_ui(ui, state, theme);
        meetings_ui(ui, state, theme, queue);
        let may_write = state.may_write();
        let name = texts.with("plan-theme-change-name", &[("title", title.into())]);
        let change = may_write && link_button(ui, &texts.get("plan-change")).accessible_name(name).clicked();
        change.then_some(Wish::Theme(Some(theme.id)))
    });
    shown.inner
}

fn responsible_ui(ui: &mut Ui, state: &AppState, theme: &Theme) {
    let texts = &state.texts;
    let name = |id| state.person_name(id).map_or_else(|| texts.get("window-unknown-person"), str::to_owned);
    let mut names: Vec<String> = theme.responsible.iter().map(name).collect();
    names.sort_by_cached_key(|name| collation_key(name));
    if !names.is_empty() {
        let names = texts.with("plan-responsible-names", &[("names", names.join(", ").into())]);
        ui.add(Label::new(names).wrap());
    }
    if let Some(hint) = how_many(state, theme.responsible.len()) {
        quiet_label(ui, hint);
    }
}

/// A word where fewer or more answer for a theme than usual.
pub fn how_many(state: &AppState, responsible: usize) -> Option<String> {
    let key = match responsible {
        0 => "plan-responsible-none",
        few if few < *USUAL.start() => "plan-responsible-few",
        many if many > *USUAL.end() => "plan-responsible-many",
        _ => return None,
    };
    Some(state.texts.get(key))
}

fn meetings_ui(ui: &mut Ui, state: &AppState, theme: &Theme, queue: &mut CommandQueue) {
    let texts = &state.texts;
    for meeting in &theme.meetings {
        match meeting {
            ThemeMeeting::Date(date) => {
                quiet_label(ui, texts.with("plan-planned-on", &[("date", texts.date(*date).into())]));
            }
            // What is not here, or lies in the trash, leads nowhere.
            ThemeMeeting::Doc(doc) => {
                let Some(words) = meeting_words(state, doc) else { continue };
                if link_button(ui, &words).clicked() {
                    queue.push(Command::OpenMeeting(*doc));
                }
            }
        }
    }
}

/// "Vårens möte, 5 februari 2027".
pub fn meeting_words(state: &AppState, doc: &samskriv_shared::ids::DocId) -> Option<String> {
    let row = state.meetings.iter().find(|row| row.id == *doc)?;
    let title = state.title_or_unnamed(&row.title);
    let date = entries::starts(state, doc)?;
    Some(format!("{title}, {}", state.texts.date(date)))
}
