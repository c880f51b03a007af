//! A disk that is full, for real, under a whole backend.

use std::{
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use super::{small::Small, *};

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) fn status(backend: &Backend, woken: &Receiver<()>, wanted: impl Fn(&Status) -> bool) -> Status {
    loop {
        while let Some(event) = backend.poll_event() {
            if let Event::Status { status, .. } = event
                && wanted(&status)
            {
                return *status;
            }
        }
        woken.recv_timeout(PATIENCE).unwrap();
    }
}

#[test]
fn on_a_full_disk_one_goes_on_typing_nothing_is_called_saved_and_all_is_written_once_there_is_room() {
    let Some(small) = Small::mount() else { return };
    let data = small.path().join("data");
    let (wake, woken) = channel();
    let backend = Backend::start(Config::new(data.clone(), false), move || {
        let _ = wake.send(());
    })
    .unwrap();
    let workspace = found(&backend);
    ask(&backend, Request::Change { workspace, doc: doc(1), changes: minutes(1) });
    let filler = small.fill();
    for number in 2..=DOCUMENTS {
        let refused =
            backend.request(Request::Change { workspace, doc: doc(number), changes: minutes(number) });
        assert_eq!(refused.wait().unwrap_err().code, ErrorCode::Storage, "{number}");
    }
    let unsaved = usize::from(DOCUMENTS) - 1;
    let full = status(&backend, &woken, |status| status.unsaved_changes == unsaved);
    assert_eq!(full.store.health, "storage");
    fs::remove_file(filler).unwrap();
    status(&backend, &woken, |status| status.unsaved_changes == 0 && status.store.health == "ok");
    assert_eq!(read(&backend, workspace, doc(DOCUMENTS)).title, title(DOCUMENTS), "without a restart");
    backend.shutdown();
    assert_all_there(&data, workspace, "full");
}
