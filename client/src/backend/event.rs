//! What the backend tells without being asked.

use samskriv_shared::{
    ids::{DeviceId, DocId, WorkspaceId},
    presence::Presence,
};

use super::request::{BackendError, Status};

/// Something happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// Changes from elsewhere reached a document that is open.
    Changed {
        /// Which workspace.
        workspace: WorkspaceId,
        /// Which document.
        doc: DocId,
        /// Change chunks or a whole document, as `Document::apply` takes them.
        changes: Vec<u8>,
        /// Whose device sent them.
        author: Option<DeviceId>,
        /// Whether they came in a checkpoint: what only it holds is so according to whoever sent it.
        checkpoint: bool,
    },
    /// What lists show has changed.
    Summaries {
        /// In which workspace.
        workspace: WorkspaceId,
    },
    /// Someone joined, or somebody's name changed.
    Members {
        /// In which workspace.
        workspace: WorkspaceId,
    },
    /// Somebody else does something in a document, or goes on doing it; for a [`samskriv_shared::presence::Roster`].
    /// Verified, and newer than what was told of the device before, of which only the newest waits to be fetched.
    Presence {
        /// In which workspace.
        workspace: WorkspaceId,
        /// Whose device: a member's. Who that is the directory tells, and [`super::Request::Members`].
        device: DeviceId,
        /// What they do; none when they have left.
        presence: Option<Presence>,
    },
    /// Where things stand has changed.
    Status {
        /// In which workspace.
        workspace: WorkspaceId,
        /// Where they stand.
        status: Box<Status>,
    },
    /// Something failed that nobody asked for: a disk that is full, say.
    Failed {
        /// In which workspace, where it is one's.
        workspace: Option<WorkspaceId>,
        /// What.
        error: BackendError,
    },
}
