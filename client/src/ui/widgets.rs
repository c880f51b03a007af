//! Small shared widgets.

use crate::{
    command::{Command, CommandQueue},
    state::AppState,
    ui::{
        focus::select_on_tab,
        shortcuts,
        theme::{self, RADIUS, SMALL, UNIT},
    },
};
use egui::{
    Align, Button, Color32, ComboBox, Context, CornerRadius, EventFilter, FontId, Frame, Id, Key, Layout,
    Margin, Popup, Response, RichText, Sense, Stroke, StrokeKind, TextEdit, TextStyle, TextWrapMode, Ui,
    WidgetInfo, WidgetText, pos2, vec2,
};

/// A label over a field, see [`labelled`].
pub fn label_over(ui: &mut Ui, text: &str) -> Response {
    let quiet = theme::palette(ui.visuals()).quiet;
    let label = egui::Label::new(RichText::new(text).size(SMALL).color(quiet));
    ui.add(label.selectable(false).sense(Sense::CLICK))
}

/// A field with its label: a click on that is one into the field.
pub fn labelled(field: Response, label: &Response) -> Response {
    if label.clicked() {
        field.request_focus();
    }
    field.labelled_by(label.id)
}

/// Quiet text of the small size that wraps.
pub fn quiet_label(ui: &mut Ui, text: impl Into<String>) -> Response {
    let quiet = theme::palette(ui.visuals()).quiet;
    ui.label(RichText::new(text).size(SMALL).color(quiet))
}

/// What stands over a page.
pub fn page_heading(ui: &mut Ui, text: &str) -> Response {
    heading(ui, text, theme::title_style())
}

/// A heading over a group.
pub fn section_label(ui: &mut Ui, text: &str) -> Response {
    heading(ui, text, theme::section_style())
}

fn heading(ui: &mut Ui, text: &str, style: TextStyle) -> Response {
    let response = ui.add(egui::Label::new(RichText::new(text).text_style(style)).selectable(false));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(egui::accesskit::Role::Heading);
        // A label's text is its value, which names a label but no heading.
        node.set_label(text);
    });
    response
}

/// The button of what one most likely wants.
pub fn primary_button(ui: &mut Ui, text: &str, enabled: bool) -> Response {
    let accent = theme::palette(ui.visuals()).accent;
    filled_button(ui, text, enabled, accent)
}

/// The button of what cannot be taken back: not to be mistaken for the one that saves something.
pub fn grave_button(ui: &mut Ui, text: &str, enabled: bool) -> Response {
    let wrong = theme::palette(ui.visuals()).wrong;
    filled_button(ui, text, enabled, wrong)
}

fn filled_button(ui: &mut Ui, text: &str, enabled: bool, fill: Color32) -> Response {
    let palette = theme::palette(ui.visuals());
    ui.scope(|ui| {
        if !enabled || !ui.is_enabled() {
            // Without its ground: words that fade on a ground that fades are not read.
            ui.visuals_mut().disabled_alpha = 0.75;
            return ui.add_enabled(false, Button::new(RichText::new(text).color(palette.quiet)));
        }
        let widgets = &mut ui.visuals_mut().widgets;
        for state in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
            state.weak_bg_fill = fill;
            state.bg_stroke = Stroke::new(1.0, fill);
        }
        widgets.hovered.bg_stroke = Stroke::new(1.0, palette.ink);
        let words = RichText::new(text).color(palette.accent_ink);
        let button = ui.add(Button::new(words).min_size(ui.spacing().interact_size));
        if button.has_focus() {
            // Around it: on its own ground a ring is not seen.
            let ring = Stroke::new(2.0, fill);
            ui.painter().rect_stroke(button.rect.expand(2.0), f32::from(RADIUS), ring, StrokeKind::Outside);
        }
        button
    })
    .inner
}

/// A button that copies, and says so once it has. It is as wide either way: it and those beside it stay where they are.
pub fn copy_button(ui: &mut Ui, words: [&str; 2], (copied, primary): (bool, bool)) -> Response {
    let widest = words.into_iter().map(|words| text_width(ui, TextStyle::Button, words)).fold(0.0, f32::max);
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.x = widest.ceil() + 2.0 * ui.spacing().button_padding.x;
        let [copy, done] = words;
        let words = if copied { done } else { copy };
        match primary {
            true => primary_button(ui, words, true),
            false => ui.add(Button::new(words).min_size(ui.spacing().interact_size)),
        }
    })
    .inner
}

/// How wide a text is in one line, in points.
pub fn text_width(ui: &Ui, style: TextStyle, text: &str) -> f32 {
    let font = style.resolve(ui.style());
    ui.painter().layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER).size().x
}

/// A button that is only text until one points at it.
pub fn link_button(ui: &mut Ui, text: &str) -> Response {
    let accent = theme::palette(ui.visuals()).accent;
    text_button(ui, text, accent)
}

/// The same for what cannot be taken back.
pub fn grave_link(ui: &mut Ui, text: &str) -> Response {
    let wrong = theme::palette(ui.visuals()).wrong;
    text_button(ui, text, wrong)
}

fn text_button(ui: &mut Ui, text: &str, ink: Color32) -> Response {
    ui.add(Button::new(RichText::new(text).size(SMALL).color(ink)).frame_when_inactive(false))
}

/// A single-line field with its label over it, over a text of the view's own.
pub fn labelled_field(ui: &mut Ui, label: &str, hint: &str, text: &mut String) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.5 * UNIT;
        let name = label_over(ui, label);
        let edit = TextEdit::singleline(text).hint_text(hint).desired_width(ui.available_width());
        let field = labelled(ui.add(edit), &name);
        select_on_tab(ui, &field);
        field
    })
    .inner
}

/// One of several, from a list that folds out. By keyboard as in other programs: the down arrow opens it, and whoever has
/// chosen or pressed Escape is back at it.
pub fn combo_ui(ui: &mut Ui, combo: ComboBox<'_>, list: impl FnOnce(&mut Ui)) -> Response {
    let button = combo.show_ui(ui, list).response;
    // As egui names it.
    let popup = button.id.with("popup");
    let open = Popup::is_id_open(ui.ctx(), popup);
    let was_open = ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default(popup), open));
    // While it is open they go into it.
    let arrows = EventFilter { vertical_arrows: !open, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(button.id, arrows));
    if button.has_focus() && !open {
        if shortcuts::pressed(ui, shortcuts::UNFOLD) {
            Popup::open_id(ui.ctx(), popup);
        }
    } else if was_open && !button.has_focus() {
        let (chosen, escaped) = ui.input(|input| {
            let chosen = input.key_pressed(Key::Enter) || input.key_pressed(Key::Space);
            (chosen, input.key_pressed(Key::Escape))
        });
        if chosen || escaped {
            Popup::close_id(ui.ctx(), popup);
            button.request_focus();
        }
    }
    button
}

/// Whether somebody is done with a field by Enter.
pub fn entered(ui: &Ui, field: &Response) -> bool {
    field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// A sheet of paper on the desk.
pub fn paper(ui: &Ui) -> Frame {
    let palette = theme::palette(ui.visuals());
    Frame::new()
        .fill(palette.paper)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::same(16))
}

/// A small word on a coloured ground: a state.
pub fn chip(ui: &mut Ui, text: &str, ink: Color32, fill: Color32) -> Response {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), FontId::proportional(SMALL), ink);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(16.0, 6.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, text));
    ui.painter().rect_filled(rect, f32::from(RADIUS), fill);
    ui.painter().galley(rect.min + vec2(8.0, 3.0), galley, ink);
    response
}

/// A sentence about something that wants attention, with buttons after it.
pub fn notice(ui: &mut Ui, text: &str, buttons: impl FnOnce(&mut Ui)) {
    let palette = theme::palette(ui.visuals());
    Frame::new()
        .fill(palette.attention_soft)
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(text).color(palette.ink));
                buttons(ui);
            });
        });
}

/// A row of a list: a line, and a quieter one under it.
pub fn list_row(ui: &mut Ui, selected: bool, first: &str, second: &str) -> Response {
    let palette = theme::palette(ui.visuals());
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(width, 48.0), Sense::click());
    let name = format!("{first}, {second}");
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, ui.is_enabled(), selected, &name));
    if ui.is_rect_visible(rect) {
        row_ground(ui, &response, selected);
        // Of one weight, selected or not: a title that fits is not cut when it is chosen.
        let font = FontId::proportional(14.5);
        let left = rect.left() + 10.0;
        let top = elided(ui, first, font, palette.ink, width - 20.0);
        let below = elided(ui, second, FontId::proportional(SMALL), palette.quiet, width - 20.0);
        ui.painter().galley(pos2(left, rect.top() + 5.0), top, palette.ink);
        ui.painter().galley(pos2(left, rect.top() + 26.0), below, palette.quiet);
    }
    response
}

/// What lies under a row: whether it is chosen, pointed at, or has the keyboard.
pub fn row_ground(ui: &Ui, response: &Response, selected: bool) {
    let palette = theme::palette(ui.visuals());
    let fill = match (selected, response.hovered()) {
        (true, _) => palette.accent_soft,
        (false, true) => palette.paper,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(response.rect, f32::from(RADIUS), fill);
    if response.has_focus() {
        let stroke = Stroke::new(2.0, palette.accent);
        ui.painter().rect_stroke(response.rect, f32::from(RADIUS), stroke, StrokeKind::Inside);
    }
}

fn elided(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32) -> std::sync::Arc<egui::Galley> {
    let text = WidgetText::from(RichText::new(text).font(font.clone()).color(color));
    text.into_galley(ui, Some(TextWrapMode::Truncate), width, font)
}

/// Buttons at the lower right of a dialog: `close`, and after it those of `add`.
pub fn dialog_buttons(
    ui: &mut Ui,
    state: &AppState,
    close: &str,
    queue: &mut CommandQueue,
    add: impl FnOnce(&mut Ui, &mut CommandQueue),
) {
    ui.add_space(2.0 * UNIT);
    let row = vec2(ui.available_width(), 36.0);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
        add(ui, queue);
        let close = ui.button(close);
        ui.data_mut(|data| data.insert_temp(close_id(), close.id));
        if close.clicked() {
            queue.push(Command::CloseDialog);
        }
        if state.busy {
            ui.spinner();
            quiet_label(ui, state.texts.get("window-working"));
        }
    });
}

/// Gives the keyboard to the button that closes a dialog.
pub fn focus_close(ctx: &Context) {
    if let Some(id) = ctx.data(|data| data.get_temp::<Id>(close_id())) {
        ctx.memory_mut(|memory| memory.request_focus(id));
    }
}

fn close_id() -> Id {
    Id::unique("closes the dialog")
}
