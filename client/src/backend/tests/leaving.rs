//! Leaving a network that nobody else is in: nothing of it stays on the computer, and a crash on the way is gone on
//! from. With others in it: `samskriv-tests`, `tests/leaving.rs`.

use jiff::civil::date;

use super::*;
use crate::backend::identity;

fn leave(workspace: WorkspaceId) -> Request {
    Request::Leave { workspace, today: date(2027, 1, 15) }
}

fn infos(backend: &Backend) -> Vec<WorkspaceInfo> {
    match ask(backend, Request::Workspaces) {
        Answer::Workspaces(infos) => infos,
        other => panic!("{other:?}"),
    }
}

/// Every file below `dir` in which these bytes stand.
fn holding(dir: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(holding(&entry, bytes));
        } else if fs::read(&entry).unwrap().windows(bytes.len()).any(|there| there == bytes) {
            found.push(entry);
        }
    }
    found
}

/// A second network beside the first, with one draft.
fn second(backend: &Backend) -> WorkspaceId {
    let workspace = found(backend);
    let mut minutes = MinutesDocument::create(Actor([77; 16]));
    minutes.set(MinutesField::Title, "Det andra nätverkets möte").unwrap();
    let changes = minutes.document.commit(0).unwrap();
    ask(backend, Request::Change { workspace, doc: doc(77), changes });
    workspace
}

fn assert_gone(dir: &Path, gone: WorkspaceId, kept: WorkspaceId) {
    assert_eq!(holding(dir, title(3).as_bytes()), [] as [PathBuf; 0], "a title of the one that is gone");
    assert!(
        !holding(dir, "Det andra nätverkets möte".as_bytes()).is_empty(),
        "the search finds what is there"
    );
    assert!(!dir.join("unsynced").join(gone.to_string()).exists());
    assert!(!identity::path(dir, &gone).exists() && identity::left(dir).unwrap().is_empty());
    let backend = backend(dir);
    let known: Vec<WorkspaceId> = infos(&backend).iter().map(|info| info.id).collect();
    assert_eq!((known, health(&backend, kept)), (vec![kept], "ok".into()));
    assert_eq!(read(&backend, kept, doc(77)).title, "Det andra nätverkets möte");
    backend.shutdown();
    assert!(check(&Config::new(dir.to_owned(), false)).unwrap().wrong.is_empty());
}

#[test]
fn nothing_of_it_stays_on_the_disk_and_the_others_stay_whole() {
    let (dir, workspace) = written();
    let backend = backend(dir.path());
    let kept = second(&backend);
    assert!(!holding(dir.path(), title(3).as_bytes()).is_empty());
    assert!(matches!(ask(&backend, leave(workspace)), Answer::Done));
    assert_eq!(infos(&backend).len(), 1);
    let gone = backend.request(leave(workspace)).wait().unwrap_err();
    assert_eq!(gone.code, ErrorCode::NoSuchWorkspace);
    // At once, and not only when the program ends.
    assert_eq!(holding(dir.path(), title(3).as_bytes()), [] as [PathBuf; 0]);
    assert_eq!(
        read(&backend, kept, doc(77)).title,
        "Det andra nätverkets möte",
        "from the store written anew"
    );
    backend.shutdown();
    assert_gone(dir.path(), workspace, kept);
}

#[test]
fn what_a_crash_cut_short_is_gone_on_with_at_the_next_start() {
    let stages: [fn(&Path, &WorkspaceId); 3] = [
        |_, _| (),
        |dir, gone| files::remove(&identity::path(dir, gone)).unwrap(),
        |dir, gone| {
            files::remove(&identity::path(dir, gone)).unwrap();
            fs::remove_dir_all(dir.join("unsynced").join(gone.to_string())).unwrap();
        },
    ];
    for crashed in stages {
        let (dir, workspace) = written();
        let backend = backend(dir.path());
        let kept = second(&backend);
        backend.shutdown();
        files::write(&identity::left_path(dir.path(), &workspace), &[]).unwrap();
        crashed(dir.path(), &workspace);
        self::backend(dir.path()).shutdown();
        assert_gone(dir.path(), workspace, kept);
    }
}

#[test]
fn a_backup_brings_back_what_was_left() {
    let (dir, workspace) = written();
    let backend = backend(dir.path());
    let kept = second(&backend);
    let file = dir.path().join("kopia");
    let passphrase = || Passphrase::new("en lång fras".into()).unwrap();
    ask(&backend, Request::BackUp { to: file.clone(), passphrase: passphrase() });
    ask(&backend, leave(workspace));
    backend.shutdown();
    restore(&Config::new(dir.path().to_owned(), false), &file, &passphrase()).unwrap();
    let backend = self::backend(dir.path());
    assert_eq!(infos(&backend).len(), 2);
    assert_eq!(read(&backend, workspace, doc(3)).title, title(3));
    assert_eq!(read(&backend, kept, doc(77)).title, "Det andra nätverkets möte");
}
