//! Restoring into a data directory that no backend has open: a network's engine is made of what is on the disk,
//! and nothing that runs need be told that there is more of it now. What is here is added to and never replaced.
//! As when a network is founded, the journal has what was not sent before the store has anything, and the
//! network's own file comes last: cut short, it can be done again.

use std::{collections::HashSet, path::Path};

use samskriv_shared::{
    documents::changes::{ChunkKind, change_info, chunks},
    ids::{DocId, WorkspaceId},
};

use super::{BackupError, Document, Passphrase, is_meeting, read};
use crate::backend::{
    Config, StartError,
    driver::{finish_leaving, journal_to_store, load_to_read, refused},
    files,
    identity::{self, Membership},
    journal::Journal,
    store::{Batch, Opened, Opening, Store},
};

/// What a restoring did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The networks of the backup.
    pub networks: Vec<RestoredNetwork>,
}

/// A network of a backup, on this computer now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoredNetwork {
    /// Its id.
    pub id: WorkspaceId,
    /// Its name, as it is called here.
    pub name: String,
    /// Whether it was not on this computer before.
    pub added: bool,
    /// How many meetings of it the backup holds.
    pub meetings: usize,
    /// How many of its documents there is more of now than before.
    pub changed: usize,
    /// Whether this computer belongs to it, so that it can send and receive.
    pub member: bool,
}

/// Adds what a backup holds to what is in `config.data_dir`. Done twice it changes nothing.
///
/// # Errors
/// [`BackupError`]; all but the disk's own are found before anything is written.
pub fn restore(config: &Config, file: &Path, passphrase: &Passphrase) -> Result<Restored, BackupError> {
    let networks = read(file, passphrase)?;
    let data_dir = &config.data_dir;
    files::create_private_dir(data_dir).map_err(|error| StartError::Storage(error.to_string()))?;
    let _lock = files::lock(data_dir).map_err(|error| match error {
        files::LockError::HeldBy { pid } => StartError::InUse { pid },
        other => StartError::Storage(other.to_string()),
    })?;
    let device = identity::device(data_dir)?.id();
    let (mut journal, mut recovered) =
        Journal::open(&data_dir.join("unsynced")).map_err(BackupError::storage)?;
    let opening = Opening { patience: config.store_patience.opening, now_ms: (config.clock)() };
    let Opened { store, .. } = opening.open(data_dir).map_err(refused)?;
    let store = finish_leaving(data_dir, &opening, (&mut journal, &mut recovered), store)?;
    if let Some(id) = identity::left(data_dir)?.first() {
        // What came back now would go with the rest.
        return Err(BackupError::storage(format!("{} is not gone from here yet", id.short())));
    }
    let here = identity::workspaces(data_dir)?;
    journal_to_store(&store, &recovered).map_err(BackupError::storage)?;
    let mut restored = Vec::new();
    for (membership, documents) in networks {
        let id = membership.chain.workspace();
        let known = here.iter().find(|known| known.chain.workspace() == id);
        let kept = known.unwrap_or(&membership);
        let member = kept.chain.role(&device).is_some();
        let (name, added) = (kept.name.clone(), known.is_none());
        let meetings = documents.iter().filter(|doc| is_meeting(&id, &doc.id)).count();
        let changed = bring(&store, &mut journal, id, documents)?;
        if added {
            // The directory has been told of the person, and not yet of this computer.
            let introduced = member && membership.introduced;
            let membership = Membership { introduced, ..membership };
            files::write(&identity::path(data_dir, &id), &membership.to_bytes())
                .map_err(BackupError::storage)?;
        }
        restored.push(RestoredNetwork { id, name, added, meetings, changed, member });
    }
    let in_order = !store.is_doubtful();
    drop(store);
    if in_order && let Err(error) = Store::note_closed(data_dir) {
        tracing::warn!(%error, "the next start will look at the whole store");
    }
    Ok(Restored { networks: restored })
}

/// Adds to the documents of a network what they lack; how many lacked something.
fn bring(
    store: &Store,
    journal: &mut Journal,
    workspace: WorkspaceId,
    documents: Vec<Document>,
) -> Result<usize, BackupError> {
    let mut appends: Vec<(DocId, Vec<u8>)> = Vec::new();
    for document in documents {
        let stored = store.document(&workspace, &document.id).map_err(BackupError::storage)?;
        let missing = missing(&stored.unwrap_or_default(), &document);
        journal.append(&workspace, &document.id, &missing.unsent).map_err(BackupError::storage)?;
        if !missing.stored.is_empty() {
            appends.push((document.id, missing.stored));
        }
    }
    journal.sync().map_err(BackupError::storage)?;
    let changed = appends.len();
    for append in appends {
        let batch = Batch { appends: vec![append], ..Batch::new(workspace) };
        store.apply(&batch).map_err(BackupError::storage)?;
    }
    store.flush().map_err(BackupError::storage)?;
    Ok(changed)
}

/// What a stored document lacks of one in a backup.
#[derive(Default)]
struct Missing {
    /// For the store.
    stored: Vec<u8>,
    /// For the journal: those of them that no relay had acknowledged.
    unsent: Vec<u8>,
}

fn missing(stored: &[u8], backup: &Document) -> Missing {
    let here: HashSet<&[u8]> = chunks(stored).map_while(Result::ok).map(|chunk| chunk.bytes).collect();
    let mut seen = here.clone();
    let both =
        chunks(&backup.stored).map_while(Result::ok).chain(chunks(&backup.unsent).map_while(Result::ok));
    let fresh: Vec<_> = both.filter(|chunk| chunk.checksum_ok && seen.insert(chunk.bytes)).collect();
    if fresh.is_empty() {
        return Missing::default();
    }
    let known: HashSet<[u8; 32]> = if here.is_empty() { HashSet::new() } else { hashes(stored) };
    let is_new = |bytes: &[u8]| change_info(bytes).is_ok_and(|change| !known.contains(&change.hash));
    let any_new = here.is_empty()
        || match fresh.iter().any(|chunk| chunk.kind == ChunkKind::Document) {
            true => hashes(&backup.stored).iter().any(|hash| !known.contains(hash)),
            false => fresh.iter().any(|chunk| is_new(chunk.bytes)),
        };
    // Those in the journal that the store here has are either in the journal here too, or at the relay.
    let unsent = chunks(&backup.unsent).map_while(Result::ok);
    let unsent: Vec<u8> = unsent
        .filter(|chunk| chunk.kind == ChunkKind::Change && chunk.checksum_ok && is_new(chunk.bytes))
        .flat_map(|chunk| chunk.bytes.to_vec())
        .collect();
    match any_new || !unsent.is_empty() {
        true => Missing { stored: fresh.iter().flat_map(|chunk| chunk.bytes.to_vec()).collect(), unsent },
        false => Missing::default(),
    }
}

/// The hashes of all changes in a stored document, also of those that wait for others.
fn hashes(stored: &[u8]) -> HashSet<[u8; 32]> {
    let infos = chunks(stored).map_while(Result::ok).filter_map(|chunk| change_info(chunk.bytes).ok());
    let mut hashes: HashSet<[u8; 32]> = infos.map(|info| info.hash).collect();
    // Those that a snapshot holds are only seen in the document.
    if let Ok(mut document) = load_to_read(stored) {
        hashes.extend(document.change_hashes());
    }
    hashes
}
