//! Presence of others: who looks at which document, where their caret is, whether they type. Sealed and signed like
//! an entry, never stored, lost without harm.
//!
//! What a relay can do with it: withhold it, or hand an old one to somebody who never had it, within the epoch. It
//! cannot read or make one, and one that was received is not taken again (see [`Stamps`]). What may be sent of a
//! draft is decided by whoever sends: nothing.

mod inbox;
mod roster;
mod sender;
mod stamps;
#[cfg(test)]
mod tests;

use minicbor::{Decode, Encode, bytes::ByteVec};
use rand_core::CryptoRng;

use crate::{
    ids::{DeviceId, DocId},
    membership::Chain,
    protocol::{WireError, decode, encode},
    seal::{DeviceSecret, EpochKeys, SealError, SealedPresence},
    text::{Anchor, AnchorError},
};

pub use inbox::Inbox;
pub use roster::Roster;
pub use sender::Sender;
pub use stamps::Stamps;

/// A sealed presence at most, in bytes; the longest that this program makes has 242.
pub const MAX_PRESENCE: usize = 1 << 10;
/// Changes of presence are sent at most this often, in milliseconds.
pub const PRESENCE_EVERY_MS: u64 = 100;
/// Presence that does not change is sent again this often, in milliseconds: for those who came later.
pub const HEARTBEAT_MS: u64 = 5_000;
/// After so many milliseconds without a word somebody is not there any more.
pub const CARET_FADES_MS: u64 = 15_000;

/// What somebody does in a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Presence {
    /// The document that they look at.
    pub doc: DocId,
    /// Where in its text; none when they are in another field, or nowhere.
    pub place: Option<Place>,
    /// Whether they type.
    pub typing: bool,
}

/// A caret or a selection in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The caret.
    pub caret: Anchor,
    /// The selection's other end; the caret where nothing is selected.
    pub other: Anchor,
}

/// Which of a device's presences this is. One with the same run and a higher count is newer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// Drawn at each start.
    pub run: u64,
    /// Higher by one each time.
    pub count: u64,
}

/// A presence that was received and holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// Whose.
    pub device: DeviceId,
    /// Which.
    pub stamp: Stamp,
    /// What they do; none when they have left.
    pub presence: Option<Presence>,
}

/// A presence that cannot be made or must not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PresenceError {
    /// Longer than any can be.
    #[error("{0} bytes are too many")]
    TooLarge(usize),
    /// Not of this form.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// From a device that is no member, or not any more.
    #[error("{} is no member", .0.short())]
    NotMember(DeviceId),
    /// Sealed under another epoch's key than the newest.
    #[error("of epoch {found}, not {newest}")]
    OtherEpoch {
        /// Its epoch.
        found: u32,
        /// The newest that the chain here has.
        newest: u32,
    },
    /// The newest epoch's key is not here.
    #[error("no key of epoch {0}")]
    NoKey(u32),
    /// The signature or the seal does not hold.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A caret that is none.
    #[error(transparent)]
    Anchor(#[from] AnchorError),
}

/// What is sealed. A newer program may add keys; one without `doc` has left.
#[derive(Encode, Decode)]
#[cbor(map)]
struct Body {
    #[n(0)]
    run: u64,
    #[n(1)]
    count: u64,
    #[n(2)]
    doc: Option<DocId>,
    #[n(3)]
    caret: Option<ByteVec>,
    #[n(4)]
    other: Option<ByteVec>,
    #[n(5)]
    typing: bool,
}

/// Seals and signs a presence under the newest epoch's key, as the body of an `Ephemeral` frame; none says that
/// this device has left.
///
/// # Errors
/// [`PresenceError::NoKey`]; [`PresenceError::Seal`] when the cipher fails.
pub fn seal(
    presence: Option<&Presence>,
    stamp: Stamp,
    chain: &Chain,
    keys: &EpochKeys,
    device: &DeviceSecret,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, PresenceError> {
    let epoch = chain.epoch();
    let key = keys.get(&epoch).ok_or(PresenceError::NoKey(epoch))?;
    let place = presence.and_then(|presence| presence.place.as_ref());
    let written = |place: &Place| Some((place.caret.to_bytes()?, place.other.to_bytes()?));
    let (caret, other) = place.and_then(written).unzip();
    let body = Body {
        run: stamp.run,
        count: stamp.count,
        doc: presence.map(|presence| presence.doc),
        caret: caret.map(ByteVec::from),
        // What is not said is the caret.
        other: other.map(ByteVec::from).filter(|_| place.is_some_and(|place| place.caret != place.other)),
        typing: presence.is_some_and(|presence| presence.typing),
    };
    let sealed = SealedPresence::seal(&chain.workspace(), epoch, key, device, &encode(&body), rng)?;
    Ok(encode(&sealed))
}

/// Verifies and opens the body of an `Ephemeral` frame: a member's, by the chain as it is here, under the newest epoch.
///
/// # Errors
/// [`PresenceError`]; then nothing of it is used.
pub fn open(bytes: &[u8], chain: &Chain, keys: &EpochKeys) -> Result<Received, PresenceError> {
    let sealed = envelope(bytes)?;
    let (device, newest) = (sealed.device, chain.epoch());
    // The cheap questions first: a signature costs a thousand times as much.
    if chain.role(&device).is_none() {
        return Err(PresenceError::NotMember(device));
    }
    if sealed.epoch != newest {
        return Err(PresenceError::OtherEpoch { found: sealed.epoch, newest });
    }
    let key = keys.get(&newest).ok_or(PresenceError::NoKey(newest))?;
    let body: Body = decode(&sealed.open(&chain.workspace(), key)?)?;
    let stamp = Stamp { run: body.run, count: body.count };
    let place = place(body.caret.as_ref(), body.other.as_ref())?;
    let presence = body.doc.map(|doc| Presence { doc, place, typing: body.typing });
    Ok(Received { device, stamp, presence })
}

fn envelope(bytes: &[u8]) -> Result<SealedPresence, PresenceError> {
    if bytes.len() > MAX_PRESENCE {
        return Err(PresenceError::TooLarge(bytes.len()));
    }
    let sealed: SealedPresence = decode(bytes)?;
    match encode(&sealed) == bytes {
        true => Ok(sealed),
        false => Err(WireError::NotCanonical.into()),
    }
}

/// A newer program's caret is none here, and what else it says holds.
fn place(caret: Option<&ByteVec>, other: Option<&ByteVec>) -> Result<Option<Place>, AnchorError> {
    let Some(caret) = caret else { return Ok(None) };
    let read = |bytes: &ByteVec| Anchor::from_bytes(bytes);
    match (read(caret), read(other.unwrap_or(caret))) {
        (Ok(caret), Ok(other)) => Ok(Some(Place { caret, other })),
        (Err(AnchorError::Malformed), _) | (_, Err(AnchorError::Malformed)) => Err(AnchorError::Malformed),
        _ => Ok(None),
    }
}
