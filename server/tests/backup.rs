//! What an operator asks of a log: whether it holds.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::{
    path::Path,
    process::{Command, Output},
};

use common::{
    Founded, TestRelay, Writer, found,
    process::{Process, RELAY},
};
use samskriv_shared::ids::DocId;
use tempfile::TempDir;

fn command(data: &Path, args: &[&str]) -> Output {
    Command::new(RELAY).arg("--data").arg(data).args(args).output().unwrap()
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
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

    // As a kill leaves it.
    let relay = Process::start(dir.path());
    let (status, out, err) = told(&command(dir.path(), &["check"]));
    assert_eq!((status, out.as_str()), (Some(1), ""));
    assert!(err.contains("another samskriv-relay holds this data directory"), "{err}");
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
