//! Leaving the network: what stays with the others, what goes from this computer, and what is nowhere else, said before
//! it is done.

use egui::{Button, RichText, Ui};
use samskriv_shared::{
    documents::{Kind, State},
    membership::Role,
};

use crate::{
    command::{Command, CommandQueue},
    i18n::Texts,
    state::{AppState, Network, Page, Relay},
    ui::{
        dialogs::problem_in_dialog,
        settings::show_backup,
        theme::{self, UNIT},
        widgets::{dialog_buttons, grave_button, primary_button, quiet_label},
    },
};

/// The key of what is said of drafts.
const DRAFTS: &str = "leave-drafts";

/// Whom it concerns that somebody leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Concerns {
    /// This computer is outside already.
    Nobody,
    /// Nobody else is in it.
    OnlyMe,
    /// The others, who would be without an administrator.
    LastAdmin,
    /// The others.
    Others,
}

/// What is to be said of a network before it is left.
struct Facts {
    concerns: Concerns,
    /// Meetings that are on this computer only.
    drafts: usize,
    /// Further computers of whoever sits here.
    others_of_mine: usize,
    has_relay: bool,
    connected: bool,
}

impl Facts {
    fn of(state: &AppState, network: &Network) -> Facts {
        let is_draft = |kind, of| kind == Kind::Minutes && of == State::Draft;
        let drafts = state.summaries.values().filter(|it| is_draft(it.kind, it.state)).count();
        let others = state.devices.iter().filter(|device| device.id != network.device);
        let others_of_mine = others.clone().filter(|device| device.person == Some(network.me)).count();
        let is_member = state.devices.is_empty() || state.devices.iter().any(|it| it.id == network.device);
        let concerns = if matches!(state.status.relay, Relay::Removed(_)) || !is_member {
            Concerns::Nobody
        } else if network.relay.is_none() || others.clone().next().is_none() {
            Concerns::OnlyMe
        } else if network.may_invite && others.clone().all(|device| device.role != Role::Admin) {
            Concerns::LastAdmin
        } else {
            Concerns::Others
        };
        let connected = matches!(state.status.relay, Relay::Live | Relay::CatchingUp { .. });
        Facts { concerns, drafts, others_of_mine, has_relay: network.relay.is_some(), connected }
    }

    /// What is said, in this order, by the texts' keys.
    fn lines(&self) -> Vec<&'static str> {
        let drafts = (self.drafts > 0).then_some(DRAFTS);
        let lines = match self.concerns {
            Concerns::LastAdmin => [Some("leave-last-admin"), Some("leave-last-admin-way"), None, None, None],
            Concerns::Nobody => [Some("leave-outside"), drafts, Some("leave-outside-others"), None, None],
            Concerns::OnlyMe => {
                [Some("leave-alone"), drafts, self.has_relay.then_some("leave-alone-code"), None, None]
            }
            Concerns::Others => {
                let others = (self.others_of_mine > 0).then_some("leave-other-computers");
                [Some("leave-stays"), Some("leave-goes"), drafts, others, Some("leave-back")]
            }
        };
        lines.into_iter().flatten().collect()
    }
}

/// The button that asks, wherever somebody may look for it.
pub fn ask_button(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) -> bool {
    let asked = ui.button(state.texts.get("leave-ask")).clicked();
    if asked {
        queue.push(Command::AskToLeave);
    }
    asked
}

/// The dialog.
pub fn leave_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    let Some(network) = state.current() else { return };
    let texts = &state.texts;
    let facts = Facts::of(state, network);
    ui.heading(texts.with("leave-heading", &[("network", network.name.as_str().into())]));
    ui.add_space(UNIT);
    for key in facts.lines() {
        line_ui(ui, texts, key, &facts);
    }
    if facts.concerns == Concerns::LastAdmin {
        return to_members_ui(ui, state, queue);
    }
    if ui.add_enabled(!state.busy, Button::new(texts.get("leave-backup"))).clicked() {
        show_backup(ui.ctx());
        queue.push(Command::CloseDialog);
        queue.push(Command::Go(Page::Settings));
    }
    let waits = facts.concerns == Concerns::Others && !facts.connected;
    if state.busy {
        quiet_label(ui, texts.get("leave-working"));
    } else if waits {
        quiet_label(ui, texts.get("leave-not-connected"));
    }
    problem_in_dialog(ui, state);
    buttons_ui(ui, state, &facts, !waits, queue);
}

/// What is nowhere else stands out.
fn line_ui(ui: &mut Ui, texts: &Texts, key: &str, facts: &Facts) {
    let n = if key == DRAFTS { facts.drafts } else { facts.others_of_mine };
    let words = RichText::new(texts.with(key, &[("n", n.into())]));
    ui.label(if key == DRAFTS { words.text_style(theme::section_style()) } else { words });
    ui.add_space(UNIT);
}

/// While it is done there is nothing to press: it cannot be taken back half-way.
fn buttons_ui(ui: &mut Ui, state: &AppState, facts: &Facts, ready: bool, queue: &mut CommandQueue) {
    let texts = &state.texts;
    let key = if facts.concerns == Concerns::Nobody { "leave-remove-here" } else { "leave-confirm" };
    ui.add_enabled_ui(!state.busy, |ui| {
        dialog_buttons(ui, state, &texts.get("window-cancel"), queue, |ui, queue| {
            if grave_button(ui, &texts.get(key), ready).clicked() {
                queue.push(Command::Leave);
            }
        });
    });
}

/// The way out for the last administrator.
fn to_members_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    let texts = &state.texts;
    dialog_buttons(ui, state, &texts.get("window-cancel"), queue, |ui, queue| {
        if primary_button(ui, &texts.get("leave-to-members"), true).clicked() {
            queue.push(Command::CloseDialog);
            queue.push(Command::Go(Page::Members));
        }
    });
}
