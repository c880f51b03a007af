//! Two and three who edit at once over lines that lag, against an oracle that shares no code with the view: the
//! document read by its spans.
//!
//! By hand: `SAMSKRIV_FUZZ_STEPS=100000 SAMSKRIV_FUZZ_SEED=1 cargo test --release --workspace --lib -- editor::tests::fuzz --nocapture`

use std::collections::{BTreeMap, VecDeque};

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng as _, SeedableRng as _},
};
use samskriv_shared::text::{Block, BlockKind, Mark, MarkRange};

use super::{Writer, ids};
use crate::editor::{
    commands::{self, Plan},
    history::{Doing, Way},
    shortcuts,
};

const STEPS: usize = 4_000;
/// Above this many code points more is deleted than written.
const LENGTHY: usize = 600;

/// What each of them writes; no sign of a shortcut has any of these.
const LETTERS: [[char; 3]; 3] = [['a', 'b', 'å'], ['k', 'm', 'ö'], ['x', 'y', '😀']];

struct Random(ChaCha8Rng);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        (self.0.next_u32() as usize) % end.max(1)
    }
}

/// Says where it was, if it fails.
struct Told(String);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("{}", self.0);
        }
    }
}

/// One who edits, with an alphabet of their own.
struct Replica {
    writer: Writer,
    letters: [char; 3],
    /// From each other one, what is on its way.
    lines: BTreeMap<usize, VecDeque<Vec<u8>>>,
    /// Others' letters that this one has deleted.
    deleted_of_others: usize,
}

const KINDS: [&str; 16] = [
    "type",
    "type",
    "delete",
    "enter",
    "line break",
    "backspace",
    "bold",
    "italic",
    "link",
    "kind",
    "indent",
    "paste",
    "shortcut",
    "undo",
    "redo",
    "receive",
];

#[test]
fn two_and_three_who_edit_at_once_see_what_the_document_says() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let steps = number("SAMSKRIV_FUZZ_STEPS").map_or(STEPS, |steps| steps as usize);
    let seed = number("SAMSKRIV_FUZZ_SEED").unwrap_or_else(|| {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).unwrap();
        u64::from_le_bytes(bytes)
    });
    println!("seed {seed}");
    let mut done = BTreeMap::new();
    for replicas in [2, 3] {
        run(seed, replicas, steps / 2, &mut done);
    }
    println!("{done:?}");
    let least = steps / 20;
    for kind in KINDS {
        assert!(
            done.get(kind).is_some_and(|count| *count >= least),
            "{kind}: {:?} of {least}",
            done.get(kind)
        );
    }
}

fn run(seed: u64, replicas: usize, steps: usize, done: &mut BTreeMap<&'static str, usize>) {
    let mut random = Random(ChaCha8Rng::seed_from_u64(seed ^ replicas as u64));
    let mut all = begin(replicas);
    let mut seeds = seed;
    for step in 0..steps {
        // Now and then all meet, and begin anew: else a text grows old and slow.
        if step % 2_500 == 2_499 {
            meet(&mut all);
            all = begin(replicas);
        }
        let who = random.below(replicas);
        let kind = KINDS[random.below(KINDS.len())];
        let acted = match kind {
            "receive" => receive(&mut all[who], &mut random),
            kind => act(&mut all[who], kind, &mut random, &mut seeds),
        };
        *done.entry(kind).or_default() += usize::from(acted);
        let told = Told(format!("step {step}: {kind} by {who} of {replicas}"));
        all[who].writer.check();
        drop(told);
        if let Some(sent) = all[who].writer.sent() {
            for (other, replica) in all.iter_mut().enumerate().filter(|(other, _)| *other != who) {
                let _ = other;
                replica.lines.entry(who).or_default().push_back(sent.clone());
            }
        }
    }
    meet(&mut all);
}

fn begin(replicas: usize) -> Vec<Replica> {
    let mut first = Writer::new();
    let others: Vec<Writer> = (1..replicas).map(|nth| first.another(nth as u8 + 1)).collect();
    std::iter::once(first)
        .chain(others)
        .zip(LETTERS)
        .map(|(writer, letters)| Replica { writer, letters, lines: BTreeMap::new(), deleted_of_others: 0 })
        .collect()
}

/// Everything arrives everywhere, and all read the same.
fn meet(all: &mut [Replica]) {
    for replica in &mut *all {
        for (_, line) in std::mem::take(&mut replica.lines) {
            line.iter().for_each(|changes| replica.writer.receive(changes));
        }
        replica.writer.check();
    }
    for replica in &all[1..] {
        assert_eq!(replica.writer.editor.view().blocks(), all[0].writer.editor.view().blocks());
    }
}

fn receive(replica: &mut Replica, random: &mut Random) -> bool {
    let lines: Vec<usize> =
        replica.lines.iter().filter(|(_, line)| !line.is_empty()).map(|(at, _)| *at).collect();
    if lines.is_empty() {
        return true;
    }
    let line = replica.lines.entry(lines[random.below(lines.len())]).or_default();
    let count = 1 + random.below(line.len());
    let batch: Vec<Vec<u8>> = line.drain(..count).collect();
    // Several changes of a frame are taken in at once.
    for changes in &batch {
        replica.writer.document.document.apply(changes).unwrap();
    }
    replica.writer.editor.follow(&mut replica.writer.document);
    true
}

/// How many letters there are that only others write.
fn others_letters(replica: &Replica) -> usize {
    let others =
        |c: &char| LETTERS.iter().flatten().any(|letter| letter == c) && !replica.letters.contains(c);
    replica.writer.text().chars().filter(others).count()
}

fn act(replica: &mut Replica, kind: &str, random: &mut Random, seeds: &mut u64) -> bool {
    let length = replica.writer.editor.view().display_chars();
    let at = random.below(length + 1);
    let most = if length > LENGTHY { 60 } else { 12 };
    let range = at..(at + random.below(most)).min(length);
    let before = others_letters(replica);
    match kind {
        "undo" | "redo" => {
            let way = if kind == "undo" { Way::Undo } else { Way::Redo };
            replica.writer.editor.take_back(&mut replica.writer.document, way).unwrap();
            let after = others_letters(replica);
            let back = after.saturating_sub(before);
            assert!(
                back <= replica.deleted_of_others,
                "an undo brought back {back} letters of others, of whose {} were deleted here",
                replica.deleted_of_others
            );
            if way == Way::Undo {
                assert!(after >= before, "an undo took {} letters of others away", before - after);
            }
            return true;
        }
        _ => {}
    }
    let view = replica.writer.editor.view();
    let toggled = |name: &str, mark: Mark| {
        let on = view.all_marked(&range, |mark| mark.name() == name);
        commands::set_mark(view, range.clone(), name, (!on).then_some(&mark))
    };
    let letter = |random: &mut Random| replica.letters[random.below(3)];
    let mut doing = Doing::Other;
    let plan: Plan = match kind {
        "type" => {
            doing = Doing::Typing;
            let text: String = (0..1 + random.below(3)).map(|_| letter(random)).collect();
            let marks = (random.below(4) == 0).then(|| vec![Mark::Em]);
            commands::insert(view, at..at, &text, marks.as_deref())
        }
        "delete" => commands::delete(view, range.clone()),
        "enter" => commands::enter(view, if random.below(3) == 0 { range.clone() } else { at..at }),
        "line break" => commands::line_break(view, at..at),
        "backspace" => match commands::backspace(view, view.start(view.place(at).paragraph)) {
            Some(plan) => plan,
            None => commands::delete(view, at.saturating_sub(1)..at),
        },
        "bold" => toggled("strong", Mark::Strong),
        "italic" => toggled("em", Mark::Em),
        "link" => toggled("link", Mark::Link { href: format!("https://exempel.se/{}", random.below(3)) }),
        "kind" => {
            let kinds = [
                BlockKind::Paragraph,
                BlockKind::Heading(1 + random.below(3) as u8),
                BlockKind::UnorderedListItem,
                BlockKind::OrderedListItem,
                BlockKind::Blockquote,
                BlockKind::Decision,
                BlockKind::Action(None),
            ];
            commands::set_kind(view, range.clone(), &kinds[random.below(kinds.len())], || ids(seeds))
        }
        "indent" => commands::indent(view, range.clone(), random.below(3) > 0).unwrap_or_default(),
        "paste" => {
            let letter = letter(random);
            let blocks = pasted(random, letter);
            commands::paste(view, range.clone(), &blocks, || ids(seeds))
        }
        "shortcut" => {
            let start = view.start(view.place(at).paragraph);
            let sign = ["# ", "- ", "1. ", "> ", "Beslut: "][random.below(5)];
            let typed = commands::insert(view, start..start, sign, None);
            replica.writer.run(&typed, Doing::Other);
            let end = start + sign.chars().count();
            let view = replica.writer.editor.view();
            shortcuts::plan(view, end, || ids(seeds)).unwrap_or_default()
        }
        kind => unreachable!("{kind}"),
    };
    replica.writer.run(&plan, doing);
    replica.deleted_of_others += before.saturating_sub(others_letters(replica));
    true
}

fn pasted(random: &mut Random, letter: char) -> Vec<Block> {
    let kinds =
        [BlockKind::Paragraph, BlockKind::Heading(2), BlockKind::OrderedListItem, BlockKind::Decision];
    (0..1 + random.below(3))
        .map(|_| {
            let text: String = std::iter::repeat_n(letter, 1 + random.below(6)).collect();
            let end = text.chars().count();
            let marks = match random.below(2) {
                0 => Vec::new(),
                _ => vec![MarkRange { start: random.below(end), end, mark: Mark::Strong }],
            };
            Block { marks, depth: 0, ..Block::new(kinds[random.below(4)].clone(), text) }
        })
        .collect()
}
