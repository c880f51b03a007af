//! `import`: each file becomes a draft on this computer.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use samskriv_shared::{
    documents::{Actor, Attendee, EditError, MinutesDocument, MinutesField},
    ids::DocId,
    import::{Imported, ImportedAttendee, MAX_BYTES, import_text},
};
use serde_json::json;

use super::{
    failure::Failure,
    json,
    output::Output,
    people::People,
    plain,
    session::{Founded, Session, actor, random},
};
use crate::backend::WorkspaceInfo;

/// A file that was read.
pub struct Source {
    pub path: PathBuf,
    pub imported: Imported,
}

/// Reads all files, so that nothing is written where one of them is missing or no text.
pub fn read(files: &[PathBuf]) -> Result<Vec<Source>, Failure> {
    files
        .iter()
        .map(|path| {
            let imported =
                import_text(&bytes(path)?).map_err(|error| Failure::Import { path: path.clone(), error })?;
            Ok(Source { path: path.clone(), imported })
        })
        .collect()
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    use std::io::Read;

    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::NoSuchFile(path.to_owned()),
        _ => Failure::File { path: path.to_owned(), error },
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    // One byte more than may be imported is enough to tell that it is too much.
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Makes a draft of each source. `founded` is the workspace that was made for them, where there was none.
pub fn import(
    session: &Session,
    workspace: &WorkspaceInfo,
    sources: &[Source],
    founded: Option<&Founded>,
    output: &mut Output,
) -> Result<(), Failure> {
    let directory = session.directory(workspace)?;
    let people = People::new(&directory);
    let mut drafts = Vec::new();
    for source in sources {
        let id = DocId(random()?);
        let mut minutes = draft(&source.imported, actor(workspace)?, &people, random)?;
        session.save(workspace, id, &mut minutes.document)?;
        drafts.push((id, source));
    }
    let file = |source: &Source| source.path.to_string_lossy().into_owned();
    output.answer(
        || {
            let documents: Vec<_> = drafts
                .iter()
                .map(|(id, source)| json::imported(id, &file(source), &source.imported))
                .collect();
            match founded {
                None => json!({ "documents": documents }),
                Some(founded) => json!({
                    "documents": documents,
                    "workspace": { "id": founded.id, "name": founded.name, "recovery": founded.recovery },
                }),
            }
        },
        |texts| {
            let mut parts: Vec<String> =
                founded.map(|founded| plain::founded(founded, texts)).into_iter().collect();
            parts.extend(
                drafts.iter().map(|(id, source)| plain::imported(id, &file(source), &source.imported, texts)),
            );
            parts.join("\n")
        },
    )
}

/// Minutes as a document: header, attendance (matched to the people of the directory) and body. Suggested
/// actions stay suggestions.
fn draft(
    imported: &Imported,
    actor: Actor,
    people: &People,
    random: impl Fn() -> Result<[u8; 16], Failure>,
) -> Result<MinutesDocument, Failure> {
    let mut minutes = MinutesDocument::create(actor);
    let date_time = |at: Option<jiff::civil::DateTime>| at.map(|at| at.to_string()).unwrap_or_default();
    for (field, value) in [
        (MinutesField::Title, imported.title.clone()),
        (MinutesField::Starts, date_time(imported.starts)),
        (MinutesField::Ends, date_time(imported.ends)),
        (MinutesField::Place, imported.place.clone()),
        (MinutesField::Secretary, imported.secretary.clone()),
        (MinutesField::Signature, imported.signature.clone()),
        (MinutesField::NextMeeting, imported.next_meeting.map(|date| date.to_string()).unwrap_or_default()),
    ] {
        minutes
            .set(field, &value)
            .map_err(|_: EditError| Failure::BadValue { field: field.name(), value })?;
    }
    let mut taken = BTreeSet::new();
    for (order, each) in imported.attendance.iter().enumerate() {
        let fresh = DocId(random()?).to_string();
        let mut attendee = attendee(each, order, people, fresh.clone());
        // Somebody who stands there twice keeps both lines: attendance is kept by id.
        if !taken.insert(attendee.id.clone()) {
            attendee.id = fresh;
        }
        minutes.put_attendee(&attendee);
    }
    for block in &imported.body {
        minutes.body_push(block);
    }
    Ok(minutes)
}

fn attendee(imported: &ImportedAttendee, order: usize, people: &People, fresh: String) -> Attendee {
    let person = people.attendee(&imported.name, &imported.municipality).map(|person| person.id);
    Attendee {
        id: person.map_or(fresh, |person| person.to_string()),
        person,
        name: imported.name.clone(),
        title: imported.title.clone(),
        municipality: imported.municipality.clone(),
        status: imported.status,
        chair: imported.chair,
        note: imported.note.clone(),
        order: i64::try_from(order).unwrap_or(i64::MAX),
    }
}
