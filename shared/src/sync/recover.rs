//! Using the recovery code: as its device, receive the chain, and append what makes this device an admin: another
//! role where it is a member, else an invite, its redeeming and its end. All at once, each on the one before: a
//! member is sent the workspace's documents behind the chain, and answers stand in line with them.
//!
//! Over one connection, where [`super::Join`] needs the invite's own: so nothing hangs on whether this computer's
//! clock agrees with the relay's.

use std::collections::VecDeque;

use rand_core::CryptoRng;

use super::{
    JoinOutput, Problem,
    newcomer::{Taken, extend, hello},
};
use crate::{
    ids::{DeviceId, EntryId, WorkspaceId},
    invite::{InviteLink, Terms, invite, redeem},
    membership::{Chain, MembershipOp, Role, parse},
    protocol::{ClientFrame, Code, Entry, EntryKind, LogItem, RelayFrame, entry_id},
    seal::{DeviceSecret, EpochKeys},
};

/// Someone else may be first at the chain's head this often.
const TRIES: u32 = 20;

/// It is used and ended within the same breath, and its secret leaves this machine never. That it does not expire
/// lets this device bring its own redeeming back to a relay that lost it.
const TERMS: Terms = Terms { role: Role::Admin, expires: u64::MAX, max_uses: 1 };

/// Whom a recovery makes an admin, and where.
pub struct Recovering {
    /// Of which workspace.
    pub workspace: WorkspaceId,
    /// The device that the code stands for.
    pub recovery: DeviceSecret,
    /// This device.
    pub device: DeviceSecret,
    /// Its profile, for where it is no member.
    pub profile: Vec<u8>,
    /// The name that was dialled.
    pub host: String,
    /// The chain as it is known here, if it is: the relay's must be of the same history.
    pub known: Option<Chain>,
}

/// The recovery of one workspace on one device.
pub struct Recover<R> {
    it: Recovering,
    chain: Option<Chain>,
    /// Whether the relay's whole chain is here, as it was at the welcome.
    whole: bool,
    /// Of this recovery's making.
    invite: Option<InviteLink>,
    sent: VecDeque<Sent>,
    /// The head that the relay has gone beyond.
    stale: Option<EntryId>,
    /// Whether something came that a newer program wrote.
    newer: bool,
    tries: u32,
    reference: u64,
    rng: R,
}

/// An entry that is on its way.
struct Sent {
    reference: u64,
    bytes: Vec<u8>,
    built_on: EntryId,
}

impl<R: CryptoRng> Recover<R> {
    /// A recovery over a new connection.
    pub fn new(it: Recovering, rng: R) -> Self {
        Recover {
            it,
            chain: None,
            whole: false,
            invite: None,
            sent: VecDeque::new(),
            stale: None,
            newer: false,
            tries: 0,
            reference: 0,
            rng,
        }
    }

    /// Takes the relay's next frame. What is to be kept has all epochs' keys; in the chain that the last output
    /// gives, this device is an admin.
    pub fn handle(&mut self, frame: RelayFrame) -> Vec<JoinOutput> {
        self.frame(frame).unwrap_or_else(|problem| vec![JoinOutput::Failed(problem)])
    }

    fn frame(&mut self, frame: RelayFrame) -> Result<Vec<JoinOutput>, Problem> {
        match frame {
            RelayFrame::Challenge { nonce, .. } => {
                let Recovering { workspace, recovery, host, .. } = &self.it;
                return Ok(vec![hello(*workspace, recovery, host, &nonce)]);
            }
            RelayFrame::Entries(items) => items.into_iter().try_for_each(|item| self.take(item))?,
            RelayFrame::CaughtUp { .. } => self.whole = true,
            RelayFrame::Ack { reference, .. } => self.acknowledged(reference)?,
            RelayFrame::Reject { reference, code, .. } => return self.rejected(reference, code),
            RelayFrame::Refused { code, .. } => return Err(Problem::Refused(code)),
            RelayFrame::Welcome { .. } | RelayFrame::SeenBy { .. } | RelayFrame::Ephemeral { .. } => {}
        }
        self.go_on()
    }

    fn take(&mut self, item: LogItem) -> Result<(), Problem> {
        let Some(bytes) = item.entry else {
            // One of our own; its acknowledgement came before it.
            return item.own.map(|_| ()).ok_or(Problem::Protocol("an empty log item"));
        };
        if Entry::from_bytes(&bytes).is_ok_and(|entry| entry.kind != EntryKind::Membership) {
            // Documents come behind the whole chain.
            self.whole = true;
            return Ok(());
        }
        // A document's may be passed over. Whether one was the chain's, the relay tells.
        self.newer |= extend(&mut self.chain, &bytes)? == Taken::Newer;
        Ok(())
    }

    fn acknowledged(&mut self, reference: u64) -> Result<(), Problem> {
        if self.sent.front().is_some_and(|sent| sent.reference == reference)
            && let (Some(sent), Some(chain)) = (self.sent.pop_front(), &mut self.chain)
        {
            chain.extend(&sent.bytes).map_err(|_| Problem::Forked)?;
        }
        Ok(())
    }

    fn rejected(&mut self, reference: u64, code: Code) -> Result<Vec<JoinOutput>, Problem> {
        // What was built on one that was refused is refused too.
        let refused = self.sent.iter().find(|sent| sent.reference == reference).map(|sent| sent.built_on);
        let Some(built_on) = refused else { return Ok(vec![]) };
        self.sent.clear();
        if code != Code::StaleChain {
            let done = self.chain.as_ref().filter(|chain| self.is_admin(chain));
            // Only the invite's end is missing. It is used up; the next epoch or recovery ends it.
            let done = done.map(|chain| vec![JoinOutput::Joined(chain.clone())]);
            return done.ok_or(Problem::Refused(code));
        }
        if self.newer && self.chain.as_ref().map(Chain::head) == Some(built_on) {
            return Err(Problem::Refused(Code::UnsupportedVersion));
        }
        // The entry that was first sets off the next try when it comes; it may be here already.
        self.stale = Some(built_on);
        self.go_on()
    }

    /// Sends what is missing, or tells that nothing is.
    fn go_on(&mut self) -> Result<Vec<JoinOutput>, Problem> {
        let Some(chain) = self.chain.clone().filter(|_| self.whole && self.sent.is_empty()) else {
            return Ok(vec![]);
        };
        if self.stale == Some(chain.head()) {
            return Ok(vec![]);
        }
        let (known, entries) = self.plan(&chain)?;
        let keys = self.keys(&known)?;
        if entries.is_empty() {
            // Whoever sent something has kept all this before.
            let keep = (self.tries == 0).then(|| JoinOutput::Keep { chain: chain.clone(), keys });
            return Ok(keep.into_iter().chain([JoinOutput::Joined(chain)]).collect());
        }
        self.tries += 1;
        if self.tries > TRIES {
            return Err(Problem::Refused(Code::StaleChain));
        }
        let mut outputs = vec![JoinOutput::Keep { chain: known, keys }];
        let mut built_on = chain.head();
        for entry in entries {
            self.reference += 1;
            let reference = self.reference;
            self.sent.push_back(Sent { reference, bytes: entry.clone(), built_on });
            built_on = entry_id(&entry);
            outputs.push(JoinOutput::Send(ClientFrame::Append { reference, entry }));
        }
        Ok(outputs)
    }

    /// The chain as it is before anything new, and the entries that the relay needs after `chain`.
    fn plan(&mut self, chain: &Chain) -> Result<(Chain, Vec<Vec<u8>>), Problem> {
        if chain.workspace() != self.it.workspace {
            return Err(Problem::Forked);
        }
        let mut ahead = chain.clone();
        if let Some(known) = &self.it.known
            && !chain.entries().starts_with(known.entries())
        {
            // A relay that lost its newest is given them first: on less than is known here, all would part.
            if !known.entries().starts_with(chain.entries()) {
                return Err(Problem::Forked);
            }
            ahead = known.clone();
        }
        if ahead.role(&self.it.recovery.id()) != Some(Role::Admin) {
            return Err(Problem::Refused(Code::NotAMember));
        }
        let known = ahead.clone();
        while let Some(entry) = self.next(&ahead)? {
            ahead.extend(&entry.to_bytes()).map_err(Problem::Membership)?;
        }
        Ok((known, ahead.entries()[chain.entries().len()..].to_vec()))
    }

    /// What is missing first; none where this device is an admin and no invite is left over.
    fn next(&mut self, chain: &Chain) -> Result<Option<Entry>, Problem> {
        let Recovering { recovery, device, profile, .. } = &self.it;
        let id = device.id();
        if self.is_admin(chain) {
            let left = left_over(chain, &recovery.id());
            return Ok(left.map(|invite| chain.next_entry(MembershipOp::Revoke { invite }, recovery)));
        }
        if chain.role(&id).is_some() {
            let op = MembershipOp::SetRole { device: id, role: Role::Admin };
            return Ok(Some(chain.next_entry(op, recovery)));
        }
        let open = |link: &&InviteLink| chain.invite(&link.device().id()).is_some_and(|it| it.uses == 0);
        if let Some(link) = self.invite.as_ref().filter(open) {
            let (entry, _) =
                redeem(chain, link, device, profile, &mut self.rng).map_err(|_| Problem::Seal)?;
            return Ok(Some(entry));
        }
        let keys = self.keys(chain)?;
        let made = invite(chain, &keys, &self.it.recovery, "", TERMS, &mut self.rng);
        let (entry, link) = made.map_err(|_| Problem::Seal)?;
        self.invite = Some(link);
        Ok(Some(entry))
    }

    fn is_admin(&self, chain: &Chain) -> bool {
        chain.role(&self.it.device.id()) == Some(Role::Admin)
    }

    /// All epochs' keys: each was sealed to the recovery device when it began.
    fn keys(&self, chain: &Chain) -> Result<EpochKeys, Problem> {
        let key = |epoch| chain.open_key(epoch, &self.it.recovery).map(|key| (epoch, key));
        (0..=chain.epoch()).map(key).collect::<Option<EpochKeys>>().ok_or(Problem::NoKey)
    }
}

/// An open invite that a recovery made, this one or one that was cut off.
fn left_over(chain: &Chain, recovery: &DeviceId) -> Option<DeviceId> {
    chain.entries().iter().find_map(|bytes| match parse(bytes) {
        Ok((entry, it)) if entry.author == *recovery => match it.op {
            MembershipOp::Invite { device, .. } => chain.invite(&device.device).map(|_| device.device),
            _ => None,
        },
        _ => None,
    })
}
