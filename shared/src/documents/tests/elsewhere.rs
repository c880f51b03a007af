//! What other programs that use Automerge get: a saved document is a file of Automerge's own, without anything
//! around it.

use automerge::{AutoCommit, ROOT, ReadDoc, transaction::Transactable};

use super::*;

#[test]
fn automerge_itself_loads_what_is_saved_and_we_load_what_it_saves() {
    let mut minutes = with_body(&[(BlockKind::Heading(2), "Läget"), (BlockKind::Decision, "Vi bygger.")]);
    minutes.set(MinutesField::Title, "Möte i Bjuv").unwrap();
    let mut elsewhere = AutoCommit::load(&minutes.document.save()).unwrap();
    assert_eq!(elsewhere.get_heads(), minutes.document.heads());
    let (title, _) = elsewhere.get(ROOT, "title").unwrap().unwrap();
    assert_eq!(title.to_str(), Some("Möte i Bjuv"));
    let (_, body) = elsewhere.get(ROOT, "body").unwrap().unwrap();
    assert_eq!(elsewhere.text(&body).unwrap().replace('\u{FFFC}', "|"), "|Läget|Vi bygger.");
    elsewhere.put(ROOT, "title", "Möte i Klippan").unwrap();
    let back = MinutesDocument::open(Document::load(&elsewhere.save(), actor(9)).unwrap()).unwrap();
    assert_eq!(back.read(), Minutes { title: "Möte i Klippan".into(), ..minutes.read() });
}

#[test]
fn changes_that_wait_for_others_do_not_hinder_automerge() {
    let (mut minutes, _) = created();
    let mut other = fork(&mut minutes, 2);
    other.set(MinutesField::Place, "Bjuv").unwrap();
    let first = other.document.commit(2).unwrap();
    other.set(MinutesField::Place, "Klippan").unwrap();
    let second = other.document.commit(3).unwrap();
    minutes.document.apply(&second).unwrap();
    let mut elsewhere = AutoCommit::load(&minutes.document.save()).unwrap();
    assert_eq!(elsewhere.get_heads(), minutes.document.heads());
    elsewhere.load_incremental(&first).unwrap();
    assert_eq!(elsewhere.get(ROOT, "place").unwrap().unwrap().0.to_str(), Some("Klippan"));
}
