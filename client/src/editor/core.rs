//! The editor without a window: the view of one document's body, the history of one's own edits, the selection, and
//! where others are. Every edit goes through [`Editor::carry_out`], every change of others through
//! [`Editor::follow`].

use samskriv_shared::{
    documents::{EditError, MinutesDocument},
    ids::DeviceId,
    text::{Change, Changes, Edit, Mark},
};

use super::{
    commands::Plan,
    doubts,
    history::{Doing, History, Way},
    steps::{self, Shift},
    view::View,
};

/// The caret and the selection's other end, in display positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub caret: usize,
    pub other: usize,
}

impl Selection {
    pub fn at(caret: usize) -> Selection {
        Selection { caret, other: caret }
    }

    pub fn range(&self) -> std::ops::Range<usize> {
        self.caret.min(self.other)..self.caret.max(self.other)
    }

    /// Where it is after a shift, in positions: what others write at its edges is not selected, or the next key would
    /// delete it.
    fn shifted(self, shift: Shift) -> Selection {
        if self.caret == self.other {
            return Selection::at(shift.after_left(self.caret));
        }
        let (start, end) = (shift.before_right(self.range().start), shift.after_left(self.range().end));
        let (start, end) = (start.min(end), end);
        match self.caret < self.other {
            true => Selection { caret: start, other: end },
            false => Selection { caret: end, other: start },
        }
    }
}

/// A paragraph that is shown to somebody who came for it, until the caret leaves its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointed {
    /// In the text as it is displayed.
    pub range: std::ops::Range<usize>,
    /// It is to be brought into view, and its field to have the focus.
    pub reveals: bool,
    /// Words to be looked for from its beginning on, until the bar over the text has them.
    pub phrase: Option<String>,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Editor {
    view: View,
    history: History,
    pub selection: Option<Selection>,
    /// The marks of the next key, where somebody has chosen them.
    pub typing: Option<Vec<Mark>>,
    /// Carets and selections of others, by device: resolved once, and moved with the text from then on. Looking one up
    /// in the document costs milliseconds where much was deleted.
    pub others: Vec<(DeviceId, Selection)>,
    /// A paragraph that something outside the text points at.
    pub pointed: Option<Pointed>,
    /// A place that is moved along for a while.
    held: Option<Selection>,
    /// An input method composes: nothing is taken in until it has ended.
    pub composing: bool,
    /// An edit was not made.
    pub refused: Option<EditError>,
    /// Changes that were taken in.
    changed: bool,
    /// Something beside the body is different since it was asked last.
    elsewhere: bool,
}

impl Editor {
    /// An editor of a document's body.
    pub fn new(document: &mut MinutesDocument) -> Editor {
        Editor {
            view: View::new(document.follow_body()),
            elsewhere: true,
            changed: true,
            ..Editor::default()
        }
    }

    pub fn view(&self) -> &View {
        &self.view
    }

    pub fn can(&self, way: Way) -> bool {
        self.history.can(way)
    }

    /// Whether something beside the body is different since this was asked last.
    pub fn take_elsewhere(&mut self) -> bool {
        std::mem::take(&mut self.elsewhere)
    }

    /// Whether the body is different since this was asked last.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// Takes in what has happened to the document but by this editor. Carets stay beside the text that they stood
    /// beside.
    pub fn follow(&mut self, document: &mut MinutesDocument) {
        if self.composing {
            return;
        }
        let Changes { steps, elsewhere, doubtful, any } = document.body_changes();
        // A fact that two people have set apart may be another without being told, as a marker may.
        self.elsewhere |= elsewhere || any;
        let Some(mut changes) = steps else { return self.replace(document) };
        if any {
            let contested = self.view.contested().filter_map(|marker| document.body_marker(marker));
            changes.extend(contested.map(|marker| Change::SetMarker { marker }));
        }
        if changes.is_empty() {
            return;
        }
        self.changed = true;
        let shifts: Vec<Shift> = changes.iter().filter_map(Shift::of).collect();
        self.history.shifted(&shifts);
        let base = self.view.base();
        let places = doubts::places(&changes);
        self.view.apply(changes);
        let differs =
            |at: &usize| self.view.marks_at(*at).is_some_and(|marks| marks != document.body_marks(*at));
        if doubtful || places.is_none_or(|places| places.iter().any(differs)) {
            self.view.correct(document.follow_body());
        }
        self.shift_carets(base, &shifts, true);
    }

    /// Takes in what has happened, and moves a place with it.
    pub fn follow_with(&mut self, document: &mut MinutesDocument, place: Selection) -> Selection {
        self.held = Some(place);
        self.follow(document);
        self.held.take().unwrap_or_default()
    }

    /// The document is another from here on, with much of the same text: the selection goes where its text has gone.
    pub fn replace(&mut self, document: &mut MinutesDocument) {
        self.replace_by(Editor::new(document));
    }

    /// As [`Editor::replace`], where the editor of the other is there already.
    pub fn replace_by(&mut self, other: Editor) {
        let before = std::mem::replace(self, other);
        self.selection = before.selection.map(|selection| {
            let (old, new) = (before.view.display(), self.view.display());
            let moved = |at: usize| moved(old, new, at);
            Selection { caret: moved(selection.caret), other: moved(selection.other) }
        });
    }

    /// Makes the edits of a plan.
    ///
    /// # Errors
    /// A document that is read-only; nothing is done then.
    pub fn carry_out(
        &mut self,
        document: &mut MinutesDocument,
        plan: &Plan,
        doing: Doing,
        time: f64,
    ) -> Result<(), EditError> {
        if plan.edits.is_empty() {
            return Ok(());
        }
        let inverse = self.edit(document, &plan.edits)?;
        self.history.edited(inverse, doing, time);
        self.selection = Some(Selection::at(plan.caret));
        Ok(())
    }

    /// Takes back the newest of one's own edits that is not yet taken back, or makes it again.
    ///
    /// # Errors
    /// A document that is read-only.
    pub fn take_back(&mut self, document: &mut MinutesDocument, way: Way) -> Result<(), EditError> {
        let Some(steps) = self.history.take_back(way) else { return Ok(()) };
        let (edits, end) = steps::edits(&steps);
        let inverse = self.edit(document, &edits)?;
        self.history.taken_back(way, inverse);
        if let Some(end) = end {
            let caret = end.saturating_sub(self.view.base()).min(self.view.display_chars());
            self.selection = Some(Selection::at(caret));
        }
        self.typing = None;
        Ok(())
    }

    /// Puts the caret at the end of a paragraph, and shows which it is.
    pub fn point_at(&mut self, paragraph: usize) {
        let start = self.view.start(paragraph);
        let end = start + self.view.paragraphs()[paragraph].chars();
        self.moved(Selection::at(end));
        self.pointed = Some(Pointed { range: start..end, reveals: true, phrase: None });
    }

    /// The same, for somebody who looks for words in it.
    pub fn point_at_phrase(&mut self, paragraph: usize, phrase: String) {
        self.point_at(paragraph);
        if let Some(pointed) = &mut self.pointed {
            pointed.phrase = Some(phrase);
        }
    }

    /// The words that somebody looks for who came here, and the place from which on. The bar marks them: the
    /// paragraph is not pointed at any more.
    pub fn take_phrase(&mut self) -> Option<(usize, String)> {
        let pointed = self.pointed.take_if(|pointed| pointed.phrase.is_some())?;
        Some((pointed.range.start, pointed.phrase?))
    }

    /// The caret was moved: what is typed next is taken back by itself.
    pub fn moved(&mut self, selection: Selection) {
        if self.selection != Some(selection) {
            self.selection = Some(selection);
            self.typing = None;
            self.history.cut();
        }
    }

    /// Makes edits; returns the steps that take them back.
    fn edit(
        &mut self,
        document: &mut MinutesDocument,
        edits: &[Edit],
    ) -> Result<Vec<steps::Step>, EditError> {
        // What came from elsewhere would else be taken for one's own.
        self.follow(document);
        let (changes, elsewhere) = match document.edit_body_at(edits) {
            Ok(done) => done,
            Err(error) => {
                self.replace(document);
                return Err(error);
            }
        };
        self.elsewhere |= elsewhere;
        self.changed |= !changes.is_empty();
        let shifts: Vec<Shift> = changes.iter().filter_map(Shift::of).collect();
        let base = self.view.base();
        let inverse = self.view.apply(changes);
        self.shift_carets(base, &shifts, false);
        Ok(inverse)
    }

    fn shift_carets(&mut self, base: usize, shifts: &[Shift], own: bool) {
        let now = self.view.base();
        let moved = |selection: &mut Selection| {
            let at = |place: usize| place + base;
            let mut it = Selection { caret: at(selection.caret), other: at(selection.other) };
            for shift in shifts {
                it = it.shifted(*shift);
            }
            *selection =
                Selection { caret: it.caret.saturating_sub(now), other: it.other.saturating_sub(now) };
        };
        if own && let Some(selection) = &mut self.selection {
            moved(selection);
        }
        let others = self.others.iter_mut().map(|(_, selection)| selection);
        others.chain(self.held.as_mut()).for_each(moved);
    }
}

/// Where a place of one text is in another that begins or ends like it.
fn moved(old: &str, new: &str, at: usize) -> usize {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    if at <= same {
        return at.min(new.len());
    }
    let rest = old[same..].iter().rev().zip(new[same..].iter().rev());
    let same_end = rest.take_while(|(a, b)| a == b).count();
    match old.len() - at.min(old.len()) {
        from_end if from_end <= same_end => new.len() - from_end,
        _ => same,
    }
}
