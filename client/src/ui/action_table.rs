//! The actions of the whole network in one table: those of every meeting and those that belong to none. Here they are
//! sorted, filtered, changed and added to; each is one click away from its place in its meeting.

mod columns;
mod filters;
mod row;
pub mod rows;

use std::collections::{HashMap, HashSet};

use egui::{Id, Key as KeyboardKey, ScrollArea, Ui, UiBuilder};
use jiff::civil::Date;
use samskriv_shared::ids::WorkspaceId;

use self::rows::{Entry, Filter, Key, Sort, StatusFilter};
use super::{
    action_parts::new_action_ui,
    basis::Basis,
    fields::Fields,
    reminders::Mine,
    scrolled::scrolled,
    tall_list::TallList,
    theme::{MEASURE, UNIT},
    widgets::{link_button, notice, paper, quiet_label},
};
use crate::{
    command::{Command, CommandQueue, Target},
    input::Around,
    state::AppState,
    unfinished::NewAction,
};

/// In less height than this, in points, what stands over the rows leaves them no room.
const LOW: f32 = 440.0;

/// What it keeps between frames.
#[derive(Default)]
pub struct ActionTableView {
    /// Of which network.
    network: Option<WorkspaceId>,
    filter: Filter,
    /// Somebody wants to see what can be chosen where there is little room, and it is folded away.
    unfolded: bool,
    sort: Sort,
    fields: Fields,
    list: TallList<Key>,
    made: Option<Made>,
    /// Rows that were changed here since the table was last sorted or filtered, as they were before.
    held: HashMap<Key, Entry>,
    /// The action that is being typed, and whether its fields have just been unfolded.
    new: Option<(NewAction, bool)>,
    /// An action was added: what was there before it.
    added: Option<HashSet<Key>>,
}

/// The table as it was made last, and what from.
struct Made {
    basis: Basis,
    entries: Vec<Entry>,
    owners: Vec<String>,
    municipalities: Vec<String>,
    ordered_by: (Filter, Sort),
    order: Vec<usize>,
    keys: Vec<Key>,
}

impl ActionTableView {
    /// Writes what is half-typed; when somebody comes back, the rows stand in their order.
    pub fn leave(&mut self, queue: &mut CommandQueue) {
        self.fields.flush(queue);
        self.held.clear();
        self.made = None;
    }

    /// Of this network, with the action that was `left` half-typed in it.
    pub fn take_up(&mut self, network: WorkspaceId, left: impl FnOnce() -> NewAction) {
        if self.network != Some(network) {
            let new = Some(left()).filter(|it| *it != NewAction::default()).map(|it| (it, false));
            *self = ActionTableView { network: Some(network), new, ..ActionTableView::default() };
        }
    }

    /// The action that is half-typed; none while this is of another network.
    pub fn words(&self, state: &AppState) -> Option<NewAction> {
        let new = self.new.as_ref().map(|(new, _)| new.clone()).unwrap_or_default();
        (self.network == state.network).then_some(new)
    }

    /// Sees to it that the table shows what is so now.
    fn follow(&mut self, state: &AppState) {
        let today = state.now.today();
        if self.made.as_ref().is_none_or(|made| !made.basis.holds(state)) {
            let made = Made::of(state, self.ordered(), today, &self.held);
            self.reveal_added(&made.entries);
            self.made = Some(made);
            self.list.changed();
        }
        let wanted = self.ordered();
        if let Some(made) = self.made.as_mut().filter(|made| made.ordered_by != wanted) {
            self.held.clear();
            made.order(wanted, today, &self.held);
            self.list.changed();
        }
    }

    fn ordered(&self) -> (Filter, Sort) {
        (self.filter.clone(), self.sort)
    }

    /// What was just added comes into view, wherever the order has put it.
    fn reveal_added(&mut self, entries: &[Entry]) {
        let Some(before) = &self.added else { return };
        if let Some(new) = entries.iter().map(Entry::key).find(|key| !before.contains(key)) {
            self.list.reveal(new);
            self.added = None;
        }
    }

    /// A row that is changed stays where it stands.
    fn hold(&mut self, command: &Command) {
        let key = match command {
            Command::EditAction { doc, action, .. }
            | Command::Write(
                Target::ActionText(doc, action)
                | Target::ActionOwners(doc, action)
                | Target::ActionDue(doc, action),
                _,
            ) => (*doc, *action),
            _ => return,
        };
        let entries = self.made.as_ref().map(|made| made.entries.as_slice()).unwrap_or_default();
        if let Some(entry) = entries.iter().find(|entry| entry.key() == key) {
            self.held.entry(key).or_insert_with(|| entry.clone());
        }
    }
}

impl Made {
    fn of(state: &AppState, by: (Filter, Sort), today: Date, held: &HashMap<Key, Entry>) -> Made {
        let entries = rows::entries(state);
        let (owners, municipalities) = rows::choices(&entries);
        let (order, keys, basis) = (Vec::new(), Vec::new(), Basis::of(state));
        let mut made = Made { basis, entries, owners, municipalities, ordered_by: by.clone(), order, keys };
        made.order(by, today, held);
        made
    }

    fn order(&mut self, by: (Filter, Sort), today: Date, held: &HashMap<Key, Entry>) {
        self.order = rows::order(&self.entries, held, &by.0, by.1, today);
        self.keys = self.order.iter().map(|nth| self.entries[*nth].key()).collect();
        self.ordered_by = by;
    }
}

/// The page under its heading. In a low window all of it scrolls, in others what stands over the rows stays.
pub fn action_table_ui(
    ui: &mut Ui,
    state: &AppState,
    mine: Mine,
    view: &mut ActionTableView,
    queue: &mut CommandQueue,
) {
    view.follow(state);
    if ui.available_height() >= LOW {
        return parts_ui(ui, state, mine, view, (TallList::show, false), queue);
    }
    scrolled(ui, ScrollArea::vertical().auto_shrink(false), |ui| {
        parts_ui(ui, state, mine, view, (TallList::show_within, true), queue);
    });
}

/// How the rows are shown.
type Show = fn(&mut TallList<Key>, &mut Ui, &[Key], &dyn Fn(usize) -> f32, &mut dyn FnMut(&mut Ui, usize));

fn parts_ui(
    ui: &mut Ui,
    state: &AppState,
    mine: Mine,
    view: &mut ActionTableView,
    (show, low): (Show, bool),
    queue: &mut CommandQueue,
) {
    ui.add_space(UNIT);
    reminder_ui(ui, state, mine, view);
    let Some(made) = &view.made else { return };
    let counts = (made.order.len(), made.entries.len());
    let names = (made.owners.as_slice(), made.municipalities.as_slice());
    if counts.1 > 0 {
        let folds = low.then_some(&mut view.unfolded);
        let filter = &mut view.filter;
        apart_ui(ui, "filters", |ui| filters::filters_ui(ui, state, (filter, folds), names, counts));
        ui.add_space(UNIT);
    }
    apart_ui(ui, "new action", |ui| new_ui(ui, state, view, queue));
    ui.add_space(UNIT);
    match counts {
        (_, 0) => _ = quiet_label(ui, state.texts.get("actions-none")),
        (0, _) => _ = quiet_label(ui, state.texts.get("actions-none-match")),
        _ => table_ui(ui, state, view, show, queue),
    }
    view.fields.flush_unseen(ui, queue);
}

/// A part whose ids do not hang on what stands over it: the focus stays in it when that comes or goes.
fn apart_ui(ui: &mut Ui, part: &str, add: impl FnOnce(&mut Ui)) {
    let id = Id::unique(("action table", part));
    ui.scope_builder(UiBuilder::new().scope_id(id), add);
}

fn reminder_ui(ui: &mut Ui, state: &AppState, mine: Mine, view: &mut ActionTableView) {
    let Some(sentence) = mine.sentence(&state.texts) else { return };
    notice(ui, &format!("{sentence}."), |ui| {
        if !view.filter.mine && link_button(ui, &state.texts.get("actions-mine-show")).clicked() {
            view.filter.mine = true;
        }
    });
    ui.add_space(2.0 * UNIT);
}

/// The fields of a new action that belongs to no meeting, behind their button.
fn new_ui(ui: &mut Ui, state: &AppState, view: &mut ActionTableView, queue: &mut CommandQueue) {
    if state.current().is_none_or(|network| !network.may_write) {
        return;
    }
    let Some((new, begins)) = &mut view.new else {
        if ui.button(state.texts.get("actions-new")).clicked() {
            view.new = Some((NewAction::default(), true));
        }
        return;
    };
    let mut close = ui.input(|input| input.key_pressed(KeyboardKey::Escape));
    let mut added = None;
    paper(ui).show(ui, |ui| {
        ui.set_max_width(MEASURE.min(ui.available_width()));
        let around = Around::From(state.now.today());
        added = new_action_ui(ui, state, new, (around, std::mem::take(begins)));
        close |= link_button(ui, &state.texts.get("actions-new-close")).clicked();
    });
    if close {
        view.new = None;
    }
    if let Some(NewAction { text, owners, due }) = added {
        let entries = view.made.as_ref().map(|made| made.entries.as_slice()).unwrap_or_default();
        view.added = Some(entries.iter().map(Entry::key).collect());
        // It is seen, whatever is filtered.
        let status = match view.filter.status {
            StatusFilter::Only(_) => StatusFilter::Waiting,
            shown => shown,
        };
        view.filter = Filter { status, ..Filter::all() };
        queue.push(Command::AddActionToList { text, owners, due });
    }
}

fn table_ui(ui: &mut Ui, state: &AppState, view: &mut ActionTableView, show: Show, queue: &mut CommandQueue) {
    let Some(made) = &view.made else { return };
    let columns = columns::Columns::of(ui.available_width());
    apart_ui(ui, "columns", |ui| columns::header_ui(ui, state, columns, &mut view.sort));
    let may_write = state.may_write();
    let municipalities = rows::sorted(state.municipalities.values());
    let mut asked = CommandQueue::default();
    let entry = |nth: usize| &made.entries[made.order[nth]];
    show(&mut view.list, ui, &made.keys, &|nth| row::likely_height(entry(nth), columns), &mut |ui, nth| {
        let place = row::Place { columns, municipalities: &municipalities, may_write };
        row::row_ui(ui, state, entry(nth), place, &mut view.fields, &mut asked);
    });
    for command in asked.take() {
        view.hold(&command);
        queue.push(command);
    }
}
