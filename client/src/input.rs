//! What people type for dates and times, read as what they mean: "2027-02-07", "7 februari 2027", "9.00",
//! "kl. 9", "nästa möte".

use jiff::civil::{Date, Time};
use samskriv_shared::documents::{Due, Moment};

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

/// A date: "2027-02-07", "7/2 2027", "7 februari 2027", "7 feb 2027".
pub fn date(text: &str) -> Option<Date> {
    let text = text.trim().to_lowercase();
    if let Some(date) = iso_date(&text) {
        return Some(date);
    }
    let mut parts = text.split([' ', '/', '.']).filter(|part| !part.is_empty());
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let month = month.parse().ok().or_else(|| month_of(month))?;
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

fn iso_date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn month_of(name: &str) -> Option<i8> {
    if name.chars().count() < 3 {
        return None;
    }
    let index = MONTHS.iter().position(|names| names.iter().any(|month| month.starts_with(name)))?;
    i8::try_from(index + 1).ok()
}

/// A time of day: "9.00", "09:00", "kl. 9.00", "9".
pub fn time(text: &str) -> Option<Time> {
    let text = text.trim().to_lowercase();
    let text = text.strip_prefix("kl").map_or(text.as_str(), |rest| rest.trim_start_matches('.').trim());
    let (hour, minute) = text.split_once(['.', ':']).unwrap_or((text, "00"));
    if hour.is_empty() || hour.len() > 2 || minute.len() != 2 {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// A day, or a time on it: "2027-02-07", "7 februari 2027 kl. 9.00", "7/2 2027 9.00"; also as documents keep it.
pub fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    if let Some(date) = date(text) {
        return Some(Moment::Day(date));
    }
    let parts = [" kl", "T", ",", " "].iter().filter_map(|between| text.rsplit_once(between));
    let read = |(day, at): (&str, &str)| {
        let day = date(day.trim_end_matches([',', ' ']))?;
        Some(Moment::Time(day.to_datetime(time(at.trim_start_matches('.'))?)))
    };
    parts.filter_map(read).next()
}

/// By when: nothing, a date, or the next meeting.
pub fn due(text: &str) -> Option<Due> {
    let lower = text.trim().to_lowercase();
    match lower.as_str() {
        "" => Some(Due::None),
        "nästa möte" | "next meeting" => Some(Due::NextMeeting),
        _ => date(&lower).map(Due::Date),
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

/// Names between commas.
pub fn names(text: &str) -> Vec<String> {
    text.split([',', ';']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;

    #[test]
    fn dates_as_people_write_them() {
        let expected = Some(civil::date(2027, 2, 7));
        for text in
            ["2027-02-07", " 7 februari 2027", "7 feb 2027", "7/2 2027", "7.2.2027", "7 February 2027"]
        {
            assert_eq!(date(text), expected, "{text}");
        }
        for text in ["", "2027-2", "2027-02-30", "7 fe 2027", "7/2", "7/2 27", "2027-02-07-01", "i morgon"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn times_as_people_write_them() {
        for text in ["9.00", "09:00", "kl. 9.00", "kl 9", "9"] {
            assert_eq!(time(text), Some(civil::time(9, 0, 0, 0)), "{text}");
        }
        assert_eq!(time("13.05"), Some(civil::time(13, 5, 0, 0)));
        for text in ["", "24.00", "9.0", "9.60", "-1", "nio"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn days_and_times_on_them() {
        let day = civil::date(2027, 2, 7);
        for text in ["2027-02-07", "7 februari 2027"] {
            assert_eq!(moment(text), Some(Moment::Day(day)), "{text}");
        }
        let nine = Some(Moment::Time(day.at(9, 0, 0, 0)));
        for text in [
            "2027-02-07 9.00",
            "2027-02-07T09:00",
            "7 februari 2027, kl. 9.00",
            "7/2 2027 kl 9",
            "7 feb 2027 9:00",
        ] {
            assert_eq!(moment(text), nine, "{text}");
        }
        for text in ["", "9.00", "2027-02-07 i morgon", "2027-02-30 9.00"] {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn by_when() {
        assert_eq!(due(""), Some(Due::None));
        assert_eq!(due("Nästa möte"), Some(Due::NextMeeting));
        assert_eq!(due("2027-02-07"), Some(Due::Date(civil::date(2027, 2, 7))));
        assert_eq!(due("snart"), None);
        assert_eq!(names("Anna Ek, Per Holm,"), ["Anna Ek", "Per Holm"]);
    }
}
