//! The action list: the workspace's actions that belong to no meeting. Created by the founder only.

use std::collections::BTreeMap;

use automerge::{ObjType, ROOT};

use super::{
    Action, ActionStatus, Actor, Conflict, Document, DocumentError, Due, EditError, Kind, LogEntry, Owner,
    action_fields, done, fields, texts,
};
use crate::{ids::ActionId, text::Changing};

/// An action list, open for edits. Edits leave a document that is [`Document::read_only`] as it is.
#[derive(Debug)]
pub struct ActionListDocument {
    pub document: Document,
}

impl ActionListDocument {
    /// A new, empty list.
    pub fn create(actor: Actor) -> ActionListDocument {
        let mut document = Document::create(Kind::Actions, actor);
        done(fields::create(&mut document, &ROOT, action_fields::ACTIONS, ObjType::Map).map(drop));
        ActionListDocument { document }
    }

    /// Opens a document. Errors: another kind, or one without actions.
    pub fn open(document: Document) -> Result<ActionListDocument, DocumentError> {
        document.expect_kind(Kind::Actions)?;
        if fields::root_maps(document.reading(), action_fields::ACTIONS).is_empty() {
            return Err(DocumentError::Incomplete(action_fields::ACTIONS));
        }
        Ok(ActionListDocument { document })
    }

    /// The actions, sorted by id.
    pub fn read(&self) -> Vec<Action> {
        read(&self.document)
    }

    /// What was set apart by two people.
    pub fn conflicts(&self) -> Vec<Conflict> {
        let doc = self.document.reading();
        action_fields::ids(doc).iter().flat_map(|id| action_fields::conflicts(doc, id)).collect()
    }

    /// Adds an action.
    pub fn add_action(&mut self, id: ActionId, text: &str, owners: &[Owner], due: Due) {
        done(
            action_fields::add(&mut self.document, &id, owners, due)
                .and_then(|()| self.try_set_text(&id, text)),
        );
    }

    /// Sets an action's text; what others change elsewhere in it meanwhile stays.
    pub fn set_action_text(&mut self, id: &ActionId, text: &str) {
        done(self.try_set_text(id, text));
    }

    fn try_set_text(&mut self, id: &ActionId, new: &str) -> Result<(), EditError> {
        self.document.writable()?;
        let maps = action_fields::ensure(&mut self.document, id)?;
        texts::set(&mut self.document, &maps, TEXT, new)
    }

    /// Sets an action's status, and notes in its log who did.
    pub fn set_action_status(&mut self, id: &ActionId, status: ActionStatus, log: LogEntry) {
        done(action_fields::set_status(&mut self.document, id, status, &log));
    }

    /// Sets who an action lies on. Owners that somebody else adds meanwhile stay.
    pub fn set_action_owners(&mut self, id: &ActionId, owners: &[Owner]) {
        done(action_fields::set_owners(&mut self.document, id, owners));
    }

    /// Sets when an action is due.
    pub fn set_action_due(&mut self, id: &ActionId, due: Due) {
        done(action_fields::set_due(&mut self.document, id, due));
    }

    /// Sets the municipality, by name, that an action concerns.
    pub fn set_action_municipality(&mut self, id: &ActionId, municipality: Option<&str>) {
        done(action_fields::set_municipality(&mut self.document, id, municipality));
    }
}

const TEXT: &str = "text";

/// When actions were made, as far as that is logged, in milliseconds since 1970.
pub(super) fn made(document: &Document) -> BTreeMap<ActionId, i64> {
    let doc = document.reading();
    let ids = action_fields::ids(doc).into_iter();
    ids.filter_map(|id| Some((id, action_fields::first_logged(doc, &id)?))).collect()
}

/// Reads the actions, sorted by id.
pub(super) fn read(document: &Document) -> Vec<Action> {
    let doc = document.reading();
    let text = |id: &ActionId| texts::read(doc, &action_fields::maps(doc, id), TEXT);
    action_fields::ids(doc).into_iter().map(|id| action_fields::read(doc, id, text(&id))).collect()
}
