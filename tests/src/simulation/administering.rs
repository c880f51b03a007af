//! What admins do to the membership chain, beside inviting, in the middle of everything; and who leaves.

use samskriv_shared::{
    ids::DeviceId,
    membership::Role,
    sync::{Act, Input},
};

use super::{
    Fault,
    world::{Event, World},
};

impl World {
    /// An admin renews the keys, gives somebody another role or takes an invite back, while the others write.
    pub(super) fn administer(&mut self) {
        if self.calm {
            return;
        }
        let admins = self.admins();
        if admins.is_empty() || !self.membership_may_change() {
            return;
        }
        let admin = self.dice.pick(&admins);
        let (act, what) = self.draw_act();
        self.note(|| format!("{} wants {act:?}", World::name(admin)));
        for at in 0..self.computers.len() {
            self.type_something(at);
        }
        let request = self.next_request();
        if let Some(process) = self.computers[admin].process.as_mut() {
            process.acts.insert(request, what);
        }
        self.handle(admin, Input::Administer { request, act });
    }

    /// Somebody who has nothing under way takes their computer out of the network.
    pub(super) fn wish_to_leave(&mut self) {
        if self.calm {
            return;
        }
        let may = |at: &usize| {
            let (computer, device) = (&self.computers[*at], self.computers[*at].device.id());
            let engine = computer.engine().filter(|engine| engine.settled());
            engine.is_some_and(|engine| engine.chain().check_leaving(&device).is_ok())
        };
        let may: Vec<usize> = (1..self.computers.len()).filter(may).collect();
        if may.is_empty() || !self.membership_may_change() {
            return self.after(1_000, 4_000, Event::WishToLeave);
        }
        let at = self.dice.pick(&may);
        self.note(|| format!("{} wants to leave", World::name(at)));
        let request = self.next_request();
        self.handle(at, Input::Administer { request, act: Act::Leave });
    }

    /// The relay says that a computer is out: its program ends, and comes back for a link. What it has stays there.
    pub(super) fn left(&mut self, at: usize, life: u64) {
        let device = self.computers[at].device.id();
        let Some(engine) = self.process(at, life).and_then(|process| process.engine.as_ref()) else { return };
        let chain = engine.chain().clone();
        if !self.relay.has_let_go(&device, &chain) {
            return;
        }
        self.note(|| format!("{} has left", World::name(at)));
        self.count(Fault::Left);
        self.end_program(at);
        let computer = &mut self.computers[at];
        (computer.joined, computer.link) = (false, None);
        self.after(1_000, 10_000, Event::WishToJoin { computer: at });
    }

    fn draw_act(&mut self) -> (Act, Fault) {
        if !self.spare_invites.is_empty() && self.dice.percent(90) {
            let at = self.dice.below(self.spare_invites.len());
            let invite = self.spare_invites.swap_remove(at);
            return (Act::Revoke { invite }, Fault::Revoked);
        }
        let others = self.others_who_write();
        if !others.is_empty() && self.dice.percent(40) {
            let (device, role) = self.dice.pick(&others);
            return (Act::SetRole { device, role }, Fault::RoleSet);
        }
        // Which ends every open invite.
        self.spare_invites.clear();
        (Act::Rotate, Fault::Rotated)
    }

    /// Who writes beside the founder, who always stays an admin, and what each is not.
    fn others_who_write(&self) -> Vec<(DeviceId, Role)> {
        let others = self.computers[1..].iter().filter_map(|computer| {
            let device = computer.device.id();
            match computer.disk.identity.as_ref()?.chain.role(&device)? {
                Role::Admin => Some((device, Role::Editor)),
                Role::Editor => Some((device, Role::Admin)),
                Role::Reader => None,
            }
        });
        others.collect()
    }
}
