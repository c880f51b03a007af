//! Devices that are removed, invites that are ended, keys that are changed.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{Client, Founded, TestRelay, found, seqs};
use samskriv_shared::{
    membership::{MembershipOp, Role},
    protocol::{Code, RelayFrame},
    seal::DeviceSecret,
};

impl Founded {
    /// The admin's entry of this operation; the chain here takes it.
    fn amend(&mut self, op: MembershipOp) -> Vec<u8> {
        let entry = self.chain.next_entry(op, &self.admin).to_bytes();
        self.chain.extend(&entry).unwrap();
        entry
    }

    fn rotate(&mut self) -> Vec<u8> {
        let entry = self.chain.rotate(&self.admin, &mut self.rng).unwrap().to_bytes();
        self.took(entry)
    }

    fn remove(&mut self, device: &DeviceSecret) -> Vec<u8> {
        let entry = self.chain.remove(device.id(), &self.admin, &mut self.rng).unwrap().to_bytes();
        self.took(entry)
    }

    fn took(&mut self, entry: Vec<u8>) -> Vec<u8> {
        self.chain.extend(&entry).unwrap();
        let epoch = self.chain.epoch();
        self.keys.insert(epoch, self.chain.open_key(epoch, &self.admin).unwrap());
        entry
    }
}

/// The code with which a device is refused that says hello.
async fn refused(relay: &TestRelay, world: &Founded, device: &DeviceSecret) -> Code {
    let mut client = Client::dial(relay.address).await;
    client.hello(world.id(), device, None).await;
    client.refused().await
}

#[tokio::test]
async fn a_removed_device_is_shut_out_at_once_and_for_good_and_the_others_go_on() {
    let relay = TestRelay::start().await;
    let mut world = found(1);
    let mut admin = world.enter(&relay).await;
    let (leaving, staying) =
        (world.join(&mut admin, Role::Editor).await, world.join(&mut admin, Role::Editor).await);
    let mut left = world.connect(&relay, &leaving, None).await;
    let mut other = world.connect(&relay, &staying, None).await;
    left.catch_up().await;
    other.catch_up().await;

    let removal = world.remove(&leaving);
    let seq = admin.append_ok(&removal).await;
    let secret = world.change_in(1, &staying, 10).to_bytes();
    assert_eq!(other.append_ok(&secret).await, seq + 1);
    let (items, _) = other.items_to(seq + 1).await;
    assert_eq!(seqs(&items), [seq, seq + 1]);
    // It is told why, and of nothing that came with or after its removal.
    assert_eq!(left.next().await.map(code), Some(Some(Code::Removed)));
    assert_eq!(left.next().await, None);
    assert_eq!(refused(&relay, &world, &leaving).await, Code::Removed);
    let stranger = DeviceSecret::generate(&mut world.rng);
    assert_eq!(refused(&relay, &world, &stranger).await, Code::NotAMember);

    // A new invite lets it in again; then it gets everything.
    let (opened, link) = world.invite(Role::Editor, u64::MAX, 1);
    admin.append_ok(&opened).await;
    let redeemed = world.redeem(&link, &leaving);
    let seq = admin.append_ok(&redeemed).await;
    let mut back = world.connect(&relay, &leaving, None).await;
    assert_eq!(back.catch_up().await.1.seq, seq);
}

fn code(frame: RelayFrame) -> Option<Code> {
    match frame {
        RelayFrame::Refused { code, .. } => Some(code),
        _ => None,
    }
}

#[tokio::test]
async fn what_is_sealed_under_an_old_epoch_is_refused_as_stale() {
    let relay = TestRelay::start().await;
    let mut world = found(1);
    let mut admin = world.enter(&relay).await;
    let editor = world.join(&mut admin, Role::Editor).await;
    let mut client = world.connect(&relay, &editor, None).await;
    client.append_ok(&world.change_in(0, &editor, 10).to_bytes()).await;
    let early = world.change_in(1, &editor, 10).to_bytes();
    assert_eq!(client.rejected(&early).await, Code::StaleEpoch, "not begun yet");
    let rotation = world.rotate();
    admin.append_ok(&rotation).await;
    let late = world.change_in(0, &editor, 10).to_bytes();
    assert_eq!(client.rejected(&late).await, Code::StaleEpoch);
    client.append_ok(&early).await;

    let op = MembershipOp::SetRole { device: editor.id(), role: Role::Reader };
    admin.append_ok(&world.amend(op)).await;
    let change = world.change_in(1, &editor, 10).to_bytes();
    assert_eq!(client.rejected(&change).await, Code::NotAllowed, "a reader from now on, on the same line");
}

#[tokio::test]
async fn an_invite_is_ended_by_hand_and_by_a_new_epoch() {
    let relay = TestRelay::start().await;
    let mut world = found(1);
    let mut admin = world.enter(&relay).await;
    let (opened, revoked) = world.invite(Role::Editor, u64::MAX, 9);
    admin.append_ok(&opened).await;
    let (opened, outdated) = world.invite(Role::Editor, u64::MAX, 9);
    admin.append_ok(&opened).await;
    let device = DeviceSecret::generate(&mut world.rng);
    let mut joining = world.connect(&relay, &revoked.device(), None).await;
    joining.catch_up().await;
    let too_late = world.redeem(&outdated, &device);

    let op = MembershipOp::Revoke { invite: revoked.device().id() };
    admin.append_ok(&world.amend(op)).await;
    assert_eq!(joining.refused().await, Code::InviteEnded);
    assert_eq!(refused(&relay, &world, &revoked.device()).await, Code::InviteEnded);
    let mut waiting = world.connect(&relay, &outdated.device(), None).await;
    let rotation = world.rotate();
    admin.append_ok(&rotation).await;
    assert_eq!(waiting.refused().await, Code::InviteEnded);
    assert_eq!(refused(&relay, &world, &outdated.device()).await, Code::InviteEnded);
    // Brought by a member it does not hold either.
    assert_eq!(admin.rejected(&too_late).await, Code::StaleChain);
    assert_eq!(refused(&relay, &world, &device).await, Code::NotAMember);
}

#[tokio::test]
async fn what_the_rules_forbid_is_refused_and_leaves_the_chain_as_it_was() {
    let relay = TestRelay::start().await;
    let mut world = found(1);
    let mut admin = world.enter(&relay).await;
    let editor = world.join(&mut admin, Role::Editor).await;
    let mut client = world.connect(&relay, &editor, None).await;
    let by_editor = world.chain.rotate(&editor, &mut world.rng).unwrap().to_bytes();
    assert_eq!(client.rejected(&by_editor).await, Code::NotAllowed);
    let itself = world.chain.remove(world.admin.id(), &world.admin, &mut world.rng).unwrap().to_bytes();
    assert_eq!(admin.rejected(&itself).await, Code::NotAllowed);
    let op = MembershipOp::SetRole { device: world.admin.id(), role: Role::Reader };
    let demoted = world.chain.next_entry(op, &world.admin).to_bytes();
    assert_eq!(admin.rejected(&demoted).await, Code::BadMembership);
    let rotation = world.rotate();
    admin.append_ok(&rotation).await;
}

#[tokio::test]
async fn who_leaves_gets_the_answer_and_is_shut_out_and_what_it_wrote_before_stays() {
    let relay = TestRelay::start().await;
    let mut world = found(1);
    let mut admin = world.enter(&relay).await;
    let leaving = world.join(&mut admin, Role::Editor).await;
    let mut client = world.connect(&relay, &leaving, None).await;
    client.catch_up().await;
    let before = client.append_ok(&world.change_in(0, &leaving, 10).to_bytes()).await;
    let last_admin = world.chain.next_entry(MembershipOp::Leave, &world.admin).to_bytes();
    assert_eq!(admin.rejected(&last_admin).await, Code::BadMembership);

    let leave = world.chain.next_entry(MembershipOp::Leave, &leaving).to_bytes();
    world.chain.extend(&leave).unwrap();
    assert_eq!(client.append_ok(&leave).await, before + 1, "first the answer");
    loop {
        match client.next().await {
            Some(frame) if code(frame.clone()) == Some(Code::Removed) => break,
            Some(RelayFrame::Entries(items)) => assert_eq!(seqs(&items), [before], "nothing from there on"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(client.next().await, None);
    assert_eq!(refused(&relay, &world, &leaving).await, Code::Removed);
    // Under the old key until an admin begins another.
    let admin_device = world.admin.clone();
    admin.append_ok(&world.change_in(0, &admin_device, 10).to_bytes()).await;
    let rotation = world.rotate();
    let seq = admin.append_ok(&rotation).await;
    let stays = world.admin.clone();
    let mut again = world.connect(&relay, &stays, None).await;
    let (items, head) = again.catch_up().await;
    assert_eq!((items.iter().any(|item| item.seq == before), head.seq), (true, seq));
}
