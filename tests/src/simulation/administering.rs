//! What admins do to the membership chain, beside inviting, in the middle of everything.

use samskriv_shared::{
    ids::DeviceId,
    membership::Role,
    sync::{Act, Input},
};

use super::{Fault, world::World};

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
