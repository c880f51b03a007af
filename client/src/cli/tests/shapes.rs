//! `--json`, command by command: names, types, and what is null. Compared whole, so that nothing changes unseen.

use jiff::civil::{date, datetime};
use samskriv_shared::{
    documents::{AttendanceStatus, Summary},
    ids::{DeviceId, PersonId, WorkspaceId},
    import::{Imported, ImportedAttendee, Recognised, SuggestedAction},
    membership::Role,
};
use serde_json::{Value, json};

use super::sample::{self, BOOK, DOC, RING};
use crate::{
    backend::{
        ErrorCode, Member, Profile, RelayState, RelayStatus, SeenBy, Status, StoreStatus, Warning,
        WorkspaceInfo,
    },
    cli::{json, people::People},
};

const DOC_TEXT: &str = "d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0";
const RING_TEXT: &str = "a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1";
const BOOK_TEXT: &str = "a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2";

fn ring() -> Value {
    json!({
        "id": RING_TEXT, "text": "Ring Eva", "doc": DOC_TEXT, "owners": ["Karin Östlund", "Bo Falk"],
        "municipality": null, "due": "2027-02-01", "status": "open",
    })
}

fn book() -> Value {
    json!({
        "id": BOOK_TEXT, "text": "Boka lokal", "doc": DOC_TEXT, "owners": ["Karin Östlund"],
        "municipality": "Bjuv", "due": "next-meeting", "status": "done",
    })
}

#[test]
fn show() {
    let directory = sample::directory();
    let block = |kind: &str, text: &str| json!({ "type": kind, "text": text, "marks": [] });
    let with = |mut value: Value, key: &str, to: Value| {
        value[key] = to;
        value
    };
    let attendee = |name: &str,
                    municipality: Option<&str>,
                    title: Option<&str>,
                    status: &str,
                    chair: bool| {
        json!({ "name": name, "municipality": municipality, "title": title, "status": status, "chair": chair, "note": null })
    };
    assert_eq!(
        json::minutes(&DOC, &sample::minutes(), &People::new(&directory)),
        json!({
            "id": DOC_TEXT,
            "state": "draft",
            "title": "Januarimötet",
            "starts": "2027-01-08T09:00",
            "ends": "2027-01-08T10:30",
            "place": "Medborgarhuset",
            "secretary": "",
            "signature": "Vid tangenterna, Siv Alm",
            "next_meeting": "2027-02-05",
            "attendance": [
                attendee("Karin Östlund", Some("Bjuv"), None, "present", true),
                attendee("Siv Alm", None, Some("Planeringsledare"), "other", false),
                attendee("Bo Falk", Some("Klippan"), None, "absent", false),
            ],
            "body": [
                with(block("heading", "Anteckningar"), "level", json!(2)),
                with(block("paragraph", "Åke och Eva hälsade."), "marks", json!([
                    { "type": "strong", "start": 0, "end": 3 },
                    { "type": "link", "start": 4, "end": 7, "href": "https://example.org/" },
                ])),
                block("unordered-list-item", "Läget"),
                with(block("unordered-list-item", "Budget"), "depth", json!(1)),
                block("ordered-list-item", "Först"),
                block("ordered-list-item", "Sedan"),
                block("decision", "Beslut: Vi ses i mars."),
                with(block("action", "Ring Eva"), "action", json!(RING_TEXT)),
            ],
            "decisions": ["Beslut: Vi ses i mars."],
            "actions": [ring(), book()],
            "conflicts": [{ "field": "place", "values": ["Biblioteket", "Medborgarhuset"] }],
        })
    );
}

#[test]
fn what_is_not_known_is_null() {
    let mut minutes = sample::minutes();
    (minutes.starts, minutes.ends, minutes.next_meeting) = (None, None, None);
    let directory = sample::directory();
    let value = json::minutes(&DOC, &minutes, &People::new(&directory));
    for key in ["starts", "ends", "next_meeting"] {
        assert_eq!(value[key], Value::Null, "{key}");
    }
}

#[test]
fn lists() {
    let directory = sample::directory();
    let people = People::new(&directory);
    let summary = sample::summary();
    let meeting =
        json!({ "id": DOC_TEXT, "starts": "2027-01-08T09:00", "title": "Januarimötet", "state": "shared" });
    assert_eq!(json::meeting(&summary), meeting);
    let undated = Summary { starts: None, ..summary.clone() };
    assert_eq!(json::meeting(&undated)["starts"], Value::Null);
    assert_eq!(
        json::decision(&summary, "Vi ses i mars."),
        json!({ "doc": DOC_TEXT, "date": "2027-01-08", "text": "Vi ses i mars." })
    );
    assert_eq!(json::decision(&undated, "x")["date"], Value::Null);
    let mut hit = meeting;
    hit["excerpt"] = "Vi ses i mars.".into();
    assert_eq!(json::hit(&summary, "Vi ses i mars."), hit);
    let actions: Vec<Value> =
        summary.actions.iter().map(|action| json::action(action, &DOC, &people)).collect();
    assert_eq!(actions, [ring(), book()]);
    assert_eq!((RING.to_string().as_str(), BOOK.to_string().as_str()), (RING_TEXT, BOOK_TEXT));
}

#[test]
fn import() {
    let imported = Imported {
        title: "Januarimötet".into(),
        starts: Some(datetime(2027, 1, 8, 9, 0, 0, 0)),
        ends: None,
        place: String::new(),
        attendance: vec![ImportedAttendee {
            name: "Karin Östlund".into(),
            title: String::new(),
            municipality: "Bjuv".into(),
            status: AttendanceStatus::Present,
            chair: true,
            note: String::new(),
        }],
        body: Vec::new(),
        signature: String::new(),
        secretary: String::new(),
        next_meeting: None,
        recognised: vec![
            Recognised { field: "title".into(), line: 1, text: "# Januarimötet".into() },
            Recognised { field: "attendance".into(), line: 3, text: "Karin Östlund (ordf.)\tBjuv".into() },
            Recognised { field: "attendance".into(), line: 4, text: "Bo Falk\tKlippan".into() },
        ],
        suggested_actions: vec![SuggestedAction {
            text: "Karin ringer Eva".into(),
            owners: vec!["Karin Östlund".into()],
            due: Some(date(2027, 2, 1)),
            line: 9,
        }],
    };
    assert_eq!(
        json::imported(&DOC, "januari.txt", &imported),
        json!({
            "id": DOC_TEXT,
            "file": "januari.txt",
            "recognised": {
                "title": [{ "line": 1, "text": "# Januarimötet" }],
                "attendance": [
                    { "line": 3, "text": "Karin Östlund (ordf.)\tBjuv" },
                    { "line": 4, "text": "Bo Falk\tKlippan" },
                ],
            },
            "suggested_actions": [
                { "text": "Karin ringer Eva", "owners": ["Karin Östlund"], "due": "2027-02-01", "line": 9 },
            ],
        })
    );
}

#[test]
fn networks() {
    let member = Member {
        device: DeviceId([7; 32]),
        person: Some(PersonId([1; 16])),
        name: "Karin Östlund".into(),
        municipality: "Bjuv".into(),
        title: String::new(),
        role: Role::Editor,
    };
    assert_eq!(
        json::member(&member),
        json!({ "device": "07".repeat(32), "name": "Karin Östlund", "municipality": "Bjuv", "title": "", "role": "editor" })
    );
    let workspace = WorkspaceInfo {
        id: WorkspaceId([2; 32]),
        name: "Chefer".into(),
        relay: None,
        me: Profile { name: "Karin Östlund".into(), ..Profile::default() },
        person: PersonId([1; 16]),
        device: DeviceId([7; 32]),
        role: Some(Role::Admin),
    };
    assert_eq!(
        json::workspace(&workspace),
        json!({
            "id": "02".repeat(32), "name": "Chefer", "relay": null, "me": "Karin Östlund",
            "device": "07".repeat(32), "role": "admin",
        })
    );
}

#[test]
fn status() {
    let status = Status {
        version: 1,
        documents: 3,
        unsaved_changes: 0,
        unsent_changes: 2,
        relay: RelayStatus {
            state: RelayState::CatchingUp { done: 1, total: 4 },
            url: Some("https://relay.example".into()),
            error: Some(ErrorCode::Unreachable),
            ..RelayStatus::default()
        },
        cursor: Some(12),
        head: Some(14),
        seen_by: vec![SeenBy { name: "Karin Östlund".into(), seq: 12 }],
        colleagues: 2,
        seen: 1,
        last_sent: Some(12),
        store: StoreStatus { health: "ok".into(), bytes: 4096 },
        warnings: vec![
            Warning::SetAside(2),
            Warning::ToldOtherwise("Karin Östlund".into()),
            Warning::Lacking("Karin Östlund".into()),
        ],
    };
    assert_eq!(
        json::status(&status),
        json!({
            "documents": 3,
            "unsaved_changes": 0,
            "unsent_changes": 2,
            "relay": { "state": "catching-up", "url": "https://relay.example", "error": "unreachable" },
            "cursor": 12,
            "head": 14,
            "seen_by": [{ "name": "Karin Östlund", "seq": 12 }],
            "colleagues": 2,
            "seen": 1,
            "last_sent": 12,
            "store": { "health": "ok", "bytes": 4096 },
            "warnings": ["set-aside", "told-otherwise", "lacking"],
        })
    );
    let nothing = json::status(&Status::default());
    assert_eq!(nothing["relay"], json!({ "state": "offline", "url": null, "error": null }));
    assert_eq!((&nothing["cursor"], &nothing["head"]), (&Value::Null, &Value::Null));
}
