//! What two replicas changed apart comes together.

use super::*;
use crate::ids::{DeviceId, DocId};

#[test]
fn a_fact_set_apart_shows_both_until_one_is_picked() {
    let (mut mine, _) = created();
    mine.put_attendee(&attendee(1, "Ada Ek"));
    mine.add_action(ACTION, "Ring", &[], Due::None);
    let mut yours = fork(&mut mine, 2);
    mine.set(MinutesField::Place, "Höör").unwrap();
    yours.set(MinutesField::Place, "Hörby").unwrap();
    mine.set(MinutesField::Title, "Lika").unwrap();
    yours.set(MinutesField::Title, "Lika").unwrap();
    mine.put_attendee(&Attendee { status: AttendanceStatus::Absent, ..attendee(1, "Ada Ek") });
    yours.put_attendee(&Attendee { status: AttendanceStatus::Other, ..attendee(1, "Ada Ek") });
    mine.set_action_due(&ACTION, Due::NextMeeting);
    yours.set_action_due(&ACTION, Due::Date(jiff::civil::date(2027, 5, 1)));
    exchange(&mut mine, &mut yours);

    let expected = [
        conflict("place", ["Hörby", "Höör"]),
        conflict(format!("attendance.{}.status", attendee(1, "").id), ["absent", "other"]),
        conflict(format!("actions.{ACTION}.due"), ["2027-05-01", "next-meeting"]),
    ];
    assert_eq!(apart(&mine.read().conflicts), expected);
    // The documents are of devices 1 and 2.
    assert_eq!(mine.read().conflicts[0].by, [[2; 8], [1; 8]]);

    // Picking the one that shows already settles it, too.
    let shown = mine.read();
    mine.set(MinutesField::Place, &shown.place).unwrap();
    mine.put_attendee(&shown.attendance[0]);
    mine.set_action_due(&ACTION, shown.actions[0].due);
    exchange(&mut mine, &mut yours);
    assert_eq!(yours.read(), Minutes { conflicts: vec![], ..shown });
}

#[test]
fn additions_apart_are_all_there() {
    let (mut mine, _) = created();
    mine.add_action(ACTION, "Ring", &[Owner::Person(PersonId([1; 16]))], Due::None);
    let mut yours = fork(&mut mine, 2);
    mine.put_attendee(&attendee(1, "Ada Ek"));
    yours.put_attendee(&attendee(2, "Bo Alm"));
    mine.add_action(ActionId([1; 16]), "Mina", &[], Due::None);
    yours.add_action(ActionId([2; 16]), "Dina", &[], Due::None);
    mine.set_action_owners(&ACTION, &[Owner::Person(PersonId([2; 16]))]);
    yours.set_action_owners(&ACTION, &[Owner::Person(PersonId([1; 16])), Owner::Person(PersonId([3; 16]))]);
    mine.set_action_text(&ACTION, "Ring Eslöv");
    yours.set_action_text(&ACTION, "Vi ring");
    exchange(&mut mine, &mut yours);
    let read = mine.read();
    assert_eq!(read.attendance, [attendee(1, "Ada Ek"), attendee(2, "Bo Alm")]);
    assert_eq!(read.actions.len(), 3);
    assert_eq!(read.actions[0].owners, [2, 3].map(|n| Owner::Person(PersonId([n; 16]))));
    assert_eq!(read.actions[0].text, "Vi ring Eslöv");
    assert!(read.conflicts.is_empty());
}

#[test]
fn the_same_person_added_apart_is_one() {
    let (mut mine, _) = created();
    let mut yours = fork(&mut mine, 2);
    mine.put_attendee(&attendee(1, "Ada Ek"));
    yours.put_attendee(&Attendee { note: "sen".to_owned(), ..attendee(1, "Ada Ek") });
    exchange(&mut mine, &mut yours);
    let read = mine.read();
    assert_eq!(read.attendance.len(), 1);
    assert_eq!((read.attendance[0].name.as_str(), read.attendance[0].note.as_str()), ("Ada Ek", "sen"));
    assert!(read.conflicts.is_empty());
    // An edit reaches whatever is there, so it is not half of a conflict.
    yours.put_attendee(&attendee(1, "Ada Alm"));
    exchange(&mut mine, &mut yours);
    assert_eq!(mine.read().attendance, [attendee(1, "Ada Alm")]);
    mine.remove_attendee(&attendee(1, "").id);
    exchange(&mut mine, &mut yours);
    assert!(yours.read().attendance.is_empty());
}

#[test]
fn containers_created_apart_are_read_as_one() {
    // As when a newer program brings in a container: two people create the same key.
    let mut bare = Document::create(Kind::Minutes, actor(1));
    let start = bare.save();
    let [mut mine, mut yours] = [1u8, 2].map(|n| {
        let document = Document::load(&start, actor(n + 1)).unwrap();
        let mut minutes = MinutesDocument { document };
        minutes.fill().unwrap();
        minutes.put_attendee(&attendee(n, "Ada Ek"));
        minutes.body_splice(0, 0, &format!("Replik {n}")).unwrap();
        minutes
    });
    exchange(&mut mine, &mut yours);
    assert_eq!(mine.read().attendance, [attendee(1, "Ada Ek"), attendee(2, "Ada Ek")]);
    let mut texts: Vec<String> = body(&mine).into_iter().map(|(_, text)| text).collect();
    texts.sort();
    assert_eq!(texts, ["Replik 1", "Replik 2"]);
    // The text that is edited is the first that is read.
    assert_eq!(mine.body_display(), body(&mine)[0].1);
}

#[test]
fn changes_wait_for_their_causes() {
    let (mut mine, first) = created();
    mine.set(MinutesField::Title, "Ett").unwrap();
    let second = mine.document.commit(2).unwrap();
    mine.set(MinutesField::Place, "Lund").unwrap();
    let third = mine.document.commit(3).unwrap();
    let mut yours = MinutesDocument::open(Document::load(&first, actor(2)).unwrap()).unwrap();
    assert_eq!(yours.document.apply(&third).unwrap(), Applied::Nothing);
    // What waits is saved along.
    let mut again = fork(&mut yours, 3);
    for replica in [&mut yours, &mut again] {
        assert_eq!(replica.document.apply(&second).unwrap(), Applied::Changed);
        let again = [second.clone(), third.clone(), first.clone()].concat();
        assert_eq!(replica.document.apply(&again).unwrap(), Applied::Nothing);
        assert_eq!(replica.read(), mine.read());
    }
}

#[test]
fn directories_merge() {
    let [mut mine, mut yours] = two_directories();
    let person = |n: u8, devices: Vec<u8>| Person {
        title: "kostchef".to_owned(),
        municipality: municipality_id("Lund"),
        devices: devices.into_iter().map(|n| DeviceId([n; 32])).collect(),
        ..Person::named(PersonId([n; 16]), &format!("Person {n}"))
    };
    mine.put_municipality(&municipality_id("Lund"), "Lund");
    yours.put_municipality(&municipality_id("Lunds kommun"), "Lund");
    mine.put_person(&person(1, vec![1]));
    yours.put_person(&person(1, vec![2]));
    yours.put_person(&person(2, vec![]));
    mine.add_document(DocId([2; 16]), Kind::Minutes, 20);
    yours.add_document(DocId([3; 16]), Kind::Actions, 10);
    exchange_directories(&mut mine, &mut yours);
    mine.add_device(PersonId([2; 16]), DeviceId([3; 32]));
    let entry = |n, kind, created_ms| DirectoryEntry { id: DocId([n; 16]), kind, created_ms };
    let expected = Directory {
        name: "Nätverket".to_owned(),
        municipalities: [("1281".to_owned(), "Lund".to_owned())].into(),
        people: vec![person(1, vec![1, 2]), person(2, vec![3])],
        documents: vec![entry(3, Kind::Actions, 10), entry(2, Kind::Minutes, 20)],
        ..Directory::default()
    };
    assert_eq!(mine.read(), expected);
    let summary = Summary::of(DocId([9; 16]), &mine.document);
    assert_eq!((summary.title.as_str(), summary.shared), ("Nätverket", true));
}

#[test]
fn changes_beyond_what_is_known_bring_another_to_the_same() {
    let (mut ours, first) = created();
    let known: Vec<[u8; 32]> = ours.document.change_hashes();
    let mut theirs = fork(&mut ours, 2);
    theirs.set(MinutesField::Title, "Majmötet").unwrap();
    ours.set(MinutesField::Place, "Lund").unwrap();
    exchange(&mut ours, &mut theirs);
    let beyond = ours.document.changes_beyond(&known);
    assert_eq!(changes::chunks(&beyond).count(), 2, "one change each");
    let whole = ours.document.changes_beyond(&[]);
    assert!(changes::chunks(&whole).all(|chunk| chunk.unwrap().kind == changes::ChunkKind::Change));
    for bytes in [[first, beyond].concat(), whole] {
        let copy = MinutesDocument::open(Document::load(&bytes, actor(3)).unwrap()).unwrap();
        assert_eq!(copy.read(), ours.read());
    }
    let all = ours.document.change_hashes();
    assert!(ours.document.changes_beyond(&all).is_empty());
}
