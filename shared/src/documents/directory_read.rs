//! The directory read from its document.

use automerge::{AutoCommit, ObjId, ObjType, ROOT};

use super::{
    Conflict, Directory, DirectoryEntry, Document, Person,
    directory::{DOCUMENTS, MUNICIPALITIES, NAME},
    events, fields, people, themes,
};
use crate::{ids::PersonId, text::Changing};

/// Reads a directory. What is missing or makes no sense is left out.
pub(super) fn read(document: &Document) -> Directory {
    let doc = document.reading();
    let people = people::read(doc);
    let mut themes = themes::read(doc);
    themes.iter_mut().for_each(|theme| name_by_humans(&mut theme.responsible, &people));
    let municipality = |(id, maps): (String, Vec<ObjId>)| (id, fields::string(doc, &maps, NAME));
    Directory {
        name: fields::string(doc, &[ROOT], NAME),
        municipalities: entries(doc, MUNICIPALITIES).map(municipality).collect(),
        people,
        documents: read_documents(doc),
        themes,
        events: events::read(doc),
        conflicts: read_conflicts(doc),
    }
}

/// Whoever has several ids is named once, by the one that they are known by.
fn name_by_humans(ids: &mut Vec<PersonId>, people: &[Person]) {
    for id in ids.iter_mut() {
        if let Some(person) = people.iter().find(|person| person.also.contains(id)) {
            *id = person.id;
        }
    }
    ids.sort();
    ids.dedup();
}

fn read_documents(doc: &AutoCommit) -> Vec<DirectoryEntry> {
    let read = |(id, maps): (String, Vec<ObjId>)| {
        // A kind that we do not know is none that we could open.
        let kind = fields::string(doc, &maps, "kind").parse().ok()?;
        let created_ms = fields::integer(doc, &maps, "created").unwrap_or(0);
        Some(DirectoryEntry { id: id.parse().ok()?, kind, created_ms })
    };
    let mut documents: Vec<DirectoryEntry> = entries(doc, DOCUMENTS).filter_map(read).collect();
    documents.sort_by_key(|entry| (entry.created_ms, entry.id));
    documents
}

fn read_conflicts(doc: &AutoCommit) -> Vec<Conflict> {
    let mut conflicts = Vec::from_iter(fields::conflict(doc, &[ROOT], NAME, NAME.to_owned()));
    for (id, maps) in entries(doc, MUNICIPALITIES) {
        conflicts.extend(fields::conflict(doc, &maps, NAME, format!("{MUNICIPALITIES}.{id}.{NAME}")));
    }
    conflicts.extend(people::conflicts(doc));
    conflicts.extend(themes::conflicts(doc));
    conflicts.extend(events::conflicts(doc));
    conflicts
}

/// The ids in a container, each with its maps: several where it was created apart, none where it is no map.
pub(super) fn entries<'a>(
    doc: &'a AutoCommit,
    container: &str,
) -> impl Iterator<Item = (String, Vec<ObjId>)> + use<'a> {
    let containers = fields::root_maps(doc, container);
    fields::keys(doc, &containers).into_iter().filter_map(move |id| {
        let maps = fields::objects(doc, &containers, &id, ObjType::Map);
        (!maps.is_empty()).then_some((id, maps))
    })
}
