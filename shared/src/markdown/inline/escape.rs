//! What keeps a text's own signs from being read as Markdown's.

use std::fmt::Write;

use super::BREAK;
use crate::import::keeps;

/// Where a part of a text stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// At the beginning of a line.
    pub in_front: bool,
    /// Beside or within a link.
    pub with_links: bool,
}

/// The part `from..to` of a text as Markdown.
pub(super) fn escaped(chars: &[char], from: usize, to: usize, place: Place) -> String {
    let mut escaped = String::new();
    let guard = place.in_front.then(|| guarded_in_front(chars)).flatten();
    for at in from..to {
        let c = chars[at];
        let outermost = at == 0 || at + 1 == chars.len();
        if c == '\n' {
            escaped.push_str(BREAK);
        } else if unreadable(chars, at) || (outermost && c.is_whitespace()) {
            push_number(&mut escaped, c);
        } else {
            if guard == Some(at) || reads_as_sign(chars, at, from..to, place) {
                escaped.push('\\');
            }
            escaped.push(c);
        }
    }
    escaped
}

/// Whether the importer would not read a character as it stands, or end the line at it.
pub(super) fn unreadable(chars: &[char], at: usize) -> bool {
    let c = chars[at];
    let before = at.checked_sub(1).map(|before| chars[before]);
    (c.is_control() && c != '\t') || matches!(c, '\u{2028}' | '\u{2029}') || !keeps(before, c)
}

/// `&#173;`
pub(super) fn push_number(text: &mut String, c: char) {
    // Writing to a string cannot fail.
    let _ = write!(text, "&#{};", u32::from(c));
}

/// A name without anything but letters, digits and hyphens of ASCII; the rest by its number.
pub(in crate::markdown) fn numbered_name(name: &str) -> String {
    let mut numbered = String::new();
    for c in name.chars() {
        // Two hyphens end a comment.
        if c.is_ascii_alphanumeric() || (c == '-' && !numbered.ends_with('-')) {
            numbered.push(c);
        } else {
            push_number(&mut numbered, c);
        }
    }
    numbered
}

/// Whether `&` begins what reads as a character by name or number.
pub(super) fn begins_entity(rest: &[char]) -> bool {
    let name = rest.iter().skip(1).take_while(|c| c.is_ascii_alphanumeric() || **c == '#').count();
    name > 0 && rest.get(name + 1) == Some(&';')
}

fn reads_as_sign(chars: &[char], at: usize, part: std::ops::Range<usize>, place: Place) -> bool {
    let next = chars.get(at + 1);
    let before = at.checked_sub(1).and_then(|before| chars.get(before));
    match chars[at] {
        '\\' | '`' | '[' => true,
        // Without an open bracket it closes nothing.
        ']' => place.with_links,
        // "5 * 3"; a space at an end of the text is none as it is written.
        '*' => {
            let space = |c: Option<&char>| c == Some(&' ');
            let inside = at > part.start.max(1) && at + 1 < part.end.min(chars.len() - 1);
            !(inside && space(before) && space(next))
        }
        // Within a word it is no sign; at the edge of a mark nobody can tell.
        '_' => {
            let inside = at > part.start && at + 1 < part.end;
            let word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
            !(inside && word(before) && word(next))
        }
        '<' => at + 1 == part.end || next.is_some_and(|c| c.is_ascii_alphabetic() || "/!?".contains(*c)),
        '&' => begins_entity(&chars[at..]),
        // At a heading's end signs and a space before them are no part of it.
        '#' => next.is_none() && before.is_none_or(|c| c.is_whitespace() || *c == '#'),
        '~' => next == Some(&'~') || before == Some(&'~'),
        // Before a link it would make it a picture.
        '!' => at + 1 == part.end && at + 1 < chars.len(),
        _ => false,
    }
}

/// The sign to guard where the text would begin a heading, a list, a quote or a rule.
fn guarded_in_front(chars: &[char]) -> Option<usize> {
    let ends = |c: Option<&char>| c.is_none_or(|c| c.is_whitespace());
    let first = *chars.first()?;
    match first {
        '#' => {
            let signs = chars.iter().take_while(|c| **c == '#').count();
            ends(chars.get(signs)).then_some(0)
        }
        '>' => Some(0),
        '-' | '+' => (ends(chars.get(1)) || chars.get(1) == Some(&first)).then_some(0),
        c if c.is_ascii_digit() => {
            let digits = chars.iter().take_while(|c| c.is_ascii_digit()).count();
            let sign = chars.get(digits).is_some_and(|c| matches!(c, '.' | ')'));
            (sign && ends(chars.get(digits + 1))).then_some(digits)
        }
        _ => None,
    }
}
