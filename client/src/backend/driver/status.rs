//! Where a workspace stands, and who belongs to it.

use std::collections::{BTreeMap, BTreeSet};

use samskriv_shared::{
    ids::{DeviceId, PersonId},
    membership::{ChainError, Role},
    protocol::{Code, decode},
    seal::open_profile,
    sync::{Phase, Problem, SyncStatus},
};

use super::{Ways, workspace::Workspace};
use crate::backend::{
    Answer, BackendError, ErrorCode, Event, Invite, Member, Outlet, RelayState, RelayStatus, SeenBy, Status,
    StoreStatus, Warning, identity::ProfileBody,
};

impl Workspace {
    pub(super) fn status(&mut self, store: &StoreStatus) -> Status {
        self.status_version += 1;
        let sync = self.engine.status();
        let state = match (&self.membership.relay, sync.phase) {
            (None, _) => RelayState::None,
            (_, Phase::Offline) => RelayState::Offline,
            (_, Phase::Connecting) => RelayState::Connecting,
            (_, Phase::CatchingUp { done, total }) => RelayState::CatchingUp { done, total },
            (_, Phase::Live) => RelayState::Live,
        };
        let cursor = sync.cursor.map(|cursor| cursor.seq);
        // After a restart it is not known which entry was the last own one; all that is here is no less.
        let last_sent = sync.last_sent.or(cursor);
        let members = self.members();
        let warnings = warnings(&sync, &members);
        let colleagues = self.colleagues(members, &sync.seen);
        let seen = colleagues.iter().filter(|it| it.seq > 0 && Some(it.seq) >= last_sent).count();
        Status {
            version: self.status_version,
            documents: self.documents.len(),
            unsaved_changes: self.unsaved,
            unsent_changes: sync.unsent,
            relay: RelayStatus {
                state,
                url: self.membership.relay.clone(),
                offline_since_ms: self.offline_since,
                error: match self.is_outside() {
                    true => Some(ErrorCode::NotMember),
                    false => sync.problem.as_ref().map(|problem| problem_error(problem).code),
                },
                on_purpose: !self.online,
            },
            cursor,
            head: sync.head,
            colleagues: colleagues.len(),
            seen,
            seen_by: colleagues,
            last_sent,
            store: store.clone(),
            warnings,
        }
    }

    pub(super) fn tell_status(&mut self, store: &StoreStatus, outlet: &Outlet) {
        if !std::mem::take(&mut self.status_changed) {
            return;
        }
        let live = matches!(self.engine.status().phase, Phase::Live);
        if live {
            self.offline_since = None;
        } else if self.offline_since.is_none() {
            self.offline_since = Some((self.clock)());
        }
        let status = self.status(store);
        let same = |told: &Status| *told == Status { version: told.version, ..status.clone() };
        if !self.told.as_ref().is_some_and(same) {
            self.told = Some(status.clone());
            outlet.send(Event::Status { workspace: self.id, status: Box::new(status) });
        }
    }

    pub(super) fn members(&self) -> Vec<Member> {
        let chain = self.engine.chain();
        let devices = chain.devices().iter().filter(|(_, member)| !member.recovery);
        devices
            .map(|(device, member)| {
                let person = self.directory.people.iter().find(|person| person.devices.contains(device));
                // Opened only where the directory names nobody: this runs with every status.
                let sealed = member.profile.as_ref().filter(|_| person.is_none());
                let given = sealed.and_then(|sealed| self.given_profile(device, sealed));
                let (name, municipality, title) = match (person, &given) {
                    (Some(person), _) => {
                        let municipality = self.directory.municipalities.get(&person.municipality);
                        (person.name.clone(), municipality.cloned().unwrap_or_default(), person.title.clone())
                    }
                    (None, Some(given)) => {
                        (given.name.clone(), given.municipality.clone(), given.title.clone())
                    }
                    (None, None) => Default::default(),
                };
                let person =
                    person.map(|person| person.id).or(given.map(|given| self.known_as(given.person)));
                Member { device: *device, person, name, municipality, title, role: member.role }
            })
            .collect()
    }

    /// The invites that somebody may still use, as the clock here has it.
    pub(super) fn invites(&self) -> Vec<Invite> {
        let now_ms = (self.clock)();
        let all = self.engine.chain().invites().iter().map(|(device, open)| Invite {
            device: *device,
            role: open.role,
            expires_ms: i64::try_from(open.expires.saturating_mul(1000)).unwrap_or(i64::MAX),
            left: open.max_uses.saturating_sub(open.uses),
        });
        all.filter(|invite| invite.left > 0 && invite.expires_ms > now_ms).collect()
    }

    /// The profile that a device gave when it joined, sealed under one of the epochs' keys.
    fn given_profile(&self, device: &DeviceId, sealed: &[u8]) -> Option<ProfileBody> {
        let opened =
            self.engine.keys().values().find_map(|key| open_profile(&self.id, device, key, sealed).ok())?;
        decode(&opened).ok()
    }

    /// By which of their ids the directory knows somebody.
    fn known_as(&self, id: PersonId) -> PersonId {
        self.directory.person(&id).map_or(id, |person| person.id)
    }

    /// Everybody else, one entry a person, with the best of their devices.
    fn colleagues(&self, members: Vec<Member>, seen: &BTreeMap<DeviceId, u64>) -> Vec<SeenBy> {
        let me = self.known_as(self.membership.person);
        let mut people: BTreeMap<(Option<PersonId>, Option<DeviceId>), SeenBy> = BTreeMap::new();
        for member in members {
            // Without the directory it is not known which person this device belongs to.
            if member.person == Some(me) || member.device == self.engine.device() {
                continue;
            }
            let key = (member.person, member.person.is_none().then_some(member.device));
            let seq = seen.get(&member.device).copied().unwrap_or(0);
            let entry = people.entry(key).or_insert(SeenBy { name: member.name, seq });
            entry.seq = entry.seq.max(seq);
        }
        let mut people: Vec<SeenBy> = people.into_values().collect();
        people.sort_by(|a, b| (b.seq, &a.name).cmp(&(a.seq, &b.name)));
        people
    }

    pub(super) fn wake_at(&self) -> Option<u64> {
        let deadlines = self.waiting_caught_up.iter().map(|(_, at)| *at);
        let acts = self.acts.values().map(|(_, at)| *at);
        let joined = self.waiting_joined.as_ref().map(|(_, at)| *at);
        let derive = self.next_behind().map(|(due, _)| due.as_millis() as u64);
        let presence = self.presences.wake_at(self.engine.is_live());
        let deadlines = deadlines.chain(self.leaving_deadline());
        deadlines.chain(acts).chain(joined).chain(derive).chain(presence).chain(self.engine.wake_at()).min()
    }

    /// Answers those whose wait is over, one way or the other.
    pub(super) fn answer_waiting(&mut self, now: u64, ways: &Ways, outlet: &Outlet) {
        let settled = self.engine.settled() && self.unsaved == 0;
        let sync = self.engine.status();
        let connected = matches!(sync.phase, Phase::CatchingUp { .. } | Phase::Live);
        let refused = match &sync.problem {
            // Too much at once is only for now.
            Some(Problem::Refused(code)) => !connected || *code != Code::RateLimited,
            Some(Problem::Forked) => true,
            _ => false,
        };
        let error = || sync.problem.as_ref().map_or_else(unreachable_error, problem_error);
        let introduced = self.is_introduced() && settled;
        for (reply, deadline) in std::mem::take(&mut self.waiting_caught_up) {
            if introduced {
                reply.send(Ok(Answer::Done));
            } else if refused || (deadline <= now && !connected) {
                reply.send(Err(error()));
            } else {
                // Connected but not done: as long as the line holds, it goes on.
                let deadline = if connected { deadline.max(now + 1_000) } else { deadline };
                self.waiting_caught_up.push((reply, deadline));
            }
        }
        self.until_admin &= self.engine.role() != Some(Role::Admin);
        if let Some((reply, deadline)) = self.waiting_joined.take() {
            if (introduced && !self.until_admin) || deadline <= now {
                reply.send(Ok(Answer::Joined(self.id)));
            } else {
                self.waiting_joined = Some((reply, deadline));
            }
        }
        self.give_up_leaving((now, connected, refused), error, (ways, outlet));
        for (request, (reply, deadline)) in std::mem::take(&mut self.acts) {
            if refused || (deadline <= now && !connected) {
                reply.send(Err(error()));
            } else {
                let deadline = if connected { deadline.max(now + 1_000) } else { deadline };
                self.acts.insert(request, (reply, deadline));
            }
        }
    }
}

fn warnings(sync: &SyncStatus, members: &[Member]) -> Vec<Warning> {
    let set_aside = (sync.set_aside > 0).then_some(Warning::SetAside(sync.set_aside));
    let parked = (sync.parked > 0).then_some(Warning::Parked(sync.parked));
    let otherwise = members.iter().filter(|member| sync.told_otherwise.contains(&member.device));
    let otherwise = otherwise.map(|member| Warning::ToldOtherwise(member.name.clone()));
    let authors: BTreeSet<DeviceId> = sync.lacking.values().copied().collect();
    let lacking = authors.iter().map(|author| Warning::Lacking(name_of(author, members)));
    set_aside.into_iter().chain(parked).chain(otherwise).chain(lacking).collect()
}

/// Whose device it is; one that belongs to nobody any more is told by its id.
fn name_of(device: &DeviceId, members: &[Member]) -> String {
    let member = members.iter().find(|member| member.device == *device);
    member.map_or_else(|| device.to_string(), |member| member.name.clone())
}

fn unreachable_error() -> BackendError {
    BackendError::new(ErrorCode::Unreachable, "no connection in time")
}

pub(super) fn problem_error(problem: &Problem) -> BackendError {
    let code = match problem {
        Problem::Unreachable => ErrorCode::Unreachable,
        Problem::Refused(code) => ErrorCode::Relay(code.clone()),
        Problem::Protocol(_) => ErrorCode::BadRelay,
        Problem::Forked => ErrorCode::Forked,
        Problem::NotAllowed => ErrorCode::NotAllowed,
        Problem::Membership(ChainError::LastAdmin) => ErrorCode::LastAdmin,
        Problem::Membership(ChainError::NoSuchDevice) => ErrorCode::NoSuchMember,
        Problem::Membership(_) => ErrorCode::NotAllowed,
        Problem::NoKey => ErrorCode::NoKey,
        Problem::Seal => ErrorCode::BadDocument,
    };
    BackendError::new(code, problem)
}
