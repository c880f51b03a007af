//! Which paragraphs are decisions: "Beslut: …", what stands under a lone "Beslut", and the cells of a table's
//! column with that head.

mod within;

use super::{
    body::Placed,
    source::Source,
    tables::{self, Head},
    task_words::TASK_LABELS,
};
use crate::text::{Block, BlockKind, Mark, MarkRange};

/// The longer first where one begins another.
const DECISION: &[&str] = &[
    "beslutades",
    "beslutat",
    "beslutspunkt",
    "beslut",
    "decision",
    "mötets beslut",
    "nätverkets beslut",
    "gruppens beslut",
    "gemensamt beslut",
];

/// Turns "Beslut: …" into a decision, and what stands under a lone "Beslut" or "Beslut:" too. The word
/// itself goes where it is a label: the block's kind says it.
pub(super) fn find(placed: Vec<Placed>, source: &mut Source<'_>) -> Vec<Placed> {
    let mut decided = Vec::with_capacity(placed.len());
    let mut under = Under::Nothing;
    let mut placed = placed.into_iter().peekable();
    let mut table: Option<Head> = None;
    while let Some(mut next) = placed.next() {
        if tables::cells(&next.block.text).is_none() {
            table = None;
        } else if let Some(column) = table.as_ref().and_then(|head| head.decision) {
            let cell = take_cell(&mut next.block, column);
            let line = next.line;
            decided.push(next);
            if let Some(block) = cell {
                source.recognise_text("decisions", line, &block.text);
                decided.push(Placed { block, line, check_box: false });
            }
            continue;
        } else {
            table = table.or_else(|| Head::read(&next.block.text));
        }
        let kind = next.block.kind.clone();
        let is_heading = matches!(kind, BlockKind::Heading(_));
        let label = if is_heading { heading_label(&next.block.text) } else { decision_label(&next.block) };
        let is_label = label.is_some_and(|length| length == next.block.text.chars().count());
        let only_label = is_label && placed.peek().is_some_and(|below| may_decide(&below.block.kind));
        let may_decide = may_decide(&kind);
        if is_heading {
            under = if only_label { Under::Heading } else { Under::Nothing };
        } else if only_label && may_decide {
            source.recognise_text("decisions", next.line, &next.block.text);
            under = Under::Label;
            continue;
        } else if let Some(length) = label.filter(|_| may_decide && !is_label) {
            source.recognise_text("decisions", next.line, &next.block.text);
            cut(&mut next.block, length);
            decide(&mut next);
            under = if introduces(&next.block, placed.peek()) { Under::Items } else { Under::Nothing };
        } else if may_decide && only_introduces(&next.block, placed.peek()) {
            under = Under::Items;
        } else if may_decide && under.holds(&next) {
            source.recognise_text("decisions", next.line, &next.block.text);
            let part = is_part(&next.block) || introduces(&next.block, placed.peek());
            decide(&mut next);
            under = match under {
                Under::Label if !part => Under::Nothing,
                Under::Label => Under::Items,
                under => under,
            };
        } else if may_decide && !next.check_box {
            under = Under::Nothing;
            decided.extend(within::parted(next, source));
            continue;
        } else {
            under = Under::Nothing;
        }
        decided.push(next);
    }
    decided
}

/// A heading that only says "Beslut", perhaps with the number of its point.
fn heading_label(text: &str) -> Option<usize> {
    let word =
        text.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || ".)§".contains(c));
    is_decision_word(word).then(|| text.chars().count())
}

/// One of several decisions under a label: an item, or a line that begins with "att". "Att göra" begins a list of
/// tasks.
fn is_part(block: &Block) -> bool {
    let label = block.text.trim_end_matches(':').to_lowercase();
    let part = block.kind != BlockKind::Paragraph || block.text.starts_with("att ");
    part && !TASK_LABELS.contains(&label.as_str())
}

/// Whether a decision goes on in the parts below it: "Rådet beslutar" above "att …". Many leave out the full stop, so
/// a list below is its own unless the text asks for one.
fn introduces(block: &Block, below: Option<&Placed>) -> bool {
    let Some(below) = below.filter(|below| is_part(&below.block) && may_decide(&below.block.kind)) else {
        return false;
    };
    let last = block.text.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    let asks =
        last.ends_with([':', ',']) || last.starts_with("beslut") || ["att", "följande"].contains(&&*last);
    let goes_on = below.block.text.starts_with("att ") && !block.text.ends_with(['.', '!', '?']);
    !below.check_box && (asks || goes_on)
}

/// "Rådet beslutar" alone above "att …", which say what.
fn only_introduces(block: &Block, below: Option<&Placed>) -> bool {
    let text = block.text.trim_end_matches(':').to_lowercase();
    let verb = ["beslutar", "beslutade", "beslöt"].iter().any(|verb| text.ends_with(verb));
    verb && below.is_some_and(|below| below.block.text.starts_with("att "))
}

fn may_decide(kind: &BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Blockquote
            | BlockKind::Paragraph
            | BlockKind::UnorderedListItem
            | BlockKind::OrderedListItem
    )
}

#[derive(Clone, Copy, PartialEq)]
enum Under {
    Nothing,
    /// All until the next heading.
    Heading,
    /// One paragraph, or the items of one list.
    Label,
    Items,
}

impl Under {
    fn holds(self, placed: &Placed) -> bool {
        match self {
            Under::Nothing => false,
            Under::Heading | Under::Label => true,
            Under::Items => is_part(&placed.block) && !placed.check_box,
        }
    }
}

fn decide(placed: &mut Placed) {
    placed.block.kind = BlockKind::Decision;
    placed.block.depth = 0;
    placed.check_box = false;
}

/// Whether a text is no more than the label of a decision.
pub(super) fn is_decision_word(text: &str) -> bool {
    DECISION.contains(&text.trim_end_matches(':').to_lowercase().as_str())
}

/// Whether a text begins with the label of a decision.
pub(super) fn begins(text: &str) -> bool {
    if !may_begin(text) {
        return false;
    }
    let head: String = text.chars().take(40).collect();
    is_decision_word(head.trim()) || decision_label(&Block::new(BlockKind::Paragraph, head)).is_some()
}

/// Whether the first letter is one of a decision's words. Nearly every line is asked, and says no here.
fn may_begin(text: &str) -> bool {
    let Some(first) = text.trim_start().chars().next() else { return false };
    first.to_lowercase().next().is_some_and(|first| DECISION.iter().any(|word| word.starts_with(first)))
}

/// The length in code points of "Beslut: " at the beginning, or of all of a lone "Beslut". Bold or in a cell
/// of its own it needs no colon; it may be numbered.
fn decision_label(block: &Block) -> Option<usize> {
    let text = block.text.as_str();
    if !may_begin(text) {
        return None;
    }
    let head: String = text.chars().take(24).collect::<String>().to_lowercase();
    let word = DECISION.iter().find(|word| {
        head.strip_prefix(**word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })?;
    let length = word.chars().count();
    let rest: Vec<char> = text.chars().skip(length).take(12).collect();
    let past =
        |from: usize, skip: fn(&char) -> bool| from + rest[from..].iter().take_while(|c| skip(c)).count();
    let spaces = past(0, |c| c.is_whitespace());
    let after = past(past(spaces, char::is_ascii_digit), |c| c.is_whitespace());
    match rest.get(after) {
        None if spaces == rest.len() => Some(text.chars().count()),
        Some(':' | '|') => Some(length + past(after + 1, |c| c.is_whitespace())),
        Some('–' | '-' | '—') if after > 0 && rest.get(after + 1).is_some_and(|c| c.is_whitespace()) => {
            Some(length + past(after + 1, |c| c.is_whitespace()))
        }
        Some(_) if rest.get(after.wrapping_sub(1)) == Some(&'\t') => Some(length + after),
        Some(_) => {
            let bold = |range: &MarkRange| {
                range.mark == Mark::Strong
                    && range.start == 0
                    && (length..=length + spaces).contains(&range.end)
            };
            block.marks.iter().any(bold).then_some(length + spaces)
        }
        None => None,
    }
}

/// Takes what was decided out of its cell, which stays empty; none if nothing was.
fn take_cell(block: &mut Block, column: usize) -> Option<Block> {
    let separator = if block.text.contains('\t') { '\t' } else { '|' };
    let chars: Vec<char> = block.text.chars().collect();
    let signs = chars.iter().enumerate().filter(|(_, c)| **c == separator).map(|(at, _)| at);
    let edges: Vec<usize> = signs.collect();
    let start = if column == 0 { 0 } else { edges.get(column - 1)? + 1 };
    let end = edges.get(column).copied().unwrap_or(chars.len());
    let space = |c: &&char| c.is_whitespace();
    let start = start + chars[start..end].iter().take_while(space).count();
    let end = end - chars[start..end].iter().rev().take_while(space).count();
    if !chars[start..end].iter().any(|c| c.is_alphanumeric()) {
        return None;
    }
    let mut decision = slice(block, start, end);
    decision.kind = BlockKind::Decision;
    let (mut before, after) = (slice(block, 0, start), slice(block, end, chars.len()));
    before.text.push_str(&after.text);
    before.marks.extend(after.marks.into_iter().map(|range| MarkRange {
        start: range.start + start,
        end: range.end + start,
        mark: range.mark,
    }));
    *block = before;
    Some(decision)
}

/// A part of a block with its marks, in code points.
fn slice(block: &Block, start: usize, end: usize) -> Block {
    let text: String = block.text.chars().take(end).skip(start).collect();
    let marks = block.marks.iter().filter(|range| range.start < end && range.end > start);
    let marks = marks.map(|range| MarkRange {
        start: range.start.max(start) - start,
        end: range.end.min(end) - start,
        mark: range.mark.clone(),
    });
    Block { marks: marks.collect(), depth: block.depth, ..Block::new(block.kind.clone(), text) }
}

/// Removes code points at the beginning of a block.
fn cut(block: &mut Block, length: usize) {
    block.text = block.text.chars().skip(length).collect();
    block.marks = std::mem::take(&mut block.marks)
        .into_iter()
        .filter(|range| range.end > length)
        .map(|range| MarkRange {
            start: range.start.saturating_sub(length),
            end: range.end - length,
            mark: range.mark,
        })
        .collect();
}
