//! Somebody of the attendance on one line: "Eva Ek (ordf.), socialchef, Bjuv (till kl. 10.30)"; where that
//! would read as somebody else, with each fact by its name: "Namn: Eva; titel: Bjuv; ordförande".

use super::guard::{guarded, parts, unguarded};
use crate::{
    documents::AttendanceStatus,
    import::{ImportedAttendee, official_municipality},
};

const CHAIR: &str = " (ordf.)";
const NAME: &str = "Namn: ";
const TITLE: &str = "titel: ";
const MUNICIPALITY: &str = "kommun: ";
const NOTE: &str = "anteckning: ";
const IS_CHAIR: &str = "ordförande";

pub(super) fn write(person: &ImportedAttendee) -> String {
    let natural = natural(person);
    let reads_back = !natural.is_empty() && read(&natural, person.status) == *person;
    if reads_back { natural } else { by_names(person) }
}

pub(super) fn read(line: &str, status: AttendanceStatus) -> ImportedAttendee {
    let nobody = ImportedAttendee {
        name: String::new(),
        title: String::new(),
        municipality: String::new(),
        status,
        chair: false,
        note: String::new(),
    };
    match line.strip_prefix(NAME) {
        Some(named) => read_by_names(named, nobody),
        None => read_natural(line, nobody),
    }
}

fn natural(person: &ImportedAttendee) -> String {
    let mut line = person.name.clone();
    if person.chair {
        line += CHAIR;
    }
    for fact in [&person.title, &person.municipality] {
        if !fact.is_empty() {
            line += ", ";
            line += fact;
        }
    }
    if person.note.is_empty() { line } else { format!("{line} ({})", person.note) }
}

fn read_natural(line: &str, mut person: ImportedAttendee) -> ImportedAttendee {
    let mut rest = line;
    if !rest.ends_with(CHAIR)
        && let Some((before, note)) = rest.strip_suffix(')').and_then(|open| open.rsplit_once(" ("))
    {
        note.clone_into(&mut person.note);
        rest = before;
    }
    let (name, facts) = rest.split_once(", ").unwrap_or((rest, ""));
    let bare = name.strip_suffix(CHAIR);
    person.chair = bare.is_some();
    bare.unwrap_or(name).clone_into(&mut person.name);
    let (title, last) = facts.rsplit_once(", ").unwrap_or(("", facts));
    if official_municipality(last) {
        last.clone_into(&mut person.municipality);
        title.clone_into(&mut person.title);
    } else {
        facts.clone_into(&mut person.title);
    }
    person
}

fn by_names(person: &ImportedAttendee) -> String {
    let mut line = format!("{NAME}{}", guarded(&person.name, &[';']));
    for (name, value) in [(TITLE, &person.title), (MUNICIPALITY, &person.municipality), (NOTE, &person.note)]
    {
        if !value.is_empty() {
            line += &format!("; {name}{}", guarded(value, &[';']));
        }
    }
    if person.chair {
        line += &format!("; {IS_CHAIR}");
    }
    line
}

fn read_by_names(named: &str, mut person: ImportedAttendee) -> ImportedAttendee {
    let mut parts = parts(named, ';').into_iter();
    person.name = unguarded(parts.next().unwrap_or_default());
    for part in parts {
        person.chair |= part == IS_CHAIR;
        for (name, value) in
            [(TITLE, &mut person.title), (MUNICIPALITY, &mut person.municipality), (NOTE, &mut person.note)]
        {
            if let Some(told) = part.strip_prefix(name) {
                *value = unguarded(told);
            }
        }
    }
    person
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, title: &str, municipality: &str, note: &str, chair: bool) -> ImportedAttendee {
        ImportedAttendee {
            name: name.into(),
            title: title.into(),
            municipality: municipality.into(),
            status: AttendanceStatus::Present,
            chair,
            note: note.into(),
        }
    }

    #[test]
    fn people_are_written_as_minutes_have_them() {
        for (person, line) in [
            (person("Eva Ek", "", "Bjuv", "", true), "Eva Ek (ordf.), Bjuv"),
            (person("Eva Ek", "socialchef, tf", "Bjuv", "", false), "Eva Ek, socialchef, tf, Bjuv"),
            (person("Eva Ek", "", "", "till kl. 10.30", false), "Eva Ek (till kl. 10.30)"),
            (person("Eva Ek", "", "", "", true), "Eva Ek (ordf.)"),
            (person("Eva Ek", "utredare", "", "", false), "Eva Ek, utredare"),
        ] {
            assert_eq!(write(&person), line);
            assert_eq!(read(line, AttendanceStatus::Present), person);
        }
    }

    #[test]
    fn what_would_read_as_somebody_else_is_told_by_names() {
        for (person, line) in [
            (person("Eva Ek", "Bjuv", "", "", false), "Namn: Eva Ek; titel: Bjuv"),
            (
                person("Eva Ek", "", "Region Skåne", "", true),
                "Namn: Eva Ek; kommun: Region Skåne; ordförande",
            ),
            (person("Ek, Eva", "", "Bjuv", "a;b", false), r"Namn: Ek, Eva; kommun: Bjuv; anteckning: a\;b"),
            (person("Eva (ordf.)", "", "", "", false), "Namn: Eva (ordf.)"),
            (person("Namn: x", "", "", "", false), "Namn: Namn: x"),
        ] {
            assert_eq!(write(&person), line);
            assert_eq!(read(line, AttendanceStatus::Present), person);
        }
    }
}
