//! The loop beside a store that does not answer.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, mpsc as std_mpsc};

use samskriv_shared::documents::{ActionListDocument, Actor};
use tokio::sync::oneshot;

use super::*;
use crate::backend::{
    Event, Profile, Request, Status, StorePatience,
    outlet::{Events, outlet},
};

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A loop at work, with a way to its disk threads.
struct Loop {
    jobs: mpsc::UnboundedSender<Job>,
    ways: Ways,
    events: Events,
    thread: JoinHandle<()>,
}

impl Loop {
    fn start(dir: &std::path::Path) -> Loop {
        let working = Duration::from_millis(20);
        let store_patience = StorePatience { working, ..StorePatience::default() };
        let config = Config { store_patience, ..Config::new(dir.to_owned(), false) };
        let driver = startup::open(&config).unwrap();
        let ways = driver.ways.clone();
        let (jobs, incoming) = mpsc::unbounded_channel();
        let (outlet, events) = outlet(Arc::new(|| ()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let thread = std::thread::spawn(move || runtime.block_on(driver.run(incoming, outlet)));
        Loop { jobs, ways, events, thread }
    }

    fn ask(&self, request: Request) -> Answer {
        let (sender, answer) = oneshot::channel();
        let reply = Reply { sender, wake: Arc::new(|| ()) };
        self.jobs.send(Job { request, reply }).unwrap();
        answer.blocking_recv().unwrap().unwrap()
    }

    fn workspace(&self) -> WorkspaceId {
        let me = Profile { name: "Kim Ek".into(), municipality: "Bjuv".into(), title: String::new() };
        let request = Request::NewWorkspace { name: "Nätverket".into(), relay: None, token: None, me };
        let Answer::Created { id, .. } = self.ask(request) else { panic!("not created") };
        id
    }

    /// Has the store's thread stand still until the sender says so or is dropped.
    fn block(&self) -> std_mpsc::Sender<()> {
        let (open, gate) = std_mpsc::channel();
        self.ways.store(StoreJob::Read(Box::new(move |_| {
            let _ = gate.recv();
        })));
        open
    }

    fn status(&self, wanted: impl Fn(&Status) -> bool) -> Status {
        loop {
            if let Event::Status { status, .. } = self.events.wait(PATIENCE).unwrap()
                && wanted(&status)
            {
                return *status;
            }
        }
    }
}

#[test]
fn a_store_that_does_not_answer_is_told_of_and_nobody_waits_for_it() {
    let dir = tempfile::tempdir().unwrap();
    let works = Loop::start(dir.path());
    let workspace = works.workspace();
    let open = works.block();
    assert_eq!(works.status(|status| status.store.health == "silent").unsaved_changes, 0);
    let changes = ActionListDocument::create(Actor([3; 16])).document.commit(0).unwrap();
    let doc = DocId([2; 16]);
    // Answered once it is in the journal, while the store stands still.
    works.ask(Request::Change { workspace, doc, changes });
    open.send(()).unwrap();
    works.status(|status| status.store.health == "ok");
    let Loop { jobs, ways, thread, .. } = works;
    drop((jobs, ways));
    thread.join().unwrap();
}

#[test]
fn the_program_ends_though_the_store_does_not_answer_and_the_change_is_there_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let works = Loop::start(dir.path());
    let workspace = works.workspace();
    let open = works.block();
    let changes = ActionListDocument::create(Actor([3; 16])).document.commit(0).unwrap();
    let doc = DocId([2; 16]);
    works.ask(Request::Change { workspace, doc, changes });
    let Loop { jobs, ways, thread, .. } = works;
    drop(jobs);
    thread.join().unwrap();
    drop(ways);
    // The hung thread holds the files as long as this process lives: another directory stands for the next one.
    let next = tempfile::tempdir().unwrap();
    for part in ["unsynced", "workspaces"] {
        let (from, to) = (dir.path().join(part), next.path().join(part));
        copy(&from, &to);
    }
    std::fs::copy(dir.path().join("device"), next.path().join("device")).unwrap();
    let works = Loop::start(next.path());
    let Answer::Document(_) = works.ask(Request::Open { workspace, doc }) else { panic!("not there") };
    let Loop { jobs, ways, thread, .. } = works;
    drop((jobs, ways, open));
    thread.join().unwrap();
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Somebody's second computer, joined by a link that says whose it is, under a name typed in a hurry.
#[test]
fn a_further_device_is_added_to_its_person_and_changes_nothing_else_of_them() {
    use samskriv_shared::{
        documents::{DirectoryDocument, Document, Person, municipality_id},
        ids::{DeviceId, PersonId},
    };

    let [first, second] = [1, 2].map(|n| DeviceId([n; 32]));
    let person = |name: &str, device: DeviceId| Person {
        title: "Socialchef".into(),
        municipality: municipality_id("Bjuv"),
        devices: vec![device],
        ..Person::named(PersonId([7; 16]), name)
    };
    let mut directory = DirectoryDocument::create(Actor::new(&first, [1; 8]), "Nätverket");
    let mut bytes = directory.document.commit(0).unwrap();
    let joins = |bytes: &[u8], nth: u8, person: &Person| {
        let actor = Actor::new(&person.devices[0], [nth; 8]);
        workspace::add_person(bytes, actor, person, "Bjuv", 0).unwrap()
    };
    bytes.extend(joins(&bytes, 2, &person("Anna Ek", first)).unwrap());
    let hurried = Person { title: String::new(), ..person("anna", second) };
    bytes.extend(joins(&bytes, 3, &hurried).unwrap());
    let document = Document::load(&bytes, Actor::new(&first, [4; 8])).unwrap();
    let people = DirectoryDocument::open(document).unwrap().read().people;
    assert_eq!(people, [Person { devices: vec![first, second], ..person("Anna Ek", first) }]);
    // The same computer under another name is somebody who has another name.
    bytes.extend(joins(&bytes, 5, &person("Anna Ekman", second)).unwrap());
    let document = Document::load(&bytes, Actor::new(&first, [6; 8])).unwrap();
    assert_eq!(DirectoryDocument::open(document).unwrap().read().people[0].name, "Anna Ekman");
}
