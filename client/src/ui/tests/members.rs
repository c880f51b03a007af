//! Who belongs to the network: read, changed, invited and removed, through the names that screen readers hear.

use egui_kittest::kittest::{NodeT as _, Queryable as _};
use samskriv_shared::{
    ids::{DeviceId, PersonId},
    invite::InviteLink,
    membership::Role,
};

use super::*;
use crate::{
    backend::{ErrorCode, Event, Invite, Member},
    command::{Command, PeopleCommand, PersonEdit},
    state::Page,
    update::tests::{LINK, ME, NETWORK, OTHER},
};

const THIRD: DeviceId = DeviceId([3; 32]);

pub fn member(device: DeviceId, person: u8, name: &str, role: Role) -> Member {
    Member {
        device,
        person: Some(PersonId([person; 16])),
        name: name.into(),
        municipality: "Åstorp".into(),
        title: String::new(),
        role,
    }
}

/// Anna Ek, who sits here and administers, Eva Lind with two computers, and Bo Falk, who only reads.
fn members() -> Bench {
    let mut bench = Bench::with_network();
    bench.members = vec![
        member(ME, 1, "Anna Ek", Role::Admin),
        member(OTHER, 2, "Eva Lind", Role::Editor),
        member(THIRD, 2, "Eva Lind", Role::Reader),
        member(DeviceId([4; 32]), 4, "Bo Falk", Role::Reader),
    ];
    bench.model.on_event(Event::Members { workspace: NETWORK });
    for (person, name) in [(1, "Höganäs"), (2, "Bjuv")] {
        let edit = PersonEdit::Municipality(name.into());
        bench.run(Command::People(PeopleCommand::Edit(PersonId([person; 16]), edit)));
    }
    bench.run(Command::Go(Page::Members));
    bench
}

fn tops(test: &Test, labels: &[&str]) -> Vec<f32> {
    labels.iter().map(|label| test.get_by_label(label).rect().top()).collect()
}

#[test]
fn people_stand_by_municipality_in_swedish_order_with_what_they_may_do() {
    let test = window(members());
    let order = tops(&test, &["Bjuv", "Eva Lind", "Höganäs", "Anna Ek (du)", "Åstorp", "Bo Falk"]);
    assert!(order.is_sorted(), "{order:?}");
    assert!(shows(&test, "Kan skriva · 2 datorer"));
    assert!(shows(&test, "Administratör"));
    assert!(!shows(&test, "Har slutat"));
}

#[test]
fn an_administrator_changes_what_the_directory_says() {
    let mut test = window(members());
    click(&mut test, "Ändra Eva Lind");
    fill(&mut test, "Namn", "Eva Lindgren");
    fill(&mut test, "Titel", "Socialchef");
    fill(&mut test, "Kommun", "Klippan");
    fill(&mut test, "Ordförande från", "1 januari 2027");
    fill(&mut test, "till och med", "31 december 2026");
    click(&mut test, "Lägg till period");
    assert!(!shows(&test, "1 januari 2027 –"), "it would end before it begins");
    fill(&mut test, "till och med", "31 december 2028");
    click(&mut test, "Lägg till period");
    assert!(shows(&test, "1 januari 2027 – 31 december 2028"));
    fill(&mut test, "Sista dag", "i vår");
    press(&mut test, Key::Tab);
    assert!(shows(&test, "Det går inte att läsa som ett datum."));
    click(&mut test, "Spara");
    assert!(test.query_by_label("Ändra Eva Lindgren").is_none(), "what is no date is not saved");
    fill(&mut test, "Sista dag", "31 mars 2027");
    click(&mut test, "Spara");
    test.get_by_label("Klippan");
    test.get_by_label("Socialchef");
    test.get_by_label("ordf.");
    assert!(shows(&test, "Ordförande 1 januari 2027 – 31 december 2028 · Slutar den 31 mars 2027"));
    assert!(test.query_by_label("Bjuv").is_none(), "nobody is left there");

    click(&mut test, "Ändra Eva Lindgren");
    click(&mut test, "Ta bort perioden 1 januari 2027 – 31 december 2028");
    fill(&mut test, "Sista dag", "2026-12-31");
    click(&mut test, "Spara");
    assert!(test.query_by_label("ordf.").is_none());
    assert!(test.query_by_label("Ändra Eva Lindgren").is_none(), "folded away");
    click(&mut test, "Har slutat (1)");
    assert!(shows(&test, "Slutade den 31 december 2026"));
}

#[test]
fn everybody_changes_their_own_name_and_title_and_nothing_else() {
    let mut bench = members();
    bench.workspaces.iter_mut().for_each(|it| it.role = Some(Role::Editor));
    bench.members[1].role = Role::Admin;
    bench.model.on_event(Event::Members { workspace: NETWORK });
    bench.settle();
    let mut test = window(bench);
    assert!(shows(&test, "Bjuder in och ändrar uppgifter: Eva Lind, Anna Ek."));
    for hidden in ["Ändra Eva Lind", "Bjud in", "Lägg till min andra dator"] {
        assert!(test.query_by_label(hidden).is_none(), "{hidden}");
    }
    click(&mut test, "Ändra Anna Ek");
    for hidden in ["Kommun", "Sista dag", "Ordförande från", "Datorer"] {
        assert!(test.query_by_label(hidden).is_none(), "{hidden}");
    }
    fill(&mut test, "Namn", "Anna Ekman");
    click(&mut test, "Spara");
    test.get_by_label("Anna Ekman (du)");
    assert_eq!(test.state().bench.model.state.current().unwrap().my_name, "Anna Ekman");
    // Whoever asked for more by other means would get no further.
    let edit = PersonEdit::Title("Kung".into());
    test.state_mut().bench.run(Command::People(PeopleCommand::Edit(PersonId([2; 16]), edit)));
    assert!(test.state().bench.model.state.people.iter().all(|person| person.title.is_empty()));
}

#[test]
fn whoever_is_alone_is_told_how_others_come_in() {
    let mut bench = Bench::empty();
    bench.run(Command::StartWriting(crate::state::Me::default()));
    bench.run(Command::CloseDialog);
    bench.run(Command::People(PeopleCommand::Remove(crate::state::Removal::Person {
        person: Some(PersonId([2; 16])),
        name: "Eva Lind".into(),
        devices: Vec::new(),
    })));
    bench.run(Command::Go(Page::Members));
    let mut test = window(bench);
    assert!(shows(&test, "Här är bara du."));
    click(&mut test, "Anslut till ett relä");
    fill(&mut test, "Reläets adress", "https://rela.example");
}

#[test]
fn a_role_is_changed_where_it_stands() {
    let mut test = window(members());
    click(&mut test, "Ändra Eva Lind");
    click(&mut test, "Roll för Eva Lind, Dator 1");
    choose(&mut test, "Administratör");
    assert_eq!(test.state().bench.members[1].role, Role::Admin);
    click(&mut test, "Avbryt");
    assert!(shows(&test, "Administratör · 2 datorer"));
    test.state_mut().bench.refuses = Some(ErrorCode::LastAdmin);
    click(&mut test, "Ändra Anna Ek");
    click(&mut test, "Roll för Anna Ek, Dator 1 (den här)");
    choose(&mut test, "Kan bara läsa");
    assert!(shows(&test, "Nätverket behöver minst en administratör"));
}

/// Picks one of what a list that was unfolded has.
fn choose(test: &mut Test, label: &str) {
    let is_row = |row: &egui_kittest::Node<'_>| row.accesskit_node().role() == egui::accesskit::Role::Button;
    test.get_all_by_label(label).find(is_row).unwrap().click();
    steps(test);
}

#[test]
fn removing_says_first_what_happens() {
    let mut test = window(members());
    click(&mut test, "Ändra Eva Lind");
    click(&mut test, "Ta bort Dator 2 för Eva Lind");
    assert!(shows(&test, "det som redan finns på den ligger kvar där"));
    assert!(shows(&test, "nycklar byts"));
    press(&mut test, Key::Escape);
    assert!(!shows(&test, "nycklar byts"));
    assert_eq!(test.state().bench.members.len(), 4);
    click(&mut test, "Ta bort Eva Lind ur nätverket");
    test.state_mut().bench.refuses = Some(ErrorCode::Unreachable);
    click(&mut test, "Ta bort");
    assert!(shows(&test, "Reläet kan inte nås"), "and the dialog stays");
    test.state_mut().bench.refuses = None;
    click(&mut test, "Ta bort");
    let left: Vec<DeviceId> = test.state().bench.members.iter().map(|member| member.device).collect();
    assert_eq!(left, [ME, DeviceId([4; 32])], "both computers are gone");
    assert!(!shows(&test, "nycklar byts"));
    click(&mut test, "Har slutat (1)");
    assert!(shows(&test, "Slutade den 15 januari 2027"));
    // Who only reads has no entry in the directory.
    click(&mut test, "Ändra Bo Falk");
    click(&mut test, "Ta bort Bo Falk ur nätverket");
    click(&mut test, "Ta bort");
    assert!(!shows(&test, "Bo Falk"));
}

#[test]
fn an_invitation_is_a_link_a_code_and_a_mail() {
    let mut test = window(members());
    click(&mut test, "Bjud in");
    click(&mut test, "Skapa länk");
    test.get_by_label("QR-kod med inbjudningslänken");
    let mail = "Välkommen till Provnätverket i Samskriv";
    assert!(shows(&test, mail) && shows(&test, "Inbjudan till Provnätverket i Samskriv"));
    let commands = outside(&mut test, "Kopiera mejltexten");
    let copied = |command: &egui::OutputCommand| matches!(command, egui::OutputCommand::CopyText(text) if text.contains(LINK) && text.contains(mail) && text.ends_with("Anna Ek"));
    assert!(commands.iter().any(copied), "{commands:?}");
    let commands = outside(&mut test, "Öppna i e-postprogram");
    let opened = |command: &egui::OutputCommand| matches!(command, egui::OutputCommand::OpenUrl(to) if to.url.starts_with("mailto:?subject=Inbjudan%20till%20Provn%C3%A4tverket%20i%20Samskriv&body=Hej%21%0D%0A%0D%0A"));
    assert!(commands.iter().any(opened), "{commands:?}");
}

/// What a button hands to the system.
fn outside(test: &mut Test, label: &str) -> Vec<egui::OutputCommand> {
    test.get_by_label(label).click();
    let mut commands = Vec::new();
    for _ in 0..4 {
        test.step();
        commands.extend(test.output().platform_output.commands.clone());
    }
    commands
}

#[test]
fn a_further_computer_is_its_owners() {
    let mut test = window(members());
    for (button, heading, person) in [
        ("Lägg till min andra dator", "Lägg till din andra dator", 1),
        ("", "Lägg till en dator för Eva Lind", 2),
    ] {
        if button.is_empty() {
            click(&mut test, "Ändra Eva Lind");
            click(&mut test, heading);
        } else {
            click(&mut test, button);
        }
        assert!(shows(&test, heading));
        assert!(test.query_by_label("kan bara läsa").is_none(), "it may do what the others may");
        click(&mut test, "Skapa länk");
        let Some(crate::state::Dialog::Invite { link: Some(link), .. }) =
            test.state().bench.model.state.dialog.clone()
        else {
            panic!("a link");
        };
        assert_eq!(InviteLink::parse(&link).unwrap().person, Some(PersonId([person; 16])));
        assert!(shows(&test, &link));
        click(&mut test, "Stäng");
    }
}

#[test]
fn an_invitation_is_taken_back() {
    let mut bench = members();
    bench.invites = vec![Invite {
        device: DeviceId([9; 32]),
        role: Role::Editor,
        expires_ms: bench.model.state.now.ms + 14 * 86_400_000,
        left: 2,
    }];
    bench.model.on_event(Event::Members { workspace: NETWORK });
    bench.settle();
    let mut test = window(bench);
    let words = "Kan skriva, gäller till 29 januari 2027, kan användas 2 gånger till";
    assert!(shows(&test, words));
    click(&mut test, &format!("Dra tillbaka inbjudan: {words}"));
    assert!(!shows(&test, words));
    assert!(test.state().bench.invites.is_empty());
}
