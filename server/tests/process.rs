//! The relay as a process: its first line, its signals, and what is left of it after SIGKILL.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::{
    path::Path,
    process::{Command, Output},
};

use common::{
    Client, TestRelay, Writer, found, get,
    process::{Process, RELAY},
    seqs,
};
use rand_chacha::rand_core::Rng;
use redb::ReadableDatabase;
use samskriv_shared::{
    ids::{ChainHash, DocId},
    protocol::{Cursor, RelayFrame, entry_id},
};

fn command(data: &Path, args: &[&str]) -> Output {
    Command::new(RELAY).arg("--data").arg(data).args(args).output().unwrap()
}

#[tokio::test]
async fn what_was_acknowledged_outlives_sigkill() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = found(77);
    let mut acked: Vec<(u64, Vec<u8>)> = Vec::new();
    let mut held: Vec<Vec<u8>> = Vec::new();
    let mut incarnation = None;
    for cycle in 0..10 {
        let relay = Process::start(dir.path());
        let mut client = Client::dial(relay.address).await;
        if cycle == 0 {
            let genesis = world.genesis.clone();
            client.send(&samskriv_shared::protocol::ClientFrame::Create { genesis, token: None }).await;
        }
        let after = incarnation.map(|incarnation| Cursor {
            incarnation,
            seq: held.len() as u64,
            chain: held.iter().fold(ChainHash::START, |chain, entry| chain.next(&entry_id(entry))),
        });
        client.hello(world.id(), &world.admin, after).await;
        client.welcomed().await;
        incarnation = client.head.map(|head| head.incarnation);
        let (items, head) = client.catch_up().await;
        // The cursor still fits: the log goes on where it was, and only adds to it.
        assert!(items.iter().map(|item| item.seq).eq(held.len() as u64 + 1..=head.seq), "cycle {cycle}");
        held.extend(items.into_iter().map(|item| item.entry.unwrap()));
        for (seq, entry) in acked.drain(..) {
            assert_eq!(held[seq as usize - 1], entry, "cycle {cycle}: acknowledged as {seq}");
        }

        let most = 1 + world.rng.next_u32() % 60;
        let admin = world.admin.clone();
        let entries: Vec<_> = (0..100).map(|n| world.change_by(&admin, n * 37).to_bytes()).collect();
        for entry in &entries {
            client.append(entry).await;
        }
        while acked.len() < most as usize {
            if let RelayFrame::Ack { reference, seq } = client.receive().await {
                acked.push((seq, entries[reference as usize - 1].clone()));
            }
        }
        relay.kill();
        // What it had sent before it was killed counts as well.
        while let Some(frame) = client.next().await {
            if let RelayFrame::Ack { reference, seq } = frame {
                acked.push((seq, entries[reference as usize - 1].clone()));
            }
        }
    }
    assert!(held.len() > 10);
}

#[tokio::test]
async fn sigterm_answers_what_is_queued_says_goodbye_and_exits_with_0() {
    let dir = tempfile::tempdir().unwrap();
    let mut relay = Process::start(dir.path());
    let mut world = found(78);
    let mut client = Client::dial(relay.address).await;
    let genesis = world.genesis.clone();
    client.send(&samskriv_shared::protocol::ClientFrame::Create { genesis, token: None }).await;
    client.hello(world.id(), &world.admin, None).await;
    client.welcomed().await;
    client.append_ok(&world.change().to_bytes()).await;
    let pid = rustix::process::Pid::from_child(&relay.child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    while client.next().await.is_some() {}
    assert_eq!(relay.child.wait().unwrap().code(), Some(0));

    let listed = command(dir.path(), &["workspaces"]);
    let text = String::from_utf8(listed.stdout).unwrap();
    assert!(text.starts_with(&format!("{} 2 entries ", world.id())), "{text}");
    let token = String::from_utf8(command(dir.path(), &["token", "new"]).stdout).unwrap();
    assert_eq!(token.trim().len(), 32, "{token}");
}

#[tokio::test]
async fn a_relay_that_starts_drops_what_a_checkpoint_has_stood_for_since_long() {
    // Written in 1970, as its clock had it.
    let relay = TestRelay::start().await;
    let mut world = found(82);
    let mut writer = Writer::enter(&world, &relay).await;
    let doc = DocId([1; 16]);
    for _ in 0..3 {
        writer.append(world.change_of(doc, 10)).await;
    }
    writer.append(world.checkpoint_of(doc, Some(writer.head()), 10)).await;
    let dir = relay.stop().await;

    let relay = Process::start(dir.path());
    while !get(relay.address, "/metrics").await.contains("\nsamskriv_entries_dropped_total 3\n") {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let mut fresh = Client::dial(relay.address).await;
    fresh.hello(world.id(), &world.admin, None).await;
    fresh.welcomed().await;
    let (items, head) = fresh.catch_up().await;
    assert_eq!((seqs(&items), fresh.floor, head), (vec![1, 5], 5, writer.head()));
}

#[test]
fn the_first_line_comes_from_a_relay_that_has_its_log() {
    let dir = tempfile::tempdir().unwrap();
    let first = Process::start(dir.path());
    let second = command(dir.path(), &["--listen", "127.0.0.1:0", "--open"]);
    assert_eq!(second.status.code(), Some(1));
    assert_eq!(String::from_utf8(second.stdout).unwrap(), "");
    let text = String::from_utf8(second.stderr).unwrap();
    assert!(text.contains("another samskriv-relay holds this data directory"), "{text}");

    let other = tempfile::tempdir().unwrap();
    let taken = command(other.path(), &["--listen", &first.address.to_string(), "--open"]);
    assert_eq!((taken.status.code(), taken.stdout), (Some(1), vec![]));
    assert!(!other.path().join("relay.redb").exists());
}

/// Connected as the admin, who has made the workspace known.
#[cfg(target_os = "linux")]
async fn founder(relay: &Process, world: &common::Founded) -> Client {
    let mut founder = Client::dial(relay.address).await;
    let genesis = world.genesis.clone();
    founder.send(&samskriv_shared::protocol::ClientFrame::Create { genesis, token: None }).await;
    founder.hello(world.id(), &world.admin, None).await;
    founder.welcomed().await;
    founder
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn readers_that_stop_reading_cost_a_batch_each_and_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Process::start(dir.path());
    let mut world = found(79);
    let mut writer = founder(&relay, &world).await;
    let admin = world.admin.clone();
    let mut readers = Vec::new();
    for _ in 0..6 {
        let mut reader = Client::dial(relay.address).await;
        reader.hello(world.id(), &admin, None).await;
        reader.welcomed().await;
        reader.catch_up().await;
        readers.push(reader);
    }
    // The first megabytes fill what is there for good: caches, the sockets' buffers, one batch each.
    let mut sent = Vec::new();
    for _ in 0..20 {
        let entry = world.change_by(&admin, 900_000).to_bytes();
        writer.append_ok(&entry).await;
        sent.push(entry_id(&entry));
    }
    let before = relay.resident();
    for _ in 0..60 {
        let entry = world.change_by(&admin, 900_000).to_bytes();
        writer.append_ok(&entry).await;
        sent.push(entry_id(&entry));
    }
    let grown = relay.resident().saturating_sub(before) >> 20;
    assert!(grown < 16, "grown by {grown} MiB while 54 MiB passed six readers");
    for mut reader in readers {
        let (items, _) = reader.items_to(81).await;
        let got: Vec<_> = items.iter().map(|item| entry_id(item.entry.as_ref().unwrap())).collect();
        assert!(got == sent);
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn fresh_devices_that_do_not_read_cost_a_batch_each_and_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Process::start(dir.path());
    let mut world = found(80);
    let mut writer = founder(&relay, &world).await;
    let admin = world.admin.clone();
    for _ in 0..60 {
        writer.append_ok(&world.change_by(&admin, 900_000).to_bytes()).await;
    }
    let fresh = async |world: &common::Founded| {
        let mut client = Client::dial(relay.address).await;
        client.hello(world.id(), &admin, None).await;
        client.welcomed().await;
        client
    };
    // The first one fills what is there for good.
    assert_eq!(fresh(&world).await.catch_up().await.0.len(), 61);
    let before = relay.resident();
    let mut readers = Vec::new();
    for _ in 0..6 {
        readers.push(fresh(&world).await);
    }
    for _ in 0..20 {
        writer.append_ok(&world.change_by(&admin, 900_000).to_bytes()).await;
    }
    let grown = relay.resident().saturating_sub(before) >> 20;
    assert!(grown < 16, "grown by {grown} MiB with 54 MiB to be read by each of six");
    for mut reader in readers {
        let (items, head) = reader.catch_up().await;
        assert_eq!((items.len(), head.seq), (61, 61));
        let (items, _) = reader.items_to(81).await;
        assert!(items.iter().map(|item| item.seq).eq(62..=81));
    }
}

/// Half a message before `Hello`, on many connections at once.
#[cfg(target_os = "linux")]
async fn half_messages(relay: &Process) -> u64 {
    use tokio::io::AsyncWriteExt;
    let half = [&[0x82, 0xff, 0, 0, 0, 0, 0, 1, 0x11, 0x70, 0, 0, 0, 0][..], &[7; 65_000]].concat();
    let mut clients = Vec::new();
    for _ in 0..500 {
        let mut client = Client::dial(relay.address).await;
        // Those that find no place for a large frame are cut off meanwhile.
        let _ = client.socket.get_mut().write_all(&half).await;
        clients.push(client);
    }
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    relay.resident()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn half_messages_before_hello_cost_little_and_the_next_ones_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Process::start(dir.path());
    let before = relay.resident();
    let mut peaks = Vec::new();
    for _ in 0..3 {
        peaks.push(half_messages(&relay).await.saturating_sub(before) >> 10);
        // Goodbyes take two seconds at most.
        tokio::time::sleep(std::time::Duration::from_millis(2_500)).await;
    }
    // Connections alone come to 10 MiB; every half message kept whole made it 43.
    assert!(peaks[0] < 28 << 10, "{peaks:?} KiB");
    // What the first left with the allocator is used again.
    assert!(peaks[2] < peaks[0] + (4 << 10), "{peaks:?} KiB");
}

#[test]
fn only_a_start_and_a_token_make_a_log_and_for_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let outer = tempfile::tempdir().unwrap();
    let (mistyped, first) = (outer.path().join("mistyped"), outer.path().join("first"));
    for data in [outer.path(), &mistyped] {
        let listed = command(data, &["workspaces"]);
        assert_eq!((listed.status.code(), listed.stdout), (Some(1), vec![]));
        let text = String::from_utf8(listed.stderr).unwrap();
        assert_eq!(text, format!("samskriv-relay: there is no log in {}\n", data.display()));
    }
    assert_eq!(std::fs::read_dir(outer.path()).unwrap().count(), 0);

    let made = command(&first, &["token", "new"]);
    assert_eq!((made.status.code(), made.stdout.len()), (Some(0), 33));
    let text = String::from_utf8(made.stderr).unwrap();
    assert_eq!(text, format!("samskriv-relay: made a new log in {}\n", first.display()));
    assert_eq!((mode(&first), mode(&first.join("relay.redb"))), (0o700, 0o600));
    let more = command(&first, &["token", "new"]);
    assert_eq!((more.status.code(), more.stderr), (Some(0), vec![]));
    assert_eq!(command(&first, &["workspaces"]).status.code(), Some(0));

    let started = outer.path().join("started");
    Process::start(&started).kill();
    assert_eq!((mode(&started), mode(&started.join("relay.redb"))), (0o700, 0o600));
}

#[test]
fn a_log_from_before_the_first_release_is_refused_in_words_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("relay.redb");
    let database = redb::Database::create(&file).unwrap();
    let transaction = database.begin_write().unwrap();
    let meta = redb::TableDefinition::<&str, u64>::new("meta");
    transaction.open_table(meta).unwrap().insert("schema", 1).unwrap();
    transaction.commit().unwrap();
    drop(database);
    for args in [&["workspaces"][..], &["--listen", "127.0.0.1:0", "--open"]] {
        let refused = command(dir.path(), args);
        assert_eq!((refused.status.code(), refused.stdout), (Some(1), vec![]));
        let text = String::from_utf8(refused.stderr).unwrap();
        assert!(text.contains("schema 1, from before the first release") && text.contains("move it away"));
    }
    let database = redb::Database::open(&file).unwrap();
    let tables = database.begin_read().unwrap().list_tables().unwrap().count();
    assert_eq!(tables, 1, "nothing was made in it");
}

#[test]
fn a_newer_and_a_damaged_log_are_refused_in_words_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("relay.redb");
    let database = redb::Database::create(&file).unwrap();
    let transaction = database.begin_write().unwrap();
    let meta = redb::TableDefinition::<&str, u64>::new("meta");
    transaction.open_table(meta).unwrap().insert("schema", 1_000).unwrap();
    transaction.commit().unwrap();
    drop(database);
    let newer = std::fs::read(&file).unwrap();
    let cut = newer[..newer.len() / 2].to_vec();
    for (bytes, words) in
        [(newer, "a newer samskriv-relay wrote it"), (cut, "restore a backup"), (vec![], "empty")]
    {
        std::fs::write(&file, &bytes).unwrap();
        for args in [&["workspaces"][..], &["token", "new"], &["--listen", "127.0.0.1:0", "--open"]] {
            let refused = command(dir.path(), args);
            assert_eq!((refused.status.code(), refused.stdout), (Some(1), vec![]));
            let text = String::from_utf8(refused.stderr).unwrap();
            assert!(text.contains(words) && text.contains("left as it is"), "{text}");
            assert!(std::fs::read(&file).unwrap() == bytes, "{args:?}");
        }
    }
}

#[test]
fn usage() {
    let dir = tempfile::tempdir().unwrap();
    for args in [&["workspaces"][..], &["token", "new"], &["--listen", "127.0.0.1:0", "--open"]] {
        let nowhere = Command::new(RELAY).args(args).current_dir(dir.path()).output().unwrap();
        assert_eq!(nowhere.status.code(), Some(2), "{args:?}");
        assert!(String::from_utf8(nowhere.stderr).unwrap().contains("--data DIR"), "{args:?}");
    }
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    assert_eq!(command(dir.path(), &[]).status.code(), Some(2));
    assert_eq!(
        command(dir.path(), &["--listen", "127.0.0.1:0", "--open", "--tls-cert", "x"]).status.code(),
        Some(2)
    );
    assert_eq!(
        command(dir.path(), &["--listen", "127.0.0.1:0", "--open", "--keep-days", "0"]).status.code(),
        Some(2)
    );
    let closed = command(dir.path(), &["--listen", "127.0.0.1:0"]);
    assert_eq!(closed.status.code(), Some(1));
    assert!(String::from_utf8(closed.stderr).unwrap().contains("--public-host"));
    assert_eq!(command(dir.path(), &["--help"]).status.code(), Some(0));
}
