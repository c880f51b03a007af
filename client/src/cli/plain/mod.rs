//! Answers as plain text for people, in their language. Pure functions from plain values.

mod backup;
mod lists;
mod minutes;
mod network;

pub use backup::{backed_up, checked, restored};
pub use lists::{Row, actions, decisions, hits, imported, meetings};
pub use minutes::{exported, minutes};
pub use network::{founded, members, named_already, role, status, what_sharing_means, workspaces};
