//! What happens between the start and the first request: lock, identity, store, journal; changes that
//! only the journal has go into the store, and summaries that are behind are made anew.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::Arc,
    time::Instant,
};

use samskriv_shared::{
    documents::{
        Summary,
        changes::{change_info, chunks},
    },
    ids::{DocId, WorkspaceId},
    protocol::{Cursor, decode},
    seal::DeviceSecret,
    sync::{Engine, Setup},
};
use tokio::sync::{Semaphore, mpsc};

use super::{
    Driver, Internal, Ways,
    derive::{Derived, SummaryRecord, derive},
    health::Health,
    workspace::Workspace,
};
use crate::backend::{
    Config, StartError, files,
    identity::{self, Membership},
    journal::{Journal, Recovered},
    random,
    storage::{Home, Pulse, start_journal, start_store},
    store::{Batch, Opened, Opening, Store, StoreError},
};

/// Opens the data directory.
pub(super) fn open(config: &Config) -> Result<Driver, StartError> {
    files::create_private_dir(&config.data_dir).map_err(storage)?;
    let lock = files::lock(&config.data_dir).map_err(|error| match error {
        files::LockError::HeldBy { pid } => StartError::InUse { pid },
        other => storage(other),
    })?;
    let device = identity::device(&config.data_dir)?;
    let (mut journal, mut recovered) = Journal::open(&config.data_dir.join("unsynced")).map_err(storage)?;
    let opening = Opening { patience: config.store_patience.opening, now_ms: (config.clock)() };
    let Opened { mut store, mut rebuilt } = opening.open(&config.data_dir).map_err(refused)?;
    store = super::finish_leaving(&config.data_dir, &opening, (&mut journal, &mut recovered), store)?;
    let memberships = identity::workspaces(&config.data_dir)?;
    let mut workspaces = load_all(config, &device, &memberships, &recovered, &store);
    if let Err(error) = &workspaces
        && error.is_damage()
    {
        // Only reading it showed the damage.
        drop(store);
        store = opening.rebuild(&config.data_dir, error).map_err(refused)?;
        rebuilt = true;
        workspaces = load_all(config, &device, &memberships, &recovered, &store);
    }
    let workspaces = workspaces.map_err(refused)?;
    let store_bytes = store.bytes_on_disk();
    let (internal, receiver) = mpsc::unbounded_channel();
    let (pulse, news) = (Pulse::default(), internal.clone());
    // When the loop has ended nobody needs to hear.
    let tell = Box::new(move |told| drop(news.send(Internal::Store(told))));
    let home = Home { data_dir: config.data_dir.clone(), opening };
    let (store, store_thread) = start_store(store, home, pulse.clone(), tell).map_err(storage)?;
    let (journal, journal_thread) = start_journal(journal, store).map_err(storage)?;
    Ok(Driver {
        config: config.clone(),
        device,
        online: config.online,
        workspaces,
        erasing: identity::left(&config.data_dir)?,
        store_bytes,
        health: Health::new(rebuilt),
        started: Instant::now(),
        ways: Ways { journal, internal, pulse, loads: Arc::new(Semaphore::new(1)) },
        receiver,
        disk_threads: vec![store_thread, journal_thread],
        _lock: lock,
    })
}

/// Gives the store what only the journal has, and reads each workspace out of it.
fn load_all(
    config: &Config,
    device: &DeviceSecret,
    memberships: &[Membership],
    recovered: &[Recovered],
    store: &Store,
) -> Result<BTreeMap<WorkspaceId, Workspace>, StoreError> {
    restore(store, recovered)?;
    let mut workspaces = BTreeMap::new();
    for membership in memberships {
        let id = membership.chain.workspace();
        let of_it = recovered.iter().filter(|it| it.workspace == id);
        let outbox: Vec<(DocId, Vec<u8>)> = of_it.map(|it| (it.doc, it.chunks.clone())).collect();
        workspaces.insert(id, load(config, device, membership.clone(), outbox, store)?);
    }
    Ok(workspaces)
}

/// What the journal has and the store lacks goes into the store, before anything is sent.
pub(in crate::backend) fn restore(store: &Store, recovered: &[Recovered]) -> Result<(), StoreError> {
    let mut any = false;
    for Recovered { workspace, doc, chunks, .. } in recovered {
        let stored = store.document(workspace, doc)?.unwrap_or_default();
        let missing = lacking(&stored, chunks);
        if !missing.is_empty() {
            any = true;
            let batch = Batch { appends: vec![(*doc, missing)], ..Batch::new(*workspace) };
            store.apply(&batch)?;
        }
    }
    if any {
        store.flush()?;
    }
    Ok(())
}

/// The changes of the journal that a stored document lacks.
fn lacking(stored: &[u8], journal: &[u8]) -> Vec<u8> {
    let known: HashSet<[u8; 32]> = hashes(stored).map(|(hash, _)| hash).collect();
    let mut missing: Vec<_> = hashes(journal).filter(|(hash, _)| !known.contains(hash)).collect();
    // Those that a snapshot holds are only seen in the document.
    if !missing.is_empty()
        && let Ok(mut document) = super::stored::load(stored)
    {
        let known: HashSet<[u8; 32]> = document.change_hashes().into_iter().collect();
        missing.retain(|(hash, _)| !known.contains(hash));
    }
    // One that cannot be read would take the document with it.
    missing.retain(|(_, bytes)| change_info(bytes).is_ok());
    missing.into_iter().flat_map(|(_, bytes)| bytes).copied().collect()
}

fn hashes(bytes: &[u8]) -> impl Iterator<Item = ([u8; 32], &[u8])> {
    let chunks = chunks(bytes).map_while(Result::ok);
    chunks.filter_map(|chunk| Some((chunk.change_hash()?, chunk.bytes)))
}

fn load(
    config: &Config,
    device: &DeviceSecret,
    membership: Membership,
    outbox: Vec<(DocId, Vec<u8>)>,
    store: &Store,
) -> Result<Workspace, StoreError> {
    let id = membership.chain.workspace();
    let belongs = membership.chain.role(&device.id()).is_some();
    let documents: BTreeSet<DocId> = store.documents(&id)?.into_iter().collect();
    let mut records = summaries(store, &id, &documents)?;
    let directory_id = DocId::directory(&id);
    let directory = store.document(&id, &directory_id)?.map(|bytes| derive(directory_id, &bytes));
    records.remove(&directory_id);
    let mut shared = super::workspace::always_shared(&id);
    shared.extend(records.iter().filter(|(_, summary)| summary.shared).map(|(doc, _)| *doc));
    let place = store.cursor(&id)?.and_then(|bytes| decode::<(Cursor, u64)>(&bytes).ok());
    let setup = Setup {
        device: device.clone(),
        chain: membership.chain.clone(),
        keys: membership.keys.clone(),
        cursor: place.map(|(cursor, _)| cursor),
        members: place.map_or(0, |(_, members)| members),
        shared,
        outbox,
        parked: store.parked(&id)?,
        progress: identity::progress(&config.data_dir, &id),
        token: membership.token.clone(),
        checkpoints: config.checkpoints,
        // As `Workspace::may_dial`.
        online: config.online && membership.relay.is_some() && (belongs || documents.is_empty()),
    };
    let mut workspace = Workspace::new(membership, config, Engine::new(setup, random()), config.online);
    workspace.documents = documents;
    workspace.summaries = records;
    if let Some(Ok(Derived::Directory(directory))) = directory {
        workspace.directory = *directory;
    }
    Ok(workspace)
}

/// The summaries as kept, and made anew where the document has gone on without them.
fn summaries(
    store: &Store,
    id: &WorkspaceId,
    documents: &BTreeSet<DocId>,
) -> Result<BTreeMap<DocId, Arc<Summary>>, StoreError> {
    let mut kept: BTreeMap<DocId, SummaryRecord> = store
        .summaries(id)?
        .into_iter()
        .filter_map(|(doc, bytes)| Some((doc, serde_json::from_slice(&bytes).ok()?)))
        .collect();
    let mut summaries = BTreeMap::new();
    for doc in documents.iter().filter(|doc| **doc != DocId::directory(id)) {
        let increments = store.increments(id, doc)?;
        match kept.remove(doc).filter(|record| record.increments == increments) {
            Some(record) => {
                summaries.insert(*doc, Arc::new(record.summary));
            }
            None => {
                let bytes = store.document(id, doc)?.unwrap_or_default();
                if let Ok(Derived::Summary(summary)) = derive(*doc, &bytes) {
                    summaries.insert(*doc, Arc::from(summary));
                }
            }
        }
    }
    Ok(summaries)
}

pub(in crate::backend) fn refused(error: StoreError) -> StartError {
    match error {
        StoreError::NewerFormat { .. } => StartError::Newer(error.to_string()),
        error => storage(error),
    }
}

fn storage(error: impl std::fmt::Display) -> StartError {
    StartError::Storage(error.to_string())
}
