//! Names: who an action's owner is, and whom a name on the command line means.

use samskriv_shared::documents::{Action, Attendee, Directory, Owner, Person, folded};

/// The people of a workspace, for showing and finding them by name.
pub struct People<'a> {
    directory: &'a Directory,
    /// The attendance of the document that is shown, which keeps names too.
    attendance: &'a [Attendee],
}

impl<'a> People<'a> {
    pub fn new(directory: &'a Directory) -> People<'a> {
        People { directory, attendance: &[] }
    }

    /// As `new`, for a document with this attendance.
    pub fn of_document(directory: &'a Directory, attendance: &'a [Attendee]) -> People<'a> {
        People { directory, attendance }
    }

    /// An owner's name. Somebody whom the directory does not have (yet) shows as in the attendance, else as the
    /// beginning of their id.
    pub fn owner(&self, owner: &Owner) -> String {
        let id = match owner {
            Owner::Named { name, .. } => return name.clone(),
            Owner::Person(id) => id,
        };
        let known = self.directory.person(id).map(|person| &person.name);
        let there = || self.attendance.iter().find(|each| each.person == Some(*id)).map(|each| &each.name);
        known.or_else(there).cloned().unwrap_or_else(|| id.short())
    }

    /// The owners' names. Who is named by two of their ids is one owner.
    pub fn owners(&self, owners: &[Owner]) -> Vec<String> {
        let known_as = |owner: &Owner| match owner {
            Owner::Person(id) => self.directory.person(id).map(|person| person.id),
            Owner::Named { .. } => None,
        };
        let is_first = |nth: usize| {
            let known = known_as(&owners[nth]);
            known.is_none() || owners[..nth].iter().all(|before| known_as(before) != known)
        };
        (0..owners.len()).filter(|nth| is_first(*nth)).map(|nth| self.owner(&owners[nth])).collect()
    }

    /// The municipality that an action concerns: its own, else the one that all its owners work for.
    pub fn municipality(&self, action: &Action) -> Option<String> {
        action.municipality.clone().or_else(|| self.common_municipality(&action.owners))
    }

    /// The municipality that all of them work for, where each one's is known.
    pub fn common_municipality(&self, owners: &[Owner]) -> Option<String> {
        let mut names = owners.iter().map(|owner| self.municipality_of(owner));
        let first = names.next()??;
        names.all(|name| name == Some(first)).then(|| first.to_owned())
    }

    fn municipality_of(&self, owner: &Owner) -> Option<&str> {
        let there = |is: &dyn Fn(&Attendee) -> bool| {
            self.attendance.iter().find(|each| is(each)).map(|each| each.municipality.as_str())
        };
        let name = match owner {
            Owner::Named { id, .. } => there(&|each| each.id == *id),
            Owner::Person(id) => match self.directory.person(id) {
                Some(person) => self.directory.municipalities.get(&person.municipality).map(String::as_str),
                None => there(&|each| each.person == Some(*id)),
            },
        };
        name.filter(|name| !name.is_empty())
    }

    /// Whom `name` means: somebody in the directory by full name, else by a first name that only one has;
    /// then the same in the document's attendance; else the name itself. `id` tells such a name apart from
    /// another of the same spelling.
    pub fn find(&self, name: &str, attendance: &[Attendee], id: impl FnOnce() -> String) -> Owner {
        let here: Vec<&Person> = self.directory.people.iter().filter(|person| !person.left).collect();
        if let Some(person) = by_name(&here, name, |person| &person.name) {
            return Owner::Person(person.id);
        }
        let attendees: Vec<&Attendee> = attendance.iter().collect();
        match by_name(&attendees, name, |attendee| &attendee.name) {
            Some(Attendee { person: Some(person), .. }) => Owner::Person(*person),
            Some(attendee) => Owner::Named { id: attendee.id.clone(), name: attendee.name.clone() },
            None => Owner::Named { id: id(), name: name.trim().to_owned() },
        }
    }

    /// Whom an attendee is in the directory: the same name, and the same municipality where both are known.
    pub fn attendee(&self, name: &str, municipality: &str) -> Option<&'a Person> {
        let municipality = folded(municipality);
        let mut same = self.directory.people.iter().filter(|person| {
            let theirs = self
                .directory
                .municipalities
                .get(&person.municipality)
                .map_or_else(String::new, |name| folded(name));
            folded(&person.name) == folded(name)
                && (theirs == municipality || theirs.is_empty() || municipality.is_empty())
        });
        let first = same.next()?;
        same.next().is_none().then_some(first)
    }
}

fn by_name<'a, T>(all: &[&'a T], wanted: &str, name: impl Fn(&T) -> &String) -> Option<&'a T> {
    let wanted = folded(wanted);
    let only = |matches: &dyn Fn(&str) -> bool| {
        let mut found = all.iter().copied().filter(|each| matches(&folded(name(each))));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    };
    only(&|name| name == wanted).or_else(|| only(&|name| name.split(' ').next() == Some(wanted.as_str())))
}

/// Whether a name is meant by what somebody filters by: each of its words is a word of the name.
pub fn is_meant(name: &str, wanted: &str) -> bool {
    let name = folded(name);
    let wanted = folded(wanted);
    !wanted.is_empty() && wanted.split(' ').all(|word| name.split(' ').any(|each| each == word))
}

#[cfg(test)]
mod tests {
    use samskriv_shared::{
        documents::{ActionStatus, AttendanceStatus, Due},
        ids::{ActionId, PersonId},
    };

    use super::*;

    fn person(n: u8, name: &str, municipality: &str) -> Person {
        Person { municipality: municipality.into(), ..Person::named(PersonId([n; 16]), name) }
    }

    fn directory() -> Directory {
        Directory {
            municipalities: [("1260", "Bjuv"), ("1284", "Höganäs")]
                .map(|(id, name)| (id.into(), name.into()))
                .into(),
            people: vec![
                person(1, "Anna Ek", "1260"),
                person(2, "Anna Lund", "1284"),
                person(3, "Åke Berg", "1260"),
                Person { left: true, ..person(4, "Siv Alm", "1260") },
            ],
            ..Directory::default()
        }
    }

    fn attendee(id: &str, name: &str, person: Option<PersonId>) -> Attendee {
        Attendee {
            id: id.into(),
            person,
            name: name.into(),
            title: String::new(),
            municipality: String::new(),
            status: AttendanceStatus::Present,
            chair: false,
            note: String::new(),
            order: 0,
        }
    }

    #[test]
    fn a_name_means_a_person_then_an_attendee_then_itself() {
        let directory = directory();
        let people = People::new(&directory);
        let there = [attendee("aa", "Bo Falk", None), attendee("bb", "Siv Alm", Some(PersonId([4; 16])))];
        let find = |name: &str| people.find(name, &there, || "new".into());
        let named = |id: &str, name: &str| Owner::Named { id: id.into(), name: name.into() };
        assert_eq!(find("anna  EK"), Owner::Person(PersonId([1; 16])));
        assert_eq!(find("åke"), Owner::Person(PersonId([3; 16])));
        assert_eq!(find("ake"), named("new", "ake"));
        assert_eq!(find("Anna"), named("new", "Anna"), "two are called so");
        assert_eq!(find("bo"), named("aa", "Bo Falk"));
        assert_eq!(find("Siv Alm"), Owner::Person(PersonId([4; 16])), "left, but was there");
        assert_eq!(find(" Kerstin "), named("new", "Kerstin"));
    }

    #[test]
    fn an_attendee_is_a_person_of_the_same_name_and_municipality() {
        let directory = directory();
        let people = People::new(&directory);
        let id = |name, municipality| people.attendee(name, municipality).map(|person| person.id);
        assert_eq!(id("Anna Ek", "Bjuv"), Some(PersonId([1; 16])));
        assert_eq!(id("Anna Ek", ""), Some(PersonId([1; 16])));
        assert_eq!(id("Anna Ek", "Höganäs"), None);
        assert_eq!(id("Anna", "Bjuv"), None);
    }

    #[test]
    fn an_action_concerns_its_own_municipality_or_its_owners() {
        let directory = directory();
        let people = People::new(&directory);
        let of = |owners: &[u8], municipality: Option<&str>| {
            people.municipality(&Action {
                id: ActionId([9; 16]),
                text: "Ring".into(),
                owners: owners.iter().map(|n| Owner::Person(PersonId([*n; 16]))).collect(),
                municipality: municipality.map(Into::into),
                due: Due::None,
                status: ActionStatus::Open,
            })
        };
        assert_eq!(of(&[1, 3], None).as_deref(), Some("Bjuv"));
        assert_eq!(of(&[1, 2], None), None);
        assert_eq!(of(&[], None), None);
        assert_eq!(of(&[8], None), None);
        assert_eq!(of(&[1], Some("Åstorp")).as_deref(), Some("Åstorp"));
        assert_eq!(people.owner(&Owner::Person(PersonId([8; 16]))), "08080808");
        let there = [attendee("cc", "Eva Holm", Some(PersonId([8; 16])))];
        let people = People::of_document(&directory, &there);
        assert_eq!(people.owner(&Owner::Person(PersonId([8; 16]))), "Eva Holm");
        assert_eq!(people.owner(&Owner::Person(PersonId([1; 16]))), "Anna Ek");
    }

    #[test]
    fn who_has_two_ids_is_named_once() {
        let mut directory = directory();
        directory.people[0].also = vec![PersonId([9; 16])];
        let people = People::new(&directory);
        let owners = [1, 2, 9].map(|n| Owner::Person(PersonId([n; 16])));
        assert_eq!(people.owners(&owners), ["Anna Ek", "Anna Lund"]);
        assert_eq!(people.owners(&owners[2..]), ["Anna Ek"]);
        assert_eq!(people.common_municipality(&owners[2..]).as_deref(), Some("Bjuv"));
    }

    #[test]
    fn whoever_was_there_works_for_what_the_attendance_says() {
        let directory = directory();
        let in_bjuv = |attendee| Attendee { municipality: "Bjuv".into(), ..attendee };
        let there = [
            in_bjuv(attendee("cc", "Eva Holm", Some(PersonId([8; 16])))),
            in_bjuv(attendee("dd", "Bo Falk", None)),
            attendee("ee", "Gunnar Dahl", None),
        ];
        let people = People::of_document(&directory, &there);
        let named = |id: &str| Owner::Named { id: id.into(), name: String::new() };
        let person = |n: u8| Owner::Person(PersonId([n; 16]));
        let of = |owners: &[Owner]| people.common_municipality(owners);
        assert_eq!(of(&[named("dd"), person(8), person(1)]).as_deref(), Some("Bjuv"));
        assert_eq!(of(&[named("dd"), person(2)]), None, "of two municipalities");
        assert_eq!(of(&[named("dd"), named("ee")]), None, "of one nobody knows");
        assert_eq!(of(&[named("ff")]), None);
    }

    #[test]
    fn filters_go_by_whole_words() {
        assert!(is_meant("Anna Ek", "anna"));
        assert!(is_meant("Anna Maria Ek", "Anna Ek"));
        assert!(!is_meant("Annamaria Ek", "Anna"));
        assert!(!is_meant("Anna Ek", " "));
    }
}
