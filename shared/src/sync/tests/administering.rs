//! What an admin does to the chain, and how everyone goes on under a new epoch.

use super::{
    one_text,
    world::{Peer, World, text},
};
use crate::{
    ids::DocId,
    invite::Terms,
    membership::{ChainError, MembershipOp, Role, parse},
    protocol::{Code, Entry, EntryKind, RelayFrame},
    sync::{Act, Phase, Problem, sending::Carried},
};

fn write(world: &mut World, peer: usize, doc: DocId, word: &str) {
    world.peers[peer].edit(doc, |minutes| {
        minutes.body_splice(0, 0, word).unwrap();
    });
}

fn has_all(text: &str, words: &[&str]) -> bool {
    words.iter().all(|word| text.contains(word))
}

/// The epoch of each entry of the log that holds content, in order.
fn epochs(world: &World) -> Vec<u32> {
    let entries = world.relay.log.iter().map(|bytes| Entry::from_bytes(bytes).unwrap());
    entries.filter(|entry| entry.kind != EntryKind::Membership).map(|entry| entry.epoch).collect()
}

#[test]
fn after_a_rotation_everyone_goes_on_also_who_was_away_with_unsent_words() {
    let mut world = World::with_peers(3);
    let doc = world.share_new(0);
    world.run();
    world.go_offline(2);
    write(&mut world, 2, doc, "borta ");
    world.run();
    // While the keys are changed the second types: the relay has the new epoch before the second hears of it.
    write(&mut world, 1, doc, "samtidigt ");
    world.ask(0, Act::Rotate);
    world.run();
    assert_eq!(world.peers[0].answers, [(1, Ok(())), (2, Ok(())), (3, Ok(()))], "two invites, one rotation");
    world.go_online(2);
    world.run();
    write(&mut world, 2, doc, "sedan ");
    world.run();
    assert!(has_all(&one_text(&world, doc), &["borta ", "samtidigt ", "sedan "]));
    assert_eq!(epochs(&world), [0, 1, 1, 1]);
    for peer in &world.peers {
        assert!(peer.settled() && peer.engine.keys().len() == 2);
        assert_eq!((&peer.problems, peer.status().set_aside), (&vec![], 0), "nobody is bothered with it");
    }
    let late = world.join(Role::Editor);
    world.run();
    assert_eq!(text(&world.peers[late], doc), one_text(&world, doc), "the old and the new");
}

#[test]
fn what_was_refused_as_stale_after_the_new_epoch_came_goes_at_once() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    world.relay.swallow_appends = true;
    write(&mut world, 1, doc, "under det gamla ");
    world.run();
    world.relay.swallow_appends = false;
    let carries = |carried: &Carried| matches!(carried, Carried::Changes(..));
    let under_way = |peer: &Peer| peer.engine.appends.iter().find(|(_, it)| carries(it)).map(|(at, _)| *at);
    let reference = under_way(&world.peers[1]).unwrap();
    world.ask(0, Act::Rotate);
    world.run();
    assert_eq!(world.peers[1].engine.chain().epoch(), 1);
    let code = Code::StaleEpoch;
    world.relay.say(1, RelayFrame::Reject { reference, code, retry_after_ms: None });
    world.run();
    assert_eq!(text(&world.peers[0], doc), "under det gamla ");
    assert_eq!((world.peers[1].problems.len(), world.peers[1].settled()), (0, true));
}

#[test]
fn of_two_admins_at_once_both_get_their_way_one_after_the_other() {
    let mut world = World::with_peers(2);
    let second = world.join(Role::Admin);
    let third = world.join(Role::Editor);
    world.run();
    let (editor, promoted) = (world.peers[1].device.id(), world.peers[third].device.id());
    world.go_offline(1);
    world.ask(0, Act::Rotate);
    world.ask(0, Act::SetRole { device: promoted, role: Role::Admin });
    world.ask(second, Act::Remove { device: editor });
    world.ask(second, Act::Rotate);
    world.run();
    assert!(world.peers.iter().all(|peer| peer.answers.iter().all(|(_, result)| result.is_ok())));
    assert_eq!(world.peers[second].answers.len(), 2);
    for peer in [0, second, third] {
        let chain = world.peers[peer].engine.chain();
        assert_eq!((chain.epoch(), chain.role(&editor), chain.role(&promoted)), (3, None, Some(Role::Admin)));
        assert_eq!(world.peers[peer].engine.keys().len(), 4);
    }
}

#[test]
fn what_cannot_be_done_is_answered_so() {
    let mut world = World::with_peers(2);
    world.run();
    let (admin, editor) = (world.peers[0].device.id(), world.peers[1].device.id());
    for act in [Act::Rotate, Act::Revoke { invite: editor }, Act::Remove { device: admin }] {
        world.ask(1, act);
    }
    world.run();
    let refused = |request| (request, Err(Problem::NotAllowed));
    assert_eq!(world.peers[1].answers, [refused(1), refused(2), refused(3)]);

    world.peers[0].answers.clear();
    world.ask(0, Act::SetRole { device: admin, role: Role::Editor });
    world.ask(0, Act::Remove { device: crate::ids::DeviceId([7; 32]) });
    world.ask(0, Act::Revoke { invite: editor });
    world.ask(0, Act::SetRole { device: editor, role: Role::Reader });
    world.run();
    let errors = [ChainError::LastAdmin, ChainError::NoSuchDevice, ChainError::NoSuchDevice];
    let answers: Vec<_> = world.peers[0].answers.iter().map(|(_, result)| result.clone()).collect();
    assert_eq!(answers[..3], errors.map(|error| Err(Problem::Membership(error))));
    assert_eq!(answers[3], Ok(()), "what was refused holds up nothing");
    assert_eq!(world.peers[1].engine.role(), Some(Role::Reader));
}

#[test]
fn a_removed_device_gets_nothing_new_and_the_others_read_what_it_wrote_before() {
    let mut world = World::with_peers(3);
    let doc = world.share_new(0);
    world.run();
    write(&mut world, 1, doc, "medan ");
    world.run();
    let removed = world.peers[1].device.id();
    world.ask(0, Act::Remove { device: removed });
    write(&mut world, 0, doc, "utan ");
    world.run_until(0, |peer| peer.answers.len() == 3);
    world.run_until(1, |peer| peer.status().phase == Phase::Offline);
    assert_eq!(world.peers[1].status().problem, Some(Problem::Refused(Code::Removed)));
    world.go_offline(1);
    world.run();
    let before = world.relay.log.len();
    write(&mut world, 1, doc, "efteråt ");
    world.go_online(1);
    world.run_until(1, |peer| peer.status().phase != Phase::Offline);
    world.run_until(1, |peer| peer.status().phase == Phase::Offline);
    world.go_offline(1);
    world.run();
    assert_eq!((world.relay.log.len(), world.peers[1].engine.keys().len()), (before, 1));
    assert_eq!(text(&world.peers[1], doc), "efteråt medan ", "what it has stays");
    for peer in [0, 2] {
        assert_eq!(text(&world.peers[peer], doc), "utan medan ");
    }
}

#[test]
fn who_leaves_is_out_at_once_and_one_admin_renews_the_key_by_itself() {
    let mut world = World::with_peers(2);
    let (second, leaver) = (world.join(Role::Admin), world.join(Role::Editor));
    let doc = world.share_new(leaver);
    world.run();
    write(&mut world, leaver, doc, "före ");
    world.run();
    let before = world.relay.log.len();
    world.ask(leaver, Act::Leave);
    world.run_until(leaver, |peer| !peer.answers.is_empty());
    assert_eq!(world.peers[leaver].answers, [(1, Ok(()))]);
    assert_eq!(world.peers[leaver].engine.role(), None, "the chain here knows it too");
    world.run_until(leaver, |peer| peer.status().phase == Phase::Offline);
    assert_eq!(world.peers[leaver].status().problem, Some(Problem::Refused(Code::Removed)));
    world.go_offline(leaver);
    world.run();
    // Both admins want to; whoever comes second sees the new epoch and wants it no more.
    let ops: Vec<_> = world.relay.log[before..].iter().map(|it| parse(it).unwrap().1.op).collect();
    assert!(matches!(ops[..], [MembershipOp::Leave, MembershipOp::Rotate { .. }]), "{ops:?}");
    write(&mut world, 1, doc, "efter ");
    world.run();
    assert_eq!(epochs(&world).last(), Some(&1));
    for peer in [0, 1, second] {
        assert!(has_all(&text(&world.peers[peer], doc), &["före ", "efter "]), "what they wrote stays");
        assert!(world.peers[peer].settled() && world.peers[peer].engine.keys().len() == 2);
        assert_eq!(world.peers[peer].status().set_aside, 0);
    }
    assert_eq!(world.peers[leaver].engine.keys().len(), 1);
    assert!(world.peers[0].answers.iter().all(|(request, _)| *request <= 3), "nobody asked for the key");
    let terms = Terms { role: Role::Editor, expires: u64::MAX, max_uses: 1 };
    let link = world.invite_by(0, terms);
    world.join_anew(leaver, &link);
    world.run();
    assert!(has_all(&one_text(&world, doc), &["före ", "efter "]));
}

#[test]
fn the_key_is_renewed_by_an_admin_who_was_away_also_where_the_relay_is_slow_to_take_it() {
    let mut world = World::with_peers(3);
    let doc = world.share_new(0);
    world.run();
    world.go_offline(0);
    world.ask(1, Act::Leave);
    world.run_until(1, |peer| !peer.answers.is_empty());
    world.go_offline(1);
    write(&mut world, 2, doc, "utan den som bestämmer ");
    world.run();
    assert_eq!(world.relay.chain().epoch(), 0, "an editor cannot");
    world.go_online(0);
    world.run();
    assert_eq!(world.relay.chain().epoch(), 0, "somebody may have done it, and a relay have lost it");
    world.relay.refusals.push_back(Code::RateLimited);
    world.run_until(0, |peer| peer.engine.chain().epoch() == 1);
    assert!(world.relay.refusals.is_empty(), "and tries again");
    world.run();
    assert_eq!((world.relay.chain().epoch(), world.relay.chain().wants_new_key()), (1, false));
    assert!([0, 2].iter().all(|peer| world.peers[*peer].settled()));
}

#[test]
fn who_may_not_leave_is_told_so_and_a_lost_answer_is_made_up_for() {
    let mut world = World::with_peers(3);
    world.run();
    world.peers[0].answers.clear();
    world.ask(0, Act::Leave);
    world.run();
    let refused = Err(Problem::Membership(ChainError::LastAdmin));
    assert_eq!(world.peers[0].answers.iter().map(|(_, it)| it.clone()).collect::<Vec<_>>(), [refused]);

    // The relay has it, and the line breaks before it says so: dialled again, it says that the device is out.
    world.relay.swallow_acks = true;
    world.ask(1, Act::Leave);
    world.run_until(1, |peer| peer.status().phase == Phase::Offline);
    world.relay.swallow_acks = false;
    world.run_until(1, |peer| !peer.answers.is_empty());
    assert_eq!(world.peers[1].answers, [(1, Ok(()))]);
    world.go_offline(1);

    // Thought better of while away: what was not sent is not done.
    world.go_offline(2);
    world.ask(2, Act::Leave);
    world.peers[2].inputs.push_back(crate::sync::Input::Withdraw { request: 1 });
    world.go_online(2);
    world.run();
    assert_eq!((world.peers[2].engine.role(), world.peers[2].answers.len()), (Some(Role::Editor), 0));

    // Removed by an admin just before: it is outside, which is what was asked for.
    world.go_offline(2);
    world.ask(2, Act::Leave);
    world.ask(0, Act::Remove { device: world.peers[2].device.id() });
    world.run();
    world.go_online(2);
    world.run_until(2, |peer| !peer.answers.is_empty());
    assert_eq!(world.peers[2].answers, [(2, Ok(()))]);
}

#[test]
fn an_invite_that_was_revoked_lets_nobody_in() {
    let mut world = World::with_peers(1);
    world.run();
    let terms = Terms { role: Role::Editor, expires: u64::MAX, max_uses: 9 };
    let link = world.invite_by(0, terms);
    world.ask(0, Act::Revoke { invite: link.device().id() });
    world.run();
    let chain = world.peers[0].engine.chain();
    assert!(chain.is_ended_invite(&link.device().id()));
    assert_eq!(world.joining(&link).err(), Some(Problem::Refused(Code::InviteEnded)));
}

#[test]
fn a_relay_that_lost_a_rotation_gets_it_back_before_what_is_sealed_under_it() {
    let mut world = World::with_peers(3);
    let doc = world.share_new(0);
    world.run();
    let before = world.relay.log.len();
    world.ask(0, Act::Rotate);
    world.run();
    write(&mut world, 0, doc, "nytt ");
    world.run();
    for peer in 0..3 {
        world.go_offline(peer);
    }
    world.relay.roll_back(world.relay.log.len() - before);
    write(&mut world, 1, doc, "osänt ");
    world.go_online(1);
    world.run();
    let ops = world.relay.log[before..].iter().map(|bytes| parse(bytes).map(|(_, it)| it.op));
    let first = ops.into_iter().next().unwrap();
    assert!(matches!(first, Ok(MembershipOp::Rotate { .. })), "{first:?}");
    for peer in [0, 2] {
        world.go_online(peer);
    }
    world.run();
    let late = world.join(Role::Editor);
    world.run();
    assert!(has_all(&one_text(&world, doc), &["nytt ", "osänt "]));
    assert!(world.peers[late].settled());
    assert!(world.peers.iter().all(|peer| peer.problems.iter().all(|it| *it == Problem::Unreachable)));
}

#[test]
fn a_chain_that_the_relay_would_not_take_at_first_is_brought_again() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    let before = world.relay.log.len();
    world.ask(0, Act::Rotate);
    world.run();
    for peer in [0, 1] {
        world.go_offline(peer);
    }
    world.relay.roll_back(world.relay.log.len() - before);
    write(&mut world, 1, doc, "osänt ");
    // The rotation is refused, and so is what is sealed under it.
    world.relay.refusals.push_back(Code::RateLimited);
    world.go_online(1);
    world.run();
    let brought = Entry::from_bytes(&world.relay.log[before]).unwrap();
    assert_eq!((brought.kind, epochs(&world)[1..].contains(&0)), (EntryKind::Membership, false));
    assert!(world.peers[1].settled() && world.peers[1].problems.is_empty());
    world.go_online(0);
    world.run();
    assert_eq!(one_text(&world, doc), "osänt ");
}

#[test]
fn one_to_whom_a_key_was_sealed_badly_is_told_loses_nothing_and_goes_on_with_the_next() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    let founder = world.peers[0].device.clone();
    let chain = world.peers[0].engine.chain().clone();
    let good = chain.rotate(&founder, &mut world.rng).unwrap().to_bytes();
    let MembershipOp::Rotate { mut next } = parse(&good).unwrap().1.op else { panic!() };
    let me = world.peers[1].device.id();
    let sealed = next.sealed_keys.iter_mut().find(|sealed| sealed.device == me).unwrap();
    sealed.key.body[0] ^= 1;
    let bad = chain.next_entry(MembershipOp::Rotate { next }, &founder);
    world.relay.push_raw(bad.to_bytes());
    world.run();
    write(&mut world, 0, doc, "dolt ");
    write(&mut world, 1, doc, "väntar ");
    world.run();
    assert_eq!(world.peers[1].status().problem, Some(Problem::NoKey));
    assert_eq!((world.peers[1].parked(), world.peers[1].status().unsent), (1, 1));
    world.crash(1);
    world.ask(0, Act::Rotate);
    world.run();
    write(&mut world, 0, doc, "igen ");
    world.run();
    assert_eq!((world.peers[1].status().problem, world.peers[1].status().unsent), (None, 0));
    assert!(has_all(&text(&world.peers[0], doc), &["dolt ", "väntar ", "igen "]));
    assert!(has_all(&text(&world.peers[1], doc), &["väntar "]));
    assert_eq!(world.peers[1].parked(), 1, "what it has no key for waits on");
}

#[test]
fn one_who_was_removed_joins_anew_with_what_it_has_and_reads_what_it_missed() {
    let mut world = World::with_peers(2);
    let doc = world.share_new(0);
    world.run();
    world.go_offline(1);
    world.ask(0, Act::Remove { device: world.peers[1].device.id() });
    write(&mut world, 0, doc, "utan ");
    write(&mut world, 1, doc, "ensam ");
    world.run();
    let terms = Terms { role: Role::Editor, expires: u64::MAX, max_uses: 1 };
    let link = world.invite_by(0, terms);
    world.ask(0, Act::Rotate);
    world.run();
    assert!(world.peers[0].engine.chain().is_ended_invite(&link.device().id()));
    let link = world.invite_by(0, terms);
    world.join_anew(1, &link);
    world.run();
    assert!(has_all(&one_text(&world, doc), &["utan ", "ensam "]));
    assert!(world.peers.iter().all(|peer| peer.settled() && peer.status().set_aside == 0));
    assert_eq!(world.peers[1].engine.keys().len(), 3);
}

/// The simulation found one who had come in behind an invite that the relay then lost, before its author had heard
/// of it: another in its place would have shut them out for good.
#[test]
fn an_act_whose_answer_never_came_is_the_same_entry_again() {
    let mut world = World::with_peers(1);
    let terms = Terms { role: Role::Editor, expires: u64::MAX, max_uses: 9 };
    let link = world.invite_by(0, terms);
    world.ask(0, Act::Invite { relay: "http://127.0.0.1".into(), terms });
    world.step(0);
    world.go_offline(0);
    let late = world.joining(&link).unwrap();
    world.run();
    let chain = world.relay.log.clone();
    assert_eq!((chain.len(), world.peers[0].answers.len()), (4, 1), "taken, and not answered");
    world.relay.roll_back(2);
    world.cut(late);
    world.go_online(0);
    let open = world.run();
    assert_eq!(world.relay.log, chain);
    assert!(world.peers.iter().all(Peer::settled));
    world.joining(&open.expect("the second link")).unwrap();
}
