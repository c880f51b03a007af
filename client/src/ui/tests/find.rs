//! Finding and replacing, by the keys and the names that people use.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use super::{editor::keys, *};

const COMMAND: Modifiers = Modifiers::COMMAND;
const FIELD: &str = "Sök efter";
const WITH: &str = "Ersätt med";

/// The window with a meeting of this text, in which something is looked for.
fn looking_for(text: &str, phrase: &str) -> Test {
    let mut test = with_text(text);
    keys(&mut test, COMMAND, Key::F);
    type_text(&mut test, phrase);
    steps(&mut test);
    test
}

/// From where to where something is selected.
fn selected(test: &Test) -> (usize, usize) {
    let (caret, other) = test.state().bench.body().selection.unwrap();
    (other, caret)
}

fn value(test: &Test, label: &str) -> String {
    test.get_by_label(label).value().unwrap_or_default()
}

#[test]
fn hits_are_counted_while_one_types_and_gone_through_by_keys() {
    let mut test = looking_for("råd om rad och RÅD", "råd");
    assert!(shows(&test, "1 av 2"));
    assert_eq!(selected(&test), (0, 3));
    for (modifiers, key, shown, at) in [
        (Modifiers::NONE, Key::F3, "2 av 2", (15, 18)),
        (Modifiers::NONE, Key::Enter, "1 av 2", (0, 3)),
        (Modifiers::SHIFT, Key::Enter, "2 av 2", (15, 18)),
        (Modifiers::SHIFT, Key::F3, "1 av 2", (0, 3)),
        (COMMAND, Key::G, "2 av 2", (15, 18)),
    ] {
        keys(&mut test, modifiers, key);
        assert!(shows(&test, shown), "{key:?}");
        assert_eq!(selected(&test), at, "{key:?}");
    }
    click(&mut test, "Nästa träff");
    assert!(shows(&test, "1 av 2"));
    click(&mut test, "Föregående träff");
    assert!(shows(&test, "2 av 2"));
    focus(&mut test, FIELD);
    type_text(&mut test, "å");
    steps(&mut test);
    assert!(shows(&test, "Inga träffar"));
    assert_eq!(kept(&test), "råd om rad och RÅD");
}

#[test]
fn escape_leads_back_to_the_text_with_the_hit_selected() {
    let mut test = looking_for("råd om rad och RÅD", "RÅD");
    press(&mut test, Key::F3);
    press(&mut test, Key::Escape);
    assert!(test.query_by_label(FIELD).is_none());
    assert!(test.get_by_label(BODY).is_focused());
    type_text(&mut test, "nämnd");
    steps(&mut test);
    assert_eq!(kept(&test), "råd om rad och nämnd");
    // The bar comes back with what was looked for last.
    press(&mut test, Key::F3);
    assert!(shows(&test, "1 av 1"));
    assert!(test.get_by_label(BODY).is_focused());
    click(&mut test, "Stäng sökningen");
    assert!(test.query_by_label(FIELD).is_none());
    assert!(test.get_by_label(BODY).is_focused());
    assert_eq!(selected(&test), (0, 3));
}

#[test]
fn what_is_selected_is_looked_for_and_typing_writes_over_it() {
    let mut test = with_text("ett två\ntre två");
    test.state_mut().bench.select(7, 4);
    steps(&mut test);
    click(&mut test, "Sök i texten");
    assert_eq!(value(&test, FIELD), "två");
    assert!(shows(&test, "1 av 2"));
    type_text(&mut test, "tre");
    steps(&mut test);
    assert_eq!(value(&test, FIELD), "tre");
    assert!(shows(&test, "1 av 1"));
    press(&mut test, Key::Escape);
    test.state_mut().bench.select(0, 10);
    keys(&mut test, COMMAND, Key::F);
    assert_eq!(value(&test, FIELD), "tre", "a selection across paragraphs is nothing to look for");
}

#[test]
fn case_and_whole_words_can_be_asked_for() {
    let mut test = looking_for("Rad rad radera", "rad");
    assert!(shows(&test, "1 av 3"));
    click(&mut test, "Hela ord");
    assert!(shows(&test, "1 av 2"));
    click(&mut test, "Skilj på stora och små bokstäver");
    assert!(shows(&test, "1 av 1"));
    assert_eq!(selected(&test), (4, 7));
    press(&mut test, Key::Escape);
    assert!(test.query_by_label(FIELD).is_none(), "Escape closes the bar from its boxes, too");
}

#[test]
fn one_hit_is_replaced_at_a_time_and_each_is_taken_back_by_itself() {
    let mut test = with_text("ett två ett två ett");
    keys(&mut test, COMMAND, Key::H);
    type_text(&mut test, "ett");
    press(&mut test, Key::Tab);
    assert!(test.get_by_label(WITH).is_focused());
    type_text(&mut test, "ettan");
    steps(&mut test);
    click(&mut test, "Ersätt");
    assert_eq!(kept(&test), "ettan två ett två ett");
    assert!(shows(&test, "2 av 3") && shows(&test, "1 ersatt"));
    click(&mut test, "Ersätt");
    assert_eq!(kept(&test), "ettan två ettan två ett");
    keys(&mut test, COMMAND, Key::Z);
    assert_eq!(kept(&test), "ettan två ett två ett");
    keys(&mut test, COMMAND, Key::Z);
    assert_eq!(kept(&test), "ett två ett två ett");
    keys(&mut test, COMMAND, Key::Y);
    assert_eq!(kept(&test), "ettan två ett två ett");
    // By the keyboard alone, and composed whatever the keyboard sends.
    press(&mut test, Key::F3);
    fill(&mut test, WITH, "A\u{30a}");
    press(&mut test, Key::Enter);
    assert_eq!(kept(&test), "ettan två Å två ett");
    keys(&mut test, COMMAND, Key::Z);
    assert_eq!(kept(&test), "ettan två ett två ett");
}

#[test]
fn all_hits_are_replaced_at_once_and_taken_back_at_once() {
    let text = "Råd\nråd om råd";
    let mut test = with_text(text);
    click(&mut test, "Sök i texten");
    type_text(&mut test, "råd");
    click(&mut test, "Sök och ersätt");
    fill(&mut test, WITH, "rådet");
    click(&mut test, "Ersätt alla");
    assert_eq!(kept(&test), "rådet\nrådet om rådet");
    assert!(shows(&test, "3 ersatta"));
    keys(&mut test, COMMAND, Key::Z);
    assert_eq!(kept(&test), text);
    assert!(!shows(&test, "3 ersatta"));
    keys(&mut test, COMMAND, Key::Y);
    assert_eq!(kept(&test), "rådet\nrådet om rådet");
    // What is typed in a field is taken back there.
    fill(&mut test, WITH, "x");
    keys(&mut test, COMMAND, Key::Z);
    assert_eq!(kept(&test), "rådet\nrådet om rådet");
    fill(&mut test, FIELD, "rådet");
    fill(&mut test, WITH, "x");
    press(&mut test, Key::Backspace);
    click(&mut test, "Ersätt alla");
    assert_eq!(kept(&test), "\n om ");
    assert!(shows(&test, "Inga träffar"));
    assert!(test.get_by_label(FIELD).is_focused(), "no button is left to have the focus");
    keys(&mut test, COMMAND, Key::Z);
    assert_eq!(kept(&test), "rådet\nrådet om rådet");
    assert_eq!(test.state().bench.body().blocks, test.state().bench.kept().read().body);
}

#[test]
fn the_current_hit_stays_the_current_one_while_others_write() {
    let mut test = looking_for("alfa beta alfa", "alfa");
    press(&mut test, Key::F3);
    assert!(shows(&test, "2 av 2"));
    test.state_mut().bench.elsewhere(|theirs| _ = theirs.body_splice(0, 0, "alfa ny ").unwrap());
    steps(&mut test);
    assert!(shows(&test, "3 av 3"));
    assert_eq!(selected(&test), (18, 22));
    test.state_mut().bench.elsewhere(|theirs| _ = theirs.body_splice(20, 0, "x").unwrap());
    steps(&mut test);
    assert!(shows(&test, "2 träffar"), "what was the current hit is none now");
    press(&mut test, Key::F3);
    assert!(shows(&test, "1 av 2"));
}

#[test]
fn a_hit_far_down_is_brought_into_view() {
    let line = "Rådet gick igenom läget i kommunerna och var överens om att fortsätta som förut.\n";
    let mut bench = Bench::with_meeting();
    bench.type_in(0, &format!("{}Här står det.", line.repeat(400)));
    bench.select(0, 0);
    let mut test = window(bench);
    focus(&mut test, BODY);
    keys(&mut test, COMMAND, Key::F);
    type_text(&mut test, "här står");
    for _ in 0..4 {
        steps(&mut test);
    }
    let body = test.get_by_label(BODY).rect();
    assert!((0.0..768.0).contains(&body.bottom()), "{body:?}");
}

#[test]
fn whoever_may_only_read_finds_and_replaces_nothing() {
    let mut test = with_text("ett två ett");
    test.state_mut().bench.read_only();
    steps(&mut test);
    keys(&mut test, COMMAND, Key::H);
    assert!(test.query_by_label(WITH).is_none());
    assert!(test.query_by_label("Ersätt alla").is_none());
    type_text(&mut test, "ett");
    steps(&mut test);
    assert!(shows(&test, "1 av 2"));
    press(&mut test, Key::Enter);
    assert!(shows(&test, "2 av 2"));
    press(&mut test, Key::Escape);
    click(&mut test, "Sök i texten");
    assert_eq!(value(&test, FIELD), "ett");
    assert_eq!(kept(&test), "ett två ett");
}
