//! What was read, written into new minutes. Suggested actions stay suggestions: nobody is made an owner
//! unasked.

use std::collections::BTreeSet;

use jiff::civil::DateTime;

use super::{Imported, ImportedAttendee};
use crate::{
    documents::{Attendee, EditError, MinutesDocument, MinutesField},
    ids::PersonId,
};

/// A fact that the minutes do not take.
#[derive(Debug, thiserror::Error)]
#[error("{}: {error}", field.name())]
pub struct FillError {
    /// Which.
    pub field: MinutesField,
    /// As it was read.
    pub value: String,
    /// Why not. Boxed: Automerge's errors are large, and nearly all fills succeed.
    pub error: Box<EditError>,
}

/// Writes header, attendance and body. `person` finds an attendee among the network's people; `ids` gives one
/// fresh attendance id each, for those who are not.
///
/// # Errors
/// [`FillError`] at the first fact that is not taken; what came before it is written.
pub fn fill(
    minutes: &mut MinutesDocument,
    imported: &Imported,
    person: impl Fn(&ImportedAttendee) -> Option<PersonId>,
    ids: impl IntoIterator<Item = String>,
) -> Result<(), FillError> {
    let date_time = |at: Option<DateTime>| at.map(|at| at.to_string()).unwrap_or_default();
    for (field, value) in [
        (MinutesField::Title, imported.title.clone()),
        (MinutesField::Starts, date_time(imported.starts)),
        (MinutesField::Ends, date_time(imported.ends)),
        (MinutesField::Place, imported.place.clone()),
        (MinutesField::Secretary, imported.secretary.clone()),
        (MinutesField::Signature, imported.signature.clone()),
        (MinutesField::NextMeeting, imported.next_meeting.map(|date| date.to_string()).unwrap_or_default()),
    ] {
        if let Err(error) = minutes.set(field, &value) {
            return Err(FillError { field, value, error: Box::new(error) });
        }
    }
    let mut taken = BTreeSet::new();
    for ((order, each), fresh) in (0..).zip(&imported.attendance).zip(ids) {
        // Somebody who stands there twice keeps both lines: attendance is kept by id.
        let person = person(each).filter(|person| taken.insert(*person));
        minutes.put_attendee(&attendee(each, order, person, fresh));
    }
    imported.body.iter().for_each(|block| minutes.body_push(block));
    Ok(())
}

fn attendee(imported: &ImportedAttendee, order: i64, person: Option<PersonId>, fresh: String) -> Attendee {
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
