//! What holds for any input: no panic, no word lost, marks inside their texts. That no shape takes quadratic time
//! is shown by the bench (benches/import.rs).

use std::collections::HashMap;

use proptest::prelude::*;

use super::{
    samples::{exported, samples},
    written::encodings,
};
use crate::{
    documents::{Actor, MinutesDocument},
    import::{Imported, Recognised, decode::decode, fill, import_text},
    text::{Block, BlockKind, Mark},
};

/// Words. Signs of formatting may stand inside one ("*ned*gång" is "nedgång", "här<https://a.se>" has no space either),
/// as may a link's address ("[ned](https://a.se)gång"); a space may be written by its number.
fn words(text: &str) -> impl Iterator<Item = String> {
    let text = addresses_aside(&text.replace("&#32;", " "));
    let text = text.replace(['*', '_', '[', ']', '<', '>', '\\'], "");
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.into_iter()
}

/// The text with the addresses of its links behind it.
fn addresses_aside(text: &str) -> String {
    let mut parts = text.split("](");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    let mut aside = String::new();
    for part in parts {
        match part.split_once(')') {
            Some((address, rest)) if !address.contains(char::is_whitespace) => {
                aside = aside + "\n" + address;
                kept += rest;
            }
            _ => kept = kept + "](" + part,
        }
    }
    kept + &aside
}

/// The source's words, without what begins an item: its number (a list counts anew), or Word's "o".
fn source_words(text: &str) -> impl Iterator<Item = String> {
    text.lines().flat_map(|line| {
        let trimmed = line.trim_start();
        let number = trimmed.trim_start_matches(|c: char| c.is_ascii_digit());
        let counted = number.len() < trimmed.len() && number.starts_with(['.', ')']);
        let bullet = trimmed.strip_prefix('o').filter(|rest| rest.starts_with(char::is_whitespace));
        words(bullet.unwrap_or(if counted { number } else { trimmed })).collect::<Vec<_>>()
    })
}

fn count(words: impl Iterator<Item = String>) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for word in words {
        *counts.entry(word).or_insert(0) += 1;
    }
    counts
}

fn kept(imported: &Imported) -> HashMap<String, usize> {
    let mut all = String::new();
    // A line that gave two fields is told twice, and counts once. The next meeting's mostly stays in the body.
    let mut lines = imported.recognised.clone();
    let stays = |told: &Recognised| imported.body.iter().any(|block| block.text == told.text);
    lines.retain(|told| told.field != "next_meeting" || !stays(told));
    lines.dedup_by(|a, b| (a.line, &a.text) == (b.line, &b.text));
    for block in &imported.body {
        all += &block.text;
        all.push('\n');
        for mark in &block.marks {
            if let Mark::Link { href } = &mark.mark {
                all += href;
                all.push('\n');
            }
        }
    }
    for told in lines {
        // A decision's words are in its block; its label is told.
        let label = || {
            let decided = |block: &&Block| block.kind == BlockKind::Decision && !block.text.is_empty();
            imported.body.iter().filter(decided).find_map(|block| told.text.strip_suffix(block.text.as_str()))
        };
        all += if told.field == "decisions" { label().unwrap_or(&told.text) } else { &told.text };
        all.push('\n');
    }
    count(words(&all))
}

fn assert_nothing_lost(text: &str) -> Result<(), TestCaseError> {
    let Ok(imported) = import_text(text.as_bytes()) else {
        return Ok(());
    };
    let kept = kept(&imported);
    for (word, times) in count(source_words(text)) {
        let found = kept.get(&word).copied().unwrap_or(0);
        prop_assert!(found >= times, "{word:?} {times} times, found {found}\n{text}\n{imported:#?}");
    }
    Ok(())
}

fn name() -> impl Strategy<Value = String> {
    let first = prop::sample::select(vec!["Eva", "Per", "Siv", "Åsa", "Lars-Erik", "Noor"]);
    let last = prop::sample::select(vec!["Ek", "Palm", "Sand", "Öhrn", "af Ekenstam", "Lund"]);
    (first, last).prop_map(|(first, last)| format!("{first} {last}"))
}

fn fragment() -> impl Strategy<Value = String> {
    let fixed = vec![
        "Bjuv",
        "Klippan",
        "Helsingborg",
        "socialchef",
        "(ordf.)",
        "ordförande",
        "2027-02-05",
        "5/2",
        "den 3 mars 2027",
        "kl. 9-12",
        "kl 13.00 – 15.30",
        "Datum:",
        "Tid:",
        "Plats:",
        "Närvarande:",
        "Närvarande",
        "Övriga:",
        "Ej närvarande",
        "Nästa möte",
        "nästa träff den",
        "Beslut:",
        "Beslut",
        "Åtgärd:",
        "Ansvarig:",
        "Vid tangenterna/",
        "senast",
        "ska",
        "och",
        ",",
        ";",
        ".",
        ":",
        "|",
        "\t",
        "  ",
        " – ",
        "**",
        "*",
        "_",
        "__",
        "[",
        "](",
        ")",
        "(",
        "[länk](https://exempel.se/a)",
        "<https://exempel.se>",
        "\\",
        "`",
        "---",
        "===",
        "|--|--|",
        "§ 12",
        "Namn",
        "Kommun",
        "Titel",
        "Sekreterare:",
        "Anteckningar",
        "Minnesanteckningar",
        "Övrigt",
        "[ ]",
        "[x]",
        "barn-",
        "10",
        "Frånvarande",
        "      ",
        "Vad",
        "Vem",
        "Ansvarig",
        "Klart:",
        "Namn:",
        "Titel:",
        "Från:",
        "Ämne:",
        "Ordförande var",
        "hade anmält förhinder",
        "träffades den",
        "Med vänlig hälsning",
        "sekreterare",
        "År:",
        "Sluttid:",
        "Punkt 2",
        "a)",
        "☐",
        "inga",
        "930914",
        "möttes i",
    ];
    prop_oneof![
        4 => prop::sample::select(fixed).prop_map(str::to_owned),
        2 => name(),
        2 => "[a-zåäöA-ZÅÄÖ]{1,9}",
        1 => "[0-9]{1,4}",
        1 => "\\PC{1,4}",
    ]
}

fn line() -> impl Strategy<Value = String> {
    let starts = vec![
        "", "", "", "# ", "## ", "### ", "- ", "  - ", "* ", "• ", "1. ", "2. ", "3) ", "   1. ", "> ", "| ",
        "    ", "\t",
    ];
    let ends = vec!["", "", "", " |", ":", ".", "  ", "\\"];
    (prop::sample::select(starts), prop::collection::vec(fragment(), 0..7), prop::sample::select(ends))
        .prop_map(|(start, fragments, end)| format!("{start}{}{end}", fragments.join(" ")))
}

fn document() -> impl Strategy<Value = String> {
    prop::collection::vec((line(), prop::sample::select(vec!["\n", "\n", "\n\n", "\r\n"])), 0..30)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect())
}

/// A file of any kind, with bytes cut out and others put in.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let texts: Vec<String> =
        samples().iter().map(|(_, bytes)| decode(bytes).unwrap()).chain(exported()).collect();
    let text = prop_oneof![document(), prop::sample::select(texts)];
    let damage = (any::<prop::sample::Index>(), 0_usize..5, prop::collection::vec(any::<u8>(), 0..5));
    (text, any::<prop::sample::Index>(), prop::collection::vec(damage, 0..6)).prop_map(
        |(text, encoding, damages)| {
            let encodings = encodings(&text);
            let mut bytes = encodings[encoding.index(encodings.len())].clone();
            for (at, cut, put) in damages {
                let at = at.index(bytes.len() + 1);
                let end = bytes.len().min(at + cut);
                bytes.splice(at..end, put);
            }
            bytes
        },
    )
}

/// A file that `export` wrote, whose lines somebody has moved, doubled, removed or added to.
fn changed_by_hand() -> impl Strategy<Value = String> {
    let change = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..5, line());
    (prop::sample::select(exported()), prop::collection::vec(change, 0..5)).prop_map(|(text, changes)| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (at, to, what, new) in changes {
            let (at, to) = (at.index(lines.len()), to.index(lines.len()));
            match what {
                0 => lines.swap(at, to),
                1 => lines.insert(to, lines[at].clone()),
                2 if lines.len() > 1 => drop(lines.remove(at)),
                3 => lines.insert(at, new),
                _ => lines[at] += &new,
            }
        }
        lines.join("\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_damaged_file_panics_and_what_is_read_makes_a_document(bytes in damaged()) {
        if let Ok(imported) = import_text(&bytes) {
            let mut minutes = MinutesDocument::create(Actor([1; 16]));
            // A fact too long for a document is told; nothing else is refused.
            let _ = fill(&mut minutes, &imported, |_| None, (0..).map(|n| format!("{n:032x}")));
            prop_assert!(!minutes.read().body.is_empty());
        }
    }

    #[test]
    fn no_word_of_an_exported_file_is_lost_whoever_changed_it(text in changed_by_hand()) {
        assert_nothing_lost(&text)?;
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = import_text(&bytes);
    }

    #[test]
    fn no_word_of_any_layout_is_lost(text in document()) {
        assert_nothing_lost(&text)?;
    }

    #[test]
    fn marks_lie_inside_their_texts(text in document()) {
        if let Ok(imported) = import_text(text.as_bytes()) {
            for block in imported.body {
                let length = block.text.chars().count();
                prop_assert!(!block.text.contains(['\n', '\r']));
                for mark in block.marks {
                    prop_assert!(mark.start < mark.end && mark.end <= length);
                }
            }
        }
    }
}

#[test]
fn the_samples_lose_no_word() {
    for (_, bytes) in samples() {
        assert_nothing_lost(&decode(&bytes).unwrap()).unwrap();
    }
}
