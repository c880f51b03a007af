//! What the network keeps in mind in the directory, under `events: { EventId: { title: Text, from, to, place } }`.

use automerge::{AutoCommit, ObjId};

use super::{
    Conflict, DirectoryDocument, EditError, Event, Moment, directory::EVENTS, directory_read::entries, done,
    fields, texts,
};
use crate::ids::EventId;

const TITLE: &str = "title";
const FROM: &str = "from";
const TO: &str = "to";
const PLACE: &str = "place";

/// Edits of events. What is set of an event that is not there (somebody removed it meanwhile) comes to nothing.
impl DirectoryDocument {
    /// Adds an event, or makes the one with the same id so. Only what differs is written.
    pub fn put_event(&mut self, event: &Event) {
        let put = |it: &mut Self| {
            let maps = it.ensure(EVENTS, &event.id.to_string())?;
            texts::set(&mut it.document, &maps, TITLE, &event.title)?;
            put_moment(it, &maps, FROM, event.from)?;
            put_moment(it, &maps, TO, event.to)?;
            fields::put(&mut it.document, &maps, PLACE, event.place.as_str())
        };
        done(put(self));
    }

    /// Sets its title; what others change elsewhere in it meanwhile stays.
    pub fn set_event_title(&mut self, id: EventId, title: &str) {
        self.set_event(id, |it, maps| texts::set(&mut it.document, maps, TITLE, title));
    }

    /// Sets when it begins.
    pub fn set_event_from(&mut self, id: EventId, from: Option<Moment>) {
        self.set_event(id, |it, maps| put_moment(it, maps, FROM, from));
    }

    /// Sets when it ends.
    pub fn set_event_to(&mut self, id: EventId, to: Option<Moment>) {
        self.set_event(id, |it, maps| put_moment(it, maps, TO, to));
    }

    /// Sets where it is.
    pub fn set_event_place(&mut self, id: EventId, place: &str) {
        self.set_event(id, |it, maps| fields::put(&mut it.document, maps, PLACE, place));
    }

    /// Removes it, with what others write in it meanwhile.
    pub fn remove_event(&mut self, id: EventId) {
        done(self.remove_entry(EVENTS, &id.to_string()));
    }

    fn set_event(&mut self, id: EventId, set: impl FnOnce(&mut Self, &[ObjId]) -> Result<(), EditError>) {
        done(self.with_entry(EVENTS, &id.to_string(), set));
    }
}

fn put_moment(
    it: &mut DirectoryDocument,
    maps: &[ObjId],
    key: &str,
    moment: Option<Moment>,
) -> Result<(), EditError> {
    fields::put(&mut it.document, maps, key, moment.as_ref().map(Moment::written).unwrap_or_default())
}

/// By their beginning (those without last), then by title and id.
pub(super) fn read(doc: &AutoCommit) -> Vec<Event> {
    let mut events: Vec<Event> = entries(doc, EVENTS)
        .filter_map(|(id, maps)| Some(read_event(doc, id.parse().ok()?, &maps)))
        .collect();
    events.sort_by(|a, b| {
        (a.from.is_none(), a.from, &a.title, a.id).cmp(&(b.from.is_none(), b.from, &b.title, b.id))
    });
    events
}

fn read_event(doc: &AutoCommit, id: EventId, maps: &[ObjId]) -> Event {
    Event {
        id,
        title: texts::read(doc, maps, TITLE),
        from: Moment::read(&fields::string(doc, maps, FROM)),
        to: Moment::read(&fields::string(doc, maps, TO)),
        place: fields::string(doc, maps, PLACE),
    }
}

pub(super) fn conflicts(doc: &AutoCommit) -> Vec<Conflict> {
    let of = |(id, maps): (String, Vec<ObjId>)| {
        [FROM, TO, PLACE].map(|key| fields::conflict(doc, &maps, key, format!("{EVENTS}.{id}.{key}")))
    };
    entries(doc, EVENTS).flat_map(of).flatten().collect()
}
