//! A live document of any kind, what a reader sees of it, and random edits.

use samskriv_shared::{
    documents::{
        Action, ActionListDocument, ActionStatus, Actor, AttendanceStatus, Attendee, Directory,
        DirectoryDocument, Document, Due, Kind, LogEntry, Minutes, MinutesDocument, MinutesField, Owner,
        Person, State,
    },
    ids::{ActionId, DeviceId, DocId, PersonId},
    text::BlockKind,
};

use super::dice::Dice;

/// A document that somebody has before them.
pub(super) enum Paper {
    Minutes(MinutesDocument),
    Directory(DirectoryDocument),
    Actions(ActionListDocument),
}

/// All that can be read of a document.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Plain {
    Minutes(Box<Minutes>),
    Directory(Directory),
    Actions(Vec<Action>),
}

const WORDS: [&str; 8] = ["ärendet ", "beslut ", "å", "\n", "kommunen ", "ö", "protokoll\n", "x"];

impl Paper {
    /// Loads what a store holds.
    pub(super) fn load(bytes: &[u8], actor: Actor) -> Result<Paper, String> {
        let document = Document::load(bytes, actor).map_err(|error| error.to_string())?;
        let paper = match document.kind() {
            Kind::Minutes => MinutesDocument::open(document).map(Paper::Minutes),
            Kind::Directory => DirectoryDocument::open(document).map(Paper::Directory),
            Kind::Actions => ActionListDocument::open(document).map(Paper::Actions),
        };
        paper.map_err(|error| error.to_string())
    }

    pub(super) fn document(&mut self) -> &mut Document {
        match self {
            Paper::Minutes(minutes) => &mut minutes.document,
            Paper::Directory(directory) => &mut directory.document,
            Paper::Actions(actions) => &mut actions.document,
        }
    }

    pub(super) fn read(&self) -> Plain {
        match self {
            Paper::Minutes(minutes) => Plain::Minutes(Box::new(minutes.read())),
            Paper::Directory(directory) => Plain::Directory(directory.read()),
            Paper::Actions(actions) => Plain::Actions(actions.read()),
        }
    }

    /// The text that a window would show; of minutes only.
    pub(super) fn shown(&self) -> String {
        match self {
            Paper::Minutes(minutes) => minutes.body_display(),
            _ => String::new(),
        }
    }

    /// Minutes that are no draft any more.
    pub(super) fn is_shared(&self) -> bool {
        !matches!(self, Paper::Minutes(minutes) if minutes.read().state == State::Draft)
    }

    /// Which of the three kinds of edit this is, as [`super::Totals::edits`] has them.
    pub(super) fn kind(&self) -> usize {
        match self {
            Paper::Minutes(_) => 0,
            Paper::Directory(_) => 1,
            Paper::Actions(_) => 2,
        }
    }

    /// Makes some edit; it may turn out to change nothing.
    pub(super) fn edit(&mut self, device: &DeviceId, dice: &mut Dice) {
        match self {
            Paper::Minutes(minutes) => edit_minutes(minutes, device, dice),
            Paper::Directory(directory) => edit_directory(directory, device, dice),
            Paper::Actions(actions) => edit_actions(actions, device, dice),
        }
    }

    /// Notes in the directory that minutes are shared.
    pub(super) fn add_document(&mut self, doc: DocId) {
        if let Paper::Directory(directory) = self {
            directory.add_document(doc, Kind::Minutes, 1);
        }
    }

    pub(super) fn set_shared(&mut self) {
        if let Paper::Minutes(minutes) = self {
            minutes.set_state(State::Shared);
        }
    }
}

fn edit_minutes(minutes: &mut MinutesDocument, device: &DeviceId, dice: &mut Dice) {
    let length = minutes.body_display().chars().count();
    let word = dice.pick(&WORDS);
    match dice.below(12) {
        0..=5 => {
            let delete = if dice.percent(20) { dice.below(4) } else { 0 };
            let at = dice.below(length + 1);
            minutes.body_splice(at, delete, word).expect("the body takes a splice");
        }
        6 => {
            let field = dice.pick(&[MinutesField::Title, MinutesField::Place, MinutesField::Secretary]);
            minutes.set(field, &format!("{}{}", word.trim(), dice.below(100))).expect("a field is set");
        }
        7 => {
            let kind = dice.pick(&[BlockKind::Heading(2), BlockKind::Decision, BlockKind::UnorderedListItem]);
            let blocks = minutes.read().body.len();
            minutes.set_block_kind(dice.below(blocks), &kind);
        }
        8 => minutes.put_attendee(&attendee(dice)),
        9 => minutes.add_action(ActionId(dice.bytes()), word.trim(), &owners(dice), due(dice)),
        _ => {
            let actions = minutes.read().actions;
            if actions.is_empty() {
                minutes.body_splice(0, 0, word).expect("the body takes a splice");
                return;
            }
            let id = dice.pick(&actions).id;
            match dice.below(3) {
                0 => minutes.set_action_status(&id, status(dice), log(device)),
                1 => minutes.set_action_owners(&id, &owners(dice)),
                _ => minutes.set_action_due(&id, due(dice)),
            }
        }
    }
}

fn edit_directory(directory: &mut DirectoryDocument, device: &DeviceId, dice: &mut Dice) {
    match dice.below(4) {
        0 => directory.set_name(&format!("Nätverk {}", dice.below(1000))),
        1 => directory.put_municipality(&format!("12{}", dice.below(30)), "Exempelby"),
        2 => directory.add_device(PersonId([dice.below(4) as u8; 16]), *device),
        _ => directory.put_person(&Person {
            title: "sekreterare".into(),
            municipality: "1290".into(),
            devices: vec![*device],
            left: dice.percent(10),
            ..Person::named(PersonId([dice.below(4) as u8; 16]), &format!("Person {}", dice.below(1000)))
        }),
    }
}

fn edit_actions(list: &mut ActionListDocument, device: &DeviceId, dice: &mut Dice) {
    let actions = list.read();
    let text = format!("att göra {}", dice.below(1000));
    if actions.is_empty() || dice.percent(40) {
        list.add_action(ActionId(dice.bytes()), &text, &owners(dice), due(dice));
        return;
    }
    let id = dice.pick(&actions).id;
    match dice.below(4) {
        0 => list.set_action_text(&id, &text),
        1 => list.set_action_status(&id, status(dice), log(device)),
        2 => list.set_action_owners(&id, &owners(dice)),
        _ => list.set_action_due(&id, due(dice)),
    }
}

fn attendee(dice: &mut Dice) -> Attendee {
    let number = dice.below(5);
    Attendee {
        id: format!("{number:032x}"),
        person: None,
        name: format!("Deltagare {number}"),
        title: String::new(),
        municipality: "Exempelby".into(),
        status: dice.pick(&[AttendanceStatus::Present, AttendanceStatus::Absent]),
        chair: dice.percent(10),
        note: String::new(),
        order: number as i64,
    }
}

fn owners(dice: &mut Dice) -> Vec<Owner> {
    (0..dice.below(3)).map(|_| Owner::Person(PersonId([dice.below(4) as u8; 16]))).collect()
}

fn due(dice: &mut Dice) -> Due {
    dice.pick(&[Due::None, Due::NextMeeting])
}

fn status(dice: &mut Dice) -> ActionStatus {
    dice.pick(&[ActionStatus::Open, ActionStatus::Doing, ActionStatus::Done])
}

fn log(device: &DeviceId) -> LogEntry {
    LogEntry { time_ms: 1, device: *device, what: "ändrad".into() }
}
