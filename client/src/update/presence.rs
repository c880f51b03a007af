//! Who else is in the text, and what colleagues are told of what is done here. Nothing is told of a draft.

use std::collections::{BTreeMap, BTreeSet};

use samskriv_shared::{
    documents::State,
    ids::{DeviceId, DocId, WorkspaceId},
    presence::{Place, Presence, Roster},
};

use super::{Model, Outgoing};
use crate::editor::{Other, Selection};

/// So long after the last key somebody counts as writing, in milliseconds.
const WRITES_MS: i64 = 3_000;

/// What is known of others, and what others have been told.
#[derive(Default)]
pub struct PresenceModel {
    roster: Roster,
    /// Whose place is to be looked up in the text: it was just heard of, or is in text that is not here yet.
    unplaced: BTreeSet<DeviceId>,
    /// Something was heard that is not shown yet.
    heard: bool,
    /// When something was written here last.
    wrote: Option<i64>,
    told: Option<Told>,
}

/// What the last telling was about: nothing is told twice.
#[derive(PartialEq)]
struct Told {
    workspace: WorkspaceId,
    doc: Option<DocId>,
    selection: Option<Selection>,
    revision: u64,
    typing: bool,
    active: bool,
}

impl PresenceModel {
    /// Something was written here.
    pub fn wrote(&mut self, now_ms: i64) {
        self.wrote = Some(now_ms);
    }

    fn typing(&self, now_ms: i64) -> bool {
        self.wrote.is_some_and(|wrote| (0..WRITES_MS).contains(&(now_ms - wrote)))
    }
}

impl Model {
    /// A colleague's device does something.
    pub(super) fn heard(&mut self, device: DeviceId, presence: Option<Presence>) {
        let now = self.now_ms();
        if self.presence.roster.hear(now, device, presence) {
            self.presence.heard = true;
            self.presence.unplaced.insert(device);
        }
        self.refresh();
    }

    /// In how many milliseconds something is to be shown or told otherwise, if nothing else happens.
    pub fn wakes_in_ms(&self) -> Option<u64> {
        let now = self.now_ms();
        let fades = self.presence.roster.fades_at();
        let writes = self.presence.wrote.filter(|_| self.presence.typing(self.state.now.ms));
        let stops = writes.and_then(|wrote| u64::try_from(wrote + WRITES_MS).ok());
        fades.into_iter().chain(stops).map(|at| at.saturating_sub(now) + 1).min()
    }

    /// Tells colleagues where the caret is, if it is elsewhere than they know. `active` is whether somebody looks at
    /// the window.
    pub fn tell_presence(&mut self, active: bool) {
        let Some(workspace) = self.state.network else { return };
        let shared = self.state.open.as_ref().filter(|open| open.minutes.state != State::Draft);
        let doc = shared.map(|open| open.doc);
        let typing = self.presence.typing(self.state.now.ms);
        let editor = &self.documents.editor;
        let (selection, revision) = (editor.selection, editor.view().revision());
        let told = Told { workspace, doc, selection, revision, typing, active };
        if self.presence.told.as_ref() == Some(&told) {
            return;
        }
        self.presence.told = Some(told);
        let place = self.documents.meeting.as_ref().zip(selection).map(|((_, document), it)| Place {
            caret: document.body_anchor(it.caret),
            other: document.body_anchor(it.other),
        });
        let presence = doc.map(|doc| Presence { doc, place, typing });
        self.outgoing.push(Outgoing::Present { workspace, presence, active });
    }

    /// Shows where others are, if something is different.
    pub(super) fn show_others(&mut self, moved: bool) {
        let now = self.now_ms();
        let faded = self.presence.roster.fade(now);
        if !(moved || faded || std::mem::take(&mut self.presence.heard)) {
            return;
        }
        self.place_others(now);
        let others = self.others(now);
        if let Some(open) = &mut self.state.open {
            open.others = others;
        }
    }

    /// Looks up where those are who have moved.
    fn place_others(&mut self, now: u64) {
        let Some((doc, document)) = &self.documents.meeting else { return };
        let (presence, carets) = (&mut self.presence, &mut self.documents.editor.others);
        let there: BTreeMap<DeviceId, _> = presence.roster.at(now, *doc).collect();
        carets.retain(|(device, _)| there.get(device).is_some_and(|it| it.place.is_some()));
        presence.unplaced.retain(|device| there.contains_key(device));
        for (device, it) in there {
            let known = carets.iter().position(|(other, _)| *other == device);
            let Some(place) =
                it.place.as_ref().filter(|_| known.is_none() || presence.unplaced.contains(&device))
            else {
                continue;
            };
            // A presence can be here before its text: then the place is where it was, until the text comes.
            let (Some(caret), Some(other)) =
                (document.body_place(&place.caret), document.body_place(&place.other))
            else {
                continue;
            };
            presence.unplaced.remove(&device);
            let selection = Selection { caret, other };
            match known {
                Some(index) => carets[index].1 = selection,
                None => carets.push((device, selection)),
            }
        }
    }

    fn others(&self, now: u64) -> Vec<Other> {
        let mut ids: Vec<_> = self.state.people.iter().map(|person| person.id).collect();
        ids.sort_unstable();
        let carets = self.documents.editor.others.iter();
        let others = carets.filter_map(|(device, selection)| {
            let typing = self.presence.roster.of(now, device)?.typing;
            let person = self.state.people.iter().find(|person| person.devices.contains(device));
            let name = person.map_or_else(|| self.state.texts.get("window-somebody"), |it| it.name.clone());
            let words = || self.state.texts.with("window-writes", &[("name", name.as_str().into())]);
            Some(Other {
                selection: *selection,
                typing: typing.then(words),
                // Everybody sees the same colour of somebody.
                color: person.and_then(|person| ids.binary_search(&person.id).ok()).unwrap_or_default(),
                name,
            })
        });
        others.collect()
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.state.now.ms).unwrap_or_default()
    }
}
