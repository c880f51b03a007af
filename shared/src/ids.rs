//! Newtype ids. Each is a fixed number of bytes, written in hexadecimal for people and in JSON,
//! and as a byte string on the wire.

use std::{fmt, str::FromStr};

use minicbor::{Decode, Decoder, Encode, Encoder};

/// The text is not an id: wrong length or not hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id: {0}")]
pub struct ParseIdError(pub String);

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// The length in bytes.
            pub const LEN: usize = $len;

            /// The id that these bytes are, if they have its length.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// The first eight hexadecimal digits, for people.
            pub fn short(&self) -> String {
                data_encoding::HEXLOWER.encode(&self.0[..4])
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.short())
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                data_encoding::HEXLOWER_PERMISSIVE
                    .decode(text.as_bytes())
                    .ok()
                    .and_then(|bytes| Self::from_slice(&bytes))
                    .ok_or_else(|| ParseIdError(text.to_owned()))
            }
        }

        impl<C> Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
                Self::from_slice(d.bytes()?)
                    .ok_or_else(|| minicbor::decode::Error::message(concat!("length of ", stringify!($name))))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(
    /// A device: its Ed25519 public key.
    DeviceId, 32
);
id!(
    /// A workspace: the BLAKE3 hash of its first membership entry, so that it cannot be faked.
    WorkspaceId, 32
);
id!(
    /// A document within a workspace. Random, but for the directory and the action list.
    DocId, 16
);
id!(
    /// An entry of a workspace's log: the BLAKE3 hash of its encoding.
    EntryId, 32
);
id!(
    /// The hash over a log up to an entry: `chain[n] = BLAKE3(chain[n-1] || EntryId[n])`.
    ChainHash, 32
);
id!(
    /// A human, with one or more devices.
    PersonId, 16
);
id!(
    /// A task of a meeting or of the workspace's action list.
    ActionId, 16
);
id!(
    /// A theme of the yearly plan.
    ThemeId, 16
);
id!(
    /// An event that the network keeps in mind ("save the date").
    EventId, 16
);
id!(
    /// A random number made when a relay creates or restores a log.
    Incarnation, 8
);

impl ChainHash {
    /// The hash before the first entry.
    pub const START: ChainHash = ChainHash([0; 32]);

    /// The hash of the log that has `entry` next.
    pub fn next(&self, entry: &EntryId) -> ChainHash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.0);
        hasher.update(&entry.0);
        ChainHash(*hasher.finalize().as_bytes())
    }
}

impl DocId {
    /// The workspace's directory, whose id follows from the workspace's.
    pub fn directory(workspace: &WorkspaceId) -> DocId {
        derive("samskriv 2026 directory document", workspace)
    }

    /// The workspace's action list, whose id follows from the workspace's.
    pub fn action_list(workspace: &WorkspaceId) -> DocId {
        derive("samskriv 2026 action list document", workspace)
    }
}

fn derive(context: &str, workspace: &WorkspaceId) -> DocId {
    let key = blake3::derive_key(context, &workspace.0);
    let mut id = [0; DocId::LEN];
    id.copy_from_slice(&key[..DocId::LEN]);
    DocId(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        let id = DocId([0xab; 16]);
        assert_eq!(id.to_string(), "ab".repeat(16));
        assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
        assert_eq!("ab".parse::<DocId>(), Err(ParseIdError("ab".into())));
        assert!("å".repeat(16).parse::<DocId>().is_err());
    }

    #[test]
    fn derived_ids_differ_by_purpose_and_workspace() {
        let (a, b) = (WorkspaceId([1; 32]), WorkspaceId([2; 32]));
        assert_ne!(DocId::directory(&a), DocId::action_list(&a));
        assert_ne!(DocId::directory(&a), DocId::directory(&b));
    }
}
