//! Whether everything on this computer can be read: identity files, chains, journal, store, documents. Nothing is
//! changed by it; what a start would mend is told and left.

use std::path::Path;

use samskriv_shared::{
    ids::WorkspaceId,
    protocol::{Cursor, decode},
};

use super::{
    Config, StartError,
    driver::{load_to_read, refused},
    files,
    identity::{self, Membership},
    journal,
    store::{self, Look, StoreError},
};

#[cfg(test)]
mod tests;

/// What is on this computer, and what of it does not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// How many networks.
    pub networks: usize,
    /// How many documents, also those that every network has.
    pub documents: usize,
    /// The length of the store's files together, in bytes.
    pub store_bytes: u64,
    /// How many changes the journal has, which no relay has acknowledged.
    pub unsent_changes: usize,
    /// The length of the journal's files together, in bytes.
    pub journal_bytes: u64,
    /// What does not hold.
    pub wrong: Vec<Wrong>,
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// What it is.
    pub part: WrongPart,
    /// The file's name in the data directory, the document's id, or what the store says.
    pub what: String,
}

/// What does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongPart {
    /// A small file: the device's keys, or a network's chain and keys.
    Identity,
    /// A file of the journal.
    Journal,
    /// The store as a whole.
    Store,
    /// What the store has of a document, a summary, a cursor or a waiting entry.
    Record,
    /// A document that is whole and cannot be read all the same.
    Document,
}

impl WrongPart {
    /// The stable name, as `store check --json` shows it.
    pub fn name(self) -> &'static str {
        match self {
            WrongPart::Identity => "identity",
            WrongPart::Journal => "journal",
            WrongPart::Store => "store",
            WrongPart::Record => "record",
            WrongPart::Document => "document",
        }
    }
}

/// Reads everything in `config.data_dir`, which nobody else has open.
///
/// # Errors
/// [`StartError`] when it is in use, a newer program's, or the system refuses. Damage is none.
pub fn check(config: &Config) -> Result<Checked, StartError> {
    let dir = &config.data_dir;
    let mut checked = Checked::default();
    match std::fs::metadata(dir) {
        Ok(found) if found.is_dir() => {}
        Ok(_) => return Err(storage(format!("{} is a file", dir.display()))),
        // Nothing is made where nothing is.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(checked),
        Err(error) => return Err(storage(error)),
    }
    let _lock = files::lock(dir).map_err(|error| match error {
        files::LockError::HeldBy { pid } => StartError::InUse { pid },
        other => storage(other),
    })?;
    checked.identity_file(dir, &dir.join("device"), |bytes| identity::device_of(bytes).map(drop))?;
    let workspaces = checked.networks(dir)?;
    checked.journal(dir)?;
    let looked = store::look_at(dir, config.store_patience.opening, |look| {
        checked.store(look, &workspaces);
    });
    match looked {
        Err(error) if error.is_damage() => checked.wrong(WrongPart::Store, error),
        other => other.map(drop).map_err(refused)?,
    }
    Ok(checked)
}

impl Checked {
    fn wrong(&mut self, part: WrongPart, what: impl std::fmt::Display) {
        self.wrong.push(Wrong { part, what: what.to_string() });
    }

    /// Looks at a small file and the version before it, of which either may be missing.
    fn identity_file<T>(
        &mut self,
        dir: &Path,
        path: &Path,
        decode: impl Fn(&[u8]) -> Result<T, String>,
    ) -> Result<Option<T>, StartError> {
        let mut found = None;
        for (path, counts) in [(path.to_owned(), true), (files::beside(path, "previous"), false)] {
            let name = path.strip_prefix(dir).unwrap_or(&path).display().to_string();
            match files::look(&path).map_err(identity::file)? {
                None => {}
                Some(Some(body)) => match decode(&body) {
                    Ok(value) => found = found.or(Some(value).filter(|_| counts)),
                    Err(error) => self.wrong(WrongPart::Identity, format!("{name}: {error}")),
                },
                Some(None) => self.wrong(WrongPart::Identity, name),
            }
        }
        Ok(found)
    }

    /// The networks whose files are there, whether they hold or not.
    fn networks(&mut self, dir: &Path) -> Result<Vec<WorkspaceId>, StartError> {
        let ids = identity::ids(dir)?;
        for id in &ids {
            self.networks += 1;
            let path = identity::path(dir, id);
            let chain = self.identity_file(dir, &path, |bytes| {
                Membership::from_bytes(bytes).map(|membership| membership.chain.workspace())
            })?;
            if chain.is_some_and(|chain| chain != *id) {
                self.wrong(WrongPart::Identity, format!("{id} is another network's"));
            }
        }
        Ok(ids.into_iter().collect())
    }

    fn journal(&mut self, dir: &Path) -> Result<(), StartError> {
        for file in journal::look_at(&dir.join("unsynced")).map_err(storage)? {
            self.unsent_changes += file.changes;
            self.journal_bytes += file.bytes;
            if !file.whole {
                let path = file.path.strip_prefix(dir).unwrap_or(&file.path).display().to_string();
                self.wrong(WrongPart::Journal, path);
            }
        }
        Ok(())
    }

    fn store(&mut self, look: &Look, workspaces: &[WorkspaceId]) {
        self.store_bytes = look.bytes;
        if look.damaged > 0 {
            self.wrong(WrongPart::Store, format!("damaged values: {}", look.damaged));
        }
        if look.lacks {
            self.wrong(WrongPart::Store, "something is missing");
        }
        for id in workspaces {
            if let Err(error) = self.records(look, id) {
                self.wrong(WrongPart::Record, error);
            }
        }
    }

    fn records(&mut self, look: &Look, id: &WorkspaceId) -> Result<(), StoreError> {
        for doc in look.store.documents(id)? {
            self.documents += 1;
            match look.store.document(id, &doc) {
                Err(error) if error.is_damage() => self.wrong(WrongPart::Record, error),
                bytes => {
                    if let Err(error) = load_to_read(&bytes?.unwrap_or_default()) {
                        self.wrong(WrongPart::Document, format!("{doc}: {error}"));
                    }
                }
            }
        }
        look.store.summaries(id)?;
        look.store.parked(id)?;
        let cursor = look.store.cursor(id)?;
        if cursor.is_some_and(|bytes| decode::<(Cursor, u64)>(&bytes).is_err()) {
            self.wrong(WrongPart::Record, format!("the cursor of {id}"));
        }
        Ok(())
    }
}

fn storage(error: impl std::fmt::Display) -> StartError {
    StartError::Storage(error.to_string())
}
