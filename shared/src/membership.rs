//! The membership chain: who belongs to a workspace, as what, and which keys its epochs have.
//!
//! Membership entries form a hash chain (`index`, `prev`). Relay and clients replay it by the same
//! rules and neither trusts the other's word: [`Chain::extend`] is the only way in.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;

use crate::{
    ids::{DeviceId, EntryId, WorkspaceId},
    protocol::{Entry, EntryKind, RelayRole, VERSION, WireError, decode, encode, entry_id},
    seal::{
        ContentKey, DeviceKeys, DeviceSecret, SealError, SealedKey, redeem_payload, sign_entry, verify,
        verify_entry,
    },
};

/// What a member may do.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Encode,
    Decode,
    serde::Serialize,
    serde::Deserialize,
)]
#[cbor(index_only)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads.
    #[n(0)]
    Reader,
    /// Reads and writes.
    #[n(1)]
    Editor,
    /// Reads, writes, invites.
    #[n(2)]
    Admin,
}

impl Role {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Editor => "editor",
            Role::Admin => "admin",
        }
    }

    /// The role with this name.
    pub fn from_name(name: &str) -> Option<Role> {
        [Role::Reader, Role::Editor, Role::Admin].into_iter().find(|role| role.name() == name)
    }

    /// Whether the role may append changes and checkpoints.
    pub fn writes(self) -> bool {
        self >= Role::Editor
    }
}

impl From<Role> for RelayRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Reader => RelayRole::Reader,
            Role::Editor => RelayRole::Editor,
            Role::Admin => RelayRole::Admin,
        }
    }
}

/// The body of a membership entry.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Membership {
    /// 0 for the genesis, then one more each.
    #[n(0)]
    pub index: u64,
    /// The id of the membership entry before; none for the genesis.
    #[n(1)]
    pub prev: Option<EntryId>,
    /// What it does.
    #[n(2)]
    pub op: MembershipOp,
}

/// What a membership entry does.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum MembershipOp {
    /// The genesis, signed by `admin`.
    #[n(0)]
    Create {
        /// The founder's device.
        #[n(0)]
        admin: DeviceKeys,
        /// The admin device that the printed recovery code stands for.
        #[n(1)]
        recovery: DeviceKeys,
        /// BLAKE3 of epoch 0's key.
        #[cbor(n(2), with = "minicbor::bytes")]
        key_hash: [u8; 32],
        /// Epoch 0's key, sealed to `recovery`.
        #[n(3)]
        sealed_keys: Vec<SealedKey>,
        /// Random, so that two workspaces of one founder differ.
        #[cbor(n(4), with = "minicbor::bytes")]
        salt: [u8; 16],
    },
    /// Opens an invite; by an admin.
    #[n(1)]
    Invite {
        /// The device derived from the link's secret.
        #[n(0)]
        device: DeviceKeys,
        /// What those who redeem it become.
        #[n(1)]
        role: Role,
        /// Unix time in seconds; judged by the relay when the redeeming device appends.
        #[n(2)]
        expires: u64,
        /// How often it may be redeemed.
        #[n(3)]
        max_uses: u32,
        /// Every epoch's key, sealed to `device`.
        #[n(4)]
        sealed_keys: Vec<SealedKey>,
    },
    /// A new device redeems an invite; the entry is signed by the invite's device.
    #[n(2)]
    Redeem {
        /// The new device.
        #[n(0)]
        device: DeviceKeys,
        /// Every epoch's key, sealed to the new device.
        #[n(1)]
        sealed_keys: Vec<SealedKey>,
        /// The new member's profile, sealed (see [`crate::seal::seal_profile`]).
        #[cbor(n(2), with = "minicbor::bytes")]
        profile: Vec<u8>,
        /// The new device's own signature (see [`redeem_payload`]), 64 bytes.
        #[cbor(n(3), with = "minicbor::bytes")]
        sig: Vec<u8>,
    },
}

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
    /// The device is a member already.
    #[error("the device is a member already")]
    AlreadyMember,
    /// The entry is not the genesis of this workspace.
    #[error("not this workspace's first entry")]
    WrongGenesis,
}

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

/// An open invite.
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
    workspace: WorkspaceId,
    entries: Vec<Vec<u8>>,
    ids: Vec<EntryId>,
    epochs: Vec<[u8; 32]>,
    devices: BTreeMap<DeviceId, MemberDevice>,
    invites: BTreeMap<DeviceId, OpenInvite>,
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
            epochs: vec![*key_hash],
            devices: BTreeMap::from([
                (admin.device, member(admin, false)),
                (recovery.device, member(recovery, true)),
            ]),
            invites: BTreeMap::new(),
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

    fn apply(&mut self, author: &DeviceId, op: MembershipOp) -> Result<(), ChainError> {
        match op {
            MembershipOp::Create { .. } => Err(ChainError::WrongGenesis),
            MembershipOp::Invite { device, role, expires, max_uses, sealed_keys } => {
                if self.role(author) != Some(Role::Admin) {
                    return Err(ChainError::NotAllowed);
                }
                device.verify()?;
                if self.devices.contains_key(&device.device) || self.invites.contains_key(&device.device) {
                    return Err(ChainError::AlreadyMember);
                }
                self.invites
                    .insert(device.device, OpenInvite { role, expires, max_uses, uses: 0, sealed_keys });
                Ok(())
            }
            MembershipOp::Redeem { device, profile, sig, .. } => self.redeem(author, device, profile, &sig),
        }
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
        if self.devices.contains_key(&device.device) || self.invites.contains_key(&device.device) {
            return Err(ChainError::AlreadyMember);
        }
        let open = self.invites.get_mut(invite).ok_or(ChainError::NotAllowed)?;
        if open.uses >= open.max_uses {
            return Err(ChainError::InviteUsed);
        }
        open.uses += 1;
        let member = MemberDevice { keys: device, role: open.role, profile: Some(profile), recovery: false };
        self.devices.insert(member.keys.device, member);
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

    /// The encoded entries, genesis first.
    pub fn entries(&self) -> &[Vec<u8>] {
        &self.entries
    }

    /// The newest epoch's number.
    pub fn epoch(&self) -> u32 {
        (self.epochs.len() - 1) as u32
    }

    /// BLAKE3 of an epoch's key.
    pub fn key_hash(&self, epoch: u32) -> Option<&[u8; 32]> {
        self.epochs.get(epoch as usize)
    }

    /// What a device may do; none for one that is no member.
    pub fn role(&self, device: &DeviceId) -> Option<Role> {
        self.devices.get(device).map(|member| member.role)
    }

    /// The members' devices.
    pub fn devices(&self) -> &BTreeMap<DeviceId, MemberDevice> {
        &self.devices
    }

    /// The invite that this device stands for, if it is one.
    pub fn invite(&self, device: &DeviceId) -> Option<&OpenInvite> {
        self.invites.get(device)
    }

    /// The entry that would extend this chain with `op`, signed by `author`.
    pub fn next_entry(&self, op: MembershipOp, author: &DeviceSecret) -> Entry {
        let membership = Membership { index: self.ids.len() as u64, prev: Some(self.head()), op };
        membership_entry(Some(&self.workspace), self.epoch(), &membership, author)
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

/// Reads a membership entry's body.
///
/// # Errors
/// [`WireError`] when it is no membership entry in canonical form.
pub fn parse(bytes: &[u8]) -> Result<(Entry, Membership), WireError> {
    let entry = Entry::from_bytes(bytes)?;
    if entry.kind != EntryKind::Membership || entry.doc.is_some() || !entry.nonce.is_empty() {
        return Err(WireError::Malformed("no membership entry".into()));
    }
    let membership: Membership = decode(&entry.body)?;
    if encode(&membership) != entry.body {
        return Err(WireError::NotCanonical);
    }
    Ok((entry, membership))
}

#[cfg(test)]
mod tests;
