//! The editor without a window: its rules one by one, and replicas that edit at once, held against what the document
//! itself says.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod find;
mod fuzz;
mod rules;

use samskriv_shared::{
    documents::{Actor, MinutesDocument},
    ids::{ActionId, DeviceId},
    text::{BlockKind, Mark},
};

use super::{
    commands::Plan,
    core::{Editor, Selection},
    history::{Doing, Way},
};

/// Somebody who writes.
pub struct Writer {
    pub document: MinutesDocument,
    pub editor: Editor,
    /// Seconds.
    pub time: f64,
}

impl Writer {
    pub fn new() -> Writer {
        Writer::of(MinutesDocument::create(actor(1)))
    }

    fn of(mut document: MinutesDocument) -> Writer {
        let editor = Editor::new(&mut document);
        Writer { document, editor, time: 0.0 }
    }

    /// Another with the same document.
    pub fn another(&mut self, nth: u8) -> Writer {
        use samskriv_shared::documents::Document;

        let document = Document::load(&self.document.document.save(), actor(nth)).unwrap();
        Writer::of(MinutesDocument::open(document).unwrap())
    }

    pub fn run(&mut self, plan: &Plan, doing: Doing) {
        self.time += 0.1;
        self.editor.carry_out(&mut self.document, plan, doing, self.time).unwrap();
    }

    pub fn plan(&mut self, plan: impl FnOnce(&super::view::View) -> Plan) {
        let plan = plan(self.editor.view());
        self.run(&plan, Doing::Other);
        self.time += 10.0;
    }

    pub fn write(&mut self, at: usize, text: &str) {
        self.plan(|view| super::commands::insert(view, at..at, text, None));
    }

    pub fn undo(&mut self) {
        self.editor.take_back(&mut self.document, Way::Undo).unwrap();
    }

    pub fn redo(&mut self) {
        self.editor.take_back(&mut self.document, Way::Redo).unwrap();
    }

    /// What was written since the last time, for others.
    pub fn sent(&mut self) -> Option<Vec<u8>> {
        self.document.document.commit(0)
    }

    pub fn receive(&mut self, changes: &[u8]) {
        self.document.document.apply(changes).unwrap();
        self.editor.follow(&mut self.document);
    }

    pub fn text(&self) -> &str {
        self.editor.view().display()
    }

    /// The paragraphs in a short form: "[heading1]Text with [strong:bold] words".
    pub fn shown(&self) -> String {
        let blocks = self.editor.view().blocks();
        let mut shown = String::new();
        for block in blocks {
            let level = match block.kind {
                BlockKind::Heading(level) => level.to_string(),
                _ => String::new(),
            };
            let depth = ">".repeat(block.depth.into());
            shown += &format!("[{}{level}{depth}]", block.kind.name());
            let chars: Vec<char> = block.text.chars().collect();
            for (at, c) in chars.iter().enumerate() {
                block
                    .marks
                    .iter()
                    .filter(|m| m.start == at)
                    .for_each(|m| shown += &format!("<{}:", m.mark.name()));
                shown.push(*c);
                block.marks.iter().filter(|m| m.end == at + 1).for_each(|_| shown.push('>'));
            }
        }
        shown
    }

    /// The view is what the document says, read by the spans.
    pub fn check(&self) {
        let blocks = self.document.read().body;
        assert_eq!(self.editor.view().blocks(), blocks);
        let display: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(self.text(), display.join("\n"));
        let end = self.editor.view().display_chars();
        assert_eq!(self.text().chars().count(), end);
        let others = self.editor.others.iter().map(|(_, selection)| selection);
        let carets = self.editor.selection.iter().chain(others);
        assert!(carets.flat_map(|it| [it.caret, it.other]).all(|at| at <= end), "a caret is outside");
    }
}

fn actor(nth: u8) -> Actor {
    Actor::new(&DeviceId([nth; DeviceId::LEN]), [nth; 8])
}

/// A new action's kind, another each time.
pub fn ids(seed: &mut u64) -> BlockKind {
    *seed += 1;
    let mut id = [0; ActionId::LEN];
    id[..8].copy_from_slice(&seed.to_le_bytes());
    BlockKind::Action(Some(ActionId(id)))
}

pub fn strong() -> Mark {
    Mark::Strong
}

pub fn selection(caret: usize, other: usize) -> Selection {
    Selection { caret, other }
}
