//! Dates in minutes: local, as text, so that they sort and other programs read them.

use jiff::civil::{Date, DateTime};

/// The canonical form of a date and time: "2027-02-05T09:00", or "2027-02-05" where no time is given. Takes
/// also "2027-02-05 09:00" and seconds.
pub(super) fn canonical_date_time(text: &str) -> Option<String> {
    let text = text.trim();
    if let Ok(date) = parse_date(text) {
        return Some(date.to_string());
    }
    let parsed = read_date_time(text)?;
    let form = if parsed.second() == 0 { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S" };
    Some(parsed.strftime(form).to_string())
}

/// The canonical form of a date and time that were read: midnight is what a date alone reads as.
pub(super) fn written(at: DateTime) -> String {
    if at.time() == jiff::civil::Time::midnight() {
        return at.date().to_string();
    }
    canonical_date_time(&at.strftime("%Y-%m-%dT%H:%M:%S").to_string()).unwrap_or_default()
}

/// The canonical form of a date.
pub(super) fn canonical_date(text: &str) -> Option<String> {
    parse_date(text.trim()).ok().map(|date| date.to_string())
}

/// A date and time; midnight where there is only a date.
pub(super) fn read_date_time(text: &str) -> Option<DateTime> {
    if let Ok(date) = parse_date(text) {
        return Some(date.to_datetime(jiff::civil::Time::midnight()));
    }
    ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"]
        .into_iter()
        .find_map(|form| DateTime::strptime(form, text).ok())
}

/// A date.
pub(super) fn read_date(text: &str) -> Option<Date> {
    read_date_time(text).map(|parsed| parsed.date())
}

fn parse_date(text: &str) -> Result<Date, jiff::Error> {
    Date::strptime("%Y-%m-%d", text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn forms_of_dates() {
        for (text, expected) in [
            ("2027-02-05T09:00", Some("2027-02-05T09:00")),
            (" 2027-02-05 09:00 ", Some("2027-02-05T09:00")),
            ("2027-02-05 9:05", Some("2027-02-05T09:05")),
            ("2027-02-05T09:00:30", Some("2027-02-05T09:00:30")),
            ("2027-02-05", Some("2027-02-05")),
            ("2027-02-30", None),
            ("2027-02-05T25:00", None),
            ("i morgon", None),
            ("", None),
        ] {
            assert_eq!(canonical_date_time(text).as_deref(), expected, "{text}");
        }
        assert_eq!(read_date_time("2027-02-05"), Some(jiff::civil::date(2027, 2, 5).at(0, 0, 0, 0)));
        for text in ["2027-02-05T09:00", "2027-02-05T09:00:30", "2027-02-05"] {
            assert_eq!(written(read_date_time(text).unwrap()), text);
        }
        assert_eq!(canonical_date("2027-02-05T09:00"), None);
        assert_eq!(read_date("2027-02-05T09:00"), Some(jiff::civil::date(2027, 2, 5)));
    }
}
