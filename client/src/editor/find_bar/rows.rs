//! The rows of the bar: fields, buttons and boxes, and what somebody wants by them.

use egui::{
    Button, Id, Key, Label, Response, RichText, TextEdit, Ui,
    accesskit::Live,
    text::{CCursor, CCursorRange},
    text_edit::TextEditState,
    vec2,
};
use samskriv_shared::text::Case;

use super::{FindBar, Focus, Wish};
use crate::{
    editor::Selection,
    i18n::Texts,
    ui::{
        shortcuts,
        theme::{self, SMALL, UNIT},
        widgets::label_over,
    },
};

/// The widths of the fields, of what stands before them and of the count, in points.
const FIELD: f32 = 230.0;
const LABEL: f32 = 74.0;
const NEAR: f32 = 30.0;
const COUNT: f32 = 84.0;

const PHRASE: &str = "find phrase";
const REPLACEMENT: &str = "find replacement";

impl FindBar {
    /// The rows; says what somebody wants.
    pub(super) fn rows_ui(
        &mut self,
        ui: &mut Ui,
        texts: &Texts,
        selection: Selection,
        may_write: bool,
    ) -> Option<Wish> {
        let replaces = self.replaces && may_write;
        ui.add_space(UNIT);
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing = vec2(UNIT, UNIT);
            ui.spacing_mut().button_padding = vec2(2.0 * UNIT, UNIT);
            let label = if replaces { LABEL } else { NEAR };
            let mut wish = ui.horizontal_wrapped(|ui| self.phrase_ui(ui, texts, selection, label)).inner;
            let left = self.was_in_phrase && !ui.memory(|memory| memory.has_focus(Id::unique(PHRASE)));
            if replaces {
                if left && ui.input(|input| input.key_pressed(Key::Tab) && !input.modifiers.shift) {
                    // As in a dialog: from field to field.
                    ui.memory_mut(|memory| memory.request_focus(Id::unique(REPLACEMENT)));
                }
                wish = ui.horizontal_wrapped(|ui| self.replacement_ui(ui, texts)).inner.or(wish);
            }
            self.was_in_phrase = ui.memory(|memory| memory.has_focus(Id::unique(PHRASE)));
            ui.horizontal_wrapped(|ui| self.matching_ui(ui, texts, may_write && !replaces)).inner.or(wish)
        })
        .inner
    }

    fn phrase_ui(&mut self, ui: &mut Ui, texts: &Texts, selection: Selection, label: f32) -> Option<Wish> {
        let id = Id::unique(PHRASE);
        let wants_focus = std::mem::take(&mut self.wants_focus);
        if wants_focus {
            focus_all(ui, id, &self.find.text);
        }
        let field = field_ui(ui, id, (&*texts.get("editor-find-for"), label), &mut self.find.text);
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
        let field = field_ui(ui, Id::unique(REPLACEMENT), label, &mut self.replacement);
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

    fn matching_ui(&mut self, ui: &mut Ui, texts: &Texts, may_replace: bool) -> Option<Wish> {
        let matching = &mut self.find.matching;
        let mut kept = matching.case == Case::Kept;
        let small = |key: &str| RichText::new(texts.get(key)).size(SMALL);
        let case = ui.checkbox(&mut kept, small("editor-find-case"));
        ui.add_space(2.0 * UNIT);
        let words = ui.checkbox(&mut matching.whole_words, small("editor-find-words"));
        matching.case = if kept { Case::Kept } else { Case::Ignored };
        self.pressed(&case);
        self.pressed(&words);
        let name = texts.get("editor-replace-name");
        if may_replace
            && self.button_ui(
                ui,
                &texts.get("editor-replace-open"),
                &name,
                &shortcuts::text(shortcuts::REPLACE),
                true,
            )
        {
            return Some(Wish::Open { replaces: true });
        }
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
