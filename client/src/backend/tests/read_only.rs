//! A directory that cannot be written, for root as well: made immutable, where the machine lets us.
#![allow(clippy::print_stderr)]

use std::{process::Command, sync::mpsc::channel};

use super::{full::status, *};

/// A directory that nobody writes in, as long as the value lives.
struct Immutable(PathBuf);

impl Immutable {
    /// `None` where this machine does not let us.
    fn make(dir: &Path) -> Option<Immutable> {
        let made = Command::new("chattr").arg("+i").arg(dir).output();
        let made = made.is_ok_and(|done| done.status.success());
        if !made {
            eprintln!("skipped: this machine does not let us make a directory immutable");
        }
        made.then(|| Immutable(dir.to_owned()))
    }
}

impl Drop for Immutable {
    fn drop(&mut self) {
        let _ = Command::new("chattr").arg("-i").arg(&self.0).status();
    }
}

#[test]
fn in_a_directory_that_became_read_only_one_goes_on_typing_and_all_is_written_once_it_is_writable() {
    let dir = tempfile::tempdir().unwrap();
    let (wake, woken) = channel();
    let config = Config::new(dir.path().to_owned(), false);
    let backend = Backend::start(config, move || {
        let _ = wake.send(());
    })
    .unwrap();
    let workspace = found(&backend);
    ask(&backend, Request::Change { workspace, doc: doc(1), changes: minutes(1) });
    let journal = dir.path().join("unsynced").join(workspace.to_string());
    let Some(read_only) = Immutable::make(&journal) else { return };
    for number in 2..=DOCUMENTS {
        let refused =
            backend.request(Request::Change { workspace, doc: doc(number), changes: minutes(number) });
        assert_eq!(refused.wait().unwrap_err().code, ErrorCode::Storage, "{number}");
    }
    let unsaved = usize::from(DOCUMENTS) - 1;
    status(&backend, &woken, |status| status.unsaved_changes == unsaved);
    drop(read_only);
    status(&backend, &woken, |status| status.unsaved_changes == 0);
    backend.shutdown();
    assert_all_there(dir.path(), workspace, "read-only");
}

#[test]
fn a_start_in_a_directory_that_is_read_only_says_so_and_changes_nothing() {
    let (dir, workspace) = written();
    let names = || {
        let mut names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = names();
    let Some(read_only) = Immutable::make(dir.path()) else { return };
    let started = Backend::start(Config::new(dir.path().to_owned(), false), || ());
    let Err(StartError::Storage(reason)) = started else { panic!("it started, or said something else") };
    assert!(!reason.is_empty());
    drop(read_only);
    assert_eq!(names(), before);
    assert_all_there(dir.path(), workspace, "after a refused start");
}
