//! `import`: each file becomes a draft on this computer.

use std::path::{Path, PathBuf};

use samskriv_shared::{
    documents::{Actor, MinutesDocument},
    ids::DocId,
    import::{Imported, ImportedAttendee, MAX_BYTES, fill, import_text},
};
use serde_json::json;

use super::{
    arguments::Me,
    failure::Failure,
    json,
    output::Output,
    people::People,
    plain,
    progress::Progress,
    session::{Founded, Session, actor, random},
};
use crate::{backend::WorkspaceInfo, i18n::Texts};

/// A file that was read.
pub struct Source {
    pub path: PathBuf,
    pub imported: Imported,
}

/// Reads all files, so that nothing is written where one of them is missing or no text; all such are told.
pub fn read(files: &[PathBuf], progress: &mut Progress, texts: &Texts) -> Result<Vec<Source>, Failure> {
    let (mut sources, mut wrong) = (Vec::new(), Vec::new());
    for (at, path) in files.iter().enumerate() {
        progress.step(|| step("import-reading", at, files.len(), path, texts));
        match source(path) {
            Ok(source) => sources.push(source),
            Err(failure) => wrong.push(failure),
        }
    }
    match wrong.pop() {
        None => Ok(sources),
        Some(only) if files.len() == 1 => Err(only),
        Some(last) => {
            wrong.push(last);
            Err(Failure::Files { wrong, of: files.len() })
        }
    }
}

fn source(path: &Path) -> Result<Source, Failure> {
    let path = path.to_owned();
    match import_text(&bytes(&path)?) {
        Ok(imported) => Ok(Source { path, imported }),
        Err(error) => Err(Failure::Import { path, error }),
    }
}

/// "3 of 40", where the third is at place 2.
fn step(key: &str, at: usize, of: usize, path: &Path, texts: &Texts) -> String {
    let file = path.to_string_lossy();
    texts.with(key, &[("n", (at + 1).into()), ("of", of.into()), ("file", file.into())])
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    use std::io::Read;

    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::NoSuchFile(path.to_owned()),
        // Windows tells * and ? as what no name has, and its shells fill in neither.
        std::io::ErrorKind::InvalidFilename if cfg!(windows) => Failure::NoSuchFile(path.to_owned()),
        // Windows tells a directory as one that may not be read.
        _ if path.is_dir() => Failure::Directory(path.to_owned()),
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
    me: &Me,
    progress: &mut Progress,
    output: &mut Output,
) -> Result<(), Failure> {
    let directory = session.directory(workspace)?;
    let people = People::new(&directory);
    let mut drafts = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        progress.step(|| step("import-saving", at, sources.len(), &source.path, output.texts));
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
            // A name is given to a network that is made, not to one that is there.
            let other = me.name.as_ref().filter(|name| founded.is_none() && **name != workspace.me.name);
            parts.extend(other.map(|_| plain::named_already(workspace, texts)));
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
    let ids: Vec<String> = imported
        .attendance
        .iter()
        .map(|_| Ok(DocId(random()?).to_string()))
        .collect::<Result<_, Failure>>()?;
    let person =
        |each: &ImportedAttendee| people.attendee(&each.name, &each.municipality).map(|person| person.id);
    fill(&mut minutes, imported, person, ids)
        .map_err(|refused| Failure::BadValue { field: refused.field.name(), value: refused.value })?;
    Ok(minutes)
}
