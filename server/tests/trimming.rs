//! What others see of a relay that drops what checkpoints stand for, over a real socket.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::{sync::atomic::Ordering, time::Duration};

use common::{Client, TestRelay, Writer, found, seqs};
use samskriv_server::config::{Config, DAY};
use samskriv_shared::{
    ids::{ChainHash, DocId},
    membership::Role,
    protocol::{Code, Cursor, LogItem, Start, entry_id},
};

const ONE: DocId = DocId([1; 16]);
const TWO: DocId = DocId([2; 16]);

fn trims_often(config: &mut Config) {
    config.open = true;
    config.patience.trim_every = Duration::from_millis(20);
}

/// A month passes, and so many entries are dropped in all.
async fn month(relay: &TestRelay, dropped: u64) {
    relay.now.fetch_add(31 * DAY.as_secs(), Ordering::SeqCst);
    while relay.metric("entries_dropped_total").await < dropped {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn who_lacks_something_dropped_is_served_afresh_and_the_others_go_on() {
    let relay = TestRelay::start_with(|config| {
        trims_often(config);
        config.limits.workspace_bytes = 40_000;
    })
    .await;
    let mut world = found(1);
    let mut writer = Writer::enter(&world, &relay).await;
    for _ in 0..5 {
        writer.append(world.change_of(ONE, 3_000)).await;
        writer.append(world.change_of(TWO, 3_000)).await;
    }
    let (invite, link) = world.invite(Role::Editor, u64::MAX, 1);
    writer.append(invite).await;
    // The document's last change came while the checkpoint was made.
    let covers = writer.cursor(8);
    assert_eq!(writer.append(world.checkpoint_of(ONE, Some(covers), 3_000)).await, 13);
    let large = world.change_of(ONE, 16_000);
    assert_eq!(writer.client.rejected(&large).await, Code::QuotaExceeded);

    month(&relay, 4).await;
    let head = writer.head();
    for (seq, start, expected) in [
        (0, Start::Fresh, vec![1, 12, 10, 13, 3, 5, 7, 9, 11]),
        (1, Start::Trimmed, vec![1, 12, 10, 13, 3, 5, 7, 9, 11]),
        (7, Start::Trimmed, vec![1, 12, 10, 13, 3, 5, 7, 9, 11]),
        // It has the last one that was dropped, as whoever has read as far as the checkpoint covers.
        (8, Start::Resumed, vec![9, 10, 11, 12, 13]),
        (12, Start::Resumed, vec![13]),
        (13, Start::Resumed, vec![]),
    ] {
        let mut client = world.connect(&relay, &world.admin, Some(writer.cursor(seq))).await;
        assert_eq!((client.start, client.floor, client.head), (Some(start), 9, Some(head)), "after {seq}");
        let (items, caught_up) = client.catch_up().await;
        assert_eq!((seqs(&items), caught_up), (expected, head), "after {seq}");
    }
    let mut invited = Client::dial(relay.address).await;
    invited.hello(world.id(), &link.device(), Some(writer.cursor(1))).await;
    invited.welcomed().await;
    assert_eq!(invited.start, Some(Start::Resumed), "nothing of the chain is dropped");
    assert_eq!(seqs(&invited.catch_up().await.0), [12]);

    // There is room again, and all of it is there after a restart.
    writer.append(large).await;
    let dir = relay.stop().await;
    let relay = TestRelay::start_in(dir, trims_often).await;
    let mut again = world.connect(&relay, &world.admin, Some(writer.cursor(8))).await;
    assert_eq!((again.start, again.floor), (Some(Start::Resumed), 9));
    assert_eq!(seqs(&again.catch_up().await.0), [9, 10, 11, 12, 13, 14]);
}

#[tokio::test]
async fn a_follower_that_is_left_behind_comes_again() {
    let relay = TestRelay::start_with(|config| {
        trims_often(config);
        config.limits.batch_bytes = 64 << 10;
        config.limits.ring_bytes = 1 << 20;
    })
    .await;
    let mut world = found(2);
    let mut writer = Writer::enter(&world, &relay).await;
    let mut slow = world.connect(&relay, &world.admin, Some(writer.head())).await;
    for _ in 0..40 {
        writer.append(world.change_of(ONE, 500_000)).await;
    }
    writer.append(world.checkpoint_of(ONE, Some(writer.head()), 100)).await;
    month(&relay, 40).await;
    // It reads what is on its way, without a gap, and then finds the connection closed.
    let mut items: Vec<LogItem> = Vec::new();
    while let Some(frame) = slow.next().await {
        if let samskriv_shared::protocol::RelayFrame::Entries(more) = frame {
            items.extend(more);
        }
    }
    let reached = items.len() as u64 + 1;
    assert!(reached < 41, "sockets hold no 20 MB");
    assert_eq!(seqs(&items), (2..=reached).collect::<Vec<_>>());
    let mut again = world.connect(&relay, &world.admin, Some(writer.cursor(reached))).await;
    assert_eq!(again.start, Some(Start::Trimmed));
    assert_eq!(seqs(&again.catch_up().await.0), [1, 42]);
}

/// A relay whose disk was put back to an earlier copy keeps its incarnation: only the hash tells.
#[tokio::test]
async fn a_relay_from_an_older_copy_serves_afresh_whoever_saw_more() {
    let relay = TestRelay::start_with(trims_often).await;
    let mut world = found(3);
    let mut writer = Writer::enter(&world, &relay).await;
    for _ in 0..4 {
        writer.append(world.change_of(ONE, 10)).await;
    }
    writer.append(world.checkpoint_of(ONE, Some(writer.cursor(3)), 10)).await;
    month(&relay, 2).await;
    let dir = relay.stop().await;
    let file = dir.path().join("relay.redb");
    let copy = std::fs::read(&file).unwrap();

    let relay = TestRelay::start_in(dir, trims_often).await;
    let before = writer.head();
    writer.client = world.connect(&relay, &world.admin, Some(before)).await;
    for _ in 0..3 {
        writer.append(world.change_of(ONE, 10)).await;
    }
    let lost = writer.head();
    assert_eq!((before.seq, lost.seq, before.incarnation), (6, 9, lost.incarnation));
    let dir = relay.stop().await;
    std::fs::write(&file, copy).unwrap();

    let relay = TestRelay::start_in(dir, trims_often).await;
    let mut first = world.connect(&relay, &world.admin, Some(lost)).await;
    assert_eq!(
        (first.start, first.floor, first.head),
        (Some(Start::Fresh), 4, Some(before)),
        "beyond the head"
    );
    assert_eq!(seqs(&first.catch_up().await.0), [1, 4, 5, 6]);
    // Others write on: the same places, another past.
    let fork: Vec<Vec<u8>> = (0..5).map(|_| world.change_of(TWO, 10)).collect();
    for entry in &fork {
        first.append_ok(entry).await;
    }
    for seq in [7, 8, 9] {
        let mut other = world.connect(&relay, &world.admin, Some(writer.cursor(seq))).await;
        assert_eq!(other.start, Some(Start::Fresh), "{seq} is another's now");
        assert_eq!(seqs(&other.catch_up().await.0), [1, 4, 5, 6, 7, 8, 9, 10, 11]);
    }
    let mut fits = world.connect(&relay, &world.admin, Some(before)).await;
    assert_eq!((fits.start, seqs(&fits.catch_up().await.0)), (Some(Start::Resumed), vec![7, 8, 9, 10, 11]));
    // A cursor of the dropped part that fits is told from one that does not.
    let fits = writer.cursor(2);
    let odd = Cursor { chain: ChainHash([9; 32]), ..fits };
    for (cursor, start) in [(fits, Start::Trimmed), (odd, Start::Fresh)] {
        assert_eq!(world.connect(&relay, &world.admin, Some(cursor)).await.start, Some(start));
    }
    // A checkpoint made before the loss covers entries that this log does not have: it is no base.
    let stale = world.checkpoint_of(TWO, Some(lost), 10);
    first.append_ok(&stale).await;
    let (items, head) = world.connect(&relay, &world.admin, None).await.catch_up().await;
    assert_eq!(seqs(&items), [1, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    let forked = fork.iter().chain([&stale]).fold(before.chain, |chain, entry| chain.next(&entry_id(entry)));
    assert_eq!((head.incarnation, head.chain), (lost.incarnation, forked));
}
