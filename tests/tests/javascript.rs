//! Minutes are readable and writable in JavaScript, by the rich-text calls of the newest Automerge there: the
//! schema of blocks and marks is the one of that world. Needs `node` and `npm`; says so, and passes, where they or
//! the package are not to be had.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use samskriv_shared::{
    documents::{Actor, Document, Due, MinutesDocument},
    ids::ActionId,
    text::{Block, BlockKind, Mark, MarkRange},
};
use serde_json::Value;

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/javascript");
const ACTION: ActionId = ActionId([7; 16]);

#[test]
fn javascript_reads_what_is_written_here() {
    let Some(javascript) = javascript() else { return };
    let mut minutes = written_here();
    let file = javascript.dir.join("here.automerge");
    std::fs::write(&file, minutes.document.save()).unwrap();
    let spans = javascript.run(&["read".as_ref(), &file]);
    assert_eq!(blocks_of(&spans), minutes.read().body);
    // What the comparison itself might lose.
    assert_eq!(minutes.read().body.len(), 12);
    let text: String = minutes.read().body.iter().map(|block| block.text.as_str()).collect();
    assert!(text.contains("Åsa läser 👩‍👧 länken"));
}

#[test]
fn what_javascript_writes_is_read_here() {
    let Some(javascript) = javascript() else { return };
    let mut minutes = MinutesDocument::create(Actor([1; 16]));
    let new = javascript.dir.join("new.automerge");
    let there = javascript.dir.join("there.automerge");
    std::fs::write(&new, minutes.document.save()).unwrap();
    let spans = javascript.run(&["write".as_ref(), &new, &there]);

    let written = std::fs::read(&there).unwrap();
    minutes.document.apply(&written).unwrap();
    let expected = written_there();
    assert_eq!(minutes.read().body, expected);
    assert_eq!(blocks_of(&spans), expected);
    let loaded = Document::load(&written, Actor([2; 16])).unwrap();
    assert_eq!((loaded.refused(), minutes.document.refused()), (0, 0));
    assert_eq!(MinutesDocument::open(loaded).unwrap().read(), minutes.read());
}

/// Minutes with every kind of block, and marks that grew into the next paragraph and were removed there.
fn written_here() -> MinutesDocument {
    let mut minutes = MinutesDocument::create(Actor([1; 16]));
    let mut push = |kind: BlockKind, depth: u8, text: &str, marks: Vec<MarkRange>| {
        minutes.body_push(&Block { kind, depth, text: text.to_owned(), marks });
    };
    push(BlockKind::Heading(3), 0, "Mötet öppnas", vec![]);
    let marks = vec![
        range(0, 9, Mark::Strong),
        range(4, 20, Mark::Em),
        range(14, 20, Mark::Link { href: "https://exempel.se/å?a=\"b\"".to_owned() }),
    ];
    push(BlockKind::Paragraph, 0, "Åsa läser 👩‍👧 länken", marks);
    push(BlockKind::Paragraph, 0, "", vec![]);
    push(BlockKind::UnorderedListItem, 0, "Ett", vec![range(0, 3, Mark::Strong)]);
    push(BlockKind::UnorderedListItem, 2, "Två", vec![]);
    push(BlockKind::OrderedListItem, 1, "Tre 😀", vec![range(4, 5, Mark::Em)]);
    push(BlockKind::Blockquote, 1, "Citat", vec![]);
    push(BlockKind::Decision, 0, "Bifalles", vec![range(0, 8, Mark::Strong)]);
    push(BlockKind::Other("code-block".to_owned()), 0, "let å = 1", vec![]);
    push(BlockKind::Action(None), 0, "Utan ärende", vec![]);
    minutes.add_action(ACTION, "Boka lokal", &[], Due::None);
    minutes.body_push(&Block::new(BlockKind::Paragraph, "Bort 😀 med detta, in med nytt"));
    // Typed and deleted around signs that are two units there and one position here.
    let at = minutes.body_display().chars().position(|c| c == 'B').unwrap();
    minutes.body_splice(at, 0, "😀 ").unwrap();
    minutes.body_splice(at + 2, 1, "b").unwrap();
    minutes
}

/// What `interop.mjs` writes.
fn written_there() -> Vec<Block> {
    let href = "https://exempel.se/å".to_owned();
    // "👩‍👧 Åsa läser länken högt.": the first sign is three code points.
    let marks = vec![
        range(4, 13, Mark::Strong),
        range(8, 20, Mark::Em),
        range(14, 20, Mark::Link { href }),
        range(21, 22, Mark::Strong),
        range(24, 25, Mark::Strong),
    ];
    vec![
        Block::new(BlockKind::Heading(2), "Mötet öppnas 😀"),
        Block { marks, ..Block::new(BlockKind::Paragraph, "👩‍👧 Åsa läser länken högt.") },
        Block::new(BlockKind::UnorderedListItem, "Ett"),
        Block { depth: 1, ..Block::new(BlockKind::OrderedListItem, "Två") },
        Block::new(BlockKind::Blockquote, "Citat"),
        Block::new(BlockKind::Decision, "Bifalles"),
        Block::new(BlockKind::Action(Some(ACTION)), "Boka"),
        Block::new(BlockKind::Other("code-block".to_owned()), "let å = 1!"),
    ]
}

fn range(start: usize, end: usize, mark: Mark) -> MarkRange {
    MarkRange { start, end, mark }
}

/// The blocks that JavaScript's spans show, read without any code of ours.
fn blocks_of(spans: &Value) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for span in spans.as_array().unwrap() {
        let value = &span["value"];
        match (span["type"].as_str().unwrap(), blocks.last_mut()) {
            ("block", _) => {
                let depth = u8::try_from(value["parents"].as_array().unwrap().len()).unwrap();
                blocks.push(Block { depth, ..Block::new(kind_of(value), "") });
            }
            ("text", Some(block)) => append(block, value.as_str().unwrap(), &span["marks"]),
            other => panic!("a span {other:?}"),
        }
    }
    for block in &mut blocks {
        block.marks.sort_by_key(|range| (range.start, name_of(&range.mark)));
    }
    blocks
}

fn kind_of(block: &Value) -> BlockKind {
    let attrs = &block["attrs"];
    match (block["type"].as_str().unwrap(), attrs["role"].as_str()) {
        ("paragraph", None) => BlockKind::Paragraph,
        ("paragraph", Some("decision")) => BlockKind::Decision,
        ("paragraph", Some("action")) => {
            BlockKind::Action(attrs["action"].as_str().map(|id| id.parse().unwrap()))
        }
        ("heading", None) => BlockKind::Heading(u8::try_from(attrs["level"].as_u64().unwrap()).unwrap()),
        ("unordered-list-item", None) => BlockKind::UnorderedListItem,
        ("ordered-list-item", None) => BlockKind::OrderedListItem,
        ("blockquote", None) => BlockKind::Blockquote,
        (other, None) => BlockKind::Other(other.to_owned()),
        other => panic!("a block {other:?}"),
    }
}

/// Adds a span, its marks joined with those that end where it begins.
fn append(block: &mut Block, text: &str, marks: &Value) {
    let start = block.text.chars().count();
    block.text.push_str(text);
    let end = block.text.chars().count();
    for (name, value) in marks.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        let mark = match (name.as_str(), value) {
            ("strong", Value::Bool(true)) => Mark::Strong,
            ("em", Value::Bool(true)) => Mark::Em,
            ("link", Value::String(link)) => {
                let link: Value = serde_json::from_str(link).unwrap();
                Mark::Link { href: link["href"].as_str().unwrap().to_owned() }
            }
            other => panic!("a mark {other:?}"),
        };
        match block.marks.iter_mut().find(|range| range.end == start && range.mark == mark) {
            Some(range) => range.end = end,
            None => block.marks.push(range(start, end, mark)),
        }
    }
}

fn name_of(mark: &Mark) -> &'static str {
    match mark {
        Mark::Strong => "strong",
        Mark::Em => "em",
        _ => "link",
    }
}

/// The script, beside the package that it needs.
struct JavaScript {
    dir: PathBuf,
}

impl JavaScript {
    /// What the script prints.
    fn run(&self, arguments: &[&Path]) -> Value {
        let run =
            Command::new("node").arg("interop.mjs").args(arguments).current_dir(&self.dir).output().unwrap();
        assert!(run.status.success(), "node: {}", String::from_utf8_lossy(&run.stderr));
        serde_json::from_slice(&run.stdout).unwrap()
    }
}

/// Installs the package once; none, with the reason printed, where that cannot be done.
fn javascript() -> Option<&'static JavaScript> {
    static INSTALLED: OnceLock<Result<JavaScript, String>> = OnceLock::new();
    match INSTALLED.get_or_init(install) {
        Ok(javascript) => Some(javascript),
        Err(reason) => {
            eprintln!("SKIPPED: {reason}");
            None
        }
    }
}

fn install() -> Result<JavaScript, String> {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("javascript");
    std::fs::create_dir_all(&dir).unwrap();
    for file in ["package.json", "interop.mjs"] {
        std::fs::copy(Path::new(SOURCES).join(file), dir.join(file)).unwrap();
    }
    let run = |program: &str, arguments: &[&str]| {
        let run = Command::new(program).args(arguments).current_dir(&dir).output();
        let run = run.map_err(|error| format!("{program} cannot be started: {error}"))?;
        let told = String::from_utf8_lossy(&run.stderr).into_owned();
        run.status.success().then_some(()).ok_or_else(|| format!("{program} {}: {told}", arguments.join(" ")))
    };
    run("node", &["--version"])?;
    // Names the script of npm on Windows; with the package there already it asks nobody.
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let once = ["--no-audit", "--no-fund", "--no-package-lock", "--prefer-offline", "--fetch-retries=0"];
    run(npm, &[&["install"], once.as_slice()].concat())?;
    Ok(JavaScript { dir })
}
