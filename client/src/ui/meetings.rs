//! The left column: which network is shown, its meetings, and how to make another of either.

use egui::{Align, ComboBox, Label, Layout, RichText, ScrollArea, Ui};

use crate::{
    command::{Command, CommandQueue},
    state::{AppState, MeetingRow, Network},
    ui::{
        theme::{self, UNIT},
        widgets::{link_button, list_row, primary_button, quiet_label},
    },
};

/// The column.
pub fn meetings_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    let Some(current) = state.current() else { return };
    let texts = &state.texts;
    network_ui(ui, state, current, queue);
    ui.add_space(UNIT);
    let new = primary_button(ui, &texts.get("window-new-meeting"), current.may_write);
    if new.on_hover_text(texts.get("window-new-meeting-key")).clicked() {
        queue.push(Command::NewMeeting);
    }
    ui.add_space(UNIT);
    ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
        below_ui(ui, state, current, queue);
        ui.add_space(UNIT);
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| list_ui(ui, state, queue));
        });
    });
}

fn network_ui(ui: &mut Ui, state: &AppState, current: &Network, queue: &mut CommandQueue) {
    let networks = state.networks.as_deref().unwrap_or_default();
    let name = RichText::new(&current.name).text_style(theme::section_style());
    if networks.len() < 2 {
        ui.add(Label::new(name).truncate()).on_hover_text(&current.name);
        return;
    }
    let combo = ComboBox::from_id_salt("network").selected_text(name).width(ui.available_width());
    let response = combo.show_ui(ui, |ui| {
        for network in networks {
            if ui.selectable_label(network.id == current.id, &network.name).clicked() {
                queue.push(Command::SelectNetwork(network.id));
            }
        }
    });
    response.response.accessible_name(format!("{}: {}", state.texts.get("window-network"), current.name));
}

fn list_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    ui.spacing_mut().item_spacing.y = 2.0;
    for row in &state.meetings {
        let selected = state.open.as_ref().is_some_and(|open| open.doc == row.id);
        let response = list_row(ui, selected, &state.title_or_unnamed(&row.title), &second_line(state, row));
        if response.clicked() && !selected {
            queue.push(Command::OpenMeeting(row.id));
        }
    }
    if state.meetings.is_empty() {
        quiet_label(ui, state.texts.get("window-no-meetings-yet"));
    }
}

fn second_line(state: &AppState, row: &MeetingRow) -> String {
    let word = state.texts.get(super::meeting::state_word(row.state));
    match row.starts {
        Some(starts) => format!("{} · {word}", state.texts.date(starts.date())),
        None => word,
    }
}

/// From the bottom up.
fn below_ui(ui: &mut Ui, state: &AppState, current: &Network, queue: &mut CommandQueue) {
    let texts = &state.texts;
    if link_button(ui, &texts.get("window-another")).clicked() {
        queue.push(Command::Choose(true));
    }
    if current.relay.is_none() {
        if current.may_invite && link_button(ui, &texts.get("window-connect")).clicked() {
            queue.push(Command::AskToConnect);
        }
    } else if current.may_invite && link_button(ui, &texts.get("window-invite")).clicked() {
        queue.push(Command::AskToInvite);
    }
}
