//! Days as people write them, who an action lies on, and what is half-written.

use egui::Key;
use egui_kittest::kittest::Queryable as _;
use jiff::civil::date;
use samskriv_shared::{
    documents::{ActionStatus, Due, LogEntry, MinutesField, Owner, Person},
    ids::{ActionId, DocId, PersonId},
};

use super::*;
use crate::{
    command::Command,
    state::{Dialog, Page, Relay},
    unfinished::Unfinished,
    update::tests::OTHER,
};

const UNREADABLE: &str = "Det går inte att läsa som ett datum. Skriv till exempel 7 februari";

/// A network in which Bo Lind is of Bjuv, Cilla Ek of Bjuv and another of Klippan.
fn with_people(mut bench: Bench) -> Bench {
    let person = |n: u8, name: &str, municipality: &str| Person {
        municipality: municipality.into(),
        ..Person::named(PersonId([n; 16]), name)
    };
    bench.change_directory(|directory| {
        directory.put_municipality("bjuv", "Bjuv");
        directory.put_municipality("klippan", "Klippan");
        directory.put_person(&person(11, "Bo Lind", "bjuv"));
        directory.put_person(&person(12, "Cilla Ek", "bjuv"));
        directory.put_person(&person(13, "Cilla Ek", "klippan"));
    });
    bench
}

fn lies_on(test: &Test) -> Vec<Owner> {
    test.state().bench.model.state.actions().flat_map(|(_, action)| action.owners.clone()).collect()
}

#[test]
fn a_day_without_its_year_is_the_nearest_that_makes_sense() {
    let mut test = window(Bench::with_meeting());
    fill(&mut test, "Datum", "2/12");
    assert!(shows(&test, "onsdag 2 december 2026"), "what is meant is told while one types");
    assert_eq!(test.state().bench.minutes().starts.unwrap().date(), date(2027, 1, 15), "it may go on");
    press(&mut test, Key::Tab);
    assert_eq!(test.state().bench.minutes().starts.unwrap().date(), date(2026, 12, 2));
    assert_eq!(test.get_by_label("Datum").value().as_deref(), Some("2 december 2026"));
    assert!(!shows(&test, "onsdag 2 december"));
    // What is to come counts from the meeting on.
    fill(&mut test, "Nästa möte", "fre 29/1");
    assert!(shows(&test, "fredag 29 januari 2027"));
    press(&mut test, Key::Enter);
    assert_eq!(test.state().bench.minutes().next_meeting, Some(date(2027, 1, 29)));
}

#[test]
fn what_is_no_day_is_told_and_gone_on_with() {
    let mut test = window(Bench::with_meeting());
    fill(&mut test, "Nästa möte", "31/2");
    assert!(!shows(&test, "finns inte"), "nobody is interrupted");
    press(&mut test, Key::Enter);
    assert!(shows(&test, "31 februari finns inte."));
    assert!(focused(&test, "Nästa möte"));
    fill(&mut test, "Nästa möte", "tors 29/1");
    press(&mut test, Key::Enter);
    assert!(shows(&test, "29 januari 2027 är en fredag."));
    // What is chosen in the calendar takes the place of what is wrong.
    click(&mut test, "Välj Nästa möte i kalendern");
    click(&mut test, "22 januari 2027");
    assert!(!shows(&test, "är en fredag"));
    assert_eq!(test.get_by_label("Nästa möte").value().as_deref(), Some("22 januari 2027"));
    assert_eq!(test.state().bench.minutes().next_meeting, Some(date(2027, 1, 22)));
}

#[test]
fn a_new_action_says_what_is_wrong_with_its_day() {
    let mut test = window(Bench::with_meeting());
    fill(&mut test, "Ny åtgärd", "Boka lokal");
    fill(&mut test, "Senast", "snart");
    press(&mut test, Key::Enter);
    assert!(shows(&test, UNREADABLE));
    assert!(focused(&test, "Senast"));
    // Typed anew it goes into the same field.
    fill(&mut test, "Senast", "29 januari");
    assert!(shows(&test, "fredag 29 januari 2027"));
    press(&mut test, Key::Enter);
    assert_eq!(test.state().bench.minutes().actions[0].due, Due::Date(date(2027, 1, 29)));
    assert!(focused(&test, "Ny åtgärd"), "the next one may follow");
    fill(&mut test, "Ny åtgärd", "Ring");
    fill(&mut test, "Senast", "31/2");
    press(&mut test, Key::Tab);
    assert!(shows(&test, "31 februari finns inte."));
    click(&mut test, "Välj Senast i kalendern");
    click(&mut test, "21 januari 2027");
    assert!(!shows(&test, "finns inte"));
    click(&mut test, "Lägg till åtgärd");
    assert_eq!(test.state().bench.minutes().actions[1].due, Due::Date(date(2027, 1, 21)));
}

#[test]
fn the_day_of_an_action_is_chosen_and_corrected_on_its_card() {
    let mut test = window(Bench::with_meeting());
    fill(&mut test, "Ny åtgärd", "Ring");
    press(&mut test, Key::Enter);
    fill(&mut test, "Senast: Ring", "snart");
    press(&mut test, Key::Enter);
    assert!(shows(&test, UNREADABLE));
    assert!(focused(&test, "Senast: Ring"));
    click(&mut test, "Välj Senast: Ring i kalendern");
    click(&mut test, "28 januari 2027");
    assert!(!shows(&test, UNREADABLE));
    assert_eq!(test.state().bench.minutes().actions[0].due, Due::Date(date(2027, 1, 28)));
    assert_eq!(test.get_by_label("Senast: Ring").value().as_deref(), Some("28 januari 2027"));
}

#[test]
fn in_the_table_a_day_that_is_none_is_gone_on_with() {
    let mut bench = Bench::with_nothing_open();
    bench.earlier(40, |it| it.add_action(ActionId([1; 16]), "Ring", &[], Due::None));
    bench.run(Command::Go(Page::Actions));
    let mut test = window(bench);
    fill(&mut test, "Senast: Ring", "snart");
    press(&mut test, Key::Enter);
    assert!(shows(&test, UNREADABLE));
    assert!(focused(&test, "Senast: Ring"));
    fill(&mut test, "Senast: Ring", "14/1");
    press(&mut test, Key::Enter);
    let due = test.state().bench.model.state.actions().next().unwrap().1.due;
    assert_eq!(due, Due::Date(date(2028, 1, 14)), "from today on");
}

#[test]
fn people_are_offered_and_chosen_by_key_and_click() {
    let mut test = window(with_people(Bench::with_meeting()));
    fill(&mut test, "Ny åtgärd", "Ring");
    fill(&mut test, "Ansvariga", "bo");
    test.get_by_label("Bo Lind, Bjuv");
    press(&mut test, Key::ArrowDown);
    press(&mut test, Key::Enter);
    assert_eq!(test.get_by_label("Ansvariga").value().as_deref(), Some("Bo Lind"));
    assert!(focused(&test, "Ansvariga"));
    assert!(test.query_by_label("Bo Lind, Bjuv").is_none(), "it is all there");
    type_text(&mut test, ",cil");
    steps(&mut test);
    click(&mut test, "Cilla Ek, Klippan");
    assert_eq!(test.get_by_label("Ansvariga").value().as_deref(), Some("Bo Lind, Cilla Ek, Klippan"));
    press(&mut test, Key::Enter);
    assert_eq!(lies_on(&test), [11, 13].map(|n| Owner::Person(PersonId([n; 16]))));
}

#[test]
fn a_card_and_a_row_offer_people_and_know_a_first_name() {
    let mut test = window(with_people(Bench::with_meeting()));
    fill(&mut test, "Ny åtgärd", "Ring");
    press(&mut test, Key::Enter);
    fill(&mut test, "Ansvariga: Ring", "ev");
    assert!(lies_on(&test).is_empty(), "nobody is half a name");
    click(&mut test, "Eva Lind");
    press(&mut test, Key::Enter);
    assert_eq!(lies_on(&test), [Owner::Person(PersonId([2; 16]))]);
    test.state_mut().bench.run(Command::Go(Page::Actions));
    steps(&mut test);
    test.get_by_label("Kommun: Ingen kommun, Ring");
    fill(&mut test, "Ansvariga: Ring", "Bo");
    press(&mut test, Key::Tab);
    assert_eq!(lies_on(&test), [Owner::Person(PersonId([11; 16]))]);
    test.get_by_label("Kommun: Bjuv, Ring");
}

#[test]
fn what_is_half_written_is_there_again() {
    let mut test = window(Bench::with_meeting());
    let first = test.state().bench.doc();
    fill(&mut test, "Ny åtgärd", "Halv");
    fill(&mut test, "Senast", "fre 29/1");
    click(&mut test, "Ändra närvaron");
    fill(&mut test, "Lägg till en person", "Eva");
    test.key_press_modifiers(Modifiers::COMMAND, Key::N);
    steps(&mut test);
    assert_ne!(test.state().bench.doc(), first);
    assert_eq!(test.get_by_label("Ny åtgärd").value().as_deref(), Some(""));
    let back = |test: &mut Test| {
        test.state_mut().bench.run(Command::OpenMeeting(first));
        steps(test);
        assert_eq!(test.get_by_label("Ny åtgärd").value().as_deref(), Some("Halv"));
        assert_eq!(test.get_by_label("Senast").value().as_deref(), Some("fre 29/1"));
        assert_eq!(test.get_by_label("Lägg till en person").value().as_deref(), Some("Eva"));
    };
    back(&mut test);
    // It was to be kept, and the next window has it.
    let kept: Unfinished = test.state().bench.unfinished.clone().unwrap();
    let mut again = window_after(Bench::with_nothing_open(), kept);
    let doc = first;
    again.state_mut().bench.documents = test.state().bench.documents.clone();
    again.state_mut().bench.run(Command::OpenMeeting(doc));
    back(&mut again);
    click(&mut again, "Lägg till åtgärd");
    again.key_press_modifiers(Modifiers::COMMAND, Key::N);
    steps(&mut again);
    again.state_mut().bench.run(Command::OpenMeeting(doc));
    steps(&mut again);
    assert_eq!(again.get_by_label("Ny åtgärd").value().as_deref(), Some(""), "it is an action by now");
}

#[test]
fn an_action_of_no_meeting_is_kept_half_written_too() {
    let mut bench = Bench::with_nothing_open();
    bench.run(Command::Go(Page::Actions));
    let mut test = window(bench);
    click(&mut test, "Ny åtgärd utan möte");
    type_text(&mut test, "Halv");
    click(&mut test, "Beslut");
    let kept = test.state().bench.unfinished.clone().unwrap();
    let mut bench = Bench::with_nothing_open();
    bench.run(Command::Go(Page::Actions));
    let test = window_after(bench, kept);
    assert_eq!(test.get_by_label("Ny åtgärd").value().as_deref(), Some("Halv"));
}

#[test]
fn only_what_was_made_before_a_meeting_is_left_to_it_by_its_day() {
    let mut bench = Bench::with_nothing_open();
    bench.run(Command::AddActionToList {
        text: "Gjord i dag".into(),
        owners: String::new(),
        due: String::new(),
    });
    bench.earlier(40, |it| {
        it.set(MinutesField::Starts, "2026-12-04").unwrap();
        it.set(MinutesField::NextMeeting, "2027-01-08").unwrap();
        it.add_action(ActionId([1; 16]), "Sent", &[], Due::Date(date(2027, 3, 1)));
        it.add_action(ActionId([2; 16]), "Snart", &[], Due::NextMeeting);
    });
    let before = bench.earlier(41, |it| it.set(MinutesField::Starts, "2027-01-08").unwrap());
    let today = bench.earlier(42, |it| it.set(MinutesField::Starts, "2027-01-15").unwrap());
    bench.run(Command::OpenMeeting(before));
    let mut test = window(bench);
    steps(&mut test);
    assert!(shows(&test, "Kvar från tidigare möten (2)"));
    assert!(shows(&test, "Nästa möte, 8 januari 2027"));
    let top = |test: &Test, text: &str| test.get_by_label(&format!("Öppna {text} i sitt möte")).rect().top();
    assert!(top(&test, "Snart") < top(&test, "Sent"), "by its day");
    test.state_mut().bench.run(Command::OpenMeeting(today));
    steps(&mut test);
    assert!(shows(&test, "Kvar från tidigare möten (3)"));
    assert!(top(&test, "Sent") < top(&test, "Gjord i dag"));
}

#[test]
fn mine_are_shown_and_what_else_is_chosen_stays() {
    let mut bench = Bench::with_nothing_open();
    let me = Owner::Person(PersonId([1; 16]));
    bench.earlier(40, |it| {
        it.add_action(ActionId([1; 16]), "Min", std::slice::from_ref(&me), Due::Date(date(2027, 1, 1)));
        it.add_action(ActionId([2; 16]), "Min klara", &[me], Due::None);
        let log = LogEntry { time_ms: 1, device: OTHER, what: "done".into() };
        it.set_action_status(&ActionId([2; 16]), ActionStatus::Done, log);
    });
    bench.run(Command::Go(Page::Actions));
    let mut test = window(bench);
    click(&mut test, "Visa alla");
    click(&mut test, "Visa mina åtgärder");
    test.get_by_label("Åtgärd: Min klara");
}

#[test]
fn the_text_shows_what_is_done() {
    let mut test = with_text("Åtgärd: Ring");
    let told = |test: &Test| {
        let described = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
            node.role_description().is_some_and(|it| it == "Åtgärd: Klar")
        };
        test.query_all(egui_kittest::kittest::By::new().predicate(described)).count()
    };
    type_text(&mut test, " ");
    steps(&mut test);
    if test.state().bench.minutes().actions.is_empty() {
        click(&mut test, "Styckets form: Text");
        click(&mut test, "Styckets form: Åtgärd");
    }
    steps(&mut test);
    assert_eq!(told(&test), 0);
    let text = test.state().bench.minutes().actions[0].text.clone();
    click(&mut test, &format!("Klar: {text}"));
    assert_eq!(told(&test), 1);
    click(&mut test, &format!("Klar: {text}"));
    assert_eq!(told(&test), 0);
}

#[test]
fn whoever_is_away_against_their_will_can_try_again() {
    let mut bench = Bench::with_meeting();
    bench.model.state.status.relay = Relay::Offline { since: None, reason: None };
    let mut test = window(bench);
    click(&mut test, "Försök igen nu");
    assert!(test.state().bench.asked.ends_with(&["offline".to_owned(), "online".to_owned()]));
    test.state_mut().bench.model.state.status.chose_offline = true;
    steps(&mut test);
    assert!(test.query_by_label("Försök igen nu").is_none());
}

#[test]
fn an_empty_meeting_is_said_to_be_so_before_it_is_shared() {
    let mut test = window(Bench::with_meeting());
    let empty = "Mötet är tomt";
    click(&mut test, "Dela med nätverket");
    assert!(shows(&test, empty));
    click(&mut test, "Inte ännu");
    fill(&mut test, "Titel", "Vårmöte");
    click(&mut test, "Dela med nätverket");
    assert!(!shows(&test, empty));
}

#[test]
fn a_new_meeting_begins_with_its_title_once_the_dialog_is_gone() {
    let mut bench = Bench::with_network();
    bench.model.state.dialog = Some(Dialog::Recovery { code: "kod".into() });
    bench.run(Command::NewMeeting);
    let mut test = window(bench);
    click(&mut test, "Jag har sparat koden");
    // Nobody else is here yet: inviting is what comes next.
    assert_eq!(test.state().bench.model.state.dialog, Some(Dialog::Invite { person: None, link: None }));
    press(&mut test, Key::Escape);
    assert!(focused(&test, "Titel"));
    type_text(&mut test, "Vår");
    steps(&mut test);
    assert_eq!(test.state().bench.minutes().title, "Vår");
}

#[test]
fn whom_an_action_lies_on_finds_it() {
    let mut bench = Bench::with_nothing_open();
    let eva = Owner::Person(PersonId([2; 16]));
    let doc: DocId = bench.earlier(40, |it| {
        it.set(MinutesField::Title, "Möte").unwrap();
        it.add_action(ActionId([1; 16]), "Ring skolan", &[eva], Due::None);
    });
    bench.run(Command::Go(Page::Search));
    bench.run(Command::Search("eva lind".into()));
    let mut test = window(bench);
    click(&mut test, "Åtgärd: Ring skolan · Eva Lind");
    assert_eq!(test.state().bench.doc(), doc);
}

#[test]
fn one_action_after_the_other_is_typed_and_the_column_stays_as_wide() {
    let mut test = window(with_people(Bench::with_meeting()));
    focus(&mut test, "Ny åtgärd");
    let mut places = Vec::new();
    for nth in 0..4 {
        type_text(&mut test, &format!("Punkt {nth}"));
        press(&mut test, Key::Enter);
        assert!(test.get_by_label("Ny åtgärd").is_focused(), "after {nth}");
        let calendar = test.get_by_label(&format!("Välj Senast: Punkt {nth} i kalendern")).rect();
        places.push((calendar.left(), test.get_by_label("Lägg till åtgärd").rect().left()));
    }
    assert!(places.iter().all(|place| *place == places[0]), "{places:?}");
    assert_eq!(test.state().bench.minutes().actions.len(), 4);
}

#[test]
fn escape_lets_go_of_a_day_that_is_half_typed() {
    let mut test = window(Bench::with_meeting());
    fill(&mut test, "Datum", "6 maj 2027");
    press(&mut test, Key::Enter);
    let day = |test: &Test| test.state().bench.minutes().starts.map(|starts| starts.date().to_string());
    assert_eq!(day(&test).as_deref(), Some("2027-05-06"));
    fill(&mut test, "Datum", "2/12");
    press(&mut test, Key::Escape);
    assert_eq!(day(&test).as_deref(), Some("2027-05-06"));
    assert!(test.get_by_label("Datum").is_focused(), "and goes on in it");
}

#[test]
fn owners_are_named_with_and_between_them() {
    let mut test = window(with_people(Bench::with_meeting()));
    fill(&mut test, "Ny åtgärd", "Ring");
    fill(&mut test, "Ansvariga", "Bo Lind och Eva");
    press(&mut test, Key::Enter);
    assert_eq!(lies_on(&test).len(), 2, "{:?}", lies_on(&test));
}

#[test]
fn somebody_in_the_attendance_by_hand_is_the_member_of_that_name() {
    let mut bench = with_people(Bench::with_meeting());
    bench.run(Command::AddAttendee {
        name: "Bo Lind".into(),
        municipality: "Bjuv".into(),
        status: samskriv_shared::documents::AttendanceStatus::Present,
    });
    let mut test = window(bench);
    fill(&mut test, "Ny åtgärd", "Ring");
    fill(&mut test, "Ansvariga", "Bo");
    press(&mut test, Key::Enter);
    assert_eq!(lies_on(&test), [Owner::Person(PersonId([11; 16]))]);
}
