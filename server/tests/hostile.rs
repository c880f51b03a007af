//! Mistaken and hostile programs against the real relay, from outside: each is refused with a code and
//! logged without a word of what it sent, two who write together go on meanwhile, and the relay's memory
//! stays what it was.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod common;

use std::{collections::BTreeMap, fs::File, net::SocketAddr, path::Path};

use common::{Client, Founded, HANG, ask, found, get, process::Process};
use samskriv_shared::{
    ids::WorkspaceId,
    membership::Role,
    protocol::{ClientFrame, Code, Hello, MAX_FRAME, RelayFrame},
    seal::DeviceSecret,
};
use tokio::{
    io::AsyncWriteExt,
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::timeout,
};

/// Stands in everything that is sent, and must stand in no line of the log.
const WORD: &str = "tystnadsplikt";
/// All with a signature that does not fit.
const HELLOS: usize = 20_000;
/// Addresses that they come from; each may dial 2,000 times at once, so that most or all are judged.
const SOURCES: usize = 12;
/// From one of these comes everything else that is refused.
const ELSEWHERE: [u8; 4] = [127, 0, 1, 1];

/// Two who write together: what one appends the other gets, one entry after the other.
struct Pair {
    delivered: watch::Receiver<u64>,
    stop: watch::Sender<bool>,
    task: JoinHandle<Founded>,
}

impl Pair {
    async fn start(relay: &Process, mut world: Founded) -> Pair {
        let mut writer = Client::dial(relay.address).await;
        let genesis = world.genesis.clone();
        writer.send(&ClientFrame::Create { genesis, token: None }).await;
        writer.hello(world.id(), &world.admin, None).await;
        writer.welcomed().await;
        let device = world.join(&mut writer, Role::Editor).await;
        let mut reader = Client::dial(relay.address).await;
        reader.hello(world.id(), &device, None).await;
        reader.welcomed().await;
        reader.catch_up().await;
        let (count, delivered) = watch::channel(0);
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(async move {
            while !*stopped.borrow() {
                let entry = world.change().to_bytes();
                let seq = writer.append_ok(&entry).await;
                writer.aside.clear();
                let (items, _) = reader.items_to(seq).await;
                assert_eq!((items.len(), items[0].entry.as_ref()), (1, Some(&entry)));
                count.send_modify(|count| *count += 1);
            }
            world
        });
        Pair { delivered, stop, task }
    }

    fn delivered(&self) -> u64 {
        *self.delivered.borrow()
    }

    /// Several more are delivered.
    async fn goes_on(&mut self) {
        let enough = self.delivered() + 5;
        timeout(HANG, self.delivered.wait_for(|count| *count >= enough)).await.unwrap().unwrap();
    }

    async fn end(self) -> Founded {
        self.stop.send(true).unwrap();
        self.task.await.unwrap()
    }
}

/// Who attacks: the ids of a workspace, and a member of it.
#[derive(Clone)]
struct Attack {
    relay: SocketAddr,
    workspace: WorkspaceId,
    member: DeviceSecret,
}

impl Attack {
    async fn dial(&self, source: [u8; 4]) -> Client {
        let mut client = Client::dial_from(source, self.relay).await;
        match client.receive().await {
            RelayFrame::Challenge { nonce, .. } => client.nonce = nonce,
            refused => client.aside.push(refused),
        }
        client
    }

    /// What becomes of a `Hello` with one thing wrong.
    async fn hello(&self, source: [u8; 4], change: impl FnOnce(&mut Hello)) -> Code {
        let mut client = self.dial(source).await;
        if let Some(RelayFrame::Refused { code, .. }) = client.aside.pop() {
            return code;
        }
        let mut hello = client.hello_frame(self.workspace, &self.member, None);
        change(&mut hello);
        client.send(&ClientFrame::Hello(hello)).await;
        client.refused().await
    }

    async fn welcomed(&self) -> Client {
        let mut client = self.dial(ELSEWHERE).await;
        client.hello(self.workspace, &self.member, None).await;
        client.welcomed().await;
        client
    }

    /// Wrong signatures, strangers, and a `Hello` that was good once.
    async fn hellos_that_do_not_hold(&self) {
        let wrong = self.hello(ELSEWHERE, |hello| hello.sig = WORD.repeat(5).into_bytes()[..64].to_vec());
        assert_eq!(wrong.await, Code::BadSignature);
        let moved = self.hello(ELSEWHERE, |hello| hello.host = format!("{WORD}.example"));
        assert_eq!(moved.await, Code::BadSignature);
        let stranger = Attack { member: DeviceSecret::derive(WORD, &[1; 32]), ..self.clone() };
        assert_eq!(stranger.hello(ELSEWHERE, |_| {}).await, Code::NotAMember);
        let nowhere = Attack { workspace: WorkspaceId([7; 32]), ..self.clone() };
        assert_eq!(nowhere.hello(ELSEWHERE, |_| {}).await, Code::UnknownWorkspace);

        let mut first = self.dial(ELSEWHERE).await;
        let good = first.hello_frame(self.workspace, &self.member, None);
        first.send(&ClientFrame::Hello(good.clone())).await;
        first.welcomed().await;
        assert_eq!(self.hello(ELSEWHERE, |hello| *hello = good).await, Code::BadSignature, "replayed");
    }

    /// Programs of another time.
    async fn another_protocol(&self) {
        for spoken in ["samskriv.v0", "samskriv.v2", WORD] {
            let answer = ask(self.relay, &upgrade(spoken)).await;
            assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
            assert!(answer.contains("unsupported-version: "), "{answer}");
        }
    }

    /// What is no frame, before `Hello` and after.
    async fn garbage(&self) {
        let word = WORD.repeat(50).into_bytes();
        for bytes in
            [vec![], vec![0xff; 100], vec![0x9f; 20_000], word, b"{\"hello\":\"tystnadsplikt\"}".to_vec()]
        {
            for mut client in [self.dial(ELSEWHERE).await, self.welcomed().await] {
                client.send_raw(bytes.clone()).await.unwrap();
                assert_eq!(client.refused().await, Code::BadFrame);
            }
        }
    }

    /// 100 MB as one frame, sent to the end as far as it is taken, before `Hello` and after.
    async fn huge_frames(&self) {
        const LENGTH: usize = 100 << 20;
        const { assert!(LENGTH > MAX_FRAME) };
        let part: Vec<u8> = WORD.bytes().cycle().take(1 << 20).collect();
        for mut client in [self.dial(ELSEWHERE).await, self.welcomed().await] {
            let stream = client.socket.get_mut();
            let header = [&[0x82, 0xff][..], &(LENGTH as u64).to_be_bytes(), &[0; 4]].concat();
            stream.write_all(&header).await.unwrap();
            for _ in 0..LENGTH / part.len() {
                // It may be cut off while it still sends.
                if stream.write_all(&part).await.is_err() {
                    break;
                }
            }
            assert_eq!(client.refused().await, Code::TooLarge);
        }
    }

    /// So many at once as a small machine can dial; how many were refused for what.
    async fn many_hellos(&self, count: usize, sources: usize) -> BTreeMap<String, usize> {
        let mut dialling = JoinSet::new();
        for source in 0..sources {
            let attack = self.clone();
            let address = [127, 0, 2, u8::try_from(source).unwrap() + 1];
            let share = count / sources + usize::from(source < count % sources);
            dialling.spawn(async move {
                let mut codes = BTreeMap::<String, usize>::new();
                for _ in 0..share {
                    let code = attack.hello(address, |hello| hello.host = WORD.into()).await;
                    *codes.entry(code.name().to_owned()).or_default() += 1;
                }
                codes
            });
        }
        let mut all = BTreeMap::new();
        for (code, count) in dialling.join_all().await.into_iter().flatten() {
            *all.entry(code).or_default() += count;
        }
        all
    }
}

fn upgrade(subprotocol: &str) -> String {
    format!(
        "GET /v1/connect?{WORD} HTTP/1.1\r\nHost: {WORD}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Protocol: {subprotocol}\r\n\r\n"
    )
}

/// How often each code stands in the log, of which every line says only that: when, who by address, why.
fn logged(log: &Path) -> BTreeMap<String, usize> {
    let mut codes = BTreeMap::new();
    for line in std::fs::read_to_string(log).unwrap().lines() {
        let mut words = line.split_whitespace();
        let time = words.next().unwrap();
        assert!(time.ends_with('Z') && time.bytes().all(|byte| b"0123456789-:.TZ".contains(&byte)), "{line}");
        assert_eq!(
            (words.next(), words.next()),
            (Some("INFO"), Some("samskriv_server::connection:")),
            "{line}"
        );
        let field = |word: Option<&str>, name: &str| {
            word.and_then(|word| word.strip_prefix(name))
                .map(str::to_owned)
                .unwrap_or_else(|| panic!("{line}"))
        };
        assert_eq!(words.next(), Some("refused"), "{line}");
        field(words.next(), "number=").parse::<u64>().unwrap();
        field(words.next(), "address=").parse::<std::net::IpAddr>().unwrap();
        let code = field(words.next(), "code=");
        let code = code.trim_matches('"').to_owned();
        assert!(!matches!(Code::from_name(&code), Code::Other(_)), "{line}");
        assert_eq!(words.next(), None, "{line}");
        *codes.entry(code).or_default() += 1;
    }
    codes
}

/// How often the relay says that it refused for what.
async fn counted(relay: &Process) -> BTreeMap<String, usize> {
    let text = get(relay.address, "/metrics").await;
    let lines = text.lines().filter_map(|line| line.strip_prefix("samskriv_refused_total{code=\""));
    lines
        .map(|line| {
            let (code, count) = line.split_once("\"} ").unwrap();
            (code.to_owned(), count.parse().unwrap())
        })
        .collect()
}

#[tokio::test]
async fn hostile_programs_are_refused_and_logged_without_content_and_the_others_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("stderr.log");
    let relay = Process::start_logging(&dir.path().join("data"), File::create(&log).unwrap());
    let world = found(81);
    let (workspace, member) = (world.id(), world.admin.clone());
    let mut pair = Pair::start(&relay, world).await;
    let attack = Attack { relay: relay.address, workspace, member };

    // What the first of a kind fills is there for good.
    attack.many_hellos(1_000, SOURCES).await;
    attack.huge_frames().await;
    let before = relay.resident();
    let mut peak = 0;
    for round in 0..3 {
        let delivered = pair.delivered();
        match round {
            0 => {
                attack.hellos_that_do_not_hold().await;
                attack.another_protocol().await;
                attack.garbage().await;
            }
            1 => attack.huge_frames().await,
            _ => {
                let codes = attack.many_hellos(HELLOS, SOURCES).await;
                assert_eq!(codes.values().sum::<usize>(), HELLOS);
                let expected = ["bad-signature", "rate-limited"];
                assert!(codes.keys().all(|code| expected.contains(&code.as_str())), "{codes:?}");
                println!("{HELLOS} hellos from {SOURCES} addresses: {codes:?}");
                assert!(pair.delivered() > delivered + 100, "nobody waits for them");
            }
        }
        pair.goes_on().await;
        peak = peak.max(relay.resident());
        println!("round {round}: {} delivered meanwhile", pair.delivered() - delivered);
    }
    let grown = relay.resident().saturating_sub(before) >> 10;
    println!("resident {} KiB before, grown by {grown} KiB, at most {} KiB", before >> 10, peak >> 10);
    // Had each of 20,000 connections left 400 bytes behind, it would be more.
    assert!(grown < 8 << 10, "grown by {grown} KiB");

    // Someone new is let in, from where nobody attacked, and has everything.
    let mut world = pair.end().await;
    let mut newcomer = Client::dial(relay.address).await;
    newcomer.hello(workspace, &attack.member, None).await;
    newcomer.welcomed().await;
    let (items, head) = newcomer.catch_up().await;
    assert_eq!(items.len() as u64, head.seq);
    newcomer.append_ok(&world.change().to_bytes()).await;

    let mut counted = counted(&relay).await;
    let text = std::fs::read_to_string(&log).unwrap();
    for sent in [WORD, &workspace.to_string(), &attack.member.id().to_string()] {
        assert!(!text.contains(sent), "{sent} is in the log");
    }
    // Of too many nothing is written: that would fill the disk.
    counted.remove("rate-limited");
    assert_eq!(logged(&log), counted);
    for code in [
        "bad-signature",
        "not-a-member",
        "unknown-workspace",
        "unsupported-version",
        "bad-frame",
        "too-large",
    ] {
        assert!(counted.contains_key(code), "{code}: {counted:?}");
    }
    println!("logged: {counted:?}");
}
