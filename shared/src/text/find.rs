//! Finds a phrase in a text, by the folding of every search, in time that grows with the text's length only.

use std::ops::Range;

use super::fold::{Case, Folded};

/// How a phrase is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Matching {
    pub case: Case,
    /// Not within a longer word.
    pub whole_words: bool,
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Phrase {
    chars: Vec<char>,
    /// How much of the phrase's beginning the first so many characters end with: where none has to be read again.
    again: Vec<usize>,
    matching: Matching,
}

impl Phrase {
    /// None where there is nothing to look for.
    pub fn new(text: &str, matching: Matching) -> Option<Phrase> {
        let chars = Folded::new(text, matching.case).chars().to_vec();
        if chars.is_empty() {
            return None;
        }
        let mut again = vec![0; chars.len()];
        let mut matched = 0;
        for at in 1..chars.len() {
            while matched > 0 && chars[matched] != chars[at] {
                matched = again[matched - 1];
            }
            matched += usize::from(chars[matched] == chars[at]);
            again[at] = matched;
        }
        Some(Phrase { chars, again, matching })
    }

    /// Where it stands in a text, in code points: from the beginning on, none within another.
    pub fn hits(&self, text: &str) -> Vec<Range<usize>> {
        let folded = Folded::new(text, self.matching.case);
        let mut hits = Vec::new();
        let mut matched = 0;
        for (at, c) in folded.chars().iter().enumerate() {
            while matched > 0 && self.chars[matched] != *c {
                matched = self.again[matched - 1];
            }
            matched += usize::from(self.chars[matched] == *c);
            if matched < self.chars.len() {
                continue;
            }
            let range = at + 1 - matched..at + 1;
            let stands = !self.matching.whole_words || is_whole_words(folded.chars(), &range);
            match folded.source(&range).filter(|_| stands) {
                Some(hit) => {
                    hits.push(hit);
                    matched = 0;
                }
                None => matched = self.again[matched - 1],
            }
        }
        hits
    }
}

/// Whether no word goes on beyond a range.
fn is_whole_words(chars: &[char], range: &Range<usize>) -> bool {
    let is_word = |at: usize| chars.get(at).is_some_and(|c| c.is_alphanumeric() || *c == '_');
    let parted = |at: usize| at == 0 || !(is_word(at - 1) && is_word(at));
    parted(range.start) && parted(range.end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;

    const CASE: Matching = Matching { case: Case::Kept, whole_words: false };
    const WORDS: Matching = Matching { case: Case::Ignored, whole_words: true };

    fn hits(phrase: &str, text: &str, matching: Matching) -> Vec<Range<usize>> {
        Phrase::new(phrase, matching).map_or_else(Vec::new, |phrase| phrase.hits(text))
    }

    #[test]
    fn hits_are_told_in_code_points_of_the_text_as_it_is() {
        let any = Matching::default();
        for (phrase, text, matching, expected) in [
            ("aa", "aaa", any, &[(0, 2)][..]),
            ("aa", "aaaa", any, &[(0, 2), (2, 4)][..]),
            ("aba", "ababa aba", any, &[(0, 3), (6, 9)][..]),
            ("aab", "aaaab", any, &[(2, 5)][..]),
            ("", "text", any, &[][..]),
            ("text", "", any, &[][..]),
            ("\u{301}", "é", any, &[][..]),
            ("a", "å ä A", any, &[(4, 5)][..]),
            ("å", "A\u{30a} å a", any, &[(0, 2), (3, 4)][..]),
            ("ide", "😀 Ide\u{301}er, idé", any, &[(2, 6), (10, 13)][..]),
            ("idé", "ide", any, &[(0, 3)][..]),
            ("ss", "Straße", any, &[(4, 5)][..]),
            ("s", "aß", any, &[][..]),
            ("fin", "ﬁn", any, &[(0, 2)][..]),
            ("😀", "a😀😀", any, &[(1, 2), (2, 3)][..]),
            ("👩", "👩\u{200d}👧 👩", any, &[(4, 5)][..]),
            ("10 000", "10\u{a0}000", any, &[(0, 6)][..]),
            ("Idé", "idé Ide", CASE, &[(4, 7)][..]),
            ("rad", "rad råd radera Rad, grad", WORDS, &[(0, 3), (15, 18)][..]),
            ("å", "å och än åå 'å'", WORDS, &[(0, 1), (13, 14)][..]),
            ("öl", "köl öl", WORDS, &[(4, 6)][..]),
            ("ol", "öol o\u{308}l ol", WORDS, &[(8, 10)][..]),
            ("a a", "a a a", WORDS, &[(0, 3)][..]),
            ("(x", "a(x b(xy", WORDS, &[(1, 3)][..]),
        ] {
            let found: Vec<_> = hits(phrase, text, matching).iter().map(|hit| (hit.start, hit.end)).collect();
            assert_eq!(found, expected, "{phrase:?} in {text:?}");
        }
    }

    /// What the texts are made of: letters that fold together, in parts or not at all.
    const PARTS: &[&str] = &[
        "a",
        "A",
        "å",
        "A\u{30a}",
        "ä",
        "e",
        "é",
        "e\u{301}",
        "s",
        "ß",
        "ﬁ",
        "f",
        "i",
        " ",
        "\u{a0}",
        "-",
        "_",
        "😀",
        "👩\u{200d}👧",
        "👩",
        "\u{301}",
        "\u{ad}",
        "1",
    ];

    fn text(most: usize) -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(PARTS), 0..=most).prop_map(|parts| parts.concat())
    }

    fn matching() -> impl Strategy<Value = Matching> {
        (any::<bool>(), any::<bool>()).prop_map(|(kept, whole_words)| Matching {
            case: if kept { Case::Kept } else { Case::Ignored },
            whole_words,
        })
    }

    fn fold(text: &[char], case: Case) -> Vec<char> {
        Folded::new(&text.iter().collect::<String>(), case).chars().to_vec()
    }

    /// Every part of the text by itself.
    fn naive(phrase: &str, text: &str, matching: Matching) -> Vec<Range<usize>> {
        let chars: Vec<char> = text.chars().collect();
        let phrase = fold(&phrase.chars().collect::<Vec<_>>(), matching.case);
        let parts = |at: usize| {
            let goes_on = |c: &char| ['\u{301}', '\u{30a}', '\u{ad}', '\u{200d}'].contains(c);
            let joined = at > 1 && chars[at - 1] == '\u{200d}' && chars[at..].first() == Some(&'👧');
            at == 0 || !(joined || chars[at..].first().is_some_and(goes_on))
        };
        let is_word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() || *c == '_');
        let (mut hits, mut from) = (Vec::new(), 0);
        while from < chars.len() && !phrase.is_empty() {
            let before = fold(&chars[..from], matching.case);
            let end = (from + 1..=chars.len()).rev().find(|end| {
                let (found, behind) =
                    (fold(&chars[from..*end], matching.case), fold(&chars[*end..], matching.case));
                let cut = |a: Option<&char>, b: Option<&char>| is_word(a) && is_word(b);
                let within = cut(before.last(), found.first()) || cut(found.last(), behind.first());
                found == phrase && parts(*end) && !(matching.whole_words && within)
            });
            // What folds to nothing stands alone at the beginning only, and belongs to no hit.
            match end.filter(|_| parts(from) && !fold(&chars[from..=from], matching.case).is_empty()) {
                Some(end) => {
                    hits.push(from..end);
                    from = end;
                }
                None => from += 1,
            }
        }
        hits
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_looking_at_every_part_finds(
            phrase in text(3), text in text(24), matching in matching()
        ) {
            prop_assert_eq!(hits(&phrase, &text, matching), naive(&phrase, &text, matching));
        }

        #[test]
        fn composed_and_decomposed_texts_have_as_many_hits(phrase in text(2), text in text(24)) {
            let (composed, decomposed): (String, String) = (text.nfc().collect(), text.nfd().collect());
            let any = Matching::default();
            prop_assert_eq!(hits(&phrase, &composed, any).len(), hits(&phrase, &decomposed, any).len());
        }
    }
}
