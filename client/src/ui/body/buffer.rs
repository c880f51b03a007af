//! The text as egui edits it: a mirror of the document's text. Each edit changes the mirror at once and is
//! kept as a splice for the document, which gets it in the same frame; so the two never differ when
//! another's change comes in. While an input method composes, only the mirror changes.

use std::{cell::RefCell, ops::Range, rc::Rc};

use egui::{TextBuffer, text::CharIndex};
use samskriv_shared::text::BlockKind;

use crate::{command::Splice, state::Line};

/// The text and what each of its lines is. The lines are shared with the layouter, which egui calls while
/// it holds the buffer.
#[derive(Default)]
pub struct Mirror {
    pub text: String,
    pub lines: Rc<RefCell<Vec<Line>>>,
}

/// The buffer of one frame.
pub struct BodyBuffer<'a> {
    pub mirror: &'a mut Mirror,
    pub may_write: bool,
    /// What is typed belongs to an unfinished composition: it stays out of the document.
    pub composing: bool,
    pub splices: Vec<Splice>,
}

impl BodyBuffer<'_> {
    /// A galley may count more glyphs than the text has code points (right-to-left text), and Delete at the
    /// end asks for one code point more: no index from outside is trusted.
    fn clamp(&self, range: Range<CharIndex>) -> Range<usize> {
        let end = self.mirror.text.chars().count();
        let (from, to) = (range.start.0.min(end), range.end.0.min(end));
        from..to.max(from)
    }

    fn keep(&mut self, splice: Splice) {
        if !self.composing {
            self.splices.push(splice);
        }
    }
}

impl TextBuffer for BodyBuffer<'_> {
    fn is_mutable(&self) -> bool {
        self.may_write
    }

    fn as_str(&self) -> &str {
        &self.mirror.text
    }

    fn insert_text(&mut self, text: &str, at: CharIndex) -> usize {
        let insert = text.replace("\r\n", "\n").replace('\r', "\n");
        if insert.is_empty() || !self.may_write {
            return 0;
        }
        let at = self.clamp(at..at).start;
        self.mirror.insert(at, &insert);
        let inserted = insert.chars().count();
        self.keep(Splice { at, delete: 0, insert });
        inserted
    }

    fn delete_char_range(&mut self, range: Range<CharIndex>) {
        let range = self.clamp(range);
        if range.is_empty() || !self.may_write {
            return;
        }
        self.mirror.delete(range.clone());
        self.keep(Splice { at: range.start, delete: range.len(), insert: String::new() });
    }

    /// Refuses. Only egui's own undo asks for it, and it would delete and write anew what others are writing in.
    fn replace_with(&mut self, _text: &str) {}

    fn type_id(&self) -> std::any::TypeId {
        std::any::TypeId::of::<Mirror>()
    }
}

impl Mirror {
    fn insert(&mut self, at: usize, insert: &str) {
        let byte = byte_at(&self.text, at);
        let line = self.text[..byte].matches('\n').count();
        let at_end = self.text[byte..].chars().next().is_none_or(|c| c == '\n');
        self.text.insert_str(byte, insert);
        let mut lines = self.lines.borrow_mut();
        let next = lines.get(line).map_or_else(plain, |line| continued(line, at_end));
        let at = (line + 1).min(lines.len());
        let new = insert.matches('\n').count();
        lines.splice(at..at, std::iter::repeat_n(next, new));
    }

    fn delete(&mut self, range: Range<usize>) {
        let (from, to) = (byte_at(&self.text, range.start), byte_at(&self.text, range.end));
        let first = self.text[..from].matches('\n').count() + 1;
        let gone = self.text[from..to].matches('\n').count();
        self.text.replace_range(from..to, "");
        let mut lines = self.lines.borrow_mut();
        let (first, end) = (first.min(lines.len()), (first + gone).min(lines.len()));
        lines.drain(first..end);
    }
}

/// The byte at which the code point `at` begins.
fn byte_at(text: &str, at: usize) -> usize {
    text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte)
}

fn plain() -> Line {
    Line { kind: BlockKind::Paragraph, depth: 0 }
}

/// What the second part of a split line is: a guess for this frame, until the document says.
fn continued(line: &Line, at_end: bool) -> Line {
    match &line.kind {
        BlockKind::Decision | BlockKind::Action(_) => Line { kind: BlockKind::Paragraph, depth: line.depth },
        BlockKind::Heading(_) if at_end => Line { kind: BlockKind::Paragraph, depth: line.depth },
        _ => line.clone(),
    }
}

/// The one splice that turns `old` into `new`.
pub fn difference(old: &str, new: &str) -> Option<Splice> {
    if old == new {
        return None;
    }
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let at = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let same_end = old[at..].iter().rev().zip(new[at..].iter().rev()).take_while(|(a, b)| a == b).count();
    Some(Splice {
        at,
        delete: old.len() - same_end - at,
        insert: new[at..new.len() - same_end].iter().collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mirror(text: &str, kinds: &[BlockKind]) -> Mirror {
        let lines = kinds.iter().map(|kind| Line { kind: kind.clone(), depth: 0 }).collect();
        Mirror { text: text.to_owned(), lines: Rc::new(RefCell::new(lines)) }
    }

    fn edit(mirror: &mut Mirror, change: impl FnOnce(&mut BodyBuffer<'_>)) -> Vec<Splice> {
        let mut buffer = BodyBuffer { mirror, may_write: true, composing: false, splices: Vec::new() };
        change(&mut buffer);
        buffer.splices
    }

    #[test]
    fn positions_are_code_points_and_line_breaks_are_one_kind() {
        let mut m = mirror("å😀b", &[BlockKind::Paragraph]);
        let splices = edit(&mut m, |b| assert_eq!(b.insert_text("x\r\ny\rz", CharIndex(2)), 5));
        assert_eq!(m.text, "å😀x\ny\nzb");
        assert_eq!(splices, [Splice { at: 2, delete: 0, insert: "x\ny\nz".into() }]);
        assert_eq!(m.lines.borrow().len(), 3);
    }

    #[test]
    fn delete_at_the_end_and_beyond_is_clamped() {
        let mut m = mirror("ab", &[BlockKind::Paragraph]);
        assert_eq!(edit(&mut m, |b| b.delete_char_range(CharIndex(2)..CharIndex(3))), []);
        let splices = edit(&mut m, |b| b.delete_char_range(CharIndex(1)..CharIndex(9)));
        assert_eq!(splices, [Splice { at: 1, delete: 1, insert: String::new() }]);
        assert_eq!(m.text, "a");
    }

    #[test]
    fn lines_follow_splits_and_joins() {
        let mut m =
            mirror("H\na\nb", &[BlockKind::Heading(1), BlockKind::UnorderedListItem, BlockKind::Decision]);
        edit(&mut m, |b| _ = b.insert_text("\n", CharIndex(1)));
        edit(&mut m, |b| _ = b.insert_text("\n", CharIndex(4)));
        let kinds =
            |m: &Mirror| m.lines.borrow().iter().map(|l| l.kind.name().to_owned()).collect::<Vec<_>>();
        let bullet = "unordered-list-item";
        assert_eq!(kinds(&m), ["heading", "paragraph", bullet, bullet, "decision"]);
        edit(&mut m, |b| b.delete_char_range(CharIndex(1)..CharIndex(4)));
        assert_eq!(m.text, "H\n\nb");
        assert_eq!(kinds(&m), ["heading", bullet, "decision"]);
    }

    #[test]
    fn nothing_replaces_the_whole_text_and_a_composition_stays_out() {
        let mut m = mirror("ab", &[BlockKind::Paragraph]);
        assert_eq!(edit(&mut m, |b| b.replace_with("annat")), []);
        assert_eq!(m.text, "ab");
        let mut buffer = BodyBuffer { mirror: &mut m, may_write: true, composing: true, splices: Vec::new() };
        buffer.insert_text("´", CharIndex(1));
        assert_eq!(buffer.splices, []);
        assert_eq!(difference("ab", &m.text), Some(Splice { at: 1, delete: 0, insert: "´".into() }));
        assert_eq!(difference("aab", "ab"), Some(Splice { at: 1, delete: 1, insert: String::new() }));
        assert_eq!(difference("x", "x"), None);
    }
}
