//! What a user can ask for. The views queue commands; `update` is the one place that carries them out.

mod plan;

use std::path::PathBuf;

use jiff::civil::Date;
use samskriv_shared::{
    documents::{ActionStatus, AttendanceStatus, Attendee, MinutesField, Term},
    ids::{ActionId, DeviceId, DocId, EventId, PersonId, ThemeId, WorkspaceId},
    membership::Role,
};

pub use self::plan::{EventEdit, ThemeEdit, set};
use crate::{
    i18n::Lang,
    preferences::Preferences,
    state::{Me, Page, Place, Removal, Spot},
    unfinished::Unfinished,
};

/// One wish. What concerns a meeting concerns the one that is open.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// A network on this computer alone, and its first meeting.
    StartWriting(Me),
    Join {
        link: String,
        me: Me,
    },
    /// By the recovery code; `relay` is empty where the code or this computer knows it.
    Recover {
        code: String,
        relay: String,
        me: Me,
    },
    CreateNetwork {
        name: String,
        relay: String,
        token: String,
        me: Me,
    },
    /// Shows the choices of the first start, or goes back from them.
    Choose(bool),
    SelectNetwork(WorkspaceId),
    /// Shows something else of the network.
    Go(Page),
    /// Shows something on its page.
    Point(Spot),
    NewMeeting,
    /// Begins minutes where a meeting's ended.
    NextMeeting(DocId),
    DuplicateMeeting(DocId),
    /// Writes a line for each municipality into the open meeting's text.
    InsertRound,
    /// Moves a meeting to the trash, or back from it.
    Trash(DocId, bool),
    OpenMeeting(DocId),
    /// Shows a meeting at a place in it.
    OpenAt(DocId, Place),
    /// Lets somebody choose a file to be imported.
    ChooseFile,
    Import(PathBuf),
    /// Makes a draft of the file that was read; with which of the actions that it seems to have.
    ConfirmImport {
        actions: Vec<usize>,
    },
    Write(Target, String),
    /// Settles a conflict with the value that was picked.
    Pick {
        field: String,
        value: String,
    },
    AddAttendee {
        name: String,
        municipality: String,
        status: AttendanceStatus,
    },
    /// All members who are not in the attendance are written in as present.
    AddMembers,
    /// One of them.
    AddMember(PersonId, AttendanceStatus),
    ChangeAttendee(Attendee),
    RemoveAttendee(String),
    AddAction {
        text: String,
        owners: String,
        due: String,
    },
    /// Changes an action of any document of the network.
    EditAction {
        doc: DocId,
        action: ActionId,
        edit: ActionEdit,
    },
    /// Makes an action that belongs to no meeting.
    AddActionToList {
        text: String,
        owners: String,
        due: String,
    },
    /// Looks for what is typed in the whole network.
    Search(String),
    /// Shows the plan of a year.
    ShowYear(i16),
    /// Changes a theme of the yearly plan, or adds one.
    SaveTheme(Option<ThemeId>, Vec<ThemeEdit>),
    RemoveTheme(ThemeId),
    /// The same of an event.
    SaveEvent(Option<EventId>, Vec<EventEdit>),
    RemoveEvent(EventId),
    /// Settles a conflict of a theme or an event with the value that was picked.
    PickInPlan {
        field: String,
        value: String,
    },
    AskToShare,
    /// To the trash: at once, or after a question where others have the meeting.
    AskToTrash(DocId),
    Share,
    People(PeopleCommand),
    ShowShortcuts,
    AskToConnect,
    Connect {
        relay: String,
        token: String,
    },
    /// Says what leaving the network means.
    AskToLeave,
    /// Leaves the network: this computer, with all that is here of it.
    Leave,
    SetOffline(bool),
    /// Tries to reach the relay at once.
    Reconnect,
    CheckSpelling(bool),
    /// Chooses how the window is, but for its language.
    Prefer(Preferences),
    /// Chooses its language.
    Speak(Lang),
    /// Writes a backup of everything into a new file.
    BackUp {
        to: String,
        passphrase: Secret,
    },
    /// Lets the desktop open invitation links with this program.
    OpenLinks,
    /// Shows the data directory outside.
    OpenDataFolder,
    CloseDialog,
    DismissProblem,
    /// Keeps what is half-written for the next start.
    KeepUnfinished(Unfinished),
}

/// What stands in no log.
#[derive(Clone, PartialEq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// What concerns those who belong to the network, and those who are to.
#[derive(Clone, Debug, PartialEq)]
pub enum PeopleCommand {
    /// For somebody new, or for a further computer of somebody who belongs.
    AskToInvite(Option<PersonId>),
    Invite {
        role: Role,
        uses: u32,
        /// Whose further computer it is for.
        person: Option<PersonId>,
    },
    /// Takes back an invitation that is not used.
    Revoke(DeviceId),
    SetRole(DeviceId, Role),
    AskToRemove(Removal),
    Remove(Removal),
    /// Changes what the directory says of somebody.
    Edit(PersonId, PersonEdit),
    /// Two entries are one human, who is known by the first from then on.
    Join(PersonId, PersonId),
    /// Two who look like one human are not.
    Part(PersonId, PersonId),
    /// Takes apart again what was joined.
    Split(PersonId),
    /// Settles a conflict of somebody, or of a municipality's name, with the value that was picked.
    Pick {
        field: String,
        value: String,
    },
}

/// What a single-line field writes to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A field whose text is its value.
    Field(MinutesField),
    /// The day of the meeting.
    Date,
    StartTime,
    EndTime,
    /// Of the one with this id: came late, left early.
    AttendeeNote(String),
    ActionText(DocId, ActionId),
    ActionOwners(DocId, ActionId),
    ActionDue(DocId, ActionId),
}

/// What is changed in an action.
#[derive(Clone, Debug, PartialEq)]
pub enum ActionEdit {
    Text(String),
    /// Names, as people write them in a row.
    Owners(String),
    /// As [`crate::input::due`] reads it, with its year.
    Due(String),
    /// Empty: of no municipality in particular.
    Municipality(String),
    Status(ActionStatus),
}

/// What is changed of somebody.
#[derive(Clone, Debug, PartialEq)]
pub enum PersonEdit {
    Name(String),
    Title(String),
    /// By its name; empty: of none that is known.
    Municipality(String),
    /// The last day, which may lie ahead; none for somebody who stays.
    LastDay(Option<Date>),
    /// A period as chair that is new, or another end for the one that begins on its day.
    PutTerm(Term),
    /// Removes the period as chair that begins on that day.
    RemoveTerm(Date),
}

/// The commands of one frame, in order.
#[derive(Debug, Default)]
pub struct CommandQueue {
    commands: Vec<Command>,
}

impl CommandQueue {
    pub fn push(&mut self, command: Command) {
        self.commands.push(command);
    }

    pub fn extend(&mut self, commands: impl IntoIterator<Item = Command>) {
        self.commands.extend(commands);
    }

    /// Puts commands before all others: what was typed before somebody went on to something else.
    pub fn push_first(&mut self, commands: impl IntoIterator<Item = Command>) {
        self.commands.splice(0..0, commands);
    }

    /// Whether some command leaves the open meeting or hands it to others: what is half-typed has to be written first.
    pub fn leaves_meeting(&self) -> bool {
        self.commands.iter().any(|command| {
            matches!(
                command,
                Command::NewMeeting
                    | Command::OpenMeeting(_)
                    | Command::NextMeeting(_)
                    | Command::DuplicateMeeting(_)
                    | Command::Trash(..)
                    | Command::OpenAt(..)
                    | Command::Go(_)
                    | Command::Point(_)
                    | Command::SelectNetwork(_)
                    | Command::Import(_)
                    | Command::Choose(_)
                    | Command::Share
                    | Command::Leave
            )
        })
    }

    /// Whether somebody wants to see a page.
    pub fn goes_to(&self, page: Page) -> bool {
        self.commands.contains(&Command::Go(page))
    }

    /// Takes all commands out.
    pub fn take(&mut self) -> Vec<Command> {
        std::mem::take(&mut self.commands)
    }
}
