//! `backup` and `restore` as people and scripts see them.

use serde_json::{Value, json};
use tempfile::TempDir;

use super::program::{command, imported, refused, value};

#[test]
fn everything_comes_back_on_another_computer_and_its_status_says_what_to_do() {
    let (dir, id) = imported();
    let file = dir.path().join("kopia");
    let file = file.to_str().unwrap();
    let told = value(dir.path(), &["backup", file]);
    assert_eq!(told["file"], file);
    assert_eq!(told["networks"][0]["name"], "Mitt nätverk");
    assert_eq!(told["networks"][0]["meetings"], 1);
    let other = TempDir::new().unwrap();
    let told = value(other.path(), &["restore", file]);
    let network = &told["networks"][0];
    assert_eq!((&network["added"], &network["member"]), (&true.into(), &false.into()));
    assert_eq!((&network["meetings"], &network["changed"]), (&1.into(), &3.into()));
    assert_eq!(value(other.path(), &["show", &id]), value(dir.path(), &["show", &id]));
    assert_eq!(value(other.path(), &["workspace", "list"])[0]["role"], Value::Null);
    let status = command(other.path(), &["status"]);
    assert!(status.out.contains("Be en administratör om en inbjudningslänk"), "{status:?}");
    assert_eq!(value(other.path(), &["status"])["relay"]["error"], "not-a-member");
    assert_eq!(refused(other.path(), &["share", &id]), (1, "not-a-member".into()));
    value(other.path(), &["edit", &id, "--append", "Skrivet på den nya datorn."]);
    let again = command(other.path(), &["restore", file]);
    assert!(again.out.contains("Inget är ändrat."), "{again:?}");
    assert!(value(other.path(), &["show", &id]).to_string().contains("Skrivet på den nya datorn."));
}

#[test]
fn what_people_read() {
    let (dir, _) = imported();
    let file = dir.path().join("kopia");
    let told = command(dir.path(), &["backup", file.to_str().unwrap()]);
    assert!(told.out.contains("  Mitt nätverk: ett möte\nUtan lösenfrasen"), "{told:?}");
    let other = TempDir::new().unwrap();
    let told = command(other.path(), &["restore", file.to_str().unwrap()]);
    assert!(
        told.out.starts_with("Mitt nätverk är hämtat: ett möte.\nDen här datorn är inte med"),
        "{told:?}"
    );
    let here = command(dir.path(), &["restore", file.to_str().unwrap()]);
    assert_eq!(here.out, "Mitt nätverk finns redan här med allt i säkerhetskopian. Inget är ändrat.\n");
}

#[test]
fn store_check_says_what_is_there_and_by_its_exit_status_that_something_is_wrong() {
    let (dir, _) = imported();
    let found = value(dir.path(), &["store", "check"]);
    assert_eq!(
        (&found["networks"], &found["documents"], &found["wrong"]),
        (&1.into(), &3.into(), &json!([]))
    );
    let told = command(dir.path(), &["store", "check"]);
    assert!(told.out.ends_with("Allt är läst, och allt är helt.\n"), "{told:?}");
    std::fs::write(dir.path().join("device"), "annat").unwrap();
    let told = command(dir.path(), &["store", "check", "--json"]);
    let found: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!((told.status, &found["wrong"]), (1, &json!([{ "part": "identity", "what": "device" }])));
    assert!(told.err.starts_with("{\"error\":\"not-whole\""), "{told:?}");
}
