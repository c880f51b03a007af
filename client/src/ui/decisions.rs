//! Being written.

use egui::Ui;

use crate::{command::CommandQueue, state::AppState};

/// What it keeps between frames.
#[derive(Default)]
pub struct DecisionsView;

pub fn decisions_ui(_ui: &mut Ui, _state: &AppState, _view: &mut DecisionsView, _queue: &mut CommandQueue) {}
