//! The recovery machine against a chain that a relay keeps.

use std::collections::VecDeque;

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::whole;
use crate::{
    ids::{ChainHash, DocId, Incarnation},
    membership::{Chain, ChainError, MembershipOp, Role, create, parse},
    protocol::{ClientFrame, Code, Cursor, Entry, LogItem, RelayFrame},
    seal::{Content, DeviceSecret, EpochKeys, open_profile, seal_entry},
    sync::{JoinOutput, Problem, Recover, Recovering},
};

const PROFILE: &[u8] = b"Kim Ek, Bjuv";

/// A founder, the code's device, and the chain as the relay has it.
struct World {
    rng: ChaCha20Rng,
    admin: DeviceSecret,
    recovery: DeviceSecret,
    relay: Chain,
    keys: EpochKeys,
}

/// How a recovery ended.
#[derive(Debug)]
struct Done {
    kept: Chain,
    keys: EpochKeys,
    joined: Chain,
    appended: usize,
}

impl World {
    fn new() -> World {
        let mut rng = ChaCha20Rng::seed_from_u64(5);
        let (admin, recovery) = (DeviceSecret::generate(&mut rng), DeviceSecret::generate(&mut rng));
        let (genesis, key) = create(&admin, &recovery, &mut rng).unwrap();
        let relay = Chain::start(&genesis.to_bytes()).unwrap();
        World { rng, admin, recovery, relay, keys: [(0, key)].into() }
    }

    fn extend(&mut self, entry: Entry) {
        self.relay.extend(&entry.to_bytes()).unwrap();
    }

    fn by_admin(&mut self, op: MembershipOp) {
        let entry = self.relay.next_entry(op, &self.admin);
        self.extend(entry);
    }

    fn rotate(&mut self) {
        let entry = self.relay.rotate(&self.admin, &mut self.rng).unwrap();
        self.extend(entry);
        let key = self.relay.open_key(self.relay.epoch(), &self.admin).unwrap();
        self.keys.insert(self.relay.epoch(), key);
    }

    /// A member of the network: through the machine, and put in their place after.
    fn member(&mut self, role: Role) -> DeviceSecret {
        let device = DeviceSecret::generate(&mut self.rng);
        self.recover(&device, None).unwrap();
        self.by_admin(MembershipOp::SetRole { device: device.id(), role });
        device
    }

    fn machine(&mut self, device: &DeviceSecret, known: Option<Chain>) -> Recover<ChaCha20Rng> {
        let it = Recovering {
            workspace: self.relay.workspace(),
            recovery: self.recovery.clone(),
            device: device.clone(),
            profile: PROFILE.to_vec(),
            host: "model".into(),
            known,
        };
        Recover::new(it, ChaCha20Rng::seed_from_u64(self.relay.entries().len() as u64))
    }

    fn recover(&mut self, device: &DeviceSecret, known: Option<Chain>) -> Result<Done, Problem> {
        let machine = self.machine(device, known);
        self.run(machine, |_, _| true)
    }

    /// Serves a machine to its end. `before` comes before each append that the relay judges, with its number; false
    /// cuts the line.
    fn run(
        &mut self,
        mut machine: Recover<ChaCha20Rng>,
        mut before: impl FnMut(&mut World, usize) -> bool,
    ) -> Result<Done, Problem> {
        let mut kept = None;
        let (mut appended, mut judged) = (0, 0);
        let mut told = 0;
        let mut frames = VecDeque::from([challenge()]);
        while let Some(frame) = frames.pop_front() {
            for output in machine.handle(frame) {
                match output {
                    JoinOutput::Send(ClientFrame::Hello(hello)) => {
                        if self.relay.role(&hello.device).is_none() {
                            let (code, text) = (Code::NotAMember, String::new());
                            frames.push_back(RelayFrame::Refused { code, text });
                            continue;
                        }
                        frames.push_back(self.news(&mut told));
                        let document = whole(99, self.document());
                        frames.push_back(RelayFrame::Entries(vec![document]));
                    }
                    JoinOutput::Send(ClientFrame::Append { reference, entry }) => {
                        if !before(self, judged) {
                            return Err(Problem::Unreachable);
                        }
                        judged += 1;
                        frames.push_back(match self.relay.extend(&entry) {
                            Ok(()) => {
                                appended += 1;
                                RelayFrame::Ack { reference, seq: 0 }
                            }
                            Err(ChainError::Stale) => reject(reference, Code::StaleChain),
                            Err(error) => panic!("{error}"),
                        });
                    }
                    JoinOutput::Send(other) => panic!("{other:?}"),
                    JoinOutput::Keep { chain, keys } => kept = Some((chain, keys)),
                    JoinOutput::Joined(joined) => {
                        let (kept, keys) = kept.unwrap();
                        return Ok(Done { kept, keys, joined, appended });
                    }
                    JoinOutput::Failed(problem) => return Err(problem),
                }
            }
            if frames.is_empty() && told < self.relay.entries().len() {
                frames.push_back(self.news(&mut told));
            }
        }
        panic!("nothing more is said")
    }

    /// What is new in the chain, its author's own too.
    fn news(&self, told: &mut usize) -> RelayFrame {
        let items = self.relay.entries().iter().enumerate().skip(*told);
        let items: Vec<LogItem> = items.map(|(at, entry)| whole(at as u64 + 1, entry.clone())).collect();
        *told = self.relay.entries().len();
        RelayFrame::Entries(items)
    }

    fn document(&mut self) -> Vec<u8> {
        let workspace = self.relay.workspace();
        let (doc, content) = (DocId::directory(&workspace), Content::Changes(b"words"));
        let entry = seal_entry(&workspace, doc, content, 0, &self.keys[&0], &self.admin, &mut self.rng);
        entry.unwrap().to_bytes()
    }

    fn open_invites(&self) -> usize {
        let invite = |bytes: &Vec<u8>| match parse(bytes).unwrap().1.op {
            MembershipOp::Invite { device, .. } => self.relay.invite(&device.device).map(|_| ()),
            _ => None,
        };
        self.relay.entries().iter().filter_map(invite).count()
    }

    fn role(&self, device: &DeviceSecret) -> Option<Role> {
        self.relay.role(&device.id())
    }
}

fn challenge() -> RelayFrame {
    RelayFrame::Challenge { nonce: [0; 32], relay: String::new() }
}

fn reject(reference: u64, code: Code) -> RelayFrame {
    RelayFrame::Reject { reference, code, retry_after_ms: None }
}

fn new_device(world: &mut World) -> DeviceSecret {
    DeviceSecret::generate(&mut world.rng)
}

#[test]
fn a_device_that_is_no_member_becomes_an_admin_with_every_key_and_no_invite_stays_open() {
    let mut world = World::new();
    world.rotate();
    let device = new_device(&mut world);
    let done = world.recover(&device, None).unwrap();
    assert_eq!(done.appended, 3, "an invite, its redeeming, its end");
    assert!(done.joined == world.relay);
    assert_eq!(world.role(&device), Some(Role::Admin));
    assert_eq!(done.keys, world.keys);
    assert_eq!(world.open_invites(), 0);
    assert_eq!(done.kept.role(&device.id()), None, "kept before it is asked for");
    let sealed = world.relay.devices()[&device.id()].profile.clone().unwrap();
    let (workspace, key) = (world.relay.workspace(), &world.keys[&1]);
    assert_eq!(open_profile(&workspace, &device.id(), key, &sealed).unwrap(), PROFILE);
}

#[test]
fn a_member_becomes_an_admin_by_its_role_alone() {
    let mut world = World::new();
    for role in [Role::Reader, Role::Editor] {
        let device = world.member(role);
        let known = world.relay.clone();
        let done = world.recover(&device, Some(known)).unwrap();
        assert_eq!((done.appended, world.role(&device)), (1, Some(Role::Admin)));
        assert!(done.joined == world.relay);
    }
}

#[test]
fn where_one_is_an_admin_already_nothing_is_done() {
    let mut world = World::new();
    let before = world.relay.clone();
    let admin = world.admin.clone();
    for known in [None, Some(before.clone())] {
        let done = world.recover(&admin, known).unwrap();
        assert!(done.appended == 0 && done.joined == before && done.keys == world.keys);
    }
    assert!(world.relay == before);
}

#[test]
fn a_wrong_code_is_refused_also_where_a_relay_lets_it_in() {
    let mut world = World::new();
    let device = new_device(&mut world);
    world.recovery = DeviceSecret::derive("recovery", b"another");
    let refused = Problem::Refused(Code::NotAMember);
    assert_eq!(world.recover(&device, None).unwrap_err(), refused);

    let mut machine = world.machine(&device, None);
    machine.handle(challenge());
    machine.handle(world.news(&mut 0));
    let head = Cursor { incarnation: Incarnation([1; 8]), seq: 1, chain: ChainHash::START };
    let outputs = machine.handle(RelayFrame::CaughtUp { head });
    assert!(matches!(&outputs[..], [JoinOutput::Failed(problem)] if *problem == refused), "{outputs:?}");
}

#[test]
fn who_came_second_anywhere_tries_again() {
    for at in 0..3 {
        let mut world = World::new();
        let (device, other) = (new_device(&mut world), world.member(Role::Editor));
        let machine = world.machine(&device, None);
        let done = world
            .run(machine, |world, number| {
                if number == at {
                    world.by_admin(MembershipOp::SetRole { device: other.id(), role: Role::Reader });
                }
                true
            })
            .unwrap();
        assert_eq!(world.role(&device), Some(Role::Admin), "{at}");
        assert_eq!(world.role(&other), Some(Role::Reader), "{at}");
        assert_eq!((done.appended, world.open_invites()), (3, 0), "{at}");
    }
}

#[test]
fn an_epoch_that_begins_meanwhile_is_one_more_key() {
    for at in 0..2 {
        let mut world = World::new();
        let device = new_device(&mut world);
        let machine = world.machine(&device, None);
        let done = world.run(machine, |world, number| {
            if number == at {
                world.rotate();
            }
            true
        });
        assert_eq!(done.unwrap().keys, world.keys, "{at}");
        assert_eq!((world.role(&device), world.open_invites()), (Some(Role::Admin), 0), "{at}");
    }
}

#[test]
fn the_entry_that_was_first_may_be_here_before_the_refusal() {
    let mut world = World::new();
    let other = world.member(Role::Editor);
    let (device, mut told) = (new_device(&mut world), 0);
    let mut machine = world.machine(&device, None);
    machine.handle(challenge());
    let head = Cursor { incarnation: Incarnation([1; 8]), seq: 1, chain: ChainHash::START };
    assert_eq!(references(&machine.handle(world.news(&mut told))), [0; 0]);
    assert_eq!(references(&machine.handle(RelayFrame::CaughtUp { head })), [1, 2, 3]);
    world.by_admin(MembershipOp::SetRole { device: other.id(), role: Role::Reader });
    assert_eq!(references(&machine.handle(world.news(&mut told))), [0; 0]);
    assert_eq!(references(&machine.handle(reject(1, Code::StaleChain))), [4, 5, 6]);
    for late in [2, 3] {
        assert_eq!(references(&machine.handle(reject(late, Code::StaleChain))), [0; 0], "of the first try");
    }
}

#[test]
fn a_recovery_that_was_cut_off_anywhere_can_be_done_again_and_leaves_nothing_open() {
    for at in 0..3 {
        let mut world = World::new();
        let device = new_device(&mut world);
        let machine = world.machine(&device, None);
        let cut = world.run(machine, |_, number| number < at);
        assert_eq!(cut.unwrap_err(), Problem::Unreachable);
        let known = (at == 1).then(|| world.relay.clone());
        let done = world.recover(&device, known).unwrap();
        assert_eq!((world.role(&device), world.open_invites()), (Some(Role::Admin), 0), "{at}");
        assert!(done.joined == world.relay);
    }
}

#[test]
fn the_code_still_works_after_the_lost_admin_is_removed_and_lets_who_was_removed_in_again() {
    let mut world = World::new();
    let device = new_device(&mut world);
    world.recover(&device, None).unwrap();
    let lost = std::mem::replace(&mut world.admin, device);
    let removal = world.relay.remove(lost.id(), &world.admin, &mut world.rng).unwrap();
    world.extend(removal);
    world.keys.insert(1, world.relay.open_key(1, &world.admin).unwrap());
    let known = world.relay.clone();
    for device in [new_device(&mut world), lost] {
        let done = world.recover(&device, Some(known.clone())).unwrap();
        assert_eq!((done.keys, world.role(&device)), (world.keys.clone(), Some(Role::Admin)));
    }
}

#[test]
fn what_a_relay_lost_of_the_chain_is_brought_first_and_another_history_is_told_of() {
    let mut world = World::new();
    let before = world.relay.clone();
    let device = world.member(Role::Editor);
    let known = std::mem::replace(&mut world.relay, before.clone());
    let done = world.recover(&device, Some(known.clone())).unwrap();
    assert!(world.relay.entries().starts_with(known.entries()));
    assert!(done.kept == known && world.role(&device) == Some(Role::Admin));

    world.relay = before;
    world.rotate();
    assert_eq!(world.recover(&device, Some(known)).unwrap_err(), Problem::Forked);
    let machine = world.machine(&device, None);
    let (genesis, _) = create(&world.admin, &world.recovery, &mut world.rng).unwrap();
    world.relay = Chain::start(&genesis.to_bytes()).unwrap();
    assert_eq!(world.run(machine, |_, _| true).unwrap_err(), Problem::Forked, "another workspace's");
}

#[test]
fn what_the_relay_refuses_is_told() {
    let mut world = World::new();
    let device = new_device(&mut world);
    let mut machine = world.machine(&device, None);
    machine.handle(challenge());
    machine.handle(world.news(&mut 0));
    let head = Cursor { incarnation: Incarnation([1; 8]), seq: 1, chain: ChainHash::START };
    assert_eq!(references(&machine.handle(RelayFrame::CaughtUp { head })), [1, 2, 3]);
    let outputs = machine.handle(reject(1, Code::QuotaExceeded));
    let refused = Problem::Refused(Code::QuotaExceeded);
    assert!(matches!(&outputs[..], [JoinOutput::Failed(problem)] if *problem == refused), "{outputs:?}");
}

#[test]
fn once_it_is_an_admin_what_becomes_of_the_invites_end_is_no_failure() {
    let mut world = World::new();
    let device = new_device(&mut world);
    let mut machine = world.machine(&device, None);
    machine.handle(challenge());
    machine.handle(world.news(&mut 0));
    let head = Cursor { incarnation: Incarnation([1; 8]), seq: 1, chain: ChainHash::START };
    assert_eq!(references(&machine.handle(RelayFrame::CaughtUp { head })), [1, 2, 3]);
    for reference in [1, 2] {
        machine.handle(RelayFrame::Ack { reference, seq: 0 });
    }
    let outputs = machine.handle(reject(3, Code::QuotaExceeded));
    assert!(
        matches!(&outputs[..], [JoinOutput::Joined(chain)] if chain.role(&device.id()) == Some(Role::Admin))
    );
}

fn references(outputs: &[JoinOutput]) -> Vec<u64> {
    let reference = |output: &JoinOutput| match output {
        JoinOutput::Send(ClientFrame::Append { reference, .. }) => Some(*reference),
        _ => None,
    };
    outputs.iter().filter_map(reference).collect()
}
