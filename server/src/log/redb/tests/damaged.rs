//! A file that was cut, zeroed or overwritten: it opens with all that it held, or is refused as damaged and
//! stays as it was to the byte. Two things are left to others: what a closed file holds is read when somebody
//! wants it (`check` reads it all), and after a kill the newest commit counts only if it is whole; of a relay
//! that lost an acknowledged one, the programs notice and bring it back.

use super::{
    failing::{Failing, empty},
    *,
};

/// The bytes of a log, closed or as a kill leaves it, and what it holds.
fn file(closed: bool) -> (Vec<u8>, Model) {
    let (disk, log) = empty();
    let mut model = Model::default();
    for n in 0..12 {
        let mut batch = Batch::default();
        for id in 0..3 {
            model.append(&mut batch, workspace(id), n % 7 == 0, vec![n; 100 + 500 * usize::from(n)]);
        }
        log.commit(&batch).unwrap();
    }
    if closed {
        drop(log);
        return (disk.content(), model);
    }
    (disk.content(), model)
}

/// What became of a damaged file.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Whole,
    /// As it was before the newest commit.
    Older,
    /// Opened; what cannot be read says so.
    Unreadable,
    Refused,
}

fn fate(bytes: &[u8], model: &Model, what: &str) -> Fate {
    let disk = Failing::holding(bytes);
    let log = match RedbLog::open_disk(Arc::new(disk.clone()), CACHE) {
        Ok(log) => log,
        Err(LogError::Damaged(_)) => {
            assert!(disk.content() == bytes, "{what}: it was written to");
            return Fate::Refused;
        }
        Err(error) => panic!("{what}: {error:?}"),
    };
    let mut fate = Fate::Whole;
    for (id, (state, entries)) in &model.logs {
        let Ok(Some(found)) = log.state(id) else {
            fate = Fate::Unreadable;
            continue;
        };
        if found != *state {
            assert_eq!((found.seq, found.chain), (state.seq - 1, entries[entries.len() - 2].0), "{what}");
            fate = Fate::Older;
        }
        match log.read(id, 0, usize::MAX) {
            Ok(held) if held.iter().zip(entries).all(|(stored, entry)| stored.bytes == entry.2) => {}
            // Whoever receives it notices: it is signed.
            _ => fate = Fate::Unreadable,
        }
    }
    drop(log);
    if fate == Fate::Unreadable {
        let checked = opening::look_thoroughly(&Failing::holding(bytes), CACHE, || {});
        assert!(matches!(checked, Err(LogError::Damaged(_))), "{what}");
    }
    fate
}

#[test]
fn a_file_that_was_cut_is_refused_and_stays_as_it_was() {
    for closed in [true, false] {
        let (bytes, model) = file(closed);
        let mut fates = BTreeMap::new();
        for part in 0..64 {
            let cut = bytes.len() * part / 64;
            let fate = fate(&bytes[..cut], &model, &format!("cut to {cut}, closed {closed}"));
            *fates.entry(fate).or_insert(0) += 1;
        }
        println!("cut, closed {closed}: {fates:?}");
        assert_eq!(fates.keys().collect::<Vec<_>>(), [&Fate::Refused]);
    }
}

#[test]
fn a_hole_or_noise_in_a_file_never_passes_for_what_was_written() {
    for closed in [true, false] {
        let (bytes, model) = file(closed);
        let mut rng = ChaCha20Rng::seed_from_u64(9);
        let mut fates = BTreeMap::new();
        for page in 0..bytes.len() / 4096 {
            for zeros in [true, false] {
                let mut damaged = bytes.clone();
                let hole = &mut damaged[page * 4096..(page + 1) * 4096];
                if zeros {
                    hole.fill(0);
                } else {
                    rng.fill_bytes(hole);
                }
                let fate = fate(&damaged, &model, &format!("page {page}, zeros {zeros}, closed {closed}"));
                *fates.entry(fate).or_insert(0) += 1;
            }
        }
        println!("damaged page by page, closed {closed}: {fates:?}");
        assert!(fates[&Fate::Refused] > 0);
        // After a kill every page is verified.
        assert!(!fates.contains_key(if closed { &Fate::Older } else { &Fate::Unreadable }));
    }
}

#[test]
fn what_is_no_log_is_refused_and_stays_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let other = dir.path().join("other");
    drop(Database::create(&other).unwrap());
    let other = std::fs::read(other).unwrap();
    let file = dir.path().join(FILE);
    for bytes in [&b""[..], b"Dear diary", &[0; 8192], &[7; 100_000], &other] {
        std::fs::write(&file, bytes).unwrap();
        assert!(matches!(RedbLog::open(dir.path(), CACHE), Err(LogError::Damaged(_))));
        assert!(std::fs::read(&file).unwrap() == bytes);
    }
}

#[test]
fn a_log_whose_making_was_cut_short_is_made_again() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("relay.redb.new"), b"half").unwrap();
    drop(RedbLog::open(dir.path(), CACHE).unwrap());
    let names: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(names, [FILE]);
}
