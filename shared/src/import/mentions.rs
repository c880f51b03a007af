//! Where a text mentions people of the attendance, by whole name or by a first name that only one bears.

use std::collections::HashMap;

use super::ImportedAttendee;

/// The names of the attendance, by whole name and by first name where only one bears it.
pub(super) struct Names<'a> {
    whole: HashMap<&'a str, usize>,
    first: HashMap<&'a str, Option<usize>>,
    pub people: &'a [ImportedAttendee],
}

impl<'a> Names<'a> {
    pub(super) fn new(people: &'a [ImportedAttendee]) -> Names<'a> {
        let mut names = Names { whole: HashMap::new(), first: HashMap::new(), people };
        for (index, person) in people.iter().enumerate() {
            let new = names.whole.insert(person.name.as_str(), index).is_none();
            if let Some(first) = person.name.split(' ').next().filter(|_| new) {
                names.first.entry(first).and_modify(|only| *only = None).or_insert(Some(index));
            }
        }
        names
    }
}

/// A word and where it stands, in bytes.
#[derive(Clone, Copy)]
pub(super) struct Word<'a> {
    pub text: &'a str,
    pub start: usize,
    pub end: usize,
}

/// People that stand together ("Eva Ek, Per och Siv"), as a range of words.
pub(super) struct Group {
    /// Indexes in the attendance.
    pub people: Vec<usize>,
    pub first: usize,
    pub end: usize,
}

/// Everybody mentioned.
pub(super) fn groups(text: &str, words: &[Word<'_>], names: &Names<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((person, length)) = person_at(text, words, at, names) else {
            at += 1;
            continue;
        };
        let joined = groups.last().is_some_and(|group| {
            let between = &text[words[group.end - 1].end..words[at].start];
            [", ", " och ", " samt ", "/", " & ", ", och ", " and "].contains(&between)
        });
        match groups.last_mut() {
            Some(group) if joined => {
                group.people.push(person);
                group.end = at + length;
            }
            _ => groups.push(Group { people: vec![person], first: at, end: at + length }),
        }
        at += length;
    }
    groups
}

/// The person whose name begins at a word, and how many words it has.
fn person_at(text: &str, words: &[Word<'_>], at: usize, names: &Names<'_>) -> Option<(usize, usize)> {
    let first = words[at];
    if !first.text.starts_with(char::is_uppercase) {
        return None;
    }
    for length in (2..=5).rev() {
        if let Some(last) = words.get(at + length - 1)
            && let Some(person) = names.whole.get(&text[first.start..last.end])
        {
            return Some((*person, length));
        }
    }
    let person =
        names.whole.get(first.text).copied().or_else(|| names.first.get(first.text).copied().flatten())?;
    // "Eva Berg" is not the Eva of the list.
    let surname = words
        .get(at + 1)
        .is_some_and(|next| next.text.starts_with(char::is_uppercase) && &text[first.end..next.start] == " ");
    (!surname).then_some((person, 1))
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_alphanumeric() || (start.is_some() && "-’'".contains(c));
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.push(Word { text: &text[from..at], start: from, end: at });
                start = None;
            }
            _ => {}
        }
    }
    words
}
