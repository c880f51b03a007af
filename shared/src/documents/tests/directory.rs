//! People and municipalities in the directory.

use automerge::{ObjType, ROOT, ReadDoc, transaction::Transactable};
use jiff::civil::date;

use super::*;
use crate::text::Changing;

const ADA: PersonId = PersonId([1; 16]);

fn person(name: &str) -> Person {
    Person { title: "kostchef".to_owned(), municipality: "1281".to_owned(), ..Person::named(ADA, name) }
}

fn term(year: i16) -> Term {
    Term { from: date(year, 1, 1), to: Some(date(year, 12, 31)) }
}

#[test]
fn people_come_and_go_and_lead_by_periods() {
    let mut directory = DirectoryDocument::create(actor(1), "Nätverket");
    let open = Term { from: date(2028, 1, 1), to: None };
    let ada = Person { left_on: Some(date(2029, 6, 30)), chair: vec![term(2026), open], ..person("Ada Ek") };
    directory.put_person(&ada);
    assert_eq!(directory.read().people, std::slice::from_ref(&ada));
    let led = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 5, 1), date(2040, 1, 1)];
    assert_eq!(led.map(|day| ada.is_chair(day)), [false, true, true, false, true]);
    assert_eq!([date(2029, 6, 30), date(2029, 7, 1)].map(|day| ada.has_left(day)), [false, true]);
    assert!(Person { left: true, ..person("") }.has_left(date(2020, 1, 1)));

    directory.set_person_name(ADA, "Ada Alm");
    directory.set_person_title(ADA, "enhetschef");
    directory.set_person_municipality(ADA, "1260");
    directory.set_person_left(ADA, true, None);
    directory.put_person_term(ADA, &Term { to: Some(date(2028, 6, 30)), ..open });
    directory.remove_person_term(ADA, date(2026, 1, 1));
    let expected = Person {
        title: "enhetschef".to_owned(),
        municipality: "1260".to_owned(),
        left: true,
        chair: vec![Term { to: Some(date(2028, 6, 30)), ..open }],
        ..person("Ada Alm")
    };
    assert_eq!(directory.read().people, std::slice::from_ref(&expected));

    // What puts somebody in anew does not know the periods, and leaves them.
    directory.put_person(&Person { chair: vec![], ..expected.clone() });
    assert_eq!(directory.read().people, std::slice::from_ref(&expected));
    directory.document.commit(1);
    directory.put_person(&expected);
    directory.set_person_left(ADA, true, None);
    directory.set_person_name(PersonId([9; 16]), "Ingen");
    assert_eq!(directory.document.commit(2), None, "what is so already, or of nobody, is not written");
    assert_eq!(directory.read().people.len(), 1);
}

#[test]
fn what_is_set_apart_of_a_person_shows_until_one_is_picked() {
    let [mut mine, mut yours] = two_directories();
    mine.put_person(&person("Ada Ek"));
    exchange_directories(&mut mine, &mut yours);
    mine.set_person_title(ADA, "kostchef");
    yours.set_person_title(ADA, "enhetschef");
    mine.set_person_name(ADA, "Ada Alm");
    mine.put_person_term(ADA, &term(2026));
    yours.put_person_term(ADA, &Term { to: None, ..term(2026) });
    yours.put_person_term(ADA, &term(2027));
    mine.set_person_left(ADA, false, Some(date(2027, 6, 30)));
    yours.set_person_left(ADA, true, Some(date(2027, 5, 31)));
    mine.set_name("Kostchefer");
    yours.set_name("Kostnätverket");
    let read = exchange_directories(&mut mine, &mut yours);
    assert_eq!(read.people[0].name, "Ada Alm");
    // "kostchef" was there, and so not written again.
    assert_eq!(read.people[0].title, "enhetschef");
    assert!(read.people[0].left);
    assert_eq!(read.people[0].chair.iter().map(|term| term.from.year()).collect::<Vec<_>>(), [2026, 2027]);
    let expected = [
        conflict("name", ["Kostchefer", "Kostnätverket"]),
        conflict(format!("people.{ADA}.left_on"), ["2027-05-31", "2027-06-30"]),
        conflict(format!("people.{ADA}.chair.2026-01-01"), ["2026-12-31", "true"]),
    ];
    assert_eq!(apart(&read.conflicts), expected);

    mine.put_person_term(ADA, &term(2026));
    mine.set_person_left(ADA, true, Some(date(2027, 5, 31)));
    mine.set_name("Kostchefer");
    let settled = exchange_directories(&mut mine, &mut yours);
    assert_eq!(settled.people[0].chair, [term(2026), term(2027)]);
    assert!(settled.conflicts.is_empty());
}

#[test]
fn somebody_put_in_apart_is_one_person() {
    let [mut mine, mut yours] = two_directories();
    mine.put_person(&Person { chair: vec![term(2026)], ..person("Ada Ek") });
    yours.put_person(&Person { chair: vec![term(2027)], ..person("Ada Alm") });
    let read = exchange_directories(&mut mine, &mut yours);
    assert_eq!(read.people.len(), 1);
    assert_eq!(read.people[0].chair, [term(2026), term(2027)]);
    assert_eq!(apart(&read.conflicts), [conflict(format!("people.{ADA}.name"), ["Ada Alm", "Ada Ek"])]);
    yours.set_person_name(ADA, "Ada Ek");
    mine.remove_person_term(ADA, date(2027, 1, 1));
    let read = exchange_directories(&mut mine, &mut yours);
    assert_eq!(read.people, [Person { chair: vec![term(2026)], ..person("Ada Ek") }]);
    assert!(read.conflicts.is_empty());
}

#[test]
fn a_municipality_goes_when_nobody_works_for_it() {
    let [mut mine, mut yours] = two_directories();
    mine.put_municipality("1281", "Lund");
    mine.put_municipality("1260", "Bjuf");
    mine.put_person(&Person { left: true, ..person("Ada Ek") });
    exchange_directories(&mut mine, &mut yours);
    mine.put_municipality("1260", "Bjuv");
    yours.put_municipality("1260", "Bjuvs");
    let read = exchange_directories(&mut mine, &mut yours);
    assert_eq!(apart(&read.conflicts), [conflict("municipalities.1260.name", ["Bjuv", "Bjuvs"])]);
    assert!(!mine.remove_municipality("1281"));
    assert!(mine.remove_municipality("1260"));
    assert!(mine.remove_municipality("9999"));
    let read = exchange_directories(&mut mine, &mut yours);
    assert_eq!(read.municipalities, [("1281".to_owned(), "Lund".to_owned())].into());
}

#[test]
fn odd_values_of_people_read_as_nothing_and_unknown_keys_stay() {
    let mut directory = DirectoryDocument::create(actor(1), "Nätverket");
    directory.put_person(&Person { chair: vec![term(2026)], ..person("Ada Ek") });
    let people = fields::root_maps(directory.document.reading(), "people").remove(0);
    let doc = directory.document.changing(500);
    let (_, ada) = doc.get(&people, ADA.to_string()).unwrap().unwrap();
    let (_, chair) = doc.get(&ada, "chair").unwrap().unwrap();
    for (map, key) in [(&ada, "left_on"), (&ada, "left"), (&ada, "title"), (&chair, "2027-01-01")] {
        doc.put(map, key, 7.5).unwrap();
    }
    doc.put(&ada, "devices", "inga").unwrap();
    doc.put(&ada, "phone", "042-123").unwrap();
    doc.put(&chair, "i fjol", true).unwrap();
    doc.put(&chair, "2028-02-31", true).unwrap();
    doc.put(&people, "ada", "Ada").unwrap();
    doc.put_object(&people, "bo", ObjType::List).unwrap();
    doc.put(&people, PersonId([2; 16]).to_string(), true).unwrap();
    let expected = Person { chair: vec![term(2026)], title: String::new(), ..person("Ada Ek") };
    assert_eq!(directory.read().people, [expected]);
    directory.set_person_left(ADA, true, Some(date(2027, 1, 1)));
    assert!(directory.read().people[0].left);
    let doc = directory.document.reading();
    assert_eq!(fields::string(doc, &[ada], "phone"), "042-123");
}

#[test]
fn what_a_newer_program_wrote_is_read_and_not_edited() {
    let mut directory = DirectoryDocument::create(actor(1), "Nätverket");
    directory.put_person(&person("Ada Ek"));
    directory.put_municipality("1260", "Bjuv");
    directory.document.changing(100).put(ROOT, "schema", SCHEMA + 1).unwrap();
    let saved = directory.document.save();
    let mut read_only = DirectoryDocument::open(Document::load(&saved, actor(2)).unwrap()).unwrap();
    let before = read_only.read();
    read_only.put_person(&person("Ada Alm"));
    read_only.set_person_left(ADA, true, None);
    read_only.put_person_term(ADA, &term(2026));
    read_only.remove_municipality("1260");
    read_only.set_name("Annat");
    assert_eq!(read_only.read(), before);
}
