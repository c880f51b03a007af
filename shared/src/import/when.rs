//! When and where: what a line of the header says with a date, a time and perhaps the place in one.

use std::ops::Range;

use jiff::civil::Time;

use super::{
    dates::{self, Day},
    inline, municipalities, times,
};

/// What a text says about when.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct When {
    /// The first day, and the last of several.
    pub days: Option<(Day, Option<Day>)>,
    pub times: Option<(Time, Option<Time>)>,
    /// Where these stand, in bytes.
    ranges: Vec<Range<usize>>,
}

/// Places that need no label.
const PLACES: &[&str] = &[
    "teams",
    "zoom",
    "digitalt",
    "stadshus",
    "rådhus",
    "kommunhus",
    "distans",
    "skype",
    "länk",
    "sal ",
    "rum ",
    "konferens",
    "digital",
    "medborgarhus",
    "folkets hus",
    "kulturhus",
    "sessionssal",
    "sammanträdesrum",
    "hotell",
    "vårdcentral",
    "bibliotek",
    "förvaltning",
    "socialkontor",
    "lokal ",
];
/// Words around a date that say nothing of their own.
const FILLERS: &[&str] = &[
    "den",
    "kl",
    "klockan",
    "datum",
    "tid",
    "och",
    "måndag",
    "tisdag",
    "onsdag",
    "torsdag",
    "fredag",
    "lördag",
    "söndag",
    "måndagen",
    "tisdagen",
    "onsdagen",
    "torsdagen",
    "fredagen",
    "lördagen",
    "söndagen",
    "mån",
    "tis",
    "ons",
    "tors",
    "tor",
    "fre",
    "lör",
    "sön",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "at",
    "on",
    "vecka",
    "v",
];
/// Words before a place.
const PREPOSITIONS: &[&str] = &["i", "på", "via", "in", "at", "hos", "plats", "lokal"];
/// What minutes call themselves: beside the date in a line below the title it says nothing new.
pub(super) const GENERIC: &[&str] = &[
    "minnesanteckningar",
    "anteckningar",
    "mötesanteckningar",
    "protokoll",
    "mötesprotokoll",
    "minutes",
    "notes",
    "minnesanteckning",
    "sammanträdesprotokoll",
    "mötesnoteringar",
    "noteringar",
    "minnesnoteringar",
    "protokollsutdrag",
    "tjänsteanteckningar",
    "mötesreferat",
    "referat",
];
const AROUND_GENERIC: &[&str] =
    &["från", "möte", "mötet", "för", "vid", "minutes", "of", "träff", "nätverksträff"];

/// The first date, and the time behind or before it. Where the place makes clear that this is about time
/// (`lenient`), or beside a date, "9-12" means hours.
pub(super) fn read(text: &str, lenient: bool) -> Option<When> {
    let day = dates::find(text).or_else(|| dates::short(text).filter(|_| lenient));
    let after = day.as_ref().map_or(0, |found| found.range.end);
    let time = times::find(&text[after..], lenient || day.is_some())
        .map(|found| times::Found { range: found.range.start + after..found.range.end + after, ..found });
    let time = time.or_else(|| times::find(&text[..day.as_ref()?.range.start], lenient));
    let day_range = day.as_ref().map(|found| found.range.clone());
    let time_range = time.as_ref().map(|found| found.range.clone());
    let ranges: Vec<_> = day_range.into_iter().chain(time_range).collect();
    (!ranges.is_empty()).then(|| When {
        days: day.map(|found| (found.first, found.last)),
        times: time.map(|found| (found.starts, found.ends)),
        ranges,
    })
}

impl When {
    /// Whether the text says nothing else of weight; `generic` words for minutes do not count.
    pub(super) fn is_all(&self, text: &str, generic: bool) -> bool {
        is_filler(text, &self.ranges, generic)
    }

    /// Whether the text is a date or time, perhaps with a place, and nothing else.
    pub(super) fn says_when_and_where(&self, text: &str) -> bool {
        self.is_all(text, false)
            || (self.days.is_some() && self.times.is_some() && self.place(text, false).is_some())
    }

    /// From the beginning of the first of date and time to the end of the last, in bytes.
    pub(super) fn span(&self) -> (usize, usize) {
        let start = self.ranges.iter().map(|range| range.start).min();
        let end = self.ranges.iter().map(|range| range.end).max();
        (start.unwrap_or(0), end.unwrap_or(0))
    }

    /// The place beside the date and time: anything where a label promises one, else what is known as a
    /// place ("Teams", a municipality) and stands behind.
    pub(super) fn place<'a>(&self, text: &'a str, labelled: bool) -> Option<&'a str> {
        let mut ranges = self.ranges.clone();
        ranges.sort_by_key(|range| range.start);
        let mut from = 0;
        let mut beside: Vec<&str> = Vec::new();
        for range in ranges.iter().chain([&(text.len()..text.len())]) {
            beside.push(bare_place(&text[from..range.start]));
            from = range.end;
        }
        let before = beside.iter().rev().skip(1).all(|part| part.is_empty());
        let mut places = beside.into_iter().filter(|part| !part.is_empty());
        let place = places.next().filter(|_| places.next().is_none())?;
        (labelled || (before && is_known_place(place))).then_some(place)
    }
}

/// Whether a text has a word for a kind of place.
pub(super) fn names_place(text: &str) -> bool {
    let lower = text.to_lowercase();
    PLACES.iter().any(|known| lower.contains(known))
}

/// Whether a text has a word that is known as a place, or names a municipality.
pub(super) fn is_known_place(text: &str) -> bool {
    names_place(text)
        || text
            .split([',', ' '])
            .chain(text.split(','))
            .any(|part| municipalities::municipality(part).is_some())
}

/// A place without the prepositions, weekdays and signs around it.
pub(super) fn bare_place(text: &str) -> &str {
    let signs = |c: char| c.is_whitespace() || ",;.:–-|/".contains(c);
    let mut place = text.trim_matches(signs);
    loop {
        let (before, last) = place.rsplit_once(char::is_whitespace).unwrap_or(("", place));
        if last.is_empty() || !FILLERS.contains(&last.to_lowercase().trim_matches(signs)) {
            break;
        }
        place = before.trim_end_matches(signs);
    }
    loop {
        let (first, rest) = place.split_once(char::is_whitespace).unwrap_or((place, ""));
        let word = first.to_lowercase();
        let word = word.trim_matches(signs);
        if word.is_empty() || !(FILLERS.contains(&word) || PREPOSITIONS.contains(&word)) {
            return place;
        }
        place = rest.trim_start_matches(signs);
    }
}

/// Whether nothing of weight stands outside the ranges.
fn is_filler(text: &str, ranges: &[Range<usize>], generic: bool) -> bool {
    let rest: String = text
        .char_indices()
        .map(|(at, c)| {
            let inside = ranges.iter().any(|range| range.contains(&at));
            if inside { ' ' } else { c }
        })
        .collect();
    let says_nothing = |word: &str| {
        word.is_empty()
            || FILLERS.contains(&word)
            || (generic && (GENERIC.contains(&word) || AROUND_GENERIC.contains(&word)))
    };
    inline::plain(&rest).to_lowercase().split(|c: char| !c.is_alphanumeric()).all(says_nothing)
}
