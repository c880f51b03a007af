//! The directory: the workspace's name, people, municipalities and shared documents. Created by the founder
//! only.

use automerge::{AutoCommit, ObjId, ObjType, ROOT, ScalarValue};

use super::{
    Actor, Directory, DirectoryEntry, Document, DocumentError, EditError, Kind, Person, done, fields,
};
use crate::{
    ids::{DeviceId, DocId, PersonId},
    text::Changing,
};

const NAME: &str = "name";
const PEOPLE: &str = "people";
const MUNICIPALITIES: &str = "municipalities";
const DOCUMENTS: &str = "documents";
const DEVICES: &str = "devices";
/// The containers, which only `create` makes.
const CONTAINERS: [&str; 5] = [PEOPLE, MUNICIPALITIES, DOCUMENTS, "themes", "events"];

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
        read(&self.document)
    }

    /// Sets the workspace's name.
    pub fn set_name(&mut self, name: &str) {
        done(fields::put(&mut self.document, &[ROOT], NAME, name));
    }

    /// Adds somebody, or updates the one with the same id. Devices are added, never taken away.
    pub fn put_person(&mut self, person: &Person) {
        done(self.try_put_person(person));
    }

    fn try_put_person(&mut self, person: &Person) -> Result<(), EditError> {
        let maps = self.ensure(PEOPLE, &person.id.to_string())?;
        fields::put(&mut self.document, &maps, NAME, person.name.as_str())?;
        fields::put(&mut self.document, &maps, "title", person.title.as_str())?;
        fields::put(&mut self.document, &maps, "municipality", person.municipality.as_str())?;
        fields::put(&mut self.document, &maps, "left", person.left)?;
        person.devices.iter().try_for_each(|device| self.try_add_device(person.id, *device))
    }

    /// Notes that a device is somebody's.
    pub fn add_device(&mut self, person: PersonId, device: DeviceId) {
        done(self.try_add_device(person, device));
    }

    fn try_add_device(&mut self, person: PersonId, device: DeviceId) -> Result<(), EditError> {
        let maps = self.ensure(PEOPLE, &person.to_string())?;
        let devices = fields::ensure(&mut self.document, &maps, DEVICES, ObjType::Map)?;
        fields::put(&mut self.document, &devices, &device.to_string(), true)
    }

    /// Adds a municipality, or sets its name; `id` as of [`super::municipality_id`].
    pub fn put_municipality(&mut self, id: &str, name: &str) {
        let put = |directory: &mut Self| {
            let maps = directory.ensure(MUNICIPALITIES, id)?;
            fields::put(&mut directory.document, &maps, NAME, name)
        };
        done(put(self));
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

    /// The maps of an entry, created if there is none.
    fn ensure(&mut self, container: &str, id: &str) -> Result<Vec<ObjId>, EditError> {
        let containers = fields::root_maps(self.document.reading(), container);
        fields::ensure(&mut self.document, &containers, id, ObjType::Map)
    }
}

/// Reads a directory. What is missing or makes no sense is left out.
pub(super) fn read(document: &Document) -> Directory {
    let doc = document.reading();
    let municipality = |(id, maps): (String, Vec<ObjId>)| (id, fields::string(doc, &maps, NAME));
    let mut people: Vec<Person> =
        entries(doc, PEOPLE).filter_map(|(id, maps)| read_person(doc, id.parse().ok()?, &maps)).collect();
    people.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    let mut documents: Vec<DirectoryEntry> = entries(doc, DOCUMENTS)
        .filter_map(|(id, maps)| {
            // A kind that we do not know is none that we could open.
            let kind = fields::string(doc, &maps, "kind").parse().ok()?;
            let created_ms = fields::integer(doc, &maps, "created").unwrap_or(0);
            Some(DirectoryEntry { id: id.parse().ok()?, kind, created_ms })
        })
        .collect();
    documents.sort_by_key(|entry| (entry.created_ms, entry.id));
    Directory {
        name: fields::string(doc, &[ROOT], NAME),
        municipalities: entries(doc, MUNICIPALITIES).map(municipality).collect(),
        people,
        documents,
    }
}

fn entries(doc: &AutoCommit, container: &str) -> impl Iterator<Item = (String, Vec<ObjId>)> {
    let containers = fields::root_maps(doc, container);
    fields::keys(doc, &containers).into_iter().map(move |id| {
        let maps = fields::objects(doc, &containers, &id, ObjType::Map);
        (id, maps)
    })
}

fn read_person(doc: &AutoCommit, id: PersonId, maps: &[ObjId]) -> Option<Person> {
    let devices = fields::keys(doc, &fields::objects(doc, maps, DEVICES, ObjType::Map));
    Some(Person {
        id,
        name: fields::string(doc, maps, NAME),
        title: fields::string(doc, maps, "title"),
        municipality: fields::string(doc, maps, "municipality"),
        devices: devices.iter().filter_map(|device| device.parse().ok()).collect(),
        left: fields::is_true(doc, maps, "left"),
    })
}
