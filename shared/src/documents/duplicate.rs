//! Minutes copied into a document of their own.

use std::collections::HashMap;

use super::{Actor, Minutes, MinutesDocument, MinutesField, action_fields, dates, done, put_facts};
use crate::{
    ids::ActionId,
    text::{self, Block, BlockKind},
};

impl MinutesDocument {
    /// A copy of minutes as a draft: facts, attendance, body, and the actions under ids of their own, without
    /// what was done to them. `fresh` gives a random id at each call.
    pub fn duplicate(of: &Minutes, actor: Actor, mut fresh: impl FnMut() -> ActionId) -> MinutesDocument {
        let mut copy = MinutesDocument::create(actor);
        put_facts(&mut copy, &facts(of));
        of.attendance.iter().for_each(|attendee| copy.put_attendee(attendee));
        let mut ids: HashMap<ActionId, ActionId> = HashMap::new();
        let mut renamed = |id: ActionId| *ids.entry(id).or_insert_with(&mut fresh);
        for (index, block) in of.body.iter().enumerate() {
            let kind = match &block.kind {
                BlockKind::Action(Some(id)) => BlockKind::Action(Some(renamed(*id))),
                same => same.clone(),
            };
            copy.append(index == 0, &Block { kind, ..block.clone() });
        }
        for action in &of.actions {
            done(action_fields::copy(&mut copy.document, &renamed(action.id), action));
        }
        copy
    }

    /// The first takes the place of new minutes' empty paragraph; an empty first one is none to replace.
    fn append(&mut self, first: bool, block: &Block) {
        if first {
            return self.body_push(block);
        }
        done(self.edit_body(|document, body| text::append(document, body, block)));
    }
}

fn facts(of: &Minutes) -> [(MinutesField, String); 7] {
    let date_time = |at: Option<jiff::civil::DateTime>| at.map(dates::written).unwrap_or_default();
    [
        (MinutesField::Title, of.title.clone()),
        (MinutesField::Starts, date_time(of.starts)),
        (MinutesField::Ends, date_time(of.ends)),
        (MinutesField::Place, of.place.clone()),
        (MinutesField::Secretary, of.secretary.clone()),
        (MinutesField::Signature, of.signature.clone()),
        (MinutesField::NextMeeting, of.next_meeting.map(|date| date.to_string()).unwrap_or_default()),
    ]
}
