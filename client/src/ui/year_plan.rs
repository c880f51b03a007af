//! Being written.

use egui::Ui;

use crate::{command::CommandQueue, state::AppState};

/// What it keeps between frames.
#[derive(Default)]
pub struct YearPlanView;

pub fn year_plan_ui(_ui: &mut Ui, _state: &AppState, _view: &mut YearPlanView, _queue: &mut CommandQueue) {}
