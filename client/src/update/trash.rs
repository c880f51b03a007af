//! The trash: a meeting goes there for everybody who has it, and comes back for them, for thirty days. Then a draft goes
//! from this computer; minutes that were shared stay in everybody's history, and are shown nowhere.

use samskriv_shared::{
    documents::Summary,
    ids::{DocId, WorkspaceId},
};

use super::{Model, Purpose, elsewhere::DocEdit};
use crate::{
    backend::Request,
    state::{AppState, Dialog, TRASH_MS, lies_in_trash},
};

impl Model {
    /// Moves a meeting to the trash, or back from it.
    pub(super) fn trash(&mut self, doc: DocId, away: bool) {
        if !self.state.may_write() {
            return;
        }
        if matches!(self.state.dialog, Some(Dialog::Trash { .. })) {
            self.state.dialog = None;
        }
        let open = self.documents.is_open(doc);
        if open && away {
            self.close_meeting();
        }
        let at = away.then_some(self.state.now.ms);
        self.edit_document(doc, DocEdit::Trashed(at));
        self.list_meetings();
    }

    /// What nobody else has goes at once.
    pub(super) fn ask_to_trash(&mut self, doc: DocId) {
        match self.state.summaries.get(&doc).filter(|summary| summary.shared) {
            Some(summary) => {
                let title = self.state.title_or_unnamed(&summary.title);
                self.show(Dialog::Trash { doc, title });
            }
            None => self.trash(doc, true),
        }
    }

    /// Drafts that have lain there long enough go from this computer.
    pub(super) fn empty_trash(&mut self, workspace: WorkspaceId) {
        let now = self.state.now.ms;
        let over = |summary: &Summary| summary.trashed.is_some_and(|at| now.saturating_sub(at) > TRASH_MS);
        let drafts = self.state.summaries.values().filter(|summary| !summary.shared && over(summary));
        let drafts: Vec<DocId> = drafts.map(|summary| summary.id).collect();
        for doc in drafts {
            self.ask(Purpose::Nothing, Request::Discard { workspace, doc });
        }
    }
}

impl AppState {
    /// What lies in the trash, in no order.
    pub fn in_trash(&self) -> impl Iterator<Item = &Summary> {
        let now = self.now.ms;
        self.summaries.values().map(AsRef::as_ref).filter(move |summary| lies_in_trash(summary, now))
    }

    /// The same, the newest first.
    pub fn trash(&self) -> Vec<&Summary> {
        let mut trash: Vec<&Summary> = self.in_trash().collect();
        trash.sort_by_key(|summary| (std::cmp::Reverse(summary.trashed), summary.id));
        trash
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use samskriv_shared::documents::{MinutesField, State};

    use super::*;
    use crate::{command::Command, update::tests::Bench};

    fn titles(bench: &Bench) -> Vec<String> {
        bench.model.state.meetings.iter().map(|row| row.title.clone()).collect()
    }

    fn earlier(bench: &mut Bench, nth: u8, title: &str, state: State) -> DocId {
        bench.earlier(nth, |minutes| {
            minutes.set(MinutesField::Title, title).unwrap();
            minutes.set_state(state);
        })
    }

    #[test]
    fn a_meeting_goes_to_the_trash_and_back() {
        let mut bench = Bench::with_network();
        let doc = earlier(&mut bench, 40, "Vårmötet", State::Shared);
        bench.run(Command::OpenMeeting(doc));
        bench.run(Command::AskToTrash(doc));
        let question = Dialog::Trash { doc, title: "Vårmötet".into() };
        assert_eq!(bench.model.state.dialog, Some(question), "the others have it, too");
        assert_eq!(titles(&bench), ["Vårmötet"]);
        bench.run(Command::Trash(doc, true));
        assert_eq!(bench.model.state.dialog, None);
        assert!(bench.model.state.open.is_none(), "it is closed");
        assert!(titles(&bench).is_empty());
        assert_eq!(bench.model.state.trash()[0].title, "Vårmötet");
        bench.run(Command::Trash(doc, false));
        assert_eq!(titles(&bench), ["Vårmötet"]);
        assert!(bench.model.state.trash().is_empty());
    }

    #[test]
    fn what_somebody_writes_meanwhile_is_in_it_when_it_comes_back() {
        let mut bench = Bench::with_network();
        let doc = earlier(&mut bench, 40, "Vårmötet", State::Shared);
        bench.run(Command::Trash(doc, true));
        bench.run(Command::OpenMeeting(doc));
        assert!(bench.minutes().trashed.is_some(), "it can still be read");
        bench.elsewhere(|theirs| _ = theirs.body_splice(0, 0, "sent").unwrap());
        bench.run(Command::Trash(doc, false));
        assert_eq!((titles(&bench), bench.body().text.as_str()), (vec!["Vårmötet".to_owned()], "sent"));
    }

    #[test]
    fn after_thirty_days_a_draft_goes_and_shared_minutes_are_shown_no_more() {
        let mut bench = Bench::with_network();
        let draft = earlier(&mut bench, 40, "Utkastet", State::Draft);
        let shared = earlier(&mut bench, 41, "Delat", State::Shared);
        bench.run(Command::Trash(draft, true));
        bench.run(Command::Trash(shared, true));
        bench.model.state.now.ms += TRASH_MS;
        bench.refresh_summaries();
        assert_eq!(bench.model.state.trash().len(), 2);
        assert!(!bench.asked.iter().any(|asked| asked == "discard"));
        bench.model.state.now.ms += 1;
        bench.refresh_summaries();
        assert!(bench.asked.iter().any(|asked| asked == "discard"));
        bench.refresh_summaries();
        assert!(!bench.documents.contains_key(&draft) && bench.documents.contains_key(&shared));
        assert!(bench.model.state.trash().is_empty() && titles(&bench).is_empty());
    }

    #[test]
    fn who_may_only_read_throws_nothing_away() {
        let mut bench = Bench::with_network();
        let doc = earlier(&mut bench, 40, "Vårmötet", State::Shared);
        bench.read_only();
        bench.run(Command::Trash(doc, true));
        assert_eq!(titles(&bench), ["Vårmötet"]);
    }
}
