//! The open meeting: header, conflicts and text in the middle; attendance and actions beside it, or under it
//! where the window is narrow.

use egui::{Context, Frame, Margin, Panel, ScrollArea, Ui, UiBuilder, vec2};
use samskriv_shared::{
    documents::{Action, ActionStatus, MinutesField, State},
    ids::{DocId, WorkspaceId},
};

use crate::{
    command::{Command, CommandQueue, Target},
    editor::{self, EditorView, Ended, Labels, Session, Tools, Words},
    i18n::Lang,
    state::{AppState, OpenMeeting},
    ui::{
        action_parts::{is_waiting, status_word, who_and_when},
        actions::actions_ui,
        attendance::{AttendanceView, attendance_ui},
        carried::{CarriedView, carried_ui},
        conflicts::conflicts_ui,
        fields::{Fields, field_id},
        header::header_ui,
        problem_ui,
        scrolled::scrolled,
        theme::{self, UNIT},
        widgets::{link_button, notice},
    },
    unfinished::{HalfWritten, NewAction},
};

/// What is left free at the sides of the text, in points.
const SIDE: f32 = 32.0;

/// What the meeting's views keep between frames.
#[derive(Default)]
pub struct MeetingView {
    of: Option<(WorkspaceId, DocId)>,
    pub fields: Fields,
    pub body: EditorView,
    attendance: AttendanceView,
    new_action: NewAction,
    carried: CarriedView,
    /// A new meeting begins with its title, as soon as no dialog lies over it.
    begins: bool,
}

/// The middle of the window; where that is narrow, all of the meeting.
pub fn meeting_ui(
    ui: &mut Ui,
    state: &AppState,
    open: &OpenMeeting,
    session: Option<Session<'_>>,
    (view, narrow): (&mut MeetingView, bool),
    tools: &mut Tools,
    queue: &mut CommandQueue,
) {
    view.begin(ui.ctx(), state);
    let mut session = session;
    if let Some(session) = &mut session {
        buttons_ui(ui, state, open, session, &mut view.body);
    }
    scrolled(ui, ScrollArea::vertical().id_salt(open.doc).auto_shrink(false), |ui| {
        sheet_ui(ui, 5.0 * UNIT, |ui| {
            problem_ui(ui, state, queue);
            if open.read_only {
                notice(ui, &state.texts.get("window-read-only"), |_| {});
            }
            if open.minutes.trashed.is_some() {
                notice(ui, &state.texts.get("meeting-is-trashed"), |ui| {
                    if link_button(ui, &state.texts.get("meeting-restore")).clicked() {
                        queue.push(Command::Trash(open.doc, false));
                    }
                });
            }
            ui.add_enabled_ui(!open.read_only, |ui| {
                header_ui(ui, state, open, &mut view.fields, queue);
                conflicts_ui(ui, state, open, queue);
            });
            ui.add_space(2.0 * UNIT);
            if let Some(session) = session {
                spelling(state, open, tools, queue);
                text_ui(ui, state, open, session, &mut view.body, tools);
            }
            if narrow {
                ui.separator();
                beside_ui(ui, state, open, view, queue);
            }
        });
    });
}

/// A sheet in the middle of a wide window, with something free above and below.
fn sheet_ui(ui: &mut Ui, around: f32, add: impl FnOnce(&mut Ui)) {
    let side = ((ui.available_width() - theme::MEASURE) / 2.0).max(SIDE).floor();
    let sheet = ui.available_rect_before_wrap().shrink2(vec2(side, 0.0));
    ui.scope_builder(UiBuilder::new().max_rect(sheet), |ui| {
        ui.add_space(around);
        add(ui);
        ui.add_space(around);
    });
}

/// The buttons for the text stay in view, however far down one writes.
fn buttons_ui(
    ui: &mut Ui,
    state: &AppState,
    open: &OpenMeeting,
    session: &mut Session<'_>,
    view: &mut EditorView,
) {
    view.follow(open.doc);
    let margin = Margin { left: 0, right: 0, top: 8, bottom: 4 };
    Panel::top("text buttons").frame(Frame::new().inner_margin(margin)).resizable(false).show(ui, |ui| {
        sheet_ui(ui, 0.0, |ui| {
            ui.add_enabled_ui(session.may_write, |ui| editor::toolbar_ui(ui, &state.texts, view, session));
            editor::find_bar_ui(ui, &state.texts, view, session);
        });
    });
}

/// The minutes' text.
fn text_ui(
    ui: &mut Ui,
    state: &AppState,
    open: &OpenMeeting,
    mut session: Session<'_>,
    view: &mut EditorView,
    tools: &mut Tools,
) {
    let texts = &state.texts;
    let next = open.minutes.next_meeting;
    let notes = |it: &Action| (it.id, who_and_when(state, it, next));
    let labels = Labels {
        name: texts.get("window-body"),
        hint: texts.get("window-body-hint"),
        kind: texts.get(editor::word(session.kind())),
        words: Words {
            decision: texts.get("window-mark-decision"),
            action: texts.get("window-mark-action"),
            notes: open.minutes.actions.iter().map(notes).filter(|(_, words)| !words.is_empty()).collect(),
            closed: open.minutes.actions.iter().filter_map(|it| Some((it.id, ended(state, it)?))).collect(),
            unknown: texts.get("editor-unknown"),
        },
    };
    editor::editor_ui(ui, open.doc, session.again(), view, &open.others, &labels, tools);
    editor::menu_ui(ui, texts, view, &mut session, tools);
    if let Some(action) = view.take_owner() {
        let owners = field_id(&Target::ActionOwners(open.doc, action));
        ui.memory_mut(|memory| memory.request_focus(owners));
    }
}

/// What became of an action that nothing is to be done of any more.
fn ended(state: &AppState, action: &Action) -> Option<Ended> {
    let word = state.texts.get(status_word(action.status));
    (!is_waiting(action.status)).then_some(Ended { word, done: action.status == ActionStatus::Done })
}

/// What the spelling follows: whether it is wanted, and whose names are right.
fn spelling(state: &AppState, open: &OpenMeeting, tools: &mut Tools, queue: &mut CommandQueue) {
    let language = match state.texts.lang() {
        Lang::Sv => "sv",
        Lang::En => "en",
    };
    let people = state.people.iter().map(|person| &person.name);
    let attendance = open.minutes.attendance.iter().map(|attendee| &attendee.name);
    let names = people.chain(attendance).chain(state.municipalities.values());
    tools.proofing.follow(state.preferences.spelling, language, names.map(String::as_str));
    if let Some(on) = tools.proofing.take_wish() {
        queue.push(Command::CheckSpelling(on));
    }
}

/// Attendance and actions.
pub fn beside_ui(
    ui: &mut Ui,
    state: &AppState,
    open: &OpenMeeting,
    view: &mut MeetingView,
    queue: &mut CommandQueue,
) {
    ui.add_enabled_ui(!open.read_only, |ui| {
        attendance_ui(ui, state, open, &mut view.attendance, &mut view.fields, queue);
        ui.add_space(4.0 * UNIT);
        actions_ui(ui, state, open, &mut view.new_action, &mut view.fields, queue);
    });
    ui.add_space(4.0 * UNIT);
    carried_ui(ui, state, open, &mut view.carried, queue);
}

/// The key of a state's word.
pub fn state_word(state: State) -> &'static str {
    match state {
        State::Draft => "window-draft",
        State::Shared => "window-shared",
        State::Review => "window-review",
    }
}

impl MeetingView {
    /// Nothing half-typed goes from one meeting to another; what was left of this one is there again.
    pub fn follow(
        &mut self,
        (network, open): (Option<WorkspaceId>, &OpenMeeting),
        left: impl FnOnce(&DocId) -> HalfWritten,
    ) {
        let of = network.map(|network| (network, open.doc));
        if self.of == of {
            return;
        }
        let HalfWritten { action: new_action, attendee } = left(&open.doc);
        let attendance = AttendanceView::of(attendee);
        let begins = open.minutes.title.is_empty() && open.body_is_empty;
        *self = MeetingView { of, attendance, new_action, begins, ..MeetingView::default() };
    }

    /// What is half-written of the meeting, and in no document.
    pub fn words(&self) -> Option<(WorkspaceId, DocId, HalfWritten)> {
        let words = HalfWritten { action: self.new_action.clone(), attendee: self.attendance.new.clone() };
        let (network, doc) = self.of?;
        Some((network, doc, words))
    }

    fn begin(&mut self, ctx: &Context, state: &AppState) {
        if !self.begins || state.dialog.is_some() {
            return;
        }
        // In the frame after a dialog's last one it still holds the focus.
        if ctx.memory(|memory| memory.top_modal_layer().is_some()) {
            return ctx.request_repaint();
        }
        self.begins = false;
        let title = field_id(&Target::Field(MinutesField::Title));
        ctx.memory_mut(|memory| memory.request_focus(title));
    }
}
