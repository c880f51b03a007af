//! A client's appends: looked at before they leave, and held against the relay's disk once they are
//! acknowledged.

use samskriv_shared::{
    protocol::{ClientFrame, Entry, EntryKind, entry_id},
    seal::{Content, open_entry, seal_entry},
};

use super::{
    Mutant,
    computer::Appended,
    disk::{Hash, changes_in},
    disks::JournalJob,
    network::{End, Frame},
    world::World,
};

impl World {
    pub(super) fn send(&mut self, at: usize, frame: ClientFrame) {
        let frame = match frame {
            ClientFrame::Append { reference, entry } => {
                ClientFrame::Append { reference, entry: self.appending(at, reference, entry) }
            }
            other => other,
        };
        let line = self.computers[at].process.as_ref().and_then(|process| process.line);
        if let Some(line) = line {
            self.put_on_line(line, End::Relay, Frame::Up(frame));
        }
    }

    /// Looks at an entry before it leaves: no draft may, and some mutants have their hands here.
    fn appending(&mut self, at: usize, reference: u64, bytes: Vec<u8>) -> Vec<u8> {
        let entry = Entry::from_bytes(&bytes).expect("the engine encodes whole entries");
        let Some(doc) = entry.doc else { return bytes };
        self.note(|| format!("{} appends {:?} of {doc:?}", World::name(at), entry.kind));
        if !self.oracle.may_leave.contains(&doc) {
            self.fail(format!("{} sends the draft {doc:?}", World::name(at)));
        }
        let computer = &mut self.computers[at];
        let process = computer.process.as_mut().expect("it sends");
        let key = process.engine.as_ref().expect("it sends").keys()[&entry.epoch].clone();
        let workspace = self.workspace;
        let plain = || open_entry(&workspace, &entry, &key).expect("our own seal");
        let is_change = entry.kind == EntryKind::Change;
        if is_change {
            let appended = Appended { id: entry_id(&bytes), hashes: hashes_in(&plain()) };
            process.appended.insert(reference, appended);
        }
        match self.options.mutant {
            Some(Mutant::OutboxDroppedOnSend) => {
                let journal = computer.disk.journal.get(&doc);
                let sent =
                    if is_change { hashes_in(&plain()) } else { journal.map_or(vec![], |it| hashes_in(it)) };
                self.journal_job(at, JournalJob::Trim { doc, hashes: sent.into_iter().collect() });
                bytes
            }
            Some(Mutant::CoversTooHigh) if entry.kind == EntryKind::Checkpoint => {
                let covers = entry.covers.map(|_| self.relay.head());
                let (plain, device) = (plain(), computer.device.clone());
                let content = Content::Document { plain: &plain, covers };
                let rng = self.dice.rng();
                let again = seal_entry(&workspace, doc, content, entry.epoch, &key, &device, rng);
                again.expect("it seals").to_bytes()
            }
            _ => bytes,
        }
    }

    /// The user is told that this is at the relay: it must be, durably, unless a disk was lost since.
    pub(super) fn acknowledged(&mut self, at: usize, reference: u64, seq: u64) {
        let losses = self.losses();
        let Some(process) = self.computers[at].process.as_mut() else { return };
        let Some(Appended { id, hashes }) = process.appended.remove(&reference) else { return };
        self.oracle.promised(hashes);
        if process.losses == losses && !self.relay.keeps(seq, &id) {
            self.fail(format!(
                "{} is told that {seq} is at the relay, whose disk has no such entry",
                World::name(at)
            ));
        }
    }
}

fn hashes_in(changes: &[u8]) -> Vec<Hash> {
    changes_in(changes).into_iter().map(|(hash, _)| hash).collect()
}
