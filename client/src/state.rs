//! What the views show: plain values, changed only by `update`. Nothing in here knows where the values
//! come from, and nothing in here can do anything.

mod people;
mod spot;

use std::{collections::BTreeMap, sync::Arc};

use jiff::{
    SignedDuration,
    civil::{Date, DateTime},
};
use samskriv_shared::{
    documents::{Action, Conflict, Event, Kind, Minutes, Person, State, Summary, Theme},
    ids::{ActionId, DeviceId, DocId, PersonId, WorkspaceId},
    membership::Role,
    search::{Found, Hit},
};

pub use self::spot::{Pointed, Spot};
use crate::{editor::Other, i18n::Texts, preferences::Preferences};

/// Everything that is shown, but for what each view keeps for itself (half-typed fields, what is unfolded).
pub struct AppState {
    pub texts: Texts,
    pub now: Now,
    pub preferences: Preferences,
    /// Why there is nothing to work with, as a sentence: the store is in use, say.
    pub closed: Option<String>,
    /// `None` until the backend has told which there are.
    pub networks: Option<Vec<Network>>,
    /// The network that is shown.
    pub network: Option<WorkspaceId>,
    /// The choices of the first start are shown, also where there are networks already.
    pub choosing: bool,
    /// What the middle of the window shows.
    pub page: Page,
    /// What is pointed at on the page.
    pub pointed: Option<Pointed>,
    /// Newest first; those without a date before all others.
    pub meetings: Vec<MeetingRow>,
    /// What registers, lists and search show of each document of the network.
    pub summaries: BTreeMap<DocId, Arc<Summary>>,
    pub people: Vec<Person>,
    /// The computers that belong to the network.
    pub devices: Vec<Device>,
    /// The invitations that somebody may still use; known to administrators only.
    pub invitations: Vec<Invitation>,
    /// The yearly plan's themes.
    pub themes: Vec<Theme>,
    /// What there is to keep in mind, by day.
    pub events: Vec<Event>,
    /// Names of municipalities by id.
    pub municipalities: BTreeMap<String, String>,
    /// What two people set apart of people, themes and events.
    pub directory_conflicts: Vec<Conflict>,
    /// The year whose plan is shown; none for this year's.
    pub plan_year: Option<i16>,
    pub search: Search,
    pub open: Option<OpenMeeting>,
    pub status: Status,
    /// Changes made in this window that nothing is known of yet: `status` may be older than they are.
    pub unkept: usize,
    pub dialog: Option<Dialog>,
    /// Something asked for is not answered yet: its button is not pressed twice.
    pub busy: bool,
    /// What went wrong last, as a sentence.
    pub problem: Option<String>,
    pub places: Places,
    /// The backup that was asked for last.
    pub backup: Task,
    /// Whether the desktop opens invitation links with this program, once that was asked for.
    pub links: Task,
    /// The invitation link that the program was opened with.
    pub link: Option<String>,
}

/// Where things lie on this computer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    /// Everything of this program.
    pub data: String,
    /// The user's own directory, for what they are to find again.
    pub home: String,
    /// Whether this desktop can be told what opens links.
    pub takes_links: bool,
}

/// Something that takes a while.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Task {
    /// Nobody has asked for it.
    #[default]
    None,
    Working,
    /// What came of it, as sentences.
    Done(String),
    /// Why not, as a sentence.
    Failed(String),
}

/// How long a meeting lies in the trash, in milliseconds: thirty days.
pub const TRASH_MS: i64 = 30 * 24 * 3600 * 1000;

/// Whether minutes lie in the trash at this time (milliseconds since 1970), and can come back from it.
pub fn lies_in_trash(summary: &Summary, now_ms: i64) -> bool {
    summary.trashed.is_some_and(|at| now_ms.saturating_sub(at) <= TRASH_MS)
}

/// What the middle of the window shows of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Page {
    /// The open meeting.
    #[default]
    Meeting,
    Actions,
    Decisions,
    YearPlan,
    Members,
    Search,
    Settings,
    Trash,
}

/// A place in a meeting that something else points at.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// The line of an action.
    Action(ActionId),
    /// The nth decision of the body, from 0.
    Decision(usize),
    /// The nth paragraph of the body, from 0.
    Block(usize),
    /// The same, and words to be marked from there on.
    Phrase { block: usize, phrase: String },
}

/// What is looked for in the whole network, and what was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Search {
    pub typed: String,
    /// Meetings.
    pub found: Found,
    /// People, themes and events, and actions of no meeting.
    pub others: Vec<Hit>,
    /// Something was looked through: that nothing is found means that there is nothing.
    pub answered: bool,
}

/// The time, as the computer's owner sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Now {
    /// Milliseconds since 1970.
    pub ms: i64,
    pub local: DateTime,
}

/// A network and who I am in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    pub id: WorkspaceId,
    pub name: String,
    pub relay: Option<String>,
    pub me: PersonId,
    pub my_name: String,
    pub device: DeviceId,
    pub may_write: bool,
    pub may_invite: bool,
}

/// Who somebody says they are when they start or join a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Me {
    pub name: String,
    pub municipality: String,
    pub title: String,
}

/// A computer that belongs to the network.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    pub id: DeviceId,
    /// Whose it is, by the directory or by what was said when it joined.
    pub person: Option<PersonId>,
    /// What its owner was called when it joined, for those who are not in the directory.
    pub owner: Me,
    pub role: Role,
}

/// An invitation that somebody may still use.
#[derive(Clone, Debug, PartialEq)]
pub struct Invitation {
    /// The device that its link stands for.
    pub device: DeviceId,
    pub role: Role,
    /// The last moment at which it can be used, by the clock on the wall.
    pub until: Option<DateTime>,
    /// How many may still use it.
    pub left: u32,
}

/// A meeting in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct MeetingRow {
    pub id: DocId,
    pub title: String,
    pub starts: Option<DateTime>,
    pub state: State,
}

/// The meeting in the middle of the window.
pub struct OpenMeeting {
    pub doc: DocId,
    /// Written by a newer program: may be read only.
    pub read_only: bool,
    /// Without the body, which the editor has.
    pub minutes: Minutes,
    /// Whether nothing is written yet.
    pub body_is_empty: bool,
    /// Colleagues whose carets are in the text.
    pub others: Vec<Other>,
}

/// How far what was written has come: the three steps, and what stands between.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Status {
    /// Changes that are not on this computer's disk yet.
    pub unsaved: usize,
    /// The disk has refused them, and is asked again and again.
    pub refused: bool,
    /// Changes that the relay has not acknowledged.
    pub unsent: usize,
    pub relay: Relay,
    /// People who have everything that was sent, of how many.
    pub seen: usize,
    pub colleagues: usize,
    /// Their names, and whether they have everything.
    pub names: Vec<(String, bool)>,
    /// The user chose to work without the relay.
    pub chose_offline: bool,
    /// What people should know of though everything goes on, as sentences.
    pub warnings: Vec<String>,
}

/// Where the connection stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Relay {
    /// The network has no relay.
    #[default]
    None,
    Offline {
        since: Option<DateTime>,
        /// Why, as a sentence, where it is more than a missing connection.
        reason: Option<String>,
    },
    /// An administrator has removed this computer; what that means, as a sentence.
    Removed(String),
    Connecting,
    CatchingUp {
        done: u64,
        total: u64,
    },
    Live,
}

/// What lies over the window.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// Asks whether to share the open meeting.
    Share,
    /// Makes a link; then shows it. For a further computer of `person`, where there is one, else for somebody new.
    Invite { person: Option<PersonId>, link: Option<String> },
    /// Asks whether somebody, or one of their computers, is to go from the network.
    Remove(Removal),
    /// Asks whether a shared meeting is to go to the trash, which it does for everybody.
    Trash { doc: DocId, title: String },
    /// Says what leaving the network means, and asks.
    Leave,
    /// The keys of the program.
    Shortcuts,
    /// Asks for the relay's address.
    Connect,
    /// The code by which a network is recovered, to be written down.
    Recovery { code: String },
    /// What was recognised in a file, before it becomes a draft.
    Import(Box<ImportPreview>),
}

/// What was recognised in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportPreview {
    /// Its name.
    pub file: String,
    /// Facts, each with what it is called.
    pub facts: Vec<(String, String)>,
    /// Lines that read like somebody's task, with who and when where that is told.
    pub actions: Vec<String>,
}

/// Who or what is to go from the network.
#[derive(Clone, Debug, PartialEq)]
pub enum Removal {
    /// A computer, and whose it is.
    Device { device: DeviceId, name: String },
    /// Somebody with all their computers; none is in the directory for those who may only read.
    Person { person: Option<PersonId>, name: String, devices: Vec<DeviceId> },
}

impl AppState {
    /// Nothing is known yet.
    pub fn new(texts: Texts, now: Now) -> AppState {
        AppState {
            texts,
            now,
            preferences: Preferences::default(),
            closed: None,
            networks: None,
            network: None,
            choosing: false,
            page: Page::default(),
            pointed: None,
            meetings: Vec::new(),
            summaries: BTreeMap::new(),
            people: Vec::new(),
            devices: Vec::new(),
            invitations: Vec::new(),
            themes: Vec::new(),
            events: Vec::new(),
            municipalities: BTreeMap::new(),
            directory_conflicts: Vec::new(),
            plan_year: None,
            search: Search::default(),
            open: None,
            status: Status::default(),
            unkept: 0,
            dialog: None,
            busy: false,
            problem: None,
            places: Places::default(),
            backup: Task::None,
            links: Task::None,
            link: None,
        }
    }

    /// The network that is shown.
    pub fn current(&self) -> Option<&Network> {
        let id = self.network?;
        self.networks.as_ref()?.iter().find(|network| network.id == id)
    }

    /// Whether whoever sits here may change what the network has.
    pub fn may_write(&self) -> bool {
        self.current().is_some_and(|network| network.may_write)
    }

    /// Every action of the network with the document it belongs to: as it is now where that is open, else as it was
    /// when its summary was made.
    pub fn actions(&self) -> impl Iterator<Item = (DocId, &Action)> {
        let open = self.open.as_ref();
        let here =
            open.into_iter().flat_map(|open| open.minutes.actions.iter().map(|action| (open.doc, action)));
        let closed =
            self.summaries.values().filter(move |summary| open.is_none_or(|open| open.doc != summary.id));
        here.chain(closed.flat_map(|summary| summary.actions.iter().map(|action| (summary.id, action))))
    }

    /// The day of a meeting, or today where it has none.
    pub fn day_of(&self, open: &OpenMeeting) -> Date {
        open.minutes.starts.map_or(self.now.today(), |starts| starts.date())
    }

    /// What is known of a meeting that need not be open.
    pub fn meeting_summary(&self, doc: &DocId) -> Option<&Summary> {
        self.summaries.get(doc).map(Arc::as_ref).filter(|summary| summary.kind == Kind::Minutes)
    }

    /// The open meeting, where it is what one looks at.
    pub fn shown_meeting(&self) -> Option<&OpenMeeting> {
        self.open.as_ref().filter(|_| self.page == Page::Meeting)
    }

    /// The title of the open meeting, as the window's title shows it.
    pub fn window_title(&self) -> String {
        let meeting = self.shown_meeting().map(|open| self.title_or_unnamed(&open.minutes.title));
        match (meeting, self.current()) {
            (Some(meeting), Some(network)) => format!("{meeting} – {} – Samskriv", network.name),
            (None, Some(network)) => format!("{} – Samskriv", network.name),
            _ => "Samskriv".to_owned(),
        }
    }

    /// The title, or what stands in for an empty one.
    pub fn title_or_unnamed(&self, title: &str) -> String {
        if title.trim().is_empty() { self.texts.get("window-untitled") } else { title.to_owned() }
    }
}

impl OpenMeeting {
    /// Whether it is still on this computer only.
    pub fn is_draft(&self) -> bool {
        self.minutes.state == State::Draft
    }
}

impl Now {
    /// The date today.
    pub fn today(&self) -> Date {
        self.local.date()
    }

    /// The day of a moment, in milliseconds since 1970, as the clock on the wall showed it or would have but for a change to
    /// or from summer time.
    pub fn day_of(&self, ms: i64) -> Option<Date> {
        let ago = SignedDuration::from_millis(self.ms.checked_sub(ms)?);
        self.local.checked_sub(ago).ok().map(|at| at.date())
    }
}
