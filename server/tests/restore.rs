//! A relay that lost its log, and a member who brings the membership chain back.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{Client, Founded, TestRelay, found, seqs};
use samskriv_shared::{
    membership::Role,
    protocol::{ClientFrame, Code, MAX_HANDSHAKE, MAX_RESTORED, RelayRole},
    seal::DeviceSecret,
};

fn restore(entries: &[Vec<u8>], token: Option<&str>) -> ClientFrame {
    let chain = entries.iter().cloned().map(Into::into).collect();
    ClientFrame::Restore { chain, token: token.map(str::to_owned) }
}

/// A workspace with an editor, whose chain has three entries. The invite was open until then, in Unix time.
fn with_member(expires: u64) -> (Founded, DeviceSecret) {
    let mut world = found(1);
    let device = DeviceSecret::generate(&mut world.rng);
    let (_, link) = world.invite(Role::Editor, expires, 1);
    let redeem = world.redeem(&link, &device);
    world.chain.extend(&redeem).unwrap();
    (world, device)
}

async fn refusal(relay: &TestRelay, frame: &ClientFrame) -> Code {
    let mut client = Client::dial(relay.address).await;
    client.send(frame).await;
    client.refused().await
}

#[tokio::test]
async fn a_member_brings_the_chain_back_and_goes_on_under_a_new_incarnation() {
    let (first, second) = (TestRelay::start().await, TestRelay::start().await);
    let mut world = found(1);
    let mut admin = world.enter(&first).await;
    let member = world.join(&mut admin, Role::Editor).await;
    let mut client = world.connect(&first, &member, None).await;
    let (_, lost) = client.catch_up().await;

    let mut client = Client::dial(second.address).await;
    client.send(&restore(world.chain.entries(), None)).await;
    client.hello(world.id(), &member, Some(lost)).await;
    assert_eq!(client.welcomed().await, RelayRole::Editor);
    let (items, head) = client.catch_up().await;
    assert_ne!(head.incarnation, lost.incarnation);
    assert_eq!((head.seq, head.chain), (lost.seq, lost.chain));
    let got: Vec<Vec<u8>> = items.into_iter().map(|item| item.entry.unwrap()).collect();
    assert_eq!(got, world.chain.entries(), "the cursor was another incarnation's");
    assert_eq!(client.append_ok(&world.change_by(&member, 10).to_bytes()).await, 4);

    // It is as durable as what was created here.
    let second = TestRelay::start_in(second.stop().await, |config| config.open = true).await;
    let mut again = world.connect(&second, &member, None).await;
    let (items, again) = again.catch_up().await;
    assert_eq!((seqs(&items), again.incarnation), (vec![1, 2, 3, 4], head.incarnation));
}

#[tokio::test]
async fn one_whose_joining_is_lost_brings_it_to_those_who_are_there() {
    let relay = TestRelay::start().await;
    let (mut world, member) = with_member(u64::MAX);
    let mut admin = world.enter(&relay).await;
    admin.catch_up().await;
    let mut client = Client::dial(relay.address).await;
    client.send(&restore(world.chain.entries(), None)).await;
    client.hello(world.id(), &member, None).await;
    assert_eq!(client.welcomed().await, RelayRole::Editor);
    let (items, _) = client.catch_up().await;
    assert_eq!(seqs(&items), [1, 2, 3]);
    let (items, _) = admin.items_to(3).await;
    let got: Vec<Vec<u8>> = items.into_iter().map(|item| item.entry.unwrap()).collect();
    assert_eq!(got, world.chain.entries()[1..], "who was there hears of it");
    assert_eq!(client.append_ok(&world.change_by(&member, 10).to_bytes()).await, 4);
}

#[tokio::test]
async fn a_chain_brings_nothing_in_that_its_authors_could_not_append() {
    let relay = TestRelay::start().await;
    // Used after its time: the relay alone has a clock that counts.
    let (mut world, member) = with_member(0);
    let mut admin = world.enter(&relay).await;
    let (_, before) = admin.catch_up().await;
    let entries = world.chain.entries().to_vec();
    let other = DeviceSecret::generate(&mut world.rng);
    let (_, link) = world.invite(Role::Editor, 0, 1);
    let (mut fork, mut forged) = (entries.clone(), entries.clone());
    fork[1] = world.redeem(&link, &other);
    *forged[1].last_mut().unwrap() ^= 1;
    for chain in [&forged, &fork, &entries] {
        let mut client = Client::dial(relay.address).await;
        client.send(&restore(chain, None)).await;
        client.hello(world.id(), &member, None).await;
        assert_eq!(client.refused().await, Code::NotAMember);
    }
    // The invite itself held, and is all that came in.
    assert_eq!(admin.append_ok(&entries[1]).await, 2);
    admin.append_ok(&entries[2]).await;
    let mut client = Client::dial(relay.address).await;
    client.send(&restore(&world.chain.entries()[..1], None)).await;
    client.hello(world.id(), &member, None).await;
    client.welcomed().await;
    let (items, head) = client.catch_up().await;
    assert_eq!(
        (seqs(&items), head.incarnation),
        (vec![1, 2, 3], before.incarnation),
        "a beginning changes nothing"
    );
    admin.append_ok(&world.change().to_bytes()).await;
}

#[tokio::test]
async fn a_chain_that_does_not_hold_is_refused_and_leaves_nothing() {
    let relay = TestRelay::start().await;
    let (world, member) = with_member(u64::MAX);
    let entries = world.chain.entries();
    let mut forged = entries.to_vec();
    *forged[2].last_mut().unwrap() ^= 1;
    let gap = [entries[0].clone(), entries[2].clone()];
    let reversed: Vec<Vec<u8>> = entries.iter().rev().cloned().collect();
    let mut others = entries.to_vec();
    others[0] = found(2).genesis;
    let mut no_membership = entries.to_vec();
    no_membership.push(found(1).change().to_bytes());
    for broken in [&[], &forged[..], &gap, &reversed, &others, &no_membership, &[vec![]], &entries[1..]] {
        assert_eq!(refusal(&relay, &restore(broken, None)).await, Code::BadMembership);
    }
    let mut client = Client::dial(relay.address).await;
    client.hello(world.id(), &member, None).await;
    assert_eq!(client.refused().await, Code::UnknownWorkspace);

    // Out of turn: twice, beside a Create, after Hello.
    let whole = restore(entries, None);
    for before in [whole.clone(), ClientFrame::Create { genesis: world.genesis.clone(), token: None }] {
        let mut twice = Client::dial(relay.address).await;
        twice.send(&before).await;
        twice.send(&whole).await;
        assert_eq!(twice.refused().await, Code::BadFrame);
    }
    let mut late = world.connect(&relay, &world.admin, None).await;
    late.send(&whole).await;
    assert_eq!(late.refused().await, Code::BadFrame);
}

#[tokio::test]
async fn a_chain_too_long_or_too_large_is_refused() {
    let relay = TestRelay::start().await;
    let (world, _) = with_member(u64::MAX);
    let mut long = world.chain.entries().to_vec();
    long.resize(MAX_RESTORED + 1, vec![]);
    assert_eq!(refusal(&relay, &restore(&long, None)).await, Code::TooLarge);
    long.truncate(MAX_RESTORED);
    assert_eq!(refusal(&relay, &restore(&long, None)).await, Code::BadMembership);
    let mut large = world.chain.entries().to_vec();
    large.push(vec![0; MAX_HANDSHAKE]);
    assert_eq!(refusal(&relay, &restore(&large, None)).await, Code::TooLarge);
}

#[tokio::test]
async fn a_chain_of_many_members_fits() {
    let relay = TestRelay::start().await;
    let mut world = found(1);
    let (_, link) = world.invite(Role::Editor, 0, 150);
    let mut member = world.admin.clone();
    for _ in 0..150 {
        member = DeviceSecret::generate(&mut world.rng);
        let redeem = world.redeem(&link, &member);
        world.chain.extend(&redeem).unwrap();
    }
    let mut client = Client::dial(relay.address).await;
    client.send(&restore(world.chain.entries(), None)).await;
    client.hello(world.id(), &member, None).await;
    client.welcomed().await;
    assert_eq!(client.catch_up().await.1.seq, 152);
}

#[tokio::test]
async fn a_closed_relay_wants_a_token_for_it_and_takes_it_once() {
    use samskriv_server::log::{Batch, Log, TokenHash, redb::RedbLog};
    let dir = tempfile::tempdir().unwrap();
    let log = RedbLog::open(dir.path(), 1 << 20).unwrap();
    log.commit(&Batch { new_tokens: vec![TokenHash::of("good")], ..Batch::default() }).unwrap();
    drop(log);
    let relay = TestRelay::start_in(dir, |config| config.public_hosts = vec!["127.0.0.1".into()]).await;
    let (world, member) = with_member(u64::MAX);
    for token in [None, Some("bad")] {
        assert_eq!(refusal(&relay, &restore(world.chain.entries(), token)).await, Code::TokenRequired);
    }
    // A chain that does not hold uses up no token.
    let broken = [world.genesis.clone(), vec![]];
    assert_eq!(refusal(&relay, &restore(&broken, Some("good"))).await, Code::BadMembership);
    let mut client = Client::dial(relay.address).await;
    client.send(&restore(world.chain.entries(), Some("good"))).await;
    client.hello(world.id(), &member, None).await;
    client.welcomed().await;
    let other = restore(&[found(2).genesis], Some("good"));
    assert_eq!(refusal(&relay, &other).await, Code::TokenRequired, "used");
}
