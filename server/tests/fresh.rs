//! What a device without a cursor is given, and in which order, over a real socket.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{Client, TestRelay, Writer, found, seqs};
use samskriv_shared::{
    ids::{ChainHash, DocId, Incarnation},
    membership::Role,
    protocol::{Cursor, RelayFrame, RelayRole, Start, entry_id},
};

const ONE: DocId = DocId([1; 16]);
const TWO: DocId = DocId([2; 16]);

#[tokio::test]
async fn the_chain_comes_first_then_each_document_from_its_base_on() {
    let relay = TestRelay::start().await;
    let mut world = found(1);
    let mut writer = Writer::enter(&world, &relay).await;
    for doc in [TWO, ONE, TWO, ONE, ONE] {
        writer.append(world.change_of(doc, 10)).await;
    }
    let (invite, link) = world.invite(Role::Editor, u64::MAX, 1);
    assert_eq!(writer.append(invite).await, 7);
    // What another wrote while the checkpoint was made comes before it in the log, and is not in it.
    let covers = writer.cursor(5);
    assert_eq!(writer.append(world.checkpoint_of(ONE, Some(covers), 500)).await, 8);
    assert_eq!(writer.append(world.change_of(TWO, 10)).await, 9);
    assert_eq!(writer.append(world.change_of(ONE, 10)).await, 10);
    assert_eq!(writer.append(world.checkpoint_of(TWO, None, 10)).await, 11);

    let mut fresh = world.connect(&relay, &world.admin, None).await;
    assert_eq!((fresh.start, fresh.head), (Some(Start::Fresh), Some(writer.head())));
    let (items, head) = fresh.catch_up().await;
    assert_eq!(seqs(&items), [1, 7, 6, 8, 10, 2, 4, 9, 11]);
    assert_eq!(head, writer.head());
    let resumed = world.connect(&relay, &world.admin, Some(covers)).await;
    assert_eq!(resumed.start, Some(Start::Resumed));
    assert_eq!(seqs(&{ resumed }.catch_up().await.0), [6, 7, 8, 9, 10, 11], "in the log's order, whole");
    let unknown = Cursor { incarnation: Incarnation([0; 8]), ..covers };
    let mut lost = world.connect(&relay, &world.admin, Some(unknown)).await;
    assert_eq!((lost.start, seqs(&lost.catch_up().await.0)), (Some(Start::Fresh), seqs(&items)));

    let mut invited = Client::dial(relay.address).await;
    invited.hello(world.id(), &link.device(), None).await;
    assert_eq!(invited.welcomed().await, RelayRole::Invite);
    let (items, head) = invited.catch_up().await;
    assert_eq!((seqs(&items), head), (vec![1, 7], writer.head()));

    // The highest that is covered counts, and not what came last.
    let covers = (writer.cursor(3), writer.cursor(10));
    writer.append(world.checkpoint_of(ONE, Some(covers.1), 10)).await;
    writer.append(world.checkpoint_of(ONE, Some(covers.0), 10)).await;
    let (items, _) = world.connect(&relay, &world.admin, None).await.catch_up().await;
    assert_eq!(seqs(&items), [1, 7, 12, 13, 2, 4, 9, 11]);
    // Of two that cover as much either will do, for both come.
    writer.append(world.checkpoint_of(ONE, Some(covers.1), 10)).await;
    let (items, _) = world.connect(&relay, &world.admin, None).await.catch_up().await;
    assert_eq!(seqs(&items), [1, 7, 12, 13, 14, 2, 4, 9, 11]);
}

#[tokio::test]
async fn a_checkpoint_of_another_log_is_served_and_is_no_base() {
    let relay = TestRelay::start().await;
    let mut world = found(2);
    let mut writer = Writer::enter(&world, &relay).await;
    for _ in 0..4 {
        writer.append(world.change_of(ONE, 10)).await;
    }
    let fits = writer.cursor(4);
    for odd in [
        Cursor { incarnation: Incarnation([9; 8]), ..fits },
        Cursor { chain: ChainHash([9; 32]), ..fits },
        Cursor { seq: 3, ..fits },
        // Its own place, and beyond.
        Cursor { seq: 8, ..fits },
        Cursor { seq: u64::MAX, ..fits },
        Cursor { seq: 0, chain: ChainHash::START, ..fits },
    ] {
        writer.append(world.checkpoint_of(ONE, Some(odd), 10)).await;
    }
    let all: Vec<u64> = (1..=11).collect();
    assert_eq!(seqs(&world.connect(&relay, &world.admin, None).await.catch_up().await.0), all);
    // Where it is known what fits, it is known after a restart too.
    writer.append(world.checkpoint_of(ONE, Some(fits), 10)).await;
    let relay = TestRelay::start_in(relay.stop().await, |config| config.open = true).await;
    let (items, _) = world.connect(&relay, &world.admin, None).await.catch_up().await;
    assert_eq!(seqs(&items), [1, 5, 6, 7, 8, 9, 10, 11, 12]);
}

#[tokio::test]
async fn what_is_appended_while_a_fresh_device_reads_slowly_comes_once_and_afterwards() {
    let relay = TestRelay::start_with(|config| {
        config.open = true;
        config.limits.batch_bytes = 64 << 10;
    })
    .await;
    let mut world = found(3);
    let mut writer = Writer::enter(&world, &relay).await;
    for n in 0..40 {
        let doc = if n % 2 == 0 { ONE } else { TWO };
        writer.append(world.change_of(doc, 500_000)).await;
    }
    let head = writer.head();
    let mut fresh = world.connect(&relay, &world.admin, None).await;
    assert_eq!(fresh.head, Some(head));
    // It has read nothing yet, and its sockets hold no 20 MB. A document that is new, one more entry of one
    // that it is given at the moment, and a base that would make most of what is still to come unnecessary.
    let mine = world.change_of(ONE, 100);
    fresh.append(&mine).await;
    writer.client.items_to(42).await;
    writer.chains.push(head.chain.next(&entry_id(&mine)));
    writer.append(world.change_of(DocId([0; 16]), 10)).await;
    writer.append(world.change_of(DocId([3; 16]), 10)).await;
    writer.append(world.checkpoint_of(TWO, Some(writer.head()), 10)).await;

    let (mut items, mut acks) = (Vec::new(), 0);
    let caught_up = loop {
        match fresh.receive().await {
            RelayFrame::Entries(more) => items.extend(more),
            RelayFrame::Ack { seq, .. } => acks += u64::from(seq == 42),
            RelayFrame::CaughtUp { head } => break head,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((caught_up, acks), (head, 1));
    let documents = [2, 3].map(|first| (first..=41).step_by(2)).into_iter().flatten();
    assert_eq!(seqs(&items), std::iter::once(1).chain(documents).collect::<Vec<u64>>());
    let (after, _) = fresh.items_to(45).await;
    assert_eq!(seqs(&after), [42, 43, 44, 45]);
    assert_eq!(after[0].own, Some(entry_id(&mine)));
    // From here on it is as any other.
    let mut resumed = world.connect(&relay, &world.admin, Some(head)).await;
    assert_eq!(seqs(&resumed.catch_up().await.0), [42, 43, 44, 45]);
}
