//! The blocks of the body, a line for each.

use super::{
    Passage, Task,
    inline::{self, numbered_name, read_name},
    reader::Lines,
    task,
};
use crate::text::{Block, BlockKind};

/// How far a block of each further depth stands in: enough for what lies below "1." and "-" alike.
const INDENT: usize = 4;
const BULLET: &str = "-";
const QUOTE: &str = ">";
const DECISION: &str = "**Beslut:**";
/// How a paragraph begins whose own bold words are these.
const BOLD_WORD: &str = r"**Beslut\:**";
const OPEN_BOX: &str = "- [ ]";
const TICKED_BOX: &str = "- [x]";
const COMMENT: (&str, &str) = ("<!-- ", " -->");

/// The parts of the body, to stand with an empty line between them: a list is one part.
pub(super) fn write(body: &[Passage]) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut numbers = Numbers::default();
    let mut in_list = false;
    for passage in body {
        let Block { kind, depth, .. } = &passage.block;
        let number = numbers.next(kind, usize::from(*depth));
        let line = " ".repeat(INDENT * usize::from(*depth)) + &line(passage, number);
        match parts.last_mut() {
            Some(part) if in_list && is_item(kind) => {
                part.push('\n');
                part.push_str(&line);
            }
            _ => parts.push(line),
        }
        in_list = is_item(kind);
    }
    parts
}

fn is_item(kind: &BlockKind) -> bool {
    matches!(kind, BlockKind::UnorderedListItem | BlockKind::OrderedListItem | BlockKind::Action(_))
}

/// The count of each list that lies open, the innermost last.
#[derive(Default)]
struct Numbers {
    counts: Vec<usize>,
}

impl Numbers {
    /// The number of the next block, if it is one that is counted.
    fn next(&mut self, kind: &BlockKind, depth: usize) -> usize {
        self.counts.truncate(depth + 1);
        self.counts.resize(depth + 1, 0);
        let count = &mut self.counts[depth];
        *count = if *kind == BlockKind::OrderedListItem { *count + 1 } else { 0 };
        *count
    }
}

fn line(passage: &Passage, number: usize) -> String {
    let Block { kind, depth, text, marks } = &passage.block;
    let text = match &passage.task {
        Some(task) => inline::write(&task::write(text, task), marks),
        None => inline::write(text, marks),
    };
    let sign = match kind {
        BlockKind::Paragraph => {
            return text.strip_prefix(DECISION).map_or(text.clone(), |rest| format!("{BOLD_WORD}{rest}"));
        }
        BlockKind::Heading(level) => "#".repeat(usize::from(*level)),
        BlockKind::UnorderedListItem => BULLET.to_owned(),
        BlockKind::OrderedListItem => format!("{number}."),
        BlockKind::Blockquote => QUOTE.to_owned(),
        BlockKind::Decision => DECISION.to_owned(),
        BlockKind::Action(_) => {
            let ticked = passage.task.as_ref().is_some_and(task::is_ticked);
            if ticked { TICKED_BOX } else { OPEN_BOX }.to_owned()
        }
        BlockKind::Other(name) => {
            let comment = format!("{}{}{}", COMMENT.0, numbered_name(name), COMMENT.1);
            let indent = " ".repeat(INDENT * usize::from(*depth));
            return if text.is_empty() { comment } else { format!("{comment}\n{indent}{text}") };
        }
    };
    if text.is_empty() { sign } else { format!("{sign} {text}") }
}

/// Reads the body up to the rule below it, or the end; the number of each block's line.
pub(super) fn read(lines: &mut Lines<'_>, body: &mut Vec<Passage>) -> Option<Vec<usize>> {
    let mut numbers = Vec::new();
    while let Some(line) = lines.before_rule() {
        let content = line.trim_start_matches(' ');
        let depth = u8::try_from((line.len() - content.len()) / INDENT).ok()?;
        let (kind, text) = kind(content)?;
        let number = lines.take(if kind == BlockKind::Decision { &["decisions"] } else { &[] })?;
        let text = match (&kind, lines.right_below(number)) {
            (BlockKind::Other(_), Some(below)) if below != super::RULE => {
                lines.take(&[])?;
                below.trim_start_matches(' ')
            }
            _ => text,
        };
        let (text, marks) = inline::read(text)?;
        let block = Block { depth, marks, ..Block::new(kind, text) };
        body.push(passage(block, content.starts_with(TICKED_BOX)));
        numbers.push(number);
    }
    Some(numbers)
}

fn passage(mut block: Block, ticked: bool) -> Passage {
    if !matches!(block.kind, BlockKind::Action(_)) {
        return Passage { block, task: None };
    }
    let (length, task): (usize, Task) = task::read(&block.text, ticked);
    block.text = block.text.chars().take(length).collect();
    Passage { block, task: Some(task) }
}

/// What a line is, and its text.
fn kind(line: &str) -> Option<(BlockKind, &str)> {
    let behind = |sign: &str| behind(line, sign);
    if let Some(text) = behind(OPEN_BOX).or_else(|| behind(TICKED_BOX)) {
        return Some((BlockKind::Action(None), text));
    }
    for (sign, kind) in [
        (BULLET, BlockKind::UnorderedListItem),
        (QUOTE, BlockKind::Blockquote),
        (DECISION, BlockKind::Decision),
    ] {
        if let Some(text) = behind(sign) {
            return Some((kind, text));
        }
    }
    let signs = line.bytes().take_while(|byte| *byte == b'#').count();
    if let Some(level) = u8::try_from(signs).ok().filter(|level| (1..=6).contains(level))
        && let Some(text) = behind(&line[..signs])
    {
        return Some((BlockKind::Heading(level), text));
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0
        && line[digits..].starts_with('.')
        && let Some(text) = behind(&line[..=digits])
    {
        return Some((BlockKind::OrderedListItem, text));
    }
    if let Some(name) = line.strip_prefix(COMMENT.0).and_then(|name| name.strip_suffix(COMMENT.1)) {
        return Some((BlockKind::Other(read_name(name)?), ""));
    }
    Some((BlockKind::Paragraph, line))
}

/// The text behind a sign and a space, or nothing behind the sign alone.
fn behind<'a>(line: &'a str, sign: &str) -> Option<&'a str> {
    let rest = line.strip_prefix(sign)?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix(' ') }
}
