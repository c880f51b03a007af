//! Text with marks as Markdown on one line, and back. Every sign of the text's own that Markdown would read is
//! escaped, so that the reader needs no guess: an unescaped sign is a mark.
//!
//! Marks that other programs would not see in signs (`**` within a word, beside a space) are tags:
//! `<strong>`, which Markdown has too. What stands in no line (a line break, what is invisible, white
//! space at an end) is written by its number: `&#173;`.

mod escape;
mod link;
mod read;
mod write;

pub(super) use escape::numbered_name;
pub(super) use read::{read, read_name, read_plain};
pub(super) use write::write;

/// Markdown without marks: the facts of the header.
pub(super) fn write_plain(text: &str) -> String {
    write(text, &[])
}

const BREAK: &str = "<br>";
/// The signs of a mark: what opens it as a tag, what closes it, and what does both as a sign.
const STRONG: (&str, &str, &str) = ("<strong>", "</strong>", "**");
const EM: (&str, &str, &str) = ("<em>", "</em>", "_");
/// How the addresses begin that may stand alone between `<` and `>`.
const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];
