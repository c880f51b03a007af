//! An action: who does what until when. The same values whether it belongs to a meeting's minutes or to
//! the workspace's action list.

use serde::{Deserialize, Serialize};

use super::names::named;
use crate::ids::{ActionId, DeviceId, PersonId};

named!(
    /// How far an action has come.
    ActionStatus { Open = "open", Doing = "doing", Done = "done", Dropped = "dropped" }
);

/// An action as views show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Action {
    pub id: ActionId,
    /// One line.
    pub text: String,
    /// Sorted: people by their id, then names.
    pub owners: Vec<Owner>,
    /// The municipality's name.
    pub municipality: Option<String>,
    pub due: Due,
    pub status: ActionStatus,
}

/// Who an action lies on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Owner {
    Person(PersonId),
    /// A name that is nobody in the directory, kept in the action itself: a draft leaves no trace in the
    /// directory. `id` is random, and tells two of the same name apart.
    Named {
        id: String,
        name: String,
    },
}

/// When an action is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Due {
    None,
    NextMeeting,
    Date(jiff::civil::Date),
}

impl Due {
    /// What lists are sorted by: days first, the earliest first, then the next meeting, then what has no day.
    pub fn rank(self) -> (u8, Option<jiff::civil::Date>) {
        match self {
            Due::Date(date) => (0, Some(date)),
            Due::NextMeeting => (1, None),
            Due::None => (2, None),
        }
    }
}

/// What was done to an action, by which device, at what time (milliseconds since 1970).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    pub time_ms: i64,
    pub device: DeviceId,
    pub what: String,
}
