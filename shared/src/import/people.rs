//! People as attendance lists write them: "Eva Ek (ordf.)<tab>Bjuv", "Eva Ek, socialchef, Bjuv", "Bjuv:
//! Eva Ek", "Eva Ek (Bjuv), Per Palm (Klippan) och Siv Sand". A text that is no people gives none.

use super::{closing::last_bytes, municipalities::municipality};
pub(super) use super::{names::is_name, person::Entry};
use crate::documents::AttendanceStatus;

/// "Närvarande var jag, dvs. Eva Ek, och …"
const MYSELF: &[&str] = &["jag", "undertecknad", "jag själv"];
const MAX_TITLE_WORDS: usize = 8;

/// The people of one line. `single` allows a lone first name ("Eva").
pub(super) fn of_line(text: &str, status: AttendanceStatus, single: bool) -> Vec<Entry> {
    let columns = columns(text);
    let [first, rest @ ..] = columns.as_slice() else {
        return Vec::new();
    };
    if rest.is_empty() {
        return running(first, status, single);
    }
    if columns.iter().all(|column| is_name(column) && column.contains(' ')) {
        return columns.iter().flat_map(|name| running(name, status, single)).collect();
    }
    let mut people = running(first, status, true);
    let mut facts = rest;
    if people.is_empty() {
        // "Bjuv<tab>Eva Ek": the municipality first.
        let Some((second, others)) = rest.split_first() else {
            return Vec::new();
        };
        if municipality(first).is_none() {
            return Vec::new();
        }
        people = running(second, status, false);
        for person in &mut people {
            person.fact(first);
        }
        facts = others;
    }
    for person in &mut people {
        for fact in facts.iter().flat_map(|cell| cell.split(", ")) {
            person.fact(fact);
        }
    }
    people
}

/// The cells of a line: between tabs, pipes or gaps of two spaces; empty ones left out.
pub(super) fn columns(text: &str) -> Vec<&str> {
    text.split(['\t', '|'])
        .flat_map(|cell| cell.split("  "))
        .map(str::trim)
        .filter(|cell| cell.contains(char::is_alphanumeric))
        .collect()
}

/// How guests follow on those who belong there.
const GUESTS: &[&str] = &[" som gäst ", " som gäster ", " som inbjuden ", " som inbjudna "];

/// "…, Per Palm och som gäst Siv Sand från Region Skåne": those before, and the guests.
fn with_guests(text: &str) -> Option<(&str, &str)> {
    let (at, words) = GUESTS.iter().filter_map(|words| Some((text.find(words)?, words))).min()?;
    let before = text[..at].trim_end();
    let before =
        ["och", "samt", "dessutom"].iter().find_map(|and| before.strip_suffix(and)).unwrap_or(before);
    let before = before.trim_end_matches([',', ' ']);
    (!before.is_empty())
        .then(|| (before, text[at + words.len()..].trim_start_matches("deltog ").trim_end_matches('.')))
}

/// People in a running text, separated by commas and "och".
pub(super) fn running(text: &str, status: AttendanceStatus, single: bool) -> Vec<Entry> {
    if let Some((before, guests)) = with_guests(text) {
        let mut people = running(before, status, single);
        if !people.is_empty() {
            people.extend(running(guests, AttendanceStatus::Other, single));
            return people;
        }
    }
    let (group, text) = group(text);
    let mut people: Vec<Entry> = Vec::new();
    // How many at the end are joined by "och" and share what follows.
    let mut joined = 0;
    let mut waiting = group;
    for (token, and) in tokens(text) {
        if people.is_empty() && MYSELF.contains(&token.to_lowercase().as_str()) {
            continue;
        }
        let token = token.strip_prefix("dvs. ").or(token.strip_prefix("dvs ")).unwrap_or(token);
        let last_single = people.last().is_none_or(|last| !last.attendee.name.contains(' '));
        match Entry::read(token, status, last_single) {
            Some(mut entry) => {
                if let Some(name) = waiting {
                    entry.fact(name);
                    waiting = group;
                }
                joined = if and { joined + 1 } else { 1 };
                let from = &entry.attendee.municipality;
                if token.contains(" från ") && !from.is_empty() {
                    // "Eva Ek och Per Palm från Bjuv"
                    let before = people.len() + 1 - joined;
                    let bare =
                        people[before..].iter_mut().filter(|person| person.attendee.municipality.is_empty());
                    bare.for_each(|person| person.attendee.municipality.clone_from(from));
                }
                people.push(entry);
            }
            None if people.is_empty() => match municipality(token) {
                Some(name) => waiting = Some(name),
                None => return Vec::new(),
            },
            None if token.split_whitespace().count() > MAX_TITLE_WORDS => return Vec::new(),
            None => {
                let shared = municipality(token).is_some();
                let from = people.len() - if shared { joined.min(people.len()) } else { 1 };
                for person in &mut people[from..] {
                    if !shared || person.attendee.municipality.is_empty() {
                        person.fact(token);
                    }
                }
                joined = 1;
            }
        }
    }
    let lone = matches!(people.as_slice(), [one] if one.is_bare() && !one.attendee.name.contains(' '));
    if lone && !single {
        return Vec::new();
    }
    people
}

/// Whether a text begins with somebody's whole name.
pub(super) fn begins(text: &str) -> bool {
    let first = tokens(text).next().map(|(token, _)| token);
    first.is_some_and(|token| Entry::read(token, AttendanceStatus::Present, false).is_some())
}

/// Whether a list breaks off behind a first name: the rest of the name stands on the next line.
pub(super) fn breaks_in_name(text: &str) -> bool {
    // The end is enough, and a list may be as long as the file.
    let text = last_bytes(text, 200);
    let Some((last, _)) = tokens(text).last() else {
        return false;
    };
    let lone = !last.contains(' ') && text.ends_with(last) && is_name(last);
    let mut before = tokens(&text[..text.len() - if lone { last.len() } else { 0 }]);
    lone && before.any(|(token, _)| Entry::read(token, AttendanceStatus::Present, false).is_some())
}

/// Whether a list breaks off inside a parenthesis.
pub(super) fn breaks_in_parenthesis(text: &str) -> bool {
    let text = last_bytes(text, 200);
    text.rfind('(') > text.rfind(')')
}

/// "Bjuv: Eva Ek, Per Palm"
fn group(text: &str) -> (Option<&'static str>, &str) {
    match text.split_once(':') {
        Some((before, rest)) => match municipality(before) {
            Some(name) => (Some(name), rest),
            None => (None, text),
        },
        None => (None, text),
    }
}

/// The parts between commas, semicolons, spaced dashes and "och" outside parentheses; with each whether
/// an "och" stood before it. Lazy: often only the first part is asked for, of a text as long as the file.
pub(super) fn tokens(text: &str) -> Tokens<'_> {
    Tokens { rest: Some(text), and: false }
}

/// See [`tokens`].
pub(super) struct Tokens<'a> {
    rest: Option<&'a str>,
    and: bool,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (&'a str, bool);

    fn next(&mut self) -> Option<(&'a str, bool)> {
        loop {
            let text = self.rest.take()?;
            let and = self.and;
            let (token, rest) = match first_separator(text) {
                Some((at, length, is_and)) => {
                    self.and = is_and;
                    (&text[..at], Some(&text[at + length..]))
                }
                None => (text, None),
            };
            self.rest = rest;
            if token.contains(char::is_alphanumeric) {
                return Some((token.trim(), and));
            }
        }
    }
}

/// Where the first separator outside parentheses stands, its length, and whether it is an "och".
fn first_separator(text: &str) -> Option<(usize, usize, bool)> {
    let mut depth = 0_usize;
    // All that matters here is ASCII, which no byte of another character is.
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b',' | b';' if depth == 0 => return Some((at, 1, false)),
            b' ' if depth == 0 => {
                // "Sveriges Kommuner och Regioner" is one.
                let one = text[at..].starts_with(" och Regioner") && text[..at].ends_with("Kommuner");
                if let Some((length, and)) = separator(&text[at..]).filter(|_| !one) {
                    return Some((at, length, and));
                }
            }
            _ => {}
        }
    }
    None
}

/// A separator that begins with a space.
fn separator(rest: &str) -> Option<(usize, bool)> {
    for dash in [" - ", " – ", " — "] {
        if rest.starts_with(dash) {
            return Some((dash.len(), false));
        }
    }
    for and in [" och ", " samt ", " and ", " & "] {
        // "socialchef och vice ordförande" is one title.
        if let Some(after) = rest.strip_prefix(and)
            && after.starts_with(char::is_uppercase)
        {
            return Some((and.len(), true));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        of_line(text, AttendanceStatus::Present, false)
            .into_iter()
            .map(|entry| {
                let person = entry.attendee;
                let chair = if person.chair { "*" } else { "" };
                let secretary = if entry.secretary { "+" } else { "" };
                let facts = [person.title, person.municipality, person.note].join("|");
                format!("{}{chair}{secretary}|{facts}", person.name)
            })
            .collect()
    }

    #[test]
    fn reads_one_person_in_every_layout() {
        for (text, expected) in [
            ("Eva Ek (ordf.)\tBjuv", "Eva Ek*||Bjuv|"),
            ("Eva Ek   Bjuvs kommun", "Eva Ek||Bjuv|"),
            ("Bjuv\tEva Ek", "Eva Ek||Bjuv|"),
            ("Bjuv: Eva Ek", "Eva Ek||Bjuv|"),
            ("Eva Ek, Bjuv", "Eva Ek||Bjuv|"),
            ("Eva Ek (Bjuv)", "Eva Ek||Bjuv|"),
            ("Eva Ek – Bjuv", "Eva Ek||Bjuv|"),
            ("Eva Ek från Bjuv", "Eva Ek||Bjuv|"),
            ("Eva Ek Bjuv", "Eva Ek||Bjuv|"),
            ("Eva Ek, socialchef, Bjuv, ordförande", "Eva Ek*|socialchef|Bjuv|"),
            ("Eva Ek, socialchef Bjuv", "Eva Ek|socialchef|Bjuv|"),
            ("socialchef Eva Ek (Bjuv)", "Eva Ek|socialchef|Bjuv|"),
            ("Eva Ek (sekr.), Bjuv", "Eva Ek+||Bjuv|"),
            ("Eva Ek (Bjuv, t.o.m. kl. 10.30)", "Eva Ek||Bjuv|t.o.m. kl. 10.30"),
            (
                "Eva Ek\tPlaneringsledare Familjen Helsingborg",
                "Eva Ek|Planeringsledare Familjen Helsingborg||",
            ),
            ("Maria af Ekenstam, Östra Göinge", "Maria af Ekenstam||Östra Göinge|"),
            ("Anna Maria Lund", "Anna Maria Lund|||"),
        ] {
            assert_eq!(read(text), [expected], "{text}");
        }
    }

    #[test]
    fn reads_people_in_a_sentence() {
        assert_eq!(
            read("Eva Ek (ordf., Bjuv), Per Palm (Klippan) och Siv Sand, utredare."),
            ["Eva Ek*||Bjuv|", "Per Palm||Klippan|", "Siv Sand|utredare||"]
        );
        assert_eq!(
            read("Eva Ek och Per Palm, Bjuv, Siv Sand, Klippan"),
            ["Eva Ek||Bjuv|", "Per Palm||Bjuv|", "Siv Sand||Klippan|"]
        );
    }

    #[test]
    fn what_is_nobody_gives_none() {
        for text in [
            "Inledning",
            "10 av 11 kommuner är representerade.",
            "Alla kommuner utom Bjuv var med.",
            "Region Skåne",
            "Bjuv",
            "-------------\t--",
            "Helsingborg\tBredgatan",
        ] {
            assert_eq!(read(text), Vec::<String>::new(), "{text}");
        }
    }
}
