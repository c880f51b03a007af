//! Search over everything: typed, walked through and opened, with the words marked where they stand.

use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jiff::civil::date;
use samskriv_shared::{
    documents::{DirectoryDocument, MinutesField, Moment, Person, State},
    ids::{DocId, PersonId},
    text::{Block, BlockKind},
};

use super::*;
use crate::{
    command::{Command, EventEdit, ThemeEdit},
    state::Page,
};

const FIELD: &str = "Sök i hela nätverket";

/// Two meetings of which one has what is looked for often.
fn bench() -> (Bench, [DocId; 2]) {
    let mut bench = Bench::with_network();
    let first = bench.earlier(40, |minutes| {
        minutes.set(MinutesField::Title, "Vårens möte").unwrap();
        minutes.set(MinutesField::Starts, "2026-03-05T09:00").unwrap();
        minutes.set_state(State::Shared);
        minutes.body_push(&Block::new(BlockKind::Paragraph, "Inledning och närvaro"));
        minutes.body_push(&Block::new(BlockKind::Decision, "Vi mäter matsvinnet i maj."));
        for nth in 0..6 {
            minutes.body_push(&Block::new(BlockKind::Paragraph, format!("Svinn nummer {nth}")));
        }
    });
    let second = bench.earlier(41, |minutes| {
        minutes.set(MinutesField::Title, "Höstens möte").unwrap();
        minutes.set(MinutesField::Place, "Svinnaberga").unwrap();
    });
    bench.run(Command::Go(Page::Search));
    (bench, [first, second])
}

fn looking_for(text: &str) -> (Test, [DocId; 2]) {
    let (bench, docs) = bench();
    let mut test = window(bench);
    type_text(&mut test, text);
    steps(&mut test);
    (test, docs)
}

fn chosen(test: &Test) -> Option<String> {
    // Beside the sidebar, which has chosen rows of its own.
    let selected = egui_kittest::kittest::By::new().predicate(|node| {
        node.toggled() == Some(egui::accesskit::Toggled::True)
            && node.bounding_box().is_some_and(|rect| rect.x0 > 260.0)
    });
    test.query_all(selected).next()?.accesskit_node().label()
}

#[test]
fn what_is_typed_is_found_under_its_meeting_with_what_each_line_is() {
    let (test, _) = looking_for("svinn");
    assert!(shows(&test, "Träffar i 2 möten"));
    test.get_by_label("Öppna mötet Vårens möte, 5 mars 2026 · delad");
    test.get_by_label("Beslut: Vi mäter matsvinnet i maj.");
    test.get_by_label("Text: Svinn nummer 0");
    test.get_by_label("Plats: Svinnaberga");
    assert!(shows(&test, "… och 3 träffar till i mötet"));
    assert!(!shows(&test, "Text: Svinn nummer 5"));
}

#[test]
fn a_click_opens_the_meeting_with_the_words_marked() {
    let (mut test, [doc, _]) = looking_for("SVINN");
    click(&mut test, "Text: Svinn nummer 1");
    assert_eq!(test.state().bench.doc(), doc);
    // The bar over the text looks for what was found, from that line on.
    assert_eq!(test.get_by_label("Sök efter").value().as_deref(), Some("Svinn"));
    assert!(shows(&test, "3 av 7"), "not the first one in the text");
    let body = test.state().bench.body();
    let (caret, other) = body.selection.unwrap();
    let marked: String = body.text.chars().skip(other).take(caret - other).collect();
    assert_eq!(
        (marked.as_str(), other),
        ("Svinn", "Inledning och närvaro\nVi mäter matsvinnet i maj.\nSvinn nummer 0\n".chars().count())
    );
    press(&mut test, Key::Escape);
    assert!(test.get_by_label(BODY).is_focused());
}

#[test]
fn the_arrows_choose_and_enter_opens() {
    let (mut test, [doc, _]) = looking_for("svinn");
    assert!(test.get_by_label(FIELD).is_focused());
    assert_eq!(chosen(&test), None);
    press(&mut test, Key::ArrowDown);
    let first = chosen(&test).unwrap();
    press(&mut test, Key::ArrowDown);
    let second = chosen(&test).unwrap();
    assert_ne!(first, second);
    press(&mut test, Key::ArrowUp);
    assert_eq!(chosen(&test).unwrap(), first);
    press(&mut test, Key::ArrowUp);
    assert_eq!(chosen(&test), None, "back in the field");
    for _ in 0..20 {
        press(&mut test, Key::ArrowDown);
    }
    let last = chosen(&test).unwrap();
    assert!(last.starts_with("… och 3") || last.starts_with("Plats"), "{last}");
    // Keys go to the field still; whoever listens is told of the row.
    let told = egui_kittest::kittest::By::new().include_labels().predicate(|node| node.is_focused());
    assert_eq!(test.query_all(told).next().unwrap().accesskit_node().label(), Some(last));
    for _ in 0..20 {
        press(&mut test, Key::ArrowUp);
    }
    while chosen(&test).as_deref() != Some("Beslut: Vi mäter matsvinnet i maj.") {
        press(&mut test, Key::ArrowDown);
    }
    press(&mut test, Key::Enter);
    assert_eq!(test.state().bench.doc(), doc);
    assert!(shows(&test, "1 av 7"));
}

#[test]
fn escape_clears_and_the_page_says_what_can_be_found() {
    let (mut test, _) = looking_for("svinn");
    press(&mut test, Key::Escape);
    assert_eq!(test.get_by_label(FIELD).value().as_deref(), Some(""));
    assert!(test.get_by_label(FIELD).is_focused());
    assert!(shows(&test, "Här finns allt i nätverket"));
    assert!(test.query_by_label("Plats: Svinnaberga").is_none());
    type_text(&mut test, "finns ingenstans");
    steps(&mut test);
    assert!(shows(&test, "Inga träffar."));
    assert!(shows(&test, "a är inte å"));
}

#[test]
fn people_and_themes_are_found_and_lead_to_their_pages() {
    let (mut bench, _) = bench();
    let period = samskriv_shared::documents::Period::new(2029, 2..=3);
    bench.run(Command::SaveTheme(
        None,
        vec![ThemeEdit::Title("Matsvinn i skolan".into()), ThemeEdit::Period(period)],
    ));
    let mut test = window(bench);
    type_text(&mut test, "eva");
    steps(&mut test);
    assert!(shows(&test, "Inga möten, men detta:"));
    click(&mut test, "Medlem: Eva Lind");
    assert_eq!(test.state().bench.model.state.page, Page::Members);
    test.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    steps(&mut test);
    assert!(test.get_by_label(FIELD).is_focused());
    // What was typed is selected: the next search takes its place.
    type_text(&mut test, "svinn");
    steps(&mut test);
    click(&mut test, "Tema: Matsvinn i skolan");
    let state = &test.state().bench.model.state;
    assert_eq!((state.page, state.plan_year), (Page::YearPlan, Some(2029)));
}

/// Whether what has this label can be seen in the window.
fn is_in_view(test: &Test, label: &str) -> bool {
    test.get_by_label(label).rect().center().y < 768.0
}

#[test]
fn a_member_who_is_found_is_scrolled_to_and_marked() {
    let (mut bench, _) = bench();
    let many = |it: &mut DirectoryDocument| {
        for n in 10..70 {
            it.put_person(&Person::named(PersonId([n; 16]), &format!("Ada Ek {n}")));
        }
        it.set_person_left(PersonId([20; 16]), true, None);
    };
    bench.directory_apart(many, []);
    bench.run(Command::Go(Page::Members));
    let mut test = window(bench);
    assert!(!is_in_view(&test, "Ändra Eva Lind"), "far down");
    for (typed, hit, label) in [
        ("eva", "Medlem: Eva Lind", "Eva Lind"),
        ("ek 20", "Medlem: Ada Ek 20", "Ada Ek 20"),
        ("eva", "Medlem: Eva Lind", "Eva Lind"),
    ] {
        test.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
        steps(&mut test);
        type_text(&mut test, typed.split(' ').next().unwrap());
        if let Some((_, rest)) = typed.split_once(' ') {
            test.event(Event::Text(" ".into()));
            type_text(&mut test, rest);
        }
        steps(&mut test);
        click(&mut test, hit);
        (0..8).for_each(|_| steps(&mut test));
        assert!(is_in_view(&test, &format!("Ändra {label}")), "{label}");
        let marked = test.query_all_by_label(label).any(|node| node.is_focused());
        assert!(marked, "{label} has the focus");
    }
    // Asked for by its key, the page points at nobody.
    test.key_press_modifiers(Modifiers::COMMAND, Key::Num5);
    steps(&mut test);
    assert_eq!(test.state().bench.model.state.pointed, None);
}

#[test]
fn an_event_of_two_months_is_shown_in_its_first() {
    let (mut bench, _) = bench();
    let day = |month, day| Some(Moment::Day(date(2027, month, day)));
    let edits =
        [EventEdit::Title("Konferens".into()), EventEdit::From(day(10, 30)), EventEdit::To(day(11, 2))];
    bench.run(Command::SaveEvent(None, edits.into()));
    let mut test = window(bench);
    type_text(&mut test, "konferens");
    steps(&mut test);
    click(&mut test, "Evenemang: Konferens");
    (0..8).for_each(|_| steps(&mut test));
    let of_page: Vec<_> = test.query_all_by_label("Konferens").collect();
    assert!(matches!(&of_page[..], [one] if one.is_focused() && one.rect().center().y < 768.0));
    assert_eq!(test.query_all_by_label_contains("Konferens, lör 30/10").count(), 2, "of each month");
}

#[test]
fn a_search_is_there_still_when_one_comes_back() {
    let (mut test, _) = looking_for("svinn");
    click(&mut test, "Plats: Svinnaberga");
    assert!(test.query_by_label(FIELD).is_none());
    test.key_press_modifiers(Modifiers::COMMAND, Key::Num6);
    steps(&mut test);
    assert_eq!(test.get_by_label(FIELD).value().as_deref(), Some("svinn"));
    test.get_by_label("Plats: Svinnaberga");
}
