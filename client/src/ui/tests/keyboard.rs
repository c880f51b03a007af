//! Where the keyboard goes on, and what is reached and done by it alone; and what a click beside a field is about.

use egui::{Key, Modifiers, pos2};
use egui_kittest::kittest::Queryable as _;
use jiff::civil::date;
use samskriv_shared::{
    documents::{AttendanceStatus, Due},
    text::{Block, BlockKind},
};

use super::*;
use crate::{command::Command, state::Dialog};

#[test]
fn tab_goes_from_field_to_field_and_the_calendar_opens_from_within_its_own() {
    let mut test = window(Bench::with_meeting());
    fill(&mut test, "Ny åtgärd", "Ring");
    press(&mut test, Key::Tab);
    assert!(focused(&test, "Ansvariga"));
    press(&mut test, Key::Tab);
    assert!(focused(&test, "Senast"), "the calendar's button is no stop on the way");
    press(&mut test, Key::ArrowDown);
    assert!(focused(&test, "15 januari 2027"), "at today");
    press(&mut test, Key::ArrowDown);
    press(&mut test, Key::ArrowRight);
    assert!(focused(&test, "23 januari 2027"), "the arrows stay within the calendar");
    press(&mut test, Key::PageDown);
    assert!(focused(&test, "23 februari 2027"));
    press(&mut test, Key::Escape);
    assert!(focused(&test, "Senast"));
    assert!(test.query_by_label("23 februari 2027").is_none(), "the calendar is closed");
    press(&mut test, Key::ArrowDown);
    press(&mut test, Key::ArrowRight);
    press(&mut test, Key::Enter);
    assert!(focused(&test, "Senast"), "one goes on where one was");
    assert!(test.state().bench.minutes().actions.is_empty(), "Enter chose the day, and no more");
    press(&mut test, Key::Enter);
    assert_eq!(test.state().bench.minutes().actions[0].due, Due::Date(date(2027, 1, 16)));
    // In the header as well.
    focus(&mut test, "Sekreterare");
    press(&mut test, Key::Tab);
    assert!(focused(&test, "Nästa möte"));
    press(&mut test, Key::ArrowDown);
    press(&mut test, Key::ArrowLeft);
    press(&mut test, Key::Space);
    assert!(focused(&test, "Nästa möte"));
    assert_eq!(test.state().bench.minutes().next_meeting, Some(date(2027, 1, 14)));
}

#[test]
fn the_keyboard_goes_on_from_where_it_was() {
    let mut test = window(Bench::with_meeting());
    fill(&mut test, "Plats", "Stadshuset");
    press(&mut test, Key::Escape);
    assert!(!focused(&test, "Plats"));
    press(&mut test, Key::Tab);
    assert!(focused(&test, "Sekreterare"), "not at the window's first button");
    // What Tab comes to is written over, as in other programs.
    type_text(&mut test, "Bo");
    test.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    steps(&mut test);
    assert!(focused(&test, "Plats"));
    type_text(&mut test, "Bjuv");
    press(&mut test, Key::Tab);
    assert_eq!(test.state().bench.minutes().place, "Bjuv");
    assert_eq!(test.state().bench.minutes().secretary, "Bo");
}

#[test]
fn escape_leaves_the_field_and_then_closes_the_form() {
    let mut bench = Bench::with_network();
    bench.run(Command::Choose(true));
    let mut test = window(bench);
    click(&mut test, "Öppna en inbjudan");
    focus(&mut test, "Inbjudningslänk");
    press(&mut test, Key::Escape);
    assert!(shows(&test, "Inbjudningslänk"), "only the field is left");
    press(&mut test, Key::Escape);
    assert!(!shows(&test, "Inbjudningslänk") && test.state().bench.model.state.choosing, "then the way");
    press(&mut test, Key::Escape);
    assert!(!test.state().bench.model.state.choosing);
}

#[test]
fn a_question_begins_at_what_takes_nothing() {
    let mut test = window(Bench::with_meeting());
    let is_draft = |test: &Test| test.state().bench.model.state.open.as_ref().unwrap().is_draft();
    click(&mut test, "Dela med nätverket");
    assert!(test.state().bench.model.state.dialog == Some(Dialog::Share));
    assert!(focused(&test, "Inte ännu"));
    press(&mut test, Key::Enter);
    assert!(test.state().bench.model.state.dialog.is_none() && is_draft(&test), "sharing is not taken back");
    click(&mut test, "Dela med nätverket");
    press(&mut test, Key::Tab);
    press(&mut test, Key::Enter);
    assert!(!is_draft(&test));
}

#[test]
fn tab_comes_into_the_text_and_out_of_it_without_changing_it() {
    let mut bench = Bench::with_meeting();
    for text in ["Ett", "Två"] {
        bench.elsewhere(|theirs| theirs.body_push(&Block::new(BlockKind::UnorderedListItem, text)));
    }
    let mut test = window(bench);
    let depth = |test: &Test| test.state().bench.kept().read().body[1].depth;
    focus(&mut test, "Mer om mötet");
    press(&mut test, Key::Tab);
    assert!(focused(&test, BODY));
    press(&mut test, Key::Tab);
    assert!(!focused(&test, BODY) && depth(&test) == 0);
    // What stands beside the text comes after it.
    assert!(focused(&test, "Ändra närvaron"));
    test.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    steps(&mut test);
    assert!(focused(&test, BODY));
    // On its way out after Escape, too.
    press(&mut test, Key::ArrowDown);
    press(&mut test, Key::Escape);
    press(&mut test, Key::Tab);
    assert!(focused(&test, "Ändra närvaron") && depth(&test) == 0);
    test.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    steps(&mut test);
    press(&mut test, Key::ArrowDown);
    press(&mut test, Key::Tab);
    assert!(focused(&test, BODY));
    assert_eq!(depth(&test), 1, "who is at work in the text moves its items");
}

#[test]
fn a_day_chosen_with_the_mouse_leaves_the_keyboard_in_its_field() {
    let mut test = window(Bench::with_meeting());
    fill(&mut test, "Ny åtgärd", "Ring");
    click(&mut test, "Välj Senast i kalendern");
    click(&mut test, "21 januari 2027");
    assert!(focused(&test, "Senast"));
    press(&mut test, Key::Enter);
    assert_eq!(test.state().bench.minutes().actions[0].due, Due::Date(date(2027, 1, 21)));
    // After a click Tab goes on from there.
    click(&mut test, "Ändra närvaron");
    press(&mut test, Key::Tab);
    assert_eq!(with_keyboard(&test).as_deref(), Some("Lägg till alla medlemmar (2)"));
    click(&mut test, "Åtgärder");
    press(&mut test, Key::Tab);
    assert_eq!(
        with_keyboard(&test).as_deref(),
        Some("Sök bland åtgärderna"),
        "into the page, not round the window"
    );
}

#[test]
fn what_is_written_below_an_action_is_no_part_of_it() {
    let mut test = window(Bench::with_meeting());
    fill(&mut test, "Ny åtgärd", "Ring");
    press(&mut test, Key::Enter);
    let field = test.get_by_label(BODY).rect();
    let below = pos2(field.left() + 200.0, field.top() + 150.0);
    click_at(&mut test, below);
    type_text(&mut test, "Mer sades");
    steps(&mut test);
    let texts: Vec<String> = test.state().bench.kept().read().body.into_iter().map(|it| it.text).collect();
    assert_eq!(texts, ["Ring", "Mer sades"]);
}

#[test]
fn a_click_on_a_label_is_one_into_its_field() {
    let mut test = window(Bench::with_meeting());
    for label in ["Plats", "Ny åtgärd", "Senast"] {
        let field = test.get_by_label(label).rect();
        let over = pos2(field.left() + 8.0, field.top() - 10.0);
        click_at(&mut test, over);
        assert_eq!(with_keyboard(&test).as_deref(), Some(label));
    }
}

#[test]
fn a_list_is_opened_chosen_from_and_left_by_keyboard() {
    let mut bench = Bench::with_meeting();
    bench.run(Command::AddAttendee {
        name: "Eva Lind".into(),
        municipality: String::new(),
        status: AttendanceStatus::Present,
    });
    let mut test = window(bench);
    click(&mut test, "Ändra närvaron");
    focus(&mut test, "Eva Lind: Närvarande");
    press(&mut test, Key::ArrowDown);
    assert!(focused(&test, "Eva Lind: Närvarande"), "the arrow opens it, and goes nowhere else");
    press(&mut test, Key::ArrowDown);
    press(&mut test, Key::ArrowDown);
    assert_eq!(with_keyboard(&test).as_deref(), Some("Frånvarande"));
    press(&mut test, Key::Enter);
    assert!(focused(&test, "Eva Lind: Frånvarande"), "one is back at it");
    assert!(test.query_by_label("Övrig").is_none(), "and it is closed");
}

#[test]
fn from_an_action_in_the_text_tab_goes_to_those_whom_it_lies_on() {
    let mut test = with_text("");
    type_text(&mut test, "Åtgärd: Ring");
    steps(&mut test);
    press(&mut test, Key::Tab);
    assert_eq!(with_keyboard(&test).as_deref(), Some("Ansvariga: Ring"));
    type_text(&mut test, "Eva");
    press(&mut test, Key::Tab);
    assert_eq!(with_keyboard(&test).as_deref(), Some("Senast: Ring"));
    type_text(&mut test, "29 januari");
    press(&mut test, Key::Enter);
    let action = test.state().bench.minutes().actions[0].clone();
    assert_eq!((action.text.as_str(), action.owners.len()), ("Ring", 1));
    assert_eq!(action.due, Due::Date(date(2027, 1, 29)));
    focus(&mut test, BODY);
    press(&mut test, Key::ArrowLeft);
    test.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    steps(&mut test);
    assert!(!focused(&test, BODY), "and back it goes as everywhere");
}

#[test]
fn the_calendar_opens_where_the_meeting_is() {
    let mut test = window(Bench::with_meeting());
    fill(&mut test, "Datum", "12 mars 2027");
    press(&mut test, Key::Enter);
    focus(&mut test, "Nästa möte");
    press(&mut test, Key::ArrowDown);
    assert_eq!(with_keyboard(&test).as_deref(), Some("12 mars 2027"));
}
