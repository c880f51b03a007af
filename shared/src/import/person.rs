//! One person of a list: the name, and the facts that stand around it in cells, parentheses and commas.

use super::{
    ImportedAttendee,
    municipalities::{municipality, unmistakable},
    names::{is_name, is_occupation},
    people::tokens,
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
/// What stands before a name and is none of it.
const HONORIFICS: &[&str] = &["prof", "dr", "docent", "fil", "herr", "fru", "fröken"];
const SECRETARY: &[&str] =
    &["sekr", "sekreterare", "mötessekreterare", "antecknare", "secretary", "vid anteckningarna"];
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
    "anslöt",
    "ansluter",
    "ankom",
    "gick kl",
    "avvek",
    "deltog ",
    "sjuk",
    "semester",
    "vab",
    "ledig",
    "ersätt",
    "i stället för",
    "istället för",
    "via teams",
    "via zoom",
    "teams",
    "förhinder",
    "anmält",
    "justerar",
    "§",
];

impl Entry {
    /// The person that a token names, with what its parentheses say; none if it is no name. A lone
    /// first name counts where `single` allows it.
    pub(super) fn read(token: &str, status: AttendanceStatus, single: bool) -> Option<Entry> {
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
        if let Some((name, place)) = text.split_once(" från ")
            && is_name(name.trim())
            && (place.starts_with(char::is_uppercase) || name.trim().contains(' '))
            && place.starts_with(char::is_alphabetic)
            && place.split_whitespace().count() <= 5
        {
            self.fact(place);
            return Some(joined_words(name));
        }
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
            let word = lower.trim_end_matches('.');
            let role = CHAIR.contains(&word) || HONORIFICS.contains(&word) || is_occupation(&lower);
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
        let notes = |text: &&str| is_note(&text.to_lowercase());
        if !outside.is_empty() && inside.iter().any(notes) {
            for part in std::iter::once(outside.as_str()).chain(inside) {
                self.plain_fact(part);
            }
        } else if !outside.is_empty()
            && (inside.iter().any(says_role)
                || inside.iter().any(|inner| municipality(inner).is_some())
                || says_role(&outside.as_str())
                || municipality(&outside).is_some())
        {
            self.plain_fact(&outside);
            inside.into_iter().for_each(|fact| self.plain_fact(fact));
        } else {
            self.plain_fact(text);
        }
    }

    fn plain_fact(&mut self, text: &str) {
        let text = text.trim();
        let bracketed = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
        let text = bracketed.unwrap_or(text).trim();
        let lower = text.to_lowercase();
        // "som var ordförande"
        let word = ["som var ", "som är ", "tillika ", "mötets ", "nätverkets "]
            .iter()
            .find_map(|before| lower.strip_prefix(before))
            .unwrap_or(&lower)
            .trim_end_matches('.');
        let attendee = &mut self.attendee;
        if !text.contains(char::is_alphanumeric) {
        } else if CHAIR.contains(&word) {
            attendee.chair = true;
        } else if SECRETARY.contains(&word) {
            self.secretary = true;
        } else if let Some(name) = municipality(text) {
            attendee.municipality = name.to_owned();
        } else if is_note(&lower) {
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
    // The last words may be a name of two, or end with "kommun".
    let splits = text.match_indices(' ').map(|(at, _)| (&text[..at], &text[at + 1..]));
    splits.filter(|(_, place)| place.len() <= 40).find_map(|(title, place)| {
        let occupation = title.split(' ').next_back().is_some_and(|word| is_occupation(&word.to_lowercase()));
        let official = [" kommun", " stad"].iter().any(|ending| place.ends_with(ending));
        municipality(place).filter(|_| occupation || official).map(|place| (title, place))
    })
}

fn is_note(lower: &str) -> bool {
    let clock = lower.starts_with("kl") && lower.contains(|c: char| c.is_ascii_digit());
    clock || NOTES.iter().any(|note| lower.contains(note))
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
    text.strip_suffix('.').filter(|_| sentence_end).unwrap_or(text)
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
