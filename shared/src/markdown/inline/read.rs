//! Markdown on one line to text and marks. Strict: what the writer never writes reads as nothing.

use super::{BREAK, EM, SCHEMES, STRONG, link};
use crate::{
    import::numbered,
    text::{Mark, MarkRange, normalised},
};

/// The text and its marks in code points; none if something stands open or makes no sense.
pub(in crate::markdown) fn read(written: &str) -> Option<(String, Vec<MarkRange>)> {
    let mut reader = Reader::default();
    let mut at = 0;
    while at < written.len() {
        let before = written[..at].chars().next_back();
        at += reader.step(&written[at..], before)?;
    }
    let all_closed = reader.strong.is_none() && reader.em.is_none() && reader.link.is_none();
    all_closed.then(|| (reader.text, normalised(reader.marks)))
}

/// The text, if it has no marks.
pub(in crate::markdown) fn read_plain(written: &str) -> Option<String> {
    read(written).filter(|(_, marks)| marks.is_empty()).map(|(text, _)| text)
}

/// A name that was written by `numbered_name`.
pub(in crate::markdown) fn read_name(written: &str) -> Option<String> {
    let (mut name, mut at) = (String::new(), 0);
    while at < written.len() {
        let (c, length) = one(&written[at..])?;
        name.push(c);
        at += length;
    }
    Some(name)
}

/// The character that a text begins with, escaped or by its number or neither, and how many bytes it takes.
pub(super) fn one(rest: &str) -> Option<(char, usize)> {
    let first = rest.chars().next()?;
    match first {
        '\\' => {
            let escaped = rest.chars().nth(1)?;
            escaped.is_ascii_punctuation().then_some((escaped, 2))
        }
        '&' => Some(numbered(rest).unwrap_or((first, 1))),
        c => Some((c, c.len_utf8())),
    }
}

#[derive(Default)]
struct Reader {
    text: String,
    /// The length of the text in code points.
    length: usize,
    marks: Vec<MarkRange>,
    /// Where each that lies open began.
    strong: Option<usize>,
    em: Option<usize>,
    link: Option<usize>,
}

impl Reader {
    /// Reads what the rest begins with; how many bytes that was.
    fn step(&mut self, rest: &str, before: Option<char>) -> Option<usize> {
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        match rest.chars().next()? {
            '*' if before == Some(' ') && rest.starts_with("* ") => {
                self.push('*');
                Some(1)
            }
            '*' => {
                rest.strip_prefix(STRONG.2)?;
                self.turn(&Mark::Strong);
                Some(STRONG.2.len())
            }
            '_' if !(word(before) && word(rest.chars().nth(1))) => {
                self.turn(&Mark::Em);
                Some(EM.2.len())
            }
            '[' if self.link.is_none() => {
                self.link = Some(self.length);
                Some(1)
            }
            ']' if self.link.is_some() => {
                let (href, length) = link::read(rest)?;
                let start = self.link.take()?;
                self.marks.push(MarkRange { start, end: self.length, mark: Mark::Link { href } });
                Some(length)
            }
            '<' => self.tag(rest),
            '[' => None,
            _ => {
                let (c, length) = one(rest)?;
                self.push(c);
                Some(length)
            }
        }
    }

    fn push(&mut self, c: char) {
        self.text.push(c);
        self.length += 1;
    }

    /// Opens a mark, or closes it where it lies open.
    fn turn(&mut self, mark: &Mark) {
        let open = if *mark == Mark::Strong { &mut self.strong } else { &mut self.em };
        match open.take() {
            Some(start) => self.marks.push(MarkRange { start, end: self.length, mark: mark.clone() }),
            None => *open = Some(self.length),
        }
    }

    fn tag(&mut self, rest: &str) -> Option<usize> {
        for (mark, (opens, closes, _)) in [(Mark::Strong, STRONG), (Mark::Em, EM)] {
            if let Some(tag) = [opens, closes].into_iter().find(|tag| rest.starts_with(tag)) {
                self.turn(&mark);
                return Some(tag.len());
            }
        }
        if rest.starts_with(BREAK) {
            self.push('\n');
            return Some(BREAK.len());
        }
        let inside = &rest[1..];
        if !SCHEMES.iter().any(|scheme| inside.starts_with(scheme)) {
            self.push('<');
            return Some(1);
        }
        let href = inside.split_once('>')?.0;
        let start = self.length;
        href.chars().for_each(|c| self.push(c));
        self.marks.push(MarkRange { start, end: self.length, mark: Mark::Link { href: href.to_owned() } });
        Some(href.len() + 2)
    }
}
