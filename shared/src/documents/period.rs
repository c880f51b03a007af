//! When a theme is worked with: a year, or months of it. In documents one text (ISO 8601: "2027", "2027-02",
//! "2027-02/2027-04"), so that two periods set apart show as two, and not as the halves of both.

use std::{fmt, ops::RangeInclusive, str::FromStr};

use serde::{Deserialize, Serialize};

/// The text is no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a year or months of one: {0}")]
pub struct ParsePeriodError(pub String);

/// Whole months of one year, in a row. Sorted by their beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    year: i16,
    first: i8,
    last: i8,
}

impl Period {
    /// From the first to the last month (1 to 12, both within). None where that is no period, or the year not
    /// 1 to 9999.
    pub fn new(year: i16, months: RangeInclusive<i8>) -> Option<Period> {
        let (first, last) = months.into_inner();
        let holds = (1..=9999).contains(&year) && first >= 1 && first <= last && last <= 12;
        holds.then_some(Period { year, first, last })
    }

    /// All of a year.
    pub fn of_year(year: i16) -> Option<Period> {
        Period::new(year, 1..=12)
    }

    pub fn year(&self) -> i16 {
        self.year
    }

    /// 1 to 12.
    pub fn months(&self) -> RangeInclusive<i8> {
        self.first..=self.last
    }

    /// Whether it names no months: a theme of the year.
    pub fn is_whole_year(&self) -> bool {
        self.months() == (1..=12)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Period { year, first, last } = self;
        match self.is_whole_year() {
            true => write!(f, "{year:04}"),
            false if first == last => write!(f, "{year:04}-{first:02}"),
            false => write!(f, "{year:04}-{first:02}/{year:04}-{last:02}"),
        }
    }
}

impl FromStr for Period {
    type Err = ParsePeriodError;

    fn from_str(text: &str) -> Result<Period, ParsePeriodError> {
        read(text.trim()).ok_or_else(|| ParsePeriodError(text.to_owned()))
    }
}

fn read(text: &str) -> Option<Period> {
    let Some((from, to)) = text.split_once('/') else {
        return match text.split_once('-') {
            Some(_) => read_month(text).and_then(|(year, month)| Period::new(year, month..=month)),
            None => Period::of_year(digits(text, 4)?),
        };
    };
    let ((year, first), (until, last)) = (read_month(from)?, read_month(to)?);
    (year == until).then(|| Period::new(year, first..=last))?
}

fn read_month(text: &str) -> Option<(i16, i8)> {
    let (year, month) = text.split_once('-')?;
    Some((digits(year, 4)?, i8::try_from(digits(month, 2)?).ok()?))
}

fn digits(text: &str, count: usize) -> Option<i16> {
    let holds = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| holds)
}

impl TryFrom<String> for Period {
    type Error = ParsePeriodError;

    fn try_from(text: String) -> Result<Period, ParsePeriodError> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> String {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_as_text_and_back() {
        for (text, months) in
            [("2027", 1..=12), ("2027-02", 2..=2), ("2027-02/2027-04", 2..=4), ("2027-10/2027-12", 10..=12)]
        {
            let period = Period::new(2027, months);
            assert_eq!(text.parse().ok(), period, "{text}");
            assert_eq!(period.map(|period| period.to_string()).as_deref(), Some(text));
        }
        assert_eq!(" 2027-01/2027-12 ".parse().ok(), Period::of_year(2027));
        let wrong = ["", "i vår", "27", "2027-13", "2027-00", "2027-2", "0000", "+202", "2027-04/2027-02"];
        for text in wrong.into_iter().chain(["2027-11/2028-02", "2027-02/", "2027/2027", "２０２７", "-2027"])
        {
            assert_eq!(text.parse::<Period>(), Err(ParsePeriodError(text.to_owned())), "{text}");
        }
        assert_eq!(
            (Period::new(2027, 5..=13), Period::new(2027, 0..=2), Period::of_year(0)),
            (None, None, None)
        );
    }
}
