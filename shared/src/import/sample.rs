//! Minutes of an invented network, for the demonstration, the tests and a first look at the program.

/// The minutes, as Markdown.
pub const SAMPLE: &str = include_str!("../../samples/natverksmote.md");
