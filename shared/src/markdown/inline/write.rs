//! Text and marks to Markdown on one line: the marks as a well-nested row of pieces, then each mark as signs
//! where every program sees them, else as tags.

use std::collections::BTreeSet;

use super::{
    EM, STRONG,
    escape::{Place, escaped},
    link::{self, stands_alone},
};
use crate::text::{Mark, MarkRange};

/// A stretch of text or an end of a mark. Marks that overlap are cut, so that pieces nest.
enum Piece<'a> {
    Text {
        from: usize,
        to: usize,
    },
    /// With the index of the piece that closes it.
    Open(&'a Mark, usize),
    /// With the index of the piece that opens it.
    Close(&'a Mark, usize),
}

/// What a sign of a mark stands beside.
#[derive(Clone, Copy, PartialEq)]
enum Beside {
    /// White space, or an end of the line.
    Space,
    /// Punctuation, or a sign of another mark.
    Sign,
    Word,
}

/// The text as Markdown. The marks must be as a block has them: inside the text, none of a kind overlapping.
pub(in crate::markdown) fn write(text: &str, marks: &[MarkRange]) -> String {
    let chars: Vec<char> = text.chars().collect();
    let pieces = pieces(marks, chars.len());
    let with_links = marks.iter().any(|range| matches!(range.mark, Mark::Link { .. }));
    let texts: Vec<String> = pieces
        .iter()
        .enumerate()
        .map(|(index, piece)| match piece {
            Piece::Text { from, to } => {
                escaped(&chars, *from, *to, Place { in_front: index == 0, with_links })
            }
            _ => String::new(),
        })
        .collect();
    let row = Row { pieces: &pieces, texts: &texts };
    let mut written = String::new();
    let mut index = 0;
    while let Some(piece) = pieces.get(index) {
        if let Some(href) = row.lone_address(index, &chars) {
            written += &format!("<{href}>");
            index += 3;
            continue;
        }
        match piece {
            Piece::Text { .. } => written += &texts[index],
            Piece::Open(Mark::Link { .. }, _) => written.push('['),
            Piece::Close(Mark::Link { href }, _) => written += &link::write(href),
            Piece::Open(mark, close) => {
                written += if row.seen(index, *close) { sign(mark).2 } else { sign(mark).0 }
            }
            Piece::Close(mark, open) => {
                written += if row.seen(*open, index) { sign(mark).2 } else { sign(mark).1 }
            }
        }
        index += 1;
    }
    written
}

fn sign(mark: &Mark) -> (&'static str, &'static str, &'static str) {
    if *mark == Mark::Em { EM } else { STRONG }
}

struct Row<'a> {
    pieces: &'a [Piece<'a>],
    texts: &'a [String],
}

impl<'a> Row<'a> {
    /// Whether every program takes a mark's two signs for what they are. Stricter than CommonMark's rule.
    fn seen(&self, open: usize, close: usize) -> bool {
        self.before(open) != Beside::Word
            && self.after(open) != Beside::Space
            && self.before(close) != Beside::Space
            && self.after(close) != Beside::Word
    }

    fn before(&self, index: usize) -> Beside {
        match index.checked_sub(1) {
            Some(before) => self.edge(before, |text| text.chars().next_back()),
            None => Beside::Space,
        }
    }

    fn after(&self, index: usize) -> Beside {
        if index + 1 == self.pieces.len() {
            return Beside::Space;
        }
        self.edge(index + 1, |text| text.chars().next())
    }

    fn edge(&self, index: usize, end: impl Fn(&str) -> Option<char>) -> Beside {
        match self.pieces[index] {
            Piece::Text { .. } => match end(&self.texts[index]) {
                Some(c) if !c.is_whitespace() && !is_punctuation(c) => Beside::Word,
                Some(c) if is_punctuation(c) => Beside::Sign,
                _ => Beside::Space,
            },
            _ => Beside::Sign,
        }
    }

    /// The address, where the three pieces from here are a link whose text is its own address.
    fn lone_address(&self, index: usize, chars: &[char]) -> Option<&'a str> {
        match self.pieces.get(index..index + 3)? {
            [Piece::Open(Mark::Link { href }, _), Piece::Text { from, to }, Piece::Close(..)] => {
                let same = href.chars().eq(chars[*from..*to].iter().copied());
                (same && stands_alone(href)).then_some(href.as_str())
            }
            _ => None,
        }
    }
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || "–—’‘”“„…«»§".contains(c)
}

/// The pieces of a text of this many code points.
fn pieces(marks: &[MarkRange], length: usize) -> Vec<Piece<'_>> {
    let cuts: BTreeSet<usize> =
        marks.iter().flat_map(|range| [range.start, range.end]).chain([0, length]).collect();
    let mut starting: Vec<&MarkRange> = marks.iter().collect();
    starting.sort_by_key(|range| std::cmp::Reverse(range.start));
    let mut pieces = Vec::new();
    // What lies open, the innermost last, each with the piece that opened it.
    let mut open: Vec<(&MarkRange, usize)> = Vec::new();
    let mut from = 0;
    for cut in cuts {
        if from < cut {
            pieces.push(Piece::Text { from, to: cut });
            from = cut;
        }
        let mut opening: Vec<&MarkRange> = Vec::new();
        if let Some(outermost) = open.iter().position(|(range, _)| range.end == cut) {
            for (range, opener) in open.drain(outermost..).rev() {
                let closer = pieces.len();
                if let Some(Piece::Open(_, close)) = pieces.get_mut(opener) {
                    *close = closer;
                }
                pieces.push(Piece::Close(&range.mark, opener));
                opening.extend(Some(range).filter(|range| range.end > cut));
            }
        }
        while let Some(range) = starting.pop_if(|range| range.start == cut) {
            opening.extend(Some(range).filter(|range| range.start < range.end));
        }
        // The longest outside, so that the fewest are cut.
        opening.sort_by_key(|range| (std::cmp::Reverse(range.end), range.mark == Mark::Em));
        for range in opening {
            open.push((range, pieces.len()));
            pieces.push(Piece::Open(&range.mark, usize::MAX));
        }
    }
    pieces
}
