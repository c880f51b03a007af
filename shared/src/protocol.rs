//! What goes over the wire: entries, frames, limits and error codes, all in canonical CBOR
//! (RFC 8949, section 4.2: maps with ascending integer keys, shortest integers, definite lengths).
//!
//! An entry travels and is stored as the bytes that its author encoded, so its id never depends on
//! who decodes it. `shared/vectors/` describes the format for other programs and holds vectors of it.

use minicbor::{Decode, Encode};

use crate::ids::{ChainHash, DeviceId, DocId, EntryId, Incarnation, WorkspaceId};

/// The version of frames and entries that this program writes.
pub const VERSION: u8 = 1;
/// The WebSocket subprotocol; another one is refused before the first frame.
pub const SUBPROTOCOL: &str = "samskriv.v1";
/// The path of the WebSocket at the relay.
pub const PATH: &str = "/v1/connect";

/// A change entry at most, in bytes of its encoding.
pub const MAX_CHANGE: usize = 1 << 20;
/// A checkpoint entry at most, in bytes of its encoding.
pub const MAX_CHECKPOINT: usize = 16 << 20;
/// A frame at most, in bytes.
pub const MAX_FRAME: usize = 17 << 20;
/// A frame before `Hello` at most, in bytes: about 300 members' chain.
pub const MAX_HANDSHAKE: usize = 256 << 10;
/// Entries of a chain that `Restore` brings at most; each costs the relay signatures to verify.
pub const MAX_RESTORED: usize = 1_000;
/// An ephemeral body at most, in bytes.
pub const MAX_EPHEMERAL: usize = 4 << 10;
/// A relay fills one `Entries` frame up to about this many bytes.
pub const ENTRIES_BATCH: usize = 256 << 10;
/// Both sides ping this often.
pub const PING_EVERY_MS: u64 = 15_000;
/// After this long without a byte the other side is gone.
pub const SILENCE_MS: u64 = 40_000;

/// The bytes are not what they should be; nothing of them was used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Not CBOR, or not of this shape.
    #[error("malformed: {0}")]
    Malformed(String),
    /// Well formed, but not in the one canonical form, so that its id could be forged.
    #[error("not in canonical form")]
    NotCanonical,
    /// A kind of entry, or an operation, that this program does not know: a newer one does.
    #[error("of a kind that this program does not know")]
    UnknownKind,
    /// Written by a newer program.
    #[error("version {0} is newer than this program")]
    NewerVersion(u8),
}

impl From<minicbor::decode::Error> for WireError {
    fn from(error: minicbor::decode::Error) -> Self {
        match error.is_unknown_variant() {
            true => WireError::UnknownKind,
            false => WireError::Malformed(error.to_string()),
        }
    }
}

/// Encodes to bytes; writing to memory cannot fail.
#[expect(clippy::expect_used, reason = "proved in the message")]
pub fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    minicbor::to_vec(value).expect("no Encode of this crate raises an error, and memory takes every byte")
}

/// Decodes all of `bytes`; what is left over is an error.
///
/// # Errors
/// [`WireError::Malformed`] when the bytes are not one value of this shape.
pub fn decode<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, WireError> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let value = decoder.decode()?;
    if decoder.position() != bytes.len() {
        return Err(WireError::Malformed("bytes left over".into()));
    }
    Ok(value)
}

/// A place in one relay's log of a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Cursor {
    /// Which life of the log this is.
    #[n(0)]
    pub incarnation: Incarnation,
    /// The sequence number of the newest entry that the cursor holds; 0 before the first.
    #[n(1)]
    pub seq: u64,
    /// The hash over the log up to `seq`.
    #[n(2)]
    pub chain: ChainHash,
}

/// What an entry holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum EntryKind {
    /// Automerge changes of one document, sealed.
    #[n(0)]
    Change,
    /// One whole document, sealed.
    #[n(1)]
    Checkpoint,
    /// A membership operation, in plain text.
    #[n(2)]
    Membership,
}

/// One entry of a workspace's log.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Entry {
    /// The version of this encoding.
    #[n(0)]
    pub version: u8,
    /// What `body` holds.
    #[n(1)]
    pub kind: EntryKind,
    /// The document; none for membership.
    #[n(2)]
    pub doc: Option<DocId>,
    /// The number of the content key that sealed the body.
    #[n(3)]
    pub epoch: u32,
    /// Who signed.
    #[n(4)]
    pub author: DeviceId,
    /// For a checkpoint: up to where it holds every entry of `doc`; none when it came before any log.
    #[n(5)]
    pub covers: Option<Cursor>,
    /// 24 bytes for a sealed body, none for a plain one.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub nonce: Vec<u8>,
    /// Sealed, or for membership plain.
    #[cbor(n(7), with = "minicbor::bytes")]
    pub body: Vec<u8>,
    /// Ed25519, 64 bytes, over the entry without it (see [`crate::seal`]).
    #[cbor(n(8), with = "minicbor::bytes")]
    pub sig: Vec<u8>,
}

impl Entry {
    /// Reads an entry from the bytes that its author encoded.
    ///
    /// # Errors
    /// [`WireError::NewerVersion`] for an entry to keep for a newer program; the others for one to refuse.
    pub fn from_bytes(bytes: &[u8]) -> Result<Entry, WireError> {
        let version = peek_version(bytes)?;
        if version > VERSION {
            return Err(WireError::NewerVersion(version));
        }
        let entry: Entry = decode(bytes)?;
        if encode(&entry) != bytes {
            return Err(WireError::NotCanonical);
        }
        Ok(entry)
    }

    /// The encoding, which is what travels and is stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        encode(self)
    }
}

/// The id of the entry with this encoding.
pub fn entry_id(bytes: &[u8]) -> EntryId {
    EntryId(*blake3::hash(bytes).as_bytes())
}

/// Whether the bytes may be a membership entry, of a newer version too: unless they say that they are another kind.
pub fn may_be_membership(bytes: &[u8]) -> bool {
    let kind = || {
        let mut decoder = minicbor::Decoder::new(bytes);
        decoder.map().ok()?;
        decoder.u8().ok()?;
        decoder.u8().ok()?;
        (decoder.u8().ok()? == 1).then(|| decoder.u8().ok()).flatten()
    };
    kind().is_none_or(|kind| kind == 2)
}

fn peek_version(bytes: &[u8]) -> Result<u8, WireError> {
    let mut decoder = minicbor::Decoder::new(bytes);
    decoder.map()?;
    if decoder.u8()? != 0 {
        return Err(WireError::Malformed("no version".into()));
    }
    Ok(decoder.u8()?)
}

/// What a client sends.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub enum ClientFrame {
    /// Makes the workspace known to a relay that does not know it; before `Hello`, and without an
    /// answer when it worked. Sending it again for a known workspace does nothing.
    #[n(0)]
    Create {
        /// The encoded genesis entry.
        #[cbor(n(0), with = "minicbor::bytes")]
        genesis: Vec<u8>,
        /// The operator's token, where the relay is not open.
        #[n(1)]
        token: Option<String>,
    },
    /// Proves the device and says from where to go on.
    #[n(1)]
    Hello(#[n(0)] Hello),
    /// Asks for an entry to be appended; may be pipelined.
    #[n(2)]
    Append {
        /// Comes back in the answer; unique on the connection.
        #[n(0)]
        reference: u64,
        /// The encoded entry.
        #[cbor(n(1), with = "minicbor::bytes")]
        entry: Vec<u8>,
    },
    /// Presence for the others, never stored.
    #[n(3)]
    Ephemeral {
        /// An encoded [`crate::seal::SealedPresence`].
        #[cbor(n(0), with = "minicbor::bytes")]
        body: Vec<u8>,
    },
    /// What this device has durably received and verified.
    #[n(4)]
    Seen {
        /// Up to here.
        #[n(0)]
        cursor: Cursor,
        /// Ed25519, 64 bytes (see [`crate::seal::seen_payload`]).
        #[cbor(n(1), with = "minicbor::bytes")]
        sig: Vec<u8>,
    },
    /// Brings a relay that lost the workspace, or the newest of its membership entries, the chain back; before
    /// `Hello`, in place of `Create`, and without an answer when it worked. What the relay's own chain is no
    /// beginning of changes nothing.
    #[n(5)]
    Restore {
        /// The encoded membership entries, genesis first.
        #[n(0)]
        chain: Vec<minicbor::bytes::ByteVec>,
        /// The operator's token, where the relay is not open.
        #[n(1)]
        token: Option<String>,
    },
}

/// The frame that proves a device.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Hello {
    /// Which log.
    #[n(0)]
    pub workspace: WorkspaceId,
    /// Who is here.
    #[n(1)]
    pub device: DeviceId,
    /// The name that the client dialled, with the port where it dialled one.
    #[n(2)]
    pub host: String,
    /// Where to go on; none for a fresh device.
    #[n(3)]
    pub after: Option<Cursor>,
    /// Ed25519, 64 bytes (see [`crate::seal::hello_payload`]), over the challenge's nonce too.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub sig: Vec<u8>,
}

/// What a relay sends.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub enum RelayFrame {
    /// The first frame of a connection.
    #[n(0)]
    Challenge {
        /// To be signed; new for each connection.
        #[cbor(n(0), with = "minicbor::bytes")]
        nonce: [u8; 32],
        /// The program's name and version.
        #[n(1)]
        relay: String,
    },
    /// The device is known.
    #[n(1)]
    Welcome {
        /// What it may do.
        #[n(0)]
        role: RelayRole,
        /// The newest entry of the log.
        #[n(1)]
        head: Cursor,
        /// From this sequence number on the log is whole.
        #[n(2)]
        floor: u64,
        /// What this relay takes.
        #[n(3)]
        limits: Limits,
        /// What it sends first.
        #[n(4)]
        start: Start,
    },
    /// The connection cannot go on; the relay closes it.
    #[n(2)]
    Refused {
        /// Why.
        #[n(0)]
        code: Code,
        /// For logs, in English.
        #[n(1)]
        text: String,
    },
    /// Entries in the order of the log, but for those that come first where [`Start`] says otherwise.
    #[n(3)]
    Entries(#[n(0)] Vec<LogItem>),
    /// Everything up to `head` has been sent, and what the others have seen; what follows is live.
    #[n(4)]
    CaughtUp {
        /// `Welcome`'s; for a device that resumes, the newest entry when the last `Entries` were sent.
        #[n(0)]
        head: Cursor,
    },
    /// The entry is durable.
    #[n(5)]
    Ack {
        /// The `Append`'s reference.
        #[n(0)]
        reference: u64,
        /// Its place in the log.
        #[n(1)]
        seq: u64,
    },
    /// The entry was not appended.
    #[n(6)]
    Reject {
        /// The `Append`'s reference.
        #[n(0)]
        reference: u64,
        /// Why.
        #[n(1)]
        code: Code,
        /// When trying again makes sense, in milliseconds.
        #[n(2)]
        retry_after_ms: Option<u64>,
    },
    /// Another's presence.
    #[n(7)]
    Ephemeral {
        /// An encoded [`crate::seal::SealedPresence`].
        #[cbor(n(0), with = "minicbor::bytes")]
        body: Vec<u8>,
    },
    /// What another device has durably received and verified.
    #[n(8)]
    SeenBy {
        /// Who.
        #[n(0)]
        device: DeviceId,
        /// Up to here.
        #[n(1)]
        cursor: Cursor,
        /// The device's own signature, 64 bytes.
        #[cbor(n(2), with = "minicbor::bytes")]
        sig: Vec<u8>,
    },
}

/// An entry of the log as it is handed to a follower.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct LogItem {
    /// Its place in the log.
    #[n(0)]
    pub seq: u64,
    /// The encoded entry; none when this very connection appended it.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub entry: Option<Vec<u8>>,
    /// The id, instead of the entry.
    #[n(2)]
    pub own: Option<EntryId>,
}

/// What a connection may do at the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum RelayRole {
    /// A member that administers.
    #[n(0)]
    Admin,
    /// A member that writes.
    #[n(1)]
    Editor,
    /// A member that reads.
    #[n(2)]
    Reader,
    /// An invite's device: reads the chain and redeems, nothing else.
    #[n(3)]
    Invite,
}

/// What a relay sends a device that it has welcomed, up to `CaughtUp`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Start {
    /// What comes after the device's cursor.
    #[n(0)]
    Resumed,
    /// The membership chain up to `Welcome`'s head, then each document: every entry after what its base covers,
    /// the base among them. The base is the checkpoint that covers most and fits this log. The device has no
    /// cursor, or one that does not fit this log, which is then another log or has lost entries.
    #[n(1)]
    Fresh,
    /// The same. The cursor fits, but some of what comes after it has been dropped, for checkpoints cover it.
    #[n(2)]
    Trimmed,
}

/// What a relay takes, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Limits {
    /// A change entry at most.
    #[n(0)]
    pub change: u64,
    /// A checkpoint entry at most.
    #[n(1)]
    pub checkpoint: u64,
    /// A frame at most.
    #[n(2)]
    pub frame: u64,
    /// An ephemeral body at most.
    #[n(3)]
    pub ephemeral: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            change: MAX_CHANGE as u64,
            checkpoint: MAX_CHECKPOINT as u64,
            frame: MAX_FRAME as u64,
            ephemeral: MAX_EPHEMERAL as u64,
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// Why a relay refuses. On the wire it is its name, so that an old program can show a new one.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Code {
            $($(#[$doc])* $variant,)*
            /// A code that this program does not know.
            Other(String),
        }

        impl Code {
            /// The stable name.
            pub fn name(&self) -> &str {
                match self {
                    $(Code::$variant => $name,)*
                    Code::Other(name) => name,
                }
            }

            /// The code with this name.
            pub fn from_name(name: &str) -> Code {
                match name {
                    $($name => Code::$variant,)*
                    other => Code::Other(other.chars().take(64).collect()),
                }
            }
        }
    };
}

codes! {
    /// The relay does not know the workspace.
    UnknownWorkspace = "unknown-workspace",
    /// The device is no member and no open invite's.
    NotAMember = "not-a-member",
    /// The device was a member, and has been removed.
    Removed = "removed",
    /// A signature does not fit.
    BadSignature = "bad-signature",
    /// `Hello.host` is not a name of this relay.
    BadHost = "bad-host",
    /// A frame that cannot be read, or not now.
    BadFrame = "bad-frame",
    /// The version of a frame or entry is not spoken here.
    UnsupportedVersion = "unsupported-version",
    /// An entry or frame over the limit.
    TooLarge = "too-large",
    /// The role does not allow this.
    NotAllowed = "not-allowed",
    /// The entry is sealed under an old epoch.
    StaleEpoch = "stale-epoch",
    /// A membership entry that does not extend the chain's newest one.
    StaleChain = "stale-chain",
    /// A membership entry that the chain's rules forbid.
    BadMembership = "bad-membership",
    /// The invite is out of date.
    InviteExpired = "invite-expired",
    /// The invite has been used as often as it may be.
    InviteUsed = "invite-used",
    /// The invite was revoked, or ended when a member was removed or the keys were changed.
    InviteEnded = "invite-ended",
    /// The relay wants the operator's token to create a workspace.
    TokenRequired = "token-required",
    /// Too much at once; try again later.
    RateLimited = "rate-limited",
    /// The workspace's space at the relay is used up.
    QuotaExceeded = "quota-exceeded",
    /// Too many connections.
    TooManyConnections = "too-many-connections",
    /// The relay cannot write to its disk.
    StorageFailed = "storage-failed",
    /// The relay is shutting down.
    ShuttingDown = "shutting-down",
}

impl<C> Encode<C> for Code {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(self.name())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Code {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        d.str().map(Code::from_name)
    }
}
