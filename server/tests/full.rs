//! A relay process whose disk is full: a small file system of its own, which is given more room later.
//! Mounting takes root; where it is refused, the test says so and tests nothing.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod common;

use std::{path::Path, process::Command};

use common::{Client, found, get, process::Process, seqs};
use samskriv_shared::protocol::{ClientFrame, Code};
use tempfile::TempDir;

/// Unmounted when dropped, before its directory is removed.
struct Mount {
    dir: TempDir,
}

impl Mount {
    fn new(megabytes: u32) -> Option<Mount> {
        let dir = tempfile::tempdir().unwrap();
        mount(dir.path(), &format!("size={megabytes}m")).then_some(Mount { dir })
    }

    fn grow(&self, megabytes: u32) {
        assert!(mount(self.dir.path(), &format!("remount,size={megabytes}m")));
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.dir.path()).status();
    }
}

fn mount(dir: &Path, options: &str) -> bool {
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(dir).output();
    mount.is_ok_and(|done| done.status.success())
}

#[tokio::test]
async fn a_full_disk_refuses_appends_serves_reads_and_is_over_when_there_is_room() {
    let Some(disk) = Mount::new(8) else {
        println!("skipped: no file system can be mounted here");
        return;
    };
    let data = disk.dir.path().join("data");
    let relay = Process::start(&data);
    let mut world = found(91);
    let admin = world.admin.clone();
    let mut writer = Client::dial(relay.address).await;
    let genesis = world.genesis.clone();
    writer.send(&ClientFrame::Create { genesis, token: None }).await;
    writer.hello(world.id(), &admin, None).await;
    writer.welcomed().await;
    let mut acked = 1;
    let refused = loop {
        match writer.append_answered(&world.change_by(&admin, 100_000).to_bytes()).await {
            Ok(seq) => acked = seq,
            Err((code, _)) => break code,
        }
    };
    assert_eq!(refused, Code::StorageFailed);
    assert!(acked > 10, "{acked}");
    // As often as it is tried, and the small ones too.
    for length in [100_000, 10] {
        assert_eq!(writer.rejected(&world.change_by(&admin, length).to_bytes()).await, Code::StorageFailed);
        let mut reader = Client::dial(relay.address).await;
        reader.hello(world.id(), &admin, None).await;
        reader.welcomed().await;
        let (items, head) = reader.catch_up().await;
        assert!(seqs(&items).into_iter().eq(1..=acked));
        assert_eq!(head.seq, acked);
    }
    assert!(get(relay.address, "/readyz").await.starts_with("HTTP/1.1 503"));
    assert!(get(relay.address, "/healthz").await.starts_with("HTTP/1.1 200"));

    disk.grow(32);
    assert_eq!(writer.append_ok(&world.change_by(&admin, 100_000).to_bytes()).await, acked + 1);
    assert!(get(relay.address, "/readyz").await.starts_with("HTTP/1.1 200"));
    relay.kill();
    let relay = Process::start(&data);
    let mut reader = Client::dial(relay.address).await;
    reader.hello(world.id(), &admin, None).await;
    reader.welcomed().await;
    assert!(seqs(&reader.catch_up().await.0).into_iter().eq(1..=acked + 1));
}
