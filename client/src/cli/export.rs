//! `export`: a meeting's minutes as a file. A file that is there is replaced, as scripts that write the same
//! one each week want it, and the answer says so.

use std::path::Path;

use samskriv_shared::{documents::MinutesDocument, ids::DocId};
use serde_json::json;

use super::{
    arguments::UsageError,
    failure::Failure,
    json,
    output::Output,
    people::People,
    plain,
    read::Library,
    session::{Session, random},
};
use crate::{
    backend::WorkspaceInfo,
    export::{self, Format},
};

/// A file to be written.
pub struct Target<'a> {
    pub path: &'a Path,
    pub format: Format,
}

pub fn export(
    session: &Session,
    workspace: Option<&WorkspaceInfo>,
    doc: &str,
    to: &Target,
    output: &mut Output,
) -> Result<(), Failure> {
    let file = to.path.to_string_lossy().into_owned();
    if to.path.is_dir() {
        let sentence = output.texts.with("usage-export-directory", &[("file", file.into())]);
        return Err(UsageError(sentence).into());
    }
    let Some(workspace) = workspace else { return Err(Failure::NoSuchDocument(doc.to_owned())) };
    let library = Library::load(session, Some(workspace))?;
    let id: DocId = library.meeting(doc)?;
    let mut minutes = MinutesDocument::open(session.open(workspace, id)?)?;
    let read = minutes.read();
    let people = People::of_document(&library.directory, &read.attendance);
    let bytes = export::bytes(to.format, &mut minutes, |owner| people.owner(owner));
    let replaced = export::write(to.path, &bytes, u64::from_be_bytes(random()?))
        .map_err(|error| Failure::NotWritten { path: to.path.to_owned(), error })?;
    output.answer(
        || {
            let conflicts = json::conflicts(&read);
            json!({ "id": id, "file": file, "bytes": bytes.len(), "replaced": replaced, "conflicts": conflicts })
        },
        |texts| plain::exported(&read, &file, replaced, to.format, texts),
    )
}
