//! A file's minutes as a draft. What reads like somebody's task stays text; nobody is made an owner unasked.

use std::{collections::BTreeSet, io, path::Path};

use samskriv_shared::{
    documents::{Attendee, EditError, MinutesDocument, MinutesField},
    import::{Imported, ImportedAttendee, import_text},
};

use super::Model;

impl Model {
    /// A file that was dropped on the window has been read.
    pub fn on_file(&mut self, path: &Path, bytes: io::Result<Vec<u8>>) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let imported = bytes.ok().and_then(|bytes| import_text(&bytes).ok());
        let (Some(imported), Some(actor)) = (imported, self.actor()) else {
            self.state.problem =
                Some(self.state.texts.with("window-cannot-import", &[("file", name.into())]));
            return;
        };
        let mut document = MinutesDocument::create(actor);
        if let Err(error) = self.fill(&mut document, &imported) {
            self.refuse(&error);
        }
        self.begin(document);
    }

    fn fill(&mut self, document: &mut MinutesDocument, imported: &Imported) -> Result<(), EditError> {
        let at = |at: Option<jiff::civil::DateTime>| at.map(|at| at.to_string()).unwrap_or_default();
        let next = imported.next_meeting.map(|date| date.to_string()).unwrap_or_default();
        for (field, value) in [
            (MinutesField::Title, imported.title.as_str()),
            (MinutesField::Starts, &at(imported.starts)),
            (MinutesField::Ends, &at(imported.ends)),
            (MinutesField::Place, &imported.place),
            (MinutesField::Secretary, &imported.secretary),
            (MinutesField::Signature, &imported.signature),
            (MinutesField::NextMeeting, &next),
        ] {
            document.set(field, value)?;
        }
        let mut taken = BTreeSet::new();
        for (order, person) in (0..).zip(&imported.attendance) {
            let mut attendee = self.attendee(person, order);
            // Somebody who stands there twice keeps both lines.
            if !taken.insert(attendee.id.clone()) {
                attendee.id = data_encoding::HEXLOWER.encode(&self.random::<16>());
            }
            document.put_attendee(&attendee);
        }
        imported.body.iter().for_each(|block| document.body_push(block));
        Ok(())
    }

    fn attendee(&mut self, imported: &ImportedAttendee, order: i64) -> Attendee {
        let fresh = data_encoding::HEXLOWER.encode(&self.random::<16>());
        let person = self.state.person_named(&imported.name).map(|person| person.id);
        Attendee {
            id: person.map_or(fresh, |person| person.to_string()),
            person,
            name: imported.name.clone(),
            title: imported.title.clone(),
            municipality: imported.municipality.clone(),
            status: imported.status,
            chair: imported.chair,
            note: imported.note.clone(),
            order,
        }
    }
}
