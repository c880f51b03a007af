//! A backend without a relay whose store was damaged while it did not run, or whose disk refuses while it does:
//! what was written comes back.
#![allow(clippy::unwrap_used)]

mod clock;
mod compacting;
#[cfg(target_os = "linux")]
mod full;
mod leaving;
mod presence;
#[cfg(target_os = "linux")]
mod read_only;
#[cfg(target_os = "linux")]
pub(super) mod small;
mod summaries;

use std::{
    fs,
    path::{Path, PathBuf},
};

use samskriv_shared::{
    documents::{Actor, Minutes, MinutesDocument, MinutesField},
    ids::{DocId, WorkspaceId},
};

use super::*;

const DOCUMENTS: u8 = 12;

/// Done to a data directory.
type Damage = fn(&Path);

fn backend(dir: &Path) -> Backend {
    Backend::start(Config::new(dir.to_owned(), false), || ()).unwrap()
}

fn ask(backend: &Backend, request: Request) -> Answer {
    backend.request(request).wait().unwrap()
}

fn health(backend: &Backend, workspace: WorkspaceId) -> String {
    match ask(backend, Request::Status { workspace }) {
        Answer::Status(status) => status.store.health,
        other => panic!("{other:?}"),
    }
}

fn doc(number: u8) -> DocId {
    DocId([number; 16])
}

/// A data directory with a network that has no relay, and drafts in it.
fn written() -> (tempfile::TempDir, WorkspaceId) {
    let dir = tempfile::tempdir().unwrap();
    let backend = backend(dir.path());
    let workspace = found(&backend);
    for number in 1..=DOCUMENTS {
        ask(&backend, Request::Change { workspace, doc: doc(number), changes: minutes(number) });
    }
    backend.shutdown();
    // A second start, for what sled lays down only then.
    self::backend(dir.path()).shutdown();
    (dir, workspace)
}

fn found(backend: &Backend) -> WorkspaceId {
    let me = Profile { name: "Kim Ek".into(), municipality: "Bjuv".into(), title: String::new() };
    let request = Request::NewWorkspace { name: "Nätverket".into(), relay: None, token: None, me };
    let Answer::Created { id, .. } = ask(backend, request) else { panic!("not created") };
    id
}

/// The changes that make the minutes with this number.
fn minutes(number: u8) -> Vec<u8> {
    let mut minutes = MinutesDocument::create(Actor([number; 16]));
    minutes.set(MinutesField::Title, &title(number)).unwrap();
    minutes.document.commit(0).unwrap()
}

fn title(number: u8) -> String {
    format!("Möte {number}")
}

fn read(backend: &Backend, workspace: WorkspaceId, doc: DocId) -> Minutes {
    let Answer::Document(bytes) = ask(backend, Request::Open { workspace, doc }) else {
        panic!("no document")
    };
    let document = samskriv_shared::documents::Document::load(&bytes, Actor([99; 16])).unwrap();
    MinutesDocument::open(document).unwrap().read()
}

/// Starts again and looks whether everything is there.
fn assert_all_there(dir: &Path, workspace: WorkspaceId, after: &str) {
    let backend = backend(dir);
    let Answer::Summaries(summaries) = ask(&backend, Request::Summaries { workspace, current: true }) else {
        panic!("none")
    };
    assert!(summaries.len() >= usize::from(DOCUMENTS), "{after}: {}", summaries.len());
    for number in 1..=DOCUMENTS {
        let minutes = read(&backend, workspace, doc(number));
        assert_eq!(minutes.title, title(number), "{after}");
    }
    backend.shutdown();
}

fn store_files(dir: &Path, kind: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(dir.join("store")).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(kind)).collect()
}

#[test]
fn whatever_happened_to_the_store_the_drafts_come_back_and_what_was_there_is_kept() {
    let damages: [(&str, Damage); 6] = [
        ("snap files zeroed", |dir| {
            for snap in store_files(dir, "snap.") {
                fs::write(snap, [0; 64]).unwrap();
            }
        }),
        ("a hole of 4 KiB at the start", |dir| hole(dir, 0)),
        ("a hole of 4 KiB further on", |dir| hole(dir, 8192)),
        ("db cut", |dir| {
            let db = &store_files(dir, "db")[0];
            let bytes = fs::read(db).unwrap();
            fs::write(db, &bytes[..bytes.len() / 3]).unwrap();
        }),
        ("db of noise", |dir| {
            fs::write(&store_files(dir, "db")[0], [0xa5; 100_000]).unwrap();
        }),
        ("all of it gone", |dir| fs::remove_dir_all(dir.join("store")).unwrap()),
    ];
    for (what, damage) in damages {
        let (dir, workspace) = written();
        damage(dir.path());
        assert_all_there(dir.path(), workspace, what);
        // Whatever was not used any more was kept.
        let kept = dir.path().join("quarantine");
        assert_eq!(kept.exists(), !dir.path().join("store").exists(), "{what}");
        assert_all_there(dir.path(), workspace, what);
        let backend = backend(dir.path());
        assert_eq!(health(&backend, workspace), "ok", "from the next start on");
        backend.shutdown();
    }
}

fn hole(dir: &Path, at: usize) {
    let db = &store_files(dir, "db")[0];
    let mut bytes = fs::read(db).unwrap();
    bytes[at..at + 4096].fill(0);
    fs::write(db, bytes).unwrap();
}

#[test]
fn a_torn_journal_and_a_store_that_is_gone_leave_what_was_whole() {
    let (dir, workspace) = written();
    let journal = dir.path().join("unsynced").join(workspace.to_string());
    let file = journal.join(format!("{}.automerge", doc(3)));
    let mut torn = fs::read(&file).unwrap();
    torn.extend_from_slice(&[0x85, 0x6f, 0x4a, 0x83, 1, 2, 3]);
    fs::write(&file, torn).unwrap();
    fs::remove_dir_all(dir.path().join("store")).unwrap();
    assert_all_there(dir.path(), workspace, "torn");
    assert!(journal.join(format!("{}.torn-1", doc(3))).exists());
}

#[test]
fn a_store_that_was_killed_is_looked_at_and_one_that_was_closed_is_not() {
    let (dir, workspace) = written();
    assert!(!dir.path().join("store.open").exists());
    let backend = backend(dir.path());
    assert!(dir.path().join("store.open").exists());
    assert_eq!(health(&backend, workspace), "ok");
    backend.shutdown();
    assert!(!dir.path().join("store.open").exists());
}
