//! The register of decisions: those of all meetings and years, each one click away from its place in its meeting.

mod rows;

use egui::{Align, Button, ComboBox, Layout, RichText, TextEdit, Ui, WidgetInfo, vec2};
use samskriv_shared::ids::WorkspaceId;

use self::rows::{Decision, Filter, Key, Meeting, Row};
use super::{
    basis::Basis,
    tall_list::TallList,
    theme::{self, BODY, MEASURE, UNIT},
    widgets::{combo_ui, label_over, labelled, link_button, quiet_label, section_label},
};
use crate::{
    command::{Command, CommandQueue},
    state::{AppState, Place},
};

/// The width of an average letter of the body's size, in points, and the height of its line. They only guess.
const LETTER: f32 = 7.6;
const LINE: f32 = 21.0;
/// What the button for copying takes.
const COPY: f32 = 96.0;

/// What it keeps between frames.
#[derive(Default)]
pub struct DecisionsView {
    /// Of which network.
    network: Option<WorkspaceId>,
    filter: Filter,
    list: TallList<Key>,
    made: Option<Made>,
    /// The decision that was copied last.
    copied: Option<Key>,
}

/// The register as it was made last, and what from.
struct Made {
    basis: Basis,
    meetings: Vec<Meeting>,
    filter: Filter,
    rows: Vec<Row>,
    keys: Vec<Key>,
}

impl DecisionsView {
    fn follow(&mut self, state: &AppState) {
        if self.network != state.network {
            *self = DecisionsView { network: state.network, ..DecisionsView::default() };
        }
        if self.made.as_ref().is_none_or(|made| !made.basis.holds(state)) {
            let (rows, keys) = (Vec::new(), Vec::new());
            let mut made = Made {
                basis: Basis::of(state),
                meetings: rows::meetings(state),
                filter: Filter::default(),
                rows,
                keys,
            };
            made.choose(&self.filter);
            self.made = Some(made);
            self.list.changed();
        }
        if let Some(made) = self.made.as_mut().filter(|made| made.filter != self.filter) {
            made.choose(&self.filter);
            self.list.changed();
        }
    }
}

impl Made {
    fn choose(&mut self, filter: &Filter) {
        self.rows = rows::rows(&self.meetings, filter);
        self.keys = self.rows.iter().map(|row| row.key(&self.meetings)).collect();
        self.filter = filter.clone();
    }

    /// How many decisions are shown, and of how many.
    fn counts(&self) -> (usize, usize) {
        let shown = self.rows.iter().filter(|row| matches!(row, Row::Decision(..))).count();
        (shown, self.meetings.iter().map(|meeting| meeting.decisions.len()).sum())
    }

    fn likely_height(&self, nth: usize, width: f32) -> f32 {
        match self.rows[nth] {
            Row::Meeting(_) => LINE + 6.0 * UNIT,
            Row::Decision(at, index) => {
                let letters = self.meetings[at].decisions[index].text.chars().count();
                (letters as f32 * LETTER / width).ceil().max(1.0) * LINE + 4.0 * UNIT
            }
        }
    }
}

/// The page under its heading.
pub fn decisions_ui(ui: &mut Ui, state: &AppState, view: &mut DecisionsView, queue: &mut CommandQueue) {
    ui.add_space(UNIT);
    view.follow(state);
    let DecisionsView { filter, list, made: Some(made), copied, .. } = view else { return };
    let counts = made.counts();
    if counts.1 == 0 {
        ui.set_max_width(MEASURE.min(ui.available_width()));
        quiet_label(ui, state.texts.get("decisions-none"));
        return;
    }
    filter_ui(ui, state, filter, &rows::years(&made.meetings), counts);
    ui.add_space(2.0 * UNIT);
    if counts.0 == 0 {
        ui.horizontal(|ui| {
            quiet_label(ui, state.texts.get("decisions-none-match"));
            show_all_ui(ui, state, filter);
        });
        return;
    }
    ui.set_max_width((MEASURE + COPY).min(ui.available_width()));
    let width = ui.available_width() - COPY;
    list.show(ui, &made.keys, &|nth| made.likely_height(nth, width), &mut |ui, nth| match made.rows[nth] {
        Row::Meeting(at) => meeting_ui(ui, state, &made.meetings[at]),
        Row::Decision(at, index) => {
            let meeting = &made.meetings[at];
            decision_ui(ui, state, (meeting, &meeting.decisions[index]), copied, queue);
        }
    });
}

fn filter_ui(
    ui: &mut Ui,
    state: &AppState,
    filter: &mut Filter,
    years: &[i16],
    (shown, all): (usize, usize),
) {
    let texts = &state.texts;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0 * UNIT;
        ui.vertical(|ui| {
            ui.set_width(260.0);
            ui.spacing_mut().item_spacing.y = 0.5 * UNIT;
            let label = label_over(ui, &texts.get("decisions-filter-text"));
            let edit = TextEdit::singleline(&mut filter.text).desired_width(260.0);
            labelled(ui.add(edit), &label);
        });
        ui.vertical(|ui| {
            ui.set_width(120.0);
            ui.spacing_mut().item_spacing.y = 0.5 * UNIT;
            year_ui(ui, state, filter, years);
        });
    });
    ui.horizontal(|ui| {
        let values = [("shown", shown.into()), ("all", all.into())];
        let name = texts.with("decisions-count-name", &values);
        let count = quiet_label(ui, texts.with("decisions-count", &values));
        count.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &name));
        show_all_ui(ui, state, filter);
    });
}

fn year_ui(ui: &mut Ui, state: &AppState, filter: &mut Filter, years: &[i16]) {
    let label = state.texts.get("decisions-filter-year");
    label_over(ui, &label);
    let words = |year: Option<i16>| {
        year.map_or_else(|| state.texts.get("decisions-filter-year-all"), |year| year.to_string())
    };
    let now = words(filter.year);
    let combo = ComboBox::from_id_salt("year").selected_text(&now).width(120.0);
    let response = combo_ui(ui, combo, |ui| {
        for year in std::iter::once(None).chain(years.iter().copied().map(Some)) {
            ui.selectable_value(&mut filter.year, year, words(year));
        }
    });
    response.accessible_name(format!("{label}: {now}"));
}

fn show_all_ui(ui: &mut Ui, state: &AppState, filter: &mut Filter) {
    if *filter != Filter::default() && link_button(ui, &state.texts.get("decisions-show-all")).clicked() {
        *filter = Filter::default();
    }
}

fn meeting_ui(ui: &mut Ui, state: &AppState, meeting: &Meeting) {
    ui.add_space(3.0 * UNIT);
    ui.horizontal_wrapped(|ui| {
        section_label(ui, &meeting.title);
        if let Some(date) = meeting.date {
            quiet_label(ui, state.texts.date(date));
        }
    });
    ui.add_space(0.5 * UNIT);
}

fn decision_ui(
    ui: &mut Ui,
    state: &AppState,
    (meeting, decision): (&Meeting, &Decision),
    copied: &mut Option<Key>,
    queue: &mut CommandQueue,
) {
    let texts = &state.texts;
    let key = (meeting.doc, Some(decision.nth));
    let place = match meeting.date {
        Some(date) => format!("{}, {}", meeting.title, texts.date(date)),
        None => meeting.title.clone(),
    };
    let values = [("text", decision.text.as_str().into()), ("place", place.as_str().into())];
    ui.horizontal_top(|ui| {
        let width = ui.available_width() - COPY;
        let layout = Layout::top_down_justified(Align::Min);
        ui.allocate_ui_with_layout(vec2(width, 0.0), layout, |ui| {
            ui.set_width(width);
            let text = RichText::new(&decision.text).size(BODY).color(theme::palette(ui.visuals()).ink);
            let open = ui.add(Button::new(text).wrap().frame_when_inactive(false));
            if open.accessible_name(texts.with("decisions-open-at", &values)).clicked() {
                queue.push(Command::OpenAt(meeting.doc, Place::Decision(decision.nth)));
            }
        });
        let word = if *copied == Some(key) { "decisions-copied" } else { "decisions-copy" };
        let copy = link_button(ui, &texts.get(word));
        let name = if *copied == Some(key) { "decisions-copied-name" } else { "decisions-copy-name" };
        if copy.accessible_name(texts.with(name, &values)).clicked() {
            ui.ctx().copy_text(texts.with("decisions-copy-text", &values));
            *copied = Some(key);
        }
    });
}
