//! Which rows are shown, in what order, and by what day.

#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use samskriv_shared::{
    documents::{Due, LogEntry, MinutesDocument, MinutesField, Owner},
    ids::PersonId,
};

use super::*;
use crate::{
    command::Command,
    ui::reminders::Mine,
    update::tests::{Bench, OTHER},
};

const ANNA: Owner = Owner::Person(PersonId([1; 16]));
const EVA: Owner = Owner::Person(PersonId([2; 16]));

fn named(name: &str) -> Owner {
    Owner::Named { id: name.into(), name: name.into() }
}

fn due(text: &str) -> Due {
    crate::input::due(text, crate::input::Around::Told).unwrap()
}

fn meeting(minutes: &mut MinutesDocument, title: &str, starts: &str) {
    minutes.set(MinutesField::Title, title).unwrap();
    minutes.set(MinutesField::Starts, starts).unwrap();
}

fn set(minutes: &mut MinutesDocument, nth: u8, status: ActionStatus, municipality: Option<&str>) {
    let id = ActionId([nth; 16]);
    let log = LogEntry { time_ms: 0, device: OTHER, what: status.name().into() };
    minutes.set_action_status(&id, status, log);
    minutes.set_action_municipality(&id, municipality);
}

/// Two meetings and one in the trash. Today is 15 January 2027.
fn bench() -> Bench {
    let mut bench = Bench::with_nothing_open();
    bench.earlier(40, |it| {
        meeting(it, "Decembermöte", "2026-12-04T09:00");
        it.add_action(ActionId([1; 16]), "Örjan ringer", &[EVA], due("2027-01-20"));
        it.add_action(ActionId([2; 16]), "Boka lokal", &[ANNA, EVA], due("nästa möte"));
        it.add_action(ActionId([3; 16]), "Avslutat", &[ANNA], due("2026-12-10"));
        set(it, 1, ActionStatus::Doing, Some("Åstorp"));
        set(it, 2, ActionStatus::Open, Some("Bjuv"));
        set(it, 3, ActionStatus::Done, Some("Bjuv"));
    });
    bench.earlier(41, |it| {
        meeting(it, "Januarimöte", "2027-01-08T09:00");
        it.set(MinutesField::NextMeeting, "2027-02-05").unwrap();
        it.add_action(ActionId([4; 16]), "Älvsbyn besöks", &[named("anna ek")], due("nästa möte"));
        it.add_action(ActionId([5; 16]), "Utan dag", &[named("Ulf")], Due::None);
        it.add_action(ActionId([6; 16]), "I dag", &[ANNA], due("2027-01-15"));
    });
    bench.earlier(42, |it| {
        meeting(it, "Slängt", "2027-01-09T09:00");
        it.add_action(ActionId([7; 16]), "Slängd", &[ANNA], due("2026-01-01"));
        it.set_trashed(Some(1));
    });
    bench
}

fn today() -> Date {
    date(2027, 1, 15)
}

fn texts(entries: &[Entry], filter: &Filter, sort: Sort) -> Vec<String> {
    let order = order(entries, &HashMap::new(), filter, sort, today());
    order.into_iter().map(|nth| entries[nth].action.text.clone()).collect()
}

fn by(column: Column) -> Sort {
    Sort { column, descending: false }
}

#[test]
fn open_ones_come_first_and_of_them_the_earliest() {
    let entries = entries(&bench().model.state);
    let shown = ["Boka lokal", "I dag", "Örjan ringer", "Älvsbyn besöks", "Utan dag"];
    assert_eq!(texts(&entries, &Filter::default(), Sort::default()), shown);
    let mut all = shown.to_vec();
    all.push("Avslutat");
    assert_eq!(texts(&entries, &Filter::all(), Sort::default()), all, "and nothing from the trash");
    let latest = Sort { descending: true, ..Sort::default() };
    let shown = ["Älvsbyn besöks", "Örjan ringer", "I dag", "Boka lokal", "Utan dag", "Avslutat"];
    assert_eq!(texts(&entries, &Filter::all(), latest), shown, "what has no day stays last");
}

#[test]
fn the_next_meeting_is_the_one_named_else_the_one_that_follows() {
    let mut bench = bench();
    bench.run(Command::AddActionToList {
        text: "Lös".into(),
        owners: String::new(),
        due: "nästa möte".into(),
    });
    let entries = entries(&bench.model.state);
    let of = |text: &str| entries.iter().find(|entry| entry.action.text == text).unwrap();
    assert_eq!(of("Boka lokal").due, Some(date(2027, 1, 8)), "the meeting after its own");
    assert_eq!(of("Boka lokal").lateness, Lateness::Overdue);
    assert_eq!(of("Älvsbyn besöks").due, Some(date(2027, 2, 5)), "the one its minutes name");
    assert_eq!(of("Lös").due, Some(date(2027, 2, 5)), "the first from today on");
    assert_eq!(of("Lös").meeting, None);
    assert_eq!(of("Utan dag").due, None);
    assert_eq!(of("I dag").lateness, Lateness::Today);
    assert_eq!(of("Avslutat").lateness, Lateness::None, "what is done is never late");
}

#[test]
fn every_column_sorts_and_what_is_empty_comes_last() {
    let entries = entries(&bench().model.state);
    let all = |sort| texts(&entries, &Filter::all(), sort);
    assert_eq!(
        all(by(Column::Text)),
        ["Avslutat", "Boka lokal", "I dag", "Utan dag", "Älvsbyn besöks", "Örjan ringer"]
    );
    let backwards = Sort { column: Column::Text, descending: true };
    assert_eq!(all(backwards)[..2], ["Örjan ringer", "Älvsbyn besöks"]);
    assert_eq!(
        all(by(Column::Municipality)),
        ["Boka lokal", "Avslutat", "Örjan ringer", "I dag", "Älvsbyn besöks", "Utan dag"]
    );
    let backwards = Sort { column: Column::Municipality, descending: true };
    assert_eq!(all(backwards)[..3], ["Örjan ringer", "Boka lokal", "Avslutat"]);
    assert_eq!(all(by(Column::Owners)).last().unwrap(), "Utan dag", "Ulf");
    assert_eq!(all(by(Column::Status))[4..], ["Örjan ringer", "Avslutat"]);
    assert_eq!(all(by(Column::Meeting))[..3], ["Boka lokal", "Örjan ringer", "Avslutat"]);
}

#[test]
fn filters_choose_together() {
    let entries = entries(&bench().model.state);
    let of = |filter: Filter| texts(&entries, &filter, by(Column::Text));
    assert_eq!(
        of(Filter { mine: true, ..Filter::default() }),
        ["Boka lokal", "I dag", "Älvsbyn besöks"],
        "by the name, too"
    );
    let eva = Some("Eva Lind".to_owned());
    assert_eq!(of(Filter { owner: eva, ..Filter::default() }), ["Boka lokal", "Örjan ringer"]);
    let bjuv = Some("Bjuv".to_owned());
    assert_eq!(of(Filter { municipality: bjuv.clone(), ..Filter::all() }), ["Avslutat", "Boka lokal"]);
    assert_eq!(of(Filter { municipality: bjuv, ..Filter::default() }), ["Boka lokal"]);
    let status = StatusFilter::Only(ActionStatus::Doing);
    assert_eq!(of(Filter { status, ..Filter::all() }), ["Örjan ringer"]);
    assert_eq!(of(Filter { due: DueFilter::Overdue, ..Filter::all() }), ["Boka lokal"]);
    assert_eq!(
        of(Filter { due: DueFilter::Soon, ..Filter::all() }),
        ["I dag", "Älvsbyn besöks", "Örjan ringer"]
    );
    let text = |text: &str| of(Filter { text: text.into(), ..Filter::all() });
    assert_eq!(text("BOKA eva"), ["Boka lokal"]);
    assert_eq!(text("januari"), ["I dag", "Utan dag", "Älvsbyn besöks"], "words of the meeting, too");
    assert_eq!(text("orjan"), Vec::<String>::new(), "ö is no o");
}

#[test]
fn a_row_that_was_changed_here_stays_where_it_stands() {
    let mut bench = bench();
    let before = entries(&bench.model.state);
    let first = before.iter().find(|entry| entry.action.text == "Boka lokal").unwrap().clone();
    bench.run(Command::EditAction {
        doc: first.doc,
        action: first.action.id,
        edit: crate::command::ActionEdit::Status(ActionStatus::Done),
    });
    let after = entries(&bench.model.state);
    let shown = |held: &HashMap<Key, Entry>| {
        let order = order(&after, held, &Filter::default(), Sort::default(), today());
        order.into_iter().map(|nth| after[nth].action.clone()).collect::<Vec<_>>()
    };
    let held = shown(&HashMap::from([(first.key(), first.clone())]));
    assert_eq!((held[0].id, held[0].status), (first.action.id, ActionStatus::Done), "as it is, where it was");
    assert!(shown(&HashMap::new()).iter().all(|action| action.id != first.action.id));
}

#[test]
fn what_can_be_chosen_is_what_occurs() {
    let (owners, municipalities) = choices(&entries(&bench().model.state));
    assert_eq!(owners, ["Anna Ek", "anna ek", "Eva Lind", "Ulf"]);
    assert_eq!(municipalities, ["Bjuv", "Åstorp"]);
}

#[test]
fn what_is_mine_and_late_is_told() {
    let mut bench = bench();
    let mine = Mine::of(&bench.model.state);
    assert_eq!(mine, Mine { overdue: 1, today: 1 });
    let texts = &bench.model.state.texts;
    let sentence = mine.sentence(texts).unwrap();
    assert_eq!(sentence, "1 av dina åtgärder är försenad och 1 ska vara klar i dag");
    let several = Mine { overdue: 2, today: 0 };
    assert_eq!(several.sentence(texts).unwrap(), "2 av dina åtgärder är försenade");
    assert_eq!(Mine::default().sentence(texts), None);
    let boka = Command::EditAction {
        doc: DocId([40; 16]),
        action: ActionId([2; 16]),
        edit: crate::command::ActionEdit::Status(ActionStatus::Dropped),
    };
    bench.run(boka);
    assert_eq!(Mine::of(&bench.model.state), Mine { overdue: 0, today: 1 });
}
