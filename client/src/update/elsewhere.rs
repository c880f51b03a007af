//! Changes to documents that nobody looks at: an action that is ticked in the table of a whole network. The document is
//! loaded on another thread, changed and let go; meanwhile what is shown is already as it will be.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
};

use samskriv_shared::{
    documents::{
        Action, ActionListDocument, ActionStatus, Actor, Document, DocumentError, Due, Kind, LogEntry,
        MinutesDocument, Owner, Summary,
    },
    ids::{ActionId, DocId, WorkspaceId},
};

use super::{Model, Outgoing, Purpose};
use crate::{
    backend::Request,
    command::ActionEdit,
    input::{self, Around},
};

/// Documents that are being changed so, and summaries that are ahead of what the backend has told.
#[derive(Default)]
pub(super) struct Elsewhere {
    documents: BTreeMap<(WorkspaceId, DocId), Waiting>,
    /// How many times summaries were asked for.
    asked: u64,
}

/// One such document.
#[derive(Default)]
struct Waiting {
    edits: Vec<DocEdit>,
    /// It is loaded, or being loaded: what is to be done to it next waits, or the two would be set apart.
    running: bool,
    /// Its summary here is ahead of those that were asked for before this time.
    ahead_until: Option<u64>,
}

/// What is to be done to a document.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum DocEdit {
    AddAction(ActionId, String, Vec<Owner>, Due),
    Action(ActionId, ActionChange),
    /// Into the trash at this time, in milliseconds since 1970, or back.
    Trashed(Option<i64>),
}

/// What is to be done to an action.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ActionChange {
    Text(String),
    Owners(Vec<Owner>),
    Due(Due),
    Municipality(Option<String>),
    Status(ActionStatus, LogEntry),
}

/// A document to be loaded, changed and let go. [`Changing::run`] is work for another thread; what comes of it goes to
/// [`Model::on_changed`].
#[derive(Debug)]
pub struct Changing {
    workspace: WorkspaceId,
    doc: DocId,
    bytes: Vec<u8>,
    actor: Actor,
    edits: Vec<DocEdit>,
    now_ms: i64,
}

/// See [`Changing`].
pub struct Changed {
    workspace: WorkspaceId,
    doc: DocId,
    /// The changes, and what the document shows after them.
    result: Result<(Option<Vec<u8>>, Summary), DocumentError>,
}

impl Changing {
    /// Makes the changes.
    pub fn run(self) -> Changed {
        let Changing { workspace, doc, bytes, actor, edits, now_ms } = self;
        let result = Document::load(&bytes, actor).and_then(|document| {
            let mut document = edited(document, edits)?;
            let changes = document.commit(now_ms);
            Ok((changes, Summary::of(doc, &document)))
        });
        Changed { workspace, doc, result }
    }
}

fn edited(document: Document, edits: Vec<DocEdit>) -> Result<Document, DocumentError> {
    if document.kind() == Kind::Actions {
        let mut list = ActionListDocument::open(document)?;
        edits.into_iter().for_each(|edit| edit_list(&mut list, edit));
        return Ok(list.document);
    }
    let mut minutes = MinutesDocument::open(document)?;
    edits.into_iter().for_each(|edit| edit_minutes(&mut minutes, edit));
    Ok(minutes.document)
}

/// The two documents that have actions have the same edits of them, by the same names.
macro_rules! edit_actions {
    ($document:expr, $edit:expr, $other:expr) => {
        match $edit {
            DocEdit::AddAction(id, text, owners, due) => $document.add_action(id, &text, &owners, due),
            DocEdit::Action(id, change) => match change {
                ActionChange::Text(text) => $document.set_action_text(&id, &text),
                ActionChange::Owners(owners) => $document.set_action_owners(&id, &owners),
                ActionChange::Due(due) => $document.set_action_due(&id, due),
                ActionChange::Municipality(name) => $document.set_action_municipality(&id, name.as_deref()),
                ActionChange::Status(status, log) => $document.set_action_status(&id, status, log),
            },
            DocEdit::Trashed(at) => $other(at),
        }
    };
}

fn edit_minutes(minutes: &mut MinutesDocument, edit: DocEdit) {
    edit_actions!(minutes, edit, |at| minutes.set_trashed(at));
}

fn edit_list(list: &mut ActionListDocument, edit: DocEdit) {
    // It is always there.
    edit_actions!(list, edit, |_| ());
}

impl DocEdit {
    /// The same on what is shown.
    fn show(&self, summary: &mut Summary) {
        match self.clone() {
            DocEdit::AddAction(id, text, owners, due) => {
                let (municipality, status) = (None, ActionStatus::Open);
                summary.actions.push(Action { id, text, owners, municipality, due, status });
            }
            DocEdit::Action(id, change) => {
                if let Some(action) = summary.actions.iter_mut().find(|action| action.id == id) {
                    change.show(action);
                }
            }
            DocEdit::Trashed(at) => summary.trashed = at,
        }
    }
}

impl ActionChange {
    fn show(self, action: &mut Action) {
        match self {
            ActionChange::Text(text) => action.text = text,
            ActionChange::Owners(owners) => action.owners = owners,
            ActionChange::Due(due) => action.due = due,
            ActionChange::Municipality(name) => action.municipality = name,
            ActionChange::Status(status, _) => action.status = status,
        }
    }
}

impl Elsewhere {
    /// Summaries are asked for once more. Says how many times they were before.
    pub fn ask(&mut self) -> u64 {
        self.asked += 1;
        self.asked
    }

    /// Keeps what is ahead of what was told: those that were asked for as the `nth` may be older than an edit made here.
    pub fn keep_ahead(
        &mut self,
        workspace: WorkspaceId,
        told: &mut BTreeMap<DocId, Arc<Summary>>,
        shown: &BTreeMap<DocId, Arc<Summary>>,
        nth: u64,
    ) {
        self.documents.retain(|(of, _), it| {
            *of != workspace || it.running || it.ahead_until.is_none_or(|until| until > nth)
        });
        for (_, doc) in self.documents.keys().filter(|(of, _)| *of == workspace) {
            if let (Some(ours), Entry::Occupied(mut theirs)) = (shown.get(doc), told.entry(*doc)) {
                theirs.insert(Arc::clone(ours));
            }
        }
    }
}

impl Model {
    /// Changes an action, wherever it belongs.
    pub(super) fn edit_action(&mut self, doc: DocId, action: ActionId, edit: ActionEdit) {
        let change = match edit {
            ActionEdit::Text(text) => ActionChange::Text(text),
            ActionEdit::Owners(names) => {
                let known = self.state.actions().find(|(_, it)| it.id == action);
                let known = known.map(|(_, it)| it.owners.clone()).unwrap_or_default();
                let owners = self.owners(&names, &known);
                self.set_owners_municipality(doc, action, &owners);
                ActionChange::Owners(owners.owners)
            }
            ActionEdit::Due(text) => match input::due(&text, Around::Told) {
                Ok(due) => ActionChange::Due(due),
                Err(_) => return,
            },
            ActionEdit::Municipality(name) => {
                ActionChange::Municipality(Some(name).filter(|name| !name.trim().is_empty()))
            }
            ActionEdit::Status(status) => match self.logged(status) {
                Some(log) => ActionChange::Status(status, log),
                None => return,
            },
        };
        self.edit_document(doc, DocEdit::Action(action, change));
    }

    /// An action that belongs to no meeting.
    pub(super) fn add_action_to_list(&mut self, text: String, owners: &str, due: &str) {
        let (Some(workspace), Ok(due)) = (self.state.network, input::due(due, Around::Told)) else { return };
        let (doc, id) = (DocId::action_list(&workspace), ActionId(self.random()));
        let owners = self.owners(owners, &[]);
        self.edit_document(doc, DocEdit::AddAction(id, text, owners.owners.clone(), due));
        // When it was made: what was left before a meeting goes by that.
        if let Some(log) = self.logged(ActionStatus::Open) {
            self.edit_document(doc, DocEdit::Action(id, ActionChange::Status(ActionStatus::Open, log)));
        }
        self.set_owners_municipality(doc, id, &owners);
    }

    /// Changes a document: at once where it is open, else as soon as it is loaded.
    pub(super) fn edit_document(&mut self, doc: DocId, edit: DocEdit) {
        let Some(workspace) = self.state.network else { return };
        if !self.state.may_write() {
            return;
        }
        if self.documents.is_open(doc) {
            return self.edit(|minutes| edit_minutes(minutes, edit));
        }
        if let Some(summary) = self.state.summaries.get_mut(&doc) {
            edit.show(Arc::make_mut(summary));
        }
        let waiting = self.elsewhere.documents.entry((workspace, doc)).or_default();
        waiting.edits.push(edit);
        waiting.ahead_until = None;
        if !std::mem::replace(&mut waiting.running, true) {
            self.ask(Purpose::Elsewhere(workspace, doc), Request::Open { workspace, doc });
        }
    }

    /// Whether something that was asked for in a document that nobody looks at is not handed over to be kept yet.
    pub fn is_changing_elsewhere(&self) -> bool {
        self.elsewhere.documents.values().any(|waiting| waiting.running)
    }

    pub(super) fn elsewhere_arrived(&mut self, workspace: WorkspaceId, doc: DocId, bytes: Vec<u8>) {
        let random = self.random();
        let network = self.state.networks.iter().flatten().find(|network| network.id == workspace);
        let Some(actor) = network.map(|network| Actor::new(&network.device, random)) else {
            // The network is gone by now.
            return self.elsewhere_failed(workspace, doc);
        };
        let Some(waiting) = self.elsewhere.documents.get_mut(&(workspace, doc)) else { return };
        let edits = std::mem::take(&mut waiting.edits);
        let now_ms = self.state.now.ms;
        self.outgoing.push(Outgoing::Change(Changing { workspace, doc, bytes, actor, edits, now_ms }));
    }

    /// It does not come: what was to be done is not done, and shown as it was.
    pub(super) fn elsewhere_failed(&mut self, workspace: WorkspaceId, doc: DocId) {
        self.elsewhere.documents.remove(&(workspace, doc));
        if self.state.network == Some(workspace) {
            self.ask_for_summaries(workspace);
        }
    }

    /// A document was changed: its changes are kept, also by the window if it shows the document by now.
    pub fn on_changed(&mut self, changed: Changed) {
        let Changed { workspace, doc, result } = changed;
        let here = self.state.network == Some(workspace);
        let (changes, summary) = match result {
            Ok(result) => result,
            Err(error) => {
                self.cannot_open(&error);
                return self.elsewhere_failed(workspace, doc);
            }
        };
        if let Some(changes) = changes {
            *self.unkept.entry(workspace).or_default() += 1;
            if here {
                self.changed(doc, &changes);
            }
            self.ask(Purpose::Kept(workspace), Request::Change { workspace, doc, changes });
        }
        let open = self.documents.is_open(doc);
        if !here || !(open || self.documents.is_awaited(doc)) {
            self.ask(Purpose::Nothing, Request::Close { workspace, doc });
        }
        self.show_changed(workspace, doc, summary);
    }

    /// Shows what a document has come to, with what waits to be done to it.
    fn show_changed(&mut self, workspace: WorkspaceId, doc: DocId, mut summary: Summary) {
        let here = self.state.network == Some(workspace);
        let Some(waiting) = self.elsewhere.documents.get_mut(&(workspace, doc)) else { return };
        if here {
            waiting.edits.iter().for_each(|edit| edit.show(&mut summary));
            self.state.summaries.insert(doc, Arc::new(summary));
            self.list_meetings();
        }
        let Some(waiting) = self.elsewhere.documents.get_mut(&(workspace, doc)) else { return };
        if !waiting.edits.is_empty() {
            self.ask(Purpose::Elsewhere(workspace, doc), Request::Open { workspace, doc });
            return;
        }
        waiting.running = false;
        waiting.ahead_until = Some(self.elsewhere.asked + 1);
        if here {
            self.ask_for_summaries(workspace);
        } else {
            self.elsewhere.documents.remove(&(workspace, doc));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::{
        backend::Event,
        command::Command,
        state::{Page, Place},
        update::tests::{Bench, OTHER},
    };

    const ACTION: ActionId = ActionId([3; 16]);

    /// A network with an earlier meeting that has an action, and nothing open.
    fn bench() -> (Bench, DocId) {
        let mut bench = Bench::with_network();
        bench.model.show_newest = false;
        let doc = bench.earlier(40, |minutes| minutes.add_action(ACTION, "Ring Bo", &[], Due::None));
        (bench, doc)
    }

    fn edit(doc: DocId, edit: ActionEdit) -> Command {
        Command::EditAction { doc, action: ACTION, edit }
    }

    fn shown(bench: &Bench) -> Action {
        bench.model.state.actions().find(|(_, it)| it.id == ACTION).unwrap().1.clone()
    }

    fn kept(bench: &Bench, doc: DocId) -> Action {
        let document = Document::load(&bench.documents[&doc], Actor::new(&OTHER, [5; 8])).unwrap();
        let minutes = MinutesDocument::open(document).unwrap().read();
        assert!(minutes.conflicts.is_empty(), "{:?}", minutes.conflicts);
        minutes.actions.into_iter().find(|it| it.id == ACTION).unwrap()
    }

    #[test]
    fn an_action_of_a_closed_meeting_is_changed_and_shown_at_once() {
        let (mut bench, doc) = bench();
        bench.model.on_command(edit(doc, ActionEdit::Status(ActionStatus::Done)));
        assert_eq!(shown(&bench).status, ActionStatus::Done, "before it is loaded");
        bench.model.on_command(edit(doc, ActionEdit::Owners("Anna Ek, Ulf".into())));
        bench.model.on_command(edit(doc, ActionEdit::Due("2027-03-01".into())));
        bench.settle();
        let action = kept(&bench, doc);
        assert_eq!(action, shown(&bench));
        assert_eq!(action.status, ActionStatus::Done);
        assert_eq!(action.due, Due::Date(jiff::civil::date(2027, 3, 1)));
        let owners = &action.owners[..];
        assert!(
            matches!(owners, [Owner::Person(_), Owner::Named { name, .. }] if name == "Ulf"),
            "{owners:?}"
        );
        assert!(bench.model.state.open.is_none(), "nothing was opened");
        assert_eq!(bench.model.state.unkept, 0);
    }

    #[test]
    fn what_is_changed_while_it_is_loaded_comes_after_what_was_changed_before() {
        let (mut bench, doc) = bench();
        bench.model.on_command(edit(doc, ActionEdit::Status(ActionStatus::Done)));
        let mut late = None;
        for outgoing in bench.model.take_outgoing() {
            if let Outgoing::Ask(purpose, request) = outgoing {
                let answer = bench.answer(request);
                bench.model.on_answer(purpose, answer);
            }
        }
        for outgoing in bench.model.take_outgoing() {
            if let Outgoing::Change(changing) = outgoing {
                late = Some(changing);
            }
        }
        // It is loaded: the next change must not be made apart from the first.
        bench.model.on_command(edit(doc, ActionEdit::Status(ActionStatus::Open)));
        bench.settle();
        bench.model.on_changed(late.unwrap().run());
        assert_eq!(shown(&bench).status, ActionStatus::Open);
        bench.settle();
        assert_eq!(kept(&bench, doc).status, ActionStatus::Open);
        assert_eq!(shown(&bench).status, ActionStatus::Open);
    }

    #[test]
    fn summaries_that_are_older_than_a_change_do_not_take_it_back() {
        let (mut bench, doc) = bench();
        let old = bench.model.state.summaries.values().cloned().collect::<Vec<_>>();
        let workspace = bench.model.state.network.unwrap();
        let nth = bench.model.elsewhere.ask();
        bench.model.on_command(edit(doc, ActionEdit::Status(ActionStatus::Done)));
        bench.model.set_summaries(workspace, old, nth);
        assert_eq!(shown(&bench).status, ActionStatus::Done);
        bench.settle();
        assert_eq!(shown(&bench).status, ActionStatus::Done);
        // And later ones are believed.
        let mut theirs = Document::load(&bench.documents[&doc], Actor::new(&OTHER, [6; 8])).unwrap();
        let mut minutes = MinutesDocument::open(theirs).unwrap();
        minutes.set_action_text(&ACTION, "Ring Bo i dag");
        theirs = minutes.document;
        bench.documents.get_mut(&doc).unwrap().extend(theirs.commit(0).unwrap());
        bench.model.on_event(Event::Summaries { workspace });
        bench.settle();
        assert_eq!(shown(&bench).text, "Ring Bo i dag");
    }

    #[test]
    fn a_meeting_that_is_opened_meanwhile_has_the_change_too() {
        let (mut bench, doc) = bench();
        bench.model.on_command(edit(doc, ActionEdit::Status(ActionStatus::Done)));
        bench.run(Command::OpenMeeting(doc));
        assert_eq!(bench.minutes().actions[0].status, ActionStatus::Done);
        // And in the open one it is changed directly.
        bench.asked.clear();
        bench.run(edit(doc, ActionEdit::Text("Ring Bosse".into())));
        assert_eq!(bench.asked, ["change"]);
        assert_eq!(bench.body().text, "Ring Bosse");
    }

    #[test]
    fn a_change_goes_to_its_own_network_though_another_is_shown_by_then() {
        let (mut bench, doc) = bench();
        let workspace = bench.model.state.network.unwrap();
        bench.model.on_command(edit(doc, ActionEdit::Status(ActionStatus::Done)));
        bench.model.state.network = Some(WorkspaceId([8; 32]));
        bench.settle();
        bench.model.state.network = Some(workspace);
        assert_eq!(kept(&bench, doc).status, ActionStatus::Done);
    }

    #[test]
    fn a_document_that_does_not_come_is_shown_as_it_is() {
        let (mut bench, doc) = bench();
        bench.model.on_command(edit(doc, ActionEdit::Status(ActionStatus::Done)));
        let whole = bench.documents.insert(doc, b"no document".to_vec()).unwrap();
        bench.settle();
        assert!(bench.model.state.problem.is_some());
        bench.documents.insert(doc, whole);
        bench.model.on_event(Event::Summaries { workspace: bench.model.state.network.unwrap() });
        bench.settle();
        assert_eq!(shown(&bench).status, ActionStatus::Open);
    }

    #[test]
    fn who_may_only_read_changes_nothing() {
        let (mut bench, doc) = bench();
        bench.read_only();
        bench.run(edit(doc, ActionEdit::Status(ActionStatus::Done)));
        assert_eq!(shown(&bench).status, ActionStatus::Open);
    }

    #[test]
    fn what_points_at_a_line_opens_its_meeting_there() {
        let (mut bench, doc) = bench();
        bench.run(Command::Go(Page::Actions));
        bench.run(Command::OpenAt(doc, Place::Action(ACTION)));
        assert_eq!(bench.model.state.page, Page::Meeting);
        assert_eq!(bench.body().selection, Some((7, 7)), "at the line's end");
        // In one that is open already, too, and a place that is gone is no place.
        bench.edit(|session| session.editor.selection = None);
        bench.run(Command::OpenAt(doc, Place::Block(0)));
        assert_eq!(bench.body().selection, Some((7, 7)));
        bench.run(Command::OpenAt(doc, Place::Decision(4)));
        assert_eq!(bench.doc(), doc);
    }
}
