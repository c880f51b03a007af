//! What can be wrong where a command runs, and the data directories in which it is so.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use samskriv_shared::{
    ids::WorkspaceId,
    import::MAX_BYTES,
    recovery::{RecoveryCode, SECRET},
};
use tempfile::TempDir;

use super::{COMMANDS, copy};
use crate::{
    backend::{Request, files},
    cli::{
        session::Session,
        tests::program::{TEXT, value},
    },
};

/// Nobody listens there.
const NOWHERE: &str = "http://127.0.0.1:1";
/// So many ids that at least two begin with the same digit.
const MANY: usize = 17;

/// A backup of a network without meetings.
static BACKUP: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("data");
    new_workspace(&data, "Kopierat");
    let file = dir.path().join("kopia");
    value(&data, &["backup", file.to_str().unwrap()]);
    std::fs::read(file).unwrap()
});

/// Something that is wrong.
pub struct Situation {
    pub name: &'static str,
    /// What is tried there.
    pub lines: Vec<Vec<String>>,
    /// Makes a place in which it is wrong.
    pub place: Box<dyn Fn() -> Place + Send + Sync>,
}

/// Where one command runs.
pub struct Place {
    pub data: PathBuf,
    words: Words,
    /// Held while the command runs, where another Samskriv is to have the directory.
    _lock: Option<files::Lock>,
    _dir: TempDir,
}

/// What the words in capitals stand for.
#[derive(Clone)]
struct Words(Vec<(&'static str, String)>);

impl Place {
    /// A copy of the data directory at `from`, or an empty one.
    fn new(from: Option<&Path>, words: &Words) -> Place {
        let dir = TempDir::new().unwrap();
        let data = dir.path().join("data");
        from.into_iter().for_each(|from| copy(from, &data));
        let at = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
        for (name, bytes) in
            [("möte.md", TEXT.as_bytes()), ("tom.txt", b" \n"), ("bild.txt", &[0, 159, 146, 150, 0, 0, 1, 0])]
        {
            std::fs::write(dir.path().join(name), bytes).unwrap();
        }
        std::fs::write(dir.path().join("kopia.samskriv"), &*BACKUP).unwrap();
        std::fs::write(dir.path().join("skadad.samskriv"), &BACKUP[..BACKUP.len() - 1]).unwrap();
        // Its length is all that is there: it takes no space.
        let large = std::fs::File::create(dir.path().join("stor.txt")).unwrap();
        large.set_len(MAX_BYTES as u64 + 1).unwrap();
        let mut words = words.clone();
        for (word, name) in [
            ("FILE", "möte.md"),
            ("EMPTY", "tom.txt"),
            ("BINARY", "bild.txt"),
            ("LARGE", "stor.txt"),
            ("MISSING", "finns-inte.txt"),
            ("PATTERN", "*.txt"),
            ("BACKUP", "kopia.samskriv"),
            ("DAMAGED", "skadad.samskriv"),
            ("OUT", "möte-ut.md"),
            ("FOLDER", "."),
            ("NOWHERE", "ingenstans/möte.md"),
        ] {
            words.0.push((word, at(name)));
        }
        Place { data, words, _lock: None, _dir: dir }
    }

    /// The word, or what it stands for.
    pub fn word(&self, word: &str) -> String {
        self.words.word(word)
    }

    /// The sentence without what is different each time: where it ran, and ids.
    pub fn without_chance(&self, sentence: &str) -> String {
        let mut sentence = sentence.replace(&*self._dir.path().to_string_lossy(), "DIR");
        for name in ["DOC", "ACTION"] {
            sentence = sentence.replace(&format!("\"{}\"", self.word(name)), "\"…\"");
        }
        sentence = sentence.replace(&format!("process {}", std::process::id()), "process PID");
        let mut parts = sentence.split('(');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let id = part.split(')').next().unwrap_or_default();
            let is_id = id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
            text = [text, if is_id { part.replacen(id, "ID", 1) } else { part.to_owned() }].join("(");
        }
        text
    }
}

impl Words {
    fn word(&self, word: &str) -> String {
        let stands_for = self.0.iter().find(|(name, _)| *name == word);
        stands_for.map_or_else(|| word.to_owned(), |(_, value)| value.clone())
    }
}

/// A data directory that places are copied from, and the ids in it.
struct Base {
    dir: TempDir,
    words: Words,
}

impl Base {
    fn place(self: &Arc<Base>) -> Box<dyn Fn() -> Place + Send + Sync> {
        let base = self.clone();
        Box::new(move || Place::new(Some(base.dir.path()), &base.words))
    }

    /// As `place`, where words stand for something else.
    fn with(self: &Arc<Base>, other: &[(&'static str, String)]) -> Box<dyn Fn() -> Place + Send + Sync> {
        let (base, other) = (self.clone(), other.to_vec());
        Box::new(move || {
            let words = Words([other.clone(), base.words.0.clone()].concat());
            Place::new(Some(base.dir.path()), &words)
        })
    }
}

fn words() -> Words {
    let (workspace, chain, secret) = ("01".repeat(32), "02".repeat(32), "A".repeat(43));
    let link = format!("samskriv:join?relay={NOWHERE}&workspace={workspace}&chain={chain}#{secret}");
    let (id, device) = ("ab".repeat(16), "ab".repeat(32));
    let ids = [("DOC", id.clone()), ("ACTION", id), ("DEVICE", device)];
    let others = [("URL", NOWHERE.to_owned()), ("LINK", link), ("TARGET", "Chefer".to_owned())];
    let id = WorkspaceId([1; WorkspaceId::LEN]);
    let code = code(Some(NOWHERE), id);
    let codes = [("MISTYPED", code.replace("#A", "#Q")), ("CUT", code[..code.len() - 3].to_owned())];
    let groups = code[code.find('#').unwrap_or_default() + 1..].to_owned();
    let codes =
        [&codes[..], &[("CODE", code), ("GROUPS", groups), ("RELAYLESS", self::code(None, id))]].concat();
    Words([&ids[..], &others, &codes].concat())
}

/// A recovery code that is no network's here.
fn code(relay: Option<&str>, workspace: WorkspaceId) -> String {
    RecoveryCode::new(relay.map(str::to_owned), workspace, [7; SECRET]).to_string()
}

/// "Chefer", with many meetings, and many actions in one: at least two ids begin with `SEVERAL`, and with `ACTIONS`.
fn meetings() -> Base {
    let dir = TempDir::new().unwrap();
    let data = dir.path();
    let (id, own) = new_workspace(data, "Chefer");
    let place = TempDir::new().unwrap();
    let file = |n: usize| {
        let path = place.path().join(format!("{n}.md"));
        std::fs::write(&path, TEXT).unwrap();
        path.to_string_lossy().into_owned()
    };
    let files: Vec<String> = (0..MANY).map(file).collect();
    let line: Vec<&str> = ["import"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let docs = ids(&value(data, &line)["documents"], "id");
    let tasks: Vec<String> = (0..MANY).map(|n| format!("Uppgift {n}")).collect();
    let added = value(data, &["edit", &docs[0], "--append", &tasks.join("\n"), "--as", "action"]);
    let actions: Vec<String> =
        added["actions"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
    let devices = ids(&value(data, &["members"]), "device");
    let mut words = words();
    let mine = [("DOC", docs[0].clone()), ("ACTION", actions[0].clone()), ("DEVICE", devices[0].clone())];
    words.0.splice(0..0, mine);
    words.0.extend([("OTHERS", code(None, id)), ("OWN", own)]);
    words.0.extend([("SEVERAL", shared_digit(&docs)), ("ACTIONS", shared_digit(&actions))]);
    Base { dir, words }
}

/// Beside "Chefer", as `meetings` makes it.
fn with_another(name: &str) -> Base {
    let base = meetings();
    new_workspace(base.dir.path(), name);
    base
}

/// The relay's address is kept, and nobody is there.
fn with_a_relay_that_is_gone() -> Base {
    let base = meetings();
    let session = Session::start(base.dir.path().to_owned(), false, || {}).unwrap();
    let workspace = session.workspace(None).unwrap().id;
    session.ask(Request::Connect { workspace, relay: NOWHERE.into(), token: None }).unwrap();
    session.end();
    base
}

/// Its id and recovery code.
fn new_workspace(data: &Path, name: &str) -> (WorkspaceId, String) {
    let made = value(data, &["workspace", "new", name, "--me", "Siv Alm", "--municipality", "Bjuv"]);
    let text = |key: &str| made[key].as_str().unwrap().to_owned();
    (text("id").parse().unwrap(), text("recovery"))
}

fn ids(list: &serde_json::Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|each| each[key].as_str().unwrap().to_owned()).collect()
}

/// A digit that two of the ids begin with.
fn shared_digit(ids: &[String]) -> String {
    let begins = |digit: &str| ids.iter().filter(|id| id.starts_with(digit)).count() > 1;
    "0123456789abcdef".split("").find(|digit| !digit.is_empty() && begins(digit)).unwrap().to_owned()
}

/// Every command, with these words after it.
fn all(more: &[&'static str]) -> Vec<Vec<String>> {
    lines(&COMMANDS.map(|line| [line, more].concat()))
}

fn lines(lines: &[impl AsRef<[&'static str]>]) -> Vec<Vec<String>> {
    let line = |line: &[&str]| line.iter().map(|word| (*word).to_owned()).collect();
    lines.iter().map(|each| line(each.as_ref())).collect()
}

/// All of them, in the table's order.
pub fn situations() -> Vec<Situation> {
    let meetings = Arc::new(meetings());
    let another = Arc::new(with_another("Skola"));
    let same_name = Arc::new(with_another("Chefer"));
    let gone = Arc::new(with_a_relay_that_is_gone());
    let shared = with_another("Skola");
    let doc = shared.words.word("DOC");
    value(shared.dir.path(), &["share", &doc, "--workspace", "Chefer"]);
    let nothing = [("DOC", "zz"), ("ACTION", "zz"), ("FILE", "finns-inte.md")];
    let begins = [("DOC", meetings.words.word("SEVERAL")), ("ACTION", meetings.words.word("ACTIONS"))];
    let situation = |name, lines, place| Situation { name, lines, place };
    vec![
        situation("An option that there is not", all(&["--nonsense"]), empty()),
        situation("A word is missing", lines(&MISSING), empty()),
        situation("A value that cannot be", lines(&WRONG), meetings.place()),
        situation("No network yet", all(&[]), empty()),
        situation("Another Samskriv has the directory open", all(&[]), locked(&meetings)),
        situation("The place for everything is a file", all(&[]), a_file()),
        situation("Several networks and none chosen", all(&[]), another.place()),
        situation("No such network", all(&["--workspace", "Annat"]), meetings.place()),
        situation("Two networks of the name", all(&["--workspace", "Chefer"]), same_name.place()),
        situation(
            "No such thing",
            with_a_name(),
            meetings.with(&nothing.map(|(name, id)| (name, id.to_owned()))),
        ),
        situation("Several begin so", with_a_name(), meetings.with(&begins)),
        situation("Files that cannot be read or written", lines(&FILES), meetings.place()),
        situation("Shared already", lines(&[["share", "DOC", "--to", "Skola"]]), Arc::new(shared).place()),
        situation("No relay", all(&[]), meetings.place()),
        situation("A relay that cannot be reached", all(&[]), gone.place()),
    ]
}

const MISSING: [&[&str]; 25] = [
    &["show"],
    &["search"],
    &["import"],
    &["edit"],
    &["edit", "DOC"],
    &["action"],
    &["action", "add"],
    &["action", "add", "DOC"],
    &["action", "done"],
    &["action", "reopen"],
    &["share"],
    &["export", "DOC"],
    &["workspace"],
    &["workspace", "new", "Nytt"],
    &["workspace", "connect"],
    &["workspace", "recover"],
    &["workspace", "recover", "CODE"],
    &["join", "LINK"],
    &["role"],
    &["role", "DEVICE"],
    &["remove"],
    &["backup"],
    &["restore"],
    &["store"],
    &["completions"],
];

const WRONG: [&[&str]; 34] = [
    &["lsit"],
    &["list", "DOC"],
    &["list", "--lang", "de"],
    &["edit", "DOC", "--append", " "],
    &["edit", "DOC", "--append", "x", "--as", "rubrik"],
    &["edit", "DOC", "--set", "title"],
    &["edit", "DOC", "--set", "titel=x"],
    &["edit", "DOC", "--set", "starts=snart"],
    &["edit", "DOC", "--set", "next_meeting=31/2"],
    &["action", "add", "DOC", " "],
    &["action", "add", "DOC", "Boka lokal", "--due", "snart"],
    &["action", "add", "DOC", "Boka lokal", "--owner", ""],
    &["import", "FILE", "--me", " "],
    &["export", "DOC", "--to", "möte.doc"],
    &["workspace", "new", " ", "--me", "Siv Alm", "--municipality", "Bjuv"],
    &["workspace", "new", "Nytt", "--me", "Siv Alm", "--municipality", ""],
    &["workspace", "new", "Nytt", "--me", "Siv Alm", "--municipality", "Bjuv", "--relay", "ftp://rela"],
    &["workspace", "connect", "http://rela.example.se"],
    &["workspace", "recover", "hej"],
    &["workspace", "recover", "LINK"],
    &["workspace", "recover", "MISTYPED"],
    &["workspace", "recover", "CUT"],
    &["workspace", "recover", "GROUPS"],
    &["workspace", "recover", "OTHERS"],
    &["workspace", "recover", "OWN"],
    &["workspace", "recover", "RELAYLESS", "--me", "Siv Alm", "--municipality", "Bjuv"],
    &["invite", "--role", "chef"],
    &["invite", "--expires", "snart"],
    &["invite", "--uses", "0"],
    &["join", "http://rela.example.se", "--me", "Siv Alm", "--municipality", "Bjuv"],
    &["role", "DEVICE", "chef"],
    &["sync", "--for", "snart"],
    &["sync", "--for", "1", "--until-caught-up"],
    &["completions", "tcsh"],
];

const FILES: [&[&str]; 19] = [
    &["import", "EMPTY"],
    &["import", "BINARY"],
    &["import", "LARGE"],
    &["import", "FOLDER"],
    &["import", "MISSING"],
    &["import", "PATTERN"],
    &["import", "FILE", "EMPTY", "MISSING"],
    &["export", "DOC", "--to", "NOWHERE"],
    &["export", "DOC", "--to", "FOLDER"],
    &["backup", "FILE"],
    &["backup", "FOLDER"],
    &["backup", "NOWHERE"],
    &["backup", "OUT", "--passphrase-file", "EMPTY"],
    &["backup", "OUT", "--passphrase-file", "MISSING"],
    &["restore", "MISSING"],
    &["restore", "FOLDER"],
    &["restore", "FILE"],
    &["restore", "DAMAGED"],
    &["restore", "BACKUP", "--passphrase-file", "FILE"],
];

/// The commands that name something by the beginning of its id, and `import`.
fn with_a_name() -> Vec<Vec<String>> {
    let named =
        |line: &Vec<String>| line.iter().any(|word| ["DOC", "ACTION", "FILE"].contains(&word.as_str()));
    all(&[]).into_iter().filter(named).collect()
}

fn empty() -> Box<dyn Fn() -> Place + Send + Sync> {
    Box::new(|| Place::new(None, &words()))
}

fn a_file() -> Box<dyn Fn() -> Place + Send + Sync> {
    Box::new(|| {
        let place = Place::new(None, &words());
        std::fs::write(&place.data, "").unwrap();
        place
    })
}

fn locked(base: &Arc<Base>) -> Box<dyn Fn() -> Place + Send + Sync> {
    let place = base.place();
    Box::new(move || {
        let place = place();
        let lock = files::lock(&place.data).unwrap();
        Place { _lock: Some(lock), ..place }
    })
}
