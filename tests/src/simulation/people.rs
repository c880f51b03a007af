//! What users do: write, open and close documents, make drafts, share them.

use samskriv_shared::{
    documents::{ActionListDocument, Actor, DirectoryDocument, MinutesDocument},
    ids::DocId,
    membership::Role,
    sync::Engine,
};

use super::{
    Fault,
    disk::names_of,
    disks::StoreJob,
    paper::Paper,
    view::{OpenView, View},
    world::{Event, World},
};

/// Drafts in a run at most.
const DRAFTS: usize = 5;

impl World {
    /// The founder's documents.
    pub(super) fn found(&mut self) {
        self.oracle.may_leave = self.always_shared();
        self.start(0);
        let directory = DirectoryDocument::create(self.actor(0), "Ett nätverk");
        let actions = ActionListDocument::create(self.actor(0));
        for (doc, mut paper) in [
            (DocId::directory(&self.workspace), Paper::Directory(directory)),
            (DocId::action_list(&self.workspace), Paper::Actions(actions)),
        ] {
            let changes = paper.document().commit(1).expect("it was created");
            self.change(0, doc, changes);
        }
        // What the founder has made is on the disk before anything can go wrong.
        let life = self.computers[0].life;
        self.journal_turn(0, life);
        self.store_turn(0, life);
        self.computers[0].disk.flush();
    }

    fn actor(&mut self, at: usize) -> Actor {
        Actor::new(&self.computers[at].device.id(), self.dice.bytes())
    }

    /// Somebody at their computer does something, and again after a while.
    pub(super) fn act(&mut self, at: usize) {
        if self.calm {
            return;
        }
        self.after(500, 12_000, Event::Act { computer: at });
        let Some(process) = self.computers[at].process.as_ref() else { return };
        let role = process.engine.as_ref().and_then(Engine::role);
        let open: Vec<DocId> = process.views.keys().copied().collect();
        let closed: Vec<DocId> =
            process.documents.iter().filter(|doc| !process.views.contains_key(doc)).copied().collect();
        let Some(role) = role else { return };
        let choice = self.dice.below(100);
        if !closed.is_empty() && (open.len() < 2 || choice < 8) {
            let doc = self.dice.pick(&closed);
            self.open(at, doc);
        } else if !role.writes() || open.is_empty() {
        } else if choice < 12 {
            let doc = self.dice.pick(&open);
            self.close(at, doc);
        } else if choice < 24 && self.drafts() < DRAFTS {
            self.new_draft(at);
        } else if choice < 45 && !self.computers[at].drafts.is_empty() {
            let drafts = self.computers[at].drafts.clone();
            let doc = self.dice.pick(&drafts);
            self.share(at, doc);
        } else {
            let always = self.always_shared();
            let minutes: Vec<DocId> = open.iter().filter(|doc| !always.contains(doc)).copied().collect();
            let prefers = !minutes.is_empty() && self.dice.percent(50);
            let doc = self.dice.pick(if prefers { &minutes } else { &open });
            let times = self.dice.between(1, 4);
            (0..times).for_each(|_| self.edit(at, doc));
        }
    }

    fn drafts(&self) -> usize {
        self.oracle.documents.len().saturating_sub(2)
    }

    fn open(&mut self, at: usize, doc: DocId) {
        if let Some(process) = self.computers[at].process.as_mut() {
            process.views.entry(doc).or_insert(View::Opening(Vec::new()));
            self.store_job(at, StoreJob::Open(doc));
        }
    }

    fn close(&mut self, at: usize, doc: DocId) {
        let Some(process) = self.computers[at].process.as_mut() else { return };
        if matches!(process.views.get(&doc), Some(View::Open(_))) {
            process.views.remove(&doc);
        }
    }

    fn new_draft(&mut self, at: usize) {
        let doc = DocId(self.dice.bytes());
        let mut minutes = MinutesDocument::create(self.actor(at));
        let changes = minutes.document.commit(1).expect("it was created");
        self.note(|| format!("{} drafts {doc:?}", World::name(at)));
        self.computers[at].drafts.push(doc);
        let Some(process) = self.computers[at].process.as_mut() else { return };
        process.views.insert(doc, View::Open(Box::new(OpenView::new(Paper::Minutes(minutes)))));
        self.change(at, doc, changes);
    }

    /// Writes in whatever is open, if anything is and they may.
    pub(super) fn type_something(&mut self, at: usize) {
        let Some(process) = self.computers[at].process.as_ref() else { return };
        let role = process.engine.as_ref().and_then(Engine::role);
        let open: Vec<DocId> = process.views.keys().copied().collect();
        if role.is_some_and(Role::writes) && !open.is_empty() {
            let doc = self.dice.pick(&open);
            self.edit(at, doc);
        }
    }

    /// Makes an edit in an open document.
    fn edit(&mut self, at: usize, doc: DocId) {
        let computer = &mut self.computers[at];
        let Some(process) = computer.process.as_mut() else { return };
        let Some(View::Open(view)) = process.views.get_mut(&doc) else { return };
        view.paper.edit(&computer.device.id(), &mut self.dice);
        self.commit(at, doc);
    }

    /// Sends off what was done in an open document.
    fn commit(&mut self, at: usize, doc: DocId) {
        let Some(process) = self.computers[at].process.as_mut() else { return };
        let Some(View::Open(view)) = process.views.get_mut(&doc) else { return };
        let kind = view.paper.kind();
        if let Some(changes) = view.commit(self.options.mutant) {
            self.totals.edits[kind] += 1;
            self.note(|| format!("{} edits {doc:?}{}", World::name(at), names_of(&changes)));
            self.change(at, doc, changes);
        }
    }

    /// Sets a draft's state, notes it in the directory, and lets it leave the device. Both must be open.
    fn share(&mut self, at: usize, doc: DocId) {
        let directory = DocId::directory(&self.workspace);
        for needed in [doc, directory] {
            let Some(process) = self.computers[at].process.as_mut() else { return };
            match process.views.get_mut(&needed) {
                Some(View::Open(_)) => {}
                Some(View::Opening(_)) => return,
                None if process.documents.contains(&needed) => return self.open(at, needed),
                // A draft that a crash took before it was saved.
                None => return self.computers[at].drafts.retain(|draft| *draft != needed),
            }
        }
        self.oracle.may_leave.insert(doc);
        self.on_paper(at, doc, Paper::set_shared);
        self.commit(at, doc);
        self.on_paper(at, directory, |paper| paper.add_document(doc));
        self.commit(at, directory);
        let Some(process) = self.computers[at].process.as_mut() else { return };
        if process.engine.as_ref().is_some_and(|engine| engine.is_shared(&doc)) {
            return;
        }
        process.sharing += 1;
        self.store_job(at, StoreJob::Share(doc));
        self.computers[at].drafts.retain(|draft| *draft != doc);
        self.count(Fault::Shared);
    }

    fn on_paper(&mut self, at: usize, doc: DocId, act: impl FnOnce(&mut Paper)) {
        let Some(process) = self.computers[at].process.as_mut() else { return };
        if let Some(View::Open(view)) = process.views.get_mut(&doc) {
            act(&mut view.paper);
        }
    }
}
