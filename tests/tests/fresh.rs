//! Who comes late gets whole documents, not every key that was ever struck.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use samskriv_client::backend::{CheckpointPace, Config, LinkTiming};
use samskriv_tests::{Peer, Programs};

const DEMO: &str = env!("CARGO_BIN_EXE_demo");
const EDITS: usize = 1_200;

#[test]
fn after_1200_edits_one_who_joins_gets_a_checkpoint_and_a_few_entries() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let peer = |name: &str, checkpoints: CheckpointPace| {
        Peer::start_with(name, Config { checkpoints, ..Config::new(dir.path().join(name), true) })
    };
    // As users have it, but for the wait; and one who only watches, so that it is known who publishes.
    let at_once = CheckpointPace { wait: 0, ..CheckpointPace::default() };
    let never = CheckpointPace { entries: u64::MAX, bytes: u64::MAX, wait: 0 };
    let (mut one, mut other) = (peer("Åsa", at_once), peer("Bo", never));
    let doc = one.share_with(&mut other, &relay.url());
    other.open(doc);
    for edit in 0..EDITS {
        one.write(doc, &format!("{edit} "));
        if edit % 100 == 99 {
            // A checkpoint covers what is on the disk: nobody types faster than a disk writes.
            one.wait_until("what came back is stored", |it| {
                let status = it.status();
                status.unsent_changes == 0 && status.cursor == status.head
            });
        }
    }
    let text = one.text(doc);
    other
        .wait_until("two checkpoints, and all the words", |it| it.checkpoints() >= 2 && it.text(doc) == text);
    one.wait_until("all is at the relay", |it| it.status().unsent_changes == 0);
    let entries = relay.metric("appends_total");
    assert!(entries >= EDITS as u64, "{entries}");

    assert_eq!(other.status().warnings, [], "what it was given is whole");

    let link = one.invite(1);
    // Nobody else is there to hear of it.
    one.quit();
    other.quit();
    let before = relay.metric("entries_delivered_total");
    let mut late = Peer::start("Sigbritt", &dir.path().join("Sigbritt"), LinkTiming::default());
    late.join(&link, "Svalöv");
    late.wait_for(doc);
    late.open(doc);
    assert_eq!(late.text(doc), text);
    let delivered = relay.metric("entries_delivered_total") - before;
    println!("{delivered} of {entries} entries went to the one who joined");
    assert!(delivered < entries / 2, "{delivered} of {entries}");
    late.quit();
}
