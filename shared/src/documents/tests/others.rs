//! The action list.

use super::*;
use crate::ids::{DeviceId, DocId};

#[test]
fn the_action_list_merges_texts_and_owners() {
    let mut mine = ActionListDocument::create(actor(1));
    mine.add_action(ACTION, "Ring\nEslöv", &[], Due::NextMeeting);
    let mut yours =
        ActionListDocument::open(Document::load(&mine.document.save(), actor(2)).unwrap()).unwrap();
    mine.set_action_text(&ACTION, "Ring Eslöv i dag");
    yours.set_action_text(&ACTION, "Ring och skriv Eslöv");
    mine.set_action_owners(&ACTION, &[Owner::Named { id: "aa".into(), name: "Siv".into() }]);
    yours.set_action_owners(&ACTION, &[Owner::Named { id: "bb".into(), name: "Siv".into() }]);
    let log = LogEntry { time_ms: 1, device: DeviceId([1; 32]), what: "klar".into() };
    mine.set_action_status(&ACTION, ActionStatus::Done, log.clone());
    yours.set_action_status(&ACTION, ActionStatus::Dropped, log);
    mine.document.apply(&yours.document.commit(2).unwrap()).unwrap();
    yours.document.apply(&mine.document.commit(2).unwrap()).unwrap();
    assert_eq!(mine.read(), yours.read());
    let [action] = &mine.read()[..] else { panic!("{:?}", mine.read()) };
    assert_eq!(action.text, "Ring och skriv Eslöv i dag");
    assert_eq!(action.owners.len(), 2);
    assert_eq!(action.due, Due::NextMeeting);
    let expected = conflict(format!("actions.{ACTION}.status"), ["done", "dropped"]);
    assert_eq!(apart(&mine.conflicts()), [expected]);
    let summary = Summary::of(DocId([1; 16]), &mine.document);
    assert_eq!((summary.text(), summary.actions), ("Ring och skriv Eslöv i dag".to_owned(), mine.read()));
}

#[test]
fn an_action_taken_up_apart_is_read_whole() {
    let mut mine = ActionListDocument::create(actor(1));
    let mut yours =
        ActionListDocument::open(Document::load(&mine.document.save(), actor(2)).unwrap()).unwrap();
    mine.set_action_municipality(&ACTION, Some("Lund"));
    yours.set_action_due(&ACTION, Due::NextMeeting);
    mine.document.apply(&yours.document.save()).unwrap();
    let [action] = &mine.read()[..] else { panic!("{:?}", mine.read()) };
    assert_eq!((action.municipality.as_deref(), action.due), (Some("Lund"), Due::NextMeeting));
}
