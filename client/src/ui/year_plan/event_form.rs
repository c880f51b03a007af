//! The dialog of an event.

use egui::Context;
use samskriv_shared::{
    documents::{Event, Moment},
    ids::EventId,
};

use super::form::{Buttons, Leave, buttons_ui, checked_field_ui, dialog};
use crate::{
    command::{Command, CommandQueue, EventEdit},
    input,
    state::AppState,
    ui::widgets::labelled_field,
};

/// What is typed into it.
pub struct EventForm {
    /// None for a new one.
    id: Option<EventId>,
    /// As it was when the dialog was opened: what differs from it then is written.
    before: Event,
    title: String,
    from: String,
    to: String,
    place: String,
    asked: bool,
    opened: bool,
}

impl EventForm {
    /// Of an event that is to be added.
    pub fn new() -> EventForm {
        let id = EventId([0; EventId::LEN]);
        let before = Event { id, title: String::new(), from: None, to: None, place: String::new() };
        let (title, from, to, place) = Default::default();
        EventForm { id: None, before, title, from, to, place, asked: false, opened: false }
    }

    /// Of one that is there.
    pub fn of(event: Event, state: &AppState) -> EventForm {
        let words = |moment: Option<Moment>| moment.map(|it| state.texts.moment(it)).unwrap_or_default();
        EventForm {
            id: Some(event.id),
            title: event.title.clone(),
            from: words(event.from),
            to: words(event.to),
            place: event.place.clone(),
            before: event,
            asked: false,
            opened: false,
        }
    }

    /// Shows it. Says whether it is done with.
    pub fn show(&mut self, ctx: &Context, state: &AppState, queue: &mut CommandQueue) -> bool {
        let after = self.after();
        let edits = after.as_ref().map(|after| EventEdit::between(&self.before, after));
        let changed = edits.as_ref().is_none_or(|edits| !edits.is_empty());
        let ready = after.is_some_and(|after| !after.title.is_empty() && after.from.is_some());
        let remove = self.id.map(|_| state.texts.get("plan-event-remove"));
        let mut asked = self.asked;
        let leave = dialog(
            ctx,
            "event",
            changed,
            |ui| self.fields_ui(ui, state),
            |ui| {
                let buttons = Buttons { ready, remove: remove.as_deref(), asked: &mut asked };
                buttons_ui(ui, state, buttons)
            },
        );
        self.asked = asked;
        match (leave, edits) {
            (Some(Leave::Save), Some(edits)) if !edits.is_empty() => {
                queue.push(Command::SaveEvent(self.id, edits));
            }
            (Some(Leave::Remove), _) => queue.extend(self.id.map(Command::RemoveEvent)),
            _ => {}
        }
        leave.is_some()
    }

    fn fields_ui(&mut self, ui: &mut egui::Ui, state: &AppState) {
        let texts = &state.texts;
        let heading = if self.id.is_some() { "plan-event-change" } else { "plan-new-event" };
        ui.heading(texts.get(heading));
        let title = labelled_field(ui, &texts.get("plan-event-title"), "", &mut self.title);
        if !std::mem::replace(&mut self.opened, true) {
            title.request_focus();
        }
        let from = (&*texts.get("plan-moment-hint"), &*texts.get("plan-moment-help"));
        let understood = self.from.trim().is_empty() || self.read_from().is_some();
        checked_field_ui(ui, &texts.get("plan-event-from"), from, &mut self.from, understood);
        let to = (&*texts.get("plan-event-to-hint"), &*texts.get("plan-event-to-help"));
        let understood = self.read_to().is_some();
        checked_field_ui(ui, &texts.get("plan-event-to"), to, &mut self.to, understood);
        labelled_field(ui, &texts.get("window-place"), "", &mut self.place);
    }

    fn read_from(&self) -> Option<Moment> {
        input::moment(&self.from)
    }

    /// An hour alone is on the day of the beginning; nothing ends before it begins.
    fn read_to(&self) -> Option<Option<Moment>> {
        if self.to.trim().is_empty() {
            return Some(None);
        }
        let from = self.read_from();
        let same_day = || Some(Moment::Time(from?.date().to_datetime(input::time(&self.to)?)));
        let to = input::moment(&self.to).or_else(same_day)?;
        let holds = from.is_none_or(|from| match (from.time(), to.time()) {
            (Some(_), Some(_)) => from <= to,
            _ => from.date() <= to.date(),
        });
        holds.then_some(Some(to))
    }

    /// As it is to be; none where something is not understood.
    fn after(&self) -> Option<Event> {
        let from = match self.from.trim().is_empty() {
            true => None,
            false => Some(self.read_from()?),
        };
        let (title, place) = (self.title.trim().to_owned(), self.place.trim().to_owned());
        Some(Event { id: self.before.id, title, from, to: self.read_to()?, place })
    }
}
