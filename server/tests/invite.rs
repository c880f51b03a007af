//! From an admin's invite to a member, with only the relay in between.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::sync::atomic::Ordering;

use common::{Client, TestRelay, found, seqs};
use samskriv_shared::{
    membership::{Chain, Role},
    protocol::{Code, RelayRole},
    seal::DeviceSecret,
};

#[tokio::test]
async fn an_invite_reads_the_chain_and_redeems_and_nothing_else() {
    let relay = TestRelay::start().await;
    let mut world = found(1);
    let mut admin = world.enter(&relay).await;
    admin.append_ok(&world.change().to_bytes()).await;
    let (entry, link) = world.invite(Role::Editor, 2_000, 1);
    admin.append_ok(&entry).await;
    admin.append_ok(&world.change().to_bytes()).await;

    let mut joiner = Client::dial(relay.address).await;
    joiner.hello(world.id(), &link.device(), None).await;
    assert_eq!(joiner.welcomed().await, RelayRole::Invite);
    let (items, head) = joiner.catch_up().await;
    assert_eq!((seqs(&items), head.seq), (vec![1, 3], 4));
    let chain = Chain::replay(items.iter().map(|item| item.entry.as_deref().unwrap())).unwrap();
    assert!(chain.contains(&link.head));

    let change = world.change_by(&link.device(), 10).to_bytes();
    assert_eq!(joiner.rejected(&change).await, Code::NotAllowed);
    let before = world.chain.clone();
    let (another, _) = world.invite(Role::Admin, 2_000, 1);
    world.chain = before;
    assert_eq!(joiner.rejected(&another).await, Code::NotAllowed, "though an admin signed it");
    joiner.seen(world.id(), &link.device(), head).await;

    let device = DeviceSecret::generate(&mut world.rng);
    let redeem = world.redeem(&link, &device);
    assert_eq!(joiner.append_ok(&redeem).await, 5);
    assert_eq!(seqs(&joiner.items_to(5).await.0), [5]);
    world.chain.extend(&redeem).unwrap();

    let mut member = Client::dial(relay.address).await;
    member.hello(world.id(), &device, None).await;
    assert_eq!(member.welcomed().await, RelayRole::Editor);
    assert_eq!(seqs(&member.catch_up().await.0), [1, 3, 5, 2, 4], "the chain, then the document");
    assert_eq!(member.append_ok(&world.change_by(&device, 10).to_bytes()).await, 6);

    // The invite's device missed the answer and asks again; another device comes too late.
    assert_eq!(joiner.append_ok(&redeem).await, 5);
    let late = DeviceSecret::generate(&mut world.rng);
    world.chain = chain;
    let too_late = world.redeem(&link, &late);
    assert_eq!(joiner.rejected(&too_late).await, Code::StaleChain);
}

#[tokio::test]
async fn a_used_invite_is_refused() {
    let relay = TestRelay::start().await;
    let mut world = found(2);
    let mut admin = world.enter(&relay).await;
    let (entry, link) = world.invite(Role::Editor, 2_000, 1);
    admin.append_ok(&entry).await;
    let (first, second) = (DeviceSecret::generate(&mut world.rng), DeviceSecret::generate(&mut world.rng));
    let open = world.chain.clone();
    let redeem = world.redeem(&link, &first);
    let mut joiner = world.connect(&relay, &link.device(), None).await;
    joiner.append_ok(&redeem).await;
    world.chain.extend(&redeem).unwrap();

    // Made by a program that does not mind: on the newest entry, with the used invite.
    let mut entry = samskriv_shared::protocol::Entry::from_bytes(&{
        let chain = std::mem::replace(&mut world.chain, open);
        let bytes = world.redeem(&link, &second);
        world.chain = chain;
        bytes
    })
    .unwrap();
    let mut membership: samskriv_shared::membership::Membership =
        samskriv_shared::protocol::decode(&entry.body).unwrap();
    (membership.prev, membership.index) = (Some(world.chain.head()), 3);
    entry.body = samskriv_shared::protocol::encode(&membership);
    samskriv_shared::seal::sign_entry(Some(&world.id()), &mut entry, &link.device());
    assert_eq!(joiner.rejected(&entry.to_bytes()).await, Code::InviteUsed);
}

/// A link that is pasted into a meeting's chat is opened by everyone at once.
#[tokio::test]
async fn many_open_one_link_at_the_same_moment_and_all_come_in() {
    const PEOPLE: u32 = 30;
    let relay = TestRelay::start().await;
    let mut world = found(1);
    let mut admin = world.enter(&relay).await;
    let (entry, link) = world.invite(Role::Editor, u64::MAX, PEOPLE);
    admin.append_ok(&entry).await;
    let mut joiners = Vec::new();
    for _ in 0..PEOPLE {
        let mut joiner = Client::dial(relay.address).await;
        joiner.hello(world.id(), &link.device(), None).await;
        assert_eq!(joiner.welcomed().await, RelayRole::Invite);
        joiner.catch_up().await;
        joiners.push(joiner);
    }
    for mut joiner in joiners {
        let device = DeviceSecret::generate(&mut world.rng);
        let redeem = world.redeem(&link, &device);
        joiner.append_ok(&redeem).await;
        world.chain.extend(&redeem).unwrap();
    }
}

#[tokio::test]
async fn an_expired_invite_is_refused_to_its_own_device_only() {
    let relay = TestRelay::start().await;
    let mut world = found(3);
    let mut admin = world.enter(&relay).await;
    let (entry, link) = world.invite(Role::Editor, 2_000, 1);
    admin.append_ok(&entry).await;
    let device = DeviceSecret::generate(&mut world.rng);
    let redeem = world.redeem(&link, &device);
    relay.now.store(2_001, Ordering::SeqCst);
    let mut joiner = world.connect(&relay, &link.device(), None).await;
    assert_eq!(joiner.rejected(&redeem).await, Code::InviteExpired);
    // A member brings an entry again after the relay lost it: no longer a question of time.
    assert_eq!(admin.append_ok(&redeem).await, 3);
    assert_eq!(joiner.append_ok(&redeem).await, 3);
}

#[tokio::test]
async fn an_invite_in_time_is_taken_in_its_last_second() {
    let relay = TestRelay::start().await;
    let mut world = found(4);
    let mut admin = world.enter(&relay).await;
    let (entry, link) = world.invite(Role::Reader, 2_000, 2);
    admin.append_ok(&entry).await;
    relay.now.store(2_000, Ordering::SeqCst);
    let mut joiner = world.connect(&relay, &link.device(), None).await;
    for seq in [3, 4] {
        let device = DeviceSecret::generate(&mut world.rng);
        let redeem = world.redeem(&link, &device);
        assert_eq!(joiner.append_ok(&redeem).await, seq);
        world.chain.extend(&redeem).unwrap();
    }
}
