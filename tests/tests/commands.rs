//! The commands, as scripts use them: two data directories, one relay, everything by `--json`.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::{Path, PathBuf};

use samskriv_tests::{Client, Programs, sample};
use serde_json::{Value, json};

const DEMO: &str = env!("CARGO_BIN_EXE_demo");

fn client(dir: &tempfile::TempDir, name: &str) -> Client {
    Programs::new(DEMO).client(&dir.path().join(name))
}

fn import(client: &Client, file: &Path) -> (String, Value) {
    let imported = client.json(&["import", file.to_str().unwrap()]);
    let id = imported["documents"][0]["id"].as_str().unwrap().to_owned();
    let shown = client.json(&["show", &id]);
    (id, shown)
}

/// Sorted, as two lists of the same things may differ in their order on two computers.
fn by_device(mut members: Value) -> Value {
    members.as_array_mut().unwrap().sort_by_key(|member| member["device"].as_str().map(str::to_owned));
    members
}

#[test]
fn two_who_edit_on_both_sides_end_with_equal_documents_actions_and_members() {
    let dir = tempfile::tempdir().unwrap();
    let relay_data = dir.path().join("relay");
    let relay = Programs::new(DEMO).relay(&relay_data);
    let (one, other) = (client(&dir, "one"), client(&dir, "other"));
    let me = ["--me", "Kerstin Almgren", "--municipality", "Ängelholm"];
    one.json(&[&["workspace", "new", "Nätverket", "--relay", &relay.url()], &me[..]].concat());
    let (id, _) = import(&one, &sample::write(dir.path()).unwrap());
    let link = one.json(&["invite", "--uses", "1"])["link"].as_str().unwrap().to_owned();
    other.json(&["join", &link, "--me", "Åsa Björkegren", "--municipality", "Bjuv", "--title", "Socialchef"]);
    one.ok(&["share", &id]);
    one.sync();
    other.sync();
    assert_eq!(one.json(&["show", &id]), other.json(&["show", &id]));

    let address = relay.address().to_owned();
    relay.kill();
    let add = |client: &Client, text: &str, more: &[&str]| {
        let added = client.json(&[&["action", "add", &id, text], more].concat());
        added["id"].as_str().unwrap().to_owned()
    };
    one.ok(&["edit", &id, "--append", "Skrivet hos den ena."]);
    let first = add(&one, "Ring Klippan", &["--owner", "Kerstin Almgren", "--due", "2027-04-09"]);
    other.ok(&["edit", &id, "--append", "Skrivet hos den andra.", "--as", "decision"]);
    other.ok(&["edit", &id, "--set", "place=Klippan, Kommunhuset"]);
    let second = add(&other, "Boka lokal", &[]);
    other.ok(&["action", "done", &second]);
    let outcome = one.run(&["sync", "--until-caught-up"]);
    assert_eq!(outcome.status, Some(5), "the relay is down: {outcome:?}");
    assert!(outcome.stderr.contains("Reläet kan inte nås"), "in the user's language: {outcome:?}");
    assert!(one.json(&["status"])["unsent_changes"].as_u64().unwrap() >= 2);

    let relay = Programs::new(DEMO).relay_at(&relay_data, &address);
    one.sync();
    other.sync();
    one.sync();
    let shown = one.json(&["show", &id]);
    assert_eq!(shown, other.json(&["show", &id]));
    assert_eq!(one.json(&["actions"]), other.json(&["actions"]));
    assert_eq!(by_device(one.json(&["members"])), by_device(other.json(&["members"])));
    assert_eq!(shown["place"], "Klippan, Kommunhuset");
    let body = shown["body"].as_array().unwrap();
    for (text, kind) in [
        ("Skrivet hos den ena.", "paragraph"),
        ("Skrivet hos den andra.", "decision"),
        ("Ring Klippan", "action"),
        ("Boka lokal", "action"),
    ] {
        assert!(
            body.iter().any(|block| block["text"] == text && block["type"] == kind),
            "{text} in {body:?}"
        );
    }
    let actions = one.json(&["actions"]);
    let action =
        |id: &str| actions.as_array().unwrap().iter().find(|action| action["id"] == id).unwrap().clone();
    assert_eq!(action(&first)["owners"], json!(["Kerstin Almgren"]));
    assert_eq!((&action(&first)["status"], &action(&first)["due"]), (&json!("open"), &json!("2027-04-09")));
    assert_eq!(action(&second)["status"], "done");
    let status = one.json(&["status"]);
    let sent = status["last_sent"].as_u64().unwrap();
    let seen = &status["seen_by"][0];
    assert_eq!(seen["name"], "Åsa Björkegren");
    assert!(seen["seq"].as_u64().unwrap() >= sent, "known also without the network: {status}");
    let members = one.json(&["members"]);
    let names: Vec<&str> =
        members.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"Kerstin Almgren") && names.contains(&"Åsa Björkegren"), "{names:?}");
    drop(relay);
}

#[test]
fn a_store_in_use_is_said_so_and_a_thing_that_is_not_there_too() {
    let dir = tempfile::tempdir().unwrap();
    let one = client(&dir, "one");
    one.json(&["workspace", "new", "Nätverket", "--me", "Kim", "--municipality", "Bjuv"]);
    let outcome = one.run(&["--json", "show", "abcdef"]);
    assert_eq!(outcome.status, Some(3), "{outcome:?}");
    let error: Value = serde_json::from_str(&outcome.stderr).unwrap();
    assert!(error["error"].is_string() && error["text"].is_string(), "{error}");
    assert_eq!(one.run(&["show"]).status, Some(2));

    let holder = samskriv_tests::Peer::start("Kim", &dir.path().join("one"), Default::default());
    let outcome = one.run(&["list"]);
    assert_eq!(outcome.status, Some(4), "{outcome:?}");
    assert!(outcome.stderr.contains(&std::process::id().to_string()), "names the holder: {outcome:?}");
    holder.quit();
    one.ok(&["list"]);
}

#[test]
fn an_admin_gives_a_role_and_removes_a_device() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let (one, other) = (client(&dir, "one"), client(&dir, "other"));
    let me = ["--me", "Kerstin Almgren", "--municipality", "Bjuv"];
    one.json(&[&["workspace", "new", "Nätverket", "--relay", &relay.url()], &me[..]].concat());
    let link = one.json(&["invite", "--uses", "9"])["link"].as_str().unwrap().to_owned();
    other.json(&["join", &link, "--me", "Bo Lind", "--municipality", "Klippan"]);
    let device = |client: &Client, name: &str| {
        let members = client.json(&["members"]);
        let found = members.as_array().unwrap().iter().find(|it| it["name"] == name).cloned();
        found.unwrap()["device"].as_str().unwrap().to_owned()
    };
    one.sync();
    let bo = device(&one, "Bo Lind");
    assert_eq!(one.run(&["remove", &device(&one, "Kerstin Almgren")]).status, Some(1), "not oneself");
    assert_eq!(one.run(&["role", "zz", "reader"]).status, Some(3));
    assert_eq!(other.run(&["remove", &bo]).status, Some(1), "no admin");
    assert_eq!(one.json(&["role", &bo[..8], "reader"]), json!({ "device": bo, "role": "reader" }));
    let told = one.ok(&["remove", &bo[..8]]);
    assert!(told.contains("Bo Lind är borttagen ur nätverket"), "{told}");
    assert_eq!(one.json(&["members"]).as_array().unwrap().len(), 1);
    let outcome = other.run(&["sync", "--until-caught-up"]);
    assert_eq!(outcome.status, Some(5), "{outcome:?}");
    assert!(outcome.stderr.contains("tagit bort den här datorn"), "{outcome:?}");
    let again = other.run(&["join", &link, "--me", "Bo Lind", "--municipality", "Klippan"]);
    assert_ne!(again.status, Some(0), "{again:?}");
}

#[test]
fn who_joins_without_the_relay_is_told_to_try_the_link_again() {
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
    let (one, other) = (client(&dir, "one"), client(&dir, "other"));
    let me = ["--me", "Kim Ek", "--municipality", "Bjuv"];
    one.json(&[&["workspace", "new", "Nätverket", "--relay", &relay.url()], &me[..]].concat());
    let link = one.json(&["invite"])["link"].as_str().unwrap().to_owned();
    let address = relay.address().to_owned();
    relay.kill();
    let join = [&["join", &link], &me[..]].concat();
    let outcome = other.run(&join);
    assert_eq!(outcome.status, Some(5), "{outcome:?}");
    assert!(outcome.stderr.contains("inbjudningslänken går att använda igen"), "{outcome:?}");
    let _relay = Programs::new(DEMO).relay_at(&dir.path().join("relay"), &address);
    other.ok(&join);
}

/// A user whom the environment does not name, as in a service.
#[test]
fn a_network_made_by_an_import_has_a_person_with_a_name() {
    let dir = tempfile::tempdir().unwrap();
    let one = client(&dir, "one");
    let file = sample::write(dir.path()).unwrap();
    let mut import = one.command(&["import", file.to_str().unwrap()]);
    for name in ["USER", "LOGNAME", "USERNAME"] {
        import.env_remove(name);
    }
    assert!(import.output().unwrap().status.success());
    assert_eq!(one.json(&["members"])[0]["name"], "Jag");
}

/// Waits until `child` holds the data directory: from then on it also listens for signals.
#[cfg(unix)]
fn wait_for_lock(data: &Path, child: &std::process::Child) {
    let held = |text: String| text.trim() == child.id().to_string();
    let end = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !std::fs::read_to_string(data.join("lock")).is_ok_and(held) {
        assert!(std::time::Instant::now() < end, "the directory is not opened");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

#[cfg(unix)]
#[test]
fn a_sync_that_is_interrupted_says_where_things_stand_and_ends_well() {
    let dir = tempfile::tempdir().unwrap();
    // It takes connections and says nothing, so that no command ends by itself at once.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let one = client(&dir, "one");
    one.json(&["workspace", "new", "Nätverket", "--me", "Kim", "--municipality", "Bjuv"]);
    one.ok(&["workspace", "connect", &url]);
    for (args, signal) in [
        (&["sync", "--for", "60"][..], "-INT"),
        (&["sync", "--for", "60"], "-TERM"),
        (&["sync", "--until-caught-up"], "-INT"),
        (&["sync", "--until-caught-up"], "-TERM"),
        (&["sync"], "-TERM"),
    ] {
        let child = one.command(&[&["--json"], args].concat()).stdout(std::process::Stdio::piped()).spawn();
        let child = child.unwrap();
        wait_for_lock(&dir.path().join("one"), &child);
        let sent = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(sent.unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?} {signal}: {output:?}");
        let status: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(status["relay"]["url"], json!(url), "{args:?} {signal}");
    }
}

/// The customer's own file, which is not in the repository.
#[test]
fn the_real_minutes_are_read_right() {
    let file = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/data/socialchefsnatverket-2020-01-10.txt"
    ));
    if !file.exists() {
        println!("skipped: {} is not here", file.display());
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let (_, shown) = import(&client(&dir, "one"), &file);
    assert_eq!(shown["title"], "Socialchefs nätverket");
    assert_eq!((&shown["starts"], &shown["ends"]), (&json!("2020-01-10T09:00"), &json!("2020-01-10T12:00")));
    let attendance = shown["attendance"].as_array().unwrap();
    let with = |status: &str| attendance.iter().filter(|it| it["status"] == status).collect::<Vec<_>>();
    assert_eq!((with("present").len(), with("other").len(), with("absent").len()), (10, 1, 4));
    assert_eq!(with("present").iter().filter(|it| it["chair"] == true).count(), 2);
    assert!(with("present").iter().chain(&with("absent")).all(|it| it["municipality"].is_string()));
    assert!(with("other")[0]["title"].as_str().unwrap().starts_with("Planeringsledare "));
    let body = shown["body"].as_array().unwrap();
    assert_eq!((&body[0]["type"], &body[0]["text"]), (&json!("heading"), &json!("Anteckningar")));
    let kinds: Vec<&str> = body.iter().map(|block| block["type"].as_str().unwrap()).collect();
    let source = std::fs::read_to_string(&file).unwrap();
    let after = source.split_once("## Anteckningar").unwrap().1;
    let lines = |prefix: &str| after.lines().filter(|line| line.starts_with(prefix)).count();
    assert_eq!(kinds.iter().filter(|kind| **kind == "heading").count(), 1 + lines("#"));
    assert_eq!(kinds.iter().filter(|kind| **kind == "unordered-list-item").count(), lines("- "));
    let plain = |line: &&str| !line.is_empty() && !line.starts_with('#') && !line.starts_with("- ");
    let paragraphs = after.lines().filter(plain).count() - 1;
    assert_eq!(
        kinds.iter().filter(|kind| **kind == "paragraph").count(),
        paragraphs,
        "all but the signature"
    );
    assert_eq!(shown["signature"].as_str().unwrap(), source.lines().last().unwrap());
}
