//! The recovery code brings an admin back, with real backends and a real relay.
#![allow(clippy::unwrap_used)]

use samskriv_client::backend::{Answer, ErrorCode, LinkTiming, Profile, Request};
use samskriv_shared::{ids::DocId, membership::Role, protocol::Code};
use samskriv_tests::{Peer, Programs};

const DEMO: &str = env!("CARGO_BIN_EXE_demo");

fn peer(dir: &tempfile::TempDir, name: &str) -> Peer {
    Peer::start(name, &dir.path().join(name), LinkTiming::default())
}

fn role(peer: &Peer, name: &str) -> Option<Role> {
    peer.members().into_iter().find(|member| member.name == name).map(|member| member.role)
}

fn has(peer: &Peer, docs: &[DocId]) -> bool {
    let summaries = peer.summaries();
    docs.iter().all(|doc| summaries.iter().any(|summary| summary.id == *doc))
}

fn minutes(peer: &mut Peer, text: &str) -> DocId {
    let doc = peer.new_minutes();
    peer.write(doc, text);
    peer.share(doc);
    doc
}

#[test]
fn where_the_only_admins_computer_is_gone_an_empty_one_gets_everything_invites_and_removes() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let (mut admin, mut other) = (peer(&dir, "Åsa"), peer(&dir, "Bo"));
    let code = admin.found("Nätverket", &relay.url(), "Bjuv");
    assert!(code.starts_with("samskriv:recover?relay=http://127.0.0.1:"), "{code}");
    other.join(&admin.invite(1), "Klippan");
    let docs = [minutes(&mut admin, "Januari. "), minutes(&mut admin, "Februari. ")];
    let workspace = admin.workspace();
    admin.ask(Request::CaughtUp { workspace });
    other.wait_until("the minutes", |it| has(it, &docs));
    let lost = admin.members().into_iter().find(|member| member.name == "Åsa").unwrap().device;
    admin.quit();
    std::fs::remove_dir_all(dir.path().join("Åsa")).unwrap();

    // Typed off the paper, without a hyphen right.
    let mut back = peer(&dir, "Åsa igen");
    let (place, secret) = code.split_once('#').unwrap();
    back.recover(&format!(" {place}# {}", secret.to_lowercase().replace('-', " ")), "Bjuv");
    assert_eq!(role(&back, "Åsa igen"), Some(Role::Admin));
    assert!(has(&back, &docs));
    for (doc, text) in docs.iter().zip(["Januari. ", "Februari. "]) {
        back.open(*doc);
        assert_eq!(back.text(*doc), text);
    }
    other.wait_until("the new admin", |it| role(it, "Åsa igen") == Some(Role::Admin));

    // The old device goes, and with it the keys that it knows.
    back.ask(Request::Remove { workspace, device: lost });
    let mut late = peer(&dir, "Cia");
    late.join(&back.invite(1), "Svalöv");
    back.write(docs[0], "Under nya nycklar. ");
    late.open(docs[0]);
    late.wait_until("the new words", |it| it.text(docs[0]) == "Januari. Under nya nycklar. ");
    other.wait_until("the old admin is gone", |it| role(it, "Åsa").is_none());

    // The code holds after that too, from the paper onto one more empty computer.
    let mut again = peer(&dir, "Åsa en tredje gång");
    again.recover(&code, "Bjuv");
    again.open(docs[0]);
    assert_eq!(again.text(docs[0]), "Januari. Under nya nycklar. ");
    again.invite(1);
    let me = Profile::default();
    let once_more = Request::Recover { code, relay: None, me };
    assert_eq!(again.backend_error(once_more), ErrorCode::AlreadyAdmin);
}

#[test]
fn a_member_becomes_an_admin_where_it_sits_by_the_groups_alone() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let (mut admin, mut reader) = (peer(&dir, "Åsa"), peer(&dir, "Bo"));
    let code = admin.found("Nätverket", &relay.url(), "Bjuv");
    let (workspace, me) = (admin.workspace(), Profile { name: "Bo".into(), ..Profile::default() });
    let link = match admin.ask(Request::Invite { workspace, role: Role::Reader, expires_s: 60, uses: 1 }) {
        Answer::Link(link) => link,
        other => panic!("{other:?}"),
    };
    reader.join(&link, "Klippan");
    let doc = minutes(&mut admin, "Januari. ");
    reader.wait_until("the minutes", |it| has(it, &[doc]));

    let groups = &code[code.find('#').unwrap() + 1..];
    let wrong = groups.replacen(&groups[..1], if groups.starts_with('A') { "C" } else { "A" }, 1);
    let recover = |code: &str| Request::Recover { code: code.into(), relay: None, me: me.clone() };
    assert_eq!(reader.backend_error(recover(&wrong)), ErrorCode::UnknownRecoveryCode);
    reader.recover(&groups[..groups.len() - "-ABCD".len()], "Klippan");
    assert_eq!(role(&reader, "Bo"), Some(Role::Admin), "known here when it is answered");
    reader.invite(1);
    reader.open(doc);
    reader.write(doc, "Bo skriver nu. ");
    admin.open(doc);
    admin.wait_until("what Bo writes", |it| it.text(doc) == "Januari. Bo skriver nu. ");
    assert_eq!(role(&admin, "Bo"), Some(Role::Admin));

    // And one that was removed comes back by it, with what it had.
    let device = admin.members().into_iter().find(|member| member.name == "Bo").unwrap().device;
    admin.ask(Request::Remove { workspace, device });
    reader.wait_until("he is told", |it| it.status().relay.error == Some(ErrorCode::Relay(Code::Removed)));
    reader.write(doc, "Bo efteråt. ");
    reader.recover(&code, "Klippan");
    admin.wait_until("what Bo wrote meanwhile", |it| it.text(doc).contains("Bo efteråt. "));
}
