//! Being written.

use egui::Ui;

use crate::{command::CommandQueue, state::AppState};

/// What it keeps between frames.
#[derive(Default)]
pub struct MembersView;

pub fn members_ui(_ui: &mut Ui, _state: &AppState, _view: &mut MembersView, _queue: &mut CommandQueue) {}
