//! What the selected text is, and makes it something else. Each button's tooltip names its keys.

use egui::{Atom, Button, KeyboardShortcut, RichText, Shape, Stroke, Ui, containers::menu::MenuButton, vec2};
use samskriv_shared::text::{BlockKind, Mark};

use super::{history::Way, link, session::Session, widget::EditorView};
use crate::{
    i18n::Texts,
    ui::{
        shortcuts,
        theme::{self, SMALL, UNIT},
    },
};

/// Kinds of paragraphs, their words, and the keys that make them.
const KINDS: &[(BlockKind, &str, KeyboardShortcut)] = &[
    (BlockKind::Paragraph, "window-kind-paragraph", shortcuts::PARAGRAPH),
    (BlockKind::Heading(1), "editor-heading-1", shortcuts::HEADING_1),
    (BlockKind::Heading(2), "editor-heading-2", shortcuts::HEADING_2),
    (BlockKind::Heading(3), "editor-heading-3", shortcuts::HEADING_3),
    (BlockKind::Blockquote, "editor-quote", shortcuts::QUOTE),
];
/// Those with a button of their own.
const BUTTONS: &[(BlockKind, &str, KeyboardShortcut)] = &[
    (BlockKind::UnorderedListItem, "window-kind-bullet", shortcuts::BULLETS),
    (BlockKind::OrderedListItem, "editor-numbered", shortcuts::NUMBERS),
    (BlockKind::Decision, "window-kind-decision", shortcuts::DECISION),
    (BlockKind::Action(None), "editor-action", shortcuts::ACTION),
];

/// The kinds of paragraphs, and the keys that make them.
pub(super) fn kinds() -> impl Iterator<Item = &'static (BlockKind, &'static str, KeyboardShortcut)> {
    KINDS.iter().chain(BUTTONS)
}

fn hover(word: &str, keys: KeyboardShortcut) -> String {
    format!("{word} ({})", shortcuts::text(keys))
}

/// The key of the word for a kind.
pub fn word(kind: &BlockKind) -> &'static str {
    kinds().find(|(other, ..)| same(other, kind)).map_or("window-kind-paragraph", |(_, word, _)| word)
}

pub(super) fn same(a: &BlockKind, b: &BlockKind) -> bool {
    matches!((a, b), (BlockKind::Action(_), BlockKind::Action(_))) || a == b
}

/// The widest kind's: nothing moves where the caret comes into a heading.
const KINDS_WIDTH: f32 = 82.0;

/// The row of buttons.
pub fn toolbar_ui(ui: &mut Ui, texts: &Texts, view: &mut EditorView, session: &mut Session<'_>) {
    if ui.ctx().memory(|memory| memory.has_focus(super::widget::body_id(&view.document())))
        && link::asked_for(ui)
    {
        link::begin(view, session, texts);
    }
    ui.horizontal_wrapped(|ui| {
        // All of them in one row, in a window of 1280 points.
        ui.spacing_mut().item_spacing.x = UNIT;
        ui.spacing_mut().button_padding = vec2(UNIT, UNIT);
        kinds_ui(ui, texts, view, session);
        marks_ui(ui, texts, view, session);
        ui.separator();
        for (kind, word, keys) in BUTTONS {
            kind_button(ui, texts, view, session, (kind, word, *keys));
        }
        ui.separator();
        undo_ui(ui, texts, view, session);
        if session.may_write {
            super::find_bar::button_ui(ui, texts, view, session);
        }
    });
}

fn kinds_ui(ui: &mut Ui, texts: &Texts, view: &mut EditorView, session: &mut Session<'_>) {
    let group = texts.get("window-kind");
    let current = texts.get(word(session.kind()));
    // Room for the sign that it unfolds, which no font is sure to have.
    let text = RichText::new(format!("{current}     ")).size(SMALL);
    let button = Button::new((text, Atom::grow())).min_size(vec2(KINDS_WIDTH, 0.0));
    let (menu, _) = MenuButton::from_button(button).ui(ui, |ui| {
        for (kind, word, keys) in KINDS {
            let word = texts.get(word);
            let button =
                Button::selectable(same(kind, session.kind()), &word).shortcut_text(shortcuts::text(*keys));
            if ui.add(button).accessible_name(format!("{group}: {word}")).clicked() {
                session.set_kind(kind);
                view.wants_focus = true;
                ui.close();
            }
        }
    });
    let at = menu.rect.right_center() - vec2(3.0 * UNIT, 0.0);
    let corners = [vec2(-4.0, -2.0), vec2(4.0, -2.0), vec2(0.0, 3.0)].map(|corner| at + corner);
    let quiet = theme::palette(ui.visuals()).quiet;
    ui.painter().add(Shape::convex_polygon(corners.to_vec(), quiet, Stroke::NONE));
    menu.accessible_name(format!("{group}: {current}")).on_hover_text(&group);
}

fn marks_ui(ui: &mut Ui, texts: &Texts, view: &mut EditorView, session: &mut Session<'_>) {
    let bold = RichText::new(texts.get("editor-bold-sign")).family(theme::bold()).size(SMALL);
    let italic = RichText::new(texts.get("editor-italic-sign")).italics().size(SMALL);
    for (mark, sign, word, keys) in [
        (Mark::Strong, bold, "editor-bold", shortcuts::BOLD),
        (Mark::Em, italic, "editor-italic", shortcuts::ITALIC),
    ] {
        let word = texts.get(word);
        let button = Button::selectable(session.has(&mark), sign);
        let response = ui.add(button).on_hover_text(hover(&word, keys)).accessible_name(word);
        if response.clicked() {
            session.toggle(&mark);
            view.wants_focus = true;
        }
    }
    let word = texts.get("editor-link");
    let button = Button::selectable(session.link().is_some(), RichText::new(&word).size(SMALL));
    if ui.add(button).on_hover_text(hover(&word, shortcuts::LINK)).clicked() {
        link::begin(view, session, texts);
    }
}

fn kind_button(
    ui: &mut Ui,
    texts: &Texts,
    view: &mut EditorView,
    session: &mut Session<'_>,
    (kind, word, keys): (&BlockKind, &str, KeyboardShortcut),
) {
    let group = texts.get("window-kind");
    let word = texts.get(word);
    let button = Button::selectable(same(kind, session.kind()), RichText::new(&word).size(SMALL));
    let response = ui.add(button).on_hover_text(hover(&word, keys));
    if response.accessible_name(format!("{group}: {word}")).clicked() {
        session.set_kind(kind);
        view.wants_focus = true;
    }
}

fn undo_ui(ui: &mut Ui, texts: &Texts, view: &mut EditorView, session: &mut Session<'_>) {
    for (way, word, keys) in
        [(Way::Undo, "editor-undo", shortcuts::UNDO), (Way::Redo, "editor-redo", shortcuts::REDO)]
    {
        let word = texts.get(word);
        let button = Button::new(RichText::new(&word).size(SMALL)).frame_when_inactive(false);
        let response = ui.add_enabled(session.editor.can(way), button);
        if response.on_hover_text(hover(&word, keys)).clicked() {
            session.take_back(way);
            view.wants_focus = true;
        }
    }
}
