//! The yearly plan: its themes and events are the directory's.

use samskriv_shared::{
    documents::{DirectoryDocument, Event, Theme},
    ids::{EventId, ThemeId},
};

use super::Model;
use crate::{
    command::{EventEdit, ThemeEdit},
    input::{self, Around},
};

impl Model {
    /// Changes a theme, or adds one.
    pub(super) fn save_theme(&mut self, id: Option<ThemeId>, edits: &[ThemeEdit]) {
        let Some(id) = id else {
            let mut theme = Theme {
                id: ThemeId(self.random()),
                title: String::new(),
                about: String::new(),
                period: None,
                responsible: Vec::new(),
                meetings: Vec::new(),
            };
            edits.iter().for_each(|edit| edit.apply(&mut theme));
            return self.edit_directory(|directory| directory.put_theme(&theme));
        };
        self.edit_directory(|directory| {
            // As it is now, and not as it was when somebody began to change it.
            let Some(mut theme) = directory.read().themes.into_iter().find(|theme| theme.id == id) else {
                return;
            };
            for edit in edits {
                edit.apply(&mut theme);
                write_theme(directory, &theme, edit);
            }
        });
    }

    /// The same of an event.
    pub(super) fn save_event(&mut self, id: Option<EventId>, edits: &[EventEdit]) {
        if let Some(id) = id {
            return self
                .edit_directory(|directory| edits.iter().for_each(|edit| write_event(directory, id, edit)));
        }
        let id = EventId(self.random());
        let mut event = Event { id, title: String::new(), from: None, to: None, place: String::new() };
        edits.iter().for_each(|edit| edit.apply(&mut event));
        self.edit_directory(|directory| directory.put_event(&event));
    }

    /// Settles a conflict, by its name in the directory: "themes.<id>.period".
    pub(super) fn pick_in_plan(&mut self, field: &str, value: &str) {
        let parts: Vec<&str> = field.splitn(3, '.').collect();
        let moment = || input::moment(value, Around::Told).ok();
        match parts[..] {
            ["themes", id, "period"] => {
                if let Ok(id) = id.parse() {
                    self.edit_directory(|directory| directory.set_theme_period(id, value.parse().ok()));
                }
            }
            ["events", id, key] => {
                let Ok(id) = id.parse() else { return };
                let edit = match key {
                    "from" => EventEdit::From(moment()),
                    "to" => EventEdit::To(moment()),
                    "place" => EventEdit::Place(value.to_owned()),
                    _ => return,
                };
                self.edit_directory(|directory| write_event(directory, id, &edit));
            }
            _ => {}
        }
    }
}

/// Writes the field of a theme that an edit has changed.
fn write_theme(directory: &mut DirectoryDocument, theme: &Theme, edit: &ThemeEdit) {
    match edit {
        ThemeEdit::Title(title) => directory.set_theme_title(theme.id, title),
        ThemeEdit::About(about) => directory.set_theme_about(theme.id, about),
        ThemeEdit::Period(period) => directory.set_theme_period(theme.id, *period),
        ThemeEdit::Responsible(..) => directory.set_theme_responsible(theme.id, &theme.responsible),
        ThemeEdit::Meeting(..) => directory.set_theme_meetings(theme.id, &theme.meetings),
    }
}

fn write_event(directory: &mut DirectoryDocument, id: EventId, edit: &EventEdit) {
    match edit {
        EventEdit::Title(title) => directory.set_event_title(id, title),
        EventEdit::From(from) => directory.set_event_from(id, *from),
        EventEdit::To(to) => directory.set_event_to(id, *to),
        EventEdit::Place(place) => directory.set_event_place(id, place),
    }
}
