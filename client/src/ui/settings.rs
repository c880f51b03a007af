//! Being written.

use egui::Ui;

use crate::{command::CommandQueue, state::AppState};

/// What it keeps between frames.
#[derive(Default)]
pub struct SettingsView;

pub fn settings_ui(_ui: &mut Ui, _state: &AppState, _view: &mut SettingsView, _queue: &mut CommandQueue) {}
