//! Tests of the documents, by what they show. Names and sentences are invented.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod body;
mod corrupt;
mod directory;
mod elsewhere;
mod merging;
mod minutes;
mod next;
mod others;
mod plan;
mod provenance;
mod random;
mod same;
mod summary;

use super::*;
use crate::{
    ids::{ActionId, DeviceId, PersonId, ThemeId},
    text::{Block, BlockKind},
};

/// The actor of replica `n`.
fn actor(n: u8) -> Actor {
    Actor([n; 16])
}

/// New minutes, with their first chunks.
fn created() -> (MinutesDocument, Vec<u8>) {
    let mut minutes = MinutesDocument::create(actor(1));
    let chunks = minutes.document.commit(1).unwrap();
    (minutes, chunks)
}

/// Minutes with a paragraph each.
fn with_body(blocks: &[(BlockKind, &str)]) -> MinutesDocument {
    let (mut minutes, _) = created();
    for (kind, text) in blocks {
        minutes.body_push(&Block::new(kind.clone(), *text));
    }
    minutes
}

/// A copy that others make changes in.
fn fork(minutes: &mut MinutesDocument, n: u8) -> MinutesDocument {
    MinutesDocument::open(Document::load(&minutes.document.save(), actor(n)).unwrap()).unwrap()
}

/// Exchanges everything between two replicas.
fn exchange(a: &mut MinutesDocument, b: &mut MinutesDocument) {
    let (from_a, from_b) = (a.document.save(), b.document.save());
    a.document.apply(&from_b).unwrap();
    b.document.apply(&from_a).unwrap();
    assert_eq!(a.read(), b.read());
}

/// A directory, and a copy that somebody else has.
fn two_directories() -> [DirectoryDocument; 2] {
    let mut mine = DirectoryDocument::create(actor(1), "Nätverket");
    let yours = Document::load(&mine.document.save(), actor(2)).unwrap();
    [mine, DirectoryDocument::open(yours).unwrap()]
}

/// Exchanges everything between two directories.
fn exchange_directories(a: &mut DirectoryDocument, b: &mut DirectoryDocument) -> Directory {
    let (from_a, from_b) = (a.document.save(), b.document.save());
    a.document.apply(&from_b).unwrap();
    b.document.apply(&from_a).unwrap();
    assert_eq!(a.read(), b.read());
    a.read()
}

/// Which fields were set apart, and to what.
fn apart(conflicts: &[Conflict]) -> Vec<(String, Vec<String>)> {
    conflicts.iter().map(|it| (it.field.clone(), it.values.clone())).collect()
}

fn conflict(field: impl Into<String>, values: [&str; 2]) -> (String, Vec<String>) {
    (field.into(), values.map(str::to_owned).to_vec())
}

/// The paragraphs as kind and text.
fn body(minutes: &MinutesDocument) -> Vec<(BlockKind, String)> {
    minutes.read().body.into_iter().map(|block| (block.kind, block.text)).collect()
}

fn attendee(n: u8, name: &str) -> Attendee {
    let person = PersonId([n; 16]);
    Attendee {
        id: person.to_string(),
        person: Some(person),
        name: name.to_owned(),
        title: "kostchef".to_owned(),
        municipality: "Lund".to_owned(),
        status: AttendanceStatus::Present,
        chair: false,
        note: String::new(),
        order: n.into(),
    }
}

const ACTION: ActionId = ActionId([7; 16]);
