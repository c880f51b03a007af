//! What an element does to the text within it, and what text within several is.

use super::MAX_DEPTH;
use crate::text::BlockKind;

/// What a line is. `Copy`, since each element keeps what holds within it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Shape {
    #[default]
    Paragraph,
    Heading(u8),
    Item {
        ordered: bool,
    },
    /// Word's item, which is a paragraph that begins with a sign or a number.
    WordItem,
    Quote,
    Decision,
    Action,
    /// By its place among the types that were read.
    Other(usize),
}

impl Shape {
    /// What follows a line break within it, as Enter in the editor does.
    pub(super) fn continued(self) -> Shape {
        match self {
            Shape::Decision | Shape::Action | Shape::Other(_) => Shape::Paragraph,
            same => same,
        }
    }

    pub(super) fn kind(self, types: &[String]) -> BlockKind {
        match self {
            Shape::Paragraph => BlockKind::Paragraph,
            Shape::Heading(level) => BlockKind::Heading(level.clamp(1, 6)),
            Shape::Item { ordered: true } => BlockKind::OrderedListItem,
            Shape::Item { ordered: false } | Shape::WordItem => BlockKind::UnorderedListItem,
            Shape::Quote => BlockKind::Blockquote,
            Shape::Decision => BlockKind::Decision,
            Shape::Action => BlockKind::Action(None),
            Shape::Other(index) => {
                types.get(index).map_or(BlockKind::Paragraph, |name| BlockKind::Other(name.clone()))
            }
        }
    }
}

/// The marks of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Format {
    pub strong: bool,
    pub em: bool,
    /// By its place among the addresses that were read.
    pub link: Option<usize>,
}

/// What holds for text at one place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context {
    pub format: Format,
    pub shape: Shape,
    pub depth: u8,
    /// White space stands as it is.
    pub pre: bool,
    pub hidden: bool,
    /// The sign or number of one of Word's items.
    pub list_sign: bool,
    lists: u8,
    quotes: u8,
    ordered: bool,
}

/// What an element changes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Change {
    pub strong: Option<bool>,
    /// By style, which within a heading is only its looks.
    pub looks_strong: Option<bool>,
    pub em: Option<bool>,
    /// `Some(None)`: what is no link, even within one.
    pub link: Option<Option<usize>>,
    pub pre: Option<bool>,
    pub hidden: bool,
    pub list_sign: bool,
    pub block: Option<BlockChange>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum BlockChange {
    /// A list opens; what it says of numbers counts for its items.
    List {
        ordered: bool,
    },
    /// An item, as deep as it says itself or as its lists do.
    Item {
        depth: u8,
    },
    Quote,
    /// A cell of a table: nothing from around the table reaches into it.
    Cell,
    Shape(Shape, u8),
}

impl Context {
    /// What holds within an element that stands here.
    pub(super) fn within(mut self, change: &Change) -> Context {
        match change.block {
            Some(BlockChange::List { ordered }) => {
                self.lists = self.lists.saturating_add(1);
                self.ordered = ordered;
            }
            Some(BlockChange::Item { depth }) => {
                self.shape = Shape::Item { ordered: self.ordered };
                self.depth = self.lists.saturating_sub(1).max(depth).min(MAX_DEPTH);
            }
            Some(BlockChange::Quote) => {
                self.shape = Shape::Quote;
                self.depth = self.quotes.min(MAX_DEPTH);
                self.quotes = self.quotes.saturating_add(1);
            }
            Some(BlockChange::Cell) => {
                self =
                    Context { format: self.format, pre: self.pre, hidden: self.hidden, ..Context::default() };
            }
            Some(BlockChange::Shape(shape, depth)) => {
                self.shape = shape;
                self.depth = depth.min(MAX_DEPTH);
            }
            None => {}
        }
        let looks = change.looks_strong.filter(|_| !matches!(self.shape, Shape::Heading(_)));
        self.format.strong = change.strong.or(looks).unwrap_or(self.format.strong);
        self.format.em = change.em.unwrap_or(self.format.em);
        self.format.link = change.link.unwrap_or(self.format.link);
        self.pre = change.pre.unwrap_or(self.pre);
        self.hidden |= change.hidden;
        self.list_sign |= change.list_sign;
        self
    }
}
