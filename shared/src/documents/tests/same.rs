//! Entries of people that are one human.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const OLD: PersonId = PersonId([1; 16]);
const NEW: PersonId = PersonId([2; 16]);
const THIRD: PersonId = PersonId([3; 16]);
const DEVICE: DeviceId = DeviceId([9; 32]);

/// Bo Lind of old minutes, who led in 2026, and Bo Lind who has joined.
fn two_of_bo() -> [DirectoryDocument; 2] {
    let [mut mine, mut yours] = two_directories();
    let chair = vec![Term { from: date(2026, 1, 1), to: None }];
    mine.put_person(&Person { chair, left: true, ..Person::named(OLD, "Bo Lind") });
    let (title, municipality) = ("socialchef".to_owned(), municipality_id("Klippan"));
    let devices = vec![DEVICE];
    mine.put_person(&Person { title, municipality, devices, ..Person::named(NEW, "Bo  Lind") });
    mine.put_person(&Person::named(THIRD, "Eva Ek"));
    exchange_directories(&mut mine, &mut yours);
    [mine, yours]
}

fn bo(directory: &Directory) -> &Person {
    directory.person(&OLD).expect("he is there")
}

#[test]
fn two_entries_become_one_human_with_what_both_had() {
    let [mut mine, _] = two_of_bo();
    mine.put_theme(&theme(&[OLD, NEW]));
    mine.join_people(OLD, NEW);
    let read = mine.read();
    assert_eq!(read.people.len(), 2);
    let bo = bo(&read);
    assert_eq!((bo.id, &bo.also[..], bo.name.as_str()), (OLD, &[NEW][..], "Bo Lind"));
    assert_eq!((bo.title.as_str(), bo.municipality.as_str()), ("socialchef", "1276"));
    assert_eq!((bo.devices.as_slice(), bo.left), (&[DEVICE][..], false));
    assert_eq!(bo.chair.len(), 1);
    assert_eq!(read.person(&NEW), Some(bo));
    assert_eq!(read.themes[0].responsible, [OLD]);
    assert!(read.conflicts.is_empty(), "{:?}", read.conflicts);
    mine.document.commit(1);
    mine.join_people(OLD, NEW);
    mine.join_people(NEW, OLD);
    mine.join_people(NEW, PersonId([8; 16]));
    assert_eq!(mine.document.commit(2), None, "it is so already, or nobody");
}

#[test]
fn what_is_set_by_either_id_is_set_of_both() {
    let [mut mine, mut yours] = two_of_bo();
    mine.join_people(OLD, NEW);
    // Written by somebody who did not know yet.
    yours.set_person_title(OLD, "förvaltningschef");
    let read = exchange_directories(&mut mine, &mut yours);
    let titles = conflict(format!("people.{OLD}.title"), ["förvaltningschef", "socialchef"]);
    assert_eq!(apart(&read.conflicts), [titles]);
    mine.set_person_title(NEW, "socialchef");
    mine.remove_person_term(NEW, date(2026, 1, 1));
    mine.add_device(NEW, DeviceId([8; 32]));
    let read = exchange_directories(&mut mine, &mut yours);
    assert!(read.conflicts.is_empty(), "{:?}", read.conflicts);
    let bo = bo(&read);
    assert_eq!((bo.title.as_str(), bo.chair.len(), bo.devices.len()), ("socialchef", 0, 2));
}

#[test]
fn two_titles_are_both_kept_until_one_is_picked() {
    let [mut mine, _] = two_of_bo();
    mine.set_person_title(OLD, "enhetschef");
    mine.join_people(OLD, NEW);
    assert_eq!(mine.read().conflicts.len(), 1);
    assert_eq!(bo(&mine.read()).title, "enhetschef");
    mine.set_person_title(OLD, "socialchef");
    assert!(mine.read().conflicts.is_empty());
}

#[test]
fn two_people_who_join_at_once_the_other_way_round_come_to_the_same() {
    let [mut mine, mut yours] = two_of_bo();
    mine.join_people(OLD, NEW);
    yours.join_people(NEW, OLD);
    let read = exchange_directories(&mut mine, &mut yours);
    assert_eq!(mine.read(), yours.read());
    assert_eq!((bo(&read).id, &bo(&read).also[..]), (OLD, &[NEW][..]));
}

#[test]
fn what_was_joined_by_mistake_is_taken_apart() {
    let [mut mine, mut yours] = two_of_bo();
    let looks = |directory: &DirectoryDocument| {
        let read = directory.read();
        bo(&read).looks_like(read.person(&NEW).expect("he is there"))
    };
    assert!(looks(&mine));
    mine.join_people(OLD, NEW);
    exchange_directories(&mut mine, &mut yours);
    yours.split_person(NEW);
    let read = exchange_directories(&mut mine, &mut yours);
    assert_eq!(read.people.len(), 3);
    assert_eq!(read.person(&NEW).map(|it| it.devices.len()), Some(1));
    assert!(bo(&read).devices.is_empty());
    assert!(!looks(&mine), "nobody is asked again");
    mine.join_people(NEW, OLD);
    assert_eq!(mine.read().people.len(), 2, "but somebody may know better");
}

#[test]
fn who_looks_like_whom() {
    let bjuv = |name: &str| Person { municipality: "1260".into(), ..Person::named(OLD, name) };
    let klippan = |name: &str| Person { municipality: "1276".into(), ..Person::named(NEW, name) };
    let unknown = Person::named(NEW, "bo  LIND");
    assert!(bjuv("Bo Lind").looks_like(&unknown) && unknown.looks_like(&bjuv("Bo Lind")));
    assert!(!bjuv("Bo Lind").looks_like(&klippan("Bo Lind")));
    assert!(!bjuv("Bo Lind").looks_like(&bjuv("Bo Lind")), "the same entry");
    assert!(!bjuv("").looks_like(&Person::named(NEW, "")));
    let said = Person { not_same: vec![OLD], ..unknown };
    assert!(!bjuv("Bo Lind").looks_like(&said) && !said.looks_like(&bjuv("Bo Lind")));
}

fn theme(responsible: &[PersonId]) -> Theme {
    Theme {
        id: ThemeId([1; 16]),
        title: "Kost".into(),
        about: String::new(),
        period: None,
        responsible: responsible.to_vec(),
        meetings: Vec::new(),
    }
}

proptest! {
    /// Whoever joins whom, and in whichever order it arrives: everybody reads the same, and nobody's device is lost.
    #[test]
    fn joined_apart_it_reads_the_same_everywhere(
        mine_joins in prop::collection::vec((0..5_u8, 0..5_u8), 0..5),
        yours_joins in prop::collection::vec((0..5_u8, 0..5_u8), 0..5),
    ) {
        let [mut mine, mut yours] = two_directories();
        for n in 0..5 {
            let devices = vec![DeviceId([n; 32])];
            mine.put_person(&Person { devices, ..Person::named(PersonId([n; 16]), "Bo Lind") });
        }
        exchange_directories(&mut mine, &mut yours);
        let join = |it: &mut DirectoryDocument, pairs: &[(u8, u8)]| {
            pairs.iter().for_each(|(a, b)| it.join_people(PersonId([*a; 16]), PersonId([*b; 16])));
        };
        join(&mut mine, &mine_joins);
        join(&mut yours, &yours_joins);
        let read = exchange_directories(&mut mine, &mut yours);
        prop_assert_eq!(&read, &mine.read());
        prop_assert_eq!(&read, &yours.read());
        let devices: usize = read.people.iter().map(|person| person.devices.len()).sum();
        let ids: usize = read.people.iter().map(|person| 1 + person.also.len()).sum();
        prop_assert_eq!((devices, ids), (5, 5));
        for (a, b) in mine_joins.iter().chain(&yours_joins) {
            let known = |n: &u8| read.person(&PersonId([*n; 16])).map(|person| person.id);
            prop_assert_eq!(known(a), known(b));
        }
    }
}
