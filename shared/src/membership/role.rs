//! What a member may do.

use minicbor::{Decode, Encode};

use crate::protocol::RelayRole;

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
