//! Lays the text out, a galley for each paragraph: headings large and bold, hanging indents for lists, room for what is
//! painted beside decisions and actions. A key lays out one paragraph anew; of a text that is opened, what is in view
//! comes first, and the rest over the next frames.

use std::sync::Arc;

use ahash::{HashMap, HashSet};
use egui::{
    Color32, FontFamily, FontId, Galley, Pos2, Stroke, Ui,
    text::{LayoutJob, TextFormat, TextWrapping},
};
use samskriv_shared::{
    ids::ActionId,
    text::{BlockKind, Mark},
};

use super::{
    commands::{DEEPEST, is_list},
    guess::Template,
    paragraph::Paragraph,
    whole::{Part, Whole},
};
use crate::ui::theme::{self, BODY, Palette, SMALL, UNIT};

const LIST_INDENT: f32 = 24.0;
/// What "Beslut" and "Åtgärd" take beside their paragraphs.
pub const ROLE_INDENT: f32 = 76.0;
/// The height of what is told of an action under its text, in points.
const NOTE_HEIGHT: f32 = 5.0 * UNIT;
/// So much is laid out in a frame at most, in code points: some 5 ms.
const FRAME_CHARS: usize = 4_000;
/// No text is laid out narrower.
const NARROWEST: f32 = 60.0;

/// One paragraph as it is laid out.
#[derive(Clone)]
struct Laid {
    galley: Arc<Galley>,
    /// Only a guess of its height so far.
    guessed: bool,
}

/// Actions that nothing is to be done of any more.
pub type Closed = std::collections::HashMap<ActionId, Ended>;

/// What is told of actions under their texts: on whom they lie, and until when.
pub type Notes = std::collections::HashMap<ActionId, String>;

/// How an action came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    pub word: String,
    /// It was done.
    pub done: bool,
}

/// What is kept between frames.
#[derive(Default)]
pub struct Layout {
    paragraphs: HashMap<u64, Laid>,
    whole: Option<(Key, Whole)>,
    /// The actions whose texts are quiet.
    closed: HashSet<ActionId>,
    notes: Notes,
    /// Something is only guessed so far.
    unfinished: bool,
    /// A galley that egui drops when it rebuilds its font atlas, and everything in here with it.
    sentinel: Option<Arc<Galley>>,
    /// Rows of what is not laid out yet.
    template: Option<Template>,
    /// Where the galley stood in the last frame.
    pub origin: Pos2,
}

/// What a layout holds for.
#[derive(Clone, Copy, PartialEq)]
struct Key {
    revision: u64,
    width: f32,
    pixels_per_point: f32,
    dark: bool,
}

impl Layout {
    /// The galley of paragraphs, `width` points wide. `revision` is another when they are; the texts of `closed` actions are
    /// quiet, and there is room for what `notes` tell of actions.
    pub fn whole(
        &mut self,
        ui: &Ui,
        paragraphs: &[&Paragraph],
        (revision, closed, notes): (u64, &Closed, &Notes),
        width: f32,
    ) -> Whole {
        let key = Key {
            revision,
            width: width.round(),
            pixels_per_point: ui.ctx().pixels_per_point(),
            dark: ui.visuals().dark_mode,
        };
        self.forget_what_is_over(ui, key);
        self.follow_closed(paragraphs, closed);
        if self.notes != *notes {
            self.notes.clone_from(notes);
            self.unfinished = true;
        }
        if let Some((before, whole)) = &self.whole
            && *before == key
            && !self.unfinished
        {
            return whole.clone();
        }
        self.unfinished = self.lay_out(ui, paragraphs, key.width);
        if self.unfinished {
            ui.ctx().request_repaint();
        }
        let part = |it: &&Paragraph| {
            let galley = Arc::clone(&self.paragraphs.get(&it.key())?.galley);
            let below = if note(it, notes).is_some() { NOTE_HEIGHT } else { 0.0 };
            Some(Part { key: it.key(), galley, below })
        };
        let parts: Vec<Part> = paragraphs.iter().filter_map(part).collect();
        let mut whole = match self.whole.take() {
            Some((_, whole)) => whole,
            None => Whole::new(key.pixels_per_point),
        };
        whole.update(paragraphs, parts);
        self.whole = Some((key, whole.clone()));
        whole
    }

    /// Whether nothing is only guessed.
    pub fn is_settled(&self) -> bool {
        !self.unfinished
    }

    /// What was laid out last, if it is of this revision.
    pub fn of(&self, revision: u64) -> Option<&Whole> {
        self.whole.as_ref().filter(|(key, _)| key.revision == revision).map(|(_, whole)| whole)
    }

    fn forget_what_is_over(&mut self, ui: &Ui, key: Key) {
        let job = LayoutJob::simple("\u{a0}".to_owned(), FontId::proportional(BODY), Color32::WHITE, 1000.0);
        let sentinel = ui.fonts_mut(|fonts| fonts.layout_job(job));
        let same_fonts = self.sentinel.as_ref().is_some_and(|before| Arc::ptr_eq(before, &sentinel));
        let same_look = self
            .whole
            .as_ref()
            .is_some_and(|(before, _)| Key { revision: 0, ..*before } == Key { revision: 0, ..key });
        if !same_fonts || !same_look {
            self.paragraphs.clear();
            self.whole = None;
            self.template = None;
            self.sentinel = Some(sentinel);
        }
    }

    /// An action that was closed or opened again is laid out anew.
    fn follow_closed(&mut self, paragraphs: &[&Paragraph], closed: &Closed) {
        if self.closed.len() == closed.len() && closed.keys().all(|id| self.closed.contains(id)) {
            return;
        }
        for it in paragraphs {
            if let BlockKind::Action(Some(id)) = it.kind()
                && self.closed.contains(id) != closed.contains_key(id)
            {
                self.paragraphs.remove(&it.key());
            }
        }
        self.closed = closed.keys().copied().collect();
        self.unfinished = true;
    }

    fn is_closed(&self, it: &Paragraph) -> bool {
        matches!(it.kind(), BlockKind::Action(Some(id)) if self.closed.contains(id))
    }

    /// What is gone is let go of now and then: that costs as much as laying out a paragraph.
    fn forget_what_is_gone(&mut self, paragraphs: &[&Paragraph]) {
        if self.paragraphs.len() > 2 * paragraphs.len() + 64 {
            let keys: HashSet<u64> = paragraphs.iter().map(|it| it.key()).collect();
            self.paragraphs.retain(|key, _| keys.contains(key));
        }
    }

    /// Says whether something is still only guessed.
    fn lay_out(&mut self, ui: &Ui, paragraphs: &[&Paragraph], width: f32) -> bool {
        self.forget_what_is_gone(paragraphs);
        let is_missing = |it: &Paragraph| self.paragraphs.get(&it.key()).is_none_or(|laid| laid.guessed);
        let missing: Vec<usize> =
            paragraphs.iter().enumerate().filter(|(_, it)| is_missing(it)).map(|(index, _)| index).collect();
        let mut left = FRAME_CHARS;
        let mut unfinished = false;
        for index in self.in_view_first(ui, &missing) {
            let it = paragraphs[index];
            if left == 0 {
                unfinished = true;
                self.guess(ui, it);
                continue;
            }
            left = left.saturating_sub(it.chars().max(20));
            let job = job(ui.visuals(), it, self.is_closed(it), width);
            let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
            let galley = without_surplus_glyphs(galley, it.chars());
            self.paragraphs.insert(it.key(), Laid { galley, guessed: false });
        }
        unfinished
    }

    /// The indices, those in view before the others.
    fn in_view_first(&self, ui: &Ui, missing: &[usize]) -> Vec<usize> {
        let Some((_, whole)) = &self.whole else { return missing.to_vec() };
        let clip = ui.clip_rect().translate(-self.origin.to_vec2());
        let in_view = whole.in_view(clip);
        let (first, then): (Vec<usize>, Vec<usize>) =
            missing.iter().partition(|index| in_view.contains(index));
        first.into_iter().chain(then).collect()
    }

    /// Rows of the right number of glyphs stand for a paragraph, so that the caret's place is right.
    fn guess(&mut self, ui: &Ui, it: &Paragraph) {
        if self.paragraphs.contains_key(&it.key()) {
            return;
        }
        let template = self.template.get_or_insert_with(|| Template::new(ui));
        let galley = template.guess(it.text());
        self.paragraphs.insert(it.key(), Laid { galley: Arc::new(galley), guessed: true });
    }
}

/// What is told of a paragraph's action.
pub fn note<'a>(it: &Paragraph, notes: &'a Notes) -> Option<&'a str> {
    let BlockKind::Action(Some(id)) = it.kind() else { return None };
    notes.get(id).map(String::as_str)
}

/// What is told of an action, as it is painted under its text.
pub fn note_galley(ui: &Ui, note: &str) -> Arc<Galley> {
    let quiet = theme::palette(ui.visuals()).quiet;
    ui.painter().layout_no_wrap(note.to_owned(), FontId::proportional(SMALL), quiet)
}

/// How far from the margin a paragraph's text begins.
pub fn indent(kind: &BlockKind, depth: u8) -> f32 {
    let depth = f32::from(depth.min(DEEPEST));
    match kind {
        kind if is_list(kind) => LIST_INDENT * (1.0 + depth),
        BlockKind::Blockquote => LIST_INDENT * (1.0 + depth),
        BlockKind::Decision | BlockKind::Action(_) => ROLE_INDENT + LIST_INDENT * depth,
        _ => LIST_INDENT * depth,
    }
}

pub fn space_above(kind: &BlockKind) -> f32 {
    match kind {
        BlockKind::Heading(1) => 4.0 * UNIT,
        BlockKind::Heading(_) => 3.0 * UNIT,
        kind if is_list(kind) => 0.5 * UNIT,
        _ => 1.5 * UNIT,
    }
}

/// The size of a kind's letters, in points.
fn size(kind: &BlockKind) -> f32 {
    match kind {
        BlockKind::Heading(1) => 21.0,
        BlockKind::Heading(2) => 18.0,
        BlockKind::Heading(3) => 16.0,
        _ => BODY,
    }
}

pub(super) fn format(palette: &Palette, kind: &BlockKind, closed: bool, marks: &[Mark]) -> TextFormat {
    let size = size(kind);
    let has = |holds: fn(&Mark) -> bool| marks.iter().any(holds);
    let bold = has(|mark| *mark == Mark::Strong) || matches!(kind, BlockKind::Heading(_));
    let link = has(|mark| matches!(mark, Mark::Link { .. }));
    let ink = if closed { palette.quiet } else { palette.ink };
    TextFormat {
        font_id: FontId::new(size, if bold { theme::bold() } else { FontFamily::Proportional }),
        color: if link { palette.accent } else { ink },
        italics: has(|mark| *mark == Mark::Em),
        underline: if link { Stroke::new(1.0, palette.accent) } else { Stroke::NONE },
        line_height: Some((size * 1.45).round()),
        ..TextFormat::default()
    }
}

fn job(visuals: &egui::Visuals, it: &Paragraph, closed: bool, width: f32) -> LayoutJob {
    let palette = theme::palette(visuals);
    let max_width = (width - indent(it.kind(), it.depth())).max(NARROWEST);
    let mut job = LayoutJob {
        wrap: TextWrapping { max_width, ..TextWrapping::default() },
        keep_trailing_whitespace: true,
        ..LayoutJob::default()
    };
    let mut at = 0;
    for run in it.runs() {
        job.append(it.slice(at..at + run.chars), 0.0, format(palette, it.kind(), closed, &run.marks));
        at += run.chars;
    }
    if job.sections.is_empty() {
        job.append("", 0.0, format(palette, it.kind(), closed, &[]));
    }
    job
}

/// Right-to-left text has more glyphs than code points in epaint 0.37, which would move every caret below it.
fn without_surplus_glyphs(galley: Arc<Galley>, chars: usize) -> Arc<Galley> {
    let glyphs: usize = galley.rows.iter().map(|row| row.char_count_including_newline().0).sum();
    if glyphs <= chars {
        return galley;
    }
    let mut galley = (*galley).clone();
    let mut surplus = glyphs - chars;
    for placed in galley.rows.iter_mut().rev() {
        let row = Arc::make_mut(&mut placed.row);
        let mut at = row.glyphs.len();
        while at > 0 && surplus > 0 {
            at -= 1;
            if row.glyphs[at].advance_width == 0.0 {
                row.glyphs.remove(at);
                surplus -= 1;
            }
        }
    }
    Arc::new(galley)
}
