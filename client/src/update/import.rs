//! A file's minutes as a draft: first what was recognised is shown, and somebody says yes to it and to each of the tasks
//! that it seems to have. Nobody is made an owner unasked.

use std::{io, path::Path};

use samskriv_shared::{
    documents::{AttendanceStatus, Due, MinutesDocument},
    ids::ActionId,
    import::{Imported, ImportedAttendee, SuggestedAction, fill, import_text},
    text::{Block, BlockKind},
};

use super::Model;
use crate::state::{Dialog, ImportPreview};

impl Model {
    /// A file that was chosen or dropped on the window has been read.
    pub fn on_file(&mut self, path: &Path, bytes: io::Result<Vec<u8>>) {
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match bytes.ok().and_then(|bytes| import_text(&bytes).ok()) {
            Some(imported) if self.state.network.is_some() => {
                let preview = self.preview(file, &imported);
                self.importing = Some(imported);
                self.show(Dialog::Import(Box::new(preview)));
            }
            _ => {
                self.state.problem =
                    Some(self.state.texts.with("window-cannot-import", &[("file", file.into())]));
            }
        }
    }

    fn preview(&self, file: String, imported: &Imported) -> ImportPreview {
        let texts = &self.state.texts;
        let count = |status| imported.attendance.iter().filter(|each| each.status == status).count();
        let number = |count: usize| if count == 0 { String::new() } else { count.to_string() };
        let decisions = imported.body.iter().filter(|block| block.kind == BlockKind::Decision).count();
        let starts = imported.starts.map(|starts| texts.meeting_time(starts, imported.ends));
        let facts = [
            ("window-title", imported.title.clone()),
            ("window-date", starts.unwrap_or_default()),
            ("window-place", imported.place.clone()),
            ("window-present", number(count(AttendanceStatus::Present))),
            ("window-absent", number(count(AttendanceStatus::Absent))),
            ("window-other", number(count(AttendanceStatus::Other))),
            ("window-secretary", imported.secretary.clone()),
            ("window-next-meeting", imported.next_meeting.map(|date| texts.date(date)).unwrap_or_default()),
            ("page-decisions", number(decisions)),
            ("import-paragraphs", number(imported.body.len())),
        ];
        let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
        ImportPreview {
            file,
            facts: facts.map(|(key, value)| (texts.get(key), value)).collect(),
            actions: imported.suggested_actions.iter().map(|action| self.suggestion(action)).collect(),
        }
    }

    /// "Skicka ut enkäten – Anna Ek, 5 februari 2027".
    fn suggestion(&self, action: &SuggestedAction) -> String {
        let due = action.due.map(|due| self.state.texts.date(due));
        let about: Vec<String> = action.owners.iter().cloned().chain(due).collect();
        match about.is_empty() {
            true => action.text.clone(),
            false => format!("{} – {}", action.text, about.join(", ")),
        }
    }

    /// Makes a draft of the file that was read, with the tasks that were accepted as its actions.
    pub(super) fn confirm_import(&mut self, accepted: &[usize]) {
        self.state.dialog = None;
        let (Some(mut imported), Some(actor)) = (self.importing.take(), self.actor()) else { return };
        let mut actions: Vec<(ActionId, SuggestedAction)> = Vec::new();
        for suggested in accepted.iter().filter_map(|nth| imported.suggested_actions.get(*nth)) {
            actions.push((ActionId(self.random()), suggested.clone()));
        }
        actions.iter().for_each(|(id, action)| place(&mut imported.body, *id, &action.text));
        let mut document = MinutesDocument::create(actor);
        let fresh = |_: &ImportedAttendee| data_encoding::HEXLOWER.encode(&self.random::<16>());
        let ids: Vec<String> = imported.attendance.iter().map(fresh).collect();
        let person = |each: &ImportedAttendee| self.state.person_named(&each.name).map(|person| person.id);
        let filled = fill(&mut document, &imported, person, ids);
        if let Err(refused) = filled {
            self.refuse(&refused.error);
        }
        self.begin(document);
        for (id, action) in actions {
            let owners = self.owners(&action.owners.join(", "), &[]);
            self.edit(|minutes| minutes.set_action_owners(&id, &owners.owners));
            if let Some(due) = action.due {
                self.edit(|minutes| minutes.set_action_due(&id, Due::Date(due)));
            }
        }
    }
}

/// Makes the paragraph that is this task an action; where it says more, the action comes under it.
fn place(body: &mut Vec<Block>, id: ActionId, text: &str) {
    let kind = BlockKind::Action(Some(id));
    let of = |block: &Block| !matches!(block.kind, BlockKind::Action(_)) && block.text.contains(text);
    match body.iter().position(of) {
        Some(at) if body[at].text.trim() == text.trim() => (body[at].kind, body[at].depth) = (kind, 0),
        Some(at) => body.insert(at + 1, Block::new(kind, text)),
        None => body.push(Block::new(kind, text)),
    }
}
