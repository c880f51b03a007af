//! Rich text: the plain values that views, import and export use. How they lie in an Automerge text
//! object is this module's secret; all positions are Unicode code points.

mod anchor;
mod delta;
mod edit;
mod find;
mod fold;
mod marker;
mod marks;
mod paragraphs;
mod plain;
mod read;
mod schema;

pub use anchor::{Anchor, AnchorError};
pub(crate) use anchor::{anchor, position};
pub use delta::{Change, Changes, Edit};
pub(crate) use delta::{apply, changes};
pub(crate) use edit::{
    Changing, append, one_line, push, push_line, removed_actions, replace, replace_lines, set_kind, splice,
};
pub use find::{Matching, Phrase};
pub use fold::{Case, Folded};
pub use marker::Marker;
pub(crate) use marks::normalised;
pub use paragraphs::Paragraph;
pub(crate) use paragraphs::paragraphs;
pub use plain::tidy;
pub(crate) use read::{blocks, display, marks_at, placed};

use serde::{Deserialize, Serialize};

use crate::ids::ActionId;

/// What a paragraph is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum BlockKind {
    Paragraph,
    /// Level 1 to 6.
    Heading(u8),
    UnorderedListItem,
    OrderedListItem,
    Blockquote,
    /// A paragraph with the role `decision`.
    Decision,
    /// A paragraph with the role `action`: the text of that action, where it names one.
    Action(Option<ActionId>),
    /// A type of another program, by its name; kept as it is.
    Other(String),
}

impl BlockKind {
    /// The name that the commands show, as in `show --json`.
    pub fn name(&self) -> &str {
        match self {
            BlockKind::Paragraph => "paragraph",
            BlockKind::Heading(_) => "heading",
            BlockKind::UnorderedListItem => "unordered-list-item",
            BlockKind::OrderedListItem => "ordered-list-item",
            BlockKind::Blockquote => "blockquote",
            BlockKind::Decision => "decision",
            BlockKind::Action(_) => "action",
            BlockKind::Other(name) => name,
        }
    }
}

/// Formatting of a stretch of text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Mark {
    Strong,
    Em,
    Link {
        href: String,
    },
    /// A mark of another program; kept as it is. `value` is its text, or the value written as text.
    Other {
        name: String,
        value: String,
    },
}

/// A mark and where it lies, in code points within its block's text: `start..end`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarkRange {
    pub start: usize,
    pub end: usize,
    pub mark: Mark,
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    pub kind: BlockKind,
    /// How deep it lies in lists or quotes: the number of its parents.
    pub depth: u8,
    pub text: String,
    /// Sorted by start; ranges of the same mark neither touch nor overlap.
    pub marks: Vec<MarkRange>,
}

impl Block {
    /// A block at depth 0 without marks.
    pub fn new(kind: BlockKind, text: impl Into<String>) -> Block {
        Block { kind, depth: 0, text: text.into(), marks: Vec::new() }
    }
}
