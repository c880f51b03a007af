//! Which meeting is open: opening, beginning, importing, sharing; and the list.

use std::{collections::BTreeMap, sync::Arc};

use samskriv_shared::{
    documents::{Kind, Minutes, MinutesDocument, MinutesField, State, Summary},
    ids::{DocId, WorkspaceId},
};

use super::{Model, Purpose, open::Awaited};
use crate::{
    backend::Request,
    editor::Editor,
    state::{MeetingRow, Page, Place, Pointed, Spot},
};

impl Model {
    /// Shows a page. What is open stays open, and what is written stays live.
    pub(super) fn go(&mut self, page: Page) {
        self.end_frame();
        self.state.page = page;
        self.state.pointed = None;
        self.state.problem = None;
        self.sum_up_open();
    }

    /// Shows a page where something on it stands, with the year in whose plan that is.
    pub(super) fn point(&mut self, spot: Spot) {
        self.go(spot.page());
        if let Some(year) = self.state.year_of(spot) {
            self.state.plan_year = Some(year);
        }
        self.pointed += 1;
        self.state.pointed = Some(Pointed { spot, nth: self.pointed });
    }

    pub(super) fn open_meeting(&mut self, doc: DocId) {
        let Some(workspace) = self.state.network else { return };
        self.state.page = Page::Meeting;
        self.documents.place = None;
        if self.documents.is_open(doc) {
            return;
        }
        self.close_meeting();
        self.show_newest = false;
        self.documents.awaited.push(Awaited { doc, changes: Vec::new() });
        self.ask(Purpose::Meeting(workspace, doc), Request::Open { workspace, doc });
    }

    /// Opens a meeting, or goes on in the one that is open, where something points at.
    pub(super) fn open_at(&mut self, doc: DocId, place: Place) {
        // What belongs to no meeting is read on the actions' page.
        if self.state.network.is_some_and(|network| doc == DocId::action_list(&network)) {
            return self.go(Page::Actions);
        }
        self.open_meeting(doc);
        self.documents.place = Some((doc, place));
        self.show_place();
    }

    /// A new draft: today, written by me.
    pub(super) fn new_meeting(&mut self) {
        let Some(actor) = self.actor() else { return };
        let mut document = MinutesDocument::create(actor);
        let today = self.state.now.today().to_string();
        let me = self.state.current().map(|network| network.my_name.clone()).unwrap_or_default();
        for (field, value) in [(MinutesField::Starts, today), (MinutesField::Secretary, me)] {
            if let Err(error) = document.set(field, &value) {
                self.refuse(&error);
            }
        }
        self.begin(document);
    }

    /// Lets go of the open meeting; what was written in it is sent off first.
    pub(super) fn close_meeting(&mut self) {
        self.end_frame();
        let Some(workspace) = self.state.network else { return };
        let directory = self.documents.directory_id;
        self.documents.awaited.retain(|awaited| Some(awaited.doc) == directory);
        self.state.open = None;
        if let Some((doc, _)) = self.documents.meeting.take() {
            self.ask(Purpose::Nothing, Request::Close { workspace, doc });
        }
    }

    /// Opens a document that was made here, and has the backend follow it.
    pub(super) fn begin(&mut self, mut document: MinutesDocument) {
        let Some(workspace) = self.state.network else { return };
        self.close_meeting();
        self.state.page = Page::Meeting;
        self.documents.place = None;
        self.show_newest = false;
        let doc = DocId(self.random());
        let editor = Editor::new(&mut document);
        self.documents.open_meeting(doc, document, editor);
        self.end_frame();
        self.ask(Purpose::Meeting(workspace, doc), Request::Open { workspace, doc });
    }

    /// Makes the draft everybody's: its own state and the directory say so, then it may leave this computer.
    pub(super) fn share(&mut self) {
        let (Some(workspace), Some((doc, document))) = (self.state.network, &mut self.documents.meeting)
        else {
            return;
        };
        let doc = *doc;
        let Some(directory) = &mut self.documents.directory else {
            self.state.problem = Some(self.state.texts.get("window-directory-missing"));
            return;
        };
        document.set_state(State::Shared);
        directory.add_document(doc, Kind::Minutes, self.state.now.ms);
        self.documents.meeting_stale = true;
        self.end_frame();
        self.ask_once(Purpose::Shared, Request::Share { workspace, doc });
    }

    /// Asks for summaries none of which is behind.
    pub(super) fn ask_for_summaries(&mut self, workspace: WorkspaceId) {
        let nth = self.elsewhere.ask();
        self.ask(Purpose::Summaries(workspace, nth), Request::Summaries { workspace, current: true });
    }

    /// What registers and search show of the open meeting: those who look at them want what was just written.
    fn sum_up_open(&mut self) {
        if let Some((doc, document)) =
            self.documents.meeting.as_ref().filter(|_| self.state.page != Page::Meeting)
        {
            let summary = Summary::of_minutes(*doc, document.read());
            self.state.summaries.insert(*doc, Arc::new(summary));
        }
    }

    /// The list, newest first; the open meeting as it is now. `nth` tells which time they were asked for.
    pub(super) fn set_summaries(&mut self, workspace: WorkspaceId, summaries: Vec<Arc<Summary>>, nth: u64) {
        let mut told: BTreeMap<DocId, Arc<Summary>> = summaries.into_iter().map(|it| (it.id, it)).collect();
        self.elsewhere.keep_ahead(workspace, &mut told, &self.state.summaries, nth);
        self.state.summaries = told;
        self.sum_up_open();
        self.empty_trash(workspace);
        self.list_meetings();
        let newest = self.state.meetings.first().map(|row| row.id);
        if let Some(doc) = newest.filter(|_| std::mem::take(&mut self.show_newest)) {
            let page = self.state.page;
            self.open_meeting(doc);
            self.state.page = page;
        }
    }

    /// The list of meetings from what is known of each. What lies in the trash is not in it.
    pub(super) fn list_meetings(&mut self) {
        let minutes = self.state.summaries.values();
        let minutes = minutes.filter(|it| it.kind == Kind::Minutes && it.trashed.is_none());
        self.state.meetings = minutes
            .map(|summary| MeetingRow {
                id: summary.id,
                title: summary.title.clone(),
                starts: summary.starts,
                state: summary.state,
            })
            .collect();
        self.show_row_of_open();
        self.sort_meetings();
    }

    pub(super) fn show_row_of_open(&mut self) {
        let Some(open) = self.state.open.as_ref().filter(|open| open.minutes.trashed.is_none()) else {
            return;
        };
        let Minutes { title, starts, state, .. } = &open.minutes;
        let row = MeetingRow { id: open.doc, title: title.clone(), starts: *starts, state: *state };
        match self.state.meetings.iter_mut().find(|known| known.id == row.id) {
            Some(known) if *known == row => return,
            Some(known) => *known = row,
            None => self.state.meetings.push(row),
        }
        self.sort_meetings();
    }

    fn sort_meetings(&mut self) {
        self.state.meetings.sort_by(|a, b| {
            let undated = |row: &MeetingRow| row.starts.is_none();
            undated(b).cmp(&undated(a)).then(b.starts.cmp(&a.starts)).then(a.id.cmp(&b.id))
        });
    }
}
