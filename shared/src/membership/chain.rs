//! The chain as it has been replayed: who belongs, as what, since when.

use std::collections::{BTreeMap, BTreeSet};

use super::{ChainError, MembershipOp, Role, parse};
use crate::{
    ids::{DeviceId, EntryId, WorkspaceId},
    protocol::entry_id,
    seal::{ContentKey, DeviceKeys, DeviceSecret, SealedKey, verify_entry},
};

/// A member's device as the chain tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberDevice {
    /// Both public keys.
    pub keys: DeviceKeys,
    /// What it may do.
    pub role: Role,
    /// The sealed profile that it gave when it joined; none for the founder's.
    pub profile: Option<Vec<u8>>,
    /// Whether it is the printed recovery code's device, which is nobody's laptop.
    pub recovery: bool,
}

/// An open invite, used up or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvite {
    /// What those who redeem it become.
    pub role: Role,
    /// Unix time in seconds.
    pub expires: u64,
    /// How often it may be redeemed.
    pub max_uses: u32,
    /// How often it has been.
    pub uses: u32,
    /// Every epoch's key, sealed to the invite's device.
    pub sealed_keys: Vec<SealedKey>,
}

/// A verified membership chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    pub(super) workspace: WorkspaceId,
    entries: Vec<Vec<u8>>,
    ids: Vec<EntryId>,
    pub(super) epochs: Vec<Epoch>,
    pub(super) devices: BTreeMap<DeviceId, MemberDevice>,
    /// What each device, of those that left too, became by which entry.
    pub(super) roles: BTreeMap<DeviceId, Vec<(usize, Option<Role>)>>,
    pub(super) invites: BTreeMap<DeviceId, OpenInvite>,
    pub(super) ended_invites: BTreeSet<DeviceId>,
}

/// An epoch, and the index of the entry that began it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Epoch {
    pub(super) key_hash: [u8; 32],
    pub(super) since: usize,
}

impl Chain {
    /// The chain that starts with this encoded genesis entry.
    ///
    /// # Errors
    /// [`ChainError`] when it is no genesis, or a signature does not hold.
    pub fn start(genesis: &[u8]) -> Result<Chain, ChainError> {
        let (entry, membership) = parse(genesis)?;
        verify_entry(None, &entry)?;
        let MembershipOp::Create { admin, recovery, key_hash, .. } = &membership.op else {
            return Err(ChainError::WrongGenesis);
        };
        if membership.index != 0 || membership.prev.is_some() || entry.author != admin.device {
            return Err(ChainError::WrongGenesis);
        }
        admin.verify()?;
        recovery.verify()?;
        let id = entry_id(genesis);
        let member = |keys: &DeviceKeys, recovery| MemberDevice {
            keys: keys.clone(),
            role: Role::Admin,
            profile: None,
            recovery,
        };
        Ok(Chain {
            workspace: WorkspaceId(id.0),
            entries: vec![genesis.to_vec()],
            ids: vec![id],
            epochs: vec![Epoch { key_hash: *key_hash, since: 0 }],
            devices: BTreeMap::from([
                (admin.device, member(admin, false)),
                (recovery.device, member(recovery, true)),
            ]),
            roles: [admin.device, recovery.device].map(|it| (it, vec![(0, Some(Role::Admin))])).into(),
            invites: BTreeMap::new(),
            ended_invites: BTreeSet::new(),
        })
    }

    /// Replays a whole chain.
    ///
    /// # Errors
    /// [`ChainError`] of the first entry that does not hold.
    pub fn replay<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Chain, ChainError> {
        let mut entries = entries.into_iter();
        let mut chain = Chain::start(entries.next().ok_or(ChainError::WrongGenesis)?)?;
        for entry in entries {
            chain.extend(entry)?;
        }
        Ok(chain)
    }

    /// Verifies and takes the next entry. One that the chain holds already changes nothing.
    ///
    /// # Errors
    /// [`ChainError`]; the chain is as it was.
    pub fn extend(&mut self, bytes: &[u8]) -> Result<(), ChainError> {
        let id = entry_id(bytes);
        if self.ids.contains(&id) {
            return Ok(());
        }
        let (entry, membership) = parse(bytes)?;
        if membership.prev != Some(self.head()) || membership.index != self.ids.len() as u64 {
            return Err(ChainError::Stale);
        }
        verify_entry(Some(&self.workspace), &entry)?;
        self.apply(&entry.author, membership.op)?;
        self.entries.push(bytes.to_vec());
        self.ids.push(id);
        Ok(())
    }

    /// The workspace, whose id is the genesis entry's.
    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    /// The id of the newest membership entry.
    pub fn head(&self) -> EntryId {
        // A chain is never without its genesis.
        self.ids.last().copied().unwrap_or(EntryId(self.workspace.0))
    }

    /// Whether the chain holds this membership entry.
    pub fn contains(&self, id: &EntryId) -> bool {
        self.ids.contains(id)
    }

    /// The index of a membership entry that the chain holds.
    pub fn index_of(&self, id: &EntryId) -> Option<usize> {
        self.ids.iter().position(|held| held == id)
    }

    /// The encoded entries, genesis first.
    pub fn entries(&self) -> &[Vec<u8>] {
        &self.entries
    }

    /// The newest epoch's number.
    pub fn epoch(&self) -> u32 {
        (self.epochs.len() - 1) as u32
    }

    /// The newest epoch when the chain had so many entries; none for no entry.
    pub fn epoch_at(&self, length: usize) -> Option<u32> {
        (self.epochs.partition_point(|epoch| epoch.since < length) as u32).checked_sub(1)
    }

    /// BLAKE3 of an epoch's key.
    pub fn key_hash(&self, epoch: u32) -> Option<&[u8; 32]> {
        self.epochs.get(epoch as usize).map(|epoch| &epoch.key_hash)
    }

    /// Opens an epoch's key from the entry that began it. None where that entry sealed none to this
    /// device (it joined later, and has the key from its invite), or one that is not the epoch's.
    pub fn open_key(&self, epoch: u32, device: &DeviceSecret) -> Option<ContentKey> {
        let Epoch { key_hash, since } = self.epochs.get(epoch as usize)?;
        let (_, membership) = parse(self.entries.get(*since)?).ok()?;
        let (workspace, sealed) = match membership.op {
            MembershipOp::Create { recovery, mut sealed_keys, .. } if recovery.device == device.id() => {
                (None, sealed_keys.pop()?)
            }
            MembershipOp::Rotate { next } | MembershipOp::Remove { next, .. } => {
                let mut keys = next.sealed_keys.into_iter();
                (Some(&self.workspace), keys.find(|key| key.device == device.id())?.key)
            }
            _ => return None,
        };
        device.open_key(workspace, &sealed).ok().filter(|key| key.hash() == *key_hash)
    }

    /// What a device may do; none for one that is no member.
    pub fn role(&self, device: &DeviceId) -> Option<Role> {
        self.devices.get(device).map(|member| member.role)
    }

    /// What a device might do when the chain had so many entries; none for one that was no member then.
    pub fn role_at(&self, device: &DeviceId, length: usize) -> Option<Role> {
        let roles = self.roles.get(device)?;
        let before = roles.partition_point(|(index, _)| *index < length);
        roles[..before].last().and_then(|(_, role)| *role)
    }

    /// Whether a device has left since the newest epoch began, whose key it has: an admin who stays is to begin
    /// another.
    pub fn wants_new_key(&self) -> bool {
        let since = self.epochs.last().map_or(0, |epoch| epoch.since);
        self.roles.values().flatten().any(|(index, role)| role.is_none() && *index > since)
    }

    /// Whether a device is a member, or was one.
    pub fn has_known(&self, device: &DeviceId) -> bool {
        self.roles.contains_key(device)
    }

    /// The members' devices.
    pub fn devices(&self) -> &BTreeMap<DeviceId, MemberDevice> {
        &self.devices
    }

    /// The open invite that this device stands for, if it is one.
    pub fn invite(&self, device: &DeviceId) -> Option<&OpenInvite> {
        self.invites.get(device)
    }

    /// The invites that were neither revoked nor ended with their epoch, each by the device it stands for: also those
    /// that are used up, or older than they may be.
    pub fn invites(&self) -> &BTreeMap<DeviceId, OpenInvite> {
        &self.invites
    }

    /// Whether this device stands for an invite that was revoked, or ended with its epoch.
    pub fn is_ended_invite(&self, device: &DeviceId) -> bool {
        self.ended_invites.contains(device)
    }
}
