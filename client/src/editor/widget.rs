//! The field: egui's TextEdit over the view. What it does with keys is taken from it where a word processor does
//! something else; egui's own undo, which would replace everybody's text, never runs.

use std::{borrow::Cow, cell::RefCell, sync::Arc};

use egui::{
    Context, Event, FocusDirection, Galley, Id, ImeEvent, Key, Modifiers, OpenUrl, Shape, TextBuffer,
    TextEdit, Ui,
    layers::ShapeIdx,
    text::{CCursor, CCursorRange},
    text_edit::{TextEditOutput, TextEditState},
    util::undoer::{Settings, Undoer},
};
use samskriv_shared::{
    ids::{ActionId, DocId},
    text::{BlockKind, Mark},
};

use crate::ui::shortcuts;

use super::{
    Selection,
    blocks::blocks_ui,
    buffer::{Buffer, Shown, composed, difference},
    clipboard::clipboard_ui,
    commands::is_list,
    decorations::{self, Other, Words},
    entering::{Entering, begin_below},
    find_paint,
    history::Way,
    layout::Layout,
    menu::{self, Menu},
    paragraph::{Keys, Paragraph},
    session::Session,
    tools::Tools,
    waves::{Seen, Waves},
    whole::Whole,
};

/// What the field keeps between frames.
#[derive(Default)]
pub struct EditorView {
    doc: Option<DocId>,
    shown: Shown,
    layout: Layout,
    /// What egui has of the caret is what the editor has.
    pub(super) told: Option<Selection>,
    /// A click beside the field took the focus, and the field gives it up later in that frame: it is to have it back.
    pub(super) wants_focus: bool,
    pub(super) link: Option<super::link::Draft>,
    pub(super) find: super::find_bar::FindBar,
    /// Keys of an earlier frame that come after what was typed in it.
    deferred: Vec<Event>,
    entering: Entering,
    /// Somebody goes on from an action's line to those whom it lies on.
    to_owner: Option<ActionId>,
    pub(super) menu: Option<Menu>,
    pub(super) waves: Waves,
}

/// What the field says, in the user's language.
pub struct Labels {
    pub name: String,
    pub hint: String,
    pub words: Words,
    /// What the paragraph with the caret is: for those who hear it.
    pub kind: String,
}

/// The field's id: one per document, so that egui keeps no caret from another.
pub fn body_id(doc: &DocId) -> Id {
    Id::unique(("minutes body", doc))
}

/// The field.
pub fn editor_ui(
    ui: &mut Ui,
    doc: DocId,
    session: Session<'_>,
    view: &mut EditorView,
    others: &[Other],
    labels: &Labels,
    tools: &mut Tools,
) {
    view.follow(doc);
    let id = body_id(&doc);
    let mut session = session;
    session.editor.follow(session.document);
    let focused = ui.memory(|memory| memory.has_focus(id));
    keep_undo_off(ui, id);
    let by_tab = view.entering.by_tab(ui, focused);
    if focused && !view.shown.composing {
        in_order(ui, &mut view.deferred);
        view.to_owner = keys(ui, &mut session, by_tab);
        clipboard_ui(ui, &mut session, &mut *tools.clipboard);
    }
    let menu_key = focused && menu::key_pressed(ui);
    tools.proofing.begin();
    let ended = watch_composition(ui, focused, &mut session, &mut view.shown);
    view.shown.follow(session.editor.view());
    view.tell(ui.ctx(), id, session.editor.selection);

    let leads_on = session.may_write && matches!(session.kind(), BlockKind::Action(Some(_)));
    let takes_tab = (is_list(session.kind()) || leads_on) && !by_tab;
    if let Some(whole) = view.layout.of(session.editor.view().revision()) {
        let paragraphs = session.editor.view().paragraphs();
        blocks_ui(ui, id, paragraphs, whole, view.layout.origin, &labels.words);
    }
    view.wants_focus |= session.editor.pointed.as_ref().is_some_and(|it| it.reveals);
    let session = RefCell::new(session);
    let pointed = ui.painter().add(Shape::Noop);
    // Hits, others' selections and one's own, each over the one before and all of them under the text.
    let under = [(); 3].map(|()| ui.painter().add(Shape::Noop));
    let (output, edited, space, whole) = view.field_ui(ui, id, &session, labels, takes_tab);
    let mut session = session.into_inner();

    let response = output.response.response.clone().accessible_name(&labels.name);
    view.entering.follow(ui, &response);
    ui.ctx().accesskit_node_builder(id, |node| node.set_description(labels.kind.clone()));
    view.settle(ui, &mut session, &output, (ended, edited, space));
    if !view.shown.composing {
        begin_below(ui, &output, &mut session);
    }
    menu::open(ui, view, &mut session, &output, menu_key, &mut tools.proofing);
    view.shown.follow(session.editor.view());
    view.tell(ui.ctx(), id, session.editor.selection);
    if std::mem::take(&mut view.wants_focus) {
        response.request_focus();
    }
    open_link(ui, &response, &session);
    if let Some(whole) = whole
        && !view.shown.composing
    {
        let origin = output.galley_pos;
        view.layout.origin = origin;
        view.decorate(ui, &session, &output, &whole, others, &labels.words, under);
        let settled = view.layout.is_settled();
        find_paint::pointed_ui(ui, &mut session, (&output.galley, origin, settled), pointed);
        let seen = Seen { whole: &whole, origin, edited, focused: response.has_focus() };
        view.waves.show(ui, &session, &seen, &mut tools.proofing);
    }
    super::link::link_ui(ui, view, &mut session);
}

impl EditorView {
    /// The document that it shows.
    pub(super) fn document(&self) -> DocId {
        self.doc.unwrap_or(DocId([0; DocId::LEN]))
    }

    /// The action from whose line somebody goes on to its owners, once.
    pub fn take_owner(&mut self) -> Option<ActionId> {
        self.to_owner.take()
    }

    /// Begins anew with another document.
    pub fn follow(&mut self, doc: DocId) {
        if self.doc != Some(doc) {
            *self = EditorView { doc: Some(doc), ..EditorView::default() };
        }
    }
}

type Shows = (TextEditOutput, bool, Option<usize>, Option<Whole>);

impl EditorView {
    fn field_ui(
        &mut self,
        ui: &mut Ui,
        id: Id,
        session: &RefCell<Session<'_>>,
        labels: &Labels,
        takes_tab: bool,
    ) -> Shows {
        let EditorView { shown, layout, .. } = self;
        let mut last = None;
        let mut buffer = Buffer { session, shown, edited: false, space: None };
        let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| -> Arc<Galley> {
            let session = session.borrow();
            let editor = &*session.editor;
            let view = editor.view();
            let (paragraphs, revision): (Vec<Cow<'_, Paragraph>>, u64) = match editor.composing {
                // No view has this revision.
                true => (composed(view, text.as_str()), Keys::of(text.as_str())),
                false => (view.paragraphs().iter().map(Cow::Borrowed).collect(), view.revision()),
            };
            let paragraphs: Vec<&Paragraph> = paragraphs.iter().map(AsRef::as_ref).collect();
            let whole =
                layout.whole(ui, &paragraphs, (revision, &labels.words.closed, &labels.words.notes), width);
            let galley = Arc::clone(&whole.galley);
            last = Some(whole);
            galley
        };
        let output = TextEdit::multiline(&mut buffer)
            .id(id)
            // Tab moves an item of a list; elsewhere it leaves the field.
            .lock_focus(takes_tab)
            .desired_width(f32::INFINITY)
            .desired_rows(14)
            .hint_text(egui::RichText::new(&labels.hint).text_style(egui::TextStyle::Body))
            .frame(egui::Frame::NONE)
            .layouter(&mut layouter)
            .show(ui);
        let (edited, space) = (buffer.edited, buffer.space);
        (output, edited, space, last)
    }

    /// Paints beside the text, over it and, into `under`, beneath it.
    #[expect(clippy::too_many_arguments, reason = "everything that is seen of a text")]
    fn decorate(
        &mut self,
        ui: &Ui,
        session: &Session<'_>,
        output: &TextEditOutput,
        whole: &Whole,
        others: &[Other],
        words: &Words,
        [hits, selections, own]: [ShapeIdx; 3],
    ) {
        let (galley, origin) = (&*output.galley, output.galley_pos);
        let paragraphs: Vec<&Paragraph> = session.editor.view().paragraphs().iter().collect();
        if paragraphs.len() == whole.paragraphs() {
            decorations::beside(ui, &paragraphs, whole, origin, words);
        }
        let (view, selection, settled) =
            (session.editor.view(), session.selection(), self.layout.is_settled());
        find_paint::hits_ui(ui, &mut self.find, view, selection, (galley, origin, settled), hits);
        decorations::others(ui, galley, origin, selections, others);
        decorations::out_of_view(ui, galley, origin, others);
        ui.painter().set(own, menu::selection_shape(ui, self, selection, output));
    }

    /// What a frame comes to after what egui did in it: whether a composition has ended, something was edited, and where a
    /// space was typed.
    fn settle(
        &mut self,
        ui: &Ui,
        session: &mut Session<'_>,
        output: &TextEditOutput,
        (ended, edited, space): (bool, bool, Option<usize>),
    ) {
        if self.shown.composing {
            if ended || !output.response.response.has_focus() {
                self.end_composition(session);
            }
            return;
        }
        // A click beside the field makes egui collapse the selection, which the click was about.
        match self.wants_focus || menu::second_button(ui) {
            true => self.told = None,
            false => self.moved(output, edited, session),
        }
        if let Some(at) = space {
            session.shortcut(at);
        }
    }

    /// Tells egui where the caret is, if it is elsewhere than egui has it.
    fn tell(&mut self, ctx: &Context, id: Id, selection: Option<Selection>) {
        let Some(it) = selection.filter(|it| self.told != Some(*it) && !self.shown.composing) else { return };
        let mut state = TextEditState::load(ctx, id).unwrap_or_default();
        let range = CCursorRange::two(CCursor::new(it.other), CCursor::new(it.caret));
        state.cursor.set_char_range(Some(range));
        state.store(ctx, id);
        self.told = selection;
    }

    /// Where the caret is after what egui did: at an edit's end, else where egui has put it.
    fn moved(&mut self, output: &TextEditOutput, edited: bool, session: &mut Session<'_>) {
        let Some(range) = output.cursor_range else { return };
        let end = session.editor.view().display_chars();
        let now =
            Selection { caret: range.primary.index.0.min(end), other: range.secondary.index.0.min(end) };
        if edited {
            // egui may have it elsewhere: in front of a paragraph that became plain, say.
            self.told = Some(now);
        } else if self.told != Some(now) {
            self.told = Some(now);
            session.editor.moved(now);
        }
    }

    /// What the composition changed becomes one edit, where its text has gone meanwhile.
    fn end_composition(&mut self, session: &mut Session<'_>) {
        self.shown.composing = false;
        session.editor.composing = false;
        self.shown.revision = None;
        self.told = None;
        let change = difference(session.editor.view().display(), &self.shown.text);
        let Some((range, insert)) = change else { return session.editor.follow(session.document) };
        let place = Selection { caret: range.end, other: range.start };
        let range = session.editor.follow_with(session.document, place).range();
        match insert.is_empty() {
            true => session.delete(range),
            false => drop(session.insert(range, &insert)),
        }
    }
}

/// Notices a composition that begins; says whether one ends in this frame.
fn watch_composition(ui: &Ui, focused: bool, session: &mut Session<'_>, shown: &mut Shown) -> bool {
    let (mut begins, mut ends) = (false, false);
    ui.input(|input| {
        for event in &input.events {
            match event {
                Event::Ime(ImeEvent::Preedit { text, .. }) if !text.is_empty() => {
                    (begins, ends) = (true, false);
                }
                Event::Ime(ImeEvent::Preedit { .. } | ImeEvent::Commit(_)) => {
                    ends = begins || shown.composing;
                }
                _ => {}
            }
        }
    });
    if begins && focused && !shown.composing && session.may_write {
        shown.follow(session.editor.view());
        shown.composing = true;
        session.editor.composing = true;
    }
    ends
}

/// [`keys`] and [`clipboard_ui`] come before what TextEdit does in a frame. In a slow frame one of theirs may have been
/// pressed after something was typed: it waits for the next frame, with all that follows it.
fn in_order(ui: &mut Ui, deferred: &mut Vec<Event>) {
    ui.input_mut(|input| {
        let (keyboard, others): (Vec<Event>, Vec<Event>) =
            std::mem::take(&mut input.events).into_iter().partition(is_of_keyboard);
        let mut events = std::mem::take(deferred);
        events.extend(keyboard);
        let first = usize::from(events.first().is_some_and(is_ours));
        let cut = events.iter().skip(first).position(is_ours).map_or(events.len(), |at| first + at);
        *deferred = events.split_off(cut);
        input.events = others.into_iter().chain(events).collect();
    });
    if !deferred.is_empty() {
        ui.ctx().request_repaint();
    }
}

fn is_of_keyboard(event: &Event) -> bool {
    matches!(
        event,
        Event::Copy | Event::Cut | Event::Paste(_) | Event::Text(_) | Event::Key { .. } | Event::Ime(_)
    )
}

/// Whether a key is one that TextEdit would do something else with.
fn is_ours(event: &Event) -> bool {
    match event {
        Event::Copy | Event::Cut | Event::Paste(_) => true,
        Event::Key { key, pressed: true, modifiers, .. } => {
            let shifted =
                matches!(key, Key::Num7 | Key::Num8 | Key::Num9 | Key::D | Key::A) && modifiers.shift;
            let plain = matches!(key, Key::Z | Key::Y | Key::B | Key::I | Key::K);
            let headings = matches!(key, Key::Num0 | Key::Num1 | Key::Num2 | Key::Num3) && modifiers.alt;
            let commanded = modifiers.command && (shifted || plain || headings);
            commanded || *key == Key::Tab || (*key == Key::Enter && modifiers.shift)
        }
        _ => false,
    }
}

/// What a word processor does with keys. Gives the action whose owners somebody wants to name.
fn keys(ui: &mut Ui, session: &mut Session<'_>, by_tab: bool) -> Option<ActionId> {
    let pressed =
        |ui: &mut Ui, modifiers: Modifiers, key: Key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let command = Modifiers::COMMAND;
    // The one with more keys first: the other would take it.
    if pressed(ui, command | Modifiers::SHIFT, Key::Z) || pressed(ui, command, Key::Y) {
        session.take_back(Way::Redo);
    }
    if pressed(ui, command, Key::Z) {
        session.take_back(Way::Undo);
    }
    // Swedish word processors have F for "fet" beside B.
    if shortcuts::pressed(ui, shortcuts::BOLD) {
        session.toggle(&Mark::Strong);
    }
    if shortcuts::pressed(ui, shortcuts::ITALIC) {
        session.toggle(&Mark::Em);
    }
    for (kind, _, keys) in super::toolbar::kinds() {
        if shortcuts::pressed(ui, *keys) {
            session.set_kind(kind);
        }
    }
    if ui.input(|input| input.modifiers.shift) && pressed(ui, Modifiers::SHIFT, Key::Enter) {
        session.line_break();
    }
    if is_list(session.kind()) && !by_tab {
        if pressed(ui, Modifiers::SHIFT, Key::Tab) {
            session.indent(false);
        } else if pressed(ui, Modifiers::NONE, Key::Tab) {
            session.indent(true);
        }
    }
    // At the text's beginning TextEdit has nothing to delete, and would not ask.
    if session.selection() == Selection::at(0)
        && *session.kind() != BlockKind::Paragraph
        && pressed(ui, Modifiers::NONE, Key::Backspace)
    {
        session.backspace(0);
    }
    match session.kind() {
        BlockKind::Action(Some(id)) if session.may_write && !by_tab => {
            let id = *id;
            if pressed(ui, Modifiers::SHIFT, Key::Tab) {
                ui.memory_mut(|memory| memory.move_focus(FocusDirection::Previous));
            }
            pressed(ui, Modifiers::NONE, Key::Tab).then_some(id)
        }
        _ => None,
    }
}

/// egui's undo replaces the whole text, also what others wrote: no key reaches it and it keeps nothing.
fn keep_undo_off(ui: &mut Ui, id: Id) {
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    state.set_undoer(Undoer::with_settings(Settings { max_undos: 0, ..Settings::default() }));
    state.store(ui.ctx(), id);
}

/// Ctrl and a click open what a link leads to.
fn open_link(ui: &Ui, response: &egui::Response, session: &Session<'_>) {
    let held = ui.input(|input| input.modifiers.command);
    if !response.clicked() || !held {
        return;
    }
    if let Some((_, href)) = session.link()
        && super::link::leads_somewhere(&href)
    {
        ui.ctx().open_url(OpenUrl::new_tab(href));
    }
}
