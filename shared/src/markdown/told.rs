//! What a Markdown file tells of minutes: the plain value between the document and the file.

use jiff::civil::{Date, DateTime};

use crate::{
    documents::{Action, ActionStatus, AttendanceStatus, Attendee, Due, Minutes, Owner},
    import::{ImportedAttendee, next_meeting_in},
    text::{Block, BlockKind, Mark, MarkRange, normalised},
};

/// The lists of the attendance, in the order they are written in.
pub(super) const LISTS: [(AttendanceStatus, &str); 3] = [
    (AttendanceStatus::Present, "Närvarande"),
    (AttendanceStatus::Other, "Övriga närvarande"),
    (AttendanceStatus::Absent, "Frånvarande"),
];

/// What a file tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Told {
    pub title: String,
    pub starts: Option<DateTime>,
    pub ends: Option<DateTime>,
    pub place: String,
    pub secretary: String,
    /// List by list.
    pub attendance: Vec<ImportedAttendee>,
    pub body: Vec<Passage>,
    pub next_meeting: Option<Date>,
    pub signature: String,
}

/// A block of the body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Passage {
    /// An action is of the kind `Action(None)`.
    pub block: Block,
    /// For an action.
    pub task: Option<Task>,
}

/// What is told of an action beside its text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Task {
    pub owners: Vec<String>,
    /// Empty if none is told.
    pub municipality: String,
    pub due: Due,
    pub status: ActionStatus,
}

impl Told {
    pub(super) fn of(minutes: &Minutes, name: impl Fn(&Owner) -> String) -> Told {
        let mut body: Vec<Passage> = minutes
            .body
            .iter()
            .filter(|block| block.kind != BlockKind::Paragraph || !block.text.is_empty())
            .map(|block| {
                let action = match block.kind {
                    BlockKind::Action(id) => minutes.actions.iter().find(|action| Some(action.id) == id),
                    _ => None,
                };
                Passage::of(block, action, &name)
            })
            .collect();
        // Actions whose paragraph is gone are still the meeting's, as `show` has them.
        let stands = |action: &Action| {
            minutes.body.iter().any(|block| block.kind == BlockKind::Action(Some(action.id)))
        };
        body.extend(minutes.actions.iter().filter(|action| !stands(action)).map(|action| {
            let block = Block::new(BlockKind::Action(None), action.text.clone());
            Passage::of(&block, Some(action), &name)
        }));
        Told {
            title: minutes.title.clone(),
            starts: minutes.starts,
            ends: minutes.ends,
            place: minutes.place.clone(),
            secretary: minutes.secretary.clone(),
            attendance: LISTS
                .iter()
                .flat_map(|(status, _)| minutes.attendance.iter().filter(move |each| each.status == *status))
                .map(attendee)
                .collect(),
            body,
            next_meeting: minutes.next_meeting,
            signature: minutes.signature.clone(),
        }
    }
}

impl Told {
    /// The date of the next meeting as the body tells it, and the index of the passage that does.
    pub(crate) fn next_meeting_in_body(&self) -> Option<(Date, usize)> {
        let blocks: Vec<&Block> = self.body.iter().map(|passage| &passage.block).collect();
        next_meeting_in(&blocks, self.starts.map(|starts| starts.date()))
    }
}

impl Passage {
    fn of(block: &Block, action: Option<&Action>, name: impl Fn(&Owner) -> String) -> Passage {
        let is_action = matches!(block.kind, BlockKind::Action(_));
        let mut block = Block { marks: tellable(block), ..block.clone() };
        if is_action {
            block.kind = BlockKind::Action(None);
        }
        let task = is_action.then(|| action.map_or_else(Task::default, |action| Task::of(action, name)));
        Passage { block, task }
    }
}

impl Default for Task {
    fn default() -> Task {
        Task { owners: Vec::new(), municipality: String::new(), due: Due::None, status: ActionStatus::Open }
    }
}

impl Task {
    fn of(action: &Action, name: impl Fn(&Owner) -> String) -> Task {
        Task {
            owners: action.owners.iter().map(name).filter(|name| !name.is_empty()).collect(),
            municipality: action.municipality.clone().unwrap_or_default(),
            due: action.due,
            status: action.status,
        }
    }

    /// Whether there is something left to do.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.status, ActionStatus::Open | ActionStatus::Doing)
    }
}

fn attendee(attendee: &Attendee) -> ImportedAttendee {
    ImportedAttendee {
        name: attendee.name.clone(),
        title: attendee.title.clone(),
        municipality: attendee.municipality.clone(),
        status: attendee.status,
        chair: attendee.chair,
        note: attendee.note.clone(),
    }
}

/// The marks that Markdown has, inside their text.
fn tellable(block: &Block) -> Vec<MarkRange> {
    let length = block.text.chars().count();
    let known = block.marks.iter().filter(|range| !matches!(range.mark, Mark::Other { .. }));
    let inside = known.map(|range| MarkRange {
        start: range.start.min(length),
        end: range.end.min(length),
        mark: range.mark.clone(),
    });
    normalised(inside.collect())
}
