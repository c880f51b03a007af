//! The bar over the text: what to look for, where one is among the hits, and what to put in their place. The field
//! beneath knows nothing of it but what is painted.

use egui::{
    Button, Id, Key, Label, Modifiers, Response, RichText, TextEdit, Ui,
    accesskit::Live,
    text::{CCursor, CCursorRange},
    text_edit::TextEditState,
    vec2,
};
use samskriv_shared::text::{Case, tidy};

use super::{
    core::Selection,
    find::{Find, phrase_of},
    history::Way,
    session::Session,
    widget::{EditorView, body_id},
};
use crate::{
    i18n::Texts,
    ui::{
        theme::{self, SMALL, UNIT},
        widgets::label_over,
    },
};

/// The widths of the fields, of what stands before them and of the count, in points.
const FIELD: f32 = 230.0;
const LABEL: f32 = 74.0;
const NEAR: f32 = 30.0;
const COUNT: f32 = 84.0;

/// What the bar keeps between frames.
#[derive(Default)]
pub struct FindBar {
    pub find: Find,
    open: bool,
    replaces: bool,
    replacement: String,
    /// The current hit is to be brought into view.
    pub reveals: bool,
    /// So many were replaced last, until something else is done.
    replaced: Option<usize>,
    /// Ctrl+Z means what was replaced, and not what was typed in a field.
    undoes_text: bool,
    /// The field is to have the focus.
    wants_focus: bool,
    /// What had the focus in the last frame: egui takes it away at Escape before anybody sees the key.
    focus: Focus,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Focus {
    #[default]
    Elsewhere,
    Text,
    Field,
    Button,
}

/// What somebody wants.
#[derive(Clone, Copy)]
enum Wish {
    Open {
        replaces: bool,
    },
    Close,
    /// Another phrase is looked for.
    Look,
    Next,
    Previous,
    Replace,
    ReplaceAll,
    TakeBack(Way),
}

/// The bar, if it is open, and the keys that open it.
pub fn find_bar_ui(ui: &mut Ui, texts: &Texts, view: &mut EditorView, session: &mut Session<'_>) {
    if let Some(wish) = keys(ui, &view.find, session) {
        carry_out(view, session, wish);
    }
    view.find.focus = Focus::Elsewhere;
    if view.find.open {
        session.editor.follow(session.document);
        view.find.find.follow(session.editor.view());
        if let Some(wish) = view.find.rows_ui(ui, texts, session.selection(), session.may_write) {
            carry_out(view, session, wish);
            ui.ctx().request_repaint();
        }
    } else if !session.may_write {
        // Whoever may not write has no other button that does something.
        ui.horizontal(|ui| button_ui(ui, texts, view, session));
    }
    if ui.memory(|memory| memory.has_focus(body_id(&view.document()))) {
        view.find.focus = Focus::Text;
    }
}

/// The button that opens the bar.
pub(super) fn button_ui(ui: &mut Ui, texts: &Texts, view: &mut EditorView, session: &mut Session<'_>) {
    let name = texts.get("editor-find-name");
    let button = Button::new(RichText::new(texts.get("editor-find")).size(SMALL)).frame_when_inactive(false);
    let response = ui.add(button).on_hover_text(format!("{name} (Ctrl+F)")).accessible_name(name);
    if response.clicked() {
        carry_out(view, session, Wish::Open { replaces: false });
    }
}

fn keys(ui: &mut Ui, bar: &FindBar, session: &Session<'_>) -> Option<Wish> {
    let in_dialog = ui.memory(|memory| memory.top_modal_layer().is_some());
    if in_dialog || session.editor.composing {
        return None;
    }
    let pressed = |modifiers: Modifiers, key: Key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let command = Modifiers::COMMAND;
    // The one with more keys first: the other would take it.
    if pressed(Modifiers::SHIFT, Key::F3) || pressed(command | Modifiers::SHIFT, Key::G) {
        return Some(Wish::Previous);
    }
    if pressed(Modifiers::NONE, Key::F3) || pressed(command, Key::G) {
        return Some(Wish::Next);
    }
    if pressed(command, Key::F) {
        return Some(Wish::Open { replaces: false });
    }
    if pressed(command, Key::H) {
        return Some(Wish::Open { replaces: true });
    }
    if !bar.open || bar.focus == Focus::Elsewhere {
        return None;
    }
    if pressed(Modifiers::NONE, Key::Escape) {
        return Some(Wish::Close);
    }
    // In a field one takes back what one has typed in it.
    let undoes_text = bar.focus == Focus::Button || (bar.focus == Focus::Field && bar.undoes_text);
    if undoes_text && (pressed(command | Modifiers::SHIFT, Key::Z) || pressed(command, Key::Y)) {
        return Some(Wish::TakeBack(Way::Redo));
    }
    (undoes_text && pressed(command, Key::Z)).then_some(Wish::TakeBack(Way::Undo))
}

fn carry_out(view: &mut EditorView, session: &mut Session<'_>, wish: Wish) {
    let bar = &mut view.find;
    match wish {
        Wish::Open { replaces } => bar.begin(session, replaces),
        Wish::Close => {
            (bar.open, bar.replaced) = (false, None);
            view.wants_focus = true;
        }
        Wish::Look => {
            bar.find.follow(session.editor.view());
            let hit = bar.find.from(session.selection().range().start);
            bar.go(session, hit);
        }
        Wish::Next | Wish::Previous if bar.find.text.is_empty() => bar.begin(session, false),
        Wish::Next | Wish::Previous => {
            bar.open = true;
            bar.find.follow(session.editor.view());
            let hit = match wish {
                Wish::Next => bar.find.next(session.selection()),
                _ => bar.find.previous(session.selection()),
            };
            bar.go(session, hit);
        }
        Wish::Replace => bar.replace(session),
        Wish::ReplaceAll => bar.replace_all(session),
        Wish::TakeBack(way) => {
            session.take_back(way);
            bar.replaced = None;
        }
    }
}

impl FindBar {
    /// Whether it is shown.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Opens it with what is selected, unless that is a hit already: its case may be another than was looked for.
    fn begin(&mut self, session: &Session<'_>, replaces: bool) {
        let (view, selection) = (session.editor.view(), session.selection());
        self.find.follow(view);
        if self.find.current(selection).is_none()
            && let Some(text) = phrase_of(view, selection)
        {
            self.find.text = text;
        }
        self.replaces = replaces || (self.open && self.replaces);
        (self.open, self.wants_focus) = (true, true);
        (self.replaced, self.undoes_text) = (None, false);
    }

    /// Makes a hit the current one.
    fn go(&mut self, session: &mut Session<'_>, hit: Option<usize>) {
        if let Some(hit) = hit.and_then(|hit| self.find.hits().get(hit)) {
            session.editor.moved(Selection { caret: hit.end, other: hit.start });
            self.reveals = true;
        }
    }

    /// As it goes into the text: composed, and nothing that begins a paragraph.
    fn replacement(&self) -> String {
        tidy(&self.replacement).replace('\n', " ")
    }

    /// Replaces the current hit and goes on to the next; where none is current, only goes on.
    fn replace(&mut self, session: &mut Session<'_>) {
        let current = self.find.current(session.selection()).and_then(|at| self.find.hits().get(at)).cloned();
        let Some(hit) = current.filter(|_| session.may_write) else {
            let next = self.find.next(session.selection());
            return self.go(session, next);
        };
        session.replace(std::slice::from_ref(&hit), &self.replacement(), hit.end);
        (self.replaced, self.undoes_text) = (Some(1), true);
        self.find.follow(session.editor.view());
        // Behind what was written: it may hold what is looked for.
        let next = self.find.from(session.selection().caret);
        self.go(session, next);
        self.wants_focus |= self.find.hits().is_empty();
    }

    /// Replaces what was found, once: what comes of it is not looked at again.
    fn replace_all(&mut self, session: &mut Session<'_>) {
        let hits = self.find.hits();
        if hits.is_empty() || !session.may_write {
            return;
        }
        let count = hits.len();
        session.replace(hits, &self.replacement(), session.selection().range().start);
        (self.replaced, self.undoes_text) = (Some(count), true);
        self.find.follow(session.editor.view());
        self.wants_focus = true;
    }
}

impl FindBar {
    fn rows_ui(&mut self, ui: &mut Ui, texts: &Texts, selection: Selection, may_write: bool) -> Option<Wish> {
        let replaces = self.replaces && may_write;
        ui.add_space(UNIT);
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing = vec2(UNIT, UNIT);
            ui.spacing_mut().button_padding = vec2(2.0 * UNIT, UNIT);
            let label = if replaces { LABEL } else { NEAR };
            let mut wish = ui.horizontal_wrapped(|ui| self.phrase_ui(ui, texts, selection, label)).inner;
            if replaces {
                wish = ui.horizontal_wrapped(|ui| self.replacement_ui(ui, texts)).inner.or(wish);
            }
            ui.horizontal_wrapped(|ui| self.matching_ui(ui, texts)).inner.or(wish)
        })
        .inner
    }

    fn phrase_ui(&mut self, ui: &mut Ui, texts: &Texts, selection: Selection, label: f32) -> Option<Wish> {
        let id = Id::unique("find phrase");
        let wants_focus = std::mem::take(&mut self.wants_focus);
        if wants_focus {
            focus_all(ui, id, &self.find.text);
        }
        let field = field_ui(ui, id, (&*texts.get("editor-find"), label), &mut self.find.text);
        if wants_focus && !field.has_focus() {
            // The click that opened the bar was beside the field, which gives the focus up at that.
            focus_all(ui, id, &self.find.text);
        }
        self.saw(&field, Focus::Field);
        let mut wish = None;
        if field.changed() {
            (self.replaced, self.undoes_text) = (None, false);
            wish = Some(Wish::Look);
        } else if entered(ui, &field) {
            wish = Some(if ui.input(|input| input.modifiers.shift) { Wish::Previous } else { Wish::Next });
        }
        self.count_ui(ui, texts, selection);
        let any = !self.find.hits().is_empty();
        for (step, word, name, keys) in [
            (Wish::Previous, "editor-find-previous", "editor-find-previous-name", "Shift+F3"),
            (Wish::Next, "editor-find-next", "editor-find-next-name", "F3"),
        ] {
            if self.button_ui(ui, &texts.get(word), &texts.get(name), keys, any) {
                wish = Some(step);
            }
        }
        let close =
            self.button_ui(ui, &texts.get("window-close"), &texts.get("editor-find-close"), "Esc", true);
        wish.or(close.then_some(Wish::Close))
    }

    /// "3 av 12", which is said aloud when it changes.
    fn count_ui(&self, ui: &mut Ui, texts: &Texts, selection: Selection) {
        let all = self.find.hits().len();
        let words = match self.find.current(selection) {
            _ if self.find.text.is_empty() => String::new(),
            _ if all == 0 => texts.get("editor-find-none"),
            Some(at) => texts.with("editor-find-at", &[("at", (at + 1).into()), ("all", all.into())]),
            None => texts.with("editor-find-hits", &[("n", all.into())]),
        };
        said(ui, &words, COUNT);
    }

    fn replacement_ui(&mut self, ui: &mut Ui, texts: &Texts) -> Option<Wish> {
        let label = (&*texts.get("editor-replace-with"), LABEL);
        let field = field_ui(ui, Id::unique("find replacement"), label, &mut self.replacement);
        self.saw(&field, Focus::Field);
        if field.changed() {
            (self.replaced, self.undoes_text) = (None, false);
        }
        let any = !self.find.hits().is_empty();
        let mut wish = (any && entered(ui, &field)).then_some(Wish::Replace);
        for (replace, word, keys) in
            [(Wish::Replace, "editor-replace", "Enter"), (Wish::ReplaceAll, "editor-replace-all", "")]
        {
            let word = texts.get(word);
            if self.button_ui(ui, &word, &word, keys, any) {
                wish = Some(replace);
            }
        }
        let replaced = self.replaced.map(|n| texts.with("editor-replaced", &[("n", n.into())]));
        said(ui, &replaced.unwrap_or_default(), COUNT);
        wish
    }

    fn matching_ui(&mut self, ui: &mut Ui, texts: &Texts) -> Option<Wish> {
        let matching = &mut self.find.matching;
        let mut kept = matching.case == Case::Kept;
        let small = |key: &str| RichText::new(texts.get(key)).size(SMALL);
        let case = ui.checkbox(&mut kept, small("editor-find-case"));
        ui.add_space(2.0 * UNIT);
        let words = ui.checkbox(&mut matching.whole_words, small("editor-find-words"));
        matching.case = if kept { Case::Kept } else { Case::Ignored };
        self.pressed(&case);
        self.pressed(&words);
        (case.changed() || words.changed()).then_some(Wish::Look)
    }

    fn button_ui(&mut self, ui: &mut Ui, word: &str, name: &str, keys: &str, enabled: bool) -> bool {
        let response = ui.add_enabled(enabled, Button::new(RichText::new(word).size(SMALL)));
        let tip = if keys.is_empty() { name.to_owned() } else { format!("{name} ({keys})") };
        let response = response.on_hover_text(tip).accessible_name(name);
        self.pressed(&response)
    }

    /// Whether a button was clicked, which then has the focus as one that was pressed by a key has it: the keys that go
    /// on from there are the bar's.
    fn pressed(&mut self, response: &Response) -> bool {
        if response.clicked() {
            response.request_focus();
        }
        self.saw(response, Focus::Button);
        response.clicked()
    }

    fn saw(&mut self, response: &Response, focus: Focus) {
        if response.has_focus() {
            self.focus = focus;
        }
    }
}

fn field_ui(ui: &mut Ui, id: Id, (label, width): (&str, f32), text: &mut String) -> Response {
    let before = ui.cursor().left();
    let name = label_over(ui, label);
    ui.add_space((width - (ui.cursor().left() - before)).max(0.0));
    let edit = TextEdit::singleline(text).id(id).desired_width(FIELD).return_key(None);
    ui.add(edit).labelled_by(name.id)
}

fn entered(ui: &Ui, field: &Response) -> bool {
    field.has_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// Words that take at least a width, and are said aloud when they change.
fn said(ui: &mut Ui, words: &str, width: f32) {
    let quiet = theme::palette(ui.visuals()).quiet;
    let before = ui.cursor().left();
    let label = Label::new(RichText::new(words).size(SMALL).color(quiet)).selectable(false);
    let response = ui.add(label);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
    ui.add_space((width - (ui.cursor().left() - before)).max(0.0));
}

/// Gives a field the focus, with all its text selected.
fn focus_all(ui: &Ui, id: Id, text: &str) {
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let all = CCursorRange::two(CCursor::new(0), CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(all));
    state.store(ui.ctx(), id);
    ui.memory_mut(|memory| memory.request_focus(id));
}
