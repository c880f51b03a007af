//! What a fresh device is given of random logs, and what can be dropped of them, against the rules written
//! down without an index.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use samskriv_shared::{
    ids::{ChainHash, Incarnation},
    protocol::entry_id,
};

use redb::ReadableDatabase;

use super::*;
use crate::log::{Batch, Log, LogState, redb::RedbLog};

const CACHE: usize = 1 << 20;

fn below(rng: &mut ChaCha20Rng, n: u64) -> u64 {
    rng.next_u64() % n
}

/// The log of one workspace as a list, its first entry at sequence number 1.
struct Model {
    workspace: WorkspaceId,
    state: LogState,
    entries: Vec<(EntryIndex, Vec<u8>)>,
    /// The time at which entries are appended.
    now: u64,
    dropped: BTreeSet<u64>,
}

impl Model {
    fn new(n: u8) -> Model {
        let state = LogState::empty(Incarnation([n; 8]));
        let (entries, dropped) = (Vec::new(), BTreeSet::new());
        Model { workspace: WorkspaceId([n; 32]), state, entries, now: 0, dropped }
    }

    fn append(&mut self, batch: &mut Batch, index: EntryIndex, bytes: Vec<u8>) {
        self.state.seq += 1;
        self.state.bytes += bytes.len() as u64;
        self.state.chain = self.state.chain.next(&entry_id(&bytes));
        self.entries.push((index, bytes.clone()));
        let (workspace, seq, chain) = (self.workspace, self.state.seq, self.state.chain);
        batch.entries.push(NewEntry { workspace, seq, chain, index, bytes: bytes.into() });
        batch.states.retain(|(id, _)| *id != workspace);
        batch.states.push((workspace, self.state));
    }

    fn append_random(&mut self, batch: &mut Batch, rng: &mut ChaCha20Rng) {
        let doc = DocId([below(rng, 4) as u8; 16]);
        let seq = self.state.seq + 1;
        let index = match below(rng, 10) {
            0 => EntryIndex::Membership,
            1 | 2 if seq > 1 => EntryIndex::Base(doc, Base { covers: 1 + below(rng, seq - 1), at: self.now }),
            _ => EntryIndex::Document(doc),
        };
        let mut bytes = vec![0; 1 + below(rng, 200) as usize];
        rng.fill_bytes(&mut bytes);
        self.append(batch, index, bytes);
    }

    fn doc(&self, seq: u64) -> Option<DocId> {
        match self.entries[seq as usize - 1].0 {
            EntryIndex::Membership => None,
            EntryIndex::Document(doc) | EntryIndex::Base(doc, _) => Some(doc),
        }
    }

    /// What a device has of the documents that got these entries: of each the places whose content it
    /// holds, by an entry or by what stands for it.
    fn content(&self, entries: &[StoredEntry]) -> BTreeSet<(DocId, u64)> {
        let mut content = BTreeSet::new();
        for entry in entries {
            let Some(doc) = self.doc(entry.seq) else { continue };
            content.insert((doc, entry.seq));
            if let EntryIndex::Base(_, base) = self.entries[entry.seq as usize - 1].0 {
                let of_doc = (1..=base.covers).filter(|seq| self.doc(*seq) == Some(doc));
                content.extend(of_doc.map(|seq| (doc, seq)));
            }
        }
        content
    }

    /// The rule: what a base of the same document covers that is old enough.
    fn covered(&self, before: u64) -> BTreeSet<u64> {
        let mut covered = BTreeSet::new();
        for (index, _) in &self.entries {
            if let EntryIndex::Base(doc, base) = index
                && base.at <= before
            {
                covered.extend((1..=base.covers).filter(|seq| self.doc(*seq) == Some(*doc)));
            }
        }
        covered
    }

    /// Drops what can be, in small portions, as the relay does.
    fn trim(&mut self, log: &RedbLog, before: u64, rng: &mut ChaCha20Rng) {
        let mut place = DocumentPlace::START;
        loop {
            let (most, room) = (1 + below(rng, 5) as usize, below(rng, 1000));
            let covered = log.read_covered(&self.workspace, place, before, most, room).unwrap();
            let Some(last) = covered.last() else { return };
            assert!(covered.len() <= most);
            let bytes: u64 = covered.iter().map(|entry| entry.bytes).sum();
            assert!(covered.len() == 1 || bytes <= room);
            place = DocumentPlace { doc: last.doc, seq: last.seq };
            self.state.bytes -= bytes;
            for entry in &covered {
                assert!(self.dropped.insert(entry.seq), "twice");
                self.state.floor = self.state.floor.max(entry.seq + 1);
            }
            let dropped = covered.into_iter().map(|entry| (self.workspace, entry)).collect();
            let states = vec![(self.workspace, self.state)];
            log.commit(&Batch { dropped, states, ..Batch::default() }).unwrap();
        }
    }

    fn stored(&self, seq: u64) -> StoredEntry {
        StoredEntry { seq, bytes: self.entries[seq as usize - 1].1.clone().into() }
    }

    /// Everything that must hold of a log of which something was dropped.
    fn check_trimmed(&self, log: &RedbLog) {
        let (id, head) = (&self.workspace, self.state.seq);
        let fresh = read_all(log, self, head, 500);
        assert_eq!(fresh, self.fresh(head));
        let all: Vec<StoredEntry> = (1..=head).map(|seq| self.stored(seq)).collect();
        assert_eq!(self.content(&fresh), self.content(&all), "a fresh device has every change");

        let members = all.iter().filter(|entry| self.doc(entry.seq).is_none()).cloned();
        assert_eq!(log.read_membership(id, 0, usize::MAX).unwrap(), members.collect::<Vec<_>>());
        let mut chain = ChainHash::START;
        for entry in &all {
            chain = chain.next(&entry_id(&entry.bytes));
            assert_eq!(log.chain_at(id, entry.seq).unwrap(), Some(chain));
            let read = log.read(id, entry.seq - 1, 0);
            if self.dropped.contains(&entry.seq) {
                assert!(entry.seq < self.state.floor);
                assert!(matches!(read, Err(LogError::Dropped)), "{} is dropped", entry.seq);
            } else {
                assert_eq!(read.unwrap(), std::slice::from_ref(entry));
            }
        }
        let whole = log.read(id, self.state.floor - 1, usize::MAX).unwrap();
        assert_eq!(whole, all[self.state.floor as usize - 1..], "from the floor on the log is whole");
        let kept = all.iter().filter(|entry| !self.dropped.contains(&entry.seq));
        assert_eq!(self.state.bytes, kept.map(|entry| entry.bytes.len() as u64).sum::<u64>());
        assert_eq!(log.state(id).unwrap(), Some(self.state));
        self.check_index(log);
    }

    /// What was dropped has left no row behind, and what was not has one.
    fn check_index(&self, log: &RedbLog) {
        let opened = log.opened.read().unwrap();
        let transaction = opened.database().unwrap().begin_read().unwrap();
        let tables = Documents::of(&transaction, &self.workspace).unwrap();
        let mut found = BTreeSet::new();
        for item in tables.documents.range((self.workspace.0, [0; 16], 0)..).unwrap() {
            let (workspace, doc, seq) = item.unwrap().0.value();
            found.extend((workspace == self.workspace.0).then_some((DocId(doc), seq)));
        }
        let kept = (1..=self.state.seq).filter(|seq| !self.dropped.contains(seq));
        let documents = kept.clone().filter_map(|seq| self.doc(seq).map(|doc| (doc, seq)));
        assert_eq!(found, documents.collect());
        let mut found = BTreeSet::new();
        for item in tables.bases.range((self.workspace.0, [0; 16], 0, 0)..).unwrap() {
            let (workspace, _, _, seq) = item.unwrap().0.value();
            found.extend((workspace == self.workspace.0).then_some(seq));
        }
        let bases = kept.filter(|seq| matches!(self.entries[*seq as usize - 1].0, EntryIndex::Base(..)));
        assert_eq!(found, bases.collect());
    }

    /// The rule: of each document everything after what its base covers, as of `upto`.
    fn fresh(&self, upto: u64) -> Vec<StoredEntry> {
        let mut documents: BTreeMap<DocId, (u64, Vec<StoredEntry>)> = BTreeMap::new();
        for (seq, (index, bytes)) in (1..=upto).zip(&self.entries) {
            let (doc, covers) = match index {
                EntryIndex::Membership => continue,
                EntryIndex::Document(doc) => (*doc, 0),
                EntryIndex::Base(doc, base) => (*doc, base.covers),
            };
            let (covered, entries) = documents.entry(doc).or_default();
            *covered = covers.max(*covered);
            entries.push(StoredEntry { seq, bytes: bytes.clone().into() });
        }
        let served = |(covered, entries): (u64, Vec<StoredEntry>)| {
            entries.into_iter().filter(move |entry| entry.seq > covered)
        };
        documents.into_values().flat_map(served).collect()
    }
}

fn read_all(log: &RedbLog, model: &Model, upto: u64, max_bytes: usize) -> Vec<StoredEntry> {
    let (mut all, mut place) = (Vec::new(), DocumentPlace::START);
    loop {
        let (portion, through) = log.read_documents(&model.workspace, place, upto, max_bytes).unwrap();
        let bytes: usize = portion.iter().map(|entry| entry.bytes.len()).sum();
        assert!(portion.len() <= 1 || bytes <= max_bytes);
        if portion.is_empty() {
            return all;
        }
        all.extend(portion);
        place = through;
    }
}

#[test]
fn what_a_fresh_device_gets_is_what_the_rule_says_at_every_head() {
    for seed in 0..12 {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let dir = tempfile::tempdir().unwrap();
        let mut models = [Model::new(1), Model::new(2), Model::new(0xff)];
        let log = RedbLog::open(dir.path(), CACHE).unwrap();
        for _ in 0..6 {
            let mut batch = Batch::default();
            for _ in 0..below(&mut rng, 40) {
                let which = below(&mut rng, 3) as usize;
                models[which].append_random(&mut batch, &mut rng);
            }
            log.commit(&batch).unwrap();
        }
        drop(log);
        let log = RedbLog::open(dir.path(), CACHE).unwrap();
        for model in &models {
            for upto in 0..=model.state.seq {
                for max_bytes in [0, 300, usize::MAX] {
                    let found = read_all(&log, model, upto, max_bytes);
                    assert_eq!(found, model.fresh(upto), "seed {seed}, up to {upto}, {max_bytes} bytes");
                }
            }
        }
    }
}

#[test]
fn what_a_base_covers_is_not_read() {
    let dir = tempfile::tempdir().unwrap();
    let log = RedbLog::open(dir.path(), CACHE).unwrap();
    let (mut model, mut batch) = (Model::new(1), Batch::default());
    let doc = DocId([5; 16]);
    for _ in 0..100 {
        model.append(&mut batch, EntryIndex::Document(doc), vec![1; 50]);
    }
    model.append(&mut batch, EntryIndex::Base(doc, Base { covers: 99, at: 0 }), vec![2; 50]);
    model.append(&mut batch, EntryIndex::Document(doc), vec![3; 50]);
    log.commit(&batch).unwrap();
    // Whoever looked at one of these would find the log damaged.
    let damaged = (1..100).map(|seq| (seq, vec![0; 3]));
    {
        let opened = log.opened.read().unwrap();
        let transaction = opened.database().unwrap().begin_write().unwrap();
        let mut entries = transaction.open_table(ENTRIES).unwrap();
        for (seq, bytes) in damaged {
            entries.insert((model.workspace.0, seq), bytes.as_slice()).unwrap();
        }
        drop(entries);
        transaction.commit().unwrap();
    }
    assert!(matches!(log.read(&model.workspace, 0, CACHE), Err(LogError::Damaged(_))));
    let seqs: Vec<u64> = read_all(&log, &model, 102, CACHE).iter().map(|entry| entry.seq).collect();
    assert_eq!(seqs, [100, 101, 102]);
    assert_eq!(log.chain_at(&model.workspace, 102).unwrap(), Some(model.state.chain));
    assert_ne!(model.state.chain, ChainHash::START);
}

#[test]
fn what_is_dropped_is_covered_by_an_old_enough_base_and_nobody_misses_it() {
    let mut dropped = 0;
    for seed in 0..12 {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        println!("seed {seed}");
        let dir = tempfile::tempdir().unwrap();
        let mut log = RedbLog::open(dir.path(), CACHE).unwrap();
        // The second one is there to be left alone.
        let (mut model, mut other) = (Model::new(1), Model::new(2));
        for _ in 0..8 {
            let mut batch = Batch::default();
            for _ in 0..1 + below(&mut rng, 20) {
                model.append_random(&mut batch, &mut rng);
                other.append_random(&mut batch, &mut rng);
            }
            log.commit(&batch).unwrap();
            model.now += below(&mut rng, 10);
            let before = model.now.saturating_sub(below(&mut rng, 20));
            let mut expected = model.covered(before);
            expected.extend(&model.dropped);
            model.trim(&log, before, &mut rng);
            assert_eq!(model.dropped, expected);
            if below(&mut rng, 3) == 0 {
                drop(log);
                log = RedbLog::open(dir.path(), CACHE).unwrap();
            }
            model.check_trimmed(&log);
        }
        other.check_trimmed(&log);
        dropped += model.dropped.len();
    }
    assert!(dropped > 200, "only {dropped} of all seeds were dropped");
}
