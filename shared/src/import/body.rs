//! The blocks of the body: every line that no field took, in its order.

use super::{
    decisions, inline,
    outline::{self, LEVEL, Role},
    source::{Line, Source},
    wrap::Wrap,
};
use crate::text::{Block, BlockKind};

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
    decisions::find(builder.placed, source)
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

/// A heading in bold is a heading; its links stay.
fn heading_text(line: &Line<'_>) -> String {
    spaced(&line.without_bold())
}

/// One space where columns or tabs stood.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cells(row: &str) -> String {
    row.split('|').map(str::trim).collect::<Vec<_>>().join(" | ")
}
