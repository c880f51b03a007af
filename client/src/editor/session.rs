//! What a frame works on: the editor, the document and what both need from outside. Everything that a key, a button or
//! a menu does goes through here.

use std::ops::Range;

use samskriv_shared::{
    documents::MinutesDocument,
    ids::ActionId,
    text::{Block, BlockKind, Mark},
};

use super::{
    buffer::difference,
    commands::{self, Plan},
    core::{Editor, Selection},
    history::{Doing, Way},
    shortcuts,
    toolbar::same,
};

/// See the module.
pub struct Session<'a> {
    pub editor: &'a mut Editor,
    pub document: &'a mut MinutesDocument,
    /// Fills bytes at random: for the ids of new actions.
    pub random: &'a mut (dyn FnMut(&mut [u8]) + 'static),
    pub may_write: bool,
    /// Seconds from any start.
    pub time: f64,
}

impl Session<'_> {
    /// The same session, for somebody who takes one.
    pub fn again(&mut self) -> Session<'_> {
        Session {
            editor: self.editor,
            document: self.document,
            random: self.random,
            may_write: self.may_write,
            time: self.time,
        }
    }

    /// The selection, or the text's beginning.
    pub fn selection(&self) -> Selection {
        self.editor.selection.unwrap_or_default()
    }

    /// Carries a plan out. An edit that is refused is told by the editor.
    pub fn run(&mut self, plan: &Plan, doing: Doing) {
        if !self.may_write {
            return;
        }
        if let Err(error) = self.editor.carry_out(self.document, plan, doing, self.time) {
            self.editor.refused = Some(error);
        }
    }

    pub fn take_back(&mut self, way: Way) {
        if !self.may_write {
            return;
        }
        if let Err(error) = self.editor.take_back(self.document, way) {
            self.editor.refused = Some(error);
        }
    }

    /// Types text over a range; returns where the caret is then.
    pub fn insert(&mut self, range: Range<usize>, text: &str) -> usize {
        let view = self.editor.view();
        let plan = match text {
            "\n" => commands::enter(view, range),
            text => commands::insert(view, range, text, self.editor.typing.as_deref()),
        };
        let typing = self.editor.typing.take().filter(|_| text != "\n");
        let doing = if text.chars().count() == 1 && text != "\n" { Doing::Typing } else { Doing::Other };
        self.run(&plan, doing);
        self.editor.typing = typing;
        plan.caret
    }

    /// Writes a text over the selection.
    pub fn type_over(&mut self, text: &str) {
        let plan = commands::insert(self.editor.view(), self.selection().range(), text, None);
        self.run(&plan, Doing::Other);
    }

    /// Writes a word in place of the one that begins at `start`. Only the letters that differ are written: the others keep
    /// their marks.
    pub fn respell(&mut self, start: usize, written: &str, meant: &str) {
        let Some((within, insert)) = difference(written, meant) else { return };
        let view = self.editor.view();
        let range = start + within.start..start + within.end;
        // New letters are like the one they replace, or like the one before them in the word.
        let like = range.start - usize::from(range.is_empty() && within.start > 0);
        let mut plan = match insert.is_empty() {
            true => commands::delete(view, range),
            false => commands::insert(view, range, &insert, view.marks_at(like + view.base())),
        };
        plan.caret = start + meant.chars().count();
        self.run(&plan, Doing::Other);
    }

    pub fn delete(&mut self, range: Range<usize>) {
        let doing = if range.len() == 1 { Doing::Erasing } else { Doing::Other };
        let plan = commands::delete(self.editor.view(), range);
        self.run(&plan, doing);
    }

    /// Puts a text in the place of what was found: see [`commands::replace`].
    pub fn replace(&mut self, ranges: &[Range<usize>], text: &str, at: usize) {
        let plan = commands::replace(self.editor.view(), ranges, text, at);
        self.run(&plan, Doing::Other);
    }

    /// Backspace in front of a paragraph that is not plain. False where it is to delete.
    pub fn backspace(&mut self, at: usize) -> bool {
        let plan = commands::backspace(self.editor.view(), at);
        if let Some(plan) = &plan {
            self.run(plan, Doing::Other);
        }
        plan.is_some()
    }

    pub fn line_break(&mut self) {
        let plan = commands::line_break(self.editor.view(), self.selection().range());
        self.run(&plan, Doing::Other);
    }

    /// Bold and italic: of the selection, or of what is typed next.
    pub fn toggle(&mut self, mark: &Mark) {
        let selection = self.selection();
        let range = selection.range();
        let on = self.has(mark);
        if range.is_empty() {
            let mut marks = match self.editor.typing.take() {
                Some(marks) => marks,
                None => self.marks_before(range.start),
            };
            marks.retain(|other| other.name() != mark.name());
            if !on {
                marks.push(mark.clone());
                marks.sort_by(|a, b| a.name().cmp(b.name()));
            }
            self.editor.typing = Some(marks);
            return;
        }
        let plan = commands::set_mark(self.editor.view(), range, mark.name(), (!on).then_some(mark));
        self.run(&plan, Doing::Other);
        self.editor.selection = Some(selection);
    }

    /// Whether the selection, or what is typed next, has a mark.
    pub fn has(&self, mark: &Mark) -> bool {
        let range = self.selection().range();
        match (&self.editor.typing, range.is_empty()) {
            (Some(marks), true) => marks.iter().any(|other| other.name() == mark.name()),
            (None, true) => self.marks_before(range.start).iter().any(|other| other.name() == mark.name()),
            _ => self.editor.view().all_marked(&range, |other| other.name() == mark.name()),
        }
    }

    /// What text that is typed at a place takes on; a link does not grow.
    fn marks_before(&self, at: usize) -> Vec<Mark> {
        let place = self.editor.view().place(at);
        let marks = self.editor.view().paragraphs()[place.paragraph].marks_at(place.offset);
        marks.iter().filter(|mark| !matches!(mark, Mark::Link { .. })).cloned().collect()
    }

    /// Makes the selected paragraphs of a kind, or plain again.
    pub fn set_kind(&mut self, kind: &BlockKind) {
        let selection = self.selection();
        let random = &mut *self.random;
        let action = || new_action(random);
        let plan = commands::set_kind(self.editor.view(), selection.range(), kind, action);
        self.run(&plan, Doing::Other);
        self.editor.selection = Some(selection);
    }

    /// Whether all selected paragraphs are of a kind.
    pub fn all_are(&self, kind: &BlockKind) -> bool {
        let view = self.editor.view();
        let touched = view.touched(&self.selection().range());
        view.paragraphs()[touched].iter().all(|it| same(it.kind(), kind))
    }

    /// Moves list items in or out. False where there is none.
    pub fn indent(&mut self, deeper: bool) -> bool {
        let selection = self.selection();
        let Some(plan) = commands::indent(self.editor.view(), selection.range(), deeper) else {
            return false;
        };
        self.run(&plan, Doing::Other);
        self.editor.selection = Some(selection);
        true
    }

    /// The kind of the paragraph with the caret.
    pub fn kind(&self) -> &BlockKind {
        let view = self.editor.view();
        view.paragraphs()[view.place(self.selection().caret).paragraph].kind()
    }

    /// What signs at a paragraph's beginning make of it, where a space was typed in front of `at`.
    pub fn shortcut(&mut self, at: usize) {
        let before = self.selection();
        let random = &mut *self.random;
        let action = || new_action(random);
        let Some(plan) = shortcuts::plan(self.editor.view(), at, action) else { return };
        let gone = at - plan.caret;
        self.run(&plan, Doing::Other);
        // More may have been typed behind it in the same frame.
        self.editor.selection = Some(Selection::at(before.caret.saturating_sub(gone)));
    }

    pub fn paste(&mut self, blocks: &[Block]) {
        let range = self.selection().range();
        let random = &mut *self.random;
        let action = || new_action(random);
        let plan = commands::paste(self.editor.view(), range, blocks, action);
        self.run(&plan, Doing::Other);
    }

    /// The link that the caret or the selection lies in, and its whole range.
    pub fn link(&self) -> Option<(Range<usize>, String)> {
        let view = self.editor.view();
        let range = self.selection().range();
        let place = view.place(range.start);
        let start = view.start(place.paragraph);
        let it = &view.paragraphs()[place.paragraph];
        let mut found: Option<(Range<usize>, String)> = None;
        for (part, run) in it.runs_in(0..it.chars()) {
            let href = run.marks.iter().find_map(|mark| match mark {
                Mark::Link { href } => Some(href),
                _ => None,
            });
            match (&mut found, href) {
                (Some((whole, known)), Some(href)) if whole.end == part.start && known == href => {
                    whole.end = part.end;
                }
                (Some((whole, _)), _) if whole.end >= place.offset && whole.start <= place.offset => break,
                (_, Some(href)) => found = Some((part, href.clone())),
                _ => {}
            }
        }
        found
            .filter(|(whole, _)| whole.start <= place.offset && place.offset <= whole.end)
            .map(|(whole, href)| (whole.start + start..whole.end + start, href))
    }

    /// Makes a range a link, or none with an empty address. Where nothing is selected, the address is written.
    pub fn set_link(&mut self, range: Range<usize>, href: &str) {
        let selection = Selection { caret: range.end, other: range.start };
        let mark = Mark::Link { href: href.to_owned() };
        if range.is_empty() && !href.is_empty() {
            let plan = commands::insert(self.editor.view(), range, href, Some(std::slice::from_ref(&mark)));
            self.run(&plan, Doing::Other);
            return;
        }
        let mark = (!href.is_empty()).then_some(&mark);
        let plan = commands::set_mark(self.editor.view(), range, "link", mark);
        self.run(&plan, Doing::Other);
        self.editor.selection = Some(selection);
    }
}

/// An action with an id of its own.
fn new_action(random: &mut dyn FnMut(&mut [u8])) -> BlockKind {
    let mut id = [0; ActionId::LEN];
    random(&mut id);
    BlockKind::Action(Some(ActionId(id)))
}
