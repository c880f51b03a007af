//! Keys, signatures and sealing: Ed25519 signs, XChaCha20-Poly1305 seals content under an epoch's
//! key, HPKE (RFC 9180, X25519-HKDF-SHA256, ChaCha20-Poly1305) seals those keys to devices.
//!
//! Every signature covers a domain string of its own kind and then canonical CBOR that includes the
//! workspace's id, so nothing signed for one purpose or workspace passes in another.

mod secret;

use std::collections::BTreeMap;

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use ed25519_dalek::{Signature, VerifyingKey};
use hpke::{Deserializable, Kem, OpModeS, Serializable};
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{
    ids::{DeviceId, DocId, WorkspaceId},
    protocol::{Cursor, Entry, EntryKind, VERSION, encode},
};

pub use secret::DeviceSecret;

type X25519 = hpke::kem::X25519HkdfSha256;
type Sha256 = hpke::kdf::HkdfSha256;
type ChaCha = hpke::aead::ChaCha20Poly1305;

/// The length of an entry's nonce, in bytes.
pub const NONCE: usize = 24;
/// The lengths of a sealed key's two parts, in bytes.
pub const SEALED_KEY: (usize, usize) = (32, 48);

const ENTRY_DOMAIN: &[u8] = b"samskriv entry v1";
const CROSS_DOMAIN: &[u8] = b"samskriv device keys v1";
const HELLO_DOMAIN: &[u8] = b"samskriv hello v1";
const SEEN_DOMAIN: &[u8] = b"samskriv seen v1";
const REDEEM_DOMAIN: &[u8] = b"samskriv redeem v1";
const PRESENCE_DOMAIN: &[u8] = b"samskriv presence v1";
const PROFILE_DOMAIN: &[u8] = b"samskriv profile v1";
const EPOCH_KEY_INFO: &[u8] = b"samskriv epoch key v1";

/// A signature or a seal does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The signature is not this author's over these bytes.
    #[error("the signature does not fit")]
    BadSignature,
    /// The seal was made with another key, for another place, or was changed.
    #[error("the seal does not open")]
    BadSeal,
    /// A key that is no point of the curve, or of the wrong length.
    #[error("not a key")]
    BadKey,
}

/// The content key of one epoch.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct ContentKey(pub [u8; 32]);

impl std::fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ContentKey(..)")
    }
}

impl ContentKey {
    /// A new key.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut key = [0; 32];
        rng.fill_bytes(&mut key);
        ContentKey(key)
    }

    /// What the membership chain says of the key.
    pub fn hash(&self) -> [u8; 32] {
        *blake3::hash(&self.0).as_bytes()
    }

    fn seal(&self, nonce: &[u8; NONCE], aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        XChaCha20Poly1305::new(&self.0.into())
            .encrypt(&XNonce::from(*nonce), Payload { msg: plain, aad })
            .map_err(|_| SealError::BadSeal)
    }

    fn open(&self, nonce: &[u8], aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| SealError::BadSeal)?;
        XChaCha20Poly1305::new(&self.0.into())
            .decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad })
            .map_err(|_| SealError::BadSeal)
    }
}

/// The content keys that a device has, by epoch. One may be missing: an admin sealed it badly.
pub type EpochKeys = BTreeMap<u32, ContentKey>;

/// The public halves of a device's two keys.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DeviceKeys {
    /// The Ed25519 key, which is the device's id.
    #[n(0)]
    pub device: DeviceId,
    /// The X25519 key.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub receive: [u8; 32],
    /// The device's signature over both, 64 bytes.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub sig: Vec<u8>,
}

impl DeviceKeys {
    /// Whether the two keys belong together.
    ///
    /// # Errors
    /// [`SealError`] when they do not.
    pub fn verify(&self) -> Result<(), SealError> {
        verify(&self.device, &cross_payload(&self.device, &self.receive), &self.sig)
    }

    /// Seals an epoch's key so that only this device opens it. The genesis entry cannot name the
    /// workspace whose id is its own hash: there it is `None`.
    ///
    /// # Errors
    /// [`SealError::BadKey`] when the device's receiving key is no key.
    pub fn seal_key(
        &self,
        workspace: Option<&WorkspaceId>,
        epoch: u32,
        key: &ContentKey,
        rng: &mut impl CryptoRng,
    ) -> Result<SealedKey, SealError> {
        let public = <X25519 as Kem>::PublicKey::from_bytes(&self.receive).map_err(|_| SealError::BadKey)?;
        let (encapsulated, mut context) = hpke::setup_sender_with_rng::<ChaCha, Sha256, X25519>(
            &OpModeS::Base,
            &public,
            EPOCH_KEY_INFO,
            rng,
        )
        .map_err(|_| SealError::BadKey)?;
        let body = context.seal(&key.0, &key_aad(workspace, epoch)).map_err(|_| SealError::BadSeal)?;
        Ok(SealedKey { epoch, encapsulated: encapsulated.to_bytes().to_vec(), body })
    }
}

/// An epoch's content key, sealed to one device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SealedKey {
    /// Which epoch.
    #[n(0)]
    pub epoch: u32,
    /// HPKE's encapsulated key, 32 bytes.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub encapsulated: Vec<u8>,
    /// The sealed key, 48 bytes.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub body: Vec<u8>,
}

/// Verifies `sig` by `device` over a payload that one of this module's functions made.
///
/// # Errors
/// [`SealError::BadKey`] or [`SealError::BadSignature`].
pub fn verify(device: &DeviceId, payload: &[u8], sig: &[u8]) -> Result<(), SealError> {
    let key = VerifyingKey::from_bytes(&device.0).map_err(|_| SealError::BadKey)?;
    let sig = Signature::from_slice(sig).map_err(|_| SealError::BadSignature)?;
    key.verify_strict(payload, &sig).map_err(|_| SealError::BadSignature)
}

/// Seals and signs an entry that holds (part of) a document.
///
/// # Errors
/// [`SealError::BadSeal`] when the text is longer than the cipher takes (256 GiB).
pub fn seal_entry(
    workspace: &WorkspaceId,
    doc: DocId,
    content: Content<'_>,
    epoch: u32,
    key: &ContentKey,
    device: &DeviceSecret,
    rng: &mut impl CryptoRng,
) -> Result<Entry, SealError> {
    let (kind, covers, plain) = match content {
        Content::Changes(plain) => (EntryKind::Change, None, plain),
        Content::Document { plain, covers } => (EntryKind::Checkpoint, covers, plain),
    };
    let mut nonce = [0; NONCE];
    rng.fill_bytes(&mut nonce);
    let author = device.id();
    let mut entry = Entry {
        version: VERSION,
        kind,
        doc: Some(doc),
        epoch,
        author,
        covers,
        nonce: vec![],
        body: vec![],
        sig: vec![],
    };
    entry.body = key.seal(&nonce, &entry_aad(workspace, &entry), plain)?;
    entry.nonce = nonce.to_vec();
    sign_entry(Some(workspace), &mut entry, device);
    Ok(entry)
}

/// What a sealed entry is to hold.
#[derive(Debug, Clone, Copy)]
pub enum Content<'a> {
    /// Automerge change chunks.
    Changes(&'a [u8]),
    /// A whole saved document.
    Document {
        /// Its bytes.
        plain: &'a [u8],
        /// Up to where it holds every entry of the document.
        covers: Option<Cursor>,
    },
}

/// Opens the body of an entry whose signature has been verified.
///
/// # Errors
/// [`SealError::BadSeal`] when the key is another's or any field was changed.
pub fn open_entry(workspace: &WorkspaceId, entry: &Entry, key: &ContentKey) -> Result<Vec<u8>, SealError> {
    key.open(&entry.nonce, &entry_aad(workspace, entry), &entry.body)
}

/// Signs an entry. The genesis entry, which makes the workspace's id, is signed without one.
pub fn sign_entry(workspace: Option<&WorkspaceId>, entry: &mut Entry, device: &DeviceSecret) {
    entry.sig = device.sign(&entry_payload(workspace, entry)).to_vec();
}

/// Verifies that an entry's author signed it.
///
/// # Errors
/// [`SealError`] when not.
pub fn verify_entry(workspace: Option<&WorkspaceId>, entry: &Entry) -> Result<(), SealError> {
    verify(&entry.author, &entry_payload(workspace, entry), &entry.sig)
}

/// What `Hello` signs: the challenge's nonce, the name that was dialled, and the frame's own fields.
pub fn hello_payload(
    workspace: &WorkspaceId,
    device: &DeviceId,
    host: &str,
    after: Option<&Cursor>,
    nonce: &[u8; 32],
) -> Vec<u8> {
    payload(HELLO_DOMAIN, &(workspace, device, host, after, Bytes(nonce)))
}

/// What `Seen` signs.
pub fn seen_payload(workspace: &WorkspaceId, device: &DeviceId, cursor: &Cursor) -> Vec<u8> {
    payload(SEEN_DOMAIN, &(workspace, device, cursor))
}

/// What the new device signs when it redeems an invite, besides the invite's own signature.
pub fn redeem_payload(
    workspace: &WorkspaceId,
    invite: &DeviceId,
    device: &DeviceKeys,
    profile: &[u8],
) -> Vec<u8> {
    payload(REDEEM_DOMAIN, &(workspace, invite, device, Bytes(profile)))
}

/// Seals the profile that a device gives when it joins. The nonce stands before the sealed text.
///
/// # Errors
/// [`SealError::BadSeal`] when the profile is too long for the cipher.
pub fn seal_profile(
    workspace: &WorkspaceId,
    device: &DeviceId,
    key: &ContentKey,
    profile: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, SealError> {
    let mut nonce = [0; NONCE];
    rng.fill_bytes(&mut nonce);
    let sealed = key.seal(&nonce, &payload(PROFILE_DOMAIN, &(workspace, device)), profile)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens what [`seal_profile`] sealed.
///
/// # Errors
/// [`SealError::BadSeal`] when it was sealed for another device, or with another key.
pub fn open_profile(
    workspace: &WorkspaceId,
    device: &DeviceId,
    key: &ContentKey,
    sealed: &[u8],
) -> Result<Vec<u8>, SealError> {
    let (nonce, body) = sealed.split_at_checked(NONCE).ok_or(SealError::BadSeal)?;
    key.open(nonce, &payload(PROFILE_DOMAIN, &(workspace, device)), body)
}

/// Presence of one device (caret, selection, typing): sealed and signed, never stored.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SealedPresence {
    /// Who.
    #[n(0)]
    pub device: DeviceId,
    /// The number of the content key.
    #[n(1)]
    pub epoch: u32,
    /// 24 bytes.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub nonce: Vec<u8>,
    /// Sealed.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub body: Vec<u8>,
    /// The device's signature over the rest, 64 bytes.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub sig: Vec<u8>,
}

impl SealedPresence {
    /// Seals and signs.
    ///
    /// # Errors
    /// [`SealError::BadSeal`] when the body is too long for the cipher.
    pub fn seal(
        workspace: &WorkspaceId,
        epoch: u32,
        key: &ContentKey,
        device: &DeviceSecret,
        plain: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Self, SealError> {
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let id = device.id();
        let body = key.seal(&nonce, &payload(PRESENCE_DOMAIN, &(workspace, id, epoch)), plain)?;
        let mut sealed = SealedPresence { device: id, epoch, nonce: nonce.to_vec(), body, sig: vec![] };
        sealed.sig = device.sign(&sealed.payload(workspace)).to_vec();
        Ok(sealed)
    }

    /// Verifies and opens.
    ///
    /// # Errors
    /// [`SealError`] when the signature or the seal does not hold.
    pub fn open(&self, workspace: &WorkspaceId, key: &ContentKey) -> Result<Vec<u8>, SealError> {
        verify(&self.device, &self.payload(workspace), &self.sig)?;
        key.open(&self.nonce, &payload(PRESENCE_DOMAIN, &(workspace, self.device, self.epoch)), &self.body)
    }

    fn payload(&self, workspace: &WorkspaceId) -> Vec<u8> {
        payload(PRESENCE_DOMAIN, &(workspace, self.device, self.epoch, Bytes(&self.nonce), Bytes(&self.body)))
    }
}

/// A byte string within a signed tuple.
struct Bytes<'a>(&'a [u8]);

impl<C> Encode<C> for Bytes<'_> {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(self.0)?.ok()
    }
}

fn payload<T: Encode<()>>(domain: &[u8], fields: &T) -> Vec<u8> {
    [domain, &encode(fields)].concat()
}

fn cross_payload(device: &DeviceId, receive: &[u8; 32]) -> Vec<u8> {
    payload(CROSS_DOMAIN, &(device, Bytes(receive)))
}

fn key_aad(workspace: Option<&WorkspaceId>, epoch: u32) -> Vec<u8> {
    encode(&(workspace, epoch))
}

/// Every field but nonce, body and signature, and the workspace: what a seal is bound to.
fn entry_aad(workspace: &WorkspaceId, entry: &Entry) -> Vec<u8> {
    encode(&(workspace, entry.version, entry.kind, entry.doc, entry.epoch, entry.author, entry.covers))
}

fn entry_payload(workspace: Option<&WorkspaceId>, entry: &Entry) -> Vec<u8> {
    let fields = (
        (workspace, entry.version, entry.kind, entry.doc, entry.epoch, entry.author, entry.covers),
        (Bytes(&entry.nonce), Bytes(&entry.body)),
    );
    payload(ENTRY_DOMAIN, &fields)
}

#[cfg(test)]
mod tests;
