//! What surrounds a meeting: the next one from the last, members in the attendance, what is left of earlier meetings, the
//! trash, copies, and files that become drafts.

use std::path::Path;

use egui_kittest::kittest::Queryable as _;
use samskriv_shared::{
    documents::{ActionStatus, AttendanceStatus, Attendee, Due, MinutesDocument, MinutesField, Owner, State},
    ids::{ActionId, DocId, PersonId},
    text::{Block, BlockKind},
};

use super::*;
use crate::command::Command;

const TASK: ActionId = ActionId([77; 16]);

/// The meeting of 5 February, with a guest, somebody who was away, a task and the next day.
fn february(minutes: &mut MinutesDocument) {
    for (field, value) in [
        (MinutesField::Title, "Socialchefsnätverket"),
        (MinutesField::Starts, "2027-01-05T09:00"),
        (MinutesField::Ends, "2027-01-05T10:30"),
        (MinutesField::Place, "Rådhuset i Bjuv"),
        (MinutesField::NextMeeting, "2027-02-12"),
    ] {
        minutes.set(field, value).unwrap();
    }
    minutes.set_state(State::Shared);
    for (nth, name, status, chair) in [
        (1, "Anna Ek", AttendanceStatus::Present, true),
        (2, "Eva Lind", AttendanceStatus::Absent, false),
        (3, "Gäst Gran", AttendanceStatus::Other, false),
    ] {
        minutes.put_attendee(&Attendee {
            id: format!("{nth:032x}"),
            person: None,
            name: name.into(),
            title: String::new(),
            municipality: "Bjuv".into(),
            status,
            chair,
            note: "kom sent".into(),
            order: nth,
        });
    }
    minutes.body_push(&Block::new(BlockKind::Heading(2), "Aktuellt"));
    minutes.body_push(&Block::new(BlockKind::Paragraph, "Mycket sades."));
    minutes.body_push(&Block::new(BlockKind::Heading(2), "Lägesrapport"));
    minutes.body_push(&Block::new(BlockKind::Action(Some(TASK)), "Skicka ut enkäten"));
    minutes.set_action_owners(&TASK, &[Owner::Person(PersonId([2; 16]))]);
    minutes.set_action_due(&TASK, Due::Date(jiff::civil::date(2027, 1, 31)));
}

fn bench() -> (Bench, DocId) {
    let mut bench = Bench::with_network();
    let doc = bench.earlier(50, february);
    (bench, doc)
}

fn names(test: &Test, status: AttendanceStatus) -> Vec<String> {
    let attendance = &test.state().bench.minutes().attendance;
    attendance.iter().filter(|it| it.status == status).map(|it| it.name.clone()).collect()
}

#[test]
fn a_new_meeting_begins_where_the_last_one_ended() {
    let (bench, doc) = bench();
    let mut test = window(bench);
    click(&mut test, "Nytt möte efter det senaste");
    let minutes = test.state().bench.minutes().clone();
    assert_eq!(minutes.state, State::Draft);
    assert_eq!(minutes.title, "Socialchefsnätverket");
    assert_eq!(minutes.starts, Some(jiff::civil::datetime(2027, 2, 12, 9, 0, 0, 0)));
    assert_eq!(minutes.ends, Some(jiff::civil::datetime(2027, 2, 12, 10, 30, 0, 0)));
    assert_eq!((minutes.place.as_str(), minutes.secretary.as_str()), ("Rådhuset i Bjuv", "Anna Ek"));
    assert_eq!(names(&test, AttendanceStatus::Present), ["Anna Ek", "Eva Lind"], "without the guest");
    assert!(minutes.attendance.iter().all(|it| it.note.is_empty()));
    let text = test.state().bench.body().text;
    assert!(text.starts_with("Föregående mötes anteckningar\nAnteckningarna från 5 januari 2027"), "{text}");
    assert!(
        text.contains("Aktuellt") && !text.contains("Mycket sades") && !text.contains("enkäten"),
        "{text}"
    );
    assert!(text.contains("Lägesrapport"), "{text}");
    // What was not done is there, and is the same action.
    test.get_by_label("Kvar från tidigare möten (1)");
    click(&mut test, "Öppna Skicka ut enkäten i sitt möte");
    assert_eq!(test.state().bench.doc(), doc);
}

#[test]
fn what_is_left_of_earlier_meetings_is_ticked_where_one_is() {
    let (mut bench, doc) = bench();
    bench.run(Command::NewMeeting);
    let mut test = window(bench);
    assert!(shows(&test, "Eva Lind · 31 januari 2027"));
    click(&mut test, "Klar: Skicka ut enkäten");
    assert!(test.query_by_label("Kvar från tidigare möten (1)").is_none());
    let bench = &mut test.state_mut().bench;
    assert_ne!(bench.doc(), doc);
    bench.run(Command::OpenMeeting(doc));
    assert_eq!(bench.minutes().actions[0].status, ActionStatus::Done);
}

#[test]
fn members_are_written_in_with_one_click_and_moved_with_another() {
    let mut test = window(Bench::with_meeting());
    click(&mut test, "Lägg till alla medlemmar (2)");
    assert_eq!(names(&test, AttendanceStatus::Present), ["Anna Ek", "Eva Lind"]);
    assert!(test.query_by_label("Lägg till alla medlemmar (2)").is_none());
    click(&mut test, "Ändra närvaron");
    click(&mut test, "Ta bort Eva Lind");
    click(&mut test, "Eva Lind är frånvarande");
    assert_eq!(names(&test, AttendanceStatus::Absent), ["Eva Lind"]);
    fill(&mut test, "Notering om Anna Ek", "kom 9.30");
    focus(&mut test, "Titel");
    click(&mut test, "Klar med närvaron");
    assert!(shows(&test, "Anna Ek (kom 9.30)"));
}

#[test]
fn a_meeting_is_copied_thrown_away_and_taken_back() {
    let (mut bench, doc) = bench();
    bench.run(Command::OpenMeeting(doc));
    let mut test = window(bench);
    click(&mut test, "Mer om mötet");
    click(&mut test, "Gör en kopia");
    assert_ne!(test.state().bench.doc(), doc);
    assert_eq!(test.state().bench.minutes().title, "Kopia av Socialchefsnätverket");
    assert_ne!(test.state().bench.minutes().actions[0].id, TASK);
    assert!(test.state().bench.body().text.contains("Mycket sades"));
    click(&mut test, "Mer om mötet");
    click(&mut test, "Lägg i papperskorgen");
    assert!(test.state().bench.model.state.open.is_none());
    assert!(test.query_by_label_contains("Kopia av Socialchefsnätverket,").is_none());
    click(&mut test, "Papperskorgen (1)");
    assert!(shows(&test, "30 dagar kvar"));
    click(&mut test, "Återställ Kopia av Socialchefsnätverket");
    assert!(shows(&test, "Papperskorgen är tom."));
    test.get_by_label_contains("Kopia av Socialchefsnätverket,");
}

#[test]
fn one_who_reads_throws_nothing_away_and_makes_nothing() {
    let (mut bench, doc) = bench();
    bench.read_only();
    bench.run(Command::OpenMeeting(doc));
    let test = window(bench);
    for label in ["Mer om mötet", "Nytt möte efter det senaste", "Öppna en fil …"] {
        assert!(test.query_by_label(label).is_none(), "{label}");
    }
}

#[test]
fn a_file_becomes_a_draft_after_a_look_at_what_was_recognised() {
    let mut test = window(Bench::with_network());
    let before = test.state().bench.documents.len();
    let text = "# Vårmötet\n\nDatum: 2027-03-05 kl. 9.00-12.00\nPlats: Rådhuset\n\nNärvarande: Eva Lind, Bjuv\n\n\
                ## Enkäten\n\nEva tar fram ett förslag till den 1 april 2027.\n\nBeslut: Vi går vidare.\n";
    let bytes = || Ok(text.as_bytes().to_vec());
    test.state_mut().bench.model.on_file(Path::new("/tmp/vår.md"), bytes());
    steps(&mut test);
    test.get_by_label("Anteckningar från vår.md");
    for fact in ["Vårmötet", "5 mars 2027, kl. 9.00–12.00", "Rådhuset"] {
        assert!(shows(&test, fact), "{fact}");
    }
    click(&mut test, "Avbryt");
    assert!(test.state().bench.model.state.open.is_none() && test.state().bench.documents.len() == before);
    test.state_mut().bench.model.on_file(Path::new("/tmp/vår.md"), bytes());
    steps(&mut test);
    let task = test.state().bench.model.state.dialog.clone();
    let Some(crate::state::Dialog::Import(preview)) = task else { panic!("no dialog") };
    assert_eq!(preview.actions.len(), 1, "{preview:?}");
    click(&mut test, &preview.actions[0]);
    click(&mut test, "Gör ett utkast");
    let minutes = test.state().bench.minutes();
    assert_eq!(minutes.title, "Vårmötet");
    assert_eq!(minutes.actions.len(), 1);
    assert_eq!(minutes.actions[0].owners, [Owner::Person(PersonId([2; 16]))]);
    assert_eq!(minutes.actions[0].due, Due::Date(jiff::civil::date(2027, 4, 1)));
    let text = test.state().bench.body().text;
    assert_eq!(text.matches("tar fram ett förslag").count(), 1, "{text}");
}

#[test]
fn a_round_of_the_municipalities_is_written_in_and_undone() {
    let mut test = with_text("Innan");
    test.state_mut().bench.model.state.municipalities =
        [("1260".to_owned(), "Bjuv".to_owned()), ("1276".to_owned(), "Åstorp".to_owned())].into();
    let people = &mut test.state_mut().bench.model.state.people;
    people[0].municipality = "1276".into();
    people[1].municipality = "1260".into();
    click(&mut test, "Mer om mötet");
    click(&mut test, "Infoga lägesrapport");
    assert_eq!(test.state().bench.body().text, "Innan\nLägesrapport\nBjuv: \nÅstorp: ");
    click(&mut test, "Ångra");
    assert_eq!(test.state().bench.body().text, "Innan");
}

#[test]
fn the_status_is_the_networks_where_no_meeting_is_looked_at() {
    let mut test = window(Bench::with_meeting());
    test.state_mut()
        .bench
        .run(Command::Write(crate::command::Target::Field(MinutesField::Title), "Utkastet".into()));
    steps(&mut test);
    let title = |test: &Test| test.state().bench.model.state.window_title();
    assert!(shows(&test, "Utkast: finns bara på den här datorn"));
    assert_eq!(title(&test), "Utkastet – Provnätverket – Samskriv");
    click(&mut test, "Beslut");
    assert!(!shows(&test, "Utkast: finns bara på den här datorn"));
    assert_eq!(title(&test), "Provnätverket – Samskriv");
}

#[test]
fn a_day_is_chosen_in_the_calendar() {
    let mut test = window(Bench::with_meeting());
    click(&mut test, "Välj Datum i kalendern");
    assert!(shows(&test, "Januari 2027"), "it opens at the meeting's day");
    click(&mut test, "Nästa månad");
    click(&mut test, "9 februari 2027");
    assert_eq!(test.state().bench.minutes().starts.unwrap().date(), jiff::civil::date(2027, 2, 9));
    assert!(!shows(&test, "Februari 2027"), "it closes");
    click(&mut test, "Välj Nästa möte i kalendern");
    click(&mut test, "I dag");
    assert_eq!(test.state().bench.minutes().next_meeting, Some(jiff::civil::date(2027, 1, 15)));
}

#[test]
fn what_a_colleague_throws_away_goes_from_the_list_at_once() {
    let (mut bench, doc) = bench();
    bench.run(Command::OpenMeeting(doc));
    let mut test = window(bench);
    test.state_mut().bench.elsewhere(|theirs| theirs.set_trashed(Some(1_800_000_000_000)));
    steps(&mut test);
    assert!(test.query_by_label("Papperskorgen (1)").is_some());
    assert!(shows(&test, "Mötet ligger i papperskorgen"));
    test.state_mut().bench.elsewhere(|theirs| theirs.set_trashed(None));
    steps(&mut test);
    assert!(test.query_by_label("Papperskorgen (1)").is_none());
}
