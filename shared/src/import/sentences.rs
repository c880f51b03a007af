//! A text cut into its sentences; a full stop behind an abbreviation or an initial ends none.

use super::task_words::{DEADLINES, RESPONSIBLE, RESPONSIBLE_STARTS};

/// A dot behind these ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "kl", "ex", "bl", "ca", "ordf", "sekr", "dvs", "nr", "tel", "st", "resp", "jan", "feb", "aug", "sept",
    "okt", "nov", "dec", "t", "d", "v", "s", "a", "bitr", "tf", "inkl", "exkl", "max", "min", "vice", "ev",
    "prof", "dr", "fil", "f", "m",
];

/// A text cut where a full stop, a space and a capital follow on each other.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, sign) in text.match_indices(['.', '!', '?']) {
        let end = at + sign.len();
        let mut behind = text[end..].chars();
        let space = behind.next().is_some_and(char::is_whitespace);
        let capital = behind.next().is_some_and(|c| c.is_uppercase() || "”\"–".contains(c));
        let word: String =
            text[start..at].chars().rev().take_while(|c| c.is_alphanumeric()).take(8).collect();
        let word: String = word.chars().rev().collect::<String>().to_lowercase();
        let initial = word.chars().count() == 1 && text[..at].ends_with(char::is_uppercase);
        let abbreviated = sign == "." && (initial || ABBREVIATIONS.contains(&word.as_str()));
        // "Ansvarig: Eva" belongs to what it follows.
        let behind = text[end..].trim_start();
        let belongs = labelled(behind, RESPONSIBLE).is_some()
            || labelled(behind, DEADLINES).is_some()
            || RESPONSIBLE_STARTS.iter().any(|start| behind.starts_with(start));
        if space && capital && !abbreviated && !belongs {
            sentences.push(text[start..end].trim());
            start = end;
        }
    }
    sentences.push(text[start..].trim());
    sentences
}

/// What stands behind one of the labels and a colon.
pub(super) fn labelled<'a>(text: &'a str, labels: &[&str]) -> Option<&'a str> {
    let colon = text.char_indices().take(20).find(|(_, c)| *c == ':')?.0;
    let label = text[..colon].trim().to_lowercase();
    labels.contains(&label.as_str()).then(|| text[colon + 1..].trim())
}
