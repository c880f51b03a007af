//! What a crash at a bad moment, a refusal or a damaged file leaves behind, and that the next command goes on
//! from there. Each of these was found by killing the program from outside.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use samskriv_tests::{Client, Programs, RELAY, RelayProcess, sample};

const DEMO: &str = env!("CARGO_BIN_EXE_demo");

fn client(dir: &Path, name: &str) -> Client {
    Programs::new(DEMO).client(&dir.join(name))
}

fn found(dir: &Path, name: &str, relay: &str) -> Client {
    let client = client(dir, name);
    client.json(&[
        "workspace",
        "new",
        "Nätverket",
        "--relay",
        relay,
        "--me",
        "Kim Ek",
        "--municipality",
        "Bjuv",
    ]);
    client
}

fn link(client: &Client, more: &[&str]) -> String {
    client.json(&[&["invite"], more].concat())["link"].as_str().unwrap().to_owned()
}

fn join(client: &Client, link: &str) -> samskriv_tests::Outcome {
    client.run(&["join", link, "--me", "Bo Ås", "--municipality", "Åstorp"])
}

fn count(client: &Client, what: &[&str]) -> usize {
    client.json(what).as_array().unwrap().len()
}

/// The identity file of the only workspace.
fn workspace_file(data: &Path) -> PathBuf {
    let files = fs::read_dir(data.join("workspaces")).unwrap().map(|file| file.unwrap().path());
    files.into_iter().find(|path| path.extension().is_none()).unwrap()
}

#[test]
fn a_workspace_of_which_only_the_previous_version_is_left_is_still_there() {
    let dir = tempfile::tempdir().unwrap();
    let one = found(dir.path(), "one", "http://127.0.0.1:9");
    one.ok(&["import", sample::write(dir.path()).unwrap().to_str().unwrap()]);
    let file = workspace_file(&dir.path().join("one"));
    fs::rename(&file, format!("{}.previous", file.display())).unwrap();
    assert_eq!((count(&one, &["workspace", "list"]), count(&one, &["list"])), (1, 1));
}

#[test]
fn a_reader_joins_reads_and_is_told_that_it_may_not_write() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let one = found(dir.path(), "one", &relay.url());
    let id = &share_sample(dir.path(), &one);
    let reader = client(dir.path(), "reader");
    assert_eq!(join(&reader, &link(&one, &["--role", "reader"])).status, Some(0));
    reader.sync();
    assert_eq!(one.json(&["show", id]), reader.json(&["show", id]));
    let refused = reader.run(&["--json", "edit", id, "--append", "Nej"]);
    assert_eq!(refused.status, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("role-does-not-allow"), "{refused:?}");
    reader.sync();
    assert_eq!(reader.json(&["status"])["unsent_changes"], 0);
    one.sync();
    let members = one.json(&["members"]);
    let names: Vec<&str> =
        members.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"Bo Ås"), "the chain's own profile tells a reader's name: {names:?}");
}

#[test]
fn after_an_invite_that_was_out_of_date_another_one_works() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let one = found(dir.path(), "one", &relay.url());
    let other = client(dir.path(), "other");
    let (short, made) = (link(&one, &["--expires", "1s"]), Instant::now());
    // The relay judges by its own clock, in whole seconds: other commands until it is surely over.
    while made.elapsed() < Duration::from_millis(2_100) {
        one.ok(&["status"]);
    }
    let expired = join(&other, &short);
    assert_eq!(expired.status, Some(5), "{expired:?}");
    assert_eq!(count(&other, &["workspace", "list"]), 0);
    assert_eq!(join(&other, &link(&one, &[])).status, Some(0));
    other.sync();
}

#[test]
fn a_joining_that_was_killed_can_be_done_again() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let one = found(dir.path(), "one", &relay.url());
    for cycle in 0..6 {
        let name = format!("other{cycle}");
        let other = client(dir.path(), &name);
        let link = link(&one, &[]);
        let args = ["join", &link, "--me", "Bo Ås", "--municipality", "Åstorp"];
        let mut killed = other.command(&args).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        let workspaces = dir.path().join(&name).join("workspaces");
        // From here on it redeems; how far it comes is chance.
        while fs::read_dir(&workspaces).map_or(0, Iterator::count) == 0 {
            assert!(killed.try_wait().unwrap().is_none(), "it ended before it kept anything");
            std::thread::yield_now();
        }
        for _ in 0..cycle * 20 {
            std::thread::yield_now();
        }
        killed.kill().unwrap();
        killed.wait().unwrap();
        let again = join(&other, &link);
        assert!(matches!(again.status, Some(0 | 1)), "joined now, or already: {again:?}");
        assert_eq!(count(&other, &["workspace", "list"]), 1);
        other.sync();
        let members = other.json(&["members"]);
        let mine = members.as_array().unwrap().iter().filter(|it| it["name"] == "Bo Ås").count();
        assert_eq!(mine, cycle + 1, "each is there once: {members}");
    }
}

#[test]
fn a_workspace_that_was_told_of_is_on_disk_and_one_killed_before_is_no_hindrance() {
    let dir = tempfile::tempdir().unwrap();
    for cycle in 0..8 {
        let one = client(dir.path(), &format!("one{cycle}"));
        let args = ["--json", "workspace", "new", "Nätverket", "--me", "Kim Ek", "--municipality", "Bjuv"];
        let mut killed = one.command(&args).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        if cycle % 2 == 0 {
            BufReader::new(killed.stdout.take().unwrap()).read_line(&mut line).unwrap();
        } else {
            let data = dir.path().join(format!("one{cycle}"));
            while !data.join("unsynced").exists() && killed.try_wait().unwrap().is_none() {
                std::thread::yield_now();
            }
        }
        killed.kill().unwrap();
        killed.wait().unwrap();
        let told = usize::from(!line.is_empty());
        assert!(count(&one, &["workspace", "list"]) >= told);
        one.ok(&["import", sample::write(dir.path()).unwrap().to_str().unwrap()]);
        assert_eq!(count(&one, &["list"]), 1);
        assert_eq!(count(&one, &["workspace", "list"]), 1);
    }
}

#[test]
fn a_damaged_store_is_put_aside_and_the_drafts_are_there() {
    let dir = tempfile::tempdir().unwrap();
    let one = found(dir.path(), "one", "http://127.0.0.1:9");
    one.ok(&["import", sample::write(dir.path()).unwrap().to_str().unwrap()]);
    let store = dir.path().join("one/store");
    let db = store.join("db");
    let mut bytes = fs::read(&db).unwrap();
    let middle = bytes.len().min(4096);
    bytes[..middle].fill(0xa5);
    fs::write(&db, bytes).unwrap();
    assert_eq!(count(&one, &["list"]), 1);
    let kept = fs::read_dir(dir.path().join("one/quarantine")).unwrap().count();
    assert_eq!(kept, 1, "what was there is not deleted");
    assert_eq!(one.json(&["status"])["store"]["health"], "ok", "from the next start on");
}

/// Copies a relay's directory as an operator's backup would have it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap().map(|file| file.unwrap().path()).filter(|path| path.is_file()) {
        fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
    }
}

/// Stops a relay, copies its directory, and starts it again.
fn back_up(relay: RelayProcess, data: &Path, backup: &Path) -> RelayProcess {
    let address = relay.address().to_owned();
    relay.kill();
    copy(data, backup);
    Programs::new(DEMO).relay_at(data, &address)
}

/// Stops a relay and starts it with an older copy of its directory.
fn restore(relay: RelayProcess, data: &Path, backup: &Path) -> RelayProcess {
    let address = relay.address().to_owned();
    relay.kill();
    fs::remove_dir_all(data).unwrap();
    copy(backup, data);
    Programs::new(DEMO).relay_at(data, &address)
}

/// Imports the sample minutes, shares and sends them. Gives their id.
fn share_sample(dir: &Path, client: &Client) -> String {
    let imported = client.json(&["import", sample::write(dir).unwrap().to_str().unwrap()]);
    let id = imported["documents"][0]["id"].as_str().unwrap().to_owned();
    client.ok(&["share", &id]);
    client.sync();
    id
}

/// Everything is at the relay again: someone who was never there gets it all.
fn newcomer_reads(dir: &Path, link: &str, like: &Client, id: &str) {
    let newcomer = client(dir, "newcomer");
    assert_eq!(join(&newcomer, link).status, Some(0));
    newcomer.sync();
    assert_eq!(newcomer.json(&["show", id]), like.json(&["show", id]));
}

#[test]
fn a_relay_that_lost_its_disk_is_rebuilt_by_whoever_comes_first() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("relay");
    let relay = Programs::new(DEMO).relay(&data);
    let one = found(dir.path(), "one", &relay.url());
    let other = client(dir.path(), "other");
    assert_eq!(join(&other, &link(&one, &[])).status, Some(0));
    let imported = one.json(&["import", sample::write(dir.path()).unwrap().to_str().unwrap()]);
    let id = imported["documents"][0]["id"].as_str().unwrap();
    one.ok(&["share", id]);
    let open_invite = link(&one, &[]);
    one.sync();
    other.sync();
    let address = relay.address().to_owned();
    relay.kill();
    fs::remove_dir_all(&data).unwrap();
    let _relay = Programs::new(DEMO).relay_at(&data, &address);
    // An editor, and no admin is there.
    other.sync();
    newcomer_reads(dir.path(), &open_invite, &other, id);
    one.ok(&["edit", id, "--append", "Efteråt."]);
    one.sync();
    other.sync();
    assert_eq!(one.json(&["show", id]), other.json(&["show", id]));
    assert_eq!(one.json(&["status"])["unsent_changes"], 0);
}

#[test]
fn a_relay_restored_from_an_older_copy_gets_what_it_lacks() {
    let dir = tempfile::tempdir().unwrap();
    let (data, backup) = (dir.path().join("relay"), dir.path().join("backup"));
    let relay = Programs::new(DEMO).relay(&data);
    let one = found(dir.path(), "one", &relay.url());
    let id = &share_sample(dir.path(), &one);
    let relay = back_up(relay, &data, &backup);
    let other = client(dir.path(), "other");
    assert_eq!(join(&other, &link(&one, &[])).status, Some(0));
    other.ok(&["edit", id, "--append", "Efter säkerhetskopian."]);
    other.sync();
    one.sync();
    let _relay = restore(relay, &data, &backup);
    one.ok(&["edit", id, "--append", "Efter återställningen."]);
    one.sync();
    newcomer_reads(dir.path(), &link(&one, &[]), &one, id);
    other.sync();
    assert_eq!(one.json(&["show", id]), other.json(&["show", id]));
    one.sync();
    assert_eq!(count(&one, &["members"]), 3);
}

#[test]
fn a_relay_restored_from_a_backup_that_was_taken_while_it_ran_gets_what_it_lacks() {
    let dir = tempfile::tempdir().unwrap();
    let (data, restored, backup) =
        (dir.path().join("relay"), dir.path().join("restored"), dir.path().join("backup"));
    let operate = |data: &Path, what: &str| {
        let mut command = Command::new(DEMO);
        let done = command.arg(RELAY).arg("--data").arg(data).arg(what).arg(&backup).output().unwrap();
        assert!(done.status.success(), "{what}: {}", String::from_utf8_lossy(&done.stderr));
    };
    let relay = Programs::new(DEMO).relay(&data);
    let one = found(dir.path(), "one", &relay.url());
    let id = &share_sample(dir.path(), &one);
    operate(&data, "backup");
    let other = client(dir.path(), "other");
    assert_eq!(join(&other, &link(&one, &[])).status, Some(0));
    other.ok(&["edit", id, "--append", "Efter säkerhetskopian."]);
    other.sync();
    one.sync();
    let address = relay.address().to_owned();
    relay.kill();
    operate(&restored, "restore");
    let _relay = Programs::new(DEMO).relay_at(&restored, &address);
    one.sync();
    newcomer_reads(dir.path(), &link(&one, &[]), &one, id);
    other.sync();
    let minutes = other.json(&["show", id]);
    assert_eq!(one.json(&["show", id]), minutes);
    assert!(minutes["body"].to_string().contains("Efter säkerhetskopian."));
    one.sync();
    assert_eq!(count(&one, &["members"]), 3);
    assert_eq!(one.json(&["status"])["unsent_changes"], 0);
}

/// The restored relay's log has grown beyond what the others had of the old one: only the hash over the log
/// tells that theirs is another.
#[test]
fn a_relay_restored_while_others_went_on_writing_gets_everything_from_any_one_editor() {
    let dir = tempfile::tempdir().unwrap();
    let (data, backup) = (dir.path().join("relay"), dir.path().join("backup"));
    let relay = Programs::new(DEMO).relay(&data);
    let one = found(dir.path(), "one", &relay.url());
    let late = client(dir.path(), "late");
    assert_eq!(join(&late, &link(&one, &[])).status, Some(0));
    let id = &share_sample(dir.path(), &one);
    late.sync();
    let relay = back_up(relay, &data, &backup);
    let other = client(dir.path(), "other");
    assert_eq!(join(&other, &link(&one, &[])).status, Some(0));
    other.ok(&["edit", id, "--append", "Efter säkerhetskopian."]);
    other.sync();
    one.sync();
    let before = one.json(&["status"])["cursor"].as_u64().unwrap();
    let _relay = restore(relay, &data, &backup);
    // Of those before: its cursor fits the copy, and it notices nothing.
    while late.json(&["status"])["cursor"].as_u64().unwrap() <= before {
        late.ok(&["edit", id, "--append", "Skrivet till det återställda reläet."]);
        late.sync();
    }
    one.sync();
    newcomer_reads(dir.path(), &link(&one, &[]), &one, id);
    for client in [&late, &other, &one] {
        client.sync();
        let minutes = client.json(&["show", id]);
        assert_eq!(minutes, one.json(&["show", id]));
        let text = minutes["body"].to_string();
        assert!(text.contains("Efter säkerhetskopian.") && text.contains("Skrivet till det återställda"));
        assert_eq!(client.json(&["status"])["unsent_changes"], 0);
    }
    assert_eq!(count(&one, &["members"]), 4);
}
