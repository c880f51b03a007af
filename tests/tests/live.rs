//! People at windows, a real relay process, real sockets.
#![allow(clippy::unwrap_used)]

use samskriv_client::backend::{LinkTiming, RelayState};
use samskriv_shared::documents::{MinutesDocument, MinutesField};
use samskriv_tests::{Peer, Programs, Proxy, wait_for_all};

const DEMO: &str = env!("CARGO_BIN_EXE_demo");

#[test]
fn a_character_typed_by_one_is_shown_to_the_other_and_outlives_a_killed_relay() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let (mut one, mut other) = (peer(&dir, "Åsa"), peer(&dir, "Bo"));
    let doc = one.share_with(&mut other, &relay.url());
    other.open(doc);
    one.write(doc, "å");
    other.wait_until("the character", |it| it.text(doc) == "å");
    one.wait_until("acknowledged and seen", |it| {
        let status = it.status();
        status.unsent_changes == 0 && status.unsaved_changes == 0 && status.seen == 1
    });

    let address = relay.address().to_owned();
    relay.kill();
    for peer in [&mut one, &mut other] {
        peer.wait_until("offline", |it| it.status().relay.state == RelayState::Offline);
    }
    one.write(doc, " ett");
    other.write(doc, " två");
    let relay = Programs::new(DEMO).relay_at(&dir.path().join("relay"), &address);
    let mut peers = [one, other];
    wait_for_all(&mut peers, "both read the same", |peers| {
        peers[0].text(doc) == peers[1].text(doc)
            && peers.iter().all(|it| it.status().relay.state == RelayState::Live)
    });
    assert_eq!(peers[0].text(doc).chars().count(), "å ett två".chars().count());
    drop(relay);
}

fn peer(dir: &tempfile::TempDir, name: &str) -> Peer {
    Peer::start(name, &dir.path().join(name), LinkTiming::default())
}

const MUNICIPALITIES: [&str; 11] = [
    "Bjuv",
    "Båstad",
    "Helsingborg",
    "Höganäs",
    "Klippan",
    "Landskrona",
    "Perstorp",
    "Svalöv",
    "Åstorp",
    "Ängelholm",
    "Örkelljunga",
];

/// Eleven people of eleven municipalities, the founder first, all in one workspace.
fn eleven(dir: &tempfile::TempDir, relay: &str) -> Vec<Peer> {
    let mut peers: Vec<Peer> =
        MUNICIPALITIES.iter().map(|place| peer(dir, &format!("Kim {place}"))).collect();
    peers[0].found("Socialchefer", relay, MUNICIPALITIES[0]);
    let link = peers[0].invite(10);
    for (peer, place) in peers.iter_mut().zip(MUNICIPALITIES).skip(1) {
        peer.join(&link, place);
    }
    peers
}

#[test]
fn eleven_people_four_of_them_typing_two_offline_for_a_while_end_equal() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let mut peers = eleven(&dir, &relay.url());
    let doc = peers[0].new_minutes();
    peers[0].share(doc);
    wait_for_all(&mut peers, "everyone has the minutes", |peers| {
        peers.iter().all(|it| it.summaries().iter().any(|summary| summary.id == doc))
    });
    peers[1..].iter_mut().for_each(|peer| peer.open(doc));
    for round in 0..12 {
        if round == 3 {
            peers[1].set_offline(true);
            peers[2].set_offline(true);
        }
        for (writer, peer) in peers[..4].iter_mut().enumerate() {
            peer.write(doc, &format!("{writer}å{round}\n"));
            peer.pump();
        }
        if round == 8 {
            peers[1].set_offline(false);
            peers[2].set_offline(false);
        }
    }
    wait_for_all(&mut peers, "all eleven read the same, and nothing waits", |peers| {
        let text = peers[0].text(doc);
        let live = |it: &Peer| {
            let status = it.status();
            status.relay.state == RelayState::Live && status.unsent_changes == 0
        };
        peers.iter().all(|it| it.text(doc) == text && live(it))
    });
    let text = peers[7].text(doc);
    for (writer, round) in (0..4).flat_map(|writer| (0..12).map(move |round| (writer, round))) {
        assert!(text.contains(&format!("{writer}å{round}")), "{writer} {round} in {text}");
    }
    wait_for_all(&mut peers, "everyone knows that all have it", |peers| {
        peers[..4].iter().all(|it| (it.status().seen, it.status().colleagues) == (10, 10))
    });
}

#[test]
fn a_network_that_swallows_bytes_is_noticed_and_recovered_from() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let train = Proxy::start(relay.address()).unwrap();
    // The protocol's own times, in the same proportions, a hundredth as long.
    let timing = LinkTiming {
        dial: LinkTiming::default().dial / 50,
        ping_every: LinkTiming::default().ping_every / 100,
        silence: LinkTiming::default().silence / 50,
    };
    let (mut one, mut other) = (peer(&dir, "Åsa"), Peer::start("Bo", &dir.path().join("Bo"), timing));
    one.found("Nätverket", &relay.url(), "Bjuv");
    let link = one.invite(1).replace(&relay.url(), &train.url());
    other.join(&link, "Klippan");
    let doc = one.new_minutes();
    one.share(doc);
    other.wait_for(doc);
    other.open(doc);

    train.swallow(true);
    other.write(doc, "på tåget");
    other.wait_until("offline is noticed", |it| {
        !matches!(it.status().relay.state, RelayState::Live | RelayState::CatchingUp { .. })
    });
    other.write(doc, " utan nät");
    assert_eq!(other.status().unsaved_changes, 0, "writing goes on and is saved");
    train.swallow(false);
    let mut peers = [one, other];
    wait_for_all(&mut peers, "it recovers by itself", |peers| peers[0].text(doc) == "på tåget utan nät");
}

/// The protocol's times promise what users are promised: offline is said within 45 s.
#[test]
fn silence_is_noticed_within_forty_five_seconds() {
    let LinkTiming { ping_every, silence, .. } = LinkTiming::default();
    assert!(silence.as_secs() <= 45 && ping_every * 2 < silence);
}

#[test]
fn neither_the_wire_nor_the_relays_disk_tells_a_word_and_a_draft_leaves_no_trace() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("relay");
    let relay = Programs::new(DEMO).relay(&data);
    let wire = Proxy::recording(relay.address()).unwrap();
    let (mut one, mut other) = (peer(&dir, "Sigbritt Lönnqvist"), peer(&dir, "Torgny Ekholm"));
    one.found("Hemliga nätverket", &wire.url(), "Perstorp");
    other.join(&one.invite(1), "Svalöv");
    let doc = one.new_minutes();
    let fill = |minutes: &mut MinutesDocument| {
        minutes.set(MinutesField::Title, "Lönsamtal i mars").unwrap();
        minutes.body_splice(0, 0, "Orosanmälan diskuterades").unwrap();
    };
    one.edit(doc, fill);
    one.share(doc);
    other.wait_for(doc);
    one.wait_until("all is sent", |it| it.status().unsent_changes == 0);

    let before = wire.recorded().len();
    let draft = one.new_minutes();
    one.edit(draft, fill);
    one.write(draft, "Utkast som stannar");
    // A change to the shared minutes goes after it, so whatever the draft sent would have gone before.
    one.write(doc, "\nKlart.");
    other.open(doc);
    other.wait_until("the later change", |it| it.text(doc).ends_with("Klart."));
    let recorded = wire.recorded();
    let id = draft.0;
    assert!(!recorded[before..].windows(16).any(|window| window == id), "not even the draft's id");

    drop(relay);
    let mut seen = recorded;
    for file in std::fs::read_dir(&data).unwrap() {
        let path = file.unwrap().path();
        seen.extend(if path.is_file() { std::fs::read(&path).unwrap() } else { vec![] });
    }
    assert!(seen.len() > 10_000, "something was recorded");
    for word in [
        "Sigbritt",
        "Lönnqvist",
        "Ekholm",
        "Hemliga",
        "Perstorp",
        "Svalöv",
        "Lönsamtal",
        "Orosanmälan",
        "Utkast",
        "Klart",
    ] {
        // WebSocket clients mask their frames; what is masked is told by the relay's disk.
        assert!(!seen.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
}

#[test]
fn who_has_what_is_known_again_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let (mut one, mut other) = (peer(&dir, "Åsa"), peer(&dir, "Bo"));
    let doc = one.share_with(&mut other, &relay.url());
    one.quit();
    other.quit();
    for round in 0..5 {
        // Both at once, so that each tells while the other is still catching up.
        let mut peers = std::thread::scope(|scope| {
            ["Åsa", "Bo"].map(|name| scope.spawn(|| peer(&dir, name))).map(|started| started.join().unwrap())
        });
        wait_for_all(&mut peers, "both know that the other has all", |peers| {
            peers.iter().all(|it| (it.status().seen, it.status().colleagues) == (1, 1))
        });
        // Quits with its acknowledgement still under way: the next start sends it again.
        peers[0].open(doc);
        peers[0].write(doc, &format!("{round}"));
        peers.into_iter().for_each(Peer::quit);
    }
}
