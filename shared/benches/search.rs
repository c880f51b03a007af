//! What a key costs in the search field with 500 meetings of 20 KB each: words that many, few and no meetings have,
//! as they are typed, and a phrase; beside it the index's memory, and what taking in one meeting costs.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod measure;

use measure::{Samples, resident_mb, tell};
use samskriv_shared::{
    documents::{Actor, MinutesDocument, MinutesField, Summary},
    ids::DocId,
    search::{Index, Limits, Query},
    text::{Block, BlockKind},
};

const MEETINGS: u16 = 500;
/// Of 80 characters each.
const PARAGRAPHS: usize = 250;
const LIMITS: Limits = Limits { documents: 50, lines: 3 };

fn main() {
    if !measure::wanted("search") {
        return;
    }
    let summaries: Vec<Summary> = (0..MEETINGS).map(meeting).collect();
    let bytes: usize = summaries.iter().map(|summary| summary.text().len()).sum();
    let before = resident_mb(std::process::id());
    let (mut index, mut put) = (Index::default(), Samples::default());
    for summary in &summaries {
        put.time(|| index.put(summary, |_| None));
    }
    let memory = resident_mb(std::process::id()) - before;
    let text = bytes as f64 / 1e6;
    tell("memory of the index", &format!("{memory:.1} MB"), "< 40 MB", &format!("for {text:.1} MB of text"));
    tell("taking in a meeting", &format!("{:.3} ms", put.median()), "< 5 ms", "20 KB");
    for typed in ["matsvinn", "Hässleholm", "kvartal 17", "\"går igenom läget\"", "finns ingenstans", "\"a\""]
    {
        typing(&index, typed);
    }
}

/// A meeting whose words others have, too, but for a few.
fn meeting(n: u16) -> Summary {
    let mut minutes = MinutesDocument::create(Actor([1; 16]));
    minutes.set(MinutesField::Title, &format!("Nätverksträff {n}")).unwrap();
    minutes.set(MinutesField::Starts, &format!("{:04}-03-05", 1600 + n)).unwrap();
    let towns = ["Bjuv", "Höganäs", "Klippan", "Åstorp", "Ängelholm", "Örkelljunga", "Hässleholm"];
    for at in 0..PARAGRAPHS {
        let town = towns[(at * 7 + usize::from(n)) % if n.is_multiple_of(10) { 7 } else { 6 }];
        let text = format!(
            "{town} går igenom läget i köken och berättar om budgeten, kvartal {}.",
            at + usize::from(n)
        );
        minutes.body_push(&Block::new(BlockKind::Paragraph, text));
    }
    if n % 100 == 3 {
        minutes.body_push(&Block::new(BlockKind::Decision, "Vi mäter matsvinnet."));
    }
    let mut id = [0; 16];
    id[..2].copy_from_slice(&n.to_be_bytes());
    Summary::of_minutes(DocId(id), minutes.read())
}

/// Each key after the other; the slowest counts.
fn typing(index: &Index, typed: &str) {
    let ends = typed.char_indices().map(|(at, c)| at + c.len_utf8());
    let (mut slowest, mut all) = ((0.0, ""), Samples::default());
    for end in ends {
        let mut key = Samples::default();
        for _ in 0..5 {
            key.time(|| index.search(&Query::new(&typed[..end]), LIMITS));
        }
        let took = key.median();
        all.extend(key);
        if took > slowest.0 {
            slowest = (took, &typed[..end]);
        }
    }
    let total = index.search(&Query::new(typed), LIMITS).total;
    tell(
        &format!("a key of {typed:?}, found in {total}"),
        &format!("{:.2} ms", all.median()),
        "< 10 ms",
        &format!("slowest {:.2} ms, at {:?}", slowest.0, slowest.1),
    );
}
