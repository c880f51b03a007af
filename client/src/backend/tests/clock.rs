//! A computer whose clock is set back a year: only the times that are shown are wrong.

use super::*;

const YEAR_MS: i64 = 365 * 24 * 3_600_000;

/// In 2027.
fn then() -> i64 {
    1_800_000_000_000
}

fn a_year_earlier() -> i64 {
    then() - YEAR_MS
}

fn start(dir: &Path, clock: fn() -> i64) -> Backend {
    Backend::start(Config { clock, ..Config::new(dir.to_owned(), false) }, || ()).unwrap()
}

fn change(backend: &Backend, workspace: WorkspaceId, numbers: std::ops::RangeInclusive<u8>) {
    for number in numbers {
        ask(backend, Request::Change { workspace, doc: doc(number), changes: minutes(number) });
    }
}

#[test]
fn a_clock_set_back_a_year_loses_nothing_and_puts_aside_and_rebuilds_as_ever() {
    let dir = tempfile::tempdir().unwrap();
    let backend = start(dir.path(), then);
    let workspace = found(&backend);
    change(&backend, workspace, 1..=5);
    backend.shutdown();
    // A second start, for what sled lays down only then.
    start(dir.path(), then).shutdown();
    for snap in store_files(dir.path(), "snap.") {
        fs::write(snap, [0; 64]).unwrap();
    }
    let backend = start(dir.path(), a_year_earlier);
    change(&backend, workspace, 6..=DOCUMENTS);
    let Answer::Status(status) = ask(&backend, Request::Status { workspace }) else { panic!("no status") };
    assert_eq!((status.relay.offline_since_ms, status.unsaved_changes), (Some(a_year_earlier()), 0));
    backend.shutdown();
    let kept = dir.path().join("quarantine").join(a_year_earlier().to_string());
    assert!(kept.join("db").exists(), "under the time that it then was");
    assert_all_there(dir.path(), workspace, "a year back");
}
