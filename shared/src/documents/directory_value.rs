//! The directory as a plain value: the workspace's name, people, municipalities and documents.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Kind;
use crate::ids::{DeviceId, DocId, PersonId};

/// A workspace's directory as it reads.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Directory {
    pub name: String,
    /// The municipalities' names by id (see [`super::municipality_id`]).
    pub municipalities: BTreeMap<String, String>,
    /// By name, then by id.
    pub people: Vec<Person>,
    /// By time of creation, then by id.
    pub documents: Vec<DirectoryEntry>,
}

/// Somebody in the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub title: String,
    /// An id in [`Directory::municipalities`]; empty if unknown.
    pub municipality: String,
    /// Sorted.
    pub devices: Vec<DeviceId>,
    pub left: bool,
}

/// A shared document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DirectoryEntry {
    pub id: DocId,
    pub kind: Kind,
    /// Milliseconds since 1970.
    pub created_ms: i64,
}
