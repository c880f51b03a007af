//! What is done to the chain: each is one entry on its newest, made anew when someone else was first. Admins do it,
//! but for leaving; the new key after that nobody asks for (see [`super::renewing`]).

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

/// What is to be done and is not in the chain yet.
pub(super) struct Pending {
    /// Who asked; nobody for the new key after somebody has left.
    request: Option<u64>,
    act: Act,
    sent: Option<Sent>,
    tries: u32,
}

impl Pending {
    /// One that nobody asked for.
    pub(super) fn unasked(act: Act) -> Pending {
        Pending { request: None, act, sent: None, tries: 0 }
    }

    pub(super) fn is_asked_for(&self) -> bool {
        self.request.is_some()
    }

    pub(super) fn is_of(&self, request: u64) -> bool {
        self.request == Some(request)
    }
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
        let role = self.chain.role(&self.me);
        if role != Some(Role::Admin) && (act != Act::Leave || role.is_none()) {
            out.push(Output::Administered { request, result: Err(Problem::NotAllowed) });
            return;
        }
        self.acts.push_back(Pending { request: Some(request), act, sent: None, tries: 0 });
        self.send_acts(out);
    }

    /// Sends the first, unless it is under way: the next extends what this one becomes.
    pub(super) fn send_acts(&mut self, out: &mut Vec<Output>) {
        if !matches!(self.link, Link::Live)
            || self.appends.values().any(|carried| matches!(carried, Carried::Act(_)))
        {
            return;
        }
        // What nobody asked for waits for its time, and holds up nothing.
        let is_due = |pending: &Pending, due: bool| pending.is_asked_for() || due;
        while let Some(at) = self.acts.iter().position(|it| is_due(it, self.renewing.is_due))
            && let Some(mut pending) = self.acts.remove(at)
        {
            let request = pending.request;
            let sent = pending.sent.take();
            if let Some(sent) = &sent {
                self.own_membership.remove(&sent.id);
            }
            // Another admin's came first, or another epoch began.
            if request.is_none() && !self.renews_key() {
                continue;
            }
            let again = sent.filter(|sent| sent.built_on == self.chain.head());
            let sent = match again.map_or_else(|| self.entry_of(&pending.act), Ok) {
                Ok(sent) => sent,
                Err(problem) => {
                    answer(request, Err(problem), out);
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
            Act::Leave => chain.next_entry(MembershipOp::Leave, device),
        };
        Ok((entry, None))
    }

    /// The relay has it. It is done when its entry comes back, in its place in the chain; but whoever has left gets no
    /// entry any more, and this answer is all that they hear.
    pub(super) fn act_acked(
        &mut self,
        request: Option<u64>,
        reference: u64,
        seq: u64,
        out: &mut Vec<Output>,
    ) {
        let leaving = |pending: &&Pending| pending.request == request && pending.act == Act::Leave;
        let sent = self.acts.iter().find(leaving).and_then(|pending| pending.sent.as_ref());
        let Some(entry) = sent.map(|sent| sent.bytes.clone()) else {
            self.appends.insert(reference, Carried::Act(request));
            return;
        };
        // The relay takes an entry on its newest only, so this chain is all there is before it.
        if self.chain.extend(&entry).is_err() {
            return self.fail_act(request, Problem::Protocol("an acknowledgement out of turn"), out);
        }
        let length = self.chain.entries().len();
        self.places.put(length - 1, seq);
        self.kept_chain = length;
        out.extend([Output::SaveMembership, Output::MembersChanged]);
        self.finish_acts(out);
    }

    pub(super) fn act_rejected(&mut self, request: Option<u64>, code: Code, out: &mut Vec<Output>) {
        let Some(at) = self.acts.iter().position(|pending| pending.request == request) else { return };
        if code == Code::StaleChain && (request.is_none() || self.acts[at].tries < TRIES) {
            // The entry that was first sets off the next try when it comes; it may be here already. It may also be
            // this very one, sent over the line before.
            if self.acts[at].sent.as_ref().is_none_or(|sent| sent.built_on != self.chain.head()) {
                self.send_acts(out);
            }
            return;
        }
        self.fail_act(request, Problem::Refused(code), out);
        self.send_acts(out);
    }

    /// Gives up one.
    pub(super) fn fail_act(&mut self, request: Option<u64>, problem: Problem, out: &mut Vec<Output>) {
        let Some(at) = self.acts.iter().position(|pending| pending.request == request) else { return };
        if let Some(Pending { sent: Some(sent), .. }) = self.acts.remove(at) {
            self.own_membership.remove(&sent.id);
        }
        answer(request, Err(problem), out);
    }

    /// What was asked for may be in the chain now, or may be tried again.
    pub(super) fn finish_acts(&mut self, out: &mut Vec<Output>) {
        let done =
            |pending: &Pending| pending.sent.as_ref().is_some_and(|sent| self.chain.contains(&sent.id));
        let (done, rest): (Vec<Pending>, _) = std::mem::take(&mut self.acts).into_iter().partition(done);
        self.acts = rest.into();
        for Pending { request, sent, .. } in done {
            self.appends.retain(|_, carried| !matches!(carried, Carried::Act(of) if *of == request));
            answer(request, Ok(sent.and_then(|sent| sent.link)), out);
        }
        self.send_acts(out);
    }

    /// None of it goes on. Who is refused as removed and had asked to leave has left: it was the answer that was lost,
    /// or an admin was first.
    pub(super) fn fail_acts(&mut self, problem: &Problem, out: &mut Vec<Output>) {
        for Pending { request, act, .. } in std::mem::take(&mut self.acts) {
            let left = act == Act::Leave && *problem == Problem::Refused(Code::Removed);
            answer(request, if left { Ok(None) } else { Err(problem.clone()) }, out);
        }
    }
}

fn answer(request: Option<u64>, result: Result<Option<InviteLink>, Problem>, out: &mut Vec<Output>) {
    out.extend(request.map(|request| Output::Administered { request, result }));
}
