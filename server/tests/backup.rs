//! What an operator does with a log, beside a relay that runs and without one: check, backup, restore.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::{
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output},
};

use common::{
    Client, Founded, TestRelay, Writer, found,
    process::{Process, RELAY},
    seqs,
};
use samskriv_server::log::{Log, TokenHash, redb::RedbLog};
use samskriv_shared::{
    ids::DocId,
    protocol::{ClientFrame, Cursor, LogItem},
};
use tempfile::TempDir;

fn command(data: &Path, args: &[&str]) -> Output {
    Command::new(RELAY).arg("--data").arg(data).args(args).output().unwrap()
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// The log of a workspace with three changes and a checkpoint.
async fn written() -> (TempDir, Founded) {
    let relay = TestRelay::start().await;
    let mut world = found(95);
    let mut writer = Writer::enter(&world, &relay).await;
    let doc = DocId([1; 16]);
    for _ in 0..3 {
        writer.append(world.change_of(doc, 100)).await;
    }
    writer.append(world.checkpoint_of(doc, Some(writer.head()), 100)).await;
    (relay.stop().await, world)
}

#[tokio::test]
async fn check_says_that_a_log_is_whole_and_by_its_exit_status_that_it_is_not() {
    let (dir, world) = written().await;
    let (status, out, err) = told(&command(dir.path(), &["check"]));
    assert_eq!((status, err.as_str()), (Some(0), ""));
    assert!(out.starts_with(&format!("{} 5 entries ", world.id())), "{out}");
    assert!(out.ends_with("\nthe log is whole (workspaces: 1, entries: 5)\n"), "{out}");

    let relay = Process::start(dir.path());
    let (status, out, err) = told(&command(dir.path(), &["check"]));
    assert_eq!((status, err.as_str()), (Some(0), ""), "beside the relay");
    assert!(out.contains("\nthe log is whole (workspaces: 1, entries: "), "{out}");
    // As a kill leaves it.
    relay.kill();
    let (status, out, _) = told(&command(dir.path(), &["check"]));
    assert_eq!(status, Some(0));
    assert!(out.starts_with("the relay was not stopped in order; its next start makes that good\n"), "{out}");

    let file = dir.path().join("relay.redb");
    let database = redb::Database::open(&file).unwrap();
    let transaction = database.begin_write().unwrap();
    let entries = redb::TableDefinition::<([u8; 32], u64), &[u8]>::new("entries");
    transaction.open_table(entries).unwrap().remove((world.id().0, 5)).unwrap();
    transaction.commit().unwrap();
    drop(database);
    let (status, out, err) = told(&command(dir.path(), &["check"]));
    assert_eq!(status, Some(1));
    let says = format!("{} the log does not end where it says\n", world.id());
    assert!(out.contains(&says) && out.ends_with("the log is damaged\n"), "{out}");
    assert!(err.contains("restore a backup"), "{err}");

    let nowhere = tempfile::tempdir().unwrap();
    let (status, _, err) = told(&command(nowhere.path(), &["check"]));
    assert!(status == Some(1) && err.contains("there is no log in"), "{err}");
}

/// Connected as the admin: who has nothing yet, or has come as far as a cursor.
async fn admin(relay: &Process, world: &Founded, after: Option<Cursor>) -> (Client, Vec<LogItem>, Cursor) {
    let mut client = Client::dial(relay.address).await;
    client.hello(world.id(), &world.admin, after).await;
    client.welcomed().await;
    let (items, head) = client.catch_up().await;
    (client, items, head)
}

fn entries(items: Vec<LogItem>) -> Vec<Vec<u8>> {
    items.into_iter().map(|item| item.entry.unwrap()).collect()
}

#[tokio::test]
async fn a_running_relay_is_backed_up_while_it_is_written_to_and_restored_as_one_of_another_life() {
    let outer = tempfile::tempdir().unwrap();
    let (data, file, restored) =
        (outer.path().join("data"), outer.path().join("backup"), outer.path().join("restored"));
    let relay = Process::start(&data);
    let mut world = found(96);
    let mut creator = Client::dial(relay.address).await;
    let genesis = world.genesis.clone();
    creator.send(&ClientFrame::Create { genesis, token: None }).await;
    creator.hello(world.id(), &world.admin, None).await;
    creator.welcomed().await;
    creator.close().await;
    let (mut writer, ..) = admin(&relay, &world, None).await;
    let device = world.admin.clone();
    for _ in 0..50 {
        writer.append_ok(&world.change_by(&device, 5_000).to_bytes()).await;
    }
    let mut backup = Command::new(RELAY)
        .arg("--data")
        .arg(&data)
        .arg("backup")
        .arg(&file)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut during = 0;
    let status = loop {
        if let Some(status) = backup.try_wait().unwrap() {
            break status;
        }
        writer.append_ok(&world.change_by(&device, 5_000).to_bytes()).await;
        during += 1;
    };
    assert!(status.success() && during > 0);
    assert_eq!(std::fs::read_dir(outer.path()).unwrap().count(), 2, "nothing else is left");
    writer.append_ok(&world.change_by(&device, 10).to_bytes()).await;
    let (_, all, head) = admin(&relay, &world, None).await;
    let all = entries(all);
    relay.kill();

    let (status, out, err) = told(&command(&restored, &["restore", file.to_str().unwrap()]));
    assert_eq!((status, err.as_str()), (Some(0), ""), "{out}");
    let (status, out, _) = told(&command(&restored, &["check"]));
    assert!(status == Some(0) && out.contains("the log is whole"), "{out}");
    let relay = Process::start(&restored);
    let (mut client, items, anew) = admin(&relay, &world, Some(head)).await;
    assert_ne!(anew.incarnation, head.incarnation);
    assert!(seqs(&items).into_iter().eq(1..=anew.seq), "whoever saw more is served afresh");
    let items = entries(items);
    assert!((51..all.len()).contains(&items.len()), "{} of {}", items.len(), all.len());
    assert!(items == all[..items.len()], "a beginning of the log, without a gap");
    assert_eq!(client.append_ok(&world.change_by(&device, 10).to_bytes()).await, anew.seq + 1);
}

#[tokio::test]
async fn a_backup_of_a_stopped_relay_is_the_same_and_nothing_that_is_there_is_touched() {
    let (dir, world) = written().await;
    let outer = tempfile::tempdir().unwrap();
    let (file, restored) = (outer.path().join("backup"), outer.path().join("restored"));
    let log = dir.path().join("relay.redb");
    let before = std::fs::read(&log).unwrap();
    let backup = |file: &Path| told(&command(dir.path(), &["backup", file.to_str().unwrap()]));
    assert_eq!(backup(&file).0, Some(0));
    assert_eq!(mode(&file), 0o600);
    assert!(std::fs::read(&log).unwrap() == before, "the log is only read");
    let first = std::fs::read(&file).unwrap();
    for there in [&file, &log] {
        let (status, out, err) = backup(there);
        assert_eq!((status, out.as_str()), (Some(1), ""));
        assert!(err.contains("is there already, and is left as it is"), "{err}");
    }
    assert!(std::fs::read(&file).unwrap() == first && std::fs::read(&log).unwrap() == before);

    let restore = |file: &Path, data: &Path| told(&command(data, &["restore", file.to_str().unwrap()]));
    let (status, _, err) = restore(&file, dir.path());
    assert!(status == Some(1) && err.contains("is there already"), "{err}");
    assert!(std::fs::read(&log).unwrap() == before);
    let cut = outer.path().join("cut");
    std::fs::write(&cut, &first[..first.len() / 2]).unwrap();
    let (status, _, err) = restore(&cut, &restored);
    assert!(status == Some(1) && err.contains("the log is damaged"), "{err}");
    assert!(!restored.exists());
    assert_eq!(restore(&file, &restored).0, Some(0));
    assert!(std::fs::read(&file).unwrap() == first, "a backup is only read");
    let log = RedbLog::open_existing(&restored, 1 << 20).unwrap();
    let state = log.state(&world.id()).unwrap().unwrap();
    let source = RedbLog::open_existing(dir.path(), 1 << 20).unwrap();
    let was = source.state(&world.id()).unwrap().unwrap();
    assert_eq!((state.seq, state.chain, state.bytes), (was.seq, was.chain, was.bytes));
    assert_ne!(state.incarnation, was.incarnation);
    assert_eq!(log.read(&world.id(), 0, 1 << 20).unwrap(), source.read(&world.id(), 0, 1 << 20).unwrap());
}

#[tokio::test]
async fn a_log_that_does_not_hold_is_no_backup() {
    let (dir, world) = written().await;
    let database = redb::Database::open(dir.path().join("relay.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    let entries = redb::TableDefinition::<([u8; 32], u64), &[u8]>::new("entries");
    transaction.open_table(entries).unwrap().remove((world.id().0, 2)).unwrap();
    transaction.commit().unwrap();
    drop(database);
    let outer = tempfile::tempdir().unwrap();
    let file = outer.path().join("backup");
    let (status, _, err) = told(&command(dir.path(), &["backup", file.to_str().unwrap()]));
    assert!(status == Some(1) && err.contains("the log is damaged"), "{err}");
    assert_eq!(std::fs::read_dir(outer.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn commands_beside_a_running_relay_are_answered_by_it_and_by_its_owner_alone() {
    let (dir, world) = written().await;
    let relay = Process::start(dir.path());
    let (status, out, err) = told(&command(dir.path(), &["workspaces"]));
    assert_eq!((status, err.as_str()), (Some(0), ""));
    assert!(out.starts_with(&format!("{} 5 entries ", world.id())), "{out}");
    let (status, token, err) = told(&command(dir.path(), &["token", "new"]));
    assert_eq!((status, token.trim().len(), err.as_str()), (Some(0), 32, ""));
    let socket = dir.path().join("admin/socket");
    assert_eq!((mode(&dir.path().join("admin")), mode(&socket)), (0o700, 0o600));
    // A socket that a kill left is no hindrance, and no relay either.
    relay.kill();
    assert!(socket.exists());
    let log = RedbLog::open_existing(dir.path(), 1 << 20).unwrap();
    assert!(log.has_token(&TokenHash::of(&token)).unwrap());
    let (status, _, err) = told(&command(dir.path(), &["workspaces"]));
    assert!(status == Some(1) && err.contains("another samskriv-relay holds this data directory"), "{err}");
    drop(log);
    drop(Process::start(dir.path()));
    assert_eq!(command(dir.path(), &["workspaces"]).status.code(), Some(0));
}
