//! Create, hello, append, follow: what a relay is for, over a real socket.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{Client, TestRelay, found, seqs};
use samskriv_shared::{
    ids::{ChainHash, Incarnation},
    membership::Role,
    protocol::{ClientFrame, Cursor, RelayFrame, RelayRole, entry_id},
};

#[tokio::test]
async fn what_one_appends_the_other_gets_whole_and_itself_as_ids() {
    let relay = TestRelay::start().await;
    let mut world = found(1);
    let mut admin = world.enter(&relay).await;
    let (items, head) = admin.catch_up().await;
    assert_eq!(seqs(&items), [1]);
    assert_eq!(items[0].entry.as_ref(), Some(&world.genesis));
    assert_eq!(Some(head), admin.head);
    assert_eq!(head.chain, ChainHash::START.next(&entry_id(&world.genesis)));

    let device = world.join(&mut admin, Role::Editor).await;
    let mut other = world.connect(&relay, &device, None).await;
    let (items, _) = other.catch_up().await;
    assert_eq!(seqs(&items), [1, 2, 3]);

    let entry = world.change().to_bytes();
    assert_eq!(admin.append_ok(&entry).await, 4);
    let (items, _) = other.items_to(4).await;
    assert_eq!((seqs(&items), items[0].entry.as_ref(), items[0].own), (vec![4], Some(&entry), None));
    let (items, _) = admin.items_to(4).await;
    let ids: Vec<_> = items.iter().map(|item| (item.seq, item.entry.is_some(), item.own.is_some())).collect();
    assert_eq!(ids, [(2, false, true), (3, false, true), (4, false, true)]);
    assert_eq!(items[2].own, Some(entry_id(&entry)));

    let answer = world.change_by(&device, 100).to_bytes();
    assert_eq!(other.append_ok(&answer).await, 5);
    assert_eq!(admin.items_to(5).await.0[0].entry.as_ref(), Some(&answer));
    assert_eq!(relay.metric("appends_total").await, 4);
}

#[tokio::test]
async fn a_cursor_resumes_and_one_that_does_not_fit_gets_everything() {
    let relay = TestRelay::start().await;
    let mut world = found(2);
    let mut admin = world.enter(&relay).await;
    for _ in 0..5 {
        admin.append_ok(&world.change().to_bytes()).await;
    }
    let device = world.admin.clone();
    let head = world.connect(&relay, &device, None).await.head.unwrap();
    let entries: Vec<_> = world.connect(&relay, &device, None).await.catch_up().await.0;
    let chain_at = |seq: usize| {
        entries[..seq]
            .iter()
            .fold(ChainHash::START, |chain, item| chain.next(&entry_id(item.entry.as_ref().unwrap())))
    };
    let at = |seq: usize| Cursor { incarnation: head.incarnation, seq: seq as u64, chain: chain_at(seq) };
    assert_eq!(head, at(6));
    for (after, expected) in [
        (at(6), vec![]),
        (at(4), vec![5, 6]),
        (at(1), vec![2, 3, 4, 5, 6]),
        (at(0), vec![1, 2, 3, 4, 5, 6]),
        (Cursor { incarnation: Incarnation([0; 8]), ..at(4) }, vec![1, 2, 3, 4, 5, 6]),
        (Cursor { chain: chain_at(3), ..at(4) }, vec![1, 2, 3, 4, 5, 6]),
        (Cursor { seq: 7, ..at(6) }, vec![1, 2, 3, 4, 5, 6]),
        (Cursor { seq: u64::MAX, ..at(6) }, vec![1, 2, 3, 4, 5, 6]),
    ] {
        let (items, caught_up) = world.connect(&relay, &device, Some(after)).await.catch_up().await;
        assert_eq!((seqs(&items), caught_up), (expected, head), "after {after:?}");
    }
}

#[tokio::test]
async fn pipelined_appends_are_answered_in_order_and_share_fsyncs() {
    let relay = TestRelay::start().await;
    let mut world = found(3);
    let mut admin = world.enter(&relay).await;
    let entries: Vec<_> = (0..500).map(|_| world.change().to_bytes()).collect();
    let before = relay.metric("fsyncs_total").await;
    for entry in &entries {
        admin.append(entry).await;
    }
    let mut acks = Vec::new();
    let mut items = Vec::new();
    while acks.len() < entries.len() || items.len() < entries.len() + 1 {
        match admin.receive().await {
            RelayFrame::Ack { reference, seq } => acks.push((reference, seq)),
            RelayFrame::Entries(more) => {
                for item in more.iter().filter(|item| item.seq > 1) {
                    assert_eq!(item.own, Some(entry_id(&entries[item.seq as usize - 2])));
                    assert!(acks.iter().any(|(_, seq)| *seq == item.seq), "answered before it is shown");
                }
                items.extend(more);
            }
            RelayFrame::CaughtUp { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    let expected: Vec<_> = (0..500).map(|n| (n + 1, n + 2)).collect();
    assert_eq!(acks, expected);
    let fsyncs = relay.metric("fsyncs_total").await - before;
    assert!(fsyncs < 400, "{fsyncs} for 500 entries that were queued at once");
}

#[tokio::test]
async fn what_was_appended_is_there_after_a_restart() {
    let relay = TestRelay::start().await;
    let mut world = found(4);
    let mut admin = world.enter(&relay).await;
    admin.append_ok(&world.change().to_bytes()).await;
    let (_, head) = { world.connect(&relay, &world.admin, None).await.catch_up().await };
    let dir = relay.stop().await;
    while admin.next().await.is_some() {}

    let relay = TestRelay::start_in(dir, |config| config.open = true).await;
    let mut again = world.connect(&relay, &world.admin, Some(head)).await;
    assert_eq!(again.catch_up().await, (vec![], head));
    assert_eq!(again.append_ok(&world.change().to_bytes()).await, 3);
}

#[tokio::test]
async fn a_late_follower_reads_more_than_the_memory_holds() {
    let relay = TestRelay::start_with(|config| {
        config.open = true;
        config.limits.ring_bytes = 4 << 10;
        config.limits.batch_bytes = 8 << 10;
    })
    .await;
    let mut world = found(5);
    let mut admin = world.enter(&relay).await;
    let device = world.admin.clone();
    for length in [10, 3_000, 30_000, 10, 900_000, 10, 10].repeat(3) {
        admin.append_ok(&world.change_by(&device, length).to_bytes()).await;
    }
    let (items, head) = world.connect(&relay, &device, None).await.catch_up().await;
    assert_eq!(seqs(&items), (1..=22).collect::<Vec<_>>());
    let chain = items
        .iter()
        .fold(ChainHash::START, |chain, item| chain.next(&entry_id(item.entry.as_ref().unwrap())));
    assert_eq!(head.chain, chain);
    assert!(relay.metric("log_reads_total").await > 3);
}

#[tokio::test]
async fn creating_again_changes_nothing() {
    let relay = TestRelay::start().await;
    let mut world = found(6);
    let mut admin = world.enter(&relay).await;
    admin.append_ok(&world.change().to_bytes()).await;
    let mut again = world.enter(&relay).await;
    assert_eq!(again.head.unwrap().seq, 2);
    assert_eq!(seqs(&again.catch_up().await.0), [1, 2]);
}

#[tokio::test]
async fn roles_are_told_and_readers_do_not_write() {
    let relay = TestRelay::start().await;
    let mut world = found(7);
    let mut admin = world.enter(&relay).await;
    let reader = world.join(&mut admin, Role::Reader).await;
    let mut client = Client::dial(relay.address).await;
    client.hello(world.id(), &reader, None).await;
    assert_eq!(client.welcomed().await, RelayRole::Reader);
    let entry = world.change_by(&reader, 10).to_bytes();
    assert_eq!(client.rejected(&entry).await.name(), "not-allowed");
    let others = world.change().to_bytes();
    assert_eq!(client.rejected(&others).await.name(), "not-allowed");
}

#[tokio::test]
async fn presence_reaches_the_others_and_what_was_seen_also_those_who_come_later() {
    let relay = TestRelay::start_with(|config| {
        config.open = true;
        config.patience.seen_every = std::time::Duration::from_millis(1);
    })
    .await;
    let mut world = found(8);
    let mut admin = world.enter(&relay).await;
    let device = world.join(&mut admin, Role::Reader).await;
    let mut reader = world.connect(&relay, &device, None).await;
    let (_, head) = reader.catch_up().await;
    admin.items_to(3).await;

    let (id, key) = (world.id(), world.keys[&0].clone());
    let presence =
        samskriv_shared::seal::SealedPresence::seal(&id, 0, &key, &device, b"caret", &mut world.rng).unwrap();
    let body = samskriv_shared::protocol::encode(&presence);
    let forged = samskriv_shared::seal::SealedPresence { device: world.admin.id(), ..presence };
    let forged = samskriv_shared::protocol::encode(&forged);
    reader.send(&ClientFrame::Ephemeral { body: forged }).await;
    reader.send(&ClientFrame::Ephemeral { body: vec![0; 5_000] }).await;
    reader.send(&ClientFrame::Ephemeral { body: body.clone() }).await;
    assert_eq!(admin.receive().await, RelayFrame::Ephemeral { body });

    reader.seen(id, &device, head).await;
    let is_seen = |frame: &RelayFrame| matches!(frame, RelayFrame::SeenBy { device: by, cursor, .. } if *by == device.id() && *cursor == head);
    assert!(is_seen(&admin.receive().await));
    let mut late = world.connect(&relay, &world.admin, None).await;
    let (_, seen, _) = late.catch_up_seeing().await;
    assert!(matches!(seen.as_slice(), [frame] if is_seen(frame)), "known before caught up: {seen:?}");

    for leaving in [admin, reader, late] {
        leaving.close().await;
    }
    let mut again = world.connect(&relay, &world.admin, None).await;
    let (_, seen, _) = again.catch_up_seeing().await;
    assert!(
        matches!(seen.as_slice(), [frame] if is_seen(frame)),
        "also when all had left meanwhile: {seen:?}"
    );

    let dir = relay.stop().await;
    let relay = TestRelay::start_in(dir, |config| config.open = true).await;
    let mut later = world.connect(&relay, &world.admin, None).await;
    let (_, seen, _) = later.catch_up_seeing().await;
    assert!(matches!(seen.as_slice(), [frame] if is_seen(frame)), "stored, if lazily: {seen:?}");
}
