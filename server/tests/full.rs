//! A relay process whose disk is full: a small file system of its own, in which room is made later.
//! Mounting takes root; where it is refused, the test says so and tests nothing.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod common;

use std::{fs::File, io::Read, path::PathBuf, process::Command};

use common::{
    Client, Founded, found, get,
    process::{Process, RELAY},
    seqs,
};
use samskriv_shared::protocol::{ClientFrame, Code};
use tempfile::TempDir;

const MEGABYTE: u64 = 1 << 20;

/// A file system of 32 MB of which all but 8 are taken; unmounted when dropped.
struct Mount {
    dir: TempDir,
    _image: TempDir,
}

impl Mount {
    fn tmpfs() -> Option<Mount> {
        Mount::of(&["-t", "tmpfs", "-o", "size=32m", "tmpfs"], tempfile::tempdir().unwrap())
    }

    fn ext4() -> Option<Mount> {
        let outer = tempfile::tempdir().unwrap();
        let image = outer.path().join("image");
        File::create(&image).unwrap().set_len(32 * MEGABYTE).unwrap();
        let made = Command::new("mkfs.ext4").args(["-q", "-m", "0"]).arg(&image).output();
        made.ok().filter(|made| made.status.success())?;
        Mount::of(&["-o", "loop", image.to_str().unwrap()], outer)
    }

    fn of(what: &[&str], image: TempDir) -> Option<Mount> {
        let dir = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount").args(what).arg(dir.path()).output();
        mounted.ok().filter(|mounted| mounted.status.success())?;
        let mount = Mount { dir, _image: image };
        let free = rustix::fs::statvfs(mount.dir.path()).unwrap();
        let taken = free.f_bavail * free.f_frsize - 8 * MEGABYTE;
        let mut filler = File::create(mount.filler()).unwrap();
        std::io::copy(&mut std::io::repeat(7).take(taken), &mut filler).unwrap();
        filler.sync_all().unwrap();
        Some(mount)
    }

    fn filler(&self) -> PathBuf {
        self.dir.path().join("filler")
    }

    fn make_room(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.dir.path()).status();
    }
}

/// What a device gets that has nothing yet.
async fn served(relay: &Process, world: &Founded) -> (Vec<u64>, u64) {
    let mut reader = Client::dial(relay.address).await;
    reader.hello(world.id(), &world.admin, None).await;
    reader.welcomed().await;
    let (items, head) = reader.catch_up().await;
    (seqs(&items), head.seq)
}

async fn writer(relay: &Process, world: &Founded) -> Client {
    let mut writer = Client::dial(relay.address).await;
    writer.hello(world.id(), &world.admin, None).await;
    writer.welcomed().await;
    writer
}

async fn refuses_serves_and_takes_more(disk: Mount) {
    let data = disk.dir.path().join("data");
    let relay = Process::start(&data);
    let mut world = found(91);
    let admin = world.admin.clone();
    let mut founder = Client::dial(relay.address).await;
    let genesis = world.genesis.clone();
    founder.send(&ClientFrame::Create { genesis, token: None }).await;
    founder.hello(world.id(), &admin, None).await;
    founder.welcomed().await;
    let mut acked = 1;
    let refused = loop {
        match founder.append_answered(&world.change_by(&admin, 100_000).to_bytes()).await {
            Ok(seq) => acked = seq,
            Err((code, _)) => break code,
        }
    };
    assert_eq!(refused, Code::StorageFailed);
    assert!(acked > 10, "{acked}");
    let all = |acked: u64| ((1..=acked).collect::<Vec<_>>(), acked);
    // As often as it is tried, and the small ones too.
    for length in [100_000, 10] {
        assert_eq!(founder.rejected(&world.change_by(&admin, length).to_bytes()).await, Code::StorageFailed);
        assert_eq!(served(&relay, &world).await, all(acked));
    }
    assert!(get(relay.address, "/readyz").await.starts_with("HTTP/1.1 503"));
    assert!(get(relay.address, "/healthz").await.starts_with("HTTP/1.1 200"));

    // It starts on the full disk as well, and the same holds.
    relay.kill();
    let relay = Process::start(&data);
    assert_eq!(served(&relay, &world).await, all(acked));
    let mut writer = writer(&relay, &world).await;
    while let Ok(seq) = writer.append_answered(&world.change_by(&admin, 100_000).to_bytes()).await {
        // What a kill left unused may take a few.
        acked = seq;
    }
    assert_eq!(served(&relay, &world).await, all(acked));

    disk.make_room();
    assert_eq!(writer.append_ok(&world.change_by(&admin, 100_000).to_bytes()).await, acked + 1);
    assert!(get(relay.address, "/readyz").await.starts_with("HTTP/1.1 200"));
    relay.kill();
    assert_eq!(served(&Process::start(&data), &world).await, all(acked + 1));
    let checked = Command::new(RELAY).arg("--data").arg(&data).arg("check").output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    println!("{acked} entries were taken before the disk was full");
}

#[tokio::test]
async fn a_full_disk_refuses_appends_serves_reads_and_is_over_when_there_is_room() {
    match Mount::tmpfs() {
        Some(disk) => refuses_serves_and_takes_more(disk).await,
        None => println!("skipped: no tmpfs can be mounted here"),
    }
}

#[tokio::test]
async fn a_full_ext4_is_as_any_full_disk() {
    match Mount::ext4() {
        Some(disk) => refuses_serves_and_takes_more(disk).await,
        None => println!("skipped: no ext4 can be made and mounted here"),
    }
}
