//! What the words of a command mean: the beginning of an id, a day.

use jiff::{ToSpan, civil::Date};
use samskriv_shared::documents::Due;

/// What the beginning of an id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<T> {
    One(T),
    None,
    Several,
}

/// The one id that begins with `beginning` (hexadecimal, of any case). The empty text begins nothing.
pub fn by_beginning<T: Copy + PartialEq + std::fmt::Display>(
    ids: impl IntoIterator<Item = T>,
    beginning: &str,
) -> Found<T> {
    let beginning = beginning.trim().to_lowercase();
    if beginning.is_empty() {
        return Found::None;
    }
    let mut found = Found::None;
    for id in ids.into_iter().filter(|id| id.to_string().starts_with(&beginning)) {
        match found {
            Found::None => found = Found::One(id),
            Found::One(other) if other == id => {}
            _ => return Found::Several,
        }
    }
    found
}

/// The day that `--due` means: "2027-02-07", "7/2" (the first such day from the meeting's on, or from `today`
/// where the meeting has no date), "7/2 2027", or the next meeting in either language.
pub fn due(text: &str, meeting: Option<Date>, today: Date) -> Option<Due> {
    let text = text.trim().to_lowercase();
    if ["nästa möte", "nästa träff", "next-meeting", "next meeting"].contains(&text.as_str()) {
        return Some(Due::NextMeeting);
    }
    if let Ok(date) = text.parse::<Date>() {
        return Some(Due::Date(date));
    }
    let (day, rest) = text.split_once('/')?;
    let (month, year) = rest.split_once(' ').map_or((rest, None), |(month, year)| (month, Some(year.trim())));
    let (day, month) = (day.trim().parse().ok()?, month.trim().parse().ok()?);
    match year {
        Some(year) => Date::new(year.parse().ok()?, month, day).ok().map(Due::Date),
        None => next_day(day, month, meeting.unwrap_or(today)).map(Due::Date),
    }
}

/// The first such day of the year that is not before `from`.
fn next_day(day: i8, month: i8, from: Date) -> Option<Date> {
    // The 29th of February comes again within eight years, also over a turn of the century.
    (0..=8)
        .filter_map(|years| from.checked_add(years.years()).ok())
        .filter_map(|year| Date::new(year.year(), month, day).ok())
        .find(|date| *date >= from)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use samskriv_shared::ids::DocId;

    use super::*;

    #[test]
    fn beginnings_of_ids() {
        let (a, b) = (DocId([0xab; 16]), DocId([0xac; 16]));
        assert_eq!(by_beginning([a, b], "ab"), Found::One(a));
        assert_eq!(by_beginning([a, b, a], "ABAB"), Found::One(a), "the same id twice is one");
        assert_eq!(by_beginning([a, b], "a"), Found::Several);
        assert_eq!(by_beginning([a, b], "b"), Found::None);
        assert_eq!(by_beginning([a, b], ""), Found::None);
        assert_eq!(by_beginning([a, b], &b.to_string()), Found::One(b));
    }

    #[test]
    fn days() {
        let due = |text, meeting| super::due(text, meeting, date(2026, 11, 21));
        let on = |year, month, day| Some(Due::Date(date(year, month, day)));
        let meeting = Some(date(2027, 1, 10));
        assert_eq!(due("2027-02-07", meeting), on(2027, 2, 7));
        assert_eq!(due("7/2", meeting), on(2027, 2, 7));
        assert_eq!(due("10/1", meeting), on(2027, 1, 10));
        assert_eq!(due("9/1", meeting), on(2028, 1, 9));
        assert_eq!(due("1/12", None), on(2026, 12, 1));
        assert_eq!(due("29/2", meeting), on(2028, 2, 29));
        assert_eq!(due("7/2 2029", meeting), on(2029, 2, 7));
        assert_eq!(due(" Nästa möte ", meeting), Some(Due::NextMeeting));
        assert_eq!(due("next-meeting", meeting), Some(Due::NextMeeting));
        for wrong in ["", "snart", "31/2", "2027-13-01", "7/", "/2", "7/2/27", "-1/2"] {
            assert_eq!(due(wrong, meeting), None, "{wrong}");
        }
    }
}
