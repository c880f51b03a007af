//! Damaged and hostile bytes: errors, never panics, hangs or unbounded memory.

use proptest::prelude::*;

use super::*;
use crate::documents::changes::{ChunkKind, TornTail, change_chunk, change_info, chunks};

/// A document chunk, then change chunks.
fn sample() -> (Vec<u8>, Vec<u8>) {
    let mut minutes = with_body(&[(BlockKind::Heading(1), "Öppnande"), (BlockKind::Decision, "Vi byter")]);
    minutes.put_attendee(&attendee(1, "Ada Ek"));
    let saved = minutes.document.save();
    minutes.document.commit(1);
    minutes.add_action(ACTION, "Ring", &[Owner::Person(PersonId([1; 16]))], Due::None);
    let mut changes = minutes.document.commit(2).unwrap();
    minutes.body_splice(3, 4, "hej\n").unwrap();
    changes.extend(minutes.document.commit(3).unwrap());
    (saved, changes)
}

/// Everything that is done with bytes of others.
fn feed(bytes: &[u8]) {
    for chunk in chunks(bytes).flatten() {
        let _ = change_info(chunk.bytes);
    }
    if let Ok(document) = Document::load(bytes, actor(9))
        && let Ok(mut minutes) = MinutesDocument::open(document)
    {
        minutes.read();
        minutes.body_splice(1, 1, "x\n").unwrap();
        minutes.document.save();
    }
}

#[test]
fn torn_tails_are_found() {
    let (saved, changes) = sample();
    let whole = [saved.clone(), changes.clone()].concat();
    let kinds: Vec<ChunkKind> = chunks(&whole).map(|chunk| chunk.unwrap().kind).collect();
    assert_eq!(kinds, [ChunkKind::Document, ChunkKind::Change, ChunkKind::Change]);
    for end in saved.len() + 1..whole.len() {
        let parsed: Vec<_> = chunks(&whole[..end]).collect();
        let good: usize = parsed.iter().flatten().map(|chunk| chunk.bytes.len()).sum();
        match parsed.last().unwrap() {
            Ok(_) => assert_eq!(good, end),
            Err(torn) => assert_eq!(*torn, TornTail { offset: good }),
        }
        assert!(parsed.iter().flatten().all(|chunk| chunk.checksum_ok));
    }
    let torn = Document::load(&whole[..whole.len() - 1], actor(2));
    assert!(matches!(torn, Err(DocumentError::Torn(_))));
}

#[test]
fn a_wrong_checksum_is_found() {
    let (saved, changes) = sample();
    for good in [saved.clone(), changes.clone()] {
        let mut bad = good.clone();
        let last = bad.len() - 1;
        bad[last] ^= 1;
        assert!(chunks(&bad).any(|chunk| chunk.is_ok_and(|chunk| !chunk.checksum_ok)));
        let mut minutes = MinutesDocument::open(Document::load(&saved, actor(2)).unwrap()).unwrap();
        let before = minutes.read();
        assert!(matches!(minutes.document.apply(&bad), Err(DocumentError::Checksum)));
        assert_eq!(minutes.read(), before);
        assert_eq!(minutes.document.apply(&changes).unwrap(), Applied::Changed);
    }
}

/// A change's header for `columns`, as LEB128 numbers of one byte each unless given as bytes.
fn change_with(columns: &[(u8, &[u8])]) -> Vec<u8> {
    let mut body = vec![0, 16];
    body.extend([5; 16]);
    body.extend([1, 1, 0, 0, 0, columns.len() as u8]);
    for (spec, data) in columns {
        body.extend([*spec, data.len() as u8]);
    }
    columns.iter().for_each(|(_, data)| body.extend(*data));
    change_chunk(&body)
}

#[test]
fn a_change_that_unfolds_to_billions_is_refused() {
    // A run of 2^40 "set" operations; the same as nulls; and as a boolean column.
    let huge = [0x80, 0x80, 0x80, 0x80, 0x80, 0x20];
    let run = [&huge[..], &[1]].concat();
    let nulls = [&[0][..], &huge].concat();
    for column in [(0x42, &run[..]), (0x42, &nulls), (0x34, &huge)] {
        let bomb = change_with(&[column]);
        assert!(matches!(change_info(&bomb), Err(DocumentError::TooLarge)), "{column:?}");
        assert!(matches!(Document::load(&bomb, actor(1)), Err(DocumentError::TooLarge)));
    }
}

/// Found by `forged_changes`: Automerge applies such a change, and panics when somebody reads.
#[test]
fn an_operation_that_does_not_suit_its_object_is_refused() {
    // "Put null" in the root, a map, under the key of a list's first element.
    let columns: [(u8, &[u8]); 6] =
        [(0x11, &[1, 0]), (0x13, &[1, 1]), (0x34, &[1]), (0x42, &[1, 1]), (0x56, &[1, 0]), (0x70, &[1, 0])];
    let forged = change_with(&columns);
    assert!(change_info(&forged).is_ok());
    let (mut minutes, first) = created();
    let before = minutes.read();
    assert_eq!(minutes.document.apply(&forged).unwrap(), Applied::Nothing);
    assert_eq!(minutes.document.refused(), 1);
    assert_eq!(minutes.read(), before);
    let loaded = Document::load(&[first, forged].concat(), actor(2)).unwrap();
    assert_eq!(MinutesDocument::open(loaded).unwrap().read(), before);
}

#[test]
fn compressed_changes_load_but_are_no_journal_entries() {
    let (mut minutes, first) = created();
    minutes.body_splice(0, 0, &"Nätverket träffas. ".repeat(100)).unwrap();
    let raw = minutes.document.commit(2).unwrap();
    let mut change = automerge::Change::try_from(&raw[..]).unwrap();
    let compressed = change.bytes().into_owned();
    let [Ok(chunk)] = chunks(&compressed).collect::<Vec<_>>()[..] else { panic!("one chunk") };
    assert_eq!((chunk.kind, chunk.checksum_ok), (ChunkKind::CompressedChange, true));
    assert!(matches!(change_info(&compressed), Err(DocumentError::NotAChange)));
    let loaded = Document::load(&[first, compressed].concat(), actor(2)).unwrap();
    assert_eq!(MinutesDocument::open(loaded).unwrap().read(), minutes.read());
}

#[test]
fn changes_that_contradict_are_left_out() {
    let (mut minutes, first) = created();
    // One actor twice from the same place: the same sequence number for different changes.
    let mut twin = MinutesDocument::open(Document::load(&first, actor(5)).unwrap()).unwrap();
    let mut other = MinutesDocument::open(Document::load(&first, actor(5)).unwrap()).unwrap();
    twin.set(MinutesField::Title, "Ett").unwrap();
    other.set(MinutesField::Title, "Två").unwrap();
    let mut third = MinutesDocument::open(Document::load(&first, actor(6)).unwrap()).unwrap();
    third.set(MinutesField::Place, "Lund").unwrap();
    let [a, b, c] = [&mut twin, &mut other, &mut third].map(|minutes| minutes.document.commit(2).unwrap());
    let batch = [a, b, c].concat();
    assert_eq!(minutes.document.apply(&batch).unwrap(), Applied::Changed);
    assert_eq!(minutes.document.refused(), 1);
    assert_eq!(minutes.read().place, "Lund");
    assert!(["Ett", "Två"].contains(&minutes.read().title.as_str()));
    let loaded = Document::load(&[first, batch].concat(), actor(2)).unwrap();
    assert_eq!(loaded.refused(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        feed(&bytes);
        feed(&[&[0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0][..], &bytes].concat());
    }

    #[test]
    fn cut_and_flipped(cut in any::<prop::sample::Index>(), flips in proptest::collection::vec(any::<(prop::sample::Index, u8)>(), 0..4)) {
        let (saved, changes) = sample();
        let mut bytes = [saved, changes].concat();
        for (at, bits) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= bits;
        }
        feed(&bytes[..cut.index(bytes.len() + 1)]);
    }

    /// Damage with a right checksum: what only somebody hostile sends. The document is as good as before.
    #[test]
    fn forged_changes(flips in proptest::collection::vec(any::<(prop::sample::Index, u8)>(), 1..4)) {
        let (saved, changes) = sample();
        let whole = Document::load(&[saved.clone(), changes.clone()].concat(), actor(2)).unwrap();
        let expected = MinutesDocument::open(whole).unwrap().read();
        let first = chunks(&changes).next().unwrap().unwrap();
        let head = 10 + usize::from(first.bytes.len() > 138);
        let mut body = first.bytes[head..].to_vec();
        for (at, bits) in flips {
            // Beyond the actor: another actor is another author, not a forgery.
            let at = 50 + at.index(body.len() - 50);
            body[at] ^= bits;
        }
        let forged = change_chunk(&body);
        let mut minutes = MinutesDocument::open(Document::load(&saved, actor(2)).unwrap()).unwrap();
        let known = change_info(&forged).is_ok();
        let applied = minutes.document.apply(&forged);
        prop_assert!(!known || applied.is_ok(), "{applied:?}");
        minutes.read();
        if forged != first.bytes && minutes.document.refused() > 0 {
            minutes.document.apply(&changes).unwrap();
            prop_assert_eq!(minutes.read(), expected);
        }
    }
}
