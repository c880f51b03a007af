//! The journal against a model of itself, torn and damaged files, failing disks and killed processes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod failing;
mod killed;
mod model;
mod torn;

use std::fs;

use samskriv_shared::documents::{Actor, MinutesDocument};
use samskriv_shared::ids::DeviceId;

use super::*;

const WORKSPACE: WorkspaceId = WorkspaceId([1; 32]);
const DOC: DocId = DocId([2; 16]);

/// Makes real changes, one after the other.
struct Writer {
    minutes: MinutesDocument,
    time_ms: i64,
}

impl Writer {
    fn new(random: u64) -> Writer {
        let actor = Actor::new(&DeviceId([7; 32]), random.to_be_bytes());
        let mut minutes = MinutesDocument::create(actor);
        minutes.document.commit(0).unwrap();
        Writer { minutes, time_ms: 0 }
    }

    /// A change that writes so many letters.
    fn change(&mut self, letters: usize) -> Vec<u8> {
        self.time_ms += 1;
        self.minutes.body_splice(0, 0, &"ö".repeat(letters)).unwrap();
        let chunk = self.minutes.document.commit(self.time_ms).unwrap();
        assert_eq!(changes::chunks(&chunk).count(), 1);
        chunk
    }
}

fn hash(chunk: &[u8]) -> [u8; 32] {
    changes::change_info(chunk).unwrap().hash
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = files::path(dir.path(), &WORKSPACE, &DOC);
    fs::create_dir(path.parent().unwrap()).unwrap();
    (dir, path)
}

/// What the journal in the directory has of the one document.
fn recovered(dir: &Path) -> Option<Recovered> {
    let (_, mut recovered) = Journal::open(dir).unwrap();
    assert!(recovered.len() <= 1, "{recovered:?}");
    let only = recovered.pop()?;
    assert_eq!((only.workspace, only.doc), (WORKSPACE, DOC));
    Some(only)
}

/// The chunks of [`recovered`], of which nothing was torn.
fn whole(dir: &Path) -> Vec<u8> {
    let recovered = recovered(dir).unwrap();
    assert_eq!(recovered.torn, None);
    recovered.chunks
}

#[test]
fn what_was_removed_is_gone_synced_or_not_and_the_others_stay() {
    let dir = tempfile::tempdir().unwrap();
    let other = DocId([3; 16]);
    let mut writer = Writer::new(1);
    let (first, second) = (writer.change(3), writer.change(5));
    let (mut journal, _) = Journal::open(dir.path()).unwrap();
    journal.remove(&WORKSPACE, &DOC).unwrap();
    journal.append(&WORKSPACE, &DOC, &first).unwrap();
    journal.append(&WORKSPACE, &other, &first).unwrap();
    journal.sync().unwrap();
    journal.append(&WORKSPACE, &DOC, &second).unwrap();
    journal.remove(&WORKSPACE, &DOC).unwrap();
    journal.sync().unwrap();
    let left = Journal::open(dir.path()).unwrap().1;
    assert_eq!(left, [Recovered { workspace: WORKSPACE, doc: other, chunks: first.clone(), torn: None }]);
    journal.append(&WORKSPACE, &DOC, &first).unwrap();
    journal.sync().unwrap();
    assert_eq!(Journal::open(dir.path()).unwrap().1.len(), 2, "it can be there anew");
}

#[test]
fn what_was_appended_comes_back_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("unsynced");
    let mut writer = Writer::new(1);
    let (first, second) = (writer.change(3), writer.change(5_000));
    let (mut journal, recovered) = Journal::open(&dir).unwrap();
    assert_eq!(recovered, []);
    journal.append(&WORKSPACE, &DOC, &first).unwrap();
    journal.append(&WORKSPACE, &DOC, &second).unwrap();
    journal.sync().unwrap();
    drop(journal);
    assert_eq!(whole(&dir), [first, second].concat());
}

#[test]
fn trimming_removes_what_was_acknowledged_and_then_the_file() {
    let (dir, path) = place();
    let mut writer = Writer::new(1);
    let chunks: Vec<_> = (0..4).map(|_| writer.change(10)).collect();
    let (mut journal, _) = Journal::open(dir.path()).unwrap();
    journal.append(&WORKSPACE, &DOC, &chunks[..3].concat()).unwrap();
    journal.sync().unwrap();
    journal.append(&WORKSPACE, &DOC, &chunks[3]).unwrap();
    journal.trim(&WORKSPACE, &DOC, &[hash(&chunks[1]), [9; 32]].into()).unwrap();
    let left = [&chunks[0][..], &chunks[2], &chunks[3]].concat();
    assert_eq!(fs::read(&path).unwrap(), left);
    journal.append(&WORKSPACE, &DOC, &chunks[1]).unwrap();
    assert_eq!(fs::read(&path).unwrap(), [&left[..], &chunks[1]].concat());
    journal.trim(&WORKSPACE, &DOC, &chunks.iter().map(|chunk| hash(chunk)).collect()).unwrap();
    assert!(!path.exists());
    journal.trim(&WORKSPACE, &DOC, &[hash(&chunks[0])].into()).unwrap();
    journal.append(&WORKSPACE, &DOC, &chunks[0]).unwrap();
    journal.sync().unwrap();
    assert_eq!(whole(dir.path()), chunks[0]);
}

#[test]
fn only_whole_uncompressed_changes_are_taken() {
    let (dir, path) = place();
    let mut writer = Writer::new(1);
    let chunk = writer.change(10);
    let (mut journal, _) = Journal::open(dir.path()).unwrap();
    let mut flipped = chunk.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let document = writer.minutes.document.save();
    for refused in
        [&chunk[1..], &chunk[..chunk.len() - 1], &[&chunk[..], b"more"].concat(), &flipped, &document]
    {
        let result = journal.append(&WORKSPACE, &DOC, refused);
        assert!(matches!(result, Err(JournalError::NotChanges { doc: DOC, .. })));
    }
    journal.append(&WORKSPACE, &DOC, &[]).unwrap();
    journal.sync().unwrap();
    assert!(!path.exists());
}

#[test]
fn many_documents_at_once_do_not_run_out_of_files() {
    let dir = tempfile::tempdir().unwrap();
    let chunk = Writer::new(1).change(1);
    let (mut journal, _) = Journal::open(dir.path()).unwrap();
    for doc in 0..200 {
        journal.append(&WORKSPACE, &DocId([doc; 16]), &chunk).unwrap();
        assert!(journal.pending.len() <= OPEN_FILES);
    }
    journal.sync().unwrap();
    let (_, recovered) = Journal::open(dir.path()).unwrap();
    assert_eq!(recovered.len(), 200);
    assert!(recovered.iter().all(|recovered| recovered.chunks == chunk));
}
