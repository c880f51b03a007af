//! The body of minutes for an editor that keeps a view of its own: read once, then followed by changes, and edited
//! by values.

use automerge::ObjId;

use super::{Document, EditError, Minutes, MinutesDocument, action_fields, document::Patches, minutes};
use crate::{
    ids::ActionId,
    text::{self, Block, BlockKind, Change, Changes, Changing, Edit, Mark, Marker, Paragraph},
};

impl MinutesDocument {
    /// The body as it is now, never without a paragraph. From here on [`MinutesDocument::body_changes`] tells what
    /// becomes of it.
    pub fn follow_body(&mut self) -> Vec<Paragraph> {
        self.document.follow();
        self.body().map_or_else(Vec::new, |body| text::paragraphs(self.document.reading(), &body))
    }

    /// What has happened since the last call, whoever did it. Ends the open change. Without steps the body has to be
    /// read anew ([`MinutesDocument::follow_body`]).
    pub fn body_changes(&mut self) -> Changes {
        let everything = Changes { steps: None, elsewhere: true, doubtful: false, any: true };
        let Some(Patches { patches, edited: doubtful, any }) = self.document.patches() else {
            return everything;
        };
        if !any {
            // Asked in every frame, and again before every edit: nothing is looked up then.
            return Changes { steps: Some(Vec::new()), elsewhere: false, doubtful: false, any };
        }
        match self.body() {
            Some(body) => {
                Changes { doubtful, any, ..text::changes(self.document.reading(), &body, &patches) }
            }
            None => everything,
        }
    }

    /// What a marker says now; none if it is nowhere any more.
    pub fn body_marker(&self, marker: &Marker) -> Option<Marker> {
        marker.now(self.document.reading())
    }

    /// The marks of the code point at a position, in the order of their names.
    pub fn body_marks(&self, at: usize) -> Vec<Mark> {
        self.body().map_or_else(Vec::new, |body| text::marks_at(self.document.reading(), &body, at))
    }

    /// Makes edits, one after the other, in one change of Automerge's (unless they are large). Returns what has come
    /// of them, and whether something beside the body did; [`MinutesDocument::body_changes`] has to be asked before it,
    /// and tells nothing of it afterwards.
    ///
    /// # Errors
    /// A document that is read-only; edits that Automerge refuses: ask [`MinutesDocument::follow_body`] then.
    pub fn edit_body_at(&mut self, edits: &[Edit]) -> Result<(Vec<Change>, bool), EditError> {
        let mut changes = Vec::new();
        let mut elsewhere = false;
        for edit in edits {
            let (gone, change) = self.edit_body(|document, body| {
                let gone = gone(document, body, edit);
                Ok((gone, text::apply(document, body, edit)?))
            })?;
            changes.extend(change);
            elsewhere |= !gone.is_empty() || comes(edit).is_some();
            for (id, text) in &gone {
                self.keep_last_text(id, text)?;
            }
            if let Some(id) = comes(edit) {
                action_fields::add_missing(&mut self.document, &id)?;
            }
        }
        self.document.follow();
        Ok((changes, elsewhere))
    }

    /// The minutes with a body that the caller has kept by the changes: reading it from the document costs
    /// milliseconds.
    pub fn read_with_body(&self, body: Vec<Block>) -> Minutes {
        minutes::read_with(&self.document, body)
    }
}

/// The actions, with their texts, whose paragraphs an edit takes away.
fn gone(document: &Document, body: &ObjId, edit: &Edit) -> Vec<(ActionId, String)> {
    let (at, count) = match edit {
        Edit::Delete { at, count } => (*at, *count),
        Edit::SetKind { at, .. } | Edit::SetMarker { at, .. } => (*at, 1),
        _ => return Vec::new(),
    };
    let mut gone = text::removed_actions(document.reading(), body, at, count);
    gone.retain(|(id, _)| comes(edit) != Some(*id));
    gone
}

/// The action that an edit makes a paragraph of.
fn comes(edit: &Edit) -> Option<ActionId> {
    match edit {
        Edit::InsertMarker { marker, .. } | Edit::SetMarker { marker, .. } => match marker.kind {
            BlockKind::Action(id) => id,
            _ => None,
        },
        Edit::SetKind { kind: BlockKind::Action(id), .. } => *id,
        _ => None,
    }
}
