//! Sending the outbox: entries under way, their acknowledgements and refusals.

use rand_core::CryptoRng;

use super::{
    Output, Problem,
    checkpoints::{Checkpoint, Purpose},
    engine::{Engine, Link},
};
use crate::{
    ids::DocId,
    membership::{Chain, Role},
    protocol::{ClientFrame, Code, EntryKind},
    seal::{Content, EpochKeys, seal_entry},
};

/// After a rejected append without a time to try again, in milliseconds.
const RESEND: u64 = 5_000;

/// What an append under way carries.
#[derive(Debug)]
pub(super) enum Carried {
    /// So many bytes of changes.
    Changes(DocId, usize),
    Checkpoint(DocId, Checkpoint),
    /// What is done to the chain, by its request; none for the key that is renewed by itself.
    Act(Option<u64>),
    /// A membership entry that the relay lost.
    Membership,
}

/// Under which epoch appends are sealed.
#[derive(Debug)]
pub(super) struct Sealing {
    epoch: u32,
    /// The first append under it.
    since: u64,
    /// Whether the relay has said that it is not the newest: nothing more is sealed until the chain says so too.
    behind: bool,
}

impl Sealing {
    pub(super) fn under(epoch: u32) -> Sealing {
        Sealing { epoch, since: 0, behind: false }
    }

    /// Whoever connects again hears of everything first.
    pub(super) fn catch_up(&mut self) {
        self.behind = false;
    }
}

impl<R: CryptoRng> Engine<R> {
    /// What came by in the log, durably, leaves the outbox.
    pub(super) fn let_go(&mut self, out: &mut Vec<Output>) {
        let passed = self.durable.map(|cursor| self.outbox.passed(cursor.seq)).unwrap_or_default();
        out.extend(passed.into_iter().map(|(doc, hashes)| Output::Passed { doc, hashes }));
    }

    /// Whether documents can be sent now.
    pub(super) fn may_send(&self) -> bool {
        let can_seal = !self.sealing.behind && self.missing_key().is_none();
        matches!(self.link, Link::Live) && self.may_write() && can_seal
    }

    pub(super) fn missing_key(&self) -> Option<Problem> {
        (!self.keys.contains_key(&self.chain.epoch())).then_some(Problem::NoKey)
    }

    /// The chain has grown: what waited for a new epoch is sealed under it, and what an admin asked for is done
    /// or goes on.
    pub(super) fn chain_grew(&mut self, out: &mut Vec<Output>) {
        let epoch = self.chain.epoch();
        if epoch != self.sealing.epoch {
            self.sealing = Sealing { epoch, since: self.next_reference, behind: false };
            let problem = self.problem.take().filter(|problem| *problem != Problem::NoKey);
            self.problem = self.missing_key().or(problem);
        }
        self.send_checkpoints(out);
        self.send_outbox(out);
        self.finish_acts(out);
    }

    /// This device has joined anew. The log is the same: receiving goes on at its cursor, and what is unsent is
    /// sealed under the newest epoch.
    pub(super) fn joined(&mut self, now: u64, chain: Chain, keys: EpochKeys, out: &mut Vec<Output>) {
        if !chain.entries().starts_with(self.chain.entries()) {
            return self.give_up(now, Problem::Forked, out);
        }
        self.kept_chain = chain.entries().len();
        self.chain = chain;
        self.keys.extend(keys);
        self.sealing = Sealing { epoch: self.chain.epoch(), since: self.next_reference, behind: false };
        self.problem = None;
        out.extend([Output::MembersChanged, Output::StatusChanged]);
    }

    /// The relay has another newest epoch than this append was sealed under.
    fn seal_anew(&mut self, now: u64, reference: u64, out: &mut Vec<Output>) {
        if reference < self.sealing.since {
            self.send_checkpoints(out);
            self.send_outbox(out);
        } else if self.relay_lacks_chain() {
            // Ours is the newer one, and on its way.
            self.resend_at = Some(now + RESEND);
        } else {
            self.sealing.behind = true;
        }
    }

    pub(super) fn may_write(&self) -> bool {
        self.chain.role(&self.me).is_some_and(Role::writes)
    }

    pub(super) fn send_outbox(&mut self, out: &mut Vec<Output>) {
        if !self.may_send() {
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
        match self.appends.remove(&reference) {
            Some(Carried::Changes(doc, bytes)) => {
                self.note_growth(doc, seq, EntryKind::Change, bytes);
                self.content_acked(doc, reference, seq, out);
            }
            Some(Carried::Checkpoint(doc, sent)) => {
                if sent.purpose == Purpose::Restore {
                    self.brought_back(seq);
                }
                self.note_checkpoint(&doc, self.place_before(sent.covers, seq));
                self.content_acked(doc, reference, seq, out);
            }
            Some(Carried::Act(request)) => self.act_acked(request, reference, seq, out),
            Some(Carried::Membership) | None => {}
        }
        out.push(Output::StatusChanged);
    }

    fn content_acked(&mut self, doc: DocId, reference: u64, seq: u64, out: &mut Vec<Output>) {
        let hashes = self.outbox.acknowledged(&doc, reference, seq);
        self.examining.note_places(doc, seq, &hashes);
        self.let_go(out);
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
            Some(Carried::Act(None)) if code != Code::StaleChain => {
                self.fail_act(None, Problem::Refused(code), out);
                self.renewing.put_off(now + retry.unwrap_or(RESEND));
            }
            Some(Carried::Act(request)) => self.act_rejected(request, code, out),
            Some(Carried::Checkpoint(doc, checkpoint))
                if checkpoint.purpose == Purpose::Periodic && retry.is_none() && code != Code::StaleEpoch =>
            {
                self.periodic_refused(doc, code == Code::TooLarge);
            }
            Some(carried @ (Carried::Changes(..) | Carried::Checkpoint(..))) => {
                self.outbox.put_back(Some(reference));
                // Too large stays so: what it held of the outbox goes as changes.
                if code != Code::TooLarge {
                    self.put_back_checkpoint(carried);
                }
                if code == Code::StaleEpoch {
                    // Nothing that anyone need hear of: somebody changed the keys meanwhile.
                    self.seal_anew(now, reference, out);
                    return;
                }
                self.problem = Some(Problem::Refused(code));
                self.resend_at = Some(now + retry.unwrap_or(RESEND));
            }
            // Another client was first.
            Some(Carried::Membership) if code == Code::StaleChain => {}
            Some(Carried::Membership) => self.resend_at = Some(now + retry.unwrap_or(RESEND)),
            None => {}
        }
        out.push(Output::StatusChanged);
    }
}
