//! Chains that hold, and chains that must be refused.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::*;
use crate::{
    invite::{InviteLink, RedeemError, Terms, invite, redeem},
    seal::{DeviceSecret, EpochKeys},
};

mod administering;

struct World {
    rng: ChaCha20Rng,
    admin: DeviceSecret,
    recovery: DeviceSecret,
    chain: Chain,
    keys: EpochKeys,
}

fn world() -> World {
    let mut rng = ChaCha20Rng::seed_from_u64(11);
    let (admin, recovery) = (DeviceSecret::generate(&mut rng), DeviceSecret::generate(&mut rng));
    let (genesis, key) = create(&admin, &recovery, &mut rng).unwrap();
    World { rng, admin, recovery, chain: Chain::start(&genesis.to_bytes()).unwrap(), keys: [(0, key)].into() }
}

impl World {
    fn invite(&mut self, max_uses: u32) -> InviteLink {
        let terms = Terms { role: Role::Editor, expires: 0, max_uses };
        let (entry, link) =
            invite(&self.chain, &self.keys, &self.admin, "http://127.0.0.1:1", terms, &mut self.rng).unwrap();
        self.chain.extend(&entry.to_bytes()).unwrap();
        InviteLink::parse(&link.to_string()).unwrap()
    }
}

#[test]
fn a_founder_invites_and_a_device_redeems() {
    let mut world = world();
    let link = world.invite(1);
    let device = DeviceSecret::generate(&mut world.rng);
    let (entry, keys) = redeem(&world.chain, &link, &device, b"profile", &mut world.rng).unwrap();
    assert_eq!(keys, world.keys);
    world.chain.extend(&entry.to_bytes()).unwrap();
    assert_eq!(world.chain.role(&device.id()), Some(Role::Editor));
    let sealed = world.chain.devices()[&device.id()].profile.clone().unwrap();
    let profile =
        crate::seal::open_profile(&world.chain.workspace(), &device.id(), &keys[&0], &sealed).unwrap();
    assert_eq!(profile, b"profile");

    let again = Chain::replay(world.chain.entries().iter().map(Vec::as_slice)).unwrap();
    assert_eq!(again, world.chain);
    let late = DeviceSecret::generate(&mut world.rng);
    assert_eq!(redeem(&world.chain, &link, &late, b"", &mut world.rng).err(), Some(RedeemError::Used));
}

#[test]
fn an_entry_on_a_stale_head_is_refused_and_one_held_already_changes_nothing() {
    let mut world = world();
    let terms = Terms { role: Role::Reader, expires: 0, max_uses: 1 };
    let (first, _) = invite(&world.chain, &world.keys, &world.admin, "r", terms, &mut world.rng).unwrap();
    let (second, _) = invite(&world.chain, &world.keys, &world.admin, "r", terms, &mut world.rng).unwrap();
    world.chain.extend(&first.to_bytes()).unwrap();
    let before = world.chain.clone();
    assert_eq!(world.chain.extend(&second.to_bytes()), Err(ChainError::Stale));
    assert_eq!(world.chain.extend(&first.to_bytes()), Ok(()));
    assert_eq!(world.chain, before);
}

#[test]
fn nobody_but_an_admin_invites_and_no_stranger_redeems() {
    let mut world = world();
    let link = world.invite(5);
    let editor = DeviceSecret::generate(&mut world.rng);
    let (entry, _) = redeem(&world.chain, &link, &editor, b"", &mut world.rng).unwrap();
    world.chain.extend(&entry.to_bytes()).unwrap();
    let terms = Terms { role: Role::Admin, expires: 0, max_uses: 1 };
    let (entry, _) = invite(&world.chain, &world.keys, &editor, "r", terms, &mut world.rng).unwrap();
    assert_eq!(world.chain.extend(&entry.to_bytes()), Err(ChainError::NotAllowed));

    let stranger = DeviceSecret::generate(&mut world.rng);
    let device = DeviceSecret::generate(&mut world.rng).keys();
    let op = MembershipOp::Redeem { device, sealed_keys: vec![], profile: vec![], sig: vec![0; 64] };
    let entry = world.chain.next_entry(op, &stranger);
    assert!(world.chain.extend(&entry.to_bytes()).is_err());
}

#[test]
fn a_changed_byte_anywhere_is_noticed() {
    let mut world = world();
    world.invite(1);
    let entries = world.chain.entries().to_vec();
    for at in (0..entries[1].len()).step_by(7) {
        let mut entry = entries[1].clone();
        entry[at] ^= 1;
        let mut chain = Chain::start(&entries[0]).unwrap();
        assert!(chain.extend(&entry).is_err(), "byte {at}");
    }
    let mut genesis = entries[0].clone();
    let last = genesis.len() - 1;
    genesis[last] ^= 1;
    assert!(Chain::start(&genesis).is_err());
}
