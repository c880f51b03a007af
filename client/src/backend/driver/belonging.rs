//! Whether this device belongs to a workspace, and what follows from that.

use samskriv_shared::{ids::DocId, invite::InviteLink, membership::Role, protocol::Code, sync::Problem};

use super::workspace::Workspace;
use crate::backend::{BackendError, ErrorCode};

impl Workspace {
    /// Whether the relay has told that this device was removed.
    pub(super) fn is_removed(&self) -> bool {
        self.engine.status().problem == Some(Problem::Refused(Code::Removed))
    }

    /// Whether the chain, as it is known here, holds a link's invite.
    pub(super) fn knows(&self, link: &InviteLink) -> bool {
        self.engine.chain().contains(&link.head)
    }

    /// Whether the chain, as it is known here, holds this device.
    pub(super) fn is_member(&self) -> bool {
        self.engine.role().is_some()
    }

    /// Whether its documents are here without this device belonging to it, as after a restoring on another
    /// computer. One without documents is a joining that was cut off: the relay may know more of it.
    pub(super) fn is_outside(&self) -> bool {
        !self.is_member() && !self.documents.is_empty()
    }

    /// Whether it is one for the user to see.
    pub(super) fn is_shown(&self) -> bool {
        self.is_member() || self.is_outside()
    }

    /// Whether there is a relay that would let this device in: one that refuses is not to be asked for ever.
    pub(super) fn may_dial(&self) -> bool {
        self.membership.relay.is_some() && !self.is_outside()
    }

    /// Why this device may not change what is shared.
    pub(super) fn not_allowed(&self, doc: DocId) -> BackendError {
        let code = if self.is_outside() { ErrorCode::NotMember } else { ErrorCode::NotAllowed };
        BackendError::new(code, doc)
    }

    /// Whether this device may change what is shared.
    pub(super) fn may_write(&self) -> bool {
        self.engine.role().is_some_and(Role::writes)
    }
}
