//! Carets that travel: written, read, and found in a document, whoever wrote them.

use proptest::prelude::*;

use crate::{
    documents::{Actor, Document, MinutesDocument},
    text::{Anchor, AnchorError},
};

fn minutes(text: &str) -> MinutesDocument {
    let mut minutes = MinutesDocument::create(Actor([0xa1; 16]));
    minutes.body_splice(0, 0, text).unwrap();
    minutes
}

fn fork(minutes: &mut MinutesDocument) -> MinutesDocument {
    let document = Document::load(&minutes.document.save(), Actor([0xb2; 16])).unwrap();
    MinutesDocument::open(document).unwrap()
}

fn sent(anchor: &Anchor) -> Anchor {
    Anchor::from_bytes(&anchor.to_bytes().unwrap()).unwrap()
}

#[test]
fn a_caret_that_was_sent_stands_where_its_sender_has_it() {
    let mut mine = minutes("abc\ndef");
    let mut yours = fork(&mut mine);
    for at in 0..=7 {
        let caret = mine.body_anchor(at);
        assert_eq!(sent(&caret), caret);
        assert_eq!(yours.body_place(&sent(&caret)), Some(at));
    }
    let carets: Vec<Anchor> = (0..=7).map(|at| sent(&mine.body_anchor(at))).collect();
    yours.body_splice(0, 2, "år").unwrap();
    yours.body_splice(4, 2, "").unwrap();
    mine.document.apply(&yours.document.save()).unwrap();
    for caret in &carets {
        assert_eq!(mine.body_place(caret), yours.body_place(caret));
    }
}

#[test]
fn a_caret_that_overtakes_its_text_has_no_place_until_that_comes() {
    let mut mine = minutes("abc");
    let mut yours = fork(&mut mine);
    mine.body_splice(3, 0, "d").unwrap();
    let caret = sent(&mine.body_anchor(4));
    assert_eq!(yours.body_place(&caret), None);
    yours.document.apply(&mine.document.save()).unwrap();
    assert_eq!(yours.body_place(&caret), Some(4));
}

#[test]
fn only_one_form_of_a_caret_is_read() {
    let written = minutes("abc").body_anchor(2).to_bytes().unwrap();
    assert_eq!((written.len(), written[0], &written[5..]), (21, 1, [0xa1; 16].as_slice()));
    for malformed in [&[][..], &[0], &[1, 0], &written[..5], &[1, 0, 0, 0, 0, 9], &[1; 70], &[0; 21]] {
        assert_eq!(Anchor::from_bytes(malformed), Err(AnchorError::Malformed), "{malformed:?}");
    }
    assert_eq!(Anchor::from_bytes(&[2]), Err(AnchorError::NewerVersion(2)));
}

proptest! {
    #[test]
    fn what_is_read_as_a_caret_is_written_as_the_same_bytes(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let bytes = [&[1], bytes.as_slice()].concat();
        if let Ok(anchor) = Anchor::from_bytes(&bytes) {
            prop_assert_eq!(anchor.to_bytes(), Some(bytes));
        }
    }

    /// Operations of this document that are no characters (of other objects, marks, deletions) among them.
    #[test]
    fn no_caret_makes_a_document_panic_or_stands_outside(counter in prop_oneof![1..400u32, any::<u32>()]) {
        let mut mine = minutes("abc\ndef");
        mine.set(crate::documents::MinutesField::Title, "Möte").unwrap();
        mine.body_splice(1, 4, "").unwrap();
        mine.body_splice(1, 0, "\n\nx").unwrap();
        let bytes = [&[1], counter.max(1).to_be_bytes().as_slice(), &[0xa1; 16]].concat();
        let place = mine.body_place(&Anchor::from_bytes(&bytes).unwrap());
        let length = mine.body_display().chars().count();
        prop_assert!(place.is_none_or(|at| at <= length));
    }
}

#[test]
fn every_operation_of_a_document_makes_a_caret_that_stands_inside_or_nowhere() {
    let mut mine = minutes("abc\ndef");
    mine.body_splice(1, 4, "").unwrap();
    let length = mine.body_display().chars().count();
    for counter in 1..200u32 {
        let bytes = [&[1], counter.to_be_bytes().as_slice(), &[0xa1; 16]].concat();
        let place = mine.body_place(&Anchor::from_bytes(&bytes).unwrap());
        assert!(place.is_none_or(|at| at <= length), "{counter}: {place:?}");
    }
}
