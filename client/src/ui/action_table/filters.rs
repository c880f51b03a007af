//! What narrows the table down: mine, whose, of which municipality, how far it has come, by when, and words.

use egui::{ComboBox, TextEdit, Ui, WidgetInfo};
use samskriv_shared::documents::ActionStatus;

use super::rows::{DueFilter, Filter, StatusFilter};
use crate::{
    state::AppState,
    ui::{
        action_parts::status_word,
        flow::flow_ui,
        theme::UNIT,
        widgets::{combo_ui, label_over, labelled, link_button, quiet_label},
    },
};

/// How wide the fields are, in points, so that their words are not cut.
const WIDTHS: [f32; 5] = [200.0, 172.0, 172.0, 208.0, 164.0];

const STATUSES: [StatusFilter; 6] = [
    StatusFilter::Waiting,
    StatusFilter::Only(ActionStatus::Open),
    StatusFilter::Only(ActionStatus::Doing),
    StatusFilter::Only(ActionStatus::Done),
    StatusFilter::Only(ActionStatus::Dropped),
    StatusFilter::All,
];

/// The line of choices, which may be folded away; `counts` are how many rows are shown, and of how many.
pub fn filters_ui(
    ui: &mut Ui,
    state: &AppState,
    (filter, folds): (&mut Filter, Option<&mut bool>),
    (owners, municipalities): (&[String], &[String]),
    counts: (usize, usize),
) {
    let texts = &state.texts;
    let unfolded = folds.as_ref().is_none_or(|unfolded| **unfolded);
    let widths: &[f32] = if unfolded { &WIDTHS } else { &[] };
    flow_ui(ui, 3.0 * UNIT, widths, |ui, nth| match nth {
        0 => text_ui(ui, state, filter),
        1 => {
            let (label, all) = (texts.get("actions-owners"), texts.get("actions-filter-owner-all"));
            name_ui(ui, "owner", (&label, &all), &mut filter.owner, owners);
        }
        2 => {
            let label = texts.get("actions-filter-municipality");
            let all = texts.get("actions-filter-municipality-all");
            name_ui(ui, "municipality", (&label, &all), &mut filter.municipality, municipalities);
        }
        3 => {
            let words = |value: StatusFilter| texts.get(status_key(value));
            choice_ui(ui, &texts.get("actions-filter-status"), &mut filter.status, &STATUSES, words);
        }
        _ => {
            let words = |value: DueFilter| texts.get(due_key(value));
            let dues = [DueFilter::All, DueFilter::Overdue, DueFilter::Soon];
            choice_ui(ui, &texts.get("actions-due"), &mut filter.due, &dues, words);
        }
    });
    ui.horizontal(|ui| {
        ui.checkbox(&mut filter.mine, texts.get("actions-mine"));
        counts_ui(ui, state, counts);
        if *filter != Filter::all() && link_button(ui, &texts.get("actions-show-all")).clicked() {
            *filter = Filter::all();
        }
        if let Some(unfolded) = folds {
            let key = if *unfolded { "actions-filters-fold" } else { "actions-filters-unfold" };
            if link_button(ui, &texts.get(key)).clicked() {
                *unfolded = !*unfolded;
            }
        }
    });
}

fn counts_ui(ui: &mut Ui, state: &AppState, (shown, all): (usize, usize)) {
    let values = [("shown", shown.into()), ("all", all.into())];
    let count = quiet_label(ui, state.texts.with("actions-count", &values));
    let name = state.texts.with("actions-count-name", &values);
    count.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &name));
}

fn text_ui(ui: &mut Ui, state: &AppState, filter: &mut Filter) {
    ui.spacing_mut().item_spacing.y = 0.5 * UNIT;
    let label = label_over(ui, &state.texts.get("actions-filter-text"));
    let edit = TextEdit::singleline(&mut filter.text).desired_width(ui.available_width());
    labelled(ui.add(edit), &label);
}

/// One of some names, or all.
fn name_ui(
    ui: &mut Ui,
    salt: &str,
    (label, all): (&str, &str),
    chosen: &mut Option<String>,
    names: &[String],
) {
    let choices: Vec<Option<&String>> = std::iter::once(None).chain(names.iter().map(Some)).collect();
    let mut now = chosen.as_ref();
    let words = |choice: Option<&String>| choice.map_or_else(|| all.to_owned(), String::clone);
    ui.push_id(salt, |ui| {
        choice_ui(ui, label, &mut now, &choices, words);
    });
    if now != chosen.as_ref() {
        *chosen = now.cloned();
    }
}

/// One of some choices, with its label over it.
fn choice_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    label: &str,
    chosen: &mut T,
    choices: &[T],
    words: impl Fn(T) -> String,
) {
    ui.spacing_mut().item_spacing.y = 0.5 * UNIT;
    label_over(ui, label);
    let now = words(*chosen);
    let combo = ComboBox::from_id_salt(label).selected_text(&now).width(ui.available_width()).truncate();
    let response = combo_ui(ui, combo, |ui| {
        for choice in choices {
            ui.selectable_value(chosen, *choice, words(*choice));
        }
    });
    response.accessible_name(format!("{label}: {now}"));
}

fn status_key(status: StatusFilter) -> &'static str {
    match status {
        StatusFilter::All => "actions-filter-status-all",
        StatusFilter::Waiting => "actions-filter-status-waiting",
        StatusFilter::Only(status) => status_word(status),
    }
}

fn due_key(due: DueFilter) -> &'static str {
    match due {
        DueFilter::All => "actions-filter-due-all",
        DueFilter::Overdue => "actions-filter-due-overdue",
        DueFilter::Soon => "actions-filter-due-soon",
    }
}
