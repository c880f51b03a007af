//! The lines of the source: each with its number, its shape (heading, bullet, table row …) and whether
//! some field has taken it. What nobody takes becomes the body.

use std::{borrow::Cow, rc::Rc};

use super::{Recognised, inline};

/// How deep a line is indented at most; a deeper one counts as this deep.
const MAX_INDENT: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// `#` to `######`, or a line underlined with `===` or `---`.
    Heading(u8),
    Bullet,
    /// A bullet with an empty check box.
    CheckBox,
    Numbered(u32),
    Quote,
    /// Cells between pipes.
    TableRow,
    /// Dashes, stars or a table's rule: no words.
    Rule,
    Text,
}

/// A line with something on it.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    /// From 1.
    pub number: usize,
    pub after_blank: bool,
    /// In columns; a tab counts as four.
    pub indent: usize,
    pub shape: Shape,
    /// As it stands, without the white space around.
    pub raw: &'a str,
    /// Without the sign of its shape (`#`, `-`, `1.`, `>`).
    pub content: &'a str,
    /// Ends as Markdown's hard break does.
    pub hard_break: bool,
    pub taken: bool,
    /// Read once: every field asks for it.
    plain: Rc<str>,
}

impl<'a> Line<'a> {
    pub(super) fn has_words(&self) -> bool {
        self.raw.contains(char::is_alphanumeric)
    }

    /// The content without marks of formatting.
    pub(super) fn plain(&self) -> Rc<str> {
        Rc::clone(&self.plain)
    }

    /// Whether the whole line is bold.
    pub(super) fn is_bold(&self) -> bool {
        self.bold().is_some()
    }

    /// The line's source; of one that is bold as a whole, what is bold.
    pub(super) fn without_bold(&self) -> Cow<'a, str> {
        match self.bold() {
            Some((inner, colons)) => Cow::Owned(format!("{inner}{colons}")),
            None => Cow::Borrowed(self.content),
        }
    }

    /// What stands between the signs of a line that is bold as a whole, and the colons behind them.
    fn bold(&self) -> Option<(&'a str, &'a str)> {
        let (content, colons) = self.content.split_at(self.content.trim_end_matches(':').len());
        ["**", "__"].iter().find_map(|sign| {
            let inner = content.strip_prefix(sign)?.strip_suffix(sign)?;
            (!inner.is_empty() && !inner.contains(sign)).then_some((inner, colons))
        })
    }

    /// Whether the line stands in the column of the value that belongs to the label on `label`.
    pub(super) fn hangs_below(&self, label: &Line<'_>) -> bool {
        !self.after_blank && self.indent >= label.indent + 4
    }

    pub(super) fn is_heading(&self) -> bool {
        matches!(self.shape, Shape::Heading(_))
    }
}

/// The whole text.
pub(super) struct Source<'a> {
    /// Without the blank ones.
    pub lines: Vec<Line<'a>>,
    recognised: Vec<Recognised>,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Source<'a> {
        let mut lines = Vec::new();
        let mut after_blank = true;
        for (number, line) in numbered_lines(text) {
            match Line::new(number, after_blank, line) {
                Some(line) => {
                    lines.push(line);
                    after_blank = false;
                }
                None => after_blank = true,
            }
        }
        // Where all is indented, nothing is.
        let margin = lines.iter().map(|line| line.indent).min().unwrap_or_default();
        lines.iter_mut().for_each(|line| line.indent -= margin);
        underlined_headings(&mut lines);
        Source { lines, recognised: Vec::new() }
    }

    /// Takes a line out of the body as the source of `field`.
    pub(super) fn take(&mut self, index: usize, field: &str) {
        self.lines[index].taken = true;
        self.recognise(index, field);
    }

    /// Notes that a line, which stays in the body or was taken, gave `field`.
    pub(super) fn recognise(&mut self, index: usize, field: &str) {
        let line = &self.lines[index];
        let known = |told: &Recognised| told.field == field && told.text == line.raw;
        let same_line = |told: &&Recognised| told.line == line.number;
        // One line can say the same thing many times.
        if !self.recognised.iter().rev().take_while(same_line).any(known) {
            let (number, raw) = (line.number, line.raw);
            self.recognise_text(field, number, raw);
        }
    }

    /// A line that was taken for `field` stays in the body after all.
    pub(super) fn give_back(&mut self, index: usize, field: &str) {
        self.lines[index].taken = false;
        let number = self.lines[index].number;
        self.recognised.retain(|told| told.line != number || told.field != field);
    }

    pub(super) fn recognise_text(&mut self, field: &str, line: usize, text: &str) {
        self.recognised.push(Recognised { field: field.to_owned(), line, text: text.to_owned() });
    }

    pub(super) fn into_recognised(mut self) -> Vec<Recognised> {
        self.recognised.sort_by_key(|recognised| recognised.line);
        self.recognised
    }
}

/// Lines as an editor counts them; a page break or Word's own line break ends a line without a number.
pub(super) fn numbered_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive(['\n', '\r'])
        .scan((0, false), |(number, after_return), piece| {
            let rest_of_crlf = *after_return && piece == "\n";
            *after_return = piece.ends_with('\r');
            if !rest_of_crlf {
                *number += 1;
            }
            Some((!rest_of_crlf).then_some((*number, piece.trim_end_matches(['\n', '\r']))))
        })
        .flatten()
        .flat_map(|(number, line)| {
            line.split(['\u{0B}', '\u{0C}', '\u{85}', '\u{2028}', '\u{2029}']).map(move |part| (number, part))
        })
}

impl<'a> Line<'a> {
    fn new(number: usize, after_blank: bool, line: &'a str) -> Option<Line<'a>> {
        let raw = line.trim();
        if raw.is_empty() {
            return None;
        }
        let indent = line
            .chars()
            .take_while(|c| c.is_whitespace())
            .take(MAX_INDENT)
            .map(|c| if c == '\t' { 4 } else { 1 })
            .sum::<usize>()
            .min(MAX_INDENT);
        let (mut shape, mut content) = shape(raw, indent > 0);
        if shape == Shape::Text
            && after_blank
            && let Some((number, rest)) = bare_number(raw)
        {
            (shape, content) = (Shape::Numbered(number), rest);
        }
        let hard_break = line.ends_with("  ") || raw.ends_with('\\');
        let content = if raw.ends_with('\\') { content.trim_end_matches('\\').trim_end() } else { content };
        let plain = Rc::from(inline::plain(content));
        Some(Line { number, after_blank, indent, shape, raw, content, hard_break, taken: false, plain })
    }
}

fn shape(raw: &str, indented: bool) -> (Shape, &str) {
    if is_rule(raw) {
        return (Shape::Rule, raw);
    }
    heading(raw)
        .or_else(|| bullet(raw, indented))
        .or_else(|| numbered(raw))
        .or_else(|| raw.strip_prefix('>').map(|rest| (Shape::Quote, rest.trim_start_matches(['>', ' ']))))
        .or_else(|| table_row(raw))
        .unwrap_or((Shape::Text, raw))
}

fn is_rule(raw: &str) -> bool {
    let signs = raw.chars().filter(|c| !c.is_whitespace()).count();
    let ruled = raw.chars().all(|c| c.is_whitespace() || "-–—=*_|:+".contains(c));
    ruled && signs >= 3
}

fn heading(raw: &str) -> Option<(Shape, &str)> {
    let level = raw.bytes().take_while(|byte| *byte == b'#').count();
    let rest = &raw[level..];
    let level = u8::try_from(level).ok().filter(|level| (1..=6).contains(level))?;
    // "#Rubrik" is written often enough; "#1" is not a heading.
    rest.starts_with(|c: char| c.is_whitespace() || c.is_uppercase())
        .then(|| (Shape::Heading(level), rest.trim().trim_end_matches('#').trim_end()))
        .filter(|(_, content)| !content.is_empty())
}

fn bullet(raw: &str, indented: bool) -> Option<(Shape, &str)> {
    if let Some(rest) = raw.strip_prefix("[ ] ").filter(|rest| rest.contains(char::is_alphanumeric)) {
        return Some((Shape::CheckBox, rest.trim_start()));
    }
    if raw.starts_with("[x] ") || raw.starts_with("[X] ") {
        return Some((Shape::Bullet, raw));
    }
    let mut chars = raw.chars();
    let sign = chars.next()?;
    let rest = chars.as_str();
    let spaced = rest.starts_with(char::is_whitespace);
    let starts = match sign {
        '-' | '–' | '—' => spaced || rest.starts_with(char::is_uppercase),
        '*' | '+' | '·' => spaced,
        '•' | '‣' | '◦' | '▪' | '●' | '○' | '■' | '□' | '☐' | '☑' | '☒' | '✓' | '✔' | '\u{F0B7}'
        | '\u{F0A7}' => true,
        // Word writes its round and square bullets as a letter and a tab.
        'o' if indented => spaced,
        'o' | '§' => rest.starts_with('\t'),
        _ => false,
    };
    let content = rest.trim_start();
    if !starts || content.is_empty() {
        return None;
    }
    if ['☑', '☒', '✓', '✔'].contains(&sign) {
        // The sign is what tells it from a task, as "[x]" does.
        return Some((Shape::Bullet, raw));
    }
    if sign == '☐' || sign == '□' {
        return Some((Shape::CheckBox, content));
    }
    match content.strip_prefix("[ ]") {
        Some(rest) if rest.contains(char::is_alphanumeric) => Some((Shape::CheckBox, rest.trim_start())),
        _ => Some((Shape::Bullet, content)),
    }
}

fn numbered(raw: &str) -> Option<(Shape, &str)> {
    let digits = raw.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=3).contains(&digits) {
        return None;
    }
    let number = raw[..digits].parse().ok()?;
    let rest = &raw[digits..];
    let rest = match rest.strip_prefix(['.', ')']) {
        Some(rest) => rest,
        // "3       Nästa möte": a number in a column of its own.
        None => Some(rest).filter(|rest| is_column(rest))?,
    };
    let content = rest.trim_start();
    let is_date = super::dates::month_at(content).is_some();
    (rest.starts_with(char::is_whitespace) && !content.is_empty() && !is_date)
        .then_some((Shape::Numbered(number), content))
}

/// "2 Erfarenhetsutbyte" alone above its text
fn bare_number(raw: &str) -> Option<(u32, &str)> {
    let (number, rest) = raw.split_once(' ')?;
    let digits = (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let heading =
        rest.starts_with(char::is_uppercase) && !rest.ends_with(['.', ',', ';', ':']) && rest.len() <= 80;
    (digits && heading && !rest.contains(['\t', '|'])).then_some(())?;
    Some((number.parse().ok()?, rest))
}

/// A tab or a wide gap, and words behind it in one column.
fn is_column(rest: &str) -> bool {
    let content = rest.trim_start();
    let gap = rest.starts_with('\t') || rest.starts_with("   ");
    gap && content.starts_with(char::is_uppercase) && !content.contains('\t') && !content.contains("   ")
}

fn table_row(raw: &str) -> Option<(Shape, &str)> {
    let inner = raw.strip_prefix('|')?;
    let inner = inner.strip_suffix('|').unwrap_or(inner).trim();
    (!inner.is_empty()).then_some((Shape::TableRow, inner))
}

/// A lone line above `===` or `---` is a heading.
fn underlined_headings(lines: &mut [Line<'_>]) {
    for index in 1..lines.len() {
        let underline = lines[index].raw;
        let level = match underline.chars().next() {
            Some('=') if underline.chars().all(|c| c == '=') => 1,
            Some('-') if underline.chars().all(|c| c == '-') => 2,
            _ => continue,
        };
        let above = &lines[index - 1];
        let lone = above.after_blank && above.shape == Shape::Text && !above.raw.contains('\t');
        if lone && !lines[index].after_blank && lines[index].shape == Shape::Rule {
            lines[index - 1].shape = Shape::Heading(level);
        }
    }
}
