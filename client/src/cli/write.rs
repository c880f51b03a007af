//! Commands that change a meeting's minutes: edit, action add, done and reopen, share. What they change in a
//! shared document leaves this computer at the next `sync`.

use samskriv_shared::{
    documents::{
        ActionListDocument, ActionStatus, Document, Due, EditError, Kind, LogEntry, MinutesDocument,
        MinutesField, Owner, State,
    },
    ids::{ActionId, DocId},
    text::{Block, BlockKind},
};
use serde_json::json;

use super::{
    arguments::Edit,
    failure::Failure,
    output::Output,
    people::People,
    plain,
    read::Library,
    resolve::{self, Found, by_beginning},
    session::{Session, now_ms, random},
};
use crate::backend::{BackendError, ErrorCode, Request, WorkspaceInfo};

/// A session in a workspace: what every command here works in.
pub struct Desk<'a> {
    pub session: &'a Session,
    pub workspace: &'a WorkspaceInfo,
}

/// What `action add` adds.
pub struct NewAction<'a> {
    pub text: &'a str,
    pub owners: &'a [String],
    pub due: Option<&'a str>,
}

impl Desk<'_> {
    pub fn library(&self) -> Result<Library, Failure> {
        Library::load(self.session, Some(self.workspace))
    }

    /// The document, if it may be changed.
    pub fn open(&self, doc: DocId) -> Result<Document, Failure> {
        let document = self.session.open(self.workspace, doc)?;
        if document.read_only() { Err(Failure::ReadOnly) } else { Ok(document) }
    }

    /// An error where the role does not let this computer write in what is shared.
    pub fn check_role(&self, doc: DocId) -> Result<(), Failure> {
        let code = match self.workspace.role {
            Some(role) if role.writes() => return Ok(()),
            Some(_) => ErrorCode::NotAllowed,
            None => ErrorCode::NotMember,
        };
        Err(BackendError::new(code, doc).into())
    }

    fn minutes(&self, doc: DocId) -> Result<MinutesDocument, Failure> {
        Ok(MinutesDocument::open(self.open(doc)?)?)
    }

    fn save(&self, doc: DocId, document: &mut Document) -> Result<(), Failure> {
        self.session.save(self.workspace, doc, document)
    }
}

/// `edit`: all of the edits, or none where one cannot be made.
pub fn edit(desk: &Desk, doc: &str, edits: &[Edit], output: &mut Output) -> Result<(), Failure> {
    let doc = desk.library()?.meeting(doc)?;
    let mut minutes = desk.minutes(doc)?;
    let mut added = Vec::new();
    for edit in edits {
        match edit {
            Edit::Set { field, value } => set(&mut minutes, *field, value)?,
            Edit::Append { kind: BlockKind::Action(_), text } => {
                let id = ActionId(random()?);
                minutes.add_action(id, text, &[], Due::None);
                added.push(id);
            }
            Edit::Append { kind, text } => minutes.body_push(&Block::new(kind.clone(), text)),
        }
    }
    desk.save(doc, &mut minutes.document)?;
    output.answer(
        || json!({ "id": doc, "actions": added }),
        |texts| texts.with("edit-done", &[("id", doc.short().into())]),
    )
}

fn set(minutes: &mut MinutesDocument, field: MinutesField, value: &str) -> Result<(), Failure> {
    let refused = || Failure::BadValue { field: field.name(), value: value.to_owned() };
    minutes.set(field, value).map_err(|_: EditError| refused())?;
    // A document keeps seconds, but nothing shows them: whoever gives them would not see what was set.
    let set = match field {
        MinutesField::Starts => minutes.read().starts,
        MinutesField::Ends => minutes.read().ends,
        _ => None,
    };
    if set.is_some_and(|at| at.second() != 0) { Err(refused()) } else { Ok(()) }
}

/// `action add`: an action paragraph at the end of the minutes.
pub fn add_action(desk: &Desk, doc: &str, new: &NewAction, output: &mut Output) -> Result<(), Failure> {
    let library = desk.library()?;
    let doc = library.meeting(doc)?;
    let mut minutes = desk.minutes(doc)?;
    let read = minutes.read();
    let due = match new.due {
        None => Due::None,
        Some(text) => {
            let today = jiff::Zoned::now().date();
            let meeting = read.starts.map(|starts| starts.date());
            resolve::due(text, meeting, today).ok_or_else(|| Failure::BadDue(text.to_owned()))?
        }
    };
    let people = People::new(&library.directory);
    let mut owners: Vec<Owner> = Vec::new();
    for name in new.owners {
        let fresh = ActionId(random()?).to_string();
        let owner = people.find(name, &read.attendance, || fresh);
        if !owners.contains(&owner) {
            owners.push(owner);
        }
    }
    let id = ActionId(random()?);
    minutes.add_action(id, new.text.trim(), &owners, due);
    // Lists know the directory's people only: who was there is told by this meeting alone.
    let there = People::of_document(&library.directory, &read.attendance);
    if people.common_municipality(&owners).is_none()
        && let Some(municipality) = there.common_municipality(&owners)
    {
        minutes.set_action_municipality(&id, Some(&municipality));
    }
    desk.save(doc, &mut minutes.document)?;
    output.answer(
        || json!({ "id": id }),
        |texts| {
            let added = texts.with("action-added", &[("id", id.short().into())]);
            if owners.is_empty() {
                return added;
            }
            let names: Vec<String> = owners.iter().map(|owner| there.owner(owner)).collect();
            [added, texts.with("action-added-owners", &[("names", names.join(", ").into())])].join(" ")
        },
    )
}

/// `action done` and `action reopen`, wherever the action stands.
pub fn set_status(desk: &Desk, id: &str, status: ActionStatus, output: &mut Output) -> Result<(), Failure> {
    let library = desk.library()?;
    let all = library.summaries.iter().flat_map(|summary| summary.actions.iter().map(|action| action.id));
    let id = match by_beginning(all, id) {
        Found::One(id) => id,
        Found::None => return Err(Failure::NoSuchAction(id.to_owned())),
        Found::Several => return Err(Failure::AmbiguousAction(id.to_owned())),
    };
    let has =
        |summary: &&samskriv_shared::documents::Summary| summary.actions.iter().any(|action| action.id == id);
    let summary = library.summaries.iter().find(has).ok_or_else(|| Failure::NoSuchAction(id.to_string()))?;
    let log = LogEntry { time_ms: now_ms(), device: desk.workspace.device, what: status.name().to_owned() };
    let doc = summary.id;
    if summary.kind == Kind::Actions {
        let mut actions = ActionListDocument::open(desk.open(doc)?)?;
        actions.set_action_status(&id, status, log);
        desk.save(doc, &mut actions.document)?;
    } else {
        let mut minutes = desk.minutes(doc)?;
        minutes.set_action_status(&id, status, log);
        desk.save(doc, &mut minutes.document)?;
    }
    output.answer(
        || json!({ "id": id, "status": status.name() }),
        |texts| {
            let key = if status == ActionStatus::Done { "action-is-done" } else { "action-is-open" };
            texts.with(key, &[("id", id.short().into())])
        },
    )
}

/// `share`.
pub fn share(desk: &Desk, doc: &str, output: &mut Output) -> Result<(), Failure> {
    let doc = desk.library()?.meeting(doc)?;
    let_out(desk, doc)?;
    let name = desk.workspace.name.clone();
    output.answer(
        || json!({ "id": doc, "state": State::Shared.name() }),
        |texts| {
            let done = texts.with("share-done", &[("id", doc.short().into()), ("workspace", name.into())]);
            [done, plain::what_sharing_means(desk.workspace, texts)].join(" ")
        },
    )
}

/// Lets the network have the meeting: each step only where it is missing, so that what was cut short can be done
/// again.
pub fn let_out(desk: &Desk, doc: DocId) -> Result<(), Failure> {
    let mut minutes = desk.minutes(doc)?;
    desk.check_role(doc)?;
    // Before anything is written: without it the others would not find the document.
    let mut directory = desk.session.directory_document(desk.workspace)?;
    if directory.document.read_only() {
        return Err(Failure::ReadOnly);
    }
    if minutes.read().state == State::Draft {
        minutes.set_state(State::Shared);
        desk.save(doc, &mut minutes.document)?;
    }
    if !directory.read().documents.iter().any(|entry| entry.id == doc) {
        directory.add_document(doc, Kind::Minutes, now_ms());
        desk.save(DocId::directory(&desk.workspace.id), &mut directory.document)?;
    }
    desk.session.ask(Request::Share { workspace: desk.workspace.id, doc })?;
    Ok(())
}
