//! Something that the network keeps in mind ("save the date") as a plain value.

use serde::{Deserialize, Serialize};

use super::Moment;
use crate::ids::EventId;

/// A course, a conference, a visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub id: EventId,
    /// One line.
    pub title: String,
    /// None only where another program wrote no date.
    pub from: Option<Moment>,
    /// The last day, or the end; none for one day, or where it is not known.
    pub to: Option<Moment>,
    pub place: String,
}
