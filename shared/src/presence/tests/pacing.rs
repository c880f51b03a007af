//! How often is sent, who is there, and what is taken only once. All by times that are given.

use super::{presence, world};
use crate::{
    ids::{DeviceId, DocId},
    presence::*,
};

const ONE: DeviceId = DeviceId([1; 32]);
const OTHER: DeviceId = DeviceId([2; 32]);

/// Everything that is sent when it is looked at each millisecond, with its time.
fn sent(sender: &mut Sender, times: std::ops::Range<u64>) -> Vec<(u64, Option<Presence>)> {
    times.filter_map(|now| sender.send(now).map(|frame| (now, frame))).collect()
}

fn times(sent: &[(u64, Option<Presence>)]) -> Vec<u64> {
    sent.iter().map(|(now, _)| *now).collect()
}

#[test]
fn nothing_is_sent_while_nothing_is_looked_at() {
    let mut sender = Sender::default();
    assert_eq!(sent(&mut sender, 0..20_000), []);
    assert_eq!(sender.wake_at(), None);
    assert!(!sender.leave());
}

#[test]
fn a_change_goes_at_once_and_a_lasting_presence_every_five_seconds() {
    let mut sender = Sender::default();
    sender.set(Some(presence(1, 1)), true);
    assert_eq!(times(&sent(&mut sender, 1_000..17_000)), [1_000, 6_000, 11_000, 16_000]);
    sender.set(Some(presence(2, 2)), true);
    let after = sent(&mut sender, 17_000..22_001);
    assert_eq!(after, [(17_000, Some(presence(2, 2))), (22_000, Some(presence(2, 2)))]);
    assert_eq!(sender.wake_at(), Some(27_000));
}

#[test]
fn at_most_ten_frames_a_second_and_the_last_one_says_how_it_is() {
    let mut sender = Sender::default();
    let mut all = Vec::new();
    for now in 0..2_000 {
        sender.set(Some(presence(now as u32 + 1, 1)), true);
        all.extend(sent(&mut sender, now..now + 1));
    }
    all.extend(sent(&mut sender, 2_000..4_000));
    assert_eq!(times(&all), (0..=20).map(|count| count * 100).collect::<Vec<_>>());
    assert_eq!(all.last(), Some(&(2_000, Some(presence(2_000, 1)))));
}

#[test]
fn leaving_is_said_once() {
    let mut sender = Sender::default();
    sender.set(Some(presence(1, 1)), true);
    sent(&mut sender, 0..1);
    sender.set(None, true);
    assert_eq!(sent(&mut sender, 1..20_000), [(100, None)]);
    sender.set(Some(presence(1, 1)), true);
    sent(&mut sender, 20_000..20_001);
    assert!(sender.leave() && !sender.leave());
    assert_eq!(sent(&mut sender, 20_001..40_000), []);
}

#[test]
fn a_window_that_is_not_active_fades_and_comes_back_at_once() {
    let mut sender = Sender::default();
    sender.set(Some(presence(1, 1)), true);
    sent(&mut sender, 0..1);
    sender.set(Some(presence(1, 1)), false);
    assert_eq!(sent(&mut sender, 1..30_000), []);
    sender.set(Some(presence(1, 1)), true);
    assert_eq!(times(&sent(&mut sender, 30_000..31_000)), [30_000]);
}

#[test]
fn after_a_lost_connection_it_is_said_anew() {
    let mut sender = Sender::default();
    sender.set(Some(presence(1, 1)), true);
    sent(&mut sender, 0..1);
    sender.disconnected();
    assert_eq!(times(&sent(&mut sender, 50..1_000)), [100]);
    sender.disconnected();
    sender.set(None, true);
    assert_eq!(sent(&mut sender, 1_000..9_000), [], "nobody knows that it was there");
}

#[test]
fn a_roster_shows_the_newest_until_it_fades_or_leaves() {
    let mut roster = Roster::default();
    assert!(roster.hear(0, ONE, Some(presence(1, 1))));
    assert!(!roster.hear(5_000, ONE, Some(presence(1, 1))), "the same again");
    assert!(roster.hear(6_000, OTHER, Some(presence(2, 2))));
    let elsewhere = Presence { doc: DocId([8; 16]), ..presence(3, 3) };
    assert!(roster.hear(7_000, OTHER, Some(elsewhere.clone())));
    let at = |now, doc: u8| roster.at(now, DocId([doc; 16])).map(|(device, _)| device).collect::<Vec<_>>();
    assert_eq!((at(7_000, 9), at(7_000, 8)), (vec![ONE], vec![OTHER]));
    assert_eq!(roster.fades_at(), Some(20_000));
    assert_eq!((at(19_999, 9), at(20_000, 9), at(20_000, 8)), (vec![ONE], vec![], vec![OTHER]));
    assert_eq!((roster.of(20_000, &ONE), roster.of(20_000, &OTHER)), (None, Some(&elsewhere)));
    assert!(roster.fade(20_000) && !roster.fade(20_000));
    assert!(roster.hear(20_001, OTHER, None));
    assert!(!roster.hear(20_002, OTHER, None));
    assert_eq!(roster.fades_at(), None);
    assert!(roster.hear(40_000, ONE, Some(presence(1, 1))), "back after it had faded");
}

fn received(device: DeviceId, run: u64, count: u64) -> Received {
    Received { device, stamp: Stamp { run, count }, presence: None }
}

#[test]
fn nothing_is_taken_twice() {
    let mut stamps = Stamps::default();
    let mut take = |device, run, count| stamps.take(&received(device, run, count));
    assert!(take(ONE, 7, 5));
    assert!(!take(ONE, 7, 5) && !take(ONE, 7, 4), "an old one of the same run");
    assert!(take(OTHER, 7, 5), "each device counts for itself");
    assert!(take(ONE, 7, 6));
    assert!(take(ONE, 3, 0), "it has started again");
    assert!(!take(ONE, 7, 6), "an old one of the run before");
    assert!(take(ONE, 7, 8), "kept back by the relay, or two at work: no relay silences a device by this");
    assert!(take(ONE, 3, 1));
}

#[test]
fn what_is_remembered_is_bounded_and_goes_with_the_member() {
    let mut world = world();
    let mut stamps = Stamps::default();
    let device = world.reader.id();
    for run in 0..1_000 {
        assert!(stamps.take(&received(device, run, 1)));
    }
    for run in 984..1_000 {
        assert!(!stamps.take(&received(device, run, 1)));
    }
    let removed = world.chain.remove(device, &world.founder, &mut world.rng).unwrap();
    world.extend(&removed.to_bytes());
    stamps.keep_members(&world.chain);
    assert!(stamps.take(&received(device, 999, 1)), "nothing of it is kept");
}

#[test]
fn an_inbox_keeps_the_newest_of_each_device_and_of_no_more_than_there_may_be() {
    let mut world = world();
    let mut inbox = Inbox::default();
    assert!(!inbox.put(vec![0; 100]), "nothing that is no presence");
    let frames: Vec<Vec<u8>> = (0..100).map(|count| world.seal(None, count)).collect();
    assert!(inbox.put(frames[0].clone()));
    assert!(frames.iter().all(|frame| !inbox.put(frame.clone())));
    assert_eq!(inbox.take().collect::<Vec<_>>(), frames[99..]);
    assert!(inbox.put(frames[1].clone()), "the first again");
    for name in 0..2_000u32 {
        let mut sealed: crate::seal::SealedPresence = crate::protocol::decode(&frames[0]).unwrap();
        sealed.device.0[..4].copy_from_slice(&name.to_be_bytes());
        inbox.put(crate::protocol::encode(&sealed));
    }
    assert_eq!(inbox.take().count(), 256);
    assert_eq!(inbox.take().count(), 0);
}
