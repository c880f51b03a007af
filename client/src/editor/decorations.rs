//! What is painted beside and over the text: bullets, numbers, the words "Beslut" and "Åtgärd", what other programs put
//! there, and the carets and selections of others.

use std::ops::Range;

use egui::{
    Align2, Color32, FontId, Galley, Pos2, Rect, Shape, Ui,
    epaint::text::PlacedRow,
    layers::ShapeIdx,
    pos2,
    text::{CCursor, CharIndex},
    vec2,
};
use samskriv_shared::text::BlockKind;

use super::{
    core::Selection,
    layout::{Closed, Ended, Notes, ROLE_INDENT, indent, note, note_galley},
    paragraph::Paragraph,
    whole::Whole,
};
use crate::ui::{
    icons::{self, Icon},
    theme::{self, BODY, SMALL, UNIT},
};

/// The words that are painted.
pub struct Words {
    pub decision: String,
    pub action: String,
    /// Actions that nothing is to be done of any more: what became of them.
    pub closed: Closed,
    /// On whom actions lie, and until when.
    pub notes: Notes,
    /// Something that this program does not know.
    pub unknown: String,
}

/// Somebody else in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Other {
    pub selection: Selection,
    pub name: String,
    /// Which of the colours, by person.
    pub color: usize,
    /// "Anna Ek skriver", while they do.
    pub typing: Option<String>,
}

/// The numbers of ordered items: each level counts by itself, and begins anew behind anything that is no item of its
/// level or a deeper one.
pub fn numbers(paragraphs: &[&Paragraph]) -> Vec<usize> {
    let mut counts: Vec<usize> = Vec::new();
    paragraphs
        .iter()
        .map(|it| {
            let depth = usize::from(it.depth());
            match it.kind() {
                BlockKind::OrderedListItem => {
                    counts.resize(depth + 1, 0);
                    counts[depth] += 1;
                    counts[depth]
                }
                BlockKind::UnorderedListItem => {
                    counts.truncate(depth);
                    0
                }
                _ => {
                    counts.clear();
                    0
                }
            }
        })
        .collect()
}

/// Paints beside the paragraphs that are in view.
pub fn beside(ui: &Ui, paragraphs: &[&Paragraph], whole: &Whole, origin: Pos2, words: &Words) {
    let clip = ui.clip_rect().translate(-origin.to_vec2());
    let numbers = numbers(paragraphs);
    for index in whole.in_view(clip) {
        let (Some(it), Some(number), Some(rect)) =
            (paragraphs.get(index), numbers.get(index), whole.rect(index))
        else {
            continue;
        };
        let first = whole.rows_of(index).first().map_or(rect, PlacedRow::rect);
        let left = pos2(origin.x, first.center().y + origin.y);
        beside_one(ui, it, left, rect.translate(origin.to_vec2()), *number, words);
        if let Some(note) = note(it, &words.notes) {
            let last = whole.rows_of(index).last().map_or(rect, PlacedRow::rect).translate(origin.to_vec2());
            let galley = note_galley(ui, note);
            ui.painter().galley(pos2(first.left() + origin.x, last.bottom()), galley, Color32::PLACEHOLDER);
        }
    }
}

fn beside_one(ui: &Ui, it: &Paragraph, left: Pos2, rect: Rect, number: usize, words: &Words) {
    let palette = theme::palette(ui.visuals());
    let text_left = left.x + indent(it.kind(), it.depth());
    let painter = ui.painter();
    match it.kind() {
        BlockKind::UnorderedListItem => {
            let at = pos2(text_left - 12.0, left.y);
            // Each level has a sign of its own.
            match it.depth() % 3 {
                0 => painter.circle_filled(at, 2.5, palette.quiet),
                1 => painter.circle_stroke(at, 2.5, (1.0, palette.quiet)),
                _ => painter.rect_filled(Rect::from_center_size(at, vec2(4.5, 4.5)), 0.0, palette.quiet),
            };
        }
        BlockKind::OrderedListItem => {
            let at = pos2(text_left - 7.0, left.y);
            let number = format!("{number}.");
            painter.text(at, Align2::RIGHT_CENTER, number, FontId::proportional(BODY), palette.quiet);
        }
        BlockKind::Blockquote => {
            let bar = Rect::from_min_max(
                pos2(text_left - 12.0, rect.top() - UNIT / 2.0),
                pos2(text_left - 9.0, rect.bottom() + UNIT / 2.0),
            );
            painter.rect_filled(bar, 1.0, palette.line);
        }
        BlockKind::Decision => chip(ui, left, &words.decision, palette.good, palette.desk),
        BlockKind::Action(id) => match id.and_then(|id| words.closed.get(&id)) {
            Some(Ended { word, done: false }) => chip(ui, left, word, palette.quiet, palette.desk),
            Some(Ended { word, done: true }) => {
                let word = format!("{} {word}", icons::sign(Icon::Check));
                chip(ui, left, &word, palette.quiet, palette.desk);
            }
            None => chip(ui, left, &words.action, palette.accent, palette.accent_soft),
        },
        BlockKind::Other(name) => unknown(ui, rect, &format!("{}: {name}", words.unknown)),
        BlockKind::Paragraph | BlockKind::Heading(_) => {
            if it.marker.as_ref().is_some_and(|marker| marker.embed) {
                unknown(ui, rect, &words.unknown);
            }
        }
    }
}

fn chip(ui: &Ui, left: Pos2, word: &str, ink: Color32, fill: Color32) {
    let painter = ui.painter();
    let galley = painter.layout_no_wrap(word.to_owned(), FontId::new(12.0, theme::bold()), ink);
    let top_left = pos2(left.x, left.y - galley.size().y / 2.0 - 1.0);
    let size = vec2((galley.size().x + 10.0).min(ROLE_INDENT - UNIT), galley.size().y + 2.0);
    painter.rect_filled(Rect::from_min_size(top_left, size), 4.0, fill);
    painter.galley(top_left + vec2(5.0, 1.0), galley, ink);
}

/// What another program has put there stays, and is shown to be there.
fn unknown(ui: &Ui, rect: Rect, words: &str) {
    let palette = theme::palette(ui.visuals());
    let at = pos2(rect.right() + 2.0 * UNIT, rect.top() + UNIT / 2.0);
    let painter = ui.painter();
    painter.text(at, Align2::LEFT_TOP, words, FontId::proportional(SMALL), palette.quiet);
}

/// Paints where others are. The selections go under the text, into `under`.
pub fn others(ui: &Ui, galley: &Galley, origin: Pos2, under: ShapeIdx, others: &[Other]) {
    let mut shapes = Vec::new();
    for other in others {
        let color = theme::person_color(ui.visuals(), other.color);
        for rect in selection_rects(galley, &other.selection) {
            let rect = rect.translate(origin.to_vec2());
            shapes.push(Shape::rect_filled(rect, 0.0, color.gamma_multiply(0.25)));
        }
        caret(ui, galley, origin, other, color);
    }
    ui.painter().set(under, Shape::Vec(shapes));
}

fn caret(ui: &Ui, galley: &Galley, origin: Pos2, other: &Other, color: Color32) {
    let place = galley.pos_from_cursor(CCursor::new(other.selection.caret));
    let place = place.translate(origin.to_vec2());
    if !ui.clip_rect().expand(20.0).intersects(place) {
        return;
    }
    let painter = ui.painter();
    painter.rect_filled(place.expand2(vec2(1.0, 0.0)), 0.0, color);
    let ink = theme::palette(ui.visuals()).paper;
    // The name would hide words of the line above for as long as the caret stands there.
    let whole = other.typing.is_some() || ui.rect_contains_pointer(place.expand(UNIT));
    let name = if whole { other.name.clone() } else { initials(&other.name) };
    let name = painter.layout_no_wrap(name, FontId::new(11.0, theme::bold()), ink);
    let tag =
        Rect::from_min_size(place.left_top() - vec2(1.0, name.size().y + 1.0), name.size() + vec2(8.0, 1.0));
    painter.rect_filled(tag, 3.0, color);
    painter.galley(tag.min + vec2(4.0, 0.0), name, ink);
}

/// "AE" for "Anna Ek".
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).collect()
}

/// Tells of those who write above or below what is in view.
pub fn out_of_view(ui: &Ui, galley: &Galley, origin: Pos2, others: &[Other]) {
    let clip = ui.clip_rect();
    let (mut above, mut below) = (0.0, 0.0);
    for other in others {
        let Some(typing) = &other.typing else { continue };
        let place = galley.pos_from_cursor(CCursor::new(other.selection.caret)).translate(origin.to_vec2());
        let (sign, down) = match place {
            place if place.bottom() < clip.top() => ("↑", false),
            place if place.top() > clip.bottom() => ("↓", true),
            _ => continue,
        };
        let color = theme::person_color(ui.visuals(), other.color);
        let painter = ui.painter();
        let ink = theme::palette(ui.visuals()).paper;
        let words = painter.layout_no_wrap(format!("{sign} {typing}"), FontId::proportional(SMALL), ink);
        let size = words.size() + vec2(12.0, 4.0);
        let offset = if down { &mut below } else { &mut above };
        let y = if down { clip.bottom() - size.y - UNIT - *offset } else { clip.top() + UNIT + *offset };
        *offset += size.y + UNIT;
        let tag = Rect::from_min_size(pos2(clip.center().x - size.x / 2.0, y), size);
        painter.rect_filled(tag, 4.0, color);
        painter.galley(tag.min + vec2(6.0, 2.0), words, ink);
    }
}

/// The parts of rows that a selection covers.
pub fn selection_rects(galley: &Galley, selection: &Selection) -> Vec<Rect> {
    let found = rects(galley, &[selection.range()], Rect::EVERYTHING);
    found.into_iter().map(|(_, rect)| rect).collect()
}

/// The parts of rows within `clip` that ranges cover, each with its range's index. The ranges are in order.
pub fn rects(galley: &Galley, ranges: &[Range<usize>], clip: Rect) -> Vec<(usize, Rect)> {
    let last = ranges.last().map_or(0, |range| range.end);
    let mut rects = Vec::new();
    let mut start = 0;
    for row in &galley.rows {
        if start >= last {
            break;
        }
        let end = start + row.char_count_excluding_newline().0;
        if row.rect().y_range().intersects(clip.y_range()) {
            let first = ranges.partition_point(|range| range.end <= start);
            for (index, range) in ranges.iter().enumerate().skip(first).take_while(|(_, it)| it.start < end) {
                let (from, to) = (range.start.max(start), range.end.min(end));
                if from < to {
                    let x = |at: usize| row.pos.x + row.x_offset(CharIndex(at - start));
                    rects.push((index, Rect::from_x_y_ranges(x(from)..=x(to), row.rect().y_range())));
                }
            }
        }
        start += row.char_count_including_newline().0;
    }
    rects
}
