//! Carets of others: two people, a real relay process, real sockets.
#![allow(clippy::unwrap_used)]

use samskriv_client::backend::LinkTiming;
use samskriv_tests::{Peer, Programs};

const DEMO: &str = env!("CARGO_BIN_EXE_demo");

fn peer(dir: &tempfile::TempDir, name: &str) -> Peer {
    Peer::start(name, &dir.path().join(name), LinkTiming::default())
}

#[test]
fn a_caret_is_seen_where_it_stands_until_its_owner_leaves_and_never_in_a_draft() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let (mut one, mut other) = (peer(&dir, "Åsa"), peer(&dir, "Bo"));
    let doc = one.share_with(&mut other, &relay.url());
    other.open(doc);

    let device = one.device();
    one.write(doc, "å ett");
    one.look_at(Some((doc, 3)));
    let caret = |it: &Peer| {
        let presence = it.seen(&device)??;
        assert_eq!(presence.doc, doc, "never a draft's");
        it.minutes(doc).body_place(&presence.place.as_ref()?.caret)
    };
    // The caret may overtake its text; then it has no place yet.
    other.wait_until("the caret", |it| caret(it) == Some(3));
    other.write(doc, "\nmer");
    other.edit(doc, |minutes| {
        minutes.body_splice(0, 0, "Hej ").unwrap();
    });
    assert_eq!(caret(&other), Some(7), "it moves along");

    let draft = one.new_minutes();
    one.look_at(Some((draft, 0)));
    other.wait_until("nothing looked at", |it| it.seen(&device) == Some(None));
    one.look_at(Some((doc, 5)));
    other.wait_until("back again", |it| caret(it) == Some(9));
    one.quit();
    other.wait_until("left", |it| it.seen(&device) == Some(None));
    drop(relay);
}
