//! Whether a line break is the writer's own or only where a program had no room: lines are joined only
//! where the source is clearly hard-wrapped.

use super::{
    decisions,
    sentences::labelled,
    source::{Line, Shape},
    task_words::{RESPONSIBLE, TASK_LABELS},
};

/// How the source is wrapped.
pub(super) struct Wrap {
    /// The widest line that another goes on from, in characters; none if the source is not wrapped.
    width: Option<usize>,
}

/// Wider lines were broken by a paragraph's end, narrower ones by the writer.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=120;
/// No program wraps an item's lines narrower than this.
const MIN_WRAPPED: usize = 40;
/// A line that breaks off in the middle of a sentence is at least this wide.
const MIN_BROKEN_OFF: usize = 30;

impl Wrap {
    /// Wrapped is a text where three breaks of five come where the next word had no room, and at least
    /// one of these in the middle of a sentence. Lines of less than half the width do not count: they end
    /// where they do for reasons of their own.
    pub(super) fn judge(lines: &[Line<'_>]) -> Wrap {
        let breaks = || {
            lines.windows(2).filter_map(|pair| match pair {
                [above, below] if may_join(above, below) => Some((above, below)),
                _ => None,
            })
        };
        let Some(width) = breaks().map(|(above, _)| above.width()).max() else {
            return Wrap { width: None };
        };
        let (mut all, mut full, mut broken_off) = (0_usize, 0_usize, 0_usize);
        for (above, below) in breaks() {
            if above.width() * 2 < width {
                continue;
            }
            let no_room = needed(above, below) > width;
            all += 1;
            full += usize::from(no_room);
            broken_off += usize::from(no_room && breaks_off(above, below));
        }
        let wrapped = WIDTHS.contains(&width) && full * 5 >= all * 3 && broken_off > 0;
        Wrap { width: wrapped.then_some(width) }
    }

    /// Whether the line below goes on with the paragraph, item or quote of the line above.
    pub(super) fn joins(&self, above: &Line<'_>, below: &Line<'_>) -> bool {
        if !may_join(above, below) {
            return false;
        }
        let item = matches!(above.shape, Shape::Bullet | Shape::CheckBox | Shape::Numbered(_));
        if item && below.indent > above.indent {
            // A short item with a new sentence below it is the heading of that.
            let new_sentence = below.content.starts_with(char::is_uppercase) && above.width() < MIN_WRAPPED;
            return !new_sentence || above.raw.ends_with(',');
        }
        let breaks_off = breaks_off(above, below);
        // A short line ends where it does for a reason of its own, but for one in the middle of a sentence.
        let no_room = self
            .width
            .is_some_and(|width| needed(above, below) > width && (above.width() * 2 >= width || breaks_off));
        no_room || (breaks_off && above.width() >= MIN_BROKEN_OFF)
    }
}

/// Puts what stands on the next line behind a text, whose last word may have been broken.
pub(super) fn append(text: &mut String, below: &str) {
    let mut last = text.chars().rev();
    let hyphen = last.next() == Some('-') && last.next().is_some_and(char::is_alphabetic);
    // "social- och vårdnämnden"
    let first = below.split_whitespace().next().unwrap_or_default();
    let elliptic = ["och", "eller", "samt", "respektive", "men"].contains(&first);
    match below.chars().next() {
        Some(next) if hyphen && next.is_lowercase() && !elliptic => drop(text.pop()),
        Some(next) if hyphen && next.is_uppercase() => {}
        _ => text.push(' '),
    }
    text.push_str(below);
}

impl Line<'_> {
    fn width(&self) -> usize {
        self.indent + self.raw.chars().count()
    }
}

fn may_join(above: &Line<'_>, below: &Line<'_>) -> bool {
    let same_quote = above.shape == Shape::Quote && below.shape == Shape::Quote;
    let text_below = below.shape == Shape::Text
        && !matches!(above.shape, Shape::Heading(_) | Shape::TableRow | Shape::Rule);
    let columns = above.raw.contains('\t') || below.raw.contains('\t');
    (same_quote || text_below)
        && !below.after_blank
        && !above.hard_break
        && !above.taken
        && !below.taken
        && !columns
        && !begins_label(below.content)
}

/// "Beslut: …", "Åtgärd: …" and "Ansvarig: …" begin something of their own, as does "b)".
fn begins_label(content: &str) -> bool {
    let plain = content.trim_start_matches(['*', '_']);
    let mut signs = plain.chars();
    if signs.next().is_some_and(char::is_lowercase) && signs.next() == Some(')') {
        return true;
    }
    labelled(plain, TASK_LABELS).is_some()
        || labelled(plain, RESPONSIBLE).is_some()
        || decisions::begins(plain)
}

fn needed(above: &Line<'_>, below: &Line<'_>) -> usize {
    let word = below.content.split_whitespace().next().unwrap_or_default();
    above.width() + 1 + word.chars().count()
}

/// Whether a sentence goes on below, also with a word in bold. "att …" below "att …" are the parts of a decision.
fn breaks_off(above: &Line<'_>, below: &Line<'_>) -> bool {
    if below.content.starts_with("att ") && above.content.starts_with("att ") {
        return false;
    }
    let (above, below) = (above.plain(), below.plain());
    let asks = [" och", " samt", " eller"].iter().any(|word| above.ends_with(word));
    asks || (!above.ends_with(['.', '!', '?', ':', ';']) && below.starts_with(char::is_lowercase))
}
