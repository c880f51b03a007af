//! What is not done of earlier meetings, beside the one that is open: nothing is copied, each is the action of its own
//! meeting.

use egui::{Button, Frame, Margin, RichText, Ui};
use jiff::civil::Date;
use samskriv_shared::{
    documents::{Action, Due},
    ids::DocId,
};

use crate::{
    command::{ActionEdit, Command, CommandQueue},
    state::{AppState, OpenMeeting, Page, Place},
    ui::{
        action_parts::{is_waiting, tick_ui, who_and_when},
        basis::{Basis, Source, sources},
        meeting_days::MeetingDays,
        theme::UNIT,
        widgets::{link_button, quiet_label, section_label},
    },
};

/// So many are shown; the others are a click away.
const MOST: usize = 8;

/// What is left, looked for anew only where something has changed: years of meetings are gone through for it.
#[derive(Default)]
pub struct CarriedView {
    found: Option<(Basis, Left)>,
}

/// How many there are, and the first of them.
struct Left {
    count: usize,
    first: Vec<Row>,
}

/// What is to be done, and by which day.
#[derive(Clone)]
struct Row {
    doc: DocId,
    action: Action,
    due: Option<Date>,
}

/// The list; nothing where nothing is left.
pub fn carried_ui(
    ui: &mut Ui,
    state: &AppState,
    open: &OpenMeeting,
    view: &mut CarriedView,
    queue: &mut CommandQueue,
) {
    if view.found.as_ref().is_none_or(|(basis, _)| !basis.holds(state)) {
        let left = left_over(state, open);
        let first = left.iter().take(MOST).cloned().collect();
        view.found = Some((Basis::of(state), Left { count: left.len(), first }));
    }
    let Some((_, left)) = view.found.as_ref().filter(|(_, left)| left.count > 0) else { return };
    let texts = &state.texts;
    let count = [("n", left.count.into())];
    section_label(ui, &texts.with("meeting-carried-count", &count));
    for row in &left.first {
        ui.push_id(row.action.id, |ui| row_ui(ui, state, row, queue));
    }
    if left.count > MOST && link_button(ui, &texts.with("meeting-carried-all", &count)).clicked() {
        queue.push(Command::Go(Page::Actions));
    }
    ui.add_space(4.0 * UNIT);
}

/// What waits in meetings before this one, and what was made until its day in the list of no meeting; the earliest first.
fn left_over(state: &AppState, open: &OpenMeeting) -> Vec<Row> {
    let (day, days, today) = (state.day_of(open), MeetingDays::of(state), state.now.today());
    let earlier = |source: &Source<'_>| {
        let starts = source.meeting.and_then(|meeting| meeting.starts);
        source.doc != open.doc && starts.is_none_or(|starts| starts.date() <= day)
    };
    let made_later = |doc: DocId, action: &Action| {
        let made = state.summaries.get(&doc).and_then(|summary| summary.made.get(&action.id));
        made.and_then(|ms| state.now.day_of(*ms)).is_some_and(|made| made > day)
    };
    let mut left: Vec<Row> = Vec::new();
    for source in sources(state).filter(earlier) {
        let waiting = source.actions.iter().filter(|action| is_waiting(action.status));
        for action in waiting.filter(|action| !made_later(source.doc, action)) {
            let due = days.due(action.due, source.meeting, today);
            left.push(Row { doc: source.doc, action: action.clone(), due });
        }
    }
    left.sort_by_key(|row| (row.due.is_none(), row.due, row.action.due == Due::None, row.action.id));
    left
}

fn row_ui(ui: &mut Ui, state: &AppState, row: &Row, queue: &mut CommandQueue) {
    let (texts, doc, action) = (&state.texts, row.doc, &row.action);
    let named = |key: &str| texts.with(key, &[("text", action.text.as_str().into())]);
    ui.horizontal_top(|ui| {
        if let (_, Some(status)) = tick_ui(ui, state, action) {
            let edit = ActionEdit::Status(status);
            queue.push(Command::EditAction { doc, action: action.id, edit });
        }
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let text = RichText::new(&action.text).size(14.0);
            let button = Button::new(text).wrap().frame_when_inactive(false);
            if ui.add(button).accessible_name(named("meeting-carried-open")).clicked() {
                queue.push(Command::OpenAt(doc, Place::Action(action.id)));
            }
            let about = who_and_when(state, action, row.due);
            if !about.is_empty() {
                // In line with the button's words; within a row it would not wrap.
                let margin = Margin { left: 12, ..Margin::ZERO };
                Frame::new().inner_margin(margin).show(ui, |ui| quiet_label(ui, about));
            }
        });
    });
}
