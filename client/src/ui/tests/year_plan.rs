//! The yearly plan: themes and events added, changed and removed; meetings in their months.

use egui::Key;
use egui_kittest::kittest::Queryable as _;
use jiff::civil::date;
use samskriv_shared::{
    documents::{DirectoryDocument, MinutesField, Moment, Period, State, ThemeMeeting},
    ids::{DocId, PersonId},
};

use super::*;
use crate::{
    command::{Command, EventEdit, ThemeEdit},
    state::Page,
};

/// The plan of 2027, with a shared meeting on 5 February that announces one on 12 March, and a draft.
fn plan() -> Test {
    let mut bench = Bench::with_network();
    bench.earlier(40, |minutes| {
        minutes.set(MinutesField::Title, "Vinterns möte").unwrap();
        minutes.set(MinutesField::Starts, "2027-02-05T09:00").unwrap();
        minutes.set(MinutesField::NextMeeting, "2027-03-12").unwrap();
        minutes.set_state(State::Shared);
    });
    bench.earlier(41, |minutes| {
        minutes.set(MinutesField::Title, "Mitt utkast").unwrap();
        minutes.set(MinutesField::Starts, "2027-04-01").unwrap();
    });
    bench.run(Command::Go(Page::YearPlan));
    window(bench)
}

fn state(test: &Test) -> &crate::state::AppState {
    &test.state().bench.model.state
}

/// Opens a line of a month, which may be far down the page.
fn open(test: &mut Test, line: &str) {
    test.query_all_by_label(line).next().unwrap().click_accesskit();
    steps(test);
}

/// The directory as the backend has it.
fn kept(test: &Test) -> samskriv_shared::documents::Directory {
    test.state().bench.directory().read()
}

#[test]
fn an_empty_plan_says_how_to_begin_and_a_theme_is_added() {
    let mut bench = Bench::with_network();
    bench.run(Command::Go(Page::YearPlan));
    let mut test = window(bench);
    assert!(shows(&test, "Inget är planerat för 2027 ännu"));
    click(&mut test, "Nytt tema");
    // The title has the focus.
    type_text(&mut test, "Matsvinn");
    fill(&mut test, "Vad det handlar om", "Mäta och minska");
    click(&mut test, "Vissa månader");
    click(&mut test, "Anna Ek");
    assert!(shows(&test, "Bara en ansvarig"));
    click(&mut test, "Eva Lind");
    assert!(!shows(&test, "Bara en ansvarig"));
    fill(&mut test, "Dag för ett planerat möte", "2027-05-07");
    click(&mut test, "Lägg till dagen");
    click(&mut test, "Spara");
    let themes = kept(&test).themes;
    let [theme] = &themes[..] else { panic!("{themes:?}") };
    assert_eq!((theme.title.as_str(), theme.about.as_str()), ("Matsvinn", "Mäta och minska"));
    assert_eq!(theme.period, Period::new(2027, 1..=1));
    assert_eq!(theme.responsible, [PersonId([1; 16]), PersonId([2; 16])]);
    assert_eq!(theme.meetings, [ThemeMeeting::Date(date(2027, 5, 7))]);
    assert!(shows(&test, "Ansvariga: Anna Ek, Eva Lind"));
    assert!(shows(&test, "januari 2027"));
    assert!(shows(&test, "Planerat möte 7 maj 2027"));
    assert!(shows(&test, "fre 7/5, v. 18"));
}

#[test]
fn meetings_stand_in_their_months_and_open() {
    let mut test = plan();
    assert!(shows(&test, "i dag, fre 15/1"));
    assert!(shows(&test, "februari, vecka 5 till 8"));
    test.get_by_label("Planerat möte, fre 12/3, v. 10 · aviserat i förra mötet");
    open(&mut test, "Vinterns möte, fre 5/2, v. 5 · kl. 9.00 · möte · delad");
    assert_eq!(test.state().bench.minutes().title, "Vinterns möte");
}

#[test]
fn a_meeting_on_the_day_that_was_announced_takes_its_place() {
    let mut test = plan();
    test.state_mut().bench.earlier(42, |minutes| {
        minutes.set(MinutesField::Title, "Vårens möte").unwrap();
        minutes.set(MinutesField::Starts, "2027-03-12T10:00").unwrap();
    });
    steps(&mut test);
    assert!(!shows(&test, "aviserat"));
    assert!(shows(&test, "fre 12/3, v. 10 · kl. 10.00"));
}

#[test]
fn a_theme_is_linked_with_meetings_that_the_network_sees() {
    let mut test = plan();
    let edits = vec![ThemeEdit::Title("Budget".into()), ThemeEdit::Period(Period::of_year(2027))];
    test.state_mut().bench.run(Command::SaveTheme(None, edits));
    steps(&mut test);
    assert!(shows(&test, "Ingen ansvarig ännu"));
    click(&mut test, "Ändra temat Budget");
    assert!(test.query_by_label("Mitt utkast, 1 april 2027").is_none(), "a draft is nobody's to know of");
    click(&mut test, "Vinterns möte, 5 februari 2027");
    click(&mut test, "Spara");
    assert_eq!(kept(&test).themes[0].meetings, [ThemeMeeting::Doc(DocId([40; 16]))]);
    assert!(shows(&test, "Tema: Budget"), "beside the meeting: its period is the whole year");
    click(&mut test, "Vinterns möte, 5 februari 2027");
    assert_eq!(test.state().bench.minutes().title, "Vinterns möte");
}

#[test]
fn what_a_colleague_changes_while_the_dialog_is_open_stays() {
    let mut test = plan();
    let edits = vec![ThemeEdit::Title("Budget".into()), ThemeEdit::About("Först".into())];
    test.state_mut().bench.run(Command::SaveTheme(None, edits));
    let id = state(&test).themes[0].id;
    steps(&mut test);
    click(&mut test, "Ändra temat Budget");
    click(&mut test, "Anna Ek");
    let theirs = vec![
        ThemeEdit::About("Sedan".into()),
        ThemeEdit::Responsible(PersonId([2; 16]), true),
        ThemeEdit::Period(Period::new(2027, 2..=3)),
    ];
    test.state_mut().bench.run(Command::SaveTheme(Some(id), theirs));
    steps(&mut test);
    fill(&mut test, "Tema", "Budget 2028");
    click(&mut test, "Spara");
    let theme = kept(&test).themes.remove(0);
    assert_eq!((theme.title.as_str(), theme.about.as_str()), ("Budget 2028", "Sedan"));
    assert_eq!(theme.period, Period::new(2027, 2..=3));
    assert_eq!(theme.responsible, [PersonId([1; 16]), PersonId([2; 16])]);
}

#[test]
fn an_event_is_added_changed_and_removed() {
    let mut test = plan();
    click(&mut test, "Nytt evenemang");
    type_text(&mut test, "Socialchefsdagarna");
    fill(&mut test, "Börjar", "i höst");
    focus(&mut test, "Plats");
    assert!(shows(&test, "Det går inte att läsa som ett datum."));
    fill(&mut test, "Börjar", "28 september 2027 kl. 9.00");
    fill(&mut test, "Slutar", "2027-09-27");
    focus(&mut test, "Plats");
    assert!(shows(&test, "Sluttiden kan inte vara före starttiden."));
    fill(&mut test, "Slutar", "2027-10-01");
    fill(&mut test, "Plats", "Lund");
    click(&mut test, "Spara");
    let event = kept(&test).events.remove(0);
    assert_eq!(event.from, Some(Moment::Time(date(2027, 9, 28).at(9, 0, 0, 0))));
    assert_eq!(event.to, Some(Moment::Day(date(2027, 10, 1))));
    // It is in both months that it lies in.
    let line = "Socialchefsdagarna, tis 28/9 – fre 1/10, v. 39 · kl. 9.00 · Lund · evenemang";
    assert_eq!(test.query_all_by_label(line).count(), 2);
    open(&mut test, line);
    fill(&mut test, "Slutar", "16.00");
    click(&mut test, "Spara");
    assert_eq!(kept(&test).events[0].to, Some(Moment::Time(date(2027, 9, 28).at(16, 0, 0, 0))));
    open(&mut test, "Socialchefsdagarna, tis 28/9, v. 39 · kl. 9.00 · Lund · evenemang");
    click(&mut test, "Ta bort evenemanget");
    assert_eq!(kept(&test).events.len(), 1, "asked first");
    click(&mut test, "Ja, ta bort");
    assert_eq!(kept(&test).events, []);
}

#[test]
fn nothing_changed_is_nothing_written_and_escape_leaves() {
    let mut test = plan();
    let edits = vec![ThemeEdit::Title("Budget".into())];
    test.state_mut().bench.run(Command::SaveTheme(None, edits));
    steps(&mut test);
    test.state_mut().bench.asked.clear();
    click(&mut test, "Ändra temat Budget");
    click(&mut test, "Spara");
    click(&mut test, "Ändra temat Budget");
    fill(&mut test, "Tema", "Annat");
    press(&mut test, Key::Escape);
    assert!(test.query_by_label("Spara").is_none());
    assert_eq!(test.state().bench.asked, Vec::<String>::new());
    click(&mut test, "Ändra temat Budget");
    click(&mut test, "Ta bort temat");
    click(&mut test, "Ja, ta bort");
    assert_eq!(kept(&test).themes, []);
}

#[test]
fn the_years_are_stepped_through() {
    let mut test = plan();
    click(&mut test, "Visa 2028");
    assert!(shows(&test, "Teman 2028"));
    assert!(!shows(&test, "Vinterns möte, fre"));
    assert!(!shows(&test, "i dag"));
    click(&mut test, "Visa det här året");
    assert!(shows(&test, "Vinterns möte, fre"));
    click(&mut test, "Visa 2026");
    assert!(shows(&test, "december, vecka 49 till 53"));
}

#[test]
fn two_periods_set_apart_are_both_shown_until_one_is_picked() {
    let mut test = plan();
    test.state_mut().bench.run(Command::SaveTheme(None, vec![ThemeEdit::Title("Budget".into())]));
    let id = state(&test).themes[0].id;
    let mine = vec![ThemeEdit::Period(Period::new(2027, 2..=3))];
    let theirs = |it: &mut DirectoryDocument| it.set_theme_period(id, Period::new(2027, 5..=6));
    test.state_mut().bench.directory_apart(theirs, [Command::SaveTheme(Some(id), mine)]);
    steps(&mut test);
    assert!(shows(&test, "Två har skrivit olika i tiden för ”Budget”"));
    click(&mut test, "Låt detta gälla: februari–mars 2027");
    assert!(!shows(&test, "Två har skrivit olika"));
    let directory = kept(&test);
    assert!(directory.conflicts.is_empty(), "{:?}", directory.conflicts);
    assert_eq!(directory.themes[0].period, Period::new(2027, 2..=3));
}

#[test]
fn whoever_may_only_read_sees_no_editing() {
    let mut test = plan();
    let bench = &mut test.state_mut().bench;
    bench.run(Command::SaveTheme(None, vec![ThemeEdit::Title("Budget".into())]));
    let day = Some(Moment::Day(date(2027, 6, 1)));
    bench.run(Command::SaveEvent(None, vec![EventEdit::Title("Konferens".into()), EventEdit::From(day)]));
    bench.read_only();
    steps(&mut test);
    for label in ["Nytt tema", "Nytt evenemang", "Ändra temat Budget"] {
        assert!(test.query_by_label(label).is_none(), "{label}");
    }
    assert!(shows(&test, "Budget") && shows(&test, "Konferens"));
    test.state_mut().bench.run(Command::SaveTheme(None, vec![ThemeEdit::Title("Nej".into())]));
    assert_eq!(kept(&test).themes.len(), 1);
}
