//! Somebody who stands in the network twice, and what two people wrote apart of somebody.

use egui_kittest::kittest::Queryable as _;
use jiff::civil::date;
use samskriv_shared::{
    documents::{AttendanceStatus, DirectoryDocument, Due, Owner, Person, Term, municipality_id},
    ids::{ActionId, DeviceId, PersonId},
    membership::Role,
};

use super::{members::member, *};
use crate::{
    backend::Event,
    command::{Command, PeopleCommand, PersonEdit},
    state::Page,
    update::tests::{ME, NETWORK, OTHER},
};

const ANNA: PersonId = PersonId([1; 16]);
const EVA: PersonId = PersonId([2; 16]);
const OLD: PersonId = PersonId([7; 16]);
const QUESTION: &str = "Är du samma person som anna ek, Bjuv?";

/// Anna Ek sits here and administers, Eva Lind writes; of old minutes there is somebody without a computer.
fn bench(old: &str, role: Role) -> Bench {
    let mut bench = Bench::with_network();
    bench.members = vec![member(ME, 1, "Anna Ek", role), member(OTHER, 2, "Eva Lind", Role::Admin)];
    bench.workspaces.iter_mut().for_each(|it| it.role = Some(role));
    bench.model.on_event(Event::Members { workspace: NETWORK });
    bench.settle();
    let bjuv = municipality_id("Bjuv");
    let add = |it: &mut DirectoryDocument| {
        it.put_municipality(&bjuv, "Bjuv");
        it.put_person(&Person { municipality: bjuv.clone(), ..Person::named(OLD, old) });
        it.set_person_municipality(ANNA, &bjuv);
        it.set_person_municipality(EVA, &bjuv);
    };
    bench.directory_apart(add, []);
    bench.earlier(40, |minutes| {
        minutes.add_action(ActionId([3; 16]), "Ring Bo", &[Owner::Person(OLD)], Due::Date(date(2027, 1, 2)));
    });
    bench.run(Command::Go(Page::Members));
    bench
}

fn run(test: &mut Test, command: Command) {
    test.state_mut().bench.run(command);
    steps(test);
}

/// Lets a value hold, whoever wrote it.
fn pick(test: &mut Test, value: &str) {
    test.get_by_label_contains(&format!("Låt detta gälla: {value} (")).click();
    steps(test);
}

#[test]
fn whoever_joins_is_asked_whether_they_are_somebody_of_old_minutes() {
    let mut test = window(bench("anna ek", Role::Editor));
    assert!(shows(&test, QUESTION));
    assert!(!shows(&test, "Står två gånger"), "asked is enough");
    assert!(!shows(&test, "1 av dina åtgärder"));
    click(&mut test, "Ja, det är jag");
    assert!(!shows(&test, QUESTION));
    test.get_by_label("anna ek (du)");
    assert_eq!(test.state().bench.directory().read().people.len(), 2);

    // What is the old one's is theirs.
    run(&mut test, Command::Go(Page::Actions));
    assert!(shows(&test, "1 av dina åtgärder är försenad"));
    run(&mut test, Command::NewMeeting);
    run(&mut test, Command::AddMember(OLD, AttendanceStatus::Present));
    let state = &test.state().bench.model.state;
    let missing: Vec<&str> =
        state.missing_members(state.open.as_ref().unwrap()).map(|it| it.name.as_str()).collect();
    assert_eq!(missing, ["Eva Lind"]);
}

#[test]
fn whoever_is_somebody_else_is_not_asked_again() {
    let mut test = window(bench("anna ek", Role::Admin));
    click(&mut test, "Nej, någon annan");
    assert!(!shows(&test, "Är du samma person") && !shows(&test, "Står två gånger"));
    let mut again = window(bench("anna ek", Role::Admin));
    let bytes = test.state_mut().bench.directory().document.save();
    let doc = samskriv_shared::ids::DocId::directory(&NETWORK);
    again.state_mut().bench.documents.insert(doc, bytes);
    run(&mut again, Command::SelectNetwork(NETWORK));
    run(&mut again, Command::Go(Page::Members));
    again.get_by_label("anna ek");
    assert!(!shows(&again, "Är du samma person"), "nor on another computer");
}

#[test]
fn an_administrator_joins_two_entries_and_takes_them_apart() {
    let mut test = window(bench("Eva  Lind", Role::Admin));
    assert!(!shows(&test, "Är du samma person"), "it is somebody else");
    run(&mut test, edit(EVA, PersonEdit::Title("Socialchef".into())));
    run(&mut test, edit(OLD, PersonEdit::Title("Enhetschef".into())));
    assert!(shows(&test, "Står två gånger: Eva  Lind, Bjuv. Är det samma person?"));
    click(&mut test, "Slå ihop Eva  Lind, Bjuv");
    assert!(!shows(&test, "Står två gånger"));
    // Two titles: one is picked.
    assert!(shows(&test, "Två har skrivit olika i titeln för Eva  Lind"));
    pick(&mut test, "Socialchef");
    assert!(!shows(&test, "Två har skrivit olika"));
    let read = test.state().bench.directory().read();
    let eva = read.person(&EVA).unwrap();
    assert_eq!((eva.id, eva.title.as_str(), read.people.len()), (OLD, "Socialchef", 2));

    click(&mut test, "Ändra Eva  Lind");
    click(&mut test, "Dela upp i två personer igen");
    assert!(!shows(&test, "Står två gånger"), "that was said by taking them apart");
    assert_eq!(test.state().bench.directory().read().people.len(), 3);
}

#[test]
fn two_entries_of_others_are_nobody_elses_matter() {
    let mut test = window(bench("Eva Lind", Role::Editor));
    assert!(!shows(&test, "Står två gånger"));
    run(&mut test, Command::People(PeopleCommand::Join(OLD, EVA)));
    run(&mut test, Command::People(PeopleCommand::Part(OLD, EVA)));
    run(&mut test, Command::People(PeopleCommand::Split(EVA)));
    let read = test.state().bench.directory().read();
    assert!(read.people.len() == 3 && read.people.iter().all(|it| it.not_same.is_empty()));

    // Who may only read is asked nothing.
    let mut bench = bench("anna ek", Role::Editor);
    bench.read_only();
    assert!(!shows(&window(bench), QUESTION));
}

#[test]
fn a_second_computer_without_its_owners_link_is_told_of() {
    let mut bench = bench("Anna Ek", Role::Editor);
    bench.members.push(member(DeviceId([3; 32]), 7, "Anna Ek", Role::Editor));
    bench.model.on_event(Event::Members { workspace: NETWORK });
    bench.settle();
    let mut test = window(bench);
    assert!(!shows(&test, "Är du samma person"));
    click(&mut test, "Slå ihop Anna Ek, Bjuv");
    test.get_by_label("Anna Ek (du)");
    assert!(shows(&test, "Kan skriva · 2 datorer"));
}

#[test]
fn what_two_people_set_apart_of_somebody_is_picked_under_their_row() {
    let mut test = window(bench("Bo Falk", Role::Admin));
    let term = |to| Term { from: date(2026, 1, 1), to };
    let theirs = |it: &mut DirectoryDocument| {
        it.set_person_name(EVA, "Eva Lindgren");
        it.set_person_left(EVA, false, Some(date(2027, 5, 31)));
        it.put_person_term(EVA, &term(None));
        it.put_municipality(&municipality_id("Lund"), "Lunds kommun");
        it.set_person_municipality(EVA, &municipality_id("Lund"));
    };
    let mine = [
        PersonEdit::Name("Eva Lind-Ek".into()),
        PersonEdit::LastDay(Some(date(2027, 1, 10))),
        PersonEdit::PutTerm(term(Some(date(2026, 12, 31)))),
        PersonEdit::Municipality("Klippan".into()),
    ];
    let mine = mine.map(|mine| edit(EVA, mine));
    test.state_mut().bench.directory_apart(theirs, mine);
    steps(&mut test);
    if test.query_by_label("Har slutat (1)").is_some() {
        click(&mut test, "Har slutat (1)");
    }
    for pick in ["Eva Lindgren", "31 maj 2027", "31 december 2026", "Klippan"] {
        let label = format!("Låt detta gälla: {pick} (");
        test.get_by_label_contains(&label).click_accesskit();
        steps(&mut test);
        assert!(test.query_by_label_contains(&label).is_none(), "{pick}");
    }
    let read = test.state().bench.directory().read();
    assert!(read.conflicts.is_empty(), "{:?}", read.conflicts);
    let eva = read.person(&EVA).unwrap();
    assert_eq!((eva.name.as_str(), eva.left, eva.left_on), ("Eva Lindgren", false, Some(date(2027, 5, 31))));
    assert_eq!(
        (eva.chair.as_slice(), eva.municipality.as_str()),
        (&[term(Some(date(2026, 12, 31)))][..], "1276")
    );
}

#[test]
fn two_spellings_of_a_municipality_are_picked_under_its_heading() {
    let mut test = window(bench("Bo Falk", Role::Admin));
    let bjuv = municipality_id("Bjuv");
    let theirs = |it: &mut DirectoryDocument| it.put_municipality(&bjuv, "BJUV");
    let mine = edit(EVA, PersonEdit::Municipality("Bjuvs kommun".into()));
    test.state_mut().bench.directory_apart(theirs, [mine]);
    steps(&mut test);
    assert!(shows(&test, "Två har skrivit olika i kommunens namn"));
    pick(&mut test, "Bjuvs kommun");
    assert!(!shows(&test, "Två har skrivit olika"));
    assert_eq!(test.state().bench.directory().read().municipalities["1260"], "Bjuvs kommun");
}

fn edit(person: PersonId, edit: PersonEdit) -> Command {
    Command::People(PeopleCommand::Edit(person, edit))
}
