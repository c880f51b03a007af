//! What is said at the relay's door: who this is and where it stands in the log, how the relay takes that, and
//! what is done once everything has been caught up with.

use rand_core::CryptoRng;

use super::{
    Output, Problem,
    engine::{Engine, Link},
    places::Places,
    restoring::introduction,
};
use crate::{
    protocol::{ClientFrame, Code, Cursor, Hello, Start},
    seal::hello_payload,
};

impl<R: CryptoRng> Engine<R> {
    pub(super) fn greet(&mut self, nonce: [u8; 32], host: String, out: &mut Vec<Output>) {
        if self.introduce {
            let token = self.token.clone();
            out.push(Output::Send(introduction(self.chain.entries(), token)));
        }
        // What is on its way to the store counts: the store keeps the order, so asking for it again would only
        // move the cursor back.
        let after = self.batches.values().next_back().copied().or(self.durable);
        let payload = hello_payload(&self.workspace, &self.me, &host, after.as_ref(), &nonce);
        let sig = self.device.sign(&payload).to_vec();
        self.cursor = after;
        out.push(Output::Send(ClientFrame::Hello(Hello {
            workspace: self.workspace,
            device: self.me,
            host,
            after,
            sig,
        })));
    }

    pub(super) fn welcomed(&mut self, now: u64, head: Cursor, start: Start, out: &mut Vec<Output>) {
        self.introduce = false;
        self.incarnation = Some(head.incarnation);
        let fits = self.cursor.filter(|at| at.incarnation == head.incarnation && at.seq <= head.seq);
        let from = match (start, fits) {
            (Start::Resumed, Some(cursor)) => {
                // Kept from an earlier log: a restart may find what was known of that beside a cursor of this one.
                self.last_sent = self.last_sent.filter(|seq| *seq <= head.seq);
                self.seen.retain(|_, seen| seen.incarnation == head.incarnation);
                self.outbox.resume(cursor.seq);
                cursor.seq
            }
            (Start::Trimmed, Some(_)) => {
                // Nothing is lost: checkpoints hold it. But what comes goes beyond the cursor before there is another,
                // and what was behind it is here, though no cursor tells of it from here on.
                self.cursor = None;
                self.durable = None;
                self.batches.clear();
                self.forgets_cursor = true;
                self.beyond_cursor = true;
                self.outbox.resume(0);
                self.last_sent = None;
                self.periodic.start_afresh();
                self.places = Places::default();
                0
            }
            (Start::Fresh, _) => {
                self.start_afresh(out);
                self.seen.clear();
                self.last_sent = None;
                0
            }
            (Start::Resumed | Start::Trimmed, None) => {
                return self.give_up(now, Problem::Protocol("a welcome to a cursor that was not sent"), out);
            }
        };
        if start != Start::Resumed {
            self.examining.start_over(head.seq);
        }
        self.head = Some(head.seq);
        self.link = Link::CatchingUp { done: 0, total: head.seq - from };
        out.push(Output::StatusChanged);
    }

    pub(super) fn live(&mut self, now: u64, out: &mut Vec<Output>) {
        self.link = Link::Live;
        self.attempts = 0;
        self.problem = self.missing_key();
        self.bring_chain(out);
        self.restore_when_live(now);
        self.send_checkpoints(out);
        self.send_outbox(out);
        self.send_acts(out);
        out.push(Output::StatusChanged);
    }

    pub(super) fn refused(&mut self, now: u64, code: Code, out: &mut Vec<Output>) {
        // The relay has never heard of the workspace, or has lost that this device belongs to it.
        let lacks_chain = match code {
            Code::UnknownWorkspace => true,
            Code::NotAMember | Code::Removed => self.role().is_some(),
            _ => false,
        };
        if lacks_chain && !self.introduce {
            self.introduce = true;
            out.push(Output::Disconnect);
            self.close(now);
            self.link = Link::Offline { retry_at: now };
            return;
        }
        self.introduce = false;
        self.give_up(now, Problem::Refused(code), out);
    }
}
