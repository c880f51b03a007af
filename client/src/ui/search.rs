//! Search over everything, as one types. What was found stands under its meeting, the words marked; a click, or Enter
//! on the row that the arrows have come to, opens the meeting there.

mod hits;
mod row;

use egui::{
    Event, Id, Key, Modifiers, ScrollArea, TextEdit, Ui,
    accesskit::Live,
    text::{CCursor, CCursorRange},
    text_edit::TextEditState,
};
use samskriv_shared::ids::WorkspaceId;

use self::{hits::found_ui, row::Rows};
use crate::{
    command::{Command, CommandQueue},
    state::{AppState, Page},
    ui::{
        scrolled::{appears, scrolled},
        theme::{self, UNIT},
        widgets::{label_over, labelled, quiet_label},
    },
};

/// The widest that the field gets, in points.
const FIELD: f32 = 560.0;

/// What it keeps between frames.
#[derive(Default)]
pub struct SearchView {
    network: Option<WorkspaceId>,
    text: String,
    /// The row that the arrows have come to.
    chosen: Option<usize>,
    /// How many rows there were.
    rows: usize,
    /// egui's pass in which the page was shown last: in the next it is the same page still.
    shown: Option<u64>,
}

/// The page.
pub fn search_ui(ui: &mut Ui, state: &AppState, view: &mut SearchView, queue: &mut CommandQueue) {
    let opened = view.follow(ui, state) || queue.goes_to(Page::Search);
    let entered = field_ui(ui, state, view, opened, queue);
    ui.add_space(2.0 * UNIT);
    count_ui(ui, state);
    scrolled(ui, ScrollArea::vertical().auto_shrink(false), |ui| {
        let mut rows = Rows::new(view.chosen, entered);
        found_ui(ui, state, &mut rows, queue);
        view.rows = rows.count();
        if let Some(chosen) = rows.chosen_id() {
            // The field has the focus; whoever listens hears the row that Enter opens.
            ui.ctx().accesskit_node_builder(field_id(), |node| {
                node.set_active_descendant(chosen.accesskit_id());
            });
        }
    });
}

impl SearchView {
    /// Nothing typed goes from one network to another. Says whether the page was not there in the last frame.
    fn follow(&mut self, ui: &Ui, state: &AppState) -> bool {
        if self.network != state.network {
            *self = SearchView { network: state.network, ..SearchView::default() };
        }
        appears(ui, &mut self.shown)
    }

    /// What the keys do beside typing. Says whether the chosen row is to be opened.
    fn keys(&mut self, ui: &Ui) -> bool {
        let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::ArrowDown) {
            let next = self.chosen.map_or(0, |chosen| chosen + 1);
            self.chosen = (self.rows > 0).then(|| next.min(self.rows - 1));
        }
        if pressed(Key::ArrowUp) {
            self.chosen = self.chosen.and_then(|chosen| chosen.checked_sub(1));
        }
        pressed(Key::Enter)
    }
}

fn field_id() -> Id {
    Id::unique("search everything")
}

/// The field. Says whether somebody wants what is chosen, or what was found first.
fn field_ui(
    ui: &mut Ui,
    state: &AppState,
    view: &mut SearchView,
    opened: bool,
    queue: &mut CommandQueue,
) -> bool {
    let id = field_id();
    let had_focus = ui.memory(|memory| memory.has_focus(id));
    // A dialog over the page has its own Escape.
    let in_dialog = ui.memory(|memory| memory.top_modal_layer().is_some());
    let clears = !in_dialog && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let before = view.text.clone();
    if clears {
        view.text.clear();
    }
    if opened || clears {
        select_all(ui, &view.text);
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    let entered = had_focus && !composing(ui) && view.keys(ui);
    let label = label_over(ui, &state.texts.get("search-field"));
    let edit = TextEdit::singleline(&mut view.text).id(id).hint_text(state.texts.get("search-hint"));
    let edit = edit.desired_width(FIELD.min(ui.available_width())).return_key(None);
    let field = labelled(ui.add(edit), &label);
    if opened && !field.has_focus() {
        // The click that asked for the page was beside the field, which gives the focus up at that.
        field.request_focus();
    }
    if view.text != before {
        view.chosen = None;
        queue.push(Command::Search(view.text.clone()));
    }
    entered
}

/// An input method has the keys.
fn composing(ui: &Ui) -> bool {
    ui.input(|input| input.events.iter().any(|event| matches!(event, Event::Ime(_))))
}

fn select_all(ui: &Ui, text: &str) {
    let mut field = TextEditState::load(ui.ctx(), field_id()).unwrap_or_default();
    let all = CCursorRange::two(CCursor::new(0), CCursor::new(text.chars().count()));
    field.cursor.set_char_range(Some(all));
    field.store(ui.ctx(), field_id());
}

/// How much was found, which is said aloud when it changes; or what can be found, and how.
fn count_ui(ui: &mut Ui, state: &AppState) {
    let (texts, search) = (&state.texts, &state.search);
    let all = search.found.total;
    let shown = search.found.hits.len();
    let words = match search.answered {
        false if search.typed.trim().is_empty() => texts.get("search-nothing-typed"),
        // The first time the index is made, which may take a moment.
        false => texts.get("search-working"),
        true if all == 0 && search.others.is_empty() => texts.get("search-nothing-found"),
        true if shown < all => {
            texts.with("search-found-first", &[("n", all.into()), ("shown", shown.into())])
        }
        true => texts.with("search-found", &[("n", all.into())]),
    };
    ui.scope(|ui| {
        ui.set_max_width(theme::MEASURE.min(ui.available_width()));
        let response = quiet_label(ui, words);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
        if search.answered && all == 0 && search.others.is_empty() {
            quiet_label(ui, texts.get("search-rules"));
        }
    });
    ui.add_space(UNIT);
}
