//! Parts of known widths beside each other.

use egui::{Layout, Ui, vec2};

/// A part, as wide as its place.
pub fn cell_ui<R>(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(egui::Align::Min), |ui| {
        ui.set_width(width);
        add(ui)
    })
    .inner
}

/// Parts of these widths beside each other, in as many lines as they need.
pub fn flow_ui(ui: &mut Ui, gap: f32, widths: &[f32], mut add: impl FnMut(&mut Ui, usize)) {
    let room = ui.available_width();
    let mut nth = 0;
    while nth < widths.len() {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            let mut used = 0.0;
            while let Some(width) = widths.get(nth).filter(|width| used == 0.0 || used + **width <= room) {
                cell_ui(ui, width.min(room), |ui| add(ui, nth));
                used += width + gap;
                nth += 1;
            }
        });
    }
}
