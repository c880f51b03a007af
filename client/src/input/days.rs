//! Days as people type them: "2027-02-07", "7 februari 2027", "7/2-27", and without a year "7/2", "fre 29/1",
//! "fredag den 29 januari", "fredag". What today is the caller says.

use jiff::civil::{Date, Weekday};

/// Of which year a day is that is written without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    /// Of none: the year has to be told.
    Told,
    /// Something that is to come: the first such day from this one on.
    From(Date),
    /// Something that was or will be: the such day nearest to this one.
    Nearest(Date),
}

/// Why a text is not what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misread {
    /// It says no day,
    Day,
    /// neither a day nor "nästa möte",
    Due,
    /// no time of day.
    Time,
    /// The month has no such day; in that year, where one was told.
    NoSuchDay { day: i8, month: i8, year: Option<i16> },
    /// This day is another day of the week than was written.
    OtherWeekday(Date),
}

const MONTHS: [[&str; 2]; 12] = [
    ["januari", "january"],
    ["februari", "february"],
    ["mars", "march"],
    ["april", "april"],
    ["maj", "may"],
    ["juni", "june"],
    ["juli", "july"],
    ["augusti", "august"],
    ["september", "september"],
    ["oktober", "october"],
    ["november", "november"],
    ["december", "december"],
];
const WEEKDAYS: [[&str; 2]; 7] = [
    ["måndagen", "monday"],
    ["tisdagen", "tuesday"],
    ["onsdagen", "wednesday"],
    ["torsdagen", "thursday"],
    ["fredagen", "friday"],
    ["lördagen", "saturday"],
    ["söndagen", "sunday"],
];

/// A day.
///
/// # Errors
/// [`Misread::Day`], [`Misread::NoSuchDay`] or [`Misread::OtherWeekday`].
pub fn date(text: &str, around: Around) -> Result<Date, Misread> {
    let lower = text.trim().to_lowercase();
    let mut words = words(&lower);
    let weekday = words.first().and_then(|word| name_of(&WEEKDAYS, word.text));
    words.drain(..usize::from(weekday.is_some()));
    let weekday = weekday.and_then(|nth| Weekday::from_monday_one_offset(nth).ok());
    if let Some(weekday) = weekday.filter(|_| words.is_empty()) {
        return next_of(weekday, around).ok_or(Misread::Day);
    }
    if words.first().is_some_and(|word| word.text == "den") {
        words.remove(0);
    }
    let Day { day, month, year } = read(&words).ok_or(Misread::Day)?;
    let date = match year {
        Some(year) => Date::new(year, month, day).ok(),
        None => in_some_year(day, month, around).ok_or(Misread::Day)?,
    };
    let date = date.ok_or(Misread::NoSuchDay { day, month, year })?;
    match weekday {
        Some(weekday) if weekday != date.weekday() => Err(Misread::OtherWeekday(date)),
        _ => Ok(date),
    }
}

/// A day whose year may be missing; the month may have no such day.
struct Day {
    day: i8,
    month: i8,
    year: Option<i16>,
}

/// A word and what parts it from the one before.
struct Word<'a> {
    before: char,
    text: &'a str,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let parts = |c: char| c.is_whitespace() || matches!(c, '/' | '.' | ',' | '-' | '–');
    let mut before = ' ';
    let mut words = Vec::new();
    for piece in text.split_inclusive(parts) {
        let word = piece.trim_end_matches(parts);
        if !word.is_empty() {
            words.push(Word { before, text: word });
        }
        before = piece.chars().next_back().filter(|c| parts(*c)).unwrap_or(' ');
    }
    words
}

/// The first such day of the week after the one that is counted from.
fn next_of(weekday: Weekday, around: Around) -> Option<Date> {
    match around {
        Around::Told => None,
        Around::From(from) | Around::Nearest(from) => from.nth_weekday(1, weekday).ok(),
    }
}

fn read(words: &[Word<'_>]) -> Option<Day> {
    // "20270207".
    if let [only] = words
        && only.text.len() == 8
        && let Some(number) = number::<i32>(only.text)
    {
        let part = |of: i32| i8::try_from(of).ok();
        let (day, month) =
            (part(number % 100)?, part(number / 100 % 100).filter(|it| (1..=12).contains(it))?);
        let year = i16::try_from(number / 10_000).ok()?;
        return (1..=99).contains(&day).then_some(Day { day, month, year: Some(year) });
    }
    let [first, second, rest @ ..] = words else { return None };
    if first.text.len() == 4 {
        let [day] = rest else { return None };
        let dashes = second.before == '-' && day.before == '-';
        let (year, month, day) = (number(first.text)?, number(second.text)?, number(day.text)?);
        return (dashes && (1..=12).contains(&month)).then_some(Day { day, month, year: Some(year) });
    }
    let named = [first, second].map(|word| name_of(&MONTHS, word.text));
    let (day, month) = match named {
        [_, Some(month)] => (ordinal(first.text)?, month),
        [Some(month), _] => (ordinal(second.text)?, month),
        _ => (number(first.text)?, number(second.text).filter(|month| (1..=12).contains(month))?),
    };
    let year = match rest {
        // "9.10" is a time.
        [] if named == [None, None] && second.before != '/' => return None,
        [] => None,
        [year] => Some(year_of(year)?),
        _ => return None,
    };
    (1..=99).contains(&day).then_some(Day { day, month, year })
}

/// Of four digits, or of two behind a dash or a slash: "7/2-27".
fn year_of(word: &Word<'_>) -> Option<i16> {
    match word.text.len() {
        4 => number(word.text),
        2 if matches!(word.before, '-' | '–' | '/') => Some(2000 + number::<i16>(word.text)?),
        _ => None,
    }
}

/// "7", "7:e", "7th".
fn ordinal(text: &str) -> Option<i8> {
    let digits = [":e", ":a", ":de", "th", "st", "nd", "rd"].iter().find_map(|end| text.strip_suffix(end));
    number(digits.unwrap_or(text))
}

fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Which of some names, from 1, begins so; three letters tell.
fn name_of(names: &[[&str; 2]], begins: &str) -> Option<i8> {
    if begins.chars().count() < 3 {
        return None;
    }
    let is = |both: &[&str; 2]| both.iter().any(|name| name.starts_with(begins));
    i8::try_from(names.iter().position(is)? + 1).ok()
}

/// The day of the year that is meant; none where no year has it. Eight years hold a 29 February but for the turn of most
/// centuries. The outer is none where a year has to be told.
fn in_some_year(day: i8, month: i8, around: Around) -> Option<Option<Date>> {
    let of_years = |from: i16| {
        let years = from..=from.saturating_add(16);
        years.filter_map(move |year| Date::new(year, month, day).ok())
    };
    match around {
        Around::Told => None,
        Around::From(from) => Some(of_years(from.year()).find(|date| *date >= from)),
        Around::Nearest(to) => {
            let days = |date: &Date| date.since(to).map_or(i32::MAX, |span| span.get_days().abs());
            Some(of_years(to.year().saturating_sub(8)).min_by_key(days))
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;

    const TODAY: Date = civil::date(2027, 1, 15);

    #[test]
    fn days_with_their_year() {
        let expected = Ok(civil::date(2027, 2, 7));
        for text in [
            "2027-02-07",
            "2027-2-7",
            "20270207",
            " 7 februari 2027",
            "7 feb. 2027",
            "7/2 2027",
            "7/2-27",
            "7/2/27",
            "7.2.2027",
            "7 February 2027",
            "February 7, 2027",
            "sön 7/2 2027",
            "söndagen den 7:e februari 2027",
            "Sunday 7th February 2027",
        ] {
            for around in [Around::Told, Around::From(TODAY), Around::Nearest(TODAY)] {
                assert_eq!(date(text, around), expected, "{text}");
            }
        }
    }

    #[test]
    fn days_without_a_year_are_of_the_nearest_that_makes_sense() {
        for (text, from, nearest) in [
            ("2/12", (2027, 12, 2), (2026, 12, 2)),
            ("2 dec", (2027, 12, 2), (2026, 12, 2)),
            ("29 januari", (2027, 1, 29), (2027, 1, 29)),
            ("15/1", (2027, 1, 15), (2027, 1, 15)),
            ("14/1", (2028, 1, 14), (2027, 1, 14)),
            ("fre 29/1", (2027, 1, 29), (2027, 1, 29)),
            ("fredag den 29 januari", (2027, 1, 29), (2027, 1, 29)),
            // A week from a Friday on.
            ("fredag", (2027, 1, 22), (2027, 1, 22)),
            ("lör", (2027, 1, 16), (2027, 1, 16)),
            ("29/2", (2028, 2, 29), (2028, 2, 29)),
            ("16/7", (2027, 7, 16), (2027, 7, 16)),
            ("17/7", (2027, 7, 17), (2026, 7, 17)),
        ] {
            let day = |(year, month, day)| Ok(civil::date(year, month, day));
            assert_eq!(date(text, Around::From(TODAY)), day(from), "{text}");
            assert_eq!(date(text, Around::Nearest(TODAY)), day(nearest), "{text}");
            assert_eq!(date(text, Around::Told), Err(Misread::Day), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_told_apart() {
        let around = Around::From(TODAY);
        for text in [
            "",
            "2027-2",
            "7 fe 2027",
            "7/2 27",
            "2027-02-07-01",
            "i morgon",
            "9.10",
            "7",
            "7/13",
            "0/1",
            "fr",
            "20271301",
            "1/2 3/4",
            "2027-13-01",
            "7/2 20270",
            "+7/2",
            "७/2",
            "fredag januari",
        ] {
            assert_eq!(date(text, around), Err(Misread::Day), "{text}");
        }
        let none = |day, month, year| Err(Misread::NoSuchDay { day, month, year });
        assert_eq!(date("31/2", around), none(31, 2, None));
        assert_eq!(date("31/2", Around::Nearest(TODAY)), none(31, 2, None));
        assert_eq!(date("2027-02-30", around), none(30, 2, Some(2027)));
        assert_eq!(date("29 februari 2027", around), none(29, 2, Some(2027)));
        assert_eq!(date("tors 29/1", around), Err(Misread::OtherWeekday(civil::date(2027, 1, 29))));
        // At the ends of the calendar.
        assert_eq!(date("1/1", Around::From(Date::MAX)), none(1, 1, None));
        assert_eq!(date("1/1", Around::Nearest(Date::MIN)), Ok(Date::MIN));
    }
}
