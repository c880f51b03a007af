//! Leaving the network: what it means is read before it is done, by the names that screen readers hear.

use egui_kittest::kittest::Queryable as _;
use samskriv_shared::{
    documents::State,
    ids::{DeviceId, PersonId},
    membership::Role,
};

use super::*;
use crate::{
    backend::{BackendError, ErrorCode, Event, Member, RelayState, RelayStatus, Status},
    command::Command,
    state::Page,
    update::{
        Purpose,
        tests::{ME, NETWORK, OTHER},
    },
};

fn member(device: DeviceId, person: u8, role: Role) -> Member {
    Member {
        device,
        person: Some(PersonId([person; 16])),
        name: String::new(),
        municipality: String::new(),
        title: String::new(),
        role,
    }
}

fn relay(state: RelayState) -> Status {
    Status { relay: RelayStatus { state, ..RelayStatus::default() }, version: 9, ..Status::default() }
}

/// The page of the settings, with these computers in the network.
fn settings(members: Vec<Member>) -> Bench {
    let mut bench = Bench::with_network();
    bench.members = members;
    bench.model.on_event(Event::Members { workspace: NETWORK });
    bench.settle();
    bench.status(relay(RelayState::Live));
    bench.run(Command::Go(Page::Settings));
    bench
}

/// Anna Ek, who sits here, and Eva Lind, who administers too.
fn two() -> Vec<Member> {
    vec![member(ME, 1, Role::Admin), member(OTHER, 2, Role::Admin)]
}

fn ask(bench: Bench) -> Test {
    let mut test = window(bench);
    test.get_by_label("Lämna nätverket …").scroll_to_me();
    steps(&mut test);
    click(&mut test, "Lämna nätverket …");
    test
}

fn asked(test: &Test, what: &str) -> bool {
    test.state().bench.asked.iter().any(|it| it == what)
}

#[test]
fn what_stays_where_is_said_and_then_the_choices_of_the_first_start_are_shown() {
    let mut bench = settings(two());
    bench.earlier(40, |minutes| minutes.set_state(State::Shared));
    bench.earlier(41, |_| ());
    let mut test = ask(bench);
    for said in [
        "Lämna Provnätverket?",
        "finns kvar hos de andra: möten, beslut och åtgärder, också det du har skrivit, med ditt namn",
        "Från den här datorn tas allt som hör till nätverket bort",
        "Ett utkast finns bara här och raderas",
        "behöver du en ny inbjudan",
    ] {
        assert!(shows(&test, said), "{said}");
    }
    assert!(!shows(&test, "andra dator"), "she has only this one");
    press(&mut test, Key::Escape);
    assert!(!shows(&test, "Lämna Provnätverket?") && !asked(&test, "leave"));
    click(&mut test, "Lämna nätverket …");
    // What was asked for while it went is no news.
    let late = || Err(BackendError::new(ErrorCode::NoSuchWorkspace, NETWORK));
    test.state_mut().bench.model.on_answer(Purpose::Members(NETWORK), late());
    click(&mut test, "Lämna nätverket");
    assert!(asked(&test, "leave"));
    test.state_mut().bench.model.on_answer(Purpose::Status(NETWORK), late());
    steps(&mut test);
    assert!(!shows(&test, "finns inte på den här datorn"));
    assert!(test.state().bench.model.state.network.is_none());
    test.get_by_label("Öppna en inbjudan");
    assert!(shows(&test, "Du har lämnat Provnätverket"));
}

#[test]
fn the_next_network_is_shown() {
    let mut bench = settings(two());
    let other = samskriv_shared::ids::WorkspaceId([8; 32]);
    let beside =
        crate::backend::WorkspaceInfo { id: other, name: "Det andra".into(), ..bench.workspaces[0].clone() };
    let directory = bench.documents[&samskriv_shared::ids::DocId::directory(&NETWORK)].clone();
    bench.documents.insert(samskriv_shared::ids::DocId::directory(&other), directory);
    bench.workspaces.push(beside);
    let mut test = ask(bench);
    click(&mut test, "Lämna nätverket");
    assert_eq!(test.state().bench.model.state.network, Some(other));
    assert!(test.state().bench.model.state.dialog.is_none() && shows(&test, "Medlemmar"));
}

#[test]
fn the_last_administrator_is_shown_the_way_out() {
    let members = vec![member(ME, 1, Role::Admin), member(OTHER, 2, Role::Editor)];
    let mut test = ask(settings(members));
    assert!(shows(&test, "enda administratör") && shows(&test, "Gör någon annan till administratör"));
    assert!(test.query_by_label("Lämna nätverket").is_none());
    click(&mut test, "Gå till Medlemmar");
    assert_eq!(test.state().bench.model.state.page, Page::Members);
    assert!(test.state().bench.model.state.dialog.is_none());
}

#[test]
fn who_is_alone_removed_or_has_another_computer_reads_what_that_means() {
    let mut test = ask(settings(vec![member(ME, 1, Role::Admin)]));
    assert!(shows(&test, "Här är bara du") && shows(&test, "Med återställningskoden"));
    press(&mut test, Key::Escape);
    let mut bench = settings(vec![member(OTHER, 2, Role::Admin)]);
    bench.status(relay(RelayState::Offline));
    let test = ask(bench);
    assert!(shows(&test, "inte längre med i nätverket") && shows(&test, "De andra har kvar"));
    test.get_by_label("Ta bort från datorn");
    let mine = member(DeviceId([3; 32]), 1, Role::Editor);
    let test = ask(settings([two(), vec![mine]].concat()));
    assert!(shows(&test, "Din andra dator är kvar i nätverket tills du lämnar det där också"));
}

#[test]
fn without_the_relay_it_waits_and_what_is_refused_is_a_sentence() {
    let mut bench = settings(two());
    bench.status(relay(RelayState::Offline));
    let mut test = ask(bench);
    assert!(shows(&test, "inte ansluten till reläet"));
    click(&mut test, "Lämna nätverket");
    assert!(!asked(&test, "leave"), "the button is not to be pressed");
    test.state_mut().bench.status(Status { version: 10, ..relay(RelayState::Live) });
    steps(&mut test);
    for (code, sentence) in [
        (ErrorCode::Unsent, "Det finns ändringar som inte har nått kollegorna än"),
        (ErrorCode::Unreachable, "de andra kan inte få veta att du lämnar"),
        (ErrorCode::LastAdmin, "behöver minst en administratör"),
    ] {
        test.state_mut().bench.refuses = Some(code);
        click(&mut test, "Lämna nätverket");
        assert!(shows(&test, sentence) && shows(&test, "Lämna Provnätverket?"), "{sentence}");
    }
    // While it is done nothing can be pressed, and it does not go away.
    test.state_mut().bench.refuses = None;
    test.state_mut().bench.model.state.busy = true;
    steps(&mut test);
    assert!(shows(&test, "Det tar en liten stund"));
    press(&mut test, Key::Escape);
    click(&mut test, "Avbryt");
    assert!(shows(&test, "Lämna Provnätverket?"));
    test.state_mut().bench.model.state.busy = false;
    test.state_mut()
        .bench
        .model
        .on_answer(Purpose::Left(NETWORK), Err(BackendError::new(ErrorCode::NotErased, "")));
    test.state_mut().bench.workspaces.clear();
    test.state_mut().bench.settle();
    steps(&mut test);
    assert!(shows(&test, "Resten tas bort nästa gång Samskriv startar"));
}

#[test]
fn a_backup_is_offered_and_ones_own_row_leads_there_too() {
    let mut bench = settings(two());
    bench.run(Command::Go(Page::Members));
    let mut test = window(bench);
    click(&mut test, "Ändra Anna Ek");
    click(&mut test, "Lämna nätverket …");
    click(&mut test, "Spara en säkerhetskopia först …");
    assert_eq!(test.state().bench.model.state.page, Page::Settings);
    let secret = test.get_by_label("Lösenfras, minst åtta tecken");
    assert!(secret.rect().bottom() < 768.0 && secret.is_focused());
    assert!(!shows(&test, "Lämna Provnätverket?"));
}

#[test]
fn what_was_half_written_goes_with_the_network() {
    let mut bench = Bench::with_meeting();
    bench.members = vec![member(ME, 1, Role::Admin)];
    bench.model.on_event(Event::Members { workspace: NETWORK });
    let mut test = window(bench);
    fill(&mut test, "Ny åtgärd", "Ring om ärendet");
    let kept = |test: &Test| serde_json::to_string(&test.state().bench.unfinished).unwrap();
    (0..10).for_each(|_| steps(&mut test));
    assert!(kept(&test).contains("Ring om ärendet"));
    test.state_mut().bench.run(Command::AskToLeave);
    steps(&mut test);
    click(&mut test, "Lämna nätverket");
    (0..10).for_each(|_| steps(&mut test));
    assert!(test.state().bench.model.state.networks.as_ref().is_some_and(Vec::is_empty));
    assert!(!kept(&test).contains("ärendet"), "{}", kept(&test));
}
