//! What an older program kept for lists and search.

use super::*;
use crate::backend::store::{Batch, Store};

fn summaries(dir: &Path, workspace: WorkspaceId) -> Vec<samskriv_shared::documents::Summary> {
    let backend = backend(dir);
    let Answer::Summaries(summaries) = ask(&backend, Request::Summaries { workspace, current: true }) else {
        panic!("no summaries")
    };
    backend.shutdown();
    summaries.into_iter().map(std::sync::Arc::unwrap_or_clone).collect()
}

/// Summaries had their text as one, and decisions without their places.
#[test]
fn summaries_of_an_older_program_are_made_anew_at_the_start() {
    let (dir, workspace) = written();
    let before = summaries(dir.path(), workspace);
    let store = Store::open(&dir.path().join("store")).unwrap();
    let mut batch = Batch::new(workspace);
    for (number, odd) in (1..=DOCUMENTS).zip([b"".as_slice(), b"{", b"null"].into_iter().cycle()) {
        let old = serde_json::json!({
            "increments": store.increments(&workspace, &doc(number)).unwrap(),
            "summary": {
                "id": doc(number), "kind": "minutes", "state": "draft", "title": "Gammal", "starts": null,
                "decisions": ["Vi byter"], "actions": [], "text": "Gammal\nVi byter", "shared": false,
            },
        });
        let record = if number > 6 { odd.to_vec() } else { old.to_string().into_bytes() };
        batch.summaries.push((doc(number), record));
    }
    store.apply(&batch).unwrap();
    store.flush().unwrap();
    drop(store);
    assert_eq!(summaries(dir.path(), workspace), before);
}
