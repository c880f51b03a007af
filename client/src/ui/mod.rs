//! The views. Each takes the state, a view state of its own and the command queue, and draws; what it wants
//! done it queues. No view imports the backend, and none changes the state.

mod actions;
mod attendance;
mod conflicts;
mod dialogs;
mod header;
mod meeting;
mod meetings;
pub(crate) mod status_line;
#[cfg(test)]
mod tests;
pub mod theme;
mod welcome;
pub(crate) mod widgets;

use egui::{CentralPanel, Frame, Key, Margin, Modifiers, Panel, RichText, ScrollArea, Stroke, Ui};

pub use crate::editor::body_id;
use crate::{
    command::{Command, CommandQueue},
    editor::{Proofing, RichClipboard, Session, Tools},
    state::AppState,
    ui::theme::UNIT,
};

/// What the views keep for themselves between frames.
#[derive(Default)]
pub struct Views {
    tools: Tools,
    welcome: welcome::WelcomeView,
    meeting: meeting::MeetingView,
    dialogs: dialogs::DialogsView,
}

impl Views {
    /// Views that copy to and paste from this clipboard.
    pub fn new(clipboard: Box<dyn RichClipboard>) -> Views {
        let tools = Tools { clipboard, ..Tools::default() };
        Views { tools, ..Views::default() }
    }

    /// And check the spelling by this.
    pub fn with_proofing(mut self, proofing: Proofing) -> Views {
        self.tools.proofing = proofing;
        self
    }
}

/// The whole window.
pub fn window_ui(
    ui: &mut Ui,
    state: &AppState,
    session: Option<Session<'_>>,
    views: &mut Views,
    queue: &mut CommandQueue,
) {
    if let Some(reason) = &state.closed {
        closed_ui(ui, reason);
        return;
    }
    let Some(networks) = &state.networks else {
        CentralPanel::default().show(ui, |ui| ui.label(state.texts.get("window-opening")));
        return;
    };
    if networks.is_empty() || state.choosing {
        welcome::welcome_ui(ui, state, &mut views.welcome, queue);
    } else {
        network_ui(ui, state, session, views, queue);
    }
    dialogs::dialogs_ui(ui.ctx(), state, &mut views.dialogs, queue);
    let closing = ui.input(|input| input.viewport().close_requested());
    if queue.leaves_meeting() || closing {
        views.meeting.fields.flush(queue);
    }
}

fn network_ui(
    ui: &mut Ui,
    state: &AppState,
    session: Option<Session<'_>>,
    views: &mut Views,
    queue: &mut CommandQueue,
) {
    shortcuts(ui, state, queue);
    let palette = theme::palette(ui.visuals());
    let bar = Frame::new().fill(palette.desk).inner_margin(Margin::symmetric(16, 7));
    Panel::bottom("status line").frame(bar).resizable(false).show(ui, |ui| {
        status_line::status_line_ui(ui, state, queue);
    });
    let list = Frame::new().fill(palette.desk).inner_margin(Margin::same(12));
    Panel::left("meetings").frame(list).default_size(250.0).size_range(180.0..=420.0).show(ui, |ui| {
        meetings::meetings_ui(ui, state, queue);
    });
    if let Some(open) = &state.open
        && ui.available_width() + 250.0 >= theme::TWO_COLUMNS
    {
        let side = Frame::new().fill(palette.desk).inner_margin(Margin::same(16));
        Panel::right("beside the text").frame(side).default_size(370.0).size_range(300.0..=520.0).show(
            ui,
            |ui| {
                ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                    meeting::beside_ui(ui, state, open, &mut views.meeting, queue);
                });
            },
        );
    }
    let paper = Frame::new().fill(palette.paper).stroke(Stroke::NONE).inner_margin(Margin::ZERO);
    CentralPanel::default().frame(paper).show(ui, |ui| match &state.open {
        Some(open) => {
            meeting::meeting_ui(ui, state, open, session, &mut views.meeting, &mut views.tools, queue)
        }
        None => nothing_open_ui(ui, state, queue),
    });
}

fn shortcuts(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    let may_write = state.current().is_some_and(|network| network.may_write);
    if state.dialog.is_none()
        && may_write
        && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::N))
    {
        queue.push(Command::NewMeeting);
    }
    let dropped = ui.input(|input| input.raw.dropped_files.clone());
    for path in dropped.iter().map(|file| file.path().to_owned()) {
        queue.push(Command::Import(path));
    }
}

fn nothing_open_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    Frame::new().inner_margin(Margin::same(32)).show(ui, |ui| {
        problem_ui(ui, state, queue);
        ui.vertical_centered(|ui| {
            ui.add_space(ui.available_height() / 3.0);
            let key = if state.meetings.is_empty() { "window-no-meetings" } else { "window-pick-meeting" };
            ui.label(state.texts.get(key));
            widgets::quiet_label(ui, state.texts.get("window-drop-hint"));
        });
    });
}

/// What went wrong last, until somebody has read it.
fn problem_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    let Some(problem) = &state.problem else { return };
    widgets::notice(ui, problem, |ui| {
        if widgets::link_button(ui, &state.texts.get("window-dismiss")).clicked() {
            queue.push(Command::DismissProblem);
        }
    });
    ui.add_space(2.0 * UNIT);
}

fn closed_ui(ui: &mut Ui, reason: &str) {
    CentralPanel::default().show(ui, |ui| {
        ui.add_space(ui.available_height() / 3.0);
        ui.vertical_centered(|ui| {
            ui.set_max_width(520.0);
            ui.heading("Samskriv");
            ui.add_space(2.0 * UNIT);
            ui.label(RichText::new(reason).size(theme::BODY));
        });
    });
}
