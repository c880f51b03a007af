//! Being written.

use egui::Ui;

use crate::{command::CommandQueue, state::AppState};

/// What it keeps between frames.
#[derive(Default)]
pub struct SearchView;

pub fn search_ui(_ui: &mut Ui, _state: &AppState, _view: &mut SearchView, _queue: &mut CommandQueue) {}
