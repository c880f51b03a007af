//! What the dialogs of the plan have in common.

use egui::{Align, Context, Frame, Id, Layout, Margin, Modal, TextEdit, Ui, vec2};

use crate::{
    state::AppState,
    ui::{
        scrolled::dialog_body,
        theme::UNIT,
        widgets::{label_over, labelled, link_button, primary_button},
    },
};

const WIDTH: f32 = 520.0;
/// What is left free beside a dialog, in points.
const AROUND: f32 = 80.0;

/// How somebody leaves a dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    Save,
    Remove,
    Cancel,
}

/// What the buttons of a dialog go by.
pub struct Buttons<'a> {
    /// Something can be saved.
    pub ready: bool,
    /// What is there already can be removed: the button's word.
    pub remove: Option<&'a str>,
    /// Somebody has pressed it once.
    pub asked: &'a mut bool,
}

/// A dialog (by its name) that scrolls where the window is low. `changed` says that something would be lost: a click beside it does
/// not close it then.
pub fn dialog(
    ctx: &Context,
    name: &str,
    changed: bool,
    fields: impl FnOnce(&mut Ui),
    buttons: impl FnOnce(&mut Ui) -> Option<Leave>,
) -> Option<Leave> {
    let frame = Frame::popup(&ctx.global_style()).inner_margin(Margin::same(24));
    let modal = Modal::new(Id::unique(("plan dialog", name))).frame(frame).show(ctx, |ui| {
        ui.set_width(WIDTH.min(ctx.content_rect().width() - AROUND));
        dialog_body(ui, |ui| {
            ui.set_width(ui.available_width());
            fields(ui);
        });
        buttons(ui)
    });
    let beside = modal.backdrop_response.clicked();
    let closes = modal.should_close() && !(beside && changed);
    modal.inner.or(closes.then_some(Leave::Cancel))
}

/// The buttons under the fields: to remove at the left, which asks once more, and the others at the right.
pub fn buttons_ui(ui: &mut Ui, state: &AppState, buttons: Buttons<'_>) -> Option<Leave> {
    let texts = &state.texts;
    let Buttons { ready, remove, asked } = buttons;
    let mut leave = None;
    ui.add_space(2.0 * UNIT);
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), 36.0),
        Layout::right_to_left(Align::Center),
        |ui| {
            if primary_button(ui, &texts.get("plan-save"), ready).clicked() {
                leave = Some(Leave::Save);
            }
            if ui.button(texts.get("window-cancel")).clicked() {
                leave = Some(Leave::Cancel);
            }
            let Some(remove) = remove else { return };
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if !*asked {
                    *asked = link_button(ui, remove).clicked();
                    return;
                }
                ui.label(texts.get("plan-remove-sure"));
                if ui.button(texts.get("plan-remove-yes")).clicked() {
                    leave = Some(Leave::Remove);
                }
            });
        },
    );
    leave
}

/// A text of several lines with its label over it.
pub fn lines_ui(ui: &mut Ui, label: &str, text: &mut String) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.5 * UNIT;
        let name = label_over(ui, label);
        let edit = TextEdit::multiline(text).desired_rows(2).desired_width(ui.available_width());
        labelled(ui.add(edit), &name);
    });
}
