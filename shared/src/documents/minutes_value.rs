//! Minutes as a plain value: what views, import and export work on.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::{action::Action, names::named};
use crate::{ids::PersonId, text::Block};

named!(
    /// How far the minutes have come. "Approved" is derived from the approvals, never stored.
    State { Draft = "draft", Shared = "shared", Review = "review" }
);

named!(
    /// The short facts of minutes, by the names of `edit --set`.
    MinutesField {
        Title = "title",
        /// Local date and time.
        Starts = "starts",
        /// Local date and time.
        Ends = "ends",
        Place = "place",
        Secretary = "secretary",
        Signature = "signature",
        /// A date.
        NextMeeting = "next_meeting",
    }
);

named!(
    /// Whether somebody was there. A guest is `Other`.
    AttendanceStatus { Present = "present", Absent = "absent", Other = "other" }
);

/// Minutes as they read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Minutes {
    pub state: State,
    pub title: String,
    pub starts: Option<DateTime>,
    pub ends: Option<DateTime>,
    pub place: String,
    pub secretary: String,
    pub signature: String,
    pub next_meeting: Option<Date>,
    /// When it was moved to the trash, in milliseconds since 1970; none for what is not there. Edits go on to
    /// merge meanwhile.
    pub trashed: Option<i64>,
    /// By `order`, then by id.
    pub attendance: Vec<Attendee>,
    pub body: Vec<Block>,
    /// In the order of their paragraphs; then those whose paragraph is gone.
    pub actions: Vec<Action>,
    pub conflicts: Vec<Conflict>,
}

/// Somebody in the attendance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attendee {
    /// The PersonId in hexadecimal where known, else random hexadecimal.
    pub id: String,
    pub person: Option<PersonId>,
    pub name: String,
    pub title: String,
    /// The municipality's name; empty if unknown.
    pub municipality: String,
    pub status: AttendanceStatus,
    pub chair: bool,
    pub note: String,
    /// The place in the list; need not be dense.
    pub order: i64,
}

/// Two or more values that were set apart for one fact. Setting the fact settles it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// A field's name, or a path as in `actions.<id>.status` and `attendance.<id>.status`.
    pub field: String,
    /// Sorted.
    pub values: Vec<String>,
    /// Who set each of them, in the same order: what [`super::Actor::device_prefix`] tells of a device.
    #[serde(default)]
    pub by: Vec<[u8; 8]>,
}
