//! A look reads what a file of its own would read, whatever is written, and the file stays as it was.
#![allow(clippy::unwrap_used)]

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};

use super::*;

fn below(rng: &mut ChaCha20Rng, n: usize) -> usize {
    (rng.next_u64() % n as u64) as usize
}

#[test]
fn a_look_reads_what_was_written_and_the_file_stays_as_it_was() {
    for seed in 0..50 {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        let mut model = vec![0; below(&mut rng, 5 * BLOCK)];
        rng.fill_bytes(&mut model);
        std::fs::write(&path, &model).unwrap();
        let before = model.clone();
        let look = Storage::looking(&FileDisk::new(&path)).unwrap();
        for _ in 0..200 {
            let offset = below(&mut rng, model.len() + 1);
            let length = below(&mut rng, model.len() - offset + 1).min(3 * BLOCK);
            match below(&mut rng, 4) {
                0 => {
                    let length = below(&mut rng, 8 * BLOCK);
                    model.resize(length, 0);
                    look.set_len(length as u64).unwrap();
                }
                1 | 2 => {
                    let mut data = vec![0; length];
                    rng.fill_bytes(&mut data);
                    model[offset..offset + length].copy_from_slice(&data);
                    look.write(offset as u64, &data).unwrap();
                }
                _ => {
                    let mut found = vec![0; length];
                    look.read(offset as u64, &mut found).unwrap();
                    assert!(found == model[offset..offset + length], "seed {seed}: at {offset}");
                }
            }
            assert_eq!(look.len().unwrap(), model.len() as u64, "seed {seed}");
            assert!(look.read(model.len() as u64, &mut [0]).is_err(), "seed {seed}");
            assert!(look.write(model.len() as u64, &[0]).is_err(), "seed {seed}");
        }
        assert!(std::fs::read(&path).unwrap() == before, "seed {seed}");
    }
}

#[test]
fn a_look_and_a_writer_exclude_each_other_and_two_looks_do_not() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file");
    std::fs::write(&path, []).unwrap();
    let disk = FileDisk::new(&path);
    let whole = (Bound::Unbounded, Bound::Unbounded);
    let look = Storage::looking(&disk).unwrap();
    assert!(look.try_lock_range(whole.0, whole.1).unwrap());
    let second = Storage::looking(&disk).unwrap();
    assert!(second.try_lock_range(whole.0, whole.1).unwrap());
    let writer = Storage::writing(&disk).unwrap();
    assert!(!writer.try_lock_range(whole.0, whole.1).unwrap());
    look.close().unwrap();
    second.close().unwrap();
    assert!(writer.try_lock_range(whole.0, whole.1).unwrap());
    assert!(!Storage::looking(&disk).unwrap().try_lock_range(whole.0, whole.1).unwrap());
}

#[test]
fn trying_for_room_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let disk = FileDisk::new(dir.path().join("log"));
    disk.try_room(200_000).unwrap();
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    // And what a kill in the middle of it left goes with the next opening.
    std::fs::write(dir.path().join("log"), []).unwrap();
    std::fs::write(dir.path().join("log.room"), [0; 1000]).unwrap();
    disk.open(true).unwrap();
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}
