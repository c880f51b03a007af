//! A disk that does not take what it is given.

use super::*;

#[test]
fn what_cannot_be_written_is_held_until_it_can_be() {
    let (dir, path) = place();
    let directory = path.parent().unwrap();
    let away = dir.path().join("away");
    let mut writer = Writer::new(1);
    let chunks: Vec<_> = (0..3).map(|_| writer.change(10)).collect();
    let (mut journal, _) = Journal::open(dir.path()).unwrap();
    journal.append(&WORKSPACE, &DOC, &chunks[0]).unwrap();
    journal.sync().unwrap();
    // A file where the directory should be: as little can be written there as on a full disk.
    fs::rename(directory, &away).unwrap();
    fs::write(directory, b"").unwrap();
    for chunk in &chunks[1..] {
        journal.append(&WORKSPACE, &DOC, chunk).unwrap();
        assert!(matches!(journal.sync(), Err(JournalError::Io { .. })));
        assert!(journal.trim(&WORKSPACE, &DOC, &[hash(&chunks[0])].into()).is_err());
    }
    fs::remove_file(directory).unwrap();
    fs::rename(&away, directory).unwrap();
    journal.sync().unwrap();
    assert_eq!(fs::read(&path).unwrap(), chunks.concat());
    journal.append(&WORKSPACE, &DOC, &chunks[0]).unwrap();
    journal.sync().unwrap();
    drop(journal);
    assert_eq!(whole(dir.path()), [chunks.concat(), chunks[0].clone()].concat());
}

#[test]
fn one_document_that_cannot_be_written_does_not_hold_up_another() {
    let (dir, path) = place();
    let other = DocId([3; 16]);
    let chunk = Writer::new(1).change(10);
    let (mut journal, _) = Journal::open(dir.path()).unwrap();
    fs::create_dir(&path).unwrap();
    journal.append(&WORKSPACE, &DOC, &chunk).unwrap();
    journal.append(&WORKSPACE, &other, &chunk).unwrap();
    assert!(journal.sync().is_err());
    assert_eq!(journal.pending.keys().collect::<Vec<_>>(), [&(WORKSPACE, DOC)]);
    fs::remove_dir(&path).unwrap();
    journal.sync().unwrap();
    let (_, recovered) = Journal::open(dir.path()).unwrap();
    assert_eq!(recovered.len(), 2);
}

#[test]
fn after_a_failed_write_the_file_is_written_anew() {
    let (dir, path) = place();
    let mut writer = Writer::new(1);
    let chunks: Vec<_> = (0..3).map(|_| writer.change(10)).collect();
    let (mut journal, _) = Journal::open(dir.path()).unwrap();
    journal.append(&WORKSPACE, &DOC, &chunks[0]).unwrap();
    journal.sync().unwrap();
    journal.append(&WORKSPACE, &DOC, &chunks[1]).unwrap();
    // As when the disk is full in the middle of a write, or the fsync fails: what lies in the file
    // after the last sync is anybody's guess.
    journal.pending.values_mut().for_each(|pending| pending.file = None);
    fs::write(&path, [&chunks[0][..], &chunks[1][..7], b"noise"].concat()).unwrap();
    journal.append(&WORKSPACE, &DOC, &chunks[2]).unwrap();
    journal.sync().unwrap();
    assert_eq!(fs::read(&path).unwrap(), chunks.concat());
    assert!(journal.pending.is_empty());
    assert_eq!(whole(dir.path()), chunks.concat());
}

#[cfg(unix)]
#[test]
fn a_file_that_was_removed_under_us_is_not_called_synced() {
    let (dir, path) = place();
    let chunk = Writer::new(1).change(10);
    let (mut journal, _) = Journal::open(dir.path()).unwrap();
    journal.append(&WORKSPACE, &DOC, &chunk).unwrap();
    fs::remove_dir_all(path.parent().unwrap()).unwrap();
    journal.sync().unwrap();
    assert_eq!(whole(dir.path()), chunk);
}
