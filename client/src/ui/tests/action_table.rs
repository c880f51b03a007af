//! The page with the actions of the whole network.

use egui::Key;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use samskriv_shared::{
    documents::{Action, ActionStatus, Due, MinutesField, Owner},
    ids::{ActionId, DocId, PersonId},
};

use super::*;
use crate::{
    command::Command,
    state::{Page, Place},
};

const ANNA: Owner = Owner::Person(PersonId([1; 16]));
const EVA: Owner = Owner::Person(PersonId([2; 16]));
const DOC: DocId = DocId([40; 16]);

fn due(text: &str) -> Due {
    crate::input::due(text, crate::input::Around::Told).unwrap()
}

/// The page of a network with one earlier meeting of three actions. Today is 15 January 2027.
fn page() -> Test {
    let mut bench = Bench::with_nothing_open();
    bench.earlier(40, |it| {
        it.set(MinutesField::Title, "Decembermöte").unwrap();
        it.set(MinutesField::Starts, "2026-12-04T09:00").unwrap();
        it.set(MinutesField::NextMeeting, "2027-02-05").unwrap();
        it.add_action(ActionId([1; 16]), "Boka lokal", &[ANNA], due("2027-01-10"));
        it.add_action(ActionId([2; 16]), "Ring Bo", &[EVA], due("nästa möte"));
        it.add_action(ActionId([3; 16]), "Skriv brev", &[ANNA], due("2027-01-15"));
    });
    bench.run(Command::Go(Page::Actions));
    window(bench)
}

fn action(test: &Test, nth: u8) -> Action {
    let id = ActionId([nth; 16]);
    let state = &test.state().bench.model.state;
    state.actions().find(|(_, action)| action.id == id).unwrap().1.clone()
}

/// The texts of the rows from the top down.
fn rows(test: &Test) -> Vec<String> {
    let named = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
        node.label().is_some_and(|label| label.starts_with("Åtgärd: ") && !label.ends_with(" ordning"))
    };
    let by = egui_kittest::kittest::By::new().include_labels().predicate(named);
    let mut rows: Vec<(f32, String)> =
        test.query_all(by).map(|node| (node.rect().top(), node.accesskit_node().label().unwrap())).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|(_, label)| label.trim_start_matches("Åtgärd: ").to_owned()).collect()
}

#[test]
fn everything_of_an_action_is_changed_where_it_stands() {
    let mut test = page();
    assert_eq!(rows(&test), ["Boka lokal", "Skriv brev", "Ring Bo"]);
    fill(&mut test, "Åtgärd: Ring Bo", "Skriv");
    type_text(&mut test, " ");
    type_text(&mut test, "till");
    press(&mut test, Key::Enter);
    assert_eq!(action(&test, 2).text, "Skriv till");
    fill(&mut test, "Ansvariga: Skriv till", "Anna Ek,Ulf");
    press(&mut test, Key::Enter);
    let owners = action(&test, 2).owners;
    assert!(
        matches!(&owners[..], [Owner::Person(_), Owner::Named { name, .. }] if name == "Ulf"),
        "{owners:?}"
    );
    fill(&mut test, "Senast: Skriv till", "2027-01-02");
    press(&mut test, Key::Enter);
    assert_eq!(action(&test, 2).due, due("2027-01-02"));
    assert_eq!(rows(&test), ["Boka lokal", "Skriv brev", "Skriv till"], "it stays where it stands");
    click(&mut test, "Status: Öppen, Skriv till");
    click(&mut test, "Pågår");
    assert_eq!(action(&test, 2).status, ActionStatus::Doing);
    // Sorted anew it comes first.
    click(&mut test, "Sortera efter Åtgärd");
    click(&mut test, "Sortera efter Senast");
    assert_eq!(rows(&test), ["Skriv till", "Boka lokal", "Skriv brev"]);
    assert!(test.state().bench.model.state.open.is_none(), "nothing was opened");
}

#[test]
fn one_that_is_ticked_stays_until_the_table_is_made_anew() {
    let mut test = page();
    assert!(shows(&test, "3 av 3 åtgärder visas"));
    click(&mut test, "Klar: Boka lokal");
    assert_eq!(action(&test, 1).status, ActionStatus::Done);
    assert_eq!(rows(&test), ["Boka lokal", "Skriv brev", "Ring Bo"]);
    // A slip is taken back where it happened.
    click(&mut test, "Klar: Boka lokal");
    assert_eq!(action(&test, 1).status, ActionStatus::Open);
    click(&mut test, "Klar: Boka lokal");
    click(&mut test, "Beslut");
    click(&mut test, "Åtgärder");
    assert_eq!(rows(&test), ["Skriv brev", "Ring Bo"]);
    assert!(shows(&test, "2 av 3 åtgärder visas"));
    click(&mut test, "Visa alla");
    assert_eq!(rows(&test), ["Skriv brev", "Ring Bo", "Boka lokal"]);
}

#[test]
fn headings_sort_and_say_how() {
    let mut test = page();
    test.get_by_label("Senast: stigande ordning");
    click(&mut test, "Sortera efter Åtgärd");
    assert_eq!(rows(&test), ["Boka lokal", "Ring Bo", "Skriv brev"]);
    click(&mut test, "Åtgärd: stigande ordning");
    test.get_by_label("Åtgärd: fallande ordning");
    assert_eq!(rows(&test), ["Skriv brev", "Ring Bo", "Boka lokal"]);
}

#[test]
fn choices_narrow_the_table_down() {
    let mut test = page();
    click(&mut test, "Mina åtgärder");
    assert_eq!(rows(&test), ["Boka lokal", "Skriv brev"]);
    click(&mut test, "Senast: Alla datum");
    click(&mut test, "Försenade");
    assert_eq!(rows(&test), ["Boka lokal"]);
    click(&mut test, "Visa alla");
    assert_eq!(rows(&test).len(), 3);
    click(&mut test, "Ansvariga: Alla ansvariga");
    click(&mut test, "Eva Lind");
    assert_eq!(rows(&test), ["Ring Bo"]);
    fill(&mut test, "Sök bland åtgärderna", "finnsinte");
    assert!(shows(&test, "Ingen åtgärd stämmer med urvalet. Välj ”Visa alla” för att se alla."));
    test.query_all_by_label("Visa alla").next().unwrap().click();
    steps(&mut test);
    assert_eq!(rows(&test).len(), 3);
}

#[test]
fn what_is_late_is_told_in_words_and_so_is_the_next_meeting() {
    let mut test = page();
    assert!(shows(&test, "Försenad"));
    assert!(shows(&test, "I dag"));
    assert!(shows(&test, "5 februari 2027"), "the next meeting's day");
    // Beside the page's name, and over the table.
    let sentence = "1 av dina åtgärder är försenad och 1 ska vara klar i dag";
    test.get_by_label(sentence);
    assert!(shows(&test, &format!("{sentence}.")));
    click(&mut test, "Visa mina åtgärder");
    assert_eq!(rows(&test), ["Boka lokal", "Skriv brev"]);
    click(&mut test, "Klar: Boka lokal");
    click(&mut test, "Klar: Skriv brev");
    assert!(test.query_by_label(sentence).is_none());
    assert!(!shows(&test, "av dina åtgärder"));
}

#[test]
fn a_meeting_is_one_click_away() {
    let mut test = page();
    click(&mut test, "Visa i Decembermöte: Ring Bo");
    assert_eq!(test.state().bench.doc(), DOC);
    assert_eq!(test.state().bench.model.state.page, Page::Meeting);
    test.get_by_label(BODY);
}

#[test]
fn an_action_is_added_that_belongs_to_no_meeting() {
    let mut bench = Bench::with_network();
    bench.run(Command::Go(Page::Actions));
    let mut test = window(bench);
    assert!(shows(&test, "Här finns inga åtgärder ännu."));
    click(&mut test, "Ny åtgärd utan möte");
    type_text(&mut test, "Ring");
    fill(&mut test, "Ansvariga", "Eva Lind");
    press(&mut test, Key::Enter);
    assert_eq!(rows(&test), ["Ring"]);
    assert!(shows(&test, "Utan möte"));
    // The next one may follow at once.
    type_text(&mut test, "Skriv");
    press(&mut test, Key::Enter);
    assert_eq!(rows(&test), ["Ring", "Skriv"]);
    press(&mut test, Key::Escape);
    assert!(test.query_by_label("Ny åtgärd").is_none());
}

#[test]
fn what_is_half_typed_is_written_when_somebody_goes_on() {
    let mut test = page();
    focus(&mut test, "Åtgärd: Ring Bo");
    press(&mut test, Key::End);
    test.event(Event::Text("!".into()));
    test.step();
    test.state_mut().bench.model.on_command(Command::OpenAt(DOC, Place::Block(0)));
    test.key_press_modifiers(Modifiers::COMMAND, Key::Num3);
    steps(&mut test);
    assert_eq!(action(&test, 2).text, "Ring Bo!");
}

#[test]
fn who_may_only_read_sees_it_and_changes_nothing() {
    let mut test = page();
    test.state_mut().bench.read_only();
    steps(&mut test);
    assert_eq!(rows(&test).len(), 3);
    assert!(test.query_by_label("Ny åtgärd utan möte").is_none());
    click(&mut test, "Klar: Boka lokal");
    assert_eq!(action(&test, 1).status, ActionStatus::Open);
}

#[test]
fn rows_out_of_view_are_not_laid_out_and_are_reached_by_keys() {
    let mut bench = Bench::with_nothing_open();
    for nth in 0..3u8 {
        bench.earlier(40 + nth, |it| {
            for n in 0..20u8 {
                let mut id = [nth; 16];
                id[0] = n;
                let text = format!("Åtgärd {nth:02}-{n:02} {}", "med många ord ".repeat(usize::from(n % 9)));
                it.add_action(ActionId(id), text.trim(), &[EVA], Due::None);
            }
        });
    }
    bench.run(Command::Go(Page::Actions));
    let mut test = window(bench);
    steps(&mut test);
    assert!(shows(&test, "60 av 60 åtgärder visas"));
    let laid_out = rows(&test).len();
    assert!((5..40).contains(&laid_out), "{laid_out}");
    let page = |test: &mut Test, key| {
        for _ in 0..16 {
            test.key_press(key);
            test.step();
        }
        steps(test);
    };
    page(&mut test, Key::PageDown);
    assert!(rows(&test).last().unwrap().starts_with("Åtgärd 02-19"), "{:?}", rows(&test));
    // Tab goes on to rows that are not in view yet, and they come into view.
    page(&mut test, Key::PageUp);
    focus(&mut test, "Åtgärd: Åtgärd 00-00");
    let focused = egui_kittest::kittest::By::new().include_labels().predicate(|node| node.is_focused());
    for _ in 0..80 {
        test.key_press(Key::Tab);
        test.step();
    }
    steps(&mut test);
    steps(&mut test);
    let node = test.query_all(focused).next().unwrap();
    let label = node.accesskit_node().label().unwrap();
    assert!(label.contains("Åtgärd 00-1") || label.contains("Åtgärd 00-2"), "{label}");
    let rect = node.rect();
    assert!(rect.top() > 200.0 && rect.bottom() < 768.0, "{rect:?}");
}

#[test]
fn a_narrow_window_has_all_of_it() {
    let mut test = page();
    test.set_size(egui::vec2(800.0, 768.0));
    steps(&mut test);
    for label in [
        "Åtgärd: Boka lokal",
        "Ansvariga: Boka lokal",
        "Senast: Boka lokal",
        "Status: Öppen, Boka lokal",
        "Kommun: Ingen kommun, Boka lokal",
        "Visa i Decembermöte: Boka lokal",
        "Sortera efter Möte",
    ] {
        let rect = test.get_by_label(label).rect();
        assert!(rect.right() <= 800.0 && rect.left() >= 200.0, "{label}: {rect:?}");
    }
}

#[test]
fn with_large_text_the_rows_have_the_room_and_the_choices_are_folded_away() {
    let mut test = page();
    assert!(test.query_by_label("Sök bland åtgärderna").is_some());
    test.set_size(egui::vec2(683.0, 384.0));
    (0..3).for_each(|_| steps(&mut test));
    assert!(test.query_by_label("Sök bland åtgärderna").is_none());
    let first = test.get_by_label("Åtgärd: Boka lokal").rect();
    // The status line begins at 342.
    assert!(first.top() < 342.0 - first.height() / 2.0, "{first:?}");
    click(&mut test, "Välj vilka som visas …");
    assert!(test.query_by_label("Sök bland åtgärderna").is_some());
    click(&mut test, "Färre val");
    assert!(test.query_by_label("Sök bland åtgärderna").is_none());
}
