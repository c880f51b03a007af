//! People as attendance lists write them: "Eva Ek (ordf.)<tab>Bjuv", "Eva Ek, socialchef, Bjuv", "Bjuv:
//! Eva Ek", "Eva Ek (Bjuv), Per Palm (Klippan) och Siv Sand". A text that is no people gives none.

use super::{
    ImportedAttendee,
    municipalities::{municipality, unmistakable},
};
use crate::documents::AttendanceStatus;

/// A person of a list, and whether the list calls them the secretary.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub attendee: ImportedAttendee,
    pub secretary: bool,
}

const CHAIR: &[&str] = &[
    "ordf",
    "ordförande",
    "mötesordförande",
    "mötesordf",
    "chair",
    "chairperson",
    "mötesledare",
    "sammankallande",
];
const SECRETARY: &[&str] = &[
    "sekr",
    "sekreterare",
    "mötessekreterare",
    "antecknare",
    "secretary",
    "vid anteckningarna",
];
const NOTES: &[&str] = &[
    "t.o.m",
    "tom ",
    "från kl",
    "fr.o.m",
    "till kl",
    "distans",
    "digitalt",
    "via teams",
    "via länk",
    "länk",
    "punkt",
    "anlände",
    "lämnade",
    "del av",
    "§",
];
/// How the words for what people do end.
const OCCUPATIONS: &[&str] = &[
    "chef",
    "ledare",
    "strateg",
    "samordnare",
    "sekreterare",
    "direktör",
    "konsult",
    "utredare",
    "handläggare",
    "controller",
    "utvecklare",
    "koordinator",
    "assistent",
    "jurist",
    "ekonom",
    "manager",
    "ordförande",
    "forskare",
    "professor",
    "lektor",
    "socionom",
    "kurator",
    "sköterska",
    "pedagog",
    "specialist",
    "rådgivare",
    "expert",
    "administratör",
    "moderator",
    "doktorand",
    "analytiker",
    "planerare",
    "föreläsare",
    "representant",
    "ordf",
];
/// What begins with a capital and is nobody's name.
const NO_NAMES: &[&str] = &[
    "region",
    "regionen",
    "familjen",
    "kommunförbundet",
    "länsstyrelsen",
    "socialstyrelsen",
    "skr",
    "försäkringskassan",
    "arbetsförmedlingen",
    "polisen",
    "högskolan",
    "universitetet",
    "nätverket",
    "alla",
    "samtliga",
    "ingen",
    "inga",
    "inget",
    "namn",
    "kommun",
    "anteckningar",
    "dagordning",
    "nästa",
    "föregående",
    "beslut",
    "vid",
    "till",
    "från",
    "det",
    "den",
    "vi",
    "teams",
    "zoom",
    "stadshuset",
    "kommunhuset",
    "rådhuset",
];
const PARTICLES: &[&str] = &[
    "von", "af", "de", "van", "der", "la", "al", "el", "da", "di", "du", "den", "ter",
];
const MAX_NAME_WORDS: usize = 5;
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
        for fact in facts {
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

/// People in a running text, separated by commas and "och".
pub(super) fn running(text: &str, status: AttendanceStatus, single: bool) -> Vec<Entry> {
    let (group, text) = group(text);
    let mut people: Vec<Entry> = Vec::new();
    // How many at the end are joined by "och" and share what follows.
    let mut joined = 0;
    let mut waiting = group;
    for (token, and) in tokens(text) {
        let last_single = people
            .last()
            .is_none_or(|last| !last.attendee.name.contains(' '));
        match Entry::read(token, status, last_single) {
            Some(mut entry) => {
                if let Some(name) = waiting {
                    entry.fact(name);
                    waiting = group;
                }
                joined = if and { joined + 1 } else { 1 };
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
    let lone =
        matches!(people.as_slice(), [one] if one.is_bare() && !one.attendee.name.contains(' '));
    if lone && !single {
        return Vec::new();
    }
    people
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
/// an "och" stood before it.
fn tokens(text: &str) -> Vec<(&str, bool)> {
    let mut tokens = Vec::new();
    let (mut start, mut depth, mut and) = (0, 0_usize, false);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let separator = (depth == 0).then(|| separator(&text[at..])).flatten();
        if let Some((length, is_and)) = separator {
            tokens.push((text[start..at].trim(), and));
            and = is_and;
            at += length;
            start = at;
        } else {
            at += c.len_utf8();
        }
    }
    tokens.push((text[start..].trim(), and));
    tokens.retain(|(token, _)| token.contains(char::is_alphanumeric));
    tokens
}

fn separator(rest: &str) -> Option<(usize, bool)> {
    if rest.starts_with([',', ';']) {
        return Some((1, false));
    }
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

/// Whether a text can be somebody's name.
pub(super) fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().take(MAX_NAME_WORDS + 1).collect();
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let named = words.iter().zip(&lower).all(|(word, lower)| {
        let letters = word
            .chars()
            .all(|c| c.is_alphabetic() || "-'’.´`".contains(c));
        letters && (word.starts_with(char::is_uppercase) || PARTICLES.contains(&lower.as_str()))
    });
    let known_word = lower
        .iter()
        .any(|word| NO_NAMES.contains(&word.as_str()) || is_occupation(word));
    let abbreviation =
        words.len() == 1 && (text.chars().count() < 2 || !text.contains(char::is_lowercase));
    named
        && (1..=MAX_NAME_WORDS).contains(&words.len())
        && text.starts_with(char::is_uppercase)
        && !known_word
        && !abbreviation
        && municipality(text).is_none()
        && !lower
            .last()
            .is_some_and(|word| word.ends_with('.') && word.chars().count() > 2)
}

fn is_occupation(lower: &str) -> bool {
    let word = lower.trim_end_matches('.');
    OCCUPATIONS.iter().any(|ending| word.ends_with(ending))
}

impl Entry {
    fn read(token: &str, status: AttendanceStatus, single: bool) -> Option<Entry> {
        let mut entry = Entry {
            attendee: ImportedAttendee {
                name: String::new(),
                title: String::new(),
                municipality: String::new(),
                status,
                chair: false,
                note: String::new(),
            },
            secretary: false,
        };
        let (outside, inside) = parentheses(token);
        let name = entry.name_of(outside.trim().trim_end_matches([':', ',']))?;
        if !single && !name.contains(' ') {
            return None;
        }
        entry.attendee.name = name;
        for facts in inside {
            for (fact, _) in tokens(facts) {
                entry.fact(fact);
            }
        }
        Some(entry)
    }

    /// The name without the roles and municipalities around it, which become facts.
    fn name_of(&mut self, text: &str) -> Option<String> {
        let text = text.trim();
        let bare = text.strip_suffix('.').filter(|bare| is_name(bare));
        let text = bare.unwrap_or(text);
        for from in [" från ", " i ", " from ", "/"] {
            if let Some((name, place)) = text.split_once(from)
                && let Some(found) = municipality(place)
                && is_name(name.trim())
            {
                self.attendee.municipality = found.to_owned();
                return Some(joined_words(name));
            }
        }
        if let Some((first, rest)) = text.split_once(' ') {
            let lower = first.to_lowercase();
            let role = CHAIR.contains(&lower.trim_end_matches('.')) || is_occupation(&lower);
            if role && rest.contains(' ') && is_name(rest) {
                self.fact(first);
                return Some(joined_words(rest));
            }
        }
        if let Some((name, last)) = text.rsplit_once(' ') {
            let role = CHAIR.contains(&last.to_lowercase().trim_end_matches('.'));
            let place = unmistakable(last).is_some() && name.contains(' ');
            if (role || place) && is_name(name.trim()) {
                self.fact(last);
                return Some(joined_words(name));
            }
        }
        is_name(text).then(|| joined_words(text))
    }

    /// Puts what a cell or parenthesis says in its place: role, municipality, note, else title.
    pub(super) fn fact(&mut self, text: &str) {
        let (outside, inside) = parentheses(text);
        let says_role = |text: &&str| {
            let lower = text.to_lowercase();
            let word = lower.trim_end_matches('.');
            CHAIR.contains(&word) || SECRETARY.contains(&word)
        };
        if !outside.is_empty() && (inside.iter().any(says_role) || municipality(&outside).is_some())
        {
            self.plain_fact(&outside);
            inside.into_iter().for_each(|fact| self.plain_fact(fact));
        } else {
            self.plain_fact(text);
        }
    }

    fn plain_fact(&mut self, text: &str) {
        let text = text.trim();
        let bracketed = text
            .strip_prefix('(')
            .and_then(|inner| inner.strip_suffix(')'));
        let text = bracketed.unwrap_or(text).trim();
        let lower = text.to_lowercase();
        let word = lower.trim_end_matches('.');
        let attendee = &mut self.attendee;
        if !text.contains(char::is_alphanumeric) {
        } else if CHAIR.contains(&word) {
            attendee.chair = true;
        } else if SECRETARY.contains(&word) {
            self.secretary = true;
        } else if let Some(name) = municipality(text) {
            attendee.municipality = name.to_owned();
        } else if NOTES.iter().any(|note| lower.contains(note)) {
            append(&mut attendee.note, text);
        } else if let Some((title, place)) = title_and_place(text) {
            attendee.municipality = place.to_owned();
            append(&mut attendee.title, title);
        } else {
            append(&mut attendee.title, &joined_words(without_full_stop(text)));
        }
    }

    /// Whether only the name is known.
    pub(super) fn is_bare(&self) -> bool {
        let attendee = &self.attendee;
        let known = [&attendee.title, &attendee.municipality, &attendee.note];
        !attendee.chair && !self.secretary && known.iter().all(|text| text.is_empty())
    }
}

/// "socialchef Bjuv", "socialchef i Bjuvs kommun"; "Planeringsledare Familjen Helsingborg" is one title.
fn title_and_place(text: &str) -> Option<(&str, &'static str)> {
    for preposition in [" i ", " för ", " från "] {
        if let Some((title, place)) = text.split_once(preposition) {
            return municipality(place).map(|place| (title.trim(), place));
        }
    }
    let (title, place) = text.rsplit_once(' ')?;
    let occupation = title
        .split(' ')
        .next_back()
        .is_some_and(|word| is_occupation(&word.to_lowercase()));
    (occupation && !title.contains(' ')).then_some(())?;
    municipality(place).map(|place| (title, place))
}

/// What stands outside and inside of parentheses.
fn parentheses(text: &str) -> (String, Vec<&str>) {
    let mut outside = String::new();
    let mut inside = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(['(', '[']) {
        outside.push_str(before);
        outside.push(' ');
        let (within, behind) = after.split_once([')', ']']).unwrap_or((after, ""));
        inside.push(within);
        rest = behind;
    }
    outside.push_str(rest);
    (joined_words(&outside), inside)
}

/// "utredare." at the end of a sentence; "bitr. chef m.m." keeps its own.
fn without_full_stop(text: &str) -> &str {
    let last = text.split_whitespace().next_back().unwrap_or_default();
    let sentence_end = last.chars().count() > 6 && last.matches('.').count() == 1;
    text.strip_suffix('.')
        .filter(|_| sentence_end)
        .unwrap_or(text)
}

fn joined_words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn append(field: &mut String, text: &str) {
    if !field.is_empty() {
        field.push_str(", ");
    }
    field.push_str(text);
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
            (
                "Eva Ek, socialchef, Bjuv, ordförande",
                "Eva Ek*|socialchef|Bjuv|",
            ),
            ("Eva Ek, socialchef Bjuv", "Eva Ek|socialchef|Bjuv|"),
            ("socialchef Eva Ek (Bjuv)", "Eva Ek|socialchef|Bjuv|"),
            ("Eva Ek (sekr.), Bjuv", "Eva Ek+||Bjuv|"),
            (
                "Eva Ek (Bjuv, t.o.m. kl. 10.30)",
                "Eva Ek||Bjuv|t.o.m. kl. 10.30",
            ),
            (
                "Eva Ek\tPlaneringsledare Familjen Helsingborg",
                "Eva Ek|Planeringsledare Familjen Helsingborg||",
            ),
            (
                "Maria af Ekenstam, Östra Göinge",
                "Maria af Ekenstam||Östra Göinge|",
            ),
            ("Anna Maria Lund", "Anna Maria Lund|||"),
        ] {
            assert_eq!(read(text), [expected], "{text}");
        }
    }

    #[test]
    fn reads_people_in_a_sentence() {
        assert_eq!(
            read("Eva Ek (ordf., Bjuv), Per Palm (Klippan) och Siv Sand, utredare."),
            [
                "Eva Ek*||Bjuv|",
                "Per Palm||Klippan|",
                "Siv Sand|utredare||"
            ]
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
