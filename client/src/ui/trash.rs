//! The trash: what lies there, for how much longer, and the way back.

use egui::{Align, Button, Layout, ScrollArea, Ui, vec2};
use samskriv_shared::documents::Summary;

use crate::{
    command::{Command, CommandQueue},
    state::{AppState, TRASH_MS},
    ui::{
        scrolled::scrolled,
        theme::{self, UNIT},
        widgets::{list_row, quiet_label},
    },
};

const DAY_MS: i64 = 24 * 3600 * 1000;

/// The page.
pub fn trash_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    let trash = state.trash();
    let texts = &state.texts;
    ui.set_max_width(theme::MEASURE.min(ui.available_width()));
    quiet_label(ui, texts.get("trash-about"));
    ui.add_space(2.0 * UNIT);
    if trash.is_empty() {
        ui.label(texts.get("trash-empty"));
        return;
    }
    scrolled(ui, ScrollArea::vertical().auto_shrink(false), |ui| {
        for summary in trash {
            row_ui(ui, state, summary, queue);
        }
    });
}

fn row_ui(ui: &mut Ui, state: &AppState, summary: &Summary, queue: &mut CommandQueue) {
    let texts = &state.texts;
    let may_write = state.may_write();
    let title = state.title_or_unnamed(&summary.title);
    let row = vec2(ui.available_width(), 48.0);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
        let restore = texts.with("meeting-restore-name", &[("title", title.as_str().into())]);
        let button = ui.add_enabled(may_write, Button::new(texts.get("meeting-restore")));
        if button.accessible_name(restore).clicked() {
            queue.push(Command::Trash(summary.id, false));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let lain = state.now.ms.saturating_sub(summary.trashed.unwrap_or_default());
            // A day that has begun is a day still.
            let left = ((TRASH_MS - lain).max(0) + DAY_MS - 1) / DAY_MS;
            let left = texts.with("trash-left", &[("n", left.into())]);
            let about = match summary.starts {
                Some(starts) => format!("{} · {left}", texts.date(starts.date())),
                None => left,
            };
            if list_row(ui, false, &title, &about).clicked() {
                queue.push(Command::OpenMeeting(summary.id));
            }
        });
    });
}
