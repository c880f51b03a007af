//! A relay process, what it has cost so far, and clients of it.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
};

use samskriv_shared::{
    membership::Role,
    protocol::{ClientFrame, Cursor, RelayFrame},
    seal::DeviceSecret,
};
use tempfile::TempDir;

use crate::{
    common::{Client, Founded, found},
    measure::{Cpu, resident_mb},
};

/// As a sealed key stroke: its Automerge change, seal and signature.
pub const KEY: usize = 200;
/// Connections of one device; a relay takes eight.
pub const PER_DEVICE: usize = 8;

/// A relay process in a directory of its own; killed when dropped.
pub struct RelayProcess {
    child: Child,
    address: SocketAddr,
    dir: TempDir,
}

impl RelayProcess {
    pub fn start() -> RelayProcess {
        let dir = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_samskriv-relay"))
            .args(["--listen", "127.0.0.1:0", "--open", "--data"])
            .arg(dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").unwrap().parse().unwrap();
        RelayProcess { child, address, dir }
    }

    /// The directory with its log.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub fn cpu(&self) -> Cpu {
        Cpu::of(self.child.id())
    }

    pub fn resident_mb(&self) -> f64 {
        resident_mb(self.child.id())
    }

    /// A connection that has been welcomed.
    pub async fn connect(&self, world: &Founded, device: &DeviceSecret, after: Option<Cursor>) -> Client {
        let mut client = Client::dial(self.address).await;
        client.hello(world.id(), device, after).await;
        client.welcomed().await;
        client
    }

    /// A new workspace, its founder's connection, and so many devices that may write.
    pub async fn workspace(&self, seed: u64, devices: usize) -> (Founded, Client, Vec<DeviceSecret>) {
        let mut world = found(seed);
        let mut founder = Client::dial(self.address).await;
        founder.send(&ClientFrame::Create { genesis: world.genesis.clone(), token: None }).await;
        founder.hello(world.id(), &world.admin, None).await;
        founder.welcomed().await;
        let mut members = Vec::new();
        for _ in 0..devices {
            members.push(world.join(&mut founder, Role::Editor).await);
        }
        (world, founder, members)
    }

    /// The log's newest place.
    pub async fn head(&self, world: &Founded) -> Cursor {
        let mut client = self.connect(world, &world.admin, None).await;
        client.catch_up_seeing().await.2
    }

    /// One of its counters.
    pub async fn metric(&self, name: &str) -> u64 {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut stream = tokio::net::TcpStream::connect(self.address).await.unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("samskriv_{name} ")));
        line.and_then(|line| line.parse().ok()).unwrap()
    }
}

impl Drop for RelayProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Entries made beforehand: what the writer does is not what is measured.
pub fn entries(world: &mut Founded, device: &DeviceSecret, count: usize, length: usize) -> Vec<Vec<u8>> {
    (0..count).map(|_| world.change_by(device, length).to_bytes()).collect()
}

/// Writes so many entries, some of them under way at any time.
pub async fn write(
    world: &mut Founded,
    writer: &mut Client,
    device: &DeviceSecret,
    count: usize,
    length: usize,
) {
    const UNDER_WAY: usize = 32;
    let mut left = count;
    while left > 0 {
        let some = left.min(UNDER_WAY);
        for _ in 0..some {
            writer.append(&world.change_by(device, length).to_bytes()).await;
        }
        acknowledged(writer, some).await;
        left -= some;
    }
}

async fn acknowledged(writer: &mut Client, count: usize) {
    let mut left = count;
    while left > 0 {
        match writer.receive().await {
            RelayFrame::Ack { .. } => left -= 1,
            RelayFrame::Reject { code, .. } => panic!("{code:?}"),
            _ => {}
        }
    }
}
