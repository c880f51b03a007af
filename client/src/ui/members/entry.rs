//! The members as the page shows them: the people of the directory with their computers, and those who are known by
//! their computers only, since whoever may only read is not in the directory.

use std::collections::BTreeMap;

use samskriv_shared::{
    documents::Person,
    ids::{DeviceId, PersonId},
    membership::Role,
};

use crate::{
    i18n::collation_key,
    state::{AppState, Device},
};

/// What an entry is told from others by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Person(PersonId),
    /// Of a computer that is nobody's.
    Device(DeviceId),
}

/// Somebody.
pub struct Entry<'a> {
    pub key: Key,
    /// As the directory has them, if it does.
    pub person: Option<&'a Person>,
    pub name: String,
    pub title: String,
    /// The municipality's name.
    pub municipality: String,
    pub devices: Vec<&'a Device>,
    pub is_me: bool,
}

/// Those of one municipality.
pub struct Group<'a> {
    /// Empty for those of none.
    pub municipality: String,
    pub entries: Vec<Entry<'a>>,
}

impl Entry<'_> {
    /// What they may do at the most, by their computers.
    pub fn role(&self) -> Option<Role> {
        let rank = |role: &Role| match role {
            Role::Reader => 0,
            Role::Editor => 1,
            Role::Admin => 2,
        };
        self.devices.iter().map(|device| device.role).max_by_key(rank)
    }
}

/// Everybody who has not left: the municipalities in Swedish order, those of none last, and people by name.
pub fn groups(state: &AppState) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<String, Vec<Entry<'_>>> = BTreeMap::new();
    for entry in entries(state).into_iter().filter(|entry| !has_left(state, entry)) {
        groups.entry(entry.municipality.clone()).or_default().push(entry);
    }
    let mut groups: Vec<Group<'_>> =
        groups.into_iter().map(|(municipality, entries)| Group { municipality, entries }).collect();
    let key = |group: &Group<'_>| (group.municipality.is_empty(), collation_key(&group.municipality));
    groups.sort_by_cached_key(key);
    groups
}

/// Those who have left, by name.
pub fn left(state: &AppState) -> Vec<Entry<'_>> {
    entries(state).into_iter().filter(|entry| has_left(state, entry)).collect()
}

fn has_left(state: &AppState, entry: &Entry<'_>) -> bool {
    entry.person.is_some_and(|person| person.has_left(state.now.today()))
}

fn entries(state: &AppState) -> Vec<Entry<'_>> {
    let known = |id: &Option<PersonId>| id.is_some_and(|id| state.person(&id).is_some());
    let mut entries: Vec<Entry<'_>> = state.people.iter().map(|person| of_person(state, person)).collect();
    let mut others: BTreeMap<Key, Vec<&Device>> = BTreeMap::new();
    for device in state.devices.iter().filter(|device| !known(&device.person)) {
        let key = device.person.map_or(Key::Device(device.id), Key::Person);
        others.entry(key).or_default().push(device);
    }
    entries.extend(others.into_iter().filter_map(|(key, devices)| of_devices(state, key, devices)));
    entries.sort_by_cached_key(|entry| (collation_key(&entry.name), entry.key.clone()));
    entries
}

fn of_person<'a>(state: &'a AppState, person: &'a Person) -> Entry<'a> {
    let municipality = state.municipalities.get(&person.municipality).cloned().unwrap_or_default();
    Entry {
        key: Key::Person(person.id),
        person: Some(person),
        name: named(state, &person.name),
        title: person.title.clone(),
        municipality,
        devices: state.devices.iter().filter(|device| device.is_of(person)).collect(),
        is_me: state.is_me(&person.id),
    }
}

fn of_devices<'a>(state: &AppState, key: Key, devices: Vec<&'a Device>) -> Option<Entry<'a>> {
    let owner = &devices.first()?.owner;
    let here = state.current().map(|network| network.device);
    Some(Entry {
        key,
        person: None,
        name: named(state, &owner.name),
        title: owner.title.clone(),
        municipality: owner.municipality.clone(),
        is_me: devices.iter().any(|device| Some(device.id) == here),
        devices,
    })
}

fn named(state: &AppState, name: &str) -> String {
    if name.trim().is_empty() { state.texts.get("window-unknown-person") } else { name.to_owned() }
}
