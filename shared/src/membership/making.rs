//! Making the entries that extend a chain.

use rand_core::CryptoRng;

use super::{Chain, KeyFor, Membership, MembershipOp, NewEpoch};
use crate::{
    ids::{DeviceId, WorkspaceId},
    protocol::{Entry, EntryKind, VERSION, encode},
    seal::{ContentKey, DeviceSecret, SealError, sign_entry},
};

impl Chain {
    /// The entry that would extend this chain with `op`, signed by `author`.
    pub fn next_entry(&self, op: MembershipOp, author: &DeviceSecret) -> Entry {
        let membership = Membership { index: self.entries().len() as u64, prev: Some(self.head()), op };
        membership_entry(Some(&self.workspace()), self.epoch(), &membership, author)
    }

    /// The entry with which an admin begins an epoch.
    ///
    /// # Errors
    /// [`SealError`] when a member's key is no key.
    pub fn rotate(&self, admin: &DeviceSecret, rng: &mut impl CryptoRng) -> Result<Entry, SealError> {
        let next = self.next_epoch(None, rng)?;
        Ok(self.next_entry(MembershipOp::Rotate { next }, admin))
    }

    /// The entry with which an admin removes a device.
    ///
    /// # Errors
    /// [`SealError`] when a member's key is no key.
    pub fn remove(
        &self,
        device: DeviceId,
        admin: &DeviceSecret,
        rng: &mut impl CryptoRng,
    ) -> Result<Entry, SealError> {
        let next = self.next_epoch(Some(&device), rng)?;
        Ok(self.next_entry(MembershipOp::Remove { device, next }, admin))
    }

    /// A new key, sealed to each member that stays. Nobody keeps it aside: whoever makes it has it from the
    /// chain like everyone else.
    fn next_epoch(
        &self,
        leaving: Option<&DeviceId>,
        rng: &mut impl CryptoRng,
    ) -> Result<NewEpoch, SealError> {
        let epoch = self.epoch().saturating_add(1);
        let key = ContentKey::generate(rng);
        let mut sealed_keys = Vec::with_capacity(self.devices().len());
        for (device, member) in self.devices().iter().filter(|(device, _)| Some(*device) != leaving) {
            let key = member.keys.seal_key(Some(&self.workspace()), epoch, &key, rng)?;
            sealed_keys.push(KeyFor { device: *device, key });
        }
        Ok(NewEpoch { epoch, key_hash: key.hash(), sealed_keys })
    }
}

/// The genesis of a new workspace, and its first content key.
///
/// # Errors
/// [`SealError`] when the recovery device's key is no key.
pub fn create(
    admin: &DeviceSecret,
    recovery: &DeviceSecret,
    rng: &mut impl CryptoRng,
) -> Result<(Entry, ContentKey), SealError> {
    let key = ContentKey::generate(rng);
    let mut salt = [0; 16];
    rng.fill_bytes(&mut salt);
    let recovery = recovery.keys();
    let sealed_keys = vec![recovery.seal_key(None, 0, &key, rng)?];
    let op = MembershipOp::Create { admin: admin.keys(), recovery, key_hash: key.hash(), sealed_keys, salt };
    Ok((membership_entry(None, 0, &Membership { index: 0, prev: None, op }, admin), key))
}

fn membership_entry(
    workspace: Option<&WorkspaceId>,
    epoch: u32,
    membership: &Membership,
    author: &DeviceSecret,
) -> Entry {
    let mut entry = Entry {
        version: VERSION,
        kind: EntryKind::Membership,
        doc: None,
        epoch,
        author: author.id(),
        covers: None,
        nonce: vec![],
        body: encode(membership),
        sig: vec![],
    };
    sign_entry(workspace, &mut entry, author);
    entry
}
