//! What is half-written in the views is kept beside the documents: see [`crate::unfinished`].

use egui::Ui;
use samskriv_shared::ids::DocId;

use super::Views;
use crate::{
    command::{Command, CommandQueue},
    state::AppState,
    unfinished::{HalfWritten, Unfinished},
};

/// What is typed is kept at the latest so many seconds later.
const AFTER: f64 = 1.0;

/// What is known to be half-written.
#[derive(Default)]
pub struct Keeping {
    unfinished: Unfinished,
    /// Since when it differs from what was kept, in egui's seconds.
    since: Option<f64>,
}

impl Keeping {
    /// Of what was left the last time.
    pub fn of(unfinished: Unfinished) -> Keeping {
        Keeping { unfinished, since: None }
    }
}

impl Views {
    /// Before anything is drawn: what was left half-written is there again.
    pub(super) fn take_up(&mut self, state: &AppState) {
        if let Some(open) = &state.open {
            self.meeting.follow(open, |doc| self.keeping.unfinished.of(doc));
        }
        if let Some(network) = state.network {
            let list = DocId::action_list(&network);
            self.action_table.take_up(network, || self.keeping.unfinished.of(&list).action);
        }
    }

    /// After everything was drawn. `now` keeps it at once: somebody goes on to something else.
    pub(super) fn keep(&mut self, ui: &Ui, state: &AppState, now: bool, queue: &mut CommandQueue) {
        let mut news = false;
        if let Some((doc, words)) = self.meeting.words() {
            news |= self.keeping.unfinished.set(&doc, words);
        }
        if let (Some(network), Some(action)) = (state.network, self.action_table.words(state)) {
            let words = HalfWritten { action, ..HalfWritten::default() };
            news |= self.keeping.unfinished.set(&DocId::action_list(&network), words);
        }
        let time = ui.input(|input| input.time);
        if news {
            self.keeping.since.get_or_insert(time);
        }
        match self.keeping.since {
            Some(since) if now || time - since >= AFTER => {
                self.keeping.since = None;
                queue.push(Command::KeepUnfinished(self.keeping.unfinished.clone()));
            }
            Some(_) => ui.ctx().request_repaint_after_secs(AFTER as f32),
            None => {}
        }
    }
}
