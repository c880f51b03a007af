//! The top of the minutes: title, date and time, place, the lists of people. It ends at the first
//! heading or long paragraph that is none of these; lists of people may also stand further down.

mod lines;
mod values;

use jiff::civil::{Date, DateTime, Time};

use super::{
    ImportedAttendee, attendance, closing,
    dates::Day,
    labels::{self, Label, Labelled},
    people::{self, Entry},
    sentences::sentences,
    source::{Shape, Source},
    title,
    when::{self, When},
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
    pub title_line: Option<usize>,
    /// The kinds of lists that were found.
    pub seen: Vec<AttendanceStatus>,
}

/// A title is not longer than this.
const MAX_TITLE: usize = 150;
/// Longer text is no longer the header.
const MAX_HEADER_LINE: usize = 160;

/// Reads and takes the header's lines.
pub(super) fn read(source: &mut Source<'_>, wrap: &Wrap) -> Header {
    let mut reader = Reader {
        wrap,
        header: Header::default(),
        closed: false,
        generic_title: false,
        title_line: None,
        days: None,
        times: None,
        days_line: None,
        when_line: None,
        year: None,
        hint: None,
        people: Vec::new(),
        seen: Vec::new(),
        chairs: Vec::new(),
        members: Vec::new(),
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
    /// The title only says "Minnesanteckningar"; the line below may say whose.
    generic_title: bool,
    title_line: Option<usize>,
    days: Option<(Day, Option<Day>)>,
    times: Option<(Time, Option<Time>)>,
    days_line: Option<usize>,
    /// The last line of date or time.
    when_line: Option<usize>,
    /// From a line of its own.
    year: Option<i16>,
    /// A line, not taken, that has a date among other words: used if nothing better comes.
    hint: Option<(usize, When)>,
    people: Vec<Entry>,
    seen: Vec<AttendanceStatus>,
    chairs: Vec<Entry>,
    /// Named by a label as secretary.
    members: Vec<Entry>,
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
        if self.header.title.is_empty() && title::is_mail_head(&source.lines, index) {
            return index + 1;
        }
        if self.seen.is_empty()
            && let Some((people, statuses, next)) = attendance::beside(source, index)
        {
            self.people.extend(people);
            self.seen.extend(statuses);
            return next;
        }
        let line = &source.lines[index];
        let labelled = labels::read(line);
        if !labelled.is_empty() && !self.goes_on_in_prose(source, index) {
            self.waiting = None;
            return self.labelled(source, index, &labelled);
        }
        if let Some((label, label_line)) = self.waiting.take() {
            let value = source.lines[index].plain();
            let is_value = !source.lines[index].is_heading();
            if is_value && self.value(source, index, label, &value) {
                source.lines[index].taken = true;
                source.take(label_line, field(label));
                return index + 1;
            }
            if is_value && label == Label::Adjuster && people::begins(&value) {
                // Who adjusts may stand there one below the other.
                self.waiting = Some((label, label_line));
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
        if let [Labelled { label: Label::People(status), value }] = labelled {
            let status = &self.meant(*status, &source.lines[index].plain());
            // Below the header a list only counts if its kind has not been there.
            let repeated = self.closed && self.seen.contains(status);
            return if repeated { index + 1 } else { self.list(source, index, *status, value) };
        }
        if self.closed {
            return index + 1;
        }
        let (mut any, mut all) = (false, true);
        let mut next = index + 1;
        for Labelled { label, value } in labelled {
            if value.is_empty() {
                self.waiting = (labelled.len() == 1).then_some((*label, index));
                continue;
            }
            let (value, below) =
                if labelled.len() == 1 { with_below(source, index, value) } else { (value.clone(), index) };
            let read = self.value(source, index, *label, &value);
            any |= read;
            all &= read;
            next = below.max(next);
        }
        source.lines[index].taken = any && all;
        if any && all {
            (index + 1..next).for_each(|below| source.take(below, field(labelled[0].label)));
        }
        next
    }

    /// "Övriga närvarande" below nobody but the chair and the secretary are those who met.
    fn meant(&self, status: AttendanceStatus, plain: &str) -> AttendanceStatus {
        let led = !self.chairs.is_empty() || !self.members.is_empty();
        let rest = ["övriga närvarande", "övriga deltagare", "övriga deltagande"];
        let met = rest.iter().any(|label| plain.to_lowercase().starts_with(label));
        let all = led && met && !self.seen.contains(&AttendanceStatus::Present);
        if all { AttendanceStatus::Present } else { status }
    }

    fn list(
        &mut self,
        source: &mut Source<'_>,
        index: usize,
        status: AttendanceStatus,
        value: &str,
    ) -> usize {
        let (people, next) = attendance::read(source, self.wrap, index, (status, value));
        if !people.is_empty() {
            self.seen.push(status);
            self.people.extend(people);
        } else if source.lines[index].is_heading() {
            self.end_at(source, index);
        }
        next
    }

    fn unlabelled(&mut self, source: &mut Source<'_>, index: usize) {
        let line = &source.lines[index];
        let (plain, shape) = (line.plain(), line.shape);
        let length = plain.chars().count();
        let bare = matches!(shape, Shape::Text | Shape::Heading(_) | Shape::TableRow);
        if bare && length <= MAX_HEADER_LINE && self.bare_when(source, index, &plain) {
            return;
        }
        let prose = shape == Shape::Text && self.is_prose(source, index);
        let may_title = matches!(shape, Shape::Text | Shape::Heading(_)) && length <= MAX_TITLE && !prose;
        let whose =
            self.generic_title && self.title_line.is_some_and(|title| all_taken(source, title, index));
        let better = self.is_better_title(source, index, &plain);
        let late = shape == Shape::Heading(1) && self.header.title.is_empty();
        if self.is_place_below(source, index, &plain) {
            self.set_place(source, index, &plain);
            source.lines[index].taken = true;
        } else if (line_repeats(&plain, &self.header.title) && shape != Shape::TableRow)
            || (shape == Shape::Text && self.says_only_minutes(&plain))
        {
            source.take(index, "title");
        } else if may_title && title::may_be(&plain) && (self.nothing_yet() || whose || late || better) {
            if let Some(subject) = self.title_line.filter(|_| better) {
                source.give_back(subject, "title");
            }
            self.set_title(source, index, &plain);
            source.lines[index].taken = true;
        } else if length > MAX_HEADER_LINE || !bare {
            self.closed = true;
        } else if shape != Shape::Text
            || source.lines[index].is_bold()
            || !self.seen.is_empty()
            || plain.starts_with('§')
        {
            self.end_at(source, index);
        }
    }

    /// "MINNESANTECKNINGAR" below the title says nothing new.
    fn says_only_minutes(&self, plain: &str) -> bool {
        let top = self.days.is_none() && self.seen.is_empty() && !self.header.title.is_empty();
        top && !self.closed && title::is_minutes(plain)
    }

    /// A line that is nothing but a date, a time or both, perhaps with a known place.
    fn bare_when(&mut self, source: &mut Source<'_>, index: usize, plain: &str) -> bool {
        // "13:03" alone below the date
        let lone = self.days.is_some() && self.times.is_none();
        let Some(when) = when::read(plain, lone)
            .filter(|when| !lone || when.is_all(plain, false) || when.place(plain, false).is_some())
        else {
            return false;
        };
        let complete = (when.days.is_some() || lone) && when.times.is_some();
        // What goes on behind the date as a sentence of its own is no place.
        let placed = || sentences(plain).len() == 1 && when.place(plain, false).is_some();
        let only = when.is_all(plain, !self.nothing_yet()) || (complete && placed());
        let taken = only && self.set_when(source, index, plain, &when, false);
        source.lines[index].taken = taken;
        let dated = when.days.is_some_and(|(first, _)| first.year.is_some());
        if !taken && dated && self.hint.is_none() && !closing::tells_of_next(plain) {
            self.hint = Some((index, when));
        }
        taken
    }

    /// A heading that is no field ends the header, unless fields follow it.
    fn end_at(&mut self, source: &Source<'_>, index: usize) {
        let mut below = source.lines[index + 1..].iter().filter(|line| line.shape != Shape::Rule);
        self.closed = !below.next().is_some_and(|line| {
            let plain = line.plain();
            let dated = || when::read(&plain, false).is_some_and(|when| when.says_when_and_where(&plain));
            labels::is_header_label(line) || (plain.chars().count() <= MAX_HEADER_LINE && dated())
        });
    }

    fn nothing_yet(&self) -> bool {
        self.header.title.is_empty() && self.people.is_empty() && !self.closed
    }

    fn date(&self) -> Option<Date> {
        let (first, _) = self.days?;
        first.in_year(self.year.or(year_in(&self.header.title)))
    }

    fn finish(mut self, source: &mut Source<'_>) -> Header {
        if self.days.is_none()
            && let Some((index, hint)) = self.hint.take()
        {
            self.days = hint.days;
            self.times = self.times.or(hint.times);
            source.recognise(index, "starts");
        }
        let date = self.date();
        let last = self.days.and_then(|(_, last)| last?.on_or_after(date)).or(date);
        let (starts, ends) = self.times.unwrap_or((Time::midnight(), None));
        self.header.starts = date.map(|date| date.to_datetime(starts));
        self.header.ends = ends.and_then(|ends| Some(last?.to_datetime(ends)));
        if let (None, Some(line)) = (date, self.days_line) {
            // A date without any year is no date: the line stays.
            source.lines[line].taken = false;
        }
        let people = attendance::settled(self.people, self.chairs, self.members);
        let secretary = people.iter().find(|entry| entry.secretary);
        if let Some(secretary) = secretary.filter(|_| self.header.secretary.is_empty()) {
            secretary.attendee.name.clone_into(&mut self.header.secretary);
        }
        self.header.attendance = people.into_iter().map(|entry| entry.attendee).collect();
        self.header.title_line = self.title_line;
        self.header.seen = self.seen;
        self.header
    }
}

/// Whether a line stands right below another, with nothing but a few other fields between.
fn all_taken(source: &Source<'_>, above: usize, index: usize) -> bool {
    index - above <= MAX_FIELDS_BETWEEN && source.lines[above..index].iter().all(|line| line.taken)
}

/// How many lines of fields may stand between two that belong together.
const MAX_FIELDS_BETWEEN: usize = 12;

/// A title that stands there twice: in a head of the file and over the text.
fn line_repeats(plain: &str, title: &str) -> bool {
    !title.is_empty() && plain.trim() == title
}

/// A value with the lines that stand in its column below; and the first line after these.
fn with_below(source: &Source<'_>, index: usize, value: &str) -> (String, usize) {
    let mut value = value.to_owned();
    let mut next = index + 1;
    while let Some(line) = source.lines.get(next) {
        let goes_on = line.shape == Shape::Text && line.hangs_below(&source.lines[index]);
        if !goes_on || value.len() > MAX_TITLE || !labels::read(line).is_empty() {
            break;
        }
        let sign =
            if line.content.starts_with(char::is_uppercase) && !value.ends_with(',') { ", " } else { " " };
        value.push_str(sign);
        value.push_str(&line.plain());
        next += 1;
    }
    (value, next)
}

fn field(label: Label) -> &'static str {
    match label {
        Label::Title => "title",
        Label::When { .. } => "starts",
        Label::Ends => "ends",
        Label::Place => "place",
        Label::People(_) | Label::Chair | Label::Adjuster => "attendance",
        Label::Secretary => "secretary",
        Label::NextMeeting => "next_meeting",
    }
}

/// A year that stands in a text by itself.
fn year_in(text: &str) -> Option<i16> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() == 4)
        .find_map(|word| word.parse::<i16>().ok().filter(|year| (1990..2100).contains(year)))
}
