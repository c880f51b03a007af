//! What people change in the open meeting. Each edit goes into the document at once; the frame's end makes
//! one change of them.

use jiff::civil::{Date, DateTime, Time};
use samskriv_shared::{
    documents::{
        ActionStatus, AttendanceStatus, Attendee, DirectoryDocument, EditError, LogEntry, MinutesDocument,
        MinutesField, Person,
    },
    ids::{ActionId, PersonId},
};

use super::Model;
use crate::{
    command::{ActionEdit, Target},
    input::{self, Around, Misread},
};

impl Model {
    /// Changes the open meeting, if there is one and it may be changed.
    pub(super) fn edit(&mut self, change: impl FnOnce(&mut MinutesDocument)) {
        let may_write = self.state.may_write();
        if let Some((_, document)) = self.documents.meeting.as_mut().filter(|_| may_write) {
            self.documents.meeting_stale = true;
            change(document);
        }
    }

    /// Changes the directory, if it is here and may be changed.
    pub(super) fn edit_directory(&mut self, change: impl FnOnce(&mut DirectoryDocument)) {
        let may_write = self.state.may_write();
        if let Some(directory) = self.documents.directory.as_mut().filter(|_| may_write) {
            self.documents.directory_stale = true;
            change(directory);
        }
    }

    /// An edit was not made: says so.
    pub(super) fn refuse(&mut self, error: &EditError) {
        let texts = &self.state.texts;
        self.state.problem = Some(match error {
            EditError::ReadOnly => texts.get("window-read-only"),
            EditError::NotADate(_) => texts.misread(Misread::Day),
            EditError::TooLong { .. } => texts.get("window-too-long"),
            EditError::Automerge(error) => {
                texts.with("window-not-written", &[("detail", error.to_string().into())])
            }
        });
    }

    pub(super) fn set(&mut self, field: MinutesField, value: &str) {
        let mut result = Ok(());
        self.edit(|document| result = document.set(field, value));
        if let Err(error) = result {
            self.refuse(&error);
        }
    }

    pub(super) fn write(&mut self, target: &Target, text: &str) {
        match target {
            Target::Field(MinutesField::NextMeeting) => self.write_next_meeting(text),
            Target::Field(field) => self.set(*field, text),
            Target::Date => self.write_date(text),
            Target::StartTime => self.write_start(text),
            Target::EndTime => self.write_end(text),
            Target::AttendeeNote(id) => self.pick_attendee(id, "note", text),
            Target::ActionText(doc, id) => self.edit_action(*doc, *id, ActionEdit::Text(text.to_owned())),
            Target::ActionOwners(doc, id) => self.edit_action(*doc, *id, ActionEdit::Owners(text.to_owned())),
            Target::ActionDue(doc, id) => self.edit_action(*doc, *id, ActionEdit::Due(text.to_owned())),
        }
    }

    /// The day moves; the times of day stay.
    fn write_date(&mut self, text: &str) {
        let (starts, ends) = self.times();
        if text.trim().is_empty() {
            self.set(MinutesField::Starts, "");
            self.set(MinutesField::Ends, "");
        } else if let Ok(date) = input::date(text, Around::Told) {
            let time = starts.map_or(Time::midnight(), |starts| starts.time());
            self.set(MinutesField::Starts, &written(date, time));
            if let Some(ends) = ends {
                self.set(MinutesField::Ends, &written(date, ends.time()));
            }
        }
    }

    fn write_next_meeting(&mut self, text: &str) {
        if text.trim().is_empty() {
            self.set(MinutesField::NextMeeting, "");
        } else if let Ok(date) = input::date(text, Around::Told) {
            self.set(MinutesField::NextMeeting, &date.to_string());
        }
    }

    fn write_start(&mut self, text: &str) {
        let time = if text.trim().is_empty() { Some(Time::midnight()) } else { input::time(text) };
        if let Some(time) = time {
            let date = self.times().0.map_or(self.state.now.today(), |starts| starts.date());
            self.set(MinutesField::Starts, &written(date, time));
        }
    }

    fn write_end(&mut self, text: &str) {
        if text.trim().is_empty() {
            self.set(MinutesField::Ends, "");
        } else if let Some(time) = input::time(text) {
            let (starts, ends) = self.times();
            let date = ends.or(starts).map_or(self.state.now.today(), |at| at.date());
            self.set(MinutesField::Ends, &written(date, time));
        }
    }

    /// From the document itself: several fields may be written in one frame.
    fn times(&self) -> (Option<DateTime>, Option<DateTime>) {
        let minutes = self.documents.meeting.as_ref().map(|(_, document)| document.read());
        minutes.map_or((None, None), |minutes| (minutes.starts, minutes.ends))
    }

    /// Settles a conflict: what was picked is written over all values.
    pub(super) fn pick(&mut self, field: &str, value: &str) {
        if let Ok(field) = field.parse::<MinutesField>() {
            self.set(field, value);
            return;
        }
        if let ("state", Ok(state)) = (field, value.parse()) {
            self.edit(|document| document.set_state(state));
            return;
        }
        let parts: Vec<&str> = field.splitn(3, '.').collect();
        match parts[..] {
            ["actions", id, "status"] => {
                if let (Ok(id), Ok(status)) = (id.parse(), value.parse()) {
                    self.set_action_status(id, status);
                }
            }
            ["actions", id, "due"] => {
                let due = input::stored_due(value);
                if let (Ok(id), Some(due)) = (id.parse::<ActionId>(), due) {
                    self.edit(|document| document.set_action_due(&id, due));
                }
            }
            ["actions", id, "municipality"] => {
                if let Ok(id) = id.parse::<ActionId>() {
                    self.edit(|document| {
                        document.set_action_municipality(&id, Some(value).filter(|name| !name.is_empty()))
                    });
                }
            }
            ["attendance", id, key] => self.pick_attendee(id, key, value),
            _ => {}
        }
    }

    fn pick_attendee(&mut self, id: &str, key: &str, value: &str) {
        let attendance = self.state.open.as_ref().map(|open| &open.minutes.attendance);
        let Some(mut attendee) =
            attendance.and_then(|all| all.iter().find(|attendee| attendee.id == id)).cloned()
        else {
            return;
        };
        match key {
            "name" => attendee.name = value.to_owned(),
            "title" => attendee.title = value.to_owned(),
            "municipality" => attendee.municipality = value.to_owned(),
            "note" => attendee.note = value.to_owned(),
            "chair" => attendee.chair = value == "true",
            "status" => attendee.status = value.parse().unwrap_or(attendee.status),
            _ => return,
        }
        self.edit(|document| document.put_attendee(&attendee));
    }

    /// Everybody who belongs to the network on the day of the meeting and is not written in yet.
    pub(super) fn add_members(&mut self) {
        let Some(open) = &self.state.open else { return };
        let missing = (self.next_order()..).zip(self.state.missing_members(open));
        let attendees: Vec<Attendee> =
            missing.map(|(order, person)| self.attendee(person, AttendanceStatus::Present, order)).collect();
        self.edit(|document| attendees.iter().for_each(|attendee| document.put_attendee(attendee)));
    }

    /// One of them.
    pub(super) fn add_member(&mut self, person: PersonId, status: AttendanceStatus) {
        let Some(person) = self.state.person(&person) else { return };
        let attendee = self.attendee(person, status, self.next_order());
        self.edit(|document| document.put_attendee(&attendee));
    }

    /// A member in the attendance, with municipality and title, and as chair if they are one on the meeting's day.
    fn attendee(&self, person: &Person, status: AttendanceStatus, order: i64) -> Attendee {
        let chair = self.state.open.as_ref().is_some_and(|open| person.is_chair(self.state.day_of(open)));
        Attendee {
            id: person.id.to_string(),
            person: Some(person.id),
            name: person.name.clone(),
            title: person.title.clone(),
            municipality: self.state.municipalities.get(&person.municipality).cloned().unwrap_or_default(),
            status,
            chair,
            note: String::new(),
            order,
        }
    }

    /// The place after all others in the attendance.
    fn next_order(&self) -> i64 {
        let attendance = self.state.open.iter().flat_map(|open| &open.minutes.attendance);
        attendance.map(|attendee| attendee.order).max().unwrap_or(0).saturating_add(1)
    }

    pub(super) fn add_attendee(&mut self, name: String, municipality: String, status: AttendanceStatus) {
        let person = self.state.person_named(&name).cloned();
        let id = match &person {
            Some(person) => person.id.to_string(),
            None => data_encoding::HEXLOWER.encode(&self.random::<16>()),
        };
        let order = self.next_order();
        let attendee = Attendee {
            id,
            title: person.as_ref().map(|person| person.title.clone()).unwrap_or_default(),
            person: person.map(|person| person.id),
            name,
            municipality,
            status,
            chair: false,
            note: String::new(),
            order,
        };
        self.edit(|document| document.put_attendee(&attendee));
    }

    pub(super) fn add_action(&mut self, text: &str, owners: &str, due: &str) {
        let Some(doc) = self.documents.meeting.as_ref().map(|(doc, _)| *doc) else { return };
        let Ok(due) = input::due(due, Around::Told) else { return };
        let id = ActionId(self.random());
        let owners = self.owners(owners, &[]);
        self.edit(|document| document.add_action(id, text, &owners.owners, due));
        self.set_owners_municipality(doc, id, &owners);
    }

    fn set_action_status(&mut self, id: ActionId, status: ActionStatus) {
        if let Some(log) = self.logged(status) {
            self.edit(|document| document.set_action_status(&id, status, log));
        }
    }

    /// That an action has come so far, here and now.
    pub(super) fn logged(&self, status: ActionStatus) -> Option<LogEntry> {
        let device = self.state.current()?.device;
        Some(LogEntry { time_ms: self.state.now.ms, device, what: status.name().to_owned() })
    }
}

/// As documents keep it: "2027-02-05T09:00".
fn written(date: Date, time: Time) -> String {
    format!("{date}T{:02}:{:02}", time.hour(), time.minute())
}
