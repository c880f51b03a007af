//! What each operation needs, and what it does. Everything is checked before anything is changed, so that
//! an entry that does not hold leaves the chain as it was.

use super::{Chain, MemberDevice, MembershipOp, NewEpoch, OpenInvite, Role, chain::Epoch};
use crate::{
    ids::DeviceId,
    protocol::WireError,
    seal::{DeviceKeys, SEALED_KEY, SealError, redeem_payload, verify},
};

/// Why a membership entry does not extend a chain. Nothing of it was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// The bytes are no membership entry.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// A signature or key that does not hold.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// It extends another entry than the newest: someone else was first, or the chain forked.
    #[error("does not extend the newest membership entry")]
    Stale,
    /// The author may not do this.
    #[error("the author's role does not allow this")]
    NotAllowed,
    /// The invite has been redeemed as often as it may be.
    #[error("the invite is used up")]
    InviteUsed,
    /// The invite was revoked, or ended when a new epoch began.
    #[error("the invite has been ended")]
    InviteEnded,
    /// The device is a member already.
    #[error("the device is a member already")]
    AlreadyMember,
    /// The device is no member, or no open invite's.
    #[error("there is no such member or invite")]
    NoSuchDevice,
    /// Nobody would be left to administer without the printed recovery code.
    #[error("the last admin stays an admin")]
    LastAdmin,
    /// Not the epoch after the newest.
    #[error("not the next epoch")]
    WrongEpoch,
    /// The new key is sealed to others than those who stay.
    #[error("the new key is not sealed to exactly those who stay")]
    WrongRecipients,
    /// The entry is not the genesis of this workspace.
    #[error("not this workspace's first entry")]
    WrongGenesis,
}

impl Chain {
    pub(super) fn apply(&mut self, author: &DeviceId, op: MembershipOp) -> Result<(), ChainError> {
        match op {
            MembershipOp::Create { .. } => Err(ChainError::WrongGenesis),
            MembershipOp::Redeem { device, profile, sig, .. } => self.redeem(author, device, profile, &sig),
            MembershipOp::Leave => self.leave(author),
            _ if self.role(author) != Some(Role::Admin) => Err(ChainError::NotAllowed),
            MembershipOp::Invite { device, role, expires, max_uses, sealed_keys } => {
                self.open_invite(&device, OpenInvite { role, expires, max_uses, uses: 0, sealed_keys })
            }
            MembershipOp::Rotate { next } => {
                self.check_epoch(&next, None)?;
                self.begin_epoch(&next);
                Ok(())
            }
            MembershipOp::Revoke { invite } => {
                self.invites.remove(&invite).ok_or(ChainError::NoSuchDevice)?;
                self.ended_invites.insert(invite);
                Ok(())
            }
            MembershipOp::Remove { device, next } => self.remove_device(author, device, &next),
            MembershipOp::SetRole { device, role } => self.set_role(device, role),
        }
    }

    fn open_invite(&mut self, device: &DeviceKeys, invite: OpenInvite) -> Result<(), ChainError> {
        device.verify()?;
        self.check_new(&device.device)?;
        self.invites.insert(device.device, invite);
        Ok(())
    }

    fn redeem(
        &mut self,
        invite: &DeviceId,
        device: DeviceKeys,
        profile: Vec<u8>,
        sig: &[u8],
    ) -> Result<(), ChainError> {
        device.verify()?;
        verify(&device.device, &redeem_payload(&self.workspace, invite, &device, &profile), sig)?;
        self.check_new(&device.device)?;
        if self.ended_invites.contains(invite) {
            return Err(ChainError::InviteEnded);
        }
        let open = self.invites.get_mut(invite).ok_or(ChainError::NotAllowed)?;
        if open.uses >= open.max_uses {
            return Err(ChainError::InviteUsed);
        }
        open.uses += 1;
        let member = MemberDevice { keys: device, role: open.role, profile: Some(profile), recovery: false };
        self.note_role(member.keys.device, Some(member.role));
        self.devices.insert(member.keys.device, member);
        Ok(())
    }

    /// A key stands for one thing only. A device that was removed may come again, by a new invite.
    fn check_new(&self, device: &DeviceId) -> Result<(), ChainError> {
        let taken = self.devices.contains_key(device)
            || self.invites.contains_key(device)
            || self.ended_invites.contains(device);
        if taken { Err(ChainError::AlreadyMember) } else { Ok(()) }
    }

    fn remove_device(
        &mut self,
        author: &DeviceId,
        device: DeviceId,
        next: &NewEpoch,
    ) -> Result<(), ChainError> {
        // Whoever makes the key knows it.
        if *author == device {
            return Err(ChainError::NotAllowed);
        }
        self.check_administered(&device, None)?;
        self.check_epoch(next, Some(&device))?;
        self.devices.remove(&device);
        self.note_role(device, None);
        self.begin_epoch(next);
        Ok(())
    }

    /// Whether a device may take itself out: any member's may, but for the last admin's and the recovery device.
    ///
    /// # Errors
    /// [`ChainError::LastAdmin`], also for one that is alone; [`ChainError::NotAllowed`].
    pub fn check_leaving(&self, device: &DeviceId) -> Result<(), ChainError> {
        match self.check_administered(device, None) {
            Err(ChainError::NoSuchDevice) => Err(ChainError::NotAllowed),
            checked => checked,
        }
    }

    fn leave(&mut self, author: &DeviceId) -> Result<(), ChainError> {
        self.check_leaving(author)?;
        self.devices.remove(author);
        self.note_role(*author, None);
        Ok(())
    }

    fn set_role(&mut self, device: DeviceId, role: Role) -> Result<(), ChainError> {
        self.check_administered(&device, Some(role))?;
        self.note_role(device, Some(role));
        if let Some(member) = self.devices.get_mut(&device) {
            member.role = role;
        }
        Ok(())
    }

    /// Whether a member may be given another role, or none: someone stays who administers, and the recovery
    /// device is nobody's to touch.
    fn check_administered(&self, device: &DeviceId, role: Option<Role>) -> Result<(), ChainError> {
        let member = self.devices.get(device).ok_or(ChainError::NoSuchDevice)?;
        if member.recovery {
            return Err(ChainError::NotAllowed);
        }
        let administers = |member: &MemberDevice| member.role == Role::Admin && !member.recovery;
        let another = self.devices.iter().any(|(other, member)| other != device && administers(member));
        if administers(member) && role != Some(Role::Admin) && !another {
            return Err(ChainError::LastAdmin);
        }
        Ok(())
    }

    /// Whether this is the next epoch, with its key sealed to everyone but whoever leaves, and to nobody else.
    fn check_epoch(&self, next: &NewEpoch, leaving: Option<&DeviceId>) -> Result<(), ChainError> {
        if self.epoch().checked_add(1) != Some(next.epoch) {
            return Err(ChainError::WrongEpoch);
        }
        let staying = self.devices.keys().filter(|device| Some(*device) != leaving);
        if !staying.eq(next.sealed_keys.iter().map(|sealed| &sealed.device)) {
            return Err(ChainError::WrongRecipients);
        }
        // Whether a key opens can be told by its device alone; its shape by everyone.
        let in_shape = next.sealed_keys.iter().all(|sealed| {
            (sealed.key.encapsulated.len(), sealed.key.body.len()) == SEALED_KEY
                && sealed.key.epoch == next.epoch
        });
        if in_shape { Ok(()) } else { Err(ChainError::Seal(SealError::BadKey)) }
    }

    /// An invite gives the keys of the epochs before its own end, and no more.
    fn begin_epoch(&mut self, next: &NewEpoch) {
        self.epochs.push(Epoch { key_hash: next.key_hash, since: self.entries().len() });
        self.ended_invites.extend(std::mem::take(&mut self.invites).into_keys());
    }

    fn note_role(&mut self, device: DeviceId, role: Option<Role>) {
        let index = self.entries().len();
        self.roles.entry(device).or_default().push((index, role));
    }
}
