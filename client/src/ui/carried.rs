//! What is not done of earlier meetings, beside the one that is open: nothing is copied, each is the action of its own
//! meeting.

use egui::{Button, RichText, Ui};
use samskriv_shared::{
    documents::{Action, Summary},
    ids::DocId,
};

use crate::{
    command::{ActionEdit, Command, CommandQueue},
    state::{AppState, OpenMeeting, Page, Place},
    ui::{
        action_parts::{due_text, is_waiting, owner_names, tick_ui},
        basis::Basis,
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
    first: Vec<(DocId, Action)>,
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
        let first = left.iter().take(MOST).map(|(doc, action)| (*doc, (*action).clone())).collect();
        view.found = Some((Basis::of(state), Left { count: left.len(), first }));
    }
    let Some((_, left)) = view.found.as_ref().filter(|(_, left)| left.count > 0) else { return };
    let texts = &state.texts;
    let count = [("n", left.count.into())];
    section_label(ui, &texts.with("meeting-carried-count", &count));
    for (doc, action) in &left.first {
        ui.push_id(action.id, |ui| row_ui(ui, state, *doc, action, queue));
    }
    if left.count > MOST && link_button(ui, &texts.with("meeting-carried-all", &count)).clicked() {
        queue.push(Command::Go(Page::Actions));
    }
    ui.add_space(4.0 * UNIT);
}

/// What waits in meetings before this one and in the list of no meeting, the earliest day first.
fn left_over<'a>(state: &'a AppState, open: &OpenMeeting) -> Vec<(DocId, &'a Action)> {
    let day = state.day_of(open);
    let earlier = |doc: &DocId| {
        let summary = state.summaries.get(doc);
        let starts = |summary: &Summary| {
            summary.trashed.is_none() && summary.starts.is_none_or(|starts| starts.date() <= day)
        };
        *doc != open.doc && summary.is_some_and(|summary| starts(summary))
    };
    let waiting = state.actions().filter(|(doc, action)| is_waiting(action.status) && earlier(doc));
    let mut waiting: Vec<(DocId, &Action)> = waiting.collect();
    waiting.sort_by_key(|(_, action)| (action.due.rank(), action.id));
    waiting
}

fn row_ui(ui: &mut Ui, state: &AppState, doc: DocId, action: &Action, queue: &mut CommandQueue) {
    let texts = &state.texts;
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
            let about = [owner_names(state, action).join(", "), due_text(texts, action.due)];
            let about: Vec<String> = about.into_iter().filter(|it| !it.is_empty()).collect();
            if !about.is_empty() {
                ui.horizontal(|ui| {
                    ui.add_space(3.0 * UNIT);
                    quiet_label(ui, about.join(" · "));
                });
            }
        });
    });
}
