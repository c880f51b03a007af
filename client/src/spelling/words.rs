//! Cuts a text into the words whose spelling is worth a look, each with its place in code points. Left out is what no
//! dictionary can know: addresses, what has digits in it, single letters, and abbreviations in capitals ("IVO", "IVO:s").
//! Each character is looked at a fixed number of times.

use std::ops::Range;

/// Longer than any word that people write; what is longer is not looked at (nor would a dictionary take it).
pub(super) const MAX_WORD: usize = 64;
/// Up to so many letters, a word in capitals is an abbreviation.
const MAX_ABBREVIATION: usize = 5;
/// Each part of an abbreviation with points has at most so many letters: "t.ex.", "bl.a.", "fr.o.m.".
const MAX_POINTED: usize = 3;
/// And so many parts at most, so that a long row of them is not gone through again from each of its letters.
const MAX_PARTS: usize = 5;
/// What a host's name ends in, where there is nothing else to tell it from two sentences without a space.
const HOST_ENDINGS: [&str; 9] = ["se", "nu", "com", "org", "net", "eu", "fi", "no", "dk"];

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, in code points.
    pub range: Range<usize>,
    /// Its letters as a dictionary has them: composed, with `'` and `-` whatever kind was written, without soft hyphens.
    pub text: String,
    /// A point follows, which may be the sentence's or belong to the word.
    pub point: bool,
    /// A hyphen hangs at its end: "individ- och".
    pub hanging: bool,
}

/// The words of a text to be looked up, in their order.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(char::is_whitespace) {
        let chars: Vec<char> = piece.chars().collect();
        if !is_address(piece) {
            words_in_piece(&chars, at, &mut found);
        }
        at += chars.len();
    }
    found
}

/// Whether a word's part is one that is not looked up on its own: a single letter, or an abbreviation in capitals.
pub(super) fn is_left_out(part: &str) -> bool {
    let letters = part.chars().count();
    let capitals = part.chars().all(char::is_uppercase);
    letters < 2 || (capitals && letters <= MAX_ABBREVIATION)
}

/// Whether what stands between two spaces is an address of the web, of mail or of a file.
fn is_address(piece: &str) -> bool {
    let piece = piece.trim_matches(|c: char| !c.is_alphanumeric() && c != '/' && c != '\\');
    if piece.contains("://") || piece.contains('@') || piece.contains('\\') || piece.starts_with('/') {
        return true;
    }
    let host = piece.split(['/', ':']).next().unwrap_or_default();
    if !host.is_ascii() {
        return false;
    }
    if host.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
        return true;
    }
    let lower = host.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.');
    lower && host.rsplit_once('.').is_some_and(|(_, ending)| HOST_ENDINGS.contains(&ending))
}

fn words_in_piece(chars: &[char], offset: usize, found: &mut Vec<Word>) {
    let mut from = 0;
    while from < chars.len() {
        if !is_inside(chars[from]) {
            from += 1;
            continue;
        }
        let to = end_of_word(chars, from);
        // Also a lone mark is inside a word, but makes none.
        let word = &chars[from..to];
        let letters = word.iter().any(|c| c.is_alphabetic());
        if letters && to - from <= MAX_WORD && !word.iter().any(|c| c.is_numeric()) {
            let rest = &chars[to..];
            let point = rest.first() == Some(&'.') && rest.get(1) != Some(&'.');
            let hanging =
                rest.first().is_some_and(|c| is_hyphen(*c)) && !rest.get(1).is_some_and(|c| is_hyphen(*c));
            let text = plain(word);
            if !is_left_out(text.split(':').next().unwrap_or_default()) || !has_only_ending(&text) {
                found.push(Word { range: offset + from..offset + to, text, point, hanging });
            }
        }
        from = to;
    }
}

/// Whether there is nothing after the colon, or no more than an inflection: "IVO", "IVO:s", not "A:beslut".
fn has_only_ending(text: &str) -> bool {
    text.split_once(':').is_none_or(|(_, ending)| ending.chars().count() <= 4 && !ending.contains(':'))
}

/// Where the word that begins here ends: letters, digits and marks, and between two of them one sign that joins.
fn end_of_word(chars: &[char], from: usize) -> usize {
    let mut to = from;
    while to < chars.len() {
        if is_inside(chars[to]) {
            to += 1;
            continue;
        }
        let joins = is_hyphen(chars[to]) || is_apostrophe(chars[to]) || chars[to] == ':';
        let before_letter = chars.get(to + 1).is_some_and(|c| c.is_alphanumeric());
        if !before_letter {
            break;
        }
        if joins || is_between_digits(chars, to) {
            to += 1;
        } else if chars[to] == '.' {
            match end_of_pointed(chars, from, to) {
                Some(end) => return end,
                None => break,
            }
        } else {
            break;
        }
    }
    to
}

/// Where an abbreviation with points ends, whose first part is before this point; `None` if it is none.
fn end_of_pointed(chars: &[char], from: usize, point: usize) -> Option<usize> {
    let short = |part: &[char]| part.len() <= MAX_POINTED && part.iter().all(|c| c.is_alphabetic());
    if !short(&chars[from..point]) {
        return None;
    }
    let mut to = point;
    let mut parts = 1;
    while chars.get(to) == Some(&'.') {
        parts += 1;
        if parts > MAX_PARTS {
            return None;
        }
        let part = to + 1;
        let length = chars[part..].iter().take(MAX_POINTED + 1).take_while(|c| c.is_alphanumeric()).count();
        if length == 0 {
            break;
        }
        if !short(&chars[part..part + length]) {
            return None;
        }
        to = part + length;
    }
    Some(to)
}

/// Signs of numbers ("10.30", "1,5"), which make a number one word that is then left out as a whole.
fn is_between_digits(chars: &[char], at: usize) -> bool {
    matches!(chars[at], '.' | ',' | '/') && at > 0 && chars[at - 1].is_numeric() && chars[at + 1].is_numeric()
}

fn is_inside(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c) || c == '\u{ad}'
}

/// Combining accents and what Unicode calls variation selectors: no letters, but part of what is before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

fn plain(word: &[char]) -> String {
    let mut plain = String::with_capacity(word.len());
    for c in word.iter().copied() {
        match c {
            '\u{ad}' => {}
            c if is_hyphen(c) => plain.push('-'),
            c if is_apostrophe(c) => plain.push('\''),
            c if is_mark(c) => match plain.chars().next_back().and_then(|before| composed(before, c)) {
                Some(letter) => {
                    plain.pop();
                    plain.push(letter);
                }
                None => plain.push(c),
            },
            c => plain.push(c),
        }
    }
    plain
}

/// The letters that Swedish and English words have, from two code points, as macOS writes names of files.
fn composed(letter: char, mark: char) -> Option<char> {
    Some(match (letter, mark) {
        ('a', '\u{30a}') => 'å',
        ('a', '\u{308}') => 'ä',
        ('o', '\u{308}') => 'ö',
        ('A', '\u{30a}') => 'Å',
        ('A', '\u{308}') => 'Ä',
        ('O', '\u{308}') => 'Ö',
        ('a', '\u{300}') => 'à',
        ('e', '\u{301}') => 'é',
        ('E', '\u{301}') => 'É',
        ('e', '\u{300}') => 'è',
        ('u', '\u{308}') => 'ü',
        ('U', '\u{308}') => 'Ü',
        _ => return None,
    })
}
