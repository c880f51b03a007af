//! Dates and times as people write them: "24 september 2021", "kl. 9.00–10.30".

use jiff::civil::{Date, DateTime, Time};
use samskriv_shared::documents::{Moment, Period};

use super::{Lang, Texts};
use crate::input::Misread;

impl Texts {
    /// "24 september 2021".
    pub fn date(&self, date: Date) -> String {
        self.with(
            "date-long",
            &[("day", date.day().into()), ("month", date.month().into()), ("year", date.year().into())],
        )
    }

    /// "fredag 24 september 2021".
    pub fn date_with_weekday(&self, date: Date) -> String {
        format!("{} {}", self.weekday(date), self.date(date))
    }

    fn weekday(&self, date: Date) -> String {
        self.with("date-weekday", &[("weekday", date.weekday().to_monday_one_offset().into())])
    }

    /// Why something that was typed is not what was asked for, as a sentence.
    pub fn misread(&self, misread: Misread) -> String {
        match misread {
            Misread::Day => self.get("date-unreadable"),
            Misread::Due => self.get("date-unreadable-due"),
            Misread::Time => self.get("date-unreadable-time"),
            Misread::NoSuchDay { day, month, year } => {
                let (day, month) = (("day", day.into()), ("month", self.month(month).into()));
                match year {
                    Some(year) => self.with("date-no-such-day-in", &[day, month, ("year", year.into())]),
                    None => self.with("date-no-such-day", &[day, month]),
                }
            }
            Misread::OtherWeekday(date) => {
                let values = [("date", self.date(date).into()), ("weekday", self.weekday(date).into())];
                self.with("date-other-weekday", &values)
            }
        }
    }

    /// "september", of 1 to 12.
    pub fn month(&self, month: i8) -> String {
        self.with("date-month", &[("month", month.into())])
    }

    /// The same where it begins a line: "September".
    pub fn month_heading(&self, month: i8) -> String {
        let name = self.month(month);
        let mut letters = name.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// "2027", "februari 2027", "februari–april 2027".
    pub fn period(&self, period: Period) -> String {
        let year = period.year();
        let (first, last) = (*period.months().start(), *period.months().end());
        match period.is_whole_year() {
            true => self.with("date-whole-year", &[("year", year.into())]),
            false if first == last => format!("{} {year}", self.month(first)),
            false => format!("{}–{} {year}", self.month(first), self.month(last)),
        }
    }

    /// "24 september 2021", and where the time is known "24 september 2021, kl. 9.00".
    pub fn moment(&self, moment: Moment) -> String {
        let date = self.date(moment.date());
        match moment.time() {
            Some(time) => self.with("date-at", &[("date", date.into()), ("time", self.time(time).into())]),
            None => date,
        }
    }

    /// "9.00" in Swedish, "9:00" in English.
    pub fn time(&self, time: Time) -> String {
        let separator = match self.lang() {
            Lang::Sv => '.',
            Lang::En => ':',
        };
        format!("{}{separator}{:02}", time.hour(), time.minute())
    }

    /// "24 september 2021, kl. 9.00–10.30". With an end on another day: both dates in full. With midnight as
    /// the start and no end, the time is unknown and only the date is shown.
    pub fn meeting_time(&self, starts: DateTime, ends: Option<DateTime>) -> String {
        let date = self.date(starts.date());
        let from = self.time(starts.time());
        match ends {
            None if starts.time() == Time::midnight() => date,
            None => self.with("date-at", &[("date", date.into()), ("time", from.into())]),
            Some(ends) if ends.date() == starts.date() => {
                let to = self.time(ends.time());
                self.with("date-from-to", &[("date", date.into()), ("from", from.into()), ("to", to.into())])
            }
            Some(ends) => {
                let at = |at: DateTime| {
                    let (date, time) = (self.date(at.date()), self.time(at.time()));
                    self.with("date-at", &[("date", date.into()), ("time", time.into())])
                };
                format!("{} – {}", at(starts), at(ends))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;
    use crate::input::Around;

    #[test]
    fn dates_and_times_in_swedish() {
        let texts = Texts::new(Lang::Sv);
        assert_eq!(texts.date(date(2021, 9, 24)), "24 september 2021");
        assert_eq!(texts.date(date(2013, 12, 1)), "1 december 2013");
        let starts = datetime(2021, 9, 24, 9, 0, 0, 0);
        let ends = datetime(2021, 9, 24, 10, 30, 0, 0);
        assert_eq!(texts.meeting_time(starts, Some(ends)), "24 september 2021, kl. 9.00–10.30");
        assert_eq!(texts.meeting_time(starts, None), "24 september 2021, kl. 9.00");
        assert_eq!(texts.meeting_time(datetime(2021, 9, 24, 0, 0, 0, 0), None), "24 september 2021");
        let next_day = datetime(2021, 9, 25, 12, 0, 0, 0);
        assert_eq!(
            texts.meeting_time(starts, Some(next_day)),
            "24 september 2021, kl. 9.00 – 25 september 2021, kl. 12.00"
        );
    }

    #[test]
    fn dates_and_times_in_english() {
        let texts = Texts::new(Lang::En);
        let starts = datetime(2027, 5, 3, 9, 5, 0, 0);
        assert_eq!(texts.date(starts.date()), "3 May 2027");
        let ends = datetime(2027, 5, 3, 14, 0, 0, 0);
        assert_eq!(texts.meeting_time(starts, Some(ends)), "3 May 2027, 9:05–14:00");
    }

    #[test]
    fn periods_and_moments() {
        let texts = Texts::new(Lang::Sv);
        let period = |months| Period::new(2027, months).map(|period| texts.period(period));
        assert_eq!(period(1..=12).as_deref(), Some("hela 2027"));
        assert_eq!(period(2..=2).as_deref(), Some("februari 2027"));
        assert_eq!(period(2..=4).as_deref(), Some("februari–april 2027"));
        assert_eq!(texts.month_heading(8), "Augusti");
        let day = date(2027, 2, 5);
        assert_eq!(texts.moment(Moment::Day(day)), "5 februari 2027");
        let nine = Moment::Time(day.at(9, 0, 0, 0));
        assert_eq!(texts.moment(nine), "5 februari 2027, kl. 9.00");
        // What is shown in a field is understood when it is read again.
        let read = |text: &str| crate::input::moment(text, Around::Told);
        assert_eq!(read(&texts.moment(nine)), Ok(nine));
        assert_eq!(read(&texts.date_with_weekday(day)), Ok(Moment::Day(day)));
        let texts = Texts::new(Lang::En);
        assert_eq!(read(&texts.moment(nine)), Ok(nine), "{}", texts.moment(nine));
        assert_eq!(read(&texts.date_with_weekday(day)), Ok(Moment::Day(day)));
    }

    #[test]
    fn what_is_not_read_is_told_as_it_is() {
        let texts = Texts::new(Lang::Sv);
        let told = |text: &str| {
            let around = Around::From(date(2027, 1, 15));
            texts.misread(crate::input::date(text, around).err().unwrap_or(Misread::Time))
        };
        assert_eq!(told("31/2"), "31 februari finns inte.");
        assert_eq!(told("2027-02-29"), "29 februari 2027 finns inte.");
        assert_eq!(told("tors 29/1"), "29 januari 2027 är en fredag.");
        let unread = "Det går inte att läsa som ett datum. Skriv till exempel 7 februari eller 2027-02-07.";
        assert_eq!(told("snart"), unread);
    }

    #[test]
    fn every_month_has_its_name() {
        for lang in [Lang::Sv, Lang::En] {
            let texts = Texts::new(lang);
            let names: std::collections::BTreeSet<String> =
                (1..=12).map(|month| texts.date(date(2027, month, 1))).collect();
            assert_eq!(names.len(), 12, "{names:?}");
        }
    }
}
