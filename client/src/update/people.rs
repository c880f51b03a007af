//! Who belongs to the network: inviting, roles, removing, and what the directory says of people.

use jiff::civil::Date;
use samskriv_shared::{
    documents::{DirectoryDocument, Term, municipality_id},
    ids::{DeviceId, PersonId, WorkspaceId},
    invite::InviteLink,
    membership::Role,
};

use super::{Model, Purpose, status};
use crate::{
    backend::{BackendError, ErrorCode, Invite, Member, Request},
    command::{PeopleCommand, PersonEdit},
    state::{Device, Dialog, Invitation, Me, Removal},
};

/// How long an invitation made here can be used, in seconds: two weeks.
const INVITATION_S: u64 = 14 * 24 * 3600;

impl Model {
    pub(super) fn on_people_command(&mut self, command: PeopleCommand) {
        match command {
            PeopleCommand::AskToInvite(person) => self.show(Dialog::Invite { person, link: None }),
            PeopleCommand::Invite { role, uses, person } => self.invite(role, uses, person),
            PeopleCommand::Revoke(invite) => {
                self.administer(Purpose::Administered, |workspace| Request::Revoke { workspace, invite });
            }
            PeopleCommand::SetRole(device, role) => {
                let request = |workspace| Request::SetRole { workspace, device, role };
                self.administer(Purpose::Administered, request);
            }
            PeopleCommand::AskToRemove(removal) => self.show(Dialog::Remove(removal)),
            PeopleCommand::Remove(removal) => self.remove(removal),
            PeopleCommand::Edit(person, edit) => self.edit_person(person, edit),
            PeopleCommand::Join(stays, other) => {
                self.edit_pair(stays, other, |directory| directory.join_people(stays, other));
            }
            PeopleCommand::Part(one, other) => {
                self.edit_pair(one, other, |directory| directory.part_people(one, other));
            }
            PeopleCommand::Split(person) if self.administers() => {
                self.edit_directory(|directory| directory.split_person(person));
            }
            PeopleCommand::Split(_) => {}
            PeopleCommand::Pick { field, value } => self.pick_of_people(&field, &value),
        }
    }

    /// What the page of the members shows beside the directory.
    pub(super) fn ask_for_members(&mut self, workspace: WorkspaceId) {
        self.ask(Purpose::Members(workspace), Request::Members { workspace });
        if self.state.current().is_some_and(|network| network.may_invite) {
            self.ask(Purpose::Invitations(workspace), Request::Invites { workspace });
        } else {
            self.state.invitations.clear();
        }
    }

    pub(super) fn set_members(&mut self, members: Vec<Member>) {
        self.state.devices = members.into_iter().map(device).collect();
    }

    pub(super) fn set_invitations(&mut self, invites: &[Invite]) {
        let now = self.state.now;
        let invitation = |invite: &Invite| Invitation {
            device: invite.device,
            role: invite.role,
            until: status::local(now, invite.expires_ms),
            left: invite.left,
        };
        self.state.invitations = invites.iter().map(invitation).collect();
        self.state.invitations.sort_by_key(|invitation| (invitation.until, invitation.device));
    }

    /// Who sits here is called what the directory says: they may have joined under another name, or changed it.
    pub(super) fn show_my_name(&mut self) {
        let Some(name) = self.state.me().map(|me| me.name.clone()).filter(|name| !name.is_empty()) else {
            return;
        };
        let current = self.state.network;
        let networks = self.state.networks.iter_mut().flatten();
        if let Some(network) = networks.into_iter().find(|network| Some(network.id) == current) {
            network.my_name = name;
        }
    }

    fn administer(&mut self, purpose: Purpose, request: impl FnOnce(WorkspaceId) -> Request) {
        if let Some(workspace) = self.state.network {
            self.ask_once(purpose, request(workspace));
        }
    }

    fn invite(&mut self, role: Role, uses: u32, person: Option<PersonId>) {
        let request = |workspace| Request::Invite { workspace, role, expires_s: INVITATION_S, uses };
        self.administer(Purpose::Link(person), request);
    }

    /// The link is here. For somebody's further computer it says whose.
    pub(super) fn link_made(&mut self, person: Option<PersonId>, link: String) {
        self.members_changed();
        if !matches!(self.state.dialog, Some(Dialog::Invite { .. })) {
            return;
        }
        let link = match person {
            None => link,
            Some(_) => match InviteLink::parse(&link) {
                Ok(mut theirs) => {
                    theirs.person = person;
                    theirs.to_string()
                }
                Err(error) => return self.fail(&BackendError::new(ErrorCode::BadLink, error)),
            },
        };
        self.show(Dialog::Invite { person, link: Some(link) });
    }

    /// Who belongs, or may, is another than it was.
    pub(super) fn members_changed(&mut self) {
        if let Some(workspace) = self.state.network {
            self.ask_for_members(workspace);
        }
    }

    /// One computer after the other: each gives those who stay new keys. Those that are gone already are passed over.
    fn remove(&mut self, removal: Removal) {
        let devices = match &removal {
            Removal::Device { device, .. } => vec![*device],
            Removal::Person { devices, .. } => devices.clone(),
        };
        let belongs = |device: &DeviceId| self.state.devices.iter().any(|it| it.id == *device);
        match devices.into_iter().find(belongs) {
            Some(device) => self.administer(Purpose::Removed(without(removal, device)), |workspace| {
                Request::Remove { workspace, device }
            }),
            None => self.all_removed(&removal),
        }
    }

    pub(super) fn removed(&mut self, rest: Removal) {
        match &rest {
            Removal::Person { devices, .. } if !devices.is_empty() => self.remove(rest),
            _ => self.all_removed(&rest),
        }
    }

    fn all_removed(&mut self, removal: &Removal) {
        if let Removal::Person { person: Some(person), .. } = removal {
            let today = self.state.now.today();
            let known = self.state.person(person);
            let last = known.and_then(|it| it.left_on).filter(|last| *last < today).unwrap_or(today);
            self.edit_directory(|directory| directory.set_person_left(*person, true, Some(last)));
        }
        self.state.dialog = None;
        self.members_changed();
    }

    fn administers(&self) -> bool {
        self.state.current().is_some_and(|network| network.may_invite)
    }

    /// What is said of two who look like one: by administrators, or by one of them.
    fn edit_pair(&mut self, one: PersonId, other: PersonId, change: impl FnOnce(&mut DirectoryDocument)) {
        if self.may_change(&one) || self.may_change(&other) {
            self.edit_directory(change);
        }
    }

    /// Settles a conflict, by its name in the directory: "people.<id>.title".
    fn pick_of_people(&mut self, field: &str, value: &str) {
        let municipality = field.strip_prefix("municipalities.").and_then(|rest| rest.strip_suffix(".name"));
        if let Some(id) = municipality.filter(|_| self.administers()) {
            return self.edit_directory(|directory| directory.put_municipality(id, value));
        }
        let Some((id, key)) = field.strip_prefix("people.").and_then(|rest| rest.split_once('.')) else {
            return;
        };
        let Ok(id) = id.parse() else { return };
        let day = value.parse().ok();
        let edit = match key {
            "name" => PersonEdit::Name(value.to_owned()),
            "title" => PersonEdit::Title(value.to_owned()),
            "municipality" => return self.pick_municipality(id, value),
            "left_on" => PersonEdit::LastDay(day),
            "left" => return self.pick_left(id, value == "true"),
            _ => match key.strip_prefix("chair.").and_then(|day| day.parse().ok()) {
                Some(from) => PersonEdit::PutTerm(Term { from, to: day }),
                None => return,
            },
        };
        self.edit_person(id, edit);
    }

    /// By its id: two may have chosen one that the other does not know.
    fn pick_municipality(&mut self, person: PersonId, id: &str) {
        if self.may_change(&person) {
            self.edit_directory(|directory| directory.set_person_municipality(person, id));
        }
    }

    /// Whoever is still here has no last day behind them.
    fn pick_left(&mut self, person: PersonId, left: bool) {
        let today = self.state.now.today();
        let last = self.state.person(&person).and_then(|person| person.left_on);
        let last = last.filter(|last| left || *last >= today);
        if self.may_change(&person) {
            self.edit_directory(|directory| directory.set_person_left(person, left, last));
        }
    }

    /// Administrators change everybody, others themselves.
    fn may_change(&self, person: &PersonId) -> bool {
        self.administers() || self.state.is_me(person)
    }

    fn edit_person(&mut self, person: PersonId, edit: PersonEdit) {
        if !self.may_change(&person) {
            return;
        }
        let today = self.state.now.today();
        self.edit_directory(|directory| match edit {
            PersonEdit::Name(name) => directory.set_person_name(person, &name),
            PersonEdit::Title(title) => directory.set_person_title(person, &title),
            PersonEdit::Municipality(name) if name.is_empty() => {
                directory.set_person_municipality(person, "");
            }
            PersonEdit::Municipality(name) => {
                let id = municipality_id(&name);
                directory.put_municipality(&id, &name);
                directory.set_person_municipality(person, &id);
            }
            PersonEdit::LastDay(last) => directory.set_person_left(person, is_over(last, today), last),
            PersonEdit::PutTerm(term) => directory.put_person_term(person, &term),
            PersonEdit::RemoveTerm(from) => directory.remove_person_term(person, from),
        });
    }
}

/// Whether a last day is behind us.
fn is_over(last: Option<Date>, today: Date) -> bool {
    last.is_some_and(|last| last < today)
}

fn without(removal: Removal, gone: DeviceId) -> Removal {
    match removal {
        Removal::Person { person, name, devices } => {
            let devices = devices.into_iter().filter(|device| *device != gone).collect();
            Removal::Person { person, name, devices }
        }
        removal @ Removal::Device { .. } => removal,
    }
}

fn device(member: Member) -> Device {
    let Member { device, person, name, municipality, title, role } = member;
    Device { id: device, person, owner: Me { name, municipality, title }, role }
}
