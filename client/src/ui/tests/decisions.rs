//! The register of decisions.

use egui_kittest::kittest::Queryable as _;
use samskriv_shared::{
    documents::{MinutesDocument, MinutesField},
    ids::DocId,
    text::BlockKind,
};

use super::*;
use crate::{command::Command, state::Page};

/// Minutes in which this was decided, a line each.
pub fn decides(minutes: &mut MinutesDocument, title: &str, starts: &str, decisions: &[&str]) {
    minutes.set(MinutesField::Title, title).unwrap();
    minutes.set(MinutesField::Starts, starts).unwrap();
    minutes.body_splice(0, 0, &decisions.join("\n")).unwrap();
    (0..decisions.len()).for_each(|nth| minutes.set_block_kind(nth, &BlockKind::Decision));
}

fn page() -> Test {
    let mut bench = Bench::with_nothing_open();
    bench.earlier(40, |it| {
        decides(it, "Höstmöte", "2025-10-02T09:00", &["Vi åker till Lund.", "Talare bokas."]);
    });
    bench.earlier(41, |it| decides(it, "Vårmöte", "2026-03-05T09:00", &["Budgeten antas."]));
    bench.run(Command::Go(Page::Decisions));
    window(bench)
}

#[test]
fn decisions_of_all_years_are_found_and_one_click_away() {
    let mut test = page();
    assert!(shows(&test, "3 av 3 beslut visas"));
    let top = |test: &Test, label: &str| test.get_by_label(label).rect().top();
    let newest = top(&test, "Budgeten antas. Visa i Vårmöte, 5 mars 2026");
    assert!(newest < top(&test, "Talare bokas. Visa i Höstmöte, 2 oktober 2025"));
    click(&mut test, "År: Alla år");
    click(&mut test, "2025");
    assert!(shows(&test, "2 av 3 beslut visas"));
    assert!(!shows(&test, "Budgeten antas."));
    fill(&mut test, "Sök bland besluten", "lund");
    assert!(shows(&test, "1 av 3 beslut visas"));
    fill(&mut test, "Sök bland besluten", "budget");
    assert!(shows(&test, "Inget beslut stämmer med urvalet. Välj ”Visa alla” för att se alla."));
    test.query_all_by_label("Visa alla").next().unwrap().click();
    steps(&mut test);
    click(&mut test, "Talare bokas. Visa i Höstmöte, 2 oktober 2025");
    assert_eq!(test.state().bench.doc(), DocId([40; 16]));
    // "Vi åker till Lund." and the second line.
    assert_eq!(test.state().bench.body().selection.map(|(caret, _)| caret), Some(32));
}

#[test]
fn a_decision_is_copied_with_its_meeting_and_day() {
    let mut test = page();
    test.get_by_label("Kopiera beslutet: Budgeten antas.").click();
    let mut copied = None;
    for _ in 0..8 {
        test.step();
        copied = copied.or_else(|| {
            test.output().platform_output.commands.iter().find_map(|command| match command {
                egui::OutputCommand::CopyText(text) => Some(text.clone()),
                _ => None,
            })
        });
    }
    assert_eq!(copied.as_deref(), Some("Beslut: Budgeten antas. (Vårmöte, 5 mars 2026)"));
    test.get_by_label("Kopierat: Budgeten antas.");
}

#[test]
fn an_empty_register_says_how_a_decision_is_made() {
    let mut bench = Bench::with_network();
    bench.run(Command::Go(Page::Decisions));
    let test = window(bench);
    assert!(shows(&test, "Skriv ”Beslut: ” i början av en rad"));
}

#[test]
fn what_is_decided_in_the_open_meeting_is_there() {
    let mut test = with_text("");
    type_text(&mut test, "Beslut:");
    type_text(&mut test, " ");
    type_text(&mut test, "Så");
    click(&mut test, "Beslut");
    // The backend tells what it has kept.
    test.state_mut().bench.earlier(40, |it| it.set(MinutesField::Title, "Annat").unwrap());
    steps(&mut test);
    assert!(shows(&test, "1 av 1 beslut visas"));
}
