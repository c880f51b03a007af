//! A backup from a backend to a file and back, onto the same computer and onto others.
#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

use samskriv_shared::{
    documents::{self as docs, Actor, MinutesDocument, MinutesField},
    ids::{DocId, WorkspaceId},
    protocol::encode,
};

use super::{sealed::testing, *};
use crate::backend::{
    Answer, Backend, Config, ErrorCode, Profile, Request, Status, WorkspaceInfo, files, identity,
};

/// The least that Argon2 takes.
const CHEAP: Cost = Cost { memory_kib: 8, passes: 1, lanes: 1 };

fn config(dir: &Path) -> Config {
    Config { backup_cost: CHEAP, ..Config::new(dir.to_owned(), false) }
}

fn phrase(text: &str) -> Passphrase {
    Passphrase::new(text.into()).unwrap()
}

fn right() -> Passphrase {
    phrase("fyra gröna båtar")
}

fn backend(dir: &Path) -> Backend {
    Backend::start(config(dir), || ()).unwrap()
}

fn ask(backend: &Backend, request: Request) -> Answer {
    backend.request(request).wait().unwrap()
}

fn doc(number: u8) -> DocId {
    DocId([number; 16])
}

fn draft(number: u8) -> MinutesDocument {
    let mut minutes = MinutesDocument::create(Actor([number; 16]));
    minutes.set(MinutesField::Title, &format!("Hemligt möte {number}")).unwrap();
    minutes
}

fn change(backend: &Backend, workspace: WorkspaceId, number: u8, minutes: &mut MinutesDocument) {
    let changes = minutes.document.commit(i64::from(number)).unwrap();
    ask(backend, Request::Change { workspace, doc: doc(number), changes });
}

/// A data directory with a network that has a draft and a shared meeting.
fn written() -> (tempfile::TempDir, WorkspaceId) {
    let dir = tempfile::tempdir().unwrap();
    let backend = backend(dir.path());
    let me = Profile { name: "Kim Ek".into(), municipality: "Bjuv".into(), title: String::new() };
    let relay = Some("http://127.0.0.1:1".into());
    let request =
        Request::NewWorkspace { name: "Nätverket".into(), relay, token: Some("biljett-77".into()), me };
    let Answer::Created { id, .. } = ask(&backend, request) else { panic!("not created") };
    for number in [1, 2] {
        change(&backend, id, number, &mut draft(number));
    }
    let mut shared = opened(&backend, id, 2);
    shared.set_state(docs::State::Shared);
    change(&backend, id, 2, &mut shared);
    ask(&backend, Request::Share { workspace: id, doc: doc(2) });
    backend.shutdown();
    (dir, id)
}

fn opened(backend: &Backend, workspace: WorkspaceId, number: u8) -> MinutesDocument {
    let request = Request::Open { workspace, doc: doc(number) };
    let Answer::Document(bytes) = ask(backend, request) else { panic!("no document") };
    MinutesDocument::open(docs::Document::load(&bytes, Actor([90 + number; 16])).unwrap()).unwrap()
}

fn back_up(dir: &Path, to: &Path) -> Result<BackedUp, ErrorCode> {
    let backend = backend(dir);
    let answer = backend.request(Request::BackUp { to: to.to_owned(), passphrase: right() }).wait();
    backend.shutdown();
    match answer {
        Ok(Answer::BackedUp(told)) => Ok(told),
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err(error.code),
    }
}

/// A backup of what `written` makes, in a directory of its own.
fn kept() -> (tempfile::TempDir, WorkspaceId, std::path::PathBuf) {
    let (dir, id) = written();
    let file = dir.path().join("kopia");
    let told = back_up(dir.path(), &file).unwrap();
    assert_eq!(told.bytes, fs::metadata(&file).unwrap().len());
    assert_eq!(told.networks, [BackedUpNetwork { id, name: "Nätverket".into(), meetings: 2 }]);
    (dir, id, file)
}

fn put_back(dir: &Path, file: &Path) -> Result<Restored, BackupError> {
    restore(&config(dir), file, &right())
}

/// Every change of every document, and the only network.
fn everything(dir: &Path) -> (WorkspaceInfo, Status, Vec<Vec<[u8; 32]>>) {
    let backend = backend(dir);
    let Answer::Workspaces(all) = ask(&backend, Request::Workspaces) else { panic!("none") };
    let [info] = &all[..] else { panic!("{all:?}") };
    let Answer::Status(status) = ask(&backend, Request::Status { workspace: info.id }) else {
        panic!("none")
    };
    let ids = [doc(1), doc(2), DocId::directory(&info.id), DocId::action_list(&info.id)];
    let hashes = ids.map(|doc| {
        let Answer::Document(bytes) = ask(&backend, Request::Open { workspace: info.id, doc }) else {
            panic!("no document")
        };
        let mut hashes = docs::Document::load(&bytes, Actor([77; 16])).unwrap().change_hashes();
        hashes.sort_unstable();
        hashes
    });
    backend.shutdown();
    (info.clone(), *status, hashes.to_vec())
}

/// What lies in a data directory: each file but the store's own and the lock, with its bytes.
fn files_of(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let mut left = vec![dir.to_owned()];
    while let Some(next) = left.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(dir).unwrap().to_string_lossy().into_owned();
            match path.is_dir() {
                true => left.push(path),
                false if name.starts_with("store") || name == "lock" => {}
                false => all.push((name, fs::read(&path).unwrap())),
            }
        }
    }
    all.sort();
    all
}

#[test]
fn on_another_computer_everything_is_there_and_the_device_is_outside() {
    let (dir, id, file) = kept();
    let other = tempfile::tempdir().unwrap();
    let restored = put_back(other.path(), &file).unwrap();
    let network =
        RestoredNetwork {
            id, name: "Nätverket".into(), added: true, meetings: 2, changed: 4, member: false
        };
    assert_eq!(restored.networks, [network]);
    let (was, before, changes) = everything(dir.path());
    let (info, status, restored) = everything(other.path());
    assert_eq!(restored, changes, "every change of every document, drafts too");
    assert_eq!((info.role, &info.relay, &info.me, info.person), (None, &was.relay, &was.me, was.person));
    assert_ne!(info.device, was.device);
    assert_eq!((status.relay.error, before.relay.error), (Some(ErrorCode::NotMember), None));
    assert_eq!(status.unsent_changes, before.unsent_changes, "what waits for the relay waits here too");
    let backend = backend(other.path());
    for (number, shared) in [(1, false), (2, true)] {
        let mut minutes = opened(&backend, id, number);
        assert_eq!(minutes.read().title, format!("Hemligt möte {number}"));
        minutes.set(MinutesField::Place, "Rådhuset").unwrap();
        let changes = minutes.document.commit(5).unwrap();
        let changed = backend.request(Request::Change { workspace: id, doc: doc(number), changes }).wait();
        assert_eq!(changed.err().map(|error| error.code), shared.then_some(ErrorCode::NotMember));
    }
    let caught_up = backend.request(Request::CaughtUp { workspace: id }).wait();
    assert_eq!(caught_up.unwrap_err().code, ErrorCode::NotMember);
    backend.shutdown();
}

#[test]
fn a_network_that_this_device_is_outside_of_is_not_dialled() {
    let (_dir, id, file) = kept();
    let other = tempfile::tempdir().unwrap();
    put_back(other.path(), &file).unwrap();
    let backend = Backend::start(Config { online: true, ..config(other.path()) }, || ()).unwrap();
    ask(&backend, Request::SetOffline { offline: true });
    ask(&backend, Request::SetOffline { offline: false });
    let Answer::Status(status) = ask(&backend, Request::Status { workspace: id }) else { panic!("none") };
    assert_eq!(status.relay.state, crate::backend::RelayState::Offline);
    let dialled = std::iter::from_fn(|| backend.poll_event()).any(|event| {
        matches!(event, crate::backend::Event::Status { status, .. }
            if status.relay.state != crate::backend::RelayState::Offline)
    });
    assert!(!dialled);
    backend.shutdown();
}

#[test]
fn with_the_device_still_there_a_lost_network_goes_on_as_before() {
    let (dir, _, file) = kept();
    let before = everything(dir.path());
    for lost in ["workspaces", "unsynced", "store"] {
        fs::remove_dir_all(dir.path().join(lost)).unwrap();
    }
    let restored = put_back(dir.path(), &file).unwrap();
    assert_eq!((restored.networks[0].added, restored.networks[0].member), (true, true));
    let after = everything(dir.path());
    assert_eq!((after.0, after.2), (before.0, before.2));
    assert_eq!(after.1.unsent_changes, before.1.unsent_changes);
}

#[test]
fn what_is_newer_here_stays_and_twice_is_as_once() {
    let (dir, id, file) = kept();
    let backend = backend(dir.path());
    let mut minutes = opened(&backend, id, 1);
    minutes.set(MinutesField::Title, "Nyare titel").unwrap();
    change(&backend, id, 1, &mut minutes);
    backend.shutdown();
    let (_, _, newer) = everything(dir.path());
    let before = files_of(dir.path());
    for _ in 0..2 {
        let restored = put_back(dir.path(), &file).unwrap();
        assert_eq!((restored.networks[0].added, restored.networks[0].changed), (false, 0));
        assert_eq!(files_of(dir.path()), before);
        assert_eq!(everything(dir.path()).2, newer);
    }
    let other = tempfile::tempdir().unwrap();
    put_back(other.path(), &file).unwrap();
    let once = (files_of(other.path()), everything(other.path()).2);
    assert_eq!(put_back(other.path(), &file).unwrap().networks[0].changed, 0);
    assert_eq!((files_of(other.path()), everything(other.path()).2), once);
}

#[test]
fn two_backups_come_together() {
    let (dir, id, first) = kept();
    let backend = backend(dir.path());
    let mut minutes = opened(&backend, id, 1);
    minutes.set(MinutesField::Place, "Rådhuset").unwrap();
    change(&backend, id, 1, &mut minutes);
    backend.shutdown();
    let second = dir.path().join("nyare");
    back_up(dir.path(), &second).unwrap();
    let other = tempfile::tempdir().unwrap();
    put_back(other.path(), &first).unwrap();
    let restored = put_back(other.path(), &second).unwrap();
    assert_eq!((restored.networks[0].added, restored.networks[0].changed), (false, 1));
    assert_eq!(everything(other.path()).2, everything(dir.path()).2);
    let journal = other.path().join("unsynced").join(id.to_string()).join(format!("{}.automerge", doc(1)));
    let theirs = dir.path().join("unsynced").join(id.to_string()).join(format!("{}.automerge", doc(1)));
    assert_eq!(fs::read(journal).unwrap(), fs::read(theirs).unwrap(), "a draft's journal holds all of it");
}

#[test]
fn neither_the_devices_secret_nor_the_operators_token_is_in_it() {
    let (dir, _, file) = kept();
    let device = identity::device(dir.path()).unwrap();
    let secret = encode(&device);
    let body = sealed::open(fs::read(&file).unwrap(), &right()).unwrap();
    let holds = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    // The secret's two halves lie in its file as 32 bytes each.
    let halves: Vec<&[u8]> = secret.windows(32).collect();
    let public = [device.id().0.to_vec(), encode(&device.keys())];
    let known = |part: &&&[u8]| !public.iter().any(|public| holds(public, part));
    assert!(halves.iter().filter(known).all(|part| !holds(&body, part)));
    assert!(!holds(&body, b"biljett-77"));
    let network = &identity::workspaces(dir.path()).unwrap()[0];
    assert!(holds(&body, &network.keys[&0].0), "without the keys nothing from others could be opened");
}

#[test]
fn a_backup_tells_nothing_without_its_passphrase() {
    let (dir, id, file) = kept();
    let bytes = fs::read(&file).unwrap();
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    let network = &identity::workspaces(dir.path()).unwrap()[0];
    for part in
        ["Hemligt".as_bytes(), "Kim Ek".as_bytes(), "Nätverket".as_bytes(), &id.0, &network.keys[&0].0]
    {
        assert!(!holds(part));
    }
    let other = tempfile::tempdir().unwrap();
    let refused = restore(&config(other.path()), &file, &phrase("fyra gröna båtar!"));
    assert!(matches!(refused, Err(BackupError::WrongPassphrase)));
    assert!(files_of(other.path()).is_empty(), "nothing is begun");
}

#[test]
fn a_damaged_backup_changes_nothing() {
    let (dir, _, file) = kept();
    let whole = fs::read(&file).unwrap();
    let before = files_of(dir.path());
    for at in (0..whole.len()).step_by(1 + whole.len() / 3_000) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        assert!(sealed::open(flipped, &right()).is_err(), "flipped {at}");
        assert!(sealed::open(whole[..at].to_vec(), &right()).is_err(), "cut at {at}");
    }
    let longer = [&whole[..], &[0]].concat();
    assert!(matches!(sealed::open(longer, &right()), Err(BackupError::Damaged)));
    fs::write(&file, &whole[..whole.len() - 1]).unwrap();
    assert!(matches!(put_back(dir.path(), &file), Err(BackupError::Damaged)));
    let mut after = files_of(dir.path());
    after.iter_mut().filter(|(name, _)| name == "kopia").for_each(|(_, bytes)| bytes.clone_from(&whole));
    assert_eq!(after, before);
}

/// Whoever writes a file on purpose makes its checksum true.
#[test]
fn what_hostile_bytes_ask_for_is_bounded() {
    let (_dir, _, file) = kept();
    let whole = fs::read(&file).unwrap();
    let with = |at: usize, value: u32| {
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
        testing::make_true(&mut bytes);
        sealed::open(bytes, &right())
    };
    for (at, value) in [(0, u32::MAX), (0, (1 << 20) + 1), (0, 0), (4, 17), (4, 0), (8, 9), (8, 0)] {
        assert!(matches!(with(testing::COSTS + at, value), Err(BackupError::Damaged)), "{value} at {at}");
    }
    for at in testing::COSTS + 12..testing::COSTS + 60 {
        assert!(matches!(with(at, 0xdead_beef), Err(BackupError::WrongPassphrase)), "sealed with it: {at}");
    }
    let newer = with(testing::VERSION_AT, 2);
    assert!(matches!(newer, Err(BackupError::Newer { found: 2, known: 1 })));
    for bytes in [&b""[..], b"samskriv", b"# Anteckningar"] {
        assert!(matches!(sealed::open(bytes.to_vec(), &right()), Err(BackupError::NotABackup)));
    }
    for body in [&b""[..], &[0x9f; 1_000], &[0xa1, 0, 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]] {
        assert!(matches!(Body::from_bytes(body), Err(BackupError::Damaged)));
    }
}

#[test]
fn a_file_that_is_there_stays_and_nothing_is_left_beside() {
    let (dir, _, file) = kept();
    let whole = fs::read(&file).unwrap();
    assert_eq!(back_up(dir.path(), &file), Err(ErrorCode::FileExists));
    assert_eq!(fs::read(&file).unwrap(), whole);
    assert_eq!(back_up(dir.path(), &dir.path().join("ingenstans/kopia")), Err(ErrorCode::NotWritten));
    let refused = place::put(&dir.path().join("annan"), vec![1; 100], |_| Err(BackupError::Damaged));
    assert!(matches!(refused, Err(BackupError::Damaged)), "what does not read back well gets no name");
    let names: Vec<String> = files_of(dir.path()).into_iter().map(|(name, _)| name).collect();
    assert!(names.iter().all(|name| !name.starts_with("annan")), "{names:?}");
    assert_eq!(names.iter().filter(|name| name.starts_with("kopia")).count(), 1);
}

#[test]
fn a_passphrase_is_long_enough_and_never_shown() {
    assert!(Passphrase::new("sju tkn".into()).is_none());
    assert!(Passphrase::new(" ".repeat(20)).is_none());
    assert_eq!(format!("{:?}", right()), "Passphrase(..)");
    let cost = Cost::default();
    assert!(cost.memory_kib >= 64 << 10 && cost.passes >= 3);
}

#[test]
fn a_directory_that_is_in_use_is_left_alone() {
    let (dir, _, file) = kept();
    let lock = files::lock(dir.path()).unwrap();
    let refused = put_back(dir.path(), &file);
    assert!(matches!(refused, Err(BackupError::Start(crate::backend::StartError::InUse { .. }))));
    drop(lock);
}
