//! The two threads that touch a computer's disk: the store's, which does its jobs in their order and
//! flushes when somebody waits for it, and the journal's.

use std::collections::BTreeSet;

use samskriv_shared::{
    documents::{self, Actor},
    ids::DocId,
    sync::{Batch, Progress, RelayHolds},
};

use super::{
    Fault, Mutant,
    disk::{Hash, Identity, changes_in},
    paper::Paper,
    world::{Event, Mortal, Place, Told, World},
};

/// What nobody waits for is flushed after this, in milliseconds.
const LAZY: u64 = 2_000;

/// A job of the store's thread.
pub(super) enum StoreJob {
    /// Put it in; with a number, flush and tell.
    Write { batch: Batch, done: Option<u64> },
    /// Replace the identity.
    File(Box<Identity>),
    /// Replace what is known of the others.
    Progress(Progress),
    /// When all before is durable, let these changes go from the journal.
    Flush { trim: (DocId, Vec<Hash>) },
    /// The whole document, to be shared.
    Share(DocId),
    /// The whole document, for a checkpoint.
    Whole { doc: DocId, request: u64 },
    /// What somebody's checkpoint lacks of it.
    Examine { doc: DocId, request: u64, checkpoint: Vec<u8> },
    /// What a relay that lost something lacks of it.
    Compare(DocId, RelayHolds),
    /// The document, to be looked at.
    Open(DocId),
}

/// A job of the journal's thread.
pub(super) enum JournalJob {
    Append {
        doc: DocId,
        changes: Vec<u8>,
    },
    Trim {
        doc: DocId,
        hashes: BTreeSet<Hash>,
    },
    /// Hand it to the store's thread once all before is on the disk: the store must never have a change of
    /// this device's own that the journal lacks, since then nobody would send it.
    Store(StoreJob),
}

/// Who waits for a flush.
enum Waits {
    Stored(u64),
    Trim(DocId, Vec<Hash>),
}

impl World {
    pub(super) fn store_job(&mut self, at: usize, job: StoreJob) {
        if self.options.mutant == Some(Mutant::StoreBeforeJournal) {
            return self.hand_to_store(at, job);
        }
        self.journal_job(at, JournalJob::Store(job));
    }

    fn hand_to_store(&mut self, at: usize, job: StoreJob) {
        let life = self.computers[at].life;
        let Some(process) = self.computers[at].process.as_mut() else { return };
        process.store_jobs.push_back(job);
        if !std::mem::replace(&mut process.store_busy, true) {
            let wait = self.disk_time();
            self.after(1, wait, Event::StoreTurn { computer: at, life });
        }
    }

    pub(super) fn journal_job(&mut self, at: usize, job: JournalJob) {
        let life = self.computers[at].life;
        let Some(process) = self.computers[at].process.as_mut() else { return };
        process.journal_jobs.push_back(job);
        if !std::mem::replace(&mut process.journal_busy, true) {
            let wait = self.disk_time();
            self.after(1, wait, Event::JournalTurn { computer: at, life });
        }
    }

    /// How long a disk may take, in milliseconds.
    fn disk_time(&mut self) -> u64 {
        if self.calm || !self.dice.percent(2) {
            return 60;
        }
        self.count(Fault::SlowDisk);
        4_000
    }

    fn tell(&mut self, at: usize, what: Told) {
        let (now, wait) = (self.now, self.dice.between(0, 5));
        let life = self.computers[at].life;
        let Some(process) = self.computers[at].process.as_mut() else { return };
        process.last_told = process.last_told.max(now + wait);
        let time = process.last_told;
        self.at(time, Event::Told { computer: at, life, what });
    }

    pub(super) fn store_turn(&mut self, at: usize, life: u64) {
        let Some(process) = self.process(at, life) else { return };
        process.store_busy = false;
        let jobs = std::mem::take(&mut process.store_jobs);
        let mut waiting = Vec::new();
        for job in jobs {
            waiting.extend(self.run_store_job(at, job));
            if !self.computers[at].disk.is_flushed() && self.dies(Mortal::Computer(at), Place::Store) {
                return;
            }
        }
        if waiting.is_empty() {
            if !self.computers[at].disk.is_flushed() {
                self.after(LAZY, LAZY, Event::LazyFlush { computer: at, life });
            }
            return;
        }
        self.computers[at].disk.flush();
        for waits in waiting {
            if self.dies(Mortal::Computer(at), Place::Store) {
                return;
            }
            match waits {
                Waits::Stored(number) => self.tell(at, Told::Stored(number)),
                Waits::Trim(doc, hashes) => {
                    self.journal_job(at, JournalJob::Trim { doc, hashes: hashes.into_iter().collect() });
                }
            }
        }
    }

    fn run_store_job(&mut self, at: usize, job: StoreJob) -> Option<Waits> {
        match job {
            StoreJob::Write { batch, done } => {
                self.write(at, batch);
                return done.map(Waits::Stored);
            }
            StoreJob::Flush { trim: (doc, hashes) } => return Some(Waits::Trim(doc, hashes)),
            StoreJob::File(identity) => self.computers[at].disk.identity = Some(*identity),
            StoreJob::Progress(progress) => self.computers[at].disk.progress = progress,
            StoreJob::Open(doc) => {
                let bytes = self.computers[at].disk.read(&doc);
                self.tell(at, Told::Opened { doc, bytes });
            }
            StoreJob::Examine { doc, request, checkpoint } => {
                let stored = self.computers[at].disk.read(&doc).unwrap_or_default();
                let missing = documents::lacking(&stored, &checkpoint).unwrap_or_default();
                self.tell(at, Told::Examined { request, missing });
            }
            StoreJob::Compare(doc, holds) => {
                let stored = self.computers[at].disk.read(&doc);
                let lacking = stored.and_then(|bytes| self.lacking(&bytes, &holds));
                self.tell(at, Told::Compared { doc, lacking });
            }
            StoreJob::Share(doc) => {
                let document = self.whole(at, &doc);
                self.tell(at, Told::ReadyToShare { doc, document });
            }
            StoreJob::Whole { doc, request } => {
                let document = self.whole(at, &doc);
                self.tell(at, Told::Whole { doc, request, document });
            }
        }
        None
    }

    fn write(&mut self, at: usize, batch: Batch) {
        if let Some(cursor) = batch.cursor {
            self.note(|| format!("{} writes its cursor at {}", World::name(at), cursor.seq));
        }
        let disk = &mut self.computers[at].disk;
        let moves_back = match (disk.newest_cursor(), batch.cursor) {
            (Some(old), Some(new)) => {
                old.incarnation == new.incarnation && new.seq < old.seq && !self.relay.has_lost(&old)
            }
            _ => false,
        };
        if self.options.mutant == Some(Mutant::CursorBeforeBytes) && batch.cursor.is_some() {
            disk.write(Batch { cursor: batch.cursor, members: batch.members, ..Batch::default() });
            disk.write(Batch { cursor: None, ..batch });
        } else {
            disk.write(batch);
        }
        if moves_back {
            self.fail(format!("{}'s cursor moves back", World::name(at)));
        }
    }

    /// A document with all that was written, saved whole.
    fn whole(&self, at: usize, doc: &DocId) -> Option<Vec<u8>> {
        let stored = self.computers[at].disk.read(doc)?;
        Some(Paper::load(&stored, Actor([0; 16])).ok()?.document().save())
    }

    /// The whole document, saved, if the relay lacks a change of it.
    fn lacking(&mut self, stored: &[u8], holds: &RelayHolds) -> Option<Vec<u8>> {
        let mut there: BTreeSet<Hash> = holds.changes.clone();
        for document in &holds.documents {
            there.extend(self.contents.of(document));
        }
        if self.contents.of(stored).is_subset(&there) {
            return None;
        }
        // One whose beginning is still to come cannot be read yet.
        let mut paper = Paper::load(stored, Actor([0; 16])).ok()?;
        let all_there = paper.document().change_hashes().iter().all(|hash| there.contains(hash));
        (!all_there).then(|| paper.document().save())
    }

    pub(super) fn lazy_flush(&mut self, at: usize, life: u64) {
        if self.process(at, life).is_some() {
            self.computers[at].disk.flush();
        }
    }

    pub(super) fn journal_turn(&mut self, at: usize, life: u64) {
        let Some(process) = self.process(at, life) else { return };
        process.journal_busy = false;
        let jobs = std::mem::take(&mut process.journal_jobs);
        let (mut saved, mut trims, mut store) = (Vec::new(), Vec::new(), Vec::new());
        for job in jobs {
            match job {
                JournalJob::Append { doc, changes } => {
                    saved.push(changes_in(&changes).into_iter().map(|(hash, _)| hash).collect());
                    self.computers[at].disk.journal_append(doc, changes);
                    if self.dies(Mortal::Computer(at), Place::Journal) {
                        return;
                    }
                }
                JournalJob::Trim { doc, hashes } => trims.push((doc, hashes)),
                JournalJob::Store(job) => store.push(job),
            }
        }
        self.computers[at].disk.journal_sync();
        for hashes in saved {
            self.tell(at, Told::Journaled(hashes));
        }
        for job in store {
            self.hand_to_store(at, job);
        }
        for (doc, hashes) in trims {
            if self.dies(Mortal::Computer(at), Place::Journal) {
                return;
            }
            self.computers[at].disk.journal_trim(&doc, &hashes);
        }
    }
}
