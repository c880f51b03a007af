//! The yearly plan in the directory, under `themes: { ThemeId: { title: Text, about: Text, period,
//! responsible: { PersonId: true }, meetings: { DocId or date: true } } }`.

use automerge::{AutoCommit, ObjId, ObjType};

use super::{
    Conflict, DirectoryDocument, EditError, Period, Theme, ThemeMeeting, dates, directory::THEMES,
    directory_read::entries, done, fields, texts,
};
use crate::ids::{PersonId, ThemeId};

const TITLE: &str = "title";
const ABOUT: &str = "about";
const PERIOD: &str = "period";
const RESPONSIBLE: &str = "responsible";
const MEETINGS: &str = "meetings";

/// Edits of themes. What is set of a theme that is not there (somebody removed it meanwhile) comes to nothing.
impl DirectoryDocument {
    /// Adds a theme, or makes the one with the same id so. Only what differs is written.
    pub fn put_theme(&mut self, theme: &Theme) {
        let put = |it: &mut Self| {
            let maps = it.ensure(THEMES, &theme.id.to_string())?;
            texts::set(&mut it.document, &maps, TITLE, &theme.title)?;
            texts::set_lines(&mut it.document, &maps, ABOUT, &theme.about)?;
            put_period(it, &maps, theme.period)?;
            put_responsible(it, &maps, &theme.responsible)?;
            put_meetings(it, &maps, &theme.meetings)
        };
        done(put(self));
    }

    /// Sets its title; what others change elsewhere in it meanwhile stays.
    pub fn set_theme_title(&mut self, id: ThemeId, title: &str) {
        self.set_theme(id, |it, maps| texts::set(&mut it.document, maps, TITLE, title));
    }

    /// Sets what it is about; what others change elsewhere in it meanwhile stays.
    pub fn set_theme_about(&mut self, id: ThemeId, about: &str) {
        self.set_theme(id, |it, maps| texts::set_lines(&mut it.document, maps, ABOUT, about));
    }

    /// Sets when it is worked with.
    pub fn set_theme_period(&mut self, id: ThemeId, period: Option<Period>) {
        self.set_theme(id, |it, maps| put_period(it, maps, period));
    }

    /// Sets who answers for it. Whom somebody else adds meanwhile stays.
    pub fn set_theme_responsible(&mut self, id: ThemeId, responsible: &[PersonId]) {
        self.set_theme(id, |it, maps| put_responsible(it, maps, responsible));
    }

    /// Sets the meetings where it is up. What somebody else adds meanwhile stays.
    pub fn set_theme_meetings(&mut self, id: ThemeId, meetings: &[ThemeMeeting]) {
        self.set_theme(id, |it, maps| put_meetings(it, maps, meetings));
    }

    /// Removes it, with what others write in it meanwhile.
    pub fn remove_theme(&mut self, id: ThemeId) {
        done(self.remove_entry(THEMES, &id.to_string()));
    }

    fn set_theme(&mut self, id: ThemeId, set: impl FnOnce(&mut Self, &[ObjId]) -> Result<(), EditError>) {
        done(self.with_entry(THEMES, &id.to_string(), set));
    }
}

fn put_period(it: &mut DirectoryDocument, maps: &[ObjId], period: Option<Period>) -> Result<(), EditError> {
    fields::put(&mut it.document, maps, PERIOD, period.map(String::from).unwrap_or_default())
}

fn put_responsible(it: &mut DirectoryDocument, maps: &[ObjId], people: &[PersonId]) -> Result<(), EditError> {
    let set = fields::ensure(&mut it.document, maps, RESPONSIBLE, ObjType::Map)?;
    let wanted: Vec<String> = people.iter().map(PersonId::to_string).collect();
    fields::put_set(&mut it.document, &set, &wanted)
}

fn put_meetings(
    it: &mut DirectoryDocument,
    maps: &[ObjId],
    meetings: &[ThemeMeeting],
) -> Result<(), EditError> {
    let set = fields::ensure(&mut it.document, maps, MEETINGS, ObjType::Map)?;
    let key = |meeting: &ThemeMeeting| match meeting {
        ThemeMeeting::Date(date) => date.to_string(),
        ThemeMeeting::Doc(doc) => doc.to_string(),
    };
    let wanted: Vec<String> = meetings.iter().map(key).collect();
    fields::put_set(&mut it.document, &set, &wanted)
}

/// By period (those without last), then by title and id.
pub(super) fn read(doc: &AutoCommit) -> Vec<Theme> {
    let mut themes: Vec<Theme> = entries(doc, THEMES)
        .filter_map(|(id, maps)| Some(read_theme(doc, id.parse().ok()?, &maps)))
        .collect();
    themes.sort_by(|a, b| {
        let key = |theme: &Theme| (theme.period.is_none(), theme.period);
        (key(a), &a.title, a.id).cmp(&(key(b), &b.title, b.id))
    });
    themes
}

fn read_theme(doc: &AutoCommit, id: ThemeId, maps: &[ObjId]) -> Theme {
    let set = |key: &str| {
        let sets = fields::objects(doc, maps, key, ObjType::Map);
        fields::keys(doc, &sets)
            .into_iter()
            .filter(|key| fields::is_true(doc, &sets, key))
            .collect::<Vec<_>>()
    };
    let mut meetings: Vec<ThemeMeeting> = set(MEETINGS).iter().filter_map(|key| read_meeting(key)).collect();
    meetings.sort();
    meetings.dedup();
    let mut responsible: Vec<PersonId> = set(RESPONSIBLE).iter().filter_map(|key| key.parse().ok()).collect();
    responsible.sort();
    responsible.dedup();
    Theme {
        id,
        title: texts::read(doc, maps, TITLE),
        about: texts::read_lines(doc, maps, ABOUT),
        period: fields::string(doc, maps, PERIOD).parse().ok(),
        responsible,
        meetings,
    }
}

fn read_meeting(key: &str) -> Option<ThemeMeeting> {
    let doc = key.parse().ok().map(ThemeMeeting::Doc);
    doc.or_else(|| dates::read_date(key).map(ThemeMeeting::Date))
}

pub(super) fn conflicts(doc: &AutoCommit) -> Vec<Conflict> {
    let of = |(id, maps): (String, Vec<ObjId>)| {
        fields::conflict(doc, &maps, PERIOD, format!("{THEMES}.{id}.{PERIOD}"))
    };
    entries(doc, THEMES).filter_map(of).collect()
}
