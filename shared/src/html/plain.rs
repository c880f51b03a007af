//! Blocks as plain text, for programs that take nothing else: a line for each, lists with their signs.

use crate::text::{Block, BlockKind, one_line};

const INDENT: &str = "    ";
const BULLET: &str = "• ";
const QUOTE: &str = "> ";

/// The blocks as lines, without a line break behind the last.
pub fn plain(blocks: &[Block]) -> String {
    let mut numbers: Vec<usize> = Vec::new();
    let lines = blocks.iter().map(|block| {
        let depth = usize::from(block.depth.min(super::MAX_DEPTH));
        let sign = match block.kind {
            BlockKind::OrderedListItem => format!("{}. ", next(&mut numbers, depth)),
            BlockKind::UnorderedListItem => {
                // A list with bullets begins where a numbered one was: that one is over.
                numbers.truncate(depth);
                BULLET.to_owned()
            }
            BlockKind::Blockquote => {
                numbers.clear();
                QUOTE.to_owned()
            }
            _ => {
                numbers.clear();
                String::new()
            }
        };
        INDENT.repeat(depth) + &sign + &one_line(&block.text)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The number of the next item at a depth; deeper lists are over.
fn next(numbers: &mut Vec<usize>, depth: usize) -> usize {
    numbers.resize(depth + 1, 0);
    numbers[depth] += 1;
    numbers[depth]
}
