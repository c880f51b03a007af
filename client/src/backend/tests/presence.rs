//! Presence between a backend and a relay that this test plays, with the recovery device as another member.

use std::{
    net::{TcpListener, TcpStream},
    sync::mpsc::{Receiver, channel},
};

use samskriv_shared::{
    ids::{ChainHash, Incarnation},
    invite::{Terms, invite, redeem},
    membership::{Chain, Role},
    presence::{self, Presence, Received, Stamp},
    protocol::{
        ClientFrame, Code, Cursor, Limits, LogItem, RelayFrame, RelayRole, SUBPROTOCOL, Start, decode,
        encode, entry_id,
    },
    recovery::RecoveryCode,
    seal::{DeviceSecret, EpochKeys},
};
use tokio_tungstenite::tungstenite::{
    Message, WebSocket, accept_hdr,
    handshake::server::{ErrorResponse, Request as Upgrade, Response},
};

use super::*;

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// The relay's end of a backend's connection.
struct Line(WebSocket<TcpStream>);

impl Line {
    #[expect(clippy::result_large_err, reason = "the library's")]
    fn accept(listener: &TcpListener) -> Line {
        let (stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let name = |_: &Upgrade, mut response: Response| -> Result<Response, ErrorResponse> {
            response.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
            Ok(response)
        };
        let mut line = Line(accept_hdr(stream, name).unwrap());
        line.send(&RelayFrame::Challenge { nonce: [7; 32], relay: "played".into() });
        line
    }

    fn send(&mut self, frame: &RelayFrame) {
        self.0.send(Message::Binary(encode(frame).into())).unwrap();
    }

    /// The next frame; none when the backend has hung up.
    fn receive(&mut self) -> Option<ClientFrame> {
        loop {
            match self.0.read() {
                Ok(Message::Binary(bytes)) => return Some(decode(&bytes).unwrap()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }
}

/// A founder's backend that is live, the relay, and what the recovery device knows.
struct Played {
    backend: Backend,
    woken: Receiver<()>,
    line: Line,
    workspace: WorkspaceId,
    chain: Chain,
    keys: EpochKeys,
    recovery: DeviceSecret,
    witness: DeviceSecret,
}

fn played(dir: &Path) -> Played {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (wake, woken) = channel();
    let backend = Backend::start(Config::new(dir.to_owned(), true), move || {
        // The test may have ended.
        let _ = wake.send(());
    })
    .unwrap();
    let me = Profile { name: "Kim Ek".into(), municipality: "Bjuv".into(), title: String::new() };
    let relay = Some(format!("http://{}", listener.local_addr().unwrap()));
    let request = Request::NewWorkspace { name: "Nätverket".into(), relay, token: None, me };
    let Answer::Created { id: workspace, recovery } = ask(&backend, request) else { panic!("not created") };

    let mut line = Line::accept(&listener);
    assert!(matches!(line.receive(), Some(ClientFrame::Hello(_))));
    line.send(&RelayFrame::Refused { code: Code::UnknownWorkspace, text: String::new() });
    let mut line = Line::accept(&listener);
    let genesis = match line.receive() {
        Some(ClientFrame::Create { genesis, .. }) => genesis,
        Some(ClientFrame::Restore { chain, .. }) => chain[0].to_vec(),
        other => panic!("{other:?}"),
    };
    assert!(matches!(line.receive(), Some(ClientFrame::Hello(_))));
    let recovery = RecoveryCode::parse(&recovery).unwrap().device();
    let mut chain = Chain::start(&genesis).unwrap();
    let keys = EpochKeys::from([(0, chain.open_key(0, &recovery).unwrap())]);
    let witness = join(&mut chain, &keys, &recovery);
    let log = (1..).zip(chain.entries());
    let items = log.map(|(seq, entry)| LogItem { seq, entry: Some(entry.clone()), own: None }).collect();
    let hash = chain.entries().iter().fold(ChainHash::START, |hash, entry| hash.next(&entry_id(entry)));
    let head = Cursor { incarnation: Incarnation([3; 8]), seq: 3, chain: hash };
    let (role, limits, start) = (RelayRole::Admin, Limits::default(), Start::Fresh);
    line.send(&RelayFrame::Welcome { role, head, floor: 1, limits, start });
    line.send(&RelayFrame::Entries(items));
    line.send(&RelayFrame::CaughtUp { head });
    Played { backend, woken, line, workspace, chain, keys, recovery, witness }
}

/// Somebody joins by an invite of the recovery device: one whose presence is told after that one's.
fn join(chain: &mut Chain, keys: &EpochKeys, recovery: &DeviceSecret) -> DeviceSecret {
    let rng = &mut random();
    let later = std::iter::repeat_with(|| DeviceSecret::generate(&mut random()));
    let witness = later.take(1_000).find(|device| device.id() > recovery.id()).unwrap();
    let terms = Terms { role: Role::Reader, expires: 0, max_uses: 1 };
    let (invited, link) = invite(chain, keys, recovery, "http://127.0.0.1:1", terms, rng).unwrap();
    chain.extend(&invited.to_bytes()).unwrap();
    let (redeemed, _) = redeem(chain, &link, &witness, b"", rng).unwrap();
    chain.extend(&redeemed.to_bytes()).unwrap();
    witness
}

impl Played {
    fn directory(&self) -> DocId {
        DocId::directory(&self.workspace)
    }

    fn present(&self, presence: Option<Presence>) {
        let request = Request::Present { workspace: self.workspace, presence, active: true };
        assert!(matches!(ask(&self.backend, request), Answer::Done));
    }

    /// The next presence that the backend sends; none when it has hung up.
    fn next_sent(&mut self) -> Option<Received> {
        loop {
            if let ClientFrame::Ephemeral { body } = self.line.receive()? {
                return Some(presence::open(&body, &self.chain, &self.keys).unwrap());
            }
        }
    }

    fn sealed(&self, device: &DeviceSecret, presence: &Presence, count: u64) -> Vec<u8> {
        let (stamp, rng) = (Stamp { run: 5, count }, &mut random());
        presence::seal(Some(presence), stamp, &self.chain, &self.keys, device, rng).unwrap()
    }

    fn bring(&mut self, body: Vec<u8>) {
        self.line.send(&RelayFrame::Ephemeral { body });
    }

    /// The next presence that the backend tells.
    fn next_told(&self) -> (samskriv_shared::ids::DeviceId, Option<Presence>) {
        loop {
            match self.backend.poll_event() {
                Some(Event::Presence { workspace, device, presence }) if workspace == self.workspace => {
                    return (device, presence);
                }
                Some(_) => {}
                None => self.woken.recv_timeout(PATIENCE).unwrap(),
            }
        }
    }
}

fn looking(doc: DocId) -> Presence {
    Presence { doc, place: None, typing: false }
}

#[test]
fn what_the_user_does_in_shared_documents_is_sent_and_nothing_of_a_draft() {
    let dir = tempfile::tempdir().unwrap();
    let mut played = played(dir.path());
    let (workspace, directory, draft) = (played.workspace, played.directory(), doc(1));
    ask(&played.backend, Request::Change { workspace, doc: draft, changes: minutes(1) });
    // Were anything sent of it, it would come first.
    played.present(Some(looking(draft)));
    played.present(Some(looking(directory)));
    let first = played.next_sent().unwrap();
    assert_eq!(first.presence, Some(looking(directory)));

    let typing = Presence { typing: true, ..looking(directory) };
    played.backend.present(workspace, Some(typing.clone()), true);
    let second = played.next_sent().unwrap();
    assert_eq!((second.presence, second.stamp.run), (Some(typing), first.stamp.run));
    assert!(second.stamp.count > first.stamp.count);

    // Back to the draft: the others hear that nothing is looked at, and of the draft when it is one no more.
    played.present(Some(looking(draft)));
    assert_eq!(played.next_sent().unwrap().presence, None);
    ask(&played.backend, Request::Share { workspace, doc: draft });
    assert_eq!(played.next_sent().unwrap().presence, Some(looking(draft)));

    let Played { backend, line, chain, keys, .. } = played;
    let ended = std::thread::spawn(move || backend.shutdown());
    let mut line = line;
    let frames = std::iter::from_fn(|| line.receive());
    let left = frames.filter_map(|frame| match frame {
        ClientFrame::Ephemeral { body } => Some(presence::open(&body, &chain, &keys).unwrap().presence),
        _ => None,
    });
    assert_eq!(left.collect::<Vec<_>>().last(), Some(&None), "leaving is the last word");
    ended.join().unwrap();
}

#[test]
fn others_presence_is_told_when_it_holds_and_is_new_and_nothing_else_is() {
    let dir = tempfile::tempdir().unwrap();
    let mut played = played(dir.path());
    let (recovery, stranger) = (played.recovery.clone(), DeviceSecret::generate(&mut random()));
    let first = played.sealed(&recovery, &looking(doc(1)), 10);
    played.bring(first.clone());
    assert_eq!(played.next_told(), (recovery.id(), Some(looking(doc(1)))));

    // What was sent comes back, as a relay should not let it.
    played.present(Some(looking(played.directory())));
    let own = loop {
        if let ClientFrame::Ephemeral { body } = played.line.receive().unwrap() {
            break body;
        }
    };
    let of_nobody = played.sealed(&stranger, &looking(doc(66)), 11);
    let old = played.sealed(&recovery, &looking(doc(67)), 9);
    let mut changed = played.sealed(&recovery, &looking(doc(68)), 12);
    changed[60] ^= 1;
    for (number, body) in (100..).zip([own, of_nobody, old, first, changed, vec![0; 2_000], vec![]]) {
        played.bring(body);
        let witnessed = played.sealed(&played.witness, &looking(doc(number)), number.into());
        played.bring(witnessed);
        assert_eq!(played.next_told(), (played.witness.id(), Some(looking(doc(number)))));
    }
    let newer = played.sealed(&recovery, &looking(doc(2)), 11);
    played.bring(newer);
    assert_eq!(played.next_told(), (recovery.id(), Some(looking(doc(2)))));
    played.backend.shutdown();
}

#[test]
fn a_flood_of_presence_is_told_as_its_newest_and_stops_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let mut played = played(dir.path());
    let recovery = played.recovery.clone();
    let flood: Vec<_> = (1..3_000).map(|count| played.sealed(&recovery, &looking(doc(1)), count)).collect();
    for body in flood {
        played.bring(body);
    }
    let newest = played.sealed(&recovery, &looking(doc(2)), 3_000);
    played.bring(newest);
    let workspace = played.workspace;
    ask(&played.backend, Request::Change { workspace, doc: doc(1), changes: minutes(1) });
    let mut times = 1;
    while played.next_told().1 != Some(looking(doc(2))) {
        times += 1;
    }
    assert!(times < 1_000, "told {times} times");
    played.backend.shutdown();
}
