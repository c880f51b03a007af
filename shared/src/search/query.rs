//! What is looked for, as people type it.

use std::ops::Range;

use memchr::memmem::Finder;

use crate::text::{Case, Folded, Matching, Phrase};

/// Words, each of which has to be found, anywhere in a word: the beginning that has been typed so far, and the
/// parts of compounds. What stands between quotation marks (straight, Swedish, English or angled) is found as it
/// stands, and in whole words; while they are not closed yet, words may go on behind it.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// The longest first: it is the likeliest not to be found, and then nothing else needs to be looked for.
    pub(super) terms: Vec<Term>,
}

impl Query {
    pub fn new(typed: &str) -> Query {
        let mut terms: Vec<Term> = Vec::new();
        for (text, whole_words) in parts(typed) {
            if let Some(term) = Term::new(&text, whole_words)
                && !terms.iter().any(|known| known.is_as(&term))
            {
                terms.push(term);
            }
        }
        terms.sort_by_key(|term| std::cmp::Reverse(term.finder.needle().len()));
        Query { terms }
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// The words and phrases, and whether each is closed by a quotation mark.
fn parts(typed: &str) -> Vec<(String, bool)> {
    const QUOTES: [char; 6] = ['"', '”', '“', '„', '»', '«'];
    let mut parts = Vec::new();
    let mut rest = typed;
    let mut quoted = false;
    while let Some(end) = rest.find(QUOTES) {
        push(&mut parts, &rest[..end], quoted, quoted);
        rest = rest[end..].strip_prefix(QUOTES).unwrap_or_default();
        quoted = !quoted;
    }
    push(&mut parts, rest, quoted, false);
    parts
}

fn push(parts: &mut Vec<(String, bool)>, text: &str, quoted: bool, closed: bool) {
    let words = text.split_whitespace();
    match quoted {
        true => parts.push((words.collect::<Vec<_>>().join(" "), closed)),
        false => parts.extend(words.map(|word| (word.to_owned(), false))),
    }
}

/// One word or phrase.
#[derive(Clone, Debug)]
pub(super) struct Term {
    phrase: Phrase,
    /// The same, folded.
    finder: Finder<'static>,
    whole_words: bool,
}

impl Term {
    fn new(text: &str, whole_words: bool) -> Option<Term> {
        let phrase = Phrase::new(text, Matching { case: Case::Ignored, whole_words })?;
        let folded: String = Folded::new(text, Case::Ignored).chars().iter().collect();
        Some(Term { phrase, finder: Finder::new(&folded).into_owned(), whole_words })
    }

    fn is_as(&self, other: &Term) -> bool {
        self.finder.needle() == other.finder.needle() && self.whole_words == other.whole_words
    }

    /// Where it stands in a text as it is, in code points.
    pub fn hits(&self, text: &str) -> Vec<Range<usize>> {
        self.phrase.hits(text)
    }

    /// Where it stands first in a folded text, from a byte on.
    pub fn find(&self, folded: &str, from: usize) -> Option<usize> {
        let mut from = from;
        loop {
            let at = from + self.finder.find(folded.as_bytes().get(from..)?)?;
            if !self.whole_words || self.is_whole(folded, at) {
                return Some(at);
            }
            from = at + 1;
        }
    }

    /// As [`Phrase`] has it. The needle is text, so that it begins and ends where characters do.
    fn is_whole(&self, folded: &str, at: usize) -> bool {
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let end = at + self.finder.needle().len();
        let (Some(before), Some(found), Some(behind)) =
            (folded.get(..at), folded.get(at..end), folded.get(end..))
        else {
            return false;
        };
        let goes_on = |a: Option<char>, b: Option<char>| is_word(a) && is_word(b);
        !goes_on(before.chars().next_back(), found.chars().next())
            && !goes_on(found.chars().next_back(), behind.chars().next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_phrases_as_people_type_them() {
        let part = |text: &str, closed| (text.to_owned(), closed);
        for (typed, expected) in [
            ("", vec![]),
            ("  mat   svinn ", vec![part("mat", false), part("svinn", false)]),
            ("\"öppet  hus\" mat", vec![part("öppet hus", true), part("mat", false)]),
            ("”öppet hus” „två ord“ »tre ord«", {
                vec![part("öppet hus", true), part("två ord", true), part("tre ord", true)]
            }),
            ("mat \"öppet hu", vec![part("mat", false), part("öppet hu", false)]),
            ("a\"b c\"d", vec![part("a", false), part("b c", true), part("d", false)]),
        ] {
            let found: Vec<_> = parts(typed).into_iter().filter(|(text, _)| !text.is_empty()).collect();
            assert_eq!(found, expected, "{typed}");
        }
        for nothing in ["", " ", "\"", "\"\"", "” ”", "\u{301}", "\"\u{ad}\""] {
            assert!(Query::new(nothing).is_empty(), "{nothing:?}");
        }
        assert_eq!(Query::new("Mat mat MAT \"mat\"").terms.len(), 2);
    }
}
