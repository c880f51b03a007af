//! The search followed without a window: when it is made, what it takes in, and what it finds.

#![allow(clippy::unwrap_used)]

use samskriv_shared::{
    documents::{Actor, DirectoryDocument, Document, LineKind, MinutesDocument, MinutesField},
    ids::{ThemeId, WorkspaceId},
    text::{Block, BlockKind},
};

use crate::{
    backend::Event,
    command::{Command, ThemeEdit},
    state::{Page, Place},
    update::{
        Outgoing,
        tests::{Bench, OTHER},
    },
};

fn bench() -> Bench {
    let mut bench = Bench::with_network();
    bench.model.show_newest = false;
    bench.earlier(40, |minutes| {
        minutes.set(MinutesField::Title, "Vårens möte").unwrap();
        minutes.body_push(&Block::new(BlockKind::Paragraph, "Inledning"));
        minutes.body_push(&Block::new(BlockKind::Decision, "Vi mäter matsvinnet i maj."));
    });
    bench
}

fn look_for(bench: &mut Bench, typed: &str) -> usize {
    bench.run(Command::Go(Page::Search));
    bench.run(Command::Search(typed.into()));
    bench.model.state.search.found.total
}

/// How many summaries the search was given to take in since the last time.
fn taken_in(bench: &mut Bench) -> Vec<usize> {
    bench.model.end_frame();
    let mut counts = Vec::new();
    for outgoing in bench.model.take_outgoing() {
        match outgoing {
            Outgoing::Index(indexing) => {
                counts.push(indexing.changed.len());
                bench.model.on_indexed(indexing.run());
            }
            Outgoing::Ask(purpose, request) => {
                let answer = bench.answer(request);
                bench.model.on_answer(purpose, answer);
            }
            _ => {}
        }
    }
    counts
}

#[test]
fn what_stands_in_a_meeting_is_found_while_one_types() {
    let mut bench = bench();
    for typed in ["s", "SVINN", "matsvinnet maj"] {
        assert_eq!(look_for(&mut bench, typed), 1, "{typed}");
    }
    let hit = &bench.model.state.search.found.hits[0];
    assert_eq!(hit.lines[0].kind, LineKind::Decision(1));
    // "a" is not "å": the rules are the search's everywhere.
    assert_eq!(look_for(&mut bench, "varens"), 0);
    assert!(bench.model.state.search.answered);
    look_for(&mut bench, " ");
    assert!(!bench.model.state.search.answered, "nothing is looked for");
}

#[test]
fn nothing_is_taken_in_before_somebody_looks_and_then_only_what_is_new() {
    let mut bench = bench();
    assert!(taken_in(&mut bench).is_empty());
    bench.model.on_command(Command::Go(Page::Search));
    assert!(taken_in(&mut bench).is_empty(), "nothing is typed yet");
    bench.model.on_command(Command::Search("matsvinn".into()));
    let all = bench.model.state.summaries.len();
    assert_eq!(taken_in(&mut bench), [all]);
    assert_eq!(bench.model.state.search.found.total, 1);
    bench.model.on_command(Command::Search("matsvinnet".into()));
    assert!(taken_in(&mut bench).is_empty(), "a key alone takes in nothing");
    // The backend tells of every summary again when one is another, but of the rest the same ones.
    let new = bench.model.state.summaries.values().next().unwrap();
    let mut new = (**new).clone();
    new.title = "Om matsvinnet".into();
    bench.model.state.summaries.insert(new.id, new.into());
    assert_eq!(taken_in(&mut bench), [1]);
}

#[test]
fn the_search_follows_what_is_written_removed_and_thrown_away() {
    let mut bench = bench();
    assert_eq!(look_for(&mut bench, "matsvinn"), 1);
    let doc = bench.earlier(41, |minutes| {
        minutes.body_push(&Block::new(BlockKind::Paragraph, "Mer om matsvinnet"));
    });
    assert_eq!(bench.model.state.search.found.total, 2);
    let document = Document::load(&bench.documents[&doc], Actor::new(&OTHER, [5; 8])).unwrap();
    let mut minutes = MinutesDocument::open(document).unwrap();
    minutes.set_trashed(Some(1));
    bench.documents.get_mut(&doc).unwrap().extend(minutes.document.commit(1).unwrap());
    let workspace = bench.model.state.network.unwrap();
    bench.model.on_event(Event::Summaries { workspace });
    bench.settle();
    assert_eq!(bench.model.state.search.found.total, 1, "what lies in the trash is not found");
    bench.documents.retain(|_, bytes| {
        let document = Document::load(bytes, Actor::new(&OTHER, [5; 8])).unwrap();
        DirectoryDocument::open(document).is_ok()
    });
    bench.model.on_event(Event::Summaries { workspace });
    bench.settle();
    assert_eq!(bench.model.state.search.found.total, 0);
}

#[test]
fn people_and_themes_are_found_apart_from_the_meetings() {
    let mut bench = bench();
    assert_eq!(look_for(&mut bench, "eva"), 0);
    let others = bench.model.state.search.others.clone();
    assert!(matches!(others[0].lines[0].kind, LineKind::Person(_)), "{others:?}");
    bench.run(Command::Search("vattenvård".into()));
    assert_eq!(bench.model.state.search.others, []);
    bench.run(Command::SaveTheme(None, vec![ThemeEdit::Title("Vattenvård".into())]));
    let others = bench.model.state.search.others.clone();
    assert!(matches!(others[0].lines[0].kind, LineKind::Theme(ThemeId(_))), "{others:?}");
}

#[test]
fn an_index_that_comes_late_is_of_its_own_network_only() {
    let mut bench = bench();
    bench.model.on_command(Command::Go(Page::Search));
    bench.model.on_command(Command::Search("matsvinn".into()));
    bench.model.end_frame();
    let late = bench.model.take_outgoing().into_iter().find_map(|outgoing| match outgoing {
        Outgoing::Index(indexing) => Some(indexing),
        _ => None,
    });
    bench.model.on_command(Command::SelectNetwork(WorkspaceId([8; 32])));
    assert_eq!(bench.model.state.search.typed, "");
    bench.model.on_command(Command::Go(Page::Search));
    bench.model.on_command(Command::Search("matsvinn".into()));
    bench.model.on_indexed(late.unwrap().run());
    assert_eq!(bench.model.state.search.found.total, 0);
}

#[test]
fn words_are_marked_where_they_stand_by_now() {
    let mut bench = bench();
    let doc = bench.model.state.meetings[0].id;
    let at = |block| Command::OpenAt(doc, Place::Phrase { block, phrase: "maj".into() });
    bench.run(at(1));
    let taken = |bench: &mut Bench| {
        let mut taken = None;
        bench.edit(|session| taken = session.editor.take_phrase());
        taken
    };
    assert_eq!(taken(&mut bench), Some((10, "maj".to_owned())));
    assert_eq!(taken(&mut bench), None, "once");
    bench.run(at(70));
    assert_eq!(taken(&mut bench), Some((10, "maj".to_owned())), "the text has become shorter");
}
