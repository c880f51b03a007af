//! Small shared widgets, and the half-typed texts of the single-line fields.

use std::collections::HashMap;

use egui::{
    Align, Button, Color32, CornerRadius, FontId, Frame, Id, Key, Layout, Margin, Response, RichText, Sense,
    Stroke, StrokeKind, TextEdit, TextStyle, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2,
};
use jiff::civil::Date;
use samskriv_shared::documents::MinutesField;

use crate::{
    command::{Command, CommandQueue, Target},
    input::{self, Around, Misread},
    state::AppState,
    ui::{
        focus::select_on_tab,
        theme::{self, RADIUS, SMALL, UNIT},
    },
};

/// The longest that something typed waits before it is written, in seconds. With the journal's half second
/// nothing on screen is older than that when the power goes.
const WRITE_AFTER: f64 = 0.25;

/// What has been typed into single-line fields and is not written yet, or is not understood.
#[derive(Default)]
pub struct Fields {
    drafts: HashMap<Target, Draft>,
}

struct Draft {
    text: String,
    /// Of which year a day is.
    around: Around,
    /// Somebody wanted to be done with it as it is, and it is not understood.
    refused: bool,
    /// Since when something in it is unwritten, in egui's seconds.
    since: Option<f64>,
    /// The value that the document showed after the text was written: a later one is another's.
    settled: Option<String>,
    /// The last pass in which its field was drawn.
    seen: u64,
}

/// How a single-line field looks.
pub struct Line<'a> {
    pub target: Target,
    /// The document's value, in words.
    pub value: &'a str,
    /// The name that screen readers say.
    pub name: &'a str,
    pub hint: &'a str,
    /// Of which year a day is that is typed without one.
    pub around: Around,
    pub width: f32,
    pub style: TextStyle,
    /// Without a border until someone points at it.
    pub quiet: bool,
    /// Grows over several rows.
    pub wraps: bool,
    /// With little room around the text.
    pub tight: bool,
}

impl<'a> Line<'a> {
    pub fn new(target: Target, name: &'a str, value: &'a str, width: f32) -> Line<'a> {
        Line {
            target,
            value,
            name,
            hint: "",
            around: Around::Told,
            width,
            style: TextStyle::Body,
            quiet: false,
            wraps: false,
            tight: false,
        }
    }
}

impl Fields {
    /// A field that writes what is typed into `line.target`, at the latest a moment after it was typed.
    pub fn line_ui(&mut self, ui: &mut Ui, line: Line<'_>, queue: &mut CommandQueue) -> Response {
        let id = field_id(&line.target);
        let draft = self.drafts.get(&line.target);
        let mut text = draft.map_or(line.value, |draft| draft.text.as_str()).to_owned();
        let edit = if line.wraps { TextEdit::multiline(&mut text) } else { TextEdit::singleline(&mut text) };
        // An example of a day is longer than a day, and is no value.
        let hint_style = if line.around == Around::Told { line.style.clone() } else { TextStyle::Small };
        let hint = RichText::new(line.hint).text_style(hint_style);
        let edit = edit.id(id).desired_width(line.width).desired_rows(1).hint_text(hint);
        let edit = if line.tight { edit.margin(Margin::symmetric(6, 3)) } else { edit };
        let edit = edit.font(line.style.clone()).return_key(None).interactive(ui.is_enabled());
        let response = quiet_frame(ui, id, line.quiet, |ui| edit.show(ui).response.response);
        let response = response.accessible_name(line.name);
        select_on_tab(ui, &response);
        let now = ui.input(|input| input.time);
        let seen = ui.ctx().cumulative_pass_nr();
        if let Some(draft) = self.drafts.get_mut(&line.target) {
            draft.seen = seen;
        }
        if response.changed() {
            let around = line.around;
            let new = Draft { text: String::new(), around, refused: false, since: None, settled: None, seen };
            let draft = self.drafts.entry(line.target.clone()).or_insert(new);
            draft.text = text.replace(['\n', '\r'], " ");
            (draft.around, draft.refused) = (around, false);
            draft.since.get_or_insert(now);
        }
        if response.lost_focus()
            && is_day_or_time(&line.target)
            && ui.input(|input| input.key_pressed(Key::Escape))
        {
            // A day that is half-typed moves no meeting. Whoever lets go of it goes on in the field, and leaves it by the
            // next Escape.
            if self.drafts.remove(&line.target).is_some() {
                response.request_focus();
            }
        }
        if response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            self.enter(&line.target, &response);
        }
        self.settle(ui, &line, response.has_focus(), now, queue);
        response
    }

    /// Writes what is typed, before somebody goes on to another meeting or closes the window.
    pub fn flush(&mut self, queue: &mut CommandQueue) {
        let written = self.drafts.drain().filter_map(|(target, draft)| draft.written_to(target));
        queue.push_first(written.collect::<Vec<_>>());
    }

    /// Writes what was typed into fields that were scrolled out of view. After all fields were drawn.
    pub fn flush_unseen(&mut self, ui: &Ui, queue: &mut CommandQueue) {
        let pass = ui.ctx().cumulative_pass_nr();
        let unseen = self.drafts.extract_if(|_, draft| draft.seen != pass);
        unseen.filter_map(|(target, draft)| draft.written_to(target)).for_each(|write| queue.push(write));
    }

    /// What is typed into the field of a day or a time: the day that is meant, while somebody types it; why it is none,
    /// once they are done with it.
    pub fn reading(&self, ui: &Ui, target: &Target) -> Option<Result<Date, Misread>> {
        let focused = ui.memory(|memory| memory.has_focus(field_id(target)));
        let draft = self.drafts.get(target)?;
        match written(target, &draft.text, draft.around) {
            Err(misread) => (!focused || draft.refused).then_some(Err(misread)),
            Ok(text) => text.parse().ok().filter(|_| focused).map(Ok),
        }
    }

    /// What is typed into a field and not done with.
    pub fn typed(&self, target: &Target) -> Option<&str> {
        self.drafts.get(target).map(|draft| draft.text.as_str())
    }

    /// Something that was chosen takes the place of what is typed.
    pub fn retype(&mut self, target: &Target, text: String) {
        if let Some(draft) = self.drafts.get_mut(target) {
            draft.text = text;
            draft.since.get_or_insert(0.0);
        }
    }

    /// Lets go of what is typed into a field: another value was chosen.
    pub fn forget(&mut self, target: &Target) {
        self.drafts.remove(target);
    }

    /// In a field of one line Enter means "done", also where the line is shown on several rows. What is not understood is
    /// not done with.
    fn enter(&mut self, target: &Target, response: &Response) {
        match self.drafts.get_mut(target).filter(|it| written(target, &it.text, it.around).is_err()) {
            Some(draft) => draft.refused = true,
            None => response.surrender_focus(),
        }
    }

    fn settle(&mut self, ui: &Ui, line: &Line<'_>, focused: bool, now: f64, queue: &mut CommandQueue) {
        let Some(draft) = self.drafts.get_mut(&line.target) else { return };
        let Ok(text) = written(&line.target, &draft.text, draft.around) else { return };
        // "2/1" may become "2/12" and "Bo" "Bo Lind": a day without its year and names are whole once somebody leaves them.
        let names = matches!(line.target, Target::ActionOwners(..));
        let whole = !names && written(&line.target, &draft.text, Around::Told).is_ok();
        match draft.since {
            Some(_) if focused && !whole => {}
            Some(since) if !focused || now - since >= WRITE_AFTER => {
                queue.push(Command::Write(line.target.clone(), text));
                (draft.since, draft.settled) = (None, None);
            }
            Some(_) => ui.ctx().request_repaint_after_secs(WRITE_AFTER as f32),
            None => {
                let settled = draft.settled.get_or_insert_with(|| line.value.to_owned());
                if !focused || settled != line.value {
                    self.drafts.remove(&line.target);
                }
            }
        }
    }
}

impl Draft {
    /// The command that writes it, if that is to be done and can be.
    fn written_to(self, target: Target) -> Option<Command> {
        self.since?;
        let text = written(&target, &self.text, self.around).ok()?;
        Some(Command::Write(target, text))
    }
}

fn is_day_or_time(target: &Target) -> bool {
    matches!(
        target,
        Target::Date
            | Target::StartTime
            | Target::EndTime
            | Target::ActionDue(..)
            | Target::Field(MinutesField::NextMeeting)
    )
}

/// The id of a target's field.
pub fn field_id(target: &Target) -> Id {
    Id::unique(("field", target))
}

/// What is written to the target for a text: a day with its year.
fn written(target: &Target, text: &str, around: Around) -> Result<String, Misread> {
    let empty = text.trim().is_empty();
    match target {
        Target::Date | Target::Field(MinutesField::NextMeeting) if !empty => {
            input::date(text, around).map(|date| date.to_string())
        }
        Target::StartTime | Target::EndTime if !empty && input::time(text).is_none() => Err(Misread::Time),
        Target::ActionDue(..) => input::due(text, around).map(input::due_text),
        _ => Ok(text.to_owned()),
    }
}

/// Hides the field's border until it is pointed at or has the focus.
fn quiet_frame<R>(ui: &mut Ui, id: Id, quiet: bool, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.scope(|ui| {
        let focused = ui.memory(|memory| memory.has_focus(id));
        if quiet && !focused {
            let visuals = ui.visuals_mut();
            visuals.text_edit_bg_color = Some(Color32::TRANSPARENT);
            visuals.widgets.inactive.bg_stroke.color = Color32::TRANSPARENT;
        }
        add(ui)
    })
    .inner
}

/// A label over a field.
pub fn label_over(ui: &mut Ui, text: &str) -> Response {
    let quiet = theme::palette(ui.visuals()).quiet;
    ui.add(egui::Label::new(RichText::new(text).size(SMALL).color(quiet)).selectable(false))
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
        let button = ui.add(Button::new(RichText::new(text).color(palette.accent_ink)));
        if button.has_focus() {
            // Around it: on its own ground a ring is not seen.
            let ring = Stroke::new(2.0, fill);
            ui.painter().rect_stroke(button.rect.expand(2.0), f32::from(RADIUS), ring, StrokeKind::Outside);
        }
        button
    })
    .inner
}

/// The width of a button that says now one and now the other: it and those beside it stay where they are.
pub fn width_of_either(ui: &Ui, words: [&str; 2]) -> f32 {
    let font = TextStyle::Button.resolve(ui.style());
    let width = |text: &str| {
        ui.painter().layout_no_wrap(text.to_owned(), font.clone(), Color32::PLACEHOLDER).size().x
    };
    let padding = 2.0 * ui.spacing().button_padding.x;
    words.into_iter().map(width).fold(0.0, f32::max).ceil() + padding
}

/// A button that is only text until one points at it.
pub fn link_button(ui: &mut Ui, text: &str) -> Response {
    let accent = theme::palette(ui.visuals()).accent;
    ui.add(Button::new(RichText::new(text).size(SMALL).color(accent)).frame_when_inactive(false))
}

/// A single-line field with its label over it, over a text of the view's own.
pub fn labelled_field(ui: &mut Ui, label: &str, hint: &str, text: &mut String) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.5 * UNIT;
        let name = label_over(ui, label);
        let edit = TextEdit::singleline(text).hint_text(hint).desired_width(ui.available_width());
        let field = ui.add(edit).labelled_by(name.id);
        select_on_tab(ui, &field);
        field
    })
    .inner
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
        if ui.button(close).clicked() {
            queue.push(Command::CloseDialog);
        }
        if state.busy {
            ui.spinner();
        }
    });
}
