//! What is half-written in the views is kept beside the documents: see [`crate::unfinished`].

use egui::Ui;
use samskriv_shared::ids::{DocId, WorkspaceId};

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
            self.meeting.follow((state.network, open), |doc| self.keeping.unfinished.of(doc));
        }
        if let Some(network) = state.network {
            let list = DocId::action_list(&network);
            self.action_table.take_up(network, || self.keeping.unfinished.of(&list).action);
        }
    }

    /// After everything was drawn. `now` keeps it at once: somebody goes on to something else.
    pub(super) fn keep(&mut self, ui: &Ui, state: &AppState, now: bool, queue: &mut CommandQueue) {
        let networks: Vec<WorkspaceId> = state.networks.iter().flatten().map(|network| network.id).collect();
        // The view of a meeting may still be that of a network that is gone.
        let here = |network: &WorkspaceId| networks.contains(network);
        let unfinished = &mut self.keeping.unfinished;
        let mut news = unfinished.keep_only(&networks);
        if let Some((network, doc, words)) = self.meeting.words().filter(|(network, ..)| here(network)) {
            news |= unfinished.set((&network, &doc), words);
        }
        if let (Some(network), Some(action)) = (state.network.filter(here), self.action_table.words(state)) {
            let words = HalfWritten { action, ..HalfWritten::default() };
            news |= unfinished.set((&network, &DocId::action_list(&network)), words);
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
