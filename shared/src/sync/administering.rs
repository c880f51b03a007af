//! What an admin does to the chain: each is one entry on its newest, made anew when someone else was first.

use rand_core::CryptoRng;

use super::{
    Act, Output, Problem,
    engine::{Engine, Link},
    sending::Carried,
};
use crate::{
    ids::EntryId,
    invite::{InviteLink, invite},
    membership::{ChainError, MembershipOp, Role},
    protocol::{ClientFrame, Code, Entry, entry_id},
    seal::SealError,
};

/// An act is rebased on a chain that others extended this often.
const TRIES: u32 = 8;

/// What was asked for and is not in the chain yet.
pub(super) struct Pending {
    request: u64,
    act: Act,
    sent: Option<Sent>,
    tries: u32,
}

/// The entry that was last sent for it. The relay may have it: it is sent as it is until the chain has moved on,
/// since another on the same place would set those apart who have received this one.
struct Sent {
    id: EntryId,
    bytes: Vec<u8>,
    built_on: EntryId,
    link: Option<InviteLink>,
}

impl<R: CryptoRng> Engine<R> {
    pub(super) fn administer(&mut self, request: u64, act: Act, out: &mut Vec<Output>) {
        if self.chain.role(&self.me) != Some(Role::Admin) {
            out.push(Output::Administered { request, result: Err(Problem::NotAllowed) });
            return;
        }
        self.acts.push_back(Pending { request, act, sent: None, tries: 0 });
        self.send_acts(out);
    }

    /// Sends the first, unless it is under way: the next extends what this one becomes.
    pub(super) fn send_acts(&mut self, out: &mut Vec<Output>) {
        if !matches!(self.link, Link::Live)
            || self.appends.values().any(|carried| matches!(carried, Carried::Act(_)))
        {
            return;
        }
        while let Some(mut pending) = self.acts.pop_front() {
            let request = pending.request;
            let sent = pending.sent.take();
            if let Some(sent) = &sent {
                self.own_membership.remove(&sent.id);
            }
            let again = sent.filter(|sent| sent.built_on == self.chain.head());
            let sent = match again.map_or_else(|| self.entry_of(&pending.act), Ok) {
                Ok(sent) => sent,
                Err(problem) => {
                    out.push(Output::Administered { request, result: Err(problem) });
                    continue;
                }
            };
            let entry = sent.bytes.clone();
            self.own_membership.insert(sent.id, entry.clone());
            pending.sent = Some(sent);
            pending.tries += 1;
            self.acts.push_front(pending);
            let reference = self.reference(Carried::Act(request));
            out.push(Output::Send(ClientFrame::Append { reference, entry }));
            return;
        }
    }

    /// The entry that does it, which the chain as it is known here would take, and an invite's link.
    fn entry_of(&mut self, act: &Act) -> Result<Sent, Problem> {
        let sealed_without = matches!(act, Act::Invite { .. }).then(|| self.missing_key()).flatten();
        if let Some(problem) = sealed_without {
            return Err(problem);
        }
        let (entry, link) = self.make(act).map_err(|_| Problem::Seal)?;
        let bytes = entry.to_bytes();
        match self.chain.clone().extend(&bytes) {
            Ok(()) => Ok(Sent { id: entry_id(&bytes), bytes, built_on: self.chain.head(), link }),
            Err(ChainError::NotAllowed) => Err(Problem::NotAllowed),
            Err(error) => Err(Problem::Membership(error)),
        }
    }

    fn make(&mut self, act: &Act) -> Result<(Entry, Option<InviteLink>), SealError> {
        let (chain, device, rng) = (&self.chain, &self.device, &mut self.rng);
        let entry = match act {
            Act::Invite { relay, terms } => {
                let (entry, link) = invite(chain, &self.keys, device, relay, *terms, rng)?;
                return Ok((entry, Some(link)));
            }
            Act::Revoke { invite } => chain.next_entry(MembershipOp::Revoke { invite: *invite }, device),
            Act::Rotate => chain.rotate(device, rng)?,
            Act::Remove { device: leaving } => chain.remove(*leaving, device, rng)?,
            Act::SetRole { device: whose, role } => {
                chain.next_entry(MembershipOp::SetRole { device: *whose, role: *role }, device)
            }
        };
        Ok((entry, None))
    }

    pub(super) fn act_rejected(&mut self, request: u64, code: Code, out: &mut Vec<Output>) {
        let Some(at) = self.acts.iter().position(|pending| pending.request == request) else { return };
        if code == Code::StaleChain && self.acts[at].tries < TRIES {
            // The entry that was first sets off the next try when it comes; it may be here already. It may also be
            // this very one, sent over the line before.
            if self.acts[at].sent.as_ref().is_none_or(|sent| sent.built_on != self.chain.head()) {
                self.send_acts(out);
            }
            return;
        }
        if let Some(Pending { sent: Some(sent), .. }) = self.acts.remove(at) {
            self.own_membership.remove(&sent.id);
        }
        out.push(Output::Administered { request, result: Err(Problem::Refused(code)) });
        self.send_acts(out);
    }

    /// What was asked for may be in the chain now, or may be tried again.
    pub(super) fn finish_acts(&mut self, out: &mut Vec<Output>) {
        let done =
            |pending: &Pending| pending.sent.as_ref().is_some_and(|sent| self.chain.contains(&sent.id));
        let (done, rest): (Vec<Pending>, _) = std::mem::take(&mut self.acts).into_iter().partition(done);
        self.acts = rest.into();
        for Pending { request, sent, .. } in done {
            self.appends.retain(|_, carried| !matches!(carried, Carried::Act(of) if *of == request));
            let link = sent.and_then(|sent| sent.link);
            out.push(Output::Administered { request, result: Ok(link) });
        }
        self.send_acts(out);
    }

    pub(super) fn fail_acts(&mut self, problem: &Problem, out: &mut Vec<Output>) {
        for Pending { request, .. } in std::mem::take(&mut self.acts) {
            out.push(Output::Administered { request, result: Err(problem.clone()) });
        }
    }
}
