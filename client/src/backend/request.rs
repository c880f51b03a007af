//! What a window or a command asks of the backend, and what it answers.

use std::{path::PathBuf, sync::Arc};

use jiff::civil::Date;
use samskriv_shared::{
    documents::Summary,
    ids::{DeviceId, DocId, PersonId, WorkspaceId},
    invite::LinkError,
    membership::Role,
    presence::Presence,
    protocol::Code,
    recovery::CodeError,
};

use super::backup::{BackedUp, Passphrase};

/// Who somebody is in a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// First and last name.
    pub name: String,
    /// The municipality's name.
    pub municipality: String,
    /// The title at work; may be empty.
    pub title: String,
}

/// One thing to do. Each is answered once.
#[derive(Debug, Clone)]
pub enum Request {
    /// Which workspaces are there. Answered with [`Answer::Workspaces`].
    Workspaces,
    /// Makes a workspace on this computer. Answered with [`Answer::Created`].
    NewWorkspace {
        /// Its name.
        name: String,
        /// The relay's address; none until someone is to be invited.
        relay: Option<String>,
        /// The relay operator's token, where it wants one.
        token: Option<String>,
        /// The founder.
        me: Profile,
    },
    /// Takes back a workspace that was just made: nothing but what it was made with is in it, and no relay has
    /// welcomed it. Answered with [`Answer::Done`] once it is gone.
    TakeBack {
        /// Which workspace.
        workspace: WorkspaceId,
    },
    /// Takes this device out of a workspace, and everything of the workspace from this computer, drafts too. What is
    /// shared is sent before, or it is an error and nothing is done; where this device is alone, is outside or there is
    /// no relay, nobody is told. Answered with [`Answer::Done`] once nothing of it is on this computer's disk; with
    /// [`ErrorCode::NotErased`] where something of it goes at the next start only.
    Leave {
        /// Which workspace.
        workspace: WorkspaceId,
        /// The last day, for the directory.
        today: Date,
    },
    /// Gives a workspace a relay. Answered with [`Answer::Done`] once the address is kept.
    Connect {
        /// Which workspace.
        workspace: WorkspaceId,
        /// The relay's address.
        relay: String,
        /// The relay operator's token, where it wants one.
        token: Option<String>,
    },
    /// Opens an invite; needs the relay. Answered with [`Answer::Link`].
    Invite {
        /// Which workspace.
        workspace: WorkspaceId,
        /// What those who redeem it become.
        role: Role,
        /// For how long, in seconds.
        expires_s: u64,
        /// How often it may be redeemed.
        uses: u32,
    },
    /// Ends an open invite; needs the relay. Answered with [`Answer::Done`] once it is in the chain.
    Revoke {
        /// Which workspace.
        workspace: WorkspaceId,
        /// The device that the link's secret stands for.
        invite: DeviceId,
    },
    /// Changes the keys, which ends every open invite; needs the relay. Answered with [`Answer::Done`] once it is
    /// in the chain.
    Rotate {
        /// Which workspace.
        workspace: WorkspaceId,
    },
    /// Removes a device and changes the keys; needs the relay. Answered with [`Answer::Done`] once it is in the
    /// chain.
    Remove {
        /// Which workspace.
        workspace: WorkspaceId,
        /// Whose.
        device: DeviceId,
    },
    /// Lets a device do more or less; needs the relay. Answered with [`Answer::Done`] once it is in the chain.
    SetRole {
        /// Which workspace.
        workspace: WorkspaceId,
        /// Whose role.
        device: DeviceId,
        /// The new one.
        role: Role,
    },
    /// Redeems an invite; needs the relay. Answered with [`Answer::Joined`] once the workspace's
    /// documents are here.
    Join {
        /// The invite link.
        link: String,
        /// Who joins.
        me: Profile,
    },
    /// Makes this device an admin by the recovery code; needs the relay. Answered with [`Answer::Joined`] once it is
    /// one here too, with the workspace's documents; with [`ErrorCode::AlreadyAdmin`] where it was one before.
    Recover {
        /// The code: all of it, or its groups alone where a workspace here has it.
        code: String,
        /// The relay's address, where the code names none or another than it has now.
        relay: Option<String>,
        /// Who recovers it, where this device is no member.
        me: Profile,
    },
    /// What lists show. Answered with [`Answer::Summaries`].
    Summaries {
        /// Which workspace.
        workspace: WorkspaceId,
        /// Whether to wait until none is behind, and have that done at once. Else they are as they are: a document that is
        /// being written in may be a few seconds ahead of its own, or a minute where it is open.
        current: bool,
    },
    /// Loads a document, and follows it: from the answer on, [`super::Event::Changed`] carries every
    /// later change that came from elsewhere. Answered with [`Answer::Document`].
    Open {
        /// Which workspace.
        workspace: WorkspaceId,
        /// Which document.
        doc: DocId,
    },
    /// Stops following a document. Answered with [`Answer::Done`].
    Close {
        /// Which workspace.
        workspace: WorkspaceId,
        /// Which document.
        doc: DocId,
    },
    /// Keeps (and, once shared, sends) changes made here; the first makes the document. Answered with
    /// [`Answer::Done`] once the journal has them on disk.
    Change {
        /// Which workspace.
        workspace: WorkspaceId,
        /// Which document.
        doc: DocId,
        /// Change chunks, as `Document::commit` gives them.
        changes: Vec<u8>,
    },
    /// Lets a document that was a draft leave this computer. The minutes' own state and the directory
    /// have been changed before, by [`Request::Change`]. Answered with [`Answer::Done`].
    Share {
        /// Which workspace.
        workspace: WorkspaceId,
        /// Which document.
        doc: DocId,
    },
    /// Lets a draft go from this computer, as after it was moved. What was shared is everybody's and stays: an
    /// error. Answered with [`Answer::Done`] once nothing of it is on disk.
    Discard {
        /// Which workspace.
        workspace: WorkspaceId,
        /// Which document.
        doc: DocId,
    },
    /// What the user does now, told to the others while the relay is there, and until it is asked otherwise: at most
    /// ten times a second, and every five while nothing changes. Nothing is told of a draft, and of one that is
    /// shared meanwhile from then on. Answered with [`Answer::Done`]; see also [`super::Backend::present`].
    Present {
        /// In which workspace.
        workspace: WorkspaceId,
        /// In which document, and where; none when they look at no document.
        presence: Option<Presence>,
        /// Whether the window is active. While it is not, what does not change is not told again, and fades.
        active: bool,
    },
    /// Who belongs to a workspace. Answered with [`Answer::Members`].
    Members {
        /// Which workspace.
        workspace: WorkspaceId,
    },
    /// Which invites may still be redeemed, but for those that are too old. Answered with [`Answer::Invites`].
    Invites {
        /// Which workspace.
        workspace: WorkspaceId,
    },
    /// Where things stand. Answered with [`Answer::Status`].
    Status {
        /// Which workspace.
        workspace: WorkspaceId,
    },
    /// Cuts the network off, or takes it up again. Answered with [`Answer::Done`].
    SetOffline {
        /// Whether to be offline.
        offline: bool,
    },
    /// Writes a backup of every workspace into a new file. Answered with [`Answer::BackedUp`] once the file has been
    /// read back and opened.
    BackUp {
        /// The file; nothing lies there yet.
        to: PathBuf,
        /// What opens it.
        passphrase: Passphrase,
    },
    /// Answered with [`Answer::Done`] when the workspace is live, nothing waits to be sent and all that
    /// was received is on disk; with an error when the relay cannot be reached within ten seconds.
    CaughtUp {
        /// Which workspace.
        workspace: WorkspaceId,
    },
}

/// The answer to a [`Request`].
#[derive(Debug, Clone)]
pub enum Answer {
    /// It is done.
    Done,
    /// Which workspaces are there.
    Workspaces(Vec<WorkspaceInfo>),
    /// The workspace that was made.
    Created {
        /// Its id.
        id: WorkspaceId,
        /// The recovery code with everything in it, to be printed and kept; it is stored nowhere.
        recovery: String,
    },
    /// The invite link.
    Link(String),
    /// The workspace that was joined.
    Joined(WorkspaceId),
    /// What lists show.
    Summaries(Vec<Arc<Summary>>),
    /// A document's bytes, as `Document::load` takes them.
    Document(Vec<u8>),
    /// Who belongs to the workspace.
    Members(Vec<Member>),
    /// The open invites.
    Invites(Vec<Invite>),
    /// Where things stand.
    Status(Box<Status>),
    /// What the backup holds.
    BackedUp(BackedUp),
}

/// A workspace of this installation.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkspaceInfo {
    /// Its id.
    pub id: WorkspaceId,
    /// Its name, as the directory last told it.
    pub name: String,
    /// The relay's address; none while it is local.
    pub relay: Option<String>,
    /// Who I am in it.
    pub me: Profile,
    /// My id in its directory.
    pub person: PersonId,
    /// This installation's device.
    pub device: DeviceId,
    /// What I may do; none where this device does not belong to it: its documents came from a backup.
    pub role: Option<Role>,
}

/// One device of a member.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The device.
    pub device: DeviceId,
    /// Who it belongs to, where the directory says so.
    pub person: Option<PersonId>,
    /// The person's name.
    pub name: String,
    /// The municipality's name.
    pub municipality: String,
    /// The title at work.
    pub title: String,
    /// What the device may do.
    pub role: Role,
}

/// An invite that may still be redeemed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invite {
    /// The device that the link's secret stands for.
    pub device: DeviceId,
    /// What those who redeem it become.
    pub role: Role,
    /// Until when, as Unix time in milliseconds.
    pub expires_ms: i64,
    /// How often it may still be redeemed.
    pub left: u32,
}

/// Where a workspace stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Status {
    /// Later ones have higher numbers: an answer may be overtaken by an event.
    pub version: u64,
    /// How many documents are on this computer.
    pub documents: usize,
    /// Changes that are not on disk yet.
    pub unsaved_changes: usize,
    /// Changes of shared documents that the relay has not acknowledged.
    pub unsent_changes: usize,
    /// The relay.
    pub relay: RelayStatus,
    /// What has been received and stored, as a place in the relay's log.
    pub cursor: Option<u64>,
    /// The newest entry that the relay has told of.
    pub head: Option<u64>,
    /// How far each colleague's devices have come, best device first, by name.
    pub seen_by: Vec<SeenBy>,
    /// How many colleagues there are.
    pub colleagues: usize,
    /// How many of them have all that was sent from here.
    pub seen: usize,
    /// The newest own entry in the relay's log.
    pub last_sent: Option<u64>,
    /// The local store.
    pub store: StoreStatus,
    /// What somebody should know of, though everything goes on.
    pub warnings: Vec<Warning>,
}

/// Something that does not stop the sync but that people should know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// So many entries failed verification and were not used.
    SetAside(u64),
    /// So many entries cannot be used yet.
    Parked(usize),
    /// The relay has told this colleague's device another story of the same log.
    ToldOtherwise(String),
    /// A copy that this colleague's device published for those who come later lacked something.
    Lacking(String),
}

impl Warning {
    /// The stable name, as `status --json` shows it.
    pub fn name(&self) -> &'static str {
        match self {
            Warning::SetAside(_) => "set-aside",
            Warning::Parked(_) => "parked",
            Warning::ToldOtherwise(_) => "told-otherwise",
            Warning::Lacking(_) => "lacking",
        }
    }

    /// The number, or who it is about.
    pub fn detail(&self) -> String {
        match self {
            Warning::SetAside(count) => count.to_string(),
            Warning::Parked(count) => count.to_string(),
            Warning::ToldOtherwise(name) | Warning::Lacking(name) => name.clone(),
        }
    }
}

/// The connection to the relay.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RelayStatus {
    /// How it is.
    pub state: RelayState,
    /// The address.
    pub url: Option<String>,
    /// Since when it is not live, as Unix time in milliseconds.
    pub offline_since_ms: Option<i64>,
    /// Why it is not live, where that is known.
    pub error: Option<ErrorCode>,
    /// Whether the user went offline on purpose.
    pub on_purpose: bool,
}

/// How the connection to the relay is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RelayState {
    /// The workspace has no relay.
    #[default]
    None,
    /// Not connected.
    Offline,
    /// Dialling.
    Connecting,
    /// Receiving what was missed.
    CatchingUp {
        /// Entries received of them.
        done: u64,
        /// Entries missed.
        total: u64,
    },
    /// Everything goes both ways at once.
    Live,
}

impl RelayState {
    /// The stable name, as `status --json` shows it.
    pub fn name(self) -> &'static str {
        match self {
            RelayState::None | RelayState::Offline => "offline",
            RelayState::Connecting => "connecting",
            RelayState::CatchingUp { .. } => "catching-up",
            RelayState::Live => "live",
        }
    }
}

/// How far a colleague has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenBy {
    /// Who.
    pub name: String,
    /// Up to which entry a device of theirs has received and verified everything.
    pub seq: u64,
}

/// The local store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreStatus {
    /// `ok`, or the code of what is wrong.
    pub health: String,
    /// Size on disk.
    pub bytes: u64,
}

impl Default for StoreStatus {
    fn default() -> Self {
        StoreStatus { health: "ok".into(), bytes: 0 }
    }
}

/// What went wrong. The name is stable; the words are the edge's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorCode {
    /// No such workspace here.
    NoSuchWorkspace,
    /// No such document here.
    NoSuchDocument,
    /// The workspace has no relay.
    NoRelay,
    /// The relay could not be reached.
    Unreachable,
    /// The relay's answer could not be understood.
    BadRelay,
    /// The relay's address cannot be used: no address, or a plain one for a public host.
    BadAddress,
    /// The invite link cannot be read.
    BadLink,
    /// The relay shows another membership chain than the one that is known here.
    Forked,
    /// The role does not allow this.
    NotAllowed,
    /// Nobody would be left to administer the workspace.
    LastAdmin,
    /// No such member or open invite.
    NoSuchMember,
    /// This installation does not belong to the workspace.
    NotMember,
    /// The newest key was not given to this device as it should have been.
    NoKey,
    /// This installation belongs to the workspace already.
    AlreadyMember,
    /// The document is no draft any more.
    AlreadyShared,
    /// This device is an admin already, of the workspace that the detail names: nothing was done.
    AlreadyAdmin,
    /// The text is no recovery code.
    BadRecoveryCode,
    /// The recovery code is mistyped or cut.
    MistypedRecoveryCode,
    /// The recovery code is not this workspace's.
    WrongRecoveryCode,
    /// No workspace here has this recovery code, and it does not say which it is for.
    UnknownRecoveryCode,
    /// Nobody has said which relay the workspace has.
    RelayNotNamed,
    /// Something that was written has not reached the relay; the detail says how many changes.
    Unsent,
    /// The workspace has been left; something of it goes from this computer at the next start only.
    NotErased,
    /// The disk or the store refused.
    Storage,
    /// A document that cannot be read.
    BadDocument,
    /// There is a file where one was to be written.
    FileExists,
    /// A file could not be written.
    NotWritten,
    /// There is too much for one backup.
    BackupTooLarge,
    /// The backend has stopped.
    Stopped,
    /// The relay refused, and says why.
    Relay(Code),
}

impl ErrorCode {
    /// The stable name.
    pub fn name(&self) -> &str {
        match self {
            ErrorCode::NoSuchWorkspace => "no-such-workspace",
            ErrorCode::NoSuchDocument => "no-such-document",
            ErrorCode::NoRelay => "no-relay",
            ErrorCode::Unreachable => "unreachable",
            ErrorCode::BadRelay => "bad-relay",
            ErrorCode::BadAddress => "bad-address",
            ErrorCode::BadLink => "bad-link",
            ErrorCode::Forked => "forked",
            ErrorCode::NotAllowed => "role-does-not-allow",
            ErrorCode::LastAdmin => "last-admin",
            ErrorCode::NoSuchMember => "no-such-member",
            ErrorCode::NotMember => Code::NotAMember.name(),
            ErrorCode::NoKey => "no-key",
            ErrorCode::AlreadyMember => "already-member",
            ErrorCode::AlreadyShared => "already-shared",
            ErrorCode::AlreadyAdmin => "already-admin",
            ErrorCode::BadRecoveryCode => "bad-recovery-code",
            ErrorCode::MistypedRecoveryCode => "mistyped-recovery-code",
            ErrorCode::WrongRecoveryCode => "wrong-recovery-code",
            ErrorCode::UnknownRecoveryCode => "unknown-recovery-code",
            ErrorCode::RelayNotNamed => "relay-not-named",
            ErrorCode::Unsent => "unsent",
            ErrorCode::NotErased => "not-erased",
            ErrorCode::Storage => "storage",
            ErrorCode::BadDocument => "bad-document",
            ErrorCode::FileExists => "file-exists",
            ErrorCode::NotWritten => "file",
            ErrorCode::BackupTooLarge => "backup-too-large",
            ErrorCode::Stopped => "stopped",
            ErrorCode::Relay(code) => code.name(),
        }
    }
}

/// A request that could not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", code.name())]
pub struct BackendError {
    /// What went wrong.
    pub code: ErrorCode,
    /// For logs, in English.
    pub detail: String,
}

impl BackendError {
    /// An error with this code.
    pub fn new(code: ErrorCode, detail: impl std::fmt::Display) -> Self {
        BackendError { code, detail: detail.to_string() }
    }
}

impl From<LinkError> for BackendError {
    fn from(error: LinkError) -> Self {
        BackendError::new(ErrorCode::BadLink, error)
    }
}

impl From<CodeError> for BackendError {
    fn from(error: CodeError) -> Self {
        let code = match error {
            CodeError::NotACode => ErrorCode::BadRecoveryCode,
            CodeError::Mistyped => ErrorCode::MistypedRecoveryCode,
        };
        BackendError::new(code, error)
    }
}
