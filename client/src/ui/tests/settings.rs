//! What somebody chooses, the backup, the keys, and a link that the program was opened with.

use egui::ThemePreference;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;
use crate::{
    backend::ErrorCode,
    command::Command,
    i18n::Lang,
    preferences::{Look, Preferences},
    state::{Page, Places, Task},
    update::tests::LINK,
};

fn settings() -> Test {
    let mut bench = Bench::with_network();
    let places = Places { data: "/d/samskriv".into(), home: "/h".into(), takes_links: true };
    bench.model.furnish(Preferences::default(), false, places);
    bench.run(Command::Go(Page::Settings));
    window(bench)
}

fn chosen(test: &Test) -> Preferences {
    test.state().bench.model.state.preferences
}

#[test]
fn the_language_changes_at_once_and_back() {
    let mut test = settings();
    click(&mut test, "English");
    assert!(shows(&test, "Check the spelling") && !shows(&test, "Kontrollera stavningen"));
    test.get_by_label("Members");
    assert!(test.state().bench.asked.iter().any(|it| it.contains("language: Some(En)")), "and is kept");
    click(&mut test, "Svenska");
    assert!(shows(&test, "Kontrollera stavningen"));
}

#[test]
fn a_language_that_was_asked_for_goes_before_the_chosen_one_and_is_not_kept() {
    let mut bench = Bench::with_network();
    let chosen = Preferences { language: Some(Lang::En), ..Preferences::default() };
    bench.model.furnish(chosen, true, Places::default());
    bench.run(Command::Go(Page::Settings));
    let mut test = window(bench);
    assert!(shows(&test, "Kontrollera stavningen"));
    click(&mut test, "Större");
    assert!(shows(&test, "Kontrollera stavningen"), "whatever else is chosen");
    assert_eq!(self::chosen(&test).language, Some(Lang::En));
    click(&mut test, "English");
    assert!(shows(&test, "Check the spelling"), "until another is");
}

#[test]
fn colours_and_size_are_chosen_by_button_and_by_key() {
    let mut test = settings();
    click(&mut test, "Mörkt");
    assert_eq!(chosen(&test).look, Look::Dark);
    assert_eq!(test.ctx.options(|options| options.theme_preference), ThemePreference::Dark);
    click(&mut test, "Större");
    assert_eq!(test.ctx.zoom_factor(), 1.1);
    test.get_by_label("110 %");
    for (key, size) in
        [(Key::Plus, 120), (Key::Minus, 110), (Key::Num0, 100), (Key::Minus, 90), (Key::Minus, 90)]
    {
        test.key_press_modifiers(Modifiers::COMMAND, key);
        steps(&mut test);
        assert_eq!(chosen(&test).size, size, "{key:?}");
    }
    click(&mut test, "Kontrollera stavningen");
    assert!(!chosen(&test).spelling);
}

#[test]
fn ones_own_name_is_changed_in_the_directory() {
    let mut test = settings();
    fill(&mut test, "Namn", "Anna Ekman");
    fill(&mut test, "Titel", "Skolchef");
    click(&mut test, "Spara");
    let me = test.state().bench.model.state.me().unwrap().clone();
    assert_eq!((me.name.as_str(), me.title.as_str()), ("Anna Ekman", "Skolchef"));
}

#[test]
fn a_backup_is_made_and_told_in_sentences() {
    let mut test = settings();
    assert!(shows(&test, "/h/Samskriv 2027-01-15.samskriv"));
    let secret = |test: &mut Test, first: &str, again: &str| {
        fill(test, "Lösenfras, minst åtta tecken", first);
        fill(test, "Lösenfrasen en gång till", again);
        test.get_by_label("Spara en säkerhetskopia").scroll_to_me();
        steps(test);
        click(test, "Spara en säkerhetskopia");
    };
    secret(&mut test, "kort", "kort");
    assert!(shows(&test, "Lösenfrasen är för kort"));
    secret(&mut test, "en lång fras", "en annan fras");
    assert!(shows(&test, "De två lösenfraserna är olika"));
    assert!(!test.state().bench.asked.contains(&"back up".to_owned()));
    fill(&mut test, "Fil", "kopia");
    secret(&mut test, "en lång fras", "en lång fras");
    assert!(shows(&test, "Skriv hela sökvägen"));
    fill(&mut test, "Fil", "/h/kopia");
    test.state_mut().bench.refuses = Some(ErrorCode::FileExists);
    secret(&mut test, "en lång fras", "en lång fras");
    assert!(shows(&test, "Det finns redan något med det namnet"));
    test.state_mut().bench.refuses = None;
    secret(&mut test, "en lång fras", "en lång fras");
    assert!(shows(&test, "Säkerhetskopian är sparad i /h/kopia och kontrollerad: ett nätverk med 3 möten."));
}

#[test]
fn the_place_is_shown_and_links_are_registered_when_asked() {
    let mut test = settings();
    assert!(shows(&test, "/d/samskriv"));
    assert!(!test.state().bench.asked.contains(&"open links".to_owned()));
    test.get_by_label("Öppna sådana länkar med Samskriv").scroll_to_me();
    steps(&mut test);
    click(&mut test, "Öppna sådana länkar med Samskriv");
    assert_eq!(
        test.state().bench.model.state.links,
        Task::Done("Inbjudningslänkar öppnas nu med Samskriv.".into())
    );
    click(&mut test, "Öppna mappen");
    assert_eq!(test.state().bench.asked.last().unwrap(), "show /d/samskriv");
}

#[test]
fn the_keys_are_listed_and_do_what_the_list_says() {
    let mut test = with_text("Alfa");
    press(&mut test, Key::F1);
    for (keys, what) in [
        ("Ctrl+3", "Beslut"),
        ("Ctrl+Shift+D", "Beslut"),
        ("Ctrl+Alt+1", "Rubrik 1"),
        ("F1", "Den här listan"),
    ] {
        test.get_by_label(keys);
        assert!(shows(&test, what), "{what}");
    }
    press(&mut test, Key::Escape);
    assert!(!shows(&test, "Den här listan"));
    focus(&mut test, BODY);
    let alt = Modifiers { alt: true, ..Modifiers::COMMAND };
    test.key_press_modifiers(alt, Key::Num2);
    steps(&mut test);
    assert_eq!(test.state().bench.model.state.page, Page::Meeting, "Ctrl+Alt+2 is not Ctrl+2");
    assert!(matches!(test.state().bench.body().blocks[0].kind, samskriv_shared::text::BlockKind::Heading(2)));
}

#[test]
fn an_invitation_that_the_program_is_opened_with_stands_in_its_field() {
    let mut bench = Bench::with_meeting();
    bench.model.on_link(LINK.into());
    let mut test = window(bench);
    assert!(shows(&test, LINK));
    assert!(test.query_by_label("Ditt namn").is_some());
    click(&mut test, "Tillbaka");
    assert!(!shows(&test, LINK));
    // Opened once more, it is there again.
    test.state_mut().bench.model.on_link(LINK.into());
    steps(&mut test);
    assert!(shows(&test, LINK));
}

#[test]
fn a_relay_that_has_moved_gets_its_new_address() {
    let mut test = window(Bench::with_network());
    click(&mut test, "Inställningar");
    assert!(shows(&test, "genom wss://relä.example."));
    click(&mut test, "Byt adress …");
    let field = test.get_by_label("Reläets adress");
    assert_eq!(field.accesskit_node().value().as_deref(), Some("wss://relä.example"), "as it is");
    fill(&mut test, "Reläets adress", "https://ny.example");
    click(&mut test, "Anslut");
    assert!(shows(&test, "genom https://ny.example."));
}
