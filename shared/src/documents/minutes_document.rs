//! Edits of minutes. Each is typed; none writes what is so already.

use automerge::{ObjId, ObjType, ROOT, ScalarValue};

use super::{
    ActionStatus, Actor, Attendee, Document, DocumentError, Due, EditError, Kind, LogEntry, Minutes,
    MinutesField, Owner, State, action_fields, dates, done, fields, minutes,
};
use crate::{
    ids::ActionId,
    text::{self, Anchor, Block, BlockKind, Changing},
};

/// Local times in minutes are of this zone, which is kept beside them.
const ZONE: &str = "Europe/Stockholm";

/// A document of minutes, open for edits. Edits that return nothing leave a document that is
/// [`Document::read_only`] as it is.
#[derive(Debug)]
pub struct MinutesDocument {
    pub document: Document,
}

impl MinutesDocument {
    /// New minutes: a draft whose body is one empty paragraph.
    pub fn create(actor: Actor) -> MinutesDocument {
        let mut minutes = MinutesDocument { document: Document::create(Kind::Minutes, actor) };
        done(minutes.fill());
        minutes
    }

    /// Puts in the containers.
    pub(super) fn fill(&mut self) -> Result<(), EditError> {
        fields::put(&mut self.document, &[ROOT], minutes::STATE, State::Draft.name())?;
        fields::put(&mut self.document, &[ROOT], "zone", ZONE)?;
        for (key, ty) in minutes::CONTAINERS {
            fields::create(&mut self.document, &ROOT, key, ty)?;
        }
        if let Some(body) = self.body() {
            text::push(&mut self.document, &body, &Block::new(BlockKind::Paragraph, ""))?;
        }
        Ok(())
    }

    /// Opens a document. Errors: another kind, or one that lacks what minutes are made of.
    pub fn open(document: Document) -> Result<MinutesDocument, DocumentError> {
        document.expect_kind(Kind::Minutes)?;
        minutes::check_containers(document.reading())?;
        Ok(MinutesDocument { document })
    }

    /// The minutes as they are now.
    pub fn read(&self) -> Minutes {
        minutes::read(&self.document)
    }

    /// Sets a fact; "" clears it. Dates are taken as "2027-02-05T09:00", "2027-02-05 09:00" and "2027-02-05".
    /// Nothing is written if that is the value already, unless others were set apart: this settles that.
    pub fn set(&mut self, field: MinutesField, value: &str) -> Result<(), EditError> {
        self.document.writable()?;
        if value.len() > fields::SCALAR_MAX {
            return Err(EditError::TooLong { max: fields::SCALAR_MAX });
        }
        let date = match field {
            MinutesField::Starts | MinutesField::Ends => Some(dates::canonical_date_time(value)),
            MinutesField::NextMeeting => Some(dates::canonical_date(value)),
            _ => None,
        };
        let value = match date {
            Some(_) if value.trim().is_empty() => String::new(),
            Some(date) => date.ok_or_else(|| EditError::NotADate(value.to_owned()))?,
            None => value.to_owned(),
        };
        fields::put(&mut self.document, &[ROOT], field.name(), value)
    }

    /// Sets how far the minutes have come.
    pub fn set_state(&mut self, state: State) {
        done(fields::put(&mut self.document, &[ROOT], minutes::STATE, state.name()));
    }

    /// Moves the minutes to the trash, at this time in milliseconds since 1970, or back. Where somebody moves them
    /// there while somebody else takes them back, they are in the trash; no text is lost either way.
    pub fn set_trashed(&mut self, at_ms: Option<i64>) {
        let (document, root) = (&mut self.document, [ROOT]);
        done(match at_ms {
            Some(at_ms) => fields::put(document, &root, minutes::TRASHED, ScalarValue::Timestamp(at_ms)),
            None => fields::remove(document, &root, minutes::TRASHED),
        });
    }

    /// Adds somebody to the attendance, or updates the one with the same id. Texts beyond 16 KiB are cut.
    pub fn put_attendee(&mut self, attendee: &Attendee) {
        done(self.try_put_attendee(attendee));
    }

    fn try_put_attendee(&mut self, attendee: &Attendee) -> Result<(), EditError> {
        let containers = fields::root_maps(self.document.reading(), minutes::ATTENDANCE);
        let document = &mut self.document;
        let maps = fields::ensure(document, &containers, &attendee.id, ObjType::Map)?;
        let person = attendee.person.map(|person| person.to_string()).unwrap_or_default();
        let texts = [
            ("person", person.as_str()),
            ("name", &attendee.name),
            ("title", &attendee.title),
            ("municipality", &attendee.municipality),
            ("status", attendee.status.name()),
            ("note", &attendee.note),
        ];
        for (key, value) in texts {
            fields::put(document, &maps, key, value)?;
        }
        fields::put(document, &maps, "chair", attendee.chair)?;
        fields::put(document, &maps, "order", attendee.order)
    }

    /// Takes somebody out of the attendance.
    pub fn remove_attendee(&mut self, id: &str) {
        let containers = fields::root_maps(self.document.reading(), minutes::ATTENDANCE);
        done(fields::remove(&mut self.document, &containers, id));
    }

    pub(super) fn body(&self) -> Option<ObjId> {
        minutes::bodies(self.document.reading()).into_iter().next()
    }

    pub(super) fn edit_body<T>(
        &mut self,
        edit: impl FnOnce(&mut Document, &ObjId) -> Result<T, automerge::AutomergeError>,
    ) -> Result<T, EditError> {
        self.document.writable()?;
        // `open` and `create` saw to it that there is a body; at the root, edits never make it go.
        let body = self.body().ok_or(automerge::AutomergeError::NotAnObject)?;
        Ok(edit(&mut self.document, &body)?)
    }

    /// The body in display positions: later block markers show as `\n`, the first is hidden. A line break
    /// within a paragraph, as other programs write them, shows as a space.
    pub fn body_display(&self) -> String {
        self.body().map(|body| text::display(self.document.reading(), &body)).unwrap_or_default()
    }

    /// Replaces `delete` display positions at `at`, both clamped. `\n`, `\r\n` and `\r` split paragraphs: list
    /// items continue, after the end of a heading, decision or action comes a paragraph, and the first part of
    /// a split decision or action keeps role and id. Returns the code points inserted, a line break being one.
    pub fn body_splice(&mut self, at: usize, delete: usize, insert: &str) -> Result<usize, EditError> {
        let spliced = self.edit_body(|document, body| text::splice(document, body, at, delete, insert))?;
        for (id, text) in &spliced.removed {
            self.keep_last_text(id, text)?;
        }
        Ok(spliced.inserted)
    }

    /// A paragraph that was emptied before it went keeps the text that was last set.
    pub(super) fn keep_last_text(&mut self, id: &ActionId, text: &str) -> Result<(), EditError> {
        if text.is_empty() {
            return Ok(());
        }
        action_fields::set_last_text(&mut self.document, id, text)
    }

    /// Appends a paragraph with its marks; the only, empty paragraph of new minutes is replaced. Line breaks
    /// in the text become spaces.
    pub fn body_push(&mut self, block: &Block) {
        done(self.try_push(block));
    }

    fn try_push(&mut self, block: &Block) -> Result<(), EditError> {
        self.edit_body(|document, body| text::push(document, body, block))?;
        self.after_push(block)
    }

    fn after_push(&mut self, block: &Block) -> Result<(), EditError> {
        match block.kind {
            BlockKind::Action(Some(id)) => {
                action_fields::add_missing(&mut self.document, &id)?;
                self.keep_last_text(&id, &block.text)
            }
            _ => Ok(()),
        }
    }

    /// Makes the paragraph with this index (as in [`Minutes::body`]) one of `kind`. Out of range, nothing
    /// happens.
    pub fn set_block_kind(&mut self, index: usize, kind: &BlockKind) {
        done(self.try_set_kind(index, kind));
    }

    fn try_set_kind(&mut self, index: usize, kind: &BlockKind) -> Result<(), EditError> {
        let was = self.edit_body(|document, body| text::set_kind(document, body, index, kind))?;
        if let Some((id, text)) = was {
            self.keep_last_text(&id, &text)?;
        }
        match kind {
            BlockKind::Action(Some(id)) => action_fields::add_missing(&mut self.document, id),
            _ => Ok(()),
        }
    }

    /// An anchor for a caret: it stays just after its left neighbour.
    pub fn body_anchor(&self, at: usize) -> Anchor {
        match self.body() {
            Some(body) => text::anchor(self.document.reading(), &body, at),
            None => Anchor::default(),
        }
    }

    /// The display position of an anchor now.
    pub fn body_position(&self, anchor: &Anchor) -> usize {
        self.body_place(anchor).unwrap_or(0)
    }

    /// The same for another's anchor; none while what it stands after has not come, which a caret may overtake. Automerge
    /// walks back over every deleted character before it (1.8 µs each): for each change, not for each frame.
    pub fn body_place(&self, anchor: &Anchor) -> Option<usize> {
        text::position(self.document.reading(), &self.body()?, anchor)
    }

    /// Adds an action, and appends the paragraph with its text.
    pub fn add_action(&mut self, id: ActionId, text: &str, owners: &[Owner], due: Due) {
        let block = Block::new(BlockKind::Action(Some(id)), text);
        let pushed = self.edit_body(|document, body| text::push_line(document, body, &block));
        done(
            pushed
                .and_then(|()| self.after_push(&block))
                .and_then(|()| action_fields::add(&mut self.document, &id, owners, due)),
        );
    }

    /// Sets an action's text, in its (first) paragraph where there is one.
    pub fn set_action_text(&mut self, id: &ActionId, text: &str) {
        done(self.try_set_action_text(id, text));
    }

    fn try_set_action_text(&mut self, id: &ActionId, new: &str) -> Result<(), EditError> {
        self.edit_body(|document, body| {
            let mut paragraphs = text::placed(document.reading(), body).into_iter();
            match paragraphs.find(|placed| placed.block.kind == BlockKind::Action(Some(*id))) {
                Some(placed) => text::replace(document, body, placed.start, &placed.block.text, new),
                None => Ok(()),
            }
        })?;
        action_fields::set_last_text(&mut self.document, id, new)
    }

    /// Sets an action's status, and notes in its log who did.
    pub fn set_action_status(&mut self, id: &ActionId, status: ActionStatus, log: LogEntry) {
        done(action_fields::set_status(&mut self.document, id, status, &log));
    }

    /// Sets who an action lies on. Owners that somebody else adds meanwhile stay.
    pub fn set_action_owners(&mut self, id: &ActionId, owners: &[Owner]) {
        done(action_fields::set_owners(&mut self.document, id, owners));
    }

    /// Sets when an action is due.
    pub fn set_action_due(&mut self, id: &ActionId, due: Due) {
        done(action_fields::set_due(&mut self.document, id, due));
    }

    /// Sets the municipality, by name, that an action concerns.
    pub fn set_action_municipality(&mut self, id: &ActionId, municipality: Option<&str>) {
        done(action_fields::set_municipality(&mut self.document, id, municipality));
    }
}
