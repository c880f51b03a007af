//! `export` as the program runs it: what is in the file, that it comes back, and what is refused.

use std::{fs, path::Path};

use samskriv_shared::documents::{Actor, Document, MinutesDocument};
use serde_json::{Value, json};

use super::program::{command, imported, refused, value};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/samples/natverksmote.md");

/// A data directory with the sample's draft, which has got an action; and the draft's id.
fn with_sample(data: &Path) -> String {
    let drafts = value(data, &["import", SAMPLE, "--me", "Ylva Sandström"]);
    let id = drafts["documents"][0]["id"].as_str().unwrap().to_owned();
    let add =
        ["action", "add", &id, "Boka *sal* _B_", "--owner", "Åsa", "--owner", "Kim, vik.", "--due", "9/4"];
    value(data, &add);
    id
}

#[test]
fn minutes_that_were_exported_come_back_and_their_actions_as_suggestions() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path();
    let id = with_sample(data);
    let was = value(data, &["show", &id]);
    let file = data.join("möte.md");
    let name = file.to_str().unwrap();
    let answer = value(data, &["export", &id[..8], "--to", name]);
    let bytes = fs::metadata(&file).unwrap().len();
    assert_eq!(answer, json!({ "id": id, "file": name, "bytes": bytes, "replaced": false, "conflicts": [] }));
    let drafts = value(data, &["import", name]);
    let draft = &drafts["documents"][0];
    let read = value(data, &["show", draft["id"].as_str().unwrap()]);
    let facts = ["title", "starts", "ends", "place", "secretary", "signature", "next_meeting"];
    for field in facts.into_iter().chain(["attendance", "decisions"]) {
        assert_eq!(read[field], was[field], "{field}");
    }
    let (body, action) = (was["body"].as_array().unwrap(), was["body"].as_array().unwrap().len() - 1);
    assert_eq!(read["body"].as_array().unwrap()[..action], body[..action]);
    assert_eq!(body[action]["type"], "action");
    let suggested = draft["suggested_actions"].as_array().unwrap().last().unwrap();
    let due = json!("2027-04-09");
    assert_eq!((&suggested["text"], &suggested["due"]), (&body[action]["text"], &due));
    let mut owners: Vec<&str> =
        suggested["owners"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    owners.sort_unstable();
    assert_eq!(owners, ["Kim, vik.", "Åsa Björkegren"]);
}

#[test]
fn a_document_that_was_exported_is_the_one_that_was_shown() {
    let dir = tempfile::tempdir().unwrap();
    let id = with_sample(dir.path());
    let file = dir.path().join("möte.AUTOMERGE");
    let told = command(dir.path(), &["export", &id, "--to", file.to_str().unwrap()]);
    assert!(told.out.starts_with("Socialchefsnätverket nordväst finns nu i filen "), "{told:?}");
    // `shared` shows that Automerge itself loads what `Document` saves.
    let document = Document::load(&fs::read(&file).unwrap(), Actor([1; 16])).unwrap();
    let minutes = MinutesDocument::open(document).unwrap().read();
    let shown = value(dir.path(), &["show", &id]);
    assert_eq!(shown["title"], json!(minutes.title));
    let texts: Vec<&str> = minutes.body.iter().map(|block| block.text.as_str()).collect();
    let shown: Vec<&Value> = shown["body"].as_array().unwrap().iter().map(|block| &block["text"]).collect();
    assert_eq!(shown, texts);
}

#[test]
fn a_file_that_is_there_is_replaced_and_the_answer_says_so() {
    let (dir, id) = imported();
    let file = dir.path().join("möte.md");
    fs::write(&file, "Annat.").unwrap();
    let line = ["export", id.as_str(), "--to", file.to_str().unwrap()];
    assert_eq!(value(dir.path(), &line)["replaced"], true);
    assert!(fs::read_to_string(&file).unwrap().starts_with("# Skolnätverket\n"));
    assert!(command(dir.path(), &line).out.contains("det som stod i den förut är ersatt"));
}

#[test]
fn what_cannot_be_written_is_refused_and_nothing_is_written() {
    let (dir, id) = imported();
    let data = dir.path();
    let at = |name: &str| data.join(name).to_str().unwrap().to_owned();
    fs::create_dir(data.join("mapp.md")).unwrap();
    fs::write(data.join("fast.md"), "Annat.").unwrap();
    let mut readonly = fs::metadata(data.join("fast.md")).unwrap().permissions();
    readonly.set_readonly(true);
    fs::set_permissions(data.join("fast.md"), readonly).unwrap();
    for (doc, name, status, code, told) in [
        (id.as_str(), "möte.txt", 2, "usage", "ska sluta på något av .md, .automerge"),
        (&id, "möte.docx", 2, "usage", "kan inte skriva .docx-filer än"),
        (&id, "mapp.md", 2, "usage", "är en mapp"),
        (&id, "finns-inte/möte.md", 3, "no-such-directory", "finns-inte finns inte"),
        (&id, "fast.md", 1, "file", "får inte skrivas"),
        ("zz", "möte.md", 3, "no-such-document", "börjar med \"zz\""),
    ] {
        let line = ["export", doc, "--to", &at(name)];
        assert_eq!(refused(data, &line), (status, code.to_owned()), "{name}");
        let err = command(data, &line).err;
        assert!(err.contains(told), "{name}: {err}");
    }
    assert!(!data.join("möte.md").exists() && !data.join("möte.txt").exists());
    assert_eq!(fs::read_to_string(data.join("fast.md")).unwrap(), "Annat.");
}

#[test]
fn without_a_network_there_is_nothing_to_export() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("möte.md");
    let line = ["export", "ab", "--to", file.to_str().unwrap()];
    assert_eq!(refused(dir.path(), &line), (3, "no-such-document".into()));
}
