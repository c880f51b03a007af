//! The samples in shared/samples, each in another layout: all that is read from them, as snapshots.

use std::{fmt::Write, fs, path::PathBuf};

use super::{outline, people, time};
use crate::{
    documents::{Actor, MinutesDocument},
    import::{Imported, fill, import_text},
    markdown,
    text::{Block, Mark},
};

/// Every sample, by the name of its file.
pub(crate) fn samples() -> Vec<(String, Vec<u8>)> {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut samples: Vec<(String, Vec<u8>)> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()))
        .collect();
    samples.sort();
    samples
}

/// Every sample as `export` writes it.
pub(super) fn exported() -> Vec<String> {
    let written = samples().into_iter().map(|(_, bytes)| {
        let mut minutes = MinutesDocument::create(Actor([1; 16]));
        let ids = (0..).map(|n| format!("{n:032x}"));
        fill(&mut minutes, &import_text(&bytes).unwrap(), |_| None, ids).unwrap();
        markdown::write(&minutes.read(), |_| String::new())
    });
    written.collect()
}

#[test]
fn every_sample_reads_as_its_snapshot() {
    let samples = samples();
    assert!(samples.len() >= 18, "{}", samples.len());
    for (name, bytes) in samples {
        let imported = import_text(&bytes).unwrap();
        insta::assert_snapshot!(name.replace('.', "_"), described(&imported));
    }
}

/// All that was read, for people to look at: the fields, who was there, the blocks with their marks, the
/// suggestions with their lines, and what was told to have been recognised where.
fn described(imported: &Imported) -> String {
    let next = imported.next_meeting.map(|date| date.to_string()).unwrap_or_default();
    let mut text = String::new();
    for (field, value) in [
        ("title", imported.title.clone()),
        ("starts", time(imported.starts)),
        ("ends", time(imported.ends)),
        ("place", imported.place.clone()),
        ("secretary", imported.secretary.clone()),
        ("signature", imported.signature.clone()),
        ("next_meeting", next),
    ] {
        writeln!(text, "{field}: {value}").unwrap();
    }
    for line in people(imported) {
        writeln!(text, "{line}").unwrap();
    }
    text.push('\n');
    for (line, block) in outline(&imported.body).iter().zip(&imported.body) {
        writeln!(text, "{line}{}", marks(block)).unwrap();
    }
    text.push('\n');
    for task in &imported.suggested_actions {
        let due = task.due.map(|due| format!(", by {due}")).unwrap_or_default();
        writeln!(text, "task of {}{due}, line {}: {}", task.owners.join(" and "), task.line, task.text)
            .unwrap();
    }
    text.push('\n');
    for told in &imported.recognised {
        writeln!(text, "line {} told {}: {}", told.line, told.field, told.text).unwrap();
    }
    text
}

pub(super) fn marks(block: &Block) -> String {
    let marks = block.marks.iter().map(|range| {
        let marked: String = block.text.chars().take(range.end).skip(range.start).collect();
        match &range.mark {
            Mark::Strong => format!("  [strong: {marked}]"),
            Mark::Em => format!("  [em: {marked}]"),
            Mark::Link { href } => format!("  [link {href}: {marked}]"),
            Mark::Other { name, .. } => format!("  [{name}: {marked}]"),
        }
    });
    marks.collect()
}
