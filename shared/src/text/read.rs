//! Reading an Automerge text: paragraphs with their marks, and where each lies in the sequence.

use automerge::{AutoCommit, ObjId, ObjType, ReadDoc, Value, iter::Span, marks::MarkSet};

use super::{Block, BlockKind, Mark, MarkRange, schema};

/// A paragraph and its place in the sequence.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub block: Block,
    /// The marker's position; none for text before the first marker.
    pub marker: Option<usize>,
    /// The position of the first character.
    pub start: usize,
    /// Code points.
    pub chars: usize,
    /// The marks, by index, that reach to the end of what was read so far.
    open: Vec<usize>,
}

impl Placed {
    fn new(block: Block, marker: Option<usize>, start: usize) -> Placed {
        Placed { block, marker, start, chars: 0, open: Vec::new() }
    }

    fn push(&mut self, text: &str, marks: &[Mark]) {
        let start = self.chars;
        self.chars += text.chars().count();
        self.block.text.push_str(text);
        let all = &mut self.block.marks;
        let open = marks.iter().map(|mark| {
            // A removed mark still cuts the spans: join the neighbours.
            let joined = self.open.iter().copied().find(|&index| all[index].mark == *mark);
            let index = joined.unwrap_or_else(|| {
                all.push(MarkRange { start, end: start, mark: mark.clone() });
                all.len() - 1
            });
            all[index].end = self.chars;
            index
        });
        self.open = open.collect();
    }

    fn finish(&mut self) {
        self.block.marks.sort_by(|a, b| (a.start, mark_name(&a.mark)).cmp(&(b.start, mark_name(&b.mark))));
    }
}

pub(super) fn mark_name(mark: &Mark) -> &str {
    match mark {
        Mark::Strong => "strong",
        Mark::Em => "em",
        Mark::Link { .. } => "link",
        Mark::Other { name, .. } => name,
    }
}

/// The paragraphs, never none: a text with nothing in it is one empty paragraph.
pub(crate) fn placed(doc: &AutoCommit, text: &ObjId) -> Vec<Placed> {
    let mut all = vec![Placed::new(Block::new(BlockKind::Paragraph, ""), None, 0)];
    let mut at = 0;
    for span in doc.spans(text).into_iter().flatten() {
        match span {
            Span::Text(text, marks) => {
                let marks = read_marks(marks.as_deref());
                if let Some(last) = all.last_mut() {
                    last.push(&text, &marks);
                }
                at += text.chars().count();
            }
            Span::Block(marker) => {
                let (kind, depth) = schema::read_block(&marker);
                if at == 0 {
                    all.clear();
                }
                let block = Block { depth, ..Block::new(kind, "") };
                all.push(Placed::new(block, Some(at), at + 1));
                at += 1;
            }
        }
    }
    all.iter_mut().for_each(Placed::finish);
    all
}

pub(super) fn read_marks(marks: Option<&MarkSet>) -> Vec<Mark> {
    let read = marks.into_iter().flat_map(MarkSet::iter);
    let mut read: Vec<Mark> = read.filter_map(|(name, value)| schema::read_mark(name, value)).collect();
    read.sort_by(|a, b| mark_name(a).cmp(mark_name(b)));
    read
}

/// The marks of what stands at a position.
pub(crate) fn marks_at(doc: &AutoCommit, text: &ObjId, at: usize) -> Vec<Mark> {
    read_marks(doc.get_marks(text, at, None).ok().as_ref())
}

/// The paragraphs as plain values.
pub(crate) fn blocks(doc: &AutoCommit, text: &ObjId) -> Vec<Block> {
    placed(doc, text).into_iter().map(|placed| placed.block).collect()
}

/// The text as one string, a code point for each position but a hidden first marker: later markers are line
/// breaks. A line break *within* a paragraph (other programs write them) shows as a space, so that each line
/// is one paragraph.
pub(crate) fn display(doc: &AutoCommit, text: &ObjId) -> String {
    let mut shown = String::new();
    let mut first = true;
    for span in doc.spans(text).into_iter().flatten() {
        match span {
            Span::Text(text, _) => shown.extend(text.chars().map(|c| if c == '\n' { ' ' } else { c })),
            Span::Block(_) if first => {}
            Span::Block(_) => shown.push('\n'),
        }
        first = false;
    }
    shown
}

/// The marker at a position, if one is there.
pub(crate) fn marker_at(doc: &AutoCommit, text: &ObjId, at: usize) -> Option<ObjId> {
    match doc.get(text, at) {
        Ok(Some((Value::Object(ObjType::Map), marker))) => Some(marker),
        _ => None,
    }
}

/// The last marker before a position, and where it is.
pub(crate) fn marker_before(doc: &AutoCommit, text: &ObjId, at: usize) -> Option<(usize, ObjId)> {
    // Most paragraphs are short, and reading the whole text would make every Enter slow.
    const NEAR: usize = 2000;
    let near = at.saturating_sub(NEAR)..at;
    near.clone().rev().find_map(|at| Some((at, marker_at(doc, text, at)?))).or_else(|| {
        let markers = placed(doc, text).into_iter().filter_map(|placed| placed.marker);
        let last = markers.take_while(|marker| *marker < near.start).last()?;
        Some((last, marker_at(doc, text, last)?))
    })
}

/// What to add to a display position to get a position in the sequence: 1 if it starts with a marker.
pub(crate) fn base(doc: &AutoCommit, text: &ObjId) -> usize {
    usize::from(marker_at(doc, text, 0).is_some())
}

/// The number of display positions: the display's length in code points.
pub(crate) fn display_length(doc: &AutoCommit, text: &ObjId) -> usize {
    doc.length(text) - base(doc, text)
}
