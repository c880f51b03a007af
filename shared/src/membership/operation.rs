//! What a membership entry says, as it travels.

use minicbor::{Decode, Encode};

use super::Role;
use crate::{
    ids::{DeviceId, EntryId},
    protocol::{Entry, EntryKind, WireError, decode, encode},
    seal::{DeviceKeys, SealedKey},
};

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
        /// The new device's own signature (see [`crate::seal::redeem_payload`]), 64 bytes.
        #[cbor(n(3), with = "minicbor::bytes")]
        sig: Vec<u8>,
    },
    /// Begins an epoch, and ends every open invite; by an admin.
    #[n(3)]
    Rotate {
        /// Sealed to every member.
        #[n(0)]
        next: NewEpoch,
    },
    /// Ends an open invite; by an admin.
    #[n(4)]
    Revoke {
        /// The invite's device.
        #[n(0)]
        invite: DeviceId,
    },
    /// Removes a device, begins an epoch that it cannot read, and ends every open invite; by an admin,
    /// who does not remove itself: whoever makes the key knows it.
    #[n(5)]
    Remove {
        /// Who leaves.
        #[n(0)]
        device: DeviceId,
        /// Sealed to every member that stays.
        #[n(1)]
        next: NewEpoch,
    },
    /// Lets a device do more or less; by an admin.
    #[n(6)]
    SetRole {
        /// Whose role.
        #[n(0)]
        device: DeviceId,
        /// The new one.
        #[n(1)]
        role: Role,
    },
    /// A member's device takes itself out; by that device. It begins no epoch, since whoever makes a key knows it:
    /// an admin who stays begins one (see [`super::Chain::wants_new_key`]).
    #[n(7)]
    Leave,
}

/// The beginning of an epoch.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct NewEpoch {
    /// One more than the newest.
    #[n(0)]
    pub epoch: u32,
    /// BLAKE3 of its key.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub key_hash: [u8; 32],
    /// Its key, once for each device that may read it, by ascending device.
    #[n(2)]
    pub sealed_keys: Vec<KeyFor>,
}

/// An epoch's key, sealed to one of several devices.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct KeyFor {
    /// Who opens it.
    #[n(0)]
    pub device: DeviceId,
    /// The sealed key.
    #[n(1)]
    pub key: SealedKey,
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
