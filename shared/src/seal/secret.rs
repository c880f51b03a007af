//! The secret halves of a device's keys.

use ed25519_dalek::{Signer, SigningKey};
use hpke::{Deserializable, Kem, OpModeR, Serializable};
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{
    ChaCha, ContentKey, DeviceKeys, EPOCH_KEY_INFO, SealError, SealedKey, Sha256, X25519, cross_payload,
    key_aad,
};
use crate::ids::{DeviceId, WorkspaceId};

/// The secret halves of a device's two keys, encoded as the seeds they are made from.
#[derive(Clone, ZeroizeOnDrop, Encode, Decode)]
#[cbor(map)]
pub struct DeviceSecret {
    /// Signs (Ed25519). With its public half, which costs as much to make as a signature; it wipes itself.
    #[cbor(n(0), with = "signing_seed")]
    #[zeroize(skip)]
    sign: SigningKey,
    /// Receives sealed keys (X25519).
    #[cbor(n(1), with = "minicbor::bytes")]
    receive: [u8; 32],
}

impl std::fmt::Debug for DeviceSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DeviceSecret({:?})", self.id())
    }
}

impl DeviceSecret {
    /// A new device.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *seed);
        // Filled where it stays: an array that is moved leaves its bytes behind.
        let mut secret = DeviceSecret { sign: SigningKey::from_bytes(&seed), receive: [0; 32] };
        rng.fill_bytes(&mut secret.receive);
        secret
    }

    /// The device that a secret with at least 128 bits of entropy stands for: an invite's or a
    /// recovery code's.
    pub fn derive(purpose: &str, secret: &[u8]) -> Self {
        let seed = blake3::derive_key(&format!("samskriv 2026 {purpose} signing key"), secret);
        DeviceSecret {
            sign: SigningKey::from_bytes(&Zeroizing::new(seed)),
            receive: blake3::derive_key(&format!("samskriv 2026 {purpose} receiving key"), secret),
        }
    }

    /// The device's id.
    pub fn id(&self) -> DeviceId {
        DeviceId(self.sign.verifying_key().to_bytes())
    }

    /// The public halves, with the signature that ties them together.
    pub fn keys(&self) -> DeviceKeys {
        let device = self.id();
        let receive = self.receive_public();
        let sig = self.sign(&cross_payload(&device, &receive)).to_vec();
        DeviceKeys { device, receive, sig }
    }

    /// Signs a payload that one of this module's functions made.
    pub fn sign(&self, payload: &[u8]) -> [u8; 64] {
        self.sign.sign(payload).to_bytes()
    }

    fn receive_public(&self) -> [u8; 32] {
        // Any 32 bytes are an X25519 secret, so this does not fail; zeros would only seal to nobody.
        <X25519 as Kem>::PrivateKey::from_bytes(&self.receive)
            .map(|key| X25519::sk_to_pk(&key).to_bytes().into())
            .unwrap_or([0; 32])
    }

    /// Opens an epoch's key that was sealed to this device.
    ///
    /// # Errors
    /// [`SealError::BadSeal`] when it was sealed to another device, workspace or epoch.
    pub fn open_key(
        &self,
        workspace: Option<&WorkspaceId>,
        sealed: &SealedKey,
    ) -> Result<ContentKey, SealError> {
        let secret = <X25519 as Kem>::PrivateKey::from_bytes(&self.receive).map_err(|_| SealError::BadKey)?;
        let encapsulated =
            <X25519 as Kem>::EncappedKey::from_bytes(&sealed.encapsulated).map_err(|_| SealError::BadKey)?;
        let aad = key_aad(workspace, sealed.epoch);
        let mut context = hpke::setup_receiver::<ChaCha, Sha256, X25519>(
            &OpModeR::Base,
            &secret,
            &encapsulated,
            EPOCH_KEY_INFO,
        )
        .map_err(|_| SealError::BadSeal)?;
        let mut plain = context.open(&sealed.body, &aad).map_err(|_| SealError::BadSeal)?;
        let key = <[u8; 32]>::try_from(plain.as_slice()).map(ContentKey).map_err(|_| SealError::BadSeal);
        plain.zeroize();
        key
    }
}

/// A signing key as the 32 bytes of its seed.
mod signing_seed {
    use ed25519_dalek::SigningKey;
    use minicbor::{Decoder, Encoder, bytes};
    use zeroize::Zeroizing;

    pub fn encode<C, W: minicbor::encode::Write>(
        key: &SigningKey,
        encoder: &mut Encoder<W>,
        context: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        bytes::encode(key.as_bytes(), encoder, context)
    }

    pub fn decode<C>(
        decoder: &mut Decoder<'_>,
        context: &mut C,
    ) -> Result<SigningKey, minicbor::decode::Error> {
        let seed: [u8; 32] = bytes::decode(decoder, context)?;
        Ok(SigningKey::from_bytes(&Zeroizing::new(seed)))
    }
}
