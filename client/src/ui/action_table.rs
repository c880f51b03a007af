//! Being written.

use egui::Ui;

use crate::{command::CommandQueue, state::AppState};

/// What it keeps between frames.
#[derive(Default)]
pub struct ActionTableView;

pub fn action_table_ui(
    _ui: &mut Ui,
    _state: &AppState,
    _view: &mut ActionTableView,
    _queue: &mut CommandQueue,
) {
}
