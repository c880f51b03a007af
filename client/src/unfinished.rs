//! Words that are half-written and in no document yet: they are there again when somebody comes back, also after the
//! window was closed.

use std::{collections::BTreeMap, path::Path};

use samskriv_shared::ids::{DocId, WorkspaceId};
use serde::{Deserialize, Serialize};

use crate::small_file;

/// What they are kept in; see [`small_file`].
pub const FILE: &str = "unfinished.json";
/// Of so many documents words are kept.
const MOST: usize = 200;

/// By the document that they would go into.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfinished(BTreeMap<String, Left>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Left {
    /// The document's network.
    network: String,
    words: HalfWritten,
}

/// What is half-written of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HalfWritten {
    pub action: NewAction,
    pub attendee: NewAttendee,
}

/// The action that is being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewAction {
    pub text: String,
    pub owners: String,
    pub due: String,
}

/// Who is being typed into the attendance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewAttendee {
    pub name: String,
    pub municipality: String,
}

impl Unfinished {
    /// What was left the last time.
    pub fn read(data_dir: &Path) -> Unfinished {
        small_file::read(data_dir, FILE).unwrap_or_default()
    }

    /// What is half-written of a document.
    pub fn of(&self, doc: &DocId) -> HalfWritten {
        self.0.get(&doc.to_string()).map(|left| left.words.clone()).unwrap_or_default()
    }

    /// What is half-written of a document of this network now. Says whether that is news.
    pub fn set(&mut self, (network, doc): (&WorkspaceId, &DocId), words: HalfWritten) -> bool {
        let doc = doc.to_string();
        if words == HalfWritten::default() {
            return self.0.remove(&doc).is_some();
        }
        let left = Left { network: network.to_string(), words };
        if self.0.get(&doc) == Some(&left) || (self.0.len() >= MOST && !self.0.contains_key(&doc)) {
            return false;
        }
        self.0.insert(doc, left);
        true
    }

    /// Nothing stays of a network that was left. Says whether that is news.
    pub fn keep_only(&mut self, networks: &[WorkspaceId]) -> bool {
        let networks: Vec<String> = networks.iter().map(WorkspaceId::to_string).collect();
        let before = self.0.len();
        self.0.retain(|_, left| networks.contains(&left.network));
        self.0.len() < before
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn words_are_kept_of_each_document_until_there_are_none() {
        let directory = tempfile::tempdir().unwrap();
        let mut unfinished = Unfinished::read(directory.path());
        let (one, other) = (DocId([1; 16]), DocId([2; 16]));
        let here = WorkspaceId([7; 32]);
        let action = NewAction { text: "Ring Bo".into(), ..NewAction::default() };
        let words = HalfWritten { action, ..HalfWritten::default() };
        assert!(!unfinished.set((&here, &one), HalfWritten::default()));
        assert!(unfinished.set((&here, &one), words.clone()));
        assert!(!unfinished.set((&here, &one), words.clone()), "no news");
        small_file::write(directory.path(), FILE, &unfinished).unwrap();
        let mut read = Unfinished::read(directory.path());
        assert_eq!((read.of(&one), read.of(&other)), (words.clone(), HalfWritten::default()));
        assert!(read.set((&here, &one), HalfWritten::default()));
        assert_eq!(read, Unfinished::default());
        read.set((&here, &one), words.clone());
        read.set((&WorkspaceId([8; 32]), &other), words.clone());
        assert!(read.keep_only(&[here]) && !read.keep_only(&[here]));
        assert_eq!(
            (read.of(&one), read.of(&other)),
            (words, HalfWritten::default()),
            "of what was left nothing stays"
        );
        for nonsense in ["", "7", "{\"a\":7}"] {
            std::fs::write(directory.path().join(FILE), nonsense).unwrap();
            assert_eq!(Unfinished::read(directory.path()), Unfinished::default(), "{nonsense}");
        }
    }
}
