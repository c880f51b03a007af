//! What people type for days and times, read as what they mean: "2027-02-07", "fre 29/1", "9.00", "kl. 9", "nästa
//! möte".

mod days;

use jiff::civil::Time;
use samskriv_shared::documents::{Due, Moment};

pub use self::days::{Around, Misread, date};

/// A time of day: "9.00", "09:00", "kl. 9.00", "9", "0900".
pub fn time(text: &str) -> Option<Time> {
    let text = text.trim().to_lowercase();
    let text = text.strip_prefix("kl").map_or(text.as_str(), |rest| rest.trim_start_matches('.').trim());
    let (hour, minute) = match text.split_once(['.', ':']) {
        Some(parts) => parts,
        None if (3..=4).contains(&text.len()) && text.is_ascii() => text.split_at(text.len() - 2),
        None => (text, "00"),
    };
    let digits = hour.bytes().chain(minute.bytes()).all(|byte| byte.is_ascii_digit());
    if !digits || hour.is_empty() || hour.len() > 2 || minute.len() != 2 {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// A day, or a time on it: "2027-02-07", "7 februari 2027 kl. 9.00", "7/2 9.00"; also as documents keep it.
///
/// # Errors
/// Those of [`date`].
pub fn moment(text: &str, around: Around) -> Result<Moment, Misread> {
    let text = text.trim();
    let alone = date(text, around);
    if let Ok(date) = alone {
        return Ok(Moment::Day(date));
    }
    let parts = [" kl", "T", ",", " "].iter().filter_map(|between| text.rsplit_once(between));
    let read = |(day, at): (&str, &str)| {
        let time = time(at.trim_start_matches('.'))?;
        let day = date(day.trim_end_matches([',', ' ']), around);
        Some(day.map(|day| Moment::Time(day.to_datetime(time)))).filter(|it| *it != Err(Misread::Day))
    };
    parts.filter_map(read).next().unwrap_or_else(|| Err(alone.err().unwrap_or(Misread::Day)))
}

/// By when: nothing, a day, or the next meeting.
///
/// # Errors
/// Those of [`date`], and [`Misread::Due`] for its [`Misread::Day`].
pub fn due(text: &str, around: Around) -> Result<Due, Misread> {
    let lower = text.trim().to_lowercase();
    match lower.as_str() {
        "" => Ok(Due::None),
        "nästa möte" | "next meeting" => Ok(Due::NextMeeting),
        _ => date(&lower, around).map(Due::Date).map_err(|it| match it {
            Misread::Day => Misread::Due,
            other => other,
        }),
    }
}

/// The same as it is read again: with its year.
pub fn due_text(due: Due) -> String {
    match due {
        Due::None => String::new(),
        Due::NextMeeting => "nästa möte".to_owned(),
        Due::Date(date) => date.to_string(),
    }
}

/// By when, as documents keep it and conflicts show it.
pub fn stored_due(value: &str) -> Option<Due> {
    match value {
        "" | "none" => Some(Due::None),
        "next-meeting" => Some(Due::NextMeeting),
        _ => value.parse().ok().map(Due::Date),
    }
}

/// Somebody's name, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    /// As the network writes it.
    pub municipality: Option<String>,
}

/// What stands between two names, beside commas.
const ANDS: [&str; 4] = [" och ", " and ", " samt ", " & "];

/// Where the last name of several begins.
pub fn last_name(text: &str) -> usize {
    let after_comma = text.rfind([',', ';']).map_or(0, |at| at + 1);
    let after_and = ANDS.iter().filter_map(|and| text.rfind(and).map(|at| at + and.len())).max();
    after_and.unwrap_or(0).max(after_comma)
}

/// Names between commas or with "och" between them, each with the municipality behind it, if `municipality` knows one of that name.
pub fn owners(text: &str, municipality: impl Fn(&str) -> Option<String>) -> Vec<Named> {
    let mut named: Vec<Named> = Vec::new();
    let text = ANDS.iter().fold(text.to_owned(), |text, and| text.replace(and, ","));
    for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        match (named.last_mut().filter(|last| last.municipality.is_none()), municipality(part)) {
            (Some(last), Some(of)) => last.municipality = Some(of),
            _ => named.push(Named { name: part.to_owned(), municipality: None }),
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;

    #[test]
    fn times_as_people_write_them() {
        for text in ["9.00", "09:00", "kl. 9.00", "kl 9", "9", "900", "0900", "kl 0900"] {
            assert_eq!(time(text), Some(civil::time(9, 0, 0, 0)), "{text}");
        }
        assert_eq!(time("13.05"), Some(civil::time(13, 5, 0, 0)));
        for text in ["", "24.00", "9.0", "9.60", "-1", "nio", "2400", "960", "90000", "åtta", "+900"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn days_and_times_on_them() {
        let day = civil::date(2027, 2, 7);
        for text in ["2027-02-07", "7 februari 2027"] {
            assert_eq!(moment(text, Around::Told), Ok(Moment::Day(day)), "{text}");
        }
        let nine = Ok(Moment::Time(day.at(9, 0, 0, 0)));
        for text in [
            "2027-02-07 9.00",
            "2027-02-07T09:00",
            "7 februari 2027, kl. 9.00",
            "7/2 2027 kl 9",
            "7 feb 2027 9:00",
        ] {
            assert_eq!(moment(text, Around::Told), nine, "{text}");
        }
        let around = Around::From(civil::date(2027, 1, 15));
        for text in ["7/2 9.00", "7 feb kl. 9", "sön 7/2, 9.00", "söndag 7 februari 9:00"] {
            assert_eq!(moment(text, around), nine, "{text}");
        }
        assert_eq!(moment("31/2 9.00", around), date("31/2", around).map(Moment::Day));
        assert_eq!(moment("mån 7/2 9.00", around), Err(Misread::OtherWeekday(day)));
        for text in ["", "9.00", "9.10", "2027-02-07 i morgon"] {
            assert_eq!(moment(text, around), Err(Misread::Day), "{text}");
        }
    }

    #[test]
    fn by_when() {
        let around = Around::From(civil::date(2027, 1, 15));
        let day = Due::Date(civil::date(2027, 2, 7));
        for (text, expected) in
            [("", Due::None), ("Nästa möte", Due::NextMeeting), ("2027-02-07", day), ("7/2", day)]
        {
            assert_eq!(due(text, around), Ok(expected), "{text}");
            assert_eq!(due(&due_text(expected), Around::Told), Ok(expected), "{text}");
        }
        assert_eq!(due("snart", around), Err(Misread::Due));
        assert_eq!(due("31/2", around), Err(Misread::NoSuchDay { day: 31, month: 2, year: None }));
    }

    #[test]
    fn names_with_their_municipalities() {
        let read = |text: &str| {
            let known = |name: &str| (name.to_lowercase() == "bjuv").then(|| "Bjuv".to_owned());
            let words =
                |it: Named| [Some(it.name), it.municipality].into_iter().flatten().collect::<Vec<_>>();
            owners(text, known).into_iter().map(words).collect::<Vec<_>>()
        };
        let expected: [&[&str]; 2] = [&["Anna Ek"], &["Per Holm"]];
        assert_eq!(read("Anna Ek, Per Holm,"), expected);
        let expected: [&[&str]; 2] = [&["Cilla Ek", "Bjuv"], &["Per Holm", "Bjuv"]];
        assert_eq!(read("Cilla Ek, Bjuv; Per Holm,bjuv"), expected);
        // Nobody is before it, or has one already: a name.
        let expected: [&[&str]; 2] = [&["Bjuv", "Bjuv"], &["Bjuv"]];
        assert_eq!(read("Bjuv, Bjuv, Bjuv"), expected);
    }
}
