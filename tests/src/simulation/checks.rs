//! What must hold when everything has come to rest.

use std::collections::BTreeSet;

use samskriv_shared::{documents::Actor, ids::DocId, protocol::EntryKind, seal::open_entry, sync::Phase};

use super::{
    Fault,
    computer::Computer,
    disk::{Hash, changes_in, name_of},
    paper::{Paper, Plain},
    view::View,
    world::World,
};

impl World {
    /// Whether nothing is left to be done anywhere.
    pub(super) fn rests(&self) -> bool {
        self.relay_up
            && self.relay.uncommitted() == 0
            && self.network.at_rest()
            && self.computers.iter().all(|computer| self.computer_rests(computer))
    }

    fn computer_rests(&self, computer: &Computer) -> bool {
        let Some(process) = &computer.process else { return false };
        let Some(engine) = &process.engine else { return false };
        let idle = process.store_jobs.is_empty()
            && process.journal_jobs.is_empty()
            && process.unsaved == 0
            && process.sharing == 0
            && computer.disk.is_flushed();
        let received = engine.status().cursor == Some(self.relay.head());
        idle && received && engine.settled()
    }

    /// Who is not at rest, for a failure.
    pub(super) fn unrest(&self) -> String {
        let restless =
            self.computers.iter().enumerate().filter(|(_, computer)| !self.computer_rests(computer));
        self.standing(restless)
    }

    fn standing<'a>(&self, computers: impl Iterator<Item = (usize, &'a Computer)>) -> String {
        let mut text = format!("relay up {}, head {}", self.relay_up, self.relay.head().seq);
        for (at, computer) in computers {
            let status = computer.engine().map(|engine| engine.status());
            text += &format!("; {} (joined {}): {status:?}", World::name(at), computer.joined);
        }
        text
    }

    /// The checks of the end.
    pub(super) fn check_end(&mut self) {
        let result = self.check_clients().and_then(|()| self.check_documents());
        if let Err(what) = result {
            let standing = self.standing(self.computers.iter().enumerate());
            self.note(|| standing);
            self.fail(what);
        }
        self.count_repeated();
    }

    fn check_clients(&self) -> Result<(), String> {
        for (at, computer) in self.computers.iter().enumerate() {
            let name = World::name(at);
            let process = computer.process.as_ref().ok_or("somebody does not run")?;
            let engine = process.engine.as_ref().ok_or("somebody is no member")?;
            let status = engine.status();
            if status.set_aside != 0 || status.unsent != 0 || status.phase != Phase::Live {
                return Err(format!("{name} is not content: {status:?}"));
            }
            if !status.lacking.is_empty() {
                return Err(format!("{name} found checkpoints wanting: {:?}", status.lacking));
            }
            if !status.told_otherwise.is_empty() && !self.rolled_back {
                return Err(format!("{name} was told another story than {:?}", status.told_otherwise));
            }
            if !computer.disk.store.parked.is_empty() {
                return Err(format!("{name} has parked entries"));
            }
            let untrimmed = computer.disk.journal.keys().find(|doc| engine.is_shared(doc));
            if let Some(doc) = untrimmed {
                return Err(format!("{name}'s journal still has changes of {doc:?}"));
            }
        }
        Ok(())
    }

    fn check_documents(&mut self) -> Result<(), String> {
        for doc in self.oracle.documents.clone() {
            let holders: Vec<usize> = (0..self.computers.len())
                .filter(|at| self.computers[*at].disk.store.documents.contains_key(&doc))
                .collect();
            let shared = holders.iter().any(|at| self.is_shared(*at, &doc));
            let owed = self.oracle.owed(&doc);
            if shared && holders.len() < self.computers.len() {
                return Err(format!("{doc:?} is shared, but only {holders:?} have it"));
            }
            if holders.is_empty() && !owed.is_empty() {
                return Err(format!("{doc:?} was saved and is nowhere"));
            }
            self.check_document(&doc, &holders, &owed)?;
        }
        Ok(())
    }

    fn is_shared(&self, at: usize, doc: &DocId) -> bool {
        self.computers[at].engine().is_some_and(|engine| engine.is_shared(doc))
    }

    /// One document, the same at all who have it, on their disks and before their eyes.
    fn check_document(&mut self, doc: &DocId, holders: &[usize], owed: &[Hash]) -> Result<(), String> {
        let Some(one) = holders.first() else { return Ok(()) };
        let changes = self.stored_changes(*one, doc);
        if let Some(lost) = owed.iter().find(|hash| !changes.contains(*hash)) {
            return Err(format!("{doc:?} lacks {}, which was reported saved or sent", name_of(lost)));
        }
        let mut same = Vec::new();
        for at in holders {
            let name = World::name(*at);
            let theirs = self.stored_changes(*at, doc);
            let apart: Vec<&Hash> = theirs.symmetric_difference(&changes).collect();
            let orphaned = |hash: &&Hash| theirs.contains(*hash) && self.oracle.orphaned().contains(*hash);
            if apart.is_empty() {
                same.push(*at);
            } else if self.computers[*at].writes() || !apart.iter().all(orphaned) {
                let apart: String = apart.into_iter().map(name_of).collect();
                return Err(format!("{name}'s {doc:?} is not {}'s: apart are{apart}", World::name(*one)));
            }
        }
        // The same changes make the same document, so one of the others is read for all.
        let other = self.dice.pick(&same);
        let (heads, plain) = self.read_stored(*one, doc)?;
        let (other_heads, other_plain) = self.read_stored(other, doc)?;
        if other_plain != plain || other_heads != heads {
            let names = [*one, other].map(World::name);
            return Err(format!("{names:?} read {doc:?} differently: {plain:?} and {other_plain:?}"));
        }
        for at in &same {
            let name = World::name(*at);
            let process = self.computers[*at].process.as_mut();
            let view = process.and_then(|process| process.views.get_mut(doc));
            if let Some(View::Open(view)) = view
                && heads_of(&mut view.paper) != heads
            {
                return Err(format!("{name} looks at another {doc:?} than is stored"));
            }
        }
        Ok(())
    }

    fn stored_changes(&mut self, at: usize, doc: &DocId) -> BTreeSet<Hash> {
        self.contents.of(&self.computers[at].disk.store.documents[doc])
    }

    fn read_stored(&mut self, at: usize, doc: &DocId) -> Result<(Vec<Hash>, Plain), String> {
        let name = World::name(at);
        let bytes = &self.computers[at].disk.store.documents[doc];
        let mut paper = Paper::load(bytes, Actor([0; 16])).map_err(|error| format!("{name}: {error}"))?;
        match paper.document().refused() {
            0 => Ok((heads_of(&mut paper), paper.read())),
            refused => Err(format!("{name} refused {refused} changes of {doc:?}")),
        }
    }

    /// How many changes stand in the log more than once.
    fn count_repeated(&mut self) {
        let Some(keys) = self.computers[0].engine().map(|engine| engine.keys().clone()) else { return };
        let mut seen: BTreeSet<Hash> = BTreeSet::new();
        let mut again = 0;
        for stored in self.relay.log().iter().filter(|stored| stored.entry.kind == EntryKind::Change) {
            let key = &keys[&stored.entry.epoch];
            let plain = open_entry(&self.workspace, &stored.entry, key).unwrap_or_default();
            again += changes_in(&plain).iter().filter(|(hash, _)| !seen.insert(*hash)).count();
        }
        (0..again).for_each(|_| self.count(Fault::DuplicateAppend));
    }
}

fn heads_of(paper: &mut Paper) -> Vec<Hash> {
    paper.document().heads().iter().map(|head| head.0).collect()
}
