//! The top of the minutes: title, date and time, place, the lists of people. It ends at the first
//! heading or long paragraph that is none of these; lists of people may also stand further down.

use std::collections::HashSet;

use jiff::civil::{Date, DateTime, Time};

use super::{
    ImportedAttendee, attendance, dates,
    dates::Day,
    inline,
    labels::{self, Label, Labelled},
    people::{self, Entry},
    source::{Shape, Source},
    times,
    wrap::Wrap,
};
use crate::documents::AttendanceStatus;

/// What the header gave.
#[derive(Debug, Default)]
pub(super) struct Header {
    pub title: String,
    pub starts: Option<DateTime>,
    pub ends: Option<DateTime>,
    pub place: String,
    pub secretary: String,
    pub attendance: Vec<ImportedAttendee>,
    pub next_meeting: Option<Date>,
}

/// A title is not longer than this.
const MAX_TITLE: usize = 150;
/// Longer text is no longer the header.
const MAX_HEADER_LINE: usize = 160;
/// What many minutes call themselves; the line below may say whose they are.
const GENERIC: &[&str] = &[
    "minnesanteckningar",
    "anteckningar",
    "mötesanteckningar",
    "protokoll",
    "mötesprotokoll",
    "minutes",
    "notes",
    "minnesanteckning",
];
/// Places that need no label.
const PLACES: &[&str] = &[
    "teams",
    "zoom",
    "digitalt",
    "stadshuset",
    "rådhuset",
    "kommunhuset",
    "distans",
    "skype",
    "länk",
    "sal ",
    "rum ",
    "konferens",
];
/// Words around a date that say nothing of their own.
const FILLERS: &[&str] = &[
    "den",
    "kl",
    "klockan",
    "datum",
    "tid",
    "och",
    "måndag",
    "tisdag",
    "onsdag",
    "torsdag",
    "fredag",
    "lördag",
    "söndag",
    "måndagen",
    "tisdagen",
    "onsdagen",
    "torsdagen",
    "fredagen",
    "lördagen",
    "söndagen",
    "mån",
    "tis",
    "ons",
    "tors",
    "tor",
    "fre",
    "lör",
    "sön",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "at",
    "on",
    "vecka",
];

/// Reads and takes the header's lines.
pub(super) fn read(source: &mut Source<'_>, wrap: &Wrap) -> Header {
    let mut reader = Reader {
        wrap,
        header: Header::default(),
        closed: false,
        generic_title: false,
        title_line: None,
        day: None,
        time: None,
        day_line: None,
        people: Vec::new(),
        seen: Vec::new(),
        chairs: Vec::new(),
        waiting: None,
    };
    let mut index = 0;
    while index < source.lines.len() {
        index = reader.line(source, index);
    }
    reader.finish(source)
}

struct Reader<'a> {
    wrap: &'a Wrap,
    header: Header,
    closed: bool,
    /// The line of a title that only says "Minnesanteckningar".
    generic_title: bool,
    title_line: Option<usize>,
    day: Option<(Day, Option<Day>)>,
    time: Option<(Time, Option<Time>)>,
    day_line: Option<usize>,
    people: Vec<Entry>,
    seen: Vec<AttendanceStatus>,
    chairs: Vec<Entry>,
    /// A label whose value stands on the next line.
    waiting: Option<(Label, usize)>,
}

impl Reader<'_> {
    /// Reads a line; returns the next to read.
    fn line(&mut self, source: &mut Source<'_>, index: usize) -> usize {
        let line = &source.lines[index];
        if line.shape == Shape::Rule {
            return index + 1;
        }
        let labelled = labels::read(line);
        if !labelled.is_empty() {
            self.waiting = None;
            return self.labelled(source, index, &labelled);
        }
        if let Some((label, label_line)) = self.waiting.take() {
            let value = source.lines[index].plain();
            if !source.lines[index].is_heading() && self.value(source, index, label, &value, true) {
                source.take(label_line, field(label));
                return index + 1;
            }
        }
        if self.closed {
            return index + 1;
        }
        if self.seen.is_empty() && attendance::is_table_head(source, index) {
            return self.list(source, index, AttendanceStatus::Present, "");
        }
        self.unlabelled(source, index);
        index + 1
    }

    fn labelled(&mut self, source: &mut Source<'_>, index: usize, labelled: &[Labelled]) -> usize {
        if let [
            Labelled {
                label: Label::People(status),
                value,
            },
        ] = labelled
        {
            // Below the header a list only counts if its kind has not been there.
            let repeated = self.closed && self.seen.contains(status);
            return if repeated {
                index + 1
            } else {
                self.list(source, index, *status, value)
            };
        }
        if self.closed {
            return index + 1;
        }
        let mut all = true;
        for Labelled { label, value } in labelled {
            if value.is_empty() {
                let alone = labelled.len() == 1;
                self.waiting = alone.then_some((*label, index));
                all &= !alone && value.is_empty();
            } else {
                all &= self.value(source, index, *label, value, false);
            }
        }
        if all {
            source.lines[index].taken = true;
        }
        index + 1
    }

    fn list(
        &mut self,
        source: &mut Source<'_>,
        index: usize,
        status: AttendanceStatus,
        value: &str,
    ) -> usize {
        let (people, next) = attendance::read(source, self.wrap, index, (status, value));
        if people.is_empty() {
            // A heading over nobody is the first of the body, unless the header goes on.
            if source.lines[index].is_heading() {
                self.heading(source, index);
            }
        } else {
            self.seen.push(status);
            self.people.extend(people);
        }
        next
    }

    /// Sets a field from its value; takes the line when told (the caller does for a line of several).
    fn value(
        &mut self,
        source: &mut Source<'_>,
        index: usize,
        label: Label,
        value: &str,
        take: bool,
    ) -> bool {
        let read = match label {
            Label::Title | Label::Place if value.len() > 2 * MAX_TITLE => false,
            Label::Title if self.header.title.is_empty() || self.generic_title => {
                self.set_title(source, index, value);
                true
            }
            Label::When { place } => self.when(source, index, value, place),
            Label::Place if self.header.place.is_empty() => {
                value.trim().clone_into(&mut self.header.place);
                source.recognise(index, "place");
                true
            }
            Label::Chair | Label::Secretary => self.role(source, index, label, value),
            Label::NextMeeting => {
                let found =
                    dates::find(value).filter(|found| is_filler(value, &[found.range.clone()]));
                let date = found.and_then(|found| found.first.on_or_after(self.date()));
                self.header.next_meeting = self.header.next_meeting.or(date);
                if date.is_some() {
                    source.recognise(index, "next_meeting");
                }
                date.is_some()
            }
            Label::People(status) => {
                let people = people::running(value, status, true);
                if !people.is_empty() {
                    source.recognise(index, "attendance");
                }
                self.people.extend(people.iter().cloned());
                !people.is_empty()
            }
            Label::Title | Label::Place => false,
        };
        if read && take {
            source.lines[index].taken = true;
        }
        read
    }

    fn role(&mut self, source: &mut Source<'_>, index: usize, label: Label, value: &str) -> bool {
        let people = people::running(value, AttendanceStatus::Present, true);
        let Some(first) = people.first() else {
            return false;
        };
        if label == Label::Secretary {
            first.attendee.name.clone_into(&mut self.header.secretary);
            source.recognise(index, "secretary");
        } else {
            self.chairs.extend(people);
            source.recognise(index, "attendance");
        }
        true
    }

    /// A date, a time or both, and perhaps a place. False leaves the line in the body.
    fn when(&mut self, source: &mut Source<'_>, index: usize, value: &str, place: bool) -> bool {
        let day = dates::find(value).filter(|_| self.day.is_none());
        let time = time_beside(value, day.as_ref(), true).filter(|_| self.time.is_none());
        if day.is_none() && time.is_none() {
            return false;
        }
        let mut ranges: Vec<_> = day.iter().map(|found| found.range.clone()).collect();
        ranges.extend(time.iter().map(|found| found.range.clone()));
        if let Some(found) = day {
            self.day = Some((found.first, found.last));
            self.day_line = Some(index);
            source.recognise(index, "starts");
        }
        if let Some(found) = time {
            self.time = Some((found.starts, found.ends));
            source.recognise(
                index,
                if found.ends.is_some() {
                    "ends"
                } else {
                    "starts"
                },
            );
        }
        is_filler(value, &ranges) || self.place_in(source, index, value, &ranges, place)
    }

    /// What is left of a line with a date, if it is the place.
    fn place_in(
        &mut self,
        source: &mut Source<'_>,
        index: usize,
        value: &str,
        ranges: &[std::ops::Range<usize>],
        labelled: bool,
    ) -> bool {
        let end = ranges.iter().map(|range| range.end).max().unwrap_or(0);
        let start = ranges.iter().map(|range| range.start).min().unwrap_or(0);
        let behind = value[end..].trim_matches(|c: char| c.is_whitespace() || ",;.–-|".contains(c));
        let place = behind.strip_prefix("i ").unwrap_or(behind).trim();
        let place = place.strip_prefix("på ").unwrap_or(place);
        let front_is_filler = is_filler(&value[..start], &[]);
        let lower = place.to_lowercase();
        let known = PLACES.iter().any(|known| lower.contains(known))
            || place
                .split([',', ' '])
                .any(|word| super::municipalities::municipality(word).is_some());
        let is_place = front_is_filler
            && self.header.place.is_empty()
            && !place.is_empty()
            && (labelled || known);
        if is_place {
            place.clone_into(&mut self.header.place);
            source.recognise(index, "place");
        }
        is_place
    }

    fn unlabelled(&mut self, source: &mut Source<'_>, index: usize) {
        let line = &source.lines[index];
        let plain = line.plain();
        let length = plain.chars().count();
        let bare = matches!(
            line.shape,
            Shape::Text | Shape::Heading(_) | Shape::TableRow
        );
        if bare && length <= MAX_HEADER_LINE && self.bare_when(source, index, &plain) {
            return;
        }
        let line = &source.lines[index];
        let may_title =
            matches!(line.shape, Shape::Text | Shape::Heading(_)) && length <= MAX_TITLE;
        let whose = self.generic_title && self.title_line == Some(index.wrapping_sub(1));
        let late = line.shape == Shape::Heading(1) && self.header.title.is_empty();
        if may_title && (self.nothing_yet() || whose || late) {
            self.set_title(source, index, &plain);
            source.lines[index].taken = true;
        } else if line.is_heading() || line.is_bold() {
            self.heading(source, index);
        } else if length > MAX_HEADER_LINE || line.shape != Shape::Text {
            self.closed = true;
        }
    }

    /// A line that is nothing but a date, a time or both.
    fn bare_when(&mut self, source: &mut Source<'_>, index: usize, plain: &str) -> bool {
        let day = dates::find(plain).filter(|_| self.day.is_none());
        let has_day = day.is_some();
        let time = time_beside(plain, day.as_ref(), has_day);
        let mut ranges: Vec<_> = day.iter().map(|found| found.range.clone()).collect();
        ranges.extend(time.iter().map(|found| found.range.clone()));
        let behind = ranges.iter().map(|range| range.end).max().unwrap_or(0);
        let front = ranges.iter().map(|range| range.start).min().unwrap_or(0);
        let only = is_filler(plain, &ranges)
            || (has_day
                && time.is_some()
                && is_filler(&plain[..front], &[])
                && plain[behind..].starts_with(','));
        if ranges.is_empty() || !only {
            return false;
        }
        let read = self.when(source, index, plain, false);
        source.lines[index].taken = read;
        read
    }

    /// A heading that is no field ends the header, unless fields follow it.
    fn heading(&mut self, source: &Source<'_>, index: usize) {
        self.closed = !source
            .lines
            .get(index + 1)
            .is_some_and(labels::is_header_label);
    }

    fn nothing_yet(&self) -> bool {
        self.header.title.is_empty()
            && self.title_line.is_none()
            && self.people.is_empty()
            && !self.closed
    }

    fn set_title(&mut self, source: &mut Source<'_>, index: usize, title: &str) {
        let title = title.trim();
        title.clone_into(&mut self.header.title);
        self.generic_title = GENERIC.contains(&title.to_lowercase().as_str());
        self.title_line = Some(index);
        source.recognise(index, "title");
    }

    fn date(&self) -> Option<Date> {
        let (first, _) = self.day?;
        first.in_year(year_in(&self.header.title))
    }

    fn finish(mut self, source: &mut Source<'_>) -> Header {
        if self.day.is_none()
            && let Some(found) =
                dates::find(&self.header.title).filter(|found| found.first.year.is_some())
        {
            self.day = Some((found.first, found.last));
            self.time = self.time.or_else(|| {
                times::find(&self.header.title[found.range.end..], true)
                    .map(|time| (time.starts, time.ends))
            });
            if let Some(index) = self.title_line {
                source.recognise(index, "starts");
            }
        }
        let date = self.date();
        let last = self
            .day
            .and_then(|(_, last)| last)
            .and_then(|last| last.on_or_after(date))
            .or(date);
        let (starts, ends) = self.time.unwrap_or((Time::midnight(), None));
        self.header.starts = date.map(|date| date.to_datetime(starts));
        self.header.ends = ends.and_then(|ends| Some(last?.to_datetime(ends)));
        if date.is_none()
            && let Some(line) = self.day_line
        {
            // A date without any year is no date: the line stays.
            source.lines[line].taken = false;
        }
        self.settle_people();
        self.header
    }

    /// Marks the chairs and the secretary that stand under labels of their own.
    fn settle_people(&mut self) {
        let mut people = std::mem::take(&mut self.people);
        let chairs: HashSet<String> = self
            .chairs
            .iter()
            .map(|chair| chair.attendee.name.clone())
            .collect();
        for entry in &mut people {
            entry.attendee.chair |= chairs.contains(&entry.attendee.name);
        }
        let mut known: HashSet<String> = people
            .iter()
            .map(|entry| entry.attendee.name.clone())
            .collect();
        let mut only_chairs = std::mem::take(&mut self.chairs);
        only_chairs.retain(|chair| known.insert(chair.attendee.name.clone()));
        for chair in &mut only_chairs {
            chair.attendee.chair = true;
        }
        people.splice(0..0, only_chairs);
        if self.header.secretary.is_empty()
            && let Some(secretary) = people.iter().find(|entry| entry.secretary)
        {
            secretary
                .attendee
                .name
                .clone_into(&mut self.header.secretary);
        }
        self.header.attendance = people.into_iter().map(|entry| entry.attendee).collect();
    }
}

/// The time behind a date, else the one before it.
fn time_beside(text: &str, day: Option<&dates::Found>, lenient: bool) -> Option<times::Found> {
    let after = day.map_or(0, |found| found.range.end);
    let behind = times::find(&text[after..], lenient).map(|found| times::Found {
        range: found.range.start + after..found.range.end + after,
        ..found
    });
    behind.or_else(|| times::find(&text[..day?.range.start], false))
}

fn field(label: Label) -> &'static str {
    match label {
        Label::Title => "title",
        Label::When { .. } => "starts",
        Label::Place => "place",
        Label::People(_) | Label::Chair => "attendance",
        Label::Secretary => "secretary",
        Label::NextMeeting => "next_meeting",
    }
}

/// Whether nothing of weight stands outside the ranges.
fn is_filler(text: &str, ranges: &[std::ops::Range<usize>]) -> bool {
    let mut rest = String::new();
    for (at, c) in text.char_indices() {
        let inside = ranges.iter().any(|range| range.contains(&at));
        rest.push(if inside { ' ' } else { c });
    }
    inline::plain(&rest)
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .all(|word| word.is_empty() || FILLERS.contains(&word) || word == "v")
}

/// A year that stands in a text by itself.
fn year_in(text: &str) -> Option<i16> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() == 4)
        .find_map(|word| {
            word.parse::<i16>()
                .ok()
                .filter(|year| (1990..2100).contains(year))
        })
}
