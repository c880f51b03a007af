//! People in the directory, under `people: { PersonId: { name, title, municipality, left, left_on,
//! devices: { DeviceId: true }, chair: { date: date or true }, same_as, not_same } }`. A period as chair lies under its
//! first day, so that two people who note the same one have noted one; `true` is for one without an end. Entries that are
//! one human (see `same`) are read as one, and what is set of one of them is set in each.

use automerge::{AutoCommit, ObjId, ObjType, ScalarValue};
use jiff::civil::Date;

use super::{
    Conflict, DirectoryDocument, EditError, Person, Term, dates,
    directory::{NAME, PEOPLE},
    done, fields,
    same::{Human, NOT_SAME, SAME_AS, humans, ids_under},
};
use crate::ids::{DeviceId, PersonId};

const TITLE: &str = "title";
const MUNICIPALITY: &str = "municipality";
const DEVICES: &str = "devices";
const LEFT: &str = "left";
const LEFT_ON: &str = "left_on";
const CHAIR: &str = "chair";

/// Edits of people. What is set of somebody who is not there comes to nothing.
impl DirectoryDocument {
    /// Adds somebody, or updates the one with the same id. Only what differs is written. Devices and periods as
    /// chair are added, never taken away.
    pub fn put_person(&mut self, person: &Person) {
        let put = |it: &mut Self| {
            it.ensure(PEOPLE, &person.id.to_string())?;
            let maps = it.maps_of(person.id);
            fields::put(&mut it.document, &maps, NAME, person.name.as_str())?;
            fields::put(&mut it.document, &maps, TITLE, person.title.as_str())?;
            fields::put(&mut it.document, &maps, MUNICIPALITY, person.municipality.as_str())?;
            put_left(it, &maps, person.left, person.left_on)?;
            person.chair.iter().try_for_each(|term| put_term(it, &maps, term))?;
            person.devices.iter().try_for_each(|device| put_device(it, &maps, device))
        };
        done(put(self));
    }

    /// Notes that a device is somebody's, also of one who has no name here yet.
    pub fn add_device(&mut self, person: PersonId, device: DeviceId) {
        let add = |it: &mut Self| {
            let maps = it.ensure(PEOPLE, &person.to_string())?;
            put_device(it, &maps, &device)
        };
        done(add(self));
    }

    /// Sets somebody's name.
    pub fn set_person_name(&mut self, id: PersonId, name: &str) {
        self.set_person(id, |it, maps| fields::put(&mut it.document, maps, NAME, name));
    }

    /// Sets what somebody is at work.
    pub fn set_person_title(&mut self, id: PersonId, title: &str) {
        self.set_person(id, |it, maps| fields::put(&mut it.document, maps, TITLE, title));
    }

    /// Sets the municipality, by its id.
    pub fn set_person_municipality(&mut self, id: PersonId, municipality: &str) {
        self.set_person(id, |it, maps| fields::put(&mut it.document, maps, MUNICIPALITY, municipality));
    }

    /// Sets whether somebody has left, and the last day; that may lie ahead, and `left` be false until then.
    pub fn set_person_left(&mut self, id: PersonId, left: bool, last_day: Option<Date>) {
        self.set_person(id, |it, maps| put_left(it, maps, left, last_day));
    }

    /// Notes a period as chair, or sets the end of the one that begins on the same day.
    pub fn put_person_term(&mut self, id: PersonId, term: &Term) {
        self.set_person(id, |it, maps| put_term(it, maps, term));
    }

    /// Removes the period as chair that begins on that day.
    pub fn remove_person_term(&mut self, id: PersonId, from: Date) {
        self.set_person(id, |it, maps| {
            let terms = fields::objects(it.reading(), maps, CHAIR, ObjType::Map);
            fields::remove(&mut it.document, &terms, &from.to_string())
        });
    }

    /// Notes that two are one human, who is known by the entry of `stays` from then on. What the two have is that
    /// human's; where both have a title, and not the same, both are kept until one is picked. Nothing happens where one
    /// of them is not there.
    pub fn join_people(&mut self, stays: PersonId, other: PersonId) {
        let people = read(self.reading());
        let find = |id| people.iter().find(|person| person.is(&id));
        let (Some(stays), Some(other)) = (find(stays), find(other)) else { return };
        if stays.id != other.id {
            done(self.join(stays, other));
        }
    }

    /// Notes that two who look like one are not.
    pub fn part_people(&mut self, one: PersonId, other: PersonId) {
        self.set_person(one, |it, maps| {
            let others = fields::ensure(&mut it.document, maps, NOT_SAME, ObjType::Map)?;
            fields::put(&mut it.document, &others, &other.to_string(), true)
        });
    }

    /// Takes apart again what was joined, and notes that whoever it was known by is another than the rest.
    pub fn split_person(&mut self, id: PersonId) {
        let Some(human) = humans(self.reading()).into_iter().find(|human| human.is(&id)) else { return };
        let split = |it: &mut Self| {
            let goes_on = fields::objects(it.reading(), &human.maps, SAME_AS, ObjType::Map);
            for key in fields::keys(it.reading(), &goes_on) {
                fields::remove(&mut it.document, &goes_on, &key)?;
            }
            Ok(())
        };
        done(split(self));
        human.also.iter().for_each(|other| self.part_people(human.id, *other));
    }

    fn join(&mut self, stays: &Person, other: &Person) -> Result<(), EditError> {
        self.with_entry(PEOPLE, &other.id.to_string(), |it, maps| {
            let goes_on = fields::ensure(&mut it.document, maps, SAME_AS, ObjType::Map)?;
            fields::put(&mut it.document, &goes_on, &stays.id.to_string(), true)
        })?;
        let maps = self.maps_of(stays.id);
        let mut put = |key, stays: &str, other: &str| {
            let value = if stays.is_empty() { other } else { stays };
            fields::put(&mut self.document, &maps, key, value)
        };
        put(NAME, &stays.name, &other.name)?;
        put(MUNICIPALITY, &stays.municipality, &other.municipality)?;
        if stays.title.is_empty() || other.title.is_empty() {
            put(TITLE, &stays.title, &other.title)?;
        }
        // Whoever is here under one of them is here.
        let here = if stays.left { other } else { stays };
        put_left(self, &maps, here.left, here.left_on)
    }

    /// The maps of everything that is said of a human; none of one who is not there.
    fn maps_of(&self, id: PersonId) -> Vec<ObjId> {
        let found = humans(self.reading()).into_iter().find(|human| human.is(&id));
        found.map(|human| human.maps).unwrap_or_default()
    }

    fn set_person(&mut self, id: PersonId, set: impl FnOnce(&mut Self, &[ObjId]) -> Result<(), EditError>) {
        let maps = self.maps_of(id);
        if !maps.is_empty() {
            done(set(self, &maps));
        }
    }
}

fn put_left(
    it: &mut DirectoryDocument,
    maps: &[ObjId],
    left: bool,
    on: Option<Date>,
) -> Result<(), EditError> {
    fields::put(&mut it.document, maps, LEFT, left)?;
    fields::put(&mut it.document, maps, LEFT_ON, on.map(|date| date.to_string()).unwrap_or_default())
}

fn put_term(it: &mut DirectoryDocument, maps: &[ObjId], term: &Term) -> Result<(), EditError> {
    let terms = fields::ensure(&mut it.document, maps, CHAIR, ObjType::Map)?;
    let to = term.to.map_or(ScalarValue::Boolean(true), |date| date.to_string().into());
    fields::put(&mut it.document, &terms, &term.from.to_string(), to)
}

fn put_device(it: &mut DirectoryDocument, maps: &[ObjId], device: &DeviceId) -> Result<(), EditError> {
    let devices = fields::ensure(&mut it.document, maps, DEVICES, ObjType::Map)?;
    fields::put(&mut it.document, &devices, &device.to_string(), true)
}

/// By name, then by id.
pub(super) fn read(doc: &AutoCommit) -> Vec<Person> {
    let mut people: Vec<Person> = humans(doc).into_iter().map(|human| read_person(doc, human)).collect();
    people.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    people
}

fn read_person(doc: &AutoCommit, human: Human) -> Person {
    let Human { id, also, maps } = human;
    let devices = fields::keys(doc, &fields::objects(doc, &maps, DEVICES, ObjType::Map));
    Person {
        id,
        also,
        name: fields::string(doc, &maps, NAME),
        title: fields::string(doc, &maps, TITLE),
        municipality: fields::string(doc, &maps, MUNICIPALITY),
        devices: devices.iter().filter_map(|device| device.parse().ok()).collect(),
        left: fields::is_true(doc, &maps, LEFT),
        left_on: dates::read_date(&fields::string(doc, &maps, LEFT_ON)),
        chair: read_chair(doc, &maps),
        not_same: ids_under(doc, &maps, NOT_SAME).into_iter().collect(),
    }
}

fn read_chair(doc: &AutoCommit, maps: &[ObjId]) -> Vec<Term> {
    let terms = fields::objects(doc, maps, CHAIR, ObjType::Map);
    let read = |key: String| {
        let to = dates::read_date(&fields::string(doc, &terms, &key));
        let holds = to.is_some() || fields::is_true(doc, &terms, &key);
        Some(Term { from: dates::read_date(&key).filter(|_| holds)?, to })
    };
    let mut chair: Vec<Term> = fields::keys(doc, &terms).into_iter().filter_map(read).collect();
    chair.sort();
    chair
}

pub(super) fn conflicts(doc: &AutoCommit) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    for Human { id, maps, .. } in humans(doc) {
        let facts = [NAME, TITLE, MUNICIPALITY, LEFT, LEFT_ON];
        let of = |key| fields::conflict(doc, &maps, key, format!("{PEOPLE}.{id}.{key}"));
        conflicts.extend(facts.into_iter().filter_map(of));
        let terms = fields::objects(doc, &maps, CHAIR, ObjType::Map);
        let of = |from: String| fields::conflict(doc, &terms, &from, format!("{PEOPLE}.{id}.{CHAIR}.{from}"));
        conflicts.extend(fields::keys(doc, &terms).into_iter().filter_map(of));
    }
    conflicts
}
