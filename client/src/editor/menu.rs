//! The menu of the text: what may have been meant by a wrong word, the clipboard, marks and kinds of paragraphs. It opens
//! at the pointer, or at the caret for the keys that open menus.

use egui::{
    Align, Button, Checkbox, Color32, Frame, Id, Key, Label, Layout, Margin, Modifiers, PointerButton, Popup,
    PopupAnchor, PopupCloseBehavior, PopupKind, Rangef, Rect, RectAlign, Response, RichText, Separator,
    Shape, Stroke, Style, Ui, ViewportCommand, Widget, text::CCursor, text_edit::TextEditOutput, vec2,
};
use samskriv_shared::text::{BlockKind, Mark};

use super::{
    core::Selection,
    decorations, link,
    proofing::{Proofing, Standing},
    session::Session,
    tools::Tools,
    waves,
    widget::{EditorView, body_id},
};
use crate::{
    i18n::Texts,
    spelling::words,
    ui::{
        shortcuts,
        theme::{self, SMALL, UNIT},
    },
};

/// The narrowest that it is, in points.
const WIDTH: f32 = 250.0;

/// An open menu.
pub struct Menu {
    /// What it lies under, or over where there is more room: the row, so that its word stays in view.
    beside: Rect,
    word: Option<Wrong>,
    /// What the keyboard was put on, until somebody moves on from it.
    first: Option<Id>,
    /// Another for each menu: none takes over the size of the one before.
    id: Id,
}

/// The wrong word that it was opened on.
struct Wrong {
    /// From the caret to the word's beginning: the caret moves with what others write.
    from_caret: isize,
    written: String,
    /// As a dictionary has it.
    word: String,
}

/// What was chosen.
enum Choice {
    Meant(String),
    Add,
    Outside(ViewportCommand),
    Toggle(Mark),
    Link,
    Kind(BlockKind),
    Spelling(bool),
    /// Nothing: it closes, and the field has the keyboard again.
    Back,
}

/// Whether the menu was asked for by a key.
pub(super) fn key_pressed(ui: &mut Ui) -> bool {
    ui.input_mut(|input| {
        input.consume_key(Modifiers::SHIFT, Key::F10) || input.consume_key(Modifiers::NONE, Key::Menu)
    })
}

/// Whether the pointer's second button does something: it moves the caret only where nothing selected is pointed at, which
/// egui does not know.
pub(super) fn second_button(ui: &Ui) -> bool {
    ui.input(|input| {
        let second = PointerButton::Secondary;
        input.pointer.button_down(second) || input.pointer.button_released(second)
    })
}

/// Opens the menu where it was asked for.
pub(super) fn open(
    ui: &Ui,
    view: &mut EditorView,
    session: &mut Session<'_>,
    output: &TextEditOutput,
    by_key: bool,
    proofing: &mut Proofing,
) {
    let response = &output.response.response;
    let pointed = response.interact_pointer_pos().filter(|_| !session.editor.composing);
    let (beside, place) = match pointed.filter(|_| response.secondary_clicked() || second_button(ui)) {
        Some(at) => {
            let end = session.editor.view().display_chars();
            let place = output.galley.cursor_from_pos(at - output.galley_pos).index.0.min(end);
            if !response.secondary_clicked() {
                // The button is down: suggestions that are there when the menu opens move nothing under the pointer.
                if let Some((_, _, word)) = wrong_at(session, place, proofing) {
                    proofing.suggestions(&word);
                }
                return;
            }
            let range = session.selection().range();
            if range.is_empty() || !(range.start..=range.end).contains(&place) {
                session.editor.moved(Selection::at(place));
            }
            let rows = Some(row(output, place).y_range()).filter(|rows| rows.contains(at.y));
            (Rect::from_x_y_ranges(at.x..=at.x, rows.unwrap_or(Rangef::point(at.y))), place)
        }
        None if by_key && !session.editor.composing => {
            // With something selected, the word it begins with.
            let (row, clip) = (row(output, session.selection().caret), ui.clip_rect());
            let beside =
                Rect::from_min_max(row.min.clamp(clip.min, clip.max), row.max.clamp(clip.min, clip.max));
            (beside, session.selection().range().start)
        }
        None => return,
    };
    let caret = session.selection().caret as isize;
    let word = wrong_at(session, place, proofing).map(|(start, written, word)| Wrong {
        from_caret: start as isize - caret,
        written,
        word,
    });
    let id = Id::unique(("text menu", ui.input(|input| input.time.to_bits())));
    view.menu = Some(Menu { beside, word, first: None, id });
    ui.ctx().request_repaint();
}

/// Where the caret would be at a display position; where a row is broken, at the next one's beginning.
fn row(output: &TextEditOutput, at: usize) -> Rect {
    let caret = CCursor { prefer_next_row: true, ..CCursor::new(at) };
    output.galley.pos_from_cursor(caret).translate(output.galley_pos.to_vec2())
}

/// The wrong word at a display position that may be mended: where it begins, as it is written, and as a dictionary has it.
fn wrong_at(session: &Session<'_>, place: usize, proofing: &mut Proofing) -> Option<(usize, String, String)> {
    let view = session.editor.view();
    let (start, written) = waves::word_at(view, place, proofing).filter(|_| session.may_write)?;
    let word = words(&written).into_iter().next()?.text;
    Some((start, written, word))
}

/// The menu, if it is open.
pub fn menu_ui(
    ui: &mut Ui,
    texts: &Texts,
    view: &mut EditorView,
    session: &mut Session<'_>,
    tools: &mut Tools,
) {
    let Some(mut menu) = view.menu.take() else { return };
    let proofing = &mut tools.proofing;
    let found = menu.word.as_ref().and_then(|word| word.place(session));
    let mut open = true;
    let popup = Popup::new(menu.id, ui.ctx().clone(), PopupAnchor::ParentRect(menu.beside), ui.layer_id())
        .kind(PopupKind::Menu)
        .layout(Layout::top_down_justified(Align::Min))
        .style(style)
        .align(RectAlign::BOTTOM_START)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name(texts.get("editor-menu"))
        .open_bool(&mut open);
    let shown = popup.show(|ui| {
        ui.set_min_width(WIDTH);
        let mut rows = Rows { ui, first: None, choice: None };
        if let Some(word) = menu.word.as_ref().filter(|_| found.is_some()) {
            rows.meant(texts, &word.word, proofing);
        }
        rows.always(texts, session);
        rows.spelling(texts, proofing);
        let (first, choice) = (rows.first, rows.choice);
        menu.hold_keyboard(ui, first);
        choice
    });
    let escaped = ui.input(|input| input.key_pressed(Key::Escape) || input.key_pressed(Key::Tab));
    let choice = shown.and_then(|shown| shown.inner).or_else(|| escaped.then_some(Choice::Back));
    match choice {
        Some(choice) => menu.carry_out(ui, texts, choice, found, view, session, proofing),
        None if open => view.menu = Some(menu),
        // Something else was clicked, and has the keyboard.
        None => {}
    }
}

/// While the menu has the keyboard, egui shows no selection.
pub(super) fn selection_shape(
    ui: &Ui,
    view: &EditorView,
    selection: Selection,
    output: &TextEditOutput,
) -> Shape {
    if view.menu.is_none() {
        return Shape::Noop;
    }
    let fill = ui.visuals().selection.bg_fill;
    let rects = decorations::selection_rects(&output.galley, &selection);
    let shape = |rect: Rect| Shape::rect_filled(rect.translate(output.galley_pos.to_vec2()), 0.0, fill);
    Shape::Vec(rects.into_iter().map(shape).collect())
}

impl Wrong {
    /// Where the word begins in the display, if it still stands there.
    fn place(&self, session: &Session<'_>) -> Option<usize> {
        let start = session.selection().caret.checked_add_signed(self.from_caret)?;
        let view = session.editor.view();
        let place = view.place(start);
        let it = &view.paragraphs()[place.paragraph];
        let end = place.offset + self.written.chars().count();
        (end <= it.chars() && it.slice(place.offset..end) == self.written).then_some(start)
    }
}

impl Menu {
    /// Puts the keyboard on the first entry, also when suggestions come in above it.
    fn hold_keyboard(&mut self, ui: &Ui, first: Option<Response>) {
        let Some(first) = first.filter(|_| !ui.is_sizing_pass()) else { return };
        let there = self.first.is_none() || ui.memory(|memory| memory.focused()) == self.first;
        if there && self.first != Some(first.id) {
            first.request_focus();
            self.first = Some(first.id);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "each choice needs two or three of them")]
    fn carry_out(
        self,
        ui: &Ui,
        texts: &Texts,
        choice: Choice,
        found: Option<usize>,
        view: &mut EditorView,
        session: &mut Session<'_>,
        proofing: &mut Proofing,
    ) {
        // At once: what is asked of the clipboard comes with the next frame, and only to a field that has the keyboard.
        ui.memory_mut(|memory| memory.request_focus(body_id(&view.document())));
        ui.ctx().request_repaint();
        (view.wants_focus, view.told) = (true, None);
        match (choice, self.word, found) {
            (Choice::Meant(meant), Some(word), Some(start)) => session.respell(start, &word.written, &meant),
            (Choice::Add, Some(word), _) => proofing.add(&word.word),
            // What egui then tells is a copying, a cutting or a pasting as by its keys.
            (Choice::Outside(command), ..) => ui.ctx().send_viewport_cmd(command),
            (Choice::Toggle(mark), ..) => session.toggle(&mark),
            (Choice::Link, ..) => {
                view.wants_focus = false;
                link::begin(view, session, texts);
            }
            (Choice::Kind(kind), ..) => session.set_kind(&kind),
            (Choice::Spelling(on), ..) => proofing.wish(on),
            _ => {}
        }
    }
}

/// Rows without borders, but for the one that has the keyboard.
fn style(style: &mut Style) {
    style.spacing.button_padding = vec2(2.0 * UNIT, UNIT);
    style.spacing.item_spacing.y = 0.0;
    let widgets = &mut style.visuals.widgets;
    for widget in [&mut widgets.inactive, &mut widgets.hovered] {
        widget.bg_stroke = Stroke::NONE;
    }
    widgets.inactive.weak_bg_fill = Color32::TRANSPARENT;
}

/// The rows of a menu as they are drawn.
struct Rows<'a> {
    ui: &'a mut Ui,
    /// The first that can be chosen.
    first: Option<Response>,
    choice: Option<Choice>,
}

impl Rows<'_> {
    fn row(&mut self, name: &str, row: impl Widget, enabled: bool, choice: Choice) {
        // By its name: what comes in above it does not move the keyboard on.
        let response = self.ui.push_id(name, |ui| ui.add_enabled(enabled, row)).inner;
        if response.clicked() {
            self.choice = Some(choice);
        }
        if enabled && self.first.is_none() {
            self.first = Some(response);
        }
    }

    fn entry(&mut self, name: &str, keys: &str, enabled: bool, choice: Choice) {
        self.row(name, Button::new(name).shortcut_text(keys), enabled, choice);
    }

    fn line(&mut self) {
        self.ui.add(Separator::default().spacing(3.0 * UNIT));
    }

    /// What may have been meant, and the way into the person's own list.
    fn meant(&mut self, texts: &Texts, word: &str, proofing: &mut Proofing) {
        match proofing.suggestions(word) {
            None => self.entry(&texts.get("editor-spelling-searching"), "", false, Choice::Back),
            Some(none) if none.is_empty() => {
                self.entry(&texts.get("editor-spelling-none"), "", false, Choice::Back);
            }
            Some(found) => {
                for meant in found {
                    let text = RichText::new(&meant).family(theme::bold());
                    // An entry may have the same name.
                    self.row(&format!("?{meant}"), Button::new(text), true, Choice::Meant(meant));
                }
            }
        }
        self.entry(&texts.get("editor-spelling-add"), "", true, Choice::Add);
        self.line();
    }

    fn always(&mut self, texts: &Texts, session: &Session<'_>) {
        let (may_write, selected) = (session.may_write, !session.selection().range().is_empty());
        for (word, keys, enabled, command) in [
            ("editor-cut", shortcuts::CUT, may_write && selected, ViewportCommand::RequestCut),
            ("editor-copy", shortcuts::COPY, selected, ViewportCommand::RequestCopy),
            ("editor-paste", shortcuts::PASTE, may_write, ViewportCommand::RequestPaste),
        ] {
            self.entry(&texts.get(word), &shortcuts::text(keys), enabled, Choice::Outside(command));
        }
        self.line();
        for (word, keys, mark) in
            [("editor-bold", shortcuts::BOLD, Mark::Strong), ("editor-italic", shortcuts::ITALIC, Mark::Em)]
        {
            let name = texts.get(word);
            let button = Button::selectable(session.has(&mark), &name).shortcut_text(shortcuts::text(keys));
            self.row(&name, button, may_write, Choice::Toggle(mark));
        }
        self.entry(
            &texts.get("editor-menu-link"),
            &shortcuts::text(shortcuts::LINK),
            may_write,
            Choice::Link,
        );
        self.line();
        for (word, keys, kind) in [
            ("editor-make-decision", shortcuts::DECISION, BlockKind::Decision),
            ("editor-make-action", shortcuts::ACTION, BlockKind::Action(None)),
        ] {
            // Chosen again it makes a paragraph plain, as its keys do.
            let word = if session.all_are(&kind) { "editor-make-plain" } else { word };
            self.entry(&texts.get(word), &shortcuts::text(keys), may_write, Choice::Kind(kind));
        }
    }

    fn spelling(&mut self, texts: &Texts, proofing: &Proofing) {
        if !proofing.is_there() {
            return;
        }
        self.line();
        let (name, mut on) = (texts.get("editor-spelling"), proofing.is_on());
        let choice = Choice::Spelling(!on);
        // A box stays to be seen where there is no tick in it.
        let visuals = self.ui.visuals_mut();
        visuals.widgets.inactive.bg_stroke = visuals.widgets.noninteractive.bg_stroke;
        self.row(&name, Checkbox::new(&mut on, &name), true, choice);
        if let Some(note) = note(texts, proofing) {
            let quiet = theme::palette(self.ui.visuals()).quiet;
            let note = RichText::new(note).size(SMALL).color(quiet);
            let margin = Margin::symmetric(2 * UNIT as i8, UNIT as i8);
            Frame::new().inner_margin(margin).show(self.ui, |ui| {
                ui.set_max_width(WIDTH);
                ui.with_layout(Layout::top_down(Align::Min), |ui| ui.add(Label::new(note).wrap()));
            });
        }
    }
}

/// What to do where nothing is marked, or what did not work.
fn note(texts: &Texts, proofing: &Proofing) -> Option<String> {
    let detail = |key: &str, detail: String| Some(texts.with(key, &[("detail", detail.into())]));
    match proofing.standing() {
        Standing::Fine => None,
        Standing::Missing => {
            let key = match cfg!(target_os = "linux") {
                true => "editor-spelling-missing-linux",
                false => "editor-spelling-missing",
            };
            let folder = proofing.folder().map(|folder| folder.display().to_string()).unwrap_or_default();
            Some(texts.with(key, &[("folder", folder.into())]))
        }
        Standing::Failed(error) => detail("editor-spelling-failed", error),
        Standing::NotKept(error) => detail("editor-spelling-not-kept", error.to_string()),
    }
}
