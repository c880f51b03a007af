//! What lists hold and in which order: from summaries, without a backend.

use jiff::civil::{DateTime, date, datetime};
use samskriv_shared::{
    documents::{ActionStatus, Due, Kind, ParagraphText, Summary, SummaryParagraph},
    ids::{ActionId, DocId},
};
use serde_json::Value;

use super::sample;
use crate::{
    cli::{
        arguments::ActionFilter,
        failure::Failure,
        output::Output,
        read::{self, Library},
        session::now_ms,
    },
    i18n::{Lang, Texts},
    state::TRASH_MS,
};

fn meeting(n: u8, title: &str, starts: Option<DateTime>, text: &str) -> Summary {
    Summary {
        id: DocId([n; 16]),
        title: title.into(),
        starts,
        body: text
            .lines()
            .enumerate()
            .map(|(block, text)| SummaryParagraph { block, text: ParagraphText::Text(text.into()) })
            .collect(),
        actions: Vec::new(),
        ..sample::summary()
    }
}

fn library() -> Library {
    let mut may =
        meeting(2, "Majmötet", Some(datetime(2027, 5, 7, 9, 0, 0, 0)), "Läget\nÅkes förslag om skolan");
    let [ring, book] = sample::actions().try_into().unwrap();
    may.actions = vec![
        samskriv_shared::documents::Action { id: ActionId([0xb1; 16]), due: Due::None, ..ring.clone() },
        samskriv_shared::documents::Action {
            id: ActionId([0xb2; 16]),
            due: Due::Date(date(2027, 1, 15)),
            ..ring.clone()
        },
        samskriv_shared::documents::Action {
            id: ActionId([0xb3; 16]),
            status: ActionStatus::Dropped,
            ..book.clone()
        },
    ];
    let directory_summary = Summary { kind: Kind::Directory, ..meeting(9, "Chefer", None, "Karin Östlund") };
    Library {
        summaries: vec![
            sample::summary(),
            directory_summary,
            may,
            meeting(4, "", None, "akes cykel"),
            meeting(3, "Marsmötet", Some(datetime(2027, 3, 5, 9, 0, 0, 0)), "läget i skolan"),
        ],
        directory: sample::directory(),
    }
}

/// What a command prints with `--json`.
fn printed(run: impl FnOnce(&Library, &mut Output) -> Result<(), Failure>) -> Vec<Value> {
    printed_of(&library(), run)
}

fn printed_of(
    library: &Library,
    run: impl FnOnce(&Library, &mut Output) -> Result<(), Failure>,
) -> Vec<Value> {
    let texts = Texts::new(Lang::Sv);
    let mut to = Vec::new();
    run(library, &mut Output { texts: &texts, json: true, to: &mut to }).unwrap();
    serde_json::from_slice(&to).unwrap()
}

fn column(rows: &[Value], key: &str) -> Vec<String> {
    rows.iter().map(|row| row[key].as_str().unwrap_or("-").to_owned()).collect()
}

#[test]
fn what_lies_in_the_trash_is_listed_only_where_it_is_asked_for() {
    let mut library = library();
    let now = now_ms();
    let may = library.summaries.iter_mut().find(|summary| summary.title == "Majmötet");
    may.unwrap().trashed = Some(now);
    let over = Summary { trashed: Some(now - TRASH_MS - 1), ..meeting(7, "Gammalt", None, "skolan") };
    library.summaries.push(over);
    let titles = |run: &dyn Fn(&Library, &mut Output) -> Result<(), Failure>| {
        column(&printed_of(&library, run), "title")
    };
    assert_eq!(
        titles(&|library, output| read::list(library, false, output)),
        ["", "Marsmötet", "Januarimötet"]
    );
    assert_eq!(titles(&|library, output| read::list(library, true, output)), ["Majmötet"]);
    assert_eq!(titles(&|library, output| read::search(library, "skolan", output)), ["Marsmötet"]);
    let actions = |library: &Library, output: &mut Output| {
        read::actions(library, &ActionFilter { open: true, ..ActionFilter::default() }, output)
    };
    assert_eq!(printed_of(&library, actions).len(), 1);
    assert_eq!(library.meeting("02").unwrap(), DocId([2; 16]), "by its id it can be shown");
}

#[test]
fn meetings_are_listed_newest_first_and_the_directory_is_none() {
    let rows = printed(|library, output| read::list(library, false, output));
    assert_eq!(column(&rows, "title"), ["", "Majmötet", "Marsmötet", "Januarimötet"]);
}

#[test]
fn open_actions_come_first_the_earliest_due_first() {
    let all = |filter: ActionFilter| {
        let rows = printed(|library, output| read::actions(library, &filter, output));
        column(&rows, "id").iter().map(|id| id[..2].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(all(ActionFilter::default()), ["b2", "a1", "b1", "b3", "a2"]);
    assert_eq!(all(ActionFilter { open: true, ..ActionFilter::default() }), ["b2", "a1", "b1"]);
    assert_eq!(all(ActionFilter { owner: Some("bo".into()), ..ActionFilter::default() }), ["b2", "a1", "b1"]);
    assert_eq!(
        all(ActionFilter { municipality: Some("bjuv".into()), ..ActionFilter::default() }),
        ["b3", "a2"]
    );
    assert_eq!(all(ActionFilter { owner: Some("Eva".into()), ..ActionFilter::default() }), [""; 0]);
}

#[test]
fn search_finds_all_words_in_any_case_and_keeps_a_and_å_apart() {
    let found = |words: &str| {
        let rows = printed(|library, output| read::search(library, words, output));
        column(&rows, "title").into_iter().zip(column(&rows, "excerpt")).collect::<Vec<_>>()
    };
    let pair = |title: &str, excerpt: &str| (title.to_owned(), excerpt.to_owned());
    assert_eq!(
        found("SKOLAN läget"),
        [pair("Majmötet", "Åkes förslag om skolan"), pair("Marsmötet", "läget i skolan")]
    );
    assert_eq!(found("åkes"), [pair("Majmötet", "Åkes förslag om skolan")]);
    assert_eq!(found("marsmötet"), [pair("Marsmötet", "Marsmötet")]);
    assert_eq!(found("finns inte"), []);
    assert_eq!(found("  "), []);
}

#[test]
fn decisions_carry_their_meetings_date() {
    let rows = printed(read::decisions);
    assert_eq!(
        (column(&rows, "date"), column(&rows, "text")),
        (vec!["2027-01-08".into()], vec!["Vi ses i mars.".into()])
    );
}

#[test]
fn a_meeting_is_found_by_the_beginning_of_its_id() {
    let library = library();
    assert_eq!(library.meeting("02").unwrap(), DocId([2; 16]));
    assert!(matches!(library.meeting("0"), Err(Failure::AmbiguousDocument(_))));
    assert!(matches!(library.meeting("09"), Err(Failure::NoSuchDocument(_))), "the directory is no meeting");
}
