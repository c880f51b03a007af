//! A store that is damaged in every way that comes to mind: what can be read of it comes back, what was there is
//! kept, and the cursor stays only where everything behind it does.

use std::{collections::BTreeMap, fs, path::PathBuf, sync::LazyLock, time::Duration};

use super::*;

const NOW: i64 = 1_700_000_000_000;
const OPENING: Opening = Opening { patience: Duration::from_secs(60), now_ms: NOW };

/// How many documents of about 6 KiB the store holds.
const DOCUMENTS: u8 = 60;

fn doc(number: u8) -> DocId {
    DocId([number; 16])
}

/// A document of a snapshot and two increments, as it is read.
fn whole(number: u8) -> Vec<u8> {
    [noise(number, 5_000), vec![number; 900], vec![number; 100]].concat()
}

fn cursor(store: &Store) -> Option<Vec<u8>> {
    store.cursor(&WORKSPACE).unwrap()
}

/// A data directory with a store that was closed in order.
fn filled() -> tempfile::TempDir {
    static FILLED: LazyLock<tempfile::TempDir> = LazyLock::new(fill);
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("store");
    fs::create_dir(&store).unwrap();
    for file in files(&FILLED, "").iter().filter(|file| file.is_file()) {
        fs::copy(file, store.join(file.file_name().unwrap())).unwrap();
    }
    dir
}

fn fill() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).store;
    for number in 1..=DOCUMENTS {
        let batch = Batch {
            snapshots: vec![(doc(number), noise(number, 5_000))],
            appends: vec![(doc(number), vec![number; 900]), (doc(number), vec![number; 100])],
            summaries: vec![(doc(number), vec![number; 300])],
            parked: vec![(number.into(), vec![number; 50])],
            cursor: Some(Some(vec![number])),
            ..Batch::new(WORKSPACE)
        };
        store.apply(&batch).unwrap();
        store.flush().unwrap();
    }
    drop(store);
    // Only an opening of what is there already makes a snapshot.
    drop(open(&dir));
    Store::note_closed(dir.path()).unwrap();
    dir
}

fn open(dir: &tempfile::TempDir) -> Opened {
    OPENING.open(dir.path()).unwrap()
}

/// The documents that are whole; none may be read as anything else, nor damaged.
fn read_all(store: &Store) -> usize {
    let found = store.documents(&WORKSPACE).unwrap();
    let whole_ones = found.iter().filter(|found| {
        let bytes = store.document(&WORKSPACE, found).unwrap().unwrap();
        let number = found.0[0];
        let part_of_it = [&whole(number)[..], &whole(number)[5_000..], &whole(number)[..5_000]]
            .iter()
            .any(|whole| whole.starts_with(&bytes));
        assert!(part_of_it || bytes == [number; 100], "{number} has become something else");
        bytes == whole(number)
    });
    store.summaries(&WORKSPACE).unwrap();
    store.parked(&WORKSPACE).unwrap();
    whole_ones.count()
}

fn quarantined(dir: &tempfile::TempDir) -> Vec<String> {
    fs::read_dir(dir.path().join("quarantine")).map_or(vec![], |entries| {
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    })
}

/// Sled's files of this kind.
fn files(dir: &tempfile::TempDir, kind: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(dir.path().join("store")).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(kind));
    files.collect()
}

#[test]
fn what_is_sound_is_opened_as_it_is() {
    let dir = filled();
    let opened = open(&dir);
    assert!(!opened.rebuilt);
    assert_eq!((read_all(&opened.store), cursor(&opened.store)), (DOCUMENTS.into(), Some(vec![DOCUMENTS])));
    // As after a kill: the mark is still there, and everything is looked at.
    drop(opened);
    let opened = open(&dir);
    assert!(!opened.rebuilt);
    assert_eq!((read_all(&opened.store), cursor(&opened.store)), (DOCUMENTS.into(), Some(vec![DOCUMENTS])));
    assert!(quarantined(&dir).is_empty());
}

#[test]
fn with_its_snap_files_zeroed_everything_is_there_and_the_cursor_too() {
    let dir = filled();
    let snaps = files(&dir, "snap.");
    assert!(!snaps.is_empty());
    for snap in snaps {
        let length = fs::metadata(&snap).unwrap().len();
        fs::write(&snap, vec![0; length as usize]).unwrap();
    }
    let opened = open(&dir);
    assert!(opened.rebuilt);
    assert_eq!((read_all(&opened.store), cursor(&opened.store)), (DOCUMENTS.into(), Some(vec![DOCUMENTS])));
    assert_eq!(quarantined(&dir), [NOW.to_string()]);
    assert!(dir.path().join("quarantine").join(NOW.to_string()).join("db").exists());
    drop(opened);
    assert!(!open(&dir).rebuilt, "from the next start on");
}

/// Wherever the hole is, nothing is read as something else, and a cursor that stays has everything behind it.
#[test]
fn a_hole_of_4_kib_anywhere_leaves_what_it_did_not_hit() {
    let (mut salvaged, mut rebuilt) = (0, 0);
    let length = fs::metadata(&files(&filled(), "db")[0]).unwrap().len();
    let places: Vec<u64> = (0..length / 4096).step_by(7).collect();
    for place in &places {
        let dir = filled();
        let db = &files(&dir, "db")[0];
        let mut bytes = fs::read(db).unwrap();
        let hole = (place * 4096) as usize..((place + 1) * 4096) as usize;
        bytes[hole].fill(0);
        fs::write(db, bytes).unwrap();
        place::note_open(dir.path()).unwrap();
        let opened = open(&dir);
        let found = read_all(&opened.store);
        if let Some(cursor) = cursor(&opened.store) {
            assert!(found >= cursor[0].into(), "{found} are whole, and the cursor is at {cursor:?}");
        }
        assert_eq!(quarantined(&dir).len(), usize::from(opened.rebuilt));
        rebuilt += usize::from(opened.rebuilt);
        salvaged += found;
    }
    assert!(rebuilt > 0 && salvaged > 0, "{rebuilt} rebuilt, {salvaged} documents whole");
}

#[test]
fn a_db_cut_anywhere_opens_and_its_cursor_stands_for_what_is_there() {
    let length = fs::metadata(&files(&filled(), "db")[0]).unwrap().len();
    for tenth in 0..10 {
        let dir = filled();
        let db = fs::OpenOptions::new().write(true).open(&files(&dir, "db")[0]).unwrap();
        db.set_len(length * tenth / 10).unwrap();
        drop(db);
        place::note_open(dir.path()).unwrap();
        let opened = open(&dir);
        let found = read_all(&opened.store);
        if let Some(cursor) = cursor(&opened.store) {
            assert!(found >= cursor[0].into(), "{found} are whole, and the cursor is at {cursor:?}");
        }
    }
}

#[test]
fn a_store_that_is_gone_is_begun_anew() {
    let dir = filled();
    fs::remove_dir_all(dir.path().join("store")).unwrap();
    let opened = open(&dir);
    assert!(!opened.rebuilt);
    assert_eq!((read_all(&opened.store), cursor(&opened.store)), (0, None));
}

/// What sled loses without a word, such as a page of its tree, no checksum of a value tells.
#[test]
fn a_value_missing_with_its_key_is_noticed_when_the_store_was_not_closed() {
    let dir = filled();
    let store = open(&dir).store;
    tamper(&store, |batch| {
        for key in [keys::document(&WORKSPACE, &doc(7)), keys::summary(&WORKSPACE, &doc(8))] {
            batch.remove(key);
        }
    });
    store.flush().unwrap();
    drop(store);
    let opened = open(&dir);
    assert!(opened.rebuilt);
    // Of the one without its head the records are still there.
    assert_eq!((read_all(&opened.store), cursor(&opened.store)), (DOCUMENTS.into(), None));
    assert_eq!(opened.store.summaries(&WORKSPACE).unwrap().len(), usize::from(DOCUMENTS) - 1);
}

#[test]
fn of_what_is_damaged_the_whole_increments_come_back_and_the_rest_goes() {
    let dir = filled();
    let store = open(&dir).store;
    let old: BTreeMap<_, _> = entries(&store).into_iter().collect();
    tamper(&store, |batch| {
        for key in [
            keys::record(&WORKSPACE, &doc(7), 0),
            keys::summary(&WORKSPACE, &doc(8)),
            keys::parked(&WORKSPACE, 9),
        ] {
            let mut value = old[&key].clone();
            value[20] ^= 1;
            batch.insert(key, value);
        }
    });
    store.flush().unwrap();
    drop(store);
    let store = open(&dir).store;
    assert_eq!((read_all(&store), cursor(&store)), (usize::from(DOCUMENTS) - 1, None));
    assert_eq!(store.document(&WORKSPACE, &doc(7)).unwrap(), Some(whole(7)[5_000..].to_vec()));
    assert_eq!(store.summaries(&WORKSPACE).unwrap().len(), usize::from(DOCUMENTS) - 1);
    assert_eq!(store.parked(&WORKSPACE).unwrap().len(), usize::from(DOCUMENTS) - 1);
    drop(store);
    assert!(!open(&dir).rebuilt, "what is left is whole");
}

#[test]
fn a_newer_store_is_neither_rebuilt_nor_put_aside_even_where_it_is_damaged() {
    let dir = filled();
    let store = open(&dir).store;
    tamper(&store, |batch| batch.insert(keys::FORMAT, chunks::seal(keys::FORMAT, &2_u32.to_be_bytes())));
    store.flush().unwrap();
    drop(store);
    assert!(matches!(OPENING.open(dir.path()), Err(StoreError::NewerFormat { .. })));
    for snap in files(&dir, "snap.") {
        fs::write(snap, vec![0; 100]).unwrap();
    }
    assert!(matches!(OPENING.open(dir.path()), Err(StoreError::NewerFormat { .. })));
    assert!(quarantined(&dir).is_empty() && !dir.path().join("store-1").exists());
}

#[test]
fn two_rebuilds_at_the_same_time_by_the_clock_keep_both() {
    let dir = filled();
    for _ in 0..2 {
        let store = open(&dir).store;
        drop(store);
        let dir_of_newest = place::path(dir.path(), place::newest(dir.path()).unwrap());
        for snap in fs::read_dir(dir_of_newest).unwrap().map(|entry| entry.unwrap().path()) {
            if snap.file_name().unwrap().to_str().unwrap().starts_with("snap.") {
                fs::write(snap, b"noise").unwrap();
            }
        }
        assert!(open(&dir).rebuilt);
    }
    let mut kept = quarantined(&dir);
    kept.sort();
    assert_eq!(kept, [NOW.to_string(), format!("{NOW}-1")]);
}

#[test]
fn files_that_have_grown_beyond_four_times_what_is_in_them_are_written_anew() {
    let dir = filled();
    let store = open(&dir).store;
    let before = entries(&store);
    drop(store);
    // For what many kills leave. Segments at the end that nobody uses sled cuts off by itself.
    fs::File::create(dir.path().join("store/more")).unwrap().set_len(8 << 20).unwrap();
    let opened = open(&dir);
    assert!(!opened.rebuilt);
    assert_eq!(entries(&opened.store), before);
    assert!(opened.store.bytes_on_disk() < 4 << 20, "{}", opened.store.bytes_on_disk());
    assert!(quarantined(&dir).is_empty() && !dir.path().join("store").exists());
}
