//! Random histories: a splice is a splice of a string, and replicas converge. A failure prints its seed.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

use super::*;
use crate::{
    ids::DeviceId,
    text::{Mark, MarkRange},
};

struct Dice(ChaCha8Rng);

impl Dice {
    fn new(seed: u64) -> Dice {
        Dice(ChaCha8Rng::seed_from_u64(seed))
    }

    fn below(&mut self, end: usize) -> usize {
        (self.0.next_u64() % end as u64) as usize
    }

    fn one_of<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    fn text(&mut self) -> String {
        let parts = ["a", "bc", "Å", "\u{1f344}", " ", "\n", "\r\n", "e\u{301}", "\n\n", "ö", "\u{fffc}"];
        (0..self.below(5)).map(|_| self.one_of(&parts)).collect()
    }

    fn kind(&mut self) -> BlockKind {
        let action = ActionId([self.below(4) as u8; 16]);
        self.one_of(&[
            BlockKind::Paragraph,
            BlockKind::Heading(2),
            BlockKind::UnorderedListItem,
            BlockKind::OrderedListItem,
            BlockKind::Blockquote,
            BlockKind::Decision,
            BlockKind::Action(Some(action)),
            BlockKind::Action(None),
            BlockKind::Other("code-block".to_owned()),
        ])
    }

    fn block(&mut self) -> Block {
        let marks = [Mark::Strong, Mark::Em, Mark::Link { href: "https://example.se".to_owned() }];
        let (start, end) = (self.below(4), self.below(8));
        let mark = self.one_of(&marks);
        let text = self.text();
        Block {
            marks: vec![MarkRange { start, end, mark }],
            depth: self.below(3) as u8,
            ..Block::new(self.kind(), text)
        }
    }

    fn owners(&mut self) -> Vec<Owner> {
        let person = |n: usize| Owner::Person(PersonId([n as u8; 16]));
        let named = |n: usize| Owner::Named { id: format!("n{n}"), name: "Siv".to_owned() };
        (0..self.below(3))
            .map(|_| if self.below(2) == 0 { person(self.below(4)) } else { named(self.below(3)) })
            .collect()
    }

    fn due(&mut self) -> Due {
        self.one_of(&[Due::None, Due::NextMeeting, Due::Date(jiff::civil::date(2027, 3, 1))])
    }

    /// One random edit of any kind.
    fn edit(&mut self, minutes: &mut MinutesDocument) {
        let id = ActionId([self.below(4) as u8; 16]);
        let length = minutes.body_display().chars().count();
        match self.below(14) {
            0 => {
                let field = self.one_of(MinutesField::ALL);
                let value = self.one_of(&["2027-02-05", "2027-03-01", ""]);
                minutes.set(field, value).unwrap();
            }
            1 => minutes.set_state(self.one_of(State::ALL)),
            2 | 3 => {
                let status = self.one_of(AttendanceStatus::ALL);
                let order = self.below(3) as i64;
                minutes.put_attendee(&Attendee { status, order, ..attendee(self.below(4) as u8, "Ada Ek") });
            }
            4 => minutes.remove_attendee(&attendee(self.below(4) as u8, "").id),
            5 => minutes.body_push(&self.block()),
            6 => minutes.set_block_kind(self.below(6), &self.kind()),
            7 => {
                let (text, owners, due) = (self.text(), self.owners(), self.due());
                minutes.add_action(id, &text, &owners, due);
            }
            8 => minutes.set_action_text(&id, &self.text()),
            9 => {
                let log = LogEntry { time_ms: 1, device: DeviceId([1; 32]), what: "x".to_owned() };
                minutes.set_action_status(&id, self.one_of(ActionStatus::ALL), log);
            }
            10 => minutes.set_action_owners(&id, &self.owners()),
            11 => minutes.set_action_due(&id, self.due()),
            _ => {
                let (at, delete) = (self.below(length + 2), self.below(6));
                let text = self.text();
                minutes.body_splice(at, delete, &text).unwrap();
            }
        }
    }
}

/// Prints its seed if the test fails while it is alive.
pub(super) struct Seed(pub(super) u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("seed {}\n", self.0)).unwrap();
        }
    }
}

/// As `body_splice` is documented, on a string.
fn splice(model: &mut Vec<char>, at: usize, delete: usize, insert: &str) -> usize {
    let insert: Vec<char> = insert.replace("\r\n", "\n").replace('\r', "\n").chars().collect();
    let at = at.min(model.len());
    let end = at.saturating_add(delete).min(model.len());
    let count = insert.len();
    model.splice(at..end, insert);
    count
}

#[test]
fn a_splice_is_a_splice_of_a_string() {
    for seed in 0..60 {
        let seed = Seed(seed);
        let mut dice = Dice::new(seed.0);
        let (mut minutes, _) = created();
        let mut model = Vec::new();
        for _ in 0..60 {
            let (at, delete, insert) = (dice.below(model.len() + 3), dice.below(7), dice.text());
            let carets: Vec<_> = (0..=model.len()).map(|at| minutes.body_anchor(at)).collect();
            let inserted = minutes.body_splice(at, delete, &insert).unwrap();
            let (length, start) = (model.len(), at.min(model.len()));
            assert_eq!(inserted, splice(&mut model, at, delete, &insert));
            let shown: Vec<char> = minutes.body_display().chars().collect();
            assert_eq!(shown, model);
            assert_eq!(minutes.read().body.len(), 1 + model.iter().filter(|c| **c == '\n').count());
            // Carets before it stay, those after what was deleted move along.
            for (place, caret) in carets.iter().enumerate() {
                let now = minutes.body_position(caret);
                if place <= start {
                    // One before a heading's text goes down with it as room is made above.
                    let breaks = insert.replace("\r\n", "\n");
                    let breaks = breaks.len() - breaks.trim_start_matches('\n').len();
                    let down = if place == start { breaks } else { 0 };
                    assert!((place..=place + down).contains(&now), "{now} for {place}");
                } else if place > (start + delete).min(length) {
                    assert_eq!(now, place + model.len() - length);
                }
            }
            if dice.below(4) == 0 {
                minutes.set_block_kind(dice.below(4), &dice.kind());
            }
        }
    }
}

fn converge(seed: u64, count: u8, rounds: usize) {
    let seed = Seed(seed);
    let mut dice = Dice::new(seed.0);
    let (mut first, created) = created();
    let mut replicas: Vec<MinutesDocument> = (2..=count).map(|n| fork(&mut first, n)).collect();
    replicas.insert(0, first);
    let mut sent: Vec<Vec<u8>> = vec![created];
    for round in 0..rounds {
        for replica in &mut replicas {
            for _ in 0..dice.below(6) {
                dice.edit(replica);
            }
            if dice.below(3) > 0 {
                sent.extend(replica.document.commit(round as i64));
            }
            // Something that was sent, early, late or again.
            for _ in 0..dice.below(4) {
                replica.document.apply(&dice.one_of(&sent)).unwrap();
            }
        }
    }
    for replica in &mut replicas {
        sent.extend(replica.document.commit(99));
    }
    for replica in &mut replicas {
        let mut order: Vec<usize> = (0..sent.len()).collect();
        while !order.is_empty() {
            let next = order.swap_remove(dice.below(order.len()));
            replica.document.apply(&sent[next]).unwrap();
            if dice.below(5) == 0 {
                replica.document.apply(&sent[next]).unwrap();
            }
        }
    }
    let expected = replicas[0].read();
    let display = replicas[0].body_display();
    for replica in &mut replicas {
        assert_eq!(replica.read(), expected);
        assert_eq!(replica.body_display(), display);
        assert_eq!(replica.document.commit(100), None);
        let saved = Document::load(&replica.document.save(), actor(99)).unwrap();
        assert_eq!(MinutesDocument::open(saved).unwrap().read(), expected);
    }
    // The journal alone makes the document, too.
    let journal = Document::load(&sent.concat(), actor(99)).unwrap();
    assert_eq!(journal.refused(), 0);
    assert_eq!(MinutesDocument::open(journal).unwrap().read(), expected);
}

#[test]
fn two_replicas_converge() {
    (0..60).for_each(|seed| converge(seed, 2, 12));
}

#[test]
fn three_replicas_converge() {
    (1000..1040).for_each(|seed| converge(seed, 3, 10));
}
