//! One remote character into minutes of 2, 20 and 200 KB: the way it takes in the program, with all that
//! is checked before, beside Automerge alone doing no more than apply it (design/DOCUMENTS.md has that
//! table for three versions of Automerge).
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod measure;

use automerge::{AutoCommit, Change, LoadOptions, TextEncoding};
use measure::{Samples, tell};
use samskriv_shared::documents::{Actor, Document, MinutesDocument, changes::chunks};

const KEYS: usize = 400;

fn main() {
    if !measure::wanted("documents") {
        return;
    }
    for characters in [2_000, 20_000, 200_000] {
        row(characters);
    }
}

/// Minutes with so many characters in paragraphs of 80.
fn minutes(characters: usize) -> MinutesDocument {
    let mut minutes = MinutesDocument::create(Actor([1; 16]));
    let line = format!("{}\n", "Nämnden går igenom läget. ".repeat(4).chars().take(79).collect::<String>());
    minutes.body_splice(0, 0, &line.repeat(characters / 80)).unwrap();
    minutes
}

fn row(characters: usize) {
    let mut writer = minutes(characters);
    let saved = writer.document.save();
    let mut reader = MinutesDocument::open(Document::load(&saved, Actor([2; 16])).unwrap()).unwrap();
    let options = LoadOptions::new().text_encoding(TextEncoding::UnicodeCodePoint);
    let mut bare = AutoCommit::load_with_options(&saved, options).unwrap();
    writer.document.commit(0);
    let [mut alone, mut ours, mut parse, mut typed, mut read] = std::array::from_fn(|_| Samples::default());
    for key in 0..KEYS {
        // Somewhere else each time, as far as whole lines go.
        let at = key * 7_919 % characters;
        let chunk = typed.time(|| {
            writer.body_splice(at, 0, "å").unwrap();
            writer.document.commit(0).unwrap()
        });
        let change = Change::try_from(&chunk[..]).unwrap();
        alone.time(|| bare.apply_changes([change]).unwrap());
        ours.time(|| reader.document.apply(&chunk).unwrap());
        parse.time(|| {
            let whole = chunks(&chunk).all(|chunk| chunk.is_ok_and(|chunk| chunk.checksum_ok));
            (whole, Change::try_from(&chunk[..]).unwrap())
        });
        if key % 40 == 0 {
            read.time(|| reader.read());
        }
    }
    assert_eq!(reader.body_display(), writer.body_display());
    let (alone, ours) = (alone.median(), ours.median());
    tell(
        &format!("one remote character into {} KB", characters / 1_000),
        &format!("{ours:.4} ms"),
        "-",
        &format!(
            "{:.1} x bare Automerge ({alone:.4} ms), of it checked before {:.4}; typed here {:.4}; read all {:.2}",
            ours / alone,
            parse.median(),
            typed.median(),
            read.median(),
        ),
    );
}
