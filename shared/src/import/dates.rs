//! Dates in the forms that people write them, found in running text: "2020-01-10", "10 januari 2020",
//! "den 10:e jan", "7/2", "12/11 2026", "10–11 mars 2027". A date without a year waits for one.

use std::ops::Range;

use jiff::civil::Date;

/// A day whose year may be missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Day {
    pub year: Option<i16>,
    pub month: i8,
    pub day: i8,
}

/// A date in a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// In bytes.
    pub range: Range<usize>,
    pub first: Day,
    /// The last day of several ("10–11 mars").
    pub last: Option<Day>,
}

const MONTHS: [(&str, i8); 34] = [
    ("januari", 1),
    ("january", 1),
    ("jan", 1),
    ("februari", 2),
    ("february", 2),
    ("febr", 2),
    ("feb", 2),
    ("mars", 3),
    ("march", 3),
    ("mar", 3),
    ("april", 4),
    ("apr", 4),
    ("maj", 5),
    ("may", 5),
    ("juni", 6),
    ("june", 6),
    ("jun", 6),
    ("juli", 7),
    ("july", 7),
    ("jul", 7),
    ("augusti", 8),
    ("august", 8),
    ("aug", 8),
    ("september", 9),
    ("sept", 9),
    ("sep", 9),
    ("oktober", 10),
    ("october", 10),
    ("okt", 10),
    ("oct", 10),
    ("november", 11),
    ("nov", 11),
    ("december", 12),
    ("dec", 12),
];

impl Day {
    /// The date, in `year` if it has none of its own.
    pub(super) fn in_year(self, year: Option<i16>) -> Option<Date> {
        Date::new(self.year.or(year)?, self.month, self.day).ok()
    }

    /// The date in the year of `reference`, or in the next if it would lie before.
    pub(super) fn on_or_after(self, reference: Option<Date>) -> Option<Date> {
        if self.year.is_some() {
            return self.in_year(None);
        }
        let reference = reference?;
        // Eight years hold a 29 February.
        (reference.year()..reference.year().saturating_add(9))
            .filter_map(|year| self.in_year(Some(year)))
            .find(|date| *date >= reference)
    }

    fn is_possible(self) -> bool {
        // 2024 had a 29 February.
        Date::new(self.year.unwrap_or(2024), self.month, self.day).is_ok()
    }
}

/// The first date in the text.
pub(super) fn find(text: &str) -> Option<Found> {
    all(text).next()
}

/// All dates in the text, from left to right.
pub(super) fn all(text: &str) -> impl Iterator<Item = Found> {
    // Each has a day's number.
    let mut from = if text.bytes().any(|byte| byte.is_ascii_digit()) { 0 } else { text.len() };
    std::iter::from_fn(move || {
        while let Some(c) = text[from..].chars().next() {
            let start = from;
            from += c.len_utf8();
            if !c.is_alphanumeric() {
                continue;
            }
            if let Some(found) = at(text, start) {
                from = found.range.end;
                return Some(found);
            }
            // On to the end of the word: a date begins where a word does.
            from = start + word_length(&text[start..]);
        }
        None
    })
}

/// "930914" or "93-09-14" at the beginning of a text that is known to tell a date.
pub(super) fn short(text: &str) -> Option<Found> {
    let digits = text.bytes().take(7).take_while(u8::is_ascii_digit).count();
    let (numbers, length) = if digits == 6 {
        (text[..6].to_owned(), 6)
    } else {
        let head = text.get(..8)?;
        let parts: Vec<&str> = head.split('-').collect();
        let [year, month, day] = parts.as_slice() else {
            return None;
        };
        (parts.iter().all(|part| part.len() == 2).then(|| format!("{year}{month}{day}"))?, 8)
    };
    let number: i32 = numbers.parse().ok()?;
    let ends = !text[length..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
    // The years that offices have minutes of.
    let century = if number / 10_000 >= 50 { 19_000_000 } else { 20_000_000 };
    let first = compact(century + number).filter(|_| ends)?;
    Some(Found { range: 0..length, first, last: None })
}

/// The month that a text begins with.
pub(super) fn month_at(text: &str) -> Option<i8> {
    month(text).map(|(month, _)| month)
}

fn word_length(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric())
        .unwrap_or(text.len())
        .max(text.chars().next().map_or(1, char::len_utf8))
}

fn at(text: &str, start: usize) -> Option<Found> {
    let rest = &text[start..];
    let mut reader = Reader { rest };
    let (first, last) = if rest.starts_with(|c: char| c.is_ascii_digit()) {
        reader.digits_first()?
    } else {
        (reader.month_first()?, None)
    };
    let possible = first.is_possible() && last.is_none_or(Day::is_possible);
    let length = rest.len() - reader.rest.len();
    let ends = !reader.rest.starts_with(|c: char| c.is_alphanumeric() && c != 'T');
    (possible && ends).then(|| Found { range: start..start + length, first, last })
}

/// What is left to read.
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn digits_first(&mut self) -> Option<(Day, Option<Day>)> {
        let (number, digits) = self.number()?;
        match digits {
            8 => Some((compact(number)?, None)),
            4 => self.year_month_day(number).map(|day| (day, None)),
            1 | 2 => self.day_first(number),
            _ => None,
        }
    }

    /// 2020-01-10, 2020/1/10, 2020.01.10
    fn year_month_day(&mut self, year: i32) -> Option<Day> {
        let separator = self.one_of(&['-', '/', '.', '–'])?;
        let (month, _) = self.number().filter(|(_, digits)| *digits <= 2)?;
        self.one_of(&[separator])?;
        let (day, _) = self.number().filter(|(_, digits)| *digits <= 2)?;
        plausible(year).and_then(|year| self::day(Some(year), month, day))
    }

    fn day_first(&mut self, first: i32) -> Option<(Day, Option<Day>)> {
        self.ordinal();
        let last = self.until();
        if let Some((month, year)) = self.month_and_year() {
            return Some((day(year, month, first)?, last.and_then(|last| day(year, month, last))));
        }
        if last.is_some() {
            return None;
        }
        let separator = self.one_of(&['.', '-'])?;
        let (month, _) = self.number().filter(|(_, digits)| *digits <= 2)?;
        self.one_of(&[separator])?;
        let (year, _) = self.number().filter(|(_, digits)| *digits == 4)?;
        Some((day(plausible(year), month, first)?, None))
    }

    /// "-11", "–11", " - 11", "och 11", if a month follows.
    fn until(&mut self) -> Option<i32> {
        let before = self.rest;
        self.spaces();
        let joined = self.one_of(&['-', '–', '—']).is_some() || self.word("och") || self.word("till");
        self.spaces();
        let number = joined.then(|| self.number()).flatten().filter(|(_, digits)| *digits <= 2);
        self.ordinal();
        let month_follows = month(self.rest.trim_start()).is_some() || self.rest.starts_with('/');
        match number {
            Some((last, _)) if month_follows => Some(last),
            _ => {
                self.rest = before;
                None
            }
        }
    }

    /// " januari 2020", "/1", "/1 2020", "/1-20"
    fn month_and_year(&mut self) -> Option<(i32, Option<i16>)> {
        let before = self.rest;
        if self.one_of(&['/']).is_some() {
            let month = self.number().filter(|(_, digits)| *digits <= 2);
            let Some((month, _)) = month else {
                self.rest = before;
                return None;
            };
            return Some((month, self.year(true)));
        }
        self.spaces();
        let Some((month, length)) = month(self.rest) else {
            self.rest = before;
            return None;
        };
        self.rest = &self.rest[length..];
        Some((i32::from(month), self.year(false)))
    }

    /// "January 10, 2020"
    fn month_first(&mut self) -> Option<Day> {
        let (month, length) = month(self.rest)?;
        self.rest = &self.rest[length..];
        self.spaces();
        let (number, _) = self.number().filter(|(_, digits)| *digits <= 2)?;
        self.ordinal();
        if self.rest.starts_with(['.', ':', '-', '–']) {
            // "maj 9.00" is a time.
            let next = self.rest.chars().nth(1);
            if next.is_some_and(|c| c.is_ascii_digit()) {
                return None;
            }
        }
        let year = self.year(false);
        day(year, i32::from(month), number)
    }

    /// A year of four digits, or of two after a dash or slash where `short` is allowed.
    fn year(&mut self, short: bool) -> Option<i16> {
        let before = self.rest;
        self.one_of(&[',']);
        self.spaces();
        let separator = self.one_of(&['-', '–', '/', '.', '’', '\'']);
        let number = self.number();
        let ends = !self.rest.starts_with(char::is_alphanumeric)
            && !self.rest.starts_with("-0")
            && !self.rest.starts_with("-1");
        let year = match number {
            Some((year, 4)) if ends => plausible(year),
            Some((year, 2)) if ends && short && separator.is_some_and(|c| c != '.') => plausible(2000 + year),
            _ => None,
        };
        if year.is_none() {
            self.rest = before;
        }
        year
    }

    fn number(&mut self) -> Option<(i32, usize)> {
        let digits = self.rest.bytes().take(9).take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.rest.split_at(digits);
        self.rest = rest;
        number.parse().ok().map(|number| (number, digits))
    }

    fn one_of(&mut self, signs: &[char]) -> Option<char> {
        let c = self.rest.chars().next().filter(|c| signs.contains(c))?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.rest.strip_prefix(word);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn ordinal(&mut self) {
        for ending in [":e", ":a", ":de", ":te", "th", "st", "nd", "rd", "e "] {
            if let Some(rest) = self.rest.strip_prefix(ending)
                && !rest.starts_with(char::is_alphanumeric)
            {
                self.rest = &self.rest[ending.trim_end().len()..];
                return;
            }
        }
    }

    fn spaces(&mut self) {
        // A gap wider than this separates columns, not the parts of a date.
        for _ in 0..2 {
            self.rest = self.rest.strip_prefix([' ', '\u{A0}', '\u{202F}']).unwrap_or(self.rest);
        }
    }
}

fn compact(number: i32) -> Option<Day> {
    let year = plausible(number / 10_000)?;
    day(Some(year), number / 100 % 100, number % 100)
}

fn plausible(year: i32) -> Option<i16> {
    (1900..=2199).contains(&year).then(|| i16::try_from(year).ok()).flatten()
}

fn day(year: Option<i16>, month: i32, day: i32) -> Option<Day> {
    let month = i8::try_from(month).ok()?;
    let day = i8::try_from(day).ok()?;
    let day = Day { year, month, day };
    day.is_possible().then_some(day)
}

/// The month at the beginning, and its length in bytes.
fn month(text: &str) -> Option<(i8, usize)> {
    let length = word_length(text);
    let word = text.get(..length).filter(|word| word.len() <= 9)?.to_lowercase();
    let (_, month) = MONTHS.iter().find(|(name, _)| *name == word)?;
    let short =
        word.len() <= 4 && !["mars", "maj", "may", "juni", "june", "juli", "july"].contains(&word.as_str());
    let dot = short && text[length..].starts_with(". ");
    Some((*month, length + usize::from(dot)))
}
