//! The address of a link: `(https://exempel.se)`, or `(<with spaces>)`.

use super::escape::{begins_entity, push_number, unreadable};
use super::{SCHEMES, read::one};

/// A longer address stands between `<` and `>`, whose end is found without counting.
const MAX_BARE: usize = 2048;

/// Whether an address alone, between `<` and `>`, is a link to itself.
pub(super) fn stands_alone(href: &str) -> bool {
    SCHEMES.iter().any(|scheme| href.starts_with(scheme))
        && href.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>'))
}

/// What stands behind the text of a link: `](href)`.
pub(super) fn write(href: &str) -> String {
    let chars: Vec<char> = href.chars().collect();
    if is_bare(&chars) {
        return format!("]({href})");
    }
    let mut written = String::from("](<");
    for (at, c) in chars.iter().enumerate() {
        if unreadable(&chars, at) {
            push_number(&mut written, *c);
        } else {
            if matches!(c, '\\' | '<' | '>') || (*c == '&' && begins_entity(&chars[at..])) {
                written.push('\\');
            }
            written.push(*c);
        }
    }
    written + ">)"
}

/// The address behind `](`, and the length of all of it in bytes; none if it is no address.
pub(super) fn read(rest: &str) -> Option<(String, usize)> {
    let inside = rest.strip_prefix("](")?;
    match inside.strip_prefix('<') {
        Some(inside) => {
            let (mut href, mut at) = (String::new(), 0);
            while !inside[at..].starts_with('>') {
                let (c, length) = one(&inside[at..])?;
                href.push(c);
                at += length;
            }
            inside[at..].starts_with(">)").then_some((href, at + 5))
        }
        None => {
            let mut depth = 0_usize;
            let (end, _) = inside.char_indices().take(MAX_BARE + 1).find(|(_, c)| {
                match c {
                    '(' => depth += 1,
                    ')' if depth == 0 => return true,
                    ')' => depth -= 1,
                    _ => {}
                }
                false
            })?;
            Some((inside[..end].to_owned(), end + 3))
        }
    }
}

fn is_bare(chars: &[char]) -> bool {
    let mut depth = 0_usize;
    let balanced = chars.iter().all(|c| {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return false,
            ')' => depth -= 1,
            _ => {}
        }
        true
    });
    let plain = |at: usize| {
        let c = chars[at];
        let sign = matches!(c, '<' | '>' | '\\' | '[' | ']') || (c == '&' && begins_entity(&chars[at..]));
        !sign && !c.is_whitespace() && !unreadable(chars, at)
    };
    balanced && depth == 0 && (1..=MAX_BARE).contains(&chars.len()) && (0..chars.len()).all(plain)
}
