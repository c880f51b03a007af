//! The open meeting: text, header, attendance, actions, conflicts.

use egui::{Event, ImeEvent, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use samskriv_shared::{
    documents::{ActionStatus, AttendanceStatus, Due, MinutesField, Owner},
    ids::PersonId,
    membership::Role,
    text::BlockKind,
};

use super::*;
use crate::{
    backend::Event as BackendEvent,
    i18n::{Lang, Texts},
    update::tests::{ME, NETWORK, OTHER},
};

fn to_the_start(test: &mut Test) {
    test.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND, Key::Home);
    steps(test);
}

fn body(test: &Test) -> String {
    test.state().bench.body().text.clone()
}

#[test]
fn what_is_typed_reaches_the_document() {
    let mut test = with_text("");
    type_text(&mut test, "Årets första möte 😀");
    press(&mut test, Key::Enter);
    type_text(&mut test, "Nästa rad");
    assert_eq!(body(&test), "Årets första möte 😀\nNästa rad");
    assert_eq!(kept(&test), body(&test));
    assert_eq!(test.get_by_label(BODY).value().as_deref(), Some("Årets första möte 😀\nNästa rad"));
    for _ in 0..4 {
        press(&mut test, Key::Backspace);
    }
    // Delete at the end asks for one character more than there is.
    press(&mut test, Key::Delete);
    assert_eq!(kept(&test), "Årets första möte 😀\nNästa");
}

#[test]
fn pasted_lines_become_paragraphs() {
    let mut test = with_text("");
    test.event(Event::Paste("ett\r\ntvå\ntre".into()));
    steps(&mut test);
    type_text(&mut test, "!");
    assert_eq!(kept(&test), "ett\ntvå\ntre!");
    assert_eq!(test.state().bench.body().blocks.len(), 3);
}

#[test]
fn anothers_text_appears_and_the_caret_stays() {
    let mut test = with_text("alfa beta");
    to_the_start(&mut test);
    for _ in 0..5 {
        press(&mut test, Key::ArrowRight);
    }
    test.state_mut().bench.elsewhere(|theirs| _ = theirs.body_splice(0, 0, "Nytt stycke\n").unwrap());
    steps(&mut test);
    type_text(&mut test, "min ");
    assert_eq!(kept(&test), "Nytt stycke\nalfa min beta");
    assert_eq!(body(&test), kept(&test));
}

#[test]
fn a_selection_survives_what_others_write_before_it() {
    let mut test = with_text("alfa beta");
    to_the_start(&mut test);
    for _ in 0..4 {
        test.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    }
    steps(&mut test);
    test.state_mut().bench.elsewhere(|theirs| _ = theirs.body_splice(0, 0, "xx ").unwrap());
    steps(&mut test);
    type_text(&mut test, "G");
    assert_eq!(kept(&test), "xx G beta");
}

#[test]
fn undo_keys_never_replace_the_text() {
    let mut test = with_text("");
    type_text(&mut test, "mitt");
    test.state_mut().bench.elsewhere(|theirs| _ = theirs.body_splice(0, 0, "deras ").unwrap());
    steps(&mut test);
    for (modifiers, key) in [
        (Modifiers::COMMAND, Key::Z),
        (Modifiers::COMMAND, Key::Y),
        (Modifiers::COMMAND | Modifiers::SHIFT, Key::Z),
    ] {
        test.key_press_modifiers(modifiers, key);
        steps(&mut test);
    }
    assert_eq!(kept(&test), "deras mitt");
}

#[test]
fn a_composition_stays_out_until_it_is_done() {
    let mut test = with_text("ab");
    to_the_start(&mut test);
    press(&mut test, Key::ArrowRight);
    let preedit = |text: &str| Event::Ime(ImeEvent::Preedit { text: text.into(), active_range_chars: None });
    for text in ["n", "ni"] {
        test.event(preedit(text));
        test.step();
    }
    assert_eq!(kept(&test), "ab");
    // Somebody else writes before it meanwhile: the composition goes where its text has gone.
    test.state_mut().bench.elsewhere(|theirs| _ = theirs.body_splice(0, 0, "123").unwrap());
    test.step();
    test.event(Event::Ime(ImeEvent::Commit("日".into())));
    steps(&mut test);
    assert_eq!(kept(&test), "123a日b");
    type_text(&mut test, "x");
    assert_eq!(kept(&test), "123a日xb");
    // A dead key that comes to nothing.
    test.event(preedit("´"));
    test.event(preedit(""));
    steps(&mut test);
    assert_eq!(kept(&test), "123a日xb");
    assert_eq!(body(&test), kept(&test));
}

#[test]
fn right_to_left_text_and_marks_do_no_harm() {
    let mut test = with_text("שלום עולם\nמוזר");
    press(&mut test, Key::ArrowDown);
    press(&mut test, Key::End);
    type_text(&mut test, "é\u{301}");
    assert_eq!(body(&test), kept(&test));
}

#[test]
fn lines_become_headings_and_decisions() {
    let mut test = with_text("Budget\nVi antar den");
    to_the_start(&mut test);
    click(&mut test, "Styckets form: Text");
    click(&mut test, "Styckets form: Rubrik 2");
    press(&mut test, Key::ArrowDown);
    click(&mut test, "Styckets form: Beslut");
    let minutes = test.state().bench.kept().read();
    assert_eq!(minutes.body[0].kind, BlockKind::Heading(2));
    assert_eq!(minutes.body[1].kind, BlockKind::Decision);
    // The caret is back in the text.
    type_text(&mut test, "x");
    assert!(kept(&test).contains('x'), "{}", kept(&test));
}

#[test]
fn the_header_is_written_as_it_is_typed() {
    let mut test = window(Bench::with_meeting());
    // A new meeting begins with its title.
    type_text(&mut test, "Vårmöte");
    steps(&mut test);
    for (label, text) in
        [("Datum", "2027-02-07"), ("Börjar", "9.00"), ("Slutar", "09:30"), ("Plats", "Rådhuset")]
    {
        fill(&mut test, label, text);
    }
    press(&mut test, Key::Tab);
    let minutes = test.state().bench.kept().read();
    assert_eq!(minutes.title, "Vårmöte");
    assert_eq!(minutes.starts.unwrap().to_string(), "2027-02-07T09:00:00");
    assert_eq!(minutes.ends.unwrap().to_string(), "2027-02-07T09:30:00");
    assert_eq!(minutes.place, "Rådhuset");
    assert_eq!(test.get_by_label("Datum").value().as_deref(), Some("7 februari 2027"));
    assert!(shows(&test, "Vårmöte, 7 februari 2027 · utkast"));
}

#[test]
fn a_date_that_is_none_is_kept_and_explained() {
    let mut test = window(Bench::with_meeting());
    fill(&mut test, "Datum", "snart");
    press(&mut test, Key::Tab);
    assert!(shows(
        &test,
        "Det går inte att läsa som ett datum. Skriv till exempel 7 februari eller 2027-02-07."
    ));
    assert_eq!(test.get_by_label("Datum").value().as_deref(), Some("snart"));
    fill(&mut test, "Datum", "2027-03-01");
    press(&mut test, Key::Tab);
    assert!(!shows(&test, "Det går inte att läsa"));
}

#[test]
fn anothers_title_appears_also_where_the_caret_is() {
    let mut test = window(Bench::with_meeting());
    fill(&mut test, "Titel", "Vår");
    test.state_mut().bench.elsewhere(|theirs| theirs.set(MinutesField::Title, "Vårmöte i Klippan").unwrap());
    steps(&mut test);
    assert_eq!(test.get_by_label("Titel").value().as_deref(), Some("Vårmöte i Klippan"));
}

#[test]
fn what_is_half_typed_is_written_before_another_meeting_comes() {
    let mut test = window(Bench::with_meeting());
    let first = test.state().bench.doc();
    type_text(&mut test, "H");
    test.key_press_modifiers(Modifiers::COMMAND, Key::N);
    steps(&mut test);
    let bench = &test.state().bench;
    assert_ne!(bench.doc(), first);
    assert_eq!(bench.minutes().title, "");
    assert!(bench.model.state.meetings.iter().any(|row| row.id == first && row.title == "H"));
}

#[test]
fn actions_are_added_and_ticked() {
    let mut test = window(Bench::with_meeting());
    fill(&mut test, "Ny åtgärd", "Bjuda in talare");
    fill(&mut test, "Ansvariga", "Eva Lind");
    fill(&mut test, "Senast", "2027-02-07");
    click(&mut test, "Lägg till åtgärd");
    let action = test.state().bench.minutes().actions[0].clone();
    assert_eq!(action.owners, [Owner::Person(PersonId([2; 16]))]);
    assert_eq!(action.due, Due::Date(jiff::civil::date(2027, 2, 7)));
    assert!(shows(&test, "Åtgärder (1 av 1 återstår)"));
    assert_eq!(test.get_by_label("Senast: Bjuda in talare").value().as_deref(), Some("7 februari 2027"));
    click(&mut test, "Klar: Bjuda in talare");
    assert_eq!(test.state().bench.kept().read().actions[0].status, ActionStatus::Done);
    fill(&mut test, "Åtgärd: Bjuda in talare", "Boka talare");
    assert_eq!(test.state().bench.kept().read().actions[0].text, "Boka talare");
    assert_eq!(body(&test), "Boka talare");
    // Somebody else takes the tick away.
    let id = action.id;
    let log = samskriv_shared::documents::LogEntry {
        time_ms: 1,
        device: crate::update::tests::OTHER,
        what: "open".into(),
    };
    test.state_mut().bench.elsewhere(|theirs| theirs.set_action_status(&id, ActionStatus::Open, log));
    steps(&mut test);
    assert!(shows(&test, "Åtgärder (1 av 1 återstår)"));
}

#[test]
fn attendance_is_read_and_changed() {
    let mut test = window(Bench::with_meeting());
    assert!(shows(&test, "Inga deltagare är tillagda ännu."));
    click(&mut test, "Ändra närvaron");
    fill(&mut test, "Lägg till en person", "Eva Lind");
    fill(&mut test, "Kommun", "Klippan");
    click(&mut test, "Lägg till person");
    let attendee = test.state().bench.minutes().attendance[0].clone();
    assert_eq!(attendee.person, Some(PersonId([2; 16])));
    assert_eq!(attendee.status, AttendanceStatus::Present);
    click(&mut test, "Eva Lind är ordförande");
    click(&mut test, "Eva Lind: Närvarande");
    click(&mut test, "Frånvarande");
    click(&mut test, "Klar med närvaron");
    assert!(shows(&test, "Frånvarande (1)"));
    assert!(shows(&test, "Klippan: Eva Lind (ordf.)"));
    click(&mut test, "Ändra närvaron");
    click(&mut test, "Ta bort Eva Lind");
    assert!(test.state().bench.kept().read().attendance.is_empty());
}

#[test]
fn two_values_are_shown_until_one_is_picked() {
    let mut bench = Bench::with_meeting();
    let mut theirs = bench.kept();
    theirs.set(MinutesField::Place, "Biblioteket").unwrap();
    bench.run(crate::command::Command::Write(
        crate::command::Target::Field(MinutesField::Place),
        "Rådhuset".into(),
    ));
    bench.receive(theirs.document.commit(0).unwrap());
    bench.members = vec![
        members::member(ME, 1, "Anna Ek", Role::Admin),
        members::member(OTHER, 2, "Eva Lind", Role::Editor),
    ];
    bench.model.on_event(BackendEvent::Members { workspace: NETWORK });
    let mut test = window(bench);
    assert!(shows(&test, "Två har skrivit olika i Plats."));
    assert!(test.query_by_label("Låt detta gälla: Rådhuset (du)").is_some(), "who wrote what");
    click(&mut test, "Låt detta gälla: Biblioteket (Eva Lind)");
    assert!(!shows(&test, "Två har skrivit olika"));
    assert_eq!(test.state().bench.kept().read().place, "Biblioteket");
}

#[test]
fn the_next_meeting_and_the_signature_are_shown_and_written() {
    let mut bench = Bench::with_meeting();
    bench.elsewhere(|theirs| {
        theirs.set(MinutesField::NextMeeting, "2027-03-05").unwrap();
        theirs.set(MinutesField::Signature, "Eva Lind").unwrap();
    });
    let mut test = window(bench);
    steps(&mut test);
    assert_eq!(test.get_by_label("Nästa möte").value().as_deref(), Some("5 mars 2027"));
    assert_eq!(test.get_by_label("Underskrift").value().as_deref(), Some("Eva Lind"));
    fill(&mut test, "Underskrift", "Anna Ek");
    fill(&mut test, "Nästa möte", "7 april 2027");
    press(&mut test, Key::Enter);
    let minutes = test.state().bench.kept().read();
    assert_eq!(minutes.signature, "Anna Ek");
    assert_eq!(minutes.next_meeting, Some(jiff::civil::date(2027, 4, 7)));
    fill(&mut test, "Nästa möte", "i vår");
    press(&mut test, Key::Enter);
    assert!(shows(&test, "Det går inte att läsa som ett datum."), "what is no date is told");
    assert_eq!(test.state().bench.kept().read().next_meeting, minutes.next_meeting);
}

#[test]
fn the_hint_of_when_fits_in_its_field() {
    let test = window(Bench::with_meeting());
    let room = test.get_by_label("Senast").rect().width();
    for lang in [Lang::Sv, Lang::En] {
        let hint = Texts::new(lang).get("date-due-hint");
        let font = egui::FontId::proportional(theme::SMALL);
        let color = egui::Color32::BLACK;
        let width = test.ctx.fonts_mut(|fonts| fonts.layout_no_wrap(hint, font, color).size().x);
        let margin = 2.0 * 12.0;
        assert!(width + margin <= room, "{width} and {margin} in {room}");
    }
}

#[test]
fn the_text_tells_on_whom_an_action_lies_and_until_when() {
    let mut test = window(Bench::with_meeting());
    fill(&mut test, "Ny åtgärd", "Ring länsstyrelsen");
    fill(&mut test, "Ansvariga", "Bo Lind");
    fill(&mut test, "Senast", "29 januari");
    press(&mut test, Key::Enter);
    let told = |test: &Test| {
        let nodes = test.query_all_by_label("Ring länsstyrelsen");
        nodes.filter_map(|node| node.accesskit_node().description()).collect::<Vec<_>>()
    };
    assert_eq!(told(&test), ["Bo Lind · 29 januari 2027"]);
    fill(&mut test, "Senast: Ring länsstyrelsen", "x");
    press(&mut test, Key::Backspace);
    press(&mut test, Key::Tab);
    assert_eq!(told(&test), ["Bo Lind"]);
}
