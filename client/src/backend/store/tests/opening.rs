//! Opening, replacing, and the engine's own failures.

use std::fs;

use super::*;

#[test]
fn a_snapshot_takes_the_place_of_everything_before() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    assert_eq!(store.increments(&WORKSPACE, &DOC).unwrap(), 2);
    let before = entries(&store).len();
    store.apply(&Batch { snapshots: vec![(DOC, noise(8, 10))], ..Batch::new(WORKSPACE) }).unwrap();
    assert_eq!(store.document(&WORKSPACE, &DOC).unwrap(), Some(noise(8, 10)));
    assert_eq!(store.increments(&WORKSPACE, &DOC).unwrap(), 0);
    // Of the snapshot's five chunks, the increments and their chunks, head and snapshot are left.
    assert_eq!(entries(&store).len(), before - 5 - 1 - 4);
}

#[test]
fn a_snapshot_of_16_mib_comes_back() {
    let (dir, store) = opened();
    let bytes = noise(1, 16 << 20);
    store.apply(&Batch { snapshots: vec![(DOC, bytes.clone())], ..Batch::new(WORKSPACE) }).unwrap();
    store.flush().unwrap();
    drop(store);
    let store = Store::open(dir.path()).unwrap();
    assert!(store.document(&WORKSPACE, &DOC).unwrap() == Some(bytes));
    assert!(store.bytes_on_disk() > 16 << 20);
    assert!(
        fs::read_dir(dir.path().join("blobs")).unwrap().next().is_none(),
        "sled never syncs its blob files"
    );
}

#[test]
fn a_newer_format_is_refused_and_left_alone() {
    let (dir, store) = opened();
    store.apply(&full()).unwrap();
    tamper(&store, |batch| batch.insert(keys::FORMAT, chunks::seal(keys::FORMAT, &2_u32.to_be_bytes())));
    let before = entries(&store);
    drop(store);
    for _ in 0..2 {
        assert!(matches!(Store::open(dir.path()), Err(StoreError::NewerFormat { found: 2, known: FORMAT })));
    }
    let engine = Engine::open(dir.path()).unwrap();
    assert_eq!(entries(&Store { engine }), before);
}

#[test]
fn a_store_without_its_format_is_refused() {
    let (dir, store) = opened();
    store.apply(&full()).unwrap();
    tamper(&store, |batch| batch.remove(keys::FORMAT));
    drop(store);
    assert!(matches!(
        Store::open(dir.path()),
        Err(StoreError::Damaged { workspace: None, part: Part::Format })
    ));
}

#[test]
fn a_second_opening_is_refused() {
    let (dir, store) = opened();
    assert!(matches!(Store::open(dir.path()), Err(StoreError::Busy)));
    drop(store);
    Store::open(dir.path()).unwrap();
}

#[test]
fn damaged_files_give_an_error_and_no_panic() {
    for (what, at) in [("snap.", 0), ("conf", 3)] {
        let (dir, store) = opened();
        store.apply(&full()).unwrap();
        drop(store);
        drop(Store::open(dir.path()).unwrap());
        let file = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path());
        let file =
            file.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(what)).max().unwrap();
        let mut bytes = fs::read(&file).unwrap();
        bytes[at] ^= 0xff;
        fs::write(&file, bytes).unwrap();
        match Store::open(dir.path()) {
            Err(StoreError::Corrupt(_) | StoreError::Engine(_)) => {}
            other => panic!("{what}: {:?}", other.map(drop)),
        }
    }
}

#[test]
fn a_panic_inside_sled_does_not_get_out() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    let panic: Result<(), _> = store.engine.read(|_| panic!("as sled might"), named(WORKSPACE));
    assert!(matches!(panic, Err(StoreError::Engine(message)) if message == "as sled might"));
    assert!(matches!(store.cursor(&WORKSPACE), Err(StoreError::Failed)));
}

#[cfg(unix)]
#[test]
fn a_directory_that_is_gone_is_an_error_until_opened_again() {
    let (dir, store) = opened();
    let away = dir.path().with_extension("away");
    fs::rename(dir.path(), &away).unwrap();
    assert!(matches!(store.apply(&full()), Err(StoreError::Io(_))));
    assert!(matches!(store.flush(), Err(StoreError::Failed)));
    drop(store);
    fs::rename(&away, dir.path()).unwrap();
    let store = Store::open(dir.path()).unwrap();
    store.apply(&full()).unwrap();
    assert_eq!(damaged_parts(&store), []);
}
