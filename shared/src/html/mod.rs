//! Rich text as HTML, for the clipboard: what other programs put there is read into blocks, and blocks are
//! written so that other programs show the same headings, lists and marks.
//!
//! Reading knows the habits of Word, Outlook, Teams, Google Docs, LibreOffice and the browsers. No visible
//! letter is lost, but for the signs and numbers of lists, which a list of ours draws itself. Reading takes time
//! linear in the length, nothing recurses, and no text makes it panic.
//!
//! What was written here is read back as it was, but for:
//! - an action's id: a copy is a new action, without one;
//! - marks of other programs (a colour, a comment), and links to anything but the web, mail and telephones;
//! - characters that cannot be seen, which are left out, and spaces that do not break, which become spaces;
//! - blocks deeper than [`MAX_DEPTH`], which come back at that depth.

mod context;
mod decode;
mod elements;
mod paragraph;
mod plain;
mod reader;
mod rows;
mod styles;
#[cfg(test)]
mod tests;
mod tokens;
mod write;

pub use plain::plain;
pub use write::write;

use thiserror::Error;

use crate::text::{Block, BlockKind};

/// The longest HTML that is read, in bytes: as much as the importer takes.
pub const MAX_BYTES: usize = crate::import::MAX_BYTES;
/// The deepest that a block lies in lists or quotes.
pub const MAX_DEPTH: u8 = 15;

/// Why HTML was not read. What the clipboard has as plain text is then what there is.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum HtmlError {
    #[error("the HTML is too large: {bytes} bytes, at most {limit}")]
    TooLarge { bytes: usize, limit: usize },
}

/// What a piece of HTML holds, a block for each of its lines; none if nothing in it can be seen.
pub fn read(html: &str) -> Result<Vec<Block>, HtmlError> {
    if html.len() > MAX_BYTES {
        return Err(HtmlError::TooLarge { bytes: html.len(), limit: MAX_BYTES });
    }
    Ok(reader::read(html))
}

// What HTML has no words for stands in attributes of these names.
const KIND: &str = "data-samskriv";
const DEPTH: &str = "data-samskriv-depth";
const TYPE: &str = "data-samskriv-type";
/// The type of another program that is kept is a word, not a text.
const TYPE_MAX: usize = 64;

/// The beginnings of the addresses that a link may have. Anything else could run something.
const SCHEMES: [&str; 4] = ["http:", "https:", "mailto:", "tel:"];
/// A longer address is no link: Automerge would have to carry it in one piece.
const HREF_MAX: usize = 8 * 1024;

/// The address of a link, if it may be one.
fn address(href: &str) -> Option<&str> {
    let href = href.trim();
    let allowed = SCHEMES
        .iter()
        .any(|scheme| href.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    (allowed && href.len() <= HREF_MAX && !href.contains(char::is_control)).then_some(href)
}

/// Whether a type of another program can be told in an attribute.
fn is_type(name: &str) -> bool {
    !name.is_empty() && name.len() <= TYPE_MAX && !name.contains(char::is_control)
}

/// The value of [`KIND`], for the kinds that HTML has no element for.
fn kind_name(kind: &BlockKind) -> Option<&'static str> {
    match kind {
        BlockKind::Decision => Some("decision"),
        BlockKind::Action(_) => Some("action"),
        BlockKind::Other(name) if is_type(name) => Some("other"),
        _ => None,
    }
}
