//! The single-line fields of documents, and what is half-typed in them.

use std::collections::HashMap;

use egui::{Color32, Id, Key, Margin, Response, RichText, TextEdit, TextStyle, Ui};
use jiff::civil::Date;
use samskriv_shared::documents::MinutesField;

use crate::{
    command::{Command, CommandQueue, Target},
    input::{self, Around, Misread},
    ui::focus::select_on_tab,
};

/// The longest that something typed waits before it is written, in seconds. With the journal's half second
/// nothing on screen is older than that when the power goes.
const WRITE_AFTER: f64 = 0.25;

/// What has been typed into single-line fields and is not written yet, or is not understood.
#[derive(Default)]
pub struct Fields {
    drafts: HashMap<Target, Draft>,
}

struct Draft {
    text: String,
    /// Of which year a day is.
    around: Around,
    /// Somebody wanted to be done with it as it is, and it is not understood.
    refused: bool,
    /// Since when something in it is unwritten, in egui's seconds.
    since: Option<f64>,
    /// The value that the document showed after the text was written: a later one is another's.
    settled: Option<String>,
    /// The last pass in which its field was drawn.
    seen: u64,
}

/// How a single-line field looks.
pub struct Line<'a> {
    pub target: Target,
    /// The document's value, in words.
    pub value: &'a str,
    /// The name that screen readers say.
    pub name: &'a str,
    pub hint: &'a str,
    /// Of which year a day is that is typed without one.
    pub around: Around,
    pub width: f32,
    pub style: TextStyle,
    /// Without a border until someone points at it.
    pub quiet: bool,
    /// Grows over several rows.
    pub wraps: bool,
    /// With little room around the text.
    pub tight: bool,
}

impl<'a> Line<'a> {
    pub fn new(target: Target, name: &'a str, value: &'a str, width: f32) -> Line<'a> {
        Line {
            target,
            value,
            name,
            hint: "",
            around: Around::Told,
            width,
            style: TextStyle::Body,
            quiet: false,
            wraps: false,
            tight: false,
        }
    }
}

impl Fields {
    /// A field that writes what is typed into `line.target`, at the latest a moment after it was typed.
    pub fn line_ui(&mut self, ui: &mut Ui, line: Line<'_>, queue: &mut CommandQueue) -> Response {
        let id = field_id(&line.target);
        let draft = self.drafts.get(&line.target);
        let mut text = draft.map_or(line.value, |draft| draft.text.as_str()).to_owned();
        let edit = if line.wraps { TextEdit::multiline(&mut text) } else { TextEdit::singleline(&mut text) };
        // An example of a day is longer than a day, and is no value.
        let hint_style = if line.around == Around::Told { line.style.clone() } else { TextStyle::Small };
        let hint = RichText::new(line.hint).text_style(hint_style);
        let edit = edit.id(id).desired_width(line.width).desired_rows(1).hint_text(hint);
        let edit = if line.tight { edit.margin(Margin::symmetric(6, 3)) } else { edit };
        let edit = edit.font(line.style.clone()).return_key(None).interactive(ui.is_enabled());
        let response = quiet_frame(ui, id, line.quiet, |ui| edit.show(ui).response.response);
        let response = response.accessible_name(line.name);
        // A title or an action's words are gone on with.
        if !line.wraps {
            select_on_tab(ui, &response);
        }
        let now = ui.input(|input| input.time);
        let seen = ui.ctx().cumulative_pass_nr();
        if let Some(draft) = self.drafts.get_mut(&line.target) {
            draft.seen = seen;
        }
        if response.changed() {
            let around = line.around;
            let new = Draft { text: String::new(), around, refused: false, since: None, settled: None, seen };
            let draft = self.drafts.entry(line.target.clone()).or_insert(new);
            draft.text = text.replace(['\n', '\r'], " ");
            (draft.around, draft.refused) = (around, false);
            draft.since.get_or_insert(now);
        }
        if response.lost_focus()
            && is_day_or_time(&line.target)
            && ui.input(|input| input.key_pressed(Key::Escape))
        {
            // A day that is half-typed moves no meeting. Whoever lets go of it goes on in the field, and leaves it by the
            // next Escape.
            if self.drafts.remove(&line.target).is_some() {
                response.request_focus();
            }
        }
        if response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            self.enter(&line.target, &response);
        }
        // What was told stays until something else is typed: it would move what somebody clicks at.
        if response.lost_focus()
            && let Some(draft) = self.drafts.get_mut(&line.target)
        {
            draft.refused = written(&line.target, &draft.text, draft.around).is_err();
        }
        self.settle(ui, &line, response.has_focus(), now, queue);
        response
    }

    /// Writes what is typed, before somebody goes on to another meeting or closes the window.
    pub fn flush(&mut self, queue: &mut CommandQueue) {
        let written = self.drafts.drain().filter_map(|(target, draft)| draft.written_to(target));
        queue.push_first(written.collect::<Vec<_>>());
    }

    /// Writes what was typed into fields that were scrolled out of view. After all fields were drawn.
    pub fn flush_unseen(&mut self, ui: &Ui, queue: &mut CommandQueue) {
        let pass = ui.ctx().cumulative_pass_nr();
        let unseen = self.drafts.extract_if(|_, draft| draft.seen != pass);
        unseen.filter_map(|(target, draft)| draft.written_to(target)).for_each(|write| queue.push(write));
    }

    /// What is typed into the field of a day or a time: the day that is meant, while somebody types it; why it is none,
    /// once they are done with it.
    pub fn reading(&self, ui: &Ui, target: &Target) -> Option<Result<Date, Misread>> {
        let focused = ui.memory(|memory| memory.has_focus(field_id(target)));
        let draft = self.drafts.get(target)?;
        match written(target, &draft.text, draft.around) {
            Err(misread) => (!focused || draft.refused).then_some(Err(misread)),
            Ok(text) => text.parse().ok().filter(|_| focused).map(Ok),
        }
    }

    /// What is typed into a field and not done with.
    pub fn typed(&self, target: &Target) -> Option<&str> {
        self.drafts.get(target).map(|draft| draft.text.as_str())
    }

    /// Something that was chosen takes the place of what is typed.
    pub fn retype(&mut self, target: &Target, text: String) {
        if let Some(draft) = self.drafts.get_mut(target) {
            draft.text = text;
            draft.since.get_or_insert(0.0);
        }
    }

    /// Lets go of what is typed into a field: another value was chosen.
    pub fn forget(&mut self, target: &Target) {
        self.drafts.remove(target);
    }

    /// In a field of one line Enter means "done", also where the line is shown on several rows. What is not understood is
    /// not done with.
    fn enter(&mut self, target: &Target, response: &Response) {
        match self.drafts.get_mut(target).filter(|it| written(target, &it.text, it.around).is_err()) {
            Some(draft) => draft.refused = true,
            None => response.surrender_focus(),
        }
    }

    fn settle(&mut self, ui: &Ui, line: &Line<'_>, focused: bool, now: f64, queue: &mut CommandQueue) {
        let Some(draft) = self.drafts.get_mut(&line.target) else { return };
        let Ok(text) = written(&line.target, &draft.text, draft.around) else { return };
        // "2/1" may become "2/12" and "Bo" "Bo Lind": a day without its year and names are whole once somebody leaves them.
        let names = matches!(line.target, Target::ActionOwners(..));
        let whole = !names && written(&line.target, &draft.text, Around::Told).is_ok();
        match draft.since {
            Some(_) if focused && !whole => {}
            Some(since) if !focused || now - since >= WRITE_AFTER => {
                queue.push(Command::Write(line.target.clone(), text));
                (draft.since, draft.settled) = (None, None);
            }
            Some(_) => ui.ctx().request_repaint_after_secs(WRITE_AFTER as f32),
            None => {
                let settled = draft.settled.get_or_insert_with(|| line.value.to_owned());
                if !focused || settled != line.value {
                    self.drafts.remove(&line.target);
                }
            }
        }
    }
}

impl Draft {
    /// The command that writes it, if that is to be done and can be.
    fn written_to(self, target: Target) -> Option<Command> {
        self.since?;
        let text = written(&target, &self.text, self.around).ok()?;
        Some(Command::Write(target, text))
    }
}

fn is_day_or_time(target: &Target) -> bool {
    matches!(
        target,
        Target::Date
            | Target::StartTime
            | Target::EndTime
            | Target::ActionDue(..)
            | Target::Field(MinutesField::NextMeeting)
    )
}

/// The id of a target's field.
pub fn field_id(target: &Target) -> Id {
    Id::unique(("field", target))
}

/// What is written to the target for a text: a day with its year.
fn written(target: &Target, text: &str, around: Around) -> Result<String, Misread> {
    let empty = text.trim().is_empty();
    match target {
        Target::Date | Target::Field(MinutesField::NextMeeting) if !empty => {
            input::date(text, around).map(|date| date.to_string())
        }
        Target::StartTime | Target::EndTime if !empty && input::time(text).is_none() => Err(Misread::Time),
        Target::ActionDue(..) => input::due(text, around).map(input::due_text),
        _ => Ok(text.to_owned()),
    }
}

/// Hides the field's border until it is pointed at or has the focus.
fn quiet_frame<R>(ui: &mut Ui, id: Id, quiet: bool, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.scope(|ui| {
        let focused = ui.memory(|memory| memory.has_focus(id));
        if quiet && !focused {
            let visuals = ui.visuals_mut();
            visuals.text_edit_bg_color = Some(Color32::TRANSPARENT);
            visuals.widgets.inactive.bg_stroke.color = Color32::TRANSPARENT;
        }
        add(ui)
    })
    .inner
}
