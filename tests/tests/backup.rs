//! A backup of one computer on another, with real backends and a real relay.
#![allow(clippy::unwrap_used)]

use samskriv_client::backend::{
    Answer, Config, ErrorCode, LinkTiming, Passphrase, RelayState, Request, restore,
};
use samskriv_tests::{Peer, Programs};

const DEMO: &str = env!("CARGO_BIN_EXE_demo");

fn peer(dir: &tempfile::TempDir, name: &str) -> Peer {
    Peer::start(name, &dir.path().join(name), LinkTiming::default())
}

#[test]
fn a_new_computer_reads_all_of_a_backup_and_sends_what_was_unsent_once_it_is_invited() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let (mut admin, mut bo) = (peer(&dir, "Åsa"), peer(&dir, "Bo"));
    admin.found("Nätverket", &relay.url(), "Bjuv");
    bo.join(&admin.invite(1), "Klippan");
    let doc = bo.new_minutes();
    bo.share(doc);
    bo.write(doc, "Skickat. ");
    bo.wait_until("sent", |it| it.status().unsent_changes == 0);
    bo.set_offline(true);
    bo.write(doc, "Skrivet på tåget. ");
    let draft = bo.new_minutes();
    bo.write(draft, "Bara Bos. ");
    let (file, passphrase) = (dir.path().join("kopia"), Passphrase::new("fyra gröna båtar".into()).unwrap());
    let request = Request::BackUp { to: file.clone(), passphrase: passphrase.clone() };
    assert!(matches!(bo.ask(request), Answer::BackedUp(told) if told.networks[0].meetings == 2));
    // The computer is gone for good.
    bo.quit();

    restore(&Config::new(dir.path().join("Bos nya"), false), &file, &passphrase).unwrap();
    let mut new = peer(&dir, "Bos nya");
    let status = new.status();
    assert_eq!((status.relay.state, status.relay.error), (RelayState::Offline, Some(ErrorCode::NotMember)));
    new.open(doc);
    assert_eq!(new.text(doc), "Skickat. Skrivet på tåget. ");
    new.join(&admin.invite(1), "Klippan");
    new.wait_until("sent", |it| {
        it.status().relay.state == RelayState::Live && it.status().unsent_changes == 0
    });
    admin.wait_until("the minutes", |it| it.summaries().iter().any(|summary| summary.id == doc));
    admin.open(doc);
    admin.wait_until("what was written on the train", |it| it.text(doc) == "Skickat. Skrivet på tåget. ");
    new.open(draft);
    assert_eq!(new.text(draft), "Bara Bos. ");
    assert!(admin.summaries().iter().all(|summary| summary.id != draft), "a draft stays one");
    new.write(doc, "Och vidare. ");
    admin.wait_until("the new computer writes", |it| it.text(doc).contains("Och vidare. "));
}
