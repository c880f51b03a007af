//! Months as an almanac has them: weeks from Monday on, numbered as ISO 8601 says.

use jiff::civil::Date;

/// A week, with the days of the months before and after that lie in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Week {
    /// 1 to 53.
    pub number: i8,
    /// From Monday on.
    pub days: [Date; 7],
}

/// The weeks that a month (1 to 12) lies in.
pub fn weeks(year: i16, month: i8) -> Vec<Week> {
    let Ok(first) = Date::new(year, month, 1) else { return Vec::new() };
    let last = first.last_of_month();
    let mut monday = first.saturating_sub(jiff::Span::new().days(first.weekday().to_monday_zero_offset()));
    let mut weeks = Vec::new();
    // A month lies in six weeks at most, also where the calendar ends.
    while monday <= last && weeks.len() < 6 {
        let day = |nth: i64| monday.saturating_add(jiff::Span::new().days(nth));
        let days = [0, 1, 2, 3, 4, 5, 6].map(day);
        weeks.push(Week { number: monday.iso_week_date().week(), days });
        monday = day(7);
    }
    weeks
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn weeks_begin_on_mondays_and_are_numbered_across_the_turn_of_the_year() {
        let numbers = |year, month| weeks(year, month).iter().map(|week| week.number).collect::<Vec<_>>();
        assert_eq!(numbers(2027, 1), [53, 1, 2, 3, 4]);
        assert_eq!(numbers(2027, 2), [5, 6, 7, 8]);
        assert_eq!(numbers(2026, 12), [49, 50, 51, 52, 53]);
        assert_eq!(numbers(2024, 12), [48, 49, 50, 51, 52, 1]);
        let first = weeks(2027, 1)[0];
        assert_eq!((first.days[0], first.days[4]), (date(2026, 12, 28), date(2027, 1, 1)));
        assert_eq!(weeks(2027, 13), []);
    }
}
