//! What a key or a button does to the text, as edits: the rules of a word processor, and nothing of egui or Automerge.
//! Ranges and places are display positions, and the edits' are positions.

use std::ops::Range;

use samskriv_shared::text::{Block, BlockKind, Edit, Mark, Marker};

use super::view::{Place, View};

/// The deepest that Tab moves a list item; deeper ones are shown as deep as this.
pub const DEEPEST: u8 = 8;

/// Edits, and the display position of the caret after them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    pub edits: Vec<Edit>,
    pub caret: usize,
}

/// Something that is being written: the edits so far, and where the text is by now.
struct Writer<'a> {
    view: &'a View,
    edits: Vec<Edit>,
    /// A display position plus this is a position.
    base: usize,
}

impl<'a> Writer<'a> {
    /// A paragraph without a marker gets one where it is edited at its beginning, or where it would show that the
    /// first marker is hidden.
    fn new(view: &'a View, at: usize) -> Writer<'a> {
        let mut writer = Writer { view, edits: Vec::new(), base: view.base() };
        if writer.base == 0 && at == 0 {
            let marker = Marker::new(BlockKind::Paragraph, 0);
            writer.edits.push(Edit::InsertMarker { at: 0, marker });
            writer.base = 1;
        }
        writer
    }

    fn delete(&mut self, range: &Range<usize>) {
        if !range.is_empty() {
            self.edits.push(Edit::Delete { at: range.start + self.base, count: range.len() });
        }
    }

    fn text(&mut self, at: usize, text: &str, marks: Option<Vec<Mark>>) -> usize {
        if !text.is_empty() {
            self.edits.push(Edit::Insert { at: at + self.base, text: text.to_owned(), marks });
        }
        at + text.chars().count()
    }

    fn marker(&mut self, at: usize, marker: Marker) -> usize {
        self.edits.push(Edit::InsertMarker { at: at + self.base, marker });
        at + 1
    }

    fn set_kind(&mut self, paragraph: usize, kind: BlockKind, depth: u8) {
        let it = &self.view.paragraphs()[paragraph];
        if (it.kind(), it.depth()) != (&kind, depth) || it.marker.is_none() {
            let at = self.view.position(paragraph) + self.base - self.view.base();
            self.edits.push(Edit::SetKind { at, kind, depth });
        }
    }

    fn plan(self, caret: usize) -> Plan {
        Plan { edits: self.edits, caret }
    }
}

/// Types text over a range. Line breaks in it begin paragraphs. `marks` are those of the next key where somebody
/// has chosen them.
pub fn insert(view: &View, range: Range<usize>, text: &str, marks: Option<&[Mark]>) -> Plan {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.is_empty() && range.is_empty() {
        return Plan { edits: Vec::new(), caret: range.start };
    }
    let breaks = text.contains('\n');
    let mut writer = Writer::new(view, if breaks || !range.is_empty() { range.start } else { usize::MAX });
    writer.delete(&range);
    let mut at = range.start;
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            // Only an Enter makes room above: the first line of a text stays where it is.
            let (marker, _) = behind(view, &range, true);
            at = writer.marker(at, marker);
        }
        at = writer.text(at, line, marks.map(<[Mark]>::to_vec));
    }
    writer.plan(at)
}

/// The marker of a paragraph that begins behind a place, and whether it goes above what is there.
fn behind(view: &View, range: &Range<usize>, written: bool) -> (Marker, bool) {
    let Place { paragraph, offset } = view.place(range.start);
    let end = view.place(range.end);
    let it = &view.paragraphs()[paragraph];
    let at_end = view.paragraphs()[end.paragraph].chars() == end.offset;
    let at_start = offset == 0 && !written && range.is_empty() && !at_end;
    let kind = match it.kind() {
        // Room above a heading: what was written, its role and its id stay together.
        BlockKind::Heading(_) | BlockKind::Decision | BlockKind::Action(_) if at_start => {
            return (Marker::new(BlockKind::Paragraph, it.depth()), true);
        }
        BlockKind::Heading(_) if at_end => BlockKind::Paragraph,
        BlockKind::Decision | BlockKind::Action(_) | BlockKind::Other(_) => BlockKind::Paragraph,
        same => same.clone(),
    };
    (Marker::new(kind, it.depth()), false)
}

/// Enter. In an empty item of a list it ends the list, one level at a time; at the beginning of a heading it makes
/// room above.
pub fn enter(view: &View, range: Range<usize>) -> Plan {
    let Place { paragraph, offset } = view.place(range.start);
    let it = &view.paragraphs()[paragraph];
    let plain = *it.kind() == BlockKind::Paragraph && it.depth() == 0;
    if range.is_empty() && it.chars() == 0 && it.marker.is_some() && !plain {
        return less(view, range.start);
    }
    let mut writer = Writer::new(view, range.start);
    writer.delete(&range);
    let (marker, above) = behind(view, &range, offset > 0);
    match above {
        true => {
            let at = view.position(paragraph) + writer.base - view.base();
            writer.edits.push(Edit::InsertMarker { at, marker });
            writer.plan(range.start + 1)
        }
        false => {
            let caret = writer.marker(range.start, marker);
            writer.plan(caret)
        }
    }
}

/// A line break within the paragraph.
pub fn line_break(view: &View, range: Range<usize>) -> Plan {
    let mut writer = Writer::new(view, if range.is_empty() { usize::MAX } else { range.start });
    writer.delete(&range);
    let caret = writer.text(range.start, "\n", None);
    writer.plan(caret)
}

/// Deletes a range.
pub fn delete(view: &View, range: Range<usize>) -> Plan {
    let end = view.display_chars();
    let range = range.start.min(end)..range.end.min(end);
    if range.is_empty() {
        return Plan { edits: Vec::new(), caret: range.start };
    }
    let mut writer = Writer::new(view, range.start);
    writer.delete(&range);
    writer.plan(range.start)
}

/// Puts a text in the place of each of some ranges, which are in order, apart and each within a paragraph. It takes on
/// the marks of the first code point that it replaces. From the end to the beginning: no edit moves what the next one
/// is about. The caret goes where the place `at` has gone.
pub fn replace(view: &View, ranges: &[Range<usize>], text: &str, at: usize) -> Plan {
    let mut writer = Writer::new(view, ranges.first().map_or(usize::MAX, |first| first.start));
    let chars = text.chars().count();
    let mut caret = at;
    for range in ranges.iter().rev() {
        let marks = view.marks_at(range.start + view.base()).unwrap_or_default();
        writer.delete(range);
        writer.text(range.start, text, Some(marks.to_vec()));
        caret = match caret {
            caret if range.end <= at => caret + chars - range.len(),
            _ if range.start < at => range.start,
            caret => caret,
        };
    }
    writer.plan(caret)
}

/// Backspace at the beginning of a paragraph that is not plain: first it becomes less deep, then plain. None where
/// it is to delete, as anywhere else.
pub fn backspace(view: &View, at: usize) -> Option<Plan> {
    let Place { paragraph, offset } = view.place(at);
    let it = &view.paragraphs()[paragraph];
    let plain = *it.kind() == BlockKind::Paragraph && it.depth() == 0;
    (offset == 0 && !plain).then(|| less(view, at))
}

/// One level less deep; at the margin a plain paragraph.
fn less(view: &View, at: usize) -> Plan {
    let Place { paragraph, .. } = view.place(at);
    let it = &view.paragraphs()[paragraph];
    let mut writer = Writer::new(view, view.start(paragraph));
    match it.depth() {
        0 => writer.set_kind(paragraph, BlockKind::Paragraph, 0),
        depth => writer.set_kind(paragraph, it.kind().clone(), depth - 1),
    }
    writer.plan(at)
}

/// Makes the paragraphs of a range of a kind, or plain where all of them are of that kind already. `ids` gives the
/// ids of new actions.
pub fn set_kind(
    view: &View,
    range: Range<usize>,
    kind: &BlockKind,
    mut ids: impl FnMut() -> BlockKind,
) -> Plan {
    let touched = view.touched(&range);
    let same = |kind: &BlockKind, other: &BlockKind| match (kind, other) {
        (BlockKind::Action(_), BlockKind::Action(_)) => true,
        _ => kind == other,
    };
    let all = view.paragraphs()[touched.clone()].iter().all(|it| same(it.kind(), kind));
    let mut writer = Writer::new(view, view.start(touched.start));
    for paragraph in touched {
        let it = &view.paragraphs()[paragraph];
        let becomes = match kind {
            _ if all => BlockKind::Paragraph,
            kind if same(kind, it.kind()) => it.kind().clone(),
            BlockKind::Action(None) => ids(),
            kind => kind.clone(),
        };
        let depth = if is_list(&becomes) && is_list(it.kind()) { it.depth() } else { 0 };
        writer.set_kind(paragraph, becomes, depth);
    }
    writer.plan(range.start)
}

/// Tab and Shift+Tab: moves the list items of a range in or out. An item lies at most one level deeper than the one
/// above it. None where there is no item.
pub fn indent(view: &View, range: Range<usize>, deeper: bool) -> Option<Plan> {
    let touched = view.touched(&range);
    let first = touched.start;
    let items = || touched.clone().filter(|it| is_list(view.paragraphs()[*it].kind()));
    items().next()?;
    let mut writer = Writer::new(view, view.start(first));
    let mut above = first.checked_sub(1).map(|above| &view.paragraphs()[above]);
    let mut above_depth = above.take().filter(|it| is_list(it.kind())).map(|it| it.depth());
    for paragraph in touched.clone() {
        let it = &view.paragraphs()[paragraph];
        if !is_list(it.kind()) {
            above_depth = None;
            continue;
        }
        let deepest = above_depth.map_or(0, |above| above.saturating_add(1)).min(DEEPEST);
        let depth = match deeper {
            true => it.depth().saturating_add(1).min(deepest.max(it.depth())),
            false => it.depth().saturating_sub(1),
        };
        writer.set_kind(paragraph, it.kind().clone(), depth);
        above_depth = Some(depth);
    }
    Some(writer.plan(range.start))
}

/// Whether it is an item of a list.
pub fn is_list(kind: &BlockKind) -> bool {
    matches!(kind, BlockKind::UnorderedListItem | BlockKind::OrderedListItem)
}

/// Makes the text of a range carry a mark, or not.
pub fn set_mark(view: &View, range: Range<usize>, name: &str, mark: Option<&Mark>) -> Plan {
    let base = view.base();
    let caret = range.end;
    let edits = match range.is_empty() {
        true => Vec::new(),
        false => vec![Edit::SetMark {
            start: range.start + base,
            end: range.end + base,
            name: name.to_owned(),
            mark: mark.cloned(),
        }],
    };
    Plan { edits, caret }
}

/// Pastes paragraphs over a range. The first goes on with the paragraph there is, which becomes what the first is
/// where it is empty; what stood behind goes on with the last.
pub fn paste(view: &View, range: Range<usize>, blocks: &[Block], mut ids: impl FnMut() -> BlockKind) -> Plan {
    let Place { paragraph, offset } = view.place(range.start);
    let end = view.place(range.end);
    let it = &view.paragraphs()[paragraph];
    let behind_is_empty = view.paragraphs()[end.paragraph].chars() == end.offset;
    let takes_kind = offset == 0 && behind_is_empty && *it.kind() == BlockKind::Paragraph;
    let mut writer = Writer::new(view, range.start);
    writer.delete(&range);
    let mut kind_of = |block: &Block| match block.kind {
        BlockKind::Action(_) => ids(),
        ref kind => kind.clone(),
    };
    let mut at = range.start;
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            at = writer.marker(at, Marker::new(kind_of(block), block.depth));
        } else if takes_kind {
            writer.set_kind(paragraph, kind_of(block), block.depth);
        }
        at = runs(&mut writer, at, block);
    }
    writer.plan(at)
}

/// A block's text with its marks.
fn runs(writer: &mut Writer<'_>, at: usize, block: &Block) -> usize {
    let mut edges: Vec<usize> = block.marks.iter().flat_map(|range| [range.start, range.end]).collect();
    edges.push(block.text.chars().count());
    edges.sort_unstable();
    edges.dedup();
    let (mut at, mut from) = (at, 0);
    let mut rest = block.text.as_str();
    for edge in edges {
        let byte = rest.char_indices().nth(edge - from).map_or(rest.len(), |(byte, _)| byte);
        let (text, behind) = rest.split_at(byte);
        let holds = block.marks.iter().filter(|range| range.start <= from && from < range.end);
        let mut marks: Vec<Mark> = holds.map(|range| range.mark.clone()).collect();
        marks.sort_by(|a, b| a.name().cmp(b.name()));
        at = writer.text(at, text, Some(marks));
        (from, rest) = (edge, behind);
    }
    at
}
