//! A summary's texts, one by one: for search, and for the register of decisions.

use std::collections::HashSet;

use super::{ParagraphText, Summary, SummaryParagraph};
use crate::ids::{ActionId, EventId, PersonId, ThemeId};

/// Where a line stands in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineKind {
    Title,
    Place,
    Secretary,
    Signature,
    /// The name of the one with this index in the attendance,
    Attendee(usize),
    /// their municipality,
    Municipality(usize),
    /// and the note on them.
    Note(usize),
    /// The paragraph with this index in the body.
    Paragraph(usize),
    /// The same, a decision.
    Decision(usize),
    /// An action's text, in the body or not: [`Summary::action_block`] tells.
    Action(ActionId),
    /// Somebody in the directory: name or title at work.
    Person(PersonId),
    /// Title or about.
    Theme(ThemeId),
    /// Title or place.
    Event(EventId),
}

/// A text that is not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SummaryLine<'a> {
    pub kind: LineKind,
    pub text: &'a str,
}

/// A decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecisionLine<'a> {
    pub text: &'a str,
    /// Which of its meeting's decisions, from 0.
    pub nth: usize,
    /// The index of its paragraph in the body.
    pub block: usize,
}

impl Summary {
    /// The decisions, in their order.
    pub fn decisions(&self) -> impl Iterator<Item = DecisionLine<'_>> {
        let decisions = self.body.iter().filter_map(|SummaryParagraph { block, text }| match text {
            ParagraphText::Decision(text) => Some((*block, text.as_str())),
            _ => None,
        });
        decisions.enumerate().map(|(nth, (block, text))| DecisionLine { text, nth, block })
    }

    /// The paragraph of an action; none where it is gone, or there never was one.
    pub fn action_block(&self, id: &ActionId) -> Option<usize> {
        let index = self.actions.iter().position(|action| action.id == *id)?;
        let found = |paragraph: &&SummaryParagraph| paragraph.text == ParagraphText::Action(index);
        self.body.iter().find(found).map(|paragraph| paragraph.block)
    }

    /// All texts in the order in which they stand; at the end the actions that have no paragraph.
    pub fn lines(&self) -> impl Iterator<Item = SummaryLine<'_>> {
        let lines = self.facts().chain(self.people()).chain(self.paragraphs()).chain(self.loose_actions());
        lines.filter(|line| !line.text.is_empty())
    }

    /// [`Summary::lines`] as one text.
    pub fn text(&self) -> String {
        self.lines().map(|line| line.text).collect::<Vec<_>>().join("\n")
    }

    fn facts(&self) -> impl Iterator<Item = SummaryLine<'_>> {
        let facts = [
            (LineKind::Title, &self.title),
            (LineKind::Place, &self.place),
            (LineKind::Secretary, &self.secretary),
            (LineKind::Signature, &self.signature),
        ];
        facts.into_iter().map(|(kind, text)| SummaryLine { kind, text })
    }

    fn people(&self) -> impl Iterator<Item = SummaryLine<'_>> {
        self.attendance.iter().enumerate().flat_map(|(index, attendee)| {
            [
                SummaryLine { kind: LineKind::Attendee(index), text: &attendee.name },
                SummaryLine { kind: LineKind::Municipality(index), text: &attendee.municipality },
                SummaryLine { kind: LineKind::Note(index), text: &attendee.note },
            ]
        })
    }

    fn paragraphs(&self) -> impl Iterator<Item = SummaryLine<'_>> {
        self.body.iter().filter_map(|SummaryParagraph { block, text }| {
            Some(match text {
                ParagraphText::Text(text) => SummaryLine { kind: LineKind::Paragraph(*block), text },
                ParagraphText::Decision(text) => SummaryLine { kind: LineKind::Decision(*block), text },
                ParagraphText::Action(index) => {
                    let action = self.actions.get(*index)?;
                    SummaryLine { kind: LineKind::Action(action.id), text: &action.text }
                }
            })
        })
    }

    fn loose_actions(&self) -> impl Iterator<Item = SummaryLine<'_>> {
        let index = |paragraph: &SummaryParagraph| match paragraph.text {
            ParagraphText::Action(index) => Some(index),
            _ => None,
        };
        let placed: HashSet<usize> = self.body.iter().filter_map(index).collect();
        let loose = self.actions.iter().enumerate().filter(move |(index, _)| !placed.contains(index));
        loose.map(|(_, action)| SummaryLine { kind: LineKind::Action(action.id), text: &action.text })
    }
}
