//! Days and times as minutes have them: "12 mars 2027, kl. 9.00–12.00".

use jiff::civil::{Date, DateTime, Time};

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];
const CLOCK: &str = ", kl. ";

/// "12 mars 2027"
pub(super) fn day(date: Date) -> String {
    let month = usize::try_from(date.month() - 1).ok().and_then(|month| MONTHS.get(month));
    format!("{} {} {}", date.day(), month.copied().unwrap_or_default(), date.year())
}

pub(super) fn read_day(text: &str) -> Option<Date> {
    let (day, rest) = text.split_once(' ')?;
    let (month, year) = rest.split_once(' ')?;
    let month = (1..).zip(MONTHS).find(|(_, name)| *name == month)?.0;
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// "12 mars 2027, kl. 9.00–12.00" where it ends on the same day, else the beginning alone. Midnight is no
/// time: minutes that have a day only begin then.
pub(super) fn span(starts: DateTime, ends: Option<DateTime>) -> String {
    match ends.filter(|ends| ends.date() == starts.date()) {
        Some(ends) => format!("{}–{}", moment(starts), time(ends.time())),
        None if starts.time() == Time::midnight() => day(starts.date()),
        None => moment(starts),
    }
}

pub(super) fn read_span(text: &str) -> Option<(DateTime, Option<DateTime>)> {
    let Some((date, times)) = text.split_once(CLOCK) else {
        return Some((read_day(text)?.to_datetime(Time::midnight()), None));
    };
    let date = read_day(date)?;
    let (starts, ends) = match times.split_once('–') {
        Some((starts, ends)) => (starts, Some(read_time(ends)?)),
        None => (times, None),
    };
    Some((date.to_datetime(read_time(starts)?), ends.map(|ends| date.to_datetime(ends))))
}

/// "12 mars 2027, kl. 9.00"
pub(super) fn moment(at: DateTime) -> String {
    format!("{}{CLOCK}{}", day(at.date()), time(at.time()))
}

pub(super) fn read_moment(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once(CLOCK)?;
    Some(read_day(date)?.to_datetime(read_time(time)?))
}

fn time(time: Time) -> String {
    let minutes = format!("{}.{:02}", time.hour(), time.minute());
    if time.second() == 0 { minutes } else { format!("{minutes}.{:02}", time.second()) }
}

fn read_time(text: &str) -> Option<Time> {
    let numbers: Option<Vec<i8>> = text.split('.').map(|number| number.parse().ok()).collect();
    match numbers?.as_slice() {
        [hour, minute] => Time::new(*hour, *minute, 0, 0).ok(),
        [hour, minute, second] => Time::new(*hour, *minute, *second, 0).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_and_times_are_written_as_minutes_have_them() {
        let morning = date(2027, 3, 12).at(9, 0, 0, 0);
        for (starts, ends, text) in [
            (morning, None, "12 mars 2027, kl. 9.00"),
            (morning, Some(date(2027, 3, 12).at(12, 30, 0, 0)), "12 mars 2027, kl. 9.00–12.30"),
            (date(2027, 3, 12).at(0, 0, 0, 0), None, "12 mars 2027"),
            (date(2027, 3, 12).at(9, 5, 7, 0), None, "12 mars 2027, kl. 9.05.07"),
        ] {
            assert_eq!(span(starts, ends), text);
            assert_eq!(read_span(text), Some((starts, ends)));
        }
        assert_eq!(span(morning, Some(date(2027, 3, 13).at(12, 0, 0, 0))), "12 mars 2027, kl. 9.00");
        assert_eq!(read_moment("13 mars 2027, kl. 12.00").unwrap(), date(2027, 3, 13).at(12, 0, 0, 0));
        assert_eq!(read_day("31 februari 2027"), None);
    }
}
