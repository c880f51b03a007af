//! First start, list of meetings, sharing, inviting, the status line.

use egui::Key;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use samskriv_shared::{
    documents::State,
    recovery::{RecoveryCode, SECRET},
};

use super::*;
use crate::{
    backend::{ErrorCode, Warning},
    state::{Dialog, Relay, Status},
    ui::status_line::{Standing, at_the_relay, on_this_computer, with_colleagues},
    update::tests::LINK,
};

#[test]
fn the_first_start_has_three_choices() {
    let mut test = window(Bench::empty());
    for choice in ["Börja skriva", "Öppna en inbjudan", "Skapa ett nätverk"] {
        test.get_by_label(choice);
    }
    click(&mut test, "Börja skriva");
    fill(&mut test, "Ditt namn", "Anna Ek");
    fill(&mut test, "Din kommun", "Bjuv");
    click(&mut test, "Börja");
    assert!(shows(&test, "Spara återställningskoden"));
    assert!(shows(&test, "kod-för-räddning"));
    press(&mut test, Key::Escape);
    assert!(shows(&test, "kod-för-räddning"), "the code is not lost by a slip");
    click(&mut test, "Jag har sparat koden");
    test.get_by_label("Anteckningar");
}

#[test]
fn an_invitation_that_cannot_be_read_is_told() {
    let mut bench = Bench::empty();
    bench.refuses = Some(ErrorCode::BadLink);
    let mut test = window(bench);
    click(&mut test, "Öppna en inbjudan");
    // The first field has the focus.
    type_text(&mut test, "hej");
    fill(&mut test, "Ditt namn", "Anna Ek");
    fill(&mut test, "Din kommun", "Bjuv");
    click(&mut test, "Gå med");
    assert!(shows(&test, "Inbjudningslänken går inte att läsa"));
    test.state_mut().bench.refuses = None;
    click(&mut test, "Gå med");
    assert!(shows(&test, "Provnätverket"));
}

#[test]
fn a_recovery_code_in_the_place_of_a_link_recovers_and_one_without_a_relay_asks_for_it() {
    let workspace = samskriv_shared::ids::WorkspaceId([9; 32]);
    let code =
        |relay: Option<&str>| RecoveryCode::new(relay.map(Into::into), workspace, [7; SECRET]).to_string();
    for (code, asks) in [(code(None), true), (code(Some("https://rela.example")), false)] {
        let mut test = window(Bench::empty());
        click(&mut test, "Öppna en inbjudan");
        fill(&mut test, "Inbjudningslänk", &code);
        assert!(shows(&test, "gör den här datorn till administratör"));
        assert!(test.query_by_label("Gå med").is_none());
        fill(&mut test, "Ditt namn", "Anna Ek");
        fill(&mut test, "Din kommun", "Bjuv");
        if asks {
            click(&mut test, "Återställ");
            assert!(!shows(&test, "Provnätverket"), "the relay is missing");
            fill(&mut test, "Reläets adress", "https://ny.example");
        }
        assert_eq!(test.query_by_label("Reläets adress").is_some(), asks);
        click(&mut test, "Återställ");
        assert!(test.state().bench.asked.contains(&"recover".to_owned()));
        let relay = test.state().bench.workspaces[0].relay.clone();
        assert_eq!(relay.as_deref(), asks.then_some("https://ny.example"));
    }
}

#[test]
fn a_mistyped_recovery_code_is_told_as_that() {
    let mut bench = Bench::empty();
    bench.refuses = Some(ErrorCode::MistypedRecoveryCode);
    let mut test = window(bench);
    click(&mut test, "Öppna en inbjudan");
    fill(&mut test, "Inbjudningslänk", "samskriv:recover?workspace=01#ABCD");
    fill(&mut test, "Ditt namn", "Anna Ek");
    fill(&mut test, "Din kommun", "Bjuv");
    click(&mut test, "Återställ");
    assert!(shows(&test, "Återställningskoden är felskriven"));
}

#[test]
fn a_network_is_created_with_a_relay() {
    let mut test = window(Bench::empty());
    click(&mut test, "Skapa ett nätverk");
    fill(&mut test, "Nätverkets namn", "Provnätverket");
    fill(&mut test, "Ditt namn", "Anna Ek");
    fill(&mut test, "Din kommun", "Bjuv");
    fill(&mut test, "Reläets adress", "relä.example");
    click(&mut test, "Skapa");
    let relay = test.state().bench.workspaces[0].relay.clone();
    assert_eq!(relay.as_deref(), Some("relä.example"));
}

#[test]
fn a_relay_that_does_not_answer_makes_no_network_and_the_form_stays() {
    let mut bench = Bench::empty();
    bench.unreached = true;
    let mut test = window(bench);
    click(&mut test, "Skapa ett nätverk");
    assert!(shows(&test, "Fyll i: Nätverkets namn, Ditt namn, Din kommun"));
    fill(&mut test, "Nätverkets namn", "Provnätverket");
    fill(&mut test, "Ditt namn", "Anna Ek");
    fill(&mut test, "Din kommun", "Bjuv");
    assert!(!shows(&test, "Fyll i:"));
    fill(&mut test, "Reläets adress", "https://fel.example");
    click(&mut test, "Skapa");
    assert!(shows(&test, "Inget relä svarar på https://fel.example."));
    assert!(test.state().bench.workspaces.is_empty(), "taken back");
    // Without an address it goes on, and the relay can come later: a wrong one is told in its dialog.
    fill(&mut test, "Reläets adress", "");
    press(&mut test, Key::Backspace);
    click(&mut test, "Skapa");
    assert_eq!(test.state().bench.workspaces[0].relay, None, "{:?}", test.state().bench.asked);
    click(&mut test, "Jag har sparat koden");
    click(&mut test, "Anslut till ett relä …");
    fill(&mut test, "Reläets adress", "https://fel.example");
    click(&mut test, "Anslut");
    assert!(shows(&test, "Inget relä svarar på https://fel.example."));
    test.state_mut().bench.unreached = false;
    fill(&mut test, "Reläets adress", "https://ratt.example");
    click(&mut test, "Anslut");
    assert!(!shows(&test, "Inget relä svarar"));
    assert!(test.query_by_label("Anslut").is_none(), "the dialog is closed");
    assert_eq!(test.state().bench.workspaces[0].relay.as_deref(), Some("https://ratt.example"));
}

#[test]
fn tab_goes_round_by_everything_once() {
    for page in ["Åtgärder", "Beslut", "Årsplan", "Medlemmar", "Inställningar"] {
        let mut test = window(Bench::with_network());
        let status = &mut test.state_mut().bench.model.state.status;
        (status.relay, status.colleagues) = (Relay::Live, 1);
        status.names = vec![("Bo Lind".into(), true)];
        click(&mut test, page);
        let focused = |test: &Test| test.ctx.memory(|memory| memory.focused());
        let mut seen = Vec::new();
        let (mut wanted, mut round) = (vec!["Nytt möte", "Gå offline", "Hos 0 av 1 kollega", "Sök"], false);
        for _ in 0..120 {
            press_tab(&mut test);
            wanted.retain(|label| !test.get_by_label(label).is_focused());
            // Between the last and the first nothing has it for a moment.
            let Some(id) = focused(&test) else { continue };
            if seen.first() == Some(&id) {
                round = true;
                break;
            }
            assert!(!seen.contains(&id), "{page}: twice before the round is over, after {}", seen.len());
            seen.push(id);
        }
        assert!(round, "{page}: no end after {}", seen.len());
        assert!(wanted.is_empty(), "{page}: not reached: {wanted:?}");
    }
}

fn press_tab(test: &mut Test) {
    test.key_press(Key::Tab);
    test.step();
    test.step();
}

#[test]
fn in_a_low_window_everything_can_be_scrolled_to() {
    // 200 % on the smallest laptop.
    let mut test = window(Bench::with_meeting());
    test.set_size(egui::vec2(683.0, 384.0));
    steps(&mut test);
    for label in ["Kortkommandon", "Inställningar", "Medlemmar"] {
        test.get_by_label(label).focus();
        // It scrolls there in a while.
        (0..4).for_each(|_| steps(&mut test));
        let rect = test.get_by_label(label).rect();
        assert!(test.ctx.content_rect().contains_rect(rect), "{label}: {rect:?}");
    }
    test.key_press_modifiers(Modifiers::COMMAND, Key::Num2);
    steps(&mut test);
    click(&mut test, "Ny åtgärd utan möte");
    test.get_by_label("Stäng").focus();
    (0..4).for_each(|_| steps(&mut test));
    assert!(test.ctx.content_rect().contains_rect(test.get_by_label("Stäng").rect()));
}

#[test]
fn sharing_asks_first() {
    let mut test = window(Bench::with_meeting());
    click(&mut test, "Dela med nätverket");
    assert!(shows(&test, "allmänna handlingar"));
    click(&mut test, "Inte ännu");
    assert_eq!(test.state().bench.minutes().state, State::Draft);
    click(&mut test, "Dela med nätverket");
    click(&mut test, "Dela");
    assert_eq!(test.state().bench.kept().read().state, State::Shared);
    assert!(test.state().bench.asked.contains(&"share".to_owned()));
    assert!(test.query_by_label("Dela med nätverket").is_none());
}

#[test]
fn an_invitation_is_made_and_copied() {
    let mut test = window(Bench::with_meeting());
    click(&mut test, "Bjud in …");
    click(&mut test, "kan bara läsa");
    click(&mut test, "Skapa länk");
    assert!(shows(&test, LINK));
    test.get_by_label("Kopiera länken").click();
    test.step();
    let copied = test
        .output()
        .platform_output
        .commands
        .iter()
        .any(|command| matches!(command, egui::OutputCommand::CopyText(text) if text == LINK));
    steps(&mut test);
    assert!(copied || shows(&test, "Kopierad"));
    press(&mut test, Key::Escape);
    assert_eq!(test.state().bench.model.state.dialog, None::<Dialog>);
}

#[test]
fn the_status_line_is_true_at_each_step() {
    let mut bench = Bench::with_meeting();
    let live = Status { relay: Relay::Live, seen: 1, colleagues: 2, ..Status::default() };
    let of = |bench: &mut Bench, status: Status| {
        bench.model.state.status = status;
        let state = &bench.model.state;
        (on_this_computer(state), at_the_relay(state), with_colleagues(state))
    };
    let (saved, relay, colleagues) = of(&mut bench, live.clone());
    assert_eq!((saved.standing, saved.words.as_str()), (Standing::Reached, "Sparat på den här datorn"));
    assert_eq!(
        (relay.standing, relay.words.as_str()),
        (Standing::Away, "Utkast: finns bara på den här datorn")
    );
    assert_eq!(colleagues, None, "nobody has a draft");

    bench.run(crate::command::Command::Share);
    let (_, relay, colleagues) = of(&mut bench, live.clone());
    assert_eq!((relay.standing, relay.words.as_str()), (Standing::Reached, "Hos reläet"));
    assert_eq!(colleagues.unwrap().words, "Hos 1 av 2 kollegor");
    let (saved, relay, colleagues) = of(&mut bench, Status { unsaved: 1, unsent: 3, ..live.clone() });
    assert_eq!((saved.standing, saved.words.as_str()), (Standing::Waiting, "Sparar …"));
    let (saved, ..) = of(&mut bench, Status { unsaved: 1, refused: true, ..live.clone() });
    assert_eq!((saved.standing, saved.words.as_str()), (Standing::Waiting, "Inte sparat än"));
    assert_eq!(
        (relay.standing, relay.words.as_str()),
        (Standing::Waiting, "Ändringar väntar på att skickas")
    );
    assert_eq!(colleagues.unwrap().words, "Hos 0 av 2 kollegor", "nobody has what is not sent");
    let words = |bench: &mut Bench, relay: Relay, unsent: usize| {
        of(bench, Status { relay, unsent, ..live.clone() }).1.words
    };
    let at = jiff::civil::datetime(2027, 1, 15, 9, 41, 0, 0);
    let offline = Relay::Offline { since: Some(at), reason: None };
    assert_eq!(words(&mut bench, offline.clone(), 0), "Offline sedan kl. 9.41");
    assert_eq!(words(&mut bench, offline, 1), "Offline sedan kl. 9.41 · Ändringar väntar på att skickas");
    let yesterday = Relay::Offline { since: Some(at.yesterday().unwrap()), reason: None };
    assert_eq!(words(&mut bench, yesterday, 0), "Offline sedan 14 januari 2027, kl. 9.41");
    assert_eq!(words(&mut bench, Relay::Connecting, 0), "Ansluter till reläet");
    let removed = Relay::Removed("varför".into());
    assert_eq!(words(&mut bench, removed, 2), "Den här datorn är borttagen ur nätverket");
    assert_eq!(words(&mut bench, Relay::CatchingUp { done: 2, total: 9 }, 0), "Hämtar från reläet: 2 av 9");
    assert_eq!(words(&mut bench, Relay::None, 0), "Inget relä: finns bara på den här datorn");
    let one = Status { colleagues: 1, seen: 1, ..live };
    assert_eq!(of(&mut bench, one).2.unwrap().words, "Hos 1 av 1 kollega");
}

#[test]
fn going_offline_and_back() {
    let mut bench = Bench::with_meeting();
    bench.model.state.status.relay = Relay::Live;
    let mut test = window(bench);
    click(&mut test, "Gå offline");
    assert_eq!(test.state().bench.asked.last().unwrap(), "offline");
    test.state_mut().bench.model.state.status.chose_offline = true;
    steps(&mut test);
    click(&mut test, "Gå online");
    assert_eq!(test.state().bench.asked.last().unwrap(), "online");
}

#[test]
fn what_people_should_know_of_is_behind_a_mark() {
    let mut bench = Bench::with_meeting();
    bench.status(crate::backend::Status {
        warnings: vec![Warning::ToldOtherwise("Eva Lind".into()), Warning::SetAside(2)],
        ..Default::default()
    });
    let mut test = window(bench);
    assert!(!shows(&test, "Reläet har gett Eva Lind andra uppgifter"));
    click(&mut test, "Obs (2)");
    assert!(shows(&test, "Reläet har gett Eva Lind andra uppgifter"));
    assert!(shows(&test, "gick inte att bekräfta"));
    test.state_mut().bench.model.state.status.warnings.clear();
    steps(&mut test);
    assert!(!shows(&test, "Obs"));
}

#[test]
fn everything_is_reached_by_tab() {
    let mut test = window(Bench::with_meeting());
    let mut reached = Vec::new();
    for _ in 0..60 {
        press(&mut test, Key::Tab);
        let focused = egui_kittest::kittest::By::new().include_labels().predicate(|node| node.is_focused());
        reached.extend(test.query_all(focused).filter_map(|node| node.accesskit_node().label()));
    }
    for name in [
        "Anteckningar",
        "Titel",
        "Datum",
        "Börjar",
        "Plats",
        "Sekreterare",
        "Ny åtgärd",
        "Nytt möte",
        "Dela med nätverket",
        "Ändra närvaron",
    ] {
        assert!(reached.iter().any(|label| label == name), "{name} in {reached:?}");
    }
}

#[test]
fn every_page_is_a_row_and_a_key_away() {
    let mut test = window(Bench::with_meeting());
    for (label, key) in [
        ("Åtgärder", Key::Num2),
        ("Beslut", Key::Num3),
        ("Årsplan", Key::Num4),
        ("Medlemmar", Key::Num5),
        ("Sök", Key::Num6),
    ] {
        let row = |test: &Test| test.query_all_by_label(label).next().is_some();
        assert!(row(&test), "{label}");
        test.key_press_modifiers(egui::Modifiers::COMMAND, key);
        steps(&mut test);
        let heading = test.query_all_by_role(egui::accesskit::Role::Heading);
        assert!(
            heading.into_iter().any(|it| it.accesskit_node().label().as_deref() == Some(label)),
            "{label}"
        );
        assert!(test.query_by_label(BODY).is_none());
    }
    click(&mut test, "Möten");
    test.get_by_label(BODY);
    click(&mut test, "Inställningar");
    assert!(test.query_by_label(BODY).is_none());
}
