//! Whose word a change is: an author's own changes stay, whatever checkpoints say that they were.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

use super::{random::Seed, *};
use crate::documents::changes::{ChunkKind, chunks, is_checkpoint};

/// What three honest authors wrote, and what somebody else published in their names.
struct History {
    /// In the order of writing; each one author's.
    entries: Vec<Vec<u8>>,
    /// Checkpoints, honest and forged, in the order of the log.
    checkpoints: Vec<Vec<u8>>,
}

fn below(rng: &mut ChaCha8Rng, end: usize) -> usize {
    (rng.next_u64() % end as u64) as usize
}

fn write(rng: &mut ChaCha8Rng, minutes: &mut MinutesDocument, words: &str) {
    let length = minutes.body_display().chars().count();
    minutes.body_splice(below(rng, length + 1), below(rng, 3), words).unwrap();
    if below(rng, 3) == 0 {
        minutes.set(MinutesField::Title, words).unwrap();
    }
}

fn open(bytes: &[u8], n: u8) -> MinutesDocument {
    MinutesDocument::open(Document::load(bytes, actor(n)).unwrap()).unwrap()
}

impl History {
    fn new(rng: &mut ChaCha8Rng) -> History {
        let (mut first, created) = created();
        let mut authors = vec![open(&first.document.save(), 2), open(&first.document.save(), 3)];
        authors.insert(0, first);
        let mut history = History { entries: vec![created], checkpoints: vec![] };
        let mut stolen = vec![];
        for round in 0..12 {
            let author = below(rng, 3);
            if below(rng, 4) == 0 {
                // What the forger builds on: before the author's next change.
                stolen.push((author, authors[author].document.save()));
            }
            write(rng, &mut authors[author], &format!("äkta{round} "));
            history.entries.push(authors[author].document.commit(round).unwrap());
            if below(rng, 3) == 0 {
                let newest = history.entries.last().unwrap().clone();
                for author in &mut authors {
                    author.document.apply(&newest).unwrap();
                }
            }
            if below(rng, 4) == 0 {
                history.checkpoints.push(authors[author].document.save());
            }
        }
        for (author, document) in stolen {
            let mut forged = open(&document, author as u8 + 1);
            for _ in 0..=below(rng, 2) {
                write(rng, &mut forged, "falskt ");
                forged.document.commit(99);
            }
            let at = below(rng, history.checkpoints.len() + 1);
            history.checkpoints.insert(at, forged.document.save());
        }
        history
    }

    /// All pieces in a random order, but for that of the checkpoints among themselves.
    fn shuffled(&self, rng: &mut ChaCha8Rng) -> Vec<&[u8]> {
        let mut entries: Vec<&[u8]> = self.entries.iter().map(Vec::as_slice).collect();
        let mut checkpoints = self.checkpoints.iter().rev().map(Vec::as_slice).collect::<Vec<_>>();
        let mut pieces = vec![];
        while !entries.is_empty() || !checkpoints.is_empty() {
            let next = below(rng, entries.len() + checkpoints.len());
            pieces.extend(match next < entries.len() {
                true => Some(entries.swap_remove(next)),
                false => checkpoints.pop(),
            });
        }
        pieces
    }
}

/// A device that receives pieces while the document is open; gives what it reads in the end, and how often the
/// document was loaded anew.
fn receive(pieces: &[&[u8]]) -> (Minutes, usize) {
    let (mut store, mut live, mut superseded) = (Vec::new(), None::<Document>, 0);
    for piece in pieces {
        store.extend_from_slice(piece);
        match live.as_mut().map(|live| live.apply(piece).unwrap()) {
            Some(Applied::Superseded) => {
                superseded += 1;
                live = Some(Document::load(&store, actor(9)).unwrap());
            }
            Some(_) => {}
            None => live = Document::load(&store, actor(9)).ok(),
        }
    }
    let read = MinutesDocument::open(live.unwrap()).unwrap().read();
    assert_eq!(open(&store, 8).read(), read, "a restart reads the same");
    (read, superseded)
}

#[test]
fn nobody_reads_what_a_checkpoint_forged_where_the_author_says_otherwise() {
    let mut superseded = 0;
    for seed in 0..60 {
        let _seed = Seed(seed);
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let history = History::new(rng);
        let expected = open(&history.entries.concat(), 7).read();
        for _ in 0..4 {
            let (read, reloads) = receive(&history.shuffled(rng));
            assert_eq!(read, expected);
            superseded += reloads;
        }
    }
    assert!(superseded > 100, "{superseded}");
}

#[test]
fn whoever_has_the_same_reads_the_same_also_without_the_authors_word() {
    let mut forged = 0;
    for seed in 1000..1060 {
        let _seed = Seed(seed);
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let mut history = History::new(rng);
        // A relay has dropped some entries, for checkpoints cover them.
        let mut kept = history.entries.split_off(1);
        kept.retain(|_| below(rng, 3) > 0);
        history.entries.append(&mut kept);
        let (expected, _) = receive(&history.shuffled(rng));
        for _ in 0..4 {
            assert_eq!(receive(&history.shuffled(rng)).0, expected);
        }
        forged += usize::from(expected.body.iter().any(|block| block.text.contains("falskt")));
    }
    assert!(forged > 10, "{forged}");
}

#[test]
fn what_waits_for_others_is_no_authors_word_in_a_checkpoint() {
    let (mut mine, first) = created();
    let _ = mine.set(MinutesField::Title, "Ett");
    mine.document.commit(2);
    let _ = mine.set(MinutesField::Place, "Lund");
    let third = mine.document.commit(3).unwrap();
    let mut yours = open(&first, 2);
    yours.document.apply(&third).unwrap();
    let saved = yours.document.save();
    assert!(is_checkpoint(&saved) && !is_checkpoint(&third));
    let kinds: Vec<ChunkKind> = chunks(&saved).map(|chunk| chunk.unwrap().kind).collect();
    assert_eq!(kinds, [ChunkKind::Document, ChunkKind::CompressedChange]);
}

/// Somebody's bad checkpoint: its checksum fits, and Automerge cannot read it.
#[test]
fn a_checkpoint_that_cannot_be_read_locks_nobody_out() {
    let (mut mine, first) = created();
    let saved = mine.document.save();
    let nonsense = changes::document_chunk(b"\x01nonsense");
    assert!(is_checkpoint(&nonsense));
    assert!(Document::load(&nonsense, actor(2)).is_err());
    for good in [first, saved] {
        for bytes in [[good.clone(), nonsense.clone()].concat(), [nonsense.clone(), good].concat()] {
            let document = Document::load(&bytes, actor(2)).unwrap();
            assert_eq!(document.refused(), 1);
            assert_eq!(MinutesDocument::open(document).unwrap().read(), mine.read());
        }
    }
}
