//! An admin removes a device, with real backends and a real relay.
#![allow(clippy::unwrap_used)]

use samskriv_client::backend::{ErrorCode, LinkTiming, RelayState, Request};
use samskriv_shared::{membership::Role, protocol::Code};
use samskriv_tests::{Peer, Programs, wait_for_all};

const DEMO: &str = env!("CARGO_BIN_EXE_demo");

fn peer(dir: &tempfile::TempDir, name: &str) -> Peer {
    Peer::start(name, &dir.path().join(name), LinkTiming::default())
}

#[test]
fn who_is_removed_gets_nothing_new_and_cannot_write_and_the_others_go_on_under_a_new_key() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let (mut admin, mut leaving, mut away) = (peer(&dir, "Åsa"), peer(&dir, "Bo"), peer(&dir, "Cia"));
    admin.found("Nätverket", &relay.url(), "Bjuv");
    let old_link = admin.invite(9);
    leaving.join(&old_link, "Klippan");
    away.join(&old_link, "Perstorp");
    let doc = admin.new_minutes();
    admin.share(doc);
    for peer in [&mut leaving, &mut away] {
        peer.wait_until("the minutes", |it| it.summaries().iter().any(|summary| summary.id == doc));
        peer.open(doc);
    }
    leaving.write(doc, "Bo var här. ");
    admin.wait_until("what Bo wrote", |it| it.text(doc) == "Bo var här. ");
    away.wait_until("what Bo wrote", |it| it.text(doc) == "Bo var här. ");
    away.set_offline(true);
    away.write(doc, "Cia på tåget. ");
    admin.wait_until("Bo's name", |it| it.member_names() == ["Bo", "Cia", "Åsa"]);

    let device = admin.members().into_iter().find(|member| member.name == "Bo").unwrap().device;
    let workspace = admin.workspace();
    admin.ask(Request::Remove { workspace, device });
    assert_eq!(admin.member_names(), ["Cia", "Åsa"]);
    admin.write(doc, "Utan Bo. ");
    leaving.wait_until("he is told", |it| {
        it.status().relay.error == Some(ErrorCode::Relay(Code::Removed))
            && it.status().relay.state == RelayState::Offline
    });
    leaving.write(doc, "Bo efteråt. ");

    // One who was away with unsent words hears of the new key, and her words go under it.
    away.set_offline(false);
    let mut others = [admin, away];
    wait_for_all(&mut others, "the two read the same, and nothing waits", |peers| {
        let text = peers[0].text(doc);
        let done = |it: &Peer| it.text(doc) == text && it.status().unsent_changes == 0;
        peers.iter().all(done) && text.contains("Cia på tåget. ") && text.contains("Utan Bo. ")
    });
    let [admin, away] = others;
    assert_eq!(away.status().relay.error, None);

    // The new key outlives a restart.
    away.quit();
    let mut away = peer(&dir, "Cia");
    away.open(doc);
    away.write(doc, "Cia igen. ");
    away.wait_until("sent", |it| {
        it.status().relay.state == RelayState::Live && it.status().unsent_changes == 0
    });
    let mut late = peer(&dir, "Dan");
    late.join(&admin.invite(1), "Svalöv");
    late.open(doc);
    let mut others = [admin, away, late];
    wait_for_all(&mut others, "one who joins reads the old and the new", |peers| {
        peers.iter().all(|it| it.text(doc) == peers[0].text(doc) && it.text(doc).contains("Cia igen. "))
    });
    let text = others[2].text(doc);
    assert!(text.contains("Bo var här. ") && !text.contains("Bo efteråt. "), "{text}");
    others[2].wait_until("the members' names", |it| it.member_names() == ["Cia", "Dan", "Åsa"]);

    leaving.pump();
    assert!(!leaving.text(doc).contains("Utan Bo."), "{}", leaving.text(doc));
    assert!(leaving.text(doc).contains("Bo efteråt. "), "what he has stays his");
    assert!(leaving.status().unsent_changes > 0);
    leaving.quit();
    let mut leaving = peer(&dir, "Bo");
    assert_eq!(leaving.backend_error(Request::CaughtUp { workspace }), ErrorCode::Relay(Code::Removed));
    let me = samskriv_client::backend::Profile { name: "Bo".into(), ..Default::default() };
    let old = Request::Join { link: old_link, me: me.clone() };
    assert_eq!(leaving.backend_error(old), ErrorCode::Relay(Code::InviteEnded));

    // By a new invite he comes back, with what he wrote meanwhile.
    let [admin, ..] = &mut others;
    leaving.join(&admin.invite(1), "Klippan");
    leaving.open(doc);
    leaving.wait_until("all of it", |it| {
        let text = it.text(doc);
        text.contains("Cia igen. ") && text.contains("Utan Bo. ") && it.status().unsent_changes == 0
    });
    admin.wait_until("what Bo wrote meanwhile", |it| it.text(doc).contains("Bo efteråt. "));
}

#[test]
fn an_admin_gives_roles_changes_keys_and_revokes_and_is_told_what_cannot_be_done() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let (mut admin, mut other) = (peer(&dir, "Åsa"), peer(&dir, "Bo"));
    admin.found("Nätverket", &relay.url(), "Bjuv");
    other.join(&admin.invite(1), "Klippan");
    admin.wait_until("Bo's name", |it| it.member_names() == ["Bo", "Åsa"]);
    let device = |name: &str| admin.members().into_iter().find(|member| member.name == name).unwrap().device;
    let (own, bo, workspace) = (device("Åsa"), device("Bo"), admin.workspace());

    let demote = Request::SetRole { workspace, device: own, role: Role::Editor };
    assert_eq!(admin.backend_error(demote.clone()), ErrorCode::LastAdmin);
    assert_eq!(other.backend_error(Request::Rotate { workspace }), ErrorCode::NotAllowed);
    admin.ask(Request::SetRole { workspace, device: bo, role: Role::Admin });
    other.wait_until("he is an admin", |it| {
        it.members().iter().any(|member| member.device == bo && member.role == Role::Admin)
    });
    other.ask(Request::Rotate { workspace });
    admin.ask(demote);

    let link = other.invite(1);
    let invite = samskriv_shared::invite::InviteLink::parse(&link).unwrap().device().id();
    other.ask(Request::Revoke { workspace, invite });
    assert_eq!(other.backend_error(Request::Revoke { workspace, invite }), ErrorCode::NoSuchMember);
    let late = peer(&dir, "Cia");
    let me = samskriv_client::backend::Profile { name: "Cia".into(), ..Default::default() };
    assert_eq!(late.backend_error(Request::Join { link, me }), ErrorCode::Relay(Code::InviteEnded));
}
