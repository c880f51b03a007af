//! A day, or a time on it: what is only saved as a date must not show as midnight.

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

use super::dates;

/// Local, as all times in documents. Sorted by day, a day alone before its times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Moment {
    Day(Date),
    Time(DateTime),
}

impl Moment {
    pub fn date(&self) -> Date {
        match self {
            Moment::Day(date) => *date,
            Moment::Time(time) => time.date(),
        }
    }

    /// None where only the day is known.
    pub fn time(&self) -> Option<Time> {
        match self {
            Moment::Day(_) => None,
            Moment::Time(time) => Some(time.time()),
        }
    }

    /// From "2027-02-05", "2027-02-05T09:00" and the like; none from anything else.
    pub(super) fn read(text: &str) -> Option<Moment> {
        let time = dates::read_date_time(text)?;
        Some(if text.contains(':') { Moment::Time(time) } else { Moment::Day(time.date()) })
    }

    /// The form in documents. Seconds are none of anybody's.
    pub(super) fn written(&self) -> String {
        match self {
            Moment::Day(date) => date.to_string(),
            Moment::Time(time) => time.strftime("%Y-%m-%dT%H:%M").to_string(),
        }
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Moment) -> std::cmp::Ordering {
        (self.date(), self.time()).cmp(&(other.date(), other.time()))
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Moment) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_day_is_not_midnight() {
        let [day, midnight, nine] =
            ["2027-02-05", "2027-02-05T00:00", "2027-02-05T09:00"].map(|text| Moment::read(text).unwrap());
        assert!(day < midnight && midnight < nine);
        assert_eq!((day.time(), midnight.time()), (None, Some(Time::midnight())));
        assert_eq!((day.date(), nine.date()), (midnight.date(), day.date()));
        for moment in [day, midnight, nine] {
            assert_eq!(Moment::read(&moment.written()), Some(moment));
        }
        assert_eq!(["", "i maj", "2027-02-30", "2027-02-05T"].map(Moment::read), [None; 4]);
    }
}
