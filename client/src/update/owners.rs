//! Who the names mean that somebody writes at an action.

use samskriv_shared::{
    documents::{Attendee, Owner, Person, folded},
    ids::{ActionId, DocId},
};

use super::{
    Model,
    elsewhere::{ActionChange, DocEdit},
};
use crate::input::{self, Named};

/// Who an action lies on, by what was written.
pub(super) struct Owners {
    pub owners: Vec<Owner>,
    /// The municipality that was written of somebody whom nobody knows.
    pub municipality: Option<String>,
}

impl Model {
    /// Who the names mean: owners that the action has already, then people of the directory, then attendees, by the whole
    /// name or a first name that only one has; a name that is nobody's stays a name.
    pub(super) fn owners(&mut self, text: &str, known: &[Owner]) -> Owners {
        let municipalities = &self.state.municipalities;
        let municipality = |name: &str| municipalities.values().find(|it| same(it, name)).cloned();
        let named = input::owners(text, municipality);
        let mut found = Owners { owners: Vec::new(), municipality: None };
        for named in named {
            let owner = match self.owner(&named, known) {
                Some(owner) => owner,
                None => {
                    found.municipality = found.municipality.or(named.municipality);
                    Owner::Named {
                        id: data_encoding::HEXLOWER.encode(&self.random::<16>()),
                        name: named.name,
                    }
                }
            };
            if !found.owners.contains(&owner) {
                found.owners.push(owner);
            }
        }
        found
    }

    /// The municipality of somebody whom nobody knows is the action's, if it has none.
    pub(super) fn set_owners_municipality(&mut self, doc: DocId, action: ActionId, owners: &Owners) {
        let has = self.state.actions().any(|(_, it)| it.id == action && it.municipality.is_some());
        if let Some(name) = owners.municipality.clone().filter(|_| !has) {
            self.edit_document(doc, DocEdit::Action(action, ActionChange::Municipality(Some(name))));
        }
    }

    fn owner(&self, named: &Named, known: &[Owner]) -> Option<Owner> {
        let is_known = |owner: &&Owner| match owner {
            Owner::Person(id) => self.state.person_name(id) == Some(&named.name),
            Owner::Named { name: theirs, .. } => *theirs == named.name,
        };
        if let Some(owner) = known.iter().find(is_known).filter(|_| named.municipality.is_none()) {
            return Some(owner.clone());
        }
        let whole = |name: &str| same(name, &named.name);
        if let Some(person) = only(self.members(named).filter(|person| whole(&person.name))) {
            return Some(Owner::Person(person.id));
        }
        if let Some(attendee) = self.attendees(named).find(|attendee| whole(&attendee.name)) {
            return Some(attending(attendee));
        }
        let first = |name: &str| name.split(' ').next().is_some_and(|first| same(first, &named.name));
        let members = self.members(named).filter(|person| first(&person.name));
        let members = members.map(|person| Owner::Person(person.id));
        // Whoever was written into the attendance by hand is the member of the same name.
        let is_member = |it: &&Attendee| {
            let is_it = |person: &Person| match it.person {
                Some(id) => person.is(&id),
                None => same(&person.name, &it.name),
            };
            self.members(named).any(is_it)
        };
        let others = self.attendees(named).filter(|it| first(&it.name) && !is_member(it)).map(attending);
        only(members.chain(others))
    }

    /// Those who belong to the network, of the municipality that was written.
    fn members(&self, named: &Named) -> impl Iterator<Item = &Person> {
        let municipalities = &self.state.municipalities;
        let of = named.municipality.clone();
        let is_there = move |person: &&Person| {
            let theirs = municipalities.get(&person.municipality);
            of.as_ref().is_none_or(|of| theirs.is_some_and(|theirs| same(theirs, of)))
        };
        self.state.people.iter().filter(|person| !person.left).filter(is_there)
    }

    fn attendees(&self, named: &Named) -> impl Iterator<Item = &Attendee> {
        let of = named.municipality.clone();
        let attendance = self.state.open.iter().flat_map(|open| &open.minutes.attendance);
        attendance.filter(move |it| of.as_ref().is_none_or(|of| same(&it.municipality, of)))
    }
}

fn attending(attendee: &Attendee) -> Owner {
    match attendee.person {
        Some(person) => Owner::Person(person),
        None => Owner::Named { id: attendee.id.clone(), name: attendee.name.clone() },
    }
}

/// The first, if there is no other.
fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

fn same(a: &str, b: &str) -> bool {
    folded(a) == folded(b)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use samskriv_shared::{
        documents::{AttendanceStatus, Due},
        ids::PersonId,
    };

    use super::*;
    use crate::{command::Command, update::tests::Bench};

    fn person(n: u8, name: &str, municipality: &str) -> Person {
        Person { municipality: municipality.into(), ..Person::named(PersonId([n; 16]), name) }
    }

    /// A meeting of a network with two Cilla Ek and one Bo.
    fn bench() -> Bench {
        let mut bench = Bench::with_meeting();
        bench.model.edit_directory(|directory| {
            directory.put_municipality("bjuv", "Bjuv");
            directory.put_municipality("klippan", "Klippan");
            for person in [
                person(11, "Bo Lind", "bjuv"),
                person(12, "Cilla Ek", "bjuv"),
                person(13, "Cilla Ek", "klippan"),
            ] {
                directory.put_person(&person);
            }
        });
        bench.run(Command::AddAttendee {
            name: "Dan Ask".into(),
            municipality: "Klippan".into(),
            status: AttendanceStatus::Present,
        });
        bench
    }

    /// What an action lies on that is added so: numbers of people, and names.
    fn lies_on(bench: &mut Bench, owners: &str) -> (Vec<String>, Option<String>) {
        let (text, due) = (owners.to_owned(), String::new());
        bench.run(Command::AddAction { text, owners: owners.to_owned(), due });
        let action = bench.minutes().actions.iter().find(|action| action.text == owners).unwrap();
        assert_eq!(action.due, Due::None);
        let words = |owner: &Owner| match owner {
            Owner::Person(id) => id.0[0].to_string(),
            Owner::Named { name, .. } => name.clone(),
        };
        (action.owners.iter().map(words).collect(), action.municipality.clone())
    }

    #[test]
    fn names_mean_those_whom_one_can_mean() {
        let mut bench = bench();
        for (typed, expected) in [
            ("Bo Lind", vec!["11"]),
            ("bo", vec!["11"]),
            ("Bo, Eva Lind", vec!["2", "11"]),
            ("Cilla Ek, Bjuv", vec!["12"]),
            ("Cilla, klippan; Bo", vec!["11", "13"]),
            ("Bo, Bo Lind", vec!["11"]),
            ("Dan", vec!["Dan Ask"]),
            ("Dan Ask, Klippan", vec!["Dan Ask"]),
            // Two can be meant, or nobody.
            ("Cilla", vec!["Cilla"]),
            ("Lind", vec!["Lind"]),
        ] {
            assert_eq!(
                lies_on(&mut bench, typed),
                (expected.iter().map(ToString::to_string).collect(), None)
            );
        }
    }

    #[test]
    fn the_municipality_of_a_stranger_is_the_actions() {
        let mut bench = bench();
        let stranger = (vec!["Eva Ny".to_owned()], Some("Klippan".to_owned()));
        assert_eq!(lies_on(&mut bench, "Eva Ny, klippan"), stranger);
        // A place that the network does not know is a name like another.
        let two = vec!["Eva Ny".to_owned(), "Paris".to_owned()];
        let (mut names, municipality) = lies_on(&mut bench, "Eva Ny, Paris");
        names.sort();
        assert_eq!((names, municipality), (two, None));
    }
}
