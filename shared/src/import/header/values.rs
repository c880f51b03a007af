//! What a field's value sets: each label has its own way of being read.

use super::{MAX_TITLE, Reader, field, year_in};
use crate::{
    documents::AttendanceStatus,
    import::{
        dates,
        labels::Label,
        people,
        source::Source,
        title,
        when::{self, When},
    },
};

impl Reader<'_> {
    /// Sets a field from its value; false if it is none, and the line stays in the body.
    pub(super) fn value(&mut self, source: &mut Source<'_>, index: usize, label: Label, value: &str) -> bool {
        match label {
            Label::Title | Label::Place if value.len() > 2 * MAX_TITLE => false,
            Label::Title if self.header.title.is_empty() || self.generic_title => {
                self.set_title(source, index, value);
                true
            }
            Label::Place if self.header.place.is_empty() => {
                self.set_place(source, index, value);
                true
            }
            Label::Title | Label::Place => false,
            Label::When { .. } if self.set_year(source, index, value) => true,
            Label::When { place } => {
                when::read(value, true).is_some_and(|when| self.set_when(source, index, value, &when, place))
            }
            Label::Ends => self.set_end(source, index, value),
            Label::Chair | Label::Secretary => self.role(source, index, label, value),
            Label::Adjuster => self.adjuster(source, index, value),
            Label::NextMeeting => self.next_meeting(source, index, value),
            Label::People(status) => {
                let people = people::running(value, status, true);
                if !people.is_empty() {
                    source.recognise(index, field(label));
                }
                self.people.extend(people.iter().cloned());
                !people.is_empty()
            }
        }
    }

    /// "År: 2027", beside "Dag: tisdag den 2 februari"
    fn set_year(&mut self, source: &mut Source<'_>, index: usize, value: &str) -> bool {
        let year = year_in(value).filter(|_| value.len() == 4 && self.year.is_none());
        self.year = self.year.or(year);
        if year.is_some() {
            source.recognise(index, "starts");
        }
        year.is_some()
    }

    /// "Sluttid: 12.00"
    fn set_end(&mut self, source: &mut Source<'_>, index: usize, value: &str) -> bool {
        let Some(When { times: Some((end, None)), days: None, .. }) =
            when::read(value, true).filter(|when| when.is_all(value, false))
        else {
            return false;
        };
        match self.times {
            Some((starts, None)) if end > starts => self.times = Some((starts, Some(end))),
            _ => return false,
        }
        source.recognise(index, "ends");
        true
    }

    fn role(&mut self, source: &mut Source<'_>, index: usize, label: Label, value: &str) -> bool {
        let people = people::running(value, AttendanceStatus::Present, true);
        let Some(first) = people.first() else {
            return false;
        };
        if label == Label::Secretary {
            first.attendee.name.clone_into(&mut self.header.secretary);
            // With a municipality beside the name it is a member who writes.
            self.members.extend(people.into_iter().filter(|entry| !entry.attendee.municipality.is_empty()));
        } else {
            self.chairs.extend(people);
        }
        source.recognise(index, field(label));
        true
    }

    /// "Justerare: Eva Ek, Bjuv" was there. That she adjusts has no field: the line stays in the body.
    fn adjuster(&mut self, source: &mut Source<'_>, index: usize, value: &str) -> bool {
        let mut people = people::running(value, AttendanceStatus::Present, true);
        people.retain(|entry| !entry.attendee.municipality.is_empty());
        if !people.is_empty() {
            source.recognise(index, field(Label::Adjuster));
        }
        self.members.extend(people);
        false
    }

    fn next_meeting(&mut self, source: &mut Source<'_>, index: usize, value: &str) -> bool {
        let date = dates::find(value).and_then(|found| found.first.on_or_after(self.date()));
        self.header.next_meeting = self.header.next_meeting.or(date);
        if date.is_some() {
            source.recognise(index, "next_meeting");
        }
        // Its time and place have no field: such a line also stays in the body.
        date.is_some()
            && when::read(value, false).is_some_and(|when| when.times.is_none() && when.is_all(value, false))
    }

    /// Sets date, time and place; false if the line says more, or says again what is known.
    pub(super) fn set_when(
        &mut self,
        source: &mut Source<'_>,
        index: usize,
        text: &str,
        when: &When,
        place: bool,
    ) -> bool {
        let other_day = self.days.is_some() && when.days.is_some() && when.days != self.days;
        let other_time = self.times.is_some() && when.times.is_some() && when.times != self.times;
        if other_day || other_time {
            return false;
        }
        if when.days.is_some() {
            self.days = when.days;
            self.days_line = Some(index);
            self.when_line = Some(index);
            source.recognise(index, "starts");
        }
        if let Some((_, ends)) = when.times {
            self.times = when.times;
            self.when_line = Some(index);
            source.recognise(index, "starts");
            if ends.is_some() {
                source.recognise(index, "ends");
            }
        }
        if when.is_all(text, !self.nothing_yet()) {
            return true;
        }
        let place = when.place(text, place).filter(|_| self.header.place.is_empty());
        if let Some(place) = place {
            self.set_place(source, index, place);
        }
        place.is_some()
    }

    pub(super) fn set_title(&mut self, source: &mut Source<'_>, index: usize, title: &str) {
        self.header.title = title::title(title);
        self.generic_title = title::is_generic(&self.header.title);
        self.title_line = Some(index);
        source.recognise(index, "title");
    }

    pub(super) fn set_place(&mut self, source: &mut Source<'_>, index: usize, place: &str) {
        place.trim().clone_into(&mut self.header.place);
        source.recognise(index, "place");
    }
}
