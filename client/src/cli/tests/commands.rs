//! Commands on a real backend without a network, as the program runs them: what they print, what they exit
//! with, and what is still there in the next command.

use std::ffi::OsString;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::program::{TEXT, command, imported, refused, value};
use crate::cli::{Next, WindowStart, run};
use crate::i18n::Lang;

#[test]
fn imported_minutes_are_listed_and_shown() {
    let (dir, id) = imported();
    let meeting =
        json!({ "id": id, "starts": "2027-01-08T09:00", "title": "Skolnätverket", "state": "draft" });
    assert_eq!(value(dir.path(), &["list"]), json!([meeting]));
    let shown = value(dir.path(), &["show", &id[..6]]);
    assert_eq!((&shown["place"], &shown["ends"]), (&json!("Biblioteket"), &json!("2027-01-08T12:00")));
    assert_eq!(shown["attendance"][0]["name"], "Siv Alm");
    assert_eq!(shown["attendance"][1]["municipality"], "Klippan");
    assert_eq!(value(dir.path(), &["workspace", "list"])[0]["me"], "Siv Alm");
    assert_eq!(value(dir.path(), &["search", "LÄGET"])[0]["excerpt"], "Vi talade om läget.");
    assert_eq!(value(dir.path(), &["status"])["relay"]["state"], "offline");
    let text = command(dir.path(), &["show", &id]).out;
    assert!(text.starts_with("Skolnätverket (utkast)\n"), "{text}");
}

#[test]
fn edits_and_actions_are_there_afterwards() {
    let (dir, id) = imported();
    let data = dir.path();
    let edited = value(
        data,
        &["edit", &id, "--append", "Vi ses i mars.", "--as", "decision", "--set", "place=Rådhuset"],
    );
    assert_eq!(edited["id"], json!(id));
    let line = ["action", "add", &id, "Boka lokal", "--owner", "bo", "--owner", "Kerstin", "--due", "7/2"];
    let added = value(data, &line)["id"].clone();
    let action = |status: &str| {
        json!([{
            "id": added, "text": "Boka lokal", "doc": id, "owners": ["Bo Falk", "Kerstin"], "municipality": null,
            "due": "2027-02-07", "status": status,
        }])
    };
    let sorted = |mut actions: Value| {
        actions[0]["owners"].as_array_mut().unwrap().sort_by_key(|name| name.as_str().map(str::to_owned));
        actions
    };
    assert_eq!(sorted(value(data, &["actions"])), action("open"));
    value(data, &["action", "done", &added.as_str().unwrap()[..8]]);
    assert_eq!(sorted(value(data, &["actions", "--owner", "falk"])), action("done"));
    assert_eq!(value(data, &["actions", "--open"]), json!([]));
    value(data, &["action", "reopen", added.as_str().unwrap()]);
    assert_eq!(sorted(value(data, &["actions", "--open"])), action("open"));
    assert_eq!(
        value(data, &["decisions"]),
        json!([{ "doc": id, "date": "2027-01-08", "text": "Vi ses i mars." }])
    );
    let shown = value(data, &["show", &id]);
    assert_eq!(shown["place"], "Rådhuset");
    let last = shown["body"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["type"], &last["action"]), (&json!("action"), &added));
}

#[test]
fn an_action_tells_whom_it_lies_on_and_concerns_their_municipality() {
    let (dir, id) = imported();
    let told = command(dir.path(), &["action", "add", &id, "Ring Eva", "--owner", "bo"]).out;
    assert!(told.ends_with("är tillagd. Ansvarig: Bo Falk.\n"), "{told}");
    let told = command(dir.path(), &["action", "add", &id, "Boka lokal"]).out;
    assert!(told.ends_with("är tillagd.\n"), "{told}");
    let of = |municipality| value(dir.path(), &["actions", "--municipality", municipality]);
    assert_eq!((&of("klippan")[0]["text"], of("klippan").as_array().unwrap().len()), (&json!("Ring Eva"), 1));
    assert_eq!(of("Bjuv"), json!([]));
}

#[test]
fn an_edit_that_cannot_be_made_changes_nothing() {
    let (dir, id) = imported();
    let before = value(dir.path(), &["show", &id]);
    let line = ["edit", &id, "--append", "Nytt", "--set", "title=Annat", "--set", "starts=snart"];
    assert_eq!(refused(dir.path(), &line), (2, "usage".into()));
    assert_eq!(refused(dir.path(), &["action", "add", &id, "Ring", "--due", "snart"]), (2, "usage".into()));
    assert_eq!(value(dir.path(), &["show", &id]), before);
}

#[test]
fn times_are_given_to_the_minute() {
    let (dir, id) = imported();
    for wrong in ["starts=2027-01-08T09:00:30", "ends=2027-01-08 9:00:01"] {
        assert_eq!(refused(dir.path(), &["edit", &id, "--set", wrong]), (2, "usage".into()), "{wrong}");
    }
    value(dir.path(), &["edit", &id, "--set", "starts=2027-01-08T08:30:00"]);
    assert_eq!(value(dir.path(), &["show", &id])["starts"], "2027-01-08T08:30");
}

/// As after a joining that was cut short, or a store that was rebuilt and has not been in touch yet.
#[test]
fn without_the_directory_all_but_sharing_goes_on() {
    let (dir, _) = imported();
    let data = dir.path();
    std::fs::remove_dir_all(data.join("store")).unwrap();
    std::fs::remove_dir_all(data.join("unsynced")).unwrap();
    for line in [["list"], ["actions"], ["decisions"]] {
        assert_eq!(value(data, &line), json!([]), "{line:?}");
    }
    assert_eq!(value(data, &["status"])["documents"], 0);
    let file = data.join("januari.md");
    let answer = value(data, &["import", file.to_str().unwrap()]);
    let id = answer["documents"][0]["id"].as_str().unwrap();
    assert_eq!(value(data, &["show", id])["attendance"][0]["name"], "Siv Alm");
    assert_eq!(value(data, &["search", "läget"])[0]["excerpt"], "Vi talade om läget.");
    value(data, &["action", "add", id, "Boka lokal", "--owner", "bo"]);
    assert_eq!(value(data, &["actions"])[0]["owners"], json!(["Bo Falk"]));
    assert_eq!(refused(data, &["share", id]), (3, "no-such-document".into()));
    assert_eq!(value(data, &["list"])[0]["state"], "draft", "nothing of the sharing was begun");
}

#[test]
fn an_address_that_cannot_be_used_is_told_in_the_users_language() {
    let (dir, _) = imported();
    for (url, told) in [
        ("http://rela.example.se", "Skriv https:// i stället."),
        ("ws://8.8.8.8:80", "Skriv https:// i stället."),
        ("ftp://rela", "En adress skrivs som https://rela.example.se"),
    ] {
        let outcome = command(dir.path(), &["workspace", "connect", url]);
        assert_eq!(outcome.status, 2, "{outcome:?}");
        assert!(outcome.err.contains(told), "{outcome:?}");
        assert!(!outcome.err.contains("relay's") && !outcome.err.contains("plain"), "{outcome:?}");
    }
}

#[test]
fn sharing_says_what_it_means_and_can_be_done_again() {
    let (dir, id) = imported();
    for _ in 0..2 {
        let told = command(dir.path(), &["share", &id]);
        assert_eq!(told.status, 0, "{told:?}");
        assert!(told.out.contains("allmän handling"), "{told:?}");
    }
    assert_eq!(value(dir.path(), &["list"])[0]["state"], "shared");
}

#[test]
fn without_a_network_there_is_nothing_and_nothing_is_wrong() {
    let dir = TempDir::new().unwrap();
    for line in [["list"], ["actions"], ["decisions"], ["members"]] {
        assert_eq!(value(dir.path(), &line), json!([]), "{line:?}");
    }
    assert_eq!(value(dir.path(), &["search", "x"]), json!([]));
    assert_eq!(value(dir.path(), &["status"])["documents"], 0);
    assert_eq!(refused(dir.path(), &["show", "ab"]), (3, "no-such-document".into()));
    assert_eq!(refused(dir.path(), &["share", "ab"]), (3, "no-such-workspace".into()));
    assert_eq!(refused(dir.path(), &["sync", "--until-caught-up"]), (3, "no-such-workspace".into()));
    assert_eq!(refused(dir.path(), &["import", "finns-inte.txt"]), (3, "no-such-file".into()));
    assert_eq!(value(dir.path(), &["workspace", "list"]), json!([]), "no file, no network made");
}

#[test]
fn several_files_are_all_read_or_none_and_all_that_are_wrong_are_told() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("data");
    let file = |name: &str, text: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (good, other) = (file("januari.md", TEXT.as_bytes()), file("mars.md", TEXT.as_bytes()));
    let (empty, binary) = (file("tom.txt", b" \n"), file("bild.txt", &[0, 1, 2, 0, 255, 0]));
    let (folder, missing) = (dir.path().to_str().unwrap(), dir.path().join("*.md"));
    let missing = missing.to_str().unwrap();
    let told = command(&data, &["import", &good, &empty, &binary, folder, missing]);
    assert_eq!((told.status, told.out.as_str()), (1, ""), "{told:?}");
    assert_eq!(
        told.err,
        format!(
            "samskriv: Inget är inläst, för 4 av 5 filer går inte att läsa in:\n  \
             Filen {empty} är tom.\n  \
             Filen {binary} är ingen textfil.\n  \
             {folder} är en mapp. Skriv namnen på filerna i den.\n  \
             Ingen fil heter {missing}. Skriv filernas namn: Samskriv fyller inte i * och ?.\n"
        )
    );
    assert_eq!(refused(&data, &["import", &good, missing, missing]), (3, "no-such-file".into()));
    assert_eq!(refused(&data, &["import", folder]), (2, "usage".into()));
    assert_eq!(refused(&data, &["import", &good, &empty, missing]), (1, "import".into()));
    assert_eq!(value(&data, &["workspace", "list"]), json!([]), "nothing was written");
    let imported = value(&data, &["import", &good, &other]);
    let files: Vec<&Value> =
        imported["documents"].as_array().unwrap().iter().map(|each| &each["file"]).collect();
    assert_eq!(files, [&json!(good), &json!(other)]);
    assert_eq!(value(&data, &["list"]).as_array().unwrap().len(), 2);
}

#[test]
fn what_cannot_be_is_refused_by_its_status() {
    let (dir, id) = imported();
    let data = dir.path();
    assert_eq!(refused(data, &["show", "zz"]), (3, "no-such-document".into()));
    assert_eq!(refused(data, &["action", "done", "ab"]), (3, "no-such-action".into()));
    assert_eq!(refused(data, &["list", "--workspace", "Annat"]), (3, "no-such-workspace".into()));
    assert_eq!(refused(data, &["invite"]), (1, "no-relay".into()));
    assert_eq!(
        refused(data, &["join", "http://x", "--me", "A", "--municipality", "B"]),
        (2, "bad-link".into())
    );
    assert_eq!(refused(data, &["nonsense"]), (2, "usage".into()));
    let line = ["workspace", "new", "Ett till", "--me", "Siv Alm", "--municipality", "Bjuv"];
    assert!(value(data, &line)["recovery"].is_string());
    assert_eq!(refused(data, &["list"]), (2, "several-workspaces".into()));
    let told = command(data, &["list"]).err;
    for each in value(data, &["workspace", "list"]).as_array().unwrap() {
        let id = &each["id"].as_str().unwrap()[..8];
        assert!(told.contains(&format!("{} ({id})", each["name"].as_str().unwrap())), "{told}");
    }
    assert_eq!(value(data, &["list", "--workspace", "mitt nätverk"])[0]["id"], json!(id));
}

#[test]
fn a_network_is_left_with_its_drafts_only_by_somebody_who_is_sure() {
    let (dir, _) = imported();
    let data = dir.path();
    let told = command(data, &["workspace", "leave"]);
    assert_eq!((told.status, told.out.as_str()), (2, ""));
    for said in ["finns inte hos någon annan", "Ett utkast finns bara här och raderas", "--yes"] {
        assert!(told.err.contains(said), "{}", told.err);
    }
    assert_eq!(refused(data, &["workspace", "leave"]), (2, "not-sure".into()));
    let id = value(data, &["workspace", "list"])[0]["id"].clone();
    assert_eq!(value(data, &["workspace", "leave", "--yes"]), json!({ "id": id, "drafts": 1 }));
    for line in [&["workspace", "list"][..], &["list"]] {
        assert_eq!(value(data, line), json!([]), "{line:?}");
    }
    assert_eq!(refused(data, &["workspace", "leave"]), (3, "no-such-workspace".into()));
}

#[test]
fn a_directory_in_use_is_told() {
    let (dir, _) = imported();
    let lock = crate::backend::files::lock(dir.path()).unwrap();
    assert_eq!(refused(dir.path(), &["list"]), (4, "store-in-use".into()));
    drop(lock);
    assert_eq!(command(dir.path(), &["list"]).status, 0);
}

#[test]
fn without_a_command_the_window_opens() {
    let args = ["samskriv", "--lang", "en", "--data", "/d"].map(OsString::from);
    let next = run(&args, &mut Vec::new(), &mut Vec::new(), true);
    let start = WindowStart { data_dir: "/d".into(), lang: Lang::En, lang_given: true, link: None };
    assert_eq!(next, Next::Window(start));
    let args = ["samskriv", "--data", "/d"].map(OsString::from);
    let next = run(&args, &mut Vec::new(), &mut Vec::new(), true);
    assert!(matches!(next, Next::Window(WindowStart { lang_given: false, .. })), "{next:?}");
}
