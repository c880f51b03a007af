//! Every failure: its exit status, its stable code, and a sentence of its own in both languages.

use std::collections::BTreeSet;

use samskriv_shared::{documents::DocumentError, import::ImportError, protocol::Code};

use crate::{
    backend::{BackendError, ErrorCode, StartError},
    cli::{arguments::UsageError, failure::Failure},
    i18n::{Lang, Texts},
};

fn backend(code: ErrorCode) -> Failure {
    BackendError::new(code, "detail.").into()
}

fn refused() -> BackendError {
    BackendError::new(ErrorCode::Relay(Code::TokenRequired), "no token")
}

fn files(missing: &[&str]) -> Failure {
    let wrong = missing.iter().map(|path| Failure::NoSuchFile(path.into())).collect();
    Failure::Files { wrong, of: 3 }
}

fn table() -> Vec<(Failure, u8, &'static str)> {
    let name = || String::from("Chefer");
    let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
    let denied = || std::io::Error::from(std::io::ErrorKind::PermissionDenied);
    vec![
        (Failure::Usage(UsageError("Fel.".into())), 2, "usage"),
        (Failure::NoSuchDocument("ab".into()), 3, "no-such-document"),
        (Failure::NoDirectory, 3, "no-such-document"),
        (Failure::AmbiguousDocument("ab".into()), 2, "ambiguous"),
        (Failure::NoSuchAction("ab".into()), 3, "no-such-action"),
        (Failure::AmbiguousAction("ab".into()), 2, "ambiguous"),
        (Failure::AmbiguousMember("ab".into()), 2, "ambiguous"),
        (Failure::NoSuchMember("ab".into()), 3, "no-such-member"),
        (Failure::OwnDevice, 1, "role-does-not-allow"),
        (Failure::NoWorkspace, 3, "no-such-workspace"),
        (Failure::NoSuchWorkspace(name()), 3, "no-such-workspace"),
        (Failure::SeveralWorkspaces(vec![name()]), 2, "several-workspaces"),
        (Failure::AmbiguousWorkspace(vec![name()]), 2, "ambiguous"),
        (Failure::BadDue("snart".into()), 2, "usage"),
        (Failure::BadValue { field: "starts", value: "snart".into() }, 2, "usage"),
        (Failure::ReadOnly, 1, "read-only"),
        (Failure::NoDataDirectory, 1, "no-data-directory"),
        (Failure::NoSuchFile("a.txt".into()), 3, "no-such-file"),
        (Failure::NoSuchFile("*.txt".into()), 3, "no-such-file"),
        (Failure::Directory("a".into()), 2, "usage"),
        (files(&["a.txt", "b.txt"]), 3, "no-such-file"),
        (Failure::File { path: "a.txt".into(), error: denied() }, 1, "file"),
        (Failure::File { path: "a.txt".into(), error: std::io::Error::other("odd") }, 1, "file"),
        (Failure::NotWritten { path: "b/a.md".into(), error: denied() }, 1, "file"),
        (Failure::NotWritten { path: "b/a.md".into(), error: missing() }, 3, "no-such-directory"),
        (Failure::NotWritten { path: "b/a.md".into(), error: std::io::Error::other("full") }, 1, "file"),
        (Failure::Import { path: "a.txt".into(), error: ImportError::NotText }, 1, "import"),
        (Failure::Import { path: "a.txt".into(), error: ImportError::Empty }, 1, "import"),
        (
            Failure::Import { path: "a.txt".into(), error: ImportError::TooLarge { bytes: 2, limit: 1 } },
            1,
            "import",
        ),
        (Failure::Start(StartError::InUse { pid: Some(7) }), 4, "store-in-use"),
        (Failure::Start(StartError::Storage("full".into())), 1, "storage"),
        (Failure::Start(StartError::Newer("format 2".into())), 1, "store-newer"),
        (Failure::Document(DocumentError::Malformed), 1, "bad-document"),
        (Failure::Output(denied()), 1, "output"),
        (Failure::NoWindow("no display".into()), 1, "no-window"),
        (backend(ErrorCode::NoSuchWorkspace), 3, "no-such-workspace"),
        (backend(ErrorCode::NoSuchDocument), 3, "no-such-document"),
        (backend(ErrorCode::NoRelay), 1, "no-relay"),
        (backend(ErrorCode::Unreachable), 5, "unreachable"),
        (backend(ErrorCode::Unsent), 5, "unsent"),
        (backend(ErrorCode::NotErased), 1, "not-erased"),
        (Failure::NotSure { network: name(), drafts: 2, alone: false }, 2, "not-sure"),
        (Failure::NotSure { network: name(), drafts: 1, alone: true }, 2, "not-sure"),
        (Failure::JoinUnreachable, 5, "unreachable"),
        (Failure::ActUnreachable, 5, "unreachable"),
        (Failure::NotFounded(refused()), 5, "token-required"),
        (Failure::NotConnected(refused()), 5, "token-required"),
        (backend(ErrorCode::BadRelay), 5, "bad-relay"),
        (backend(ErrorCode::BadAddress), 2, "bad-address"),
        (backend(ErrorCode::BadLink), 2, "bad-link"),
        (backend(ErrorCode::Forked), 1, "forked"),
        (backend(ErrorCode::NotAllowed), 1, "role-does-not-allow"),
        (backend(ErrorCode::LastAdmin), 1, "last-admin"),
        (backend(ErrorCode::NoSuchMember), 3, "no-such-member"),
        (backend(ErrorCode::NoKey), 1, "no-key"),
        (backend(ErrorCode::Relay(Code::Removed)), 5, "removed"),
        (backend(ErrorCode::AlreadyMember), 1, "already-member"),
        (backend(ErrorCode::AlreadyShared), 1, "already-shared"),
        (backend(ErrorCode::Stopped), 1, "stopped"),
        (backend(ErrorCode::Relay(Code::InviteExpired)), 5, "invite-expired"),
        (backend(ErrorCode::Relay(Code::TokenRequired)), 5, "token-required"),
        (backend(ErrorCode::Relay(Code::Other("new-code".into()))), 5, "new-code"),
    ]
}

#[test]
fn each_failure_has_its_status_and_code() {
    for (failure, exit, code) in table() {
        assert_eq!((failure.exit(), failure.code()), (exit, code), "{failure:?}");
    }
}

#[test]
fn each_failure_has_a_sentence_of_its_own() {
    for lang in [Lang::Sv, Lang::En] {
        let texts = Texts::new(lang);
        let mut seen = BTreeSet::new();
        for (failure, _, _) in table() {
            let text = failure.text(&texts);
            assert!(text.ends_with('.'), "{failure:?}: {text}");
            assert!(!text.contains("failure-") && !text.contains("error-") && !text.contains("{$"), "{text}");
            assert!(seen.insert(text.clone()), "twice: {text}");
        }
    }
}

#[test]
fn what_the_relay_refuses_with_is_told_in_words() {
    let codes = [
        Code::UnknownWorkspace,
        Code::NotAMember,
        Code::BadSignature,
        Code::BadHost,
        Code::BadFrame,
        Code::UnsupportedVersion,
        Code::TooLarge,
        Code::NotAllowed,
        Code::StaleEpoch,
        Code::StaleChain,
        Code::BadMembership,
        Code::InviteExpired,
        Code::InviteUsed,
        Code::InviteEnded,
        Code::Removed,
        Code::TokenRequired,
        Code::RateLimited,
        Code::QuotaExceeded,
        Code::TooManyConnections,
        Code::StorageFailed,
        Code::ShuttingDown,
    ];
    for lang in [Lang::Sv, Lang::En] {
        let texts = Texts::new(lang);
        for code in &codes {
            let unknown = texts.with("error-unknown", &[("code", code.name().into()), ("detail", "".into())]);
            assert_ne!(texts.error(code.name(), ""), unknown, "{code:?}");
        }
    }
}
