//! The minutes' text as an editable field: egui's TextEdit over a mirror of the document. What is typed
//! becomes commands in the same frame; what others write comes in with the next revision, and the
//! caret stays where it was in the text.

mod buffer;
mod kinds;
mod layout;

use std::{cell::RefCell, rc::Rc};

use egui::{
    Context, Event, Id, ImeEvent, Key, Modifiers, TextBuffer, TextEdit, Ui,
    text::{CCursor, CCursorRange},
    text_edit::TextEditState,
    util::undoer::{Settings, Undoer},
};
use samskriv_shared::ids::DocId;

pub use self::kinds::kinds_ui;
use self::{
    buffer::{BodyBuffer, Mirror, difference},
    layout::Marks,
};
use crate::{
    command::{Command, CommandQueue},
    state::{AppState, Body, OpenMeeting},
};

/// What the editor keeps between frames.
#[derive(Default)]
pub struct BodyView {
    doc: Option<DocId>,
    revision: Option<u64>,
    mirror: Mirror,
    /// The caret and the selection's other end, as egui has them.
    selection: Option<(usize, usize)>,
    composition: Option<Composition>,
    /// A click on the buttons above took the focus, and the field gives it up later in that frame: it is to
    /// have it back.
    wants_focus: bool,
}

/// An input method is composing: what the text and the selection were when it began.
struct Composition {
    text: String,
    selection: Option<(usize, usize)>,
}

/// The field. `open` is the meeting of `state`.
pub fn body_ui(
    ui: &mut Ui,
    state: &AppState,
    open: &OpenMeeting,
    view: &mut BodyView,
    queue: &mut CommandQueue,
) {
    let may_write = !open.read_only && state.current().is_some_and(|network| network.may_write);
    let id = body_id(&open.doc);
    view.follow(ui.ctx(), id, open);
    keep_undo_off(ui, id);
    let focused = ui.memory(|memory| memory.has_focus(id));
    let ended = view.watch_composition(ui, focused);

    let mut buffer = BodyBuffer {
        may_write,
        composing: view.composition.is_some(),
        mirror: &mut view.mirror,
        splices: Vec::new(),
    };
    let lines = Rc::clone(&buffer.mirror.lines);
    let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| {
        layout::layout(ui, text.as_str(), &lines.borrow(), width)
    };
    let output = TextEdit::multiline(&mut buffer)
        .id(id)
        .desired_width(f32::INFINITY)
        .desired_rows(14)
        .hint_text(egui::RichText::new(state.texts.get("window-body-hint")).text_style(egui::TextStyle::Body))
        .frame(egui::Frame::NONE)
        .layouter(&mut layouter)
        .show(ui);
    let splices = buffer.splices;
    if std::mem::take(&mut view.wants_focus) {
        output.response.response.request_focus();
    }
    output.response.response.clone().accessible_name(state.texts.get("window-body"));
    let marks = Marks {
        decision: state.texts.get("window-mark-decision"),
        action: state.texts.get("window-mark-action"),
    };
    layout::decorate(ui, &output.galley, output.galley_pos, &view.mirror.lines.borrow(), &marks);

    for splice in splices {
        queue.push(Command::EditBody(splice));
    }
    let selection = output.cursor_range.map(|range| (range.primary.index.0, range.secondary.index.0));
    if view.composition.is_some() {
        if ended || !output.response.response.has_focus() {
            view.end_composition(&open.body, selection, queue);
        }
    } else if let Some(selection) = selection
        && view.selection != Some(selection)
    {
        view.selection = Some(selection);
        queue.push(Command::MoveCaret(Some(selection)));
    }
}

/// The field's id: one per document, so that egui keeps no caret from another.
pub fn body_id(doc: &DocId) -> Id {
    Id::unique(("minutes body", doc))
}

impl BodyView {
    /// Takes over what the document says, and the caret with it; not while an input method composes.
    fn follow(&mut self, ctx: &Context, id: Id, open: &OpenMeeting) {
        if self.doc != Some(open.doc) {
            *self = BodyView { doc: Some(open.doc), ..BodyView::default() };
        }
        let body = &open.body;
        if self.composition.is_some() || self.revision == Some(body.revision) {
            return;
        }
        self.revision = Some(body.revision);
        self.mirror = Mirror { text: body.text.clone(), lines: Rc::new(RefCell::new(body.lines.clone())) };
        if self.selection != body.selection
            && let Some((caret, other)) = body.selection
        {
            let mut state = TextEditState::load(ctx, id).unwrap_or_default();
            let range = CCursorRange::two(CCursor::new(other), CCursor::new(caret));
            state.cursor.set_char_range(Some(range));
            state.store(ctx, id);
            self.selection = body.selection;
        }
    }

    /// Notices a composition that begins; says whether one ends in this frame.
    fn watch_composition(&mut self, ui: &Ui, focused: bool) -> bool {
        let composing_before = self.composition.is_some();
        let (mut begins, mut ends) = (false, false);
        ui.input(|input| {
            for event in &input.events {
                match event {
                    Event::Ime(ImeEvent::Preedit { text, .. }) if !text.is_empty() => {
                        (begins, ends) = (true, false)
                    }
                    Event::Ime(ImeEvent::Preedit { .. } | ImeEvent::Commit(_)) => {
                        ends = begins || composing_before
                    }
                    _ => {}
                }
            }
        });
        if begins && focused && !composing_before {
            self.composition =
                Some(Composition { text: self.mirror.text.clone(), selection: self.selection });
        }
        ends
    }

    /// What the composition changed becomes one splice, moved by what others wrote meanwhile.
    fn end_composition(&mut self, body: &Body, selection: Option<(usize, usize)>, queue: &mut CommandQueue) {
        let Some(composition) = self.composition.take() else { return };
        let start =
            |selection: Option<(usize, usize)>| selection.map_or(0, |(caret, other)| caret.min(other));
        let (then, now) = (start(composition.selection), start(body.selection));
        let moved = |at: usize| (at + now).saturating_sub(then);
        if let Some(splice) = difference(&composition.text, &self.mirror.text) {
            queue.push(Command::EditBody(crate::command::Splice { at: moved(splice.at), ..splice }));
        }
        self.selection = selection;
        let selection = selection.map(|(caret, other)| (moved(caret), moved(other)));
        queue.push(Command::MoveCaret(selection));
        // What others wrote meanwhile was held back: take it over in the next frame.
        self.revision = None;
    }
}

/// egui's undo replaces the whole text, also what others wrote: no key reaches it and it keeps nothing.
fn keep_undo_off(ui: &mut Ui, id: Id) {
    if ui.memory(|memory| memory.has_focus(id)) {
        ui.input_mut(|input| {
            input.consume_key(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
            input.consume_key(Modifiers::COMMAND, Key::Y);
            input.consume_key(Modifiers::COMMAND, Key::Z);
        });
    }
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    state.set_undoer(Undoer::with_settings(Settings { max_undos: 0, ..Settings::default() }));
    state.store(ui.ctx(), id);
}
