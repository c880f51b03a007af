//! The bar over the text: what to look for, where one is among the hits, and what to put in their place. The field
//! beneath knows nothing of it but what is painted.

mod rows;

use egui::{Button, Key, Modifiers, RichText, Ui};
use samskriv_shared::text::{Matching, tidy};

use super::{
    core::Selection,
    find::{Find, phrase_of},
    history::Way,
    session::Session,
    widget::{EditorView, body_id},
};
use crate::{i18n::Texts, ui::theme::SMALL};

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
    /// The phrase's field had the focus in the last frame.
    was_in_phrase: bool,
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
    if let Some((from, phrase)) = session.editor.take_phrase() {
        view.find.show(session, from, phrase);
        ui.ctx().request_repaint();
    }
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

    /// Opens it with words that were found before anybody came here, at their first place from one on.
    fn show(&mut self, session: &mut Session<'_>, from: usize, phrase: String) {
        (self.find.text, self.find.matching) = (phrase, Matching::default());
        (self.open, self.wants_focus, self.replaces) = (true, true, false);
        (self.replaced, self.undoes_text) = (None, false);
        self.find.follow(session.editor.view());
        let hit = self.find.from(from);
        self.go(session, hit);
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
