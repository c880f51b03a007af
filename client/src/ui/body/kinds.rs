//! What the line with the caret is, and makes it something else: text, heading, bullet, decision.

use egui::{Button, RichText, Ui};
use samskriv_shared::text::BlockKind;

use super::BodyView;
use crate::{
    command::{Command, CommandQueue},
    state::{AppState, Body, OpenMeeting},
    ui::theme::{SMALL, UNIT},
};

/// The level of the headings that are made here: the first is the meeting's title.
const HEADING_LEVEL: u8 = 2;

/// A row of buttons.
pub fn kinds_ui(
    ui: &mut Ui,
    state: &AppState,
    open: &OpenMeeting,
    view: &mut BodyView,
    queue: &mut CommandQueue,
) {
    ui.horizontal(|ui| buttons_ui(ui, state, open, view, queue));
}

fn buttons_ui(
    ui: &mut Ui,
    state: &AppState,
    open: &OpenMeeting,
    view: &mut BodyView,
    queue: &mut CommandQueue,
) {
    ui.spacing_mut().item_spacing.x = UNIT;
    let lines = selected_lines(&open.body);
    let current =
        lines.clone().and_then(|lines| open.body.lines.get(*lines.start())).map(|line| line.kind.name());
    let group = state.texts.get("window-kind");
    for (kind, key) in [
        (BlockKind::Paragraph, "window-kind-paragraph"),
        (BlockKind::Heading(HEADING_LEVEL), "window-kind-heading"),
        (BlockKind::UnorderedListItem, "window-kind-bullet"),
        (BlockKind::Decision, "window-kind-decision"),
    ] {
        let word = state.texts.get(key);
        let is_current = current == Some(kind.name());
        let button = Button::selectable(is_current, RichText::new(&word).size(SMALL));
        let response = ui.add_enabled(lines.is_some(), button).accessible_name(format!("{group}: {word}"));
        if response.clicked()
            && let Some(lines) = &lines
        {
            for line in lines.clone() {
                queue.push(Command::SetBlockKind { line, kind: kind.clone() });
            }
            view.wants_focus = true;
        }
    }
}

/// The lines that the selection touches.
fn selected_lines(body: &Body) -> Option<std::ops::RangeInclusive<usize>> {
    let (caret, other) = body.selection?;
    let line_of = |at: usize| body.text.chars().take(at).filter(|c| *c == '\n').count();
    Some(line_of(caret.min(other))..=line_of(caret.max(other)))
}
