//! The kinds of document: their schema, plain values to read, typed edits. Only this module and
//! `crate::text` know Automerge's keys.
//!
//! A [`Document`] is loaded from chunks and merges others'; [`MinutesDocument`], [`ActionListDocument`] and
//! [`DirectoryDocument`] read and edit one. [`changes`] takes chunks apart without applying them.

mod action;
mod action_fields;
mod actions;
mod apply;
pub mod changes;
mod columns;
mod dates;
mod directory;
mod directory_read;
mod directory_value;
mod document;
mod duplicate;
mod error;
mod event;
mod events;
mod fields;
mod folded;
mod lacking;
mod minutes;
mod minutes_body;
mod minutes_document;
mod minutes_value;
mod moment;
mod municipalities;
mod names;
mod next;
mod people;
mod period;
mod provenance;
mod same;
mod section;
mod summary;
mod summary_lines;
#[cfg(test)]
mod tests;
mod texts;
mod theme;
mod themes;
mod validate;

pub use action::{Action, ActionStatus, Due, LogEntry, Owner};
pub use actions::ActionListDocument;
pub use directory::DirectoryDocument;
pub use directory_value::{Directory, DirectoryEntry, Person, Term};
pub use document::{Actor, Applied, Document, SCHEMA};
pub use error::{DocumentError, EditError};
pub use event::Event;
pub use folded::folded;
pub use lacking::lacking;
pub use minutes_document::MinutesDocument;
pub use minutes_value::{AttendanceStatus, Attendee, Conflict, Minutes, MinutesField, State};
pub use moment::Moment;
pub use municipalities::municipality_id;
pub use names::UnknownName;
pub use next::Next;
pub use period::{ParsePeriodError, Period};
pub use section::Section;
pub use summary::{ParagraphText, Summary, SummaryParagraph};
pub use summary_lines::{DecisionLine, LineKind, SummaryLine};
pub use theme::{Theme, ThemeMeeting};

names::named!(
    /// The kinds of document in a workspace.
    Kind { Directory = "directory", Minutes = "minutes", Actions = "actions" }
);

/// Puts in facts of minutes, in their canonical form.
fn put_facts(minutes: &mut MinutesDocument, facts: &[(MinutesField, String)]) {
    for (field, value) in facts {
        done(fields::put(&mut minutes.document, &[automerge::ROOT], field.name(), value.as_str()));
    }
}

/// For edits that return nothing: a read-only document stays as it is (the interface offers no edits), and no
/// other error can come up, since the containers were seen at `open`.
fn done(result: Result<(), EditError>) {
    debug_assert!(matches!(result, Ok(()) | Err(EditError::ReadOnly)), "{result:?}");
}
