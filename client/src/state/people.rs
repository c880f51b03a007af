//! Who is who among those of the network: somebody in the directory may have several ids.

use std::collections::HashSet;

use samskriv_shared::{
    documents::{Person, folded},
    ids::PersonId,
};

use super::{AppState, Device, OpenMeeting};
use crate::i18n::collation_key;

impl AppState {
    /// The person who sits here, as the directory has them.
    pub fn me(&self) -> Option<&Person> {
        self.person(&self.current()?.me)
    }

    /// Whom an id stands for: somebody in the directory may have several.
    pub fn person(&self, id: &PersonId) -> Option<&Person> {
        self.people.iter().find(|person| person.is(id))
    }

    /// Whether somebody's computers are among those of the network.
    pub fn has_computer(&self, person: &Person) -> bool {
        self.devices.iter().any(|device| device.is_of(person))
    }

    /// Whether an id stands for whoever sits here.
    pub fn is_me(&self, id: &PersonId) -> bool {
        self.current().is_some_and(|network| network.me == *id) || self.me().is_some_and(|me| me.is(id))
    }

    /// The name of somebody in the directory.
    pub fn person_name(&self, id: &PersonId) -> Option<&str> {
        self.person(id).map(|person| person.name.as_str())
    }

    /// Who writes on a device, of which a document tells the beginning of its id.
    pub fn author(&self, device: &[u8; 8]) -> Option<String> {
        let device = self.devices.iter().find(|it| it.id.0.starts_with(device))?;
        match device.person {
            Some(id) if self.is_me(&id) => Some(self.texts.get("conflict-by-me")),
            id => {
                let name = id.and_then(|id| self.person_name(&id)).unwrap_or(&device.owner.name);
                (!name.is_empty()).then(|| name.to_owned())
            }
        }
    }

    /// Who in the directory has this name, if only one has it.
    pub fn person_named(&self, name: &str) -> Option<&Person> {
        let name = folded(name);
        let mut same = self.people.iter().filter(|person| !person.left && folded(&person.name) == name);
        let first = same.next()?;
        same.next().is_none().then_some(first)
    }

    /// Members on the day of a meeting who are not in its attendance, by municipality and name.
    pub fn missing_members(&self, open: &OpenMeeting) -> impl Iterator<Item = &Person> {
        let day = self.day_of(open);
        let there: HashSet<PersonId> = open.minutes.attendance.iter().filter_map(|it| it.person).collect();
        let is_there =
            |person: &Person| there.contains(&person.id) || person.also.iter().any(|id| there.contains(id));
        let missing = self.people.iter().filter(|person| !person.has_left(day) && !is_there(person));
        let mut missing: Vec<&Person> = missing.collect();
        let municipality = |person: &Person| {
            collation_key(self.municipalities.get(&person.municipality).map_or("", String::as_str))
        };
        missing.sort_by_cached_key(|person| (municipality(person), collation_key(&person.name)));
        missing.into_iter()
    }
}

impl Device {
    /// Whether it is somebody's.
    pub fn is_of(&self, person: &Person) -> bool {
        self.person.is_some_and(|id| person.is(&id))
    }
}
