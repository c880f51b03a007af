//! The kinds of document: their schema, plain values to read, typed edits. Only this module and
//! `crate::text` know Automerge's keys.

mod action;
mod directory_value;
mod minutes_value;
mod names;

pub use action::{Action, ActionStatus, Due, LogEntry, Owner};
pub use directory_value::{Directory, DirectoryEntry, Person};
pub use minutes_value::{AttendanceStatus, Attendee, Conflict, Minutes, MinutesField, State};
pub use names::UnknownName;

names::named!(
    /// The kinds of document in a workspace.
    Kind { Directory = "directory", Minutes = "minutes", Actions = "actions" }
);
