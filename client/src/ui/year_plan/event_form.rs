//! The dialog of an event.

use egui::Context;
use jiff::civil::Date;
use samskriv_shared::{
    documents::{Event, Moment},
    ids::EventId,
};

use super::form::{Buttons, Leave, buttons_ui, dialog};
use crate::{
    command::{Command, CommandQueue, EventEdit},
    input::{self, Around, Misread},
    state::AppState,
    ui::{
        day_note::{DayField, day_field_ui},
        widgets::labelled_field,
    },
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
        let after = self.after(state.now.today()).ok();
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
        let today = state.now.today();
        let day = |read: Result<Option<Moment>, Wrong>| match read {
            Ok(moment) => Ok(moment.map(|it| it.date())),
            Err(Wrong::Misread(misread)) => Err(texts.misread(misread)),
            Err(Wrong::BeforeItBegins) => Err(texts.get("plan-event-before")),
        };
        let (label, hint) = (texts.get("plan-event-from"), texts.get("plan-moment-hint"));
        let read = |text: &str| day(read_from(text, today));
        let field = DayField { label: &label, hint: &hint, text: &mut self.from, timed: true, read: &read };
        day_field_ui(ui, state, field);
        let (label, hint) = (texts.get("plan-event-to"), texts.get("plan-event-to-hint"));
        let from = read_from(&self.from, today).ok().flatten();
        let read = |text: &str| day(read_to(text, from, today));
        let field = DayField { label: &label, hint: &hint, text: &mut self.to, timed: true, read: &read };
        day_field_ui(ui, state, field);
        labelled_field(ui, &texts.get("window-place"), "", &mut self.place);
    }

    /// As it is to be.
    fn after(&self, today: Date) -> Result<Event, Wrong> {
        let from = read_from(&self.from, today)?;
        let to = read_to(&self.to, from, today)?;
        let (title, place) = (self.title.trim().to_owned(), self.place.trim().to_owned());
        Ok(Event { id: self.before.id, title, from, to, place })
    }
}

/// Why something that is typed cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wrong {
    Misread(Misread),
    BeforeItBegins,
}

/// None where nothing is typed.
fn read_from(text: &str, today: Date) -> Result<Option<Moment>, Wrong> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    input::moment(text, Around::From(today)).map(Some).map_err(Wrong::Misread)
}

/// The same of the end: an hour alone is on the day of the beginning; nothing ends before it begins.
fn read_to(text: &str, from: Option<Moment>, today: Date) -> Result<Option<Moment>, Wrong> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let first = from.map_or(today, |from| from.date());
    let same_day = || Some(Moment::Time(from?.date().to_datetime(input::time(text)?)));
    let to = input::moment(text, Around::From(first));
    let to = to.or_else(|misread| same_day().ok_or(Wrong::Misread(misread)))?;
    let holds = from.is_none_or(|from| match (from.time(), to.time()) {
        (Some(_), Some(_)) => from <= to,
        _ => from.date() <= to.date(),
    });
    if holds { Ok(Some(to)) } else { Err(Wrong::BeforeItBegins) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_end_is_read_from_the_beginning_on() {
        let today = date(2027, 1, 15);
        let (day, next) = (date(2028, 1, 8), date(2028, 1, 9));
        let from = read_from("8/1 9.00", today);
        assert_eq!(from, Ok(Some(Moment::Time(day.at(9, 0, 0, 0)))));
        let to = |text: &str| read_to(text, from.ok().flatten(), today);
        assert_eq!(to("16.00"), Ok(Some(Moment::Time(day.at(16, 0, 0, 0)))));
        assert_eq!(to("9.10"), Ok(Some(Moment::Time(day.at(9, 10, 0, 0)))));
        assert_eq!(to("9/1"), Ok(Some(Moment::Day(next))));
        assert_eq!(to(""), Ok(None));
        assert_eq!(to("8.00"), Err(Wrong::BeforeItBegins));
        assert_eq!(to("2028-01-07"), Err(Wrong::BeforeItBegins));
        assert_eq!(to("sedan"), Err(Wrong::Misread(Misread::Day)));
    }
}
