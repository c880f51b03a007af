//! What a register is made of, so that it is made anew only when something in it is another: a frame in which nothing
//! happened compares pointers.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use samskriv_shared::{
    documents::{Action, Kind, Person, Summary},
    ids::{DocId, PersonId, WorkspaceId},
};

use crate::{
    i18n::Lang,
    state::{AppState, OpenMeeting},
};

/// See the module.
#[derive(PartialEq)]
pub struct Basis {
    network: Option<(WorkspaceId, PersonId, String)>,
    summaries: Vec<Kept>,
    open: Option<Open>,
    people: Vec<Person>,
    today: Date,
    lang: Lang,
}

/// Kept, so that no other can come to lie at the same address. A summary that is changed is another one.
struct Kept(Arc<Summary>);

impl PartialEq for Kept {
    fn eq(&self, other: &Kept) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(PartialEq)]
struct Open {
    doc: DocId,
    title: String,
    starts: Option<DateTime>,
    next_meeting: Option<Date>,
    trashed: bool,
    actions: Vec<Action>,
}

impl Basis {
    /// What the state is now.
    pub fn of(state: &AppState) -> Basis {
        Basis {
            network: me(state).map(|(network, person, name)| (network, person, name.to_owned())),
            summaries: state.summaries.values().cloned().map(Kept).collect(),
            open: state.open.as_ref().map(Open::of),
            people: state.people.clone(),
            today: state.now.today(),
            lang: state.texts.lang(),
        }
    }

    /// Whether it is still so. Copies nothing.
    pub fn holds(&self, state: &AppState) -> bool {
        let ours = self.network.as_ref().map(|(network, person, name)| (*network, *person, name.as_str()));
        ours == me(state)
            && self.today == state.now.today()
            && self.lang == state.texts.lang()
            && self.summaries.len() == state.summaries.len()
            && self
                .summaries
                .iter()
                .zip(state.summaries.values())
                .all(|(ours, now)| Arc::ptr_eq(&ours.0, now))
            && match (&self.open, &state.open) {
                (Some(ours), Some(now)) => ours.is(now),
                (ours, now) => ours.is_none() && now.is_none(),
            }
            && self.people == state.people
    }
}

fn me(state: &AppState) -> Option<(WorkspaceId, PersonId, &str)> {
    state.current().map(|network| (network.id, network.me, network.my_name.as_str()))
}

impl Open {
    fn of(open: &OpenMeeting) -> Open {
        let minutes = &open.minutes;
        Open {
            doc: open.doc,
            title: minutes.title.clone(),
            starts: minutes.starts,
            next_meeting: minutes.next_meeting,
            trashed: minutes.trashed.is_some(),
            actions: minutes.actions.clone(),
        }
    }

    fn is(&self, open: &OpenMeeting) -> bool {
        let minutes = &open.minutes;
        self.doc == open.doc
            && self.title == minutes.title
            && self.starts == minutes.starts
            && self.next_meeting == minutes.next_meeting
            && self.trashed == minutes.trashed.is_some()
            && self.actions == minutes.actions
    }
}

/// A document that has actions, as it is now.
pub struct Source<'a> {
    pub doc: DocId,
    /// None of the list of those that belong to no meeting.
    pub meeting: Option<MeetingFacts<'a>>,
    pub actions: &'a [Action],
}

/// What is told of a meeting beside something that stands in it.
#[derive(Clone, Copy)]
pub struct MeetingFacts<'a> {
    pub title: &'a str,
    pub starts: Option<DateTime>,
    pub next_meeting: Option<Date>,
}

/// Every document with actions that is not in the trash: the open one as it is in the window.
pub fn sources(state: &AppState) -> impl Iterator<Item = Source<'_>> {
    let open = state.open.as_ref();
    let here = open.filter(|open| open.minutes.trashed.is_none()).map(|open| {
        let minutes = &open.minutes;
        let (title, starts, next_meeting) = (minutes.title.as_str(), minutes.starts, minutes.next_meeting);
        let meeting = Some(MeetingFacts { title, starts, next_meeting });
        Source { doc: open.doc, meeting, actions: &minutes.actions }
    });
    let closed = state.summaries.values().filter(move |summary| {
        open.is_none_or(|open| open.doc != summary.id)
            && summary.trashed.is_none()
            && summary.kind != Kind::Directory
    });
    here.into_iter().chain(closed.map(|summary| {
        let (title, starts, next_meeting) = (summary.title.as_str(), summary.starts, summary.next_meeting);
        let meeting = (summary.kind == Kind::Minutes).then_some(MeetingFacts { title, starts, next_meeting });
        Source { doc: summary.id, meeting, actions: &summary.actions }
    }))
}
