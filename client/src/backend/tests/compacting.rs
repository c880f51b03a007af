//! A document that has grown is made one record, with nothing of it lost, whatever the journal still holds.

use std::collections::BTreeSet;

use samskriv_shared::{
    documents::{
        ActionListDocument, Document, Due,
        changes::{ChunkKind, chunks},
    },
    ids::ActionId,
};

use super::*;

/// More than the increments after which it is due.
const CHANGES: usize = 520;

fn stored(backend: &Backend, workspace: WorkspaceId) -> Vec<u8> {
    let doc = DocId::action_list(&workspace);
    let Answer::Document(bytes) = ask(backend, Request::Open { workspace, doc }) else {
        panic!("no document")
    };
    bytes
}

fn hashes(bytes: &[u8]) -> BTreeSet<[u8; 32]> {
    Document::load(bytes, Actor([99; 16])).unwrap().change_hashes().into_iter().collect()
}

fn kinds(bytes: &[u8]) -> Vec<ChunkKind> {
    chunks(bytes).map(|chunk| chunk.unwrap().kind).collect()
}

#[test]
fn a_document_with_many_increments_is_made_one_and_what_the_journal_has_of_it_is_not_added_again() {
    let dir = tempfile::tempdir().unwrap();
    let backend = self::backend(dir.path());
    let workspace = found(&backend);
    let doc = DocId::action_list(&workspace);
    let document = Document::load(&stored(&backend, workspace), Actor([7; 16])).unwrap();
    let mut list = ActionListDocument::open(document).unwrap();
    let id = ActionId([5; 16]);
    list.add_action(id, "", &[], Due::None);
    let asked: Vec<Pending> = (0..CHANGES)
        .map(|number| {
            list.set_action_text(&id, &number.to_string());
            let changes = list.document.commit(0).unwrap();
            backend.request(Request::Change { workspace, doc, changes })
        })
        .collect();
    asked.into_iter().for_each(|pending| drop(pending.wait().unwrap()));
    let expected: BTreeSet<[u8; 32]> = list.document.change_hashes().into_iter().collect();
    backend.shutdown();
    for start in 0..2 {
        let backend = self::backend(dir.path());
        let bytes = stored(&backend, workspace);
        assert_eq!(kinds(&bytes), [ChunkKind::Document], "start {start}");
        assert_eq!(hashes(&bytes), expected);
        backend.shutdown();
    }
    // The snapshot is lost, with the store: the journal has everything.
    fs::remove_dir_all(dir.path().join("store")).unwrap();
    let backend = self::backend(dir.path());
    assert_eq!(hashes(&stored(&backend, workspace)), expected);
    backend.shutdown();
}
