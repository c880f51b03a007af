//! Markdown inside a paragraph: bold, italic and links become marks; a sign without its partner stays
//! as text. Three passes over the tokens, so the time is linear whatever the input.

use super::decode::keeps;
use crate::text::{Mark, MarkRange, normalised};

/// The longest address of a link.
const MAX_HREF: usize = 2048;

#[derive(Debug)]
enum Token<'a> {
    Text(&'a str),
    /// `*`, `**`, `_` or `__`
    Delimiter {
        written: &'a str,
        opens: bool,
        closes: bool,
    },
    /// `[`
    Open,
    /// `](href)`, with all of it as written.
    CloseLink {
        href: &'a str,
        written: &'a str,
    },
    /// `<https://…>`
    Address(&'a str),
    /// `&#32;`
    Number(char),
}

/// The text without its signs, and the marks in code points, sorted by start.
pub(super) fn parse(source: &str) -> (String, Vec<MarkRange>) {
    if !source.contains(['*', '_', '[', '<', '\\', '&']) {
        return (source.to_owned(), Vec::new());
    }
    let tokens = tokens(source);
    let partners = partners(&tokens);
    write(&tokens, &partners)
}

/// The text without its signs.
pub(super) fn plain(source: &str) -> String {
    parse(source).0
}

fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(c) = source[at..].chars().next() {
        let before = source[..at].chars().next_back();
        let found = match c {
            '*' | '_' => Some(delimiter(source, at, before)),
            '[' => Some((Token::Open, 1)),
            ']' => close_link(&source[at..]),
            '<' => address(&source[at..]),
            '\\' => escaped(&source[at..]),
            '&' => numbered(&source[at..]).map(|(c, length)| (Token::Number(c), length)),
            _ => None,
        };
        if let Some((token, length)) = found {
            if start < at {
                tokens.push(Token::Text(&source[start..at]));
            }
            tokens.push(token);
            at += length;
            start = at;
        } else {
            at += c.len_utf8();
        }
    }
    if start < source.len() {
        tokens.push(Token::Text(&source[start..]));
    }
    tokens
}

fn delimiter(source: &str, at: usize, before: Option<char>) -> (Token<'_>, usize) {
    let sign = source.as_bytes()[at];
    let run = source.as_bytes()[at..].iter().take(4).take_while(|byte| **byte == sign).count();
    let after_run = source[at + run..].chars().next();
    // Three open as `**` and `*`, so they close as `*` and `**`.
    let closing_three = run == 3 && after_run.is_none_or(|c| !c.is_alphanumeric());
    let length = if run == 1 || closing_three { 1 } else { 2 };
    let after = source[at + length..].chars().next();
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    // Neither snake_case nor 2*3 are italics.
    let inside_word =
        (sign == b'_' && word(before) && word(after)) || (length == 1 && digit(before) && digit(after));
    let token = Token::Delimiter {
        written: &source[at..at + length],
        opens: !space(after) && !inside_word,
        closes: !space(before) && !inside_word,
    };
    (token, length)
}

fn close_link(rest: &str) -> Option<(Token<'_>, usize)> {
    let inside = rest.strip_prefix("](")?;
    let mut depth = 0_usize;
    for (at, c) in inside.char_indices().take(MAX_HREF) {
        match c {
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            ')' if at > 0 => {
                let length = at + 3;
                let token = Token::CloseLink { href: &inside[..at], written: &rest[..length] };
                return Some((token, length));
            }
            // A bracket may begin the next link: stopping there keeps the search linear.
            ')' | '[' | ']' => return None,
            c if c.is_whitespace() || c.is_control() => return None,
            _ => {}
        }
    }
    None
}

fn address(rest: &str) -> Option<(Token<'_>, usize)> {
    let inside = rest.strip_prefix('<')?;
    let known = ["https://", "http://", "mailto:"];
    if !known.iter().any(|scheme| inside.starts_with(scheme)) {
        return None;
    }
    let length =
        inside.char_indices().take(MAX_HREF).find(|(_, c)| c.is_whitespace() || ['<', '>'].contains(c))?;
    (length.1 == '>').then(|| (Token::Address(&inside[..length.0]), length.0 + 2))
}

fn escaped(rest: &str) -> Option<(Token<'_>, usize)> {
    let next = rest.chars().nth(1)?;
    next.is_ascii_punctuation().then(|| (Token::Text(&rest[1..2]), 2))
}

/// The character that `&#32;` stands for, and the length of that.
pub(crate) fn numbered(rest: &str) -> Option<(char, usize)> {
    let digits = rest.strip_prefix("&#")?;
    let length = digits.bytes().take(8).take_while(u8::is_ascii_digit).count();
    digits[length..].starts_with(';').then_some(())?;
    Some((char::from_u32(digits[..length].parse().ok()?)?, length + 3))
}

/// For each token the index of the one it pairs with. A pair closes over what lies open inside it, which
/// then is text. How many of each sign lie open is counted, so that a closing sign alone costs no search.
fn partners(tokens: &[Token<'_>]) -> Vec<Option<usize>> {
    let mut partners = vec![None; tokens.len()];
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut opened = [0_usize; SIGNS.len()];
    for (index, token) in tokens.iter().enumerate() {
        let Some((sign, opens, closes)) = token.sign() else {
            continue;
        };
        if closes && opened[sign] > 0 {
            while let Some((opener, inner)) = open.pop() {
                opened[inner] = opened[inner].saturating_sub(1);
                if inner == sign {
                    partners[opener] = Some(index);
                    partners[index] = Some(opener);
                    break;
                }
            }
            if sign == BRACKET {
                // Links hold no links: the brackets around this one are text.
                opened[BRACKET] = 0;
            }
        } else if opens {
            open.push((index, sign));
            opened[sign] += 1;
        }
    }
    partners
}

const SIGNS: [&str; 5] = ["*", "**", "_", "__", "["];
const BRACKET: usize = 4;

impl Token<'_> {
    /// Which of `SIGNS`, whether it may open and whether it may close.
    fn sign(&self) -> Option<(usize, bool, bool)> {
        match self {
            Token::Delimiter { written, opens, closes } => {
                let sign = SIGNS.iter().position(|sign| sign == written)?;
                Some((sign, *opens, *closes))
            }
            Token::Open => Some((BRACKET, true, false)),
            Token::CloseLink { .. } => Some((BRACKET, false, true)),
            Token::Text(_) | Token::Address(_) | Token::Number(_) => None,
        }
    }

    fn written(&self) -> &str {
        match self {
            Token::Text(text) | Token::Address(text) => text,
            Token::Delimiter { written, .. } | Token::CloseLink { written, .. } => written,
            Token::Open => "[",
            Token::Number(_) => "",
        }
    }
}

fn write(tokens: &[Token<'_>], partners: &[Option<usize>]) -> (String, Vec<MarkRange>) {
    let mut text = String::new();
    let mut length = 0;
    let mut starts = vec![0; tokens.len()];
    let mut marks = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        starts[index] = length;
        let partner = partners[index];
        if let Some(opener) = partner.filter(|partner| *partner < index) {
            marks.extend(token.mark().map(|mark| MarkRange { start: starts[opener], end: length, mark }));
        }
        if let Token::Number(c) = token {
            // What may not come in as it stands may not come in by its number: a line break, a block's marker.
            text.push(if c.is_control() || !keeps(None, *c) { ' ' } else { *c });
            length += 1;
        } else if partner.is_none() {
            text.push_str(token.written());
            length += token.written().chars().count();
        }
        if let Token::Address(href) = token {
            marks.push(MarkRange {
                start: starts[index],
                end: length,
                mark: Mark::Link { href: (*href).to_owned() },
            });
        }
    }
    (text, normalised(marks))
}

impl Token<'_> {
    fn mark(&self) -> Option<Mark> {
        match self {
            Token::Delimiter { written, .. } if written.len() == 2 => Some(Mark::Strong),
            Token::Delimiter { .. } => Some(Mark::Em),
            Token::CloseLink { href, .. } => Some(Mark::Link { href: (*href).to_owned() }),
            Token::Text(_) | Token::Address(_) | Token::Number(_) | Token::Open => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(start: usize, end: usize, mark: Mark) -> MarkRange {
        MarkRange { start, end, mark }
    }

    #[test]
    fn signs_become_marks_in_code_points() {
        let href = "https://exempel.se/a_b_(c)".to_owned();
        assert_eq!(
            parse("Åh **fet**, *kursiv* och [länk](https://exempel.se/a_b_(c))"),
            (
                "Åh fet, kursiv och länk".to_owned(),
                vec![range(3, 6, Mark::Strong), range(8, 14, Mark::Em), range(19, 23, Mark::Link { href }),]
            )
        );
        let both = vec![range(0, 3, Mark::Strong), range(0, 3, Mark::Em)];
        assert_eq!(parse("***båd***"), ("båd".to_owned(), both));
        assert_eq!(parse("a&#32;&#8211;&#x; &#10;&#65532;"), ("a –&#x;   ".to_owned(), Vec::new()));
        let nested = vec![range(0, 5, Mark::Strong)];
        assert_eq!(parse("**a __b__ c**"), ("a b c".to_owned(), nested));
    }

    #[test]
    fn signs_without_partner_stay() {
        for text in [
            "* vid stjärnan",
            "5 * 3 * 2",
            "2*3*4",
            "fil_med_streck",
            "a ** b",
            "[sic] (så)",
            "**öppet",
            "C:\\mapp <namn>",
        ] {
            let kept = text.replace("\\\\", "\\");
            assert_eq!(parse(text), (kept, Vec::new()), "{text}");
        }
        assert_eq!(plain(r"\*inte kursiv\*"), "*inte kursiv*");
        assert_eq!(plain("[a [b](x) c](y)"), "[a b c](y)");
    }

    #[test]
    fn a_megabyte_of_signs_takes_no_quadratic_time() {
        for piece in ["*a ", "[", "](", "](a", "**_", "<https://a", "a*", "\\"] {
            let text = piece.repeat(1_000_000 / piece.len());
            let (plain, _) = parse(&text);
            assert!(plain.len() <= text.len());
        }
    }
}
