//! The directory: the workspace's name, municipalities and shared documents; its people, themes and events lie in
//! modules of their own. Created by the founder only.

use automerge::{AutoCommit, ObjId, ObjType, ROOT, ScalarValue};

use super::{Actor, Directory, Document, DocumentError, EditError, Kind, directory_read, done, fields};
use crate::{ids::DocId, text::Changing};

pub(super) const NAME: &str = "name";
pub(super) const PEOPLE: &str = "people";
pub(super) const MUNICIPALITIES: &str = "municipalities";
pub(super) const DOCUMENTS: &str = "documents";
pub(super) const THEMES: &str = "themes";
pub(super) const EVENTS: &str = "events";
/// The containers, which only `create` makes.
const CONTAINERS: [&str; 5] = [PEOPLE, MUNICIPALITIES, DOCUMENTS, THEMES, EVENTS];

/// A directory, open for edits. Edits leave a document that is [`Document::read_only`] as it is.
#[derive(Debug)]
pub struct DirectoryDocument {
    pub document: Document,
}

impl DirectoryDocument {
    /// A new directory with the workspace's name.
    pub fn create(actor: Actor, name: &str) -> DirectoryDocument {
        let mut directory = DirectoryDocument { document: Document::create(Kind::Directory, actor) };
        for key in CONTAINERS {
            done(fields::create(&mut directory.document, &ROOT, key, ObjType::Map).map(drop));
        }
        directory.set_name(name);
        directory
    }

    /// Opens a document. Errors: another kind, or one that lacks what a directory is made of.
    pub fn open(document: Document) -> Result<DirectoryDocument, DocumentError> {
        document.expect_kind(Kind::Directory)?;
        match CONTAINERS[..3].iter().find(|key| fields::root_maps(document.reading(), key).is_empty()) {
            Some(missing) => Err(DocumentError::Incomplete(missing)),
            None => Ok(DirectoryDocument { document }),
        }
    }

    /// The directory as it is now.
    pub fn read(&self) -> Directory {
        directory_read::read(&self.document)
    }

    /// Sets the workspace's name.
    pub fn set_name(&mut self, name: &str) {
        done(fields::put(&mut self.document, &[ROOT], NAME, name));
    }

    /// Adds a municipality, or sets its name; `id` as of [`super::municipality_id`].
    pub fn put_municipality(&mut self, id: &str, name: &str) {
        let put = |directory: &mut Self| {
            let maps = directory.ensure(MUNICIPALITIES, id)?;
            fields::put(&mut directory.document, &maps, NAME, name)
        };
        done(put(self));
    }

    /// Removes a municipality that nobody in the directory works for, also of those who have left; false where
    /// somebody does. Whom somebody else puts there meanwhile has one without a name.
    pub fn remove_municipality(&mut self, id: &str) -> bool {
        let used = self.read().people.iter().any(|person| person.municipality == id);
        if !used {
            done(self.remove_entry(MUNICIPALITIES, id));
        }
        !used
    }

    /// Notes that a document is shared; `created_ms` in milliseconds since 1970.
    pub fn add_document(&mut self, id: DocId, kind: Kind, created_ms: i64) {
        let add = |directory: &mut Self| {
            let maps = directory.ensure(DOCUMENTS, &id.to_string())?;
            fields::put(&mut directory.document, &maps, "kind", kind.name())?;
            fields::put(&mut directory.document, &maps, "created", ScalarValue::Timestamp(created_ms))
        };
        done(add(self));
    }

    pub(super) fn reading(&self) -> &AutoCommit {
        self.document.reading()
    }

    /// The maps of an entry, created if there is none; the container, too, which an older program may not have made.
    pub(super) fn ensure(&mut self, container: &str, id: &str) -> Result<Vec<ObjId>, EditError> {
        let containers = fields::ensure(&mut self.document, &[ROOT], container, ObjType::Map)?;
        fields::ensure(&mut self.document, &containers, id, ObjType::Map)
    }

    /// Edits an entry that is there.
    pub(super) fn with_entry(
        &mut self,
        container: &str,
        id: &str,
        edit: impl FnOnce(&mut Self, &[ObjId]) -> Result<(), EditError>,
    ) -> Result<(), EditError> {
        let containers = fields::root_maps(self.reading(), container);
        let maps = fields::objects(self.reading(), &containers, id, ObjType::Map);
        if maps.is_empty() { Ok(()) } else { edit(self, &maps) }
    }

    pub(super) fn remove_entry(&mut self, container: &str, id: &str) -> Result<(), EditError> {
        let containers = fields::root_maps(self.reading(), container);
        fields::remove(&mut self.document, &containers, id)
    }
}
