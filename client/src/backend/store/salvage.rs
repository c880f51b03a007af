//! From one store into another: every value that is whole, key by key, past what cannot be read. Then what misses
//! something is mended, so that the new store has only whole things: of a document its whole increments, no
//! damaged summary (it is made anew) and no damaged waiting entry. The cursor goes where anything is missing
//! behind it: then the relay sends everything again.

use std::collections::{BTreeMap, BTreeSet};

use samskriv_shared::ids::{DocId, WorkspaceId};

use super::{
    Batch, Store,
    chunks::{self, Fault},
    engine::{Failure, caught},
    error::{Part, StoreError},
    format,
    guard::Steps,
    keys, named,
    sum::{Sum, Writes},
};

/// How much is written in one step, in bytes.
const STEP: usize = 1 << 20;
/// How many places may fail before the rest is given up.
const FAILURES: u32 = 10_000;

/// What a walk came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Walked {
    /// The sum over the values that are whole.
    pub(super) sum: Sum,
    /// How many values are damaged, or places that could not be read.
    pub(super) damaged: u32,
    /// The sum as it was kept.
    kept: Option<Sum>,
}

impl Walked {
    /// Whether what was found is all that was ever written.
    pub(super) fn is_whole(&self) -> bool {
        self.damaged == 0 && self.kept.is_none_or(|kept| kept == self.sum)
    }
}

/// Whether all that was written into the store is there.
pub(super) fn verify(store: &Store, steps: &Steps) -> Result<(), StoreError> {
    let damaged = |part| StoreError::Damaged { workspace: None, part };
    store.engine.read(
        |tree| match walk(tree, steps, &mut |_, _| Ok(())) {
            Ok(walked) if walked.is_whole() => Ok(()),
            _ => Err(Failure::Damaged(Part::Sum)),
        },
        damaged,
    )
}

/// Reads every value.
pub(super) fn look(store: &Store, steps: &Steps) -> Result<Walked, StoreError> {
    let damaged = |part| StoreError::Damaged { workspace: None, part };
    // An error is only what `take` fails with, which this one does not.
    let walked =
        |tree: &sled::Tree| walk(tree, steps, &mut |_, _| Ok(())).map_err(|_| Failure::Damaged(Part::Sum));
    store.engine.read(walked, damaged)
}

/// Copies all that is whole into an empty store, and mends what is not.
pub(super) fn copy(from: &sled::Db, into: &Store, steps: &Steps) -> Result<Walked, StoreError> {
    match from.get(keys::FORMAT).ok().flatten().as_deref().and_then(format) {
        Some(found) if found != super::FORMAT => {
            return Err(StoreError::NewerFormat { found, known: super::FORMAT });
        }
        _ => {}
    }
    let (mut writes, mut size) = (Writes::default(), 0);
    let mut workspaces = BTreeSet::new();
    let mut take = |key: &[u8], value: &[u8]| {
        workspaces.extend(key.first_chunk().map(|id| WorkspaceId(*id)));
        size += key.len() + value.len();
        writes.insert(key, value.to_vec());
        if size < STEP {
            return Ok(());
        }
        size = 0;
        put(into, std::mem::take(&mut writes))
    };
    let walked = walk(from, steps, &mut take)?;
    put(into, writes)?;
    if !walked.is_whole() {
        for workspace in &workspaces {
            mend(into, workspace, steps)?;
        }
    }
    into.flush()?;
    Ok(walked)
}

fn put(into: &Store, writes: Writes) -> Result<(), StoreError> {
    into.engine.write(|tree| writes.summed(tree), |part| StoreError::Damaged { workspace: None, part })
}

/// Gives every whole value of a workspace with its key, in order. An error is only what `take` fails with.
fn walk(
    tree: &sled::Tree,
    steps: &Steps,
    take: &mut impl FnMut(&[u8], &[u8]) -> Result<(), StoreError>,
) -> Result<Walked, StoreError> {
    let mut walked = Walked { kept: Sum::read(tree).unwrap_or_default(), ..Walked::default() };
    let mut probe = Probe::default();
    while walked.damaged < FAILURES {
        let from = probe.at.clone();
        let outcome = caught(|| {
            for entry in tree.range(from..) {
                let Ok((key, value)) = entry else { return Ok(false) };
                steps.step();
                probe.reached(&key);
                if key.len() < keys::PREFIX {
                    continue;
                }
                if chunks::open(&key, &value).is_none() {
                    walked.damaged += 1;
                    continue;
                }
                walked.sum.add(&key, &value);
                take(&key, &value)?;
            }
            Ok(true)
        });
        match outcome {
            Ok(Ok(true)) => break,
            Ok(Err(error)) => return Err(error),
            Ok(Ok(false)) | Err(_) => walked.damaged += 1,
        }
        steps.step();
        if !probe.go_beyond() {
            break;
        }
    }
    Ok(walked)
}

/// Where a walk goes on after a place that cannot be read, whose end is not known: ever further away.
#[derive(Default)]
struct Probe {
    /// The key to go on from.
    at: Vec<u8>,
    /// The last key that could be read.
    read: Vec<u8>,
    /// How much of it the next probe shares.
    shared: usize,
}

impl Probe {
    fn reached(&mut self, key: &[u8]) {
        self.read.clear();
        self.read.extend_from_slice(key);
        self.shared = key.len();
    }

    /// To the least key that shares less with the last one read; whether there is one.
    fn go_beyond(&mut self) -> bool {
        if self.read.is_empty() {
            // Not even the first could be read: the keys of a workspace begin with a hash.
            let next = self.at.first().map_or(Some(0), |first| first.checked_add(1));
            self.at = next.into_iter().collect();
            return next.is_some();
        }
        while let Some(shared) = self.shared.checked_sub(1) {
            self.shared = shared;
            if let Some(next) = self.read.get(shared).and_then(|byte| byte.checked_add(1)) {
                self.at = [&self.read[..shared], &[next]].concat();
                return true;
            }
        }
        false
    }
}

/// Makes what is left of a workspace readable.
fn mend(store: &Store, workspace: &WorkspaceId, steps: &Steps) -> Result<(), StoreError> {
    store.apply(&Batch { cursor: Some(None), ..Batch::new(*workspace) })?;
    for doc in store.documents(workspace)? {
        steps.step();
        match store.document(workspace, &doc) {
            Err(StoreError::Damaged { .. }) => store.apply(&whole_records(store, workspace, doc)?)?,
            read => drop(read?),
        }
    }
    loop {
        steps.step();
        // Each is named once, and is whole or gone then.
        match store.summaries(workspace).map(drop).and_then(|()| store.parked(workspace).map(drop)) {
            Ok(()) => return Ok(()),
            Err(StoreError::Damaged { part: Part::Summary(doc), .. }) => {
                store.apply(&Batch { summaries: vec![(doc, Vec::new())], ..Batch::new(*workspace) })?;
            }
            Err(StoreError::Damaged { part: Part::Parked(seq), .. }) => {
                store.apply(&Batch { unparked: vec![seq], ..Batch::new(*workspace) })?;
            }
            Err(error) => return Err(error),
        }
    }
}

/// The batch that leaves of a document its whole records, in their order.
fn whole_records(store: &Store, workspace: &WorkspaceId, doc: DocId) -> Result<Batch, StoreError> {
    let prefix = keys::document(workspace, &doc);
    let read = |tree: &sled::Tree| {
        let mut records: BTreeMap<u64, Option<Vec<u8>>> = BTreeMap::new();
        for key in tree.scan_prefix(&prefix).keys() {
            let Some(number) = keys::record_number(&key?) else { continue };
            if records.contains_key(&number) {
                continue;
            }
            let key = keys::record(workspace, &doc, number);
            let record = match chunks::take(&mut tree.scan_prefix(&key), &key) {
                Ok(record) => Some(record),
                Err(Fault::Damaged) => None,
                Err(Fault::Engine(error)) => return Err(Failure::Engine(error)),
            };
            records.insert(number, record);
        }
        Ok(records.into_values().flatten().collect::<Vec<_>>())
    };
    let records = store.engine.read(read, named(*workspace))?.concat();
    Ok(match records.is_empty() {
        true => Batch { removed: vec![doc], ..Batch::new(*workspace) },
        false => Batch { snapshots: vec![(doc, records)], ..Batch::new(*workspace) },
    })
}
