//! Somebody leaves a network, with real backends and a real relay: what is shared stays with the others, who get a new
//! key without anybody's doing, and nothing of it stays on the computer that left.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use jiff::civil::date;
use samskriv_client::backend::{Answer, ErrorCode, LinkTiming, RelayState, Request};
use samskriv_shared::{
    documents::{Actor, DirectoryDocument, Document, MinutesField, Person},
    ids::DocId,
    membership::Role,
    protocol::Code,
};
use samskriv_tests::{Peer, Programs};

const DEMO: &str = env!("CARGO_BIN_EXE_demo");

fn peer(dir: &tempfile::TempDir, name: &str) -> Peer {
    Peer::start(name, &dir.path().join(name), LinkTiming::default())
}

fn leave(peer: &Peer) -> Request {
    Request::Leave { workspace: peer.workspace(), today: date(2026, 11, 30) }
}

fn invites(peer: &Peer) -> usize {
    match peer.ask(Request::Invites { workspace: peer.workspace() }) {
        Answer::Invites(invites) => invites.len(),
        other => panic!("{other:?}"),
    }
}

fn networks(peer: &Peer) -> usize {
    match peer.ask(Request::Workspaces) {
        Answer::Workspaces(infos) => infos.len(),
        other => panic!("{other:?}"),
    }
}

/// Somebody in the directory, as it is here.
fn person(peer: &Peer, name: &str) -> Person {
    let bytes = peer.document(DocId::directory(&peer.workspace()));
    let document = Document::load(&bytes, Actor([9; 16])).unwrap();
    let people = DirectoryDocument::open(document).unwrap().read().people;
    people.into_iter().find(|person| person.name == name).unwrap()
}

/// Every file below `dir` in which this text stands.
fn holding(dir: &Path, text: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(holding(&entry, text));
        } else if std::fs::read(&entry).unwrap().windows(text.len()).any(|there| there == text.as_bytes()) {
            found.push(entry);
        }
    }
    found
}

#[test]
fn who_leaves_is_gone_with_all_that_was_here_and_the_others_go_on_under_a_new_key() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let (mut admin, mut leaving) = (peer(&dir, "Åsa"), peer(&dir, "Bo"));
    let doc = admin.share_with(&mut leaving, &relay.url());
    let (open, computer) = (admin.invite(9), dir.path().join("Bo"));
    leaving.open(doc);
    leaving.edit(doc, |minutes| minutes.set(MinutesField::Title, "Bos möte").unwrap());
    leaving.write(doc, "Bo var här. ");
    let draft = leaving.new_minutes();
    leaving.edit(draft, |minutes| minutes.set(MinutesField::Title, "Bos utkast").unwrap());
    leaving.wait_until("the lists know of it", |it| it.summaries().iter().any(|it| it.title == "Bos utkast"));
    for text in ["Bos möte", "Bos utkast"] {
        assert!(!holding(&computer, text).is_empty(), "{text} is looked for where it is");
    }
    admin.wait_until("Bo's name", |it| it.member_names() == ["Bo", "Åsa"]);

    // The last words are written just before.
    leaving.write(doc, "Hej då! ");
    leaving.ask(leave(&leaving));
    assert_eq!(networks(&leaving), 0);
    for text in ["Bos möte", "Bos utkast"] {
        assert_eq!(holding(&computer, text), [] as [PathBuf; 0], "{text}");
    }
    admin.wait_until("he is gone", |it| it.member_names() == ["Åsa"]);
    admin
        .wait_until("the keys are renewed by themselves, which ends every invitation", |it| invites(it) == 0);
    admin.wait_until("his last words", |it| it.text(doc) == "Bo var här. Hej då! ");
    let gone = person(&admin, "Bo");
    assert_eq!((gone.left, gone.left_on), (true, Some(date(2026, 11, 30))));
    assert!(
        admin.summaries().iter().all(|summary| summary.title != "Bos utkast"),
        "a draft is nobody else's"
    );
    let refused = Request::Join { link: open, me: Default::default() };
    assert_eq!(leaving.backend_error(refused), ErrorCode::Relay(Code::InviteEnded));
    leaving.quit();

    // Back on the same computer, by a new invitation.
    let mut leaving = peer(&dir, "Bo");
    assert_eq!(networks(&leaving), 0, "a start later too");
    leaving.join(&admin.invite(1), "Klippan");
    leaving.wait_for(doc);
    leaving.open(doc);
    assert_eq!(leaving.text(doc), "Bo var här. Hej då! ");
    leaving.write(doc, "Här igen. ");
    admin.wait_until("what he writes now", |it| it.text(doc) == "Bo var här. Hej då! Här igen. ");
}

#[test]
fn nobody_leaves_with_words_that_the_others_lack() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let (mut admin, mut leaving) = (peer(&dir, "Åsa"), peer(&dir, "Bo"));
    let doc = admin.share_with(&mut leaving, &relay.url());
    leaving.open(doc);
    let address = relay.address().to_owned();
    relay.kill();
    leaving.wait_until("the relay is gone", |it| it.status().relay.state != RelayState::Live);
    assert_eq!(leaving.backend_error(leave(&leaving)), ErrorCode::Unreachable);
    leaving.write(doc, "Osänt. ");
    assert_eq!(leaving.backend_error(leave(&leaving)), ErrorCode::Unsent);
    assert_eq!((networks(&leaving), leaving.text(doc).as_str()), (1, "Osänt. "));

    // It was given up: nothing of it is done when the relay comes back.
    let _relay = Programs::new(DEMO).relay_at(&dir.path().join("relay"), &address);
    admin.wait_until("what was unsent", |it| it.text(doc) == "Osänt. ");
    assert_eq!(admin.member_names(), ["Bo", "Åsa"]);
    assert!(!person(&admin, "Bo").left);
    leaving.ask(leave(&leaving));
    admin.wait_until("he is gone", |it| it.member_names() == ["Åsa"]);
}

#[test]
fn the_last_admin_makes_another_first_and_who_was_removed_or_is_alone_asks_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let (mut admin, mut other, mut third) = (peer(&dir, "Åsa"), peer(&dir, "Bo"), peer(&dir, "Cia"));
    let doc = admin.share_with(&mut other, &relay.url());
    third.join(&admin.invite(1), "Perstorp");
    third.wait_for(doc);
    admin.wait_until("all three", |it| it.member_names() == ["Bo", "Cia", "Åsa"]);
    assert_eq!(admin.backend_error(leave(&admin)), ErrorCode::LastAdmin);
    assert!(!person(&admin, "Åsa").left);
    let (workspace, device) = (admin.workspace(), other.device());
    admin.ask(Request::SetRole { workspace, device, role: Role::Admin });
    admin.ask(leave(&admin));
    other.wait_until("she is gone", |it| it.member_names() == ["Bo", "Cia"]);

    let device = third.device();
    other.ask(Request::Remove { workspace, device });
    third.wait_until("she is told", |it| it.status().relay.error == Some(ErrorCode::Relay(Code::Removed)));
    third.ask(leave(&third));
    assert_eq!(networks(&third), 0);

    // Alone now, and without the relay: nobody needs to be told.
    assert_eq!(other.member_names(), ["Bo"]);
    relay.kill();
    other.ask(leave(&other));
    assert_eq!(networks(&other), 0);
}
