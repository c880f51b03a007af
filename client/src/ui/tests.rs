//! The views, acted on through the names that screen readers hear, over the model and a backend in memory.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod action_table;
pub mod decisions;
mod doubles;
mod editor;
mod find;
mod forms;
mod keyboard;
mod leaving;
mod meeting;
mod meetings;
mod members;
mod network;
mod search;
mod settings;
mod spelling;
mod words;
mod year_plan;

use egui::{Event, Key, Modifiers};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};

use super::{Views, theme, window_ui};
use crate::{command::CommandQueue, unfinished::Unfinished, update::tests::Bench};

/// A window over a bench.
pub struct TestWindow {
    pub bench: Bench,
    views: Views,
    queue: CommandQueue,
}

pub type Test = Harness<'static, TestWindow>;

/// The window, as large as the smallest laptop's screen.
pub fn window(bench: Bench) -> Test {
    window_after(bench, Unfinished::default())
}

/// The same after another in which words were left.
pub fn window_after(bench: Bench, unfinished: Unfinished) -> Test {
    let views = Views::default().with_unfinished(unfinished);
    let state = TestWindow { bench, views, queue: CommandQueue::default() };
    Harness::builder()
        .with_size([1366.0, 768.0])
        .with_max_steps(40)
        .allow_missing_glyphs()
        .with_context_setup(theme::install)
        .build_ui_state(
            |ui, window: &mut TestWindow| {
                let time = ui.input(|input| input.time);
                let (state, session) = window.bench.model.shown(time);
                window_ui(ui, state, session, &mut window.views, &mut window.queue);
                for command in window.queue.take() {
                    window.bench.model.on_command(command);
                    ui.ctx().request_repaint();
                }
                window.bench.settle();
            },
            state,
        )
}

/// The name of the text's field.
pub const BODY: &str = "Anteckningar";

/// The window with a meeting of this text, and the caret at its end.
pub fn with_text(text: &str) -> Test {
    let mut bench = Bench::with_meeting();
    bench.type_in(0, text);
    let mut test = window(bench);
    focus(&mut test, BODY);
    test
}

/// The text of the document as the backend has it.
pub fn kept(test: &Test) -> String {
    test.state().bench.kept().body_display()
}

/// Runs a few frames; a field's text waits a moment before it is written.
pub fn steps(test: &mut Test) {
    for _ in 0..8 {
        test.step();
    }
}

/// Clicks; what is out of view is scrolled to before, as somebody would.
pub fn click(test: &mut Test, label: &str) {
    // Pages have a margin below, under which things are cut off.
    let seen = test.ctx.content_rect();
    let seen = seen.with_max_y(seen.bottom() - 36.0);
    if !seen.contains_rect(test.get_by_label(label).rect()) {
        test.get_by_label(label).scroll_to_me();
        (0..3).for_each(|_| steps(test));
    }
    test.get_by_label(label).click();
    steps(test);
}

/// Clicks where nothing has a name.
pub fn click_at(test: &mut Test, pos: egui::Pos2) {
    for pressed in [true, false] {
        test.event(Event::PointerMoved(pos));
        let (button, modifiers) = (egui::PointerButton::Primary, Modifiers::NONE);
        test.event(Event::PointerButton { pos, button, pressed, modifiers });
        test.step();
    }
    steps(test);
}

pub fn focus(test: &mut Test, label: &str) {
    test.get_by_label(label).focus();
    steps(test);
}

/// Types into what has the focus.
pub fn type_text(test: &mut Test, text: &str) {
    for c in text.chars() {
        test.event(Event::Text(c.to_string()));
        test.step();
    }
}

/// Types into a field, from an empty one on.
pub fn fill(test: &mut Test, label: &str, text: &str) {
    focus(test, label);
    test.key_press_modifiers(Modifiers::COMMAND, Key::A);
    test.step();
    type_text(test, text);
    steps(test);
}

pub fn press(test: &mut Test, key: Key) {
    test.key_press(key);
    steps(test);
}

/// Whether what has this name has the keyboard.
pub fn focused(test: &Test, label: &str) -> bool {
    test.get_by_label(label).is_focused()
}

/// The name of what has the keyboard.
pub fn with_keyboard(test: &Test) -> Option<String> {
    let has = |node: &egui_kittest::kittest::AccessKitNode<'_>| node.is_focused() && node.label().is_some();
    test.query_all(egui_kittest::kittest::By::new().predicate(has)).next()?.accesskit_node().label()
}

/// Whether some text or name in the window is or holds this.
pub fn shows(test: &Test, text: &str) -> bool {
    let holds = |found: Option<String>| found.is_some_and(|found| found.contains(text));
    let node = |node: &egui_kittest::kittest::AccessKitNode<'_>| holds(node.label()) || holds(node.value());
    test.query_all(egui_kittest::kittest::By::new().include_labels().predicate(node)).next().is_some()
}
