//! A relay on a free port, and a client of it that speaks frames and nothing more.
#![allow(clippy::unwrap_used, clippy::expect_used, dead_code, unused_imports)]

pub mod process;
mod writer;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use samskriv_server::{Config, ServeError, serve};
use samskriv_shared::{
    ids::{DeviceId, DocId, WorkspaceId},
    invite::{self, InviteLink, Terms},
    membership::{Chain, Role, create},
    protocol::{
        ClientFrame, Code, Cursor, Entry, EntryKind, Hello, LogItem, PATH, RelayFrame, SUBPROTOCOL, Start,
        VERSION, decode, encode,
    },
    seal::{DeviceSecret, EpochKeys, NONCE, hello_payload, seen_payload, sign_entry},
};
use tempfile::TempDir;
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Error, Message, client::IntoClientRequest, protocol::WebSocketConfig},
};

pub use writer::Writer;

/// Far above what anything here takes; only a hang reaches it.
pub const HANG: Duration = Duration::from_secs(20);

/// A relay that runs until it is stopped or dropped.
pub struct TestRelay {
    pub address: SocketAddr,
    pub now: Arc<AtomicU64>,
    dir: TempDir,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<Result<(), ServeError>>,
}

impl TestRelay {
    pub async fn start() -> TestRelay {
        Self::start_with(|config| config.open = true).await
    }

    pub async fn start_with(change: impl FnOnce(&mut Config)) -> TestRelay {
        Self::start_in(tempfile::tempdir().unwrap(), change).await
    }

    pub async fn start_in(dir: TempDir, change: impl FnOnce(&mut Config)) -> TestRelay {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let now = Arc::new(AtomicU64::new(1_000));
        let clock = now.clone();
        let mut config = Config::new(dir.path());
        config.clock = Arc::new(move || clock.load(Ordering::SeqCst));
        change(&mut config);
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(serve(listener, config, async {
            let _ = stopped.await;
        }));
        TestRelay { address, now, dir, stop: Some(stop), task }
    }

    /// Stops it gracefully; the directory can be started from again.
    pub async fn stop(mut self) -> TempDir {
        self.stop.take().unwrap().send(()).unwrap();
        timeout(HANG, self.task).await.unwrap().unwrap().unwrap();
        self.dir
    }

    pub async fn get(&self, path: &str) -> String {
        get(self.address, path).await
    }

    /// One counter of `/metrics`.
    pub async fn metric(&self, name: &str) -> u64 {
        let text = self.get("/metrics").await;
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("samskriv_{name} ")));
        line.unwrap_or("0").parse().unwrap()
    }
}

/// A page of a relay, with its head.
pub async fn get(address: SocketAddr, path: &str) -> String {
    ask(address, &format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")).await
}

/// The answer to an HTTP request, up to the connection's end.
pub async fn ask(address: SocketAddr, request: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    timeout(HANG, stream.read_to_string(&mut text)).await.unwrap().unwrap();
    text
}

/// An entry without what the author adds.
fn content(kind: EntryKind, doc: DocId) -> Entry {
    Entry {
        version: VERSION,
        kind,
        doc: Some(doc),
        epoch: 0,
        author: DeviceId([0; 32]),
        covers: None,
        nonce: vec![],
        body: vec![],
        sig: vec![],
    }
}

/// A workspace as its founder knows it.
pub struct Founded {
    pub rng: ChaCha20Rng,
    pub admin: DeviceSecret,
    pub chain: Chain,
    pub keys: EpochKeys,
    pub genesis: Vec<u8>,
}

pub fn found(seed: u64) -> Founded {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let (admin, recovery) = (DeviceSecret::generate(&mut rng), DeviceSecret::generate(&mut rng));
    let (genesis, key) = create(&admin, &recovery, &mut rng).unwrap();
    let genesis = genesis.to_bytes();
    Founded { rng, admin, chain: Chain::start(&genesis).unwrap(), keys: [(0, key)].into(), genesis }
}

impl Founded {
    pub fn id(&self) -> WorkspaceId {
        self.chain.workspace()
    }

    /// A change by `device`, signed and with a body of so many bytes. That it is not sealed is not
    /// for a relay to see, and sealing a megabyte takes an unoptimised test a quarter of a second.
    pub fn change_by(&mut self, device: &DeviceSecret, length: usize) -> Entry {
        self.change_in(0, device, length)
    }

    pub fn change_in(&mut self, epoch: u32, device: &DeviceSecret, length: usize) -> Entry {
        let body = vec![7; length];
        self.sign(device, Entry { epoch, body, ..content(EntryKind::Change, DocId([1; 16])) })
    }

    /// A change of a document, by the admin.
    pub fn change_of(&mut self, doc: DocId, length: usize) -> Vec<u8> {
        let admin = self.admin.clone();
        let body = vec![7; length];
        self.sign(&admin, Entry { body, ..content(EntryKind::Change, doc) }).to_bytes()
    }

    /// A checkpoint of a document, by the admin.
    pub fn checkpoint_of(&mut self, doc: DocId, covers: Option<Cursor>, length: usize) -> Vec<u8> {
        let admin = self.admin.clone();
        let body = vec![8; length];
        self.sign(&admin, Entry { covers, body, ..content(EntryKind::Checkpoint, doc) }).to_bytes()
    }

    fn sign(&mut self, device: &DeviceSecret, entry: Entry) -> Entry {
        let mut nonce = vec![0; NONCE];
        self.rng.fill_bytes(&mut nonce);
        let mut entry = Entry { author: device.id(), nonce, ..entry };
        sign_entry(Some(&self.id()), &mut entry, device);
        entry
    }

    pub fn change(&mut self) -> Entry {
        let admin = self.admin.clone();
        self.change_by(&admin, 10)
    }

    /// The entry that opens an invite; the chain here takes it.
    pub fn invite(&mut self, role: Role, expires: u64, max_uses: u32) -> (Vec<u8>, InviteLink) {
        let terms = Terms { role, expires, max_uses };
        let (entry, link) =
            invite::invite(&self.chain, &self.keys, &self.admin, "relay", terms, &mut self.rng).unwrap();
        self.chain.extend(&entry.to_bytes()).unwrap();
        (entry.to_bytes(), link)
    }

    /// The entry with which `device` redeems; the chain here does not take it.
    pub fn redeem(&mut self, link: &InviteLink, device: &DeviceSecret) -> Vec<u8> {
        invite::redeem(&self.chain, link, device, b"profile", &mut self.rng).unwrap().0.to_bytes()
    }

    /// A member's device, brought in by the admin's connection.
    pub async fn join(&mut self, admin: &mut Client, role: Role) -> DeviceSecret {
        let device = DeviceSecret::generate(&mut self.rng);
        let (entry, link) = self.invite(role, u64::MAX, 1);
        admin.append_ok(&entry).await;
        let redeem = self.redeem(&link, &device);
        self.chain.extend(&redeem).unwrap();
        admin.append_ok(&redeem).await;
        device
    }

    /// A connection of the admin's, which makes the workspace known first.
    pub async fn enter(&self, relay: &TestRelay) -> Client {
        let mut client = Client::dial(relay.address).await;
        client.send(&ClientFrame::Create { genesis: self.genesis.clone(), token: None }).await;
        client.hello(self.id(), &self.admin, None).await;
        client.welcomed().await;
        client
    }

    /// A connection of a device of a known workspace.
    pub async fn connect(&self, relay: &TestRelay, device: &DeviceSecret, after: Option<Cursor>) -> Client {
        let mut client = Client::dial(relay.address).await;
        client.hello(self.id(), device, after).await;
        client.welcomed().await;
        client
    }
}

/// A connection that has had its challenge.
pub struct Client {
    pub socket: WebSocketStream<TcpStream>,
    pub nonce: [u8; 32],
    pub host: String,
    pub head: Option<Cursor>,
    pub start: Option<Start>,
    pub floor: u64,
    next_reference: u64,
    /// Frames that came while another was waited for.
    pub aside: Vec<RelayFrame>,
}

impl Client {
    pub async fn dial(address: SocketAddr) -> Client {
        let mut client = Self::dial_unchallenged(address).await;
        match client.receive().await {
            RelayFrame::Challenge { nonce, .. } => client.nonce = nonce,
            other => panic!("{other:?}"),
        }
        client
    }

    pub async fn dial_unchallenged(address: SocketAddr) -> Client {
        Self::upgrade(TcpStream::connect(address).await.unwrap(), address).await
    }

    /// From this address of the loopback, and without waiting for the challenge.
    pub async fn dial_from(source: [u8; 4], address: SocketAddr) -> Client {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((source, 0).into()).unwrap();
        Self::upgrade(socket.connect(address).await.unwrap(), address).await
    }

    async fn upgrade(stream: TcpStream, address: SocketAddr) -> Client {
        let host = address.to_string();
        let mut request = format!("ws://{host}{PATH}").into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
        stream.set_nodelay(true).unwrap();
        let config = WebSocketConfig::default().max_message_size(None).max_frame_size(None);
        let (socket, _) =
            timeout(HANG, client_async_with_config(request, stream, Some(config))).await.unwrap().unwrap();
        Client {
            socket,
            nonce: [0; 32],
            host,
            head: None,
            start: None,
            floor: 0,
            next_reference: 1,
            aside: Vec::new(),
        }
    }

    pub async fn send(&mut self, frame: &ClientFrame) {
        self.socket.send(Message::Binary(encode(frame).into())).await.unwrap();
    }

    /// Closes, and waits until the relay has closed too.
    pub async fn close(mut self) {
        let _ = self.socket.close(None).await;
        while self.next().await.is_some() {}
    }

    pub async fn send_raw(&mut self, bytes: Vec<u8>) -> Result<(), Error> {
        self.socket.send(Message::Binary(bytes.into())).await
    }

    /// The next frame; none when the connection has ended.
    pub async fn next(&mut self) -> Option<RelayFrame> {
        loop {
            match timeout(HANG, self.socket.next()).await.expect("a frame within the time") {
                Some(Ok(Message::Binary(bytes))) => return Some(decode(&bytes).unwrap()),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    pub async fn receive(&mut self) -> RelayFrame {
        self.next().await.expect("a frame")
    }

    pub fn hello_frame(&self, workspace: WorkspaceId, device: &DeviceSecret, after: Option<Cursor>) -> Hello {
        let payload = hello_payload(&workspace, &device.id(), &self.host, after.as_ref(), &self.nonce);
        let sig = device.sign(&payload).to_vec();
        Hello { workspace, device: device.id(), host: self.host.clone(), after, sig }
    }

    pub async fn hello(&mut self, workspace: WorkspaceId, device: &DeviceSecret, after: Option<Cursor>) {
        let hello = self.hello_frame(workspace, device, after);
        self.send(&ClientFrame::Hello(hello)).await;
    }

    pub async fn welcomed(&mut self) -> samskriv_shared::protocol::RelayRole {
        match self.receive().await {
            RelayFrame::Welcome { role, head, floor, start, .. } => {
                (self.head, self.floor, self.start) = (Some(head), floor, Some(start));
                role
            }
            other => panic!("{other:?}"),
        }
    }

    /// The code with which the relay refuses, after which it closes.
    pub async fn refused(&mut self) -> Code {
        loop {
            match self.receive().await {
                RelayFrame::Refused { code, .. } => {
                    assert_eq!(self.next().await, None);
                    return code;
                }
                RelayFrame::Entries(_) | RelayFrame::CaughtUp { .. } => {}
                other => panic!("{other:?}"),
            }
        }
    }

    pub async fn append(&mut self, entry: &[u8]) -> u64 {
        let reference = self.next_reference;
        self.next_reference += 1;
        self.send(&ClientFrame::Append { reference, entry: entry.to_vec() }).await;
        reference
    }

    /// Appends and waits for the answer; other frames are put aside.
    pub async fn append_answered(&mut self, entry: &[u8]) -> Result<u64, (Code, Option<u64>)> {
        let mine = self.append(entry).await;
        loop {
            match self.receive().await {
                RelayFrame::Ack { reference, seq } if reference == mine => return Ok(seq),
                RelayFrame::Reject { reference, code, retry_after_ms } if reference == mine => {
                    return Err((code, retry_after_ms));
                }
                other => self.aside.push(other),
            }
        }
    }

    pub async fn append_ok(&mut self, entry: &[u8]) -> u64 {
        self.append_answered(entry).await.unwrap()
    }

    pub async fn rejected(&mut self, entry: &[u8]) -> Code {
        self.append_answered(entry).await.unwrap_err().0
    }

    async fn next_or_aside(&mut self) -> RelayFrame {
        if self.aside.is_empty() { self.receive().await } else { self.aside.remove(0) }
    }

    /// Everything up to and including `seq`, and the frames of other kinds in between.
    pub async fn items_to(&mut self, seq: u64) -> (Vec<LogItem>, Vec<RelayFrame>) {
        let (mut items, mut others): (Vec<LogItem>, _) = (Vec::new(), Vec::new());
        while items.last().is_none_or(|item| item.seq < seq) {
            match self.next_or_aside().await {
                RelayFrame::Entries(more) => items.extend(more),
                other => others.push(other),
            }
        }
        (items, others)
    }

    /// Everything up to `CaughtUp`, and its head.
    pub async fn catch_up(&mut self) -> (Vec<LogItem>, Cursor) {
        let (items, seen, head) = self.catch_up_seeing().await;
        assert_eq!(seen, []);
        (items, head)
    }

    /// The same, with what the others have seen.
    pub async fn catch_up_seeing(&mut self) -> (Vec<LogItem>, Vec<RelayFrame>, Cursor) {
        let (mut items, mut seen) = (Vec::new(), Vec::new());
        loop {
            match self.next_or_aside().await {
                RelayFrame::Entries(more) => items.extend(more),
                frame @ RelayFrame::SeenBy { .. } => seen.push(frame),
                RelayFrame::CaughtUp { head } => return (items, seen, head),
                other => panic!("{other:?}"),
            }
        }
    }

    pub async fn seen(&mut self, workspace: WorkspaceId, device: &DeviceSecret, cursor: Cursor) {
        let sig = device.sign(&seen_payload(&workspace, &device.id(), &cursor)).to_vec();
        self.send(&ClientFrame::Seen { cursor, sig }).await;
    }
}

pub fn seqs(items: &[LogItem]) -> Vec<u64> {
    items.iter().map(|item| item.seq).collect()
}
