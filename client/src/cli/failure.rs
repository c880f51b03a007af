//! Why a command failed: what it exits with, the stable code for scripts, and the sentence for people.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use samskriv_shared::{documents::DocumentError, import::ImportError};

use super::arguments::UsageError;
use crate::{
    backend::{BackendError, BackupError, ErrorCode, StartError},
    i18n::Texts,
};

/// Exit statuses; 0 is done.
pub mod exit {
    pub const DONE: u8 = 0;
    pub const FAILED: u8 = 1;
    pub const USAGE: u8 = 2;
    pub const NO_SUCH_THING: u8 = 3;
    pub const STORE_IN_USE: u8 = 4;
    pub const RELAY: u8 = 5;
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("usage: {0}")]
    Usage(#[from] UsageError),
    #[error("no document {0}")]
    NoSuchDocument(String),
    #[error("several documents begin with {0}")]
    AmbiguousDocument(String),
    /// Who the people are is not on this computer (yet).
    #[error("no directory of the workspace")]
    NoDirectory,
    #[error("no action {0}")]
    NoSuchAction(String),
    #[error("several actions begin with {0}")]
    AmbiguousAction(String),
    #[error("no member's device begins with {0}")]
    NoSuchMember(String),
    /// Nobody removes the computer they sit at.
    #[error("this device itself")]
    OwnDevice,
    #[error("several devices begin with {0}")]
    AmbiguousMember(String),
    #[error("no workspace yet")]
    NoWorkspace,
    #[error("no workspace {0}")]
    NoSuchWorkspace(String),
    /// The names and ids of all.
    #[error("several workspaces, and none chosen: {0:?}")]
    SeveralWorkspaces(Vec<String>),
    /// The names and ids of those that the choice fits.
    #[error("several workspaces are meant: {0:?}")]
    AmbiguousWorkspace(Vec<String>),
    #[error("no day: {0}")]
    BadDue(String),
    #[error("{value} is no value for {field}")]
    BadValue { field: &'static str, value: String },
    #[error("the document was written by a newer program")]
    ReadOnly,
    #[error("no directory for data")]
    NoDataDirectory,
    #[error("no file {}", .0.display())]
    NoSuchFile(PathBuf),
    #[error("{} is a directory", .0.display())]
    Directory(PathBuf),
    /// Some of the files of an import; nothing was written.
    #[error("{} of {of} files", wrong.len())]
    Files { wrong: Vec<Failure>, of: usize },
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: std::io::Error },
    #[error("writing {}: {error}", path.display())]
    NotWritten { path: PathBuf, error: std::io::Error },
    #[error("{}: {error}", path.display())]
    Import { path: PathBuf, error: ImportError },
    #[error(transparent)]
    Document(#[from] DocumentError),
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// A new workspace's relay refused it; nothing was kept.
    #[error("not made: {0}")]
    NotFounded(BackendError),
    /// The relay refused; its address is kept.
    #[error("not connected: {0}")]
    NotConnected(BackendError),
    /// What only the relay can do.
    #[error("the relay cannot be reached")]
    ActUnreachable,
    /// The relay of an invitation cannot be reached; nothing was kept.
    #[error("joining: the relay cannot be reached")]
    JoinUnreachable,
    #[error("recovering: the relay cannot be reached")]
    RecoverUnreachable,
    #[error(transparent)]
    Backup(BackupError),
    /// So many things on this computer do not hold; they have been told.
    #[error("{0} things do not hold")]
    NotWhole(usize),
    /// Leaving takes with it what nobody else has.
    #[error("leaving {network} would lose {drafts} drafts; alone: {alone}")]
    NotSure { network: String, drafts: usize, alone: bool },
    /// The passphrase of a backup is too short to keep anybody out.
    #[error("a passphrase of fewer than eight characters")]
    ShortPassphrase,
    /// The passphrase was not the same the second time.
    #[error("two passphrases")]
    OtherPassphrase,
    /// No file and no variable has it, and there is no terminal to ask at.
    #[error("no passphrase")]
    NoPassphrase,
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("writing the answer: {0}")]
    Output(#[from] std::io::Error),
    /// Why, in English.
    #[error("no window: {0}")]
    NoWindow(String),
}

impl Failure {
    /// What the program exits with.
    pub fn exit(&self) -> u8 {
        match self {
            Failure::Usage(_)
            | Failure::AmbiguousDocument(_)
            | Failure::AmbiguousAction(_)
            | Failure::AmbiguousMember(_)
            | Failure::SeveralWorkspaces(_)
            | Failure::AmbiguousWorkspace(_)
            | Failure::BadDue(_)
            | Failure::BadValue { .. }
            | Failure::ShortPassphrase
            | Failure::OtherPassphrase
            | Failure::NoPassphrase
            | Failure::NotSure { .. }
            | Failure::Directory(_) => exit::USAGE,
            Failure::NoSuchDocument(_)
            | Failure::NoDirectory
            | Failure::NoSuchAction(_)
            | Failure::NoSuchMember(_)
            | Failure::NoWorkspace
            | Failure::NoSuchWorkspace(_)
            | Failure::NoSuchFile(_) => exit::NO_SUCH_THING,
            Failure::NotWritten { error, .. } if error.kind() == ErrorKind::NotFound => exit::NO_SUCH_THING,
            Failure::Files { wrong, .. } => common(wrong.iter().map(Failure::exit)).unwrap_or(exit::FAILED),
            Failure::Start(StartError::InUse { .. }) => exit::STORE_IN_USE,
            Failure::Backend(error) | Failure::NotFounded(error) | Failure::NotConnected(error) => {
                backend_exit(&error.code)
            }
            Failure::JoinUnreachable | Failure::RecoverUnreachable | Failure::ActUnreachable => exit::RELAY,
            Failure::ReadOnly
            | Failure::OwnDevice
            | Failure::NoDataDirectory
            | Failure::File { .. }
            | Failure::NotWritten { .. }
            | Failure::Import { .. }
            | Failure::Document(_)
            | Failure::Backup(_)
            | Failure::NotWhole(_)
            | Failure::Start(_)
            | Failure::Output(_)
            | Failure::NoWindow(_) => exit::FAILED,
        }
    }

    /// The stable name for scripts.
    pub fn code(&self) -> &str {
        match self {
            Failure::Usage(_) | Failure::BadDue(_) | Failure::BadValue { .. } | Failure::Directory(_) => {
                "usage"
            }
            Failure::NoSuchDocument(_) | Failure::NoDirectory => "no-such-document",
            Failure::NoSuchAction(_) => "no-such-action",
            Failure::NoSuchMember(_) => ErrorCode::NoSuchMember.name(),
            Failure::OwnDevice => ErrorCode::NotAllowed.name(),
            Failure::NoWorkspace | Failure::NoSuchWorkspace(_) => "no-such-workspace",
            Failure::AmbiguousDocument(_)
            | Failure::AmbiguousAction(_)
            | Failure::AmbiguousMember(_)
            | Failure::AmbiguousWorkspace(_) => "ambiguous",
            Failure::SeveralWorkspaces(_) => "several-workspaces",
            Failure::ReadOnly => "read-only",
            Failure::NoDataDirectory => "no-data-directory",
            Failure::NoSuchFile(_) => "no-such-file",
            Failure::Files { wrong, .. } => common(wrong.iter().map(Failure::code)).unwrap_or("import"),
            Failure::NotWritten { error, .. } if error.kind() == ErrorKind::NotFound => "no-such-directory",
            Failure::File { .. } | Failure::NotWritten { .. } => "file",
            Failure::Import { .. } => "import",
            Failure::Document(_) => "bad-document",
            Failure::Backend(error) | Failure::NotFounded(error) | Failure::NotConnected(error) => {
                error.code.name()
            }
            Failure::JoinUnreachable | Failure::RecoverUnreachable | Failure::ActUnreachable => {
                ErrorCode::Unreachable.name()
            }
            Failure::Backup(error) => backup_code(error),
            Failure::NotWhole(_) => "not-whole",
            Failure::NotSure { .. } => "not-sure",
            Failure::ShortPassphrase | Failure::OtherPassphrase | Failure::NoPassphrase => "usage",
            Failure::Start(StartError::InUse { .. }) => "store-in-use",
            Failure::Start(StartError::Storage(_)) => "storage",
            Failure::Start(StartError::Newer(_)) => "store-newer",
            Failure::Output(_) => "output",
            Failure::NoWindow(_) => "no-window",
        }
    }

    /// The sentence for people.
    pub fn text(&self, texts: &Texts) -> String {
        let about = |key, value: &str| texts.with(key, &[("value", value.into())]);
        match self {
            Failure::Usage(UsageError(sentence)) => sentence.clone(),
            Failure::NoSuchDocument(doc) => about("failure-no-such-document", doc),
            Failure::NoDirectory => texts.get("failure-no-directory"),
            Failure::AmbiguousDocument(doc) => about("failure-ambiguous-document", doc),
            Failure::NoSuchAction(action) => about("failure-no-such-action", action),
            Failure::AmbiguousAction(action) => about("failure-ambiguous-action", action),
            Failure::NoSuchMember(device) => about("failure-no-such-member", device),
            Failure::OwnDevice => texts.get("failure-own-device"),
            Failure::AmbiguousMember(device) => about("failure-ambiguous-member", device),
            Failure::NoWorkspace => texts.get("failure-no-workspace"),
            Failure::NoSuchWorkspace(name) => about("failure-no-such-workspace", name),
            Failure::SeveralWorkspaces(names) => about("failure-several-workspaces", &names.join(", ")),
            Failure::AmbiguousWorkspace(names) => about("failure-ambiguous-workspace", &names.join(", ")),
            Failure::BadDue(text) => about("failure-bad-due", text),
            Failure::BadValue { field, value } => texts
                .with("failure-bad-value", &[("field", (*field).into()), ("value", value.as_str().into())]),
            Failure::ReadOnly => texts.get("failure-read-only"),
            Failure::NoDataDirectory => texts.get("failure-no-data-directory"),
            Failure::NoSuchFile(path) => no_such_file_text(texts, &path.to_string_lossy()),
            Failure::Directory(path) => about("failure-directory", &path.to_string_lossy()),
            Failure::Files { wrong, of } => files_text(texts, wrong, *of),
            Failure::File { path, error } if error.kind() == ErrorKind::PermissionDenied => {
                about("failure-file-denied", &path.to_string_lossy())
            }
            Failure::File { path, error } => texts.with(
                "failure-file",
                &[("path", path.to_string_lossy().into()), ("detail", error.to_string().into())],
            ),
            Failure::NotWritten { path, error } => not_written_text(texts, path, error),
            Failure::Import { path, error } => import_text(texts, &path.to_string_lossy(), error),
            Failure::Document(error) => texts.error(self.code(), &error.to_string()),
            Failure::Backend(error) => texts.error(error.code.name(), &error.detail),
            Failure::NotFounded(error) => refused_text(texts, error, "failure-not-founded"),
            Failure::NotConnected(error) => refused_text(texts, error, "failure-not-connected"),
            Failure::ActUnreachable => texts.get("failure-act-unreachable"),
            Failure::JoinUnreachable => texts.get("failure-join-unreachable"),
            Failure::RecoverUnreachable => texts.get("failure-recover-unreachable"),
            Failure::Backup(error) => backup_text(texts, error),
            Failure::NotWhole(n) => texts.with("failure-not-whole", &[("n", (*n).into())]),
            Failure::NotSure { network, drafts, alone } => not_sure_text(texts, network, *drafts, *alone),
            Failure::ShortPassphrase => texts.get("failure-passphrase-short"),
            Failure::OtherPassphrase => texts.get("failure-passphrase-other"),
            Failure::NoPassphrase => texts.get("failure-no-passphrase"),
            Failure::Start(StartError::Storage(detail)) => about("failure-no-store", detail),
            Failure::Start(StartError::Newer(_)) => texts.get("error-store-newer"),
            Failure::Start(StartError::InUse { pid }) => {
                // Part of the sentence, with the space before it, or nothing where nobody can say.
                let holder = pid.map_or(String::new(), |pid| format!(" (process {pid})"));
                texts.error(self.code(), &holder)
            }
            Failure::Output(error) => about("failure-output", &error.to_string()),
            Failure::NoWindow(detail) => about("failure-no-window", detail),
        }
    }
}

/// What would be lost, and how to go on.
fn not_sure_text(texts: &Texts, network: &str, drafts: usize, alone: bool) -> String {
    let of = |key| texts.with(key, &[("workspace", network.into()), ("n", drafts.into())]);
    let parts = [
        alone.then(|| of("failure-leave-alone")),
        (drafts > 0).then(|| of("failure-leave-drafts")),
        Some(of("failure-leave-yes")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn backup_code(error: &BackupError) -> &'static str {
    match error {
        BackupError::Io { .. } => "file",
        BackupError::Exists(_) => "file-exists",
        BackupError::NotABackup => "not-a-backup",
        BackupError::Damaged => "backup-damaged",
        BackupError::Newer { .. } => "backup-newer",
        BackupError::WrongPassphrase => "wrong-passphrase",
        BackupError::TooLarge => "backup-too-large",
        BackupError::NoMemory => "no-memory",
        BackupError::Start(_) | BackupError::Storage(_) => "storage",
    }
}

fn backup_text(texts: &Texts, error: &BackupError) -> String {
    let key = match error {
        BackupError::NotABackup => "failure-not-a-backup",
        BackupError::Damaged => "failure-backup-damaged",
        BackupError::Newer { .. } => "failure-backup-newer",
        BackupError::WrongPassphrase => "failure-wrong-passphrase",
        BackupError::NoMemory => "failure-no-memory",
        BackupError::Io { .. }
        | BackupError::Exists(_)
        | BackupError::TooLarge
        | BackupError::Start(_)
        | BackupError::Storage(_) => return texts.error(backup_code(error), &error.to_string()),
    };
    texts.get(key)
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Failure {
        match error {
            BackupError::Start(error) => Failure::Start(error),
            BackupError::Io { path, source } if source.kind() == ErrorKind::NotFound => {
                Failure::NoSuchFile(path)
            }
            BackupError::Io { path, source } => Failure::File { path, error: source },
            error => Failure::Backup(error),
        }
    }
}

fn backend_exit(code: &ErrorCode) -> u8 {
    match code {
        ErrorCode::NoSuchWorkspace
        | ErrorCode::NoSuchDocument
        | ErrorCode::NoSuchMember
        | ErrorCode::UnknownRecoveryCode => exit::NO_SUCH_THING,
        ErrorCode::BadAddress
        | ErrorCode::BadLink
        | ErrorCode::BadRecoveryCode
        | ErrorCode::MistypedRecoveryCode
        | ErrorCode::RelayNotNamed => exit::USAGE,
        ErrorCode::Unreachable | ErrorCode::Unsent | ErrorCode::BadRelay | ErrorCode::Relay(_) => exit::RELAY,
        _ => exit::FAILED,
    }
}

/// Why, and what follows from it.
fn refused_text(texts: &Texts, error: &BackendError, follows: &str) -> String {
    [texts.error(error.code.name(), &error.detail), texts.get(follows)].join(" ")
}

/// What all of them are, where they are the same.
fn common<T: PartialEq>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.all(|each| each == first).then_some(first)
}

/// A shell hands on a pattern that nothing fits, and Windows' hands on every one.
fn no_such_file_text(texts: &Texts, path: &str) -> String {
    let key = if path.contains(['*', '?']) { "failure-no-file-fits" } else { "failure-no-such-file" };
    texts.with(key, &[("value", path.into())])
}

/// All that is wrong, a line each.
fn files_text(texts: &Texts, wrong: &[Failure], of: usize) -> String {
    let mut text = texts.with("failure-files", &[("n", wrong.len().into()), ("of", of.into())]);
    for failure in wrong {
        text += "\n  ";
        text += &failure.text(texts);
    }
    text
}

fn not_written_text(texts: &Texts, path: &Path, error: &std::io::Error) -> String {
    let file = path.to_string_lossy();
    match error.kind() {
        ErrorKind::NotFound => {
            let folder = path.parent().unwrap_or(path).to_string_lossy();
            texts.with("failure-no-such-directory", &[("value", folder.into())])
        }
        ErrorKind::PermissionDenied => texts.with("failure-not-writable", &[("value", file.into())]),
        _ => {
            texts.with("failure-not-written", &[("path", file.into()), ("detail", error.to_string().into())])
        }
    }
}

fn import_text(texts: &Texts, path: &str, error: &ImportError) -> String {
    let key = match error {
        ImportError::TooLarge { .. } => "failure-import-too-large",
        ImportError::NotText => "failure-import-not-text",
        ImportError::Empty => "failure-import-empty",
    };
    texts.with(key, &[("path", path.into())])
}
