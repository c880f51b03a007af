//! The views. Each takes the state, a view state of its own and the command queue, and draws; what it wants
//! done it queues. No view imports the backend, and none changes the state.

mod action_parts;
mod action_table;
mod actions;
mod attendance;
mod basis;
mod calendar;
mod carried;
mod conflicts;
mod day_note;
mod day_picker;
mod decisions;
mod dialogs;
mod fields;
mod flow;
mod focus;
mod header;
pub(crate) mod icons;
mod import_dialog;
mod invite;
mod keeping;
mod leaving;
mod mail;
mod meeting;
mod meeting_days;
mod meeting_menu;
mod members;
mod owner_offers;
mod qr;
mod reminders;
mod scrolled;
mod search;
mod settings;
pub(crate) mod shortcuts;
mod sidebar;
mod split;
mod spot;
pub(crate) mod status_line;
mod tall_list;
#[cfg(test)]
mod tests;
pub mod theme;
mod trash;
mod welcome;
pub(crate) mod widgets;
mod words;
mod year_plan;

use egui::{CentralPanel, Frame, Margin, Panel, Rangef, RichText, ScrollArea, Stroke, Ui, UiBuilder};

pub use crate::editor::body_id;
use crate::{
    command::{Command, CommandQueue},
    editor::{Proofing, RichClipboard, Session, Tools},
    state::{AppState, OpenMeeting, Page},
    ui::{scrolled::scrolled, split::Column, theme::UNIT},
    unfinished::Unfinished,
};

/// What the views keep for themselves between frames.
#[derive(Default)]
pub struct Views {
    tools: Tools,
    welcome: welcome::WelcomeView,
    meeting: meeting::MeetingView,
    reminders: reminders::Reminders,
    action_table: action_table::ActionTableView,
    decisions: decisions::DecisionsView,
    year_plan: year_plan::YearPlanView,
    members: members::MembersView,
    search: search::SearchView,
    settings: settings::SettingsView,
    dialogs: dialogs::DialogsView,
    applied: settings::Applied,
    keeping: keeping::Keeping,
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

    /// And go on with what was half-written the last time.
    pub(crate) fn with_unfinished(mut self, unfinished: Unfinished) -> Views {
        self.keeping = keeping::Keeping::of(unfinished);
        self
    }
}

/// How wide the column with the meetings is at first, in points.
const SIDEBAR: f32 = 250.0;

/// The whole window.
pub fn window_ui(
    ui: &mut Ui,
    state: &AppState,
    session: Option<Session<'_>>,
    views: &mut Views,
    queue: &mut CommandQueue,
) {
    views.applied.follow(ui.ctx(), state.preferences);
    focus::go_on(ui);
    settings::size_keys(ui, state, queue);
    if let Some(reason) = &state.closed {
        closed_ui(ui, reason);
        return;
    }
    let Some(networks) = &state.networks else {
        CentralPanel::default().show(ui, |ui| ui.label(state.texts.get("window-opening")));
        return;
    };
    views.take_up(state);
    if networks.is_empty() || state.choosing {
        welcome::welcome_ui(ui, state, &mut views.welcome, queue);
    } else {
        network_ui(ui, state, session, views, queue);
    }
    dialogs::dialogs_ui(ui.ctx(), state, &mut views.dialogs, queue);
    let closing = ui.input(|input| input.viewport().close_requested());
    let leaves = queue.leaves_meeting() || closing;
    views.keep(ui, state, leaves, queue);
    if leaves {
        views.meeting.fields.flush(queue);
        views.action_table.leave(queue);
    }
}

fn network_ui(
    ui: &mut Ui,
    state: &AppState,
    session: Option<Session<'_>>,
    views: &mut Views,
    queue: &mut CommandQueue,
) {
    keys(ui, state, queue);
    let mine = views.reminders.mine(state);
    let palette = theme::palette(ui.visuals());
    let bar = Frame::new().fill(palette.desk).inner_margin(Margin::symmetric(16, 7));
    let height = status_line::HEIGHT;
    let panel = Panel::bottom("status line").frame(bar).resizable(false).exact_size(height);
    let status = panel.show(ui, |ui| ui.available_rect_before_wrap()).inner;
    let list = Frame::new().fill(palette.desk).inner_margin(Margin::same(12));
    let column = Column { name: "meetings", width: SIDEBAR, widths: Rangef::new(180.0, 420.0) };
    split::left_ui(ui, &column, list, |ui| {
        sidebar::sidebar_ui(ui, state, mine, queue);
    });
    let paper = Frame::new().fill(palette.paper).stroke(Stroke::NONE).inner_margin(Margin::ZERO);
    CentralPanel::default().frame(paper).show(ui, |ui| match (state.page, &state.open) {
        (Page::Meeting, Some(open)) => open_meeting_ui(ui, state, open, session, views, queue),
        (Page::Meeting, None) => nothing_open_ui(ui, state, queue),
        (page, _) => page_ui(ui, state, page, views, queue),
    });
    // The last that Tab comes to: nobody begins there.
    let mut line = ui.new_child(UiBuilder::new().id_salt("status line").max_rect(status));
    status_line::status_line_ui(&mut line, state, queue);
}

/// The meeting, and beside it its attendance and actions where there is room for them.
fn open_meeting_ui(
    ui: &mut Ui,
    state: &AppState,
    open: &OpenMeeting,
    session: Option<Session<'_>>,
    views: &mut Views,
    queue: &mut CommandQueue,
) {
    let wide = ui.available_width() + SIDEBAR >= theme::TWO_COLUMNS;
    if !wide {
        return meeting::meeting_ui(
            ui,
            state,
            open,
            session,
            (&mut views.meeting, true),
            &mut views.tools,
            queue,
        );
    }
    let column = Column { name: "beside the text", width: 370.0, widths: Rangef::new(300.0, 520.0) };
    let (mut text, mut side) = split::at_right(ui, &column);
    meeting::meeting_ui(
        &mut text,
        state,
        open,
        session,
        (&mut views.meeting, false),
        &mut views.tools,
        queue,
    );
    let desk = theme::palette(ui.visuals()).desk;
    Frame::new().fill(desk).inner_margin(Margin::same(16)).show(&mut side, |ui| {
        scrolled(ui, ScrollArea::vertical().auto_shrink(false), |ui| {
            meeting::beside_ui(ui, state, open, &mut views.meeting, queue);
        });
    });
}

/// A page of the network that is not a meeting: its heading, and what it shows under it.
fn page_ui(ui: &mut Ui, state: &AppState, page: Page, views: &mut Views, queue: &mut CommandQueue) {
    Frame::new().inner_margin(Margin::symmetric(32, 20)).show(ui, |ui| {
        let word = sidebar::word(page);
        let heading = widgets::page_heading(ui, &state.texts.get(word));
        focus::begin_at(ui, word, &heading);
        problem_ui(ui, state, queue);
        match page {
            Page::Meeting => {}
            Page::Actions => {
                let mine = views.reminders.mine(state);
                action_table::action_table_ui(ui, state, mine, &mut views.action_table, queue);
            }
            Page::Decisions => decisions::decisions_ui(ui, state, &mut views.decisions, queue),
            Page::YearPlan => year_plan::year_plan_ui(ui, state, &mut views.year_plan, queue),
            Page::Members => members::members_ui(ui, state, &mut views.members, queue),
            Page::Search => search::search_ui(ui, state, &mut views.search, queue),
            Page::Trash => trash::trash_ui(ui, state, queue),
            Page::Settings => settings::settings_ui(ui, state, &mut views.settings, queue),
        }
    });
}

fn keys(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    let may_write = state.may_write();
    if state.dialog.is_none() && may_write && shortcuts::pressed(ui, shortcuts::NEW_MEETING) {
        queue.push(Command::NewMeeting);
    }
    if state.dialog.is_none() && shortcuts::pressed(ui, shortcuts::HELP) {
        queue.push(Command::ShowShortcuts);
    }
    if state.dialog.is_none()
        && let Some(page) = sidebar::wished(ui)
    {
        queue.push(Command::Go(page));
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
            let key = match (state.meetings.is_empty(), state.in_trash().next()) {
                (true, Some(_)) => "window-only-trash",
                (true, None) => "window-no-meetings",
                (false, _) => "window-pick-meeting",
            };
            ui.label(state.texts.get(key));
            let trashed = state.in_trash().count();
            if state.meetings.is_empty() && trashed > 0 {
                let words = state.texts.with("trash-link", &[("n", trashed.into())]);
                if widgets::link_button(ui, &words).clicked() {
                    queue.push(Command::Go(Page::Trash));
                }
            }
            widgets::quiet_label(ui, state.texts.get("window-drop-hint"));
            if widgets::link_button(ui, &state.texts.get("import-choose")).clicked() {
                queue.push(Command::ChooseFile);
            }
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
