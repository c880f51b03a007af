//! Inviting: one entry on the chain's newest, made anew when someone else was first.

use rand_core::CryptoRng;

use super::{
    Output, Problem,
    engine::{Engine, Link},
    sending::Carried,
};
use crate::{
    ids::EntryId,
    invite::{InviteLink, Terms, invite},
    membership::Role,
    protocol::{ClientFrame, Code, entry_id},
};

/// An invite is rebased on a chain that others extended this often.
const INVITE_TRIES: u32 = 8;

/// An invite that was asked for and is not in the chain yet.
pub(super) struct PendingInvite {
    request: u64,
    relay: String,
    terms: Terms,
    link: Option<(EntryId, InviteLink)>,
    /// The chain's newest entry when it was last sent.
    built_on: Option<EntryId>,
    tries: u32,
}

impl<R: CryptoRng> Engine<R> {
    pub(super) fn invite(&mut self, request: u64, relay: String, terms: Terms, out: &mut Vec<Output>) {
        if self.chain.role(&self.me) != Some(Role::Admin) {
            out.push(Output::Invited { request, result: Err(Problem::NotAllowed) });
            return;
        }
        self.invites.push(PendingInvite { request, relay, terms, link: None, built_on: None, tries: 0 });
        self.send_invites(out);
    }

    pub(super) fn send_invites(&mut self, out: &mut Vec<Output>) {
        if !matches!(self.link, Link::Live) {
            return;
        }
        // One at a time: the next extends what this one becomes.
        let Some(mut pending) = self.invites.pop() else { return };
        let under_way = self.appends.values().any(|carried| matches!(carried, Carried::Invite(_)));
        if !under_way {
            match invite(&self.chain, &self.keys, &self.device, &pending.relay, pending.terms, &mut self.rng)
            {
                Ok((entry, link)) => {
                    let bytes = entry.to_bytes();
                    let id = entry_id(&bytes);
                    self.own_membership.insert(id, bytes.clone());
                    pending.link = Some((id, link));
                    pending.built_on = Some(self.chain.head());
                    pending.tries += 1;
                    let reference = self.reference(Carried::Invite(pending.request));
                    out.push(Output::Send(ClientFrame::Append { reference, entry: bytes }));
                }
                Err(_) => {
                    out.push(Output::Invited { request: pending.request, result: Err(Problem::Seal) });
                    return;
                }
            }
        }
        self.invites.push(pending);
    }

    pub(super) fn invite_rejected(&mut self, request: u64, code: Code, out: &mut Vec<Output>) {
        let Some(at) = self.invites.iter().position(|pending| pending.request == request) else { return };
        if let Some((id, _)) = self.invites[at].link.take() {
            self.own_membership.remove(&id);
        }
        if code == Code::StaleChain && self.invites[at].tries < INVITE_TRIES {
            // The entry that was first sets off the next try when it comes; it may be here already.
            if self.invites[at].built_on != Some(self.chain.head()) {
                self.send_invites(out);
            }
            return;
        }
        self.invites.remove(at);
        out.push(Output::Invited { request, result: Err(Problem::Refused(code)) });
    }

    /// The chain has grown: an own invite may be in it, or may be tried again.
    pub(super) fn chain_grew(&mut self, out: &mut Vec<Output>) {
        let in_chain =
            |pending: &PendingInvite| pending.link.as_ref().is_some_and(|(id, _)| self.chain.contains(id));
        let (done, rest) = std::mem::take(&mut self.invites).into_iter().partition(in_chain);
        self.invites = rest;
        let done: Vec<PendingInvite> = done;
        for PendingInvite { request, link, .. } in done {
            self.appends.retain(|_, carried| !matches!(carried, Carried::Invite(r) if *r == request));
            if let Some((_, link)) = link {
                out.push(Output::Invited { request, result: Ok(link) });
            }
        }
        self.send_invites(out);
    }

    pub(super) fn fail_invites(&mut self, problem: &Problem, out: &mut Vec<Output>) {
        for pending in std::mem::take(&mut self.invites) {
            out.push(Output::Invited { request: pending.request, result: Err(problem.clone()) });
        }
    }
}
