//! What is damaged is noticed, named, and healed by writing it anew.

use super::*;

fn part_of(key: &[u8]) -> Part {
    match key[32] {
        b'c' => Part::Cursor,
        b'd' => Part::Document(DOC),
        b'p' => Part::Parked(7),
        b's' => Part::Summary(DOC),
        other => panic!("{other}"),
    }
}

#[test]
fn no_value_is_over_4_kib() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    for (key, value) in entries(&store) {
        assert!(value.len() <= 4096, "{} bytes at {key:?}", value.len());
    }
}

#[test]
fn each_damaged_value_is_noticed_named_and_healed() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    let entries = values(&store);
    assert!(entries.len() > 10);
    for (key, value) in &entries {
        let (_dir, store) = opened();
        store.apply(&full()).unwrap();
        let mut damages: Vec<_> = [0, chunks::VALUE - chunks::ROOM, value.len() - 1]
            .map(|at| {
                let mut flipped = value.clone();
                flipped[at] ^= 1;
                flipped
            })
            .into();
        damages.push(Vec::new());
        for damage in damages {
            tamper(&store, |batch| batch.insert(&key[..], damage));
            assert_eq!(damaged_parts(&store), [part_of(key)], "at {key:?}");
        }
        // Writing it anew heals it, whatever is left of the old.
        store.apply(&full()).unwrap();
        assert_eq!(damaged_parts(&store), []);
        assert_eq!(values(&store).len(), entries.len());
    }
}

#[test]
fn each_missing_or_exchanged_chunk_is_noticed() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    let entries = values(&store);
    for (index, (key, value)) in entries.iter().enumerate() {
        // A whole item of one value that is gone is nothing at all, but for a document's record.
        let alone = entries.iter().filter(|(other, _)| other.starts_with(key)).count() == 1;
        if !alone || key[32] == b'd' {
            tamper(&store, |batch| batch.remove(&key[..]));
            assert_eq!(damaged_parts(&store), [part_of(key)], "without {key:?}");
        }
        let (_, other) = &entries[(index + 1) % entries.len()];
        tamper(&store, |batch| batch.insert(&key[..], &other[..]));
        assert_eq!(damaged_parts(&store), [part_of(key)], "exchanged {key:?}");
        tamper(&store, |batch| batch.insert(&key[..], &value[..]));
        assert_eq!(damaged_parts(&store), []);
    }
}

#[test]
fn a_chunk_too_many_is_noticed() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    let extra = keys::record(&WORKSPACE, &DOC, 99);
    let value = chunks::seal(&extra, &[&[0], &b"more"[..]].concat());
    tamper(&store, |batch| batch.insert(&extra[..], value));
    assert_eq!(damaged_parts(&store), [Part::Document(DOC)]);
    assert_eq!(store.documents(&WORKSPACE).unwrap(), [DOC]);
}

#[test]
fn chunks_of_an_older_item_do_not_pass_for_the_newer() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    let old = entries(&store);
    let newer =
        Batch { cursor: full().cursor, summaries: vec![(DOC, noise(9, 6_000))], ..Batch::new(WORKSPACE) };
    store.apply(&newer).unwrap();
    let (key, chunk) = old.iter().find(|(key, _)| key.len() == keys::PREFIX + 20 && key[32] == b's').unwrap();
    tamper(&store, |batch| batch.insert(&key[..], &chunk[..]));
    assert_eq!(damaged_parts(&store), [Part::Summary(DOC)]);
}

#[test]
fn an_increment_to_a_damaged_document_is_refused() {
    let (_dir, store) = opened();
    store.apply(&full()).unwrap();
    tamper(&store, |batch| batch.remove(keys::document(&WORKSPACE, &DOC)));
    let append = Batch { appends: vec![(DOC, vec![1])], cursor: Some(None), ..Batch::new(WORKSPACE) };
    assert!(matches!(store.apply(&append), Err(StoreError::Damaged { part: Part::Document(DOC), .. })));
    // Nothing of the batch was written.
    assert_eq!(Some(store.cursor(&WORKSPACE).unwrap()), full().cursor);
}
