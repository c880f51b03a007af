//! What a relay refuses, and that it goes on serving the others meanwhile.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::time::Duration;

use common::{Client, Founded, TestRelay, found, seqs};
use samskriv_server::config::Rate;
use samskriv_shared::{
    ids::DocId,
    membership::Role,
    protocol::{ClientFrame, Code, Entry, Hello, MAX_CHANGE, MAX_HANDSHAKE, VERSION, encode},
    seal::{DeviceSecret, sign_entry},
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn refusal(relay: &TestRelay, world: &Founded, change: impl FnOnce(&mut Hello)) -> Code {
    let mut client = Client::dial(relay.address).await;
    let mut hello = client.hello_frame(world.id(), &world.admin, None);
    change(&mut hello);
    client.send(&ClientFrame::Hello(hello)).await;
    client.refused().await
}

/// The relay still takes and hands out entries.
async fn still_serves(relay: &TestRelay, world: &mut Founded) {
    let mut client = world.connect(relay, &world.admin, None).await;
    let seq = client.append_ok(&world.change().to_bytes()).await;
    client.items_to(seq).await;
}

#[tokio::test]
async fn a_hello_must_be_signed_by_a_member_for_this_relay_and_this_challenge() {
    let relay = TestRelay::start().await;
    let mut world = found(1);
    world.enter(&relay).await;
    assert_eq!(refusal(&relay, &world, |hello| hello.sig[3] ^= 1).await, Code::BadSignature);
    assert_eq!(refusal(&relay, &world, |hello| hello.sig.truncate(10)).await, Code::BadSignature);
    assert_eq!(refusal(&relay, &world, |hello| hello.host = "other".into()).await, Code::BadSignature);

    // As a relay in the middle would have it, which was dialled under its own name.
    let mut client = Client::dial(relay.address).await;
    client.host = "middle.example".into();
    client.hello(world.id(), &world.admin, None).await;
    assert_eq!(client.refused().await, Code::BadHost);

    let mut stranger = Client::dial(relay.address).await;
    stranger.hello(world.id(), &DeviceSecret::derive("test", &[1; 32]), None).await;
    assert_eq!(stranger.refused().await, Code::NotAMember);
    let mut unknown = Client::dial(relay.address).await;
    unknown.hello(found(2).id(), &world.admin, None).await;
    assert_eq!(unknown.refused().await, Code::UnknownWorkspace);

    let (mut first, mut second) = (Client::dial(relay.address).await, Client::dial(relay.address).await);
    let hello = first.hello_frame(world.id(), &world.admin, None);
    first.send(&ClientFrame::Hello(hello.clone())).await;
    first.welcomed().await;
    second.send(&ClientFrame::Hello(hello)).await;
    assert_eq!(second.refused().await, Code::BadSignature, "a replayed Hello");
    still_serves(&relay, &mut world).await;
    assert!(relay.get("/metrics").await.contains("samskriv_refused_total{code=\"bad-signature\"} 4\n"));
}

#[tokio::test]
async fn a_relay_with_a_name_takes_that_name_only() {
    let relay = TestRelay::start_with(|config| {
        config.public_hosts = vec!["relay.example".into()];
        config.open = false;
    })
    .await;
    let world = found(1);
    let mut client = Client::dial(relay.address).await;
    client.hello(world.id(), &world.admin, None).await;
    assert_eq!(client.refused().await, Code::BadHost);
    let mut client = Client::dial(relay.address).await;
    client.host = "relay.example:8443".into();
    client.hello(world.id(), &world.admin, None).await;
    assert_eq!(client.refused().await, Code::UnknownWorkspace);
}

#[tokio::test]
async fn a_closed_relay_wants_a_token_for_each_workspace() {
    let dir = tempfile::tempdir().unwrap();
    let token = {
        use samskriv_server::log::{Batch, Log, TokenHash, redb::RedbLog};
        let log = RedbLog::open(dir.path(), 1 << 20).unwrap();
        log.commit(&Batch { new_tokens: vec![TokenHash::of("good")], ..Batch::default() }).unwrap();
        "good".to_owned()
    };
    let relay = TestRelay::start_in(dir, |config| config.public_hosts = vec!["127.0.0.1".into()]).await;
    let create = async |world: &Founded, token: Option<&str>| {
        let mut client = Client::dial(relay.address).await;
        let token = token.map(str::to_owned);
        client.send(&ClientFrame::Create { genesis: world.genesis.clone(), token }).await;
        client.hello(world.id(), &world.admin, None).await;
        client
    };
    let (first, second) = (found(1), found(2));
    assert_eq!(create(&first, None).await.refused().await, Code::TokenRequired);
    assert_eq!(create(&first, Some("bad")).await.refused().await, Code::TokenRequired);
    create(&first, Some(&token)).await.welcomed().await;
    create(&first, Some(&token)).await.welcomed().await;
    assert_eq!(create(&second, Some(&token)).await.refused().await, Code::TokenRequired, "used");
}

#[tokio::test]
async fn what_is_no_frame_or_comes_out_of_turn_ends_the_connection() {
    let relay = TestRelay::start().await;
    let mut world = found(1);
    world.enter(&relay).await;
    for garbage in [vec![], vec![0xff; 100], vec![0x9f; 60_000], vec![0x82, 0x18, 99, 0x80]] {
        let mut client = Client::dial(relay.address).await;
        client.send_raw(garbage.clone()).await.unwrap();
        assert_eq!(client.refused().await, Code::BadFrame);
        let mut client = world.connect(&relay, &world.admin, None).await;
        client.send_raw(garbage).await.unwrap();
        assert_eq!(client.refused().await, Code::BadFrame);
    }
    let mut early = Client::dial(relay.address).await;
    early.append(&world.change().to_bytes()).await;
    assert_eq!(early.refused().await, Code::BadFrame);
    let mut twice = world.connect(&relay, &world.admin, None).await;
    twice.hello(world.id(), &world.admin, None).await;
    assert_eq!(twice.refused().await, Code::BadFrame);
    let mut creates = Client::dial(relay.address).await;
    for _ in 0..2 {
        creates.send(&ClientFrame::Create { genesis: world.genesis.clone(), token: None }).await;
    }
    assert_eq!(creates.refused().await, Code::BadFrame);
    let mut no_genesis = Client::dial(relay.address).await;
    let genesis = world.change().to_bytes();
    no_genesis.send(&ClientFrame::Create { genesis, token: None }).await;
    assert_eq!(no_genesis.refused().await, Code::BadMembership);
    still_serves(&relay, &mut world).await;
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_is_in_memory() {
    let relay = TestRelay::start().await;
    let mut world = found(1);
    world.enter(&relay).await;
    let mut large = Client::dial(relay.address).await;
    large
        .send_raw(encode(&ClientFrame::Create { genesis: vec![0; MAX_HANDSHAKE], token: None }))
        .await
        .unwrap();
    assert_eq!(large.refused().await, Code::TooLarge);
    let mut huge = Client::dial(relay.address).await;
    // It may be cut off while it still sends.
    let _ = huge.send_raw(vec![0; 10 << 20]).await;
    assert_eq!(huge.refused().await, Code::TooLarge);
    let mut welcomed = world.connect(&relay, &world.admin, None).await;
    let _ = welcomed.send_raw(vec![0; 100 << 20]).await;
    assert_eq!(welcomed.refused().await, Code::TooLarge);
    still_serves(&relay, &mut world).await;
}

/// The header of a masked binary frame of this length.
fn header(length: u64) -> Vec<u8> {
    [&[0x82, 0xff][..], &length.to_be_bytes(), &[0; 4]].concat()
}

#[tokio::test]
async fn a_frame_before_hello_is_refused_at_its_header() {
    let relay = TestRelay::start_with(|config| {
        config.open = true;
        config.limits.large_handshakes = 1;
    })
    .await;
    let mut world = found(1);
    world.enter(&relay).await;
    let announce = async |length: u64| {
        let mut client = Client::dial(relay.address).await;
        client.socket.get_mut().write_all(&header(length)).await.unwrap();
        client
    };
    for length in [MAX_HANDSHAKE as u64 + 1, 17 << 20, 1 << 40, u64::MAX] {
        assert_eq!(announce(length).await.refused().await, Code::TooLarge, "{length}");
    }
    // One at a time, however it is cut into frames, and nobody else waits for it.
    let mut large = announce(100_000).await;
    large.socket.get_mut().write_all(&[7; 50_000]).await.unwrap();
    while relay.metric("connections").await != 1 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(announce(100_000).await.refused().await, Code::RateLimited);
    let mut parts = Client::dial(relay.address).await;
    for opcode in [2, 0, 0, 0] {
        let part = [&[opcode, 0xfe, 0x27, 0x10, 0, 0, 0, 0][..], &[0; 10_000]].concat();
        let _ = parts.socket.get_mut().write_all(&part).await;
    }
    assert_eq!(parts.refused().await, Code::RateLimited);
    still_serves(&relay, &mut world).await;
    drop(large);
    while relay.metric("connections").await > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut next = announce(100_000).await;
    next.socket.get_mut().write_all(&[7; 100_000]).await.unwrap();
    assert_eq!(next.refused().await, Code::BadFrame, "taken whole, and no frame");
}

#[tokio::test]
async fn who_says_nothing_is_let_go() {
    let relay = TestRelay::start_with(|config| {
        config.open = true;
        config.patience.hello = Duration::from_millis(100);
        config.patience.ping_every = Duration::from_millis(50);
        config.patience.silence = Duration::from_millis(1_000);
    })
    .await;
    let mut world = found(1);
    let mut alive = world.enter(&relay).await;
    let mut silent = Client::dial(relay.address).await;
    assert_eq!(silent.refused().await, Code::BadFrame);

    // Not even a request, and one that never ends.
    for bytes in [b"".as_slice(), b"GET / HTTP/1.1\r\nX: "] {
        let mut stream = tokio::net::TcpStream::connect(relay.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        // A reset is as good an end.
        let _ = tokio::time::timeout(common::HANG, stream.read_to_end(&mut answer)).await.unwrap();
    }

    // One that is welcomed and then swallowed by the network: nothing answers the pings.
    let swallowed = world.connect(&relay, &world.admin, None).await;
    let gone = async {
        while relay.metric("connections").await > 1 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let living = async {
        loop {
            // Reading answers the pings.
            alive.next().await.expect("alive");
        }
    };
    tokio::select! {
        () = gone => {}
        () = living => {}
    }
    drop(swallowed);
    alive.append_ok(&world.change().to_bytes()).await;
}

#[tokio::test]
async fn entries_that_do_not_hold_are_rejected_and_the_connection_goes_on() {
    let relay = TestRelay::start().await;
    let mut world = found(1);
    let mut client = world.enter(&relay).await;
    let admin = world.admin.clone();
    let sound = world.change();

    let bad_sig = Entry { sig: vec![1; 64], ..sound.clone() };
    assert_eq!(client.rejected(&bad_sig.to_bytes()).await, Code::BadSignature);
    let moved = Entry { doc: Some(DocId([2; 16])), ..sound.clone() };
    assert_eq!(client.rejected(&moved.to_bytes()).await, Code::BadSignature);
    let other = DeviceSecret::derive("test", &[1; 32]);
    assert_eq!(client.rejected(&world.change_by(&other, 10).to_bytes()).await, Code::NotAllowed);
    assert_eq!(client.rejected(&world.change_in(1, &admin, 10).to_bytes()).await, Code::StaleEpoch);
    assert_eq!(client.rejected(b"garbage").await, Code::BadFrame);
    let mut padded = sound.to_bytes();
    padded.push(0);
    assert_eq!(client.rejected(&padded).await, Code::BadFrame);
    let mut newer = Entry { version: VERSION + 1, ..sound.clone() };
    sign_entry(Some(&world.id()), &mut newer, &admin);
    assert_eq!(client.rejected(&newer.to_bytes()).await, Code::UnsupportedVersion);
    for change in [
        |entry: &mut Entry| entry.doc = None,
        |entry: &mut Entry| entry.nonce = vec![0; 23],
        |entry: &mut Entry| {
            let head = samskriv_shared::protocol::Cursor {
                incarnation: samskriv_shared::ids::Incarnation([0; 8]),
                seq: 0,
                chain: samskriv_shared::ids::ChainHash::START,
            };
            entry.covers = Some(head);
        },
    ] {
        let mut odd = sound.clone();
        change(&mut odd);
        sign_entry(Some(&world.id()), &mut odd, &admin);
        assert_eq!(client.rejected(&odd.to_bytes()).await, Code::BadFrame);
    }
    let large = world.change_by(&admin, MAX_CHANGE).to_bytes();
    assert_eq!(client.rejected(&large).await, Code::TooLarge);
    let fits = world.change_by(&admin, MAX_CHANGE - 1_000).to_bytes();
    assert_eq!(client.append_ok(&fits).await, 2, "none of the others took a place");
}

#[tokio::test]
async fn a_membership_entry_on_a_stale_head_is_rejected_and_one_held_is_acknowledged_again() {
    let relay = TestRelay::start().await;
    let mut world = found(1);
    let mut client = world.enter(&relay).await;
    let before = world.chain.clone();
    let (first, _) = world.invite(Role::Reader, 0, 1);
    world.chain = before;
    let (second, _) = world.invite(Role::Reader, 0, 1);
    assert_eq!(client.append_ok(&first).await, 2);
    assert_eq!(client.rejected(&second).await, Code::StaleChain);
    let genesis = world.genesis.clone();
    assert_eq!(client.append_ok(&world.change().to_bytes()).await, 3);
    assert_eq!(client.append_ok(&first).await, 2);
    assert_eq!(client.append_ok(&genesis).await, 1);
    let mut again = world.connect(&relay, &world.admin, None).await;
    assert_eq!(seqs(&again.catch_up().await.0), [1, 2, 3]);
}

#[tokio::test]
async fn too_much_at_once_is_rejected_with_when_to_try_again() {
    let relay = TestRelay::start_with(|config| {
        config.open = true;
        config.limits.appends = Rate::new(0.5, 5.0);
        config.limits.connects = Rate::new(0.001, 6.0);
        config.limits.creates = Rate::new(0.001, 1.0);
    })
    .await;
    let mut world = found(1);
    let mut client = world.enter(&relay).await;
    for _ in 0..5 {
        client.append_ok(&world.change().to_bytes()).await;
    }
    let (code, retry_after) = client.append_answered(&world.change().to_bytes()).await.unwrap_err();
    assert_eq!(code, Code::RateLimited);
    assert!((1..=2_000).contains(&retry_after.unwrap()), "{retry_after:?} ms");
    assert!(client.append_answered(&world.genesis.clone()).await.is_err());

    let mut second = Client::dial(relay.address).await;
    second.send(&ClientFrame::Create { genesis: found(2).genesis, token: None }).await;
    assert_eq!(second.refused().await, Code::RateLimited);
    for _ in 2..6 {
        Client::dial(relay.address).await;
    }
    let mut one_more = Client::dial_unchallenged(relay.address).await;
    assert_eq!(one_more.refused().await, Code::RateLimited);
}

#[tokio::test]
async fn a_device_s_oldest_connection_makes_room_and_a_full_workspace_refuses() {
    let relay = TestRelay::start_with(|config| {
        config.open = true;
        config.limits.connections_per_device = 2;
        config.limits.connections_per_workspace = 3;
    })
    .await;
    let mut world = found(1);
    let mut first = world.enter(&relay).await;
    let device = world.join(&mut first, Role::Editor).await;
    first.items_to(3).await;
    let mut second = world.connect(&relay, &world.admin, None).await;
    let mut third = world.connect(&relay, &world.admin, None).await;
    assert_eq!(first.refused().await, Code::TooManyConnections);
    second.append_ok(&world.change().to_bytes()).await;
    third.append_ok(&world.change().to_bytes()).await;
    let _other = world.connect(&relay, &device, None).await;
    let (entry, link) = world.invite(Role::Reader, u64::MAX, 1);
    second.append_ok(&entry).await;
    let mut one_more = Client::dial(relay.address).await;
    one_more.hello(world.id(), &link.device(), None).await;
    assert_eq!(one_more.refused().await, Code::TooManyConnections);
}

#[tokio::test]
async fn a_full_workspace_still_lets_people_in() {
    let relay = TestRelay::start_with(|config| {
        config.open = true;
        config.limits.workspace_bytes = 3_000;
    })
    .await;
    let mut world = found(1);
    let mut client = world.enter(&relay).await;
    let admin = world.admin.clone();
    let large = world.change_by(&admin, 3_000).to_bytes();
    assert_eq!(client.rejected(&large).await, Code::QuotaExceeded);
    world.join(&mut client, Role::Reader).await;
}

#[tokio::test]
async fn only_the_right_requests_become_websockets() {
    let relay = TestRelay::start().await;
    assert!(relay.get("/healthz").await.starts_with("HTTP/1.1 200 "));
    assert!(relay.get("/readyz").await.ends_with("\r\n\r\nready\n"));
    assert!(relay.get("/metrics").await.contains("samskriv_connections 0\n"));
    assert!(relay.get("/v1/connect").await.starts_with("HTTP/1.1 426 "));
    assert!(relay.get("/").await.starts_with("HTTP/1.1 404 "));
    let mut stream = tokio::net::TcpStream::connect(relay.address).await.unwrap();
    let request = "GET /v1/connect HTTP/1.1\r\nHost: x\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n\
        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
        Sec-WebSocket-Protocol: samskriv.v0\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    tokio::time::timeout(common::HANG, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
}
