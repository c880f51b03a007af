//! The journal's files: their names, reading them, replacing them so that a crash between any two
//! steps leaves either the old one or the new.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use samskriv_shared::{
    documents::changes::change_info,
    ids::{DocId, WorkspaceId},
};

use super::{
    error::{JournalError, at},
    salvage::salvage,
};
use crate::backend::files::{beside, create_private_dir, parent, private, write_fresh};

const EXTENSION: &str = "automerge";
/// The extension of a file that is not yet complete. One that a crash left is removed at the next start.
const FRESH: &str = "new";

/// A document's file.
pub(super) fn path(dir: &Path, workspace: &WorkspaceId, doc: &DocId) -> PathBuf {
    directory(dir, workspace).join(format!("{doc}.{EXTENSION}"))
}

/// The directory of a workspace's files.
pub(super) fn directory(dir: &Path, workspace: &WorkspaceId) -> PathBuf {
    dir.join(workspace.to_string())
}

/// The workspaces that the journal has a directory of.
pub(super) fn workspaces(dir: &Path) -> Result<Vec<(WorkspaceId, PathBuf)>, JournalError> {
    let named = |name: &String| name.parse().ok().filter(|id: &WorkspaceId| id.to_string() == *name);
    let names = names(dir)?;
    Ok(names
        .iter()
        .filter_map(|name| Some((named(name)?, dir.join(name))))
        .filter(|(_, path)| path.is_dir())
        .collect())
}

/// The documents that the workspace's directory has a file of. Removes the incomplete ones that a
/// crash left; whatever else lies there stays.
pub(super) fn documents(directory: &Path) -> Result<Vec<DocId>, JournalError> {
    let mut documents = Vec::new();
    for name in names(directory)? {
        let Some((id, rest)) = name.split_once('.') else { continue };
        let Some(doc) = id.parse().ok().filter(|doc: &DocId| doc.to_string() == id) else { continue };
        if rest == EXTENSION {
            documents.push(doc);
        } else if rest.ends_with(&format!(".{FRESH}")) {
            let path = directory.join(&name);
            fs::remove_file(&path).map_err(at(&path))?;
        }
    }
    Ok(documents)
}

/// A document's file as it lies there.
pub(in crate::backend) struct Looked {
    pub(in crate::backend) path: PathBuf,
    pub(in crate::backend) bytes: u64,
    /// How many whole changes it has.
    pub(in crate::backend) changes: usize,
    /// Whether that is all there is in it.
    pub(in crate::backend) whole: bool,
}

/// Reads every file of the journal in `dir` and changes none.
pub(in crate::backend) fn look_at(dir: &Path) -> Result<Vec<Looked>, JournalError> {
    let mut looked = Vec::new();
    if !dir.is_dir() {
        return Ok(looked);
    }
    for (_, directory) in workspaces(dir)? {
        for name in names(&directory)? {
            if name
                .strip_suffix(EXTENSION)
                .is_none_or(|id| id.trim_end_matches('.').parse::<DocId>().is_err())
            {
                continue;
            }
            let path = directory.join(&name);
            let content = read(&path)?;
            let salvaged = salvage(&content);
            let whole =
                salvaged.torn.is_empty() && salvaged.chunks.iter().all(|chunk| change_info(chunk).is_ok());
            looked.push(Looked { path, bytes: content.len() as u64, changes: salvaged.chunks.len(), whole });
        }
    }
    Ok(looked)
}

/// The file's bytes; none if there is no file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, JournalError> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        result => result.map_err(at(path)),
    }
}

/// Opens the file for writing, made where it is missing, and gives its length.
pub(super) fn open(path: &Path) -> io::Result<(File, u64)> {
    create_private_dir(parent(path))?;
    let file = private(OpenOptions::new().write(true).create(true).truncate(false)).open(path)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

/// Whether the open file is still the one at the path: neither removed nor replaced.
pub(super) fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let same =
            |ours: fs::Metadata, there: fs::Metadata| (ours.dev(), ours.ino()) == (there.dev(), there.ino());
        file.metadata().and_then(|ours| Ok(same(ours, fs::metadata(path)?))).unwrap_or(false)
    }
    #[cfg(not(unix))]
    {
        // Windows refuses to replace a file that is open.
        let _ = file;
        path.exists()
    }
}

/// Makes the file consist of these chunks, or removes it if there are none. Only a sync of its
/// directory makes that last.
pub(super) fn replace(path: &Path, chunks: &[&[u8]]) -> Result<(), JournalError> {
    if chunks.is_empty() {
        return match fs::remove_file(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result.map_err(at(path)),
        };
    }
    let fresh = beside(path, FRESH);
    write_fresh(&fresh, chunks).map_err(at(&fresh))?;
    fs::rename(&fresh, path).map_err(at(path))
}

/// Keeps what is torn of the document's file, as `<doc>.torn-<n>` with the first free number, and
/// gives that file; `None` if nothing is torn. The same bytes are kept once.
pub(super) fn keep_torn(path: &Path, torn: &[u8]) -> Result<Option<PathBuf>, JournalError> {
    if torn.is_empty() {
        return Ok(None);
    }
    let mut number = 1_u32;
    loop {
        let kept = path.with_extension(format!("torn-{number}"));
        match fs::metadata(&kept) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                replace(&kept, &[torn])?;
                crate::backend::files::sync_dir(parent(path)).map_err(at(path))?;
                return Ok(Some(kept));
            }
            // A crash came after the copy was kept and before the file was cut.
            Ok(metadata) if metadata.len() == torn.len() as u64 && read(&kept)? == torn => {
                return Ok(Some(kept));
            }
            Ok(_) => number += 1,
            Err(error) => return Err(at(&kept)(error)),
        }
    }
}

/// The names in the directory, sorted. Ours are all of them UTF-8.
fn names(directory: &Path) -> Result<Vec<String>, JournalError> {
    let entries = fs::read_dir(directory).map_err(at(directory))?;
    let names = entries.map(|entry| entry.map(|entry| entry.file_name().into_string().ok()));
    let mut names: Vec<String> =
        names.filter_map(io::Result::transpose).collect::<io::Result<_>>().map_err(at(directory))?;
    names.sort();
    Ok(names)
}
