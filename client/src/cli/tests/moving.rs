//! `share --to`: what moves, what stays, and a moving that was cut short.

use std::{collections::BTreeSet, path::Path};

use samskriv_shared::{
    documents::{MinutesDocument, Owner},
    ids::DocId,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::program::{command, imported, refused, value};
use crate::{
    backend::{ErrorCode, Request},
    cli::{
        failure::Failure,
        moving::bring,
        session::Session,
        write::{Desk, let_out},
    },
};

/// A draft in "Mitt nätverk" of Siv Alm, with three owners of its one action, beside the network "Chefer", where
/// Bo Falk is known.
fn beside_another() -> (TempDir, String) {
    let (dir, id) = imported();
    let add = ["action", "add", &id, "Boka lokal", "--owner", "siv", "--owner", "Bo Falk", "--owner", "Eva"];
    value(dir.path(), &add);
    value(dir.path(), &["workspace", "new", "Chefer", "--me", "Bo Falk", "--municipality", "Klippan"]);
    (dir, id)
}

const HERE: [&str; 2] = ["--workspace", "Mitt nätverk"];
const THERE: [&str; 2] = ["--workspace", "Chefer"];

#[track_caller]
fn within(data: &Path, workspace: [&str; 2], line: &[&str]) -> Value {
    value(data, &[line, &workspace].concat())
}

/// What can be read of the meeting, but for where it stands; owners by name.
fn read(data: &Path, workspace: [&str; 2], id: &str) -> Value {
    let mut shown = within(data, workspace, &["show", id]);
    shown["state"].take();
    let owners = shown["actions"][0]["owners"].as_array_mut().unwrap();
    owners.sort_by_key(|name| name.as_str().map(str::to_owned));
    shown["actions"][0]["municipality"].take();
    shown
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|each| each["id"].as_str().unwrap()).collect()
}

/// Whether the draft has left the one network and is shared in the other, with all that it was.
#[track_caller]
fn has_moved(data: &Path, id: &str, was: &Value) {
    assert_eq!(within(data, HERE, &["list"]), json!([]));
    assert_eq!(refused(data, &[&["show", id], &HERE[..]].concat()), (3, "no-such-document".into()));
    let list = within(data, THERE, &["list"]);
    assert_eq!((ids(&list), &list[0]["state"]), (vec![id], &json!("shared")));
    assert_eq!(read(data, THERE, id), *was);
}

#[test]
fn a_draft_moves_with_all_that_it_holds_and_is_gone_where_it_was() {
    let (dir, id) = beside_another();
    let data = dir.path();
    let was = read(data, HERE, &id);
    assert_eq!(was["actions"][0]["owners"], json!(["Bo Falk", "Eva", "Siv Alm"]));
    let there = within(data, THERE, &["workspace", "list"]);
    let there = there.as_array().unwrap().iter().find(|each| each["name"] == "Chefer").unwrap()["id"].clone();
    let answer = json!({ "id": id, "state": "shared", "workspace": there });
    assert_eq!(value(data, &["share", &id[..6], "--to", "chefer"]), answer);
    has_moved(data, &id, &was);
    assert_eq!(value(data, &["share", &id, "--to", "Chefer"]), answer, "done already");
    assert_eq!(within(data, HERE, &["share", &id, "--to", "Chefer"]), answer);
    has_moved(data, &id, &was);
}

#[test]
fn its_people_become_those_of_the_other_network_or_keep_their_names() {
    let (dir, id) = beside_another();
    let data = dir.path();
    value(data, &["share", &id, "--to", "Chefer"]);
    let session = Session::start(data.to_owned(), false, || {}).unwrap();
    let chefer = session.workspace(Some(THERE[1])).unwrap();
    let minutes = MinutesDocument::open(session.open(&chefer, id.parse().unwrap()).unwrap()).unwrap().read();
    session.end();
    let people: Vec<_> =
        minutes.attendance.iter().map(|each| (each.name.as_str(), each.person, each.chair)).collect();
    assert_eq!(people, [("Siv Alm", None, true), ("Bo Falk", Some(chefer.person), false)]);
    let named = |owner: &Owner| match owner {
        Owner::Person(person) => format!("{person}"),
        Owner::Named { name, .. } => name.clone(),
    };
    let owners: BTreeSet<String> = minutes.actions[0].owners.iter().map(named).collect();
    assert_eq!(owners, BTreeSet::from(["Eva".into(), "Siv Alm".into(), chefer.person.to_string()]));
}

#[test]
fn a_moving_that_was_cut_short_loses_nothing_and_can_be_done_again() {
    for shared in [false, true] {
        let (dir, id) = beside_another();
        let data = dir.path();
        let session = Session::start(data.to_owned(), false, || {}).unwrap();
        let (here, there) =
            (session.workspace(Some(HERE[1])).unwrap(), session.workspace(Some(THERE[1])).unwrap());
        let here = Desk { session: &session, workspace: &here };
        let there = Desk { session: &session, workspace: &there };
        let doc = here.library().unwrap().meeting(&id).unwrap();
        bring(&here, &there, doc).unwrap();
        if shared {
            let_out(&there, doc).unwrap();
        }
        session.end();
        let told = within(data, HERE, &["list"]);
        assert_eq!((ids(&told), &told[0]["state"]), (vec![id.as_str()], &json!("draft")), "still there");
        within(data, HERE, &["edit", &id, "--append", "Skrivet emellan.", "--set", "place=Rådhuset"]);
        let was = read(data, HERE, &id);
        let answer = command(data, &["share", &id, "--to", "Chefer"]);
        assert!(answer.out.contains("är flyttat från Mitt nätverk till Chefer"), "{answer:?}");
        has_moved(data, &id, &was);
    }
}

#[test]
fn what_cannot_be_moved_stays_as_it_was() {
    let (dir, id) = beside_another();
    let data = dir.path();
    assert_eq!(refused(data, &["share", &id, "--to", "Annat"]), (3, "no-such-workspace".into()));
    assert_eq!(refused(data, &["share", "ffff", "--to", "Chefer"]), (3, "no-such-document".into()));
    let line = ["share", &id, "--to", "Chefer", "--workspace", "Annat"];
    assert_eq!(refused(data, &line), (3, "no-such-workspace".into()));
    assert_eq!(within(data, HERE, &["list"])[0]["state"], "draft");
    within(data, HERE, &["share", &id]);
    assert_eq!(refused(data, &["share", &id, "--to", "Chefer"]), (1, "already-shared".into()));
    assert_eq!(within(data, THERE, &["list"]), json!([]));
    assert_eq!(value(data, &["share", &id, "--to", "Mitt nätverk"])["state"], "shared", "where it is");
}

#[test]
fn what_is_shared_is_not_discarded_and_a_network_in_use_not_taken_back() {
    let (dir, id) = beside_another();
    let data = dir.path();
    let doc: DocId = id.parse().unwrap();
    let session = Session::start(data.to_owned(), false, || {}).unwrap();
    let here = session.workspace(Some(HERE[1])).unwrap();
    let refused = |request| match session.ask(request) {
        Err(Failure::Backend(error)) => error.code,
        other => panic!("{other:?}"),
    };
    let discard = |doc| Request::Discard { workspace: here.id, doc };
    assert_eq!(refused(Request::TakeBack { workspace: here.id }), ErrorCode::AlreadyShared);
    assert_eq!(refused(discard(DocId([9; 16]))), ErrorCode::NoSuchDocument);
    assert_eq!(refused(discard(DocId::directory(&here.id))), ErrorCode::AlreadyShared);
    let_out(&Desk { session: &session, workspace: &here }, doc).unwrap();
    assert_eq!(refused(discard(doc)), ErrorCode::AlreadyShared);
    let empty = session.workspace(Some(THERE[1])).unwrap().id;
    session.ask(Request::TakeBack { workspace: empty }).unwrap();
    session.end();
    assert_eq!(ids(&value(data, &["list"])), [id.as_str()], "one network is left, with all that was in it");
}
