//! A data directory that is whole, and the same with one thing wrong at a time.
#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

use samskriv_shared::{
    documents::{Actor, MinutesDocument, MinutesField},
    ids::DocId,
};

use super::*;
use crate::backend::{Answer, Backend, Profile, Request};

/// A data directory with a network and a dozen drafts, closed in order.
fn written() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let backend = Backend::start(Config::new(dir.path().to_owned(), false), || ()).unwrap();
    let me = Profile { name: "Kim Ek".into(), municipality: "Bjuv".into(), title: String::new() };
    let request = Request::NewWorkspace { name: "Nätverket".into(), relay: None, token: None, me };
    let Ok(Answer::Created { id: workspace, .. }) = backend.request(request).wait() else { panic!() };
    for number in 1..=12 {
        let mut minutes = MinutesDocument::create(Actor([number; 16]));
        minutes.set(MinutesField::Title, &"Läget i kommunen ".repeat(200)).unwrap();
        let changes = minutes.document.commit(0).unwrap();
        let request = Request::Change { workspace, doc: DocId([number; 16]), changes };
        backend.request(request).wait().unwrap();
    }
    backend.shutdown();
    // Only a second start makes sled lay down where its pages are: a log without that, cut anywhere, is an older
    // store that is whole, as after a kill.
    Backend::start(Config::new(dir.path().to_owned(), false), || ()).unwrap().shutdown();
    dir
}

fn checked(dir: &Path) -> Checked {
    check(&Config::new(dir.to_owned(), false)).unwrap()
}

fn parts(checked: &Checked) -> Vec<WrongPart> {
    checked.wrong.iter().map(|wrong| wrong.part).collect()
}

/// Every file with its bytes, but for the lock that is taken.
fn everything(dir: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let (mut all, mut left) = (Vec::new(), vec![dir.to_owned()]);
    while let Some(next) = left.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else if path != dir.join("lock") {
                all.push((path.clone(), fs::read(path).unwrap()));
            }
        }
    }
    all.sort();
    all
}

#[test]
fn what_is_whole_is_counted_and_not_changed() {
    let dir = written();
    let before = everything(dir.path());
    let found = checked(dir.path());
    assert_eq!((found.networks, found.documents, &found.wrong[..]), (1, 14, &[][..]));
    assert!(found.unsent_changes >= 14 && found.journal_bytes > 0 && found.store_bytes > 0, "{found:?}");
    assert_eq!(everything(dir.path()), before);
    assert!(!dir.path().join("store.copy").exists());
}

#[test]
fn where_nothing_is_nothing_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let none = dir.path().join("ingenting");
    assert_eq!(checked(&none), Checked::default());
    assert!(!none.exists());
}

#[test]
fn a_zeroed_piece_of_the_store_is_found_and_left_as_it_is() {
    let dir = written();
    let db = dir.path().join("store").join("db");
    let whole = fs::read(&db).unwrap();
    let mut found = 0;
    for at in (0..whole.len() / 4096).map(|at| at * 4096).filter(|at| whole[*at..at + 4096] != [0; 4096]) {
        let mut holed = whole.clone();
        holed[at..at + 4096].fill(0);
        fs::write(&db, &holed).unwrap();
        let wrong = parts(&checked(dir.path()));
        found += usize::from(!wrong.is_empty());
        assert!(wrong.iter().all(|part| matches!(part, WrongPart::Store | WrongPart::Record)), "{wrong:?}");
        assert_eq!(fs::read(&db).unwrap(), holed);
    }
    assert!(found > 0, "sled keeps old pages too, which nobody misses");
}

#[test]
fn a_torn_journal_is_found_and_left_as_it_is() {
    let dir = written();
    let networks = fs::read_dir(dir.path().join("unsynced")).unwrap();
    let network = networks.map(|entry| entry.unwrap().path()).find(|path| path.is_dir()).unwrap();
    let file = network.join(format!("{}.automerge", DocId([3; 16])));
    let whole = fs::read(&file).unwrap();
    for torn in [whole[..whole.len() - 1].to_vec(), [&whole[..], &[0x85, 0x6f]].concat()] {
        fs::write(&file, &torn).unwrap();
        let found = checked(dir.path());
        assert_eq!(parts(&found), [WrongPart::Journal]);
        assert!(found.wrong[0].what.ends_with(&format!("{}.automerge", DocId([3; 16]))), "{found:?}");
        assert_eq!(fs::read(&file).unwrap(), torn);
    }
}

#[test]
fn a_bad_identity_file_is_found_also_where_the_one_before_stands_for_it() {
    let dir = written();
    let id = identity::ids(dir.path()).unwrap().pop_first().unwrap();
    for path in [dir.path().join("device"), identity::path(dir.path(), &id)] {
        let whole = fs::read(&path).unwrap();
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 1;
        fs::write(&path, flipped).unwrap();
        assert_eq!(parts(&checked(dir.path())), [WrongPart::Identity]);
        fs::write(files::beside(&path, "previous"), &whole).unwrap();
        assert_eq!(parts(&checked(dir.path())), [WrongPart::Identity]);
        fs::write(&path, whole).unwrap();
    }
    let path = identity::path(dir.path(), &id);
    files::remove(&path).unwrap();
    files::write(&path, b"no membership").unwrap();
    assert_eq!(parts(&checked(dir.path())), [WrongPart::Identity]);
}
