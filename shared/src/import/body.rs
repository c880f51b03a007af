//! The blocks of the body: every line that no field took, in its order.

use super::{
    inline,
    outline::{self, LEVEL, Role},
    source::{Line, Source},
    wrap::Wrap,
};
use crate::text::{Block, BlockKind, Mark, MarkRange};

/// A block and where it stood.
#[derive(Debug)]
pub(super) struct Placed {
    pub block: Block,
    /// The line it begins on, from 1.
    pub line: usize,
    /// An item with an empty check box.
    pub check_box: bool,
}

/// The deepest list kept apart.
const MAX_DEPTH: usize = 8;
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

/// The blocks of all lines that are not taken.
pub(super) fn read(source: &mut Source<'_>, wrap: &Wrap) -> Vec<Placed> {
    let roles = outline::roles(source, wrap);
    let mut builder = Builder::default();
    for (index, line) in source.lines.iter().enumerate() {
        if line.taken {
            builder.finish();
            continue;
        }
        let above = index.checked_sub(1).map(|above| &source.lines[above]);
        let goes_on = matches!(roles[index], Role::Text | Role::Quote)
            && builder.open.is_some()
            && above.is_some_and(|above| wrap.joins(above, line));
        if goes_on {
            builder.append(line.content);
        } else {
            builder.begin(line, roles[index]);
        }
    }
    builder.finish();
    decisions(builder.placed, source)
}

/// A block whose lines are still being joined.
struct Open {
    kind: BlockKind,
    depth: usize,
    source: String,
    line: usize,
    check_box: bool,
}

#[derive(Default)]
struct Builder {
    placed: Vec<Placed>,
    open: Option<Open>,
    /// The indents of the lists that lie open.
    lists: Vec<usize>,
}

impl Builder {
    fn begin(&mut self, line: &Line<'_>, role: Role) {
        self.finish();
        let (kind, text) = match role {
            Role::Rule => return,
            Role::Heading(level) => (BlockKind::Heading(level), heading_text(line)),
            Role::NumberedHeading => (BlockKind::Heading(LEVEL), spaced(line.raw)),
            Role::NumberedParagraph => (BlockKind::Paragraph, line.raw.to_owned()),
            Role::Bullet { .. } => (BlockKind::UnorderedListItem, line.content.to_owned()),
            Role::OrderedItem => (BlockKind::OrderedListItem, line.content.to_owned()),
            Role::Quote => (BlockKind::Blockquote, line.content.to_owned()),
            Role::TableRow => (BlockKind::Paragraph, cells(line.content)),
            Role::Text => (BlockKind::Paragraph, line.content.to_owned()),
        };
        let item = matches!(role, Role::Bullet { .. } | Role::OrderedItem);
        let depth = if item { self.depth(line.indent) } else { 0 };
        if !item && line.indent < 2 {
            self.lists.clear();
        }
        self.open = Some(Open {
            kind,
            depth,
            source: text,
            line: line.number,
            check_box: role == Role::Bullet { check_box: true },
        });
    }

    /// How deep an item of this indent lies.
    fn depth(&mut self, indent: usize) -> usize {
        while self.lists.last().is_some_and(|open| indent < *open) {
            self.lists.pop();
        }
        let deeper = self.lists.last().is_none_or(|open| indent >= open + 2);
        if deeper && self.lists.len() <= MAX_DEPTH {
            self.lists.push(indent);
        }
        self.lists.len().saturating_sub(1)
    }

    fn append(&mut self, text: &str) {
        let Some(open) = &mut self.open else {
            return;
        };
        let hyphen = open.source.ends_with('-')
            && open.source.chars().rev().nth(1).is_some_and(char::is_alphabetic)
            && text.starts_with(char::is_lowercase);
        // "barn- och ungdom" is two words, "social-tjänst" one.
        let and = ["och ", "eller ", "samt ", "respektive "].iter().any(|word| text.starts_with(word));
        if !hyphen || and {
            open.source.push(' ');
        }
        open.source.push_str(text);
    }

    fn finish(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let (text, marks) = inline::parse(&open.source);
        let mut block = Block::new(open.kind, text);
        block.marks = marks;
        block.depth = u8::try_from(open.depth).unwrap_or(u8::MAX);
        self.placed.push(Placed { block, line: open.line, check_box: open.check_box });
    }
}

/// A heading in bold is a heading.
fn heading_text(line: &Line<'_>) -> String {
    let text = if line.is_bold() { inline::plain(line.content) } else { line.content.to_owned() };
    spaced(&text)
}

/// One space where columns or tabs stood.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cells(row: &str) -> String {
    row.split('|').map(str::trim).collect::<Vec<_>>().join(" | ")
}

/// Turns "Beslut: …" into a decision, and what stands under a lone "Beslut" or "Beslut:" too. The word
/// itself goes where it is a label: the block's kind says it.
fn decisions(placed: Vec<Placed>, source: &mut Source<'_>) -> Vec<Placed> {
    let mut decided = Vec::with_capacity(placed.len());
    let mut under = Under::Nothing;
    let mut placed = placed.into_iter().peekable();
    while let Some(mut next) = placed.next() {
        let kind = next.block.kind.clone();
        let label = decision_label(&next.block);
        let is_heading = matches!(kind, BlockKind::Heading(_));
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
        } else if may_decide && under.holds(&next.block) {
            source.recognise_text("decisions", next.line, &next.block.text);
            let part = is_part(&next.block) || introduces(&next.block, placed.peek());
            decide(&mut next);
            under = match under {
                Under::Label if !part => Under::Nothing,
                Under::Label => Under::Items,
                under => under,
            };
        } else {
            under = Under::Nothing;
        }
        decided.push(next);
    }
    decided
}

/// One of several decisions under a label: an item, or a line that begins with "att".
fn is_part(block: &Block) -> bool {
    block.kind != BlockKind::Paragraph || block.text.starts_with("att ")
}

/// Whether a decision goes on in the parts below it: "Rådet beslutar" above "att …".
fn introduces(block: &Block, below: Option<&Placed>) -> bool {
    !block.text.ends_with(['.', '!', '?'])
        && below.is_some_and(|below| is_part(&below.block) && may_decide(&below.block.kind))
}

fn may_decide(kind: &BlockKind) -> bool {
    matches!(kind, BlockKind::Paragraph | BlockKind::UnorderedListItem | BlockKind::OrderedListItem)
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
    fn holds(self, block: &Block) -> bool {
        match self {
            Under::Nothing => false,
            Under::Heading | Under::Label => true,
            Under::Items => is_part(block),
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

/// The length in code points of "Beslut: " at the beginning, or of all of a lone "Beslut". Bold or in a cell
/// of its own it needs no colon; it may be numbered.
fn decision_label(block: &Block) -> Option<usize> {
    let text = block.text.as_str();
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
