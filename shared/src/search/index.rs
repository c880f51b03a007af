//! The texts that are looked through.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use jiff::civil::DateTime;

use super::{
    hit::{Found, Hit, HitLine},
    query::{Query, Term},
};
use crate::{
    documents::{Action, Directory, Kind, LineKind, Owner, Summary},
    ids::{ActionId, DocId, PersonId},
    text::{Case, Folded},
};

/// Every document's text twice: as it is and folded, about 2.5 bytes for each of the text.
#[derive(Clone, Debug, Default)]
pub struct Index {
    documents: BTreeMap<DocId, Indexed>,
}

/// Between an action's text and whom it lies on.
pub const OWNERS: &str = " · ";

/// How much is told of what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// So many documents,
    pub documents: usize,
    /// and so many lines of each.
    pub lines: usize,
}

/// One document. Lines are in a row in both texts, with a line break behind each, which no query holds.
#[derive(Clone, Debug)]
struct Indexed {
    kind: Kind,
    starts: Option<DateTime>,
    lines: Vec<Line>,
    text: Box<str>,
    folded: Box<str>,
}

#[derive(Clone, Debug)]
struct Line {
    kind: LineKind,
    /// Without the line break.
    text: Range<u32>,
    folded: Range<u32>,
    /// Whether what stands in the folded text stands in the text; "s" does not in "ß".
    exact: bool,
}

impl Index {
    /// Takes in what a document says now. What lies in the trash is not found. Behind the text of an action stands whom it
    /// lies on: `name` tells who somebody of the directory is.
    pub fn put<'n>(&mut self, summary: &Summary, name: impl Fn(&PersonId) -> Option<&'n str>) {
        if summary.trashed.is_some() {
            return self.remove(&summary.id);
        }
        let owners: HashMap<ActionId, String> =
            summary.actions.iter().filter_map(|action| Some((action.id, owners(action, &name)?))).collect();
        let lines = summary.lines().map(|line| {
            let owners = match line.kind {
                LineKind::Action(id) => owners.get(&id),
                _ => None,
            };
            let text = owners.map(|owners| format!("{}{OWNERS}{owners}", line.text));
            (line.kind, text.map_or(Cow::Borrowed(line.text), Cow::Owned))
        });
        let indexed = Indexed::new(summary.kind, summary.starts, lines);
        self.documents.insert(summary.id, indexed);
    }

    /// The same of the directory: people, themes and events.
    pub fn put_directory(&mut self, id: DocId, directory: &Directory) {
        let people = directory.people.iter().flat_map(|person| {
            [&person.name, &person.title].map(|text| (LineKind::Person(person.id), text.as_str()))
        });
        let themes = directory.themes.iter().flat_map(|theme| {
            let lines = std::iter::once(theme.title.as_str()).chain(theme.about.lines());
            lines.map(|text| (LineKind::Theme(theme.id), text))
        });
        let events = directory.events.iter().flat_map(|event| {
            [&event.title, &event.place].map(|text| (LineKind::Event(event.id), text.as_str()))
        });
        let lines = people.chain(themes).chain(events).filter(|(_, text)| !text.is_empty());
        let lines = lines.map(|(kind, text)| (kind, Cow::Borrowed(text)));
        self.documents.insert(id, Indexed::new(Kind::Directory, None, lines));
    }

    /// Forgets a document.
    pub fn remove(&mut self, id: &DocId) {
        self.documents.remove(id);
    }

    /// The documents that have all that is looked for, each in any of its lines: those first that have it in their
    /// title, then meetings before the rest, those without a date (they are being written) before the newest.
    /// Nothing is found where nothing is looked for.
    pub fn search(&self, query: &Query, limits: Limits) -> Found {
        if query.is_empty() {
            return Found::default();
        }
        let matching = |(_, indexed): &(&DocId, &Indexed)| query.terms.iter().all(|term| indexed.has(term));
        let mut ranked: Vec<_> = self
            .documents
            .iter()
            .filter(matching)
            .map(|(id, indexed)| (indexed.rank(query), id, indexed))
            .collect();
        ranked.sort_unstable_by_key(|(rank, id, _)| (*rank, **id));
        let total = ranked.len();
        ranked.truncate(limits.documents);
        let hits = ranked.into_iter().map(|(_, id, indexed)| indexed.hit(*id, query, limits.lines));
        Found { hits: hits.collect(), total }
    }
}

impl Indexed {
    fn new<'a>(
        kind: Kind,
        starts: Option<DateTime>,
        lines: impl Iterator<Item = (LineKind, Cow<'a, str>)>,
    ) -> Indexed {
        let (mut text, mut folded, mut placed) = (String::new(), String::new(), Vec::new());
        for (kind, line) in lines {
            let letters = Folded::new(&line, Case::Ignored);
            let exact = letters.is_letter_by_letter();
            let text = put(&mut text, line.chars());
            let folded = put(&mut folded, letters.chars().iter().copied());
            placed.push(Line { kind, text, folded, exact });
        }
        let (text, folded) = (text.into_boxed_str(), folded.into_boxed_str());
        placed.shrink_to_fit();
        Indexed { kind, starts, lines: placed, text, folded }
    }

    fn text(&self, line: &Line) -> &str {
        part(&self.text, &line.text)
    }

    /// Whether it has a term anywhere.
    fn has(&self, term: &Term) -> bool {
        let mut from = 0;
        while let Some(at) = term.find(&self.folded, from) {
            let line = self.lines.partition_point(|line| line.folded.end as usize <= at);
            let Some(line) = self.lines.get(line) else { return false };
            if self.line_has(line, term) {
                return true;
            }
            from = line.folded.end as usize;
        }
        false
    }

    fn line_has(&self, line: &Line, term: &Term) -> bool {
        let stands = term.find(part(&self.folded, &line.folded), 0).is_some();
        stands && (line.exact || !term.hits(self.text(line)).is_empty())
    }

    /// What comes first has the least.
    fn rank(&self, query: &Query) -> impl Ord + Copy + use<> {
        let titles = self.lines.iter().take_while(|line| line.kind == LineKind::Title);
        let in_title: usize = titles.map(|line| self.terms_of(line, query)).sum();
        (Reverse(in_title), self.kind != Kind::Minutes, self.starts.is_some(), Reverse(self.starts))
    }

    fn terms_of(&self, line: &Line, query: &Query) -> usize {
        query.terms.iter().filter(|term| self.line_has(line, term)).count()
    }

    fn hit(&self, doc: DocId, query: &Query, most: usize) -> Hit {
        let found = self.lines.iter().enumerate();
        let found = found.map(|(index, line)| (Reverse(self.terms_of(line, query)), index));
        let mut found: Vec<_> = found.filter(|(terms, _)| terms.0 > 0).collect();
        found.sort_unstable();
        let more = found.len().saturating_sub(most);
        found.truncate(most);
        found.sort_unstable_by_key(|(_, index)| *index);
        let lines = found.iter().filter_map(|(_, index)| self.lines.get(*index));
        let lines = lines.map(|line| {
            let text = self.text(line);
            HitLine::new(line.kind, text, query.terms.iter().flat_map(|term| term.hits(text)).collect())
        });
        Hit { doc, kind: self.kind, lines: lines.collect(), more }
    }
}

/// Whom an action lies on, in words; none where nobody is known.
fn owners<'a, 'n: 'a>(action: &'a Action, name: impl Fn(&PersonId) -> Option<&'n str>) -> Option<String> {
    let name = |owner: &'a Owner| -> Option<&'a str> {
        match owner {
            Owner::Person(id) => name(id),
            Owner::Named { name, .. } => Some(name.as_str()),
        }
    };
    let names: Vec<&str> = action.owners.iter().filter_map(name).filter(|name| !name.is_empty()).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Appends a line, and tells where it lies. A document of 4 GiB does not come about: a change has at most 256 KiB.
fn put(text: &mut String, line: impl Iterator<Item = char>) -> Range<u32> {
    let at = |text: &String| u32::try_from(text.len()).unwrap_or(u32::MAX);
    let start = at(text);
    text.extend(line);
    let end = at(text);
    text.push('\n');
    start..end
}

fn part<'a>(text: &'a str, range: &Range<u32>) -> &'a str {
    text.get(range.start as usize..range.end as usize).unwrap_or_default()
}
