//! Every key that does something, once: whoever acts on it, whoever names it in a menu and the list on F1 read it from
//! here.

use egui::{Event, Grid, Key, KeyboardShortcut as Shortcut, Modifiers, RichText, Ui};

use crate::{
    command::CommandQueue,
    state::AppState,
    ui::{
        scrolled::dialog_body,
        sidebar,
        theme::{self, UNIT},
        widgets::{dialog_buttons, section_label},
    },
};

const COMMAND: Modifiers = Modifiers::COMMAND;
const SHIFTED: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };
const ALT: Modifiers = Modifiers { alt: true, ..Modifiers::COMMAND };

pub const HELP: Shortcut = Shortcut::new(Modifiers::NONE, Key::F1);
pub const NEW_MEETING: Shortcut = Shortcut::new(COMMAND, Key::N);
pub const SEARCH: Shortcut = Shortcut::new(SHIFTED, Key::F);
pub const SETTINGS: Shortcut = Shortcut::new(COMMAND, Key::Comma);
pub const LARGER: Shortcut = Shortcut::new(COMMAND, Key::Plus);
pub const SMALLER: Shortcut = Shortcut::new(COMMAND, Key::Minus);
pub const AS_LARGE_AS_USUAL: Shortcut = Shortcut::new(COMMAND, Key::Num0);

pub const PARAGRAPH: Shortcut = Shortcut::new(ALT, Key::Num0);
pub const HEADING_1: Shortcut = Shortcut::new(ALT, Key::Num1);
pub const HEADING_2: Shortcut = Shortcut::new(ALT, Key::Num2);
pub const HEADING_3: Shortcut = Shortcut::new(ALT, Key::Num3);
pub const QUOTE: Shortcut = Shortcut::new(SHIFTED, Key::Num9);
pub const BULLETS: Shortcut = Shortcut::new(SHIFTED, Key::Num8);
pub const NUMBERS: Shortcut = Shortcut::new(SHIFTED, Key::Num7);
pub const DECISION: Shortcut = Shortcut::new(SHIFTED, Key::D);
pub const ACTION: Shortcut = Shortcut::new(SHIFTED, Key::A);
pub const BOLD: Shortcut = Shortcut::new(COMMAND, Key::B);
pub const ITALIC: Shortcut = Shortcut::new(COMMAND, Key::I);
pub const LINK: Shortcut = Shortcut::new(COMMAND, Key::K);
pub const INDENT: Shortcut = Shortcut::new(Modifiers::NONE, Key::Tab);
pub const OUTDENT: Shortcut = Shortcut::new(Modifiers::SHIFT, Key::Tab);
pub const LINE_BREAK: Shortcut = Shortcut::new(Modifiers::SHIFT, Key::Enter);
pub const MENU: Shortcut = Shortcut::new(Modifiers::SHIFT, Key::F10);

/// Then Tab goes on.
pub const LEAVE: Shortcut = Shortcut::new(Modifiers::NONE, Key::Escape);
/// At a list of choices.
pub const UNFOLD: Shortcut = Shortcut::new(Modifiers::NONE, Key::ArrowDown);
/// In the field of a day.
pub const CALENDAR: Shortcut = Shortcut::new(Modifiers::NONE, Key::ArrowDown);

pub const UNDO: Shortcut = Shortcut::new(COMMAND, Key::Z);
pub const REDO: Shortcut = Shortcut::new(COMMAND, Key::Y);
pub const CUT: Shortcut = Shortcut::new(COMMAND, Key::X);
pub const COPY: Shortcut = Shortcut::new(COMMAND, Key::C);
pub const PASTE: Shortcut = Shortcut::new(COMMAND, Key::V);
pub const FIND: Shortcut = Shortcut::new(COMMAND, Key::F);
pub const FIND_NEXT: Shortcut = Shortcut::new(Modifiers::NONE, Key::F3);
pub const FIND_PREVIOUS: Shortcut = Shortcut::new(Modifiers::SHIFT, Key::F3);
pub const REPLACE: Shortcut = Shortcut::new(COMMAND, Key::H);

/// What the list shows beside the pages: what each group is called, and the keys of it with their words.
const GROUPS: [(&str, &[(&str, Shortcut)]); 3] = [
    (
        "keys-window",
        &[
            ("window-new-meeting", NEW_MEETING),
            ("keys-search-all", SEARCH),
            ("page-settings", SETTINGS),
            ("keys-larger", LARGER),
            ("keys-smaller", SMALLER),
            ("keys-usual-size", AS_LARGE_AS_USUAL),
            ("keys-calendar", CALENDAR),
            ("keys-leave", LEAVE),
            ("keys-help", HELP),
        ],
    ),
    (
        "keys-paragraphs",
        &[
            ("window-kind-paragraph", PARAGRAPH),
            ("editor-heading-1", HEADING_1),
            ("editor-heading-2", HEADING_2),
            ("editor-heading-3", HEADING_3),
            ("window-kind-bullet", BULLETS),
            ("editor-numbered", NUMBERS),
            ("editor-quote", QUOTE),
            ("window-kind-decision", DECISION),
            ("editor-action", ACTION),
            ("keys-indent", INDENT),
            ("keys-outdent", OUTDENT),
            ("keys-line-break", LINE_BREAK),
        ],
    ),
    (
        "keys-text",
        &[
            ("editor-bold", BOLD),
            ("editor-italic", ITALIC),
            ("editor-link", LINK),
            ("editor-undo", UNDO),
            ("editor-redo", REDO),
            ("editor-cut", CUT),
            ("editor-copy", COPY),
            ("editor-paste", PASTE),
            ("editor-find-name", FIND),
            ("editor-find-next-name", FIND_NEXT),
            ("editor-find-previous-name", FIND_PREVIOUS),
            ("editor-replace-name", REPLACE),
            ("editor-menu", MENU),
        ],
    ),
];

/// Whether the keys were pressed, these and no others: Ctrl+Alt+1 is not Ctrl+1. Nobody after this hears of them.
pub fn pressed(ui: &Ui, shortcut: Shortcut) -> bool {
    let is_it = |event: &Event| match event {
        Event::Key { key, pressed: true, modifiers, .. } => {
            *key == shortcut.logical_key && modifiers.matches_exact(shortcut.modifiers)
        }
        _ => false,
    };
    ui.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| !is_it(event));
        input.events.len() < before
    })
}

/// Whether everything is to be larger. Where plus is with Shift, as on English keyboards, that is held or not.
pub fn larger(ui: &Ui) -> bool {
    let shifted = Shortcut::new(SHIFTED, Key::Plus);
    let without_shift = Shortcut::new(COMMAND, Key::Equals);
    [LARGER, shifted, without_shift].into_iter().any(|keys| pressed(ui, keys))
}

/// "Ctrl+Shift+D", as every keyboard sold here has it.
pub fn text(shortcut: Shortcut) -> String {
    let Modifiers { command, ctrl, alt, shift, .. } = shortcut.modifiers;
    let held = [(command || ctrl, "Ctrl"), (alt, "Alt"), (shift, "Shift")];
    let held = held.into_iter().filter_map(|(held, name)| held.then_some(name));
    let key = match shortcut.logical_key {
        Key::Comma => ",",
        Key::Plus => "+",
        Key::Minus => "−",
        Key::ArrowDown => "↓",
        Key::Escape => "Esc",
        key => key.name(),
    };
    held.chain([key]).collect::<Vec<_>>().join("+")
}

/// The list.
pub fn list_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    let texts = &state.texts;
    ui.heading(texts.get("keys-heading"));
    ui.add_space(UNIT);
    dialog_body(ui, |ui| {
        ui.set_width(ui.available_width());
        let wide = ui.available_width() > 520.0;
        let mut parts = vec![(texts.get("keys-pages"), pages(state))];
        parts.extend(GROUPS.iter().map(|(title, keys)| {
            let keys = keys.iter().map(|(word, keys)| (texts.get(word), text(*keys)));
            (texts.get(title), keys.collect())
        }));
        // A short one over a long one in each column.
        let columns: &[&[usize]] = if wide { &[&[0, 3], &[1, 2]] } else { &[&[0, 1, 2, 3]] };
        ui.columns(columns.len(), |uis| {
            for (ui, nths) in uis.iter_mut().zip(columns) {
                let parts = nths.iter().filter_map(|nth| parts.get(*nth));
                parts.for_each(|(title, keys)| group_ui(ui, title, keys));
            }
        });
    });
    dialog_buttons(ui, state, &texts.get("window-close"), queue, |_, _| {});
}

fn pages(state: &AppState) -> Vec<(String, String)> {
    sidebar::pages().map(|(word, keys)| (state.texts.get(word), text(keys))).collect()
}

fn group_ui(ui: &mut Ui, title: &str, keys: &[(String, String)]) {
    section_label(ui, title);
    let quiet = theme::palette(ui.visuals()).quiet;
    ui.spacing_mut().interact_size.y = 18.0;
    Grid::new(title).num_columns(2).min_col_width(118.0).spacing([3.0 * UNIT, UNIT]).show(ui, |ui| {
        for (word, keys) in keys {
            ui.label(RichText::new(keys).color(quiet));
            ui.label(word);
            ui.end_row();
        }
    });
    ui.add_space(3.0 * UNIT);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn keys_are_named_as_they_stand_on_a_keyboard() {
        for (shortcut, name) in [
            (HEADING_1, "Ctrl+Alt+1"),
            (QUOTE, "Ctrl+Shift+9"),
            (SETTINGS, "Ctrl+,"),
            (FIND_PREVIOUS, "Shift+F3"),
            (HELP, "F1"),
            (LARGER, "Ctrl++"),
        ] {
            assert_eq!(text(shortcut), name);
        }
    }

    #[test]
    fn no_key_does_two_things() {
        let listed = GROUPS.iter().flat_map(|(_, keys)| keys.iter().map(|(_, keys)| text(*keys)));
        let all: Vec<String> = listed.chain(sidebar::pages().map(|(_, keys)| text(keys))).collect();
        let different: BTreeSet<&String> = all.iter().collect();
        // The search is a page and stands among the window's keys with another.
        assert_eq!(different.len(), all.len(), "{all:?}");
    }
}
