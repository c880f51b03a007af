//! Sending the outbox: entries under way, their acknowledgements and refusals.

use rand_core::CryptoRng;

use super::{
    Output, Problem,
    checkpoints::{Checkpoint, Purpose},
    engine::{Engine, Link},
};
use crate::{
    ids::DocId,
    membership::Role,
    protocol::{ClientFrame, Code, EntryKind},
    seal::{Content, seal_entry},
};

/// After a rejected append without a time to try again, in milliseconds.
const RESEND: u64 = 5_000;

/// What an append under way carries.
#[derive(Debug)]
pub(super) enum Carried {
    /// So many bytes of changes.
    Changes(DocId, usize),
    Checkpoint(DocId, Checkpoint),
    Invite(u64),
    /// A membership entry that the relay lost.
    Membership,
}

impl<R: CryptoRng> Engine<R> {
    pub(super) fn may_write(&self) -> bool {
        self.chain.role(&self.me).is_some_and(Role::writes)
    }

    pub(super) fn send_outbox(&mut self, out: &mut Vec<Output>) {
        if !matches!(self.link, Link::Live) || !self.may_write() {
            return;
        }
        for doc in self.outbox.waiting() {
            // What waits for its checkpoint goes with it.
            let in_checkpoint = self.checkpoints.get(&doc).is_some_and(|it| it.purpose == Purpose::Share);
            if !self.shared.contains(&doc) || in_checkpoint {
                continue;
            }
            while let Some(changes) = self.outbox.take(&doc, self.next_reference) {
                let reference = self.reference(Carried::Changes(doc, changes.len()));
                self.append(reference, doc, Content::Changes(&changes), out);
            }
        }
    }

    pub(super) fn append(&mut self, reference: u64, doc: DocId, content: Content<'_>, out: &mut Vec<Output>) {
        let epoch = self.chain.epoch();
        let Some(key) = self.keys.get(&epoch) else { return };
        match seal_entry(&self.workspace, doc, content, epoch, key, &self.device, &mut self.rng) {
            Ok(entry) => out.push(Output::Send(ClientFrame::Append { reference, entry: entry.to_bytes() })),
            Err(_) => self.problem = Some(Problem::Seal),
        }
    }

    pub(super) fn reference(&mut self, carried: Carried) -> u64 {
        let reference = self.next_reference;
        self.next_reference += 1;
        self.appends.insert(reference, carried);
        reference
    }

    pub(super) fn acked(&mut self, reference: u64, seq: u64, out: &mut Vec<Output>) {
        self.last_sent = self.last_sent.max(Some(seq));
        self.head = self.head.max(Some(seq));
        match self.appends.get(&reference) {
            Some(Carried::Changes(doc, _) | Carried::Checkpoint(doc, _)) => {
                let doc = *doc;
                match self.appends.remove(&reference) {
                    Some(Carried::Changes(_, bytes)) => self.note_growth(doc, seq, EntryKind::Change, bytes),
                    Some(Carried::Checkpoint(_, sent)) => self.note_checkpoint(&doc, sent.covers),
                    _ => {}
                }
                let hashes = self.outbox.acknowledged(&doc, reference);
                out.push(Output::Acknowledged { doc, hashes });
                self.finish_restoring(out);
            }
            Some(Carried::Membership) => drop(self.appends.remove(&reference)),
            // An invite is done when its entry comes back, in its place in the chain.
            Some(Carried::Invite(_)) | None => {}
        }
        out.push(Output::StatusChanged);
    }

    pub(super) fn rejected(
        &mut self,
        now: u64,
        reference: u64,
        code: Code,
        retry: Option<u64>,
        out: &mut Vec<Output>,
    ) {
        match self.appends.remove(&reference) {
            Some(Carried::Invite(request)) => self.invite_rejected(request, code, out),
            Some(Carried::Checkpoint(doc, checkpoint))
                if !checkpoint.purpose.is_awaited() && retry.is_none() && code != Code::StaleEpoch =>
            {
                self.periodic_refused(doc, code == Code::TooLarge);
            }
            Some(carried @ (Carried::Changes(..) | Carried::Checkpoint(..))) => {
                self.outbox.put_back(Some(reference));
                // Too large stays so: what it held of the outbox goes as changes.
                if code != Code::TooLarge {
                    self.put_back_checkpoint(carried);
                }
                self.problem = Some(Problem::Refused(code));
                self.resend_at = Some(now + retry.unwrap_or(RESEND));
            }
            // Another client was first; or it is told when this one is no member any more.
            Some(Carried::Membership) | None => {}
        }
        out.push(Output::StatusChanged);
    }
}
