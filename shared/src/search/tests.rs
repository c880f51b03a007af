//! What is found, beside looking at every line of every document by itself.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

use super::*;
use crate::{
    documents::{
        Action, ActionStatus, Actor, Directory, Due, Event, Kind, LineKind, MinutesDocument, MinutesField,
        Owner, Person, Summary, Theme,
    },
    ids::{ActionId, DocId, EventId, PersonId, ThemeId},
    text::{Block, BlockKind, Matching, Phrase},
};

const ALL: Limits = Limits { documents: 100, lines: 100 };

fn meeting(n: u8, title: &str, starts: &str, body: &[&str]) -> Summary {
    let mut minutes = MinutesDocument::create(Actor([n; 16]));
    minutes.set(MinutesField::Title, title).unwrap();
    minutes.set(MinutesField::Starts, starts).unwrap();
    body.iter().for_each(|text| minutes.body_push(&Block::new(BlockKind::Paragraph, *text)));
    Summary::of_minutes(DocId([n; 16]), minutes.read())
}

fn index(summaries: &[Summary]) -> Index {
    let mut index = Index::default();
    summaries.iter().for_each(|summary| index.put(summary, nobody));
    index
}

/// Nobody is known.
fn nobody(_: &PersonId) -> Option<&'static str> {
    None
}

/// The first bytes of the documents' ids.
fn docs(index: &Index, typed: &str) -> Vec<u8> {
    let found = index.search(&Query::new(typed), ALL);
    assert_eq!(found.total, found.hits.len());
    found.hits.iter().map(|hit| hit.doc.0[0]).collect()
}

/// What is highlighted, a line each.
fn marked(index: &Index, typed: &str) -> Vec<String> {
    let mark = |line: &HitLine| {
        let mut text = line.text.clone();
        for range in line.ranges.iter().rev() {
            text.replace_range(range.clone(), &format!("[{}]", &line.text[range.clone()]));
        }
        text
    };
    let found = index.search(&Query::new(typed), ALL);
    found.hits.iter().flat_map(|hit| hit.lines.iter().map(mark)).collect()
}

#[test]
fn what_is_typed_so_far_is_found_by_swedish_rules_and_marked() {
    let index = index(&[meeting(1, "Majmötet", "2027-05-07", &["Åkes idé om MATSVINNET", "Ake var där"])]);
    for (typed, expected) in [
        ("m", vec!["[M]aj[m]ötet", "Åkes idé o[m] [M]ATSVINNET"]),
        ("mats", vec!["Åkes idé om [MATS]VINNET"]),
        ("svinn", vec!["Åkes idé om MAT[SVINN]ET"]),
        ("åke", vec!["[Åke]s idé om MATSVINNET"]),
        ("A\u{30a}KE", vec!["[Åke]s idé om MATSVINNET"]),
        ("ake", vec!["[Ake] var där"]),
        ("ide", vec!["Åkes [idé] om MATSVINNET"]),
        ("idé", vec!["Åkes [idé] om MATSVINNET"]),
        ("dar", vec![]),
        ("där idé", vec!["Åkes [idé] om MATSVINNET", "Ake var [där]"]),
        ("där saknas", vec![]),
        ("\"idé om mats", vec!["Åkes [idé om MATS]VINNET"]),
        ("\"idé om mats\"", vec![]),
        ("”idé  om matsvinnet”", vec!["Åkes [idé om MATSVINNET]"]),
        ("\"var\" va ar", vec!["Ake [var] där"]),
        ("\"där ake\"", vec![]),
    ] {
        assert_eq!(marked(&index, typed), expected, "{typed}");
    }
}

#[test]
fn titles_come_first_then_what_is_newer() {
    let index = index(&[
        meeting(1, "Möte", "2027-01-08", &["Kost"]),
        meeting(2, "Möte", "2027-03-05", &["Kost"]),
        meeting(3, "Kost", "2026-01-01", &[]),
        meeting(4, "", "", &["kosten"]),
        meeting(5, "Kost och mat", "2020-01-01", &[]),
        meeting(6, "Mat", "2027-02-02", &["kost"]),
    ]);
    assert_eq!(docs(&index, "kost"), [3, 5, 4, 2, 6, 1]);
    assert_eq!(docs(&index, "kost mat"), [5, 6]);
    let some = index.search(&Query::new("kost"), Limits { documents: 2, lines: 1 });
    assert_eq!((some.total, some.hits.len()), (6, 2));
    assert_eq!(index.search(&Query::new(" \""), ALL), Found::default());
}

#[test]
fn the_lines_that_say_most_of_it_are_told_in_their_order() {
    let body = ["mat", "kost och mat", "kost", "mer kost, mer mat", "annat"];
    let index = index(&[meeting(1, "Möte", "", &body)]);
    let found = index.search(&Query::new("mat kost"), Limits { documents: 9, lines: 3 });
    let hit = &found.hits[0];
    let lines: Vec<_> = hit.lines.iter().map(|line| (line.kind, line.text.as_str())).collect();
    let expected = [(0, "mat"), (1, "kost och mat"), (3, "mer kost, mer mat")];
    assert_eq!(lines, expected.map(|(block, text)| (LineKind::Paragraph(block), text)));
    assert_eq!(hit.more, 1);
}

#[test]
fn a_document_is_found_as_it_is_now() {
    let mut index = index(&[meeting(1, "Ett", "", &["gammalt"]), meeting(2, "Två", "", &["gammalt"])]);
    index.put(&meeting(1, "Ett", "", &["nytt"]), nobody);
    assert_eq!((docs(&index, "gammalt"), docs(&index, "nytt")), (vec![2], vec![1]));
    let trashed = Summary { trashed: Some(5), ..meeting(1, "Ett", "", &["nytt"]) };
    index.put(&trashed, nobody);
    assert!(docs(&index, "nytt").is_empty());
    index.put(&Summary { trashed: None, ..trashed }, nobody);
    assert_eq!(docs(&index, "nytt"), [1]);
    index.remove(&DocId([1; 16]));
    index.remove(&DocId([9; 16]));
    assert_eq!(docs(&index, "t"), [2]);
}

#[test]
fn actions_people_themes_and_events_are_found() {
    let mut index = Index::default();
    let id = ActionId([1; 16]);
    let action = Action {
        id,
        text: "Ring Eslöv".to_owned(),
        owners: vec![],
        municipality: None,
        due: Due::None,
        status: ActionStatus::Open,
    };
    let list = Summary { kind: Kind::Actions, actions: vec![action], ..meeting(1, "", "", &[]) };
    index.put(&list, nobody);
    let siv = Person::named(PersonId([2; 16]), "Siv Eslövsson");
    let person = Person { title: "kostchef".to_owned(), ..siv };
    let theme = Theme {
        id: ThemeId([3; 16]),
        title: "Kost".to_owned(),
        about: "Ett\nEslöv berättar".to_owned(),
        period: None,
        responsible: vec![],
        meetings: vec![],
    };
    let event = Event {
        id: EventId([4; 16]),
        title: "Besök".to_owned(),
        from: None,
        to: None,
        place: "Eslöv".to_owned(),
    };
    let directory =
        Directory { people: vec![person], themes: vec![theme], events: vec![event], ..Directory::default() };
    index.put_directory(DocId([9; 16]), &directory);
    let found = index.search(&Query::new("eslöv"), ALL);
    let kinds: Vec<_> =
        found.hits.iter().flat_map(|hit| hit.lines.iter().map(|line| (hit.kind, line.kind))).collect();
    let expected = [
        (Kind::Actions, LineKind::Action(id)),
        (Kind::Directory, LineKind::Person(PersonId([2; 16]))),
        (Kind::Directory, LineKind::Theme(ThemeId([3; 16]))),
        (Kind::Directory, LineKind::Event(EventId([4; 16]))),
    ];
    assert_eq!(kinds, expected);
    index.put_directory(DocId([9; 16]), &Directory::default());
    assert_eq!(docs(&index, "eslöv"), [1]);
}

#[test]
fn whom_an_action_lies_on_finds_it() {
    let (bo, action) = (PersonId([7; 16]), ActionId([1; 16]));
    let mut minutes = MinutesDocument::create(Actor([1; 16]));
    let named = Owner::Named { id: "aa".to_owned(), name: "Ulf Ny".to_owned() };
    minutes.add_action(action, "Ring skolan", &[Owner::Person(bo), named], Due::None);
    minutes.add_action(ActionId([2; 16]), "Skriv till Bo", &[], Due::None);
    let summary = Summary::of_minutes(DocId([1; 16]), minutes.read());
    let mut index = Index::default();
    index.put(&summary, |id| (*id == bo).then_some("Bo Lind"));
    assert_eq!(marked(&index, "bo lind"), ["Ring skolan · [Bo] [Lind], Ulf Ny", "Skriv till [Bo]"]);
    assert_eq!(marked(&index, "ulf"), ["Ring skolan · Bo Lind, [Ulf] Ny"]);
    let found = index.search(&Query::new("ulf"), ALL);
    assert_eq!(found.hits[0].lines[0].kind, LineKind::Action(action));
    index.put(&summary, nobody);
    assert_eq!(marked(&index, "bo lind"), [""; 0], "who is in no directory has no name");
}

#[test]
fn a_long_line_is_cut_around_what_was_found() {
    let long =
        format!("{}här är matsvinnet {}", "före detta kom å och ä ".repeat(10), "och mera ".repeat(20));
    let index = index(&[meeting(1, "", "", &[&long, "kort matsvinn"])]);
    let found = index.search(&Query::new("matsvinn mera"), ALL);
    let [line, short] = &found.hits[0].lines[..] else { panic!() };
    assert_eq!(short.around(20), *short);
    for most in 0..long.chars().count() + 2 {
        let cut = line.around(most);
        assert!(cut.text.chars().count() <= most + 2, "{most}");
        assert!(cut.ranges.iter().all(|range| !cut.text[range.clone()].is_empty()));
        if (30..100).contains(&most) {
            assert_eq!(&cut.text[cut.ranges[0].clone()], "matsvinn", "{most}");
            assert!(cut.text.starts_with('…') && cut.text.ends_with('…'), "{most}: {}", cut.text);
        }
    }
    assert_eq!(line.around(45).text, "…å och ä här är matsvinnet och mera och mera o…");
}

/// What texts and queries are made of: letters that fold together, in parts or not at all.
const PARTS: &[&str] = &[
    "a", "Å", "A\u{30a}", "ä", "e", "é", "s", "ß", "ss", "ﬁ", "i", " ", " ", "\u{a0}", "\n", "-", "😀",
    "\u{301}", "\u{ad}", "\"",
];

struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        (self.0.next_u64() % end as u64) as usize
    }

    fn text(&mut self, most: usize) -> String {
        let parts = (0..self.below(most + 1)).map(|_| PARTS[self.below(PARTS.len())]);
        parts.collect()
    }

    fn meeting(&mut self) -> Summary {
        let n = self.below(6) as u8;
        let starts = ["", "2027-01-08", "2027-02-05"][self.below(3)];
        let body: Vec<String> = (0..self.below(5)).map(|_| self.text(12)).collect();
        let body: Vec<&str> = body.iter().map(String::as_str).collect();
        meeting(n, &self.text(4), starts, &body)
    }
}

/// The lines of a summary, each with the code points where something was found.
fn naive_lines(summary: &Summary, phrases: &[Phrase]) -> Vec<(LineKind, Vec<usize>)> {
    let found = |text: &str| {
        let mut found: Vec<usize> = phrases.iter().flat_map(|phrase| phrase.hits(text)).flatten().collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    let lines = summary.lines().map(|line| (line.kind, found(line.text)));
    lines.filter(|(_, found)| !found.is_empty()).collect()
}

/// The title's hits, then the date, then the id.
type NaiveRank = (std::cmp::Reverse<usize>, bool, std::cmp::Reverse<Option<jiff::civil::DateTime>>, DocId);

fn naive_rank(summary: &Summary, phrases: &[Phrase]) -> NaiveRank {
    let in_title = phrases.iter().filter(|phrase| !phrase.hits(&summary.title).is_empty()).count();
    let starts = summary.starts;
    (std::cmp::Reverse(in_title), starts.is_some(), std::cmp::Reverse(starts), summary.id)
}

#[test]
fn what_is_found_is_what_looking_at_every_line_finds() {
    for seed in 0..300 {
        let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
        let (mut index, mut known) = (Index::default(), BTreeMap::new());
        for step in 0..12 {
            let summary = dice.meeting();
            match dice.below(5) {
                0 => {
                    index.remove(&summary.id);
                    known.remove(&summary.id);
                }
                _ => {
                    index.put(&summary, nobody);
                    known.insert(summary.id, summary);
                }
            }
            // Words alone, so that the oracle need not know how quotation marks are read.
            let words: Vec<String> = (0..1 + dice.below(2)).map(|_| dice.text(3).replace('"', "")).collect();
            let whole_words = dice.below(3) == 0;
            let typed = match whole_words {
                true => words.iter().map(|word| format!("\"{word}\" ")).collect::<String>(),
                false => words.join(" "),
            };
            let parts: Vec<String> = match whole_words {
                true => words.iter().map(|w| w.split_whitespace().collect::<Vec<_>>().join(" ")).collect(),
                false => words.iter().flat_map(|w| w.split_whitespace()).map(str::to_owned).collect(),
            };
            let mut distinct: BTreeMap<Vec<char>, Phrase> = BTreeMap::new();
            for part in &parts {
                let matching = Matching { whole_words, ..Matching::default() };
                let folded = crate::text::Folded::new(part, matching.case).chars().to_vec();
                Phrase::new(part, matching).map(|phrase| distinct.insert(folded, phrase));
            }
            let phrases: Vec<Phrase> = distinct.into_values().collect();
            let has = |summary: &&Summary| {
                let any = |phrase: &Phrase| summary.lines().any(|line| !phrase.hits(line.text).is_empty());
                !phrases.is_empty() && phrases.iter().all(any)
            };
            let mut expected: Vec<&Summary> = known.values().filter(has).collect();
            expected.sort_by_key(|summary| naive_rank(summary, &phrases));
            let expected: Vec<_> =
                expected.iter().map(|summary| (summary.id, naive_lines(summary, &phrases))).collect();
            let found = index.search(&Query::new(&typed), ALL);
            let lines = |hit: &Hit| hit.lines.iter().map(|line| (line.kind, marked_in(line))).collect();
            let found: Vec<(DocId, Vec<_>)> = found.hits.iter().map(|hit| (hit.doc, lines(hit))).collect();
            assert_eq!(found, expected, "seed {seed}, step {step}, {typed:?}");
        }
    }
}

/// The code points that are highlighted.
fn marked_in(line: &HitLine) -> Vec<usize> {
    let within = |at: usize| line.ranges.iter().any(|range| range.contains(&at));
    let chars = line.text.char_indices().enumerate();
    chars.filter(|(_, (byte, _))| within(*byte)).map(|(index, _)| index).collect()
}
