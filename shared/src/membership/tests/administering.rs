//! Rotating, revoking, removing, giving roles: what an admin may do, and what nobody may.

use rand_chacha::rand_core::Rng;

use super::*;
use crate::ids::DeviceId;

impl World {
    fn join(&mut self, role: Role) -> DeviceSecret {
        let terms = Terms { role, expires: 0, max_uses: 1 };
        let (entry, link) = invite(&self.chain, &self.keys, &self.admin, "r", terms, &mut self.rng).unwrap();
        self.chain.extend(&entry.to_bytes()).unwrap();
        let device = DeviceSecret::generate(&mut self.rng);
        let (entry, _) = redeem(&self.chain, &link, &device, b"", &mut self.rng).unwrap();
        self.chain.extend(&entry.to_bytes()).unwrap();
        device
    }

    fn try_op(&mut self, op: MembershipOp, author: &DeviceSecret) -> Result<(), ChainError> {
        let before = self.chain.clone();
        let result = self.chain.extend(&self.chain.next_entry(op, author).to_bytes());
        if result.is_err() {
            assert_eq!(self.chain, before, "what is refused leaves no trace");
        }
        result
    }

    fn rotate(&mut self) {
        let entry = self.chain.rotate(&self.admin, &mut self.rng).unwrap();
        self.chain.extend(&entry.to_bytes()).unwrap();
        self.keys.insert(self.chain.epoch(), self.chain.open_key(self.chain.epoch(), &self.admin).unwrap());
    }

    /// What the entry that would begin an epoch holds.
    fn next_epoch(&mut self, leaving: Option<DeviceId>) -> NewEpoch {
        let entry = match leaving {
            None => self.chain.rotate(&self.admin, &mut self.rng).unwrap(),
            Some(device) => self.chain.remove(device, &self.admin, &mut self.rng).unwrap(),
        };
        match parse(&entry.to_bytes()).unwrap().1.op {
            MembershipOp::Rotate { next } | MembershipOp::Remove { next, .. } => next,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_new_epochs_key_opens_for_every_member_and_for_nobody_else() {
    let mut world = world();
    let editor = world.join(Role::Editor);
    world.rotate();
    let key = world.keys[&1].clone();
    assert_eq!(world.chain.epoch(), 1);
    assert_eq!(world.chain.open_key(1, &editor), Some(key.clone()));
    assert_eq!(world.chain.open_key(1, &world.recovery), Some(key));
    assert_eq!(world.chain.open_key(0, &world.recovery), Some(world.keys[&0].clone()));
    let late = world.join(Role::Reader);
    assert_eq!(world.chain.open_key(1, &late), None, "the invite gave it");
    let outsider = DeviceSecret::generate(&mut world.rng);
    assert_eq!(world.chain.open_key(1, &outsider), None);

    let entry = world.chain.remove(editor.id(), &world.admin, &mut world.rng).unwrap();
    world.chain.extend(&entry.to_bytes()).unwrap();
    assert_eq!(world.chain.open_key(2, &editor), None);
    assert!(world.chain.open_key(2, &late).is_some());
    let again = Chain::replay(world.chain.entries().iter().map(Vec::as_slice)).unwrap();
    assert_eq!(again, world.chain);
}

#[test]
fn role_and_epoch_are_told_as_of_any_length() {
    let mut world = world();
    let editor = world.join(Role::Editor);
    let joined = world.chain.entries().len();
    world.rotate();
    world
        .try_op(MembershipOp::SetRole { device: editor.id(), role: Role::Reader }, &world.admin.clone())
        .unwrap();
    let next = world.next_epoch(Some(editor.id()));
    world.try_op(MembershipOp::Remove { device: editor.id(), next }, &world.admin.clone()).unwrap();
    let told: Vec<_> = (0..=joined + 3)
        .map(|length| (world.chain.role_at(&editor.id(), length), world.chain.epoch_at(length)))
        .collect();
    let (editor_then, reader_then) = (Some(Role::Editor), Some(Role::Reader));
    assert_eq!(told[0], (None, None));
    assert_eq!(told[joined - 1], (None, Some(0)));
    assert_eq!(told[joined], (editor_then, Some(0)));
    assert_eq!(told[joined + 1..], [(editor_then, Some(1)), (reader_then, Some(1)), (None, Some(2))]);
    assert_eq!(world.chain.role_at(&world.admin.id(), 1), Some(Role::Admin));
    assert!(world.chain.has_known(&editor.id()));
}

#[test]
fn a_new_epoch_ends_every_open_invite_and_who_was_removed_comes_back_by_a_new_one_only() {
    let mut world = world();
    let (open, revoked) = (world.invite(9), world.invite(9));
    let device = DeviceSecret::generate(&mut world.rng);
    let (entry, _) = redeem(&world.chain, &open, &device, b"", &mut world.rng).unwrap();
    world.chain.extend(&entry.to_bytes()).unwrap();
    let admin = world.admin.clone();
    world.try_op(MembershipOp::Revoke { invite: revoked.device().id() }, &admin).unwrap();
    let again = MembershipOp::Revoke { invite: revoked.device().id() };
    assert_eq!(world.try_op(again, &admin), Err(ChainError::NoSuchDevice));
    let next = world.next_epoch(Some(device.id()));
    world.try_op(MembershipOp::Remove { device: device.id(), next }, &admin).unwrap();

    for link in [open, revoked] {
        assert_eq!(redeem(&world.chain, &link, &device, b"", &mut world.rng).err(), Some(RedeemError::Ended));
        let public = device.keys();
        let payload =
            crate::seal::redeem_payload(&world.chain.workspace(), &link.device().id(), &public, b"");
        let sig = device.sign(&payload).to_vec();
        let op = MembershipOp::Redeem { device: public, sealed_keys: vec![], profile: vec![], sig };
        assert_eq!(world.try_op(op, &link.device()), Err(ChainError::InviteEnded));
    }
    world.keys.insert(1, world.chain.open_key(1, &admin).unwrap());
    let new = world.invite(1);
    let (entry, keys) = redeem(&world.chain, &new, &device, b"", &mut world.rng).unwrap();
    assert_eq!(keys, world.keys, "whoever joins reads the old and the new");
    world.chain.extend(&entry.to_bytes()).unwrap();
    assert_eq!(world.chain.role(&device.id()), Some(Role::Editor));
}

#[test]
fn nobody_but_an_admin_does_any_of_it() {
    let mut world = world();
    let (editor, other) = (world.join(Role::Editor), world.join(Role::Reader));
    let invite = world.invite(1).device();
    let stranger = DeviceSecret::generate(&mut world.rng);
    let (rotated, removed) = (world.next_epoch(None), world.next_epoch(Some(other.id())));
    for author in [editor.clone(), other.clone(), invite.clone(), stranger] {
        for op in [
            MembershipOp::Rotate { next: rotated.clone() },
            MembershipOp::Remove { device: other.id(), next: removed.clone() },
            MembershipOp::Revoke { invite: invite.id() },
            MembershipOp::SetRole { device: author.id(), role: Role::Admin },
        ] {
            assert_eq!(world.try_op(op, &author), Err(ChainError::NotAllowed));
        }
    }
}

#[test]
fn someone_stays_who_administers_and_the_recovery_device_is_left_alone() {
    let mut world = world();
    let editor = world.join(Role::Editor);
    let (admin, recovery) = (world.admin.clone(), world.recovery.clone());
    let demote = |device: &DeviceSecret| MembershipOp::SetRole { device: device.id(), role: Role::Editor };
    for author in [&admin, &recovery] {
        assert_eq!(world.try_op(demote(&admin), author), Err(ChainError::LastAdmin));
        assert_eq!(world.try_op(demote(&recovery), author), Err(ChainError::NotAllowed));
    }
    let next = world.next_epoch(Some(admin.id()));
    let remove = MembershipOp::Remove { device: admin.id(), next };
    assert_eq!(world.try_op(remove.clone(), &recovery), Err(ChainError::LastAdmin));
    assert_eq!(world.try_op(remove.clone(), &admin), Err(ChainError::NotAllowed), "not oneself");
    let next = world.next_epoch(Some(recovery.id()));
    let op = MembershipOp::Remove { device: recovery.id(), next };
    assert_eq!(world.try_op(op, &admin), Err(ChainError::NotAllowed));

    world.try_op(MembershipOp::SetRole { device: editor.id(), role: Role::Admin }, &recovery).unwrap();
    world.try_op(remove, &editor).unwrap();
    assert_eq!(world.chain.role(&admin.id()), None);
    assert_eq!(world.try_op(demote(&editor), &editor), Err(ChainError::LastAdmin));
}

#[test]
fn any_member_leaves_by_itself_and_the_chain_wants_a_new_key_until_an_epoch_begins() {
    let mut world = world();
    let (editor, reader, second) =
        (world.join(Role::Editor), world.join(Role::Reader), world.join(Role::Admin));
    let (admin, link) = (world.admin.clone(), world.invite(9));
    assert!(!world.chain.wants_new_key());
    let mut length = world.chain.entries().len();
    for (device, role) in [(&editor, Role::Editor), (&reader, Role::Reader), (&admin, Role::Admin)] {
        world.try_op(MembershipOp::Leave, device).unwrap();
        assert_eq!(world.chain.role(&device.id()), None);
        assert_eq!(world.chain.role_at(&device.id(), length), Some(role), "what it wrote before holds");
        length += 1;
        assert_eq!(world.chain.role_at(&device.id(), length), None);
        assert!(world.chain.has_known(&device.id()) && world.chain.wants_new_key());
        assert_eq!(world.try_op(MembershipOp::Leave, device), Err(ChainError::NotAllowed), "only once");
    }
    assert_eq!(world.chain.epoch(), 0, "it begins none");
    assert!(world.chain.invite(&link.device().id()).is_some(), "and ends no invite");
    let rotated = world.chain.rotate(&second, &mut world.rng).unwrap();
    world.chain.extend(&rotated.to_bytes()).unwrap();
    assert!(!world.chain.wants_new_key() && world.chain.is_ended_invite(&link.device().id()));
    for gone in [&editor, &reader, &admin] {
        assert_eq!(world.chain.open_key(1, gone), None);
    }
    assert!(world.chain.open_key(1, &second).is_some() && world.chain.open_key(1, &world.recovery).is_some());
    assert_eq!(Chain::replay(world.chain.entries().iter().map(Vec::as_slice)), Ok(world.chain));
}

#[test]
fn who_left_comes_back_by_an_invite_and_the_key_is_wanted_all_the_same() {
    let mut world = world();
    let (editor, link) = (world.join(Role::Editor), world.invite(1));
    world.try_op(MembershipOp::Leave, &editor).unwrap();
    let (entry, _) = redeem(&world.chain, &link, &editor, b"", &mut world.rng).unwrap();
    world.chain.extend(&entry.to_bytes()).unwrap();
    assert_eq!(world.chain.role(&editor.id()), Some(Role::Editor));
    assert!(world.chain.wants_new_key(), "it was outside meanwhile");
    let next = world.next_epoch(Some(editor.id()));
    world.try_op(MembershipOp::Remove { device: editor.id(), next }, &world.admin.clone()).unwrap();
    assert!(!world.chain.wants_new_key(), "any new epoch will do");
}

#[test]
fn neither_the_last_admin_nor_the_recovery_device_nor_a_stranger_leaves() {
    let mut world = world();
    let (admin, recovery) = (world.admin.clone(), world.recovery.clone());
    assert_eq!(world.try_op(MembershipOp::Leave, &admin), Err(ChainError::LastAdmin), "alone too");
    let editor = world.join(Role::Editor);
    let invite = world.invite(1).device();
    let stranger = DeviceSecret::generate(&mut world.rng);
    assert_eq!(world.try_op(MembershipOp::Leave, &admin), Err(ChainError::LastAdmin));
    for author in [recovery, invite, stranger] {
        assert_eq!(world.try_op(MembershipOp::Leave, &author), Err(ChainError::NotAllowed));
    }
    let op = MembershipOp::SetRole { device: editor.id(), role: Role::Admin };
    world.try_op(op, &admin).unwrap();
    world.try_op(MembershipOp::Leave, &admin).unwrap();
    assert_eq!(world.try_op(MembershipOp::Leave, &editor), Err(ChainError::LastAdmin));
}

#[test]
fn an_epoch_out_of_turn_or_sealed_to_others_than_those_who_stay_is_refused() {
    let mut world = world();
    let (editor, reader) = (world.join(Role::Editor), world.join(Role::Reader));
    let admin = world.admin.clone();
    let good = world.next_epoch(Some(reader.id()));
    let everyone = world.next_epoch(None);
    let with = |change: &dyn Fn(&mut NewEpoch)| {
        let mut next = good.clone();
        change(&mut next);
        next
    };
    let cases = [
        (with(&|next| next.epoch = 0), ChainError::WrongEpoch),
        (with(&|next| next.epoch = 2), ChainError::WrongEpoch),
        (with(&|next| next.epoch = u32::MAX), ChainError::WrongEpoch),
        (with(&|next| next.sealed_keys.clear()), ChainError::WrongRecipients),
        (with(&|next| drop(next.sealed_keys.pop())), ChainError::WrongRecipients),
        (with(&|next| next.sealed_keys.reverse()), ChainError::WrongRecipients),
        (with(&|next| next.sealed_keys.push(next.sealed_keys[0].clone())), ChainError::WrongRecipients),
        (with(&|next| next.sealed_keys[0].device = DeviceId([9; 32])), ChainError::WrongRecipients),
        (everyone.clone(), ChainError::WrongRecipients),
        (with(&|next| next.sealed_keys[1].key.epoch = 0), crate::seal::SealError::BadKey.into()),
        (with(&|next| next.sealed_keys[1].key.body.clear()), crate::seal::SealError::BadKey.into()),
        (with(&|next| next.sealed_keys[1].key.encapsulated.push(0)), crate::seal::SealError::BadKey.into()),
    ];
    for (next, error) in cases {
        let op = MembershipOp::Remove { device: reader.id(), next };
        assert_eq!(world.try_op(op, &admin), Err(error));
    }
    let op = MembershipOp::Rotate { next: good.clone() };
    assert_eq!(world.try_op(op, &admin), Err(ChainError::WrongRecipients), "someone is left out");

    // One that nobody but its device can tell to be bad: that device alone lacks the key.
    let mut bad = everyone;
    let at = bad.sealed_keys.iter().position(|sealed| sealed.device == editor.id()).unwrap();
    bad.sealed_keys[at].key.body[0] ^= 1;
    world.try_op(MembershipOp::Rotate { next: bad }, &admin).unwrap();
    assert_eq!(world.chain.open_key(1, &editor), None);
    assert!(world.chain.open_key(1, &reader).is_some());
}

/// Operations by anyone on anyone, whole and damaged. What a chain takes always leaves one that replays, has
/// an admin, and whose newest key each member can open.
#[test]
fn whatever_is_tried_the_chain_holds() {
    let seed = 4711;
    eprintln!("seed {seed}");
    let mut world = world();
    world.rng = ChaCha20Rng::seed_from_u64(seed);
    let mut devices = vec![world.admin.clone(), world.recovery.clone()];
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..400 {
        let pick = |rng: &mut ChaCha20Rng, devices: &[DeviceSecret]| {
            devices[rng.next_u32() as usize % devices.len()].clone()
        };
        let (author, device) = (pick(&mut world.rng, &devices), pick(&mut world.rng, &devices));
        let role = [Role::Reader, Role::Editor, Role::Admin][world.rng.next_u32() as usize % 3];
        let op = match world.rng.next_u32() % 6 {
            0 => MembershipOp::Rotate { next: world.next_epoch(None) },
            1 => MembershipOp::Remove { next: world.next_epoch(Some(device.id())), device: device.id() },
            2 => MembershipOp::Revoke { invite: device.id() },
            3 => MembershipOp::SetRole { device: device.id(), role },
            4 => MembershipOp::Leave,
            _ => {
                if world.chain.role(&world.admin.id()) == Some(Role::Admin) && devices.len() < 12 {
                    devices.push(world.join(role));
                }
                continue;
            }
        };
        let entry = world.chain.next_entry(op, &author).to_bytes();
        let at = world.rng.next_u32() as usize % entry.len();
        let mut damaged = entry.clone();
        damaged[at] ^= 1 << (world.rng.next_u32() % 8);
        let before = world.chain.clone();
        assert!(world.chain.extend(&damaged).is_err());
        assert_eq!(world.chain, before);
        match world.chain.extend(&entry) {
            Ok(()) => taken += 1,
            Err(_) => refused += 1,
        }
        let chain = &world.chain;
        let admins = chain.devices().values().filter(|it| it.role == Role::Admin);
        assert!(admins.clone().any(|it| it.recovery) && admins.clone().any(|it| !it.recovery));
        let begun_by = chain.epoch();
        let outside = |at: usize| devices.iter().filter(|it| chain.role_at(&it.id(), at).is_none()).count();
        let now = chain.entries().len();
        if chain.epoch() > before.epoch() {
            assert!(!chain.wants_new_key());
        } else if now > before.entries().len() && outside(now) > outside(now - 1) {
            assert!(chain.wants_new_key(), "somebody has left");
        }
        if chain.epoch() > before.epoch() {
            for device in devices.iter().filter(|it| chain.role(&it.id()).is_some()) {
                assert!(chain.open_key(begun_by, device).is_some());
            }
            world.keys.insert(begun_by, chain.open_key(begun_by, &world.recovery).unwrap());
        }
    }
    let again = Chain::replay(world.chain.entries().iter().map(Vec::as_slice));
    assert_eq!(again, Ok(world.chain));
    assert!(taken > 20 && refused > 100, "{taken} taken, {refused} refused");
}
