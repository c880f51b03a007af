//! What lists, registers and search show of a document without opening it. No text is in it twice: what is made
//! of the parts is [`Summary::lines`] and [`Summary::decisions`].

use std::collections::{BTreeMap, HashSet};

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::{Action, Attendee, Document, Kind, Minutes, State, actions, directory_read, minutes};
use crate::{
    ids::{ActionId, DocId},
    text::{Block, BlockKind},
};

/// A summary, kept in the store as JSON. Fields are not optional there, so that what an older program kept is not
/// taken for one without them, and made anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    pub id: DocId,
    pub kind: Kind,
    /// Of minutes; directory and action list are always `Shared`.
    pub state: State,
    /// The minutes' title or the workspace's name.
    pub title: String,
    pub starts: Option<DateTime>,
    pub ends: Option<DateTime>,
    pub place: String,
    pub secretary: String,
    pub signature: String,
    pub next_meeting: Option<Date>,
    /// When the minutes were moved to the trash, in milliseconds since 1970.
    pub trashed: Option<i64>,
    /// As in [`Minutes::attendance`].
    pub attendance: Vec<Attendee>,
    /// The paragraphs that are not empty, and all decisions.
    pub body: Vec<SummaryParagraph>,
    pub actions: Vec<Action>,
    /// Of the action list: when its actions were made, as far as that is known, in milliseconds since 1970.
    pub made: BTreeMap<ActionId, i64>,
    /// Whether others see it.
    pub shared: bool,
}

/// A paragraph of the body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SummaryParagraph {
    /// Its index in [`Minutes::body`].
    pub block: usize,
    pub text: ParagraphText,
}

/// What a paragraph says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ParagraphText {
    Text(String),
    Decision(String),
    /// The text of the action with this index in [`Summary::actions`].
    Action(usize),
}

impl Summary {
    /// The summary of a document of any kind. Of the directory it has the name only: search takes the directory
    /// itself.
    pub fn of(id: DocId, document: &Document) -> Summary {
        match document.kind() {
            Kind::Minutes => Summary::of_minutes(id, minutes::read(document)),
            Kind::Actions => Summary {
                actions: actions::read(document),
                made: actions::made(document),
                ..shared(id, Kind::Actions)
            },
            Kind::Directory => {
                Summary { title: directory_read::read(document).name, ..shared(id, Kind::Directory) }
            }
        }
    }

    /// The summary of minutes that were read already.
    pub fn of_minutes(id: DocId, minutes: Minutes) -> Summary {
        Summary {
            id,
            kind: Kind::Minutes,
            state: minutes.state,
            shared: minutes.state != State::Draft,
            title: minutes.title,
            starts: minutes.starts,
            ends: minutes.ends,
            place: minutes.place,
            secretary: minutes.secretary,
            signature: minutes.signature,
            next_meeting: minutes.next_meeting,
            trashed: minutes.trashed,
            attendance: minutes.attendance,
            body: body(minutes.body),
            actions: minutes.actions,
            made: BTreeMap::new(),
        }
    }
}

fn shared(id: DocId, kind: Kind) -> Summary {
    Summary {
        id,
        kind,
        state: State::Shared,
        title: String::new(),
        starts: None,
        ends: None,
        place: String::new(),
        secretary: String::new(),
        signature: String::new(),
        next_meeting: None,
        trashed: None,
        attendance: Vec::new(),
        body: Vec::new(),
        actions: Vec::new(),
        made: BTreeMap::new(),
        shared: true,
    }
}

fn body(blocks: Vec<Block>) -> Vec<SummaryParagraph> {
    // The actions are in the order of their first paragraphs.
    let mut seen = HashSet::new();
    let mut paragraph = |(block, Block { kind, text, .. }): (usize, Block)| {
        let first = matches!(kind, BlockKind::Action(Some(id)) if seen.insert(id));
        let text = match kind {
            BlockKind::Decision => ParagraphText::Decision(text),
            BlockKind::Action(_) if first => ParagraphText::Action(seen.len() - 1),
            _ if text.is_empty() => return None,
            _ => ParagraphText::Text(text),
        };
        Some(SummaryParagraph { block, text })
    };
    blocks.into_iter().enumerate().filter_map(&mut paragraph).collect()
}
