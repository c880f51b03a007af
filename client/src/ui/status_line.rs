//! The line at the bottom: how far what was written has come, in three steps that are true. On this
//! computer; at the relay; with how many colleagues. Beside them: going offline and online.

use egui::{Align, Button, Layout, RichText, Sense, Ui, accesskit::Role, vec2};

use crate::{
    command::{Command, CommandQueue},
    state::{AppState, Relay, Status},
    ui::{
        theme::{self, SMALL, UNIT},
        widgets::link_button,
    },
};

/// The line's height with what is free above and below it, in points.
pub const HEIGHT: f32 = 42.0;
/// The sentences behind a warning wrap at this width, in points.
const WARNING_WIDTH: f32 = 360.0;

/// How a step stands: reached, or something is on its way, or it cannot be reached now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Reached,
    Waiting,
    Away,
}

/// One step, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub standing: Standing,
    pub words: String,
}

/// The line.
pub fn status_line_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    // Screen readers find it as what it is.
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| node.set_role(Role::Status));
    let row = vec2(ui.available_width(), 28.0);
    ui.allocate_ui_with_layout(row, Layout::left_to_right(Align::Center), |ui| {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.x = 1.5 * UNIT;
            step_ui(ui, &on_this_computer(state));
            arrow_ui(ui);
            let relay = at_the_relay(state);
            match &state.status.relay {
                Relay::Offline { reason: Some(reason), .. } | Relay::Removed(reason) => {
                    explained_step_ui(ui, &relay, |ui| _ = ui.label(reason));
                }
                _ => step_ui(ui, &relay),
            }
            if let Some(step) = with_colleagues(state) {
                arrow_ui(ui);
                colleagues_ui(ui, state, &step);
            }
            warnings_ui(ui, state);
        });
        // At the other end.
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| going_ui(ui, state, queue));
    });
}

/// The ways offline and online.
fn going_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    if state.status.relay == Relay::None {
        return;
    }
    let (key, offline) = match state.status.chose_offline {
        true => ("window-go-online", false),
        false => ("window-go-offline", true),
    };
    if link_button(ui, &state.texts.get(key)).clicked() {
        queue.push(Command::SetOffline(offline));
    }
    // Away, and nobody wanted that.
    let away = matches!(state.status.relay, Relay::Offline { .. }) && !state.status.chose_offline;
    if away && link_button(ui, &state.texts.get("window-try-again")).clicked() {
        queue.push(Command::Reconnect);
    }
}

/// The first step.
pub fn on_this_computer(state: &AppState) -> Step {
    match state.status.unsaved + state.unkept {
        0 => Step { standing: Standing::Reached, words: state.texts.get("window-saved") },
        _ => {
            let words = if state.status.refused { "window-not-saved" } else { "window-saving" };
            Step { standing: Standing::Waiting, words: state.texts.get(words) }
        }
    }
}

/// The second step; of a draft, that it has gone nowhere.
pub fn at_the_relay(state: &AppState) -> Step {
    let texts = &state.texts;
    let Status { unsent, relay, .. } = &state.status;
    // The backend may have counted them already: the larger number counts none twice.
    let unsent = &(*unsent).max(state.unkept);
    if state.shown_meeting().is_some_and(|open| open.is_draft()) {
        return Step { standing: Standing::Away, words: texts.get("window-status-draft") };
    }
    // How many there are says nothing: each key may have made one.
    let waiting = || texts.get("window-waiting");
    let and_waiting = |words: String| if *unsent == 0 { words } else { format!("{words} · {}", waiting()) };
    match relay {
        Relay::None => Step { standing: Standing::Away, words: texts.get("window-no-relay") },
        // What is not sent waits for nothing.
        Relay::Removed(_) => Step { standing: Standing::Away, words: texts.get("window-removed") },
        Relay::Live if *unsent == 0 => {
            Step { standing: Standing::Reached, words: texts.get("window-at-relay") }
        }
        Relay::Live => Step { standing: Standing::Waiting, words: waiting() },
        Relay::Connecting => {
            Step { standing: Standing::Waiting, words: and_waiting(texts.get("window-connecting")) }
        }
        Relay::CatchingUp { done, total } => {
            let values = [("done", (*done).into()), ("total", (*total).into())];
            Step {
                standing: Standing::Waiting,
                words: and_waiting(texts.with("window-catching-up", &values)),
            }
        }
        Relay::Offline { since, .. } => {
            let words = match since {
                Some(since) if since.date() == state.now.today() => {
                    texts.with("window-offline-since", &[("time", texts.time(since.time()).into())])
                }
                Some(since) => {
                    texts.with("window-offline-since-day", &[("at", texts.meeting_time(*since, None).into())])
                }
                None => texts.get("window-offline"),
            };
            Step { standing: Standing::Away, words: and_waiting(words) }
        }
    }
}

/// The third step: none for a draft, without a relay or colleagues, or for one who was removed. While something waits to be sent
/// nobody has everything.
pub fn with_colleagues(state: &AppState) -> Option<Step> {
    let status = &state.status;
    let draft = state.shown_meeting().is_some_and(|open| open.is_draft());
    let alone = matches!(status.relay, Relay::None | Relay::Removed(_)) || status.colleagues == 0;
    if draft || alone {
        return None;
    }
    let seen = if status.unsent + status.unsaved + state.unkept == 0 { status.seen } else { 0 };
    let values = [("seen", seen.into()), ("all", status.colleagues.into())];
    let standing = if seen == status.colleagues { Standing::Reached } else { Standing::Waiting };
    Some(Step { standing, words: state.texts.with("window-with-colleagues", &values) })
}

fn step_ui(ui: &mut Ui, step: &Step) {
    dot_ui(ui, step);
    ui.add(egui::Label::new(RichText::new(&step.words).size(SMALL)).selectable(false));
}

/// A step with more to be read about it, by a click or where it is pointed at.
fn explained_step_ui(ui: &mut Ui, step: &Step, about: impl Fn(&mut Ui)) {
    dot_ui(ui, step);
    let about = |ui: &mut Ui| {
        ui.set_max_width(WARNING_WIDTH);
        about(ui);
    };
    let words = RichText::new(&step.words).size(SMALL);
    let response = ui.scope(|ui| {
        // As far from its dot as the others.
        ui.spacing_mut().button_padding.x = 2.0;
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.add(Button::new(words).frame_when_inactive(false).small())
    });
    let response = response.inner;
    egui::Popup::from_toggle_button_response(&response).show(about);
    response.on_hover_ui(about);
}

fn dot_ui(ui: &mut Ui, step: &Step) {
    let palette = theme::palette(ui.visuals());
    let (ink, filled) = match step.standing {
        Standing::Reached => (palette.good, true),
        Standing::Waiting => (palette.attention, true),
        Standing::Away => (palette.quiet, false),
    };
    let (dot, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
    if filled {
        ui.painter().circle_filled(dot.center(), 4.5, ink);
    } else {
        ui.painter().circle_stroke(dot.center(), 4.0, egui::Stroke::new(1.5, ink));
    }
}

fn arrow_ui(ui: &mut Ui) {
    ui.add_space(UNIT);
    let line = theme::palette(ui.visuals()).line;
    let (rect, _) = ui.allocate_exact_size(vec2(14.0, 12.0), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, egui::Stroke::new(1.5, line));
    ui.add_space(UNIT);
}

/// What people should know of though everything goes on: a mark, and the sentences behind it.
fn warnings_ui(ui: &mut Ui, state: &AppState) {
    let warnings = &state.status.warnings;
    if warnings.is_empty() {
        return;
    }
    ui.add_space(2.0 * UNIT);
    let response = link_button(ui, &state.texts.with("window-warnings", &[("n", warnings.len().into())]));
    let sentences = |ui: &mut Ui| {
        ui.set_max_width(WARNING_WIDTH);
        for warning in warnings {
            ui.label(warning);
        }
    };
    egui::Popup::from_toggle_button_response(&response).show(sentences);
    response.on_hover_ui(sentences);
}

/// Who has everything and who has not, by name.
fn colleagues_ui(ui: &mut Ui, state: &AppState, step: &Step) {
    if state.status.names.is_empty() {
        return step_ui(ui, step);
    }
    explained_step_ui(ui, step, |ui| {
        for (name, has_all) in &state.status.names {
            let key = if *has_all { "window-has-all" } else { "window-has-not-all" };
            ui.label(state.texts.with(key, &[("name", name.as_str().into())]));
        }
    });
}
