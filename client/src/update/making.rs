//! Minutes made from others: the next meeting's, which begin where the last ones ended, and a copy.

use samskriv_shared::{
    documents::{Minutes, MinutesDocument, MinutesField, Next, Section},
    ids::{ActionId, DocId},
    text::{Block, BlockKind},
};

use super::{Model, Purpose};
use crate::{backend::Request, editor::Selection, i18n::collation_key};

/// What is made of minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Making {
    Next,
    Copy,
}

/// Headings that networks give the round of their municipalities; the first is ours.
const ROUNDS: [&str; 6] = [
    "Lägesrapport",
    "Lägesrapporter",
    "Lägesrapport från kommunerna",
    "Lägesrapporter från kommunerna",
    "Laget runt",
    "Kommunerna runt",
];

impl Model {
    /// Makes new minutes of a meeting, open or not. Only whoever may write makes any.
    pub(super) fn make_of(&mut self, doc: DocId, making: Making) {
        let Some(workspace) = self.state.network else { return };
        if !self.state.may_write() {
            return;
        }
        self.end_frame();
        match &self.documents.meeting {
            Some((open, document)) if *open == doc => {
                let minutes = document.read();
                self.make(&minutes, making);
            }
            _ => self.ask(Purpose::Source(workspace, doc, making), Request::Open { workspace, doc }),
        }
    }

    pub(super) fn make(&mut self, of: &Minutes, making: Making) {
        let Some(actor) = self.actor() else { return };
        let mut document = match making {
            Making::Copy => {
                let random = &mut self.random;
                let fresh = || {
                    let mut id = [0; ActionId::LEN];
                    random(&mut id);
                    ActionId(id)
                };
                MinutesDocument::duplicate(of, actor, fresh)
            }
            Making::Next => {
                let sections = self.sections(of);
                // Where no day was named it is today, at the usual time.
                let time = of.starts.map(|starts| starts.time()).unwrap_or_default();
                let starts =
                    Next::starts_after(of).unwrap_or_else(|| self.state.now.today().to_datetime(time));
                let next = Next { title: &title_after(&of.title), starts: Some(starts), sections: &sections };
                MinutesDocument::next_from(of, actor, &next)
            }
        };
        let me = self.state.current().map(|network| network.my_name.clone()).unwrap_or_default();
        let written = match making {
            Making::Next => document.set(MinutesField::Secretary, &me),
            Making::Copy => {
                let title = self.state.texts.with("meeting-copy-of", &[("title", of.title.as_str().into())]);
                document.set(MinutesField::Title, &title)
            }
        };
        if let Err(error) = written {
            self.refuse(&error);
        }
        self.begin(document);
    }

    /// A round of the municipalities at the caret's paragraph, or at the end: it can be undone as what is typed.
    pub(super) fn insert_round(&mut self) {
        let municipalities = self.municipalities();
        let heading = self.state.texts.get("meeting-round");
        let section = Section::status_round(&heading, municipalities.iter().map(String::as_str));
        // Never the time of something that was typed: it is undone by itself.
        let time = self.state.now.ms as f64;
        if let (_, Some(mut session)) = self.shown(time) {
            let view = session.editor.view();
            let place = view.place(session.editor.selection.map_or(view.display_chars(), |it| it.caret));
            let end = view.start(place.paragraph) + view.paragraphs()[place.paragraph].chars();
            session.editor.selection = Some(Selection::at(end));
            let mut blocks = section.blocks_at(2);
            if !session.editor.view().paragraphs()[place.paragraph].text().is_empty() {
                // After the paragraph, not in it.
                blocks.insert(0, Block::new(BlockKind::Paragraph, ""));
            }
            session.paste(&blocks);
        }
    }

    /// What the next meeting begins with: the approval of these notes, and the round of municipalities if this one had it.
    fn sections(&self, of: &Minutes) -> Vec<Section> {
        let texts = &self.state.texts;
        let line = match of.starts {
            Some(starts) => {
                texts.with("meeting-previous-line", &[("date", texts.date(starts.date()).into())])
            }
            None => texts.get("meeting-previous-line-undated"),
        };
        let mut sections = vec![Section::previous_notes(&texts.get("meeting-previous"), &line)];
        let municipalities = self.municipalities();
        let headings = of.body.iter().map(|block| block.text.as_str());
        let round = ROUNDS.iter().find(|round| {
            let section = Section { heading: (**round).to_owned(), blocks: Vec::new() };
            headings.clone().any(|heading| section.is_under(heading))
        });
        if let Some(round) = round {
            sections.push(Section::status_round(round, municipalities.iter().map(String::as_str)));
        }
        sections
    }

    /// The names of the municipalities that members come from, in the alphabet's order.
    fn municipalities(&self) -> Vec<String> {
        let today = self.state.now.today();
        let members = self.state.people.iter().filter(|person| !person.has_left(today));
        let names = members.filter_map(|person| self.state.municipalities.get(&person.municipality));
        let mut names: Vec<String> = names.cloned().collect();
        names.sort_by_cached_key(|name| collation_key(name));
        names.dedup();
        names
    }
}

/// A title that names a day would be wrong for the next one.
fn title_after(title: &str) -> String {
    if title.contains(|c: char| c.is_ascii_digit()) { String::new() } else { title.to_owned() }
}
