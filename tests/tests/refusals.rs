//! What only a relay or a role can refuse, command by command, as a table in each language; the rest of the table
//! needs no relay and stands with the client, in `cli/tests/table`.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

use samskriv_shared::{
    ids::WorkspaceId,
    recovery::{RecoveryCode, SECRET},
};
use samskriv_tests::{Client, Programs, RelayProcess, sample};
use serde_json::Value;

const DEMO: &str = env!("CARGO_BIN_EXE_demo");
/// So many devices that at least two begin with the same digit.
const MANY: usize = 17;

#[test]
fn every_command_tells_what_a_relay_or_a_role_refuses() {
    let dir = tempfile::tempdir().unwrap();
    let mut table = Table::default();
    let stage = Stage::new(dir.path());
    without_the_role(&stage, &mut table);
    naming_members(&stage, &mut table);
    invitations_that_do_not_hold(&stage, &mut table);
    recovery_codes(&stage, &mut table);
    removed(&stage, &mut table);
    a_relay_that_refuses(&stage, &mut table);
    for (name, text) in ["sv", "en"].iter().zip(table.0) {
        insta::assert_snapshot!(format!("refusals.{name}"), text);
    }
}

/// The table's text in Swedish and in English.
#[derive(Default)]
struct Table([String; 2]);

impl Table {
    fn begin(&mut self, situation: &str) {
        self.0.iter_mut().for_each(|text| *text += &format!("\n## {situation}\n\n"));
    }

    /// Runs a line; a word in capitals stands for what `words` says.
    fn row(&mut self, client: &Client, line: &str, words: &[(&str, &str)]) {
        let run = |lang: &str| {
            let args =
                ["--json", "--lang", lang].into_iter().chain(line.split(' ').map(|word| {
                    words.iter().find(|(name, _)| *name == word).map_or(word, |(_, value)| *value)
                }));
            client.run(&args.collect::<Vec<_>>())
        };
        let outcome = run("sv");
        if outcome.status == Some(0) {
            // Not again: it has done something.
            self.0.iter_mut().for_each(|text| *text += &format!("{line}\n    works\n"));
            return;
        }
        for (text, outcome) in self.0.iter_mut().zip([outcome, run("en")]) {
            assert_eq!(outcome.stdout, "", "{line}: {outcome:?}");
            let error: Value = serde_json::from_str(&outcome.stderr).unwrap();
            let (code, sentence) = (error["error"].as_str().unwrap(), error["text"].as_str().unwrap());
            *text += &format!("{line}\n    {} {code}: {sentence}\n", outcome.status.unwrap());
        }
    }
}

/// A relay; an admin with a shared meeting and an action in it; an editor; and a reader.
struct Stage<'a> {
    dir: &'a Path,
    relay: RelayProcess,
    admin: Client,
    editor: Client,
    reader: Client,
    doc: String,
    action: String,
    /// An invitation of the admin's that many can use.
    link: String,
}

impl Stage<'_> {
    fn new(dir: &Path) -> Stage<'_> {
        let programs = Programs::new(DEMO);
        let relay = programs.relay(&dir.join("relay"));
        let [admin, editor, reader] =
            ["admin", "editor", "reader"].map(|name| programs.client(&dir.join(name)));
        admin.json(&[
            "workspace",
            "new",
            "Chefer",
            "--relay",
            &relay.url(),
            "--me",
            "Kim",
            "--municipality",
            "Bjuv",
        ]);
        let doc = import(&admin, dir);
        let added = admin.json(&["action", "add", &doc, "Boka lokal"]);
        admin.ok(&["share", &doc]);
        admin.sync();
        let link = invite(&admin, "editor", "99");
        join(&editor, &link, "Bo Lind");
        join(&reader, &invite(&admin, "reader", "1"), "Åsa Björk");
        let action = added["id"].as_str().unwrap().to_owned();
        Stage { dir, relay, admin, editor, reader, doc, action, link }
    }
}

fn import(client: &Client, dir: &Path) -> String {
    let file = sample::write(dir).unwrap();
    let imported = client.json(&["import", file.to_str().unwrap()]);
    imported["documents"][0]["id"].as_str().unwrap().to_owned()
}

fn invite(admin: &Client, role: &str, uses: &str) -> String {
    admin.json(&["invite", "--role", role, "--uses", uses])["link"].as_str().unwrap().to_owned()
}

fn join(client: &Client, link: &str, name: &str) {
    client.json(&["join", link, "--me", name, "--municipality", "Klippan"]);
}

fn device(client: &Client, name: &str) -> String {
    let members = client.json(&["members"]);
    let found = members.as_array().unwrap().iter().find(|it| it["name"] == name).cloned();
    found.unwrap()["device"].as_str().unwrap().to_owned()
}

/// A recovery code that is nobody's, for a workspace at this relay.
fn code(stage: &Stage, workspace: WorkspaceId) -> String {
    RecoveryCode::new(Some(stage.relay.url()), workspace, [7; SECRET]).to_string()
}

fn workspace(client: &Client) -> WorkspaceId {
    client.json(&["workspace", "list"])[0]["id"].as_str().unwrap().parse().unwrap()
}

const EVERY_COMMAND: [&str; 27] = [
    "list",
    "show DOC",
    "actions",
    "decisions",
    "search Bjuv",
    "status",
    "import FILE",
    "edit DOC --append Hej",
    "action add DOC Ring",
    "action done ACTION",
    "action reopen ACTION",
    "share DOC",
    "share DRAFT",
    "export DOC --to OUT",
    "workspace list",
    "workspace connect URL",
    "workspace recover CODE",
    "invite",
    "join LINK --me Åsa --municipality Klippan",
    "members",
    "role DEVICE reader",
    "remove DEVICE",
    "sync --until-caught-up",
    "backup BACKUP --passphrase-file PASSPHRASE",
    "restore BACKUP --passphrase-file PASSPHRASE",
    "store check",
    "completions fish",
];

/// What a reader may not do, and an editor.
fn without_the_role(stage: &Stage, table: &mut Table) {
    let help = stage.reader.ok(&["--help"]);
    let listed = help.lines().skip_while(|line| *line != "Kommandon:").skip(1);
    for line in listed.take_while(|line| !line.is_empty()) {
        // What is indented further goes on with an explanation.
        let command = line.strip_prefix("  ").filter(|line| !line.starts_with(' '));
        let Some(command) = command.and_then(|line| line.split(' ').next()) else { continue };
        let named = EVERY_COMMAND.iter().any(|line| line.split(' ').next() == Some(command));
        assert!(named, "{command} is left out");
    }
    let draft = import(&stage.reader, stage.dir);
    let (url, kim) = (stage.relay.url(), device(&stage.reader, "Kim"));
    let file = sample::write(stage.dir).unwrap();
    let out = stage.dir.join("ut.md");
    let (backup, passphrase) = (stage.dir.join("kopia"), stage.dir.join("lösenfras"));
    fs::write(&passphrase, "fyra gröna båtar").unwrap();
    let code = code(stage, workspace(&stage.reader));
    let words = [
        ("DOC", stage.doc.as_str()),
        ("DRAFT", &draft),
        ("ACTION", &stage.action),
        ("DEVICE", &kim),
        ("URL", &url),
        ("LINK", &stage.link),
        ("CODE", &code),
        ("FILE", file.to_str().unwrap()),
        ("OUT", out.to_str().unwrap()),
        ("BACKUP", backup.to_str().unwrap()),
        ("PASSPHRASE", passphrase.to_str().unwrap()),
    ];
    table.begin("A reader");
    EVERY_COMMAND.iter().for_each(|line| table.row(&stage.reader, line, &words));
    let list = stage.reader.json(&["list"]);
    let state =
        |id: &str| list.as_array().unwrap().iter().find(|it| it["id"] == id).unwrap()["state"].clone();
    assert_eq!(state(&draft), "draft", "nothing of the sharing was begun");
    stage.reader.json(&["workspace", "new", "Eget", "--me", "Åsa Björk", "--municipality", "Klippan"]);
    let own = ["--workspace", "Eget"];
    let imported = stage.reader.json(&[&["import", file.to_str().unwrap()], &own[..]].concat());
    let draft = imported["documents"][0]["id"].as_str().unwrap().to_owned();
    table.row(&stage.reader, "share DRAFT --to Chefer", &[("DRAFT", &draft)]);
    let left = stage.reader.json(&[&["list"], &own[..]].concat());
    assert_eq!(left[0]["state"], "draft", "it has not moved");
    table.begin("An editor, who is no admin");
    for line in ["invite", "role DEVICE reader", "remove DEVICE"] {
        table.row(&stage.editor, line, &words);
    }
}

/// Members that there are not, of whom there are several, and the only admin.
fn naming_members(stage: &Stage, table: &mut Table) {
    for n in 0..MANY - 3 {
        let client = Programs::new(DEMO).client(&stage.dir.join(format!("member-{n}")));
        join(&client, &stage.link, &format!("Medlem {n}"));
    }
    stage.admin.sync();
    let members = stage.admin.json(&["members"]);
    let devices: Vec<&str> =
        members.as_array().unwrap().iter().map(|it| it["device"].as_str().unwrap()).collect();
    assert_eq!(devices.len(), MANY);
    let several = |digit: &&str| devices.iter().filter(|id| id.starts_with(digit)).count() > 1;
    let digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f"];
    let digit = digits.iter().find(|digit| several(digit)).unwrap();
    let own = device(&stage.admin, "Kim");
    for (situation, word) in
        [("No such member", "zz"), ("Several members begin so", *digit), ("The only admin", &own)]
    {
        table.begin(situation);
        for line in ["role DEVICE reader", "remove DEVICE"] {
            let before: [usize; 2] = [0, 1].map(|at| table.0[at].len());
            table.row(&stage.admin, line, &[("DEVICE", word)]);
            // Which digit it is, is chance.
            for (text, before) in table.0.iter_mut().zip(before) {
                let row = text.split_off(before);
                *text += &row.replace(&format!("\"{digit}\""), "\"…\"");
            }
        }
    }
}

fn invitations_that_do_not_hold(stage: &Stage, table: &mut Table) {
    let nobody = Programs::new(DEMO).client(&stage.dir.join("nobody"));
    let line = "join LINK --me Eva --municipality Åstorp";
    table.begin("An invitation that was used");
    let once = invite(&stage.admin, "editor", "1");
    join(&Programs::new(DEMO).client(&stage.dir.join("once")), &once, "Ulla");
    table.row(&nobody, line, &[("LINK", &once)]);
    table.begin("An invitation to where one is already");
    table.row(&stage.editor, line, &[("LINK", &stage.link)]);
}

fn recovery_codes(stage: &Stage, table: &mut Table) {
    let nobody = Programs::new(DEMO).client(&stage.dir.join("nobody"));
    let line = "workspace recover CODE --me Eva --municipality Åstorp";
    table.begin("A recovery code that is not the network's");
    table.row(&nobody, line, &[("CODE", &code(stage, workspace(&stage.admin)))]);
    table.begin("A recovery code of a network that the relay does not know");
    table.row(&nobody, line, &[("CODE", &code(stage, WorkspaceId([1; 32])))]);
    assert_eq!(nobody.json(&["workspace", "list"]), serde_json::json!([]), "nothing is half recovered");
}

/// Whoever was removed, and the invitations that ended with it.
fn removed(stage: &Stage, table: &mut Table) {
    stage.admin.ok(&["remove", &device(&stage.admin, "Bo Lind")]);
    table.begin("A computer that was removed");
    let kim = device(&stage.editor, "Kim");
    for line in ["sync --until-caught-up", "invite", "role DEVICE reader", "remove DEVICE"] {
        table.row(&stage.editor, line, &[("DEVICE", &kim)]);
    }
    table.begin("An invitation that was withdrawn");
    let nobody = Programs::new(DEMO).client(&stage.dir.join("nobody"));
    table.row(&nobody, "join LINK --me Eva --municipality Åstorp", &[("LINK", &stage.link)]);
    assert_eq!(nobody.json(&["workspace", "list"]), serde_json::json!([]), "nothing is half joined");
}

/// A relay that wants a token, which makes no network; and what is no relay at all.
fn a_relay_that_refuses(stage: &Stage, table: &mut Table) {
    let client = Programs::new(DEMO).client(&stage.dir.join("founder"));
    let relay = Programs::new(DEMO).closed_relay(&stage.dir.join("closed"));
    let url = relay.url();
    table.begin("A relay that wants a token");
    for token in ["", " --token fel"] {
        let line = format!("workspace new Nytt --me Eva --municipality Åstorp --relay URL{token}");
        table.row(&client, &line, &[("URL", &url)]);
    }
    assert_eq!(client.json(&["workspace", "list"]), serde_json::json!([]), "no network was made");
    client.json(&["workspace", "new", "Nytt", "--me", "Eva", "--municipality", "Åstorp"]);
    table.row(&client, "workspace connect URL", &[("URL", &url)]);
    for line in ["invite", "sync --until-caught-up", "list"] {
        table.row(&client, line, &[]);
    }
}
