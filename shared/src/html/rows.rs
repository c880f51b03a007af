//! Tables: a row becomes one paragraph, its cells apart by " | ", as the importer reads them.

use crate::text::{Block, BlockKind, MarkRange, normalised};

const BETWEEN_CELLS: &str = " | ";
/// A cell of more lines is a column of a page, and stays as it is.
const CELL_MAX: usize = 8;

/// A row that is being read.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// For each cell the number of blocks before it.
    cells: Vec<usize>,
    /// Whether a table lies within it: then it is there to place things on a page, as in many a mail.
    pub is_layout: bool,
}

impl Row {
    pub(super) fn open_cell(&mut self, blocks: usize) {
        self.cells.push(blocks);
    }

    /// Forgets what was read, but for a cell that lies open.
    pub(super) fn restart(&mut self) {
        self.cells.truncate(1);
        self.cells.fill(0);
    }

    /// Joins the row's blocks, which are the last.
    pub(super) fn finish(&self, blocks: &mut Vec<Block>) {
        let ends = self.cells.iter().skip(1).copied().chain([blocks.len()]);
        let is_row = self.cells.len() > 1
            && !self.is_layout
            && self.cells.iter().zip(ends.clone()).all(|(start, end)| end.saturating_sub(*start) <= CELL_MAX);
        let Some(first) = self.cells.first().copied().filter(|first| is_row && *first <= blocks.len()) else {
            return;
        };
        let mut row = Joined::default();
        let mut cell_blocks = blocks.drain(first..);
        for (index, (start, end)) in self.cells.iter().zip(ends).enumerate() {
            let between = if index == 0 { "" } else { BETWEEN_CELLS };
            row.append(between, cell_blocks.by_ref().take(end.saturating_sub(*start)));
        }
        drop(cell_blocks);
        if row.has_text {
            blocks.push(row.finish());
        }
    }
}

#[derive(Default)]
struct Joined {
    text: String,
    /// The length of the text in code points.
    length: usize,
    marks: Vec<MarkRange>,
    has_text: bool,
}

impl Joined {
    fn append(&mut self, before: &str, blocks: impl Iterator<Item = Block>) {
        self.push(before);
        let mut beside = "";
        for block in blocks.filter(|block| !block.text.trim().is_empty()) {
            self.push(beside);
            beside = " ";
            let at = self.length;
            self.push(&block.text);
            let moved = block.marks.into_iter();
            self.marks.extend(moved.map(|range| MarkRange {
                start: range.start + at,
                end: range.end + at,
                ..range
            }));
            self.has_text = true;
        }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.length += text.chars().count();
    }

    /// Empty cells at the end leave no space there.
    fn finish(mut self) -> Block {
        let mut block = Block::new(BlockKind::Paragraph, self.text.trim_end());
        let length = block.text.chars().count();
        self.marks.iter_mut().for_each(|range| range.end = range.end.min(length));
        block.marks = normalised(self.marks);
        block
    }
}
